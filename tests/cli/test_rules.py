"""`keyturn rules`."""

import json

import pytest

from keyturn.cli import rules
from keyturn.errors import UsageError
from keyturn.tool.rules.index import all_rules

OWN = """
[[rule]]
id = "acme/billing-reset"
command = { program = "acmectl", subcommand = ["billing", "reset"] }
summary = "Resets billing"
match = ["acmectl billing reset"]
"""


def test_the_list_names_every_rule_once(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert rules.run([]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == sorted(rule.id for rule in all_rules())
    assert rules.run(["--json"]) == 0
    assert [rule["id"] for rule in json.loads(capsys.readouterr().out)] == listed


def test_a_family(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert rules.run(["--family", "git"]) == 0
    assert all(line.startswith("git/") for line in capsys.readouterr().out.splitlines())
    with pytest.raises(UsageError) as caught:
        rules.run(["--family=gitt"])
    assert "git" in caught.value.fix


def test_every_rule_has_a_page_with_all_its_parts(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for rule in all_rules():
        assert rules.run([rule.id]) == 0
        page = capsys.readouterr().out
        for part in (rule.id, rule.severity, "Why it matters", "Instead"):
            assert part in page
        assert ("Notices" in page) == bool(rule.match)


def test_a_misspelt_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    known = all_rules()[0].id
    with pytest.raises(UsageError) as caught:
        rules.run([known + "x"])
    assert known in caught.value.fix


def test_own_rules_are_listed(capsys, tmp_path, monkeypatch):
    (tmp_path / "keyturn.toml").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    assert rules.run(["acme/billing-reset"]) == 0
    out = capsys.readouterr().out
    assert "repository's own" in out
    assert "$ acmectl billing reset" in out
    assert rules.run(["acme/billing-reset", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["program"] == "acmectl"


@pytest.mark.parametrize("args", [["--wrong"], ["a/b", "c/d"], ["--family"]])
def test_wrong_calls(args):
    with pytest.raises(UsageError):
        rules.run(args)
