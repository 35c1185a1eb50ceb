"""What the language server stands on: a document's text, and the files and the configuration around it."""

from __future__ import annotations

import os

from keyturn.errors import KeyturnError
from keyturn.scan import exceptions
from keyturn.scan.findings import Report
from keyturn.scan.judging import ROOT
from keyturn.wiring.known import Ground, acquainted
from keyturn.wiring.scan import Request, _layers, _work, today

_DOCS = ("docs", "rules")


def serve() -> None:
    """Until the editor says exit. Raises UsageError without pygls."""
    from keyturn.adapter.lsp_server import serve as speak

    speak(judge, _docs())


def judge(path: str, text: str) -> Report:
    """A document as `keyturn scan PATH` sees the file, with the text that the editor has. What fails is unread."""
    from keyturn.adapter.filesystem_workspace import RootedWorkspace
    from keyturn.adapter.git_repository import find_root

    try:
        folder = os.path.dirname(path)
        found = find_root(folder)
        place = found[0] if found else os.path.realpath(folder)
        inside = os.path.relpath(os.path.join(os.path.realpath(folder), os.path.basename(path)), place)
        work = _work(_layers(Request(directory=place), place, None), added_count=True)
        work.file(path, text.encode("utf-8", "surrogatepass"), RootedWorkspace(place, ROOT), inside=inside)
        work.remarks.extend(work.layers.problems)
        # weighed as a scan weighs it; the use of an exception is recorded where it lets something through, not here
        last = exceptions.latest(today(), work.layers.override.max_days)
        terms = exceptions.Terms(work.layers.override, True, True, last, False)
        return exceptions.weighed(acquainted(work.report(path), None, place, Ground(place)), (), terms)
    except KeyturnError as problem:
        return Report(unread=(f"could not be judged: {problem.what}",))
    except Exception as fault:  # noqa: BLE001 - the editor's session goes on; the fault is shown, never "clear"
        return Report(unread=(f"could not be judged, a fault in Keyturn: {type(fault).__name__}: {fault}",))


def _docs() -> str:
    """Where the pages of the rules are: as KEYTURN_DOCS says, else beside the sources, else nowhere."""
    from keyturn.wiring.reports import surroundings

    named = surroundings().docs
    if named:
        return named
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    pages = os.path.join(root, *_DOCS)
    if not os.path.isfile(os.path.join(pages, "README.md")):
        return ""
    from urllib.parse import quote

    return "file://" + quote(pages)
