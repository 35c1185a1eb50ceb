r"""The pre-filter: one linear pass that tells which texts can hold anything a rule would match.

For every language it knows the needles without which its reader finds nothing: for shell text the programs that
some tool module knows, redirections and paths that are run; for program text the calls that lead out of it; for SQL
the verbs. `scan/anchors.py` holds them, generated from the readers' and the rules' own tables. The law: for every
rule, every text it matches and every spelling that a decoder here can undo, `hits` is True. So besides needles it
knows decoder marks (escapes, base64, values glued together), and looks a second time at the text with quotes,
backslashes and continuations taken out, where `r''m`, `\rm` and `ter\⏎raform` read as what they are.

Large buffers go through google-re2 over the raw bytes; small ones, and machines without re2, through `bytes.find`.
Both give the same answer (tests/scan/test_prefilter.py).
"""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Search = Callable[[bytes, int, int], object]

LARGE = 1 << 18
"""Bytes from which loading re2 (about 10 ms) pays."""


class Needles(Noun):
    r"""Lower-case byte strings that are looked for.

    `free` anywhere; `left` not behind a letter, digit or underscore; `whole` as words of their own, with a version
    behind (`python3.11`); `bare` like `left` and not behind a dot either (`run(` but not `.run(`). An escape such as
    `\n` in front counts as an edge: in a JSON string `\nrm` is a line of its own.
    """

    free: tuple[bytes, ...] = ()
    left: tuple[bytes, ...] = ()
    whole: tuple[bytes, ...] = ()
    bare: tuple[bytes, ...] = ()


class Group(Noun):
    """What a language needs: `hard` is a hit on its own, `soft` only together with `second` in the same text."""

    hard: Needles
    soft: Needles = Needles()
    second: Needles = Needles()


# What a decoder can undo, so that no needle need stand in the text; and our own exceptions.
MARKS = Needles(
    free=(
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
        b"atob(",
        b"xxd",
        b"keyturn:",
    ),
    left=(b"chr(",),
)

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_ESCAPE = frozenset(b"nrtabfv")
_QUOTES = b"'\"`\\"
_SHELLISH = frozenset(
    "shell makefile justfile taskfile dockerfile workflow compose package.json batch powershell kubernetes pipeline "
    "jenkinsfile cron systemd rpm-spec".split()
)
_CODE = frozenset({"python", "javascript", "ruby", "perl", "php", "awk"})
_CURLY = frozenset("go rust java kotlin scala groovy csharp swift dart elixir".split())
# Ends of lines that join with the next one, in a file and (with the plus sign) in a patch.
_CONTINUATIONS = (b"\\\r\n+", b"\\\n+", b"\\\r\n", b"\\\n", b"^\r\n", b"`\r\n")
_CARETS = frozenset({"batch", "powershell"})


# -- the same questions for re2 and by hand --------------------------------------------------------------------------

# Values glued into words or standing where a command would, redirections into files, paths that are run, braces.
_SHELL_PATTERN = (
    rb"[a-z0-9_)}][\"']?\$[a-z_{(@]"
    rb"|(?:^|[;&|({`]|then|do|else|sudo|exec|eval)[ \t@+-]*[\"']?\$[a-z_{(@]"
    rb"|\{[^ \t\r\n{},]*,[^ \t\r\n{}]*\}"
    rb"|(?:^|[^=\-<])>[>|]?[ \t]*[\"']?(?:[a-z0-9_.$~]|/(?:[^d]|$|d(?:[^e]|$|e(?:[^v]|$|v(?:[^/]|$|/(?:[^nstf]|$"
    rb"|n(?:[^u]|$)|s(?:[^t]|$)|t(?:[^t]|$)|f(?:[^d]|$)))))))"
    rb"|(?:^|[;&|({`\"':]|then|do|else|sudo|exec|eval)[ \t@+-]*\.{0,2}/[a-z0-9_.]"
)
# Comment lines that cannot open or close anything (no quote, no bracket of a comment, no value), whatever they stand
# in: a word in them is only mentioned. Looked at where the fast engine runs; elsewhere one more file is parsed.
_INERT = rb"(?m)^[ \t+\-]*(?:--|#)[ \t][a-zA-Z0-9_ \t,.:()\-]*$"
_COMMENTED = _SHELLISH | {"sql", "hcl"}
_CODE_PATTERN = rb"[a-z0-9 ][\"'][ \t\r\n\\+.]+[a-z]{0,2}[\"']"
_LEADS = (b"then", b"do", b"else", b"sudo", b"exec", b"eval")


