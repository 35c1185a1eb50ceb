"""A clone of a PostgreSQL database in a throw-away server: read once, from one read-only snapshot, and then let go of.

The original is only ever read: by one connection whose session is read-only, and by pg_dump on that connection's
snapshot. The clone holds its schema, and its rows only where they may be copied. What reaches out of a database
(foreign servers, user mappings, subscriptions, publications, event triggers, jobs, extensions that open connections or
run programs) is left behind. Nothing of the original's is ever run as the clone's superuser: the dump is restored by
the role that the rehearsed program will use, which owns everything in the clone and has no other right.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_catalogue import Look, boundary, count, look, tables, written
from keyturn.adapter.postgres_local import served_here
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from keyturn.adapter.postgres_connect import Connection
    from keyturn.adapter.postgres_server import Server

LARGEST = 5_000_000_000
"""Bytes of a database whose rows are copied, at most."""
LOOKER = "keyturn_look"
"""The clone's role that looks at it: it may read all rows, and nothing more."""
LOCK_MS = 5_000
SETTLE_SECONDS = 60.0
"""How long what a program left running in the clone is waited for."""
LOG_PREFIX = "keyturn|"
_LEFT_BEHIND = (
    "EXTENSION",
    "SUBSCRIPTION",
    "PUBLICATION",
    "SERVER",
    "USER MAPPING",
    "FOREIGN DATA WRAPPER",
    "FOREIGN TABLE",
    "EVENT TRIGGER",
    "PROCEDURAL LANGUAGE",
    "DATABASE",
    "TRANSFORM",
)
"""Kinds of entries of a dump that are not restored (pg_restore --list)."""
_SAID = ("SUBSCRIPTION", "PUBLICATION", "SERVER", "USER MAPPING", "FOREIGN TABLE", "EVENT TRIGGER")
_HARMLESS = frozenset(
    "citext hstore pgcrypto pg_trgm uuid-ossp ltree intarray btree_gin btree_gist cube earthdistance fuzzystrmatch "
    "isn lo seg tablefunc tcn tsm_system_rows tsm_system_time unaccent dict_int dict_xsyn plpgsql vector postgis "
    "postgis_topology postgis_tiger_geocoder address_standardizer pg_stat_statements pgroonga rum bloom".split()
)
"""Extensions that only add types, operators and indexes."""
_JOBS = ("cron", "pgagent", "partman", "pgboss", "graphile_worker")
"""Schemas whose tables hold jobs: a job that is in the clone would not run, and its rows stay where they are."""

LEDGERS = frozenset(
    "alembic_version django_migrations _prisma_migrations flyway_schema_history databasechangelog "
    "databasechangeloglock schema_migrations ar_internal_metadata __drizzle_migrations knex_migrations "
    "knex_migrations_lock migrations typeorm_metadata SequelizeMeta goose_db_version atlas_schema_revisions "
    "pgmigrations mikro_orm_migrations kysely_migration kysely_migration_lock _sqlx_migrations "
    "__diesel_schema_migrations doctrine_migration_versions phinxlog __EFMigrationsHistory".split()
)
"""Tables in which migration tools write what they have done, and without which they do nothing: names and times of
migrations, copied also where rows are not."""

_ROLES = """
select r.rolname, pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER') from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
"""
_SELF = """
select r.rolname, r.rolcreatedb or r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user
"""
_DATABASE = """
select pg_catalog.pg_encoding_to_char(d.encoding), pg_catalog.pg_database_size(d.oid)::bigint
from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
"""
_EXTENSIONS = """
select e.extname, n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where e.extname <> 'plpgsql'
"""
_ALWAYS = "template1"
"""A database that the program cannot drop."""
_WORKING = """
select count(*) from pg_catalog.pg_stat_activity
where pid <> pg_catalog.pg_backend_pid() and backend_type = 'client backend'
"""
_LARGES = "select count(*) from pg_catalog.pg_largeobject_metadata"


