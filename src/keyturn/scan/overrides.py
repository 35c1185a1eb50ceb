"""Exceptions as people write them: a comment, a trailer of a commit's message, an option of the command line.

    # keyturn: allow[rule] reason="…" until=YYYY-MM-DD          covers its line and the line below
    Keyturn-Allow: rule, rule reason="…" until=YYYY-MM-DD path=glob
    Keyturn-Approve: rule, rule path=glob                       approves somebody else's exception

Reason and date are required; whatever is missing, past or cannot be seen makes it not count, and that is said. Rules
are named exactly. Which of them count is for `scan.exceptions`.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.text import safe
from keyturn.policy import path_globs
from keyturn.policy.spelling import near
from keyturn.scan.findings import OPTION, TRAILER, Override

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.scan.findings import Finding

MARK = "keyturn:"
ALLOW = "keyturn-allow"
APPROVE = "keyturn-approve"
_OPENERS = ("#", "--", "//", "/*", "<!--", ";", "::", "%", "rem ", "REM ", "'")
_LONGEST_LINE = 4_000
_HIDDEN = "it holds characters that cannot be seen"
_FOUND_IN = 'it must name rules exactly, as in Keyturn-Allow: sql/drop-table reason="…" until=YYYY-MM-DD'


class Inline(Override):
    """An override with what is wrong with it, "" when it counts.

    `spent` tells that it stood there before the change and covered something already: for what is new it is as good
    as written by the change (`added`), or one exception would be a free pass for whatever comes under it.
    """

    problem: str = ""
    spent: bool = False


class Spoken(Inline):
    """An exception that stands in no file: a trailer or an option. `path` is a glob of files, "" for all."""

    path: str = ""


class Approving(Noun):
    """A `Keyturn-Approve` trailer: the rules whose exceptions the commit's signer approves, in which files."""

    rules: tuple[str, ...]
    path: str = ""
    commit: str = ""
    problem: str = ""


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar as YYYY-MM-DD (29 February counts in every year)."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    year, month, day = text[:4], text[5:7], text[8:]
    if not (text.isascii() and year.isdigit() and month.isdigit() and day.isdigit()):
        return False
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= int(month) <= 12 and 1 <= int(day) <= lengths[int(month) - 1]


def hidden(text: str) -> bool:
    """Whether something in a text is not what it looks like: control, direction and zero-width characters."""
    bare = text.replace("\t", " ")
    return safe(bare) != bare


def _values(text: str) -> dict[str, str]:
    """Every `name="…"`, `name='…'` and `name=word`, the first of each; what stands in quotes is no name."""
    found: dict[str, str] = {}
    at = 0
    while (sign := text.find("=", at)) >= 0:
        start = sign
        while start > at and text[start - 1].isalpha():
            start -= 1
        name = text[start:sign]
        at = sign + 1
        if text[at : at + 1] == "\\":  # inside a JSON string
            at += 1
        if text[at : at + 1] in ('"', "'"):
            end = text.find(text[at], at + 1)
            value = text[at + 1 : end].rstrip("\\").strip() if end > 0 else ""
            at = end + 1 if end > 0 else len(text)
        else:
            word = (text[at:].split(None, 1) or [""])[0] if not text[at : at + 1].isspace() else ""
            value = word.rstrip("*/->,\"'")
            at += len(word)
        found.setdefault(name, value)
    return found


def _fault(rules: tuple[str, ...], reason: str, until: str, today: str, example: str) -> str:
    """What keeps an exception from counting, whatever it is about."""
    if not rules or any("/" not in name or "*" in name for name in rules):
        return example
    if hidden(" ".join((*rules, reason))):
        return _HIDDEN
    if not reason:
        return 'it has no reason="…"'
    if not is_date(until):
        return "it has no until=YYYY-MM-DD"
    return f"it expired on {until}" if until < today else ""


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
            values = _values(rest)
            reason, until = values.get("reason", ""), values.get("until", "")
            problem = _fault(rules, reason, until, today, "it must name rules exactly, as in allow[sql/drop-table]")
            found.append(Inline(rules, reason, until, text.count("\n", 0, at) + 1, False, problem=problem))
        at = text.find(MARK, at + 1)
    return found


def mark_added(after: list[Inline], before: Iterable[Inline]) -> list[Inline]:
    """Tell which of the exceptions the change itself wrote: those the base side does not hold in the same words.

    One that is spent on the base side is spent here too.
    """
    known: dict[tuple[tuple[str, ...], str, str], list[bool]] = {}
    for one in before:
        known.setdefault((one.rules, one.reason, one.until), []).append(one.spent)
    out: list[Inline] = []
    for one in after:
        left = known.get((one.rules, one.reason, one.until))
        spent = left.pop(0) if left else None
        out.append(one if spent is False else one.but(added=True, spent=bool(spent)))
    return out


