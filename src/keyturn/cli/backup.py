"""`keyturn backup`: take backups for those who have none, and show what is there."""

from __future__ import annotations

import sys
import time

from keyturn.cli.arguments import Given, helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.drill.taking import Taken, Taking

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--all", "every backup of the file"),
    (
        "--config FILE",
        "the file of drills and backups (default: the nearest drills.toml, else /etc/keyturn/drills.toml)",
    ),
    ("--record DIR", "where drills' evidence is kept: what a drill restored last is never removed"),
    ("--json", "print the answer as JSON"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("take", "take it now, then remove what is not to be kept"),
    ("list", "what is there"),
)

HELP = """\
usage: keyturn backup take NAME… | --all [--json]
       keyturn backup list [NAME…] [--json]

Takes what [backup.NAME] in drills.toml names: pg_dump and pg_basebackup of PostgreSQL, SQLite files, directories. Whole
or not at all, for the owner's eyes alone, with its digest beside it. A backup that was never restored is only a hope:
let a drill name it as backup = "taken:NAME".

exit codes: 0 taken, 1 one could not be taken whole, 2 a definition somebody has to mend, 3 this machine cannot take it

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("backup", args, OPTIONS)
    if not given.words or given.words[0] not in ("take", "list"):
        raise UsageError("backup needs take or list", "keyturn backup take NAME")
    from keyturn.wiring import backup, drill

    known = backup.load(drill.find(given.value("--config")))
    names = given.words[1:]
    for name in names:
        if all(one.name != name for one in known):
            told = ", ".join(one.name for one in known) or "none"
            raise UsageError(f"there is no backup {safe(name)}", f"the file has {told}")
    chosen = tuple(one for one in known if not names or one.name in names)
    if given.words[0] == "list":
        return _list(given, chosen)
    if not names and "--all" not in given.flags:
        raise UsageError("which backup?", "keyturn backup take NAME, or --all")
    return _take(given, chosen)


class _Steps:
    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def step(self, what: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{safe(what)[:100]}")
            sys.stderr.flush()

    def done(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")


def _take(given: Given, chosen: tuple[Taking, ...]) -> int:
    from keyturn.cli.drill import size_shown
    from keyturn.drill.ports import DrillFault
    from keyturn.wiring import backup
    from keyturn.wiring.drill import Places

    told: list[dict[str, object]] = []
    good = True
    for one in chosen:
        steps = _Steps()
        try:
            done = backup.take(one, steps, Places(record=given.value("--record")))
        except DrillFault as fault:
            steps.done()
            good = False
            told.append({"backup": one.name, "taken": None, "fault": str(fault)})
            if "--json" not in given.flags:
                sys.stdout.write(f"FAILED  {safe(one.name)}: {safe(str(fault))}\n")
            continue
        steps.done()
        told.append({"backup": one.name, "taken": _json(done.taken), "removed": list(done.removed), "fault": ""})
        if done.kept_all:
            sys.stderr.write(f"keyturn backup: nothing was removed: {safe(done.kept_all)}\n")
        if "--json" not in given.flags:
            size = size_shown(done.taken.size)
            sys.stdout.write(
                f"TAKEN   {safe(one.name)}  {safe(done.taken.path)}, {size}, not yet restored by a drill\n"
            )
            for path in done.removed:
                sys.stdout.write(f"        removed {safe(path)}\n")
    if "--json" in given.flags:
        print_json({"backups": told, "taken": good})
    return 0 if good else 1


def _list(given: Given, chosen: tuple[Taking, ...]) -> int:
    from keyturn.cli.drill import size_shown
    from keyturn.wiring import backup

    found = {one.name: backup.listed(one) for one in chosen}
    if "--json" in given.flags:
        print_json({"backups": {name: [_json(one) for one in these] for name, these in found.items()}})
        return 0
    for name, these in found.items():
        if not these:
            sys.stdout.write(f"{safe(name)}: there is none\n")
        for one in these:
            at = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(one.taken_at))
            sys.stdout.write(f"{at}  {safe(one.path)}, {size_shown(one.size)}\n")
    return 0


def _json(one: Taken) -> dict[str, object]:
    return {"path": one.path, "kind": one.kind, "sha256": one.digest, "bytes": one.size, "taken_at": one.taken_at}
