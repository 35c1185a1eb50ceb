"""Whether a WHERE restricts anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.sql_condition import EVERY, NONE, SOME, SYNTAX, VALUE, Condition, evaluate
from keyturn.language.sql_lexer import GENERIC, cut, flatten
from keyturn.model.word import VARIABLE, Hole, Word


def condition(text: str | Word, table: str = "users", mysql: bool = False) -> Condition:
    flat, holes = flatten(Word(text) if isinstance(text, str) else text)
    return evaluate(cut(flat, holes, GENERIC).statements[0].tokens, table, mysql)


@pytest.mark.parametrize(
    "text",
    [
        "1=1", "true", "1", "'a'='a'", "2 > 1", "1 + 1 = 2", "NOT false", "NOT (1 = 0)", "NOT NOT true", "((1=1))",
        "id > 0", "id >= 1", "id <> 0", "id != -1", "0 < id", "id IS NOT NULL", "users.id > 0", "users_id > 0", "user_id > 0",
        "id BETWEEN 1 AND 999999999", "id < 999999999999", "a = a", "users.a = a", "a IS NOT DISTINCT FROM a",
        "name LIKE '%'", "name ILIKE '%%'", "name ~ '.*'", "name REGEXP '.*'", "length(name) >= 0",
        "a = 1 OR true", "a = 1 OR 1 = 1", "a = 1 OR a <> 1", "a IS NULL OR a IS NOT NULL", "a < 5 OR a >= 5",
        "1 IN (1, 2)", "a IN (a)", "EXISTS (SELECT 1)", "EXISTS (SELECT 1 FROM other)", "(SELECT true)",
        "id IN (SELECT id FROM users)", "id IN (SELECT id FROM users WHERE 1 = 1)", "now() > '2000-01-01'",
        "random() < 2", "CASE WHEN 1 = 1 THEN true END", "created_at > '1970-01-01'", "1 = 1 AND 2 = 2", "id",
        "current_date = current_date", "true IS TRUE", "1=1 AND NOT 1=0",
    ],
)  # fmt: skip
def test_lets_every_row_through(text):
    assert condition(text).lets == EVERY


@pytest.mark.parametrize(
    "text",
    [
        "id = 3", "id > 3", "id <> 7", "deleted_at IS NOT NULL", "user_ref IS NOT NULL", "active", "NOT active",
        "a = 1 OR b = 2", "a = 1 AND true", "name LIKE 'a%'", "name LIKE '%@example.com'", "id IN (1, 2)",
        "id IN (SELECT user_id FROM old)", "id IN (SELECT id FROM users WHERE old)", "id IN (SELECT id FROM users LIMIT 5)",
        "EXISTS (SELECT 1 FROM o WHERE o.user_id = users.id)", "NOT (id > 0)", "NOT (id IS NOT NULL)",
        "created_at < now() - interval '30 days'", "coalesce(a, 1) = 1", "(a, b) IN (SELECT a, b FROM c)",
        "a.id = b.id", "id = ANY(ARRAY[1, 2])", "id::int = 3", "a @> '{\"b\": 1}'", "date(created) = current_date",
        "balance > 0", "price >= 0", "a BETWEEN 1 AND 2", "a = 'x' COLLATE \"C\"", "a = 1 OR (b = 2 AND true)",
        "created_at AT TIME ZONE 'UTC' < '2020-01-01'", "x'41' = a",
    ],
)  # fmt: skip
def test_restricts(text):
    assert condition(text).lets == SOME
    assert not condition(text).hole


@pytest.mark.parametrize("text", ["false", "1 = 0", "1=1 AND 1=2", "NOT true", "NULL", "a <> a", "'a' = 'b'", "0"])
def test_lets_nothing_through(text):
    assert condition(text).lets == NONE


@pytest.mark.parametrize(
    "text",
    [
        "random() <> random()",  # a new value each time
        "'straße' = 'strasse'",  # equal in some collations
        "'A' = 'a '",  # case and padding
        "1 = '1'",  # MySQL compares them as numbers
        "9007199254740993 <> 9007199254740992",  # the same float, not the same number
        "0.1 + 0.2 = 0.3",  # true for decimals
        "NOT (name LIKE '%')",  # a null name
        "x'31' = '1'",
    ],
)
def test_nothing_is_only_said_when_it_is_sure(text):
    assert condition(text).lets != NONE


def test_mysql_reads_bars_as_or():
    assert condition("id = 3 || 1", mysql=True).lets == EVERY
    assert condition("a || b = 'x'").lets == SOME


@pytest.mark.parametrize(
    ("head", "tail", "hole"),
    [
        ("id = ", "", VALUE),
        ("name = '", "'", VALUE),
        ("id IN (", ")", VALUE),
        ("id BETWEEN 1 AND ", "", VALUE),
        ("id > ", " AND a = 1", VALUE),
        ("", " = id", VALUE),
        ("", "", SYNTAX),
        ("id = 3 ", "", SYNTAX),
        ("id = 3 AND ", "", SYNTAX),
        ("id = 3 ", " AND b = 2", SYNTAX),
    ],
)
def test_holes(head, tail, hole):
    word = Word(tuple(part for part in (head, Hole(VARIABLE, "X"), tail) if part != ""))
    assert condition(word).hole == hole


def test_deep_brackets_are_given_up_as_unlimited():
    found = condition("(" * 500 + "a = 1" + ")" * 500)
    assert (found.lets, found.sure) == (EVERY, False)


_COLUMN = st.sampled_from(["a = 1", "b LIKE 'x%'", "c IN (1, 2)", "d IS NULL", "e BETWEEN 1 AND 2"])
_TRUE = st.sampled_from(["1=1", "true", "2>1", "NOT false", "'x'='x'"])
_FALSE = st.sampled_from(["1=0", "false", "2<1", "NOT true"])


@given(_COLUMN, _TRUE, _FALSE)
def test_logic(some, true, false):
    assert condition(f"{some} OR {true}").lets == EVERY
    assert condition(f"{some} AND {true}").lets == SOME
    assert condition(f"{some} OR {false}").lets == SOME
    assert condition(f"{some} AND {false}").lets == NONE
    assert condition(f"({some}) AND NOT ({false})").lets == SOME


@given(st.text(alphabet="ab1 ()=<>'\"-+*/,.ANDORNOTISNULLINLIKE:?$[]", min_size=1, max_size=40))
def test_any_tokens_have_an_answer(text):
    script = cut(text, {}, GENERIC)
    if script.statements:
        assert evaluate(script.statements[0].tokens, "t").lets in (EVERY, NONE, SOME)
