"""JSON without the standard library's module gives what the module gives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.gate import json_text

texts = st.text(max_size=20)
whole = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(whole)
def test_it_reads_and_writes_what_the_library_does(value: object) -> None:
    assert json_text.text(value) == json.dumps(value)
    for written in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1), f" \n{json.dumps(value)}\t\r"):
        assert json_text.read(written.encode("utf-8", "surrogatepass")) == json.loads(written)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("twice")
    return dict(pairs)


@given(st.binary(max_size=40) | texts.map(lambda text: text.encode("utf-8", "replace")))
def test_it_refuses_what_the_library_refuses(data: bytes) -> None:
    for one in (data, b"{" + data, b'{"a": ' + data + b"}"):
        try:
            expected = json.loads(one, object_pairs_hook=_once)
        except ValueError:
            with pytest.raises(ValueError, match=r"(?s)."):
                json_text.read(one)
        else:
            if b"NaN" in data or b"Infinity" in data:
                continue
            assert json_text.read(one) == expected


@pytest.mark.parametrize("accelerated", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": [-Infinity]}',
        b'{"command": "rm -rf ~", "command": "ls"}',
        b'{"a": {"command": "rm -rf ~", "comm\\u0061nd": "ls"}}',
        b'[{"tool_input": {}, "tool_name": "Bash", "tool_input": {"command": "ls"}}]',
    ],
)
def test_what_two_readers_could_read_differently_is_read_by_none(
    monkeypatch: pytest.MonkeyPatch, data: bytes, accelerated: bool
) -> None:
    if not accelerated:
        monkeypatch.setattr(json_text, "_SCAN", None)
    with pytest.raises(ValueError, match=r"twice|no JSON"):
        json_text.read(data)


@pytest.mark.parametrize("data", [b"", b"{", b"{}{}", b"{} x", b'{"a": "', b"{'a': 1}", b"\xff", b'{"a": tru}'])
def test_it_raises_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"(?s)."):
        json_text.read(data)


def test_too_deep_is_a_recursion_error() -> None:
    with pytest.raises(RecursionError):
        json_text.read(b"[" * 100_000)


@given(whole)
def test_without_the_accelerator_it_is_the_same(value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_SCAN", None)
        patch.setattr(json_text, "_QUOTE", None)
        assert json_text.read(json_text.text(value).encode()) == json.loads(json.dumps(value))


def test_an_accelerator_of_another_shape_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import _json

    monkeypatch.setattr(_json, "make_scanner", lambda wanted: lambda text, at: ({}, 0))
    monkeypatch.setattr(_json, "encode_basestring_ascii", lambda text: text)
    assert json_text._scanner() is None
    assert json_text._quoter() is None
    monkeypatch.delattr(_json, "make_scanner")
    monkeypatch.delattr(_json, "encode_basestring_ascii")
    assert json_text._scanner() is None
    assert json_text._quoter() is None
