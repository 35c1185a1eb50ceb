"""drizzle-kit push --force, prisma db push --accept-data-loss, alembic downgrade base: the real tools."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from keyturn.rehearse.bound import Stale
from keyturn.wiring import gate
from keyturn.wiring.run import Run
from tests import parts
from tests.guarded import Guarded
from tests.production import PASSWORD, production
from tests.rehearse.test_orm_node import DRIZZLE_CONFIG, DRIZZLE_SCHEMA, PRISMA_CONFIG, PRISMA_SCHEMA, SHOP
from tests.rehearse.test_orm_python import ENV, REVISION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.production import Production

ALEMBIC = (
    "create table orders(id int primary key)",
    "insert into orders select generate_series(1, 5000)",
    "create table legacy_payments(id int primary key)",
    "insert into legacy_payments select generate_series(1, 777)",
    "create table alembic_version(version_num varchar(32) primary key)",
    "insert into alembic_version values ('002')",
)

ENDS = """
// with an engine in JavaScript its process stays when its work is done
const write = process.stdout.write.bind(process.stdout) as any;
process.stdout.write = ((text: any, ...rest: any[]) => {
  if (String(text).includes("in sync")) setTimeout(() => process.exit(0), 100);
  return write(text, ...rest);
}) as any;
"""


class Quiet:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


def drizzle(place: Path, _url: str) -> str:
    (place / "drizzle.config.ts").write_text(DRIZZLE_CONFIG)
    (place / "schema.ts").write_text(DRIZZLE_SCHEMA)
    (place / "package.json").write_text('{"name": "shop", "private": true}')
    (place / "node_modules").symlink_to(parts.npm("drizzle") / "node_modules")
    return "npx drizzle-kit push --force"


def prisma(place: Path, _url: str) -> str:
    (place / "prisma.config.ts").write_text(PRISMA_CONFIG + ENDS)
    (place / "schema.prisma").write_text(PRISMA_SCHEMA)
    (place / "package.json").write_text('{"name": "shop", "private": true}')
    (place / "node_modules").symlink_to(parts.npm("prisma") / "node_modules")
    return "npx prisma db push --accept-data-loss --skip-generate"


def alembic(place: Path, url: str) -> str:
    address = url.replace("postgresql:", "postgresql+psycopg:")
    (place / "alembic.ini").write_text(f"[alembic]\nscript_location = m\nsqlalchemy.url = {address}\n")
    (place / "m" / "versions").mkdir(parents=True)
    (place / "m" / "env.py").write_text(ENV)
    for number, before, table in (("001", None, "orders"), ("002", "001", "legacy_payments")):
        (place / "m" / "versions" / f"{number}.py").write_text(
            REVISION.format(number=number, before=before, table=table)
        )
    return f"{parts.python('alembic').parent / 'alembic'} downgrade base"


class Case:
    """A database, the tool's own files, and the command of the incident."""

    def __init__(self, real: Production, place: Path, name: str, make: Callable[[Path, str], str]) -> None:
        self.real = real
        self.name = name
        self.texts = ALEMBIC if make is alembic else SHOP
        self.filled()
        url = real.url(name)
        self.machine = Guarded(place / "root", place / "shop", {"DATABASE_URL": url})
        self.command = make(self.machine.work, url)

    def filled(self) -> None:
        self.real.database(self.name, *self.texts)

    def rows(self) -> dict[str, int]:
        found = self.real.state(self.name)
        return {name.partition(".")[2]: number for name, number in found.items() if not name.endswith("_seq")}


CASES = [("drizzled", drizzle), ("prismatic", prisma), ("alembicized", alembic)]


