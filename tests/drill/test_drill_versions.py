"""The version of the server is matched to the backup: two real servers of different major versions."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_postgres import BaseRestorer, DumpRestorer
from keyturn.adapter.postgres_server import SUPERUSER, Programs, server
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.evidence import Evidence
    from keyturn.drill.ports import Restorer

ORDERS = Question("orders", "sql", "select count(*) from orders", equals="300")
KEYS = Question("keys", "foreign_keys", True)
SOUND = Question("sound", "amcheck", True)


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@dataclass
class Two:
    """An older and a newer PostgreSQL, and what each made: a custom dump, a plain one, a base backup."""

    place: Path
    older: Programs
    newer: Programs

    @property
    def both(self) -> tuple[Programs, Programs]:
        return self.newer, self.older


def _made(place: Path, programs: Programs) -> None:
    settings = {"wal_level": "replica", "max_wal_senders": "2"}
    with server(programs, settings=settings) as live:
        hba = Path(live.data) / "pg_hba.conf"
        hba.write_text(hba.read_text() + f"local replication {SUPERUSER} scram-sha-256\n")
        with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
            link.execute("select pg_reload_conf()")
            link.execute("create table customers(id int primary key)")
            link.execute("create table orders(id int primary key, customer int references customers)")
            link.execute("insert into customers select generate_series(1, 10)")
            link.execute("insert into orders select g, g % 10 + 1 from generate_series(1, 300) g")
        for words in (
            ["pg_dump", "-Fc", "-f", str(place / f"{programs.version}.dump"), "postgres"],
            ["pg_dump", "-Fp", "-f", str(place / f"{programs.version}.sql"), "postgres"],
            ["pg_basebackup", "-D", str(place / f"{programs.version}.base"), "-X", "fetch", "-c", "fast"],
        ):
            call = [programs.path(words[0]), *words[1:]]
            done = postgres_server.run(call, live.environment(), seconds=120)
            assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    other = parts.python("postgres18").parent.parent
    (directory,) = {str(path.parent) for path in other.rglob("initdb")}
    newer, older = Programs(directory, 18), parts.postgresql()
    assert older.version < newer.version
    with postgres_server.place() as outside:
        place = Path(outside) / "backups"
        place.mkdir()
        postgres_server.own(outside)
        for programs in (older, newer):
            _made(place, programs)
        yield Two(place, older, newer)


def drilled(restorer: Restorer, backup: Path, place: Path, *questions: Question) -> Evidence:
    place.mkdir()
    definition = Definition("shop", restorer.kind, str(backup), 86_400, questions=questions, digest="d")
    return run(definition, restorer, str(place), before=(), live=None, progress=Silent(), clock=time.time)


@pytest.mark.parametrize("form", ["dump", "sql"])
def test_a_dump_is_restored_by_the_version_that_it_is_of(two: Two, tmp_path: Path, form: str) -> None:
    for programs in two.both:
        backup = two.place / f"{programs.version}.{form}"
        found = drilled(DumpRestorer(two.both), backup, tmp_path / str(programs.version), ORDERS, KEYS)
        assert found.verdict == "passed", (found.fault, found.answers)
        assert found.version.startswith(f"PostgreSQL {programs.version}.")


def test_a_base_backup_is_started_by_exactly_its_version(two: Two, tmp_path: Path) -> None:
    for programs in two.both:
        backup = two.place / f"{programs.version}.base"
        found = drilled(BaseRestorer(among=two.both), backup, tmp_path / str(programs.version), ORDERS, SOUND)
        assert found.verdict == "passed", (found.fault, found.answers)
        assert found.version.startswith(f"PostgreSQL {programs.version}.")


def test_a_dump_of_a_newer_version_is_not_given_to_an_older_server(two: Two, tmp_path: Path) -> None:
    plain = two.place / f"{two.newer.version}.sql"
    wanted = f"no PostgreSQL {two.newer.version} or newer server here .installed: {two.older.version}"
    with pytest.raises(CouldNotJudge, match=wanted):
        drilled(DumpRestorer((two.older,)), plain, tmp_path / "plain", ORDERS)
    # the older pg_restore may not even read its listing
    with pytest.raises(CouldNotJudge, match=f"{wanted}|the dump is of a newer version"):
        drilled(DumpRestorer((two.older,)), plain.with_suffix(".dump"), tmp_path / "custom", ORDERS)


def test_a_dump_of_an_older_version_may_be_restored_by_a_newer_server(two: Two, tmp_path: Path) -> None:
    backup = two.place / f"{two.older.version}.dump"
    found = drilled(DumpRestorer((two.newer,)), backup, tmp_path / "place", ORDERS)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.version.startswith(f"PostgreSQL {two.newer.version}.")


@pytest.mark.parametrize("newer", [True, False])
def test_a_base_backup_is_not_given_to_another_version(two: Two, tmp_path: Path, newer: bool) -> None:
    own, other = two.both if newer else (two.older, two.newer)
    wanted = f"no PostgreSQL {own.version} server here .installed: {other.version}"
    with pytest.raises(CouldNotJudge, match=wanted):
        drilled(BaseRestorer(among=(other,)), two.place / f"{own.version}.base", tmp_path / "place", ORDERS)


def test_a_base_backup_whose_version_was_written_over_is_found_out(two: Two, tmp_path: Path) -> None:
    """A cluster of the newer version that says it is of the older one: the older server itself refuses it."""
    copy = tmp_path / "copy"
    shutil.copytree(two.place / f"{two.newer.version}.base", copy)
    (copy / "PG_VERSION").write_text(f"{two.older.version}\n")
    (copy / "backup_manifest").unlink()
    (copy / "postgresql.conf").write_text("")
    found = drilled(BaseRestorer(among=two.both), copy, tmp_path / "place", ORDERS)
    assert found.fault.startswith("the restored server does not start: "), found.fault
    assert "incompatible with server" in found.fault
