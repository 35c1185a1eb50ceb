"""`keyturn config` as people call it, against a made-up machine."""

import json
import os

import pytest

from keyturn.cli import config
from keyturn.cli.main import dispatch
from keyturn.errors import NoHumanProofError, UsageError
from keyturn.wiring import configuration as wiring

DEV = '[environment.dev]\nmatches = ["kube:context=dev"]\n'


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository to stand in; no organisation's or user's file, whatever this machine has."""
    monkeypatch.setattr(wiring, "ORGANISATION_FILE", str(tmp_path / "etc" / "keyturn.toml"))
    monkeypatch.setattr(wiring, "TRUST_FILE", str(tmp_path / "var" / "trust.jsonl"))
    monkeypatch.setattr(wiring, "home", lambda: str(tmp_path / "home"))
    path = tmp_path / "repo"
    (path / ".git").mkdir(parents=True)
    monkeypatch.chdir(path)
    return path


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_check_without_configuration(repository, capsys):
    assert config.run(["check"]) == 0
    assert "built-in" in capsys.readouterr().out


def test_check_names_file_line_key_and_what_to_do(repository, capsys):
    path = put(repository / "keyturn.toml", "[scan]\nfail-on = 'low'\n")
    assert config.run(["check"]) == 2
    got = capsys.readouterr()
    assert f"{path}:2: scan.fail-on: no such key" in got.err
    assert "Did you mean fail_on?" in got.err
    assert config.run(["check", path, "--json"]) == 2
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["errors"] == [{"line": 2, "key": "scan.fail-on", "what": "no such key", "fix": "Did you mean fail_on?"}]


def test_check_says_what_does_not_count(repository, capsys):
    put(repository / "keyturn.toml", DEV)
    assert config.run(["check"]) == 0
    out = capsys.readouterr().out
    assert "no fault" in out
    assert "keyturn config trust" in out


def test_show(repository, capsys, tmp_path):
    put(tmp_path / "home" / ".config" / "keyturn" / "keyturn.toml", '[scan]\nfail_on = "low"')
    put(
        repository / "keyturn.toml",
        '[environment.prod]\nmatches = ["git:branch=main"]\nhold = { keys = 2 }\n'
        "[[environment.prod.freeze]]\nname = 'launch'\nfrom = 2026-12-01T00:00:00Z\nuntil = 2026-12-08T00:00:00Z",
    )
    assert config.run(["show", "--origin"]) == 0
    out = capsys.readouterr().out
    assert "environment prod: production    [repository]" in out
    assert "holds for keys (keys 2, senior 0)" in out
    assert "freeze launch: 2026-12-01T00:00:00Z until 2026-12-08T00:00:00Z" in out
    assert "fail_on: low    [user]" in out
    assert "mass_delete: 20    [built-in]" in out
    assert config.run(["show", "--json", "--origin"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["scan"]["fail_on"] == "low"
    assert [file["layer"] for file in data["files"]] == ["user", "repository"]


def test_names_cannot_write_on_the_terminal(repository, capsys):
    put(repository / "keyturn.toml", '"\\u001b[2Jscan" = 1\n[environment."a\\u202eb"]\nclass = "staging"')
    config.run(["show"])
    got = capsys.readouterr()
    assert "\x1b" not in got.out + got.err
    assert "\u202e" not in got.out + got.err


class TestTrust:
    @pytest.fixture
    def person(self, monkeypatch):
        """Whether somebody types a password when asked."""
        asked = []

        def trust(layer, statement, **_more):
            asked.append((layer.digest, statement))

        monkeypatch.setattr(wiring, "trust", trust)
        return asked

    def test_the_person_sees_what_becomes_laxer_and_the_digest(self, repository, person, capsys):
        path = put(repository / "keyturn.toml", DEV + '[scan]\nfail_on = "high"\n')
        assert config.run(["trust", "keyturn.toml"]) == 0
        ((digest, statement),) = person
        assert path in statement
        assert "kube:context=dev" in statement
        assert "scan.fail_on = 'high'" in statement
        assert digest in statement
        assert "lapses" in capsys.readouterr().out

    def test_without_a_proven_human_it_exits_1_and_says_what_to_do(self, repository, monkeypatch, capsys):
        path = put(repository / "keyturn.toml", DEV)

        def trust(_layer, _statement, **_more):
            raise NoHumanProofError("nobody proved to be a human", "A person runs the same command.")

        monkeypatch.setattr(wiring, "trust", trust)
        assert dispatch(["config", "trust", path]) == 1
        assert "A person runs the same command." in capsys.readouterr().err

    def test_a_file_with_a_fault_is_not_trusted(self, repository, person, capsys):
        path = put(repository / "keyturn.toml", DEV + "x = 1")
        assert config.run(["trust", path]) == 2
        assert person == []

    def test_a_file_that_loosens_nothing_needs_no_trust(self, repository, person, capsys):
        path = put(repository / "keyturn.toml", '[scan]\nfail_on = "low"')
        assert config.run(["trust", path, "--json"]) == 0
        assert person == []
        assert json.loads(capsys.readouterr().out)["trusted"] is False

    def test_an_organisation_forbids_it(self, repository, person, capsys, tmp_path):
        put(tmp_path / "etc" / "keyturn.toml", "")
        path = put(repository / "keyturn.toml", DEV)
        assert config.run(["trust", path]) == 1
        assert person == []
        assert "allow_trust" in capsys.readouterr().err

    def test_root_with_a_file_that_others_can_write_is_no_proof(self, repository, monkeypatch):
        path = put(repository / "keyturn.toml", DEV)
        os.chmod(path, 0o666)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(NoHumanProofError):
            config.run(["trust", path])


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["chek"],
        ["trust"],
        ["trust", "a", "b"],
        ["show", "x"],
        ["check", "--jsno"],
        ["check", "absent.toml"],
        ["show", "--cwd"],
    ],
)
def test_wrong_calls(repository, args):
    with pytest.raises(UsageError) as caught:
        config.run(args)
    assert caught.value.fix


def test_help(capsys):
    assert config.run(["--help"]) == 0
    out = capsys.readouterr().out
    for name, _text in config.OPTIONS:
        assert name in out
