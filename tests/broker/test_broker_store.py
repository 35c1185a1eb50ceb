"""The store of proposals, the same laws on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.broker_store import LARGEST, VERSION, SqlStore
from keyturn.broker import states
from keyturn.broker.ports import Row, Turned
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Record
from tests.broker.databases import databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keyturn.adapter.broker_store import SqlTransaction

ROW = Row("p-1", 1, states.PENDING, "d" * 64, "change", "prod", "a title", "bot", 2001, 100, 200, 100)
TURNED = Turned("d" * 64, "alice", "approve", "", "key", "verified", b"said", b"\x00\xffsigned", 101, "toy")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Callable[[], str]]:
    with databases() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/broker.db"
    made: Callable[[], str] = request.getfixturevalue("postgres")
    return made()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    found = SqlStore(url, create=True)
    yield found
    found.close()


def names(rows: list[Row]) -> list[str]:
    return [row.proposal for row in rows]


def test_a_proposal_and_its_revisions(store: SqlStore) -> None:
    second = replace(ROW, revision=2, state=states.DRAFT, plan="")
    with store.transaction() as tx:
        assert tx.get("p-1") is None
        tx.add(ROW)
        assert tx.get("p-1") == tx.get("p-1", 1) == ROW
        with pytest.raises(KeyError):
            tx.add(ROW)
        tx.add(second)
    with store.transaction() as tx:
        assert (tx.get("p-1"), tx.get("p-1", 1), tx.get("p-1", 3)) == (second, ROW, None)
        # what was superseded stays as it was, and moves no more
        assert tx.rows() == [second]
        assert tx.move(ROW, states.APPROVED) is None


def test_rows_come_in_pages_that_leave_none_out(store: SqlStore) -> None:
    wanted = []
    with store.transaction() as tx:
        for number in range(25):
            state = states.PENDING if number % 5 else states.APPROVED
            # a proposal that was edited later has a later time than those after it
            tx.add(replace(ROW, proposal=f"p-{number:02}", state=state, created=1000 - number))
            wanted.append(f"p-{number:02}")
        found: list[str] = []
        while page := tx.rows(limit=7, after=found[-1] if found else ""):
            found += names(page)
        assert found == wanted
        assert names(tx.rows((states.APPROVED,))) == wanted[::5]
        assert names(tx.rows((states.APPROVED, states.PENDING), limit=3, after="p-03")) == ["p-04", "p-05", "p-06"]
        assert tx.rows((states.RUNNING,)) == []
        assert (tx.count(()), tx.count((states.APPROVED,)), tx.count(states.OPEN, "bot")) == (0, 5, 25)
        assert tx.count(states.OPEN, "another") == 0


def test_owed_reviews_are_found(store: SqlStore) -> None:
    with store.transaction() as tx:
        for number in range(9):
            tx.add(replace(ROW, proposal=f"p-{number}", review=("", "owed", "alice")[number % 3]))
        assert names(tx.rows(review="owed")) == ["p-1", "p-4", "p-7"]
        assert names(tx.rows((states.PENDING,), review="owed", after="p-1")) == ["p-4", "p-7"]


def test_a_move_is_made_once(store: SqlStore) -> None:
    with store.transaction() as tx:
        tx.add(ROW)
        moved = tx.move(ROW, states.APPROVED, updated=150, detail="enough keys")
        assert moved == replace(ROW, state=states.APPROVED, updated=150, detail="enough keys")
        assert tx.move(ROW, states.APPROVED) is None
        assert tx.change(ROW, review="owed") is None
        assert tx.change(moved, review="owed", updated=160) == replace(moved, review="owed", updated=160)
        with pytest.raises(ValueError, match="does not go"):
            tx.move(moved, states.SUCCEEDED)
        for wrong in ({"proposal": "p-2"}, {"state": "APPROVED"}, {"newest": 0}, {"a = 1; --": 1}):
            with pytest.raises(ValueError, match="never changes"):
                tx.change(moved, **wrong)


def test_only_listed_moves(store: SqlStore) -> None:
    with store.transaction() as tx:
        for before in states.STATES:
            for after in states.STATES:
                row = replace(ROW, proposal=f"{before}-{after}", state=before)
                tx.add(row)
                if states.may(before, after):
                    assert tx.move(row, after) is not None
                else:
                    with pytest.raises(ValueError, match="does not go"):
                        tx.move(row, after)


def test_statements_are_kept_in_order_and_once_a_person(store: SqlStore) -> None:
    others = [replace(TURNED, person="bob"), replace(TURNED, decision="waive", subject="load"), replace(TURNED, at=9)]
    with store.transaction() as tx:
        assert [tx.turn(one) for one in (TURNED, *others)] == [True, True, True, False]
        assert tx.turned(TURNED.plan) == [TURNED, *others[:2]]
        assert tx.turned("e" * 64) == []


def test_what_is_used_once(store: SqlStore) -> None:
    with store.transaction() as tx:
        assert [tx.nonce("n"), tx.nonce("m"), tx.nonce("n")] == [True, True, False]
        assert [tx.started("d", "one", 1), tx.started("d", "two", 9), tx.started("e", "two", 9)] == [True, False, True]


def test_locks(store: SqlStore) -> None:
    with store.transaction() as tx:
        assert [tx.lock("a", "p-1"), tx.lock("b", "p-1"), tx.lock("a", "p-2"), tx.lock("a", "p-1")] == [
            *("", "", "p-1", "")
        ]
        tx.unlock("p-2")
        assert tx.lock("b", "p-2") == "p-1"
        tx.unlock("p-1")
        assert tx.lock("b", "p-2") == ""


def test_contents_are_what_their_name_says(store: SqlStore) -> None:
    data = bytes(range(256))
    with store.transaction() as tx:
        digest = tx.put(data)
        assert digest == tx.put(data) == hashlib.sha256(data).hexdigest()
        assert tx.contents(digest) == data
        assert tx.contents(tx.put(b"")) == b""
        with pytest.raises(CouldNotJudge, match="nothing under"):
            tx.contents("0" * 64)
        with pytest.raises(CouldNotJudge, match="more than the store"):
            tx.put(bytes(LARGEST + 1))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE broker_content SET data = (SELECT data FROM broker_content LIMIT 1)")
    with store.transaction() as tx:
        # both names have the same bytes now, and one of the two is right
        wrong = [one for one in (hashlib.sha256(b"").hexdigest(), digest) if _refused(tx, one)]
        assert len(wrong) == 1


def _refused(tx: SqlTransaction, digest: str) -> bool:
    try:
        tx.contents(digest)
    except CouldNotJudge as error:
        return "something else" in str(error)
    return False


def test_facts(store: SqlStore) -> None:
    with store.transaction() as tx:
        assert tx.fact("halted") == ""
        tx.set_fact("halted", "why")
        tx.set_fact("halted", "why else")
    with store.transaction() as tx:
        assert tx.fact("halted") == "why else"


def test_its_clock_is_the_time(store: SqlStore) -> None:
    with store.transaction() as tx:
        for _turn in range(20):
            before = int(time.time())
            assert before <= tx.now() <= int(time.time())
            time.sleep(0.05)


def test_a_leaf_is_the_canonical_one_and_goes_with_its_transaction(store: SqlStore) -> None:
    record = Record("broker.moved", "2026-05-01T12:00:00Z", (("proposal", "p-1"), ("state", "APPROVED")))
    with store.transaction() as tx:
        empty = tx.log_state()
        receipt = tx.log(record)
        assert (receipt.leaf_hash, receipt.position) == (leaf_hash(leaf(record)).hex(), 0)
        one = tx.log_state()
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        _everything(tx)
    with store.transaction() as tx:
        assert tx.log_state() == one
        assert (tx.get("p-1"), tx.turned(TURNED.plan), tx.fact("f"), tx.nonce("n")) == (None, [], "", True)
        assert (tx.lock("t", "p-2"), tx.started("d" * 64, "one", 1)) == ("", True)
        tx.log(record)
        assert tx.log_extends(*one)
        assert tx.log_extends(*empty)
        assert not tx.log_extends(1, "00" * 32)
        assert not tx.log_extends(3, one[1])


def _everything(tx: SqlTransaction) -> None:
    """Everything that a transaction can keep, and then an end to it."""
    tx.add(ROW)
    tx.turn(TURNED)
    tx.nonce("n")
    tx.lock("t", "p-1")
    tx.started("d" * 64, "one", 1)
    tx.set_fact("f", "value")
    tx.put(b"data")
    tx.log(Record("broker.moved", "2026-05-01T12:00:00Z"))
    raise ZeroDivisionError


def test_a_store_that_is_not_there_is_not_made_by_looking(url: str) -> None:
    with pytest.raises(CouldNotJudge):
        SqlStore(url)
    SqlStore(url, create=True).close()
    SqlStore(url, create=True).close()
    found = SqlStore(url)
    with found.transaction() as tx:
        assert tx.rows() == []
    found.close()


def test_another_versions_store_is_left_alone(url: str) -> None:
    with (found := SqlStore(url, create=True)).transaction() as tx:
        tx.set_fact("version", VERSION + "1")
    found.close()
    with pytest.raises(CouldNotJudge, match="version"):
        SqlStore(url, create=True)


def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    os.umask(0o022)
    SqlStore(f"sqlite:///{tmp_path}/fresh/broker.db", create=True).close()
    for path, mode in ((tmp_path / "fresh", 0o700), (tmp_path / "fresh" / "broker.db", 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://who:SECRET@127.0.0.1:1/SECRET?connect_timeout=2",
        "postgresql+psycopg://who:SECRET@/x?host=/nowhere/SECRET",
        "mysql://who:SECRET@host/x",
        "SECRET",
        "sqlite:////nowhere/at/all/SECRET",
    ],
)
def test_its_address_stands_in_no_error(address: str) -> None:
    with pytest.raises(CouldNotJudge) as caught:
        SqlStore(address)
    words = f"{caught.value!r} {caught.value} {caught.value.what} {caught.value.fix}"
    if not address.startswith("sqlite"):  # a path is no secret, and whoever mistyped it wants to see it
        assert "SECRET" not in words + "".join(traceback.format_exception(caught.value))


def test_values_stand_in_no_error(store: SqlStore) -> None:
    with pytest.raises(CouldNotJudge) as caught, store.transaction() as tx:
        tx._connection.exec_driver_sql("INSERT INTO no_such_table VALUES ('SECRET')")
    assert "SECRET" not in "".join(traceback.format_exception(caught.value))


def test_a_store_that_went_away_answers_when_it_is_back(postgres: Callable[[], str]) -> None:
    url = postgres()
    store, other = SqlStore(url, create=True), SqlStore(url)
    mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with pytest.raises(CouldNotJudge, match="did not answer"), store.transaction() as tx:
        _cut(tx, other, mine)
    with store.transaction() as tx:
        assert tx.fact("half") == ""
    # and between two transactions, as after a restart of the server: nobody notices
    with other.engine.begin() as connection:
        connection.exec_driver_sql(mine)
    with store.transaction() as tx:
        assert tx.fact("half") == ""
    store.close()
    other.close()


def _cut(tx: SqlTransaction, other: SqlStore, end: str) -> None:
    tx.set_fact("half", "done")
    with other.engine.connect() as connection:
        connection.exec_driver_sql(end)
    tx.set_fact("half", "done again")


def test_a_row_that_was_forged_into_another_shape_is_no_row(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/broker.db", create=True)
    with store.transaction() as tx:
        tx.add(ROW)
        tx.turn(TURNED)
        digest = tx.put(b"data")
    for column, value in (("expires", "never"), ("title", b"\xff"), ("uid", 1.5), ("state", b"APPROVED")):
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE broker_proposal SET {column} = ?", (value,))
        with store.transaction() as tx, pytest.raises(CouldNotJudge, match="damaged"):
            tx.rows()
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE broker_proposal SET {column} = ?", (getattr(ROW, column),))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE broker_turned SET statement = 'text', signature = 7, at = 'now', key = 5")
        connection.exec_driver_sql("UPDATE broker_content SET data = 'other'")
    with store.transaction() as tx:
        assert tx.turned(TURNED.plan) == [replace(TURNED, statement=b"text", signature=b"7", at=0, key="5")]
        with pytest.raises(CouldNotJudge, match="something else"):
            tx.contents(digest)
    store.close()


def test_one_of_many_wins_a_move_and_no_writer_is_lost(url: str) -> None:
    first = SqlStore(url, create=True)
    with first.transaction() as tx:
        for number in range(30):
            tx.add(replace(ROW, proposal=f"p-{number:02}", state=states.APPROVED))
        tx.set_fact("count", "0")
    first.close()
    won: list[str] = []
    failed: list[BaseException] = []

    def race() -> None:
        try:
            store = SqlStore(url)
            for number in range(30):
                with store.transaction() as tx:
                    row = replace(ROW, proposal=f"p-{number:02}", state=states.APPROVED)
                    if tx.move(row, states.CLAIMED) is not None:
                        tx.log(Record("broker.claimed", "2026-05-01T12:00:00Z", (("proposal", row.proposal),)))
                        won.append(row.proposal)
                    tx.set_fact("count", str(int(tx.fact("count")) + 1))
            store.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)

    racers = [threading.Thread(target=race) for _racer in range(6)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert failed == []
    assert sorted(won) == [f"p-{number:02}" for number in range(30)]
    store = SqlStore(url)
    with store.transaction() as tx:
        assert tx.fact("count") == "180"
        assert tx.log_state()[0] == 30
    store.close()
