"""Claude Code's dialect: PreToolUse, PermissionRequest and ConfigChange.

Silence leaves the call to the host's own rules; `ask` forces its prompt; `deny` gives the reason to the model. Exit 2
blocks whatever stands on standard output, so a stop says both. Source: code.claude.com/docs/en/hooks.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import ASK, HARMLESS, PASS, SETTINGS, Answer, FileChange, Reply, ToolCall
from keyturn.gate.ports import Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    **dict.fromkeys(("Bash",), shapes.SHELL),
    **dict.fromkeys(("PowerShell",), shapes.POWERSHELL),
    "Write": shapes.WRITE,
    "Edit": shapes.EDIT,
    "MultiEdit": shapes.EDITS,
    "NotebookEdit": shapes.NOTEBOOK,
    **dict.fromkeys(
        (
            *("Read", "Glob", "Grep", "LS", "WebFetch", "WebSearch", "TodoWrite", "Task", "Agent", "Skill"),
            *("BashOutput", "KillShell", "TaskOutput", "TaskStop", "ExitPlanMode", "EnterPlanMode", "AskUserQuestion"),
        ),
        shapes.HARMLESS,
    ),
}


class Claude:
    """See the module."""

    traits = Traits("claude", asks=True, rewrites=True, fails_open=True, source="https://code.claude.com/docs/en/hooks")

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = payload.get("hook_event_name")
        if event == "ConfigChange":
            file = payload.get("file_path")
            changes = (FileChange("edit", file),) if isinstance(file, str) else ()
            return self._common(payload, SETTINGS).but(event="ConfigChange", changes=changes)
        if event not in ("PreToolUse", "PermissionRequest"):
            if isinstance(event, str) and event:
                return self._common(payload, HARMLESS).but(event=event)
            raise ValueError("hook_event_name is missing")
        call = shapes.read(self._common(payload, HARMLESS), payload.get("tool_name"), payload.get("tool_input"), TOOLS)
        return call.but(event=event)

    def _common(self, payload: dict[str, Any], kind: str) -> ToolCall:
        return ToolCall(
            "claude",
            "",
            kind,
            session=shapes.text(payload, "session_id"),
            directory=shapes.text(payload, "cwd"),
            mode=shapes.text(payload, "permission_mode"),
            id=shapes.text(payload, "tool_use_id"),
        )

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        event = call.event if call is not None else "PreToolUse"
        if answer.verdict == PASS:
            return Reply(shapes.encoded({"systemMessage": answer.to_person}) if answer.to_person else b"")
        if event == "ConfigChange":
            body: dict[str, Any] = {"decision": "block", "reason": answer.to_person or answer.to_agent}
            return Reply(shapes.encoded(body), answer.to_person.encode("utf-8", "replace"), 2)
        if event == "PermissionRequest":
            if answer.verdict == ASK:
                return Reply()  # the prompt that this event precedes is the one that asks
            decision = {"behavior": "deny", "message": answer.to_agent}
            body = {"hookSpecificOutput": {"hookEventName": event, "decision": decision}}
            return Reply(shapes.encoded(body))
        asks = answer.verdict == ASK
        specific = {
            "hookEventName": "PreToolUse",
            "permissionDecision": "ask" if asks else "deny",
            "permissionDecisionReason": answer.to_person if asks else answer.to_agent,
        }
        body = {"hookSpecificOutput": specific}
        if asks:
            return Reply(shapes.encoded(body))
        return Reply(shapes.encoded(body), answer.to_agent.encode("utf-8", "replace"), 2)
