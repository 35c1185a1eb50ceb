"""`keyturn explain FILE:LINE`: what stands on that line, and what it leads to."""

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


def test_what_a_line_leads_to_in_other_files_counts(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "Makefile").write_text("all:\n\tls\nwipe:\n\trm -rf /srv/data\n")
    (place / "run.sh").write_text("#!/bin/sh\nmake wipe\nls\nls\n")
    assert dispatch(["explain", "--json", "run.sh:2"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["rules"] == ["filesystem/recursive-delete"]
    assert [node["what"] for node in answer["tree"]][-1] == "rm -rf /srv/data"
    # the Makefile's fourth line is not the script's
    assert dispatch(["explain", "--json", "run.sh:4"]) == 0
    assert [node["what"] for node in json.loads(capsys.readouterr().out)["tree"]] == ["ls"]


def test_a_line_that_is_not_there_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "run.sh").write_text("#!/bin/sh\nls\n")
    for line in ("0", "3", "999"):
        assert dispatch(["explain", f"run.sh:{line}"]) == 2
        assert f"has no line {line}\n  its lines are 1 to 2" in capsys.readouterr().err


def test_own_rules_count_on_a_line_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "keyturn.toml").write_text(
        '[[rule]]\nid = "acme/reset"\nsummary = "resets"\nwhy = "A week of invoices."\ninstead = "acmectl close"\n'
        'command = { program = "acmectl", subcommand = ["reset"] }\nmatch = ["acmectl reset"]\n'
    )
    (place / "run.sh").write_text("#!/bin/sh\nacmectl reset\n")
    assert dispatch(["explain", "run.sh:2"]) == 1
    assert "acme/reset" in capsys.readouterr().out


def test_a_stop_by_an_own_rule_gives_its_own_advice(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test_own_rules_count_on_a_line_too(place, capsys)
    assert dispatch(["check", "acmectl reset"]) == 1
    out = capsys.readouterr().out
    assert "why:     A week of invoices." in out
    assert "instead: acmectl close" in out


def test_an_empty_line_says_that_nothing_runs_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "main.tf").write_text('terraform {\n  backend "s3" {}\n}\n')
    assert dispatch(["explain", "main.tf:2"]) == 0
    assert "nothing that runs stands there" in capsys.readouterr().out
