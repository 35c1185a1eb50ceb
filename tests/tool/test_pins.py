"""Pins: what contradicts what was known of a state, and what says nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import IDENTITY, INFRA_DESTROY, Effect
from keyturn.model.target import INFRASTRUCTURE, Facet, Target
from keyturn.tool.pins import ACCOUNT, MOVED, ROLLED_BACK, SWAPPED, VANISHED, Pin, compare, effects

KNOWN = Pin("s3:acme/prod", "c0ffee", "L1", 7, 12, ("aws:111122223333",))

texts = st.sampled_from(["", "a", "b"])
pins = st.builds(
    Pin,
    backend=texts,
    configuration=texts,
    lineage=texts,
    serial=st.integers(-1, 5),
    resources=st.integers(-1, 5),
    accounts=st.lists(st.sampled_from(["x", "y"]), unique=True, max_size=2).map(tuple),
)


def rules(pin: Pin, now: Pin, *, absent: bool = False) -> list[str]:
    return [one.rule for one in compare(pin, now, absent=absent)]


def test_the_same_state_contradicts_nothing() -> None:
    assert rules(KNOWN, KNOWN) == []
    assert rules(KNOWN, KNOWN.but(serial=8, resources=3)) == []


def test_a_swapped_state_is_told_though_its_serial_is_equal() -> None:
    assert rules(KNOWN, KNOWN.but(lineage="L2")) == [SWAPPED]


def test_a_state_that_is_gone() -> None:
    assert rules(KNOWN, Pin("s3:acme/prod", "c0ffee", resources=0)) == [VANISHED]
    assert rules(KNOWN, Pin(), absent=True) == [VANISHED]


def test_a_state_that_was_emptied_by_terraform_itself_is_no_vanished_one() -> None:
    assert rules(KNOWN, KNOWN.but(serial=8, resources=0)) == []


def test_an_older_copy_of_the_state() -> None:
    assert rules(KNOWN, KNOWN.but(serial=6)) == [ROLLED_BACK]


def test_another_backend_key_or_account() -> None:
    assert rules(KNOWN, KNOWN.but(backend="s3:acme/staging")) == [MOVED]
    assert rules(KNOWN, KNOWN.but(configuration="beef")) == [MOVED]
    assert rules(KNOWN, KNOWN.but(accounts=("aws:999900001111",))) == [ACCOUNT]


@given(pins)
def test_a_pin_never_contradicts_itself(pin: Pin) -> None:
    absent = not pin.lineage and pin.resources <= 0
    assert rules(pin, pin, absent=absent) == []


@given(pins, pins)
def test_what_either_side_does_not_know_says_nothing(pin: Pin, now: Pin) -> None:
    for rule in rules(pin, now):
        if rule == SWAPPED:
            assert pin.lineage
            assert now.lineage
        elif rule == ACCOUNT:
            assert pin.accounts
            assert now.accounts


def _destroy(*facets: Facet) -> Effect:
    return Effect("terraform/destroy", INFRA_DESTROY, "destroys", (Target(INFRASTRUCTURE, "here", facets),))


def test_effects_on_a_state_that_is_not_the_pinned_one() -> None:
    here = (Facet("path", "/w"), Facet("workspace", "default"), Facet("backend", "local"))
    judged = [_destroy(*here, Facet("lineage", "L2"), Facet("serial", "7"))]
    found = effects(
        judged, lambda path, workspace: KNOWN.but(backend="local") if (path, workspace) == ("/w", "default") else None
    )
    assert [(one.rule, one.category) for one in found] == [(SWAPPED, IDENTITY)]
    assert effects(judged, lambda _path, _workspace: None) == []


def test_a_local_state_that_is_not_there_at_all() -> None:
    judged = [_destroy(Facet("path", "/w"), Facet("workspace", "default"), Facet("backend", "local"))]
    found = effects(judged, lambda _path, _workspace: KNOWN.but(backend="local"))
    assert [one.rule for one in found] == [VANISHED]


def test_a_remote_state_is_not_called_gone_because_it_was_not_read() -> None:
    judged = [_destroy(Facet("path", "/w"), Facet("workspace", "default"), Facet("backend", "s3:acme/prod"))]
    assert effects(judged, lambda _path, _workspace: KNOWN) == []
