"""The claim: the one moment in which a keyed plan becomes an execution, and everything that is asked before it.

Nothing of the store is believed that a signature, a digest or the broker's own journal can tell. The order of writing
is the order of what can be proved afterwards: CLAIMED in the store, STARTED in the broker's journal on stable storage,
RUNNING in the store with its leaf, and only then the first step. So a broker that died says one of two things, and
never guesses: it had not started, or nobody knows.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from keyturn.broker import statement, states
from keyturn.broker.plan import BREAK_GLASS, PlanError
from keyturn.broker.ports import KeyRefused, Moved, Proven, Ran
from keyturn.broker.quorum import VERIFIED, barred, standing
from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.ledger import merkle
from keyturn.ledger.canonical import encode, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.broker.plan import Check, Plan
    from keyturn.broker.ports import Began, Row, Rules, SignatureScheme, Transaction, Turned
    from keyturn.broker.roster import Person
    from keyturn.broker.service import Broker
    from keyturn.broker.settings import Settings
    from keyturn.broker.statement import Statement
    from keyturn.ledger.port import Value

LOG = "ledger"
"""The journal's fact: size, root and complete subtrees of the ledger as far as this broker has followed it."""
REMEMBERED = (
    states.REJECTED,
    states.REVOKED,
    states.CANCELLED,
    states.SUPERSEDED,
    states.STALE,
    states.NOT_STARTED,
)
"""Ends that nothing in the plan itself tells: the broker's own journal keeps them."""
_PIECE = 5_000
_AGAIN = 30
"""Seconds until something that waits for the world is looked at again."""
_OUTPUT = 1_000_000


class _Stale(Exception):
    """The plan no longer fits the world or the rules: it ends, and nothing was done."""


class _Gone(Exception):
    """It is no longer there to be claimed: somebody else was quicker."""


class _Wait(Exception):
    """It may not run now, and may later."""

    def __init__(self, why: str, seconds: float = 1) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class _Known:
    plan: Plan
    rules: Rules
    turned: tuple[Turned, ...]
    now: int


def moment(seconds: int) -> str:
    """A time as records have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def proven(
    schemes: Mapping[str, SignatureScheme],
    person: Person,
    said: Statement,
    data: bytes,
    signature: bytes,
    scheme: str,
) -> Proven | str:
    """What a signature proves for one of this person's keys, or why it does not count."""
    way = schemes.get(scheme)
    if way is None:
        return f"no way of signing called {scheme!r} counts here"
    if said.person != person.id:
        return "the statement names another person"
    why = f"{person.id} has no key of that kind in the roster"
    for key in person.keys:
        if key.scheme != scheme:
            continue
        try:
            return way.verify(key.public, data, statement.namespace(said.decision), signature)
        except KeyRefused as error:
            why = str(error)
    return why


def waivable(plan: Plan, name: str, person: Person, settings: Settings) -> str:
    """Why this person cannot waive this check, "" when they can."""
    if name not in {check.name for check in plan.checks}:
        return f"the plan has no check {name!r}"
    if any(one.name == name and not one.waivable for one in settings.checks):
        return f"{name} cannot be waived"
    if settings.waiver_role not in person.roles:
        return f"a waiver takes the key of somebody with the role {settings.waiver_role}"
    return ""


def ended(row: Row) -> str:
    """The name of the journal's fact that this broker saw it end unexecuted, and how.

    With the row's own name in it, since a forged row can point to anybody's plan.
    """
    return f"ended:{row.proposal}/{row.revision}/{row.plan}"


def claim(broker: Broker, row: Row) -> Row | None:
    """See Broker.claim."""
    mark = f"{row.proposal}/{row.revision}"
    now = broker.now()
    again, _why = broker.waits.get(mark, (0.0, ""))
    if now < again:
        return None
    rules = broker.standing_rules()
    try:
        try:
            known = _looked(broker, row, rules, now)
            claimed = _claimed(broker, row, known)
        except PlanError as error:
            raise _Stale(f"what the store keeps is not what was signed: {error.what}") from error
    except _Gone:
        broker.waits.pop(mark, None)
        return None
    except _Wait as wait:
        broker.waits[mark] = (now + wait.seconds, str(wait))
        return None
    except _Stale as stale:
        broker.waits.pop(mark, None)
        with broker.store.transaction() as tx:
            here = tx.get(row.proposal, row.revision)
            if here is None or here.state != states.APPROVED:
                return None
            ended = broker.move(tx, here, states.STALE, now, detail=str(stale))
        people = tuple(one.id for one in rules.roster.people)
        broker.notifier.tell(people, f"{row.proposal} is STALE", f"{row.title}\n{stale}")
        return ended
    broker.waits.pop(mark, None)
    if claimed is None:
        return None
    return _run(broker, claimed, known)


