"""What scan needs of the world: a repository, files on disk, and today's date."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from keyturn.model.workspace import Workspace

# Modes as git writes them.
REGULAR = "100644"
EXECUTABLE = "100755"
SYMLINK = "120000"
SUBMODULE = "160000"
NOTHING = "000000"

# States of a blob.
READ = "read"
MISSING = "missing"
OVERSIZED = "oversized"


class Change(Noun):
    """One changed path, as `git … --raw -z` tells it. Ids are git object ids, all zeros for "not there".

    `status` is A, D, M, T or R; `old` and `new` are the paths (the same unless renamed), in bytes decoded with
    surrogateescape. For a merge, `parents` holds (mode, id) of every parent and `old_id` is the first one's.
    """

    status: str
    old: str
    new: str
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str
    parents: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The path people look for: the new one, or the old one of a deletion."""
        return self.old if self.status == "D" else self.new


class Blob(Noun):
    """`state` READ, MISSING or OVERSIZED; `size` is known in all but MISSING."""

    state: str
    data: bytes = b""
    size: int = 0


class Commit(Noun):
    """One commit of a history: its id, its changes, and whether its text needs a closer look."""

    id: str
    parent: str
    changes: tuple[Change, ...]
    hit: bool


if TYPE_CHECKING:

    class Search(Protocol):
        """Whether the patch of some changes, between two offsets of a buffer, needs a closer look."""

        def __call__(self, changes: tuple[Change, ...], data: bytes, start: int, end: int) -> bool:
            """True for a hit."""

    class Git(Protocol):
        """A repository read by plumbing. Raises GitError when git does not answer as needed."""

        root: str

        def staged(self) -> list[Change]:
            """The index against HEAD (against nothing in a repository without a commit)."""

        def between(self, base: str, tip: str) -> list[Change]:
            """What changed from one commit to another."""

        def ends(self, text: str) -> tuple[str, str]:
            """Commit ids of `A..B`, `A...B` (from their merge base), `A` (to HEAD) or `A^!` (that commit alone)."""

        def blobs(self, ids: Iterable[str], limit: int) -> Iterator[Blob]:
            """The contents, in order; larger than `limit` comes back OVERSIZED and is not kept."""

        def commits(self, text: str) -> list[tuple[str, ...]]:
            """(id, parent, …) of every commit of a range, merges included."""

        def history(self, commits: list[tuple[str, ...]], search: Search) -> Iterator[Commit]:
            """What some commits change."""

        def index_side(self) -> Workspace:
            """The files as they are in the index."""

        def commit_side(self, commit: str) -> Workspace:
            """The files as they are in a commit; "" means an empty tree."""
