"""Which files count for a directory, who may loosen, and what trust rests on."""

import json
import os
import pwd
import subprocess
import sys

import pytest

from keyturn.errors import NoHumanProofError
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Receipt
from keyturn.policy.layers import BUILT_IN
from keyturn.wiring import configuration as wiring
from tests.conftest import PACKAGE

HOME = pwd.getpwuid(os.getuid()).pw_dir.rstrip("/") or "/"
DEV = '[environment.dev]\nmatches = ["kube:context=dev"]\n'
PROD = '[environment.prod]\nmatches = ["kube:context=prod"]\n'


class Machine:
    """A made-up root directory and a repository, both outside the real ones."""

    def __init__(self, tmp_path):
        self.root = str(tmp_path / "root")
        self.repository = tmp_path / "work" / "repo"
        (self.repository / ".git").mkdir(parents=True)
        os.makedirs(self.root, mode=0o755)

    def put(self, path, text):
        full = self.root + path
        os.makedirs(os.path.dirname(full), mode=0o755, exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(full, 0o644)
        return full

    def organisation(self, text):
        return self.put(wiring.ORGANISATION_FILE, text)

    def user(self, text):
        return self.put(f"{HOME}/{wiring.USER_FILE}", text)

    def repo(self, text):
        path = self.repository / "keyturn.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def load(self, **more):
        return wiring.load(str(self.repository), root=self.root, **more)

    def columns(self, **more):
        return {one.name: one.column for one in self.load(**more).environments if one.matches}

    def trust(self, path, **more):
        """Confirm a file with a stand-in for the person, who writes where `load` looks."""
        layer = wiring.read_layer(path, wiring.layer_name(path, self.root))
        assert layer is not None
        wiring.trust(layer, "x", root=self.root, proof=Person(self.root + wiring.TRUST_FILE), **more)


class Person:
    """Somebody who proves to be human, every time."""

    def __init__(self, path):
        self.path = path

    def confirm(self, statement, record):
        os.makedirs(os.path.dirname(self.path), mode=0o755, exist_ok=True)
        with open(self.path, "ab") as file:
            file.write(leaf(record) + b"\n")
        os.chmod(self.path, 0o644)
        return Receipt("")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_without_any_file_it_is_the_built_in_policy(machine):
    assert machine.load() is BUILT_IN


def test_without_any_file_nothing_that_parses_is_imported(machine):
    code = (
        "import sys; from keyturn.wiring.configuration import load; "
        f"load({str(machine.repository)!r}, root={machine.root!r}); "
        "print([name for name in ('tomllib', 'json', 're', 'hashlib', 'datetime', 'typing', 'dataclasses') if name in sys.modules])"
    )
    bare = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert bare.stdout.strip() == "[]"


def test_all_layers_come_together(machine):
    machine.organisation(DEV)
    machine.user(PROD)
    machine.repo('[scan]\nprotected = ["a"]')
    got = machine.load()
    assert machine.columns() == {"dev": "T", "prod": "P"}
    assert got.scan.protected == ("a",)
    assert got.problems == ()
    assert [len(digest) for _path, digest in got.digests] == [64, 64, 64]


def test_home_is_not_where_an_agent_says(machine, monkeypatch, tmp_path):
    elsewhere = tmp_path / "fake"
    (elsewhere / ".config" / "keyturn").mkdir(parents=True)
    (elsewhere / ".config" / "keyturn" / "keyturn.toml").write_text("broken")
    monkeypatch.setenv("HOME", str(elsewhere))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(elsewhere / ".config"))
    assert machine.load() is BUILT_IN


def test_a_repository_made_inside_another_does_not_hide_its_file(machine):
    machine.repo(PROD)
    inner = machine.repository / "inner"
    (inner / ".git").mkdir(parents=True)
    got = wiring.load(str(inner), root=machine.root)
    assert [one.name for one in got.environments] == ["prod"]


def test_repositories_that_targets_lie_in_count_too(machine, tmp_path):
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    (other / "keyturn.toml").write_text(PROD)
    assert machine.columns() == {}
    assert machine.columns(also=[str(other)]) == {"prod": "P"}


def test_the_base_side_of_a_change_counts_instead_of_the_work_tree(machine):
    path = machine.repo('[scan]\nprotected = ["new"]')
    got = machine.load(base_files={path: b'[scan]\nprotected = ["old"]'})
    assert got.scan.protected == ("old",)
    assert machine.load(base_files={}) is BUILT_IN


