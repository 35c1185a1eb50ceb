"""The demo is the main job on real input, so it is a test: every incident stopped, every look-alike let through."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.run import wrong
from demo.session import difference, entries
from tests.conftest import ROOT


def test_the_demo_meets_every_expectation_in_time() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "demo.run", "--colour", "never"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "In short" in done.stdout
    assert "every byte, permission and time as before" in done.stdout
    assert "1 of 1 directory that an agent wiped in dev brought back" in done.stdout
    assert done.stdout.count("did not run") == 2
    assert time.monotonic() - began < 90


def test_the_demo_notices_what_it_must() -> None:
    assert wrong(0, "", "git/") == "it was let through"
    assert wrong(3, "", "git/") == "it was not judged (exit 3)"
    assert wrong(1, "sql/drop-table", "git/").startswith("it was stopped, but not for")
    assert wrong(1, "git/force-push", "git/", "2,229") == "it was stopped, but 2,229 is not named"
    assert wrong(1, "git/force-push: 2229 files", "git/", "2,229") == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda place: (place / "a").write_bytes(b"other"), "a is not what it was"),
        (lambda place: (place / "a").chmod(0o600), "a is not what it was"),
        (lambda place: os.utime(place / "a", ns=(0, 1_000_000_001)), "a is not what it was"),
        (lambda place: (place / "link").unlink(), " is not "),
        (lambda place: (place / "new").mkdir(), " is n"),
    ],
)
def test_the_demo_compares_everything(tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    place = tmp_path / "drafts"
    place.mkdir()
    (place / "a").write_bytes(b"one")
    (place / "a").chmod(0o644)
    os.utime(place / "a", ns=(0, 1_000_000_000))
    (place / "link").symlink_to("a")
    before = entries(place)
    assert difference(before, entries(place)) == ""
    change(place)
    assert said in difference(before, entries(place))


def test_an_incident_with_its_real_tool_comes_out_as_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo.tools", "files-2229"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "back again: 2,229 files" in done.stdout
    assert "1 incidents" not in done.stdout


@pytest.mark.soak
def test_every_incident_with_its_real_tool_comes_out_as_told() -> None:
    done = subprocess.run([sys.executable, "-m", "demo.tools"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert done.stdout.count("it is stopped") == 10
