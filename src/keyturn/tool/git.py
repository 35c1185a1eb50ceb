"""git: what a command throws away, rewrites, or takes from a remote, and the programs it is told to run.

Read as git reads it: global options (`-C` composes), aliases from the command line, the environment and the
configuration files, subcommands by git's own option parser. Behaviour was checked against git 2.39; options
that came later are known as well (git-scm.com/docs).
"""

from __future__ import annotations

from keyturn.model.effect import (
    EXPOSURE,
    FILE_CHANGE,
    GIT_DISCARD,
    GIT_HISTORY,
    GIT_REMOTE,
    GUARD_OFF,
    NO,
    PROTECTION_OFF,
    RECURSIVE_DELETE,
    YES,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.target import GUARD, REF, REPOSITORY, Facet, Target
from keyturn.model.word import PARAMETER, VARIABLE, Hole, Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.filesystem import removed_guard, written
from keyturn.tool.git_options import (
    Given,
    Spec,
    config_entries,
    config_key,
    is_glob,
    parse,
    quoted_parameters,
    tail,
)
from keyturn.tool.locate import absolute, directory_of, path_target
from keyturn.tool.surroundings import split_words, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

    Handler = Callable[["_Run", "tuple[Word, ...]"], list[Outcome]]

NOTHING: list[Outcome] = []
ALIAS_DEPTH = 10
"""Aliases of aliases that are followed; git itself refuses loops."""

# Commands that neither lose anything nor run what they are told to.
_QUIET = frozenset(
    "add status ls-files ls-tree rev-parse rev-list describe blame annotate shortlog cat-file count-objects show-ref "
    "for-each-ref name-rev merge-base cherry check-ignore check-attr check-ref-format var version help init "
    "show-branch verify-commit verify-tag verify-pack fsck hash-object mktag mktree write-tree commit-tree "
    "merge-tree merge-file pack-refs pack-objects prune-packed repack range-diff patch-id stripspace column "
    "credential stage whatchanged request-pull get-tar-commit-id show-index index-pack unpack-file bugreport "
    "diagnose mailinfo mailsplit update-server-info fmt-merge-msg interpret-trailers check-mailmap commit-graph "
    "multi-pack-index maintenance apply update-index fast-export rerere sparse-checkout quiltimport lfs".split()
)
_HOOKED = frozenset("commit merge checkout switch pull push rebase am cherry-pick revert clone worktree gc".split())
_ENV_NAMES = ("EDITOR", "VISUAL", "PAGER", "HUSKY", "SSH_ASKPASS", "LEFTHOOK", "OVERCOMMIT_DISABLE", "SKIP")

# Programs that settings commonly name and that do nothing by being named.
_WELL_KNOWN = frozenset(
    "true false : cat less more most head tail echo vim vi nvim nano emacs code subl delta bat diff-so-fancy ssh "
    "ssh.exe plink store cache osxkeychain manager manager-core libsecret gh glab wincred gpg gpg2 meld kdiff3 vimdiff "
    "difft git-lfs gopass pass".split()
)
_INTERPRETERS = frozenset(
    "sh bash zsh dash ksh fish python python3 perl ruby node php env sudo eval exec xargs nohup nc ncat curl wget "
    "pwsh powershell cmd".split()
)
_SHELL_SIGNS = frozenset(";|&$`<>(){}\n")

_DEFAULT_BRANCHES = frozenset(
    "main master trunk develop development mainline production prod stable live default".split()
)


class _Run:
    """One git call after its global options: where it runs, what it is configured with, what it works on."""

    __slots__ = ("_target", "call", "command", "git_dir", "settings", "view", "work_tree")

    def __init__(self, call: Invocation, view: View) -> None:
        self.call = call
        self.view = view
        self.settings: list[tuple[str, Word]] = []
        self.git_dir: Word | None = None
        self.work_tree: Word | None = None
        self.command = ""
        self._target: Target | None = None

    def setting(self, key: str) -> Word | None:
        """The last value given for a configuration key by this very call."""
        for name, value in reversed(self.settings):
            if name == key:
                return value
        return None

    def root(self) -> str | None:
        """The work tree's root as the workspace sees it, None when unknown."""
        directory = self._directory()
        return self.view.workspace.repository(directory) if directory is not None else None

    def _directory(self) -> str | None:
        start = directory_of(self.call, self.view)
        if self.work_tree is not None:
            return absolute(self.work_tree.text, start) if self.work_tree.text is not None else None
        if self.git_dir is not None:
            if self.git_dir.text is None:
                return None
            found = absolute(self.git_dir.text, start)
            return found[:-5] or "/" if found is not None and found.endswith("/.git") else found
        return start

    def target(self) -> Target:
        """The repository the call works on."""
        if self._target is None:
            directory = self._directory()
            place = self.root() or directory
            if place is None:
                shown = (self.work_tree or self.git_dir or self.call.context.directory or Word(".")).shown()
                self._target = Target(REPOSITORY, shown, (Facet("path", None, "not known"),))
            else:
                found = path_target(Word(place), self.call, self.view, kind=REPOSITORY)
                self._target = Target(REPOSITORY, place, found.facets)
        return self._target

    def git_directory(self) -> str | None:
        """The `.git` directory itself: a linked work tree's `.git` file is followed to the common one."""
        start = directory_of(self.call, self.view)
        if self.git_dir is not None:
            return absolute(self.git_dir.text, start) if self.git_dir.text is not None else None
        root = self.root()
        if root is None:
            return None
        place = root + "/.git"
        pointer = text_of(place, self.view, 4096)
        if pointer is not None and pointer.startswith("gitdir:"):
            own = absolute(pointer[7:].strip(), root)
            if own is not None:
                cut = own.find("/.git/worktrees/")
                return own[: cut + 5] if cut >= 0 else own
        return place

    def configured(self, key: str) -> str | None:
        """A setting's value from this call, else from the repository's, the user's and the system's files."""
        given = self.setting(key)
        if given is not None:
            return given.text
        layout = self.view.layout
        place = self.git_directory()
        files = [place + "/config"] if place is not None else []
        files += [f"{layout.home}/.gitconfig", f"{layout.home}/.config/git/config", "/etc/gitconfig"]
        for path in files:
            found = self._in_file(path, key, 0)
            if found is not None:
                return found
        return None

    def _in_file(self, path: str, key: str, depth: int) -> str | None:
        text = text_of(path, self.view)
        if text is None:
            return None
        found: str | None = None
        for name, value in config_entries(text):
            if name == key:
                found = value
            elif depth < 5 and (name == "include.path" or (name.startswith("includeif.") and name.endswith(".path"))):
                where = self.view.layout.home + value[1:] if value.startswith("~/") else value
                place = absolute(where, path[: path.rfind("/")])
                deeper = self._in_file(place, key, depth + 1) if place is not None else None
                found = deeper if deeper is not None else found
        return found

    def effect(
        self,
        rule: str,
        category: str,
        summary: str,
        *,
        targets: tuple[Target, ...] = (),
        extent: Extent | None = None,
        reversible: str = NO,
        certain: bool = True,
    ) -> Effect:
        """An effect of this call, on the repository unless said otherwise."""
        return Effect(
            rule,
            category,
            summary,
            targets or (self.target(),),
            extent or Extent(None),
            reversible,
            certain and self.call.certain,
            self.call.origin,
        )

    def note(self, text: str) -> list[Outcome]:
        """Worth showing, changes nothing."""
        return [Note(text, self.call.origin)]

    def shell(self, word: Word, how: str, positionals: tuple[Word, ...] | None = None) -> HandOff:
        """Text that git gives to a shell."""
        context = self.call.context
        if positionals is not None:
            context = ShellContext(
                context.directory, context.variables, context.exported, context.functions, context.aliases, positionals
            )
        return HandOff(Source(SHELL, word, self.call.origin.inner(how), context, certain=self.call.certain), how)

    def paths(self, words: Sequence[Word]) -> tuple[Target, ...]:
        """Path operands as targets; magic such as `:/` or `:(top)` stands for the whole repository."""
        out: list[Target] = []
        for word in words:
            if (word.text or word.prefix).startswith(":"):
                out.append(self.target())
            else:
                out.append(path_target(word, self.call, self.view))
        return tuple(out)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a git command would do."""
    args = call.args
    if not args:
        return NOTHING
    first = args[0].text
    surrounded = bool(call.env or call.context.exported)
    if first in _QUIET and not surrounded:
        return NOTHING
    run = _Run(call, view)
    rest = _globals(run, args) if args[0].prefix[:1] == "-" else args
    if rest is None:
        return NOTHING
    if surrounded:
        _from_environment(run)
    return _command(run, rest, 0)


def _command(run: _Run, rest: tuple[Word, ...], depth: int) -> list[Outcome]:
    """A subcommand and its arguments; an alias is read again."""
    if not rest:
        return NOTHING
    name = rest[0].text
    if name is None:
        return _unknown_command(run, rest[0])
    run.command = name
    handler = _HANDLERS.get(name)
    out: list[Outcome] = []
    if handler is not None or name in _QUIET:
        if run.settings or run.call.env or run.call.context.exported:
            out += _programs(run, name, rest[1:])
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


def _unknown_command(run: _Run, word: Word) -> list[Outcome]:
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


def _globals(run: _Run, args: tuple[Word, ...]) -> tuple[Word, ...] | None:
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
                run.call = _inside(run.call, value)
            else:
                _set(run, value)
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


def _set(run: _Run, value: Word) -> None:
    """`-c key=value`; without `=` it is true."""
    lead = value.text if value.text is not None else value.prefix
    key, equals, _rest = lead.partition("=")
    if equals:
        run.settings.append((config_key(key), tail(value, len(key) + 1)))
    elif value.text is not None:
        run.settings.append((config_key(key), Word("true")))


def _inside(call: Invocation, step: Word) -> Invocation:
    """The same call run in another directory: relative steps add up, as `-C a -C b` does."""
    if step.text == "":
        return call
    base = call.context.directory
    if step.prefix.startswith("/") or base is None:
        # None means the action's own directory, against which a relative Word is resolved anyway
        where = step
    elif step.text is None and not step.prefix:
        where = step
    else:
        where = Word((*base.parts, "/", *step.parts))
    context = call.context
    return call.but(
        context=ShellContext(
            where, context.variables, context.exported, context.functions, context.aliases, context.positionals
        )
    )


def _surrounding(call: Invocation) -> dict[str, Word]:
    """Variables that the action itself sets for git: in front of it, or exported before it."""
    found: dict[str, Word] = {}
    context = call.context
    for name in context.exported:
        if (name.startswith("GIT_") or name in _ENV_NAMES) and name in context.variables:
            found[name] = context.variables[name]
    found.update((name, value) for name, value in call.env if name.startswith("GIT_") or name in _ENV_NAMES)
    return found


def _from_environment(run: _Run) -> None:
    """GIT_DIR, GIT_WORK_TREE and the configuration that variables carry."""
    names = _surrounding(run.call)
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

_NETWORK = frozenset("fetch pull push clone ls-remote fetch-pack send-pack submodule".split())
_DIFFING = frozenset("diff log show stash difftool diff-tree diff-index diff-files format-patch blame add".split())
_PAGED = frozenset("log diff show branch tag config help blame reflog grep shortlog stash".split())
_EDITING = frozenset("commit rebase merge tag revert cherry-pick notes config am pull branch".split())
_FILTERING = frozenset("add checkout switch restore reset commit stash merge rebase pull clone worktree".split())


def _networked(name: str, args: tuple[Word, ...]) -> bool:
    if name in _NETWORK:
        return True
    texts = [word.text or word.prefix for word in args]
    if name == "archive":
        return any(text.startswith("--remote") for text in texts)
    if name == "remote":
        verb = next((text for text in texts if not text.startswith("-")), "")
        return verb in ("update", "show", "prune") or (verb == "set-head" and "-a" in texts) or "-f" in texts
    return False


def _programs(run: _Run, name: str, args: tuple[Word, ...]) -> list[Outcome]:
    """Programs that this call is told to run by variables and settings, and hooks that it is told to skip."""
    names = _surrounding(run.call) if run.call.env or run.call.context.exported else {}
    out: list[Outcome] = []
    if name in _HOOKED:
        out += _hook_switches(run, names)
    network = _networked(name, args)
    if network:
        for variable_name in ("GIT_SSH_COMMAND", "GIT_SSH", "GIT_PROXY_COMMAND", "GIT_ASKPASS"):
            if variable_name in names:
                out += _told(run, names[variable_name], variable_name)
    if "GIT_EXTERNAL_DIFF" in names and name in _DIFFING:
        out += _told(run, names["GIT_EXTERNAL_DIFF"], "GIT_EXTERNAL_DIFF")
    for variable_name in ("GIT_PAGER", "PAGER"):
        if variable_name in names and name in _PAGED:
            out += _told(run, names[variable_name], variable_name)
    for variable_name in ("GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "VISUAL", "EDITOR"):
        if variable_name in names and name in _EDITING:
            out += _told(run, names[variable_name], variable_name, handed=True)
    for variable_name in ("GIT_EXEC_PATH", "GIT_TEMPLATE_DIR"):
        if variable_name in names:
            out.append(_runs_unseen(run, names[variable_name], variable_name))
    for key, value in run.settings:
        first, _dot, rest = key.partition(".")
        if key == "core.hookspath":
            if name in _HOOKED:
                out += _hooks_path(run, value)
        elif key == "exec-path" or (key == "include.path" or first == "includeif") or key == "init.templatedir":
            out.append(_runs_unseen(run, value, key))
        elif key == "core.fsmonitor":
            if (value.text or "").lower() not in ("true", "false", "0", "1", ""):
                out += _told(run, value, key)
        elif (
            (network and (key in ("core.sshcommand", "core.gitproxy", "core.askpass") or first == "credential"))
            or (network and first == "remote" and rest.endswith((".uploadpack", ".receivepack")))
            or (name in _DIFFING and first == "diff" and rest.endswith(("external", ".command", ".textconv")))
            or (name in _FILTERING and first == "filter" and rest.endswith((".clean", ".smudge", ".process")))
            or (first == "merge" and rest.endswith(".driver"))
            or (first == "gpg" and rest.endswith("program"))
        ):
            if not rest.endswith("usehttppath"):
                out += _told(run, value, key)
        elif key == "core.pager" or first == "pager":
            if name in _PAGED and (value.text or "").lower() not in ("true", "false"):
                out += _told(run, value, key)
        elif key in ("core.editor", "sequence.editor"):
            if name in _EDITING:
                out += _told(run, value, key, handed=True)
        elif key == "protocol.ext.allow" and network:
            out.append(_runs_unseen(run, value, key))
    return out


def _plain(text: str) -> bool:
    """Whether a setting's text names one installed program, rather than a script, a shell or a pipeline."""
    first = text.strip().split(" ")[0].split("\t")[0]
    if not first:
        return True
    if any(sign in text for sign in _SHELL_SIGNS) or first in _INTERPRETERS:
        return False
    if base_name(first) in ("ssh", "ssh.exe") and "command" in text.lower():
        return False  # ProxyCommand, LocalCommand, KnownHostsCommand
    return "/" not in first or first.startswith(("/usr/bin/", "/bin/", "/usr/local/bin/"))


def _told(run: _Run, word: Word, by: str, *, handed: bool = False) -> list[Outcome]:
    """A program named by a setting: its text is read as shell, and what cannot be told from it is an effect.

    `handed`: reading the text is enough (editors are mostly `true` or a sed that is judged by itself).
    """
    text = word.text
    if text is not None:
        text = text.removeprefix("!")
        words = text.split()
        if not words or (_plain(text) and base_name(words[0]) in _WELL_KNOWN):
            return NOTHING
        word = Word(text, quoted=True)
    out: list[Outcome] = [run.shell(word, by)]
    if not handed and (text is None or not _plain(text)):
        out.append(_runs_unseen(run, word, by))
    return out


def _runs_unseen(run: _Run, word: Word, by: str) -> Effect:
    return run.effect(
        "git/run-program", EXPOSURE, f"{by} has git run or obey {word.shown()[:80]}", extent=Extent(1, unit="programs")
    )


def _skips(run: _Run, how: str) -> Effect:
    return run.effect(
        "keyturn/skip-hooks",
        GUARD_OFF,
        f"{how} leaves out the hooks that check the change",
        targets=(Target(GUARD, "git hooks"),),
        extent=Extent(1, unit="hooks"),
    )


def _hooks_path(run: _Run, value: Word) -> list[Outcome]:
    text = value.text
    if text is not None and (not text.strip() or text.startswith("/dev/") or text.lower() in ("nul", "false", "none")):
        return [_skips(run, "core.hooksPath=" + text)]
    return [_runs_unseen(run, value, "core.hooksPath")]


def _hook_switches(run: _Run, names: dict[str, Word]) -> list[Outcome]:
    """Variables by which hook managers are told to do nothing. A HUSKY=0 in front is the environment module's."""
    out: list[Outcome] = []
    in_front = [name for name, _value in run.call.env]
    for name, off in (("HUSKY", "0"), ("LEFTHOOK", "0 false"), ("OVERCOMMIT_DISABLE", "1 true")):
        value = names.get(name)
        if value is not None and value.text in off.split() and not (name == "HUSKY" and name in in_front):
            out.append(_skips(run, f"{name}={value.text}"))
    skipped = names.get("SKIP")
    if skipped is not None and "keyturn" in (skipped.text or ""):
        out.append(_skips(run, f"SKIP={skipped.text}"))
    return out


# ---- discarding work ----------------------------------------------------------------------------------------------

_RESET = Spec(
    flags="-q|--quiet --no-refresh|--refresh --mixed --soft --hard --merge --keep -p|--patch -N|--intent-to-add "
    "--pathspec-file-nul",
    valued="--pathspec-from-file -U|--unified --inter-hunk-context",
    optional="--recurse-submodules",
)
_MODES = ("--mixed", "--soft", "--hard", "--merge", "--keep")


def _reset(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _clean(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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
    flags="-l --guess -q|--quiet --progress -m|--merge -d|--detach -f|--force --overlay --overwrite-ignore "
    "--ignore-other-worktrees -2|--ours -3|--theirs -p|--patch --ignore-skip-worktree-bits --pathspec-file-nul",
    valued="-b -B --orphan --conflict --pathspec-from-file -U|--unified --inter-hunk-context",
    optional="--recurse-submodules -t|--track",
)
_PATH_ENDS = frozenset(
    "py js ts jsx tsx mjs cjs json md txt rs go c h cc cpp hpp java kt rb php sh bash sql toml yaml yml lock cfg ini "
    "env html css scss vue svelte xml csv tf hcl proto swift cs ex exs erl hs lua pl r scala gradle mk dockerfile "
    "svg png jpg pdf ipynb log conf properties gitignore".split()
)
_PATH_NAMES = frozenset("Makefile Dockerfile Gemfile Rakefile Procfile Vagrantfile Jenkinsfile LICENSE README".split())


def _checkout(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CHECKOUT)
    if given.helped:
        return NOTHING
    if given.on("-f"):
        return [run.effect("git/checkout-force", GIT_DISCARD, "throws away uncommitted changes to switch")]
    operands = given.operands
    branching = given.on("-b", "-B", "--orphan")
    if given.on("-B"):
        return run.note(f"git checkout -B moves the branch {(given.value('-B') or Word('?')).shown()}")
    if branching or given.on("-t", "-d"):
        return NOTHING  # git refuses paths together with these
    if given.on("-p") or given.on("--pathspec-from-file"):
        return [_discards(run, operands[1:], "git/checkout-paths")]
    if given.dashes >= 0:
        paths = operands[given.dashes :] if given.dashes <= 1 else operands[1:]
        return [_discards(run, paths, "git/checkout-paths")] if paths else NOTHING
    if len(operands) > 1:
        first_is_path = _is_path(operands[0], run)
        return [_discards(run, operands if first_is_path else operands[1:], "git/checkout-paths")]
    if len(operands) == 1 and _is_path(operands[0], run):
        return [_discards(run, operands, "git/checkout-paths", certain=_surely_path(operands[0]))]
    return NOTHING


def _discards(run: _Run, paths: Sequence[Word], rule: str, *, certain: bool = True) -> Effect:
    shown = ", ".join(word.shown() for word in paths[:3]) or "what is chosen"
    targets = run.paths(paths)
    count = (
        len(paths) if paths and all(word.text is not None and word.text[-1:] not in "./*" for word in paths) else None
    )
    return run.effect(
        rule,
        GIT_DISCARD,
        f"throws away uncommitted changes in {shown}",
        targets=targets,
        extent=Extent(count),
        certain=certain,
    )


def _surely_path(word: Word) -> bool:
    text = word.text
    return text is None or text in (".", "..") or text.startswith(("./", "../", "/", ":")) or text.endswith("/")


def _is_path(word: Word, run: _Run) -> bool:
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
    if place is not None and _has_ref(place, text, run.view):
        return False
    path = absolute(text, directory_of(run.call, run.view))
    if path is not None and place is not None and run.view.workspace.stat(path).state == PRESENT:
        return True
    base = text.rpartition("/")[2]
    stem, dot, end = base.rpartition(".")
    return base in _PATH_NAMES or (bool(dot) and bool(stem or dot) and end.lower() in _PATH_ENDS)


def _has_ref(place: str, name: str, view: View) -> bool:
    workspace = view.workspace
    for folder in ("refs/heads/", "refs/tags/", "refs/remotes/", "refs/remotes/origin/"):
        if workspace.stat(f"{place}/{folder}{name}").state == PRESENT:
            return True
    packed = text_of(place + "/packed-refs", view)
    return packed is not None and (f"/{name}\n" in packed or packed.endswith("/" + name))


_SWITCH = Spec(
    flags="--guess --discard-changes -q|--quiet --progress -m|--merge -d|--detach -f|--force --overwrite-ignore "
    "--ignore-other-worktrees",
    valued="-c|--create -C|--force-create --orphan --conflict",
    optional="--recurse-submodules -t|--track",
)


def _switch(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _restore(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _RESTORE)
    if given.helped:
        return NOTHING
    worktree = given.state.get("-W")
    if worktree is None:
        # the work tree is the default only while --staged is not spoken of at all
        worktree = "-S" not in given.state
    chosen = given.operands or given.on("-p", "--pathspec-from-file")
    return [_discards(run, given.operands, "git/restore")] if worktree and chosen else NOTHING


def _stash(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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
    return NOTHING


_ABORTS = Spec(
    flags="--abort --quit --continue --skip --no-verify|--verify -n --edit-todo -i|--interactive -q|--quiet "
    "-v|--verbose --no-edit|--edit --ff --ff-only --squash --commit --stat --autostash --root --autosquash "
    "-f|--force-rebase --signoff",
    valued="-m|--message -F|--file -s|--strategy -X|--strategy-option --onto -x|--exec --whitespace --empty -C "
    "--into-name --cleanup",
    optional="-S|--gpg-sign --log -r|--rebase-merges",
)


def _sequence(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    """merge, rebase, am, cherry-pick, revert, pull."""
    given = parse(args, _ABORTS)
    if given.helped:
        return NOTHING
    out: list[Outcome] = []
    if given.on("--abort"):
        out.append(
            run.effect(
                "git/abort",
                GIT_DISCARD,
                f"git {run.command} --abort throws away the conflicts resolved so far",
                certain=not given.unsure,
            )
        )
    if given.on("--no-verify") and run.command != "cherry-pick":
        out.append(_skips(run, f"git {run.command} --no-verify"))
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


def _commit(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _COMMIT)
    if given.helped or given.on("--dry-run"):
        return NOTHING
    if given.on("-n"):
        return [_skips(run, "git commit --no-verify")]
    if given.on("--amend"):
        return run.note("git commit --amend replaces the last commit; the reflog keeps the old one")
    return NOTHING


_RM = Spec(
    flags="-n|--dry-run -q|--quiet --cached -f|--force -r --ignore-unmatch --sparse --pathspec-file-nul",
    valued="--pathspec-from-file",
)


def _rm(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _mv(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _checkout_index(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CHECKOUT_INDEX)
    if given.helped or not given.on("-f") or given.on("-n", "--prefix", "--temp"):
        return NOTHING
    return [_discards(run, given.operands, "git/checkout-paths")]


def _read_tree(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _READ_TREE)
    if given.helped or given.on("-n") or not given.on("--reset"):
        return NOTHING
    return [run.effect("git/reset-hard", GIT_DISCARD, "throws away what the index, and with -u the work tree, holds")]


_WORKTREE = Spec(flags="-f|--force -n|--dry-run -v|--verbose", valued="--expire -b -B --reason")


def _worktree(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _submodule(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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
        return [_invokes(run, tuple(words), "git submodule foreach")]
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


def _invokes(run: _Run, words: tuple[Word, ...], how: str) -> HandOff:
    program = words[0]
    call = run.call
    return HandOff(
        Invocation(
            program,
            words[1:],
            env=call.env,
            stdin=call.stdin,
            context=call.context,
            certain=call.certain,
            origin=call.origin.inner(how),
            name=base_name(program.text) if program.text is not None else "",
        ),
        how,
    )


# ---- local history ------------------------------------------------------------------------------------------------

_BRANCH = Spec(
    flags="-v|--verbose -q|--quiet --unset-upstream -r|--remotes -a|--all -d|--delete -D -m|--move -M -c|--copy -C "
    "-l|--list --show-current --create-reflog --edit-description -f|--force -i|--ignore-case",
    valued="-u|--set-upstream-to --contains --no-contains --merged --no-merged --sort --points-at --format",
    optional="-t|--track --color --abbrev --column",
)


def _branch(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _may_exist(run: _Run, word: Word) -> bool:
    """Whether a branch of that name exists, as far as can be seen; unknown counts as yes."""
    place = run.git_directory()
    if place is None or word.text is None or run.view.workspace.stat(place + "/HEAD").state != PRESENT:
        return True
    return _has_ref(place, word.text, run.view)


_TAG = Spec(
    flags="-l|--list -d|--delete -v|--verify -a|--annotate -e|--edit -s|--sign -f|--force --create-reflog "
    "-i|--ignore-case",
    valued="-m|--message -F|--file --trailer --cleanup -u|--local-user --contains --no-contains --merged --no-merged "
    "--sort --points-at --format",
    optional="-n --column --color",
)


def _tag(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _reflog(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _gc(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _prune(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _filter(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _update_ref(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _symbolic_ref(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(flags="-d|--delete -q|--quiet --short --recurse", valued="-m"))
    if given.helped or not given.on("-d"):
        return NOTHING
    return [
        run.effect("git/ref-delete", GIT_HISTORY, "deletes a symbolic reference", extent=Extent(1, unit="references"))
    ]


def _replace(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(flags="-l|--list -d|--delete -e|--edit -g|--graft -f|--force --raw", valued="--format"))
    if given.helped or given.on("-l") or not given.on("-d", "-f"):
        return NOTHING
    return [
        run.effect(
            "git/ref-delete", GIT_HISTORY, "drops or overwrites a replacement", extent=Extent(1, unit="references")
        )
    ]


def _notes(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb = next((word.text for word in args if word.text and not word.text.startswith("-")), "")
    return run.note("git notes remove; the notes' own history keeps them") if verb == "remove" else NOTHING


_FETCH = Spec(
    flags="-v|--verbose -q|--quiet --all --set-upstream -a|--append --atomic -f|--force -m|--multiple -t|--tags "
    "-n|--no-tags --prefetch -p|--prune -P|--prune-tags --dry-run --write-fetch-head -k|--keep -u|--update-head-ok "
    "--progress --unshallow --refetch --update-shallow -4|--ipv4 -6|--ipv6 --negotiate-only --stdin "
    "--no-verify|--verify --rebase --no-rebase --autostash --ff-only",
    valued="--upload-pack -j|--jobs --depth --shallow-since --shallow-exclude --deepen --refmap -o|--server-option "
    "--negotiation-tip --filter",
    optional="--recurse-submodules",
)


def _fetch(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _FETCH)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "--upload-pack")
    if given.on("--dry-run"):
        return out
    for word in given.operands[1:]:
        text = word.text if word.text is not None else word.prefix
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


def _pull(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _FETCH)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "--upload-pack")
    if given.on("--no-verify"):
        out = [*out, _skips(run, "git pull --no-verify")]
    return out


def _transport(run: _Run, given: Given, option: str) -> list[Outcome]:
    """Programs named for the other side, and the `ext::` transport, which is a command."""
    out: list[Outcome] = []
    for word in given.values.get(option, ()):
        out += _told(run, word, option)
    for word in given.operands[:1]:
        if word.prefix.startswith("ext::"):
            out.append(run.shell(tail(word, 5), "git ext::"))
            out.append(_runs_unseen(run, word, "ext::"))
    return out


_CLONE = Spec(
    flags="-v|--verbose -q|--quiet --progress --reject-shallow -n|--no-checkout --bare --mirror -l|--local "
    "--no-hardlinks -s|--shared --dissociate --single-branch --no-tags --shallow-submodules -4|--ipv4 -6|--ipv6 "
    "--sparse --remote-submodules",
    valued="-j|--jobs --template --reference --reference-if-able -o|--origin -b|--branch -u|--upload-pack --depth "
    "--shallow-since --shallow-exclude --separate-git-dir -c|--config --server-option --filter --bundle-uri --revision",
    optional="--recurse-submodules|--recursive",
)


def _clone(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CLONE)
    if given.helped:
        return NOTHING
    out = _transport(run, given, "-u")
    given_settings = given.values.get("-c")
    if given_settings:
        own = _Run(run.call, run.view)
        for word in given_settings:
            _set(own, word)
        own.command = "clone"
        out = [*out, *_programs(own, "clone", ())]
    template = given.value("--template")
    if template is not None and template.text != "":
        out = [*out, _runs_unseen(run, template, "--template")]
    return out


def _ls_remote(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _push(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _PUSH)
    if given.helped or given.on("-n"):
        return NOTHING
    out = _transport(run, given, "--receive-pack")
    if given.on("--no-verify"):
        out = [*out, _skips(run, "git push --no-verify")]
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
        every = _ref_target(run, remote, None, lease=False, default="yes", name="every branch and tag")
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
        pruned = _ref_target(run, remote, None, lease=False, default=default, name="branches that are not here")
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
    run: _Run, given: Given, remote: str | None, touched: list[_Push], *, forced: bool, lease: bool
) -> list[Outcome]:
    out: list[Outcome] = []
    plus = [one for one in touched if one.forced and not one.deleted]
    pushed = [one for one in touched if not one.deleted]
    if not (forced or lease or plus):
        return out
    if forced or lease:
        if given.on("--all", "--tags") or (not pushed and given.on("--all")):
            targets: tuple[Target, ...] = (
                _ref_target(run, remote, None, lease=lease, default="yes", name="every branch"),
            )
        elif pushed:
            targets = tuple(_ref_of(run, remote, one, lease=lease and not one.forced) for one in pushed)
        elif any(one.deleted for one in touched):
            return out
        else:
            targets = (_ref_target(run, remote, _current_branch(run), lease=lease),)
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


def _refspec(word: Word, run: _Run) -> _Push:
    """`[+]source:destination`; `:x` deletes, a lone `:` pushes what matches, HEAD is the branch that is checked out."""
    text = word.text if word.text is not None else word.prefix
    forced = text.startswith("+")
    body = text[1:] if forced else text
    source, colon, to = body.partition(":")
    if word.text is None:
        # an unknown part: the destination is known only when it follows the colon whole
        known = word.suffix.rpartition(":")[2] if ":" in word.suffix else ""
        return _Push(word.shown(), _short(known) if known else None, forced=forced, deleted=False)
    if colon and not to and not source:
        return _Push("every matching branch", None, forced=forced, deleted=False)
    if colon and not source:
        return _Push(_short(to), _short(to), forced=False, deleted=True)
    name = to if colon and to else source
    branch: str | None = _short(name)
    if name in ("HEAD", "@"):
        branch = _current_branch(run)
    return _Push(branch or name, branch, forced=forced, deleted=False)


def _short(name: str) -> str:
    for lead in ("refs/heads/", "heads/"):
        if name.startswith(lead):
            return name[len(lead) :]
    return name


def _current_branch(run: _Run) -> str | None:
    """The branch that is checked out, from HEAD, None when it is not known or detached."""
    root = run.root()
    place = run.git_directory()
    if root is not None and run.git_dir is None:
        pointer = text_of(root + "/.git", run.view, 4096)
        if pointer is not None and pointer.startswith("gitdir:"):
            place = absolute(pointer[7:].strip(), root)
    head = text_of(place + "/HEAD", run.view, 4096) if place is not None else None
    if head is None or not head.startswith("ref: refs/heads/"):
        return None
    return head[16:].strip() or None


def _is_default(run: _Run, remote: str | None, branch: str) -> bool:
    if "*" in branch or branch.lower() in _DEFAULT_BRANCHES:
        return True
    first = branch.lower().partition("/")[0].partition("-")[0]
    if first in ("release", "releases"):
        return True
    place = run.git_directory()
    if place is None:
        return False
    head = text_of(f"{place}/refs/remotes/{remote or 'origin'}/HEAD", run.view, 4096)
    return head is not None and head.strip().endswith(f"/{branch}")


def _ref_of(run: _Run, remote: str | None, one: _Push, *, lease: bool) -> Target:
    if one.branch is None and one.name == "every matching branch":
        return _ref_target(run, remote, None, lease=lease, default="yes", name=one.name)
    return _ref_target(run, remote, one.branch, lease=lease, name=one.name)


def _ref_target(
    run: _Run,
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


def _url(run: _Run, remote: str | None) -> str | None:
    if remote is not None and (":" in remote or "/" in remote):
        return remote
    return run.configured(f"remote.{remote or 'origin'}.url")


def _send_pack(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    return _push(run, args)


# ---- settings, and commands that run others -----------------------------------------------------------------------

_CONFIG = Spec(
    flags="--global --system --local --worktree --get --get-all --get-regexp --get-urlmatch --replace-all|--all "
    "--add --append --unset --unset-all --rename-section --remove-section -l|--list --fixed-value -e|--edit "
    "--get-color --get-colorbool --bool --int --bool-or-int --bool-or-str --path --expiry-date -z|--null --name-only "
    "--includes --show-origin --show-scope --show-names",
    valued="-f|--file --blob -t|--type --default --value --comment --url",
)
_CONFIG_READS = (
    "--get",
    "--get-all",
    "--get-regexp",
    "--get-urlmatch",
    "-l",
    "-e",
    "--get-color",
    "--get-colorbool",
    "--rename-section",
    "--remove-section",
)
_PROGRAM_KEYS = frozenset(
    "core.sshcommand core.gitproxy core.fsmonitor core.pager core.editor core.askpass sequence.editor diff.external "
    "gpg.program credential.helper interactive.difffilter uploadpack.packobjectshook init.templatedir include.path "
    "core.alternaterefscommand web.browser man.viewer".split()
)
_PROGRAM_ENDS = (
    ".textconv", ".command", ".clean", ".smudge", ".process", ".driver", ".program", ".helper", ".cmd", ".uploadpack",
    ".receivepack", ".vcs",
)  # fmt: skip


def _config(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _CONFIG)
    if given.helped or given.on(*_CONFIG_READS):
        return NOTHING
    operands = given.operands
    removing = given.on("--unset", "--unset-all")
    if operands and operands[0].text in ("set", "unset", "get", "list", "edit", "rename-section", "remove-section"):
        if operands[0].text not in ("set", "unset"):
            return NOTHING
        removing = operands[0].text == "unset"
        operands = operands[1:]
    if not operands:
        return NOTHING
    key = config_key(operands[0].text or operands[0].prefix)
    if removing:
        if key == "core.hookspath":
            return [_configures(run, key, "removed")]
        return NOTHING
    if len(operands) < 2:
        return NOTHING
    value = operands[1]
    text = value.text
    if key == "core.hookspath":
        if text is not None and (not text.strip() or text.startswith("/dev/")):
            return [_skips(run, f"core.hooksPath set to {text or 'nothing'}")]
        return [_configures(run, key, value.shown())]
    if key.startswith("alias."):
        return _config_alias(run, key, value)
    if key in _PROGRAM_KEYS or key.endswith(_PROGRAM_ENDS) or (key.startswith(("includeif.", "pager."))):
        if text is not None:
            if text.lower() in ("true", "false", "") or (_plain(text) and not text.startswith("!")):
                return NOTHING
            if key == "include.path" and "/" not in text:
                return NOTHING
        return [_configures(run, key, value.shown())]
    if (
        key in ("receive.denynonfastforwards", "receive.denydeletes", "http.sslverify") or key.endswith(".sslverify")
    ) and (text or "").lower() in ("false", "no", "off", "0"):
        return [
            run.effect("git/protection-off", PROTECTION_OFF, f"switches {key} off", extent=Extent(1, unit="settings"))
        ]
    return NOTHING


def _configures(run: _Run, key: str, value: str) -> Effect:
    return run.effect(
        "git/config-program",
        EXPOSURE,
        f"sets {key} to {value[:80]}: later git commands run or obey it",
        extent=Extent(1, unit="settings"),
        reversible=YES,
    )


def _config_alias(run: _Run, key: str, value: Word) -> list[Outcome]:
    """An alias counts when it is a shell text, or when what it stands for would do something."""
    text = value.text
    if text is None or text.startswith("!"):
        return [_configures(run, key, value.shown())]
    words = tuple(split_words(value))
    if words and any(isinstance(one, (Effect, BlindSpot, HandOff)) for one in read(run.call.but(args=words), run.view)):
        return [_configures(run, key, text)]
    return NOTHING


def _remote(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb = next((word.text for word in args if word.text and not word.text.startswith("-")), "")
    if verb in ("remove", "rm", "set-url"):
        return run.note(f"git remote {verb} changes where this repository pulls from and pushes to")
    if any(word.prefix.startswith("ext::") for word in args):
        return [_runs_unseen(run, args[-1], "ext::")]
    return NOTHING


def _bisect(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    if len(args) > 1 and args[0].text == "run":
        return [_invokes(run, args[1:], "git bisect run")]
    return NOTHING


def _shows(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    """diff, log, show, format-patch: harmless but for `--output=FILE`."""
    out: list[Outcome] = []
    for index, word in enumerate(args):
        lead = word.prefix if word.text is None else word.text
        if lead == "--":
            break
        if lead.startswith("--output=") and len(lead) > 8:
            out = [*out, *written(tail(word, 9), run.call, run.view)]
        elif lead == "--output" and index + 1 < len(args):
            out = [*out, *written(args[index + 1], run.call, run.view)]
    return out


_ARCHIVE = Spec(
    flags="-l|--list -v|--verbose -0 -1 -9 --worktree-attributes",
    valued="-o|--output --format --prefix --remote --exec --add-file --add-virtual-file --mtime",
)


def _archive(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _ARCHIVE)
    out: list[Outcome] = []
    program = given.value("--exec")
    if program is not None and given.on("--remote"):
        out += _told(run, program, "--exec")
    output = given.value("-o")
    return [*out, *written(output, run.call, run.view)] if output is not None else out


def _bundle(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    words = [word for word in args if word.prefix[:1] != "-"]
    if len(words) > 1 and words[0].text == "create":
        return written(words[1], run.call, run.view)
    return NOTHING


def _grep(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    for word in args:
        lead = word.prefix if word.text is None else word.text
        if lead == "--":
            break
        if lead.startswith("-O") and len(lead) > 2:
            return _told(run, tail(word, 2), "git grep -O")
        if lead.startswith("--open-files-in-pager="):
            return _told(run, tail(word, 22), "git grep -O")
    return NOTHING


def _difftool(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="-x|--extcmd -t|--tool", flags="-y|--no-prompt -d|--dir-diff -g|--gui"))
    command = given.value("-x")
    return [run.shell(command, "git difftool --extcmd")] if command is not None else NOTHING


def _for_each_repo(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="--config", flags="--keep-going"))
    if not given.operands:
        return NOTHING
    # where the listed repositories are is not known
    elsewhere = Word((Hole(VARIABLE, "repository"),))
    call = _inside(run.call, elsewhere).but(args=tuple(given.operands))
    return read(call, run.view)


def _fast_import(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _extra(run: _Run, args: tuple[Word, ...]) -> list[Outcome]:
    """Commands of git-extras that discard or rewrite (https://github.com/tj/git-extras)."""
    name = run.command
    if any(word.text in ("-h", "--help") for word in args):
        return NOTHING
    if name in ("clear", "clear-soft"):
        return [run.effect("git/clean", GIT_DISCARD, f"git {name} resets hard and deletes untracked files")]
    if name == "obliterate":
        return [run.effect("git/rewrite-history", GIT_HISTORY, "takes files out of every commit")]
    shown = ", ".join(word.shown() for word in args if word.prefix[:1] != "-") or "?"
    branch = [word for word in args if word.prefix[:1] != "-"]
    targets = tuple(_ref_target(run, "origin", word.text, lease=False, name=word.shown()) for word in branch)
    return [
        run.effect(
            "git/push-delete",
            GIT_REMOTE,
            f"git {name} deletes {shown} here and on the remote",
            targets=targets,
            extent=Extent(len(branch), unit="refs"),
        )
    ]


_HANDLERS: dict[str, Handler] = {
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
    "fetch": _fetch,
    "fetch-pack": _ls_remote,
    "pull": _pull,
    "clone": _clone,
    "ls-remote": _ls_remote,
    "push": _push,
    "send-pack": _send_pack,
    "http-push": _send_pack,
    "config": _config,
    "remote": _remote,
    "bisect": _bisect,
    "diff": _shows,
    "log": _shows,
    "show": _shows,
    "diff-tree": _shows,
    "diff-index": _shows,
    "diff-files": _shows,
    "format-patch": _shows,
    "archive": _archive,
    "bundle": _bundle,
    "grep": _grep,
    "difftool": _difftool,
    "for-each-repo": _for_each_repo,
    "fast-import": _fast_import,
    "clear": _extra,
    "clear-soft": _extra,
    "obliterate": _extra,
    "delete-branch": _extra,
    "delete-tag": _extra,
}
