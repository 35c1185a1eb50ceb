"""Programs that git is told to run by variables and settings, and hooks that it is told to leave out."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF, Effect, Extent
from keyturn.model.invocation import base_name
from keyturn.model.target import GUARD, Target
from keyturn.model.word import Word
from keyturn.tool.git_run import Run, surrounding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome

NOTHING: list[Outcome] = []

_HOOKED = frozenset("commit merge checkout switch pull push rebase am cherry-pick revert clone worktree gc".split())

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


def programs(run: Run, name: str, args: tuple[Word, ...]) -> list[Outcome]:
    """Programs that this call is told to run by variables and settings, and hooks that it is told to skip."""
    names = surrounding(run.call) if run.call.env or run.call.context.exported else {}
    out: list[Outcome] = []
    if name in _HOOKED:
        out += _hook_switches(run, names)
    network = _networked(name, args)
    if network:
        for variable_name in ("GIT_SSH_COMMAND", "GIT_SSH", "GIT_PROXY_COMMAND", "GIT_ASKPASS"):
            if variable_name in names:
                out += told(run, names[variable_name], variable_name)
    if "GIT_EXTERNAL_DIFF" in names and name in _DIFFING:
        out += told(run, names["GIT_EXTERNAL_DIFF"], "GIT_EXTERNAL_DIFF")
    for variable_name in ("GIT_PAGER", "PAGER"):
        if variable_name in names and name in _PAGED:
            out += told(run, names[variable_name], variable_name)
    for variable_name in ("GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "VISUAL", "EDITOR"):
        if variable_name in names and name in _EDITING:
            out += told(run, names[variable_name], variable_name, handed=True)
    for variable_name in ("GIT_EXEC_PATH", "GIT_TEMPLATE_DIR"):
        if variable_name in names:
            out.append(runs_unseen(run, names[variable_name], variable_name))
    for key, value in run.settings:
        first, _dot, rest = key.partition(".")
        if key == "core.hookspath":
            if name in _HOOKED:
                out += _hooks_path(run, value)
        elif key == "exec-path" or (key == "include.path" or first == "includeif") or key == "init.templatedir":
            out.append(runs_unseen(run, value, key))
        elif key == "core.fsmonitor":
            if (value.text or "").lower() not in ("true", "false", "0", "1", ""):
                out += told(run, value, key)
        elif (
            (network and (key in ("core.sshcommand", "core.gitproxy", "core.askpass") or first == "credential"))
            or (network and first == "remote" and rest.endswith((".uploadpack", ".receivepack")))
            or (name in _DIFFING and first == "diff" and rest.endswith(("external", ".command", ".textconv")))
            or (name in _FILTERING and first == "filter" and rest.endswith((".clean", ".smudge", ".process")))
            or (first == "merge" and rest.endswith(".driver"))
            or (first == "gpg" and rest.endswith("program"))
        ):
            if not rest.endswith("usehttppath"):
                out += told(run, value, key)
        elif key == "core.pager" or first == "pager":
            if name in _PAGED and (value.text or "").lower() not in ("true", "false"):
                out += told(run, value, key)
        elif key in ("core.editor", "sequence.editor"):
            if name in _EDITING:
                out += told(run, value, key, handed=True)
        elif key == "protocol.ext.allow" and network:
            out.append(runs_unseen(run, value, key))
    return out


def plain(text: str) -> bool:
    """Whether a setting's text names one installed program, rather than a script, a shell or a pipeline."""
    first = text.strip().split(" ")[0].split("\t")[0]
    if not first:
        return True
    if any(sign in text for sign in _SHELL_SIGNS) or first in _INTERPRETERS:
        return False
    if base_name(first) in ("ssh", "ssh.exe") and "command" in text.lower():
        return False  # ProxyCommand, LocalCommand, KnownHostsCommand
    return "/" not in first or first.startswith(("/usr/bin/", "/bin/", "/usr/local/bin/"))


def told(run: Run, word: Word, by: str, *, handed: bool = False) -> list[Outcome]:
    """A program named by a setting: its text is read as shell, and what cannot be told from it is an effect.

    `handed`: reading the text is enough (editors are mostly `true` or a sed that is judged by itself).
    """
    text = word.text
    if text is not None:
        text = text.removeprefix("!")
        words = text.split()
        if not words or (plain(text) and base_name(words[0]) in _WELL_KNOWN):
            return NOTHING
        word = Word(text, quoted=True)
    out: list[Outcome] = [run.shell(word, by)]
    if not handed and (text is None or not plain(text)):
        out.append(runs_unseen(run, word, by))
    return out


def runs_unseen(run: Run, word: Word, by: str) -> Effect:
    """The effect of having git run or obey something that is not read."""
    return run.effect(
        "git/run-program", EXPOSURE, f"{by} has git run or obey {word.shown()[:80]}", extent=Extent(1, unit="programs")
    )


def skips(run: Run, how: str) -> Effect:
    """The effect of leaving out the hooks that check a change."""
    return run.effect(
        "keyturn/skip-hooks",
        GUARD_OFF,
        f"{how} leaves out the hooks that check the change",
        targets=(Target(GUARD, "git hooks"),),
        extent=Extent(1, unit="hooks"),
    )


def _hooks_path(run: Run, value: Word) -> list[Outcome]:
    text = value.text
    if text is not None and (not text.strip() or text.startswith("/dev/") or text.lower() in ("nul", "false", "none")):
        return [skips(run, "core.hooksPath=" + text)]
    return [runs_unseen(run, value, "core.hooksPath")]


def _hook_switches(run: Run, names: dict[str, Word]) -> list[Outcome]:
    """Variables by which hook managers are told to do nothing. HUSKY=0 is the environment module's."""
    out: list[Outcome] = []
    for name, off in (("LEFTHOOK", "0 false"), ("OVERCOMMIT_DISABLE", "1 true")):
        value = names.get(name)
        if value is not None and value.text in off.split():
            out.append(skips(run, f"{name}={value.text}"))
    skipped = names.get("SKIP")
    if skipped is not None and "keyturn" in (skipped.text or ""):
        out.append(skips(run, f"SKIP={skipped.text}"))
    return out
