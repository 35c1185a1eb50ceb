"""The summary of many repositories as one page that stands alone: no scripts, nothing fetched, light and dark."""

from __future__ import annotations

from html import escape

from keyturn.adapter.fleet_text import states, sums, tail
from keyturn.adapter.report_html import fixed, folded, page, table, tiles, words
from keyturn.adapter.report_words import extent, place, plain, worst_first

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.fleet import Fleet, Outcome

BARS = 15
"""Rules in the chart; the table below has all."""
_COLOURS = {"critical": "#d1242f", "high": "#d1242f", "medium": "#bf8700", "low": "#1a7f9c"}
_ROW = 26
_LEFT = 330
_WIDTH = 900
_UNREAD = 50


def chart(rules: list[tuple[str, int, str]]) -> str:
    """Bars of (rule, count, severity): drawn with attributes alone, readable without seeing it."""
    shown = rules[:BARS]
    most = max((count for _rule, count, _severity in shown), default=1)
    height = len(shown) * _ROW
    label = "Findings by rule: " + ", ".join(f"{rule} {count}" for rule, count, _severity in shown)
    out = (
        f'<svg role="img" aria-label="{words(label)}" viewBox="0 0 {_WIDTH} {height}" width="100%" '
        'font-family="system-ui, sans-serif" font-size="14" fill="currentColor">\n'
    )
    for number, (rule, count, severity) in enumerate(shown):
        top = number * _ROW
        length = max(2, round(count / most * (_WIDTH - _LEFT - 90)))
        name = plain(rule)
        name = name if len(name) <= 44 else name[:43] + "…"
        out += (
            f'<text x="{_LEFT - 10}" y="{top + 17}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{_LEFT}" y="{top + 4}" width="{length}" height="{_ROW - 8}" rx="2" '
            f'fill="{_COLOURS[severity]}"/>'
            f'<text x="{_LEFT + length + 8}" y="{top + 17}">{count:,}</text>\n'
        )
    return out + "</svg>\n"


def _worst(outcome: Outcome) -> tuple[str, str]:
    """(class, cell) of the worst thing in a repository."""
    stopping = worst_first(outcome.report.stopping)
    if stopping:
        first = stopping[0]
        return first.severity, f"{words(first.severity)} {fixed(first.rule)}<br>{fixed(place(first))}"
    if outcome.report.unread:
        return "medium", "could not be judged"
    return "", "clear"


def _repositories(fleet: Fleet) -> str:
    rows = []
    for one in fleet.by_worst():
        sort, worst = _worst(one)
        report = one.report
        cells = (
            fixed(one.repository),
            worst,
            f"{len(report.stopping):,}",
            f"{len(report.findings) - len(report.stopping):,}",
            f"{len(report.overridden) + len(report.baselined):,}",
            f"{len(report.unread):,}",
            words(extent(report)),
            fixed(one.revision[:12]),
        )
        rows.append((sort, cells))
    return table(("repository", "worst", "stop", "others", "excepted", "not judged", "looked at", "HEAD"), rows)


def render(fleet: Fleet) -> str:
    """The page."""
    totals = sums(fleet)
    body = f"<p>{words(tail(fleet))}</p>\n"
    body += tiles([*states(fleet), ("findings that stop", totals.get("stopping", 0))])
    body += "<h2>Repositories</h2>\n" + _repositories(fleet)
    unread = [(one, line) for one in fleet.outcomes for line in one.report.unread]
    if unread:
        rows = [("medium", (fixed(one.repository), words(line))) for one, line in unread]
        inner = table(("repository", "why"), rows)
        title = f"Could not be judged: {len(rows):,}"
        body += f"<h2>{words(title)}</h2>\n{inner}" if len(rows) <= _UNREAD else folded(title, inner)
    rules = fleet.rules()
    if rules:
        body += "<h2>Rules</h2>\n" + chart(rules)
        body += folded(
            f"All {len(rules):,} rules that were met",
            table(
                ("rule", "findings", "worst"),
                [(worst, (fixed(rule), f"{count:,}", words(worst))) for rule, count, worst in rules],
            ),
        )
    return page("Keyturn: many repositories", body)
