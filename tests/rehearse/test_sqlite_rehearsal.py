"""SQL on SQLite files, rehearsed on a copy: the file is the same to the byte afterwards."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter.rehearse_sqlite import SqliteRehearser, statements
from keyturn.errors import CouldNotJudge
from keyturn.rehearse.ports import Action
from keyturn.wiring.check import Checker

if TYPE_CHECKING:
    from pathlib import Path

    from keyturn.rehearse.difference import Report


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "app.db"
    with closing(sqlite3.connect(path)) as link:
        link.executescript(
            "pragma journal_mode = wal; create table users(id integer primary key, name text);"
            "create table orders(id integer primary key, user int references users on delete cascade);"
            "create view names as select name from users;"
        )
        link.executemany("insert into users values (?, ?)", [(number, f"u{number}") for number in range(20)])
        link.executemany("insert into orders values (?, ?)", [(number, number % 20) for number in range(100)])
        link.commit()
    return path


def rehearse(path: Path, script: str, budget: float = 60.0) -> Report:
    before = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in path.parent.iterdir()
        if one.suffix != ".db-shm"
    }
    command = f'sqlite3 {path} "{script}"'
    decision, judgement, _layers = Checker(str(path.parent)).check(command)
    action = Action(command, str(path.parent), {}, judgement, decision, (), budget)
    try:
        return SqliteRehearser().rehearse(action, Silent())
    finally:
        after = {
            one.name: hashlib.sha256(one.read_bytes()).hexdigest()
            for one in path.parent.iterdir()
            if one.suffix != ".db-shm"
        }
        assert {name: after.get(name) for name in before} == before


def rows(report: Report) -> dict[str, tuple[int | None, int | None]]:
    return {one.name: (one.before, one.after) for one in report.difference.tables}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("delete from users where id < 5", {"users": (20, 15)}),
        ("pragma foreign_keys = on; delete from users", {"users": (20, 0), "orders": (100, 0)}),
        ("drop table orders", {"orders": (100, None)}),
        ("begin; delete from users; rollback", {}),
        ("begin; delete from users", {}),
        ("create table fresh(a); insert into fresh values (1)", {"fresh": (None, 1)}),
        ("delete from nope; delete from orders", {"orders": (100, 0)}),
    ],
)
def test_before_and_after(database: Path, script: str, expected: dict[str, tuple[int | None, int | None]]) -> None:
    assert rows(rehearse(database, script)) == expected


def test_what_is_only_updated_is_counted(database: Path) -> None:
    (one,) = rehearse(database, "update users set name = null; delete from users where id = 99").difference.tables
    assert (one.name, one.before, one.after, one.updated) == ("users", 20, 20, 20)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("insert or replace into users values (1, 'other')", (20, 20, 0, 1, 0)),
        (
            "create table k as select * from users; delete from users; insert into users select id, 'x' from k",
            (20, 20, 0, 20, 0),
        ),
        ("delete from users where id < 5; insert into users values (700, 'x'), (701, 'y')", (20, 17, 3, 2, 0)),
        ("begin; update users set name = null; rollback", None),
        ("begin; delete from users", None),
    ],
)
def test_rows_are_compared_by_what_they_hold(
    database: Path, script: str, expected: tuple[int | None, ...] | None
) -> None:
    found = {
        one.name: (one.before, one.after, one.deleted, one.updated, one.inserted)
        for one in rehearse(database, script).difference.tables
    }
    assert found.get("users") == expected


def test_what_never_ends_is_ended(database: Path) -> None:
    endless = "with recursive r(x) as (select 1 union all select x + 1 from r) select x from r; delete from users"
    one, rest = rehearse(database, "delete from orders; " + endless, budget=1.5).not_rehearsed
    assert "longer than" in one.why
    assert rest.what == "what comes after it"


def test_rows_that_only_the_log_holds_are_in_the_copy(database: Path) -> None:
    with closing(sqlite3.connect(database)) as link:
        link.execute("insert into users values (777, 'new')")
        link.commit()
        assert (database.parent / "app.db-wal").exists()
        assert rows(rehearse(database, "delete from users")) == {"users": (21, 0)}


@pytest.mark.parametrize(
    "trick",
    [
        "attach '{outside}' as o; delete from o.t; delete from users",
        "select load_extension('x'); delete from users",
        "pragma writable_schema = on; delete from sqlite_master; delete from users",
    ],
)
def test_what_would_leave_the_copy_is_refused(database: Path, tmp_path: Path, trick: str) -> None:
    outside = tmp_path / "outside.db"
    with closing(sqlite3.connect(outside)) as link:
        link.executescript("create table t(a); insert into t values (1);")
    report = rehearse(database, trick.format(outside=outside))
    assert report.not_rehearsed
    with closing(sqlite3.connect(outside)) as link:
        assert link.execute("select count(*) from t").fetchone() == (1,)


def test_the_program_s_own_commands_are_named(database: Path) -> None:
    found, commands = statements(".mode csv\ndelete from users;\n.import x.csv users\nselect ';';")
    assert found == ["delete from users;", "select ';';"]
    assert commands == [".mode csv", ".import x.csv users"]
    del database


@given(st.lists(st.sampled_from(["select 1", "select ';'", "-- a;b\nselect 2", 'select ";"']), max_size=5))
def test_a_script_is_split_where_sqlite_splits_it(parts: list[str]) -> None:
    found, _commands = statements(";\n".join(parts) + (";" if parts else ""))
    assert len(found) == len(parts)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(CouldNotJudge, match="cannot be copied"):
        rehearse(path, "delete from users")
