"""The warm daemon: the gate's `handle` in a process that stays, for the native client.

It keeps caches and never facts: every call looks at the world anew. It answers its own user alone, and only a client
that sees the same files through the same package; everybody else is told to judge without it. Whatever happens to this
process, the client judges without it: it is an optimisation, never a condition.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import socket
import sys
import threading
import time

from keyturn.errors import KeyturnError
from keyturn.gate import wire
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keyturn.wiring.gate import Surroundings

IDLE = 900.0
"""Seconds without a call after which the daemon leaves."""
READING = 2.0
"""Seconds in which a client must have sent its request; it waits a quarter of a second itself."""
MOST = 64
"""Connections at once. The backlog of the socket holds more, whose clients judge without us when that takes long."""
WAITING = 1_000
"""Records that may wait to be kept."""
CHILDREN = 8
"""Calls at once that take an undo point or are large, each in a process of its own."""
LARGE = 32_000
"""Bytes of a request from which on it is judged in a process of its own: what that needs goes with it."""
LOCK = ".lock"
"""Behind the socket's path: held by the daemon for life. Its time says when one was last started."""
LOOK = 1.0
"""Seconds between two looks at whether this package is still the one that was loaded."""


class _Keeper:
    """Keeps records behind the answers: putting one on stable storage takes longer than judging the next call."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.busy = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while (record := self._waiting.get()) is not None:
            with self.busy:
                keep(record)

    def put(self, record: Callable[[], None]) -> None:
        """Keep it soon; at once when too many wait already."""
        if self._waiting.qsize() < WAITING:
            self._waiting.put(record)
            return
        with self.busy:
            keep(record)

    def close(self) -> None:
        """Keep what waits still."""
        self._waiting.put(None)
        self._thread.join(READING)


def keep(record: Callable[[], None]) -> None:
    """Keep one record. The answer was given: a fault is said, and the next call must find a daemon."""
    try:
        record()
    except Exception as fault:  # noqa: BLE001 - see above
        _say(f"no record kept: {type(fault).__name__}: {fault}")


class HandedOver(BaseException):  # not an Exception: nothing in between may take it for a fault of the call
    """The call at hand goes on in a child; the process that raises this is done with it."""


class NotStartedError(KeyturnError):
    """Another daemon is there and answers, or this one cannot have its socket."""


def namespace() -> str:
    """The mount namespace, "" where there is no such thing."""
    try:
        return os.readlink("/proc/self/ns/mnt")
    except OSError:
        return ""


def root_identity() -> str:
    """Which directory is `/`."""
    facts = os.stat("/")
    return f"{facts.st_dev}:{facts.st_ino}"


def identity(path: str) -> str:
    """Which file this is, and in which state: another one after an upgrade. "" when it is gone."""
    try:
        facts = os.stat(path)
    except OSError:
        return ""
    seconds, rest = divmod(facts.st_mtime_ns, 1_000_000_000)
    return f"{facts.st_dev}:{facts.st_ino}:{facts.st_size}:{seconds}.{rest:09d}"


def peer(connection: socket.socket) -> tuple[int, int]:
    """Process and user at the other end; (0, -1) when nothing is told."""
    if hasattr(socket, "SO_PEERCRED"):
        try:
            data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        except OSError:
            return 0, -1
        return int.from_bytes(data[:4], sys.byteorder), int.from_bytes(data[4:8], sys.byteorder)
    try:  # macOS: LOCAL_PEERCRED (version, user, number of groups, groups) and LOCAL_PEERPID
        data = connection.getsockopt(0, 1, 76)
        process = connection.getsockopt(0, 2, 4)
    except OSError:
        return 0, -1
    return int.from_bytes(process, sys.byteorder), int.from_bytes(data[4:8], sys.byteorder)


class _Client:
    """A connection whose request is still coming in."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection = connection
        self.until = until
        self.data = bytearray()
        self.wanted = wire.HEAD

    def more(self) -> bool:
        """Take what is there; True when the request is whole. Raises OSError or WireError."""
        while len(self.data) < self.wanted:
            try:
                piece = self.connection.recv(min(self.wanted - len(self.data), 1 << 20))
            except (BlockingIOError, InterruptedError):
                return False
            if not piece:
                raise wire.WireError("the client left")
            self.data += piece
            if len(self.data) == wire.HEAD == self.wanted:
                self.wanted = wire.HEAD + wire.length(bytes(self.data))
        return True


