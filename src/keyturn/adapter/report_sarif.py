"""A scan's report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

Overridden findings are results with a suppression, so are those of the baseline, which are "unchanged" besides.
What could not be judged is a notification of an invocation that did not succeed. Code hosts take a limited number of
results, so the worst of those that nothing excepts come first, and what is cut off is said.
"""

from __future__ import annotations

import json

from keyturn.adapter.report_words import (
    NOWHERE,
    acquaintance,
    address,
    counts,
    exception,
    fingerprint,
    quiet,
    worst_first,
)
from keyturn.model.masking import mask
from keyturn.scan.findings import OPTION, TRAILER
from keyturn.tool.rules.index import all_rules
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.adapter.report_words import Surroundings
    from keyturn.model.rule import Rule
    from keyturn.scan.findings import Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT = 5_000
CATEGORY = "keyturn/scan/"
"""What of a code host's alerts this run speaks for: https://docs.github.com/en/code-security (runAutomationDetails)."""
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def _uri(path: str) -> str:
    """A relative URI reference; bytes that are no text are percent-encoded like the rest."""
    plain = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which no file system gave
        data = path.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in data) or "."


def _clean(text: str) -> str:
    return mask(text).encode("utf-8", "replace").decode("utf-8")


def _result(finding: Finding, indexes: dict[str, int], state: str) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file.rstrip("/"))}}
    if place.line and place.side == "new":
        region: dict[str, Any] = {"startLine": place.line, "startColumn": max(1, place.column)}
        if place.end_line > place.line or (place.end_line == place.line and place.end_column > place.column):
            region["endLine"] = place.end_line
            region["endColumn"] = max(1, place.end_column)
        if finding.snippet:
            region["snippet"] = {"text": _clean(finding.snippet[:20_000])[:1000]}
        location["region"] = region
    properties: dict[str, Any] = {
        "severity": finding.severity,
        "confidence": finding.confidence,
        "verdict": finding.verdict,
    }
    if finding.environment:
        properties["environment"] = finding.environment
    if place.commit:
        properties["commit"] = place.commit
    if finding.through:
        properties["through"] = [_clean(step) for step in finding.through]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _clean(finding.message) or finding.rule},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"keyturn/v1": fingerprint(finding)},
        "properties": properties,
    }
    if state:
        result["baselineState"] = state
    if finding.rule in indexes:
        result["ruleIndex"] = indexes[finding.rule]
    if finding.override is not None:
        kind = "external" if finding.override.source in (TRAILER, OPTION) else "inSource"
        reason = _clean(exception(finding.override))
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": reason}]
    elif state == "unchanged":
        reason = f"in the baseline, {_clean(acquaintance(finding))}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _results(report: Report) -> list[tuple[Finding, str]]:
    """Every result and its state against the baseline, in the order of their weight; no state without a baseline."""
    new = "new" if report.baselined else ""
    return [
        *((one, new) for one in worst_first(report.findings)),
        *((one, new) for one in worst_first(report.overridden)),
        *((one, "unchanged") for one in worst_first(report.baselined)),
    ]


def _rule(rule: Rule, docs: str) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why or rule.summary},
        "help": {"text": f"{rule.why}\n\nInstead: {rule.instead}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "security-severity": _SCORES[rule.severity],
            "precision": {"low": "low", "medium": "medium", "high": "high"}[rule.confidence],
        },
    }
    there = address(rule.id, docs, {rule.id: rule})
    if there:
        out["helpUri"] = there
    return out


def document(report: Report, surroundings: Surroundings = NOWHERE) -> dict[str, Any]:
    """The log as plain values."""
    results = _results(report)
    used = {one.rule for one, _state in results[:LIMIT]}
    rules = [rule for rule in all_rules() if rule.id in used]
    indexes = {rule.id: index for index, rule in enumerate(rules)}
    notes = [{"level": "error", "message": {"text": _clean(line)}} for line in report.unread]
    notes += [{"level": "note", "message": {"text": _clean(line)}} for line in report.remarks]
    if len(results) > LIMIT:
        notes.append(
            {"level": "warning", "message": {"text": f"{len(results) - LIMIT} results beyond {LIMIT} were left out"}}
        )
    log: dict[str, Any] = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "keyturn",
                        "version": __version__,
                        "rules": [_rule(rule, surroundings.docs) for rule in rules],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": not report.unread,
                        "exitCode": report.exit_code,
                        "toolExecutionNotifications": notes,
                    }
                ],
                "automationDetails": {"id": CATEGORY},
                "columnKind": "unicodeCodePoints",
                "properties": {
                    "counts": counts(report),
                    "together": [
                        {
                            "what": total.what,
                            "count": total.count,
                            "exact": total.exact,
                            "names": [_clean(name) for name in total.names],
                            "places": total.places,
                        }
                        for total in report.together
                    ],
                },
                "results": [_result(one, indexes, state) for one, state in results[:LIMIT]],
            }
        ],
    }
    if surroundings.repository:
        provenance = {"repositoryUri": surroundings.repository}
        if surroundings.revision:
            provenance["revisionId"] = surroundings.revision
        if surroundings.branch:
            provenance["branch"] = surroundings.branch
        log["runs"][0]["versionControlProvenance"] = [provenance]
    return log


def render(report: Report, surroundings: Surroundings = NOWHERE) -> str:
    """The log as text."""
    return quiet(json.dumps(document(report, surroundings), indent=2, ensure_ascii=True), "\\u0023") + "\n"
