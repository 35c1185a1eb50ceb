"""`keyturn recoverable`: could we get this back, how old would it be, how long would it take? From evidence alone."""

from __future__ import annotations

import sys
import time

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--table NAME", "this table must have been in the copy; may be given again"),
    ("--within PERIOD", "how old the drill may be (default: 24h)"),
    ("--record DIR", "where evidence is kept (default: /var/lib/keyturn/drills, else the user's own place)"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn recoverable TARGET [--table NAME]… [--within PERIOD] [--json]

Says whether a restore drill has shown that TARGET can be brought back: postgres://SERVER/DATABASE, sqlite:PATH or a
path. Only evidence counts that is signed by a key that root vouches for. "No" means not proven, which is not the same
as lost: do not give up on data because of this answer, and do not destroy any because of somebody's word.

exit codes: 0 proven, 1 not proven, 2 the target cannot be read, 3 the evidence cannot be read

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("recoverable", args, OPTIONS)
    if len(given.words) != 1:
        raise UsageError("recoverable takes one target", "keyturn recoverable postgres://db.example.com/shop")
    from keyturn.cli.drill import as_json, seconds_shown
    from keyturn.wiring.proof import recoverable

    tables = tuple(given.values.get("--table", []))
    name, proof = recoverable(given.words[0], tables, given.value("--within", "24h"), kept=given.value("--record"))
    evidence = proof.evidence
    if "--json" in given.flags:
        print_json(
            {
                "target": name,
                "tables": list(tables),
                "recoverable": proof.proven,
                "why": proof.why,
                "drilled_seconds_ago": proof.age if evidence else None,
                "data_age_seconds": proof.rpo,
                "restore_seconds": evidence.took / 1_000 if evidence and proof.proven else None,
                "evidence": None if evidence is None else as_json(evidence),
            }
        )
        return 0 if proof.proven else 1
    if not proof.proven:
        sys.stdout.write(f"NOT PROVEN  {safe(name)}: {safe(proof.why)}\n")
    if proof.proven and evidence is not None:
        rows = dict(evidence.tables)
        what = ", ".join(f"{safe(one)} ({rows.get(one, rows.get(f'public.{one}', 0))} rows)" for one in tables)
        sys.stdout.write(f"YES  {safe(name)}{': ' + what if what else ''}\n")
        sys.stdout.write(f"  how old   {seconds_shown(proof.rpo) if proof.rpo is not None else 'unknown'}\n")
        sys.stdout.write(f"  how long  {seconds_shown(evidence.took / 1_000)}\n")
    if evidence is not None and evidence.backup:
        at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(evidence.at))
        sys.stdout.write(f"  evidence  drill {safe(evidence.drill)}, {at}, of {safe(evidence.backup)}\n")
    return 0 if proof.proven else 1
