"""The files beside a command: bounded, read-only, never waiting."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from keyturn.adapter.filesystem_workspace import FilesystemWorkspace, RootedWorkspace
from keyturn.model.workspace import ABSENT, DIRECTORY, FILE, LINK, OTHER, PRESENT, REFUSED, TOO_LARGE
from tests.repositories import Repository

if TYPE_CHECKING:
    import pytest


def test_what_stands_at_a_path(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    (tmp_path / "d").mkdir()
    os.symlink("f", tmp_path / "l")
    os.mkfifo(tmp_path / "p")
    workspace = FilesystemWorkspace({})
    kinds = {name: workspace.stat(str(tmp_path / name)).kind for name in "fdlp"}
    assert kinds == {"f": FILE, "d": DIRECTORY, "l": LINK, "p": OTHER}
    assert workspace.stat(str(tmp_path / "none")).state == ABSENT
    assert workspace.read(str(tmp_path / "l")).data == b"abc"
    assert workspace.list(str(tmp_path)).names == ("d", "f", "l", "p")


def test_pipes_devices_and_directories_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    workspace = FilesystemWorkspace({})
    for path in (str(tmp_path / "p"), "/dev/zero", str(tmp_path)):
        assert workspace.read(path).state == REFUSED


def test_a_file_above_the_cap_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 11)
    assert FilesystemWorkspace({}, cap=10).read(str(tmp_path / "f")).state == TOO_LARGE
    assert FilesystemWorkspace({}, cap=11).read(str(tmp_path / "f")).state == PRESENT


def test_names_that_no_file_can_have() -> None:
    workspace = FilesystemWorkspace({})
    assert workspace.read("/tmp/a\0b").state == REFUSED
    assert workspace.stat("/tmp/a\0b").state == REFUSED
    assert workspace.read("/etc/passwd/x").state == ABSENT


def test_one_look_sees_one_state(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"before")
    workspace = FilesystemWorkspace({})
    assert workspace.read(str(path)).data == b"before"
    path.write_bytes(b"after")
    assert workspace.read(str(path)).data == b"before"


def test_digests_tell_what_was_asked_and_change_with_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "f"

    def digest(content: bytes) -> dict[str, str]:
        path.write_bytes(content)
        workspace = FilesystemWorkspace({"A": "1"})
        workspace.read(str(path))
        workspace.env("A")
        return dict(workspace.digests())

    first, second = digest(b"1"), digest(b"2")
    assert first[f"read {path}"] != second[f"read {path}"]
    assert first["env A"] == second["env A"]


def test_what_git_tracks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    repository = Repository(tmp_path / "work")
    repository.commit({"src/a.py": "", "srcs": ""})
    repository.write("dist/x", "")
    workspace = FilesystemWorkspace({})
    root = str(repository.root)
    assert workspace.repository(root + "/src/deep/er") == root
    assert workspace.tracked(root + "/src") is True
    assert workspace.tracked(root + "/src/a.py") is True
    assert workspace.tracked(root + "/sr") is False
    assert workspace.tracked(root + "/dist") is False
    assert workspace.repository(str(tmp_path)) is None
    assert workspace.tracked(str(tmp_path)) is None


def test_a_made_up_root_shows_only_its_tree(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "f").write_bytes(b"inside")
    (tmp_path / "secret").write_bytes(b"outside")
    os.symlink("../secret", tmp_path / "tree" / "l")
    workspace = RootedWorkspace(str(tmp_path / "tree"), "/repository")
    assert workspace.read("/repository/f").data == b"inside"
    assert workspace.list("/repository").names == ("f", "l")
    for path in ("/repository/l", str(tmp_path / "secret"), "/etc/passwd", "/repositoryx/f"):
        assert workspace.read(path).state == REFUSED
    assert workspace.repository("/repository/f") == "/repository"
    assert workspace.env("HOME") is None
