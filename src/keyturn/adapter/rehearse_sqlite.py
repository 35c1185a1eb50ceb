"""Rehearses SQL on SQLite files: on a copy, with its rows counted before and after.

The copy is SQLite's own online backup, so that what a write-ahead log holds is in it. It lies in a private directory;
ATTACH, extensions and files of the statements' own are refused by an authorizer, so that no statement leaves the copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from keyturn.errors import CouldNotJudge
from keyturn.model.source import Source, SqlContext
from keyturn.model.target import DATABASE
from keyturn.rehearse.difference import Difference, NotRehearsed, Report, Table, Thing, together

if TYPE_CHECKING:
    from keyturn.model.target import Target
    from keyturn.rehearse.ports import Action, Progress

HOW = "on a copy of the SQLite file"
COMPARED = 2_000_000
"""Rows of a table that are still compared one by one."""
SECONDS = 60.0
LARGEST = 4 << 30
"""Bytes of a file that is still copied."""
_REFUSED = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
_REFUSED_FUNCTIONS = ("load_extension", "readfile", "writefile", "edit")


class SqliteRehearser:
    """`rehearse.ports.Rehearser` for SQL texts that the sqlite3 program would run."""

    name = "sqlite"

    @staticmethod
    def texts(action: Action) -> list[tuple[Source, Target, str]]:
        """SQL that the action would run on an SQLite file that is there."""
        found: list[tuple[Source, Target, str]] = []
        for step in action.judgement.trace:
            item = step.item
            if not isinstance(item, Source) or item.language != "sql" or not isinstance(item.context, SqlContext):
                continue
            target = item.context.target
            path = None if target is None or target.facet("engine") != "sqlite" else target.facet("path")
            if target is not None and path is not None and item.text.text is not None and os.path.isfile(path):
                found.append((item, target, path))
        return found

    def covers(self, action: Action) -> frozenset[int]:
        """Effects of SQL that was read whole, on a file that is there."""
        paths = {path for _source, _target, path in self.texts(action)}
        return frozenset(
            number
            for number, effect in enumerate(action.judgement.effects)
            if any(one.kind == DATABASE and one.facet("path") in paths for one in effect.targets)
        )

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Run each text on a copy. Raises CouldNotJudge when a file cannot be copied."""
        began = time.monotonic()
        report = Report(action.command)
        place = tempfile.mkdtemp(prefix="keyturn-rehearsal-sqlite-")
        copies: dict[str, str] = {}
        try:
            for number, (source, _target, path) in enumerate(self.texts(action)):
                if path not in copies:
                    progress.step(f"copying {path}")
                    copies[path] = os.path.join(place, f"{number}.sqlite")
                    _copy(path, copies[path])
                progress.step(f"rehearsing SQL on a copy of {path}")
                text = source.text.text
                assert text is not None
                rest = max(1.0, action.budget - (time.monotonic() - began))
                report = together(report, one(action.command, text, copies[path], path, rest))
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return replace(report, seconds=time.monotonic() - began)


def _copy(path: str, target: str) -> None:
    if os.path.getsize(path) > LARGEST:
        raise CouldNotJudge(f"{path} is larger than {LARGEST >> 30} GB", "rehearse on a smaller copy of your own")
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise CouldNotJudge(f"{path} cannot be copied: {error}", "is it an SQLite file?") from error


def _look(link: sqlite3.Connection) -> tuple[dict[str, int], dict[str, tuple[str, ...]], set[tuple[str, str]]]:
    """(rows by table, columns by table, other objects)."""
    rows: dict[str, int] = {}
    columns: dict[str, tuple[str, ...]] = {}
    others: set[tuple[str, str]] = set()
    for kind, name in link.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall():
        if kind != "table":
            others.add((kind, name))
            continue
        quoted = _quoted(name)
        columns[name] = tuple(row[1] for row in link.execute(f"PRAGMA table_info({quoted})").fetchall())
        rows[name] = int(link.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0])  # noqa: S608 - quoted
    return rows, columns, others


