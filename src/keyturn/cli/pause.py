"""`keyturn pause`: a person lifts the gate for a while; what nothing unlocks stays stopped."""

from __future__ import annotations

import sys
import time

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--reason TEXT", "why; it is recorded"),
    ("--key FILE", "the hardware-backed SSH key to touch (default: the enrolled one in ~/.ssh)"),
    ("--sudo", "prove it by sudo's password although a key is enrolled"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn pause DURATION --reason TEXT     (10m, 90s, 2h; at most 8h)
       keyturn pause                            (is there one?)

Agents' calls pass unasked meanwhile, but for those that nothing unlocks: system directories, the guard itself. Undo
points are still taken. A proven human is asked, every time: the PIN and the touch of a hardware key that root enrolled
in /etc/keyturn/keys, or sudo with its password.

options:
"""

_UNITS = {"s": 1, "m": 60, "h": 3_600}


def run(args: list[str]) -> int:
    """0 paused or shown, 1 nobody proved to be a human, 2 usage."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("pause", args, OPTIONS)
    from keyturn.wiring import human, places

    json_wanted = "--json" in given.flags
    if not given.words:
        begin, end, reason = human.paused()
        on = begin <= human.clock() < end
        if json_wanted:
            print_json({"paused": on, "until": end if on else 0, "reason": reason if on else ""})
        elif on:
            sys.stdout.write(f"Paused until {_shown(end)}: {safe(reason)}\n")
        else:
            sys.stdout.write("Not paused.\n")
        return 0
    if len(given.words) > 1:
        raise UsageError("pause takes one duration", "keyturn pause 10m --reason TEXT")
    seconds = _seconds(given.words[0])
    who = human.prover(places.pauses(), key=given.value("--key"), sudo="--sudo" in given.flags)
    receipt = human.pause(seconds, given.value("--reason"), who)
    until = int(human.clock()) + seconds
    if json_wanted:
        print_json({"paused": True, "until": until, "leaf": receipt.leaf_hash})
    else:
        sys.stdout.write(f"Paused until {_shown(until)}.\n")
    return 0


def _seconds(text: str) -> int:
    unit = _UNITS.get(text[-1:])
    number = text[:-1]
    if unit is None or not number.isascii() or not number.isdigit():
        raise UsageError(f"{text!r} is no duration", "a number and s, m or h: 10m")
    return int(number) * unit


def _shown(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))
