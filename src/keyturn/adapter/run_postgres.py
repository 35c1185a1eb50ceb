"""Executes SQL as it was shown: one transaction of our own, committed only within the rows that were rehearsed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from keyturn.adapter.postgres_catalogue import compare, look, tables
from keyturn.adapter.rehearse_postgres import (
    PostgresRehearser,
    Unsafe,
    counting,
    pinned,
    settled,
    stored_anew,
    unpinned,
)
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask
from keyturn.model.target import DATABASE
from keyturn.model.text import safe
from keyturn.rehearse import bound, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from keyturn.adapter.postgres_catalogue import Look
    from keyturn.adapter.postgres_connect import Connection
    from keyturn.rehearse.difference import Report, Table
    from keyturn.rehearse.ports import Action

_ROWS_SHOWN = 1_000
_SEQUENCE = "a sequence moves on"


def _emptied(anew: set[str], shown: Iterable[Table], statements: Iterable[sql.Statement]) -> set[str]:
    """Tables that got new storage although nobody was shown that they go, and no statement of its own rewrites them."""
    known = {one.name for one in shown if one.truncated or one.dropped}
    altered = frozenset(
        word for one in statements if one.node == "alter_table_stmt" for word in sql.words(one.text.partition("(")[0])
    )
    return {name for name in anew - known if not sql.words(name.rpartition(".")[2]) <= altered}


class SqlExecutor:
    """`rehearse.ports.Executor` for the SQL that one psql call sends to one database."""

    name = "sql"
    how = "one transaction, rolled back when it touches more rows than were shown"

    def __init__(self, rehearser: PostgresRehearser, *, quiet: bool = False) -> None:
        self._texts = rehearser.texts
        self._quiet = quiet

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on the database of the one psql call that the action is."""
        if self._found(action) is None:
            return frozenset()
        return frozenset(
            place
            for place, effect in enumerate(action.judgement.effects)
            if effect.targets and all(target.kind == DATABASE for target in effect.targets)
        )

    def _found(self, action: Action) -> tuple[str, Connection] | None:
        call = bound.only_call(action.judgement, ("psql",))
        texts = self._texts(action) if call is not None else []
        if len(texts) != 1:
            return None
        source, _target, connection = texts[0]
        if source.text.text is None or connection is None:
            return None
        return source.text.text, connection

    def look(self, action: Action) -> Mapping[str, str]:
        """Nothing: the transaction measures itself."""
        del action
        return {}

    def bind(self, action: Action, report: Report) -> None:
        """Statements that can all run in one transaction, every table with its rows."""
        found = self._found(action)
        if found is None:
            raise bound.Unbound("it is not one call of psql with its SQL")
        for one in report.not_rehearsed:
            # the transaction itself sees what rows make of it
            if not one.why.startswith(_SEQUENCE) and one.what != "what depends on rows":
                raise bound.Unbound(f"{one.what} was not rehearsed: {one.why}")
        if not sql.whole(sql.statements(found[0])):
            raise bound.Unbound("not all of it can run in one transaction")
        for table in report.difference.tables:
            if table.before is None and table.after is None:
                raise bound.Unbound(f"the rows of {table.name} were not counted")

    def keeps(self, action: Action, report: Report) -> tuple[str, ...]:
        """No file: what SQL takes lies in the database."""
        del action, report
        return ()

    def fresh(self, action: Action, report: Report, before: Mapping[str, str]) -> None:
        """What changed meanwhile is measured by the transaction itself."""

    def execute(self, action: Action, report: Report) -> bound.Ran:
        """All of it, measured, then committed. Raises bound.Stale after a rollback, CouldNotJudge without a server."""
        import psycopg

        found = self._found(action)
        if found is None:
            raise bound.Unbound("it is not one call of psql with its SQL")
        text, connection = found
        try:
            link = psycopg.connect(connection.conninfo(application_name="keyturn run"))
        except psycopg.OperationalError as error:
            told = mask(str(error).strip().splitlines()[0])
            raise CouldNotJudge(f"the database does not answer: {told}", "is it up?") from error
        try:
            return self.inside(link, sql.statements(text), report)
        except psycopg.Error as error:
            sys.stderr.write(f"{safe(mask(str(error).strip()))}\n")
            return bound.Ran(1, bound.FAILED, (("transaction", "rolled back"),))
        finally:
            link.close()

    def inside(self, link: Any, statements: tuple[sql.Statement, ...], report: Report) -> bound.Ran:
        """In one transaction of this connection. Raises bound.Stale after a rollback, and psycopg's errors."""
        import psycopg

        if link.info.parameter_status("standard_conforming_strings") != "on":
            raise bound.Stale("the session's strings are not the standard ones")
        if link.info.parameter_status("client_encoding") not in ("UTF8", "UTF-8"):
            raise bound.Stale("the session's encoding is not UTF-8")
        shown = report.difference.tables
        path = pinned(link)
        if not counting(link):
            raise bound.Stale("the session does not count the rows that it touches (track_counts)")
        whole = bound.emptied(shown)
        self._rows_as_shown(link, whole)
        before = look(link)
        empty = self._empty_already(link, before, statements, whole)
        unpinned(link, path)
        for one in statements:
            if one.fate:
                continue
            result = link.pgconn.exec_params(one.text.encode(), None)
            status = psycopg.pq.ExecStatus(result.status)
            if status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
                link.rollback()
                told = mask(result.error_message.decode("utf-8", "replace").strip())
                sys.stderr.write(f"{safe(told)}\nkeyturn: rolled back, nothing of it was kept\n")
                return bound.Ran(1, bound.FAILED, (("transaction", "rolled back"),))
            self._say(result)
        try:
            # what waits for the end of the transaction counts too
            touched = settled(link)
        except Unsafe as why:
            link.rollback()
            raise bound.Stale(f"it was rolled back: {why}") from why
        if not counting(link):
            link.rollback()
            raise bound.Stale("it was rolled back, since it had the session stop counting rows (track_counts)")
        after = look(link)
        gone, lost = compare(before, after)
        beyond = bound.exceeded(shown, report.difference.things, touched, gone, lost)
        beyond += tuple(
            f"it empties or rewrites {name}, which was not shown"
            for name in sorted(_emptied(stored_anew(before, after), shown, statements) - empty)
        )
        if beyond:
            link.rollback()
            raise bound.Stale(f"it was rolled back, since it goes beyond what was shown: {'; '.join(beyond[:5])}")
        try:
            link.commit()
        except psycopg.OperationalError as error:
            sys.stderr.write(f"{safe(mask(str(error).strip()))}\n")
            if link.info.transaction_status == psycopg.pq.TransactionStatus.UNKNOWN:
                sys.stderr.write("keyturn: the connection was lost at COMMIT: look whether it was kept\n")
                return bound.Ran(1, bound.UNKNOWN, (("transaction", "unknown"),))
            return bound.Ran(1, bound.FAILED, (("transaction", "rolled back"),))
        rows = tuple((name, f"+{made} ~{changed} -{less}") for name, (made, changed, less) in sorted(touched.items()))
        return bound.Ran(0, bound.SUCCEEDED, (("transaction", "committed"), *rows[:50]))

    def _empty_already(
        self, link: Any, before: Look, statements: Iterable[sql.Statement], shown: Mapping[str, int]
    ) -> set[str]:
        """Tables without a row, where something is emptied: nothing of them was shown, since nothing of them is lost.

        Those that a TRUNCATE names are held, so that nobody fills them meanwhile.
        """
        from psycopg import sql as quoted

        named = frozenset(word for one in statements if one.node == "truncate_stmt" for word in sql.words(one.text))
        if not named:
            return set()
        others = [name for name in tables(before) if name not in shown]
        self._rows_as_shown(link, {name: 0 for name in others if sql.words(name.rpartition(".")[2]) <= named})
        found: set[str] = set()
        for name in others:
            schema, _dot, table = name.partition(".")
            statement = quoted.SQL("select exists (select from only {})").format(quoted.Identifier(schema, table))
            try:
                with link.transaction():
                    row = link.execute(statement).fetchone()
            except link.Error:
                continue
            if row is not None and not row[0]:
                found.add(name)
        return found

    @staticmethod
    def _rows_as_shown(link: Any, emptied: Mapping[str, int]) -> None:
        """Hold tables that go whole, so that nobody adds to them any more, and compare their rows."""
        from psycopg import sql as quoted

        for name, shown in sorted(emptied.items()):
            schema, _dot, table = name.partition(".")
            where = quoted.Identifier(schema, table)
            link.execute(quoted.SQL("lock table only {} in access exclusive mode").format(where))
            row = link.execute(quoted.SQL("select count(*) from only {}").format(where)).fetchone()
            if row is None or int(row[0]) > shown:
                link.rollback()
                raise bound.Stale(f"{name} has {int(row[0]) if row else 0:,} rows now, and {shown:,} were shown")

    def _say(self, result: Any) -> None:
        """What psql would print, plainly: rows with tabs between, and the command's own word."""
        out = sys.stderr if self._quiet else sys.stdout
        for number in range(min(result.ntuples, _ROWS_SHOWN)):
            cells = [result.get_value(number, column) for column in range(result.nfields)]
            out.write("\t".join("" if one is None else safe(one.decode("utf-8", "replace")) for one in cells) + "\n")
        out.write((result.command_status or b"").decode("ascii", "replace") + "\n")
