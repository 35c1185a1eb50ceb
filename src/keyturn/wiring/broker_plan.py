"""Makes plans: judges, locates, rehearses and fixes what was asked for, in the broker's own domain.

What the caller says of the effect is not read at all; of its files there are copies, of its environment the variables
that the settings allow, and targets are found with the environment's read-only credentials.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets as randomness
import shlex
import tempfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from keyturn.adapter import broker_execute, broker_targets, sandbox, terraform_plan_file
from keyturn.adapter.filesystem_workspace import FilesystemWorkspace
from keyturn.broker import planning
from keyturn.broker import roster as rosters
from keyturn.broker.plan import (
    ADMINISTRATION,
    BREAK_GLASS,
    COMMAND,
    DOCUMENT,
    SQL,
    TERRAFORM,
    Limits,
    Operand,
    Plan,
    PlanError,
    Precondition,
    Shown,
    Step,
    Target,
)
from keyturn.broker.request import Refused
from keyturn.errors import ConfigurationError, CouldNotJudge
from keyturn.judge.corridor import DEFAULT_BUDGET, follow
from keyturn.model import target as targeting
from keyturn.model.decision import ALLOW, REHEARSE, ROW_LIMIT
from keyturn.model.masking import mask
from keyturn.model.source import SHELL, Source
from keyturn.model.target import PATH
from keyturn.model.word import Word
from keyturn.model.workspace import REFUSED, Answer, Listing
from keyturn.policy.decide import decide_in
from keyturn.rehearse import bound, sql
from keyturn.rehearse import difference as differences
from keyturn.rehearse.ports import Action
from keyturn.wiring import terraform
from keyturn.wiring.check import Checker
from keyturn.wiring.rehearse import service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keyturn.adapter.broker_secrets import Secrets
    from keyturn.broker.plan import Proposer
    from keyturn.broker.ports import RuleSource, Store
    from keyturn.broker.request import Part, Request
    from keyturn.broker.roster import Agent
    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Decision
    from keyturn.policy.layers import Layers

_TERRAFORM = ("terraform", "tofu")
_IN_PLACE = ("git",)
_SQL_FILE = "keyturn-proposed.sql"
_LOCAL = re.compile(r'backend\s+"local"\s*\{(?P<body>[^}]*)\}', re.DOTALL)
_BACKEND = re.compile(r'\b(backend\s+"[^"]+"|cloud)\s*\{')
_JSON_BACKEND = re.compile(rb'"(backend|cloud)"\s*:')
_COMMENT = re.compile(r"^\s*(#|//)[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r'^\s*path\s*=\s*"(?P<path>[^"$]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a request, looked at."""

    step: Step
    judgement: Judgement | None
    decision: Decision | None
    command: str
    directory: str
    environment: dict[str, str]


class _Workspace(FilesystemWorkspace):
    """The files beside a command, without those that only the broker reads: what it says of a file, an agent hears."""

    def read(self, path: str) -> Answer:
        """See model.workspace."""
        return Answer(REFUSED) if sandbox.hidden(path) else super().read(path)

    def list(self, path: str) -> Listing:
        """See model.workspace."""
        return Listing(REFUSED) if sandbox.hidden(path) else super().list(path)


class _Silent:
    def step(self, what: str) -> None:
        """Nobody watches."""


