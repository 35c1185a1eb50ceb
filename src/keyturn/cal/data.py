"""The data of a run, in memory: named tables of entities, and how harm spreads between dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keyturn.cal.problems import RunError
from keyturn.cal.tree import EVERY

Entity = Mapping[str, Any]
"""One entity as read from JSON: `{id, name, type, sound, space, time, D1..D6, dimensions: {D1: {sound, space, time}},
baseCost, currency, confidence, evidence, metadata: {origin: {dimension}}, …}`; every key may be absent."""

Cascades = Mapping[str, tuple[str, ...]]
"""From each dimension the dimensions that harm in it reaches next, in order."""

REFERENCE_CASCADES: Cascades = {
    "D6": ("D2", "D5", "D3"),
    "D2": ("D5", "D1", "D3"),
    "D3": ("D2", "D6", "D4"),
    "D1": ("D3", "D5", "D2"),
    "D5": ("D1", "D3", "D6"),
    "D4": ("D3", "D6", "D2"),
}
"""The map used when neither the data set nor the script declares one."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Tables by name, the cascade map that the data declare, and the day the figures stand for (ISO 8601).

    `unnamed` is the key of a table that nobody named, such as the one list in the one file given: whatever name nothing
    else bears stands for it.
    """

    tables: Mapping[str, Sequence[Entity]] = field(default_factory=dict)
    cascades: Cascades | None = None
    as_of: str | None = None
    unnamed: str | None = None

    def everything(self) -> list[Entity]:
        """All entities of all tables, in order; an entity that stands in several tables once."""
        seen: set[int] = set()
        out: list[Entity] = []
        for table in self.tables.values():
            for entity in table:
                if id(entity) not in seen:
                    seen.add(id(entity))
                    out.append(entity)
        return out


def read(document: Any, name: str) -> DataSet:
    """A data set from a parsed JSON or YAML document.

    Either a list of entities, or a mapping with `entities: [...]`: one table called `name`. Or a mapping with
    `tables: {name: [...]}` for several. Beside them `cascade: {D5: [D6, D2], …}` and `asOf: 2026-03-31` may stand.
    Raises RunError for anything else, and for an entity that is no mapping.
    """
    if isinstance(document, list):
        return DataSet({name: _entities(document, name)})
    if not isinstance(document, Mapping):
        raise RunError(f"data set {name}: neither a list of entities nor a mapping")
    tables: dict[str, Sequence[Entity]] = {}
    named = document.get("tables")
    if named is not None:
        if not isinstance(named, Mapping):
            raise RunError(f"data set {name}: `tables` is no mapping from names to lists of entities")
        for title, rows in named.items():
            tables[str(title)] = _entities(rows, str(title))
    if "entities" in document:
        tables[name] = _entities(document["entities"], name)
    if not tables:
        raise RunError(
            f"data set {name}: no entities in it", "Write `entities: [...]`, or `tables: {name: [...]}` for several."
        )
    as_of = document.get("asOf")
    cascades = document.get("cascade")
    return DataSet(tables, None if cascades is None else cascade_map(cascades), None if as_of is None else str(as_of))


def _entities(rows: Any, name: str) -> list[Entity]:
    if not isinstance(rows, list):
        raise RunError(f"table {name}: not a list of entities")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise RunError(f"table {name}: entity {number} is no mapping of names to values")
    return rows


def cascade_map(declared: Any) -> Cascades:
    """A cascade map from `{"D5": ["D6", "D2"], …}`. Raises RunError for what names no dimension."""
    if not isinstance(declared, Mapping):
        raise RunError("the cascade map is no mapping from a dimension to a list of dimensions")
    out: dict[str, tuple[str, ...]] = {}
    for origin, targets in declared.items():
        if origin not in EVERY or not isinstance(targets, list | tuple) or any(one not in EVERY for one in targets):
            raise RunError(f"the cascade map: {origin!r} does not lead to a list of dimensions (D1 to D6)")
        out[origin] = tuple(targets)
    return out
