"""git commands that talk to a remote: what a push forces or deletes there, and what a transport runs."""

from __future__ import annotations

from keyturn.model.effect import GIT_HISTORY, GIT_REMOTE, Extent
from keyturn.model.target import REF, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.git_options import Given, Spec, parse, tail
from keyturn.tool.git_programs import programs, runs_unseen, skips, told
from keyturn.tool.git_run import Run, current_branch, set_option
from keyturn.tool.surroundings import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.git_run import Handler

NOTHING: list[Outcome] = []

_DEFAULT_BRANCHES = frozenset(
    "main master trunk develop development mainline production prod stable live default".split()
)


_FETCH = Spec(
    flags="-v|--verbose -q|--quiet --all --set-upstream -a|--append --atomic -f|--force -m|--multiple -t|--tags "
    "-n|--no-tags --prefetch -p|--prune -P|--prune-tags --dry-run --write-fetch-head -k|--keep -u|--update-head-ok "
    "--progress --unshallow --refetch --update-shallow -4|--ipv4 -6|--ipv6 --negotiate-only --stdin "
    "--no-verify|--verify --rebase --no-rebase --autostash --ff-only",
    valued="--upload-pack -j|--jobs --depth --shallow-since --shallow-exclude --deepen --refmap -o|--server-option "
    "--negotiation-tip --filter",
    optional="--recurse-submodules",
)


def _fetch(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _FETCH)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "--upload-pack")
    if given.on("--dry-run"):
        return out
    for word in given.operands[1:]:
        text = word.text if word.text is not None else word.shown()
        forced = text.startswith("+") or given.on("-f")
        _source, colon, to = text.lstrip("+").partition(":")
        if forced and colon and to and not to.startswith(("refs/remotes/", "refs/keyturn", "refs/pull", "refs/tags/")):
            out.append(
                run.effect(
                    "git/branch-overwrite",
                    GIT_HISTORY,
                    f"moves {to} to what the remote has, whatever it held",
                    extent=Extent(None if "*" in to else 1, unit="branches"),
                )
            )
    return out


def _pull(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _FETCH)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "--upload-pack")
    if given.on("--no-verify"):
        out = [*out, skips(run, "git pull --no-verify")]
    return out


def _transport(run: Run, given: Given, option: str) -> list[Outcome]:
    """Programs named for the other side, and the `ext::` transport, which is a command."""
    out: list[Outcome] = []
    for word in given.values.get(option, ()):
        out += told(run, word, option)
    for word in given.operands[:1]:
        if word.prefix.startswith("ext::"):
            out.append(run.shell(tail(word, 5), "git ext::"))
            out.append(runs_unseen(run, word, "ext::"))
    return out


_CLONE = Spec(
    flags="-v|--verbose -q|--quiet --progress --reject-shallow -n|--no-checkout --bare --mirror -l|--local "
    "--no-hardlinks -s|--shared --dissociate --single-branch --no-tags --shallow-submodules -4|--ipv4 -6|--ipv6 "
    "--sparse --remote-submodules",
    valued="-j|--jobs --template --reference --reference-if-able -o|--origin -b|--branch -u|--upload-pack --depth "
    "--shallow-since --shallow-exclude --separate-git-dir -c|--config --server-option --filter --bundle-uri --revision",
    optional="--recurse-submodules|--recursive",
)


def _clone(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CLONE)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "-u")
    given_settings = given.values.get("-c")
    if given_settings:
        own = Run(run.call, run.view)
        for word in given_settings:
            set_option(own, word)
        own.command = "clone"
        out = [*out, *programs(own, "clone", ())]
    template = given.value("--template")
    if template is not None and template.text != "":
        out = [*out, runs_unseen(run, template, "--template")]
    return out


def _ls_remote(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="--upload-pack|--exec -o|--server-option --sort", flags="-q -h -t --refs --heads"))
    return _transport(run, given, "--upload-pack")


# ---- the remote ---------------------------------------------------------------------------------------------------

