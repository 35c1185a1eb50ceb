"""A scan's report as GitHub's workflow commands, which become annotations beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands says how values are escaped.
GitHub keeps ten annotations of a sort for each step (https://github.com/actions/toolkit/pull/734), so the worst come
first, and a last notice tells what is not among them.
"""

from __future__ import annotations

from keyturn.adapter.report_words import advice, extent, plain, tally, worst_first
from keyturn.model.decision import ALLOW
from keyturn.scan.findings import NEW
from keyturn.scan.together import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Finding, Report

SHOWN = 10
"""Annotations of one sort that GitHub keeps for a step."""
_NAMED = 5
"""Unread things that one annotation names."""


def data(text: str) -> str:
    """A message as it may stand behind the second pair of colons."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value(text: str) -> str:
    """A property's value."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


def command(sort: str, message: str, properties: dict[str, str]) -> str:
    """One line: `::error file=…,line=…::…`."""
    named = ",".join(f"{name}={value(text)}" for name, text in properties.items() if text)
    return f"::{sort}{' ' if named else ''}{named}::{data(message)}\n"


def _annotation(sort: str, finding: Finding) -> str:
    where = finding.place
    properties = {"file": plain(where.file)}
    lead = ""
    if where.line and where.side == NEW:
        properties["line"] = str(where.line)
        properties["endLine"] = str(max(where.line, where.end_line))
        if where.column and where.end_line <= where.line:
            properties["col"] = str(where.column)
    elif where.line:
        lead = f"line {where.line} before the change: "
    properties["title"] = f"{plain(finding.rule, 120)} ({finding.severity})"
    if where.commit:
        lead = f"commit {where.commit[:12]}: {lead}"
    message = lead + plain(finding.message, 1_000)
    if finding.instead:
        message += f"\nInstead: {advice(finding.instead, 1_000)}"
    return command(sort, message, properties)


def _sort(finding: Finding, stopping: frozenset[int]) -> str:
    if id(finding) in stopping:
        return "error"
    return "warning" if finding.rank and finding.verdict != ALLOW else "notice"


def render(report: Report) -> str:
    """Errors for what stops, warnings and notices for the rest, and a last line for the log."""
    stopping = frozenset(id(one) for one in report.stopping)
    room = {"error": SHOWN - bool(report.unread), "warning": SHOWN, "notice": SHOWN - 1}
    lines: list[str] = []
    left_out = 0
    for finding in worst_first(report.findings):
        sort = _sort(finding, stopping)
        if room[sort]:
            room[sort] -= 1
            lines.append(_annotation(sort, finding))
        else:
            left_out += 1
    if report.unread:
        named = [plain(line, 300) for line in report.unread[:_NAMED]]
        if len(report.unread) > _NAMED:
            named.append(f"and {len(report.unread) - _NAMED:,} more")
        lines.append(command("error", "\n".join(named), {"title": "keyturn could not judge everything"}))
    if left_out or report.overridden or report.baselined:
        told = [tally(report)]
        if left_out:
            told.append(f"{left_out:,} more not shown here, since GitHub keeps {SHOWN} of a sort for each step")
        told += [plain(shown(total), 300) for total in report.together]
        lines.append(command("notice", "\n".join(told), {"title": "keyturn scan"}))
    lines.append(f"keyturn scan: {tally(report)} in {plain(report.subject)} ({extent(report)})\n")
    return "".join(lines)
