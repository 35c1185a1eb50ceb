"""drills.toml: what is read, and that each fault names file, line and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.drill.definition import read, seconds
from keyturn.errors import ConfigurationError

GOOD = """\
[drill.orders]
kind = "pg_dump"
backup = "/backups/orders-*.dump"
every = "24h"
max_age = "26h"
proves = ["postgres://db.prod.example.com/orders"]

[[drill.orders.question]]
name = "orders are there"
sql = "select count(*) from orders"
at_least = 1
like = "last"
tolerance = "5%"

[[drill.orders.question]]
fresh = "orders.created_at"
within = "26h"

[[drill.orders.question]]
tables = ["orders", "customers"]
"""


def test_a_drill_is_read() -> None:
    (one,) = read(GOOD.encode(), "drills.toml")
    assert (one.name, one.kind, one.every, one.max_age) == ("orders", "pg_dump", 86_400, 93_600)
    assert [question.asks for question in one.questions] == ["sql", "fresh", "tables"]
    counted = one.questions[0]
    assert (counted.at_least, counted.like, counted.tolerance, counted.percent) == (1.0, "last", 5.0, True)
    assert len(one.digest) == 64


def test_any_word_changes_the_digest() -> None:
    (one,) = read(GOOD.encode(), "drills.toml")
    (other,) = read(GOOD.replace("at_least = 1", "at_least = 0").encode(), "drills.toml")
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ('kind = "pg_dump"', 'kind = "pgdump"', 2, "did you mean pg_dump?"),
        ('kind = "pg_dump"\n', "", 1, "it has no kind"),
        ('every = "24h"', 'every = "daily"', 4, "is no duration"),
        ("max_age", "maxage", 5, "did you mean max_age?"),
        ("at_least = 1\n", "", 11, "the first drill"),
        ('at_least = 1\nlike = "last"\ntolerance = "5%"\n', "", 8, "it expects nothing"),
        ('within = "26h"\n', "", 15, "freshness needs"),
        ("at_least = 1", 'at_least = "many"', 11, "is no number"),
        ('"5%"', '"-5%"', 13, "is no tolerance"),
        ('like = "last"', 'like = "always"', 12, "neither live nor last"),
        ('tables = ["orders", "customers"]', "tables = []", 20, "no list of texts"),
        ('tables = ["orders", "customers"]', 'name = "nothing"', 19, "asks nothing"),
        ("[drill.orders]", "[drills.orders]", 1, "there is no such table"),
        ('fresh = "orders.created_at"', 'fresh = "orders.created_at"\nsql = "select 1"', 15, "asks sql and fresh"),
    ],
)
def test_faults_name_file_line_and_key(was: str, becomes: str, line: int, said: str) -> None:
    assert was in GOOD
    with pytest.raises(ConfigurationError) as caught:
        read(GOOD.replace(was, becomes, 1).encode(), "drills.toml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("drills.toml")
    assert abs(caught.value.line - line) <= 2, caught.value
    assert caught.value.fix


def test_a_drill_that_asks_nothing_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="prove nothing"):
        read(GOOD[: GOOD.index("[[")].encode(), "drills.toml")


def test_two_questions_of_one_name_are_refused() -> None:
    twice = GOOD + '\n[[drill.orders.question]]\nname = "orders are there"\namcheck = true\n'
    with pytest.raises(ConfigurationError, match="another question"):
        read(twice.encode(), "drills.toml")


@given(st.binary(max_size=200))
def test_any_bytes_are_drills_or_one_clear_error(data: bytes) -> None:
    try:
        read(data, "drills.toml")
    except ConfigurationError as error:
        told = str(error)
    else:
        told = "drills.toml"
    assert told.startswith("drills.toml")


@given(st.integers(1, 100_000), st.sampled_from("smhd"))
def test_durations(amount: int, unit: str) -> None:
    found = seconds(f"{amount}{unit}")
    assert found == amount * {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[unit]


@pytest.mark.parametrize("text", ["", "h", "-1h", "0h", "1.5h", "24", "24 h", "٣h", None, 24])
def test_what_is_no_duration(text: object) -> None:
    assert seconds(text) is None
