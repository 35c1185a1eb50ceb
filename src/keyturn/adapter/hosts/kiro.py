"""Kiro CLI's dialect: preToolUse.

Exit 2 with the reason on standard error stops; any other failure is a warning, and the call runs. Standard output
holds no decision. The hooks of Kiro's editor get no facts of the call, so only its command line can be guarded.
Source: kiro.dev/docs/cli/hooks.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import HARMLESS, PASS, SHELL, Answer, Reply, ToolCall
from keyturn.gate.ports import RUNS, STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TOOLS = {
    **dict.fromkeys(("execute_bash", "execute_cmd", "shell", "bash"), shapes.SHELL),
    **dict.fromkeys(("fs_write", "write"), shapes.EDITOR),
    **dict.fromkeys(
        (
            *("fs_read", "read", "glob", "grep", "introspect", "knowledge", "thinking", "todo_list", "todo", "report"),
            *("web_search", "web_fetch", "delegate", "use_subagent", "subagent", "report_issue", "code"),
        ),
        shapes.HARMLESS,
    ),
}


class Kiro:
    """See the module."""

    traits = Traits(
        "kiro",
        asks=False,
        fails_open=True,
        source="https://kiro.dev/docs/cli/hooks",
        title="Kiro CLI",
        events=("preToolUse",),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
        note="Hooks of Kiro's editor are told nothing of the call and cannot guard it.",
    )

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        event = shapes.text(payload, "hook_event_name")
        if not event:
            raise ValueError("hook_event_name is missing")
        base = ToolCall(
            "kiro",
            event,
            HARMLESS,
            session=shapes.text(payload, "session_id"),
            directory=shapes.text(payload, "cwd"),
        )
        if event not in ("preToolUse", "PreToolUse"):
            return base
        tool, given = payload.get("tool_name"), payload.get("tool_input")
        if isinstance(tool, str) and tool.startswith("@") and "/" in tool:
            server, _slash, name = tool[1:].partition("/")
            return shapes.mcp(base, server, name or server, given)
        if tool in ("use_aws", "aws"):
            return _aws(base, str(tool), shapes.arguments_of(given if given is not None else {}))
        return shapes.native(shapes.read(base, tool, given, TOOLS))

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        return Reply() if answer.verdict == PASS else Reply(b"", shapes.plain(answer.to_agent), 2)


def _aws(base: ToolCall, tool: str, given: dict[str, Any]) -> ToolCall:
    """Kiro's AWS tool as the `aws` command that it is: service, operation, parameters, region, profile."""
    service, operation = shapes.text(given, "service_name"), shapes.text(given, "operation_name")
    if not service or not operation:
        raise ValueError("the AWS tool without a service and an operation")
    words = ["aws", service, operation]
    parameters = given.get("parameters")
    if isinstance(parameters, dict):
        import json

        for name, value in parameters.items():
            words.append(name if name.startswith("--") else f"--{name}")
            if value != "":
                words.append(value if isinstance(value, str) else json.dumps(value))
    for name, option in (("region", "--region"), ("profile_name", "--profile")):
        if shapes.text(given, name):
            words += [option, shapes.text(given, name)]
    return base.but(kind=SHELL, tool=tool, command=shapes.quoted(words))
