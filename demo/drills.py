"""Restore drills as a condition: a command held for want of proof, a truncated backup found out, a good drill.

    python -m demo.drills

The servers, the dumps and the drills are real; production is a throw-away server on this machine, and the command that
is judged is never run. Keyturn's own places lie below a temporary directory, so nothing of this machine is touched.
Exits 1 when an expectation is not met.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_server import Server, server
from keyturn.cli.drill import shown
from keyturn.drill.evidence import Evidence
from keyturn.gate import messages
from keyturn.gate.call import SHELL, STOP, ToolCall
from keyturn.gate.ports import Traits
from keyturn.gate.service import Ruling
from keyturn.wiring import drill, gate

COMMAND = "psql -h db.prod.example.com -U app -d shop -c 'drop table orders'"
SETTINGS = """\
[environment.prod]
matches = ["postgres://db.prod.example.com/*"]
hold = { restore_within = "24h" }
"""
DRILLS = """\
[drill.shop]
kind = "pg_dump"
backup = "{backups}/shop-*.dump"
every = "24h"
max_age = "26h"
proves = ["postgres://db.prod.example.com/shop"]

[[drill.shop.question]]
name = "orders"
sql = "select count(*) from orders"
at_least = 20000

[[drill.shop.question]]
name = "every order has its customer"
foreign_keys = true

[[drill.shop.question]]
name = "indexes and heaps"
amcheck = true
"""
SCHEMA = """
create table customers(id int primary key, name text not null);
create table orders(id int primary key, customer int not null references customers, note text);
insert into customers select g, 'customer ' || g from generate_series(1, 500) g;
insert into orders select g, g % 500 + 1, md5(g::text) from generate_series(1, 20000) g;
create index on orders (customer);
"""


class Machine:
    """Keyturn's places below a directory, with a signing key that the owner of the files vouches for."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.work = place / "work"
        self.backups = place / "backups"
        etc = place / "etc" / "keyturn"
        for directory in (self.work, self.backups, etc, place / "var" / "lib" / "keyturn" / "drills"):
            directory.mkdir(parents=True)
        (self.work / "keyturn.toml").write_text(SETTINGS)
        (self.work / "drills.toml").write_text(DRILLS.format(backups=self.backups))
        subprocess.run(["git", "init", "--quiet", str(self.work)], check=True)
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "drill", "-f", str(etc / "drill.key")]
        subprocess.run(words, check=True)
        (etc / "drill.signers").write_text("keyturn-drill " + (etc / "drill.key.pub").read_text())
        (etc / "drill.signers").chmod(0o644)

    def asked(self) -> Ruling:
        """What the gate says to the command, as an agent's tool call."""
        surroundings = gate.Surroundings({"PATH": "/usr/bin:/bin"}, str(self.work), root=str(self.place))
        call = ToolCall("demo", "before", SHELL, "Bash", "demo", str(self.work), COMMAND)
        return gate.gate(surroundings, str(self.work)).rule(call, Traits("demo"))

    def drilled(self) -> Evidence:
        """The drill, run and kept."""
        (one,) = drill.load(str(self.work / "drills.toml"))
        return drill.drill(one, _Silent(), drill.Places(str(self.place), os.getuid())).evidence


class _Silent:
    def step(self, what: str) -> None:
        """Nothing is shown of the steps."""


def production(live: Server) -> None:
    """Something to lose."""
    import psycopg

    with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
        link.execute("create database shop")
    with psycopg.connect(live.address("shop"), password=live.password, autocommit=True) as link:
        link.execute(SCHEMA)


def dumped(live: Server, target: Path) -> None:
    """A backup as everybody takes them."""
    words = [live.programs.path("pg_dump"), "-Fc", "-Z0", "shop"]
    done = postgres_server.run(words, live.environment("shop"), seconds=60)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    target.write_bytes(done.stdout)


def session(place: Path, say: Callable[[str], None]) -> list[str]:
    """Play it below an empty directory. Returns the expectations that were not met; [] when all is well."""
    failures: list[str] = []

    def expect(met: bool, what: str) -> None:
        if not met:
            failures.append(what)
            say(f"NOT AS EXPECTED: {what}")

    def told(ruling: Ruling) -> str:
        text = messages.to_agent(ruling)
        say(f"$ {COMMAND}")
        say(text)
        return text

    machine = Machine(place)
    with server() as live:
        production(live)
        say("1. Production wants a restore proven within 24 hours, and there is none:\n")
        text = told(machine.asked())
        expect("no drill proves postgres://db.prod.example.com/shop" in text, "the missing proof is named")

        say("\n2. A nightly dump of which the end is missing. Its table of contents lists without a complaint:\n")
        whole = machine.backups / "whole"
        dumped(live, whole)
        cut = machine.backups / "shop-1.dump"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
        listing = subprocess.run([live.programs.path("pg_restore"), "-l", str(cut)], capture_output=True, check=False)
        say(f"$ pg_restore -l {cut.name}    (exit code {listing.returncode})")
        expect(listing.returncode == 0, "a truncated dump can be listed")
        failed = machine.drilled()
        say(f"$ keyturn drill run shop\n{shown(failed).replace(str(place), '')}")
        expect(failed.verdict == "failed" and "end of file" in failed.fault, "the truncated dump fails the drill")
        expect("drill shop did not pass" in told(machine.asked()), "a failed drill lets nothing through")

        say("\n3. The whole dump:\n")
        dumped(live, machine.backups / "shop-2.dump")
        good = machine.drilled()
        say(f"$ keyturn drill run shop\n{shown(good).replace(str(place), '')}")
        expect(good.verdict == "passed", "the whole dump passes the drill")

        say("4. The same command. The proof is there, and what it needs besides is not:\n")
        after = machine.asked()
        text = told(after)
        expect("a restore proven" not in text, "the proof is no longer missing")
        expect(after.verdict == STOP and bool(after.needs), "it is held for its next obligation")
    return failures


def main() -> int:
    """Play it in a temporary directory."""
    # short and passable for the server's account: a socket's name is not long
    place = Path(tempfile.mkdtemp(prefix="keyturn-demo-", dir="/tmp"))
    began = time.monotonic()
    try:
        failures = session(place, print)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"\n{'As expected' if not failures else 'NOT as expected'}, in {time.monotonic() - began:.1f} s.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
