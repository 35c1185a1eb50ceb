"""git: what a command throws away, rewrites, or takes from a remote, and the programs it is told to run.

Read as git reads it: global options (`-C` composes), aliases from the command line, the environment and the
configuration files, subcommands by git's own option parser. Behaviour was checked against git 2.39; options
that came later are known as well (git-scm.com/docs).
"""

from __future__ import annotations

from keyturn.model.effect import BlindSpot
from keyturn.model.invocation import Invocation
from keyturn.model.word import PARAMETER, VARIABLE, Hole, Word
from keyturn.tool.git_options import config_entries, config_key, quoted_parameters, tail
from keyturn.tool.git_programs import programs
from keyturn.tool.git_run import Run, inside, set_option, surrounding
from keyturn.tool.handoff import invoke, split_words
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.surroundings import text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.git_run import Handler
    from keyturn.tool.view import View

NOTHING: list[Outcome] = []
ALIAS_DEPTH = 10
"""Aliases of aliases that are followed; git itself refuses loops."""

# Commands that neither lose anything nor run what they are told to.
_QUIET = frozenset(
    "add status ls-files ls-tree rev-parse rev-list describe blame annotate shortlog cat-file count-objects show-ref "
    "for-each-ref name-rev merge-base cherry check-ignore check-attr check-ref-format var version help "
    "show-branch verify-commit verify-tag verify-pack fsck hash-object mktag mktree write-tree commit-tree "
    "merge-tree merge-file pack-refs pack-objects prune-packed repack range-diff patch-id stripspace column "
    "credential stage whatchanged request-pull get-tar-commit-id show-index index-pack unpack-file bugreport "
    "diagnose mailinfo mailsplit update-server-info fmt-merge-msg interpret-trailers check-mailmap commit-graph "
    "multi-pack-index maintenance apply update-index fast-export rerere sparse-checkout quiltimport".split()
)

# Where a command's handler lives; a module is imported when one of its commands is met.
_MODULES: dict[str, str] = {
    **dict.fromkeys(
        "reset clean checkout switch restore stash merge rebase am cherry-pick revert commit rm mv "
        "checkout-index read-tree worktree submodule".split(),
        "git_work",
    ),
    **dict.fromkeys(
        "branch tag reflog gc prune filter-branch filter-repo update-ref symbolic-ref replace notes "
        "fast-import lfs".split(),
        "git_history",
    ),
    **dict.fromkeys(
        "fetch fetch-pack pull clone ls-remote push send-pack http-push".split(),
        "git_remote",
    ),
    **dict.fromkeys(
        "config remote bisect diff log show diff-tree diff-index diff-files format-patch archive bundle "
        "init grep difftool for-each-repo clear clear-soft obliterate delete-branch delete-tag".split(),
        "git_settings",
    ),
}
_HANDLERS: dict[str, Handler] = {}


def _handler(name: str) -> Handler | None:
    """The handler of a command, None for one that loses nothing or that git does not have."""
    found = _HANDLERS.get(name)
    if found is None:
        module = _MODULES.get(name)
        if module is None:
            return None
        _HANDLERS.update(__import__("keyturn.tool." + module, None, None, ("HANDLERS",)).HANDLERS)
        found = _HANDLERS[name]
    return found


_BFG_CHANGES = ("-b", "-B", "-D", "-rt", "--strip-", "--delete-", "--replace-", "--convert-")


