"""A diagnosis as one web page that stands alone: pictures of the dimensions and of how harm spreads, no scripts."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from keyturn.adapter.cal_pictures import bars, cascade
from keyturn.adapter.cal_report import Part, parts
from keyturn.adapter.report_html import folded, page, table, words
from keyturn.adapter.report_words import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keyturn.adapter.cal_data import Figure, Loaded

_MOST_JSON = 200_000


def render(name: str, document: Any, loaded: Loaded | None = None) -> str:
    """The page for a document called `name`; `loaded` are the data behind it, with figures and sources."""
    body = ""
    for part in parts(name, document):
        body += _part(part)
    if loaded is not None and loaded.figures:
        contested = sum(one.contested for one in loaded.figures)
        title = f"Figures: {len(loaded.figures)}, of which {contested} contested"
        body += f"<h2>{words(title)}</h2>\n" + _figures(loaded.figures)
    if loaded is not None and loaded.citations:
        body += "<h2>Sources</h2>\n" + _citations(loaded.citations)
    whole = json.dumps(document, indent=1, ensure_ascii=False)
    if len(whole) <= _MOST_JSON:
        body += folded("The whole document as JSON", f"<pre>{escape(_lines(whole))}</pre>\n")
    return page(f"CAL: {name}", body)


def _lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.split("\n"))


def _part(part: Part) -> str:
    level = min(part.level, 6)
    out = f"<h{level}>{words(part.title)}</h{level}>\n"
    out += "".join(f"<p>{words(line)}</p>\n" for line in part.lines)
    if part.bars:
        out += f"<figure>\n{bars(part.bars)}</figure>\n"
    if part.columns:
        out += f"<figure>\n{cascade(part.bars, part.columns, part.steps)}</figure>\n"
    if part.rows:
        inner = table(part.heads, _rows(part)) if part.heads else _facts(part.rows)
        out += folded("In numbers", inner) if part.bars else inner
    return out


def _rows(part: Part) -> list[tuple[str, Sequence[str]]]:
    return [("", [words(cell) for cell in row]) for row in part.rows]


def _facts(rows: Sequence[tuple[str, ...]]) -> str:
    return (
        "<table>\n"
        + "".join(f"<tr><td>{words(row[0])}</td><td>{words(row[1])}</td></tr>\n" for row in rows)
        + "</table>\n"
    )


def _figures(figures: Sequence[Figure]) -> str:
    rows = [
        (
            "medium" if one.contested else "",
            [
                words(one.entity),
                words(one.field),
                words(str(one.value)),
                words(one.kind),
                words(" ".join(f"[{mark}]" for mark in one.cites) or "none"),
                "yes" if one.contested else "no",
                words(" ".join(part for part in (one.says, one.note) if part)),
            ],
        )
        for one in figures
    ]
    return table(("entity", "figure", "value", "kind", "sources", "contested", "what is said"), rows)


def _citations(citations: Mapping[str, Any]) -> str:
    rows = [
        ("", [words(str(mark)), words(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))])
        for mark, said in citations.items()
    ]
    return table(("mark", "source"), rows)
