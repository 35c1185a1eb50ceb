"""From effects to a decision: obligations, from which the verdict follows.

Laws (each has a property test):

- combining is set union, so more effects, more targets or more rules are never laxer;
- possibility holds, only certainty denies: `never` asked of an uncertain effect becomes "a proven human";
- what is opaque inside a followed file is noted; in what was presented it is row 2;
- nothing here discharges an obligation. Doors do.
"""

from __future__ import annotations

from keyturn.model import effect as e
from keyturn.model import target as t
from keyturn.model.decision import (
    HOLD,
    HUMAN,
    NEVER,
    UNDO_BEST_EFFORT,
    Choice,
    Decision,
    Obligation,
    Reason,
    verdict_of,
)
from keyturn.model.effect import BlindSpot, Effect
from keyturn.policy import table
from keyturn.policy.classify import Place, classify
from keyturn.policy.layers import BUILT_IN, PRODUCTION, SHARED, UNKNOWN, WORKSPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.model.workspace import Layout
    from keyturn.policy.layers import Environment, Layers

FEW_FILES = 20
"""Row 3: at most this many files, named one by one."""
MANY_FILES = 500
"""Row 4: at most this many files below a directory."""

_FILES = frozenset((e.FILE_CHANGE, e.RECURSIVE_DELETE, e.MASS_DELETE, e.REWRITE))
_NOWHERE = Place(UNKNOWN, "the target is not known")
_NOTHING = Decision()


def row_of(effect: Effect, place: Place) -> str:
    """The table's row for an effect at a place: extent and roots move file effects up."""
    category = effect.category
    if category not in _FILES:
        return category
    if place.root == "system":
        # one named file under /etc is held, not denied
        return e.RECURSIVE_DELETE if category == e.FILE_CHANGE else e.SYSTEM
    if place.root == "repository" and category != e.REWRITE:
        return e.REPOSITORY_ROOT
    extent = effect.extent
    if category == e.FILE_CHANGE:
        if not extent.closed:
            return e.MASS_DELETE
        if extent.count is not None and extent.count > FEW_FILES:
            return e.RECURSIVE_DELETE if extent.count <= MANY_FILES else e.MASS_DELETE
    elif category == e.RECURSIVE_DELETE and (
        not extent.closed or (extent.count is not None and extent.count > MANY_FILES)
    ):
        return e.MASS_DELETE
    return category


def _asked(row: str, place: Place, layers: Layers, now: int | None) -> tuple[str, frozenset[Obligation | Choice]]:
    text = table.cell(row, place.column)
    wanted = table.obligations(text)
    if not place.environments:
        return text, wanted
    held = verdict_of(wanted) == HOLD
    for environment in layers.environments:
        if environment.name not in place.environments:
            continue
        if held and environment.hold:
            wanted = wanted | {Obligation(kind, parameters) for kind, parameters in environment.hold}
        if environment.undo and row != table.NONE:
            wanted = wanted | {Obligation(UNDO_BEST_EFFORT)}
        if now is not None and wanted and any(freeze.start <= now < freeze.end for freeze in environment.freezes):
            if place.column in (SHARED, PRODUCTION):
                text = "25: D"
                wanted = wanted | {Obligation(NEVER, (), "freeze")}
            elif place.column == UNKNOWN:
                wanted = wanted | {Obligation(HUMAN, (), "freeze")}
    return text, wanted


def _softened(wanted: frozenset[Obligation | Choice]) -> frozenset[Obligation | Choice]:
    """`never` becomes a proven human, for what is only possible."""
    out: set[Obligation | Choice] = set()
    for one in wanted:
        if isinstance(one, Obligation) and one.kind == NEVER:
            out.add(Obligation(HUMAN))
        elif isinstance(one, Choice):
            out.add(
                Choice(
                    tuple(frozenset(Obligation(HUMAN) if it.kind == NEVER else it for it in way) for way in one.ways)
                )
            )
        else:
            out.add(one)
    return frozenset(out)


