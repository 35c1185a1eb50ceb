"""The evaluator: every verb does what it says, by the reference's numbers where it runs, and by our decisions elsewhere."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.cal.data import DataSet, read
from keyturn.cal.evaluate import run
from keyturn.cal.parser import parse
from keyturn.cal.ports import Delivery, Watching
from keyturn.cal.problems import NoConfidenceError, RunError, UnknownNameError

SEED = Path(__file__).parents[2] / "examples" / "guardrail-gap.cal"
SCORES = {"D5": 72, "D6": 68, "D2": 65, "D1": 55, "D3": 50, "D4": 45}
LENS = {name: {"sound": score / 10, "space": 10, "time": 10} for name, score in SCORES.items()}
PIPELINE = {
    "id": "pipeline",
    "production_destruction_events": 10,
    "ai_tool_adoption_pct": 90,
    "golden_path_adoption_pct": 27,
    "orders_lost": 6_300_000,
    "supply_chain_compromise": True,
    "confidence": 0.88,
    "dimensions": LENS,
    **SCORES,
}
MISMATCH = {
    **PIPELINE,
    "code_velocity_multiplier": 10,
    "human_review_collapsing": True,
    "agent_autonomy_unbounded": True,
}
DECLARED = {"D5": ["D6", "D2"], "D6": ["D1", "D3"], "D1": ["D4"]}
SEED_DATA = read(
    {
        "tables": {"ai_coding_delivery_pipeline": [PIPELINE], "velocity_maturity_mismatch": [MISMATCH]},
        "cascade": DECLARED,
    },
    "seed",
)


class Ports:
    """Remembers what a run did outside."""

    def __init__(self, *, arrives=True):
        self.arrives = arrives
        self.sent = []
        self.shown = []
        self.kept = []

    def send(self, kind, level, message, data):
        json.dumps(data)
        self.sent.append((kind, level, message))
        return Delivery(self.arrives, "test", "" if self.arrives else "nobody there")

    def surface(self, name, form, document, date):
        json.dumps(document)
        self.shown.append((name, form, document, date))

    def keep(self, record):
        self.kept.append(record)


def go(text, data=None, *, ports=None, now=None):
    if data is None:
        data = {"e": [PIPELINE]}
    tables = data if isinstance(data, DataSet) else DataSet(data)
    ports = ports or Ports()
    return run(parse(text), tables, alerts=ports, output=ports, store=ports, now=now, text=text)


def output(text, name, data=None):
    result = go(text, data)
    assert result.problem is None, result.problem
    return result.outputs[name].document()


def count(where, rows):
    return output(f"FORAGE e WHERE {where}", "results", {"e": rows})["count"]


# the seed


def test_the_seed_s_script_runs_end_to_end():
    ports = Ports()
    text = SEED.read_text(encoding="utf-8")
    result = run(parse(text), SEED_DATA, alerts=ports, output=ports, store=ports, text=text)
    assert result.exit_code == 0
    assert result.decision == "EXECUTE"
    fetch = result.outputs["guardrail_gap_fetch"].document()
    assert fetch["fetchScore"] == 2603.48
    assert fetch["components"] == {"chirp": 59.17, "drift": 50, "confidence": 0.88}
    assert result.outputs["guardrail_gap"].document()["paths"] == ["D5→D6+D2→D1+D3→D4"]
    assert ports.sent == [
        ("critical", "critical", "6/6 dimensions, velocity exceeds governance, destruction accelerating")
    ]
    ((name, form, document, _),) = ports.shown
    assert (name, form, document["type"]) == ("analysis", "json", "Analysis")
    dive = document["outputs"]["velocity_governance_cascade"]
    assert dive["count"] == 1
    assert dive["traced"]["paths"] == ["D5→D6+D2→D1+D3→D4"]


def test_the_seed_s_summary():
    text = SEED.read_text(encoding="utf-8")
    found = run(parse(text), SEED_DATA).outputs["guardrail_gap"].document()["entities"][0]
    assert found["summary"]["dimensionsAffected"] == 6
    assert found["summary"]["totalScore"] == 355
    assert found["summary"]["averageScore"] == 59.2
    assert found["summary"]["multiplier"] == {"min": 10, "max": 15, "label": "Extreme"}
    assert {name: row["cascade"]["level"] for name, row in found["dimensions"].items()} == {
        "D5": "critical",
        "D6": "high",
        "D2": "high",
        "D1": "high",
        "D3": "high",
        "D4": "medium",
    }


# sense


ROWS = [
    {"id": "x", "a": 150, "b": 1, "open": True, "name": "first", "in": {"deep": 3}, "wait": "5d"},
    {"id": "y", "a": 50, "b": 2, "open": False, "name": "second", "wait": "2w"},
    {"id": "z", "a": 200, "b": 2, "open": "true", "name": "third", "wait": 3},
]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("a > 100 OR b = 2", 3),
        ("a > 100 AND b = 2", 1),
        ("a > 100 AND b = 1 OR b = 2", 3),
        ("a > 100 AND (b = 1 OR b = 2)", 2),
        ("open = true", 2),
        ("open IS false", 1),
        ('open = "true"', 1),
        ("open", 2),
        ("name = first", 1),
        ('name != "first"', 2),
        ("in.deep = 3", 1),
        ("in.deep != 3", 2),
        ("missing = 1", 0),
        ("missing != 1", 3),
        ("missing > 0", 0),
        ("missing < 0", 0),
        ("a >= 150.0", 2),
        ("b > -1", 3),
        ("b = 2.0", 2),
        ("wait > 1w", 2),
        ("wait = 5d", 1),
        ("wait <= 5d", 2),
        ('name > "second"', 1),
    ],
)
def test_where(where, expected):
    assert count(where, ROWS) == expected


def test_a_boolean_is_no_number_and_text_reads_as_a_number_only_in_an_order():
    assert count("a = 1", [{"a": True}]) == 0
    assert count("a > 5", [{"a": "12"}, {"a": "x"}, {"a": [1]}, {"a": None}]) == 1
    assert count("a = 12", [{"a": "12"}]) == 0


def test_a_thousand_conditions():
    assert count(" OR ".join(f"a = {n}" for n in range(3000)), ROWS) == 3


def test_across_and_depth():
    found = output("FORAGE e ACROSS D5, D1 DEPTH 2 SURFACE r", "r")["entities"][0]
    assert list(found["dimensions"]) == ["D5", "D1"]
    assert found["summary"]["cascadeDepth"] == 2
    assert list(output("FORAGE e ACROSS ALL", "results")["entities"][0]["dimensions"]) == [
        "D1",
        "D2",
        "D3",
        "D4",
        "D5",
        "D6",
    ]
    # the depth limits the cascade
    assert [
        len(output(f"FORAGE e DEPTH {n}", "results")["entities"][0]["cascades"][0]["levels"]) for n in (1, 2, 5)
    ] == [1, 2, 2]


def test_twenty_is_not_affected():
    rows = [{"sound": 2, "space": 10, "time": 10}, {"sound": 2.1, "space": 10, "time": 10}, {"id": "bare"}]
    found = output("FORAGE e", "results", {"e": rows})["entities"]
    assert [row["summary"]["dimensionsAffected"] for row in found] == [0, 6, 0]
    assert found[2]["dimensions"]["D1"]["score"] == 12.5
    assert found[2]["cascades"] == []


def test_a_dimension_s_own_signals_come_before_the_entity_s():
    rows = [{"sound": 10, "space": 10, "time": 10, "dimensions": {"D1": {"sound": 1}, "D2": {"time": None}}}]
    found = output("FORAGE e", "results", {"e": rows})["entities"][0]
    assert {name: row["score"] for name, row in found["dimensions"].items()} == {
        "D1": 10,
        "D2": 100,
        "D3": 100,
        "D4": 100,
        "D5": 100,
        "D6": 100,
    }


def test_the_origin_is_the_one_told_else_the_highest():
    told = {**PIPELINE, "metadata": {"origin": {"dimension": "D6"}}}
    assert output("FORAGE e DEPTH 1", "results", {"e": [told]})["paths"] == ["D6→D2+D5+D3"]
    assert output("FORAGE e DEPTH 2", "results")["paths"] == ["D5→D1+D3+D6→D2+D4"]


def test_the_links_of_a_cascade():
    levels = output("FORAGE e DEPTH 3", "results")["entities"][0]["cascades"][0]["levels"]
    assert [(link["from"], link["to"], link["probability"]) for row in levels for link in row["cascades"]] == [
        ("D5", "D1", 0.72),
        ("D5", "D3", 0.72),
        ("D5", "D6", 0.72),
        ("D1", "D2", 0.54),
        ("D3", "D4", 0.54),
    ]


def test_cascade_declares_another_map_for_what_follows():
    text = "FORAGE e DEPTH 3 SURFACE a CASCADE D5 -> D6, D2; D6 -> D1, D3; D3 -> D4 FORAGE e DEPTH 3 SURFACE b"
    assert output(text, "a")["paths"] == ["D5→D1+D3+D6→D2+D4"]
    assert output(text, "b")["paths"] == ["D5→D6+D2→D1+D3→D4"]


def test_money():
    rows = [{**PIPELINE, "baseCost": 1000, "currency": "EUR"}, {**PIPELINE, "baseCost": 0.5}]
    found = output("FORAGE e DEPTH 3", "results", {"e": rows})
    assert found["entities"][0]["summary"]["estimatedImpact"] == {"min": 10000, "max": 15000, "currency": "EUR"}
    assert found["summary"]["totalImpact"] == {"min": 10005, "max": 15008}


@pytest.mark.parametrize("signal", ["loud", [1], {"a": 1}, float("nan"), 10**400])
def test_a_signal_that_is_no_number_is_an_error(signal):
    for row in ({"sound": signal}, {"dimensions": {"D3": {"sound": signal, "space": 1, "time": 1}}}):
        result = go("FORAGE e", {"e": [row]})
        assert isinstance(result.problem, RunError)
        assert result.exit_code == 2


def test_what_was_scored_before_changes_nothing():
    # 4, 4.0 and true are equal as keys of what is kept between entities
    for signals, shown in [((4, 4, 1), "[4, 4, 1]"), ((4.0, 4, 1), "[4.0, 4, 1]"), ((4, 4, True), "[4, 4, true]")]:
        row = {"dimensions": {"D1": dict(zip(("sound", "space", "time"), signals, strict=True))}}
        found = output("FORAGE e ACROSS D1", "results", {"e": [row]})["entities"][0]["dimensions"]["D1"]
        assert json.dumps(list(found["signals"].values())) == shown
        assert found["score"] == 1.6


# dive and trace


def test_dive_selects_scores_and_follows():
    text = "FORAGE e SURFACE r DIVE INTO e WHEN open = true TRACE r EMIT d"
    found = output(text, "d", {"e": [{**PIPELINE, "open": True}, {**PIPELINE, "open": False}]})
    assert found["count"] == 1
    assert found["cascadeTotal"]["dimensions"] == 6
    assert found["traced"]["from"] == "r"
    assert len(found["traced"]["pathways"]) == 2
    assert found["analyses"][0]["summary"]["cascadeDepth"] == 3


def test_dive_s_trace_names_its_own_cascade_when_nothing_is_called_so():
    assert output("DIVE INTO e TRACE cascade", "cascade")["paths"] == ["D5→D1+D3+D6→D2+D4"]


def test_an_earlier_output_can_be_foraged_and_dived_into():
    text = "FORAGE e WHERE a > 100 SURFACE r FORAGE r WHERE b = 2 SURFACE s DIVE INTO s"
    assert output(text, "report", {"e": ROWS})["count"] == 1


def test_trace():
    text = "FORAGE e SURFACE r TRACE t FROM r"
    found = output(text, "t")
    assert found["from"] == "r"
    assert found["paths"] == ["D5→D1+D3+D6"]
    assert output("FORAGE e SURFACE r DRIFT r METHODOLOGY 1 PERFORMANCE 1 TRACE t", "t")["from"] == "r"


# decide


BEFORE = "FORAGE e SURFACE r DRIFT r METHODOLOGY 85 PERFORMANCE 35 "


def fetched(clauses, data=None):
    return output(f"{BEFORE} FETCH r {clauses}", "r_fetch", data)


@pytest.mark.parametrize(
    ("threshold", "level"), [(1, "EXECUTE"), (1000, "EXECUTE"), (3000, "CONFIRM"), (5000, "QUEUE"), (100000, "WAIT")]
)
def test_the_threshold_acts_and_its_branch_too(threshold, level):
    ports = Ports()
    branches = " ".join(f"ON {one} CHIRP {one.lower()}" for one in ("EXECUTE", "CONFIRM", "QUEUE", "WAIT"))
    result = go(f"{BEFORE} FETCH r THRESHOLD {threshold} {branches}", ports=ports)
    assert result.decision == level
    assert [kind for kind, _, _ in ports.sent] == [level.lower()]
    assert [one.type for one in result.alerts] == [level.lower()]


def test_branches_act_whatever_they_are():
    text = f"{BEFORE} FETCH r ON EXECUTE FETCH r THRESHOLD 90000 ON WAIT SURFACE r_fetch AS table"
    ports = Ports()
    assert go(text, ports=ports).success
    assert [(name, form) for name, form, _, _ in ports.shown] == [("r_fetch", "table")]


@pytest.mark.parametrize(
    ("written", "score"), [("88", 2603.48), ("0.88", 2603.48), ("1", 2958.5), ("100", 2958.5), ("75", 2218.875)]
)
def test_the_confidence_clause_wins(written, score):
    found = fetched(f"CONFIDENCE {written}")
    assert (found["fetchScore"], found["confidenceFrom"]) == (score, "clause")


@pytest.mark.parametrize("written", ["0", "-1", "101", "1.5", "88.5"])
def test_a_confidence_out_of_range_is_an_error(written):
    result = go(f"{BEFORE} FETCH r CONFIDENCE {written}")
    assert result.exit_code == 2
    assert "no confidence" in result.problem.bare


def row_without_confidence(**more):
    return {**{key: value for key, value in PIPELINE.items() if key != "confidence"}, **more}


def test_without_any_confidence_nothing_is_decided():
    ports = Ports()
    result = go(f"{BEFORE} FETCH r ON WAIT CHIRP x", {"e": [row_without_confidence()]}, ports=ports)
    assert isinstance(result.problem, NoConfidenceError)
    assert result.exit_code == 3
    assert ports.sent == []
    assert result.document()["success"] is False


def piece(**more):
    return {"kind": "measured", "source": "https://example.org/a", "date": "2026-03-05", **more}


@pytest.mark.parametrize(
    ("pieces", "share"),
    [
        ([piece()], 1),
        ([piece(), piece(kind="reported")], 0.5),
        ([piece(), piece(contested=True), piece(source=""), piece(date="2024-01-01")], 0.25),
        ([piece(date=None, fresh=True), piece(date=None)], 0.5),
    ],
)
def test_confidence_from_evidence(pieces, share):
    row = row_without_confidence(evidence=dict.fromkeys(SCORES, pieces))
    data = DataSet({"e": [row]}, as_of="2026-03-31")
    found = fetched("THRESHOLD 1000", data)
    assert found["confidenceFrom"] == "evidence"
    assert found["components"]["confidence"] == share
    assert found["evidence"]["pieces"] == len(pieces) * 6


def test_evidence_is_weighed_by_score():
    row = row_without_confidence(evidence={"D5": [piece()]})
    found = fetched("THRESHOLD 1000", DataSet({"e": [row]}, as_of="2026-03-31"))
    assert found["components"]["confidence"] == round(72 / 355, 4)


def test_evidence_of_which_nothing_counts_is_no_confidence():
    row = row_without_confidence(evidence={"D5": [piece(kind="asserted")]})
    result = go(f"{BEFORE} FETCH r THRESHOLD 1000", DataSet({"e": [row]}, as_of="2026-03-31"))
    assert isinstance(result.problem, NoConfidenceError)


def test_without_entered_scores_the_dimensions_speak():
    row = {"confidence": 0.5, "dimensions": LENS}
    found = fetched("THRESHOLD 1000", {"e": [row]})
    assert (found["components"]["chirp"], found["chirpFrom"]) == (59.2, "scores")
    entered = {"confidence": 0.5, "dimensions": {"D1": 88, "D2": 44}}
    assert fetched("THRESHOLD 1000", {"e": [entered]})["components"]["chirp"] == 66


def test_several_entities_speak_with_one_voice():
    rows = [{"D1": 80, "confidence": 0.4}, {"D1": 40, "confidence": 0.6}, {"id": "silent"}]
    assert fetched("THRESHOLD 1000", {"e": rows})["components"] == {"chirp": 60, "drift": 50, "confidence": 0.5}


# what nothing defined


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FORAGE nowhere", 1),
        ("FORAGE e\nDIVE INTO nowhere", 2),
        ("\n\nFETCH r CONFIDENCE 88", 3),
        ("FORAGE e SURFACE r\nFETCH r CONFIDENCE 88", 2),
        ("TRACE t", 1),
        ("FORAGE e\nTRACE t FROM u", 2),
        ("SURFACE r AS json", 1),
        ("FORAGE e SURFACE r DRIFT r METHODOLOGY 2 PERFORMANCE 1 FETCH r CONFIDENCE 1\nON WAIT SURFACE r2", 2),
    ],
)
def test_a_name_that_nothing_defined_is_an_error_with_its_line(text, line):
    result = go(text)
    assert isinstance(result.problem, UnknownNameError)
    assert result.problem.line == line
    assert "^" in str(result.problem)
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "DRIFT e METHODOLOGY 85",
        "DRIFT e METHODOLOGY 85 PERFORMANCE 35 GAP abyss",
        f"{BEFORE} FETCH r CONFIDENCE 88 THRESHOLD 0",
        f"{BEFORE} FETCH r CONFIDENCE 88 THRESHOLD -5",
        "FORAGE e SURFACE r AS json SURFACE results AS pdf",
        "FORAGE e WHERE missing = 1 SURFACE r DRIFT r METHODOLOGY 2 PERFORMANCE 1 FETCH r CONFIDENCE 88",
    ],
)
def test_what_cannot_be_is_an_error(text):
    assert go(text).exit_code == 2


def test_what_was_done_before_an_error_stays_done():
    ports = Ports()
    result = go("CHIRP x SURFACE y CHIRP z", ports=ports)
    assert [kind for kind, _, _ in ports.sent] == ["x"]
    assert result.document()["error"]["line"] == 1


# act


@pytest.mark.parametrize(
    ("kind", "level"),
    [("critical", "critical"), ("error", "critical"), ("warn", "warning"), ("warning", "warning"), ("note", "info")],
)
def test_chirp(kind, level):
    ports = Ports()
    result = go(f'CHIRP {kind} "m"', ports=ports)
    assert ports.sent == [(kind, level, "m")]
    assert result.alerts[0].document()["delivered"] is True


def test_an_alert_that_does_not_arrive_fails_the_run():
    result = go("CHIRP x", ports=Ports(arrives=False))
    assert (result.success, result.exit_code) == (False, 1)
    assert result.document()["alerts"][0]["error"] == "nobody there"


def test_without_ports_nothing_is_done_and_all_is_told():
    result = run(parse('CHIRP x "m" FORAGE e SURFACE results AS json WATCH w WHEN a'), DataSet({"e": []}))
    assert result.success
    document = result.document()
    assert document["alerts"][0]["delivered"] is None
    assert len(document["watchers"]) == 1


def test_surface_shows_outputs_in_a_format_and_dates_come_back():
    ports = Ports()
    result = go('FORAGE e SURFACE results AS TABLE ON "2026-09-01"', ports=ports, now="2026-03-01T00:00:00+00:00")
    assert [(name, form, date) for name, form, _, date in ports.shown] == [("results", "table", "2026-09-01")]
    (record,) = ports.kept
    assert (record.kind, record.setup) == ("surface", "FORAGE e")
    assert [row["kind"] for row in result.document()["scheduledTasks"]] == ["surface"]


# watch


def test_perch_listen_wake_and_watch_are_kept_to_be_looked_at():
    ports = Ports()
    text = 'PERCH ON vendor:"acme" LISTEN FOR a WAKE AFTER 2w CHIRP warning; LISTEN FOR b WAKE AFTER 1mo THEN CHIRP x WATCH w WHEN a > 1 FOR 2 quarters'
    result = go(text, ports=ports, now="2026-01-31T00:00:00+00:00")
    assert [(one.kind, one.name, one.due) for one in ports.kept] == [
        ("perch", 'vendor:"acme"', "2026-02-14T00:00:00+00:00"),
        ("listen", "b", None),
        ("wake", "1 months", "2026-02-28T00:00:00+00:00"),
        ("watch", "w", None),
    ]
    assert tuple(ports.kept) == result.watches
    for record in ports.kept:
        assert Watching.read(json.loads(json.dumps(record.document()))) == record
        assert parse(record.text)


def test_a_wake_keeps_what_its_statement_needs_and_no_more():
    text = f"FORAGE e SURFACE other CASCADE D5 -> D6 {BEFORE} CHIRP now WAKE AFTER 1d THEN FETCH r CONFIDENCE 88 ON EXECUTE CHIRP x"
    (record,) = go(text).watches
    assert [type(one).__name__ for one in parse(record.setup).statements] == ["Cascade", "Forage", "Drift"]


# recall


def recalled(stated, actual, declared):
    text = f'RECALL r ON "2026-03-01" WATCH a STATUS fired WATCH b STATUS partial TRIGGERS 1/2 CONFIDENCE_STATED {stated} CONFIDENCE_ACTUAL {actual} CALIBRATION {declared}'
    return output(text, "r_recall")


@pytest.mark.parametrize(
    ("stated", "actual", "declared", "delta", "expected"),
    [(0.85, 0.8, "aligned", 0.05, "aligned"), (0.85, 0.5, "aligned", 0.35, "over"), (0.3, 0.9, "under", 0.6, "under")],
)
def test_recall(stated, actual, declared, delta, expected):
    found = recalled(stated, actual, declared)
    assert (found["delta"], found["expected"]) == (delta, expected)
    assert found["validated"] is (declared == expected)
    assert found["triggersAgree"] is True


def test_recall_surfaces():
    ports = Ports()
    text = 'RECALL r ON "d" WATCH a STATUS fired TRIGGERS 2/3 CONFIDENCE_STATED 1 CONFIDENCE_ACTUAL 1 CALIBRATION aligned SURFACE s AS markdown'
    go(text, ports=ports)
    ((name, form, document, _),) = ports.shown
    assert (name, form, document["triggersAgree"]) == ("s", "markdown", False)


# laws


def test_the_same_input_gives_the_same_result():
    text = SEED.read_text(encoding="utf-8")
    documents = [json.dumps(run(parse(text), SEED_DATA, text=text).document()) for _ in range(2)]
    assert documents[0] == documents[1]
    assert "started" not in documents[0]


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["D1", "sound", "unit", "value", "origin", "dimension"]), inner, max_size=3),
    ),
    max_leaves=5,
)
KEYS = ["id", "sound", "dimensions", "D1", "D2", "baseCost", "currency", "confidence", "evidence", "metadata", "a", "b"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6), max_size=3))
def test_any_data_gives_a_result_or_one_problem(rows):
    text = f"FORAGE e WHERE a > 1 OR a = true OR b.c <= 5d OR a != 7 SURFACE results SURFACE results AS json {BEFORE} DIVE INTO e TRACE r FETCH r CONFIDENCE 50 ON WAIT CHIRP x SURFACE analysis FETCH r THRESHOLD 1"
    result = go(text, {"e": rows})
    assert result.problem is not None or result.decision
    result.document()


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 5000), st.integers(1, 5000))
def test_more_confidence_or_a_lower_threshold_never_decides_for_less(first, second, one, other):
    order = ["WAIT", "QUEUE", "CONFIRM", "EXECUTE"]
    low, high = sorted((first, second))
    least, most = sorted((one, other))
    if low == 1:  # CONFIDENCE 1 is all of it
        low = high = 100

    def level(sure, threshold):
        return order.index(fetched(f"THRESHOLD {threshold} CONFIDENCE {max(sure, 2)}")["level"])

    assert level(low, most) <= level(high, most) <= level(high, least)
