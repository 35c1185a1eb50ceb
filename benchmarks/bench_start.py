"""Start: what one `keyturn` call costs beside an interpreter that does nothing."""

import subprocess
from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, Case, measure, real_python

TITLE = "Start"
TARGET = 5.0
FLOOR = "python3 -I -S -c pass"


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Cold starts of the two doors against the floor. Target: a trivial change within 5 times the floor."""
    repository = place / "start"
    repository.mkdir()
    git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.com", "-C", str(repository)]
    subprocess.run([*git, "init", "-q", "."], check=True)
    (repository / "a.txt").write_text("one\n")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    (repository / "a.txt").write_text("two\n")
    subprocess.run([*git, "add", "."], check=True)
    program = str(KEYTURN)
    cases = [
        Case(FLOOR, [real_python(), "-I", "-S", "-c", "pass"]),
        Case("git diff --cached --raw", ["git", "diff", "--cached", "--raw"], cwd=repository),
        Case("keyturn --version", [program, "--version"], cwd=repository),
        Case("keyturn check 'ls -la'", [program, "check", "ls -la"], cwd=repository),
        Case("keyturn check 'rm -rf /'", [program, "check", "rm -rf /"], cwd=repository, accepts=(1,)),
        Case("keyturn scan --staged (one line)", [program, "scan", "--staged"], cwd=repository),
    ]
    timings = measure(cases, 5 if quick else 30)
    floor = timings[FLOOR]
    ratio = timings["keyturn scan --staged (one line)"].least / floor.least
    return {
        "rows": [timing.figures(floor) for timing in timings.values()],
        "baseline": FLOOR,
        "targets": [
            {
                "what": f"`keyturn scan` of a trivial change ≤ {TARGET:g} × `{FLOOR}`",
                "measured": f"{ratio:.1f} ×",
                "met": ratio <= TARGET,
            }
        ],
    }
