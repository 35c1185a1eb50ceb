"""Whether a target's restoration is proven: by signed evidence of drills, never by anyone's word. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.drill.questions import PASSED
from keyturn.policy.matching import matches, settles, unsettled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.drill.evidence import Evidence
    from keyturn.model.target import Target


@dataclass(frozen=True, slots=True)
class Proof:
    """What the evidence says of one target. `why` names what is missing, "" when it is proven."""

    proven: bool
    why: str
    evidence: Evidence | None = None
    age: int = 0
    """Seconds since the drill that proved it, and `rpo` those between its backup and now."""
    rpo: int | None = None


def hours(text: str) -> int:
    """A configured period ("24h", "90m") in seconds; an unreadable one is none at all."""
    unit = {"m": 60, "h": 3_600, "d": 86_400}.get(text[-1:], 0)
    return int(text[:-1]) * unit if unit and text[:-1].isdigit() else 0


def objects(target: Target) -> tuple[str, ...]:
    """The tables that an effect names; () for the whole of it."""
    named = target.facet("objects") or ""
    return tuple(piece.strip() for piece in named.split(",") if piece.strip())


def prove(
    target: Target, kept: Sequence[tuple[Evidence, bool, str]], within: int, now: int, wanted: tuple[str, ...] = ()
) -> Proof:
    """Whether a drill proved this target, recently enough, with these tables in the copy.

    `kept` is (evidence, whether a key that counts signed it, why not), oldest first. Only the newest run of a drill
    speaks: one that failed since takes back what an earlier one proved. A proof makes an action easier, so it must be
    certain that the target is what the drill proves, all of it and nothing else.
    """
    newest: dict[str, tuple[Evidence, bool, str]] = {}
    for one in kept:
        newest[one[0].drill] = one
    wanted = wanted or objects(target)
    best = Proof(False, f"no drill proves {target.name}")
    for evidence, signed, why in newest.values():
        if not any(matches(pattern, target) is True for pattern in evidence.proves):
            continue
        if not any(settles(pattern, target) for pattern in evidence.proves):
            doubt = unsettled(target) or "more is hit than it proves"
            best = Proof(False, f"drill {evidence.drill} may not be about {target.name}: {doubt}", evidence)
            continue
        found = _weigh(evidence, signed, why, within, now, wanted)
        if found.proven:
            return found
        best = found
    return best


def _weigh(evidence: Evidence, signed: bool, why: str, within: int, now: int, wanted: tuple[str, ...]) -> Proof:
    age = now - evidence.at
    rpo = None if evidence.taken_at is None else now - evidence.taken_at
    name = f"drill {evidence.drill}"

    def missing(what: str) -> Proof:
        return Proof(False, what, evidence, age, rpo)

    if evidence.verdict != PASSED:
        return missing(f"{name} did not pass")
    if not signed:
        return missing(f"{name} passed, and its evidence counts for nothing: {why}")
    if age > within:
        return missing(f"{name} last passed {age // 3_600} hours ago, and {within // 3_600 or 1} are allowed")
    if age < -300:
        return missing(f"{name} is dated in the future")
    there = {table.rpartition(".")[2] for table, _rows in evidence.tables} | {table for table, _rows in evidence.tables}
    lost = [table for table in wanted if table not in there]
    if lost:
        return missing(f"{name} restored no {', '.join(lost[:3])}")
    if not evidence.tables:
        return missing(f"{name} restored nothing")
    return Proof(True, "", evidence, age, rpo)
