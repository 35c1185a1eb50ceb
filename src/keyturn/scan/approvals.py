"""Who other than the author approved an exception that a change wrote for itself, and whether that can be believed.

Two kinds of evidence. A *signature*: a commit of the range with a `Keyturn-Approve` trailer (or the exception's own
trailer), signed by somebody who may approve the file and who wrote none of it; the file must not have changed since.
A *review* that the code host tells of: approved, of exactly the tip, by somebody who may approve the file and is not
the author. Approvers and signers are read from the side before the change, or from the organisation's files.

An author's e-mail address in a commit that nobody signed is a claim: see docs/threat-model.md.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.policy import path_globs
from keyturn.scan.findings import TRAILER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Protocol

    from keyturn.scan.findings import Finding, Override
    from keyturn.scan.overrides import Approving

MAX_BYTES = 1_000_000
"""Of approvers and signers: a larger file is not read, and then nobody is one."""
REVIEWS_BYTES = 20_000_000
UNSIGNED = "it carries no signature"
_NOREPLY = "@users.noreply.github.com"
_KEYS = ("ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-")


class Written(Noun):
    """A commit of the range: its id, the addresses of all who wrote it (author, committer, co-authors), lower case."""

    commit: str
    people: tuple[str, ...] = ()


class Signature(Noun):
    """Who signed a commit: the principal and the key's fingerprint; `why` says why that cannot be told."""

    principal: str = ""
    key: str = ""
    why: str = ""


if TYPE_CHECKING:

    class Past(Protocol):
        """What approvals ask of a repository. Paths are below its root, "" is the whole tree."""

        def entry(self, commit: str, path: str) -> str:
            """What stands at a path in a commit: mode and object id, "" for nothing."""

        def fork(self, one: str, other: str) -> str:
            """The best common ancestor of two commits, "" when there is none."""

        def touching(self, paths: tuple[str, ...]) -> tuple[Written, ...]:
            """The commits of the range in which one of some paths is another than in any of their parents."""

        def signature(self, commit: str) -> Signature:
            """Who signed a commit, by the known signers."""


# -- who may approve --------------------------------------------------------------------------------------------------


class Approvers(Noun):
    """Lines of a file of approvers: (pattern, principals), in order; `""` for what could not be read."""

    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    faults: tuple[str, ...] = ()

    def of(self, path: str) -> frozenset[str]:
        """The principals of the last line that names a path, in lower case; none when no line does."""
        for pattern, people in reversed(self.lines):
            if not pattern or _names(pattern, path):
                return frozenset(people)
        return frozenset()


def approvers(text: str, file: str) -> Approvers:
    """A file of approvers: a pattern as in .gitignore, then e-mail addresses and @logins; the last match decides.

    A pattern that cannot be read may have meant any file, so that nobody approves what no later line names.
    """
    lines: list[tuple[str, tuple[str, ...]]] = []
    faults: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = _words(line)
        if not words:
            continue
        pattern, people = words[0], words[1:]
        if pattern.startswith("!") or "[" in pattern or "]" in pattern or "\\" in pattern.replace("\\ ", ""):
            faults.append(f"{file}:{number}: {pattern} is no pattern here (*, ** and ? are): nobody approves by it")
            lines.append(("", ()))
            continue
        known: list[str] = []
        for one in people:
            if _is_principal(one):
                known.append(one.lower())
            else:
                faults.append(f"{file}:{number}: {one} is neither an e-mail address nor a @login, and approves nothing")
        lines.append((pattern.replace("\\ ", " "), tuple(known)))
    return Approvers(tuple(lines), tuple(faults))


def _words(line: str) -> list[str]:
    """The words of a line up to a comment; a space behind a backslash is part of its word."""
    words: list[str] = []
    for word in line.replace("\\ ", "\0").split():
        if word.startswith("#"):
            break
        words.append(word.replace("\0", "\\ "))
    return words


