r"""Code of the database's own that would leave a rolled-back transaction: none of it runs in place.

Every trick was seen to work on a real server before it was refused: a program ran there, or a session was ended.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter.postgres_connect import Connection
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.adapter.rehearse_postgres import PostgresRehearser, Unsafe
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server
    from keyturn.rehearse.difference import Report

OTHERS = "from pg_stat_activity where usename = 'dev' and pid <> pg_backend_pid()"
SCHEMA = f"""
create table t(id serial primary key, v int);
insert into t(v) select g from generate_series(1, 100) g;
create table late(id int primary key, t int references t deferrable initially deferred);
insert into late select g, g from generate_series(1, 10) g;
create table parent(id int primary key);
insert into parent values (1);
create table ends(id int);
create view ending as select pg_terminate_backend(pid) {OTHERS};
create table ending_by_default(id int, e boolean default pg_cancel_backend(0));
create function ender() returns boolean language sql as $$ select pg_terminate_backend(pid) {OTHERS} limit 1 $$;
create function through() returns boolean language plpgsql as $$ begin return ender(); end $$;
create function of_row(t) returns boolean language plpgsql as $$ begin return through(); end $$;
create function dynamic() returns trigger language plpgsql as
  $$ begin execute 'select pg_term' || 'inate_backend(0)'; return null; end $$;
create trigger z after delete on ends for each statement execute function dynamic();
create function harmless() returns trigger language plpgsql as
  $$ begin insert into t(v) values (1); return null; end $$;
create table fine(id int);
insert into fine values (1), (2);
create trigger f after delete on fine for each row execute function harmless();
create function key_of(int) returns int immutable language plpgsql as $$ begin perform ender(); return $1; end $$;
create table parted(id int) partition by range (key_of(id));
create table part_1 partition of parted for values from (0) to (100);
create table indexed(id int);
create index on indexed (key_of(id));
create table generated(id int, more int generated always as (key_of(id)) stored);
create table guarded(id int);
alter table guarded enable row level security;
alter table guarded force row level security;
create policy p on guarded using (ender());
create table plain_one(id int);
insert into plain_one select generate_series(1, 7);
create table emptying(id int);
insert into emptying values (1), (2);
create function empties() returns trigger language plpgsql as $$ begin truncate plain_one; return null; end $$;
create trigger e after delete on emptying for each statement execute function empties();
create function empties_all() returns int language plpgsql as $$ begin truncate plain_one; return 1; end $$;
create table chain_1(id int); create table chain_2(id int); create table chain_3(id int);
insert into chain_1 values (1); insert into chain_2 values (1); insert into chain_3 select generate_series(1, 30);
create function link_1() returns trigger language plpgsql as
  $$ begin set constraints all deferred; update chain_2 set id = 2; return null; end $$;