def _escape(needle: bytes) -> bytes:
    return b"".join(bytes([byte]) if byte in _WORD or byte >= 0x80 else b"\\x%02x" % byte for byte in needle)


def pattern_of(needles: Needles) -> bytes:
    """One RE2 alternation (LATIN1, case-insensitive, multi-line) that means what `found` means."""
    pieces = [_escape(one) for one in needles.free]
    for group, before, after in (
        (needles.left, rb"(?:^|[^a-z0-9_]|\\[nrtabfv])", b""),
        (needles.whole, rb"(?:^|[^a-z0-9_]|\\[nrtabfv])", b"[0-9]*(?:[^a-z0-9_]|$)"),
        (needles.bare, rb"(?:^|[^.a-z0-9_]|\\[nrtabfv])", b""),
    ):
        if group:
            pieces.append(before + b"(?:" + b"|".join(_escape(one) for one in group) + b")" + after)
    return b"|".join(pieces)


def _edge(low: bytes, at: int, *, dot: bool) -> bool:
    if at == 0:
        return True
    byte = low[at - 1]
    if byte not in _WORD:
        return not (dot and byte == 0x2E)
    return byte in _ESCAPE and at >= 2 and low[at - 2] == 0x5C


def found(low: bytes, needles: Needles) -> bool:
    """Whether one of the needles stands in a lower-case text."""
    for needle in needles.free:
        if needle in low:
            return True
    size = len(low)
    for group, whole, dot in ((needles.left, False, False), (needles.whole, True, False), (needles.bare, False, True)):
        for needle in group:
            at = low.find(needle)
            while at >= 0:
                if _edge(low, at, dot=dot):
                    if not whole:
                        return True
                    end = at + len(needle)
                    while end < size and low[end] in b"0123456789":
                        end += 1
                    if end == size or low[end] not in _WORD:
                        return True
                at = low.find(needle, at + 1)
    return False


_AFTER_DOLLAR = frozenset(b"abcdefghijklmnopqrstuvwxyz_{(@")
_OPENERS = frozenset(b"\n;&|({`")
_FILE_START = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_.$~")


def _opens(before: bytes, openers: frozenset[int]) -> bool:
    """Whether a command could begin behind this text."""
    word = before.rstrip(b" \t@+-")
    return not word or word[-1] in openers or word.endswith(_LEADS)


def _glued(low: bytes) -> bool:
    """Whether a shell value is spliced into a word or stands where a command would (`$tf destroy`, `r$x`, `$a$b`)."""
    at = low.find(b"$")
    while at >= 0:
        if at + 1 < len(low) and low[at + 1] in _AFTER_DOLLAR:
            before = low[max(0, at - 60) : at]
            if before[-1:] in (b'"', b"'"):
                before = before[:-1]
            if before and (before[-1] in _WORD or before[-1:] in (b")", b"}")):
                return True
            if _opens(before, _OPENERS):
                return True
        at = low.find(b"$", at + 1)
    return False


def _braced(low: bytes) -> bool:
    """Whether a brace expansion stands in the text (`{r,x}m`), which can spell a word in pieces."""
    at = low.find(b"{")
    while at >= 0:
        close = low.find(b"}", at)
        if close < 0:
            return False
        inner = low[max(at, low.rfind(b"{", at, close)) + 1 : close]
        if b"," in inner and not any(space in inner for space in (b" ", b"\t", b"\r", b"\n")):
            return True
        at = low.find(b"{", close)
    return False


