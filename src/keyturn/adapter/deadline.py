"""Work that ends in time: done by a child process, which is ended together with everything it started."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_GRACE = 2
"""Seconds after the deadline at which the child ends by itself, should its parent be gone by then."""
_MOST = 50_000_000


def run_within(seconds: float, work: Callable[[], bytes]) -> bytes | None:
    """What `work` answers, or None when it did not answer in time or ended without an answer.

    The work runs in a forked child with a process group of its own, so that its helpers end with it. The child
    carries an alarm as well: it ends even when its parent was killed meanwhile.
    """
    until = time.monotonic() + seconds
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _child(read_end, write_end, seconds, work)
    os.close(write_end)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)  # both set it, whoever comes first
    answer: bytes | None = None
    try:
        answer = _until(read_end, until)
    finally:
        os.close(read_end)
        if answer is None:
            _end(child)
        _child_id, status = os.waitpid(child, 0)
    return answer if status == 0 else None


def _child(read_end: int, write_end: int, seconds: float, work: Callable[[], bytes]) -> None:
    """Never returns."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(max(1, int(seconds)) + _GRACE)
        os.close(read_end)
        left = memoryview(work())
        while left:
            left = left[os.write(write_end, left) :]
        code = 0
    finally:
        os._exit(code)


def _until(read_end: int, until: float) -> bytes | None:
    """Everything the child writes, None when the time is over before its end."""
    pieces: list[bytes] = []
    size = 0
    while size < _MOST:
        left = until - time.monotonic()
        if left <= 0 or not select.select([read_end], [], [], left)[0]:
            return None
        piece = os.read(read_end, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return None


def _end(child: int) -> None:
    """End the child, which was not waited for yet, and what it started: the group has the child's own id."""
    for stop in (os.killpg, os.kill):
        try:
            stop(child, signal.SIGKILL)
        except ProcessLookupError:
            continue
