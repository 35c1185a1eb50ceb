"""The built-in digest is hashlib's."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model import digest


@given(st.binary(max_size=200))
def test_it_is_the_same(data: bytes) -> None:
    assert digest.sha256(data) == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 1_000_000])
def test_it_is_the_same_for_what_is_large(size: int) -> None:
    assert digest.sha256(b"x" * size) == hashlib.sha256(b"x" * size).hexdigest()


def test_it_is_the_same_without_the_built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "_found", [None])
    assert digest.sha256(b"x") == hashlib.sha256(b"x").hexdigest()
