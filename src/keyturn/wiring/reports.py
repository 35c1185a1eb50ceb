"""Which adapter writes which form of a scan's report, what it may know of its surroundings, and where it goes."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.report_words import Surroundings
    from keyturn.scan.findings import Report

FORMATS: dict[str, str] = {
    "text": "report_text",
    "json": "report_json",
    "sarif": "report_sarif",
    "github": "report_github",
    "gitlab": "report_gitlab",
    "junit": "report_junit",
    "summary": "report_summary",
    "html": "report_html",
}
"""Form → module of `keyturn.adapter`, each with `render(report) -> str`; "text" takes `coloured` too."""

ANNOTATIONS = "github"
"""The form whose lines a build server takes out of its log."""
_SURROUNDED = ("sarif", "summary", "html")
"""Forms that can link or say what was scanned."""
_DOCS = "KEYTURN_DOCS"


def render(report: Report, form: str, *, coloured: bool = False) -> str:
    """The report in one of FORMATS."""
    module = __import__("keyturn.adapter." + FORMATS[form], None, None, ("render",))
    if form == "text":
        text: str = module.render(report, coloured=coloured)
    elif form in _SURROUNDED:
        text = module.render(report, surroundings())
    else:
        text = module.render(report)
    return text


def surroundings() -> Surroundings:
    """What the build server's variables tell. They change links and provenance, never a finding.

    KEYTURN_DOCS is the address under which docs/rules lies.
    """
    from keyturn.adapter.report_words import Surroundings

    get = os.environ.get
    repository = ""
    if get("GITHUB_REPOSITORY"):
        repository = f"{get('GITHUB_SERVER_URL', 'https://github.com')}/{get('GITHUB_REPOSITORY')}"
    repository = repository or get("CI_PROJECT_URL", "")
    return Surroundings(
        docs=_address(get(_DOCS, "")),
        repository=_address(repository),
        revision=_revision(get("GITHUB_SHA", "") or get("CI_COMMIT_SHA", "")),
        branch=_branch(get("GITHUB_HEAD_REF", "") or get("GITHUB_REF_NAME", "") or get("CI_COMMIT_REF_NAME", "")),
    )


def _address(text: str) -> str:
    """An https address of plain characters, without a slash at its end; "" for everything else."""
    rest = text.removeprefix("https://").rstrip("/")
    plain = all(char.isascii() and (char.isalnum() or char in "-._~/:") for char in rest)
    return f"https://{rest}" if rest and plain and text.startswith("https://") else ""


def _revision(text: str) -> str:
    return text if len(text) in (40, 64) and not set(text) - set("0123456789abcdef") else ""


def _branch(text: str) -> str:
    return text if text.isascii() and text.isprintable() and len(text) < 256 else ""


def save(path: str, text: str) -> None:
    """Write a report to a file, whole or not at all. Raises OSError."""
    from keyturn.adapter.report_file import write

    write(path, text.encode("utf-8", "replace"))
