"""An agent that is started without its hooks is one that nobody guards."""

import pytest

from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW, DENY
from keyturn.model.source import SHELL, Origin, Source
from keyturn.model.word import Word
from keyturn.policy.decide import decide
from keyturn.tool.view import View


def verdict(command: str, origin: Origin | None = None) -> str:
    source = Source(SHELL, Word(command)) if origin is None else Source(SHELL, Word(command), origin)
    found = follow(source, View())
    return decide(found.effects, found.blind).verdict


@pytest.mark.parametrize(
    "command",
    [
        "claude --bare -p 'delete it all'",
        "claude -p --safe-mode 'delete it all'",
        "/usr/local/bin/claude --bare",
        "npx @anthropic-ai/claude-code --bare -p x",
        "claude --settings '{\"disableAllHooks\": true}' -p x",
        "claude --setting-sources project,local -p x",
        "CLAUDE_CONFIG_DIR=/tmp/x claude -p x",
        "export CLAUDE_CONFIG_DIR=/tmp/x; claude -p x",
        "export HOME=/tmp/fake; claude -p x",
        "env HOME=/tmp/fake claude -p x",
        "codex -c features.hooks=false exec x",
        "codex --config features.codex_hooks=false exec x",
        "codex -c 'hooks={}' exec x",
        "codex exec --disable hooks x",
        "codex features disable hooks",
        "CODEX_HOME=/tmp/x codex exec x",
        "opencode --pure run x",
        "OPENCODE_PURE=1 opencode run x",
        "pi --no-extensions x",
    ],
)
def test_an_agent_without_hooks_is_refused(command: str) -> None:
    assert verdict(command) == DENY


@pytest.mark.parametrize(
    "command",
    [
        "claude",
        "claude --version",
        "claude -p 'what does --bare do?'",
        "claude --dangerously-skip-permissions -p x",
        'claude --settings \'{"model": "opus"}\' -p x',
        "claude --setting-sources user,project -p x",
        "claude mcp list",
        "codex exec 'explain hooks=false'",
        "codex -c model=o3 -c features.hooks=true exec x",
        "codex exec --disable web_search x",
        "opencode run x",
        "OPENCODE_PURE=0 opencode run x",
        "gemini -p x",
        "copilot svc logs",
    ],
)
def test_an_agent_as_ever_passes(command: str) -> None:
    assert verdict(command) == ALLOW


def test_a_pipelines_own_agent_has_no_hooks_to_lose() -> None:
    assert verdict("claude --bare -p review", Origin(".github/workflows/review.yml")) == ALLOW
