"""What the broker needs of the world, stated by it. Adapters implement these; the wiring joins them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager

    from keyturn.broker.freezes import Calendar
    from keyturn.broker.plan import Check, Plan, Proposer, Step
    from keyturn.broker.request import Request
    from keyturn.broker.roster import Roster
    from keyturn.broker.settings import Settings
    from keyturn.ledger.port import Receipt, Record


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as the store has it: a convenience for looking, never believed at a claim."""

    proposal: str
    revision: int
    state: str
    plan: str
    """The plan's digest, "" while there is none."""
    kind: str
    environment: str
    title: str
    proposer: str
    uid: int
    created: int
    expires: int
    updated: int
    broker: str = ""
    epoch: int = 0
    detail: str = ""
    """Why it is where it is, for people; secrets masked."""
    outcome: str = ""
    """FAILED's NOT_APPLIED or PARTIAL, RECONCILED's finding."""
    review: str = ""
    """Of a break-glass: "owed" until a second person has looked, then who."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A signed statement as it was received: verified when it came, and verified again at the claim."""

    plan: str
    person: str
    decision: str
    subject: str
    key: str
    """The key's fingerprint."""
    strength: str
    statement: bytes
    signature: bytes
    at: int
    scheme: str = "ssh"


class Damaged(CouldNotJudge):
    """What the store keeps under a digest is not there, or something else: somebody else wrote to it."""


class Transaction(Protocol):
    """What is done in one of these is done whole or not at all, leaves of the ledger included."""

    def now(self) -> int:
        """The store's own clock, seconds since the epoch."""

    def add(self, row: Row) -> None:
        """A new proposal or a new revision of one. Raises KeyError when (proposal, revision) is there."""

    def get(self, proposal: str, revision: int = 0) -> Row | None:
        """One revision, the newest for 0."""

    def rows(self, states: Collection[str] = (), *, limit: int = 1000, after: str = "", review: str = "") -> list[Row]:
        """Newest revisions in these states (all for none), oldest first, those after a proposal's id.

        With `review` only those whose review stands so.
        """

    def count(self, states: Collection[str], proposer: str = "") -> int:
        """How many newest revisions are in these states, of one proposer or of all."""

    def move(self, row: Row, to: str, **changes: str | int) -> Row | None:
        """One `UPDATE … WHERE proposal, revision, state = row.state RETURNING`: the new row.

        None when the row was no longer in that state: somebody else was quicker, and nothing was done.
        Raises ValueError for a move that states.MOVES does not have.
        """

    def change(self, row: Row, **changes: str | int) -> Row | None:
        """The same without a move (`review`, `plan`, `detail`)."""

    def turn(self, turned: Turned) -> bool:
        """Keep a signed statement; False when this person has made this decision on this plan (and subject) already."""

    def turned(self, plan: str) -> list[Turned]:
        """Every statement about a plan, in the order they came."""

    def nonce(self, nonce: str) -> bool:
        """Use a statement's nonce; False when it was used before."""

    def lock(self, target: str, proposal: str) -> str:
        """Lock a target for a proposal: "" when it is ours now, else the proposal that holds it."""

    def unlock(self, proposal: str) -> None:
        """Give back everything that a proposal had locked."""

    def started(self, plan: str, broker: str, epoch: int) -> bool:
        """Note that a plan's one execution begins; False when it did before. Unique in the store for ever."""

    def put(self, data: bytes) -> str:
        """Keep bytes by their sha-256 and return it."""

    def contents(self, digest: str) -> bytes:
        """Bytes by their sha-256, compared with it. Raises Damaged when they are missing or others."""

    def fact(self, name: str) -> str:
        """A named value, "" when there is none."""

    def set_fact(self, name: str, value: str) -> None:
        """Keep a named value."""

    def log(self, record: Record) -> Receipt:
        """Add a leaf to the ledger, in this transaction."""

    def log_state(self) -> tuple[int, str]:
        """(size, root in hexadecimal) of the ledger as it is in this transaction."""

    def log_leaves(self, start: int, count: int) -> list[bytes]:
        """Leaves of the ledger from a position on, as they stand there."""

    def log_extends(self, size: int, root: str) -> bool:
        """Whether the ledger still holds, as its beginning, the log of this size and root."""


class Store(Protocol):
    """Where proposals live, shared between brokers."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Serialised against every other writer; committed at the end, rolled back by an exception.

        Raises CouldNotJudge when the store cannot be reached or another version made it.
        """


@dataclass(frozen=True, slots=True)
class Began:
    """What a broker's own journal has of one plan's execution. `outcome` is "" until it ended."""

    plan: str
    proposal: str
    at: int
    epoch: int
    outcome: str = ""
    detail: str = ""


