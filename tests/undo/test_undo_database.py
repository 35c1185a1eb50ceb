"""Undo points of real PostgreSQL databases, through the gate: what came back is what was there, to the last line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter import postgres_server, undo_database
from keyturn.adapter.postgres_connect import Connection
from keyturn.adapter.postgres_server import server
from keyturn.adapter.undo_database import DatabasePoints
from keyturn.cli import undo
from keyturn.errors import CouldNotJudge
from keyturn.gate.call import PASS, SHELL, ToolCall
from keyturn.gate.ports import NotSaved, Saved, Traits
from keyturn.wiring import gate as wiring
from keyturn.wiring import places
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.adapter.postgres_server import Server
    from keyturn.gate.service import Ruling

SCHEMA = """
create type mood as enum ('good', 'bad');
create table customers(id serial primary key, name text not null, felt mood default 'good');
create table orders(id bigserial primary key, customer int references customers on delete cascade, at timestamptz);
create index by_time on orders (at desc);
create view names as select name from customers;
create function one() returns int language sql as 'select 1';
insert into customers(name) select 'c' || g from generate_series(1, 50) g;
insert into orders(customer, at) select g % 50 + 1, now() from generate_series(1, 500) g;
grant select on customers to reader;
comment on table orders is 'what was bought';
"""


class Machine:
    def __init__(self, root: Path, running: Server, name: str) -> None:
        self.root, self.server, self.name = root, running, name
        self.work = root / "work"
        self.work.mkdir()
        settings = root / "etc" / "keyturn"
        settings.mkdir(parents=True)
        (settings / "keyturn.toml").write_text(f'[environment.dev]\nmatches = ["postgres://*/{name}"]\nundo = true\n')
        with psycopg.connect(running.address(), password=running.password, autocommit=True) as link:
            for role in ("dev", "reader"):
                if link.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone() is None:
                    link.execute(f"create role {role} login createdb")
            link.execute(f'create database "{name}" owner dev')
        self.run(SCHEMA)

    def connection(self) -> Connection:
        return Connection({"host": self.server.socket, "dbname": self.name, "user": "dev"}, "test")

    def run(self, text: str) -> None:
        with psycopg.connect(self.connection().conninfo(), autocommit=True) as link:
            link.execute(text)

    def text(self) -> str:
        done = postgres_server.run(
            [self.server.programs.path("pg_dump"), self.name], self.server.environment(self.name, "dev"), seconds=60
        )
        assert done.returncode == 0, done.stderr
        lines = done.stdout.decode().splitlines()
        return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))

    def call(self, command: str) -> Ruling:
        environment = {"PATH": os.environ["PATH"], "PGHOST": self.server.socket, "PGUSER": "dev"}
        surroundings = wiring.Surroundings(environment, str(self.work), root=str(self.root), temporary=())
        call = ToolCall("t", "before", SHELL, "Bash", "s", str(self.work), command)
        return wiring.gate(surroundings, str(self.work)).rule(call, Traits("t"))


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server(parts.postgresql()) as found:
        yield found


@pytest.fixture
def machine(
    tmp_path: Path, running: Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Machine:
    real = places.state
    monkeypatch.setattr(places, "state", lambda root="": real(root or str(tmp_path)))

    name = "shop_" + "".join(letter for letter in request.node.name if letter.isalnum())[-20:].lower()
    return Machine(tmp_path, running, name)


def points(machine: Machine) -> DatabasePoints:
    return DatabasePoints(os.path.join(places.state(str(machine.root)), "undo", "databases"))


def taken(machine: Machine) -> Saved:
    found = points(machine).take(machine.connection(), "test", seconds=30)
    assert isinstance(found, Saved), found
    return found


@pytest.mark.parametrize(
    "statement",
    [
        "drop table customers cascade",
        "truncate customers cascade",
        "delete from customers",
        "drop schema public cascade",
    ],
    ids=["drop", "truncate", "delete", "schema"],
)
def test_what_came_back_is_what_was_there_to_the_last_line(machine: Machine, statement: str) -> None:
    before = machine.text()
    saved = taken(machine)
    machine.run(statement)
    assert machine.text() != before
    aside = points(machine).restore(saved.id)
    assert machine.text() == before
    with psycopg.connect(machine.connection().conninfo(dbname=aside)) as link:
        assert link.execute("select current_database()").fetchone() == (aside,), "and what stood there is kept"


def test_a_database_that_was_dropped_whole(machine: Machine) -> None:
    before = machine.text()
    saved = taken(machine)
    with psycopg.connect(machine.connection().conninfo(dbname="postgres"), autocommit=True) as link:
        link.execute(f'drop database "{machine.name}"')
    assert points(machine).restore(saved.id) == ""
    assert machine.text() == before


def test_rows_that_came_later_are_not_lost(machine: Machine) -> None:
    saved = taken(machine)
    machine.run("insert into customers(name) values ('came later')")
    aside = points(machine).restore(saved.id)
    with psycopg.connect(machine.connection().conninfo(dbname=aside)) as link:
        assert link.execute("select count(*) from customers where name = 'came later'").fetchone() == (1,)


def test_a_database_in_use_is_not_taken_from_under_anybody(machine: Machine) -> None:
    saved = taken(machine)
    with psycopg.connect(machine.connection().conninfo()) as other:
        other.execute("select 1")
        with pytest.raises(CouldNotJudge, match="1 other sessions use"):
            points(machine).restore(saved.id)
    names = undo_database.DatabasePoints(str(machine.root)).points()
    assert names == ()


def test_a_damaged_dump_changes_nothing(machine: Machine) -> None:
    saved = taken(machine)
    dump = os.path.join(places.state(str(machine.root)), "undo", "databases", saved.id, "dump")
    with open(dump, "r+b") as file:
        file.truncate(os.path.getsize(dump) // 2)
    before = machine.text()
    with pytest.raises(CouldNotJudge, match="cannot be restored"):
        points(machine).restore(saved.id)
    assert machine.text() == before
    with psycopg.connect(machine.connection().conninfo()) as link:
        left = link.execute(
            "select count(*) from pg_database where datname like %s", (f"{machine.name[:30]}_db_%",)
        ).fetchone()
    assert left == (0,)


def test_what_takes_too_long_or_is_too_large_leaves_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    found = points(machine).take(machine.connection(), "test", seconds=0.0)
    assert isinstance(found, NotSaved)
    monkeypatch.setattr(undo_database, "LARGEST", 1_000)
    found = points(machine).take(machine.connection(), "test", seconds=30)
    assert isinstance(found, NotSaved)
    assert "are saved without being asked" in found.why
    assert points(machine).points() == ()


def test_a_remote_database_is_never_contacted(machine: Machine) -> None:
    for parameters in ({"host": "db.prod.example.com", "dbname": "x"}, {"service": "prod", "dbname": "x"}):
        found = points(machine).take(Connection(parameters, "test"), "test")
        assert isinstance(found, NotSaved)
        assert "of this machine" in found.why


def test_no_secret_is_kept(machine: Machine) -> None:
    parameters = {**machine.connection().parameters, "password": "hunter2secret"}
    found = points(machine).take(Connection(parameters, "test"), "test", seconds=30)
    assert isinstance(found, Saved)
    place = os.path.join(places.state(str(machine.root)), "undo", "databases", found.id, "database.json")
    with open(place, encoding="utf-8") as file:
        assert "hunter2secret" not in file.read()


def test_an_agent_s_call_in_dev_passes_with_a_point_and_undo_brings_it_back(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = machine.text()
    ruling = machine.call(f"psql {machine.name} -c 'drop table orders'")
    assert ruling.verdict == PASS, (
        ruling.needs,
        ruling.unsaved,
        [(r.environment, r.environment_why, r.cell) for r in ruling.decision.reasons],
    )
    assert ruling.undo is not None
    assert ruling.undo.id.startswith("db-")
    machine.run("drop table orders")
    assert undo.run(["list"]) == 0
    assert machine.name in capsys.readouterr().out
    assert undo.run([ruling.undo.id, "--dry-run"]) == 0
    assert undo.run([]) == 0, "the newest point is the one that is meant"
    assert "is back as it was" in capsys.readouterr().out
    assert machine.text() == before
