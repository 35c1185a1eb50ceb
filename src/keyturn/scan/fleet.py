"""Many repositories: tasks, what names one, answers that can be kept, and what they come to together.

A repository becomes *tasks* of a bounded size: a slice of the files of a commit, or some commits of a history. Sizes
do not depend on how many processes there are, and histories are cut from their oldest commit on, so that a later run
finds the same tasks again and adds only what is new.

Tasks and answers are JSON, so that the same text goes to a process, to another machine and to a file.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.rule import SEVERITIES
from keyturn.scan import together
from keyturn.scan.findings import Finding, Known, Override, Place, Report
from keyturn.scan.overrides import Inline, Spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from keyturn.scan.together import Loss

TREE = "tree"
HISTORY = "history"
COMMITS = 100
"""Commits of one task."""
FILES = 250
"""Files of one task."""


class Task(Noun):
    """One piece of work.

    `base` is the commit whose configuration counts, "" for none of the repository's; `configuration` the digest of
    what all layers said when it was planned. A slice of a tree has `revision`, `start` and `stop`; a piece of a
    history has `commits`, each (id, parent, …).
    """

    repository: str
    scope: str
    base: str
    configuration: str
    revision: str = ""
    start: int = 0
    stop: int = 0
    commits: tuple[tuple[str, ...], ...] = ()


class Scope(Noun):
    """A tree or a history as a whole: its tasks, and what is needed to put their parts together.

    `base` and `tip` are the commits between which exceptions are looked for; `tip` is "" where there are none.
    """

    scope: str
    base: str
    tip: str
    configuration: str
    tasks: tuple[Task, ...] = ()


class Plan(Noun):
    """What has to be done for one repository."""

    revision: str
    fail_on: str
    scopes: tuple[Scope, ...] = ()
    remarks: tuple[str, ...] = ()


class Outcome(Noun):
    """What one repository came to. A failure is a line of `report.unread`, so it is never taken for clear."""

    repository: str
    report: Report
    revision: str = ""

    @property
    def worst(self) -> int:
        """For sorting: stopping ones by their worst finding, then what could not be judged, then the clear ones."""
        stopping = self.report.stopping
        if stopping:
            return 2 + max(one.rank for one in stopping)
        return 1 if self.report.unread else 0


class Fleet(Noun):
    """All of them, in the order they were named."""

    outcomes: tuple[Outcome, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 when something stops anywhere, else 3 when something could not be judged, else 0."""
        codes = {one.report.exit_code for one in self.outcomes}
        if 1 in codes:
            return 1
        return 3 if 3 in codes or not codes else 0

    def by_worst(self) -> list[Outcome]:
        """The worst first, else as named."""
        return sorted(self.outcomes, key=lambda one: (-one.worst, -len(one.report.stopping)))

    def rules(self) -> list[tuple[str, int, str]]:
        """(rule, how many findings, its worst severity), most first; what was excepted is left out."""
        counted: dict[str, tuple[int, int]] = {}
        for outcome in self.outcomes:
            for finding in outcome.report.findings:
                count, rank = counted.get(finding.rule, (0, 0))
                counted[finding.rule] = (count + 1, max(rank, finding.rank))
        order = sorted(counted.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
        return [(rule, count, SEVERITIES[rank]) for rule, (count, rank) in order]


# -- tasks ------------------------------------------------------------------------------------------------------------


def slices(count: int) -> list[tuple[int, int]]:
    """(start, stop) of each task over so many files."""
    return [(at, min(at + FILES, count)) for at in range(0, count, FILES)]


def pieces(commits: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], ...]]:
    """A history, newest first as git gives it, in tasks; the newest one is the short one."""
    starts = [0, *range(len(commits) % COMMITS or COMMITS, len(commits), COMMITS)] if commits else []
    return [tuple(commits[start:stop]) for start, stop in zip(starts, [*starts[1:], len(commits)], strict=False)]


def task_value(task: Task) -> dict[str, Any]:
    """The task as plain values."""
    return dict(task.__iter_fields__())


def task_of(value: dict[str, Any]) -> Task:
    """The task again. Raises TypeError or KeyError for what is none."""
    fields = dict(value)
    fields["commits"] = tuple(tuple(ids) for ids in fields.get("commits", ()))
    return Task(**fields)


def plan_value(plan: Plan) -> dict[str, Any]:
    """The plan as plain values."""
    out = dict(plan.__iter_fields__())
    out["scopes"] = [scope_value(one) for one in plan.scopes]
    return out


def scope_value(scope: Scope) -> dict[str, Any]:
    """The scope as plain values."""
    out = dict(scope.__iter_fields__())
    out["tasks"] = [task_value(task) for task in scope.tasks]
    return out


def scope_of(value: dict[str, Any]) -> Scope:
    """The scope again."""
    fields = dict(value)
    fields["tasks"] = tuple(task_of(task) for task in fields["tasks"])
    return Scope(**fields)


def plan_of(value: dict[str, Any]) -> Plan:
    """The plan again."""
    fields = dict(value)
    fields["scopes"] = tuple(scope_of(one) for one in fields["scopes"])
    fields["remarks"] = tuple(fields["remarks"])
    return Plan(**fields)


