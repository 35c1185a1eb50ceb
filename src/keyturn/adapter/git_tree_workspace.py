"""One side of a change as a Workspace: the index or a commit, under a made-up root, never the work tree.

The root is made up on purpose: a checkout in a temporary directory must not make production scripts look
like throw-away files, and the answer must be the same on every machine.
"""

from __future__ import annotations

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
from keyturn.scan.ports import OVERSIZED, READ

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.scan.ports import Blob

ROOT = "/repository"
"""Where the tree's files stand for whoever asks."""
_CAP = 5_000_000
_LINK_DEPTH = 8


class GitTreeWorkspace:
    """`paths` answers path → (mode, id), asked once and only when needed; `blob` a content by id."""

    def __init__(
        self, paths: Callable[[], dict[str, tuple[str, str]]], blob: Callable[[str, int], Blob], root: str = ROOT
    ) -> None:
        self._load = paths
        self._blob = blob
        self._paths: dict[str, tuple[str, str]] | None = None
        self._folders: dict[str, set[str]] = {}
        self._asked: dict[str, str] = {}
        self.root = root

    def _entries(self) -> dict[str, tuple[str, str]]:
        if self._paths is None:
            self._paths = self._load()
            for path in self._paths:
                name = path
                while name:
                    folder, _slash, last = name.rpartition("/")
                    known = self._folders.setdefault(folder, set())
                    if last in known:
                        break
                    known.add(last)
                    name = folder
        return self._paths

    def _inside(self, path: str) -> str | None:
        if path == self.root:
            return ""
        return path[len(self.root) + 1 :] if path.startswith(self.root + "/") else None

    def _entry(self, name: str) -> tuple[str, str] | None:
        """The entry a path leads to, links inside the tree followed."""
        for _step in range(_LINK_DEPTH):
            entry = self._entries().get(name)
            if entry is None or entry[0] != "120000":
                return entry
            blob = self._blob(entry[1], 4096)
            if blob.state != READ:
                return None
            target = blob.data.decode("utf-8", "surrogateescape")
            if target.startswith("/"):
                return None
            pieces = name.split("/")[:-1]
            for piece in target.split("/"):
                if piece == "..":
                    if not pieces:
                        return None
                    pieces.pop()
                elif piece not in ("", "."):
                    pieces.append(piece)
            name = "/".join(pieces)
        return None

    def read(self, path: str) -> Answer:
        """A file's bytes at this side. What is outside the tree is refused: scan never looks there."""
        name = self._inside(path)
        if name is None:
            return Answer(REFUSED)
        entry = self._entry(name)
        if entry is None or entry[0] == "160000":
            self._asked["read " + path] = "absent"
            return Answer(ABSENT)
        self._asked["read " + path] = entry[1]
        blob = self._blob(entry[1], _CAP)
        if blob.state == OVERSIZED:
            return Answer(TOO_LARGE)
        return Answer(PRESENT, blob.data) if blob.state == READ else Answer(REFUSED)

    def stat(self, path: str) -> Stat:
        """What stands at a path."""
        name = self._inside(path)
        if name is None:
            return Stat(REFUSED)
        entry = self._entries().get(name)
        self._asked["stat " + path] = entry[0] if entry else "folder" if name in self._folders else "absent"
        if entry is not None:
            kind = {"120000": LINK, "160000": DIRECTORY}.get(entry[0], FILE if entry[0].startswith("100") else OTHER)
            return Stat(PRESENT, kind)
        if name in self._folders or name == "":
            return Stat(PRESENT, DIRECTORY)
        return Stat(ABSENT)

    def list(self, path: str) -> Listing:
        """A directory's entries."""
        name = self._inside(path)
        if name is None:
            return Listing(REFUSED)
        self._entries()
        names = self._folders.get(name)
        self._asked["list " + path] = "absent" if names is None else str(len(names))
        return Listing(ABSENT) if names is None else Listing(PRESENT, tuple(sorted(names)))

    def env(self, name: str) -> str | None:  # noqa: ARG002
        """Never known: a change runs in an environment of its own."""
        return None

    def repository(self, path: str) -> str | None:
        """The made-up root for everything below it."""
        return self.root if self._inside(path) is not None else None

    def tracked(self, path: str) -> bool | None:
        """Whether the tree holds anything at or below the path."""
        name = self._inside(path)
        if name is None:
            return None
        entries = self._entries()
        return name in entries or name in self._folders

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Questions asked, with the object ids or facts that answered them."""
        return tuple(sorted(self._asked.items()))
