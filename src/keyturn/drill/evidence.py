"""What a drill showed, as it is kept: enough for others to check, and small enough to keep for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.drill.questions import FAILED, PASSED, UNKNOWN, Answer
from keyturn.ledger.port import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from keyturn.ledger.port import Value

KIND = "drill.run"
TABLES = 500
"""How many tables evidence names; more are counted only, and prove nothing about any one of them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One run. Times in seconds since the epoch, durations in milliseconds, sizes in bytes.

    `fault` is what ended the drill before its questions ("" when it got there), `age` how old the backup was (RPO),
    `took` how long the restoration lasted (RTO). `tables` are (name, rows) of what came back.
    """

    drill: str
    definition: str
    at: int
    backup: str = ""
    backup_digest: str = ""
    backup_size: int = 0
    taken_at: int | None = None
    age: int | None = None
    took: int = 0
    asked: int = 0
    restored_size: int = 0
    version: str = ""
    fault: str = ""
    answers: tuple[Answer, ...] = ()
    tables: tuple[tuple[str, int], ...] = ()
    proves: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    """Limits that were broken: the backup's age, the time it took."""

    @property
    def verdict(self) -> str:
        """Passed only when it was restored, every answer is as expected, and no limit broke."""
        if self.fault or self.limits or any(one.verdict == FAILED for one in self.answers):
            return FAILED
        if not self.answers or any(one.verdict != PASSED for one in self.answers):
            return UNKNOWN
        return PASSED


def record(evidence: Evidence, at: str) -> Record:
    """As a record. `at` is the RFC 3339 time of keeping."""
    answers: tuple[Value, ...] = tuple(
        {"question": one.question, "asks": one.asks, "value": one.value, "verdict": one.verdict, "why": one.why}
        for one in evidence.answers
    )
    tables: tuple[Value, ...] = tuple({"name": name, "rows": rows} for name, rows in evidence.tables[:TABLES])
    return Record(
        KIND,
        at,
        (
            ("drill", evidence.drill),
            ("definition", evidence.definition),
            ("time", evidence.at),
            ("verdict", evidence.verdict),
            ("backup", evidence.backup),
            ("backup_digest", evidence.backup_digest),
            ("backup_size", evidence.backup_size),
            ("taken_at", evidence.taken_at),
            ("age", evidence.age),
            ("took", evidence.took),
            ("asked", evidence.asked),
            ("restored_size", evidence.restored_size),
            ("version", evidence.version),
            ("fault", evidence.fault),
            ("limits", evidence.limits),
            ("proves", evidence.proves),
            ("answers", answers),
            ("tables", tables),
        ),
    )


def from_body(body: Mapping[str, Any]) -> Evidence:
    """The evidence of a record's body. Raises ValueError for anything else, also when the verdict does not follow."""
    try:
        found = Evidence(
            str(body["drill"]),
            str(body["definition"]),
            int(body["time"]),
            str(body["backup"]),
            str(body["backup_digest"]),
            int(body["backup_size"]),
            None if body["taken_at"] is None else int(body["taken_at"]),
            None if body["age"] is None else int(body["age"]),
            int(body["took"]),
            int(body["asked"]),
            int(body["restored_size"]),
            str(body["version"]),
            str(body["fault"]),
            tuple(
                Answer(
                    str(one["question"]),
                    str(one["asks"]),
                    None if one["value"] is None else str(one["value"]),
                    str(one["verdict"]),
                    str(one["why"]),
                )
                for one in body["answers"]
            ),
            tuple((str(one["name"]), int(one["rows"])) for one in body["tables"]),
            tuple(str(one) for one in body["proves"]),
            tuple(str(one) for one in body["limits"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"this is no evidence of a drill: {error}") from error
    if found.verdict != body.get("verdict"):
        raise ValueError("its verdict does not follow from its answers")
    return found


def last_passed(all_of_it: Iterable[Evidence], drill: str, definition: str = "") -> Evidence | None:
    """The newest passed run of a drill; with `definition`, only of exactly that one."""
    found: Evidence | None = None
    for one in all_of_it:
        fits = one.drill == drill and (not definition or one.definition == definition)
        if fits and one.verdict == PASSED and (found is None or one.at >= found.at):
            found = one
    return found
