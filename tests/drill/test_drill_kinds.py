"""Drills of restic repositories and of Terraform states, with the real programs."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.adapter.drill_restic import ResticRestorer
from keyturn.adapter.drill_terraform import TerraformRestorer
from keyturn.drill.definition import KINDS, Definition, Question, read
from keyturn.drill.service import run
from keyturn.errors import ConfigurationError
from keyturn.wiring.drill import restorer
from tests import parts, parts_terraform

if TYPE_CHECKING:
    from keyturn.drill.evidence import Evidence
    from keyturn.drill.ports import Restorer


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


def drilled(with_: Restorer, backup: str, place: Path, *questions: Question, **options: object) -> Evidence:
    definition = Definition("d", with_.kind, backup, 86_400, questions=questions, digest="d", options=dict(options))
    place.mkdir(exist_ok=True)
    return run(definition, with_, str(place), before=(), live=None, progress=Silent(), clock=time.time)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_is_offered_is_restored(kind: str) -> None:
    assert restorer(kind).kind == kind


@pytest.mark.parametrize("kind", ["mongodb", "redis", "barman"])
def test_what_nothing_restores_is_refused_by_name(kind: str) -> None:
    text = f'[drill.x]\nkind = "{kind}"\nbackup = "/b"\nevery = "1d"\n[[drill.x.question]]\namcheck = true\n'
    with pytest.raises(ConfigurationError, match=f"nothing here restores {kind}"):
        read(text.encode(), "drills.toml")


# -- restic


class Repository:
    def __init__(self, place: Path) -> None:
        self.program = parts.apt("restic", "restic")
        self.path = place / "repository"
        self.secret = place / "password"
        self.secret.write_text("correct horse\n")
        self.data = place / "srv"
        (self.data / "deep").mkdir(parents=True)
        (self.data / "a.txt").write_text("a" * 50_000)
        (self.data / "deep" / "b.bin").write_bytes(os.urandom(200_000))
        self.run("init")
        self.run("backup", "--quiet", str(self.data))

    def run(self, *words: str) -> None:
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "RESTIC_PASSWORD_FILE": str(self.secret)}
        done = subprocess.run(
            [self.program, "-r", str(self.path), "--no-cache", *words],
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def drilled(self, place: Path, *questions: Question, **options: object) -> Evidence:
        options = {"password_file": str(self.secret), **options}
        return drilled(ResticRestorer(), str(self.path), place, *questions, **options)


FILES = Question("files", "files", "**/*.*", at_least=2.0)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_good_snapshot(repository: Repository, tmp_path: Path) -> None:
    there = Question("there", "tables", (f"{repository.data}/deep/b.bin",))
    found = repository.drilled(tmp_path / "place", FILES, there)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.age is not None
    assert 0 <= found.age < 60
    assert len(found.backup_digest) == 64
    assert found.backup_size == 250_000


def test_the_newest_snapshot_is_drilled(repository: Repository, tmp_path: Path) -> None:
    (repository.data / "a.txt").unlink()
    repository.run("backup", "--quiet", str(repository.data))
    found = repository.drilled(tmp_path / "place", Question("gone", "tables", (f"{repository.data}/a.txt",)))
    assert found.verdict == "failed"
    assert "not in the copy" in found.answers[0].why


def test_a_pack_with_flipped_bytes(repository: Repository, tmp_path: Path) -> None:
    victim = max(
        (path for path in (repository.path / "data").rglob("*") if path.is_file()), key=lambda it: it.stat().st_size
    )
    data = bytearray(victim.read_bytes())
    data[1_000:1_004] = b"\xff\x00\xff\x00"
    victim.chmod(0o600)
    victim.write_bytes(bytes(data))
    found = repository.drilled(tmp_path / "place", FILES)
    assert found.verdict == "failed"
    assert "restic restore failed" in found.fault


@pytest.mark.soak  # restic looks for it again and again for most of a minute
def test_a_pack_that_is_gone(repository: Repository, tmp_path: Path) -> None:
    for path in (repository.path / "data").rglob("*"):
        if path.is_file():
            path.unlink()
    found = repository.drilled(tmp_path / "place", FILES)
    assert found.fault.startswith("restic ")


def test_a_lost_password(repository: Repository, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("another\n")
    found = repository.drilled(tmp_path / "place", FILES, password_file=str(other))
    assert "wrong password" in found.fault


def test_no_snapshot_and_no_repository(repository: Repository, tmp_path: Path) -> None:
    assert "there is no snapshot" in repository.drilled(tmp_path / "one", FILES, host="elsewhere").fault
    gone = drilled(
        ResticRestorer(), str(tmp_path / "none"), tmp_path / "two", FILES, password_file=str(repository.secret)
    )
    assert "restic snapshots failed" in gone.fault


def test_the_repository_is_left_as_it_was(repository: Repository, tmp_path: Path) -> None:
    before = sorted((str(path), path.stat().st_mtime_ns) for path in repository.path.rglob("*"))
    assert repository.drilled(tmp_path / "place", FILES).verdict == "passed"
    assert sorted((str(path), path.stat().st_mtime_ns) for path in repository.path.rglob("*")) == before


# -- Terraform states


def state(path: Path, serial: int, *names: str, lineage: str = "l1", when: int = 0, **more: Any) -> Path:
    resources = [
        {"mode": "managed", "type": "aws_db_instance", "name": name, "instances": [{"attributes": {"id": name}}]}
        for name in names
    ]
    body = {"version": 4, "terraform_version": "1.0.3", "serial": serial, "lineage": lineage, "resources": resources}
    path.write_text(json.dumps({**body, **more}))
    os.utime(path, (when or serial, when or serial))
    return path


SERIAL = Question("serial", "json", "serial", at_least=2.0)
THERE = Question("there", "tables", ("aws_db_instance.main",))


def test_versions_of_a_real_state(tmp_path: Path) -> None:
    place = parts_terraform.terraform()
    work = tmp_path / "infra"
    work.mkdir()
    environment = parts_terraform.environment(place, tmp_path)
    for number in range(1, 3):
        blocks = "".join(f'resource "null_resource" "r{at}" {{}}\n' for at in range(number))
        (work / "main.tf").write_text(parts_terraform.REQUIRED + blocks)
        for words in (["init", "-input=false"], ["apply", "-input=false", "-auto-approve"]):
            done = subprocess.run(
                [place / "terraform", *words], cwd=work, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        (tmp_path / f"version-{number}").write_bytes((work / "terraform.tfstate").read_bytes())
    found = drilled(
        TerraformRestorer(),
        str(tmp_path / "version-*"),
        tmp_path / "place",
        SERIAL,
        Question("resources", "json", "resources.#", equals="2"),
        Question("there", "tables", ("null_resource.r0", "null_resource.r1")),
    )
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.tables == (("null_resource.r0", 1), ("null_resource.r1", 1))
    assert found.version.startswith("Terraform 1.")


def test_a_state_that_was_swapped(tmp_path: Path) -> None:
    state(tmp_path / "a.tfstate", 1, "main")
    state(tmp_path / "b.tfstate", 2, "main", lineage="l2")
    found = drilled(TerraformRestorer(), str(tmp_path / "*.tfstate"), tmp_path / "place", SERIAL)
    assert found.fault == "b.tfstate is of another lineage than a.tfstate: another state"


def test_serials_that_go_back(tmp_path: Path) -> None:
    state(tmp_path / "a.tfstate", 7, "main", when=10)
    state(tmp_path / "b.tfstate", 3, "main", when=20)
    found = drilled(TerraformRestorer(), str(tmp_path / "*.tfstate"), tmp_path / "place", SERIAL)
    assert found.fault == "b.tfstate has serial 3, and an older version 7"


def test_the_same_serial_with_other_resources(tmp_path: Path) -> None:
    state(tmp_path / "a.tfstate", 4, "main", when=10)
    state(tmp_path / "b.tfstate", 4, when=20)
    found = drilled(TerraformRestorer(), str(tmp_path / "*.tfstate"), tmp_path / "place", SERIAL)
    assert "other resources" in found.fault


def test_an_empty_state_is_valid_and_answers_no_question(tmp_path: Path) -> None:
    state(tmp_path / "a.tfstate", 4)
    found = drilled(TerraformRestorer(), str(tmp_path / "*.tfstate"), tmp_path / "place", SERIAL, THERE)
    assert found.verdict == "failed"
    assert "not in the state: aws_db_instance.main" in found.answers[1].why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is no state"),
        ('{"version": 4, "ser', "is no state"),
        ("[]", "is no state of version 4"),
        ('{"version": 3}', "is no state of version 4"),
        ('{"version": 4, "serial": 1}', "no lineage"),
        ('{"version": 4, "serial": 1, "lineage": "x", "resources": [7]}', "no list of resources"),
        ("[" * 100_000, "is no state"),
    ],
)
def test_what_is_no_state(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.tfstate").write_text(content)
    assert said in drilled(TerraformRestorer(), str(tmp_path / "*.tfstate"), tmp_path / "place", SERIAL).fault
    assert "there is no version" in drilled(TerraformRestorer(), str(tmp_path / "x*"), tmp_path / "two", SERIAL).fault
