"""The files beside a command as a Workspace: read-only, bounded, and never waiting on a pipe or a device."""

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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_CAP = 5_000_000
_ENTRIES = 20_000


class FilesystemWorkspace:
    """The machine's files. `environment` is what the action would inherit (by default this process's own).

    Answers are kept for the life of the object, so that one judgement sees one state of the world.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, cap: int = _CAP) -> None:
        self._environment = os.environ if environment is None else environment
        self._cap = cap
        self._read: dict[str, Answer] = {}
        self._stats: dict[str, Stat] = {}
        self._lists: dict[str, Listing] = {}
        self._asked: dict[str, str | None] = {}
        self._roots: dict[str, str | None] = {}
        self._tracked: dict[str, tuple[str, ...] | None] = {}

    def read(self, path: str) -> Answer:
        """The file's bytes. Links are followed; pipes, devices and directories are refused."""
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = self._bytes(path)
        return found

    def _bytes(self, path: str) -> Answer:
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        except (FileNotFoundError, NotADirectoryError):
            return Answer(ABSENT)
        except (OSError, ValueError):
            return Answer(REFUSED)
        try:
            facts = os.fstat(handle)
            if not modes.S_ISREG(facts.st_mode):
                return Answer(REFUSED)
            if facts.st_size > self._cap:
                return Answer(TOO_LARGE)
            pieces: list[bytes] = []
            left = self._cap + 1
            while left > 0:
                piece = os.read(handle, min(left, 1 << 20))
                if not piece:
                    break
                pieces.append(piece)
                left -= len(piece)
            return Answer(TOO_LARGE) if left <= 0 else Answer(PRESENT, b"".join(pieces))
        except OSError:
            return Answer(REFUSED)
        finally:
            os.close(handle)

    def stat(self, path: str) -> Stat:
        """What stands at a path, links not followed."""
        found = self._stats.get(path)
        if found is None:
            try:
                facts = os.lstat(path)
            except (FileNotFoundError, NotADirectoryError):
                found = Stat(ABSENT)
            except (OSError, ValueError):
                found = Stat(REFUSED)
            else:
                mode = facts.st_mode
                kind = OTHER
                if modes.S_ISREG(mode):
                    kind = FILE
                elif modes.S_ISDIR(mode):
                    kind = DIRECTORY
                elif modes.S_ISLNK(mode):
                    kind = LINK
                found = Stat(PRESENT, kind, facts.st_size)
            self._stats[path] = found
        return found

    def list(self, path: str) -> Listing:
        """A directory's entries, TOO_LARGE beyond what is worth looking through."""
        found = self._lists.get(path)
        if found is None:
            try:
                with os.scandir(path) as entries:
                    names = [entry.name for entry, _count in zip(entries, range(_ENTRIES + 1), strict=False)]
            except (FileNotFoundError, NotADirectoryError):
                found = Listing(ABSENT)
            except (OSError, ValueError):
                found = Listing(REFUSED)
            else:
                found = Listing(TOO_LARGE) if len(names) > _ENTRIES else Listing(PRESENT, tuple(sorted(names)))
            self._lists[path] = found
        return found

    def env(self, name: str) -> str | None:
        """A variable of the environment the action would inherit."""
        value = self._environment.get(name)
        self._asked[name] = value
        return value

    def repository(self, path: str) -> str | None:
        """The root of the git work tree that holds the path: the nearest directory upwards with a `.git`."""
        here = path
        passed: list[str] = []
        while True:
            if here in self._roots:
                root = self._roots[here]
                break
            passed.append(here)
            if self.stat(here.rstrip("/") + "/.git").state == PRESENT:
                root = here
                break
            parent = os.path.dirname(here)
            if parent == here:
                root = None
                break
            here = parent
        for one in passed:
            self._roots[one] = root
        return root

    def tracked(self, path: str) -> bool | None:
        """Whether git's index holds anything at or below the path; None outside a repository or without git."""
        root = self.repository(path)
        if root is None:
            return None
        if root not in self._tracked:
            self._tracked[root] = self._index(root)
        names = self._tracked[root]
        if names is None:
            return None
        if path == root:
            return bool(names)
        name = path[len(root) :].lstrip("/")
        from bisect import bisect_left

        at = bisect_left(names, name)
        if at < len(names) and names[at] == name:
            return True
        at = bisect_left(names, name + "/")
        return at < len(names) and names[at].startswith(name + "/")

    def _index(self, root: str) -> tuple[str, ...] | None:
        from keyturn.adapter.git_repository import GitRepository
        from keyturn.errors import GitError

        plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            return tuple(sorted(GitRepository(root, plain).index_paths()))
        except GitError:
            return None

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Every question asked so far with the SHA-256 of its answer."""
        from keyturn.model.digest import sha256

        found: list[tuple[str, str]] = []
        for path, answer in self._read.items():
            found.append(("read " + path, sha256(answer.state.encode() + b"\0" + answer.data)))
        for path, stat in self._stats.items():
            found.append(("stat " + path, sha256(f"{stat.state}\0{stat.kind}".encode())))
        for path, listing in self._lists.items():
            names = "\0".join((listing.state, *listing.names))
            found.append(("list " + path, sha256(names.encode("utf-8", "surrogateescape"))))
        for name, value in self._asked.items():
            text = "unset" if value is None else "=" + value
            found.append(("env " + name, sha256(text.encode("utf-8", "surrogateescape"))))
        return tuple(sorted(found))


class RootedWorkspace:
    """A directory tree seen under a made-up root, so that where a checkout lies does not change what is found in it."""

    def __init__(self, directory: str, root: str) -> None:
        self._world = FilesystemWorkspace({})
        self._directory = directory.rstrip("/") or "/"
        self._canonical = os.path.realpath(directory).rstrip("/") + "/"
        self._root = root

    def _real(self, path: str) -> str | None:
        if path == self._root:
            return self._directory
        return self._directory.rstrip("/") + path[len(self._root) :] if path.startswith(self._root + "/") else None

    def read(self, path: str) -> Answer:
        """A file below the root; links that lead out of it are refused, like everything else outside."""
        real = self._real(path)
        if real is None or "\0" in real or not os.path.realpath(real).startswith(self._canonical):
            return Answer(REFUSED)
        return self._world.read(real)

    def stat(self, path: str) -> Stat:
        """What stands at a path below the root."""
        real = self._real(path)
        return Stat(REFUSED) if real is None else self._world.stat(real)

    def list(self, path: str) -> Listing:
        """A directory below the root."""
        real = self._real(path)
        return Listing(REFUSED) if real is None else self._world.list(real)

    def env(self, name: str) -> str | None:  # noqa: ARG002 - the port's shape
        """Never known: files run in an environment of their own."""
        return None

    def repository(self, path: str) -> str | None:
        """The made-up root for everything below it."""
        return self._root if self._real(path) is not None else None

    def tracked(self, path: str) -> bool | None:
        """Whether git tracks it, asked at the real place."""
        real = self._real(path)
        return None if real is None else self._world.tracked(real)

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Questions and digests, by their real places."""
        return self._world.digests()
