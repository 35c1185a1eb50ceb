"""The port everyone writes the record through, and its two nouns.

A record says what happened, when, and to what: never a secret (adapters mask before they write).
The clock is the wiring's: a record arrives with its time.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    Value = str | int | bool | None | tuple["Value", ...] | dict[str, "Value"]


class Record(Noun):
    """One thing that happened.

    `kind` is `family.event` ("config.trust", "override.used"), `at` an RFC 3339 time in UTC to the second,
    `body` named values: text, whole numbers, booleans, None, tuples and dictionaries of these. No floats.
    """

    kind: str
    at: str
    body: tuple[tuple[str, Value], ...] = ()

    def get(self, name: str) -> Value:
        """A named value of the body, None when it is not there."""
        for key, value in self.body:
            if key == name:
                return value
        return None


class Receipt(Noun):
    """Proof for the caller that the record is kept: its RFC 6962 leaf hash (hex) and where it stands."""

    leaf_hash: str
    position: int = -1
    """Byte offset of the leaf in its file; -1 where the keeper does not say."""


class Placed(Noun):
    """Where the ledger put a leaf: its position, counted from 0, and its RFC 6962 leaf hash (hex)."""

    position: int
    leaf_hash: str


if TYPE_CHECKING:

    class Recorder(Protocol):
        """Keeps records, in order, each for good."""

        def append(self, record: Record) -> Receipt:
            """Return once the record is on stable storage. Raises CouldNotJudge when it cannot be kept."""

    class HumanProof(Protocol):
        """Has a proven human confirm something, and keeps that where the same user's programs cannot write.

        A terminal proves no human: one line of Python opens one. What counts is a secret or a touch that the
        program asking cannot give itself.
        """

        def confirm(self, statement: str, record: Record) -> Receipt:
            """Show the statement, get the person's proof, keep the record. Raises NoHumanProofError without proof."""