class WorldPlanner:
    """See broker.ports.Planner. `root` is put before Keyturn's own places (tests)."""

    def __init__(
        self,
        sources: RuleSource,
        secrets: Secrets,
        layers: Callable[[], Layers],
        above: str,
        *,
        root: str = "",
        budget: float = 300.0,
    ) -> None:
        self._sources = sources
        self._secrets = secrets
        self._layers = layers
        self._above = above
        self._root = root
        self._budget = budget

    def plan(self, request: Request, proposer: Proposer, proposal: str, revision: int, now: int, store: Store) -> Plan:
        """See ports."""
        try:
            if request.kind == ADMINISTRATION:
                return self._roster(request, proposer, proposal, revision, now, store)
            os.makedirs(self._above, mode=0o700, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="planning-", dir=self._above) as place:
                return self._change(request, proposer, proposal, revision, now, store, os.path.realpath(place))
        except PlanError as error:
            raise Refused(error.what, error.fix) from error

    def _roster(
        self, request: Request, proposer: Proposer, proposal: str, revision: int, now: int, store: Store
    ) -> Plan:
        rules = self._sources.rules()
        try:
            found = rosters.read(request.document, "the proposed roster")
        except ConfigurationError as error:
            raise Refused(str(error)) from error
        with store.transaction() as tx:
            content = tx.put(request.document)
        before, after = ({one.id for one in it.people} for it in (rules.roster, found))
        effects = [f"{name} is added" for name in sorted(after - before)]
        effects += [f"{name} is removed" for name in sorted(before - after)]
        same = [one for one in found.people if (old := rules.roster.person(one.id)) is not None and old != one]
        effects += [f"{one.id} gets other keys, roles or accounts" for one in same]
        effects += _agents(rules.roster.agents, found.agents)
        place = rules.settings.place("")
        nothing = planning.Judged("", "", (), tuple(effects))
        return Plan(
            proposal=proposal,
            revision=revision,
            nonce=randomness.token_hex(16),
            kind=ADMINISTRATION,
            title=request.title or "another roster",
            command="another roster",
            proposer=proposer,
            environment="",
            steps=(Step(kind=DOCUMENT, title="the roster", content=content),),
            quorum=planning.quorum(ADMINISTRATION, nothing, place, rules.settings, (), proposer),
            policy=rules.policy,
            roster=rules.roster.digest,
            calendar=rules.calendar.digest,
            created=now,
            expires=now + self._waits(request, rules.settings.expires),
            documentation=request.documentation,
            effects=tuple(effects),
            preconditions=(Precondition(step=0, name="roster", value=rules.roster.digest),),
            artifact=content,
        )

    def _waits(self, request: Request, most: int) -> int:
        return min(request.seconds, most) if request.seconds > 0 else most

    def _change(
        self,
        request: Request,
        proposer: Proposer,
        proposal: str,
        revision: int,
        now: int,
        store: Store,
        place: str,
    ) -> Plan:
        rules = self._sources.rules()
        settings = rules.settings
        if sandbox.hidden(request.directory):
            raise Refused("the directory is the broker's own")
        work = os.path.join(place, "work")
        os.mkdir(work, 0o700)
        operands = self._copied(request, work, store)
        if not request.parts:
            raise Refused("the proposal does nothing")
        parts = [self._looked(request, one, work, operands, store) for one in request.parts]
        columns = {one.name: one.column for one in self._layers().environments}
        decisions = [one.decision for one in parts if one.decision is not None]
        layers = self._layers()
        for place_ in layers.environments:
            if place_.name == request.target:
                decisions += [
                    decide_in(place_, one.judgement.effects, one.judgement.blind, layers)
                    for one in parts
                    if one.judgement is not None
                ]
        found = planning.judged(decisions, columns)
        environment = self._environment(request, found, columns)
        tier = settings.place(environment).tier
        known = settings.place(environment)
        life = settings.break_glass_life if request.kind == BREAK_GLASS else settings.expires
        expires = now + self._waits(request, life)
        holding = planning.regimes(settings, environment, tier, now, expires)
        planning.papers(request.kind, found, known, holding, request.documentation)
        staged = known.staged or any(one.staged for one in holding)
        if staged and request.kind != BREAK_GLASS and not all(one.check for one in request.parts):
            raise Refused("a change here is made in steps, each with a check after it")
        shown, steps, preconditions = self._rehearsed(parts, found, environment, store)
        targets = tuple(
            # what lies in our copy lies there for whoever reads it
            msgspec.structs.replace(one, name=one.name.replace(work, request.directory))
            for one in _targets(parts, environment, found.column, preconditions)
        )
        title = request.title or parts[0].command[:200]
        artifact = request.artifact or _artifact(operands, steps)
        restore = restore_targets(decisions, preconditions, lambda name: name.replace(work, request.directory))
        glass = request.kind == BREAK_GLASS
        required = () if glass else planning.checks(found, environment, tier, settings, holding, restore)
        return Plan(
            proposal=proposal,
            revision=revision,
            nonce=randomness.token_hex(16),
            kind=request.kind,
            title=title,
            command="\n".join(one.command for one in parts),
            proposer=proposer,
            environment=environment,
            steps=steps,
            quorum=planning.quorum(request.kind, found, known, settings, holding, proposer),
            policy=rules.policy,
            roster=rules.roster.digest,
            calendar=rules.calendar.digest,
            created=now,
            expires=expires,
            not_before=request.not_before,
            documentation=request.documentation,
            tier=tier,
            targets=targets,
            effects=found.effects,
            obligations=found.obligations,
            preconditions=preconditions,
            checks=required,
            limits=Limits(rows=planning.row_limit(found)),
            shown=shown,
            artifact=artifact,
            promoted_from=request.promoted_from,
            supersedes=request.supersedes,
        )

    def _environment(self, request: Request, found: planning.Judged, columns: dict[str, str]) -> str:
        """Where it happens. What the caller says only fills in what nothing tells, and never makes it milder."""
        if request.target and request.target not in columns:
            raise Refused(f"there is no environment {request.target!r}")
        if not found.environment:
            milder = request.target and found.column in ("P", "S") and columns[request.target] not in ("P", "S")
            if milder:
                raise Refused(f"this is not {request.target}: {'; '.join(found.effects[:3])}")
            return request.target
        if request.target and request.target != found.environment:
            raise Refused(f"this happens in {found.environment}, not in {request.target}")
        return found.environment

    def _copied(self, request: Request, work: str, store: Store) -> tuple[Operand, ...]:
        found: list[Operand] = []
        for one in request.files:
            where = broker_execute.below(work, one.path)
            os.makedirs(os.path.dirname(where), mode=0o700, exist_ok=True)
            handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with open(handle, "wb") as file:
                file.write(one.data)
                os.fchmod(handle, one.mode & 0o700 | 0o600)
            with store.transaction() as tx:
                digest = tx.put(one.data)
            found.append(Operand(path=one.path, sha256=digest, size=len(one.data), mode=one.mode & 0o777))
        return tuple(found)

    def _variables(self, request: Request, work: str) -> dict[str, str]:
        settings = self._sources.rules().settings
        given = {name: value for name, value in request.environment if name in settings.variables}
        return {"PATH": settings.path, "HOME": work, "LANG": "C.UTF-8", **given}

    def _looked(self, request: Request, part: Part, work: str, operands: tuple[Operand, ...], store: Store) -> _Part:
        settings = self._sources.rules().settings
        variables = self._variables(request, work)
        plain = tuple(sorted((name, value) for name, value in request.environment if name in settings.variables))
        more = {"title": part.title, "check": part.check, "rollback": part.rollback, "wait": part.wait}
        if part.sql:
            return self._sql(request, part, work, variables, more, store)
        if not part.run:
            raise Refused("a step says neither what to run nor which SQL")
        program = broker_targets.program(part.run[0], settings.path, work)
        command = shlex.join(part.run)
        name = os.path.basename(part.run[0])
        if name in _TERRAFORM:
            if any(word.startswith("-chdir") for word in part.run):
                raise Refused("-chdir is not followed", "Propose it in the directory of the configuration.")
            operands += self._local_state(request, work, store)
        judgement, decision = self._judge(command, work if operands else request.directory, variables, request.target)
        paths = {
            target.facet("path")
            for effect in judgement.effects
            for target in effect.targets
            if target.kind == PATH and target.facet("path")
        }
        in_place = name in _IN_PLACE or bool(paths)
        directory = work
        if in_place:
            directory = request.directory
            judgement, decision = self._judge(command, directory, variables, request.target)
        step = Step(
            kind=TERRAFORM if name in _TERRAFORM else COMMAND,
            argv=part.run,
            program=program,
            program_sha256=broker_targets.digest(program),
            directory=request.directory if in_place else "",
            in_place=in_place,
            environment=plain,
            operands=operands,
            **more,  # type: ignore[arg-type]  # names and kinds are written out above
        )
        return _Part(step, judgement, decision, command, directory, variables)

    def _judge(
        self, command: str, directory: str, variables: dict[str, str], target: str
    ) -> tuple[Judgement, Decision]:
        seen = dict(variables)
        if target:
            # addresses make targets certain; their secrets are masked wherever a target is shown
            seen |= self._secrets.values(target, planning=True)
        return self._decided(command, directory, seen)

    def _decided(self, command: str, directory: str, seen: dict[str, str]) -> tuple[Judgement, Decision]:
        """The corridor with no obligation met: a restore proof that there is now is asked for again at the claim."""
        checker = Checker(directory, workspace=lambda: _Workspace(seen), root=self._root or None)
        view, layers = checker.view()
        found = checker.completed(follow(Source(SHELL, Word(command)), view, DEFAULT_BUDGET), view, layers)
        return found, checker.decided(found, view, layers)

    def _sql(
        self, request: Request, part: Part, work: str, variables: dict[str, str], more: dict[str, object], store: Store
    ) -> _Part:
        if not request.target:
            raise Refused("SQL needs the environment it is meant for: --environment NAME")
        if not sql.whole(sql.statements(part.sql)):
            raise Refused("not all of this SQL can run in one transaction, and all of it is kept or nothing")
        file = os.path.join(work, _SQL_FILE)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as out:
            out.write(part.sql.encode())
        with store.transaction() as tx:
            content = tx.put(part.sql.encode())
        command = f"psql -f {_SQL_FILE}"
        seen = variables | _server(self._secrets.values(request.target, planning=True))
        judgement, decision = self._decided(command, work, seen)
        step = Step(kind=SQL, content=content, **more)  # type: ignore[arg-type]  # written out by the caller
        return _Part(step, judgement, decision, command, work, seen)

    def _local_state(self, request: Request, work: str, store: Store) -> tuple[Operand, ...]:
        """A local state lies beside the caller's files, not beside the copies: the copies say where."""
        texts = [
            _COMMENT.sub("", one.data.decode("utf-8", "replace"))
            for one in request.files
            if one.path.endswith(".tf") and os.path.dirname(one.path) == ""
        ]
        backends = [one for text in texts for one in _BACKEND.findall(text)]
        if len(backends) > 1:
            raise Refused("the configuration has several backends")
        if any(one.path.endswith(".tf.json") and _JSON_BACKEND.search(one.data) for one in request.files):
            # an override of ours would put another in its place
            return ()
        local = next((found for text in texts if (found := _LOCAL.search(text))), None)
        if local is None and any(_BACKEND.search(text) for text in texts):
            return ()
        named = _PATH.search(local.group("body")) if local is not None else None
        path = named.group("path") if named is not None else "terraform.tfstate"
        if os.path.isabs(path) and local is not None:
            return ()
        whole = os.path.normpath(os.path.join(request.directory, path))
        data = f'terraform {{\n  backend "local" {{\n    path = {_quoted(whole)}\n  }}\n}}\n'.encode()
        where = os.path.join(work, broker_execute.OVERRIDE)
        with open(where, "wb") as file:
            file.write(data)
        with store.transaction() as tx:
            digest = tx.put(data)
        return (Operand(path=broker_execute.OVERRIDE, sha256=digest, size=len(data)),)

    def _rehearsed(
        self, parts: list[_Part], found: planning.Judged, environment: str, store: Store
    ) -> tuple[Shown | None, tuple[Step, ...], tuple[Precondition, ...]]:
        report = differences.Report("\n".join(one.command for one in parts))
        steps: list[Step] = []
        preconditions: list[Precondition] = []
        must = any(one.kind in (REHEARSE, ROW_LIMIT) for one in found.obligations)
        planning_secrets = self._secrets.values(environment, planning=True) if environment else {}
        for number, one in enumerate(parts):
            step = msgspec.structs.replace(one.step, credentials=environment, target=0)
            facts: dict[str, str] = {}
            with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=self._above) as keep:
                shown = self._one(one, planning_secrets, keep, must=must)
                if shown is not None:
                    report = differences.together(report, shown)
                    facts = dict(shown.facts)
                if step.kind == TERRAFORM:
                    step = self._saved(step, facts, store)
                    self._same_backend(one, step, facts)
            if step.kind == TERRAFORM:
                facts.setdefault("terraform.accounts", "")
                names = ("backend", "configuration", "lineage", "serial")
                preconditions += [
                    Precondition(step=number, name=f"terraform.{name}", value=facts.get(f"terraform.{name}", ""))
                    for name in names
                ]
            elif planning_secrets:
                for name, value in broker_targets.postgres(planning_secrets).items():
                    preconditions.append(Precondition(step=number, name=name, value=value))
            if step.program:
                preconditions.append(Precondition(step=number, name="program", value=step.program_sha256))
            for path in _paths(one):
                preconditions.append(Precondition(step=number, name=f"path:{path}", value=broker_targets.tree(path)))
            steps.append(step)
        return self._kept(report, store), tuple(steps), tuple(preconditions)

    def _one(self, one: _Part, planning_secrets: dict[str, str], keep: str, *, must: bool) -> differences.Report | None:
        if one.judgement is None or one.decision is None:
            return None
        seen = one.environment | planning_secrets
        if one.step.kind == TERRAFORM:
            # nobody has keyed this yet: modules and providers are fetched in the sandbox, into this copy alone
            words = broker_execute.init_words(one.step.program, one.directory)
            done = terraform.run(
                words, one.directory, seen, seconds=300.0, network=True, writable=one.directory, strict=True
            )
            if done.code != 0:
                raise Refused("terraform init failed in the broker's copy of the configuration")
            _lasting(one.directory, seen)
        argv = one.step.argv if one.step.kind == COMMAND else ()
        action = Action(
            one.command, one.directory, seen, one.judgement, one.decision, argv, self._budget, {"keep": keep}
        )
        try:
            report = service().rehearse(action, _Silent())
        except CouldNotJudge as error:
            if must:
                raise Refused(f"it could not be rehearsed: {error.what}") from error
            missed = differences.NotRehearsed(one.command[:200], error.what)
            return differences.Report(one.command, not_rehearsed=(missed,))
        if report.alarms:
            raise Refused(f"the rehearsal gives alarm: {report.alarms[0].what}")
        if one.step.kind == TERRAFORM:
            with open(dict(report.facts).get("terraform.plan", os.devnull), "rb") as file:
                plan = file.read()
            report = replace(report, facts=(*report.facts, ("terraform.saved", plan.hex())))
        return report

    def _saved(self, step: Step, facts: dict[str, str], store: Store) -> Step:
        data = bytes.fromhex(facts.get("terraform.saved", ""))
        if not data:
            raise Refused("terraform made no plan of it, and nothing but a saved plan is executed")
        with store.transaction() as tx:
            return msgspec.structs.replace(step, content=tx.put(data))

    def _same_backend(self, one: _Part, step: Step, facts: dict[str, str]) -> None:
        """A plan that the proposer saved is applied to the state that it names itself: that must be the judged one."""
        if step.content not in {operand.sha256 for operand in step.operands}:
            return
        inside = terraform_plan_file.backend(bytes.fromhex(facts["terraform.saved"]))
        folder = os.path.join(one.directory, one.environment.get("TF_DATA_DIR", ".terraform"))
        try:
            with open(os.path.join(folder, "terraform.tfstate"), "rb") as file:
                here = json.loads(file.read())["backend"]
            wanted = (here["type"], _said(here["config"]), one.environment.get("TF_WORKSPACE", "default"))
        except (OSError, ValueError, KeyError, TypeError):
            wanted = None
        if inside is None or (inside[0], _said(inside[1]), inside[2]) != wanted:
            raise Refused(
                "the saved plan keeps its state elsewhere than the judged configuration",
                "Propose terraform apply or terraform destroy: the broker saves the plan itself.",
            )

    def _kept(self, report: differences.Report, store: Store) -> Shown | None:
        if report == differences.Report(report.command):
            return None
        report = replace(report, facts=tuple(one for one in report.facts if one[0] != "terraform.saved"))
        found = report.difference
        counts = (
            ("commits", found.commits.unreachable),
            ("files", found.files.deleted.count + found.files.changed.count),
            ("resources", sum(one.action in ("delete", "replace", "forget") for one in found.resources)),
            ("rows", bound.rows_touched(report)),
            ("tables", sum(one.dropped for one in found.tables)),
        )
        with store.transaction() as tx:
            content = tx.put(msgspec.json.encode(report))
        return Shown(
            report=content,
            digest=bound.digest(report),
            words=bound.words(report),
            counts=counts,
            irreversible=any(number for _name, number in counts),
            alarms=len(report.alarms),
            not_rehearsed=tuple(f"{one.what}: {one.why}"[:500] for one in report.not_rehearsed),
        )