def _looked(broker: Broker, row: Row, rules: Rules, now: int) -> _Known:
    """Everything that is asked before a claim, without a lock on anything. Raises _Wait, _Stale, PlanError."""
    seen = _witnessed(broker)
    with broker.store.transaction() as tx:
        if _ledger_whole(broker, tx, seen):
            raise _Wait("the ledger is long, and is being followed")
        clocks = (now, tx.now())
        if abs(clocks[0] - clocks[1]) > rules.settings.skew:
            raise CouldNotJudge(f"the store's clock differs from the broker's by {clocks[1] - clocks[0]:,} seconds")
        here = tx.get(row.proposal)
        if here is None or (here.revision, here.state, here.plan) != (row.revision, states.APPROVED, row.plan):
            raise _Gone
        halted = tx.fact("halted")
        _data, plan = broker.plan_of(tx, row)
        turned = tuple(tx.turned(row.plan))
    if halted:
        raise _Wait(f"all claims are halted {halted}")
    began = broker.journal.began(row.plan)
    if began is not None:
        raise _Stale(f"it was begun already, {moment(began.at)}: the store does not remember what the broker does")
    end = broker.journal.fact(ended(row))
    if end:
        raise _Stale(f"this broker saw it {end}: the store does not remember what the broker does")
    if plan.expires <= max(clocks):
        raise _Stale("it has expired")
    if plan.not_before > min(clocks):
        raise _Wait(f"it begins {moment(plan.not_before)}")
    _same_rules(plan, rules, now)
    keys = standing(plan, broker.counted(turned, rules.roster, row, now), rules.roster)
    if not keys.met:
        raise _Stale("the keys in the store do not add up: " + ", ".join((*keys.missing, *keys.rejected)))
    _no_freeze(plan, rules, now)
    _promoted(broker, plan, rules, now)
    for check in plan.checks:
        _checked(broker, row, plan, check, turned, rules, now)
    _unmoved(broker, plan)
    return _Known(plan, rules, turned, now)


def _same_rules(plan: Plan, rules: Rules, now: int) -> None:
    for what, then, here in (
        ("the policy", plan.policy, rules.policy),
        ("the roster", plan.roster, rules.roster.digest),
        ("the calendar of freezes", plan.calendar, rules.calendar.digest),
    ):
        if then != here:
            raise _Stale(f"{what} is another one than when people looked at it")
    for regime in rules.settings.regimes:
        holds = regime.start <= now < regime.end
        meant = plan.environment in regime.environments or plan.tier in regime.tiers
        if holds and meant and (plan.quorum.keys < regime.keys or plan.quorum.seniors < regime.seniors):
            raise _Stale(f"{regime.name} has begun, and asks for more keys")


def _no_freeze(plan: Plan, rules: Rules, now: int) -> None:
    if plan.kind == BREAK_GLASS:
        return
    places = {plan.environment, *(one.environment for one in plan.targets)}
    for place in sorted(places):
        for window in rules.calendar.active(now, place, plan.tier):
            raise _Wait(f"{window.name}: a freeze until {moment(window.end)}")


def watch(broker: Broker) -> None:
    """Follow the ledger although nothing is to be claimed: what was seen today is what a backup cannot take back.

    Raises CouldNotJudge when it is not one that this broker, or the witness, has seen grow.
    """
    with broker.store.transaction() as tx:
        size, root = tx.log_state()
    if broker.journal.fact(LOG).startswith(f"{size} {root} "):
        return
    seen = _witnessed(broker)
    behind = True
    while behind:
        with broker.store.transaction() as tx:
            behind = _ledger_whole(broker, tx, seen)


def _witnessed(broker: Broker) -> tuple[int, str] | None:
    """What the witness says; asked before a transaction begins, since it may be far away."""
    return broker.witness.latest() if broker.witness is not None else None


