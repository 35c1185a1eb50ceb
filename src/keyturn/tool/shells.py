"""Shells as programs: `sh -c TEXT`, `bash script`, `… | sh`, and a shell opened with nothing to run."""

from __future__ import annotations

from keyturn.model.effect import BlindSpot, HandOff
from keyturn.model.invocation import UnknownInput
from keyturn.model.source import SHELL, Source
from keyturn.model.word import PROCESS, Word
from keyturn.tool.handoff import (
    child_context,
    follow_file,
    opaque_text,
    shell_text,
    shorten,
    wholly_unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []

# Long options that take a value as the next word, per shell family.
_BASH_VALUED = ("--rcfile", "--init-file")
_ZSH_VALUED = ("--emulate",)
_FISH_VALUED = ("--init-command", "--debug", "--debug-output", "--features", "--profile", "--profile-startup")
_FISH_SHORT_VALUED = "Cdofp"
_ASKS = ("--help", "--version")
_STDIN_NAMES = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "-")


class _Line:
    """A shell's own arguments, read."""

    __slots__ = ("asks", "noexec", "operands", "setup", "startup", "stdin", "text_mode", "uncertain")

    def __init__(self) -> None:
        self.text_mode = False
        self.stdin = False
        self.noexec = False
        self.asks = False
        self.uncertain = False
        self.setup: list[Word] = []
        """Texts that are run first (fish -C)."""
        self.startup: list[Word] = []
        """Files that are read first (--rcfile)."""
        self.operands: tuple[Word, ...] = ()


