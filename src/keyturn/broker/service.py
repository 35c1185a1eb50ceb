"""The broker: proposals in, keys in, and one execution out of each, or none.

Two powers that never meet in one hand. Whoever proposes can show, wait and cancel; whoever keys signs one plan's digest
with a key of their own; the broker alone executes, and only what the digest names. It believes no row of its own store:
at the claim it reads the plan's bytes again, verifies every signature again, and asks the world again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.broker import claiming, statement, states
from keyturn.broker.plan import AGENT, BREAK_GLASS, PERSON, SCHEMA, Plan, PlanError, Proposer, canonical
from keyturn.broker.plan import read as read_plan
from keyturn.broker.ports import Damaged, Row, Turned
from keyturn.broker.quorum import VERIFIED, Counted, Standing, barred, standing
from keyturn.broker.request import Refused
from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.ledger.port import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from keyturn.broker.ports import (
        Checker,
        Journal,
        Notifier,
        Peer,
        Planner,
        Rules,
        RuleSource,
        SignatureScheme,
        Signer,
        StepExecutor,
        Store,
        Transaction,
        Witness,
    )
    from keyturn.broker.request import Request
    from keyturn.broker.roster import Person, Roster
    from keyturn.broker.statement import Statement
    from keyturn.ledger.port import Value

PLAN_PREFIX = SCHEMA.encode() + b"\0"
"""Before a plan's bytes in the store, so that the name of what is kept is the digest that people sign."""
HALTED = "halted"
"""The store's fact that ends all claims; its value is why."""
CLOCK = "clock"
_CLOCK_STEP = 10
_RECONCILING = 2
_ALL = 100_000
_REGIME_NOTICE = 7 * 86_400
"""Seconds before and after a regime's end in which people are told of it, once each."""


@dataclass(frozen=True, slots=True)
class View:
    """A proposal as it may be shown to anybody: its row, its plan's exact bytes, who turned a key, what is missing."""

    row: Row
    plan: bytes
    turned: tuple[Turned, ...]
    standing: Standing | None
    waits: str = ""


