"""Words: literal runs and holes.

A *hole* is a stretch of text whose value is not known while reading: an unset
variable, the output of a command, a glob. One word with holes can yield 0..n
arguments: an unquoted empty `rm -rf $X` is a no-op while `rm -rf "$X/"` is `/`.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

# Why a stretch is not known. Kept as plain strings: they are shown to people.
VARIABLE = "variable"  # `$X`, value not in the text
COMMAND = "command"  # `$(…)`, output not static
GLOB = "glob"  # `*`, `?`, `[…]`, extglob: known pattern, unknown matches
PARAMETER = "parameter"  # `$1`, `"$@"` of a script or function whose arguments are not known
INPUT = "input"  # text from stdin: xargs, parallel, read
ARITHMETIC = "arithmetic"  # `$((…))`: digits, never syntax
PROCESS = "process"  # `<(…)`, `>(…)`: a file descriptor's path
HOME = "home"  # `~user`
TEMPLATE = "template"  # `{{ … }}`, `${{ … }}`, f-string, string concatenation
TEMPORARY = "temporary"  # `$(mktemp)`: unknown, but inside a temporary directory


class Hole(Noun):
    """An unknown stretch. `why` is one of this module's names, `name` what was written (`X`, `*.pyc`, the command)."""

    why: str
    name: str = ""
    quoted: bool = False
    """Inside double quotes (or the like): exactly one argument, never split."""
    may_be_empty: bool = True
    may_be_syntax: bool = False
    """Spliced in before the text is parsed (`xargs -I{} sh -c '{}'`), so it can be any command."""


class Word:
    """One word as written: `parts` are literal strings and holes, `text` the whole when there are no holes.

    `quoted` tells that some of it was quoted (a quoted `"--"` or `"if"` is never syntax).
    `start`/`end` are byte offsets into the source it was read from, -1 when made up.
    A hand-written class because it is the noun made most often.
    """

    __slots__ = ("end", "parts", "quoted", "start", "text")

    parts: tuple[str | Hole, ...]
    text: str | None
    quoted: bool
    start: int
    end: int

    def __init__(
        self, parts: tuple[str | Hole, ...] | str, quoted: bool = False, start: int = -1, end: int = -1
    ) -> None:
        if isinstance(parts, str):
            self.text = parts
            self.parts = (parts,) if parts else ()
        else:
            self.parts = parts
            if not parts:
                self.text = ""
            elif len(parts) == 1 and isinstance(parts[0], str):
                self.text = parts[0]
            elif all(isinstance(part, str) for part in parts):
                self.text = "".join(parts)  # type: ignore[arg-type]  # all are str here
            else:
                self.text = None
        self.quoted = quoted
        self.start = start
        self.end = end

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The unknown stretches, in order; empty for a wholly known word."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def prefix(self) -> str:
        """The literal text before the first hole."""
        out = ""
        for part in self.parts:
            if not isinstance(part, str):
                break
            out += part
        return out

    @property
    def suffix(self) -> str:
        """The literal text after the last hole."""
        out = ""
        for part in reversed(self.parts):
            if not isinstance(part, str):
                break
            out = part + out
        return out

    @property
    def splits(self) -> bool:
        """Whether it can yield other than exactly one argument."""
        return any(not isinstance(part, str) and not part.quoted for part in self.parts)

    def worst(self) -> str:
        """The word with every hole empty except globs, which stay as written.

        An unset variable in a path is judged like this: `"$X/"` becomes `/`.
        """
        return "".join(
            part if isinstance(part, str) else (part.name if part.why == GLOB else "") for part in self.parts
        )

    def shown(self) -> str:
        """For people: holes as `$NAME`, `$(…)`, `*`."""
        out = ""
        for part in self.parts:
            if isinstance(part, str):
                out += part
            elif part.why == GLOB:
                out += part.name or "*"
            elif part.why in (VARIABLE, PARAMETER):
                out += "$" + (part.name or "?")
            elif part.why == COMMAND:
                out += f"$({part.name or '…'})"
            else:
                out += f"<{part.why}>"
        return out

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and self.parts == other.parts and self.quoted == other.quoted

    def __hash__(self) -> int:
        return hash((self.parts, self.quoted))

    def __repr__(self) -> str:
        return f"Word({self.text!r})" if self.text is not None else f"Word({self.parts!r})"


def join(words: tuple[Word, ...] | list[Word], glue: str = " ") -> Word:
    """One word out of several with `glue` between, as `eval`, `ssh HOST a b` and `"$*"` do."""
    parts: list[str | Hole] = []
    for index, word in enumerate(words):
        if index:
            parts.append(glue)
        parts.extend(word.parts)
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Word(tuple(merged), quoted=True)
