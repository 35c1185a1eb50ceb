"""A witness's outside: what it remembers on disk, its door, and how one asks at it.

The door is a Unix socket, or a port that TLS of the site's own stands before: everything that matters is signed, so
the way there needs no trust. Requests are small, bounded, and answered one after another.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import socketserver
import stat as modes
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.ledger import checkpoint as notes
from keyturn.ledger.witness import LARGEST, SIZE_TYPE, TEXT, Answer
from keyturn.model.digest import sha256

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.ledger.checkpoint import Key
    from keyturn.ledger.witness import Request, Witness

_SECONDS = 10.0
_AT_ONCE = 16
LOGS = "logs"
"""The file of a witness's directory that names the keys of the logs that it watches, one a line."""


class Files:
    """A witness's memory: a directory of its own, a file for each log, replaced as a whole and on disk when it is."""

    def __init__(self, directory: str) -> None:
        """Raises CouldNotJudge when the directory cannot be ours alone."""
        self._directory = directory
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
            facts = os.stat(directory)
            if facts.st_uid != os.geteuid() or facts.st_mode & 0o022:
                raise CouldNotJudge(
                    f"{directory} can be written by others, who could make the witness forget", "chmod 700, chown"
                )
            self._lock = os.open(f"{directory}/lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise CouldNotJudge(f"the witness's directory {directory}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise CouldNotJudge(f"another witness works in {directory}", "one process for each directory") from error

    def close(self) -> None:
        """Let another process in."""
        os.close(self._lock)

    def last(self, origin: str) -> str:
        """See `Memory`."""
        try:
            with open(self._path(origin), encoding="utf-8") as file:
                return file.read(notes.LARGEST)
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise CouldNotJudge(f"what was signed last cannot be read: {error}") from error

    def keep(self, origin: str, note: str) -> None:
        """See `Memory`."""
        path = self._path(origin)
        fresh = path + ".new"
        try:
            with open(fresh, "w", encoding="utf-8") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            os.rename(fresh, path)
            folder = os.open(self._directory, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise CouldNotJudge(f"what is signed cannot be kept: {error.strerror}", "make room") from error

    def _path(self, origin: str) -> str:
        return f"{self._directory}/{sha256(origin.encode())}.note"


def logs(directory: str, given: tuple[str, ...] = ()) -> tuple[Key, ...]:
    """The keys of logs that are watched: those in the directory's file, and those given. Raises CouldNotJudge."""
    lines: list[str] = []
    try:
        with open(f"{directory}/{LOGS}", encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotJudge(f"{directory}/{LOGS} cannot be read: {error}") from error
    wanted = [one for one in (*lines, *given) if one.strip() and not one.startswith("#")]
    found = tuple(dict.fromkeys(notes.key(one) for one in wanted))
    if any(one.kind != notes.LOG for one in found):
        raise UsageError("a witness watches logs", "give the log's key, as `keyturn ledger key` prints it")
    return found


# -- the door


class _Handler(BaseHTTPRequestHandler):
    """One request a connection, nothing kept, nothing logged but by the caller's word."""

    timeout = _SECONDS
    server: Door
    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        """POST /add-checkpoint."""
        if urlsplit(self.path).path != "/add-checkpoint":
            self._send(Answer(404, "there is only /add-checkpoint\n"))
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._send(Answer(411, "how long is it?\n"))
        elif len(length) > 9 or int(length) > LARGEST:
            self._send(Answer(413, f"at most {LARGEST} bytes\n"))
        else:
            data = self.rfile.read(int(length))
            self._send(self.server.answer(lambda witness, now: witness.add_checkpoint(data, now)))

    def do_GET(self) -> None:
        """GET /checkpoint, with the log's name as `origin`."""
        asked = urlsplit(self.path)
        origin = parse_qs(asked.query).get("origin", [""])[0]
        if asked.path != "/checkpoint":
            self._send(Answer(404, "there is only /add-checkpoint and /checkpoint\n"))
        else:
            self._send(self.server.answer(lambda witness, _now: witness.last_note(origin)))

    def _send(self, answer: Answer) -> None:
        data = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def address_string(self) -> str:
        """A Unix socket has none."""
        return "local"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word for it
        """One line to whoever runs the witness."""
        self.server.say(format % args)


class Door(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens at `unix:/path` or `ADDRESS:PORT`. `clock` gives seconds since the epoch, `say` takes a line of log."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(self, listen: str, witness: Witness, clock: Callable[[], float], say: Callable[[str], None]) -> None:
        """Raises UsageError for an address that is none, CouldNotJudge when it cannot be had."""
        self._witness = witness
        self._clock = clock
        self.say = say
        self._one = threading.Lock()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self.path = listen.removeprefix("unix:") if listen.startswith("unix:") else ""
        try:
            if self.path:
                self.address_family = socket.AF_UNIX
                _cleared(self.path)
                super().__init__(self.path, _Handler)  # type: ignore[arg-type]  # an address of AF_UNIX is a path
                # anybody may ask: what is signed follows from the log's own signature alone
                os.chmod(self.path, 0o666)  # noqa: S103 - see above
            else:
                host, port = _host(listen)
                self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
                super().__init__((host, port), _Handler)
        except OSError as error:
            raise CouldNotJudge(f"the witness cannot listen at {listen}: {error.strerror}") from error

    @property
    def where(self) -> str:
        """The address at which it is asked."""
        if self.path:
            return f"unix:{self.path}"
        host, port = str(self.server_address[0]), self.server_address[1]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def answer(self, ask: Callable[[Witness, int], Answer]) -> Answer:
        """Ask the witness, one at a time."""
        with self._one:
            try:
                return ask(self._witness, int(self._clock()))
            except CouldNotJudge as error:
                self.say(error.what)
                return Answer(500, "the witness cannot tell what it signed last\n")

    def server_close(self) -> None:
        """Stop listening."""
        super().server_close()
        if self.path:
            _cleared(self.path)

    def process_request(self, request: object, client_address: object) -> None:
        """No more than a few at once: what comes beyond is turned away."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)  # type: ignore[arg-type]  # a socket, as the base class gives it
            return
        super().process_request(request, client_address)  # type: ignore[arg-type]  # likewise

    def process_request_thread(self, request: object, client_address: object) -> None:
        """In a thread of its own."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]  # likewise
        finally:
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller who went away, or one who says nothing: no concern of the others."""
        del request, client_address
        self.say("a request was broken off")


def _cleared(path: str) -> None:
    try:
        if modes.S_ISSOCK(os.lstat(path).st_mode):
            os.unlink(path)
    except FileNotFoundError:
        pass


def _host(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise UsageError(f"{listen!r} is no address", "unix:/run/keyturn-witness/socket or 127.0.0.1:7380")
    return host.strip("[]"), int(port)


# -- asking


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


class Asking:
    """A witness at `unix:/path`, `http://host:port`, `https://host` or `host:port`."""

    def __init__(self, address: str) -> None:
        """Raises UsageError."""
        self._address = address
        if not address.startswith(("unix:", "http://", "https://")):
            _host(address)
            self._address = f"http://{address}"

    def add(self, request: Request) -> Answer:
        """Send a checkpoint. Raises CouldNotJudge when nobody answers as a witness does."""
        return self._ask("POST", "/add-checkpoint", request.whole().encode())

    def last(self, origin: str) -> str:
        """The last note that it signed for a log, "" when it signed none. Raises CouldNotJudge."""
        found = self._ask("GET", f"/checkpoint?origin={quote(origin, safe='')}", b"")
        if found.status not in (200, 404):
            raise CouldNotJudge(
                f"the witness at {self._address} does not tell what it signed: {found.body.strip()[:200]}"
            )
        return found.body if found.status == 200 else ""

    def _ask(self, verb: str, path: str, data: bytes) -> Answer:
        connection = self._connection()
        try:
            connection.request(verb, self._below(path), body=data or None, headers={"Content-Type": TEXT})
            answer = connection.getresponse()
            body = answer.read(notes.LARGEST + 1)
            kind = SIZE_TYPE if answer.getheader("Content-Type", "").startswith(SIZE_TYPE) else TEXT
            if len(body) > notes.LARGEST:
                raise CouldNotJudge(f"the witness at {self._address} says too much")
            return Answer(answer.status, body.decode("utf-8", "replace"), kind)
        except (OSError, http.client.HTTPException) as error:
            raise CouldNotJudge(f"the witness at {self._address} does not answer: {error}", "is it running?") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._address.startswith("unix:"):
            return _UnixConnection(self._address.removeprefix("unix:"))
        where = urlsplit(self._address)
        try:
            kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
            return kind(where.hostname or "", where.port, timeout=_SECONDS)
        except ValueError as error:
            raise UsageError(f"{self._address!r} is no address of a witness") from error

    def _below(self, path: str) -> str:
        return path if self._address.startswith("unix:") else urlsplit(self._address).path.rstrip("/") + path


class Seen:
    """What a witness has of one log, believed by signatures alone: the log's, and the witness's over it."""

    def __init__(
        self,
        address: str,
        origin: str,
        logs: tuple[Key, ...],
        witness: Key,
        verify: Callable[[bytes, bytes, bytes], bool],
    ) -> None:
        """Raises UsageError for an address that is none."""
        self._asking = Asking(address)
        self._origin = origin
        self._logs = logs
        self._witness = witness
        self._verify = verify

    def latest(self) -> tuple[int, str] | None:
        """(size, root in hexadecimal) as the witness last signed it; None when it signed nothing of this log yet.

        An older answer played back is still true of the log's beginning. Raises CouldNotJudge when it does not answer,
        or with what it did not sign.
        """
        said = self._asking.last(self._origin)
        if not said:
            return None
        note = notes.note(said)
        point = notes.checkpoint(note.text)
        ours = any(notes.signed(note, key, self._verify) is not None for key in self._logs)
        if not ours or point.origin != self._origin or notes.signed(note, self._witness, self._verify) is None:
            raise CouldNotJudge("the witness answers with a checkpoint that it or this log did not sign")
        return point.size, point.root.hex()