def _vague(effect: Effect, target: t.Target) -> bool:
    """In a followed file, a file whose name is wholly computed there: noted, like other opacity there."""
    return (
        effect.origin.followed
        and target.kind == t.PATH
        and effect.category in _FILES
        and target.facet("path") is None
        and target.facet("hole") == "unset"
    )


def decide(
    effects: Iterable[Effect],
    blind: Iterable[BlindSpot],
    layers: Layers = BUILT_IN,
    layout: Layout | None = None,
    digests: tuple[tuple[str, str], ...] = (),
    now: int | None = None,
) -> Decision:
    """Everything the effects and blind spots ask for. `now` (seconds since the epoch) switches freezes on."""
    from keyturn.model.workspace import Layout as LayoutNoun

    machine = layout if layout is not None else LayoutNoun()
    wanted: frozenset[Obligation | Choice] = frozenset()
    reasons: list[Reason] = []
    for effect in effects:
        for target in effect.targets or (None,):
            place = _default_place(effect) if target is None else classify(target, effect.category, layers, machine)
            row = row_of(effect, place)
            if target is not None and _vague(effect, target):
                row = table.NONE
            if row == e.SYSTEM and target is not None and target.facet("container") == "yes":
                row = table.NONE
            cell, asked = _asked(row, place, layers, now)
            unsure = not effect.certain or (target is not None and target.facet("hole") == "unset")
            if unsure:
                asked = _softened(asked)
            wanted |= asked
            reasons.append(
                Reason(
                    effect,
                    place.environment or place.column,
                    place.why,
                    table.ROWS[row].number + " " + table.ROWS[row].label,
                    cell,
                    verdict_of(asked),
                )
            )
    for spot in blind:
        row = e.OPAQUE if spot.opaque and not spot.origin.followed else table.NONE
        place = _NOWHERE
        if spot.targets:
            place = classify(spot.targets[0], e.OPAQUE, layers, machine)
        cell, asked = _asked(row, place, layers, now)
        wanted |= asked
        reasons.append(
            Reason(
                spot,
                place.environment or place.column,
                place.why if spot.targets else "what it would hit is not known",
                table.ROWS[row].number + " " + table.ROWS[row].label,
                cell,
                verdict_of(asked),
            )
        )
    if not reasons and not digests:
        return _NOTHING
    return Decision(wanted, tuple(reasons), digests)


def decide_in(
    environment: Environment,
    effects: Iterable[Effect],
    blind: Iterable[BlindSpot],
    layers: Layers = BUILT_IN,
) -> Decision:
    """What would be asked if every target lay in this environment: for who says so beside what targets tell.

    Only ever joined with what `decide` asks, so that naming an environment makes nothing laxer.
    """
    place = Place(environment.column, "named", environment.name, "", (environment.name,))
    wanted: frozenset[Obligation | Choice] = frozenset()
    reasons: list[Reason] = []
    for effect in effects:
        row = row_of(effect, place)
        cell, asked = _asked(row, place, layers, None)
        if not effect.certain:
            asked = _softened(asked)
        wanted |= asked
        named = f"{table.ROWS[row].number} {table.ROWS[row].label}"
        reasons.append(Reason(effect, environment.name, place.why, named, cell, verdict_of(asked)))
    for spot in blind:
        row = e.OPAQUE if spot.opaque and not spot.origin.followed else table.NONE
        cell, asked = _asked(row, place, layers, None)
        wanted |= asked
        named = f"{table.ROWS[row].number} {table.ROWS[row].label}"
        reasons.append(Reason(spot, environment.name, place.why, named, cell, verdict_of(asked)))
    return Decision(wanted, tuple(reasons))


def _default_place(effect: Effect) -> Place:
    if effect.category in (
        e.GIT_DISCARD,
        e.GIT_HISTORY,
        e.GIT_REMOTE,
        e.EXPOSURE,
        e.CONTAINER_CHANGE,
        e.CONTAINER_DATA,
    ):
        return Place(WORKSPACE, "the working directory")
    return _NOWHERE
