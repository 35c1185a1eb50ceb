"""A scan's report as GitLab's Code Quality: a JSON array (https://docs.gitlab.com/ci/testing/code_quality/).

What was overridden and what the baseline knows is left out, since the form has no word for it. What could not be
judged is an entry of its own: a file without entries reads as a clean one.
"""

from __future__ import annotations

import json

from keyturn.adapter.report_words import advice, fingerprint, plain, quiet, worst_first
from keyturn.model.decision import ALLOW
from keyturn.scan.findings import NEW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.scan.findings import Finding, Report

UNREAD = "keyturn/could-not-judge"
_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def _unique(base: str, seen: dict[str, int]) -> str:
    """GitLab shows the first entry of a fingerprint only, so the second of its kind has one of its own."""
    from hashlib import sha256

    number = seen.get(base, 0)
    seen[base] = number + 1
    text = base if not number else f"{base}\0{number}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(finding: Finding, seen: dict[str, int]) -> dict[str, Any]:
    place = finding.place
    description = plain(finding.message, 1_000) or finding.rule
    lines = {"begin": 1}
    if place.line and place.side == NEW:
        lines = {"begin": place.line}
        if place.end_line > place.line:
            lines["end"] = place.end_line
    elif place.line:
        description += f" (line {place.line} before the change)"
    if place.commit:
        description += f" (commit {place.commit[:12]})"
    if finding.instead:
        description += f". Instead: {advice(finding.instead, 1_000)}"
    return {
        "description": description,
        "check_name": finding.rule,
        "fingerprint": _unique(f"{fingerprint(finding)}\0{place.commit}", seen),
        "severity": "info" if finding.verdict == ALLOW else _SEVERITIES[finding.severity],
        "location": {"path": plain(place.file).removeprefix("./") or ".", "lines": lines},
    }


def document(report: Report) -> list[dict[str, Any]]:
    """The entries as plain values, worst first."""
    seen: dict[str, int] = {}
    entries = [
        {
            "description": f"Could not judge: {plain(line, 1_000)}",
            "check_name": UNREAD,
            "fingerprint": _unique(f"{UNREAD}\0{line}", seen),
            "severity": "critical",
            "location": {"path": ".", "lines": {"begin": 1}},
        }
        for line in report.unread
    ]
    return [*(_entry(one, seen) for one in worst_first(report.findings)), *entries]


def render(report: Report) -> str:
    """The array as text, without a byte order mark."""
    return quiet(json.dumps(document(report), indent=2, ensure_ascii=True), "\\u0023") + "\n"
