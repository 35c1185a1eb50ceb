"""Guarded execution: whether what runs is still what a rehearsal showed. Pure decisions, the running is the adapter's.

A rehearsal alone lowers nothing: a program can behave only while it is watched, and a target can change between the
look and the act. It counts only when the execution is *bound* to it: the saved plan itself, the rows as an upper bound
inside one transaction, the expected ids of a push, or a target that is byte for byte what it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from keyturn.model.decision import ALLOW, REHEARSE, ROW_LIMIT, Choice, Obligation
from keyturn.model.invocation import Invocation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Decision
    from keyturn.rehearse.difference import Report, Table, Thing

SUCCEEDED = "SUCCEEDED"
FAILED = "FAILED"
UNKNOWN = "UNKNOWN"
"""It was begun, and nobody can say how it ended: a lost connection at COMMIT, a signal."""

_STABLE = (
    "terraform.directory",
    "terraform.workspace",
    "terraform.backend",
    "terraform.configuration",
    "terraform.lineage",
    "terraform.serial",
)
"""Facts of a Terraform state that must be the same at execution."""
_ALONG = ("index", "type")
"""What goes along with a table, and holds nothing of its own."""
_AROUND = frozenset(("cd", "true", ":"))
"""Programs that only say where another one runs."""


class Stale(Exception):
    """What would run is no longer what was shown. Nothing was changed."""


class Unbound(Exception):
    """Nothing can hold the execution to what was shown, so the rehearsal does not count."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How an execution ended. `facts` are names and digests for the record."""

    code: int
    outcome: str
    facts: tuple[tuple[str, str], ...] = ()


def ended(code: int) -> str:
    """The outcome of a program by its exit code; one that a signal ended may have done a part."""
    if code == 0:
        return SUCCEEDED
    return UNKNOWN if code < 0 else FAILED


