"""The console script itself: streams that are closed, full or cannot show a character, and places that are gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MAIN = (sys.executable, "-m", "keyturn.cli.main")


def run(
    *arguments: str, shell: str = "", place: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program behind a shell that sets its streams up."""
    script = shell or 'exec "$@"'
    return subprocess.run(
        ["sh", "-c", script, "sh", *MAIN, *arguments],
        cwd=place,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_verdict(closed: str) -> None:
    assert run("check", "ls", shell=f'exec "$@" {closed}').returncode == 0
    assert run("check", "rm -rf /", shell=f'exec "$@" {closed}').returncode == 1


def test_a_command_from_a_closed_or_empty_stream_is_not_clear() -> None:
    assert run("check", "-", shell='exec "$@" <&-').returncode == 3
    assert run("check", "-").returncode == 3


@pytest.mark.parametrize("arguments", [("check", "ls"), ("rules",), ("--help",), ("--version",)])
def test_an_answer_that_cannot_be_written_is_not_clear(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, shell='ulimit -f 0; exec "$@" >answer', place=tmp_path)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"File too large" in done.stderr


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    done = run("rules", "--json", shell='"$@" | head -1')
    assert done.stdout
    assert done.stderr == b""


def test_a_locale_without_the_character_gets_an_escape() -> None:
    done = run("explain", "sudo rm -rf /é", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert b"\\xe9" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("command", [("check", "ls"), ("explain", "ls"), ("scan",), ("rules",), ("config", "show")])
def test_a_directory_that_is_gone_is_said(command: tuple[str, ...], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run(*command, shell='rmdir "$PWD" && exec "$@"', place=gone)
    assert done.returncode == 3
    assert b"the current directory is gone\n  cd to" in done.stderr


def test_a_directory_that_was_never_there_is_said(tmp_path: Path) -> None:
    done = run("check", "--cwd", str(tmp_path / "no"), "ls")
    assert done.returncode == 3
    assert b"is no directory\n  name one" in done.stderr


def test_modules_of_the_working_directory_are_not_imported(tmp_path):
    for name in ("json", "multiprocessing", "re", "subprocess"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')\n")
    (tmp_path / "a.sh").write_text("terraform destroy\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "scan", "--json", "."],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
    )
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "ran").exists()