_PUSH = Spec(
    flags="-v|--verbose -q|--quiet --all|--branches --mirror -d|--delete --tags -n|--dry-run --porcelain -f|--force "
    "--force-if-includes --thin -u|--set-upstream --progress --prune --no-verify --follow-tags --atomic -4|--ipv4 "
    "-6|--ipv6",
    valued="--repo --recurse-submodules --receive-pack|--exec -o|--push-option",
    optional="--force-with-lease --signed",
)


class _Push:
    """One reference that a push would force or delete."""

    __slots__ = ("branch", "deleted", "forced", "name")

    def __init__(self, name: str, branch: str | None, *, forced: bool, deleted: bool) -> None:
        self.name = name
        self.branch = branch
        self.forced = forced
        self.deleted = deleted


def _push(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _PUSH)
    if given.helped or given.on("-n"):
        return NOTHING
    out = _transport(run, given, "--receive-pack")
    if given.on("--no-verify"):
        out = [*out, skips(run, "git push --no-verify")]
    operands = list(given.operands)
    remote_word = given.value("--repo")
    if operands:
        remote_word = operands.pop(0)
    configured_force = False
    mirrored = given.on("--mirror")
    for key, value in run.settings:
        if key.startswith("remote."):
            mirrored = mirrored or (key.endswith(".mirror") and (value.text or "true").lower() in ("true", "1", "yes"))
            configured_force = configured_force or (key.endswith(".push") and value.prefix.startswith("+"))
    forced = given.on("-f") or configured_force
    lease = given.on("--force-with-lease") and not forced
    touched = [_refspec(word, run) for word in operands if word.text != "tag"]
    if given.on("-d"):
        for one in touched:
            one.deleted = True
            one.branch = one.branch or one.name
    if not (
        mirrored or forced or lease or given.on("--prune", "-d") or any(one.forced or one.deleted for one in touched)
    ):
        return out
    remote = remote_word.text if remote_word is not None else None
    if mirrored:
        every = ref_target(run, remote, None, lease=False, default="yes", name="every branch and tag")
        return [
            *out,
            run.effect(
                "git/push-mirror",
                GIT_REMOTE,
                "makes the remote a mirror: every branch and tag that is not here is deleted there",
                targets=(every,),
                extent=Extent(None, closed=False, unit="refs"),
            ),
        ]
    deleted = [one for one in touched if one.deleted]
    if deleted:
        out = [
            *out,
            run.effect(
                "git/push-delete",
                GIT_REMOTE,
                f"deletes {', '.join(one.name for one in deleted)} on the remote",
                targets=tuple(_ref_of(run, remote, one, lease=False) for one in deleted),
                extent=Extent(len(deleted), unit="refs"),
            ),
        ]
    if given.on("--prune"):
        default = "yes" if any("*" in one.name for one in touched) else None
        pruned = ref_target(run, remote, None, lease=False, default=default, name="branches that are not here")
        out = [
            *out,
            run.effect(
                "git/push-prune",
                GIT_REMOTE,
                "deletes on the remote what is no longer here",
                targets=(pruned,),
                extent=Extent(None, closed=False, unit="refs"),
            ),
        ]
    return [*out, *_forced(run, given, remote, touched, forced=forced, lease=lease)]


def _forced(
    run: Run, given: Given, remote: str | None, touched: list[_Push], *, forced: bool, lease: bool
) -> list[Outcome]:
    out: list[Outcome] = []
    plus = [one for one in touched if one.forced and not one.deleted]
    pushed = [one for one in touched if not one.deleted]
    if not (forced or lease or plus):
        return out
    if forced or lease:
        if given.on("--all", "--tags") or (not pushed and given.on("--all")):
            targets: tuple[Target, ...] = (
                ref_target(run, remote, None, lease=lease, default="yes", name="every branch"),
            )
        elif pushed:
            targets = tuple(_ref_of(run, remote, one, lease=lease and not one.forced) for one in pushed)
        elif any(one.deleted for one in touched):
            return out
        else:
            targets = (ref_target(run, remote, current_branch(run), lease=lease),)
    else:
        targets = tuple(_ref_of(run, remote, one, lease=False) for one in plus)
    names = ", ".join(target.name for target in targets[:3])
    if lease and not plus:
        rule, summary = "git/force-push-with-lease", f"replaces {names} on the remote, unless somebody else pushed"
    else:
        rule, summary = "git/force-push", f"replaces {names} on the remote, whoever has pushed to it"
    out.append(
        run.effect(
            rule,
            GIT_REMOTE,
            summary,
            targets=targets,
            extent=Extent(len(targets), unit="refs"),
            certain=not given.unsure,
        )
    )
    return out