def _authorizer(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """Refuses what would leave a copy."""
    if action in _REFUSED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _REFUSED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in ("writable_schema", "temp_store_directory"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _rewritten(link: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[int, int]:
    """(rows of before that are no more as they were, rows that are new or other), by their contents."""
    names = ", ".join(_quoted(column) for column in columns) or "1"
    old, new = f"SELECT {names} FROM before.{_quoted(table)}", f"SELECT {names} FROM main.{_quoted(table)}"  # noqa: S608
    first, second = (
        int(link.execute(f"SELECT count(*) FROM ({one} EXCEPT {other})").fetchone()[0])  # noqa: S608 - quoted
        for one, other in ((old, new), (new, old))
    )
    return first, second


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def statements(text: str) -> tuple[list[str], list[str]]:
    """(SQL statements, the client's own commands) of a script, split as the sqlite3 program does."""
    found: list[str] = []
    commands: list[str] = []
    waiting = ""
    for line in text.splitlines(keepends=True):
        if not waiting.strip() and line.lstrip().startswith("."):
            commands.append(line.strip())
            continue
        waiting += line
        while True:
            cut = _end(waiting)
            if cut < 0:
                break
            found.append(waiting[:cut].strip())
            waiting = waiting[cut:]
    if waiting.strip():
        found.append(waiting.strip())
    return [one for one in found if one.strip("; \n\t")], commands


def _end(text: str) -> int:
    """Where the first whole statement ends, -1 when there is none yet."""
    at = text.find(";")
    while at >= 0:
        if sqlite3.complete_statement(text[: at + 1]):
            return at + 1
        at = text.find(";", at + 1)
    return -1


def one(command: str, text: str, copy: str, name: str, seconds: float = SECONDS) -> Report:
    """One script on one copy, for so many seconds at most. `name` is the original's path, for the report."""
    missed: list[NotRehearsed] = []
    written, commands = statements(text)
    missed.extend(NotRehearsed(line[:200], "a command of the sqlite3 program itself") for line in commands)
    until = time.monotonic() + seconds
    shutil.copyfile(copy, copy + ".before")
    link = sqlite3.connect(copy, isolation_level=None)
    failed = ""
    rewritten: dict[str, tuple[int, int]] = {}
    try:
        rows, columns, others = _look(link)
        link.set_authorizer(_authorizer)
        link.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        for statement in written:
            try:
                for _row in link.execute(statement):
                    pass
            except (sqlite3.Error, sqlite3.Warning) as error:
                late = time.monotonic() > until
                failed = f"it took longer than {seconds:.0f} seconds" if late else str(error)
                why = failed if late else f"SQLite refuses it: {error}"
                missed.append(NotRehearsed(statement[:200], why))
                if late:
                    missed.append(NotRehearsed("what comes after it", "no time was left"))
                    break
        link.set_progress_handler(None, 0)
        link.set_authorizer(None)
        if link.in_transaction:
            # a client that ends within a transaction loses it
            link.execute("ROLLBACK")
        after, columns_after, others_after = _look(link)
        link.execute("ATTACH ? AS before", (copy + ".before",))
        for table in sorted(rows.keys() & after.keys()):
            if max(rows[table], after[table]) > COMPARED:
                missed.append(NotRehearsed(f"updates of {table}", "it has too many rows to compare each"))
                continue
            common = tuple(column for column in columns[table] if column in columns_after[table])
            rewritten[table] = _rewritten(link, table, common)
    except sqlite3.Error as error:
        raise CouldNotJudge(f"{name} cannot be looked at: {error}", "does it need an extension?") from error
    finally:
        link.close()
    tables: list[Table] = []
    for table in sorted(rows.keys() | after.keys()):
        before, now = rows.get(table), after.get(table)
        lost = tuple(sorted(set(columns.get(table, ())) - set(columns_after.get(table, ()))))
        if now is None:
            tables.append(Table(table, before, None, True, before or 0, database=name))
        elif before is None:
            tables.append(Table(table, None, now, inserted=now, database=name))
        elif before != now or lost or rewritten.get(table, (0, 0)) != (0, 0):
            old, new = rewritten.get(table, (0, 0))
            changed = min(old, new)
            # rows that are alike count once in a comparison, so the plain numbers bound it
            gone, more = max(0, before - now, old - changed), max(0, now - before, new - changed)
            tables.append(Table(table, before, now, False, gone, changed, more, columns=lost, database=name))
    things = tuple(
        Thing(kind, thing, "dropped" if (kind, thing) in others else "created")
        for kind, thing in sorted(others ^ others_after)
    )
    return Report(
        command, (HOW,), Difference(tables=tuple(tables), things=things), tuple(missed), (), int(bool(failed))
    )
