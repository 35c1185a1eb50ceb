"""The user's own record of decisions: where it lies, who writes it, and how it is read."""

from __future__ import annotations

import os
import time

from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

    from keyturn.adapter.record_jsonl import JsonLinesRecorder
    from keyturn.ledger.port import Value

_PIECE = 1 << 20
_LONGEST = 4_000_000
"""Bytes of a line; what is longer is no leaf of ours."""


def path(root: str = "") -> str:
    """Where the record lies."""
    return os.path.join(places.state(root), "record.jsonl")


def recorder(file: str = "", root: str = "") -> JsonLinesRecorder:
    """What appends to the record: in `file` when that is given, rotated by size, kept as the organisation says."""
    from keyturn.adapter.record_jsonl import ROTATE, JsonLinesRecorder

    return JsonLinesRecorder(file or path(root), rotate=ROTATE, keep=lambda: _kept(root))


def _kept(root: str) -> int:
    from keyturn.wiring import configuration

    return configuration.load("/", root=root or None).keep_record_files


def leaves(root: str = "") -> Iterator[dict[str, Any]]:
    """Every record, oldest first: {"kind", "at", "body", "id"}.

    What is none comes as {"unreadable": offset, "file": name}; a last line that its writer did not end likewise, with
    "torn". A file that its successor names and that is not there comes as {"missing": name}.
    """
    files = _opened(path(root))
    names = {os.path.basename(file.name) for file in files}
    try:
        for number, file in enumerate(files):
            first = True
            for one in _read(file):
                if first and one.get("kind") == "record.rotated":
                    before = str(one["body"].get("file", ""))
                    if before not in names:
                        # the oldest ones an organisation may have had removed; one from the middle nobody should
                        yield {"missing": before, "oldest": number == 0}
                    first = False
                    continue
                first = False
                yield one
    finally:
        for file in files:
            file.close()


def _opened(newest: str) -> list[BinaryIO]:
    """The record's files, oldest first, each once.

    The newest is opened before the others are listed: what is set aside meanwhile is then met under one name or the
    other.
    """
    from keyturn.adapter.record_jsonl import set_aside

    found: list[BinaryIO] = []
    try:
        last: BinaryIO | None = open(newest, "rb")  # noqa: SIM115 - closed by whoever asked
    except OSError:
        last = None
    seen = {os.fstat(last.fileno()).st_ino} if last is not None else set()
    for _number, name in set_aside(newest):
        try:
            file = open(name, "rb")  # noqa: SIM115 - likewise
        except OSError:
            continue
        if os.fstat(file.fileno()).st_ino in seen:
            file.close()
            continue
        found.append(file)
    return [*found, last] if last is not None else found


