"""What importing the way of `keyturn check` adds to a bare interpreter, beside usual libraries."""

import sys
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, Case, measure, real_python

TITLE = "Imports"
FLOOR = "nothing"


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """No target: the figures stand beside the floors, so that a slow import is seen."""
    del place
    packages = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    start = f"import sys; sys.path[:0] = [{str(ROOT / 'src')!r}, {str(packages)!r}]; "
    wanted = {
        FLOOR: "pass",
        "re": "import re",
        "json": "import json",
        "dataclasses": "import dataclasses",
        "pathlib": "import pathlib",
        "keyturn.model, all of it": "import keyturn.model.effect, keyturn.model.invocation, keyturn.model.decision",
        "keyturn.wiring.check": "import keyturn.wiring.check",
        "keyturn.wiring.check, one command judged": (
            "import keyturn.wiring.check as w; w.Checker('/').check('git status')"
        ),
    }
    cases = [Case(name, [real_python(), "-I", "-S", "-c", start + code]) for name, code in wanted.items()]
    timings = measure(cases, 5 if quick else 20)
    return {
        "rows": [timing.figures(timings[FLOOR]) for timing in timings.values()],
        "baseline": "a bare interpreter",
        "targets": [],
    }
