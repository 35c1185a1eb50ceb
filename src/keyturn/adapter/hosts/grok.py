"""Grok's dialect: PreToolUse, told in camelCase with the event as `pre_tool_use`.

A top-level `{"decision": "deny", "reason"}` blocks. What it does with exit codes is not documented, so the stop is JSON
with exit 0; it has no `ask` that is documented. Source: docs.x.ai/build/features/hooks, and what its users describe.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import NAMES
from keyturn.gate.call import HARMLESS, PASS, Answer, Reply, ToolCall
from keyturn.gate.ports import UNDOCUMENTED, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    **NAMES,
    **dict.fromkeys(("run_terminal_cmd", "run_terminal_command", "bash"), shapes.SHELL),
    **dict.fromkeys(("write_file", "write", "create_file"), shapes.WRITE),
    **dict.fromkeys(("search_replace", "edit_file", "str_replace"), shapes.EDIT),
    "delete_file": shapes.DELETE,
    "apply_patch": shapes.PATCH,
    **dict.fromkeys(
        (
            *("read_file", "list_dir", "grep", "glob", "web_search", "web_fetch", "x_search", "todo_write", "task"),
            *("ask_user_question", "exit_plan_mode", "enter_plan_mode"),
        ),
        shapes.HARMLESS,
    ),
}


class Grok:
    """See the module."""

    traits = Traits(
        "grok",
        asks=False,
        fails_open=True,
        source="https://docs.x.ai/build/features/hooks",
        title="Grok",
        events=("pre_tool_use",),
        ask=UNDOCUMENTED,
        failure=UNDOCUMENTED,
        timeout=UNDOCUMENTED,
        garbage=UNDOCUMENTED,
        exit_two=UNDOCUMENTED,
        note="The stop is JSON with exit 0, as its users describe it; what else it honours is not documented.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hookEventName", "hook_event_name")
        if not event:
            raise ValueError("hookEventName is missing")
        base = ToolCall(
            "grok",
            event,
            HARMLESS,
            session=shapes.text(payload, "sessionId", "session_id"),
            directory=shapes.text(payload, "cwd", "workspaceRoot"),
            id=shapes.text(payload, "toolUseId", "toolCallId"),
        )
        if event not in ("pre_tool_use", "PreToolUse", "preToolUse"):
            return base
        given = payload.get("toolInput", payload.get("tool_input"))
        return shapes.read(base, payload.get("toolName", payload.get("tool_name")), given, TOOLS)

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        if answer.verdict == PASS:
            return Reply()
        return Reply(shapes.encoded({"decision": "deny", "reason": shapes.said(answer.to_agent)}))
