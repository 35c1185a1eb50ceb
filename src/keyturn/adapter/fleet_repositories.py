"""Which repositories: named ones, those of a list, and those below a directory."""

from __future__ import annotations

import os

_LIST_BYTES = 16_000_000


def listed(path: str) -> list[str] | str:
    """The lines of a list, or why there are none. Blank lines and those that begin with # are left out."""
    from keyturn.adapter.file_tree import read

    if path == "-":
        import sys

        data: bytes | str = sys.stdin.buffer.read(_LIST_BYTES)
    else:
        data = read(path, _LIST_BYTES)
    if isinstance(data, str):
        return data
    lines = [os.fsdecode(line).strip() for line in data.split(b"\n")]
    return [line for line in lines if line and not line.startswith("#")]


def below(directory: str) -> tuple[list[str], list[tuple[str, str]]]:
    """(work trees and bare repositories below a directory, (directory, why) of those that cannot be listed).

    Links are not followed, and what lies inside a repository is not looked through.
    """
    found: list[str] = []
    unread: list[tuple[str, str]] = []
    todo = [directory]
    while todo:
        here = todo.pop()
        try:
            with os.scandir(here) as entries:
                inner = sorted(entries, key=lambda entry: entry.name)
            names = {entry.name for entry in inner}
            if ".git" in names or {"HEAD", "objects", "refs"} <= names:
                found.append(here)
                continue
            todo.extend(entry.path for entry in reversed(inner) if entry.is_dir(follow_symlinks=False))
        except OSError as problem:
            unread.append((here, problem.strerror or str(problem)))
    return found, unread
