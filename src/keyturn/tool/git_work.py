"""git commands that throw away work which was never committed."""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, GIT_DISCARD, NO, RECURSIVE_DELETE, YES, Extent
from keyturn.model.word import Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.filesystem import into_guard, removed_guard, written
from keyturn.tool.git_options import Spec, is_glob, parse
from keyturn.tool.git_programs import skips
from keyturn.tool.git_run import Run, has_ref, invokes
from keyturn.tool.locate import absolute, directory_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.model.effect import Outcome
    from keyturn.tool.git_run import Handler

NOTHING: list[Outcome] = []

_RESET = Spec(
    flags="-q|--quiet --no-refresh|--refresh --mixed --soft --hard --merge --keep -p|--patch -N|--intent-to-add "
    "--pathspec-file-nul",
    valued="--pathspec-from-file -U|--unified --inter-hunk-context",
    optional="--recurse-submodules",
)
_MODES = ("--mixed", "--soft", "--hard", "--merge", "--keep")


def _reset(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _RESET)
    if given.helped or not given.on("--hard", "--merge"):
        return NOTHING
    mode = ""
    for word in args:
        # the last mode wins, so their order counts
        text = word.text or ""
        if text == "--":
            break
        if text.startswith("--") and len(text) > 3:
            for name in _MODES:
                if name.startswith(text):
                    mode = name
                    break
    if mode not in ("--hard", "--merge"):
        return NOTHING
    to = given.operands[0].shown() if given.operands else "HEAD"
    return [run.effect("git/reset-hard", GIT_DISCARD, f"throws away uncommitted changes, going to {to}")]


_CLEAN = Spec(flags="-q|--quiet -n|--dry-run -f|--force -i|--interactive -d -x -X", valued="-e|--exclude")


def _clean(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CLEAN)
    if given.helped or given.on("-n"):
        return NOTHING  # a dry run wins over -f in git itself
    if not given.on("-f", "-i"):
        required = run.configured("clean.requireforce")
        if required is None or required.lower() not in ("false", "no", "off", "0"):
            return NOTHING
    what = "untracked and ignored files" if given.on("-x") else "ignored files" if given.on("-X") else "untracked files"
    where = run.paths(given.operands)
    return [
        run.effect(
            "git/clean",
            GIT_DISCARD,
            f"deletes {what}" + (" and directories" if given.on("-d") else ""),
            targets=where,
            extent=Extent(None, closed=False),
            certain=given.on("-f"),
        )
    ]


_CHECKOUT = Spec(
    flags="-t -l --guess -q|--quiet --progress -m|--merge -d|--detach -f|--force --overlay --overwrite-ignore "
    "--ignore-other-worktrees -2|--ours -3|--theirs -p|--patch --ignore-skip-worktree-bits --pathspec-file-nul",
    valued="-b -B --orphan --conflict --pathspec-from-file -U|--unified --inter-hunk-context",
    optional="--recurse-submodules --track",
)
_PATH_ENDS = frozenset(
    "py js ts jsx tsx mjs cjs json md txt rs go c h cc cpp hpp java kt rb php sh bash sql toml yaml yml lock cfg ini "
    "env html css scss vue svelte xml csv tf hcl proto swift cs ex exs erl hs lua pl r scala gradle mk dockerfile "
    "svg png jpg pdf ipynb log conf properties gitignore".split()
)
_PATH_NAMES = frozenset("Makefile Dockerfile Gemfile Rakefile Procfile Vagrantfile Jenkinsfile LICENSE README".split())


