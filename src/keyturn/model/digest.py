"""SHA-256 as the interpreter has it built in: `hashlib` loads OpenSSL, which a cold start pays for.

For what is small; large files are quicker with `hashlib`. Both give the same digest. The built-in module is no
documented interface: where it is missing, `hashlib` it is.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SMALL = 65_536
_found: list[Any] = []


def _built_in() -> Any:
    """The built-in function, None when there is none. Looked for once: a module that is missing is slow to miss."""
    for name in ("_sha2", "_sha256"):
        try:
            return __import__(name).sha256
        except (ImportError, AttributeError):
            continue
    return None


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    if not _found:
        _found.append(_built_in())
    make = _found[0]
    if make is None or len(data) > _SMALL:
        from hashlib import sha256 as make
    digest: str = make(data).hexdigest()
    return digest
