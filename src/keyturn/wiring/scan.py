"""What `scan` stands on: git or files, the configuration of the base side, today's date."""

from __future__ import annotations

import os
import sys
import time

from keyturn.errors import CouldNotJudge, GitError
from keyturn.model.noun import Noun
from keyturn.scan.findings import Report
from keyturn.scan.judging import ROOT
from keyturn.scan.service import SEARCH_LIMIT, Scan
from keyturn.wiring.directory import real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from keyturn.adapter.git_repository import GitRepository
    from keyturn.model.workspace import Workspace
    from keyturn.policy.layers import Layers
    from keyturn.scan.ports import Change
    from keyturn.scan.together import Loss
    from keyturn.wiring.exceptions import Span, Wanted
    from keyturn.wiring.known import Ground

    Part = tuple[Report, list[Loss]]

STAGED = "staged"
RANGE = "range"
PATCH = "patch"
PATHS = "paths"
HISTORY = "history"

_CONFIGURATION = "keyturn.toml"
_CONFIGURATION_LIMIT = 1_000_000
_PATTERNS_LIMIT = 2_000_000
_PATCH_LIMIT = 2_000_000_000
_WORKERS_FROM = 64
"""Files from which starting more processes pays."""
_COMMITS_FROM = 400
"""Likewise commits."""


class Request(Noun):
    """What to scan. `value` is the range or the patch's file; `asked` tells that --staged was given by name."""

    mode: str = STAGED
    value: str = ""
    paths: tuple[str, ...] = ()
    asked: bool = False
    fail_on: str = ""
    directory: str = ""
    overrides: tuple[tuple[str, str, str], ...] = ()
    """What --override, --reason and --until say, together: (rule, reason, date)."""
    message: str = ""
    """A file with the message that the staged change will be committed with."""
    approvals: str = ""
    """A file with the reviews that the code host exported."""
    baseline: str | None = None
    """The baseline's file when one was named, "" for none at all; None for the repository's own."""
    patterns: tuple[str, ...] = ()
    """Files of regular expressions, one a line, that are rules as well."""


def today() -> str:
    """The date in UTC, as YYYY-MM-DD."""
    now = time.gmtime()
    return f"{now.tm_year:04d}-{now.tm_mon:02d}-{now.tm_mday:02d}"


def scan(request: Request) -> Report:
    """Look at what was asked for. Raises CouldNotJudge (exit 3) and UsageError (exit 2)."""
    directory = real(request.directory)
    if request.overrides or request.message or request.approvals:
        from keyturn.wiring.exceptions import check

        check(_wanted(request), request.mode)
    if request.mode == PATCH:
        return _patch(request, directory)
    if request.mode == PATHS:
        return _paths(request, directory)
    from keyturn.adapter.git_repository import GitRepository

    git = GitRepository(directory, os.environ)
    try:
        if request.mode == STAGED:
            return _staged(request, git)
        if request.mode == RANGE:
            return _range(request, git)
        return _history(request, git)
    finally:
        git.close()


def _work(layers: Layers, *, added_count: bool) -> Scan:
    from keyturn.wiring.configuration import text_search

    return Scan(layers, today(), added_count=added_count, search=text_search(layers))


def _layers(
    request: Request, directory: str, files: dict[str, bytes] | None, beside: Callable[[str], bytes | str] | None = None
) -> Layers:
    """The configuration, with the files of patterns that it and the command line name."""
    from keyturn.policy.layering import united
    from keyturn.wiring.configuration import load, patterns_of

    layers = load(directory, base_files=files, patterns=True, beside=beside)
    rules = patterns_of(request.patterns, request.directory)
    return layers.but(rules=united(layers.rules, rules)) if rules else layers


def based(request: Request, git: GitRepository, revision: str) -> Layers:
    """The configuration as the base side has it: a change cannot configure its own judgement."""
    if not revision:
        return _layers(request, git.root, {})
    kind, blob = git.object(f"{revision}:{_CONFIGURATION}", _CONFIGURATION_LIMIT)
    if kind != "blob":
        return _layers(request, git.root, {})
    # an oversized one arrives empty, which loosens nothing; what it would have tightened is said as unreadable
    data = blob.data if blob.state == "read" else b"\xff\xfe configuration too large"

    def beside(name: str) -> bytes | str:
        return _in_commit(git, revision, name)

    return _layers(request, git.root, {os.path.join(git.root, _CONFIGURATION): data}, beside)


def _in_commit(git: GitRepository, revision: str, name: str) -> bytes | str:
    """A file of a commit, or why it cannot be read."""
    kind, blob = git.object(f"{revision}:{name}", _PATTERNS_LIMIT)
    if kind != "blob":
        return f"there is no such file in {revision[:12]}, the side before the change"
    return blob.data if blob.state == "read" else "it is too large, or not in this clone"


