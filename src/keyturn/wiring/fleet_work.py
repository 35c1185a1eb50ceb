"""The worker's side of `fleet`: plan a repository, judge one task, and serve such requests line by line.

Whatever runs the tasks, this is what runs: a process of its own, started for it, that reads requests as JSON lines on
standard input and answers each with one line. A worker reads the configuration itself and compares it with what the
task was planned under, so that a machine with another organisation's file cannot answer for this one.
"""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.scan import fleet
from keyturn.scan.ports import EXECUTABLE, MISSING, OVERSIZED, REGULAR, SUBMODULE
from keyturn.scan.service import SEARCH_LIMIT
from keyturn.version import __version__
from keyturn.wiring.known import Ground
from keyturn.wiring.scan import HISTORY, PATHS, Request, _finished, _span, _work, based

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.adapter.git_repository import GitRepository
    from keyturn.policy.layers import Layers
    from keyturn.scan.fleet import Plan, Scope, Task

PLAN = "plan"
SCAN = "scan"
FINISH = "finish"


def request(kind: str, value: dict[str, Any]) -> str:
    """One request as a line, without its end."""
    import json

    return json.dumps({"keyturn": __version__, "kind": kind, **value}, separators=(",", ":"))


def work(line: str) -> str:
    """The answer to one request: `{"answer": …}` or `{"failure": "why"}`. Raises nothing that is to be expected."""
    import json

    try:
        asked = json.loads(line)
        _same_version(asked["keyturn"])
        if asked["kind"] == PLAN:
            found = fleet.plan_value(
                plan(asked["repository"], tree=asked["tree"], history=asked["history"], fail_on=asked["fail_on"])
            )
        elif asked["kind"] == SCAN:
            found = judge(fleet.task_of(asked["task"]))
        else:
            found = finish(asked["repository"], fleet.scope_of(asked["scope"]), asked["parts"], asked["fail_on"])
        return json.dumps({"answer": found}, separators=(",", ":"))
    except KeyturnError as error:
        why = error.what + (f" ({error.fix})" if error.fix else "")
    except RecursionError:
        why = "it is nested too deeply to be read"
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except Exception as fault:  # noqa: BLE001 - one repository's fault must not end the others; it is told, never clear
        why = f"a fault in Keyturn: {type(fault).__name__}: {fault}"
    return json.dumps({"failure": why}, separators=(",", ":"))


def _same_version(asked: object) -> None:
    if asked != __version__:
        raise CouldNotJudge(
            f"the worker has Keyturn {__version__}, and was asked by {asked}", "Install the same version everywhere."
        )


