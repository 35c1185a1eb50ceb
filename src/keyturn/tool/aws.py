"""The AWS command line.

Grammar: `aws [global options] SERVICE OPERATION [options]`, https://docs.aws.amazon.com/cli/latest/reference/. Global
options stand anywhere; an operation's options all begin with two dashes and take every word up to the next one.
What an operation takes away is in tables/aws.toml; an operation that is not there is judged by its verb.
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    BACKUP_DELETE,
    DATA_LOSS,
    EXPOSURE,
    INFRA_APPLY,
    MASS_DELETE,
    PROTECTION_OFF,
    SERVICE_DELETE,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.source import SHELL, SQL, Source, SqlContext
from keyturn.model.target import CLOUD, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.handoff import elsewhere
from keyturn.tool.locate import absolute, directory_of, path_target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import ini, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_VALUED = frozenset(
    "--profile --region --endpoint-url --output --query --color --ca-bundle --cli-read-timeout --cli-connect-timeout "
    "--cli-binary-format --cli-error-format".split()
)
_FLAGS = frozenset(
    "--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt --no-cli-auto-prompt "
    "--version".split()
)
_READING = tuple(
    "describe- list- get- head- lookup- search- wait help select- batch-get- filter- estimate- check- validate- test- "
    "simulate- generate- preview- query scan tail".split()
)

_S3 = Grammar(
    flags="--recursive --dryrun --quiet --no-progress --only-show-errors --delete --force --exact-timestamps "
    "--size-only "
    "--follow-symlinks --no-follow-symlinks --force-glacier-transfer --no-guess-mime-type --human-readable --summarize "
    "--ignore-glacier-warnings --debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --no-overwrite",
    valued="--include --exclude --acl --storage-class --sse --sse-c --sse-c-key --sse-kms-key-id --sse-c-copy-source "
    "--sse-c-copy-source-key --grants --website-redirect --content-type --cache-control --content-disposition "
    "--content-encoding --content-language --expires --source-region --page-size --request-payer --metadata "
    "--metadata-directive --copy-props --checksum-mode --checksum-algorithm --expected-size --profile --region "
    "--endpoint-url --output --query --color --ca-bundle --cli-read-timeout --cli-connect-timeout --index-document "
    "--error-document --expires-in",
)

# Verbs of operations that the table does not hold: (category, rule, what).
_VERBS: tuple[tuple[str, str, str, str], ...] = (
    ("delete-", SERVICE_DELETE, "aws/delete", "deletes"),
    ("batch-delete-", SERVICE_DELETE, "aws/delete", "deletes"),
    ("bulk-delete-", SERVICE_DELETE, "aws/delete", "deletes"),
    ("admin-delete-", SERVICE_DELETE, "aws/delete", "deletes"),
    ("force-delete-", SERVICE_DELETE, "aws/delete", "deletes"),
    ("terminate-", SERVICE_DELETE, "aws/delete", "terminates"),
    ("purge-", SERVICE_DELETE, "aws/delete", "purges"),
    ("destroy-", SERVICE_DELETE, "aws/delete", "destroys"),
    ("remove-", SERVICE_DELETE, "aws/delete", "removes"),
    ("deregister-", SERVICE_DELETE, "aws/delete", "deregisters"),
    ("schedule-key-deletion", SERVICE_DELETE, "aws/key-deletion", "destroys"),
    ("empty-", SERVICE_DELETE, "aws/delete", "empties"),
    ("erase-", SERVICE_DELETE, "aws/delete", "erases"),
    ("stop-", AVAILABILITY, "aws/stop", "stops"),
    ("reboot-", AVAILABILITY, "aws/stop", "restarts"),
    ("disable-", AVAILABILITY, "aws/stop", "disables"),
    ("batch-disable-", AVAILABILITY, "aws/stop", "disables"),
    ("revoke-", AVAILABILITY, "aws/stop", "revokes"),
    ("batch-revoke-", AVAILABILITY, "aws/stop", "revokes"),
    ("detach-", AVAILABILITY, "aws/stop", "detaches"),
    ("disassociate-", AVAILABILITY, "aws/stop", "disassociates"),
    ("release-", AVAILABILITY, "aws/stop", "releases"),
    ("reset-", AVAILABILITY, "aws/stop", "resets"),
    ("failover-", AVAILABILITY, "aws/stop", "fails over"),
    ("rollback-", AVAILABILITY, "aws/stop", "rolls back"),
    ("suspend-", AVAILABILITY, "aws/stop", "suspends"),
    ("pause-", AVAILABILITY, "aws/stop", "pauses"),
    ("deactivate-", AVAILABILITY, "aws/stop", "deactivates"),
    ("flush-", AVAILABILITY, "aws/stop", "flushes"),
    ("decrease-", AVAILABILITY, "aws/stop", "takes capacity from"),
    ("admin-disable-", AVAILABILITY, "aws/stop", "disables"),
    ("unassign-", AVAILABILITY, "aws/stop", "unassigns"),
    ("restart-", AVAILABILITY, "aws/stop", "restarts"),
    ("rebuild-", SERVICE_DELETE, "aws/delete", "rebuilds"),
    ("close-account", SERVICE_DELETE, "aws/account-close", "closes"),
)
# What these verbs name without losing anything: queries, jobs of one's own, labels.
_MILD = tuple(
    "-query query-execution -tags -tag -statement -export-task -session -replay -stream-processor -message "
    "-tags-from-resource -labels -change-set -bucket-tagging -object-tagging -job-run -build -build-batch".split()
)


class _Asked:
    """Global options, service, operation, its options, and the operands."""

    __slots__ = ("call", "general", "operands", "operation", "options", "service", "view")

    def __init__(self, call: Invocation, view: View) -> None:
        self.call = call
        self.view = view
        self.service: Word | None = None
        self.operation: Word | None = None
        self.general: dict[str, Word | None] = {}
        self.options: dict[str, list[Word]] = {}
        self.operands: list[Word] = []
        current: list[Word] | None = None
        args = call.args
        index = 0
        while index < len(args):
            word = args[index]
            index += 1
            lead = word.text if word.text is not None else word.prefix
            if lead.startswith("--"):
                name, equals, rest = lead.partition("=")
                if name in _VALUED:
                    if equals:
                        self.general[name] = Word(rest, quoted=True) if word.text is not None else None
                    else:
                        self.general[name] = args[index] if index < len(args) else None
                        index += 1
                    continue
                if name in _FLAGS:
                    self.general[name] = None
                    continue
                current = self.options.setdefault(name, [])
                if equals:
                    current.append(Word((rest, *word.parts[1:]), quoted=True))
            elif self.service is None:
                self.service = word
            elif self.operation is None:
                self.operation = word
            elif current is not None:
                current.append(word)
            else:
                self.operands.append(word)

    def text(self, name: str) -> str:
        """Everything given to an option as one text, "" when absent."""
        return " ".join(word.shown() for word in self.options.get(name, ()))

    def target(self) -> Target:
        """Account, profile, region and address, as far as options, environment and ~/.aws/config say."""
        call, view = self.call, self.view
        facets = [Facet("provider", "aws", "aws")]
        profile = self.general.get("--profile") if "--profile" in self.general else None
        source = "--profile"
        if profile is None and "--profile" not in self.general:
            profile = variable(call, view, "AWS_PROFILE") or variable(call, view, "AWS_DEFAULT_PROFILE")
            source = "AWS_PROFILE"
        named = profile.text if profile is not None else ("default" if "--profile" not in self.general else None)
        settings = self._settings(named)
        account = self._account_in_words()
        where = "an address in the command"
        overridable = False
        if not account:
            # keys in the environment override the profile
            keys = "--profile" not in self.general and variable(call, view, "AWS_ACCESS_KEY_ID") is not None
            account = "" if keys else (settings.get("sso_account_id") or _account_of(settings.get("role_arn", "")))
            where = "~/.aws/config"
            overridable = profile is None or source == "AWS_PROFILE"
        facets.append(
            Facet(
                "account",
                account or None,
                where if account else "the credentials decide",
                overridable and bool(account),
            )
        )
        facets.append(
            Facet("profile", named, source if profile is not None else "no profile named", overridable=profile is None)
        )
        region = self.general.get("--region") if "--region" in self.general else None
        if region is None:
            region = variable(call, view, "AWS_REGION") or variable(call, view, "AWS_DEFAULT_REGION")
        text = region.text if region is not None else settings.get("region")
        facets.append(
            Facet("region", text, "--region" if "--region" in self.general else "environment or configuration", True)
        )
        address = (
            self.general.get("--endpoint-url")
            if "--endpoint-url" in self.general
            else variable(call, view, "AWS_ENDPOINT_URL")
        )
        if address is not None:
            facets.append(Facet("url", address.text, "--endpoint-url"))
        name = "AWS " + (
            account or (f"profile {named}" if named and named != "default" else "account of the credentials")
        )
        return Target(CLOUD, name + (f" {text}" if text else ""), tuple(facets))

    def _settings(self, profile: str | None) -> dict[str, str]:
        if profile is None:
            return {}
        given = variable(self.call, self.view, "AWS_CONFIG_FILE")
        path = given.text if given is not None else self.view.layout.home + "/.aws/config"
        text = text_of(path, self.view) if path and path.startswith("/") else None
        if text is None:
            return {}
        sections = ini(text)
        found = sections.get("default" if profile == "default" else "profile " + profile, {})
        session = sections.get("sso-session " + found.get("sso_session", ""), {})
        return {**session, **found}

    def _account_in_words(self) -> str:
        found = {_account_of(word.text or "") for words in self.options.values() for word in words}
        found.discard("")
        return found.pop() if len(found) == 1 else ""


def _account_of(text: str) -> str:
    """The account number in an ARN or a queue's address, "" when there is none."""
    if text.startswith("arn:"):
        pieces = text.split(":")
        found = pieces[4] if len(pieces) > 5 else ""
    elif text.startswith("https://") and ".amazonaws.com/" in text:
        found = text.partition(".amazonaws.com/")[2].partition("/")[0]
    else:
        return ""
    return found if len(found) == 12 and found.isdigit() else ""


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one aws call would take away, expose or stop."""
    args = call.args
    if len(args) < 2:
        return []
    second = args[1].text
    first = args[0].text
    if second is not None and first is not None and first[:1] != "-" and first != "s3" and second.startswith(_READING):
        return []
    asked = _Asked(call, view)
    service, operation = asked.service, asked.operation
    if service is None or service.text == "help" or operation is None:
        return []
    if service.text is None or operation.text is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which aws operation runs is only known at run time ({service.shown()} {operation.shown()})",
                targets=(asked.target(),),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if operation.text.startswith(_READING):
        return []
    if any(word.text == "help" for word in asked.operands[:1]) or "--generate-cli-skeleton" in asked.options:
        return []
    if "--dry-run" in asked.options and call.args[-1].text != "--no-dry-run" and "--no-dry-run" not in asked.options:
        return []
    if service.text == "s3":
        return _s3(asked)
    special = _SPECIAL.get(f"{service.text} {operation.text}")
    if special is not None:
        return special(asked)
    from keyturn.tool.aws_table import ROWS

    row = ROWS.get(f"{service.text} {operation.text}")
    if row is not None:
        return _row(asked, row)
    return _by_verb(asked, service.text, operation.text)


def _effect(asked: _Asked, rule: str, category: str, summary: str, extent: Extent | None = None) -> Effect:
    return Effect(
        rule,
        category,
        summary,
        (asked.target(),),
        extent or Extent(1, True, "resources"),
        certain=asked.call.certain,
        origin=asked.call.origin,
    )


def _named(asked: _Asked, option: str) -> tuple[str, Extent]:
    """What is named, and how many: the option's words, else those of the first option that names something."""
    words = asked.options.get(option, [])
    if not words:
        for name, given in asked.options.items():
            if given and name.endswith(
                ("-id", "-ids", "-identifier", "-name", "-names", "-arn", "-url", "--name", "--id")
            ):
                words = given
                break
    if not words:
        return "what the request names", Extent(None, True, "resources")
    closed = all(word.text is not None for word in words)
    shown = ", ".join(word.shown() for word in words[:5]) + (", …" if len(words) > 5 else "")
    return shown, Extent(len(words) if closed else None, closed, "resources")


