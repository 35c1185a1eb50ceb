"""Reads what a command left in the upper directories of the file sandbox: gone, new, different.

An upper directory holds what was written: a character device 0/0 hides a name below (a deletion), the attribute
`user.overlay.opaque` on a directory hides everything below it. Format: Documentation/filesystems/overlayfs.rst of the
kernel. Runs in the sandbox's own process, after everything of the command is dead.
"""

from __future__ import annotations

import os
import stat

_SORTED_AT = 50_000
_CHUNK = 1 << 20


class Kind:
    """One kind of change while it is counted: the first paths are kept, the counts are whole."""

    def __init__(self, most: int) -> None:
        self.count = 0
        self.size = 0
        self._most = most
        self._kept: list[tuple[str, int]] = []

    def add(self, path: str, size: int) -> None:
        """One more file."""
        self.count += 1
        self.size += size
        self._kept.append((path, size))
        if len(self._kept) > _SORTED_AT + self._most:
            self._kept.sort()
            del self._kept[self._most :]

    def plain(self) -> dict[str, object]:
        """As JSON."""
        self._kept.sort()
        first = self._kept[: self._most]
        return {
            "count": self.count,
            "size": self.size,
            "paths": [one for one, _size in first],
            "sizes": [one for _path, one in first],
        }


class Changes:
    """What one place came to. `linked` are changed files that other names share, which would change with them."""

    def __init__(self, most: int) -> None:
        self.deleted = Kind(most)
        self.created = Kind(most)
        self.changed = Kind(most)
        self.modes = Kind(most)
        self.linked: list[str] = []
        self.unread: list[str] = []

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {
            "deleted": self.deleted.plain(),
            "created": self.created.plain(),
            "changed": self.changed.plain(),
            "modes": self.modes.plain(),
            "linked": self.linked[:100],
            "unread": self.unread[:100],
        }


class Sorter:
    """Puts changes where they belong: those below a place named in `apart` are counted by themselves."""

    def __init__(self, apart: list[str], most: int) -> None:
        self.rest = Changes(most)
        self.apart = {place: Changes(most) for place in apart}
        self._prefixes = [(place + "/", changes) for place, changes in self.apart.items()]

    def of(self, path: str) -> Changes:
        """Where a path's change is counted."""
        for prefix, changes in self._prefixes:
            if path.startswith(prefix):
                return changes
        return self.rest


def _entries(place: str) -> list[os.DirEntry[str]] | None:
    try:
        with os.scandir(place) as found:
            return list(found)
    except OSError:
        return None


