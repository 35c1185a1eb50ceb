"""What the readers of program text share, and a tolerant reader for languages without a grammar here.

`Page` turns a Source into plain text (holes stand in it as made-up names) and back again. `read_calls` finds
the calls of Perl, Ruby, PHP and awk text by a lexer: it knows quoting, comments and brackets, not the language.
"""

from __future__ import annotations

from keyturn.model.call import Call
from keyturn.model.noun import Noun
from keyturn.model.source import Origin
from keyturn.model.word import GLOB, TEMPORARY, VARIABLE, Hole, Word, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Value
    from keyturn.model.source import Source


class Reading(Noun):
    """The calls of one text.

    `errors`: some of the text is not valid in its language. `complete` False: it was too long or too deep,
    so calls may be missing. `within` names every function that is defined, for whoever needs directions.
    """

    calls: tuple[Call, ...] = ()
    errors: bool = False
    complete: bool = True


class Page:
    """A Source's text for a parser: each hole becomes a name that stands nowhere else in the text."""

    __slots__ = ("_holes", "_marker", "_rows", "_source", "data", "text")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._holes: list[Hole] = []
        self._rows: list[int] | None = None
        known = source.text.text
        marker = "kTuRn"
        if known is not None:
            self.text = known
        else:
            literal = "".join(part for part in source.text.parts if isinstance(part, str))
            while marker in literal:
                marker += "Z"
            out = ""
            for part in source.text.parts:
                if isinstance(part, str):
                    out += part
                else:
                    out += f"{marker}{len(self._holes)}_"
                    self._holes.append(part)
            self.text = out
        self._marker = marker
        self.data = self.text.encode("utf-8", "surrogatepass")

    def is_hole(self, text: str) -> bool:
        """Whether a name stands for a hole."""
        return bool(self._holes) and text.startswith(self._marker)

    def word(self, text: str, start: int = -1, end: int = -1, *, quoted: bool = True) -> Word:
        """Text of the page as a Word, holes put back."""
        if not self._holes or self._marker not in text:
            return Word(text, quoted, start, end)
        parts: list[str | Hole] = []
        pieces = text.split(self._marker)
        if pieces[0]:
            parts.append(pieces[0])
        for piece in pieces[1:]:
            number, _, rest = piece.partition("_")
            hole = self._holes[int(number)]
            parts.append(Hole(hole.why, hole.name, True, hole.may_be_empty, hole.may_be_syntax))
            if rest:
                parts.append(rest)
        return Word(tuple(parts), quoted, start, end)

    def origin(self, start: int, end: int) -> Origin:
        """Where bytes `start` to `end` stand, in the file or command the source came from."""
        if self._rows is None:
            rows = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                rows.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._rows = rows
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        base = self._source.origin
        return Origin(base.file, line, column, end_line, end_column, base.through, base.followed)

    def _place(self, at: int) -> tuple[int, int]:
        rows = self._rows or [0]
        low, high = 0, len(rows)
        while high - low > 1:
            middle = (low + high) // 2
            if rows[middle] <= at:
                low = middle
            else:
                high = middle
        column = len(self.data[rows[low] : at].decode("utf-8", "replace"))
        base = self._source.origin
        return base.line + low, column + (base.column if low == 0 else 1)


def glob_word(text: str, quoted: bool = True) -> Word:
    """A glob pattern as a Word: its literal beginning, and the rest as a hole of unknown matches."""
    for at, letter in enumerate(text):
        if letter in "*?[":
            lead = text[:at]
            parts = (lead, Hole(GLOB, text[at:], True)) if lead else (Hole(GLOB, text[at:], True),)
            return Word(parts, quoted)
    return Word(text, quoted)


def as_word(value: Value | object, name: str = "", why: str = VARIABLE) -> Word:
    """A value as one word: what is not a word is one unknown argument."""
    if isinstance(value, Word):
        return value
    return Word((Hole(why, name, True),), quoted=True)


def glue(words: list[Word]) -> Word:
    """Words written directly after one another."""
    if len(words) == 1:
        return words[0]
    made = join(words, "")
    return Word(made.parts, True, words[0].start, words[-1].end) if words else Word("", quoted=True)


def variable_word(name: str | None) -> Word:
    """A variable of the environment, as one argument."""
    return Word((Hole(VARIABLE, name or "", True),), quoted=True)


def parent_path(value: object) -> Word | None:
    """The directory of a path, as far as its text tells."""
    if not isinstance(value, Word) or not value.parts:
        return None
    last = value.parts[-1]
    if isinstance(last, str) and "/" in last.rstrip("/"):
        cut = last.rstrip("/").rpartition("/")[0]
        if len(value.parts) == 1:
            return Word(cut or "/", quoted=True)
        return Word((*value.parts[:-1], cut) if cut else value.parts[:-1], quoted=True)
    if value.text is not None:
        return Word(".", quoted=True)
    return Word((Hole(VARIABLE, "parent directory", True),), quoted=True)


def join_path(words: list[Word]) -> Word:
    """os.path.join: a later absolute part begins anew; after an unknown beginning no slash is made up."""
    parts: list[str | Hole] = []
    for word in words:
        lead = word.prefix
        if lead.startswith("/"):
            parts = []
        elif parts:
            last = parts[-1]
            only_holes = all(not isinstance(part, str) for part in parts)
            if only_holes and isinstance(last, Hole) and last.why != TEMPORARY and last.name != "HOME":
                # os.path.join("", "x") is "x", never "/x"
                parts[-1] = Hole(last.why, last.name + "/", True)
            elif not (isinstance(last, str) and last.endswith("/")):
                parts.append("/")
        parts.extend(word.parts)
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Word(tuple(merged), quoted=True)


_SIMPLE = {
    "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "v": "\v",
    "\n": "", "`": "`", "$": "$", "e": "\x1b",
}  # fmt: skip


def unescape(text: str) -> str:
    """Backslash escapes of a Python (or JavaScript) string, decoded; unknown ones stay as written."""
    if "\\" not in text:
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\" or at + 1 >= len(text):
            out.append(text[at])
            at += 1
            continue
        letter = text[at + 1]
        width = {"x": 2, "u": 4, "U": 8}.get(letter, 0)
        if width:
            digits = text[at + 2 : at + 2 + width]
            if letter == "u" and digits[:1] == "{" and "}" in text[at + 2 :]:
                digits = text[at + 3 : text.index("}", at + 2)]
                width = len(digits) + 2
            try:
                out.append(chr(int(digits, 16)))
                at += 2 + width
                continue
            except (ValueError, OverflowError):
                pass
        if letter in "01234567":
            end = at + 2
            while end < min(at + 4, len(text)) and text[end] in "01234567":
                end += 1
            out.append(chr(int(text[at + 1 : end], 8)))
            at = end
        elif letter == "N" and text[at + 2 : at + 3] == "{" and "}" in text[at + 2 :]:
            import unicodedata

            close = text.index("}", at + 2)
            try:
                out.append(unicodedata.lookup(text[at + 3 : close]))
            except KeyError:
                out.append(text[at : close + 1])
            at = close + 1
        elif letter in _SIMPLE and letter not in "`$e":
            out.append(_SIMPLE[letter])
            at += 2
        else:
            out.append(text[at : at + 2])
            at += 2
    return "".join(out)
