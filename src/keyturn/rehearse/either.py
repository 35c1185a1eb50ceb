"""Two ways to rehearse the same thing: the quicker one where it may, the other where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge
from keyturn.rehearse.ports import Concerned

if TYPE_CHECKING:
    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Action, Progress, Rehearser


class Either:
    """`rehearse.ports.Rehearser` of two. The first is taken when it covers all that the second would."""

    def __init__(self, first: Rehearser, second: Rehearser) -> None:
        self.first = first
        self.second = second
        self.name = second.name

    def covers(self, action: Action) -> frozenset[int]:
        """What either covers."""
        return self.first.covers(action) | self.second.covers(action)

    def concerns(self, action: Action) -> bool:
        """Whether either would rehearse it, though it covers no effect."""
        return any(isinstance(one, Concerned) and one.concerns(action) for one in (self.first, self.second))

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """By the first where it may, else by the second. Raises CouldNotJudge when neither can."""
        quick, whole = self.first.covers(action), self.second.covers(action)
        alone = not quick and not whole and isinstance(self.first, Concerned) and self.first.concerns(action)
        if alone or (quick and quick >= whole):
            try:
                return self.first.rehearse(action, progress)
            except CouldNotJudge:
                if not whole and not alone:
                    raise
        return self.second.rehearse(action, progress)
