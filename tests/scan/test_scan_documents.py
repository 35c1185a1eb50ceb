"""Which language a file is in."""

from __future__ import annotations

import pytest

from keyturn.scan.documents import language_of


@pytest.mark.parametrize(
    ("path", "head", "language"),
    [
        ("hooks/pre-commit", b"rm -rf x\n", "shell"),
        (".husky/pre-push", b"npm test\n", "shell"),
        ("hooks/README", b"These scripts run in order.\n", None),
        ("hooks/normal/LICENSE", b"MIT\n", None),
        ("hooks/README", b"#!/bin/sh\nrm -rf x\n", "shell"),
        ("types/index.d.ts", b"dropTable(name: string): void;\n", None),
        ("types/index.ts", b"dropTable(name)\n", "javascript"),
        ("pkg/mod.pyi", b"def rmtree(path): ...\n", None),
    ],
)
def test_a_file_is_told_by_name_then_by_content(path: str, head: bytes, language: str | None) -> None:
    assert language_of(path, head) == language
