"""Cursor's dialect: preToolUse, beforeShellExecution, beforeMCPExecution.

`ask` prompts in the two special events and is not enforced in preToolUse. Every version that has preToolUse has the
special events too, and `keyturn init agents` asks for all three: a shell command or an MCP call that only needs a yes
is answered `ask` in both places, and prompted for in the second. For any other tool a hold is a deny. Exit 2 denies;
any other failure runs the call unless the entry says `failClosed`, so what passes is `{}` and not empty: with
`failClosed` an empty answer may count as a failure. Source: cursor.com/docs/hooks.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import ASK, HARMLESS, PASS, SHELL, Answer, Reply, ToolCall
from keyturn.gate.ports import ASKS, RUNS, STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    **dict.fromkeys(("Shell", "Bash", "run_terminal_cmd", "run_terminal_command"), shapes.SHELL),
    **dict.fromkeys(("WriteShellStdin", "write_shell_stdin"), shapes.TYPED),
    "Delete": shapes.DELETE,
    "delete_file": shapes.DELETE,
    **dict.fromkeys(("Write", "TabWrite", "write", "create_file"), shapes.WRITE),
    **dict.fromkeys(("Edit", "StrReplace", "search_replace", "edit_file"), shapes.EDIT),
    "MultiEdit": shapes.EDITS,
    **dict.fromkeys(("EditNotebook", "NotebookEdit", "edit_notebook"), shapes.NOTEBOOK),
    **dict.fromkeys(("ApplyPatch", "apply_patch"), shapes.PATCH),
    **dict.fromkeys(
        (
            *("Read", "TabRead", "Grep", "Glob", "LS", "Task", "SemanticSearch", "WebSearch", "WebFetch", "ReadLints"),
            *("TodoWrite", "AskQuestion", "SwitchMode", "CreatePlan", "GenerateImage", "Await", "FetchRules"),
            *("read_file", "list_dir", "codebase_search", "grep_search", "grep", "file_search", "web_search"),
            *("read_lints", "todo_write", "fetch_rules"),
        ),
        shapes.HARMLESS,
    ),
}
_ASKS = ("beforeShellExecution", "beforeMCPExecution")


class Cursor:
    """A tool whose hold is a deny: `ask` is not enforced for it."""

    traits = Traits(
        "cursor",
        asks=False,
        rewrites=True,
        fails_open=True,
        source="https://cursor.com/docs/hooks",
        title="Cursor",
        events=("preToolUse", "beforeShellExecution", "beforeMCPExecution"),
        ask=f"{ASKS} in the two special events, {RUNS} in preToolUse",
        failure=f"{RUNS}, {STOPS} with failClosed",
        timeout=f"{RUNS}, {STOPS} with failClosed",
        garbage=f"{RUNS}, {STOPS} with failClosed",
        exit_two=STOPS,
        note="Cloud agents do not read the user's file. A shell command comes by two events, and what it deletes "
        "counts in both.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name")
        roots = payload.get("workspace_roots")
        root = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""
        base = ToolCall(
            "cursor",
            event,
            HARMLESS,
            session=shapes.text(payload, "conversation_id", "session_id"),
            directory=shapes.text(payload, "cwd") or root,
            mode=shapes.text(payload, "permission_mode"),
            id=shapes.text(payload, "tool_use_id", "generation_id"),
        )
        if event == "beforeShellExecution":
            found = payload.get("command")
            if not isinstance(found, str):
                raise ValueError("beforeShellExecution without a command")
            return shapes.native(base.but(kind=SHELL, tool="Shell", command=found))
        given = payload.get("tool_input")
        if event == "beforeMCPExecution":
            # `url` or `command` say where the server is: the only name it has here
            return shapes.mcp(base, shapes.text(payload, "server", "url", "command"), payload.get("tool_name"), given)
        if event in ("preToolUse", "PreToolUse"):
            tool = payload.get("tool_name")
            if isinstance(tool, str) and tool.startswith("MCP:"):
                return shapes.mcp(base, "", tool[4:].strip(), given)
            if tool == "CallMcpTool":
                held = shapes.arguments_of(given if given is not None else {})
                inner = held.get("arguments", held.get("toolArguments"))
                named = shapes.text(held, "toolName", "tool_name", "name")
                return shapes.mcp(base, shapes.text(held, "server", "serverName"), named, inner)
            return shapes.native(shapes.read(base, tool, given, TOOLS))
        if event:
            return base
        raise ValueError("hook_event_name is missing")

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        if answer.verdict == PASS:
            return Reply(b"{}")
        asks = answer.verdict == ASK and self.traits.asks
        word = "ask" if asks else "deny"
        body: dict[str, Any] = {
            "permission": word,
            "user_message": shapes.said(answer.to_person or answer.to_agent),
            "agent_message": shapes.said(answer.to_agent),
        }
        if call is not None and call.event == "PreToolUse":  # a hook that Cursor found in Claude Code's settings
            body["hookSpecificOutput"] = {
                "hookEventName": "PreToolUse",
                "permissionDecision": word,
                "permissionDecisionReason": body["user_message" if asks else "agent_message"],
            }
        return Reply(shapes.encoded(body)) if asks else Reply(shapes.encoded(body), shapes.plain(answer.to_agent), 2)


class CursorAsks(Cursor):
    """A shell command or an MCP call: the special event prompts."""

    traits = Cursor.traits.but(asks=True)


def of(payload: dict[str, Any]) -> Cursor:
    """The adapter for a payload: whether `ask` counts depends on the event and on the tool."""
    event, tool = payload.get("hook_event_name"), payload.get("tool_name")
    if event in _ASKS:
        return CursorAsks()
    named = isinstance(tool, str) and (tool in ("Shell", "CallMcpTool") or tool.startswith("MCP:"))
    return CursorAsks() if event == "preToolUse" and named else Cursor()
