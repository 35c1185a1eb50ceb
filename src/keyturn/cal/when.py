"""Times of a run: all of them given from outside, as ISO 8601 text."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

from keyturn.cal.problems import RunError
from keyturn.cal.tree import Duration

_MONTHS = {"months": 1, "quarters": 3, "years": 12}


def moment(text: str) -> datetime:
    """A moment from ISO 8601 text; a date is its first minute, and UTC where no offset stands. Raises RunError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RunError(f"{text!r} is no date (2026-03-31) and no time (2026-03-31T12:00:00+00:00)") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def later(start: datetime, wait: Duration) -> datetime:
    """`start` and a duration after it, by the calendar for months and longer. Raises RunError past the year 9999."""
    try:
        if wait.unit not in _MONTHS:
            return start + timedelta(**{wait.unit: wait.value})
        months = start.month - 1 + wait.value * _MONTHS[wait.unit]
        year, month = start.year + months // 12, months % 12 + 1
        # the 31st of a month of thirty days is its last
        return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        raise RunError(f"{wait.value} {wait.unit} is further than dates go") from None


def after(start: str, wait: Duration) -> str:
    """The same for text. Raises RunError."""
    return later(moment(start), wait).isoformat()


def periods(start: datetime, now: datetime, unit: str) -> int:
    """How many whole units (as in a Duration) have gone by."""
    count = 0
    if unit in _MONTHS:
        count = max(0, ((now.year - start.year) * 12 + now.month - start.month) // _MONTHS[unit] - 1)
    else:
        count = max(0, int((now - start) / timedelta(**{unit: 1})) - 1)
    while later(start, Duration(count + 1, unit)) <= now:
        count += 1
    return count
