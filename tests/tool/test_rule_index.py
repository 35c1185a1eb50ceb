"""A rule is found by its id without loading every family."""

import subprocess
import sys

import pytest

from keyturn.errors import RuleError
from keyturn.tool.rules import index
from tests.conftest import PACKAGE


def test_every_rule_is_found_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    every = index.all_rules()
    monkeypatch.setattr(index, "_BY_ID", {})
    monkeypatch.setattr(index, "_FOUND", {})
    assert [rule.id for rule in every if index.rule(rule.id) is not rule] == []


def test_an_unknown_rule_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_BY_ID", {})
    for name in ("git/no-such-rule", "team/our-own", "", "/", "git"):
        with pytest.raises(RuleError):
            index.rule(name)


def test_one_rule_loads_one_family() -> None:
    probe = (
        f"import sys; sys.path.append({str(PACKAGE.parent)!r})\n"
        "from keyturn.tool.rules.index import rule\n"
        "rule('git/force-push')\n"
        "print([name for name in sys.modules if name.startswith('keyturn.tool.rules.')])"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['keyturn.tool.rules.index', 'keyturn.tool.rules.git']"
