"""Terraform, rehearsed with the real program: what it would do, and whether it is still the state that was pinned."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter import sandbox
from keyturn.errors import CouldNotJudge
from keyturn.rehearse import terraform
from keyturn.rehearse.ports import Action
from keyturn.wiring.check import Checker
from keyturn.wiring.terraform import rehearser
from tests import parts_terraform

if TYPE_CHECKING:
    from pathlib import Path

    from keyturn.rehearse.difference import Report

CONFIGURATION = """\
resource "null_resource" "database" {}
resource "null_resource" "replica" {
  count    = 2
  triggers = { of = null_resource.database.id }
}
"""


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


class Place:
    """A directory with a real state, and a home for pins."""

    def __init__(self, place: Path, like: Place | None = None) -> None:
        self.terraform: str = "terraform"
        self.environment: dict[str, str] = {}
        self.root = place / "root"
        self.directory = place / "infra"
        if like is not None:
            shutil.copytree(like.directory, self.directory, symlinks=True)
            self.environment = dict(like.environment)
            return
        self.directory.mkdir(parents=True)
        (self.directory / "versions.tf").write_text(parts_terraform.REQUIRED)
        (self.directory / "main.tf").write_text(CONFIGURATION)
        self.environment = parts_terraform.environment(parts_terraform.terraform(), place)
        self.run("init")
        self.run("apply", "-auto-approve")

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [self.environment["PATH"].partition(":")[0] + "/terraform", *words],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lineage(self) -> str:
        return str(json.loads((self.directory / "terraform.tfstate").read_text())["lineage"])

    def files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.directory)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.directory.rglob("*"))
            if path.is_file()
        }

    def rehearse(self, words: str, **options: str) -> Report:
        command = f"{self.terraform} {words}"
        checker = Checker(str(self.directory), root=str(self.root), temporary=())
        decision, judgement, _layers = checker.check(command)
        action = Action(command, str(self.directory), self.environment, judgement, decision, options=options)
        one = rehearser(str(self.root))
        assert one.covers(action)
        before = self.files()
        report = one.rehearse(action, Silent())
        assert self.files() == before, "a rehearsal writes nothing"
        return report

    def rules(self, words: str) -> list[str]:
        checker = Checker(str(self.directory), root=str(self.root), temporary=())
        return [effect.rule for effect in checker.check(f"{self.terraform} {words}")[1].effects]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A directory that was initialised and applied, once."""
    return Place(tmp_path_factory.mktemp("terraform"))


@pytest.fixture
def place(tmp_path: Path, made: Place) -> Place:
    """A copy of it, with the lineage that all copies share."""
    return Place(tmp_path, made)


def test_destroy_is_planned_and_nothing_is_destroyed(place: Place) -> None:
    report = place.rehearse("destroy -auto-approve")
    assert [(one.address, one.action) for one in report.difference.resources] == [
        ("null_resource.database", "delete"),
        ("null_resource.replica[0]", "delete"),
        ("null_resource.replica[1]", "delete"),
    ]
    assert report.difference.resources[1].depends_on == ("null_resource.database",)
    assert report.alarms == ()
    assert "without network" in " ".join(report.how)


def test_only_what_is_targeted(place: Place) -> None:
    report = place.rehearse("destroy -target=null_resource.replica -auto-approve")
    assert [one.address for one in report.difference.resources] == [
        "null_resource.replica[0]",
        "null_resource.replica[1]",
    ]


def test_apply_shows_creates_and_deletes(place: Place) -> None:
    (place.directory / "main.tf").write_text('resource "null_resource" "new" {}\n')
    report = place.rehearse("apply -auto-approve")
    actions = sorted((one.action, one.address) for one in report.difference.resources)
    assert actions[0] == ("create", "null_resource.new")
    assert [action for action, _address in actions].count("delete") == 3


def test_state_rm_names_what_is_forgotten(place: Place) -> None:
    report = place.rehearse("state rm null_resource.replica")
    assert [(one.address, one.action) for one in report.difference.resources] == [
        ("null_resource.replica[0]", "forget"),
        ("null_resource.replica[1]", "forget"),
    ]