def _refspec(word: Word, run: Run) -> _Push:
    """`[+]source:destination`; `:x` deletes, a lone `:` pushes what matches, HEAD is the branch that is checked out."""
    text = word.text if word.text is not None else word.prefix
    forced = text.startswith("+")
    body = text[1:] if forced else text
    source, colon, to = body.partition(":")
    if word.text is None:
        # an unknown part: the destination is known only when it follows the colon whole
        known = word.suffix.rpartition(":")[2] if ":" in word.suffix else ""
        # nothing in front of the colon deletes, whatever the unknown part turns out to be
        deleted = word.prefix.startswith(":")
        return _Push(word.shown(), _short(known) if known else None, forced=forced, deleted=deleted)
    if colon and not to and not source:
        return _Push("every matching branch", None, forced=forced, deleted=False)
    if to.startswith("+"):
        # git refuses a plus there; what is meant is plain
        forced, to = True, to[1:]
    if colon and not source:
        return _Push(_short(to), _short(to), forced=False, deleted=True)
    name = to if colon and to else source
    branch: str | None = _short(name)
    if name in ("HEAD", "@"):
        branch = current_branch(run)
    return _Push(branch or name, branch, forced=forced, deleted=False)


def _short(name: str) -> str:
    for lead in ("refs/heads/", "heads/"):
        if name.startswith(lead):
            return name[len(lead) :]
    return name


def is_default_name(branch: str) -> bool:
    """Whether a branch is by its name one that everybody builds on."""
    if branch.lower() in _DEFAULT_BRANCHES:
        return True
    return branch.lower().partition("/")[0].partition("-")[0] in ("release", "releases")


def _is_default(run: Run, remote: str | None, branch: str) -> bool:
    if "*" in branch or is_default_name(branch):
        return True
    place = run.git_directory()
    if place is None:
        return False
    head = text_of(f"{place}/refs/remotes/{remote or 'origin'}/HEAD", run.view, 4096)
    return head is not None and head.strip().endswith(f"/{branch}")


def _ref_of(run: Run, remote: str | None, one: _Push, *, lease: bool) -> Target:
    if one.branch is None and one.name == "every matching branch":
        return ref_target(run, remote, None, lease=lease, default="yes", name=one.name)
    return ref_target(run, remote, one.branch, lease=lease, name=one.name)


def ref_target(
    run: Run,
    remote: str | None,
    branch: str | None,
    *,
    lease: bool,
    default: str | None = None,
    name: str = "",
) -> Target:
    """A branch on a remote. Facets: `remote`, `url`, `branch`, `lease`, `default`, `path` of the repository."""
    if default is None and branch is not None:
        default = "yes" if _is_default(run, remote, branch) else "no"
    facets = [
        Facet("remote", remote, "command" if remote is not None else ""),
        Facet("branch", branch),
        Facet("lease", "yes" if lease else "no", "command"),
        Facet("default", default),
        Facet("path", run.target().facet("path")),
    ]
    url = _url(run, remote)
    if url is not None:
        facets.append(Facet("url", url))
    return Target(REF, name or branch or "the current branch", tuple(facets))


def _url(run: Run, remote: str | None) -> str | None:
    if remote is not None and (":" in remote or "/" in remote):
        return remote
    return run.configured(f"remote.{remote or 'origin'}.url")


def _send_pack(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    return _push(run, args)


HANDLERS: dict[str, Handler] = {
    "fetch": _fetch,
    "fetch-pack": _ls_remote,
    "pull": _pull,
    "clone": _clone,
    "ls-remote": _ls_remote,
    "push": _push,
    "send-pack": _send_pack,
    "http-push": _send_pack,
}
