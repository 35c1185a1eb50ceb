"""The arithmetic: the reference's own numbers, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.cal import numbers
from keyturn.cal.data import REFERENCE_CASCADES
from keyturn.cal.tree import EVERY

ORDER = {name: place for place, name in enumerate(reversed(numbers.DECISIONS))}


@pytest.mark.parametrize(
    ("signals", "score"),
    [((1, 1, 1), 0.1), ((10, 10, 10), 100), ((9, 8, 10), 72), ((5, 5, 5), 12.5), ((0, 50, -3), 1), ((7.2, 10, 10), 72)],
)
def test_the_lens(signals, score):
    assert numbers.lens(*signals) == pytest.approx(score)


def test_only_some_of_the_seed_s_scores_are_reachable_with_whole_signals():
    reachable = {numbers.lens(a, b, c) for a in range(1, 11) for b in range(1, 11) for c in range(1, 11)}
    assert len(reachable) == 120
    assert {72, 50, 45} <= reachable
    assert not {68, 65, 55} & reachable


@pytest.mark.parametrize(
    ("score", "level", "probability"),
    [
        (100, "critical", 0.9),
        (70, "critical", 0.9),
        (69.9, "high", 0.7),
        (50, "high", 0.7),
        (49.9, "medium", 0.5),
        (30, "medium", 0.5),
        (15, "low", 0.3),
        (14.9, "minimal", 0.1),
    ],
)
def test_how_likely_harm_spreads(score, level, probability):
    assert numbers.spread(score)[:2] == (level, probability)


@pytest.mark.parametrize(
    ("affected", "depth", "least", "most", "label"),
    [
        (6, 3, 10, 15, "Extreme"),
        (5, 2, 6, 10, "Severe"),
        (6, 1, 4, 6, "Significant"),
        (3, 1, 2, 4, "Moderate"),
        (1, 2, 1.5, 2, "Limited"),
    ],
)
def test_the_multiplier(affected, depth, least, most, label):
    assert numbers.multiplier(affected, depth) == (least, most, label)


@pytest.mark.parametrize(
    ("methodology", "performance", "gap", "drift", "kind", "quality"),
    [
        (85, 35, "auto", 50, "teaching", "extreme"),
        (50, 40, "auto", 10, "teaching", "optimal"),
        (50, 46, "auto", 4, "teaching", "minimal"),
        (50, 30, "auto", 20, "teaching", "moderate"),
        (30, 45, "auto", -15, "curiosity", "optimal"),
        (30, 40, "auto", -10, "curiosity", "moderate"),
        (30, 40, "teaching", -10, "teaching", "optimal"),
        (50, 50, "auto", 0, "teaching", "minimal"),
    ],
)
def test_drift(methodology, performance, gap, drift, kind, quality):
    assert numbers.drift(methodology, performance, gap)[:3] == (drift, kind, quality)


# 59.17 is the seed's chirp, 50 its drift; the second column is its page of other confidences
@pytest.mark.parametrize(
    ("sure", "score"),
    [(0.88, 2603.48), (1, 2958.5), (0.90, 2662.65), (0.85, 2514.725), (0.80, 2366.8), (0.75, 2218.875)],
)
def test_fetch_by_the_seed_s_numbers(sure, score):
    assert numbers.fetch(59.17, 50, sure) == score


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (2603.48, "EXECUTE"),
        (1000, "EXECUTE"),
        (999.99, "CONFIRM"),
        (750, "CONFIRM"),
        (749.9, "QUEUE"),
        (500, "QUEUE"),
        (499.9, "WAIT"),
        (0, "WAIT"),
    ],
)
def test_the_reference_s_bands_at_a_thousand(score, level):
    assert numbers.decide(score, 1000) == level


def test_the_threshold_acts():
    assert [numbers.decide(2603.48, t) for t in (1, 2603.48, 3000, 5000, 100_000)] == [
        "EXECUTE",
        "EXECUTE",
        "CONFIRM",
        "QUEUE",
        "WAIT",
    ]


@pytest.mark.parametrize(
    ("written", "share"),
    [
        (0.88, 0.88),
        (1, 1),
        (88, 0.88),
        (100, 1),
        (2, 0.02),
        (0, None),
        (-1, None),
        (101, None),
        (1.5, None),
        (88.5, None),
    ],
)
def test_confidence(written, share):
    assert numbers.confidence(written) == share


@pytest.mark.parametrize(
    ("stated", "actual", "away", "called"),
    [(0.85, 0.8, 0.05, "aligned"), (0.85, 0.75, 0.1, "aligned"), (0.85, 0.5, 0.35, "over"), (0.4, 0.8, 0.4, "under")],
)
def test_calibration(stated, actual, away, called):
    assert numbers.calibration(stated, actual) == (away, called)


@pytest.mark.parametrize(
    ("value", "options", "signal"),
    [
        (50, {}, 5),
        (0, {}, 1),
        (500, {}, 10),
        (30, {"invert": True}, 8),
        (True, {}, 10),
        (False, {}, 1),
        ("critical", {}, 10),
        ("HIGH", {}, 8),
        ("low", {}, 3),
        ("what", {}, 5),
        (None, {}, 5),
        ("critical", {"invert": True}, 1),
    ],
)
def test_anything_as_a_signal(value, options, signal):
    assert numbers.signal(value, **options) == signal


def test_the_reference_s_map_from_quality():
    found = numbers.levels("D5", EVERY, REFERENCE_CASCADES, 9)
    assert found == [[("D5", "D1"), ("D5", "D3"), ("D5", "D6")], [("D1", "D2"), ("D3", "D4")]]
    assert [numbers.link_probability(0.9, level) for level in (1, 2)] == [0.72, 0.54]


@pytest.mark.parametrize("origin", EVERY)
def test_the_reference_s_map_is_exhausted_after_two_levels(origin):
    assert len(numbers.levels(origin, EVERY, REFERENCE_CASCADES, 99)) == 2


def test_the_seed_s_path_from_its_own_map():
    declared = {"D5": ("D6", "D2"), "D6": ("D1", "D3"), "D1": ("D4",)}
    assert numbers.path("D5", numbers.levels("D5", EVERY, declared, 3)) == "D5→D6+D2→D1+D3→D4"


SCORE = st.floats(0, 1e6)


@given(SCORE, st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_a_higher_threshold_never_decides_for_more(score, first, second):
    low, high = sorted((first, second))
    assert ORDER[numbers.decide(score, low)] >= ORDER[numbers.decide(score, high)]


@given(SCORE, SCORE, st.floats(0.01, 1e6))
def test_a_higher_score_never_decides_for_less(first, second, threshold):
    low, high = sorted((first, second))
    assert ORDER[numbers.decide(high, threshold)] >= ORDER[numbers.decide(low, threshold)]


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0.01, 1), st.floats(0.01, 1))
def test_fetch_grows_with_each_of_its_factors(chirp, size, more, first, second):
    low, high = sorted((first, second))
    assert numbers.fetch(chirp, size, low) <= numbers.fetch(chirp, size, high)
    assert numbers.fetch(chirp, size, low) <= numbers.fetch(chirp, size + more, low)
    assert numbers.fetch(chirp, size, low) <= numbers.fetch(chirp + more, size, low)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_drift_is_symmetric(methodology, performance):
    there, back = numbers.drift(methodology, performance)[0], numbers.drift(performance, methodology)[0]
    assert there == -back
    assert abs(there) == abs(back)


@given(st.sets(st.sampled_from(EVERY)), st.sampled_from(EVERY), st.integers(1, 20), st.data())
def test_a_cascade_reaches_each_dimension_once(scored, origin, depth, data):
    targets = st.lists(st.sampled_from(EVERY), max_size=6).map(tuple)
    declared = {name: data.draw(targets) for name in EVERY}
    found = numbers.levels(origin, sorted(scored), declared, depth)
    reached = [target for links in found for _, target in links]
    assert len(reached) == len(set(reached))
    assert origin not in reached
    assert set(reached) <= scored
    assert len(found) <= min(depth, 6)
