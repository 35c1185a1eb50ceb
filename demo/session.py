"""A session of a coding agent: what it deletes in its workspace comes back, what is production stays.

The agent's part is played, the hook's is not: `keyturn init agents` writes it into the agent's settings, and the line
that stands there is started before each call as Claude Code starts it, with what Claude Code sends, in a home directory
of its own. What passes is executed.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import keyturn

LAUNCHER = Path(__file__).resolve().parent / "launcher.py"
SOURCES = Path(keyturn.__file__).resolve().parent.parent
LIMIT = 60.0

CONFIGURATION = """\
[environment.prod]
matches = ["postgres://*.prod.example.com/*", "path:{deploy}/*"]
"""


class Entry:
    """What one path is: its permissions, its time to the nanosecond, its content or where it leads."""

    def __init__(self, path: Path) -> None:
        facts = path.lstat()
        self.kind = stat.S_IFMT(facts.st_mode)
        content = b""
        if stat.S_ISLNK(facts.st_mode):
            content = os.fsencode(os.readlink(path))
        elif stat.S_ISREG(facts.st_mode):
            content = path.read_bytes()
        self.facts = (facts.st_mode, facts.st_mtime_ns, hashlib.sha256(content).digest())


def entries(place: Path) -> dict[str, Entry]:
    """Everything at and below a path, {} when it is not there."""
    found = (place, *sorted(place.rglob("*"))) if os.path.lexists(place) else ()
    return {str(path.relative_to(place)): Entry(path) for path in found}


def difference(before: dict[str, Entry], after: dict[str, Entry]) -> str:
    """What is not as it was, "" when all is."""
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            return f"{name} is {'new' if one is None else 'not there'}"
        if one.facts != other.facts:
            return f"{name} is not what it was"
    return ""


def counted(found: dict[str, Entry]) -> str:
    """How much there is, in words."""
    kinds = [entry.kind for entry in found.values()]
    files, links = kinds.count(stat.S_IFREG), kinds.count(stat.S_IFLNK)
    directories = kinds.count(stat.S_IFDIR)
    return f"{files} files, {directories} directories, {links} link{'' if links == 1 else 's'}"


class Session:
    """A home directory with a workspace in it, and an agent that works there."""

    def __init__(self, place: Path) -> None:
        self.home = place.resolve() / "agent"
        self.work = self.home / "work" / "shop"
        self.drafts = self.work / "drafts"
        self.deploy = self.work / "deploy"
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        self._fill()

    def _fill(self) -> None:
        """Drafts that nobody has a copy of, in every kind that a directory can hold, and what is deployed."""
        (self.drafts / "2026" / "empty").mkdir(parents=True)
        for number in range(12):
            path = self.drafts / "2026" / f"{number:02}.raw"
            path.write_bytes(bytes((number + byte) % 256 for byte in range(3_000)))
            os.utime(path, ns=(0, 1_700_000_000_000_000_000 + number * 86_400_000_000_007))
        (self.drafts / "offer.md").write_text("# Offer\n")
        (self.drafts / "send.sh").write_text("#!/bin/sh\n")
        (self.drafts / "send.sh").chmod(0o750)
        (self.drafts / "secret.txt").write_text("not in git\n")
        (self.drafts / "secret.txt").chmod(0o600)
        (self.drafts / "latest").symlink_to("2026/11.raw")
        (self.deploy / "assets").mkdir(parents=True)
        (self.deploy / "index.html").write_text("<h1>Shop</h1>\n")
        (self.deploy / "assets" / "logo.svg").write_text("<svg/>\n")
        (self.work / "keyturn.toml").write_text(CONFIGURATION.format(deploy=self.deploy))
        subprocess.run(["git", "init", "--quiet", str(self.work)], env=self.environment, check=True)
        # an agent's host finds its own settings directory
        (self.home / ".claude").mkdir()

    def keyturn(self, *words: str) -> tuple[int, str]:
        """Keyturn's command line as the person at this machine runs it; exit code and everything it printed."""
        done = subprocess.run(
            [sys.executable, "-I", str(LAUNCHER), str(SOURCES), str(self.home), "cli", *words],
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        return done.returncode, done.stdout

    def hook(self) -> str:
        """The line that stands in the agent's settings."""
        settings = json.loads((self.home / ".claude" / "settings.json").read_text())
        return str(settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"])

    def call(self, command: str) -> tuple[bool, str]:
        """(whether the hook let a shell command run, what it said). What may run is run, as the agent's tool would."""
        payload = {
            "session_id": "demo",
            "transcript_path": str(self.home / ".claude" / "demo.jsonl"),
            "cwd": str(self.work),
            "permission_mode": "default",
            "hook_event_name": "PreToolUse",
            "tool_name": "Bash",
            "tool_input": {"command": command, "description": "Tidies up"},
            "tool_use_id": "toolu_demo",
        }
        asked = subprocess.run(
            ["/bin/sh", "-c", self.hook()],
            cwd=self.work,
            env=self.environment,
            input=json.dumps(payload),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        if asked.returncode != 0:
            return False, asked.stderr.strip()
        answer = json.loads(asked.stdout) if asked.stdout.strip() else {}
        said = answer.get("hookSpecificOutput", {})
        if said.get("permissionDecision", "allow") != "allow":
            return False, str(said.get("permissionDecisionReason", ""))
        subprocess.run(["bash", "-c", command], cwd=self.work, env=self.environment, check=True, timeout=LIMIT)
        return True, str(answer.get("systemMessage") or said.get("additionalContext") or "")
