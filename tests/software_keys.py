"""Hardware-backed SSH keys made of software: what a program without an authenticator can make, with any flags it likes.

The bytes are put together after OpenSSH's PROTOCOL.u2f and PROTOCOL.sshsig; openssl does the mathematics.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
from pathlib import Path

from keyturn.ledger.sshsig import SK_ECDSA, SK_ED25519, signed_bytes, string


def _openssl(*words: str) -> bytes:
    return subprocess.run(["openssl", *words], capture_output=True, check=True).stdout


class SoftwareKey:
    """A key of type `kind` in `folder`. `flags` is what its signatures say of the person: 1 touched, 4 known."""

    def __init__(self, folder: Path, kind: str = SK_ED25519, *, application: str = "ssh:", flags: int = 5) -> None:
        self.kind = kind
        self.flags = flags
        self.counter = 7
        self._application = application.encode()
        self._pem = folder / f"{hashlib.sha256(f'{kind}{application}{folder}'.encode()).hexdigest()[:8]}.pem"
        ed = kind != SK_ECDSA
        made = ("-algorithm", "ed25519") if ed else ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        _openssl("genpkey", *made, "-out", str(self._pem))
        point = _openssl("pkey", "-in", str(self._pem), "-pubout", "-outform", "DER")[-32 if ed else -65 :]
        curve = () if ed else (b"nistp256",)
        self.blob = b"".join(map(string, (kind.encode(), *curve, point, self._application)))
        self.public = f"{kind} {base64.b64encode(self.blob).decode()} somebody@desk"

    def sign(self, message: bytes, namespace: str, _key_file: str = "", *, hash_name: str = "sha512") -> bytes:
        """What `ssh-keygen -Y sign` would print."""
        return self.envelope(self.signature(signed_bytes(message, namespace, hash_name)), namespace, hash_name)

    def signature(self, data: bytes) -> bytes:
        """The inner signature over the bytes of an envelope."""
        told = bytes([self.flags]) + self.counter.to_bytes(4, "big")
        place = self._pem.with_suffix(".data")
        place.write_bytes(hashlib.sha256(self._application).digest() + told + hashlib.sha256(data).digest())
        if self.kind == SK_ECDSA:
            made = _numbers(_openssl("dgst", "-sha256", "-sign", str(self._pem), str(place)))
        else:
            made = _openssl("pkeyutl", "-sign", "-inkey", str(self._pem), "-rawin", "-in", str(place))
        return string(self.kind.encode()) + string(made) + told

    def envelope(self, signature: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
        """The outer shape around an inner signature, as text."""
        parts = (self.blob, namespace.encode(), b"", hash_name.encode(), signature)
        blob = b"SSHSIG\0\0\0\1" + b"".join(map(string, parts))
        text = base64.b64encode(blob)
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return b"\n".join((b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""))


def _numbers(der: bytes) -> bytes:
    """The two numbers of an ECDSA signature, from openssl's shape into SSH's."""
    at = 2
    out = b""
    for _ in range(2):
        length = der[at + 1]
        out += string(der[at + 2 : at + 2 + length])
        at += 2 + length
    return out


def enrol(place: Path, *keys: SoftwareKey) -> Path:
    """A roster with these keys, as root would keep it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("# who may\n" + "".join(f"person-{number} {key.public}\n" for number, key in enumerate(keys)))
    place.chmod(0o644)
    return place
