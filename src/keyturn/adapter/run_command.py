"""Executes any other command: as given, and only while all that the rehearsal was about is what it was.

Files by path, size, mode and time; a PostgreSQL by its catalogue and the rows of the tables that were shown to change.
This closes the time between the look and the act to the moment of the comparison; it is no lock.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Any

from keyturn.adapter import run_program
from keyturn.adapter.postgres_catalogue import Look, compare, look, tables
from keyturn.adapter.rehearse_clone import connection_of
from keyturn.adapter.rehearse_files import places
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask
from keyturn.model.target import DATABASE
from keyturn.model.text import safe
from keyturn.rehearse import bound
from keyturn.rehearse.difference import PATHS
from keyturn.rehearse.files import measurable, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keyturn.adapter.postgres_connect import Connection
    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Action

MOST = 2_000_000
"""Entries below the places of an action that are still compared."""
ROWS_MS = 60_000
"""For comparing the rows of one table."""
_CODE = (
    ".py", ".sh", ".bash", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".sql", ".prisma", ".rb",
    ".php", ".pl", ".ex", ".exs", ".lua", ".toml", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".json", ".xml", ".env",
    ".properties", ".mk", ".tf",
)  # fmt: skip
"""How files end that a program may run, or read as its settings; a name without an ending counts, too."""
_INSTALLED = frozenset(("node_modules", "__pycache__", ".git", ".hg", ".venv", "venv", ".tox", ".next", ".cache"))
_CODE_FILES = 20_000
_CODE_LARGEST = 1_000_000
_TOLD = ("what depends on rows", "how it ends")
"""What a clone does not show and says so: shown to the person, and looked at again after the execution."""


class CommandExecutor:
    """`rehearse.ports.Executor` for commands that work on files and databases."""

    name = "command"
    how = "it runs as given, only while the files and the database are what they were when it was rehearsed"

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._looked: dict[str, Look] = {}

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on files, repositories and databases that can be looked at."""
        found = {place for place, effect in enumerate(action.judgement.effects) if measurable(effect)}
        if _connection(action) is not None:
            found |= {
                place
                for place, effect in enumerate(action.judgement.effects)
                if effect.targets and all(target.kind == DATABASE for target in effect.targets)
            }
        return frozenset(found)

    def look(self, action: Action) -> Mapping[str, str]:
        """Digests of the trees that the action is about, and of its database's catalogue and tables."""
        found = {f"files {place}": _tree(place) for place in places(action)}
        if not plain(action.judgement):
            # a program of more than its words: what it runs may lie beside it
            found[f"code in {action.directory}"] = _code(action.directory)
        connection = _connection(action)
        if connection is not None:
            found |= self._database(connection)
        return found

    def bind(self, action: Action, report: Report) -> None:
        """Everything was rehearsed, and everything that was shown lies where it was looked at."""
        for one in report.not_rehearsed:
            if one.what not in _TOLD:
                raise bound.Unbound(f"{one.what} was not rehearsed: {one.why}")
        files = report.difference.files
        most = max(files.deleted.count, files.changed.count, files.modes.count)
        roots = tuple(place.rstrip("/") + "/" for place in places(action))
        outside = [
            path
            for kind in (files.deleted, files.changed, files.modes)
            for path in kind.paths
            if not (path + "/").startswith(roots or ("\0",))
        ]
        if most > PATHS and outside:
            raise bound.Unbound(f"{most:,} files are more than are compared one by one")

    def keeps(self, action: Action, report: Report) -> tuple[str, ...]:
        """Where files were shown to go or to change."""
        files = report.difference.files
        if not (files.deleted.count or files.changed.count or files.modes.count):
            return ()
        return places(action)

    def fresh(self, action: Action, report: Report, before: Mapping[str, str]) -> None:
        """Nothing of what was looked at has changed; rows only of tables that would lose or change some."""
        named = {table.name for table in report.difference.tables}
        now = self.look(action)
        moved = [
            name
            for name in bound.moved(before, now)
            if not name.startswith("rows ") or name.removeprefix("rows ") in named
        ]
        if moved:
            shown = ", ".join(safe(name) for name in moved[:5])
            raise bound.Stale(f"since the rehearsal these have changed: {shown}")
        for path in (*report.difference.files.deleted.paths, *report.difference.files.changed.paths):
            if not os.path.lexists(path.rstrip("/")):
                raise bound.Stale(f"{safe(path)} is not there any more")

    def execute(self, action: Action, report: Report) -> bound.Ran:
        """The command itself. Afterwards the database is compared with what was shown, and excess is said."""
        argv = action.argv or run_program.shell(action.command)
        connection = _connection(action)
        ran = run_program.run(argv, action.directory, action.environment, quiet=self._quiet)
        if connection is None:
            return ran
        before = self._looked.get(connection.database)
        try:
            self._database(connection)
        except (bound.Unbound, CouldNotJudge) as error:
            sys.stderr.write(f"keyturn: what it did to {connection.database} cannot be compared: {error}\n")
            return ran
        after = self._looked[connection.database]
        gone, lost = compare(before, after) if before is not None else ((), ())
        beyond = bound.exceeded(report.difference.tables, report.difference.things, {}, gone, lost)
        for one in beyond[:10]:
            sys.stderr.write(f"keyturn: it went beyond what was shown: {safe(one)}\n")
        return bound.Ran(ran.code, ran.outcome, (*ran.facts, ("beyond", str(len(beyond)))))

    def _database(self, connection: Connection) -> dict[str, str]:
        import psycopg
        from psycopg import sql

        try:
            link = psycopg.connect(connection.conninfo(connect_timeout="5", application_name="keyturn run"))
        except psycopg.OperationalError as error:
            told = mask(str(error).strip().splitlines()[0])
            raise bound.Unbound(f"the database does not answer: {told}") from error
        found: dict[str, str] = {}
        with link:
            link.execute("set transaction isolation level repeatable read, read only")
            link.execute(f"set local statement_timeout = {ROWS_MS}")
            one = look(link)
            self._looked[connection.database] = one
            found[f"catalogue of {connection.database}"] = _catalogue(one)
            for name in tables(one):
                schema, _dot, table = name.partition(".")
                statement = sql.SQL(_CONTENT).format(sql.Identifier(schema, table))
                try:
                    with link.transaction():
                        row = link.execute(statement).fetchone()
                except psycopg.Error as error:
                    told = mask(str(error).strip().splitlines()[0])
                    raise bound.Unbound(f"the rows of {name} cannot be compared: {told}") from error
                found[f"rows {name}"] = ":".join(str(cell) for cell in row or ())
            link.rollback()
        return found


