"""`keyturn doctor`: is the guard alive, and how strong is it."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.wiring.doctor import Health

OPTIONS: tuple[tuple[str, str], ...] = (("--json", "print the answer as JSON"),)

HELP = """\
usage: keyturn doctor [--json]

Looks at every agent that is installed here and at the hooks of this repository, and runs each agent's hook, by the very
line in its settings, with a call that must be stopped and one that must pass. Says what each is worth: "enforced" holds
although a program of yours tries to get around it, "advisory" does not.

options:
"""

MEANING = {
    "enforced": "root alone can take it out",
    "advisory": "a program that runs as you could take it out",
}


def run(args: list[str]) -> int:
    """0 live, 1 something is not guarded, 2 usage, 3 something cannot be told."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("doctor", args, OPTIONS)
    if given.words:
        raise UsageError("doctor takes options only", "keyturn doctor --json")
    from keyturn.wiring import agents, directory, doctor

    machine = agents.here()
    here = directory.real()
    found = doctor.hosts(machine, canary=True)
    git = doctor.git(here, machine.environ)
    if git is not None:
        found.append(git)
    around = doctor.ways_around(here, machine.home)
    unguarded = agents.without_hook(machine)
    by_hand = agents.by_hand(machine)
    daemon = doctor.daemon(machine.root)
    proofs = doctor.proofs()
    restores = doctor.restores()
    states = {one.state for one in found}
    code = 1 if doctor.UNGUARDED in states or not found else 3 if doctor.UNKNOWN in states else 0
    if "--json" in given.flags:
        print_json(
            {
                "guards": [document(one) for one in found],
                "without_hook": unguarded,
                "by_hand": by_hand,
                "around": around,
                "daemon": daemon,
                "proofs": dict(proofs),
                "restore_proofs": restores,
                "live": code == 0,
            }
        )
        return code
    for one in found:
        sys.stdout.write(shown(one))
    if not found:
        sys.stdout.write("No coding agent and no repository was found here.\n")
    out = [f"{title}: has no hook before a call; git's hooks guard what it commits\n" for title in unguarded]
    out += [f"{title}: cannot tell: its hook is put in by hand, see docs/hosts.md\n" for title in by_hand]
    out += [f"around it: {safe(line)}\n" for line in around]
    out.append(f"daemon: {safe(daemon)}\n")
    out += [f"proof of a person: {name} {worth}\n" for name, worth in proofs]
    if restores:
        out.append(f"proof of a restore: {safe(restores)}\n")
    sys.stdout.write("".join(out))
    return code


def document(one: Health) -> dict[str, object]:
    """One place, for programs."""
    return {
        "name": one.name,
        "title": one.title,
        "path": one.path,
        "state": one.state,
        "strength": one.strength,
        "problems": list(one.problems),
        "notes": list(one.notes),
    }


def shown(one: Health) -> str:
    """One place, for people."""
    worth = f", {one.strength}: {MEANING[one.strength]}" if one.strength and one.state == "live" else ""
    out = f"{one.title}: {one.state}{worth}\n"
    if one.path:
        out += f"  {safe(one.path)}\n"
    return out + "".join(f"  {safe(line)}\n" for line in (*one.problems, *one.notes))
