"""A witness, as C2SP's tlog-witness describes one: it cosigns a checkpoint only if it follows from the last it signed.

It knows the keys of the logs that it watches, and of each log the last checkpoint that it signed. A smaller log,
another root of the same size, or one that does not begin with what it saw is refused, and what it has is told. It needs
no leaf: 32 bytes a step of the proof are all that it reads of a log.
"""

from __future__ import annotations

from keyturn.ledger import checkpoint as notes
from keyturn.ledger import merkle
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from keyturn.ledger.checkpoint import Checkpoint, Key, Signer, Verify

    class Memory(Protocol):
        """What a witness signed last, by log. One process at a time."""

        def last(self, origin: str) -> str:
            """The last note that was cosigned for a log, "" for none. Raises CouldNotJudge when it cannot be told."""

        def keep(self, origin: str, note: str) -> None:
            """Keep a note in its place; return when it is on stable storage. Raises CouldNotJudge."""


LARGEST = 64_000
"""Bytes of a request."""
LONGEST = 63
"""Hashes of a proof."""
SIZE_TYPE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"


class Answer(Noun):
    """An answer as HTTP has it: 200 with the cosignature's line, 409 with the size that the witness has, or why not."""

    status: int
    body: str
    type: str = TEXT


class Request(Noun):
    """The size that the asker believes was signed last, the proof from there, and the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def whole(self) -> str:
        """As it is sent."""
        lines = [f"old {self.old}", *map(notes.written, self.proof)]
        return "".join(f"{line}\n" for line in lines) + "\n" + self.note


def request(data: bytes) -> Request:
    """Read a request. Raises NoteError."""
    if len(data) > LARGEST:
        raise notes.NoteError(f"a request has at most {LARGEST:,} bytes")
    try:
        head, found, rest = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise notes.NoteError("a request is UTF-8") from error
    first, *lines = head.split("\n")
    old = first.removeprefix("old ")
    if not found or first == old or not (old.isascii() and old.isdigit()) or len(old) > 18 or old != str(int(old)):
        raise notes.NoteError("a request begins with the old size, then the proof, an empty line and the checkpoint")
    if len(lines) > LONGEST:
        raise notes.NoteError(f"a proof has at most {LONGEST} hashes")
    proof = tuple(map(notes.plain, lines))
    if any(len(one) != merkle.WIDTH for one in proof):
        raise notes.NoteError("the proof is made of hashes of 32 bytes")
    return Request(int(old), proof, rest)


class Witness:
    """Cosigns for the logs whose keys it was given. `signer` is its own key."""

    def __init__(self, signer: Signer, logs: tuple[Key, ...], memory: Memory, verify: Verify) -> None:
        self._signer = signer
        self._logs = logs
        self._memory = memory
        self._verify = verify

    @property
    def name(self) -> str:
        """Its own."""
        return self._signer.key.name

    @property
    def origins(self) -> tuple[str, ...]:
        """The logs that it watches."""
        return tuple(dict.fromkeys(one.name for one in self._logs))

    def add_checkpoint(self, data: bytes, now: int) -> Answer:
        """Answer one request of POST /add-checkpoint. Raises CouldNotJudge when the memory fails: nothing is signed."""
        try:
            asked = request(data)
            note = notes.note(asked.note)
            new = notes.checkpoint(note.text)
        except notes.NoteError as error:
            return Answer(400, error.what + "\n")
        logs = [one for one in self._logs if one.name == new.origin]
        if not logs:
            return Answer(404, "this log is not watched here\n")
        try:
            trusted = any(notes.signed(note, one, self._verify) is not None for one in logs)
        except notes.NoteError:
            trusted = False
        if not trusted:
            return Answer(403, "no key of this log that is known here signed this\n")
        if asked.old > new.size:
            return Answer(400, "the old size is larger than the checkpoint's\n")
        last = self.last(new.origin)
        size, root = (last.size, last.root) if last is not None else (0, merkle.EMPTY)
        if asked.old != size or (size == new.size and root != new.root):
            return Answer(409, f"{size}\n", SIZE_TYPE)
        if not merkle.verify_consistency(size, new.size, root, new.root, asked.proof):
            return Answer(422, "this log does not begin with what was signed before\n")
        line = notes.cosign(note.text, self._signer, now)
        known = tuple(one for one in note.lines if any((one.name, one.id) == (log.name, log.id()) for log in logs))
        self._memory.keep(new.origin, notes.Note(note.text, (*dict.fromkeys(known), line)).whole())
        return Answer(200, line.text())

    def last(self, origin: str) -> Checkpoint | None:
        """The last checkpoint that was signed for a log. Raises CouldNotJudge when what is kept is no such thing."""
        kept = self._memory.last(origin)
        if not kept:
            return None
        note = notes.note(kept)
        if notes.signed(note, self._signer.key, self._verify) is None:
            raise notes.NoteError("what was kept of this log is not signed by this witness", "was its key replaced?")
        return notes.checkpoint(note.text)

    def last_note(self, origin: str) -> Answer:
        """Answer GET /checkpoint: the last note with the cosignature. Not of C2SP; for those who verify a log."""
        if not any(one.name == origin for one in self._logs):
            return Answer(404, "this log is not watched here\n")
        return Answer(200, self._memory.last(origin)) if self.last(origin) is not None else Answer(404, "nothing yet\n")
