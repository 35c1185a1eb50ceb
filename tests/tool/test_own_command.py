"""What it guards cannot vouch for a configuration."""

import pytest

from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW, DENY, HOLD
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.policy.decide import decide
from keyturn.tool.view import View


def verdict(command):
    found = follow(Source(SHELL, Word(command)), View())
    return decide(found.effects, found.blind).verdict


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("keyturn config trust keyturn.toml", DENY),
        ("keyturn config --json trust a.toml", DENY),
        ("sudo keyturn config trust a.toml", DENY),
        ("/opt/bin/keyturn config trust a.toml", DENY),
        ("x=trust; keyturn config $x a.toml", DENY),
        ("keyturn config $WHAT a.toml", HOLD),
        ("keyturn $WHAT", HOLD),
        ('keyturn check "$COMMAND"', ALLOW),
        ("keyturn config check", ALLOW),
        ("keyturn config", ALLOW),
        ("keyturn", ALLOW),
        ("keyturn config trust --help", ALLOW),
        ("keyturn allow", ALLOW),
        ("keyturn allow --json", ALLOW),
        ("keyturn allow 8c22a24bd9", DENY),
        ("keyturn allow --sudo 8c22a24bd9", DENY),
        ("script -qc 'keyturn allow 8c22a24bd9' /dev/null", DENY),
        ("yes | python3 -m keyturn allow 8c22a24bd9", DENY),
        ("keyturn allow $ID", DENY),
        ("keyturn allow --help", ALLOW),
        ("keyturn pins", ALLOW),
        ("keyturn pins accept infra/prod", DENY),
        ("keyturn pins forget infra/prod", DENY),
        ("keyturn pins accept --help", ALLOW),
        ("keyturn pause", ALLOW),
        ("keyturn pause 8h --reason tests", DENY),
        ("keyturn log why 8c22a24bd9", ALLOW),
        ("keyturn uninstall git --yes", DENY),
        ("echo y | keyturn uninstall git", DENY),
        ("python3 -I -m keyturn uninstall git --yes", DENY),
        ("keyturn uninstall git --dry-run", ALLOW),
        ("keyturn mcp --unwrap .mcp.json", DENY),
        ("keyturn mcp --unwrap=.mcp.json", DENY),
        ("keyturn mcp --unwrap .mcp.json --dry-run", ALLOW),
        ("keyturn mcp --wrap .mcp.json", ALLOW),
        ("keyturn mcp -- cat --unwrap x", ALLOW),
        ("keyturn init git --yes", ALLOW),
    ],
)
def test_verdict(command, wanted):
    assert verdict(command) == wanted
