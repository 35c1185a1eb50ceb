"""A scan's report for people: place, severity, what it would do, the line itself, why, and what to do instead."""

from __future__ import annotations

from keyturn.adapter.report_words import exception, extent, oldest, quiet_lines, tally
from keyturn.model.masking import mask
from keyturn.model.text import safe, wrapped
from keyturn.scan.together import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Finding, Report

_COLOURS = {"critical": "1;31", "high": "31", "medium": "33", "low": "36"}
_WIDTH = 160
_SHOWN = 200
"""Findings shown in full; the rest is counted."""


def render(report: Report, *, coloured: bool) -> str:
    """The whole report. Everything that came from outside is made safe to show."""

    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if coloured else text

    out: list[str] = []
    told: set[str] = set()
    for finding in report.findings[:_SHOWN]:
        _finding(finding, out, paint, told)
    if len(report.findings) > _SHOWN:
        out.append(f"… and {len(report.findings) - _SHOWN:,} more (all of them with --json)\n")
    for finding in report.overridden[:_SHOWN]:
        override = finding.override
        if override is not None:
            out.append(paint(f"{_place(finding)}: overridden {safe(finding.rule)}", "2") + f"  {exception(override)}\n")
    if len(report.overridden) > _SHOWN:
        out.append(f"… and {len(report.overridden) - _SHOWN:,} more overridden (all of them with --json)\n")
    if report.baselined:
        count, since = len(report.baselined), oldest(report)
        tail = f", the oldest since {safe(since)}" if since else ""
        out.append(paint(f"{count:,} {'finding' if count == 1 else 'findings'} in the baseline{tail}", "2") + "\n")
    if report.together:
        out.append(paint("Together:", "1") + "\n")
        out.extend(f"    {safe(mask(shown(total)))}\n" for total in report.together)
        out.append("\n")
    for line in report.remarks:
        out.append(f"note: {safe(mask(line))}\n")
    for line in report.unread:
        out.append(paint("could not judge: ", "33") + safe(mask(line)) + "\n")
    out.append(_summary(report, paint))
    return quiet_lines("".join(out))


def _place(finding: Finding) -> str:
    place = finding.place
    text = safe(place.file)
    if place.line:
        text += f":{place.line}:{place.column}"
    if place.commit:
        text = f"{place.commit[:12]} {text}"
    return text


def _finding(finding: Finding, out: list[str], paint: Paint, told: set[str]) -> None:
    colour = _COLOURS[finding.severity]
    marks = []
    if finding.confidence == "low":
        marks.append("not certain")
    if finding.verdict == "deny":
        marks.append("denied")
    if finding.environment in ("P", "S"):
        marks.append({"P": "production", "S": "shared"}[finding.environment])
    elif len(finding.environment) > 1:
        marks.append(finding.environment)
    tail = f" ({', '.join(marks)})" if marks else ""
    out.append(
        f"{paint(_place(finding), '1')}: {paint(finding.severity, colour)} "
        f"{safe(finding.rule)}: {safe(mask(finding.message))}{tail}\n"
    )
    if finding.snippet.strip():
        out.extend(_snippet(finding, paint, colour))
    if finding.through:
        out.append("    through: " + " → ".join(safe(mask(step))[:_WIDTH] for step in finding.through) + "\n")
    if finding.rule not in told:
        told.add(finding.rule)
        if finding.why:
            out.append(f"    why:     {wrapped(safe(finding.why, keep_newlines=True), 13)}\n")
        if finding.instead:
            out.append(f"    instead: {wrapped(safe(finding.instead, keep_newlines=True), 13)}\n")
    out.append("\n")


def _snippet(finding: Finding, paint: Paint, colour: str) -> list[str]:
    raw = mask(finding.snippet).replace("\t", " ")  # as wide as it is counted
    place = finding.place
    start = max(0, place.column - 1)
    end = place.end_column - 1 if place.end_line == place.line and place.end_column > place.column else len(raw)
    lead = len(raw) - len(raw.lstrip())
    if len(raw) != len(finding.snippet):
        start, end = lead, len(raw)  # masking moved the columns
    start = max(start, lead) if start < len(raw) else lead
    offset = 0
    if len(raw) > _WIDTH:
        offset = max(0, start - 20)
    shown = raw[offset : offset + _WIDTH]
    before = safe(shown[: max(0, start - offset)])
    inside = safe(shown[max(0, start - offset) : max(0, end - offset)].rstrip())
    after = safe(shown[max(0, end - offset) :].rstrip())
    number = str(place.line)
    gutter = " " * len(number)
    dots = "…" if offset else ""
    return [
        f"  {number} | {dots}{before}{inside}{after}{'…' if offset + _WIDTH < len(raw) else ''}\n",
        f"  {gutter} | {' ' * (len(dots) + len(before))}{paint('^' * max(1, len(inside)), colour)}\n",
    ]


def _summary(report: Report, paint: Paint) -> str:
    colour = "31" if report.stopping else "33" if report.unread else "32"
    return f"keyturn scan: {paint(tally(report), colour)} in {safe(report.subject)} ({extent(report)})\n"


if TYPE_CHECKING:
    from collections.abc import Callable

    Paint = Callable[[str, str], str]
