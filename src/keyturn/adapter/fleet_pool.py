"""Worker processes: started for the work, asked by lines, given a time limit, replaced when they die.

They are processes of their own and no forks, since forking beside threads can hang, and a parser's crash or a
repository that eats all memory must end one worker and nothing else. A worker ends by itself when its input ends, so
none is left behind when whoever started it is killed.
"""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
import time

from keyturn.adapter.processes import start
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from keyturn.adapter.processes import Process

    Failed = Callable[[str], str]

# -P: the directory one stands in, which may be a stranger's repository, is no place to import from
_START = (
    "import sys; sys.path.append(sys.argv[3]); "
    "getattr(__import__(sys.argv[1], None, None, [sys.argv[2]]), sys.argv[2])()"
)
_CHUNK = 1 << 16


class Child:
    """One worker process. `entry` is (module, function) that serves lines; asked by one thread at a time."""

    def __init__(self, entry: tuple[str, str], environ: Mapping[str, str]) -> None:
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        argv = [sys.executable, "-P", "-c", _START, *entry, root]
        self._process: Process = start(argv, environ, feed=True)
        self._lock = threading.Lock()
        self._ended = False

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def ask(self, line: str, seconds: float) -> tuple[str, str]:
        """(answer, "") or ("", why there is none), after which the process is gone. DIED begins a death's reason."""
        until = time.monotonic() + seconds
        try:
            feed = self._process.input
            assert feed is not None
            feed.write(line.encode() + b"\n")
            feed.flush()
            handle = self._process.output.fileno()
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            parts: list[bytes] = []
            while True:
                left = until - time.monotonic()
                if left <= 0 or not poll.poll(left * 1000):
                    self.kill()
                    return "", f"it took longer than {seconds:,.0f} seconds (--timeout)"
                more = os.read(handle, _CHUNK)
                if not more:
                    break
                parts.append(more)
                if more.endswith(b"\n"):
                    return b"".join(parts).decode(), ""
        except (OSError, ValueError, AssertionError):
            pass  # its pipes are gone, and so is it
        return "", f"{DIED} {self._last_words()}"

    def _last_words(self) -> str:
        """How it ended, and the last thing it wrote about it."""
        with self._lock:
            if self._ended:
                return "when all was stopped"
            self._ended = True
            self._process.kill()
            code = self._process.finish()
            lines = self._process.errors().splitlines()
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return how + (f": {safe(mask(lines[-1]))[:300]}" if lines else "")

    def kill(self) -> None:
        """End it now."""
        with self._lock:
            if not self._ended:
                self._ended = True
                self._process.kill()


DIED = "the process that judged it ended"


class ProcessPool:
    """Some workers on this machine. `seconds` is the limit for one request."""

    def __init__(self, jobs: int, entry: tuple[str, str], environ: Mapping[str, str], seconds: float) -> None:
        self._entry = entry
        self._environ = dict(environ)
        self._seconds = seconds
        self._waiting: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, str, str]] = queue.SimpleQueue()
        self._children: dict[int, Child] = {}
        self._stopped = False
        for number in range(jobs):
            threading.Thread(target=self._run, args=(number,), daemon=True).start()

    def run(self, lines: Iterable[str], failed: Failed) -> Iterator[tuple[int, str]]:
        """(number of the request, answer), as they come. What cannot be had is what `failed` makes of the reason."""
        count = 0
        for number, line in enumerate(lines):
            self._waiting.put((number, line))
            count += 1
        for _one in range(count):
            number, answer, why = self._answers.get()
            yield number, failed(why) if why else answer

    def _run(self, number: int) -> None:
        while True:
            item = self._waiting.get()
            if item is None or self._stopped:
                return
            at, line = item
            try:
                answer, why = self._ask(number, line)
                if why.startswith(DIED) and not self._stopped:
                    # killed from outside, perhaps; if it is the repository that kills it, it does so again
                    answer, why = self._ask(number, line)
            except CouldNotJudge as problem:
                answer, why = "", str(problem)
            self._answers.put((at, answer, why))

    def _ask(self, number: int, line: str) -> tuple[str, str]:
        child = self._children.get(number)
        if child is None:
            child = self._children[number] = Child(self._entry, self._environ)
        answer, why = child.ask(line, self._seconds)
        if why:
            del self._children[number]
        return answer, why

    def close(self) -> None:
        """End every worker; what they were at is not waited for."""
        self._stopped = True
        for child in list(self._children.values()):
            child.kill()
