"""A scan's report as JSON: one object, keys that do not change.

`fingerprint` names a finding across runs: it stays the same when the finding moves within its file. Keys are added,
never renamed or taken away.
"""

from __future__ import annotations

import json

from keyturn.adapter.report_words import counts, fingerprint, quiet
from keyturn.model.masking import mask
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.scan.findings import Finding, Report


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    out: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "verdict": finding.verdict,
        "message": mask(finding.message),
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "side": place.side,
        "commit": place.commit,
        "environment": finding.environment,
        "through": [mask(step) for step in finding.through],
        "snippet": mask(finding.snippet[:20_000])[:2000],
        "why": finding.why,
        "instead": finding.instead,
        "fingerprint": fingerprint(finding),
    }
    if finding.override is not None:
        out["override"] = {
            "rules": list(finding.override.rules),
            "reason": mask(finding.override.reason),
            "until": finding.override.until,
            "line": finding.override.line,
            "added_by_change": finding.override.added,
            "source": finding.override.source,
            "commit": finding.override.commit,
            "approved_by": finding.override.approved_by,
        }
    if finding.known is not None:
        out["known"] = {
            "since": finding.known.since,
            "author": finding.known.author,
            "reason": mask(finding.known.reason),
        }
    return out


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "keyturn": __version__,
        "subject": report.subject,
        "exit_code": report.exit_code,
        "fail_on": report.fail_on,
        "stopping": len(report.stopping),
        "counts": counts(report),
        "findings": [_finding(one) for one in report.findings],
        "overridden": [_finding(one) for one in report.overridden],
        "baselined": [_finding(one) for one in report.baselined],
        "could_not_judge": [mask(line) for line in report.unread],
        "remarks": [mask(line) for line in report.remarks],
        "together": [
            {
                "what": total.what,
                "count": total.count,
                "exact": total.exact,
                "names": [mask(name) for name in total.names],
                "places": total.places,
            }
            for total in report.together
        ],
        "files": report.files,
        "commits": report.commits,
    }


def render(report: Report) -> str:
    """The report as text. Undecodable names come out escaped."""
    return quiet(json.dumps(document(report), indent=2, ensure_ascii=True), "\\u0023") + "\n"
