"""Messages of the Model Context Protocol on a line: read so that no server could read another thing out of it.

JSON readers differ: of a key that stands twice some take the first and some the last, Go's take `Method` for `method`,
Python's text streams end a line at a carriage return, some take NaN. A line on which readers could differ is not
forwarded. Facts: the protocol's stdio transport (messages end with a newline and hold none), RFC 8259 section 4, Go's
encoding/json ("preferring exact matches but also accepting case-insensitive matches"), Python's io.TextIOWrapper
(universal newlines).
"""

from __future__ import annotations

import json
from typing import Any

LONGEST = 8_000_000
"""Bytes of a line from the client; a longer one is refused unread. As much as the gate's hooks take."""

PARSE_ERROR = -32_700
INVALID_REQUEST = -32_600
STOPPED = -32_000

_ENVELOPE = frozenset(("jsonrpc", "id", "method", "params", "result", "error"))
_PARAMS = frozenset(("name", "arguments", "task", "_meta"))


class Number(str):
    """A number as it was written: an id goes back in the very same digits."""

    __slots__ = ()


class Unreadable(ValueError):
    """A line that is not forwarded. `ids` are those of the requests in it, as far as they can be told."""

    def __init__(self, why: str, code: int = INVALID_REQUEST, ids: tuple[object, ...] = ()) -> None:
        super().__init__(why)
        self.code = code
        self.ids = ids


def read(line: bytes) -> list[dict[str, Any]]:
    """The messages on a line, several for a batch, none for an empty line. Raises Unreadable."""
    body = line.rstrip(b"\r\n")
    if not body.strip(b" \t"):
        return []
    if b"\r" in body or b"\n" in body:
        raise Unreadable("a carriage return inside a message", PARSE_ERROR)
    flaws: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(found)
        if len(out) < len(found):
            flaws.append("a key that stands twice in one object")
        return out

    def constant(name: str) -> None:
        flaws.append(f"{name}, which is no JSON")

    try:
        found = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=pairs,
            parse_int=Number,
            parse_float=Number,
            parse_constant=constant,
        )
    except UnicodeDecodeError:
        raise Unreadable("bytes that are no UTF-8", PARSE_ERROR) from None
    except RecursionError:
        raise Unreadable("it is nested too deep", PARSE_ERROR) from None
    except ValueError as fault:
        raise Unreadable(f"it is no JSON ({str(fault).partition(':')[0]})", PARSE_ERROR) from None
    messages = found if isinstance(found, list) else [found]
    ids = tuple(one["id"] for one in messages if isinstance(one, dict) and "id" in one)
    if not messages:
        raise Unreadable("an empty batch")
    for one in messages:
        if not isinstance(one, dict):
            raise Unreadable("a message that is no object", ids=ids)
        if _misspelt(one, _ENVELOPE):
            flaws.append("a key of the protocol in another case")
        params = one.get("params")
        if one.get("method") == "tools/call" and isinstance(params, dict):
            arguments = params.get("arguments")
            if _misspelt(params, _PARAMS):
                flaws.append("a key of the protocol in another case")
            elif isinstance(arguments, dict) and len({name.casefold() for name in arguments}) < len(arguments):
                flaws.append("two arguments whose names differ in nothing but their case")
        if "method" in one and not isinstance(one["method"], str):
            flaws.append("a method that is no text")
    if flaws:
        raise Unreadable(flaws[0], ids=ids)
    return messages


def _misspelt(found: dict[str, Any], names: frozenset[str]) -> bool:
    return any(name not in names and name.casefold() in names for name in found)


def batch(line: bytes) -> bool:
    """Whether a readable line is a batch."""
    return line.lstrip(b" \t").startswith(b"[")


def text(value: object) -> str:
    """A value as JSON in ASCII, a number in its own digits."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{text(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(text(part) for part in value) + "]"
    return json.dumps(value)


def stopped(number: object, why: str) -> str:
    """The answer to a call that was not forwarded: a valid CallToolResult that the model reads."""
    return text(
        {"jsonrpc": "2.0", "id": number, "result": {"content": [{"type": "text", "text": why}], "isError": True}}
    )


def error(number: object, code: int, why: str) -> str:
    """The answer to what cannot be answered with a result."""
    return text({"jsonrpc": "2.0", "id": number, "error": {"code": Number(code), "message": why}})


def tools(line: bytes) -> list[dict[str, Any]]:
    """The tools that a line of the server's lists, [] for every other line. What cannot be read claims nothing."""
    if b"tools" not in line or b"result" not in line:
        return []
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return []
    out: list[dict[str, Any]] = []
    for one in found if isinstance(found, list) else [found]:
        result = one.get("result") if isinstance(one, dict) else None
        listed = result.get("tools") if isinstance(result, dict) else None
        if isinstance(listed, list):
            out.extend(tool for tool in listed if isinstance(tool, dict) and isinstance(tool.get("name"), str))
    return out
