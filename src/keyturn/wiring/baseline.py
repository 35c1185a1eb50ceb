"""What `keyturn baseline` stands on: the files that git tracks as the index has them, who asks, and the file itself."""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.decision import ALLOW
from keyturn.model.noun import Noun
from keyturn.policy.overriding import forbids
from keyturn.scan import baseline
from keyturn.scan.baseline import Merged, Tree
from keyturn.scan.ports import OVERSIZED, READ
from keyturn.scan.service import SEARCH_LIMIT
from keyturn.wiring.directory import real
from keyturn.wiring.known import from_file
from keyturn.wiring.scan import _WORKERS_FROM, Request, _cores, _layers, _pool, _Progress, _work, today

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.git_repository import GitRepository
    from keyturn.policy.layers import Layers
    from keyturn.scan.baseline import Seen
    from keyturn.scan.findings import Known, Report
    from keyturn.scan.service import Scan
    from keyturn.scan.together import Loss

CREATE = "create"
REFRESH = "refresh"
PRUNE = "prune"


class Done(Noun):
    """What a command did: the file as it was named, how many entries it has now, the numbers, and what was left out."""

    file: str
    entries: int
    merged: Merged
    never: int = 0
    written: bool = True


class _Found(Noun):
    """The findings of a tree that may be known, the tree, and how many may never be."""

    seen: tuple[Seen, ...]
    tree: Tree
    never: int


def place(directory: str, named: str = "") -> tuple[str, str]:
    """(path, what to call it) of the baseline: the named file, or the repository's own. Raises CouldNotJudge."""
    if named:
        return os.path.join(directory, named), named
    from keyturn.adapter.git_repository import find_root

    found = find_root(real(directory))
    if found is None:
        raise CouldNotJudge("this is no git repository", "Run it inside one, or name the file: --baseline FILE")
    return os.path.join(found[0], baseline.FILE_NAME), baseline.FILE_NAME


def entries(directory: str, named: str = "") -> tuple[str, tuple[Known, ...]]:
    """(what the file is called, its entries). Raises UsageError and ConfigurationError."""
    path, shown = place(directory, named)
    return shown, from_file(path, shown).entries


def change(what: str, directory: str, named: str = "", *, grow: bool = False) -> Done:
    """Make, refresh or prune a baseline. Raises UsageError, ConfigurationError and CouldNotJudge."""
    from keyturn.adapter.git_repository import GitRepository

    path, shown = place(directory, named)
    if what == CREATE and os.path.lexists(path):
        raise UsageError(f"there is a baseline already: {shown}", "keyturn baseline refresh keeps what it says.")
    old = () if what == CREATE else from_file(path, shown).entries
    git = GitRepository(real(directory), os.environ)
    try:
        found = _found(git, directory)
        if what == PRUNE:
            merged = baseline.pruned(old, list(found.seen), found.tree.there)
        else:
            merged = baseline.refreshed(
                old,
                list(found.seen),
                found.tree.there,
                grow=grow or what == CREATE,
                today=today(),
                author=_author(git),
            )
    finally:
        git.close()
    text = baseline.write(merged.entries)
    same = what != CREATE and text == baseline.write(old)
    if not same:
        from keyturn.adapter.report_file import write

        try:
            write(path, text.encode())
        except OSError as problem:
            raise UsageError(f"{shown}: {problem.strerror}", "Name a file that can be written.") from problem
    return Done(shown, len(merged.entries), merged, found.never, not same)


def _found(git: GitRepository, directory: str) -> _Found:
    """Every finding of the tracked files, before any exception and any baseline. Raises CouldNotJudge."""
    layers = _layers(Request(directory=directory), git.root, None)
    files = [(path, oid) for path, (mode, oid) in git.index_paths().items() if mode.startswith("100")]
    if not files:
        raise CouldNotJudge("git tracks no file here", "Add the files first: git add")
    report = _whole(git, files, layers)
    if report.unread:
        raise CouldNotJudge(
            "nothing was written, since not everything could be read: "
            + "; ".join(report.unread[:3])
            + (" …" if len(report.unread) > 3 else ""),
            "A baseline of what can be read would take the rest for clear. Mend that first.",
        )
    tree = Tree(git.index_side())
    kept: list[Seen] = []
    never = 0
    for finding in (*report.findings, *report.overridden):
        if finding.verdict == ALLOW:
            continue
        path = finding.place.file
        one = None if baseline.never(finding.rule, path) else baseline.seen(finding, tree)
        if one is None or forbids(layers.override, finding.rule):
            never += 1
        else:
            kept.append(one)
    return _Found(tuple(kept), tree, never)


def _whole(git: GitRepository, files: list[tuple[str, str]], layers: Layers) -> Report:
    """Some files of the index, each as a whole, on all cores when there are many."""
    work = _work(layers, added_count=True)
    cores = _cores()
    if len(files) < _WORKERS_FROM or cores < 2:
        _some(work, git, files)
        return work.report("")
    size = max(8, min(200, len(files) // (cores * 4)))
    tasks = [(git.root, files[at : at + size], layers) for at in range(0, len(files), size)]
    shown = _Progress("files")
    done = 0
    for report, counted in _pool(_part, tasks, cores):
        work.absorb(report, counted)
        done += size
        shown.tell(min(done, len(files)), len(files))
    shown.end()
    return work.report("")


def _some(work: Scan, git: GitRepository, files: list[tuple[str, str]]) -> None:
    workspace = git.index_side()
    for (path, oid), blob in zip(files, git.blobs([oid for _path, oid in files], SEARCH_LIMIT), strict=True):
        if blob.state == READ:
            work.file(path, blob.data, workspace)
        elif blob.state == OVERSIZED:
            work.unread.append(f"{path}: {blob.size:,} bytes, more than is looked through")
        else:
            work.unread.append(f"{path}: its content {oid[:12]} is not in this clone (git fetch --refetch)")


def _part(task: tuple[str, list[tuple[str, str]], Layers]) -> tuple[Report, list[Loss]]:
    from keyturn.adapter.git_repository import GitRepository

    root, files, layers = task
    git = GitRepository(root, os.environ)
    try:
        work = _work(layers, added_count=True)
        work.expect(1 << 20)
        _some(work, git, files)
        return work.report(""), work.counted()
    finally:
        git.close()


def _author(git: GitRepository) -> str:
    """`Sam Doe <sam@example.org>` as git knows who commits here, "" when it does not."""
    name, mail = (git.asked("config", "--get", key)[1].decode("utf-8", "replace").strip() for key in _KEYS)
    return f"{name} <{mail}>".strip() if mail else name


_KEYS = ("user.name", "user.email")