@pytest.mark.parametrize(("name", "make"), CASES, ids=[name for name, _make in CASES])
def test_the_tool_is_stopped_rehearsed_on_a_clone_and_bound(
    real: Production, tmp_path: Path, name: str, make: Callable[[Path, str], str]
) -> None:
    case = Case(real, tmp_path, name, make)
    machine = case.machine

    # without Keyturn it is gone
    machine.sh(case.command)
    assert "orders" not in case.rows()
    case.filled()

    # with it: stopped, and counted where it cannot hurt
    assert machine.check(case.command).code == 1
    before = case.rows()
    with real.untouched(name, "keyturn run", "keyturn"):
        held = machine.run(case.command)
    assert held.code == 1, held
    shown = {one["name"]: one["rows_before"] for one in held.json["rehearsal"]["difference"]["tables"]}
    assert (shown["public.orders"], shown["public.legacy_payments"]) == (5000, 777)
    assert case.rows() == before
    assert PASSWORD not in held.out + held.errors
    assert "2 tables dropped" in machine.request(held.json["request"]).summary

    # allowed by a person, it does just what was shown
    machine.allow(held.json["request"])
    done = machine.run(case.command)
    assert done.code == 0, done
    assert done.json["outcome"] == "SUCCEEDED"
    assert "orders" not in case.rows()
    (record,) = machine.records("run.executed")
    assert {"name": "beyond", "value": "0"} in record["facts"]


def test_a_migration_is_not_run_on_a_database_that_has_changed(real: Production, tmp_path: Path) -> None:
    case = Case(real, tmp_path, "alembicized", alembic)
    where = gate.Surroundings(
        {**case.machine.environment}, str(case.machine.work), root=str(case.machine.root), temporary=()
    )
    run = Run(case.command, (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    real.run("alembicized", "insert into orders values (9001)")
    with pytest.raises(Stale, match="rows public"):
        run.rule(asks=False)
    run.close()
    assert case.rows()["orders"] == 5001


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("", "copied"),
        ('rehearse_rows = "schema"\n', "schema"),
        ('[environment.prod]\nmatches = ["postgres://*/alembicized"]\n', "schema"),
        ('rehearse_rows = "copy"\n[environment.prod]\nmatches = ["postgres://*/alembicized"]\n', "copied"),
    ],
    ids=["dev", "dev, none at all", "production", "production, as the organisation says"],
)
def test_whose_rows_are_copied(real: Production, tmp_path: Path, text: str, copied: str) -> None:
    case = Case(real, tmp_path, "alembicized", alembic)
    case.machine.organisation(text)
    where = gate.Surroundings(
        {**case.machine.environment}, str(case.machine.work), root=str(case.machine.root), temporary=()
    )
    run = Run(case.command, (), "", where, always=True, quiet=True)
    report = run.rehearse(Quiet())
    run.close()
    assert dict(report.facts)["clone.rows"] == copied


def test_a_migration_outside_dev_is_always_rehearsed_first(tmp_path: Path) -> None:
    """Rows 14 and 15 of the policy: with loss a rehearsal and a person or keys, and forward ones in production too."""
    machine = Guarded(tmp_path / "root", tmp_path / "shop")
    machine.organisation(
        '[environment.staging]\nmatches = ["postgres://staging.example.com/*"]\n'
        '[environment.prod]\nmatches = ["postgres://prod.example.com/*"]\n'
    )
    for host, command, wanted in (
        ("staging", "npx prisma db push --accept-data-loss", {"rehearse", "human"}),
        ("prod", "npx prisma db push --accept-data-loss", {"rehearse", "keys", "restore-proof"}),
        ("prod", "npx prisma migrate deploy", {"rehearse", "keys"}),
        ("elsewhere", "alembic downgrade base", {"rehearse", "human"}),
    ):
        machine.environment["DATABASE_URL"] = f"postgresql://app@{host}.example.com/shop"
        shutil.rmtree(machine.work)
        machine.work.mkdir()
        done = machine.run(command)
        found = machine.check(command).json
        letters = {letter for one in found["reasons"] for letter in one["cell"].replace("+", " ").split()}
        assert "R" in letters, (host, command, found["reasons"])
        assert done.code in (1, 3), done
        if done.out and done.json["needs"]:
            assert set(done.json["needs"]) == wanted
