"""Cutting SQL text: every dialect's quotes and comments, exact offsets, and odd text that must not swallow the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.sql_lexer import (
    BIND,
    CONVENTIONS,
    DOLLAR,
    GENERIC,
    HOLE,
    META,
    MYSQL,
    POSTGRES,
    QUOTED,
    SQLITE,
    STRING,
    TSQL,
    Convention,
    convention_of,
    cut,
    flatten,
    guess,
    psql_value,
    restore,
    unescape,
)
from keyturn.model.word import VARIABLE, Hole, Word


def cuts(text: str, convention: Convention = GENERIC) -> list[str]:
    return [text[one.start : one.end] for one in cut(text, {}, convention).statements]


def kinds(text: str, convention: Convention = GENERIC) -> list[tuple[int, str]]:
    return [(token[0], token[1]) for one in cut(text, {}, convention).statements for token in one.tokens]


@pytest.mark.parametrize(
    ("text", "convention", "expected"),
    [
        ("a; b;c", GENERIC, ["a", "b", "c"]),
        ("a ';' b; c", GENERIC, ["a ';' b", "c"]),
        ('a ";" b; c', GENERIC, ['a ";" b', "c"]),
        ("a `;` b; c", MYSQL, ["a `;` b", "c"]),
        ("a [x;y] b; c", TSQL, ["a [x;y] b", "c"]),
        ("a $$;$$ b; c", POSTGRES, ["a $$;$$ b", "c"]),
        ("a $t$;$$;$t$ b; c", POSTGRES, ["a $t$;$$;$t$ b", "c"]),
        ("a -- ;\n b; c", GENERIC, ["a -- ;\n b", "c"]),
        ("a /* ; */ b; c", GENERIC, ["a /* ; */ b", "c"]),
        ("a /* /* ; */ ; */ b; c", POSTGRES, ["a /* /* ; */ ; */ b", "c"]),
        ("a # ;\n b; c", MYSQL, ["a # ;\n b", "c"]),
        ("a 'it''s;' b; c", POSTGRES, ["a 'it''s;' b", "c"]),
        ("a 'it\\'s;' b; c", MYSQL, ["a 'it\\'s;' b", "c"]),
        ("a E'it\\'s;' b; c", POSTGRES, ["a E'it\\'s;' b", "c"]),
        ("a\nGO\nb\ngo 5\nc", TSQL, ["a", "b", "c"]),
        ("DELIMITER //\na; b//\nc//\nDELIMITER ;\nd; e", MYSQL, ["a; b", "c", "d", "e"]),
        ("a\\gexec\nb", POSTGRES, ["a\\gexec", "b"]),
        ("a \\; b; c", POSTGRES, ["a", "b", "c"]),
        ("a\\G b", MYSQL, ["a", "b"]),
        (".tables\na;", SQLITE, [".tables", "a"]),
        ("a\n/\nb", GENERIC, ["a", "b"]),
        ("q'[it's;]' a; b", GENERIC, ["'[it's;]' a", "b"]),
    ],
)
def test_cuts(text, convention, expected):
    assert cuts(text, convention) == expected


@pytest.mark.parametrize(
    ("text", "convention", "expected"),
    [
        ("'it''s'", POSTGRES, (STRING, "it's")),
        ("E'a\\nb\\x41\\u0042'", POSTGRES, (STRING, "a\nbAB")),
        ('"a""b"', POSTGRES, (QUOTED, 'a"b')),
        ('"a"', MYSQL, (STRING, "a")),
        ("[a b]", TSQL, (QUOTED, "a b")),
        ("$x$ y $x$", POSTGRES, (DOLLAR, " y ")),
        ("$1", POSTGRES, (BIND, "$1")),
        ("?", GENERIC, (BIND, "?")),
        (":name", GENERIC, (BIND, ":name")),
        ("%(name)s", GENERIC, (BIND, "%(name)s")),
        ("{{ a }}", GENERIC, (HOLE, "template")),
        ("${A}", GENERIC, (HOLE, "template")),
        ("\\i a.sql", POSTGRES, (META, "\\i a.sql")),
        ("source a.sql", MYSQL, (META, "source a.sql")),
    ],
)
def test_tokens(text, convention, expected):
    assert kinds(text, convention) == [expected]


def test_a_cast_is_no_placeholder():
    assert (BIND, ":int") not in kinds("a::int")


def test_an_array_is_no_name():
    assert QUOTED not in [kind for kind, _value in kinds("ARRAY[a] || b[c]")]


def test_doubts_are_told():
    assert "backslash" in cut("'a\\'", {}, POSTGRES).doubts
    assert "nested" in cut("/* /* */ */", {}, GENERIC).doubts
    assert "dashes" in cut("a --b", {}, GENERIC).doubts
    assert not cut("a -- b\n'c' /* d */", {}, GENERIC).doubts


def test_an_odd_quote_costs_its_line_at_most():
    script = cut("it's\nDROP a;\nb", {}, GENERIC)
    assert [one.tokens[0][1] for one in script.statements][-2:] == ["DROP", "B"]
    assert script.statements[-1].broken


def test_copy_data_needs_its_end():
    assert cuts("COPY a FROM stdin;\n1\t;\n\\.\nb;", POSTGRES) == ["COPY a FROM stdin", "b"]
    assert cuts("COPY a FROM stdin;\n1\t;\nb;", POSTGRES) == ["COPY a FROM stdin", "1", "b"]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("\\connect a", "postgres"),
        ("CREATE TABLE a (b int AUTO_INCREMENT)", "mysql"),
        ("CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)", "sqlite"),
        ("CREATE TABLE [dbo].[a] (b nvarchar(3))", "tsql"),
        ("SELECT 1", ""),
    ],
)
def test_guess(text, dialect):
    assert guess(text) == dialect


def test_holes_survive():
    word = Word(("a ", Hole(VARIABLE, "X"), " b"))
    text, holes = flatten(word)
    assert restore(text, 0, len(text), holes).parts == word.parts
    assert [token[0] for token in cut(text, holes, GENERIC).statements[0].tokens].count(HOLE) == 1


def test_a_private_character_is_no_hole():
    text, holes = flatten(Word("a \ue000 b"))
    assert HOLE not in [token[0] for token in cut(text, holes, GENERIC).statements[0].tokens]


def test_psql_values():
    assert psql_value("'a b' \"c\" d") == "a bcd"
    assert unescape("a\\tb\\\\c") == "a\tb\\c"


_ODD = st.text(alphabet="aA1 \n;'\"`$[]{}()-/*#\\:@?%!.,=<>|\0\ufeff\u00e9\ue000", max_size=120)


@given(_ODD, st.sampled_from(sorted(CONVENTIONS)))
def test_offsets_hold(text, dialect):
    for one in cut(text, {}, convention_of(dialect)).statements:
        starts = [token[2] for token in one.tokens]
        assert starts == sorted(starts)
        for _kind, _value, start, end, _raw in one.tokens:
            assert 0 <= start <= end <= len(text)


@given(_ODD)
def test_cutting_is_the_same_twice(text):
    assert cuts(text) == cuts(text)
