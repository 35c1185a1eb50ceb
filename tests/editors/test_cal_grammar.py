"""The TextMate grammar, by the tokenizer that VS Code itself uses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

HERE = Path(__file__).parent / "textmate"
GRAMMAR = ROOT / "editors" / "cal.tmLanguage.json"

Tokens = list[tuple[int, str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the tokenizer, installed by its lock."""
    made = tmp_path_factory.mktemp("textmate")
    for path in HERE.iterdir():
        shutil.copy(path, made)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=made, check=True, capture_output=True
    )
    return made


def tokens(place: Path, text: str) -> Tokens:
    """(line, text, scope) of everything that is no space."""
    done = subprocess.run(
        ["node", "tokens.cjs"],
        cwd=place,
        input=json.dumps({"grammar": str(GRAMMAR), "text": text}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(line, word.strip(), scope) for line, word, scope in json.loads(done.stdout)]


def scopes(found: Tokens, word: str) -> set[str]:
    return {scope for _line, text, scope in found if text == word}


def test_the_example_is_coloured_whole(place: Path) -> None:
    found = tokens(place, (ROOT / "examples" / "guardrail-gap.cal").read_text())
    assert "source.cal" not in {scope for _line, _word, scope in found}, "a token without a colour"
    for verb in ("FORAGE", "DIVE", "INTO", "DRIFT", "FETCH", "CHIRP", "SURFACE", "TRACE", "EMIT"):
        assert scopes(found, verb) == {"keyword.control.verb.cal"}, verb
    for clause in ("WHERE", "ACROSS", "DEPTH", "WHEN", "METHODOLOGY", "PERFORMANCE", "THRESHOLD", "ON", "AS"):
        assert scopes(found, clause) == {"keyword.other.clause.cal"}, clause
    assert scopes(found, "AND") == {"keyword.operator.logical.cal"}
    assert scopes(found, "D5") == {"constant.language.dimension.cal"}
    assert scopes(found, "EXECUTE") == {"constant.language.decision.cal"}
    assert scopes(found, "critical") == {"constant.language.level.critical.cal"}
    assert scopes(found, "true") == {"constant.language.boolean.cal"}
    assert scopes(found, "5000000") == {"constant.numeric.cal"}
    comments = [word for _line, word, scope in found if scope == "comment.line.cal"]
    assert comments[0] == "-- The Guardrail Gap: Software Engineering Diagnostic"
    assert "-- D5 -> D6+D2 -> D1+D3 -> D4" in comments


def test_every_keyword_of_every_verb_is_coloured(place: Path) -> None:
    text = """\
perch on team:"core" listen for churn signals, delay wake after 6mo chirp warning "slow"
LISTEN FOR churn
WAKE AFTER 12h THEN FETCH gap CONFIDENCE 88 ON WAIT CHIRP info
WATCH gap WHEN (a.b >= 3.5 OR c IS NOT open) AND due < 30d FOR 2 quarters
RECALL gap ON "2026-03-31" WATCH t STATUS not_fired FIRED_DATE "2026-04-01" EVIDENCE "none"
TRIGGERS 0/1 CONFIDENCE_STATED 0.9 CONFIDENCE_ACTUAL 0.5 CALIBRATION over DRIFT_AFTER 12 SURFACE r AS markdown
CASCADE D5 -> D6, D2; D6 -> D1
TRACE gap FROM other // a comment
DRIFT gap METHODOLOGY 85 PERFORMANCE 35 GAP teaching
SURFACE gap AS html ON "2026-06-01"
"""
    found = tokens(place, text)
    keywords = {word.upper() for _line, word, scope in found if scope.startswith("keyword.")}
    wanted = set(
        "PERCH ON LISTEN FOR SIGNALS WAKE AFTER CHIRP THEN FETCH CONFIDENCE WATCH WHEN OR AND RECALL STATUS FIRED_DATE "
        "EVIDENCE TRIGGERS CONFIDENCE_STATED CONFIDENCE_ACTUAL CALIBRATION DRIFT_AFTER SURFACE AS CASCADE TRACE FROM "
        "DRIFT METHODOLOGY PERFORMANCE GAP".split()
    )
    assert wanted - keywords == set()
    assert scopes(found, "a.b") == {"variable.other.cal"}
    assert scopes(found, "mo") == scopes(found, "quarters") == {"keyword.other.unit.cal"}
    assert scopes(found, "->") == {"keyword.operator.arrow.cal"}
    assert scopes(found, "not_fired") == scopes(found, "over") == {"constant.language.cal"}
    assert "source.cal" not in {scope for _line, _word, scope in found}


def test_words_of_the_language_can_be_names(place: Path) -> None:
    found = tokens(place, 'FORAGE depth WHERE depth > 3 AND threshold.on = "ON" AND my-depth IS all')
    assert [scope for _line, word, scope in found if word == "depth"] == [
        "entity.name.type.target.cal",
        "variable.other.cal",
    ]
    assert scopes(found, "threshold.on") == {"variable.other.cal"}
    assert scopes(found, "my-depth") == {"variable.other.cal"}
    assert scopes(found, "all") == {"variable.other.cal"}
    assert scopes(found, "ON") == {"string.quoted.double.cal"}


def test_a_text_goes_over_lines_and_holds_no_comment(place: Path) -> None:
    found = tokens(place, 'CHIRP info "one -- two\nthree // four" -- five')
    inside = [word for _line, word, scope in found if scope == "string.quoted.double.cal"]
    assert inside == ["one -- two", "three // four"]
    assert [word for _line, word, scope in found if scope == "comment.line.cal"] == ["-- five"]


def test_the_files_are_json_and_name_each_other() -> None:
    package = json.loads((ROOT / "editors" / "package.json").read_text())
    for grammar in package["contributes"]["grammars"]:
        assert json.loads((ROOT / "editors" / grammar["path"]).read_text())["scopeName"] == grammar["scopeName"]
    configuration = json.loads((ROOT / "editors" / package["contributes"]["languages"][0]["configuration"]).read_text())
    assert re.fullmatch(configuration["wordPattern"], "guardrail_gap")
