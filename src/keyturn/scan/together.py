"""What a whole change comes to: tables dropped, resources destroyed, protections removed, each counted once by name.

One dropped table a migration reads harmlessly twenty-one times over; the sum is what nobody sees in a list.
"""

from __future__ import annotations

from keyturn.model.effect import (
    BACKUP_DELETE,
    CONTAINER_DATA,
    DATA_LOSS,
    INFRA_DESTROY,
    MASS_DELETE,
    MIGRATION_LOSS,
    PROTECTION_OFF,
    RECURSIVE_DELETE,
    SERVICE_DELETE,
)
from keyturn.model.target import INFRASTRUCTURE, PATH
from keyturn.scan.findings import Total
from keyturn.scan.judging import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.model.effect import Effect
    from keyturn.model.target import Target

    Loss = tuple[str, str, int | None, str]
    """What is lost, its name ("" when nothing names it), how many (None: unknown), and the place that says so."""

TABLES = "tables dropped"
RESOURCES = "resources destroyed"
FILES = "files deleted"
PROTECTIONS = "protections removed"
LINES = "lines gone from files that stay"
_ORDER = (
    TABLES, "databases and schemas dropped", "columns dropped", "tables emptied or rewritten", RESOURCES,
    "services deleted", "backups deleted", PROTECTIONS, "volumes and namespaces deleted",
    "paths that commands delete", FILES, LINES,
)  # fmt: skip
_ROOT = ROOT + "/"
SHOWN = 12
"""Names that are kept of each sort."""


def shown(total: Total) -> str:
    """One line: `21 tables dropped: users, orders, … (in 4 places)`."""
    number = f"{total.count:,}"
    if not total.exact:
        number = f"at least {number}" if total.count else "an unknown number of"
    what = total.what if total.count != 1 or not total.exact else _singular(total.what)
    text = f"{number} {what}"
    if total.names:
        more = ", …" if total.count > len(total.names) else ""
        text += ": " + ", ".join(total.names) + more
    if total.places > 1:
        text += f" (in {total.places:,} places)"
    return text


def _singular(what: str) -> str:
    return {
        TABLES: "table dropped",
        RESOURCES: "resource destroyed",
        FILES: "file deleted",
        PROTECTIONS: "protection removed",
        LINES: "line gone from a file that stays",
        "databases and schemas dropped": "database or schema dropped",
        "columns dropped": "column dropped",
        "tables emptied or rewritten": "table emptied or rewritten",
        "services deleted": "service deleted",
        "backups deleted": "backup deleted",
        "volumes and namespaces deleted": "volume or namespace deleted",
        "paths that commands delete": "path that a command deletes",
    }[what]


def losses(effect: Effect) -> list[Loss]:
    """What one effect adds to the totals; nothing for effects that lose nothing countable."""
    what = _sort(effect)
    if not what:
        return []
    origin = effect.origin
    place = f"{origin.file}:{origin.line}:{origin.column}"
    names = _names(effect)
    if names:
        return [(what, name, 1, place) for name in names]
    return [(what, "", effect.extent.count if effect.extent.closed else None, place)]


def _sort(effect: Effect) -> str:
    category, unit = effect.category, effect.extent.unit
    if category in (DATA_LOSS, MIGRATION_LOSS):
        if unit in ("tables", "collections"):
            return TABLES
        if unit in ("databases", "schemas"):
            return "databases and schemas dropped"
        if unit == "columns":
            return "columns dropped"
        return "tables emptied or rewritten" if unit == "rows" else ""
    return {
        INFRA_DESTROY: RESOURCES,
        SERVICE_DELETE: "services deleted",
        BACKUP_DELETE: "backups deleted",
        PROTECTION_OFF: PROTECTIONS,
        CONTAINER_DATA: "volumes and namespaces deleted",
        RECURSIVE_DELETE: "paths that commands delete",
        MASS_DELETE: "paths that commands delete",
    }.get(category, "")


def _names(effect: Effect) -> list[str]:
    """The names of what an effect takes, as far as its targets or its sentence tell."""
    names: list[str] = []
    for target in effect.targets:
        names.extend(_named(target))
    if names:
        return [
            f"{effect.rule.partition('/')[2]} {name}" if effect.category == PROTECTION_OFF else name for name in names
        ]
    for lead in ("drops table ", "drops view ", "drops collection ", "drops column ", "deletes model "):
        rest = effect.summary.removeprefix(lead)
        if rest != effect.summary and not rest.startswith("of unknown"):
            return [rest.removesuffix(": its rows go with it")]
    return []


def _named(target: Target) -> list[str]:
    objects = target.facet("objects") or target.facet("address")
    if objects:
        return [name for name in objects.split(", ") if name]
    if target.kind == PATH:
        return [target.name.removeprefix(_ROOT)]
    return [target.name] if target.kind == INFRASTRUCTURE and not target.name.startswith("/") else []


def totals(lost: Iterable[Loss]) -> tuple[Total, ...]:
    """The sums, in a fixed order; empty when a change has one loss at most, which its finding says already."""
    names: dict[str, dict[str, None]] = {}
    nameless: dict[str, int] = {}
    unknown: set[str] = set()
    places: dict[str, set[str]] = {}
    seen: set[tuple[str, str, str]] = set()
    for what, name, count, place in lost:
        if (what, name, place) in seen:
            continue
        seen.add((what, name, place))
        places.setdefault(what, set()).add(place)
        if name:
            names.setdefault(what, {})[name] = None
        elif count is None:
            unknown.add(what)
        else:
            nameless[what] = nameless.get(what, 0) + count
    out: list[Total] = []
    for what in _ORDER:
        if what in places:
            known = tuple(names.get(what, {}))
            count = len(known) + nameless.get(what, 0)
            out.append(Total(what, count, what not in unknown, known[:SHOWN], len(places[what])))
    if len(out) == 1 and out[0].count < 2 and out[0].places < 2:
        return ()
    return tuple(out)
