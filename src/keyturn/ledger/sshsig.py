"""SSH signatures as bytes: what `ssh-keygen -Y sign` writes, and what a hardware key says of the person in it.

Shapes are OpenSSH's own: PROTOCOL.sshsig for the envelope, PROTOCOL.u2f for keys that live in an authenticator ("sk").
`ssh-keygen -Y verify` checks the mathematics and accepts an sk signature whose flags say that nobody touched anything,
so whoever wants a person reads the flags here. Nothing here checks a signature: that is an adapter's work.
"""

from __future__ import annotations

from keyturn.errors import KeyturnError
from keyturn.model.noun import Noun

PRESENT = 0x01
"""Somebody touched the authenticator."""
VERIFIED = 0x04
"""The authenticator made sure who: a PIN or a fingerprint."""

SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
HARDWARE = (SK_ED25519, SK_ECDSA)
PLAIN = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
HASHES = ("sha256", "sha512")

_MAGIC = b"SSHSIG"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_LONGEST = 16_384


class SignatureError(KeyturnError):
    """Bytes that are no SSH key or signature of a known shape. Exit 1: whatever waits for a signature stays held."""

    exit_code = 1


class PublicKey(Noun):
    """One public key: its type, its blob as the wire has it, and for an sk key the application it is bound to."""

    kind: str
    blob: bytes
    application: str = ""

    @property
    def hardware(self) -> bool:
        """Whether its private half lives in an authenticator, as the key itself says."""
        return self.kind in HARDWARE

    def fingerprint(self) -> str:
        """Its SHA-256 as ssh-keygen prints it."""
        from binascii import b2a_base64
        from hashlib import sha256

        return "SHA256:" + b2a_base64(sha256(self.blob).digest(), newline=False).decode().rstrip("=")

    def line(self) -> str:
        """`TYPE BASE64`, as files of public keys have it."""
        from binascii import b2a_base64

        return f"{self.kind} {b2a_base64(self.blob, newline=False).decode()}"


class Signature(Noun):
    """A signature envelope, read whole. `flags` and `counter` are an authenticator's, 0 for a plain key."""

    key: PublicKey
    namespace: str
    hash_name: str
    blob: bytes
    flags: int = 0
    counter: int = 0

    def armoured(self) -> bytes:
        """The envelope as text, made anew from the very bytes that were read here."""
        from binascii import b2a_base64

        text = b2a_base64(self.blob, newline=False)
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return b"\n".join((_BEGIN, *lines, _END, b""))

    def no_person(self) -> str:
        """Why it proves no human, "" when an authenticator says that one was there and which."""
        if not self.key.hardware:
            return f"a {self.key.kind} key lies in a file or an agent, and whatever runs as the person can use it"
        if not self.flags & PRESENT:
            return "the key was not touched"
        if not self.flags & VERIFIED:
            return "the key was touched, and did not ask for its PIN or a fingerprint"
        return ""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise SignatureError("the signature or key ends too soon")
        self._at += count
        return piece

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def name(self) -> str:
        try:
            found = self.string().decode("ascii")
        except UnicodeDecodeError:
            raise SignatureError("a name in the signature or key is not plain text") from None
        if not found.isprintable():
            raise SignatureError("a name in the signature or key is not plain text")
        return found

    def end(self) -> None:
        if self._at != len(self._data):
            raise SignatureError("something stands behind the end of the signature or key")


def string(data: bytes) -> bytes:
    """A string on the wire: its length in four bytes, then itself."""
    return len(data).to_bytes(4, "big") + data


def public_key(blob: bytes) -> PublicKey:
    """A key's blob. Raises SignatureError for a type that is not known, or a blob that is not whole."""
    reader = _Reader(blob)
    kind = reader.name()
    if kind in PLAIN:
        return PublicKey(kind, blob)
    if kind not in HARDWARE:
        raise SignatureError(f"{kind!r} is no type of key that counts here")
    if kind == SK_ECDSA and reader.string() != b"nistp256":
        raise SignatureError("the key's curve is not the one that its type names")
    point = reader.string()
    if len(point) != (32 if kind == SK_ED25519 else 65):
        raise SignatureError("the key is not as long as its type asks for")
    application = reader.name()
    reader.end()
    return PublicKey(kind, blob, application)


def public_key_line(text: str) -> PublicKey:
    """`TYPE BASE64 [COMMENT]`, a .pub file's line. Raises SignatureError."""
    words = text.split(None, 2)
    if len(words) < 2:
        raise SignatureError("there is no public key in it")
    key = public_key(_plain(words[1].encode("utf-8", "replace")))
    if key.kind != words[0]:
        raise SignatureError(f"it says {words[0]!r} and holds a key of type {key.kind!r}")
    return key


def read(data: bytes) -> Signature:
    """A signature as `ssh-keygen -Y sign` writes it. Raises SignatureError."""
    if len(data) > _LONGEST:
        raise SignatureError("it is larger than a signature is")
    text = data.strip().replace(b"\r\n", b"\n")
    if not text.startswith(_BEGIN + b"\n") or not text.endswith(b"\n" + _END):
        raise SignatureError("it is no SSH signature")
    blob = _plain(text[len(_BEGIN) : -len(_END)].replace(b"\n", b""))
    reader = _Reader(blob)
    if reader.take(len(_MAGIC)) != _MAGIC or reader.number() != 1:
        raise SignatureError("it is no SSH signature of version 1")
    key = public_key(reader.string())
    namespace = reader.name()
    if reader.string():
        raise SignatureError("it uses a field that is reserved")
    hash_name = reader.name()
    if hash_name not in HASHES or not namespace:
        raise SignatureError("its hash or its namespace is none that counts here")
    inner = _Reader(reader.string())
    reader.end()
    kind = inner.name()
    if not key.hardware:
        return Signature(key, namespace, hash_name, blob)
    if kind != key.kind:
        # a browser's signature wraps other bytes, among them a page's address
        raise SignatureError(f"a key of type {key.kind} cannot have made a signature of type {kind}")
    inner.string()
    flags = inner.take(1)[0]
    counter = inner.number()
    inner.end()
    return Signature(key, namespace, hash_name, blob, flags, counter)


def signed_bytes(message: bytes, namespace: str, hash_name: str) -> bytes:
    """The bytes that the key signs for a message (an authenticator wraps their sha-256 once more)."""
    import hashlib

    if hash_name not in HASHES:
        raise SignatureError(f"{hash_name!r} is no hash that counts here")
    digest = hashlib.new(hash_name, message).digest()
    return _MAGIC + b"".join(map(string, (namespace.encode(), b"", hash_name.encode(), digest)))


def _plain(text: bytes) -> bytes:
    from binascii import Error, a2b_base64, b2a_base64

    try:
        data = a2b_base64(text)
    except Error:
        raise SignatureError("it is not base64") from None
    if b2a_base64(data, newline=False).rstrip(b"=") != text.strip().rstrip(b"="):
        raise SignatureError("it is not base64 as it is written")
    return data
