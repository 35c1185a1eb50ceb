"""Ticks: what fires when, from the records kept, the data of the day and the time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.cal.data import DataSet
from keyturn.cal.evaluate import run
from keyturn.cal.parser import parse
from keyturn.cal.ports import Delivery, Watching
from keyturn.cal.problems import RunError
from keyturn.cal.tick import tick
from keyturn.cal.tree import Duration
from keyturn.cal.when import later, moment, periods

START = "2026-01-31T09:00:00+00:00"


class Sent:
    """Takes alerts and shows."""

    def __init__(self):
        self.sent = []
        self.shown = []

    def send(self, kind, level, message, data):
        self.sent.append((kind, level, message))
        return Delivery(True, "test")

    def surface(self, name, form, document, date):
        self.shown.append((name, form, document, date))


def kept(text, *, now=START, rows=()):
    return run(parse(text), DataSet({"e": list(rows)}), now=now, text=text).watches


def at(records, now, *rows, ports=None, table="e"):
    ports = ports or Sent()
    return tick(records, DataSet({table: list(rows)}), now, alerts=ports, output=ports)


def test_a_watch_fires_once_when_its_condition_holds_and_again_after_it_did_not():
    ports = Sent()
    records = kept("WATCH w WHEN a > 3 AND open")
    for day, row, count in [
        ("2026-02-01", {"a": 1, "open": True}, 0),
        ("2026-02-02", {"a": 4, "open": False}, 0),
        ("2026-02-03", {"a": 4, "open": True}, 1),
        ("2026-02-04", {"a": 4, "open": True}, 1),
        ("2026-02-05", {"a": 0, "open": True}, 1),
        ("2026-02-06", {"a": 9, "open": True}, 2),
    ]:
        records = at(records, day, row, ports=ports).records
        assert len(ports.sent) == count, day
    assert ports.sent[0] == ("watch", "info", "WATCH w: its condition holds")


def test_a_watch_looks_at_its_own_table_when_there_is_one():
    records = kept("WATCH w WHEN a > 3")
    data = DataSet({"w": [{"a": 1}], "other": [{"a": 9}]})
    assert tick(records, data, "2026-02-01").fired == ()


def test_a_condition_has_to_hold_without_a_break():
    records = kept("WATCH w WHEN a > 3 FOR 2 quarters")
    calm, high = {"a": 1}, {"a": 5}
    seen = []
    for day, row in [
        ("2026-02-01", high),
        ("2026-05-01", high),
        ("2026-07-31", calm),
        ("2026-08-15", high),
        ("2027-02-14", high),
        ("2027-02-15", high),
        ("2027-03-01", high),
    ]:
        found = at(records, day, row)
        records = found.records
        seen.append([one.what for one in found.fired])
    assert seen == [[], [], [], [], [], ["its condition has held for 2 quarters, since 2026-08-15"], []]
    assert records[0].status == "fired"


def test_a_perch_hears_a_signal_where_it_looks():
    ports = Sent()
    records = kept('PERCH ON vendor:"acme" LISTEN FOR breach, churn CHIRP critical "look"')
    assert at(records, "2026-02-01", {"vendor": "other", "breach": True}, ports=ports).fired == ()
    assert at(records, "2026-02-01", {"vendor": "acme", "breach": "no", "churn": 0}, ports=ports).fired == ()
    found = at(records, "2026-02-01", {"vendor": "acme", "churn": 2}, ports=ports)
    assert [one.what for one in found.fired] == ["heard churn"]
    assert ports.sent == [("critical", "critical", "look")]
    assert at(found.records, "2026-02-02", {"vendor": "acme", "churn": 2}, ports=ports).fired == ()


def test_a_perch_ends():
    records = kept("PERCH ON x LISTEN FOR breach WAKE AFTER 1w")
    assert at(records, "2026-02-07T08:59:59+00:00").fired == ()
    found = at(records, "2026-02-07T09:00:00+00:00")
    assert [(one.what, one.record.status) for one in found.fired] == [("ended without a signal", "expired")]
    assert at(found.records, "2027-01-01", {"id": "x", "breach": True}).fired == ()


def test_a_perch_on_a_name_waits_for_it():
    records = kept("PERCH ON x CHIRP warning")
    assert at(records, "2026-02-01", {"id": "y"}).fired == ()
    assert len(at(records, "2026-02-01", {"name": "x"}).fired) == 1
    assert len(at(records, "2026-02-01", {"id": "y"}, table="x").fired) == 1


def test_listen_hears_everything():
    ports = Sent()
    found = at(kept("LISTEN FOR a signals, b"), "2026-02-01", {"b": "yes"}, ports=ports)
    assert [one.what for one in found.fired] == ["heard b"]
    assert ports.sent == [("listen", "info", "LISTEN: heard b")]


ROW = {"D1": 80, "confidence": 0.5, "a": 1}


def test_a_wake_carries_out_its_statement_on_the_data_of_that_day():
    ports = Sent()
    text = "FORAGE e WHERE a = 1 SURFACE r DRIFT r METHODOLOGY 60 PERFORMANCE 10 CHIRP now WAKE AFTER 6mo THEN FETCH r ON EXECUTE CHIRP critical ON WAIT CHIRP calm"
    records = kept(text, rows=[ROW])
    assert at(records, "2026-07-30", ROW, ports=ports).fired == ()
    found = at(records, "2026-07-31T09:00:00+00:00", ROW, ports=ports)
    assert ports.sent == [("critical", "critical", "CAL alert: critical")]
    assert found.fired[0].result.decision == "EXECUTE"
    assert found.exit_code == 0
    assert at(records, "2026-08-01", {**ROW, "D1": 1}, ports=ports).fired[0].result.decision == "WAIT"
    assert at(found.records, "2026-09-01", ROW, ports=ports).fired == ()


def test_what_fails_when_it_wakes_is_told():
    text = "FORAGE e SURFACE r DRIFT r METHODOLOGY 60 PERFORMANCE 10 WAKE AFTER 1d THEN FETCH r ON WAIT CHIRP x"
    found = at(kept(text, rows=[ROW]), "2026-03-01")
    assert found.exit_code == 2
    assert "no score" in found.fired[0].result.problem.bare
    json.dumps(found.document())


def test_a_date_shows_again():
    ports = Sent()
    records = kept('FORAGE e SURFACE results AS table ON "2026-09-01"', rows=[ROW])
    assert at(records, "2026-08-31T23:59:59+00:00", ROW, ports=ports).fired == ()
    found = at(records, "2026-09-01", ROW, ROW, ports=ports)
    assert [(name, form, document["count"]) for name, form, document, _ in ports.shown] == [("results", "table", 2)]
    assert at(found.records, "2026-09-02", ROW).fired == ()


def test_a_run_without_a_clock_begins_at_its_first_tick():
    records = kept("WAKE AFTER 1d", now=None)
    first = at(records, START)
    assert (first.fired, first.records[0].since) == ((), START)
    assert len(at(first.records, "2026-02-01T09:00:00+00:00").fired) == 1


@pytest.mark.parametrize(
    "text", ["", "FORAGE e", "WATCH w WHEN a WATCH v WHEN b", "no CAL", 'SURFACE x AS json ON "soon"']
)
def test_a_record_that_makes_no_sense_is_told_and_stays(text):
    record = Watching("x", "watch", "x", text)
    found = at([record], START)
    assert found.records == (record,)
    assert found.exit_code == 2


def test_a_time_that_is_none():
    with pytest.raises(RunError, match="no date"):
        tick((), DataSet({}), "soon")


def test_a_tick_without_ports_says_what_would_fire():
    found = tick(kept("LISTEN FOR a"), DataSet({"e": [{"a": 1}]}), START)
    assert found.document()["fired"][0]["result"]["alerts"][0]["delivered"] is None


def test_months_by_the_calendar():
    assert later(moment("2026-01-31"), Duration(1, "months")).date().isoformat() == "2026-02-28"
    assert later(moment("2024-02-29"), Duration(1, "years")).date().isoformat() == "2025-02-28"
    assert later(moment("2026-11-30"), Duration(1, "quarters")).date().isoformat() == "2027-02-28"
    for far in (Duration(10**6, "years"), Duration(10**300, "days"), Duration(10**300, "months")):
        with pytest.raises(RunError, match="further"):
            later(moment("2026-01-01"), far)


@given(
    st.datetimes(),
    st.integers(0, 40),
    st.sampled_from(["minutes", "hours", "days", "weeks", "months", "quarters", "years"]),
)
def test_as_many_periods_have_gone_by_as_were_waited_for(start, count, unit):
    begun = moment(start.isoformat())
    try:
        end = later(begun, Duration(count + 1, unit))
    except RunError:
        return
    assert end >= begun
    assert periods(begun, later(begun, Duration(count, unit)), unit) == count


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=15))
def test_a_watch_never_fires_before_its_time(steps):
    """Days between ticks and whether the condition holds: it fires only when it held at every tick for five days."""
    records = kept("WATCH w WHEN open FOR 5d")
    now = moment(START)
    since = None
    for days, holds in steps:
        now = later(now, Duration(days, "days"))
        since = (since or now) if holds else None
        was = records[0].status
        found = at(records, now.isoformat(), {"open": holds})
        records = found.records
        due = since is not None and later(since, Duration(5, "days")) <= now
        assert bool(found.fired) == (due and was == "active")