class Broker:
    """One broker on one store. Not for several threads at once but where a method says so."""

    def __init__(
        self,
        *,
        store: Store,
        journal: Journal,
        rules: RuleSource,
        schemes: Mapping[str, SignatureScheme],
        planner: Planner,
        executors: Mapping[str, StepExecutor],
        checkers: Mapping[str, Checker],
        notifier: Notifier,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        witness: Witness | None = None,
        signer: Signer | None = None,
    ) -> None:
        """`clock` are seconds since the epoch; `monotonic` never goes back, and goes on while the machine sleeps."""
        self.store = store
        self.journal = journal
        self.sources = rules
        self.schemes = schemes
        self.planner = planner
        self.executors = executors
        self.checkers = checkers
        self.notifier = notifier
        self.witness = witness
        self.signer = signer
        self.sleep = sleep
        self._clock = clock
        self._monotonic = monotonic
        self._base = (clock(), monotonic())
        self._marked = int(journal.fact(CLOCK) or 0)
        self.waits: dict[str, tuple[float, str]] = {}
        """Approved proposals that wait for something but keys: when to look again, and why."""
        self._stopped = ""
        """Why the newest round claimed nothing at all."""
        self._warned: set[tuple[str, int, int]] = set()
        self._cut = False
        """Whether a claim broke off, so that the store and the journal may tell of something that no longer runs."""

    # what everybody needs

    def now(self) -> int:
        """The time. Raises CouldNotJudge when the clock cannot be right: it went back, or jumped."""
        wall = self._clock()
        skew = self.sources.rules().settings.skew
        drift = (wall - self._base[0]) - (self._monotonic() - self._base[1])
        if abs(drift) > skew or wall < self._marked - skew:
            raise CouldNotJudge(
                f"the clock moved by {round(drift or wall - self._marked):,} seconds",
                "Set the machine's clock, then start the broker again.",
            )
        if wall >= self._marked + _CLOCK_STEP:
            self._marked = int(wall)
            self.journal.set_fact(CLOCK, str(self._marked))
        return int(wall)

    def standing_rules(self) -> Rules:
        """The rules. Raises CouldNotJudge when one of the documents does not count: then nothing is decided."""
        rules = self.sources.rules()
        if rules.problems:
            raise CouldNotJudge("the broker's rules do not count: " + "; ".join(rules.problems))
        return rules

    def log(self, tx: Transaction, kind: str, now: int, row: Row | None, **more: Value) -> None:
        """A leaf about a proposal, in the transaction of what it tells."""
        body: list[tuple[str, Value]] = []
        if row is not None:
            body = [
                ("proposal", row.proposal),
                ("revision", row.revision),
                ("state", row.state),
                ("plan", row.plan),
                ("environment", row.environment),
            ]
        body += [("broker", self.journal.broker), *more.items()]
        tx.log(Record(kind, claiming.moment(now), tuple(body)))

    def move(
        self, tx: Transaction, row: Row, to: str, now: int, *, kind: str = "broker.moved", **changes: str | int
    ) -> Row:
        """A move with its leaf. Raises Refused when somebody was quicker."""
        moved = tx.move(row, to, updated=now, **changes)
        if moved is None:
            raise Refused(f"{row.proposal} is no longer {row.state}")
        self.log(tx, kind, now, moved, before=row.state, detail=moved.detail)
        if to in claiming.REMEMBERED and row.plan:
            # before the store has it: whoever puts the row back finds that the broker remembers
            self.journal.set_fact(claiming.ended(row), to)
        return moved

    def plan_of(self, tx: Transaction, row: Row) -> tuple[bytes, Plan]:
        """The plan of a row from the bytes that its digest names. Raises PlanError."""
        try:
            data = tx.contents(row.plan)
        except Damaged as error:
            raise PlanError(error.what) from error
        if not data.startswith(PLAN_PREFIX):
            raise PlanError("what is kept under this digest is no plan")
        data = data[len(PLAN_PREFIX) :]
        plan = read_plan(data)
        if (plan.proposal, plan.revision) != (row.proposal, row.revision):
            raise PlanError("the plan belongs to another proposal")
        return data, plan

    # the agents' side

    def propose(self, request: Request, peer: Peer) -> Row:
        """Plan a request and put it to people. Raises Refused, or CouldNotJudge."""
        now = self.now()
        rules = self.standing_rules()
        proposer = proposer_of(request, peer, rules.roster)
        if request.kind == BREAK_GLASS and proposer.principal != PERSON:
            raise Refused("a break-glass is a person's, in an account of their own that stands in the roster")
        with self.store.transaction() as tx:
            old = self._superseded(tx, request, proposer)
            self._throttle(tx, request, proposer, rules)
            proposal = old.proposal if old else f"p-{now:08x}{secrets.token_hex(4)}"
            revision = old.revision + 1 if old else 1
            row = Row(
                proposal,
                revision,
                states.DRAFT,
                "",
                request.kind,
                "",
                request.title,
                proposer.name,
                peer.uid,
                now,
                now + rules.settings.expires,
                now,
            )
            if old is not None:
                # the keys that were turned for it were turned for other bytes: none of them carries over
                self.move(tx, old, states.SUPERSEDED, now, detail=f"revision {revision} takes its place")
            tx.add(row)
            self.log(tx, "broker.proposed", now, row, proposer=proposer.name, uid=peer.uid, session=proposer.session)
        try:
            plan = self.planner.plan(request, proposer, proposal, revision, now, self.store)
            data = canonical(plan)
            self._fits(plan, proposer, row, rules)
        except Exception as error:
            detail = error.what if isinstance(error, KeyturnError) else "the planner failed"
            with self.store.transaction() as tx:
                self.move(tx, row, states.PLAN_FAILED, now, detail=detail)
            if isinstance(error, KeyturnError):
                raise
            raise CouldNotJudge(f"{proposal} could not be planned: {type(error).__name__}") from error
        with self.store.transaction() as tx:
            digest = tx.put(PLAN_PREFIX + data)
            row = self.move(
                tx,
                row,
                states.PLANNED,
                now,
                kind="broker.planned",
                plan=digest,
                environment=plan.environment,
                title=plan.title,
                expires=plan.expires,
            )
            row = self.move(tx, row, states.PENDING, now)
        self._put_to_people(row, plan, rules)
        return row

    def _superseded(self, tx: Transaction, request: Request, proposer: Proposer) -> Row | None:
        if not request.supersedes:
            return None
        old = tx.get(request.supersedes)
        if old is None or old.proposer != proposer.name:
            raise Refused(f"{request.supersedes} is no proposal of yours")
        if not states.may(old.state, states.SUPERSEDED):
            raise Refused(f"{old.proposal} is {old.state}, and can no longer be changed")
        return old

    def _throttle(self, tx: Transaction, request: Request, proposer: Proposer, rules: Rules) -> None:
        """More proposals than people can read are refused at the door; how many keys one takes never changes."""
        settings = rules.settings
        if request.kind == BREAK_GLASS:
            owed = [row for row in tx.rows(review="owed", limit=_ALL) if row.proposer == proposer.name]
            if owed:
                raise Refused(f"{owed[0].proposal}, a break-glass of yours, has not been reviewed yet")
            return
        if tx.count(states.OPEN, proposer.name) >= settings.open_per_proposer:
            raise Refused(f"{settings.open_per_proposer} proposals of {proposer.name} already wait for people")
        if tx.count(states.OPEN) >= settings.open_in_all:
            raise Refused(f"{settings.open_in_all} proposals already wait for people")

    def _fits(self, plan: Plan, proposer: Proposer, row: Row, rules: Rules) -> None:
        """A plan says by which documents it was judged: it must be these, and it must be what was asked for."""
        now = self.standing_rules()
        same = (plan.policy, plan.roster, plan.calendar) == (now.policy, now.roster.digest, now.calendar.digest)
        if not same:
            raise CouldNotJudge("the rules changed while it was planned", "Propose it again.")
        kept = (plan.proposal, plan.revision, plan.proposer, plan.kind) == (
            *(row.proposal, row.revision, proposer, row.kind),
        )
        if not kept or plan.expires > row.created + rules.settings.expires:
            raise PlanError("the plan is not the one that was asked for")

    def _put_to_people(self, row: Row, plan: Plan, rules: Rules) -> None:
        wanted = tuple(one.id for one in rules.roster.people if not barred(plan, one.id))
        if row.kind == BREAK_GLASS:
            wanted = ()
        self.notifier.tell(
            wanted,
            f"{row.proposal}: {row.title}"[:200],
            f"{plan.proposer.name} proposes, for {row.environment}: {plan.title}\n"
            f"It takes {plan.quorum.keys} key(s) and waits until {claiming.moment(row.expires)}.\n"
            f"Look at it with: keyturn proposal show {row.proposal}",
        )

    def show(self, proposal: str, revision: int = 0) -> View:
        """Everything about one revision. Raises Refused when there is none."""
        rules = self.sources.rules()
        with self.store.transaction() as tx:
            row = tx.get(proposal, revision)
            if row is None:
                raise Refused(f"there is no proposal {proposal}")
            if not row.plan:
                return View(row, b"", (), None)
            data, plan = self.plan_of(tx, row)
            turned = tuple(tx.turned(row.plan))
        counted = self.counted(turned, rules.roster, row, self.now())
        _when, waits = self.waits.get(f"{row.proposal}/{row.revision}", (0.0, ""))
        if row.state == states.APPROVED:
            waits = self._stopped or waits
        return View(row, data, turned, standing(plan, counted, rules.roster), waits)

    def rows(self, wanted: Collection[str] = (), *, after: str = "", limit: int = 100) -> list[Row]:
        """Newest revisions, oldest first."""
        with self.store.transaction() as tx:
            return tx.rows(wanted, limit=limit, after=after)

    def cancel(self, proposal: str, peer: Peer) -> Row:
        """The proposer's own way back, before anything was claimed. Raises Refused."""
        now = self.now()
        with self.store.transaction() as tx:
            row = tx.get(proposal)
            if row is None or row.uid != peer.uid:
                raise Refused(f"{proposal} is no proposal of yours")
            if not states.may(row.state, states.CANCELLED):
                raise Refused(f"{proposal} is {row.state}, and can no longer be cancelled")
            return self.move(tx, row, states.CANCELLED, now, detail="by its proposer")

    # the people's

    def turn(self, said: bytes, signature: bytes, scheme: str = "ssh") -> Row:
        """Take a person's signed statement. The signature is all that counts: anybody may carry it.

        Raises Refused with the reason, PlanError for bytes that are no statement.
        """
        self.expire()
        now = self.now()
        rules = self.standing_rules()
        decided = statement.read(said)
        person = rules.roster.person(decided.person)
        if person is None:
            raise Refused(f"{decided.person} is not in the roster")
        proven = claiming.proven(self.schemes, person, decided, said, signature, scheme)
        if isinstance(proven, str):
            raise Refused(proven)
        if decided.at > now + rules.settings.skew or now - decided.at > rules.settings.statement_life:
            raise Refused("the statement was not made now")
        if decided.expires <= now:
            raise Refused("the statement has expired")
        turned = Turned(
            decided.plan,
            person.id,
            decided.decision,
            decided.subject,
            proven.fingerprint,
            proven.strength,
            said,
            signature,
            now,
            scheme,
        )
        with self.store.transaction() as tx:
            if not tx.nonce(decided.nonce):
                raise Refused("this very statement was used before")
            if decided.decision == statement.RESUME:
                return self._resume(tx, person, turned, now)
            row = tx.get(decided.proposal)
            if row is None or (row.revision, row.plan) != (decided.revision, decided.plan):
                raise Refused("the statement is about another plan than the one that stands here now")
            _data, plan = self.plan_of(tx, row)
            moved = self._decide(tx, row, plan, decided, person, turned, rules, now)
        self._tell_decided(moved, plan)
        return moved

    def _decide(
        self,
        tx: Transaction,
        row: Row,
        plan: Plan,
        decided: Statement,
        person: Person,
        turned: Turned,
        rules: Rules,
        now: int,
    ) -> Row:
        decision = decided.decision
        allowed = {
            statement.APPROVE: (states.PENDING, states.APPROVED),
            statement.REJECT: (states.PENDING, states.APPROVED),
            statement.REVOKE: (states.APPROVED,),
            statement.WAIVE: (states.PENDING, states.APPROVED),
            statement.RECONCILE: (states.UNKNOWN,),
            statement.REVIEW: states.TERMINAL,
        }[decision]
        if row.state not in allowed:
            raise Refused(f"{row.proposal} is {row.state}: there is nothing to {decision}")
        problem = self._may(tx, row, plan, decided, person, turned, rules)
        if problem:
            raise Refused(problem)
        if not tx.turn(turned):
            raise Refused(f"{person.id} has decided this already")
        self.log(
            tx,
            "broker.key",
            now,
            row,
            person=person.id,
            decision=decision,
            subject=decided.subject,
            key=turned.key,
            strength=turned.strength,
            statement=turned.statement.decode(),
            signature=turned.signature.decode("ascii", "replace"),
            note=decided.note,
        )
        if decision == statement.REJECT:
            return self.move(tx, row, states.REJECTED, now, detail=_by(person.id, decided.note))
        if decision == statement.REVOKE:
            return self.move(tx, row, states.REVOKED, now, detail=_by(person.id, decided.note))
        if decision == statement.REVIEW:
            changed = tx.change(row, review=person.id, updated=now)
            if changed is None:
                raise Refused(f"{row.proposal} is no longer {row.state}")
            self.log(tx, "broker.review", now, changed, person=person.id, note=decided.note)
            return changed
        if decision == statement.RECONCILE:
            return self._reconcile(tx, row, plan, decided, rules, now)
        if decision == statement.APPROVE and row.state == states.PENDING:
            counted = self.counted(tx.turned(row.plan), rules.roster, row, now)
            if standing(plan, counted, rules.roster).met:
                return self.move(tx, row, states.APPROVED, now)
        return row

    def _may(
        self, tx: Transaction, row: Row, plan: Plan, decided: Statement, person: Person, turned: Turned, rules: Rules
    ) -> str:
        """Why this person's decision does not count, "" when it does."""
        decision = decided.decision
        if decision in (statement.REJECT, statement.REVOKE):
            return ""  # to stop something takes nobody's leave
        if decision == statement.REVIEW:
            if row.review != "owed":
                return f"{row.proposal} owes no review"
            keyed = {one.person for one in tx.turned(row.plan) if one.decision == statement.APPROVE}
            if person.id in keyed or person.id == plan.proposer.name:
                return "who broke the glass does not review it"
            return (
                "" if turned.strength == VERIFIED or plan.quorum.plain else "the key did not make sure who touched it"
            )
        why = barred(plan, person.id)
        if why:
            return why
        if turned.strength != VERIFIED and (row.kind == BREAK_GLASS or not plan.quorum.plain):
            return "the key did not make sure who touched it"
        if decision == statement.RECONCILE:
            return "" if decided.subject in states.RECONCILIATIONS else f"{decided.subject!r} is no finding"
        if decision == statement.WAIVE:
            return claiming.waivable(plan, decided.subject, person, rules.settings)
        if row.kind == BREAK_GLASS and rules.settings.break_glass_role not in person.roles:
            return f"a break-glass takes the key of somebody with the role {rules.settings.break_glass_role}"
        return ""

    def _reconcile(self, tx: Transaction, row: Row, plan: Plan, decided: Statement, rules: Rules, now: int) -> Row:
        people = {
            one.person
            for one in self.counted(tx.turned(row.plan), rules.roster, row, now, statement.RECONCILE, decided.subject)
            if not barred(plan, one.person)
        }
        if len(people) < _RECONCILING:
            return row
        tx.unlock(row.proposal)
        return self.move(
            tx,
            row,
            states.RECONCILED,
            now,
            kind="broker.reconciled",
            outcome=decided.subject,
            detail=f"{decided.subject}, as {' and '.join(sorted(people))} found",
        )

    def counted(
        self,
        turned: Collection[Turned],
        roster: Roster,
        row: Row,
        now: int,
        decision: str = "",
        subject: str | None = None,
    ) -> list[Counted]:
        """What verifies of these statements against this roster, for exactly this plan; the rest counts for nothing."""
        found: list[Counted] = []
        for one in turned:
            try:
                said = statement.read(one.statement)
            except PlanError:
                continue
            about = (said.proposal, said.revision, said.plan) == (row.proposal, row.revision, row.plan)
            person = roster.person(said.person)
            lasting = said.decision in (statement.REJECT, statement.REVOKE)  # a no does not run out
            if not about or person is None or (said.expires <= now and not lasting):
                continue
            if (decision and said.decision != decision) or (subject is not None and said.subject != subject):
                continue
            proven = claiming.proven(self.schemes, person, said, one.statement, one.signature, one.scheme)
            if not isinstance(proven, str):
                found.append(Counted(person.id, proven.fingerprint, proven.strength, said.decision))
        return found

    def _tell_decided(self, row: Row, plan: Plan) -> None:
        if row.state in states.TERMINAL or row.state == states.APPROVED:
            people = tuple(dict.fromkeys(one for one in (plan.proposer.owner, plan.proposer.launcher) if one))
            if people:
                self.notifier.tell(people, f"{row.proposal} is {row.state}", f"{row.title}\n{row.detail}")

    # halting

    def halt(self, peer: Peer, why: str) -> None:
        """End all claims at once. Anybody may: it is the safe way. Only a senior's key ends it."""
        now = int(self._clock())
        with self.store.transaction() as tx:
            tx.set_fact(HALTED, f"by uid {peer.uid}: {why}"[:1000])
            self.log(tx, "broker.halted", now, None, uid=peer.uid, why=why[:1000])
        self.notifier.tell((), "The broker is halted", why[:1000])

    def _resume(self, tx: Transaction, person: Person, turned: Turned, now: int) -> Row:
        why = tx.fact(HALTED)
        if not why:
            raise Refused("nothing is halted")
        if "senior" not in person.roles:
            raise Refused(f"{person.id} is no senior")
        if turned.strength != VERIFIED and not any(place.plain_keys for place in self.standing_rules().settings.places):
            raise Refused("the key did not make sure who touched it")
        tx.set_fact(HALTED, "")
        self.log(tx, "broker.resumed", now, None, person=person.id, statement=turned.statement.decode())
        return Row("", 0, "", "", "", "", "the broker claims again", "", -1, now, now, now)

    # the broker's own

    def expire(self) -> list[Row]:
        """Silence is denial: what nobody keyed in time ends. Warns at half and at nine tenths of it."""
        wall = int(self._clock())
        gone: list[Row] = []
        with self.store.transaction() as tx:
            # expired when either clock says so
            now = max(wall, tx.now())
            for row in tx.rows(states.OPEN, limit=_ALL):
                if row.expires <= now:
                    gone.append(self.move(tx, row, states.EXPIRED, now, detail="nobody turned enough keys in time"))
                elif row.state == states.PENDING:
                    self._warn(row, now)
        for row in gone:
            self.waits.pop(f"{row.proposal}/{row.revision}", None)
        return gone

    def _warn(self, row: Row, now: int) -> None:
        gone = (now - row.created) * 100 // max(1, row.expires - row.created)
        for share in (90, 50):
            mark = (row.proposal, row.revision, share)
            if gone >= share:
                if mark not in self._warned:
                    self._warned.add(mark)
                    self.notifier.tell(
                        (), f"{row.proposal} still waits", f"{row.title}\nIt ends {claiming.moment(row.expires)}."
                    )
                return

    def recover(self) -> list[Row]:
        """At start, and after a claim that broke off: say of every execution that was cut short how it stands."""
        found = claiming.recover(self)
        self._cut = False
        return found

    def tick(self) -> list[Row]:
        """Expire, then claim and execute whatever is ready, one after the other. Returns what moved.

        Raises CouldNotJudge when the broker cannot be sure of its rules, its clock, its store or its ledger; what is
        approved tells it to whoever looks, until a round goes well.
        """
        try:
            moved = self._round()
        except CouldNotJudge as error:
            self._stopped = error.what
            raise
        self._stopped = ""
        return moved

    def _round(self) -> list[Row]:
        moved = self.expire()
        self.now()
        claiming.watch(self)
        if self._cut:
            moved += self.recover()
        for row in self.rows((states.APPROVED,), limit=_ALL):
            done = self.claim(row)
            if done is not None:
                moved.append(done)
        if moved:
            claiming.watch(self)
        self._remind()
        return moved

    def claim(self, row: Row) -> Row | None:
        """Claim and execute one proposal if it may be. None when it waits (`waits` says why), else where it ended.

        Raises CouldNotJudge when the broker itself cannot be sure of its rules, its clock, its store or its ledger.
        """
        self._cut, before = True, self._cut
        done = claiming.claim(self, row)
        self._cut = before
        return done

    def journal_time(self) -> float:
        """The wall clock, unchecked: how an execution ended is written down whatever the clock did meanwhile."""
        return self._clock()

    def tell_end(self, row: Row, plan: Plan, rules: Rules) -> None:
        """How it ended, to whom it concerns; everybody for a break-glass, a failure and what nobody knows."""
        quiet = row.state == states.SUCCEEDED and row.kind != BREAK_GLASS
        concerned = {plan.proposer.owner, plan.proposer.launcher}
        people = tuple(one.id for one in rules.roster.people if one.id in concerned) if quiet else ()
        if people or not quiet:
            self.notifier.tell(people, f"{row.proposal} is {row.state}", f"{row.title}\n{row.outcome} {row.detail}")

    def _remind(self) -> None:
        rules = self.sources.rules()
        with self.store.transaction() as tx:
            owed = tx.rows(review="owed", limit=_ALL)
        for row in owed:
            late = int(self._clock()) - row.updated
            days = late // max(1, rules.settings.review_within)
            mark = (row.proposal, -1, days)
            if days >= 1 and mark not in self._warned:
                self._warned.add(mark)
                self.notifier.tell((), f"{row.proposal}: nobody reviewed this break-glass yet", row.title)
        for regime in rules.settings.regimes:
            left = regime.end - int(self._clock())
            mark = (regime.name, -2, 0 if left <= 0 else 1)
            if left <= _REGIME_NOTICE and left > -_REGIME_NOTICE and mark not in self._warned:
                self._warned.add(mark)
                how = "has ended: what it asked for is asked no longer" if left <= 0 else "ends"
                self.notifier.tell((), f"{regime.name} {how}", f"{regime.name}: until {claiming.moment(regime.end)}")


