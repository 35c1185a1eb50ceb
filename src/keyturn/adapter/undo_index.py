"""What the undo store knows already: which content lies where, and which file had which content when last seen.

A cache over the points, which are the truth: it may be deleted at any time. A file whose size, times and inode are what
they were is not read again; the change time cannot be set by a program, so a changed file is always read.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEMA = """
create table if not exists content (digest blob primary key, pack text not null, offset integer not null,
    size integer not null) without rowid;
create table if not exists seen (path blob primary key, facts text not null, digest blob not null) without rowid;
"""


def facts_of(stat: os.stat_result) -> str:
    """What tells a file that was not touched."""
    return f"{stat.st_dev}:{stat.st_ino}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}"


class UndoIndex:
    """The cache in one SQLite file; made anew when it cannot be used."""

    def __init__(self, path: str) -> None:
        import sqlite3

        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm", "-journal"):
                if os.path.lexists(path + suffix):
                    os.unlink(path + suffix)
            self._open()

    def _open(self) -> None:
        import sqlite3

        self._data = sqlite3.connect(self._path, timeout=1.0, isolation_level=None)
        self._data.execute("pragma journal_mode = wal")
        self._data.execute("pragma synchronous = off")  # a cache: what a crash takes is found anew
        self._data.executescript(_SCHEMA)

    def known(self, path: str, facts: str) -> str:
        """The digest of an untouched file, "" when it has to be read."""
        row = self._data.execute(
            "select digest from seen where path = ? and facts = ?", (os.fsencode(path), facts)
        ).fetchone()
        return row[0].hex() if row else ""

    def place(self, digest: str) -> tuple[str, int, int] | None:
        """(pack, offset, size) of a content."""
        row = self._data.execute(
            "select pack, offset, size from content where digest = ?", (bytes.fromhex(digest),)
        ).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def learn(self, contents: Iterable[tuple[str, str, int, int]], seen: Iterable[tuple[str, str, str]]) -> None:
        """Remember (digest, pack, offset, size) and (path, facts, digest), all or nothing."""
        data = self._data
        data.execute("begin")
        data.executemany(
            "insert or ignore into content values (?, ?, ?, ?)",
            [(bytes.fromhex(digest), pack, offset, size) for digest, pack, offset, size in contents],
        )
        data.executemany(
            "insert or replace into seen values (?, ?, ?)",
            [(os.fsencode(path), facts, bytes.fromhex(digest)) for path, facts, digest in seen],
        )
        data.execute("commit")

    def forget(self, pack: str) -> None:
        """A pack is gone, and with it what lay in it."""
        self._data.execute("begin")
        self._data.execute("delete from seen where digest in (select digest from content where pack = ?)", (pack,))
        self._data.execute("delete from content where pack = ?", (pack,))
        self._data.execute("commit")

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()
