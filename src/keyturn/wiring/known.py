"""What a scan takes for known: where the baseline is read from, and in which trees its findings are looked up."""

from __future__ import annotations

import os

from keyturn.errors import ConfigurationError, UsageError
from keyturn.model.noun import Noun
from keyturn.model.workspace import ABSENT, FILE, PRESENT, EmptyWorkspace
from keyturn.scan import baseline
from keyturn.scan.baseline import Baseline, Sides, Tree
from keyturn.scan.judging import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.git_repository import GitRepository
    from keyturn.model.workspace import Workspace
    from keyturn.scan.findings import Finding, Report

_NONE = Baseline()


class Ground(Noun):
    """What was scanned. `root` alone: a work tree. With `git`: a change, whose baseline `revision` has ("" for none).

    `each` tells that every commit was looked at on its own; `before` and `after` are then the ends.
    """

    root: str
    git: GitRepository | None = None
    revision: str = ""
    before: Workspace | None = None
    after: Workspace | None = None
    each: bool = False


def work_tree(directory: str) -> Ground:
    """The repository around a directory, or the directory."""
    from keyturn.adapter.git_repository import find_root

    found = find_root(directory)
    return Ground(found[0] if found else directory)


def acquainted(report: Report, named: str | None, directory: str, ground: Ground | None) -> Report:
    """The report with what the baseline knows set apart.

    `named` is the file that the caller named, "" for none at all, None for the repository's own. Raises UsageError and
    ConfigurationError for a file that was named and cannot count; the repository's own then covers nothing, which is
    told as what could not be judged unless the change itself mends it.
    """
    if ground is None:
        if named:
            raise UsageError("--baseline needs whole files on both sides", "Use --range or --staged, or name files.")
        return baseline.apply(report, _NONE, _nowhere)
    known = _NONE
    if named:
        known = from_file(os.path.join(directory, named), named)
    elif named is None:
        try:
            known = _own(ground)
        except ConfigurationError as error:
            text = f"{error.what}: it covers nothing"
            if _mended(ground):
                report = report.but(remarks=(*report.remarks, f"{text}, and this change mends it"))
            else:
                report = report.but(unread=(*report.unread, text))
    if ground.each and not known.entries:
        return baseline.apply(report, _NONE, _nowhere)
    return baseline.apply(
        report,
        known,
        _Lookup(ground).sides,
        licence=bool(named),
        relative=None if ground.git is not None else _Relative(ground.root).of,
    )


def from_file(path: str, shown: str = "") -> Baseline:
    """The baseline in a file on disk. Raises UsageError when there is none, ConfigurationError when it cannot count."""
    from keyturn.adapter import config_files

    shown = shown or path
    if os.path.islink(path):
        raise ConfigurationError("it is a link", "Put the file itself there.", file=shown)
    found = config_files.read(path, baseline.MAX_BYTES)
    if found is None:
        raise UsageError(f"there is no baseline {shown}", "keyturn baseline create makes one.")
    if found.data is None:
        raise ConfigurationError(f"it cannot be read: {found.why}", "Put a readable file there.", file=shown)
    return baseline.read(found.data, shown)


def _own(ground: Ground) -> Baseline:
    if ground.git is None:
        path = os.path.join(ground.root, baseline.FILE_NAME)
        return from_file(path, baseline.FILE_NAME) if os.path.lexists(path) else _NONE
    if not ground.revision:
        return _NONE
    kind, blob = ground.git.object(f"{ground.revision}:{baseline.FILE_NAME}", baseline.MAX_BYTES)
    if kind != "blob":
        return _NONE
    if blob.state != "read":
        raise ConfigurationError("it is too large", "Prune it.", file=baseline.FILE_NAME)
    return baseline.read(blob.data)


def _mended(ground: Ground) -> bool:
    """Whether the side after a change has a baseline that can be read, or none."""
    if ground.after is None:
        return False
    path = f"{ROOT}/{baseline.FILE_NAME}"
    facts = ground.after.stat(path)
    if facts.state == ABSENT:
        return True
    answer = ground.after.read(path)
    if facts.kind != FILE or answer.state != PRESENT:
        return False
    try:
        baseline.read(answer.data)
    except ConfigurationError:
        return False
    return True


class _Lookup:
    """The trees in which findings stand, each looked at once."""

    def __init__(self, ground: Ground) -> None:
        from keyturn.adapter.filesystem_workspace import RootedWorkspace

        self._ground = ground
        after = ground.after if ground.after is not None else RootedWorkspace(ground.root, ROOT)
        self._ends = Sides(Tree(after), Tree(ground.before) if ground.before is not None else None)
        self._commits: dict[str, Sides] = {}

    def sides(self, finding: Finding) -> Sides:
        """Where a finding is looked up."""
        commit = finding.place.commit
        git = self._ground.git
        if not self._ground.each or not commit or git is None:
            return self._ends
        if commit not in self._commits:
            self._commits[commit] = Sides(Tree(git.commit_side(commit)), Tree(git.commit_side(f"{commit}^1")))
        return self._commits[commit]


class _Relative:
    """Paths as people named them, below a repository's root."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The path below the root, "" for one outside."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder or ".")
        full = os.path.join(self._folders[folder], name)
        if not os.path.lexists(full) and not os.path.isabs(path):
            full = os.path.join(self._root, path)  # reached from another file: named from the root
        inside = os.path.relpath(full, self._root)
        return "" if inside.split(os.sep)[0] == os.pardir else inside


def _nowhere(_finding: Finding) -> Sides:
    return Sides(Tree(EmptyWorkspace()))
