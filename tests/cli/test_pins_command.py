"""`keyturn pins`: what is pinned, and that nobody but a proven human vouches."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.pins_file import KIND, PinsFile, ProvenPins
from keyturn.cli.main import dispatch
from keyturn.cli.pins import run
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from keyturn.tool.pins import PROVEN, RUN, Pin
from keyturn.wiring.pins import Pins, place
from tests.homes import own_home

if TYPE_CHECKING:
    from pathlib import Path

SEEN = Pin("local", "", "L1", 3, 2, (), 1_700_000_000)


def _body(pin: Pin, *where: str) -> tuple[tuple[str, object], ...]:
    root, directory, workspace = where
    return (
        ("user", os.getuid()), ("root", root), ("directory", directory), ("workspace", workspace),
        ("backend", pin.backend), ("configuration", pin.configuration), ("lineage", pin.lineage),
        ("serial", pin.serial), ("resources", pin.resources), ("accounts", pin.accounts), ("time", pin.at),
    )  # fmt: skip


@pytest.fixture
def infra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own_home(tmp_path, monkeypatch)
    directory = tmp_path / "infra"
    directory.mkdir()
    return directory


def test_the_list_says_what_runs_saw(infra: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["pins"]) == 0
    assert "Nothing is pinned" in capsys.readouterr().out
    Pins().keep(str(infra), "default", SEEN)
    assert dispatch(["pins"]) == 0
    shown = capsys.readouterr().out
    assert "lineage L1, serial 3, 2 resources" in shown
    assert "by a run" in shown
    assert dispatch(["pins", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["pins"]
    assert [(one["lineage"], one["workspace"]) for one in told] == [("L1", "default")]


def test_forget(infra: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Pins().keep(str(infra), "default", SEEN)
    assert dispatch(["pins", "forget", str(infra)]) == 0
    assert Pins().get(str(infra), "default") is None
    assert dispatch(["pins", "forget", str(infra)]) == 0
    assert "Nothing was pinned" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["accept"], ["accept", "/no/such/place"], ["adopt", "."], ["list", "x"]])
def test_words_that_are_off(infra: Path, words: list[str]) -> None:
    del infra
    with pytest.raises(UsageError):
        run(words)


def test_a_newer_pin_replaces_an_older_and_the_file_is_private(tmp_path: Path) -> None:
    pins = PinsFile(str(tmp_path / "state" / "pins.json"))
    pins.put("/r", ".", "default", SEEN)
    pins.put("/r", ".", "default", SEEN.but(serial=4))
    assert dict(pins) == {("/r", ".", "default"): SEEN.but(serial=4)}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    pins.put("/r", ".", "default", None)
    assert dict(pins) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "pins": []}', '{"version": 1, "pins": [{}]}', "{"])
def test_a_file_that_cannot_be_read_is_no_empty_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "pins.json").write_text(text)
    with pytest.raises(CouldNotJudge, match=r"pins\.json"):
        list(PinsFile(str(tmp_path / "pins.json")))


def _vouched(path: Path, *pins: Pin) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [leaf(Record(KIND, "2026-01-01T00:00:00Z", _body(pin, "/r", ".", "default"))) for pin in pins]  # type: ignore[arg-type]
    path.write_bytes(b"\n".join(lines) + b"\n")
    path.chmod(0o644)


def test_the_newest_word_of_a_person_counts(tmp_path: Path) -> None:
    _vouched(tmp_path / "pins.jsonl", SEEN, SEEN.but(lineage="L2"))
    found = ProvenPins(str(tmp_path / "pins.jsonl"), owner=os.getuid()).get("/r", ".", "default")
    assert found == SEEN.but(lineage="L2", by=PROVEN)


def test_a_record_that_others_can_write_is_refused(tmp_path: Path) -> None:
    _vouched(tmp_path / "pins.jsonl", SEEN)
    (tmp_path / "pins.jsonl").chmod(0o666)
    with pytest.raises(CouldNotJudge, match="written by others"):
        ProvenPins(str(tmp_path / "pins.jsonl"), owner=os.getuid()).get("/r", ".", "default")


def test_a_run_never_replaces_a_person_s_word_for_another_state(infra: Path, tmp_path: Path) -> None:
    root = tmp_path / "machine"
    vouched = root / "var/lib/keyturn/pins.jsonl"
    vouched.parent.mkdir(parents=True)
    where = (str(infra), ".", "default")
    line = leaf(Record(KIND, "2026-01-01T00:00:00Z", _body(SEEN, *where)))  # type: ignore[arg-type]
    vouched.write_bytes(line + b"\n")
    vouched.chmod(0o644)
    pins = Pins(str(root), owner=os.getuid())
    pins.keep(str(infra), "default", SEEN.but(lineage="L9", serial=99))
    found = pins.get(str(infra), "default")
    assert found is not None
    assert (found.lineage, found.by) == ("L1", PROVEN)
    pins.keep(str(infra), "default", SEEN.but(serial=5, by=PROVEN))
    found = pins.get(str(infra), "default")
    assert found is not None
    assert (found.serial, found.by) == (5, PROVEN)
    # forged: "it manages nothing any more", after which a state that is gone would look right
    pins.keep(str(infra), "default", SEEN.but(serial=6, resources=0))
    found = pins.get(str(infra), "default")
    assert found is not None
    assert found.resources == SEEN.resources > 0
    kept = json.loads((root / place()[1:]).read_text()) if (root / place()[1:]).exists() else None
    assert kept is None or {one["by"] for one in kept["pins"]} == {RUN}, "a run cannot call itself proven"
