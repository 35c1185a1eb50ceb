"""What the scaffold writes passes its own tests at once, as a table and as a module."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import new_family


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The parts of the tree that a family needs."""
    for part in ("src", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "tool").mkdir(parents=True)
    for part in ("tests/support.py", "tests/conftest.py", "tests/tool/test_rules.py", "pyproject.toml"):
        shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


def ran(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("kind", ["table", "module"])
def test_a_new_family_passes_its_tests(copy: Path, kind: str) -> None:
    new_family.main(["zorptool", "--no-build", *(["--module"] if kind == "module" else [])], root=copy)
    built = ran(copy, "tools/build_tables.py")
    assert built.returncode == 0, built.stderr
    tested = ran(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "zorptool", "tests/tool/test_zorptool.py",
        "tests/tool/test_rules.py",
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout
    judged = ran(copy, "-m", "keyturn", "check", "sudo zorptool --project=shop delete thing")
    assert judged.returncode == 1
    assert "zorptool/delete" in judged.stdout


def test_nothing_that_stands_is_overwritten(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        new_family.main(["consul", "--no-build"], root=copy)
    assert stopped.value.code == 2
    assert "stands already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Acme", "../x", "a b", "9a", ""])
def test_a_name_that_will_not_do_is_refused(copy: Path, name: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        new_family.main([name, "--no-build"], root=copy)
    assert stopped.value.code == 2
