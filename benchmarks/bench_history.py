"""A whole history, commit by commit, against `git log -p -U0` over the same range."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench_scan import _ENDS, _WORDS
from benchmarks.harness import KEYTURN, Case, measure

TITLE = "A whole history"
RATIO = 1.5
LOG = "git log -p -U0"


def stream(commits: int, seed: int = 11) -> Iterator[bytes]:
    """A fast-import stream: small edits to a few hundred files, the same for the same seed."""
    source = random.Random(seed)
    texts: dict[str, list[str]] = {}
    for number in range(commits):
        message = f"change {number}"
        yield f"commit refs/heads/main\nmark :{number + 1}\n".encode()
        yield f"committer B <b@example.com> {1_700_000_000 + number * 60} +0000\n".encode()
        yield f"data {len(message)}\n{message}\n".encode()
        if number:
            yield f"from :{number}\n".encode()
        for _ in range(source.randint(1, 3)):
            which = source.randint(0, 299)
            name = f"src/part{which % 23}/file{which}{_ENDS[which % len(_ENDS)]}"
            lines = texts.setdefault(name, [" ".join(source.choices(_WORDS, k=9)) for _ in range(60)])
            for _edit in range(source.randint(1, 6)):
                lines[source.randrange(len(lines))] = " ".join(source.choices(_WORDS, k=9))
            data = ("\n".join(lines) + "\n").encode()
            yield f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Target: 9,000 commits within 1.5 times git's own log."""
    commits = 600 if quick else 9_000
    repository = place / "history"
    subprocess.run(["git", "init", "-q", "--initial-branch=main", str(repository)], check=True)
    with subprocess.Popen(["git", "-C", str(repository), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for piece in stream(commits):
            importer.stdin.write(piece)
    if importer.returncode:
        raise RuntimeError("git fast-import failed")
    first = subprocess.run(
        ["git", "-C", str(repository), "rev-list", "--max-parents=0", "main"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    scan = f"keyturn scan --history, {commits - 1:,} commits"
    cases = [
        Case(LOG, ["git", "log", "-p", "-U0", "--no-color", f"{first}..main"], cwd=repository),
        Case(scan, [str(KEYTURN), "scan", "--history", f"{first}..main"], cwd=repository),
    ]
    timings = measure(cases, 1 if quick else 3)
    ratio = timings[scan].least / timings[LOG].least
    return {
        "rows": [timing.figures(timings[LOG]) for timing in timings.values()],
        "baseline": LOG,
        "targets": [
            {
                "what": f"{commits:,} commits ≤ {RATIO:g} × `{LOG}`",
                "measured": f"{ratio:.2f} ×",
                "met": ratio <= RATIO,
            }
        ],
    }
