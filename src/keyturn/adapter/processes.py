"""Starting another program and reading what it says, without the start-up cost of the subprocess module.

Only what reading git needs: an argument list (never a shell), an explicit environment, pipes for
input and output, errors kept aside. Programs are looked up in absolute PATH entries only, and never
below a directory the caller distrusts, so that nothing from a repository is ever executed.
"""

from __future__ import annotations

import io
import os

from keyturn.errors import CouldNotJudge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ERROR_LIMIT = 20_000


class Process:
    """A running program. `output` reads its stdout, `input` writes its stdin (None unless asked for)."""

    __slots__ = ("_errors", "_waited", "input", "name", "output", "pid")

    def __init__(
        self, name: str, pid: int, output: io.BufferedReader, feed: io.BufferedWriter | None, errors: io.BufferedReader
    ) -> None:
        self.name = name
        self.pid = pid
        self.output = output
        self.input = feed
        self._errors = errors
        self._waited: int | None = None

    def close_input(self) -> None:
        """Tell the program that nothing more comes."""
        if self.input is not None:
            feed, self.input = self.input, None
            try:
                feed.close()
            except BrokenPipeError:
                return

    def finish(self) -> int:
        """Close both pipes, wait, and answer the exit code (negative: the signal that ended it)."""
        self.close_input()
        if self._waited is None:
            self.output.close()
            _pid, status = os.waitpid(self.pid, 0)
            self._waited = os.waitstatus_to_exitcode(status)
        return self._waited

    def errors(self) -> str:
        """The first part of what it wrote to stderr. Call after `finish`."""
        if self._errors.closed:
            return ""
        self._errors.seek(0)
        text = self._errors.read(_ERROR_LIMIT).decode("utf-8", "replace").strip()
        self._errors.close()
        return text

    def kill(self) -> None:
        """End it now; its answer is no longer wanted."""
        if self._waited is None:
            os.kill(self.pid, 9)  # not waited for yet, so the id is still its own
            self.finish()
        if not self._errors.closed:
            self._errors.close()


def find_program(name: str, path: str, distrusted: Sequence[str] = ()) -> str | None:
    """The absolute path of a program on PATH; relative entries and those below `distrusted` are skipped."""
    for entry in path.split(os.pathsep):
        if not os.path.isabs(entry):
            continue
        folder = os.path.realpath(entry)
        if any(folder == one or folder.startswith(one.rstrip("/") + "/") for one in distrusted):
            continue
        full = os.path.join(entry, name)
        if os.access(full, os.X_OK) and os.path.isfile(full):
            return full
    return None


def _scratch() -> int:
    """A descriptor for the child's stderr: in memory on Linux, an unlinked file elsewhere."""
    create = getattr(os, "memfd_create", None)
    if create is not None:
        return int(create("keyturn-stderr", 1))
    import tempfile

    handle, path = tempfile.mkstemp()
    os.unlink(path)
    return handle


def start(argv: Sequence[str], environment: Mapping[str, str], *, feed: bool = False) -> Process:
    """Start `argv` (its first item an absolute path) with exactly this environment.

    Raises CouldNotJudge when the program cannot be started. The caller reads `output` to its end or kills.
    """
    if not hasattr(os, "posix_spawn"):
        raise CouldNotJudge(
            "reading git needs posix_spawn, which this system does not have", "Use: git diff … | keyturn scan --patch -"
        )
    read_end, write_end = os.pipe()
    feed_read, feed_write = os.pipe() if feed else (os.open(os.devnull, os.O_RDONLY), -1)
    errors = _scratch()
    actions = [
        (os.POSIX_SPAWN_DUP2, feed_read, 0),
        (os.POSIX_SPAWN_DUP2, write_end, 1),
        (os.POSIX_SPAWN_DUP2, errors, 2),
    ]
    try:
        pid = os.posix_spawn(argv[0], list(argv), dict(environment), file_actions=actions)
    except OSError as problem:
        for handle in (read_end, feed_write, errors):
            if handle >= 0:
                os.close(handle)
        raise CouldNotJudge(
            f"{argv[0]} could not be started: {problem.strerror}", "Check that it is installed and executable."
        ) from problem
    finally:
        os.close(write_end)
        os.close(feed_read)
    return Process(
        os.path.basename(argv[0]),
        pid,
        io.BufferedReader(io.FileIO(read_end, "r"), 1 << 16),
        io.BufferedWriter(io.FileIO(feed_write, "w"), 1 << 16) if feed else None,
        io.BufferedReader(io.FileIO(errors, "r")),
    )


def run(argv: Sequence[str], environment: Mapping[str, str], data: bytes | None = None) -> tuple[int, bytes, str]:
    """Run to the end: exit code, stdout, stderr. `data` goes to stdin while the output is read."""
    process = start(argv, environment, feed=data is not None)
    if data is not None:
        feed_all(process, data)
    out = process.output.read()
    code = process.finish()
    return code, out, process.errors()


def feed_all(process: Process, data: bytes) -> None:
    """Write `data` to a program's stdin without ever waiting on it, so that its output can be read meanwhile."""
    if len(data) <= 1 << 15:  # less than any pipe holds
        try:
            assert process.input is not None
            process.input.write(data)
            process.close_input()
        except BrokenPipeError:
            process.input = None
        return
    import threading

    def write() -> None:
        try:
            assert process.input is not None
            process.input.write(data)
        except (BrokenPipeError, ValueError):
            return
        process.close_input()

    threading.Thread(target=write, daemon=True).start()
