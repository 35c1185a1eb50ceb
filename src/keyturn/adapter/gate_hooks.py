"""Whether the settings that hold Keyturn's hooks are still the files that were last looked at.

For every call: a few `stat`, compared with what was remembered when all was well. Only for a difference the files are
read. What is remembered lies with the user, as the record of the hooks does: against a program of the same user that
means to deceive it is advisory.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Drift = tuple[tuple[str, str], ...]

_LONGEST = 262_144


def identity(path: str) -> str:
    """What a file is as far as one `stat` tells: a change of its bytes or of what stands at its path changes it.

    The time is that of the inode, which no program sets as it likes.
    """
    try:
        facts = os.stat(path)
    except (OSError, ValueError):
        return "-"
    return f"{facts.st_ctime_ns}.{facts.st_size}.{facts.st_ino}.{facts.st_dev}"


class HookFiles:
    """`records` say which settings hold hooks; `memory` is where it is kept how those files were when all was well."""

    def __init__(self, records: tuple[str, ...], memory: str) -> None:
        self._records = records
        self._memory = memory

    def drift(self, look: Callable[[], tuple[tuple[str, ...], Drift]]) -> Drift:
        """(settings file, what is wrong with it), empty when all is as it was.

        `look` reads the files: every settings file on record, and what is wrong. It is asked only when something is
        not as remembered.
        """
        if not any(map(os.path.lexists, self._records)):
            return ()
        if self._unchanged():
            return ()
        # taken before the files are read: what changes meanwhile is seen the next time
        before = {path: identity(path) for path in self._records}
        files, wrong = look()
        if not wrong:
            now = {path: identity(path) for path in files}
            _files, again = look()
            if not again:
                self._remember({**before, **now})
            return again
        return wrong

    def _unchanged(self) -> bool:
        try:
            handle = os.open(self._memory, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            data = os.read(handle, _LONGEST)
        except OSError:
            return False
        finally:
            os.close(handle)
        seen = set()
        for line in data.decode("utf-8", "surrogateescape").split("\n"):
            known, _tab, path = line.partition("\t")
            if path:
                if identity(path) != known:
                    return False
                seen.add(path)
        return seen.issuperset(self._records)

    def _remember(self, found: dict[str, str]) -> None:
        if any("\n" in path for path in found):
            return
        data = "".join(f"{known}\t{path}\n" for path, known in found.items()).encode("utf-8", "surrogateescape")
        if len(data) > _LONGEST:
            return
        fresh = f"{self._memory}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self._memory), mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            handle = os.open(fresh, flags, 0o600)
            try:
                os.write(handle, data)
            finally:
                os.close(handle)
            os.replace(fresh, self._memory)
        except OSError:
            return  # the files are read again at the next call
