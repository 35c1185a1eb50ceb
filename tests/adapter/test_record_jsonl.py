"""The record as a file."""

import json
import os
import stat
import threading

import pytest

from keyturn.adapter.record_jsonl import JsonLinesRecorder, leaves
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
