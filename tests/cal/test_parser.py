"""The parser: every construct's tree as the reference gives it, our extensions, errors that point, any text at all."""

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.cal.parser import DEEPEST, LONGEST, parse, parse_test
from keyturn.cal.problems import ParseError
from keyturn.cal.tree import AllOf, AnyOf, Condition, Word, as_json

SEED = Path(__file__).parents[2] / "examples" / "guardrail-gap.cal"


def tree(text):
    return as_json(parse(text))["statements"]


def one(text):
    (found,) = tree(text)
    return found


def cond(left, operator, right):
    return {"left": left, "operator": operator, "right": right}


def dims(*names):
    called = {"D1": "Customer", "D2": "Employee", "D3": "Revenue", "D4": "Regulatory", "D5": "Quality"}
    called |= {"D6": "Operational", "ALL": "All Dimensions"}
    return [{"id": name, "name": called[name]} for name in names]


REFERENCE = [
    ("FORAGE e", {"type": "Forage", "target": "e"}),
    ("FORAGEe", {"type": "Forage", "target": "e"}),
    ("forage e where a>1DEPTH3", {"type": "Forage", "target": "e", "where": [cond("a", ">", 1)], "depth": 3}),
    (
        'FORAGE e WHERE a.b >= 5d AND c != "x y" AND d IS NOT open AND e IS shut SURFACE r',
        {
            "type": "Forage",
            "target": "e",
            "where": [
                cond("a.b", ">=", {"value": 5, "unit": "days"}),
                cond("c", "!=", "x y"),
                cond("d", "!=", "open"),
                cond("e", "=", "shut"),
            ],
            "surface": "r",
        },
    ),
    ("FORAGE e ACROSS D1,D2 , D6", {"type": "Forage", "target": "e", "across": dims("D1", "D2", "D6")}),
    ("FORAGE e ACROSS ALL", {"type": "Forage", "target": "e", "across": dims("ALL")}),
    ("FORAGE e DEPTH 1 DEPTH 2", {"type": "Forage", "target": "e", "depth": 2}),
    ("FORAGE e SURFACE a SURFACE b", {"type": "Forage", "target": "e", "surface": "b"}),
    (
        "DIVE INTO e WHEN a = true TRACE t EMIT r",
        {"type": "Dive", "target": "e", "when": [cond("a", "=", "true")], "trace": "t", "emit": "r"},
    ),
    (
        "DRIFT e METHODOLOGY 85 PERFORMANCE 35 GAP teaching",
        {"type": "Drift", "target": "e", "methodology": 85, "performance": 35, "gap": "teaching"},
    ),
    (
        "FETCH e THRESHOLD 1000 CONFIDENCE 88 ON EXECUTE CHIRP a ON CONFIRM SURFACE b ON QUEUE TRACE c ON WAIT WAKE AFTER 1d",
        {
            "type": "Fetch",
            "target": "e",
            "threshold": 1000,
            "confidence": 88,
            "onExecute": {"type": "Chirp", "alert": "a", "message": None},
            "onConfirm": {"type": "Surface", "output": "b", "format": "json", "scheduledDate": None},
            "onQueue": {"type": "Trace", "target": "c", "from": None},
            "onWait": {"type": "Wake", "after": {"value": 1, "unit": "days"}, "action": None},
        },
    ),
    (
        'PERCH ON vendor:"acme" LISTEN FOR a signals, b WAKE AFTER 2w CHIRP warning',
        {
            "type": "Perch",
            "target": {"type": "keyed", "key": "vendor", "value": "acme"},
            "listen": [{"type": "signal", "name": "a"}, {"type": "signal", "name": "b"}],
            "wake": {"value": 2, "unit": "weeks"},
            "chirp": "warning",
        },
    ),
    ("PERCH ON s", {"type": "Perch", "target": {"type": "simple", "name": "s"}}),
    ("LISTEN FORAGE", {"type": "Listen", "signals": [{"type": "signal", "name": "AGE"}]}),
    (
        "WAKE AFTER 30m THEN CHIRP x",
        {
            "type": "Wake",
            "after": {"value": 30, "unit": "minutes"},
            "action": {"type": "Chirp", "alert": "x", "message": None},
        },
    ),
    ('CHIRP critical "all\nof it"', {"type": "Chirp", "alert": "critical", "message": "all\nof it"}),
    ('CHIRP critical ""', {"type": "Chirp", "alert": "critical", "message": None}),
    ("TRACE x FROM y", {"type": "Trace", "target": "x", "from": "y"}),
    (
        "WATCH t WHEN a < 3 FOR 2 quarters",
        {"type": "Watch", "target": "t", "when": [cond("a", "<", 3)], "for": {"value": 2, "unit": "quarters"}},
    ),
    (
        "WATCH t WHEN a < 3 FOR 6mo",
        {"type": "Watch", "target": "t", "when": [cond("a", "<", 3)], "for": {"value": 6, "unit": "months"}},
    ),
    ("WATCH t WHEN a = 1.50", {"type": "Watch", "target": "t", "when": [cond("a", "=", 1.5)], "for": None}),
    ("WATCH t WHEN a = 2.0", {"type": "Watch", "target": "t", "when": [cond("a", "=", 2)], "for": None}),
    (
        'SURFACE r AS table ON "2026-09-01"',
        {"type": "Surface", "output": "r", "format": "table", "scheduledDate": "2026-09-01"},
    ),
    (
        'RECALL r ON "2026-03-01" WATCH a STATUS FIRED FIRED_DATE "2026-02-01" EVIDENCE "seen" WATCH b STATUS not_fired TRIGGERS 1/2 CONFIDENCE_STATED 0.85 CONFIDENCE_ACTUAL 0.5 CALIBRATION over DRIFT_AFTER 12 SURFACE s AS json',
        {
            "type": "Recall",
            "target": "r",
            "date": "2026-03-01",
            "watches": [
                {"triggerId": "a", "status": "fired", "firedDate": "2026-02-01", "evidence": "seen"},
                {"triggerId": "b", "status": "not_fired", "firedDate": None, "evidence": None},
            ],
            "triggersFired": 1,
            "triggersTotal": 2,
            "confidenceStated": 0.85,
            "confidenceActual": 0.5,
            "calibration": "over",
            "driftAfter": 12,
            "surfaceOutput": "s",
            "surfaceFormat": "json",
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCE, ids=[text[:40] for text, _ in REFERENCE])
def test_the_tree_is_the_reference_s(text, expected):
    assert one(text) == expected


def test_an_empty_script_and_the_root():
    assert as_json(parse(" -- nothing\n// at all")) == {
        "type": "Program",
        "language": "Cormorant Agentic Language",
        "version": "0.1.0",
        "statements": [],
    }


def test_what_the_reference_makes_of_odd_texts():
    # `NOT` needs no space behind it, a name takes what looks like a comment, units are small letters
    assert one("WATCH t WHEN a IS nothing")["when"] == [cond("a", "!=", "hing")]
    assert one("WATCH t WHEN a = b--c")["when"] == [cond("a", "=", "b--c")]
    assert one("FORAGE e WHERE a = 5AND b = 6")["where"] == [cond("a", "=", 5), cond("b", "=", 6)]
    assert one("FORAGE e WHERE a = 6mor b = 1")["where"] == [
        cond("a", "=", {"value": 6, "unit": "minutes"}),
        cond("b", "=", 1),
    ]
    assert one("FETCH e ON EXECUTE WAKE AFTER 6mon CONFIRM CHIRP x")["onConfirm"]["alert"] == "x"
    assert [row["name"] for row in one("LISTEN FOR a signals-- c\n,on-- ,c")["signals"]] == ["a", "on--", "c"]
    assert [row["type"] for row in tree("WATCH t WHEN a = 1 FORAGE e")] == ["Watch", "Forage"]
    assert (
        one("FETCH a THRESHOLD 1 ON EXECUTE FETCH b THRESHOLD 2 ON WAIT CHIRP x")["onExecute"]["onWait"]["alert"] == "x"
    )
    assert one("FETCH a ON EXECUTE FORAGE e SURFACE x ON WAIT CHIRP y")["onExecute"]["surface"] == "x"
    assert one('CHIRP critical\r\n  -- why\r\n\t"m"')["message"] == "m"


OURS = [
    ("FORAGE e SURFACE x AS json", ["Forage", "Surface"]),
    ('FORAGE e SURFACE x ON "2026-01-01"', ["Forage", "Surface"]),
    ("FORAGE e SURFACE r SURFACE x AS json", ["Forage", "Surface"]),
    ("DIVE INTO e TRACE a TRACE b FROM c", ["Dive", "Trace"]),
    ('PERCH ON s CHIRP critical "msg"', ["Perch"]),
    ("PERCH ON s WAKE AFTER 1d THEN CHIRP x", ["Perch", "Wake"]),
    ("PERCH ON s WAKE AFTER 6mo THEN CHIRP x", ["Perch", "Wake"]),
    (
        'RECALL r ON "d" WATCH a STATUS fired TRIGGERS 1/1 CONFIDENCE_STATED 1 CONFIDENCE_ACTUAL 1 CALIBRATION over SURFACE r AS json ON "d"',
        ["Recall", "Surface"],
    ),
    ("WAKE AFTER 6mo", ["Wake"]),
    ("WATCH t WHEN ready FOR 1 quarter", ["Watch"]),
    ("DRIFT e METHODOLOGY 85.5 PERFORMANCE -3", ["Drift"]),
    ("FETCH e CONFIDENCE 0.85", ["Fetch"]),
    ("CASCADE D5 -> D6, D2; D6 -> D1, D3; FORAGE e", ["Cascade", "Forage"]),
    ("PERCH ON s; CHIRP x;", ["Perch", "Chirp"]),
]


@pytest.mark.parametrize(("text", "types"), OURS, ids=[text[:40] for text, _ in OURS])
def test_what_is_ours_parses(text, types):
    assert [row["type"] for row in tree(text)] == types


def test_a_month_is_a_month_everywhere():
    months = {"value": 6, "unit": "months"}
    assert one("WAKE AFTER 6mo")["after"] == months
    assert one("PERCH ON s WAKE AFTER 6mo")["wake"] == months
    assert one("WATCH t WHEN a > 6mo")["when"] == [cond("a", ">", months)]


def c(name):
    return Condition(name, "=", Word("true"))


def test_and_binds_tighter_than_or():
    assert parse_test("a OR b AND c") == AnyOf((c("a"), AllOf((c("b"), c("c")))))
    assert parse_test("a AND b OR c") == AnyOf((AllOf((c("a"), c("b"))), c("c")))
    assert parse_test("(a OR b) AND c") == AllOf((AnyOf((c("a"), c("b"))), c("c")))
    assert parse_test("((a)) AND (b AND c)") == AllOf((c("a"), c("b"), c("c")))
    assert parse_test("(a OR b) OR c") == AnyOf((c("a"), c("b"), c("c")))


def test_the_logic_of_or_is_shown_beside_the_reference_s_flat_list():
    found = one("FORAGE e WHERE a = 1 OR b = 2")
    assert found["where"] == [cond("a", "=", 1), cond("b", "=", 2)]
    assert found["whereLogic"] == {"any": found["where"]}


WRONG = [
    ("FORAGE", 1, 7, "a name"),
    ("FORAGE e WHERE", 1, 15, "a condition"),
    ("FORAGE e\n  DEPTH x", 2, 9, "a whole number"),
    ("FORAGE e WHERE a == 1", 1, 19, "a number, a duration, a text in double quotes or a word"),
    ("FORAGE e WHERE a > 5 banana", 1, 22, "AND"),
    ("FORAGE e WHERE (a = 1", 1, 22, "`)`"),
    ("FORAGE e ACROSS d1", 1, 17, "dimensions (D1 to D6, or ALL)"),
    ("# no", 1, 1, "FORAGE"),
    ("FETCH e", 1, 8, "THRESHOLD"),
    ("FETCH e ON MAYBE CHIRP x", 1, 12, "EXECUTE, CONFIRM, QUEUE or WAIT"),
    ("FETCH e ON WAIT", 1, 16, "a statement"),
    ("DRIFT e", 1, 8, "METHODOLOGY"),
    ("SURFACE a AS", 1, 11, "AS and a format"),
    ('CHIRP x "abc', 1, 9, 'a text in double quotes ("…")'),
    ("WAKE AFTER 5 d", 1, 12, "a duration (30m, 12h, 5d, 2w, 6mo)"),
    ("CASCADE D5 D6", 1, 12, "->"),
    ("CASCADE D5 -> D9", 1, 15, "dimensions (D1 to D6)"),
    ('RECALL x ON "d" TRIGGERS 1/2', 1, 17, "WATCH"),
    ('RECALL x ON "d" WATCH a STATUS fired TRIGGERS 1/2 CALIBRATION over', 1, 51, "CONFIDENCE_STATED"),
    ("FORAGE e;;", 1, 10, "FORAGE"),
]


@pytest.mark.parametrize(("text", "line", "column", "expected"), WRONG, ids=[row[0][:30] for row in WRONG])
def test_an_error_points_at_the_token_and_says_what_was_expected(text, line, column, expected):
    with pytest.raises(ParseError) as caught:
        parse(text)
    problem = caught.value
    assert (problem.line, problem.column) == (line, column)
    assert expected in problem.expected
    shown, caret = problem.shown.split("\n")
    assert caret.index("^") == 2 + column - 1
    assert shown == "  " + text.split("\n")[line - 1]
    assert problem.exit_code == 2


@pytest.mark.parametrize("text", ["\ufeffFORAGE e", "CHIRP 'x'", "/* x */", "CHIRP x \u202e"])
def test_hidden_and_foreign_characters_are_written_out(text):
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert "\ufeff" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_the_seed_s_script_parses_unmodified():
    found = tree(SEED.read_text(encoding="utf-8"))
    assert [row["type"] for row in found] == ["Forage", "Dive", "Drift", "Fetch", "Surface"]
    assert len(found[0]["where"]) == 5
    assert found[3]["onExecute"]["alert"] == "critical"


def test_nesting_and_length_are_bounded():
    deep = "FETCH a ON EXECUTE " * DEEPEST + "CHIRP x"
    assert parse(deep)
    for text in (
        f"FETCH a ON EXECUTE {deep}",
        "WATCH w WHEN " + "(" * (DEEPEST + 1) + "a",
        "WAKE AFTER 1d THEN " * 5000,
    ):
        with pytest.raises(ParseError, match="within each other"):
            parse(text)
    with pytest.raises(ParseError, match="characters"):
        parse(" " * (LONGEST + 1))
    with pytest.raises(ParseError, match="digits"):
        parse("FORAGE e DEPTH " + "9" * 5000)


@pytest.mark.parametrize(
    "piece",
    [
        "FORAGE e WHERE a = 1 OR ",
        "(" * 50,
        '"',
        "--",
        "a AND ",
        "FETCH e ON EXECUTE ",
        "D1,",
        "a.",
        "9",
        "; ",
        "-- \n",
        "LISTEN FOR a,",
    ],
)
def test_time_grows_with_the_length_alone(piece):
    begun = time.process_time()
    for text in (piece * 20_000, "WATCH w WHEN " + piece * 20_000, "FORAGE e ACROSS " + piece * 20_000):
        with contextlib.suppress(ParseError):
            parse(text)
    assert time.process_time() - begun < 3


WORDS = st.sampled_from(
    "FORAGE DIVE INTO DRIFT FETCH PERCH ON LISTEN FOR WAKE AFTER THEN CHIRP TRACE FROM SURFACE AS WHERE ACROSS DEPTH WHEN "
    "EMIT METHODOLOGY PERFORMANCE GAP THRESHOLD CONFIDENCE EXECUTE CONFIRM QUEUE WAIT WATCH RECALL STATUS fired TRIGGERS "
    'CASCADE -> D1 D2 , ; ( ) AND OR IS NOT = != > < >= <= true a b.c 5 5d 6mo 1.5 -2 "t" -- // \n quarters ALL'.split(
        " "
    )
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=12).map("".join)))
def test_any_text_gives_a_tree_or_one_error(text):
    problem = found = None
    try:
        found = parse(text)
    except ParseError as raised:
        problem = raised
    if found is not None:
        json.dumps(as_json(found))
    else:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.bare


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=6), st.data())
def test_conditions_mean_what_precedence_says(names, data):
    joins = [data.draw(st.sampled_from(["AND", "OR"])) for _ in names[1:]]
    text = names[0] + "".join(f" {join} {name}" for join, name in zip(joins, names[1:], strict=True))
    truth = {name: data.draw(st.booleans()) for name in "ABCDE"}
    by_python = eval(text.replace("AND", "and").replace("OR", "or"), {}, truth)  # Python binds the same way

    from keyturn.cal.matching import predicate

    assert predicate(parse_test(text))(truth) == by_python
