"""What `fleet` stands on: where the repositories are, who does the work, and where its results lie."""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.noun import Noun
from keyturn.model.text import safe
from keyturn.scan import fleet
from keyturn.version import __version__
from keyturn.wiring.directory import real
from keyturn.wiring.fleet_work import FINISH, PLAN, SCAN, request
from keyturn.wiring.scan import _cores, _Progress, today

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Protocol

    from keyturn.adapter.fleet_store import Store
    from keyturn.scan.findings import Report
    from keyturn.scan.fleet import Fleet, Outcome, Plan, Task
    from keyturn.scan.together import Loss

    Part = tuple[Report, list[Loss]]

    class Pool(Protocol):
        """Workers, here or elsewhere."""

        def run(self, lines: Iterable[str], failed: Callable[[str], str]) -> Iterator[tuple[int, str]]:
            """(number of the request, answer), as they come."""

        def close(self) -> None:
            """Let them go."""


ENTRY = ("keyturn.wiring.fleet_work", "serve")
"""What a worker process runs."""
_NOTHING = "no answer came"
_FORM = "the worker's answer has another form"
SECONDS = 900
"""The limit for one task, unless said otherwise."""


class Request(Noun):
    """What to scan, and how. `repositories` are paths; `list_file` names a file of paths, `under` a directory."""

    repositories: tuple[str, ...] = ()
    list_file: str = ""
    under: tuple[str, ...] = ()
    tree: bool = True
    history: str = ""
    jobs: int = 0
    results: str = ""
    scheduler: str = ""
    seconds: int = SECONDS
    fail_on: str = ""


def scan(asked: Request) -> Fleet:
    """Look at every repository. Raises UsageError, and CouldNotJudge when there is nothing to look at."""
    places, lost = _places(asked)
    store = _store(asked.results, places)
    outcomes: dict[str, Outcome] = {path: fleet.failed(path, why, asked.fail_on) for path, why in lost}
    pool = _pool(asked)
    try:
        plans = _plans(pool, asked, places, outcomes)
        parts, failures = _parts(pool, plans, store)
        _finish(pool, plans, parts, failures, outcomes)
    finally:
        pool.close()
    return fleet.Fleet(tuple(outcomes[path] for path in [*places, *(path for path, _why in lost)]))


def _places(asked: Request) -> tuple[list[str], list[tuple[str, str]]]:
    """(real paths, each once, in order; what could not be listed)."""
    from keyturn.adapter.fleet_repositories import below, listed

    named = list(asked.repositories)
    lost: list[tuple[str, str]] = []
    if asked.list_file:
        lines = listed(asked.list_file)
        if isinstance(lines, str):
            raise CouldNotJudge(f"--repositories {safe(lines)}", "Name a readable file, one path a line.")
        named += lines
    for directory in asked.under:
        found, unread = below(real(directory))
        named += found
        lost += unread
    # as written in the end: a path that is not there has no real one
    places = list(dict.fromkeys(os.path.realpath(path) for path in named))
    if not places and not lost:
        raise CouldNotJudge("there are no repositories there", "Name some, or a directory that holds them.")
    known = set(places)
    return places, [(path, why) for path, why in lost if path not in known]


def _store(directory: str, places: list[str]) -> Store | None:
    if not directory:
        return None
    from keyturn.adapter.fleet_store import Store

    place = os.path.realpath(directory)
    for repository in places:
        if (place + "/").startswith(repository.rstrip("/") + "/"):
            raise UsageError(
                f"--results {safe(directory)} lies in {safe(repository)}, which is scanned: it could answer for itself",
                "Name a directory outside.",
            )
    return Store(place)


def _pool(asked: Request) -> Pool:
    if asked.scheduler:
        from keyturn.adapter.fleet_dask import DaskPool

        return DaskPool(asked.scheduler, ENTRY, asked.seconds)
    from keyturn.adapter.fleet_pool import ProcessPool

    return ProcessPool(asked.jobs or _cores(), ENTRY, os.environ, asked.seconds)


def _failure(why: str) -> str:
    import json

    return json.dumps({"failure": why})


def _read(answer: str) -> tuple[dict[str, Any], str]:
    """(the answer, why there is none)."""
    import json

    try:
        found = json.loads(answer)
    except ValueError:
        return {}, "the worker's answer cannot be read"
    if isinstance(found, dict):
        if isinstance(found.get("answer"), dict):
            return found["answer"], ""
        if isinstance(found.get("failure"), str):
            return {}, found["failure"]
    return {}, _FORM


def _plans(pool: Pool, asked: Request, places: list[str], outcomes: dict[str, Outcome]) -> dict[str, Plan]:
    """What has to be done for each repository; those that cannot be looked at are outcomes already."""
    plans: dict[str, Plan] = {}
    outcomes.update((path, fleet.failed(path, _NOTHING, asked.fail_on)) for path in places)
    value = {"tree": asked.tree, "history": asked.history, "fail_on": asked.fail_on}
    shown = _Progress("repositories")
    lines = [request(PLAN, {"repository": path, **value}) for path in places]
    for done, (number, answer) in enumerate(pool.run(lines, _failure), 1):
        shown.tell(done, len(places))
        path = places[number]
        found, why = _read(answer)
        try:
            plan = None if why else fleet.plan_of(found)
        except (KeyError, TypeError, ValueError):
            plan, why = None, _FORM
        if plan is not None and any(task.repository != path for task in _tasks(plan)):
            plan, why = None, "the worker answered for another repository"
        if plan is None:
            outcomes[path] = fleet.failed(path, why, asked.fail_on)
        else:
            plans[path] = plan
    shown.end()
    return {path: plans[path] for path in places if path in plans}


