"""A broker for tests: the real store, journal and service; keys, plans and executions of a second, simple kind."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keyturn.adapter.broker_journal import BrokerJournal
from keyturn.adapter.broker_store import SqlStore, SqlTransaction
from keyturn.broker import statement as st
from keyturn.broker.freezes import Window
from keyturn.broker.plan import (
    BREAK_GLASS,
    COMMAND,
    Check,
    Operand,
    Plan,
    Precondition,
    Proposer,
    Quorum,
    Step,
    Target,
)
from keyturn.broker.ports import Checked, KeyRefused, Moved, Peer, Proven, Ran, Row, Rules
from keyturn.broker.quorum import VERIFIED
from keyturn.broker.request import Part, Request
from keyturn.broker.roster import Agent, Person, Roster, RosterKey
from keyturn.broker.service import Broker
from keyturn.broker.settings import Place, Settings
from keyturn.broker.states import FAILED, NOT_APPLIED, SUCCEEDED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from keyturn.broker.ports import Store

START = 1_800_000_000
AGENT = Peer(uid=2001)
STRANGER = Peer(uid=4242)


class Killed(BaseException):
    """The broker's process ends here."""


@dataclass
class Clock:
    """Wall and monotonic time, moved by hand."""

    wall: float = START
    steady: float = 1_000

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


class BenchStore(SqlStore):
    """The real store, whose own clock is the tests' clock plus `apart`."""

    def __init__(self, url: str, clock: Clock) -> None:
        super().__init__(url, create=True)
        self.clock = clock
        self.apart = 0

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        with super().transaction() as tx:
            tx.now = lambda: int(self.clock.wall) + self.apart  # type: ignore[method-assign]
            yield tx


class Days:
    """A calendar of windows given by hand."""

    def __init__(self) -> None:
        self.windows: list[tuple[Window, str]] = []
        self.digest = "calendar"

    def active(self, now: int, environment: str, tier: int) -> tuple[Window, ...]:
        del tier
        return tuple(one for one, place in self.windows if place in ("", environment) and one.start <= now < one.end)


class ToyKeys:
    """Signatures by a shared word: `public` is the sha-256 of it. The real scheme has tests of its own."""

    name = "toy"

    def fingerprint(self, key: str) -> str:
        return "toy:" + key[:16]

    def verify(self, key: str, message: bytes, namespace: str, signature: bytes) -> Proven:
        word, _colon, strength = signature.partition(b":")
        secret, _dash, mac = word.rpartition(b"-")
        if hashlib.sha256(secret).hexdigest() != key:
            raise KeyRefused("the signature is not of this key over this text")
        if hashlib.sha256(secret + namespace.encode() + b"\0" + message).hexdigest().encode() != mac:
            raise KeyRefused("the signature is not of this key over this text")
        return Proven(strength.decode() or VERIFIED, self.fingerprint(key))


def toy_sign(secret: str, statement: st.Statement, strength: str = VERIFIED) -> tuple[bytes, bytes]:
    data = st.canonical(statement)
    mac = hashlib.sha256(secret.encode() + st.namespace(statement.decision).encode() + b"\0" + data).hexdigest()
    return data, f"{secret}-{mac}:{strength}".encode()


def person(name: str, *roles: str, uid: int) -> Person:
    public = hashlib.sha256(f"secret-{name}".encode()).hexdigest()
    return Person(name, name.title(), roles, (RosterKey(public, "toy"),), (uid,))


PEOPLE = (
    person("alice", "senior", "on-call", uid=1001),
    person("bob", "dba", uid=1002),
    person("carol", "senior", uid=1003),
    person("dave", "on-call", uid=1004),
    person("erin", uid=1005),
)
AGENTS = (Agent("bot", "erin", (2001,)), Agent("other-bot", "dave", (2002,)))


