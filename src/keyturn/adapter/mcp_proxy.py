"""A proxy on standard input and output in front of one MCP server: bytes pass as they are, calls are judged first.

Three threads: one reads the client, one judges calls one after the other (undo points and a session's count need that),
one reads the server. So an answer, a notification or a cancellation never waits for a judgement. A call that is stopped
or cannot be read never reaches the server; the client gets a result that says why. Facts: the protocol's stdio
transport and its shutdown (https://modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle#shutdown).
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any, Protocol

from keyturn.adapter import mcp_wire as wire
from keyturn.adapter.mcp_claims import Claims
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_CHUNK = 1 << 16
_LEARNED = 16_000_000
"""Bytes of a server's line up to which it is looked at for tools. A longer one passes all the same."""
GRACE = 5.0
"""Seconds that a server has to leave after a signal that we pass on."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Judged:
    """What was found of a call. `stop` is what the model reads when it must not run, "" when it may.

    `to_person` is a line for the log; `after` is done once the call went on its way or was answered.
    """

    stop: str
    to_person: str
    after: Callable[[], None]


class Judge(Protocol):
    """Judges one call: the tool's name, its arguments as parsed, what the server said of it."""

    def __call__(self, tool: str, arguments: dict[str, Any], hints: tuple[tuple[str, str], ...]) -> Judged:
        """May raise; then the call is stopped."""


