"""Settings in JSON, edited as text: one entry goes in or out and every other byte stays as it was.

Hosts differ in what they read, so comments and trailing commas are understood and never written. Nothing is
serialised anew. Every edit is checked by reading the text before and after: what it means may differ by the entry only.
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Path = tuple[str, ...]

DEEPEST = 100
"""Levels of nesting; settings have five."""

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-])")
_WORD = re.compile(r"(?:true|false|null)(?![0-9A-Za-z_.+-])")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


class SettingsError(ValueError):
    """A text that cannot be read, or has no place for the entry. `line` is 1-based."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


class Number(str):
    """A number as it was written: 1 and 1.0 are different texts, and no digit is lost."""

    __slots__ = ()


class Node:
    """A value and where it stands. `keys` belongs to objects, one for each of `parts`."""

    __slots__ = ("end", "keys", "kind", "parts", "start", "value")

    def __init__(self, kind: str, start: int) -> None:
        self.kind = kind  # object, array or scalar
        self.start = start
        self.end = start
        self.keys: list[tuple[str, int]] = []
        self.parts: list[Node] = []
        self.value: object = None

    def child(self, key: str) -> Node | None:
        """An object's member; the last one counts when a key stands there twice, as for every reader of JSON."""
        for (name, _start), part in zip(reversed(self.keys), reversed(self.parts), strict=True):
            if name == key:
                return part
        return None

    def plain(self) -> object:
        """What it means, as plain values."""
        if self.kind == "object":
            return {key: part.plain() for (key, _start), part in zip(self.keys, self.parts, strict=True)}
        if self.kind == "array":
            return [part.plain() for part in self.parts]
        return self.value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, why: str, at: int) -> SettingsError:
        return SettingsError(why, self.text.count("\n", 0, at) + 1)

    def blank(self, at: int) -> int:
        """Past spaces and comments."""
        text = self.text
        while True:
            found = _SPACE.match(text, at)
            assert found is not None
            at = found.end()
            if text.startswith("//", at):
                end = text.find("\n", at)
                at = len(text) if end < 0 else end
            elif text.startswith("/*", at):
                end = text.find("*/", at + 2)
                if end < 0:
                    raise self.fail("a comment does not end", at)
                at = end + 2
            else:
                return at

    def value(self, at: int, depth: int) -> Node:
        text = self.text
        mark = text[at : at + 1]
        if mark in ("{", "["):
            if depth > DEEPEST:
                raise self.fail(f"nested deeper than {DEEPEST} levels", at)
            return self.container(at, depth)
        node = Node("scalar", at)
        if mark == '"':
            string = _STRING.match(text, at)
            if string is None:
                raise self.fail("a string that is none", at)
            node.value = json.loads(string.group())
            node.end = string.end()
            return node
        number = _NUMBER.match(text, at)
        if number is not None:
            node.value = Number(number.group())
            node.end = number.end()
            return node
        word = _WORD.match(text, at)
        if word is None:
            raise self.fail("a value is missing" if mark in ("", "}", "]", ",") else f"{mark!r} begins no value", at)
        node.value = _WORDS[word.group()]
        node.end = word.end()
        return node

    def container(self, at: int, depth: int) -> Node:
        text = self.text
        opening = at
        is_object = text[at] == "{"
        node = Node("object" if is_object else "array", at)
        close = "}" if is_object else "]"
        at = self.blank(at + 1)
        while text[at : at + 1] != close:
            if is_object:
                key = self.value(at, depth)
                if not isinstance(key.value, str) or text[at] != '"':
                    raise self.fail("a key is no string", at)
                node.keys.append((key.value, at))
                at = self.blank(key.end)
                if text[at : at + 1] != ":":
                    raise self.fail("a key without its value", at)
                at = self.blank(at + 1)
            part = self.value(at, depth + 1)
            node.parts.append(part)
            at = self.blank(part.end)
            if text[at : at + 1] == ",":
                at = self.blank(at + 1)
            elif text[at : at + 1] != close:
                if at >= len(text):
                    raise self.fail(f"no {close} for the {text[opening]} here", opening)
                raise self.fail("a comma is missing", at)
        node.end = at + 1
        return node


