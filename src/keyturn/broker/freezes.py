"""Freezes: windows in which no claim is made, once or recurring, in people's own time zones.

A recurring freeze is kept by the wall clock of its zone: a night from 22:00 to 06:00 stays that in summer and winter.
Its beginnings are worked out by dateutil's rules (RFC 5545) without a zone and then put into the zone, and its end is
as many hours by the wall clock later. A time that summer time skips becomes the next one that there is, a time that
comes twice lasts from its first to its last: a freeze is never shorter than its rule says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST = 366 * 86_400
_MOST = 5_000
"""Beginnings that are looked at for one question."""


@dataclass(frozen=True, slots=True)
class Window:
    """One freeze as it holds now: its name and its first second and the first one after it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A freeze as it was written: from `start` until `end`, or for `lasts` seconds and again as `repeat` (RRULE) says.

    Times without a zone of their own are in `zone`. `without` are beginnings that are left out. No `environments` and
    no `tiers` mean every one.
    """

    name: str
    start: dt.datetime
    end: dt.datetime | None = None
    lasts: int = 0
    repeat: str = ""
    zone: str = ""
    environments: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    without: tuple[dt.datetime, ...] = ()

    def meant(self, environment: str, tier: int) -> bool:
        """Whether it is about this environment."""
        if not self.environments and not self.tiers:
            return True
        return environment in self.environments or (tier > 0 and tier in self.tiers)


class Calendar(Protocol):
    """All freezes, by the digest of everything they come from."""

    digest: str

    def active(self, now: int, environment: str, tier: int) -> tuple[Window, ...]:
        """Which hold now for an environment."""


class FreezeCalendar:
    """Freezes by rule. `sources` are the bytes that they were read from, for the digest."""

    def __init__(self, rules: Iterable[Rule], sources: Iterable[bytes] = ()) -> None:
        self.rules = tuple(rules)
        whole = hashlib.sha256(b"keyturn calendar 1\n")
        for one in sorted(hashlib.sha256(source).digest() for source in sources):
            whole.update(one)
        for text in sorted(repr(rule) for rule in self.rules):
            whole.update(text.encode("utf-8", "backslashreplace"))
        self.digest = whole.hexdigest()

    def active(self, now: int, environment: str, tier: int) -> tuple[Window, ...]:
        """See Calendar."""
        found: list[Window] = []
        for rule in self.rules:
            if rule.meant(environment, tier):
                found += [one for one in windows(rule, now, now + 1) if one.start <= now < one.end]
        return tuple(found)

    def upcoming(self, now: int, seconds: int) -> tuple[Window, ...]:
        """Which hold now or begin within so many seconds, the first first."""
        found = [one for rule in self.rules for one in windows(rule, now, now + seconds)]
        return tuple(sorted(found, key=lambda one: (one.start, one.name)))


def rule_problem(rule: Rule) -> str:
    """What is wrong with a rule, "" when nothing is."""
    if rule.zone:
        try:
            ZoneInfo(rule.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return f"{rule.zone!r} is no time zone, such as Europe/Berlin"
    if rule.end is not None and int(_end(rule, rule.start)) <= int(_first(rule, rule.start)):
        return "it ends before it begins"
    if rule.lasts > _LONGEST:
        return "it lasts longer than a year"
    if not rule.repeat:
        return ""
    if rule.lasts <= 0:
        return "what repeats has a length"
    if any(word in rule.repeat.upper() for word in ("SECONDLY", "MINUTELY", "HOURLY", "\n", "DTSTART")):
        return "it repeats daily, weekly, monthly or yearly, by a rule such as FREQ=WEEKLY;BYDAY=FR"
    try:
        next(iter(_beginnings(rule, rule.start.replace(tzinfo=None), rule.start.replace(tzinfo=None, year=9999))), None)
    except (ValueError, TypeError, OverflowError) as error:
        return f"{rule.repeat!r} is no rule: {error}"
    return ""


def windows(rule: Rule, begin: int, end: int) -> Iterator[Window]:
    """Every window of a rule that holds at some moment from `begin` until before `end`, in seconds since the epoch."""
    if not rule.repeat:
        window = Window(rule.name, int(_first(rule, rule.start)), int(_end(rule, rule.start)))
        if window.start < end and begin < window.end:
            yield window
        return
    zone = _zone(rule)
    early = _naive(begin, zone) - dt.timedelta(seconds=rule.lasts, days=2)
    late = _naive(end, zone) + dt.timedelta(days=2)
    for number, local in enumerate(_beginnings(rule, early, late)):
        if number >= _MOST:
            # more than anybody means: it counts as one window without a gap, which is the strict reading
            yield Window(rule.name, begin, end)
            return
        if any(local == one.replace(tzinfo=None) for one in rule.without):
            continue
        window = Window(rule.name, int(_first(rule, local)), int(_end(rule, local)))
        if window.start < end and begin < window.end:
            yield window


def _beginnings(rule: Rule, early: dt.datetime, late: dt.datetime) -> Iterator[dt.datetime]:
    """Beginnings by the wall clock, without a zone."""
    first = rule.start.replace(tzinfo=None)
    text = rule.repeat.removeprefix("RRULE:")
    # an UNTIL in UTC cannot be compared with times that have no zone: it is put into the rule's zone first
    parts = []
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        if name.upper() == "UNTIL" and value.upper().endswith("Z"):
            moment = dt.datetime.strptime(value.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
            value = moment.astimezone(_zone(rule)).strftime("%Y%m%dT%H%M%S")
        parts.append(f"{name}={value}")
    found = rrulestr("RRULE:" + ";".join(parts), dtstart=first)
    yield from found.xafter(early, inc=True, count=None) if late.year >= 9999 else _until(found, early, late)


def _until(found: object, early: dt.datetime, late: dt.datetime) -> Iterator[dt.datetime]:
    for one in found.xafter(early, inc=True):  # type: ignore[attr-defined]  # an rrule or a set of them
        if one > late:
            return
        yield one


def _zone(rule: Rule) -> dt.tzinfo:
    return ZoneInfo(rule.zone) if rule.zone else (rule.start.tzinfo or dt.UTC)


def _naive(seconds: int, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)


def _first(rule: Rule, local: dt.datetime) -> float:
    """The earliest second that this wall-clock time can be."""
    return min(_seconds(rule, local, 0), _seconds(rule, local, 1))


def _end(rule: Rule, local: dt.datetime) -> float:
    """The latest second that its end can be: so much later by the wall clock."""
    if rule.end is not None:
        return max(_seconds(rule, rule.end, 0), _seconds(rule, rule.end, 1))
    later = local.replace(tzinfo=None) + dt.timedelta(seconds=rule.lasts)
    if local.tzinfo is not None and not rule.zone:
        later = later.replace(tzinfo=local.tzinfo)
    return max(_seconds(rule, later, 0), _seconds(rule, later, 1))


def _seconds(rule: Rule, moment: dt.datetime, fold: int) -> float:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(rule))
    return moment.replace(fold=fold).timestamp()
