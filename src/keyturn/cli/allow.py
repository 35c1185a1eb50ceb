"""`keyturn allow`: a person lets one held call of an agent pass, once."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--key FILE", "the hardware-backed SSH key to touch (default: the enrolled one in ~/.ssh)"),
    ("--sudo", "prove it by sudo's password although a key is enrolled"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn allow [ID]

Lets exactly one held call of an agent pass once, within ten minutes: the same command in the same directory, with
everything that was looked at unchanged. A proven human is asked, every time: the PIN and the touch of a hardware key
that root enrolled in /etc/keyturn/keys, or sudo with its password. Without an ID, lists the calls that wait.

options:
"""


def run(args: list[str]) -> int:
    """0 allowed or listed, 1 nobody proved to be a human, 2 usage or no such request."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("allow", args, OPTIONS)
    if len(given.words) > 1:
        raise UsageError("allow takes one request", "keyturn allow lists them")
    from keyturn.wiring import human, places

    if not given.words:
        found = human.requests()
        if "--json" in given.flags:
            keys = ("id", "command", "directory", "summary", "needs")
            print_json([{key: getattr(one, key) for key in keys} for one in found])
            return 0
        if not found:
            sys.stdout.write("No call waits for a person.\n")
        for one in found:
            sys.stdout.write(f"{one.id}  {safe(one.command)}\n    in {safe(one.directory)}\n    {safe(one.summary)}\n")
        return 0
    request = human.request(given.words[0])
    who = human.prover(places.tickets(), key=given.value("--key"), sudo="--sudo" in given.flags)
    receipt = human.allow(request, who)
    if "--json" in given.flags:
        print_json({"request": request.id, "allowed": True, "leaf": receipt.leaf_hash})
    else:
        sys.stdout.write("Allowed once, within ten minutes. The agent makes the very same call again.\n")
    return 0
