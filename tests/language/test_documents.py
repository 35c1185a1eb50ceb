"""YAML and JSON as one tree, with positions, on good and on broken input."""

import json

from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.document import LIST, MAP, NULL, TEXT, Node, read_json, read_yaml


def test_yaml_values_and_where_they_stand() -> None:
    text = "a:\n  - run: |\n      rm -rf \"x\"\n\n        ls\n    k: >-\n      a\n      b\n\n      c\n  - {b: \"q\\n\", c: 'd''e'}\n"
    root = read_yaml(text).root
    listed = root.get("a")
    assert listed is not None
    run = listed.items[0].get("run")
    assert run is not None
    assert (run.text, run.line, run.column) == ('rm -rf "x"\n\n  ls\n', 3, 7)
    assert listed.items[0].scalar("k") == "a b\nc"
    assert listed.items[1].scalar("b") == "q\n"
    assert listed.items[1].scalar("c") == "d'e"


def test_anchors_aliases_and_merge_keys() -> None:
    root = read_yaml("base: &b\n  x: 1\n  y: 2\nmine:\n  <<: *b\n  y: 3\nlist: [*b]\n").root
    mine = root.get("mine")
    assert mine is not None
    assert (mine.scalar("x"), mine.scalar("y")) == ("1", "3")
    assert root.at("list").items[0] is root.get("base")


def test_a_bomb_of_aliases_does_not_grow() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    document = read_yaml("\n".join(lines))
    assert len(document.root.pairs) == 40


def test_broken_yaml_says_so() -> None:
    document = read_yaml("a: [1, 2\nb: {\n")
    assert not document.whole
    assert document.root.kind in (NULL, MAP, TEXT, LIST)


def test_deep_nesting_ends() -> None:
    read_yaml("[" * 3000)
    read_json("[" * 3000)
    assert not read_json("[" * 3000).whole


def test_json_strings_keep_their_place() -> None:
    root = read_json('{\n  "scripts": {\n    "a": "rm -rf \\"x\\"", // why\n    "b": ["one", "two"],\n  }\n}').root
    found = root.at("scripts", "a")
    assert found is not None
    assert (found.text, found.line, found.column, found.exact) == ('rm -rf "x"', 3, 11, False)
    assert [one.text for one in root.at("scripts", "b").texts()] == ["one", "two"]


def test_broken_json_gives_what_was_read() -> None:
    for text in ('{"a": "b"', '{"a" "b"}', '{"a": "b', "[", "]", "{]", "", "nul\0"):
        assert not read_json(text).whole or text == "nul\0"
    assert read_json('{"a": "b"').root.scalar("a") == "b"


def plain(node: Node) -> object:
    if node.kind == MAP:
        return {key.text: plain(value) for key, value in node.pairs}
    if node.kind == LIST:
        return [plain(item) for item in node.items]
    return node.text if node.kind == TEXT else None


_JSON = st.recursive(
    st.none() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_json_reads_back_what_was_written(value: object) -> None:
    document = read_json(json.dumps(value))
    assert document.whole
    assert plain(document.root) == value
    document = read_json(json.dumps(value, indent=2, ensure_ascii=False))
    assert plain(document.root) == value


@given(st.text(alphabet="{}[]:,\"\\ab\n-|> &*#'u0", max_size=60))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    read_json(text)
    read_yaml(text)


@given(
    st.lists(
        st.text(alphabet="abc $\"'#:-", min_size=1, max_size=12).filter(lambda one: one.strip()), min_size=1, max_size=5
    )
)
def test_a_block_scalar_comes_back_line_by_line(lines: list[str]) -> None:
    lines = [line.strip() for line in lines]
    text = "run: |\n" + "".join(f"    {line}\n" for line in lines)
    node = read_yaml(text).root.get("run")
    assert node is not None
    assert node.text == "\n".join(lines) + "\n"
    assert (node.line, node.column) == (2, 5)
