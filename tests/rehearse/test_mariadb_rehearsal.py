"""SQL on MariaDB, rehearsed on a clone with the real client and a real server that is watched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter import drill_mariadb, postgres_server
from keyturn.adapter.rehearse_mariadb import MariaDbRehearser, reached
from keyturn.errors import CouldNotJudge
from keyturn.rehearse.ports import Action
from keyturn.wiring.check import Checker
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.adapter.drill_mariadb import Server
    from keyturn.rehearse.difference import Report

SCHEMA = """
create database shop; use shop;
create table customers(id int primary key, name varchar(80));
create table orders(id int primary key, customer int, total int,
  constraint c foreign key (customer) references customers(id) on delete cascade);
create table kept(id int) engine=MyISAM;
insert into customers select seq, concat('customer ', seq) from seq_1_to_20;
insert into orders select seq, seq % 20 + 1, seq from seq_1_to_200;
insert into kept select seq from seq_1_to_5;
create trigger more after delete on customers for each row delete from kept where id = old.id;
create function emptied() returns int deterministic modifies sql data begin delete from kept; return 1; end;
"""


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


class Live:
    def __init__(self, running: Server, work: Path) -> None:
        self.server = running
        self.work = work

    def ask(self, statement: str) -> str:
        words = self.server.client("--skip-column-names", "--batch", "--execute", statement)
        done = postgres_server.run(words, {}, seconds=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    def state(self) -> str:
        return self.ask("checksum table shop.customers, shop.orders, shop.kept; show databases")

    def rehearse(self, statement: str) -> Report:
        command = f"mariadb --socket={self.server.socket} -u root shop -e '{statement}'"
        decision, judgement, _layers = Checker(str(self.work)).check(command)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.work)}
        action = Action(command, str(self.work), environment, judgement, decision)
        way = MariaDbRehearser(lambda _action, _target: True)
        assert way.covers(action) or way.concerns(action)
        before = self.state()
        try:
            return way.rehearse(action, Silent())
        finally:
            assert self.state() == before, "the original was changed"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    parts.apt("mariadb-install-db", "mariadb-server")
    with drill_mariadb.server("/tmp") as running:
        found = Live(running, tmp_path_factory.mktemp("work"))
        words = running.client("--delimiter=//", "--execute", SCHEMA)
        done = postgres_server.run(words, {}, seconds=60)
        assert done.returncode == 0, done.stderr
        yield found


def counts(report: Report) -> dict[str, tuple[int, int, int]]:
    return {one.name: (one.deleted, one.updated, one.inserted) for one in report.difference.tables}


def test_a_delete_with_its_cascade_and_a_trigger_on_a_table_without_transactions(live: Live) -> None:
    report = live.rehearse("delete from customers where id <= 4")
    assert counts(report) == {"shop.customers": (4, 0, 0), "shop.orders": (40, 0, 0), "shop.kept": (4, 0, 0)}
    assert report.exit_code == 0


def test_what_commits_by_itself(live: Live) -> None:
    report = live.rehearse("update customers set name = 1 where id = 1; alter table orders drop total; truncate kept")
    found = {one.name: one for one in report.difference.tables}
    assert (found["shop.customers"].updated, found["shop.customers"].deleted) == (1, 0)
    assert found["shop.orders"].columns == ("total",)
    assert (found["shop.kept"].deleted, found["shop.kept"].truncated) == (5, True)
    (gone,) = live.rehearse("drop table orders").difference.tables
    assert (gone.dropped, gone.deleted) == (True, 200)


def test_a_function_whose_words_tell_nothing(live: Live) -> None:
    assert counts(live.rehearse("select emptied()")) == {"shop.kept": (5, 0, 0)}


@pytest.mark.parametrize(
    "trick",
    [
        "drop database mysql",
        "create user evil",
        'set global general_log_file = "/tmp/keyturn-was-here"',
        'select 1 into outfile "/tmp/keyturn-was-here"',
        'select load_file("/etc/passwd") is null',
        "\\! touch /tmp/keyturn-was-here",
        "system touch /tmp/keyturn-was-here",
        'install soname "x"',
        "drop database keyturn_before",
    ],
)
def test_statements_that_would_leave_the_clone(live: Live, trick: str) -> None:
    try:
        report = live.rehearse(trick)
    except (CouldNotJudge, AssertionError):
        # not read as SQL, or not sent at all
        pass
    else:
        assert report.exit_code == 1 or "load_file" in trick
    assert not os.path.exists("/tmp/keyturn-was-here")


def test_what_is_no_server_of_this_machine(live: Live, tmp_path: Path) -> None:
    command = f"mariadb --socket={tmp_path}/nobody -u root shop -e 'delete from customers'"
    decision, judgement, _layers = Checker(str(live.work)).check(command)
    action = Action(command, str(live.work), {"HOME": str(tmp_path)}, judgement, decision)
    with pytest.raises(CouldNotJudge, match="tunnel"):
        MariaDbRehearser(lambda _action, _target: True).rehearse(action, Silent())


def test_a_database_that_is_not_devs_is_not_copied(live: Live) -> None:
    command = f"mariadb --socket={live.server.socket} -u root shop -e 'delete from customers'"
    decision, judgement, _layers = Checker(str(live.work)).check(command)
    action = Action(command, str(live.work), {}, judgement, decision)
    assert not MariaDbRehearser(lambda _action, _target: False).covers(action)


def test_words_of_the_client() -> None:
    found = reached(["-h", "127.0.0.1", "-P3307", "-psecret", "--user", "me", "shop", "-e", "select 1"], "", {})
    assert found is not None
    assert found.parameters == {"host": "127.0.0.1", "port": "3307", "password": "secret", "user": "me"}
    assert found.database == "shop"
    assert "secret" not in repr(found)
    assert reached(["--defaults-file=x", "shop"], "", {}) is None
    assert reached(["-u", "a\nhost=b", "shop"], "", {}) is None
