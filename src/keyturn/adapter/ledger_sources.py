"""Records in files, taken into the ledger: each whole line once, its bytes unchanged.

For every file of a record the ledger knows how many bytes of it were taken in, and their sha-256. A file that is
shorter than that, or holds other bytes there, or is gone before all of it was taken in, was tampered with or damaged;
that itself becomes a leaf (`ledger.source-damaged`), and what the ledger took in before stays in it.

What was changed in a file before it was taken in leaves no trace here: a user's own record is worth what the user is
until then, so it is taken in often. Whose file a leaf came from is a leaf, too (`ledger.collected`), and a file cannot
speak for the broker or the ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat as modes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from keyturn.adapter.ledger_sql import Source, read_leaf
from keyturn.adapter.record_jsonl import ROTATED, set_aside
from keyturn.errors import CanonicalFormError, CouldNotJudge
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from keyturn.adapter.ledger_sql import SqlLedger

DAMAGED = "ledger.source-damaged"
SIGNED = "ledger.signed"
"""A leaf that came with a person's signature: both, as text."""
COLLECTED = "ledger.collected"
"""From which file, and whose, the leaves `first` to `last` came."""
_OTHERS = ("broker.", "ledger.")
"""Kinds that are written into the ledger by their makers alone."""
_LONGEST = 900_000
"""Bytes of a line that can be a leaf, with room for the leaf that it becomes when it is a signed one."""
_PIECE = 1 << 20
_AT_ONCE = 500


@dataclass(slots=True)
class Taken:
    """What became of a record: leaves that were taken in, and what was wrong, in words."""

    path: str
    leaves: int = 0
    damage: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """One file of a record. `follows` are number, size and sha-256 of the file before it, as this one says."""

    number: int
    name: str
    handle: BinaryIO
    follows: tuple[int, int, str] | None = None


class Collector:
    """Takes records into a ledger, inside the caller's transaction. `at` is the time now, as leaves have it."""

    def __init__(self, ledger: SqlLedger, connection: Connection, at: str) -> None:
        self._ledger = ledger
        self._connection = connection
        self._at = at

    def collect(self, path: str) -> Taken:
        """Take in what is new in a record: the file at `path`, and those that were set aside from it.

        Raises CouldNotJudge when a file cannot be read.
        """
        taken = Taken(path)
        files = _files(path)
        try:
            known = self._ledger.sources(self._connection, path)
            for one in files:
                self._before(taken, one, files, known)
                self._file(taken, one, known)
            for number in sorted(set(known) - {one.number for one in files}):
                if not known[number].whole:
                    self._damaged(taken, f"{os.path.basename(path)}, number {number}", "file is gone", known[number], 0)
                    self._keep(taken, number, known, known[number]._replace(whole=True))
        finally:
            for one in files:
                one.handle.close()
        return taken

    def _before(self, taken: Taken, one: _File, files: list[_File], known: dict[int, Source]) -> None:
        """Whether all of the file before was taken in, as this one says how long it was when it was set aside."""
        if one.follows is None or not known:
            return
        number, size, sha256 = one.follows
        source = known.get(number)
        if source is not None and (source.size, source.sha256) == (size, sha256):
            if not source.whole:
                self._keep(taken, number, known, source._replace(whole=True))
        elif number not in {other.number for other in files} and not (source is not None and source.whole):
            name = f"{os.path.basename(taken.path)}, number {number}"
            self._damaged(taken, name, "file was removed before all of it was taken in", Source(size, sha256), 0)
            self._keep(taken, number, known, Source(size, sha256, whole=True))

    def _keep(self, taken: Taken, number: int, known: dict[int, Source], source: Source) -> None:
        self._ledger.set_source(self._connection, taken.path, number, source)
        known[number] = source

    def _file(self, taken: Taken, one: _File, known: dict[int, Source]) -> None:
        before = known.get(one.number)
        start = before.size if before else 0
        size = os.fstat(one.handle.fileno()).st_size
        digest = hashlib.sha256()
        fresh_only = False
        if before:
            _hashed(one.handle, start, digest)
            if size < start or digest.hexdigest() != before.sha256:
                what = "file was cut" if size < start else "file was rewritten"
                self._damaged(taken, one.name, what, before, size)
                digest = hashlib.sha256()
                start, fresh_only = 0, True
        end = start
        waiting: list[bytes] = []
        first, _root = self._ledger.size_and_root(self._connection)
        leaves = taken.leaves
        one.handle.seek(start)
        for line, length in _lines(one.handle, digest):
            found = self._leaf(taken, one.name, end, line)
            end += length
            if found is not None:
                waiting.append(found)
            if len(waiting) >= _AT_ONCE:
                self._append(taken, waiting, fresh_only=fresh_only)
                waiting = []
        self._append(taken, waiting, fresh_only=fresh_only)
        if taken.leaves > leaves:
            last = self._ledger.size_and_root(self._connection)[0] - 1
            owner = os.fstat(one.handle.fileno()).st_uid
            body = (("path", taken.path), ("file", one.name), ("owner", owner), ("first", first), ("last", last))
            self._ledger.append(self._connection, leaf(Record(COLLECTED, self._at, body)))
        now = Source(end, digest.hexdigest(), before is not None and before.whole)
        if now != before:
            self._keep(taken, one.number, known, now)

    def _append(self, taken: Taken, leaves: list[bytes], *, fresh_only: bool) -> None:
        if fresh_only:
            # what was there before the file was changed is in the ledger already
            known = self._ledger.known(self._connection, map(leaf_hash, leaves))
            leaves = [one for one in leaves if leaf_hash(one) not in known]
        self._ledger.append_all(self._connection, leaves)
        taken.leaves += len(leaves)

    def _leaf(self, taken: Taken, name: str, offset: int, line: bytes) -> bytes | None:
        data = line.rstrip(b"\n")
        if not data:
            return None
        try:
            found = _signed(data) if data.startswith(b'{"leaf"') else data
            kind, _at = read_leaf(data if found is data else str(json.loads(data)["leaf"]).encode())
        except CanonicalFormError:
            what = f"line at byte {offset} is no leaf"
        else:
            if not kind.startswith(_OTHERS):
                return found
            what = f"line at byte {offset} speaks for {kind.partition('.')[0]}, which writes no file"
        source = Source(len(data), hashlib.sha256(data).hexdigest())
        self._damaged(taken, name, what, source, len(data))
        return None

    def _damaged(self, taken: Taken, name: str, what: str, before: Source, size: int) -> None:
        body = (
            ("path", taken.path),
            ("file", name),
            ("what", what),
            ("size", before.size),
            ("sha256", before.sha256),
            ("size_now", size),
        )
        self._ledger.append(self._connection, leaf(Record(DAMAGED, self._at, body)))
        taken.damage.append(f"{name}: {what}")