def spent(written: list[Inline], findings: Iterable[Finding]) -> list[Inline]:
    """The exceptions of the base side's text, those marked that cover one of its findings."""
    lines = {cover.line for cover in (covering(finding, written) for finding in findings) if cover is not None}
    return [one.but(spent=True) if one.line in lines else one for one in written]


def covering(finding: Finding, inlines: list[Inline]) -> Inline | None:
    """The exception that names the finding's rule on its lines or the line above, whether or not it counts."""
    place = finding.place
    last = max(place.line, place.end_line)
    for one in inlines:
        if finding.rule in one.rules and place.line - 1 <= one.line <= last:
            return one
    return None


# -- outside files ----------------------------------------------------------------------------------------------------


def trailers(values: Iterable[str], commit: str, today: str, known: tuple[str, ...]) -> tuple[Spoken, ...]:
    """The `Keyturn-Allow` trailers of one message, by `name: value` lines as git parses and unfolds them.

    `known` are the ids of all rules.
    """
    found: list[Spoken] = []
    for value in _named(values, ALLOW):
        rules, parts, problem = _parts(value, ("reason", "until", "path"))
        reason, until = parts.get("reason", ""), parts.get("until", "")
        problem = _fault(rules, reason, until, today, _FOUND_IN) or problem or stranger(rules, known)
        if hidden(value):
            problem = _HIDDEN
        path = parts.get("path", "")
        found.append(Spoken(rules, reason, until, 0, True, TRAILER, commit, "", problem, path=path))
    return tuple(found)


def approvings(values: Iterable[str], commit: str) -> tuple[Approving, ...]:
    """The `Keyturn-Approve` trailers of one message."""
    found: list[Approving] = []
    for value in _named(values, APPROVE):
        rules, parts, problem = _parts(value, ("path",))
        if not rules or any("/" not in name or "*" in name for name in rules):
            problem = "it must name rules exactly, as in Keyturn-Approve: sql/drop-table"
        if hidden(value):
            problem = _HIDDEN
        found.append(Approving(rules, parts.get("path", ""), commit, problem))
    return tuple(found)


def option(rule: str, reason: str, until: str) -> Spoken:
    """An exception of the command line, checked before."""
    return Spoken((rule,), reason, until, source=OPTION)


def stranger(rules: Iterable[str], known: tuple[str, ...]) -> str:
    """That one of some rules does not exist, with the one it may have been meant to be; "" when all do."""
    for rule in rules:
        if rule not in known:
            guess = near(rule, known)
            return f"there is no rule {rule}" + (f" (did you mean {guess}?)" if guess else "")
    return ""


def about(one: Spoken, finding: Finding) -> bool:
    """Whether an exception names the finding's rule and file, and in a history its commit."""
    place = finding.place
    if finding.rule not in one.rules or (one.source == TRAILER and place.commit and place.commit != one.commit):
        return False
    return not one.path or path_globs.matches(place.file, one.path)


def _named(lines: Iterable[str], name: str) -> Iterable[str]:
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() == name:
            yield value.strip()


def _parts(text: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str], str]:
    """(rules, values by name, what cannot be read). Nothing is left over that was not understood."""
    sign = text.find("=")
    start = len(text) if sign < 0 else sign
    while sign >= 0 and start > 0 and text[start - 1].isalpha():
        start -= 1
    rules = tuple(dict.fromkeys(name.strip() for name in text[:start].split(",") if name.strip()))
    found: dict[str, str] = {}
    at = start
    while at < len(text):
        if text[at] in " \t,":
            at += 1
            continue
        name, equals, _rest = text[at:].partition("=")
        if not equals or name not in names:
            return rules, found, f"“{text[at : at + 40]}” in it is not understood"
        if name in found:
            return rules, found, f"it has {name}= twice"
        at += len(name) + 1
        if text[at : at + 1] in ('"', "'"):
            end = text.find(text[at], at + 1)
            if end < 0:
                return rules, found, f"the quote of {name}= does not end"
            found[name], at = text[at + 1 : end].strip(), end + 1
        else:
            word = (text[at:].split(None, 1) or [""])[0] if not text[at : at + 1].isspace() else ""
            found[name], at = word, at + len(word)
        if not found[name]:
            return rules, found, f"{name}= is empty"
    if any(" " in name or "\t" in name for name in rules):
        return rules, found, "its rules are not parted by commas"
    return rules, found, ""
