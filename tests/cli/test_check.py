"""`keyturn check` as a person and a program see it: text, JSON, JSON lines, exit codes, bad input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from keyturn.cli.main import dispatch


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, Any]]]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogateescape"))))
    code = dispatch(["check", "--jsonl"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("command", "code", "word"),
    [("git status", 0, "ALLOW"), ("rm -rf src", 1, "HOLD"), ("rm -rf /", 1, "DENY"), ("echo 'open", 1, "HOLD")],
)
def test_exit_codes_and_headline(
    place: Path, command: str, code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(["check", command]) == code
    assert word in capsys.readouterr().out.splitlines()[0]


def test_a_stop_says_what_where_why_and_what_instead(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dispatch(["check", "sudo terraform destroy -auto-approve"])
    out = capsys.readouterr().out
    assert "terraform/destroy" in out
    for label in ("where:", "why:", "instead:", "needs:", "reached through: sudo"):
        assert label in out


def test_json_is_whole(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["check", "--json", "rm -rf src"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "hold"
    assert answer["rules"] == ["filesystem/recursive-delete"]
    (reason,) = answer["reasons"]
    assert reason["targets"][0]["facets"]["path"] == str(place / "src")
    assert reason["cell"] == "U"
    assert answer["needs"] == ["an undo point"]


def test_json_lines_keep_their_order_and_answer_every_line(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        '{"id": 1, "command": "ls"}\n'
        "\n"
        '{"id": "b", "command": "rm -rf /"}\n'
        '{"id": 3, "command": "rm -rf keyturn-never-made", "cwd": "/tmp"}\n'
    )
    code, answers = lines(text, monkeypatch, capsys)
    assert code == 0
    assert [answer["id"] for answer in answers] == [1, "b", 3]
    assert [answer["verdict"] for answer in answers] == ["allow", "deny", "allow"]


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[1]",
        '"text"',
        '{"id": 2}',
        '{"id": 2, "command": 5}',
        '{"id": 2, "command": "ls", "cwd": 5}',
        '{"id": 2, "command": null}',
        "\udcff\udcfe",
        "[" * 100_000,
    ],
    ids=range(9),
)
def test_one_bad_line_is_held_and_ends_nothing(
    place: Path, bad: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answers = lines(f'{{"id": 1, "command": "ls"}}\n{bad}\n{{"id": 3, "command": "ls"}}\n', monkeypatch, capsys)
    assert code == 3
    assert [answer["verdict"] for answer in answers] == ["allow", "hold", "allow"]
    assert answers[1]["error"].startswith("line 2: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no command"),
        (["ls", "-la"], "one command"),
        (["--nonsense"], "no option --nonsense"),
        (["--cwd"], "--cwd needs"),
        (["--jsonl", "ls"], "--jsonl reads"),
    ],
)
def test_usage_errors_are_two_and_say_what_to_do(
    place: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(["check", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "\n  " in error


def test_dashes_take_the_rest_as_one_command(place: Path) -> None:
    assert dispatch(["check", "--quiet", "--", "rm", "-rf", "my dir"]) == 1
    assert dispatch(["check", "--quiet", "--", "ls", "-la"]) == 0


def test_the_command_may_come_from_standard_input(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"rm -rf src\n")))
    assert dispatch(["check", "--quiet", "-"]) == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert dispatch(["check", "--quiet", "-"]) == 3


def test_what_hides_is_written_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dispatch(["check", "rm -rf \u202esrc \x1b[31m"])
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "\x1b" not in out
    assert "\\u202e" in out


def test_no_colour_in_a_pipe_and_by_wish(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    call = [sys.executable, "-m", "keyturn", "check", "rm -rf /"]
    plain = subprocess.run(call, capture_output=True, check=False, env=environment)
    assert b"\x1b" not in plain.stdout
    coloured = subprocess.run(call, capture_output=True, check=False, env={**environment, "FORCE_COLOR": "1"})
    assert b"\x1b" in coloured.stdout
    off = {**environment, "FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert b"\x1b" not in subprocess.run(call, capture_output=True, check=False, env=off).stdout


def test_unknown_commands_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch([]) == 2
    assert dispatch(["chek"]) == 2
    assert "Did you mean `keyturn check`?" in capsys.readouterr().err
    assert dispatch(["--help"]) == 0
    assert dispatch(["check", "--help"]) == 0
    assert dispatch(["--version", "--json"]) == 0
    assert "exit codes" in capsys.readouterr().out


def test_a_fault_is_not_clear(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("keyturn.wiring.check.Checker.check", lambda *_: 1 / 0)
    assert dispatch(["check", "ls"]) == 3
    assert "could not judge" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "a |" * 20_000 + " b",
        "echo " + "x" * 1_000_000,
        "$(" * 20_000,
        "{" * 30_000,
        "'" * 40_001,
        "rm -rf / " * 200_000,
        "if " * 5_000,
        "((" * 20_000,
        "<<A " * 10_000,
        "fi " * 20_000,
        "!(a)" * 15_000,
        "{a,b}" * 12_000,
        "${x%" * 10_000,
        "a=b " * 15_000,
        "\\\n" * 30_000,
        "`" * 60_000,
        "$(x) " * 12_000,
        "\U0001f600{" * 8_000,
    ],
    ids=range(18),
)
def test_hostile_sizes_end_in_a_verdict(place: Path, command: str) -> None:
    assert dispatch(["check", "--quiet", command]) in (0, 1)
