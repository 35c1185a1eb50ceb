"""terraform destroy on a swapped state, with the real program: gone without Keyturn, an alarm with it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from keyturn.adapter.run_terraform import sealed
from keyturn.rehearse.bound import Stale
from keyturn.wiring import gate
from keyturn.wiring.run import Run
from tests import parts_terraform
from tests.guarded import Guarded
from tests.homes import own_home

CONFIGURATION = """\
resource "null_resource" "database" {}
resource "null_resource" "replica" {
  count    = 2
  triggers = { of = null_resource.database.id }
}
"""
DESTROY = "terraform destroy -auto-approve"


class Infrastructure:
    """Production, applied and pinned, and an old archive with the state of something else."""

    def __init__(self, place: Path) -> None:
        environment = parts_terraform.environment(parts_terraform.terraform(), place)
        self.machine = Guarded(place / "root", place / "infra", environment)
        work = self.machine.work
        (work / "versions.tf").write_text(parts_terraform.REQUIRED)
        (work / "main.tf").write_text(CONFIGURATION)
        self.state = work / "terraform.tfstate"
        self.machine.sh("terraform init")
        self.machine.sh("terraform apply -auto-approve")
        self.archive = place / "archive.tfstate"
        shutil.move(self.state, self.archive)
        self.machine.sh("terraform apply -auto-approve")
        (work / "terraform.tfstate.backup").unlink(missing_ok=True)

    def lineage(self) -> str:
        return str(json.loads(self.state.read_text())["lineage"])

    def resources(self) -> int:
        body = json.loads(self.state.read_text())
        return sum(len(one["instances"]) for one in body["resources"])

    def swapped(self) -> None:
        shutil.copy(self.archive, self.state)


@pytest.fixture
def infrastructure(tmp_path: Path) -> Infrastructure:
    return Infrastructure(tmp_path)


def test_without_keyturn_the_archived_state_is_destroyed_without_a_word(infrastructure: Infrastructure) -> None:
    infrastructure.swapped()
    assert infrastructure.resources() == 3
    infrastructure.machine.sh(DESTROY)
    assert infrastructure.resources() == 0


def test_a_swapped_state_is_an_alarm_that_nobody_says_yes_to(infrastructure: Infrastructure) -> None:
    machine = infrastructure.machine
    ours = infrastructure.lineage()
    assert machine.check(DESTROY).code == 1
    assert len(machine.rehearse(DESTROY)["difference"]["resources"]) == 3
    held = machine.run(DESTROY)
    machine.allow(held.json["request"])
    infrastructure.swapped()
    assert "terraform/state-swapped" in machine.check(DESTROY).out
    done = machine.run(DESTROY)
    assert done.code == 1
    assert done.json["ran"] is False
    assert infrastructure.resources() == 3
    assert infrastructure.lineage() != ours


def test_approved_it_applies_the_saved_plan_and_the_state_comes_back(infrastructure: Infrastructure) -> None:
    machine = infrastructure.machine
    lineage = infrastructure.lineage()
    done = machine.approved(DESTROY)
    assert done.code == 0, done
    assert done.json["outcome"] == "SUCCEEDED"
    assert infrastructure.resources() == 0
    assert "3 destroyed" in done.errors
    (record,) = machine.records("run.executed")
    facts = {one["name"]: one["value"] for one in record["facts"]}
    assert facts["terraform.lineage"] == lineage
    assert len(facts["terraform.plan.sha256"]) == 64
    assert machine.keyturn("undo", record["undo"], "--overwrite").code == 0
    assert infrastructure.resources() == 3
    assert infrastructure.lineage() == lineage


def test_between_the_look_and_the_act_nothing_is_swapped(
    infrastructure: Infrastructure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = infrastructure.machine
    (tmp_path / "own").mkdir()
    own_home(tmp_path / "own", monkeypatch)
    where = gate.Surroundings(machine.environment, str(machine.work), root=str(machine.root), temporary=())

    class Quiet:
        def step(self, what: str) -> None:
            """Nothing is shown."""

    def prepared() -> Run:
        run = Run(DESTROY, (), "", where, quiet=True)
        report = run.rehearse(Quiet())
        assert not run.unbound
        assert not report.alarms
        return run

    run = prepared()
    infrastructure.swapped()
    with pytest.raises(Stale, match="lineage"):
        run.rule(asks=False)
    run.close()


def test_a_plan_that_was_exchanged_is_not_applied(
    infrastructure: Infrastructure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = infrastructure.machine
    (tmp_path / "own").mkdir()
    own_home(tmp_path / "own", monkeypatch)
    where = gate.Surroundings(machine.environment, str(machine.work), root=str(machine.root), temporary=())

    class Quiet:
        def step(self, what: str) -> None:
            """Nothing is shown."""

    command = "terraform apply -auto-approve"
    run = Run(command, (), "", where, quiet=True)
    report = run.rehearse(Quiet())
    machine.sh("terraform plan -destroy -out=other.plan")
    shutil.copy(machine.work / "other.plan", dict(report.facts)["terraform.plan"])
    with pytest.raises(Stale, match="plan"):
        run.rule(asks=False)
    assert infrastructure.resources() == 3
    run.close()
    assert not list(tmp_path.glob("keyturn-run-*"))


def test_a_plan_is_exchanged_after_the_last_look(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.write_bytes(b"shown")
    digest = hashlib.sha256(b"shown").hexdigest()
    with sealed(str(plan), digest) as name:
        plan.write_bytes(b"other")
        assert Path(name).read_bytes() == b"shown"
        with pytest.raises(PermissionError):
            Path(name).write_bytes(b"other")
    with pytest.raises(Stale, match="not the one"), sealed(str(plan), digest):
        pytest.fail("another plan was taken")


def test_an_environment_that_is_deleted_and_made_anew_shows_both_halves(infrastructure: Infrastructure) -> None:
    """Thirteen hours without Cost Explorer: the plan to delete everything and create it again."""
    machine = infrastructure.machine
    (machine.work / "main.tf").write_text(CONFIGURATION.replace("database", "primary"))
    command = "terraform apply -auto-approve"
    assert machine.check(command).code == 1
    found = machine.rehearse(command)["difference"]["resources"]
    gone = [one["address"] for one in found if one["action"] in ("delete", "replace")]
    assert "null_resource.database" in gone
    assert len(gone) == 3
    held = machine.run(command)
    assert held.code == 1
    assert "3 resources destroyed" in machine.request(held.json["request"]).summary
    assert held.json["needs"] == ["human"], "an apply that was shown to delete is judged as what it is"
    assert infrastructure.resources() == 3
    done = machine.approved(command)
    assert done.code == 0, done
    assert machine.keyturn("undo", done.json["undo"], "--overwrite").code == 0
    assert "null_resource.database" in machine.sh("terraform state list")
