"""The state file: whole or not at all, for its owner alone, never held by two."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from keyturn.adapter.cal_state import Collected, Kept, StateFile
from keyturn.cal.ports import Watching
from keyturn.errors import CouldNotJudge

ONE = Watching("a1", "watch", "gap", "WATCH gap WHEN open > 3", since="2026-03-01T00:00:00+00:00")


def kept(record: Watching = ONE, script: str = "/work/a.cal") -> Kept:
    return Kept(record, script, ("/work/a.yaml",), ("console",), "/work")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = str(tmp_path / "deep" / "state.json")
    with StateFile(path).held() as state:
        assert state.kept == []
        assert state.add([kept(), kept(replace(ONE, id="b2"))]) == 2
        state.save()
    with StateFile(path).held() as state:
        assert state.kept == [kept(), kept(replace(ONE, id="b2"))]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "deep").st_mode) == 0o700


def test_a_record_keeps_its_history_and_takes_its_surroundings_anew(tmp_path: Path) -> None:
    with StateFile(str(tmp_path / "s")).held() as state:
        state.add([kept()])
        state.put(kept(), replace(ONE, held_since="2026-03-02T00:00:00+00:00", status="fired"))
        assert state.add([replace(kept(), alerts=("file:/a",))]) == 0
        assert state.kept[0].record.held_since == "2026-03-02T00:00:00+00:00"
        assert state.kept[0].alerts == ("file:/a",)
        assert state.add([kept(script="/work/other.cal")]) == 1
        assert state.forget("a1") == 2
        assert state.forget("a1") == 0


def test_a_wake_that_has_fired_begins_anew_when_its_script_is_run_again(tmp_path: Path) -> None:
    wake = replace(ONE, id="w", kind="wake")
    with StateFile(str(tmp_path / "s")).held() as state:
        state.add([kept(replace(wake, status="fired"))])
        assert state.add([kept(wake)]) == 1
        assert state.kept == [kept(wake)]


def test_two_ticks_at_once_are_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    refused = pytest.raises(CouldNotJudge, match="another run or tick holds")
    with StateFile(path).held(), refused, StateFile(path, patience=0.05).held():
        pass
    with StateFile(path, patience=0).held():
        pass


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "5", '{"version": 1}', '{"version": 1, "records": [{}]}', '{"version": 1, "records": 5}', "\udcff"],
)
def test_a_damaged_file_is_said_and_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CouldNotJudge, match="is damaged"), StateFile(str(path)).held():
        pass
    assert path.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_another_version_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "s").write_text('{"version": 2, "records": []}')
    with pytest.raises(CouldNotJudge, match="is of version 2"), StateFile(str(tmp_path / "s")).held():
        pass


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s"
    with StateFile(str(path)).held() as state:
        state.add([kept()])
        state.save()
        before = path.read_bytes()

        def full(*_args: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        state.forget("a1")
        with pytest.raises(CouldNotJudge, match="No space left"):
            state.save()
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["s", "s.lock"]
    assert json.loads(before)["version"] == 1


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "s.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CouldNotJudge, match="cannot be kept"), StateFile(str(tmp_path / "s")).held():
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_run_collects() -> None:
    store = Collected()
    store.keep(ONE)
    assert store.records == [ONE]
