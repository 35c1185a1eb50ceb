"""Explaining and looking over a script without running it."""

from pathlib import Path

import pytest

from keyturn.cal.explain import explain, notices
from keyturn.cal.parser import parse

SEED = Path(__file__).parents[2] / "examples" / "guardrail-gap.cal"


def test_the_seed_s_script_in_sentences():
    text = SEED.read_text(encoding="utf-8")
    found = explain(parse(text), text)
    assert [one.line for one in found] == [3, 12, 18, 21, 24]
    assert found[2].text == "Measure the gap of guardrail_gap: 85 prescribed less 35 done is 50."
    assert "EXECUTE from 1000, CONFIRM from 750, QUEUE from 500, else WAIT" in found[3].text
    assert notices(parse(text), text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FORAGE e WHERE a IS nothing", "read as IS NOT hing"),
        ("FORAGE e WHERE a = b--c", "not as a comment"),
        ("FORAGE e", "no data and no output is called e"),
        ("FETCH x CONFIDENCE 88", "nothing before this line defines x"),
        ("FORAGE t SURFACE x FETCH x CONFIDENCE 88", "no DRIFT x"),
        ("FORAGE t SURFACE x DRIFT x METHODOLOGY 1 PERFORMANCE 2 FETCH x CONFIDENCE 1.5", "neither a share"),
        ("DRIFT x GAP teaching", "needs METHODOLOGY and PERFORMANCE"),
        ("SURFACE y AS json", "nothing before this line defines y"),
        ("SURFACE analysis AS pdf", "no format"),
        ("TRACE x", "anything to trace"),
        ("WAKE AFTER 1d THEN SURFACE y", "defines y"),
    ],
)
def test_what_is_likely_not_meant(text, words):
    found = notices(parse(text), text, data=frozenset(["t"]))
    assert any(words in one.text for one in found), found


def test_every_statement_has_a_sentence():
    text = (
        'PERCH ON a:"b" LISTEN FOR x WAKE AFTER 1w CHIRP error; LISTEN FOR y WAKE AFTER 2d THEN CHIRP z TRACE t FROM u '
        'WATCH w WHEN a > 1 FOR 1 quarter SURFACE r AS html ON "d" CASCADE D1 -> D2, D3 DIVE INTO e WHEN b TRACE c EMIT d '
        'RECALL q ON "d" WATCH a STATUS fired TRIGGERS 1/1 CONFIDENCE_STATED 0.9 CONFIDENCE_ACTUAL 0.5 CALIBRATION over'
    )
    found = [one.text for one in explain(parse(text), text)]
    assert len(found) == len(parse(text).statements)
    assert all(one.endswith(".") for one in found)
    assert found[3] == "Follow the cascades of u, call them t."
