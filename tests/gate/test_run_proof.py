"""`keyturn run` under `restore_within`, from end to end: held, drilled for real, run; and held again once the proof goes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import parts
from tests.conftest import ROOT

RUNNER = """
import os, sys
from keyturn.wiring import gate
from keyturn.cli import run
gate.here = lambda: gate.Surroundings(dict(os.environ), os.getcwd(), root=sys.argv[1], temporary=())
sys.exit(run.run(sys.argv[2:]))
"""
DRILLER = """
import sys
from keyturn.cli import drill as command
from keyturn.wiring import drill
real = drill.Places
drill.Places = lambda record="": real(root=sys.argv[1], owner=int(sys.argv[2]), record=record)
sys.exit(command.run(sys.argv[3:]))
"""
SETTINGS = """\
[environment.dev]
matches = ["sqlite:{shop}"]
hold = {{ restore_within = "24h" }}
"""
DRILLS = """\
[drill.shop]
kind = "sqlite"
backup = "{backup}"
every = "24h"
proves = ["sqlite:{shop}"]

[[drill.shop.question]]
name = "orders"
sql = "select count(*) from orders"
at_least = 100
"""
COMMAND = 'sqlite3 {shop} "delete from orders"'


class Shop:
    """A database that the organisation's rules hold, a backup of it, and Keyturn's places, all below one directory."""

    def __init__(self, root: Path) -> None:
        parts.apt("sqlite3", "sqlite3")
        self.root = root
        self.work = root / "work"
        self.shop = root / "srv" / "shop.db"
        self.backup = root / "backup.db"
        etc = root / "etc" / "keyturn"
        for place in (self.work, self.shop.parent, etc, root / "var" / "lib" / "keyturn" / "drills"):
            place.mkdir(parents=True)
        for path in (self.shop, self.backup):
            self.fill(path, 120)
        (etc / "keyturn.toml").write_text(SETTINGS.format(shop=self.shop))
        (self.work / "drills.toml").write_text(DRILLS.format(shop=self.shop, backup=self.backup))
        program = parts.apt("ssh-keygen", "openssh-client")
        subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", "d", "-f", str(etc / "drill.key")], check=True)
        (etc / "drill.signers").write_text(f"keyturn-drill {(etc / 'drill.key.pub').read_text()}")
        (etc / "drill.signers").chmod(0o644)

    @staticmethod
    def fill(path: Path, rows: int) -> None:
        with sqlite3.connect(path) as link:
            link.execute("create table if not exists orders(id integer primary key)")
            link.execute("delete from orders")
            link.executemany("insert into orders values (?)", [(number,) for number in range(rows)])
        link.close()

    def start(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, str(self.root), *words],
            cwd=self.work,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(self.root)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        return self.start(RUNNER, "--", COMMAND.format(shop=self.shop))

    def drill(self) -> int:
        return self.start(DRILLER, str(os.getuid()), "run", "shop").returncode

    @property
    def rows(self) -> int:
        with sqlite3.connect(self.shop) as link:
            (found,) = link.execute("select count(*) from orders").fetchone()
        link.close()
        return int(found)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_command_waits_for_its_proof_and_then_runs(shop: Shop) -> None:
    held = shop.run()
    assert held.returncode == 1, (held.stdout, held.stderr)
    assert f"a proven restore (no drill proves {shop.shop})" in held.stderr
    assert shop.rows == 120

    assert shop.drill() == 0
    ran = shop.run()
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    assert shop.rows == 0


def test_a_drill_that_failed_since_takes_the_proof_back(shop: Shop) -> None:
    assert shop.drill() == 0
    shop.fill(shop.backup, 3)
    assert shop.drill() == 1
    held = shop.run()
    assert held.returncode == 1
    assert "drill shop did not pass" in held.stderr
    assert shop.rows == 120


def test_evidence_that_somebody_changed_lets_nothing_run(shop: Shop) -> None:
    assert shop.drill() == 0
    record = shop.root / "var" / "lib" / "keyturn" / "drills" / "drills.jsonl"
    record.write_text(record.read_text().replace('"value":"120"', '"value":"121"'))
    held = shop.run()
    assert held.returncode == 1
    assert "is not what was kept" in held.stderr
    assert shop.rows == 120