def _said(configuration: dict[str, object]) -> dict[str, object]:
    """A backend's settings without those that nobody made."""
    return {name: value for name, value in configuration.items() if value is not None}


def restore_targets(
    decisions: Iterable[Decision | None],
    preconditions: Iterable[Precondition] = (),
    named: Callable[[str], str] = str,
) -> str:
    """What a restore proof must be about: every target that policy does not simply allow, as JSON.

    A Terraform state is told by its lineage, which it says itself, and not by the directory that the caller says it was
    in. `named` makes a target's name one for people; nothing is matched by it.
    """
    lineages = sorted({one.value for one in preconditions if one.name == "terraform.lineage" and one.value})
    found: dict[str, object] = {}
    for decision in decisions:
        for reason in decision.reasons if decision is not None else ():
            for target in getattr(reason.subject, "targets", ()) if reason.verdict != ALLOW else ():
                facets = [[one.name, one.value, one.overridable] for one in target.facets]
                if target.kind == targeting.INFRASTRUCTURE:
                    facets = [one for one in facets if one[0] not in ("path", "lineage")]
                    facets.append(["lineage", lineages[0] if len(lineages) == 1 else None, False])
                found[f"{target.kind} {target.name} {facets}"] = [target.kind, mask(named(target.name)), facets]
    return json.dumps([found[name] for name in sorted(found)], ensure_ascii=True, separators=(",", ":"))


