"""```console blocks in hand-written pages: the commands are real, and so is the output below them.

A line that begins with `$ ` is run; what it prints replaces the lines below it. `$ echo $?` shows the exit code of the
command before. Each page runs in a fresh copy of the demo's little shop, from top to bottom, in `~/shop` as far as the
output can tell. Only the programs in ALLOWED run.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from demo.shop import Shop
from tools.places import KEYTURN, ROOT

ALLOWED = ("keyturn", "git", "cat", "cd", "echo", "printf")
FENCE = "```console"


def documents() -> list[Path]:
    """Every page that may hold such blocks."""
    found = [
        ROOT / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    ]
    return [path for path in found if FENCE in path.read_text(encoding="utf-8")]


class Session:
    """Runs commands one after the other in one shop."""

    def __init__(self, place: Path) -> None:
        self.shop = Shop.small(place)
        self.environment = {
            **self.shop.environment,
            "PATH": f"{KEYTURN.parent}:{self.shop.environment['PATH']}",
            "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        }
        self.code = 0

    def run(self, command: str) -> str:
        """What a command prints. Raises ValueError for a program that pages may not run."""
        if command == "echo $?":
            return f"{self.code}\n"
        program = command.split(maxsplit=1)[0]
        if program not in ALLOWED:
            raise ValueError(f"pages run only {', '.join(ALLOWED)}: {command}")
        done = subprocess.run(
            ["bash", "--norc", "--noprofile", "-c", command],
            cwd=self.shop.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.code = done.returncode
        return done.stdout.replace(str(self.shop.root.resolve()), "/home/you/shop").replace(
            str(self.shop.root), "/home/you/shop"
        )


def commands(block: list[str]) -> Iterator[str]:
    """The commands of a block; `> ` continues one, as a shell shows it."""
    current: list[str] = []
    for line in block:
        if line.startswith("$ "):
            if current:
                yield "\n".join(current)
            current = [line[2:]]
        elif current and line.startswith("> "):
            current.append(line[2:])
        elif current:
            yield "\n".join(current)
            current = []
    if current:
        yield "\n".join(current)


def refreshed(path: Path) -> str:
    """The page with every block's output as it is today."""
    lines = path.read_text(encoding="utf-8").splitlines()
    out: list[str] = []
    with tempfile.TemporaryDirectory(prefix="keyturn-docs-") as place:
        session = Session(Path(place))
        while lines:
            line = lines.pop(0)
            out.append(line)
            if line != FENCE:
                continue
            block: list[str] = []
            while lines and lines[0] != "```":
                block.append(lines.pop(0))
            for command in commands(block):
                out.append("$ " + command.replace("\n", "\n> "))
                out.extend(line.rstrip() for line in session.run(command).rstrip("\n").splitlines())
    return "\n".join(out) + "\n"
