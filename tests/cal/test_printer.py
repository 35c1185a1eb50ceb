"""Printing: parse ∘ show is the identity on every tree that a text can give, and the layout keeps meaning and comments."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.cal.layout import laid_out
from keyturn.cal.parser import parse
from keyturn.cal.printer import show

NAME = st.sampled_from(["a", "b_1", "c-d", "WHERE", "fetch", "signal"])
PATH = st.lists(NAME, min_size=1, max_size=3).map(".".join)
NUMBER = st.one_of(
    st.integers(-(10**20), 10**20).map(str), st.decimals(-1000, 1000, places=3).map(str), st.just("0.0000001")
)
WHOLE = st.integers(0, 10**18).map(str)
STRING = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=12).map('"{}"'.format)
SPAN = st.builds("{}{}".format, WHOLE, st.sampled_from(["m", "h", "d", "w", "mo"]))
DIMS = st.lists(st.sampled_from(["D1", "D2", "D3", "D4", "D5", "D6", "ALL"]), min_size=1, max_size=4).map(", ".join)
ONE = st.lists(st.sampled_from(["D1", "D2", "D3", "D4", "D5", "D6"]), min_size=1, max_size=3).map(", ".join)
OPERATOR = st.sampled_from(["=", "!=", ">", "<", ">=", "<=", " IS ", " IS NOT "])
VALUE = st.one_of(NUMBER, STRING, SPAN, st.sampled_from(["open", "true", "FALSE", "x-y"]))
CONDITION = st.one_of(st.builds("{}{}{}".format, PATH, OPERATOR, VALUE), PATH)
TEST = st.recursive(
    CONDITION,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" AND ".join),
        st.lists(inner, min_size=2, max_size=3).map(" or ".join),
        inner.map("({})".format),
    ),
    max_leaves=8,
)


def clauses(*some, least=0):
    return st.lists(st.one_of(*some), min_size=least, max_size=4).map(" ".join)


def key(word, of):
    return of.map(lambda text: f"{word} {text}")


SIGNALS = st.lists(st.one_of(NAME, NAME.map("{} signals".format)), min_size=1, max_size=3).map(", ".join)
CHIRP = st.builds("CHIRP {} {}".format, NAME, st.one_of(st.just(""), STRING))
TARGET = st.one_of(NAME, st.builds("{}:{}".format, NAME, STRING))


def statements(inner):
    branch = st.builds("ON {} {}".format, st.sampled_from(["EXECUTE", "confirm", "QUEUE", "WAIT"]), inner)
    recall_watch = st.builds(
        "WATCH {} STATUS {} {} {}".format,
        NAME,
        st.sampled_from(["fired", "NOT_FIRED", "partial"]),
        st.one_of(st.just(""), key("FIRED_DATE", STRING)),
        st.one_of(st.just(""), key("EVIDENCE", STRING)),
    )
    recall = st.builds(
        "RECALL {} ON {} {} TRIGGERS {}/{} CONFIDENCE_STATED {} CONFIDENCE_ACTUAL {} CALIBRATION {} {} {}".format,
        NAME,
        STRING,
        st.lists(recall_watch, min_size=1, max_size=3).map(" ".join),
        WHOLE,
        WHOLE,
        NUMBER,
        NUMBER,
        st.sampled_from(["aligned", "OVER", "under"]),
        st.one_of(st.just(""), key("DRIFT_AFTER", NUMBER)),
        st.one_of(st.just(""), st.builds("SURFACE {} AS {}".format, NAME, NAME)),
    )
    return st.one_of(
        st.builds(
            "FORAGE {} {}".format,
            NAME,
            clauses(key("WHERE", TEST), key("ACROSS", DIMS), key("DEPTH", WHOLE), key("SURFACE", NAME)),
        ),
        st.builds("DIVE INTO {} {}".format, NAME, clauses(key("WHEN", TEST), key("TRACE", NAME), key("EMIT", NAME))),
        st.builds(
            "DRIFT {} {}".format,
            NAME,
            clauses(key("METHODOLOGY", NUMBER), key("PERFORMANCE", NUMBER), key("GAP", NAME), least=1),
        ),
        st.builds(
            "FETCH {} {}".format, NAME, clauses(key("THRESHOLD", NUMBER), key("CONFIDENCE", NUMBER), branch, least=1)
        ),
        st.builds("PERCH ON {} {}".format, TARGET, clauses(key("LISTEN FOR", SIGNALS), key("WAKE AFTER", SPAN), CHIRP)),
        key("LISTEN FOR", SIGNALS),
        st.builds("WAKE AFTER {} {}".format, SPAN, st.one_of(st.just(""), key("THEN", inner))),
        CHIRP,
        st.builds("TRACE {} {}".format, NAME, st.one_of(st.just(""), key("FROM", NAME))),
        st.builds(
            "WATCH {} WHEN {} {}".format,
            NAME,
            TEST,
            st.one_of(
                st.just(""), st.builds("FOR {} {}".format, WHOLE, st.sampled_from(["quarters", "year", "mo", "m"]))
            ),
        ),
        recall,
        st.builds(
            "SURFACE {} {} {}".format,
            NAME,
            st.one_of(st.just(""), key("AS", NAME)),
            st.one_of(st.just(""), key("ON", STRING)),
        ),
        st.lists(st.builds("{} -> {}".format, st.sampled_from(["D1", "D5", "D6"]), ONE), min_size=1, max_size=3).map(
            lambda links: "CASCADE " + "; ".join(links)
        ),
    )


STATEMENT = st.recursive(CHIRP, statements, max_leaves=4)
BETWEEN = st.sampled_from([" ", "\n", ";\n", "\n\n-- a note\n", " // and so on\n"])
SCRIPT = st.lists(st.tuples(STATEMENT, BETWEEN), max_size=5).map(lambda parts: "".join(a + b for a, b in parts))


@settings(max_examples=250, deadline=None)
@given(SCRIPT)
def test_what_is_printed_parses_to_the_same_tree(text):
    program = parse(text)
    assert parse(show(program)) == program
    assert show(parse(show(program))) == show(program)


@settings(max_examples=200, deadline=None)
@given(SCRIPT)
def test_the_layout_keeps_the_tree_and_the_comments_and_settles_at_once(text):
    found = laid_out(text)
    assert parse(found) == parse(text)
    assert laid_out(found) == found
    outside = re.compile(r'"[^"]*"')
    assert outside.sub("", found).count("-- a note") == outside.sub("", text).count("-- a note")


def test_the_layout():
    text = '-- head\nforage e where a=1 and (b > 2\nor c is d) depth 3 -- deep\nsurface x\n\n\n-- next\nfetch x threshold 5 on execute chirp critical "a  -- b" // t'
    assert laid_out(text) == (
        "-- head\n"
        "FORAGE e\n"
        "  WHERE a=1 AND (b > 2\n"
        "    OR c is d)\n"
        "  DEPTH 3  -- deep\n"
        "  SURFACE x\n"
        "\n"
        "-- next\n"
        "FETCH x\n"
        "  THRESHOLD 5\n"
        '  ON EXECUTE CHIRP critical "a  -- b"  // t\n'
    )


def test_a_stop_is_printed_where_the_next_statement_would_be_taken_for_a_clause():
    text = "PERCH ON s;\nCHIRP x\nDIVE INTO d;\nTRACE t"
    assert show(parse(text)).count(";") == 2


def test_a_branch_that_ends_in_fetch_comes_last():
    program = parse("FETCH a ON WAIT CHIRP x ON EXECUTE FETCH b THRESHOLD 1")
    assert parse(show(program)) == program
