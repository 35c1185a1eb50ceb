"""Throughput of `keyturn check --jsonl`: many different commands, one process, one core."""

import json
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, Case, measure

TITLE = "Commands a second"
TARGET = 5_000


def lines(count: int) -> list[str]:
    """`count` commands of the everyday mix in commands.txt, no two alike."""
    text = (Path(__file__).parent / "commands.txt").read_text(encoding="utf-8")
    shapes = [line for line in text.splitlines() if line]
    return [shapes[n % len(shapes)].replace("{n}", str(n)) for n in range(count)]


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Target: 5,000 commands a second, the start of the process included."""
    repository = place / "check"
    repository.mkdir()
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    count = 4_000 if quick else 40_000
    feed = place / "commands.jsonl"
    feed.write_text(
        "".join(json.dumps({"id": n, "command": line}) + "\n" for n, line in enumerate(lines(count))), encoding="utf-8"
    )
    one = place / "one.jsonl"
    one.write_text('{"id": 0, "command": "ls"}\n', encoding="utf-8")
    many = f"keyturn check --jsonl ({count:,} commands)"
    cases = [
        Case("keyturn check --jsonl (1 command)", [str(KEYTURN), "check", "--jsonl"], stdin=one, cwd=repository),
        Case(many, [str(KEYTURN), "check", "--jsonl"], stdin=feed, cwd=repository),
    ]
    timings = measure(cases, 2 if quick else 5)
    rate = count / timings[many].least
    return {
        "rows": [timing.figures() for timing in timings.values()],
        "targets": [
            {
                "what": f"`keyturn check --jsonl` ≥ {TARGET:,} commands a second on one core",
                "measured": f"{rate:,.0f} a second",
                "met": rate >= TARGET,
            }
        ],
    }
