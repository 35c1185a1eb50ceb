"""`keyturn explain`: the tree, what was unwrapped, the environment and why, the obligations."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from keyturn.cli.main import dispatch


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_chain_is_shown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "package.json").write_text('{"scripts": {"clean": "make wipe"}}')
    (place / "Makefile").write_text("wipe:\n\trm -rf /srv/data\n")
    assert dispatch(["explain", "npm run clean"]) == 1
    out = capsys.readouterr().out
    assert "filesystem/recursive-delete" in out
    assert "npm run clean" in out
    assert "Makefile" in out
    assert "row:     4" in out
    assert "cell:    C → hold" in out


def test_json_has_the_tree(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["explain", "--json", "sudo env A=1 rm -rf /srv/x"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [node["what"] for node in answer["tree"]][-1].endswith("rm -rf /srv/x")
    assert answer["verdict"] == "hold"


def test_one_line_of_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "run.sh").write_text("#!/bin/sh\nls\nrm -rf /srv/data\n")
    assert dispatch(["explain", "run.sh:3"]) == 1
    assert "filesystem/recursive-delete" in capsys.readouterr().out
    assert dispatch(["explain", "run.sh:2"]) == 0


def test_what_cannot_be_read_is_three(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "x.bin").write_bytes(b"\0\1\2")
    assert dispatch(["explain", "nowhere.sh:3"]) == 3
    assert dispatch(["explain", "x.bin:1"]) == 3
    assert dispatch(["explain"]) == 2
    assert dispatch(["explain", "--what", "ls"]) == 2
    assert capsys.readouterr().err.count("\n  ") == 4
