"""Rehearsing file commands over a tree of 10,000 files, against the command itself run for real on a copy."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, Case, Timing, spawn

TITLE = "Rehearsal of files"
TARGET = 1.0
FILES = 10_000
COMMANDS = {
    "delete the tree": "rm -rf tree",
    "delete file by file": "find tree -type f -delete",
    "a program of its own": "python3 -c 'import shutil; shutil.rmtree(\"tree\")'",
    "rewrite every file": "find tree -type f -exec sed -i s/a/b/ {} +",
}


def tree(place: Path, files: int) -> Path:
    """Directories of a hundred files of half a kilobyte."""
    root = place / "tree"
    for number in range(files):
        folder = root / f"d{number // 100:03}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"file{number:05}").write_text("abcdefghi\n" * 50, encoding="utf-8")
    return root


def run(place: Path, *, quick: bool = False) -> dict[str, Any]:
    """Rows, and whether rehearsing adds no more than a second to the slowest of them."""
    files = FILES // 20 if quick else FILES
    rounds = 1 if quick else 5
    master = tree(place / "master", files)
    work = place / "work"
    work.mkdir()
    shutil.copytree(master, work / "tree")
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    rows: list[dict[str, Any]] = []
    worst = 0.0
    for name, command in COMMANDS.items():
        real, rehearsed = Timing(f"{name}: for real"), Timing(f"{name}: rehearsed")
        for _turn in range(rounds):
            victim = place / "victim"
            shutil.copytree(master, victim / "tree")
            for timing, case in (
                (real, Case(real.name, ["/bin/bash", "-c", command], cwd=victim, environment=environment)),
                (
                    rehearsed,
                    Case(
                        rehearsed.name,
                        [str(KEYTURN), "rehearse", "--", command],
                        cwd=work,
                        environment=environment,
                    ),
                ),
            ):
                took, processor, memory = spawn(case)
                timing.wall.append(took)
                timing.processor.append(processor)
                timing.memory = max(timing.memory, memory)
            shutil.rmtree(victim)
            time.sleep(0.05)  # the disk finishes what was deleted
        rows += [real.figures(real), rehearsed.figures(real)]
        worst = max(worst, rehearsed.median - real.median)
    return {
        "title": TITLE,
        "rows": rows,
        "notes": [f"a tree of {files:,} files; `rehearse` includes the interpreter, the judgement and the report"],
        "targets": [
            {
                "what": f"rehearsing over {FILES:,} files ≤ {TARGET:g} s more than the command itself",
                "measured": f"at most {worst:+.2f} s",
                "met": worst <= TARGET,
            }
        ],
    }
