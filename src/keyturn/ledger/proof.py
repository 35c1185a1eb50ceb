"""A proof that stands alone: one leaf, the way from it to a root, and the signed checkpoint of that root.

The form is C2SP's tlog-proof: what it calls `extra` holds the leaf's own bytes here. Whoever has the log's key and a
witness's needs nothing else to check it.
"""

from __future__ import annotations

from keyturn.ledger import checkpoint as notes
from keyturn.ledger import merkle
from keyturn.ledger.canonical import leaf_hash
from keyturn.model.noun import Noun

HEAD = "c2sp.org/tlog-proof@v1"
LARGEST = 2_000_000


class Proof(Noun):
    """The leaf `data` stands at `index`; `hashes` lead from it to the root in `note`."""

    index: int
    data: bytes
    hashes: tuple[bytes, ...]
    note: str

    def whole(self) -> str:
        """The file's text."""
        lines = [HEAD, f"extra {notes.written(self.data)}", f"index {self.index}", *map(notes.written, self.hashes)]
        return "".join(f"{line}\n" for line in lines) + "\n" + self.note

    def leaf_hash(self) -> str:
        """Of the leaf, in hexadecimal."""
        return leaf_hash(self.data).hex()

    def holds(self) -> bool:
        """Whether the leaf is under the checkpoint's root. Says nothing about who signed that. Raises NoteError."""
        point = notes.checkpoint(notes.note(self.note).text)
        return merkle.verify_inclusion(leaf_hash(self.data), self.index, point.size, self.hashes, point.root)


def read(text: str) -> Proof:
    """Read a proof. Raises NoteError."""
    if len(text) > LARGEST:
        raise notes.NoteError(f"a proof has at most {LARGEST:,} characters")
    head, found, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not found or first != HEAD or len(lines) < 2 or len(lines) > 66:
        raise notes.NoteError("it is no proof of a leaf", f"one begins with {HEAD}")
    extra, index = lines[0].removeprefix("extra "), lines[1].removeprefix("index ")
    if extra == lines[0] or not (index.isascii() and index.isdigit()) or len(index) > 18 or index != str(int(index)):
        raise notes.NoteError("a proof has the leaf and its position")
    data, *hashes = map(notes.plain, (extra, *lines[2:]))
    if any(len(one) != merkle.WIDTH for one in hashes):
        raise notes.NoteError("a proof is made of hashes of 32 bytes")
    return Proof(int(index), data, tuple(hashes), note)
