"""`keyturn log` and `keyturn stats`: what was recorded, found again, across every file of the record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.adapter.record_jsonl import JsonLinesRecorder
from keyturn.cli import log, stats
from keyturn.errors import UsageError
from keyturn.ledger.port import Record
from keyturn.wiring import record
from tests.homes import own_home

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    Value = Any


def decision(at: str, command: str, verdict: str = "pass", **more: Value) -> Record:
    body: dict[str, Value] = {
        "verdict": verdict,
        "host": "claude",
        "session": "s1",
        "tool": "Bash",
        "command": command,
        "directory": "/home/me/shop",
        "reasons": (
            {"rule": "filesystem/recursive-delete", "row": "4", "cell": "U", "environment": "W", "verdict": "allow"},
        ),
        "needs": (),
        "undo": "",
        "unsaved": "",
        "request": "",
        "ticket": "",
    }
    return Record("gate.decision", at, tuple({**body, **more}.items()))


def reason(rule: str, environment: str = "P") -> dict[str, str]:
    return {"rule": rule, "row": "12", "cell": "VUR", "environment": environment, "verdict": "hold"}


RECORDS = (
    decision("2026-05-01T08:00:00Z", "rm -rf build/old", undo="20260501-080000-ab12"),
    decision(
        "2026-05-01T09:00:00Z",
        'psql -h db -c "drop table users"',
        "stop",
        reasons=(reason("sql/drop-table"),),
        needs=("human",),
        request="0123456789",
    ),
    decision("2026-05-01T09:01:00Z", 'psql -h db -c "drop table users"', ticket="proven"),
    decision(
        "2026-05-02T10:00:00Z",
        "git push --force \u202e origin main",
        "ask",
        host="cursor",
        session="s2",
        reasons=(reason("git/force-push"),),
        needs=("confirm",),
    ),
    Record("undo.restored", "2026-05-02T11:00:00Z", (("undo", "20260501-080000-ab12"), ("before", ""))),
    Record(
        "override.used",
        "2026-05-02T12:00:00Z",
        (("rule", "sql/drop-table"), ("path", "migrations/1.sql"), ("reason", "password=hunter2 is gone")),
    ),
    decision(
        "2026-05-03T10:00:00Z",
        "mysql -phunter2 -e 'drop table x'",
        "stop",
        host="cursor",
        reasons=(reason("shop/no-drops"), reason("sql/drop-table")),
        needs=("never",),
    ),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = own_home(tmp_path, monkeypatch)
    return home / ".local/state/keyturn/record.jsonl"


@pytest.fixture
def kept(place: Path) -> Path:
    keeper = record.recorder()
    for one in RECORDS:
        keeper.append(one)
    assert place.exists()
    return place


def printed(command: Any, words: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert command.run(words) == code
    out: str = capsys.readouterr().out
    return out


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--why"],
        ["--verdict", "stop"],
        ["--host", "cursor"],
        ["--session", "s2"],
        ["--rule", "sql/"],
        ["--rule", "git/force-push"],
        ["--since", "2026-05-02"],
        ["--until", "2026-05-02T11:30:00Z", "--last", "2"],
        ["--json", "--last", "1"],
        ["why", "0123456789"],
        ["why", "20260501-080000-ab12"],
        ["verify"],
    ],
    ids=" ".join,
)
def test_log_looks_as_it_did(words: list[str], capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    out = printed(log, words, capsys)
    assert out == snapshot
    assert "hunter2" not in out
    assert "\u202e" not in out


@pytest.mark.usefixtures("kept")
def test_every_id_that_is_listed_leads_to_its_record(capsys: pytest.CaptureFixture[str]) -> None:
    listed = [line.split()[1] for line in printed(log, [], capsys).splitlines() if line.startswith("2026")]
    assert len(listed) == len(RECORDS)
    for name in listed:
        (found,) = printed(log, ["why", name, "--json"], capsys).splitlines()
        assert json.loads(found)["id"] == name


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["why", "ffffffffffff"], "nothing by the id"),
        (["why", "a"], "too short"),
        (["why"], "one id"),
        (["what"], "log has no"),
        (["--verdict", "deny"], "not a verdict"),
        (["--last", "x"], "no whole number"),
        (["--since", "yesterday"], "no time"),
        (["--until", "\u0663d"], "no time"),
        (["--since", "99999999999d"], "no time"),
    ],
)
def test_what_cannot_be_meant_is_said(words: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        log.run(words)


def test_without_a_record_there_is_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(log, [], capsys) == ""
    assert printed(stats, [], capsys).startswith("0 calls with an effect on 0 days\n")
    assert printed(log, ["verify"], capsys) == "Every file of the record is as it was.\n"
    assert not place.exists()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "words", [["--since", "2026-05-01"], ["--since", "2026-05-02", "--until", "2026-05-03", "--days"]], ids=" ".join
)
def test_stats_look_as_they_did(
    words: list[str], capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert printed(stats, words, capsys) == snapshot


@pytest.mark.usefixtures("kept")
def test_stats_count_what_was_stopped_undone_asked_and_let_through(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(stats, ["--since", "2026-05-01", "--json"], capsys))
    assert (found["decisions"], found["pass"], found["ask"], found["stop"]) == (5, 2, 1, 2)
    assert (found["undo_points"], found["undone"], found["tickets"], found["days"]) == (1, 1, 1, 3)
    assert found["friction_a_day"] == 1.0
    assert found["hosts"]["cursor"] == {"pass": 0, "ask": 1, "stop": 1, "friction_a_day": 1.0}
    assert found["by_day"]["2026-05-01"] == {"pass": 2, "ask": 0, "stop": 1}
    assert found["rules"] == {"sql/drop-table": 2, "git/force-push": 1, "shop/no-drops": 1}


@pytest.mark.usefixtures("kept")
def test_what_is_long_ago_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(stats, ["--since", "30m", "--json"], capsys))["decisions"] == 0


# -- the files ---------------------------------------------------------------------------------------------------------


def rotated(place: Path, count: int, *, rotate: int = 2_000) -> None:
    keeper = JsonLinesRecorder(str(place), rotate=rotate)
    for number in range(count):
        keeper.append(decision("2026-05-01T08:00:00Z", f"rm -rf build/{number}"))


def numbers(out: str) -> list[int]:
    return [int(line.rpartition("build/")[2]) for line in out.splitlines() if "build/" in line]


def test_all_files_are_read_in_their_order(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rotated(place, 60, rotate=1_000)
    assert place.with_name("record.jsonl.10").exists()
    out = printed(log, ["--last", "0"], capsys)
    assert numbers(out) == list(range(60))
    assert "record.rotated" not in out
    assert printed(log, ["verify"], capsys) == "Every file of the record is as it was.\n"


def test_a_last_line_that_is_not_whole_is_told_and_the_rest_read(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data + b'{"at":"2026-05-04T00:00:00Z","bo')
    assert log.run([]) == 3
    said = capsys.readouterr()
    assert said.out.count("2026-05-0") == len(RECORDS)
    assert "(a line that cannot be read, at byte" in said.out
    assert "the last line is not whole" in said.err
    assert stats.run(["--since", "2026-05-01"]) == 3
    assert "5 calls" in capsys.readouterr().out
    # the next writer closes it; it stays visible
    record.recorder().append(RECORDS[0])
    assert log.run([]) == 3
    assert "1 line of the record cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", [b"[]", b"3", b"\xff\xfe", b'{"kind":1}', b"[" * 100_000, b'{"kind":"x","at":"y","body":3}']
)
def test_a_line_that_is_no_leaf_hides_nothing(kept: Path, line: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    data = kept.read_bytes().split(b"\n")
    kept.write_bytes(b"\n".join([*data[:3], line, *data[3:]]))
    assert log.run(["--json"]) == 3
    found = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert len(found) == len(RECORDS) + 1
    assert found[3] == {"unreadable": len(b"\n".join(data[:3])) + 1, "file": "record.jsonl"}


def test_a_file_that_is_missing_from_the_middle_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rotated(place, 30)
    place.with_name("record.jsonl.2").unlink()
    assert log.run(["--last", "0"]) == 3
    said = capsys.readouterr()
    assert "record.jsonl.2 is missing" in said.err
    assert "(record.jsonl.2 is not here)" in said.out
    assert printed(log, ["verify"], capsys, 3) == "record.jsonl.2 is missing\n"


def test_the_oldest_may_have_been_removed_and_that_is_told_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rotated(place, 30)
    place.with_name("record.jsonl.1").unlink()
    assert log.run(["--last", "0"]) == 0
    assert "begins after record.jsonl.1, which was removed" in capsys.readouterr().err


def test_a_file_that_was_changed_after_it_was_set_aside_is_found_out(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rotated(place, 30)
    file = place.with_name("record.jsonl.2")
    file.write_bytes(file.read_bytes().replace(b'"verdict":"pass"', b'"verdict":"stop"', 1))
    assert printed(log, ["verify"], capsys, 3) == "record.jsonl.2 is not as it was when it was set aside\n"
    assert json.loads(printed(log, ["verify", "--json"], capsys, 3))["intact"] is False


def test_only_the_organisation_removes(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyturn.adapter.record_jsonl.ROTATE", 2_000)
    root = tmp_path / "root"
    (root / "etc/keyturn").mkdir(parents=True)
    file = root / "etc/keyturn/keyturn.toml"
    keeper = record.recorder(root=str(root))
    path = Path(record.path(str(root)))
    for _ in range(30):
        keeper.append(RECORDS[0])
    assert len(list(path.parent.glob("record.jsonl.*"))) >= 5
    file.write_text("keep_record_files = 2\n")
    for _ in range(10):
        keeper.append(RECORDS[0])
    left = sorted(path.parent.glob("record.jsonl.*"))
    assert len(left) == 2
    assert path.exists()
    assert not place.exists()


# -- following ---------------------------------------------------------------------------------------------------------


def test_following_goes_on_across_files_that_are_set_aside(place: Path) -> None:
    rotated(place, 3)
    found: list[int] = []
    done = threading.Event()

    def watch() -> None:
        for one in record.follow(pace=0.01):
            found.append(int(one["body"]["command"].rpartition("/")[2]))
            if found[-1] == 139:
                break
        done.set()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    time.sleep(0.1)
    keeper = JsonLinesRecorder(str(place), rotate=2_000)
    for number in range(100, 140):
        keeper.append(decision("2026-05-01T08:00:00Z", f"rm -rf build/{number}"))
    assert done.wait(10)
    assert found == list(range(100, 140))


def test_log_follow_prints_what_is_decided_from_now_on(kept: Path) -> None:
    words = [sys.executable, "-m", "keyturn", "log", "--follow", "--last", "1", "--verdict", "stop"]
    environment = {**os.environ, "PYTHONPATH": f"{Path(record.__file__).parents[2]}:{os.environ['PYTHONPATH']}"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert "mysql" in process.stdout.readline()
        time.sleep(0.3)
        record.recorder().append(decision("2026-05-09T08:00:00Z", "rm -rf quiet"))
        record.recorder().append(decision("2026-05-09T08:00:00Z", "rm -rf loud", "stop"))
        assert "rm -rf loud" in process.stdout.readline()
        process.terminate()
    assert kept.exists()
