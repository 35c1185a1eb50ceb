"""The frames between the native client (native/keyturn_hook.c) and the daemon.

A request is `MAGIC`, sixteen random bytes, the length of what follows, and eight fields, each with its length in front
(all numbers are four bytes, little-endian): the client's build, the host, the directory, the client's mount namespace,
its root directory, the identity of its `cold.py`, its environment and the payload.

A reply is `MAGIC`, the request's random bytes again, a kind of four letters, exit code, length of standard output,
length of standard error, and both. WORKING comes first and says: the call was taken up, wait for its answer. NONE says
that this daemon must not answer. Anything else than a whole frame is no answer, and the client judges without us.
"""

from __future__ import annotations

from keyturn.gate.call import Reply
from keyturn.model.noun import Noun

MAGIC = b"KTGATE1\n"
NONCE = 16
HEAD = len(MAGIC) + NONCE + 4
REPLY_HEAD = len(MAGIC) + NONCE + 16
LARGEST = 32_000_000
"""Bytes of a request's fields: a payload, an environment and their lengths, with room."""

WORKING = b"work"
SAID = b"said"
NONE = b"none"


class WireError(ValueError):
    """Bytes that are no frame."""


class Asked(Noun):
    """One request. Texts are as the operating system gives them, undecodable bytes as half surrogate pairs."""

    nonce: bytes
    build: str
    host: str
    directory: str
    namespace: str
    root: str
    cold: str
    environment: dict[str, str]
    payload: bytes


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def length(head: bytes) -> int:
    """How many bytes follow a request's head. Raises WireError for what is no head, or one that is too large."""
    if len(head) < HEAD or not head.startswith(MAGIC):
        raise WireError("no frame of this version")
    size = int.from_bytes(head[HEAD - 4 : HEAD], "little")
    if size > LARGEST:
        raise WireError(f"{size} bytes are too many")
    return size


def request(asked: Asked) -> bytes:
    """A request as bytes."""
    environment = b"".join(
        f"{name}={value}".encode("utf-8", "surrogateescape") + b"\0" for name, value in asked.environment.items()
    )
    texts = (asked.build, asked.host, asked.directory, asked.namespace, asked.root, asked.cold)
    fields = (*(text.encode("utf-8", "surrogateescape") for text in texts), environment, asked.payload)
    body = b"".join(_number(len(field)) + field for field in fields)
    return MAGIC + asked.nonce + _number(len(body)) + body


def read_request(frame: bytes) -> Asked:
    """A whole frame. Raises WireError when it is none."""
    end = HEAD + length(frame)
    if len(frame) != end:
        raise WireError("cut short, or followed by something")
    fields: list[bytes] = []
    at = HEAD
    for _ in range(8):
        size = int.from_bytes(frame[at : at + 4], "little")
        if at + 4 > end or at + 4 + size > end:
            raise WireError("a field reaches beyond the frame")
        fields.append(frame[at + 4 : at + 4 + size])
        at += 4 + size
    if at != end:
        raise WireError("more than eight fields")
    build, host, directory, namespace, root, cold = (_text(field) for field in fields[:6])
    environment = environment_of(fields[6])
    return Asked(
        frame[len(MAGIC) : len(MAGIC) + NONCE], build, host, directory, namespace, root, cold, environment, fields[7]
    )


def environment_of(block: bytes) -> dict[str, str]:
    """`NAME=value` with a zero byte behind each; the first counts of a name that stands twice."""
    found: dict[str, str] = {}
    for entry in block.split(b"\0"):
        at = entry.find(b"=")
        if at >= 0:
            found.setdefault(_text(entry[:at]), _text(entry[at + 1 :]))
    return found


def reply(nonce: bytes, kind: bytes, said: Reply | None = None) -> bytes:
    """A reply as bytes."""
    out, errors, code = (said.stdout, said.stderr, said.code) if said is not None else (b"", b"", 0)
    return MAGIC + nonce + kind + _number(code) + _number(len(out)) + _number(len(errors)) + out + errors


def read_reply(data: bytes, nonce: bytes) -> tuple[bytes, Reply, bytes]:
    """The first frame of `data`: its kind, what it says, and what stands behind it. Raises WireError."""
    if len(data) < REPLY_HEAD or data[: len(MAGIC) + NONCE] != MAGIC + nonce:
        raise WireError("no answer to this request")
    at = len(MAGIC) + NONCE
    kind = data[at : at + 4]
    code, out, errors = (int.from_bytes(data[at + step : at + step + 4], "little") for step in (4, 8, 12))
    end = REPLY_HEAD + out + errors
    if len(data) < end:
        raise WireError("cut short")
    return kind, Reply(data[REPLY_HEAD : REPLY_HEAD + out], data[REPLY_HEAD + out : end], code), data[end:]
