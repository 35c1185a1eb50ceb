"""Decides which ways of rehearsing an action apply, runs them, and makes one report of what they say.

Nothing that could not be rehearsed is left out: an effect that no way covers, a way that failed, text that could not
be read. A report without them would be read as "nothing else happens".
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge
from keyturn.model.decision import NEVER
from keyturn.model.invocation import Invocation
from keyturn.model.source import Source, SqlContext
from keyturn.rehearse.difference import NotRehearsed, Report, together
from keyturn.rehearse.ports import Concerned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.model.decision import Decision
    from keyturn.rehearse.ports import Action, Progress, Rehearser


_CLIENTS = frozenset(
    "psql mysql mariadb mongosh mongo redis-cli valkey-cli sqlcmd sqlplus cqlsh clickhouse-client duckdb pg_restore "
    "dropdb createdb mysqladmin mariadb-admin pgcli mycli influx neo4j cypher-shell".split()
)


class Silence:
    """Progress that nobody watches."""

    def step(self, what: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Service:
    """`special` ways know a kind of target (a database, Terraform); the `general` one runs any program."""

    special: Sequence[Rehearser]
    general: Rehearser

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """One report of every way that applies. Raises CouldNotJudge when none could rehearse anything."""
        began = time.monotonic()
        chosen = [(way, found) for way in self.special if (found := way.covers(action)) or _concerned(way, action)]
        general = self.general.covers(action)
        if general or not chosen:
            chosen.append((self.general, general))
        report = Report(action.command)
        covered: set[int] = set()
        failed: list[CouldNotJudge] = []
        for way, found in chosen:
            rest = action.budget - (time.monotonic() - began)
            if rest <= 0:
                failed.append(CouldNotJudge(f"no time was left for {way.name}", "Give it more: --budget SECONDS"))
                report = replace(report, not_rehearsed=(*report.not_rehearsed, _why(way, failed[-1])))
                continue
            try:
                said = way.rehearse(replace(action, budget=rest), progress)
            except CouldNotJudge as error:
                failed.append(error)
                report = replace(report, not_rehearsed=(*report.not_rehearsed, _why(way, error)))
                continue
            covered |= found
            report = together(report, said)
        if failed and len(failed) == len(chosen):
            raise failed[0]
        left = [
            NotRehearsed(effect.summary, "no way of rehearsing covers it here")
            for place, effect in enumerate(action.judgement.effects)
            if place not in covered and not any(place in found for _way, found in chosen)
        ]
        if all(way is self.general for way, _found in chosen):
            left += [NotRehearsed(name, "no way of rehearsing a database covers it here") for name in databases(action)]
        if all(way is not self.general for way, _found in chosen):
            left += [
                NotRehearsed("text that could not be read", one.why) for one in action.judgement.blind if one.opaque
            ]
        return replace(
            report,
            not_rehearsed=tuple(dict.fromkeys((*report.not_rehearsed, *left))),
            seconds=time.monotonic() - began,
        )


def _concerned(way: Rehearser, action: Action) -> bool:
    return isinstance(way, Concerned) and way.concerns(action)


def databases(action: Action) -> tuple[str, ...]:
    """Clients of databases in an action and databases that it names: what they do there is in no file."""
    found: list[str] = []
    for step in action.judgement.trace:
        item = step.item
        if isinstance(item, Invocation) and item.name in _CLIENTS:
            found.append(f"what {item.name} does to its database")
        elif isinstance(item, Source) and isinstance(item.context, SqlContext) and item.context.target is not None:
            found.append(f"SQL that goes to {item.context.target.name}")
    return tuple(dict.fromkeys(found))


def _why(way: Rehearser, error: CouldNotJudge) -> NotRehearsed:
    return NotRehearsed(way.name, " ".join(str(error).split()))


def refused(decision: Decision) -> bool:
    """Whether policy says never: no rehearsal makes it pass."""
    return any(getattr(one, "kind", "") == NEVER for one in decision.obligations)
