"""`keyturn stats`: what the gate stopped, undid and asked, and how often it got in the way."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.cli.log import counts
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--since DAYS", "only the last DAYS days (default 30)"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn stats [--since DAYS]

Calls that had an effect, by what became of them. Friction is how many a day were asked about or stopped: people stop
reading questions that come too often.

options:
"""


def run(args: list[str]) -> int:
    """0 printed, 2 usage."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("stats", args, OPTIONS)
    days = given.value("--since", "30")
    if given.words or not days.isascii() or not days.isdigit():
        raise UsageError("stats takes a number of days", "keyturn stats --since 7")
    from keyturn.wiring import record

    least = record.since(int(days))
    found = counts([leaf for leaf in record.leaves() if leaf.get("at", "") >= least])
    if "--json" in given.flags:
        print_json(found)
        return 0
    sys.stdout.write(
        f"{found['decisions']:,} calls with an effect on {found['days']} {'day' if found['days'] == 1 else 'days'}\n"
        f"  passed       {found['pass']:>7,}   {found['undo_points']:,} of them with an undo point\n"
        f"  asked        {found['ask']:>7,}\n"
        f"  stopped      {found['stop']:>7,}\n"
        f"  let through  {found['tickets']:>7,}   by a proven human\n"
        f"friction: {found['friction_a_day']} a day asked about or stopped\n"
    )
    for rule, count in found["rules"].items():
        sys.stdout.write(f"  {count:>5,}  {rule}\n")
    return 0
