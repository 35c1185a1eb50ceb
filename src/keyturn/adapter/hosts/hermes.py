"""Hermes' dialect: pre_tool_call.

`{"action": "block", "message"}` blocks, exit codes are ignored, and there is no `ask`. Source: Hermes Agent's page on
event hooks, hermes-agent.nousresearch.com/docs.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import HARMLESS, PASS, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    "terminal": shapes.SHELL,
    "process": shapes.PROCESS,
    "write_file": shapes.WRITE,
    "patch": shapes.EDITOR,
    **dict.fromkeys(
        (
            *(
                "read_file",
                "search_files",
                "delegate_task",
                "todo",
                "memory",
                "session_search",
                "clarify",
                "skill_view",
            ),
            *("skills_list", "web_search", "web_extract", "vision_analyze", "image_generate", "text_to_speech"),
        ),
        shapes.HARMLESS,
    ),
}


class Hermes:
    """See the module."""

    traits = Traits(
        "hermes",
        asks=False,
        fails_open=True,
        source="https://hermes-agent.nousresearch.com/docs/user-guide/features/hooks",
        title="Hermes",
        events=("pre_tool_call",),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=RUNS,
        note="Exit codes are ignored; the stop is JSON.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name")
        if not event:
            raise ValueError("hook_event_name is missing")
        base = ToolCall(
            "hermes",
            event,
            HARMLESS,
            session=shapes.text(payload, "session_id"),
            directory=shapes.text(payload, "cwd"),
        )
        if event != "pre_tool_call":
            return base
        return shapes.read(base, payload.get("tool_name"), payload.get("tool_input"), TOOLS)

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        if answer.verdict == PASS:
            return Reply()
        words = shapes.said(answer.to_agent)
        return Reply(shapes.encoded({"action": "block", "message": words, "decision": "block", "reason": words}))
