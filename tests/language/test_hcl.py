"""HCL as blocks, values and places."""

from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.hcl import Block, read
from keyturn.model.source import COMMAND_LINE, Origin, Source
from keyturn.model.word import TEMPLATE, Word


def root(text: str, origin: Origin = COMMAND_LINE) -> Block:
    return read(Source("hcl", Word(text), origin)).root


def test_blocks_labels_and_literals() -> None:
    block = root('resource "aws_s3_bucket" "b" {\n  a = true\n  n = 7\n  s = "x"\n}\n').blocks[0]
    assert (block.type, block.labels) == ("resource", ("aws_s3_bucket", "b"))
    assert [(one.name, one.literal) for one in block.attributes] == [("a", "true"), ("n", "7"), ("s", "x")]


def test_a_template_keeps_its_literal_runs() -> None:
    value = root('a = "x${var.y}z"\n').attributes[0].value
    assert value.parts[0] == "x"
    assert value.holes[0].why == TEMPLATE
    assert value.parts[2] == "z"


def test_escapes_are_undone() -> None:
    assert root('a = "\\"q\\" \\u0041\\n$${b}"\n').attributes[0].literal == '"q" A\n${b}'


def test_a_heredoc_keeps_its_text() -> None:
    value = root("a = <<EOT\nrm -rf /x  ${var.y} end\nEOT\n").attributes[0].value
    assert value.parts[0] == "rm -rf /x  "
    assert value.suffix == " end\n"


def test_lists_and_objects() -> None:
    one, two = root('l = ["a", var.b]\no = { k = true, "q" = "v" }\n').attributes
    assert [word.text for word in one.items or ()] == ["a", None]
    assert [(name, word.text) for name, word in two.fields] == [("k", "true"), ("q", "v")]


def test_places_count_from_the_source_they_stand_in() -> None:
    found = root("\n  é = true\n", origin=Origin("main.tf", 10)).attributes[0].origin
    assert (found.file, found.line, found.column, found.end_column) == ("main.tf", 11, 3, 11)


def test_what_follows_a_broken_block_is_still_read() -> None:
    document = read(Source("hcl", Word('resource "a" {\n  x = = 1\n}\nresource "b" "c" {\n  y = true\n}\n')))
    assert document.broken
    assert any(block.labels == ("b", "c") for block in document.root.blocks)


@given(st.text(max_size=200))
def test_any_text_gives_a_document(text: str) -> None:
    read(Source("hcl", Word(text)))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"\\$%{}`'), max_size=40))
def test_a_plain_string_comes_back_as_written(text: str) -> None:
    assert root(f'a = "{text}"\n').attributes[0].literal == text


def test_one_wrong_character_hides_nothing_behind_it() -> None:
    text = 'resource "a" "b" {\n  x = = 1\n  lifecycle {\n    prevent_destroy = false # for now\n  }\n}\nresource "c" "d" {\n  y = "${'
    blocks = read(Source("hcl", Word(text))).root.blocks
    assert [(block.type, block.labels) for block in blocks] == [("resource", ("a", "b")), ("resource", ("c", "d"))]
    attribute = blocks[0].blocks[0].attributes[0]
    assert (attribute.name, attribute.literal, attribute.origin.line, attribute.origin.column) == (
        "prevent_destroy",
        "false",
        4,
        5,
    )


def test_a_heredoc_without_an_end_hides_nothing_behind_it() -> None:
    document = read(Source("hcl", Word('a = <<EOT\nx\nresource "b" "c" {\n  y = true\n}\n')))
    assert document.broken
