"""The credentials of environments: read when they are used, by the broker alone, and shown to nobody."""

from __future__ import annotations

import os
import stat
import subprocess
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.broker.settings import Secret, Settings

_LARGEST = 65_536
_SECONDS = 30
_SHORT = 4
"""Values shorter than this are not looked for in outputs: they would stand everywhere."""


class Secrets:
    """Reads the settings' secrets. `systemd` is the directory that systemd puts credentials into, "" for none."""

    def __init__(self, settings: Callable[[], Settings], systemd: str = "") -> None:
        self._settings = settings
        self._systemd = systemd

    def values(self, environment: str, *, planning: bool = False) -> dict[str, str]:
        """Variables and values for an environment. Raises CouldNotJudge, naming the variable and never a value."""
        place = self._settings().place(environment)
        return {one.variable: self._read(one, environment) for one in (place.planning if planning else place.secrets)}

    def _read(self, one: Secret, environment: str) -> str:
        where = f"{environment}'s {one.variable}"
        if one.command:
            data = _said(one.command, where)
        elif one.systemd:
            if not self._systemd:
                raise CouldNotJudge(f"{where} is a credential of systemd, and the broker was not started by it")
            data = _file(os.path.join(self._systemd, one.systemd), where)
        else:
            data = _file(one.file, where)
        try:
            text = data.decode().rstrip("\n")
        except UnicodeDecodeError:
            raise CouldNotJudge(f"{where} is no text") from None
        if not text or "\0" in text:
            raise CouldNotJudge(f"{where} is empty, or no text")
        return text


def _file(path: str, where: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise CouldNotJudge(f"{where} cannot be read: {error.strerror}") from None
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_uid not in (os.geteuid(), 0) or facts.st_mode & 0o077:
            raise CouldNotJudge(f"{where} can be read by others than the broker", f"chmod 0600 {path}")
        return os.read(handle, _LARGEST)
    finally:
        os.close(handle)


def _said(command: tuple[str, ...], where: str) -> bytes:
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CouldNotJudge(f"{where} could not be fetched: {type(error).__name__}") from None
    if done.returncode != 0 or len(done.stdout) > _LARGEST:
        raise CouldNotJudge(f"{where} could not be fetched: its command ended with {done.returncode}")
    return done.stdout


def without(output: bytes, values: dict[str, str]) -> bytes:
    """An output in which no secret's value stands any more, nor a line or a password inside one."""
    pieces: set[str] = set()
    for value in values.values():
        pieces.update((value, *value.splitlines()))
        _scheme, mark, rest = value.partition("://")
        if mark and "@" in rest:
            pieces.add(rest.rpartition("@")[0].partition(":")[2])
    for one in sorted(pieces, key=len, reverse=True):
        if len(one) >= _SHORT:
            output = output.replace(one.encode(), b"[secret]")
    return output
