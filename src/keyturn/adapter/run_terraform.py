"""Executes Terraform as it was shown: the saved plan itself, on the very state that it was made for."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyturn.adapter import run_program
from keyturn.adapter.rehearse_terraform import PROGRAMS
from keyturn.errors import CouldNotJudge
from keyturn.model.target import INFRASTRUCTURE
from keyturn.rehearse import bound, terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Action
    from keyturn.tool.pins import Pin

_SEALS = 0x1 | 0x2 | 0x4 | 0x8
"""F_SEAL_SEAL, _SHRINK, _GROW and _WRITE of fcntl(2)."""
_STATE = ("state rm", "state remove", "state mv", "state move", "state push", "taint", "workspace delete", "untaint")
"""Commands that work on the state alone: they have no plan, and run as given while the state is what it was."""


class TerraformExecutor:
    """`rehearse.ports.Executor`. `identity` says what the state of (directory, workspace, environment, program) is."""

    name = "terraform"
    how = "the saved plan is applied, or the state is the very one that was shown"

    def __init__(self, identity: Callable[[str, str, Mapping[str, str], str], Pin], *, quiet: bool = False) -> None:
        self._identity = identity
        self._quiet = quiet

    def covers(self, action: Action) -> frozenset[int]:
        """All effects of the one terraform call that the action is; none when it does anything besides."""
        if self._asked(action) is None:
            return frozenset()
        return frozenset(range(len(action.judgement.effects)))

    def _asked(self, action: Action) -> terraform.Asked | None:
        call = bound.only_call(action.judgement, PROGRAMS)
        if call is None or call.env:
            return None
        directory, workspace = _where(action)
        if directory is None:
            return None
        try:
            found = terraform.asked(call, directory, workspace, action.environment)
        except terraform.NotLiteralError:
            return None
        return found if found.command in (*terraform.PLANNED, *_STATE) else None

    def look(self, action: Action) -> Mapping[str, str]:
        """Nothing: the report itself says which state it was."""
        del action
        return {}

    def bind(self, action: Action, report: Report) -> None:
        """A plan that was kept, of a state that has a lineage."""
        asked = self._given(action)
        if report.not_rehearsed:
            first = report.not_rehearsed[0]
            raise bound.Unbound(f"{first.what} was not rehearsed: {first.why}")
        facts = dict(report.facts)
        if asked.command in terraform.PLANNED:
            if not facts.get("terraform.plan") or not facts.get("terraform.plan.sha256"):
                raise bound.Unbound("there is no saved plan")
        elif not facts.get("terraform.lineage"):
            raise bound.Unbound("the state has no lineage")

    def keeps(self, action: Action, report: Report) -> tuple[str, ...]:
        """A local state, its backup and the chosen backend: what is known of the resources, not the resources."""
        facts = dict(report.facts)
        directory, workspace = facts.get("terraform.directory", ""), facts.get("terraform.workspace", "")
        if facts.get("terraform.backend") != "local" or not directory:
            return ()
        place = "" if workspace in ("", "default") else f"/terraform.tfstate.d/{workspace}"
        del action
        state = f"{directory}{place}/terraform.tfstate"
        return state, state + ".backup", f"{directory}/.terraform/terraform.tfstate"

    def fresh(self, action: Action, report: Report, before: Mapping[str, str]) -> None:
        """The same backend, workspace, lineage and serial, and the plan byte for byte."""
        del before
        asked = self._given(action)
        facts = dict(report.facts)
        now = self._identity(asked.directory, asked.workspace, action.environment, asked.program)
        found = {
            "terraform.backend": now.backend,
            "terraform.configuration": now.configuration,
            "terraform.lineage": now.lineage,
            "terraform.serial": str(now.serial),
        }
        moved = bound.state_moved(report, found)
        if moved:
            raise bound.Stale(f"the state of {asked.directory} is not the one that was rehearsed: {'; '.join(moved)}")
        plan = facts.get("terraform.plan", "")
        if plan and asked.command in terraform.PLANNED and _digest(plan) != facts.get("terraform.plan.sha256"):
            raise bound.Stale(f"the plan {plan} is not the one that was shown")

    def execute(self, action: Action, report: Report) -> bound.Ran:
        """`terraform apply PLAN`. Terraform itself refuses a plan for another lineage or serial once more."""
        asked = self._given(action)
        facts = dict(report.facts)
        environment = {name: value for name, value in action.environment.items() if name != "TF_INPUT"}
        kept = tuple(
            (name, facts[name])
            for name in ("terraform.lineage", "terraform.serial", "terraform.plan.sha256")
            if facts.get(name)
        )
        if asked.command not in terraform.PLANNED:
            ran = run_program.run(run_program.shell(action.command), action.directory, environment, quiet=self._quiet)
            return bound.Ran(ran.code, ran.outcome, kept)
        # what the variables would add is in the plan already
        environment = {name: value for name, value in environment.items() if not name.startswith("TF_CLI_ARGS")}
        if asked.workspace:
            environment["TF_WORKSPACE"] = asked.workspace
        with sealed(facts["terraform.plan"], facts["terraform.plan.sha256"]) as plan:
            argv = (asked.program, "apply", "-input=false", plan)
            ran = run_program.run(argv, asked.directory, environment, quiet=self._quiet)
        return bound.Ran(ran.code, ran.outcome, kept)

    def _given(self, action: Action) -> terraform.Asked:
        asked = self._asked(action)
        if asked is None:
            raise bound.Unbound("it is not one call of terraform")
        return asked


def _where(action: Action) -> tuple[str | None, str]:
    for effect in action.judgement.effects:
        for target in effect.targets:
            if target.kind == INFRASTRUCTURE:
                return target.facet("path"), target.facet("workspace") or ""
    return None, ""


@contextmanager
def sealed(path: str, digest: str) -> Iterator[str]:
    """The name of a copy of a plan that nobody can change any more. Raises bound.Stale for another plan.

    The file lies where programs of the same user could exchange it between the last look and terraform's reading.
    Where the system has no sealed memory, it is the file itself.
    """
    if not hasattr(os, "memfd_create"):
        yield path
        return
    try:
        with open(path, "rb") as file:
            plan = file.read()
    except OSError as error:
        raise bound.Stale(f"the plan {path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(plan).hexdigest() != digest:
        raise bound.Stale(f"the plan {path} is not the one that was shown")
    handle = os.memfd_create("plan", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        with open(handle, "wb", closefd=False) as copy:
            copy.write(plan)
        fcntl.fcntl(handle, fcntl.F_ADD_SEALS, _SEALS)
        # ours and not its own: what starts terraform may close what it inherits
        yield f"/proc/{os.getpid()}/fd/{handle}"
    finally:
        os.close(handle)


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CouldNotJudge(f"the plan {path} cannot be read: {error.strerror}") from error
