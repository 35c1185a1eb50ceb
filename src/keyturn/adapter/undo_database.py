"""Undo points of local PostgreSQL databases: a dump before the action, and a database brought back beside the other.

A point holds the whole database as pg_dump writes it, taken inside a budget of time and space. Bringing it back never
overwrites: the dump is restored into a new database, the one that stands there is renamed, and the new one takes its
name. So work that came later stays, under another name, until a person drops it.

No password is kept: whoever brings a point back connects as the command did (the same variables and files), or as
libpq does by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_local import served_here
from keyturn.errors import CouldNotJudge
from keyturn.gate.ports import NotSaved, Saved
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.adapter.postgres_connect import Connection

PREFIX = "db-"
SECONDS = 2.0
LARGEST = 200_000_000
"""Bytes of a database that is still dumped, as the server counts them."""
RESTORE_SECONDS = 3_600.0
_KEPT = ("host", "hostaddr", "port", "dbname", "user", "sslmode")


@dataclass(frozen=True, slots=True)
class Database:
    """One point: where the database was, without any secret, and what for."""

    id: str
    parameters: Mapping[str, str]
    reason: str
    at: int
    size: int

    @property
    def name(self) -> str:
        """For people: database, server and port."""
        host = self.parameters.get("host") or self.parameters.get("hostaddr") or "the local socket"
        return f"{self.parameters['dbname']} at {host}:{self.parameters.get('port', '5432')}"


class DatabasePoints:
    """The points in `directory`."""

    def __init__(self, directory: str, clock: Callable[[], float] = time.time) -> None:
        """`directory` need not be there yet."""
        self._directory = directory
        self._clock = clock

    def take(self, connection: Connection, reason: str, *, seconds: float = SECONDS) -> Saved | NotSaved:
        """Dump it, or say why not. Nothing is left of a dump that was not finished in time."""
        import psycopg

        if not connection.local or connection.parameters.get("service"):
            return NotSaved("only databases of this machine are saved")
        until = time.monotonic() + seconds
        try:
            with psycopg.connect(connection.conninfo(connect_timeout="2", application_name="keyturn undo")) as link:
                if not served_here(link):
                    return NotSaved("what listens there is no database server of this machine")
                row = link.execute("select pg_database_size(current_database()), current_database()").fetchone()
                version = int(str(link.info.parameter_status("server_version")).split(".")[0])
        except (psycopg.Error, ValueError) as error:
            return NotSaved(f"the database does not answer: {mask(str(error).strip().splitlines()[0])}")
        size, database = (int(row[0]), str(row[1])) if row else (0, connection.database)
        if size > LARGEST:
            return NotSaved(f"the database has {size:,} bytes, and {LARGEST:,} are saved without being asked")
        try:
            programs = postgres_server.choose(version)
        except CouldNotJudge as error:
            return NotSaved(error.what)
        if time.monotonic() >= until:
            return NotSaved("looking at the database took longer than an undo point may")
        return self._dumped(connection, database, programs, reason, until)

    def _dumped(
        self, connection: Connection, database: str, programs: postgres_server.Programs, reason: str, until: float
    ) -> Saved | NotSaved:
        now = self._clock()
        name = PREFIX + time.strftime("%Y%m%dT%H%M%S", time.gmtime(now)) + f"-{os.getpid()}"
        place = os.path.join(self._directory, name)
        fresh = place + ".new"
        os.makedirs(fresh, mode=0o700)
        dump = os.path.join(fresh, "dump")
        try:
            with open(dump, "xb") as out:
                done = subprocess.run(
                    [programs.path("pg_dump"), "-Fc", "-Z1", "--no-password"],
                    env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **_environment(connection)},
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.PIPE,
                    check=False,
                    timeout=max(0.1, until - time.monotonic()),
                )
                out.flush()
                os.fsync(out.fileno())
            if done.returncode != 0:
                shutil.rmtree(fresh)
                return NotSaved(f"pg_dump: {mask(done.stderr.decode('utf-8', 'replace').strip())[:300]}")
            kept = {key: value for key, value in connection.parameters.items() if key in _KEPT}
            body = {"parameters": {**kept, "dbname": database}, "reason": reason, "at": int(now)}
            with open(os.path.join(fresh, "database.json"), "x", encoding="utf-8") as file:
                json.dump(body, file)
                file.flush()
                os.fsync(file.fileno())
            os.rename(fresh, place)
        except subprocess.TimeoutExpired:
            shutil.rmtree(fresh)
            return NotSaved("dumping the database takes longer than an undo point may")
        except OSError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            return NotSaved(f"{error.strerror}: {fresh}")
        size = os.path.getsize(os.path.join(place, "dump"))
        return Saved(name, f"database {database}, a dump of {size:,} bytes", 1, size)

    def points(self) -> tuple[Database, ...]:
        """Every point, newest first."""
        try:
            names = sorted((name for name in os.listdir(self._directory) if name.startswith(PREFIX)), reverse=True)
        except FileNotFoundError:
            return ()
        return tuple(self.point(name) for name in names if not name.endswith(".new"))

    def point(self, name: str) -> Database:
        """One point. Raises CouldNotJudge when there is none, or when it cannot be read."""
        if not name.startswith(PREFIX) or "/" in name:
            raise CouldNotJudge(f"there is no undo point {name}", "keyturn undo list shows them")
        try:
            with open(os.path.join(self._directory, name, "database.json"), encoding="utf-8") as file:
                body = json.load(file)
            parameters = {str(key): str(value) for key, value in body["parameters"].items()}
            size = os.path.getsize(os.path.join(self._directory, name, "dump"))
            return Database(name, parameters, str(body["reason"]), int(body["at"]), size)
        except FileNotFoundError as error:
            raise CouldNotJudge(f"there is no undo point {name}", "keyturn undo list shows them") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CouldNotJudge(f"the undo point {name} cannot be read: {error}") from error

    def restore(self, name: str, password: str = "") -> str:
        """Bring the database back under its name; returns the name that the other one has now, "" if it was gone.

        Raises CouldNotJudge when it cannot be brought back; then the database that stands there is as it was.
        """
        import psycopg
        from psycopg import sql

        one = self.point(name)
        wanted = one.parameters["dbname"]
        fresh = f"{wanted[:30]}_{name.replace('-', '_').lower()}"
        aside = f"{wanted[:30]}_before_{name.replace('-', '_').lower()}"
        link, programs = self._maintenance(one, password)
        with link:
            there = link.execute("select 1 from pg_database where datname = %s", (wanted,)).fetchone() is not None
            users = link.execute(
                "select count(*) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()", (wanted,)
            ).fetchone()
            if there and users is not None and users[0]:
                raise CouldNotJudge(
                    f"{users[0]} other sessions use {wanted}, so it cannot be set aside", "end them, and try again"
                )
            try:
                link.execute(sql.SQL("create database {} template template0").format(sql.Identifier(fresh)))
            except psycopg.Error as error:
                raise CouldNotJudge(
                    f"a database cannot be made: {mask(str(error).strip().splitlines()[0])}",
                    "the role needs CREATEDB; or restore the dump by hand: "
                    + os.path.join(self._directory, name, "dump"),
                ) from error
            try:
                self._filled(one, fresh, password, programs)
            except BaseException:
                link.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(fresh)))
                raise
            if there:
                link.execute(
                    sql.SQL("alter database {} rename to {}").format(sql.Identifier(wanted), sql.Identifier(aside))
                )
            link.execute(
                sql.SQL("alter database {} rename to {}").format(sql.Identifier(fresh), sql.Identifier(wanted))
            )
        return aside if there else ""

    @staticmethod
    def _maintenance(one: Database, password: str) -> tuple[Any, postgres_server.Programs]:
        """A session in another database of the same server, and programs that fit it."""
        import psycopg
        from psycopg.conninfo import make_conninfo

        said = ""
        for other in ("postgres", "template1"):
            given = {**one.parameters, "dbname": other, "connect_timeout": "5"}
            if password:
                given["password"] = password
            try:
                link = psycopg.connect(make_conninfo("", **given), autocommit=True)
            except psycopg.Error as error:
                said = mask(str(error).strip().splitlines()[0])
                continue
            version = int(str(link.info.parameter_status("server_version")).split(".")[0])
            return link, postgres_server.choose(version)
        raise CouldNotJudge(f"{one.name} does not answer: {said}", "PGPASSWORD or a password file may be missing")

    def _filled(self, one: Database, fresh: str, password: str, programs: postgres_server.Programs) -> None:
        from keyturn.adapter.postgres_connect import Connection

        given = {**one.parameters, "dbname": fresh, **({"password": password} if password else {})}
        words = [programs.path("pg_restore"), "--exit-on-error", "--no-password", "-d", fresh]
        done = subprocess.run(
            [*words, os.path.join(self._directory, one.id, "dump")],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **_environment(Connection(given, "the undo point"))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=RESTORE_SECONDS,
        )
        if done.returncode != 0:
            told = mask(done.stderr.decode("utf-8", "replace").strip())[:400]
            raise CouldNotJudge(f"the dump cannot be restored: {told}", "the database that stands there is as it was")

    def expire(self, older: float) -> int:
        """Remove points from before a time; returns how many."""
        gone = [one for one in self.points() if one.at < older]
        for one in gone:
            shutil.rmtree(os.path.join(self._directory, one.id))
        return len(gone)


def _environment(connection: Connection) -> dict[str, str]:
    """Libpq's variables, and the home in which its password file lies."""
    import pwd

    return {"HOME": pwd.getpwuid(os.geteuid()).pw_dir, **connection.environment()}
