"""What in a script is likely not meant, or cannot run; found without running it."""

from collections.abc import Iterator
from dataclasses import dataclass

from keyturn.cal import numbers
from keyturn.cal.evaluate import REPORT, RESULTS, WHOLE
from keyturn.cal.ports import FORMATS
from keyturn.cal.printer import show_number
from keyturn.cal.problems import place
from keyturn.cal.tree import (
    Dive,
    Drift,
    Fetch,
    Forage,
    Program,
    Recall,
    Statement,
    Surface,
    Trace,
    Watch,
    conditions,
    nested,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence about a place in the script."""

    line: int
    column: int
    text: str

    def document(self) -> dict[str, object]:
        """Ready for JSON."""
        return {"line": self.line, "column": self.column, "text": self.text}


def notices(program: Program, text: str, *, data: frozenset[str] | None = None) -> list[Notice]:
    """What parses, and is likely not meant or cannot run.

    Names that nothing before defines, a FETCH without its DRIFT, an unknown format, a comment read as part of a name,
    `IS NOT` cut out of a word. `data` are the names of the tables, when they are known.
    """
    defined: set[str] = set()
    out: list[Notice] = []
    for one in program.statements:
        out.extend(Notice(*place(text, at), what) for at, what in _checked(one, defined, data, text))
    return out


def _checked(one: Statement, defined: set[str], data: frozenset[str] | None, text: str) -> Iterator[tuple[int, str]]:
    if isinstance(one, Forage | Dive):
        if data is not None and one.target not in data and one.target not in defined:
            yield one.at, f"no data and no output is called {one.target}"
        yield from _suspicious(one, text)
        if isinstance(one, Forage):
            defined.add(one.surface or RESULTS)
        else:
            defined.update(name for name in (one.emit or REPORT, one.trace) if name)
    elif isinstance(one, Watch):
        yield from _suspicious(one, text)
    elif isinstance(one, Drift):
        if one.methodology is None or one.performance is None:
            yield one.at, f"DRIFT {one.target} needs METHODOLOGY and PERFORMANCE"
        defined.add(f"{one.target}_drift")
    elif isinstance(one, Fetch):
        if one.target not in defined:
            yield one.at, f"nothing before this line defines {one.target}"
        elif f"{one.target}_drift" not in defined:
            yield one.at, f"no DRIFT {one.target} before this line"
        if one.confidence is not None and numbers.confidence(one.confidence) is None:
            yield one.at, f"CONFIDENCE {show_number(one.confidence)} is neither a share nor a whole percentage"
        defined.add(f"{one.target}_fetch")
    elif isinstance(one, Trace):
        if (one.source is None and not defined) or (one.source is not None and one.source not in defined):
            yield one.at, f"nothing before this line defines {one.source or 'anything to trace'}"
        defined.add(one.target)
    elif isinstance(one, Surface):
        if one.output not in defined and one.output != WHOLE:
            yield one.at, f"nothing before this line defines {one.output}"
        if one.format.lower() not in FORMATS:
            yield one.at, f"AS {one.format} is no format: {', '.join(FORMATS)}"
    elif isinstance(one, Recall):
        defined.update(name for name in (f"{one.target}_recall", one.surface) if name)
    for each in nested(one):
        yield from _checked(each, set(defined), data, text)


def _suspicious(one: Forage | Dive | Watch, text: str) -> Iterator[tuple[int, str]]:
    test = one.where if isinstance(one, Forage) else one.when
    for each in conditions(test):
        word = getattr(each.value, "name", "")
        end = text.find("\n", each.at)
        written = text[each.at : end if end >= 0 else len(text)]
        if "--" in each.path or "--" in word:
            yield each.at, "`--` right behind a name is read as a part of it, not as a comment: put a space before it"
        if each.operator == "!=" and word and f"not{word}".lower() in written.lower():
            yield each.at, f"read as IS NOT {word}: write `=` for a word that begins with “not”"
