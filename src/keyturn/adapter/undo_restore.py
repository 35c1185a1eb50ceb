"""Bringing an undo point back, exactly, without losing anything on the way.

What stands in the way is looked at first. Work that is newer than the point is not overwritten without being told; and
whatever is overwritten is itself saved in a point before. Files that the point does not know stay. Every path is walked
from the root without following links, so that a link planted meanwhile cannot send a file elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import stat as modes

from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.gate.ports import TREE, NotSaved, Save
from keyturn.model.noun import Noun
from keyturn.undo import point as p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.undo_store import UndoStore

GRACE = 30
"""Seconds after a point within which what changed is taken for the doing of the action that it was taken for."""
_NO = os.O_NOFOLLOW | os.O_CLOEXEC


class NewerWork(KeyturnError):
    """Something was changed since, and would be overwritten. Exit 1: stopped."""

    exit_code = 1


class Plan(Noun):
    """What bringing a point back would do. Every entry stands in one of these, in the order of the point."""

    head: p.Head
    missing: tuple[p.Entry, ...] = ()
    changed: tuple[p.Entry, ...] = ()
    """There, with another content, link or kind."""
    newer: tuple[p.Entry, ...] = ()
    """Likewise, and changed after the action that the point was taken for."""
    touched: tuple[p.Entry, ...] = ()
    """The same content with other permissions or times."""
    same: tuple[p.Entry, ...] = ()
    not_kept: tuple[p.Entry, ...] = ()
    """Pipes, devices and caches that were left out: nothing to bring back."""
    appeared: tuple[p.Entry, ...] = ()
    """Not there when the point was taken, and there now. They stay."""


class Restored(Noun):
    """What was done. `before` is the point that holds what was overwritten, "" when nothing was."""

    plan: Plan
    before: str = ""


def plan(store: UndoStore, name: str, below: tuple[str, ...] = ()) -> Plan:
    """Compare a point, or what of it lies at and below some paths, with what stands there now."""
    head, entries = store.open(name)
    groups: dict[str, list[p.Entry]] = {
        kind: [] for kind in ("missing", "changed", "newer", "touched", "same", "not_kept", "appeared")
    }
    known: dict[str, p.Entry] = {entry.path: entry for entry in entries}
    for entry in entries:
        if below and not any(entry.path == one or entry.path.startswith(one.rstrip("/") + "/") for one in below):
            continue
        groups[_state(store, head, entry, known)].append(entry)
    return Plan(head, **{kind: tuple(found) for kind, found in groups.items()})


def _state(store: UndoStore, head: p.Head, entry: p.Entry, known: dict[str, p.Entry]) -> str:
    try:
        now = os.lstat(entry.path)
    except (FileNotFoundError, NotADirectoryError):
        if entry.kind in (p.SPECIAL, p.LEFT_OUT):
            return "not_kept"
        return "same" if entry.kind == p.ABSENT else "missing"
    if entry.kind == p.ABSENT:
        return "appeared"
    if entry.kind in (p.SPECIAL, p.LEFT_OUT):
        return "not_kept"
    if not _equal(store, entry, now, known):
        return "newer" if now.st_mtime > head.at + GRACE else "changed"
    exact = modes.S_IMODE(now.st_mode) == entry.mode or entry.kind == p.LINK
    return "same" if exact and now.st_mtime_ns == entry.mtime else "touched"


def _equal(store: UndoStore, entry: p.Entry, now: os.stat_result, known: dict[str, p.Entry]) -> bool:
    mode = now.st_mode
    if entry.kind == p.DIRECTORY:
        return modes.S_ISDIR(mode)
    if entry.kind == p.LINK:
        return modes.S_ISLNK(mode) and os.readlink(entry.path) == entry.target
    if entry.kind == p.HARD_LINK:
        try:
            other = os.lstat(entry.target)
        except OSError:
            return False
        first = known.get(entry.target)
        return (other.st_dev, other.st_ino) == (now.st_dev, now.st_ino) and (
            first is not None and _equal(store, first, other, known)
        )
    return modes.S_ISREG(mode) and now.st_size == entry.size and _digest(entry.path) == entry.digest


def _digest(path: str) -> str:
    from hashlib import file_digest

    try:
        handle = os.open(path, os.O_RDONLY | _NO | os.O_NONBLOCK)
    except OSError:
        return ""
    with open(handle, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def restore(store: UndoStore, name: str, below: tuple[str, ...] = (), *, overwrite: bool = False) -> Restored:
    """Bring it back. Raises NewerWork before anything is changed, CouldNotJudge when the store cannot give it whole."""
    found = plan(store, name, below)
    if found.newer and not overwrite:
        first = ", ".join(entry.path for entry in found.newer[:3])
        raise NewerWork(
            f"{len(found.newer):,} {'path has' if len(found.newer) == 1 else 'paths have'} changed since: {first}"
            + (" …" if len(found.newer) > 3 else ""),
            "Look at them; --overwrite brings the point back all the same and saves what stands there now first.",
        )
    todo = sorted((*found.missing, *found.changed, *found.newer, *found.touched), key=lambda entry: entry.path)
    before = ""
    standing = tuple(Save(entry.path, TREE) for entry in (*found.changed, *found.newer))
    if standing:
        saved = store.take(standing, reason=f"before undo point {name} was brought back", session="")
        if isinstance(saved, NotSaved):
            raise CouldNotJudge(f"what would be overwritten cannot be saved first: {saved.why}", "nothing was changed")
        before = saved.id
    replaced = {entry.path for entry in (*found.missing, *found.changed, *found.newer)}
    folders: list[p.Entry] = []
    links: list[p.Entry] = []
    for entry in todo:
        if entry.kind == p.DIRECTORY:
            if entry.path in replaced:
                _directory(entry)
            folders.append(entry)
        elif entry.kind == p.HARD_LINK:
            links.append(entry)
        elif entry.path in replaced:
            _file(store, entry)
        else:
            _facts(entry)
    for entry in links:
        if entry.path in replaced:
            _hard_link(entry)
        else:
            _facts(entry)
    # deepest first, and after their content: writing into a directory changes its time
    stated = {entry.path for entry in folders}
    parents = _parents(store.open(name)[1], {os.path.dirname(entry.path) for entry in todo}, stated)
    for entry in sorted((*folders, *parents), key=lambda one: -len(one.path)):
        _facts(entry)
    for folder in {os.path.dirname(entry.path) for entry in todo}:
        _sync(folder)
    return Restored(found, before)


def _parents(entries: list[p.Entry], wanted: set[str], stated: set[str]) -> list[p.Entry]:
    return [
        entry for entry in entries if entry.kind == p.DIRECTORY and entry.path in wanted and entry.path not in stated
    ]


def _folder(path: str) -> int:
    """An open directory, every part of the way a real one; missing ones are made. Raises CouldNotJudge otherwise."""
    handle = os.open("/", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in [part for part in path.split("/") if part]:
        try:
            try:
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _NO, dir_fd=handle)
            except FileNotFoundError:
                os.mkdir(name, 0o755, dir_fd=handle)
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _NO, dir_fd=handle)
        except OSError as error:
            os.close(handle)
            raise CouldNotJudge(
                f"{path} cannot be brought back: {name} on the way to it is no directory any more ({error.strerror})",
                "Move aside what stands there, then try again.",
            ) from error
        os.close(handle)
        handle = inner
    return handle


def _aside(name: str, folder: int, *, keep_directory: bool) -> None:
    """Make room for an entry. A directory that stands where a file was is moved aside, never removed."""
    try:
        facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if modes.S_ISDIR(facts.st_mode):
        if keep_directory:
            return
        number = 1
        while True:
            other = f"{name}.keyturn-{number}"
            try:
                os.stat(other, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                os.rename(name, other, src_dir_fd=folder, dst_dir_fd=folder)
                return
            number += 1
    if keep_directory:
        os.unlink(name, dir_fd=folder)


def _directory(entry: p.Entry) -> None:
    parent, name = os.path.split(entry.path)
    folder = _folder(parent)
    try:
        _aside(name, folder, keep_directory=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=folder)
    finally:
        os.close(folder)


def _file(store: UndoStore, entry: p.Entry) -> None:
    parent, name = os.path.split(entry.path)
    folder = _folder(parent)
    fresh = f".keyturn-undo-{os.getpid()}"
    try:
        _aside(name, folder, keep_directory=False)
        if entry.kind == p.LINK:
            os.symlink(entry.target, fresh, dir_fd=folder)
        else:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO, 0o600, dir_fd=folder)
            with open(handle, "wb") as file:
                file.writelines(store.content(entry))
                file.flush()
                os.fsync(file.fileno())
        os.rename(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
        _stamp(entry, name, folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(fresh, dir_fd=folder)
        raise
    finally:
        os.close(folder)


def _hard_link(entry: p.Entry) -> None:
    parent, name = os.path.split(entry.path)
    other_parent, other_name = os.path.split(entry.target)
    folder, other = _folder(parent), _folder(other_parent)
    fresh = f".keyturn-undo-{os.getpid()}"
    try:
        _aside(name, folder, keep_directory=False)
        os.link(other_name, fresh, src_dir_fd=other, dst_dir_fd=folder, follow_symlinks=False)
        os.rename(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.close(folder)
        os.close(other)


def _facts(entry: p.Entry) -> None:
    parent, name = os.path.split(entry.path)
    folder = _folder(parent)
    try:
        _stamp(entry, name, folder)
    finally:
        os.close(folder)


def _stamp(entry: p.Entry, name: str, folder: int) -> None:
    """Owner (as root), permissions and modification time."""
    if os.geteuid() == 0 and entry.uid >= 0:
        os.chown(name, entry.uid, entry.gid, dir_fd=folder, follow_symlinks=False)
    if entry.kind != p.LINK:
        handle = os.open(name, os.O_RDONLY | _NO | os.O_NONBLOCK, dir_fd=folder) if _readable(name, folder) else -1
        if handle >= 0:
            try:
                os.fchmod(handle, entry.mode)
            finally:
                os.close(handle)
        else:
            os.chmod(name, entry.mode, dir_fd=folder)
    os.utime(name, ns=(entry.mtime, entry.mtime), dir_fd=folder, follow_symlinks=False)


def _readable(name: str, folder: int) -> bool:
    return os.access(name, os.R_OK, dir_fd=folder, effective_ids=True)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
