"""Pauses that proven humans asked for: lines that only root writes or a hardware key signed, each with its end."""

from __future__ import annotations

import os
import stat as modes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from keyturn.adapter.proof_key import SignedRecords

    Pause = tuple[int, int, str]

KIND = "gate.pause"
LONGEST = 8 * 3_600
"""Seconds a pause may last at most."""
_TAIL = 65_536
_NONE = (0, 0, "")


class Pauses:
    """The record in `path`; `owner` is the only user whose lines count. `signed` are pauses by hardware keys."""

    def __init__(
        self,
        path: str,
        clock: Callable[[], float],
        *,
        owner: int = 0,
        signed: Callable[[], SignedRecords] | None = None,
    ) -> None:
        self._path = path
        self._clock = clock
        self._owner = owner
        self._signed = signed

    def last(self) -> Pause:
        """(begin, end, reason) of this user's newest pause, zeros when there was none."""
        found = self._written()
        if self._signed is not None:
            newer = lambda leaf: _pause(leaf)[0] > found[0]  # noqa: E731 - one use, one line
            # the newest by what was signed: the order of the lines is anybody's
            return max((found, *(_pause(leaf) for _data, leaf in self._signed().leaves(KIND, newer))))
        return found

    def _written(self) -> Pause:
        import json

        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return _NONE
        try:
            facts = os.fstat(handle)
            others = facts.st_mode & (modes.S_IWGRP | modes.S_IWOTH)
            if not modes.S_ISREG(facts.st_mode) or facts.st_uid != self._owner or others:
                return _NONE
            data = os.pread(handle, _TAIL, max(0, facts.st_size - _TAIL))
        finally:
            os.close(handle)
        for line in reversed(data.split(b"\n")):
            try:
                found = _pause(json.loads(line)) if line else _NONE
            except (ValueError, RecursionError):
                continue
            if found != _NONE:
                return found
        return _NONE

    def on(self) -> bool:
        """Whether one is running."""
        begin, end, _reason = self.last()
        return begin <= self._clock() < end


def _pause(leaf: Any) -> Pause:
    """What a leaf says, zeros when it is no pause of this user."""
    try:
        body = leaf["body"]
        if leaf["kind"] != KIND or body["user"] != os.getuid():
            return _NONE
        begin, end = int(body["begin"]), int(body["end"])
        return begin, min(end, begin + LONGEST), str(body["reason"])
    except (ValueError, KeyError, TypeError):
        return _NONE