def _bfg(call: Invocation) -> list[Outcome]:
    """BFG Repo-Cleaner takes blobs and files out of every commit, as filter-repo does."""
    if any((word.text or word.prefix).startswith(_BFG_CHANGES) for word in call.args):
        return [invoke(call, (Word("git", quoted=True), Word("filter-repo", quoted=True)), "bfg")]
    return NOTHING


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a git command would do."""
    args = call.args
    if not args:
        return NOTHING
    if call.name == "bfg":
        return _bfg(call)
    first = args[0].text
    surrounded = bool(call.env or call.context.exported)
    if first in _QUIET and not surrounded:
        return NOTHING
    run = Run(call, view)
    rest = _globals(run, args) if args[0].prefix[:1] == "-" else args
    if rest is None:
        return NOTHING
    if surrounded:
        _from_environment(run)
    return _command(run, rest, 0)


def _command(run: Run, rest: tuple[Word, ...], depth: int) -> list[Outcome]:
    """A subcommand and its arguments; an alias is read again."""
    if not rest:
        return NOTHING
    name = rest[0].text
    if name is None:
        return _unknown_command(run, rest[0])
    lower = name.lower()
    if lower != name and (lower in _MODULES or lower in _QUIET):
        name = lower  # on a disk that ignores case `git RESET` finds git-reset
    run.command = name
    handler = _handler(name)
    out: list[Outcome] = []
    if handler is not None or name in _QUIET:
        if run.settings or run.call.env or run.call.context.exported:
            out += programs(run, name, rest[1:])
        return out + handler(run, rest[1:]) if handler is not None else out
    value = run.setting("alias." + name.lower())
    alias = value.text if value is not None else run.configured("alias." + name.lower())
    if value is not None and alias is None:
        return [
            BlindSpot(
                "git/unknown-command",
                f"the alias {name} is set to text that is not known",
                targets=(run.target(),),
                certain=run.call.certain,
                origin=run.call.origin,
            )
        ]
    if alias is None:
        return run.note(f"git {name} is no command of git's own, and what it does was not seen")
    if depth >= ALIAS_DEPTH:
        return [BlindSpot("blind/budget", "aliases lead further than can be followed", origin=run.call.origin)]
    if alias.startswith("!"):
        text = alias[1:] + (' "$@"' if len(rest) > 1 else "")
        return [run.shell(Word(text, quoted=True), f"git alias {name}", rest[1:])]
    words = (*split_words(Word(alias)), *rest[1:])
    # an alias may begin with global options (`alias.x = -c a=b status`)
    after = _globals(run, words) if words and words[0].prefix[:1] == "-" else words
    return _command(run, after, depth + 1) if after is not None else NOTHING


def _unknown_command(run: Run, word: Word) -> list[Outcome]:
    """`git $COMMAND`: opaque where the text is computed, noted for a function's or script's own arguments."""
    first = word.holes[0]
    if first.why == PARAMETER or word.prefix:
        return run.note(f"git {word.shown()}: which command is not known")
    return [
        BlindSpot(
            "git/unknown-command",
            f"git is given a command that is not known: {word.shown()}",
            targets=(run.target(),),
            certain=run.call.certain,
            origin=run.call.origin,
        )
    ]


_GLOBAL_VALUED = ("--git-dir", "--work-tree", "--namespace", "--super-prefix", "--config-env", "--attr-source")


def _globals(run: Run, args: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """Read git's own options; the words from the subcommand on, None where git only explains itself."""
    index = 0
    count = len(args)
    while index < count:
        word = args[index]
        lead = word.text if word.text is not None else word.prefix
        if lead[:1] != "-":
            break
        index += 1
        name, equals, _rest = lead.partition("=")
        if name in ("--help", "-h", "--version", "-v", "--html-path", "--man-path", "--info-path", "--list-cmds"):
            return None
        if lead[:2] in ("-C", "-c") and lead[1:2] != "-":
            # git wants the value apart; an attached one is read as meant, since wrappers pass it on
            value = tail(word, 2) if len(lead) > 2 or word.text is None else None
            if value is None:
                if index >= count:
                    return None
                value = args[index]
                index += 1
            if lead[1] == "C":
                run.call = inside(run.call, value)
            else:
                set_option(run, value)
        elif name in _GLOBAL_VALUED:
            if equals:
                value = tail(word, len(name) + 1)
            elif index < count:
                value = args[index]
                index += 1
            else:
                return None
            if name == "--git-dir":
                run.git_dir = value
            elif name == "--work-tree":
                run.work_tree = value
            elif name == "--config-env":
                key, _equals, source = (value.text or "").partition("=")
                found = variable(run.call, run.view, source)
                run.settings.append((config_key(key), found or Word((Hole(VARIABLE, source, quoted=True),))))
        elif name == "--exec-path" and equals:
            run.settings.append(("exec-path", tail(word, len(name) + 1)))
    return args[index:]


def _from_environment(run: Run) -> None:
    """GIT_DIR, GIT_WORK_TREE and the configuration that variables carry."""
    names = surrounding(run.call)
    if not names:
        return
    if run.git_dir is None:
        run.git_dir = names.get("GIT_DIR")
    if run.work_tree is None:
        run.work_tree = names.get("GIT_WORK_TREE")
    earlier: list[tuple[str, Word]] = []
    for name in ("GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL", "GIT_CONFIG"):
        path = names.get(name)
        if path is not None and path.text:
            text = text_of(absolute(path.text, directory_of(run.call, run.view)), run.view)
            if text is None and path.text != "/dev/null":
                # a file of settings that cannot be read may name any program
                earlier.append(("include.path", path))
            for key, value in config_entries(text or ""):
                earlier.append((key, Word(value, quoted=True)))
    parameters = names.get("GIT_CONFIG_PARAMETERS")
    if parameters is not None and parameters.text is not None:
        for key, value in quoted_parameters(parameters.text):
            earlier.append((key, Word(value, quoted=True)))
    count = names.get("GIT_CONFIG_COUNT")
    if count is not None and count.text is not None and count.text.isdigit():
        for number in range(min(int(count.text), 64)):
            key_word = names.get(f"GIT_CONFIG_KEY_{number}")
            value_word = names.get(f"GIT_CONFIG_VALUE_{number}")
            if key_word is not None and key_word.text is not None and value_word is not None:
                earlier.append((config_key(key_word.text), value_word))
    run.settings[:0] = earlier


# ---- programs that settings name ----------------------------------------------------------------------------------
# ---- discarding work ----------------------------------------------------------------------------------------------
# ---- local history ------------------------------------------------------------------------------------------------
# ---- settings, and commands that run others -----------------------------------------------------------------------
