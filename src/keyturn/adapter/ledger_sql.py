"""The ledger in a database: the leaves, the tree over them, and its head, beside whatever else lives there.

Everything works on a connection that the caller owns, inside the caller's transaction: a leaf is there exactly when
what it tells of is. SQL is written out; SQLite and PostgreSQL understand all of it. Writers are one at a time: on
PostgreSQL by a lock on the head's row, on SQLite because the caller began with BEGIN IMMEDIATE (`open_store` does).

The triggers that refuse UPDATE and DELETE stop mistakes. They stop nobody who owns the database: against those stands
the comparison of the leaves with what a witness elsewhere has signed (`ledger.verdict`).
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from keyturn.errors import CanonicalFormError, CouldNotJudge
from keyturn.ledger import merkle
from keyturn.ledger.canonical import encode, leaf_hash
from keyturn.ledger.port import Placed
from keyturn.ledger.verdict import Head, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

LARGEST = 1_000_000
"""Bytes of a leaf."""
_PIECE = 2_000
_LOCK = 0x6B65_7974_7572_6E01
"""Of PostgreSQL's advisory locks, the one that is taken while tables are made."""

_TABLES = """
CREATE TABLE IF NOT EXISTS ledger_leaf (
  position BIGINT PRIMARY KEY CHECK (position >= 0), kind TEXT NOT NULL, at TEXT NOT NULL,
  leaf {bytes} NOT NULL, hash {bytes} NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_leaf_hash ON ledger_leaf (hash);
CREATE TABLE IF NOT EXISTS ledger_node (
  level INTEGER NOT NULL CHECK (level > 0), idx BIGINT NOT NULL, hash {bytes} NOT NULL, PRIMARY KEY (level, idx)
);
CREATE TABLE IF NOT EXISTS ledger_head (
  one INTEGER PRIMARY KEY CHECK (one = 1), size BIGINT NOT NULL, root {bytes} NOT NULL, tops {bytes} NOT NULL
);
CREATE TABLE IF NOT EXISTS ledger_checkpoint (
  size BIGINT NOT NULL, root {bytes} NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_checkpoint_size ON ledger_checkpoint (size);
CREATE TABLE IF NOT EXISTS ledger_source (
  path TEXT NOT NULL, number BIGINT NOT NULL, size BIGINT NOT NULL, sha256 TEXT NOT NULL, whole INTEGER NOT NULL,
  PRIMARY KEY (path, number)
)
"""
"""`tops` are the hashes of the complete subtrees that the tree is made of, so that an append reads one row alone.
`ledger_checkpoint` holds what was signed, by us and by witnesses; `ledger_source` how far files were taken in."""
_KEPT = ("ledger_leaf", "ledger_node", "ledger_checkpoint")
"""Tables whose rows stay as they are."""
_REFUSED = "the ledger is only ever appended to"

_HEAD = sa.text("SELECT size, root, tops FROM ledger_head WHERE one = 1")
_HEAD_LOCKED = sa.text("SELECT size, root, tops FROM ledger_head WHERE one = 1 FOR UPDATE")
_LEAF = sa.text("INSERT INTO ledger_leaf (position, kind, at, leaf, hash) VALUES (:position, :kind, :at, :leaf, :hash)")
_NODE = sa.text("INSERT INTO ledger_node (level, idx, hash) VALUES (:level, :idx, :hash)")
_MOVE = sa.text("UPDATE ledger_head SET size = :size, root = :root, tops = :tops WHERE one = 1 AND size = :before")
_READ = sa.text(
    "SELECT position, kind, at, leaf, hash FROM ledger_leaf WHERE position >= :start AND position < :stop"
    " ORDER BY position"
)
_LEAF_HASH = sa.text("SELECT hash FROM ledger_leaf WHERE position = :idx")
_NODE_HASH = sa.text("SELECT hash FROM ledger_node WHERE level = :level AND idx = :idx")
_NODES = sa.text("SELECT level, idx, hash FROM ledger_node ORDER BY level, idx")
_BY_HASH = sa.text("SELECT position FROM ledger_leaf WHERE hash = :hash ORDER BY position LIMIT 1")
_BY_START = sa.text(
    "SELECT position, hash FROM ledger_leaf WHERE hash >= :least AND hash < :most ORDER BY hash, position LIMIT 2"
)
_SIGNED = sa.text("SELECT size, note FROM ledger_checkpoint ORDER BY size, at")
_NEWEST = sa.text("SELECT note FROM ledger_checkpoint ORDER BY size DESC, at DESC LIMIT :count")
_SIGN = sa.text("INSERT INTO ledger_checkpoint (size, root, note, at) VALUES (:size, :root, :note, :at)")
_SOURCE = sa.text("SELECT number, size, sha256, whole FROM ledger_source WHERE path = :path ORDER BY number")
_SOURCE_NOW = sa.text(
    "INSERT INTO ledger_source (path, number, size, sha256, whole) VALUES (:path, :number, :size, :sha256, :whole)"
    " ON CONFLICT (path, number) DO UPDATE"
    " SET size = excluded.size, sha256 = excluded.sha256, whole = excluded.whole"
)