def _ledger_whole(broker: Broker, tx: Transaction, seen: tuple[int, str] | None) -> bool:
    """Follow the ledger for a piece; whether there is more of it.

    Every leaf is hashed here, and what other brokers wrote of plans that began or ended is remembered: whoever owns the
    store can take such a row away, and the leaf no more once it was followed.
    Raises CouldNotJudge when the ledger is not one that this broker, or the witness, has seen grow.
    """
    if seen is not None and not tx.log_extends(*seen):
        raise CouldNotJudge(f"the ledger no longer holds the {seen[0]:,} entries that its witness has signed")
    said = broker.journal.fact(LOG).split(" ")
    size = int(said[0] or 0)
    if size and not tx.log_extends(size, said[1]):
        raise CouldNotJudge(
            f"the ledger no longer holds the {size:,} entries that this broker has seen",
            "The store was restored or rewritten. Nothing is claimed until people have looked.",
        )
    here, newest = tx.log_state()
    if size == here:
        return False
    tops = tuple(bytes.fromhex(one) for one in said[2:])
    leaves = tx.log_leaves(size, _PIECE)
    for number, data in enumerate(leaves, size):
        tops, _made = merkle.grow(number, tops, leaf_hash(data))
    size += len(leaves)
    root = merkle.fold(tops).hex()
    if not leaves or not tx.log_extends(size, root) or (size == here and root != newest):
        raise CouldNotJudge(
            f"what the ledger says up to entry {size:,} is not what its hashes say", "keyturn ledger verify"
        )
    facts: dict[str, str] = {}
    for data in leaves:
        facts |= _told(broker, data)
    facts[LOG] = " ".join((str(size), root, *(one.hex() for one in tops)))
    broker.journal.set_facts(facts)
    return size < here


def _told(broker: Broker, data: bytes) -> dict[str, str]:
    """What another broker's leaf tells of a plan that must not begin any more."""
    if b'"kind":"broker.' not in data:
        return {}
    found = json.loads(data)
    body = found["body"]
    state, began = body.get("state"), found["kind"] == "broker.started"
    if body.get("broker") == broker.journal.broker or not (began or state in REMEMBERED) or not body.get("plan"):
        return {}
    return {f"ended:{body['proposal']}/{body['revision']}/{body['plan']}": "begin elsewhere" if began else str(state)}


def _promoted(broker: Broker, plan: Plan, rules: Rules, now: int) -> None:
    place = rules.settings.place(plan.environment)
    if not place.promote_from or plan.kind == BREAK_GLASS:
        return
    if not plan.promoted_from:
        raise _Stale(f"a change of {plan.environment} must have succeeded in {place.promote_from} first")
    with broker.store.transaction() as tx:
        row = tx.get(plan.promoted_from)
        if row is None or not row.plan:
            raise _Stale(f"{plan.promoted_from} is no proposal")
        _data, first = broker.plan_of(tx, row)
        said = tx.fact(f"finished:{row.plan}")
        turned = tx.turned(row.plan)
    if first.environment != place.promote_from:
        raise _Stale(f"{row.proposal} was executed in {first.environment}, not in {place.promote_from}")
    if not plan.artifact or first.artifact != plan.artifact:
        raise _Stale(f"{row.proposal} was another artifact")
    ended = _finished(broker, row, said)
    approvals = broker.counted(turned, rules.roster, row, 0)
    if ended < 0 or not standing(first, approvals, rules.roster).people:
        raise _Stale(f"nothing proves that {row.proposal} succeeded")
    if now - ended > place.promoted_within:
        raise _Stale(f"{row.proposal} succeeded {(now - ended) // 3600:,} hours ago, which is too long")
    if now - ended < place.soak:
        raise _Wait(f"{row.proposal} has to stand for {place.soak:,} seconds first")