def _is_principal(word: str) -> bool:
    name, at, domain = word.partition("@")
    if not at or not word.isprintable():
        return False
    if not name:
        return bool(domain) and domain.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return bool(domain) and "@" not in domain and not set("*?!,\"'/") & set(word)


def _names(pattern: str, path: str) -> bool:
    """Whether a pattern names a file, as in a CODEOWNERS file."""
    folder = pattern.endswith("/")
    bare = pattern.strip("/")
    if not bare:
        return True
    if "/" not in pattern.rstrip("/"):
        pieces = path.split("/")
        return any(path_globs.covers(bare, piece) for piece in (pieces[:-1] if folder else pieces))
    if not folder and path_globs.covers(bare, path):
        return True
    # `docs/*` names what lies directly in docs; any other pattern with a slash holds what lies below it
    return bare.rpartition("/")[2] != "*" and path_globs.covers(bare + "/**", path)


# -- whose signatures are known ---------------------------------------------------------------------------------------


class Signers(Noun):
    """Lines for git's `gpg.ssh.allowedSignersFile`, and which names go with the same key."""

    text: str = ""
    names: tuple[tuple[str, ...], ...] = ()
    faults: tuple[str, ...] = ()

    def aliases(self, principal: str) -> frozenset[str]:
        """Every name of whoever signs as `principal`, in lower case."""
        principal = principal.lower()
        found = {principal}
        for names in self.names:
            if principal in names:
                found.update(names)
        return frozenset(found)


def signers(text: str, file: str, today: str) -> Signers:
    """An OpenSSH file of allowed signers, kept to lines that name people.

    git measures a key's validity at the commit's own date, which whoever commits chooses. So lines whose time is over
    today, or has not begun, are left out before git sees them.
    """
    kept: list[str] = []
    faults: list[str] = []
    keys: dict[str, list[str]] = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        names, options, kind, key = _signer(line)
        why = ""
        if not key:
            why = "no line of allowed signers (NAME [OPTIONS] KEYTYPE KEY)"
        elif any(not name or set("*?!\"'\\") & set(name) or not name.isprintable() for name in names):
            why = "it names no single person"
        else:
            why = _option_fault(options, today)
        if why:
            faults.append(f"{file}:{number}: {why}; it does not count")
            continue
        known = keys.setdefault(key, [])
        for name in names:
            kept.append(f"{name} {options + ' ' if options else ''}{kind} {key}")
            known.append(name.lower())
    return Signers(
        "".join(line + "\n" for line in kept), tuple(tuple(dict.fromkeys(one)) for one in keys.values()), tuple(faults)
    )


def _signer(line: str) -> tuple[tuple[str, ...], str, str, str]:
    """(names, options, type of key, key) of a line; an empty key when it is none."""
    head, _space, rest = line.replace("\t", " ").partition(" ")
    rest = rest.lstrip()
    options = ""
    if not rest.startswith(_KEYS):
        quoted = False
        end = len(rest)
        for at, character in enumerate(rest):
            if character == '"':
                quoted = not quoted
            elif character == " " and not quoted:
                end = at
                break
        options, rest = rest[:end], rest[end:].lstrip()
    words = rest.split()
    if len(words) < 2 or not words[0].startswith(_KEYS):
        return (), "", "", ""
    return tuple(head.split(",")), options, words[0], words[1]


def _option_fault(options: str, today: str) -> str:
    day = today.replace("-", "")
    for option in _parted(options):
        name, _sign, value = option.partition("=")
        name, value = name.lower(), value.strip('"')
        if name == "namespaces":
            continue
        if name not in ("valid-before", "valid-after"):
            return f"the option {name} is not known here"
        if len(value) < 8 or not value[:8].isdigit():
            return f"{option} is no date"
        if name == "valid-before" and value[:8] <= day:
            return f"its key is valid before {value} only"
        if name == "valid-after" and value[:8] > day:
            return f"its key is valid after {value} only"
    return ""


