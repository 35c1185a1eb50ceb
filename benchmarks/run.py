"""Measure, keep the figures in benchmarks/results.json, and write the pages that show them.

    python -m benchmarks.run [--quick] [--corpora DIR] [--before REVISION] [NAME…]

Names: imports, cal, start, gate, soak, check, scan, rehearse, rehearse-sql, history, ledger, broker, accuracy; all
without one. Only what was run is replaced. With `--quick` sizes are small, nothing is kept, and the targets (which are
for full sizes) are only shown. Exits 1 when a target is missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import (
    accuracy,
    bench_broker,
    bench_cal,
    bench_check,
    bench_gate,
    bench_history,
    bench_imports,
    bench_ledger,
    bench_rehearse,
    bench_rehearse_sql,
    bench_scan,
    bench_soak,
    bench_start,
)
from benchmarks.harness import KEYTURN, ROOT, machine

RESULTS = ROOT / "benchmarks" / "results.json"
MEASURED = {
    "imports": bench_imports,
    "cal": bench_cal,
    "start": bench_start,
    "gate": bench_gate,
    "soak": bench_soak,
    "check": bench_check,
    "scan": bench_scan,
    "rehearse": bench_rehearse,
    "rehearse-sql": bench_rehearse_sql,
    "history": bench_history,
    "ledger": bench_ledger,
    "broker": bench_broker,
}


def kept() -> dict[str, Any]:
    """The figures of the last full run."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return found


def show(name: str, result: dict[str, Any]) -> int:
    """Print one result; returns how many targets were missed."""
    print(f"\n{name}")
    for row in result["rows"]:
        print("  " + "  ".join(f"{key}={value}" for key, value in row.items()))
    missed = 0
    for note in result.get("notes", ()):
        print(f"  {note}")
    for target in result["targets"]:
        print(f"  {'met   ' if target['met'] else 'MISSED'}  {target['what']}: {target['measured']}")
        missed += not target["met"]
    return missed


def measured(name: str, *, quick: bool) -> dict[str, Any]:
    """One part, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="keyturn-bench-") as place:
        found: dict[str, Any] = MEASURED[name].run(Path(place), quick=quick)
        return found


def earlier(name: str, revision: str, *, quick: bool) -> dict[str, Any]:
    """The same part with another commit's sources in front of this one's; raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="keyturn-before-") as place:
        tree = Path(place) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        kept_path = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = str(tree / "src")
        try:
            found = measured(name, quick=quick)
        finally:
            if kept_path is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = kept_path
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)
    return {"revision": revision, "rows": found["rows"], "targets": found["targets"]}


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*MEASURED, "accuracy", []], help="what to measure")
    parser.add_argument("--quick", action="store_true", help="small sizes, keep nothing")
    parser.add_argument("--corpora", help="folder of labelled commands")
    parser.add_argument("--before", metavar="REVISION", help="measure that commit's sources too, in the same run")
    asked = parser.parse_args()
    if not KEYTURN.exists():
        sys.exit(f"{KEYTURN} is not there: run `make bench`")
    results = kept()
    missed = 0
    for name in asked.names or [*MEASURED, "accuracy"]:
        if name == "accuracy":
            found = accuracy.run(asked.corpora)
            if found is None:
                print("\naccuracy: no corpora here (--corpora DIR, or BENCH_CORPORA); the figures kept stay")
                continue
            result = found
        else:
            result = measured(name, quick=asked.quick)
            if asked.before:
                result["before"] = earlier(name, asked.before, quick=asked.quick)
            result["machine"] = machine()
        missed += show(name, result)
        results[name] = result
    if asked.quick:
        return 0
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
