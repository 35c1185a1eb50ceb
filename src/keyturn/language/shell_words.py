"""Shell words expanded: quotes, variables, `${…}`, substitutions, braces, globs, field splitting.

`Words` reads one parsed text's words; the statements around them are `shell.Reader`'s.
"""

from __future__ import annotations

from keyturn.language import shell_text
from keyturn.language.shell_state import CALL_BUDGET, COPY_BUDGET, DEPTH_BUDGET, NODE_BUDGET, Session, State, StopError
from keyturn.language.shell_text import HOLE_BASE
from keyturn.model.source import UNKNOWN_LANGUAGE, Origin, Source
from keyturn.model.word import (
    ARITHMETIC,
    COMMAND,
    GLOB,
    HOME,
    PARAMETER,
    PROCESS,
    TEMPORARY,
    VARIABLE,
    Hole,
    Word,
    join,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from keyturn.model.invocation import Redirect, UnknownInput


BREAK = Hole("break")
_PLAIN = frozenset("\\*?[~{")


def globbed(text: str) -> list[str | Hole]:
    """The globs in an unquoted variable's value do expand."""
    if not any(char in text for char in "*?["):
        return [text]
    out: list[str | Hole] = []
    run = ""
    for char in text:
        if char in "*?":
            if run:
                out.append(run)
                run = ""
            out.append(Hole(GLOB, char))
        else:
            run += char
    if run:
        out.append(run)
    return out


def merged(parts: list[str | Hole]) -> list[str | Hole]:
    """Neighbouring literals joined, empty ones dropped."""
    if len(parts) == 1:
        return parts if parts[0] != "" else []
    out: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str):
            if not part:
                continue
            if out and isinstance(out[-1], str):
                out[-1] += part
                continue
        elif part.why == GLOB and out and isinstance(out[-1], Hole) and out[-1].why == GLOB:
            out[-1] = Hole(GLOB, out[-1].name + part.name)
            continue
        out.append(part)
    return out


def stripped(word: Word) -> Word:
    """Without trailing newlines, as command substitution does."""
    if word.text is not None:
        return Word(word.text.rstrip("\n"), quoted=False)
    if word.parts and isinstance(word.parts[-1], str):
        return Word((*word.parts[:-1], word.parts[-1].rstrip("\n")))
    return word


def unquote(text: str) -> str:
    r"""A stretch inside double quotes: backslash keeps its meaning only before `$`, backtick, `"`, `\` and newline."""
    if "\\" not in text:
        return text
    out = ""
    index = 0
    while index < len(text):
        if text[index] == "\\" and index + 1 < len(text) and text[index + 1] in '$`"\\\n':
            out += text[index + 1] if text[index + 1] != "\n" else ""
            index += 2
        else:
            out += text[index]
            index += 1
    return out


def is_name(text: str) -> bool:
    """Whether the text is a variable's name."""
    return bool(text) and text.replace("_", "a").isalnum() and text.isascii() and not text[0].isdigit()


def normal(path: str) -> str:
    """An absolute path with `.` and `..` resolved by text."""
    out: list[str] = []
    for piece in path.split("/"):
        if piece in ("", "."):
            continue
        if piece == "..":
            if out:
                out.pop()
        else:
            out.append(piece)
    return "/" + "/".join(out)


