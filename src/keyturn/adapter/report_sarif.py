"""A scan's report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

Overridden findings are results with a suppression, what could not be judged is a notification of an invocation
that did not succeed. Results beyond what code hosts take are cut off worst-last, and that is said.
"""

from __future__ import annotations

import json

from keyturn.model.masking import mask
from keyturn.tool.rules.index import all_rules
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.scan.findings import Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT = 5_000
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def _uri(path: str) -> str:
    """A relative URI reference; bytes that are no text are percent-encoded like the rest."""
    plain = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    data = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in data) or "."


def _clean(text: str) -> str:
    return mask(text).encode("utf-8", "replace").decode("utf-8")


def _result(finding: Finding, indexes: dict[str, int]) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file.rstrip("/"))}}
    if place.line and place.side == "new":
        region: dict[str, Any] = {"startLine": place.line, "startColumn": max(1, place.column)}
        if place.end_line > place.line or (place.end_line == place.line and place.end_column > place.column):
            region["endLine"] = place.end_line
            region["endColumn"] = max(1, place.end_column)
        if finding.snippet:
            region["snippet"] = {"text": _clean(finding.snippet[:1000])}
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
        "partialFingerprints": {"keyturn/v1": _fingerprint(finding)},
        "properties": properties,
    }
    if finding.rule in indexes:
        result["ruleIndex"] = indexes[finding.rule]
    if finding.override is not None:
        reason = f"{_clean(finding.override.reason)} (until {finding.override.until})"
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _fingerprint(finding: Finding) -> str:
    """Rule, file and the line's words: stays the same when lines move."""
    from hashlib import sha256

    words = " ".join(finding.snippet.split()) or finding.message
    text = f"{finding.rule}\0{finding.place.file}\0{words}"
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def document(report: Report) -> dict[str, Any]:
    """The log as plain values."""
    results = [*report.findings, *report.overridden]
    used = {one.rule for one in results}
    rules = [rule for rule in all_rules() if rule.id in used]
    indexes = {rule.id: index for index, rule in enumerate(rules)}
    notes = [{"level": "error", "message": {"text": _clean(line)}} for line in report.unread]
    notes += [{"level": "note", "message": {"text": _clean(line)}} for line in report.remarks]
    if len(results) > LIMIT:
        notes.append(
            {"level": "warning", "message": {"text": f"{len(results) - LIMIT} results beyond {LIMIT} were left out"}}
        )
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "keyturn",
                        "version": __version__,
                        "rules": [
                            {
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
                            for rule in rules
                        ],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": not report.unread,
                        "exitCode": report.exit_code,
                        "toolExecutionNotifications": notes,
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "properties": {
                    "together": [
                        {
                            "what": total.what,
                            "count": total.count,
                            "exact": total.exact,
                            "names": [_clean(name) for name in total.names],
                            "places": total.places,
                        }
                        for total in report.together
                    ]
                },
                "results": [_result(one, indexes) for one in results[:LIMIT]],
            }
        ],
    }


def render(report: Report) -> str:
    """The log as text."""
    return json.dumps(document(report), indent=2, ensure_ascii=True) + "\n"
