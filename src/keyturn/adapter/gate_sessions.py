"""What each conversation has done so far, one small append-only file a session.

A line is `seconds TAB files TAB path TAB path …`, escaped so that it stays one line. Kept in the user's state
directory: a process of the same user can change it, so it only ever adds to what is asked for.
"""

from __future__ import annotations

import os

from keyturn.model.digest import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 3_600
"""Seconds over which deletions add up."""
KEPT = 7 * 86_400
"""Seconds after which a session's file may be removed."""
_LONGEST = 4_000_000


class SessionFiles:
    """Sessions below one directory, made 0700 when first written. `clock` gives seconds since the epoch."""

    def __init__(self, directory: str, clock: Callable[[], float]) -> None:
        self._directory = directory
        self._clock = clock

    def _path(self, session: str, directory: str) -> str:
        key = session or "directory " + directory
        return os.path.join(self._directory, sha256(_bytes(key))[:32])

    def _lines(self, session: str, directory: str) -> list[list[str]]:
        try:
            handle = os.open(self._path(session, directory), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return []
        try:
            size = os.fstat(handle).st_size
            data = os.pread(handle, _LONGEST, max(0, size - _LONGEST))
        finally:
            os.close(handle)
        out = []
        for line in data.split(b"\n"):
            fields = line.decode("utf-8", "surrogateescape").split("\t")
            if len(fields) >= 2 and fields[0].isdigit() and fields[1].isdigit():
                out.append(fields)
        return out

    def deleted(self, session: str, directory: str) -> int:
        """Files taken by passed calls within the last hour."""
        since = self._clock() - WINDOW
        return sum(int(fields[1]) for fields in self._lines(session, directory) if int(fields[0]) >= since)

    def authored(self, session: str, directory: str) -> frozenset[str]:
        """Absolute paths that the session wrote."""
        return frozenset(_plain(name) for fields in self._lines(session, directory) for name in fields[2:])

    def passed(self, session: str, directory: str, *, files: int, wrote: tuple[str, ...]) -> None:
        """Append a line. Nothing to remember: nothing is written. Raises OSError when it cannot be kept."""
        if not files and not wrote:
            return
        fields = [str(int(self._clock())), str(files), *(_escaped(name) for name in wrote)]
        os.makedirs(self._directory, mode=0o700, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(self._path(session, directory), flags, 0o600)
        try:
            os.write(handle, _bytes("\t".join(fields) + "\n"))
        finally:
            os.close(handle)

    def expire(self) -> int:
        """Remove files that nothing was added to for a week; returns how many."""
        gone = 0
        try:
            names = os.listdir(self._directory)
        except OSError:
            return 0
        for name in names:
            path = os.path.join(self._directory, name)
            try:
                if os.stat(path, follow_symlinks=False).st_mtime < self._clock() - KEPT:
                    os.unlink(path)
                    gone += 1
            except OSError:
                continue
        return gone


def _bytes(text: str) -> bytes:
    """Text as it stands in files; half a surrogate pair, which no path can have, is written out."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _plain(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            out.append({"t": "\t", "n": "\n"}.get(text[at + 1], text[at + 1]))
            at += 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)
