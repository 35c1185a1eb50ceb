"""Codex CLI's dialect: PreToolUse and PermissionRequest.

Claude Code's protocol, read strictly: unknown fields, `ask` and a bare `allow` make the hook count as failed, and then
the command runs. So a hold is a deny here, and nothing but the deny is written. Exit 2 needs a reason on standard
error. A shell tool's command is text or the words of a program call; `apply_patch` carries its patch there.
What is typed into a running session (`write_stdin`) comes to no hook (openai/codex#46372); should it come, it is read.
Source: github.com/openai/codex, codex-rs/hooks/src/engine/output_parser.rs and codex-rs/core/src/tools/hook_names.rs.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import NAMES, ClaudeShaped
from keyturn.gate.ports import RUNS, STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.gate.call import ToolCall

TOOLS = {
    **NAMES,
    **dict.fromkeys(("shell", "local_shell", "container.exec", "exec_command", "shell_command", "exec"), shapes.SHELL),
    "write_stdin": shapes.TYPED,
    "apply_patch": shapes.PATCH,
    **dict.fromkeys(
        (
            *("update_plan", "view_image", "web_search", "request_user_input", "list_dir", "read_file", "grep_files"),
            *("spawn_agent", "send_input", "wait", "wait_agent", "close_agent", "resume_agent", "send_message"),
            *("list_mcp_resources", "list_mcp_resource_templates", "read_mcp_resource", "tool_search", "get_goal"),
        ),
        shapes.HARMLESS,
    ),
}


class Codex(ClaudeShaped):
    """See the module."""

    tells_undo = True
    tools = TOOLS
    traits = Traits(
        "codex",
        asks=False,
        rewrites=True,
        types_unseen=True,
        fails_open=True,
        source="https://github.com/openai/codex/blob/main/codex-rs/hooks/src/engine/output_parser.rs",
        title="Codex CLI",
        events=("PreToolUse", "PermissionRequest"),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
        note="A hook runs only after it was trusted once in /hooks; text typed into a running session is not hooked, "
        "so a shell or an interpreter is not left open without a person's yes.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        return shapes.native(super().read(payload))