def _checkout(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CHECKOUT)
    if given.helped:
        return NOTHING
    if given.on("-f"):
        return [run.effect("git/checkout-force", GIT_DISCARD, "throws away uncommitted changes to switch")]
    if given.on("-2", "-3") and _in_conflict(run):
        return run.note("git checkout --ours or --theirs picks a side of a conflict")
    operands = given.operands
    branching = given.on("-b", "-B", "--orphan")
    if given.on("-B"):
        return run.note(f"git checkout -B moves the branch {(given.value('-B') or Word('?')).shown()}")
    if branching or given.on("-t", "--track", "-d"):
        return NOTHING  # git refuses paths together with these
    if given.on("-p") or given.on("--pathspec-from-file"):
        return _discards(run, operands[1:], "git/checkout-paths")
    if given.dashes >= 0:
        paths = operands[given.dashes :] if given.dashes <= 1 else operands[1:]
        return _discards(run, paths, "git/checkout-paths") if paths else NOTHING
    if len(operands) > 1:
        first_is_path = _is_path(operands[0], run)
        return _discards(run, operands if first_is_path else operands[1:], "git/checkout-paths")
    if len(operands) == 1 and _is_path(operands[0], run):
        return _discards(run, operands, "git/checkout-paths", certain=_surely_path(operands[0]))
    return NOTHING


def _in_conflict(run: Run) -> bool:
    """Whether a merge, rebase, cherry-pick or revert is under way, as its files in the git directory tell."""
    place = run.git_directory()
    if place is None:
        return False
    stat = run.view.workspace.stat
    names = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")
    return any(stat(f"{place}/{name}").state == PRESENT for name in names)


def _discards(run: Run, paths: Sequence[Word], rule: str, *, certain: bool = True) -> list[Outcome]:
    """The recorded version put over paths; a guard's file among them is changed like by any other writer."""
    shown = ", ".join(word.shown() for word in paths[:3]) or "what is chosen"
    targets = run.paths(paths)
    count = (
        len(paths) if paths and all(word.text is not None and word.text[-1:] not in "./*" for word in paths) else None
    )
    out: list[Outcome] = [
        run.effect(
            rule,
            GIT_DISCARD,
            f"throws away uncommitted changes in {shown}",
            targets=targets,
            extent=Extent(count),
            certain=certain,
        )
    ]
    for word in paths:
        if word.text is not None and not word.text.startswith(":"):
            how = "puts the recorded version over"
            out += written(word, run.call, run.view, how=how, append=True) or into_guard(word, how, run.call, run.view)
    return out


def _surely_path(word: Word) -> bool:
    text = word.text
    return text is None or text in (".", "..") or text.startswith(("./", "../", "/", ":")) or text.endswith("/")


def _is_path(word: Word, run: Run) -> bool:
    """Whether a lone operand of checkout is a path: git takes a reference first, so a reference wins."""
    text = word.text
    if text is None:
        return is_glob(word)
    if text in (".", "..", ":/", ":") or text.startswith(("./", "../", "/", ":(", ":!")) or text.endswith("/"):
        return True
    if not text or text == "-" or any(sign in text for sign in "~^:@"):
        return False
    if any(sign in text for sign in "*?["):
        return True
    place = run.git_directory()
    if place is not None and has_ref(place, text, run.view):
        return False
    path = absolute(text, directory_of(run.call, run.view))
    if path is not None and place is not None and run.view.workspace.stat(path).state == PRESENT:
        return True
    base = text.rpartition("/")[2]
    stem, dot, end = base.rpartition(".")
    return base in _PATH_NAMES or (bool(dot) and bool(stem or dot) and end.lower() in _PATH_ENDS)


_SWITCH = Spec(
    flags="-t --guess --discard-changes -q|--quiet --progress -m|--merge -d|--detach -f|--force --overwrite-ignore "
    "--ignore-other-worktrees",
    valued="-c|--create -C|--force-create --orphan --conflict",
    optional="--recurse-submodules --track",
)


def _switch(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _SWITCH)
    if given.helped:
        return NOTHING
    if given.on("-f", "--discard-changes"):
        return [run.effect("git/checkout-force", GIT_DISCARD, "throws away uncommitted changes to switch")]
    if given.on("-C"):
        return run.note(f"git switch -C moves the branch {(given.value('-C') or Word('?')).shown()}")
    return NOTHING


_RESTORE = Spec(
    flags="-S|--staged -W|--worktree --ignore-unmerged --overlay -q|--quiet --progress -m|--merge -2|--ours "
    "-3|--theirs -p|--patch --ignore-skip-worktree-bits --pathspec-file-nul",
    valued="-s|--source --conflict --pathspec-from-file -U|--unified --inter-hunk-context",
    optional="--recurse-submodules",
)


