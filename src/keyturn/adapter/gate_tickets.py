"""Held requests, and tickets that people gave for them.

A request is a file in the user's state directory, named by what it is bound to. A ticket is a line in a file that only
root writes (`keyturn allow` appends it through sudo, which asks for the password every time), so a program of the same
user can neither forge nor change one; or a line that a person signed with a hardware key (`proof_key`). It counts for
ten minutes and once: spending it creates a mark, which either comes into being or was there already.
"""

from __future__ import annotations

import os
import stat as modes

from keyturn.gate.ports import Request
from keyturn.model.digest import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from keyturn.adapter.proof_key import SignedRecords

TICKET_FILE = "/var/lib/keyturn/allowed.jsonl"
KIND = "gate.allow"
LIFE = 600
"""Seconds for which a ticket counts."""
OPEN = 3_600
"""Seconds for which a request stays open."""
KEPT = 30 * 86_400
"""Seconds for which it is remembered that a ticket was spent; it counts for ten minutes."""
_TAIL = 262_144
_ID = 10


def request_id(binding: str) -> str:
    """The short name of whatever has this binding."""
    return sha256(b"keyturn request " + binding.encode())[:_ID]


def _listed(folder: str) -> list[tuple[float, str]]:
    """(when it was written, name) of every file in a directory."""
    found: list[tuple[float, str]] = []
    try:
        names = os.listdir(folder)
    except OSError:
        return found
    for name in names:
        try:
            found.append((os.stat(os.path.join(folder, name), follow_symlinks=False).st_mtime, name))
        except OSError:
            continue  # gone meanwhile
    return found


class TicketFiles:
    """Requests below `directory`, tickets in `file`. `owner` is the only user whose tickets count.

    `signed` are tickets by hardware keys, None when there are none to look for.
    """

    def __init__(
        self,
        directory: str,
        file: str,
        clock: Callable[[], float],
        *,
        owner: int = 0,
        signed: Callable[[], SignedRecords] | None = None,
    ) -> None:
        self._requests = os.path.join(directory, "requests")
        self._burned = os.path.join(directory, "burned")
        self._file = file
        self._clock = clock
        self._owner = owner
        self._signed = signed

    def hold(self, request: Request) -> str:
        """Keep a request. Raises OSError when it cannot be kept."""
        from keyturn.gate.json_text import text

        name = request_id(request.binding)
        os.makedirs(self._requests, mode=0o700, exist_ok=True)
        body = {
            "binding": request.binding,
            "command": request.command,
            "directory": request.directory,
            "summary": request.summary,
            "needs": list(request.needs),
            "at": int(self._clock()),
        }
        path = os.path.join(self._requests, name)
        fresh = f"{path}.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(handle, text(body).encode())
        finally:
            os.close(handle)
        os.replace(fresh, path)
        return name

    def request(self, name: str) -> Request | None:
        """An open request by its id, None when there is none or it is too old."""
        import json

        if len(name) != _ID or any(letter not in "0123456789abcdef" for letter in name):
            return None
        try:
            with open(os.path.join(self._requests, name), "rb") as handle:
                body = json.loads(handle.read(65_536))
            if request_id(body["binding"]) != name or body["at"] < self._clock() - OPEN:
                return None
            return Request(
                name, body["binding"], body["command"], body["directory"], body["summary"], tuple(body["needs"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def requests(self) -> tuple[Request, ...]:
        """Every open request, newest first."""
        names = [(at, name) for at, name in _listed(self._requests) if len(name) == _ID]
        every = (self.request(name) for _at, name in sorted(names, reverse=True))
        return tuple(one for one in every if one is not None)

    def expire(self) -> int:
        """Remove requests that are open no more, and marks of tickets that long count no more; returns how many."""
        now = self._clock()
        gone = 0
        for folder, life in ((self._requests, OPEN), (self._burned, KEPT)):
            for at, name in _listed(folder):
                if at < now - life:
                    try:
                        os.unlink(os.path.join(folder, name))
                    except OSError:
                        continue
                    gone += 1
        return gone

    def waits(self, binding: str) -> bool:
        """Whether an unspent ticket counts for exactly this binding."""
        return any(not os.path.lexists(self._mark(line)) for line in self._tickets(binding))

    def redeem(self, binding: str) -> str:
        """Spend a ticket for exactly this binding: "proven", or "" when there is none."""
        return "proven" if any(self._burn(line) for line in self._tickets(binding)) else ""

    def _tickets(self, binding: str) -> Iterator[bytes]:
        """Leaves that give this binding a pass: those that root wrote, then those that a key signed; newest first.

        A signed one is told apart by what was signed, nonce and all, never by its signature: of some signatures
        anybody can make a second one that counts.
        """
        yield from self._written(binding)
        if self._signed is not None:
            wanted = lambda found: self._fits(found, binding)  # noqa: E731 - one use, one line
            for data, _found in self._signed().leaves(KIND, wanted):
                yield data

    def _written(self, binding: str) -> Iterator[bytes]:
        try:
            handle = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            facts = os.fstat(handle)
            others = facts.st_mode & (modes.S_IWGRP | modes.S_IWOTH)
            if not modes.S_ISREG(facts.st_mode) or facts.st_uid != self._owner or others:
                return
            data = os.pread(handle, _TAIL, max(0, facts.st_size - _TAIL))
        finally:
            os.close(handle)
        for line in reversed(data.split(b"\n")):
            if self._counts(line, binding):
                yield line

    def _counts(self, line: bytes, binding: str) -> bool:
        if binding.encode() not in line:
            return False
        import json

        try:
            return self._fits(json.loads(line), binding)
        except (ValueError, RecursionError):
            return False

    def _fits(self, leaf: dict[str, Any], binding: str) -> bool:
        from calendar import timegm
        from time import strptime

        try:
            at = timegm(strptime(leaf["at"], "%Y-%m-%dT%H:%M:%SZ"))
            body = leaf["body"]
            # root's file is one for all users, and each keeps its own marks of what is spent
            mine = body.get("user", os.getuid()) == os.getuid()
            fits = leaf["kind"] == KIND and body["binding"] == binding and mine
            end = min(at + LIFE, int(body.get("expires", at + LIFE)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        now = self._clock()
        return bool(fits) and at <= now + 60 and now <= end

    def _mark(self, line: bytes) -> str:
        return os.path.join(self._burned, sha256(line))

    def _burn(self, line: bytes) -> bool:
        os.makedirs(self._burned, mode=0o700, exist_ok=True)
        try:
            os.close(
                os.open(self._mark(line), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            )
        except OSError:
            return False
        return True
