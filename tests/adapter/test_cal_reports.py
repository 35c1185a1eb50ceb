"""Reports of CAL: whatever a document holds is shown, and nothing in it acts."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import cal_report, cal_report_html
from keyturn.adapter.cal_data import load
from keyturn.adapter.cal_pictures import Bar, Step, bars, cascade
from keyturn.cal.data import DataSet
from keyturn.cal.evaluate import run
from keyturn.cal.parser import parse
from keyturn.errors import ConfigurationError

FORMS = [cal_report.table, cal_report.markdown, cal_report_html.render]

TEXTS = st.text(max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXTS, one, max_size=3),
    max_leaves=10,
)


def document(
    entity: dict[str, Any], script: str = "FORAGE e DEPTH 3 SURFACE x DIVE INTO e TRACE x EMIT y"
) -> dict[str, Any]:
    return run(parse(script), DataSet({"e": [entity]})).document()


@given(VALUES)
def test_a_document_of_any_shape_is_shown(value: object) -> None:
    for form in FORMS:
        assert form("thing", value)


class Page(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}


KNOWN = set(
    "html head meta title style body h1 h2 h3 h4 p ul li b table tr th td figure svg rect text tspan path line details "
    "summary pre code footer br".split()
)


@given(TEXTS, TEXTS)
def test_no_text_becomes_an_element(name: str, other: str) -> None:
    found = document({"id": name, "name": other, "sound": 9, "space": 9, "time": 9, "currency": other, "baseCost": 5})
    text = cal_report_html.render("analysis", found)
    page = Page(text)
    assert page.tags <= KNOWN
    assert not {one for one in page.attributes if one.startswith("on") or one in ("src", "href", "action")}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    for form in FORMS[:2]:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", form("analysis", found))


@given(st.text(max_size=30).filter(str.strip))
def test_cells_of_markdown_stay_cells(name: str) -> None:
    text = cal_report.markdown("x", {"a": name, "b": "|"})
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 3 for row in rows if "|---" not in row)


@given(TEXTS, st.floats(allow_nan=False, min_value=-1e9, max_value=1e9))
def test_pictures_are_whole(name: str, score: float) -> None:
    rows = [Bar("D5", name, score, "critical", affected=True), Bar(name, "x", 5, name, affected=False)]
    for text in (bars(rows), cascade(rows, [("D5",), (name,)], [Step("D5", name, 0.5), Step(name, "D5", None)])):
        ET.fromstring(text)


def test_the_picture_says_in_words_what_it_shows() -> None:
    rows = [Bar("D5", "Quality", 72, "critical", affected=True), Bar("D6", "Operational", 68, "high", affected=True)]
    assert 'aria-label="Dimensions: D5 Quality 72 (critical), D6 Operational 68 (high)"' in bars(rows)
    label = re.search('aria-label="([^"]*)"', cascade(rows, [("D5",), ("D6",)], [Step("D5", "D6", 0.72)]))
    assert label is not None
    assert html.unescape(label[1]) == "How it spreads: D5, then D6"


def test_many_entities_are_counted_not_listed() -> None:
    entities = [{"id": f"e{number}", "sound": 9, "space": 9, "time": 9} for number in range(70)]
    found = run(parse("FORAGE e SURFACE x"), DataSet({"e": entities})).document()
    text = cal_report.table("analysis", found)
    assert "x: 70 entities of e" in text
    assert "\ne49\n" in text
    assert "\ne50\n" not in text
    assert "… and 20 more" in text


def test_json_of_many_entities_is_one_line() -> None:
    assert cal_report.as_json("x", {"a": [1]}).count("\n") == 5
    assert cal_report.as_json("x", {"a": list(range(300_000))}).count("\n") == 1


def test_figures_stand_beside_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "citations: {a: '<b>x</b>'}\nentities:\n"
        "- {id: e, lost: {value: 3, kind: measured, cites: [a], contested: true, note: '<i>'}}\n"
    )
    loaded = load([str(path)])
    text = cal_report_html.render("x", {"a": 1}, loaded)
    assert "Figures: 1, of which 1 contested" in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "<i>" not in text


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("{value: 1, kind: measured, cites: []}", "a figure says its contested"),
        ("{value: 1, contested: true, cites: []}", "a figure says its kind"),
        ("{value: 1, contested: true, kind: measured}", "a figure says its cites"),
        ("{value: 1, kind: guessed, cites: [], contested: true}", "x.kind: 'guessed' is no kind of figure"),
        ("{value: 1, kind: measured, cites: a, contested: true}", "x.cites: it is no list of marks"),
        ("{value: 1, kind: measured, cites: [b], contested: true}", "x.cites[0]: 'b' does not stand under `citations`"),
        ("{value: 1, kind: measured, cites: [], contested: maybe}", "x.contested: it is neither true nor false"),
        ("{value: [1], kind: measured, cites: [], contested: true}", "x.value: a figure is one value"),
        ("{value: 1, kind: measured, cites: [], contested: true, src: a}", "x.src: this key means nothing in a figure"),
    ],
)
def test_a_figure_that_says_too_little(tmp_path: Path, figure: str, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"citations: {{a: b}}\nentities:\n- id: e\n  x: {figure}\n")
    with pytest.raises(ConfigurationError) as caught:
        load([str(path)])
    assert said in str(caught.value)
    assert "a.yaml:4" in str(caught.value)


def test_a_duration_in_the_data_is_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": "e", "x": {"value": 5, "unit": "days"}}]')
    assert load([str(path)]).tables["a"][0]["x"] == {"value": 5, "unit": "days"}
