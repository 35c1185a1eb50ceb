"""`keyturn cal`, as people call it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from keyturn.cli.main import dispatch
from tests.cal_receiver import receiver
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "guardrail-gap.cal"
DATA = ROOT / "examples" / "guardrail-gap.yaml"
DIGEST = "8cd739bc25f6b4fbea3effd04473519ac8ea09d99736db0ff2ecc7c5407abddf"
SEED = ROOT.parent / "shared" / "seeds" / "004_982dc5507325c1f9.txt"


class Answer:
    """What a call gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def body(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Call `keyturn cal …` in an empty directory; nothing of the user's is touched."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Answer:
        code = dispatch(["cal", *words])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return call


def put(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


ROWS = json.dumps(
    [
        {"id": "payments", "sound": 9, "space": 9, "time": 9, "open": 5, "D1": 80, "D5": 60, "confidence": 0.9},
        {"id": "search", "sound": 2, "space": 2, "time": 2, "open": 1, "D1": 10, "confidence": 0.5},
    ]
)
SCRIPT = """\
FORAGE teams WHERE open > 3 SURFACE gap
DRIFT gap METHODOLOGY 80 PERFORMANCE 40
FETCH gap THRESHOLD 1000 ON EXECUTE CHIRP critical "act"
SURFACE gap_fetch AS json
"""


# -- the example --------------------------------------------------------------------------------------------------


def test_the_example_is_the_diagnostics_script_byte_for_byte() -> None:
    data = EXAMPLE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == DIGEST
    if SEED.exists():  # the text it was cut from; not part of this repository
        text = SEED.read_bytes()
        start = text.index(b"-- The Guardrail Gap: Software Engineering Diagnostic")
        last = b"SURFACE analysis AS json\n"
        assert text[start : text.index(last, start) + len(last)] == data


def test_the_example_runs_end_to_end(cal: Any) -> None:
    with receiver() as there:
        put("hook", f"http://{there.address}/hooks/abc\n")
        done = cal("run", str(EXAMPLE), "--data", str(DATA), "--alert", "webhook:hook", "--alert", "file:log", "--json")
    assert done.code == 0, done.err
    body = done.body
    fetch = body["outputs"]["guardrail_gap_fetch"]
    assert fetch["fetchScore"] == 2603.48
    assert fetch["level"] == body["decision"] == "EXECUTE"
    assert fetch["components"] == {"chirp": 59.17, "drift": 50, "confidence": 0.88}
    assert body["outputs"]["guardrail_gap"]["paths"] == ["D5→D6+D2→D1+D3→D4"]
    assert body["outputs"]["velocity_governance_cascade"]["traced"]["paths"] == ["D5→D6+D2→D1+D3→D4"]
    [alert] = body["alerts"]
    assert alert["delivered"] is True
    message = "6/6 dimensions, velocity exceeds governance, destruction accelerating"
    got = json.loads(there.got[0][2])
    assert (got["level"], got["message"]) == ("critical", message)
    assert got["data"]["decision"]["fetchScore"] == 2603.48
    assert json.loads(Path("log").read_text())["message"] == message
    [surfaced] = body["surfaced"]
    assert (surfaced["name"], surfaced["format"]) == ("analysis", "json")
    assert surfaced["data"]["outputs"]["guardrail_gap_fetch"] == fetch
    assert "abc" not in done.out + done.err


def test_the_example_shows_its_json_and_is_the_same_twice(cal: Any) -> None:
    first = cal("run", str(EXAMPLE), "--data", str(DATA))
    again = cal("run", str(EXAMPLE), "--data", str(DATA))
    assert (first.out, first.err) == (again.out, again.err)
    assert first.body["outputs"]["guardrail_gap_fetch"]["level"] == "EXECUTE"
    assert first.err.splitlines() == [
        "CRITICAL critical: 6/6 dimensions, velocity exceeds governance, destruction accelerating",
        "guardrail_gap: 2603.48 against 1000: EXECUTE (twice the threshold)",
        "alert delivered: console",
    ]


def test_every_figure_of_the_example_says_where_it_is_from(cal: Any) -> None:
    from keyturn.adapter.cal_data import load
    from keyturn.cal.parser import parse
    from keyturn.cal.tree import Dive, Forage, conditions

    loaded = load([str(DATA)])
    told = {(one.entity, one.field) for one in loaded.figures}
    for statement in parse(EXAMPLE.read_text()).statements:
        test = statement.where if isinstance(statement, Forage) else None
        test = statement.when if isinstance(statement, Dive) else test
        for condition in conditions(test):
            assert (str(statement.target), condition.path) in told
    assert {("ai_coding_delivery_pipeline", name) for name in (*("D1 D2 D3 D4 D5 D6".split()), "confidence")} <= told
    numbers = [
        (row["id"], name)
        for rows in loaded.tables.values()
        for row in rows
        for name, value in row.items()
        if isinstance(value, int | float)
    ]
    assert set(numbers) <= told, "a figure without a source"
    assert any(one.contested for one in loaded.figures)
    assert {mark for one in loaded.figures for mark in one.cites} <= set(loaded.citations)


def test_what_the_example_quotes_stands_in_the_text_it_was_cut_from() -> None:
    if not SEED.exists():
        return  # not part of this repository; the marks and values are held by the test before
    from keyturn.adapter.cal_data import load

    text = SEED.read_text()
    for one in load([str(DATA)]).figures:
        for mark in one.cites:
            assert f"[{mark}]" in text
        for number in re.findall(r"\d[\d,.]*\d", one.says):
            assert number in text, one.says


# -- run ----------------------------------------------------------------------------------------------------------


def test_a_run_acts_and_shows(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("teams.json", ROWS)
    done = cal("run", "s.cal", "--data", "teams.json")
    assert (done.code, done.body["level"], done.body["fetchScore"]) == (0, "EXECUTE", 2520)
    assert "CRITICAL critical: act" in done.err


def test_the_file_that_is_given_is_the_file_that_is_read(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("anything.json", ROWS)
    put("teams.json", "[]")
    assert cal("run", "s.cal", "--data", "anything.json").body["fetchScore"] == 2520
    two = cal("run", "s.cal", "--data", "anything.json", "--data", "teams.json")
    assert two.code == 2
    assert "no score to go by: 0 entities" in two.err


def test_a_table_that_is_not_there_is_an_error_that_points(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("a.json", ROWS)
    done = cal("run", "s.cal", "--data", "people=a.json")
    assert done.code == 2
    assert "s.cal:1:1: no data called teams" in done.err
    assert "people" in done.err
    assert done.out == ""


def test_an_alert_that_does_not_arrive_is_exit_1(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("a.json", ROWS)
    done = cal("run", "s.cal", "--data", "a.json", "--alert", "file:/nonexistent/x", "--alert", "console", "--json")
    assert done.code == 1
    assert done.body["success"] is False
    [alert] = done.body["alerts"]
    assert alert["delivered"] is False
    assert "No such file" in alert["error"]
    assert "delivered by console" in alert["error"]
    assert "alert NOT delivered: file /nonexistent/x: No such file" in done.err


def test_a_rehearsal_sends_and_keeps_nothing(cal: Any, tmp_path: Path) -> None:
    put("s.cal", SCRIPT + "WATCH gap WHEN open > 3\n")
    put("a.json", ROWS)
    done = cal("run", "s.cal", "--data", "a.json", "--alert", "file:log", "--state", "state", "--dry-run", "--json")
    assert done.code == 0
    assert done.body["alerts"][0]["delivered"] is None
    assert "would alert (critical): act" in done.err
    assert sorted(os.listdir(tmp_path)) == ["a.json", "s.cal"]


def test_without_confidence_nothing_is_decided(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("a.json", ROWS.replace(', "confidence": 0.9', ""))
    done = cal("run", "s.cal", "--data", "a.json")
    assert done.code == 3
    assert "s.cal:3:1: FETCH gap has no confidence to go by" in done.err
    assert "CRITICAL" not in done.err


@pytest.mark.parametrize(
    ("form", "ending", "mark"),
    [
        ("json", ".json", '"fetchScore": 2520'),
        ("table", ".txt", "score                         2,520.00 against 1,000"),
        ("markdown", ".md", "| score | 2,520.00 against 1,000 |"),
        ("html", ".html", "<td>2,520.00 against 1,000</td>"),
    ],
)
def test_every_form_to_the_screen_and_to_a_file(cal: Any, form: str, ending: str, mark: str) -> None:
    put("s.cal", SCRIPT.replace("AS json", f"AS {form}"))
    put("a.json", ROWS)
    shown = cal("run", "s.cal", "--data", "a.json").out
    assert mark in shown
    done = cal("run", "s.cal", "--data", "a.json", "--output", "out")
    assert done.out == ""
    assert Path("out", f"gap_fetch{ending}").read_text() == shown
    put("s.cal", SCRIPT)
    assert cal("run", "s.cal", "--data", "a.json", "--as", form).out == shown


def test_a_script_that_surfaces_nothing_is_shown_as_a_table(cal: Any) -> None:
    put("s.cal", SCRIPT.replace("SURFACE gap_fetch AS json\n", ""))
    put("a.json", ROWS)
    done = cal("run", "s.cal", "--data", "a.json")
    assert done.out.startswith("Decision: gap\n=============\n")
    assert "D1  Customer" in done.out


def test_a_report_that_cannot_be_written_is_exit_1(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("a.json", ROWS)
    put("out", "")
    done = cal("run", "s.cal", "--data", "a.json", "--output", "out")
    assert done.code == 1
    assert "out/gap_fetch.json cannot be written" in done.err


HOSTILE = '"><script>alert(1)</script>\x1b[2J\u202e`|*# ##[group]'


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_names_from_outside_do_nothing_in_a_report(cal: Any, form: str) -> None:
    put("s.cal", "FORAGE e SURFACE x\nSURFACE analysis AS json\n")
    put("a.json", json.dumps([{"id": HOSTILE, "sound": 9, "space": 9, "time": 9}]))
    shown = cal("run", "s.cal", "--data", "a.json", "--as", form).out
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "##[group]" not in shown
    if form == "html":
        assert "<script" not in shown
        assert "Content-Security-Policy" in shown
        assert shown.count("<svg ") == 2
        assert not re.search(r"(?:src|href)=", shown)
    if form == "markdown":
        assert "\\<script\\>" in shown


def test_a_script_from_a_pipe(cal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.json", ROWS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SCRIPT.encode())))
    assert cal("run", "-", "--data", "a.json").body["level"] == "EXECUTE"


def test_bad_data_names_its_place(cal: Any, capsys: pytest.CaptureFixture[str]) -> None:
    put("s.cal", SCRIPT)
    put("a.json", '[{"id": "x"},\n{"id": "x"}]')
    done = cal("run", "s.cal", "--data", "a.json")
    assert done.code == 2
    assert "a.json:2: [1].id: the id 'x' stands twice" in done.err


# -- check, fmt, explain ------------------------------------------------------------------------------------------


def test_check_points_at_what_is_wrong(cal: Any) -> None:
    put("good.cal", SCRIPT)
    put("bad.cal", "FORAGE a\nWHERE x == 1\n")
    done = cal("check", "good.cal", "bad.cal")
    assert done.code == 2
    assert done.out == "good.cal: 4 statements, nothing wrong\n"
    lines = done.err.splitlines()
    assert lines[0].startswith("bad.cal:2:10: expected ")
    assert lines[1:3] == ["  WHERE x == 1", "           ^"]
    body = cal("check", "bad.cal", "--json").body
    assert body["scripts"][0]["problems"][0]["line"] == 2
    assert cal("check", "good.cal").code == 0


def test_check_finds_what_cannot_run(cal: Any) -> None:
    put("s.cal", "DRIFT gap METHODOLOGY 1 PERFORMANCE 0\n  FETCH gap CONFIDENCE 50\nSURFACE gone AS pdf\n")
    done = cal("check", "s.cal")
    assert done.code == 2
    places = [line for line in done.err.splitlines() if line.startswith("s.cal:")]
    assert places == [
        "s.cal:2:3: nothing before this line defines gap",
        "s.cal:3:1: nothing before this line defines gone",
        "s.cal:3:1: AS pdf is no format: json, table, markdown, html",
    ]
    assert "    FETCH gap CONFIDENCE 50\n    ^\n" in done.err


def test_check_with_data_runs_without_acting(cal: Any) -> None:
    put("s.cal", SCRIPT)
    put("a.json", ROWS)
    assert cal("check", "s.cal", "--data", "a.json").code == 0
    assert "CRITICAL" not in cal("check", "s.cal", "--data", "a.json").err
    put("a.json", ROWS.replace('"confidence"', '"sure"'))
    assert cal("check", "s.cal", "--data", "a.json").code == 3
    done = cal("check", "s.cal", "--data", "people=a.json")
    assert (done.code, "s.cal:1:1: no data and no output is called teams" in done.err) == (2, True)


def test_check_of_what_is_no_text(cal: Any) -> None:
    Path("s.cal").write_bytes(b"FORAGE a\n\xff")
    assert "s.cal:2:1: this is not UTF-8" in cal("check", "s.cal").err


def test_fmt_keeps_comments_and_the_tree(cal: Any) -> None:
    from keyturn.cal.parser import parse

    text = "-- why\nforage a where x>1 and y<2 -- both\nsurface z\n"
    put("s.cal", text)
    assert cal("fmt", "--check", "s.cal").code == 1
    shown = cal("fmt", "--diff", "s.cal")
    assert (shown.code, Path("s.cal").read_text()) == (0, text)
    assert "+FORAGE a" in shown.out
    assert cal("fmt", "s.cal").code == 0
    fresh = Path("s.cal").read_text()
    assert parse(fresh) == parse(text)
    assert "-- why" in fresh
    assert "-- both" in fresh
    assert cal("fmt", "--check", "s.cal").code == 0
    put("bad.cal", "FORAGE")
    assert cal("fmt", "bad.cal").code == 2
    assert Path("bad.cal").read_text() == "FORAGE"


def test_explain_says_what_each_statement_will_do(cal: Any) -> None:
    done = cal("explain", str(EXAMPLE))
    words = " ".join(done.out.split())
    assert "On EXECUTE: sends an alert of type critical" in words
    assert "EXECUTE from 1000, CONFIRM from 750, QUEUE from 500, else WAIT" in words
    body = cal("explain", str(EXAMPLE), "--json").body
    assert [one["line"] for one in body["statements"]] == [3, 12, 18, 21, 24]
    put("bad.cal", "FORAGE")
    assert cal("explain", "bad.cal").code == 2


# -- later --------------------------------------------------------------------------------------------------------

LATER = """\
FORAGE teams SURFACE gap
WATCH teams WHEN open > 3 FOR 2 mo
WAKE AFTER 30d THEN CHIRP warning "thirty days"
PERCH ON teams LISTEN FOR outage WAKE AFTER 6mo CHIRP critical "down"
SURFACE gap AS table ON "2026-05-01"
"""


def ticked(cal: Any, now: str, *more: str) -> Answer:
    answer = cal("tick", "--state", "state", "--now", now, "--json", *more)
    assert isinstance(answer, Answer)
    return answer


def said(answer: Answer) -> list[tuple[str, list[str]]]:
    return [(one["kind"], [alert["message"] for alert in one["result"]["alerts"]]) for one in answer.body["fired"]]


def started(cal: Any) -> None:
    put("s.cal", LATER)
    put("teams.json", ROWS)
    done = cal(
        "run", "s.cal", "--data", "teams.json", "--alert", "file:log", "--state", "state",
        "--now", "2026-01-01T00:00:00+00:00",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "kept for `keyturn cal tick`: 4 in" in done.err


def test_what_is_left_is_looked_at_by_ticks(cal: Any) -> None:
    started(cal)
    assert said(ticked(cal, "2026-01-02")) == []
    assert said(ticked(cal, "2026-01-31")) == [("wake", ["thirty days"])]
    assert said(ticked(cal, "2026-01-31")) == []  # once
    watch = said(ticked(cal, "2026-03-02"))
    assert [kind for kind, _messages in watch] == ["watch"]
    put("teams.json", ROWS.replace('"open": 5', '"open": 5, "outage": true'))
    assert said(ticked(cal, "2026-03-03")) == [("perch", ["down"])]
    last = ticked(cal, "2026-05-02", "--output", "out")
    assert [kind for kind, _messages in said(last)] == ["surface"]
    assert "payments" in Path("out", "gap.txt").read_text()
    messages = [json.loads(line)["message"] for line in Path("log").read_text().splitlines()]
    assert messages[0] == "thirty days"
    assert "its condition has held for 2 months" in messages[1]
    assert messages[2:] == ["down"]


def test_a_condition_that_breaks_starts_its_watch_anew(cal: Any) -> None:
    started(cal)
    ticked(cal, "2026-01-01")
    put("teams.json", ROWS.replace('"open": 5', '"open": 0'))
    ticked(cal, "2026-02-15")
    put("teams.json", ROWS)
    assert "watch" not in [kind for kind, _messages in said(ticked(cal, "2026-03-05"))]
    assert "watch" in [kind for kind, _messages in said(ticked(cal, "2026-05-06"))]


def test_an_alert_that_did_not_arrive_is_tried_again(cal: Any) -> None:
    put("teams.json", ROWS)
    put("s.cal", 'WAKE AFTER 1d THEN CHIRP info "day"\n')
    cal("run", "s.cal", "--data", "teams.json", "--alert", "file:gone/log", "--state", "state", "--now", "2026-01-01")
    failed = ticked(cal, "2026-01-03")
    assert failed.code == 1
    assert "alert NOT delivered: file" in failed.err
    Path("gone").mkdir()
    assert (ticked(cal, "2026-01-03").code, len(Path("gone", "log").read_text().splitlines())) == (0, 1)
    assert said(ticked(cal, "2026-01-04")) == []


def test_a_rehearsed_tick_changes_nothing(cal: Any) -> None:
    started(cal)
    before = Path("state").read_bytes()
    assert said(ticked(cal, "2026-02-01", "--dry-run")) == [("wake", ["thirty days"])]
    assert Path("state").read_bytes() == before
    assert not Path("log").exists()


def test_data_that_cannot_be_read_stop_nothing_else(cal: Any) -> None:
    started(cal)
    put("other.cal", 'WAKE AFTER 1d THEN CHIRP info "other"\n')
    put("other.json", "[]")
    cal("run", "other.cal", "--data", "other.json", "--state", "state", "--now", "2026-01-01")
    Path("teams.json").unlink()
    done = ticked(cal, "2026-01-03")
    assert done.code == 2
    assert said(done) == [("wake", ["other"])]
    assert "there is no file" in done.body["problems"][0]["message"]


def test_a_tick_finds_everything_from_anywhere(cal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("s.cal", 'WATCH t WHEN open > 3\nWAKE AFTER 1d THEN CHIRP info "day"\n')
    put("teams.csv", "id,open\na,5\n")
    query = "select * from 'teams.csv'"
    cal("run", "s.cal", "--data", query, "--alert", "file:log", "--state", "state", "--now", "2026-01-01")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = cal("tick", "--state", "../state", "--now", "2026-01-03", "--json")
    assert (done.code, [kind for kind, _messages in said(done)]) == (0, ["watch", "wake"])
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_an_address_is_not_kept(cal: Any, tmp_path: Path) -> None:
    put("s.cal", "LISTEN FOR outage\n")
    done = cal_error(cal, "run", "s.cal", "--alert", "webhook:https://hooks.example.org/T0KEN", "--state", "state")
    assert done.code == 2
    assert "T0KEN" not in done.err
    assert "webhook:FILE" in done.err
    assert not (tmp_path / "state").exists()


def cal_error(cal: Any, *words: str) -> Answer:
    answer = cal(*words)
    assert isinstance(answer, Answer)
    return answer


def test_watches_are_listed_and_forgotten(cal: Any) -> None:
    assert cal("watches", "--state", "state").out == "Nothing is watched.\n"
    started(cal)
    body = cal("watches", "--state", "state", "--json").body
    assert sorted(one["kind"] for one in body["watching"]) == ["perch", "surface", "wake", "watch"]
    identity = body["watching"][0]["id"]
    assert identity in cal("watches", "--state", "state").out
    assert cal("watches", "--state", "state", "--forget", identity).code == 0
    assert cal("watches", "--state", "state", "--forget", identity).code == 2
    assert len(cal("watches", "--state", "state", "--json").body["watching"]) == 3


def test_a_schedule_calls_a_tick_that_works(cal: Any, tmp_path: Path) -> None:
    started(cal)
    line = cal("schedule", "--cron", "--state", "state", "--every", "daily").out
    assert line.startswith("7 6 * * * ")
    done = subprocess.run(
        ["sh", "-c", line.split(maxsplit=5)[5].replace("\\%", "%")],
        cwd="/",
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "fired or ended" in done.stdout
    written = cal("schedule", "--output", "units", "--state", "state")
    assert sorted(os.listdir("units")) == ["keyturn-cal.service", "keyturn-cal.timer"]
    assert str(tmp_path / "state") in Path("units", "keyturn-cal.service").read_text()
    assert "systemctl --user enable --now keyturn-cal.timer" in written.err


# -- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("walk",),
        ("run",),
        ("run", "gone.cal"),
        ("run", ".", "--data", "x"),
        ("run", "s.cal", "--as", "pdf"),
        ("run", "s.cal", "--alert", "pigeon:x"),
        ("run", "s.cal", "--data", "gone.json"),
        ("run", "s.cal", "--now", "soon"),
        ("tick", "s.cal"),
        ("tick", "--now", "soon"),
        ("schedule", "--cron", "--systemd"),
        ("schedule", "--every", "now"),
        ("fmt",),
        ("check",),
        ("explain",),
        ("explain", "s.cal", "--data", "x"),
    ],
)
def test_calls_that_cannot_be_meant_are_exit_2(cal: Any, words: tuple[str, ...]) -> None:
    put("s.cal", "CHIRP info\n")
    assert cal(*words).code == 2
