"""Pauses that proven humans asked for: lines in a file that only root writes, each with its end."""

from __future__ import annotations

import os
import stat as modes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KIND = "gate.pause"
LONGEST = 8 * 3_600
"""Seconds a pause may last at most."""
_TAIL = 65_536


class Pauses:
    """The record in `path`; `owner` is the only user whose lines count."""

    def __init__(self, path: str, clock: Callable[[], float], *, owner: int = 0) -> None:
        self._path = path
        self._clock = clock
        self._owner = owner

    def last(self) -> tuple[int, int, str]:
        """(begin, end, reason) of the newest line for this user, zeros when there is none."""
        import json

        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return 0, 0, ""
        try:
            facts = os.fstat(handle)
            others = facts.st_mode & (modes.S_IWGRP | modes.S_IWOTH)
            if not modes.S_ISREG(facts.st_mode) or facts.st_uid != self._owner or others:
                return 0, 0, ""
            data = os.pread(handle, _TAIL, max(0, facts.st_size - _TAIL))
        finally:
            os.close(handle)
        for line in reversed(data.split(b"\n")):
            try:
                leaf = json.loads(line)
                body = leaf["body"]
                if leaf["kind"] == KIND and body["user"] == os.getuid():
                    begin, end = int(body["begin"]), int(body["end"])
                    return begin, min(end, begin + LONGEST), str(body["reason"])
            except (ValueError, KeyError, TypeError):
                continue
        return 0, 0, ""

    def on(self) -> bool:
        """Whether one is running."""
        begin, end, _reason = self.last()
        return begin <= self._clock() < end
