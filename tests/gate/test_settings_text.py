"""Settings as text: what goes in comes out again, every other byte stays, and what cannot be read is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.gate import settings_text as s

ENTRY = {"matcher": "*", "hooks": [{"type": "command", "command": "/opt/x/keyturn-hook claude", "timeout": 120}]}
PATH = ("hooks", "PreToolUse")


def put(text: str) -> str:
    return s.put(text, PATH, ENTRY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{\n  "model": "opus"\n}\n', '{\n  "model": "opus",\n  "hooks": {\n    "P": [\n      1\n    ]\n  }\n}\n'),
        ('{"model":"opus"}', '{"model":"opus", "hooks": {"P": [1]}}'),
        (
            '{\n\t"a": 1,\n\t"hooks": {\n\t\t"P": []\n\t}\n}',
            '{\n\t"a": 1,\n\t"hooks": {\n\t\t"P": [\n\t\t\t1\n\t\t]\n\t}\n}',
        ),
        ('{"a": 1, "hooks": {"P": [0]}}', '{"a": 1, "hooks": {"P": [0, 1]}}'),
        ("{}", '{\n  "hooks": {\n    "P": [\n      1\n    ]\n  }\n}'),
        (
            '{\r\n    "a": 1\r\n}\r\n',
            '{\r\n    "a": 1,\r\n    "hooks": {\r\n        "P": [\r\n            1\r\n        ]\r\n    }\r\n}\r\n',
        ),
        (
            '{\n  "a": 1 // one\n  // the end\n}',
            '{\n  "a": 1, // one\n  "hooks": {\n    "P": [\n      1\n    ]\n  }\n  // the end\n}',
        ),
        ('{\n  "a": 1,\n}', '{\n  "a": 1,\n  "hooks": {\n    "P": [\n      1\n    ]\n  }\n}'),
        ("{\n  // nothing yet\n}\n", '{\n  // nothing yet\n  "hooks": {\n    "P": [\n      1\n    ]\n  }\n}\n'),
    ],
)
def test_what_goes_in_looks_like_the_rest(before: str, after: str) -> None:
    assert s.put(before, ("hooks", "P"), 1) == after


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "  \r\n"])
def test_an_empty_text_becomes_a_document(text: str) -> None:
    new = put(text)
    assert json.loads(new.removeprefix("\ufeff")) == {"hooks": {"PreToolUse": [ENTRY]}}
    assert new.startswith("\ufeff") == text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('{\n "hooks": []\n}', 2, "a list"),
        ('{\n\n "hooks": "no"}', 3, "a value"),
        ('{"hooks": null}', 1, "null"),
        ('{"hooks": {"PreToolUse": {}}}', 1, "an object"),
        ('{"hooks": {"PreToolUse": 7}}', 1, "a value"),
        ("[]", 1, "the document is a list"),
        ('{\n"a": 1\n"b": 2}', 3, "comma"),
        ('{"a": 01}', 1, "begins no value"),
        ('{"a": tru}', 1, "begins no value"),
        ('{"a": NaN}', 1, "begins no value"),
        ("{'a': 1}", 1, "begins no value"),
        ('{"a": "\n"}', 1, "string"),
        ('{"a": 1} {', 1, "more after"),
        ('{\n"a": [1', 2, "no ]"),
        ('{"a": 1 /* never', 1, "comment"),
        ('{"a"}', 1, "without its value"),
        ("{,}", 1, "missing"),
        ("[" * 5_000, 1, "nested"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, 1, "nested"),
    ],
)
def test_what_cannot_be_read_or_has_no_place_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(s.SettingsError, match=word) as caught:
        put(text)
    assert caught.value.line == line


def test_a_key_that_stands_there_twice_is_the_last_one() -> None:
    text = '{"hooks": {"PreToolUse": [1]}, "hooks": {"PreToolUse": [2]}}'
    assert json.loads(put(text)) == {"hooks": {"PreToolUse": [2, ENTRY]}}


def test_a_file_of_a_megabyte_is_no_trouble() -> None:
    text = json.dumps({str(number): "x" * 90 for number in range(10_000)}, indent=2)
    assert json.loads(put(text))["hooks"] == {"PreToolUse": [ENTRY]}


def test_numbers_keep_every_digit() -> None:
    text = '{"a": 1.0, "b": 10000000000000000000000000000001, "c": 1e400}'
    assert put(text).startswith(text[:-1])


# ---- laws ------------------------------------------------------------------------------------------------------------

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(allow_nan=False, allow_infinity=False)
)
documents = st.dictionaries(
    st.text(max_size=6),
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_size=4,
)
hooks: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.just({}),
    st.dictionaries(
        st.sampled_from(["PreToolUse", "PostToolUse", "Stop"]),
        st.lists(st.just({"hooks": [{"command": "x"}]}), max_size=2),
    ),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document as people write them: indents, comments, trailing commas, CRLF, a BOM."""
    body: dict[str, Any] = dict(draw(documents))
    found = draw(hooks)
    body.pop("hooks", None)
    if found is not None:
        items = list(body.items())
        items.insert(draw(st.integers(0, len(items))), ("hooks", found))
        body = dict(items)
    indent = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
    text = json.dumps(body, indent=indent, ensure_ascii=draw(st.booleans()))
    pieces = text.split("\n")
    comment = st.sampled_from(["", "", "", " // note", " /* , } */", '\n// "hooks": {\n'])
    comma = draw(st.booleans())
    for number, piece in enumerate(pieces[:-1]):
        if (
            comma
            and piece.rstrip().endswith(('"', "}", "]", "e", "l", "0", "1"))
            and pieces[number + 1].strip()[:1] in ("}", "]")
        ):
            pieces[number] = piece + ","
        pieces[number] += draw(comment)
    text = "\n".join(pieces) + draw(st.sampled_from(["", "\n", "\n\n", "  ", "\n// end"]))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


@given(texts())
def test_what_it_means_differs_by_the_entry_only(text: str) -> None:
    before = s.read(text).plain()
    new = put(text)
    assert s.read(new).plain() == s.meant(before, PATH, ENTRY)


@given(texts())
def test_every_byte_that_was_there_is_still_there_in_its_order(text: str) -> None:
    rest = iter(put(text))
    assert all(character in rest for character in text)


@given(texts())
def test_out_again_means_what_it_meant(text: str) -> None:
    before = s.read(text).plain()
    assert isinstance(before, dict)
    new = put(text)
    number = len(s.read(new).plain()["hooks"]["PreToolUse"]) - 1  # type: ignore[index]
    out = s.remove(new, ("hooks", "PreToolUse", number))
    had = before.get("hooks")
    if had is None or "PreToolUse" not in had:
        out = s.remove(out, ("hooks", "PreToolUse"))
    if had is None:
        out = s.remove(out, ("hooks",))
    assert s.read(out).plain() == before


@given(st.text(alphabet='{}[]",:/*\\ \n01atrue', max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        s.read(text or "{}")
    except s.SettingsError as error:
        line = error.line
        with pytest.raises(s.SettingsError):
            put(text.strip(" \n") or "[")
    else:
        line = 1
    assert 1 <= line <= text.count("\n") + 1
