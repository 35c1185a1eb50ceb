"""Regular expressions over whole texts by google-re2, whose time is linear in the text whatever the pattern.

One pass over the text per group of patterns tells whether any of them is met; only then is each looked for on its
own. A match lies within one line (`never_nl`). Linear still has a factor, the size of the compiled pattern, so that
is bounded, and a search that takes too long is given up aloud.
"""

from __future__ import annotations

import time

from keyturn.policy.own_rules_text import NO_ENGINE, Met

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LARGEST = 1_000
"""Instructions of one compiled pattern; `.{1,100}` has 800, most patterns fewer than 50."""
ALL = 400_000
"""Instructions of all patterns together: ten thousand of an everyday size."""
SECONDS = 20.0
"""For one text. Everyday patterns take milliseconds."""
SECONDS_LOST = 60.0
"""For all texts together, beyond what everyday patterns would have taken."""
HITS = 100_000
"""Met lines of one text that are told."""

_GROUP = 4_000
_PIECE = 1 << 20
_MEMORY = 8 << 20
_GROUP_MEMORY = 64 << 20


def _options(memory: int) -> Any:
    import re2

    options = re2.Options()
    options.encoding = options.Encoding.UTF8
    options.never_nl = True
    options.log_errors = False
    options.max_mem = memory
    return options


def _whole(pattern: str, ignore_case: bool) -> str:
    """The pattern as a group of its own, so that it can stand beside others; `^` and `$` are a line's ends."""
    return f"(?im:{pattern})" if ignore_case else f"(?m:{pattern})"


# A pattern that meets nothing at one of these places meets nothing nowhere.
_PLACES = (b"", b"a", b" ", b"a a", b"-", b"\n", b"a\n", b" \n-")


def problem_of(pattern: str, ignore_case: bool = False) -> str:
    """Why a pattern cannot be a rule, "" when it can."""
    try:
        import re2
    except ImportError:
        return NO_ENGINE
    if "\0" in pattern:
        return "a NUL stands in no text that is searched"
    if "\n" in pattern:
        return "a match lies within one line"
    try:
        re2.compile(pattern, _options(_MEMORY))
        compiled = re2.compile(_whole(pattern, ignore_case), _options(_MEMORY))
    except re2.error as error:
        why = error.args[0] if error.args else b""
        return "RE2 says: " + (why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why))
    if compiled.programsize > LARGEST:
        return f"it compiles to {compiled.programsize} instructions, more than {LARGEST}: shorten its repetitions"
    if any(found.end() == found.start() for place in _PLACES for found in compiled.finditer(place)):
        return "it is met by nothing at all, so by every text"
    return ""


class TextSearch:
    """The patterns of some rules, as (pattern, ignore case). Those that `problem_of` refuses are never met."""

    __slots__ = ("_alone", "_groups", "_lost", "missing")

    def __init__(self, patterns: tuple[tuple[str, bool], ...]) -> None:
        self.missing = ""
        self._lost = 0.0
        self._alone: list[Any] = []
        self._groups: list[tuple[Any, tuple[int, ...]]] = []
        try:
            import re2
        except ImportError:
            self.missing = NO_ENGINE
            return
        texts: list[str] = []
        members: list[int] = []
        size = total = 0
        for index, (pattern, ignore_case) in enumerate(patterns):
            whole = _whole(pattern, ignore_case)
            try:
                compiled = re2.compile(whole, _options(_MEMORY))
            except re2.error as error:
                self.missing = f"a pattern that RE2 refuses: {error}"
                self._alone.append(None)
                continue
            total += compiled.programsize
            if total > ALL:
                self.missing = f"the patterns compile to more than {ALL:,} instructions together"
                self._alone.append(None)
                continue
            self._alone.append(compiled)
            if members and size + compiled.programsize > _GROUP:
                self._groups.append((self._group(texts), tuple(members)))
                texts, members, size = [], [], 0
            texts.append(whole)
            members.append(index)
            size += compiled.programsize
        if members:
            self._groups.append((self._group(texts), tuple(members)))

    @staticmethod
    def _group(texts: list[str]) -> Any:
        import re2

        try:
            return re2.compile("|".join(texts), _options(_GROUP_MEMORY))
        except re2.error:
            return None  # each is asked on its own then

    def find(self, data: bytes, wanted: frozenset[int]) -> Met:
        """Every line of UTF-8 text that a wanted pattern meets, once for each pattern."""
        begun = time.monotonic()
        met = self._find(data, wanted, begun + min(SECONDS, SECONDS_LOST - self._lost))
        usual = 0.1 + len(data) / 5_000_000
        self._lost += max(0.0, time.monotonic() - begun - usual)
        return met

    def _find(self, data: bytes, wanted: frozenset[int], until: float) -> Met:
        hits: list[tuple[int, int, int]] = []
        for start, end in _pieces(data):
            piece = data if end - start == len(data) else data[start:end]
            for group, members in self._groups:
                if time.monotonic() > until:
                    return Met(tuple(hits), "searching it for patterns takes too long")
                asked = [index for index in members if index in wanted]
                if not asked or (group is not None and group.search(piece) is None):
                    continue
                for index in asked:
                    for first, last in _lines(self._alone[index], piece):
                        hits.append((index, start + first, start + last))
                    if len(hits) > HITS:
                        return Met(tuple(hits), f"more than {HITS:,} lines meet patterns")
                    if time.monotonic() > until:
                        return Met(tuple(hits), "searching it for patterns takes too long")
        return Met(tuple(hits))


def _pieces(data: bytes) -> list[tuple[int, int]]:
    """The text in pieces of whole lines, so that nothing is searched for long without a look at the clock."""
    out: list[tuple[int, int]] = []
    at = 0
    while len(data) - at > _PIECE:
        end = data.rfind(b"\n", at, at + _PIECE) + 1
        if end == 0:
            end = data.find(b"\n", at + _PIECE) + 1 or len(data)
        out.append((at, end))
        at = end
    if at < len(data):
        out.append((at, len(data)))
    return out


def _lines(pattern: Any, data: bytes) -> list[tuple[int, int]]:
    """The first match of every line that has one."""
    out: list[tuple[int, int]] = []
    at = 0
    while at <= len(data):
        found = pattern.search(data, at)
        if found is None:
            break
        start, end = found.span()
        if end > start:
            out.append((start, end))
            if len(out) > HITS:
                break
        at = data.find(b"\n", end) + 1
        if at == 0:
            break
    return out
