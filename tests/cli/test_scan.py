"""`keyturn scan` as a program: exit codes, forms, files, and a start that loads little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keyturn.cli import scan
from keyturn.errors import UsageError
from tests.repositories import Repository

DANGER = "#!/bin/sh\nrm -rf /srv/data\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = Repository(tmp_path / "work")
    found.commit({"x.txt": "x"})
    monkeypatch.chdir(found.root)
    return found


def keyturn(*args: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "keyturn.cli.main", *args], input=data, capture_output=True, check=False
    )


def test_exit_codes(repository: Repository) -> None:
    assert keyturn("scan", "--staged").returncode == 0
    nothing = keyturn("scan")
    assert nothing.returncode == 3
    assert b"nothing is staged" in nothing.stderr
    repository.stage({"deploy.sh": DANGER})
    assert keyturn("scan").returncode == 1
    assert keyturn("scan", "--exit-zero").returncode == 0
    assert keyturn("scan", "--fail-on", "critical").returncode == 0
    assert keyturn("scan", "--fail-on=high").returncode == 1
    assert keyturn("scan", "--range", "nowhere..HEAD").returncode == 3
    assert keyturn("scan", "--range", "nowhere..HEAD", "--exit-zero").returncode == 3


@pytest.mark.parametrize(
    "args",
    [
        ["--nonsense"],
        ["--fail-on", "x"],
        ["--range"],
        ["--staged", "--range", "A..B"],
        ["--staged", "x"],
        ["--color=x"],
    ],
)
def test_usage_errors(repository: Repository, args: list[str]) -> None:
    assert keyturn("scan", *args).returncode == 2
    with pytest.raises(UsageError):
        scan.run(args)


def test_forms_and_output(repository: Repository, tmp_path: Path) -> None:
    repository.stage({"deploy.sh": DANGER})
    assert json.loads(keyturn("scan", "--json").stdout)["stopping"] == 1
    target = tmp_path / "out.sarif"
    done = keyturn("scan", "--sarif", "--output", str(target))
    assert done.returncode == 1
    assert not done.stdout
    assert json.loads(target.read_text())["version"] == "2.1.0"
    assert b"\x1b[" in keyturn("scan", "--color", "always").stdout
    assert b"\x1b[" not in keyturn("scan").stdout
    assert keyturn("scan", "--output", str(tmp_path / "no" / "where")).returncode == 2


def test_a_patch_on_standard_input(repository: Repository) -> None:
    repository.stage({"deploy.sh": DANGER})
    patch = (repository.git("diff", "--cached") + "\n").encode()
    assert keyturn("scan", "--patch", "-", data=patch).returncode == 1
    assert keyturn("scan", "--patch", "-", data=b"").returncode == 3


def test_help_names_every_option() -> None:
    text = keyturn("scan", "--help").stdout.decode()
    for name, _what in scan.OPTIONS:
        assert name in text


def test_a_trivial_scan_loads_little(repository: Repository) -> None:
    repository.stage({"README.md": "rm -rf /\n", "app.py": "print(1)\n"})
    program = (
        "import sys; from keyturn.cli import scan; code = scan.run(['--staged']);"
        "heavy = {'re', 'json', 'argparse', 'subprocess', 'dataclasses', 'typing', 'pathlib', 'tomllib', 'asyncio',"
        " 'tree_sitter', 're2', 'hashlib', 'keyturn.tool.rules.git', 'multiprocessing'};"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; sys.path[:0] = " + repr(sys.path) + "; " + program],
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode().splitlines()[-1] == "0 []", done
