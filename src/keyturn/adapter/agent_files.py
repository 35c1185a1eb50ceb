"""Where coding agents keep their hooks, what an entry of theirs looks like, and the record of what was put there.

Places and shapes are from the agents' own pages: code.claude.com/docs/en/hooks, developers.openai.com/codex/hooks,
github.com/google-gemini/gemini-cli/blob/main/docs/hooks, cursor.com/docs/hooks, docs.github.com/copilot (hooks),
code.visualstudio.com/docs/agent-customization/hooks, opencode.ai/docs/plugins, docs.cline.bot (hooks),
docs.windsurf.com (cascade hooks), kiro.dev/docs/cli/hooks, docs.factory.ai/cli/configuration/hooks-guide,
antigravity.google/docs/hooks, docs.x.ai/build/features/hooks, moonshotai.github.io/kimi-code (hooks, data locations),
github.com/earendil-works/pi, packages/coding-agent/docs/extensions.md.
"""

from __future__ import annotations

import os

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Entry = tuple[tuple[str, ...], dict[str, object]]

BACKUP = ".keyturn-backup"
"""Behind the name of a settings file: what stood there before the first change."""
SECONDS = 120
"""What the hosts are told to wait. Most of them run the call after that, so it is long; the gate itself takes less."""

JSON = "json"
TOML = "toml"
YAML = "yaml"
OWN = "own"  # a file that is Keyturn's alone

TOML_BEGIN = "# keyturn: begin (written by `keyturn init agents`)"
TOML_END = "# keyturn: end"
MARK = "written by `keyturn init agents`"


class Agent(Noun):
    """One host. `folder` is where it keeps its things, below the home directory unless `variable` names another.

    `probes` are other places that tell it is there, `programs` its names on PATH. `file` lies in the folder and
    `managed` is root's own place. `off` are settings that switch hooks off: (path, value). `asks` is what its user must
    do once; `shares` names the host whose file it reads.
    """

    host: str
    title: str
    folder: str
    file: str
    variable: str = ""
    form: str = JSON
    managed: str = ""
    managed_mac: str = ""
    probes: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    off: tuple[tuple[tuple[str, ...], object], ...] = ()
    asks: str = ""
    shares: str = ""
    page: str = ""


