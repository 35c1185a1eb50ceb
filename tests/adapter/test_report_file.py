"""A report's file is whole or not there at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from keyturn.adapter.report_file import write


def test_a_new_file_has_the_usual_mode_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write(str(tmp_path / "out.json"), b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.json"]


def test_an_old_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(b"before")
    real.chmod(0o600)
    (tmp_path / "link.json").symlink_to(real)
    write(str(tmp_path / "link.json"), b"after")
    assert real.read_bytes() == b"after"
    assert real.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "link.json").is_symlink()


def test_a_crash_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_bytes(b"before")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write(str(target), b"after")
    assert target.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(str(pipe), b"through")
    reader.join(10)
    assert got == [b"through"]
    assert pipe.is_fifo()


def test_a_file_that_another_holds_open_is_written_on(tmp_path: Path) -> None:
    target = tmp_path / "log"
    with target.open("wb", buffering=0) as held:
        held.write(b"first\n")
        write(f"/dev/fd/{held.fileno()}", b"second\n")
        held.write(b"")
    assert target.read_bytes() == b"first\nsecond\n"


@pytest.mark.parametrize("name", ["missing/out.json", ""])
def test_what_cannot_be_written_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's choice
        write(str(tmp_path / name) if name else str(tmp_path), b"x")


def test_a_directory_where_nothing_may_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_bytes(b"before, and longer")
    real = os.open

    def closed(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_EXCL:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", closed)
    write(str(target), b"after")
    assert target.read_bytes() == b"after"
    with pytest.raises(PermissionError):
        write(str(tmp_path / "new.json"), b"x")


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_bytes(b"before")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(PermissionError):
        write(str(target), b"after")
    assert target.read_bytes() == b"before"
