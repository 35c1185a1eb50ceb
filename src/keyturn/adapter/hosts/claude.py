"""Claude Code's dialect: PreToolUse, PermissionRequest and ConfigChange, of the agent and of its subagents.

Silence leaves the call to the host's own rules; `ask` forces its prompt; `deny` gives the reason to the model. Exit 2
blocks whatever stands on standard output, so a stop says both. Any other exit code and a timeout let the call run.
Source: code.claude.com/docs/en/hooks.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import ClaudeShaped
from keyturn.gate.call import EDIT, PASS, SETTINGS, SHELL, Answer, FileChange, Reply, ToolCall
from keyturn.gate.ports import RUNS, STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Claude(ClaudeShaped):
    """See the module."""

    tells_undo = True
    traits = Traits(
        "claude",
        asks=True,
        rewrites=True,
        fails_open=True,
        source="https://code.claude.com/docs/en/hooks",
        title="Claude Code",
        events=("PreToolUse", "PermissionRequest", "ConfigChange"),
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
        note="PermissionRequest asks nothing of its own: the prompt that it precedes asks. ConfigChange cannot stop "
        "managed settings. With permission_mode bypassPermissions a hold is a stop: whether a prompt would wait is not "
        "known.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        if payload.get("hook_event_name") == "ConfigChange":
            file = payload.get("file_path")
            changes = (FileChange(EDIT, file),) if isinstance(file, str) and file else ()
            return self.base(payload, "ConfigChange").but(kind=SETTINGS, changes=changes)
        call = super().read(payload)
        given = payload.get("tool_input")
        if call.tool == "ExitWorktree" and isinstance(given, dict) and given.get("action") == "remove":
            force = ["--force"] if given.get("discard_changes") is True else []
            words = ["git", "worktree", "remove", *force, call.directory or "."]
            return call.but(kind=SHELL, command=shapes.quoted(words), arguments=())
        if call.kind == SHELL and payload.get("hook_event_name") == "PreToolUse" and isinstance(given, dict):
            return call.but(input=shapes.encoded(given).decode())
        return call

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        if call is not None and call.event == "ConfigChange" and answer.verdict != PASS:
            words = answer.to_person or answer.to_agent
            return Reply(shapes.encoded({"decision": "block", "reason": shapes.said(words)}), shapes.plain(words), 2)
        if answer.verdict == PASS and answer.rewritten is not None and call is not None and call.input:
            return self._handed(answer, call, answer.rewritten)
        return super().reply(answer, call)

    @staticmethod
    def _handed(answer: Answer, call: ToolCall, command: str) -> Reply:
        """A proven human let this call pass: the host runs `keyturn run` in its place, which spends the ticket.

        The one answer that is the host's "allow": a changed input counts with it, and the person has been asked.
        """
        import json

        body = {
            "hookEventName": "PreToolUse",
            "permissionDecision": "allow",
            "permissionDecisionReason": shapes.said(answer.to_person) or "Keyturn: a proven human allowed this once",
            "updatedInput": {**json.loads(call.input), "command": command},
        }
        return Reply(shapes.encoded({"hookSpecificOutput": body}))