def digest(report: Report) -> str:
    """Of what was shown: the same for two rehearsals that show the same, and for nothing else.

    A ticket is bound to it, so a person's yes to three rows is no yes to three million.
    """
    facts = [pair for pair in report.facts if pair[0] in _STABLE]
    shown = {
        "command": report.command,
        "difference": asdict(report.difference),
        "alarms": [asdict(one) for one in report.alarms],
        "facts": sorted(facts),
    }
    text = json.dumps(shown, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(b"keyturn shown 1\n" + text.encode()).hexdigest()


def words(report: Report) -> str:
    """What was shown, in a few words, for the question that a person answers."""
    difference = report.difference
    files, commits = difference.files, difference.commits
    found = [
        _number(files.deleted.count, "file", "deleted"),
        _number(files.changed.count, "file", "changed"),
        _number(sum(one.action in ("delete", "replace") for one in difference.resources), "resource", "destroyed"),
        _number(sum(one.action == "forget" for one in difference.resources), "resource", "forgotten"),
        _number(commits.unreachable, "commit", "lost"),
        _number(sum(one.dropped for one in difference.tables), "table", "dropped"),
        _number(sum(one.deleted for one in difference.tables), "row", "deleted"),
        _number(sum(one.updated for one in difference.tables), "row", "updated"),
    ]
    return ", ".join(one for one in found if one) or "nothing lost that could be measured"


def row_limit(decision: Decision) -> int | None:
    """The fewest rows that any limit allows, None where a limit has no number or there is none."""
    found = [
        int(value)
        for one in decision.obligations
        for it in ((one,) if isinstance(one, Obligation) else tuple(part for way in one.ways for part in way))
        if it.kind == ROW_LIMIT
        for name, value in it.parameters
        if name == "rows"
    ]
    return min(found, default=None)


def rows_touched(report: Report) -> int:
    """Rows that were shown to be deleted, updated or inserted, and those of tables that go whole."""
    return sum(
        max(one.deleted, (one.before or 0) if one.dropped or one.truncated else 0) + one.updated + one.inserted
        for one in report.difference.tables
    )


def destroys(report: Report) -> bool:
    """Whether resources of infrastructure were shown to go."""
    return any(one.action in ("delete", "replace", "forget") for one in report.difference.resources)


def _number(number: int, what: str, how: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'} {how}" if number else ""


def asked(decision: Decision) -> bool:
    """Whether policy asks for a rehearsal, in whatever choice."""
    return any(_asks(one) for one in decision.obligations)


def required(decision: Decision) -> bool:
    """Whether nothing but a rehearsal will do: it is not one of several ways."""
    return any(isinstance(one, Obligation) and _asks(one) for one in decision.obligations)


def held(judgement: Judgement, decision: Decision) -> frozenset[int]:
    """Positions of the effects that policy does not simply allow: all of them must be bound."""
    subjects = {id(reason.subject) for reason in decision.reasons if reason.verdict != ALLOW}
    return frozenset(place for place, one in enumerate(judgement.effects) if id(one) in subjects)


def _asks(one: Obligation | Choice) -> bool:
    if isinstance(one, Obligation):
        return one.kind in (REHEARSE, ROW_LIMIT)
    return any(it.kind in (REHEARSE, ROW_LIMIT) for way in one.ways for it in way)


def only_call(judgement: Judgement, names: Iterable[str]) -> Invocation | None:
    """The one call of the action, of a program in `names`; None when the action does anything besides.

    What replaces a command by another form of it (a saved plan, a transaction) must know the whole command.
    """
    wanted = frozenset(names)
    found: Invocation | None = None
    if judgement.blind:
        return None
    for step in judgement.trace:
        call = step.item
        if not isinstance(call, Invocation):
            continue
        if call.name in wanted and found is None and call.certain and not call.redirects and not call.piped:
            found = call
        elif call.name not in _AROUND or call.redirects or call.piped:
            return None
    return found


def moved(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What is not as it was: names whose digest is another one, or that are new or gone. Sorted."""
    return tuple(sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name)))


def state_moved(report: Report, now: Mapping[str, str]) -> tuple[str, ...]:
    """In which facts a Terraform state differs from the one that was rehearsed, each as a sentence."""
    shown = dict(report.facts)
    return tuple(
        f"its {name.partition('.')[2]} was {shown.get(name) or 'nothing'}, and is {now.get(name) or 'nothing'}"
        for name in _STABLE
        if name in now and shown.get(name, "") != now.get(name, "")
    )


def exceeded(
    shown: Iterable[Table],
    things: Iterable[Thing],
    touched: Mapping[str, tuple[int, int, int]],
    gone: Iterable[Table],
    lost: Iterable[Thing],
) -> tuple[str, ...]:
    """In what a transaction goes beyond its rehearsal, each as a sentence; empty: it may be committed.

    `touched` is (inserted, updated, deleted) by table, `gone` tables that are dropped or lose columns, `lost` other
    objects that differ. Fewer rows than were shown are no harm.
    """
    bound = {one.name: one for one in shown}
    known = {(one.kind, one.name, one.change) for one in things}
    said: list[str] = []
    for name, (made, changed, deleted) in sorted(touched.items()):
        table = bound.get(name)
        for number, least, how in (
            (deleted, table.deleted if table else 0, "deletes"),
            (changed, table.updated if table else 0, "updates"),
            (made, table.inserted if table else 0, "inserts"),
        ):
            if number > least:
                said.append(f"it {how} {number:,} rows of {name}, and {least:,} were shown")
    for one in gone:
        table = bound.get(one.name)
        if one.dropped and not (table and table.dropped):
            said.append(f"it drops the table {one.name}, which was not shown")
        elif set(one.columns) - set(table.columns if table else ()):
            said.append(f"{one.name} loses {', '.join(one.columns)}, which was not shown")
    whole = tuple(one.name + "." for one in bound.values() if one.dropped)
    for thing in lost:
        if thing.kind in _ALONG or thing.name.startswith(whole or ("\0",)):
            continue
        if thing.change == "dropped" and (thing.kind, thing.name, thing.change) not in known:
            said.append(f"it drops the {thing.kind} {thing.name}, which was not shown")
    return tuple(said)


def emptied(shown: Iterable[Table]) -> dict[str, int]:
    """Tables that go whole, with the rows that were shown: no counter of the server tells how many those are."""
    return {one.name: one.before or 0 for one in shown if (one.dropped or one.truncated) and one.before is not None}


def pushed(report: Report) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """(remote, ((ref, from, to), …)) that a push was shown to change there. Raises Unbound when it is none."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name, old, new in report.difference.commits.refs:
        remote, colon, ref = name.partition(": ")
        if colon:
            found.setdefault(remote, []).append((ref, old, new))
        elif not name.startswith("refs/remotes/"):
            raise Unbound(f"it also moves {name} here, which a push has no lease for")
    if len(found) != 1:
        raise Unbound("it was not shown to change the refs of exactly one remote")
    remote, refs = next(iter(found.items()))
    return remote, tuple(refs)


def leases(remote: str, refs: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """The last words of a push that changes exactly these refs, each only while it still is what it was.

    `--force-with-lease=REF:` with nothing after the colon: the ref must not be there yet (git-push(1)).
    """
    options: list[str] = []
    specs: list[str] = []
    for ref, old, new in refs:
        options.append(f"--force-with-lease={ref}:{old}")
        specs.append(f"{new}:{ref}")
    return (*options, "--", remote, *specs)