def proven(text: str, within: int, now: int, root: str = "", owner: int = 0) -> tuple[bool, str]:
    """Whether drills prove every one of these targets now, and what is missing."""
    from keyturn.drill.proof import prove
    from keyturn.wiring.drill import Places, record

    kept = [(one.evidence, one.signed, one.why) for one in record(Places(root, owner)).latest()]
    targets = [
        targeting.Target(
            kind, name, tuple(targeting.Facet(facet, value, "", certain) for facet, value, certain in facets)
        )
        for kind, name, facets in json.loads(text)
    ]
    if not targets:
        return False, "what it would destroy is not known"
    for target in targets:
        found = prove(target, kept, within, now)
        if not found.proven:
            return False, found.why
    return True, "proven by a drill"


def _artifact(operands: Iterable[Operand], steps: Iterable[Step]) -> str:
    """A digest of what is tested in one environment and executed in the next.

    Files and SQL; without either the words themselves. Neither a saved plan nor where a state lies: those are of one
    environment alone.
    """
    made_of = sorted(f"{one.path} {one.sha256}" for one in operands)
    made_of += sorted(one.content for one in steps if one.content and one.kind != TERRAFORM)
    words = [shlex.join(one.argv) for one in steps]
    return hashlib.sha256("\n".join(made_of or words).encode()).hexdigest()


