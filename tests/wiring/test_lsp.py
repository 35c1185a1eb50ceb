"""`keyturn lsp`, spoken to over its real standard input and output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from keyturn.cli import lsp
from keyturn.errors import UsageError
from keyturn.wiring import lsp as wiring
from tests.conftest import PACKAGE
from tests.repositories import Repository


class Editor:
    """An editor's half of a session."""

    def __init__(self) -> None:
        self.client = LanguageClient("an-editor", "1")
        self.shown: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _shown(params: types.PublishDiagnosticsParams) -> None:
            self.shown.put_nowait(params)

    async def start(self, directory: Path, encodings: list[types.PositionEncodingKind] | None = None) -> None:
        await self.client.start_io(sys.executable, "-m", "keyturn", "lsp", "--stdio", cwd=str(directory))
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        await self.client.initialize_async(
            types.InitializeParams(types.ClientCapabilities(general=general), root_uri=directory.as_uri())
        )
        self.client.initialized(types.InitializedParams())

    async def next(self) -> types.PublishDiagnosticsParams:
        return await asyncio.wait_for(self.shown.get(), 20)

    async def open(self, path: Path, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(path.as_uri(), "any", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return list((await self.next()).diagnostics)

    def change(self, path: Path, version: int, text: str) -> None:
        whole = types.TextDocumentContentChangeWholeDocument(text)
        named = types.VersionedTextDocumentIdentifier(version, path.as_uri())
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(named, [whole]))

    async def stop(self) -> int | None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        server = self.client._server
        assert server is not None
        await asyncio.wait_for(server.wait(), 20)
        await self.client.stop()
        return server.returncode


def session(script: Any) -> None:
    asyncio.run(script(Editor()))


def test_a_session_from_opening_to_exit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYTURN_DOCS", "https://docs.example.com/rules")
    repository = Repository(tmp_path / "work")
    repository.write("keyturn.toml", "")
    path = repository.root / "drop table.sql"

    async def script(editor: Editor) -> None:
        await editor.start(repository.root)
        found = await editor.open(path, "SELECT 'é\U0001f389'; DROP TABLE users;\r\n")
        assert [(one.code, one.severity, one.source) for one in found] == [
            ("sql/drop-table", types.DiagnosticSeverity.Error, "keyturn")
        ]
        # UTF-16: the last character of the string is two units wide
        span = found[0].range
        assert (span.start.line, span.start.character, span.end.character) == (0, 14, 30)
        assert found[0].code_description is not None
        assert found[0].code_description.href == "https://docs.example.com/rules/sql.md#sqldrop-table"
        assert "Instead: " in found[0].message
        # of a burst of changes the last one is judged
        for version, text in ((2, "DROP TABLE a;"), (3, "DROP"), (4, "SELECT 1;")):
            editor.change(path, version, text)
        after = await editor.next()
        assert (after.version, list(after.diagnostics)) == (4, [])
        editor.change(path, 5, "TRUNCATE a;")
        assert [one.code for one in (await editor.next()).diagnostics] == ["sql/truncate"]
        named = types.TextDocumentIdentifier(path.as_uri())
        editor.client.text_document_did_save(types.DidSaveTextDocumentParams(named))
        assert [one.code for one in (await editor.next()).diagnostics] == ["sql/truncate"]
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(named))
        assert list((await editor.next()).diagnostics) == []
        assert not path.exists()  # all of it was the editor's text
        assert await editor.stop() == 0

    session(script)


def test_columns_of_other_encodings_and_of_shell(tmp_path: Path) -> None:
    text = '\techo "é\U0001f389"; rm -rf /\n'

    async def script(editor: Editor) -> None:
        await editor.start(tmp_path, [types.PositionEncodingKind.Utf8])
        found = await editor.open(tmp_path / "a.sh", text)
        start, end = found[0].range.start.character, found[0].range.end.character
        assert text.encode()[start:end] == b"rm -rf /"
        assert await editor.stop() == 0

    session(script)


def test_the_workspace_configures_and_what_cannot_be_judged_is_shown(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    rule = '[[rule]]\nid = "team/no-frobnicate"\ncommand = { program = "frobnicate" }\nseverity = "medium"\n'
    rule += 'summary = "frobnicates"\nmatch = ["frobnicate x", "frobnicate y"]\nno_match = ["ls", "pwd"]\n'
    repository.write("keyturn.toml", rule)
    repository.write("ops/other.sh", "rm -rf /\n")

    async def script(editor: Editor) -> None:
        await editor.start(repository.root)
        found = await editor.open(repository.root / "ops" / "a.sh", "frobnicate now\n")
        assert [(one.code, one.severity) for one in found] == [("team/no-frobnicate", types.DiagnosticSeverity.Warning)]
        assert found[0].code_description is None
        binary = await editor.open(repository.root / "b.sh", "rm -rf /\0\0\0\0")
        assert [one.code for one in binary] == ["blind/binary-script"]
        large = await editor.open(repository.root / "c.sh", "rm -rf /\n" + "# text\n" * 800_000)
        assert large, "beyond what is read is told"
        excepted = 'rm -rf / # keyturn: allow[filesystem/recursive-delete] reason="a" until=2199-01-01\n'
        assert await editor.open(repository.root / "d.sh", excepted) == []
        # not a file: nothing is said, and the session goes on
        item = types.TextDocumentItem("untitled:Untitled-1", "shellscript", 1, "rm -rf /\n")
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        plain = await editor.open(repository.root / "notes.txt", "rm -rf /\n")
        assert plain == []
        assert await editor.stop() == 0

    session(script)


def test_rules_link_to_the_pages_beside_the_sources_when_these_are_there() -> None:
    docs = wiring._docs()
    if docs:
        assert (Path(docs.removeprefix("file://")) / "sql.md").is_file()
    else:  # an installed wheel has no pages
        assert not (PACKAGE.parent.parent / "docs").exists()


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert lsp.run(["--help"]) == 0
    assert "keyturn lsp" in capsys.readouterr().out
    with pytest.raises(UsageError):
        lsp.run(["--tcp"])


def test_without_pygls_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "keyturn.adapter.lsp_server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    with pytest.raises(UsageError) as caught:
        lsp.run([])
    assert "keyturn[editor]" in caught.value.fix
