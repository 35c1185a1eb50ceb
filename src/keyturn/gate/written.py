"""Which files a call writes: an agent's own words stay its own words wherever it stores them."""

from __future__ import annotations

from keyturn.gate.call import EDIT, FILES, MOVE, WRITE
from keyturn.model.invocation import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.call import ToolCall
    from keyturn.judge.corridor import Judgement

MOST = 64
"""Paths remembered of one call; beyond them the directory counts as written."""


def paths(call: ToolCall, judgement: Judgement) -> tuple[str, ...]:
    """Absolute paths. What is written by a program that nobody reads is not seen here."""
    found: dict[str, None] = {}
    if call.kind == FILES:
        for change in call.changes:
            if change.kind in (WRITE, EDIT):
                found[_absolute(change.path, call.directory)] = None
            elif change.kind == MOVE:
                found[_absolute(change.to, call.directory)] = None
        return tuple(found)
    from keyturn.tool.written import WRITERS

    for step in judgement.trace:
        item = step.item
        if not isinstance(item, Invocation):
            continue
        where = item.context.directory.text if item.context.directory is not None else call.directory
        for redirect in item.redirects:
            name = redirect.target.text
            if redirect.op.startswith((">", "&>")) and name:
                found[_absolute(name, where or call.directory)] = None
        if item.name in WRITERS:
            for word in item.args:
                if word.text and not word.text.startswith("-"):
                    found[_absolute(word.text, where or call.directory)] = None
    return tuple(found)[:MOST]


def _absolute(path: str, directory: str) -> str:
    from keyturn.tool.locate import normal

    return normal(path if path.startswith("/") else f"{directory.rstrip('/')}/{path}")
