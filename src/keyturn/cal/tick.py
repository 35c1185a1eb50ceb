"""What fires when the clock has moved: pure, from the records kept, the data as they are now, and the time.

- A **watch** fires when its condition holds for an entity: of the table that has the watch's name, else of any table.
  With FOR it fires when the condition has held at every tick since that long ago; a tick at which it does not hold
  starts the count anew, and makes a watch that has fired ready to fire again.
- A **perch** looks at its target and fires, once, when a signal is heard there: a field that is true, a number other
  than 0, or a text other than `false`, `no` and `none`. Without LISTEN it fires when the target has any entity. Its
  WAKE is where it ends. **Listen** is a perch on everything, without end.
- A **wake** carries out its THEN when its time has come, on the data of that day: the statements that it needs are run
  again first, without acting. A **surface** with a date is shown again on that date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from keyturn.cal.data import DataSet, Entity
from keyturn.cal.evaluate import Run
from keyturn.cal.matching import lookup, predicate
from keyturn.cal.parser import parse
from keyturn.cal.ports import Alerts, Output, Store, Watching
from keyturn.cal.problems import CalError, RunError
from keyturn.cal.result import Result
from keyturn.cal.tree import Chirp, Duration, Listen, Perch, Program, Statement, Surface, Wake, Watch
from keyturn.cal.when import later, moment, periods

_SILENT = frozenset(("", "false", "no", "none", "null", "0"))


@dataclass(frozen=True, slots=True)
class Fired:
    """One record that fired or ended: `what` says so in a sentence, `result` is what it did."""

    record: Watching
    what: str
    result: Result

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"id": self.record.id, "kind": self.record.kind, "name": self.record.name, "what": self.what} | {
            "status": self.record.status,
            "result": self.result.document(),
        }


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick: the records as they are to be kept, and what happened to which of them."""

    records: tuple[Watching, ...]
    fired: tuple[Fired, ...]

    @property
    def exit_code(self) -> int:
        """0 when everything that fired could be carried out and told; else the worst of their codes."""
        return max((one.result.exit_code for one in self.fired), default=0)

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "type": "Tick",
            "fired": [one.document() for one in self.fired],
            "watching": [one.document() for one in self.records],
        }


def tick(
    records: Iterable[Watching],
    data: DataSet,
    now: str,
    *,
    alerts: Alerts | None = None,
    output: Output | None = None,
    store: Store | None = None,
) -> Ticked:
    """Look at every record once. Raises RunError when `now` is no time; a record that fails has its problem in `fired`.

    Without ports it says what would fire. What a fired statement asks to be watched goes to `store`, not into the
    records returned.
    """
    moment(now)
    kept: list[Watching] = []
    fired: list[Fired] = []
    for record in records:
        look = _Look(record, data, now, alerts, output, store)
        try:
            after = look.taken()
        except CalError as problem:
            fired.append(Fired(record, f"could not be looked at: {problem.bare}", Result(problem=problem, now=now)))
            kept.append(record)
            continue
        kept.append(after)
        if look.what:
            fired.append(Fired(after, look.what, look.run.result(look.problem)))
    return Ticked(tuple(kept), tuple(fired))


