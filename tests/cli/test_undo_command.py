"""`keyturn undo` as a person uses it, after the gate let an agent delete something."""

import json
import os
from pathlib import Path

import pytest

from keyturn.adapter.undo_restore import NewerWork
from keyturn.adapter.undo_store import DEFAULT, UndoStore
from keyturn.cli import undo
from keyturn.errors import UsageError
from keyturn.gate.call import PASS, SHELL, STOP, ToolCall
from keyturn.gate.ports import Traits
from keyturn.gate.service import Ruling
from keyturn.wiring import gate as wiring
from keyturn.wiring import places


class Machine:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "work"
        (self.work / "src").mkdir(parents=True)
        (self.work / ".git").mkdir()
        (self.work / "src" / "app.py").write_text("print(1)\n")
        (self.work / "src" / "run.sh").write_bytes(b"#!/bin/sh\r\n")
        (self.work / "src" / "run.sh").chmod(0o750)
        os.utime(self.work / "src" / "run.sh", ns=(1, 1_600_000_000_123_456_789))

    def call(self, command: str) -> Ruling:
        surroundings = wiring.Surroundings({"PATH": "/usr/bin:/bin"}, str(self.work), root=str(self.root), temporary=())
        call = ToolCall("t", "before", SHELL, "Bash", "s", str(self.work), command)
        return wiring.gate(surroundings, str(self.work)).rule(call, Traits("t"))

    def facts(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            path.name: (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
            for path in (self.work / "src").iterdir()
        }


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    real = places.state
    monkeypatch.setattr(places, "state", lambda root="": real(root or str(tmp_path)))
    return found


def remove(machine: Machine) -> str:
    """The agent's call passes with an undo point, and runs."""
    ruling = machine.call("rm -rf src")
    assert ruling.verdict == PASS, ruling.needs
    assert ruling.undo is not None
    for path in (machine.work / "src").iterdir():
        path.unlink()
    (machine.work / "src").rmdir()
    return ruling.undo.id


def test_taken_listed_and_brought_back_exactly(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    before = machine.facts()
    name = remove(machine)
    assert undo.run(["list"]) == 0
    assert name in capsys.readouterr().out
    assert undo.run([name, "--dry-run"]) == 0
    assert "would come back" in capsys.readouterr().out
    assert not (machine.work / "src").exists()
    assert undo.run([]) == 0
    assert "came back" in capsys.readouterr().out
    assert machine.facts() == before
    assert undo.run([name]) == 0
    assert "everything stands as it stood" in capsys.readouterr().out


def test_newer_work_is_refused_and_saved_when_overwritten(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    before = machine.facts()
    name = remove(machine)
    (machine.work / "src").mkdir()
    newer = machine.work / "src" / "app.py"
    newer.write_text("a day's work\n")
    later = newer.stat().st_mtime + 3_600
    os.utime(newer, (later, later))
    with pytest.raises(NewerWork, match=r"app\.py"):
        undo.run([name])
    assert newer.read_text() == "a day's work\n"
    assert not (machine.work / "src" / "run.sh").exists()
    assert undo.run([name, "--overwrite", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["newer"] == [str(newer)]
    assert machine.facts() == before
    assert undo.run([said["saved_before"], "--overwrite"]) == 0
    assert newer.read_text() == "a day's work\n"


def test_only_a_part(machine: Machine) -> None:
    name = remove(machine)
    assert undo.run([name, "--only", str(machine.work / "src" / "app.py")]) == 0
    assert [path.name for path in (machine.work / "src").iterdir()] == ["app.py"]


def test_nothing_younger_than_a_week_expires(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    name = remove(machine)
    assert undo.run(["expire", "--older-than", "0"]) == 0
    assert capsys.readouterr().out.startswith("0 undo points expired")
    assert undo.run([name]) == 0


def test_a_full_store_holds_the_next_action(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    remove(machine)
    (machine.work / "src").mkdir()
    (machine.work / "src" / "b").write_text("b")
    real = UndoStore.__init__
    monkeypatch.setattr(UndoStore, "__init__", lambda one, *given: real(one, *given, limits=DEFAULT.but(store=1)))
    ruling = machine.call("rm -rf src")
    assert ruling.verdict == STOP
    assert "the undo store is full" in ruling.unsaved


@pytest.mark.parametrize(
    "words", [["a", "b"], ["--older-than", "3"], ["expire", "--older-than", "x"], ["--no-such"], ["--only"]]
)
def test_what_is_no_command(machine: Machine, words: list[str]) -> None:
    with pytest.raises(UsageError):
        undo.run(words)