class Source(NamedTuple):
    """So many bytes of a file were taken in, and this is their sha-256. `whole`: nothing more of it is awaited."""

    size: int
    sha256: str
    whole: bool = False


class _Nodes:
    """The tree's hashes as the database has them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, level: int, index: int) -> bytes:
        text = _NODE_HASH if level else _LEAF_HASH
        given = {"level": level, "idx": index} if level else {"idx": index}
        found = self._connection.execute(text, given).scalar()
        if found is None:
            raise CouldNotJudge(f"the ledger has no hash at level {level}, {index}", "keyturn ledger verify")
        return bytes(found)

    def put(self, level: int, index: int, digest: bytes) -> None:
        self._connection.execute(_NODE, {"level": level, "idx": index, "hash": digest})


def _bytes(value: object) -> bytes:
    """A column as bytes, whatever somebody may have put there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _head(found: object) -> tuple[str, str]:
    """(kind, at) of a leaf. Raises CanonicalFormError for bytes that are none."""
    if isinstance(found, dict):
        kind, at = found.get("kind"), found.get("at")
        if isinstance(kind, str) and isinstance(at, str) and isinstance(found.get("body"), dict):
            return kind, at
    raise CanonicalFormError("these bytes are no leaf: a leaf has a kind, a time and a body")


