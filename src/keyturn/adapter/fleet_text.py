"""The summary of many repositories for people, and as JSON."""

from __future__ import annotations

import json

from keyturn.adapter.report_words import counts, extent, place, plain, tally, worst_first
from keyturn.scan.together import shown
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.scan.fleet import Fleet, Outcome

SHOWN = 3
"""Findings and reasons that are shown of one repository."""
_STATES = {0: "clear", 1: "stopped", 3: "could not be judged"}


def sums(fleet: Fleet) -> dict[str, int]:
    """Every sum over all repositories, by the names that a report has for them."""
    out: dict[str, int] = {}
    for outcome in fleet.outcomes:
        for name, number in counts(outcome.report).items():
            out[name] = out.get(name, 0) + number
    return out


def states(fleet: Fleet) -> list[tuple[str, int]]:
    """How many repositories were stopped, could not be judged, are clear."""
    codes = [one.report.exit_code for one in fleet.outcomes]
    return [(_STATES[code], codes.count(code)) for code in (1, 3, 0)]


def tail(fleet: Fleet) -> str:
    """`3 repositories: 1 stopped, 2 clear; 4 findings that stop`, and `1 finding that stops`."""
    count = len(fleet.outcomes)
    told = ", ".join(f"{number:,} {what}" for what, number in states(fleet) if number)
    stopping = sums(fleet).get("stopping", 0)
    text = f"{count:,} {'repository' if count == 1 else 'repositories'}: {told}"
    return text + (
        f"; {stopping:,} {'finding that stops' if stopping == 1 else 'findings that stop'}" if stopping else ""
    )


def render(fleet: Fleet) -> str:
    """The worst repositories first, those that are clear only counted."""
    out = ""
    for outcome in fleet.by_worst():
        if outcome.worst:
            out += _repository(outcome)
    rules = fleet.rules()
    if rules:
        out += "Rules:\n"
        out += "".join(f"  {count:>6,}  {plain(rule)}\n" for rule, count, _severity in rules[:10])
        if len(rules) > 10:
            out += f"  and {len(rules) - 10:,} more rules\n"
        out += "\n"
    return out + f"keyturn fleet: {tail(fleet)}\n"


def _repository(outcome: Outcome) -> str:
    report = outcome.report
    out = f"{plain(outcome.repository)}: {tally(report)} ({extent(report)})\n"
    stopping = worst_first(report.stopping)
    for finding in stopping[:SHOWN]:
        out += f"  {place(finding)}: {finding.severity} {plain(finding.rule)}: {plain(finding.message, 300)}\n"
    if len(stopping) > SHOWN:
        out += f"  and {len(stopping) - SHOWN:,} more that stop\n"
    for line in report.unread[:SHOWN]:
        out += f"  could not be judged: {plain(line, 500)}\n"
    if len(report.unread) > SHOWN:
        out += f"  and {len(report.unread) - SHOWN:,} more that could not be judged\n"
    for total in report.together[:SHOWN]:
        out += f"  together: {plain(shown(total), 300)}\n"
    return out + "\n"


def document(fleet: Fleet) -> dict[str, Any]:
    """The summary as plain values. Keys are added, never renamed or taken away."""
    return {
        "keyturn": __version__,
        "exit_code": fleet.exit_code,
        "states": dict(states(fleet)),
        "counts": sums(fleet),
        "rules": [{"rule": rule, "count": count, "severity": worst} for rule, count, worst in fleet.rules()],
        "repositories": [
            {
                "repository": plain(one.repository),
                "revision": one.revision,
                "exit_code": one.report.exit_code,
                "fail_on": one.report.fail_on,
                "counts": counts(one.report),
                "files": one.report.files,
                "commits": one.report.commits,
                "could_not_judge": [plain(line) for line in one.report.unread],
                "remarks": [plain(line) for line in one.report.remarks],
                "together": [
                    {"what": total.what, "count": total.count, "exact": total.exact} for total in one.report.together
                ],
            }
            for one in fleet.outcomes
        ],
    }


def as_json(fleet: Fleet) -> str:
    """Likewise as text."""
    return json.dumps(document(fleet), indent=2) + "\n"
