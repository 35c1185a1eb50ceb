"""PowerShell and cmd.exe texts as commands, read without running them.

Quoting after about_Quoting_Rules and about_Parsing (learn.microsoft.com/powershell), cmd.exe's after `cmd /?`.
Names come as written: whether `rm` means Remove-Item is not known here.
"""

from __future__ import annotations

from keyturn.language.calls import Page
from keyturn.model.noun import Noun
from keyturn.model.source import COMMAND_LINE, Origin
from keyturn.model.word import COMMAND, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.source import Source

MAX_CHARACTERS = 400_000
MAX_COMMANDS = 5_000
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_KEYWORDS = frozenset(
    "if elseif else while for foreach switch until do try catch finally function filter param return throw trap begin "
    "process end in exit break continue class using workflow parallel sequence data dynamicparam".split()
)
_MAYBE = frozenset("if elseif else while switch catch function filter trap until workflow".split())


class Command(Noun):
    """One command. `fed` is the command before the pipe, whose output it gets."""

    words: tuple[Word, ...]
    certain: bool = True
    origin: Origin = COMMAND_LINE
    fed: Command | None = None

    @property
    def name(self) -> str:
        """The command's name in lower case, "" when it is not known."""
        return (self.words[0].text or "").lower() if self.words else ""


class Commands(Noun):
    """What a text runs. `complete` False: it was too long."""

    commands: tuple[Command, ...] = ()
    complete: bool = True


def read_powershell(source: Source) -> Commands:
    """The commands of a PowerShell text, those in script blocks and subexpressions too. Never raises."""
    page = Page(source)
    if len(page.text) > MAX_CHARACTERS:
        return Commands((), complete=False)
    reader = _PowerShell(page, source.certain)
    reader.block("")
    return Commands(tuple(reader.commands), reader.complete)


def read_batch(source: Source) -> Commands:
    """The commands of a cmd.exe text or batch file. Never raises."""
    page = Page(source)
    if len(page.text) > MAX_CHARACTERS:
        return Commands((), complete=False)
    reader = _Batch(page, source.certain)
    reader.run()
    return Commands(tuple(reader.commands), reader.complete)


def _merged(parts: list[str | Hole]) -> tuple[str | Hole, ...]:
    out: list[str | Hole] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return tuple(out)


