"""Runs a program in the foreground, on the caller's own terminal, and says how it ended."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge
from keyturn.rehearse.bound import Ran, ended

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType

_FORWARDED = (signal.SIGTERM, signal.SIGHUP)
_LARGEST = 20_000_000
"""Bytes of a program that are still read to know it again."""
_SHELLS = ("/bin/bash", "/usr/bin/bash", "/bin/sh")


def shell(command: str) -> tuple[str, ...]:
    """The words that run a shell text. Raises CouldNotJudge when there is no shell."""
    for path in _SHELLS:
        if os.access(path, os.X_OK):
            return (path, "-c", command)
    raise CouldNotJudge("there is no shell here", "bash or sh must be in /bin")


def identity(program: str, directory: str, environment: Mapping[str, str]) -> str:
    """Which file a program's name stands for, and what it holds, so that another one in its place is noticed.

    What root alone can write is told by its place and times; anything else by its content, too.
    """
    path = os.path.join(directory, program) if "/" in program else shutil.which(program, path=environment.get("PATH"))
    if path is None:
        return "not there"
    whole = os.path.realpath(path)
    try:
        facts = os.stat(whole)
        told = f"{path} {whole} {facts.st_dev} {facts.st_ino} {facts.st_size} {facts.st_mtime_ns}"
        if facts.st_uid == 0 and not facts.st_mode & 0o022 and os.geteuid() != 0:
            return told
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGEST:
            return told
        with open(whole, "rb") as file:
            return f"{told} {hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        return f"{path}: {error.strerror}"


def run(argv: Sequence[str], directory: str, environment: Mapping[str, str], *, quiet: bool = False) -> Ran:
    """Run it and wait. The terminal's own signals reach it by themselves, others are passed on.

    `quiet` leads its standard output to ours for errors. The code is as a shell tells it: 128 and the signal.
    Raises CouldNotJudge when it cannot be started.
    """
    try:
        child = subprocess.Popen(list(argv), cwd=directory, env=dict(environment), stdout=2 if quiet else None)
    except OSError as error:
        raise CouldNotJudge(f"{argv[0]} cannot be started: {error.strerror}") from error

    def passed_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    before = {number: signal.signal(number, passed_on) for number in _FORWARDED}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return Ran(code if code >= 0 else 128 - code, ended(code))
