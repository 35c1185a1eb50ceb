"""Restores dumps of MariaDB and MySQL into a throw-away MariaDB server, and questions it.

A server with its own files, a private Unix socket and no network, which ends with whoever started it. The client runs
in binary mode, where a dump holds statements alone: no shell escape, no other file.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_files import Bounds, identify, smoke, tied
from keyturn.adapter.drill_postgres import plain_copy
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Progress

DATABASE = "restored"
SECONDS = 6 * 3_600.0
START_SECONDS = 60.0
STATEMENT_SECONDS = 600
_BLOCK = 1 << 20
_PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/libexec"
_SERVER_VERSION = re.compile(rb"^-- Server version\s+(\d+)\.(\d+)\S*", re.MULTILINE)
_OWN = "('information_schema', 'performance_schema', 'mysql', 'sys')"
_SETTINGS = (
    "--no-defaults",
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--local-infile=0",
    "--event-scheduler=OFF",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=256M",
    "--max-allowed-packet=1G",
    "--character-set-server=utf8mb4",
)


def _program(name: str) -> str:
    found = shutil.which(name, path=_PLACES)
    if found is None:
        raise CouldNotJudge(f"there is no {name} here", "apt-get install mariadb-server")
    return found


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class Server:
    """A running server, reached by `socket`. `directory` is its own."""

    def __init__(self, directory: str) -> None:
        """`directory` belongs to the server's account."""
        self.directory = directory
        self.socket = os.path.join(directory, "s")
        self.log = os.path.join(directory, "log")

    def client(self, *words: str) -> list[str]:
        """The words of a client that reads statements."""
        base = [_program("mariadb"), "--no-defaults", "--socket", self.socket, "--user=root", "--binary-mode"]
        return [*base, "--local-infile=0", "--default-character-set=utf8mb4", *words]

    def said(self) -> str:
        """The last errors of its log."""
        try:
            with open(self.log, encoding="utf-8", errors="replace") as file:
                lines = [line.strip() for line in file if "[ERROR]" in line]
        except OSError:
            return ""
        return mask(" ".join(lines[-2:])[-400:])