AGENTS: tuple[Agent, ...] = (
    Agent(
        "claude",
        "Claude Code",
        ".claude",
        "settings.json",
        "CLAUDE_CONFIG_DIR",
        managed="/etc/claude-code/managed-settings.json",
        managed_mac="/Library/Application Support/ClaudeCode/managed-settings.json",
        programs=("claude",),
        off=((("disableAllHooks",), True),),
        page="https://code.claude.com/docs/en/hooks",
    ),
    Agent(
        "codex",
        "Codex CLI",
        ".codex",
        "hooks.json",
        "CODEX_HOME",
        managed="/etc/codex/requirements.toml",
        programs=("codex",),
        off=((("features", "hooks"), False), (("features", "codex_hooks"), False)),
        asks="Codex runs a new hook only after you trusted it: start codex, type /hooks, and trust Keyturn's.",
        page="https://developers.openai.com/codex/hooks",
    ),
    Agent(
        "gemini",
        "Gemini CLI",
        ".gemini",
        "settings.json",
        managed="/etc/gemini-cli/settings.json",
        managed_mac="/Library/Application Support/GeminiCli/settings.json",
        programs=("gemini",),
        off=((("hooksConfig", "enabled"), False), (("tools", "enableHooks"), False), (("hooks", "enabled"), False)),
        page="https://geminicli.com/docs/hooks",
    ),
    Agent(
        "cursor",
        "Cursor",
        ".cursor",
        "hooks.json",
        managed="/etc/cursor/hooks.json",
        managed_mac="/Library/Application Support/Cursor/hooks.json",
        programs=("cursor", "cursor-agent"),
        page="https://cursor.com/docs/hooks",
    ),
    Agent(
        "copilot",
        "GitHub Copilot CLI",
        ".copilot",
        "hooks/keyturn.json",
        "COPILOT_HOME",
        form=OWN,
        managed="/etc/github-copilot/policy.d/keyturn.json",
        programs=("copilot",),
        off=((("disableAllHooks",), True),),
        page="https://docs.github.com/en/copilot/reference/hooks-configuration",
    ),
    Agent(
        "vscode",
        "VS Code",
        ".copilot",
        "hooks/keyturn.json",
        form=OWN,
        probes=(".vscode", ".config/Code", "Library/Application Support/Code"),
        programs=("code",),
        shares="copilot",
        page="https://code.visualstudio.com/docs/agent-customization/hooks",
    ),
    Agent(
        "opencode",
        "OpenCode",
        ".config/opencode",
        "plugins/keyturn.js",
        "OPENCODE_CONFIG_DIR",
        form=OWN,
        programs=("opencode",),
        page="https://opencode.ai/docs/plugins",
    ),
    Agent(
        "cline",
        "Cline",
        "Documents/Cline",
        "Hooks/PreToolUse",
        form=OWN,
        page="https://docs.cline.bot/features/hooks",
    ),
    Agent(
        "cline",
        "Cline CLI",
        ".cline",
        "hooks/PreToolUse",
        "CLINE_DIR",
        form=OWN,
        programs=("cline",),
        page="https://docs.cline.bot/features/hooks",
    ),
    Agent(
        "windsurf",
        "Windsurf",
        ".codeium/windsurf",
        "hooks.json",
        managed="/etc/windsurf/hooks.json",
        managed_mac="/Library/Application Support/Windsurf/hooks.json",
        programs=("windsurf",),
        page="https://docs.windsurf.com/windsurf/cascade/hooks",
    ),
    Agent(
        "kiro",
        "Kiro",
        ".kiro",
        "agents/*.json",
        programs=("kiro-cli",),
        page="https://kiro.dev/docs/cli/hooks",
    ),
    Agent(
        "droid",
        "Factory Droid",
        ".factory",
        "settings.json",
        programs=("droid",),
        off=((("hooksDisabled",), True),),
        page="https://docs.factory.ai/cli/configuration/hooks-guide",
    ),
    Agent(
        "antigravity",
        "Antigravity",
        ".gemini/config",
        "hooks.json",
        probes=(".gemini/antigravity", ".gemini/antigravity-cli"),
        programs=("agy", "antigravity"),
        off=((("keyturn", "enabled"), False),),
        page="https://antigravity.google/docs/hooks",
    ),
    Agent(
        "grok",
        "Grok",
        ".grok",
        "hooks/keyturn.json",
        form=OWN,
        programs=("grok",),
        page="https://docs.x.ai/build/features/hooks",
    ),
    Agent(
        "kimi",
        "Kimi Code CLI",
        ".kimi-code",
        "config.toml",
        "KIMI_CODE_HOME",
        programs=("kimi",),
        page="https://moonshotai.github.io/kimi-code/en/customization/hooks",
    ),
    Agent(
        "pi",
        "Pi",
        ".pi/agent",
        "extensions/keyturn.ts",
        "PI_CODING_AGENT_DIR",
        form=OWN,
        page="https://github.com/earendil-works/pi/blob/main/packages/coding-agent/docs/extensions.md",
    ),
    Agent(
        "hermes",
        "Hermes",
        ".hermes",
        "config.yaml",
        "HERMES_HOME",
        form=YAML,
        programs=("hermes",),
        asks="Hermes asks once, at its terminal, before it runs a new hook: start hermes and say yes to Keyturn's.",
        page="https://hermes-agent.nousresearch.com/docs/user-guide/features/hooks",
    ),
)

PROGRAMS = ("opencode", "cline", "pi")
"""Hosts whose file is a program of ours, not a document with an entry of ours in it."""

BY_HAND: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (("OpenClaw", (".openclaw",), ("openclaw",)),)
"""Agents that have a hook and keep it where this program does not write: (title, places below home, programs)."""

WITHOUT: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Aider", (".aider.conf.yml", ".aider"), ("aider",)),
    ("Continue", (".continue",), ("cn",)),
)
"""Agents that have no hook before a call: (title, places below the home directory, programs)."""


def entries(host: str, line: str) -> tuple[Entry, ...]:
    """Where in a host's document the hook goes, and what it looks like there. `line` is a line for the shell."""
    command: dict[str, object] = {"type": "command", "command": line, "timeout": SECONDS}
    if host == "claude":
        return (
            (("hooks", "PreToolUse"), {"matcher": "*", "hooks": [command]}),
            (("hooks", "ConfigChange"), {"hooks": [command]}),
        )
    if host == "codex":
        return ((("hooks", "PreToolUse"), {"hooks": [command]}),)
    if host == "droid":
        return ((("hooks", "PreToolUse"), {"matcher": "*", "hooks": [command]}),)
    if host == "antigravity":
        return ((("keyturn", "PreToolUse"), {"matcher": "*", "hooks": [command]}),)
    if host == "grok":
        return ((("hooks", "PreToolUse"), {"hooks": [command]}),)
    if host == "gemini":
        named = {"type": "command", "name": "keyturn", "command": line, "timeout": SECONDS * 1_000}
        return ((("hooks", "BeforeTool"), {"matcher": "*", "hooks": [named]}),)
    if host == "cursor":
        # `ask` counts in the two special events only, everything else (files) comes by the general one
        flat: dict[str, object] = {"command": line, "timeout": SECONDS, "failClosed": True}
        events = ("beforeShellExecution", "beforeMCPExecution", "preToolUse")
        return tuple((("hooks", event), flat) for event in events)
    if host == "copilot":
        return ((("hooks", "preToolUse"), {"type": "command", "bash": line, "timeoutSec": SECONDS}),)
    if host == "windsurf":
        shown: dict[str, object] = {"command": line, "show_output": True}
        return tuple((("hooks", event), shown) for event in ("pre_run_command", "pre_write_code", "pre_mcp_tool_use"))
    if host == "kiro":
        return ((("hooks", "preToolUse"), {"matcher": "*", "command": line, "timeout_ms": SECONDS * 1_000}),)
    raise KeyError(host)


