"""Hosts whose hooks are functions in their own process: OpenCode, OpenClaw and Pi.

A plugin in JavaScript, `plugin/ask.js` with the host's own lines behind it, starts our hook process for every call,
hands it one JSON object, and throws or blocks unless the answer is exactly the verdict pass: a crash, a timeout, an
exit code and anything unreadable stop the call. In: `{"hook_event_name", "tool", "args", "sessionID", "callID",
"directory"}`. Out: as `generic`. Sources: opencode.ai/docs/plugins and github.com/sst/opencode, packages/opencode/src/
tool; docs.openclaw.ai (plugins, `before_tool_call`); Pi's extensions (`tool_call`).
"""

from __future__ import annotations

from keyturn.adapter.hosts import shapes
from keyturn.adapter.hosts.generic import verdict
from keyturn.gate.call import HARMLESS, Answer, Reply, ToolCall
from keyturn.gate.ports import STOPS, Traits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

OPENCODE = {
    "bash": shapes.SHELL,
    "shell": shapes.SHELL,
    "write": shapes.WRITE,
    "edit": shapes.EDIT,
    "multiedit": shapes.EDITS,
    **dict.fromkeys(("apply_patch", "patch"), shapes.PATCH),
    **dict.fromkeys(
        (
            *("read", "glob", "grep", "list", "ls", "task", "webfetch", "websearch", "codesearch", "todowrite"),
            *("todoread", "skill", "question", "invalid", "lsp", "plan_enter", "plan_exit"),
        ),
        shapes.HARMLESS,
    ),
}
OPENCLAW = {
    **dict.fromkeys(("exec", "bash"), shapes.SHELL),
    "process": shapes.PROCESS,
    "write": shapes.WRITE,
    "edit": shapes.EDIT,
    "apply_patch": shapes.PATCH,
    **dict.fromkeys(
        ("read", "grep", "find", "ls", "web_search", "web_fetch", "image", "memory_search", "memory_get"),
        shapes.HARMLESS,
    ),
}
PI = {
    "bash": shapes.SHELL,
    "write": shapes.WRITE,
    "edit": shapes.EDITS,
    **dict.fromkeys(("read", "grep", "find", "ls"), shapes.HARMLESS),
}


class Plugin:
    """See the module."""

    traits: Traits
    tools: Mapping[str, str]

    def read(self, payload: dict[str, Any]) -> ToolCall:
        """The call; ValueError for what is not a payload of this host."""
        base = ToolCall(
            self.traits.name,
            shapes.text(payload, "hook_event_name") or self.traits.events[0],
            HARMLESS,
            session=shapes.text(payload, "sessionID"),
            directory=shapes.text(payload, "directory"),
            id=shapes.text(payload, "callID"),
        )
        arguments = payload.get("args")
        if payload.get("tool") == "batch" and isinstance(arguments, dict):
            return self._batch(base, arguments.get("tool_calls"))
        return shapes.read(base, payload.get("tool"), arguments, self.tools)

    def _batch(self, base: ToolCall, batch: object) -> ToolCall:
        if not isinstance(batch, list) or not batch or len(batch) > 100:
            raise ValueError("tool_calls is no list of 1 to 100 calls")
        if not all(isinstance(one, dict) for one in batch):
            raise ValueError("a tool call that is no object")
        calls = [shapes.read(base, one.get("tool"), one.get("parameters"), self.tools) for one in batch]
        return base.but(tool="batch", several=tuple(calls))

    def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
        """The exact answer."""
        del call
        return verdict(answer)


class OpenCode(Plugin):
    """OpenCode: the plugin throws."""

    tools = OPENCODE
    traits = Traits(
        "opencode",
        fails_open=False,
        source="https://opencode.ai/docs/plugins",
        title="OpenCode",
        events=("tool.execute.before",),
        ask=STOPS,
        silence=STOPS,
        failure=STOPS,
        timeout=STOPS,
        garbage=STOPS,
        exit_two=STOPS,
        note="By our plugin, which stops at anything but a clear pass; `--pure` starts OpenCode without plugins.",
    )


class OpenClaw(Plugin):
    """OpenClaw: the plugin answers `block`."""

    tools = OPENCLAW
    traits = OpenCode.traits.but(
        name="openclaw",
        source="https://docs.openclaw.ai/plugins/hooks",
        title="OpenClaw",
        events=("before_tool_call",),
        note="By our plugin, which stops at anything but a clear pass.",
    )


class Pi(Plugin):
    """Pi: the extension answers `block`."""

    tools = PI
    traits = OpenCode.traits.but(
        name="pi",
        source="https://github.com/badlogic/pi-mono/blob/main/packages/coding-agent/docs/extensions.md",
        title="Pi",
        events=("tool_call",),
        note="By our extension, which stops at anything but a clear pass.",
    )


def source(host: str, argv: tuple[str, ...], seconds: int = 120) -> str:
    """The plugin's text for a host, which starts `argv`. Raises KeyError for a host without a plugin."""
    import json
    import os

    if host not in ("opencode", "openclaw", "pi"):
        raise KeyError(host)
    place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugin_js")
    parts = []
    for name in ("ask", host):
        with open(os.path.join(place, f"{name}.js"), encoding="utf-8") as file:
            parts.append(file.read())
    head = f"const HOOK = {json.dumps(list(argv))}\nconst TIMEOUT = {seconds * 1000}\n"
    return parts[0].replace("/* HOOK */\n", head) + parts[1]
