"""What the readers of program text share, and a tolerant reader for languages without a grammar here.

`Page` turns a Source into plain text (holes stand in it as made-up names) and back again. `read_calls` finds
the calls of Perl, Ruby, PHP and awk text by a lexer: it knows quoting, comments and brackets, not the language.
"""

from __future__ import annotations

from keyturn.model.call import Call
from keyturn.model.noun import Noun
from keyturn.model.source import Origin
from keyturn.model.word import GLOB, INPUT, PARAMETER, TEMPLATE, TEMPORARY, VARIABLE, Hole, Word, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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

    __slots__ = ("_holes", "_last", "_marker", "_rows", "_source", "data", "text")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._holes: list[Hole] = []
        self._rows: list[int] | None = None
        self._last = [(-1, 0, 0), (-1, 0, 0)]
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
        line, column = self._place(start, 0)
        end_line, end_column = self._place(end, 1)
        base = self._source.origin
        return Origin(base.file, line, column, end_line, end_column, base.through, base.followed)

    def _place(self, at: int, role: int) -> tuple[int, int]:
        rows = self._rows or [0]
        low, high = 0, len(rows)
        while high - low > 1:
            middle = (low + high) // 2
            if rows[middle] <= at:
                low = middle
            else:
                high = middle
        # a line of a megabyte holds many calls: count on from the last one
        row, before, column = self._last[role]
        if row != low:
            before, column = rows[low], 0
        if at >= before:
            column += len(self.data[before:at].decode("utf-8", "replace"))
        else:
            column -= len(self.data[at:before].decode("utf-8", "replace"))
        self._last[role] = (low, at, column)
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
    if not words:
        return Word("", quoted=True)
    parts = tuple(part for part in join(words, "").parts if part != "")
    return Word(parts, True, words[0].start, words[-1].end)


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


# -- the tolerant reader

_CONTROL = frozenset(
    "if unless while until for foreach sub def function class module case when else elsif elseif elif switch and or "
    "rescue catch then repeat".split()
)
_RUBY_OPENERS = frozenset("if unless while until for def class module case begin do".split())
_WORDS = frozenset(
    "my our local return not print say die warn puts echo do end then in use require no package begin eval exit new "
    "true false nil undef null self let var const global static public private protected BEGIN END getline printf "
    "function if unless while until for foreach sub def class module case when else elsif elif and or".split()
)
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_COMMENTS = {
    "perl": ("#",), "ruby": ("#",), "awk": ("#",), "r": ("#",), "php": ("#", "//"), "lua": ("--",),
    "applescript": ("--", "#"),
}  # fmt: skip
_GLUE = {
    "perl": (".",), "php": (".",), "ruby": ("+",), "lua": ("..",), "awk": (), "r": (), "applescript": ("&",),
}  # fmt: skip
_SIGILS = {"perl": "$@%", "php": "$", "ruby": "$@"}
MAX_TOKENS = 400_000


class _Token:
    """One token. `kind`: name, var, str, cmd, list, glob, num, op or nl.

    `parts` are a string's pieces: text, or a one-element tuple that names an interpolated expression.
    """

    __slots__ = ("end", "kind", "parts", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, parts: list[str | tuple[str]] | None = None) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.parts = parts or []


def read_calls(source: Source) -> Reading:
    """The calls of Perl, Ruby, PHP, awk, Lua, R or AppleScript text that its quoting lets one see.

    Command strings in backticks, `qx` and `%x` come as the call "`"; awk's pipes and redirections as "|" and ">".
    Never raises for any text.
    """
    page = Page(source)
    language = source.language
    if len(page.text) > 1_000_000:
        return Reading((), errors=True, complete=False)
    lexer = _Lexer(page.text, language)
    if language == "php" and "<?" in page.text:
        lexer.html(0)
    lexer.run()
    finder = _Finder(page, language, lexer.tokens, source.certain)
    finder.run()
    return Reading(tuple(finder.calls), lexer.broken, not lexer.cut and not finder.cut)


