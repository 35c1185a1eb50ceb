"""What stands behind a name: identifiers that the systems give themselves, and whether something has changed."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, Any

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTRIES = 500_000
_SECONDS = 10
_SCHEMA = """
select coalesce(md5(string_agg(concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable,
  column_default), E'\\n' order by table_schema, table_name, ordinal_position)), '')
from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
"""


def conninfo(environment: Mapping[str, str]) -> str:
    """The PostgreSQL address that an environment's variables give, "" when they give none."""
    for name in ("DATABASE_URL", "POSTGRES_URL", "PGURL"):
        value = environment.get(name, "")
        if value.startswith(("postgres://", "postgresql://")):
            return value
    if "PGHOST" in environment or "PGSERVICE" in environment:
        from psycopg.conninfo import make_conninfo

        names = {"PGHOST": "host", "PGPORT": "port", "PGDATABASE": "dbname", "PGUSER": "user", "PGPASSWORD": "password"}
        names |= {"PGSERVICE": "service", "PGSSLMODE": "sslmode"}
        return make_conninfo("", **{names[name]: value for name, value in environment.items() if name in names})
    return ""


def connect(address: str, **options: str) -> Any:
    """A connection of psycopg's. Raises CouldNotJudge without the address."""
    import psycopg

    try:
        return psycopg.connect(address, connect_timeout=_SECONDS, application_name="keyturn broker", **options)  # type: ignore[arg-type]
    except (psycopg.Error, ValueError) as error:
        raise CouldNotJudge(f"the database does not answer: {type(error).__name__}") from None


def identity(link: Any) -> dict[str, str]:
    """Which server and database a connection really leads to, and its schema's digest."""
    import psycopg

    try:
        row = link.execute("select system_identifier::text from pg_control_system()").fetchone()
        name = link.execute("select current_database()::text").fetchone()
        schema = link.execute(_SCHEMA).fetchone()
    except psycopg.Error as error:
        raise CouldNotJudge(f"the database does not say who it is: {type(error).__name__}") from None
    return {"postgres.system": row[0], "postgres.database": name[0], "postgres.schema": schema[0]}


def postgres(environment: Mapping[str, str]) -> dict[str, str]:
    """The same for the database that these variables lead to; {} when they lead to none."""
    address = conninfo(environment)
    if not address:
        return {}
    with connect(address) as link:
        return identity(link)


def tree(path: str) -> str:
    """A digest of what lies at a path: names, kinds, sizes and times, followed through no link; "absent" for nothing.

    Raises CouldNotJudge for more than can be looked at.
    """
    try:
        top = os.lstat(path)
    except FileNotFoundError:
        return "absent"
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be looked at: {error.strerror}") from None
    whole = hashlib.sha256(f"{top.st_dev} {top.st_ino} {_facts(top)}".encode())
    if not stat.S_ISDIR(top.st_mode):
        return whole.hexdigest()
    left = _ENTRIES
    waiting = [path]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=lambda one: one.name)
        except OSError as error:
            raise CouldNotJudge(f"{here} cannot be looked at: {error.strerror}") from None
        for entry in entries:
            left -= 1
            if left < 0:
                raise CouldNotJudge(f"{path} holds more than {_ENTRIES:,} files")
            facts = entry.stat(follow_symlinks=False)
            whole.update(f"{os.path.relpath(entry.path, path)}\0{_facts(facts)}\n".encode("utf-8", "surrogateescape"))
            if stat.S_ISDIR(facts.st_mode):
                waiting.append(entry.path)
    return whole.hexdigest()


def _facts(facts: os.stat_result) -> str:
    size = 0 if stat.S_ISDIR(facts.st_mode) else facts.st_size
    return f"{stat.S_IFMT(facts.st_mode)} {size} {facts.st_mtime_ns}"


def program(name: str, path: str, directory: str = "") -> str:
    """The absolute file that a program's name stands for on this path. Raises CouldNotJudge."""
    import shutil

    where = os.path.join(directory, name) if "/" in name else shutil.which(name, path=path)
    if where is None or not os.path.isfile(where):
        raise CouldNotJudge(f"there is no program {name!r} where the broker looks for programs")
    return os.path.realpath(where)


def digest(path: str) -> str:
    """The sha-256 of a file."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}") from None
