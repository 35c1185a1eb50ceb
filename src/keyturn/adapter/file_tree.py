"""Files below the paths a person named: links not followed, version control's own and installed packages left out."""

from __future__ import annotations

import os
import stat as modes

from keyturn.model.noun import Noun

_OWN = frozenset({".git", ".hg", ".svn", ".jj"})
_INSTALLED = frozenset(
    {"node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".mypy_cache", ".ruff_cache", ".terraform"}
)


class Found(Noun):
    """`files` to read, `unread` with reasons, `skipped` directories of installed packages."""

    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def walk(paths: list[str]) -> Found:
    """Every regular file at or below the paths, each once, in a stable order."""
    files: dict[str, None] = {}
    unread: list[str] = []
    skipped: list[str] = []
    todo: list[str] = list(reversed(paths))
    named = set(paths)
    while todo:
        path = todo.pop()
        try:
            facts = os.stat(path) if path in named else os.lstat(path)
            if modes.S_ISREG(facts.st_mode):
                files[path] = None
            elif modes.S_ISDIR(facts.st_mode):
                with os.scandir(path) as entries:
                    inner = sorted(entry.name for entry in entries)
                for name in reversed(inner):
                    full = name if path == "." else os.path.join(path, name)
                    if name in _OWN:
                        continue
                    if name in _INSTALLED and os.path.isdir(full):
                        skipped.append(full)
                        continue
                    todo.append(full)
            elif path in named:
                unread.append(f"{path}: not a regular file")
        except OSError as problem:
            unread.append(f"{path}: {problem.strerror or problem}")
        except ValueError as problem:
            unread.append(f"{path}: {problem}")
    return Found(tuple(files), tuple(unread), tuple(skipped))


def read(path: str, limit: int) -> bytes | str:
    """A file's bytes, or why it cannot be read. Never waits on a pipe that took a file's place."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as problem:
        return f"{path}: {getattr(problem, 'strerror', None) or problem}"
    try:
        facts = os.fstat(handle)
        if not modes.S_ISREG(facts.st_mode):
            return f"{path}: not a regular file"
        if facts.st_size > limit:
            return f"{path}: {facts.st_size:,} bytes, more than the {limit:,} that are looked through"
        pieces: list[bytes] = []
        while True:
            piece = os.read(handle, 1 << 22)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
    except OSError as problem:
        return f"{path}: {problem.strerror}"
    finally:
        os.close(handle)
