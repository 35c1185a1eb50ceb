"""What rehearsals need of the world, stated by them: ways to rehearse, and how far along they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Decision
    from keyturn.rehearse.bound import Ran
    from keyturn.rehearse.difference import Report


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be rehearsed: a command as a person or an agent would give it, and what the corridor said of it.

    `argv` where the command came as words (`keyturn rehearse -- rm -rf x`), else empty and `command` is shell text.
    `environment` is the one that the command would see; a rehearser passes on only what it must, never credentials.
    `budget` are seconds for the whole rehearsal.
    """

    command: str
    directory: str
    environment: Mapping[str, str]
    judgement: Judgement
    decision: Decision
    argv: tuple[str, ...] = ()
    budget: float = 600.0
    options: Mapping[str, str] = field(default_factory=dict)


class Progress(Protocol):
    """Told by a rehearser how far it is. A bar on a terminal, silence in a pipe."""

    def step(self, what: str) -> None:
        """A new step begins; `what` is for people."""


class Rehearser(Protocol):
    """One way to rehearse. It never changes the real target, also when the command is hostile or is killed."""

    name: str

    def covers(self, action: Action) -> frozenset[int]:
        """Which of the effects (positions in `action.judgement.effects`) this way can measure; empty: not for it."""

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Do it, and say what would differ.

        Raises CouldNotJudge when it cannot be rehearsed here (no namespaces, no server of that version), with what
        to do. What is only partly rehearsed stands in `Report.not_rehearsed`.
        """


@runtime_checkable
class Concerned(Protocol):
    """A way that is also asked when the words of a command tell no effect: `select my_function()` may do anything."""

    def concerns(self, action: Action) -> bool:
        """Whether it can rehearse the action, although it covers none of its effects."""


class Executor(Protocol):
    """One way to execute so that only what was shown can happen."""

    name: str
    how: str
    """For people: what holds the execution to what was shown."""

    def covers(self, action: Action) -> frozenset[int]:
        """Effects whose execution this way can bind. Empty: not for it."""

    def look(self, action: Action) -> Mapping[str, str]:
        """Digests of what the action is about, by name. Taken before the rehearsal, compared at the execution.

        Raises bound.Unbound when it cannot be looked at.
        """

    def bind(self, action: Action, report: Report) -> None:
        """Raises bound.Unbound when this report is not enough to hold an execution to."""

    def keeps(self, action: Action, report: Report) -> tuple[str, ...]:
        """Absolute paths that an undo point should hold first, were it only as a try."""

    def fresh(self, action: Action, report: Report, before: Mapping[str, str]) -> None:
        """Raises bound.Stale when what was shown is so no longer. Changes nothing."""

    def execute(self, action: Action, report: Report) -> Ran:
        """Do it, right after `fresh`. Raises bound.Stale when it went beyond what was shown and was rolled back."""