class Proxy:
    """One server's life. `client` are descriptors to read the client from and to write to it."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        judge: Judge,
        *,
        client: tuple[int, int] = (0, 1),
    ) -> None:
        """Start the server. Raises UsageError when it cannot be started."""
        self._judge = judge
        self._in, self._out = client
        self._claims = Claims()
        self._to_client = threading.Lock()
        self._to_server = threading.Lock()
        self._calls: queue.SimpleQueue[tuple[bytes, list[dict[str, Any]]] | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._cancelled: set[str] = set()
        self._open = True
        try:
            self._server = subprocess.Popen(
                list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environment), bufsize=0
            )
        except (OSError, ValueError) as problem:
            why = problem.strerror if isinstance(problem, OSError) else str(problem)
            raise UsageError(f"the server {argv[0]} could not be started: {why}", "check its name and PATH") from None
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._stdin = self._server.stdin.fileno()
        self._stdout = self._server.stdout.fileno()

    def run(self) -> int:
        """Until the server has left: its exit code, 128 and the signal's number when a signal ended it."""
        before = {number: signal.signal(number, self._signalled) for number in _SIGNALS}
        threads = [
            threading.Thread(target=one, daemon=True) for one in (self._client, self._judging, self._from_server)
        ]
        for thread in threads:
            thread.start()
        code = self._server.wait()
        # what it said last is still in the pipe; something that it left behind may hold the pipe open for ever
        threads[2].join(2.0)
        self._calls.put(None)
        threads[1].join(2.0)
        for number, handler in before.items():
            signal.signal(number, handler)
        return code if code >= 0 else 128 - code

    def _signalled(self, number: int, frame: object) -> None:
        del frame
        with contextlib.suppress(OSError):
            self._server.send_signal(number)
        timer = threading.Timer(GRACE, self._end)
        timer.daemon = True
        timer.start()

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._server.kill()

    # from the client

    def _client(self) -> None:
        try:
            for line in _lines(self._in):
                self._line(line)
        except OSError:
            pass  # the client is gone, which is as good as its end
        except Exception as fault:  # noqa: BLE001 - nothing more is forwarded, which is what a fault must come to
            _log(f"keyturn mcp: {type(fault).__name__}: reading the client ends here")
        finally:
            self._calls.put(None)

    def _line(self, line: bytes | None) -> None:
        if line is None:
            self._refuse(wire.Unreadable(f"more than {wire.LONGEST} bytes"))
            return
        try:
            messages = wire.read(line)
        except wire.Unreadable as fault:
            self._refuse(fault)
            return
        if any(one.get("method") == "tools/call" for one in messages):
            with self._to_server:
                self._waiting.update(_keys(messages))
            self._calls.put((line, messages))
            return
        with self._to_server:
            if len(messages) == 1 and messages[0].get("method") == "notifications/cancelled":
                params = messages[0].get("params")
                key = wire.text(params.get("requestId")) if isinstance(params, dict) else ""
                if key in self._waiting:
                    # the server never saw the call, so it need not see that it is off
                    self._cancelled.add(key)
                    return
            self._forward(line)

    def _refuse(self, fault: wire.Unreadable) -> None:
        why = f"Keyturn could not judge this message, so it was not forwarded: {fault}."
        _log(f"keyturn mcp: not forwarded: {fault}")
        for number in fault.ids or (None,):
            self._answer(wire.error(number, fault.code, why))

    # the judge's thread

    def _judging(self) -> None:
        while (found := self._calls.get()) is not None:
            line, messages = found
            try:
                self._call(line, messages)
            except Exception as fault:  # noqa: BLE001 - never silence, and never on to the server
                self._stopped(line, messages, {}, f"Keyturn could not judge this call, so it stops: {_named(fault)}.")
        with self._to_server:
            self._open = False
            with contextlib.suppress(OSError):
                assert self._server.stdin is not None
                self._server.stdin.close()

    def _call(self, line: bytes, messages: list[dict[str, Any]]) -> None:
        stops: dict[int, str] = {}
        afters: list[Callable[[], None]] = []
        for number, one in enumerate(messages):
            if one.get("method") != "tools/call":
                continue
            judged = self._judged(one)
            afters.append(judged.after)
            if judged.to_person:
                _log(judged.to_person)
            if judged.stop:
                stops[number] = judged.stop
        if stops:
            self._stopped(line, messages, stops, "")
        else:
            keys = _keys(messages)
            with self._to_server:
                off = len(messages) == 1 and bool(keys & self._cancelled)
                self._cancelled -= keys
                self._waiting -= keys
                if not off:
                    self._forward(line)
        for after in afters:
            try:
                after()
            except Exception as fault:  # noqa: BLE001 - the call is under way; that it is not on record is said
                _log(f"keyturn mcp: the record could not be kept: {_named(fault)}")

    def _judged(self, call: dict[str, Any]) -> Judged:
        params = call.get("params")
        name = params.get("name") if isinstance(params, dict) else None
        arguments = params.get("arguments") if isinstance(params, dict) else None
        why = ""
        if not isinstance(name, str) or not name:
            why = "it names no tool"
        elif arguments is not None and not isinstance(arguments, dict):
            why = "its arguments are no object"
        if why or not isinstance(name, str):
            text = f"Keyturn could not judge this call, so it stops: {why}. Tell the person."
            return Judged(text, f"keyturn mcp: stopped a call: {why}", _nothing)
        try:
            return self._judge(name, arguments or {}, self._claims.of(name))
        except Exception as fault:  # noqa: BLE001 - whatever goes wrong stops the call
            text = f"Keyturn could not judge this call, so it stops: {_named(fault)}. Tell the person."
            return Judged(text, f"keyturn mcp: could not judge a call: {_named(fault)}", _nothing)

    def _stopped(self, line: bytes, messages: list[dict[str, Any]], stops: dict[int, str], rest: str) -> None:
        """Answer everything on a line of which something must not run. Nothing of it goes to the server."""
        rest = rest or "Not run, because another call of the same batch was stopped. Make it again by itself."
        answers = []
        for number, one in enumerate(messages):
            if "id" not in one or "method" not in one:
                continue
            why = stops.get(number, rest)
            params = one.get("params")
            if one.get("method") != "tools/call" or (isinstance(params, dict) and "task" in params):
                answers.append(wire.error(one["id"], wire.STOPPED, why))
            else:
                answers.append(wire.stopped(one["id"], why))
        keys = _keys(messages)
        with self._to_server:
            off = len(messages) == 1 and bool(keys & self._cancelled)
            self._cancelled -= keys
            self._waiting -= keys
        if off or not answers:
            return
        self._answer("[" + ",".join(answers) + "]" if wire.batch(line) else answers[0])

    # writing

    def _forward(self, line: bytes) -> None:
        """To the server; `_to_server` is held."""
        if not self._open:
            return
        try:
            _put(self._stdin, line)
        except OSError:
            self._open = False  # it has left; its exit code says the rest

    def _answer(self, text: str) -> None:
        with self._to_client, contextlib.suppress(OSError):
            _put(self._out, text.encode() + b"\n")

    # from the server

    def _from_server(self) -> None:
        line = bytearray()
        held = False
        gone = False
        try:
            while chunk := os.read(self._stdout, _CHUNK):
                self._learn(line, chunk)
                if not held:
                    self._to_client.acquire()
                    held = True
                if not gone:
                    try:
                        _put(self._out, chunk)
                    except OSError:
                        gone = True  # go on reading, or the server would hang on a full pipe
                if chunk.endswith(b"\n"):
                    # an answer of ours may stand between two lines, never inside one
                    self._to_client.release()
                    held = False
        except OSError:
            pass
        finally:
            if held:
                self._to_client.release()

    def _learn(self, line: bytearray, chunk: bytes) -> None:
        """Look at every whole line before the client can act on it."""
        pieces = chunk.split(b"\n")
        for piece in pieces[:-1]:
            if len(line) <= _LEARNED:
                line += piece
                self._claims.learn(wire.tools(bytes(line)))
            line.clear()
        if len(line) <= _LEARNED:
            line += pieces[-1]


def _lines(handle: int) -> Any:
    """Lines with their newline; None for one that is too long. What stands after the last newline is a line too."""
    data = bytearray()
    skipping = False
    while chunk := os.read(handle, _CHUNK):
        pieces = chunk.split(b"\n")
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            if not skipping:
                data += piece
                if len(data) > wire.LONGEST:
                    skipping = True
                    data.clear()
            if last:
                break
            if skipping:
                yield None
            else:
                yield bytes(data) + b"\n"
            data.clear()
            skipping = False
    if skipping:
        yield None
    elif data:
        yield bytes(data)


def _keys(messages: list[dict[str, Any]]) -> set[str]:
    return {wire.text(one["id"]) for one in messages if "id" in one and one.get("method") == "tools/call"}


def _put(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _named(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]


def _log(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(safe(text, keep_newlines=True) + "\n")
        sys.stderr.flush()


def _nothing() -> None:
    """Nothing is left to do."""
