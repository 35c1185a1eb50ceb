"""Option grammars: what a program's own parser would make of its arguments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.options import Grammar, Options, parse, subcommand

RM = Grammar(
    "-r -f --recursive --force --verbose",
    "-n --name",
    "--color",
    {"--recursive": "-r", "--force": "-f", "--name": "-n"},
)
GO = Grammar("-auto-approve", "-target -chdir", style="go", anywhere=True)


def words(text: str) -> list[Word]:
    return [Word(piece) for piece in text.split()]


def opts(text: str, grammar: Grammar = RM) -> Options:
    return parse(words(text), grammar)


def test_flags_anywhere_and_combined() -> None:
    found = opts("a -rf b")
    assert found.has("-r")
    assert found.has("-f")
    assert [word.text for word in found.operands] == ["a", "b"]


def test_abbreviations_resolve_when_they_are_unique() -> None:
    assert opts("--recur --forc").has("-r")
    assert opts("--v").has("--verbose")


def test_values_attached_and_apart() -> None:
    assert opts("-n5").text("-n") == "5"
    assert opts("-n 5 x").text("-n") == "5"
    assert opts("--name=5").text("-n") == "5"
    assert opts("--name 5").text("-n") == "5"
    assert opts("-rn5").has("-r")
    assert opts("-n").value("-n") is None


def test_an_optional_value_is_only_taken_when_attached() -> None:
    assert opts("--color=auto").text("--color") == "auto"
    assert [word.text for word in opts("--color auto").operands] == ["auto"]


def test_dashes_end_the_options() -> None:
    found = opts("a -- -r")
    assert not found.has("-r")
    assert found.after_dashes == 1
    assert [word.text for word in found.operands] == ["a", "-r"]


def test_go_style() -> None:
    found = opts("-chdir=x --auto-approve destroy -target a", GO)
    assert found.text("-chdir") == "x"
    assert found.has("-auto-approve")
    assert found.text("-target") == "a"


def test_unknown_options_never_swallow_the_next_word() -> None:
    found = opts("--future x -z y")
    assert [word.text for word in found.operands] == ["x", "y"]
    assert len(found.unknown) == 2


def test_a_subcommand_ends_the_global_options() -> None:
    options, name, rest = subcommand(tuple(words("-r do -f x")), RM)
    assert options.has("-r")
    assert not options.has("-f")
    assert name == "do"
    assert [word.text for word in rest] == ["-f", "x"]


def test_words_that_begin_unknown_are_kept_apart() -> None:
    found = parse([Word((Hole(VARIABLE, "OPTS"),)), Word("x")], RM)
    assert len(found.holes) == 1
    assert len(found.operands) == 2


@given(
    st.lists(
        st.sampled_from(["-r", "-f", "-rf", "--force", "--", "a", "b", "-n", "5", "--name=x", "--zzz"]), max_size=8
    )
)
def test_every_word_ends_somewhere(text: list[str]) -> None:
    """Nothing is lost: each argument is an option, a value, an operand or the dashes."""
    found = parse([Word(piece) for piece in text], RM)
    assert len(found.operands) <= len(text)
    for piece in ("a", "b"):
        valued = sum(1 for value in found.values("-n") if value.text == piece)
        assert sum(1 for word in found.operands if word.text == piece) + valued == text.count(piece)
