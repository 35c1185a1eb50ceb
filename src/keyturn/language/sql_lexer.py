r"""A tolerant SQL lexer: any dialect, any fragment, exact offsets, linear time.

It takes what no parser takes: templates (`{{ }}`, `{% %}`, `${X}`), client commands (`\i`, `GO`, `DELIMITER`),
COPY data, half a statement, an odd quote. It never fails; what is implausible marks the statement `broken`.
A text that two servers would cut differently is not guessed at: `Script.doubts` says why, and the reader
reads it both ways.

Facts: PostgreSQL manual 4.1 (lexical structure) and psql's reference page; MySQL manual 9.1, 9.7 and 4.5.1.2
(`/*! … */` is executed, `--` needs a blank after it, backslash escapes); the SQLite shell's page; sqlcmd's `GO`.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.word import TEMPLATE, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Token = tuple[int, str, int, int, str]
    """kind, value (words in upper case, strings decoded), start, end, as written."""

# Kinds of token.
WORD = 0
QUOTED = 1  # a quoted identifier; value without quotes
STRING = 2  # value decoded; holes stand in it as HOLE_MARK
NUMBER = 3
PUNCT = 4
HOLE = 5  # a stretch that is not known: a shell variable, a template expression
BIND = 6  # a placeholder that the client fills with a value: ?, $1, %s, :name, @var
DOLLAR = 7  # $tag$ … $tag$; value is the body
META = 8  # a client command up to the end of its line: \i x.sql, .read x, source x

HOLE_MARK = "\ue000"
"""Stands for one hole in a flattened text; which ones are real is told by their offsets."""


class Convention(Noun):
    """How one server's lexer (and its command-line client) cuts text."""

    backslash: bool = False
    """`'it\\'s'`: a backslash escapes in a plain literal."""
    nested: bool = True
    """`/* /* */ */` is one comment."""
    hash_comment: bool = False
    dash_needs_space: bool = False
    double_is_string: bool = False
    executable: bool = False
    """`/*!50000 DROP … */` is executed."""
    brackets: bool = False
    dollar: bool = True
    slashes: bool = False
    """`// …` is a comment."""
    client: str = ""
    """Whose client commands to know: "psql", "mysql", "sqlite", "sqlcmd", or "" for a guess at each."""


GENERIC = Convention(executable=True, brackets=True)
POSTGRES = Convention(client="psql")
MYSQL = Convention(
    backslash=True,
    nested=False,
    hash_comment=True,
    dash_needs_space=True,
    double_is_string=True,
    executable=True,
    dollar=False,
    client="mysql",
)
SQLITE = Convention(nested=False, brackets=True, dollar=False, client="sqlite")
TSQL = Convention(brackets=True, dollar=False, client="sqlcmd")
BIGQUERY = Convention(
    backslash=True, nested=False, hash_comment=True, double_is_string=True, dollar=False, client="none"
)
SNOWFLAKE = Convention(backslash=True, nested=False, slashes=True, client="none")
CLICKHOUSE = Convention(backslash=True, hash_comment=True, dollar=True, client="none")
ORACLE = Convention(nested=False, dollar=False, client="none")

CONVENTIONS: dict[str, Convention] = {
    "": GENERIC,
    **dict.fromkeys(
        "postgres postgresql redshift cockroachdb greenplum timescale duckdb materialize".split(), POSTGRES
    ),
    **dict.fromkeys("mysql mariadb tidb doris starrocks singlestore".split(), MYSQL),
    "sqlite": SQLITE,
    **dict.fromkeys("tsql mssql fabric".split(), TSQL),
    **dict.fromkeys("bigquery spark hive databricks".split(), BIGQUERY),
    "snowflake": SNOWFLAKE,
    "clickhouse": CLICKHOUSE,
    "oracle": ORACLE,
}


class Statement:
    """One statement's tokens, where it stands, and whether its cutting is in doubt.

    `broken`: an implausible quote was met in or before it. `section`: "down" in the undo half of a migration file.
    `batch`: the number of `GO` (or DELIMITER) batches before it.
    """

    __slots__ = ("batch", "broken", "end", "ended", "section", "start", "tokens")

    def __init__(self, tokens: list[Token], broken: bool, section: str, batch: int, ended: bool) -> None:
        self.tokens = tokens
        self.start = tokens[0][2]
        self.end = tokens[-1][3]
        self.broken = broken
        self.section = section
        self.batch = batch
        self.ended = ended


