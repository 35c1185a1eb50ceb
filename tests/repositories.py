"""Throw-away git repositories for tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from keyturn.scan.findings import Report
from keyturn.wiring.scan import HISTORY, PATCH, PATHS, RANGE, STAGED, Request, scan

MODES = {"staged": STAGED, "range": RANGE, "patch": PATCH, "history": HISTORY}


class Repository:
    """A git work tree with the few verbs that tests need."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "--initial-branch=main")

    def git(self, *args: str, data: bytes | None = None) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Sam", "-c", "user.email=sam@example.com", "-c", "commit.gpgsign=false", *args],
            cwd=self.root,
            input=data,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, content: str | bytes, mode: int | None = None) -> None:
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            full.chmod(mode)

    def stage(self, files: Mapping[str, str | bytes] | None = None) -> None:
        for path, content in (files or {}).items():
            self.write(path, content)
        self.git("add", "-A")

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "change") -> str:
        self.stage(files)
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def scan(self, mode: str = "staged", value: str = "", *paths: str, asked: bool = True, where: str = "") -> Report:
        directory = str(self.root / where)
        if mode == "paths":
            here = os.getcwd()
            os.chdir(directory)
            try:
                return scan(Request(PATHS, paths=paths or (".",), directory=directory))
            finally:
                os.chdir(here)
        return scan(Request(MODES[mode], value, asked=asked, directory=directory))
