"""git commands that set what later commands run, run other commands, or write a file."""

from __future__ import annotations

from keyturn.model.effect import (
    EXPOSURE,
    GIT_DISCARD,
    GIT_HISTORY,
    GIT_REMOTE,
    PROTECTION_OFF,
    YES,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
)
from keyturn.model.invocation import base_name
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.filesystem import written
from keyturn.tool.git_options import Spec, config_key, parse, tail
from keyturn.tool.git_programs import plain, runs_unseen, skips, told
from keyturn.tool.git_remote import ref_target
from keyturn.tool.git_run import Run, inside, invokes
from keyturn.tool.handoff import split_words
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.git_run import Handler

NOTHING: list[Outcome] = []

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


def _config(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
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
            return [skips(run, f"core.hooksPath set to {text or 'nothing'}")]
        return [_configures(run, key, value.shown())]
    if key.startswith("alias."):
        return _config_alias(run, key, value)
    if key in _PROGRAM_KEYS or key.endswith(_PROGRAM_ENDS) or (key.startswith(("includeif.", "pager."))):
        if text is not None:
            harmless = plain(text) and not text.startswith("!") and not _destroys(text)
            if text.lower() in ("true", "false", "") or harmless:
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


def _destroys(text: str) -> bool:
    """Whether a setting's first word is a program that deletes or overwrites what it is given."""
    first = text.split(maxsplit=1)[:1]
    return bool(first) and module_of(base_name(first[0])) in ("filesystem", "devices")


def _configures(run: Run, key: str, value: str) -> Effect:
    return run.effect(
        "git/config-program",
        EXPOSURE,
        f"sets {key} to {value[:80]}: later git commands run or obey it",
        extent=Extent(1, unit="settings"),
        reversible=YES,
    )


def _config_alias(run: Run, key: str, value: Word) -> list[Outcome]:
    """An alias counts when it is a shell text, or when what it stands for would do something."""
    text = value.text
    if text is None or text.startswith("!"):
        return [_configures(run, key, value.shown())]
    words = tuple(split_words(value))
    from keyturn.tool.git import read

    if words and any(isinstance(one, (Effect, BlindSpot, HandOff)) for one in read(run.call.but(args=words), run.view)):
        return [_configures(run, key, text)]
    return NOTHING


def _remote(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    verb = next((word.text for word in args if word.text and not word.text.startswith("-")), "")
    if verb in ("remove", "rm", "set-url"):
        return run.note(f"git remote {verb} changes where this repository pulls from and pushes to")
    if any(word.prefix.startswith("ext::") for word in args):
        return [runs_unseen(run, args[-1], "ext::")]
    return NOTHING


def _bisect(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    if len(args) > 1 and args[0].text == "run":
        return [invokes(run, args[1:], "git bisect run")]
    return NOTHING


def _shows(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
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


def _archive(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, _ARCHIVE)
    out: list[Outcome] = []
    program = given.value("--exec")
    if program is not None and given.on("--remote"):
        out += told(run, program, "--exec")
    output = given.value("-o")
    return [*out, *written(output, run.call, run.view)] if output is not None else out


def _bundle(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    words = [word for word in args if word.prefix[:1] != "-"]
    if len(words) > 1 and words[0].text == "create":
        return written(words[1], run.call, run.view)
    return NOTHING


def _init(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="--template --separate-git-dir -b|--initial-branch --object-format --ref-format"))
    template = given.value("--template")
    # a template's hooks run with the first commit; an empty name means none
    return [runs_unseen(run, template, "--template")] if template is not None and template.text != "" else NOTHING


def _grep(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    for word in args:
        lead = word.prefix if word.text is None else word.text
        if lead == "--":
            break
        if lead.startswith("-O") and len(lead) > 2:
            return told(run, tail(word, 2), "git grep -O")
        if lead.startswith("--open-files-in-pager="):
            return told(run, tail(word, 22), "git grep -O")
    return NOTHING


def _difftool(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="-x|--extcmd -t|--tool", flags="-y|--no-prompt -d|--dir-diff -g|--gui"))
    command = given.value("-x")
    return [run.shell(command, "git difftool --extcmd")] if command is not None else NOTHING


def _for_each_repo(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
    given = parse(args, Spec(valued="--config", flags="--keep-going"))
    if not given.operands:
        return NOTHING
    # where the listed repositories are is not known
    elsewhere = Word((Hole(VARIABLE, "repository"),))
    call = inside(run.call, elsewhere)
    words = (run.call.program or Word("git"), *given.operands)
    return [invokes(Run(call, run.view), words, "git for-each-repo")]


def _extra(run: Run, args: tuple[Word, ...]) -> list[Outcome]:
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
    targets = tuple(ref_target(run, "origin", word.text, lease=False, name=word.shown()) for word in branch)
    return [
        run.effect(
            "git/push-delete",
            GIT_REMOTE,
            f"git {name} deletes {shown} here and on the remote",
            targets=targets,
            extent=Extent(len(branch), unit="refs"),
        )
    ]


HANDLERS: dict[str, Handler] = {
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
    "init": _init,
    "grep": _grep,
    "difftool": _difftool,
    "for-each-repo": _for_each_repo,
    "clear": _extra,
    "clear-soft": _extra,
    "obliterate": _extra,
    "delete-branch": _extra,
    "delete-tag": _extra,
}
