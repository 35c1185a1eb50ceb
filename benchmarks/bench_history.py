"""A whole history, commit by commit, against `git log -p -U0` over the same range."""

import subprocess
from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, Case, measure
from benchmarks.make_inputs import history

TITLE = "A whole history"
RATIO = 1.5
LOG = "git log -p -U0"


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Target: 9,000 commits within 1.5 times git's own log."""
    commits = 600 if quick else 9_000
    repository = place / "history"
    history(commits, str(repository))
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