class _Look:
    """One record at one tick."""

    def __init__(
        self,
        record: Watching,
        data: DataSet,
        now: str,
        alerts: Alerts | None,
        output: Output | None,
        store: Store | None,
    ) -> None:
        self.record = record
        self.data = data
        self.text = now
        self.now = moment(now)
        self.ports = alerts, output, store
        self.run = Run(data, alerts=alerts, output=output, store=store, now=now)
        self.what = ""
        self.problem: CalError | None = None

    def taken(self) -> Watching:
        """The record after this tick."""
        record = self.record
        if record.status == "expired" or (record.status == "fired" and record.kind != "watch"):
            return record
        statements = parse(record.text).statements
        if len(statements) != 1:
            raise RunError(f"{record.id} holds {len(statements)} statements, not one")
        statement = statements[0]
        if record.since is None:
            record = replace(record, since=self.text)
        if isinstance(statement, Watch):
            return self.watch(record, statement)
        if isinstance(statement, Perch):
            return self.perch(record, statement)
        if isinstance(statement, Listen):
            return self.listen(record, statement)
        if isinstance(statement, Wake):
            return self.wake(record, statement)
        if isinstance(statement, Surface) and statement.date is not None:
            return self.surface(record, statement)
        raise RunError(f"{record.id} holds nothing that waits")

    def fire(self, record: Watching, what: str, statements: Sequence[Statement]) -> Watching:
        """Carry out what a record asks for, and mark it."""
        self.what = what
        try:
            for statement in statements:
                self.run.do(statement)
        except CalError as problem:
            self.problem = problem
        return replace(record, status="fired", fired_at=self.text)

    def due(self, record: Watching, wait: Duration) -> datetime:
        return moment(record.due) if record.due else later(moment(record.since or self.text), wait)

    def watch(self, record: Watching, one: Watch) -> Watching:
        table = self.data.tables.get(one.target)
        passes = predicate(one.when)
        holds = any(passes(entity) for entity in (self.data.everything() if table is None else table))
        if not holds:
            return replace(record, held_since=None, status="active")
        held = record.held_since or self.text
        record = replace(record, held_since=held)
        if record.status == "fired":
            return record
        if one.hold is None:
            return self.fire(
                record, "its condition holds", [Chirp("watch", f"WATCH {one.target}: its condition holds")]
            )
        if later(moment(held), one.hold) > self.now:
            return record
        gone = periods(moment(held), self.now, one.hold.unit)
        what = f"its condition has held for {gone} {one.hold.unit}, since {held}"
        return self.fire(record, what, [Chirp("watch", f"WATCH {one.target}: {what}")])

    def perch(self, record: Watching, one: Perch) -> Watching:
        heard = _heard(self.perched(one), one.listen)
        if heard is not None:
            what = f"heard {heard}" if heard else "its target is there"
            chirps = [Chirp(one.chirp, one.message or f"PERCH ON {record.name}: {what}")] if one.chirp else []
            return self.fire(record, what, chirps)
        if one.wake is not None and self.now >= self.due(record, one.wake):
            self.what = "ended without a signal"
            return replace(record, status="expired")
        return record

    def perched(self, one: Perch) -> Sequence[Entity]:
        key, value = one.target.key, one.target.value
        if key is not None:
            return [entity for entity in self.data.everything() if str(lookup(entity, key)) == value]
        table = self.data.tables.get(value)
        if table is not None:
            return table
        return [entity for entity in self.data.everything() if value in {entity.get("id"), entity.get("name")}]

    def listen(self, record: Watching, one: Listen) -> Watching:
        heard = _heard(self.data.everything(), one.signals)
        if heard is None:
            return record
        return self.fire(record, f"heard {heard}", [Chirp("listen", f"LISTEN: heard {heard}")])

    def wake(self, record: Watching, one: Wake) -> Watching:
        if self.now < self.due(record, one.after):
            return record
        return self.again(record, "its time has come", () if one.then is None else (one.then,))

    def surface(self, record: Watching, one: Surface) -> Watching:
        if self.now < moment(one.date or ""):
            return record
        return self.again(record, f"its date, {one.date}, has come", (replace(one, date=None),))

    def again(self, record: Watching, what: str, statements: Sequence[Statement]) -> Watching:
        """Carry out statements on the results of those that they need, which are run again without acting."""
        if record.setup:
            before = Run(self.data, now=self.text)
            result = before.whole(Program(parse(record.setup).statements))
            if result.problem is not None:
                self.what, self.problem = what, result.problem
                return replace(record, status="fired", fired_at=self.text)
            self.run.scope, self.run.cascades, self.run.decided = before.scope, before.cascades, before.decided
            self.run.done = before.done
        return self.fire(record, what, statements)


def _heard(entities: Iterable[Entity], signals: Sequence[str] | None) -> str | None:
    """The signals heard among entities, joined by commas; None for silence."""
    if signals is None:
        return "" if next(iter(entities), None) is not None else None
    heard = dict.fromkeys(name for entity in entities for name in signals if _loud(lookup(entity, name)))
    return ", ".join(name for name in signals if name in heard) or None


def _loud(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in _SILENT
    return bool(value)
