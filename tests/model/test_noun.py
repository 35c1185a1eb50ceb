"""Nouns: frozen, equal by value, and strict about their fields."""

from __future__ import annotations

import pytest

from keyturn.model.noun import Noun


class Pair(Noun):
    left: int
    right: int = 2


class Triple(Pair):
    third: str = "c"


def test_fields_by_place_and_by_name() -> None:
    assert Pair(1) == Pair(1, 2) == Pair(left=1, right=2)
    assert Triple(1, third="d").third == "d"
    assert repr(Pair(1)) == "Pair(left=1, right=2)"
    assert hash(Pair(1)) == hash(Pair(1))
    assert Pair(1) != Triple(1)
    assert Pair(1).but(right=5) == Pair(1, 5)


def test_frozen() -> None:
    with pytest.raises(AttributeError):
        Pair(1).left = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del Pair(1).left


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"left": 1}), ((1,), {"up": 1})])
def test_wrong_fields_are_refused(args: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Pair(*args, **named)
