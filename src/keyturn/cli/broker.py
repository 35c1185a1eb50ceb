"""`keyturn broker`: the one that executes. Run it, look whether it is sound, stop everything."""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import Given, helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--config FILE", "the broker's settings (default: /etc/keyturn/broker.toml)"),
    ("--trial", "settings that belong to this user, for a trial on one machine: advisory, and said so"),
    ("--once", "run: claim and execute what is ready, then end"),
    ("--why TEXT", "halt: the reason"),
    ("--key FILE", "resume: the senior's private key"),
    ("--socket PATH", "where the broker answers"),
    ("--json", "print the answer as JSON"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("run", "answer, claim and execute, in the foreground"),
    ("check", "are settings, roster, permissions sound, and what strength is reached"),
    ("pin-roster", "make the roster of the settings the one that counts; once"),
    ("status", "does it answer, and what waits"),
    ("halt", "stop all claims at once; anybody may"),
    ("resume", "end a halt, with a senior's key"),
)

HELP = """\
usage: keyturn broker run [--config FILE] [--once] [--trial]
       keyturn broker check | pin-roster [--config FILE] [--trial] [--json]
       keyturn broker status | halt --why TEXT | resume [--key FILE] [--json]

The broker runs as a system user of its own and alone holds the environments' credentials. It believes no row of its
store: at a claim it reads the plan's bytes again, verifies every signature against the pinned roster again, and looks
at the target again. `keyturn setup-broker` sets one up.

exit codes: 0 done, 1 not sound, or refused, 2 usage or settings that cannot count, 3 it does not answer

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("broker", args, OPTIONS)
    verbs = {
        "run": _run,
        "check": _check,
        "pin-roster": _pin,
        "status": _status,
        "halt": _halt,
        "resume": _resume,
    }
    verb = given.words[0] if given.words else ""
    if verb not in verbs or len(given.words) != 1:
        raise UsageError("broker needs one of " + ", ".join(verbs), "keyturn broker run")
    _extra()
    return verbs[verb](given)


def _extra() -> None:
    try:
        import msgspec
        import sqlalchemy
    except ImportError as error:
        raise UsageError("the broker's libraries are not installed", "install keyturn[broker]") from error
    del msgspec, sqlalchemy


def _place(given: Given) -> tuple[str, int]:
    from keyturn.wiring import broker

    owner = os.geteuid() if "--trial" in given.flags else 0
    return os.path.abspath(given.value("--config") or broker.CONFIGURATION), owner


def _run(given: Given) -> int:
    from keyturn.wiring import broker

    path, owner = _place(given)
    daemon = broker.Daemon(path, owner=owner)
    if "--trial" in given.flags:
        sys.stderr.write("keyturn broker: a trial: programs of this user can change what it goes by (advisory)\n")
    return daemon.until_told(once="--once" in given.flags)


def _check(given: Given) -> int:
    from keyturn.wiring import broker

    path, owner = _place(given)
    problems, strength = broker.checked(path, owner=owner)
    if "--json" in given.flags:
        print_json({"sound": not problems, "problems": problems, "strength": strength})
    else:
        for one in problems:
            sys.stdout.write(f"  {safe(one, keep_newlines=True)}\n")
        sys.stdout.write(("Not sound.\n" if problems else "Sound.\n") + f"Strength: {safe(strength)}\n")
    return 1 if problems else 0


def _pin(given: Given) -> int:
    from keyturn.wiring import broker

    path, owner = _place(given)
    roster, digest = broker.pin_from(path, owner=owner)
    if "--json" in given.flags:
        print_json({"roster": roster, "digest": digest})
    else:
        sys.stdout.write(
            f"{safe(roster)} is the roster that counts: {digest}\nA change of it is a proposal from now on.\n"
        )
    return 0


def _status(given: Given) -> int:
    from keyturn.broker import states
    from keyturn.broker.api import Ask
    from keyturn.wiring import proposing

    path = proposing.socket_path(given.value("--socket"))
    said = proposing.ask(path, Ask(op="list", states=(*states.OPEN, *states.BUSY), limit=500))
    unknown = [row["proposal"] for row in said.rows if row["state"] == states.UNKNOWN]
    if "--json" in given.flags:
        print_json({"answers": said.ok, "halted": said.halted, "open": len(said.rows), "unknown": unknown})
        return 0 if said.ok else 3
    sys.stdout.write(f"It answers at {safe(path)}. {len(said.rows)} proposals have not ended.\n")
    if said.halted:
        sys.stdout.write(f"All claims are halted {safe(said.halted)}\n")
    for one in unknown:
        sys.stdout.write(f"{one} is UNKNOWN: two people say what it was (keyturn proposal reconcile)\n")
    return 0


def _halt(given: Given) -> int:
    from keyturn.broker.api import Ask
    from keyturn.cli.proposal import answered
    from keyturn.wiring import proposing

    path = proposing.socket_path(given.value("--socket"))
    said = proposing.ask(path, Ask(op="halt", why=given.value("--why")))
    if said.ok and "--json" not in given.flags:
        sys.stdout.write("All claims are halted. A senior ends it: keyturn broker resume\n")
        return 0
    return answered(said, "halt", json_wanted="--json" in given.flags)


def _resume(given: Given) -> int:
    from keyturn.broker import statement
    from keyturn.broker.api import Ask
    from keyturn.cli.proposal import answered
    from keyturn.wiring import proposing

    path = proposing.socket_path(given.value("--socket"))
    keys = proposing.ask(path, Ask(op="people"))
    key, person = proposing.key_of(keys, given.value("--key"))
    said = proposing.statement(keys, "", person, statement.RESUME)
    answer = proposing.carried(path, said, key)
    if answer.ok and "--json" not in given.flags:
        sys.stdout.write("The broker claims again.\n")
        return 0
    return answered(answer, statement.RESUME, json_wanted="--json" in given.flags)
