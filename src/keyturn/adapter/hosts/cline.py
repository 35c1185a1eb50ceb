"""Cline's dialect, in the editor and in its command line: a script named PreToolUse.

`{"cancel": true, "errorMessage"}` with exit 0 stops; a script that fails is an error of the script, and the call runs.
So a stop is JSON alone. There is no `ask`: what Cline's own approvals ask is theirs. Sources: docs.cline.bot (hooks),
github.com/cline/cline, src/shared/tools.ts.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import HARMLESS, PASS, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    **dict.fromkeys(("execute_command", "bash"), shapes.SHELL),
    "run_commands": shapes.LISTED,
    "write_to_file": shapes.WRITE,
    "new_rule": shapes.WRITE,
    "replace_in_file": shapes.BLOCKS,
    "editor": shapes.EDITOR,
    "apply_patch": shapes.PATCH,
    **dict.fromkeys(
        (
            *("read_file", "read_files", "list_files", "list_code_definition_names", "search_files", "search_codebase"),
            *("search_subagent", "ask_followup_question", "ask_question", "attempt_completion", "submit_and_exit"),
            *("access_mcp_resource", "load_mcp_documentation", "new_task", "plan_mode_respond", "act_mode_respond"),
            *("focus_chain", "web_fetch", "fetch_web_content", "web_search", "condense", "summarize_task"),
            *("report_bug", "generate_explanation", "use_skill", "skills", "use_subagents"),
        ),
        shapes.HARMLESS,
    ),
}


class Cline:
    """See the module."""

    traits = Traits(
        "cline",
        asks=False,
        fails_open=True,
        source="https://docs.cline.bot/customization/hooks",
        title="Cline",
        events=("PreToolUse", "tool_call"),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=RUNS,
        note="A stop is JSON with exit 0; the script that `keyturn init agents` writes makes one of every failure.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hookName", "hook_event_name")
        roots = payload.get("workspaceRoots")
        root = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""
        base = ToolCall(
            "cline",
            event,
            HARMLESS,
            session=shapes.text(payload, "taskId", "sessionId"),
            directory=shapes.text(payload, "cwd") or root,
        )
        held = payload.get("preToolUse", payload.get("tool_call"))
        if event not in ("PreToolUse", "tool_call"):
            if event and held is None:
                return base
            raise ValueError("hookName is missing")
        if not isinstance(held, dict):
            raise ValueError("preToolUse is missing")  # noqa: TRY004 - one error for every bad payload
        tool = held.get("toolName", held.get("tool", held.get("name")))
        given = held.get("parameters", held.get("input", held.get("arguments")))
        if tool == "use_mcp_tool":
            named = shapes.arguments_of(given if given is not None else {})
            server, inner = shapes.text(named, "server_name"), named.get("arguments")
            return shapes.mcp(base, server, named.get("tool_name"), inner)
        return shapes.native(shapes.read(base, tool, given, TOOLS))

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        if answer.verdict == PASS:
            return Reply(shapes.encoded({"cancel": False}))
        return Reply(shapes.encoded({"cancel": True, "errorMessage": shapes.said(answer.to_agent)}))