class Daemon:
    """Serves one socket until it was idle for `idle` seconds, its package changed, or somebody took its socket.

    `cold` is the cold path's script, by whose state client and daemon know that they mean the same package. `root` is
    as for `Surroundings`; `user` is who may ask. Raises NotStartedError when another daemon answers already.
    """

    def __init__(
        self,
        path: str,
        cold: str,
        *,
        root: str = "",
        user: int | None = None,
        idle: float = IDLE,
        temporary: tuple[str, ...] | None = None,
    ) -> None:
        self.path = path
        self._cold = cold
        self._root = root
        self._user = os.getuid() if user is None else user
        self._idle = idle
        self._temporary = temporary
        self._namespace = namespace()
        self._above = root_identity()
        self._known = identity(cold)
        self._children: set[int] = set()
        self._clients: dict[int, _Client] = {}
        self._going = True
        self._lock = -1
        self._package: list[tuple[str, str]] = []
        self._looked = 0.0
        self._child = False
        self._keeper: _Keeper | None = None
        self._own = (0, 0)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._claim()

    # -- coming and going -----------------------------------------------------------------------------------------

    def _claim(self) -> None:
        """The lock that one daemon of a user holds, in a directory that is made 0700."""
        import fcntl

        folder = os.path.dirname(self.path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        facts = os.stat(folder)
        if facts.st_uid != os.getuid():
            raise NotStartedError(f"{folder} belongs to somebody else")
        if facts.st_mode & 0o077:
            os.chmod(folder, 0o700)
        self._lock = os.open(self.path + LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not _hung(self.path):
                raise NotStartedError("another daemon serves this user") from None
            _until_locked(self._lock)
        os.utime(self._lock)

    def open(self) -> None:
        """Listen. What stood at the socket's path is replaced in one step; a directory is not, and raises OSError."""
        fresh = f"{self.path}.{os.getpid()}"
        before = os.umask(0o177)
        try:
            self._listener.bind(fresh)
        finally:
            os.umask(before)
        self._listener.listen(MOST)
        self._listener.setblocking(False)
        try:
            os.rename(fresh, self.path)
        except OSError:
            os.unlink(fresh)
            raise
        self._own = self._inode()

    def _inode(self) -> tuple[int, int]:
        facts = os.lstat(self.path)
        return facts.st_dev, facts.st_ino

    def close(self) -> None:
        """Leave: the socket goes first, so that nobody waits for a daemon that does not answer any more."""
        self._close_door()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
        self._listener.close()
        for client in self._clients.values():
            client.connection.close()
        self._clients.clear()

    def _close_door(self) -> None:
        """Give up the socket and the lock, so that the next daemon can start."""
        try:
            if self._inode() == self._own:
                os.unlink(self.path)
        except OSError:
            pass
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # -- serving --------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Until there is a reason to leave."""
        self._keeper = _Keeper()
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        last = time.monotonic()
        while self._going:
            # a look now and then at whether the socket is still ours, even when nobody calls
            wait = min(READING, self._idle) if self._clients or self._children else min(60.0, self._idle)
            for handle, _event in poll.poll(wait * 1000):
                if handle == self._listener.fileno():
                    self._accept(poll)
                    continue
                if self._progress(handle, poll):
                    last = time.monotonic()
                    if not self._going:
                        break
            now = time.monotonic()
            for handle, client in list(self._clients.items()):
                if client.until < now:
                    self._drop(handle, poll)
            self._reap()
            if now - last >= self._idle or not self._still_ours():
                break
        self.close()

    def _still_ours(self) -> bool:
        try:
            return self._inode() == self._own
        except OSError:
            return False

    def _accept(self, poll: select.poll) -> None:
        for _ in range(MOST):
            if len(self._clients) >= MOST:
                return
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            if peer(connection)[1] != self._user:
                connection.close()
                continue
            connection.setblocking(False)
            self._clients[connection.fileno()] = _Client(connection, time.monotonic() + READING)
            poll.register(connection, select.POLLIN)
            # most clients have sent everything by now
            self._progress(connection.fileno(), poll)
            if not self._going:
                return

    def _drop(self, handle: int, poll: select.poll) -> None:
        poll.unregister(handle)
        self._clients.pop(handle).connection.close()

    def _progress(self, handle: int, poll: select.poll) -> bool:
        """Read on, and answer when the request is whole; whether it was."""
        client = self._clients.get(handle)
        if client is None:
            return False
        try:
            if not client.more():
                return False
            asked = wire.read_request(bytes(client.data))
        except (OSError, wire.WireError):
            self._drop(handle, poll)
            return False
        poll.unregister(handle)
        del self._clients[handle]
        try:
            self.answer(asked, client.connection)
        finally:
            client.connection.close()
        return True

    def answer(self, asked: wire.Asked, connection: socket.socket) -> None:
        """Answer one whole request, and keep its record afterwards."""
        self._look_at_package()
        if self._foreign(asked):
            _send(connection, wire.reply(asked.nonce, wire.NONE))
            return
        # the client may have stopped waiting while others were served; then it judges itself, and it alone
        if _gone(connection) or not _send(connection, wire.reply(asked.nonce, wire.WORKING)):
            return
        try:
            if len(asked.payload) > LARGE:
                self._hand_over()
            self._judge(asked, connection)
        except HandedOver:
            return
        finally:
            if self._child:  # it was made for this one call, and must not go on as a second daemon
                os._exit(0)

    def _judge(self, asked: wire.Asked, connection: socket.socket) -> None:
        from keyturn.wiring.gate import handle

        said, after = handle(asked.host, asked.payload, self._surroundings(asked))
        _send(connection, wire.reply(asked.nonce, wire.SAID, said))
        connection.close()
        if self._child or self._keeper is None:
            keep(after)
        else:
            self._keeper.put(after)

    def _foreign(self, asked: wire.Asked) -> bool:
        """Whether the client means another package, or sees other files."""
        return (
            asked.build != __version__
            or asked.cold != self._known
            or asked.namespace != self._namespace
            or asked.root != self._above
        )

    def _surroundings(self, asked: wire.Asked) -> Surroundings:
        from keyturn.wiring.gate import Surroundings

        return Surroundings(
            asked.environment, asked.directory, root=self._root, temporary=self._temporary, slow=self._hand_over
        )

    # -- calls that take long -------------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        """Before an undo point is taken, and before a large call: a child goes on with this one, we with the others."""
        if self._child:
            return
        self._reap()
        if len(self._children) >= CHILDREN:
            raise HandedOver  # the connection closes without an answer: the client judges in its own process
        assert self._keeper is not None
        try:
            # not while a record is being kept: the child would keep that file's lock
            with self._keeper.busy:
                child = os.fork()
        except OSError:
            raise HandedOver from None
        if child:
            self._children.add(child)
            raise HandedOver
        self._child = True
        self._children.clear()
        self._listener.close()
        for client in self._clients.values():
            client.connection.close()
        self._clients.clear()
        os.close(self._lock)  # closing leaves the lock with the parent
        self._lock = -1
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def _reap(self) -> None:
        for child in list(self._children):
            try:
                if os.waitpid(child, os.WNOHANG)[0]:
                    self._children.discard(child)
            except ChildProcessError:
                self._children.discard(child)

    # -- the package that was loaded ------------------------------------------------------------------------------

    def remember(self, modules: Iterable[str]) -> None:
        """Remember the state of the files of what was loaded."""
        self._package = [(path, identity(path)) for path in modules]

    def _look_at_package(self) -> None:
        now = time.monotonic()
        if identity(self._cold) == self._known:
            if now - self._looked < LOOK:
                return
            if all(identity(path) == known for path, known in self._package):
                self._looked = now
                return
        # upgraded or gone: nobody is answered from the old one, and the next call starts the new one
        self._known = "another package"
        self._going = False
        self._close_door()  # before the client is told, so that it can start the next one


def _send(connection: socket.socket, data: bytes) -> bool:
    """Send it all; whether that went well. A client that does not read is not waited for long."""
    try:
        connection.settimeout(READING)
        connection.sendall(data)
    except OSError:
        return False
    return True


def _gone(connection: socket.socket) -> bool:
    poll = select.poll()
    poll.register(connection, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _handle, event in poll.poll(0))


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # there may be nobody to tell
        os.write(2, f"keyturn: {text}\n".encode("utf-8", "replace"))


def _until_locked(handle: int) -> None:
    import fcntl

    for _ in range(40):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotStartedError("the lock is held by something that serves nobody")


def _hung(path: str) -> bool:
    """Whether the daemon that holds the lock does not answer any more. It is ended then.

    Which process that is says the kernel, of the socket it listens on; no file is trusted with that.
    """
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    probe.settimeout(2.0)
    nonce = os.urandom(wire.NONCE)
    process = 0
    try:
        probe.connect(path)
        process, user = peer(probe)
        if user != os.getuid():
            return False
        # a request that no daemon answers, other than by saying so
        probe.sendall(wire.request(wire.Asked(nonce, "", "", "/", "", "", "", {}, b"")))
        return not probe.recv(1)
    except TimeoutError:
        if process <= 1 or process == os.getpid():
            return False
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            return False
        return True
    except OSError:
        return False  # it does not listen yet, or no more
    finally:
        probe.close()


# ---- starting ------------------------------------------------------------------------------------------------------

_ROOMS = ("gate", "judge", "language", "model", "policy", "tool", "undo")
_ADAPTERS = (
    "filesystem_workspace",
    "config_files",
    "gate_",
    "undo_",
    "record_jsonl",
    "git_repository",
    "processes",
    "proof_key",
    "ssh_",
)


def load() -> list[str]:
    """Import all that a call may need, so that an upgrade halfway never mixes two versions; their files."""
    import keyturn

    folder = os.path.dirname(os.path.abspath(keyturn.__file__))
    for room in (*_ROOMS, "adapter", "wiring"):
        for place, folders, names in os.walk(os.path.join(folder, room)):
            folders[:] = [name for name in folders if not name.startswith("_")]
            below = os.path.relpath(place, folder).replace(os.sep, ".")
            for name in sorted(names):
                module, kind = os.path.splitext(name)
                if kind != ".py" or module == "__init__":
                    continue
                wanted = room not in ("adapter", "wiring")
                wanted = wanted or below == "adapter.hosts" or (room == "adapter" and module.startswith(_ADAPTERS))
                wanted = wanted or (
                    room == "wiring" and module in ("gate", "check", "configuration", "drift", "places", "record")
                )
                if wanted:
                    __import__(f"keyturn.{below}.{module}")
    own = [module for name, module in list(sys.modules.items()) if (name + ".").startswith("keyturn.")]
    return [module.__file__ for module in own if module.__file__ is not None]


def start(
    path: str,
    cold: str,
    *,
    root: str = "",
    user: int | None = None,
    idle: float = IDLE,
    temporary: tuple[str, ...] | None = None,
    ready: Callable[[], None] | None = None,
) -> int:
    """Serve until there is a reason to leave; the exit code. `ready` is called once calls are answered."""
    import gc

    try:
        # the lock first: of several that start at once, all but one leave before they load anything
        daemon = Daemon(path, cold, root=root, user=user, idle=idle, temporary=temporary)
    except (NotStartedError, OSError) as why:
        _say(f"no daemon: {why}")
        return 1

    def leave(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        daemon.remember(load())
        gc.collect()
        gc.freeze()
        daemon.open()
        if ready is not None:
            ready()
        daemon.serve()
    except OSError as why:
        _say(f"no daemon: {why}")
        return 1
    finally:
        daemon.close()
    return 0
