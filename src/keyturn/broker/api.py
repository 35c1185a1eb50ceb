"""What may be asked of a broker over its socket, by type.

There are two kinds of caller. The agents' side proposes, looks, waits and takes its own back. A carrier brings a signed
statement, or stops everything. No operation approves without a signature, executes, or administers: there is no name
for it in the table, and no method behind one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from keyturn.broker import states
from keyturn.broker.plan import Strict
from keyturn.broker.request import Refused, Request
from keyturn.errors import KeyturnError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from keyturn.broker.ports import Peer, Row
    from keyturn.broker.roster import Roster
    from keyturn.broker.service import View

LONGEST_WAIT = 55
"""Seconds of one question that waits; whoever wants longer asks again."""
MOST = 500


class AgentSide(Protocol):
    """What a proposer has of the broker."""

    def propose(self, request: Request, peer: Peer) -> Row:
        """See service.Broker."""

    def show(self, proposal: str, revision: int = 0) -> View:
        """See service.Broker."""

    def rows(self, wanted: Collection[str] = (), *, after: str = "", limit: int = 100) -> list[Row]:
        """See service.Broker."""

    def cancel(self, proposal: str, peer: Peer) -> Row:
        """See service.Broker."""


class Carrier(Protocol):
    """What whoever brings a signature has of it."""

    def turn(self, said: bytes, signature: bytes, scheme: str = "ssh") -> Row:
        """See service.Broker."""

    def halt(self, peer: Peer, why: str) -> None:
        """See service.Broker."""


class Ask(Strict, frozen=True, kw_only=True):
    """One question. Which fields count depends on `op`."""

    op: str
    request: Request | None = None
    proposal: str = ""
    revision: int = 0
    states: tuple[str, ...] = ()
    after: str = ""
    limit: int = 100
    seconds: int = 0
    statement: bytes = b""
    signature: bytes = b""
    why: str = ""


class Turn(Strict, frozen=True, kw_only=True):
    """A signed statement as others see it."""

    person: str
    decision: str
    subject: str
    key: str
    strength: str
    at: int


class Said(Strict, frozen=True, kw_only=True):
    """One answer. `row` and `rows` are proposals as tables; `plan` the very bytes of the plan."""

    ok: bool
    error: str = ""
    fix: str = ""
    exit_code: int = 0
    row: dict[str, str | int] | None = None
    rows: tuple[dict[str, str | int], ...] = ()
    plan: bytes = b""
    turned: tuple[Turn, ...] = ()
    missing: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    waits: str = ""
    still: bool = False
    """It has not ended: ask again."""
    report: bytes = b""
    halted: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """(person, public key) of everybody in the roster, so that a client can find its own."""


class Api:
    """Answers questions with a broker. `lock` is held while the broker is used; waiting is outside of it."""

    def __init__(
        self,
        agents: AgentSide,
        carrier: Carrier,
        roster: Callable[[], Roster],
        contents: Callable[[str], bytes],
        halted: Callable[[], str],
        pause: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        self._agents = agents
        self._carrier = carrier
        self._roster = roster
        self._contents = contents
        self._halted = halted
        self._pause = pause
        self._clock = clock
        self._table: dict[str, Callable[[Ask, Peer], Said]] = {
            "propose": self._propose,
            "show": self._show,
            "list": self._list,
            "people": self._people,
            "wait": self._wait,
            "cancel": self._cancel,
            "turn": self._turn,
            "halt": self._halt,
        }

    def answer(self, data: bytes, peer: Peer) -> bytes:
        """The answer to one line. Never raises: what is wrong is an answer too."""
        try:
            ask = msgspec.json.decode(data, type=Ask, strict=True)
            operation = self._table.get(ask.op)
            said = (
                operation(ask, peer) if operation else Said(ok=False, error="there is no such operation", exit_code=2)
            )
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeError, RecursionError) as error:
            said = Said(ok=False, error=f"this is no question: {str(error)[:200]}", exit_code=2)
        except KeyturnError as error:
            said = Said(ok=False, error=error.what, fix=error.fix, exit_code=error.exit_code)
        except Exception as error:  # noqa: BLE001 - the broker goes on, and says nothing of its inside
            said = Said(ok=False, error=f"the broker failed: {type(error).__name__}", exit_code=3)
        return msgspec.json.encode(said)

    def _propose(self, ask: Ask, peer: Peer) -> Said:
        if ask.request is None:
            raise Refused("there is nothing to propose")
        return Said(ok=True, row=_row(self._agents.propose(ask.request, peer)))

    def _show(self, ask: Ask, peer: Peer) -> Said:
        del peer
        view = self._agents.show(ask.proposal, ask.revision)
        turned = tuple(
            Turn(
                person=one.person,
                decision=one.decision,
                subject=one.subject,
                key=one.key,
                strength=one.strength,
                at=one.at,
            )
            for one in view.turned
        )
        report = b""
        if view.plan:
            shown = msgspec.json.decode(view.plan)["shown"]
            report = self._contents(shown["report"]) if shown else b""
        return Said(
            ok=True,
            row=_row(view.row),
            plan=view.plan,
            turned=turned,
            missing=view.standing.missing if view.standing else (),
            people=view.standing.people if view.standing else (),
            waits=view.waits,
            report=report,
            halted=self._halted(),
            keys=tuple((person.id, key.public) for person in self._roster().people for key in person.keys),
        )

    def _list(self, ask: Ask, peer: Peer) -> Said:
        del peer
        known = tuple(one for one in ask.states if one in states.STATES)
        if len(known) != len(ask.states):
            raise Refused("there is no such state")
        rows = self._agents.rows(known, after=ask.after, limit=max(1, min(ask.limit, MOST)))
        return Said(ok=True, rows=tuple(_row(one) for one in rows), halted=self._halted())

    def _people(self, ask: Ask, peer: Peer) -> Said:
        del ask, peer
        found = tuple((person.id, key.public) for person in self._roster().people for key in person.keys)
        return Said(ok=True, keys=found, halted=self._halted())

    def _wait(self, ask: Ask, peer: Peer) -> Said:
        end = self._clock() + max(0, min(ask.seconds, LONGEST_WAIT))
        while True:
            said = self._show(ask, peer)
            row = said.row or {}
            ended = row.get("state") in (*states.TERMINAL, states.UNKNOWN)
            if ended or self._clock() >= end:
                return msgspec.structs.replace(said, still=not ended)
            self._pause(0.5)

    def _cancel(self, ask: Ask, peer: Peer) -> Said:
        return Said(ok=True, row=_row(self._agents.cancel(ask.proposal, peer)))

    def _turn(self, ask: Ask, peer: Peer) -> Said:
        del peer
        return Said(ok=True, row=_row(self._carrier.turn(ask.statement, ask.signature)))

    def _halt(self, ask: Ask, peer: Peer) -> Said:
        if not ask.why.strip():
            raise Refused("say why everything is to stop")
        self._carrier.halt(peer, ask.why)
        return Said(ok=True, halted=self._halted())


def _row(row: Row) -> dict[str, str | int]:
    names = "proposal revision state plan kind environment title proposer created expires updated detail outcome review"
    return {name: getattr(row, name) for name in names.split()}
