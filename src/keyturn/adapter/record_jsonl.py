"""The record as a file: one final leaf per line, only ever appended to.

A line holds the very bytes that a ledger hashes later (canonical JSON, `ledger.canonical`), so the old record
can be imported unchanged. Written with one `write` under a lock, on stable storage before `append` returns,
readable by its owner alone. A line torn by a crash is closed, never repaired: it stays visible as a line that
is no leaf.

A record that is to be rotated is set aside under the next number once it is long enough: `record.jsonl.1` is the
oldest. The new file begins with the digest of the one before, so that a file that was changed or taken away later is
noticed. Nothing is ever removed but by an organisation's own word on how many files it keeps.
"""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Receipt, Record
from keyturn.model.masking import mask_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROTATE = 8_388_608
"""Bytes after which a record is set aside."""
ROTATED = "record.rotated"
"""Kind of the first leaf of every file but the first."""


def masked(record: Record) -> Record:
    """The record without secrets, as it is written."""
    body = mask_value(dict(record.body))
    assert isinstance(body, dict)
    return Record(record.kind, record.at, tuple(body.items()))


class JsonLinesRecorder:
    """Appends to one file; makes it (0600) and its directory (0700) when they are not there.

    `rotate` is the size in bytes after which the file is set aside, 0 for never. `keep` says how many such files stay,
    0 for all; it is asked only when one was set aside.
    """

    def __init__(self, path: str, *, mode: int = 0o600, rotate: int = 0, keep: Callable[[], int] | None = None) -> None:
        self.path = path
        self._mode = mode
        self._rotate = rotate
        self._keep = keep

    def append(self, record: Record) -> Receipt:
        """Write the record's leaf; return when it is on disk.

        Raises CouldNotJudge when the file cannot be written, CanonicalFormError when the record has no canonical form.
        """
        data = leaf(masked(record))
        try:
            position = append_line(
                self.path, data, mode=self._mode, rotate=self._rotate, at=record.at, rotated=self._pruned
            )
        except OSError as error:
            raise CouldNotJudge(
                f"the record {self.path} cannot be written: {error.strerror}", "make it writable, then try again"
            ) from error
        return Receipt(leaf_hash(data).hex(), position)

    def _pruned(self) -> None:
        kept = self._keep() if self._keep is not None else 0
        if kept <= 0:
            return
        for _number, path in set_aside(self.path)[:-kept]:
            os.unlink(path)


def append_line(
    path: str,
    data: bytes,
    *,
    mode: int = 0o600,
    rotate: int = 0,
    at: str = "",
    rotated: Callable[[], None] | None = None,
) -> int:
    """Append one line and return where it begins, once it is on disk. Raises OSError.

    A file longer than `rotate` (0: never) is set aside first; `rotated` is called after that, and may fail.
    """
    import fcntl

    directory = os.path.dirname(path) or "."
    os.makedirs(directory, mode=0o700 if mode == 0o600 else 0o755, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    turned = False
    while True:
        made = not os.path.lexists(path)
        handle = os.open(path, flags, mode)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            facts = os.fstat(handle)
            if not _is_at(path, facts):
                continue  # set aside while we waited for the lock
            # once for a line: a new file that only names the old one may be longer than a small limit already
            if rotate and not turned and facts.st_size >= rotate and _rotated(path, handle, facts, mode, at):
                turned = True
                if rotated is not None:
                    try:  # noqa: SIM105 - contextlib would cost start-up
                        rotated()
                    except Exception:  # noqa: BLE001, S110 - what stays too long is no reason to lose a line
                        pass
                continue
            size = facts.st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            line = (b"\n" if torn else b"") + data + b"\n"
            if os.write(handle, line) != len(line):
                raise OSError(28, "no space left for a whole line")
            os.fsync(handle)
        finally:
            os.close(handle)
        if made:
            _on_disk(directory)
        return size + (1 if torn else 0)


def _is_at(path: str, facts: os.stat_result) -> bool:
    try:
        now = os.stat(path, follow_symlinks=False)
    except OSError:
        return False
    return (now.st_ino, now.st_dev) == (facts.st_ino, facts.st_dev)


def _on_disk(directory: str) -> None:
    folder = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _rotated(path: str, handle: int, facts: os.stat_result, mode: int, at: str) -> bool:
    """Set the file aside under its lock; whether it was. At every moment every line stands in some file.

    The old file gets its second name before the new one takes its first, so a crash in between loses nothing: the next
    writer finds both names on one file and goes on from there.
    """
    from hashlib import sha256

    older = set_aside(path)
    number = older[-1][0] + 1 if older else 1
    if older and _is_at(older[-1][1], facts):
        number = older[-1][0]
    aside = f"{path}.{number}"
    digest = sha256()
    place = 0
    while piece := os.pread(handle, 1 << 20, place):
        digest.update(piece)
        place += len(piece)
    body = (("file", os.path.basename(aside)), ("size", place), ("sha256", digest.hexdigest()))
    first = leaf(Record(ROTATED, at, body)) + b"\n"
    fresh = f"{path}.new-{os.getpid()}"
    try:
        new = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        try:
            if os.write(new, first) != len(first):
                return False
            os.fsync(new)
        finally:
            os.close(new)
        if not _is_at(aside, facts):
            os.link(path, aside, follow_symlinks=False)
        os.rename(fresh, path)
        _on_disk(os.path.dirname(path) or ".")
    except OSError:
        # a file system without second names, or a full one: the record goes on in the file that it has
        return False
    return True


def set_aside(path: str) -> list[tuple[int, str]]:
    """(number, path) of every file that a record was continued from, oldest first."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return []
    start = name + "."
    numbers = [one[len(start) :] for one in names if one.startswith(start)]
    found = sorted(int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 12)
    return [(one, f"{path}.{one}") for one in found]


def leaves(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(byte offset, leaf) of every line of a record; lines that are no leaf come too, judging them is the reader's."""
    at = 0
    for line in data.split(b"\n"):
        if line:
            yield at, line
        at += len(line) + 1
