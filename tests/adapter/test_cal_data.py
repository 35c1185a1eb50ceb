"""Data sets: every form gives the same entities, and what is off is refused with file, line and key."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter.cal_data import is_query, load, plain_scalar
from keyturn.errors import ConfigurationError, UsageError

ROWS = [{"id": "a", "sound": 3, "D1": 70.5, "open": True}, {"id": "b", "sound": 9, "D1": 20.25, "open": False}]


def written(place: Path, name: str, text: str) -> str:
    path = place / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def forms(place: Path) -> list[str]:
    """The same rows as every kind of file."""
    json_file = written(place, "one.json", json.dumps(ROWS))
    wrapped = written(place, "two.json", json.dumps({"entities": ROWS}))
    yaml_file = written(
        place,
        "three.yaml",
        "entities:\n- {id: a, sound: 3, D1: 70.5, open: true}\n- {id: b, sound: 9, D1: 20.25, open: false}\n",
    )
    csv_file = written(place, "four.csv", "id,sound,D1,open\na,3,70.5,true\nb,9,20.25,False\n")
    tsv_file = written(place, "five.tsv", "id\tsound\tD1\topen\na\t3\t70.5\ttrue\nb\t9\t20.25\tfalse\n")
    parquet = str(place / "six.parquet")
    duckdb.connect().execute(f"COPY (SELECT * FROM read_json('{json_file}')) TO '{parquet}' (FORMAT parquet)")
    query = written(place, "seven.sql", "-- by id\nSELECT * FROM 'four.csv' ORDER BY id")
    return [json_file, wrapped, yaml_file, csv_file, tsv_file, parquet, query]


def test_every_form_gives_the_same_entities(tmp_path: Path) -> None:
    for path in forms(tmp_path):
        found = load([path])
        assert list(found.tables.values()) == [ROWS], path
        assert found.sources[0].entities == 2
        assert len(found.sources[0].digest) == 64


def test_a_query_on_the_command_line_joins_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "teams.csv", "id,name\na,Payments\nb,Search\n")
    written(
        tmp_path, "runs.json", '[{"team": "a", "failed": 3}, {"team": "a", "failed": 4}, {"team": "b", "failed": 1}]'
    )
    monkeypatch.chdir(tmp_path)
    found = load(
        [
            "select id, name, sum(failed)::int as failed from 'teams.csv' join 'runs.json' r on r.team = id group by all order by 1"
        ]
    )
    assert found.tables == {
        "query": [{"id": "a", "name": "Payments", "failed": 7}, {"id": "b", "name": "Search", "failed": 1}]
    }


def test_several_files_are_tables_by_name(tmp_path: Path) -> None:
    one = written(tmp_path, "a.json", '[{"id": 1}]')
    two = written(tmp_path, "b.json", '{"tables": {"people": [{"id": 1}], "places": []}, "asOf": "2026-03-31"}')
    found = load([one, f"things={one}", two])
    assert {name: len(rows) for name, rows in found.tables.items()} == {"a": 1, "things": 1, "people": 1, "places": 0}
    assert found.data_set().as_of == "2026-03-31"


def test_a_cascade_stands_in_the_data(tmp_path: Path) -> None:
    path = written(tmp_path, "a.yaml", "cascade: {D5: [D6, D2], D6: [D1]}\nentities: []\n")
    assert load([path]).data_set().cascades == {"D5": ("D6", "D2"), "D6": ("D1",)}


def test_dotted_columns_are_fields_within(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,dimensions.D1.sound,dimensions.D1.space\nx,3,4\n")
    assert load([path]).tables["a"] == [{"id": "x", "dimensions": {"D1": {"sound": 3, "space": 4}}}]


def test_a_column_is_numbers_only_when_all_of_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,post,share,mixed,empty\n007,01234,-0.5,3,\n8,99999,2,three,\n")
    assert load([path]).tables["a"] == [
        {"id": "007", "post": "01234", "share": -0.5, "mixed": "3"},
        {"id": "8", "post": "99999", "share": 2, "mixed": "three"},
    ]


def test_words_of_yaml_are_words(tmp_path: Path) -> None:
    text = (
        "- {id: a, answer: no, at: 2026-03-01, time: 1:30, old: 010, hex: 0x1F, none: ~, tagged: !!str 5, big: 1e3}\n"
    )
    assert load([written(tmp_path, "a.yaml", text)]).tables["a"] == [
        {
            "id": "a", "answer": "no", "at": "2026-03-01", "time": "1:30", "old": 10, "hex": 31, "none": None,
            "tagged": "5", "big": 1000.0,
        }
    ]  # fmt: skip


WRONG = [
    ("a.json", '[{"id": 1},\n {"id": 2, "id": 3}]', "a.json:2: id: this key stands twice"),
    ("a.json", '[{"id": 1,\n "x": NaN}]', "a.json:2: NaN is no number here"),
    ("a.json", '[{"id": 1},\n\n 5]', "a.json:3: [1]: an entity is a map of fields"),
    ("a.json", '{"entities": [\n{"id": "x"},\n{"id": "x"}]}', "a.json:3: entities[1].id: the id 'x' stands twice"),
    ("a.json", '{"entities": [],\n "entitys": []}', "a.json:2: entitys: this key means nothing here"),
    ("a.json", '{"entities": {}}', "a.json:1: entities: it is no list"),
    ("a.json", "{}", "it holds neither `entities` nor `tables`"),
    ("a.json", "[" * 100_000, "a.json"),
    ("a.json", '[{"id": 1}\n', "a.json:2: expecting ',' delimiter"),
    ("a.json", '[{"id": []}]', "a.json:1: [0].id: an id is a text or a whole number"),
    ("a.json", '{"entities": [],\n"cascade": {"D5": ["D7"]}}', "a.json:2: cascade.D5[0]: 'D7' is no dimension"),
    ("a.json", '{"entities": [], "asOf": "soon"}', "asOf: 'soon' is no day"),
    ("a.yaml", "- id: a\n  x: 1\n  x: 2\n", "a.yaml:3: [0].x: this key stands twice"),
    ("a.yaml", "- id: a\n- id: a\n", "a.yaml:2: [1].id: the id 'a' stands twice"),
    ("a.yaml", "- id: !!python/object/apply:os.system [id]\n", "a.yaml:1: [0].id: the tag"),
    ("a.yaml", "- id: !vault x\n", "the tag !vault is not taken"),
    ("a.yaml", "- &a {id: x, y: *a}\n", "an alias that holds itself"),
    ("a.yaml", "- <<: {id: x}\n", "merge keys (<<) are not taken"),
    ("a.yaml", "- x: .nan\n", "a.yaml:1: [0].x: .nan is no number here"),
    ("a.yaml", "a: [\n", "a.yaml"),
    ("a.yaml", "--- 1\n--- 2\n", "it holds 2 documents, not one"),
    ("a.yaml", "", "it holds 0 documents, not one"),
    ("a.csv", "id,x\n1,2\n1\n", "a.csv:3: this row has 1 cells, the first line has 2"),
    ("a.csv", "id,x,x\n1,2,3\n", "a.csv:1: x: this column stands twice"),
    ("a.csv", "id\nx\nx\n", "a.csv:3: id: the id 'x' stands in a twice, first in"),
    ("a.csv", "", "there is no line of column names"),
    ("a.csv", "a,a.b\n1,2\n", "a.csv:2: a.b: a is a value and holds fields, too"),
    ("a.csv", 'id\n"x\n', "a.csv:2: unexpected end of data"),
    ("a.sql", "DROP TABLE x", "Only SELECT statements"),
    ("a.sql", "SELECT 1;\nSELECT 2", "there are 2 statements"),
    ("a.sql", "SELECT *\nFROM WHERE", "a.sql:2: syntax error"),
    ("a.sql", "SELECT now() AS id", "now would make the same run give another answer"),
    ("a.sql", "SELECT current_date AS id", "current_date would make the same run give another answer"),
    ("a.sql", "SELECT * FROM 'gone.csv'", "there is no file"),
    ("a.sql", "SELECT 1 AS id, 2 AS id", "id: this column stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), WRONG)
def test_what_is_off_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(ConfigurationError) as caught:
        load([path])
    assert said in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_bomb_of_aliases_is_refused_before_it_is_written_out(tmp_path: Path) -> None:
    lines = ["- &a0 {id: x}"] + [f"- &a{n} {{a: *a{n - 1}, b: *a{n - 1}}}" for n in range(1, 30)]
    with pytest.raises(ConfigurationError, match="aliases come to more than"):
        load([written(tmp_path, "a.yaml", "\n".join(lines))])


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\nx\n\xff\n")
    with pytest.raises(ConfigurationError, match=r"a\.csv:3: it is not UTF-8"):
        load([str(path)])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('{}')",
        "SELECT * FROM read_csv('{}')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM 'ok.csv', read_csv('{}')",
        "SELECT * FROM read_json('https://example.org/x.json')",
        "SELECT getenv('HOME')",
    ],
)
def test_a_query_reads_no_file_that_it_does_not_name_in_from(tmp_path: Path, query: str) -> None:
    secret = written(tmp_path, "secret.csv", "id,word\n1,hunter2\n")
    written(tmp_path, "ok.csv", "id\n1\n")
    path = written(tmp_path, "q.sql", query.format(secret))
    with pytest.raises(ConfigurationError) as caught:
        load([path])
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("query", ["COPY (SELECT 1) TO '{}'", "ATTACH '{}'", "INSTALL httpfs", "SET threads=1"])
def test_a_query_writes_nothing(tmp_path: Path, query: str) -> None:
    target = tmp_path / "out"
    with pytest.raises(ConfigurationError, match="Only SELECT"):
        load([written(tmp_path, "q.sql", query.format(target))])
    assert not target.exists()


def test_a_file_named_like_a_query_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "a=b.json", '[{"id": 1}]')
    assert load(["a=b.json"]).tables == {"a=b": [{"id": 1}]}
    assert is_query("select 1")
    assert not is_query("selection.json")


@pytest.mark.parametrize("given_", ["gone.json", "x=gone.json", ".", "a.txt"])
def test_what_cannot_be_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_: str) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "a.txt", "[]")
    with pytest.raises(UsageError):
        load([given_])


def test_csv_and_json_need_no_extra_and_sql_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert load([written(tmp_path, "a.csv", "id\nx\n")]).tables == {"a": [{"id": "x"}]}
    with pytest.raises(UsageError, match=r"install keyturn\[data\]"):
        load(["select 1 as id"])


@given(st.text(max_size=12))
def test_a_bare_word_is_read_as_something_of_json(text: str) -> None:
    json.dumps(plain_scalar(text), allow_nan=False)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(), one, max_size=3),
        max_leaves=8,
    )
)
def test_json_written_is_json_read(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    place = tmp_path_factory.mktemp("json")
    path = written(place, "a.json", json.dumps([{"v": value}], indent=1))
    assert load([path]).tables["a"] == [{"v": value}]
