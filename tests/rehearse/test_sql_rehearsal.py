"""SQL rehearsed on a real PostgreSQL: rolled back, counted with what it drags along, and refused where it could escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter.postgres_connect import Connection, of_psql, of_text
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.adapter.rehearse_postgres import PostgresRehearser, Unsafe
from keyturn.errors import CouldNotJudge
from keyturn.rehearse import sql
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server
    from keyturn.rehearse.difference import Report

SCHEMA = """
create table parent(id int primary key, v int);
create table child(id int primary key, p int references parent on delete cascade);
create view both_of_them as select * from parent;
create table audit(what text);
create sequence ticket;
create function noted() returns trigger language plpgsql as
  $$ begin insert into audit values (old.id::text); return old; end $$;
create table watched(id int);
create trigger t after delete on watched for each row execute function noted();
insert into parent select g, g from generate_series(1, 100) g;
insert into child select g, g % 100 + 1 from generate_series(1, 1000) g;
insert into watched select g from generate_series(1, 7) g;
"""


class Place:
    def __init__(self, running: Server) -> None:
        self.server = running
        with psycopg.connect(running.address(), password=running.password, autocommit=True) as link:
            link.execute("create role dev login")
            link.execute("create database app owner dev")
            link.execute("create database plain owner dev")
        self.own = Connection({"host": running.socket, "dbname": "app", "user": "dev"}, "test")
        self.super = Connection(
            {"host": running.socket, "dbname": "plain", "user": SUPERUSER, "password": running.password}, "test"
        )
        for name in ("app", "plain"):
            with psycopg.connect(running.address(name, "dev"), autocommit=True) as link:
                link.execute(SCHEMA if name == "app" else "create table t(id int); insert into t values (1), (2)")

    def state(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self.own.conninfo()) as link:
            rows = link.execute(
                "select (select count(*) from parent), (select count(*) from child), (select count(*) from audit), "
                "(select count(*) from watched), (select count(*) from pg_class where relnamespace = 'public'::regnamespace),"
                "(select count(*) from pg_roles)"
            ).fetchall()
        return list(rows)

    def run(self, text: str, *, whole: bool = False) -> Report:
        before = self.state()
        try:
            return PostgresRehearser(lambda _action, _target: True).one("c", text, self.own, together_or_not=whole)
        finally:
            assert self.state() == before, "a rehearsal changes nothing"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with server(parts.postgresql()) as running:
        yield Place(running)


def rows(report: Report) -> dict[str, tuple[int | None, int | None]]:
    return {one.name.removeprefix("public."): (one.before, one.after) for one in report.difference.tables}


def test_a_cascade_is_counted_though_the_command_tag_hides_it(place: Place) -> None:
    report = place.run("delete from parent where id <= 2")
    assert report.output == "DELETE 2"
    assert rows(report) == {"parent": (100, 98), "child": (1000, 980)}


def test_what_a_trigger_does_is_counted(place: Place) -> None:
    assert rows(place.run("delete from watched")) == {"watched": (7, 0), "audit": (0, 7)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("truncate parent cascade", {"parent": (100, 0), "child": (1000, 0)}),
        ("drop table child", {"child": (1000, None)}),
        ("do $$ begin drop table child; end $$", {"child": (1000, None)}),
        ("update parent set v = 0; insert into parent values (500, 1)", {"parent": (100, 101)}),
        ("alter table parent drop column v cascade", {"parent": (100, 100)}),
        ("create table fresh as select 1 as a", {"fresh": (None, 1)}),
        ("with gone as (delete from child returning *) select count(*) from gone", {"child": (1000, 0)}),
        ("begin; delete from child; commit", {"child": (1000, 0)}),
        ("select 1", {}),
    ],
)
def test_before_and_after(place: Place, text: str, expected: dict[str, tuple[int | None, int | None]]) -> None:
    assert rows(place.run(text)) == expected


def test_columns_and_views_that_go(place: Place) -> None:
    report = place.run("alter table parent drop column v cascade")
    assert report.difference.tables[0].columns == ("v",)
    assert ("view", "public.both_of_them", "dropped") in [
        (one.kind, one.name, one.change) for one in report.difference.things
    ]


def test_a_failed_statement_ends_a_transaction_and_not_a_script(place: Place) -> None:
    script = "drop table child; drop table nope; drop table audit cascade"
    assert rows(place.run(script)) == {"child": (1000, None), "audit": (0, None)}
    whole = place.run(script, whole=True)
    assert rows(whole) == {}
    assert whole.exit_code == 1
    assert "nope" in whole.not_rehearsed[0].what


def test_what_cannot_run_in_a_transaction_is_said(place: Place) -> None:
    report = place.run("vacuum parent; delete from child")
    assert rows(report) == {"child": (1000, 0)}
    assert [one.what for one in report.not_rehearsed] == ["vacuum parent"]


def test_a_sequence_moves_on_and_that_is_said(place: Place) -> None:
    report = place.run("select nextval('ticket')")
    assert "no rollback" in report.not_rehearsed[0].why


# -- tricks, each with the law that answers it


@pytest.mark.parametrize(
    "trick",
    [
        "begin; delete from child; commit; begin; rollback",
        "commit; delete from child",
        "savepoint a; delete from child; release a",
        "copy parent to program 'touch /tmp/keyturn-was-here'",
        "copy parent to '/tmp/keyturn-was-here'",
        "copy parent from stdin",
        "set standard_conforming_strings = off; select 1",
        "set role postgres",
        "set session authorization postgres",
        "reset role",
        "alter system set fsync = off",
        "load 'auto_explain'",
        "create extension dblink",
        "create server s foreign data wrapper postgres_fdw",
        "do language plpython3u $$ import os $$",
        "create function f() returns int language c as 'x', 'y'",
        "select pg_reload_conf()",
        "select pg_terminate_backend(1)",
        "select lo_import('/etc/passwd')",
        "select set_config('role', 'postgres', false)",
        "select pg_advisory_lock(1)",
        "prepare transaction 'x'",
        "prepare p as delete from child; execute p",
        "listen x",
        "lock table parent",
        "discard all",
    ],
)
def test_what_could_leave_the_transaction_is_not_run_in_place(place: Place, trick: str) -> None:
    refused = [one for one in _safely(trick) if one.fate == sql.REFUSED]
    if "commit" in trick and not refused:
        # BEGIN and COMMIT are the client's; the rehearsal has a transaction of its own and sends neither
        assert place.state()
        assert place.run(trick).exit_code == 0
        return
    with pytest.raises(Unsafe):
        place.run(trick)


def _safely(text: str) -> tuple[sql.Statement, ...]:
    return sql.statements(text)


def test_backslashes_that_hide_a_statement_are_one_string_here(place: Place) -> None:
    report = place.run(r"select '\'||'; drop table child; --'")
    assert rows(report) == {}


def test_two_statements_never_travel_as_one(place: Place) -> None:
    # the extended protocol takes one statement; a splitter that missed one would be refused by the server itself
    for one in sql.statements("select 1; drop table child"):
        assert len(sql.statements(one.text)) == 1
    del place


def test_a_superuser_rehearses_as_nobody(place: Place) -> None:
    rehearser = PostgresRehearser(lambda _action, _target: True)
    report = rehearser.one("c", "delete from t", place.super)
    assert rows(report) == {"t": (2, 0)}
    with pytest.raises(Unsafe, match="superuser"):
        rehearser.one("c", "do $$ begin perform 1; end $$", place.super)
    with psycopg.connect(place.super.conninfo()) as link:
        assert link.execute("select count(*) from pg_roles where rolname like 'keyturn_rehearsal%'").fetchone() == (0,)
        assert link.execute("select count(*) from t").fetchone() == (2,)


def test_a_lock_that_somebody_holds_ends_in_time(place: Place) -> None:
    with psycopg.connect(place.own.conninfo()) as other:
        other.execute("lock table audit in access exclusive mode")
        report = PostgresRehearser(lambda _action, _target: True).one("c", "drop table audit", place.own)
        assert "lock timeout" in report.output
        other.rollback()


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: object) -> None:
    del tmp_path
    nowhere = Connection({"host": "/nonexistent", "dbname": "x", "user": "u", "password": "hunter2secret"}, "test")
    with pytest.raises(CouldNotJudge) as caught:
        PostgresRehearser(lambda _action, _target: True).one("c", "select 1", nowhere)
    assert "hunter2secret" not in str(caught.value)
    assert "hunter2secret" not in repr(nowhere)


# -- how psql finds its database


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        (["app"], {}, {"dbname": "app"}),
        (["-h", "db", "-p5433", "-U", "u", "app"], {}, {"host": "db", "port": "5433", "user": "u", "dbname": "app"}),
        (["--dbname=app", "u"], {}, {"dbname": "app", "user": "u"}),
        (["-Xqc", "select 1", "app"], {}, {"dbname": "app"}),
        (["-d", "postgresql://u@h/app", "-h", "other"], {}, {"dbname": "app", "user": "u", "host": "h"}),
        (["host=h dbname=app"], {"PGUSER": "e", "PGHOST": "x"}, {"host": "h", "dbname": "app", "user": "e"}),
        ([], {"PGDATABASE": "app", "PGPASSWORD": "s"}, {"dbname": "app", "password": "s"}),
    ],
)
def test_what_psql_would_connect_to(words: list[str], environment: dict[str, str], expected: dict[str, str]) -> None:
    assert dict(of_psql(words, environment).parameters) == expected


def test_addresses_of_orms_are_read_without_what_only_they_know() -> None:
    assert of_text("postgresql+psycopg://u:p@h:5/app?schema=public&sslmode=require") == {
        "user": "u", "password": "p", "host": "h", "port": "5", "dbname": "app", "sslmode": "require",
    }  # fmt: skip
