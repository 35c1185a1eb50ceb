"""What SURFACE brings up, for people: the same parts as a table for a terminal, as Markdown, and for the web page.

A document (ready for JSON, as a run gives it) becomes parts: titled facts, tables, cascade paths. Whatever is not known
here is still shown, as names and values: nothing of a document is left out because nobody thought of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from keyturn.adapter.cal_pictures import Bar, Step
from keyturn.adapter.report_words import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST = 50
"""Entities shown whole; the rest is counted."""
_CELL = 100
_READABLE = 1_000_000


@dataclass(frozen=True)
class Part:
    """A titled piece of a report. Rows of cells under heads; no heads for facts (name, value). Cells are plain text.

    For a reading of an entity, `bars` and the rest hold what its pictures are drawn of.
    """

    title: str
    level: int
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    columns: tuple[tuple[str, ...], ...] = ()
    steps: tuple[Step, ...] = ()


def parts(name: str, document: Any) -> list[Part]:
    """The parts of a document called `name`."""
    return list(_parts(name, document, 2))


def _parts(name: str, document: Any, level: int) -> Iterator[Part]:
    if not isinstance(document, dict):
        yield Part(name, level, lines=(_shown(document),))
    elif "outputs" in document and "alerts" in document:
        yield from _whole(document, level)
    elif isinstance(document.get("entities"), list) and "target" in document:
        yield from _found(name, document, document["entities"], level)
    elif isinstance(document.get("analyses"), list) and "target" in document:
        yield from _found(name, document, document["analyses"], level)
        if isinstance(document.get("traced"), dict):
            yield from _parts(f"{name}: traced", document["traced"], level + 1)
    elif "pathways" in document and "from" in document:
        yield _traced(name, document, level)
    elif document.get("target") == "fetch_decision":
        yield _decision(name, document, level)
    elif document.get("target") == "drift_calculation":
        yield _gap(name, document, level)
    else:
        yield Part(name, level, rows=_facts(document))


def _whole(document: Mapping[str, Any], level: int) -> Iterator[Part]:
    outputs = document["outputs"]
    decisions = [
        one for one in outputs.items() if isinstance(one[1], dict) and one[1].get("target") == "fetch_decision"
    ]
    for name, found in decisions:
        yield _decision(name, found, level)
    for name, found in outputs.items():
        if (name, found) not in decisions:
            yield from _parts(name, found, level)
    if document["alerts"]:
        rows = tuple(
            (
                _shown(one.get("level")),
                _shown(one.get("message")),
                {True: "yes", False: "no", None: "not asked for"}[one.get("delivered")],
                _shown(one.get("channel") or ""),
                _shown(one.get("error") or ""),
            )
            for one in document["alerts"]
        )
        yield Part("Alerts", level, ("level", "message", "delivered", "where", "why not"), rows)
    waiting = [
        one
        for key in ("watching", "watchers", "scheduledTasks")
        for one in document.get(key) or ()
        if isinstance(one, dict)
    ]
    if waiting:
        told = tuple(
            tuple(_shown(one.get(key) or "") for key in ("kind", "name", "status", "due", "id")) for one in waiting
        )
        yield Part("To be looked at later", level, ("kind", "name", "state", "due", "id"), told)
    error = document.get("error")
    if isinstance(error, dict):
        yield Part("What ended it", level, rows=_facts(error))


def _decision(name: str, found: Mapping[str, Any], level: int) -> Part:
    of = found["components"]
    score, sure = found["fetchScore"], of["confidence"]
    how = {"clause": "the CONFIDENCE clause", "entity": "the data", "evidence": "the evidence behind the scores"}
    rows = [
        ("decision", f"{found['level']}" + (", twice the threshold" if found.get("highPriority") else "")),
        ("score", f"{score:,.2f} against {number(found['threshold'])}"),
        ("chirp × |drift| × confidence", f"{number(of['chirp'])} × {number(of['drift'])} × {number(sure)}"),
        ("confidence from", how.get(found.get("confidenceFrom", ""), _shown(found.get("confidenceFrom")))),
        (
            "chirp from",
            {"entered": "scores entered by hand (D1 to D6)", "scores": "sound × space × time"}[found["chirpFrom"]],
        ),
    ]
    known = ("target", "level", "highPriority", "fetchScore", "threshold", "components", "confidenceFrom", "chirpFrom")
    rest = {key: value for key, value in found.items() if key not in (*known, "recommendation", "evidence")}
    evidence = found.get("evidence")
    if isinstance(evidence, dict):
        rows.append(("evidence that counts", _evidence(evidence)))
    return Part(f"Decision: {name.removesuffix('_fetch')}", level, rows=(*rows, *_facts(rest)))


def _evidence(found: Mapping[str, Any]) -> str:
    """`2 of 3 pieces (D5 1 of 1, D6 1 of 2; none for D1, D3), as of 2026-03-31`."""
    each = found["dimensions"]
    some = [f"{name} {one['counted']} of {one['pieces']}" for name, one in each.items() if one["pieces"]]
    none = [name for name, one in each.items() if not one["pieces"]]
    told = ", ".join(some) + (f"; none for {', '.join(none)}" if none else "")
    day = f", as of {found['asOf']}" if found.get("asOf") else ""
    return f"{found['counted']} of {found['pieces']} pieces ({told}){day}"


def _gap(name: str, found: Mapping[str, Any], level: int) -> Part:
    rows = (
        ("drift", number(found["drift"])),
        ("methodology − performance", f"{number(found['methodology'])} − {number(found['performance'])}"),
        ("kind", f"{found['gapType']}, {found['driftQuality']}"),
        ("meaning", _shown(found["interpretation"])),
    )
    return Part(f"Gap: {name.removesuffix('_drift')}", level, rows=rows)


def _traced(name: str, found: Mapping[str, Any], level: int) -> Part:
    rows = tuple(
        (
            str(link["level"]),
            f"{link['from']} → {link['to']}",
            link["name"],
            number(link["score"]),
            number(link["probability"]),
        )
        for pathway in found["pathways"][:MOST]
        for step in pathway["levels"]
        for link in step["cascades"]
    )
    lines = tuple(arrows(path) for path in found.get("paths", ())[:MOST])
    return Part(
        f"Cascade: {name}, from {found['from']}",
        level,
        ("level", "link", "reaches", "score", "probability"),
        rows,
        lines,
    )


def _found(name: str, document: Mapping[str, Any], entities: Sequence[Mapping[str, Any]], level: int) -> Iterator[Part]:
    count = document["count"]
    what = "1 entity" if count == 1 else f"{count:,} entities"
    lines = tuple(arrows(path) for path in document.get("paths", ())[:MOST])
    rest = {key: document[key] for key in ("summary", "cascadeTotal") if key in document}
    yield Part(f"{name}: {what} of {document['target']}", level, rows=_facts(rest), lines=lines)
    for entity in entities[:MOST]:
        yield _entity(entity, level + 1)
    if count > MOST:
        yield Part(f"… and {count - MOST:,} more", level + 1)


def _entity(found: Mapping[str, Any], level: int) -> Part:
    bars = tuple(
        Bar(one["id"], one["name"], one["score"], one["cascade"]["level"], one["affected"])
        for one in found["dimensions"].values()
    )
    rows = tuple(
        (
            one["id"],
            one["name"],
            number(one["score"]),
            one["cascade"]["level"],
            number(one["cascade"]["probability"]),
            "yes" if one["affected"] else "no",
        )
        for one in found["dimensions"].values()
    )
    sums = found["summary"]
    many = sums["multiplier"]
    lines = [
        (
            f"chirp {number(sums['chirp'])}, {sums['dimensionsAffected']} of {len(rows)} dimensions affected, "
            f"cost × {number(many['min'])} to {number(many['max'])} ({many['label']})"
        )
    ]
    money = sums["estimatedImpact"]
    if sums["baseCost"]:
        lines.append(f"{number(sums['baseCost'])} becomes {money['min']:,} to {money['max']:,} {money['currency']}")
    columns: list[tuple[str, ...]] = []
    steps: list[Step] = []
    for pathway in found["cascades"]:
        columns = [(pathway["origin"]["dimension"],)]
        for step in pathway["levels"]:
            columns.append(tuple(link["to"] for link in step["cascades"]))
            steps.extend(Step(link["from"], link["to"], link["probability"]) for link in step["cascades"])
        lines.append(arrows(pathway["path"]))
    return Part(
        str(found["entity"]),
        level,
        ("", "dimension", "score", "level", "probability", "affected"),
        rows,
        tuple(lines),
        bars,
        tuple(columns),
        tuple(steps),
    )


def _facts(document: Mapping[str, Any], lead: str = "") -> tuple[tuple[str, ...], ...]:
    """Names and values, those of maps within maps as `a.b`."""
    out: list[tuple[str, ...]] = []
    for name, value in document.items():
        if isinstance(value, dict) and value:
            out.extend(_facts(value, f"{lead}{name}."))
        else:
            out.append((f"{lead}{name}", _shown(value)))
    return tuple(out)


def arrows(path: str) -> str:
    """A cascade path with room to read: `D5 → D6 + D2 → D1 + D3 → D4`."""
    return path.replace("→", " → ").replace("+", " + ")


def number(value: Any) -> str:
    """A number as people write it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _shown(value)
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def _shown(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


# -- a terminal ---------------------------------------------------------------------------------------------------


def table(name: str, document: Any) -> str:
    """For a terminal."""
    out: list[str] = []
    for part in parts(name, document):
        title = plain(part.title)
        out.append(f"{title}\n{('=' if part.level == 2 else '-') * len(title)}")
        out.extend(plain(line) for line in part.lines)
        if part.rows:
            out.append(_grid(part.heads, part.rows))
        out.append("")
    return "\n".join(out)


def _grid(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    shown = [tuple(plain(cell, 200) for cell in row) for row in ((heads, *rows) if heads else rows)]
    widths = [min(_CELL, max(len(row[column]) for row in shown)) for column in range(len(shown[0]))]
    numeric = [bool(heads) and all(_looks_numeric(row[column]) for row in shown[1:]) for column in range(len(shown[0]))]
    lines = []
    for number_, row in enumerate(shown):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
        if heads and number_ == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _looks_numeric(cell: str) -> bool:
    return bool(cell) and not set(cell) - set("0123456789.,-")


# -- Markdown -----------------------------------------------------------------------------------------------------

_MARKS = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|~!"})


def markdown(name: str, document: Any) -> str:
    """As Markdown. Whatever Markdown would act on is escaped."""
    out: list[str] = []
    for part in parts(name, document):
        out.append(f"{'#' * min(part.level, 6)} {_marked(part.title)}")
        out.extend(_marked(line) for line in part.lines)
        if part.rows:
            heads = part.heads or ("", "")
            rows = [heads, *part.rows]
            lines = [f"| {' | '.join(_marked(cell) for cell in row)} |" for row in rows]
            lines.insert(1, "|" + "---|" * len(heads))
            out.append("\n".join(lines))
    return "\n\n".join(out) + "\n"


def _marked(text: str) -> str:
    return plain(text).translate(_MARKS)


def as_json(_name: str, document: Any) -> str:
    """As JSON: indented for people; on one line when it is more than people read, since that is ten times as fast."""
    short = json.dumps(document, ensure_ascii=True)
    return (short if len(short) > _READABLE else json.dumps(document, indent=2, ensure_ascii=True)) + "\n"
