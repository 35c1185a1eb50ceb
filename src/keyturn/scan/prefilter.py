r"""The pre-filter: one linear pass that tells which texts can hold anything a rule would match.

Built from the anchors of all rules (`scan/anchors.py`, generated). The law: for every rule, every text it matches
and every spelling that a decoder here can undo, `hits` is True. So besides anchors it knows decoder marks (escapes,
base64, values glued together), and looks a second time at the text with quotes, backslashes and continuations
taken out, where `r''m`, `\rm` and `ter\⏎raform` read as what they are.

Large buffers go through one google-re2 alternation over the raw bytes; small ones, and machines without re2,
through `bytes.find`. Both give the same answer (tests/scan/test_prefilter.py).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LARGE = 1 << 18
"""Bytes from which loading re2 (about 10 ms) pays."""

SHORT = 4
"""Anchors up to this long count only as whole words: `rm` must not be met in `firmware`."""

# What a decoder can undo, so that no anchor need stand in the text. Literal, lower case.
MARKS = (
    b"\\x",
    b"\\u00",
    b"\\0",
    b"\\1",
    b"base64",
    b"b64",
    b"fromhex",
    b"unhexlify",
    b"rot13",
    b"rot_13",
    b"fromcharcode",
    b"chr(",
    b"atob(",
    b"xxd",
    b"keyturn:",
)

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_ESCAPE = frozenset(b"nrtabfv")
_QUOTES = b"'\"`\\"
_SHELLISH = frozenset({"shell", "makefile", "dockerfile", "workflow", "compose", "package.json", "batch", "powershell"})
_CODE = frozenset({"python", "javascript", "ruby", "perl", "php", "awk"})


def _escape(anchor: bytes) -> bytes:
    return b"".join(bytes([byte]) if byte in _WORD or byte >= 0x80 else b"\\x%02x" % byte for byte in anchor)


def _bounds(anchor: bytes) -> tuple[bool, bool]:
    """Whether the anchor must begin and end at a word's edge."""
    short = len(anchor) <= SHORT
    return short and anchor[0] in _WORD, short and anchor[-1] in _WORD


def pattern_of(anchors: tuple[bytes, ...]) -> bytes:
    """One RE2 alternation (LATIN1, case-insensitive) that means what `_found` means."""
    plain: list[bytes] = []
    bounded: dict[tuple[bool, bool], list[bytes]] = {}
    for anchor in anchors:
        edges = _bounds(anchor)
        (bounded.setdefault(edges, []) if any(edges) else plain).append(_escape(anchor))
    pieces: list[bytes] = []
    if plain:
        pieces.append(b"|".join(plain))
    for (left, right), group in sorted(bounded.items()):
        pieces.append(
            (b"(?:^|[^a-z0-9_]|\\\\[nrtabfv])" if left else b"")
            + b"(?:"
            + b"|".join(group)
            + b")"
            + (b"(?:[^a-z0-9_]|$)" if right else b"")
        )
    return b"|".join(pieces)


def _found(low: bytes, anchors: tuple[bytes, ...]) -> bool:
    """Whether one of the anchors stands in a lower-case text, at word edges where it must."""
    size = len(low)
    for anchor in anchors:
        at = low.find(anchor)
        if at < 0:
            continue
        left, right = _bounds(anchor)
        if not left and not right:
            return True
        length = len(anchor)
        while at >= 0:
            before = not left or at == 0 or low[at - 1] not in _WORD
            if not before and at >= 2 and low[at - 1] in _ESCAPE and low[at - 2] == 0x5C:
                before = True
            end = at + length
            if before and (not right or end == size or low[end] not in _WORD):
                return True
            at = low.find(anchor, at + 1)
    return False


# The same three questions as `_glued`, `_braced` and `_joined` below, for re2.
_SHELL_PATTERN = (
    rb"[a-z0-9_)}][\"']?\$[a-z_{(@]"
    rb"|(?:^|[;&|({`]|then|do|else|sudo|exec|eval)[ \t@+-]*[\"']?\$[a-z_{(@]"
    rb"|\{[^ \t\r\n{},]*,[^ \t\r\n{}]*\}"
)
_CODE_PATTERN = rb"[a-z0-9 ][\"'][ \t\r\n\\+.]+[a-z]{0,2}[\"']"
_LEADS = (b"then", b"do", b"else", b"sudo", b"exec", b"eval")


def _glued(low: bytes) -> bool:
    """Whether a shell value is spliced into a word or stands where a command would (`$tf destroy`, `r$x`, `$a$b`)."""
    at = low.find(b"$")
    while at >= 0:
        if low[at + 1 : at + 2] in _AFTER_DOLLAR:
            before = low[max(0, at - 60) : at]
            if before[-1:] in (b'"', b"'"):
                before = before[:-1]
            if before and (before[-1] in _WORD or before[-1:] in (b")", b"}")):
                return True
            word = before.rstrip(b" \t@+-")
            if not word or word[-1:] in _OPENERS or word.endswith(_LEADS):
                return True
        at = low.find(b"$", at + 1)
    return False