def test_a_pushed_state_forgets_what_it_lacks(place: Place) -> None:
    state = json.loads((place.directory / "terraform.tfstate").read_text())
    state["resources"] = state["resources"][:1]
    (place.directory / "other.tfstate").write_text(json.dumps(state))
    report = place.rehearse("state push -force other.tfstate")
    gone = [one.address for one in report.difference.resources]
    assert gone
    assert {one.action for one in report.difference.resources} == {"forget"}
    assert len(gone) < 3


def test_a_saved_plan_is_read_and_its_lineage_compared(place: Place) -> None:
    place.run("plan", "-destroy", "-out=the.plan")
    report = place.rehearse("apply the.plan")
    assert len(report.difference.resources) == 3
    assert report.alarms == ()
    shutil.copy(place.directory / "the.plan", place.directory.parent / "the.plan")
    (place.directory / "terraform.tfstate").unlink()
    place.run("apply", "-auto-approve")
    shutil.rmtree(place.root)
    report = place.rehearse("apply the.plan")
    assert [one.rule for one in report.alarms] == ["terraform/state-swapped"]


def test_a_plan_that_was_kept_is_the_one_that_was_shown(place: Place, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    report = place.rehearse("destroy", keep=str(kept))
    facts = dict(report.facts)
    with open(facts["terraform.plan"], "rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == facts["terraform.plan.sha256"]
    assert facts["terraform.lineage"] == place.lineage()
    assert "terraform.plan" not in dict(place.rehearse("destroy").facts), "what is not kept is not named"


# -- the incident, whole


def test_the_wrong_state_incident_is_caught_before_anything_is_destroyed(place: Place) -> None:
    first = place.lineage()
    assert place.rehearse("apply").alarms == ()
    archive = place.directory.parent / "archive.tfstate"
    shutil.move(place.directory / "terraform.tfstate", archive)

    lost = place.rehearse("apply -auto-approve")
    assert [one.rule for one in lost.alarms] == ["terraform/state-vanished"]
    assert {one.action for one in lost.difference.resources} == {"create"}
    assert "terraform/state-vanished" in place.rules("apply -auto-approve")

    # nobody looked, and everything was made a second time; a person then vouched for the new state
    place.run("apply", "-auto-approve")
    second = place.lineage()
    assert second != first
    assert "terraform/state-swapped" in place.rules("destroy")
    from keyturn.wiring.pins import Pins

    pins = Pins(str(place.root))
    pins.forget(str(place.directory), "default")
    assert place.rehearse("apply").alarms == ()

    # the archive brings the first state back, and destroy would take production
    shutil.copy(archive, place.directory / "terraform.tfstate")
    caught = place.rehearse("destroy -auto-approve")
    assert [one.rule for one in caught.alarms] == ["terraform/state-swapped"]
    assert first in caught.alarms[0].what
    assert "terraform/state-swapped" in place.rules("destroy -auto-approve")
    kept = pins.get(str(place.directory), "default")
    assert kept is not None
    assert kept.lineage == second, "an alarm never moves the pin"


def test_an_older_copy_of_the_state_is_caught(place: Place) -> None:
    older = (place.directory / "terraform.tfstate").read_bytes()
    place.run("taint", "null_resource.replica[0]")
    assert place.rehearse("apply").alarms == ()
    (place.directory / "terraform.tfstate").write_bytes(older)
    assert [one.rule for one in place.rehearse("destroy").alarms] == ["terraform/state-rolled-back"]


def test_another_backend_is_caught(place: Place) -> None:
    assert place.rehearse("destroy").alarms == ()
    (place.directory / "backend.tf").write_text('terraform {\n  backend "local" { path = "elsewhere.tfstate" }\n}\n')
    place.run("init", "-reconfigure", "-force-copy")
    found = [one.rule for one in place.rehearse("destroy").alarms]
    assert "terraform/backend-changed" in found


def test_workspaces_have_pins_of_their_own(place: Place) -> None:
    assert place.rehearse("destroy").alarms == ()
    place.run("workspace", "new", "blue")
    place.run("apply", "-auto-approve")
    assert place.rehearse("destroy").alarms == ()
    place.run("workspace", "select", "default")
    report = place.rehearse("workspace delete -force blue")
    assert {one.action for one in report.difference.resources} == {"forget"}
    assert len(report.difference.resources) == 3


# -- tricks


def test_options_of_the_environment_cannot_redirect_the_plan(place: Place, tmp_path: Path) -> None:
    stray = tmp_path / "stray.plan"
    place.environment["TF_CLI_ARGS_plan"] = f"-out={stray}"
    report = place.rehearse("destroy")
    assert len(report.difference.resources) == 3
    assert not stray.exists()


def test_a_target_in_the_environment_counts_as_it_does_for_terraform(place: Place) -> None:
    place.environment["TF_CLI_ARGS_destroy"] = "-target=null_resource.replica"
    report = place.rehearse("destroy")
    assert len(report.difference.resources) == 2


def test_a_program_that_runs_while_it_plans_is_found_also_in_modules(tmp_path: Path) -> None:
    assert terraform.plan_time_programs({"main.tf": 'data "external" "x" {\n  program = ["sh", "-c", "id"]\n}\n'}) == (
        "data.external.x (main.tf)",
    )
    assert terraform.plan_time_programs({"m/a.tf": 'data "null_data_source" "x" {}\n'}) == ()
    assert terraform.plan_time_programs({"a.tf.json": '{"data": {"external": {"x": {}}}}'}) == (
        "a data source in a.tf.json",
    )
    del tmp_path


def test_what_is_not_initialised_cannot_be_rehearsed(place: Place) -> None:
    shutil.rmtree(place.directory / ".terraform")
    (place.directory / ".terraform.lock.hcl").unlink()
    report = place.rehearse("destroy")
    assert report.not_rehearsed
    assert report.exit_code == 1


def test_a_state_that_is_broken_is_no_empty_state(place: Place) -> None:
    (place.directory / "terraform.tfstate").write_text("{broken")
    with pytest.raises(CouldNotJudge):
        place.rehearse("destroy")


def test_pins_that_cannot_be_read_are_an_error_never_no_pins(place: Place) -> None:
    assert place.rehearse("destroy").alarms == ()
    file = next(place.root.rglob("pins.json"))
    file.write_text("{")
    with pytest.raises(CouldNotJudge, match=r"pins\.json"):
        place.rules("destroy")


EXTERNAL = """\
data "external" "hostile" {
  program = ["sh", "-c", "rm -rf %s; echo gone > %s; echo '{}'"]
}
"""


def test_a_program_that_runs_while_it_plans_reaches_neither_files_nor_network(place: Place, tmp_path: Path) -> None:
    """The real provider `external` is not here; a provider is a program too, and this one does what it likes."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "photo").write_text("x")
    # the provider is linked from the mirror; a copy of the directory is what the hostile one goes into
    link = next(path for path in (place.directory / ".terraform").rglob("*") if path.is_symlink())
    source = link.resolve()
    link.unlink()
    shutil.copytree(source, link)
    provider = next(path for path in link.rglob("terraform-provider-null*") if path.is_file())
    original = provider.rename(tmp_path / "original")
    ran = tmp_path / "ran"
    ran.mkdir()
    provider.write_text(
        f'#!/bin/sh\nrm -rf {victim}\nrm -f {place.directory}/main.tf\ntouch {ran}/outside\nexec {original} "$@"\n'
    )
    provider.chmod(0o755)
    with contextlib.suppress(CouldNotJudge):
        place.rehearse("destroy")
    assert (victim / "photo").read_text() == "x"
    assert (place.directory / "main.tf").exists()
    assert list(ran.iterdir()) == []


def test_a_configuration_with_such_programs_is_never_planned_without_the_sandbox(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(_wish: object) -> object:
        raise sandbox.SandboxUnavailableError("there is no sandbox here", "…")

    monkeypatch.setattr(sandbox, "run", unavailable)
    assert len(place.rehearse("destroy").difference.resources) == 3, "without such programs it is planned all the same"
    (place.directory / "external.tf").write_text(EXTERNAL % ("/tmp/nothing", "/tmp/nothing"))
    with pytest.raises(CouldNotJudge, match="runs programs while it is planned"):
        place.rehearse("destroy")
