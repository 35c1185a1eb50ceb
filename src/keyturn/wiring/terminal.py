"""Whether to colour: a terminal, and NO_COLOR not set (no-color.org)."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def colour_wanted(stream: TextIO) -> bool:
    """Whether text on this stream should be coloured. FORCE_COLOR colours a pipe, NO_COLOR wins over it."""
    if os.environ.get("NO_COLOR"):
        return False
    return stream.isatty() or bool(os.environ.get("FORCE_COLOR"))
