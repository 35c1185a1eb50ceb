"""`keyturn scan --patch` of large clean diffs against one `grep` with 41 patterns over the same file."""

from pathlib import Path
from typing import Any

from benchmarks.harness import KEYTURN, Case, measure
from benchmarks.make_inputs import clean_diff

TITLE = "A large clean diff"
RATIO = 10.0
MEMORY = 250.0
GREP = "LC_ALL=C grep -ciE, 41 patterns"


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Targets: within 10 times grep and 250 MiB for 200,000 lines, and linear to a million."""
    sizes = (20_000, 100_000) if quick else (200_000, 1_000_000)
    patterns = Path(__file__).parent / "patterns.txt"
    rows: list[dict[str, float | str]] = []
    ratios: dict[int, float] = {}
    times: dict[int, float] = {}
    memory = 0.0
    for size in sizes:
        path = place / f"clean-{size}.patch"
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(clean_diff(size))
        grep = f"{GREP}, {size:,} lines"
        scan = f"keyturn scan --patch, {size:,} lines"
        cases = [
            # a clean diff: grep counts nothing and says so by exit 1
            Case(
                grep,
                ["grep", "-ciE", "-f", str(patterns), str(path)],
                environment={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                accepts=(0, 1),
            ),
            Case(scan, [str(KEYTURN), "scan", "--patch", str(path)], cwd=place),
        ]
        timings = measure(cases, 2 if quick else 5)
        rows += [timing.figures(timings[grep]) for timing in timings.values()]
        ratios[size] = timings[scan].least / timings[grep].least
        times[size] = timings[scan].least
        if size == sizes[0]:
            memory = timings[scan].memory
    growth = (times[sizes[1]] / times[sizes[0]]) / (sizes[1] / sizes[0])
    return {
        "rows": rows,
        "baseline": GREP,
        "targets": [
            {
                "what": f"a clean diff of {sizes[0]:,} lines ≤ {RATIO:g} × grep",
                "measured": f"{ratios[sizes[0]]:.1f} ×",
                "met": ratios[sizes[0]] <= RATIO,
            },
            {"what": f"≤ {MEMORY:g} MiB for it", "measured": f"{memory:.0f} MiB", "met": memory <= MEMORY},
            {
                "what": f"linear to {sizes[1]:,} lines (time per line against {sizes[0]:,}, at most 1.2 ×)",
                "measured": f"{growth:.2f} ×",
                "met": growth <= 1.2,
            },
        ],
    }
