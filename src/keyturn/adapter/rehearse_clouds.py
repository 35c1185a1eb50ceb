"""Rehearses AWS, Kubernetes and Helm commands: by their own dry run where there is a true one, else by a description.

The program that the command names is run with its own credentials, since nobody else may ask; only words of ours are
added, and only operations that read or are dry runs are sent. It runs in the file sandbox, with the network: whatever
it is, it writes no file and reaches no service of this machine.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from keyturn.adapter import sandbox
from keyturn.errors import CouldNotJudge
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.rehearse import clouds
from keyturn.rehearse.difference import Difference, NotRehearsed, Report, Resource, together

if TYPE_CHECKING:
    from keyturn.rehearse.ports import Action, Progress

SECONDS = 60.0
OUTPUT = 50_000_000
_LOADERS = ("LD_", "DYLD_", "PYTHON", "BASH_ENV", "ENV", "GCONV_PATH", "GODEBUG", "HELM_PLUGINS", "KUBECTL_", "KUBERC")
"""Variables (how they begin) by which a program is made to run something else."""
_SETTABLE = frozenset(("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "KUBECONFIG"))
"""What a command may set for itself in front of its program, and still be asked about."""
_SETTINGS_LARGEST = 4_000_000
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
            why = _strange(action, call, given)
            ask = None if why else _WAYS[call.name](given)
            none = f"{call.name} has no dry run of it, or an option of it is not known"
            found.append((call, ask, "" if ask is not None else why or none))
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
        path = _program(call, action)
        own = {name: word.text for name, word in call.env if word.text is not None}
        environment = {name: value for name, value in action.environment.items() if not name.startswith(_LOADERS)}
        environment |= {**own, "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off", "PWD": action.directory}
        done = sandbox.run(
            sandbox.Wish(
                [path, *ask.words],
                action.directory,
                environment,
                min(SECONDS, action.budget),
                network=True,
                output=OUTPUT,
            )
        )
        if done.stopped or done.exit_code is None:
            raise CouldNotJudge(f"{call.name} did not answer in time")
        output = done.output.decode("utf-8", "replace")
        errors = mask(done.errors.decode("utf-8", "replace").strip())
        return _read(Report(action.command), call, ask, done.exit_code, output, errors)


def _program(call: Invocation, action: Action) -> str:
    """Where the program is. Raises CouldNotJudge when it is none that was installed.

    It is given credentials and the network, so what the command brings along itself is not run.
    """
    name = call.program.text if call.program is not None else None
    if name is None or "/" in name:
        raise CouldNotJudge(f"{name} is named by its place, and may be any program", f"call {call.name} by its name")
    path = shutil.which(name, path=action.environment.get("PATH"))
    if path is None:
        raise CouldNotJudge(f"{name} is not on PATH")
    if (os.path.abspath(path) + "/").startswith(action.directory.rstrip("/") + "/"):
        raise CouldNotJudge(f"{path} lies in the directory that the command works on", "install it elsewhere")
    return path


def _strange(action: Action, call: Invocation, words: list[str]) -> str:
    """By what a command has its program run something else than it seems, "" when it does not."""
    for name, word in call.env:
        if name not in _SETTABLE or word.text is None:
            return f"it sets {name} for its program"
    if call.name == "aws":
        return ""
    own = {name: word.text for name, word in call.env}
    named = clouds.kubeconfig(words) or own.get("KUBECONFIG") or action.environment.get("KUBECONFIG") or ""
    usual = os.path.join(action.environment.get("HOME") or "/", ".kube") + "/"
    for path in filter(None, named.split(":")):
        whole = os.path.normpath(os.path.join(action.directory, path))
        if not whole.startswith(usual) and _runs_something(whole):
            return f"{path} names a program that gives its credentials"
    return ""


def _runs_something(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            text = file.read(_SETTINGS_LARGEST + 1)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return len(text) > _SETTINGS_LARGEST or b"exec" in text or b"\\" in text or b"auth-provider" in text


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
