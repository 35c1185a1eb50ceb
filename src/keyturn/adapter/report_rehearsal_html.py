"""A rehearsal as one web page that stands alone, with pictures of the blast radius: files, tables, resources.

The page is made by the parts of `report_html`: no scripts, nothing fetched, every text from outside escaped. Pictures
are SVG inside it and take the page's colours, light and dark.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from keyturn.adapter.report_html import fixed, folded, page, table, tiles, words
from keyturn.adapter.report_rehearsal import groups, headline, many, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keyturn.rehearse.difference import Commits, Files, Report, Resource, Table

WIDTH, HEIGHT = 1200, 460
BOXES = 150
"""Boxes in a treemap; smaller ones are put together."""
DRAWN = 200
"""Resources in a graph; the rest is in the table."""
_STYLE = """\
<style>
svg { height: auto; max-width: 100%; }
svg text { fill: CanvasText; font: 12px ui-monospace, monospace; }
svg .box { fill: #d1242f33; stroke: #d1242f; }
svg .dir { fill: none; stroke: CanvasText; stroke-opacity: .5; }
svg .ground { fill: Canvas; }
svg .rest { fill: #8883; stroke: #888; }
svg .delete, svg .replace, svg .forget { fill: #d1242f33; stroke: #d1242f; }
svg .update { fill: #bf870033; stroke: #bf8700; }
svg .create, svg .read { fill: #1a7f3733; stroke: #1a7f37; }
svg .line { stroke: CanvasText; stroke-opacity: .45; fill: none; }
.alarm { border: 2px solid #d1242f; border-radius: .4rem; padding: .5rem .9rem; }
</style>
"""


def _short(text: str, room: float) -> str:
    """What fits of a text, in characters of the fixed face; its end tells more than its start."""
    fits = int(room / 7.4)
    if len(text) <= fits:
        return text
    return "…" + text[-(fits - 1) :] if fits > 7 else ""


def _boxes(found: Files) -> list[tuple[str, int]]:
    """(path, bytes) of what would be deleted, largest first; what is not named one by one comes last, as ""."""
    sizes = list(zip(found.deleted.paths, found.sizes, strict=False))
    sizes.sort(key=lambda one: (-one[1], one[0]))
    boxes = sizes[:BOXES]
    named = sum(number for _path, number in boxes)
    if found.deleted.count > len(boxes):
        boxes.append(("", max(0, found.deleted.size - named)))
    return boxes


def _common(paths: Sequence[str]) -> str:
    import os

    return os.path.commonpath([os.path.dirname(one.rstrip("/")) or "/" for one in paths]) if paths else "/"


def _grouped(boxes: Sequence[tuple[str, int]], base: str) -> dict[str, list[tuple[str, int]]]:
    """Boxes by the directory right below what they have in common."""
    found: dict[str, list[tuple[str, int]]] = {}
    start = len(base.rstrip("/")) + 1
    for path, number in boxes:
        head, slash, _tail = path[start:].partition("/")
        found.setdefault(head + "/" if slash and path else "", []).append((path, number))
    return found


def _placed(values: Sequence[float], x: float, y: float, dx: float, dy: float) -> list[dict[str, float]]:
    squarify = import_module("squarify")  # it has no types
    order = sorted(range(len(values)), key=lambda one: -values[one])
    areas = squarify.normalize_sizes([values[one] for one in order], dx, dy)
    rectangles = squarify.squarify(areas, x, y, dx, dy)
    placed: list[dict[str, float]] = [{} for _value in values]
    for place, rectangle in zip(order, rectangles, strict=True):
        placed[place] = rectangle
    return placed


def _rectangle(at: Mapping[str, float], sort: str, label: str, title: str) -> str:
    x, y, dx, dy = at["x"], at["y"], max(at["dx"] - 1, 0.5), max(at["dy"] - 1, 0.5)
    out = f'<g><title>{words(title)}</title><rect class="{sort}" x="{x:.1f}" y="{y:.1f}"'
    out += f' width="{dx:.1f}" height="{dy:.1f}"/>'
    if dy >= 15 and (text := _short(label, dx - 6)):
        out += f'<text x="{x + 4:.1f}" y="{y + 13:.1f}">{words(text)}</text>'
    return out + "</g>\n"


def treemap(found: Files) -> str:
    """Every file that would be deleted as a box, its area its size, grouped by directory."""
    boxes = _boxes(found)
    if not boxes:
        return ""
    base = _common([path for path, _number in boxes if path])
    least = max(1, sum(number for _path, number in boxes) // 2_000)  # an empty file is a loss too: it stays visible
    grouped = _grouped(boxes, base)
    sums = [float(sum(max(number, least) for _path, number in inside)) for inside in grouped.values()]
    out = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="files that would be deleted, by size">\n'
    for (head, inside), at in zip(grouped.items(), _placed(sums, 0, 0, WIDTH, HEIGHT), strict=True):
        roof = 17.0 if head and at["dy"] > 50 else 0.0
        if head:
            total = sum(number for _path, number in inside)
            title = f"{base.rstrip('/')}/{head}: {many(len(inside), 'file')}, {size(total)}"
            out += _rectangle(at, "dir", head if roof else "", title)
        pad = 3.0 if head and min(at["dx"], at["dy"]) > 20 else 0.0
        room = (at["x"] + pad, at["y"] + roof + pad, at["dx"] - 2 * pad, at["dy"] - roof - 2 * pad)
        values = [float(max(number, least)) for _path, number in inside]
        for (path, number), place in zip(inside, _placed(values, *room), strict=True):
            if path:
                name = path[len(base.rstrip("/")) + 1 + len(head) :]
                out += _rectangle(place, "box", name, f"{path} ({size(number)})")
            else:
                others = found.deleted.count - (len(boxes) - 1)
                out += _rectangle(place, "rest", f"{others:,} others", f"{many(others, 'other file')}, {size(number)}")
    return out + f"</svg>\n<p>Below {fixed(base)}; the area is the size in bytes.</p>\n"


def _layers(resources: Sequence[Resource]) -> list[list[Resource]]:
    """What depends on nothing first. A circle, which no plan has, would end where it began."""
    known = {one.address.partition("[")[0]: one for one in resources}
    depth: dict[str, int] = {}

    def deep(address: str, above: frozenset[str]) -> int:
        if address not in depth:
            below = [one for one in known[address].depends_on if one in known and one not in above]
            found = 1 + max((deep(one, above | {address}) for one in below), default=-1)
            depth[address] = found
        return depth[address]

    layers: dict[int, list[Resource]] = {}
    for one in resources:
        layers.setdefault(deep(one.address.partition("[")[0], frozenset()), []).append(one)
    return [layers[number] for number in sorted(layers)]


def graph(resources: Sequence[Resource]) -> str:
    """Resources as boxes, layer above layer; lines lead from what depends to what it needs."""
    if not resources:
        return ""
    shown = resources[:DRAWN]
    rows: list[list[Resource]] = []
    for layer in _layers(shown):
        rows.extend(layer[start : start + 4] for start in range(0, len(layer), 4))
    width, tall = WIDTH / 4, 74
    where: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(rows):
        for place, one in enumerate(row):
            where.setdefault(one.address.partition("[")[0], (place * width, number * tall))
    out = f'<svg viewBox="0 0 {WIDTH} {len(rows) * tall}" role="img" aria-label="resources and what they need">\n'
    for one in shown:
        x, y = where[one.address.partition("[")[0]]
        for need in one.depends_on:
            if need in where and need != one.address:
                to_x, to_y = where[need]
                middle = (y + to_y + 44) / 2
                out += (
                    f'<path class="line" d="M {x + width / 2:.0f} {y:.0f} C {x + width / 2:.0f} {middle:.0f},'
                    f' {to_x + width / 2:.0f} {middle:.0f}, {to_x + width / 2:.0f} {to_y + 44:.0f}"/>\n'
                )
    for number, row in enumerate(rows):
        for place, one in enumerate(row):
            at = {"x": place * width + 6.0, "y": number * tall + 1.0, "dx": width - 12, "dy": 44.0}
            title = f"{one.action} {one.address}" + (", holds data" if one.stateful else "")
            out += f'<rect class="ground" x="{at["x"]:.0f}" y="{at["y"]:.0f}" width="{width - 13:.0f}" height="43"/>'
            out += _rectangle(at, _action(one), one.address, title)
            said = one.action + (", holds data" if one.stateful else "")
            out += f'<text x="{at["x"] + 4:.0f}" y="{at["y"] + 32:.0f}">{words(said)}</text>\n'
    return out + "</svg>\n"


def _action(one: Resource) -> str:
    known = ("delete", "replace", "forget", "update", "create", "read")
    return one.action if one.action in known else "rest"


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _tables(tables: Iterable[Table]) -> str:
    rows = []
    for one in tables:
        after = 0 if one.dropped else one.after
        lost = "critical" if one.dropped or one.truncated or one.deleted else "medium"
        what = "dropped" if one.dropped else "emptied" if one.truncated else "changed"
        if one.columns:
            what += ", columns lost: " + ", ".join(one.columns)
        cells = (
            fixed(one.name),
            fixed(one.database),
            words(what),
            _count(one.before),
            _count(after),
            f"{one.deleted:,}",
            f"{one.updated:,}",
            f"{one.inserted:,}",
            _bar(one),
        )
        rows.append((lost, cells))
    heads = ("table", "database", "what", "rows before", "after", "deleted", "updated", "inserted", "what stays")
    return table(heads, rows)


def _bar(one: Table) -> str:
    if not one.before:
        return ""
    stays = 0.0 if one.dropped else min(1.0, (one.after or 0) / one.before)
    return (
        '<svg viewBox="0 0 100 12" width="100" role="img">'
        '<rect class="delete" x="0" y="1" width="99" height="10"/>'
        f'<rect class="create" x="0" y="1" width="{99 * stays:.1f}" height="10"/></svg>'
    )


def _resources(resources: Iterable[Resource]) -> str:
    rows = []
    for one in resources:
        protected = "?" if one.protected is None else "yes" if one.protected else "no"
        sort = "critical" if one.action in ("delete", "replace", "forget") else "low"
        cells = (words(one.action), fixed(one.address), fixed(one.type), "yes" if one.stateful else "", protected)
        rows.append((sort, cells))
    return table(("action", "resource", "type", "holds data", "protected"), rows)


def _commits(commits: Commits) -> str:
    out = ""
    if commits.unreachable:
        out += f"<p>{many(commits.unreachable, 'commit')} would be held by no branch, tag or remote any more"
        out += f", by {words(', '.join(commits.authors))}" if commits.authors else ""
        out += ".</p>\n<ul>\n" + "".join(f"<li>{fixed(one)}</li>\n" for one in commits.subjects) + "</ul>\n"
    if commits.refs:
        rows = [("", (fixed(ref), fixed(old[:12]), fixed(new[:12]) or "gone")) for ref, old, new in commits.refs]
        out += table(("ref", "from", "to"), rows)
    return out


def _files(found: Files) -> str:
    out = treemap(found)
    for kind, _verb, paths in groups(found):
        if not paths.count:
            continue
        sizes = found.sizes if kind == "deleted" else ()
        rows = [
            ("", (fixed(path), size(sizes[place]) if place < len(sizes) else ""))
            for place, path in enumerate(paths.paths)
        ]
        more = paths.count - len(paths.paths)
        body = table(("path", "size"), rows) + (f"<p>… and {more:,} more.</p>\n" if more > 0 else "")
        said = {"modes": "another mode, owner or time"}.get(kind, kind)
        out += folded(f"{said}: {many(paths.count, 'file')}, {size(paths.size)}", body)
    return out


def render(report: Report) -> str:
    """The page."""
    found = report.difference
    body = (
        _STYLE + f"<p>{fixed(report.command)}</p>\n<p><b>{words(headline(report))}.</b> Nothing real was touched.</p>\n"
    )
    for alarm in report.alarms:
        body += f'<p class="alarm"><b>{words(alarm.rule)}</b> {words(alarm.what)}<br>{words(alarm.instead)}</p>\n'
    lost = sum(one.deleted or max(0, (one.before or 0) - (one.after or 0)) for one in found.tables)
    sums = (
        ("files deleted", found.files.deleted.count),
        ("files changed", found.files.changed.count),
        ("files created", found.files.created.count),
        ("rows lost", lost),
        ("tables dropped", sum(1 for one in found.tables if one.dropped)),
        ("resources destroyed", sum(1 for one in found.resources if one.action in ("delete", "replace"))),
        ("commits unreachable", found.commits.unreachable),
        ("parts not rehearsed", len(report.not_rehearsed)),
    )
    body += tiles([one for one in sums if one[1]])
    if any(paths.count for _kind, _verb, paths in groups(found.files)):
        body += "<h2>Files</h2>\n" + _files(found.files)
    if found.tables:
        body += "<h2>Tables</h2>\n" + _tables(found.tables)
    if found.things:
        things = [("", (words(one.change), words(one.kind), fixed(one.name))) for one in found.things]
        body += "<h2>Other database objects</h2>\n" + table(("change", "kind", "name"), things)
    if found.resources:
        body += "<h2>Resources</h2>\n" + graph(found.resources) + _resources(found.resources)
    if found.commits.unreachable or found.commits.refs:
        body += "<h2>Git</h2>\n" + _commits(found.commits)
    if report.not_rehearsed:
        rows = [("", (fixed(one.what), words(one.why))) for one in report.not_rehearsed]
        body += "<h2>Not rehearsed</h2>\n" + table(("what", "why"), rows)
    if report.output.strip():
        said = "" if report.exit_code is None else f", exit code {report.exit_code}"
        lines = "\n".join(words(line) for line in report.output.splitlines())
        body += folded(f"What it printed{said}", f"<pre>{lines}</pre>\n")
    body += f"<p>How: {words('; '.join(report.how) or 'nothing was run')}; {report.seconds:.1f} s.</p>\n"
    return page("Keyturn: a rehearsal", body)
