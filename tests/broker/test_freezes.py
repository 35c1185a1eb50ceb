"""Freezes hold when people's clocks say so: over midnight, summer time, leap days, and from calendars."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import broker_ical
from keyturn.broker.freezes import FreezeCalendar, Rule, rule_problem
from keyturn.errors import ConfigurationError

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def seconds(text: str, zone: str = "UTC", fold: int = 0) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def wall(text: str) -> dt.datetime:
    """A time as a clock on the wall shows it, in no zone yet."""
    return dt.datetime.fromisoformat(text)


def nights(zone: str = BERLIN, repeat: str = "FREQ=DAILY") -> FreezeCalendar:
    return FreezeCalendar([Rule("nights", wall("2025-01-01T22:00"), None, 8 * 3600, repeat, zone)])


def on(calendar: FreezeCalendar, now: int, environment: str = "prod", tier: int = 0) -> bool:
    return bool(calendar.active(now, environment, tier))


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "day", ["2026-03-28", "2026-03-29", "2026-03-07", "2026-03-08", "2026-10-24", "2026-10-31", "2026-07-01"]
)
def test_a_night_is_a_night_by_the_clock_on_the_wall(zone: str, day: str) -> None:
    calendar = nights(zone)
    evening = dt.datetime.fromisoformat(day)
    morning = evening + dt.timedelta(days=1)
    assert not on(calendar, seconds(f"{day}T21:59:59", zone))
    assert on(calendar, seconds(f"{day}T22:00:00", zone))
    assert on(calendar, seconds(f"{day}T23:59:59", zone))
    assert on(calendar, seconds(f"{morning:%Y-%m-%d}T00:00:00", zone))
    assert on(calendar, seconds(f"{morning:%Y-%m-%d}T05:59:59", zone, fold=1))
    assert not on(calendar, seconds(f"{morning:%Y-%m-%d}T06:00:00", zone))


@given(st.integers(1_750_000_000, 1_900_000_000), st.sampled_from([BERLIN, NEW_YORK, "Pacific/Auckland"]))
def test_the_calendar_and_the_clock_on_the_wall_agree(now: int, zone: str) -> None:
    hour = dt.datetime.fromtimestamp(now, ZoneInfo(zone)).hour
    assert on(nights(zone), now) == (hour >= 22 or hour < 6)


def test_what_begins_in_the_hour_that_there_is_not_and_in_the_one_that_there_is_twice() -> None:
    rule = Rule("short", wall("2026-01-01T02:30"), None, 900, "FREQ=DAILY", BERLIN)
    calendar = FreezeCalendar([rule])
    assert on(calendar, seconds("2026-10-25T02:30:00", BERLIN, fold=0))
    assert on(calendar, seconds("2026-10-25T02:44:59", BERLIN, fold=1))
    moments = range(seconds("2026-03-29T00:00:00"), seconds("2026-03-29T03:00:00"), 60)
    assert any(on(calendar, one) for one in moments)


def test_once_and_its_end_is_exclusive() -> None:
    rule = Rule("launch", dt.datetime(2026, 12, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 8, tzinfo=dt.UTC))
    calendar = FreezeCalendar([rule])
    assert [on(calendar, seconds(one)) for one in ("2026-11-30T23:59:59", "2026-12-01T00:00:00")] == [False, True]
    assert [on(calendar, seconds(one)) for one in ("2026-12-07T23:59:59", "2026-12-08T00:00:00")] == [True, False]


def test_leap_day() -> None:
    rule = Rule("leap", wall("2024-02-29T00:00"), None, 86_400, "FREQ=YEARLY", "UTC")
    calendar = FreezeCalendar([rule])
    assert on(calendar, seconds("2028-02-29T12:00:00"))
    assert not on(calendar, seconds("2027-02-28T12:00:00"))
    assert not on(calendar, seconds("2028-03-01T00:00:00"))


def test_weekends_and_an_end_in_utc() -> None:
    rule = Rule(
        "weekend", wall("2026-01-02T18:00"), None, 62 * 3600, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20260601T000000Z", BERLIN
    )
    calendar = FreezeCalendar([rule])
    assert on(calendar, seconds("2026-05-31T12:00:00", BERLIN))
    assert not on(calendar, seconds("2026-06-06T12:00:00", BERLIN))


def test_for_whom() -> None:
    first = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    last = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    calendar = FreezeCalendar([Rule("a", first, last, environments=("prod",)), Rule("b", first, last, tiers=(1,))])
    now = seconds("2026-06-01T00:00:00")
    assert [one.name for one in calendar.active(now, "prod", 1)] == ["a", "b"]
    assert [one.name for one in calendar.active(now, "prod", 2)] == ["a"]
    assert not on(calendar, now, "staging", 0)
    assert [one.name for one in calendar.upcoming(seconds("2025-12-31T00:00:00"), 2 * 86_400)] == ["a", "b"]


def test_the_digest_is_of_everything() -> None:
    first = Rule("a", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    assert FreezeCalendar([first]).digest == FreezeCalendar([first]).digest
    assert FreezeCalendar([first]).digest != FreezeCalendar([]).digest
    assert FreezeCalendar([first], [b"x"]).digest != FreezeCalendar([first], [b"y"]).digest


@pytest.mark.parametrize(
    "repeat", ["FREQ=SECONDLY", "FREQ=HOURLY", "nonsense", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=never"]
)
def test_rules_that_are_none(repeat: str) -> None:
    assert rule_problem(Rule("a", wall("2026-01-01T00:00"), None, 60, repeat, "UTC"))


def event(*lines: str) -> bytes:
    body = "\r\n".join(lines)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


def test_an_event() -> None:
    data = event(
        "SUMMARY:Black Friday", f"DTSTART;TZID={NEW_YORK}:20261127T000000", f"DTEND;TZID={NEW_YORK}:20261130T000000"
    )
    calendar = FreezeCalendar(broker_ical.rules(data, "x.ics"))
    assert [one.name for one in calendar.active(seconds("2026-11-28T12:00:00"), "prod", 0)] == ["Black Friday"]
    assert on(calendar, seconds("2026-11-29T23:59:59", NEW_YORK))
    assert not on(calendar, seconds("2026-11-30T00:00:00", NEW_YORK))


def test_an_event_that_repeats_with_days_left_out() -> None:
    data = event(
        "SUMMARY:nights",
        f"DTSTART;TZID={BERLIN}:20260101T220000",
        "DURATION:PT8H",
        "RRULE:FREQ=DAILY",
        f"EXDATE;TZID={BERLIN}:20260710T220000",
    )
    calendar = FreezeCalendar(broker_ical.rules(data, "x.ics"))
    assert on(calendar, seconds("2026-07-09T23:00:00", BERLIN))
    assert not on(calendar, seconds("2026-07-10T23:00:00", BERLIN))
    assert on(calendar, seconds("2026-07-11T23:00:00", BERLIN))
    assert on(calendar, seconds("2026-12-24T05:59:59", BERLIN))


def test_a_whole_day_is_frozen_wherever_it_is_that_day() -> None:
    data = event("SUMMARY:holiday", "DTSTART;VALUE=DATE:20261224")
    calendar = FreezeCalendar(broker_ical.rules(data, "x.ics"))
    for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Honolulu"):
        assert on(calendar, seconds("2026-12-24T00:00:00", zone))
        assert on(calendar, seconds("2026-12-24T23:59:59", zone))


def test_a_cancelled_event_is_none() -> None:
    data = event("SUMMARY:x", "STATUS:CANCELLED", "DTSTART:20260101T000000Z", "DTEND:20270101T000000Z")
    assert broker_ical.rules(data, "x.ics") == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"nothing", "no calendar"),
        (event("SUMMARY:x", "DTSTART:20260101T000000", "DTEND:20260102T000000"), "no zone"),
        (event("SUMMARY:x"), "no beginning"),
        (event("SUMMARY:x", "DTSTART:20260102T000000Z", "DTEND:20260101T000000Z"), "before it begins"),
        (event("SUMMARY:x", "DTSTART:20260102T000000Z", "DURATION:PT1H", "RDATE:20260105T000000Z"), "RDATE"),
        (event("SUMMARY:x", "DTSTART:20260102T000000Z", "DURATION:PT1H", "RRULE:FREQ=MINUTELY"), "daily"),
        (b"x" * 2_000_001, "at most"),
    ],
    ids=["text", "floating", "no start", "backwards", "rdate", "minutely", "large"],
)
def test_what_is_half_understood_is_an_error(data: bytes, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        broker_ical.rules(data, "x.ics")
