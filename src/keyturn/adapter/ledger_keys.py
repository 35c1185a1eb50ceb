"""Ed25519 keys of logs and witnesses: files that their owner alone reads, and the mathematics."""

from __future__ import annotations

import os
import secrets
import stat as modes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.ledger import checkpoint
from keyturn.ledger.checkpoint import Key

_LONGEST = 4_096


class PrivateKey:
    """A private key in memory. Its repr shows its name alone."""

    def __init__(self, name: str, kind: int, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._key = Key(name, kind, public)

    @property
    def key(self) -> Key:
        """The public half."""
        return self._key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature of a message."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"PrivateKey({self._key.name})"


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key made the signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def make(path: str, name: str, kind: int) -> Key:
    """A new key in a new file (0600). Raises UsageError for a name that no key may have, or a file that is there."""
    if not checkpoint.fit(name):
        raise UsageError(
            f"{name!r} cannot be a key's name", "a name without spaces and +, such as log.example.com/ledger"
        )
    seed = secrets.token_bytes(32)
    made = PrivateKey(name, kind, seed)
    os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise UsageError(f"{path} is there already", "a key is never replaced in place: name another file") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(checkpoint.private_text(made.key, seed))
        file.flush()
        os.fsync(file.fileno())
    return made.key


def load(path: str, kind: int) -> PrivateKey:
    """A key of this kind from its file.

    Raises CouldNotJudge when it is not ours alone: somebody else who reads it could sign in our name.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise CouldNotJudge(
            f"the key {path} cannot be read: {error.strerror}", "`keyturn ledger key` makes one"
        ) from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not modes.S_ISREG(facts.st_mode):
            raise CouldNotJudge(f"the key {path} is no file")
        if facts.st_uid != os.geteuid():
            raise CouldNotJudge(f"the key {path} belongs to user {facts.st_uid}, who can sign with it", "chown it")
        if facts.st_mode & 0o077:
            raise CouldNotJudge(f"the key {path} can be read by others, who could sign with it", f"chmod 600 {path}")
        data = file.read(_LONGEST)
    try:
        name, found, own_id, seed = checkpoint.private(data.decode("utf-8", "replace"))
    except checkpoint.NoteError as error:
        raise CouldNotJudge(f"{path}: {error.what}", error.fix) from error
    if found != kind:
        is_for = "a witness" if found == checkpoint.WITNESS else "a log"
        raise CouldNotJudge(f"the key {path} is {is_for}'s", "`keyturn ledger key --witness` makes a witness's")
    made = PrivateKey(name, kind, seed)
    if made.key.id().hex() != own_id:
        raise CouldNotJudge(f"{path}: its name and its key do not belong together", "it was changed")
    return made


def load_any(path: str) -> PrivateKey:
    """A key of either kind."""
    try:
        return load(path, checkpoint.LOG)
    except CouldNotJudge as error:
        if not error.what.endswith("a witness's"):
            raise
        return load(path, checkpoint.WITNESS)