def _redirected(low: bytes) -> bool:
    """Whether output goes into a file other than a device."""
    at = low.find(b">")
    while at >= 0:
        if at == 0 or low[at - 1] not in b"=-<":
            end = at + 1
            if low[end : end + 1] in (b">", b"|"):
                end += 1
            rest = low[end : end + 80].lstrip(b" \t")
            if rest[:1] in (b'"', b"'"):
                rest = rest[1:]
            if rest and (rest[0] in _FILE_START or (rest[0] == 0x2F and not rest.startswith(_DEVICES))):
                return True
        at = low.find(b">", at + 1)
    return False


# What redirections mostly go to: null, stdout, stderr, tty, fd/3. Other devices are disks.
_DEVICES = (b"/dev/nu", b"/dev/st", b"/dev/tt", b"/dev/fd")
_RUN_OPENERS = _OPENERS | frozenset(b"\"':")


def _run_by_path(low: bytes) -> bool:
    """Whether a path stands where a command would (`./deploy.sh`, `"/opt/x/run"`)."""
    at = low.find(b"/")
    while at >= 0:
        if at + 1 < len(low) and (low[at + 1] in _WORD or low[at + 1] == 0x2E):
            start = at
            while start > 0 and start > at - 2 and low[start - 1] == 0x2E:
                start -= 1
            if _opens(low[max(0, start - 60) : start], _RUN_OPENERS):
                return True
        at = low.find(b"/", at + 1)
    return False


_GAP = frozenset(b" \t\r\n\\+.")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_LITERAL_END = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789 ")


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
                if end > at + 1 and low[end : end + 3].lstrip(_LETTERS)[:1] in (b'"', b"'"):
                    return True
            at = low.find(quote, at + 1)
    return False


# -- the filter ------------------------------------------------------------------------------------------------------


class Prefilter:
    """Answers for texts in any language; built once per process."""

    __slots__ = ("_comments", "_engine", "_groups", "_other", "_patterns", "_tried")

    def __init__(self, groups: dict[str, Group], other: Group) -> None:
        self._groups = groups
        self._other = other
        self._engine: Any = None
        self._comments: Any = None
        self._patterns: dict[tuple[int, bytes], Search] = {}
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

    def _search(self, needles: Needles, extra: bytes = b"") -> Search:
        key = (id(needles), extra)
        known = self._patterns.get(key)
        if known is None:
            options = self._engine.Options()
            options.encoding = options.Encoding.LATIN1
            options.case_sensitive = False
            options.never_capture = True
            options.log_errors = False
            options.max_mem = 64 << 20
            pieces = [piece for piece in (pattern_of(needles), extra) if piece]
            known = self._patterns[key] = self._engine.compile(b"(?m)" + b"|".join(pieces), options).search
        return known

    def _has(self, needles: Needles, data: bytes, start: int, end: int, extra: bytes = b"") -> bool:
        """Whether a needle stands in that part of the data."""
        if self._engine is not None:
            if (start and data[start - 1] != 0x0A) or (end < len(data) and data[end - 1] != 0x0A):
                # the engine sees the surroundings; only at lines' ends do they not matter
                data = data[start:end]
                start, end = 0, len(data)
            return self._search(needles, extra)(data, start, end) is not None
        low = data[start:end].lower()
        if found(low, needles):
            return True
        if extra is _SHELL_PATTERN:
            return _glued(low) or _braced(low) or _redirected(low) or _run_by_path(low)
        return extra is _CODE_PATTERN and _joined(low)

    def hits(self, language: str, data: bytes, start: int = 0, end: int | None = None) -> bool:
        """Whether a text in this language is worth reading whole. Linear in its length."""
        stop = len(data) if end is None else end
        if not self._hits(language, data, start, stop):
            return False
        if self._engine is None or language not in _COMMENTED:
            return True
        part = data[start:stop]
        spoken = self._inert().sub(b"", part)
        return len(spoken) == len(part) or self._hits(language, spoken, 0, len(spoken))

    def _inert(self) -> Any:
        """The pattern of comment lines that are only prose."""
        if self._comments is None:
            options = self._engine.Options()
            options.encoding = options.Encoding.LATIN1
            self._comments = self._engine.compile(_INERT, options)
        return self._comments

    def _hits(self, language: str, data: bytes, start: int, stop: int) -> bool:
        group = self._groups.get(language, self._other)
        shellish = language in _SHELLISH
        if self._has(group.hard, data, start, stop, _SHELL_PATTERN if shellish else b""):
            return True
        if group.soft != _NONE and self._has(group.soft, data, start, stop):
            if self._has(group.second, data, start, stop, _CODE_PATTERN if language in _CODE else b""):
                return True
            if self._has(MARKS, data, start, stop):
                return True
        if not shellish:
            # names of calls are not quoted, and what stands in quotes was asked for above
            return False
        plain = raw = data[start:stop]
        for lead in _CONTINUATIONS:
            if lead in plain:
                plain = plain.replace(lead, b"")
        plain = plain.translate(None, _QUOTES if language not in _CARETS else _QUOTES + b"^")
        if len(plain) == len(raw):
            return False
        return self._has(group.hard, plain, 0, len(plain))