def _finished(broker: Broker, row: Row, said: str) -> int:
    """When an execution succeeded, by a broker's own word; -1 when nothing proves it."""
    try:
        found = json.loads(said) if said else {}
        message = encode(found["outcome"])
        at, outcome, plan = found["outcome"]["at"], found["outcome"]["outcome"], found["outcome"]["plan"]
    except (ValueError, KeyError, TypeError, KeyturnError):
        return -1
    if outcome != states.SUCCEEDED or plan != row.plan or not isinstance(at, int):
        return -1
    began = broker.journal.began(row.plan)
    if began is not None:
        return at if began.outcome == states.SUCCEEDED else -1
    signer = broker.signer
    good = signer is not None and signer.verify(str(found.get("broker", "")), message, str(found.get("signature", "")))
    return at if good else -1


def _checked(
    broker: Broker, row: Row, plan: Plan, check: Check, turned: tuple[Turned, ...], rules: Rules, now: int
) -> None:
    if _waived(broker, row, plan, check, turned, rules, now):
        return
    checker = broker.checkers.get(check.kind)
    if checker is None:
        raise _Wait(f"{check.name}: nothing here can look at a check of kind {check.kind!r}", _AGAIN)
    try:
        found = checker.check(check, plan, now)
    except CouldNotJudge as error:
        raise _Wait(f"{check.name} could not be looked at: {error.what}", _AGAIN) from error
    with broker.store.transaction() as tx:
        output = tx.put(found.output[:_OUTPUT])
        broker.log(
            tx, "broker.checked", now, row, check=check.name, passed=found.passed, said=found.said, output=output
        )
    if not found.passed:
        raise _Wait(f"{check.name}: {found.said}", _AGAIN)


def _waived(
    broker: Broker, row: Row, plan: Plan, check: Check, turned: tuple[Turned, ...], rules: Rules, now: int
) -> bool:
    for one in broker.counted(turned, rules.roster, row, now, statement.WAIVE, check.name):
        person = rules.roster.person(one.person)
        strong = one.strength == VERIFIED or plan.quorum.plain
        may = person is not None and strong and not barred(plan, person.id)
        if may and person is not None and not waivable(plan, check.name, person, rules.settings):
            return True
    return False


def _unmoved(broker: Broker, plan: Plan) -> None:
    """Raises _Stale when a target is no longer what it was when the plan was made."""
    for number, step in enumerate(plan.steps):
        executor = broker.executors.get(step.kind)
        if executor is None:
            raise _Stale(f"nothing here executes a step of kind {step.kind!r}")
        wanted = {one.name: one.value for one in plan.preconditions if one.step == number}
        try:
            found = executor.look(plan, step, broker.store)
        except CouldNotJudge as error:
            raise _Wait(f"the target cannot be looked at: {error.what}", _AGAIN) from error
        moved = sorted(name for name, value in wanted.items() if found.get(name) != value)
        if moved:
            raise _Stale("the target is no longer what it was: " + ", ".join(moved))


def _claimed(broker: Broker, row: Row, known: _Known) -> Row | None:
    """The claim itself: one UPDATE that a single broker wins, with the locks of what is hit."""
    now = broker.now()
    rules = broker.standing_rules()
    _same_rules(known.plan, rules, now)
    _no_freeze(known.plan, rules, now)
    with broker.store.transaction() as tx:
        if tx.fact("halted"):
            raise _Wait("all claims are halted")
        here = tx.get(row.proposal)
        if here is None or (here.revision, here.state, here.plan) != (row.revision, states.APPROVED, row.plan):
            return None
        if _ledger_whole(broker, tx, None) or broker.journal.fact(ended(row)):
            raise _Wait("others have told of it meanwhile")
        if tuple(tx.turned(row.plan)) != known.turned:
            raise _Wait("a key was turned meanwhile")
        if known.plan.expires <= max(now, tx.now()):
            raise _Stale("it has expired")
        for target in locks(known.plan):
            holder = tx.lock(target, row.proposal)
            if holder:
                raise _Wait(f"{holder} has its target, and has not ended")
        moved = tx.move(here, states.CLAIMED, updated=now, broker=broker.journal.broker, epoch=broker.journal.epoch)
        if moved is None:
            raise _Wait("another broker was quicker")
        broker.log(tx, "broker.claimed", now, moved, epoch=broker.journal.epoch)
        return moved


def locks(plan: Plan) -> list[str]:
    """Names of everything a plan hits, by identity: two plans on one target never run at once."""
    found = set()
    for one in plan.targets:
        identity = encode([list(pair) for pair in one.identity]).decode() if one.identity else one.name
        found.add(f"{one.kind}:{identity}")
    return sorted(found)