class World:
    """What plans are about: values by name, and a count of how often each plan was executed."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {"schema": "1"}
        self.ran: dict[str, int] = {}
        self.how = SUCCEEDED
        self.die = ""
        self.fail_at = -1
        self.log: list[str] = []
        self.checks: dict[str, bool] = {}


class ToyPlanner:
    def __init__(self, world: World, rules: ToyRules) -> None:
        self.world = world
        self.rules_ = rules
        self.quorum = Quorum(keys=2, seniors=1)
        self.checks: tuple[Check, ...] = ()
        self.target = ""

    def plan(self, request: Request, proposer: Proposer, proposal: str, revision: int, now: int, store: Store) -> Plan:
        rules = self.rules_.rules()
        with store.transaction() as tx:
            operand = Operand(path="x.sh", sha256=tx.put(b"echo " + proposal.encode()), size=5 + len(proposal))
        quorum = self.quorum if request.kind != BREAK_GLASS else Quorum(keys=1)
        return Plan(
            proposal=proposal,
            revision=revision,
            nonce=secrets.token_hex(16),
            kind=request.kind,
            title=request.title or "a change",
            command=" ".join(request.parts[0].run),
            proposer=proposer,
            environment=request.target or "prod",
            steps=tuple(
                Step(kind=COMMAND, argv=one.run, operands=(operand,), target=0, check=one.check, rollback=one.rollback)
                for one in request.parts
            ),
            quorum=quorum,
            policy=rules.policy,
            roster=rules.roster.digest,
            calendar=rules.calendar.digest,
            created=now,
            expires=now + (request.seconds or rules.settings.expires),
            not_before=request.not_before,
            targets=(
                Target(
                    environment="prod",
                    column="P",
                    kind="thing",
                    name="thing",
                    identity=(("id", self.target or proposal),),
                ),
            ),
            preconditions=(Precondition(step=0, name="schema", value=self.world.values["schema"]),),
            checks=self.checks,
            artifact=request.artifact,
            promoted_from=request.promoted_from,
        )


class ToyExecutor:
    kind = COMMAND

    def __init__(self, world: World) -> None:
        self.world = world

    def look(self, plan: Plan, step: object, store: Store) -> Mapping[str, str]:
        del plan, step, store
        return dict(self.world.values)

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        del store
        if self.world.die == "before":
            raise Killed
        number = plan.steps.index(step)
        self.world.log.append(f"run {number}")
        if number == 0:
            self.world.ran[plan.proposal] = self.world.ran.get(plan.proposal, 0) + 1
        if self.world.die == "after":
            raise Killed
        if self.world.how == "moved":
            raise Moved("the schema")
        if self.world.fail_at == number:
            return Ran(FAILED, NOT_APPLIED, "it failed")
        if self.world.how == UNKNOWN:
            return Ran(UNKNOWN, "", "lost the connection")
        return Ran(self.world.how, NOT_APPLIED if self.world.how == FAILED else "", "", b"done")

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        del store
        number = plan.steps.index(step)
        self.world.log.append(f"check {number}")
        good = self.world.checks.get(f"step {number}", True)
        return Ran(SUCCEEDED) if good else Ran(FAILED, NOT_APPLIED, "no")

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        del store
        self.world.log.append(f"back {plan.steps.index(step)}")
        return Ran(SUCCEEDED)


class ToyChecker:
    kind = "toy"

    def __init__(self, world: World) -> None:
        self.world = world

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        del plan
        good = self.world.checks.get(check.name, False)
        return Checked(good, "passed" if good else "it did not pass", b"output", now)


class Told:
    def __init__(self) -> None:
        self.said: list[tuple[tuple[str, ...], str, str]] = []

    def tell(self, people: tuple[str, ...], subject: str, text: str) -> None:
        self.said.append((people, subject, text))


@dataclass
class ToyRules:
    roster: Roster
    settings: Settings
    calendar: Days = field(default_factory=Days)
    policy: str = "policy-1"
    problems: tuple[str, ...] = ()

    def rules(self) -> Rules:
        return Rules(self.settings, self.roster, self.calendar, self.policy, self.problems)


class Bench:
    """One store with one or more brokers on it, a clock and a world."""

    def __init__(self, folder: Path, url: str = "", *, settings: Settings | None = None, name: str = "one") -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder}/broker.db"
        self.clock = Clock()
        self.world = World()
        self.told = Told()
        self.rules = ToyRules(
            Roster(PEOPLE, AGENTS, "roster-1"),
            settings or Settings(places=(Place("prod"),), open_per_proposer=10**6, open_in_all=10**6),
        )
        self.planner = ToyPlanner(self.world, self.rules)
        self.executor = ToyExecutor(self.world)
        self.store = BenchStore(self.url, self.clock)
        self.name = name
        self.journal = BrokerJournal(str(folder / f"journal-{name}" / "journal.db"), name)
        self.broker = self.made()

    def made(self) -> Broker:
        return Broker(
            store=self.store,
            journal=self.journal,
            rules=self.rules,
            schemes={"toy": ToyKeys()},
            planner=self.planner,
            executors={COMMAND: self.executor},
            checkers={"toy": ToyChecker(self.world)},
            notifier=self.told,
            clock=lambda: self.clock.wall,
            monotonic=lambda: self.clock.steady,
            sleep=self.clock.pass_,
        )

    def restart(self) -> list[Row]:
        """The process is gone; another begins on the same journal."""
        self.journal.close()
        self.journal = BrokerJournal(str(self.folder / f"journal-{self.name}" / "journal.db"), self.name)
        self.world.die = ""
        self.broker = self.made()
        return self.broker.recover()

    def propose(self, *, peer: Peer = AGENT, parts: tuple[Part, ...] = (), **more: Any) -> Row:
        request = Request(directory="/srv", parts=parts or (Part(run=("drop", "it")),), **more)
        return self.broker.propose(request, peer)

    def said(self, row: Row, name: str, decision: str = st.APPROVE, **changes: object) -> st.Statement:
        now = int(self.clock.wall)
        first = st.Statement(
            decision=decision,
            proposal=row.proposal,
            revision=row.revision,
            plan=row.plan,
            person=name,
            nonce=secrets.token_hex(16),
            at=now,
            expires=now + 86_400,
        )
        return first if not changes else _but(first, **changes)

    def turn(
        self, row: Row, name: str, decision: str = st.APPROVE, *, strength: str = VERIFIED, **changes: object
    ) -> Row:
        said = self.said(row, name, decision, **changes)
        return self.broker.turn(*toy_sign(f"secret-{name}", said, strength), "toy")

    def row(self, row: Row) -> Row:
        found = self.broker.show(row.proposal, row.revision).row
        assert isinstance(found, Row)
        return found

    def kinds(self) -> list[str]:
        """The kinds of the ledger's leaves, in order."""
        with self.store.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT kind FROM ledger_leaf ORDER BY position").all()
        return [one[0] for one in found]

    def close(self) -> None:
        self.journal.close()
        self.store.close()


def _but(statement: st.Statement, **changes: object) -> st.Statement:
    import msgspec

    return msgspec.structs.replace(statement, **changes)
