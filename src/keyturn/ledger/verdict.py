"""What a log is worth: its leaves, hashed anew, held against what was signed about it elsewhere.

The log alone proves nothing about itself. Whoever owns the database can cut it, rewrite it and hash it all again, and
with the log's key sign it again. What they cannot do is to make a witness's cosignature of another log. So the answer
is how many leaves witnesses vouch for, and never "valid":

- ANCHORED: so many leaves, in this order, are under a root that enough witnesses signed; a tail may not be yet.
- UNANCHORED: nobody but the log vouches for any of it.
- TRUNCATED: somebody signed a larger log, or the log's own head tells of leaves that are gone.
- FORKED: somebody signed a log of this size, or a smaller one, with other leaves.
- DAMAGED: nothing that was signed contradicts the leaves, but the log's own tables contradict each other.
"""

from __future__ import annotations

from keyturn.ledger import checkpoint as notes
from keyturn.ledger import merkle
from keyturn.ledger.canonical import leaf_hash
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keyturn.ledger.checkpoint import Key, Verify

ANCHORED = "ANCHORED"
UNANCHORED = "UNANCHORED"
TRUNCATED = "TRUNCATED"
FORKED = "FORKED"
DAMAGED = "DAMAGED"

_MOST = 20
"""Problems that are told one by one."""


class Leaf(Noun):
    """A leaf as somebody keeps it: `digest`, `kind` and `at` are what they say of it."""

    position: int
    data: bytes
    digest: bytes
    kind: str
    at: str


class Walked(Noun):
    """What the leaves come to: how many stand there without a gap, the roots at the sizes that were asked for."""

    size: int
    root: bytes
    roots: tuple[tuple[int, bytes], ...]
    problems: tuple[str, ...] = ()
    gap: int = -1
    """The first position that is missing although leaves follow, -1 when none is."""
    levels: tuple[tuple[int, str], ...] = ()
    """For each level above the leaves the sha-256 over its complete subtrees: `INDEX ` and the hash, in order."""
    tops: bytes = b""

    def root_at(self, size: int) -> bytes | None:
        """The root when the log had so many leaves, None when it was not asked for."""
        return next((root for one, root in self.roots if one == size), None)


class Head(Noun):
    """What the database says of itself: the head's row, and `levels` as `Walked` has them."""

    size: int
    root: bytes
    tops: bytes
    levels: tuple[tuple[int, str], ...]
    strays: int = 0
    """Rows that stand where no leaf belongs."""


class Word(Noun):
    """A checkpoint that somebody who counts signed: `by` are names with times (0 for the log itself, which has none).

    `source` says where it was found.
    """

    size: int
    root: bytes
    by: tuple[tuple[str, int], ...]
    source: str


class Verdict(Noun):
    """The answer. `anchored` leaves are vouched for by enough witnesses, `tail` leaves come after those.

    `since` is the time of the oldest cosignature that this rests on, `by` the witnesses. `missing` is how many leaves
    are known to be gone (TRUNCATED), `agreed` up to which size everything that was signed still holds (FORKED).
    """

    answer: str
    size: int
    anchored: int = 0
    tail: int = 0
    since: int = 0
    by: tuple[str, ...] = ()
    missing: int = 0
    agreed: int = 0
    problems: tuple[str, ...] = ()


def walk(leaves: Iterable[Leaf], wanted: Iterable[int], head_of: Callable[[bytes], tuple[str, str]]) -> Walked:
    """Hash every leaf and build the tree. `head_of` reads a leaf's (kind, at), raising CanonicalFormError."""
    from hashlib import sha256

    from keyturn.errors import CanonicalFormError

    sizes = set(wanted)
    roots = [(0, merkle.EMPTY)] if 0 in sizes else []
    size = 0
    tops: tuple[bytes, ...] = ()
    problems: list[str] = []
    wrong = 0
    gap = -1
    levels: dict[int, object] = {}
    for one in leaves:
        if one.position != size:
            gap = size
            break
        digest = leaf_hash(one.data)
        try:
            told = head_of(one.data)
        except CanonicalFormError as error:
            told, why = ("", ""), error.what
        else:
            why = "" if told == (one.kind, one.at) else "it is listed under another kind or time"
        if digest != one.digest:
            why = "it is not what was hashed when it was written"
        if why:
            wrong += 1
            if wrong <= _MOST:
                problems.append(f"leaf {size}: {why}")
        tops, made = merkle.grow(size, tops, digest)
        for level, index, node in made[1:]:
            levels.setdefault(level, sha256()).update(f"{index} ".encode() + node)  # type: ignore[attr-defined]  # a hash object
        size += 1
        if size in sizes:
            roots.append((size, merkle.fold(tops)))
    if wrong > _MOST:
        problems.append(f"and {wrong - _MOST} leaves more")
    sums = tuple((level, found.hexdigest()) for level, found in sorted(levels.items()))  # type: ignore[attr-defined]  # likewise
    return Walked(size, merkle.fold(tops), tuple(roots), tuple(problems), gap, sums, b"".join(tops))


