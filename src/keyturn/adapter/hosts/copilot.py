"""GitHub Copilot CLI's dialect, its cloud agent's, and VS Code's.

An event configured in camelCase sends `toolName` and `toolArgs` (an object, or JSON in a string); one in PascalCase
sends VS Code's snake_case. VS Code's agent host may send a batch: `toolCalls`. Copilot reads `permissionDecision` at
the top, VS Code below `hookSpecificOutput`; the answer says both. Copilot denies on every non-zero exit and lets the
call run after a timeout; VS Code blocks on exit 2. Sources: docs.github.com/copilot/reference/hooks-configuration,
code.visualstudio.com/docs/agents/reference/hooks-reference.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import NAMES
from keyturn.gate.call import ASK, HARMLESS, PASS, UNKNOWN, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, STOPS, UNDOCUMENTED, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COPILOT = {
    "bash": shapes.SHELL,
    **dict.fromkeys(("powershell", "local_shell"), shapes.POWERSHELL),
    **dict.fromkeys(("write_bash", "write_powershell"), shapes.TYPED),
    "create": shapes.WRITE,
    "edit": shapes.EDIT,
    "str_replace": shapes.EDIT,
    "insert": shapes.EDIT,
    "str_replace_editor": shapes.EDITOR,
    "apply_patch": shapes.PATCH,
    **dict.fromkeys(
        (
            *("view", "glob", "grep", "rg", "task", "web_fetch", "web_search", "report_intent", "ask_user", "think"),
            *("read_bash", "list_bash", "stop_bash", "read_powershell", "list_powershell", "stop_powershell"),
            *("update_todo", "store_memory", "skill", "show_file", "exit_plan_mode", "read_agent", "list_agents"),
            *("fetch_copilot_cli_documentation", "task_complete", "lsp"),
        ),
        shapes.HARMLESS,
    ),
}
VSCODE = {
    **dict.fromkeys(("run_in_terminal", "runInTerminal", "runCommands"), shapes.SHELL),
    **dict.fromkeys(("send_to_terminal", "sendToTerminal"), shapes.SUBMITTED),
    **dict.fromkeys(("create_file", "createFile"), shapes.WRITE),
    **dict.fromkeys(("replace_string_in_file", "insert_edit_into_file"), shapes.EDIT),
    **dict.fromkeys(("multi_replace_string_in_file", "editFiles"), shapes.EDITS),
    "edit_notebook_file": shapes.NOTEBOOK,
    **dict.fromkeys(
        (
            *(
                "read_file",
                "list_dir",
                "file_search",
                "grep_search",
                "semantic_search",
                "get_errors",
                "list_code_usages",
            ),
            *("get_changed_files", "fetch_webpage", "github_repo", "manage_todo_list", "runSubagent", "test_search"),
            *("get_terminal_output", "terminal_last_command", "terminal_selection", "get_search_view_results"),
            *("read_notebook_cell_output", "copilot_getNotebookSummary", "get_vscode_api", "get_project_setup_info"),
            *("create_directory", "open_simple_browser", "tool_search", "memory_read", "view_image"),
        ),
        shapes.HARMLESS,
    ),
}
_ALL = {**NAMES, **VSCODE, **COPILOT}
_BEFORE = ("preToolUse", "PreToolUse", "permissionRequest", "PermissionRequest")


class Copilot:
    """See the module."""

    traits = Traits(
        "copilot",
        asks=True,
        rewrites=True,
        fails_open=True,
        source="https://docs.github.com/en/copilot/reference/hooks-configuration",
        title="GitHub Copilot CLI",
        events=("preToolUse", "PreToolUse", "permissionRequest"),
        failure=STOPS,
        timeout=RUNS,
        garbage=UNDOCUMENTED,
        exit_two=STOPS,
        note="The cloud agent takes ask for deny.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name", "hookEventName", "hookName", "eventName")
        named = "toolName" in payload or "toolCalls" in payload
        if not event:
            if not named:
                raise ValueError("neither an event nor a tool")
            event = "preToolUse"  # the camelCase form does not name its event
        base = ToolCall(
            self.traits.name,
            event,
            HARMLESS,
            session=shapes.text(payload, "sessionId", "session_id"),
            directory=shapes.text(payload, "cwd"),
            id=shapes.text(payload, "tool_use_id", "toolCallId"),
        )
        if event not in _BEFORE:
            return base
        batch = payload.get("toolCalls")
        if batch is not None:
            return self._batch(base, batch, payload)
        arguments = payload.get("toolArgs", payload.get("toolInput", payload.get("tool_input")))
        return self._one(base, payload.get("toolName", payload.get("tool_name")), arguments)

    def _batch(self, base: ToolCall, batch: object, payload: dict[str, Any]) -> ToolCall:
        if not isinstance(batch, list) or not batch or len(batch) > 100:
            raise ValueError("toolCalls is no list of 1 to 100 calls")
        calls: list[ToolCall] = []
        for one in batch:
            if not isinstance(one, dict):
                raise ValueError("a tool call that is no object")  # noqa: TRY004 - one error for every bad payload
            arguments = one.get("args", one.get("arguments", one.get("input")))
            calls.append(self._one(base, one.get("name", one.get("toolName")), arguments))
        if "toolName" in payload or "tool_name" in payload:
            arguments = payload.get("toolArgs", payload.get("tool_input"))
            calls.append(self._one(base, payload.get("toolName", payload.get("tool_name")), arguments))
        return base.but(kind=UNKNOWN, tool="toolCalls", several=tuple(calls))

    def _one(self, base: ToolCall, tool: object, arguments: object) -> ToolCall:
        if tool in ("create_and_run_task", "createAndRunTask"):
            task = shapes.arguments_of(arguments).get("task")
            call = shapes.read(
                base, tool, task, {"create_and_run_task": shapes.SHELL, "createAndRunTask": shapes.SHELL}
            )
        else:
            call = shapes.read(base, tool, arguments, _ALL)
        return call if tool in COPILOT or tool in NAMES else shapes.native(call)

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        if answer.verdict == PASS:
            return Reply()
        asks = answer.verdict == ASK and self.traits.asks
        if call is not None and call.event in ("permissionRequest", "PermissionRequest"):
            if asks:
                return Reply()  # the prompt that this event precedes is the one that asks
            denial = {"behavior": "deny", "message": shapes.said(answer.to_agent)}
            return Reply(shapes.encoded(denial), shapes.plain(answer.to_agent), 2)
        decision = {
            "permissionDecision": "ask" if asks else "deny",
            "permissionDecisionReason": shapes.said(answer.to_person if asks else answer.to_agent),
        }
        body = shapes.encoded({**decision, "hookSpecificOutput": {"hookEventName": "PreToolUse", **decision}})
        return Reply(body) if asks else Reply(body, shapes.plain(answer.to_agent), 2)


class VsCode(Copilot):
    """VS Code's agent mode."""

    traits = Traits(
        "vscode",
        asks=True,
        rewrites=True,
        fails_open=True,
        source="https://code.visualstudio.com/docs/agents/reference/hooks-reference",
        title="VS Code",
        events=("PreToolUse",),
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
        note="Loads Claude Code's and Copilot's hook files too.",
    )
