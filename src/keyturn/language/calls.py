"""What the readers of program text share, and a tolerant reader for languages without a grammar here.

`Page` turns a Source into plain text (holes stand in it as made-up names) and back again. `read_calls` finds
the calls of Perl, Ruby, PHP and awk text by a lexer: it knows quoting, comments and brackets, not the language.
"""

from __future__ import annotations

from keyturn.model.call import Call
from keyturn.model.noun import Noun
from keyturn.model.source import Origin
from keyturn.model.word import GLOB, VARIABLE, Hole, Word, join

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