class _Lexer:
    """Cuts a text into tokens by the language's quoting."""

    __slots__ = ("at", "broken", "cut", "language", "skips", "text", "tokens")

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.tokens: list[_Token] = []
        self.at = 0
        self.broken = False
        self.cut = False
        self.skips: dict[int, int] = {}

    def add(self, kind: str, text: str, start: int, parts: list[str | tuple[str]] | None = None) -> None:
        self.tokens.append(_Token(kind, text, start, self.at, parts))

    def operand(self) -> bool:
        """Whether an operand may stand here (so a slash begins a pattern, not a division)."""
        if not self.tokens:
            return True
        last = self.tokens[-1]
        if last.kind in ("op", "nl"):
            return last.text not in (")", "]", "}")
        return last.kind == "name" and last.text in _WORDS | {"split", "grep", "map", "join", "unlink", "print"}

    def run(self) -> None:
        """Tokenise the whole text."""
        text, language = self.text, self.language
        size = len(text)
        comments = _COMMENTS.get(language, ("#",))
        sigils = _SIGILS.get(language, "")
        self.document()
        while self.at < size:
            if len(self.tokens) > MAX_TOKENS:
                self.cut = True
                return
            start = self.at
            letter = text[start]
            if letter == "\n":
                self.at += 1
                self.add("nl", "\n", start)
                self.at = self.skips.pop(self.at, self.at)
                self.document()
                if language in ("perl", "ruby") and text.startswith(("__END__", "__DATA__"), self.at):
                    return
                continue
            if letter in " \t\r":
                self.at += 1
                continue
            if letter == "\\" and text[start + 1 : start + 2] == "\n":
                self.at += 2
                continue
            if any(text.startswith(mark, start) for mark in comments) and not (
                language == "perl" and start and text[start - 1] == "$"
            ):
                if language == "lua" and text.startswith("--[[", start):
                    stop = text.find("]]", start)
                    self.at = size if stop < 0 else stop + 2
                    continue
                stop = text.find("\n", start)
                self.at = size if stop < 0 else stop
                continue
            if language == "php" and text.startswith("?>", start):
                self.html(start + 2)
                self.add("op", ";", start)
                continue
            if language == "php" and text.startswith("/*", start):
                stop = text.find("*/", start)
                self.at = size if stop < 0 else stop + 2
                continue
            if self.special(letter, start):
                continue
            if letter in sigils and (self.variable(start, letter)):
                continue
            if letter.isalpha() or letter == "_" or (letter == "\\" and language == "php"):
                self.name(start)
                continue
            if letter.isdigit():
                while (
                    self.at < size
                    and (text[self.at].isalnum() or text[self.at] in "._")
                    and text[self.at : self.at + 2] != ".."
                ):
                    self.at += 1
                self.add("num", text[start : self.at], start)
                continue
            for operator in ("<<<", "->", "=>", "::", "&&", "||", "..", ">>", "==", "!=", "=~", "!~", "<-", "?."):
                if text.startswith(operator, start):
                    self.at += len(operator)
                    break
            else:
                self.at += 1
            self.add("op", text[start : self.at], start)

    def document(self) -> None:
        """Skip documentation that begins on this line: `=pod … =cut` in Perl, `=begin … =end` in Ruby."""
        text = self.text
        if (
            self.language in ("perl", "ruby")
            and text.startswith("=", self.at)
            and text[self.at + 1 : self.at + 2].isalpha()
        ):
            stop = text.find("\n=cut" if self.language == "perl" else "\n=end", self.at)
            self.at = len(text) if stop < 0 else stop + 5

    def html(self, start: int) -> None:
        """Go to the next `<?php` or `<?=`: what stands between is page text."""
        found = self.text.find("<?", start)
        if found < 0:
            self.at = len(self.text)
            return
        self.at = found + 2
        for word in ("php", "="):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return

    def special(self, letter: str, start: int) -> bool:
        """Strings, commands, patterns and here-documents."""
        text, language = self.text, self.language
        if letter == '"' or (letter == "'" and language not in ("awk", "applescript")):
            self.at += 1
            raw = self.until(letter)
            self.string("str", raw, start, interpolate=letter == '"')
            return True
        if (
            letter == ":"
            and language == "ruby"
            and text[start + 1 : start + 2].isalpha()
            and text[start - 1 : start] in ("", " ", "(", "[", ",", "\t", "\n")
        ):
            self.at += 1
            while self.at < len(text) and (text[self.at].isalnum() or text[self.at] == "_"):
                self.at += 1
            self.add("str", "", start, [text[start + 1 : self.at]])
            return True
        if letter == "$" and language in ("ruby", "perl") and text[start + 1 : start + 2] in ("`", "'", '"', "&"):
            # what stood before and after the last match
            self.at += 2
            self.add("name", text[start : start + 2], start)
            return True
        if letter == "`" and language in ("perl", "ruby", "php"):
            self.at += 1
            self.string("cmd", self.until("`"), start, interpolate=True)
            return True
        if language == "lua" and text.startswith("[[", start):
            stop = text.find("]]", start)
            self.at = len(text) if stop < 0 else stop + 2
            self.add("str", "", start, [text[start + 2 : max(stop, start + 2)]])
            return True
        if letter == "%" and language == "ruby" and self.operand_or_space():
            following = text[start + 1 : start + 2]
            kind = following if following in "qQwWxiIr" and following else ""
            mark = text[start + 1 + len(kind) : start + 2 + len(kind)]
            if mark and mark in "({[<|!/" and (kind or mark != "("):
                self.at = start + 2 + len(kind)
                raw = self.until(_PAIRS.get(mark, mark), mark if mark in _PAIRS else "")
                self.quoted(kind or "Q", raw, start)
                return True
        if letter == "/" and language in ("perl", "ruby", "awk") and self.operand():
            stop = self.at + 1
            while stop < len(text) and text[stop] not in "/\n":
                stop += 2 if text[stop] == "\\" else 1
            if stop < len(text) and text[stop] == "/":
                self.at = stop + 1
                while self.at < len(text) and text[self.at].isalpha():
                    self.at += 1
                self.add("num", "/", start)
                return True
        if letter == "<":
            return self.heredoc(start) or self.angle(start)
        return False

    def operand_or_space(self) -> bool:
        """Ruby's `%w` after a name and a blank is a literal, not a remainder."""
        if self.operand():
            return True
        last = self.tokens[-1]
        return last.kind == "name" and last.end < self.at and self.text[self.at + 1 : self.at + 2] not in (" ", "=")

    def angle(self, start: int) -> bool:
        """Perl's `<*.txt>`."""
        if self.language != "perl":
            return False
        stop = self.text.find(">", start)
        inside = self.text[start + 1 : stop] if stop > 0 else ""
        if (
            not inside
            or any(letter in inside for letter in ";(){}=\n\"'")
            or not any(letter in inside for letter in "*?/")
        ):
            return False
        self.at = stop + 1
        self.add("glob", inside, start)
        return True

    def heredoc(self, start: int) -> bool:
        text, language = self.text, self.language
        lead = "<<<" if language == "php" else "<<"
        if language not in ("perl", "ruby", "php") or not text.startswith(lead, start):
            return False
        at = start + len(lead)
        if text[at : at + 1] in ("~", "-"):
            at += 1
        while language == "php" and text[at : at + 1] == " ":
            at += 1
        quote = text[at : at + 1] if text[at : at + 1] in ('"', "'", "`") else ""
        at += len(quote)
        end = at
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        label = text[at:end]
        if not label or not (label[0].isalpha() or label[0] == "_") or (not quote and not label[0].isupper()):
            return False
        line = text.find("\n", end)
        if line < 0:
            return False
        body = self.skips.get(line + 1, line + 1)
        here = body
        while here < len(text):
            stop = text.find("\n", here)
            stop = len(text) if stop < 0 else stop
            if text[here:stop].strip().rstrip(";,)") == label:
                break
            here = stop + 1
        self.at = end + len(quote)
        # the text begins where the body does, so that its lines are known
        token = _Token("cmd" if quote == "`" else "str", "", body, here)
        token.parts = self.pieces(text[body:here], interpolate=quote != "'")
        self.tokens.append(token)
        stop = text.find("\n", here)
        self.skips[line + 1] = len(text) if stop < 0 else stop
        return True

    def until(self, close: str, opened: str = "") -> str:
        """The raw text up to an unescaped closing mark; brackets nest."""
        text = self.text
        start, depth = self.at, 0
        while self.at < len(text):
            letter = text[self.at]
            if letter == "\\":
                self.at += 2
                continue
            if letter == close and depth == 0:
                self.at += 1
                return text[start : self.at - 1]
            if opened and letter == opened:
                depth += 1
            elif letter == close:
                depth -= 1
            self.at += 1
        self.broken = True
        self.at = len(text)
        return text[start:]

    def string(self, kind: str, raw: str, start: int, *, interpolate: bool) -> None:
        self.add(kind, "", start, self.pieces(raw, interpolate=interpolate))

    def quoted(self, kind: str, raw: str, start: int) -> None:
        """`qw`, `%w`, `qx` and their like."""
        if kind in ("w", "W", "i", "I"):
            self.add("list", "", start, list(raw.split()))
        elif kind == "x":
            self.string("cmd", raw, start, interpolate=True)
        elif kind == "r":
            self.add("num", "/", start)
        else:
            self.string("str", raw, start, interpolate=kind in ("Q", "qq"))

    def pieces(self, raw: str, *, interpolate: bool) -> list[str | tuple[str]]:
        """A string's literal runs and interpolated names."""
        language = self.language
        if not interpolate:
            return [raw.replace("\\\\", "\\").replace("\\'", "'")]
        if language in ("awk", "lua", "r", "applescript"):
            return [unescape(raw).replace("\\/", "/")]
        out: list[str | tuple[str]] = []
        plain = ""
        at = 0
        while at < len(raw):
            letter = raw[at]
            if letter == "\\" and at + 1 < len(raw):
                if raw[at + 1] in "$@#`/":
                    plain += raw[at + 1]
                else:
                    plain += raw[at : at + 2]
                at += 2
                continue
            found = 0
            name = ""
            if language == "ruby" and raw.startswith("#{", at):
                close = raw.find("}", at)
                if close > 0:
                    name, found = raw[at + 2 : close].strip(), close + 1
            elif language in ("perl", "php") and (letter == "$" or (letter == "@" and language == "perl")):
                end = at + 1
                if raw[end : end + 1] == "{":
                    close = raw.find("}", end)
                    if close > 0:
                        name, found = letter + raw[end + 1 : close], close + 1
                else:
                    while end < len(raw) and (raw[end].isalnum() or raw[end] == "_"):
                        end += 1
                    if end > at + 1:
                        name, found = raw[at:end], end
                        if raw[end : end + 1] in ("{", "["):
                            close = raw.find(_PAIRS[raw[end]], end)
                            if close > 0:
                                name, found = raw[at : close + 1], close + 1
            elif language == "php" and raw.startswith("{$", at):
                close = raw.find("}", at)
                if close > 0:
                    name, found = raw[at + 1 : close], close + 1
            if found:
                if plain:
                    out.append(unescape(plain))
                    plain = ""
                out.append((name,))
                at = found
                continue
            plain += letter
            at += 1
        if plain:
            out.append(unescape(plain))
        return out

    def variable(self, start: int, letter: str) -> bool:
        text = self.text
        end = start + 1
        if letter == "@" and self.language == "ruby" and text[end : end + 1] == "@":
            end += 1
        if letter == "%" and not self.operand():
            return False
        if text[end : end + 1] == "{" and letter in "$@":
            close = text.find("}", end)
            inside = text[end + 1 : close].strip() if close > 0 else ""
            if inside.isidentifier():
                self.at = close + 1
                self.add("var", letter + inside, start)
                return True
        while end < len(text) and (text[end].isalnum() or text[end] == "_" or text.startswith("::", end)):
            end += 2 if text.startswith("::", end) else 1
        if end == start + 1 and letter == "$" and text[end : end + 1] and text[end] in "_&!@/\\,;.0":
            end += 1
        if end == start + 1:
            return False
        self.at = end
        self.add("var", text[start:end], start)
        return True

    def name(self, start: int) -> None:
        text, language = self.text, self.language
        joins = {"ruby": (".", "::"), "lua": (".", ":"), "r": (".", "::"), "perl": ("::",), "php": ("::", "\\")}.get(
            language, ()
        )
        while self.at < len(text):
            letter = text[self.at]
            if letter.isalnum() or letter == "_" or (letter == "\\" and language == "php"):
                self.at += 1
                continue
            joined = next((one for one in joins if text.startswith(one, self.at)), "")
            following = text[self.at + len(joined) : self.at + len(joined) + 1]
            if joined and (following.isalpha() or following == "_") and not text.startswith("..", self.at):
                self.at += len(joined)
                continue
            break
        if language == "ruby" and text[self.at : self.at + 1] in ("!", "?") and text[self.at + 1 : self.at + 2] != "=":
            self.at += 1
        word = text[start : self.at]
        if (
            language == "perl"
            and word in ("q", "qq", "qw", "qx", "qr", "m", "s", "tr", "y")
            and self.perl_quote(word, start)
        ):
            return
        self.add("name", word, start)

    def perl_quote(self, word: str, start: int) -> bool:
        text = self.text
        at = self.at
        if text[at : at + 1].isspace() and word[0] == "q":
            while text[at : at + 1] == " ":
                at += 1
        mark = text[at : at + 1]
        if (
            not mark
            or mark.isalnum()
            or mark.isspace()
            or mark in "_,;)"
            or text.startswith("=>", at)
            or (mark == "=" and word[0] != "q")
        ):
            return False
        self.at = at + 1
        close = _PAIRS.get(mark, mark)
        raw = self.until(close, mark if mark in _PAIRS else "")
        if word in ("s", "tr", "y"):
            if mark in _PAIRS:
                while text[self.at : self.at + 1].isspace():
                    self.at += 1
                second = text[self.at : self.at + 1]
                self.at += 1
                replacement = self.until(_PAIRS.get(second, second), second if second in _PAIRS else "")
            else:
                replacement = self.until(mark)
            flags = ""
            while self.at < len(text) and text[self.at].isalpha():
                flags += text[self.at]
                self.at += 1
            self.add("num", "/", start)
            if word == "s" and "e" in flags:
                # s///e runs its replacement as code
                inner = _Lexer(replacement, "perl")
                inner.run()
                for token in inner.tokens:
                    token.start, token.end = start, self.at
                self.tokens.append(_Token("op", ";", start, start))
                self.tokens.extend(inner.tokens)
                self.tokens.append(_Token("op", ";", start, start))
            return True
        if word in ("m", "qr"):
            while self.at < len(text) and text[self.at].isalpha():
                self.at += 1
            self.add("num", "/", start)
        else:
            self.quoted({"q": "q", "qq": "qq", "qw": "w", "qx": "x"}[word], raw, start)
        return True


