"""A scan's report as JUnit XML, for GitLab's and Jenkins' test reports and what reads the same on GitHub.

Each finding is a test case of the rule's class: it fails when it stops the change, passes when it stays below,
is skipped when it was overridden or is known; what could not be judged is an error. Only elements and attributes that
Jenkins' strictest reader (https://plugins.jenkins.io/xunit/) knows are used, so a test case has no `file`.
The standard library's ElementTree writes it: libraries for this form add a dependency and a slower start, and leave
the one hard part, characters that XML cannot hold, to their caller all the same.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from keyturn.adapter.report_words import (
    acquaintance,
    advice,
    exception,
    extent,
    place,
    plain,
    quiet,
    tally,
    told,
    worst_first,
)
from keyturn.scan.together import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Finding, Report

LIMIT = 20_000
"""Test cases; beyond them the worst are kept, and an error tells how many are not there."""
_NAME = 200


def clean(text: str) -> str:
    r"""Text that XML 1.0 can hold: what `safe` lets through and XML does not is written out, as `\uffff`."""
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


class _Suite:
    """Test cases, each name once."""

    def __init__(self, name: str) -> None:
        self.element = ET.Element("testsuite")
        self.element.set("name", name)
        self.sums = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        self._seen: dict[tuple[str, str], int] = {}

    def case(self, group: str, name: str) -> ET.Element:
        """A new test case. Readers join cases of one name, so a second one is numbered."""
        group, name = group or "-", name or "-"
        name = name if len(name) <= _NAME else name[:_NAME] + "…"
        number = self._seen.get((group, name), 0) + 1
        self._seen[group, name] = number
        self.sums["tests"] += 1
        found = ET.SubElement(self.element, "testcase")
        found.set("classname", clean(group))
        found.set("name", clean(name if number == 1 else f"{name} #{number}"))
        found.set("time", "0")
        return found

    def outcome(self, case: ET.Element, tag: str, message: str, sort: str = "", text: str = "") -> None:
        """What became of it: a failure, an error or a skip."""
        self.sums[{"failure": "failures", "error": "errors", "skipped": "skipped"}[tag]] += 1
        found = ET.SubElement(case, tag)
        if sort:
            found.set("type", clean(sort))
        found.set("message", clean(message))
        if text:
            found.text = clean(text)

    def finish(self) -> ET.Element:
        """The suite with its sums."""
        for name, number in self.sums.items():
            self.element.set(name, str(number))
        self.element.set("time", "0")
        return self.element


def _text(finding: Finding) -> str:
    lines = [f"{place(finding)}: {finding.severity} {plain(finding.rule)}: {plain(finding.message)}"]
    if finding.snippet.strip():
        lines.append(f"    {finding.place.line} | {plain(finding.snippet.strip(), 500)}")
    if finding.through:
        lines.append("through: " + " → ".join(plain(step, 200) for step in finding.through))
    if finding.why:
        lines.append(f"why: {advice(finding.why)}")
    if finding.instead:
        lines.append(f"instead: {advice(finding.instead)}")
    return "\n".join(lines)


def _name(finding: Finding) -> str:
    """Without the line: a case that moved is the same case."""
    return f"{plain(finding.place.file)}: {plain(finding.message)}"


def document(report: Report) -> ET.Element:
    """The whole as elements."""
    suite = _Suite("keyturn")
    stopping = frozenset(id(one) for one in report.stopping)
    room = LIMIT
    for finding in worst_first(report.findings)[:room]:
        case = suite.case(plain(finding.rule), _name(finding))
        if id(finding) in stopping:
            suite.outcome(
                case, "failure", f"{finding.severity}: {plain(finding.message)}", finding.severity, _text(finding)
            )
        else:
            ET.SubElement(case, "system-out").text = clean(_text(finding))
    room -= min(room, len(report.findings))
    for finding in report.overridden[:room]:
        reason = exception(finding.override) if finding.override else "no reason"
        suite.outcome(suite.case(plain(finding.rule), _name(finding)), "skipped", f"overridden: {reason}")
    room -= min(room, len(report.overridden))
    for finding in report.baselined[:room]:
        case = suite.case(plain(finding.rule), _name(finding))
        suite.outcome(case, "skipped", f"in the baseline: {acquaintance(finding)}")
    left_out = len(report.findings) + len(report.overridden) + len(report.baselined) - LIMIT
    if left_out > 0:
        message = f"{left_out:,} beyond {LIMIT:,} are not in this file"
        suite.outcome(suite.case("keyturn", "test cases left out"), "error", message)
    for line in report.unread:
        suite.outcome(suite.case("keyturn/could-not-judge", plain(line)), "error", plain(line), "could not judge")
    if not suite.sums["tests"]:
        suite.case("keyturn", f"scan of {plain(report.subject)}")  # Jenkins takes a file without a test for a fault
    notes = [f"keyturn scan: {tally(report)} in {plain(report.subject)} ({extent(report)})"]
    if told(report):
        notes.append(f"{told(report):,} told: nothing has to be met for them")
    notes += [plain(shown(total)) for total in report.together]
    notes += [f"note: {plain(line)}" for line in report.remarks]
    root = ET.Element("testsuites")
    root.set("name", "keyturn")
    for name in ("tests", "failures", "errors"):
        root.set(name, str(suite.sums[name]))
    element = suite.finish()
    ET.SubElement(element, "system-out").text = clean("\n".join(notes))
    root.append(element)
    return root


def render(report: Report) -> str:
    """The document as text."""
    root = document(report)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + quiet(body, "&#35;") + "\n"