def proposer_of(request: Request, peer: Peer, roster: Roster) -> Proposer:
    """Who proposes, by the kernel's word. Raises Refused for an account that nobody answers for."""
    agent = roster.agent_of(peer.uid)
    person = roster.person_of(peer.uid)
    opened = roster.person_of(peer.login_uid) if peer.login_uid >= 0 else None
    launcher = opened.id if opened is not None else ""
    marks = request.marks
    if agent is not None:
        return Proposer(
            principal=agent.principal,
            name=agent.id,
            uid=peer.uid,
            session=request.session,
            owner=agent.owner,
            launcher=launcher,
            ai=agent.principal == AGENT or bool(marks),
            marks=marks,
        )
    if person is None:
        raise Refused(f"the account with uid {peer.uid} stands in no roster, so nobody answers for what it proposes")
    if marks:
        # an agent in a person's own account: it is theirs, and they may not key it either way
        return Proposer(
            principal=AGENT,
            name=f"{person.id}/agent",
            uid=peer.uid,
            session=request.session,
            owner=person.id,
            launcher=launcher or person.id,
            ai=True,
            marks=marks,
        )
    return Proposer(
        principal=PERSON, name=person.id, uid=peer.uid, session=request.session, owner=person.id, launcher=launcher
    )


def _by(person: str, note: str) -> str:
    return f"by {person}: {note}" if note else f"by {person}"
