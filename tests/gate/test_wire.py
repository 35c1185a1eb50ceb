"""Frames: what was put in comes out, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.gate import wire
from keyturn.gate.call import Reply

names = st.text(st.characters(codec="utf-8", exclude_characters="\0="), max_size=20)
values = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
asked = st.builds(
    wire.Asked,
    st.binary(min_size=16, max_size=16),
    *(values for _ in range(6)),
    st.dictionaries(names, values, max_size=5),
    st.binary(max_size=300),
)


@given(asked)
def test_a_request_comes_out_as_it_went_in(one: wire.Asked) -> None:
    frame = wire.request(one)
    assert wire.HEAD + wire.length(frame) == len(frame)
    assert wire.read_request(frame) == one


@given(asked, st.data())
def test_a_request_with_a_piece_missing_is_none(one: wire.Asked, data: st.DataObject) -> None:
    frame = wire.request(one)
    cut = data.draw(st.integers(0, len(frame) - 1))
    with pytest.raises(wire.WireError):
        wire.read_request(frame[:cut])
    with pytest.raises(wire.WireError):
        wire.read_request(frame + b"x")


@given(asked, st.data())
def test_a_changed_request_is_read_or_refused_and_nothing_else(one: wire.Asked, data: st.DataObject) -> None:
    frame = bytearray(wire.request(one))
    at = data.draw(st.integers(0, len(frame) - 1))
    frame[at] ^= data.draw(st.integers(1, 255))
    try:
        wire.read_request(bytes(frame))
    except wire.WireError:
        return


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.read_request(data)
    with pytest.raises(wire.WireError):
        wire.read_reply(data, b"n" * 16)


def test_bytes_that_are_no_text_survive() -> None:
    frame = wire.request(wire.Asked(b"n" * 16, "", "", "/a\udcff", "", "", "", {"A": "\udcfe"}, b""))
    read = wire.read_request(frame)
    assert read.directory == "/a\udcff"
    assert read.environment == {"A": "\udcfe"}


def test_the_first_of_two_variables_counts() -> None:
    assert wire.environment_of(b"A=1\0A=2\0no\0B=x=y\0") == {"A": "1", "B": "x=y"}


@given(st.binary(max_size=100), st.binary(max_size=100), st.sampled_from([0, 2]), st.binary(max_size=20))
def test_a_reply_comes_out_as_it_went_in(out: bytes, errors: bytes, code: int, behind: bytes) -> None:
    nonce = b"0123456789abcdef"
    said = Reply(out, errors, code)
    assert wire.read_reply(wire.reply(nonce, wire.SAID, said) + behind, nonce) == (wire.SAID, said, behind)
