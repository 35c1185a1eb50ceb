"""Records taken in from files: each line once, bytes unchanged; what was cut, rewritten or removed is noticed."""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.ledger_sources import COLLECTED, DAMAGED, SIGNED, Collector
from keyturn.adapter.ledger_sql import reading
from keyturn.adapter.record_jsonl import JsonLinesRecorder, set_aside
from keyturn.drill.evidence import Evidence
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from tests.ledger.ledger_support import LEDGER, made, sqlite

AT = "2026-05-02T12:00:00Z"


class Here:
    """A ledger and a record beside it."""

    def __init__(self, place):
        self.path = place / "record.jsonl"
        self.engine = sqlite(place / "ledger.db")
        self.number = 0

    def write(self, count=1, rotate=0, keep=None):
        recorder = JsonLinesRecorder(str(self.path), rotate=rotate, keep=keep)
        for _ in range(count):
            self.number += 1
            recorder.append(Record("gate.decision", AT, (("number", self.number),)))

    def collect(self):
        with self.engine.begin() as connection:
            return Collector(LEDGER, connection, AT).collect(str(self.path))

    def everything(self):
        with reading(self.engine) as connection:
            return list(LEDGER.leaves(connection))

    def kept(self):
        return [one for one in self.everything() if one.kind != COLLECTED]

    def numbers(self):
        return [json.loads(one.data)["body"]["number"] for one in self.kept() if one.kind == "gate.decision"]

    def damage(self):
        found = [json.loads(one.data)["body"] for one in self.kept() if one.kind == DAMAGED]
        return [f"{one['file']}: {one['what']}" for one in found]


@pytest.fixture
def here(tmp_path):
    found = Here(tmp_path)
    yield found
    found.engine.dispose()


def test_each_line_is_taken_in_once_with_its_own_bytes(here):
    assert here.collect().leaves == 0
    here.write(3)
    assert here.collect().leaves == 3
    assert here.collect().leaves == 0
    here.write(2)
    assert here.collect().leaves == 2
    assert [one.data for one in here.kept()] == here.path.read_bytes().splitlines()
    assert here.damage() == []


def test_a_line_without_an_end_waits(here):
    here.write(2)
    whole = here.path.read_bytes()
    here.path.write_bytes(whole[:-5])
    assert here.collect().leaves == 1
    assert here.collect().leaves == 0
    here.path.write_bytes(whole)
    assert here.collect().leaves == 1
    assert here.numbers() == [1, 2]
    assert here.damage() == []


def test_files_that_were_set_aside_belong_to_it(here):
    for _ in range(4):
        here.write(3, rotate=250)
        here.collect()
    here.write(6, rotate=250)
    assert len(set_aside(str(here.path))) > 3
    here.collect()
    assert here.numbers() == list(range(1, 19))
    assert here.damage() == []


def test_files_that_an_organisation_had_removed_after_they_were_taken_in_are_no_damage(here):
    for _ in range(12):
        here.write(1, rotate=250, keep=lambda: 1)
        assert here.collect().damage == []
    assert here.numbers() == list(range(1, 13))
    assert len(set_aside(str(here.path))) == 1


def test_a_file_that_was_removed_before_it_was_taken_in_is(here):
    here.write(3)
    here.collect()
    here.write(12, rotate=250, keep=lambda: 1)
    damage = here.collect().damage
    assert any("removed before all of it" in line for line in damage)
    assert here.damage() == damage
    assert here.collect().damage == []


def test_a_record_that_is_gone(here):
    here.write(3)
    here.collect()
    here.path.unlink()
    assert here.collect().damage == ["record.jsonl, number 1: file is gone"]
    assert here.collect().damage == []
    assert here.numbers() == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda lines: lines[:2], "cut"),
        (lambda lines: [], "cut"),
        (lambda lines: [lines[0], *lines[2:]], "cut"),
        (lambda lines: [*lines[:2], made(7).replace(b"7", b"1"), *lines[3:]], "was"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "rewritten"),
        (lambda lines: [lines[0].replace(b"1", b"8"), *lines[1:]], "rewritten"),
    ],
)
def test_a_record_that_was_changed_since(here, change, what):
    here.write(4)
    here.collect()
    before = [one.data for one in here.kept()]
    here.path.write_bytes(b"".join(one + b"\n" for one in change(here.path.read_bytes().splitlines())))
    taken = here.collect()
    assert len(taken.damage) == 1
    assert what in taken.damage[0]
    assert [one.data for one in here.kept()][: len(before)] == before
    assert here.collect().damage == []
    here.write(1)
    assert here.collect().leaves == 1
    assert here.numbers()[-1] == 5
    assert len(here.damage()) == 1


