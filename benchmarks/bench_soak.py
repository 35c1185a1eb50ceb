"""100,000 calls through the daemon by four clients at once: the soak test's own figures."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT

TEST = "tests/soak/test_soak_gate.py"
MARK = "soak: "
MOST = 60.0
GROWTH = 4.0


def run(_place: Path, *, quick: bool) -> dict[str, Any]:
    """Run the test whole, or a tenth of it; raises RuntimeError when it fails, since its figures mean nothing then."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", TEST],
        cwd=ROOT,
        env={**os.environ, "SOAK_SHARE": "0.1" if quick else "1.0"},
        capture_output=True,
        text=True,
        check=False,
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith(MARK)), "")
    if done.returncode != 0 or not line:
        raise RuntimeError(f"the soak test failed or measured nothing here:\n{done.stdout[-2000:]}{done.stderr[-500:]}")
    found = json.loads(line[len(MARK) :])
    grown = found["late_mib"] - found["early_mib"]
    before, after = found["open"]
    note = (
        f"{found['calls']:,} calls in {found['seconds']:,.0f} s by 4 clients at once, {found['distinct']} different "
        f"ones among them, whose answers were compared whole; {found['declined']} were declined by the daemon. Files "
        f"and sockets open after a quarter and at the end: {before} and {after}."
    )
    return {
        "rows": [],
        "targets": [
            {"what": "0 answers that are not the cold path's", "measured": "0", "met": True},
            {
                "what": f"≤ {MOST:g} MiB in memory at the end",
                "measured": f"{found['late_mib']:.1f} MiB",
                "met": found["late_mib"] <= MOST,
            },
            {
                "what": f"≤ {GROWTH:g} MiB more than after a quarter of the calls",
                "measured": f"{grown:.1f} MiB",
                "met": grown <= GROWTH,
            },
        ],
        "notes": [note],
    }
