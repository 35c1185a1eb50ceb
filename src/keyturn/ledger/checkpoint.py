"""What is signed about the log: checkpoints, the notes around them, and the keys' texts, all as C2SP writes them down.

A checkpoint (tlog-checkpoint) names the log, its size and its root. A note (signed-note) is a text with signature
lines below it. The log signs with Ed25519 (type 1), a witness cosigns (tlog-cosignature, type 4): the same text with
the time before it, so that a cosignature also says when. Nothing here knows a private key: a `Signer` does.
"""

from __future__ import annotations

from hashlib import sha256

from keyturn.errors import CouldNotJudge
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Signer(Protocol):
        """Signs with one private key."""

        @property
        def key(self) -> Key:
            """The public half, with its name."""

        def sign(self, message: bytes) -> bytes:
            """The plain Ed25519 signature of a message."""

    Verify = Callable[[bytes, bytes, bytes], bool]
    """(public key, message, signature) → whether that key made it. Ed25519."""

LOG = 1
"""Type of an Ed25519 key that signs notes."""
WITNESS = 4
"""Type of an Ed25519 key that cosigns, with a time."""
LARGEST = 100_000
"""Bytes of a note."""
MOST_SIGNATURES = 100
_DASH = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"


class NoteError(CouldNotJudge):
    """Text that is no note, checkpoint or key. Exit 3: nothing follows from it."""


