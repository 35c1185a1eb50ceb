"""Data sets in memory: the shapes that are read, and what is refused."""

import pytest

from keyturn.cal.data import REFERENCE_CASCADES, cascade_map, read
from keyturn.cal.problems import RunError
from keyturn.cal.tree import EVERY


def test_the_shapes():
    rows = [{"id": "a"}]
    assert read(rows, "e").tables == {"e": rows}
    assert read({"entities": rows}, "e").tables == {"e": rows}
    found = read({"tables": {"x": rows, "y": []}, "cascade": {"D1": ["D2"]}, "asOf": "2026-03-31"}, "e")
    assert found.tables == {"x": rows, "y": []}
    assert found.cascades == {"D1": ("D2",)}
    assert found.as_of == "2026-03-31"


def test_everything_names_an_entity_once():
    row = {"id": "a"}
    assert read({"tables": {"x": [row], "y": [row, {"id": "b"}]}}, "e").everything() == [row, {"id": "b"}]


@pytest.mark.parametrize(
    "document",
    [
        None,
        5,
        "x",
        {},
        {"tables": []},
        {"tables": {"x": 1}},
        {"entities": {}},
        [1],
        [[]],
        {"entities": [], "cascade": {"D9": []}},
    ],
)
def test_what_is_no_data_set(document):
    with pytest.raises(RunError):
        read(document, "e")


@pytest.mark.parametrize("declared", [[], {"D1": "D2"}, {"D1": ["D2", "D8"]}, {"x": []}])
def test_what_is_no_map(declared):
    with pytest.raises(RunError):
        cascade_map(declared)


def test_the_reference_s_map_is_whole():
    assert set(REFERENCE_CASCADES) == set(EVERY)
    assert all(len(targets) == 3 for targets in REFERENCE_CASCADES.values())
