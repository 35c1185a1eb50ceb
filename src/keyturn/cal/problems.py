"""What can be wrong with a CAL script or its run: every problem points at its place in the text."""

from keyturn.errors import KeyturnError
from keyturn.model.text import safe

WIDEST = 120
"""The most of a source line that an error shows."""


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at offset `at` of `text`."""
    at = max(0, min(at, len(text)))
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - start + 1


def pointed(text: str, at: int) -> str:
    """The line of `text` that holds offset `at`, a caret under that character; both made safe to show."""
    at = max(0, min(at, len(text)))
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    if end < 0:
        end = len(text)
    if at - start > WIDEST // 2:
        start = at - WIDEST // 2
    before = safe(text[start:at])
    after = safe(text[at : min(end, start + WIDEST)].rstrip("\r"))
    return f"  {before}{after}\n  {' ' * len(before)}^"


class CalError(KeyturnError):
    """A script, or a run of it, that cannot go on. Exit 2: the script or its data is somebody's to mend.

    `at` is the offset in the text, `line` and `column` count from 1; all three are 0, 0 and -1 when the problem has no
    place. `expected` lists what could have stood there.
    """

    exit_code = 2

    def __init__(
        self, what: str, fix: str = "", *, text: str | None = None, at: int = -1, expected: tuple[str, ...] = ()
    ) -> None:
        self.bare = what
        self.at = at
        self.expected = expected
        self.line = self.column = 0
        self.shown = ""
        if text is not None and at >= 0:
            self.line, self.column = place(text, at)
            self.shown = pointed(text, at)
            what = f"line {self.line}, column {self.column}: {what}\n{self.shown}"
        super().__init__(what, fix)

    def document(self) -> dict[str, object]:
        """The problem as JSON: `{kind, message, line, column, expected, fix}`."""
        return {
            "kind": type(self).__name__,
            "message": self.bare,
            "line": self.line,
            "column": self.column,
            "expected": list(self.expected),
            "fix": self.fix,
        }


class ParseError(CalError):
    """The text is no CAL."""


class RunError(CalError):
    """A statement cannot be carried out: a name that nothing defined, a number out of its range."""


class UnknownNameError(RunError):
    """A name that neither the data set nor an earlier statement defined."""


class NoConfidenceError(RunError):
    """FETCH has no confidence to go by, and none is made up. Exit 3: it could not be judged."""

    exit_code = 3
