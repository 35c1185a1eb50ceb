"""JSON in and out, as the standard library does it and without what importing that costs a cold start.

The standard library's own accelerator does the work. It is no documented interface: where it is missing or takes other
arguments, the standard library itself is used. A test compares both.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_SAMPLE = '{"a": [1, 2.5, true, null, "\\u00e9"]}'
_BLANK = " \t\n\r"


class _Wanted:
    """What the accelerator asks of a decoder: everything as usual."""

    strict = True
    object_hook = None
    parse_float = float
    parse_int = int
    memo: Mapping[str, str] = {}

    @staticmethod
    def parse_constant(name: str) -> float:
        return _no_number(name)

    @staticmethod
    def object_pairs_hook(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return _each_once(pairs)


def _no_number(name: str) -> float:
    """Raises ValueError: no other reader of JSON takes NaN and Infinity."""
    raise ValueError(f"{name} is no JSON")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object. Raises ValueError for a key that stands twice: which of them another reader takes is not known."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key that stands twice in one object")
    return found


def _scanner() -> Callable[[str, int], tuple[object, int]] | None:
    try:
        make: Any = __import__("_json").make_scanner
        scan: Callable[[str, int], tuple[object, int]] = make(_Wanted())
        fits = scan(_SAMPLE, 0) == ({"a": [1, 2.5, True, None, "é"]}, len(_SAMPLE))
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    return scan if fits else None


def _quoter() -> Callable[[str], str] | None:
    try:
        quote: Callable[[str], str] = __import__("_json").encode_basestring_ascii
        fits = quote('é"\n') == '"\\u00e9\\"\\n"'
    except (ImportError, AttributeError, TypeError):
        return None
    return quote if fits else None


_SCAN = _scanner()
_QUOTE = _quoter()


def read(data: bytes) -> object:
    """What a text in JSON says.

    Raises ValueError for what is none and for what two readers could read differently (a key twice, NaN),
    RecursionError for what is nested too deep.
    """
    if _SCAN is not None and data[:1] in (b"{", b" ", b"\n", b"[") and 0 not in data[:4]:
        text = data.decode("utf-8", "surrogatepass")
        start = len(text) - len(text.lstrip(_BLANK))
        try:
            found, end = _SCAN(text, start)
        except (StopIteration, SystemError):
            pass  # it is no JSON. The accelerator needs the library itself to say why, and so do we
        else:
            if not text[end:].strip(_BLANK):
                return found
    import json

    return json.loads(data, object_pairs_hook=_each_once, parse_constant=_no_number)


def text(value: object) -> str:
    """A value in JSON, all of it ASCII, spaced as the standard library does. Raises TypeError for what has no form."""
    if _QUOTE is not None:
        if isinstance(value, str):
            return _QUOTE(value)
        if value is True:
            return "true"
        if value is False:
            return "false"
        if value is None:
            return "null"
        if type(value) is int:
            return str(value)
        if isinstance(value, dict) and all(isinstance(name, str) for name in value):
            return "{" + ", ".join(f"{_QUOTE(name)}: {text(part)}" for name, part in value.items()) + "}"
        if isinstance(value, list | tuple):
            return "[" + ", ".join(text(part) for part in value) + "]"
    import json

    return json.dumps(value, ensure_ascii=True)