def computed(value: str, rest: str) -> str | None:
    """`%x`, `%%x`, `#x`, `##x`, `/a/b`, `:1:2`, `^^`, `,,` on a known value with a literal operand; None otherwise."""
    if rest in ("^^", "^"):
        return value.upper() if rest == "^^" else value[:1].upper() + value[1:]
    if rest in (",,", ","):
        return value.lower() if rest == ",," else value[:1].lower() + value[1:]
    if rest.startswith(":"):
        start, _colon, length = rest[1:].strip().partition(":")
        if start.strip().lstrip("-").isdigit() and (not length or length.isdigit()):
            at = int(start)
            return value[at:][: int(length)] if length else value[at:]
        return None
    operand = rest.lstrip("%#")
    if any(char in rest for char in "$`\"'\\?["):
        return None
    if rest.startswith("%"):
        if operand.endswith("*") and "*" not in operand[:-1]:
            mark = operand[:-1]
            at = (value.find(mark) if rest.startswith("%%") else value.rfind(mark)) if mark else 0
            return value[:at] if at >= 0 else value
        return None if "*" in operand else value.removesuffix(operand)
    if rest.startswith("#"):
        if operand.startswith("*") and "*" not in operand[1:]:
            mark = operand[1:]
            at = (value.rfind(mark) if rest.startswith("##") else value.find(mark)) if mark else 0
            return value[at + len(mark) :] if at >= 0 else value
        return None if "*" in operand else value.removeprefix(operand)
    if rest.startswith("/"):
        every = rest.startswith("//")
        old, _slash, new = rest.lstrip("/").partition("/")
        if "*" in old or not old or old[0] in "#%":
            return None
        return value.replace(old, new) if every else value.replace(old, new, 1)
    return None


