"""Write the generated pages, or say which are stale.

python tools/generate.py            rewrite them
python tools/generate.py --check    exit 1 and name each that is not what the code says today
"""

import difflib
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PAGES: dict[str, Callable[[], str]] = {}


def main(arguments: list[str]) -> int:
    """Rewrite every page, or with ``--check`` compare and write nothing."""
    stale = 0
    for name, page in PAGES.items():
        path = ROOT / name
        fresh = page()
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if fresh == old:
            continue
        if "--check" in arguments:
            stale += 1
            shown = difflib.unified_diff(
                old.splitlines(), fresh.splitlines(), f"{name} as committed", f"{name} as generated", lineterm="", n=1
            )
            print("\n".join(list(shown)[:40]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh, encoding="utf-8")
            print(f"wrote {name}")
    if stale:
        print(f"{stale} generated file(s) are stale: run `make docs` and commit the result")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
