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
"""Lines at once; beyond it only those whom the roster knows get one, so that strangers cannot shut people out."""
MOST = 512
PER_USER = 16
PER_USER_BYTES = 160_000_000
"""Bytes of questions of one user that are being read or answered at once."""
BYTES = 640_000_000
"""The same of all users."""
_SECONDS = 30.0
"""To send a whole question."""


class Server:
    """Serves until it is closed. `answer` takes a line and a peer, and never raises."""

    def __init__(
        self, path: str, answer: Callable[[bytes, Peer], bytes], known: Callable[[int], bool] = lambda _uid: False
    ) -> None:
        """`known` tells whether a user stands in the roster.

        Raises CouldNotJudge when the socket cannot be made, or another broker answers there.
        """
        self.path = path
        self._answer = answer
        self._known = known
        self._going = True
        self._lock = threading.Lock()
        self._users: dict[int, int] = {}
        self._bytes: dict[int, int] = {}
        _cleared(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o111)
        try:
            self._listener.bind(path)
        except OSError as error:
            self._listener.close()
            raise CouldNotJudge(f"the socket {path} cannot be made: {error.strerror or error}") from error
        finally:
            os.umask(before)
        self._own = os.stat(path).st_ino
        self._listener.listen(MOST)
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
            if not self._let_in(peer.uid):
                connection.close()
                continue
            try:
                threading.Thread(target=self._serve, args=(connection, peer), daemon=True).start()
            except RuntimeError:  # no thread is to be had: this one goes without, the next may get one
                connection.close()
                self._let_out(peer.uid)

    def _let_in(self, uid: int) -> bool:
        with self._lock:
            mine, all_ = self._users.get(uid, 0), sum(self._users.values())
        # nobody but this thread adds to either
        if mine >= PER_USER or all_ >= MOST or (all_ >= CONNECTIONS and not self._known(uid)):
            return False
        with self._lock:
            self._users[uid] = self._users.get(uid, 0) + 1
        return True

    def _let_out(self, uid: int) -> None:
        with self._lock:
            self._users[uid] -= 1
            if not self._users[uid]:
                del self._users[uid]

    def held(self) -> int:
        """Bytes of questions that are being read or answered."""
        with self._lock:
            return sum(self._bytes.values())

    def _hold(self, uid: int, size: int) -> bool:
        """Count bytes of a user's questions; False when there would be too many."""
        with self._lock:
            mine = self._bytes.get(uid, 0) + size
            if size > 0 and (mine > PER_USER_BYTES or sum(self._bytes.values()) + size > BYTES):
                return False
            self._bytes[uid] = mine
            if not mine:
                del self._bytes[uid]
            return True

    def _serve(self, connection: socket.socket, peer: Peer) -> None:
        held = 0

        def hold(size: int) -> bool:
            nonlocal held
            if not self._hold(peer.uid, size):
                return False
            held += size
            return True

        try:
            with connection:
                line = _line(connection, hold)
                if line is not None:
                    connection.settimeout(_SECONDS)
                    connection.sendall(self._answer(line, peer) + b"\n")
        except OSError:
            pass  # who asked is gone
        finally:
            self._hold(peer.uid, -held)
            self._let_out(peer.uid)


def _line(connection: socket.socket, hold: Callable[[int], bool]) -> bytes | None:
    """One line, whole, in time and not too long; None for anything else, and when `hold` finds no room for it."""
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
        if size > LARGEST or not hold(len(piece)):
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
        except ConnectionRefusedError:
            os.unlink(path)
            return
        except OSError:
            pass  # it does not answer quickly, and that is no reason to take its place
    raise CouldNotJudge(f"another broker answers at {path}")
