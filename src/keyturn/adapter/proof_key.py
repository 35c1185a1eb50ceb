"""A proven human by a hardware-backed SSH key: its PIN or fingerprint and a touch, over the very words of one record.

What is signed is the record's own leaf, with a nonce and an end in it. The line lies in the user's state directory,
where any program of that user can write; it counts because of the signature alone, by a key that stands in root's
roster, for a namespace of its own, with an authenticator's word that somebody was there and showed who.
"""

from __future__ import annotations

import os
import stat as modes

from keyturn.adapter.record_jsonl import append_line, masked
from keyturn.adapter.ssh_signatures import roster, sign, verify
from keyturn.errors import NoHumanProofError
from keyturn.ledger.canonical import leaf, leaf_hash
from keyturn.ledger.port import Receipt, Record
from keyturn.ledger.sshsig import SignatureError, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from keyturn.adapter.ssh_signatures import Roster

_TAIL = 262_144
VOUCHED = 200
"""Lines of the file of what people vouched for that are checked: a line for each file or state, and few of them."""
_MOST = 16
"""Lines that are checked for one question: whoever fills the file gains no time by it."""
_GOOD: dict[bytes, str] = {}
_GOOD_MOST = 64

HOW = (
    "Make a key with `ssh-keygen -t ed25519-sk -O verify-required`, and have root put a line NAME and its .pub into "
    "/etc/keyturn/keys."
)


def namespace(kind: str) -> str:
    """What a signature for records of this kind is made for: one for a pause never lets a call pass."""
    return f"{kind}@keyturn"


def machine() -> str:
    """Which machine this is; a signature counts on one."""
    from keyturn.model.digest import sha256

    found = b""
    for place in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            with open(place, "rb") as handle:
                found = handle.read(64).strip()
        except OSError:
            continue
        break
    return sha256(b"keyturn machine " + found + b" " + os.uname().nodename.encode("utf-8", "replace"))[:32]


class KeyProof:
    """Confirms with a key in `key_file` and appends to `path`. `keys` is the roster, `say` shows the statement."""

    def __init__(
        self,
        path: str,
        key_file: str,
        keys: Roster,
        say: Callable[[str], None],
        *,
        signing: Callable[[bytes, str, str], bytes] | None = None,
    ) -> None:
        self.path = path
        self._key_file = key_file
        self._keys = keys
        self._say = say
        self._signing = signing

    def confirm(self, statement: str, record: Record) -> Receipt:
        """Show what is signed, ask for the touch, keep the record. Raises NoHumanProofError without proof."""
        if not self._keys.keys:
            raise NoHumanProofError("no hardware key is enrolled on this machine", HOW)
        added = (("nonce", os.urandom(16).hex()), ("machine", machine()))
        data = leaf(masked(record.but(body=(*record.body, *added))))
        self._say(f"\n{statement}\n\nTo confirm, type the PIN of the key in {self._key_file} and touch it.\n")
        try:
            signature = read((self._signing or sign)(data, namespace(record.kind), self._key_file))
        except SignatureError as error:
            raise NoHumanProofError(f"nobody proved to be a human: {error.what}", error.fix) from error
        who, why = verify(signature, data, namespace(record.kind), self._keys)
        if who is None:
            raise NoHumanProofError(f"nobody proved to be a human: {why}", HOW)
        from keyturn.gate.json_text import text

        line = text({"leaf": data.decode(), "signature": signature.armoured().decode()})
        try:
            append_line(self.path, line.encode())
        except OSError as error:
            raise NoHumanProofError(f"{self.path} cannot be written: {error.strerror}", "Make it writable.") from error
        return Receipt(leaf_hash(data).hex())


class SignedRecords:
    """Records below a signature: `path` is anybody's to write, `roster_path` root's. `top` is put before it (tests)."""

    def __init__(self, path: str, roster_path: str, *, owner: int = 0, top: str = "/", most: int = _MOST) -> None:
        self._path = path
        self._most = most
        self._roster_path = roster_path
        self._owner = owner
        self._top = top

    def leaves(self, kind: str, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """(leaf, what it says) of this user's records of a kind that are wanted and proven, newest first."""
        import json

        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return
        try:
            facts = os.fstat(handle)
            if not modes.S_ISREG(facts.st_mode):
                return
            data = os.pread(handle, _TAIL, max(0, facts.st_size - _TAIL))
        finally:
            os.close(handle)
        left = self._most
        for line in reversed(data.split(b"\n")):
            try:
                signed = json.loads(line) if line else None
                if not isinstance(signed, dict):
                    continue
                bytes_ = signed["leaf"].encode()
                found = json.loads(bytes_)
                fits = found["kind"] == kind and found["body"]["user"] == os.getuid()
                if not (fits and found["body"]["machine"] == machine() and wanted(found)):
                    continue
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
            left -= 1
            if left < 0:
                return
            if self._proven(bytes_, str(signed.get("signature", "")), kind):
                yield bytes_, found

    def _proven(self, data: bytes, signature: str, kind: str) -> bool:
        keys = roster(self._roster_path, self._owner, self._top)
        if not keys.keys:
            return False
        from hashlib import sha256

        # a daemon is asked again for every call of a pause; the roster is read anew each time, and is part of the key
        known = "\n".join((*(one.key.line() for one in keys.keys), kind, signature)).encode("utf-8", "replace")
        mark = sha256(known + b"\0" + data).digest()
        if mark in _GOOD:
            return True
        try:
            who, _why = verify(read(signature.encode("utf-8", "replace")), data, namespace(kind), keys)
        except SignatureError:
            return False
        if who is None:
            return False
        if len(_GOOD) >= _GOOD_MOST:
            _GOOD.clear()
        _GOOD[mark] = who.name
        return True
