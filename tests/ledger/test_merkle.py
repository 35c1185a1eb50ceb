"""The tree, against the definitions of RFC 6962 written down once more, as they stand there."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import CouldNotJudge
from keyturn.ledger import merkle
from keyturn.ledger.canonical import leaf_hash


class Kept:
    """Nodes in a dictionary. What is put stays."""

    def __init__(self):
        self.hashes = {}
        self.read = 0

    def get(self, level, index):
        self.read += 1
        try:
            return self.hashes[level, index]
        except KeyError:
            raise CouldNotJudge(f"no node {level}, {index}") from None

    def put(self, level, index, digest):
        assert (level, index) not in self.hashes
        self.hashes[level, index] = digest


def mth(leaves):
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    if len(leaves) == 1:
        return ()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return (*path(m, leaves[:k]), mth(leaves[k:]))
    return (*path(m - k, leaves[k:]), mth(leaves[:k]))


def subproof(m, leaves, known):
    if m == len(leaves):
        return () if known else (mth(leaves),)
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return (*subproof(m, leaves[:k], known), mth(leaves[k:]))
    return (*subproof(m - k, leaves[k:], False), mth(leaves[:k]))


def tree(size):
    leaves = [f"leaf {number}".encode() for number in range(size)]
    nodes = Kept()
    roots = [merkle.EMPTY]
    for number, one in enumerate(leaves):
        roots.append(merkle.append(nodes, number, leaf_hash(one)))
    return leaves, nodes, roots


LEAVES, NODES, ROOTS = tree(130)
SIZES = st.integers(0, 130)


def test_every_root_is_the_definitions():
    assert [mth(LEAVES[:size]) for size in range(131)] == ROOTS
    assert [merkle.root(NODES, size) for size in range(131)] == ROOTS


@given(st.data())
def test_a_proof_of_inclusion_is_the_definitions_and_verifies(data):
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(NODES, index, size)
    assert proof == path(index, LEAVES[:size])
    assert merkle.verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof, ROOTS[size])


@given(st.data())
def test_a_proof_of_consistency_is_the_definitions_and_verifies(data):
    new = data.draw(SIZES)
    old = data.draw(st.integers(0, new))
    proof = merkle.consistency(NODES, old, new)
    assert proof == (subproof(old, LEAVES[:new], True) if old else ())
    assert merkle.verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


@given(st.data())
def test_nothing_else_verifies_for_inclusion(data):
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    proof = list(merkle.inclusion(NODES, index, size))
    leaf, root = leaf_hash(LEAVES[index]), ROOTS[size]
    trick = data.draw(st.sampled_from(["leaf", "index", "size", "root", "bit", "longer", "shorter"]))
    if trick == "leaf":
        leaf = leaf_hash(LEAVES[index] + b"!")
    elif trick == "index":
        index = data.draw(st.integers(-1, 131).filter(lambda other: other != index))
    elif trick == "size":
        size = data.draw(st.integers(0, 131).filter(lambda other: other != size))
        root = ROOTS[size] if size < 131 else root
    elif trick == "root":
        root = ROOTS[size - 1]
    elif trick == "longer":
        proof.insert(data.draw(st.integers(0, len(proof))), merkle.EMPTY)
    elif proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        if trick == "shorter":
            del proof[at]
        else:
            proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    else:
        root = merkle.EMPTY
    assert not merkle.verify_inclusion(leaf, index, size, tuple(proof), root)


@given(st.data())
def test_a_proof_is_as_long_as_the_size_asks_for(data):
    """A whole proof under the right root, said to be of a log that would need a longer or a shorter one."""
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(NODES, index, size)
    for other in (size * 4, size * 8, 1):
        if other != size:
            assert not merkle.verify_inclusion(leaf_hash(LEAVES[index]), index, other, proof, ROOTS[size])


@given(st.data())
def test_nothing_else_verifies_for_consistency(data):
    new = data.draw(st.integers(2, 130))
    old = data.draw(st.integers(1, new - 1))
    proof = list(merkle.consistency(NODES, old, new))
    before, after = ROOTS[old], ROOTS[new]
    trick = data.draw(st.sampled_from(["before", "after", "bit", "longer", "shorter", "sizes"]))
    if trick == "before":
        before = ROOTS[old - 1]
    elif trick == "after":
        after = ROOTS[new - 1]
    elif trick == "longer":
        proof.insert(data.draw(st.integers(0, len(proof))), merkle.EMPTY)
    elif trick == "sizes":
        before, after = after, before
    else:
        at = data.draw(st.integers(0, len(proof) - 1))
        if trick == "shorter":
            del proof[at]
        else:
            proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    assert not merkle.verify_consistency(old, new, before, after, tuple(proof))


@given(st.integers(1, 130), st.integers(0, 129), st.binary(min_size=1, max_size=9))
def test_a_changed_history_is_consistent_with_no_older_root(size, at, text):
    at %= size
    leaves = [*LEAVES[:at], text, *LEAVES[at + 1 : size]]
    assert mth(leaves) != ROOTS[size]
    nodes = Kept()
    for number, one in enumerate([*leaves, b"one more"]):
        merkle.append(nodes, number, leaf_hash(one))
    proof = merkle.consistency(nodes, size, size + 1)
    assert not merkle.verify_consistency(size, size + 1, ROOTS[size], merkle.root(nodes, size + 1), proof)


@given(SIZES, SIZES)
def test_positions_and_sizes_that_are_not_there_are_refused(one, other):
    with pytest.raises(merkle.RangeError):
        merkle.inclusion(NODES, one, min(one, other))
    with pytest.raises(merkle.RangeError):
        merkle.consistency(NODES, one + 1, min(one, other))
    assert not merkle.verify_consistency(one + 1, one, ROOTS[one], ROOTS[one], ())


def test_a_leaf_that_looks_like_an_inner_node_is_none():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    forged = b"\x01" + left + right
    assert leaf_hash(forged) != merkle.join(left, right)
    assert leaf_hash(left + right) != merkle.join(left, right)


def test_the_work_of_one_append_and_of_one_proof_grows_with_the_logarithm():
    nodes = Kept()
    for number in range(5_000):
        nodes.read = 0
        merkle.append(nodes, number, leaf_hash(str(number).encode()))
        assert nodes.read <= 13
    assert len(nodes.hashes) < 10_000
    nodes.read = 0
    merkle.inclusion(nodes, 2_345, 5_000)
    merkle.consistency(nodes, 4_097, 5_000)
    assert nodes.read <= 60


@given(SIZES)
def test_growing_on_the_tops_is_the_same_as_on_the_nodes(size):
    tops = tuple(NODES.get(*place) for place in merkle.peaks(size))
    assert merkle.fold(tops) == ROOTS[size]
    if size < 130:
        grown, made = merkle.grow(size, tops, leaf_hash(LEAVES[size]))
        assert merkle.fold(grown) == ROOTS[size + 1]
        assert all(NODES.hashes[level, index] == digest for level, index, digest in made)
    with pytest.raises(merkle.RangeError):
        merkle.grow(size, (*tops, merkle.EMPTY), merkle.EMPTY)
