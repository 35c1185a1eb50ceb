"""Calls in Go, Rust, Java, Kotlin, Scala, Groovy, C#, Swift, Dart and Elixir text, by a tolerant reader.

It knows how these languages quote, comment, interpolate and chain calls, not their grammars: enough to see
`exec.Command("rm", "-rf", dir).Run()` and what is known of `dir`. Text in comments and strings is never a call.
"""

from __future__ import annotations

from keyturn.language.calls import Page, glue, join_path, unescape, variable_word
from keyturn.model.call import Call
from keyturn.model.noun import Noun
from keyturn.model.word import PARAMETER, TEMPLATE, TEMPORARY, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Value
    from keyturn.model.source import Source

MAX_CHARACTERS = 1_000_000
MAX_TOKENS = 300_000
_MAX_DEPTH = 80
_MAX_VALUE = 20_000
"""Characters and holes of a value that is followed: `b = a + a; c = b + b` and so on doubles at every line."""
_MAX_NAMES = 12
"""Names in front of one `:=`."""
_MAX_GLUED = 2_000_000
"""Characters and holes put together over one text before it counts as too long to follow."""


class Chains(Noun):
    """The call chains of one text: `exec.Command("rm").Run()` is ("exec.Command", ".Run").

    `complete` False: the text was too long or too deep, so some may be missing.
    """

    chains: tuple[tuple[Call, ...], ...] = ()
    complete: bool = True


