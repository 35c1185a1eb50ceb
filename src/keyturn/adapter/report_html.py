"""A scan's report as one web page that stands alone: no scripts, nothing fetched, light and dark.

The page forbids scripts and outside content itself (Content-Security-Policy), so that a file name which slipped
through an escape could still do nothing. `page`, `tiles` and `table` serve other summaries too.
"""

from __future__ import annotations

from html import escape

from keyturn.adapter.report_words import (
    NOWHERE,
    acquaintance,
    address,
    advice,
    counts,
    exception,
    extent,
    oldest,
    place,
    plain,
    quiet,
    shipped,
    verdict,
    worst_first,
)
from keyturn.model.decision import ALLOW
from keyturn.scan.together import shown
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keyturn.adapter.report_words import Surroundings
    from keyturn.model.rule import Rule
    from keyturn.scan.findings import Finding, Report

SHOWN = 2_000
"""Rows of a table; the rest is counted."""
_STYLE = """\
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: Canvas; }
.tiles { display: flex; flex-wrap: wrap; gap: .8rem; list-style: none; padding: 0; }
.tiles li { border: 1px solid var(--line); border-radius: .4rem; min-width: 7rem; padding: .5rem .9rem; }
.tiles b { display: block; font-size: 1.6rem; }
.critical, .high { border-left: .4rem solid #d1242f; }
.medium { border-left: .4rem solid #bf8700; }
.low { border-left: .4rem solid #1a7f9c; }
details { margin: 1rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .4rem; background: var(--soft); }
footer { color: GrayText; margin-top: 3rem; }
"""


def words(text: str) -> str:
    """Text from outside, safe inside an element or a quoted attribute."""
    return escape(plain(text))


def fixed(text: str) -> str:
    """Likewise, in a fixed-width face."""
    return f"<code>{words(text)}</code>" if text else ""


def page(title: str, body: str) -> str:
    """A whole document around a body that is safe already."""
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
    )
    foot = f"<footer>keyturn {escape(__version__)}</footer>\n"
    return head + quiet(f"<body>\n<h1>{words(title)}</h1>\n{body}{foot}</body>\n</html>\n", "&#35;")


def tiles(sums: Iterable[tuple[str, int]]) -> str:
    """Numbers side by side: (what, how many)."""
    return (
        '<ul class="tiles">\n'
        + "".join(f"<li><b>{number:,}</b>{words(what)}</li>\n" for what, number in sums)
        + "</ul>\n"
    )


def table(heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A table of cells that are safe already; each row comes with a class, "" for none."""
    out = "<table>\n<tr>" + "".join(f"<th>{words(head)}</th>" for head in heads) + "</tr>\n"
    for sort, cells in rows[:SHOWN]:
        mark = f' class="{escape(sort)}"' if sort else ""
        out += f"<tr{mark}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
    out += "</table>\n"
    if len(rows) > SHOWN:
        out += f"<p>… and {len(rows) - SHOWN:,} more.</p>\n"
    return out


def folded(title: str, body: str) -> str:
    """A part that opens on demand."""
    return f"<details>\n<summary>{words(title)}</summary>\n{body}</details>\n"


def _rule(finding: Finding, docs: str, known: dict[str, Rule]) -> str:
    there = address(finding.rule, docs, known)
    return f'<a href="{escape(there)}">{fixed(finding.rule)}</a>' if there else fixed(finding.rule)


def _findings(findings: Sequence[Finding], docs: str, known: dict[str, Rule]) -> str:
    rows = []
    for one in findings:
        what = words(one.message)
        if one.snippet.strip():
            what += f"<br><code>{escape(plain(one.snippet.strip(), 500))}</code>"
        if one.through:
            what += "<br>through " + " → ".join(fixed(step) for step in one.through)
        cells = (words(one.severity), fixed(place(one)), _rule(one, docs, known), what, escape(advice(one.instead)))
        rows.append((one.severity, cells))
    return table(("severity", "where", "rule", "what it would do", "instead"), rows)


def _excepted(findings: Sequence[Finding], told: Sequence[str], docs: str, known: dict[str, Rule]) -> str:
    rows = [
        ("", (fixed(place(one)), _rule(one, docs, known), words(reason)))
        for one, reason in zip(findings, told, strict=True)
    ]
    return table(("where", "rule", "why not"), rows)


def _listed(lines: Sequence[str]) -> str:
    out = "<ul>\n" + "".join(f"<li>{words(line)}</li>\n" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        out += f"<li>… and {len(lines) - SHOWN:,} more</li>\n"
    return out + "</ul>\n"


def render(report: Report, surroundings: Surroundings = NOWHERE) -> str:
    """The page. Rules that ship link to their page when it is known where pages are."""
    docs = surroundings.docs
    known = shipped() if docs else {}
    sums = counts(report)
    names = {"below": f"below {report.fail_on}", "unread": "could not be judged"}
    body = f"<p>{words(report.subject)} ({extent(report)})</p>\n"
    body += tiles((names.get(name, name), number) for name, number in sums.items())
    stopping = report.stopping
    if stopping:
        body += "<h2>Stopping</h2>\n" + _findings(worst_first(stopping), docs, known)
    if report.unread:
        body += "<h2>Could not be judged</h2>\n" + _listed(report.unread)
    if report.together:
        body += "<h2>Together</h2>\n" + _listed([shown(total) for total in report.together])
    ids = frozenset(id(one) for one in stopping)
    rest = [one for one in report.findings if id(one) not in ids]
    below = worst_first(one for one in rest if one.verdict != ALLOW)
    told = worst_first(one for one in rest if one.verdict == ALLOW)
    if below:
        body += folded(f"{len(below):,} below {report.fail_on}", _findings(below, docs, known))
    if told:
        body += folded(f"{len(told):,} told: nothing has to be met for them", _findings(told, docs, known))
    if report.overridden:
        reasons = [exception(one.override) if one.override else "" for one in report.overridden]
        body += folded(f"{len(report.overridden):,} overridden", _excepted(report.overridden, reasons, docs, known))
    if report.baselined:
        since = oldest(report)
        title = f"{len(report.baselined):,} baselined" + (f", the oldest since {since}" if since else "")
        reasons = [acquaintance(one) for one in report.baselined]
        body += folded(title, _excepted(report.baselined, reasons, docs, known))
    if report.remarks:
        body += folded(f"Remarks: {len(report.remarks):,}", _listed(report.remarks))
    return page(f"Keyturn: {verdict(report)}", body)
