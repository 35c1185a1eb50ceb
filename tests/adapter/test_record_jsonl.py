"""The record as a file."""

import json
import multiprocessing
import os
import stat
import tempfile
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapter.record_jsonl import ROTATED, JsonLinesRecorder, leaves, set_aside
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.port import Record


def record(**body):
    return Record("test.event", "2026-01-02T03:04:05Z", tuple(body.items()))


def test_a_line_is_the_leaf_and_the_receipt_its_hash(tmp_path):
    path = tmp_path / "state" / "record.jsonl"
    keeper = JsonLinesRecorder(str(path))
    first = keeper.append(record(n=1))
    second = keeper.append(record(n=2))
    found = list(leaves(path.read_bytes()))
    assert [leaf_hash(data).hex() for _at, data in found] == [first.leaf_hash, second.leaf_hash]
    assert [at for at, _data in found] == [first.position, second.position]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_secrets_do_not_reach_the_disk(tmp_path):
    path = tmp_path / "record.jsonl"
    JsonLinesRecorder(str(path)).append(
        record(
            command="psql postgres://app:hunter2@db/prod", env={"PGPASSWORD": "hunter2"}, all=("--password hunter2",)
        )
    )
    text = path.read_text()
    assert "hunter2" not in text
    assert "postgres://app:***@db/prod" in text


def test_changing_a_line_changes_its_hash_and_no_other(tmp_path):
    path = tmp_path / "record.jsonl"
    keeper = JsonLinesRecorder(str(path))
    hashes = [keeper.append(record(n=n)).leaf_hash for n in range(3)]
    path.write_bytes(path.read_bytes().replace(b'"n":1', b'"n":7'))
    now = [leaf_hash(data).hex() for _at, data in leaves(path.read_bytes())]
    assert now[0] == hashes[0]
    assert now[1] != hashes[1]
    assert now[2] == hashes[2]


def test_a_torn_line_swallows_nothing(tmp_path):
    path = tmp_path / "record.jsonl"
    path.write_bytes(b'{"at":"2026')
    receipt = JsonLinesRecorder(str(path)).append(record(n=1))
    lines = path.read_bytes().splitlines()
    assert lines[0] == b'{"at":"2026'
    assert json.loads(lines[1])["body"] == {"n": 1}
    assert path.read_bytes()[receipt.position :].startswith(b'{"at"')


def test_a_link_in_the_records_place_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("keep")
    (tmp_path / "record.jsonl").symlink_to(victim)
    with pytest.raises(CouldNotJudge):
        JsonLinesRecorder(str(tmp_path / "record.jsonl")).append(record())
    assert victim.read_text() == "keep"


def test_many_writers_never_mix_lines(tmp_path):
    path = str(tmp_path / "record.jsonl")

    def write(who):
        keeper = JsonLinesRecorder(path)
        for n in range(20):
            keeper.append(record(who=who, n=n, pad="x" * 3000))

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(path, "rb") as file:
        found = [json.loads(line)["body"] for line in file]
    assert len(found) == 80
    for who in range(4):
        assert [body["n"] for body in found if body["who"] == who] == list(range(20))


def test_a_directory_in_its_place_is_an_error_not_silence(tmp_path):
    os.mkdir(tmp_path / "record.jsonl")
    with pytest.raises(CouldNotJudge):
        JsonLinesRecorder(str(tmp_path / "record.jsonl")).append(record())


# -- files that are set aside -------------------------------------------------------------------------------------------


def bodies(path):
    """Every leaf of every file, oldest first, without those that begin a file."""
    found = []
    for file in [*(name for _number, name in set_aside(path)), path]:
        for _at, line in leaves(Path(file).read_bytes()):
            one = json.loads(line)
            if one["kind"] != ROTATED:
                found.append(one["body"])
    return found


def test_a_long_file_is_set_aside_and_the_next_names_it(tmp_path):
    path = tmp_path / "record.jsonl"
    keeper = JsonLinesRecorder(str(path), rotate=300)
    for n in range(12):
        receipt = keeper.append(record(n=n))
    files = [name for _number, name in set_aside(str(path))]
    assert [os.path.basename(name) for name in files] == [f"record.jsonl.{n}" for n in range(1, len(files) + 1)]
    assert len(files) > 2
    for before, after in zip(files, [*files[1:], str(path)], strict=True):
        first = json.loads(Path(after).read_bytes().split(b"\n")[0])
        data = Path(before).read_bytes()
        said = {"file": os.path.basename(before), "size": len(data), "sha256": sha256(data).hexdigest()}
        assert (first["kind"], first["body"]) == (ROTATED, said)
        assert stat.S_IMODE(os.stat(after).st_mode) == 0o600
    assert bodies(str(path)) == [{"n": n} for n in range(12)]
    assert path.read_bytes()[receipt.position :].startswith(b'{"at"')
    assert not list(tmp_path.glob("*.new-*"))


