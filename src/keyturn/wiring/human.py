"""What a proven human does to the gate: let one held call pass, pause it for a while."""

from __future__ import annotations

import os
import time

from keyturn.adapter.gate_pause import KIND as PAUSE
from keyturn.adapter.gate_pause import LONGEST, Pauses
from keyturn.adapter.gate_tickets import KIND as ALLOW
from keyturn.adapter.gate_tickets import LIFE, TicketFiles
from keyturn.errors import NoHumanProofError, UsageError
from keyturn.ledger.port import Record
from keyturn.model.text import safe
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.ssh_signatures import Roster
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


def prover(path: str, *, key: str = "", sudo: bool = False, root: str = "", kept: str = "") -> HumanProof:
    """What proves a human for a call or a pause: an enrolled hardware key where there is one, else sudo.

    `key` is the key's file; without it, one in ~/.ssh whose public half is enrolled. `sudo` leaves keys aside.
    `kept` is the file for what is signed, if not that of calls and pauses. Raises NoHumanProofError, or UsageError for
    a key that cannot be one.
    """
    found = touch(key=key, sudo=sudo, root=root, kept=kept)
    if found is not None:
        return found
    if os.geteuid() == 0:
        from keyturn.adapter.proof_key import HOW

        raise NoHumanProofError(
            "this is root, and root is asked for no password: whatever runs as root could answer like a person",
            f"Prove it by a hardware key. {HOW} Or run agents, and this, as an ordinary user with a password.",
        )
    return proof(path)


def touch(*, key: str = "", sudo: bool = False, root: str = "", kept: str = "") -> HumanProof | None:
    """The proof by a hardware key, None where nobody enrolled one or `sudo` leaves keys aside. Raises UsageError."""
    if key and sudo:
        raise UsageError("--key and --sudo are two ways to prove the same", "give one of them")
    if sudo:
        return None
    from keyturn.adapter.ssh_signatures import key_files

    keys = roster(root)
    own = [key] if key else key_files(os.path.join(places.home(), ".ssh"), keys)
    if not own:
        return None
    from keyturn.adapter.proof_key import KeyProof

    if not os.path.exists(own[0]):
        raise UsageError(f"there is no key {own[0]}", "the file that ssh-keygen made, without .pub")
    # a public half alone is enough where an agent of SSH's holds the other
    private = own[0].removesuffix(".pub")
    return KeyProof(kept or places.signed(root), private if os.path.exists(private) else own[0], keys, _say)


def roster(root: str = "") -> Roster:
    """Hardware keys that root says belong to people."""
    from keyturn.adapter.ssh_signatures import roster as read

    return read(places.keys(root), os.getuid() if root else 0, root or "/")


def _say(text: str) -> None:
    import sys

    sys.stderr.write(text)
    sys.stderr.flush()


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
        f"Let this call of an agent pass once, within ten minutes?\n\n  {safe(found.command)}\n"
        f"  in {safe(found.directory)}\n\n  It {safe(found.summary)}."
    )
    return who.confirm(
        statement,
        Record(
            ALLOW,
            _now(),
            (
                ("binding", found.binding),
                ("request", found.id),
                ("command", found.command),
                ("user", os.getuid()),
                ("expires", int(time.time()) + LIFE),
            ),
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
        f"Pause Keyturn's gate for {seconds // 60 or 1} minutes?\n\n  {safe(reason)}\n\n"
        "Agents' calls pass unasked meanwhile, but for those that nothing unlocks. Undo points are still taken."
    )
    body = (("user", os.getuid()), ("begin", begin), ("end", begin + seconds), ("reason", reason))
    return who.confirm(statement, Record(PAUSE, _now(), body))


def paused(root: str = "") -> tuple[int, int, str]:
    """(begin, end, reason) of the newest pause, zeros when there was none."""
    from keyturn.wiring.gate import signed

    return Pauses(places.pauses(root), time.time, owner=os.getuid() if root else 0, signed=signed(root)).last()


def clock() -> float:
    """Seconds since the epoch."""
    return time.time()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
