"""Variables set for a command: what they load, start or put in front, and the values that do nothing."""

from __future__ import annotations

import pytest

from keyturn.model.decision import ALLOW
from tests.support import rules, verdict


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("LD_PRELOAD=/tmp/x.so ls", "environment/preload"),
        ("LD_PRELOAD=/usr/lib/../../tmp/x.so ls", "environment/preload"),
        ("BASH_ENV=/tmp/x.sh bash script.sh", "environment/preload"),
        ("export BASH_ENV=/tmp/x.sh", "environment/preload"),
        ("ENV=/tmp/x.sh sh -i", "environment/preload"),
        ("NODE_OPTIONS='--require /tmp/x.js' npm test", "environment/preload"),
        ("RUBYOPT=-r/tmp/x ruby a.rb", "environment/preload"),
        ("JAVA_TOOL_OPTIONS=-javaagent:/tmp/x.jar java -jar a.jar", "environment/preload"),
        ("export PATH=/tmp/x:$PATH; ls", "environment/path"),
        ("PATH=.:$PATH make", "environment/path"),
        ("PATH=/dev/shm/x:/usr/bin git status", "environment/path"),
    ],
)
def test_what_a_variable_loads_is_an_effect(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "ENV=production npm run build",
        "RUBYOPT=-W0 rake test",
        "NODE_OPTIONS=--max-old-space-size=8192 npm run build",
        "JAVA_TOOL_OPTIONS=-Xmx2g mvn test",
        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2 ruby app.rb",
        "BASH_ENV=/dev/null bash script.sh",
        'export PATH="$HOME/bin:$PATH"',
        "export PATH=$PATH:/tmp/tools",
        "PATH=$PWD/node_modules/.bin:$PATH tsc",
        "PAGER=less man ls",
        "EDITOR='code --wait' kubectl edit deploy web --dry-run=client",
    ],
)
def test_a_value_that_loads_nothing_passes(command: str) -> None:
    assert verdict(command) == ALLOW


def test_a_pager_is_read_as_the_shell_would_run_it() -> None:
    assert verdict("PAGER='rm -rf ~ #' man ls") != ALLOW
    assert verdict("LESSOPEN='|rm -rf ~ %s' less notes.txt") != ALLOW