class _PowerShell:
    """One walk through a PowerShell text."""

    __slots__ = ("at", "commands", "complete", "depth", "page", "sure", "text", "values")

    def __init__(self, page: Page, certain: bool) -> None:
        self.page = page
        self.text = page.text
        self.at = 0
        self.commands: list[Command] = []
        self.values: dict[str, Word] = {}
        self.sure = certain
        self.depth = 0
        self.complete = True

    def block(self, close: str) -> None:
        """Statements up to a closing bracket or the text's end."""
        self.depth += 1
        fed: Command | None = None
        text = self.text
        maybe = False
        while self.at < len(text):
            if self.depth > 40 or len(self.commands) > MAX_COMMANDS:
                self.complete = False
                self.at = len(text)
                break
            letter = text[self.at]
            if close and letter == close:
                self.at += 1
                break
            if letter == "|" and text[self.at : self.at + 2] != "||":
                self.at += 1
                continue
            if letter.isspace() or letter in ";&|)}]>":
                if letter in "\n;&)}":
                    fed = None
                if letter == "|":
                    fed, maybe = None, True
                if letter == "&" and text[self.at + 1 : self.at + 2] != "&":
                    # the call operator: what follows is a command
                    self.at += 1
                    fed = self.statement(fed, maybe, called=True)
                    continue
                self.at += 2 if text[self.at : self.at + 2] in ("&&", "||") else 1
                continue
            if self.comment():
                continue
            fed = self.statement(fed, maybe)
            while self.at < len(text) and text[self.at] in " \t":
                self.at += 1
            if text[self.at : self.at + 1] != "|" or text[self.at : self.at + 2] == "||":
                fed = None
        self.depth -= 1

    def comment(self) -> bool:
        text = self.text
        if text.startswith("<#", self.at):
            stop = text.find("#>", self.at)
            self.at = len(text) if stop < 0 else stop + 2
            return True
        if text[self.at] == "#":
            stop = text.find("\n", self.at)
            self.at = len(text) if stop < 0 else stop
            return True
        return False

    def statement(self, fed: Command | None, maybe: bool, *, called: bool = False) -> Command | None:
        """One command, assignment or keyword with its blocks."""
        text = self.text
        while self.at < len(text) and text[self.at] in " \t":
            self.at += 1
        start = self.at
        if start >= len(text):
            return None
        if text[start] in "({" and not called:
            self.at += 1
            self.block(")" if text[start] == "(" else "}")
            return fed
        if text[start] == "[" and not called:
            # a type or attribute: [System.IO.Directory]::Delete("x")
            return self.method(start)
        if text[start] == "$" and not called:
            return self.assignment()
        words: list[Word] = []
        while self.at < len(text):
            letter = text[self.at]
            if letter in " \t":
                self.at += 1
                continue
            if letter == "`" and text[self.at + 1 : self.at + 2] in ("\n", "\r"):
                self.at += 2 if text[self.at + 1] == "\n" else 3
                continue
            if letter in "\n\r;|&)}" or letter == "#":
                if letter == "&" and text[self.at + 1 : self.at + 2] != "&" and not words:
                    self.at += 1
                    continue
                break
            if letter == ",":
                self.at += 1
                continue
            if letter == "{":
                self.at += 1
                was = self.sure
                keyword = (words[0].text or "").lower() if words else ""
                if keyword in _MAYBE:
                    self.sure = False
                self.block("}")
                self.sure = was
                if keyword in _KEYWORDS:
                    words = []
                continue
            if letter in "<>" and (not words or text[self.at + 1 : self.at + 2] in (" ", ">", "&")):
                self.at += 1
                continue
            before = self.at
            words.append(self.word())
            if self.at == before:
                self.at += 1
            first = (words[0].text or "").lower()
            if len(words) == 1 and first in _KEYWORDS and not words[0].quoted:
                while self.at < len(text) and text[self.at] in " \t":
                    self.at += 1
                if text[self.at : self.at + 1] == "(":
                    self.at += 1
                    self.block(")")
        if not words or ((words[0].text or "").lower() in _KEYWORDS and not words[0].quoted):
            return None
        if len(words) > 1 and words[1].text == "=" and not words[1].quoted and not called:
            # an entry of a hash table: only what stands behind the sign can be a command
            words = words[2:]
            if not words or words[0].quoted:
                return None
        origin = self.page.origin(self.offset(start), self.offset(self.at))
        command = Command(tuple(words), self.sure and not maybe, origin, fed)
        self.commands.append(command)
        return command

    def offset(self, at: int) -> int:
        return at if self.text.isascii() else len(self.text[:at].encode("utf-8", "surrogatepass"))

    def assignment(self) -> Command | None:
        """`$x = "text"`: kept; any other use of a variable at a statement's head is an expression."""
        start = self.at
        variable = self.word()
        text = self.text
        while self.at < len(text) and text[self.at] in " \t":
            self.at += 1
        name = variable.holes[0].name.lower() if len(variable.holes) == 1 and len(variable.parts) == 1 else ""
        if not name and variable.text is not None:
            name = text[start + 1 : self.at].strip().lower()
        if text[self.at : self.at + 1] == "=" and name:
            self.at += 1
            while self.at < len(text) and text[self.at] in " \t":
                self.at += 1
            if text[self.at : self.at + 1] in ("'", '"'):
                value = self.word()
                self.values[name] = value
            else:
                self.values.pop(name, None)
                return self.statement(None, maybe=False)
            return None
        if text[self.at : self.at + 1] == "." or text.startswith("::", self.at):
            return self.method(start)
        if text[self.at : self.at + 1] == "|":
            origin = self.page.origin(self.offset(start), self.offset(self.at))
            return Command((variable,), self.sure, origin)
        # an expression: its subexpressions may hold commands
        while self.at < len(text) and text[self.at] not in "\n;|)}":
            if text[self.at] in "({":
                self.at += 1
                self.block(")" if text[self.at - 1] == "(" else "}")
            else:
                before = self.at
                self.word()
                if self.at == before:
                    self.at += 1
        return None

    def method(self, start: int) -> Command | None:
        """`[Type]::Method("x")` as a command of that name with its arguments as words."""
        text = self.text
        while self.at < len(text) and text[self.at] not in "(\n;|)}":
            self.at += 1
        name = text[start : self.at].strip()
        if text[self.at : self.at + 1] != "(":
            return None
        self.at += 1
        words: list[Word] = [Word(name)]
        while self.at < len(text) and text[self.at] != ")":
            if text[self.at] in " \t\n\r,":
                self.at += 1
                continue
            before = self.at
            words.append(self.word())
            if self.at == before:
                self.at += 1
        self.at += 1
        command = Command(tuple(words), self.sure, self.page.origin(self.offset(start), self.offset(self.at)))
        self.commands.append(command)
        return command

    def word(self) -> Word:
        """One argument; subexpressions are read as commands of their own and leave a hole."""
        text = self.text
        parts: list[str | Hole] = []
        quoted = False
        start = self.at
        while self.at < len(text):
            letter = text[self.at]
            if letter in " \t\n\r;|,){}":
                break
            if letter == "'":
                quoted = True
                parts.append(self.single())
            elif letter == '"':
                quoted = True
                parts.extend(self.double())
            elif letter == "@" and text[self.at + 1 : self.at + 2] in ("'", '"'):
                quoted = True
                parts.extend(self.here())
            elif letter == "`" and self.at + 1 < len(text):
                parts.append(_ESCAPES.get(text[self.at + 1], text[self.at + 1]))
                self.at += 2
            elif letter == "(" or (letter in "$@" and text[self.at + 1 : self.at + 2] in ("(", "{")):
                parts.append(self.inside())
            elif letter == "$":
                found = self.variable()
                parts.extend(found.parts if isinstance(found, Word) else (found,))
            else:
                parts.append(letter)
                self.at += 1
        merged = _merged(parts)
        if all(isinstance(part, str) for part in merged):
            return self.page.word("".join(str(part) for part in merged), start, self.at, quoted=quoted)
        return Word(merged, quoted, start, self.at)

    def inside(self) -> Hole:
        """`(…)`, `$(…)`, `@(…)`, `@{…}`, `${name}`."""
        text = self.text
        start = self.at
        self.at += 1 if text[self.at] == "(" else 2
        if text[start : start + 2] == "${":
            stop = text.find("}", self.at)
            name = text[self.at : stop] if stop > 0 else ""
            self.at = stop + 1 if stop > 0 else len(text)
            return Hole(VARIABLE, name, True)
        self.block(")" if text[self.at - 1] == "(" else "}")
        return Hole(COMMAND, text[start : self.at].strip("$@(){}")[:60], True)

    def variable(self) -> Hole | Word:
        text = self.text
        end = self.at + 1
        while end < len(text) and (text[end].isalnum() or text[end] in "_:?"):
            end += 1
        name = text[self.at + 1 : end].rstrip(":")
        end = self.at + 1 + len(name)
        if not name:
            self.at += 1
            return Word("$")
        self.at = end
        known = self.values.get(name.lower())
        if known is not None:
            return known
        if name.lower() in ("true", "false", "null"):
            return Word("$" + name)
        return Hole(VARIABLE, name[4:] if name.lower().startswith("env:") else name, True)

    def single(self) -> str:
        text = self.text
        self.at += 1
        out = ""
        while self.at < len(text):
            if text[self.at] == "'":
                if text[self.at + 1 : self.at + 2] == "'":
                    out += "'"
                    self.at += 2
                    continue
                self.at += 1
                break
            out += text[self.at]
            self.at += 1
        return out

    def double(self) -> list[str | Hole]:
        text = self.text
        self.at += 1
        parts: list[str | Hole] = []
        while self.at < len(text):
            letter = text[self.at]
            if letter == '"':
                if text[self.at + 1 : self.at + 2] == '"':
                    parts.append('"')
                    self.at += 2
                    continue
                self.at += 1
                break
            if letter == "`" and self.at + 1 < len(text):
                parts.append(_ESCAPES.get(text[self.at + 1], text[self.at + 1]))
                self.at += 2
            elif letter == "$" and text[self.at + 1 : self.at + 2] in ("(", "{"):
                parts.append(self.inside())
            elif letter == "$":
                found = self.variable()
                parts.extend(found.parts if isinstance(found, Word) else (found,))
            else:
                parts.append(letter)
                self.at += 1
        return parts

    def here(self) -> list[str | Hole]:
        """`@"…"@`: text to a line that begins with the closing mark."""
        text = self.text
        mark = text[self.at + 1]
        begin = text.find("\n", self.at)
        stop = text.find("\n" + mark + "@", max(begin, 0))
        if begin < 0 or stop < 0:
            self.at += 1
            return []
        body = text[begin + 1 : stop]
        self.at = stop + 3
        if mark == "'" or "$" not in body:
            return [body]
        kept = (self.at, self.text)
        self.text, self.at = '"' + body.replace('"', '""') + '"', 0
        parts = self.double()
        self.at, self.text = kept
        return parts


