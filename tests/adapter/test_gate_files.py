"""What the gate keeps of sessions, requests and tickets: bounded, each user's own, and never in the way of a call."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import gate_sessions, gate_tickets
from keyturn.adapter.gate_pause import Pauses
from keyturn.adapter.gate_sessions import SessionFiles
from keyturn.adapter.gate_tickets import TicketFiles, request_id
from keyturn.gate.ports import Request
from keyturn.wiring import gate as wiring
from keyturn.wiring import places
from tests.homes import own_home

NOW = 1_800_000_000.0
AT = "2027-01-15T08:00:00Z"


def tickets(place: Path, now: float = NOW) -> TicketFiles:
    return TicketFiles(str(place), str(place / "allowed.jsonl"), lambda: now, owner=os.getuid())


def allowed(place: Path, **body: object) -> None:
    leaf = {"v": 1, "kind": "gate.allow", "at": AT, "body": {"binding": "b", **body}}
    with (place / "allowed.jsonl").open("a") as file:
        file.write(json.dumps(leaf) + "\n")
    (place / "allowed.jsonl").chmod(0o644)


def request(binding: str) -> Request:
    return Request("", binding, "rm -rf x", "/work", "deletes x", ("human",))


def test_a_ticket_of_another_user_of_the_machine_is_none(tmp_path: Path) -> None:
    allowed(tmp_path, user=os.getuid() + 1)
    assert tickets(tmp_path).redeem("b") == ""
    allowed(tmp_path, user=os.getuid())
    assert tickets(tmp_path).waits("b")
    assert tickets(tmp_path).redeem("b") == "proven"
    assert not tickets(tmp_path).waits("b")


@pytest.mark.parametrize("expires", [int(NOW) - 1, "soon", None, [], -1])
def test_a_ticket_whose_end_is_over_or_unreadable_is_none(tmp_path: Path, expires: object) -> None:
    allowed(tmp_path, expires=expires)
    assert tickets(tmp_path).redeem("b") == ""


def test_a_ticket_cannot_say_that_it_lasts_longer(tmp_path: Path) -> None:
    allowed(tmp_path, expires=int(NOW) + 10_000)
    assert not tickets(tmp_path, NOW + gate_tickets.LIFE + 1).waits("b")
    assert tickets(tmp_path, NOW + gate_tickets.LIFE - 1).waits("b")


@given(st.binary(max_size=300))
def test_no_bytes_are_a_ticket_or_a_pause(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "allowed.jsonl").write_bytes(data + b' "b" \n[' + data)
        (place / "allowed.jsonl").chmod(0o644)
        assert not tickets(place).waits("b")
        assert not Pauses(str(place / "allowed.jsonl"), lambda: NOW, owner=os.getuid()).on()


def test_requests_are_listed_newest_first_and_what_is_none_is_not(tmp_path: Path) -> None:
    keeper = tickets(tmp_path)
    names = [keeper.hold(request(binding)) for binding in ("one", "two")]
    for age, name in enumerate(reversed(names)):
        os.utime(tmp_path / "requests" / name, (NOW - age, NOW - age))
    (tmp_path / "requests" / "0123456789").write_text("{}")
    (tmp_path / "requests" / "abcdefabcd").symlink_to("/nowhere")
    assert [one.binding for one in keeper.requests()] == ["two", "one"]
    # a request whose words lead to another binding is none
    (tmp_path / "requests" / names[0]).write_text(json.dumps({"binding": "three", "at": NOW}))
    assert keeper.request(names[0]) is None
    assert request_id("one") == names[0]


def test_what_counts_no_more_goes(tmp_path: Path) -> None:
    keeper = tickets(tmp_path, time.time())
    old, new = keeper.hold(request("old")), keeper.hold(request("new"))
    past = time.time() - gate_tickets.OPEN - 1
    os.utime(tmp_path / "requests" / old, (past, past))
    (tmp_path / "burned").mkdir()
    for name, age in (("a", gate_tickets.KEPT + 1), ("b", gate_tickets.LIFE)):
        (tmp_path / "burned" / name).touch()
        os.utime(tmp_path / "burned" / name, (time.time() - age, time.time() - age))
    assert keeper.expire() == 2
    assert os.listdir(tmp_path / "requests") == [new]
    assert os.listdir(tmp_path / "burned") == ["b"]
    assert tickets(tmp_path / "absent").expire() == 0


def test_a_session_is_forgotten_a_week_after_its_last_call(tmp_path: Path) -> None:
    keeper = SessionFiles(str(tmp_path / "sessions"), time.time)
    keeper.passed("old", "/", files=1, wrote=())
    keeper.passed("new", "/", files=2, wrote=("/a\tb\nc\\",))
    past = time.time() - gate_sessions.KEPT - 1
    old = Path(keeper._path("old", "/"))
    os.utime(old, (past, past))
    assert keeper.expire() == 1
    assert not old.exists()
    assert keeper.deleted("new", "/") == 2
    assert keeper.authored("new", "/") == {"/a\tb\nc\\"}


@given(st.lists(st.binary(min_size=1, max_size=20).map(os.fsdecode), max_size=5))
def test_whatever_a_path_is_called_it_is_remembered_as_it_is(names: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        keeper = SessionFiles(folder, lambda: NOW)
        keeper.passed("s", "/", files=1, wrote=tuple(names))
        assert keeper.authored("s", "/") == set(names)
        assert keeper.deleted("s", "/") == 1


def test_half_a_pair_of_letters_from_a_payload_stops_nothing(tmp_path: Path) -> None:
    keeper = SessionFiles(str(tmp_path), lambda: NOW)
    keeper.passed("\ud800", "/", files=1, wrote=("/a\ud800",))
    assert keeper.deleted("\ud800", "/") == 1


def test_the_gate_sweeps_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_home(tmp_path, monkeypatch)
    clock = [time.time()]
    around = wiring.Surroundings({}, str(tmp_path), root=str(tmp_path), clock=lambda: clock[0])
    assert not wiring.sweep(around), "there is nothing yet"
    keeper = TicketFiles(places.state(str(tmp_path)), "", time.time)
    keeper.hold(request("old"))
    clock[0] += 2 * gate_tickets.OPEN
    assert wiring.sweep(around)
    assert keeper.requests() == ()
    assert not wiring.sweep(around)
    clock[0] += 2 * 86_400
    assert wiring.sweep(around)