def _parted(options: str) -> list[str]:
    """Options between commas outside quotes."""
    found = [""]
    quoted = False
    for character in options:
        if character == '"':
            quoted = not quoted
        if character == "," and not quoted:
            found.append("")
        else:
            found[-1] += character
    return [one for one in found if one]


# -- what the code host tells -----------------------------------------------------------------------------------------


class Reviews(Noun):
    """Reviews of a change: its author's login, and (login, commit) of every approval; `faults` say what is missing."""

    author: str = ""
    approved: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()


_APPROVED = "APPROVED"
_NO_VERDICT = ("COMMENTED", "PENDING")


def reviews(data: bytes, file: str) -> Reviews:
    """The reviews that a job fetched: `{"author": LOGIN, "reviews": [REVIEW…]}`.

    A review is what GitHub's API gives (`user.login`, `state`, `commit_id`) or `gh pr view --json author,reviews`
    (`author.login`, `commit.oid`). GitLab's `approved_by` carries no commit: `"commit"` beside it says which one
    was approved. The latest verdict of each person counts; a comment is none. Without an author nothing counts.
    """
    import json

    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Reviews(faults=(f"{file}: not JSON, so no review in it counts",))
    if isinstance(document, list):
        document = {"reviews": document}
    if not isinstance(document, dict):
        return Reviews(faults=(f"{file}: neither an object nor an array of reviews",))
    author = _login(document.get("author"))
    if not author:
        fix = '{"author": LOGIN, "reviews": […]}'
        return Reviews(faults=(f"{file}: it does not say who the author is, so no review in it counts; write {fix}",))
    approved: dict[str, str] = {}
    listed = document.get("reviews")
    for one in sorted(_objects(listed), key=_moment) if _all_dated(listed) else _objects(listed):
        login = _login(one.get("user")) or _login(one.get("author"))
        state = str(one.get("state") or "").upper()
        if not login or state in _NO_VERDICT:
            continue
        approved.pop(login, None)
        if state == _APPROVED:
            approved[login] = _commit(one)
    of_gitlab = document.get("approvals") if isinstance(document.get("approvals"), dict) else document
    assert isinstance(of_gitlab, dict)
    commit = document.get("commit")
    for one in _objects(of_gitlab.get("approved_by")):
        login = _login(one.get("user"))
        if login:
            approved[login] = commit.lower() if isinstance(commit, str) else ""
    return Reviews(author, tuple(approved.items()))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _all_dated(value: Any) -> bool:
    return all(_moment(one) for one in _objects(value))


def _moment(review: dict[str, Any]) -> str:
    value = review.get("submitted_at") or review.get("submittedAt")
    return value if isinstance(value, str) else ""


def _login(value: Any) -> str:
    """A login in lower case, from itself or from an account's object."""
    if isinstance(value, dict):
        value = value.get("login") or value.get("username")
    return value.strip().removeprefix("@").lower() if isinstance(value, str) else ""


def _commit(review: dict[str, Any]) -> str:
    value = review.get("commit_id")
    if value is None:
        inner = review.get("commit")
        value = inner.get("oid") if isinstance(inner, dict) else None
    return value.lower() if isinstance(value, str) else ""


# -- the verdict ------------------------------------------------------------------------------------------------------


class Answer(Noun):
    """Who approved (`by`), "" when nobody did; `why` tells of every approval that was there and does not count."""

    by: str = ""
    why: tuple[str, ...] = ()


