"""Configuration files and the trust record on disk: bytes, and whether their place can be relied on."""

from __future__ import annotations

import os
import stat as modes

from keyturn.model.noun import Noun

FILE_NAME = "keyturn.toml"
_MANY = 64


class FoundFile(Noun):
    """`data` None: it is there and cannot be read, `why` says so."""

    path: str
    data: bytes | None
    why: str = ""


def read(path: str, limit: int) -> FoundFile | None:
    """A file's bytes (one more than `limit` at most), None when there is none. Never waits on a pipe or device."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        # a link that leads nowhere is a file that cannot be read, not one that is absent
        return FoundFile(path, None, "it is a link to nothing") if os.path.islink(path) else None
    except (OSError, ValueError) as error:
        return FoundFile(path, None, _why(error))
    if not modes.S_ISREG(found.st_mode):
        return FoundFile(path, None, "it is no regular file")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        return FoundFile(path, None, _why(error))
    try:
        if not modes.S_ISREG(os.fstat(handle).st_mode):
            return FoundFile(path, None, "it is no regular file")
        pieces: list[bytes] = []
        left = limit + 1
        while left > 0:
            piece = os.read(handle, left)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
    except OSError as error:
        return FoundFile(path, None, _why(error))
    finally:
        os.close(handle)
    return FoundFile(path, b"".join(pieces))


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def writable_by_others(path: str, owner: int, top: str = "/") -> str:
    """Why somebody besides `owner` could change the file or put another in its place; "" when nobody could.

    Looks at the file the path really leads to, and at every directory on the way down from `top`.
    """
    real = os.path.realpath(path)
    top = os.path.realpath(top)
    place = real
    while True:
        try:
            found = os.stat(place)
        except OSError as error:
            return f"{place}: {_why(error)}"
        if found.st_uid != owner:
            return f"{place} belongs to user {found.st_uid}, not to {owner}"
        # in a sticky directory (/tmp) others cannot replace what is not theirs
        sticky = place != real and found.st_mode & modes.S_ISVTX
        if found.st_mode & (modes.S_IWGRP | modes.S_IWOTH) and not sticky:
            return f"{place} can be written by its group or by others"
        parent = os.path.dirname(place)
        if place in (top, parent):
            return ""
        place = parent


def repository_roots(directory: str) -> tuple[str, ...]:
    """Roots of all repositories that hold a directory, innermost first; the directory itself when there is none.

    All of them, since a repository made inside another must not hide the outer one's file.
    """
    found: list[str] = []
    place = os.path.normpath(directory)
    for _ in range(_MANY):
        if os.path.lexists(os.path.join(place, ".git")):
            found.append(place)
        parent = os.path.dirname(place)
        if parent == place:
            break
        place = parent
    return tuple(found) or (os.path.normpath(directory),)