class Journal(Protocol):
    """A broker's own memory, on its own disk: no store, backup or administrator of the store can unwrite it."""

    broker: str
    epoch: int
    """Which start of this broker this is; one higher each time."""

    def start(self, plan: str, proposal: str, at: int) -> bool:
        """Note, on stable storage before it returns, that a plan's execution begins. False when it did before."""

    def finish(self, plan: str, outcome: str, detail: str) -> None:
        """Note how it ended, on stable storage."""

    def began(self, plan: str) -> Began | None:
        """What there is of one plan."""

    def unfinished(self) -> list[Began]:
        """Executions that began and have no outcome."""

    def fact(self, name: str) -> str:
        """A named value: pinned digests, the ledger's size and root as last seen, the latest time."""

    def set_fact(self, name: str, value: str) -> None:
        """Keep it, on stable storage."""

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Keep several, all of them or none."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a signature proves. `strength` is one of quorum.STRENGTHS; `counter` an authenticator's."""

    strength: str
    fingerprint: str
    counter: int = 0


class KeyRefused(Exception):
    """A signature that does not count, with the reason in words."""


class SignatureScheme(Protocol):
    """One way in which people sign. `name` stands in the roster beside each key."""

    name: str

    def fingerprint(self, key: str) -> str:
        """Of a public key as the roster has it. Raises KeyRefused when it is none."""

    def verify(self, key: str, message: bytes, namespace: str, signature: bytes) -> Proven:
        """Check one signature against one public key. Raises KeyRefused."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, as the kernel says (SO_PEERCRED and the audit login uid), never as it says itself."""

    uid: int
    pid: int = 0
    login_uid: int = -1


class Planner(Protocol):
    """Makes a plan of a request, in the broker's own domain: nothing that the caller says of its effect is believed."""

    def plan(self, request: Request, proposer: Proposer, proposal: str, revision: int, now: int, store: Store) -> Plan:
        """Judge, locate, rehearse and fix. Raises Refused when policy never allows it or it cannot be planned."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How an execution ended: SUCCEEDED, FAILED (with `part` NOT_APPLIED or PARTIAL) or UNKNOWN.

    `output` is what the programs said, secrets masked; `facts` are names and values for the record.
    """

    outcome: str
    part: str = ""
    detail: str = ""
    output: bytes = b""
    facts: tuple[tuple[str, str], ...] = ()


class Moved(Exception):
    """What would be executed is no longer what was planned; nothing was changed. Says in what."""


class StepExecutor(Protocol):
    """Executes one kind of step, with the credentials that the broker alone holds."""

    kind: str

    def look(self, plan: Plan, step: Step, store: Store) -> Mapping[str, str]:
        """The preconditions as they are now, target identity among them, by name. Changes nothing.

        Raises CouldNotJudge when it cannot be told.
        """

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        """Execute it. Raises Moved when right before it the identity of the target was another one."""

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        """Run the step's own `check`; SUCCEEDED when there is none."""

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        """Take the step's rollback; FAILED when there is none."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check's result now: whether it counts, in words, and what it printed."""

    passed: bool
    said: str
    output: bytes = b""
    at: int = 0


class Checker(Protocol):
    """Looks at one kind of check."""

    kind: str

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        """Whether it has passed on this plan's artifact and is fresh. Raises CouldNotJudge."""


class Notifier(Protocol):
    """Tells people. Links and words only: nobody decides by answering."""

    def tell(self, people: tuple[str, ...], subject: str, text: str) -> None:
        """To people's ids in the roster, all of them for (). Never raises."""


class Signer(Protocol):
    """Signs how executions ended, so that another broker need not believe the store."""

    def sign(self, message: bytes) -> str:
        """Sign as this broker, as text."""

    def verify(self, broker: str, message: bytes, signature: str) -> bool:
        """Whether a broker that the settings name made it."""


class Witness(Protocol):
    """Who remembers the ledger's size and root elsewhere."""

    def latest(self) -> tuple[int, str] | None:
        """(size, root) as the witness last signed it; None when there is no witness. Raises CouldNotJudge."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a claim is judged by, as it is now: each document with its digest."""

    settings: Settings
    roster: Roster
    calendar: Calendar
    policy: str
    """Digest of the layers of keyturn.toml and of the broker's settings."""
    problems: tuple[str, ...] = field(default=())
    """Why these do not count: a document cannot be read, or is not the pinned one. Nothing is claimed then."""


class RuleSource(Protocol):
    """Reads the documents anew each time."""

    def rules(self) -> Rules:
        """Never raises: what is wrong stands in `problems`."""