class _Batch:
    """One walk through a cmd.exe text."""

    __slots__ = ("at", "commands", "complete", "page", "sure", "text", "values")

    def __init__(self, page: Page, certain: bool) -> None:
        self.page = page
        self.text = page.text
        self.at = 0
        self.commands: list[Command] = []
        self.sure = certain
        self.values: dict[str, Word] = {}
        self.complete = True

    def run(self) -> None:
        """Every line's commands."""
        fed: Command | None = None
        maybe = False
        blocks: list[bool] = []
        while self.at < len(self.text):
            if len(self.commands) > MAX_COMMANDS:
                self.complete = False
                return
            letter = self.text[self.at]
            if letter in "\n\r":
                fed, maybe = None, bool(blocks and blocks[-1])
                self.at += 1
            elif letter == "(":
                blocks.append(maybe)
                self.at += 1
            elif letter == ")":
                maybe = blocks.pop() if blocks else False
                self.at += 1
            elif letter in " \t@":
                self.at += 1
            elif self.text.startswith(("&&", "||"), self.at):
                fed, maybe = None, maybe or self.text[self.at] == "|"
                self.at += 2
            elif letter == "&":
                fed = None
                self.at += 1
            elif letter == "|":
                self.at += 1
            else:
                words, start = self.words()
                words, conditional = self.bare(words)
                maybe = maybe or conditional
                if words:
                    origin = self.page.origin(self.offset(start), self.offset(self.at))
                    fed = Command(tuple(words), self.sure and not maybe, origin, fed)
                    self.commands.append(fed)
                    self.remember(words)

    def remember(self, words: list[Word]) -> None:
        """`set NAME=value`."""
        if (words[0].text or "").lower() == "set" and len(words) > 1 and words[1].text is not None:
            name, equals, value = " ".join(word.text or "" for word in words[1:]).partition("=")
            if equals and all(word.text is not None for word in words):
                self.values[name.strip().lower()] = Word(value, quoted=True)

    def bare(self, words: list[Word]) -> tuple[list[Word], bool]:
        """A command without `if …`, `for … do`, `else`, `call` in front, and whether it is conditional."""
        conditional = False
        while words:
            name = (words[0].text or "").lower()
            if name in ("call", "else"):
                conditional = conditional or name == "else"
                words = words[1:]
            elif name == "if":
                conditional = True
                words = words[1:]
                while words and (words[0].text or "").lower() in ("/i", "not"):
                    words = words[1:]
                kind = (words[0].text or "").lower() if words else ""
                if kind in ("exist", "defined", "errorlevel", "cmdextversion"):
                    words = words[2:]
                elif words and "==" in (words[0].text or words[0].shown()):
                    words = words[1:]
                elif len(words) > 2:
                    words = words[3:]
                else:
                    words = []
            elif name == "for":
                at = next((index for index, word in enumerate(words) if (word.text or "").lower() == "do"), -1)
                words = words[at + 1 :] if at > 0 else []
            else:
                break
        if words and (words[0].text or "").lower().startswith(("rem", "::", ":")):
            first = (words[0].text or "").lower()
            if first == "rem" or first.startswith(":"):
                return [], conditional
        return words, conditional

    def offset(self, at: int) -> int:
        return at if self.text.isascii() else len(self.text[:at].encode("utf-8", "surrogatepass"))

    def words(self) -> tuple[list[Word], int]:
        start = self.at
        text = self.text
        words: list[Word] = []
        parts: list[str | Hole] = []
        quoted = inside = False
        while self.at < len(text):
            letter = text[self.at]
            if letter == '"':
                inside = not inside
                quoted = True
                self.at += 1
                continue
            if not inside:
                if letter == "^":
                    following = text[self.at + 1 : self.at + 2]
                    self.at += 2
                    if following not in ("\n", "\r"):
                        parts.append(following)
                    continue
                if letter in "\n\r&|":
                    break
                if letter in "()" and self.closes(letter, words, parts):
                    break
                if letter == ">":
                    break
                if letter in " \t=,;()" and not (letter == "=" and text[self.at : self.at + 2] == "=="):
                    if letter == "=" and words and (words[0].text or "").lower() == "set":
                        parts.append(letter)
                        self.at += 1
                        continue
                    if letter == "=" and parts and str(parts[-1]).endswith("="):
                        parts.append(letter)
                        self.at += 1
                        continue
                    if parts or quoted:
                        words.append(self.page_word(parts, quoted))
                        parts, quoted = [], False
                    self.at += 1
                    continue
            elif letter == "\n":
                break
            if letter == "%":
                parts.append(self.variable())
                if isinstance(parts[-1], Hole):
                    known = self.values.get(parts[-1].name.lower())
                    if known is not None:
                        parts[-1:] = list(known.parts)
                continue
            parts.append(letter)
            self.at += 1
        if parts or quoted:
            words.append(self.page_word(parts, quoted))
        if text[self.at : self.at + 1] == ">":
            self.redirect()
        return words, start

    def closes(self, letter: str, words: list[Word], parts: list[str | Hole]) -> bool:
        """Whether a bracket is a block's own: the one after a condition, or the one that ends a block."""
        first = ((words[0].text if words else "".join(str(part) for part in parts)) or "").lower()
        if first == "for":
            return any((word.text or "").lower() == "do" for word in words)
        return letter == ")" or first in ("if", "else")

    def redirect(self) -> None:
        """Skip `> file`: output redirection is judged by no one here."""
        while (
            self.at < len(self.text)
            and self.text[self.at] not in "\n\r|"
            and not (self.text[self.at] == "&" and self.text[self.at - 1] != ">")
        ):
            self.at += 1

    def page_word(self, parts: list[str | Hole], quoted: bool) -> Word:
        merged = _merged(parts)
        if all(isinstance(part, str) for part in merged):
            return self.page.word("".join(str(part) for part in merged), quoted=quoted)
        return Word(merged, quoted)

    def variable(self) -> str | Hole:
        text = self.text
        if text.startswith("%%", self.at):
            name = text[self.at + 2 : self.at + 3]
            self.at += 3
            return Hole(VARIABLE, name, True)
        if text[self.at + 1 : self.at + 2] in "0123456789*~":
            self.at += 2
            while self.at < len(text) and (text[self.at].isalnum() or text[self.at] == "~"):
                self.at += 1
            return Hole(VARIABLE, "1", True)
        stop = text.find("%", self.at + 1)
        name = text[self.at + 1 : stop] if stop > 0 else ""
        if not name or any(letter in name for letter in '\n" &|'):
            self.at += 1
            return "%"
        self.at = stop + 1
        return Hole(VARIABLE, name.partition(":")[0], True)
