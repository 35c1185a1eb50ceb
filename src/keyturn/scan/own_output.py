"""What a file in the tree deletes of its own making: told, but not a reason to stop a change.

A build script removes what it built a moment before: a path inside the tree at which nothing is tracked, a directory
whose name begins with a variable that the same program set. Read over twelve packages nobody here wrote, that was
most of what was wrong (docs/accuracy.md). What is left are paths that are tracked, that lie outside the tree, that
come out as `/` or a system directory when a variable is empty, or whose name says that they hold data.
"""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, MASS_DELETE, RECURSIVE_DELETE, REWRITE
from keyturn.model.target import PATH
from keyturn.model.workspace import DIRECTORY, FILE, PRESENT
from keyturn.policy.matching import glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Effect
    from keyturn.model.target import Target
    from keyturn.model.workspace import Workspace

FILES = frozenset({FILE_CHANGE, RECURSIVE_DELETE, MASS_DELETE, REWRITE})

_TOP = frozenset(
    "bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys usr var Applications "
    "Library System Users Volumes".split()
)
_DEEP = ("/usr/", "/var/", "/home/", "/lib/", "/boot/", "/etc/")
# Kept for a run or made again by whoever needs it: Filesystem Hierarchy Standard 3.0, sections 3.15 and 5.5.
# https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html
_VOLATILE = ("/run/", "/var/run/", "/var/cache/", "/var/lock/", "/var/tmp/", "/dev/shm/")  # noqa: S108 - names only
_DATA = frozenset(
    "data database databases db pgdata mysql postgres postgresql upload uploads media photos pictures documents "
    "backup backups dump dumps snapshot snapshots archives storage volumes volume state tfstate secrets "
    "customers users invoices production prod".split()
)
_MADE = frozenset("test tests tmp temp temporary cache build dist out fixture fixtures scratch old".split())


def made_by_itself(effect: Effect, file: str, root: str, workspace: Workspace | None) -> bool:
    """Whether everything that the effect deletes is, by all that can be seen, the file's own output.

    `file` is the path of the file that says so, below `root`. False whenever the tree cannot be looked at.
    """
    if effect.category not in FILES or workspace is None or not effect.targets:
        return False
    program = effect.rule.startswith("code/")
    return all(target.kind == PATH and _made(target, file, root, workspace, program) for target in effect.targets)


def _named_data(text: str) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return not _DATA.isdisjoint(words) and _MADE.isdisjoint(words)


def _made(target: Target, file: str, root: str, workspace: Workspace, program: bool) -> bool:
    hole = target.facet("hole")
    if hole == "temporary":
        return True
    written = target.facet("written") or target.name
    path = target.facet("path")
    if path is None:
        if hole == "unset":
            # nothing of it is known: neither what it names nor what it would be when that is empty
            return not _named_data(written)
        # a name in a directory that is not known: seen from the root, and from beside the file
        name = written.removeprefix("./")
        if hole or not name or name[0] in "/~.*":
            return False
        path = f"{root}/{name}"
    if path == root or root.startswith(path + "/") or path == "/":
        return False
    if path.startswith(root + "/"):
        if _named_data(path[len(root) :]):
            return False
        return _untracked(path, root, workspace) and not _stands_beside(path, file, root, workspace)
    if hole == "unset":
        # only a shell makes `/*` of `$X/*` without a word
        return not _named_data(written) and (program or not _sweeping(path))
    return path.startswith(_VOLATILE) and path.rstrip("/*").count("/") > 2 - path.startswith("/run/")


def _stands_beside(path: str, file: str, root: str, workspace: Workspace) -> bool:
    """Whether the same relative path means a tracked directory when seen from that of the file that writes it."""
    folder = file.rpartition("/")[0]
    if not folder:
        return False
    beside = f"{root}/{folder}{path[len(root) :]}".rstrip("/")
    if not _untracked(beside, root, workspace):
        # a script that lies there under the name of what it builds is not what it removes
        return workspace.stat(beside).kind != FILE
    return False


def _sweeping(path: str) -> bool:
    """Whether a path, with every unknown part empty, is `/`, a directory of the system, or all that is in one."""
    pieces = [piece for piece in path.split("/") if piece]
    while pieces and not pieces[-1].strip("*?."):
        pieces.pop()
    if not pieces:
        return True
    if pieces[0] not in _TOP:
        return False
    return len(pieces) <= 2 or (len(pieces) == 3 and pieces[:2] in (["var", "lib"], ["usr", "local"], ["usr", "lib"]))


def _untracked(path: str, root: str, workspace: Workspace) -> bool:
    """Whether git tracks nothing at a path, or at anything that its globs could mean."""
    cut = min((at for at in (path.find(mark) for mark in "*?[{") if at >= 0), default=-1)
    if cut < 0:
        return workspace.tracked(path.rstrip("/")) is False
    folder = path[:cut].rpartition("/")[0]
    if len(folder) < len(root):
        return False
    if workspace.tracked(folder) is False:
        return folder != root
    last = path[len(folder) + 1 :]
    if last.startswith("*/") and last[2:].strip("*?.") and "/" not in last[2:]:
        return not _anywhere(folder, last[2:], workspace)
    if "/" in last:
        last = last.partition("/")[0]
    listing = workspace.list(folder)
    if listing.state != PRESENT:
        return False
    return not any(glob(last, name) for name in listing.names)


_MOST = 5_000
"""Entries of a tree that are looked through for a name before it counts as found."""


def _anywhere(folder: str, pattern: str, workspace: Workspace) -> bool:
    """Whether a tracked file at any depth below a folder has a name of that pattern."""
    todo = [folder]
    seen = 0
    while todo:
        current = todo.pop()
        listing = workspace.list(current)
        if listing.state != PRESENT:
            return True
        seen += len(listing.names)
        if seen > _MOST:
            return True
        for name in listing.names:
            if glob(pattern, name):
                return True
            if workspace.stat(f"{current}/{name}").kind == DIRECTORY:
                todo.append(f"{current}/{name}")
    return False
