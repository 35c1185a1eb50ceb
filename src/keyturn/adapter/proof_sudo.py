"""A proven human by sudo: the password is asked every time, and what is confirmed is written as root.

Both happen in one call, `sudo -k -- sh …`: `-k` with a command ignores a cached password and leaves none behind
for whatever runs next. sudo reads the password from the terminal itself; a program can open a terminal but does
not know the password. What this rests on, and does not: sudo must really ask (an account with NOPASSWD proves
nothing and is refused), and the record lies where only root writes, so that a program of the same user can
neither forge nor remove it. A root shell that is already open proves nothing either, but it could write the
organisation's file just as well, so `RootProof` takes it for what it is.
"""

from __future__ import annotations

import os
import stat as modes

from keyturn.adapter.record_jsonl import JsonLinesRecorder, masked
from keyturn.errors import NoHumanProofError
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Receipt, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = ("/usr/bin/sudo", "/bin/sudo", "/run/wrappers/bin/sudo", "/usr/local/bin/sudo")
"""Where sudo is looked for; never on PATH, which the same user sets."""

_WRITE = 'set -e; umask 022; mkdir -p -- "$1"; cat >> "$2"; sync'
_WAIT = 600


def genuine(path: str) -> bool:
    """Whether a file is root's own set-uid program that nobody else can change."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    private = not found.st_mode & (modes.S_IWGRP | modes.S_IWOTH)
    return modes.S_ISREG(found.st_mode) and found.st_uid == 0 and bool(found.st_mode & modes.S_ISUID) and private


class SudoProof:
    """Confirms with sudo's password and appends to `path` as root."""

    def __init__(self, path: str, *, places: tuple[str, ...] = PLACES, real: Callable[[str], bool] = genuine) -> None:
        self.path = path
        self._places = places
        self._real = real

    def confirm(self, statement: str, record: Record) -> Receipt:
        """Ask for the password; on success the record is kept. Raises NoHumanProofError otherwise."""
        import subprocess

        sudo = next((place for place in self._places if self._real(place)), "")
        if not sudo:
            raise NoHumanProofError(
                "there is no sudo here to prove a human by",
                "Have an administrator put these lines into /etc/keyturn/keyturn.toml (owned by root) instead.",
            )
        data = leaf(masked(record))
        what = ["--", "/bin/sh", "-c", _WRITE, "keyturn", os.path.dirname(self.path), self.path]
        bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TERM": os.environ.get("TERM", "dumb")}
        try:
            # the very same call without asking and without data: it must fail, or no password is asked at all
            free = subprocess.run(
                [sudo, "-k", "-n", *what], input=b"", capture_output=True, env=bare, timeout=_WAIT, check=False
            )
            if free.returncode == 0:
                raise NoHumanProofError(
                    "sudo asks this account for no password, so it proves no human",
                    "Have an administrator put these lines into /etc/keyturn/keyturn.toml (owned by root) instead.",
                )
            prompt = f"\n{statement}\nPassword of %p, to confirm: ".replace("%", "%%").replace("%%p", "%p")
            done = subprocess.run(
                [sudo, "-k", "-p", prompt, *what], input=data + b"\n", env=bare, timeout=_WAIT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoHumanProofError(
                f"sudo did not answer: {error}", "Run the command in a terminal of your own."
            ) from error
        if done.returncode != 0:
            raise NoHumanProofError(
                "nobody proved to be a human: sudo did not accept a password",
                "A person runs the same command in a terminal of their own and types their password.",
            )
        return Receipt(leaf_hash(data).hex())


class RootProof:
    """For whoever already is root: confirms files that only root can change, and asks nothing."""

    def __init__(self, path: str, obstacle: str) -> None:
        self.path = path
        self._obstacle = obstacle

    def confirm(self, statement: str, record: Record) -> Receipt:  # noqa: ARG002 - nobody is asked
        """Append the record. Raises NoHumanProofError when the file could be changed by others than root."""
        if self._obstacle:
            raise NoHumanProofError(
                f"being root confirms only files that nobody else can change: {self._obstacle}",
                "Run it as the person who uses the file, who then types a password; or make the file root's own.",
            )
        return JsonLinesRecorder(self.path, mode=0o644).append(record)
