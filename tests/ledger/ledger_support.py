"""Ledgers for tests: leaves, databases of both kinds, and what a thief of the database can do to one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from keyturn.adapter.ledger_sql import SqlLedger, open_store
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

LEDGER = SqlLedger()


def made(number: int, **body: str | int) -> bytes:
    """The bytes of a leaf."""
    return leaf(Record("test.leaf", "2026-05-01T12:00:00Z", (("number", number), *body.items())))


def sqlite(path: Path, size: int = 0) -> Engine:
    """A ledger in a new file, with so many leaves."""
    engine = open_store(f"sqlite:///{path}", create=True)
    with engine.begin() as connection:
        LEDGER.create(connection)
        LEDGER.append_all(connection, [made(number) for number in range(size)])
    return engine


@contextmanager
def postgres() -> Iterator[Engine]:
    """A real PostgreSQL server's database."""
    with server(parts.postgresql()) as live:
        url = sa.URL.create(
            "postgresql+psycopg", SUPERUSER, live.password, database="postgres", query={"host": live.socket}
        )
        engine = sa.create_engine(url)
        yield engine
        engine.dispose()


def disarm(engine: Engine) -> None:
    """What whoever owns the database does first: take the triggers away."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in ("ledger_leaf", "ledger_node", "ledger_head", "ledger_checkpoint"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