@contextmanager
def server(above: str) -> Iterator[Server]:
    """A fresh, empty server. Raises CouldNotJudge when none can be started here."""
    install, daemon = _program("mariadb-install-db"), _program("mariadbd")
    with postgres_server.place(above) as directory:
        found = Server(directory)
        data = os.path.join(directory, "data")
        words = [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        words += ["--skip-test-db", "--skip-name-resolve"]
        done = postgres_server.run(words, {"HOME": directory, "TMPDIR": directory}, seconds=120)
        if done.returncode != 0:
            raise CouldNotJudge(f"mariadb-install-db failed: {_said(done)}")
        words = [*tied(), daemon, *_SETTINGS, f"--datadir={data}", f"--socket={found.socket}"]
        words += [f"--log-error={found.log}", f"--pid-file={directory}/pid", f"--tmpdir={directory}"]
        words.append(f"--secure-file-priv={directory}")
        who = postgres_server.account()
        more = {} if who is None else {"user": who[0], "group": who[1], "extra_groups": []}
        if postgres_server.HOLDS:
            # engines and plugins of a dump's choice could write files and reach other servers
            words, more = postgres_server.holding(words, directory), {}
        process = subprocess.Popen(  # type: ignore[call-overload]
            words,
            env={"PATH": _PLACES, "LC_ALL": "C.UTF-8", "HOME": directory},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=directory,
            **more,
        )
        try:
            _wait(process, found)
            yield found
        finally:
            process.kill()  # nothing in it is worth an orderly end
            process.wait()


def _wait(process: subprocess.Popen[bytes], found: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CouldNotJudge(f"the MariaDB server did not start: {found.said()}")
        if os.path.exists(found.socket):
            done = postgres_server.run(found.client("--execute", "select 1"), {}, seconds=START_SECONDS)
            if done.returncode == 0:
                return
        time.sleep(0.05)
    raise CouldNotJudge(f"the MariaDB server was not ready in {START_SECONDS:.0f} seconds: {found.said()}")


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return mask((done.stderr or done.stdout).decode("utf-8", "replace").strip()[-400:])


class Copy:
    """A restored database."""

    def __init__(self, server: Server, database: str) -> None:
        """`database` holds what came back."""
        self._server = server
        self._database = database
        self.version = "MariaDB " + (self._rows("select version()")[0][0] or "?")

    def _rows(self, statement: str) -> list[list[str | None]]:
        """Raises DrillFault with what the server says. NULL is None; values hold no tabs but escaped ones."""
        init = f"set session tx_read_only = 1, time_zone = '+00:00', max_statement_time = {STATEMENT_SECONDS}"
        words = self._server.client("--skip-column-names", "--batch", "--init-command", init, self._database)
        try:
            done = postgres_server.run([*words, "--execute", statement], {}, seconds=STATEMENT_SECONDS + 60)
        except subprocess.TimeoutExpired as error:
            raise CouldNotJudge(f"it did not answer in {STATEMENT_SECONDS} seconds") from error
        if done.returncode != 0:
            told = _said(done)
            if "max_statement_time exceeded" in told:
                raise CouldNotJudge(f"it did not answer in {STATEMENT_SECONDS} seconds")
            raise DrillFault(told)
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        return [[None if piece == "NULL" else piece for piece in line.split("\t")] for line in lines]

    def _one(self, statement: str) -> str | None:
        rows = self._rows(statement)
        return rows[0][0] if rows else None

    def ask(self, question: Question) -> str | None:
        """See the port."""
        subject = str(question.subject)
        if question.asks == "sql":
            return self._one(subject)
        if question.asks == "fresh":
            table, _dot, column = subject.rpartition(".")
            return self._one(f"select timestampdiff(second, max({_quoted(column)}), now()) from {_quoted(table)}")  # noqa: S608
        if question.asks == "tables":
            there = {name for name, _rows in self.tables()}
            missing = [name for name in question.subject if name not in there]
            if missing:
                raise DrillFault(f"not in the copy: {', '.join(missing[:5])}")
            return ""
        if question.asks == "foreign_keys":
            return self._foreign_keys()
        if question.asks == "amcheck":
            return self._checked()
        if question.asks == "checksum":
            rows = self._rows(f"checksum table {_quoted(subject)} extended")
            if not rows or rows[0][-1] is None:
                raise DrillFault(f"there is no table {subject} in the copy")
            return rows[0][-1]
        if question.asks == "command":
            environment = {
                "KEYTURN_SOCKET": self._server.socket,
                "DATABASE_URL": f"mysql://root@localhost/{self._database}?unix_socket={self._server.socket}",
            }
            return smoke(question.subject, environment, "/", question.exit)
        raise CouldNotJudge(f"a database cannot be asked for {question.asks}")

    def _names(self) -> list[str]:
        rows = self._rows(
            "select hex(table_name) from information_schema.tables "
            "where table_schema = database() and table_type = 'BASE TABLE' order by table_name"
        )
        return [bytes.fromhex(row[0] or "").decode("utf-8", "replace") for row in rows]

    def _checked(self) -> str:
        """CHECK TABLE of every table."""
        for name in self._names():
            for row in self._rows(f"check table {_quoted(name)} extended"):
                # table, operation, kind of message, message
                bad = row[2] in ("error", "Error", "warning") or (row[2] == "status" and row[3] != "OK")
                if bad:
                    raise DrillFault(f"{name}: {row[3]}")
        return ""

    def _foreign_keys(self) -> str:
        """Every row that points somewhere points at something: a dump is loaded with its checks switched off."""
        rows = self._rows(
            "select hex(constraint_name), hex(table_name), hex(column_name), hex(referenced_table_name), "
            "hex(referenced_column_name) from information_schema.key_column_usage "
            "where table_schema = database() and referenced_table_schema = database() "
            "order by table_name, constraint_name, ordinal_position"
        )
        keys: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for row in rows:
            name, table, own, other, theirs = (bytes.fromhex(one or "").decode("utf-8", "replace") for one in row)
            keys.setdefault((name, table, other), []).append((own, theirs))
        for (name, table, other), pairs in keys.items():
            filled = " and ".join(f"a.{_quoted(own)} is not null" for own, _theirs in pairs)
            same = " and ".join(f"a.{_quoted(own)} = b.{_quoted(theirs)}" for own, theirs in pairs)
            lost = self._one(
                f"select count(*) from {_quoted(table)} a where {filled} "  # noqa: S608 - names are quoted
                f"and not exists (select 1 from {_quoted(other)} b where {same})"
            )
            if lost != "0":
                raise DrillFault(f"{name}: {lost} rows of {table} point at rows of {other} that are not there")
        return ""

    def tables(self) -> tuple[tuple[str, int], ...]:
        """(name, rows) of every table."""
        return tuple((name, int(self._one(f"select count(*) from {_quoted(name)}") or 0)) for name in self._names())  # noqa: S608

    def size(self) -> int:
        """Bytes of data and indexes, as the server reckons."""
        return int(
            self._one(
                "select cast(coalesce(sum(data_length + index_length), 0) as unsigned) from information_schema.tables "
                "where table_schema = database()"
            )
            or 0
        )


class MariaDbRestorer:
    """What mariadb-dump and mysqldump write, plain or by gzip."""

    kind = "mariadb"

    def identify(self, definition: Definition) -> Backup:
        """The newest dump that the definition names."""
        found = identify(definition, self.kind)
        if not found.size:
            raise DrillFault(f"{found.name} is empty")
        return found

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Copy]:
        """Load all of it, and stop at the first statement that does not go."""
        path = _unzipped(plain_copy(definition, backup.name, place, progress), place, Bounds(definition, place))
        _whole(path)
        os.chmod(place, 0o711)  # noqa: S103 - the server's account passes through; names in it are private
        progress.step("starting a throw-away MariaDB")
        with server(place) as found:
            _fits(path, found)
            made = postgres_server.run(
                found.client("--execute", f"create database {DATABASE}"), {}, seconds=START_SECONDS
            )
            if made.returncode != 0:
                raise CouldNotJudge(f"no database could be made: {_said(made)}")
            progress.step(f"restoring {os.path.basename(backup.name)}")
            _load(found, path)
            yield Copy(found, _database(definition, found))


def _unzipped(path: str, place: str, bounds: Bounds) -> str:
    with open(path, "rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path
    target = os.path.join(place, "dump.sql")
    try:
        with gzip.open(path, "rb") as source, open(target, "xb") as out:
            while block := source.read(_BLOCK):
                bounds.more(len(block))
                out.write(block)
    except (OSError, EOFError) as error:
        raise DrillFault(f"the dump cannot be unpacked: {error}") from error
    except Exception as error:
        if type(error).__name__ != "error":
            raise
        raise DrillFault(f"the dump is damaged: {error}") from error
    return target


def _whole(path: str) -> None:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 4_096))
        end = file.read()
    if b"-- Dump completed" not in end:
        raise DrillFault("the dump ends before its last line: it is not whole (or was taken with --skip-comments)")


