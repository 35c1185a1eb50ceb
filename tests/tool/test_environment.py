"""Variables before a command: what loads foreign code, and what only looks like it."""

from __future__ import annotations

import pytest

from keyturn.model.decision import ALLOW, HOLD
from tests.support import verdict


@pytest.mark.parametrize(
    "command",
    [
        "LD_PRELOAD=./x.so ls",
        "LD_PRELOAD=/usr/lib/a.so:/tmp/x.so ls",
        "LD_PRELOAD=/usr/../tmp/x.so ls",
        "LD_PRELOAD=$X ls",
        "RUBYOPT=-r./x ruby a.rb",
        "PERL5OPT='-w -Mevil' perl a.pl",
        "JAVA_TOOL_OPTIONS=-javaagent:/tmp/x.jar java -version",
        "export BASH_ENV=/tmp/x.sh",
    ],
)
def test_foreign_code_is_held(command: str) -> None:
    assert verdict(command) == HOLD


@pytest.mark.parametrize(
    "command",
    [
        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2 node app.js",
        "LD_PRELOAD= ls",
        "BASH_ENV=/dev/null ls",
        "RUBYOPT=-W0 ruby a.rb",
        "PERL5OPT=-w perl a.pl",
        "JAVA_TOOL_OPTIONS='-Xmx512m -Dfile.encoding=UTF-8' java -version",
    ],
)
def test_installed_libraries_and_plain_options_pass(command: str) -> None:
    assert verdict(command) == ALLOW
