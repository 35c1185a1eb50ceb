"""One byte string per value, and its leaf hash.

Canonical JSON after RFC 8785: names sorted by their UTF-16 code units, no spaces, UTF-8, the shortest escapes.
Narrower than the RFC in two things, so that no two readers can disagree: no floats, and whole numbers
only up to ±(2^53 − 1). A leaf is hashed as RFC 6962 does, sha-256 over a zero byte and the leaf, so that a
leaf can never pass for an inner node of the tree.
"""

from __future__ import annotations

from keyturn.errors import CanonicalFormError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.ledger.port import Record, Value

VERSION = 1
"""Of the leaf's shape. An old leaf keeps its number and its bytes for ever."""

_LARGEST = 2**53 - 1
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_ESCAPES = {number: _SHORT.get(number, f"\\u{number:04x}") for number in (*range(32), 34, 92)}
_DEEPEST = 64


def encode(value: object) -> bytes:
    """The canonical bytes of a JSON value: dict with text keys, list or tuple, str, int, bool, None.

    Raises CanonicalFormError for anything else.
    """
    try:
        return _text(value, 0).encode()
    except UnicodeEncodeError as error:
        raise CanonicalFormError(
            "text holds half a surrogate pair", "record its bytes in hexadecimal instead"
        ) from error


def _text(value: object, depth: int) -> str:
    if depth > _DEEPEST:
        raise CanonicalFormError(f"a value is nested more than {_DEEPEST} deep")
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise CanonicalFormError(f"{value} is beyond what every JSON reader keeps", "record it as text")
        return str(int(value))
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str):
                raise CanonicalFormError(f"{name!r} names a value and is no text")
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(_text(name, depth) + ":" + _text(value[name], depth + 1) for name in names) + "}"
    raise CanonicalFormError(f"a {type(value).__name__} has no canonical form")


def leaf(record: Record) -> bytes:
    """The final bytes of a record's leaf, without a line end."""
    body: dict[str, Value] = {}
    for name, value in record.body:
        if name in body:
            raise CanonicalFormError(f"{name} stands twice in a record")
        body[name] = value
    return encode({"v": VERSION, "kind": record.kind, "at": record.at, "body": body})


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962: sha-256 of 0x00 and the leaf's bytes."""
    from hashlib import sha256

    return sha256(b"\x00" + data).digest()