def _lower(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _opaque(path: str) -> bool:
    try:
        return os.getxattr(path, "user.overlay.opaque", follow_symlinks=False) == b"y"
    except OSError:
        return False


def whiteout(found: os.stat_result, path: str) -> bool:
    """Whether an upper entry says that the name below is gone."""
    if stat.S_ISCHR(found.st_mode):
        return found.st_rdev == 0
    if stat.S_ISREG(found.st_mode) and found.st_size == 0:
        try:
            os.getxattr(path, "user.overlay.whiteout", follow_symlinks=False)
        except OSError:
            return False
        return True
    return False


def gone(path: str, real: str, found: os.stat_result, sorter: Sorter, device: int) -> None:
    """Count what is gone with `path`: a file, or everything below a directory. An empty directory counts as one."""
    if not stat.S_ISDIR(found.st_mode):
        sorter.of(path).deleted.add(path, found.st_size)
        return
    todo = [(path, real)]
    while todo:
        name, place = todo.pop()
        inside = _entries(place)
        if inside is None:
            sorter.of(name).unread.append(name)
            continue
        if not inside:
            sorter.of(name).deleted.add(name + "/", 0)
        for entry in inside:
            below = f"{name}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.stat(follow_symlinks=False).st_dev == device:
                    todo.append((below, entry.path))
                continue
            sorter.of(below).deleted.add(below, entry.stat(follow_symlinks=False).st_size)


def _new(path: str, upper: str, found: os.stat_result, sorter: Sorter) -> None:
    if not stat.S_ISDIR(found.st_mode):
        sorter.of(path).created.add(path, found.st_size)
        return
    todo = [(path, upper)]
    while todo:
        name, place = todo.pop()
        inside = _entries(place) or []
        if not inside:
            sorter.of(name).created.add(name + "/", 0)
        for entry in inside:
            below = f"{name}/{entry.name}"
            there = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(there.st_mode):
                todo.append((below, entry.path))
            elif not whiteout(there, entry.path):
                sorter.of(below).created.add(below, there.st_size)


def _same_content(one: str, other: str) -> bool:
    try:
        with open(one, "rb") as first, open(other, "rb") as second:
            while True:
                part = first.read(_CHUNK)
                if part != second.read(_CHUNK):
                    return False
                if not part:
                    return True
    except OSError:
        return False


def _mode(found: os.stat_result) -> tuple[int, int, int]:
    return (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)


def _leaf(
    path: str, upper: str, now: os.stat_result, below: str, before: os.stat_result, sorter: Sorter, device: int
) -> None:
    changes = sorter.of(path)
    if stat.S_IFMT(now.st_mode) != stat.S_IFMT(before.st_mode):
        gone(path, below, before, sorter, device)
        changes.created.add(path, now.st_size)
        return
    if stat.S_ISLNK(now.st_mode):
        if os.readlink(upper) != os.readlink(below):
            changes.changed.add(path, before.st_size)
        return
    if stat.S_ISREG(now.st_mode) and (now.st_size != before.st_size or not _same_content(upper, below)):
        changes.changed.add(path, before.st_size)
        if before.st_nlink > 1 and now.st_nlink <= 1:
            changes.linked.append(path)
        return
    if _mode(now) != _mode(before) or now.st_mtime_ns != before.st_mtime_ns:
        changes.modes.add(path, before.st_size)


def overlay(path: str, upper: str, lower: str, sorter: Sorter) -> None:
    """Compare one overlay: `path` as the command saw it, its upper directory, and the real one below."""
    there = os.stat(lower)
    device = there.st_dev
    me = os.getuid()
    # the overlay's own root belongs to whoever made it, so it lets go of others' files where /tmp would not
    closed = bool(there.st_mode & stat.S_ISVTX) and me not in (0, there.st_uid)
    todo = [(path, upper, lower, False)]
    while todo:
        name, place, real, hidden = todo.pop()
        entries = _entries(place)
        if entries is None:
            sorter.of(name + "/").unread.append(name)
            continue
        names = set()
        for entry in entries:
            names.add(entry.name)
            at, below = f"{name}/{entry.name}", f"{real}/{entry.name}"
            now = entry.stat(follow_symlinks=False)
            before = _lower(below)
            if whiteout(now, entry.path):
                if before is not None and not (closed and name == path and before.st_uid != me):
                    gone(at, below, before, sorter, device)
            elif before is None:
                _new(at, entry.path, now, sorter)
            elif not stat.S_ISDIR(now.st_mode):
                _leaf(at, entry.path, now, below, before, sorter, device)
            elif not stat.S_ISDIR(before.st_mode):
                sorter.of(at).deleted.add(at, before.st_size)
                _new(at, entry.path, now, sorter)
            else:
                if _mode(now) != _mode(before):
                    sorter.of(at).modes.add(at + "/", 0)
                todo.append((at, entry.path, below, _opaque(entry.path)))
        if hidden:
            for old in _entries(real) or ():
                if old.name not in names:
                    before = _lower(old.path)
                    if before is not None:
                        gone(f"{name}/{old.name}", old.path, before, sorter, device)


def skeleton(path: str, place: str, put: dict[str, tuple[str, os.stat_result]], sorter: Sorter) -> None:
    """Compare a directory that was laid out by hand: `put` is what was put there, with the real thing's state."""
    name = "" if path == "/" else path
    seen = set()
    for entry in _entries(place) or ():
        seen.add(entry.name)
        at = f"{name}/{entry.name}"
        now = entry.stat(follow_symlinks=False)
        known = put.get(entry.name)
        if known is None:
            _new(at, entry.path, now, sorter)
        elif known[0]:
            _leaf(at, entry.path, now, known[0], known[1], sorter, known[1].st_dev)
    for lost, (real, before) in put.items():
        if lost not in seen and real:
            gone(f"{name}/{lost}", real, before, sorter, before.st_dev)


def trees(path: str, now: str, before: str, sorter: Sorter) -> None:
    """Compare a directory with the copy of it in which a command ran: `path` as named, `now` the copy."""
    todo = [(path, now, before)]
    device = os.stat(before).st_dev
    while todo:
        name, place, real = todo.pop()
        old = {entry.name: entry for entry in _entries(real) or ()}
        for entry in _entries(place) or ():
            at = f"{name}/{entry.name}"
            was = old.pop(entry.name, None)
            there = entry.stat(follow_symlinks=False)
            if was is None:
                _new(at, entry.path, there, sorter)
                continue
            then = was.stat(follow_symlinks=False)
            if stat.S_ISDIR(there.st_mode) and stat.S_ISDIR(then.st_mode):
                todo.append((at, entry.path, was.path))
            elif stat.S_ISDIR(there.st_mode):
                sorter.of(at).deleted.add(at, then.st_size)
                _new(at, entry.path, there, sorter)
            else:
                _leaf(at, entry.path, there, was.path, then, sorter, device)
        for lost in old.values():
            gone(f"{name}/{lost.name}", lost.path, lost.stat(follow_symlinks=False), sorter, device)
