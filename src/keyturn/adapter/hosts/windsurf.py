"""Windsurf's dialect (Cascade hooks): pre_run_command, pre_write_code, pre_mcp_tool_use.

Exit 2 with the reason on standard error stops; everything else lets the call run. There is no JSON to answer with, and
no `ask`. Source: docs.windsurf.com/windsurf/cascade/hooks.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import HARMLESS, PASS, SHELL, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Windsurf:
    """See the module."""

    traits = Traits(
        "windsurf",
        asks=False,
        fails_open=True,
        source="https://docs.windsurf.com/windsurf/cascade/hooks",
        title="Windsurf",
        events=("pre_run_command", "pre_write_code", "pre_mcp_tool_use"),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "agent_action_name")
        if not event:
            raise ValueError("agent_action_name is missing")
        found = payload.get("tool_info")
        info = found if isinstance(found, dict) else {}
        base = ToolCall(
            "windsurf",
            event,
            HARMLESS,
            session=shapes.text(payload, "trajectory_id"),
            directory=shapes.text(info, "cwd") or shapes.text(payload, "cwd"),
            id=shapes.text(payload, "execution_id"),
        )
        if event == "pre_run_command":
            return shapes.native(base.but(kind=SHELL, tool="run_command", command=shapes.command(info)))
        if event == "pre_write_code":
            return shapes.read(base, "write_code", info, {"write_code": shapes.EDITS})
        if event == "pre_mcp_tool_use":
            server = shapes.text(info, "mcp_server_name")
            return shapes.mcp(base, server, info.get("mcp_tool_name"), info.get("mcp_tool_arguments"))
        return base

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        return Reply() if answer.verdict == PASS else Reply(b"", shapes.plain(answer.to_agent), 2)