def _restore(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _RESTORE)
    if given.helped:
        return NOTHING
    worktree = given.state.get("-W")
    if worktree is None:
        # the work tree is the default only while --staged is not spoken of at all
        worktree = "-S" not in given.state
    chosen = given.operands or given.on("-p", "--pathspec-from-file")
    return _discards(run, given.operands, "git/restore") if worktree and chosen else NOTHING


def _stash(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb = next((word.text for word in args if word.text and not word.text.startswith("-")), "")
    if any(word.text in ("-h", "--help") for word in args):
        return NOTHING
    if verb == "clear":
        return [
            run.effect(
                "git/stash-drop",
                GIT_DISCARD,
                "throws away every stash",
                extent=Extent(None, closed=False, unit="stashes"),
            )
        ]
    if verb == "drop":
        return [run.effect("git/stash-drop", GIT_DISCARD, "throws away a stash", extent=Extent(1, unit="stashes"))]
    if verb in ("push", "save"):
        out: list[Outcome] = []
        for word in args:
            if word.text is not None and word.text != verb and word.text[:1] not in ("-", ":"):
                out += written(word, run.call, run.view, how="puts the recorded version over", append=True)
        return out or NOTHING
    return NOTHING


_ABORTS = Spec(
    flags="--abort --quit --continue --skip --no-verify|--verify -n --edit-todo -i|--interactive -q|--quiet "
    "-v|--verbose --no-edit|--edit --ff --ff-only --squash --commit --stat --autostash --root --autosquash "
    "-f|--force-rebase --signoff",
    valued="-m|--message -F|--file -s|--strategy -X|--strategy-option --onto -x|--exec --whitespace --empty -C "
    "--into-name --cleanup",
    optional="-S|--gpg-sign --log -r|--rebase-merges",
)


def _sequence(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    """merge, rebase, am, cherry-pick, revert, pull."""
    given = parse(args, _ABORTS)
    if given.helped:
        return NOTHING
    out: list[Outcome] = []
    if given.on("--abort"):
        # the way out of a conflict that everyone takes: what was committed comes back, so there is nothing to ask
        out += run.note(f"git {run.command} --abort goes back to before; conflicts resolved so far are resolved again")
    if given.on("--no-verify") and run.command != "cherry-pick":
        out.append(skips(run, f"git {run.command} --no-verify"))
    if run.command == "rebase":
        for word in given.values.get("-x", ()):
            out.append(run.shell(word, "git rebase --exec"))
    return out


_COMMIT = Spec(
    flags="-q|--quiet -v|--verbose --reset-author -s|--signoff -e|--edit --status -a|--all -i|--include --interactive "
    "-p|--patch -o|--only -n|--no-verify --dry-run --short --branch --ahead-behind --porcelain --long -z|--null "
    "--amend --no-post-rewrite --pathspec-file-nul --allow-empty --allow-empty-message",
    valued="-F|--file --author --date -m|--message -c|--reedit-message -C|--reuse-message --fixup --squash --trailer "
    "-t|--template --cleanup --pathspec-from-file -U|--unified",
    optional="-S|--gpg-sign -u|--untracked-files",
)


def _commit(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _COMMIT)
    if given.helped or given.on("--dry-run"):
        return NOTHING
    if given.on("-n"):
        return [skips(run, "git commit --no-verify")]
    if given.on("--amend"):
        return run.note("git commit --amend replaces the last commit; the reflog keeps the old one")
    return NOTHING


_RM = Spec(
    flags="-n|--dry-run -q|--quiet --cached -f|--force -r --ignore-unmatch --sparse --pathspec-file-nul",
    valued="--pathspec-from-file",
)


def _rm(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _RM)
    if given.helped or given.on("-n", "--cached") or not (given.operands or given.on("--pathspec-from-file")):
        return NOTHING
    targets = run.paths(given.operands)
    out: list[Outcome] = []
    for target in targets:
        guard = removed_guard(target, "removes", run.call, run.view)
        if guard is not None:
            out.append(guard)
    shown = ", ".join(word.shown() for word in given.operands[:3]) or "what a file lists"
    wide = given.on("-r") or any(word.text is None for word in given.operands) or not given.operands
    out.append(
        run.effect(
            "git/rm",
            RECURSIVE_DELETE if wide else FILE_CHANGE,
            f"removes {shown} from the index and the disk" + (", changes and all" if given.on("-f") else ""),
            targets=targets,
            extent=Extent(None if wide else len(targets)),
            reversible=NO if given.on("-f") else YES,
        )
    )
    return out


_MV = Spec(flags="-f|--force -n|--dry-run -k -v|--verbose --sparse")


def _mv(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _MV)
    if given.helped or given.on("-n") or len(given.operands) < 2:
        return NOTHING
    out: list[Outcome] = []
    for target in run.paths(given.operands[:-1]):
        guard = removed_guard(target, "moves away", run.call, run.view)
        if guard is not None:
            out.append(guard)
    if given.on("-f"):
        out += written(given.operands[-1], run.call, run.view, how="moves onto")
    return out


_CHECKOUT_INDEX = Spec(
    flags="-u|--index -q|--quiet -f|--force -a|--all -n|--no-create -z --stdin --temp", valued="--prefix --stage"
)
_READ_TREE = Spec(
    flags="-m -u -i -n|--dry-run -v --trivial --aggressive --reset --no-sparse-checkout -q|--quiet --empty",
    valued="--prefix --index-output --exclude-per-directory",
    optional="--recurse-submodules",
)


def _checkout_index(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CHECKOUT_INDEX)
    if given.helped or not given.on("-f") or given.on("-n", "--prefix", "--temp"):
        return NOTHING
    return _discards(run, given.operands, "git/checkout-paths")


def _read_tree(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _READ_TREE)
    if given.helped or given.on("-n") or not given.on("--reset"):
        return NOTHING
    return [run.effect("git/reset-hard", GIT_DISCARD, "throws away what the index, and with -u the work tree, holds")]


_WORKTREE = Spec(flags="-f|--force -n|--dry-run -v|--verbose", valued="--expire -b -B --reason")


def _worktree(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _WORKTREE)
    if given.helped or not given.operands or given.operands[0].text != "remove" or not given.on("-f"):
        return NOTHING
    words = given.operands[1:]
    # the work belongs to this repository wherever the tree stands, so both count
    return [
        run.effect(
            "git/worktree-remove",
            GIT_DISCARD,
            f"removes the work tree {', '.join(word.shown() for word in words)} with its uncommitted changes",
            targets=(run.target(), *run.paths(words)),
        )
    ]


_SUBMODULE = Spec(
    flags="-f|--force --all -q|--quiet --recursive --init --remote --merge --rebase --checkout -N|--no-fetch",
    valued="-b|--branch --name --reference --depth -j|--jobs --filter",
)


def _submodule(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb_at = next((at for at, word in enumerate(args) if word.prefix[:1] != "-"), -1)
    if verb_at < 0:
        return NOTHING
    verb = args[verb_at].text
    rest = args[verb_at + 1 :]
    if verb == "foreach":
        words = list(rest)
        while words and words[0].prefix[:1] == "-":
            words.pop(0)
        if not words:
            return NOTHING
        if len(words) == 1:
            return [run.shell(words[0], "git submodule foreach")]
        return [invokes(run, tuple(words), "git submodule foreach")]
    given = parse((*args[:verb_at], *rest), _SUBMODULE)
    if given.on("-f") and verb in ("deinit", "update"):
        return [
            run.effect(
                "git/submodule-discard",
                GIT_DISCARD,
                f"git submodule {verb} --force throws away changes in submodules",
                targets=run.paths(given.operands),
            )
        ]
    return NOTHING


HANDLERS: dict[str, Handler] = {
    "reset": _reset,
    "clean": _clean,
    "checkout": _checkout,
    "switch": _switch,
    "restore": _restore,
    "stash": _stash,
    "merge": _sequence,
    "rebase": _sequence,
    "am": _sequence,
    "cherry-pick": _sequence,
    "revert": _sequence,
    "commit": _commit,
    "rm": _rm,
    "mv": _mv,
    "checkout-index": _checkout_index,
    "read-tree": _read_tree,
    "worktree": _worktree,
    "submodule": _submodule,
}
