"""What a server says of its tools, added up over its life: the strictest that it ever said of a name stays.

A server may rename a tool, list page after page, or say another thing of a tool once a person has seen the first. None
of it makes a call milder here. Facts: ToolAnnotations of the protocol, where `destructiveHint` is true when it is left
out and `readOnlyHint` is not true (https://modelcontextprotocol.io/specification/2025-06-18/schema#toolannotations).
"""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MOST = 10_000
"""Tools remembered; what a server lists beyond them claims nothing."""
_LONGEST = 400
_STRICT = {"destructiveHint": "true", "readOnlyHint": "false", "idempotentHint": "false", "openWorldHint": "true"}


class Claims:
    """Tool → hints, as `gate.call.ToolCall` has them. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, dict[str, str]] = {}

    def learn(self, tools: Iterable[dict[str, Any]]) -> None:
        """Add what a `tools/list` answer says."""
        with self._lock:
            for tool in tools:
                name = tool["name"]
                if name not in self._found and len(self._found) >= MOST:
                    continue
                known = self._found.setdefault(name, {})
                for hint, value in _hints(tool).items():
                    before = known.get(hint)
                    if before is None:
                        known[hint] = value
                    elif hint in ("title", "description") and value not in before.split("\n") and len(before) < 4_000:
                        known[hint] = f"{before}\n{value}"
                    elif value == _STRICT.get(hint):
                        known[hint] = value

    def of(self, tool: str) -> tuple[tuple[str, str], ...]:
        """What was said of a tool, () when it was never listed."""
        with self._lock:
            return tuple(sorted(self._found.get(tool, {}).items()))


def _hints(tool: dict[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    said = tool.get("annotations")
    out["readOnlyHint"] = "false"  # what is left out counts as said, or a later page could fill it in
    if isinstance(said, dict):
        for name in _STRICT:
            if isinstance(said.get(name), bool):
                out[name] = "true" if said[name] else "false"
        if said.get("readOnlyHint") is False and "destructiveHint" not in out:
            out["destructiveByDefault"] = "true"
    titles = (tool.get("title"), said.get("title") if isinstance(said, dict) else None)
    title = " / ".join(one for one in titles if isinstance(one, str) and one.strip())
    if title:
        out["title"] = " ".join(title.split())[:_LONGEST]
    description = tool.get("description")
    if isinstance(description, str) and description.strip():
        out["description"] = " ".join(description.split())[:_LONGEST]
    return out
