"""The quicker of two ways where it may, the other where it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from keyturn.errors import CouldNotJudge
from keyturn.rehearse.difference import Report
from keyturn.rehearse.either import Either
from keyturn.rehearse.ports import Action, Progress
from keyturn.rehearse.service import Silence
from tests.production import action


class Way:
    def __init__(self, name: str, covered: set[int], *, can: bool = True) -> None:
        self.name = name
        self._covered = frozenset(covered)
        self._can = can
        self.asked = 0

    def covers(self, action: Action) -> frozenset[int]:
        del action
        return self._covered

    def rehearse(self, action: Action, progress: Progress) -> Report:
        del progress
        self.asked += 1
        if not self._can:
            raise CouldNotJudge(f"{self.name} cannot")
        return Report(action.command, (self.name,))


@pytest.mark.parametrize(
    ("quick", "slow", "expected"),
    [
        (Way("quick", {0, 1}), Way("slow", {0, 1}), "quick"),
        (Way("quick", {0, 1}), Way("slow", set()), "quick"),
        (Way("quick", {0}), Way("slow", {0, 1}), "slow"),
        (Way("quick", set()), Way("slow", {0}), "slow"),
        (Way("quick", {0}, can=False), Way("slow", {0}), "slow"),
    ],
)
def test_which_is_taken(tmp_path: Path, quick: Way, slow: Way, expected: str) -> None:
    one = action("true", tmp_path, {})
    both = Either(quick, slow)
    assert both.covers(one) == quick.covers(one) | slow.covers(one)
    assert both.rehearse(one, Silence()).how == (expected,)
    assert slow.asked == (expected == "slow")


@pytest.mark.parametrize("covered", [set(), {0}])
def test_neither_can(tmp_path: Path, covered: set[int]) -> None:
    one = action("true", tmp_path, {})
    with pytest.raises(CouldNotJudge):
        Either(Way("quick", {0}, can=False), Way("slow", covered, can=False)).rehearse(one, Silence())