class Script(Noun):
    """A whole text, cut. `doubts` names what another server would cut differently."""

    statements: tuple[Statement, ...]
    doubts: frozenset[str] = frozenset()
    unclosed: bool = False


_SPACE = " \t\r\n\f\v\0\ufeff\u00a0\u200b"
_TWO = frozenset(("<=", ">=", "<>", "!=", "==", "||", "&&", "::", ":=", "->", "!~", "~*", "=>", "@>", "<@", "?|", "?&"))
_PREFIXES = frozenset(("E", "N", "B", "X", "R", "RB", "BR", "G"))
# A line that starts like this inside a string says that the quote before it was odd.
_STRONG = (
    "DROP ", "TRUNCATE ", "DELETE ", "ALTER ", "UPDATE ", "INSERT ", "CREATE ", "GRANT ", "REVOKE ",
    "COMMIT;", "BEGIN;", "ROLLBACK;", "COPY ", "SET ", "\\C", "\\I", "--",
)  # fmt: skip
_DOWN = (
    "+goose down", "migrate:down", "+migrate down", "+micrate down", "+duck down", "//@undo", "@undo", "!downs",
    "create above / drop below", "down migration", "rambler down",
)  # fmt: skip
_UP = (
    "+goose up",
    "migrate:up",
    "+migrate up",
    "+micrate up",
    "+duck up",
    "!ups",
    "//@do",
    "up migration",
    "rambler up",
)
_MYSQL_LINES = frozenset(("SOURCE", "SYSTEM", "PAGER", "TEE", "NOTEE", "NOPAGER"))
_ODD_TAGS = 64
"""After so many dollar tags without a partner they are no quotes here, so that time stays linear."""


def flatten(text: Word) -> tuple[str, dict[int, Hole]]:
    """A Word as plain text with HOLE_MARK for every hole, and which hole stands at which offset."""
    if text.text is not None:
        return text.text, {}
    out: list[str] = []
    holes: dict[int, Hole] = {}
    at = 0
    for part in text.parts:
        if isinstance(part, str):
            out.append(part)
            at += len(part)
        else:
            holes[at] = part
            out.append(HOLE_MARK)
            at += 1
    return "".join(out), holes


def restore(text: str, start: int, end: int, holes: Mapping[int, Hole]) -> Word:
    """A stretch of a flattened text as a Word again."""
    if not holes:
        return Word(text[start:end], quoted=True)
    parts: list[str | Hole] = []
    last = start
    for at in sorted(holes):
        if start <= at < end:
            if at > last:
                parts.append(text[last:at])
            parts.append(holes[at])
            last = at + 1
    if last < end:
        parts.append(text[last:end])
    return Word(tuple(parts), quoted=True)


def convention_of(dialect: str) -> Convention:
    """The convention of a sqlglot dialect name; an unknown one reads like no dialect in particular."""
    return CONVENTIONS.get(dialect, GENERIC)


def guess(text: str) -> str:
    """The dialect a text looks like, "" when nothing tells. Only for text whose server is not known."""
    head = text if len(text) < 200_000 else text[:200_000]
    lower = head.lower()
    if "\\connect" in lower or "from stdin;" in lower or "plpgsql" in lower or "$$" in head or "pg_catalog" in lower:
        return "postgres"
    if "auto_increment" in lower or "engine=" in lower or "/*!" in head or "delimiter " in lower:
        return "mysql"
    if "autoincrement" in lower or "sqlite" in lower or lower.lstrip().startswith("pragma"):
        return "sqlite"
    if "nvarchar" in lower or "[dbo]" in lower or "\ngo\n" in lower or "\ngo\r" in lower:
        return "tsql"
    return ""


def cut(text: str, holes: Mapping[int, Hole], convention: Convention) -> Script:
    """Cut a text into statements. A text that ends inside a quote is cut again, distrusting odd quotes."""
    lexer = _Lexer(text, holes, convention, tolerant=False)
    script = lexer.run()
    if script.unclosed:
        return _Lexer(text, holes, convention, tolerant=True).run()
    return script


