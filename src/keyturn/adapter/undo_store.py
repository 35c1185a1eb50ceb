"""Undo points on disk: taken inside a budget of time and space, kept outside every workspace, never silently evicted.

Bytes are read by this module itself: no git, no filters, hooks or attributes. A point is one file of JSON lines in
`points/`, its content one file in `packs/`, shared by digest with points before it. A point exists once its file was
renamed into place; whatever a crash leaves behind is a pack that nothing names, and goes with the next expiry.

What is kept: bytes, permission bits, modification times, symbolic and hard links, empty directories, owners (brought
back only by root). What is not: extended attributes, access lists, sparse holes, and what pipes and devices hold.
"""

from __future__ import annotations

import os
import stat as modes
import time

from keyturn.errors import CouldNotJudge
from keyturn.gate.ports import DATABASE, WORK_TREE, NotSaved, Saved
from keyturn.model.noun import Noun
from keyturn.undo import point as p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from keyturn.adapter.undo_index import UndoIndex
    from keyturn.gate.ports import Save

_BLOCK = 1 << 20
_DAY = 86_400
_OBJECTS = (".git/objects", ".git/lfs", ".git/modules")
"""What discarding changes leaves alone in a repository."""
_SIDES = ("", "-wal", "-shm", "-journal")
"""An SQLite database and the files that belong to it."""

_MADE_ANEW = frozenset(
    "node_modules __pycache__ .pytest_cache .mypy_cache .ruff_cache .hypothesis .tox .nox .venv .gradle .terraform "
    ".next .nuxt .parcel-cache .turbo .dart_tool .pnpm-store".split()
)
"""Caches and installations below a work tree. Narrower than what policy calls regenerable: `dist` may be tracked."""


class Limits(Noun):
    """Seconds and sizes (bytes) of one point and of the store. Nothing younger than `least_days` ever expires."""

    seconds: float = 2.0
    entries: int = 200_000
    point: int = 4_000_000_000
    store: int = 20_000_000_000
    keep_days: int = 30
    least_days: int = 7


DEFAULT = Limits()


class _Refused(Exception):
    """Why there will be no point."""