def _row(asked: _Asked, row: tuple[str, str, str, str]) -> list[Outcome]:
    rule, category, what, option = row
    shown, extent = _named(asked, option)
    summary = what.replace("{name}", shown)
    out: list[Outcome] = []
    if "--skip-final-snapshot" in asked.options:
        summary += ", leaving no final snapshot"
    if "--delete-automated-backups" in asked.options:
        summary += ", with its automated backups"
    if "--force-delete-without-recovery" in asked.options:
        summary += ", at once and beyond recovery"
    out.append(_effect(asked, rule, category, summary, extent))
    if "--delete-automated-backups" in asked.options or (
        "--skip-final-snapshot" in asked.options and "--no-delete-automated-backups" not in asked.options
    ):
        out.append(
            _effect(asked, "aws/delete-backup", BACKUP_DELETE, f"loses the automated backups of {shown}", extent)
        )
    return out


def _by_verb(asked: _Asked, service: str, operation: str) -> list[Outcome]:
    for verb, usual, named, what in _VERBS:
        if operation.startswith(verb):
            if operation.endswith(_MILD) or operation.startswith(("stop-query", "remove-tag", "delete-tag")):
                return []
            thing = operation[len(verb) :].replace("-", " ") or operation.replace("-", " ")
            shown, extent = _named(asked, "")
            category, rule = usual, named
            if any(part in operation for part in ("snapshot", "backup", "recovery-point")) and usual == SERVICE_DELETE:
                category, rule = BACKUP_DELETE, "aws/delete-backup"
            return [_effect(asked, rule, category, f"{service}: {what} {thing} ({shown})", extent)]
    return []