def serve() -> None:
    """Answer requests until standard input ends, as it does when whoever asks is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides when it ends
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # nothing that prints may write between the answers
    with os.fdopen(0, "rb") as lines:
        for line in lines:
            answers.write(work(line.decode()).encode() + b"\n")
            answers.flush()
    os._exit(0)


def _open(repository: str) -> GitRepository:
    """The repository at exactly this path. Raises GitError, and CouldNotJudge for a directory inside another one."""
    from keyturn.adapter.git_repository import GitRepository

    if not os.path.isdir(repository):
        raise CouldNotJudge("there is no such directory", "Check the name; workers must see it under the same path.")
    # variables that a hook leaves behind are about another repository
    git = GitRepository(repository, {name: value for name, value in os.environ.items() if name[:4] != "GIT_"})
    if git.root != os.path.realpath(repository):
        raise CouldNotJudge(f"it is no repository of its own, but lies inside {git.root}", f"Name {git.root}.")
    return git


def _digest(layers: Layers) -> str:
    from hashlib import sha256

    return sha256(repr(layers).encode("utf-8", "surrogatepass")).hexdigest()


def plan(repository: str, *, tree: bool, history: str, fail_on: str) -> Plan:
    """What has to be done for one repository. Raises KeyturnError when it cannot be looked at."""
    git = _open(repository)
    try:
        head = git.head()
        if not head:
            raise CouldNotJudge(
                "HEAD names no commit, so nothing was judged",
                "An empty repository: commit first, or leave it out. Otherwise: git fsck.",
            )
        scopes: list[Scope] = []
        levels: list[str] = []
        remarks: list[str] = []
        asked = Request(directory=repository)
        if tree:
            layers = based(asked, git, head)
            levels.append(layers.scan.fail_on)
            modes = [mode for mode, _id in git.commit_paths(head).values()]
            inner = modes.count(SUBMODULE)
            if inner:
                remarks.append(f"{inner} submodules are repositories of their own, and were not looked into")
            seen = _digest(layers)
            tasks = [
                fleet.Task(repository, fleet.TREE, head, seen, head, start, stop)
                for start, stop in fleet.slices(modes.count(REGULAR) + modes.count(EXECUTABLE))
            ]
            scopes.append(fleet.Scope(fleet.TREE, head, "", seen, tuple(tasks)))
        if history:
            base = git.ends(history)[0] if ".." in history else ""
            layers = based(asked, git, base)
            levels.append(layers.scan.fail_on)
            commits = git.commits(history)
            tip = git.ends(history if ".." in history else f"{history}..{history}")[1] if commits else ""
            seen = _digest(layers)
            tasks = [
                fleet.Task(repository, fleet.HISTORY, base, seen, commits=piece) for piece in fleet.pieces(commits)
            ]
            scopes.append(fleet.Scope(fleet.HISTORY, base, tip, seen, tuple(tasks)))
        return fleet.Plan(head, fail_on or fleet.strictest(levels), tuple(scopes), tuple(remarks))
    finally:
        git.close()


def _settled(git: GitRepository, repository: str, base: str, configuration: str) -> Layers:
    """The configuration again. Raises CouldNotJudge when it is another one than planned under."""
    layers = based(Request(directory=repository), git, base)
    if _digest(layers) != configuration:
        raise CouldNotJudge(
            "the configuration is not the one this was planned under",
            "Give all machines the same /etc/keyturn/keyturn.toml and the same user, or start anew.",
        )
    return layers


def finish(repository: str, scope: Scope, parts: list[dict[str, Any]], fail_on: str) -> dict[str, Any]:
    """All parts of a tree or a history as `scan` would end them: exceptions weighed over the whole, uses recorded."""
    git = _open(repository)
    try:
        history = scope.scope == fleet.HISTORY
        work = _work(_settled(git, repository, scope.base, scope.configuration), added_count=not history)
        for part in parts:
            work.absorb(*fleet.part_of(part))
        asked = Request(HISTORY if history else PATHS, directory=repository, fail_on=fail_on)
        span = _span(git, scope.base, scope.tip).but(settled=scope.base) if scope.tip else None
        before = git.commit_side(scope.base) if history else None
        ground = Ground(git.root, git, scope.base, before, git.commit_side(scope.tip or scope.base), history)
        report = _finished(work, repository, asked, span, ground)
        return fleet.answer(report, work.counted())
    finally:
        git.close()


def judge(task: Task) -> dict[str, Any]:
    """What one task finds, as `scan.fleet.answer` has it. Raises KeyturnError when it cannot be looked at."""
    git = _open(task.repository)
    try:
        layers = _settled(git, task.repository, task.base, task.configuration)
        scan = _work(layers, added_count=task.scope == fleet.TREE)
        if task.scope == fleet.HISTORY:
            scan.history(git, list(task.commits), git.commit_paths, lambda _done: None)
            return fleet.answer(scan.report(""), scan.counted())
        scan.expect(1 << 20)
        side = git.commit_side(task.revision)
        entries = sorted(git.commit_paths(task.revision).items())
        files = [(path, oid) for path, (mode, oid) in entries if mode in (REGULAR, EXECUTABLE)]
        for path, oid in files[task.start : task.stop]:
            blob = git.one_blob(oid, SEARCH_LIMIT)
            if blob.state == MISSING:
                scan.unread.append(
                    f"{path}: its content {oid[:12]} is not in this clone (git fetch --refetch --no-filter)"
                )
            elif blob.state == OVERSIZED:
                scan.unread.append(
                    f"{path}: {blob.size:,} bytes, more than the {SEARCH_LIMIT:,} that are looked through"
                )
            else:
                scan.file(path, blob.data, side)
        return fleet.answer(scan.report(""), scan.counted())
    finally:
        git.close()
