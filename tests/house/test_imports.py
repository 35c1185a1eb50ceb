"""Where things may be imported, and what a cold check may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PACKAGE

MODULES = sorted(PACKAGE.rglob("*.py"))

# Each costs a cold start milliseconds that every command would pay (see docs/adr/0002-own-slotted-nouns.md).
BANNED = (
    "argparse",
    "asyncio",
    "collections",
    "concurrent",
    "contextlib",
    "ctypes",
    "dataclasses",
    "enum",
    "functools",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "json",
    "logging",
    "pathlib",
    "postgast",
    "re",
    "shutil",
    "socket",
    "sqlglot",
    "subprocess",
    "tempfile",
    "tomllib",
    "tree_sitter_python",
    "typing",
    "yaml",
)

# The interpreter's own start (site, .pth files of other packages) may load some of these; only what the check adds counts.
PROBE = """
import os, sys
before = set(sys.modules)
from keyturn.cli.main import dispatch
code = dispatch(["check", "--quiet", {command!r}])
os.write(1, ("\\n".join([str(code), *sorted(set(sys.modules) - before)])).encode())
os._exit(0)
"""


def loaded(command: str, directory: Path) -> tuple[int, set[str]]:
    """The exit code of a cold `keyturn check`, and the modules that it loaded."""
    source = str(PACKAGE.parent)
    # -S: no site, so nothing is loaded beforehand; the packages' folder is named instead
    packages = next(entry for entry in sys.path if entry.endswith("site-packages"))
    start = f"import sys; sys.path[:0] = [{source!r}, {packages!r}]\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + PROBE.format(command=command)],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
    )
    code, *names = done.stdout.splitlines()
    return int(code), set(names)


@pytest.mark.parametrize("command", ["ls -la src", "git status && make test", "rm -rf node_modules dist"])
def test_a_cold_check_loads_nothing_expensive(command: str, tmp_path: Path) -> None:
    code, names = loaded(command, tmp_path)
    assert code == 0
    assert sorted(names.intersection(BANNED)) == []


def test_a_cold_stop_loads_nothing_expensive_either(tmp_path: Path) -> None:
    code, names = loaded("rm -rf /", tmp_path)
    assert code == 1
    assert sorted(names.intersection(BANNED)) == []


def test_a_program_nobody_mentions_does_not_load_its_module(tmp_path: Path) -> None:
    _, names = loaded("ls", tmp_path)
    assert not [name for name in names if name.startswith("keyturn.tool.rules.")]
    assert not names.intersection({"keyturn.tool.terraform", "keyturn.tool.sql", "keyturn.tool.aws"})


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=lambda p: str(p.parent.name))
def test_package_inits_export_nothing(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))] == []


def test_no_builtin_reaches_out_of_the_pure_rooms() -> None:
    """Imports are held by .importlinter; these need none."""
    reaching = {"open", "exec", "eval", "input", "compile", "breakpoint"}
    found = []
    for room in ("model", "language", "tool", "policy", "judge", "ledger"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in reaching:
                    found.append(f"{path.name}:{node.lineno} {node.func.id}")
    assert found == []
