"""Host → module. A host's adapter is imported when its hook calls."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.gate.ports import Host

HOSTS: dict[str, tuple[str, str]] = {
    "claude": ("claude", "Claude"),
    "codex": ("codex", "Codex"),
    "gemini": ("gemini", "Gemini"),
    "antigravity": ("gemini", "Antigravity"),
    "cursor": ("cursor", "Cursor"),
    "copilot": ("copilot", "Copilot"),
    "vscode": ("copilot", "VsCode"),
    "opencode": ("plugin", "OpenCode"),
    "openclaw": ("plugin", "OpenClaw"),
    "pi": ("plugin", "Pi"),
    "cline": ("cline", "Cline"),
    "windsurf": ("windsurf", "Windsurf"),
    "kiro": ("kiro", "Kiro"),
    "droid": ("droid", "Droid"),
    "hermes": ("hermes", "Hermes"),
    "grok": ("grok", "Grok"),
    "kimi": ("kimi", "Kimi"),
    "generic": ("generic", "Generic"),
}
_SHARED = frozenset(("claude", "codex", "gemini", "copilot", "vscode", "cursor"))
"""Hosts whose settings files other hosts read as well."""


def host(name: str) -> Host:
    """The adapter of a host. Raises KeyError for one that nobody wrote."""
    module, kind = HOSTS[name]
    found: Host = getattr(__import__(f"keyturn.adapter.hosts.{module}", None, None, (kind,)), kind)()
    return found


def host_of(name: str, payload: dict[str, Any]) -> Host:
    """The adapter for a payload that came to the hook of `name`. Raises KeyError for a host that nobody wrote.

    Copilot, Cursor, Codex, VS Code and Grok read Claude Code's settings and start its hooks; each must get the answer
    that it honours, not the one of whose file it read.
    """
    found = caller(name, payload)
    if found == "cursor":
        from keyturn.adapter.hosts.cursor import of

        return of(payload)
    adapter = host(found)
    if adapter.traits.asks and payload.get("permission_mode") == "bypassPermissions":
        # nothing says that a prompt would wait for anyone here: a hold is a stop
        adapter.traits = adapter.traits.but(asks=False)
    return adapter


def caller(name: str, payload: dict[str, Any]) -> str:
    """Who really calls, by the marks of a payload's top level. What an agent writes stands deeper."""
    if name not in _SHARED:
        return name
    if "cursor_version" in payload:
        return "cursor"
    event = payload.get("hook_event_name")
    if "toolCall" in payload and event is None:
        return "antigravity"
    if payload.get("hookEventName") == "pre_tool_use":
        return "grok"
    if "toolCalls" in payload or "toolName" in payload:
        return "vscode" if name == "vscode" else "copilot"
    if event == "BeforeTool":
        return "gemini"
    if event in ("preToolUse", "beforeShellExecution", "beforeMCPExecution"):
        return "cursor"
    if event in ("PreToolUse", "PermissionRequest") or payload.get("hookEventName") == "PreToolUse":
        if "turn_id" in payload:
            return "codex"
        if name == "claude" and "timestamp" in payload and "permission_mode" not in payload:
            return "vscode"  # and Copilot's PascalCase events: one answer does for both
    return name
