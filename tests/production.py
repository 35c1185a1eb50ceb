"""A real PostgreSQL on a loopback port that stands for production: it writes down all that it is asked to do."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from keyturn.adapter import postgres_server
from keyturn.adapter.rehearse_clone import ROWS, CloneRehearser
from keyturn.rehearse.ports import Action
from keyturn.rehearse.service import Silence
from keyturn.wiring import rehearse
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keyturn.adapter.postgres_server import Server
    from keyturn.rehearse.difference import Report, Table

PASSWORD = "sup3r-s3cret-of-production"
OURS = "keyturn rehearsal"


class Production:
    """Its role `app` has a password, may do all with its databases, and is no superuser."""

    def __init__(self, server: Server, port: int) -> None:
        self.server = server
        self.port = port

    def url(self, database: str, scheme: str = "postgresql") -> str:
        return f"{scheme}://app:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, database: str, *texts: str, user: str = "app") -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        with psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=user, password=PASSWORD, autocommit=True,
            application_name="test",
        ) as link:  # fmt: skip
            for text in texts:
                cursor = link.execute(text)
                found = cursor.fetchall() if cursor.description else []
        return found

    def database(self, name: str, *texts: str) -> str:
        """A fresh database of the application's; returns its address."""
        with psycopg.connect(self.server.address(), password=self.server.password, autocommit=True) as link:
            link.execute(f"drop database if exists {name}")
            link.execute(f"create database {name} owner app")
        self.run(name, *texts)
        return self.url(name)

    def state(self, database: str) -> dict[str, int]:
        names = self.run(
            database,
            "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind in ('r', 'v', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')",
        )
        return {
            str(name): int(str(self.run(database, f"select count(*) from {_quoted(str(name))}")[0][0]))
            for (name,) in names
        }

    def asked(self) -> list[str]:
        """Everything that anybody but this test sent it, as `who|what`."""
        text = Path(self.server.log).read_text(encoding="utf-8", errors="replace")
        lines = text.replace("\n\t", " ").splitlines()
        return [line[4:] for line in lines if line.startswith("log|") and not line.startswith("log|test|")]

    @contextmanager
    def untouched(self, database: str, *readers: str) -> Iterator[None]:
        """Fails when anything but reading reached it meanwhile, or anything in it differs.

        `readers` are others than the rehearsal itself that may read.
        """
        before, said = self.state(database), len(self.asked())
        yield
        for line in self.asked()[said:]:
            who, _bar, what = line.partition("|")
            if "statement: " not in what and "execute " not in what:
                continue
            assert who in (OURS, *readers), line
            text = what.partition(": ")[2].partition(": ")[2].lstrip().lower()
            reads = (
                "select",
                "with ",
                "set ",
                "reset ",
                "begin",
                "rollback",
                "copy ",
                "lock table",
                "prepare",
                "execute",
                "declare",
                "savepoint",
                "release",
            )
            assert text.startswith(reads), line
            assert not text.startswith("copy ") or "to stdout" in text, line
        assert self.state(database) == before
        left = self.run(
            "postgres",
            f"select count(*) from pg_stat_activity where application_name = '{OURS}'",
            user="watcher",
        )
        assert left == [(0,)]


def _quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split(".", 1))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def production() -> Iterator[Production]:
    """One server, for all tests of a module."""
    programs = parts.postgresql()
    port = free_port()
    with postgres_server.place() as directory:
        data = os.path.join(directory, "data")
        password = secrets.token_urlsafe(12)
        postgres_server.fill(programs, data, password)
        postgres_server.admit(data)
        with open(os.path.join(data, "pg_hba.conf"), "a", encoding="ascii") as file:
            file.write("host all all 127.0.0.1/32 scram-sha-256\n")
        settings = {
            "listen_addresses": "127.0.0.1",
            "log_statement": "all",
            "log_connections": "on",
            "log_line_prefix": "log|%a|",
        }
        with postgres_server.started(
            programs, directory, data, password, settings=settings | {"port": str(port)}
        ) as on:
            # its own socket has its port in its name
            path = os.path.join(directory, f".s.PGSQL.{port}")
            os.symlink(path, os.path.join(directory, ".s.PGSQL.5432"))
            with psycopg.connect(on.address(), password=password, autocommit=True) as link:
                link.execute(f"create role app login createdb password '{PASSWORD}'")
                link.execute(f"create role watcher login password '{PASSWORD}' in role pg_monitor")
            yield Production(on, port)


def action(
    command: str, directory: Path, environment: Mapping[str, str], *, rows: str = "", budget: float = 120.0
) -> Action:
    """A command as the corridor judges it, with nothing of the test's own environment but what runs programs."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**own, **environment}
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        found = rehearse.action(command, (), str(directory), budget, given)
    finally:
        os.environ.clear()
        os.environ.update(before)
    options = {ROWS: rows} if rows else {}
    return Action(command, found.directory, given, found.judgement, found.decision, (), budget, options)


def rehearsed(
    command: str, directory: Path, environment: Mapping[str, str], *, rows: str = "", budget: float = 120.0
) -> Report:
    """Rehearsed on a clone of a database that counts as dev."""
    one = action(command, directory, environment, rows=rows, budget=budget)
    way = CloneRehearser(lambda _action, _target: True, quiet=3.0)
    assert way.covers(one), one.judgement.effects
    return way.rehearse(one, Silence())


def tables(report: Report) -> dict[str, Table]:
    return {table.name.removeprefix("public."): table for table in report.difference.tables}


def rows(report: Report) -> dict[str, tuple[int | None, int | None]]:
    return {name: (table.before, table.after) for name, table in tables(report).items()}
