"""A broker's own memory: what it began and how that ended, on its own disk, in no backup of the store.

One SQLite file for one process at a time. What is written here is on stable storage before the first byte of an
execution leaves, so that whatever the store says afterwards, the broker knows what it began.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyturn.broker.ports import Began
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLES = """
CREATE TABLE IF NOT EXISTS began (
  plan TEXT PRIMARY KEY, proposal TEXT NOT NULL, at INTEGER NOT NULL, epoch INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_MAKING = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_SET = "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_ONE = "SELECT plan, proposal, at, epoch, outcome, detail FROM began"


class BrokerJournal:
    """See ports.Journal."""

    def __init__(self, path: str, broker: str) -> None:
        """Open and lock it, and begin another epoch.

        Raises CouldNotJudge when another process has it, or when it is not this user's alone.
        """
        self.broker = broker
        self._lock = -1
        try:
            folder = os.path.dirname(path) or "."
            os.makedirs(folder, mode=0o700, exist_ok=True)
            self._own(folder, 0o077)
            os.close(os.open(path, _MAKING, 0o600))
            self._own(path, 0o077)
            self._locked(path + ".lock")
        except OSError as error:
            raise CouldNotJudge(f"the broker's journal cannot be opened: {error.strerror}") from error
        try:
            # the lock below makes it one thread at a time
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._thread = threading.RLock()
            for one in ("journal_mode = DELETE", "synchronous = EXTRA"):
                self._file.execute(f"PRAGMA {one}")
            self._file.executescript(_TABLES)
            self.epoch = self._begun()
        except (sqlite3.Error, ValueError) as error:
            self._let_go()
            raise CouldNotJudge(f"the broker's journal is damaged: {type(error).__name__}") from error
        except CouldNotJudge:
            self._file.close()
            self._let_go()
            raise

    def _begun(self) -> int:
        said = self.fact("broker")
        if said and said != self.broker:
            raise CouldNotJudge(f"this journal belongs to the broker {said!r}, not to {self.broker!r}")
        self.set_fact("broker", self.broker)
        epoch = int(self.fact("epoch") or 0) + 1
        self.set_fact("epoch", str(epoch))
        return epoch

    def _own(self, path: str, others: int) -> None:
        facts = os.lstat(path)
        if stat.S_ISLNK(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & others:
            raise CouldNotJudge(
                f"{path} is not the broker's alone", "It belongs to the broker's user, mode 0700 or 0600."
            )

    def _locked(self, path: str) -> None:
        import fcntl

        self._lock = os.open(path, _MAKING, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._let_go()
            raise CouldNotJudge("another broker is running on this journal") from None

    def _let_go(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def close(self) -> None:
        """End it; another process may take it then."""
        self._file.close()
        self._let_go()

    @contextmanager
    def _telling(self) -> Iterator[sqlite3.Connection]:
        with self._thread:
            try:
                yield self._file
            except sqlite3.Error as error:
                raise CouldNotJudge(f"the broker's journal cannot be used: {type(error).__name__}") from error

    def start(self, plan: str, proposal: str, at: int) -> bool:
        """See ports.Journal."""
        with self._telling() as file:
            done = file.execute(
                "INSERT INTO began (plan, proposal, at, epoch) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (plan, proposal, at, self.epoch),
            )
            return done.rowcount == 1

    def finish(self, plan: str, outcome: str, detail: str) -> None:
        """See ports.Journal."""
        with self._telling() as file:
            file.execute(
                "UPDATE began SET outcome = ?, detail = ? WHERE plan = ? AND outcome = ''", (outcome, detail, plan)
            )

    def began(self, plan: str) -> Began | None:
        """See ports.Journal."""
        with self._telling() as file:
            found = file.execute(f"{_ONE} WHERE plan = ?", (plan,)).fetchone()
        return Began(*found) if found is not None else None

    def unfinished(self) -> list[Began]:
        """See ports.Journal."""
        with self._telling() as file:
            return [Began(*one) for one in file.execute(f"{_ONE} WHERE outcome = '' ORDER BY at, plan")]

    def fact(self, name: str) -> str:
        """See ports.Journal."""
        with self._telling() as file:
            found = file.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found is not None else ""

    def set_fact(self, name: str, value: str) -> None:
        """See ports.Journal."""
        self.set_facts({name: value})

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """See ports.Journal."""
        with self._telling() as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                file.executemany(_SET, facts.items())
                file.execute("COMMIT")
            except BaseException:
                file.execute("ROLLBACK")
                raise
