"""The whole model at random: people, agents, brokers that die, a forger of rows, backups, clocks, and what must hold.

Two brokers on one real store. Planner, executor, keys and witness are a second, simple kind (broker_support.py), and
what is expected comes from a model that shares nothing with the broker but the plan's own words. At each execution the
model is asked whether it was allowed; after each step everything is compared.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from keyturn.adapter.broker_journal import BrokerJournal
from keyturn.adapter.ledger_sql import SqlLedger, read_leaf
from keyturn.broker import statement as said_
from keyturn.broker import states
from keyturn.broker.freezes import Window
from keyturn.broker.plan import BREAK_GLASS, PERSON, Check, Plan, canonical, digest_of
from keyturn.broker.plan import read as read_plan
from keyturn.broker.ports import Moved, Peer
from keyturn.broker.quorum import PLAIN, PRESENT, VERIFIED
from keyturn.broker.request import Refused
from keyturn.broker.settings import Place, Settings
from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.ledger import verdict
from tests.broker.broker_support import PEOPLE, Bench, BenchStore, Killed, ToyExecutor, toy_sign
from tests.conftest import SOAK

if TYPE_CHECKING:
    from keyturn.broker.plan import Step
    from keyturn.broker.ports import Ran, Row, Store

NAMES = [one.id for one in PEOPLE]
ROLES = {one.id: set(one.roles) for one in PEOPLE}
SECOND_UIDS = {one.uids[0]: one.id for one in PEOPLE}
PLACES = ("shop", "staging", "prod")
WITHIN = 50_000
SOAKS = 60
SETTINGS = Settings(
    places=(Place("shop"), Place("staging"), Place("prod", promote_from="staging", promoted_within=WITHIN, soak=SOAKS)),
    open_per_proposer=10**6,
    open_in_all=10**6,
)


def reachable(state: str) -> set[str]:
    found = {state}
    for after in states.MOVES.get(state, ()):
        found |= reachable(after)
    return found


PROPOSALS: dict[str, Any] = {
    "which": some.integers(0, 9),
    "peer": some.sampled_from([2001, 2001, 2001, 2002, 2002, *SECOND_UIDS]),
    "login": some.sampled_from([-1, -1, 1001, 1002]),
    "kind": some.sampled_from(["change", "change", "change", BREAK_GLASS]),
    "place": some.sampled_from(("shop", *PLACES)),
    "shared": some.booleans(),
    "checked": some.sampled_from([False, False, True]),
    "wait": some.sampled_from([0, 0, 0, 100]),
    "life": some.sampled_from([0, 0, 120, 4000]),
    "artifact": some.sampled_from(["", "a" * 64, "b" * 64]),
    "edit": some.sampled_from([False, False, False, True]),
    "keyed": some.sampled_from(
        [(), ("bob",), ("bob", "dave"), *[("alice", "bob"), ("bob", "carol"), ("dave", "carol", "alice")] * 2]
    ),
}


def _steps() -> Any:
    found = [some.tuples(some.just("propose"), some.fixed_dictionaries(PROPOSALS))] * 4
    found += [
        some.tuples(
            some.just("decide"),
            some.fixed_dictionaries(
                {
                    "which": some.integers(0, 50),
                    "person": some.sampled_from(NAMES),
                    "decision": some.sampled_from(
                        [said_.APPROVE] * 6 + [said_.REJECT, said_.REVOKE, said_.WAIVE, said_.REVIEW, said_.RECONCILE]
                    ),
                    "strength": some.sampled_from([VERIFIED] * 6 + [PLAIN, PRESENT]),
                    "lasts": some.sampled_from([86_400, 86_400, 90]),
                    "finding": some.sampled_from(states.RECONCILIATIONS),
                    "trick": some.sampled_from(["", "", "", "", "digest", "signature", "old", "other"]),
                }
            ),
        )
    ] * 4
    found += [
        some.tuples(
            some.just("meanwhile"),
            some.fixed_dictionaries(
                {
                    "what": some.sampled_from(
                        ["time"] * 5
                        + ["world"] * 2
                        + ["ends"] * 2
                        + ["replay", "cancel", "halt", "resume", "resume", "freeze"]
                    ),
                    "which": some.integers(0, 50),
                    "person": some.sampled_from(NAMES),
                }
            ),
        )
    ] * 3
    found += [
        some.tuples(
            some.just("tick"),
            some.fixed_dictionaries(
                {"which": some.integers(0, 1), "die": some.sampled_from(["", "", "", "", "", "before", "after"])}
            ),
        )
    ] * 4
    found += [some.tuples(some.just("restart"), some.fixed_dictionaries({"which": some.integers(0, 1)}))]
    found += [
        some.tuples(
            some.just("the_clock_is_moved"),
            some.fixed_dictionaries(
                {
                    "wall": some.sampled_from([-4000, -40, 40, 4000]),
                    "which": some.integers(0, 1),
                    "again": some.booleans(),
                }
            ),
        )
    ]
    found += [
        some.tuples(
            some.just("forge"),
            some.fixed_dictionaries(
                {
                    "which": some.integers(0, 50),
                    "other": some.integers(0, 50),
                    "what": some.sampled_from(
                        ["approved", "approved", "keys", "bytes", "swap", "life", "unlocked", "end"]
                    ),
                }
            ),
        )
    ] * 2
    found += [some.tuples(some.just("back_up"), some.fixed_dictionaries({}))]
    found += [some.tuples(some.just("an_old_backup_is_restored"), some.fixed_dictionaries({"again": some.booleans()}))]
    found += [
        some.tuples(some.just("two_people_and_the_broker"), some.fixed_dictionaries({"which": some.integers(0, 1)}))
    ]
    return some.one_of(found)


STEPS = _steps()
ABOUT = {
    said_.APPROVE: (states.PENDING, states.APPROVED),
    said_.REJECT: (states.PENDING, states.APPROVED),
    said_.WAIVE: (states.PENDING, states.APPROVED),
    said_.REVOKE: (states.APPROVED,),
    said_.RECONCILE: (states.UNKNOWN,),
}
REACHABLE = {state: reachable(state) for state in states.STATES}


@dataclass
class Entry:
    """What the model knows of one plan."""

    row: Row
    plan: Plan
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Person → strength and end of the approval that was taken."""
    waivers: dict[str, int] = field(default_factory=dict)
    no: set[str] = field(default_factory=set)
    ended_by: set[str] = field(default_factory=set)
    forged: bool = False
    ran: int = 0
    outcome: str = ""
    ended: int = 0
    holds: bool = False
    """Its target: from the start until somebody knows how it ended."""
    findings: dict[str, set[str]] = field(default_factory=dict)
    state: str = states.PENDING

    @property
    def target(self) -> str:
        return self.plan.targets[0].identity[0][1]


