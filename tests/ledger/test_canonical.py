"""Canonical bytes and leaf hashes."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import CanonicalFormError
from keyturn.ledger.canonical import encode, leaf, leaf_hash
from keyturn.ledger.port import Record

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


@given(VALUES)
def test_reading_gives_the_value_back_and_writing_again_the_same_bytes(value):
    data = encode(value)
    again = json.loads(data)
    assert again == value
    assert encode(again) == data


@given(st.dictionaries(TEXT, st.integers(0, 9), min_size=2))
def test_the_order_of_names_does_not_matter(value):
    assert encode(dict(reversed(list(value.items())))) == encode(value)


def test_names_are_sorted_by_utf_16_units():
    # U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB01, although its code point is larger
    assert encode({"\ufb01": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb01":1}'.encode()


def test_escapes_are_the_shortest():
    assert encode('\b\t\n\f\r"\\\x00\x1f\x7f€/') == '"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f\x7f€/"'.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -(2**53), b"x", {1: 2}, "\ud800", object(), {"a": [0.5]}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(CanonicalFormError):
        encode(value)


def test_nesting_without_end_is_refused():
    value: list[object] = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(CanonicalFormError):
        encode(value)


def test_a_leaf_is_never_an_inner_node():
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert leaf_hash(b"abc") == hashlib.sha256(b"\x00abc").digest()


RECORD = Record("config.trust", "2026-01-02T03:04:05Z", (("file", "/a"), ("digest", "00"), ("uid", 1000)))


def test_a_leaf_names_its_version_kind_and_time():
    assert (
        leaf(RECORD)
        == b'{"at":"2026-01-02T03:04:05Z","body":{"digest":"00","file":"/a","uid":1000},"kind":"config.trust","v":1}'
    )


def test_a_name_twice_is_refused():
    with pytest.raises(CanonicalFormError):
        leaf(Record("a.b", "t", (("x", 1), ("x", 2))))


@given(st.integers(0), st.integers(1, 255))
def test_changing_any_byte_changes_the_leaf_hash(place, change):
    data = bytearray(leaf(RECORD))
    data[place % len(data)] ^= change
    assert leaf_hash(bytes(data)) != leaf_hash(leaf(RECORD))
