"""Obligations that are met: what remains is never more than was asked, and never less than what is unmet."""

from hypothesis import given
from hypothesis import strategies as st

from keyturn.gate import discharge
from keyturn.model.decision import (
    ALLOW,
    CONFIRM,
    HUMAN,
    KEYS,
    NEVER,
    NOTED,
    REHEARSE,
    UNDO,
    UNDO_BEST_EFFORT,
    Choice,
    Obligation,
    verdict_of,
)

KINDS = (CONFIRM, HUMAN, KEYS, NEVER, NOTED, REHEARSE, UNDO, UNDO_BEST_EFFORT)
ONE = st.sampled_from(KINDS).map(Obligation)
WAY = st.frozensets(ONE, min_size=1, max_size=3)
WANTED = st.frozensets(ONE | st.lists(WAY, min_size=2, max_size=3).map(lambda ways: Choice(tuple(ways))), max_size=5)
MET = st.frozensets(st.sampled_from(KINDS), max_size=5)


@given(WANTED)
def test_meeting_nothing_changes_nothing(wanted: frozenset[Obligation | Choice]) -> None:
    assert discharge.without(wanted, ()) == wanted


@given(WANTED, MET, MET)
def test_meeting_more_never_leaves_more(
    wanted: frozenset[Obligation | Choice], met: frozenset[str], more: frozenset[str]
) -> None:
    few, many = discharge.without(wanted, met), discharge.without(wanted, met | more)
    assert discharge.kinds(many) <= discharge.kinds(few)
    assert discharge.without(few, more) == many


@given(WANTED, MET)
def test_what_was_not_met_still_stops(wanted: frozenset[Obligation | Choice], met: frozenset[str]) -> None:
    left = discharge.without(wanted, met)
    for one in wanted:
        if isinstance(one, Obligation) and one.kind not in met:
            assert one in left
        if isinstance(one, Choice) and not any(all(it.kind in met for it in way) for way in one.ways):
            assert any(isinstance(it, Choice) for it in left)


@given(WANTED, MET)
def test_enough_means_that_nothing_stops(wanted: frozenset[Obligation | Choice], met: frozenset[str]) -> None:
    if discharge.enough(wanted, met):
        assert verdict_of(discharge.without(wanted, met)) == ALLOW


def test_one_way_of_a_choice_is_enough() -> None:
    choice = Choice((frozenset({Obligation(UNDO)}), frozenset({Obligation(REHEARSE), Obligation(CONFIRM)})))
    assert discharge.without(frozenset({choice}), {UNDO}) == frozenset()
    assert discharge.kinds(discharge.without(frozenset({choice}), {CONFIRM})) == {UNDO, REHEARSE}
    assert not discharge.enough(frozenset({choice}), {REHEARSE})
