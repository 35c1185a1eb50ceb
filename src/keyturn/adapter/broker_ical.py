"""Freezes from an iCalendar file (RFC 5545), as calendars are exported: every event in it is a freeze.

The library reads the file and its own time zones. What it cannot read, or what has no certain time, is an error: a
calendar that is half understood would let a change through in the other half.
"""

from __future__ import annotations

import datetime as dt

from keyturn.broker.freezes import Rule, rule_problem
from keyturn.errors import ConfigurationError

LARGEST = 2_000_000
_MOST = 5_000


def rules(data: bytes, file: str) -> tuple[Rule, ...]:
    """Every event as a rule. Raises ConfigurationError."""
    import icalendar

    if len(data) > LARGEST:
        raise ConfigurationError(f"a calendar has at most {LARGEST:,} bytes", "Export a shorter time.", file=file)
    try:
        calendar = icalendar.Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
        broken = [what for one in (calendar, *events) for what in one.errors]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"this is no calendar: {error}", "Export it again.", file=file) from error
    if broken:
        raise ConfigurationError(f"{broken[0][0]} cannot be read: {broken[0][1]}", "Export it again.", file=file)
    if len(events) > _MOST:
        raise ConfigurationError(f"it has more than {_MOST:,} events", "Export a shorter time.", file=file)
    changed: dict[str, list[dt.datetime]] = {}
    for event in events:
        instead = event.get("RECURRENCE-ID")
        if instead is not None:
            changed.setdefault(str(event.get("UID", "")), []).append(_local(instead.dt))
    found = [_rule(event, changed, file) for event in events if str(event.get("STATUS", "")).upper() != "CANCELLED"]
    return tuple(found)


def _rule(event: object, changed: dict[str, list[dt.datetime]], file: str) -> Rule:
    get = event.get  # type: ignore[attr-defined]  # a component of the library's
    name = str(get("SUMMARY", "")) or "a freeze"

    def fail(what: str) -> ConfigurationError:
        return ConfigurationError(f"{name!r}: {what}", "Mend the event, then export it again.", file=file)

    if get("DTSTART") is None:
        raise fail("it has no beginning")
    start = get("DTSTART").dt
    whole = not isinstance(start, dt.datetime)
    end = get("DTEND").dt if get("DTEND") is not None else None
    length = get("DURATION").dt if get("DURATION") is not None else None
    if end is None:
        end = start + (length if length is not None else dt.timedelta(days=1 if whole else 0))
    if get("RDATE") is not None:
        raise fail("single further dates (RDATE) are not read")
    if whole:
        start, end = _midnight(start), _midnight(end)
    zone = getattr(start.tzinfo, "key", "") if start.tzinfo is not None else ""
    if start.tzinfo is None and not whole:
        raise fail("its time has no zone")
    if whole:
        # a day is the same date everywhere, and it has to be frozen where people are: it is taken from the first place
        # in which it begins to the last in which it ends
        start = start.replace(tzinfo=dt.timezone(dt.timedelta(hours=14)))
        end = end.replace(tzinfo=dt.timezone(dt.timedelta(hours=-12)))
    rule = get("RRULE")
    repeat = rule.to_ical().decode() if rule is not None and not isinstance(rule, list) else ""
    if isinstance(rule, list):
        raise fail("it repeats by two rules")
    left_out: list[dt.datetime] = []
    if get("RECURRENCE-ID") is None:
        left_out += changed.get(str(get("UID", "")), [])
        without = get("EXDATE")
        for one in without if isinstance(without, list) else [without] if without is not None else []:
            left_out += [_local(date.dt) for date in one.dts]
    lasts = 0
    if repeat:
        lasts = round((end - start).total_seconds())
        if not whole and zone:
            lasts = round((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds())
            start = start.replace(tzinfo=None)
        end = None
    made = Rule(name, start, end, lasts, repeat, zone if start.tzinfo is None else "", (), (), tuple(left_out))
    problem = rule_problem(made)
    if problem:
        raise fail(problem)
    return made


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - its zones come right after


def _local(value: dt.date) -> dt.datetime:
    found = value if isinstance(value, dt.datetime) else _midnight(value)
    return found.replace(tzinfo=None)
