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
_FOLDER = "40000"

Entry = tuple[str, str]
"""(mode, id); a folder has the mode 40000."""


class FlatSide:
    """A side known as a list of paths: the index. `load` is asked once, and only when somebody looks."""

    def __init__(self, load: Callable[[], dict[str, Entry]]) -> None:
        self._load = load
        self._paths: dict[str, Entry] | None = None
        self._folders: dict[str, set[str]] = {"": set()}

    def _entries(self) -> dict[str, Entry]:
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

    def entry(self, path: str) -> Entry | None:
        """What stands at a path."""
        found = self._entries().get(path)
        if found is None and path in self._folders:
            return _FOLDER, ""
        return found

    def names(self, path: str) -> tuple[str, ...] | None:
        """The entries of a folder, None when there is none."""
        self._entries()
        found = self._folders.get(path)
        return None if found is None else tuple(sorted(found))


class TreeSide:
    """A commit's files, read tree by tree as far as somebody looks. `tree` answers a tree's entries by its id."""

    def __init__(self, root: Callable[[], str], tree: Callable[[str], dict[str, Entry]]) -> None:
        self._find_root = root
        self._root: str | None = None
        self._tree = tree

    def entry(self, path: str) -> Entry | None:
        """What stands at a path."""
        if self._root is None:
            self._root = self._find_root()
        here: Entry = (_FOLDER, self._root)
        if not self._root:
            return None
        for piece in path.split("/") if path else ():
            if here[0] != _FOLDER:
                return None
            found = self._tree(here[1]).get(piece)
            if found is None:
                return None
            here = found
        return here

    def names(self, path: str) -> tuple[str, ...] | None:
        """The entries of a folder, None when there is none."""
        found = self.entry(path)
        return tuple(sorted(self._tree(found[1]))) if found is not None and found[0] == _FOLDER else None


class GitTreeWorkspace:
    """Answers from one side of a change; `blob` gives a content by id."""

    def __init__(self, side: FlatSide | TreeSide, blob: Callable[[str, int], Blob], root: str = ROOT) -> None:
        self._side = side
        self._blob = blob
        self._asked: dict[str, str] = {}
        self.root = root

    def _inside(self, path: str) -> str | None:
        if path == self.root:
            return ""
        return path[len(self.root) + 1 :] if path.startswith(self.root + "/") else None

    def _entry(self, name: str) -> Entry | None:
        """The entry a path leads to, links inside the tree followed."""
        for _step in range(_LINK_DEPTH):
            entry = self._side.entry(name)
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
        if entry is None or not entry[0].startswith("100"):
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
        entry = self._side.entry(name)
        self._asked["stat " + path] = entry[0] if entry else "absent"
        if entry is None:
            return Stat(ABSENT)
        kinds = {"120000": LINK, "160000": DIRECTORY, _FOLDER: DIRECTORY}
        return Stat(PRESENT, kinds.get(entry[0], FILE if entry[0].startswith("100") else OTHER))

    def list(self, path: str) -> Listing:
        """A directory's entries."""
        name = self._inside(path)
        if name is None:
            return Listing(REFUSED)
        names = self._side.names(name)
        self._asked["list " + path] = "absent" if names is None else str(len(names))
        return Listing(ABSENT) if names is None else Listing(PRESENT, names)

    def env(self, name: str) -> str | None:  # noqa: ARG002 - the port's shape
        """Never known: a change runs in an environment of its own."""
        return None

    def repository(self, path: str) -> str | None:
        """The made-up root for everything below it."""
        return self.root if self._inside(path) is not None else None

    def tracked(self, path: str) -> bool | None:
        """Whether the tree holds anything at or below the path."""
        name = self._inside(path)
        return None if name is None else self._side.entry(name) is not None

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Questions asked, with the object ids or facts that answered them."""
        return tuple(sorted(self._asked.items()))
