"""The live system's own answers, for questions that the copy must answer alike: read-only, with short time-outs.

Where it lies comes from an environment variable or a file, never from the definition itself: an address holds a secret.
"""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Live

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60
LOCK_SECONDS = 2
KEYS = ("url_env", "url_file", "sqlite")


def live(definition: Definition, environment: Mapping[str, str]) -> Live | None:
    """The live system that a definition names, None when it names none. Raises CouldNotJudge when it cannot be had."""
    if not definition.live:
        return None
    sqlite = definition.live.get("sqlite")
    if isinstance(sqlite, str):
        return SqliteLive(sqlite)
    return PostgresLive(address(definition.live, environment))


def address(named: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """A database's address, from `url_env` or `url_file`. Raises CouldNotJudge; its text never holds the address."""
    variable, path = named.get("url_env"), named.get("url_file")
    if isinstance(variable, str):
        found = environment.get(variable, "").strip()
        if not found:
            raise CouldNotJudge(f"${variable} is not set", "it holds the database's address")
        return found
    if isinstance(path, str):
        try:
            with open(path, encoding="utf-8") as file:
                found = file.read(100_000).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CouldNotJudge(f"{path} cannot be read: {getattr(error, 'strerror', error)}") from error
        if not found:
            raise CouldNotJudge(f"{path} is empty", "it holds the database's address")
        return found
    raise CouldNotJudge("where the database lies is not said", 'url_env = "DATABASE_URL" or url_file = "/path"')


class PostgresLive:
    """A PostgreSQL server: one short read-only transaction for each question."""

    def __init__(self, url: str) -> None:
        """`url` may hold a password; it is never shown."""
        self._url = url

    def ask(self, question: Question) -> str | None:
        """Its answer to a statement, a freshness or a checksum."""
        import psycopg
        from psycopg import sql

        subject = str(question.subject)
        statement: Any
        if question.asks == "sql":
            statement = subject
        elif question.asks == "fresh":
            table, _dot, column = subject.rpartition(".")
            statement = sql.SQL("select extract(epoch from now() - max({}))::bigint from {}").format(
                sql.Identifier(column), sql.Identifier(*table.split("."))
            )
        elif question.asks == "checksum":
            row = sql.SQL("md5(t::text)")
            statement = sql.SQL("select md5(coalesce(string_agg({row}, '' order by {row}), '')) from {table} t").format(
                row=row, table=sql.Identifier(*subject.split("."))
            )
        else:
            raise CouldNotJudge(f"a live database is not asked for {question.asks}")
        options = (
            f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_SECONDS * 1_000} "
            f"-c lock_timeout={LOCK_SECONDS * 1_000} -c idle_in_transaction_session_timeout=60000"
        )
        try:
            with psycopg.connect(
                self._url, options=options, connect_timeout=CONNECT_SECONDS, application_name="keyturn drill"
            ) as link:
                # one statement only, and a transaction that cannot be made to write
                link.read_only = True
                row_found = link.execute(statement, prepare=True).fetchone()
                link.rollback()
        except psycopg.Error as error:
            first = (str(error).strip().splitlines() or ["it does not answer"])[0]
            raise CouldNotJudge(f"it does not answer: {mask(first)}") from error
        return None if row_found is None or row_found[0] is None else str(row_found[0])


class SqliteLive:
    """An SQLite file in use."""

    def __init__(self, path: str) -> None:
        """`path` of the file, which is opened read-only."""
        self._path = path

    def ask(self, question: Question) -> str | None:
        """Its answer to a statement."""
        if question.asks != "sql":
            raise CouldNotJudge(f"a live SQLite file is not asked for {question.asks}")
        if not os.path.isfile(self._path):
            raise CouldNotJudge(f"there is no file {self._path}")
        until = time.monotonic() + STATEMENT_SECONDS
        try:
            link = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=LOCK_SECONDS)
            try:
                link.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
                link.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
                row = link.execute(str(question.subject)).fetchone()
            finally:
                link.close()
        except sqlite3.DatabaseError as error:
            raise CouldNotJudge(f"it does not answer: {error}") from error
        return None if row is None or row[0] is None else str(row[0])
