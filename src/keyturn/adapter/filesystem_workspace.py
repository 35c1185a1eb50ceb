"""The Workspace that looks at this machine's files. Reads only; follows nothing it is not asked about."""

from __future__ import annotations

import os
import stat as modes

from keyturn.model.workspace import (
    ABSENT,
    DIRECTORY,
    FILE,
    LINK,
    OTHER,
    PRESENT,
    REFUSED,
    TOO_LARGE,
    Answer,
    Listing,
    Stat,
)

READ_LIMIT = 2_000_000
LIST_LIMIT = 20_000


class FilesystemWorkspace:
    """One look: every answer is kept, so that two questions in one judgement never disagree."""

    def __init__(self) -> None:
        self._read: dict[str, Answer] = {}
        self._stat: dict[str, Stat] = {}
        self._list: dict[str, Listing] = {}
        self._root: dict[str, str | None] = {}
        self._index: dict[str, tuple[bytes, ...] | None] = {}

    def read(self, path: str) -> Answer:
        """A regular file's bytes, up to READ_LIMIT. Devices and pipes are refused, never opened."""
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = self._open(path)
        return found

    def _open(self, path: str) -> Answer:
        try:
            info = os.stat(path)
            if not modes.S_ISREG(info.st_mode):
                return Answer(REFUSED)
            if info.st_size > READ_LIMIT:
                return Answer(TOO_LARGE)
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
            try:
                chunks: list[bytes] = []
                size = 0
                while chunk := os.read(handle, 262_144):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > READ_LIMIT:
                        return Answer(TOO_LARGE)
                return Answer(PRESENT, b"".join(chunks))
            finally:
                os.close(handle)
        except (FileNotFoundError, NotADirectoryError):
            return Answer(ABSENT)
        except (OSError, ValueError):
            return Answer(REFUSED)

    def stat(self, path: str) -> Stat:
        """What stands at the path; a link is a link."""
        found = self._stat.get(path)
        if found is None:
            found = self._stat[path] = self._look(path)
        return found

    @staticmethod
    def _look(path: str) -> Stat:
        try:
            info = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return Stat(ABSENT)
        except (OSError, ValueError):
            return Stat(REFUSED)
        mode = info.st_mode
        kind = (
            FILE
            if modes.S_ISREG(mode)
            else DIRECTORY
            if modes.S_ISDIR(mode)
            else LINK
            if modes.S_ISLNK(mode)
            else OTHER
        )
        return Stat(PRESENT, kind, info.st_size)

    def list(self, path: str) -> Listing:
        """A directory's names, sorted; TOO_LARGE beyond LIST_LIMIT."""
        found = self._list.get(path)
        if found is None:
            try:
                names: list[str] = []
                with os.scandir(path) as entries:
                    for entry in entries:
                        names.append(entry.name)
                        if len(names) > LIST_LIMIT:
                            break
                found = Listing(TOO_LARGE) if len(names) > LIST_LIMIT else Listing(PRESENT, tuple(sorted(names)))
            except (FileNotFoundError, NotADirectoryError):
                found = Listing(ABSENT)
            except (OSError, ValueError):
                found = Listing(REFUSED)
            self._list[path] = found
        return found

    def env(self, name: str) -> str | None:
        """Nothing: the shell that will run the command may have another environment than this process."""
        del name

    def repository(self, path: str) -> str | None:
        """The nearest directory at or above the path that holds a `.git`."""
        if path in self._root:
            return self._root[path]
        walked: list[str] = []
        here = path
        found: str | None = None
        while True:
            if here in self._root:
                found = self._root[here]
                break
            walked.append(here)
            if self.stat(here + "/.git" if here != "/" else "/.git").state == PRESENT:
                found = here
                break
            if here == "/":
                break
            here = here[: here.rfind("/")] or "/"
        for one in walked:
            self._root[one] = found
        return found

    def tracked(self, path: str) -> bool | None:
        """Whether the index names the path or anything below it. None when the index cannot be read."""
        root = self.repository(path)
        if root is None or path == root:
            return None
        names = self._names(root)
        if names is None:
            return None
        inner = os.fsencode(path[len(root) + 1 :])
        import bisect

        at = bisect.bisect_left(names, inner)
        if at < len(names) and names[at] == inner:
            return True
        below = inner + b"/"
        at = bisect.bisect_left(names, below)
        return at < len(names) and names[at].startswith(below)

    def _names(self, root: str) -> tuple[bytes, ...] | None:
        if root not in self._index:
            self._index[root] = _index_names(root)
        return self._index[root]

    def digests(self) -> tuple[tuple[str, str], ...]:
        """(question, sha-256) of every answer given so far."""
        if not (self._read or self._list):
            return ()
        from hashlib import sha256

        out: list[tuple[str, str]] = []
        for path, answer in self._read.items():
            out.append((f"read {path}", sha256(answer.state.encode() + b"\0" + answer.data).hexdigest()))
        for path, listing in self._list.items():
            out.append((f"list {path}", sha256("\0".join((listing.state, *listing.names)).encode("utf-8", "surrogateescape")).hexdigest()))
        return tuple(sorted(out))


def _index_names(root: str) -> tuple[bytes, ...] | None:
    """The names in a git index, versions 2 and 3 (gitformat-index); None for a version 4, split or unreadable one.

    Read by ourselves: asking git would run the repository's own configuration.
    """
    location = root + "/.git"
    try:
        if os.path.isfile(location):
            with open(location, "rb") as pointer:
                text = pointer.read(4096)
            if not text.startswith(b"gitdir: "):
                return None
            location = os.path.join(root, os.fsdecode(text[8:].strip()))
        with open(location + "/index", "rb") as file:
            data = file.read(64_000_001)
    except FileNotFoundError:
        return ()
    except OSError:
        return None
    if len(data) > 64_000_000 or data[:4] != b"DIRC":
        return None
    version = int.from_bytes(data[4:8], "big")
    if version not in (2, 3):
        return None
    count = int.from_bytes(data[8:12], "big")
    names: list[bytes] = []
    at = 12
    size = len(data) - 20
    for _entry in range(count):
        if at + 62 > size:
            return None
        flags = int.from_bytes(data[at + 60 : at + 62], "big")
        begin = at + (64 if version == 3 and flags & 0x4000 else 62)
        end = data.find(b"\0", begin)
        if end < 0:
            return None
        names.append(data[begin:end])
        at += ((end - at) // 8 + 1) * 8
    if b"link" in data[at : at + 4]:
        return None
    return tuple(sorted(names))
