"""Asks a broker: one line there, one line back."""

from __future__ import annotations

import socket
import time

import msgspec

from keyturn.broker.api import Ask, Said
from keyturn.errors import CouldNotJudge

_LARGEST = 64_000_000
_BUSY = 30.0
"""Seconds in which a broker that is asked by too many at once is tried again."""


class Unreachable(CouldNotJudge):
    """No broker answers. Exit 3: nothing was proposed and nothing decided."""


def connected(line: socket.socket, path: str, seconds: float) -> None:
    """Connect. Where a line with a time limit is told at once that many wait already, wait with them."""
    end = time.monotonic() + seconds
    while True:
        try:
            line.connect(path)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.02)
        else:
            return


def ask(path: str, question: Ask, seconds: float = 330.0) -> Said:
    """The broker's answer. Raises Unreachable; a refusal is an answer."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            connected(line, path, min(seconds, _BUSY))
            line.sendall(msgspec.json.encode(question) + b"\n")
            data = b""
            while piece := line.recv(1 << 20):
                data += piece
                if data.endswith(b"\n") or len(data) > _LARGEST:
                    break
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unreachable(
            f"no broker answers at {path}: {why}",
            "A broker is set up by root, once: keyturn setup-broker (docs/how-to/broker.md).",
        ) from error
    try:
        return msgspec.json.decode(data, type=Said, strict=True)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Unreachable(f"what answers at {path} is no broker, or closed the line", "keyturn broker check") from error
