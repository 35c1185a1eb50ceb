"""Rehearses Terraform: its own plan, made in a copy of its data directory, and its state compared with the pin.

Nothing of the configuration's directory is written: `plan` runs with a data directory of its own, without the state
lock, and writes its plan to a scratch directory. Programs that a configuration runs while it is planned run in the
file sandbox, and with such programs there is no network.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from keyturn.errors import CouldNotJudge
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.model.target import INFRASTRUCTURE
from keyturn.rehearse import terraform
from keyturn.rehearse.difference import Alarm, Difference, NotRehearsed, Report, together
from keyturn.tool import pins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keyturn.model.target import Target
    from keyturn.rehearse.ports import Action, Progress

PROGRAMS = ("terraform", "tofu")
STATE_LARGEST = 200_000_000
"""Bytes of a pulled state that are still read."""
TEXT_LARGEST = 2_000_000
"""Bytes of one configuration file that are still read."""
_NOT_PASSED = ("TF_CLI_ARGS", "TF_LOG", "TF_REATTACH_PROVIDERS", "TF_DATA_DIR", "TF_INPUT", "TF_PLUGIN_CACHE_DIR")
_ACCOUNT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Done:
    """What a program came to: exit code and what it printed."""

    code: int
    output: bytes
    errors: bytes


class Runner(Protocol):
    """Runs a program where it cannot hurt files: the file sandbox."""

    def __call__(
        self,
        argv: Sequence[str],
        directory: str,
        environment: Mapping[str, str],
        *,
        seconds: float,
        network: bool,
        writable: str,
        strict: bool,
    ) -> Done:
        """Run it; only `writable` keeps what is written. `strict`: never without the sandbox.

        Raises CouldNotJudge when it does not end in time, or must not run here.
        """


@dataclass(frozen=True, slots=True)
class _Look:
    """A directory as Terraform sees it: its environment for our runs, its state, and who that is."""

    asked: terraform.Asked
    program: str
    environment: dict[str, str]
    data: str
    network: bool
    strict: bool
    """The configuration runs programs of its own while it is planned."""
    state: dict[str, Any] | None
    identity: pins.Pin


class TerraformRehearser:
    """`rehearse.ports.Rehearser` for terraform and tofu."""

    name = "terraform"

    def __init__(
        self,
        run: Runner,
        pin: Callable[[str, str], pins.Pin | None],
        keep_pin: Callable[[str, str, pins.Pin], None],
        advice: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`pin` and `keep_pin` take a directory and a workspace; `advice` says for a rule's id what to do instead."""
        self._run = run
        self._pin = pin
        self._keep_pin = keep_pin
        self._advice = advice
        self._clock = clock

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on infrastructure that terraform or tofu would have, found through the calls that have them."""
        effects = action.judgement.effects
        mine: set[int] = set()
        for step in action.judgement.trace:
            if isinstance(step.item, Invocation) and step.item.name in PROGRAMS:
                mine.update(id(outcome) for outcome in step.outcomes)
        identity = {number for number, one in enumerate(effects) if one.rule in self._advice and _infrastructure(one)}
        found = {number for number, one in enumerate(effects) if id(one) in mine and _infrastructure(one)}
        return frozenset(found | identity) if found else frozenset()

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Plan it, read the state, and compare with the pin. Raises CouldNotJudge when nothing of it can be planned."""
        began = time.monotonic()
        report = Report(action.command)
        for step in action.judgement.trace:
            call = step.item
            if not isinstance(call, Invocation) or call.name not in PROGRAMS:
                continue
            target = next(
                (t for one in step.outcomes for t in getattr(one, "targets", ()) if t.kind == INFRASTRUCTURE), None
            )
            if target is None:
                continue
            report = together(report, self._one(action, call, target, progress))
        return replace(report, seconds=time.monotonic() - began)

    def _one(self, action: Action, call: Invocation, target: Target, progress: Progress) -> Report:
        empty = Report(action.command)
        directory = target.facet("path")
        if directory is None:
            return replace(empty, not_rehearsed=(NotRehearsed(target.name, "its directory is not known"),))
        try:
            asked = terraform.asked(call, directory, target.facet("workspace") or "", action.environment)
        except terraform.NotLiteralError as error:
            return replace(empty, not_rehearsed=(NotRehearsed("terraform", f"{error} is only known at run time"),))
        kept = action.options.get("keep", "")
        scratch = tempfile.mkdtemp(prefix="keyturn-rehearsal-terraform-", dir=kept or None)
        try:
            progress.step(f"looking at the state of {directory}")
            look = self._look(asked, action.environment, scratch)
            report = self._identity(look, empty)
            progress.step(f"planning {asked.command} in {directory}")
            found = together(report, self._difference(look, action, scratch))
            if kept:
                return found
            return replace(found, facts=tuple(pair for pair in found.facts if pair[0] != "terraform.plan"))
        finally:
            if not kept:
                shutil.rmtree(scratch, ignore_errors=True)

    def identity(self, directory: str, workspace: str, environment: Mapping[str, str], program: str) -> pins.Pin:
        """What the state of a directory is now, for a person to vouch for. Raises CouldNotJudge."""
        scratch = tempfile.mkdtemp(prefix="keyturn-rehearsal-terraform-")
        try:
            asked = terraform.Asked(program, "plan", (), directory, workspace)
            found = self._look(asked, environment, scratch).identity
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return found.but(at=int(self._clock()))

    # -- looking

    def _look(self, asked: terraform.Asked, given: Mapping[str, str], scratch: str) -> _Look:
        program = _find(asked.program, asked.directory, given)
        environment = {name: value for name, value in given.items() if not name.startswith(_NOT_PASSED)}
        own = given.get("TF_DATA_DIR", "")
        real = os.path.join(asked.directory, own or ".terraform")
        data = os.path.join(scratch, "data")
        _copy_data(real, data)
        environment.update(TF_DATA_DIR=data, TF_IN_AUTOMATION="1", TF_INPUT="0", CHECKPOINT_DISABLE="1")
        runs = terraform.plan_time_programs(_configuration(asked.directory))
        if asked.workspace:
            environment["TF_WORKSPACE"] = asked.workspace
        network = not runs and not _offline(asked.directory, real)
        backend, configuration = _backend(real)
        state = self._pull(program, asked, environment, scratch, network=network or backend not in ("", "local"))
        accounts: tuple[str, ...] = ()
        if network:
            accounts = self._account(environment, asked.directory, scratch)
        identity = terraform.identity(state, backend or "local", configuration, accounts)
        return _Look(asked, program, environment, data, network, bool(runs), state, identity)

    def _pull(
        self, program: str, asked: terraform.Asked, environment: dict[str, str], scratch: str, *, network: bool
    ) -> dict[str, Any] | None:
        named = _value(asked.words, "-state")
        if named:
            return _state_of(_read(os.path.join(asked.directory, named), STATE_LARGEST), named)
        done = self._run(
            (program, "state", "pull"),
            asked.directory,
            environment,
            seconds=120.0,
            network=network,
            writable=scratch,
            strict=False,
        )
        if done.code != 0:
            raise CouldNotJudge(
                f"terraform state pull failed in {asked.directory}: {_last(done.errors or done.output)}",
                "terraform init must have been run there, and its backend must answer",
            )
        return _state_of(done.output, "the pulled state")

    def _account(self, environment: dict[str, str], directory: str, scratch: str) -> tuple[str, ...]:
        """The AWS account that the provider would act in, asked of AWS itself; () when nobody can tell."""
        lock = _read(os.path.join(directory, ".terraform.lock.hcl"), TEXT_LARGEST)
        if b"/hashicorp/aws" not in lock:
            return ()
        aws = shutil.which("aws", path=environment.get("PATH"))
        texts = "".join(_configuration(directory).values())
        if aws is None or "assume_role" in texts or "access_key" in texts or "profile" in texts:
            return ()
        argv = (aws, "sts", "get-caller-identity", "--query", "Account", "--output", "text")
        try:
            done = self._run(
                argv, directory, environment, seconds=_ACCOUNT_SECONDS, network=True, writable=scratch, strict=False
            )
        except CouldNotJudge:
            return ()
        said = done.output.decode("ascii", "replace").strip()
        return ("aws:" + said,) if done.code == 0 and said.isdigit() else ()

    # -- who it is

    def _identity(self, look: _Look, empty: Report) -> Report:
        directory, workspace = look.asked.directory, look.asked.workspace or "default"
        pin = self._pin(directory, workspace)
        now = look.identity
        facts = (
            ("terraform.directory", directory),
            ("terraform.workspace", workspace),
            ("terraform.backend", now.backend),
            ("terraform.configuration", now.configuration),
            ("terraform.lineage", now.lineage),
            ("terraform.serial", str(now.serial)),
        )
        report = replace(empty, facts=facts, how=(f"state of {directory} read and compared with its pin",))
        at = int(self._clock())
        if pin is None:
            if now.lineage:
                self._keep_pin(directory, workspace, now.but(at=at))
            return report
        alarms = pins.compare(pin, now, absent=look.state is None)
        if alarms:
            told = tuple(Alarm(one.rule, one.what, self._advice.get(one.rule, "")) for one in alarms)
            return replace(report, alarms=told)
        if (now.serial, now.resources) != (pin.serial, pin.resources) and now.lineage:
            accounts = pin.accounts or now.accounts
            self._keep_pin(directory, workspace, now.but(at=at, by=pin.by, accounts=accounts))
        return report

    # -- what it would do

    def _difference(self, look: _Look, action: Action, scratch: str) -> Report:
        asked = look.asked
        report = Report(action.command)
        given = terraform.operands(asked.words)
        if asked.command == "apply" and given:
            return self._saved(look, os.path.join(asked.directory, given[0]), scratch, report)
        if asked.command in terraform.PLANNED:
            return self._planned(look, action, scratch, report)
        state = look.state or {}
        all_of_it = terraform.instances(state)
        how = (f"{asked.command}: read from the state",)
        if asked.command in ("state rm", "state remove"):
            gone = tuple(one for one in all_of_it if any(terraform.under(one, address) for address in given))
            return replace(report, difference=Difference(resources=gone), how=how)
        if asked.command in ("state mv", "state move") and given:
            moved = tuple(replace(one, action="update") for one in all_of_it if terraform.under(one, given[0]))
            return replace(report, difference=Difference(resources=moved), how=how)
        if asked.command == "taint" and given:
            tainted = tuple(replace(one, action="replace") for one in all_of_it if terraform.under(one, given[0]))
            return replace(report, difference=Difference(resources=tainted), how=how)
        if asked.command == "state push" and given:
            pushed = _state_of(_read(os.path.join(asked.directory, given[0]), STATE_LARGEST), given[0])
            return replace(report, difference=Difference(resources=terraform.left_out(state, pushed or {})), how=how)
        if asked.command == "workspace delete" and given:
            environment = {**look.environment, "TF_WORKSPACE": given[-1]}
            other = self._pull(look.program, replace(asked, words=()), environment, scratch, network=look.network)
            return replace(report, difference=Difference(resources=terraform.instances(other or {})), how=how)
        return replace(report, not_rehearsed=(NotRehearsed(f"terraform {asked.command}", "it has no dry run"),))

    def _planned(self, look: _Look, action: Action, scratch: str, report: Report) -> Report:
        out = os.path.join(scratch, "plan")
        words = terraform.plan_words(look.asked, out)
        done = self._run(
            (look.program, *words),
            look.asked.directory,
            look.environment,
            seconds=action.budget,
            network=look.network,
            writable=scratch,
            strict=look.strict,
        )
        output = mask(_last(done.output + done.errors, 4_000))
        how = "terraform plan, saved" + ("" if look.network else ", without network")
        if done.code != 0 or not os.path.exists(out):
            why = f"terraform refuses to plan it: {mask(_last(done.errors or done.output))}"
            missed = (NotRehearsed(f"terraform {look.asked.command}", why),)
            return replace(report, exit_code=done.code or 1, output=output, not_rehearsed=missed)
        return self._shown(look, out, scratch, replace(report, exit_code=done.code, output=output, how=(how,)))

    def _saved(self, look: _Look, plan: str, scratch: str, report: Report) -> Report:
        alarms: tuple[Alarm, ...] = ()
        try:
            with zipfile.ZipFile(plan) as archive:
                made = json.loads(archive.read("tfstate"))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise CouldNotJudge(f"{plan} is no saved plan: {error}", "terraform plan -out=FILE writes one") from error
        lineage, now = str(made.get("lineage", "")), look.identity
        if lineage and now.lineage and lineage != now.lineage:
            what = f"the plan was made for lineage {lineage}, and the state's is {now.lineage}"
            alarms = (Alarm(pins.SWAPPED, what, self._advice.get(pins.SWAPPED, "")),)
        elif now.serial >= 0 and made.get("serial") != now.serial:
            what = f"the plan was made for serial {made.get('serial')}, and the state's is {now.serial}"
            report = replace(
                report, not_rehearsed=(NotRehearsed("the saved plan", f"{what}: terraform will refuse it"),)
            )
        return self._shown(look, plan, scratch, replace(report, alarms=alarms, how=("the saved plan, read",)))

    def _shown(self, look: _Look, plan: str, scratch: str, report: Report) -> Report:
        argv = (look.program, "show", "-json", "-no-color", plan)
        done = self._run(
            argv, look.asked.directory, look.environment, seconds=120.0, network=False, writable=scratch, strict=False
        )
        if done.code != 0:
            told = f"terraform does not show it: {mask(_last(done.errors or done.output))}"
            return replace(report, not_rehearsed=(*report.not_rehearsed, NotRehearsed("the plan", told)), exit_code=1)
        try:
            body = json.loads(done.output)
        except ValueError as error:
            raise CouldNotJudge(f"terraform show -json wrote no JSON: {error}") from error
        found = terraform.resources(body)
        from keyturn.tool.terraform_plan import MANY_CREATES

        alarms = report.alarms
        created = sum(one.action == "create" for one in found)
        if created >= MANY_CREATES and look.identity.resources <= 0 and created == len(found):
            what = f"it creates {created} resources and knows of none before: the state may be missing"
            alarms = (*alarms, Alarm("terraform/empty-state", what, self._advice.get("terraform/empty-state", "")))
        with open(plan, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        facts = (*report.facts, ("terraform.plan", plan), ("terraform.plan.sha256", digest))
        return replace(report, difference=Difference(resources=found), alarms=alarms, facts=facts)


def _infrastructure(effect: object) -> bool:
    return any(target.kind == INFRASTRUCTURE for target in getattr(effect, "targets", ()))


def _find(program: str, directory: str, environment: Mapping[str, str]) -> str:
    found = os.path.normpath(os.path.join(directory, program)) if "/" in program else None
    found = found or shutil.which(program, path=environment.get("PATH"))
    if found is None:
        raise CouldNotJudge(f"{program} is not on PATH, so it cannot plan", f"install {program}")
    if (os.path.abspath(found) + "/").startswith(directory.rstrip("/") + "/"):
        # it is given credentials and the network: what a repository brings along itself is not run
        raise CouldNotJudge(f"{found} lies in the directory that it plans for", f"install {program} elsewhere")
    return found


def _copy_data(real: str, data: str) -> None:
    """A data directory of our own: small files copied, providers and modules by reference."""
    os.mkdir(data, 0o700)
    try:
        names = os.listdir(real)
    except FileNotFoundError:
        return
    for name in names:
        path = os.path.join(real, name)
        if os.path.isdir(path):
            os.symlink(path, os.path.join(data, name))
        else:
            shutil.copyfile(path, os.path.join(data, name))


def _configuration(directory: str) -> dict[str, str]:
    """The configuration's texts, those of its modules too: what its data directory lists and local modules."""
    found: dict[str, str] = {}
    waiting = [directory]
    try:
        listed = json.loads(
            _read(os.path.join(directory, ".terraform", "modules", "modules.json"), TEXT_LARGEST) or b"{}"
        )
        waiting += [os.path.join(directory, one["Dir"]) for one in listed.get("Modules", ()) if one.get("Dir")]
    except (ValueError, TypeError, KeyError, AttributeError):
        found["modules.json"] = 'data "external" "unreadable" {}'
    for place in dict.fromkeys(os.path.normpath(one) for one in waiting):
        try:
            names = sorted(os.listdir(place))
        except OSError:
            continue
        for name in names:
            if name.endswith((".tf", ".tofu", ".tf.json")):
                path = os.path.join(place, name)
                found[os.path.relpath(path, directory)] = _read(path, TEXT_LARGEST).decode("utf-8", "replace")
    return found


def _offline(directory: str, data: str) -> bool:
    """Whether every provider that is installed plans without a network, and so does the backend."""
    backend, _digest = _backend(data)
    if backend not in ("", "local") and not backend.startswith("local:"):
        return False
    lock = _read(os.path.join(directory, ".terraform.lock.hcl"), TEXT_LARGEST).decode("utf-8", "replace")
    names = [line.split('"')[1].rpartition("/")[2] for line in lock.splitlines() if line.startswith('provider "')]
    return all(name in terraform.OFFLINE for name in names)


def _backend(data: str) -> tuple[str, str]:
    """(type with its place, digest of its configuration) as initialised; ("", "") for the default local one."""
    from keyturn.tool.terraform_state import place_of

    try:
        kept = json.loads(_read(os.path.join(data, "terraform.tfstate"), TEXT_LARGEST) or b"{}").get("backend") or {}
        config = kept.get("config") or {}
        place = place_of(config)
        digest = hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()
        kind = str(kept.get("type", ""))
    except (ValueError, AttributeError, TypeError) as error:
        raise CouldNotJudge(
            f"{data}/terraform.tfstate cannot be read: {error}", "terraform init -reconfigure"
        ) from error
    return (kind + (":" + place if place else ""), digest) if kind else ("", "")


def _read(path: str, largest: int) -> bytes:
    try:
        with open(path, "rb") as file:
            found = file.read(largest + 1)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}") from error
    if len(found) > largest:
        raise CouldNotJudge(f"{path} is larger than {largest} bytes")
    return found


def _state_of(data: bytes, name: str) -> dict[str, Any] | None:
    if not data.strip():
        return None
    try:
        state = json.loads(data)
    except ValueError as error:
        raise CouldNotJudge(f"{name} is no state: {error}") from error
    if not isinstance(state, dict) or state.get("version") != 4:
        raise CouldNotJudge(f"{name} is no state of format 4", "terraform 0.12 and later write that format")
    return state


def _value(words: Sequence[str], name: str) -> str:
    found = ""
    for number, word in enumerate(words):
        option, equals, value = word.partition("=")
        if "-" + option.lstrip("-") == name and option.startswith("-"):
            found = value if equals else (words[number + 1] if number + 1 < len(words) else "")
    return found


def _last(data: bytes, largest: int = 600) -> str:
    text = data.decode("utf-8", "replace").strip()
    return text if len(text) <= largest else "…" + text[-largest:]
