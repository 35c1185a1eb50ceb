"""`keyturn gate`: an agent host's hook calls this with its payload on standard input.

The installed hook takes a shorter way to the same answer (`keyturn.hook`); this is the one to try by hand.
"""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (("--json", "print what was found as JSON, instead of the host's own answer"),)

HELP = """\
usage: keyturn gate HOST < PAYLOAD

Judges a tool call of a coding agent before it runs, and answers in the words and with the exit code of that host.
`keyturn init agents` puts the hook into the hosts' settings.

options:
"""


def run(args: list[str]) -> int:
    """The host's own exit code; with --json 0 pass, 1 ask or stop, 3 the payload cannot be read."""
    from keyturn.wiring import gate

    hosts = gate.hosts()
    if helped(args, HELP, OPTIONS):
        sys.stdout.write(f"\nhosts: {', '.join(hosts)}\n")
        return 0
    given = parse("gate", args, OPTIONS)
    if len(given.words) != 1 or given.words[0] not in hosts:
        raise UsageError("gate takes one host", "one of " + ", ".join(hosts))
    payload = sys.stdin.buffer.read(gate.LARGEST + 1)
    if "--json" in given.flags:
        from keyturn.cli.arguments import print_json

        found = gate.explained(given.words[0], payload, gate.here())
        print_json(found)
        return {"pass": 0, "ask": 1, "stop": 1}.get(str(found["verdict"]), 3)
    reply, after = gate.handle(given.words[0], payload, gate.here())
    os.write(2, reply.stderr)
    os.write(1, reply.stdout)
    after()
    return reply.code
