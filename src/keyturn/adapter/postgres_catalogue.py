"""What a PostgreSQL database holds, and how two looks at it differ: tables with their rows, columns, other objects."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keyturn.rehearse.difference import Table, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import Connection

_OWN = "('pg_catalog', 'information_schema', 'pg_toast')"

_RELATIONS = f"""
select c.oid::bigint, n.nspname, c.relname, c.relkind::text, greatest(c.reltuples, 0)::bigint, c.relispartition,
  c.relfilenode::bigint
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname not in {_OWN} and n.nspname not like 'pg\\_temp\\_%' and n.nspname not like 'pg\\_toast%'
  and c.relkind in ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'f')
"""  # noqa: S608 - a constant of this module

_COLUMNS = f"""
select a.attrelid::bigint, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f')
  and n.nspname not in {_OWN} and n.nspname not like 'pg\\_temp\\_%' and n.nspname not like 'pg\\_toast%'
"""  # noqa: S608 - likewise

_OTHERS = f"""
select 'function', n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')'
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname not in {_OWN}
union all
select 'type', n.nspname || '.' || t.typname from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where n.nspname not in {_OWN} and n.nspname not like 'pg\\_%' and t.typtype in ('e', 'd', 'r')
union all
select 'constraint', n.nspname || '.' || c.relname || '.' || k.conname from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname not in {_OWN}
union all
select 'trigger', n.nspname || '.' || c.relname || '.' || t.tgname from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and n.nspname not in {_OWN}
union all
select 'schema', nspname from pg_catalog.pg_namespace where nspname not in {_OWN} and nspname not like 'pg\\_%'
union all
select 'extension', extname from pg_catalog.pg_extension
"""  # noqa: S608 - likewise

KINDS = {
    "r": "table",
    "p": "table",
    "f": "foreign table",
    "v": "view",
    "m": "materialized view",
    "S": "sequence",
    "i": "index",
    "I": "index",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view, sequence or index. `estimate` is the planner's guess at its rows."""

    oid: int
    name: str
    kind: str
    estimate: int
    partition: bool = False
    storage: int = 0
    """Of its file: TRUNCATE and rewrites give it a new one."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `rows` are exact counts by name, where they were taken; `fresh`, of them, what was written since."""

    relations: dict[int, Relation]
    columns: dict[int, dict[str, str]]
    others: frozenset[tuple[str, str]]
    rows: dict[str, int] = field(default_factory=dict)
    fresh: dict[str, int] = field(default_factory=dict)

    def named(self) -> dict[str, Relation]:
        """Relations by name."""
        return {one.name: one for one in self.relations.values()}


def look(link: Connection[Any]) -> Look:
    """Everything that a user could lose, without counting rows."""
    relations: dict[int, Relation] = {}
    for oid, schema, name, kind, estimate, partition, storage in link.execute(_RELATIONS).fetchall():
        relations[oid] = Relation(oid, f"{schema}.{name}", KINDS[kind], estimate, partition, storage)
    columns: dict[int, dict[str, str]] = {}
    for oid, name, kind in link.execute(_COLUMNS).fetchall():
        columns.setdefault(oid, {})[name] = kind
    others = frozenset((kind, name) for kind, name in link.execute(_OTHERS).fetchall())
    return Look(relations, columns, others)


def count(link: Connection[Any], names: Iterable[str], seconds: float) -> dict[str, int]:
    """Exact rows of tables, as many as can be counted in time. Those that are not in the answer were not."""
    from psycopg import Error, sql

    found: dict[str, int] = {}
    until = time.monotonic() + seconds
    for name in names:
        left = until - time.monotonic()
        if left <= 0:
            break
        schema, _dot, table = name.partition(".")
        statement = sql.SQL("select count(*) from only {}").format(sql.Identifier(schema, table))
        try:
            with link.transaction():
                link.execute(sql.SQL("set local statement_timeout = {}").format(max(1, int(left * 1_000))))
                row = link.execute(statement).fetchone()
        except Error:
            continue
        if row is not None:
            found[name] = int(row[0])
    return found


def boundary(link: Connection[Any]) -> str:
    """The first transaction that has not begun yet: what rows written from now on are known by."""
    row = link.execute("select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text").fetchone()
    return str(int(row[0]) % 2**32) if row else "0"


def written(link: Connection[Any], names: Iterable[str], since: str, seconds: float) -> dict[str, tuple[int, int]]:
    """Exact rows of tables and, of them, those that a transaction since a boundary inserted or updated."""
    from psycopg import Error, sql

    found: dict[str, tuple[int, int]] = {}
    until = time.monotonic() + seconds
    for name in names:
        left = until - time.monotonic()
        if left <= 0:
            break
        schema, _dot, table = name.partition(".")
        statement = sql.SQL(
            "select count(*), count(*) filter (where pg_catalog.age(xmin) <= pg_catalog.age({}::pg_catalog.xid)) "
            "from only {}"
        ).format(sql.Literal(since), sql.Identifier(schema, table))
        try:
            with link.transaction():
                link.execute(sql.SQL("set local statement_timeout = {}").format(max(1, int(left * 1_000))))
                row = link.execute(statement).fetchone()
        except Error:
            continue
        if row is not None:
            found[name] = (int(row[0]), int(row[1]))
    return found


def tables(one: Look) -> tuple[str, ...]:
    """Names of tables that hold rows themselves, sorted."""
    return tuple(sorted(relation.name for relation in one.relations.values() if relation.kind == "table"))


def compare(before: Look, after: Look, database: str = "") -> tuple[tuple[Table, ...], tuple[Thing, ...]]:
    """How two looks differ. Tables are matched by their name: one that was dropped and made anew is the same table.

    Rows are exact where both looks counted them; a table with the same name, columns and rows is not named at all.
    """
    was, now = before.named(), after.named()
    found: list[Table] = []
    things: list[Thing] = []
    for name in sorted(was.keys() | now.keys()):
        old, new = was.get(name), now.get(name)
        kind = (old or new).kind  # type: ignore[union-attr]
        if kind != "table":
            if old is None or new is None:
                things.append(Thing(kind, name, "created" if old is None else "dropped"))
            continue
        rows, left = before.rows.get(name), after.rows.get(name)
        if new is None:
            found.append(Table(name, rows, None, dropped=True, deleted=rows or 0, database=database))
        elif old is None:
            found.append(Table(name, None, left if left is not None else 0, inserted=left or 0, database=database))
        else:
            lost = _lost(before.columns.get(old.oid, {}), after.columns.get(new.oid, {}))
            if rows != left or lost:
                gone = max(0, (rows or 0) - (left or 0))
                more = max(0, (left or 0) - (rows or 0))
                emptied = bool(rows) and left == 0
                found.append(
                    Table(name, rows, left, False, gone, 0, more, emptied and old.oid != new.oid, lost, database)
                )
    for kind, name in sorted(before.others ^ after.others):
        change = "dropped" if (kind, name) in before.others else "created"
        things.append(Thing(kind, name, change))
    return tuple(found), tuple(things)


def _lost(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Columns that are gone, or whose type is another one, which may lose values."""
    return tuple(
        sorted(
            name if name not in new else f"{name} ({kind} → {new[name]})"
            for name, kind in old.items()
            if new.get(name) != kind
        )
    )