def _fits(path: str, found: Server) -> None:
    """A dump of a newer MariaDB may mean what this one does not know."""
    with open(path, "rb") as file:
        head = file.read(65_536)
    theirs = _SERVER_VERSION.search(head)
    if theirs is None or b"MariaDB" not in head:
        return
    done = postgres_server.run(
        found.client("--skip-column-names", "--execute", "select version()"), {}, seconds=START_SECONDS
    )
    here = re.match(rb"(\d+)\.(\d+)", done.stdout)
    wanted = (int(theirs[1]), int(theirs[2]))
    if here is not None and (int(here[1]), int(here[2])) < wanted:
        told = done.stdout.decode("ascii", "replace").strip()
        raise CouldNotJudge(f"there is no MariaDB {wanted[0]}.{wanted[1]} or newer server here (installed: {told})")


def _load(found: Server, path: str) -> None:
    who = postgres_server.account()
    more = {} if who is None else {"user": who[0], "group": who[1], "extra_groups": []}
    with open(path, "rb") as source:
        try:
            done = subprocess.run(  # type: ignore[call-overload]
                [*tied(), *found.client(DATABASE)],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
                timeout=SECONDS,
                cwd="/",
                **more,
            )
        except subprocess.TimeoutExpired as error:
            raise DrillFault(f"it was not loaded in {SECONDS / 3_600:.0f} hours") from error
    if done.returncode != 0:
        # the statement itself stands before it, with somebody's data
        told = done.stderr.decode("utf-8", "replace")
        raise DrillFault(f"the dump cannot be loaded: {mask(told[max(0, told.find('ERROR ')) :].strip()[:400])}")


def _database(definition: Definition, found: Server) -> str:
    """The one that is asked: the named one, else the largest that came back."""
    wanted = definition.options.get("database")
    if isinstance(wanted, str):
        return wanted
    statement = (
        "select table_schema from information_schema.tables "  # noqa: S608 - a constant of this module
        f"where table_schema not in {_OWN} group by table_schema order by sum(data_length) desc limit 1"
    )
    done = postgres_server.run(
        found.client("--skip-column-names", "--batch", "--execute", statement), {}, seconds=START_SECONDS
    )
    if done.returncode != 0:
        raise DrillFault(f"the restored server lets nobody in: {_said(done)}")
    return done.stdout.decode("utf-8", "replace").strip() or DATABASE
