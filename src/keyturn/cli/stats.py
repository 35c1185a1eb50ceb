"""`keyturn stats`: what the gate stopped, undid and asked, and how often it got in the way."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.cli.log import Problems, counts
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--since WHEN", "only from then on: 7 or 7d, 12h ago, or 2026-05-01 (default 30 days)"),
    ("--until WHEN", "only before then"),
    ("--days", "with a line for each day"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn stats [--since WHEN] [--until WHEN] [--days]

Calls that had an effect, by what became of them. Friction is how many a day were asked about or stopped: people stop
reading questions that come too often.

options:
"""


def run(args: list[str]) -> int:
    """0 printed, 2 usage, 3 the record holds lines that cannot be read, or a file of it is missing."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("stats", args, OPTIONS)
    if given.words:
        raise UsageError("stats takes options only", "keyturn stats --since 7")
    from keyturn.wiring import record

    least = record.moment(given.value("--since", "30"))
    most = record.moment(given.value("--until")) if given.value("--until") else "~"
    problems = Problems()
    found = counts(leaf for leaf in record.leaves() if not problems.met(leaf) and least <= leaf["at"] < most)
    if "--json" in given.flags:
        print_json(found)
        problems.tell()
        return problems.code
    sys.stdout.write(
        f"{found['decisions']:,} {'call' if found['decisions'] == 1 else 'calls'} with an effect on {found['days']} "
        f"{'day' if found['days'] == 1 else 'days'}\n"
        f"  passed       {found['pass']:>7,}   {found['undo_points']:,} of them with an undo point\n"
        f"  asked        {found['ask']:>7,}\n"
        f"  stopped      {found['stop']:>7,}\n"
        f"  let through  {found['tickets']:>7,}   by a proven human\n"
        f"  undone       {found['undone']:>7,}   with keyturn undo\n"
        f"friction: {found['friction_a_day']} a day asked about or stopped\n"
    )
    tables = [("host", found["hosts"])] + ([("day", found["by_day"])] if "--days" in given.flags else [])
    for title, rows in tables:
        if not rows:
            continue
        names = {name: safe(name) or "(not said)" for name in rows}
        width = max(len(title), *map(len, names.values()))
        sys.stdout.write(f"\n{title:<{width}}  {'passed':>7}  {'asked':>7}  {'stopped':>7}\n")
        for name, one in rows.items():
            sys.stdout.write(f"{names[name]:<{width}}  {one['pass']:>7,}  {one['ask']:>7,}  {one['stop']:>7,}\n")
    if found["rules"]:
        sys.stdout.write("\nasked about or stopped, by rule\n")
    for rule, count in found["rules"].items():
        sys.stdout.write(f"  {count:>5,}  {safe(rule)}\n")
    problems.tell()
    return problems.code
