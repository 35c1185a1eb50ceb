"""The Workspace port: one look at the world, and the layout of the machine it is taken on.

`tool` asks it; `language` and `policy` never do. The hook, a git tree at one side of a
change and a dictionary in tests implement it. Every answer's digest is kept in the decision.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

PRESENT = "present"
ABSENT = "absent"
REFUSED = "refused"
TOO_LARGE = "too large"

FILE = "file"
DIRECTORY = "directory"
LINK = "link"
OTHER = "other"


class Answer(Noun):
    """`state` is PRESENT, ABSENT, REFUSED or TOO_LARGE; `data` the bytes when present."""

    state: str
    data: bytes = b""


class Stat(Noun):
    """`kind` is FILE, DIRECTORY, LINK or OTHER when present; `size` in bytes."""

    state: str
    kind: str = ""
    size: int = 0


class Listing(Noun):
    """Names in a directory, sorted."""

    state: str
    names: tuple[str, ...] = ()


class Layout(Noun):
    """Facts about the machine the action would run on, taken once. All paths absolute, without trailing slash."""

    directory: str = "/work"
    """Where the action starts."""
    home: str = "/home/user"
    user: str = "user"
    temporary: tuple[str, ...] = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - names of the places, not a use
    cache: str = ""
    """The user's cache directory ($XDG_CACHE_HOME), home + "/.cache" when empty."""


if TYPE_CHECKING:

    class Workspace(Protocol):
        """Read-only questions. Paths are absolute. Nothing here ever executes or changes anything."""

        def read(self, path: str) -> Answer:
            """The file's bytes, up to the implementation's cap (TOO_LARGE above it)."""

        def stat(self, path: str) -> Stat:
            """What stands at a path, links not followed."""

        def list(self, path: str) -> Listing:
            """A directory's entries."""

        def env(self, name: str) -> str | None:
            """A variable of the environment the action would inherit, None when unset or not known."""

        def repository(self, path: str) -> str | None:
            """The root of the git work tree that holds the path, or None."""

        def tracked(self, path: str) -> bool | None:
            """Whether git tracks anything at or below the path; None when it cannot tell."""

        def digests(self) -> tuple[tuple[str, str], ...]:
            """(question, sha-256 of the answer) for every question asked so far."""


class EmptyWorkspace:
    """Knows nothing: every file absent, every variable unset. For examples and pure tests."""

    def read(self, path: str) -> Answer:  # noqa: ARG002 - the port's shape
        """Absent."""
        return Answer(ABSENT)

    def stat(self, path: str) -> Stat:  # noqa: ARG002 - the port's shape
        """Absent."""
        return Stat(ABSENT)

    def list(self, path: str) -> Listing:  # noqa: ARG002 - the port's shape
        """Absent."""
        return Listing(ABSENT)

    def env(self, name: str) -> str | None:  # noqa: ARG002 - the port's shape
        """Unset."""
        return None

    def repository(self, path: str) -> str | None:  # noqa: ARG002 - the port's shape
        """None."""
        return None

    def tracked(self, path: str) -> bool | None:  # noqa: ARG002 - the port's shape
        """Unknown."""
        return None

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Nothing was asked of the world."""
        return ()
