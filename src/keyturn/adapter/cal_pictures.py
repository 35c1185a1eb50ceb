"""Pictures of a diagnosis as SVG: the six dimensions as bars, and the way that harm takes between them.

Drawn with attributes alone, so that they stand in a page which forbids everything else. Colours are in the text's own
where a picture must be read in light and dark; every picture says in words what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from keyturn.adapter.report_words import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COLOURS = {
    "critical": "#d1242f",
    "high": "#d9622b",
    "medium": "#bf8700",
    "low": "#1a7f9c",
    "minimal": "#7d8590",
}
"""Level of a dimension → colour; readable on white and on black."""
_WIDTH = 900
_ROW = 34
_LEFT = 190
_SPAN = 560
_BOX = (150, 58)
_GAP = 90
_FACE = 'font-family="system-ui, sans-serif" font-size="14" fill="currentColor"'


@dataclass(frozen=True)
class Bar:
    """A dimension: its id (D5), name, score from 0 to 100, level, and whether it counts as affected."""

    id: str
    name: str
    score: float
    level: str
    affected: bool


@dataclass(frozen=True)
class Step:
    """A link of a cascade: from one dimension to another, with how likely it is, if that is known."""

    origin: str
    target: str
    probability: float | None


def _open(width: int, height: int, label: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(plain(label))}" viewBox="0 0 {width} {height}" width="100%" '
        f'style="max-width: {width}px" {_FACE}>\n'
    )


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def bars(rows: Sequence[Bar]) -> str:
    """The dimensions as bars, with the line at 20 above which one counts as affected."""
    height = len(rows) * _ROW + 26
    label = "Dimensions: " + ", ".join(f"{row.id} {row.name} {_number(row.score)} ({row.level})" for row in rows)
    out = _open(_WIDTH, height, label)
    for number, row in enumerate(rows):
        top = number * _ROW
        length = max(2, round(min(max(row.score, 0.0), 100.0) / 100 * _SPAN))
        colour = COLOURS.get(row.level, COLOURS["minimal"])
        faint = "" if row.affected else ' fill-opacity="0.45"'
        out += (
            f'<text x="{_LEFT - 12}" y="{top + 21}" text-anchor="end">{escape(plain(row.name, 24))} '
            f'<tspan font-weight="600">{escape(plain(row.id, 8))}</tspan></text>'
            f'<rect x="{_LEFT}" y="{top + 6}" width="{_SPAN}" height="{_ROW - 12}" rx="3" fill="currentColor" '
            'fill-opacity="0.08"/>'
            f'<rect x="{_LEFT}" y="{top + 6}" width="{length}" height="{_ROW - 12}" rx="3" fill="{colour}"{faint}/>'
            f'<text x="{_LEFT + _SPAN + 12}" y="{top + 21}">{_number(row.score)} '
            f'<tspan fill-opacity="0.7">{escape(plain(row.level, 12))}</tspan></text>\n'
        )
    line = _LEFT + round(0.2 * _SPAN)
    foot = len(rows) * _ROW
    out += (
        f'<line x1="{line}" y1="2" x2="{line}" y2="{foot}" stroke="currentColor" stroke-dasharray="3 4" '
        'stroke-opacity="0.6"/>'
        f'<text x="{line}" y="{foot + 18}" text-anchor="middle" font-size="12" fill-opacity="0.7">above 20: affected'
        "</text>\n"
    )
    return out + "</svg>\n"


def cascade(rows: Sequence[Bar], columns: Sequence[Sequence[str]], steps: Sequence[Step]) -> str:
    """The way of harm: a column for the origin and for every level after it, a line for every link."""
    known = {row.id: row for row in rows}
    most = max((len(column) for column in columns), default=1)
    width = len(columns) * _BOX[0] + max(len(columns) - 1, 0) * _GAP + 20
    height = most * (_BOX[1] + 22) + 10
    label = "How it spreads: " + ", then ".join(" and ".join(column) for column in columns)
    out = _open(width, height, label)
    places: dict[str, tuple[float, float]] = {}
    for level, column in enumerate(columns):
        left = 10 + level * (_BOX[0] + _GAP)
        lead = (height - len(column) * (_BOX[1] + 22) + 22) / 2
        for number, name in enumerate(column):
            places.setdefault(name, (left, lead + number * (_BOX[1] + 22)))
    for step in steps:
        if step.origin not in places or step.target not in places:
            continue
        (x1, y1), (x2, y2) = places[step.origin], places[step.target]
        if x2 <= x1:
            continue  # back to an earlier level: nothing new is reached by it
        a, b = x1 + _BOX[0], y1 + _BOX[1] / 2
        c, d = x2, y2 + _BOX[1] / 2
        middle = (a + c) / 2
        out += (
            f'<path d="M{a:g} {b:g}C{middle:g} {b:g} {middle:g} {d:g} {c - 7:g} {d:g}" fill="none" '
            'stroke="currentColor" stroke-opacity="0.55" stroke-width="1.6"/>'
            f'<path d="M{c - 9:g} {d - 5:g}L{c:g} {d:g}L{c - 9:g} {d + 5:g}Z" fill-opacity="0.7"/>'
        )
        if step.probability is not None:
            out += (
                f'<text x="{middle:g}" y="{(b + d) / 2 - 6:g}" text-anchor="middle" font-size="12" '
                'paint-order="stroke" stroke="Canvas" stroke-width="5">'
                f"{step.probability:.2f}</text>"
            )
        out += "\n"
    for name, (x, y) in places.items():
        row = known.get(name, Bar(name, "", 0.0, "minimal", affected=False))
        colour = COLOURS.get(row.level, COLOURS["minimal"])
        out += (
            f'<rect x="{x:g}" y="{y:g}" width="{_BOX[0]}" height="{_BOX[1]}" rx="6" fill="{colour}" '
            f'fill-opacity="0.14" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{x + 12:g}" y="{y + 24:g}" font-weight="600">{escape(plain(name, 8))} {_number(row.score)}'
            "</text>"
            f'<text x="{x + 12:g}" y="{y + 44:g}" fill-opacity="0.8">{escape(plain(row.name, 18))}</text>\n'
        )
    return out + "</svg>\n"
