"""`keyturn pins`: which Terraform states were seen, and a person's word that one is right."""

from __future__ import annotations

import os
import sys
import time

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--workspace NAME", "the Terraform workspace (default: the one that is selected there)"),
    ("--program NAME", "terraform or tofu (default: terraform)"),
    ("--key FILE", "the hardware-backed SSH key to touch (default: the enrolled one in ~/.ssh)"),
    ("--sudo", "prove it by sudo's password although a key is enrolled"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn pins                        list what is pinned
       keyturn pins accept DIRECTORY       a proven human vouches for the state that is there now
       keyturn pins forget DIRECTORY       forget what runs saw; what a person vouched for stays

A pin says which Terraform state belongs to a directory: its backend, lineage, serial, size and account. The first good
rehearsal pins what it saw. From then on another lineage, a vanished or an older state, another backend or account is an
alarm, and `keyturn check`, the gate and `keyturn rehearse` stop what would destroy.

options:
"""


def run(args: list[str]) -> int:
    """0 done, 1 nobody proved to be a human, 2 usage, 3 the state cannot be read."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("pins", args, OPTIONS)
    from keyturn.wiring.pins import Pins, selected

    json_wanted = "--json" in given.flags
    words = given.words
    if words in ([], ["list"]):
        return _list(json_wanted=json_wanted)
    if words[0] not in ("accept", "forget") or len(words) != 2:
        raise UsageError("pins takes accept or forget, and a directory", "keyturn pins accept infra/prod")
    directory = os.path.abspath(words[1])
    if not os.path.isdir(directory):
        raise UsageError(f"there is no directory {words[1]}", "keyturn pins accept infra/prod")
    workspace = given.value("--workspace") or selected(directory)
    pins = Pins()
    if words[0] == "forget":
        there = pins.forget(directory, workspace)
        if json_wanted:
            print_json({"forgotten": there})
        else:
            sys.stdout.write("Forgotten.\n" if there else "Nothing was pinned there by a run.\n")
        return 0
    from keyturn.wiring import human, places
    from keyturn.wiring.terraform import identity

    found = identity(directory, workspace, given.value("--program") or "terraform")
    who = human.prover(places.pins(), key=given.value("--key"), sudo="--sudo" in given.flags, kept=places.vouched())
    receipt = pins.accept(directory, workspace, found, who)
    if json_wanted:
        print_json({"pinned": True, "lineage": found.lineage, "serial": found.serial, "leaf": receipt.leaf_hash})
    else:
        sys.stdout.write(f"Pinned: {safe(_shown(found))}\n")
    return 0


def _shown(pin: object) -> str:
    from keyturn.tool.pins import Pin

    assert isinstance(pin, Pin)
    parts = [pin.backend, f"lineage {pin.lineage or 'none'}", f"serial {pin.serial}", f"{pin.resources} resources"]
    return ", ".join(part for part in (*parts, *pin.accounts) if part)


def _list(*, json_wanted: bool) -> int:
    from keyturn.wiring.pins import Pins

    rows = list(Pins())
    if json_wanted:
        print_json(
            {
                "pins": [
                    {"directory": os.path.join(root, inside), "workspace": workspace, **dict(pin.__iter_fields__())}
                    for (root, inside, workspace), pin in rows
                ]
            }
        )
        return 0
    if not rows:
        sys.stdout.write("Nothing is pinned. The first good `keyturn rehearse -- terraform plan …` pins what it saw.\n")
    for (root, inside, workspace), pin in rows:
        at = time.strftime("%Y-%m-%d", time.gmtime(pin.at))
        sys.stdout.write(
            f"{safe(os.path.normpath(os.path.join(root, inside)))} [{safe(workspace)}]\n"
            f"  {safe(_shown(pin))}\n  by {pin.by}, {at}\n"
        )
    return 0
