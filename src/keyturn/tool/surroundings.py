"""What surrounds a call: variables as the program would see them, and small text files beside it."""

from __future__ import annotations

from keyturn.model.word import Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.locate import absolute, directory_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

SMALL = 1_000_000
"""Bytes of a side file that a tool still looks at."""


def variable(call: Invocation, view: View, name: str) -> Word | None:
    """An environment variable as the program would inherit it: `A=1 cmd`, then exports, then the outer environment.

    A shell variable counts when it was exported, or when the outer environment holds one of the same name
    (assigning to an exported variable keeps it exported). None when unset or not known.
    """
    for key, value in reversed(call.env):
        if key == name:
            return value
    context = call.context
    outer = view.workspace.env(name)
    if name in context.variables and (name in context.exported or outer is not None):
        return context.variables[name]
    return Word(outer, quoted=True) if outer is not None else None


def text_of(path: str | None, view: View, limit: int = SMALL) -> str | None:
    """A file's text, None when it is absent, refused, larger than `limit`, or its path is not known."""
    if path is None:
        return None
    answer = view.workspace.read(path)
    if answer.state != PRESENT or len(answer.data) > limit:
        return None
    return answer.data.decode("utf-8", "replace").removeprefix("\ufeff")


def ini(text: str) -> dict[str, dict[str, str]]:
    """Sections of an INI file (`alembic.ini`, `~/.aws/config`). The first value of a key wins."""
    sections: dict[str, dict[str, str]] = {}
    current = sections.setdefault("", {})
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line[-1] == "]":
            current = sections.setdefault(line[1:-1].strip(), {})
            continue
        if raw[0] in " \t":
            continue
        cut = min((at for at in (line.find("="), line.find(":")) if at > 0), default=-1)
        if cut > 0:
            current.setdefault(line[:cut].strip(), line[cut + 1 :].strip())
    return sections


def grounded(call: Invocation, view: View) -> Invocation:
    """The call with its input redirections made absolute: they are opened here, before the program runs elsewhere."""
    if not call.redirects:
        return call
    here = directory_of(call, view)
    moved = []
    for one in call.redirects:
        path = absolute(one.target.text, here) if one.target.text else None
        moved.append(one if path is None else one.but(target=Word(path, quoted=True)))
    return call.but(redirects=tuple(moved))


def literal(word: Word | None) -> str:
    """The word's text, "" when absent or not wholly known."""
    return (word.text or "") if word is not None else ""


def switched_on(value: Word | None) -> bool:
    """Whether a boolean option that was given is on: `-x`, `-x=true` and anything unknown are, `-x=false` is not."""
    return value is None or value.text is None or value.text.lower() not in ("false", "0", "f", "no")
