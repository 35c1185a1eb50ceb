"""Words and holes."""

from __future__ import annotations

from keyturn.model.word import COMMAND, GLOB, VARIABLE, Hole, Word, join


def test_a_literal_word() -> None:
    word = Word("abc")
    assert (word.text, word.holes, word.prefix, word.suffix, word.splits) == ("abc", (), "abc", "abc", False)
    assert Word("") == Word(())
    assert Word(("a", "b")).text == "ab"


def test_a_word_with_holes() -> None:
    word = Word(("a/", Hole(VARIABLE, "X"), "/b", Hole(GLOB, "*")))
    assert word.text is None
    assert word.prefix == "a/"
    assert word.suffix == ""
    assert word.worst() == "a//b*"
    assert word.splits
    assert word.shown() == "a/$X/b*"
    assert Word((Hole(COMMAND, "ls", quoted=True),)).shown() == "$(ls)"
    assert not Word((Hole(COMMAND, "ls", quoted=True),)).splits


def test_join_merges_literals() -> None:
    assert join([Word("a"), Word("b")]).text == "a b"
    assert join([Word("a"), Word((Hole(VARIABLE, "X"),))]).parts == ("a ", Hole(VARIABLE, "X"))
    assert join([]).text == ""
