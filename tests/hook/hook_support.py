"""Real clients, daemons and cold paths below a root of their own."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from keyturn.gate import wire
from keyturn.hook import cold
from keyturn.version import __version__
from tests.conftest import PACKAGE, ROOT
from tools.build_native import build

FATAL = "rm -rf /"
"""Stopped whatever is configured."""
BENIGN = "git status"

COLD = """
import os, sys
sys.path.insert(0, {source!r})
from keyturn.hook import cold
with open({root!r} + "/went-cold", "ab") as mark:
    mark.write(b".")
words = sys.argv[1:2] if os.path.exists({root!r} + "/no-daemon") else sys.argv[1:]
cold.main(words, root={root!r}, temporary=(), serve=({serve!r}, *words[1:]))
"""
SERVE = """
import os, sys
sys.path.insert(0, {source!r})
from keyturn.hook import cold, serve
cold.add_places()
serve.detach()
os.environ.clear()
os.environ.update(cold.own_environment())
log = os.open({root!r} + "/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.dup2(log, 2)
from keyturn.wiring.daemon import start
def ready():
    open({root!r} + f"/ready.{{os.getpid()}}", "w").close()
options = {{name: int(value) if value.isdigit() else float(value) for name, _, value in (word.partition("=") for word in sys.argv[2:])}}
sys.exit(start(sys.argv[1], {cold!r}, root={root!r}, temporary=(), ready=ready, **options))
"""


@functools.cache
def client(*flags: str) -> str:
    """The native client, built once for each set of flags. Without a compiler this fails and says what is missing."""
    place = Path(tempfile.mkdtemp(prefix="kt-client-"))
    build(place / "keyturn-hook", flags=("-DWORKING_MS=3000", "-DINPUT_MS=1500", *flags))
    return str(place / "keyturn-hook")


def payload(command: str, session: str = "s", **more: object) -> bytes:
    """What Claude Code sends before a shell command."""
    body: dict[str, object] = {
        "session_id": session,
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": command},
    }
    return json.dumps({**body, **more}).encode()


class Said:
    """What a hook process left behind; equal when a host would see the same."""

    def __init__(self, code: int, out: bytes, errors: bytes) -> None:
        self.code = code
        self.out = out
        self.errors = errors

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Said({self.code}, {self.out!r}, {self.errors!r})"

    @property
    def stops(self) -> bool:
        """Whether Claude Code would stop the call."""
        return self.code == 2 and bool(self.errors)


class Machine:
    """One root with a work directory, the two programs, and a socket that is not there yet."""

    def __init__(self) -> None:
        # a socket's path is short, pytest's directories are not
        self.root = Path(tempfile.mkdtemp(prefix="kt-"))
        self.work = self.root / "work"
        self.work.mkdir()
        self.socket = str(self.root / "run" / "gate.socket")
        (self.root / "run").mkdir(mode=0o700)
        self.cold_path = self.root / "cold.py"
        self.serve_path = self.root / "serve.py"
        words = {
            "source": str(PACKAGE.parent),
            "root": str(self.root),
            "serve": str(self.serve_path),
            "cold": str(self.cold_path),
        }
        self.cold_path.write_text(COLD.format(**words))
        self.serve_path.write_text(SERVE.format(**words))
        self.daemons(allowed=False)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
        self._started: list[subprocess.Popen[bytes]] = []

    def daemons(self, *, allowed: bool) -> None:
        """Whether the cold path may start one."""
        mark = self.root / "no-daemon"
        if allowed:
            mark.unlink(missing_ok=True)
        else:
            mark.touch()

    @property
    def went_cold(self) -> int:
        """How many calls the cold path judged so far."""
        try:
            return (self.root / "went-cold").stat().st_size
        except FileNotFoundError:
            return 0

    def words(self, host: str = "claude", *, program: str = "", **other: str) -> list[str]:
        found = {"python": sys.executable, "cold": str(self.cold_path), "socket": self.socket, "build": "-", **other}
        return [program or client(), host, found["python"], found["cold"], found["socket"], found["build"]]

    def run(self, words: list[str], data: bytes, **options: object) -> Said:
        settings: dict[str, object] = {"cwd": self.work, "env": self.environment, "timeout": 60, **options}
        done = subprocess.run(words, input=data, capture_output=True, check=False, **settings)  # type: ignore[call-overload]  # options vary
        return Said(done.returncode, done.stdout, done.stderr)

    def ask(self, data: bytes, host: str = "claude", **other: str) -> Said:
        """One call by the native client."""
        return self.run(self.words(host, **other), data)

    def cold(self, data: bytes, host: str = "claude") -> Said:
        """The same by the cold path alone. Not counted as having gone there."""
        before = self.went_cold
        said = self.run([sys.executable, "-I", "-S", "-X", "utf8", str(self.cold_path), host], data)
        os.truncate(self.root / "went-cold", before)
        return said

    def start(self, *options: str, limit: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """A daemon that answers."""
        words = [sys.executable, "-I", "-S", "-X", "utf8", str(self.serve_path), self.socket, *options]
        environment = {**os.environ, **cold.KEEPING}
        process = subprocess.Popen(words, env=environment, preexec_fn=limit)  # noqa: PLW1509 - it sets a limit and nothing else
        self._started.append(process)
        self.wait(lambda: (self.root / f"ready.{process.pid}").exists() or process.poll() is not None)
        assert process.poll() is None, (self.root / "log").read_text()
        return process

    def wait(self, what: Callable[[], bool], seconds: float = 30.0) -> None:
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, "it did not happen"
            time.sleep(0.01)

    def pids(self) -> list[int]:
        """The daemons that said they were ready, dead or alive."""
        return sorted(int(path.suffix[1:]) for path in self.root.glob("ready.*"))

    def living(self) -> list[int]:
        """The daemons that run."""
        return [pid for pid in self.pids() if alive(pid)]

    def close(self) -> None:
        """End what was started here, by number."""
        self.daemons(allowed=False)
        for process in self._started:
            process.kill()
            process.wait()
        for pid in self.living():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)

    def request(self, data: bytes, host: str = "claude", **other: str) -> wire.Asked:
        """The frame that the native client would send."""
        from keyturn.wiring import daemon

        given = {
            "build": __version__,
            "directory": str(self.work),
            "namespace": daemon.namespace(),
            "root": daemon.root_identity(),
            "cold": daemon.identity(str(self.cold_path)),
            **other,
        }
        return wire.Asked(
            os.urandom(wire.NONCE),
            given["build"],
            host,
            given["directory"],
            given["namespace"],
            given["root"],
            given["cold"],
            dict(self.environment),
            data,
        )

    def exchange(self, asked: wire.Asked) -> Said | None:
        """One request over the socket; None when the daemon declines, in words or by closing the line."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(30)
            line.connect(self.socket)
            line.sendall(wire.request(asked))
            data = b""
            while piece := line.recv(1 << 16):
                data += piece
        if not data:
            return None  # every child is busy with an undo point: a client judges in its own process then
        kind, said, rest = wire.read_reply(data, asked.nonce)
        if kind == wire.WORKING:
            kind, said, rest = wire.read_reply(rest, asked.nonce)
        assert rest == b""
        return Said(said.code, said.stdout, said.stderr) if kind == wire.SAID else None


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        if sys.platform == "linux":
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    return state not in ("Z", "X")


@contextlib.contextmanager
def impostor(path: str, answer: Callable[[bytes, socket.socket], None]) -> Iterator[None]:
    """Something of the same user at the socket, which answers each request as it likes."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(8)

    def serve() -> None:
        while True:
            try:
                line, _address = listener.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                line.settimeout(10)
                data = b""
                while len(data) < wire.HEAD or len(data) < wire.HEAD + wire.length(data):
                    piece = line.recv(1 << 16)
                    if not piece:
                        break
                    data += piece
                answer(data, line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        Path(path).unlink(missing_ok=True)


SOURCE = ROOT / "native" / "keyturn_hook.c"
