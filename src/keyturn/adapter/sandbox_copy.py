"""The second best: a command run in a copy of one directory, where the kernel gives no namespaces.

Only for commands that stay in that directory as far as their words can tell (`rehearse.files.bounded`), and held there
by Landlock and a filter of system calls all the same: writes elsewhere, sockets, signals and changes of modes, owners
and times are refused. What is weaker than the sandbox: the command sees this machine's processes and their files, and
one that is left in the background lives, held, until it ends when Keyturn itself is killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from keyturn.adapter import sandbox, sandbox_kernel, sandbox_measure
from keyturn.errors import CouldNotJudge
from keyturn.rehearse.difference import PATHS

if TYPE_CHECKING:
    from collections.abc import Sequence

FILES = 100_000
SIZE = 2_000_000_000
"""The largest directory that is copied: names, and bytes of files."""
_FIX = "Rehearse it where unprivileged user namespaces are on (docs/how-to/rehearse-a-command.md)."


def possible() -> bool:
    """Whether this kernel can hold a command in a copy: Linux with Landlock ABI 3 (6.2), on a known machine."""
    return (
        sys.platform.startswith("linux") and sandbox_kernel.known_machine() and sandbox_kernel.landlock_version() >= 3
    )


def _weighed(directory: str) -> None:
    """Raises CouldNotJudge when a directory is too large to be copied, or holds a mount."""
    count = size = 0
    device = os.lstat(directory).st_dev
    todo = [directory]
    while todo:
        place = todo.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    found = entry.stat(follow_symlinks=False)
                    count += 1
                    size += found.st_size
                    if found.st_dev != device:
                        raise CouldNotJudge(f"{entry.path} is a mount, which cannot be copied", _FIX)
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
        except OSError as error:
            raise CouldNotJudge(f"{place} cannot be listed, so it cannot be copied", _FIX) from error
        if count > FILES or size > SIZE:
            raise CouldNotJudge(f"{directory} is too large to be copied for a rehearsal", _FIX)


def run(wish: sandbox.Wish) -> sandbox.Ran:
    """Copy `wish.directory`, run the command in the copy, and compare. Raises CouldNotJudge."""
    _weighed(wish.directory)
    with sandbox.scratch(wish.disk, "copy-") as place:
        copy = os.path.join(place, "copy")
        copied = subprocess.run(["cp", "-a", "--", wish.directory, copy], capture_output=True, check=False)
        if copied.returncode:
            raise CouldNotJudge(f"{wish.directory} could not be copied whole", _FIX)
        environment = {**wish.environment, "PWD": copy, "TMPDIR": copy}
        source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        start = f"import sys; sys.path.append({source!r}); from keyturn.adapter.sandbox_copy import main; main()"
        with subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", start, json.dumps([copy, list(wish.argv), os.getpid()])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=copy,
            env=environment,
            start_new_session=True,
        ) as inner:
            stopped = ""
            try:
                out, problems = inner.communicate(timeout=wish.seconds)
            except subprocess.TimeoutExpired:
                stopped = "time"
                inner.send_signal(signal.SIGTERM)
                out, problems = inner.communicate(timeout=60)
            except BaseException:
                inner.send_signal(signal.SIGTERM)
                raise
        if inner.returncode == 125:
            raise CouldNotJudge(f"the copy could not be closed off: {problems.decode(errors='replace')}", _FIX)
        sorter = sandbox_measure.Sorter([], PATHS)
        sandbox_measure.trees(wish.directory, copy, wish.directory, sorter)
        return sandbox.Ran(
            None if stopped else inner.returncode,
            out[-wish.output :],
            problems[-wish.output :],
            max(len(out), len(problems)) > wish.output,
            stopped,
            0,
            sandbox.changes(sorter.rest.plain()),
            {},
            (("modes, owners and times of files", "they cannot be changed in a copy that stands in"),),
            (),
        )


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as found:
            return [int(one) for one in found.read().split()]
    except OSError:
        return []


def _end_all() -> None:
    """Every child, and what becomes ours when they end."""
    for _again in range(1000):
        left = _children(os.getpid())
        if not left:
            return
        for one in left:
            os.kill(one, signal.SIGKILL)
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except ChildProcessError:
                return
        time.sleep(0.002)


def _closed(place: str, argv: Sequence[str]) -> None:
    """In the child: give up everything, then become the command. Never returns."""
    try:
        os.closerange(3, 1 << 20)
        sandbox_kernel.hold_writes(place)
        sandbox_kernel.filter_calls(alone=False)
    except OSError as error:
        os.write(2, str(error).encode())
        os._exit(125)
    try:
        os.execvp(argv[0], list(argv))  # noqa: S606 - an argument list, held in the copy
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode(errors="surrogateescape"))
        os._exit(127)


def main() -> None:
    """The process in between: starts the command, waits for it, and ends whatever it left running."""
    place, argv, parent = json.loads(sys.argv[1])
    sandbox_kernel.die_with_parent(parent)
    sandbox_kernel.adopt_orphans()

    def ended(_number: int, _frame: object) -> None:
        _end_all()
        os._exit(124)

    signal.signal(signal.SIGTERM, ended)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _closed(place, argv)
    _pid, status = os.waitpid(child, 0)
    _end_all()
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)
