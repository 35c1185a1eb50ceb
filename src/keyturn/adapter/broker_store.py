"""Proposals in a database: SQLite for one machine, PostgreSQL when several brokers share it. SQL is written out.

A transaction of ours is the only writer while it lasts: BEGIN IMMEDIATE on SQLite, on PostgreSQL a lock that every
writer takes first. So a move, its leaf of the ledger and whatever it rests on are seen together or not at all, and a
claim is one `UPDATE … WHERE state = … RETURNING` that one broker wins.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from keyturn.adapter.ledger_sql import SqlLedger, open_store
from keyturn.broker import states
from keyturn.broker.ports import Damaged, Row, Turned
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Receipt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from keyturn.ledger.port import Record

VERSION = "1"
LARGEST = 200_000_000
"""Bytes of one content."""
_WRITER = 0x6B65_7974_7572_6E02
"""Of PostgreSQL's advisory locks, the one that a writer holds until its transaction ends."""

_POSTGRES = (
    "lock_timeout = '30s'",
    # a broker whose machine vanished in the middle does not hold up the others
    "idle_in_transaction_session_timeout = '60s'",
    # a server may have been set to forget its last second
    "synchronous_commit = on",
)

_TABLES = """
CREATE TABLE IF NOT EXISTS broker_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS broker_proposal (
  proposal TEXT NOT NULL, revision INTEGER NOT NULL CHECK (revision > 0), newest INTEGER NOT NULL,
  state TEXT NOT NULL, plan TEXT NOT NULL, kind TEXT NOT NULL, environment TEXT NOT NULL, title TEXT NOT NULL,
  proposer TEXT NOT NULL, uid BIGINT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL,
  updated BIGINT NOT NULL, broker TEXT NOT NULL, epoch BIGINT NOT NULL, detail TEXT NOT NULL, outcome TEXT NOT NULL,
  review TEXT NOT NULL, PRIMARY KEY (proposal, revision)
);
CREATE INDEX IF NOT EXISTS broker_proposal_state ON broker_proposal (newest, state, proposal);
CREATE INDEX IF NOT EXISTS broker_proposal_review ON broker_proposal (review, proposal) WHERE review <> '';
CREATE TABLE IF NOT EXISTS broker_turned (
  number {serial}, plan TEXT NOT NULL, person TEXT NOT NULL, decision TEXT NOT NULL, subject TEXT NOT NULL,
  key TEXT NOT NULL, strength TEXT NOT NULL, statement {bytes} NOT NULL, signature {bytes} NOT NULL,
  at BIGINT NOT NULL, scheme TEXT NOT NULL, UNIQUE (plan, person, decision, subject)
);
CREATE TABLE IF NOT EXISTS broker_nonce (nonce TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS broker_content (digest TEXT PRIMARY KEY, data {bytes} NOT NULL);
CREATE TABLE IF NOT EXISTS broker_started (plan TEXT PRIMARY KEY, broker TEXT NOT NULL, epoch BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS broker_lock (target TEXT PRIMARY KEY, proposal TEXT NOT NULL)
"""

_COLUMNS = (
    "proposal revision state plan kind environment title proposer uid created expires updated broker epoch detail "
    "outcome review"
).split()
_NAMES = ", ".join(_COLUMNS)
_KINDS = {
    name: int if name in ("revision", "uid", "created", "expires", "updated", "epoch") else str for name in _COLUMNS
}
_CHANGEABLE = frozenset("plan environment title expires updated broker epoch detail outcome review".split())
_ADD = sa.text(
    f"INSERT INTO broker_proposal (newest, {_NAMES}) VALUES (1, {', '.join(':' + name for name in _COLUMNS)})"
)
_OLDER = sa.text("UPDATE broker_proposal SET newest = 0 WHERE proposal = :proposal AND revision < :revision")
_ONE = sa.text(f"SELECT {_NAMES} FROM broker_proposal WHERE proposal = :proposal AND revision = :revision")
_NEWEST = sa.text(f"SELECT {_NAMES} FROM broker_proposal WHERE proposal = :proposal AND newest = 1")
_TURN = sa.text(
    "INSERT INTO broker_turned (plan, person, decision, subject, key, strength, statement, signature, at, scheme)"
    " VALUES (:plan, :person, :decision, :subject, :key, :strength, :statement, :signature, :at, :scheme)"
    " ON CONFLICT DO NOTHING"
)
_TURNED = sa.text(
    "SELECT plan, person, decision, subject, key, strength, statement, signature, at, scheme FROM broker_turned"
    " WHERE plan = :plan ORDER BY number"
)
_NONCE = sa.text("INSERT INTO broker_nonce (nonce) VALUES (:nonce) ON CONFLICT DO NOTHING")
_LOCK = sa.text("INSERT INTO broker_lock (target, proposal) VALUES (:target, :proposal) ON CONFLICT DO NOTHING")
_HOLDER = sa.text("SELECT proposal FROM broker_lock WHERE target = :target")
_UNLOCK = sa.text("DELETE FROM broker_lock WHERE proposal = :proposal")
_STARTED = sa.text(
    "INSERT INTO broker_started (plan, broker, epoch) VALUES (:plan, :broker, :epoch) ON CONFLICT DO NOTHING"
)
_PUT = sa.text("INSERT INTO broker_content (digest, data) VALUES (:digest, :data) ON CONFLICT DO NOTHING")
_GET = sa.text("SELECT data FROM broker_content WHERE digest = :digest")
_FACT = sa.text("SELECT value FROM broker_fact WHERE name = :name")
_SET_FACT = sa.text(
    "INSERT INTO broker_fact (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def _row(found: Sequence[Any]) -> Row:
    """A row as it stands. SQLite lets anybody put text where a number belongs: such a row is no row."""
    if not all(isinstance(value, _KINDS[name]) for name, value in zip(_COLUMNS, found, strict=True)):
        raise CouldNotJudge("a proposal's row in the broker's store is damaged", "Somebody else has written to it.")
    return Row(*found)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "replace")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


