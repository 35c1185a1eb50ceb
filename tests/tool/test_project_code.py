"""What an action wrote is its own words, also when a runner finds it by itself; tests that clean up are left alone."""

from pathlib import Path

import pytest

from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.policy.decide import decide
from keyturn.tool.view import View
from keyturn.wiring import gate

VIEW = View()
HOME = "/home/ada"


def verdict(root: Path, name: str, text: str, command: str) -> str:
    """Of a command, after the session wrote a file."""
    work = root / "app"
    path = work / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    judge = gate.judge(gate.Surroundings({"HOME": HOME}, str(work), root=str(root), temporary=()), str(work))
    return judge.decide(judge.follow(Source(SHELL, Word(command)), frozenset((str(path),)))).verdict


PYTHON = f"import shutil\ndef test_a():\n    shutil.rmtree('{HOME}')"
NODE = f"require('fs').rmSync('{HOME}', {{recursive: true}})"
GO = f'package main\nimport "os"\nfunc main() {{ os.RemoveAll("{HOME}") }}'
RUST = f'fn main() {{ std::fs::remove_dir_all("{HOME}").unwrap(); }}'


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("test_a.py", PYTHON, "pytest"),
        ("tests/test_a.py", PYTHON, "python3 -m pytest -q tests"),
        ("conftest.py", PYTHON, "pytest -x"),
        ("conftest.py", PYTHON, "uv run pytest"),
        ("a_test.py", "import os\nos.system('rm -rf ~')", "python -m unittest"),
        ("a.test.js", NODE, "node --test"),
        ("src/a.spec.ts", NODE, "npx vitest run"),
        ("__tests__/a.js", NODE, "npx jest"),
        ("main.go", GO, "go run ."),
        ("main.go", GO, "go run main.go"),
        ("a_test.go", GO, "go test ./..."),
        ("build.rs", RUST, "cargo build"),
        ("setup.py", PYTHON, "pip install -e ."),
    ],
)
def test_a_runner_runs_what_was_just_written(tmp_path: Path, name: str, text: str, command: str) -> None:
    assert verdict(tmp_path, name, text, command) != ALLOW


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("test_a.py", "import shutil\ndef test_a(tmp_path):\n    shutil.rmtree(tmp_path / 'x')", "pytest"),
        ("test_a.py", "import os\ndef test_a():\n    os.remove('out.txt')", "pytest -q"),
        ("test_a.py", "def test_a():\n    assert judge('rm -rf /') == 'hold'", "pytest"),
        ("test_a.py", PYTHON, "pytest --collect-only"),
        ("clean.py", PYTHON, "pytest"),
        ("a.test.js", "fs.rmSync(path.join(tmp, 'x'), {recursive: true})", "npx jest"),
        ("a.test.js", NODE, "npx eslint ."),
        ("tool.go", GO, "go test ./..."),
        ("test_a.py", PYTHON, "python3 manage.py check"),
    ],
)
def test_a_test_that_cleans_up_is_left_alone(tmp_path: Path, name: str, text: str, command: str) -> None:
    assert verdict(tmp_path, name, text, command) == ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "/lib64/ld-linux-x86-64.so.2 /bin/rm -rf /srv/data",
        "/lib/ld-musl-x86_64.so.1 --library-path /x /bin/rm -rf /srv/data",
        "docker run --privileged --pid=host alpine nsenter -t 1 -m sh -c 'rm -rf /srv/data'",
        "pipx uninstall-all",
        "pipx runpip keyturn uninstall -y keyturn",
        "SKIP=keyturn git commit -m x",
        "claude mcp add notes -- sh -c 'rm -rf ~'",
    ],
)
def test_ways_around_a_name(command: str) -> None:
    found = follow(Source(SHELL, Word(command)), VIEW)
    assert decide(found.effects, found.blind).verdict != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "ldd /bin/ls",
        "/lib64/ld-linux-x86-64.so.2 --list /bin/ls",
        "pipx runpip keyturn list",
        "SKIP=eslint git commit -m x",
        "claude mcp add notes -- npx notes-server",
        "perl -i -pe 's/a/b/' src/a.py",
    ],
)
def test_their_everyday_neighbours_pass(command: str) -> None:
    found = follow(Source(SHELL, Word(command)), VIEW)
    assert decide(found.effects, found.blind).verdict == ALLOW


def test_an_edit_in_place_that_prints_nothing_empties_the_file() -> None:
    found = follow(Source(SHELL, Word("perl -i -ne '' src/a.py")), VIEW)
    assert [one.rule for one in found.effects] == ["filesystem/truncate"]
