"""docs/cal.md: every `cal` block is run on the page's own data; what it prints replaces the `text` block below it."""

import re
import subprocess
import tempfile
from pathlib import Path

from tools.places import KEYTURN, ROOT

PAGE = ROOT / "docs" / "cal.md"
BLOCK = re.compile(r"```cal\n((?:(?!```).)*?)```\n\n```text\n.*?```", re.DOTALL)
DAY = "2026-03-31"


def printed(script: str, data: str) -> str:
    """What a run of the script prints: standard output, then the error stream."""
    with tempfile.TemporaryDirectory(prefix="keyturn-docs-") as place:
        (Path(place) / "script.cal").write_text(script, encoding="utf-8")
        (Path(place) / "data.yaml").write_text(data, encoding="utf-8")
        done = subprocess.run(
            [KEYTURN, "cal", "run", "script.cal", "--data", "data.yaml", "--state", "state", "--now", DAY],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
        text = (done.stdout + done.stderr).replace(str(Path(place).resolve()), "/home/you").replace(place, "/home/you")
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")) + "\n"


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None, "docs/cal.md has lost its data"
    data = found[1]
    return BLOCK.sub(lambda block: f"```cal\n{block[1]}```\n\n```text\n{printed(block[1], data)}```", text)