def _staged(request: Request, git: GitRepository) -> Report:
    changes = git.staged()
    if not changes:
        if not request.asked:
            raise CouldNotJudge(
                "nothing is staged, so nothing was judged",
                "Stage something (git add), or name what to scan: --range A..B, --patch FILE, PATH…",
            )
        return Report((), (), (), (), (), "the index: nothing is staged", fail_on=request.fail_on or "medium")
    work = _work(based(request, git, "HEAD"), added_count=True)
    work.changes(git, changes, git.commit_side("HEAD"), git.index_side(), lambda: git.commit_paths(git.head()))
    ground = _ground(git, "HEAD", git.commit_side("HEAD"), git.index_side())
    return _finished(work, "the index against HEAD", request, _span(git, "", "") if request.message else None, ground)


def _range(request: Request, git: GitRepository) -> Report:
    base, tip = git.ends(request.value)
    return between(request, git, base, tip, git.between(base, tip), base)


def between(request: Request, git: GitRepository, base: str, tip: str, changes: list[Change], settled: str) -> Report:
    """Some changes from one commit to another, judged with the configuration that `settled` has ("" for none).

    Exceptions count from the base, or approved by somebody other than the author.
    """
    work = _work(based(request, git, settled), added_count=False)
    if not changes:
        return _finished(work, f"{request.value}: no change", request)
    span = _span(git, base, tip).but(settled=settled, changes=tuple(changes))
    work.changes(git, changes, git.commit_side(base), git.commit_side(tip), lambda: git.commit_paths(base))
    return _finished(
        work, request.value, request, span, _ground(git, settled, git.commit_side(base), git.commit_side(tip))
    )


def tracked(request: Request, git: GitRepository) -> Report:
    """Every file of the checkout that git tracks, as it is: there is no change, so its own configuration counts."""
    listed = [path for path, (mode, _id) in git.index_paths().items() if mode.startswith("100")]
    here = os.path.relpath(git.root, real(request.directory))
    files = tuple(path if here == "." else os.path.join(here, path) for path in listed)
    work = _work(_layers(request, git.root, None), added_count=True)
    cores = _cores()
    if len(files) >= _WORKERS_FROM and cores > 1:
        _in_parallel(work, files, frozenset(), work.layers, cores)
    else:
        _some(work, files, frozenset())
    if not files:
        raise CouldNotJudge("git tracks no file here", "Check out a commit that holds some.")
    return _finished(work, request.value, request, None, _work_tree(git.root))


