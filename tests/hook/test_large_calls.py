"""Large calls go to a process of their own: the answer is the same, and the daemon goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from keyturn.wiring.daemon import LARGE
from tests.hook.hook_support import BENIGN, FATAL, Machine, payload

FILLED = "echo " + "x" * 2 * LARGE


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    subprocess.run(["git", "init", "-q", str(made.work)], check=True)
    yield made
    made.close()


def test_a_large_call_is_answered_like_any_other(machine: Machine) -> None:
    process = machine.start()
    for command in (FILLED, f"{FILLED}; {FATAL}"):
        assert machine.ask(payload(command)) == machine.cold(payload(command))
    assert machine.ask(payload(BENIGN)).code == 0
    assert machine.went_cold == 0
    assert machine.living() == [process.pid]


def test_a_large_call_that_takes_an_undo_point_does_both(machine: Machine) -> None:
    machine.start()
    notes = machine.work / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("not committed\n")
    said = machine.ask(payload(f"{FILLED}; rm -r notes"))
    assert said.code == 0
    assert b"undo point" in said.out
    assert machine.went_cold == 0