def _tasks(plan: Plan) -> list[Task]:
    return [task for scope in plan.scopes for task in scope.tasks]


def _parts(
    pool: Pool, plans: dict[str, Plan], store: Store | None
) -> tuple[dict[Task, dict[str, Any]], dict[Task, str]]:
    """(what each task found, why the others did not). What is kept from an earlier run is not done again."""
    tasks = [task for plan in plans.values() for task in _tasks(plan)]
    parts: dict[Task, dict[str, Any]] = {}
    failures: dict[Task, str] = {}
    date = today()
    waiting: list[Task] = []
    keys = {task: fleet.key(task, __version__) for task in tasks} if store is not None else {}
    for task in tasks:
        kept = store.load(keys[task]) if store is not None else None
        if kept is not None and fleet.lasting(kept, date) and _part(kept) is not None:
            parts[task] = kept
        else:
            waiting.append(task)
            failures[task] = _told(task, _NOTHING)
    shown = _Progress("tasks")
    lines = (request(SCAN, {"task": fleet.task_value(task)}) for task in waiting)
    for done, (number, answer) in enumerate(pool.run(lines, _failure), 1):
        task = waiting[number]
        found, why = _read(answer)
        if why or _part(found) is None:
            failures[task] = _told(task, why or _FORM)
        else:
            parts[task] = found
            del failures[task]
            if store is not None and fleet.lasting(found, date):
                store.save(keys[task], found)
        shown.tell(done, len(waiting))
    shown.end()
    return parts, failures


def _finish(
    pool: Pool,
    plans: dict[str, Plan],
    parts: dict[Task, dict[str, Any]],
    failures: dict[Task, str],
    outcomes: dict[str, Outcome],
) -> None:
    """Every repository's parts put together, and its outcome."""
    asked = [(path, plan, scope) for path, plan in plans.items() for scope in plan.scopes]
    done: dict[tuple[str, str], Part] = {}
    lost: dict[str, list[str]] = {
        path: [failures[task] for task in _tasks(plan) if task in failures] for path, plan in plans.items()
    }
    lines = (
        request(
            FINISH,
            {
                "repository": path,
                "scope": fleet.scope_value(scope.but(tasks=())),
                "parts": [parts[task] for task in scope.tasks if task in parts],
                "fail_on": plan.fail_on,
            },
        )
        for path, plan, scope in asked
    )
    for number, answer in pool.run(lines, _failure):
        path, _plan, scope = asked[number]
        found, why = _read(answer)
        part = None if why else _part(found)
        if part is None:
            lost[path].append(f"the parts of its {scope.scope} could not be put together: {why or _FORM}")
        else:
            done[path, scope.scope] = part
    for path, plan in plans.items():
        whole: list[Part] = []
        for scope in plan.scopes:
            if (path, scope.scope) in done:
                whole.append(done[path, scope.scope])
            else:  # what was found stays found, and what an exception covered is not weighed
                single = [_part(parts[task]) for task in scope.tasks if task in parts]
                whole += [one for one in single if one is not None]
                lost[path] = lost[path] or [f"its {scope.scope}: {_NOTHING}"]
        outcomes[path] = fleet.outcome(path, plan, whole, lost[path])


def _part(value: dict[str, Any]) -> Part | None:
    try:
        return fleet.part_of(value)
    except (KeyError, TypeError, ValueError):
        return None


def _told(task: Task, why: str) -> str:
    """A failure with what was not looked at."""
    if task.scope == fleet.TREE:
        return f"files {task.start + 1:,} to {task.stop:,} of {task.revision[:12]}: {why}"
    return f"{len(task.commits):,} commits from {task.commits[-1][0][:12]} to {task.commits[0][0][:12]}: {why}"


def save(found: Fleet, outputs: Iterable[str], page: str) -> None:
    """Write rows and the page. Raises UsageError for a file that cannot be written."""
    from keyturn.adapter import fleet_store

    name = page
    try:
        for path in outputs:
            name = path
            if path.endswith(".parquet"):
                fleet_store.save_parquet(found, path)
            else:
                fleet_store.save_lines(found, path)
        name = page
        if page:
            from keyturn.adapter.fleet_html import render
            from keyturn.adapter.report_file import write

            write(page, render(found).encode("utf-8", "replace"))
    except OSError as problem:
        raise UsageError(f"{safe(name)}: {problem.strerror}", "Name a file that can be written.") from problem


def needed(outputs: Iterable[str]) -> None:
    """Whether all outputs can be written, before a long scan finds out. Raises UsageError."""
    from keyturn.adapter.fleet_store import parquet_needed

    if any(path.endswith(".parquet") for path in outputs):
        parquet_needed()


def summary(found: Fleet, *, as_json: bool) -> str:
    """What to print."""
    from keyturn.adapter import fleet_text

    return fleet_text.as_json(found) if as_json else fleet_text.render(found)
