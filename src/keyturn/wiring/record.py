"""Reading the user's own record of decisions."""

from __future__ import annotations

import os
import time

from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def path(root: str = "") -> str:
    """Where the record lies."""
    return os.path.join(places.state(root), "record.jsonl")


def leaves(root: str = "") -> Iterator[dict[str, Any]]:
    """Every record, oldest first, rotated files first. A line that is none comes as {"unreadable": offset}."""
    for file in _files(path(root)):
        yield from _read(file, 0)[0]


def _files(newest: str) -> list[str]:
    older = [f"{newest}.{number}" for number in range(9, 0, -1)]
    return [file for file in (*older, newest) if os.path.exists(file)]


def _read(file: str, start: int) -> tuple[list[dict[str, Any]], int]:
    import json

    from keyturn.adapter.record_jsonl import leaves as lines

    with open(file, "rb") as handle:
        handle.seek(start)
        data = handle.read()
    whole = data.rfind(b"\n") + 1
    out: list[dict[str, Any]] = []
    for offset, line in lines(data[:whole]):
        try:
            leaf = json.loads(line)
            out.append({"kind": str(leaf["kind"]), "at": str(leaf["at"]), "body": dict(leaf["body"])})
        except (ValueError, KeyError, TypeError):
            out.append({"unreadable": start + offset})
    return out, start + whole


def follow(root: str = "", *, pace: float = 0.5) -> Iterator[dict[str, Any]]:
    """What is added from now on, until interrupted. A record that was rotated away goes on in its new file."""
    file = path(root)
    try:
        facts = os.stat(file)
        place, at = facts.st_ino, facts.st_size
    except OSError:
        place, at = 0, 0
    while True:
        try:
            facts = os.stat(file)
        except OSError:
            time.sleep(pace)
            continue
        if facts.st_ino != place or facts.st_size < at:
            place, at = facts.st_ino, 0
        if facts.st_size > at:
            found, at = _read(file, at)
            yield from found
        time.sleep(pace)


def since(days: int) -> str:
    """The time so many days ago, as records have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))
