"""Reports: SARIF against its schema, JSON, and text that is safe to show."""

from __future__ import annotations

import json

from keyturn.adapter import report_json, report_sarif, report_text
from keyturn.scan.findings import Finding, Override, Place, Report, Total, lower

FINDING = Finding(
    "filesystem/recursive-delete",
    "high",
    "deletes /srv/data and everything below",
    Place("scripts/a b\udce9.sh", 3, 1, 3, 17),
    snippet="rm -rf /srv/data",
    why="because",
    instead="something else",
    through=("npm run build", "package.json: scripts.build"),
)
REMOVED = Finding("change/protection-removed", "high", "gone", Place("main.tf", 4, 3, 4, 9, "old", "a" * 40))
WHOLE = Finding("change/mass-deletion", "critical", "deletes 2,229 files", Place("src/x", side="old"))
COVERED = FINDING.but(override=Override((FINDING.rule,), "agreed", "2199-01-01", 2))
REPORT = Report(
    (WHOLE, FINDING, REMOVED),
    (COVERED,),
    ("x.sh: Permission denied",),
    ("a remark",),
    (Total("tables dropped", 21, True, ("users", "orders"), 4),),
    "the index",
    7,
)


def test_sarif_says_what_was_overridden_and_what_could_not_be_read() -> None:
    run = json.loads(report_sarif.render(REPORT))["runs"][0]
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert [one["suppressions"][0]["justification"] for one in suppressed] == ["agreed (until 2199-01-01)"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "Permission denied" in json.dumps(run["invocations"])
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_every_report_shows_what_the_change_comes_to() -> None:
    assert "    21 tables dropped: users, orders, … (in 4 places)\n" in report_text.render(REPORT, coloured=False)
    total = {"what": "tables dropped", "count": 21, "exact": True, "names": ["users", "orders"], "places": 4}
    assert json.loads(report_json.render(REPORT))["together"] == [total]
    assert json.loads(report_sarif.render(REPORT))["runs"][0]["properties"]["together"] == [total]


def test_a_fingerprint_stays_when_lines_move() -> None:
    def prints(finding: Finding) -> dict[str, str]:
        results = report_sarif.document(Report((finding,)))["runs"][0]["results"]
        found: dict[str, str] = results[0]["partialFingerprints"]
        return found

    moved = FINDING.but(place=FINDING.place.but(line=90, end_line=90), snippet="  rm  -rf /srv/data")
    assert prints(moved) == prints(FINDING)
    assert prints(FINDING.but(snippet="rm -rf /srv/other")) != prints(FINDING)


def test_json_holds_everything() -> None:
    document = json.loads(report_json.render(REPORT))
    assert document["exit_code"] == 1
    assert document["stopping"] == 3
    assert document["findings"][1]["through"] == ["npm run build", "package.json: scripts.build"]
    assert document["overridden"][0]["override"]["reason"] == "agreed"
    assert document["could_not_judge"] == ["x.sh: Permission denied"]


def test_text_underlines_the_place() -> None:
    lines = report_text.render(REPORT, coloured=False).splitlines()
    at = next(number for number, line in enumerate(lines) if "rm -rf" in line)
    assert lines[at].index("rm -rf") == lines[at + 1].index("^")
    assert lines[at + 1].count("^") == len("rm -rf /srv/data")
    assert "could not judge: x.sh" in "\n".join(lines)
    assert "3 stopping, 1 overridden, 1 could not be judged" in lines[-1]


def test_text_shows_no_control_characters_from_outside() -> None:
    hostile = "\x1b[2Jrm -rf / \u202e\u200b\x07"
    finding = FINDING.but(
        message=hostile, snippet=hostile, place=FINDING.place.but(file="a\x1b[31m\n.sh"), through=(hostile,)
    )
    report = Report(
        (finding,),
        (finding.but(override=Override(("a/b",), hostile, "2199-01-01", 1)),),
        (hostile,),
        (hostile,),
        (Total("tables dropped", 2, False, (hostile,)),),
        hostile,
    )
    text = report_text.render(report, coloured=False)
    assert not any(char in text for char in "\x1b\u202e\u200b\x07")
    assert all(char == "\n" or char.isprintable() for char in text)


def test_secrets_are_masked() -> None:
    finding = FINDING.but(
        snippet="psql postgres://app:hunter2@db/prod -c 'DROP TABLE users'", message="postgres://app:hunter2@db"
    )
    for text in (
        report_text.render(Report((finding,)), coloured=False),
        report_json.render(Report((finding,))),
        report_sarif.render(Report((finding,))),
    ):
        assert "hunter2" not in text


def test_a_long_line_is_cut_around_the_place() -> None:
    finding = FINDING.but(
        snippet="x" * 5000 + "rm -rf /" + "y" * 5000, place=FINDING.place.but(column=5001, end_column=5009)
    )
    lines = report_text.render(Report((finding,)), coloured=False).splitlines()
    assert max(len(line) for line in lines) < 400
    assert any("rm -rf /" in line for line in lines)


def test_exit_codes() -> None:
    assert Report().exit_code == 0
    assert Report(unread=("x",)).exit_code == 3
    assert Report((FINDING,), unread=("x",)).exit_code == 1
    assert Report((FINDING.but(severity="low"),)).exit_code == 0
    assert Report((FINDING.but(severity="low"),), fail_on="low").exit_code == 1
    assert Report((FINDING.but(verdict="allow"),)).exit_code == 0
    assert lower("critical", 2) == "medium"
    assert lower("low", 3) == "low"