def _read(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """Every line of an open file from where it stands, as `leaves` tells them."""
    while True:
        at = file.tell()
        line = file.readline(_LONGEST)
        if not line:
            return
        if line == b"\n":
            continue
        one = _leaf(line, at, os.path.basename(str(file.name)))
        if not line.endswith(b"\n") and len(line) < _LONGEST:
            one = {"unreadable": at, "file": os.path.basename(str(file.name)), "torn": True}
        yield one


def _leaf(line: bytes, at: int, name: str) -> dict[str, Any]:
    import json

    from keyturn.ledger.canonical import leaf_hash

    try:
        found = json.loads(line)
        kind, when, body = str(found["kind"]), str(found["at"]), dict(found["body"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"unreadable": at, "file": name}
    return {"kind": kind, "at": when, "body": body, "id": leaf_hash(line.rstrip(b"\n")).hex()[:12]}


def verified(root: str = "") -> list[str]:
    """What is wrong with the chain of files: each begins with the digest of the one before. Empty when nothing is."""
    from hashlib import sha256

    files = _opened(path(root))
    wrong: list[str] = []
    known: dict[str, tuple[int, str]] = {}
    try:
        for number, file in enumerate(files):
            first = next(_read(file), {})
            said = first.get("body", {}) if first.get("kind") == "record.rotated" else {}
            name = str(said.get("file", ""))
            if number and not said:
                wrong.append(f"{os.path.basename(file.name)} does not say which file it goes on from")
            elif said and name in known and known[name] != (said.get("size"), said.get("sha256")):
                wrong.append(f"{name} is not as it was when it was set aside")
            elif said and number and name not in known:
                wrong.append(f"{name} is missing")
            digest = sha256()
            size = 0
            file.seek(0)
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
            known[os.path.basename(file.name)] = (size, digest.hexdigest())
    finally:
        for file in files:
            file.close()
    return wrong


def follow(root: str = "", *, pace: float = 0.5) -> Iterator[dict[str, Any]]:
    """What is added from now on, until interrupted, also across files that are set aside meanwhile."""
    name = path(root)
    file = _newest(name)
    if file is not None:
        file.seek(0, os.SEEK_END)
    try:
        while True:
            if file is not None:
                yield from _whole(file)
                if not _moved(name, file):
                    time.sleep(pace)
                    continue
                yield from _whole(file)
            following = _after(name, file)
            if not following:
                time.sleep(pace)
                continue
            if file is not None:
                file.close()
            file = following[-1]
            for one in following[:-1]:
                yield from _whole(one)
                one.close()
    finally:
        if file is not None:
            file.close()


def _newest(name: str) -> BinaryIO | None:
    try:
        return open(name, "rb")
    except OSError:
        return None


def _moved(name: str, file: BinaryIO) -> bool:
    try:
        return os.stat(name).st_ino != os.fstat(file.fileno()).st_ino
    except OSError:
        return False


def _after(name: str, file: BinaryIO | None) -> list[BinaryIO]:
    """Files that came after this one, oldest first; the newest alone when it is none of them."""
    files = _opened(name)
    own = os.fstat(file.fileno()).st_ino if file is not None else -1
    places_ = [os.fstat(one.fileno()).st_ino for one in files]
    begin = places_.index(own) + 1 if own in places_ else max(0, len(files) - 1)
    for one in files[:begin]:
        one.close()
    return files[begin:]


def _whole(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """Whole lines only; one that is still being written is left for the next time."""
    while True:
        at = file.tell()
        found = next(_read(file), None)
        if found is None:
            return
        if found.get("torn"):
            file.seek(at)
            return
        if found.get("kind") != "record.rotated":
            yield found


def since(days: int) -> str:
    """The time so many days ago, as records have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))


_UNITS = {"d": 86_400, "h": 3_600, "m": 60}


def moment(text: str) -> str:
    """A time as records have it: so many days (`3`, `3d`), hours or minutes ago, a date, or a time in UTC.

    Raises UsageError.
    """
    import datetime as dt

    from keyturn.errors import UsageError

    number = text.rstrip("dhm") if text[-1:] in _UNITS and text[-2:-1].isdigit() else text
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    try:
        if number.isascii() and number.isdigit():
            seconds = int(number) * _UNITS.get(text[len(number) :], _UNITS["d"])
            found = now - dt.timedelta(seconds=seconds)
        else:
            found = dt.datetime.fromisoformat(text)
            if found.tzinfo is None:
                found = found.replace(tzinfo=dt.UTC)
            found = found.astimezone(dt.UTC)
        return found.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no time", "3d, 12h, 30m, 2026-05-01 or 2026-05-01T12:00:00Z") from None


def note(kind: str, body: tuple[tuple[str, Value], ...], root: str = "") -> None:
    """Keep something that happened now. What cannot be kept is said on standard error and stops nothing."""
    import sys

    from keyturn.errors import KeyturnError
    from keyturn.ledger.port import Record

    try:
        recorder(root=root).append(Record(kind, since(0), body))
    except KeyturnError as problem:
        sys.stderr.write(f"keyturn: {problem.what}\n")