def read(text: str) -> Node:
    """The whole document. Raises SettingsError."""
    reader = _Reader(text)
    at = reader.blank(0)
    node = reader.value(at, 0)
    rest = reader.blank(node.end)
    if rest != len(text):
        raise reader.fail("more after the end", rest)
    return node


def line_of(text: str, at: int) -> int:
    """The 1-based line of an offset."""
    return text.count("\n", 0, at) + 1


# ---- putting in ------------------------------------------------------------------------------------------------------


def put(text: str, path: Path, entry: object) -> str:
    """The text with `entry` as the last item of the list at `path`; objects and the list on the way are made.

    An empty text becomes a document. Raises SettingsError when something else stands on the way.
    """
    if not text.strip(" \t\r\n\ufeff"):
        bom = "\ufeff" if text.startswith("\ufeff") else ""
        return bom + json.dumps(_nested(path, entry), indent=2) + _newline(text)
    root = read(text)
    style = _Style(text, root)
    node = root
    for depth, key in enumerate(path):
        if node.kind != "object":
            raise SettingsError(_wrong(path[:depth], node, "an object"), line_of(text, node.start))
        below = node.child(key)
        if below is None:
            value = _nested(path[depth + 1 :], entry)
            new = style.insert(node, lambda indent, v=value, k=key: f"{json.dumps(k)}: {style.rendered(v, indent)}")  # type: ignore[misc]
            break
        node = below
    else:
        if node.kind != "array":
            raise SettingsError(_wrong(path, node, "a list"), line_of(text, node.start))
        new = style.insert(node, lambda indent: style.rendered(entry, indent))
    if read(new).plain() != meant(root.plain(), path, entry):
        raise SettingsError("there is no safe place for the hook", 1)
    return new


def meant(value: object, path: Path, entry: object) -> object:
    """What a document must mean with the entry in it."""
    if not path:
        return [*(value if isinstance(value, list) else []), plain(entry)]
    old = value if isinstance(value, dict) else {}
    return {**old, path[0]: meant(old.get(path[0]), path[1:], entry)}


def plain(value: object) -> object:
    """A value as `Node.plain` has it."""
    return read(json.dumps(value)).plain()


def _nested(path: Path, entry: object) -> object:
    value: object = [entry]
    for key in reversed(path):
        value = {key: value}
    return value


def _wrong(path: Path, node: Node, wanted: str) -> str:
    found = {"object": "an object", "array": "a list"}.get(node.kind) or ("null" if node.value is None else "a value")
    return f"{'.'.join(path) or 'the document'} is {found} where {wanted} belongs"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


