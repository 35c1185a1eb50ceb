"""Looks at real files before and after a rehearsal: nothing about them may differ."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def state(*places: Path) -> dict[str, tuple[object, ...]]:
    """Kind, mode, owner, size, times, links and content of everything below some places."""
    found: dict[str, tuple[object, ...]] = {}
    for place in places:
        todo = [place]
        while todo:
            one = todo.pop()
            there = one.lstat()
            content = ""
            if stat.S_ISREG(there.st_mode):
                content = hashlib.sha256(one.read_bytes()).hexdigest()
            elif stat.S_ISLNK(there.st_mode):
                content = os.readlink(one)
            elif stat.S_ISDIR(there.st_mode):
                todo.extend(one.iterdir())
            found[str(one)] = (
                there.st_mode,
                there.st_uid,
                there.st_gid,
                there.st_size,
                there.st_mtime_ns,
                there.st_ino,
                there.st_nlink,
                content,
            )
    return found


@contextmanager
def untouched(*places: Path) -> Iterator[None]:
    """Fails when anything below the places has changed meanwhile."""
    before = state(*places)
    yield
    assert state(*places) == before


def filled(place: Path, names: Sequence[str] = ("a.txt", "b.txt", "deep/c.txt", "deep/er/d.txt")) -> Path:
    """A directory with a few files."""
    for number, name in enumerate(names):
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"content of {name}\n" * (number + 1), encoding="utf-8")
    return place
