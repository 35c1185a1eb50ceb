"""Restores PostgreSQL backups into throw-away servers and questions them: dumps, base backups, WAL archives.

A listing is no verification: `pg_restore -l` says nothing of a dump whose second half is gone. So everything is really
restored, with the backup's own version of the server when it is here, else the next newer one for dumps.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_files import as_taken, digest, newest, smoke, tied
from keyturn.adapter.postgres_catalogue import count, look, tables
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keyturn.adapter.postgres_server import Programs, Server
    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Progress

DATABASE = "restored"
RESTORE_SECONDS = 6 * 3_600.0
"""After which a restoration hangs; a schedule's own limit is longer, so that this one is kept as evidence."""
STATEMENT_MS = 600_000
COUNT_SECONDS = 600.0
_HEAD = 65_536
_CREATED = re.compile(r"^;\s+Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (\S+))?", re.MULTILINE)
_DUMPED = re.compile(r"Dumped from database version:? (\d+)")
_WRITTEN = re.compile(r"Dumped by pg_dump version:? (\d+)")
_COMPLETED = re.compile(rb"PostgreSQL database (cluster )?dump complete")
_ALLOWED = re.compile(rb"^\\(?:connect |restrict |unrestrict )")
_TOKEN = re.compile(
    rb"""
      (?P<skip>--[^\n]*|[eE]'(?:[^'\\]++|\\.|'')*+'?|'(?:[^']++|'')*+'?|"(?:[^"]++|"")*+"?)
    | (?P<comment>/\*)
    | (?P<dollar>\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$)
    | (?P<word>[A-Za-z_\x80-\xff][\w$\x80-\xff]*)
    | (?P<number>\d[\w.\x80-\xff]*)
    | (?P<mark>[();])
    | (?P<own>\\[^\n]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_STRINGS = b"standard_conforming_strings"
_ON = re.compile(rb" = on;")
_NUMBER = re.compile(rb"\d[\d.]*(?:[eE]\d*)?")


_ALONE = "-c session_preload_libraries= -c local_preload_libraries="
"""What a role or a database of somebody else's could have a session load is overruled by the session itself."""


def _said(done: subprocess.CompletedProcess[bytes], largest: int = 400) -> str:
    text = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    return mask(text if len(text) <= largest else text[:largest] + " …")


def _bounded(words: Sequence[str], environment: dict[str, str], held: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs. Raises DrillFault when it does not end."""
    try:
        return postgres_server.run(words, environment, seconds=RESTORE_SECONDS, held=held)
    except subprocess.TimeoutExpired as error:
        told = f"{os.path.basename(words[0])} did not end in {RESTORE_SECONDS:.0f} seconds"
        raise DrillFault(told) from error


def plain_copy(definition: Definition, path: str, place: str, progress: Progress) -> str:
    """The backup itself, or what its `options.decrypt` command makes of it. Raises DrillFault when that fails."""
    words = definition.options.get("decrypt")
    if not words:
        return path
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise CouldNotJudge(
            "options.decrypt is no list of words", 'decrypt = ["age", "-d", "-i", "/etc/keyturn/age.key"]'
        )
    progress.step("decrypting")
    target = os.path.join(place, "decrypted")
    with open(path, "rb") as source, open(target, "wb") as out:
        try:
            program = shutil.which(words[0])
            if program is None:
                raise CouldNotJudge(f"{words[0]} cannot be run: there is no such program")
            done = subprocess.run(
                [*tied(), program, *words[1:]],
                stdin=source,
                stdout=out,
                stderr=subprocess.PIPE,
                check=False,
                timeout=RESTORE_SECONDS,
            )
        except OSError as error:
            raise CouldNotJudge(f"{words[0]} cannot be run: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise DrillFault(f"{words[0]} did not end") from error
    if done.returncode != 0:
        raise DrillFault(f"the backup cannot be decrypted: {_said(done)}")
    return target


def readable(path: str) -> None:
    """Let the server's account read a copy of ours."""
    if os.path.isdir(path):
        postgres_server.own(path)
    else:
        postgres_server.own_file(path)


class Copy:
    """A restored database."""

    def __init__(self, server: Server, database: str, user: str) -> None:
        """`user` may read everything."""
        self._server = server
        self._database = database
        self._user = user
        self.version = ""
        with self._connect() as link:
            self.version = "PostgreSQL " + str(link.info.parameter_status("server_version"))

    def _connect(self) -> Any:
        import psycopg

        options = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MS} {_ALONE}"
        return psycopg.connect(
            self._server.address(self._database, self._user), password=self._server.password or None, options=options
        )

    def _one(self, statement: Any) -> str | None:
        import psycopg

        try:
            with self._connect() as link:
                row = link.execute(statement).fetchone()
        except psycopg.errors.QueryCanceled as error:
            raise CouldNotJudge(f"it did not answer in {STATEMENT_MS // 1_000} seconds") from error
        except psycopg.Error as error:
            raise DrillFault(mask(str(error).strip().splitlines()[0])) from error
        return None if row is None or row[0] is None else str(row[0])

    def ask(self, question: Question) -> str | None:
        """See the port."""
        ways = {
            "sql": self._sql,
            "fresh": self._fresh,
            "tables": self._tables,
            "foreign_keys": self._foreign_keys,
            "amcheck": self._amcheck,
            "checksum": self._checksum,
            "command": self._command,
        }
        way = ways.get(question.asks)
        if way is None:
            raise CouldNotJudge(f"a database cannot be asked for {question.asks}")
        return way(question)

    def _sql(self, question: Question) -> str | None:
        return self._one(question.subject)

    def _fresh(self, question: Question) -> str | None:
        from psycopg import sql

        table, _dot, column = str(question.subject).rpartition(".")
        statement = sql.SQL("select extract(epoch from now() - max({}))::bigint from {}")
        return self._one(statement.format(sql.Identifier(column), sql.Identifier(*table.split("."))))

    def _tables(self, question: Question) -> str | None:
        there = {name for name, _rows in self.tables()}
        missing = [name for name in question.subject if name not in there and f"public.{name}" not in there]
        if missing:
            raise DrillFault(f"not in the copy: {', '.join(missing[:5])}")
        return ""

    def _checksum(self, question: Question) -> str | None:
        from psycopg import sql

        row = sql.SQL("md5(t::text)")
        statement = sql.SQL("select md5(coalesce(string_agg({row}, '' order by {row}), '')) from {table} t")
        return self._one(statement.format(row=row, table=sql.Identifier(*str(question.subject).split("."))))

    def _foreign_keys(self, question: Question) -> str | None:
        """Every row that points somewhere points at something."""
        from psycopg import sql

        del question
        with self._connect() as link:
            keys = link.execute(
                "select k.conname, n.nspname, c.relname, fn.nspname, f.relname, "
                "(select array_agg(a.attname order by u.o) from unnest(k.conkey) with ordinality u(n, o) "
                " join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n), "
                "(select array_agg(a.attname order by u.o) from unnest(k.confkey) with ordinality u(n, o) "
                " join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n) "
                "from pg_constraint k join pg_class c on c.oid = k.conrelid "
                "join pg_namespace n on n.oid = c.relnamespace "
                "join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace "
                "where k.contype = 'f'"
            ).fetchall()
        for name, schema, table, other_schema, other, own, theirs in keys:
            filled = sql.SQL(" and ").join(sql.SQL("a.{} is not null").format(sql.Identifier(one)) for one in own)
            same = sql.SQL(" and ").join(
                sql.SQL("a.{} = b.{}").format(sql.Identifier(mine), sql.Identifier(its))
                for mine, its in zip(own, theirs, strict=True)
            )
            lost = self._one(
                sql.SQL("select count(*) from {} a where {} and not exists (select 1 from {} b where {})").format(
                    sql.Identifier(schema, table), filled, sql.Identifier(other_schema, other), same
                )
            )
            if lost != "0":
                raise DrillFault(f"{name}: {lost} rows of {table} point at rows of {other} that are not there")
        return ""

    def _amcheck(self, question: Question) -> str | None:
        del question
        programs = self._server.programs
        words = [programs.path("pg_amcheck"), "--install-missing", "--heapallindexed", "--no-password", self._database]
        environment = self._server.environment(self._database, self._user)
        if self._server.password:
            environment["PGPASSWORD"] = self._server.password
        done = _bounded(words, environment)
        if done.returncode != 0:
            raise DrillFault(f"pg_amcheck: {(done.stdout + done.stderr).decode('utf-8', 'replace').strip()[:400]}")
        return ""

    def _command(self, question: Question) -> str | None:
        environment = self._server.environment(self._database, self._user)
        environment["DATABASE_URL"] = self._server.url(self._database, self._user)
        if self._server.password:
            environment["PGPASSWORD"] = self._server.password
        return smoke(question.subject, environment, "/", question.exit)

    def tables(self) -> tuple[tuple[str, int], ...]:
        """(schema.table, rows) of every table."""
        with self._connect() as link:
            found = look(link)
            rows = count(link, tables(found), COUNT_SECONDS)
        return tuple(sorted(rows.items()))

    def size(self) -> int:
        """Bytes of the database."""
        return int(self._one("select pg_database_size(current_database())") or 0)


class DumpRestorer:
    """What pg_dump writes: custom, directory, tar and plain."""

    kind = "pg_dump"

    def __init__(self, among: Sequence[Programs] | None = None) -> None:
        """`among`: the versions to choose from, by default those that are installed."""
        self._among = among

    def identify(self, definition: Definition) -> Backup:
        """The newest dump, its time and version as it says them itself. A dump that says no time has its file's."""
        path = newest(definition)
        try:
            found, size = digest(path)
            taken = int(os.stat(path).st_mtime)
        except OSError as error:
            raise DrillFault(f"{path} cannot be read: {error.strerror}") from error
        if size == 0:
            raise DrillFault(f"{path} is empty")
        noted = as_taken(path, found)
        details: list[tuple[str, str]] = []
        if not definition.options.get("decrypt"):
            text = self._listing(path)
            created = _CREATED.search(text)
            if created is not None and (created[2] or "UTC") in ("UTC", "GMT", "Etc/UTC"):
                taken = int(datetime.fromisoformat(created[1]).replace(tzinfo=UTC).timestamp())
            details = [
                (name, match[1])
                for name, match in (("from", _DUMPED.search(text)), ("by", _WRITTEN.search(text)))
                if match
            ]
        return Backup(self.kind, path, found, size, taken if noted is None else noted, tuple(details))

    def _listing(self, path: str) -> str:
        """What the dump says of itself; for a plain one its first lines."""
        if _plain(path):
            with open(path, "rb") as file:
                return file.read(_HEAD).decode("utf-8", "replace")
        newest_here = max(self._installed(), key=lambda one: one.version)
        done = subprocess.run(
            [newest_here.path("pg_restore"), "-l", path],
            capture_output=True,
            check=False,
            timeout=300,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
        if done.returncode != 0:
            told = _said(done)
            if "unsupported version" in told:
                raise CouldNotJudge(f"the dump is of a newer version: {told}", "install that version of PostgreSQL")
            raise DrillFault(f"this is no dump that can be read: {told}")
        return done.stdout.decode("utf-8", "replace")

    def _installed(self) -> Sequence[Programs]:
        here = self._among if self._among is not None else postgres_server.installed()
        if not here:
            raise CouldNotJudge("there is no PostgreSQL server here", "apt-get install postgresql")
        return here

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Copy]:
        """Restore everything, and stop at the first thing that does not go."""
        path = plain_copy(definition, backup.name, place, progress)
        details = dict(backup.details)
        if path != backup.name:
            text = self._listing(path)
            details = {name: m[1] for name, m in (("from", _DUMPED.search(text)), ("by", _WRITTEN.search(text))) if m}
        needed = max(int(details.get("from", 0)), int(details.get("by", 0)))
        programs = postgres_server.choose(needed, among=self._installed())
        os.chmod(place, 0o711)  # noqa: S103 - the server's account passes through; names in it are private
        progress.step(f"starting a throw-away PostgreSQL {programs.version}")
        with postgres_server.server(programs, above=place, held=True) as server:
            environment = server.environment("postgres")
            made = postgres_server.run(
                [programs.path("createdb"), "-T", "template0", DATABASE], environment, seconds=120
            )
            if made.returncode != 0:
                raise CouldNotJudge(f"createdb failed: {_said(made)}")
            progress.step(f"restoring {os.path.basename(backup.name)}")
            source = self._within_reach(path, server.socket)
            if _plain(source):
                self._by_psql(server, source)
            else:
                self._by_pg_restore(server, source, definition.jobs)
            yield Copy(server, DATABASE, postgres_server.SUPERUSER)

    @staticmethod
    def _within_reach(path: str, place: str) -> str:
        """The dump where the server's account can read it."""
        who = postgres_server.account()
        if who is None:
            return path
        target = os.path.join(place, "dump")
        try:
            if os.path.isdir(path):
                shutil.copytree(path, target)
            else:
                shutil.copyfile(path, target)
        except OSError as error:
            raise DrillFault(f"the dump cannot be copied: {error.strerror or error}") from error
        readable(target)
        return target

    @staticmethod
    def _by_pg_restore(server: Server, path: str, jobs: int) -> None:
        words = [server.programs.path("pg_restore"), "-d", DATABASE, "--no-owner", "--no-privileges", "--exit-on-error"]
        if os.path.isdir(path) or not tarfile.is_tarfile(path):
            words += ["-j", str(jobs)]
        environment = server.environment(DATABASE)
        done = _bounded([*words, path], environment)
        if done.returncode != 0:
            raise DrillFault(f"pg_restore failed: {_said(done)}")

    @staticmethod
    def _by_psql(server: Server, path: str) -> None:
        with open(path, "rb") as file:
            data = file.read()
        if not _COMPLETED.search(data[-4_096:]):
            raise DrillFault("the dump ends before its last line: it is not whole")
        meta = psql_command(data)
        if meta:
            raise DrillFault(f"the dump holds a command for psql itself: {meta[:41].decode('utf-8', 'replace')}")
        import psycopg

        roles = {one.decode("utf-8", "replace").strip('"') for one in re.findall(rb"OWNER TO ([^;\s]+);", data)}
        with psycopg.connect(server.address(), password=server.password, autocommit=True) as link:
            from psycopg import sql

            for role in sorted(roles - {postgres_server.SUPERUSER}):
                link.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        words = [server.programs.path("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", DATABASE, "-f", path]
        done = _bounded(words, server.environment(DATABASE), server.socket)
        if done.returncode != 0:
            raise DrillFault(f"psql failed: {_said(done)}")


def _plain(path: str) -> bool:
    """Whether a dump is SQL text."""
    if os.path.isdir(path):
        return False
    with open(path, "rb") as file:
        head = file.read(1_024)
    return not head.startswith(b"PGDMP") and b"\0" not in head


def psql_command(data: bytes) -> bytes:
    r"""The first command for psql itself in a plain dump that pg_dump does not write, b"" when there is none.

    psql takes a backslash anywhere outside of quotes, not at the start of a line alone; and only what really follows a
    COPY statement is rows. So the text is taken apart as psql does it (its psqlscan.l): quotes with standard strings,
    comments that nest, semicolons inside of parentheses and of functions' bodies. What psql could read otherwise is
    answered as if it were a command.
    """
    at = depth = begun = 0
    words: list[bytes] = []
    last = (b"", b"")
    while (found := _TOKEN.search(data, at)) is not None:
        kind, token, at = found.lastgroup, found[0], found.end()
        if kind == "own":
            if (
                words
                or depth
                or begun
                or not _ALLOWED.match(token)
                or (found.start() and data[found.start() - 1] != 10)
            ):
                return token
        elif kind == "comment":
            at = _after_comment(data, at)
        elif kind == "dollar":
            end = data.find(token, at)
            end = len(data) if end < 0 else end + len(token)
            if _STRINGS in data[at:end].lower():
                return _STRINGS
            at = end
        elif kind == "skip":
            if not token.startswith(b"--") and _STRINGS in token.lower():
                return _STRINGS
        elif kind == "number":
            if not _NUMBER.fullmatch(token):
                return token
        elif kind == "word":
            word = token.lower()
            if word.startswith(_STRINGS) and not _ON.match(data, at):
                return _STRINGS
            last = (last[1], word)
            if len(words) < 4:
                words.append(word)
            making = words[:1] == [b"create"] and not {b"function", b"procedure"}.isdisjoint(words[1:4])
            if making and not depth:
                if word == b"begin" or (word == b"case" and begun):
                    begun += 1
                elif word == b"end" and begun:
                    begun -= 1
        elif token == b"(":
            depth += 1
        elif token == b")":
            depth = max(0, depth - 1)
        elif token == b";" and not depth and not begun:
            if words[:1] == [b"copy"]:
                line = data.find(b"\n", at)
                if last != (b"from", b"stdin") or data[at : len(data) if line < 0 else line].strip():
                    return b"COPY"
                rows = data.find(b"\n\\.\n", line)
                if line < 0 or rows < 0:
                    return b""
                at = rows + 4
            words, last = [], (b"", b"")
    return b""


def _after_comment(data: bytes, at: int) -> int:
    depth = 1
    while depth:
        end = data.find(b"*/", at)
        begin = data.find(b"/*", at)
        if end < 0:
            return len(data)
        if 0 <= begin < end:
            depth, at = depth + 1, begin + 2
        else:
            depth, at = depth - 1, end + 2
    return at


_RECOVERY_SETTINGS = 12
"""The version from which recovery is steered by ordinary settings."""
_NO_COLLECTOR = 15
_EVENT_TRIGGERS = 17
_OVERRULED = (
    "restore_command", "archive_cleanup_command", "recovery_end_command", "primary_slot_name", "recovery_target",
    "recovery_target_lsn", "recovery_target_name", "recovery_target_time", "recovery_target_xid",
)  # fmt: skip
"""Settings of recovery that are programs, or that a backup's own file would add to a drill's."""


class BaseRestorer:
    """Base backups, plain directories or tar files; as `pg_wal`, with WAL of an archive up to a point in time."""

    def __init__(self, kind: str = "pg_basebackup", among: Sequence[Programs] | None = None) -> None:
        """`kind` is pg_basebackup or pg_wal."""
        self.kind = kind
        self._among = among

    def identify(self, definition: Definition) -> Backup:
        """The newest base backup. Its time is that of its start, from the backup's own label."""
        path = newest(definition)
        if not os.path.isdir(path):
            raise DrillFault(f"{path} is no directory of a base backup")
        try:
            found, size = digest(path)
        except OSError as error:
            raise DrillFault(f"{path} cannot be read: {error.strerror}") from error
        taken = int(os.stat(path).st_mtime)
        label = os.path.join(path, "backup_label")
        if os.path.exists(label):
            with open(label, encoding="utf-8", errors="replace") as file:
                started = re.search(r"START TIME: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (UTC|GMT)", file.read())
            if started is not None:
                taken = int(datetime.fromisoformat(started[1]).replace(tzinfo=UTC).timestamp())
        noted = as_taken(path, found)
        return Backup(self.kind, path, found, size, taken if noted is None else noted)

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Copy]:
        """Copy it, verify it against its manifest, and let the server recover it."""
        os.chmod(place, 0o711)  # noqa: S103 - the server's account passes through; names in it are private
        with postgres_server.place(place) as directory:
            data = os.path.join(directory, "data")
            apart = os.path.join(directory, "tablespaces")
            spaces = self.fill(definition, backup, data, apart, progress)
            version = _cluster_version(data)
            programs = postgres_server.choose(
                exactly=version, among=self._among if self._among is not None else postgres_server.installed()
            )
            self._verify(programs, data, progress)
            settings = self._settle(definition, data, version, spaces)
            postgres_server.own(data)
            postgres_server.own(apart)
            progress.step("recovering")
            try:
                with postgres_server.started(
                    programs, directory, data, "", settings=settings, seconds=RESTORE_SECONDS, held=True
                ) as server:
                    user, database = _way_in(definition, server)
                    yield Copy(server, database, user)
            except CouldNotJudge as error:
                if "PostgreSQL server" in error.what:
                    raise DrillFault(f"the restored server does not start: {_fatal(error.what)}") from error
                raise

    def fill(self, definition: Definition, backup: Backup, data: str, apart: str, progress: Progress) -> dict[str, str]:
        """Lay the cluster's files in `data`, its tablespaces below `apart`; answers where those are, by number."""
        del definition
        progress.step(f"copying {os.path.basename(backup.name)}")
        return _unpacked(backup.name, data, apart)

    def fetch(self, definition: Definition, directory: str) -> str:
        """The server's `restore_command`, "" when nothing but the backup itself is recovered.

        Raises DrillFault when there is no archive. `directory` is the one place that the server may write to.
        """
        del directory
        if self.kind != "pg_wal":
            return ""
        archive = definition.options.get("archive")
        if not isinstance(archive, str) or not os.path.isdir(archive):
            raise DrillFault(f"there is no WAL archive {archive}")
        if "'" in archive or "%" in archive or "\n" in archive:
            raise CouldNotJudge("the archive's path holds a quote or a per cent sign", "move it")
        return f"cp '{archive}/%f' '%p'"

    @staticmethod
    def _verify(programs: Programs, data: str, progress: Progress) -> None:
        if not os.path.exists(os.path.join(data, "backup_manifest")):
            return
        progress.step("verifying every file against the manifest")
        words = [programs.path("pg_verifybackup"), "--no-parse-wal", "--exit-on-error", data]
        postgres_server.own(data)
        postgres_server.own(os.path.join(os.path.dirname(data), "tablespaces"))
        done = _bounded(words, {})
        if done.returncode != 0:
            raise DrillFault(f"pg_verifybackup: {_said(done)}")

    def _settle(self, definition: Definition, data: str, version: int, spaces: Mapping[str, str]) -> dict[str, str]:
        """Settings under which somebody else's cluster starts here, alone: no network, nothing preloaded.

        What its own files say of programs, libraries and places is overruled one by one; whatever is left is held by
        the kernel (`server_inside`).
        """
        listed = os.path.join(data, "tablespace_map")
        if os.path.exists(listed):
            with open(listed, "w", encoding="utf-8") as file:
                # where they are now; the original's places may be here, too, and in use
                file.writelines(f"{number} {place}\n" for number, place in sorted(spaces.items()))
        for name in ("postmaster.pid", "standby.signal", "recovery.signal", "recovery.conf", "recovery.done"):
            path = os.path.join(data, name)
            if os.path.exists(path):
                os.unlink(path)
        for name in ("postgresql.conf", "pg_ident.conf"):
            path = os.path.join(data, name)
            if not os.path.exists(path):
                with open(path, "w", encoding="ascii"):
                    pass
        with open(os.path.join(data, "pg_hba.conf"), "w", encoding="ascii") as file:
            # the socket lies in a directory of the server's account alone
            file.write("local all all trust\n")
        settings = {
            "archive_mode": "off",
            "hot_standby": "off",
            "ssl": "off",
            "shared_preload_libraries": "",
            "primary_conninfo": "",
            "hba_file": os.path.join(data, "pg_hba.conf"),
            "ident_file": os.path.join(data, "pg_ident.conf"),
            "data_directory": data,
            "external_pid_file": "",
            "session_preload_libraries": "",
            "local_preload_libraries": "",
            "dynamic_library_path": "$libdir",
            "jit_provider": "llvmjit",
            "archive_command": "",
            "ssl_passphrase_command": "",
            "unix_socket_group": "",
            "temp_tablespaces": "",
        }
        if version >= _RECOVERY_SETTINGS:
            settings |= dict.fromkeys(_OVERRULED, "")
        if version >= _EVENT_TRIGGERS:
            # one at login would run for our own questions
            settings["event_triggers"] = "off"
        if version < _NO_COLLECTOR:
            settings["stats_temp_directory"] = "pg_stat_tmp"
        command = self.fetch(definition, os.path.dirname(data))
        if command:
            settings["restore_command"] = command
            settings["recovery_target_timeline"] = "latest"
            target = definition.options.get("target_time")
            if target is not None:
                # the last of them, since a server refuses to hear of another target after the one that it has
                settings.pop("recovery_target_time", None)
                settings["recovery_target_time"] = str(target)
            settings["recovery_target_action"] = "promote"
            with open(os.path.join(data, "recovery.signal"), "w", encoding="ascii"):
                pass
        return settings


def _unpacked(source: str, data: str, apart: str) -> dict[str, str]:
    """Copy a base backup; answers where its tablespaces are now, by number: below `apart`, never where they were."""
    base = next((name for name in sorted(os.listdir(source)) if re.fullmatch(r"base\.tar(\.\w+)?", name)), "")
    spaces: dict[str, str] = {}
    os.mkdir(apart, 0o700)
    try:
        if not base:
            shutil.copytree(source, data, symlinks=True)
            spaces = _links_in(source, data, apart)
        else:
            os.mkdir(data, 0o700)
            for name in sorted(os.listdir(source)):
                match = re.fullmatch(r"(base|pg_wal|\d+)\.tar(\.\w+)?", name)
                if match is None:
                    continue
                target = os.path.join(data, "pg_wal") if match[1] == "pg_wal" else data
                if match[1].isdigit():
                    target = spaces[match[1]] = os.path.join(apart, match[1])
                    os.mkdir(target, 0o700)
                with tarfile.open(os.path.join(source, name)) as archive:
                    archive.extractall(target, filter="data")
            _links_in(data, data, apart)
            manifest = os.path.join(source, "backup_manifest")
            if os.path.exists(manifest):
                shutil.copyfile(manifest, os.path.join(data, "backup_manifest"))
        for number, place in spaces.items():
            os.makedirs(os.path.join(data, "pg_tblspc"), exist_ok=True)
            os.symlink(place, os.path.join(data, "pg_tblspc", number))
    except (OSError, tarfile.TarError, EOFError) as error:
        raise DrillFault(f"the base backup cannot be copied: {error}") from error
    os.chmod(data, 0o700)
    return spaces


def _links_in(source: str, data: str, apart: str) -> dict[str, str]:
    """Bring in what a copy's links lead to: WAL and tablespaces, which PostgreSQL links. Any other is refused.

    A server writes through links: into the backup itself, into the original beside it, or wherever somebody wishes.
    """
    spaces: dict[str, str] = {}
    for folder, names, files in os.walk(data):
        for name in (*names, *files):
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                continue
            short = os.path.relpath(path, data)
            number = re.fullmatch(r"pg_tblspc/(\d+)", short)
            if source == data or (number is None and short != "pg_wal"):
                raise DrillFault(f"the base backup holds a link, {short}, through which a server would write elsewhere")
            target = path
            if number is not None:
                target = spaces[number[1]] = os.path.join(apart, number[1])
            original = os.path.join(source, short)
            os.unlink(path)
            shutil.copytree(original, target, symlinks=True)
            inner = next((one for one in _everything(target) if os.path.islink(one)), None)
            if inner is not None:
                raise DrillFault(f"the base backup holds a link, {short}/{os.path.relpath(inner, target)}")
    return spaces


def _everything(place: str) -> Iterator[str]:
    for folder, names, files in os.walk(place):
        for name in (*names, *files):
            yield os.path.join(folder, name)


def _cluster_version(data: str) -> int:
    try:
        with open(os.path.join(data, "PG_VERSION"), encoding="ascii") as file:
            return int(file.read().strip())
    except (OSError, ValueError) as error:
        raise DrillFault("this is no base backup: it has no PG_VERSION") from error


def _way_in(definition: Definition, server: Server) -> tuple[str, str]:
    """(superuser, database) of a cluster that was somebody else's. Raises DrillFault when none lets us in."""
    import psycopg

    wanted = definition.options.get("database")
    for user in (definition.options.get("user"), "postgres", postgres_server.SUPERUSER):
        if not isinstance(user, str):
            continue
        try:
            with psycopg.connect(server.address("postgres", user), options=_ALONE) as link:
                if isinstance(wanted, str):
                    return user, wanted
                row = link.execute(
                    "select datname from pg_database where not datistemplate and datname <> 'postgres' "
                    "order by pg_database_size(oid) desc limit 1"
                ).fetchone()
                return user, str(row[0]) if row else "postgres"
        except psycopg.OperationalError:
            continue
    raise DrillFault(
        f"no role of the restored cluster lets us in: set options.user to its superuser; {server.said(300)}"
    )


def _fatal(text: str) -> str:
    lines = [line for line in text.splitlines() if "FATAL" in line or "PANIC" in line]
    return mask(lines[-1].strip() if lines else text[-300:])