class SqlTransaction:
    """See ports.Transaction."""

    def __init__(self, connection: Connection, ledger: SqlLedger) -> None:
        self._connection = connection
        self._ledger = ledger

    def now(self) -> int:
        """See ports.Transaction."""
        if self._connection.dialect.name == "sqlite":
            text = "SELECT CAST(strftime('%s', 'now') AS INTEGER)"
        else:
            text = "SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS BIGINT)"
        return int(self._connection.execute(sa.text(text)).scalar_one())

    def add(self, row: Row) -> None:
        """See ports.Transaction."""
        if self.get(row.proposal, row.revision) is not None:
            raise KeyError(f"{row.proposal}/{row.revision}")
        self._connection.execute(_OLDER, {"proposal": row.proposal, "revision": row.revision})
        self._connection.execute(_ADD, {name: getattr(row, name) for name in _COLUMNS})

    def get(self, proposal: str, revision: int = 0) -> Row | None:
        """See ports.Transaction."""
        text = _ONE if revision else _NEWEST
        given: dict[str, Any] = {"proposal": proposal, "revision": revision} if revision else {"proposal": proposal}
        found = self._connection.execute(text, given).first()
        return _row(found) if found is not None else None

    def rows(self, states: Collection[str] = (), *, limit: int = 1000, after: str = "", review: str = "") -> list[Row]:
        """See ports.Transaction."""
        text = f"SELECT {_NAMES} FROM broker_proposal WHERE newest = 1 AND proposal > :after"
        given: dict[str, Any] = {"after": after, "limit": limit}
        if states:
            names = [f"s{number}" for number in range(len(states))]
            text += f" AND state IN ({', '.join(':' + name for name in names)})"
            given |= dict(zip(names, states, strict=True))
        if review:
            text += " AND review = :review AND review <> ''"
            given["review"] = review
        # by the name, which begins with the time: `after` and the order are of one thing, so no page leaves one out
        text += " ORDER BY proposal LIMIT :limit"
        return [_row(one) for one in self._connection.execute(sa.text(text), given)]

    def count(self, states: Collection[str], proposer: str = "") -> int:
        """See ports.Transaction."""
        if not states:
            return 0
        names = [f"s{number}" for number in range(len(states))]
        text = (
            f"SELECT count(*) FROM broker_proposal WHERE newest = 1 AND state IN ({', '.join(':' + n for n in names)})"
        )
        given: dict[str, Any] = dict(zip(names, states, strict=True))
        if proposer:
            text += " AND proposer = :proposer"
            given["proposer"] = proposer
        return int(self._connection.execute(sa.text(text), given).scalar_one())

    def move(self, row: Row, to: str, **changes: str | int) -> Row | None:
        """See ports.Transaction."""
        if not states.may(row.state, to):
            raise ValueError(f"{row.state} does not go to {to}")
        return self._update(row, to, changes)

    def change(self, row: Row, **changes: str | int) -> Row | None:
        """See ports.Transaction."""
        return self._update(row, row.state, changes)

    def _update(self, row: Row, to: str, changes: dict[str, str | int]) -> Row | None:
        unknown = changes.keys() - _CHANGEABLE
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))} of a proposal never changes")
        text = (
            f"UPDATE broker_proposal SET {', '.join(f'{name} = :new_{name}' for name in ('state', *changes))}"
            " WHERE proposal = :proposal AND revision = :revision AND state = :state AND newest = 1"
            f" RETURNING {_NAMES}"
        )
        given = {f"new_{name}": value for name, value in changes.items()}
        given |= {"new_state": to, "proposal": row.proposal, "revision": row.revision, "state": row.state}
        found = self._connection.execute(sa.text(text), given).first()
        return _row(found) if found is not None else None

    def turn(self, turned: Turned) -> bool:
        """See ports.Transaction."""
        given = {name: getattr(turned, name) for name in Turned.__slots__}
        return self._connection.execute(_TURN, given).rowcount == 1

    def turned(self, plan: str) -> list[Turned]:
        """See ports.Transaction."""
        found = self._connection.execute(_TURNED, {"plan": plan})
        return [
            Turned(
                one.plan,
                one.person,
                one.decision,
                one.subject,
                one.key,
                one.strength,
                _bytes(one.statement),
                _bytes(one.signature),
                _whole(one.at),
                one.scheme,
            )
            for one in found
        ]

    def nonce(self, nonce: str) -> bool:
        """See ports.Transaction."""
        return self._connection.execute(_NONCE, {"nonce": nonce}).rowcount == 1

    def lock(self, target: str, proposal: str) -> str:
        """See ports.Transaction."""
        if self._connection.execute(_LOCK, {"target": target, "proposal": proposal}).rowcount == 1:
            return ""
        holder = str(self._connection.execute(_HOLDER, {"target": target}).scalar_one())
        return "" if holder == proposal else holder

    def unlock(self, proposal: str) -> None:
        """See ports.Transaction."""
        self._connection.execute(_UNLOCK, {"proposal": proposal})

    def started(self, plan: str, broker: str, epoch: int) -> bool:
        """See ports.Transaction."""
        given = {"plan": plan, "broker": broker, "epoch": epoch}
        return self._connection.execute(_STARTED, given).rowcount == 1

    def put(self, data: bytes) -> str:
        """See ports.Transaction."""
        if len(data) > LARGEST:
            raise CouldNotJudge(f"{len(data):,} bytes are more than the store keeps as one", "Split the change.")
        digest = hashlib.sha256(data).hexdigest()
        self._connection.execute(_PUT, {"digest": digest, "data": data})
        return digest

    def contents(self, digest: str) -> bytes:
        """See ports.Transaction."""
        found = self._connection.execute(_GET, {"digest": digest}).scalar()
        if found is None:
            raise Damaged(f"the store has nothing under {digest[:16]}")
        data = _bytes(found)
        if hashlib.sha256(data).hexdigest() != digest:
            raise Damaged(f"what the store has under {digest[:16]} is something else")
        return data

    def fact(self, name: str) -> str:
        """See ports.Transaction."""
        return str(self._connection.execute(_FACT, {"name": name}).scalar() or "")

    def set_fact(self, name: str, value: str) -> None:
        """See ports.Transaction."""
        self._connection.execute(_SET_FACT, {"name": name, "value": value})

    def log(self, record: Record) -> Receipt:
        """See ports.Transaction."""
        placed = self._ledger.append(self._connection, leaf(record))
        return Receipt(placed.leaf_hash, placed.position)

    def log_state(self) -> tuple[int, str]:
        """See ports.Transaction."""
        size, root = self._ledger.size_and_root(self._connection)
        return size, root.hex()

    def log_leaves(self, start: int, count: int) -> list[bytes]:
        """See ports.Transaction."""
        found = self._ledger.read(self._connection, start, count)
        if [one.position for one in found] != list(range(start, start + len(found))):
            raise CouldNotJudge("entries of the ledger are missing", "keyturn ledger verify")
        return [one.data for one in found]

    def log_extends(self, size: int, root: str) -> bool:
        """See ports.Transaction."""
        return self._ledger.extends(self._connection, size, bytes.fromhex(root))


