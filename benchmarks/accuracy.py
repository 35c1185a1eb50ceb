"""How verdicts compare with labelled commands.

The corpora are other projects' data and no part of this repository: give their folder with `--corpora`, or in
BENCH_CORPORA. A file is JSON lines of `{"id", "command", "want": "stop" | "allow"}`. Cases that we looked at and
judge otherwise on purpose stand in docs/disputed.jsonl with the reason, and are set aside in the second pair of
figures; the first counts them all.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, ROOT

DISPUTED = ROOT / "docs" / "disputed.jsonl"
MOST_DISPUTED = 0.06
STOPPED = 0.97
ASKED = 0.015


def load(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def folder(given: str | None = None) -> Path | None:
    """Where the corpora are, or None."""
    for candidate in (given, os.environ.get("BENCH_CORPORA")):
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    return None


def verdicts(cases: list[dict[str, Any]]) -> dict[str, str]:
    """Every case's verdict, from one run of the real program in an empty repository."""
    feed = "".join(json.dumps({"id": case["id"], "command": case["command"]}) + "\n" for case in cases)
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["git", "init", "-q", place], check=True)
        done = subprocess.run(
            [str(KEYTURN), "check", "--jsonl"], input=feed, cwd=place, capture_output=True, text=True, check=False
        )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {answer["id"]: answer["verdict"] for answer in answers}


def tally(cases: list[dict[str, Any]], answers: dict[str, str]) -> dict[str, int]:
    """Counts: how many should stop and did, how many should pass and did not."""
    out = {"stop": 0, "stopped": 0, "allow": 0, "asked": 0}
    for case in cases:
        # a case without an answer counts as let through when it should stop, and as asked about when it should pass
        verdict = answers.get(case["id"], "allow" if case["want"] == "stop" else "hold")
        if case["want"] == "stop":
            out["stop"] += 1
            out["stopped"] += verdict != "allow"
        else:
            out["allow"] += 1
            out["asked"] += verdict != "allow"
    return out


def run(given: str | None = None) -> dict[str, Any] | None:
    """Both tallies per corpus, and the targets; None where there are no corpora."""
    place = folder(given)
    if place is None:
        return None
    disputed = {case["id"] for case in load(DISPUTED)} if DISPUTED.exists() else set()
    rows = []
    targets = []
    for path in sorted(place.glob("*.jsonl")):
        cases = load(path)
        answers = verdicts(cases)
        kept = [case for case in cases if case["id"] not in disputed]
        everything, counted = tally(cases, answers), tally(kept, answers)
        name = path.stem
        rows.append(
            {"name": name, "cases": len(cases), "disputed": len(cases) - len(kept), "all": everything, "kept": counted}
        )
        share = (len(cases) - len(kept)) / len(cases)
        targets.append(
            {
                "what": f"{name}: at most {MOST_DISPUTED:.0%} set aside",
                "measured": f"{share:.1%}",
                "met": share <= MOST_DISPUTED,
            }
        )
        if counted["stop"]:
            stops = counted["stopped"] / counted["stop"]
            targets.append(
                {
                    "what": f"{name}: at least {STOPPED:.0%} of what should stop is stopped",
                    "measured": f"{stops:.1%}",
                    "met": stops >= STOPPED,
                }
            )
        if counted["allow"]:
            asked = counted["asked"] / counted["allow"]
            targets.append(
                {
                    "what": f"{name}: at most {ASKED:.1%} of what should pass is stopped",
                    "measured": f"{asked:.1%}",
                    "met": asked <= ASKED,
                }
            )
    return {"rows": rows, "targets": targets}
