"""Rules as data: every id that is emitted is registered, and every rule notices its own examples and no others."""

from __future__ import annotations

import ast

import pytest

from keyturn.model.decision import ALLOW
from keyturn.model.rule import SEVERITIES, Rule
from keyturn.policy import table
from keyturn.tool.rules.index import FAMILIES, all_rules
from tests.conftest import PACKAGE
from tests.support import rules as rules_met
from tests.support import verdict

FAMILY_NAMES = {rule.id.split("/")[0] for rule in all_rules()}


def test_every_family_file_is_listed() -> None:
    files = {path.stem for path in (PACKAGE / "tool" / "rules").glob("*.py")} - {"__init__", "index"}
    assert files == set(FAMILIES)


def emitted() -> set[str]:
    """String constants that look like rule ids of a known family, in the modules that emit."""
    found: set[str] = set()
    for path in [*PACKAGE.rglob("*.py")]:
        if "rules" in path.parts or path.parent.name in ("cli", "model"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Effect", "BlindSpot")
            ):
                for value in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "rule")]:
                    for constant in ast.walk(value):
                        if (
                            isinstance(constant, ast.Constant)
                            and isinstance(constant.value, str)
                            and constant.value.partition("/")[2]
                            and not constant.value.endswith("-")  # a prefix that a name is added to
                        ):
                            found.add(constant.value)
    return found


def test_every_emitted_rule_is_registered() -> None:
    known = {rule.id for rule in all_rules()}
    assert sorted(emitted() - known) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule: Rule) -> None:
    family, _slash, problem = rule.id.partition("/")
    assert family
    assert problem
    assert rule.id == rule.id.lower()
    assert rule.severity in SEVERITIES
    assert rule.confidence in ("low", "medium", "high")
    assert rule.category in table.ROWS
    for text in (rule.summary, rule.why, rule.instead):
        assert len(text) > 15
    assert rule.source.startswith(("https://", "docs/")) or len(rule.source) > 10, (
        "an incident, a manual or our own law"
    )
    if rule.anchors:
        assert len(rule.match) >= 2
        assert len(rule.no_match) >= 2
    assert all(anchor == anchor.lower() and anchor for anchor in rule.anchors)


def _pairs(examples: tuple[str | tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [("shell", one) if isinstance(one, str) else one for one in examples]


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        pytest.param(rule, language, text, id=f"{rule.id}-{number}")
        for rule in all_rules()
        for number, (language, text) in enumerate(_pairs(rule.match))
        if rule.anchors
    ],
)
def test_a_rule_notices_its_own_examples(rule: Rule, language: str, text: str) -> None:
    assert rule.id in rules_met(text, language=language)


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        pytest.param(rule, language, text, id=f"{rule.id}-{number}")
        for rule in all_rules()
        for number, (language, text) in enumerate(_pairs(rule.no_match))
    ],
)
def test_a_rule_passes_its_look_alikes(rule: Rule, language: str, text: str) -> None:
    assert rule.id not in rules_met(text, language=language)


def _advised(text: str) -> list[str]:
    return text.split("`")[1::2]


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        pytest.param(rule, command, id=f"{rule.id}-{number}")
        for rule in all_rules()
        for number, command in enumerate(_advised(rule.instead))
    ],
)
def test_what_a_rule_advises_passes_the_gate(rule: Rule, command: str) -> None:
    """Commands stand in backticks; advice that is itself held would send people in a circle."""
    assert verdict(command) == ALLOW, rule.id
