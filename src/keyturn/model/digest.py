"""SHA-256 as the interpreter has it built in: `hashlib` loads OpenSSL, which a cold start pays for.

For what is small; large files are quicker with `hashlib`. Both give the same digest. The built-in module is no
documented interface: where it is missing, `hashlib` it is.
"""

from __future__ import annotations


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    if len(data) < 65_536:
        for name in ("_sha2", "_sha256"):
            try:
                digest: str = __import__(name).sha256(data).hexdigest()
            except (ImportError, AttributeError):
                continue
            return digest
    import hashlib

    return hashlib.sha256(data).hexdigest()