def read_leaf(data: bytes) -> tuple[str, str]:
    """(kind, at) of a leaf's bytes. Raises CanonicalFormError when they are none, or not in their one form."""
    if len(data) > LARGEST:
        raise CanonicalFormError(f"a leaf has at most {LARGEST:,} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CanonicalFormError(f"these bytes are no leaf: {error}") from error
    head = _head(found)
    if encode(found) != data:
        raise CanonicalFormError("these bytes are no leaf in its canonical form")
    return head


class SqlLedger:
    """The ledger of one database. Holds nothing itself; what raises is CouldNotJudge and SQLAlchemy's own errors."""

    def create(self, connection: Connection) -> None:
        """Make what is not there yet, inside the caller's transaction."""
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        for one in _TABLES.format(bytes="BLOB" if sqlite else "BYTEA").split(";"):
            connection.exec_driver_sql(one)
        for one in _sqlite_triggers() if sqlite else _postgres_triggers():
            connection.exec_driver_sql(one)
        connection.execute(
            sa.text(
                "INSERT INTO ledger_head (one, size, root, tops) VALUES (1, 0, :root, :tops) ON CONFLICT DO NOTHING"
            ),
            {"root": merkle.EMPTY, "tops": b""},
        )

    def append(self, connection: Connection, data: bytes) -> Placed:
        """Put one leaf on the log; it is there when the caller commits.

        Raises CanonicalFormError for bytes that are no leaf, CouldNotJudge when there is no ledger or another writer
        came between (SQLite without BEGIN IMMEDIATE): nothing was written then.
        """
        return self.append_all(connection, (data,))[0]

    def append_all(self, connection: Connection, leaves: Sequence[bytes]) -> list[Placed]:
        """Put leaves on the log, in their order, as `append` does."""
        if not leaves:
            return []
        heads = [read_leaf(one) for one in leaves]
        before, _root, tops = self._head(connection, lock=True)
        size = before
        placed: list[Placed] = []
        rows: list[dict[str, object]] = []
        nodes: list[dict[str, object]] = []
        for data, (kind, at) in zip(leaves, heads, strict=True):
            digest = leaf_hash(data)
            try:
                tops, made = merkle.grow(size, tops, digest)
            except merkle.RangeError as error:
                raise CouldNotJudge(f"the ledger's head is damaged: {error}", "keyturn ledger verify") from error
            rows.append({"position": size, "kind": kind, "at": at, "leaf": data, "hash": digest})
            nodes.extend({"level": level, "idx": index, "hash": one} for level, index, one in made if level)
            placed.append(Placed(size, digest.hex()))
            size += 1
        connection.execute(_LEAF, rows if len(rows) > 1 else rows[0])
        if nodes:
            connection.execute(_NODE, nodes if len(nodes) > 1 else nodes[0])
        moved = connection.execute(
            _MOVE, {"size": size, "root": merkle.fold(tops), "tops": b"".join(tops), "before": before}
        )
        if moved.rowcount != 1:
            raise CouldNotJudge("another writer was at the ledger", "begin with BEGIN IMMEDIATE, then try again")
        return placed

    def size_and_root(self, connection: Connection) -> tuple[int, bytes]:
        """The head as it stands; not recomputed."""
        size, root, _tops = self._head(connection)
        return size, root

    def read(self, connection: Connection, start: int, count: int) -> list[Leaf]:
        """Leaves from a position on, at most `count`, as they stand in the database."""
        rows = connection.execute(_READ, {"start": start, "stop": start + count})
        return [Leaf(int(one[0]), _bytes(one[3]), _bytes(one[4]), str(one[1]), str(one[2])) for one in rows]

    def leaves(self, connection: Connection, start: int = 0) -> Iterator[Leaf]:
        """Every leaf from a position on, in order; ends after the last one, whatever the head says."""
        last = connection.execute(sa.text("SELECT max(position) FROM ledger_leaf")).scalar()
        while last is not None and start <= last:
            yield from self.read(connection, start, _PIECE)
            start += _PIECE

    def strays(self, connection: Connection) -> int:
        """How many rows stand before position 0, where none belongs."""
        return int(connection.execute(sa.text("SELECT count(*) FROM ledger_leaf WHERE position < 0")).scalar() or 0)

    def head(self, connection: Connection) -> Head:
        """What the tables say of themselves, for `verdict.judge`."""
        size, root, tops = self._head(connection)
        levels: dict[int, hashlib._Hash] = {}
        for level, index, digest in connection.execute(_NODES, execution_options={"yield_per": _PIECE}):
            levels.setdefault(level, hashlib.sha256()).update(f"{index} ".encode() + _bytes(digest))
        sums = tuple((level, found.hexdigest()) for level, found in sorted(levels.items()))
        return Head(size, root, b"".join(tops), sums, self.strays(connection))

    def nodes(self, connection: Connection) -> _Nodes:
        """The tree's hashes, for proofs. A proof made of them is worth what its verification is."""
        return _Nodes(connection)

    def root_at(self, connection: Connection, size: int) -> bytes:
        """The root when the log had so many leaves, from the kept hashes. Raises CouldNotJudge when it never had."""
        now, _root = self.size_and_root(connection)
        if not 0 <= size <= now:
            raise CouldNotJudge(f"the ledger has {now} leaves, not {size}", "keyturn ledger verify")
        return merkle.root(self.nodes(connection), size)

    def extends(self, connection: Connection, size: int, root: bytes) -> bool:
        """Whether the log still begins with the log of this size and root, as far as the kept hashes tell."""
        try:
            return self.root_at(connection, size) == root
        except CouldNotJudge:
            return False

    def find(self, connection: Connection, digest: str) -> int:
        """The position of a leaf by its hash in hexadecimal, or by the beginning of it (at least 8 letters).

        Raises CouldNotJudge when there is none, or more than one begins so.
        """
        text = digest.lower()
        if not 8 <= len(text) <= 64 or not all(one in "0123456789abcdef" for one in text):
            raise CouldNotJudge(f"{digest!r} is no leaf hash", "8 to 64 hexadecimal letters, or a position")
        least = bytes.fromhex(text.ljust(64, "0"))
        most = bytes.fromhex(text.ljust(64, "f")) + b"\0"
        found = connection.execute(_BY_START, {"least": least, "most": most}).all()
        if not found:
            raise CouldNotJudge(f"the ledger has no leaf {digest}", "keyturn ledger export shows what it has")
        if len(found) > 1 and bytes(found[0][1]) != bytes(found[1][1]):
            raise CouldNotJudge(f"more than one leaf begins with {digest}", "give more of it")
        return int(found[0][0])

    def known(self, connection: Connection, digests: Iterable[bytes]) -> set[bytes]:
        """Those of the leaf hashes that the ledger has."""
        return {one for one in digests if connection.execute(_BY_HASH, {"hash": one}).scalar() is not None}

    # -- checkpoints

    def keep_note(self, connection: Connection, size: int, root: bytes, note: str, at: str) -> None:
        """Keep a signed note, beside those that are there."""
        connection.execute(_SIGN, {"size": size, "root": root, "note": note, "at": at})

    def notes(self, connection: Connection) -> list[str]:
        """Every note that was kept, smallest log first."""
        return [str(one[1]) for one in connection.execute(_SIGNED)]

    def newest_notes(self, connection: Connection, count: int = 50) -> list[str]:
        """The newest notes, those of the largest log last."""
        return [str(one[0]) for one in connection.execute(_NEWEST, {"count": count})][::-1]

    # -- sources

    def sources(self, connection: Connection, path: str) -> dict[int, Source]:
        """How far the files of a record were taken in, by their numbers."""
        found = connection.execute(_SOURCE, {"path": path})
        return {int(one[0]): Source(int(one[1]), str(one[2]), bool(one[3])) for one in found}

    def set_source(self, connection: Connection, path: str, number: int, source: Source) -> None:
        """Note how far a file was taken in."""
        given = {"size": source.size, "sha256": source.sha256, "whole": int(source.whole)}
        connection.execute(_SOURCE_NOW, {"path": path, "number": number, **given})

    def _head(self, connection: Connection, *, lock: bool = False) -> tuple[int, bytes, tuple[bytes, ...]]:
        locked = lock and connection.dialect.name != "sqlite"
        try:
            found = connection.execute(_HEAD_LOCKED if locked else _HEAD).first()
        except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
            if not any(one in str(error.orig) for one in ("no such table", "does not exist")):
                raise
            found = None
        if found is None:
            raise CouldNotJudge("there is no ledger in this database", "keyturn ledger create makes one")
        tops = bytes(found[2])
        width = merkle.WIDTH
        return int(found[0]), bytes(found[1]), tuple(tops[at : at + width] for at in range(0, len(tops), width))


def _sqlite_triggers() -> Iterator[str]:
    for table in _KEPT:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
    yield (
        "CREATE TRIGGER IF NOT EXISTS ledger_head_no_delete BEFORE DELETE ON ledger_head"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    )
    yield (
        "CREATE TRIGGER IF NOT EXISTS ledger_head_grows BEFORE UPDATE ON ledger_head WHEN NEW.size <= OLD.size"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    )


def _postgres_triggers() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    for table in _KEPT:
        yield f"DROP TRIGGER IF EXISTS {table}_stays ON {table}"
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    for name, when in (
        ("stays", "BEFORE DELETE OR TRUNCATE ON ledger_head FOR EACH STATEMENT"),
        ("grows", "BEFORE UPDATE ON ledger_head FOR EACH ROW WHEN (NEW.size <= OLD.size)"),
    ):
        yield f"DROP TRIGGER IF EXISTS ledger_head_{name} ON ledger_head"
        yield f"CREATE TRIGGER ledger_head_{name} {when} EXECUTE FUNCTION ledger_refuse()"


def open_store(url: str, *, create: bool = False) -> Engine:
    """An engine whose transactions serialise writers: on SQLite, BEGIN IMMEDIATE and full synchronisation.

    A SQLite file is made (0600, its directory 0700) only with `create`.
    Raises CouldNotJudge for an address that is none, or a database that is not there.
    """
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise CouldNotJudge(
            "the store's address cannot be used", "sqlite:////path/to/file or postgresql+psycopg://…"
        ) from error
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise CouldNotJudge(f"the ledger lives in SQLite or PostgreSQL, not in {engine.dialect.name}")
    if engine.dialect.name != "sqlite":
        return engine
    path = engine.url.database or ""
    fresh = False
    if path and path != ":memory:" and not os.path.exists(path):
        if not create:
            raise CouldNotJudge(
                f"there is no ledger at {path}", "keyturn ledger create makes one; --store names another"
            )
        os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        fresh = True

    @sa.event.listens_for(engine, "connect")
    def _connected(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own begins are none of ours
        cursor = raw.cursor()  # type: ignore[attr-defined]  # likewise: the driver's connection
        mode = ("journal_mode = WAL",) if fresh else ()
        for one in ("busy_timeout = 30000", *mode, "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {one}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def reading(engine: Engine) -> Connection:
    """A connection whose one transaction sees one moment and takes no writer's lock."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(reads=True)
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
