"""Inside the file sandbox: gives a rehearsed program a database on loopback that is the clone, and nothing else.

Run as `python -I -S` by `rehearse_clone.py`, with the name of a request file. It listens on loopback of the sandbox's
own network, where nothing else is, and hands every byte on to the clone's Unix socket: for programs that cannot speak
to a Unix socket, and for addresses of this machine that a program has written into it. It puts the clone's address
into files that hold the original's (the sandbox's copies of them), runs the program, and ends one that has done its
work and does not end by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Any

QUIET_SECONDS = 6.0
_TICK = 0.25
_PART = 1 << 16


class Line:
    """Whether bytes flow, and who waits for whom."""

    def __init__(self) -> None:
        self.connections = 0
        self.asked: set[int] = set()
        self.last = 0.0


class Forwarder:
    """Listens, and hands on."""

    def __init__(self, target: str, line: Line) -> None:
        self._target = target
        self._line = line

    async def taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        self._line.connections += 1
        number = self._line.connections
        try:
            there_reader, there_writer = await asyncio.open_unix_connection(self._target)
        except OSError:
            writer.close()
            return
        one = asyncio.create_task(self._hand(reader, there_writer, number, asks=True))
        other = asyncio.create_task(self._hand(there_reader, writer, number, asks=False))
        await asyncio.wait({one, other}, return_when=asyncio.FIRST_COMPLETED)
        for task in (one, other):
            task.cancel()
        for end in (there_writer, writer):
            with contextlib.suppress(OSError):
                end.close()
        self._line.asked.discard(number)

    async def _hand(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, number: int, *, asks: bool) -> None:
        with contextlib.suppress(OSError):
            while part := await source.read(_PART):
                self._line.last = asyncio.get_running_loop().time()
                if asks:
                    self._line.asked.add(number)
                else:
                    self._line.asked.discard(number)
                to.write(part)
                await to.drain()


def put(files: dict[str, str]) -> list[str]:
    """Write other contents into files of the sandbox's own view; answers those that could not be written."""
    failed: list[str] = []
    for path, text in files.items():
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            failed.append(path)
    return failed


def busy(own: int) -> int:
    """Clock ticks that every process here has worked, but for this one and the first."""
    total = 0
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) in (1, own):
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except (OSError, ValueError, IndexError):
            continue
    return total


def _cleared(directory: str, port: int) -> str:
    """The place of a socket in a directory where clients look for one; none of this machine's own is left there."""
    path = os.path.join(directory, f".s.PGSQL.{port}")
    os.makedirs(directory, exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    return path


async def _listen(forwarder: Forwarder, request: dict[str, Any], made: list[str]) -> list[Any]:
    found: list[Any] = []
    for address in ("127.0.0.1", "::1"):
        with contextlib.suppress(OSError):
            found.append(await asyncio.start_server(forwarder.taken, address, request["port"]))
    for directory in request["sockets"]:
        with contextlib.suppress(OSError):
            path = _cleared(directory, request["port"])
            found.append(await asyncio.start_unix_server(forwarder.taken, path))
            made.append(path)
    return found


async def _wait(process: asyncio.subprocess.Process, line: Line, quiet: float) -> str:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(process.wait())
    work, since = busy(os.getpid()), loop.time()
    while True:
        done, _waiting = await asyncio.wait({task}, timeout=_TICK)
        if done:
            return ""
        now, ticks = loop.time(), busy(os.getpid())
        if not line.connections or line.asked or now - line.last < _TICK * 2 or ticks - work > 5:
            work, since = ticks, now
        elif now - since > quiet:
            task.cancel()
            return "quiet"


async def run(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Run the program of a request. Answers its exit code, and what else is known."""
    line = Line()
    made: list[str] = []
    servers = await _listen(Forwarder(request["socket"], line), request, made)
    ended, code = "", 127
    try:
        process = await asyncio.create_subprocess_exec(
            *request["argv"], stdin=asyncio.subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        sys.stderr.write(f"{request['argv'][0]}: {error.strerror}\n")
    else:
        ended = await _wait(process, line, request["quiet"])
        if ended:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), 2.0)
        found = process.returncode
        code = 0 if ended else 128 - found if found is not None and found < 0 else found or 0
    for one in servers:
        one.close()
    for path in made:
        with contextlib.suppress(OSError):
            os.unlink(path)
    return code, {"connections": line.connections, "ended": ended}


def main() -> None:
    """Read the request, do it, and say on the last line of standard error what came of it."""
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    unwritten = put(request["files"])
    code, said = asyncio.run(run(request))
    sys.stdout.flush()
    sys.stderr.write(f"\n{request['mark']}{json.dumps({**said, 'unwritten': unwritten})}\n")
    sys.stderr.flush()
    os._exit(code)
