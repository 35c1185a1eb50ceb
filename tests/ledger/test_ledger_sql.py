"""The ledger in real databases: what it keeps, who may write at once, and that a leaf goes with its transaction."""

import json
import subprocess
import sys
import threading
import time
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapter.ledger_sql import Source, open_store, read_leaf, reading
from keyturn.errors import CanonicalFormError, CouldNotJudge
from keyturn.ledger import merkle, verdict
from keyturn.ledger.canonical import leaf_hash
from keyturn.wiring import ledger as wired
from tests.conftest import ROOT
from tests.ledger.ledger_support import LEDGER, Bench, disarm, made, postgres, sqlite


@pytest.fixture(scope="module")
def server():
    with postgres() as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        found = sqlite(tmp_path / "ledger.db")
        yield found
        found.dispose()
        return
    found = request.getfixturevalue("server")
    with found.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        LEDGER.create(connection)
    yield found


def state(engine):
    with reading(engine) as connection:
        return LEDGER.size_and_root(connection)


def folded(leaves: list[bytes]) -> bytes:
    tops: tuple[bytes, ...] = ()
    for number, one in enumerate(leaves):
        tops, _made = merkle.grow(number, tops, leaf_hash(one))
    return merkle.fold(tops)


def test_leaves_stand_where_they_were_put_and_the_head_is_their_root(engine):
    assert state(engine) == (0, merkle.EMPTY)
    hashes = []
    for number in range(70):
        with engine.begin() as connection:
            placed = LEDGER.append(connection, made(number))
        hashes.append(leaf_hash(made(number)))
        assert (placed.position, placed.leaf_hash) == (number, hashes[-1].hex())
    with reading(engine) as connection:
        assert [one.data for one in LEDGER.read(connection, 10, 5)] == [made(number) for number in range(10, 15)]
        assert [one.position for one in LEDGER.leaves(connection, 60)] == list(range(60, 70))
        size, root = LEDGER.size_and_root(connection)
        nodes = LEDGER.nodes(connection)
        for index in range(size):
            proof = merkle.inclusion(nodes, index, size)
            assert merkle.verify_inclusion(hashes[index], index, size, proof, root)
        old = LEDGER.root_at(connection, 37)
        assert merkle.verify_consistency(37, size, old, root, merkle.consistency(nodes, 37, size))
        assert LEDGER.extends(connection, 37, old)
        assert not LEDGER.extends(connection, 38, old)
        assert not LEDGER.extends(connection, 71, root)
        assert LEDGER.find(connection, hashes[3].hex()[:12]) == 3
        assert LEDGER.known(connection, [hashes[3], merkle.EMPTY]) == {hashes[3]}


def test_many_at_once_are_the_same_as_one_by_one(engine, tmp_path):
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(number) for number in range(9)])
        LEDGER.append_all(connection, [made(number) for number in range(9, 45)])
        assert LEDGER.append_all(connection, []) == []
    other = sqlite(tmp_path / "other.db")
    for number in range(45):
        with other.begin() as connection:
            LEDGER.append(connection, made(number))
    assert state(engine) == state(other)
    other.dispose()


def test_a_leaf_goes_with_its_transaction(engine):
    with engine.begin() as connection:
        LEDGER.append(connection, made(0))
    before = state(engine)
    with engine.connect() as connection:
        LEDGER.append(connection, made(1))
        connection.rollback()
    assert state(engine) == before
    with engine.begin() as connection:
        assert LEDGER.append(connection, made(1)).position == 1


