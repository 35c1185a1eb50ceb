"""The record as a file: one final leaf per line, only ever appended to.

A line holds the very bytes that a ledger hashes later (canonical JSON, `ledger.canonical`), so the old record
can be imported unchanged. Written with one `write` under a lock, on stable storage before `append` returns,
readable by its owner alone. A line torn by a crash is closed, never repaired: it stays visible as a line that
is no leaf.
"""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Receipt, Record
from keyturn.model.masking import mask_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def masked(record: Record) -> Record:
    """The record without secrets, as it is written."""
    body = mask_value(dict(record.body))
    assert isinstance(body, dict)
    return Record(record.kind, record.at, tuple(body.items()))


class JsonLinesRecorder:
    """Appends to one file; makes it (0600) and its directory (0700) when they are not there."""

    def __init__(self, path: str, *, mode: int = 0o600) -> None:
        self.path = path
        self._mode = mode

    def append(self, record: Record) -> Receipt:
        """Write the record's leaf; return when it is on disk.

        Raises CouldNotJudge when the file cannot be written, CanonicalFormError when the record has no canonical form.
        """
        data = leaf(masked(record))
        try:
            position = self._write(data)
        except OSError as error:
            raise CouldNotJudge(
                f"the record {self.path} cannot be written: {error.strerror}", "make it writable, then try again"
            ) from error
        return Receipt(leaf_hash(data).hex(), position)

    def _write(self, data: bytes) -> int:
        import fcntl

        directory = os.path.dirname(self.path) or "."
        os.makedirs(directory, mode=0o700 if self._mode == 0o600 else 0o755, exist_ok=True)
        made = not os.path.lexists(self.path)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(self.path, flags, self._mode)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            line = (b"\n" if torn else b"") + data + b"\n"
            if os.write(handle, line) != len(line):
                raise OSError(28, "no space left for a whole line")
            os.fsync(handle)
        finally:
            os.close(handle)
        if made:
            folder = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return size + (1 if torn else 0)


def leaves(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(byte offset, leaf) of every line of a record; lines that are no leaf come too, judging them is the reader's."""
    at = 0
    for line in data.split(b"\n"):
        if line:
            yield at, line
        at += len(line) + 1