def _run(broker: Broker, row: Row, known: _Known) -> Row | None:
    now = broker.now()
    if not broker.journal.start(row.plan, row.proposal, now):
        # somebody put an executed plan back to APPROVED between two looks at our own journal
        return _end(broker, row, Ran(states.UNKNOWN, detail="it was begun before"), known)
    try:
        running = _running(broker, row, now)
    except Exception:
        # whatever the store made of it, no step was begun, and from here none will be
        broker.journal.finish(row.plan, states.NOT_STARTED, "the store did not answer, and nothing was executed")
        raise
    if running is None:
        ran = Ran(states.UNKNOWN, detail="the store says that it was started elsewhere")
        broker.journal.finish(row.plan, ran.outcome, ran.detail)
        return _end(broker, row, ran, known)
    ran = _steps(broker, known.plan)
    broker.journal.finish(row.plan, ran.outcome if not ran.part else f"{ran.outcome} {ran.part}", ran.detail)
    return _end(broker, running, ran, known)


def _running(broker: Broker, row: Row, now: int) -> Row | None:
    """CLAIMED to RUNNING, and the plan's one start; None when it was started elsewhere."""
    with broker.store.transaction() as tx:
        if not tx.started(row.plan, broker.journal.broker, broker.journal.epoch):
            return None
        running = tx.move(row, states.RUNNING, updated=now)
        if running is not None:
            broker.log(tx, "broker.started", now, running, epoch=broker.journal.epoch)
        return running


def _steps(broker: Broker, plan: Plan) -> Ran:
    """Execute the steps in order; stop at the first that fails, and take back what was done where it says how."""
    output = b""
    facts: list[tuple[str, str]] = []
    done = 0
    for number, step in enumerate(plan.steps):
        executor = broker.executors[step.kind]
        ran = _one(partial(executor.run, plan, step, broker.store))
        output += ran.output
        facts += [(f"step {number + 1}: {name}", value) for name, value in ran.facts]
        touched = ran.outcome == states.SUCCEEDED or ran.part != states.NOT_APPLIED
        if ran.outcome == states.SUCCEEDED and step.check:
            if step.wait:
                broker.sleep(step.wait)
            checked = _one(partial(executor.check, plan, step, broker.store))
            output += checked.output
            if checked.outcome != states.SUCCEEDED:
                ran = Ran(states.FAILED, states.PARTIAL, f"its check did not pass: {checked.detail}")
        if ran.outcome == states.SUCCEEDED:
            done += 1
            continue
        where = f"step {number + 1} of {len(plan.steps)}: {ran.detail}" if len(plan.steps) > 1 else ran.detail
        if ran.outcome == states.UNKNOWN:
            return Ran(states.UNKNOWN, "", where, output, tuple(facts))
        back, said = _rolled_back(broker, plan, number if touched else number - 1)
        output += said
        part = states.NOT_APPLIED if (done == 0 and not touched) or back else states.PARTIAL
        more = "; rolled back" if back else ("; not rolled back" if part == states.PARTIAL else "")
        return Ran(states.FAILED, part, where + more, output, tuple(facts))
    return Ran(states.SUCCEEDED, "", "", output, tuple(facts))


def _rolled_back(broker: Broker, plan: Plan, last: int) -> tuple[bool, bytes]:
    """Take back steps from the last one that touched anything to the first; whether all of that was done."""
    if last < 0:
        return False, b""
    output = b""
    for step in reversed(plan.steps[: last + 1]):
        if not step.rollback:
            return False, output
        executor = broker.executors[step.kind]
        ran = _one(partial(executor.roll_back, plan, step, broker.store))
        output += ran.output
        if ran.outcome != states.SUCCEEDED:
            return False, output
    return True, output


def _one(work: Callable[[], Ran]) -> Ran:
    try:
        found = work()
    except Moved as why:
        return Ran(states.FAILED, states.NOT_APPLIED, f"the target is no longer what it was: {why}")
    except Exception as error:  # noqa: BLE001 - whatever broke, nobody knows how far it came
        return Ran(states.UNKNOWN, "", f"the execution broke: {type(error).__name__}")
    return found


