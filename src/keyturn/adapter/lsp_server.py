"""The language server's side of the protocol: documents come in, diagnostics go out. pygls speaks for us.

Only documents with a `file:` address are judged. A change is judged when nothing followed it for a moment, so that
typing does not queue work; opening and saving are judged at once.
"""

from __future__ import annotations

import asyncio
import os
from urllib.parse import unquote

from keyturn.adapter.report_words import address, advice, plain, shipped
from keyturn.errors import UsageError
from keyturn.model.decision import ALLOW
from keyturn.version import __version__

try:
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer
    from pygls.uris import to_fs_path
except ImportError as problem:
    raise UsageError("the language server needs pygls, which is not installed", "pip install 'keyturn[editor]'") from (
        problem
    )

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.scan.findings import Finding, Report

    Judge = Callable[[str, str], Report]

UNREAD = "keyturn/could-not-judge"
_PAUSE = 0.2
_SEVERITIES = {
    "critical": types.DiagnosticSeverity.Error,
    "high": types.DiagnosticSeverity.Error,
    "medium": types.DiagnosticSeverity.Warning,
    "low": types.DiagnosticSeverity.Information,
}
_TOP = types.Range(types.Position(0, 0), types.Position(0, 0))


def serve(judge: Judge, docs: str) -> None:
    """Speak on standard input and output until the editor says exit. `judge` answers a path and its text."""
    server = LanguageServer("keyturn", __version__)
    known = shipped() if docs else {}

    def publish(uri: str) -> None:
        path = to_fs_path(uri)
        if not uri.startswith("file:") or path is None or path.startswith("//"):
            return
        document = server.workspace.get_text_document(uri)
        text = document.source
        report = judge(path, text)
        lines = text.split("\n")

        def place(line: int, column: int) -> types.Position:
            if not 0 < line <= len(lines):
                return types.Position(0, 0)
            row = lines[line - 1].rstrip("\r")
            units = server.workspace.position_codec.client_num_units(row[: max(0, column - 1)])
            return types.Position(line - 1, units)

        def shown(finding: Finding) -> types.Diagnostic:
            where = finding.place
            message = plain(finding.message)
            span = _TOP
            if where.file == path:
                end = max(where.line, where.end_line)
                last = where.end_column if where.end_line >= where.line and where.end_column else 1 << 30
                span = types.Range(place(where.line, where.column), place(end, last))
            else:
                message = f"{plain(where.file)}:{where.line}: {message}"
            page = address(finding.rule, docs, known)
            return types.Diagnostic(
                span,
                message + (f"\nInstead: {advice(finding.instead)}" if finding.instead else ""),
                types.DiagnosticSeverity.Hint if finding.verdict == ALLOW else _SEVERITIES[finding.severity],
                plain(finding.rule),
                types.CodeDescription(page) if page else None,
                "keyturn",
            )

        found = [shown(one) for one in report.findings]
        notes = [(line, types.DiagnosticSeverity.Warning) for line in report.unread]
        notes += [(line, types.DiagnosticSeverity.Information) for line in report.remarks]
        found += [types.Diagnostic(_TOP, plain(line), sort, UNREAD, source="keyturn") for line, sort in notes]
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, document.version))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        await asyncio.sleep(_PAUSE)
        document = server.workspace.text_documents.get(unquote(uri))  # as pygls keeps them
        if document is not None and document.version == params.text_document.version:
            publish(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    # the protocol has the stream for itself, and pygls closes it in the end
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server.start_io(None, stream)
