"""Rehearses AWS, Kubernetes and Helm commands: by their own dry run where there is a true one, else by a description.

The program that the command names is run with its own credentials, since nobody else may ask; only words of ours are
added, and only operations that read or are dry runs are sent.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.rehearse import clouds
from keyturn.rehearse.difference import Difference, NotRehearsed, Report, Resource, together

if TYPE_CHECKING:
    from keyturn.rehearse.ports import Action, Progress

SECONDS = 60.0
_WAYS = {"aws": clouds.aws, "kubectl": clouds.kubectl, "helm": clouds.helm}


class CloudRehearser:
    """`rehearse.ports.Rehearser` for aws, kubectl and helm."""

    name = "clouds"

    def _asks(self, action: Action) -> list[tuple[Invocation, clouds.Ask | None, str]]:
        """(call, what to ask, why nothing can be asked)."""
        found: list[tuple[Invocation, clouds.Ask | None, str]] = []
        for step in action.judgement.trace:
            call = step.item
            if not isinstance(call, Invocation) or call.name not in _WAYS or not step.outcomes:
                continue
            words = [word.text for word in call.args]
            if any(word is None for word in words):
                found.append((call, None, "a word of it is only known at run time"))
                continue
            given = [word for word in words if word is not None]
            if call.stdin is not None and "-" in given:
                found.append((call, None, "its input is not known"))
                continue
            ask = _WAYS[call.name](given)
            found.append((call, ask, "" if ask is not None else f"{call.name} has no dry run of it"))
        return found

    def covers(self, action: Action) -> frozenset[int]:
        """Effects of calls that can be asked about."""
        calls = [call for call, ask, _why in self._asks(action) if ask is not None]
        mine = {
            id(outcome)
            for step in action.judgement.trace
            if any(step.item is call for call in calls)
            for outcome in step.outcomes
        }
        return frozenset(number for number, effect in enumerate(action.judgement.effects) if id(effect) in mine)

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Ask. Raises CouldNotJudge when nothing answers."""
        began = time.monotonic()
        report = Report(action.command)
        answered = False
        failed = ""
        for call, ask, why in self._asks(action):
            if ask is None:
                report = replace(report, not_rehearsed=(*report.not_rehearsed, NotRehearsed(call.name, why)))
                continue
            progress.step(f"asking {call.name} {' '.join(ask.words[:2])}")
            try:
                report = together(report, self._one(action, call, ask))
                answered = True
            except CouldNotJudge as error:
                failed = error.what
                report = replace(report, not_rehearsed=(*report.not_rehearsed, NotRehearsed(call.name, error.what)))
        if failed and not answered:
            raise CouldNotJudge(failed, "are the credentials and the address right?")
        return replace(report, seconds=time.monotonic() - began)

    def _one(self, action: Action, call: Invocation, ask: clouds.Ask) -> Report:
        assert call.program is not None
        program = call.program.text or call.name
        path = program if "/" in program else shutil.which(program, path=action.environment.get("PATH"))
        if path is None:
            raise CouldNotJudge(f"{program} is not on PATH")
        own = {name: word.text for name, word in call.env if word.text is not None}
        environment = {**action.environment, **own, "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off"}
        try:
            done = subprocess.run(
                [path, *ask.words],
                cwd=action.directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=min(SECONDS, action.budget),
            )
        except subprocess.TimeoutExpired as error:
            raise CouldNotJudge(f"{call.name} did not answer in time") from error
        output = done.stdout.decode("utf-8", "replace")
        errors = mask(done.stderr.decode("utf-8", "replace").strip())
        return _read(Report(action.command), call, ask, done.returncode, output, errors)


def _read(report: Report, call: Invocation, ask: clouds.Ask, code: int, output: str, errors: str) -> Report:
    if ask.how == clouds.DESCRIBE:
        if code != 0:
            raise CouldNotJudge(f"{call.name} cannot describe {ask.name}: {errors[:300]}")
        try:
            answer = json.loads(output or "{}")
        except ValueError as error:
            raise CouldNotJudge(f"{call.name} wrote no JSON") from error
        gone, told = clouds.described(ask, answer)
        how = f"{call.name} {' '.join(ask.words[:2])}: read and described" + (f" ({told})" if told else "")
        return replace(report, how=(how,), difference=Difference(resources=gone))
    if call.name == "aws" and ask.type == "aws_ec2":
        # success is an error that says so: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
        if "DryRunOperation" not in errors:
            raise CouldNotJudge(f"aws would refuse it: {errors[:300]}")
        gone = tuple(
            Resource(f"aws_instance.{name}", "aws_instance", "delete", stateful=True) for name in ask.name.split()
        )
        return replace(report, how=("aws ec2 --dry-run",), difference=Difference(resources=gone), exit_code=0)
    if code != 0:
        raise CouldNotJudge(f"{call.name} refuses the dry run: {errors[:300]}")
    if call.name == "aws":
        gone = tuple(Resource(name, "aws_s3_object", "delete", stateful=True) for name in clouds.removed(output))
        return replace(report, how=("aws s3 --dryrun",), difference=Difference(resources=gone), exit_code=0)
    if call.name == "kubectl":
        found = clouds.objects(output, ask.name)
        return replace(report, how=("kubectl --dry-run=server",), difference=Difference(resources=found), exit_code=0)
    return replace(report, how=("helm --dry-run",), output=mask(output[-4_000:]), exit_code=0)