class UndoStore:
    """The store in `directory`. `clock` gives seconds since the epoch, `pace` seconds that never go back."""

    def __init__(
        self,
        directory: str,
        clock: Callable[[], float],
        *,
        limits: Limits = DEFAULT,
        pace: Callable[[], float] = time.monotonic,
    ) -> None:
        self.directory = os.path.abspath(directory)
        self._clock = clock
        self._limits = limits
        self._pace = pace
        self.points = os.path.join(self.directory, "points")
        self.packs = os.path.join(self.directory, "packs")

    # -- taking ---------------------------------------------------------------------------------------------------

    def take(self, wanted: tuple[Save, ...], *, reason: str, session: str) -> Saved | NotSaved:
        """Save it all or say why not. See `gate.ports.Undo`."""
        try:
            return self._take(wanted, reason, session)
        except _Refused as why:
            return NotSaved(str(why))
        except OSError as error:
            return NotSaved(f"{error.strerror or error}: {error.filename or self.directory}")

    def _take(self, wanted: tuple[Save, ...], reason: str, session: str) -> Saved:
        until = self._pace() + self._limits.seconds
        for folder in (self.directory, self.points, self.packs):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        roots = self._roots(wanted)
        lock = self._locked(until)
        try:
            self._expire_now_and_then()
            used = self.size()
            if used >= self._limits.store:
                raise _Refused(
                    f"the undo store is full ({used:,} bytes): free some with `keyturn undo expire`, "
                    "which keeps everything younger than a week"
                )
            from keyturn.adapter.undo_index import UndoIndex

            index = UndoIndex(os.path.join(self.directory, "index.sqlite"))
            try:
                return self._written(_Taking(self, index, until, used), roots, reason, session)
            finally:
                index.close()
        finally:
            os.close(lock)

    def _roots(self, wanted: tuple[Save, ...]) -> list[tuple[str, str]]:
        """(real path, how) of everything wanted, what lies below another root left out."""
        found: list[tuple[str, str]] = []
        for save in wanted:
            if not save.path.startswith("/"):
                raise _Refused(f"{save.path} is no absolute path")
            parent, name = os.path.split(save.path.rstrip("/") or "/")
            path = os.path.join(os.path.realpath(parent), name) if name else "/"
            if (self.directory + "/").startswith(path.rstrip("/") + "/"):
                raise _Refused(f"{path} holds the undo store itself")
            sides = _SIDES if save.how == DATABASE else ("",)
            found.extend((path + side, save.how) for side in sides)
        found.sort(key=lambda one: (len(one[0]), one[1] == WORK_TREE))
        kept: list[tuple[str, str]] = []
        for path, how in found:
            if not any(path == other or (path.startswith(other + "/") and way != WORK_TREE) for other, way in kept):
                kept.append((path, how))
        return kept

    def _locked(self, until: float) -> int:
        import fcntl

        handle = os.open(os.path.join(self.directory, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._pace() >= until:
                    os.close(handle)
                    raise _Refused("another undo point is being taken just now") from None
                time.sleep(0.01)
            else:
                return handle

    def _written(self, taking: _Taking, roots: list[tuple[str, str]], reason: str, session: str) -> Saved:
        now = int(self._clock())
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
        name = _free(self.points, self.packs, stamp)
        pack = os.path.join(self.packs, name)
        try:
            taking.run(roots, pack)
            head = p.Head(
                name,
                now,
                reason,
                session,
                tuple(path for path, _how in roots),
                taking.files,
                taking.bytes,
                tuple(sorted({entry.pack for entry in taking.entries if entry.pack})),
            )
            fresh = os.path.join(self.points, "." + name)
            with open(fresh, "xb") as handle:
                handle.writelines(p.write(head, taking.entries))
                handle.flush()
                os.fsync(handle.fileno())
            os.rename(fresh, self._point(name))
            for folder in (self.packs, self.points):
                _sync_folder(folder)
            taking.learn()
        except BaseException:
            taking.close()
            if os.path.lexists(pack) and not os.path.lexists(self._point(name)):
                os.unlink(pack)
            raise
        what = f"{taking.files:,} {'file' if taking.files == 1 else 'files'}, {shown_size(taking.bytes)}"
        if taking.left_out:
            what += f"; left out: {', '.join(taking.left_out[:3])}"
        return Saved(name, what, taking.files, taking.bytes)

    def _point(self, name: str) -> str:
        return os.path.join(self.points, name + ".jsonl")

    # -- reading --------------------------------------------------------------------------------------------------

    def heads(self) -> list[p.Head]:
        """Every point that can be read, newest first."""
        found: list[p.Head] = []
        try:
            names = sorted(os.listdir(self.points), reverse=True)
        except OSError:
            return found
        for name in names:
            if name.endswith(".jsonl") and not name.startswith("."):
                try:
                    with open(os.path.join(self.points, name), "rb") as handle:
                        found.append(p.read_head(handle.readline()))
                except (OSError, CouldNotJudge):
                    continue
        return found

    def open(self, name: str) -> tuple[p.Head, list[p.Entry]]:
        """A point, whole. Raises CouldNotJudge when there is none or it cannot be read."""
        if not name or not all(letter.isalnum() or letter == "-" for letter in name):
            raise CouldNotJudge(f"{name!r} is no name of an undo point", "keyturn undo list shows them")
        try:
            with open(self._point(name), "rb") as handle:
                head = p.read_head(handle.readline())
                return head, list(p.read_entries(handle))
        except FileNotFoundError as error:
            raise CouldNotJudge(f"there is no undo point {name}", "keyturn undo list shows them") from error
        except OSError as error:
            raise CouldNotJudge(f"undo point {name}: {error.strerror}", "make it readable") from error

    def content(self, entry: p.Entry) -> Iterator[bytes]:
        """An entry's bytes, checked against its digest at the end. Raises CouldNotJudge when they were changed."""
        from hashlib import sha256

        if not entry.size:
            return  # a pack without a byte is not kept
        if "/" in entry.pack or not entry.pack:
            raise CouldNotJudge(f"{entry.path}: its pack has no name", "the undo point was changed")
        found = sha256()
        left = entry.size
        try:
            with open(os.path.join(self.packs, entry.pack), "rb") as handle:
                handle.seek(entry.offset)
                while left:
                    block = handle.read(min(left, _BLOCK))
                    if not block:
                        break
                    left -= len(block)
                    found.update(block)
                    yield block
        except OSError as error:
            raise CouldNotJudge(f"{entry.path}: its content cannot be read: {error.strerror}") from error
        if left or found.hexdigest() != entry.digest:
            raise CouldNotJudge(f"{entry.path}: its content is not what was saved", "the undo store was changed")

    def size(self) -> int:
        """Bytes that all packs take."""
        total = 0
        try:
            with os.scandir(self.packs) as found:
                for one in found:
                    total += one.stat(follow_symlinks=False).st_size
        except OSError:
            return total
        return total

    # -- expiry ---------------------------------------------------------------------------------------------------

    def _expire_now_and_then(self) -> None:
        mark = os.path.join(self.directory, "expired")
        try:
            if os.stat(mark).st_mtime > self._clock() - 3_600:
                return
        except OSError:
            pass
        with open(mark, "wb"):
            pass
        now = self._clock()
        os.utime(mark, (now, now))
        self.expire()

    def expire(self, keep_days: int | None = None) -> int:
        """Remove points older than `keep_days` (never under a week), and packs that nothing names; returns how many."""
        days = max(self._limits.keep_days if keep_days is None else keep_days, self._limits.least_days)
        oldest = self._clock() - days * _DAY
        gone = 0
        kept: list[p.Head] = []
        unreadable = False
        for name in os.listdir(self.points) if os.path.isdir(self.points) else ():
            path = os.path.join(self.points, name)
            if name.startswith(".") or not name.endswith(".jsonl"):
                if os.stat(path).st_mtime < self._clock() - _DAY:
                    os.unlink(path)
                continue
            try:
                with open(path, "rb") as handle:
                    head = p.read_head(handle.readline())
            except (OSError, CouldNotJudge):
                unreadable = True
                continue
            if head.at < oldest:
                os.unlink(path)
                gone += 1
            else:
                kept.append(head)
        if unreadable:
            return gone  # what a point that cannot be read needs is not known: no content goes
        named = {pack for head in kept for pack in head.packs} | {head.id for head in kept}
        idle = [name for name in os.listdir(self.packs) if name not in named] if os.path.isdir(self.packs) else []
        if idle:
            from keyturn.adapter.undo_index import UndoIndex

            index = UndoIndex(os.path.join(self.directory, "index.sqlite"))
            try:
                for name in idle:
                    index.forget(name)
                    os.unlink(os.path.join(self.packs, name))
            finally:
                index.close()
        return gone


class _Taking:
    """One point while it is taken."""

    def __init__(self, store: UndoStore, index: UndoIndex, until: float, used: int) -> None:
        self._store = store
        self._limits = store._limits  # noqa: SLF001 - one part of the store
        self._pace = store._pace  # noqa: SLF001 - likewise
        self._index = index
        self._until = until
        self._room = self._limits.store - used
        self._pack: BinaryIO | None = None
        self._name = ""
        self._fresh: dict[str, tuple[int, int]] = {}
        self._seen: list[tuple[str, str, str]] = []
        self._links: dict[tuple[int, int], str] = {}
        self.entries: list[p.Entry] = []
        self.files = 0
        self.bytes = 0
        self.left_out: list[str] = []

    def run(self, roots: list[tuple[str, str]], pack: str) -> None:
        """Every root, then the pack onto stable storage."""
        self._name = os.path.basename(pack)
        self._pack = open(pack, "xb")  # noqa: SIM115 - closed below and by `close`
        os.chmod(pack, 0o600)
        for path, how in roots:
            self._tree(path, how)
        self._pack.flush()
        os.fsync(self._pack.fileno())
        empty = self._pack.tell() == 0
        self.close()
        if empty:
            os.unlink(pack)

    def close(self) -> None:
        if self._pack is not None:
            self._pack.close()
            self._pack = None

    def learn(self) -> None:
        """What the next point need not read or write again."""
        import sqlite3

        try:
            self._index.learn(
                ((digest, self._name, offset, size) for digest, (offset, size) in self._fresh.items()), self._seen
            )
        except sqlite3.Error:
            return  # a cache: the point itself is kept

    def _check(self) -> None:
        limits = self._limits
        if self._pace() > self._until:
            raise _Refused(
                f"it takes longer than {limits.seconds:g} s ({self.files:,} files, {shown_size(self.bytes)} so far)"
            )
        if len(self.entries) > limits.entries:
            raise _Refused(f"there are more than {limits.entries:,} files")
        if self.bytes > limits.point:
            raise _Refused(f"it is more than {shown_size(limits.point)}")

    def _tree(self, root: str, how: str) -> None:
        try:
            facts = os.lstat(root)
        except (FileNotFoundError, NotADirectoryError):
            self.entries.append(p.Entry(p.ABSENT, root))
            return
        aside: tuple[str, ...] = ()
        if how == WORK_TREE:
            aside = tuple(f"{root}/{name}" for name in _OBJECTS)
            self._elsewhere(root)
        todo = [(root, facts)]
        while todo:
            path, facts = todo.pop()
            self._check()
            if path in aside or (
                how == WORK_TREE
                and path != root
                and modes.S_ISDIR(facts.st_mode)
                and os.path.basename(path) in _MADE_ANEW
            ):
                self.entries.append(p.Entry(p.LEFT_OUT, path))
                if path not in aside:
                    self.left_out.append(os.path.relpath(path, root))
                continue
            self._entry(path, facts)
            if modes.S_ISDIR(facts.st_mode):
                with os.scandir(path) as found:
                    inner = [(one.path, one.stat(follow_symlinks=False)) for one in found]
                inner.sort(key=lambda one: one[0], reverse=True)
                todo.extend(inner)

    def _elsewhere(self, root: str) -> None:
        """A linked work tree's references and index lie in another repository's `.git`."""
        pointer = os.path.join(root, ".git")
        try:
            if not modes.S_ISREG(os.lstat(pointer).st_mode):
                return
            with open(pointer, "rb") as handle:
                text = handle.read(4_096).decode("utf-8", "surrogateescape")
        except OSError:
            return
        if not text.startswith("gitdir:"):
            return
        place = os.path.realpath(os.path.join(root, text[7:].strip()))
        common = (
            os.path.dirname(os.path.dirname(place))
            if os.path.basename(os.path.dirname(place)) == "worktrees"
            else place
        )
        for path in dict.fromkeys((place, *(f"{common}/{name}" for name in ("HEAD", "refs", "packed-refs", "logs")))):
            if not path.startswith(root + "/"):
                self._tree(path, "tree")

    def _entry(self, path: str, facts: os.stat_result) -> None:
        mode = facts.st_mode
        plain = p.Entry("", path, modes.S_IMODE(mode), facts.st_mtime_ns, facts.st_uid, facts.st_gid)
        if modes.S_ISDIR(mode):
            self.entries.append(plain.but(kind=p.DIRECTORY))
        elif modes.S_ISLNK(mode):
            self.entries.append(plain.but(kind=p.LINK, target=os.readlink(path)))
            self.files += 1
        elif modes.S_ISREG(mode):
            self.files += 1
            key = (facts.st_dev, facts.st_ino)
            first = self._links.get(key) if facts.st_nlink > 1 else None
            if first is not None:
                self.entries.append(plain.but(kind=p.HARD_LINK, target=first))
                return
            if facts.st_nlink > 1:
                self._links[key] = path
            digest, pack, offset, size = self._content(path, facts)
            self.bytes += size
            self.entries.append(plain.but(kind=p.FILE, size=size, digest=digest, pack=pack, offset=offset))
        else:
            self.entries.append(plain.but(kind=p.SPECIAL))

    def _content(self, path: str, facts: os.stat_result) -> tuple[str, str, int, int]:
        """(digest, pack, offset, size) of a file's bytes, written when no pack has them yet."""
        from keyturn.adapter.undo_index import facts_of

        digest = self._index.known(path, facts_of(facts))
        if digest:
            place = self._placed(digest)
            if place is not None:
                return (digest, *place)
        for _attempt in range(2):
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
            try:
                before = os.fstat(handle)
                if not modes.S_ISREG(before.st_mode):
                    raise _Refused(f"{path} became something else while it was saved")
                digest, place = self._copied(handle)
                after = os.fstat(handle)
            finally:
                os.close(handle)
            if facts_of(before) == facts_of(after):
                self._seen.append((path, facts_of(after), digest))
                return (digest, *place)
        raise _Refused(f"{path} changes while it is saved")

    def _placed(self, digest: str) -> tuple[str, int, int] | None:
        fresh = self._fresh.get(digest)
        if fresh is not None:
            return (self._name, *fresh)
        known = self._index.place(digest)
        if known is None:
            return None
        try:
            whole = os.stat(os.path.join(self._store.packs, known[0])).st_size >= known[1] + known[2]
        except OSError:
            return None
        return known if whole else None

    def _copied(self, handle: int) -> tuple[str, tuple[str, int, int]]:
        from hashlib import sha256

        pack = self._pack
        assert pack is not None
        start = pack.tell()
        found = sha256()
        size = 0
        while True:
            block = os.read(handle, _BLOCK)
            if not block:
                break
            size += len(block)
            found.update(block)
            if start + size > self._room:
                raise _Refused("the undo store would be full: free some with `keyturn undo expire`")
            pack.write(block)
            if size > _BLOCK:
                self._check()
        digest = found.hexdigest()
        place = self._placed(digest)
        if place is not None:
            pack.seek(start)
            pack.truncate()
            return digest, place
        self._fresh[digest] = (start, size)
        return digest, (self._name, start, size)


def _free(points: str, packs: str, stamp: str) -> str:
    """A name that no point and no pack has."""
    for number in range(10_000):
        name = stamp if not number else f"{stamp}-{number}"
        if not os.path.lexists(os.path.join(points, name + ".jsonl")) and not os.path.lexists(
            os.path.join(packs, name)
        ):
            return name
    raise _Refused("too many undo points within one second")


def _sync_folder(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shown_size(count: int) -> str:
    """Bytes for people: 1,023 B, 4.2 MB."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "B" or size >= 100 else f"{size:,.1f} {unit}"
        size /= 1_000
    return f"{size:,.1f} GB"
