"""What is moved somewhere and deleted there in one call is in the undo point."""

from pathlib import Path

import pytest

from keyturn.gate.call import PASS, STOP
from tests.gate.gate_support import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    for name in ("work/photos", "work/old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.raw").write_bytes(b"1")
    return made


def saved(bench: Bench) -> set[str]:
    return {str(Path(one.path).relative_to(bench.root)) for one in bench.undo.taken[-1]}


@pytest.mark.parametrize(
    "command",
    [
        "mv photos p && rm -rf p",
        "mv -- photos p; rm -rf ./p",
        "mkdir p; mv photos p/; rm -rf p",
        "mkdir p; mv -t p photos; rm -rf p/photos",
        "mkdir p; mv --target-directory=p photos; cd p && rm -rf photos",
        "bash -c 'mv photos p'; rm -rf p",
    ],
)
def test_what_was_moved_there_is_saved_too(bench: Bench, command: str) -> None:
    ruling = bench.shell(command)
    assert ruling.verdict == PASS
    assert "work/photos" in saved(bench)


def test_what_is_moved_there_by_a_pattern_is_not_known(bench: Bench) -> None:
    ruling = bench.shell("mkdir p; mv photos/* p; rm -rf p")
    assert ruling.verdict == STOP
    assert "not known by name" in ruling.unsaved


@pytest.mark.parametrize("command", ["rm -rf old && mv photos old", "mv photos elsewhere; rm -rf old"])
def test_what_is_moved_afterwards_or_elsewhere_is_not(bench: Bench, command: str) -> None:
    assert bench.shell(command).verdict == PASS
    assert saved(bench) == {"work/old"}
