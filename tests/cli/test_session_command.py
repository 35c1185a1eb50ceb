"""`keyturn session`: what a session really did, from what others than the agent wrote."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.adapter.gate_sessions import SessionFiles
from keyturn.adapter.record_jsonl import JsonLinesRecorder
from keyturn.adapter.undo_store import UndoStore
from keyturn.cli.main import dispatch
from keyturn.errors import UsageError
from keyturn.gate.ports import Save, Saved
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from keyturn.wiring import ledger as wired
from keyturn.wiring import places, record, session
from tests.homes import own_home

if TYPE_CHECKING:
    from pathlib import Path

    Value = Any

BY = "a person, by sudo" if os.geteuid() == 0 else session.UNPROVEN
"""What root's own file of tickets is worth, which here is root's only when the tests are."""


def at(minute: int) -> str:
    return f"2026-05-01T12:{minute:02}:00Z"


def decision(minute: int, name: str, command: str, verdict: str, **more: Value) -> Record:
    body: dict[str, Value] = {
        "verdict": verdict,
        "host": "claude",
        "session": name,
        "tool": "Bash",
        "command": command,
        "directory": "/srv/shop",
        "reasons": ({"rule": "sql/delete", "row": "12", "cell": "A", "environment": "prod", "verdict": "hold"},),
        "undo": "",
        "unsaved": "",
        "request": "",
        "ticket": "",
    }
    return Record("gate.decision", at(minute), tuple({**body, **more}.items()))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = own_home(tmp_path, monkeypatch)
    monkeypatch.setattr(places, "tickets", lambda root="": f"{tmp_path}/allowed.jsonl")
    monkeypatch.setattr(places, "pauses", lambda root="": f"{tmp_path}/pauses.jsonl")
    return found


def filled(tmp_path: Path) -> str:
    """A session as the gate, a person and others left it; returns the undo point's id."""
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "orders.csv").write_text("1,2,3\n")
    (taken / "users.csv").write_text("x\n")
    store = UndoStore(os.path.join(places.state(), "undo"), time.time)
    saved = store.take((Save(str(taken)),), reason="rm -rf taken", session="conversation-7")
    assert isinstance(saved, Saved)
    written = record.recorder()
    for one in (
        decision(1, "conversation-7", "rm -rf taken", "pass", undo=saved.id),
        decision(2, "other", "rm -rf /", "stop"),
        decision(
            3, "conversation-7", "psql -c 'delete from orders'", "stop", request="ab12", radius=("orders: 40 rows",)
        ),
        decision(4, "conversation-7", "keyturn run -- psql -c 'delete from orders'", "pass", ticket="proven"),
        Record(
            "run.executed",
            at(5),
            (
                ("command", "psql -c 'delete from orders'"),
                ("directory", "/srv/shop"),
                ("outcome", "succeeded"),
                ("code", 0),
                ("facts", ({"name": "public.orders", "value": "+0 ~0 -40"},)),
                ("undo", ""),
            ),
        ),
        Record("run.executed", at(5), (("command", "true"), ("directory", "/elsewhere"), ("outcome", "succeeded"))),
        Record("override.used", at(6), (("rule", "sql/drop-table"), ("path", "a.sql"))),
        Record("undo.restored", at(7), (("undo", saved.id), ("below", ()))),
        Record("undo.restored", at(7), (("undo", "of-somebody-else"), ("below", ()))),
        decision(8, "conversation-7", "echo \u202etrap\x1b[2J", "ask"),
    ):
        written.append(one)
    allowed = Record(
        "gate.allow", at(3), (("request", "ab12"), ("command", "psql -c 'delete from orders'"), ("user", 0))
    )
    JsonLinesRecorder(f"{tmp_path}/allowed.jsonl").append(allowed)
    SessionFiles(os.path.join(places.state(), "sessions"), time.time).passed(
        "conversation-7", "/srv/shop", files=2, wrote=("/srv/shop/fix.sh",)
    )
    return saved.id


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert dispatch(["session", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_everything_that_belongs_to_a_session_and_nothing_else(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    point = filled(tmp_path)
    found = answer(capsys, "show", "conversation-7")
    assert found["totals"] == {"calls": 4, "pass": 2, "ask": 1, "stop": 1}
    assert [one["verdict"] for one in found["calls"]] == ["pass", "stop", "pass", "ask"]
    assert found["calls"][1]["reach"] == ["orders: 40 rows"]
    assert found["calls"][0]["effects"] == [
        {"rule": "sql/delete", "environment": "prod", "row": "12", "verdict": "hold"}
    ]
    assert [one["command"] for one in found["runs"]] == ["psql -c 'delete from orders'"]
    assert found["runs"][0]["facts"] == [{"name": "public.orders", "value": "+0 ~0 -40"}]
    assert [(one["request"], one["by"]) for one in found["approvals"]] == [("ab12", BY)]
    assert [one["undo"] for one in found["undone"]] == [point]
    assert [one["path"] for one in found["meanwhile"]["overrides"]] == ["a.sql"]
    (saved,) = found["files"]["saved"]
    assert (saved["undo"], saved["files"], saved["paths"]) == (point, 2, [str(tmp_path / "taken")])
    assert found["files"]["wrote"] == ["/srv/shop/fix.sh"]


def test_for_people(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    point = filled(tmp_path)
    assert dispatch(["session", "show", "conv"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("session conversation-7  (claude)\n")
    assert "4 calls with an effect: 2 passed, 1 asked about, 1 stopped" in out
    assert f"keyturn undo {point}" in out
    assert "public.orders: +0 ~0 -40" in out
    assert f"approved 2026-05-01T12:03:00Z  by {BY}: psql" in out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert dispatch(["session", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "2026-05-01T12:08:00Z  conversation-7  claude  2 passed, 1 asked about, 1 stopped"
    assert second.endswith("other  claude  1 stopped")
    assert answer(capsys, "show", "latest")["session"] == "conversation-7"


def test_the_same_from_the_ledger(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was taken in stays told, although the record of the machine is gone since."""
    filled(tmp_path)
    settings = wired.Settings(f"sqlite:///{tmp_path}/ledger.db")
    wired.create(settings)
    wired.collect(settings, (record.path(), f"{tmp_path}/allowed.jsonl"))
    before = answer(capsys, "show", "conversation-7")
    os.unlink(record.path())
    after = answer(capsys, "show", "conversation-7", "--store", f"sqlite:///{tmp_path}/ledger.db")
    assert after["files"] == {}
    del before["files"], after["files"]
    assert after == before
    assert dispatch(["session", "show", "conversation-7"]) == 2


def test_a_person_s_word_that_anybody_wrote_is_told_as_that(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines of the agent's own making: an approval in its record, one "signed", and a key that was "turned"."""
    filled(tmp_path)
    allowed = Record("gate.allow", at(3), (("request", "ab12"), ("command", "forged")))
    record.recorder().append(allowed)
    record.recorder().append(Record("broker.key", at(3), (("proposal", "P"), ("session", "conversation-7"))))
    with open(places.signed(), "w", encoding="utf-8") as file:
        file.write(json.dumps({"leaf": leaf(allowed).decode(), "signature": "-----BEGIN SSH SIGNATURE-----"}) + "\n")
    settings = wired.Settings(f"sqlite:///{tmp_path}/ledger.db")
    wired.create(settings)
    os.chmod(record.path(), 0o600)
    for path in (record.path(), places.signed()):
        if os.geteuid() == 0:
            os.chown(path, 65_534, -1)
    wired.collect(settings, (record.path(), places.signed(), f"{tmp_path}/allowed.jsonl"))
    for words in ((), ("--store", settings.store)):
        found = answer(capsys, "show", "conversation-7", *words)
        assert found["proposals"] == []
        by = {(one["command"], one["by"]) for one in found["approvals"]}
        assert ("forged", session.UNPROVEN) in by
        assert not [one for one in by if one[0] == "forged" and one[1] != session.UNPROVEN]


def test_a_proposal_with_the_keys_that_were_turned(home: Path, tmp_path: Path) -> None:
    def step(minute: int, kind: str, **body: Value) -> dict[str, Any]:
        found = json.loads(leaf(Record(kind, at(minute), (("proposal", "P1"), *body.items()))))
        return {"kind": kind, "at": found["at"], "body": found["body"], "id": kind}

    found = [
        step(1, "broker.proposed", session="s9", state="DRAFT", proposer="bot"),
        step(2, "broker.key", person="sam", decision="approve"),
        step(3, "broker.finished", outcome="SUCCEEDED", facts=({"name": "rows", "value": "3"},)),
        {"kind": "broker.proposed", "at": at(1), "body": {"proposal": "P2", "session": "other"}, "id": "x"},
    ]
    shown = session.shown(found, session.chosen(found, "s9"), here=False)
    (proposal,) = shown["proposals"]
    assert proposal["proposal"] == "P1"
    assert [(one["kind"], one["person"], one["outcome"]) for one in proposal["steps"]] == [
        ("broker.proposed", "", ""),
        ("broker.key", "sam", ""),
        ("broker.finished", "", "SUCCEEDED"),
    ]
    from keyturn.cli.session import told

    assert "broker.key  approve sam" in told(shown)


def test_a_record_with_a_hole_is_said(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(tmp_path)
    with open(record.path(), "ab") as file:
        file.write(b"nonsense\n")
    assert dispatch(["session", "show", "conversation-7"]) == 3
    assert "1 line of the record cannot be read" in capsys.readouterr().err


def test_names_that_are_none_or_too_many(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["session", "show", "latest"]) == 2
    assert dispatch(["session", "list"]) == 0
    assert capsys.readouterr().out == "No session is on record.\n"
    for name in ("session-a", "session-b"):
        record.recorder().append(decision(1, name, "rm x", "pass"))
    found = session.leaves()
    with pytest.raises(UsageError, match="2 sessions begin"):
        session.chosen(found, "session")
    with pytest.raises(UsageError, match="is on record"):
        session.chosen(found, "ses")
    for words in ([], ["show"], ["nothing"], ["list", "more"]):
        assert dispatch(["session", *words]) == 2
