"""The broker's Unix socket: one question a line, and who asks by the kernel's word.

Everybody may connect: what an operation may do hangs on the operation and on signatures, not on who reached the socket.
Questions are bounded in size, number and time, so that nobody can fill it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import threading
import time
from typing import TYPE_CHECKING

from keyturn.broker.ports import Peer
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 64_000_000
"""Bytes of a question; a proposal brings its files along."""
CONNECTIONS = 64
PER_USER = 16
_SECONDS = 30.0
"""To send a whole question."""


class Server:
    """Serves until it is closed. `answer` takes a line and a peer, and never raises."""

    def __init__(self, path: str, answer: Callable[[bytes, Peer], bytes]) -> None:
        """Raises CouldNotJudge when the socket cannot be made, or another broker answers there."""
        self.path = path
        self._answer = answer
        self._going = True
        self._lock = threading.Lock()
        self._users: dict[int, int] = {}
        _cleared(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o111)
        try:
            self._listener.bind(path)
        except OSError as error:
            self._listener.close()
            raise CouldNotJudge(f"the socket {path} cannot be made: {error.strerror}") from error
        finally:
            os.umask(before)
        self._own = os.stat(path).st_ino
        self._listener.listen(CONNECTIONS)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def start(self) -> None:
        """Begin to answer, on threads of its own."""
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._going = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._thread.is_alive():
            self._thread.join(5)
        with contextlib.suppress(OSError):
            if os.stat(self.path).st_ino == self._own:
                os.unlink(self.path)

    def _accept(self) -> None:
        while self._going:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                if not self._going:
                    return
                time.sleep(0.05)
                continue
            try:
                peer = peer_of(connection)
            except OSError:
                connection.close()
                continue
            with self._lock:
                mine = self._users.get(peer.uid, 0)
                full = mine >= PER_USER or sum(self._users.values()) >= CONNECTIONS
                if not full:
                    self._users[peer.uid] = mine + 1
            if full:
                connection.close()
                continue
            threading.Thread(target=self._serve, args=(connection, peer), daemon=True).start()

    def _serve(self, connection: socket.socket, peer: Peer) -> None:
        try:
            with connection:
                line = _line(connection)
                if line is not None:
                    connection.settimeout(_SECONDS)
                    connection.sendall(self._answer(line, peer) + b"\n")
        except OSError:
            pass  # who asked is gone
        finally:
            with self._lock:
                self._users[peer.uid] -= 1
                if not self._users[peer.uid]:
                    del self._users[peer.uid]


def _line(connection: socket.socket) -> bytes | None:
    """One line, whole, in time and not too long; None for anything else."""
    end = time.monotonic() + _SECONDS
    pieces: list[bytes] = []
    size = 0
    while True:
        left = end - time.monotonic()
        if left <= 0:
            return None
        connection.settimeout(left)
        try:
            piece = connection.recv(1 << 20)
        except TimeoutError:
            return None
        if not piece:
            return None
        size += len(piece)
        if size > LARGEST:
            return None
        pieces.append(piece)
        if b"\n" in piece:
            return b"".join(pieces).partition(b"\n")[0]


def peer_of(connection: socket.socket) -> Peer:
    """Who connected. The login user is read while the kernel still holds the peer's identity fast."""
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", data)
    return Peer(uid, pid, _login(pid, uid))


def _login(pid: int, uid: int) -> int:
    """Whose session the process belongs to (pam_loginuid); -1 when nobody says, or it is another process by now."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return -1
    try:
        with open(f"/proc/{pid}/loginuid", encoding="ascii") as file:
            found = int(file.read())
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            owners = next((line for line in file if line.startswith("Uid:")), "").split()[1:]
        if str(uid) not in owners:
            return -1
    except (OSError, ValueError):
        return -1
    finally:
        os.close(handle)
    return found if found != 0xFFFF_FFFF else -1


def _cleared(path: str) -> None:
    """Take away a socket that nobody answers at any more. Raises CouldNotJudge when somebody does."""
    try:
        facts = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(facts.st_mode):
        raise CouldNotJudge(f"{path} is there and is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(path)
        except OSError:
            os.unlink(path)
            return
    raise CouldNotJudge(f"another broker answers at {path}")