class Signs:
    """A broker's word, for the other one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def sign(self, message: bytes) -> str:
        return f"{self.name} signs {digest_of(message)}"

    def verify(self, broker: str, message: bytes, signature: str) -> bool:
        return signature == f"{broker} signs {digest_of(message)}"


class Sees:
    """The witness: it remembers the newest head."""

    head: tuple[int, str] | None = None

    def latest(self) -> tuple[int, str] | None:
        return self.head


class Asking(ToyExecutor):
    """Before the first step of anything, the model is asked."""

    asked: Any = None

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        if self.world.die == "before":
            return super().run(plan, step, store)
        entry = self.asked(plan)
        try:
            ran = super().run(plan, step, store)
        except Moved:
            entry.holds = False
            raise
        entry.holds = ran.outcome == states.UNKNOWN
        return ran


class MachineBench(Bench):
    witness: Sees | None = None

    def made(self) -> Any:
        broker = super().made()
        broker.signer = Signs(self.name)
        broker.witness = self.witness
        return broker


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = Path(tempfile.mkdtemp(prefix="keyturn-machine-", dir=memory))
        self.one = MachineBench(self.folder, settings=SETTINGS)
        (self.folder / "b").mkdir()
        self.two = MachineBench(self.folder / "b", self.one.url, name="two", settings=SETTINGS)
        self.witness = Sees()
        executor = Asking(self.one.world)
        executor.asked = self.executing
        for bench in (self.one, self.two):
            bench.clock, bench.world, bench.rules = self.one.clock, self.one.world, self.one.rules
            bench.told, bench.planner, bench.executor = self.one.told, self.one.planner, executor
            bench.store.clock = self.one.clock
            bench.witness = self.witness
            bench.broker = bench.made()
        self.benches = (self.one, self.two)
        self.clock, self.world, self.law, self.planner = (
            *(self.one.clock, self.one.world, self.one.rules),
            self.one.planner,
        )
        self.entries: dict[str, Entry] = {}
        self.wrong: list[str] = []
        self.ticking = ""
        self.dead: set[str] = set()
        self.halted = False
        self.captured: list[tuple[bytes, bytes]] = []
        self.heads: list[tuple[int, str]] = []
        self.leaves: dict[tuple[str, int], str] = {}
        self.read = 0
        self.ledger = SqlLedger()
        self.backup_size = -1

    # what the model says

    def now(self) -> int:
        return int(self.clock.wall)

    def barred(self, plan: Plan, person: str) -> bool:
        proposer = plan.proposer
        if plan.kind == BREAK_GLASS and proposer.principal == PERSON:
            return False
        return person in (proposer.owner, proposer.launcher) or person == proposer.name

    def approving(self, entry: Entry) -> set[str]:
        inside = {one.id for one in self.law.roster.people}
        return {
            person
            for person, (strength, end) in entry.keys.items()
            if person in inside and strength == VERIFIED and end > self.now() and not self.barred(entry.plan, person)
        }

    def executing(self, plan: Plan) -> Entry:
        """May this run now? Nothing that is found is raised: the broker would take it for a failure of the step."""
        entry = self.entries.get(digest_of(canonical(plan)))
        if entry is None:
            self.wrong.append("a plan that nobody was shown")
            return Entry(self.one.broker.rows()[0], plan)
        entry.ran += 1
        for holds, why in (
            (entry.ran == 1, "it ran before (I1)"),
            (entry.plan == plan, "another plan than people saw (I2)"),
            (self._enough(entry), f"not enough keys: {entry.keys} (I3, I11)"),
            (not entry.no, f"refused by {entry.no} (I10)"),
            (not entry.ended_by, f"ended before, as {entry.ended_by} saw"),
            (self._newest(entry), "edited since (I5)"),
            (not self.halted, "halted (I7)"),
            (plan.policy == self.law.policy, "another policy (I7)"),
            (plan.roster == self.law.roster.digest, "another roster (I7)"),
            (plan.preconditions[0].value == self.world.values["schema"], "the target moved (I7)"),
            (plan.kind == BREAK_GLASS or not self._frozen(plan), "frozen (I7)"),
            (plan.not_before <= self.now() < plan.expires, "not its time (I8)"),
            (not plan.checks or self.world.checks.get("load") or self._waived(entry), "its check did not pass"),
            (self._promoted(plan), "it was in no staging (I13)"),
            (
                not any(one.holds and one is not entry and one.target == entry.target for one in self.entries.values()),
                "its target is held by another (I12)",
            ),
        ):
            if not holds:
                self.wrong.append(f"{plan.proposal}/{plan.revision} ran on {self.ticking}: {why}")
        entry.holds = True
        return entry

    def _enough(self, entry: Entry) -> bool:
        people = self.approving(entry)
        if entry.plan.kind == BREAK_GLASS:
            return any("on-call" in ROLES[one] for one in people)
        return len(people) >= 2 and any("senior" in ROLES[one] for one in people)

    def _waived(self, entry: Entry) -> bool:
        return any(end > self.now() and not self.barred(entry.plan, who) for who, end in entry.waivers.items())

    def _newest(self, entry: Entry) -> bool:
        return entry.plan.revision == max(
            one.plan.revision for one in self.entries.values() if one.plan.proposal == entry.plan.proposal
        )

    def _frozen(self, plan: Plan) -> bool:
        places = {plan.environment, *(one.environment for one in plan.targets)}
        return any(self.law.calendar.active(self.now(), one, plan.tier) for one in places)

    def _promoted(self, plan: Plan) -> bool:
        if plan.environment != "prod" or plan.kind == BREAK_GLASS:
            return True
        return any(
            one.plan.proposal == plan.promoted_from
            and one.plan.environment == "staging"
            and one.plan.artifact == plan.artifact != ""
            and one.outcome == states.SUCCEEDED
            and SOAKS <= self.now() - one.ended <= WITHIN
            for one in self.entries.values()
        )

    def pick(self, number: int, *, among: Any = None) -> Entry | None:
        found = [one for one in self.entries.values() if among is None or among(one)]
        return found[number % len(found)] if found else None

    def living(self, number: int) -> Bench:
        """A broker that runs; when none does, somebody starts one."""
        found = [one for one in self.benches if one.name not in self.dead]
        if not found:
            self.restart(number % 2)
            return self.living(number)
        return found[number % len(found)]

    # what happens

    @initialize()
    def begin(self) -> None:
        self.seen()

    @rule(what=STEPS)
    def step(self, what: tuple[str, dict[str, Any]]) -> None:
        """One rule for everything: Hypothesis leaves whole rules out of an example, and here all of them must meet."""
        name, given = what
        getattr(self, name)(**given)

    def propose(
        self,
        which: int,
        peer: int,
        login: int,
        kind: str,
        place: str,
        shared: bool,
        checked: bool,
        wait: int,
        life: int,
        artifact: str,
        edit: bool,
        keyed: tuple[str, ...],
    ) -> None:
        bench = self.living(which)
        self.planner.target = "shared" if shared else ""
        self.planner.checks = (Check(name="load", kind="toy"),) if checked else ()
        old = self.pick(which) if edit else None
        if old is not None and which % 4:
            peer, login = old.plan.proposer.uid, -1
        first = self.pick(which, among=lambda one: one.plan.environment == "staging")
        try:
            row = bench.propose(
                peer=Peer(uid=peer, login_uid=login),
                kind=kind,
                target=place,
                not_before=self.now() + wait if wait else 0,
                seconds=life,
                artifact=artifact,
                promoted_from=first.plan.proposal if first and place == "prod" else "",
                supersedes=old.plan.proposal if old else "",
            )
        except Refused:
            return
        entry = self.proposed(bench, row)
        if old is not None:
            for one in self.entries.values():
                if one.plan.proposal == row.proposal and one.plan.revision < row.revision:
                    one.ended_by.add(bench.name)
        for person in keyed:
            self.turned(bench, entry, person, said_.APPROVE, VERIFIED, 86_400)

    def proposed(self, bench: Bench, row: Row) -> Entry:
        view = bench.broker.show(row.proposal, row.revision)
        plan = read_plan(view.plan)
        assert row.plan == digest_of(view.plan)
        assert row.state == states.PENDING
        assert view.standing is not None
        assert view.standing.people == (), "an edit carries no key over (I5)"
        assert row.plan not in self.entries
        entry = self.entries[row.plan] = Entry(row, plan)
        return entry

    def decide(
        self, which: int, person: str, decision: str, strength: str, lasts: int, finding: str, trick: str
    ) -> None:
        about = ABOUT.get(decision, states.TERMINAL)
        fitting = self.pick(which, among=lambda one: one.state in about)
        entry, bench = (fitting if which % 4 and fitting else self.pick(which)), self.living(which)
        if entry is not None:
            self.turned(bench, entry, person, decision, strength, lasts, finding, trick)

    def turned(
        self,
        bench: Bench,
        entry: Entry,
        person: str,
        decision: str,
        strength: str,
        lasts: int,
        finding: str = "",
        trick: str = "",
    ) -> None:
        subject = {said_.WAIVE: "load", said_.RECONCILE: finding}.get(decision, "")
        said = bench.said(entry.row, person, decision, subject=subject, expires=self.now() + lasts)
        if trick == "digest":
            said = bench.said(entry.row, person, decision, subject=subject, plan="0" * 64)
        if trick == "old":
            said = bench.said(entry.row, person, decision, subject=subject, at=self.now() - 4000)
        data, signature = toy_sign(f"secret-{person}", said, strength)
        if trick == "signature":
            signature = toy_sign(f"secret-{'erin' if person != 'erin' else 'bob'}", said, strength)[1]
        if trick == "other":
            signature = toy_sign(f"secret-{person}", bench.said(entry.row, person, said_.REVIEW), strength)[1]
        before = self.row(entry).state
        try:
            row = bench.broker.turn(data, signature, "toy")
        except KeyturnError:
            return
        assert not trick, f"{trick} was taken (I4)"
        self.captured.append((data, signature))
        if decision == said_.APPROVE:
            assert before in (states.PENDING, states.APPROVED)
            entry.keys[person] = (strength, said.expires)
        elif decision == said_.WAIVE:
            assert "senior" in ROLES[person]
            entry.waivers[person] = said.expires
        elif decision in (said_.REJECT, said_.REVOKE):
            entry.no.add(person)
            entry.ended_by.add(bench.name)
            assert row.state in (states.REJECTED, states.REVOKED)
        elif decision == said_.REVIEW:
            assert entry.plan.kind == BREAK_GLASS
            assert person not in entry.keys
            assert person != entry.plan.proposer.name
        elif decision == said_.RECONCILE:
            assert before == states.UNKNOWN
            assert not self.barred(entry.plan, person)
            people = entry.findings.setdefault(finding, set())
            people.add(person)
            assert (row.state == states.RECONCILED) == (len(people) >= 2), "two people of one mind"
            if row.state == states.RECONCILED:
                entry.holds = False

    def meanwhile(self, what: str, which: int, person: str) -> None:
        """What goes on beside the proposals; one rule, so that most steps are about them."""
        if what == "time":
            self.time_passes((1, 5, 61, 61, 61, 100, 100, 3600, 40_000 if which % 2 else 61)[which % 9])
        elif what == "world":
            thing = ("load", "load", "load", "schema", "policy", "roster")[which % 6]
            self.the_world_changes(thing, int(which % 4 > 0))
        elif what == "ends":
            self.executions_end((*(states.SUCCEEDED,) * 3, states.FAILED, states.UNKNOWN, "moved")[which % 6])
        elif what == "replay":
            self.replay(which, which // 2)
        elif what == "cancel":
            self.cancel(which, (2001, 2001, 2002, 4242, *SECOND_UIDS)[which % 9])
        elif what in ("halt", "resume"):
            self.halt(which, what == "halt" and which % 3 == 0, person if which % 2 else "alice")
        else:
            self.freeze((30, 100)[which % 2], ("", *PLACES)[which % 4])

    def replay(self, which: int, other: int) -> None:
        bench = self.living(which)
        if not self.captured:
            return
        data, signature = self.captured[which % len(self.captured)]
        again = self.captured[other % len(self.captured)]
        for one in ((data, signature), (data, again[1])):
            with contextlib.suppress(KeyturnError):
                bench.broker.turn(*one, "toy")
                raise AssertionError("a statement counted twice")

    def cancel(self, which: int, uid: int) -> None:
        entry, bench = self.pick(which), self.living(which)
        if entry is None:
            return
        newest = max(
            (one for one in self.entries.values() if one.plan.proposal == entry.plan.proposal),
            key=lambda one: one.plan.revision,
        )
        try:
            bench.broker.cancel(entry.plan.proposal, Peer(uid=uid))
        except Refused:
            return
        assert newest.plan.proposer.uid == uid
        newest.ended_by.add(bench.name)

    def halt(self, which: int, on: bool, person: str) -> None:
        bench = self.living(which)
        if on:
            bench.broker.halt(Peer(uid=4242), "stop")
            self.halted = True
            return
        said = bench.said(next(iter(self.entries.values())).row, person, said_.RESUME) if self.entries else None
        if said is None:
            return
        with contextlib.suppress(Refused):
            bench.broker.turn(*toy_sign(f"secret-{person}", said), "toy")
            assert "senior" in ROLES[person]
            assert self.halted
            self.halted = False

    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(seconds)

    def freeze(self, seconds: int, place: str) -> None:
        self.law.calendar.windows.append((Window("freeze", self.now(), self.now() + seconds), place))

    def the_world_changes(self, what: str, value: int) -> None:
        if what == "schema":
            self.world.values["schema"] = str(value)
        elif what == "policy":
            self.law.policy = f"policy-{value}"
        elif what == "load":
            self.world.checks["load"] = bool(value)
        else:
            people = PEOPLE if value else tuple(one for one in PEOPLE if one.id != "bob")
            self.law.roster = replace(self.law.roster, people=people, digest=f"roster-{value}")

    def executions_end(self, how: str) -> None:
        self.world.how = how

    def tick(self, which: int, die: str) -> None:
        bench = self.living(which)
        self.world.die, self.ticking = die, bench.name
        try:
            moved = bench.broker.tick()
        except Killed:
            self.dead.add(bench.name)
            return
        finally:
            self.world.die, self.ticking = "", ""
        for row in moved:
            entry = self.entries.get(row.plan)
            if entry is not None:
                if row.state in (states.STALE, states.NOT_STARTED):
                    entry.ended_by.add(bench.name)
                self.ends(entry, row)

    def ends(self, entry: Entry, row: Row) -> None:
        if row.state in (states.SUCCEEDED, states.FAILED) and not entry.forged:
            entry.outcome, entry.ended, entry.holds = row.state, self.now(), False
            assert row.state == (states.SUCCEEDED if self.world.how == states.SUCCEEDED else states.FAILED)

    def restart(self, which: int) -> None:
        bench = self.benches[which]
        self.dead.discard(bench.name)
        for row in bench.restart():
            entry = self.entries.get(row.plan)
            if entry is not None and row.state == states.NOT_STARTED:
                entry.ended_by.add(bench.name)

    def the_clock_is_moved(self, wall: int, which: int, again: bool) -> None:
        """Nobody decides and nothing runs until it is right again; going back is noticed over a restart as well."""
        bench = self.living(which)
        with contextlib.suppress(CouldNotJudge):
            bench.broker.now()  # it has seen the time
        marked = int(bench.journal.fact("clock") or 0)
        self.clock.wall += wall
        ran = sum(one.ran for one in self.entries.values())
        try:
            if again and wall < 0 and self.clock.wall < marked - SETTINGS.skew:
                with contextlib.suppress(CouldNotJudge):
                    bench.restart()
                    raise AssertionError("a clock that went back over a restart")
            self.ticking = bench.name
            if not again or wall < 0:
                with contextlib.suppress(CouldNotJudge):
                    bench.broker.tick()
                    assert again, "a clock that was moved"
        finally:
            self.clock.wall -= wall
            self.ticking = ""
        if not again:
            assert sum(one.ran for one in self.entries.values()) == ran, "it ran by a wrong clock (I8)"
        else:
            bench.restart()

    # whoever owns the database

    def forge(self, which: int, other: int, what: str) -> None:
        entry, from_ = self.pick(which), self.pick(other)
        if entry is None or from_ is None:
            return
        row = entry.row
        entry.forged = True
        with self.one.store.engine.begin() as link:
            here = (row.proposal, row.revision)
            if what in ("approved", "keys", "bytes", "swap"):
                link.exec_driver_sql(
                    "UPDATE broker_proposal SET state = 'APPROVED' WHERE proposal = ? AND revision = ?", here
                )
            if what == "keys":
                link.exec_driver_sql(
                    "INSERT INTO broker_turned (plan, person, decision, subject, key, strength, statement, signature, at,"
                    " scheme) SELECT ?, person, decision, subject, key, 'verified', statement, signature, at, scheme"
                    " FROM broker_turned WHERE plan = ? ON CONFLICT DO NOTHING",
                    (row.plan, from_.row.plan),
                )
            elif what == "bytes":
                link.exec_driver_sql(
                    "UPDATE broker_content SET data = (SELECT data FROM broker_content WHERE digest = ?)"
                    " WHERE digest = ?",
                    (from_.row.plan, row.plan),
                )
            elif what == "swap":
                link.exec_driver_sql(
                    "UPDATE broker_proposal SET plan = ? WHERE proposal = ? AND revision = ?", (from_.row.plan, *here)
                )
                from_.forged = True
            elif what == "life":
                link.exec_driver_sql(
                    "UPDATE broker_proposal SET expires = expires + 900000 WHERE proposal = ?", here[:1]
                )
            elif what == "unlocked":
                link.exec_driver_sql("DELETE FROM broker_started")
            elif what == "end":
                link.exec_driver_sql(
                    "UPDATE broker_proposal SET state = 'SUCCEEDED' WHERE proposal = ? AND revision = ?", here
                )

    def back_up(self) -> None:
        (self.folder / "backup.db").unlink(missing_ok=True)
        self.copy_out("backup.db")
        self.backup_size = self.heads[-1][0]

    def an_old_backup_is_restored(self, again: bool) -> None:
        """Nothing runs on it. Then whoever did it puts the newest back."""
        if not 0 <= self.backup_size < self.heads[-1][0]:
            return
        (self.folder / "newest.db").unlink(missing_ok=True)
        self.copy_out("newest.db")
        ran = sum(one.ran for one in self.entries.values())
        for name in ("backup.db", "newest.db"):
            for bench in self.benches:
                bench.store.close()
            for one in ("broker.db", "broker.db-wal", "broker.db-shm"):
                (self.folder / one).unlink(missing_ok=True)
            shutil.copy(self.folder / name, self.folder / "broker.db")
            for bench in self.benches:
                bench.store = BenchStore(self.one.url, self.clock)
                bench.broker.store = bench.store
                if name == "backup.db" and bench.name not in self.dead:
                    self.ticking = bench.name
                    if again:
                        bench.restart()
                    with contextlib.suppress(CouldNotJudge):
                        bench.broker.tick()
        self.ticking = ""
        assert sum(one.ran for one in self.entries.values()) == ran, "it ran on an old backup"

    def copy_out(self, name: str) -> None:
        with self.one.store.engine.connect() as link:
            link.exec_driver_sql("ROLLBACK")
            link.exec_driver_sql(f"VACUUM INTO '{self.folder}/{name}'")
            link.exec_driver_sql("BEGIN")

    # and that it still does what it is for

    def two_people_and_the_broker(self, which: int) -> None:
        bench = self.living(which)
        if self.halted or "bob" not in {one.id for one in self.law.roster.people}:
            return
        if any(self.law.calendar.active(self.now(), one, 0) for one in ("shop", "prod")):
            return
        self.planner.target, self.planner.checks = "", ()
        how, self.world.how = self.world.how, states.SUCCEEDED
        row = bench.propose(target="shop")
        entry = self.proposed(bench, row)
        for name in ("alice", "bob"):
            row = bench.turn(row, name)
            entry.keys[name] = (VERIFIED, self.now() + 86_400)
        assert row.state == states.APPROVED
        self.tick(self.benches.index(bench), "")
        assert self.row(entry).state == states.SUCCEEDED
        assert entry.ran == 1
        self.world.how = how

    # what always holds

    def row(self, entry: Entry) -> Row:
        with self.one.store.transaction() as tx:
            found = tx.get(entry.plan.proposal, entry.plan.revision)
        assert found is not None
        return found

    def seen(self) -> None:
        """The witness sees the log grow, and everything that is told in it."""
        with self.one.store.transaction() as tx:
            head = tx.log_state()
            assert all(tx.log_extends(*one) for one in self.heads[-3:]), "the log only grows (I14)"
        if not self.heads or head != self.heads[-1]:
            self.heads.append(head)
        self.witness.head = head

    @invariant()
    def nothing_ran_that_may_not(self) -> None:
        assert self.wrong == [], self.wrong
        assert all(one.ran <= 1 for one in self.entries.values())

    @invariant()
    def rows_leaves_and_executions_agree(self) -> None:
        if not self.heads:
            return
        self.seen()
        import json

        with self.one.store.engine.connect() as link:
            for one in self.ledger.read(link, self.read, 100_000):
                body = json.loads(one.data)["body"]
                self.read += 1
                if "proposal" in body:
                    self.leaves[body["proposal"], body["revision"]] = body["state"]
        for entry in self.entries.values():
            if entry.forged:
                continue
            row = self.row(entry)
            assert row.plan == entry.row.plan
            assert row.state in REACHABLE[entry.state], f"{entry.state} became {row.state}"
            entry.state = row.state
            assert self.leaves[row.proposal, row.revision] == row.state, "a move and its leaf are one (I6)"
            if row.state == states.SUCCEEDED:
                assert entry.ran == 1, "it says SUCCEEDED, and nothing ran"
            if row.state in (*states.OPEN, states.NOT_STARTED, states.STALE, states.CLAIMED):
                assert entry.ran == 0, f"it ran, and says {row.state}"
            if row.state in (states.SUCCEEDED, states.FAILED, states.RECONCILED) or entry.ran == 0:
                continue
            assert row.state in (states.RUNNING, states.UNKNOWN), f"it ran, and says {row.state} (I12)"

    def teardown(self) -> None:
        with self.one.store.engine.connect() as link:
            size, root = self.ledger.size_and_root(link)
            walked = verdict.walk(self.ledger.leaves(link), {size}, read_leaf)
        assert (walked.size, walked.root, walked.problems) == (size, root, ())
        for bench in self.benches:
            assert isinstance(bench.journal, BrokerJournal)
            bench.close()
        shutil.rmtree(self.folder, ignore_errors=True)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=max(8, int(300 * SOAK)),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