def test_a_cut_record_that_goes_on_is_taken_in_from_there(here):
    here.write(4)
    here.collect()
    lines = here.path.read_bytes().splitlines(keepends=True)
    here.path.write_bytes(b"".join(lines[:1]))
    here.write(9)
    taken = here.collect()
    assert taken.leaves == 9
    assert here.numbers() == [1, 2, 3, 4, *range(5, 14)]


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b'{"kind":"x"}',
        b'{"at":"t","body":{},"kind":"k","v":1.0}',
        b'{"at": "t","body":{},"kind":"k"}',
        b"\xff\xfe",
        b'{"leaf":1}',
        b'{"leaf":"{}","signature":"x"}',
        b"x" * 2_500_000,
        b"[" * 5_000,
    ],
)
def test_a_line_that_is_no_leaf_is_told_of_and_the_others_are_taken_in(here, line):
    here.write(1)
    with open(here.path, "ab") as file:
        file.write(line + b"\n")
    here.write(1)
    assert here.collect().damage[0].endswith("is no leaf")
    assert here.numbers() == [1, 2]
    assert here.collect().damage == []


def test_a_signed_line_keeps_its_signature(here):
    inner = made(1).decode()
    here.path.write_text(json.dumps({"leaf": inner, "signature": "-----BEGIN"}) + "\n")
    assert here.collect().leaves == 1
    (one,) = here.kept()
    assert one.kind == SIGNED
    assert json.loads(one.data)["body"] == {"leaf": inner, "signature": "-----BEGIN"}


def test_whose_file_a_leaf_came_from_is_told(here):
    here.write(3)
    here.collect()
    here.write(2)
    here.collect()
    told = [json.loads(one.data)["body"] for one in here.everything() if one.kind == COLLECTED]
    assert [(one["first"], one["last"]) for one in told] == [(0, 2), (4, 5)]
    assert {(one["path"], one["owner"]) for one in told} == {(str(here.path), os.getuid())}


@pytest.mark.parametrize("kind", ["broker.key", "ledger.source-damaged", "ledger.collected"])
@pytest.mark.parametrize("signed", [False, True])
def test_a_file_does_not_speak_for_the_broker(here, kind, signed):
    """An agent's own record is the agent's to write: a key that a person "turned" in it is none."""
    forged = leaf(Record(kind, AT, (("person", "ada"),))).decode()
    here.path.write_text((json.dumps({"leaf": forged, "signature": "x"}) if signed else forged) + "\n")
    assert "which writes no file" in here.collect().damage[0]
    assert [one.kind for one in here.everything()] == [DAMAGED]


def test_a_link_or_a_pipe_is_no_record(here, tmp_path):
    (tmp_path / "secret").write_text("x")
    here.path.symlink_to(tmp_path / "secret")
    with pytest.raises(CouldNotJudge):
        here.collect()
    here.path.unlink()
    os.mkfifo(here.path)
    with pytest.raises(CouldNotJudge, match="no file"):
        here.collect()


def test_evidence_of_drills_is_taken_in_as_it_is(here, tmp_path):
    from keyturn.adapter.drill_record import DrillRecord

    record = DrillRecord(str(tmp_path / "drills"))
    for number in range(2):
        record.append(Evidence(drill=f"shop{number}", definition="d", at=1_770_000_000, fault="none"), AT)
    here.path = tmp_path / "drills" / "drills.jsonl"
    assert here.collect().leaves == 2
    assert [one.data for one in here.kept()] == here.path.read_bytes().splitlines()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 200, 400]), st.booleans()), max_size=8))
def test_however_it_is_written_and_collected_every_line_is_there_once(tmp_path_factory, steps):
    here = Here(tmp_path_factory.mktemp("record"))
    for count, rotate, collects in steps:
        here.write(count, rotate)
        if collects:
            here.collect()
    here.collect()
    assert here.numbers() == list(range(1, here.number + 1))
    assert here.damage() == []
    here.engine.dispose()