class Checkpoint(Noun):
    """The log `origin` with `size` leaves under `root`. `extensions` are further lines, which mean nothing here."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed, with its last line end."""
        lines = (self.origin, str(self.size), written(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


class Key(Noun):
    """A public key with the name that stands before its signatures. `kind` is LOG or WITNESS."""

    name: str
    kind: int
    public: bytes

    def id(self) -> bytes:
        """Four bytes that say which key of that name it is."""
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    def text(self) -> str:
        """The verifier's form, as files and settings have it: `NAME+ID+BASE64`."""
        return f"{self.name}+{self.id().hex()}+{written(bytes((self.kind,)) + self.public)}"


class Line(Noun):
    """A signature line: whose, by which key's id, and the bytes."""

    name: str
    id: bytes
    blob: bytes

    def text(self) -> str:
        """As it stands below the text, with its line end."""
        return f"{_DASH}{self.name} {written(self.id + self.blob)}\n"


class Note(Noun):
    """A text and the signatures below it, of which none is believed yet."""

    text: str
    lines: tuple[Line, ...] = ()

    def whole(self) -> str:
        """The note as it is sent and kept."""
        return self.text + "\n" + "".join(line.text() for line in self.lines)

    def plus(self, *lines: Line) -> Note:
        """With further signatures; one that is there stays alone."""
        return Note(self.text, tuple(dict.fromkeys((*self.lines, *lines))))


def checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text. Raises NoteError."""
    if not text.endswith("\n"):
        raise NoteError("a checkpoint ends with a line end")
    origin, *rest = text[:-1].split("\n")
    if len(rest) < 2 or not origin or not all(rest):
        raise NoteError("a checkpoint has a log's name, a size and a root")
    size, root, *extensions = rest
    if not (size.isascii() and size.isdigit()) or (size[0] == "0" and size != "0") or len(size) > 18:
        raise NoteError(f"{size!r} is no size of a log")
    digest = plain(root)
    if len(digest) != 32:
        raise NoteError("a root has 32 bytes")
    return Checkpoint(origin, int(size), digest, tuple(extensions))


def note(data: bytes | str) -> Note:
    """A note, read strictly: one spelling, no control characters. Raises NoteError."""
    if len(data) > LARGEST:
        raise NoteError(f"a note has at most {LARGEST:,} bytes")
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise NoteError("a note is UTF-8") from error
    if any(one < " " and one != "\n" for one in text):
        raise NoteError("a note has no control characters")
    body, found, signatures = text.rpartition("\n\n" + _DASH)
    if not found or not text.endswith("\n"):
        raise NoteError("there are no signatures below the text")
    lines = [line(one) for one in (_DASH + signatures)[:-1].split("\n")]
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(body + "\n", tuple(lines))


def line(text: str) -> Line:
    """A signature line, without its line end. Raises NoteError."""
    if not text.startswith(_DASH):
        raise NoteError("a signature's line begins with a dash")
    name, space, blob = text[len(_DASH) :].partition(" ")
    data = plain(blob)
    if not space or not fit(name) or len(data) < 5:
        raise NoteError("a signature's line has a name and the signature")
    return Line(name, data[:4], data[4:])


def fit(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and "+" not in name and name.isprintable() and not any(one.isspace() for one in name)


def key(text: str) -> Key:
    """A key of its verifier's form. Raises NoteError, also when its id is another key's."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not fit(parts[0]):
        raise NoteError(
            f"{text.strip()[:80]!r} is no verifier's key", "NAME+ID+BASE64, as `keyturn ledger key` prints it"
        )
    data = plain(parts[2])
    if len(data) != 33 or data[0] not in (LOG, WITNESS):
        raise NoteError(f"the key of {parts[0]} is no Ed25519 key that counts here")
    found = Key(parts[0], data[0], data[1:])
    if parts[1] != found.id().hex():
        raise NoteError(f"the id of the key of {parts[0]} is not its own")
    return found


def private_text(public: Key, seed: bytes) -> str:
    """A private key's file: the signer's form. `seed` is its 32 bytes."""
    return f"{_PRIVATE}{public.name}+{public.id().hex()}+{written(bytes((public.kind,)) + seed)}\n"


def private(text: str) -> tuple[str, int, str, bytes]:
    """(name, kind, id in hexadecimal, seed) of a signer's form. Raises NoteError, which holds nothing of the text."""
    words = text.strip()
    parts = words[len(_PRIVATE) :].split("+", 2)
    if not words.startswith(_PRIVATE) or len(parts) != 3 or not fit(parts[0]):
        raise NoteError("there is no private key in it", "`keyturn ledger key` makes one")
    try:
        data = plain(parts[2])
    except NoteError:
        raise NoteError("there is no private key in it", "`keyturn ledger key` makes one") from None
    if len(data) != 33 or data[0] not in (LOG, WITNESS):
        raise NoteError(f"the private key of {parts[0]} is of no type that counts here")
    return parts[0], data[0], parts[1], data[1:]


def sign(text: str, signer: Signer) -> Line:
    """The log's signature under a note's text."""
    return Line(signer.key.name, signer.key.id(), signer.sign(text.encode()))


def cosign(text: str, signer: Signer, at: int) -> Line:
    """A witness's: it saw this checkpoint at `at`, and it follows from all that it saw before."""
    return Line(signer.key.name, signer.key.id(), at.to_bytes(8, "big") + signer.sign(_timed(text, at)))


def signed(found: Note, by: Key, verify: Verify) -> int | None:
    """When a key's owner signed a note: 0 for a signature without a time, None when there is none that holds.

    A line that names the key and does not verify makes the whole note worthless: raises NoteError.
    """
    newest: int | None = None
    for one in found.lines:
        if one.name != by.name or one.id != by.id():
            continue
        if by.kind == LOG:
            at, message, signature = 0, found.text.encode(), one.blob
        else:
            at = int.from_bytes(one.blob[:8], "big")
            message, signature = _timed(found.text, at), one.blob[8:]
        if at >> 63 or len(signature) != 64 or not verify(by.public, message, signature):
            raise NoteError(f"a signature of {by.name} is forged or damaged")
        newest = at if newest is None else max(newest, at)
    return newest


def _timed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def written(data: bytes) -> str:
    """Bytes as base64."""
    from binascii import b2a_base64

    return b2a_base64(data, newline=False).decode()


def plain(text: str) -> bytes:
    """Bytes of base64 as it is written in exactly one way. Raises NoteError."""
    from binascii import Error, a2b_base64

    try:
        data = a2b_base64(text)
    except (Error, ValueError):
        raise NoteError("a part of it is not base64") from None
    if written(data) != text:
        raise NoteError("a part of it is not base64 as it is written")
    return data