class _Lexer:
    """One pass over one text."""

    __slots__ = (
        "batch",
        "broken",
        "convention",
        "delimiter",
        "done",
        "doubts",
        "executable",
        "holes",
        "missing",
        "odd_tags",
        "section",
        "text",
        "tokens",
        "tolerant",
        "unclosed",
        "variables",
    )

    def __init__(self, text: str, holes: Mapping[int, Hole], convention: Convention, *, tolerant: bool) -> None:
        self.text = text
        self.holes = holes
        self.convention = convention
        self.tolerant = tolerant
        self.tokens: list[Token] = []
        self.done: list[Statement] = []
        self.doubts: set[str] = set()
        self.unclosed = False
        self.broken = False
        self.section = ""
        self.delimiter = ";"
        self.batch = 0
        self.executable = 0
        self.odd_tags = 0
        self.missing: set[str] = set()
        self.variables: dict[str, str] = {}

    def finish(self, ended: bool = True) -> None:
        """Close the statement that is being collected."""
        if self.tokens:
            self.done.append(Statement(self.tokens, self.broken, self.section, self.batch, ended))
            self.tokens = []

    def run(self) -> Script:
        """Cut everything."""
        text = self.text
        end = len(text)
        at = 0
        convention = self.convention
        client = convention.client
        while at < end:
            char = text[at]
            if char in _SPACE:
                at += 1
                continue
            if self.delimiter != ";" and text.startswith(self.delimiter, at):
                self.finish()
                self.batch += 1
                at += len(self.delimiter)
                continue
            if char.isalpha() or char == "_":
                stop = at + 1
                while stop < end and ((one := text[stop]).isalnum() or one in {"_", "$"}):
                    if one == HOLE_MARK and stop in self.holes:
                        break
                    stop += 1
                raw = text[at:stop]
                upper = raw.upper()
                if stop < end and text[stop] == "'":
                    if upper in ("B", "X"):
                        self.tokens.append((WORD, upper, at, stop, raw))
                        at = stop
                        continue
                    if upper in _PREFIXES:
                        at = self.string(stop, "'", backslash=upper == "E" or convention.backslash)
                        continue
                    if upper in ("Q", "NQ") and convention.client != "psql":
                        found = self.oracle_quote(stop)
                        if found:
                            at = found
                            continue
                if not self.tokens and client in ("mysql", ""):
                    if upper == "DELIMITER" and stop < end and text[stop] in " \t":
                        line = self.line_end(stop)
                        mark = text[stop:line].strip()
                        if mark:
                            self.delimiter = mark.split()[0]
                        at = line
                        continue
                    if upper in _MYSQL_LINES and (client == "mysql" or upper == "SOURCE") and self.line_start(at):
                        line = self.line_end(stop)
                        body = text[at:line]
                        if client == "mysql" or "/" in body or ".sql" in body:
                            at = self.meta(at, line)
                            continue
                if (
                    upper == "GO"
                    and client in ("sqlcmd", "")
                    and self.line_start(at)
                    and (not (rest := text[stop : self.line_end(stop)].strip()) or rest.isdigit())
                ):
                    self.finish()
                    self.batch += 1
                    at = self.line_end(stop)
                    continue
                self.tokens.append((WORD, upper, at, stop, raw))
                at = stop
                continue
            if char == ";":
                if self.delimiter == ";":
                    self.finish()
                    at += 1
                    at = self.copy_data(at)
                else:
                    self.tokens.append((PUNCT, ";", at, at + 1, ";"))
                    at += 1
                continue
            if char.isdigit() or (char == "." and at + 1 < end and text[at + 1].isdigit()):
                stop = at + 1
                while stop < end and ((one := text[stop]).isalnum() or one in "._"):
                    if one == HOLE_MARK and stop in self.holes:
                        break
                    stop += 1
                if (
                    stop < end
                    and text[stop] in "+-"
                    and text[stop - 1] in "eE"
                    and text[at : stop - 1].replace(".", "").isdigit()
                    and stop + 1 < end
                    and text[stop + 1].isdigit()
                ):
                    stop += 1
                    while stop < end and text[stop].isdigit():
                        stop += 1
                self.tokens.append((NUMBER, text[at:stop], at, stop, text[at:stop]))
                at = stop
                continue
            if char == "'":
                at = self.string(at, "'", backslash=convention.backslash)
                continue
            if char in {'"', "`"}:
                at = self.identifier(at, char)
                continue
            if char == HOLE_MARK and at in self.holes:
                self.tokens.append((HOLE, self.holes[at].why, at, at + 1, HOLE_MARK))
                at += 1
                continue
            at = self.other(at, char)
        self.finish(ended=False)
        return Script(tuple(self.done), frozenset(self.doubts), self.unclosed)

    # -- places

    def line_end(self, at: int) -> int:
        """The offset of the next line break, or the end."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def line_start(self, at: int) -> bool:
        """Whether only blanks stand before `at` on its line."""
        before = at - 1
        text = self.text
        while before >= 0 and text[before] in " \t\ufeff":
            before -= 1
        return before < 0 or text[before] in "\n\r"

    def find(self, what: str, at: int) -> int:
        """`str.find` that remembers what is nowhere ahead, so that many odd openers stay linear."""
        if what in self.missing:
            return -1
        found = self.text.find(what, at)
        if found < 0:
            self.missing.add(what)
        return found

    # -- quotes

    def close(self, at: int, quote: str, backslash: bool) -> int:
        """The offset of the closing quote of one that opens at `at`, -1 when there is none."""
        text = self.text
        seek = at + 1
        while True:
            found = self.find(quote, seek)
            if found < 0:
                return -1
            if text[found - 1] == "\\" and found - 1 > at:
                first = found - 1
                while first > at and text[first - 1] == "\\":
                    first -= 1
                if first == at:
                    first += 1
                if (found - first) % 2:
                    if quote == "'":
                        self.doubts.add("backslash")
                    if backslash:
                        seek = found + 1
                        continue
            if text.startswith(quote, found + 1):
                seek = found + 2
                continue
            return found

    def odd(self, at: int, stop: int) -> int:
        """Where to go on when the quote at `at` (closing at `stop`, or -1) is implausible; -1 when it is not."""
        text = self.text
        line = self.line_end(at)
        if stop >= 0 and stop <= line:
            return -1
        glued = at > 0 and (text[at - 1].isalnum()) and self.tokens and self.tokens[-1][0] == WORD
        if glued and self.tokens[-1][1] not in _PREFIXES:
            return line
        if not self.tolerant:
            return -1
        limit = len(text) if stop < 0 else stop
        while 0 <= line < limit:
            head = line + 1
            while head < limit and text[head] in " \t":
                head += 1
            if text[head : head + 10].upper().startswith(_STRONG):
                return head
            line = text.find("\n", line + 1)
        return -1

    def string(self, at: int, quote: str, *, backslash: bool) -> int:
        """A literal; returns where to go on."""
        text = self.text
        stop = self.close(at, quote, backslash)
        resume = self.odd(at, stop) if stop < 0 or "\n" in text[at:stop] else -1
        if stop < 0 or resume >= 0:
            if resume < 0:
                self.unclosed = True
                resume = self.line_end(at) if self.tolerant else len(text)
            self.tokens.append((STRING, text[at + 1 : resume], at, resume, text[at:resume]))
            self.finish(ended=False)
            self.broken = True
            return resume
        value = text[at + 1 : stop]
        if quote * 2 in value:
            value = value.replace(quote * 2, quote)
        if backslash and "\\" in value:
            value = unescape(value)
        self.tokens.append((STRING, value, at, stop + 1, text[at : stop + 1]))
        return stop + 1

    def oracle_quote(self, at: int) -> int:
        """`q'[it's]'`; 0 when it is not one."""
        text = self.text
        if at + 1 >= len(text):
            return 0
        opener = text[at + 1]
        closer = {"[": "]", "(": ")", "{": "}", "<": ">"}.get(opener, opener)
        if opener.isalnum() or opener in "' \t\n":
            return 0
        stop = self.find(closer + "'", at + 2)
        if stop < 0:
            return 0
        self.tokens.append((STRING, text[at + 2 : stop], at, stop + 2, text[at : stop + 2]))
        return stop + 2

    def identifier(self, at: int, quote: str) -> int:
        """A double-quoted or backticked name (or MySQL's double-quoted string)."""
        text = self.text
        if quote == '"' and self.convention.double_is_string:
            return self.string(at, '"', backslash=self.convention.backslash)
        stop = self.close(at, quote, backslash=False)
        line = self.line_end(at)
        if stop < 0 or stop > line:
            # a name that runs over a line is no name
            self.broken = True
            self.tokens.append((PUNCT, quote, at, at + 1, quote))
            return at + 1
        name = text[at + 1 : stop]
        if quote * 2 in name:
            name = name.replace(quote * 2, quote)
        self.tokens.append((QUOTED, name, at, stop + 1, text[at : stop + 1]))
        return stop + 1

    # -- everything else

    def other(self, at: int, char: str) -> int:
        """Comments, dollars, templates, client commands and operators."""
        text = self.text
        end = len(text)
        convention = self.convention
        two = text[at : at + 2]
        if two == "--":
            after = text[at + 2 : at + 3]
            if convention.dash_needs_space and after and after not in _SPACE:
                self.tokens.append((PUNCT, "-", at, at + 1, "-"))
                return at + 1
            if after and after not in _SPACE and not self.line_start(at):
                self.doubts.add("dashes")
            return self.comment(at + 2)
        if two == "/*":
            return self.block(at)
        if two == "*/" and self.executable:
            self.executable -= 1
            return at + 2
        if char == "#" and (convention.hash_comment or (not convention.client and self.hash_comment(at))):
            if not convention.hash_comment:
                self.doubts.add("hash")
            return self.comment(at + 1)
        if two == "//" and (convention.slashes or (self.line_start(at) and "@" in text[at : at + 4])):
            return self.comment(at)
        if char == "$":
            return self.dollar(at)
        if char == "{" or two in ("<%", "%}"):
            return self.template(at, two)
        if char == "\\":
            return self.backslash(at)
        if char == "[" and convention.brackets:
            stop = self.bracket(at)
            if stop:
                return stop
        if char == "#":
            return self.hash_name(at)
        if char == "@":
            stop = at + 1
            while stop < end and (text[stop].isalnum() or text[stop] in "_@.$"):
                stop += 1
            if stop > at + 1:
                self.tokens.append((BIND, text[at:stop], at, stop, text[at:stop]))
                return stop
        if char == ":" and two not in ("::", ":="):
            return self.colon(at)
        if char == "?" and two not in ("?|", "?&"):
            stop = at + 1
            while stop < end and text[stop].isdigit():
                stop += 1
            self.tokens.append((BIND, "?", at, stop, text[at:stop]))
            return stop
        if char == "%" and two in ("%s", "%d", "%(", "%i", "%L", "%I") and not (at and text[at - 1].isalnum()):
            stop = at + 2
            if two == "%(":
                found = text.find(")", at, at + 80)
                stop = found + 2 if found > 0 else 0
            if stop and (stop >= end or not text[stop].isalnum()):
                self.tokens.append((BIND, text[at:stop], at, stop, text[at:stop]))
                return stop
        if char == "." and convention.client == "sqlite" and not self.tokens and self.line_start(at):
            return self.meta(at, self.line_end(at))
        if char == "." and not convention.client and not self.tokens and self.line_start(at):
            word = text[at + 1 : at + 12].split(" ", 1)[0].lower()
            if word in ("read", "shell", "system", "restore", "import", "output", "once", "open"):
                return self.meta(at, self.line_end(at))
        if char == "!" and convention.client == "sqlcmd" and two == "!!" and self.line_start(at):
            return self.meta(at, self.line_end(at))
        if char == "/" and convention.client in ("none", "") and self.line_start(at):
            line = self.line_end(at)
            if not text[at + 1 : line].strip():
                self.finish()
                self.batch += 1
                return line
        if text.startswith(("<=>", "->>", "#>>", "!~*"), at):
            self.tokens.append((PUNCT, text[at : at + 3], at, at + 3, text[at : at + 3]))
            return at + 3
        if two in _TWO:
            self.tokens.append((PUNCT, two, at, at + 2, two))
            return at + 2
        self.tokens.append((PUNCT, char, at, at + 1, char))
        return at + 1

    def hash_comment(self, at: int) -> bool:
        """Whether a `#` looks like a comment where no dialect is known (`#tmp` and `a # b` are not)."""
        text = self.text
        after = text[at + 1 : at + 2]
        return after in (" ", "\t", "!", "#", "", "-") and self.line_start(at)

    def comment(self, at: int) -> int:
        """A comment to the end of its line, looked at for a migration's direction."""
        line = self.line_end(at)
        body = self.text[at : min(line, at + 60)].lower().strip(" -#\t\r")
        if body[:1] in ("+", "m", "/", "@", "!", "c", "d", "u", "r"):
            if body.startswith(_DOWN):
                self.finish(ended=False)
                self.section = "down"
            elif body.startswith(_UP):
                self.finish(ended=False)
                self.section = ""
        return line

    def block(self, at: int) -> int:
        """`/* … */`, nested where the dialect nests; `/*! … */` is text where the server executes it."""
        text = self.text
        if text.startswith(("/*!", "/*M!"), at) and self.convention.executable:
            if self.find("*/", at) >= 0:
                stop = at + (4 if text[at + 2] == "M" else 3)
                while stop < len(text) and text[stop].isdigit():
                    stop += 1
                self.executable += 1
                return stop
            return len(text)
        depth = 1
        seek = at + 2
        if not self.convention.nested:
            found = self.find("*/", seek)
            if found < 0:
                return len(text)
            if self.convention.client == "" and text.find("/*", seek, found) >= 0:
                self.doubts.add("nested")
            return found + 2
        opener = self.find("/*", seek)
        while depth:
            closer = self.find("*/", seek)
            if closer < 0:
                return len(text)
            if 0 <= opener < closer:
                self.doubts.add("nested")
                depth += 1
                seek = opener + 2
                opener = self.find("/*", seek)
                continue
            depth -= 1
            seek = closer + 2
            if 0 <= opener < seek:
                opener = self.find("/*", seek)
        return seek

    def dollar(self, at: int) -> int:
        """`$1`, `$tag$ … $tag$`, `${X}`, `$(X)`, `$X`."""
        text = self.text
        end = len(text)
        after = text[at + 1 : at + 2]
        if after.isdigit():
            stop = at + 2
            while stop < end and text[stop].isdigit():
                stop += 1
            self.tokens.append((BIND, text[at:stop], at, stop, text[at:stop]))
            return stop
        stop = at + 1
        while stop < end and stop - at < 70 and (text[stop].isalnum() or text[stop] == "_"):
            stop += 1
        if self.convention.dollar and stop < end and text[stop] == "$" and self.odd_tags < _ODD_TAGS:
            tag = text[at : stop + 1]
            close = self.find(tag, stop + 1)
            if close >= 0:
                self.tokens.append((DOLLAR, text[stop + 1 : close], at, close + len(tag), tag))
                return close + len(tag)
            self.odd_tags += 1
            # an opener whose partner is cut off: what follows is a body still, so it is read on as statements
            self.broken = True
            self.tokens.append((PUNCT, tag, at, stop + 1, tag))
            self.finish(ended=False)
            return stop + 1
        for opener, closer in (("{", "}"), ("(", ")")):
            if after == opener:
                close = text.find(closer, at, at + 200)
                if close > 0:
                    self.tokens.append((HOLE, TEMPLATE, at, close + 1, text[at : close + 1]))
                    return close + 1
        if stop > at + 1:
            self.tokens.append((HOLE, VARIABLE, at, stop, text[at:stop]))
            return stop
        self.tokens.append((PUNCT, "$", at, at + 1, "$"))
        return at + 1

    def template(self, at: int, two: str) -> int:
        """Jinja, ERB and format braces. Control (`{% if %}`) is left out, its text stays; expressions are holes."""
        text = self.text
        for opener, closer, kept in (("{{", "}}", True), ("{%", "%}", False), ("{#", "#}", False), ("<%", "%>", False)):
            if two == opener:
                close = self.find(closer, at + 2)
                if close < 0:
                    break
                if kept or text.startswith("<%=", at):
                    self.tokens.append((HOLE, TEMPLATE, at, close + 2, text[at : close + 2]))
                return close + 2
        if two[0] == "{":
            close = text.find("}", at, at + 80)
            if close > 0 and "\n" not in text[at:close]:
                inner = text[at + 1 : close]
                if inner == "" or inner.replace("_", "a").replace(".", "a").replace(":", "a").isalnum():
                    self.tokens.append((HOLE, TEMPLATE, at, close + 1, text[at : close + 1]))
                    return close + 1
        self.tokens.append((PUNCT, two[0], at, at + 1, two[0]))
        return at + 1

    def bracket(self, at: int) -> int:
        """`[name]`, 0 when it is an array or a subscript."""
        text = self.text
        if self.tokens:
            last = self.tokens[-1]
            if last[3] == at and (last[0] in (WORD, QUOTED, STRING, HOLE, BIND) or last[1] in ("]", ")")):
                return 0
        stop = text.find("]", at, at + 130)
        if stop < 0:
            return 0
        name = text[at + 1 : stop]
        if not name or name[0].isdigit() or any(char in name for char in "'\"(),[\n"):
            return 0
        self.tokens.append((QUOTED, name, at, stop + 1, text[at : stop + 1]))
        return stop + 1

    def hash_name(self, at: int) -> int:
        """`#tmp`, `##tmp`: T-SQL's temporary tables."""
        text = self.text
        stop = at + 1
        while stop < len(text) and (text[stop].isalnum() or text[stop] in "_#"):
            stop += 1
        if stop > at + 1 and self.convention.client in ("sqlcmd", ""):
            if text[at + 1 : at + 2] == "{":
                return self.template(at + 1, "{")
            self.tokens.append((WORD, text[at:stop].upper(), at, stop, text[at:stop]))
            return stop
        if text.startswith("#{", at):
            close = text.find("}", at, at + 200)
            if close > 0:
                self.tokens.append((HOLE, TEMPLATE, at, close + 1, text[at : close + 1]))
                return close + 1
        self.tokens.append((PUNCT, "#", at, at + 1, "#"))
        return at + 1

    def colon(self, at: int) -> int:
        """`:name`, `:'name'`, `:"name"`: psql's variables and drivers' placeholders; known ones are put in."""
        text = self.text
        end = len(text)
        if self.convention.client == "sqlcmd" and not self.tokens and self.line_start(at):
            return self.meta(at, self.line_end(at))
        stop = at + 1
        quote = text[stop : stop + 1] if text[stop : stop + 1] in ("'", '"') else ""
        if quote:
            stop += 1
        first = stop
        while stop < end and (text[stop].isalnum() or text[stop] == "_"):
            stop += 1
        name = text[first:stop]
        if not name or (quote and text[stop : stop + 1] != quote) or name[0].isdigit():
            self.tokens.append((PUNCT, ":", at, at + 1, ":"))
            return at + 1
        if quote:
            stop += 1
        value = self.variables.get(name)
        if value is None:
            self.tokens.append((BIND, text[at:stop], at, stop, text[at:stop]))
            return stop
        if quote == "'":
            self.tokens.append((STRING, value, at, stop, text[at:stop]))
        elif quote:
            self.tokens.append((QUOTED, value, at, stop, text[at:stop]))
        else:
            inner = _Lexer(value, {}, self.convention, tolerant=False).run()
            for one in inner.statements:
                self.tokens.extend((kind, shown, at, stop, raw) for kind, shown, _start, _end, raw in one.tokens)
                if one.ended:
                    self.finish()
        return stop

    def backslash(self, at: int) -> int:
        """Psql's and mysql's backslash commands."""
        text = self.text
        client = self.convention.client
        after = text[at + 1 : at + 2]
        if after == ";":
            self.finish()
            return at + 2
        if after == "\\":
            return at + 2
        if client == "mysql":
            if after in ("g", "G"):
                self.finish()
                return at + 2
            if after and after in "!.PTrueC":
                return self.meta(at, self.line_end(at))
            self.tokens.append((PUNCT, "\\", at, at + 1, "\\"))
            return at + 1
        if client not in ("psql", "") or not (after.isalpha() or after in ("!", "?", ".")):
            if after in ("\n", "\r", ""):
                return at + 1
            self.tokens.append((PUNCT, "\\", at, at + 1, "\\"))
            return at + 1
        if after == ".":
            return at + 2
        line = self.line_end(at)
        if after != "!":
            # `\\` ends one command and begins the next; a quote may hold anything but the line's end
            seek = at + 1
            open_quote = ""
            while seek < line:
                char = text[seek]
                if open_quote:
                    if char == open_quote:
                        open_quote = ""
                elif char in "'\"`":
                    open_quote = char
                elif char == "\\":
                    line = seek
                    break
                seek += 1
        return self.meta(at, line)

    def meta(self, at: int, stop: int) -> int:
        r"""A client command, alone or (psql's `\gexec`) at the end of a statement."""
        text = self.text
        body = text[at:stop].rstrip()
        # psql runs what stands in its buffer with \g…; other commands leave the buffer alone
        sends = body.startswith(("\\g", "\\watch", "\\crosstab", "\\bind", "\\parse"))
        if sends and self.tokens:
            self.tokens.append((META, body, at, at + len(body), body))
            self.finish()
            return stop
        held = self.tokens
        self.tokens = [(META, body, at, at + len(body), body)]
        self.finish()
        self.tokens = held
        if body.startswith("\\set "):
            words = body.split(None, 2)
            if len(words) == 3 and HOLE_MARK not in body and "`" not in body:
                self.variables[words[1]] = psql_value(words[2])
            elif len(words) >= 2:
                self.variables.pop(words[1], None)
        elif body.startswith(("\\gset", "\\prompt", "\\unset", "\\getenv")):
            self.variables.clear()
        return stop

    def copy_data(self, at: int) -> int:
        r"""Where the data of a `COPY … FROM stdin;` ends. Without a closing `\.` nothing is taken for data."""
        last = self.done[-1] if self.done else None
        if last is None or last.tokens[0][1] != "COPY" or self.convention.client not in ("psql", ""):
            return at
        words = [token[1] for token in last.tokens if token[0] == WORD]
        if "STDIN" not in words or "FROM" not in words:
            return at
        line = self.line_end(at)
        if self.text[at:line].strip():
            return at
        if self.text.startswith("\n\\.", line):
            return self.line_end(line + 1)
        found = self.find("\n\\.", line)
        return at if found < 0 else self.line_end(found + 1)


def unescape(value: str) -> str:
    """Backslash escapes as MySQL and `E'…'` read them; an unknown one stands for its own letter."""
    out: list[str] = []
    at = 0
    end = len(value)
    while at < end:
        found = value.find("\\", at)
        if found < 0 or found + 1 >= end:
            out.append(value[at:])
            break
        out.append(value[at:found])
        after = value[found + 1]
        at = found + 2
        plain = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "Z": "\x1a"}.get(after)
        if plain is not None and not (after == "0" and value[at : at + 1].isdigit()):
            out.append(plain)
            continue
        digits = ""
        base = 16
        if after in "xuU":
            most = {"x": 2, "u": 4, "U": 8}[after]
            while at < end and len(digits) < most and value[at] in "0123456789abcdefABCDEF":
                digits += value[at]
                at += 1
        elif after in "01234567":
            base = 8
            digits = after
            while at < end and len(digits) < 3 and value[at] in "01234567":
                digits += value[at]
                at += 1
        code = int(digits, base) if digits else -1
        out.append(chr(code) if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else after)
    return "".join(out)


def psql_value(text: str) -> str:
    r"""The value of `\set name …`: arguments are put together without the blanks between them."""
    out: list[str] = []
    at = 0
    text = text.strip()
    while at < len(text):
        char = text[at]
        at += 1
        if char in "'\"":
            stop = text.find(char, at)
            stop = len(text) if stop < 0 else stop
            out.append(unescape(text[at:stop]) if char == "'" else text[at:stop])
            at = stop + 1
        elif char not in " \t":
            out.append(char)
    return "".join(out)
