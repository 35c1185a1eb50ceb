"""Strict TOML documents of the broker: every fault names file, line and key, and an unknown key is a fault."""

from __future__ import annotations

import re
import tomllib
from typing import Any, NoReturn, TypeVar

import msgspec

from keyturn.errors import ConfigurationError
from keyturn.policy.spelling import near
from keyturn.policy.toml_lines import line_of, lines_of

T = TypeVar("T")

LARGEST = 1_000_000
"""Bytes of a document."""

_PLACE = re.compile(r"^(?P<what>.*?) - at `(?P<key>key in )?\$(?P<path>.*)`$")
_PIECE = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_LONGEST = 10_000


class Document:
    """A text that was parsed, and where its keys stand."""

    def __init__(self, data: bytes, file: str) -> None:
        """Raises ConfigurationError for bytes that are no TOML."""
        self.file = file
        if len(data) > LARGEST:
            raise ConfigurationError(f"it is larger than {LARGEST:,} bytes", "Split it.", file=file)
        try:
            text = data.decode()
            self.body: dict[str, Any] = tomllib.loads(text)
        except UnicodeDecodeError as error:
            raise ConfigurationError("it is no UTF-8 text", "Save it as UTF-8.", file=file) from error
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else 1
            raise ConfigurationError(str(error).partition(" (at")[0], "Mend the TOML.", file=file, line=line) from error
        self._lines = lines_of(text)

    def fail(self, path: tuple[str | int, ...], what: str, fix: str = "") -> NoReturn:
        """Raises ConfigurationError at a place of the document."""
        raise ConfigurationError(what, fix, file=self.file, line=line_of(self._lines, path), key=_dotted(path))

    def read(self, shape: type[T]) -> T:
        """The document as this Struct. Raises ConfigurationError."""
        try:
            return msgspec.convert(self.body, shape, strict=True)
        except msgspec.ValidationError as error:
            found = _PLACE.match(str(error))
            what = found.group("what") if found else str(error).rpartition(" - at ")[0] or str(error)
            path = self._named(_path(found.group("path")), shape) if found else ()
            unknown = _UNKNOWN.search(what)
            if unknown:
                name = unknown.group(1)
                guess = near(name, tuple(_fields(shape, path)))
                fix = f"Did you mean {guess!r}?" if guess else "Take it out."
                self.fail((*path, name), "there is no such key", fix)
            self.fail(path, what.replace("`", ""), "See docs/broker-settings.md.")

    def _named(self, path: tuple[str | int | None, ...], shape: type[Any]) -> tuple[str | int, ...]:
        """The path with the names that the library leaves out, which are those of tables of free names."""
        whole: list[str | int] = []
        here: Any = self.body
        for number, piece in enumerate(path):
            if piece is not None:
                whole.append(piece)
                here = here[piece] if number < len(path) - 1 or not isinstance(here, dict) else here.get(piece)
                continue
            for name in here:
                alone = {**self.body, str(whole[0]): _only(self.body[str(whole[0])], whole[1:], name)}
                try:
                    msgspec.convert(alone, shape, strict=True)
                except msgspec.ValidationError:
                    whole.append(name)
                    here = here[name]
                    break
        return tuple(whole)

    def seconds(self, path: tuple[str | int, ...], text: str) -> int:
        """A duration such as "24h". Raises ConfigurationError."""
        number = text[:-1]
        good = text[-1:] in _UNITS and number.isascii() and number.isdigit() and int(number) <= _LONGEST
        if not good:
            self.fail(path, f"{text!r} is no duration", 'Write "90m", "24h" or "7d".')
        return int(number) * _UNITS[text[-1]]


def _path(text: str) -> tuple[str | int | None, ...]:
    """The library's path; None where it leaves a name out."""
    return tuple(name or (int(number) if number.isdigit() else None) for name, number in _PIECE.findall(text))


def _only(value: Any, path: list[str | int], name: str) -> Any:
    """A value whose table at a path has this one entry alone."""
    if not path:
        return {name: value[name]}
    return {**value, path[0]: _only(value[path[0]], path[1:], name)} if isinstance(value, dict) else value


def _fields(shape: type[Any], path: tuple[str | int, ...]) -> list[str]:
    """Names of the fields that may stand at a path; none where it leads through a table of free names."""
    here: Any = msgspec.inspect.type_info(shape)
    for piece in path:
        while isinstance(here, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
            here = here.item_type
        if isinstance(here, msgspec.inspect.DictType):
            here = here.value_type
        elif isinstance(here, msgspec.inspect.StructType) and isinstance(piece, str):
            here = next((field.type for field in here.fields if field.encode_name == piece), None)
    while isinstance(here, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        here = here.item_type
    return [field.encode_name for field in here.fields] if isinstance(here, msgspec.inspect.StructType) else []


def _dotted(path: tuple[str | int, ...]) -> str:
    out = ""
    for piece in path:
        out += f"[{piece}]" if isinstance(piece, int) else ("." if out else "") + piece
    return out
