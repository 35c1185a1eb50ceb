"""Turn src/keyturn/tool/tables/*.toml into Python constants, one module per program.

Reading TOML at start would cost many times a bare interpreter; a compiled constant costs almost nothing.
`python tools/build_tables.py` writes, `--check` exits 1 when a written module is stale.
"""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOL = HERE.parent / "src" / "keyturn" / "tool"

HEAD = '''"""Generated from tables/{name}.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

ROWS: dict[str, tuple[str, str, str, str]] = {{
'''
FIELDS = ("service", "operations", "rule", "category", "what", "name", "source")


def render(name: str, text: str) -> str:
    """The module's text for one table. Raises SystemExit naming the row that is wrong."""
    rows: dict[str, tuple[str, str, str, str]] = {}
    for number, row in enumerate(tomllib.loads(text).get("row", []), 1):
        wrong = [field for field in FIELDS if field not in row] + [field for field in row if field not in FIELDS]
        if wrong:
            raise SystemExit(f"{name}.toml, row {number}: wrong or missing: {', '.join(wrong)}")
        if not row["source"].startswith("https://"):
            raise SystemExit(f"{name}.toml, row {number}: the source is no address")
        if "{name}" in row["what"] and not row["name"]:
            raise SystemExit(f"{name}.toml, row {number}: {{name}} without an option that names it")
        for operation in row["operations"]:
            key = f"{row['service']} {operation}"
            if key in rows:
                raise SystemExit(f"{name}.toml, row {number}: {key} stands twice")
            rows[key] = (f"{name}/{row['rule']}", row["category"], row["what"], row["name"])
    body = "".join(
        f'    "{key}": (\n' + "".join(f'        "{value}",\n' for value in values) + "    ),\n"
        for key, values in sorted(rows.items())
    )
    return HEAD.format(name=name) + body + "}\n"


def stale() -> list[str]:
    """The names of tables whose module is not what the table says."""
    found = []
    for table in sorted((TOOL / "tables").glob("*.toml")):
        written = TOOL / f"{table.stem}_table.py"
        if not written.exists() or written.read_text(encoding="utf-8") != render(table.stem, table.read_text("utf-8")):
            found.append(table.stem)
    return found


def main() -> None:
    """Write every table's module, or with --check say which are stale."""
    if "--check" in sys.argv[1:]:
        names = stale()
        if names:
            sys.exit(f"stale, run tools/build_tables.py: {', '.join(names)}")
        return
    for table in sorted((TOOL / "tables").glob("*.toml")):
        text = render(table.stem, table.read_text("utf-8"))
        (TOOL / f"{table.stem}_table.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
