"""git commands that delete or rewrite local history: branches, tags, the reflog, unreachable commits."""

from __future__ import annotations

from keyturn.model.effect import GIT_HISTORY, Extent
from keyturn.model.source import Source
from keyturn.model.word import Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.git_options import Spec, parse
from keyturn.tool.git_run import Run, has_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.git_run import Handler

NOTHING: list[Outcome] = []

_BRANCH = Spec(
    flags="-v|--verbose -q|--quiet --unset-upstream -r|--remotes -a|--all -d|--delete -D -m|--move -M -c|--copy -C "
    "-l|--list --show-current --create-reflog --edit-description -f|--force -i|--ignore-case",
    valued="-u|--set-upstream-to --contains --no-contains --merged --no-merged --sort --points-at --format",
    optional="-t|--track --color --abbrev --column",
)


def _branch(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _BRANCH)
    if given.helped or not given.state:
        return NOTHING
    operands = given.operands
    shown = ", ".join(word.shown() for word in operands[:3])
    sure = not given.unsure
    if given.on("-D") or (given.on("-d") and given.on("-f")):
        if given.on("-r"):
            return run.note("only what was last seen of the remote is forgotten; a fetch brings it back")
        if not operands:
            return NOTHING
        count = len(operands) if all(word.text is not None for word in operands) else None
        return [
            run.effect(
                "git/branch-delete",
                GIT_HISTORY,
                f"deletes the branch {shown}, merged or not",
                extent=Extent(count, closed=count is not None, unit="branches"),
                certain=sure,
            )
        ]
    if given.on("-M", "-C") or (given.on("-m", "-c") and given.on("-f")):
        if not operands:
            return NOTHING
        new = operands[-1]
        if len(operands) == 1 or not _may_exist(run, new):
            # `git branch -M main` in a new repository is what hosts tell everyone to type
            return NOTHING
        return [
            run.effect(
                "git/branch-overwrite",
                GIT_HISTORY,
                f"puts another branch in the place of {new.shown()}",
                extent=Extent(1, unit="branches"),
                certain=sure,
            )
        ]
    if given.on("-f") and operands and _may_exist(run, operands[0]):
        return [
            run.effect(
                "git/branch-overwrite",
                GIT_HISTORY,
                f"moves the branch {operands[0].shown()} elsewhere",
                extent=Extent(1, unit="branches"),
                certain=sure,
            )
        ]
    return NOTHING


def _may_exist(run: Run, word: Word) -> bool:
    """Whether a branch of that name exists, as far as can be seen; unknown counts as yes."""
    place = run.git_directory()
    if place is None or word.text is None or run.view.workspace.stat(place + "/HEAD").state != PRESENT:
        return True
    return has_ref(place, word.text, run.view)


_TAG = Spec(
    flags="-l|--list -d|--delete -v|--verify -a|--annotate -e|--edit -s|--sign -f|--force --create-reflog "
    "-i|--ignore-case",
    valued="-m|--message -F|--file --trailer --cleanup -u|--local-user --contains --no-contains --merged --no-merged "
    "--sort --points-at --format",
    optional="-n --column --color",
)


def _tag(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _TAG)
    if given.helped or not given.on("-d") or not given.operands:
        return NOTHING
    shown = ", ".join(word.shown() for word in given.operands[:3])
    known = all(word.text is not None for word in given.operands)
    return [
        run.effect(
            "git/tag-delete",
            GIT_HISTORY,
            f"deletes the tag {shown}",
            extent=Extent(len(given.operands) if known else None, closed=known, unit="tags"),
        )
    ]