def test_six_writers_leave_one_log_without_gaps(engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE told (position BIGINT PRIMARY KEY, writer INTEGER)")
    faults = []

    def write(writer):
        try:
            for number in range(15):
                with engine.begin() as connection:
                    placed = LEDGER.append(connection, made(number, writer=writer))
                    connection.execute(
                        sa.text("INSERT INTO told VALUES (:position, :writer)"),
                        {"position": placed.position, "writer": writer},
                    )
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with reading(engine) as connection:
        kept = list(LEDGER.leaves(connection))
        told = connection.exec_driver_sql("SELECT position, writer FROM told ORDER BY position").all()
        size, root = LEDGER.size_and_root(connection)
    assert [one.position for one in kept] == list(range(90))
    assert [(one.position, json.loads(one.data)["body"]["writer"]) for one in kept] == [tuple(one) for one in told]
    assert (size, root) == (90, folded([one.data for one in kept]))


def test_the_database_itself_refuses_to_change_what_is_there(engine):
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(0), made(1)])
        LEDGER.keep_note(connection, 2, b"r", "note", "2026-05-01T12:00:00Z")
    before = state(engine)
    for text in (
        "UPDATE ledger_leaf SET at = 'x'",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_node",
        "UPDATE ledger_node SET hash = hash",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET size = 1",
        *(("TRUNCATE ledger_leaf", "TRUNCATE ledger_head") if engine.dialect.name == "postgresql" else ()),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only ever appended"), engine.begin() as connection:
            connection.exec_driver_sql(text)
    assert state(engine) == before
    with engine.begin() as connection:
        LEDGER.create(connection)  # again, and nothing happens
    assert state(engine) == before


def test_a_verdict_while_others_write_sees_one_moment(engine):
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(number) for number in range(50)])
    stop = threading.Event()

    def write():
        number = 50
        while not stop.is_set():
            with engine.begin() as connection:
                LEDGER.append_all(connection, [made(number), made(number + 1)])
            number += 2

    writer = threading.Thread(target=write)
    writer.start()
    sizes = []
    try:
        for _ in range(8):
            with reading(engine) as connection:
                head = LEDGER.head(connection)
                time.sleep(0.01)
                walked = verdict.walk(LEDGER.leaves(connection), set(), read_leaf)
            assert verdict.judge(walked, head, ()).answer == verdict.UNANCHORED
            sizes.append(walked.size)
    finally:
        stop.set()
        writer.join()
    assert sizes[-1] > sizes[0]


def test_postgresql_through_the_whole_way(server, tmp_path):
    with server.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    bench = Bench(tmp_path)
    try:
        url = server.url.render_as_string(hide_password=False)
        settings_ = bench.settings(tmp_path, store=url)
        assert wired.create(settings_).count("***") == 1
        with server.begin() as connection:
            LEDGER.append_all(connection, [made(number) for number in range(30)])
        assert wired.sign(settings_).by == ("witness.example",)
        judged = wired.verify(settings_)
        assert (judged.verdict.answer, judged.verdict.anchored, judged.fresh) == (verdict.ANCHORED, 30, True)
        assert wired.prove(settings_, "17").holds()
        disarm(server)
        with server.begin() as connection:
            connection.exec_driver_sql("DELETE FROM ledger_leaf WHERE position > 20")
        assert wired.verify(settings_).verdict.answer == verdict.TRUNCATED
    finally:
        bench.close()
    with pytest.raises(CouldNotJudge) as told:
        wired.verify(bench.settings(tmp_path, store=url.replace("@/postgres", "@/nothing")), offline=True)
    assert server.url.password not in str(told.value)