def words(
    found: Iterable[tuple[str, str]], origin: str, logs: tuple[Key, ...], witnesses: tuple[Key, ...], verify: Verify
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """(checkpoints of this log that somebody who counts signed, what was wrong with others).

    `found` are (note, where it was found). A cosignature counts only under a text that the log's own key signed too.
    """
    kept: dict[tuple[int, bytes], tuple[dict[str, int], list[str]]] = {}
    problems: list[str] = []
    for text, source in found:
        try:
            note = notes.note(text)
            point = notes.checkpoint(note.text)
            if point.origin != origin:
                problems.append(f"{source}: a checkpoint of another log, {point.origin}")
                continue
            if not any(notes.signed(note, key, verify) is not None for key in logs):
                problems.append(f"{source}: a checkpoint of size {point.size} that no key of this log signed")
                continue
            by = {origin: 0}
            for key in witnesses:
                at = notes.signed(note, key, verify)
                if at is not None:
                    by[key.name] = at
        except notes.NoteError as error:
            problems.append(f"{source}: {error.what}")
            continue
        names, sources = kept.setdefault((point.size, point.root), ({}, []))
        for name, at in by.items():
            names[name] = max(names.get(name, 0), at)
        if source not in sources:
            sources.append(source)
    told = tuple(
        Word(size, root, tuple(names.items()), ", ".join(sources)) for (size, root), (names, sources) in kept.items()
    )
    return tuple(sorted(told, key=lambda one: one.size)), tuple(problems)


def judge(
    walked: Walked,
    head: Head | None,
    signed: tuple[Word, ...],
    *,
    quorum: int = 1,
    problems: tuple[str, ...] = (),
    log: str = "",
) -> Verdict:
    """Hold the leaves against what was signed. `log` is the name under which the log itself signs."""
    told = [*walked.problems, *_head_problems(walked, head)]
    fitting = [one for one in signed if one.size <= walked.size and walked.root_at(one.size) == one.root]
    broken = [one for one in signed if one.size <= walked.size and walked.root_at(one.size) != one.root]
    beyond = [one for one in signed if one.size > walked.size]
    agreed = max((one.size for one in fitting), default=0)
    if walked.gap >= 0:
        told.append(f"leaf {walked.gap} is missing, and leaves follow")
    if broken:
        told += [f"{_who(one)} signed a log of {one.size} leaves with another root ({one.source})" for one in broken]
        return Verdict(FORKED, walked.size, agreed=agreed, problems=(*told[: 2 * _MOST], *problems))
    largest = max((one.size for one in beyond), default=0)
    if head is not None and head.size > walked.size:
        largest = max(largest, head.size)
    if largest:
        told += [f"{_who(one)} signed a log of {one.size} leaves ({one.source})" for one in beyond]
        return Verdict(
            TRUNCATED,
            walked.size,
            agreed=agreed,
            missing=largest - walked.size,
            problems=(*told[: 2 * _MOST], *problems),
        )
    if told:
        return Verdict(DAMAGED, walked.size, agreed=agreed, problems=(*told, *problems))
    best: dict[str, tuple[int, int]] = {}
    for one in fitting:
        for name, at in one.by:
            if name != log:
                best[name] = max(best.get(name, (-1, 0)), (one.size, at))
    ranked = sorted(best.items(), key=lambda item: item[1], reverse=True)[:quorum]
    if quorum < 1 or len(ranked) < quorum:
        return Verdict(UNANCHORED, walked.size, tail=walked.size, problems=problems)
    anchored = min(size for _name, (size, _at) in ranked)
    since = min(at for _name, (_size, at) in ranked)
    by = tuple(name for name, _found in ranked)
    return Verdict(ANCHORED, walked.size, anchored, walked.size - anchored, since, by, problems=problems)


def _who(one: Word) -> str:
    return ", ".join(f"{name}" for name, _at in one.by)


def _head_problems(walked: Walked, head: Head | None) -> list[str]:
    if head is None:
        return []
    strays = [f"{head.strays} rows stand before the first leaf"] if head.strays else []
    if head.size != walked.size:
        return [*strays, f"the head tells of {head.size} leaves, and {walked.size} are there"]
    found = strays
    if (head.root, head.tops) != (walked.root, walked.tops):
        found.append("the head's root is not the leaves'")
    if head.levels != walked.levels:
        ours: Mapping[int, str] = dict(walked.levels)
        theirs: Mapping[int, str] = dict(head.levels)
        wrong = sorted(level for level in {*ours, *theirs} if ours.get(level) != theirs.get(level))
        found.append(f"the kept tree is not the leaves' at level {', '.join(map(str, wrong))}: proofs made of it fail")
    return found
