"""`keyturn setup-broker`: the system user, directories, documents and units of a broker, on this machine."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--dry-run", "show what would be made, and make nothing"),
    ("--root DIR", "below this directory instead of / (images); without making users"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: sudo keyturn setup-broker [--dry-run] [--root DIR] [--json]

Makes what a broker on this machine needs: a system user, its directories, broker.toml and roster.toml to fill in, the
ledger's key, and hardened units of systemd for the broker and a witness. What is there stays as it is; a second
time changes nothing. Nothing is started, and no roster counts before somebody pins it.

exit codes: 0 done, 2 usage, 3 something could not be made

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("setup-broker", args, OPTIONS)
    if given.words:
        raise UsageError("setup-broker takes options alone", "keyturn setup-broker --dry-run")
    from keyturn.wiring import setup_broker

    root = given.value("--root").rstrip("/")
    dry = "--dry-run" in given.flags
    wanted = "--json" in given.flags
    planned = [one for one in setup_broker.steps(root) if not one.there]
    if not wanted:
        for one in planned:
            owner = f", of {one.owner}" if one.owner != "root" else ""
            sys.stdout.write(f"+ {one.what} {root if one.what != 'system user' else ''}{one.path}{owner}\n")
            for line in (one.text or "").splitlines():
                sys.stdout.write(f"+     {line}\n")
        if not planned:
            sys.stdout.write("Everything is there.\n")
    done = [] if dry else [one.path for one in setup_broker.apply(root)]
    if wanted:
        print_json(
            {
                "would_make" if dry else "made": [one.path for one in planned] if dry else done,
                "strength": list(setup_broker.strength()),
                "next": list(setup_broker.NEXT),
            }
        )
        return 0
    sys.stdout.write("\nWhat it separates:\n" + "".join(f"  {line}\n" for line in setup_broker.strength()))
    if not dry:
        sys.stdout.write("\nNext:\n" + "".join(f"  {line}\n" for line in setup_broker.NEXT))
    return 0