class SqlStore:
    """See ports.Store. The address is SQLAlchemy's; it stands in no error."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        """Raises CouldNotJudge when it cannot be opened, or was made by another version."""
        self._ledger = SqlLedger()
        with _told():
            self.engine: Engine = open_store(url, create=create)
            try:
                with self._begun() as connection:
                    self._made(connection, create=create)
            except BaseException:
                self.engine.dispose()
                raise

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """See ports.Store."""
        with _told(), self._begun() as connection:
            yield SqlTransaction(connection, self._ledger)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            if connection.dialect.name != "sqlite":
                for one in _POSTGRES:
                    connection.exec_driver_sql(f"SET LOCAL {one}")
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _WRITER})
            yield connection

    def _made(self, connection: Connection, *, create: bool) -> None:
        known = sa.inspect(connection).has_table("broker_fact")
        if not known and not create:
            raise CouldNotJudge("there is no broker's store at this address", "keyturn setup-broker makes one")
        if not known:
            sqlite = connection.dialect.name == "sqlite"
            shapes = {
                "bytes": "BLOB" if sqlite else "BYTEA",
                "serial": "INTEGER PRIMARY KEY AUTOINCREMENT"
                if sqlite
                else "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            }
            for one in _TABLES.format(**shapes).split(";"):
                connection.exec_driver_sql(one)
            self._ledger.create(connection)
            connection.execute(_SET_FACT, {"name": "version", "value": VERSION})
        version = connection.execute(_FACT, {"name": "version"}).scalar()
        if version != VERSION:
            raise CouldNotJudge(f"the store is of version {version}, and this Keyturn knows version {VERSION}")


@contextmanager
def _told() -> Iterator[None]:
    """Turn the database's own errors into ours, without the statement, its values or the address."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        why = type(getattr(error, "orig", None) or error).__name__
        raise CouldNotJudge(
            f"the broker's store did not answer: {why}", "Is it there, and may the broker write?"
        ) from None
