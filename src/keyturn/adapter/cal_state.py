"""What CAL scripts left to be looked at later: watches, perches, listens, wakes and dated surfaces, in one file.

JSON with a version, readable by its owner alone, written whole or not at all, under a lock that a tick holds as long as
it works: two ticks at once would deliver twice. Beside every record stands what is needed to look again: where the
script lay, its data and the ways of its alerts. Addresses of chats and hooks are not kept; the files that hold them
are named.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from keyturn.adapter.config_files import read as read_file
from keyturn.cal.ports import Watching
from keyturn.errors import CouldNotJudge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

VERSION = 1
LARGEST = 1 << 26
PATIENCE = 20.0
"""Seconds that a run waits for a tick to end."""
_ONCE = ("wake", "perch", "surface")


@dataclass(frozen=True)
class Kept:
    """A record and its surroundings: the script's path, its `--data`, its `--alert`, all absolute."""

    record: Watching
    script: str
    data: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    place: str = "/"

    @property
    def key(self) -> tuple[str, str]:
        """What tells two records apart."""
        return self.script, self.record.id

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            **self.record.document(),
            "script": self.script,
            "data": list(self.data),
            "alerts": list(self.alerts),
            "place": self.place,
        }


@dataclass
class Collected:
    """The store that a run is given: it remembers, and whoever runs it writes to the file afterwards."""

    records: list[Watching] = field(default_factory=list)

    def keep(self, record: Watching) -> None:
        """Remember one record."""
        self.records.append(record)


class StateFile:
    """The file. Use `held` for every look at it."""

    def __init__(self, path: str, *, patience: float = PATIENCE, pace: Callable[[], float] = time.monotonic) -> None:
        self.path = os.path.abspath(path)
        self._patience = patience
        self._pace = pace
        self.kept: list[Kept] = []

    @contextmanager
    def held(self) -> Iterator[StateFile]:
        """Under the lock, with `kept` read anew. Raises CouldNotJudge when it is held elsewhere or cannot be read."""
        directory = os.path.dirname(self.path)
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
            handle = os.open(self.path + ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise CouldNotJudge(
                f"the state {self.path} cannot be kept: {error.strerror}", "name another place: --state FILE"
            ) from error
        try:
            self._lock(handle)
            self.kept = self._read()
            yield self
        finally:
            os.close(handle)

    def _lock(self, handle: int) -> None:
        import fcntl

        until = self._pace() + self._patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._pace() >= until:
                    raise CouldNotJudge(
                        f"another run or tick holds {self.path}", "wait for it to end, then try again"
                    ) from None
                time.sleep(0.02)
            else:
                return

    def _read(self) -> list[Kept]:
        found = read_file(self.path, LARGEST)
        if found is None:
            return []
        if found.data is None or len(found.data) > LARGEST:
            raise CouldNotJudge(f"the state {self.path} cannot be read: {found.why or 'it is too large'}")
        try:
            body = json.loads(found.data)
            version = body["version"]
            if version != VERSION:
                raise CouldNotJudge(
                    f"the state {self.path} is of version {version}, this Keyturn knows {VERSION}",
                    "use the Keyturn that wrote it, or name another: --state FILE",
                )
            return [_kept(one) for one in body["records"]]
        except (ValueError, KeyError, TypeError) as error:
            raise CouldNotJudge(
                f"the state {self.path} is damaged ({type(error).__name__}: {error})",
                "nothing was looked at; mend it, or move it away and run the scripts again",
            ) from error

    def add(self, fresh: Sequence[Kept]) -> int:
        """Keep what is not there yet, by script and id (which stands for the statement); returns how many that were.

        What is there already keeps its history and takes over the new surroundings. A wake, a perch or a dated surface
        that has fired or ended begins anew when its script is run again; a watch is ready again by itself.
        """
        known = {one.key: number for number, one in enumerate(self.kept)}
        added = 0
        for one in fresh:
            number = known.get(one.key)
            if number is None:
                known[one.key] = len(self.kept)
                self.kept.append(one)
                added += 1
                continue
            before = self.kept[number].record
            if before.status != "active" and before.kind in _ONCE:
                self.kept[number] = one
                added += 1
            else:
                self.kept[number] = replace(one, record=before)
        return added

    def put(self, old: Kept, record: Watching) -> None:
        """Take over what a look changed in a record."""
        self.kept = [replace(one, record=record) if one.key == old.key else one for one in self.kept]

    def forget(self, identity: str) -> int:
        """Drop the records of an id; returns how many there were."""
        before = len(self.kept)
        self.kept = [one for one in self.kept if one.record.id != identity]
        return before - len(self.kept)

    def save(self) -> None:
        """Write the file. Raises CouldNotJudge."""
        body = {"version": VERSION, "records": [one.document() for one in self.kept]}
        data = json.dumps(body, indent=1, ensure_ascii=True).encode() + b"\n"
        try:
            _put(os.path.realpath(self.path), data)
        except OSError as error:
            raise CouldNotJudge(f"the state {self.path} cannot be written: {error.strerror}") from error


def _put(path: str, data: bytes) -> None:
    """The whole file or the old one; 0600 from its first byte, on stable storage before its name is."""
    part = f"{path}.{os.urandom(6).hex()}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _kept(body: Any) -> Kept:
    texts = [body["script"], body["place"], *body["data"], *body["alerts"]]
    if not all(isinstance(one, str) for one in texts):
        raise TypeError("script, place, data and alerts are texts")
    return Kept(Watching.read(body), body["script"], tuple(body["data"]), tuple(body["alerts"]), body["place"])
