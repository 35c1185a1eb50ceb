"""Kimi Code CLI's dialect: PreToolUse in Claude Code's protocol.

Only a deny counts, as exit 2 or as `permissionDecision`; `ask` is dropped and the call runs. Hooks for
PermissionRequest are told and not asked. Source: moonshotai.github.io/kimi-code/en/customization/hooks.html.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import NAMES, ClaudeShaped
from keyturn.gate.ports import RUNS, STOPS, Traits

TOOLS = {
    **NAMES,
    "Shell": shapes.SHELL,
    "WriteFile": shapes.WRITE,
    "StrReplaceFile": shapes.EDITS,
    **dict.fromkeys(
        ("ReadFile", "ReadMediaFile", "SetTodoList", "SearchWeb", "FetchURL", "Think", "CreateSubagent", "TaskStop"),
        shapes.HARMLESS,
    ),
}


class Kimi(ClaudeShaped):
    """See the module."""

    tools = TOOLS
    traits = Traits(
        "kimi",
        asks=False,
        fails_open=True,
        source="https://moonshotai.github.io/kimi-code/en/customization/hooks.html",
        title="Kimi Code CLI",
        events=("PreToolUse",),
        ask=RUNS,
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
    )