@dataclass(frozen=True, slots=True)
class Original:
    """What was read of the original: who we are there, what it holds, and exact rows where they could be counted."""

    version: int
    user: str
    may_create: bool
    encoding: str
    size: int
    roles: tuple[tuple[str, bool], ...]
    extensions: tuple[tuple[str, str], ...]
    look: Look
    larges: int
    """Large objects, which a clone has not got."""
    here: bool
    """It is served by a PostgreSQL of this machine; else what listens here may be a tunnel."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone that is ready. `shared` is the directory with the one socket that the rehearsed program is given."""

    server: Server
    database: str
    user: str
    shared: str
    before: Look
    counts: Mapping[str, int]
    """Rows by table: the original's where none were copied, as far as they could be counted in time."""
    rows: bool
    copied: frozenset[str]
    """Tables whose rows are in the clone."""
    missing: tuple[tuple[str, str], ...] = ()
    """(what, why) of what the clone has not got."""
    others: frozenset[str] = field(default_factory=frozenset)
    """Databases of the throw-away server before the program ran."""
    restored: tuple[int, int] = (0, 0)
    """Connections and statements of our own restore, which used the same role."""
    since: str = "0"
    """The transaction by which rows that the program wrote are known."""

    def statements(self, largest: int = 20_000_000) -> tuple[int, tuple[str, ...]]:
        """How often the program connected, and what it sent, in order. A line that goes on begins with a tab."""
        connections = 0
        found: list[str] = []
        try:
            with open(self.server.log, encoding="utf-8", errors="replace") as file:
                lines = file.read(largest).split("\n")
        except OSError:
            return 0, ()
        lead = f"{LOG_PREFIX}{self.user}|LOG:  "
        going_on = False
        for line in lines:
            if line.startswith("\t"):
                if going_on:
                    found[-1] += "\n" + line[1:]
                continue
            going_on = False
            if not line.startswith(lead):
                continue
            said = line[len(lead) :]
            if said.startswith("connection authorized: "):
                connections += 1
            elif said.startswith(("statement: ", "execute ", "fastpath ")):
                found.append(said.partition(": ")[2])
                going_on = True
        return connections, tuple(found)

    def looked(self, seconds: float) -> Look | None:
        """What the clone holds now, with exact rows; None when the database is gone."""
        import psycopg

        try:
            with _looking(self.server, self.database) as link:
                found = look(link)
                rows = written(link, tables(found), self.since, seconds)
                return replace(
                    found,
                    rows={name: number for name, (number, _new) in rows.items()},
                    fresh={name: new for name, (_number, new) in rows.items()},
                )
        except psycopg.OperationalError as error:
            if self.database in databases(self.server):
                told = str(error).strip().splitlines()[0]
                raise CouldNotJudge(f"the clone does not answer after the run: {told}") from error
            return None


def ledgers(one: Look) -> list[str]:
    """Tables of `LEDGERS` that are there."""
    return [name for name in tables(one) if name.partition(".")[2] in LEDGERS]


@contextmanager
def _looking(server: Server, database: str) -> Iterator[Any]:
    """A connection for looking. Names are looked for in the catalogue alone: the program may have left others."""
    import psycopg

    options = "-c search_path=pg_catalog -c default_transaction_read_only=on -c client_encoding=UTF8"
    with psycopg.connect(server.address(database, LOOKER), password=server.password, options=options) as link:
        yield link


def working(server: Server, seconds: float) -> int:
    """Wait until nobody works in a throw-away server any more: what a program sent goes on when it has left.

    Answers how many sessions still do after that time. Raises CouldNotJudge when the server does not answer.
    """
    import psycopg

    until = time.monotonic() + seconds
    while True:
        try:
            with _looking(server, _ALWAYS) as link:
                row = link.execute(_WORKING).fetchone()
        except psycopg.OperationalError as error:
            if time.monotonic() < until:
                # it may be at its limit of connections until those of the program are gone
                time.sleep(0.25)
                continue
            told = str(error).strip().splitlines()[0]
            raise CouldNotJudge(f"the clone's server does not answer after the run: {told}") from error
        number = int(row[0]) if row else 0
        if not number or time.monotonic() > until:
            return number
        time.sleep(0.05)


def databases(server: Server) -> frozenset[str]:
    """Names of the databases that a throw-away server has."""
    with _looking(server, _ALWAYS) as link:
        rows = link.execute("select datname from pg_catalog.pg_database where not datistemplate").fetchall()
    return frozenset(str(name) for (name,) in rows)


