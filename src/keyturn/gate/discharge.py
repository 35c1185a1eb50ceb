"""Obligations that a door has met, taken out of a decision. Policy asks, doors meet, and nothing is met twice."""

from __future__ import annotations

from keyturn.model.decision import NOTED, UNDO, UNDO_BEST_EFFORT, Choice, Obligation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Wanted = frozenset[Obligation | Choice]


def without(wanted: Wanted, met: Iterable[str]) -> Wanted:
    """What remains when the kinds in `met` are met. Nothing that was not asked for is ever added.

    A choice goes when one of its ways is met whole; otherwise its ways lose what is met.
    """
    kinds = frozenset(met)
    out: set[Obligation | Choice] = set()
    for one in wanted:
        if isinstance(one, Obligation):
            if one.kind not in kinds:
                out.add(one)
            continue
        ways = tuple(frozenset(it for it in way if it.kind not in kinds) for way in one.ways)
        if all(ways):
            out.add(Choice(ways))
    return frozenset(out)


def kinds(wanted: Wanted) -> frozenset[str]:
    """Every kind that is asked for, in choices too, without what changes nothing."""
    found: set[str] = set()
    for one in wanted:
        if isinstance(one, Obligation):
            found.add(one.kind)
        else:
            found.update(it.kind for way in one.ways for it in way)
    return frozenset(found - {UNDO_BEST_EFFORT, NOTED})


def enough(wanted: Wanted, met: Iterable[str]) -> bool:
    """Whether meeting these kinds would leave nothing that stops."""
    return not kinds(without(wanted, met))


def wants_undo(wanted: Wanted) -> bool:
    """Whether an undo point is asked for, were it only as a try."""
    return any(
        one.kind in (UNDO, UNDO_BEST_EFFORT)
        if isinstance(one, Obligation)
        else any(it.kind in (UNDO, UNDO_BEST_EFFORT) for way in one.ways for it in way)
        for one in wanted
    )
