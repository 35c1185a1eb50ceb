"""What a proven human does to the gate: let one held call pass, pause it for a while."""

from __future__ import annotations

import os
import time

from keyturn.adapter.gate_pause import KIND as PAUSE
from keyturn.adapter.gate_pause import LONGEST, Pauses
from keyturn.adapter.gate_tickets import KIND as ALLOW
from keyturn.adapter.gate_tickets import TicketFiles
from keyturn.errors import UsageError
from keyturn.ledger.port import Record
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.ports import Request
    from keyturn.ledger.port import HumanProof, Receipt


def proof(path: str) -> HumanProof:
    """What proves a human on this machine: sudo with its password, asked every time.

    Whoever runs this as root proves nothing by it: the agent may be root as well.
    """
    from keyturn.adapter.proof_sudo import RootProof, SudoProof

    if os.geteuid() == 0:
        return RootProof(path, "a call of an agent is not a file that only root can change")
    return SudoProof(path)


def requests(root: str = "") -> tuple[Request, ...]:
    """Open requests of held calls, newest first."""
    return _tickets(root).requests()


def request(name: str, root: str = "") -> Request:
    """One open request. Raises UsageError when there is none of that name, or none any more."""
    found = _tickets(root).request(name)
    if found is None:
        raise UsageError(f"there is no open request {name}", "keyturn allow lists them; each is open for an hour")
    return found


def _tickets(root: str) -> TicketFiles:
    return TicketFiles(places.state(root), places.tickets(root), time.time)


def allow(found: Request, who: HumanProof) -> Receipt:
    """Let exactly this call pass once, within ten minutes. Raises NoHumanProofError without proof."""
    statement = (
        f"Let this call of an agent pass once, within ten minutes?\n\n  {found.command}\n"
        f"  in {found.directory}\n\n  It {found.summary}."
    )
    return who.confirm(
        statement,
        Record(
            ALLOW,
            _now(),
            (("binding", found.binding), ("request", found.id), ("command", found.command), ("user", os.getuid())),
        ),
    )


def pause(seconds: int, reason: str, who: HumanProof) -> Receipt:
    """Lift everything but what nothing unlocks. Raises UsageError beyond eight hours, or without a reason."""
    if not 0 < seconds <= LONGEST:
        raise UsageError(f"a pause lasts from a second to {LONGEST // 3_600} hours", "keyturn pause 10m --reason TEXT")
    if not reason.strip():
        raise UsageError("a pause needs a reason", 'keyturn pause 10m --reason "moving the photo archive"')
    begin = int(time.time())
    statement = (
        f"Pause Keyturn's gate for {seconds // 60 or 1} minutes?\n\n  {reason}\n\n"
        "Agents' calls pass unasked meanwhile, but for those that nothing unlocks. Undo points are still taken."
    )
    body = (("user", os.getuid()), ("begin", begin), ("end", begin + seconds), ("reason", reason))
    return who.confirm(statement, Record(PAUSE, _now(), body))


def paused(root: str = "") -> tuple[int, int, str]:
    """(begin, end, reason) of the newest pause, zeros when there was none."""
    return Pauses(places.pauses(root), time.time).last()


def clock() -> float:
    """Seconds since the epoch."""
    return time.time()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
