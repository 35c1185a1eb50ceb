"""Looking over a script without running it."""

from pathlib import Path

import pytest

from keyturn.cal.notices import notices
from keyturn.cal.parser import parse

SEED = Path(__file__).parents[2] / "examples" / "guardrail-gap.cal"


def test_the_seed_s_script_is_what_it_means():
    text = SEED.read_text(encoding="utf-8")
    tables = frozenset(["ai_coding_delivery_pipeline", "velocity_maturity_mismatch"])
    assert notices(parse(text), text, data=tables) == []


def test_a_notice_has_its_place():
    (found,) = notices(parse("-- x\n  SURFACE y AS json"), "-- x\n  SURFACE y AS json")
    assert found.document() == {"line": 2, "column": 3, "text": "nothing before this line defines y"}


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
