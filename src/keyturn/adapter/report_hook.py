"""A report inside a hook: short lines, since git puts `remote: ` before each; nothing at all when all is clear."""

from __future__ import annotations

from keyturn.model.decision import ALLOW
from keyturn.model.masking import mask
from keyturn.model.text import safe, wrapped
from keyturn.scan.together import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Finding, Report

_WIDTH = 72
_SHOWN = 12
_LONGEST = 400


def render(report: Report, what: str) -> str:
    """The report of a commit, merge or push (`what`); "" when there is nothing to say."""
    out: list[str] = []
    told: set[str] = set()
    stopping = report.stopping
    for finding in stopping[:_SHOWN]:
        _finding(finding, out, told)
    if len(stopping) > _SHOWN:
        out.append(f"  … and {len(stopping) - _SHOWN:,} more\n")
    for finding in report.overridden[:_SHOWN]:
        if finding.override is not None:
            text = f"exception for {finding.rule} in {_place(finding)}: {safe(finding.override.reason)}"
            out.append(f"  {wrapped(f'{text} (until {finding.override.until})', 4, _WIDTH)}\n")
    if stopping:
        out.extend(f"  together: {safe(mask(shown(total)))}\n" for total in report.together)
    out.extend(f"  {wrapped('note: ' + safe(line)[:_LONGEST], 4, _WIDTH)}\n" for line in report.remarks)
    out.extend(f"  {wrapped('could not judge: ' + safe(line)[:_LONGEST], 4, _WIDTH)}\n" for line in report.unread)
    if stopping:
        count = f"{len(stopping)} {'finding' if len(stopping) == 1 else 'findings'}"
        return f"keyturn: this {what} is refused, {count}\n" + "".join(out)
    if report.unread:
        return f"keyturn: this {what} is refused, it could not be judged\n" + "".join(out)
    below = sum(1 for one in report.findings if one.verdict != ALLOW)
    if below:
        out.append(f"  {below} below {report.fail_on}; `keyturn scan` shows them\n")
    return f"keyturn: this {what} passes\n" + "".join(out) if out else ""


def _place(finding: Finding) -> str:
    place = finding.place
    return safe(place.file) + (f":{place.line}" if place.line else "")


def _finding(finding: Finding, out: list[str], told: set[str]) -> None:
    out.append(f"  {_place(finding)}: {finding.severity} {finding.rule}\n")
    out.append(f"    {wrapped(safe(mask(finding.message))[:_LONGEST], 4, _WIDTH)}\n")
    if finding.rule in told:
        return
    told.add(finding.rule)
    if finding.why:
        out.append(f"    {wrapped('why: ' + safe(finding.why), 6, _WIDTH)}\n")
    if finding.instead:
        out.append(f"    {wrapped('instead: ' + safe(finding.instead), 6, _WIDTH)}\n")
