"""Ledgers for tests: leaves, databases of both kinds, and what a thief of the database can do to one."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from keyturn.adapter import ledger_keys
from keyturn.adapter.ledger_sql import SqlLedger, open_store
from keyturn.adapter.ledger_witness import Door, Files
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.ledger.canonical import leaf
from keyturn.ledger.checkpoint import LOG, WITNESS
from keyturn.ledger.port import Record
from keyturn.ledger.witness import Witness
from keyturn.wiring.ledger import Settings
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


class Bench:
    """A log with its key, a witness behind a real socket, and the settings of whoever verifies."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.log = ledger_keys.make(str(place / "log.key"), "log.example/keyturn", LOG)
        self.watcher = ledger_keys.make(str(place / "witness.key"), "witness.example", WITNESS)
        self.socket = f"unix:{place}/witness.sock"
        self.files = Files(str(place / "witness"))
        self.said: list[str] = []
        signer = ledger_keys.load(str(place / "witness.key"), WITNESS)
        self.witness = Witness(signer, (self.log,), self.files, ledger_keys.verify)
        self.door = Door(self.socket, self.witness, time.time, self.said.append)
        self._thread = threading.Thread(target=self.door.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        """Close the door."""
        self.door.shutdown()
        self._thread.join()
        self.door.server_close()
        self.files.close()

    def settings(self, path: Path, **changed: Any) -> Settings:
        """For the ledger in a file."""
        found = Settings(f"sqlite:///{path}", (self.log,), (self.watcher,), (self.socket,), str(self.place / "log.key"))
        return replace(found, **changed)

    def cli(self, path: Path) -> list[str]:
        """The same as words of a command line."""
        words = ["--store", f"sqlite:///{path}", "--log-key", self.log.text(), "--witness-key", self.watcher.text()]
        return [*words, "--witness", self.socket]


def rewrite(path: Path, leaves: list[bytes], *, notes: bool = False) -> None:
    """The whole log anew, hashed as it should be: what a thorough thief of the database does. `notes` go, too."""
    engine = open_store(f"sqlite:///{path}")
    disarm(engine)
    with engine.begin() as connection:
        for table in ("ledger_leaf", "ledger_node", "ledger_head", *(("ledger_checkpoint",) if notes else ())):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        LEDGER.create(connection)
        LEDGER.append_all(connection, leaves)
    engine.dispose()
