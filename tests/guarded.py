"""A person's machine for whole stories: keyturn's real commands, with places of their own for what it keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyturn.gate.ports import Request
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNNER = """
import os, sys
place = sys.argv[1]
from keyturn.wiring import check, gate, places
gate.here = lambda: gate.Surroundings(dict(os.environ), os.getcwd(), root=place, temporary=())
state = places.state
places.state = lambda _root="": state(place)
ways = check.Checker.__init__
def made(self, directory=None, *, workspace=None, root=None, temporary=None):
    ways(self, directory, workspace=workspace, root=place, temporary=())
check.Checker.__init__ = made
from keyturn.cli.main import main
sys.argv = ["keyturn", *sys.argv[2:]]
sys.exit(main())
"""


class Done:
    """What one command came to."""

    def __init__(self, code: int, out: str, errors: str) -> None:
        self.code = code
        self.out = out
        self.errors = errors

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.errors}"


class Guarded:
    """`root` stands before every absolute place of Keyturn's own; `work` is where commands run."""

    def __init__(self, root: Path, work: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.work = work
        root.mkdir(parents=True, exist_ok=True)
        work.mkdir(parents=True, exist_ok=True)
        names = ("PATH", "HOME", "LC_ALL", "TZ")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        kept |= {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
        self.environment = {**kept, **(environment or {}), "PYTHONPATH": str(ROOT / "src")}

    def organisation(self, text: str) -> None:
        """The organisation's own configuration."""
        place = self.root / "etc/keyturn"
        place.mkdir(parents=True, exist_ok=True)
        (place / "keyturn.toml").write_text(text)

    def keyturn(self, *words: str, work: Path | None = None) -> Done:
        """One of Keyturn's commands."""
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, str(self.root), *words],
            cwd=work or self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def sh(self, command: str, work: Path | None = None) -> str:
        """The command as anybody would run it, without Keyturn."""
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=work or self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def check(self, command: str) -> Done:
        """What the gate and `check` say."""
        return self.keyturn("check", "--json", "--", command)

    def rehearse(self, command: str) -> dict[str, Any]:
        """The difference."""
        done = self.keyturn("rehearse", "--json", "--", command)
        assert done.out, done
        found: dict[str, Any] = done.json
        return found

    def run(self, command: str, *options: str) -> Done:
        """Guarded execution."""
        return self.keyturn("run", "--json", *options, "--", command)

    def state(self) -> Path:
        """Where Keyturn keeps the user's own things."""
        import pwd

        return Path(f"{self.root}{pwd.getpwuid(os.getuid()).pw_dir}/.local/state/keyturn")

    def request(self, name: str) -> Request:
        """An open request."""
        body = json.loads((self.state() / "requests" / name).read_text())
        return Request(name, body["binding"], body["command"], body["directory"], body["summary"])

    def allow(self, name: str) -> Request:
        """What `keyturn allow` has root write, once a person proved to be one."""
        found = self.request(name)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        place = self.root / "var/lib/keyturn"
        place.mkdir(parents=True, exist_ok=True)
        with (place / "allowed.jsonl").open("ab") as handle:
            handle.write(leaf(Record("gate.allow", at, (("binding", found.binding),))) + b"\n")
        (place / "allowed.jsonl").chmod(0o644)
        return found

    def approved(self, command: str, *options: str) -> Done:
        """Held first; a person looks at what was shown and proves to be one; then it runs."""
        held = self.run(command, *options)
        assert held.code == 1, held
        assert held.json["ran"] is False
        assert held.json["request"], held
        self.allow(held.json["request"])
        return self.run(command, *options)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of the record's lines of one kind."""
        path = self.state() / "record.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [one["body"] for one in map(json.loads, lines) if one["kind"] == kind]