class _Token:
    """`kind` is name, str, num or op; a string's `parts` are text and, in one-element tuples, expressions."""

    __slots__ = ("end", "kind", "line", "parts", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, line: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.line = line
        self.parts: list[str | tuple[str]] = []


_OPERATORS = (
    ":=",
    "=>",
    "->",
    "::",
    "?.",
    "!!",
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "|>",
    "...",
    "..",
    "<>",
    "+=",
    "-=",
    "<-",
)
_HASHED = frozenset({"elixir"})
_OPEN = {"(": ")", "[": "]", "{": "}"}


def read(source: Source) -> Chains:
    """The chains of a text. Never raises for any text."""
    page = Page(source)
    if len(page.text) > MAX_CHARACTERS:
        return Chains((), complete=False)
    tokens, whole = _tokens(page.text, source.language)
    reader = _Reader(page, source.language, tokens, source.certain)
    reader.run()
    return Chains(tuple(reader.chains), whole and not reader.cut)


# -- tokens ----------------------------------------------------------------------------------------------------------


def _tokens(text: str, language: str) -> tuple[list[_Token], bool]:
    out: list[_Token] = []
    at, size, line = 0, len(text), 0
    counted = 0
    while at < size:
        if len(out) > MAX_TOKENS:
            return out, False
        letter = text[at]
        if letter in " \t\r\n":
            at += 1
            continue
        two = text[at : at + 2]
        if (two == "//" and language not in _HASHED) or (letter == "#" and (language in _HASHED or two == "#!")):
            stop = text.find("\n", at)
            at = size if stop < 0 else stop
            continue
        if two == "/*" and language not in _HASHED:
            stop = text.find("*/", at + 2)
            at = size if stop < 0 else stop + 2
            continue
        line += text.count("\n", counted, at)
        counted = at
        start = at
        made = _string(text, at, language)
        if made is not None:
            token, at = made
            token.line = line
            out.append(token)
            continue
        if letter.isalpha() or letter in "_@$":
            at += 1
            while at < size and (text[at].isalnum() or text[at] == "_"):
                at += 1
            if language == "elixir" and at < size and text[at] in "!?":
                at += 1
            out.append(_Token("name", text[start:at].lstrip("@"), start, at, line))
            continue
        if letter.isdigit():
            while at < size and (text[at].isalnum() or text[at] == "_"):
                at += 1
            out.append(_Token("num", text[start:at], start, at, line))
            continue
        for operator in _OPERATORS:
            if text.startswith(operator, at):
                at += len(operator)
                break
        else:
            at += 1
        out.append(_Token("op", text[start:at], start, at, line))
    return out, True


def _string(text: str, at: int, language: str) -> tuple[_Token, int] | None:
    """A string that begins here: the token and where the text goes on."""
    letter = text[at]
    lead = ""
    start = at
    if language == "go" and letter == "`":
        stop = text.find("`", at + 1)
        stop = len(text) if stop < 0 else stop
        return _made([text[at + 1 : stop]], start, min(stop + 1, len(text)))
    if letter in "rbcfs$@R" or (letter == "~" and language == "elixir"):
        end = at
        while end < len(text) and end < at + 6 and (text[end].isalpha() or text[end] in "$@~#"):
            if text[end] == "#" and language not in ("rust", "swift"):
                break
            end += 1
        lead = text[at:end]
        if language == "rust" and text[end : end + 1] == '"' and lead.rstrip("#") in ("r", "br", "b", "cr", "c"):
            if "r" in lead:
                close = '"' + "#" * lead.count("#")
                stop = text.find(close, end + 1)
                stop = len(text) if stop < 0 else stop
                return _made([text[end + 1 : stop]], start, min(stop + len(close), len(text)))
            at = end
        elif (language == "csharp" and text[end : end + 1] == '"' and lead.strip("$@") == "") or (
            language == "scala" and text[end : end + 1] == '"' and lead in ("s", "f", "raw")
        ):
            at = end
        elif language == "dart" and lead == "r" and text[end : end + 1] in ("'", '"'):
            stop = text.find(text[end], end + 1)
            stop = len(text) if stop < 0 else stop
            return _made([text[end + 1 : stop]], start, min(stop + 1, len(text)))
        elif language == "elixir" and lead in ("~s", "~S") and text[end : end + 1]:
            close = {"(": ")", "[": "]", "{": "}", "<": ">"}.get(text[end], text[end])
            stop = text.find(close, end + 1)
            stop = len(text) if stop < 0 else stop
            return _made(_pieces(text[end + 1 : stop], language, lead), start, min(stop + 1, len(text)))
        else:
            return None
        letter = text[at]
    if letter == '"':
        if text.startswith('"""', at) and language != "go":
            stop = text.find('"""', at + 3)
            stop = len(text) if stop < 0 else stop
            return _made(_pieces(text[at + 3 : stop], language, lead), start, min(stop + 3, len(text)))
        if "@" in lead:
            return _verbatim(text, start, at, lead)
        stop = _closing(text, at, '"')
        return _made(_pieces(text[at + 1 : stop], language, lead), start, min(stop + 1, len(text)))
    if letter == "'" and not lead:
        if language in ("dart", "groovy"):
            if text.startswith("'''", at):
                stop = text.find("'''", at + 3)
                stop = len(text) if stop < 0 else stop
                return _made([text[at + 3 : stop]], start, min(stop + 3, len(text)))
            stop = _closing(text, at, "'")
            pieces = _pieces(text[at + 1 : stop], language, lead) if language == "dart" else [text[at + 1 : stop]]
            return _made(pieces, start, min(stop + 1, len(text)))
        # a character, or a lifetime in Rust: `'a`
        if text[at + 1 : at + 2] == "\\":
            stop = text.find("'", at + 3)
            if 0 < stop < at + 14:
                token = _Token("num", "'", start, stop + 1, 0)
                return token, stop + 1
        elif text[at + 2 : at + 3] == "'":
            return _Token("num", "'", start, at + 3, 0), at + 3
        return None
    return None


def _verbatim(text: str, start: int, at: int, lead: str) -> tuple[_Token, int]:
    """C#'s `@"…"`: only `""` is special."""
    stop = at + 1
    while True:
        stop = text.find('"', stop)
        if stop < 0:
            stop = len(text)
            break
        if text[stop + 1 : stop + 2] != '"':
            break
        stop += 2
    raw = text[at + 1 : stop].replace('""', '"')
    return _made(_pieces(raw.replace("\\", "\\\\"), "csharp", lead), start, min(stop + 1, len(text)))


def _closing(text: str, at: int, quote: str) -> int:
    """Where a string that begins at `at` ends; a newline ends it too, so that one stray quote hides one line."""
    stop = at + 1
    while stop < len(text):
        letter = text[stop]
        if letter == "\\":
            stop += 2
            continue
        if letter in (quote, "\n"):
            return stop
        stop += 1
    return len(text)


def _made(parts: list[str | tuple[str]] | list[str], start: int, end: int) -> tuple[_Token, int]:
    token = _Token("str", "", start, end, 0)
    token.parts = list(parts)
    return token, end


# How an interpolated expression begins, by language; C# only in `$"…"`, Scala only with a prefix.
_INSIDE = {"kotlin": "${", "scala": "${", "groovy": "${", "dart": "${", "swift": "\\(", "elixir": "#{"}
_BARE = frozenset({"kotlin", "scala", "groovy", "dart"})


def _pieces(raw: str, language: str, lead: str) -> list[str | tuple[str]]:
    """A string's literal runs, escapes undone, and its interpolated expressions."""
    opener = _INSIDE.get(language, "")
    if language == "csharp" and "$" in lead:
        opener = "{"
    if (language == "scala" and not lead) or lead == "~S":
        opener = ""
    bare = language in _BARE and bool(opener)
    if (not opener or opener not in raw) and not (bare and "$" in raw):
        return [unescape(raw)]
    out: list[str | tuple[str]] = []
    plain, at = "", 0
    last = raw.rfind(")" if opener == "\\(" else "}")
    while at < len(raw):
        if at < last and raw.startswith(opener, at) and not (opener == "{" and raw.startswith("{{", at)):
            stop = raw.find(")" if opener == "\\(" else "}", at + len(opener))
            if stop > 0:
                if plain:
                    out.append(unescape(plain))
                    plain = ""
                out.append((raw[at + len(opener) : stop].strip(),))
                at = stop + 1
                continue
        if bare and raw[at] == "$" and raw[at + 1 : at + 2].isalpha():
            end = at + 1
            while end < len(raw) and (raw[end].isalnum() or raw[end] == "_"):
                end += 1
            if plain:
                out.append(unescape(plain))
                plain = ""
            out.append((raw[at + 1 : end],))
            at = end
            continue
        if raw[at] == "\\":
            plain += raw[at : at + 2]
            at += 2
            continue
        if opener == "{" and raw.startswith("{{", at):
            at += 1
        plain += raw[at]
        at += 1
    if plain:
        out.append(unescape(plain))
    return out


# -- calls -----------------------------------------------------------------------------------------------------------

_KEYWORDS = frozenset(
    "if else for while switch match when return func fn fun def defp let var val const mut new await try catch throw "
    "in is as go defer select case range do public private protected static final internal override async suspend "
    "unsafe pub impl struct class interface type enum trait package import using use move ref out yield raise end "
    "assert lazy inline void unless cond with and or not".split()
)
_BEFORE_CALLS = _KEYWORDS - {"void"} | {"new"}
_CONDITIONS = frozenset("if else for while switch match when case select catch unless cond".split())
_DEFINES = frozenset("func fn fun def defp".split())
# What stands behind a method's parameters: a body, a result, what it throws, how it runs.
_BEHIND_HEADS = frozenset("{ : = => throws where async sync* async* override".split())
# Calls that answer their first argument, or the text they are called on.
_SAME = frozenset(
    "to_string to_owned into as_str as_ref unwrap expect to_path_buf toString toPath toFile toAbsolutePath "
    "normalize trim trimIndent trimMargin stripMargin clone as_path path Path PathBuf File Paths Uri URI toURI "
    "absolutePath String string from new borrow display to_str to_string_lossy getPath getAbsolutePath "
    "FullName path_buf text Raw".split()
)
_TEMPORARY = frozenset(
    "os.TempDir os.MkdirTemp os.CreateTemp ioutil.TempDir ioutil.TempFile .TempDir tempfile::tempdir tempdir "
    "TempDir::new tempfile::TempDir::new env::temp_dir std::env::temp_dir Files.createTempDirectory "
    "Files.createTempFile File.createTempFile createTempDir createTempFile createTempDirectory "
    "kotlin.io.path.createTempDirectory "
    "Path.GetTempPath Path.GetTempFileName Directory.CreateTempSubdirectory System.tmp_dir System.tmp_dir! "
    "Directory.systemTemp.createTemp Directory.systemTemp.createTempSync NSTemporaryDirectory Briefly.create "
    "FileManager.default.temporaryDirectory Path.GetRandomFileName tempfile::Builder::new Files.newTemporaryFolder "
    "NamedTempFile::new tempfile::NamedTempFile::new tempfile t.TempDir b.TempDir".split()
)
_TEMPORARY_NAMES = (
    "tmp", "temp", "tmpdir", "tempdir", "tmp_dir", "temp_dir", "tmppath", "temppath", "tmp_path", "temp_path",
    "tmpfile",     "tempfile", "tmproot", "testdir", "test_dir", "tempfolder", "temporaryfolder", "temporarydirectory",
    "tempdirectory",     "scratch", "scratchdir", "sandbox",
)  # fmt: skip
_JOINS = frozenset(
    "filepath.Join path.Join Path.Combine Paths.get Path.of Path.join join resolve p.join File.join".split()
)
_FORMATS = frozenset(
    "fmt.Sprintf fmt.Sprint format! String.format string.Format formatted String.Format format Sprintf".split()
)
_ENVIRONMENT = frozenset(
    "os.Getenv env::var std::env::var System.getenv Environment.GetEnvironmentVariable System.get_env "
    "System.fetch_env! os.LookupEnv env::var_os sys.env Platform.environment".split()
)
_LISTS = frozenset(
    "listOf arrayOf mutableListOf List.of Arrays.asList Seq List Array vec! ImmutableList.of Set.of Vector "
    "Lists.newArrayList Stream.of arrayListOf".split()
)


class _Reader:
    """Walks the tokens once. Names that are given more than one value are never known."""

    __slots__ = ("at", "certain", "chains", "counted", "cut", "depth", "frames", "glued", "language", "many", "page",
                 "sure", "tokens", "unclosed", "values", "wide", "within")  # fmt: skip

    def __init__(self, page: Page, language: str, tokens: list[_Token], certain: bool) -> None:
        self.page = page
        self.language = language
        self.tokens = tokens
        self.at = 0
        self.chains: list[tuple[Call, ...]] = []
        self.cut = False
        self.certain = certain
        self.sure = certain
        self.within = ""
        self.frames: list[tuple[bool, str, str]] = []
        self.values: dict[str, Value] = {}
        self.many = _assigned_often(tokens)
        self.depth = 0
        self.unclosed = False
        self.glued = 0
        self.wide = "" if page.text.isascii() else page.text
        self.counted = [(0, 0), (0, 0)]

    def run(self) -> None:
        """Every statement."""
        pending = ""
        defined = ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            text = token.text
            if token.kind == "op" and text == "{":
                self.frames.append((self.sure, self.within, text))
                self.within, defined = defined or self.within, ""
                self.sure = self.sure and not pending
                pending = ""
                self.at += 1
            elif token.kind == "op" and text in "})]" and len(text) == 1:
                if text == "}" and self.frames:
                    self.sure, self.within, _mark = self.frames.pop()
                pending = ""
                self.at += 1
            elif token.kind == "op" and text == ";":
                pending = ""
                self.at += 1
            elif token.kind == "name" and text in _DEFINES:
                defined = self.defined()
                if self.language == "elixir":
                    self.within, defined = defined, ""
            elif token.kind == "name" and text in _CONDITIONS:
                pending = text
                self.at += 1
            elif token.kind == "name" and (declared := self.declared()):
                defined = declared
            elif token.kind == "name" and text in _KEYWORDS:
                self.at += 1
            elif token.kind in ("name", "str"):
                self.statement()
            else:
                self.at += 1

    def defined(self) -> str:
        """`func (r *T) Name(`, `fun Name(`, `def name(`: the name, and past its parameters."""
        self.at += 1
        token = self.peek()
        if token is not None and token.text == "(" and self.language == "go":
            self.skip()
            token = self.peek()
        if token is None or token.kind != "name":
            return ""
        name = token.text
        self.at += 1
        while (token := self.peek()) is not None and token.text in (".", "<", ">", "[", "]"):
            self.at += 1
            token = self.peek()
            if token is not None and token.kind == "name":
                name = token.text
                self.at += 1
        token = self.peek()
        if token is not None and token.text == "(":
            self.skip()
        return name

    def declared(self) -> str:
        """A method's head in Java, C# or Dart: `void wipe(String dir) throws X {`. Else nothing is taken."""
        if self.language not in ("java", "csharp", "dart", "groovy", "scala"):
            return ""
        token, second, third = self.peek(), self.peek(1), self.peek(2)
        if (
            token is None
            or second is None
            or third is None
            or token.kind != "name"
            or second.kind != "name"
            or third.text != "("
            or token.text in _BEFORE_CALLS
        ):
            return ""
        before = self.at
        self.at += 2
        self.skip()
        behind = self.peek()
        if behind is not None and (behind.text in _BEHIND_HEADS or (behind.text == ";" and self.language != "groovy")):
            return second.text
        # `println run("x")`, `dir delete (y)`: a call after all
        self.at = before
        return ""

    def skip(self) -> None:
        """Past a bracket and all it holds; only past the bracket when nothing closes it."""
        if self.unclosed:
            self.at += 1
            return
        before = self.at
        depth = 0
        while (token := self.peek()) is not None:
            self.at += 1
            if token.kind == "op":
                if token.text in ("(", "[", "{"):
                    depth += 1
                elif token.text in (")", "]", "}"):
                    depth -= 1
                    if depth <= 0:
                        return
        # a bracket in a text that we took for code must not hide the rest of the file
        self.unclosed = True
        self.at = before + 1

    def peek(self, ahead: int = 0) -> _Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def statement(self) -> None:
        """`name := value`, `Type name = value`, or an expression."""
        self.past_type()
        token = self.tokens[self.at]
        ahead = 1
        # `dir, err := os.MkdirTemp(…)`
        while (
            (comma := self.peek(ahead)) is not None
            and comma.text == ","
            and (other := self.peek(ahead + 1)) is not None
            and other.kind == "name"
            and ahead < 2 * _MAX_NAMES
        ):
            ahead += 2
        operator = self.peek(ahead)
        if operator is not None and operator.text == ":" and self.language in ("kotlin", "scala", "rust", "swift"):
            # `val dir: String = …`
            following = ahead + 1
            while (word := self.peek(following)) is not None and (
                word.kind == "name" or word.text in ("<", ">", "&", "?", ".", "::", "[", "]")
            ):
                following += 1
            if word is not None and word.text == "=":
                ahead, operator = following, word
        if token.kind == "name" and operator is not None and operator.text in (":=", "="):
            self.at += ahead + 1
            value = self.expression()
            if value is not None and token.text not in self.many and _size(value) <= _MAX_VALUE:
                self.values[token.text] = value
            return
        before = self.at
        self.expression()
        if self.at == before:
            self.at += 1

    def past_type(self) -> None:
        """`Path dir = …`, `List<String> args = …`: to the name."""
        if self.language not in ("java", "csharp", "dart", "groovy"):
            return
        at = self.at + 1
        if at < len(self.tokens) and self.tokens[at].text == "<":
            while at < len(self.tokens) and at < self.at + 20 and self.tokens[at].text != ">":
                at += 1
            at += 1
        while at + 1 < len(self.tokens) and self.tokens[at].text in ("[", "]", "?"):
            at += 1
        if at + 1 < len(self.tokens) and self.tokens[at].kind == "name" and self.tokens[at + 1].text == "=":
            self.at = at

    # -- values

    def expression(self) -> Value:
        """One value: strings put together by `+`, `<>` or `++`; anything else makes it unknown."""
        if self.depth > _MAX_DEPTH:
            self.cut = True
            self.at = len(self.tokens)
            return None
        self.depth += 1
        words: list[Word] = []
        only: Value = None
        count = 0
        known = True
        while (token := self.peek()) is not None:
            if token.kind == "op":
                if token.text in ("+", "<>", "/") and count:
                    known = known and (token.text != "/" or self.language in ("kotlin", "scala"))
                    if token.text == "/" and known:
                        words.append(Word("/", quoted=True))
                    self.at += 1
                    continue
                if token.text in ("&", "*", "!") and not count:
                    self.at += 1
                    continue
                if token.text == "(":
                    self.at += 1
                    inner = self.expression()
                    self.close(")")
                    inner = self.chain(None, inner, token)
                    count += 1
                    words.append(_word(inner))
                    only = inner
                    continue
                if token.text == "[":
                    only = self.listed()
                    count += 1
                    words.append(_word(None))
                    continue
                if token.text in ("?", "||", "&&", "==", "!=", "|>", ".", "?.", "-", ":=") and token.text != "=":
                    if not count:
                        break
                    if token.text == "|>":
                        self.at += 1
                        self.piped(only)
                        known = False
                        continue
                    known = False
                    self.at += 1
                    continue
                break
            if token.kind == "name" and token.text in ("new", "await", "try", "mut", "const", "val", "move"):
                self.at += 1
                continue
            if count and not self.continues():
                break
            if token.kind == "name" and token.text in _KEYWORDS - {"type", "is", "as", "in", "from", "ref", "out"}:
                break
            found = self.primary(token)
            only = found if not count else None
            words.append(_word(found, token.text))
            count += 1
        self.depth -= 1
        if count == 1 and known:
            return only if only is not None else words[0]
        if not count:
            return None
        if not known:
            return Word((Hole(TEMPLATE, "", True),), quoted=True)
        return self.together(words)

    def continues(self) -> bool:
        """Whether an operand goes on with the value so far, that is, stands behind an operator."""
        last = self.tokens[self.at - 1]
        return last.kind == "op" and last.text not in (")", "]", "}")

    def close(self, mark: str) -> None:
        """Past the bracket that closes what was opened, whatever still stands before it."""
        while (token := self.peek()) is not None:
            if token.kind == "op" and token.text == mark:
                self.at += 1
                return
            if token.kind == "op" and token.text in _OPEN:
                self.nested(token)
                continue
            if token.kind == "op" and token.text in (")", "]", "}"):
                return
            before = self.at
            if token.kind in ("name", "str"):
                self.expression()
            if self.at == before:
                self.at += 1

    def nested(self, token: _Token) -> None:
        """A bracket in a place where no value is wanted: its calls count all the same."""
        self.at += 1
        sure = self.sure
        if token.text == "{":
            self.block()
        else:
            while (inner := self.peek()) is not None and inner.text != _OPEN[token.text]:
                before = self.at
                self.expression()
                if self.at == before:
                    if inner.text in (")", "]", "}"):
                        break
                    self.nested(inner) if inner.text in _OPEN else self.step()
            self.step()
        self.sure = sure

    def step(self) -> None:
        self.at += 1

    def block(self) -> None:
        """Statements up to the closing brace: a lambda, a closure, a literal's fields."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self.cut = True
            self.at = len(self.tokens)
        pending = False
        sure = self.sure
        while (token := self.peek()) is not None:
            if token.kind == "op" and token.text == "}":
                self.at += 1
                break
            if token.kind == "op" and token.text == "{":
                self.sure = sure and not pending
                self.at += 1
                self.block()
                self.sure, pending = sure, False
            elif token.kind == "name" and token.text in _CONDITIONS:
                pending = True
                self.at += 1
            elif token.kind in ("name", "str") and token.text not in _KEYWORDS:
                self.statement()
            else:
                self.at += 1
        self.depth -= 1

    def listed(self) -> Value:
        """`["a", "b"]`, `[]string{"a"}`: a tuple when every element is a word."""
        self.at += 1
        args, _keywords = self.arguments("]")
        token = self.peek()
        if token is not None and token.kind == "name" and not args:
            # Go: []string{…}
            while (token := self.peek()) is not None and (token.kind == "name" or token.text in ("*", ".")):
                self.at += 1
            if token is not None and token.text == "{":
                self.at += 1
                args, _keywords = self.arguments("}")
        token = self.peek()
        if token is not None and token.text == "...":
            self.at += 1
        return tuple(_word(one) for one in args)

    def arguments(self, close: str) -> tuple[list[Value], list[tuple[str, Value]]]:
        """Values up to a closing bracket."""
        args: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        sure = self.sure
        while (token := self.peek()) is not None:
            text = token.text
            if token.kind == "op":
                if text == close:
                    self.at += 1
                    break
                if text in (")", "]", "}"):
                    break
                if text in (",", ";", "=>", "->", "|", "..."):
                    self.at += 1
                    continue
                if text == "{":
                    empty = self.following_is("}")
                    self.at += 1
                    self.block()
                    args.append(Word("{}") if empty else None)
                    continue
            following = self.peek(1)
            named = following is not None and following.kind == "op" and following.start == token.end
            if (
                token.kind == "name"
                and following is not None
                and (
                    (
                        following.text == ":"
                        and named
                        and self.language in ("csharp", "swift", "dart", "elixir", "groovy")
                    )
                    or (following.text == "=" and self.language in ("kotlin", "scala"))
                )
            ):
                self.at += 2
                keywords.append((text, self.expression()))
                continue
            before = self.at
            value = self.expression()
            if self.at == before:
                self.at += 1
                continue
            args.append(value)
        self.sure = sure
        return args, keywords

    def primary(self, token: _Token) -> Value:
        """A string, a number, a name or a chain of calls."""
        self.at += 1
        if token.kind == "str":
            return self.chain(None, self.text(token), token)
        if token.kind == "num":
            return Word(token.text)
        if self.page.is_hole(token.text):
            return self.page.word(token.text)
        return self.chain(token.text, None, token)

    def together(self, words: list[Word]) -> Word:
        """The words written after one another; unknown when that is longer than anything that is run."""
        if len(words) > 1:
            size = sum(map(_size, words))
            self.glued += size
            self.cut = self.cut or self.glued > _MAX_GLUED
            if self.cut or size > _MAX_VALUE:
                return Word((Hole(TEMPLATE, "", True),), quoted=True)
        return glue(words)

    def text(self, token: _Token) -> Word:
        words: list[Word] = []
        for part in token.parts:
            if isinstance(part, str):
                words.append(self.page.word(part))
            else:
                known = self.values.get(part[0])
                words.append(known if isinstance(known, Word) else unknown(part[0], TEMPLATE))
        made = self.together(words)
        return Word(made.parts, True, self.offset(token.start), self.offset(token.end, 1))

    def chain(self, name: str | None, value: Value, start: _Token) -> Value:
        """What follows a name or a value: members, generic arguments, calls."""
        calls: list[Call] = []
        receiver = value
        sofar = name if name is not None else ""
        if name is not None and name in self.values:
            value = receiver = self.values[name]
        while (token := self.peek()) is not None:
            text = token.text
            if token.kind != "op":
                break
            if text in (".", "::", "?.", "!!", "?"):
                following = self.peek(1)
                if text in ("!!", "?"):
                    if following is not None and following.text in (".", "?.", ";", ")", ","):
                        self.at += 1
                        continue
                    break
                if following is None:
                    break
                if following.text == "<" and text == "::":
                    self.at += 1
                    self.generic()
                    continue
                if following.kind != "name" and following.text != "(":
                    break
                self.at += 2 if following.kind == "name" else 1
                if following.kind == "name":
                    joined = "." if text == "?." else text
                    sofar = sofar + joined + following.text if sofar or calls else "." + following.text
                    if not self.called():
                        # a field: what was known is not known of it, except for what only reads the same text
                        known = following.text in _SAME
                        value = value if known else None
                        receiver = receiver if known else None
                continue
            if text == "!" and self.language == "rust" and (token.start == self.tokens[self.at - 1].end):
                following = self.peek(1)
                if following is None or following.text not in ("(", "[", "{"):
                    break
                self.at += 2
                args, keywords = self.arguments(_OPEN[following.text])
                value = self.call(calls, sofar + "!", args, keywords, start, receiver)
                receiver, sofar = value, ""
                continue
            if text == "<" and self.generic():
                continue
            if text == "(" and (sofar or calls) and self.tokens[self.at - 1].kind != "str":
                if not sofar:
                    break
                self.at += 1
                args, keywords = self.arguments(")")
                value = self.call(calls, sofar, args, keywords, start, receiver)
                receiver, sofar = value, ""
                continue
            if text == "[" and sofar and self.language in ("java", "csharp", "go") and self.following_is("]"):
                # new String[]{…}, new[] {…}
                self.at += 2
                token = self.peek()
                if token is not None and token.text == "{":
                    self.at += 1
                    args, _keywords = self.arguments("}")
                    return tuple(_word(one) for one in args)
                continue
            if text == "[" and sofar:
                self.at += 1
                args, _keywords = self.arguments("]")
                value = receiver = unknown(sofar)
                sofar = sofar or "."
                continue
            break
        if calls:
            self.chains.append(tuple(calls))
            return value
        if value is not None:
            return value
        if sofar in ("true", "false"):
            return Word(sofar)
        return unknown(sofar)

    def following_is(self, text: str) -> bool:
        token = self.peek(1)
        return token is not None and token.text == text

    def called(self) -> bool:
        """Whether arguments follow, generic ones skipped."""
        token = self.peek()
        return token is not None and token.text in ("(", "<", "::", "!", "{")

    def generic(self) -> bool:
        """Past `<String, ?>` when it is one and a call follows."""
        at, depth = self.at, 0
        while at < len(self.tokens) and at < self.at + 40:
            token = self.tokens[at]
            if token.text == "<":
                depth += 1
            elif token.text == ">":
                depth -= 1
                if depth == 0:
                    following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
                    if following is not None and following.text in ("(", "::", "{"):
                        self.at = at + 1
                        return True
                    return False
            elif not (token.kind == "name" or token.text in (",", "?", "[", "]", "&", ".", "::", "_")):
                return False
            at += 1
        return False

    def piped(self, value: Value) -> None:
        """Elixir's `x |> f(y)` is `f(x, y)`."""
        token = self.peek()
        if token is None or token.kind != "name":
            return
        before = len(self.chains)
        self.primary(token)
        if len(self.chains) > before:
            last = self.chains[-1]
            self.chains[-1] = (last[0].but(args=(value, *last[0].args)), *last[1:])

    def call(
        self,
        calls: list[Call],
        name: str,
        args: list[Value],
        keywords: list[tuple[str, Value]],
        start: _Token,
        receiver: Value,
    ) -> Value:
        """Keep a call, and say what it answers."""
        end = self.tokens[min(self.at, len(self.tokens)) - 1].end
        if calls and not name.startswith("."):
            name = "." + name.lstrip(":")
        origin = self.page.origin(self.offset(start.start), self.offset(end, 1))
        calls.append(Call(name, tuple(args), tuple(keywords), self.within, self.sure, origin, receiver))
        return answer(name, args, receiver)

    def offset(self, at: int, role: int = 0) -> int:
        """The place in bytes of a place in characters, counted on from the last one.

        `role` 0 for beginnings and 1 for ends, each of which mostly come in order.
        """
        if not self.wide:
            return at
        character, byte = self.counted[role]
        if at < character:
            step = self.wide[at:character]
            byte -= len(step.encode("utf-8", "surrogatepass"))
        else:
            step = self.wide[character:at]
            byte += len(step.encode("utf-8", "surrogatepass"))
        self.counted[role] = (at, byte)
        return byte


def _size(value: Value) -> int:
    """Characters and holes of a value, a list's elements together."""
    if isinstance(value, tuple):
        return sum(_size(one) for one in value)
    return sum(len(part) if isinstance(part, str) else 1 for part in value.parts) if isinstance(value, Word) else 1


def _assigned_often(tokens: list[_Token]) -> frozenset[str]:
    """Names that are given a value more than once anywhere in the text."""
    once: set[str] = set()
    often: set[str] = set()
    for at in range(1, len(tokens)):
        if tokens[at].kind == "op" and tokens[at].text in (":=", "=", "+=") and tokens[at - 1].kind == "name":
            name = tokens[at - 1].text
            (often if name in once or tokens[at].text == "+=" else once).add(name)
    return frozenset(often)


def unknown(name: str, why: str = VARIABLE) -> Word:
    """A hole for an expression, by what it looks like."""
    bare = name.rpartition(".")[2].rpartition("::")[2].lower().replace("_", "")
    if any(bare == one.replace("_", "") for one in _TEMPORARY_NAMES) or bare.endswith(("tmpdir", "tempdir")):
        return Word((Hole(TEMPORARY, name[:40], True, False),), quoted=True)
    if bare in ("args", "argv") or name.startswith(("os.Args", "args[", "env::args")):
        return Word((Hole(PARAMETER, name[:40], True),), quoted=True)
    return Word((Hole(why, name[:40], True),), quoted=True)


def _word(value: Value, name: str = "") -> Word:
    if isinstance(value, Word):
        return value
    return Word((Hole(VARIABLE, name[:40], True),), quoted=True)


def answer(name: str, args: list[Value], receiver: Value) -> Value:
    """What a call that only computes answers."""
    last = name.rpartition(".")[2].rpartition("::")[2]
    first = args[0] if args else None
    if name in _TEMPORARY or last in ("TempDir", "MkdirTemp", "createTempDirectory", "createTempDir", "createTempFile"):
        return Word((Hole(TEMPORARY, name, True, False),), quoted=True)
    if name in _LISTS or name.endswith(("List.of", "Arrays.asList")):
        return tuple(_word(one) for one in args)
    if name in _ENVIRONMENT:
        return variable_word(first.text if isinstance(first, Word) else None)
    if name in ("os.UserHomeDir", "dirs::home_dir", "home_dir", "System.user_home!", "System.user_home"):
        return variable_word("HOME")
    if name == "System.getProperty" and isinstance(first, Word):
        if first.text == "java.io.tmpdir":
            return Word((Hole(TEMPORARY, name, True, False),), quoted=True)
        return variable_word("HOME" if first.text == "user.home" else first.text)
    if name in _FORMATS or last in ("formatted", "format"):
        return _formatted(receiver if name.startswith(".") and isinstance(receiver, Word) else first, args)
    if name in _JOINS and len(args) > 1:
        return join_path([_word(one) for one in args])
    if last in ("resolve", "join", "child", "appendingPathComponent", "joinpath") and isinstance(receiver, Word):
        return join_path([receiver, *(_word(one) for one in args)])
    if last in ("File", "Path", "Paths", "FileInfo", "DirectoryInfo", "Directory") and len(args) > 1:
        return join_path([_word(one) for one in args])
    if last in _SAME and receiver is not None and not args:
        return receiver
    if (
        last in _SAME or name in _JOINS or last in ("get", "of", "DirectoryInfo", "FileInfo", "Directory", "URL")
    ) and len(args) == 1:
        return first if not name.startswith(".") else receiver
    return None


def _formatted(shape: Value, args: list[Value]) -> Value:
    """`Sprintf("rm -rf %s", dir)`: the literal text with a hole, or the argument, at each place."""
    if not isinstance(shape, Word) or shape.text is None:
        return _word(None)
    values = [one for one in args if one is not shape]
    words: list[Word] = []
    text, at, used = shape.text, 0, 0
    while at < len(text):
        end = 0
        if text[at] == "%" and text[at + 1 : at + 2] != "%":
            end = at + 1
            while end < len(text) and text[end] in "+-# 0123456789.$[]":
                end += 1
            end += 1
        elif text[at] == "{" and text[at + 1 : at + 2] != "{":
            end = text.find("}", at) + 1
        if not end:
            run = at
            while at < len(text) and (text[at] not in "%{" or at == run):
                at += 1
            words.append(Word(text[run:at], quoted=True))
            continue
        value = values[used] if used < len(values) else None
        words.append(_word(value, text[at:end].strip("{}")))
        used += 1
        at = end
    return Word(glue(words).parts, True, shape.start, shape.end) if words else Word("", quoted=True)
