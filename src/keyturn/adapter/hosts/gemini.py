"""Gemini CLI's dialect, BeforeTool, and Antigravity's, which sends `toolCall`.

Gemini CLI takes `deny` with a reason, or exit 2 with the reason on standard error; it has no `ask` for this event.
Antigravity takes `deny` and `force_ask`, which prompts whatever its own rules allow. Its exit codes are not documented,
so its stop is JSON alone. Sources: github.com/google-gemini/gemini-cli, docs/hooks/reference.md and
packages/core/src/tools; Antigravity's hooks.json as its users describe it.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import ASK, HARMLESS, PASS, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, STOPS, UNDOCUMENTED, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    "run_shell_command": shapes.SHELL,
    "write_file": shapes.WRITE,
    "replace": shapes.EDIT,
    **dict.fromkeys(
        (
            *("read_file", "read_many_files", "list_directory", "glob", "grep_search", "search_file_content"),
            *("google_web_search", "web_fetch", "write_todos", "save_memory", "get_internal_docs", "activate_skill"),
            *("ask_user", "enter_plan_mode", "exit_plan_mode", "update_topic", "complete_task", "invoke_agent"),
            *("codebase_investigator", "cli_help", "generalist", "list_background_processes"),
            *("read_background_output", "tracker_create_task", "tracker_update_task", "tracker_get_task"),
            *("tracker_list_tasks", "tracker_add_dependency", "tracker_visualize"),
        ),
        shapes.HARMLESS,
    ),
}
ANTIGRAVITY = {
    "run_command": shapes.SHELL,
    "send_command_input": shapes.TYPED,
    "write_to_file": shapes.WRITE,
    "replace_file_content": shapes.EDIT,
    "multi_replace_file_content": shapes.EDITS,
    **dict.fromkeys(
        (
            *("view_file", "view_file_outline", "view_code_item", "view_content_chunk", "list_dir", "find_by_name"),
            *("grep_search", "codebase_search", "search_in_file", "command_status", "read_terminal", "search_web"),
            *("read_url_content", "generate_image", "notify_user", "task_boundary", "list_resources", "read_resource"),
        ),
        shapes.HARMLESS,
    ),
}


class Gemini:
    """See the module."""

    traits = Traits(
        "gemini",
        asks=False,
        rewrites=True,
        fails_open=True,
        source="https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md",
        title="Gemini CLI",
        events=("BeforeTool",),
        ask=UNDOCUMENTED,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
        note="Timeouts are in milliseconds.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name")
        if not event:
            raise ValueError("hook_event_name is missing")
        directory = shapes.text(payload, "cwd")
        base = ToolCall("gemini", event, HARMLESS, session=shapes.text(payload, "session_id"), directory=directory)
        if event != "BeforeTool":
            return base
        tool = payload.get("tool_name")
        context = payload.get("mcp_context")
        if isinstance(context, dict):
            named = shapes.text(context, "tool_name") or tool
            return shapes.mcp(base, shapes.text(context, "server_name"), named, payload.get("tool_input"))
        if isinstance(tool, str) and tool.startswith("mcp_") and not tool.startswith("mcp__"):
            server, _one, name = tool[4:].partition("_")
            return shapes.mcp(base, server, name or server, payload.get("tool_input"))
        return shapes.native(shapes.read(base, tool, payload.get("tool_input"), TOOLS))

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        if answer.verdict == PASS:
            if answer.to_person:
                return Reply(shapes.encoded({"systemMessage": shapes.said(answer.to_person)}))
            return Reply()
        body = {"decision": "deny", "reason": shapes.said(answer.to_agent)}
        return Reply(shapes.encoded(body), shapes.plain(answer.to_agent), 2)


class Antigravity:
    """See the module."""

    traits = Traits(
        "antigravity",
        asks=True,
        fails_open=True,
        source="https://antigravity.google/docs/hooks",
        title="Antigravity",
        events=("PreToolUse",),
        failure=UNDOCUMENTED,
        timeout=UNDOCUMENTED,
        garbage=UNDOCUMENTED,
        exit_two=UNDOCUMENTED,
        note="Known from its users' descriptions only; the stop is JSON with exit 0.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        found = payload.get("toolCall")
        if not isinstance(found, dict):
            raise ValueError("toolCall is missing")  # noqa: TRY004 - one error for every bad payload
        places = payload.get("workspacePaths")
        first = places[0] if isinstance(places, list) and places and isinstance(places[0], str) else ""
        base = ToolCall(
            "antigravity",
            "PreToolUse",
            HARMLESS,
            session=shapes.text(payload, "conversationId"),
            directory=shapes.text(payload, "cwd") or first,
        )
        return shapes.native(shapes.read(base, found.get("name"), found.get("args"), ANTIGRAVITY))

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        if answer.verdict == PASS:
            return Reply(b"{}")
        asks = answer.verdict == ASK and self.traits.asks
        words = answer.to_person if asks else answer.to_agent
        return Reply(shapes.encoded({"decision": "force_ask" if asks else "deny", "reason": shapes.said(words)}))