def _parse(name: str, args: tuple[Word, ...]) -> _Line:
    """Options as shells read them: clusters such as `-euxc`, `-o NAME`, `+x`, and a lone `-` or `--` that ends them."""
    line = _Line()
    fish = name == "fish"
    index = 0
    count = len(args)
    while index < count:
        word = args[index]
        text = word.text
        lead = text if text is not None else word.prefix
        if lead[:1] not in ("-", "+") or not lead:
            if text is None and word.splits and not lead and index + 1 < count:
                # `bash $OPTIONS -c …`: the unknown word may be options or nothing
                following = args[index + 1].text or args[index + 1].prefix
                if following[:1] == "-":
                    line.uncertain = True
                    index += 1
                    continue
            break
        if lead in ("--", "-"):
            index += 1
            break
        index += 1
        if lead.startswith("--"):
            key, equals, value = lead.partition("=")
            if key in _ASKS:
                line.asks = True
            elif fish and key == "--command":
                line.text_mode = True
                if equals:
                    line.operands = (Word(value, quoted=True), *args[index:])
                    return line
                break
            elif fish and key == "--no-execute":
                line.noexec = True
            elif key in ("--rcfile", "--init-file") and not equals and index < count:
                line.startup.append(args[index])
                index += 1
            elif not equals and key in (*_ZSH_VALUED, *(_FISH_VALUED if fish else _BASH_VALUED)):
                if fish and key == "--init-command" and index < count:
                    line.setup.append(args[index])
                index += 1
            continue
        plus = lead[0] == "+"
        for at, char in enumerate(lead[1:], 1):
            if fish and char in _FISH_SHORT_VALUED:
                if at + 1 < len(lead):
                    value = lead[at + 1 :]
                    if char == "C":
                        line.setup.append(Word(value, quoted=True))
                else:
                    if char == "C":
                        line.setup.extend(args[index : index + 1])
                    index += 1
                break
            if char in "oO":
                if name == "zsh" and at + 1 < len(lead):
                    break  # zsh takes an attached name: -oextendedglob
                index += 1
            elif plus:
                continue
            elif char == "c":
                line.text_mode = True
                if fish and at + 1 < len(lead):
                    line.operands = (Word(lead[at + 1 :], quoted=True), *args[index:])
                    return line
            elif char == "s":
                line.stdin = True
            elif char == "n":
                line.noexec = True
    line.operands = args[index:]
    return line


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a shell would read: the text after `-c`, a script's file, or its input."""
    name = call.name.lower()
    line = _parse(name, call.args)
    if line.asks or line.noexec:
        return _NOTHING
    outcomes = _startup(call, view, name)
    for text in line.setup:
        outcomes.append(shell_text(call, text, f"{call.name} -C", context=child_context(call)))
    for word in line.startup:
        how = f"{call.name} --rcfile {shorten(word.shown())}"
        outcomes += follow_file(call, view, word, how, language=SHELL, context=child_context(call))
    operands = line.operands
    if line.text_mode:
        if not operands:
            return outcomes
        text = operands[0]
        if wholly_unknown(text):
            return [*outcomes, opaque_text(call, text, f"{call.name} -c")]
        how = f"{call.name} -c"
        outcomes.append(
            HandOff(
                Source(
                    SHELL,
                    text,
                    call.origin.inner(how),
                    child_context(call, operands[2:]),
                    file=False,
                    certain=call.certain and not line.uncertain,
                ),
                how,
            )
        )
        # what is piped in is then read by the text's own commands, and only a shell among them would run it
        return outcomes
    if operands and not line.stdin and operands[0].text not in _STDIN_NAMES:
        script = operands[0]
        if any(hole.why == PROCESS for hole in script.holes):
            return [*outcomes, opaque_text(call, script, call.name)]
        how = f"{call.name} {shorten(script.shown())}"
        context = child_context(call, operands[1:])
        return outcomes + follow_file(call, view, script, how, language=SHELL, context=context)
    positionals = operands if line.stdin else operands[1:]
    stdin = call.stdin
    if not isinstance(stdin, Source):
        for redirect in reversed(call.redirects):
            if redirect.op == "<" and redirect.fd == 0:
                if any(hole.why == PROCESS for hole in redirect.target.holes):
                    return [*outcomes, opaque_text(call, redirect.target, call.name)]
                how = f"{call.name} < {shorten(redirect.target.shown())}"
                context = child_context(call, positionals)
                return outcomes + follow_file(call, view, redirect.target, how, language=SHELL, context=context)
    if stdin is None:
        return [*outcomes, _interactive(call)]
    if isinstance(stdin, UnknownInput):
        outcomes.append(
            BlindSpot(
                "blind/pipe-to-shell",
                f"{call.name} runs whatever it is fed ({shorten(stdin.why)})",
                certain=call.certain,
                origin=call.origin,
            )
        )
        return outcomes
    if wholly_unknown(stdin.text):
        return [*outcomes, opaque_text(call, stdin.text, call.name)]
    how = f"{call.name} (stdin)"
    outcomes.append(
        HandOff(
            Source(
                SHELL,
                stdin.text,
                stdin.origin.inner(how),
                child_context(call, positionals),
                stdin.file,
                stdin.certain and call.certain,
            ),
            how,
        )
    )
    return outcomes


def _interactive(call: Invocation) -> BlindSpot:
    return BlindSpot(
        "blind/interactive-shell",
        f"{call.name} is opened with nothing to run; what is typed into it is not seen",
        opaque=False,
        certain=call.certain,
        origin=call.origin,
    )


def _startup(call: Invocation, view: View, name: str) -> list[Outcome]:
    """`BASH_ENV` (bash) and `ENV` (sh, ksh) name a file that is read first."""
    if not call.env:
        return []
    wanted = "BASH_ENV" if name in ("bash", "rbash") else "ENV"
    for variable, value in reversed(call.env):
        if variable == wanted or (variable == "BASH_ENV" and name == "sh"):
            if not value.parts:
                return []
            if any(hole.why == PROCESS for hole in value.holes):
                return [opaque_text(call, value, f"{variable} of {call.name}")]
            how = f"{variable}={shorten(value.shown())}"
            return follow_file(call, view, value, how, language=SHELL, context=child_context(call))
    return []
