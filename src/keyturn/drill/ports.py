"""What drills need of the world: ways to restore, a copy to question, a live system, and who keeps the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.evidence import Evidence
    from keyturn.ledger.port import Receipt


class DrillFault(Exception):
    """What is wrong with a backup or its copy, in words for people. It fails the drill."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Which backup was drilled. `digest` is the SHA-256 of its bytes (of a listing with digests, for many files).

    `taken_at` are seconds since the epoch, None when the backup does not say and its file's time is all there is.
    """

    kind: str
    name: str
    digest: str
    size: int
    taken_at: int | None
    details: tuple[tuple[str, str], ...] = ()


class Restored(Protocol):
    """A disposable copy. Nothing of it outlives the drill."""

    version: str
    """Of the server that it was restored into, "" for files."""

    def ask(self, question: Question) -> str | None:
        """The answer as text: a value, an age in seconds for `fresh`, "" for checks that only pass or raise.

        Raises DrillFault with what is wrong when a check fails (a broken index, a missing table, an orphaned row),
        and CouldNotJudge when it cannot be asked.
        """

    def tables(self) -> tuple[tuple[str, int], ...]:
        """(name, rows) of everything that the copy holds; files for directories."""

    def size(self) -> int:
        """Bytes of the restored copy."""


class Progress(Protocol):
    """Told how far a drill is."""

    def step(self, what: str) -> None:
        """A new step begins."""


class Restorer(Protocol):
    """One kind of backup."""

    kind: str

    def identify(self, definition: Definition) -> Backup:
        """The newest backup that the definition names, and its identity. Raises DrillFault when there is none."""

    def restore(
        self, definition: Definition, backup: Backup, place: str, progress: Progress
    ) -> AbstractContextManager[Restored]:
        """Restore into `place`, an empty private directory.

        Raises DrillFault when the backup cannot be restored, CouldNotJudge when this machine cannot do it (no server
        of that version).
        """


class Live(Protocol):
    """The live system, for questions whose answer must be like its own. Read-only."""

    def ask(self, question: Question) -> str | None:
        """Its answer, None when it does not answer."""


class Keeper(Protocol):
    """Keeps evidence, in order, each signed; nothing is changed afterwards."""

    def append(self, evidence: Evidence) -> Receipt:
        """Return once it is on stable storage."""

    def all(self) -> tuple[Evidence, ...]:
        """Everything whose signature holds, oldest first. Raises CouldNotJudge when the record was tampered with."""
