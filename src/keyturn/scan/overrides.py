"""Inline exceptions: `keyturn: allow[rule] reason="…" until=YYYY-MM-DD` in a comment.

It covers the line it stands on and the line below. Reason and date are required; whatever is missing or
past makes it not count, and that is said. Rules are named exactly, several with commas.
"""

from __future__ import annotations

from keyturn.scan.findings import Override

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.scan.findings import Finding

MARK = "keyturn:"
_OPENERS = ("#", "--", "//", "/*", "<!--", ";", "::", "%", "rem ", "REM ", "'")
_LONGEST_LINE = 4_000


class Inline(Override):
    """An override with what is wrong with it, "" when it counts."""

    problem: str = ""


def _date(text: str) -> bool:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    year, month, day = text[:4], text[5:7], text[8:]
    if not (year.isascii() and year.isdigit() and month.isdigit() and day.isdigit()):
        return False
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= int(month) <= 12 and 1 <= int(day) <= lengths[int(month) - 1]


def _value(text: str, name: str) -> str:
    """The value of `name="…"`, `name='…'` or `name=word`."""
    at = text.find(name + "=")
    if at < 0:
        return ""
    rest = text[at + len(name) + 1 :]
    rest = rest.removeprefix("\\")  # inside a JSON string
    if rest[:1] in ('"', "'"):
        end = rest.find(rest[0], 1)
        return rest[1:end].rstrip("\\").strip() if end > 0 else ""
    words = rest.split()
    return words[0].rstrip("*/->,\"'") if words else ""


def read(text: str, today: str) -> list[Inline]:
    """Every exception written in a text, also those that do not count."""
    found: list[Inline] = []
    at = text.find(MARK)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        before, after = text[max(start, at - _LONGEST_LINE) : at], text[at + len(MARK) : min(end, at + _LONGEST_LINE)]
        words = after.lstrip()
        if (
            words.startswith("allow[")
            and "]" in words
            and (any(opener in before for opener in _OPENERS) or before.strip() in ("*", ""))
        ):
            names, _bracket, rest = words[6:].partition("]")
            rules = tuple(name.strip() for name in names.split(",") if name.strip())
            reason, until = _value(rest, "reason"), _value(rest, "until")
            problem = ""
            if not rules or any("/" not in name or "*" in name for name in rules):
                problem = "it must name rules exactly, as in allow[sql/drop-table]"
            elif not reason:
                problem = 'it has no reason="…"'
            elif not _date(until):
                problem = "it has no until=YYYY-MM-DD"
            elif until < today:
                problem = f"it expired on {until}"
            found.append(Inline(rules, reason, until, text.count("\n", 0, at) + 1, False, problem))
        at = text.find(MARK, at + 1)
    return found


def mark_added(after: list[Inline], before: Iterable[Inline]) -> list[Inline]:
    """Tell which of the exceptions the change itself wrote: those the base side does not hold in the same words."""
    known: dict[tuple[tuple[str, ...], str, str], int] = {}
    for one in before:
        key = (one.rules, one.reason, one.until)
        known[key] = known.get(key, 0) + 1
    out: list[Inline] = []
    for one in after:
        key = (one.rules, one.reason, one.until)
        left = known.get(key, 0)
        if left:
            known[key] = left - 1
        out.append(one if left else one.but(added=True))
    return out


def covering(finding: Finding, inlines: list[Inline]) -> Inline | None:
    """The exception that names the finding's rule on its lines or the line above, whether or not it counts."""
    place = finding.place
    last = max(place.line, place.end_line)
    for one in inlines:
        if finding.rule in one.rules and place.line - 1 <= one.line <= last:
            return one
    return None
