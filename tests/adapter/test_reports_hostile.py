"""Whatever stands in a file name or a message, a form stays what it is and no command, row or mark is added."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from keyturn.adapter import (
    report_github,
    report_gitlab,
    report_html,
    report_json,
    report_junit,
    report_sarif,
    report_summary,
    report_text,
)
from keyturn.scan.findings import Finding, Known, Override, Place, Report, Total
from keyturn.wiring.reports import FORMATS, render
from tests.conftest import ROOT

PIECES = (
    "::error::x", "\n::error file=a::b", "##[error]x", "##[stop-commands]t", "##vso[task.complete result=Succeeded]",
    "##teamcity[buildStatus]", "]]>", "<![CDATA[", "&#10;", "%0A::error::", "%25", "|", "\\|", "`", "```\n", "\r\n", "\n",
    "</code>", "<script>alert(1)</script>", "<img src=x onerror=y>", "[a](http://x)", "![a](http://x)", "www.evil.example",
    "http://evil.example", "@everyone", "#12", "!3", "<!--", "-->", "\x1b[31m", "\x00", "\u202e", "\u2028", "\u0085", "\x0c",
    "\udce9", "\ud800", "\ufffe", "\uffff", "\U0001f600", "\U000e0041", "é", "a b", "- x", "1. x", "    code", "| --- |",
    ",", ":", "=", '"', "'", "\t", "\\", "</summary></details>", "password=hunter2", "~~", "$x$", ":tada:", "::", "  ::debug::",
)  # fmt: skip
WEIRD = (
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=8)), min_size=1, max_size=6)
    .map("".join)
    .filter(str.strip)
)
SECRET = "hunter2"
SETTINGS = settings(max_examples=60, deadline=None)


def report(text: str) -> Report:
    """A report with the text everywhere that something from outside can stand."""
    finding = Finding(
        "filesystem/recursive-delete", "high", text, Place(text, 3, 2, 3, 9, commit="a" * 40),
        snippet=text, why=text, instead=text, through=(text,),
    )  # fmt: skip
    low = finding.but(severity="low", place=Place(text, 3, side="old"))
    covered = finding.but(
        override=Override((finding.rule,), text, text, source="trailer", commit=text, approved_by=text)
    )
    known = finding.but(known=Known("f", finding.rule, text, since=text, author=text, reason=text))
    return Report(
        (finding, low), (covered,), (text,), (text,), (Total("tables dropped", 3, False, (text,)),), text, 1,
        baselined=(known,),
    )  # fmt: skip


PLAIN = report("x")


def commands(text: str) -> list[str]:
    """The lines that GitHub's runner takes for commands: it splits at \\r, \\n and \\r\\n, and skips leading blanks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: name, properties, message."""
    head, _, message = line.removeprefix("::").partition("::")
    name, _, rest = head.partition(" ")
    properties = {}
    for pair in filter(None, rest.split(",")):
        key, _, value = pair.partition("=")
        for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            value = value.replace(code, char)
        properties[key] = value
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        message = message.replace(code, char)
    return name, properties, message


@SETTINGS
@given(WEIRD)
@example("::error::x")
@example("%0A::error::x")
def test_github_has_as_many_commands_as_for_plain_text(text: str) -> None:
    found = [read_command(line) for line in commands(report_github.render(report(text)))]
    wanted = [read_command(line) for line in commands(report_github.render(PLAIN))]
    assert [name for name, _properties, _message in found] == [name for name, _properties, _message in wanted]
    for (_, properties, message), (_, model, _) in zip(found, wanted, strict=True):
        assert list(properties) == list(model)
        assert properties.get("line") == model.get("line")
        assert message
        assert "\r" not in message


@SETTINGS
@given(WEIRD, st.sampled_from(sorted(set(FORMATS) - {"github"})))
@example("::add-mask::x", "text")
@example("##[stop-commands]x", "json")
@example("##[stop-commands]x", "junit")
def test_no_other_form_speaks_to_a_runner(text: str, form: str) -> None:
    out = render(report(text), form)
    assert commands(out) == []
    assert "##vso[" not in out
    assert "##teamcity[" not in out
    out.encode("utf-8")  # no lone surrogate is left


