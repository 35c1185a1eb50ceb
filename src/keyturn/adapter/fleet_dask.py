"""The same work on Dask's distributed scheduler.

A worker of Dask hands each request to a process of its own, as the pool on one machine does: so a parser's crash, a
time limit and a thread beside it mean the same in both places, and the answers are the same text.

Dask's protocol runs code that peers send. A scheduler without TLS is therefore spoken to on this machine alone.
"""

from __future__ import annotations

import os
import queue
import threading

from keyturn.adapter.fleet_pool import DIED, Child
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.text import safe
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from distributed import Client, Future

    from keyturn.adapter.fleet_pool import Failed

_SECURE = ("tls", "wss")
_PLAIN = ("tcp", "ws")
_WAIT = 30
"""Seconds until a scheduler, and then its first worker, has to answer."""
_ALONE = 60
"""Seconds without any worker after which the rest is given up."""
_FILE_BYTES = 1_000_000

_idle: dict[tuple[str, str], list[Child]] = {}
_lock = threading.Lock()


def version() -> str:
    """Keyturn's version, asked on each worker."""
    return __version__


def ask(entry: tuple[str, str], line: str, seconds: float) -> tuple[str, str]:
    """One request in a process of its own, on whichever machine this runs: (answer, "") or ("", why)."""
    why = ""
    for _attempt in range(2):
        with _lock:
            known = _idle.setdefault(entry, [])
            child = known.pop() if known else None
        try:
            child = child or Child(entry, os.environ)
        except CouldNotJudge as problem:
            return "", str(problem)
        answer, why = child.ask(line, seconds)
        if not why:
            with _lock:
                known.append(child)
            return answer, ""
        if not why.startswith(DIED):
            break
    return "", why


def address(text: str) -> str:
    """The scheduler's address, of itself or out of its file. Raises UsageError for one that must not be spoken to."""
    found = text
    if "://" not in text and (os.sep in text or text.endswith(".json") or os.path.isfile(text)):
        found = _from_file(text)
    scheme, sign, rest = found.partition("://")
    if not sign:
        scheme, rest = "tcp", found
    if scheme in _SECURE:
        return found
    if scheme not in _PLAIN:
        raise UsageError(f"--scheduler {safe(found)}: not an address", "tcp://127.0.0.1:8786 or tls://HOST:8786")
    if not _on_this_machine(rest):
        raise UsageError(
            f"--scheduler {safe(found)}: without TLS anyone who reaches that scheduler runs code on its workers, and "
            "could answer for them",
            f"Start it with TLS and name {_SECURE[0]}://{safe(rest)}: dask scheduler --tls-ca-file CA --tls-cert CERT "
            "--tls-key KEY, with the same files here under distributed.comm.tls in Dask's configuration.",
        )
    return found


def _from_file(path: str) -> str:
    import json

    from keyturn.adapter.file_tree import read

    data = read(path, _FILE_BYTES)
    try:
        found = json.loads(data)["address"] if isinstance(data, bytes) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        found = None
    if not isinstance(found, str):
        why = data if isinstance(data, str) else f"{path}: it holds no address"
        raise UsageError(f"--scheduler {safe(why)}", "Name the file that dask scheduler --scheduler-file wrote.")
    return found


def _on_this_machine(rest: str) -> bool:
    from ipaddress import ip_address

    host = rest.partition("/")[0]
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class DaskPool:
    """A scheduler's workers. Raises UsageError without Dask, CouldNotJudge when the scheduler does not answer."""

    def __init__(self, scheduler: str, entry: tuple[str, str], seconds: float) -> None:
        try:
            from distributed import Client
        except ImportError as problem:
            raise UsageError(
                "--scheduler needs Dask's distributed, which is not installed", "pip install 'keyturn[fleet]'"
            ) from problem
        self._entry = entry
        self._seconds = seconds
        place = address(scheduler)
        try:
            self._client: Client = Client(place, timeout=_WAIT, set_as_default=False, name="keyturn")
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError, ImportError) as problem:
            raise CouldNotJudge(
                f"the scheduler {safe(place)} does not answer: {safe(str(problem))[:300]}",
                "Start it: dask scheduler --host 127.0.0.1, and workers: dask worker tcp://127.0.0.1:8786",
            ) from problem
        try:
            self._threads = self._look_at_workers(place)
        except BaseException:
            self.close()
            raise

    def _look_at_workers(self, place: str) -> int:
        """How many requests can run at once; after asking every worker for its version."""
        try:
            self._client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError as problem:
            raise CouldNotJudge(
                f"the scheduler {safe(place)} has no workers", f"Start some: dask worker {safe(place)}"
            ) from problem
        answers = self._client.run(version, on_error="return")
        for worker, found in sorted(answers.items()):
            if found == __version__:
                continue
            told = (
                f"has Keyturn {safe(found)}" if isinstance(found, str) else f"has no Keyturn: {safe(str(found))[:200]}"
            )
            raise UsageError(
                f"the worker {safe(worker)} {told}; this is {__version__}", "Install the same version on every worker."
            )
        return sum(self._client.nthreads().values())

    def run(self, lines: Iterable[str], failed: Failed) -> Iterator[tuple[int, str]]:
        """(number of the request, answer), as they come. What cannot be had is what `failed` makes of the reason."""
        done: queue.SimpleQueue[tuple[int, Future[tuple[str, str]]]] = queue.SimpleQueue()
        waiting = iter(enumerate(lines))
        asked: dict[int, Future[tuple[str, str]]] = {}
        room = max(16, 3 * self._threads)  # the scheduler holds a few requests for each worker, never all of them
        alone = 0.0

        def more() -> None:
            while len(asked) < room:
                item = next(waiting, None)
                if item is None:
                    return
                number, line = item
                future = self._client.submit(ask, self._entry, line, self._seconds, pure=False)
                asked[number] = future
                future.add_done_callback(lambda one, number=number: done.put((number, one)))

        more()
        while asked:
            try:
                number, future = done.get(timeout=1)
            except queue.Empty:
                alone = 0.0 if self._has_workers() else alone + 1
                if alone >= _ALONE:
                    break
                continue
            del asked[number]
            more()
            yield number, self._answer(future, failed)
        for number in asked:
            yield number, failed("the scheduler has no workers any more")
        if asked:
            for number, _line in waiting:
                yield number, failed("the scheduler has no workers any more")

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError, RuntimeError):
            return False

    @staticmethod
    def _answer(future: Future[tuple[str, str]], failed: Failed) -> str:
        if future.status == "finished":
            found = future.result(timeout=_WAIT)
            if isinstance(found, tuple) and len(found) == 2 and all(isinstance(one, str) for one in found):
                return failed(found[1]) if found[1] else str(found[0])
            return failed("the worker's answer has another form")
        problem = future.exception(timeout=_WAIT) if future.status == "error" else None
        return failed(f"the scheduler lost it: {type(problem).__name__ if problem else future.status}")

    def close(self) -> None:
        """Leave the scheduler; it and its workers go on."""
        self._client.close(timeout=5)
