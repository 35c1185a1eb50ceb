"""The tree of RFC 6962 over leaf hashes: one root for all that was ever appended, and short proofs against it.

Complete subtrees never change once they are full, so their hashes are kept by (level, index): level 0 are the leaves,
and (level, index) covers the leaves from index · 2^level on, 2^level of them. Everything else is computed from those.
A proof is a tuple of hashes in the order of the RFC. Positions and sizes count from 0.
"""

from __future__ import annotations

from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Nodes(Protocol):
        """Hashes of complete subtrees."""

        def get(self, level: int, index: int) -> bytes:
            """A hash that was put. Raises CouldNotJudge when it is not there."""

        def put(self, level: int, index: int, digest: bytes) -> None:
            """Keep a hash for good."""

    Proof = tuple[bytes, ...]
    Node = tuple[int, int, bytes]

EMPTY = sha256(b"").digest()
"""The root of a log without a leaf."""
WIDTH = 32
"""Bytes of a hash."""


class RangeError(ValueError):
    """A position or a size that the tree does not have."""


def join(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node. Its first byte keeps it from ever being taken for a leaf."""
    return sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> tuple[tuple[int, int], ...]:
    """(level, index) of the complete subtrees that a tree of so many leaves is made of, from the left."""
    found: list[tuple[int, int]] = []
    begin = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, begin >> level))
            begin += 1 << level
    return tuple(found)


def grow(size: int, tops: Proof, leaf: bytes) -> tuple[Proof, tuple[Node, ...]]:
    """One more leaf: the hashes of `peaks(size + 1)`, and the subtrees that it made complete, the leaf first.

    `tops` are the hashes of `peaks(size)`. Raises RangeError when there are not as many.
    """
    if len(tops) != size.bit_count():
        raise RangeError(f"a tree of {size} leaves is not made of {len(tops)} complete ones")
    stack = list(tops)
    made: list[Node] = [(0, size, leaf)]
    level, index, digest = 0, size, leaf
    while index & 1:
        digest = join(stack.pop(), digest)
        level, index = level + 1, index >> 1
        made.append((level, index, digest))
    stack.append(digest)
    return tuple(stack), tuple(made)


def fold(tops: Proof) -> bytes:
    """The root over the hashes of a size's peaks."""
    if not tops:
        return EMPTY
    digest = tops[-1]
    for one in reversed(tops[:-1]):
        digest = join(one, digest)
    return digest


def append(nodes: Nodes, size: int, leaf: bytes) -> bytes:
    """Put one more leaf hash on a tree of `size`; the new root."""
    tops = tuple(nodes.get(level, index) for level, index in peaks(size))
    grown, made = grow(size, tops, leaf)
    for level, index, digest in made:
        nodes.put(level, index, digest)
    return fold(grown)


def root(nodes: Nodes, size: int) -> bytes:
    """The root when the log had so many leaves."""
    return fold(tuple(nodes.get(level, index) for level, index in peaks(size)))


def inclusion(nodes: Nodes, index: int, size: int) -> Proof:
    """The proof that the leaf at `index` is in the tree of `size`. Raises RangeError."""
    if not 0 <= index < size:
        raise RangeError(f"a log of {size} leaves has none at position {index}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _half(end - begin)
        if index < middle:
            proof.append(_span(nodes, middle, end))
            end = middle
        else:
            proof.append(_span(nodes, begin, middle))
            begin = middle
    return tuple(reversed(proof))


def consistency(nodes: Nodes, old: int, new: int) -> Proof:
    """The proof that the tree of `new` leaves begins with the one of `old`. Raises RangeError."""
    if not 0 <= old <= new:
        raise RangeError(f"a log of {new} leaves never had {old}")
    if old in (0, new):
        return ()
    proof: list[bytes] = []
    begin, end = 0, new
    known = True
    while old != end:
        middle = begin + _half(end - begin)
        if old <= middle:
            proof.append(_span(nodes, middle, end))
            end = middle
        else:
            proof.append(_span(nodes, begin, middle))
            begin = middle
            known = False
    if not known:
        proof.append(_span(nodes, begin, end))
    return tuple(reversed(proof))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Proof, expected: bytes) -> bool:
    """Whether the proof shows that `leaf` (its hash) stands at `index` in the tree of `size` with that root."""
    if not 0 <= index < size:
        return False
    position, last = index, size - 1
    digest = leaf
    for one in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            digest = join(one, digest)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = join(digest, one)
        position, last = position >> 1, last >> 1
    return last == 0 and digest == expected


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Proof) -> bool:
    """Whether the proof shows that the tree of `new` leaves begins with the one of `old`."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    # a complete old tree is a node of the new one, and its own root stands for the first hash
    path = proof if old & (old - 1) else (old_root, *proof)
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            before, after = join(one, before), join(one, after)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            after = join(after, one)
        position, last = position >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _half(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _span(nodes: Nodes, begin: int, end: int) -> bytes:
    """The hash over the leaves from `begin` to `end`, where the RFC's division puts a node."""
    tops: list[bytes] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        tops.append(nodes.get(level, begin >> level))
        begin += 1 << level
    return fold(tuple(tops))