def _history(request: Request, git: GitRepository) -> Report:
    text = request.value
    base = ""
    if ".." in text:
        base = git.ends(text)[0]
    elif not git.has_commit():
        raise GitError("this repository has no commit yet", "Commit first, or scan what is staged.")
    commits = git.commits(text)
    layers = based(request, git, base)
    work = _work(layers, added_count=False)
    shown = _Progress("commits")
    cores = _cores()
    if len(commits) >= _COMMITS_FROM and cores > 1:
        # git's own work is most of it, so every process runs its own git over a part of the commits
        size = -(-len(commits) // (cores * 4))
        tasks = [(git.root, commits[at : at + size], layers) for at in range(0, len(commits), size)]
        for report, counted in _pool(_commits_part, tasks, cores):
            work.absorb(report, counted)
            shown.tell(work.commits, len(commits))
    else:
        work.history(git, commits, git.commit_paths, lambda done: shown.tell(done, len(commits)))
    shown.end()
    tip = git.ends(text if ".." in text else f"{text}..{text}")[1] if commits else ""
    span = _span(git, base, tip).but(settled=base) if tip else None
    ground = _ground(git, base, git.commit_side(base), git.commit_side(tip)).but(each=True)
    return _finished(work, f"history of {text}", request, span, ground)


def _commits_part(task: tuple[str, list[tuple[str, ...]], Layers]) -> Part:
    from keyturn.adapter.git_repository import GitRepository

    root, commits, layers = task
    git = GitRepository(root, os.environ)
    try:
        work = _work(layers, added_count=False)
        work.history(git, commits, git.commit_paths, lambda _done: None)
        return work.report(""), work.counted()
    finally:
        git.close()


def _pool(run: Callable[[Any], Part], tasks: list[Any], cores: int) -> Iterator[Part]:
    """Each task in one of several processes, answers in order."""
    import multiprocessing

    method = "fork" if sys.platform == "linux" else "spawn"
    with multiprocessing.get_context(method).Pool(cores) as pool:
        yield from pool.imap(run, tasks)


def _patch(request: Request, directory: str) -> Report:
    from keyturn.adapter.filesystem_workspace import RootedWorkspace
    from keyturn.adapter.git_repository import find_root

    if request.value == "-":
        data = sys.stdin.buffer.read(_PATCH_LIMIT)
    else:
        from keyturn.adapter.file_tree import read

        answer = read(request.value, _PATCH_LIMIT)
        if isinstance(answer, str):
            raise CouldNotJudge(answer, "Name a readable patch, or - for standard input.")
        data = answer
    root = find_root(directory)
    place = root[0] if root else directory
    if root:
        layers = _layers(request, place, _head_configuration(place), lambda name: _in_head(place, name))
    else:
        layers = _layers(request, place, None)
    work = _work(layers, added_count=False)
    work.patch(data, RootedWorkspace(place, ROOT))
    return _finished(work, "standard input" if request.value == "-" else request.value, request)


def _head_configuration(root: str) -> dict[str, bytes]:
    """The configuration as committed; the work tree's may be part of what the patch brings."""
    from keyturn.adapter.git_repository import GitRepository

    git = GitRepository(root, {name: value for name, value in os.environ.items() if not name.startswith("GIT_")})
    try:
        if not os.path.lexists(os.path.join(root, _CONFIGURATION)) and not git.has_commit():
            return {}
        kind, blob = git.object(f"HEAD:{_CONFIGURATION}", _CONFIGURATION_LIMIT)
        return {os.path.join(root, _CONFIGURATION): blob.data} if kind == "blob" else {}
    except GitError:
        return {}
    finally:
        git.close()


def _in_head(root: str, name: str) -> bytes | str:
    from keyturn.adapter.git_repository import GitRepository

    git = GitRepository(root, {name: value for name, value in os.environ.items() if not name.startswith("GIT_")})
    try:
        return _in_commit(git, "HEAD", name)
    finally:
        git.close()


def _paths(request: Request, directory: str) -> Report:
    from keyturn.adapter.file_tree import walk

    found = walk(list(request.paths))
    layers = _layers(request, directory, None)
    work = _work(layers, added_count=True)
    work.unread.extend(found.unread)
    if found.skipped:
        count = len(found.skipped)
        work.remarks.append(
            f"{count} {'directory' if count == 1 else 'directories'} of installed packages left out: "
            + ", ".join(found.skipped[:3])
            + (" …" if count > 3 else "")
        )
    named = frozenset(request.paths)
    cores = _cores()
    if len(found.files) >= _WORKERS_FROM and cores > 1:
        _in_parallel(work, found.files, named, layers, cores)
    else:
        _some(work, found.files, named)
    if not found.files and not found.unread:
        raise CouldNotJudge("there are no files there", "Name files or directories that hold some.")
    return _finished(work, ", ".join(request.paths), request, None, _work_tree(directory))


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _some(work: Scan, files: Iterable[str], named: frozenset[str]) -> None:
    from keyturn.adapter.file_tree import read
    from keyturn.adapter.filesystem_workspace import RootedWorkspace
    from keyturn.adapter.git_repository import find_root

    roots: dict[str, tuple[str, RootedWorkspace]] = {}
    for path in files:
        full = os.path.abspath(path)
        folder = os.path.dirname(full)
        known = roots.get(folder)
        if known is None:
            found = find_root(folder)
            place = found[0] if found else os.getcwd()
            if not (folder + "/").startswith(place.rstrip("/") + "/"):
                place = folder
            # one look at a tree for all its files
            known = next((one for one in roots.values() if one[0] == place), None) or (
                place,
                RootedWorkspace(place, ROOT),
            )
            roots[folder] = known
        data = read(path, SEARCH_LIMIT)
        if isinstance(data, str):
            work.unread.append(data)
            continue
        work.file(path, data, known[1], named=path in named, inside=os.path.relpath(full, known[0]))


def _files_part(task: tuple[list[str], frozenset[str], Layers]) -> Part:
    files, named, layers = task
    work = _work(layers, added_count=True)
    work.expect(1 << 20)
    _some(work, files, named)
    return work.report(""), work.counted()


def _in_parallel(work: Scan, files: tuple[str, ...], named: frozenset[str], layers: Layers, cores: int) -> None:
    size = max(8, min(200, len(files) // (cores * 4) or 1))
    tasks = [(list(files[at : at + size]), named, layers) for at in range(0, len(files), size)]
    shown = _Progress("files")
    done = 0
    for report, counted in _pool(_files_part, tasks, cores):
        work.absorb(report, counted)
        done += size
        shown.tell(min(done, len(files)), len(files))
    shown.end()


def _wanted(request: Request) -> Wanted:
    from keyturn.wiring.exceptions import Wanted

    return Wanted(request.overrides, request.message, request.approvals, request.directory, today())


def _span(git: GitRepository, base: str, tip: str) -> Span:
    from keyturn.wiring.exceptions import Span

    return Span(git, base, tip)


def _ground(git: GitRepository, revision: str, before: Workspace, after: Workspace) -> Ground:
    from keyturn.wiring.known import Ground

    return Ground(git.root, git, revision, before, after)


def _work_tree(directory: str) -> Ground:
    from keyturn.wiring.known import work_tree

    return work_tree(directory)


def _finished(
    work: Scan, subject: str, request: Request, span: Span | None = None, ground: Ground | None = None
) -> Report:
    from keyturn.wiring.exceptions import settle
    from keyturn.wiring.known import acquainted

    for problem in work.layers.problems:
        work.remarks.append(problem)
    report = acquainted(work.report(subject, request.fail_on), request.baseline, request.directory, ground)
    return settle(report, work.layers, _wanted(request), request.mode, span)


class _Progress:
    """A count on stderr, only on a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._on = sys.stderr.isatty()
        self._last = 0.0

    def tell(self, done: int, total: int = 0) -> None:
        """Show how far it is, at most ten times a second."""
        if not self._on:
            return
        now = time.monotonic()
        if now - self._last < 0.1:
            return
        self._last = now
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"\r\x1b[K{done:,}{of} {self._what} …")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
