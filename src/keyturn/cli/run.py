"""`keyturn run`: run a command that was judged by this very process, right before.

An agent's host that lets a hook change a command runs this in its place, once a person allowed the call: between the
yes and the run nothing can be swapped but in the few milliseconds after the last look.
"""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--ticket", "only when a person allowed exactly this with `keyturn allow`"),
    ("--tool NAME", "the agent's tool that the ticket was given for"),
    ("--json", "say as JSON what was decided when it does not run"),
)

HELP = """\
usage: keyturn run [--ticket] [--tool NAME] -- COMMAND

Judges COMMAND as the gate does, takes the undo point that policy asks for, and runs it with bash. What the gate would
ask about or stop does not run, unless a proven human allowed exactly this call; the ticket is spent.

options:
"""

_SHELLS = ("/bin/bash", "/usr/bin/bash", "/bin/sh")


def run(args: list[str]) -> int:
    """The command's own exit code; 1 held or denied, 2 usage, 3 there is no shell."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("run", args, OPTIONS)
    if len(given.words) != 1:
        raise UsageError("run takes one command, as one argument", "keyturn run -- 'rm -rf build'")
    from keyturn.wiring import gate

    command = given.words[0]
    ruling = gate.rule_now(command, given.value("--tool"), gate.here())
    gate.record(ruling, gate.here())
    passes = ruling.verdict == "pass" and ("--ticket" not in given.flags or ruling.ticket != "")
    if not passes:
        from keyturn.gate import messages

        if "--json" in given.flags:
            from keyturn.cli.arguments import print_json

            print_json({"ran": False, "needs": list(ruling.needs), "request": ruling.request})
        sys.stderr.write(messages.to_person(ruling) + "\n")
        return 1
    if ruling.undo is not None:
        sys.stderr.write(f"keyturn: undo point {ruling.undo.id} ({ruling.undo.what})\n")
    sys.stdout.flush()
    sys.stderr.flush()
    for shell in _SHELLS:
        if os.access(shell, os.X_OK):
            # the command is a person's or an agent's own, judged above: this is the one door that runs such text
            os.execv(shell, [os.path.basename(shell), "-c", command])  # noqa: S606 - likewise
    sys.stderr.write("keyturn run: there is no shell here\n")
    return 3