@contextmanager
def cloned(
    connection: Connection,
    may_copy: Callable[[bool], bool],
    *,
    largest: int = LARGEST,
    seconds: float = 600.0,
    step: Callable[[str], None] = lambda _what: None,
    above: str = "",
) -> Iterator[Clone]:
    """Clone the database that a connection leads to; the clone is gone at the end.

    `may_copy` is asked once, with whether a PostgreSQL of this machine serves the original, whether rows may be
    copied. Raises CouldNotJudge when it does not answer, may not be read, is too large, or no server of its version is
    installed here.
    """
    with _reading(connection) as (link, snapshot):
        step(f"looking at {connection.database}")
        original = _read(link)
        rows = may_copy(original.here)
        if rows:
            _fits(original.size, largest, above)
        programs = postgres_server.choose(original.version)
        if not rows:
            counted = count(link, tables(original.look), min(60.0, seconds / 4))
            original = replace(original, look=replace(original.look, rows=counted))
        postgres_server.sweep(above)
        with postgres_server.place(above) as directory:
            shared = os.path.join(directory, "shared")
            os.mkdir(shared, 0o755)
            postgres_server.own_file(shared)
            data = os.path.join(directory, "data")
            password = os.urandom(24).hex()
            step("starting a throw-away server")
            postgres_server.fill(programs, data, password)
            postgres_server.admit(data)
            _keep_out(data)
            settings = {
                "unix_socket_directories": f"{directory},{shared}",
                "unix_socket_permissions": "0777",
                "log_connections": "on",
                "log_line_prefix": LOG_PREFIX + "%u|",
                "log_statement": "all",
                "temp_file_limit": str(largest // 1024),
            }
            with postgres_server.started(programs, directory, data, password, settings=settings, held=True) as server:
                missing = _prepare(server, connection.database, original)
                step(f"copying {connection.database}" if rows else f"copying the schema of {connection.database}")
                if original.larges:
                    missing.append((f"{original.larges} large objects", "a clone has not got them"))
                missing += _copy(server, connection, original, snapshot, rows=rows, seconds=seconds)
                link.rollback()
                link.close()
                found = Clone(
                    server,
                    connection.database,
                    original.user,
                    shared,
                    original.look,
                    original.look.rows,
                    rows,
                    frozenset(),
                    tuple(missing),
                )
                before = found.looked(seconds)
                if before is None:
                    raise CouldNotJudge("the clone has no database after its restore")
                copied = frozenset(before.rows) if rows else frozenset(ledgers(original.look))
                working(server, SETTLE_SECONDS)
                with _looking(server, connection.database) as looking:
                    since = boundary(looking)
                connections, statements = found.statements()
                counts = before.rows if rows else original.look.rows
                yield replace(
                    found,
                    before=before,
                    counts=counts,
                    copied=copied,
                    others=databases(server),
                    restored=(connections, len(statements)),
                    since=since,
                )


def _keep_out(data: str) -> None:
    """The role that looks has a password too: the program has not got it."""
    path = os.path.join(data, "pg_hba.conf")
    with open(path, "r+", encoding="ascii") as file:
        text = file.read()
        file.seek(0)
        file.write(f"local all {LOOKER} scram-sha-256\n{text}")


@contextmanager
def _reading(connection: Connection) -> Iterator[tuple[Any, str]]:
    """A read-only session on the original, in one transaction whose snapshot pg_dump shares."""
    import psycopg

    try:
        link = psycopg.connect(
            connection.conninfo(
                connect_timeout="5",
                application_name="keyturn rehearsal",
                options="-c default_transaction_read_only=on -c search_path=pg_catalog -c lock_timeout=5000",
            )
        )
    except psycopg.OperationalError as error:
        told = mask(str(error).strip().splitlines()[0])
        raise CouldNotJudge(f"the database does not answer: {told}", "is it up, and may this user read it?") from error
    with link:
        try:
            link.execute("set transaction isolation level repeatable read read only")
            row = link.execute("select pg_catalog.pg_export_snapshot()").fetchone()
            yield link, str(row[0]) if row else ""
        except psycopg.Error as error:
            told = mask(str(error).strip().splitlines()[0])
            raise CouldNotJudge(f"the database cannot be read: {told}") from error
        finally:
            if not link.closed:
                link.rollback()


def _read(link: Any) -> Original:
    user, creates = link.execute(_SELF).fetchone()
    encoding, size = link.execute(_DATABASE).fetchone()
    return Original(
        version=link.info.server_version // 10_000,
        user=str(user),
        may_create=bool(creates),
        encoding=str(encoding),
        size=int(size),
        roles=tuple((str(name), bool(member)) for name, member in link.execute(_ROLES).fetchall()),
        extensions=tuple((str(name), str(schema)) for name, schema in link.execute(_EXTENSIONS).fetchall()),
        look=look(link),
        larges=int(link.execute(_LARGES).fetchone()[0]),
        here=served_here(link),
    )


def _fits(size: int, largest: int, above: str) -> None:
    free = shutil.disk_usage(above or "/tmp").free  # noqa: S108 - where the server's directory is made
    most = min(largest, free // 3)
    if size > most:
        raise CouldNotJudge(
            f"the database has {size / 1e9:.1f} GB, and a clone may have {most / 1e9:.1f} GB here",
            "rehearse against a smaller copy of it, or free some disk",
        )


def _prepare(server: Server, database: str, original: Original) -> list[tuple[str, str]]:
    """Roles, the empty database and its harmless extensions: all that the superuser ever does in the clone."""
    import psycopg
    from psycopg import sql

    missing: list[tuple[str, str]] = []
    secret = {"password": server.password}
    with psycopg.connect(server.address(), autocommit=True, **secret) as link:  # type: ignore[arg-type]
        user = sql.Identifier(original.user)
        if original.user in (postgres_server.SUPERUSER, LOOKER):
            raise CouldNotJudge(f"the original's role is called {original.user}")
        # CREATEROLE is never given: before PostgreSQL 16 it could give itself the right to run programs
        link.execute(
            sql.SQL("create role {} login nosuperuser nocreaterole {}").format(
                user, sql.SQL("createdb" if original.may_create else "nocreatedb")
            )
        )
        for name, member in original.roles:
            if name in (original.user, postgres_server.SUPERUSER, LOOKER):
                continue
            link.execute(sql.SQL("create role {} nologin nosuperuser").format(sql.Identifier(name)))
            if member:
                link.execute(sql.SQL("grant {} to {}").format(sql.Identifier(name), user))
        link.execute(
            sql.SQL("create role {} login bypassrls password {}").format(
                sql.Identifier(LOOKER), sql.Literal(server.password)
            )
        )
        link.execute(sql.SQL("grant pg_read_all_stats to {}").format(sql.Identifier(LOOKER)))
        if server.programs.version >= 14:
            link.execute(sql.SQL("grant pg_read_all_data to {}").format(sql.Identifier(LOOKER)))
        else:
            link.execute(sql.SQL("grant {} to {}").format(user, sql.Identifier(LOOKER)))
        if database != "postgres":
            link.execute(
                sql.SQL("create database {} owner {} encoding {} template template0").format(
                    sql.Identifier(database), user, sql.Literal(original.encoding)
                )
            )
        else:
            link.execute(sql.SQL("alter database postgres owner to {}").format(user))
    with psycopg.connect(server.address(database), autocommit=True, **secret) as link:  # type: ignore[arg-type]
        link.execute(sql.SQL("alter schema public owner to {}").format(user))
        there = {str(name) for (name,) in link.execute("select name from pg_catalog.pg_available_extensions")}
        for name, schema in original.extensions:
            if name not in _HARMLESS:
                missing.append((f"extension {name}", "it may reach out of the database, so the clone has not got it"))
            elif name not in there:
                missing.append((f"extension {name}", "it is not installed here, and what needs it is missing"))
            else:
                link.execute(
                    sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(schema), user)
                    if schema not in ("public", "pg_catalog")
                    else sql.SQL("select 1")
                )
                link.execute(
                    sql.SQL("create extension if not exists {} schema {}").format(
                        sql.Identifier(name), sql.Identifier(schema)
                    )
                )
    return missing


def _words(program: str) -> list[str]:
    """A program that ends when we do."""
    setpriv = shutil.which("setpriv", path="/usr/bin:/bin")
    return [setpriv, "--pdeathsig", "KILL", "--", program] if setpriv else [program]


def _bare(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "LOGNAME") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


def _copy(
    server: Server, connection: Connection, original: Original, snapshot: str, *, rows: bool, seconds: float
) -> list[tuple[str, str]]:
    """Schema, rows, then constraints and indexes. Answers what could not be restored."""
    source = _bare(
        connection.environment()
        | {
            "PGAPPNAME": "keyturn rehearsal",
            "PGOPTIONS": "-c default_transaction_read_only=on",
            "PGCONNECT_TIMEOUT": "5",
        }
    )
    target = _bare(server.environment(connection.database, original.user))
    dump = [*_words(server.programs.path("pg_dump")), "--format=custom", f"--lock-wait-timeout={LOCK_MS}", "-Z0"]
    dump += [f"--snapshot={snapshot}", "--no-subscriptions", "--no-publications", "--no-password", "--no-sync"]
    restore = [*_words(server.programs.path("pg_restore")), "--no-owner", "--no-privileges", "--no-password"]
    restore += ["--no-subscriptions", "--no-publications", f"--dbname={connection.database}"]
    missing: list[tuple[str, str]] = []
    place = os.path.dirname(server.data)
    archive = os.path.join(place, "schema")
    # everything goes through a descriptor: the directory is the server's, we may only own it
    with open(archive, "w+b") as schema:
        done = _run([*dump, "--schema-only"], source, seconds, out=schema)
        if done.returncode != 0:
            raise CouldNotJudge(f"pg_dump cannot read the database: {_told(done.stderr)}")
    listed = _run([server.programs.path("pg_restore"), "--list", archive], _bare({}), seconds)
    kept, left = _entries(listed.stdout.decode("utf-8", "replace"))
    missing += [(what, "it reaches out of the database, so the clone has not got it") for what in left]
    wanted = os.path.join(place, "entries")
    with open(wanted, "w", encoding="utf-8") as file:
        file.write(kept)
    missing += _restored([*restore, "--section=pre-data", f"--use-list={wanted}", archive], target, seconds)
    only = ledgers(original.look)
    if rows or only:
        chosen = [] if rows else ["--table=" + _pattern(name) for name in only]
        missing += _rows([*dump, *chosen], restore, source, target, seconds)
    missing += _restored([*restore, "--section=post-data", f"--use-list={wanted}", archive], target, seconds)
    os.unlink(wanted)
    os.unlink(archive)
    return missing


def _pattern(name: str) -> str:
    """A table's name as pg_dump takes it: quoted, so that nothing in it is a pattern."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split(".", 1))


def _rows(
    dump: Sequence[str], restore: Sequence[str], source: Mapping[str, str], target: Mapping[str, str], seconds: float
) -> list[tuple[str, str]]:
    words = [*dump, "--section=data", "--no-blobs", *(f"--exclude-table-data={schema}.*" for schema in _JOBS)]
    with subprocess.Popen(
        words, env=dict(source), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reading:
        try:
            found = subprocess.run(
                [*restore, "--section=data"],
                env=dict(target),
                stdin=reading.stdout,
                capture_output=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise CouldNotJudge("copying the rows took too long", "Give it more: --budget SECONDS") from error
        finally:
            if reading.poll() is None:
                # the pipe's other end is closed: nothing is left for it to write to
                reading.stdout.close()  # type: ignore[union-attr]
                try:
                    reading.wait(5)
                except subprocess.TimeoutExpired:
                    reading.kill()
        problems = reading.stderr.read() if reading.stderr is not None else b""
    if reading.returncode != 0:
        raise CouldNotJudge(f"pg_dump cannot read the rows: {_told(problems)}")
    return _errors(found.stderr) if found.returncode != 0 else []


def _run(
    words: Sequence[str], environment: Mapping[str, str], seconds: float, out: Any = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            list(words),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotJudge("cloning the database took too long", "Give it more: --budget SECONDS") from error


def _restored(words: Sequence[str], environment: Mapping[str, str], seconds: float) -> list[tuple[str, str]]:
    done = _run(words, environment, seconds)
    return _errors(done.stderr) if done.returncode != 0 else []


def _told(errors: bytes) -> str:
    return mask(" ".join(errors.decode("utf-8", "replace").split())[-500:])


def _errors(errors: bytes) -> list[tuple[str, str]]:
    """What pg_restore could not make, with the server's own words; the first twenty."""
    found: list[tuple[str, str]] = []
    entry = "a part of the clone"
    for line in errors.decode("utf-8", "replace").splitlines():
        if "; " in line and "from TOC entry" in line:
            entry = line.partition("; ")[2].split(" ", 2)[-1].strip() or entry
        elif "error: " in line and "TOC entry" not in line:
            found.append((f"{entry} (not in the clone)", mask(line.partition("error: ")[2].strip())))
    return found[:20] or [("a part of the clone", _told(errors))]


def _entries(listing: str) -> tuple[str, list[str]]:
    """The entries of a dump to restore, and those that are left behind and worth a word."""
    kept: list[str] = []
    left: list[str] = []
    for line in listing.splitlines():
        if line.startswith(";") or not line.strip():
            continue
        # 215; 1259 16385 TABLE public orders owner
        parts = line.split(" ", 3)
        rest = parts[3] if len(parts) > 3 else ""
        kind = next((one for one in _LEFT_BEHIND if rest.startswith((one + " ", f"COMMENT - {one} "))), "")
        if kind:
            if kind in _SAID and rest.startswith(kind + " "):
                left.append(mask(f"{kind.lower()} {rest[len(kind) :].strip().rpartition(' ')[0]}".replace(" - ", " ")))
            continue
        if rest.startswith(("SCHEMA - public ", "COMMENT - SCHEMA public ")):
            continue
        kept.append(line)
    return "\n".join(kept) + "\n", left