def _reflog(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    texts = [word.text or word.prefix for word in args]
    verb = next((text for text in texts if not text.startswith("-")), "")
    if verb not in ("expire", "delete", "drop") or any(text in ("-n", "--dry-run", "-h", "--help") for text in texts):
        return NOTHING
    return [
        run.effect(
            "git/reflog-expire",
            GIT_HISTORY,
            f"git reflog {verb} forgets where branches were: what only it kept can no longer be found",
            extent=Extent(None, closed=verb != "expire", unit="reflog entries"),
        )
    ]


_GC = Spec(
    flags="-q|--quiet --aggressive --auto --detach --force --keep-largest-pack --cruft",
    valued="--max-cruft-size --expire-to",
    optional="--prune",
)
_PRUNE = Spec(flags="-n|--dry-run -v|--verbose --progress --exclude-promisor-objects", valued="--expire")


def _soon(text: str | None) -> bool:
    """Whether an expiry date takes objects that are still young: anything but weeks, months and years ago, or never."""
    if text is None:
        return True
    lower = text.lower()
    return not any(unit in lower for unit in ("week", "month", "year", "never", "false"))


def _gc(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _GC)
    if given.helped:
        return NOTHING
    when = given.value("--prune")
    if when is None:
        when = run.setting("gc.pruneexpire")
    if when is None:
        for key in ("gc.reflogexpire", "gc.reflogexpireunreachable"):
            when = when or run.setting(key)
    if when is None or not _soon(when.text):
        return NOTHING
    return [
        run.effect(
            "git/prune-now",
            GIT_HISTORY,
            "deletes unreachable commits at once, the last copy of anything reset or dropped",
            extent=Extent(None, closed=False, unit="objects"),
        )
    ]


def _prune(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _PRUNE)
    if given.helped or given.on("-n") or (given.on("--expire") and not _soon(given.text("--expire"))):
        return NOTHING
    return [
        run.effect(
            "git/prune-now",
            GIT_HISTORY,
            "deletes unreachable commits at once, the last copy of anything reset or dropped",
            extent=Extent(None, closed=False, unit="objects"),
        )
    ]


def _filter(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    """filter-branch, filter-repo."""
    texts = [word.text or word.prefix for word in args]
    if any(text in ("--dry-run", "--analyze", "-h", "--help", "--version") for text in texts):
        return NOTHING
    out: list[Outcome] = [
        run.effect(
            "git/rewrite-history",
            GIT_HISTORY,
            f"git {run.command} rewrites every commit it touches",
            extent=Extent(None, closed=False, unit="commits"),
        )
    ]
    if run.command == "filter-branch":
        for index, text in enumerate(texts[:-1]):
            if text in (
                "--tree-filter",
                "--index-filter",
                "--msg-filter",
                "--env-filter",
                "--commit-filter",
                "--setup",
            ):
                # these run on old trees, so they can be anything that a shell does
                out.append(run.shell(args[index + 1], f"git filter-branch {text}"))
    return out


_UPDATE_REF = Spec(flags="-d --no-deref --stdin -z --create-reflog", valued="-m")


def _update_ref(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _UPDATE_REF)
    if given.helped:
        return NOTHING
    if given.on("-d") and given.operands:
        return [
            run.effect(
                "git/ref-delete",
                GIT_HISTORY,
                f"deletes the reference {given.operands[0].shown()}",
                extent=Extent(1, unit="references"),
            )
        ]
    if given.on("--stdin"):
        stdin = run.call.stdin
        text = stdin.text.text if isinstance(stdin, Source) else None
        if text is not None and "delete" not in text:
            return NOTHING
        count = text.count("delete ") if text is not None else None
        return [
            run.effect(
                "git/ref-delete",
                GIT_HISTORY,
                "deletes or moves the references that its input names",
                extent=Extent(count, closed=count is not None, unit="references"),
                certain=text is not None,
            )
        ]
    return NOTHING


def _symbolic_ref(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(flags="-d|--delete -q|--quiet --short --recurse", valued="-m"))
    if given.helped or not given.on("-d"):
        return NOTHING
    return [
        run.effect("git/ref-delete", GIT_HISTORY, "deletes a symbolic reference", extent=Extent(1, unit="references"))
    ]


def _replace(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(flags="-l|--list -d|--delete -e|--edit -g|--graft -f|--force --raw", valued="--format"))
    if given.helped or given.on("-l") or not given.on("-d", "-f"):
        return NOTHING
    return [
        run.effect(
            "git/ref-delete", GIT_HISTORY, "drops or overwrites a replacement", extent=Extent(1, unit="references")
        )
    ]


def _notes(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb = next((word.text for word in args if word.text and not word.text.startswith("-")), "")
    return run.note("git notes remove; the notes' own history keeps them") if verb == "remove" else NOTHING


def _lfs(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    """`git lfs prune` keeps what the remote lacks unless it is told not to look; `migrate` rewrites every commit."""
    words = [word.text or "" for word in args]
    verb = words[0] if words else ""
    if verb == "prune":
        careless = any(
            one in ("-f", "--force", "--no-verify-remote", "--when-unverified=continue", "--no-verify-unreachable")
            for one in words
        )
        if not careless or any(one in ("--dry-run", "-d") for one in words):
            return NOTHING
        return [
            run.effect(
                "git/lfs-loss",
                GIT_HISTORY,
                "deletes large files from this clone without asking whether the remote has them",
                extent=Extent(None, closed=False, unit="objects"),
            )
        ]
    if verb == "migrate" and any(one in ("import", "export") for one in words[1:]) and "--help" not in words:
        if "--no-rewrite" in words:
            return NOTHING
        return [
            run.effect(
                "git/lfs-loss",
                GIT_HISTORY,
                "rewrites the commits that hold large files",
                extent=Extent(None, closed=False, unit="commits"),
            )
        ]
    return NOTHING


def _fast_import(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    if not any(word.text == "--force" for word in args):
        return NOTHING
    return [
        run.effect(
            "git/branch-overwrite",
            GIT_HISTORY,
            "replaces branches by those of a stream, even where commits are lost",
            extent=Extent(None, closed=False, unit="branches"),
        )
    ]


HANDLERS: dict[str, Handler] = {
    "branch": _branch,
    "tag": _tag,
    "reflog": _reflog,
    "gc": _gc,
    "prune": _prune,
    "filter-branch": _filter,
    "filter-repo": _filter,
    "update-ref": _update_ref,
    "symbolic-ref": _symbolic_ref,
    "replace": _replace,
    "notes": _notes,
    "fast-import": _fast_import,
    "lfs": _lfs,
}