def _end(broker: Broker, row: Row, ran: Ran, known: _Known) -> Row | None:
    """Write down how it ended. A store that cannot be reached leaves it to recover(): the journal has it."""
    now = int(max(known.now, broker.journal_time()))
    with broker.store.transaction() as tx:
        output = tx.put(ran.output[:_OUTPUT])
        changes: dict[str, str | int] = {"updated": now, "detail": ran.detail, "outcome": ran.part}
        if row.kind == BREAK_GLASS:
            changes["review"] = "owed"
        moved = tx.move(row, ran.outcome, **changes)
        if moved is None:
            return tx.get(row.proposal, row.revision)
        if ran.outcome != states.UNKNOWN:
            tx.unlock(row.proposal)
        facts: Value = tuple({"name": name, "value": value} for name, value in ran.facts)
        broker.log(
            tx,
            "broker.finished",
            now,
            moved,
            outcome=ran.outcome,
            part=ran.part,
            detail=ran.detail,
            output=output,
            facts=facts,
        )
        tx.set_fact(f"finished:{row.plan}", _word(broker, row, ran, now))
    broker.tell_end(moved, known.plan, known.rules)
    return moved


def _word(broker: Broker, row: Row, ran: Ran, now: int) -> str:
    """How it ended, signed by this broker."""
    outcome = {"plan": row.plan, "proposal": row.proposal, "outcome": ran.outcome, "part": ran.part, "at": now}
    signature = broker.signer.sign(encode(outcome)) if broker.signer is not None else ""
    return encode({"outcome": outcome, "broker": broker.journal.broker, "signature": signature}).decode()


def recover(broker: Broker) -> list[Row]:
    """See Broker.recover.

    What is CLAIMED and has no start in the journal is proved not to have begun; of the rest the journal's word counts.
    """
    moved: list[Row] = []
    now = broker.now()
    with broker.store.transaction() as tx:
        _journal_whole(broker, tx)
        for row in tx.rows((states.CLAIMED, states.RUNNING), limit=100_000):
            if row.broker != broker.journal.broker:
                continue
            began = broker.journal.began(row.plan)
            moved.append(_recovered(broker, tx, row, began, now))
        known = {one.plan for one in broker.journal.unfinished()}
        for row in tx.rows(states.OPEN, limit=100_000):
            if row.plan in known:
                broker.log(tx, "broker.store-behind", now, row)
    for row in moved:
        broker.notifier.tell((), f"{row.proposal} is {row.state}", f"{row.title}\n{row.detail}")
    return moved


def _journal_whole(broker: Broker, tx: Transaction) -> None:
    """Raises CouldNotJudge when the store has seen a later start of this broker than its own journal."""
    name = f"epoch:{broker.journal.broker}"
    said = tx.fact(name)
    if said.isdecimal() and int(said) > broker.journal.epoch:
        raise CouldNotJudge(
            f"the broker's journal is of its start {broker.journal.epoch}, and the store knows of start {said}",
            "It was lost, or came from a backup, and with it what this broker has begun. Give the broker another name.",
        )
    tx.set_fact(name, str(broker.journal.epoch))


def _recovered(broker: Broker, tx: Transaction, row: Row, began: Began | None, now: int) -> Row:
    changes: dict[str, str] = {"detail": "the broker was cut short before it began"}
    to = states.NOT_STARTED
    if began is not None:
        outcome, _space, part = began.outcome.partition(" ")
        to = outcome or states.UNKNOWN
        if outcome == states.NOT_STARTED and row.state == states.RUNNING:
            to, part = states.FAILED, states.NOT_APPLIED
        elif outcome == states.NOT_STARTED:
            pass  # CLAIMED, and the journal knows that no step was begun
        elif row.state == states.CLAIMED or not states.may(row.state, to):
            to = states.UNKNOWN
        changes = {"detail": began.detail or "the broker was cut short while it ran", "outcome": part}
    elif row.state == states.RUNNING:
        # the store says that it ran, and our own journal has never heard of it
        to = states.UNKNOWN
        changes = {"detail": "the broker's journal does not know of it"}
    if row.kind == BREAK_GLASS and to != states.NOT_STARTED:
        changes["review"] = "owed"
    ended = broker.move(tx, row, to, now, kind="broker.finished", **changes)
    if to != states.UNKNOWN:
        tx.unlock(row.proposal)
    return ended
