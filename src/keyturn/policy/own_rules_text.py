"""A team's own rules by text: which lines a regular expression meets, and which of them a change brought.

The search itself is somebody else's: `Search` is the port, `adapter.text_search` the linear-time engine behind it.
A match lies within one line. Bytes that are not UTF-8 are read as Latin-1, each for itself, so that one odd byte
hides nothing else from a pattern; NULs are dropped, as everywhere.
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, NO, PUBLISH, SERVICE_DELETE, Effect
from keyturn.model.noun import Noun
from keyturn.model.rule import LOW, MEDIUM
from keyturn.model.source import COMMAND_LINE, Origin, Source
from keyturn.policy.path_globs import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from keyturn.policy.layers import Layers, OwnRule

    class Search(Protocol):
        """An engine for the patterns of some rules, in their order."""

        missing: str
        """Why it cannot search at all, "" when it can."""

        def find(self, data: bytes, wanted: frozenset[int]) -> Met:
            """Every line of UTF-8 text that a wanted pattern meets, once for each pattern."""

    class Step(Protocol):
        """One thing that was read; `judge.corridor.Step` is one."""

        @property
        def item(self) -> object:
            """The invocation or source."""


CATEGORIES = {LOW: PUBLISH, MEDIUM: AVAILABILITY}
"""The row an own rule is judged by: low is noted, medium one person confirms, high and critical a proven human."""


NO_ENGINE = "google-re2 is not installed, and no other engine is safe against every pattern"
"""Why no pattern can be searched for."""


class Met(Noun):
    """`hits` are (index of the rule, offset of the match, offset of its end); `why` says what was not searched."""

    hits: tuple[tuple[int, int, int], ...] = ()
    why: str = ""


class Line(Noun):
    """One line that a rule by text meets: 1-based line and columns, and the line itself."""

    rule: OwnRule
    number: int
    column: int
    end_column: int
    text: str


class Lines(Noun):
    """All of them in a text, in order; `why` says what was not searched."""

    lines: tuple[Line, ...] = ()
    why: str = ""


def category_of(rule: OwnRule) -> str:
    """The row of the policy table that an own rule is judged by."""
    return CATEGORIES.get(rule.severity, SERVICE_DELETE)


def by_text(layers: Layers) -> tuple[OwnRule, ...]:
    """The rules by text, in the order that a `Search` knows them by."""
    return tuple(rule for rule in layers.rules if rule.text is not None)


def applying(rules: tuple[OwnRule, ...], path: str) -> frozenset[int]:
    """Which of the rules are about a file, by its path below the repository's root; "" is a command's text."""
    found: list[int] = []
    for index, rule in enumerate(rules):
        shape = rule.text
        if shape is None:
            continue
        if shape.paths and not (path and any(matches(path, pattern) for pattern in shape.paths)):
            continue
        if path and any(matches(path, pattern) for pattern in shape.not_paths):
            continue
        found.append(index)
    return frozenset(found)


def spelled(data: bytes) -> str:
    """Bytes as text: UTF-8, with every byte that does not belong to it as the Latin-1 character it would be."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        loose = data.decode("utf-8", "surrogateescape")
        text = loose.translate({code: code - 0xDC00 for code in range(0xDC80, 0xDD00)})
    return text.replace("\r\n", "\n") if "\r" in text else text


def find(rules: tuple[OwnRule, ...], search: Search, path: str, data: bytes) -> Lines:
    """Every line that the rules about `path` meet in a text without NULs and byte order marks."""
    wanted = applying(rules, path)
    if not wanted:
        return Lines()
    if not data.isascii():
        data = spelled(data).encode("utf-8", "replace")
    elif b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    met = search.find(data, wanted)
    out: list[Line] = []
    number, counted = 1, 0
    for index, start, end in sorted(met.hits, key=lambda hit: (hit[1], hit[0])):
        number += data.count(b"\n", counted, start)
        counted = start
        begin = data.rfind(b"\n", 0, start) + 1
        stop = data.find(b"\n", end)
        line = data[begin : len(data) if stop < 0 else stop]
        column = len(data[begin:start].decode("utf-8", "replace")) + 1
        width = len(data[start:end].decode("utf-8", "replace"))
        out.append(Line(rules[index], number, column, column + width, line.decode("utf-8", "replace")))
    return Lines(tuple(out), met.why)


def brought(before: Iterable[Line], after: Iterable[Line]) -> tuple[Line, ...]:
    """The lines after a change that did not meet their rule before it, as a multiset: moved lines do not count."""
    known: dict[tuple[str, str], int] = {}
    for line in before:
        key = (line.rule.id, " ".join(line.text.split()))
        known[key] = known.get(key, 0) + 1
    out: list[Line] = []
    for line in after:
        key = (line.rule.id, " ".join(line.text.split()))
        if known.get(key, 0):
            known[key] -= 1
        else:
            out.append(line)
    return tuple(out)


def effect_of(line: Line, origin: Origin) -> Effect:
    """A line as an effect at a place."""
    rule = line.rule
    return Effect(
        rule.id,
        category_of(rule),
        rule.summary or f"is noticed by the rule {rule.id}",
        (),
        reversible=NO,
        origin=origin,
    )


def command_effects(trace: Iterable[Step], layers: Layers, search: Search) -> list[Effect]:
    """What rules by text see in an action's own text: the command, and every text that was decoded out of it."""
    rules = by_text(layers)
    if not rules:
        return []
    found: list[Effect] = []
    told: set[str] = set()
    for step in trace:
        source = step.item
        if not isinstance(source, Source) or source.file:
            continue
        text = source.text.shown() if source.text.text is None else source.text.text
        met = find(rules, search, "", text.replace("\0", "").encode("utf-8", "surrogatepass"))
        for line in met.lines:
            # the inner text of a hand-off stands in the outer one too
            if line.rule.id not in told:
                told.add(line.rule.id)
                found.append(effect_of(line, source.origin if source.origin != COMMAND_LINE else _at(line)))
    return found


def _at(line: Line) -> Origin:
    return Origin("<command>", line.number, line.column, line.number, line.end_column)
