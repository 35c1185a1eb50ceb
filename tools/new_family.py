"""Start a family of rules: the table (or module), an example rule, its test and its page.

`python -m tools.new_family acme` writes tables/acme.toml; `--module` writes a Python reader instead. What it writes
passes the tests at once; docs/how-to/add-a-family.md goes on from there. It never overwrites a file.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TABLE = """\
# NAME: what its command line takes away.

family = "NAME"
title = "NAME"
kind = "service"
provider = "NAME"

[[program]]
names = ["NAME"]
flags = "--force -f --yes -y --verbose"
valued = "--project -p"
dry = "--help -h --dry-run"

[[program.facet]]
name = "project"
options = "--project -p"
env = "ENV_PROJECT"

[[row]]
commands = ["NAME delete"]
rule = "delete"
category = "service-delete"
what = "deletes {name}"
source = "https://example.com/put-the-manual-page-here"

[[rule]]
id = "delete"
summary = "Something of NAME is deleted"
why = "Say what is lost and whether it can be had back; cite the incident or the manual."
instead = "Say what to do first: `NAME list` shows what is there."
severity = "high"
match = ["NAME delete thing", "NAME --project=shop delete thing --force"]
no_match = ["NAME list", "NAME delete thing --dry-run"]
"""

TABLE_TEST = '''\
"""NAME, read by its table."""

from __future__ import annotations

import pytest

from keyturn.model.decision import ALLOW, HOLD
from tests.support import judged, verdict


@pytest.mark.parametrize("command", ["NAME delete thing", "sudo NAME -p shop delete thing -y"])
def test_what_is_lost_is_held(command: str) -> None:
    assert verdict(command) == HOLD


@pytest.mark.parametrize("command", ["NAME list", "NAME --project shop get thing", "NAME delete --help"])
def test_reading_passes(command: str) -> None:
    assert verdict(command) == ALLOW


def test_the_project_is_a_fact_that_policy_can_match() -> None:
    (effect,) = judged("NAME --project=shop delete thing").effects
    assert effect.targets[0].facet("project") == "shop"
'''

MODULE = '''\
"""NAME: say what its command line is, and where that is written."""

from __future__ import annotations

from keyturn.model.effect import SERVICE_DELETE, Effect, Extent
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_GRAMMAR = Grammar(flags="--force -f --yes -y --dry-run --help -h", valued="--project -p", alias={"-p": "--project"})


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What a NAME command takes away."""
    options = parse(call.args, _GRAMMAR)
    if not options.operands or options.operands[0].text != "delete" or options.has("--dry-run", "--help", "-h"):
        return _NOTHING
    named = options.operands[1:]
    shown = ", ".join(word.shown() for word in named)
    facets = (Facet("provider", "NAME", "NAME"), Facet("project", options.text("--project"), "--project"))
    return [
        Effect(
            "NAME/delete",
            SERVICE_DELETE,
            f"deletes {shown}" if shown else "deletes something",
            (Target(SERVICE, shown, facets),),
            Extent(max(1, len(named)), unit="resources"),
            certain=call.certain,
            origin=call.origin,
        )
    ]
'''

MODULE_RULES = '''\
"""NAME: what its command line deletes."""

from __future__ import annotations

from keyturn.model.effect import SERVICE_DELETE
from keyturn.model.rule import HIGH, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="NAME/delete",
        summary="Something of NAME is deleted",
        why="Say what is lost and whether it can be had back; cite the incident or the manual.",
        instead="Say what to do first: `NAME list` shows what is there.",
        severity=HIGH,
        confidence="high",
        category=SERVICE_DELETE,
        anchors=("NAME",),
        match=("NAME delete thing", "NAME --project=shop delete thing --force"),
        no_match=("NAME list", "NAME delete thing --dry-run"),
        source="https://example.com/put-the-manual-page-here",
    ),
)
'''


def files(name: str, *, module: bool) -> dict[str, str]:
    """What is written: path from the project's root → text."""
    stem = name.replace("-", "_")
    test = TABLE_TEST.replace("read by its table", "read by its module") if module else TABLE_TEST
    found = {f"tests/tool/test_{stem}.py": test}
    if module:
        found[f"src/keyturn/tool/{stem}.py"] = MODULE
        found[f"src/keyturn/tool/rules/{stem}.py"] = MODULE_RULES
    else:
        found[f"src/keyturn/tool/tables/{stem}.toml"] = TABLE
    variable = stem.upper()
    return {
        path: text.replace("ENV_PROJECT", variable + "_PROJECT").replace("NAME", name) for path, text in found.items()
    }


def register(root: Path, name: str) -> None:
    """Enter a module's program and its rules into the two indexes."""
    stem = name.replace("-", "_")
    for path, mark, line in (
        ("src/keyturn/tool/registry.py", '    "keyturn": "own_command",\n', f'    "{name}": "{stem}",\n'),
        ("src/keyturn/tool/rules/index.py", '    "scan",\n', f'    "{stem}",\n'),
    ):
        text = (root / path).read_text(encoding="utf-8")
        if mark not in text:
            sys.exit(f"{path}: the line {mark.strip()} is gone; add {line.strip()} by hand")
        (root / path).write_text(text.replace(mark, line + mark, 1), encoding="utf-8")


def main(argv: list[str] | None = None, root: Path = ROOT) -> None:
    """Write the files, compile, generate. Exits 2 when the name will not do or a file stands already."""
    parser = argparse.ArgumentParser(prog="python -m tools.new_family", description=__doc__)
    parser.add_argument("name", help="the family: lower-case letters, digits and hyphens")
    parser.add_argument("--module", action="store_true", help="a Python reader instead of a table")
    parser.add_argument("--no-build", action="store_true", help="write the files only")
    given = parser.parse_args(argv)
    name: str = given.name
    if not name.replace("-", "").isalnum() or name != name.lower() or not name[:1].isalpha() or not name.isascii():
        parser.error(f"{name} is no name for a family: lower-case letters, digits and hyphens, a letter first")
    texts = files(name, module=given.module)
    # tables and modules share the programs' names and the rules' prefixes
    stem = name.replace("-", "_")
    taken = [
        path
        for path in (*texts, f"src/keyturn/tool/{stem}.py", f"src/keyturn/tool/tables/{stem}.toml")
        if (root / path).exists()
    ]
    if taken:
        parser.error(f"{taken[0]} stands already")
    for path, text in texts.items():
        (root / path).write_text(text, encoding="utf-8")
        print(path)
    if given.module:
        register(root, name)
    if not given.no_build:
        for command in (["tools/build_tables.py"], ["tools/build_anchors.py"], ["-m", "tools.generate"]):
            subprocess.run([sys.executable, *command], cwd=root, check=True)
    print(f"next: docs/how-to/add-a-family.md; then python -m pytest tests/tool/test_{stem}.py", file=sys.stderr)


if __name__ == "__main__":
    main()