def _signed(data: bytes) -> bytes:
    """The leaf that keeps a signed leaf and its signature together. Raises CanonicalFormError."""
    try:
        found = json.loads(data)
        inner, signature = str(found["leaf"]), str(found["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CanonicalFormError("it is no signed leaf") from error
    _kind, at = read_leaf(inner.encode())
    return leaf(Record(SIGNED, at, (("leaf", inner), ("signature", signature))))


def _files(path: str) -> list[_File]:
    """The files of a record, oldest first, with their numbers: the one in use has the number that it will get."""
    newest = _opened(path)  # first, so that what is set aside meanwhile is met under one name or the other
    found: list[_File] = []
    seen = {_inode(newest)} if newest is not None else set()
    for number, name in set_aside(path):
        handle = _opened(name)
        if handle is None:
            continue
        if _inode(handle) in seen:
            handle.close()
            continue
        found.append(_File(number, os.path.basename(name), handle, _follows(handle)))
    if newest is not None:
        follows = _follows(newest)
        last = max((one.number for one in found), default=0)
        found.append(_File(max(last, follows[0] if follows else 0) + 1, os.path.basename(path), newest, follows))
    return found


def _opened(path: str) -> BinaryIO | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}", "who may read it?") from error
    if not modes.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise CouldNotJudge(f"{path} is no file")
    return os.fdopen(handle, "rb")


def _inode(handle: BinaryIO) -> tuple[int, int]:
    facts = os.fstat(handle.fileno())
    return facts.st_dev, facts.st_ino


def _follows(handle: BinaryIO) -> tuple[int, int, str] | None:
    """(number, size, sha-256) of the file before, as the first leaf says."""
    handle.seek(0)
    line = handle.readline(_LONGEST)
    try:
        found = json.loads(line)
        if found["kind"] != ROTATED:
            return None
        body = found["body"]
        return int(str(body["file"]).rpartition(".")[2]), int(body["size"]), str(body["sha256"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _hashed(handle: BinaryIO, size: int, digest: hashlib._Hash) -> None:
    handle.seek(0)
    _update(handle, size, digest)


def _lines(handle: BinaryIO, digest: hashlib._Hash) -> Iterator[tuple[bytes, int]]:
    """(line, its length) of whole lines, which go into the digest; one that has no end yet is left for the next time.

    A line that is too long for a leaf comes as its beginning.
    """
    while first := handle.readline(_LONGEST):
        length = len(first)
        piece = first
        while not piece.endswith(b"\n"):
            piece = handle.readline(_PIECE)
            if not piece:
                return
            length += len(piece)
        digest.update(first)
        if length > len(first):
            handle.seek(len(first) - length, os.SEEK_CUR)
            _update(handle, length - len(first), digest)
        yield first, length


def _update(handle: BinaryIO, size: int, digest: hashlib._Hash) -> None:
    while size > 0 and (piece := handle.read(min(size, _PIECE))):
        digest.update(piece)
        size -= len(piece)