@settings(max_examples=20)
@given(
    writes=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 400)), min_size=1, max_size=60),
    rotate=st.integers(1, 1_500),
)
def test_whatever_is_written_by_whom_stands_in_some_file_once_and_in_order(writes, rotate):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "record.jsonl")
        keepers = [JsonLinesRecorder(path, rotate=rotate) for _ in range(3)]
        for n, (who, size) in enumerate(writes):
            keepers[who].append(record(who=who, n=n, pad="x" * size))
        assert [body["n"] for body in bodies(path)] == list(range(len(writes)))


def write_many(path, who, count, rotate):
    keeper = JsonLinesRecorder(path, rotate=rotate)
    for n in range(count):
        keeper.append(record(who=who, n=n, pad="x" * (n % 7) * 40))


@pytest.mark.parametrize("rotate", [1, 700, 5_000])
def test_processes_that_write_at_once_lose_nothing_where_files_are_set_aside(tmp_path, rotate):
    path = str(tmp_path / "record.jsonl")
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(path, who, 40, rotate)) for who in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert [one.exitcode for one in writers] == [0] * 4
    found = bodies(path)
    assert len(found) == 160
    for who in range(4):
        assert [body["n"] for body in found if body["who"] == who] == list(range(40))
    assert [number for number, _name in set_aside(path)] == list(range(1, len(set_aside(path)) + 1))


@pytest.mark.parametrize("step", ["before the second name", "between the names", "after both"])
def test_a_crash_while_a_file_is_set_aside_loses_and_doubles_nothing(tmp_path, monkeypatch, step):
    path = str(tmp_path / "record.jsonl")
    keeper = JsonLinesRecorder(path, rotate=200)
    for n in range(3):
        keeper.append(record(n=n))
    before = len(set_aside(path))

    class Crashed(BaseException):
        pass

    def crash(*_words, **_names):
        raise Crashed

    if step == "before the second name":
        monkeypatch.setattr(os, "link", crash)
    elif step == "between the names":
        monkeypatch.setattr(os, "rename", crash)
    else:
        monkeypatch.setattr("keyturn.adapter.record_jsonl._on_disk", crash)

    def more():
        for n in range(3, 9):
            keeper.append(record(n=n))

    with pytest.raises(Crashed):
        more()
    monkeypatch.undo()
    last = max(body["n"] for body in bodies(path))
    for n in range(last + 1, last + 4):
        keeper.append(record(n=n))
    assert [body["n"] for body in bodies(path)] == list(range(last + 4))
    assert len(set_aside(path)) > before


def test_where_files_have_one_name_only_the_record_goes_on_in_its_file(tmp_path, monkeypatch):
    def none(*_words, **_names):
        raise OSError(1, "no second names here")

    monkeypatch.setattr(os, "link", none)
    path = str(tmp_path / "record.jsonl")
    keeper = JsonLinesRecorder(path, rotate=100)
    for n in range(10):
        keeper.append(record(n=n))
    assert set_aside(path) == []
    assert [body["n"] for body in bodies(path)] == list(range(10))


def test_a_torn_file_is_set_aside_as_it_is(tmp_path):
    path = tmp_path / "record.jsonl"
    path.write_bytes(b'{"at":"' + b"x" * 500)
    JsonLinesRecorder(str(path), rotate=400).append(record(n=1))
    assert (tmp_path / "record.jsonl.1").read_bytes() == b'{"at":"' + b"x" * 500
    assert bodies_of(path) == [{"n": 1}]


def bodies_of(path):
    return [one["body"] for one in map(json.loads, path.read_bytes().splitlines()) if one["kind"] != ROTATED]


def test_only_the_oldest_are_removed_and_only_when_somebody_says_how_many_stay(tmp_path):
    path = str(tmp_path / "record.jsonl")
    kept = [0]
    keeper = JsonLinesRecorder(path, rotate=1, keep=lambda: kept[0])
    for n in range(6):
        keeper.append(record(n=n))
    numbers = [number for number, _name in set_aside(path)]
    assert numbers[0] == 1
    kept[0] = 2
    keeper.append(record(n=6))
    assert [number for number, _name in set_aside(path)] == [numbers[-1], numbers[-1] + 1]
    kept[0] = -3
    keeper.append(record(n=7))
    assert len(set_aside(path)) == 3


def test_an_organisations_file_that_cannot_be_read_removes_nothing_and_loses_no_line(tmp_path):
    def broken():
        raise CouldNotJudge("no configuration")

    path = str(tmp_path / "record.jsonl")
    keeper = JsonLinesRecorder(path, rotate=1, keep=broken)
    for n in range(4):
        keeper.append(record(n=n))
    assert [body["n"] for body in bodies(path)] == list(range(4))


def test_other_names_beside_are_left_alone(tmp_path):
    path = tmp_path / "record.jsonl"
    for name in ("record.jsonl.x", "record.jsonl.1x", "record.jsonl.\u0663", "record.jsonl.new-1", "other.jsonl.9"):
        (tmp_path / name).write_text("keep")
    keeper = JsonLinesRecorder(str(path), rotate=1, keep=lambda: 1)
    for n in range(4):
        keeper.append(record(n=n))
    assert sum(file.read_text() == "keep" for file in tmp_path.iterdir()) == 5