_CONTENT = """
select count(*), coalesce(sum(hashtextextended(t.ctid::text || ':' || t.xmin::text, 0)), 0) from only {} t
"""
"""Rows by place and version: any insert, update or delete gives another sum, without reading what they hold."""


def _connection(action: Action) -> Connection | None:
    for effect in action.judgement.effects:
        for target in effect.targets:
            if target.kind == DATABASE and target.facet("engine") in (None, "postgres", "postgresql"):
                found: Connection | None = connection_of(target, action)
                if found is not None:
                    return found
    return None


def _catalogue(one: Look) -> str:
    relations = sorted((it.name, it.kind, it.partition) for it in one.relations.values())
    names = {oid: it.name for oid, it in one.relations.items()}
    columns = sorted((names.get(oid, "?"), sorted(found.items())) for oid, found in one.columns.items())
    return hashlib.sha256(repr((relations, columns, sorted(one.others))).encode()).hexdigest()


def _tree(place: str) -> str:
    """Paths, sizes, modes and times of everything at and below a place; links are not followed."""
    digest = hashlib.sha256()
    number = 0
    for line in _entries(place):
        number += 1
        if number > MOST:
            raise bound.Unbound(f"{place} holds more than {MOST:,} files to compare")
        digest.update(line)
    return f"{number}:{digest.hexdigest()}"


def _code(place: str) -> str:
    """Paths and contents of scripts, migrations and settings below a directory, without what is installed there."""
    digest = hashlib.sha256()
    number = 0
    for folder, names, found in os.walk(place):
        names[:] = sorted(name for name in names if name not in _INSTALLED)
        for name in sorted(found):
            if not name.endswith(_CODE) and "." in name[1:]:
                continue
            path = os.path.join(folder, name)
            number += 1
            if number > _CODE_FILES:
                # so many are compared; which ones is the same every time
                return f"{number}:{digest.hexdigest()}"
            digest.update(os.fsencode(path) + b"\0")
            try:
                with open(path, "rb") as file:
                    digest.update(hashlib.sha256(file.read(_CODE_LARGEST)).digest())
            except OSError as error:
                digest.update(str(error.errno).encode())
    return f"{number}:{digest.hexdigest()}"


def _entries(place: str) -> Iterator[bytes]:
    waiting: list[Any] = [place]
    while waiting:
        path = waiting.pop()
        try:
            facts = os.lstat(path)
        except FileNotFoundError:
            yield b"absent " + os.fsencode(path) + b"\0"
            continue
        except OSError as error:
            raise bound.Unbound(f"{path} cannot be looked at: {error.strerror}") from error
        folder = facts.st_mode & 0o170000 == 0o040000
        # a directory's own time changes with what is in it, which is compared itself
        what = (0, 0) if folder else (facts.st_size, facts.st_mtime_ns)
        yield os.fsencode(path) + f"\0{facts.st_mode:o} {facts.st_ino} {what[0]} {what[1]}\0".encode()
        if folder:
            try:
                waiting.extend(sorted((entry.path for entry in os.scandir(path)), reverse=True))
            except OSError as error:
                raise bound.Unbound(f"{path} cannot be listed: {error.strerror}") from error
