"""What a decision of the policy and the broker's settings make of a plan: quorum, papers, checks. Pure.

Only ever more is asked: the strictest of every obligation, the environment, the regimes that hold while the plan may
run, and who wrote the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.broker.plan import ADMINISTRATION, BREAK_GLASS, Asked, Check, Documentation, Quorum
from keyturn.broker.request import Refused
from keyturn.model.decision import (
    ALLOW,
    CHANGE_RECORD,
    KEYS,
    NEVER,
    NOTED,
    RESTORE_PROOF,
    ROW_LIMIT,
    UNDO_BEST_EFFORT,
    Choice,
    Obligation,
)
from keyturn.policy.layers import COLUMNS, PRODUCTION, SHARED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.broker.plan import Proposer
    from keyturn.broker.settings import Place, Regime, Settings, Wanted
    from keyturn.model.decision import Decision

_ORDER = (*(one for one in COLUMNS if one not in (SHARED, PRODUCTION, UNKNOWN)), SHARED, UNKNOWN, PRODUCTION)
"""Columns from the mildest to the strictest."""
_RESTORE = "restore proof"
HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Judged:
    """What policy says of a change: its environment, that one's column, what it asks for, and the effects in words."""

    environment: str
    column: str
    obligations: tuple[Asked, ...]
    effects: tuple[str, ...]


def judged(decisions: Iterable[Decision], columns: dict[str, str]) -> Judged:
    """Several decisions as one. `columns` are the configured environments by name.

    Raises Refused for what policy never lets happen; a freeze alone is no reason, since it is asked at the claim.
    Raises it too for a change of several environments: only one could say who keys it, and which freezes hold it up.
    """
    asked: dict[Asked, None] = {}
    effects: dict[str, None] = {}
    places: list[tuple[int, str, str]] = []
    changed: set[str] = set()
    for decision in decisions:
        for one in sorted(_plain(decision), key=lambda it: (it.kind, it.parameters, it.subject)):
            if one.kind == NEVER and one.subject != "freeze":
                rules = sorted({reason.subject.rule for reason in decision.reasons if reason.verdict == "deny"})
                raise Refused(f"policy never lets this happen: {', '.join(rules)}")
            if one.kind not in (NEVER, NOTED, UNDO_BEST_EFFORT):
                asked[Asked(kind=one.kind, parameters=one.parameters, subject=one.subject)] = None
        for reason in decision.reasons:
            column = columns.get(reason.environment, reason.environment)
            column = column if column in COLUMNS else UNKNOWN
            if reason.verdict != ALLOW and reason.environment in columns:
                changed.add(reason.environment)
            places.append((_ORDER.index(column), reason.environment, column))
            summary = getattr(reason.subject, "summary", "") or getattr(reason.subject, "what", "")
            effects[f"{reason.subject.rule}: {summary}"[:500]] = None
    if len(changed) > 1:
        raise Refused(f"it changes several environments: {', '.join(sorted(changed))}", "Propose each by itself.")
    places.sort()
    environment, column = (places[-1][1], places[-1][2]) if places else ("", "")
    return Judged(environment if environment not in COLUMNS else "", column, tuple(asked), tuple(effects))


def _plain(decision: Decision) -> set[Obligation]:
    """Every obligation; of alternatives all of them, since the broker's way is the strict one."""
    found: set[Obligation] = set()
    for one in decision.obligations:
        if isinstance(one, Choice):
            ways = [way for way in one.ways if not any(it.kind == NEVER for it in way)]
            for way in ways or one.ways:
                found |= way
        else:
            found.add(one)
    return found


def regimes(settings: Settings, environment: str, tier: int, begin: int, end: int) -> list[Regime]:
    """Those that hold at some moment in which the plan may run."""
    return [
        one
        for one in settings.regimes
        if one.start < end and begin < one.end and (environment in one.environments or (tier and tier in one.tiers))
    ]


def quorum(
    kind: str, found: Judged, place: Place, settings: Settings, holding: Iterable[Regime], proposer: Proposer
) -> Quorum:
    """How many keys, of whom. At least one person's for anything."""
    if kind == BREAK_GLASS:
        return Quorum(keys=1, roles=((settings.break_glass_role, 1),))
    keys, seniors = 1, 0
    if kind == ADMINISTRATION:
        keys, seniors = settings.admin_keys, settings.admin_seniors
    for one in found.obligations:
        if one.kind == KEYS:
            given = dict(one.parameters)
            keys = max(keys, int(given.get("keys", "1")))
            seniors = max(seniors, int(given.get("senior", "0")))
    for regime in holding:
        keys, seniors = max(keys, regime.keys), max(seniors, regime.seniors)
    if proposer.ai:
        seniors = max(seniors, place.senior_for_ai)
    roles = dict(place.roles)
    keys = max(keys, seniors, *roles.values()) if roles else max(keys, seniors)
    return Quorum(keys=keys, seniors=seniors, roles=tuple(sorted(roles.items())), plain=place.plain_keys)


def papers(kind: str, found: Judged, place: Place, holding: Iterable[Regime], given: Documentation) -> None:
    """Raises Refused when something that people must be told is not said."""
    wanted = set(place.documentation)
    for regime in holding:
        wanted |= set(regime.documentation)
    if kind == BREAK_GLASS or any(one.kind == CHANGE_RECORD for one in found.obligations):
        wanted |= {"why", "ticket"}
    missing = sorted(name for name in wanted if not str(getattr(given, name)).strip())
    if missing:
        raise Refused(f"people must be told more: {', '.join(missing)}")


def checks(
    found: Judged, environment: str, tier: int, settings: Settings, holding: Iterable[Regime], restore: str
) -> tuple[Check, ...]:
    """What must have passed, by name. `restore` is what a restore proof must be about, as the wiring writes it."""
    wanted: dict[str, Check] = {}
    named = {name for regime in holding for name in regime.checks}
    for one in settings.checks:
        everywhere = not one.environments and not one.tiers
        if everywhere or environment in one.environments or (tier and tier in one.tiers) or one.name in named:
            wanted[one.name] = _check(one)
    for asked in found.obligations:
        if asked.kind == RESTORE_PROOF:
            hours = dict(asked.parameters).get("within", "24h")
            within = int(hours[:-1]) * (HOUR if hours.endswith("h") else 60) if hours[:-1].isdigit() else 24 * HOUR
            parameters = (("targets", restore),)
            known = wanted.get(_RESTORE)
            # where the policy and the environment each ask for one, the fresher one counts
            if known is not None and known.parameters == parameters:
                within = min(within, known.within)
            wanted[_RESTORE] = Check(name=_RESTORE, kind="drill", parameters=parameters, within=within)
    return tuple(wanted.values())


def _check(one: Wanted) -> Check:
    return Check(name=one.name, kind=one.kind, parameters=one.parameters, within=one.within)


def row_limit(found: Judged) -> int:
    """The fewest rows that a limit allows, -1 for none."""
    limits = [
        int(value)
        for one in found.obligations
        if one.kind == ROW_LIMIT
        for name, value in one.parameters
        if name == "rows"
    ]
    return min(limits, default=-1)