class TestTrust:
    def test_a_file_of_the_repository_counts_after_a_person_confirmed_it(self, machine):
        path = machine.repo(DEV)
        assert machine.columns() == {}
        machine.trust(path)
        assert machine.columns() == {"dev": "T"}

    def test_it_lapses_when_the_file_changes(self, machine):
        path = machine.repo(DEV)
        machine.trust(path)
        machine.repo(DEV + "# one byte more\n")
        assert machine.columns() == {}
        machine.repo(DEV)
        assert machine.columns() == {"dev": "T"}

    def test_the_same_bytes_elsewhere_are_not_confirmed(self, machine, tmp_path):
        machine.trust(machine.repo(DEV))
        other = tmp_path / "clone"
        (other / ".git").mkdir(parents=True)
        (other / "keyturn.toml").write_text(DEV)
        assert [one for one in wiring.load(str(other), root=machine.root).environments if one.matches] == []

    def test_an_organisation_ends_it(self, machine):
        machine.trust(machine.repo(DEV))
        machine.organisation("")
        assert machine.columns() == {}
        machine.organisation("allow_trust = true")
        assert machine.columns() == {"dev": "T"}

    def test_a_record_that_others_can_write_confirms_nothing(self, machine):
        machine.trust(machine.repo(DEV))
        os.chmod(machine.root + wiring.TRUST_FILE, 0o666)
        assert machine.columns() == {}

    def test_a_record_that_somebody_else_owns_confirms_nothing(self, machine, monkeypatch):
        machine.trust(machine.repo(DEV))
        monkeypatch.setattr(wiring, "_owner", lambda _root: os.getuid() + 1)
        assert machine.columns() == {}

    def test_another_users_confirmation_is_not_mine(self, machine):
        path = machine.repo(DEV)
        machine.trust(path)
        place = machine.root + wiring.TRUST_FILE
        with open(place, encoding="utf-8") as file:
            record = json.loads(file.read())
        record["body"]["uid"] = os.getuid() + 1
        with open(place, "w", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        assert machine.columns() == {}

    def test_noise_in_the_record_is_passed_over(self, machine):
        path = machine.repo(DEV)
        machine.trust(path)
        place = machine.root + wiring.TRUST_FILE
        with open(place, "rb") as file:
            line = file.read()
        with open(place, "wb") as file:
            file.write(b'{"torn\n[1]\n"x"\n\xff\n{"kind":"config.trust"}\n' + line)
        assert machine.columns() == {"dev": "T"}

    def test_without_proof_nothing_is_kept(self, machine):
        class Nobody:
            def confirm(self, statement, record):
                raise NoHumanProofError("nobody")

        layer = wiring.read_layer(machine.repo(DEV), "repository")
        assert layer is not None
        with pytest.raises(NoHumanProofError):
            wiring.trust(layer, "x", root=machine.root, proof=Nobody())
        assert machine.columns() == {}


class TestBroken:
    def test_an_organisations_file_that_others_can_write_tightens_only(self, machine):
        path = machine.organisation(DEV + PROD)
        os.chmod(path, 0o666)
        got = machine.load()
        assert machine.columns() == {"prod": "P"}
        assert "can be written" in got.problems[0]

    def test_it_still_keeps_others_from_loosening(self, machine):
        machine.trust(machine.repo(DEV))
        os.chmod(machine.organisation(""), 0o666)
        assert machine.columns() == {}

    def test_a_file_without_permission_to_read_covers_every_remote_target(self, machine, monkeypatch):
        path = machine.organisation(DEV)
        real = os.open

        def refusing(name, *rest, **named):
            if name == path:
                raise PermissionError(13, "Permission denied")
            return real(name, *rest, **named)

        monkeypatch.setattr(os, "open", refusing)
        assert "P" in machine.columns().values()
        assert "permission denied" in machine.load().problems[0]

    def test_a_directory_in_its_place_covers_every_remote_target(self, machine):
        (machine.repository / "keyturn.toml").mkdir()
        assert list(machine.columns().values()) == ["P"]
        assert "regular file" in machine.load().problems[0]

    def test_a_conflict_mark_is_said_with_every_answer(self, machine):
        machine.repo("<<<<<<< HEAD\n" + PROD)
        got = machine.load()
        assert machine.columns()["prod"] == "P"
        assert got.problems[0].startswith(str(machine.repository / "keyturn.toml") + ":1")


RULE = """
[[rule]]
id = "acme/billing-reset"
command = { program = "acmectl", subcommand = ["billing", "reset"] }
match = ["acmectl billing reset --all", "sudo acmectl billing reset"]
no_match = ["acmectl billing show"]
"""


def test_a_rules_examples_are_read_by_the_whole_corridor(machine, monkeypatch):
    monkeypatch.setattr(wiring, "_built_in", frozenset)
    machine.repo(RULE)
    assert machine.load().problems == ()
    machine.repo(RULE.replace("acmectl billing show", "bash -c 'acmectl billing reset'"))
    got = machine.load()
    assert [rule.id for rule in got.rules] == ["acme/billing-reset"]
    assert "leave alone" in got.problems[0]
