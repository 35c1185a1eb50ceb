"""A second opinion on one statement, from PostgreSQL's own parser or sqlglot.

Asked only where tokens leave a doubt: both parsers cost more to import (130 to 370 ms) than a whole decision
may take, and they lose everything at one bad token. Neither is needed: without them the tokens' answer stands.

Facts: the README of postgast (libpg_query, BSD-2) and https://sqlglot.com/ (MIT).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# What a statement does, in the few words that both parsers can tell.
DROP = "drop"
TRUNCATE = "truncate"
DELETE = "delete"
DELETE_ALL = "delete-all"
UPDATE = "update"
UPDATE_ALL = "update-all"
ALTER = "alter"
OTHER = "other"

_LONGEST = 200_000
_POSTGRES = ("postgres", "postgresql", "redshift", "cockroachdb", "greenplum", "timescale", "materialize")
_SQLGLOT = {"": "", "mssql": "tsql", "mariadb": "mysql", "tidb": "mysql", "fabric": "tsql"}

_NODES = {
    "DropStmt": DROP,
    "DropdbStmt": DROP,
    "DropRoleStmt": DROP,
    "DropOwnedStmt": DROP,
    "DropTableSpaceStmt": DROP,
    "DropSubscriptionStmt": DROP,
    "DropUserMappingStmt": DROP,
    "TruncateStmt": TRUNCATE,
    "AlterTableStmt": ALTER,
    "DoStmt": OTHER,
    "CopyStmt": OTHER,
    "GrantStmt": OTHER,
    "GrantRoleStmt": OTHER,
    "CallStmt": OTHER,
    "ExecuteStmt": OTHER,
    "PrepareStmt": OTHER,
    "AlterSystemStmt": OTHER,
    "AlterRoleStmt": OTHER,
}


def opinion(text: str, dialect: str) -> frozenset[str] | None:
    """What a parser sees a text do; an empty set for nothing of the kind, None when none could read it."""
    if len(text) > _LONGEST:
        return None
    readers: list[Callable[[str, str], frozenset[str] | None]] = [_by_sqlglot]
    if not dialect or dialect in _POSTGRES:
        readers.insert(0, _by_postgres)
    for reader in readers:
        found = reader(text, dialect)
        if found is not None:
            return found
    return None


def _by_postgres(text: str, dialect: str) -> frozenset[str] | None:  # noqa: ARG001 - both readers have one shape
    try:
        # its stub is not valid Python, so it is taken as untyped
        postgast: Any = __import__("postgast")
    except ImportError:
        return None
    try:
        tree = postgast.parse(text)
    except Exception:  # noqa: BLE001 - whatever it raises, it gave no opinion
        return None
    found: set[str] = set()
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        name = node.DESCRIPTOR.name
        kind = _NODES.get(name)
        if kind is not None:
            found.add(kind)
        elif name in ("DeleteStmt", "UpdateStmt"):
            bounded = node.HasField("where_clause")
            found.add(
                (DELETE if bounded else DELETE_ALL) if name == "DeleteStmt" else (UPDATE if bounded else UPDATE_ALL)
            )
        for field, value in node.ListFields():
            if field.message_type is None:
                continue
            if hasattr(value, "DESCRIPTOR"):
                todo.append(value)
            else:
                todo.extend(value)
    return frozenset(found)


def _by_sqlglot(text: str, dialect: str) -> frozenset[str] | None:
    try:
        import sqlglot
        from sqlglot import expressions
    except ImportError:
        return None
    import logging

    # it reports what it falls back on through a logger, and stderr belongs to the person at the terminal
    logger = logging.getLogger("sqlglot")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        trees = sqlglot.parse(text, read=_SQLGLOT.get(dialect, dialect) or None)
    except Exception:  # noqa: BLE001 - whatever it raises, it gave no opinion
        return None
    finally:
        logger.setLevel(level)
    found: set[str] = set()
    for tree in trees:
        if tree is None:
            continue
        for node in tree.walk():
            if isinstance(node, expressions.Command):
                # "I do not know this statement" is not an opinion
                return None
            if isinstance(node, expressions.Drop):
                found.add(DROP)
            elif isinstance(node, expressions.TruncateTable):
                found.add(TRUNCATE)
            elif isinstance(node, expressions.Delete):
                found.add(DELETE if node.args.get("where") else DELETE_ALL)
            elif isinstance(node, expressions.Update):
                found.add(UPDATE if node.args.get("where") else UPDATE_ALL)
            elif isinstance(node, expressions.Alter):
                found.add(ALTER)
    return frozenset(found)
