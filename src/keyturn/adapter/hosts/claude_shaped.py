"""Hosts that took over Claude Code's protocol: `hook_event_name`, `tool_name`, `tool_input`, `hookSpecificOutput`.

A stop says it twice: as a decision in JSON and as exit 2 with the reason on standard error. Hosts of this kind honour
at least one of them, and none takes the one for a reason to overlook the other.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import ASK, HARMLESS, PASS, Answer, Reply, ToolCall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from keyturn.gate.ports import Traits

NAMES = {
    **dict.fromkeys(("Bash", "Monitor"), shapes.SHELL),
    "PowerShell": shapes.POWERSHELL,
    "Write": shapes.WRITE,
    "Edit": shapes.EDIT,
    "MultiEdit": shapes.EDITS,
    "NotebookEdit": shapes.NOTEBOOK,
    **dict.fromkeys(
        (
            *("Read", "Glob", "Grep", "LS", "LSP", "NotebookRead", "WebFetch", "WebSearch", "ToolSearch"),
            *("TodoWrite", "TodoRead", "TaskCreate", "TaskGet", "TaskList", "TaskUpdate", "TaskOutput", "TaskStop"),
            *("Task", "Agent", "Skill", "SlashCommand", "SendMessage", "BashOutput", "KillShell", "KillBash"),
            *(
                "CronCreate",
                "CronDelete",
                "CronList",
                "EnterWorktree",
                "EnterPlanMode",
                "ExitPlanMode",
                "AskUserQuestion",
                "ListMcpResourcesTool",
                "ReadMcpResourceTool",
            ),
        ),
        shapes.HARMLESS,
    ),
}
"""Tools by Claude Code's names. A subagent's own calls come by the same hook, so starting one is harmless."""


class ClaudeShaped:
    """The protocol; a host states its traits, its tools and where it differs."""

    traits: Traits
    tools: Mapping[str, str] = NAMES
    tells_undo = False
    """Whether `systemMessage` is shown without being taken for an opinion."""

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name", "hookEventName")
        if not event:
            raise ValueError("hook_event_name is missing")
        base = self.base(payload, event)
        if event not in ("PreToolUse", "PermissionRequest"):
            return base
        return shapes.read(base, payload.get("tool_name"), payload.get("tool_input"), self.tools)

    def base(self, payload: dict[str, Any], event: str) -> ToolCall:
        """What every payload says."""
        return ToolCall(
            self.traits.name,
            event,
            HARMLESS,
            session=shapes.text(payload, "session_id", "sessionId"),
            directory=shapes.text(payload, "cwd"),
            mode=shapes.text(payload, "permission_mode"),
            id=shapes.text(payload, "tool_use_id", "tool_call_id"),
        )

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        event = call.event if call is not None else "PreToolUse"
        if answer.verdict == PASS:
            if self.tells_undo and answer.to_person:
                return Reply(shapes.encoded({"systemMessage": shapes.said(answer.to_person)}))
            return Reply()
        asks = answer.verdict == ASK and self.traits.asks
        if event == "PermissionRequest":
            return self.permission(answer, asks=asks)
        words = shapes.said(answer.to_person if asks else answer.to_agent)
        specific = {
            "hookEventName": "PreToolUse",
            "permissionDecision": "ask" if asks else "deny",
            "permissionDecisionReason": words,
        }
        body = shapes.encoded({"hookSpecificOutput": specific})
        return Reply(body) if asks else Reply(body, shapes.plain(answer.to_agent), 2)

    def permission(self, answer: Answer, *, asks: bool) -> Reply:
        """To PermissionRequest: the prompt that this event precedes is the one that asks."""
        if asks:
            return Reply()
        decision = {"behavior": "deny", "message": shapes.said(answer.to_agent)}
        return Reply(
            shapes.encoded({"hookSpecificOutput": {"hookEventName": "PermissionRequest", "decision": decision}})
        )