_AFTER_DOLLAR = frozenset(bytes([byte]) for byte in b"abcdefghijklmnopqrstuvwxyz_{(@")
_OPENERS = frozenset(bytes([byte]) for byte in b"\n;&|({`")


def _braced(data: bytes) -> bool:
    """Whether a brace expansion stands in the text (`{r,x}m`), which can spell a word in pieces."""
    at = data.find(b"{")
    while at >= 0:
        close = data.find(b"}", at)
        if close < 0:
            return False
        inner = data[max(at, data.rfind(b"{", at, close)) + 1 : close]
        if b"," in inner and not any(space in inner for space in (b" ", b"\t", b"\r", b"\n")):
            return True
        at = data.find(b"{", close)
    return False


def _joined(low: bytes) -> bool:
    """Whether two string literals stand side by side or are added (`"ter" + "raform"`): a word may be in halves."""
    size = len(low)
    for quote in (0x22, 0x27):
        at = low.find(quote, 1)
        while at >= 0:
            if low[at - 1] in _LITERAL_END:
                end = at + 1
                while end < size and low[end] in _GAP:
                    end += 1
                gap = end
                while end < size and end < gap + 2 and 0x61 <= low[end] <= 0x7A:
                    end += 1
                if gap > at + 1 and low[gap : end + 1].lstrip(_LETTERS)[:1] in (b'"', b"'"):
                    return True
            at = low.find(quote, at + 1)
    return False


_GAP = frozenset(b" \t\r\n\\+.")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_LITERAL_END = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789 ")


class Prefilter:
    """Answers for texts in any language; built once per process."""

    __slots__ = ("_engine", "_marked", "_patterns", "_tried")

    def __init__(self, anchors: tuple[bytes, ...]) -> None:
        self._marked = anchors + MARKS
        self._engine: Any = None
        self._patterns: dict[bytes, Callable[[bytes, int, int], object]] = {}
        self._tried = False

    def prepare(self, size: int) -> None:
        """Say how much is to be searched: from LARGE on, re2 is loaded when it is there."""
        if size < LARGE or self._tried:
            return
        self._tried = True
        try:
            import re2
        except ImportError:
            return
        self._engine = re2

    def _search(self, extra: bytes) -> Callable[[bytes, int, int], object]:
        found = self._patterns.get(extra)
        if found is None:
            options = self._engine.Options()
            options.encoding = options.Encoding.LATIN1
            options.case_sensitive = False
            options.never_capture = True
            options.log_errors = False
            options.max_mem = 64 << 20
            pattern = b"(?m)" + pattern_of(self._marked) + (b"|" + extra if extra else b"")
            found = self._patterns[extra] = self._engine.compile(pattern, options).search
        return found

    def hits(self, language: str, data: bytes, start: int = 0, end: int | None = None) -> bool:
        """Whether a text in this language (`any`: in all of them) is worth reading whole. Linear in its length."""
        stop = len(data) if end is None else end
        shellish = language in _SHELLISH or language == "any"
        code = language in _CODE or language == "any"
        if self._engine is not None:
            extra = b"|".join(([_SHELL_PATTERN] if shellish else []) + ([_CODE_PATTERN] if code else []))
            if self._search(extra)(data, start, stop) is not None:
                return True
        else:
            low = data[start:stop].lower()
            if _found(low, self._marked):
                return True
            if shellish and (_glued(low) or _braced(low)):
                return True
            if code and _joined(low):
                return True
        if not shellish and not code:
            return False
        raw = data[start:stop]
        plain = raw
        for lead in _CONTINUATIONS:
            if lead in plain:
                plain = plain.replace(lead, b"")
        plain = plain.translate(None, _QUOTES if language not in _CARETS else _QUOTES + b"^")
        if len(plain) == len(raw):
            return False
        if self._engine is not None:
            return self._search(b"")(plain, 0, len(plain)) is not None
        return _found(plain.lower(), self._marked)


# Ends of lines that join with the next one, in a file and (with the plus sign) in a patch.
_CONTINUATIONS = (b"\\\r\n+", b"\\\n+", b"\\\r\n", b"\\\n", b"^\r\n", b"`\r\n")
_CARETS = frozenset({"batch", "powershell"})


_READY: dict[tuple[bytes, ...], Prefilter] = {}


def prefilter(extra: tuple[bytes, ...] = ()) -> Prefilter:
    """The one built from all rules, and `extra` anchors of a team's own rules."""
    found = _READY.get(extra)
    if found is None:
        from keyturn.scan.anchors import ANCHORS

        found = _READY[extra] = Prefilter((*ANCHORS, *extra))
    return found