def skeleton(host: str) -> str:
    """What a settings file holds that is made for the hook alone."""
    return '{\n  "version": 1\n}\n' if host in ("cursor", "copilot") else ""


def yaml_entry(line: str) -> dict[str, object]:
    """What is added to `hooks.pre_tool_call` of Hermes, which starts a hook without a shell."""
    return {"command": line, "timeout": SECONDS, "fail_closed": True}


def toml_entry(host: str, line: str) -> dict[str, object]:
    """What is added to `hooks` of a host that keeps it in TOML."""
    if host == "kimi":
        return {"event": "PreToolUse", "command": line, "timeout": SECONDS}
    return {"hooks": [{"type": "command", "command": line, "timeout": SECONDS}]}


def toml_block(host: str, line: str) -> str:
    """The same as text: at the end of a file it belongs to nothing that stands before."""
    import json

    # a TOML basic string takes all of JSON's escapes
    command = f"command = {json.dumps(line)}\ntimeout = {SECONDS}\n"
    if host == "kimi":
        return f'{TOML_BEGIN}\n[[hooks]]\nevent = "PreToolUse"\n{command}{TOML_END}\n'
    return f'{TOML_BEGIN}\n[[hooks.PreToolUse]]\n\n[[hooks.PreToolUse.hooks]]\ntype = "command"\n{command}{TOML_END}\n'


def or_stop(host: str) -> str:
    """What stands behind the hook's command in a shell line, so that a program that is gone or dies ends as a stop."""
    if host == "hermes":
        return ""  # it starts no shell; `fail_closed` is its own word for it
    if host in ("antigravity", "grok"):  # they are not known to take an exit code for one
        import json
        import shlex

        why = "Keyturn could not judge this call, so it stops. Tell the person."
        return " || echo " + shlex.quote(json.dumps({"decision": "deny", "reason": why}))
    return " || exit 2"


def plugin(host: str, argv: tuple[str, ...]) -> bytes:
    """The plugin of a host that calls functions: it hands every call to the hook and stops what the hook stops."""
    from keyturn.adapter.hosts.plugin import source

    return source(host, argv, SECONDS).encode()


def cline_script(line: str) -> bytes:
    """Cline's hook: whatever goes wrong becomes the answer that cancels."""
    stop = '{"cancel": true, "errorMessage": "Keyturn could not judge this call, so it stops. Tell the person."}'
    return f"""\
#!/bin/sh
# Keyturn's guard, {MARK}; `keyturn uninstall agents` takes it out again.
answer=$({line.removesuffix(" || exit 2")})
code=$?
if [ -n "$answer" ]; then
    printf '%s\\n' "$answer"
elif [ "$code" -ne 0 ]; then
    echo '{stop}'
else
    echo '{{"cancel": false}}'
fi
""".encode()


def is_hook(text: str) -> bool:
    """Whether a command line starts Keyturn's hook."""
    return "keyturn-hook" in text or "/keyturn/hook/cold.py" in text


def ours(document: object) -> list[tuple[str | int, ...]]:
    """Paths of everything of Keyturn's in a document of hooks, last first; a group that holds nothing else as one.

    Events stand in `hooks`, with Antigravity in the parts of the document that each have a name, and with Kimi Code
    `hooks` itself is the list.
    """
    found: list[tuple[str | int, ...]] = []
    for name, part in document.items() if isinstance(document, dict) else ():
        for event, items in part.items() if isinstance(part, dict) else ():
            found.extend(_ours((name, event), items))
        if name == "hooks":
            found.extend(_ours((name,), part))
    return found[::-1]


def _ours(above: tuple[str, ...], items: object) -> Iterator[tuple[str | int, ...]]:
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict):
            continue
        handlers = item.get("hooks")
        if isinstance(handlers, list):
            mine = [place for place, one in enumerate(handlers) if _handler(one)]
            if mine and len(mine) == len(handlers):
                yield (*above, number)
            else:
                for place in mine:
                    yield (*above, number, "hooks", place)
        elif _handler(item):
            yield (*above, number)