# ── s3, which has a grammar of its own


def _s3(asked: _Asked) -> list[Outcome]:
    call, view = asked.call, asked.view
    options = parse(call.args, _S3)
    words = [word for word in options.operands if word not in (asked.service, asked.operation)]
    operation = asked.operation.text if asked.operation is not None else ""
    if options.has("--dryrun") or any(word.text == "help" for word in words):
        return []
    if operation in ("cp", "mv", "sync") and (options.text("--acl") or "").startswith("public-read"):
        return [
            _effect(
                asked,
                "aws/public-acl",
                EXPOSURE,
                f"makes what it uploads to {words[-1].shown() if words else 'a bucket'} public",
            )
        ]
    narrowed = ", apart from what it excludes" if options.has("--exclude") else ""
    if operation == "rm" and words:
        if options.has("--recursive"):
            summary = f"deletes everything under {words[0].shown()}{narrowed}"
            return [_effect(asked, "aws/s3-remove-recursive", SERVICE_DELETE, summary, Extent(None, False, "objects"))]
        return [
            _effect(
                asked,
                "aws/s3-remove-object",
                SERVICE_DELETE,
                f"deletes {words[0].shown()}",
                Extent(1, words[0].text is not None, "objects"),
            )
        ]
    if operation == "rb" and words:
        if options.has("--force"):
            return [
                _effect(
                    asked,
                    "aws/s3-remove-bucket",
                    SERVICE_DELETE,
                    f"deletes {words[0].shown()} and everything in it",
                    Extent(None, False, "objects"),
                )
            ]
        return [
            _effect(
                asked,
                "aws/s3-remove-bucket",
                SERVICE_DELETE,
                f"deletes the empty bucket {words[0].shown()}",
                Extent(1, True, "buckets"),
            )
        ]
    if operation == "sync" and options.has("--delete") and len(words) >= 2:
        onto = words[1]
        if (onto.text if onto.text is not None else onto.prefix).startswith("s3:"):
            summary = f"deletes from {onto.shown()} whatever {words[0].shown()} lacks{narrowed}"
            return [_effect(asked, "aws/s3-sync-delete", SERVICE_DELETE, summary, Extent(None, False, "objects"))]
        return [
            Effect(
                "aws/s3-sync-delete",
                MASS_DELETE,
                f"deletes from {onto.shown()} whatever {words[0].shown()} lacks{narrowed}",
                (path_target(onto, call, view),),
                Extent(None, False),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if operation == "mv" and words and words[0].prefix.startswith("s3:") and options.has("--recursive"):
        summary = f"moves everything under {words[0].shown()} away"
        return [_effect(asked, "aws/s3-remove-recursive", SERVICE_DELETE, summary, Extent(None, False, "objects"))]
    return []


# ── operations whose harm lies in an option


def _plain(text: str) -> str:
    return text.replace(" ", "").replace('"', "").replace("'", "").lower()


def _body(asked: _Asked, name: str) -> str:
    """An option's document: its text, or the file that `file://` names."""
    text = asked.text(name)
    if text.startswith(("file://", "fileb://")):
        path = absolute(text.partition("://")[2], directory_of(asked.call, asked.view))
        return text_of(path, asked.view) or ""
    return text


def _modify_database(asked: _Asked) -> list[Outcome]:
    shown, _extent = _named(asked, "--db-instance-identifier")
    out: list[Outcome] = []
    if "--no-deletion-protection" in asked.options:
        out.append(
            _effect(
                asked, "aws/deletion-protection-off", PROTECTION_OFF, f"switches deletion protection of {shown} off"
            )
        )
    if asked.text("--backup-retention-period") == "0":
        out.append(
            _effect(
                asked,
                "aws/delete-backup",
                BACKUP_DELETE,
                f"stops the automated backups of {shown} and deletes those it has",
            )
        )
    if "--publicly-accessible" in asked.options:
        out.append(
            _effect(asked, "aws/public-access", EXPOSURE, f"makes the database {shown} reachable from the internet")
        )
    return out


def _bucket_versioning(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--versioning-configuration"))
    out: list[Outcome] = []
    if "suspended" in body:
        out.append(
            _effect(
                asked,
                "aws/versioning-off",
                PROTECTION_OFF,
                f"stops keeping earlier versions in {asked.text('--bucket')}",
            )
        )
    if "mfadelete=disabled" in body or "mfadelete:disabled" in body:
        out.append(
            _effect(
                asked,
                "aws/versioning-off",
                PROTECTION_OFF,
                f"lets versions in {asked.text('--bucket')} be deleted without a second factor",
            )
        )
    return out


def _access_block(asked: _Asked) -> list[Outcome]:
    if "false" not in _plain(_body(asked, "--public-access-block-configuration")):
        return []
    where = asked.text("--bucket") or asked.text("--account-id")
    return [_effect(asked, "aws/public-access", PROTECTION_OFF, f"lets {where} be made public")]


def _acl(asked: _Asked) -> list[Outcome]:
    given = " ".join(
        asked.text(name)
        for name in ("--acl", "--grant-read", "--grant-full-control", "--grant-write", "--access-control-policy")
    )
    if (
        not given.startswith(("public-", "authenticated-read"))
        and "AllUsers" not in given
        and "AuthenticatedUsers" not in given
    ):
        return []
    return [_effect(asked, "aws/public-acl", EXPOSURE, f"makes {asked.text('--bucket')} public")]


_POLICIES = (
    "--policy",
    "--resource-policy",
    "--policy-text",
    "--policy-document",
    "--access-policies",
    "--attributes",
    "--attribute-value",
)


def _resource_policy(asked: _Asked) -> list[Outcome]:
    """The same under the names that other services give to the option."""
    body = "".join(_plain(_body(asked, name)).replace("\\", "") for name in _POLICIES)
    # a key's own policy names the account's root; a condition narrows what the star opens
    if not any(one in body for one in _EVERYONE) or "condition:" in body:
        return []
    shown, extent = _named(asked, "")
    return [_effect(asked, "aws/public-acl", EXPOSURE, f"lets anyone act on {shown}", extent)]


_EVERYONE = ("principal:*", "principal:{aws:*}", "principal:{aws:[*]}")


def _policy(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--policy"))
    if "principal:*" in body or "principal:{aws:*}" in body or "principal:{aws:[*]}" in body:
        return [
            _effect(asked, "aws/public-acl", EXPOSURE, f"lets anyone act on {asked.text('--bucket') or 'the resource'}")
        ]
    return []


def _instance_attribute(asked: _Asked) -> list[Outcome]:
    off = "--no-disable-api-termination" in asked.options or (
        "disableapitermination" in _plain(asked.text("--attribute")) and _plain(asked.text("--value")) == "false"
    )
    if not off and "false" not in _plain(asked.text("--disable-api-termination")):
        return []
    return [
        _effect(
            asked, "aws/deletion-protection-off", PROTECTION_OFF, f"lets {asked.text('--instance-id')} be terminated"
        )
    ]


def _table(asked: _Asked) -> list[Outcome]:
    if "--no-deletion-protection-enabled" not in asked.options:
        return []
    return [
        _effect(
            asked,
            "aws/deletion-protection-off",
            PROTECTION_OFF,
            f"switches deletion protection of {asked.text('--table-name')} off",
        )
    ]


def _continuous_backups(asked: _Asked) -> list[Outcome]:
    if "enabled=false" not in _plain(_body(asked, "--point-in-time-recovery-specification")).replace(":", "="):
        return []
    return [
        _effect(
            asked, "aws/delete-backup", BACKUP_DELETE, f"ends point-in-time recovery of {asked.text('--table-name')}"
        )
    ]


def _stack_protection(asked: _Asked) -> list[Outcome]:
    if "--no-enable-termination-protection" not in asked.options:
        return []
    return [
        _effect(
            asked,
            "aws/deletion-protection-off",
            PROTECTION_OFF,
            f"lets the stack {asked.text('--stack-name')} be deleted",
        )
    ]


def _balancer(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--attributes")).replace("key=", "").replace("key:", "")
    if "deletion_protection.enabled,value=false" in body or "deletion_protection.enabled,value:false" in body:
        return [
            _effect(
                asked,
                "aws/deletion-protection-off",
                PROTECTION_OFF,
                "switches deletion protection of the load balancer off",
            )
        ]
    return []


def _protection_flag(asked: _Asked) -> list[Outcome]:
    if "--no-deletion-protection" in asked.options or (
        "--deletion-protection" in asked.options
        and _plain(asked.text("--deletion-protection")) in ("false", "inactive")
    ):
        shown, extent = _named(asked, "")
        return [
            _effect(
                asked,
                "aws/deletion-protection-off",
                PROTECTION_OFF,
                f"switches deletion protection of {shown} off",
                extent,
            )
        ]
    return []


def _attach_policy(asked: _Asked) -> list[Outcome]:
    arn = asked.text("--policy-arn")
    if not arn.endswith(("/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess")):
        return []
    shown, extent = _named(asked, "--role-name")
    return [_effect(asked, "aws/iam-widened", PROTECTION_OFF, f"gives {arn.rpartition('/')[2]} to {shown}", extent)]


def _inline_policy(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--policy-document"))
    if "action:*" not in body and "action:[*]" not in body:
        return []
    return [_effect(asked, "aws/iam-widened", PROTECTION_OFF, "gives an identity every right")]


def _ingress(asked: _Asked) -> list[Outcome]:
    given = asked.text("--cidr") + _plain(_body(asked, "--ip-permissions"))
    if "0.0.0.0/0" not in given and "::/0" not in given:
        return []
    return [
        _effect(
            asked,
            "aws/public-access",
            EXPOSURE,
            f"opens {asked.text('--group-id') or 'a security group'} to the whole internet",
        )
    ]


def _to_zero(asked: _Asked) -> list[Outcome]:
    for name in ("--desired-count", "--desired-capacity", "--max-size", "--reserved-concurrent-executions"):
        if asked.text(name) == "0":
            shown, extent = _named(asked, "--service")
            return [_effect(asked, "aws/scale-to-zero", AVAILABILITY, f"scales {shown} to zero: it stops", extent)]
    return []


def _records(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--change-batch"))
    if "action:delete" in body or "action=delete" in body or not body:
        return [
            _effect(
                asked,
                "aws/dns-delete",
                AVAILABILITY,
                f"deletes DNS records of {asked.text('--hosted-zone-id')}",
                Extent(None, True, "records"),
            )
        ]
    return []


def _write_batch(asked: _Asked) -> list[Outcome]:
    if "deleterequest" not in _plain(_body(asked, "--request-items")):
        return []
    return [_effect(asked, "aws/delete-item", "bounded-write", "deletes items of a table", Extent(None, True, "items"))]


def _send_command(asked: _Asked) -> list[Outcome]:
    """`ssm send-command`: shell text that runs on other machines."""
    text = asked.text("--parameters")
    words = asked.options.get("--parameters", [])
    if not any(word.text is not None for word in words):
        return [
            BlindSpot(
                "blind/opaque-text",
                "commands for other machines that are only known at run time",
                targets=(asked.target(),),
                certain=asked.call.certain,
                origin=asked.call.origin,
            )
        ]
    _before, found, rest = text.partition("commands" if "commands" in text else "command")
    if not found:
        return []
    rest = rest.lstrip("\"' =:")
    if rest.startswith("["):
        rest = rest[1 : rest.rfind("]")] if "]" in rest else rest[1:]
        rest = rest.replace('","', "\n").replace("','", "\n").replace('", "', "\n")
    rest = rest.strip("\"'")
    how = "aws ssm send-command"
    where = asked.text("--instance-ids") or asked.text("--targets") or "other machines"
    context = elsewhere(Word(where, quoted=True))
    origin = asked.call.origin.inner(how)
    return [HandOff(Source(SHELL, Word(rest, quoted=True), origin, context, certain=asked.call.certain), how)]


# The option that holds the statement, and the dialect where the service has only one.
_STATEMENTS = {
    "rds-data": ("--sql", ""),
    "redshift-data": ("--sql", "redshift"),
    "athena": ("--query-string", "athena"),
    "dynamodb": ("--statement", ""),
}


def _statement(asked: _Asked) -> list[Outcome]:
    """SQL that is sent through an AWS service, without a database client."""
    service = (asked.service.text if asked.service is not None else None) or ""
    option, dialect = _STATEMENTS[service]
    words = [*asked.options.get(option, []), *asked.options.get("--sqls", [])]
    operation = asked.operation.text if asked.operation is not None else ""
    how = f"aws {service} {operation}"
    # the account decides what the database is worth
    context = SqlContext(asked.target(), dialect)
    origin = asked.call.origin.inner(how)
    return [HandOff(Source(SQL, word, origin, context, certain=asked.call.certain), how) for word in words]


def _stack_apply(asked: _Asked) -> list[Outcome]:
    """A template becomes the truth: what it no longer names is deleted, what cannot be changed is replaced."""
    if "--no-execute-changeset" in asked.options:
        return []
    shown, extent = _named(asked, "--stack-name")
    if "--change-set-name" in asked.options and "--stack-name" not in asked.options:
        shown = "the change set " + shown
    return [_effect(asked, "aws/stack-apply", INFRA_APPLY, f"applies a template to {shown}", extent)]


def _secret_overwrite(asked: _Asked) -> list[Outcome]:
    operation = asked.operation.text if asked.operation is not None else ""
    given = asked.options.keys()
    if operation == "update-secret" and not given & {"--secret-string", "--secret-binary", "--kms-key-id"}:
        return []  # only its description
    if operation == "put-parameter" and "--overwrite" not in given:
        return []
    shown, extent = _named(asked, "--secret-id")
    return [_effect(asked, "aws/secret-overwrite", AVAILABILITY, f"replaces the value of {shown}", extent)]


def _grant(asked: _Asked) -> list[Outcome]:
    """A right given by name: `--principal`, account lists, "all" groups."""
    texts = [
        _plain(asked.text(name))
        for name in ("--principal", "--aws-account-ids", "--values-to-add", "--user-ids", "--group-names")
    ]
    bodies = [
        _plain(_body(asked, name)) for name in ("--launch-permission", "--create-volume-permission", "--attributes")
    ]
    opened = any("add" in body and ("group=all" in body or "group:all" in body) for body in bodies)
    if asked.text("--operation-type") == "remove" or not (opened or "*" in texts or "all" in texts):
        return []
    shown, extent = _named(asked, "")
    return [_effect(asked, "aws/public-acl", EXPOSURE, f"lets everyone use {shown}", extent)]


def _expiry(asked: _Asked) -> list[Outcome]:
    body = _plain(_body(asked, "--lifecycle-configuration") or _body(asked, "--lifecycle-policy-text"))
    if body and "expir" not in body:
        return []
    shown, extent = _named(asked, "--bucket")
    return [_effect(asked, "aws/expire", DATA_LOSS, f"lets what {shown} holds expire", extent)]


def _switched_off(asked: _Asked) -> list[Outcome]:
    """Something that runs is set to not enabled."""
    given = asked.options
    body = _plain(_body(asked, "--distribution-config")) + _plain(_body(asked, "--scaling-config"))
    off = (
        "--no-enabled" in given
        or "--no-sending-enabled" in given
        or "enabled:false" in body
        or "enabled=false" in body
        or "desiredsize=0" in body
        or "desiredsize:0" in body
        or asked.text("--status") in ("Inactive", "Suspended")
        or asked.text("--max-capacity") == "0"
        or asked.text("--state") == "DISABLED"
    )
    if not off:
        return []
    shown, extent = _named(asked, "")
    return [_effect(asked, "aws/stop", AVAILABILITY, f"switches {shown} off", extent)]


def _metadata(asked: _Asked) -> list[Outcome]:
    if asked.text("--http-tokens") != "optional":
        return []
    shown, extent = _named(asked, "--instance-id")
    return [
        _effect(asked, "aws/protection-off", PROTECTION_OFF, f"lets tokens of {shown} be stolen by requests", extent)
    ]


def _execute_command(asked: _Asked) -> list[Outcome]:
    """`ecs execute-command`: a command in a container that runs in the cloud."""
    how = "aws ecs execute-command"
    context = elsewhere(Word(asked.text("--task") or "a task", quoted=True))
    origin = asked.call.origin.inner(how)
    return [
        HandOff(Source(SHELL, word, origin, context, certain=asked.call.certain), how)
        for word in asked.options.get("--command", [])
    ]


def _session(asked: _Asked) -> list[Outcome]:
    if "command" in asked.text("--parameters"):
        return _send_command(asked)
    return [Note("an interactive shell on another machine: what is typed into it is not seen", asked.call.origin)]


_SPECIAL = {
    "rds modify-db-instance": _modify_database,
    "rds modify-db-cluster": _modify_database,
    "docdb modify-db-cluster": _modify_database,
    "neptune modify-db-cluster": _modify_database,
    "s3api put-bucket-versioning": _bucket_versioning,
    "s3api put-public-access-block": _access_block,
    "s3control put-public-access-block": _access_block,
    "s3api put-bucket-acl": _acl,
    "s3api put-object-acl": _acl,
    "s3api put-bucket-policy": _policy,
    "ec2 modify-instance-attribute": _instance_attribute,
    "dynamodb update-table": _table,
    "dynamodb update-continuous-backups": _continuous_backups,
    "dynamodb batch-write-item": _write_batch,
    "cloudformation update-termination-protection": _stack_protection,
    "elbv2 modify-load-balancer-attributes": _balancer,
    "eks update-cluster-config": _protection_flag,
    "cognito-idp update-user-pool": _protection_flag,
    "iam attach-role-policy": _attach_policy,
    "iam attach-user-policy": _attach_policy,
    "iam attach-group-policy": _attach_policy,
    "iam put-role-policy": _inline_policy,
    "iam put-user-policy": _inline_policy,
    "ec2 authorize-security-group-ingress": _ingress,
    "ecs update-service": _to_zero,
    "autoscaling update-auto-scaling-group": _to_zero,
    "autoscaling set-desired-capacity": _to_zero,
    "lambda put-function-concurrency": _to_zero,
    "route53 change-resource-record-sets": _records,
    "ssm send-command": _send_command,
    "ecs execute-command": _execute_command,
    "cloudformation deploy": _stack_apply,
    "cloudformation update-stack": _stack_apply,
    "cloudformation execute-change-set": _stack_apply,
    "cloudformation update-stack-set": _stack_apply,
    "cloudformation update-stack-instances": _stack_apply,
    "secretsmanager put-secret-value": _secret_overwrite,
    "secretsmanager update-secret": _secret_overwrite,
    "secretsmanager update-secret-version-stage": _secret_overwrite,
    "secretsmanager rotate-secret": _secret_overwrite,
    "ssm put-parameter": _secret_overwrite,
    "lambda add-permission": _grant,
    "sqs add-permission": _grant,
    "sns add-permission": _grant,
    "rds modify-db-snapshot-attribute": _grant,
    "rds modify-db-cluster-snapshot-attribute": _grant,
    "ec2 modify-snapshot-attribute": _grant,
    "ec2 modify-image-attribute": _grant,
    "s3api put-bucket-lifecycle-configuration": _expiry,
    "s3api put-bucket-lifecycle": _expiry,
    "ecr put-lifecycle-policy": _expiry,
    "cloudfront update-distribution": _switched_off,
    "ses update-account-sending-enabled": _switched_off,
    "sesv2 put-account-sending-attributes": _switched_off,
    "iam update-access-key": _switched_off,
    "eks update-nodegroup-config": _switched_off,
    "application-autoscaling register-scalable-target": _switched_off,
    "events put-rule": _switched_off,
    "lambda update-event-source-mapping": _switched_off,
    "scheduler update-schedule": _switched_off,
    "ec2 modify-instance-metadata-options": _metadata,
    "secretsmanager put-resource-policy": _resource_policy,
    "ecr set-repository-policy": _resource_policy,
    "ecr-public set-repository-policy": _resource_policy,
    "kms put-key-policy": _resource_policy,
    "sqs set-queue-attributes": _resource_policy,
    "sns set-topic-attributes": _resource_policy,
    "iam update-assume-role-policy": _resource_policy,
    "opensearch update-domain-config": _resource_policy,
    "es update-elasticsearch-domain-config": _resource_policy,
    "efs put-file-system-policy": _resource_policy,
    "backup put-backup-vault-access-policy": _resource_policy,
    "iam create-policy-version": _inline_policy,
    "ssm start-session": _session,
    "rds-data execute-statement": _statement,
    "rds-data batch-execute-statement": _statement,
    "rds-data execute-sql": _statement,
    "redshift-data execute-statement": _statement,
    "redshift-data batch-execute-statement": _statement,
    "athena start-query-execution": _statement,
    "dynamodb execute-statement": _statement,
}
