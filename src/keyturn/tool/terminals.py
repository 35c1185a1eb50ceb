"""Commands for another terminal or another time: tmux, screen, at, batch.

What is typed into a terminal that is open elsewhere runs in a shell as a rule, and what is put off runs unwatched: both
are read as if they ran here and now. Facts: tmux(1), screen(1), at(1).
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, BlindSpot, Effect, HandOff
from keyturn.model.source import JAVASCRIPT, PYTHON, SHELL, SQL, Source, SqlContext
from keyturn.model.target import DATABASE, MACHINE, Facet, Target
from keyturn.model.word import Hole, Word
from keyturn.tool.handoff import launch, shell_text
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []


def read(call: Invocation, view: View) -> list[Outcome]:
    """What runs in the other terminal, or later."""
    if not call.args and call.name not in ("at", "batch"):
        return _NOTHING
    if call.name == "tmux":
        return _tmux(call, view)
    if call.name == "screen":
        return _screen(call, view)
    return _at(call)


# ---- tmux ---------------------------------------------------------------------------------------------------------

_TMUX = Grammar(flags="-2 -C -D -l -N -u -V -v", valued="-c -f -L -S -T", style="posix", abbreviate=False)
_NEW = Grammar(
    flags="-A -a -b -d -D -E -P -X -k -S -h -v -f -Z -I -B -C -O -o",
    valued="-c -e -F -n -s -t -x -y -l -p -w -T",
    style="posix",
    abbreviate=False,
)
_SEND = Grammar(flags="-F -H -K -l -M -R -X", valued="-c -N -t", style="posix", abbreviate=False)
_RUN = Grammar(flags="-b -C -F", valued="-c -d -t", style="posix", abbreviate=False)
_POPUP = Grammar(
    flags="-B -C -E -EE -k -N", valued="-b -c -d -e -h -s -S -t -T -w -x -y", style="posix", abbreviate=False
)
_STARTS = {
    **dict.fromkeys(("new-session", "new", "new-window", "neww", "split-window", "splitw"), _NEW),
    **dict.fromkeys(("respawn-pane", "respawnp", "respawn-window", "respawnw", "pipe-pane", "pipep"), _NEW),
    **dict.fromkeys(("display-popup", "popup"), _POPUP),
    **dict.fromkeys(("run-shell", "run", "if-shell", "if"), _RUN),
}
_ENTERS = frozenset(("enter", "kpenter", "c-m", "c-j"))
_SPACES = {"space": " ", "tab": " "}


def _tmux(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _TMUX)
    out: list[Outcome] = []
    if options.values("-c"):
        for word in options.values("-c"):
            out.append(shell_text(call, word, "tmux -c"))
    current: list[Word] = []
    for word in (*options.operands, Word(";")):
        text = word.text
        if text is not None and text.endswith(";") and not text.endswith("\\;"):
            if text != ";":
                current.append(Word(text[:-1], quoted=word.quoted))
            if current:
                out.extend(_tmux_command(call, view, current))
            current = []
        else:
            current.append(word)
    return out or _NOTHING


def _tmux_command(call: Invocation, view: View, words: list[Word]) -> list[Outcome]:
    name = words[0].text or ""
    given = tuple(words[1:])
    if len(name) > 6 and "kill-server".startswith(name):
        target = Target(MACHINE, "tmux")
        summary = "ends every session of tmux"
        return [Effect("system/kill-all", AVAILABILITY, summary, (target,), certain=call.certain, origin=call.origin)]
    if name == "send" or (len(name) > 4 and "send-keys".startswith(name)):
        options = parse(given, _SEND)
        return _NOTHING if options.has("-X") else _typed(call, view, options.operands, literal=options.has("-l"))
    grammar = _STARTS.get(name) or next((one for key, one in _STARTS.items() if name and key.startswith(name)), None)
    if grammar is None:
        return _NOTHING
    operands = parse(given, grammar).operands
    if not operands:
        return _NOTHING
    if grammar is _RUN:
        out: list[Outcome] = [shell_text(call, operands[0], f"tmux {name}")]
        for more in operands[1:]:
            # commands of tmux's own, to be run when the first went well
            pieces = [Word(piece) for piece in (more.text or "").split()]
            out.extend(_tmux_command(call, view, pieces) if pieces else ())
        return out
    if len(operands) == 1:
        return [shell_text(call, operands[0], f"tmux {name}")]
    return launch(call, operands, f"tmux {name}", stdin=False)


def _typed(call: Invocation, view: View, keys: tuple[Word, ...], *, literal: bool) -> list[Outcome]:
    """Keys as text. One argument is a key's name or letters; without a blank between them they are one line."""
    parts: list[str | Hole] = []
    for word in keys:
        text = word.text
        if text is None:
            parts.extend(word.parts)
            continue
        low = text.lower()
        if literal:
            parts.append(text)
        elif low in _ENTERS:
            parts.append("\n")
        elif low in _SPACES:
            parts.append(_SPACES[low])
        elif low.startswith(("c-", "m-", "s-", "^")) and len(low) <= 4:
            parts.append("\n")  # an interrupt and its like: what stood in the line is gone
        else:
            parts.append(text)
    if not any(not isinstance(part, str) or part.strip() for part in parts):
        return _NOTHING
    return _text(call, view, Word(tuple(parts), quoted=True))