create function link_2() returns trigger language plpgsql as $$ begin delete from chain_3; return null; end $$;
create constraint trigger l after delete on chain_1 deferrable initially deferred for each row execute function link_1();
create constraint trigger l after update on chain_2 deferrable initially deferred for each row execute function link_2();
create schema lying;
create function lying.never(bigint, int) returns boolean language sql as $$ select false $$;
create operator lying.> (leftarg = bigint, rightarg = int, function = lying.never);
create function @"ΑΣ"(int) returns boolean language plpgsql as $$ begin return ender(); end $$;
create function @"a b"(int) returns boolean language plpgsql as $$ begin return ender(); end $$;
""".replace('@"', '"')


class Place:
    """A database of dev's, where a superuser left code of its own, and a mark that such code would make."""

    def __init__(self, running: Server, marks: Path) -> None:
        self.server = running
        self.marks = marks
        self._super(
            "postgres",
            "create role dev login",
            "create database app owner dev",
            "create database sup owner dev",
            "create database odd owner dev",
        )
        self._super("postgres", "create role powerful login in role pg_execute_server_program, pg_write_server_files")
        with psycopg.connect(running.address("app", "dev"), autocommit=True) as link:
            link.execute(SCHEMA)
        program = f"copy (select 1) to program 'touch {marks}/%s'"
        self._super(
            "app",
            f"create function definer() returns int language plpgsql security definer as $$ begin {program % 'definer'}; return 1; end $$",
            f"create function definers() returns trigger language plpgsql security definer as $$ begin {program % 'trigger'}; return null; end $$",
            "create table watched(id int)",
            "insert into watched values (1)",
            "grant all on watched to public",
            "create trigger z after insert or delete on watched for each statement execute function definers()",
            "alter table watched add p int references parent on delete cascade",
            "create table looked(id int)",
            "grant all on looked to public",
            "create view looking as select definer()",
            "grant all on looking to public",
        )
        self._super(
            "sup",
            f"create function up() returns int language plpgsql as $$ begin perform set_config('role', 'none', false); {program % 'up'}; return 1; end $$",
            "create table by_default(id int default up())",
            "create function checked(int) returns boolean language plpgsql as $$ begin perform up(); return true; end $$",
            "create table by_check(id int check (checked(id)))",
            "create view by_view as select up()",
            "create table plain(id int)",
        )

    def _super(self, database: str, *texts: str) -> None:
        with psycopg.connect(self.server.address(database), password=self.server.password, autocommit=True) as link:
            for text in texts:
                link.execute(text)

    def run(self, text: str, user: str = "dev", database: str = "app") -> Report:
        parameters = {"host": self.server.socket, "dbname": database, "user": user}
        if user == SUPERUSER:
            parameters["password"] = self.server.password
        return PostgresRehearser(lambda _action, _target: True).one("c", text, Connection(parameters, "test"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    marks = tmp_path_factory.mktemp("marks")
    marks.chmod(0o777)
    for above in marks.parents[:3]:
        os.chmod(above, os.stat(above).st_mode | 0o111)
    with server(parts.postgresql()) as running:
        yield Place(running, marks)


@pytest.mark.parametrize(
    "trick",
    [
        "select definer()",
        "select * from looking",
        "insert into watched values (2)",
        "delete from parent",
        "select * from ending",
        "insert into ending_by_default(id) values (1)",
        "select ender()",
        "select through()",
        "select t.of_row from t",
        'select t.U&"\\006ff_row" from t',
        'select "a b"(1)',
        "delete from ends",
        f"do $$ begin perform pg_terminate_backend(pid) {OTHERS}; end $$",
        "do $$ begin execute 'select pg_term' || 'inate_backend(0)'; end $$",
        'do $$ begin perform U&"pg\\005fcancel_backend"(0); end $$',
        "do $$copy t to '/tmp/keyturn-was-here'$$",
        f"create function g() returns bool language sql as $$ select pg_terminate_backend(pid) {OTHERS} $$; select g()",
        f"create function h() returns bool language sql begin atomic select pg_terminate_backend(pid) {OTHERS}; end; select h()",
        "create operator !!! (rightarg = int, function = pg_cancel_backend); select !!! 0",
        "create aggregate k(int)(sfunc = int4larger, stype = int, finalfunc = pg_cancel_backend); select k(0)",
        "create cast (int as point) with function pg_cancel_backend(int)",
        "select setval('t_id_seq', 9000)",
        "do $$ begin perform setval('t_id_seq', 9000); end $$",
        "select query_to_xml('delete from t', true, true, '')",
        "copy (delete from t returning *) to stdout",
        "copy (with x as (delete from t returning *) select * from x) to stdout",
        "copy (select definer()) to stdout",
        "alter database app set search_path = x",
        "insert into part_1 values (1)",
        "insert into parted values (1)",
        "insert into indexed values (1)",
        "insert into generated values (1)",
        "select * from guarded",
        'select "ΑΣ"(1)',
        "select t.\"ΑΣ\"'' from (select 1) t",
    ],
)
def test_code_that_could_leave_is_not_run(place: Place, trick: str) -> None:
    with psycopg.connect(place.server.address("app", "dev"), autocommit=True) as other:
        try:
            report = place.run(trick)
        except Unsafe:
            pass
        else:
            assert trick.startswith("alter database")
            assert report.not_rehearsed
        assert other.execute("select count(*) from t").fetchone() == (100,)
    assert os.listdir(place.marks) == []


@pytest.mark.parametrize(
    "trick",
    ["do $$ begin copy (select 1) to program 'touch MARK'; end $$", "do $$ begin copy (select 1) to 'MARK'; end $$"],
)
def test_a_role_that_may_run_programs_does_not(place: Place, trick: str) -> None:
    with pytest.raises(Unsafe, match="COPY"):
        place.run(trick.replace("MARK", str(place.marks / "powerful")), "powerful")
    assert os.listdir(place.marks) == []


@pytest.mark.parametrize(
    "trick",
    [
        "insert into by_default default values",
        "insert into by_check values (1)",
        "select * from by_view",
        "table by_view",
    ],
)
def test_nothing_of_the_databases_runs_for_a_superuser(place: Place, trick: str) -> None:
    with pytest.raises(Unsafe, match="superuser"):
        place.run(trick, SUPERUSER, "sup")
    assert os.listdir(place.marks) == []


def test_what_is_beside_does_not_hinder(place: Place) -> None:
    # the same database is full of code that may not run, and none of it is reached
    (table,) = place.run("update t set v = 0 where id <= 3").difference.tables
    assert (table.updated, table.before, table.after) == (3, 100, 100)
    assert place.run("insert into plain values (1)", SUPERUSER, "sup").exit_code == 0
    found = {one.name: one for one in place.run("delete from fine").difference.tables}
    assert (found["public.fine"].deleted, found["public.t"].inserted) == (2, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * into made from t", {("table", "made", None, 100)}),
        ("explain analyze create table made as select * from t", {("table", "made", None, 100)}),
        ("with x as (insert into fine values (9) returning *) select * from x", {("table", "fine", 2, 3)}),
        ("do $$ begin create table made(id int); insert into made values (1); end $$", {("table", "made", None, 1)}),
        ("update t set v = 1; create index made on t(v)", {("table", "t", 100, 100), ("index", "made", None, None)}),
    ],
)
def test_what_is_made_beside_rows_is_seen(
    place: Place, text: str, expected: set[tuple[str, str, int | None, int | None]]
) -> None:
    found = place.run(text).difference
    seen: set[tuple[str, str, int | None, int | None]] = {
        ("table", one.name.removeprefix("public."), one.before, one.after) for one in found.tables
    }
    seen |= {(one.kind, one.name.removeprefix("public."), None, None) for one in found.things}
    assert seen == expected


def test_a_sequence_that_a_default_moves_is_named(place: Place) -> None:
    (left,) = place.run("insert into t(v) values (1)").not_rehearsed
    assert left.what == "sequence public.t_id_seq"
    assert left.why.startswith("a sequence moves on (1")


def test_what_waits_for_the_end_of_the_transaction_counts(place: Place) -> None:
    report = place.run("delete from t where id = 3")
    assert report.exit_code == 1
    (left,) = report.not_rehearsed
    assert left.what == "the end of the transaction"
    assert "violates foreign key" in left.why


def test_an_operator_that_is_there_already(place: Place) -> None:
    with psycopg.connect(place.server.address("odd", "dev"), autocommit=True) as link:
        link.execute("create operator @#@ (rightarg = int, function = pg_cancel_backend)")
    with pytest.raises(Unsafe, match="pg_cancel_backend"):
        place.run("select @#@ 0", database="odd")


def test_operators_of_somebodys_are_not_ours(place: Place) -> None:
    with psycopg.connect(place.server.address("sup"), password=place.server.password, autocommit=True) as link:
        link.execute(
            f"create function public.same(name, name) returns boolean language plpgsql as $$ begin copy (select 1) to program 'touch {place.marks}/operator'; return true; end $$"
        )
        link.execute("create operator public.= (leftarg = name, rightarg = name, function = public.same)")
        link.execute("alter database sup set search_path = public, pg_catalog")
    with pytest.raises(Unsafe):
        place.run("insert into plain values (1)", SUPERUSER, "sup")
    assert os.listdir(place.marks) == []


CANCELS = (
    "create function d({}) returns int immutable language plpgsql as "
    "$$ begin perform pg_cancel_backend(0); return 1; end $$"
)


@pytest.mark.parametrize(
    "made",
    [
        f"{CANCELS.format('')}; create domain evil as int default d(); create table x(id int, e evil)",
        (
            f"create extension citext; {CANCELS.format('')}; alter extension citext add function d(); "
            "create table x(id int, e int default d())"
        ),
        (
            f"{CANCELS.format('int, int')}; create type span as range (subtype = int, subtype_diff = d); "
            "create table x(id int, e span default '[1,2]'); create index on x using gist(e)"
        ),
    ],
    ids=["the default of a domain", "a function that a harmless extension adopted", "a range's own distance"],
)
def test_code_behind_a_type_or_an_extension(place: Place, made: str) -> None:
    with psycopg.connect(place.server.address("postgres"), password=place.server.password, autocommit=True) as link:
        link.execute("drop database if exists hidden")
        link.execute("create database hidden owner dev")
    if "int, int" in made:
        made = made.replace("returns int", "returns float8")
    with psycopg.connect(place.server.address("hidden", "dev"), autocommit=True) as link:
        link.execute(made)
    with pytest.raises(Unsafe, match="pg_cancel_backend"):
        place.run("insert into x(id) values (1)", database="hidden")


def test_an_operator_that_says_nothing_was_touched(place: Place) -> None:
    report = place.run("set search_path = lying, public, pg_catalog; delete from plain_one")
    (table,) = report.difference.tables
    assert (table.name, table.deleted) == ("public.plain_one", 7)


def test_a_path_of_the_role_that_says_nothing_was_touched(place: Place) -> None:
    parameters = {"host": place.server.socket, "dbname": "app", "user": "dev"}
    parameters["options"] = "-c search_path=lying,public,pg_catalog"
    way = PostgresRehearser(lambda _action, _target: True)
    (table,) = way.one("c", "delete from plain_one", Connection(parameters, "test")).difference.tables
    assert table.deleted == 7


def test_a_superuser_whose_session_does_not_count(place: Place) -> None:
    parameters = {"host": place.server.socket, "dbname": "sup", "user": SUPERUSER}
    parameters |= {"password": place.server.password, "options": "-c track_counts=off"}
    with pytest.raises(Unsafe, match="track_counts"):
        PostgresRehearser(lambda _action, _target: True).one("c", "delete from plain", Connection(parameters, "test"))


@pytest.mark.parametrize("text", ["delete from emptying where id = 1", "select empties_all()"])
def test_a_table_that_is_emptied_on_the_way(place: Place, text: str) -> None:
    found = {one.name: one for one in place.run(text).difference.tables}
    assert (found["public.plain_one"].deleted, found["public.plain_one"].truncated) == (7, True)


def test_a_table_that_is_only_written_anew_loses_nothing(place: Place) -> None:
    for table in place.run("alter table plain_one alter id type bigint").difference.tables:
        assert not table.truncated
        assert table.deleted == 0


def test_what_the_end_of_the_transaction_puts_off_once_more(place: Place) -> None:
    found = {one.name: one for one in place.run("delete from chain_1").difference.tables}
    assert found["public.chain_3"].deleted == 30