def test_a_role_that_only_writes_can_append_and_nothing_else(server):
    """PostgreSQL: who owns the tables and who writes are two."""
    with server.begin() as connection:
        for text in (
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
            "DROP ROLE IF EXISTS writer",
        ):
            connection.exec_driver_sql(text)
        LEDGER.create(connection)
        for text in (
            "CREATE ROLE writer LOGIN",
            "GRANT USAGE ON SCHEMA public TO writer",
            "GRANT SELECT, INSERT ON ledger_leaf, ledger_node, ledger_checkpoint TO writer",
            "GRANT SELECT, UPDATE ON ledger_head TO writer",
            "GRANT SELECT, INSERT, UPDATE ON ledger_source TO writer",
        ):
            connection.exec_driver_sql(text)
    engine = sa.create_engine(server.url.set(username="writer", password=None))
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(0), made(1), made(2)])
        LEDGER.keep_note(connection, 3, b"r", "note", "2026-05-01T12:00:00Z")
        LEDGER.set_source(connection, "/x", 1, Source(5, "aa"))
        LEDGER.set_source(connection, "/x", 1, Source(6, "bb"))
        assert LEDGER.sources(connection, "/x") == {1: Source(6, "bb")}
    for text in (
        "UPDATE ledger_leaf SET at = 'x'",
        "DELETE FROM ledger_leaf",
        "TRUNCATE ledger_leaf",
        "ALTER TABLE ledger_leaf DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_leaf_stays ON ledger_leaf",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "UPDATE ledger_head SET size = 1",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql(text)
    assert state(engine)[0] == 3
    engine.dispose()


def test_a_damaged_head_is_noticed_before_anything_is_put_on_it(engine):
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(number) for number in range(5)])
    disarm(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ledger_head SET size = 4")
    with pytest.raises(CouldNotJudge, match="damaged"), engine.begin() as connection:
        LEDGER.append(connection, made(5))


def test_two_transactions_that_read_the_same_head_cannot_both_write(tmp_path):
    """On SQLite without BEGIN IMMEDIATE: the second one is refused, and nothing is lost."""
    path = tmp_path / "ledger.db"
    sqlite(path).dispose()
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.2})
    done: list[sa.Connection] = []
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT size FROM ledger_head").all()
        for connection in (one, other):
            try:
                LEDGER.append(connection, made(len(done)))
                connection.commit()
                done.append(connection)
            except (sa.exc.OperationalError, CouldNotJudge):
                connection.rollback()
    assert done == [one]
    with engine.connect() as connection:
        assert LEDGER.size_and_root(connection)[0] == 1
    engine.dispose()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"at":"x","kind":"y"}',
        made(1) + b"\n",
        made(1).replace(b",", b", ", 1),
        b'{"at":"x","body":{"a":1.5},"kind":"y","v":1}',
        b'{"at":"x","body":{"a":1,"a":2},"kind":"y","v":1}',
        b"\xff" + made(1),
        b'{"at":"x","body":{"a":"' + b"x" * 1_000_000 + b'"},"kind":"y","v":1}',
    ],
)
def test_what_is_no_leaf_is_not_put_on_the_log(tmp_path, data):
    engine = sqlite(tmp_path / "ledger.db")
    with pytest.raises(CanonicalFormError), engine.begin() as connection:
        LEDGER.append_all(connection, [made(0), data])
    assert state(engine)[0] == 0
    with pytest.raises(CanonicalFormError):
        read_leaf(data)
    engine.dispose()


def test_a_store_that_is_not_there_is_said_and_not_made(tmp_path):
    with pytest.raises(CouldNotJudge, match="no ledger at"):
        open_store(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []
    for url in ("nonsense", "mysql://x/y", "sqlite+nothing:///x"):
        with pytest.raises(CouldNotJudge):
            open_store(url)
    engine = open_store(f"sqlite:///{tmp_path}/folder/new.db", create=True)
    with pytest.raises(CouldNotJudge, match="keyturn ledger create"), engine.begin() as connection:
        LEDGER.append(connection, made(0))
    assert (tmp_path / "folder" / "new.db").stat().st_mode & 0o777 == 0o600
    engine.dispose()


@settings(max_examples=15, deadline=None)
@given(sizes=st.lists(st.integers(0, 9), max_size=8))
def test_any_division_into_transactions_gives_the_same_roots(tmp_path_factory, sizes):
    engine = sqlite(tmp_path_factory.mktemp("ledger") / "ledger.db")
    total = 0
    for size in sizes:
        with engine.begin() as connection:
            placed = LEDGER.append_all(connection, [made(total + number) for number in range(size)])
        total += size
        assert all(after.position == before.position + 1 for before, after in pairwise(placed))
    assert state(engine) == (total, folded([made(number) for number in range(total)]))
    engine.dispose()


KILLED = """
import sys
from keyturn.adapter.ledger_sql import open_store
from keyturn.wiring import ledger as wired
from tests.conftest import ROOT
from tests.ledger.ledger_support import LEDGER, made
engine = open_store(sys.argv[1])
number = 0
while True:
    with engine.begin() as connection:
        LEDGER.append_all(connection, [made(number), made(number + 1), made(number + 2)])
    number += 3
    print(number, flush=True)
"""


def test_writers_that_are_killed_leave_whole_transactions(tmp_path):
    path = tmp_path / "ledger.db"
    engine = sqlite(path)
    told = 0
    for after in (1, 5, 9):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, f"sqlite:///{path}"], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert writer.stdout is not None
        for _ in range(after):
            last = int(writer.stdout.readline())
        writer.kill()
        writer.communicate()
        told += last
        size, root = state(engine)
        assert size >= told
        assert size % 3 == 0
        with reading(engine) as connection:
            kept = list(LEDGER.leaves(connection))
            walked = verdict.walk(kept, {size}, read_leaf)
            assert verdict.judge(walked, LEDGER.head(connection), ()).answer == verdict.UNANCHORED
        assert (walked.size, walked.root) == (size, root)
        told = size
    engine.dispose()