_NONE = Needles()
_READY: dict[tuple[bytes, ...], Prefilter] = {}


def _with(needles: Needles, programs: tuple[bytes, ...]) -> Needles:
    return needles.but(
        free=(*needles.free, *MARKS.free), left=(*needles.left, *MARKS.left), whole=(*needles.whole, *programs)
    )


def prefilter(programs: tuple[bytes, ...] = ()) -> Prefilter:
    """The one for all rules. `programs` are those of a team's own rules."""
    ready = _READY.get(programs)
    if ready is None:
        from keyturn.scan import anchors

        shell = Group(_with(Needles(*anchors.SHELL), programs))
        second = Needles(*anchors.SECOND)
        groups = dict.fromkeys(_SHELLISH, shell)
        curly = Group(Needles(*anchors.CURLY), Needles(*anchors.CURLY_SOFT), Needles(*anchors.CURLY_SECOND))
        groups.update(dict.fromkeys(_CURLY, curly))
        windows = Group(_with(Needles(*anchors.WINDOWS), programs))
        groups.update(
            batch=windows,
            powershell=windows,
            sql=Group(_with(Needles(*anchors.SQL), ())),
            **{"terraform-plan": Group(Needles(free=(b"resource_changes",)))},
            hcl=Group(_with(Needles(*anchors.HCL), programs)),
            kubernetes=Group(
                shell.hard.but(
                    free=(*shell.hard.free, *anchors.KUBERNETES[0]),
                    # every manifest says what kind it is
                    whole=tuple(one for one in shell.hard.whole if one != b"kind"),
                    left=(*shell.hard.left, *anchors.KUBERNETES[1]),
                )
            ),
            cloudformation=Group(_with(Needles(*anchors.CLOUDFORMATION), programs)),
            python=Group(
                Needles(*anchors.PYTHON).but(free=(*Needles(*anchors.PYTHON).free, b"keyturn:")),
                Needles(*anchors.PYTHON_SOFT),
                second.but(whole=(*second.whole, *programs)),
            ),
            javascript=Group(
                Needles(*anchors.JAVASCRIPT).but(free=(*Needles(*anchors.JAVASCRIPT).free, b"keyturn:")),
                Needles(*anchors.JAVASCRIPT_SOFT),
                second.but(whole=(*second.whole, *programs)),
            ),
        )
        ready = _READY[programs] = Prefilter(groups, Group(_with(Needles(*anchors.OTHER), programs)))
    return ready
