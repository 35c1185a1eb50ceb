"""Where each key of a TOML text stands, which the standard library's reader does not tell.

For text that `tomllib` has accepted. A path is what one would index the parsed document with:
("environment", "prod", "matches", 2) → the line of that array element, 1-based.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Path = tuple[str | int, ...]

_BARE_END = frozenset(" \t\r\n=.]#,}")


def lines_of(text: str) -> dict[Path, int]:
    """The line of every key, table and array element. Never raises for text that is not TOML: it stops there."""
    finder = _Finder(text)
    try:
        finder.document()
    except (IndexError, RecursionError):  # ran off the end: what was found so far is the answer
        return finder.found
    return finder.found


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one; 0 when there is none."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return 0


class _Finder:
    """One walk over the text."""

    def __init__(self, text: str) -> None:
        self.text = text + "\n"
        self.at = 0
        self.line = 1
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while True:
            self.blank()
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        self.spaces()
        keys = self.keys()
        self.spaces()
        self.at += 2 if array else 1
        path = self.place(keys, len(keys) if not array else len(keys) - 1)
        if array:
            path = (*path, keys[-1])
            self.found.setdefault(path, self.line)
            index = self.counts.get(path, 0)
            self.counts[path] = index + 1
            path = (*path, index)
        self.found[path] = self.line
        return path

    def place(self, keys: list[str], count: int) -> Path:
        """The path of a header's keys: a name of an array of tables means its last table."""
        path: Path = ()
        for key in keys[:count]:
            path = (*path, key)
            self.found.setdefault(path, self.line)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        for key in self.keys():
            table = (*table, key)
            self.found.setdefault(table, self.line)
        self.spaces()
        self.at += 1  # =
        self.spaces()
        self.value(table)

    def keys(self) -> list[str]:
        keys = [self.key()]
        while True:
            self.spaces()
            if self.text[self.at] != ".":
                return keys
            self.at += 1
            self.spaces()
            keys.append(self.key())

    def key(self) -> str:
        if self.text[self.at] in "\"'":
            return self.string()
        start = self.at
        while self.text[self.at] not in _BARE_END:
            self.at += 1
        if self.at == start:
            raise IndexError  # no key where one must be: not TOML
        return self.text[start : self.at]

    def value(self, path: Path) -> None:
        self.found.setdefault(path, self.line)
        mark = self.text[self.at]
        if mark in "\"'":
            self.string()
        elif mark == "[":
            self.at += 1
            index = 0
            while True:
                self.blank()
                if self.text[self.at] == "]":
                    self.at += 1
                    return
                if self.text[self.at] == ",":
                    self.at += 1
                    index += 1
                    continue
                self.value((*path, index))
        elif mark == "{":
            self.at += 1
            while True:
                self.blank()
                if self.text[self.at] == "}":
                    self.at += 1
                    return
                if self.text[self.at] == ",":
                    self.at += 1
                    continue
                self.pair(path)
        else:
            start = self.at
            while self.text[self.at] not in ",]}\n#":
                self.at += 1
            if self.at == start:
                raise IndexError

    def string(self) -> str:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            return self.long_string(quote * 3)
        self.at += 1
        out: list[str] = []
        while self.text[self.at] != quote:
            if self.text[self.at] == "\n":
                raise IndexError
            if quote == '"' and self.text[self.at] == "\\":
                out.append(self.escape())
            else:
                out.append(self.text[self.at])
                self.at += 1
        self.at += 1
        return "".join(out)

    def long_string(self, quote: str) -> str:
        start = self.at
        self.at += 3
        while not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
            if self.at >= len(self.text):
                raise IndexError
        self.at += 3
        while self.text[self.at] == quote[0]:  # up to two quotes may belong to the text
            self.at += 1
        self.line += self.text.count("\n", start, self.at)
        return ""

    def escape(self) -> str:
        mark = self.text[self.at + 1]
        self.at += 2
        width = {"u": 4, "U": 8}.get(mark, 0)
        if not width:
            return {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}.get(mark, mark)
        digits = self.text[self.at : self.at + width]
        self.at += width
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            raise IndexError from None

    def spaces(self) -> None:
        while self.text[self.at] in " \t":
            self.at += 1

    def blank(self) -> None:
        """Spaces, line ends and comments."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "\n":
                self.line += 1
            elif character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
                continue
            elif character not in " \t\r":
                return
            self.at += 1