def _agents(before: Iterable[Agent], after: Iterable[Agent]) -> list[str]:
    """What becomes of the agents of a roster: another owner decides who may not key what they propose."""
    old, new = ({one.id: one for one in it} for it in (before, after))
    effects = [f"the agent {name} is added, owned by {new[name].owner}" for name in sorted(new.keys() - old.keys())]
    effects += [f"the agent {name} is removed" for name in sorted(old.keys() - new.keys())]
    for name in sorted(name for name in old.keys() & new.keys() if old[name] != new[name]):
        owners = f"{old[name].owner} to {new[name].owner}"
        passes = f", and passes from {owners}" if old[name].owner != new[name].owner else ""
        effects.append(f"the agent {name} gets another entry{passes}")
    return effects


def _lasting(directory: str, environment: Mapping[str, str]) -> None:
    """Raises Refused for a state that would lie in our copy of a configuration, and be gone with it."""
    try:
        with open(os.path.join(directory, environment.get("TF_DATA_DIR", ".terraform"), "terraform.tfstate")) as file:
            backend = json.load(file)["backend"]
        kind, settings = backend["type"], dict(backend["config"] or {})
    except (OSError, ValueError, KeyError, TypeError):
        kind, settings = "local", {}
    apart = environment.get("TF_WORKSPACE", "default") not in ("", "default")
    path = settings.get("workspace_dir" if apart else "path") or "terraform.tfstate"
    whole = os.path.realpath(os.path.join(directory, str(path)))
    if kind == "local" and whole.startswith(os.path.realpath(directory) + os.sep):
        raise Refused(
            "where terraform keeps its state cannot be told",
            'Write backend "local" with its path, or a remote backend, in a .tf file of its own.',
        )


