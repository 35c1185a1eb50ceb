"""Invocations: one program call as read, before anything is known about the program."""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.source import COMMAND_LINE, Origin, ShellContext, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.word import Word

EMPTY_CONTEXT = ShellContext()


class UnknownInput(Noun):
    """Stdin that is fed by something we cannot follow (`curl … |`), as opposed to none (a terminal).

    `producer` is the one call that prints it, where there is just one: what `find` prints is not known, but where it
    lies is.
    """

    why: str
    producer: Invocation | None = None


class Redirect(Noun):
    """`fd` (0, 1, 2; -1 for both), `op` as written (`>`, `>>`, `>|`, `&>`, `<>`, `<`), and the file's name."""

    fd: int
    op: str
    target: Word


class Invocation(Noun):
    """One program call.

    `program` is None for a bare redirection (`> prod.db`). `name` is the program's base name without
    directory or `.exe`, "" when it is not known. `env` are the assignments in front (`A=1 cmd`).
    `stdin` is a Source (heredoc, here-string, static pipeline), an UnknownInput, or None (terminal or inherited).
    """

    program: Word | None
    args: tuple[Word, ...] = ()
    env: tuple[tuple[str, Word], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    stdin: Source | UnknownInput | None = None
    context: ShellContext = EMPTY_CONTEXT
    certain: bool = True
    origin: Origin = COMMAND_LINE
    name: str = ""
    piped: bool = False
    """Its stdout goes into another program."""


def base_name(text: str) -> str:
    r"""`/usr/bin/git` → `git`, `C:\Git\bin\git.exe` → `git`."""
    cut = max(text.rfind("/"), text.rfind("\\"))
    name = text[cut + 1 :]
    if name[-4:].lower() in (".exe", ".cmd", ".bat"):
        name = name[:-4]
    return name