def _handler(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    said = [item.get("command"), item.get("bash"), *(item["args"] if isinstance(item.get("args"), list) else ())]
    return any(isinstance(one, str) and is_hook(one) for one in said)


def at(document: object, path: tuple[str | int, ...]) -> object:
    """What stands at a path; None when nothing does."""
    for step in path:
        if isinstance(step, str) and isinstance(document, dict):
            document = document.get(step)
        elif isinstance(step, int) and isinstance(document, list) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def lines_in(document: object) -> list[str]:
    """The command lines of Keyturn's hooks in a document, in its order."""
    out: list[str] = []
    for path in reversed(ours(document)):
        item = at(document, path)
        for one in item["hooks"] if isinstance(item, dict) and isinstance(item.get("hooks"), list) else [item]:
            out += [one[key] for key in ("command", "bash") if isinstance(one, dict) and isinstance(one.get(key), str)]
    return out


def facts(document: object) -> list[str]:
    """Each of Keyturn's hooks with its event and what its group says, as text to compare."""
    import json

    out: list[str] = []
    for path in reversed(ours(document)):
        item = at(document, path)
        event = path[1] if isinstance(path[1], str) else ""
        group = at(document, path[:3]) if event else item
        around = {key: part for key, part in group.items() if key != "hooks"} if isinstance(group, dict) else {}
        held = item["hooks"] if isinstance(item, dict) and isinstance(item.get("hooks"), list) else [item]
        out += [json.dumps([event, around if one is not group else {}, one], sort_keys=True) for one in held]
    return out


# ---- on a machine --------------------------------------------------------------------------------------------------


def folder(agent: Agent, home: str, environ: Mapping[str, str]) -> str:
    """Where a host keeps its things: where it looks itself, since these are its own settings."""
    named = environ.get(agent.variable, "") if agent.variable else ""
    if named and os.path.isabs(named):
        return named
    if agent.folder.startswith(".config/"):
        base = environ.get("XDG_CONFIG_HOME", "")
        if os.path.isabs(base):
            return os.path.join(base, agent.folder[len(".config/") :])
    return os.path.join(home, agent.folder)


def there(agent: Agent, home: str, environ: Mapping[str, str]) -> bool:
    """Whether a host is installed, as far as its directories and PATH tell."""
    if not agent.shares and os.path.isdir(folder(agent, home, environ)):
        return True
    return _somewhere(agent.probes, agent.programs, home, environ)


def without_hook(home: str, environ: Mapping[str, str]) -> list[str]:
    """Titles of installed agents that no hook can guard."""
    return [title for title, places, programs in WITHOUT if _somewhere(places, programs, home, environ)]


def by_hand(home: str, environ: Mapping[str, str]) -> list[str]:
    """Titles of installed agents whose hook a person must put in."""
    return [title for title, places, programs in BY_HAND if _somewhere(places, programs, home, environ)]


def _somewhere(places: tuple[str, ...], programs: tuple[str, ...], home: str, environ: Mapping[str, str]) -> bool:
    from keyturn.adapter.processes import find_program

    if any(os.path.exists(os.path.join(home, place)) for place in places):
        return True
    return any(find_program(name, environ.get("PATH", "")) for name in programs)


def files(agent: Agent, home: str, environ: Mapping[str, str]) -> list[str]:
    """The settings files that a host reads; for a host with one file for every agent of its own, those that exist."""
    path = os.path.join(folder(agent, home, environ), agent.file)
    if "*" in agent.file:
        above = os.path.dirname(path)
        try:
            names = sorted(os.listdir(above))
        except OSError:
            return []
        return [os.path.join(above, name) for name in names if name.endswith(".json")]
    if agent.host == "codex" and not os.path.lexists(path):
        # Codex warns when both hold hooks, so whichever holds some already gets ours
        toml = os.path.join(os.path.dirname(path), "config.toml")
        try:
            with open(toml, "rb") as handle:
                import tomllib

                if any(name != "state" for name in tomllib.load(handle).get("hooks", {})):
                    return [toml]
        except (OSError, ValueError, AttributeError, TypeError):
            return [path]
    return [path]


# ---- the record of what was put where ------------------------------------------------------------------------------


def recall(path: str) -> dict[str, dict[str, object]]:
    """The record: settings file → what was put there. Empty when there is none or it cannot be read."""
    import json

    try:
        with open(path, "rb") as handle:
            found = json.load(handle)
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): one for name, one in found.items() if isinstance(one, dict)}


def remember(path: str, record: Mapping[str, Mapping[str, object]]) -> None:
    """Keep the record, whole or not at all; an empty one is none."""
    import json

    if not record:
        if os.path.exists(path):
            os.unlink(path)
        return
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    beside = f"{path}.{os.getpid()}.new"
    data = json.dumps(record, indent=2, sort_keys=True).encode() + b"\n"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(beside, path)