def key(task: Task, version: str) -> str:
    """What names an answer: repository, revision or commits, configuration and Keyturn's version."""
    import json
    from hashlib import sha256

    text = json.dumps([version, task_value(task)], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


# -- answers ----------------------------------------------------------------------------------------------------------


def answer(report: Report, losses: list[Loss]) -> dict[str, Any]:
    """What a task found, as plain values.

    `good_until` is the first day on which an exception in it ends; after it, the answer has to be found anew.
    """
    dates = [one.override.until for one in report.overridden if one.override is not None]
    return {
        "findings": [_plain(one) for one in report.findings],
        "overridden": [_plain(one) for one in report.overridden],
        "baselined": [_plain(one) for one in report.baselined],
        "unread": list(report.unread),
        "remarks": list(report.remarks),
        "files": report.files,
        "commits": report.commits,
        "losses": [list(one) for one in losses],
        "good_until": min((date for date in dates if date), default=""),
    }


def part_of(value: dict[str, Any]) -> tuple[Report, list[Loss]]:
    """The report and the losses again. Raises ValueError, KeyError or TypeError for what is no answer."""
    report = Report(
        tuple(_finding(one) for one in value["findings"]),
        tuple(_finding(one) for one in value["overridden"]),
        tuple(str(line) for line in value["unread"]),
        tuple(str(line) for line in value["remarks"]),
        files=int(value["files"]),
        commits=int(value["commits"]),
        baselined=tuple(_finding(one) for one in value["baselined"]),
    )
    losses: list[Loss] = []
    for what, name, count, place in value["losses"]:
        losses.append((str(what), str(name), None if count is None else int(count), str(place)))
    return report, losses


def lasting(value: dict[str, Any], today: str) -> bool:
    """Whether a kept answer still holds: nothing in it was unread, and no exception in it has ended."""
    good_until = value.get("good_until")
    return value.get("unread") == [] and isinstance(good_until, str) and (not good_until or today <= good_until)


_NOUNS: dict[str, type[Noun]] = {one.__name__: one for one in (Finding, Place, Override, Inline, Spoken, Known)}
"""What answers are made of. An exception keeps its class: what is wrong with one stands in its own field."""


def _plain(value: object) -> object:
    """A noun as a list of its class's name and its fields; everything else as JSON has it."""
    if isinstance(value, Noun):
        name = type(value).__name__
        if _NOUNS.get(name) is not type(value):
            raise TypeError(f"no part of an answer: {name}")
        return [name, *(_plain(field) for _name, field in value.__iter_fields__())]
    if isinstance(value, tuple):
        return {"all": [_plain(item) for item in value]}
    return value


def _noun(value: object) -> Any:
    """What `_plain` was given. Raises KeyError, TypeError or ValueError for what it cannot have written."""
    if isinstance(value, list):
        return _NOUNS[value[0]](*(_noun(field) for field in value[1:]))
    if isinstance(value, dict):
        return tuple(_noun(item) for item in value["all"])
    return value


def _finding(value: object) -> Finding:
    finding = _noun(value)
    if not isinstance(finding, Finding) or not isinstance(finding.place, Place) or finding.severity not in SEVERITIES:
        raise TypeError("no finding")
    return finding


# -- together ---------------------------------------------------------------------------------------------------------


def outcome(
    repository: str, plan: Plan, parts: Iterable[tuple[Report, list[Loss]]], failures: Iterable[str] = ()
) -> Outcome:
    """A repository's tree and history as one report: the worst first, then by place, as `scan` has it."""
    findings: list[Finding] = []
    overridden: list[Finding] = []
    baselined: list[Finding] = []
    unread: dict[str, None] = {}
    remarks: dict[str, None] = dict.fromkeys(plan.remarks)
    losses: list[Loss] = []
    files = commits = 0
    for report, lost in parts:
        findings.extend(report.findings)
        overridden.extend(report.overridden)
        baselined.extend(report.baselined)
        unread.update(dict.fromkeys(report.unread))
        remarks.update(dict.fromkeys(report.remarks))
        losses.extend(lost)
        files += report.files
        commits += report.commits
    unread.update(dict.fromkeys(failures))
    findings.sort(key=lambda one: (-one.rank, one.place.commit, one.place.file, one.place.line, one.rule))
    whole = Report(
        tuple(findings),
        tuple(overridden),
        tuple(unread),
        tuple(remarks),
        together.totals(losses),
        repository,
        files,
        commits,
        plan.fail_on,
        tuple(baselined),
    )
    return Outcome(repository, whole, plan.revision)


def failed(repository: str, why: str, fail_on: str = "") -> Outcome:
    """A repository that could not be looked at."""
    return Outcome(repository, Report(unread=(why,), subject=repository, fail_on=fail_on or "medium"))


def strictest(levels: Iterable[str]) -> str:
    """The lowest of some severities to stop at; medium for none."""
    return min((one for one in levels if one), key=SEVERITIES.index, default="medium")