def shell_quote(word: Word) -> str:
    """A known word as shell source that reads back as that word."""
    text = word.text or ""
    if text and all(char.isalnum() or char in "_-./:=,@%+" for char in text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


def shell_source(word: Word) -> Word:
    """A word as shell source that reads back as that word, unknown parts kept as they are."""
    if word.text is not None:
        return Word(shell_quote(word))
    return Word(
        tuple(shell_quote(Word(part)) if isinstance(part, str) else part for part in word.parts), quoted=word.quoted
    )


_LONG_LINE = 5_000


class Words:
    """One parsed text, its bytes and positions, and its words expanded in a State."""

    __slots__ = ("data", "heredocs", "holes", "origin", "root", "session", "table", "tree")

    def __init__(
        self,
        session: Session,
        data: bytes,
        table: str,
        tree: object,
        heredocs: tuple[shell_text.Heredoc, ...],
        holes: tuple[Hole, ...],
        origin: Origin,
    ) -> None:
        self.session = session
        self.data = data
        self.table = table
        self.tree = tree  # keeps the nodes alive
        self.root: Node = tree.root_node  # type: ignore[attr-defined]  # a Tree
        self.heredocs = heredocs
        self.holes = holes
        self.origin = origin

    # -- places ---------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Origin:
        """Where a node stands, in the outermost file."""
        base = self.origin
        row, column = node.start_point
        last_row, last_column = node.end_point
        if self.table:
            column = self._characters(node.start_byte, column)
            last_column = self._characters(node.end_byte, last_column)
        first_column = column + base.column if row == 0 else column + 1
        end_column = last_column + base.column if last_row == 0 else last_column + 1
        return Origin(
            base.file, base.line + row, first_column, base.line + last_row, end_column, base.through, base.followed
        )

    def _characters(self, end: int, column: int) -> int:
        """A column of the armoured bytes, in which a character beyond ASCII is four bytes, as one of the text."""
        if column > _LONG_LINE:  # counting again for every node of such a line would take the square of its length
            return column
        return column - (column - len(self.data[end - column : end].decode("ascii", "ignore"))) // 4 * 3

    def slice(self, node: Node) -> str:
        """A node's own text."""
        return shell_text.unarmour(self.data[node.start_byte : node.end_byte], self.table)

    def spend(self) -> None:
        """Count one node against the budget. Raises StopError."""
        session = self.session
        session.nodes += 1
        if session.nodes > NODE_BUDGET or len(session.calls) > CALL_BUDGET:
            raise StopError

    def copy(self, words: list[Word] | tuple[Word, ...]) -> None:
        """Count what an expansion copies. Raises StopError."""
        session = self.session
        for word in words:
            session.copied += 1
            for part in word.parts:
                session.copied += len(part) if isinstance(part, str) else 1
        if session.copied > COPY_BUDGET:
            raise StopError

    if TYPE_CHECKING:

        def statement(
            self,
            node: Node,
            state: State,
            certain: bool,
            stdin: Source | UnknownInput | None = None,
            redirects: tuple[Redirect, ...] = (),
            piped: bool = False,
            trailing: tuple[Node, ...] = (),
        ) -> None:
            """Run one statement node; the reader of statements has it."""

        def statements(self, node: Node, state: State, certain: bool) -> None:
            """Run a node's statements."""

        def inside(self, node: Node, state: State, certain: bool) -> None:
            """Run the substitutions inside an expression."""

        def printed(self, begin: int) -> Word | None:
            """What the calls since `begin` print."""

    def heredoc(self, heredoc: shell_text.Heredoc, state: State, certain: bool) -> Source:
        """A heredoc as a Source."""
        base = self.origin
        origin = Origin(
            base.file,
            base.line + heredoc.line,
            1,
            base.line + heredoc.line,
            1,
            (*base.through, "heredoc"),
            base.followed,
        )
        if heredoc.quoted or not any(char in heredoc.body for char in "$`\\"):
            body = self.literal(heredoc.body)
        else:
            body = self.expanded(heredoc.body, origin, state, certain)
        return Source(UNKNOWN_LANGUAGE, body, origin, state.snapshot())

    def literal(self, text: str) -> Word:
        """A literal stretch, with this text's own holes put back where their characters stand."""
        if not self.holes or text.isascii():
            return Word(text, quoted=True)
        return Word(tuple(self.pieces(text, quoted=True)), quoted=True)

    def pieces(self, text: str, quoted: bool) -> list[str | Hole]:
        """A literal stretch as parts; placeholder characters become their holes again."""
        if not self.holes or text.isascii():
            return [text] if text else []
        parts: list[str | Hole] = []
        run = ""
        for char in text:
            index = ord(char) - HOLE_BASE
            if 0 <= index < len(self.holes):
                if run:
                    parts.append(run)
                    run = ""
                hole = self.holes[index]
                parts.append(hole.but(quoted=True) if quoted and not hole.quoted else hole)
            else:
                run += char
        if run:
            parts.append(run)
        return parts

    def expanded(self, body: str, origin: Origin, state: State, certain: bool) -> Word:
        """A heredoc body with its expansions done, as if it stood in double quotes (where `"` is ordinary)."""
        quoted = '"' + body.replace('"', '\\"') + '"'
        reader, _certain = self.session.parse(": " + quoted, self.holes, origin, certain)
        command = reader.root.named_children[0] if reader.root.named_children else None
        argument = command.child_by_field_name("argument") if command is not None else None
        if argument is None or argument.type != "string":
            return Word((Hole(COMMAND, "heredoc", quoted=True),), quoted=True)
        return reader.single(argument, state, certain)

    # -- words ----------------------------------------------------------------------------------------------

    def single(self, node: Node, state: State, certain: bool) -> Word:
        """A node as exactly one word (assignments, redirections, here-strings): no splitting, no globbing."""
        parts, quoted = self.parts(node, state, certain, inside=True)
        found = merged([part for part in parts if part is not BREAK])
        return Word(tuple(found), quoted, node.start_byte, node.end_byte)

    def words(self, node: Node, state: State, certain: bool) -> list[Word]:
        """A node as the 0..n words it expands to."""
        kind = node.type
        start, end = node.start_byte, node.end_byte
        if kind == "word":
            raw = self.slice(node)
            if _PLAIN.isdisjoint(raw) and raw.isascii():
                return [Word(raw, False, start, end)]
        elif kind == "raw_string":
            return [Word(tuple(self.pieces(self.slice(node)[1:-1], quoted=True)), True, start, end)]
        if kind in ("concatenation", "word", "brace_expression"):
            raw = self.slice(node)
            if "{" in raw and ("," in raw or ".." in raw):
                expanded = shell_text.braces(raw)
                if expanded is None:
                    return [Word((Hole(GLOB, raw),), False, start, end)]
                if len(expanded) > 1 or expanded[0] != raw:
                    return self.rewritten(expanded, state, certain)
        if kind in ("simple_expansion", "expansion", "string"):
            spread = self.spread(node, state)
            if spread is not None:
                return spread
        parts, quoted = self.parts(node, state, certain, inside=False)
        if BREAK not in parts:
            found = merged(parts)
            if not found and not quoted:
                return []
            return [Word(tuple(found), quoted, start, end)]
        out: list[Word] = []
        run: list[str | Hole] = []
        for part in parts:
            if part is BREAK:
                if run:
                    out.append(Word(tuple(merged(run)), quoted, start, end))
                run = []
            else:
                run.append(part)
        if run:
            out.append(Word(tuple(merged(run)), quoted, start, end))
        return out

    def rewritten(self, raws: list[str], state: State, certain: bool) -> list[Word]:
        """Words that brace expansion wrote anew, read again."""
        out: list[Word] = []
        reader, _certain = self.session.parse(
            ": " + " ".join(raw or "''" for raw in raws), self.holes, self.origin, certain
        )
        for command in reader.root.named_children[:1]:
            for child in command.named_children[1:]:
                out.extend(reader.words(child, state, certain))
        return out

    def spread(self, node: Node, state: State) -> list[Word] | None:
        """`"$@"`, `$*`, `"${a[@]}"`: several words; None when the node is none of these."""
        inner = node
        quoted = False
        if node.type == "string":
            if node.named_child_count != 1 or node.end_byte - node.start_byte < 4:
                return None
            inner = node.named_children[0]
            if inner.start_byte != node.start_byte + 1 or inner.end_byte != node.end_byte - 1:
                return None
            quoted = True
        text = self.slice(inner)
        if text in ("$@", "$*", "${@}", "${*}"):
            if text in ("$*", "${*}") and quoted:
                return None
            if state.positionals is None:
                return [Word((Hole(PARAMETER, "@"),), quoted, node.start_byte, node.end_byte)]
            self.copy(state.positionals)
            return list(state.positionals)
        if text.endswith(("[@]}", "[*]}")) and text.startswith("${") and is_name(text[2:-4]):
            array = state.arrays.get(text[2:-4])
            if array is not None:
                self.copy(array)
                return list(array)
            return [Word((Hole(VARIABLE, text[2:-4]),), quoted, node.start_byte, node.end_byte)]
        return None

    def parts(self, node: Node, state: State, certain: bool, inside: bool) -> tuple[list[str | Hole], bool]:
        """A node's parts; `BREAK` marks where field splitting cuts. `inside`: within double quotes."""
        self.spend()
        kind = node.type
        if kind in (
            "word",
            "number",
            "extglob_pattern",
            "regex",
            "variable_name",
            "special_variable_name",
            "test_operator",
        ):
            return self.bare(self.slice(node), lead=True)
        if kind == "raw_string":
            return self.pieces(self.slice(node)[1:-1], quoted=True), True
        if kind == "ansi_c_string":
            return self.pieces(shell_text.escapes(self.slice(node)[2:-1]), quoted=True), True
        if kind in ("string", "translated_string"):
            return self.string(node, state, certain), True
        if kind == "concatenation":
            return self.concatenation(node, state, certain, inside)
        if kind == "simple_expansion":
            return self.variable(self.slice(node)[1:], state, inside), inside
        if kind == "expansion":
            return self.expansion(node, state, certain, inside), inside
        if kind == "command_substitution":
            return self.captured(node, state, certain, inside), inside
        if kind == "process_substitution":
            begin = self.substitution(node, state, certain)
            self.session.swallowed.update(range(begin, len(self.session.calls)))
            return [Hole(PROCESS, self.slice(node)[:120], quoted=True, may_be_empty=False)], True
        if kind == "arithmetic_expansion":
            self.inside(node, state, certain)
            return [Hole(ARITHMETIC, self.slice(node)[:40], quoted=True, may_be_empty=False)], inside
        if kind == "command_name" and node.child_count:
            return self.parts(node.children[0], state, certain, inside)
        if node.child_count and node.is_named:
            out: list[str | Hole] = []
            quoted = False
            for child in node.children:
                more, was_quoted = self.parts(child, state, certain, inside)
                out.extend(more)
                quoted = quoted or was_quoted
            return out, quoted
        return self.bare(self.slice(node), lead=False)

    def bare(self, raw: str, lead: bool) -> tuple[list[str | Hole], bool]:
        """An unquoted stretch: backslashes, globs, a leading tilde, and holes of the outer text."""
        if _PLAIN.isdisjoint(raw) and (raw.isascii() or not self.holes):
            return ([raw] if raw else []), False
        out: list[str | Hole] = []
        quoted = False
        run = ""
        index = 0
        size = len(raw)
        if lead and raw[:1] == "~":
            end = raw.find("/")
            who = raw[1 : size if end < 0 else end]
            if not who:
                out.append(self.session.layout.home)
                index = 1
            elif who == "+":
                index = 2
                out.append(Hole(VARIABLE, "PWD", quoted=True))
            elif who.replace("_", "a").replace("-", "a").replace(".", "a").isalnum():
                out.append(Hole(HOME, who, quoted=True, may_be_empty=False))
                index = 1 + len(who)
        while index < size:
            char = raw[index]
            if char == "\\" and index + 1 < size:
                if raw[index + 1] != "\n":
                    run += raw[index + 1]
                    quoted = True
                index += 2
                continue
            if char in "*?":
                if run:
                    out.extend(self.pieces(run, quoted=False))
                    run = ""
                end = index
                while end < size and raw[end] in "*?":
                    end += 1
                out.append(Hole(GLOB, raw[index:end], may_be_empty=True))
                index = end
                continue
            if char == "[" and "]" in raw[index + 2 :]:
                end = raw.index("]", index + 2) + 1
                if run:
                    out.extend(self.pieces(run, quoted=False))
                    run = ""
                out.append(Hole(GLOB, raw[index:end], may_be_empty=False))
                index = end
                continue
            run += char
            index += 1
        if run:
            out.extend(self.pieces(run, quoted=False))
        return out, quoted

    def concatenation(self, node: Node, state: State, certain: bool, inside: bool) -> tuple[list[str | Hole], bool]:
        """Neighbouring pieces of one word."""
        out: list[str | Hole] = []
        quoted = False
        run_start = -1
        run_end = -1
        lead = True
        for child in node.children:
            if child.type in ("word", "number") or (not child.is_named and child.type != "$"):
                if run_start < 0:
                    run_start = child.start_byte
                run_end = child.end_byte
                continue
            if run_start >= 0:
                more, was = self.bare(shell_text.unarmour(self.data[run_start:run_end], self.table), lead)
                out.extend(more)
                quoted = quoted or was
                run_start = -1
            lead = False
            more, was = self.parts(child, state, certain, inside)
            out.extend(more)
            quoted = quoted or was
        if run_start >= 0:
            more, was = self.bare(shell_text.unarmour(self.data[run_start:run_end], self.table), lead)
            out.extend(more)
            quoted = quoted or was
        return out, quoted

    def string(self, node: Node, state: State, certain: bool) -> list[str | Hole]:
        """A double-quoted string: the text between expansions by position, since the grammar drops blanks there."""
        out: list[str | Hole] = []
        at = node.start_byte + 1
        end = node.end_byte - 1 if self.data[node.end_byte - 1 : node.end_byte] == b'"' else node.end_byte
        if self.data[node.start_byte : node.start_byte + 1] == b"$":
            at += 1
        for child in node.children:
            if child.type in ('"', "string_content", '$"'):
                continue
            if child.start_byte > at:
                out.extend(
                    self.pieces(unquote(shell_text.unarmour(self.data[at : child.start_byte], self.table)), quoted=True)
                )
            if child.is_named:
                more, _quoted = self.parts(child, state, certain, inside=True)
                out.extend(part for part in more if part is not BREAK)
            else:
                out.extend(self.pieces(self.slice(child), quoted=True))
            at = child.end_byte
        if end > at:
            out.extend(self.pieces(unquote(shell_text.unarmour(self.data[at:end], self.table)), quoted=True))
        return out

    def lookup(self, name: str, state: State) -> Word | None:
        """A variable's value, None when it is not known."""
        if name.isdigit() and name:
            if name == "0":
                return None
            if state.positionals is None:
                return None
            at = int(name) - 1
            return state.positionals[at] if at < len(state.positionals) else Word("")
        value = state.variables.get(name)
        if value is not None:
            return value
        if name == "PWD":
            return state.directory if state.directory is not None else Word(self.session.layout.directory)
        if name == "IFS":
            return Word(" \t\n")
        return self.session.resolver.variable(name)

    def variable(self, name: str, state: State, inside: bool) -> list[str | Hole]:
        """`$name` as parts."""
        if name in ("@", "*"):
            if state.positionals is None:
                return [Hole(PARAMETER, name, quoted=inside)]
            return self.value(join(list(state.positionals)), inside, state)
        if name in ("?", "#", "$", "!", "-", "_"):
            return [Hole(ARITHMETIC if name != "_" else VARIABLE, name, quoted=True, may_be_empty=False)]
        value = self.lookup(name, state)
        if value is None:
            why = PARAMETER if name.isdigit() and name != "0" else VARIABLE
            return [Hole(why, name, quoted=inside)]
        return self.value(value, inside, state)

    def value(self, value: Word, inside: bool, state: State) -> list[str | Hole]:
        """A variable's value where it is used: whole inside quotes, split at blanks and what IFS adds outside."""
        self.copy((value,))
        if inside:
            return [part if isinstance(part, str) or part.quoted else part.but(quoted=True) for part in value.parts]
        out: list[str | Hole] = []
        separator = state.variables.get("IFS")
        more = frozenset(separator.text or "") if separator is not None else None
        for part in value.parts:
            if isinstance(part, str):
                if more and not more.isdisjoint(part):
                    part = "".join(" " if char in more else char for char in part)  # noqa: PLW2901 - its fields apart
                if any(char in part for char in " \t\n"):
                    fields = part.split()
                    if part[:1].isspace():
                        out.append(BREAK)
                    for index, field in enumerate(fields):
                        if index:
                            out.append(BREAK)
                        out.extend(globbed(field))
                    if part[-1:].isspace() and fields:
                        out.append(BREAK)
                else:
                    out.extend(globbed(part))
            else:
                out.append(part.but(quoted=False) if part.quoted and part.why in (VARIABLE, COMMAND) else part)
        return out

    def expansion(self, node: Node, state: State, certain: bool, inside: bool) -> list[str | Hole]:
        """`${…}` in all its forms; what cannot be computed is a hole."""
        raw = self.slice(node)
        body = raw[2:-1]
        self.inside(node, state, certain)
        if is_name(body) or body.isdigit():
            return self.variable(body, state, inside)
        if body in ("@", "*", "?", "#", "$", "!", "-"):
            return self.variable(body, state, inside)
        if body.startswith("#"):
            return [Hole(ARITHMETIC, raw, quoted=True, may_be_empty=False)]
        if body.startswith("!"):
            pointer = self.lookup(body[1:], state)
            if pointer is not None and pointer.text:
                return self.variable(pointer.text, state, inside)
            return [Hole(VARIABLE, body[1:], quoted=inside)]
        end = 0
        while end < len(body) and (body[end].isalnum() or body[end] == "_"):
            end += 1
        name, rest = body[:end], body[end:]
        if rest.startswith("[") and "]" in rest:
            key = rest[1 : rest.index("]")]
            array = state.arrays.get(name)
            if array is not None and key.isdigit() and int(key) < len(array):
                return self.value(array[int(key)], inside, state)
            if array is not None and key in ("@", "*"):
                return self.value(join(list(array)), inside, state)
            return [Hole(VARIABLE, name, quoted=inside)]
        value = self.lookup(name, state) if name else None
        operator = rest[:2] if rest[:1] == ":" and rest[1:2] in ("-", "=", "?", "+") else rest[:1]
        if operator in (":-", "-", ":=", "="):
            has_value = value is not None and (value.parts or operator in ("-", "="))
            if value is not None and has_value and (value.text is not None or len(value.parts) != 1):
                return self.value(value, inside, state)
            default = self.nested(rest[len(operator) :], state, certain)
            if operator in (":=", "="):
                state.assign(name, default)
            return self.value(default, inside, state)
        if operator in (":+", "+"):
            other = self.nested(rest[len(operator) :], state, certain)
            if value is not None and value.parts:
                return self.value(other, inside, state)
            return [Hole(VARIABLE, name, quoted=inside)] if value is None else []
        if operator in (":?", "?"):
            if value is not None and value.parts:
                return self.value(value, inside, state)
            return [Hole(VARIABLE, name, quoted=inside, may_be_empty=False)]
        if value is not None and value.text is not None:
            if rest[:1] == "/" and len(value.text) * len(rest) > COPY_BUDGET:
                # a replacement at every letter
                raise StopError
            known = computed(value.text, rest)
            if known is not None:
                return self.value(Word(known), inside, state)
        if value is not None and value.holes and {hole.why for hole in value.holes} == {TEMPORARY}:
            return self.value(value, inside, state)
        return [Hole(VARIABLE, name or raw, quoted=inside)]

    def nested(self, raw: str, state: State, certain: bool) -> Word:
        """The word after `:-` and the like, read as if in double quotes unless it has its own."""
        if not raw:
            return Word("")
        if not any(char in raw for char in "$`\"'\\~"):
            return Word(raw)
        text = raw if any(char in raw for char in "\"'") else '"' + raw + '"'
        if raw.startswith("~"):
            text = raw
        reader, _certain = self.session.parse(": " + text, self.holes, self.origin, certain)
        for command in reader.root.named_children[:1]:
            found: list[Word] = [reader.single(child, state, certain) for child in command.named_children[1:]]
            return join(found)
        return Word((Hole(VARIABLE, raw, quoted=True),))

    def substitution(self, node: Node, state: State, certain: bool) -> int:
        """Run what stands inside `$(…)`, backticks or `<(…)` in a copy of the state; returns where its calls begin.

        Their output goes into a word, so they print nothing themselves.
        """
        session = self.session
        session.depth += 1
        if session.depth > DEPTH_BUDGET:
            raise StopError
        begin = len(session.calls)
        text = self.slice(node)
        quoted = node.parent is not None and node.parent.type == "string" and '\\"' in text
        if text.startswith("`") and (quoted or "\\`" in text):
            # nested backticks, which the grammar loses; and quotes inside quotes, which it takes for letters
            inner = text[1:-1].replace("\\`", "`").replace("\\\\", "\\").replace("\\$", "$")
            if quoted:
                inner = inner.replace('\\"', '"')
            reader, certain = session.parse(inner, self.holes, self.place(node), certain)
            reader.statements(reader.root, state.copy(), certain)
        else:
            twin = state.copy()
            for child in node.children:
                if child.is_named:
                    self.statement(child, twin, certain)
        session.depth -= 1
        return begin

    def captured(self, node: Node, state: State, certain: bool, inside: bool) -> list[str | Hole]:
        """`$(…)` where its output is used."""
        session = self.session
        blind = len(session.blind)
        begin = self.substitution(node, state, certain)
        calls = session.calls[begin:]
        shown = self.slice(node)
        shown = shown[2:-1] if shown.startswith("$(") else shown[1:-1]
        text: Word | None = None
        if calls and len(session.blind) == blind:
            if calls[-1].name == "mktemp":
                text = Word((Hole(TEMPORARY, shown[:60], quoted=True, may_be_empty=False),))
            else:
                text = self.printed(begin)
        session.swallowed.update(range(begin, len(session.calls)))
        if text is not None:
            return self.value(stripped(text), inside, state)
        if not calls and shown.strip() in ("", ":", "true"):
            return []
        return [Hole(COMMAND, shown[:120], quoted=inside)]
