"""docs/everyday.md is a contract: every command on it passes, in a tracked workspace, with no configuration."""

from __future__ import annotations

import re

import pytest

from keyturn.model.decision import ALLOW
from tests.conftest import ROOT
from tests.support import DictWorkspace, decided

PAGE = ROOT / "docs" / "everyday.md"
FENCED = re.compile(r"^```(sh|bash)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENOUGH = 600
"""Fewer than this and the page has lost something."""

FILES = {
    "/work/app/package.json": '{"name": "app", "scripts": {"test": "vitest run", "build": "tsc", "lint": "eslint .", '
    '"dev": "vite", "start": "node index.js"}}',
    "/work/app/Makefile": "all:\n\tcc -o build/app main.c\n\ntest: all\n\t./build/app --test\n\n"
    "clean:\n\trm -rf build *.o\n\ndistclean: clean\n\trm -f config.status\n",
    "/work/app/scripts/test.sh": "#!/bin/sh\nset -e\nnpm test\n",
    "/work/app/scripts/build.sh": "#!/bin/sh\nset -e\nrm -rf dist\nnpm run build\n",
    "/work/app/docker-compose.yml": "services:\n  web:\n    build: .\n  db:\n    image: postgres:16\n",
    "/work/app/deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\n",
    "/work/app/queries/report.sql": "select count(*) from users;\n",
    "/work/app/README.md": "# App\n",
    "/work/app/src/app.py": "import os\n",
    "/work/app/src/old.py": "x = 1\n",
    "/work/app/tests/test_app.py": "def test_app() -> None: ...\n",
    "/work/app/.env": "DATABASE_URL=postgres://localhost/app\n",
}


def workspace() -> DictWorkspace:
    """An ordinary clone: sources are tracked, output is not."""
    return DictWorkspace(
        FILES, repositories=("/work/app",), tracked=tuple(name for name in FILES if ".env" not in name)
    )


def commands() -> list[tuple[int, str]]:
    """Line number and text of every command on the page: a line of an `sh` block, or a whole `bash` block."""
    text = PAGE.read_text(encoding="utf-8")
    found: list[tuple[int, str]] = []
    for block in FENCED.finditer(text):
        first = text.count("\n", 0, block.start(2)) + 1
        if block[1] == "bash":
            found.append((first, block[2]))
        else:
            found += [(first + at, line) for at, line in enumerate(block[2].splitlines()) if line.strip()]
    return found


COMMANDS = commands()


def test_the_page_is_read_whole() -> None:
    assert len(COMMANDS) >= ENOUGH
    doubled = [text for _line, text in COMMANDS if [other for _at, other in COMMANDS].count(text) > 1]
    assert doubled == []


@pytest.mark.parametrize(("line", "command"), [pytest.param(*one, id=f"line-{one[0]}") for one in COMMANDS])
def test_an_everyday_command_passes(line: int, command: str) -> None:
    decision = decided(command, workspace())
    assert decision.verdict == ALLOW, f"docs/everyday.md:{line}: {command}"
