"""`keyturn lsp`: a language server for editors, on standard input and output."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (("--stdio", "speak on standard input and output (always so)"),)

HELP = """\
usage: keyturn lsp [--stdio]

Shows in an editor what `keyturn scan FILE` finds, as the text changes. Started by the editor, see
docs/how-to/editor.md. Needs pip install 'keyturn[editor]'.

options:
"""


def run(args: list[str]) -> int:
    """0 when the editor ended it, 2 usage or pygls missing."""
    if args and args[0] in ("--help", "-h"):
        sys.stdout.write(HELP + "".join(f"  {option:<12}{text}\n" for option, text in OPTIONS))
        return 0
    unknown = [word for word in args if word != "--stdio"]
    if unknown:
        raise UsageError(f"lsp does not know {safe(unknown[0])}", "keyturn lsp --help")
    from keyturn.wiring.lsp import serve

    serve()
    return 0
