"""An MCP tool's call as a source that the corridor reads."""

from __future__ import annotations

from keyturn.model.source import Origin, Source
from keyturn.model.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.call import ToolCall
    from keyturn.gate.ports import Judge
    from keyturn.judge.corridor import Judgement

LANGUAGE = "mcp-call"


def source(call: ToolCall) -> Source:
    """The call as text for `tool.mcp`."""
    import json

    body = {
        "server": call.server,
        "tool": call.tool,
        "arguments": [list(pair) for pair in call.arguments],
        "hints": dict(call.hints),
    }
    if call.started:
        body["started"] = list(call.started)
    return Source(LANGUAGE, Word(json.dumps(body)), Origin(f"<{call.tool}>"))


def judgement(call: ToolCall, judge: Judge, authored: frozenset[str]) -> Judgement:
    """What the tool would do, by its arguments, its name and what its server says of it."""
    return judge.follow(source(call), authored)