class _Style:
    """How a document is laid out, so that what goes in looks like the rest."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.newline = _newline(text)
        first = (root.keys[0][1] if root.kind == "object" else root.parts[0].start) if root.parts else -1
        self.spread = first < 0 or "\n" in text[root.start : first]
        inner = self.indent(first) if first >= 0 and self.spread else ""
        outer = self.indent(root.start)
        self.unit = inner[len(outer) :] if len(inner) > len(outer) and inner.startswith(outer) else "  "

    def indent(self, at: int) -> str:
        """The white space that the line of an offset begins with."""
        start = self.text.rfind("\n", 0, at) + 1
        end = start
        while end < at and self.text[end] in " \t":
            end += 1
        return self.text[start:end]

    def rendered(self, value: object, indent: str | None) -> str:
        """JSON behind an indent; None: in one line."""
        if indent is None:
            return json.dumps(value)
        return json.dumps(value, indent=self.unit).replace("\n", self.newline + indent)

    def insert(self, node: Node, item: Callable[[str | None], str]) -> str:
        """The text with one more part at the end of a container. `item` renders it behind an indent."""
        text = self.text
        if not node.parts:
            return self._insert_first(node, item)
        first = node.keys[0][1] if node.kind == "object" else node.parts[0].start
        last = node.parts[-1].end
        comma = _Reader(text).blank(last)
        trailing = text[comma] == ","
        if "\n" not in text[node.start : first]:
            at = comma + 1 if trailing else last
            return text[:at] + (" " if trailing else ", ") + item(None) + text[at:]
        indent = self.indent(first)
        # a comment behind the last part stays in its line
        at = self._line_end(comma + 1 if trailing else last)
        head = text[:at] if trailing else f"{text[:last]},{text[last:at]}"
        return head + self.newline + indent + item(indent) + text[at:]

    def _insert_first(self, node: Node, item: Callable[[str | None], str]) -> str:
        text = self.text
        if not self.spread:
            at = node.end - 1
            inside = text[node.start + 1 : at]
            if "//" not in inside:
                return text[:at] + item(None) + text[at:]
        outer = self.indent(node.start)
        indent = outer + self.unit
        at = node.start + 1
        end = node.end - 1
        while True:  # behind the last comment inside
            stop = self._line_end(at)
            following = _SPACE.match(text, stop)
            assert following is not None
            at = stop
            if not text.startswith(("//", "/*"), following.end()) or following.end() >= end:
                break
            at = following.end()
        closing = "" if "\n" in text[at:end] else self.newline + outer
        return text[:at] + self.newline + indent + item(indent) + closing + text[at:]

    def _line_end(self, at: int) -> int:
        """Behind the comments that follow in the same line; `at` itself when there are none."""
        text = self.text
        end = at
        while True:
            while at < len(text) and text[at] in " \t":
                at += 1
            if text.startswith("//", at):
                stop = text.find("\n", at)
                stop = len(text) if stop < 0 else stop
                return stop - 1 if text[stop - 1] == "\r" else stop
            if not text.startswith("/*", at):
                return end
            close = text.find("*/", at) + 2
            if "\n" in text[at:close]:
                return end
            at = end = close


# ---- taking out ------------------------------------------------------------------------------------------------------


def replace(text: str, node: Node, entry: object) -> str:
    """The text with another value in a node's place."""
    style = _Style(text, read(text))
    indent = style.indent(node.start) if "\n" in text[node.start : node.end] else None
    return text[: node.start] + style.rendered(entry, indent) + text[node.end :]


def remove(text: str, path: Sequence[str | int]) -> str:
    """The text without the part at a path (keys and places in lists). Raises SettingsError and LookupError."""
    root = read(text)
    wanted = without(root.plain(), path)
    node = root
    for step in path[:-1]:
        node = node.parts[step] if isinstance(step, int) else _member(node, step)
    last = path[-1]
    number = last if isinstance(last, int) else max(n for n, (key, _at) in enumerate(node.keys) if key == last)
    for tight in (True, False):
        new = _cut(text, node, number, tight=tight)
        try:
            if read(new).plain() == wanted:
                return new
        except SettingsError:
            continue
    raise SettingsError("the entry cannot be taken out safely", line_of(text, node.parts[number].start))


def _member(node: Node, key: str) -> Node:
    found = node.child(key)
    if found is None:
        raise LookupError(key)
    return found


def without(value: object, path: Sequence[str | int]) -> object:
    """What a document must mean once a part is gone."""
    step = path[0]
    if isinstance(step, int) and isinstance(value, list):
        rest = [] if len(path) == 1 else [without(value[step], path[1:])]
        return [*value[:step], *rest, *value[step + 1 :]]
    if isinstance(step, str) and isinstance(value, dict):
        if len(path) == 1:
            return {key: part for key, part in value.items() if key != step}
        return {**value, step: without(value[step], path[1:])}
    raise LookupError(step)


def _cut(text: str, node: Node, number: int, *, tight: bool) -> str:
    """Without one part, the white space before it and the comma that belongs to it."""
    reader = _Reader(text)
    part = node.parts[number]
    start = node.keys[number][1] if node.kind == "object" else part.start
    end = part.end
    if tight:
        while text[start - 1] in " \t":
            start -= 1
        if text[start - 1] == "\n":
            start -= 2 if text[start - 2] == "\r" else 1
    after = reader.blank(end)
    if number:
        comma = reader.blank(node.parts[number - 1].end)
        return text[:comma] + text[comma + 1 : start] + text[end:]
    if text[after] == ",":
        return text[:start] + text[end:after] + text[after + 1 :]
    if (
        len(node.parts) == 1
        and tight
        and not text[node.start + 1 : start].strip()
        and not text[end : node.end - 1].strip()
    ):
        return text[: node.start + 1] + text[node.end - 1 :]
    return text[:start] + text[end:]