def _server(values: dict[str, str]) -> dict[str, str]:
    """Credentials as the variables that psql reads."""
    address = broker_targets.conninfo(values)
    if not address:
        raise Refused("the environment has no database that the broker may look at")
    from psycopg.conninfo import conninfo_to_dict

    names = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
    return {names[name]: str(value) for name, value in conninfo_to_dict(address).items() if name in names}


def _paths(one: _Part) -> list[str]:
    """Paths that are hit, as far as they are certain."""
    found = set()
    for effect in one.judgement.effects if one.judgement is not None else ():
        for target in effect.targets:
            path = target.facet("path")
            if target.kind == PATH and path and os.path.isabs(path) and one.step.in_place:
                found.add(path)
    return sorted(found)


def _targets(
    parts: list[_Part], environment: str, column: str, preconditions: tuple[Precondition, ...]
) -> tuple[Target, ...]:
    """What is hit, named by the systems themselves. The first one is all of it together, for the lock."""
    names = (
        "postgres.system",
        "postgres.database",
        "terraform.lineage",
        "terraform.backend",
        "terraform.configuration",
    )
    known = {(one.name, one.value) for one in preconditions if one.name in names and one.value}
    known |= {("path", one.name.removeprefix("path:")) for one in preconditions if one.name.startswith("path:")}
    identity = tuple(sorted(known)) or (("environment", environment or "none"),)
    kind = "database" if any(name.startswith("postgres") for name, _value in identity) else "system"
    shown = sorted(
        {
            f"{target.kind} {target.name}"[:300]
            for part in parts
            if part.judgement is not None
            for effect in part.judgement.effects
            for target in effect.targets
        }
    )
    first = Target(
        environment=environment, column=column, kind=kind, name=", ".join(shown)[:1000] or "nothing", identity=identity
    )
    return (first,)


def _quoted(text: str) -> str:
    """Text as HCL writes it."""
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("${", "$${"), ("%{", "%%{"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return f'"{text}"'