class _Finder:
    """Finds calls in tokens, with the values that are known."""

    __slots__ = (
        "at",
        "calls",
        "certain",
        "cut",
        "defined",
        "depth",
        "frames",
        "glue",
        "language",
        "offsets",
        "page",
        "sure",
        "tokens",
        "values",
        "within",
    )

    def __init__(self, page: Page, language: str, tokens: list[_Token], certain: bool) -> None:
        self.page = page
        self.language = language
        self.tokens = tokens
        self.glue = _GLUE.get(language, (".",))
        self.at = 0
        self.calls: list[Call] = []
        self.values: dict[str, Value] = {}
        self.certain = certain
        self.sure = certain
        self.frames: list[tuple[bool, str]] = []
        self.within = ""
        self.defined = ""
        self.depth = 0
        self.cut = False
        self.offsets = _offsets(page.text)

    # -- statements

    def run(self) -> None:
        """Every statement of the text."""
        pending = False
        began = 0
        first = True
        pattern = False
        while self.at < len(self.tokens):
            if len(self.calls) > 20_000:
                self.cut = True
                return
            token = self.tokens[self.at]
            kind, text = token.kind, token.text
            if kind == "nl" or text == ";":
                if kind != "nl" or self.language in ("ruby", "lua", "r", "applescript", "awk"):
                    began, first = len(self.calls), True
                    pending = pending and self.language not in ("perl", "php")
                    if kind == "nl" and self.language == "awk" and not self.frames:
                        pattern = False
                self.at += 1
                continue
            if kind == "op" and text == "{":
                self.frames.append((self.sure, self.within))
                self.within, self.defined = self.defined or self.within, ""
                self.sure = (
                    self.sure and not pending and not (self.language == "awk" and len(self.frames) == 1 and pattern)
                )
                pending, began, first = False, len(self.calls), True
                self.at += 1
                continue
            if kind == "op" and text == "}":
                if self.frames:
                    self.sure, self.within = self.frames.pop()
                pattern = False
                self.at += 1
                continue
            if kind == "name" and text in _CONTROL:
                if (
                    not first
                    and text in ("if", "unless", "while", "until", "foreach", "for")
                    and self.language in ("perl", "ruby")
                ):
                    # a condition behind the statement
                    self.calls[began:] = (
                        [one.but(certain=False) for one in self.calls[began:]] if text != "for" else self.calls[began:]
                    )
                elif self.language in ("ruby", "lua") and (text in _RUBY_OPENERS or text == "function"):
                    self.frames.append((self.sure, self.within))
                    self.sure = False
                    if text in ("def", "function"):
                        self.within = self.following_name()
                else:
                    pending = True
                    if text in ("sub", "function"):
                        self.defined = self.following_name()
                if text in ("and", "or"):
                    self.sure = False
                self.at += 1
                if text in ("def", "sub", "function", "class", "module") and self.following_name(0):
                    self.at += 1
                continue
            if kind == "name" and text in ("begin", "do") and self.language in ("ruby", "lua"):
                self.frames.append((self.sure, self.within))
                self.at += 1
                continue
            if kind == "name" and text == "end" and self.language in ("ruby", "lua"):
                if self.frames:
                    self.sure, self.within = self.frames.pop()
                self.at += 1
                continue
            if self.language == "awk" and not self.frames and not (kind == "name" and text in ("BEGIN", "END")):
                pattern = True
            before = self.at
            first = False
            self.expression()
            if self.at == before:
                self.at += 1

    def following_name(self, ahead: int = 1) -> str:
        """The name a definition gives."""
        token = self.peek(ahead)
        return token.text.rpartition(".")[2] if token is not None and token.kind == "name" else ""

    def peek(self, ahead: int = 0) -> _Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    # -- expressions

    def expression(self, *, listed: bool = False) -> Value:
        """One value: pieces put together by the language's own operator; anything else makes it unknown."""
        if self.depth > 60:
            self.cut = True
            self.at = len(self.tokens)
            return None
        self.depth += 1
        words: list[Word] = []
        value: Value = None
        known = True
        waiting = False
        count = 0
        while True:
            token = self.peek()
            if token is None:
                break
            kind, text = token.kind, token.text
            if kind == "nl":
                if listed:
                    self.at += 1
                    continue
                break
            if kind == "op":
                if text in (",", ";", ")", "]", "}", "{", "=>"):
                    break
                waiting = False
                if text in self.glue:
                    self.at += 1
                    self.skip_lines()
                    continue
                if text in ("|", ">", ">>") and self.language == "awk":
                    self.awk_pipe(text, words, token)
                    known = False
                    continue
                if text in ("(", "["):
                    self.at += 1
                    inner = self.arguments(")" if text == "(" else "]")[0]
                    if text == "(" and len(inner) == 1 and isinstance(inner[0], Word):
                        words.append(inner[0])
                    elif count == 0 and all(isinstance(one, Word) for one in inner):
                        value = tuple(one for one in inner if isinstance(one, Word))
                    else:
                        known = False
                    count += 1
                    continue
                if text in ("&&", "||", "?"):
                    self.sure = False
                if text in ("->", ".", "::", "?.", ":") and self.method(words if count else []):
                    count += 1
                    words, value, known = [], None, False
                    continue
                if text == "$" and self.language == "awk":
                    # a field of the input
                    self.at += 1
                    field = self.peek()
                    if field is not None and field.kind in ("num", "name"):
                        self.at += 1
                    shown = field.text if field is not None else ""
                    words.append(Word((Hole(INPUT, "$" + shown, True),), quoted=True))
                    count += 1
                    continue
                known = known and (text in ("\\", "&") or (text == "*" and count == 0))
                self.at += 1
                continue
            if kind == "name" and text in _CONTROL and text != "do":
                break
            if kind == "name" and text in ("do", "end", "then") and self.language in ("ruby", "lua"):
                break
            if waiting and self.language != "awk":
                # two operands side by side: the second belongs to something else
                break
            count += 1
            waiting = not (kind == "name" and text in _WORDS)
            found = self.primary(token)
            if isinstance(found, tuple):
                value = found
            elif isinstance(found, Word):
                words.append(found)
            else:
                shown = text if len(text) <= 40 else "…"
                words.append(Word((Hole(VARIABLE, shown.lstrip("$@%"), True),), quoted=True))
        self.depth -= 1
        if value is not None and not words:
            return value
        if not known or not words:
            return None if not words else Word((Hole(TEMPLATE, "", True),), quoted=True)
        return glue(words)

    def skip_lines(self) -> None:
        while (token := self.peek()) is not None and token.kind == "nl":
            self.at += 1

    def awk_pipe(self, operator: str, before: list[Word], token: _Token) -> None:
        """`print x | "cmd"`, `"cmd" | getline`, `print > "file"`."""
        self.at += 1
        following = self.peek()
        if following is not None and following.kind == "op" and following.text == "&":
            self.at += 1
            following = self.peek()
        if operator == "|" and following is not None and following.kind == "name" and following.text == "getline":
            self.emit("|", [glue(before) if before else None], token)
            return
        words: list[Word] = []
        while (
            (here := self.peek()) is not None
            and here.kind in ("str", "var", "name", "num")
            and here.text not in _CONTROL
        ):
            found = self.primary(here)
            words.append(found if isinstance(found, Word) else Word((Hole(VARIABLE, here.text, True),), quoted=True))
        if (here := self.peek()) is not None and here.text in ("(", "$") and not words:
            words.append(Word((Hole(VARIABLE, "", True),), quoted=True))
        if operator == "|" or (operator == ">" and words and words[0].text is not None and words[0].quoted):
            fed = glue(before) if before else Word((Hole(INPUT, "", True),), quoted=True)
            command = glue(words) if words else None
            self.emit(operator, [command, fed] if operator == "|" else [command], token)

    def primary(self, token: _Token) -> Value:
        """A literal, a variable or a call."""
        kind = token.kind
        self.at += 1
        if kind == "str":
            return self.string(token)
        if kind == "cmd":
            word = self.string(token)
            self.emit("`", [word], token)
            return None
        if kind == "list":
            return tuple(self.page.word(part) for part in token.parts if isinstance(part, str))
        if kind == "glob":
            return glob_word(token.text)
        if kind == "num":
            return Word(token.text)
        if kind == "var":
            return self.variable(token)
        return self.name(token)

    def string(self, token: _Token) -> Word:
        words: list[Word] = []
        for part in token.parts:
            if isinstance(part, str):
                words.append(self.page.word(part))
                continue
            known = self.values.get(part[0])
            if isinstance(known, Word):
                words.append(known)
            else:
                words.append(self.unknown(part[0], TEMPLATE))
        made = glue(words)
        return Word(made.parts, True, self.offset(token.start), self.offset(token.end))

    def unknown(self, name: str, why: str = VARIABLE) -> Word:
        """A hole for an expression, by what it looks like."""
        bare = name.lstrip("$@%")
        for lead in ("ENV{", 'ENV["', "ENV['", "ENVIRON["):
            if bare.startswith(lead):
                inside = bare[len(lead) :].rstrip("}])").strip("\"'")
                return variable_word(inside)
        if bare == "Dir.home":
            return Word((Hole(VARIABLE, "HOME", True),), quoted=True)
        if bare.startswith(("ARGV", "argv", "1", "2", "3")):
            return Word((Hole(PARAMETER, bare, True),), quoted=True)
        return Word((Hole(why, bare[:40], True),), quoted=True)

    def variable(self, token: _Token) -> Value:
        name = token.text
        following = self.peek()
        if (
            following is not None
            and following.kind == "op"
            and following.text in ("{", "[")
            and following.start == token.end
        ):
            close = _PAIRS[following.text]
            self.at += 1
            inner = self.arguments(close)[0]
            key = inner[0].text if inner and isinstance(inner[0], Word) else None
            if name in ("$ENV", "$_ENV", "$_SERVER") or (name == "ENV"):
                return variable_word(key)
            return self.unknown(name)
        if following is not None and following.kind == "op" and following.text == "=":
            self.at += 1
            self.skip_lines()
            value = self.expression()
            self.assign(name, value)
            return value
        if following is not None and following.kind == "op" and following.text in (".", "+"):
            after = self.peek(1)
            if after is not None and after.kind == "op" and after.text == "=":
                self.at += 2
                value = self.expression()
                old = self.values.get(name)
                made = glue([old, value]) if isinstance(old, Word) and isinstance(value, Word) else None
                self.assign(name, made)
                return made
        found = self.values.get(name)
        if found is not None:
            return found
        if name[:1] == "@" and self.language == "perl":
            return Word((Hole(VARIABLE, name[1:], quoted=False),))
        return self.unknown(name)

    def assign(self, name: str, value: Value) -> None:
        if name in self.values and not self.sure and self.values[name] != value:
            self.values.pop(name)
            return
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def name(self, token: _Token) -> Value:
        """A call, an assignment or a bare word."""
        name, language = token.text, self.language
        following = self.peek()
        if self.page.is_hole(name):
            return self.page.word(name)
        if language == "applescript" and name == "do" and self.take("shell") and self.take("script"):
            value = self.expression()
            self.emit("do shell script", [value], token)
            return None
        if following is not None and following.kind == "op" and following.text == "(":
            spaced = following.start != token.end
            if (
                not spaced
                or (name not in _WORDS and language in ("perl", "php", "awk", "r", "lua"))
                or language == "php"
            ):
                self.at += 1
                args, keywords = self.arguments(")")
                if name in ("c", "list", "array", "paste0", "paste") and language in ("r", "php"):
                    return self.collected(name, args)
                if name in ("my", "our", "local"):
                    return None
                self.emit(name, args, token, keywords)
                return self.answer(name, args)
        if (
            following is not None
            and following.kind == "op"
            and following.text in ("=", "<-")
            and language in ("ruby", "awk", "lua", "r", "applescript")
        ):
            self.at += 1
            value = self.expression()
            self.assign(name, value)
            return value
        if name in ("ENV", "ENVIRON", "ARGV") and following is not None and following.text == "[":
            self.at += 1
            inner = self.arguments("]")[0]
            key = inner[0].text if inner and isinstance(inner[0], Word) else None
            return variable_word(key) if name != "ARGV" else Word((Hole(PARAMETER, key or "", True),), quoted=True)
        if name in self.values:
            return self.values[name]
        if name == "Dir.home" and language == "ruby":
            return variable_word("HOME")
        if name in _WORDS and name != "eval":
            return None if name in ("undef", "nil", "null") else Word(name if name in ("true", "false") else "")
        if language == "r" and name in ("TRUE", "FALSE", "T", "F"):
            return Word(name)
        if language in ("perl", "ruby", "lua"):
            if following is not None and self.begins_argument(following, token):
                args, keywords = self.arguments("")
                self.emit(name, args, token, keywords)
                return self.answer(name, args)
            ends = (
                following is None
                or following.kind == "nl"
                or following.text in (";", "}", "if", "unless", "for", "or", "and", "foreach")
            )
            if language != "lua" and ends:
                self.emit(name, [], token)
        return None

    def take(self, word: str) -> bool:
        token = self.peek()
        if token is not None and token.kind == "name" and token.text == word:
            self.at += 1
            return True
        return False

    def begins_argument(self, following: _Token, token: _Token) -> bool:
        """Whether an argument without parentheses follows a name."""
        if following.kind in ("str", "list", "glob", "cmd"):
            return True
        if following.kind == "var":
            return following.start > token.end
        if following.kind == "name":
            return following.text not in _CONTROL and following.text not in (
                "do",
                "end",
                "then",
                "x",
                "eq",
                "ne",
                "lt",
                "gt",
                "le",
                "ge",
                "cmp",
            )
        if following.kind == "op" and following.text == "[" and self.language == "ruby":
            return following.start > token.end
        return (
            following.kind == "op"
            and following.text in ("(", "*")
            and following.start > token.end
            and self.language == "ruby"
        )

    def collected(self, name: str, args: list[Value]) -> Value:
        words = [one for one in args if isinstance(one, Word)]
        if name in ("paste0", "paste"):
            if len(words) != len(args) or not words:
                return None
            pieces: list[Word] = []
            for at, word in enumerate(words):
                if at and name == "paste":
                    pieces.append(Word(" ", quoted=True))
                pieces.append(word)
            return glue(pieces)
        return tuple(words) if len(words) == len(args) else None

    def answer(self, name: str, args: list[Value]) -> Value:
        """What a call that only computes answers."""
        last = name.rpartition(".")[2].rpartition("::")[2]
        first = args[0] if args else None
        if last in ("glob", "entries", "children") and isinstance(first, Word) and first.text is not None:
            return glob_word(first.text)
        if name in ("File.join", "File::Spec->catfile", "file.path", "File.expand_path"):
            words = [one if isinstance(one, Word) else Word((Hole(VARIABLE, "", True),), quoted=True) for one in args]
            return join_path(words[:1] if last == "expand_path" else words) if words else None
        if name in ("Pathname.new", "Pathname", "SplFileInfo", "Path::Tiny::path") and len(args) == 1:
            return first
        if name in ("Dir.home", "os.getenv", "getenv", "Sys.getenv", "ENV.fetch"):
            return variable_word("HOME" if name == "Dir.home" else (first.text if isinstance(first, Word) else None))
        if name in (
            "base64_decode",
            "Base64.decode64",
            "decode_base64",
            "MIME::Base64::decode_base64",
            "Base64.strict_decode64",
        ):
            return _base64(first)
        if name == "tempdir" or last in ("mktmpdir", "tmpdir", "tempnam", "sys_get_temp_dir"):
            return Word((Hole(TEMPORARY, name, True, False),), quoted=True)
        return None

    def method(self, before: list[Word]) -> bool:
        """`$dbh->do("…")`, `x.execute "…"`: a call on something not known."""
        following = self.peek(1)
        operator = self.peek()
        if following is None or operator is None or following.kind != "name" or following.start != operator.end:
            return False
        self.at += 2
        token = following
        after = self.peek()
        args: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        if after is not None and after.kind == "op" and after.text == "(" and after.start == token.end:
            self.at += 1
            args, keywords = self.arguments(")")
        elif self.language == "ruby" and after is not None and self.begins_argument(after, token):
            args, keywords = self.arguments("")
        name = token.text if token.text.startswith(".") else "." + token.text
        self.emit(name, args, token, keywords, glue(before) if before else None)
        if self.language == "ruby" and before and name in (".each", ".each_entry", ".map", ".select", ".reject"):
            self.block_variable(glue(before))
        return True

    def block_variable(self, value: Word) -> None:
        """`Dir.glob("…").each { |f| … }`: each of them is one of those names."""
        ahead = [self.peek(at) for at in range(4)]
        if (
            any(hole.why == GLOB for hole in value.holes)
            and all(token is not None for token in ahead)
            and [token.text if token is not None and at != 2 else "" for at, token in enumerate(ahead)]
            in (["{", "|", "", "|"], ["do", "|", "", "|"])
        ):
            name = ahead[2]
            if name is not None and name.kind == "name":
                self.values[name.text] = value

    def arguments(self, close: str) -> tuple[list[Value], list[tuple[str, Value]]]:
        """Values up to a closing bracket, or to the statement's end when there is none."""
        args: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        while (token := self.peek()) is not None:
            text = token.text
            if close and token.kind == "nl":
                self.at += 1
                continue
            if token.kind == "op" and text in (")", "]", "}"):
                if close:
                    self.at += 1
                break
            if not close and (
                token.kind == "nl"
                or text in (";", "{")
                or (token.kind == "name" and (text in _CONTROL or text in ("do", "end", "then")))
            ):
                break
            if token.kind == "op" and text in (",", "=>", ";"):
                self.at += 1
                self.skip_lines()
                continue
            if close and token.kind == "op" and text == "{":
                self.at += 1
                inner, more = self.arguments("}")
                keywords.extend(more)
                args.append(Word("{…}" if inner or more else "{}"))
                continue
            key = self.key(token)
            if key:
                keywords.append((key, self.expression(listed=bool(close))))
                continue
            before = self.at
            value = self.expression(listed=bool(close))
            if self.at == before:
                self.at += 1
                continue
            arrow = self.peek()
            if arrow is not None and arrow.text == "=>" and isinstance(value, Word):
                self.at += 1
                keywords.append((value.text or "", self.expression(listed=bool(close))))
                continue
            args.append(value)
        return args, keywords

    def key(self, token: _Token) -> str:
        """A keyword in front of its value: `force: true` (Ruby), `recursive = TRUE` (R)."""
        following = self.peek(1)
        if token.kind != "name" or following is None or following.kind != "op":
            return ""
        mark = {"ruby": ":", "r": "=", "php": ":"}.get(self.language)
        if following.text != mark or (self.language != "r" and following.start != token.end):
            return ""
        self.at += 2
        return token.text

    def emit(
        self,
        name: str,
        args: list[Value],
        token: _Token,
        keywords: list[tuple[str, Value]] | None = None,
        receiver: Value = None,
    ) -> None:
        """Keep a call."""
        last = self.tokens[min(self.at, len(self.tokens)) - 1]
        end = max(last.end, token.end)
        origin = self.page.origin(self.offset(token.start), self.offset(end))
        self.calls.append(Call(name, tuple(args), tuple(keywords or ()), self.within, self.sure, origin, receiver))

    def offset(self, at: int) -> int:
        """A character's byte offset."""
        return self.offsets(at)


def _offsets(text: str) -> Callable[[int], int]:
    if text.isascii():
        return lambda at: at
    return lambda at: len(text[:at].encode("utf-8", "surrogatepass"))


def _base64(value: Value) -> Word | None:
    text = value.text if isinstance(value, Word) else None
    if text is None or len(text) > 100_000:
        return None
    import binascii

    try:
        return Word(binascii.a2b_base64(text).decode("utf-8"), quoted=True)
    except ValueError:
        return None
