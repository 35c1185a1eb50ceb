"""What git would lose, from what a repository held before and after: pure, the reading is the adapter's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REFS = ("for-each-ref", "--format=%(objectname) %(refname)")
HEAD = ("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
POINTER = ("symbolic-ref", "--quiet", "HEAD")
STASHES = ("rev-list", "--walk-reflogs", "--ignore-missing", "refs/stash", "--")
LOGGED = ("rev-list", "--walk-reflogs", "--ignore-missing", "--all", "--")
"""Reading commands, each with an answer of one line per thing. None runs hooks, filters or a file system monitor."""

_LOCAL_SCHEMES = ("file://",)


@dataclass(frozen=True, slots=True)
class State:
    """One repository at one time: its refs, HEAD, stashes and what its reflogs remember, as commit ids."""

    refs: Mapping[str, str]
    head: str = ""
    pointer: str = ""
    stashes: tuple[str, ...] = ()
    logged: frozenset[str] = frozenset()

    def holders(self, remotes: Iterable[str]) -> frozenset[str]:
        """Ids that keep commits alive. What a remote's tracking refs say is the remote's own business."""
        away = tuple(f"refs/remotes/{name}/" for name in remotes)
        kept = {one for ref, one in self.refs.items() if ref != "refs/stash" and not ref.startswith(away)}
        return frozenset(kept | ({self.head} if self.head else set()))


GONE = State({})


def refs(text: str) -> dict[str, str]:
    """Ref → object id, of the answer to REFS."""
    found = {}
    for line in text.splitlines():
        one, _space, ref = line.partition(" ")
        if is_id(one) and ref:
            found[ref] = one
    return found


def ids(text: str) -> tuple[str, ...]:
    """The ids in an answer, boundary marks (`-`) taken off."""
    return tuple(line.lstrip("-") for line in text.split() if is_id(line.lstrip("-")))


def is_id(text: str) -> bool:
    """Whether a text is a whole object id."""
    return len(text) in (40, 64) and all(char in "0123456789abcdef" for char in text)


def moved(before: State, after: State, remotes: Iterable[str], lead: str = "") -> tuple[tuple[str, str, str], ...]:
    """(ref, from, to) of every ref that differs; a checkout that changes the branch shows as HEAD."""
    away = tuple(f"refs/remotes/{name}/" for name in remotes)
    found = []
    for ref in sorted({*before.refs, *after.refs}):
        old, new = before.refs.get(ref, ""), after.refs.get(ref, "")
        if old != new and not ref.startswith(away):
            found.append((lead + ref, old, new))
    if not lead and not before.pointer and before.head != after.head:
        found.append(("HEAD", before.head, after.head))
    return tuple(found)


def local_path(url: str, directory: str) -> str | None:
    """The path of a remote on this machine, None for one behind a network. `directory` holds the repository."""
    for scheme in _LOCAL_SCHEMES:
        if url.startswith(scheme):
            return url[len(scheme) :] or None
    if "://" in url or "::" in url:
        return None
    head, colon, _rest = url.partition(":")
    if colon and "/" not in head:
        return None  # host:path
    return url if url.startswith("/") else f"{directory.rstrip('/')}/{url}"


def tracked(before: State, remote: str) -> dict[str, str]:
    """The refs of a remote as they were when it was last fetched: its branches, and the tags that are known here."""
    lead = f"refs/remotes/{remote}/"
    found = {
        "refs/heads/" + ref[len(lead) :]: one
        for ref, one in before.refs.items()
        if ref.startswith(lead) and ref != lead + "HEAD"
    }
    return found | {ref: one for ref, one in before.refs.items() if ref.startswith("refs/tags/")}


def packed(found: Mapping[str, str]) -> str:
    """Refs as a `packed-refs` file (gitrepository-layout(5))."""
    return "# pack-refs with: sorted \n" + "".join(f"{one} {ref}\n" for ref, one in sorted(found.items()))
