"""`keyturn ledger` as a user meets it: a log, a witness in a process of its own, and what verify answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.adapter.ledger_sql import open_store
from keyturn.adapter.record_jsonl import JsonLinesRecorder
from keyturn.cli.main import dispatch
from keyturn.ledger.port import Record
from tests.homes import own_home
from tests.ledger.ledger_support import LEDGER, made, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Desk:
    """A place with a log, its key, and a witness's process."""

    def __init__(self, place: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.capture = capture
        self.process: subprocess.Popen[bytes] | None = None
        assert self.run("create")[0] == 0
        self.log = self.run("key", "log.example/keyturn", str(place / "log.key"))[1].strip()
        self.watcher = self.run("witness", "key", "witness.example", str(place / "witness.key"))[1].strip()
        (place / "ledger.toml").write_text(
            f'store = "sqlite:///{place}/ledger.db"\nlog = ["{self.log}"]\nkey = "{place}/log.key"\n'
            f'[[witness]]\nkey = "{self.watcher}"\naddress = "unix:{place}/socket"\n'
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        config = self.place / "ledger.toml"
        given = ["--config", str(config)] if config.exists() else ["--store", f"sqlite:///{self.place}/ledger.db"]
        code = dispatch(["ledger", *words, *given])
        found = self.capture.readouterr()
        return code, found.out, found.err

    def answer(self, *words: str) -> tuple[int, dict[str, Any]]:
        code, out, _err = self.run(*words, "--json")
        return code, json.loads(out)

    def write(self, *numbers: int) -> None:
        engine = open_store(f"sqlite:///{self.place}/ledger.db")
        with engine.begin() as connection:
            LEDGER.append_all(connection, [made(number) for number in numbers])
        engine.dispose()

    def serve(self) -> None:
        words = ["serve", "--state", f"{self.place}/witness", "--key", f"{self.place}/witness.key"]
        words += ["--listen", f"unix:{self.place}/socket", "--log-key", self.log]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "keyturn", "ledger", "witness", *words], stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            if (self.place / "socket").exists():
                return
            time.sleep(0.05)
        pytest.fail("the witness does not listen")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(10)
            self.process = None


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    own_home(tmp_path, monkeypatch)
    found = Desk(tmp_path, capsys)
    yield found
    found.stop()


def test_from_an_empty_log_to_one_that_was_cut(desk: Desk) -> None:
    code, out, _err = desk.run("verify")
    first, second, third = out.splitlines()
    assert (code, first) == (1, "UNANCHORED(all 0)")
    assert second == "  no witness that counts has signed a checkpoint of it: keyturn ledger checkpoint"
    assert "does not answer" in third
    desk.write(1, 2, 3)
    code, out, err = desk.run("checkpoint")
    assert (code, out.splitlines()[1]) == (3, "3")
    assert "does not answer" in err
    desk.serve()
    code, out, err = desk.run("checkpoint")
    assert (code, err) == (0, "")
    assert out.count("\u2014 ") == 2
    assert desk.run("verify")[1].startswith("ANCHORED(3)\n")
    assert desk.run("verify")[0] == 0
    desk.write(4, 5)
    code, found = desk.answer("verify")
    assert (code, found["says"], found["problems"]) == (1, "ANCHORED(3) + UNANCHORED(tail 2)", [])
    assert desk.run("verify", "--allow-tail", "2")[0] == 0
    assert desk.run("verify", "--allow-tail", "1")[0] == 1
    assert desk.run("checkpoint")[0] == 0
    assert desk.answer("verify")[1]["says"] == "ANCHORED(5)"
    rewrite(desk.place / "ledger.db", [made(1)] * 2, notes=True)
    code, out, _err = desk.run("verify")
    assert (code, out.splitlines()[0]) == (1, "TRUNCATED")
    assert "witness.example signed a log of 5 leaves" in out
    assert "3 are missing: positions 2 to 4" in out
    rewrite(desk.place / "ledger.db", [made(1)] * 7, notes=True)
    code, out, _err = desk.run("verify")
    assert (code, out.splitlines()[0]) == (1, "FORKED")
    assert desk.run("checkpoint")[0] == 1
    code, found = desk.answer("verify", "--offline")
    assert (code, found["answer"]) == (1, "UNANCHORED")


def test_a_witness_that_is_gone_makes_it_a_matter_of_age(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(1)
    desk.serve()
    assert desk.run("checkpoint")[0] == 0
    desk.stop()
    then = time.time() + 1_000
    monkeypatch.setattr(time, "time", lambda: then)
    code, out, _err = desk.run("verify")
    assert code == 3
    assert out.startswith("ANCHORED(1), as of 20")
    assert "would not be missed" in out
    assert desk.run("verify", "--offline")[0] == 0
    assert desk.run("verify", "--offline", "--fresh", "600")[0] == 3


def test_a_proof_stands_alone(desk: Desk, tmp_path: Path) -> None:
    desk.write(1, 2, 3, 4)
    code, _out, err = desk.run("prove", "2")
    assert code == 3
    assert "no checkpoint has leaf 2 yet" in err
    desk.serve()
    assert desk.run("checkpoint")[0] == 0
    proof = str(tmp_path / "leaf.proof")
    code, out, _err = desk.run("prove", "2")
    assert code == 0
    assert out.startswith("c2sp.org/tlog-proof@v1\nextra ")
    from keyturn.ledger.canonical import leaf_hash
    from keyturn.ledger.proof import read

    digest = leaf_hash(read(out).data).hex()
    assert desk.run("prove", digest[:16], "--output", proof)[0] == 0
    assert desk.answer("prove", "2")[1] == {"position": 2, "leaf_hash": digest, "file": "", "proof": out}
    assert (tmp_path / "leaf.proof").read_text() == out
    os.unlink(desk.place / "ledger.db")
    code, out, _err = desk.run("verify", proof)
    assert code == 0
    assert out.startswith(
        "ANCHORED: leaf 2 is in the log log.example/keyturn of 4 leaves, which witness.example signed\n"
    )
    assert '"number":3' in out
    assert desk.answer("verify", proof)[1]["witnesses"] == ["witness.example"]
    text = (tmp_path / "leaf.proof").read_text()
    for old, new in (("index 2", "index 1"), ("extra eyJ", "extra eyI"), ("\n4\n", "\n5\n")):
        (tmp_path / "leaf.proof").write_text(text.replace(old, new))
        code, out, _err = desk.run("verify", proof)
        assert code in (1, 3), old
        assert not out.startswith("ANCHORED")
    (tmp_path / "leaf.proof").write_text(text)
    dispatch(["ledger", "verify", proof, "--log-key", desk.log])
    assert desk.capture.readouterr().out.startswith("UNANCHORED: leaf 2\n  0 of the witnesses")
    for wanted in ("9", "deadbeef", "xyz", "-1"):
        assert desk.run("prove", wanted)[0] in (2, 3)


def test_an_export_is_verified_like_the_store(desk: Desk, tmp_path: Path) -> None:
    desk.write(1, 2, 3)
    desk.serve()
    assert desk.run("checkpoint")[0] == 0
    path = tmp_path / "all.jsonl"
    code, found = desk.answer("export", "--output", str(path))
    assert (code, found["leaves"]) == (0, 3)
    assert path.read_bytes().splitlines() == [made(1), made(2), made(3)]
    assert desk.run("export", "--output", str(path))[0] == 2
    os.unlink(desk.place / "ledger.db")
    assert desk.run("verify", "--export", str(path))[:1] == (0,)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert desk.run("verify", "--export", str(path))[1].startswith("TRUNCATED")


def test_the_export_itself_goes_to_standard_output(desk: Desk, tmp_path: Path) -> None:
    desk.write(1, 2, 3)
    words = [sys.executable, "-m", "keyturn", "ledger", "export", "--config", str(tmp_path / "ledger.toml")]
    done = subprocess.run([*words, "--from", "1"], capture_output=True, check=True)
    assert done.stdout.splitlines() == [made(2), made(3)]


def test_what_was_done_to_a_record_is_told_and_becomes_a_leaf(desk: Desk) -> None:
    path = desk.place / "record.jsonl"
    for number in range(3):
        JsonLinesRecorder(str(path)).append(Record("gate.decision", "2026-05-01T12:00:00Z", (("number", number),)))
    assert desk.answer("collect", str(path))[1]["records"][0]["leaves"] == 3
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:1]))
    code, found = desk.answer("collect", str(path))
    assert (code, found["damaged"]) == (1, True)
    assert found["records"][0]["damage"] == ["record.jsonl: file was cut"]
    assert desk.answer("collect", str(path))[0] == 0
    assert desk.answer("verify", "--offline")[1]["size"] == 5


