"""docs/pictures/demo.svg: the first lines of the demo, as a terminal shows them.

    python -m tools.picture

Not part of the freshness check: the temporary folder's name is in it. Needs rich, a development dependency.
"""

import io
import re
import subprocess
import sys

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from tools.places import ROOT

PICTURE = ROOT / "docs" / "pictures" / "demo.svg"
LINES = 46


def main() -> int:
    """Run the demo in colour and draw its beginning and its end."""
    done = subprocess.run(
        [sys.executable, "-m", "demo.run", "--colour", "always"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    text = re.sub(r"in \S*keyturn-demo-\S+,", "in a temporary folder,", done.stdout)
    lines = text.rstrip("\n").split("\n")
    shown = [*lines[:LINES], "", "  ⋮", "", *lines[-5:]]
    console = Console(record=True, width=104, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(shown)))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    drawn = console.export_svg(title="make demo", theme=MONOKAI)
    # the exporter names a font on somebody's server; a picture must not fetch anything
    drawn = re.sub(r"@font-face \{.*?\}\n?", "", drawn, flags=re.DOTALL)
    PICTURE.write_text(drawn.rstrip() + "\n", encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
