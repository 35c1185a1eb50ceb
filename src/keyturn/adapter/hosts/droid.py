"""Factory Droid's dialect: PreToolUse in Claude Code's protocol, with its own tools.

It takes `allow`, `deny` and `ask`; exit 2 blocks. Droid takes the first hook that decides, so silence is what passes.
Source: docs.factory.ai/reference/hooks-reference.
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.claude_shaped import NAMES, ClaudeShaped
from keyturn.gate.ports import RUNS, STOPS, Traits

TOOLS = {
    **NAMES,
    "Execute": shapes.SHELL,
    "Create": shapes.WRITE,
    "ApplyPatch": shapes.PATCH,
    **dict.fromkeys(
        ("FetchUrl", "GenerateDroid", "ExitSpecMode", "AskUser", "ViewDiff", "TaskOutput", "StoreAgentReadinessReport"),
        shapes.HARMLESS,
    ),
}


class Droid(ClaudeShaped):
    """See the module."""

    tools = TOOLS
    traits = Traits(
        "droid",
        asks=True,
        rewrites=True,
        fails_open=True,
        source="https://docs.factory.ai/reference/hooks-reference",
        title="Factory Droid",
        events=("PreToolUse",),
        failure=RUNS,
        timeout=RUNS,
        garbage=RUNS,
        exit_two=STOPS,
    )
