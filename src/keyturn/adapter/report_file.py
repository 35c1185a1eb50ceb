"""Writing a report to a file: whole or not at all."""

from __future__ import annotations

import os
import stat

_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/")


def write(path: str, data: bytes) -> None:
    """Put `data` under `path`; what stood there stays until the new file is whole. Raises OSError.

    A link is followed and stays a link. What is no regular file (a pipe, a device) is written to as it is, and so is
    a file in a directory where nothing may be made. An open descriptor, as behind /dev/stdout, is written on from
    where it stands.
    """
    held = _descriptor(path)
    if held >= 0:
        with open(os.dup(held), "wb") as out:
            out.write(data)
        return
    target = os.path.realpath(path)
    try:
        found = os.stat(path)
    except FileNotFoundError:
        found = None
    if found is not None and not stat.S_ISREG(found.st_mode):
        with open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as out:
            out.write(data)
        return
    if found is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", path)  # replacing it would go round its own mode
    part = f"{target}.{os.urandom(6).hex()}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except PermissionError:
        if found is None:
            raise
        with open(target, "wb") as out:
            out.write(data)
        return
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            if found is not None:
                os.chmod(part, stat.S_IMODE(found.st_mode))
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise


def _descriptor(path: str) -> int:
    """The open descriptor that a path stands for, -1 for none."""
    plain = os.path.normpath(path)
    for lead in _DESCRIPTORS:
        number = plain.removeprefix(lead)
        if number != plain and number.isdecimal():
            return int(number)
    return _STREAMS.get(plain, -1)
