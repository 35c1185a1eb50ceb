"""A scan's report as Markdown: for GitHub's job summary, a comment on a merge request, or a wiki.

File names and messages come from strangers. Every mark that Markdown or HTML gives a meaning becomes a character
reference, and words that a code host would turn into a link, a mention or an issue stand in `<code>`, where none does
so. Job summaries hold 1 MiB for each step (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands),
so every part has its share, worst first, and says what it leaves out.
"""

from __future__ import annotations

from keyturn.adapter.report_words import (
    NOWHERE,
    acquaintance,
    address,
    advice,
    exception,
    extent,
    oldest,
    place,
    plain,
    shipped,
    tally,
    verdict,
    worst_first,
)
from keyturn.model.decision import ALLOW
from keyturn.scan.together import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keyturn.adapter.report_words import Surroundings
    from keyturn.model.rule import Rule
    from keyturn.scan.findings import Finding, Report

LIMIT = 1_048_576
"""Bytes of a whole summary, as GitHub counts them."""
_TABLE = 500_000
_PART = 90_000
_MARKS = frozenset("\\`*_{}[]()#+!|<>&~@:$%^=\"'")
_WORDLY = frozenset(".,;-/()'\"?…’“”→")


def _referenced(text: str) -> str:
    return "".join(f"&#{ord(char)};" if char in _MARKS else char for char in text)


def escaped(text: str) -> str:
    """Text in which no mark means anything to Markdown or HTML."""
    return _referenced(plain(text))


def code(text: str) -> str:
    """The same in a fixed-width face."""
    return f"<code>{escaped(text)}</code>" if text else ""


def prose(text: str) -> str:
    """Words as they are, except that those which might link or mention stand as code."""
    return _worded(plain(text))


def _worded(text: str) -> str:
    parts = text.split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        parts = [text]  # these are no pairs around code
    out: list[str] = []
    for number, part in enumerate(parts):
        if number % 2:
            out.append(f"<code>{_referenced(part)}</code>")
            continue
        lead = " " if number and part[:1] == " " else ""
        tail = " " if number + 1 < len(parts) and part[-1:] == " " else ""
        shown = " ".join(_word(word, first=not out and not at) for at, word in enumerate(part.split()))
        out.append(f"{lead}{shown}{tail if shown else ''}")
    return "".join(out).strip()


def _word(word: str, *, first: bool) -> str:
    bare = word.removesuffix(":")
    ordinary = all(char.isalnum() or char in _WORDLY for char in bare) and "www." not in word.lower()
    if first and not (word[0].isalpha() or (word[0].isdigit() and word[-1].isalnum())):
        ordinary = False  # at the start of a line, a dash or a number with a dot begins a list
    return _referenced(word) if ordinary else f"<code>{_referenced(word)}</code>"


def _rule(finding: Finding, docs: str, known: dict[str, Rule]) -> str:
    there = address(finding.rule, docs, known)
    return f"[{code(finding.rule)}]({there})" if there else code(finding.rule)


def _table(findings: list[Finding], room: int, docs: str, known: dict[str, Rule]) -> Iterator[str]:
    yield "| severity | where | rule | what it would do | instead |\n|---|---|---|---|---|\n"
    told: set[str] = set()
    for number, finding in enumerate(findings):
        instead = "as above" if finding.rule in told else _worded(advice(finding.instead))
        row = (
            f"| {finding.severity} | {code(place(finding))} | {_rule(finding, docs, known)} "
            f"| {_worded(plain(finding.message, 1_000))} | {instead if finding.instead else ''} |\n"
        )
        room -= len(row.encode())
        if room < 0:
            yield f"\n… and {len(findings) - number:,} more. `keyturn scan` prints them all.\n"
            return
        told.add(finding.rule)
        yield row


def _list(lines: Iterable[str], total: int, room: int = _PART) -> Iterator[str]:
    for number, line in enumerate(lines):
        row = f"- {line}\n"
        room -= len(row.encode())
        if room < 0:
            yield f"- … and {total - number:,} more\n"
            return
        yield row


def _folded(title: str, body: Iterable[str]) -> Iterator[str]:
    yield f"\n<details><summary>{title}</summary>\n\n"
    yield from body
    yield "\n</details>\n"


def _one(finding: Finding, docs: str, known: dict[str, Rule], rest: str) -> str:
    return f"{code(place(finding))} {_rule(finding, docs, known)}: {prose(rest)}"


def _parts(report: Report, docs: str, known: dict[str, Rule]) -> Iterator[str]:
    yield f"## Keyturn: {verdict(report)}\n\n**{tally(report)}** in {code(report.subject)} ({extent(report)}).\n\n"
    stopping = worst_first(report.stopping)
    if stopping:
        yield from _table(stopping, _TABLE, docs, known)
    if report.unread:
        yield "\n### Could not be judged\n\n"
        yield from _list((code(line) for line in report.unread), len(report.unread))
    if report.together:
        yield "\n### Together\n\n"
        yield from _list((prose(shown(total)) for total in report.together), len(report.together))
    ids = frozenset(id(one) for one in stopping)
    rest = [one for one in report.findings if id(one) not in ids]
    below = worst_first(one for one in rest if one.verdict != ALLOW)
    told = worst_first(one for one in rest if one.verdict == ALLOW)
    if below:
        yield from _folded(f"{len(below):,} below {report.fail_on}", _table(below, _PART, docs, known))
    if told:
        yield from _folded(f"{len(told):,} told: nothing has to be met for them", _table(told, _PART, docs, known))
    if report.overridden:
        lines = (_one(one, docs, known, exception(one.override) if one.override else "") for one in report.overridden)
        yield from _folded(f"{len(report.overridden):,} overridden", _list(lines, len(report.overridden)))
    if report.baselined:
        since = oldest(report)
        title = f"{len(report.baselined):,} baselined" + (f", the oldest since {escaped(since)}" if since else "")
        lines = (_one(one, docs, known, acquaintance(one)) for one in report.baselined)
        yield from _folded(title, _list(lines, len(report.baselined)))
    if report.remarks:
        yield from _folded(
            f"{len(report.remarks):,} {'remark' if len(report.remarks) == 1 else 'remarks'}",
            _list((prose(line) for line in report.remarks), len(report.remarks)),
        )


def render(report: Report, surroundings: Surroundings = NOWHERE) -> str:
    """The whole summary. Rules that ship link to their page when it is known where pages are."""
    known = shipped() if surroundings.docs else {}
    return "".join(_parts(report, surroundings.docs, known))
