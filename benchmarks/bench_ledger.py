"""The ledger: leaves a second beside what SQLite itself commits a second, in one run on one disk."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.harness import Timing
from keyturn.adapter.ledger_sql import SqlLedger, open_store, read_leaf, reading
from keyturn.ledger import verdict
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record

TITLE = "The ledger"
BEFORE = 100_000
"""Leaves that the log has before anything is timed: an append costs more the longer the log, by its logarithm."""
COMMITS = 500
BATCH = 100
TURNS = 9
DEARER = 5.0
"""Where a commit reaches the disk quickly; on a slow disk the commit is nearly all there is."""


def leaves(begin: int, count: int) -> list[bytes]:
    """Leaves of the size of a gate's decision."""
    return [
        leaf(
            Record(
                "gate.decision",
                "2026-05-01T12:00:00Z",
                (("command", f"psql -c 'delete from orders where id = {begin + number}'"), ("directory", "/srv/shop"),
                 ("reasons", ({"rule": "sql/delete", "environment": "prod", "row": "12", "verdict": "hold"},)),
                 ("session", f"{begin + number:064x}"), ("verdict", "stop")),
            )
        )
        for number in range(count)
    ]  # fmt: skip


def plain(path: Path) -> sqlite3.Connection:
    """SQLite alone, with the settings that the ledger's store has."""
    found = sqlite3.connect(path, isolation_level=None)
    found.execute("PRAGMA journal_mode = WAL")
    found.execute("PRAGMA synchronous = FULL")
    found.execute("CREATE TABLE row (position INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    return found


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Commit single rows and single leaves in turns, then rows and leaves by the hundred."""
    before, commits, turns = (2_000, 100, 3) if quick else (BEFORE, COMMITS, TURNS)
    ledger = SqlLedger()
    engine = open_store(f"sqlite:///{place}/ledger.db", create=True)
    with engine.begin() as connection:
        ledger.create(connection)
        for begin in range(0, before, 1_000):
            ledger.append_all(connection, leaves(begin, 1_000))
    alone = plain(place / "plain.db")
    through = open_store(f"sqlite:///{place}/through.db", create=True)
    with through.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE row (position INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    insert = sa.text("INSERT INTO row (data) VALUES (:data)")

    def rows(data: list[bytes], size: int) -> None:
        for at in range(0, len(data), size):
            alone.execute("BEGIN IMMEDIATE")
            alone.executemany("INSERT INTO row (data) VALUES (?)", [(one,) for one in data[at : at + size]])
            alone.execute("COMMIT")

    def rows_through(data: list[bytes], size: int) -> None:
        for at in range(0, len(data), size):
            with through.begin() as connection:
                connection.execute(insert, [{"data": one} for one in data[at : at + size]])

    def appended(data: list[bytes], size: int) -> None:
        with engine.connect() as connection:
            for at in range(0, len(data), size):
                with connection.begin():
                    ledger.append_all(connection, data[at : at + size])

    work: list[tuple[str, Callable[[list[bytes], int], None], int]] = [
        (f"SQLite: {commits:,} rows, each committed", rows, 1),
        (f"SQLite through SQLAlchemy: {commits:,} rows, each committed", rows_through, 1),
        (f"ledger: {commits:,} leaves, each committed", appended, 1),
        (f"SQLite: {commits * 10:,} rows, {BATCH} a commit", rows, BATCH),
        (f"ledger: {commits * 10:,} leaves, {BATCH} a commit", appended, BATCH),
    ]
    timings = [Timing(name) for name, _do, _size in work]
    for turn in range(turns):
        for (_name, do, size), timing in zip(work, timings, strict=True):
            data = leaves(1_000_000 + turn, commits if size == 1 else commits * 10)
            began = time.perf_counter(), time.process_time()
            do(data, size)
            timing.wall.append(time.perf_counter() - began[0])
            timing.processor.append(time.process_time() - began[1])
    with reading(engine) as connection:
        size, root = ledger.size_and_root(connection)
        began_at = time.perf_counter()
        walked = verdict.walk(ledger.leaves(connection), {size}, read_leaf)
        took = time.perf_counter() - began_at
    if (walked.size, walked.root, walked.problems) != (size, root, ()):
        raise RuntimeError("what was appended does not verify")
    engine.dispose()
    through.dispose()
    alone.close()
    row, _sqlalchemy, one, many_rows, many = timings
    ratio = one.median / row.median
    told = (
        f"{commits / one.median:,.0f} leaves a second, each on disk when it returns, beside "
        f"{commits / row.median:,.0f} commits a second of SQLite alone; by the hundred "
        f"{commits * 10 / many.median:,.0f} leaves beside {commits * 10 / many_rows.median:,.0f} rows."
    )
    verified = (
        f"The log had {before:,} leaves before; hashing all {size:,} anew, as `keyturn ledger verify` does, took "
        f"{took:.1f} s ({size / took:,.0f} leaves a second)."
    )
    return {
        "rows": [
            *(timing.figures(row) for timing in timings[:3]),
            *(timing.figures(many_rows) for timing in timings[3:]),
        ],
        "targets": [
            {
                "what": f"a leaf with its transaction costs at most {DEARER:g} times SQLite's own commit (medians)",
                "measured": f"{ratio:.2f} times",
                "met": ratio <= DEARER,
            }
        ],
        "notes": [told, verified],
    }