@SETTINGS
@given(WEIRD)
def test_json_forms_are_json(text: str) -> None:
    one = report(text)
    whole = json.loads(report_json.render(one))
    assert len(whole["findings"]) == 2
    assert whole["findings"][0]["file"] == text  # programs get the path as it is
    sarif = json.loads(report_sarif.render(one))
    assert len(sarif["runs"][0]["results"]) == 4
    assert len(json.loads(report_gitlab.render(one))) == 3


@SETTINGS
@given(WEIRD)
@example("]]>")
@example("\ufffe\uffff\x00\ud800")
def test_junit_is_xml_with_the_same_elements(text: str) -> None:
    root = ET.fromstring(report_junit.render(report(text)))
    assert [one.tag for one in root.iter()] == [one.tag for one in ET.fromstring(report_junit.render(PLAIN)).iter()]
    SCHEMA.validate(root)


SCHEMA = xmlschema.XMLSchema(str(ROOT / "tests" / "schemas" / "junit.xsd"))


def shape(markdown: str) -> list[str]:
    """What a renderer makes of it, without the words: blocks, cells, links, and the HTML that stands in it."""
    out = []
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown):
        if token.type != "inline":
            out.append(token.content.strip() if token.type == "html_block" else token.type)
        for child in token.children or ():
            if child.type not in ("text", "html_inline", "softbreak", "text_special"):
                out.append(child.type)
            elif child.type == "html_inline" and child.content not in ("<code>", "</code>"):
                out.append(child.content)
    return out


@SETTINGS
@given(WEIRD)
@example("a | b")
@example("\\| x")
@example("</code></summary></details>\n\n# x")
@example("\n\n- a\n- b")
@example("``")
@example("`a` - `b`")
def test_the_summary_keeps_its_shape(text: str) -> None:
    found, wanted = shape(report_summary.render(report(text))), shape(report_summary.render(PLAIN))
    dated = [one for one in found if not one.startswith("<details><summary>1 baselined")]
    assert dated == [one for one in wanted if not one.startswith("<details><summary>1 baselined")]
    assert len(found) == len(wanted)


class Marks(HTMLParser):
    """Tags with their attributes' names, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _value in attrs]))

    def handle_endtag(self, tag: str) -> None:
        self.found.append("/" + tag)


@SETTINGS
@given(WEIRD)
@example("<script>alert(1)</script>")
def test_html_has_the_same_marks(text: str) -> None:
    found, wanted = Marks(), Marks()
    found.feed(report_html.render(report(text)))
    wanted.feed(report_html.render(PLAIN))

    def worth(marks: Marks) -> list[object]:
        # a text of blanks alone has no snippet to show
        return [one for one in marks.found if one not in (("br", []), ("code", []), "/code")]

    assert worth(found) == worth(wanted)


@pytest.mark.parametrize("form", FORMATS)
def test_no_form_tells_a_secret(form: str) -> None:
    text = f"psql postgres://app:{SECRET}@db/prod --password={SECRET}"
    finding = Finding("sql/drop-table", "high", text, Place("x.sh", 3, 2, 3, 9), snippet=text, through=(text,))
    covered = finding.but(override=Override((finding.rule,), text, "2199-01-01"))
    known = finding.but(known=Known("f", finding.rule, "x.sh", text, "2026-01-01", "Sam", text))
    totals = (Total("tables dropped", 3, False, (text,)),)
    named = Report((finding,), (covered,), (text,), (text,), totals, "A..B", baselined=(known,))
    assert SECRET not in render(named, form)


@SETTINGS
@given(WEIRD)
def test_text_shows_only_what_can_be_seen(text: str) -> None:
    out = report_text.render(report(text), coloured=False)
    assert all(char == "\n" or ord(char) >= 32 for char in out)
    assert not any(char in out for char in "\x1b\x7f\x85\u202e\u2028")