class Approvals:
    """All the evidence of one range. `renamed` tells what a path was called on the base side."""

    def __init__(
        self,
        past: Past,
        base: str,
        tip: str,
        *,
        people: Approvers,
        known: Signers,
        trailers: Iterable[Approving] = (),
        told: Reviews | None = None,
        renamed: dict[str, str] | None = None,
    ) -> None:
        self._past = past
        self._base = base
        self._tip = tip
        self._people = people
        self._signers = known
        self._trailers = tuple(trailers)
        self._told = told or Reviews()
        self._renamed = renamed or {}

    def of(self, finding: Finding, override: Override) -> Answer:
        """Who approved that an exception covers a finding."""
        why = [
            f"{one.commit[:12]}: {one.problem}"
            for one in self._trailers
            if one.problem and (finding.rule in one.rules or not one.rules)
        ]
        signed = [one.commit for one in self._trailers if _approves(one, finding)]
        own = override.commit if override.source == TRAILER else ""
        if own and self._past.signature(own).why != UNSIGNED:
            signed.append(own)
        if not signed and not self._told.approved:
            return Answer("", tuple(why))
        file = finding.place.file
        may = self._people.of(file)
        paths = tuple(dict.fromkeys((file, self._renamed.get(file, file))))
        touching = self._past.touching(paths) if file and not finding.rule.startswith("change/mass-") else ()
        if not touching:
            # the finding is of the change as a whole, or nobody in the range wrote the file: all of it is what matters
            paths = ("",)
            touching = self._past.touching(paths)
        for commit in dict.fromkeys(signed):
            by, fault = self._signed(commit, finding, paths, may, touching)
            if by:
                return Answer(by)
            why.append(f"{commit[:12]} {fault}")
        for login, commit in self._told.approved:
            fault = self._reviewed(login, commit, may, touching)
            if not fault:
                return Answer("@" + login)
            why.append(f"the review of @{login} {fault}")
        return Answer("", tuple(why))

    def _signed(
        self, commit: str, finding: Finding, paths: tuple[str, ...], may: frozenset[str], touching: tuple[Written, ...]
    ) -> tuple[str, str]:
        signature = self._past.signature(commit)
        if not signature.principal:
            return "", f"approves it, but {signature.why}"
        names = self._signers.aliases(signature.principal)
        allowed = sorted(names & may)
        if not allowed:
            return "", f"is signed by {signature.principal}, who is no approver of {finding.place.file or 'all of it'}"
        for one in touching:
            if one.commit == commit:
                return "", "changes what it approves: nobody approves what they wrote"
            if names & set(one.people):
                return "", f"is signed by {signature.principal}, who also wrote {one.commit[:12]}"
            if signature.key and self._past.signature(one.commit).key == signature.key:
                return "", f"is signed with the key that also signed {one.commit[:12]}"
        stale = self._stale(commit, paths, finding.place.commit)
        return ("", stale) if stale else (allowed[0], "")

    def _stale(self, commit: str, paths: tuple[str, ...], at: str) -> str:
        """Why an approving commit did not see the change that is judged."""
        past = self._past
        end = at or self._tip
        if at and past.fork(at, commit) != at:
            return f"was made before {at[:12]}, or beside it"
        fork = past.fork(self._base, commit) if self._base and not at else ""
        for path in paths:
            shown = path or "something"
            if past.entry(commit, path) != past.entry(end, path):
                return f"is older than the last change of {shown}: it has to be approved again"
            if not at and self._base and past.entry(fork, path) != past.entry(self._base, path):
                return f"did not see {shown} as it is before the change: it has to be approved again"
        return ""

    def _reviewed(self, login: str, commit: str, may: frozenset[str], touching: tuple[Written, ...]) -> str:
        if commit != self._tip.lower():
            return f"is of {commit[:12]}, not of {self._tip[:12]}" if commit else "does not say of which commit it is"
        if login == self._told.author:
            return "is the author's own"
        if "@" + login not in may:
            return "does not count: no approver of the file"
        for one in touching:
            if any(_login_of(mail) == login for mail in one.people):
                return f"does not count: {one.commit[:12]} is theirs"
        return ""


def _approves(one: Approving, finding: Finding) -> bool:
    if one.problem or finding.rule not in one.rules:
        return False
    return not one.path or path_globs.matches(finding.place.file, one.path)


def _login_of(mail: str) -> str:
    """The GitHub login in an address of the form `123+login@users.noreply.github.com`, "" for another."""
    name = mail.removesuffix(_NOREPLY)
    return name.rpartition("+")[2] if name != mail else ""
