"""`keyturn status`: what is guarded here, and what the gate did today."""

from __future__ import annotations

import sys
import time

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (("--json", "print the answer as JSON"),)

HELP = """\
usage: keyturn status [--json]

What is guarded here and by what strength, whether the gate is paused, how much the undo store holds, and what was
decided today. Only looks; `keyturn doctor` tries the hooks.

options:
"""


def run(args: list[str]) -> int:
    """0 shown, 2 usage."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("status", args, OPTIONS)
    if given.words:
        raise UsageError("status takes options only", "keyturn status --json")
    from keyturn.cli.doctor import document, shown
    from keyturn.cli.log import counts
    from keyturn.wiring import agents, directory, doctor, human, record, undo

    machine = agents.here()
    found = doctor.hosts(machine, canary=False)
    git = doctor.git(directory.real(), machine.environ)
    if git is not None:
        found.append(git)
    begin, end, reason = human.paused()
    paused = begin <= human.clock() < end
    heads = undo.heads()
    size = undo.store().size()
    day = record.since(0)[:10]
    today = counts([leaf for leaf in record.leaves() if leaf.get("at", "")[:10] == day])
    oldest = min((head.at for head in heads), default=0)
    if "--json" in given.flags:
        print_json(
            {
                "guards": [document(one) for one in found],
                "paused": {"until": end, "reason": reason} if paused else None,
                "undo": {"points": len(heads), "bytes": size, "oldest": oldest},
                "today": today,
            }
        )
        return 0
    for one in found:
        sys.stdout.write(shown(one))
    if not found:
        sys.stdout.write("Nothing is guarded here: no coding agent and no repository was found.\n")
    if paused:
        until = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(end))
        sys.stdout.write(f"paused until {until}: {safe(reason)}\n")
    else:
        sys.stdout.write("not paused\n")
    age = f", the oldest of {time.strftime('%Y-%m-%d', time.gmtime(oldest))}" if heads else ""
    points = "1 point" if len(heads) == 1 else f"{len(heads):,} points"
    sys.stdout.write(f"undo: {points}, {undo.shown(size)}{age}\n")
    sys.stdout.write(
        f"today: {today['pass']:,} passed with an effect, {today['ask']:,} asked, {today['stop']:,} stopped\n"
    )
    return 0