def test_the_records_of_this_machine_are_found(desk: Desk) -> None:
    from keyturn.wiring import record

    record.recorder().append(Record("gate.decision", "2026-05-01T12:00:00Z", (("session", "s"),)))
    code, found = desk.answer("collect")
    assert code == 0
    assert {one["path"]: one["leaves"] for one in found["records"]}[record.path()] == 1


def test_a_witness_behind_a_forced_command(desk: Desk, tmp_path: Path) -> None:
    """No door at all: a request on standard input, the cosignature on standard output."""
    from keyturn.ledger.witness import Request
    from keyturn.wiring import ledger as wired

    desk.write(1, 2)
    signed = wired.sign(wired.load(str(tmp_path / "ledger.toml")))
    words = [sys.executable, "-m", "keyturn", "ledger", "witness", "add-checkpoint"]
    words += ["--state", str(tmp_path / "witness"), "--key", str(tmp_path / "witness.key"), "--log-key", desk.log]

    def ask(body: str) -> tuple[int, str]:
        done = subprocess.run(words, input=body, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, out = ask(Request(0, (), signed.note).whole())
    assert code == 0
    assert out.startswith("\u2014 witness.example ")
    (tmp_path / "cosigned").write_text(signed.note + out)
    assert desk.answer("verify", "--offline", "--anchor", str(tmp_path / "cosigned"))[1]["says"] == "ANCHORED(2)"
    assert ask(Request(0, (), signed.note).whole()) == (1, "2\n")
    assert ask("nonsense")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["verify", "no-such-file"],
        ["verify", "--allow-tail", "x"],
        ["checkpoint", "more"],
        ["prove"],
        ["key", "name"],
        ["key", "a b", "/nonexistent/x"],
        ["witness"],
        ["witness", "serve"],
        ["witness", "serve", "--state", "x", "--key", "y"],
        ["verify", "--log-key", "nonsense"],
        ["verify", "--config", "/nonexistent"],
    ],
)
def test_words_that_are_off(words: list[str], desk: Desk) -> None:
    code = dispatch(["ledger", *words])
    assert code in (2, 3)
    assert desk.capture.readouterr().err.startswith("keyturn ledger: ")


def test_without_the_libraries_the_extra_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.startswith(("sqlalchemy", "keyturn.adapter.ledger_"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    code, _out, err = desk.run("verify")
    assert code == 2
    assert "pip install 'keyturn[broker]'" in err


def test_a_database_that_is_none_is_no_verdict(desk: Desk) -> None:
    (desk.place / "ledger.db").write_bytes(b"nonsense" * 1_000)
    for end in ("-wal", "-shm"):
        (desk.place / f"ledger.db{end}").unlink(missing_ok=True)
    code, out, err = desk.run("verify")
    assert (code, out) == (3, "")
    assert "not a database" in err


def test_help_names_every_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["ledger", "--help"]) == 0
    out = capsys.readouterr().out
    for word in ("ANCHORED", "UNANCHORED", "TRUNCATED", "FORKED", "DAMAGED"):
        assert word in out
