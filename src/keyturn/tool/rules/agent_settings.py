"""Settings of coding agents that loosen what they may do."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF
from keyturn.model.rule import CRITICAL, HIGH, LOW, MEDIUM, Rule

_LANGUAGE = "agent-settings"
_PAGE = "https://code.claude.com/docs/en/settings"


def _json(text: str) -> tuple[str, str]:
    return _LANGUAGE, text


RULES: tuple[Rule, ...] = (
    Rule(
        id="agent-settings/permissions-off",
        summary="An agent's settings let it act without asking",
        why="The question before a command is what stops a mistaken or talked-into agent. In a committed file it is off for "
        "everybody who opens the project.",
        instead="Allow the few commands that are needed by name, and keep the mode that asks for the rest.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=(
            "mode",
            "approv",
            "yolo",
            "autoaccept",
            "yes-always",
            "alwaysallow",
            "dangerously",
            "permission",
            "workspace.trust",
            "automatictasks",
            "sandbox",
            "autorun",
            "executeall",
        ),
        match=(
            _json('{"permissions": {"defaultMode": "bypassPermissions"}}'),
            _json('approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'),
            _json('{"chat.tools.autoApprove": true}'),
        ),
        no_match=(
            _json('{"permissions": {"defaultMode": "acceptEdits"}}'),
            _json('approval_policy = "on-request"\nsandbox_mode = "workspace-write"\n'),
        ),
        source=_PAGE,
    ),
    Rule(
        id="agent-settings/broad-allow",
        summary="An agent's settings allow any command, or a destructive program with any arguments",
        why="What is allowed here runs unseen. `rm` with any arguments is `rm -rf` of anything.",
        instead="Allow whole commands or harmless programs, such as Bash(npm test) or Bash(git status:*).",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("allow", "bash", "approve", "coretools", "permission"),
        match=(
            _json('{"permissions": {"allow": ["Bash(*)"]}}'),
            _json('{"permissions": {"allow": ["Bash(rm:*)"]}}'),
            _json('{"permission": {"bash": "allow"}}'),
        ),
        no_match=(
            _json('{"permissions": {"allow": ["Bash(npm run test:*)", "Read"]}}'),
            _json('{"permissions": {"deny": ["Bash(rm:*)"]}}'),
        ),
        source=_PAGE,
    ),
    Rule(
        id="agent-settings/hooks-off",
        summary="An agent's settings switch its hooks off",
        why="Keyturn stands in a hook. With hooks off nothing reads a command before it runs.",
        instead="Take out the single hook that is in the way, and say why in the change.",
        severity=CRITICAL,
        confidence="high",
        category=GUARD_OFF,
        anchors=("hooks",),
        match=(_json('{"disableAllHooks": true}'), _json("[features]\nhooks = false\n")),
        no_match=(_json('{"disableAllHooks": false}'), _json("[features]\nhooks = true\n")),
        source=_PAGE,
    ),
    Rule(
        id="agent-settings/servers-trusted",
        summary="An agent trusts servers without asking",
        why="A server's tools act with the user's rights, and a project's file may name any server.",
        instead="List the servers that were looked at by name, and let the agent ask for the rest.",
        severity=MEDIUM,
        confidence="high",
        category=EXPOSURE,
        anchors=("enableallprojectmcpservers", "trust", "autoapprove", "alwaysallow"),
        match=(
            _json('{"enableAllProjectMcpServers": true}'),
            _json('{"mcpServers": {"x": {"command": "x-server", "trust": true}}}'),
        ),
        no_match=(
            _json('{"enabledMcpjsonServers": ["x"]}'),
            _json('{"mcpServers": {"x": {"command": "x-server", "trust": false}}}'),
        ),
        source=_PAGE,
    ),
    Rule(
        id="agent-settings/unpinned-server",
        summary="A server is started in whatever version is newest",
        why="The newest version may be one that was put there this morning by somebody else; it runs with the user's rights.",
        instead="Name the version, as in `npx -y some-server@1.4.2`.",
        severity=LOW,
        confidence="medium",
        category=EXPOSURE,
        anchors=("npx", "bunx", "pnpx", "uvx", "pipx"),
        match=(
            _json('{"mcpServers": {"x": {"command": "npx", "args": ["-y", "some-server"]}}}'),
            _json('{"servers": {"x": {"command": "uvx", "args": ["some-server@latest"]}}}'),
        ),
        no_match=(
            _json('{"mcpServers": {"x": {"command": "npx", "args": ["-y", "some-server@1.4.2"]}}}'),
            _json('{"mcpServers": {"x": {"command": "node", "args": ["server.js"]}}}'),
        ),
        source="https://modelcontextprotocol.io/docs/tutorials/security/security_best_practices",
    ),
    Rule(
        id="agent-settings/plain-server",
        summary="A server elsewhere is reached without encryption",
        why="Whoever sits between can read what the agent sends and write what it is told.",
        instead="Use the server's https address.",
        severity=MEDIUM,
        confidence="high",
        category=EXPOSURE,
        anchors=("http://",),
        match=(
            _json('{"mcpServers": {"x": {"url": "http://tools.example.com/mcp"}}}'),
            _json('{"servers": {"x": {"type": "http", "url": "http://10.0.0.4/sse"}}}'),
        ),
        no_match=(
            _json('{"mcpServers": {"x": {"url": "https://tools.example.com/mcp"}}}'),
            _json('{"mcpServers": {"x": {"url": "http://localhost:3000/mcp"}}}'),
        ),
        source="https://modelcontextprotocol.io/docs/tutorials/security/security_best_practices",
    ),
    Rule(
        id="agent-settings/secret-in-settings",
        summary="A secret stands in an agent's settings",
        why="Settings are committed and read by every agent and server that starts; a key in them is a key given away.",
        instead="Refer to an environment variable, and revoke the key that stood here.",
        severity=HIGH,
        confidence="medium",
        category=EXPOSURE,
        anchors=("sk-", "ghp_", "gho_", "github_pat_", "xox", "akia", "glpat-", "aiza", "sk_live_", "npm_", "pypi-"),
        match=(
            _json(
                '{"mcpServers": {"x": {"command": "x", "env": {"TOKEN": "ghp_0123456789abcdefghijABCDEFGHIJ012345"}}}}'
            ),
            _json('{"env": {"KEY": "sk-0123456789abcdefghijABCDEFGHIJ012345"}}'),
        ),
        no_match=(
            _json('{"mcpServers": {"x": {"command": "x", "env": {"TOKEN": "${GITHUB_TOKEN}"}}}}'),
            _json('{"env": {"KEY": "sk-your-key-here"}}'),
        ),
        source="https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning",
    ),
    Rule(
        id="agent-settings/base-url",
        summary="An agent's conversations are sent to another address",
        why="Whoever runs that address reads the code and the key, and writes what the agent is told to do.",
        instead="Leave the address out, or use the gateway that the team runs and has written down.",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=("base_url",),
        match=(
            _json('{"env": {"ANTHROPIC_BASE_URL": "https://relay.example.net"}}'),
            _json('{"env": {"OPENAI_BASE_URL": "http://203.0.113.9/v1"}}'),
        ),
        no_match=(
            _json('{"env": {"ANTHROPIC_BASE_URL": "http://localhost:4000"}}'),
            _json('{"env": {"ANTHROPIC_MODEL": "some-model"}}'),
        ),
        source=_PAGE,
    ),
)
