"""Keyturn's own dialect, for whatever can start a process: JSON in, JSON and an exit code out.

In: `{"command", "cwd", "session"}` for shell text (`"shell": "powershell"` for PowerShell), or `{"tool", "arguments"}`
with `server` and `hints` for a tool of an MCP server, or `{"file": {"kind", "path", …}}` for one change of a file.
Out: `{"verdict": "pass" or "stop", "reason"}`, exit 0 for pass and 2 for stop. Documented in docs/hosts.md.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import (
    DELETE,
    EDIT,
    FILES,
    HARMLESS,
    MCP,
    MOVE,
    PASS,
    POWERSHELL,
    SHELL,
    UNKNOWN,
    WRITE,
    Answer,
    FileChange,
    Reply,
    ToolCall,
)
from keyturn.gate.ports import STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def verdict(answer: Answer) -> Reply:
    """`{"verdict", "reason"}` and an exit code. There is nobody to ask, so what asks stops."""
    if answer.verdict == PASS:
        return Reply(shapes.encoded({"verdict": "pass", "reason": answer.to_person}))
    body: dict[str, Any] = {"verdict": "stop", "reason": shapes.said(answer.to_agent)}
    if answer.request:
        body["request"] = answer.request
    return Reply(shapes.encoded(body), shapes.plain(answer.to_agent), 2)


class Generic:
    """See the module."""

    traits = Traits(
        "generic",
        asks=False,
        fails_open=False,
        source="docs/hosts.md",
        title="anything else",
        events=("call",),
        ask=STOPS,
        silence=STOPS,
        failure=STOPS,
        timeout=STOPS,
        garbage=STOPS,
        exit_two=STOPS,
        note="What the caller must do: run the call on exit 0 with the verdict pass, and never otherwise.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        base = ToolCall(
            "generic",
            "call",
            HARMLESS,
            session=shapes.text(payload, "session"),
            directory=shapes.text(payload, "cwd"),
            id=shapes.text(payload, "id"),
        )
        found = [name for name in ("command", "tool", "file") if payload.get(name) is not None]
        if len(found) != 1:
            raise ValueError("exactly one of command, tool and file says what is to be done")
        if found == ["command"]:
            kind = POWERSHELL if payload.get("shell") in ("powershell", "pwsh") else SHELL
            return base.but(kind=kind, tool="command", command=shapes.command({"command": payload["command"]}))
        if found == ["file"]:
            return base.but(kind=FILES, tool="file", changes=(_change(payload["file"]),))
        hints = payload.get("hints")
        told = tuple(
            (str(name), "true" if value is True else "false" if value is False else str(value))
            for name, value in (hints.items() if isinstance(hints, dict) else ())
        )
        call = shapes.mcp(base, shapes.text(payload, "server"), payload["tool"], payload.get("arguments"))
        return call.but(kind=MCP if call.server else UNKNOWN, hints=told)

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        return verdict(answer)


def _change(found: object) -> FileChange:
    if not isinstance(found, dict):
        raise ValueError("file is no object")  # noqa: TRY004 - one error for every bad payload
    kind, path, to = shapes.text(found, "kind"), shapes.text(found, "path"), shapes.text(found, "to")
    if kind not in (WRITE, EDIT, DELETE, MOVE) or not path or (kind == MOVE and not to):
        raise ValueError("file needs a kind (write, edit, delete or move) and a path, and to for a move")
    whole = found.get("text")
    old, new = shapes.text(found, "old"), shapes.text(found, "new")
    return FileChange(kind, path, whole if isinstance(whole, str) else None, old, new, to)
