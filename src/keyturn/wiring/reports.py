"""Which adapter writes which form of a scan's report."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Report

FORMATS: dict[str, str] = {
    "text": "report_text",
    "json": "report_json",
    "sarif": "report_sarif",
}
"""Form → module of `keyturn.adapter`, each with `render(report) -> str`; "text" takes `coloured` too."""


def render(report: Report, form: str, *, coloured: bool = False) -> str:
    """The report in one of FORMATS."""
    module = __import__("keyturn.adapter." + FORMATS[form], None, None, ("render",))
    text: str = module.render(report, coloured=coloured) if form == "text" else module.render(report)
    return text