def _text(call: Invocation, view: View, typed: Word) -> list[Outcome]:
    """Typed text: a shell's line as a rule, or a statement, or a line of an interpreter that runs there."""
    from keyturn.tool.mcp import statement

    how = "what it types"
    origin = call.origin.inner(how)
    out: list[Outcome] = []
    if typed.text is not None and statement(typed.text):
        database = Target(DATABASE, "a database", (Facet("server", None, "what runs in the other terminal"),))
        out.append(HandOff(Source(SQL, typed, origin, SqlContext(database, ""), certain=call.certain), how))
    line = Source(SHELL, typed, origin, certain=call.certain)
    text = typed.text
    whole = text is None or "\n" in text.strip() or not _no_shell(line, view)
    if whole:
        out.append(HandOff(line, how))
    if text is None or (whole and not _calls(text)):
        return out
    # no shell would run it; what an interpreter makes of it counts, where one can read it at all
    from keyturn.tool import javascript_code, python_code

    for language, reader in ((PYTHON, python_code.read_source), (JAVASCRIPT, javascript_code.read_source)):
        found = reader(Source(language, typed, origin, certain=call.certain), view)
        out.extend(one for one in found if not isinstance(one, BlindSpot))
    return out


def _calls(text: str) -> bool:
    """Whether a bracket stands right behind a name, as in `rmtree("x")`: a call, which no shell has."""
    return any(text[at - 1].isalnum() and text[at + 1 : at + 2] not in ("", ")") for at in _brackets(text))


def _brackets(text: str) -> list[int]:
    return [at for at, char in enumerate(text) if char == "(" and at]


def _no_shell(line: Source, view: View) -> bool:
    """Whether a shell refuses a line as a whole."""
    from keyturn.language import shell
    from keyturn.tool.produce import Outputs

    return any(one.rule == "blind/unparsable" for one in shell.read(line, view.layout, Outputs(view)).blind)


# ---- screen -------------------------------------------------------------------------------------------------------

_VALUED = frozenset("cehpsStT")


def _screen(call: Invocation, view: View) -> list[Outcome]:
    words = call.args
    index = 0
    while index < len(words):
        text = words[index].text
        if text is None or not text.startswith("-") or text == "-":
            break
        index += 1
        if text == "--":
            break
        if text.endswith("X"):
            return _screen_command(call, view, words[index:])
        if text[-1] in _VALUED or (text in ("-r", "-R", "-x", "-d", "-D") and _names_session(words, index)):
            index += 1
    rest = words[index:]
    return launch(call, rest, "screen", stdin=False) if rest else _NOTHING


def _names_session(words: tuple[Word, ...], index: int) -> bool:
    return index < len(words) and (words[index].text or "-")[:1] != "-"


def _screen_command(call: Invocation, view: View, words: tuple[Word, ...]) -> list[Outcome]:
    name = words[0].text if words else ""
    if name == "stuff" and len(words) > 1:
        parts: list[str | Hole] = []
        for part in words[1].parts:
            if isinstance(part, str):
                for mark in ("^M", "^m", "\\015", "\\012", "\\n", "\\r", "\r"):
                    part = part.replace(mark, "\n")  # noqa: PLW2901 - the same text, its line ends written out
            parts.append(part)
        return _text(call, view, Word(tuple(parts), quoted=True))
    if name in ("screen", "exec") and len(words) > 1:
        return launch(call, words[1:], f"screen {name}", stdin=False)
    return _NOTHING


# ---- later --------------------------------------------------------------------------------------------------------

_AT = Grammar(flags="-m -M -l -b -v -V -k -c -r -d", valued="-f -q -t", abbreviate=False)


def _at(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _AT)
    if options.has("-l", "-c", "-r", "-d", "-V"):
        return _NOTHING
    file = options.value("-f")
    if file is not None:
        return launch(call, (Word("sh"), file), call.name, stdin=False)
    if call.stdin is None and not any(one.op in ("<", "<>") for one in call.redirects):
        return _NOTHING  # a person at a terminal types what is to run
    return launch(call, (Word("sh"),), call.name)
