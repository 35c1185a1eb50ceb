"""Turn src/keyturn/tool/tables/*.toml into Python constants.

Reading TOML at start would cost many times a bare interpreter; a compiled constant costs almost nothing.
aws.toml has a shape of its own; every other table is a table of verbs, see tools/build_verbs.py.
`python tools/build_tables.py` writes, `--check` exits 1 when a written module is stale.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import build_verbs

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


def written() -> dict[Path, str]:
    """Every generated module: where it lies and what it should hold."""
    out: dict[Path, str] = {}
    verbs: dict[str, str] = {}
    for table in sorted((TOOL / "tables").glob("*.toml")):
        text = table.read_text(encoding="utf-8")
        if table.stem == "aws":
            out[TOOL / "aws_table.py"] = render(table.stem, text)
            continue
        verbs[table.stem] = text
        out[TOOL / "compiled" / f"{table.stem}.py"] = build_verbs.render(table.stem, text)
        out[TOOL / "compiled" / f"{table.stem}_rules.py"] = build_verbs.render_rules(table.stem, text)
    out[TOOL / "verbs_index.py"] = build_verbs.render_index(verbs)
    return out


def stale() -> list[str]:
    """The names of modules that are not what the tables say, and of those that no table stands for."""
    wanted = written()
    found = [
        path.name for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    left = [path.name for path in (TOOL / "compiled").glob("*.py") if path not in wanted and path.stem != "__init__"]
    return found + left


def main() -> None:
    """Write every table's module, or with --check say which are stale."""
    if "--check" in sys.argv[1:]:
        names = stale()
        if names:
            sys.exit(f"stale, run tools/build_tables.py: {', '.join(names)}")
        return
    wanted = written()
    for path in (TOOL / "compiled").glob("*.py"):
        if path not in wanted and path.stem != "__init__":
            path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
