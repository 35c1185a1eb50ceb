"""Shell text read into invocations, by walking the grammar's tree as the shell would run it.

This is a small abstract interpreter: it tracks the directory, variables, arrays, functions, aliases and
positional parameters, expands words, and emits one Invocation for every program call in the order they
would happen. It knows the shell language and its builtins, and no program.

Laws:

- what is not known becomes a hole, never a guess; a hole in command position is a blind spot;
- both sides of `&&` are taken as run; what stands behind `||`, `if`, `case`, `while` or in a function that
  is never called is *possible* (`certain=False`);
- a subshell, a pipeline stage and a command substitution work on a copy of the state;
- text the grammar cannot take is repaired into shell that means the same (shell_text.repairs) or reported
  as `blind/unparsable`, and what could be recovered is still read, as possible.
"""

from __future__ import annotations

from keyturn.language import shell_text
from keyturn.language.shell_text import HEREDOC_BASE, HOLE_BASE, HOLE_LIMIT
from keyturn.model.effect import BlindSpot
from keyturn.model.invocation import Invocation, Redirect, UnknownInput, base_name
from keyturn.model.noun import Noun
from keyturn.model.source import UNKNOWN_LANGUAGE, Origin, ShellContext, Source
from keyturn.model.word import (
    ARITHMETIC,
    COMMAND,
    GLOB,
    HOME,
    INPUT,
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
    from collections.abc import Iterable
    from typing import Protocol

    from tree_sitter import Node

    from keyturn.model.workspace import Layout

    class Resolver(Protocol):
        """What the reader asks about the world outside the text. Both answers may be None: not known."""

        def output(self, call: Invocation) -> Word | None:
            """What a call prints, when that is static (`printf rm`, `echo x`, a known file through `cat`)."""

        def variable(self, name: str) -> Word | None:
            """An environment variable's value that holds whatever the environment (HOME, TMPDIR, SHELL)."""


NODE_BUDGET = 60_000
CALL_BUDGET = 6_000
DEPTH_BUDGET = 60
LOOP_BUDGET = 24
TEXT_BUDGET = 2_000_000

_KEYWORDS = frozenset(
    "if then else elif fi for while until do done case esac select function time coproc { } ! [[ ]] in".split()
)
_SPECIAL = frozenset("|&;<>()$`\\\"'*?[]{}~#!\n\r\v\f\0\xa0")
# Variables that may well be empty on purpose and hold a prefix command, so that the rest is the real command.
_PREFIXES = frozenset("SUDO sudo RUN DRY_RUN DRYRUN DRY ECHO TIME NICE DOAS MAYBE_SUDO CMD_PREFIX PREFIX".split())
_INLINE = frozenset(
    "cd chdir pushd popd eval read mapfile readarray set shift alias unalias unset builtin command time let getopts "
    "printf export declare local readonly typeset return exit".split()
)
_NO_HEREDOCS: tuple[shell_text.Heredoc, ...] = ()


class Reading(Noun):
    """Everything one shell text would call, in order, and what could not be read in it."""

    calls: tuple[Invocation, ...]
    blind: tuple[BlindSpot, ...] = ()


class _State:
    """What the shell knows at one point. Copied for subshells; `snapshot` is cached until something changes."""

    __slots__ = ("_snapshot", "aliases", "arrays", "directory", "exported", "functions", "positionals", "variables")

    def __init__(self, context: ShellContext | None) -> None:
        if context is None:
            context = _EMPTY
        self.directory = context.directory
        self.variables: dict[str, Word] = dict(context.variables)
        self.exported: set[str] = set(context.exported)
        self.functions: dict[str, object] = dict(context.functions)
        self.aliases: dict[str, Word] = dict(context.aliases)
        self.arrays: dict[str, tuple[Word, ...]] = {}
        self.positionals = context.positionals
        self._snapshot: ShellContext | None = None

    def copy(self) -> _State:
        twin = _State.__new__(_State)
        twin.directory = self.directory
        twin.variables = dict(self.variables)
        twin.exported = set(self.exported)
        twin.functions = dict(self.functions)
        twin.aliases = dict(self.aliases)
        twin.arrays = dict(self.arrays)
        twin.positionals = self.positionals
        twin._snapshot = self._snapshot  # noqa: SLF001 - our own twin
        return twin

    def changed(self) -> None:
        self._snapshot = None

    def assign(self, name: str, value: Word) -> None:
        self.variables[name] = value
        self.arrays.pop(name, None)
        self._snapshot = None

    def snapshot(self) -> ShellContext:
        if self._snapshot is None:
            if not (self.variables or self.functions or self.aliases or self.directory or self.positionals):
                self._snapshot = _EMPTY if self.positionals is None else ShellContext(positionals=self.positionals)
            else:
                self._snapshot = ShellContext(
                    self.directory,
                    dict(self.variables),
                    frozenset(self.exported),
                    dict(self.functions),
                    dict(self.aliases),
                    self.positionals,
                )
        return self._snapshot

    def merge(self, other: _State) -> None:
        """After a branch that may or may not have run: what differs is no longer known."""
        if other.directory != self.directory:
            self.directory = Word((Hole(VARIABLE, "PWD", quoted=True),))
        for name in set(self.variables) | set(other.variables):
            mine, theirs = self.variables.get(name), other.variables.get(name)
            if mine != theirs:
                # one side's literal is kept as the better guess only when the other is unset: `X=${X:-a}`
                self.variables[name] = theirs if mine is None and theirs is not None else _unknown(name)
        for name, array in other.arrays.items():
            if self.arrays.get(name) != array:
                self.arrays.pop(name, None)
                self.variables[name] = _unknown(name)
        self.functions.update(other.functions)
        self.aliases.update(other.aliases)
        self.exported |= other.exported
        self._snapshot = None


_EMPTY = ShellContext()


class _Function(Noun):
    """A function's body: the node, and the text it belongs to."""

    node: Node
    reader: _Reader


def _unknown(name: str) -> Word:
    return Word((Hole(VARIABLE, name),))


class _StopError(Exception):
    """A budget is spent."""


def read(source: Source, layout: Layout, resolver: Resolver) -> Reading:
    """Read a shell Source. Never raises on any text; what cannot be read is in `Reading.blind`."""
    text = source.text
    if text.text is not None:
        fast = _fast(text.text, source)
        if fast is not None:
            return fast
    session = _Session(source, layout, resolver)
    context = source.context if isinstance(source.context, ShellContext) else None
    state = _State(context)
    try:
        session.run(text, state, source.origin, source.certain)
        if source.file:
            session.uncalled(state)
    except _StopError:
        session.blind.append(BlindSpot("blind/budget", "the command is too large or too deep to read whole", origin=source.origin))
    except RecursionError:
        session.blind.append(BlindSpot("blind/budget", "the command nests too deeply to read", origin=source.origin))
    return Reading(tuple(session.calls), tuple(session.blind))


def _fast(text: str, source: Source) -> Reading | None:
    """The reading of a line without any shell syntax, which needs no grammar: words between blanks."""
    if not _SPECIAL.isdisjoint(text):
        return None
    pieces = text.split(" ") if "\t" not in text else text.replace("\t", " ").split(" ")
    words = [piece for piece in pieces if piece]
    if not words:
        return Reading(())
    first = words[0]
    if "=" in first or first in _KEYWORDS or first in _INLINE or not text.isprintable():
        return None
    context = source.context if isinstance(source.context, ShellContext) else _EMPTY
    if context.functions or context.aliases:
        return None
    call = Invocation(
        Word(first),
        tuple([Word(word) for word in words[1:]]),
        (),
        (),
        None,
        context,
        source.certain,
        source.origin,
        base_name(first) if "/" in first or "." in first else first,
    )
    return Reading((call,))


class _Session:
    """One reading: its budget, its calls and its blind spots, shared by every nested text."""

    __slots__ = ("active", "blind", "called", "calls", "depth", "layout", "nodes", "resolver", "source")

    def __init__(self, source: Source, layout: Layout, resolver: Resolver) -> None:
        self.source = source
        self.layout = layout
        self.resolver = resolver
        self.calls: list[Invocation] = []
        self.blind: list[BlindSpot] = []
        self.nodes = 0
        self.depth = 0
        self.active: list[str] = []
        self.called: set[str] = set()

    def run(self, text: Word, state: _State, origin: Origin, certain: bool) -> list[Invocation]:
        """Read a text in `state`; returns the calls it made (they are in `calls` too)."""
        begin = len(self.calls)
        literal, holes = _encode(text)
        if any(hole.may_be_syntax for hole in holes):
            self.blind.append(
                BlindSpot("blind/opaque-text", f"text from {holes[0].why} becomes part of a command", certain=certain, origin=origin)
            )
        if len(literal) > TEXT_BUDGET:
            self.blind.append(BlindSpot("blind/budget", "the text is too long to read", certain=certain, origin=origin))
            return []
        reader, certain = self.parse(literal, holes, origin, certain)
        reader.statements(reader.root, state, certain)
        return self.calls[begin:]

    def parse(self, literal: str, holes: tuple[Hole, ...], origin: Origin, certain: bool) -> tuple[_Reader, bool]:
        from keyturn.language.grammar import parser

        grammar = parser("bash")
        if "\0" in literal:
            literal = literal.replace("\0", "")
        if "\r\n" in literal:
            literal = literal.replace("\r\n", "\n")
        prepared = shell_text.prepare(literal)
        data = prepared.text.encode("utf-8", "surrogatepass")
        tree = grammar.parse(data)
        if tree.root_node.has_error:
            for repaired in shell_text.repairs(prepared.text):
                other_data = repaired.encode("utf-8", "surrogatepass")
                other = grammar.parse(other_data)
                if not other.root_node.has_error:
                    return _Reader(self, other_data, other, prepared.heredocs, holes, origin), certain
            expanded = _brace_command(prepared.text)
            if expanded is not None:
                other_data = expanded.encode("utf-8", "surrogatepass")
                other = grammar.parse(other_data)
                if not other.root_node.has_error:
                    return _Reader(self, other_data, other, prepared.heredocs, holes, origin), certain
            if not _harmless_error(tree.root_node):
                self.blind.append(
                    BlindSpot("blind/unparsable", "this is not shell that can be parsed", certain=certain, origin=origin)
                )
                certain = False
        return _Reader(self, data, tree, prepared.heredocs, holes, origin), certain

    def uncalled(self, state: _State) -> None:
        """In a file, bodies of functions nobody called here may still run: read them as possible."""
        for name, function in list(state.functions.items()):
            if name not in self.called and isinstance(function, _Function):
                inner = state.copy()
                inner.positionals = None
                inner.changed()
                self.active.append(name)
                function.reader.statement(function.node, inner, certain=False)
                self.active.pop()


def _harmless_error(root: Node) -> bool:
    """Whether the only errors are the grammar's own with `3<>file`, which it still reads right."""
    todo = [root]
    while todo:
        node = todo.pop()
        if node.type == "ERROR":
            parent = node.parent
            if parent is None or parent.type != "file_redirect" or node.text != b"<":
                return False
        elif node.is_missing:
            return False
        elif node.has_error:
            todo.extend(node.children)
    return True


def _brace_command(text: str) -> str | None:
    """`{rm,-rf,/}` in command position, expanded; None when there is none."""
    rows = text.split("\n")
    changed = False
    for index, row in enumerate(rows):
        bare = row.lstrip()
        if bare.startswith("{") and bare[1:2] not in (" ", "\t", ""):
            first, space, rest = bare.partition(" ")
            choices = shell_text.braces(first)
            if choices is not None and len(choices) > 1:
                rows[index] = " ".join(choices) + space + rest
                changed = True
    return "\n".join(rows) if changed else None


def _encode(text: Word) -> tuple[str, tuple[Hole, ...]]:
    """A text with holes as a plain string: each hole one private-use character, which the grammar takes as a letter."""
    if text.text is not None:
        literal = text.text
        if any("\ue000" <= char <= "\uf8ff" for char in literal) if not literal.isascii() else False:
            literal = "".join("\ufffd" if "\ue000" <= char <= "\uf8ff" else char for char in literal)
        return literal, ()
    out = ""
    holes: list[Hole] = []
    for part in text.parts:
        if isinstance(part, str):
            out += part
        elif HOLE_BASE + len(holes) < HOLE_LIMIT:
            out += chr(HOLE_BASE + len(holes))
            holes.append(part)
    return out, tuple(holes)


class _Reader:
    """Walks one parsed text."""

    __slots__ = ("data", "heredocs", "holes", "origin", "root", "session", "tree")

    def __init__(
        self,
        session: _Session,
        data: bytes,
        tree: object,
        heredocs: tuple[shell_text.Heredoc, ...],
        holes: tuple[Hole, ...],
        origin: Origin,
    ) -> None:
        self.session = session
        self.data = data
        self.tree = tree  # keeps the nodes alive
        self.root: Node = tree.root_node  # type: ignore[attr-defined]
        self.heredocs = heredocs
        self.holes = holes
        self.origin = origin

    # -- places ---------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Origin:
        base = self.origin
        row, column = node.start_point
        last_row, last_column = node.end_point
        first_column = column + base.column if row == 0 else column + 1
        end_column = last_column + base.column if last_row == 0 else last_column + 1
        return Origin(base.file, base.line + row, first_column, base.line + last_row, end_column, base.through, base.followed)

    def slice(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def spend(self) -> None:
        session = self.session
        session.nodes += 1
        if session.nodes > NODE_BUDGET or len(session.calls) > CALL_BUDGET:
            raise _StopError

    # -- statements -----------------------------------------------------------------------------------------

    def statements(self, node: Node, state: _State, certain: bool) -> None:
        for child in node.children:
            if child.is_named:
                self.statement(child, state, certain)

    def statement(
        self,
        node: Node,
        state: _State,
        certain: bool,
        stdin: Source | UnknownInput | None = None,
        redirects: tuple[Redirect, ...] = (),
        piped: bool = False,
    ) -> None:
        """Run one statement node in `state`."""
        self.spend()
        kind = node.type
        if kind == "command":
            self.command(node, state, certain, stdin, redirects, piped)
        elif kind == "redirected_statement":
            self.redirected(node, state, certain, stdin, redirects, piped)
        elif kind == "list":
            self.list(node, state, certain, stdin, piped)
        elif kind == "pipeline":
            self.pipeline(node, state, certain, stdin, piped)
        elif kind == "comment":
            return
        elif kind == "variable_assignment":
            self.assignment(node, state, certain)
        elif kind == "variable_assignments":
            for child in node.named_children:
                self.assignment(child, state, certain)
        elif kind == "declaration_command":
            self.declaration(node, state, certain)
        elif kind == "unset_command":
            for child in node.named_children:
                name = self.slice(child)
                state.variables.pop(name, None)
                state.arrays.pop(name, None)
                state.functions.pop(name, None)
                state.exported.discard(name)
                state.variables[name] = Word("")
            state.changed()
        elif kind == "subshell":
            self.compound(node, state.copy(), certain, stdin, piped)
        elif kind == "compound_statement":
            self.compound(node, state, certain, stdin, piped)
        elif kind == "do_group":
            self.compound(node, state, certain, stdin, piped)
        elif kind == "negated_command":
            for child in node.named_children:
                self.statement(child, state, certain, stdin, redirects, piped)
        elif kind == "function_definition":
            self.function(node, state)
        elif kind == "if_statement":
            self.branches(node, state, certain)
        elif kind == "case_statement":
            self.case(node, state, certain)
        elif kind in ("while_statement", "c_style_for_statement"):
            self.loop(node, state, certain, stdin)
        elif kind == "for_statement":
            self.each(node, state, certain)
        elif kind == "test_command":
            self.inside(node, state, certain)
        elif kind in ("ERROR", "program", "elif_clause", "else_clause", "case_item"):
            self.statements(node, state, certain=certain and kind != "ERROR")
        elif kind in ("herestring_redirect", "file_redirect", "heredoc_redirect"):
            self.redirected(node, state, certain, stdin, redirects, piped)
        else:
            self.inside(node, state, certain)

    def compound(
        self, node: Node, state: _State, certain: bool, stdin: Source | UnknownInput | None, piped: bool
    ) -> None:
        deeper = self.session.depth = self.session.depth + 1
        if deeper > DEPTH_BUDGET:
            raise _StopError
        children = [child for child in node.children if child.is_named]
        for child in children:
            self.statement(child, state, certain, stdin, (), piped)
            stdin = None if isinstance(stdin, Source) else stdin
        self.session.depth -= 1

    def inside(self, node: Node, state: _State, certain: bool) -> None:
        """Expressions are not commands, but the substitutions inside them run."""
        for child in node.children:
            if child.type in ("command_substitution", "process_substitution"):
                self.substitution(child, state, certain)
            elif child.child_count:
                self.inside(child, state, certain)

    def list(self, node: Node, state: _State, certain: bool, stdin: Source | UnknownInput | None, piped: bool) -> None:
        operator = ""
        for child in node.children:
            if not child.is_named:
                operator = child.type
                continue
            if operator == "||":
                before = state.copy()
                self.statement(child, state, False, stdin, (), piped)
                # the right side ran or did not; what it changed is not known, unless it leaves (`cd x || exit`)
                state.merge(before)
            else:
                self.statement(child, state, certain, stdin, (), piped)

    def pipeline(
        self, node: Node, state: _State, certain: bool, stdin: Source | UnknownInput | None, piped: bool
    ) -> None:
        stages = [child for child in node.children if child.is_named and child.type != "comment"]
        session = self.session
        feed = stdin
        for index, stage in enumerate(stages):
            last = index == len(stages) - 1
            begin = len(session.calls)
            blind = len(session.blind)
            self.statement(stage, state.copy(), certain, feed, (), piped or not last)
            if not last:
                feed = self.feed(session.calls[begin:], len(session.blind) > blind, stage, feed)

    def feed(self, calls: Iterable[Invocation], blinded: bool, stage: Node, stdin: Source | UnknownInput | None) -> Source | UnknownInput:
        """What a pipeline stage prints, as the next stage's stdin."""
        shown = self.slice(stage)[:80]
        if blinded:
            return UnknownInput(shown)
        text = self.printed(calls)
        if text is None:
            return UnknownInput(shown)
        del stdin
        return Source(UNKNOWN_LANGUAGE, text, self.place(stage).inner("pipe"), self.session.source.context)

    def printed(self, calls: Iterable[Invocation]) -> Word | None:
        """What calls print to stdout one after the other, None when any of it is not static."""
        out: list[Word] = []
        for call in calls:
            if any(redirect.fd in (1, -1) for redirect in call.redirects):
                continue
            if call.piped is False and call.program is None:
                continue
            if call.piped and call.stdin is None and out:
                # an inner pipeline stage: only its last stage prints
                out.clear()
            text = self.session.resolver.output(call)
            if text is None:
                return None
            out.append(text)
        return join(out, "") if out else None

    def branches(self, node: Node, state: _State, certain: bool) -> None:
        before = state.copy()
        arms: list[_State] = []
        arm = state
        for index in range(node.child_count):
            child = node.child(index)
            if child is None or not child.is_named:
                continue
            if node.field_name_for_child(index) == "condition":
                self.statement(child, state, certain)
                before = state.copy()
                arm = state
            elif child.type in ("elif_clause", "else_clause"):
                twin = before.copy()
                self.statements(child, twin, certain=False)
                arms.append(twin)
            else:
                if arm is state and not arms:
                    arm = before.copy()
                    arms.append(arm)
                self.statement(child, arm, certain=False)
        for twin in arms:
            state.merge(twin)

    def case(self, node: Node, state: _State, certain: bool) -> None:
        before = state.copy()
        for index in range(node.child_count):
            child = node.child(index)
            if child is None or not child.is_named:
                continue
            if child.type == "case_item":
                twin = before.copy()
                for position in range(child.child_count):
                    item = child.child(position)
                    if item is not None and item.is_named and child.field_name_for_child(position) != "value":
                        self.statement(item, twin, certain=False)
                state.merge(twin)
            else:
                self.inside_word(child, state, certain)

    def inside_word(self, node: Node, state: _State, certain: bool) -> None:
        if node.type in ("command_substitution", "process_substitution"):
            self.substitution(node, state, certain)
        else:
            self.inside(node, state, certain)

    def loop(self, node: Node, state: _State, certain: bool, stdin: Source | UnknownInput | None) -> None:
        body = node.child_by_field_name("body")
        endless = False
        for index in range(node.child_count):
            child = node.child(index)
            if child is None or not child.is_named or child == body:
                continue
            if node.field_name_for_child(index) == "condition" and node.type == "while_statement":
                self.statement(child, state, certain, stdin)
                endless = endless or self.slice(child) in ("true", ":")
            else:
                self.inside(child, state, certain)
        if body is None:
            return
        before = state.copy()
        # twice, so that what the first round assigns is seen by the second
        self.statement(body, state, certain and endless, stdin)
        if state.snapshot() != before.snapshot():
            self.statement(body, state, False, stdin)
        state.merge(before)

    def each(self, node: Node, state: _State, certain: bool) -> None:
        variable = node.child_by_field_name("variable")
        body = node.child_by_field_name("body")
        name = self.slice(variable) if variable is not None else ""
        values: list[Word] = []
        for index in range(node.child_count):
            child = node.child(index)
            if child is not None and node.field_name_for_child(index) == "value":
                values.extend(self.words(child, state, certain))
        has_in = any(child.type == "in" for child in node.children)
        if not has_in:
            values = list(state.positionals) if state.positionals is not None else [Word((Hole(PARAMETER, "@"),))]
        if body is None:
            return
        sure = certain and bool(values) and all(value.text is not None for value in values)
        for value in values[:LOOP_BUDGET]:
            state.assign(name, _frozen(value))
            self.statement(body, state, sure)
        if len(values) > LOOP_BUDGET:
            state.assign(name, _unknown(name))
            self.statement(body, state, certain=False)

    def function(self, node: Node, state: _State) -> None:
        name = node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        if name is not None and body is not None:
            state.functions[self.slice(name)] = _Function(body, self)
            state.changed()

    def declaration(self, node: Node, state: _State, certain: bool) -> None:
        keyword = node.children[0].type
        names: list[str] = []
        options: list[str] = []
        words: list[Word] = []
        for child in node.named_children:
            if child.type == "variable_assignment":
                names.append(self.assignment(child, state, certain))
            elif child.type == "variable_name":
                names.append(self.slice(child))
            else:
                found = self.words(child, state, certain)
                words.extend(found)
                for word in found:
                    text = word.text
                    if text is not None and text.startswith("-"):
                        options.append(text)
                    elif text is not None and "=" in text:
                        key, _equals, value = text.partition("=")
                        state.assign(key, Word(value, quoted=True))
                        names.append(key)
        if keyword == "export" or any("x" in option for option in options):
            if any(option.startswith("-n") for option in options):
                state.exported -= set(names)
            else:
                state.exported.update(names)
            state.changed()
            assigned = tuple((name, state.variables[name]) for name in names if name in state.variables)
            self.emit(node, Word(keyword), tuple(words), assigned, (), None, state, certain, False)

    def assignment(self, node: Node, state: _State, certain: bool) -> str:
        name_node = node.child_by_field_name("name")
        value_node = node.child_by_field_name("value")
        name = self.slice(name_node) if name_node is not None else ""
        appended = any(child.type == "+=" for child in node.children)
        if name_node is not None and name_node.type == "subscript":
            base = name_node.child_by_field_name("name")
            name = self.slice(base) if base is not None else name
            if value_node is not None:
                value = self.single(value_node, state, certain)
                state.arrays[name] = (*state.arrays.get(name, ()), value)
                state.changed()
            return name
        if value_node is None:
            state.assign(name, Word("", quoted=True))
        elif value_node.type == "array":
            items: list[Word] = []
            for child in value_node.named_children:
                items.extend(self.words(child, state, certain))
            before = state.arrays.get(name, ()) if appended else ()
            state.arrays[name] = (*before, *items)
            state.variables[name] = items[0] if items else Word("")
            state.changed()
        else:
            value = self.single(value_node, state, certain)
            if appended:
                earlier = state.variables.get(name)
                value = join([earlier, value], "") if earlier is not None else value
            state.assign(name, value)
        return name

    # -- commands -------------------------------------------------------------------------------------------

    def redirected(
        self,
        node: Node,
        state: _State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        outer: tuple[Redirect, ...],
        piped: bool,
    ) -> None:
        body = node.child_by_field_name("body")
        found: list[Redirect] = list(outer)
        redirect_nodes = [child for child in node.children if child.type.endswith("_redirect")]
        if node.type.endswith("_redirect"):
            redirect_nodes = [node]
        for child in redirect_nodes:
            stdin = self.redirect(child, state, certain, stdin, found)
        redirects = tuple(found)
        if body is None:
            self.emit(node, None, (), (), redirects, stdin, state, certain, piped)
        elif body.type == "command":
            self.command(body, state, certain, stdin, redirects, piped)
        else:
            if any(redirect.op != "<" for redirect in redirects):
                self.emit(node, None, (), (), redirects, None, state, certain, False)
            self.statement(body, state, certain, stdin, (), piped)

    def redirect(
        self,
        node: Node,
        state: _State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        found: list[Redirect],
    ) -> Source | UnknownInput | None:
        """Add one redirection to `found`; returns stdin, replaced when it is a heredoc, here-string or file."""
        if node.type == "herestring_redirect":
            values = [child for child in node.children if child.is_named]
            text = self.single(values[-1], state, certain) if values else Word("")
            return Source(UNKNOWN_LANGUAGE, join([text, Word("\n")], ""), self.place(node).inner("here-string"), state.snapshot())
        descriptor = -2
        operator = ""
        destination: Node | None = None
        for child in node.children:
            if child.type == "file_descriptor":
                text_of = self.slice(child)
                descriptor = int(text_of) if text_of.isdigit() and len(text_of) < 6 else 9
            elif not child.is_named and not operator:
                operator = child.type
            elif child.is_named and child.type != "ERROR" and destination is None:
                destination = child
            elif child.is_named and child.type == "ERROR":
                operator = "<>"
        if destination is None:
            return stdin
        raw = self.slice(destination)
        if operator.startswith("<"):
            index = ord(raw[0]) - HEREDOC_BASE if raw else -1
            if 0 <= index < len(self.heredocs) and len(raw) == 1:
                if descriptor in (-2, 0):
                    return self.heredoc(self.heredocs[index], state, certain)
                return stdin
            target = self.single(destination, state, certain)
            found.append(Redirect(0 if descriptor == -2 else descriptor, operator, target))
            if operator == "<" and descriptor in (-2, 0):
                return UnknownInput(f"< {target.shown()}")
            return stdin
        target = self.single(destination, state, certain)
        if operator in (">&", "<&") and (raw.isdigit() or raw == "-"):
            return stdin
        if operator in ("&>", "&>>", ">&"):
            descriptor = -1
        found.append(Redirect(1 if descriptor == -2 else descriptor, operator, target))
        return stdin

    def heredoc(self, heredoc: shell_text.Heredoc, state: _State, certain: bool) -> Source:
        base = self.origin
        origin = Origin(base.file, base.line + heredoc.line, 1, base.line + heredoc.line, 1, (*base.through, "heredoc"), base.followed)
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

    def expanded(self, body: str, origin: Origin, state: _State, certain: bool) -> Word:
        """A heredoc body with its expansions done, as if it stood in double quotes (where `"` is ordinary)."""
        quoted = '"' + body.replace('"', '\\"') + '"'
        reader, _certain = self.session.parse(": " + quoted, self.holes, origin, certain)
        command = reader.root.named_children[0] if reader.root.named_children else None
        argument = command.child_by_field_name("argument") if command is not None else None
        if argument is None or argument.type != "string":
            return Word((Hole(COMMAND, "heredoc", quoted=True),), quoted=True)
        return reader.single(argument, state, certain)

    def command(
        self,
        node: Node,
        state: _State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        redirects: tuple[Redirect, ...],
        piped: bool,
    ) -> None:
        words: list[Word] = []
        assigned: list[tuple[str, Word]] = []
        found: list[Redirect] | None = None
        local: _State | None = None
        dollar = False
        for child in node.children:
            kind = child.type
            if kind == "command_name":
                inner = child.children[0] if child.child_count else child
                words.extend(self.words(inner, state, certain))
            elif kind == "word" and not dollar:
                words.extend(self.words(child, state, certain))
            elif kind == "variable_assignment":
                if words:
                    words.append(Word(self.slice(child)))
                    continue
                local = state.copy() if local is None else local
                name = self.assignment(child, local, certain)
                assigned.append((name, local.variables.get(name, Word(""))))
            elif kind.endswith("_redirect"):
                if found is None:
                    found = list(redirects)
                stdin = self.redirect(child, state, certain, stdin, found)
            elif kind == "$" and not child.is_named:
                dollar = True  # `$"…"`: a translated string, its text is what it says
                continue
            elif child.is_named and kind != "comment":
                words.extend(self.words(child, state, certain))
            dollar = False
        if found is not None:
            redirects = tuple(found)
        if not words:
            for name, value in assigned:
                state.assign(name, value)
            if redirects or assigned:
                self.emit(node, None, (), tuple(assigned), redirects, stdin, state, certain, piped)
            return
        self.call(node, words, tuple(assigned), redirects, stdin, state, certain, piped)

    def call(
        self,
        node: Node,
        words: list[Word],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        stdin: Source | UnknownInput | None,
        state: _State,
        certain: bool,
        piped: bool,
    ) -> None:
        """One simple command whose words are expanded: a function, a builtin that changes the shell, or a program."""
        self.spend()
        first = words[0]
        name = first.text
        if name is None:
            self.unknown_program(node, words, assigned, redirects, stdin, state, certain, piped)
            return
        alias = state.aliases.get(name) if state.aliases and not first.quoted else None
        if alias is not None and ("alias " + name) not in self.session.active:
            self.session.active.append("alias " + name)
            text = join([alias, *[Word(shell_quote(word)) if word.text is not None else word for word in words[1:]]])
            self.session.run(text, state, self.place(node).inner(f"alias {name}"), certain)
            self.session.active.pop()
            return
        function = state.functions.get(name) if state.functions else None
        if isinstance(function, _Function):
            self.call_function(node, name, function, words[1:], assigned, redirects, state, certain, piped)
            return
        if name in _INLINE and self.inline(node, name, words, assigned, redirects, stdin, state, certain, piped):
            return
        if name in (":", "true", "false", "break", "continue") and not redirects:
            return
        self.emit(node, first, tuple(words[1:]), assigned, redirects, stdin, state, certain, piped)

    def unknown_program(
        self,
        node: Node,
        words: list[Word],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        stdin: Source | UnknownInput | None,
        state: _State,
        certain: bool,
        piped: bool,
    ) -> None:
        first = words[0]
        hole = first.holes[0]
        rest = words[1:]
        if len(first.parts) == 1 and not hole.quoted and hole.why in (VARIABLE, PARAMETER) and rest:
            # unset and unquoted, it vanishes and the next word is the program
            self.call(node, rest, assigned, redirects, stdin, state, False, piped)
            if hole.name in _PREFIXES:
                return
        if hole.why in (PARAMETER,) and state.positionals is None and first.shown() in ("$@", "$*"):
            # `"$@"` of a script or function: whatever its caller says, which is judged where it is called
            self.emit(node, first, tuple(rest), assigned, redirects, stdin, state, False, piped)
            return
        suffix = first.suffix
        if "/" in suffix and hole.why in (VARIABLE, COMMAND, HOME):
            # `"$DIR/bin/tool"`: the program's own name is known, only its place is not
            self.emit(node, first, tuple(rest), assigned, redirects, stdin, state, certain, piped, base_name(suffix))
            return
        self.session.blind.append(
            BlindSpot(
                "blind/unknown-program",
                f"the program is {first.shown()}, which is only known when it runs",
                certain=certain,
                origin=self.place(node),
            )
        )
        self.emit(node, first, tuple(rest), assigned, redirects, stdin, state, certain, piped)

    def call_function(
        self,
        node: Node,
        name: str,
        function: _Function,
        args: list[Word],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        state: _State,
        certain: bool,
        piped: bool,
    ) -> None:
        session = self.session
        session.called.add(name)
        if name in session.active:
            rule = "shell/fork-bomb" if piped or name == ":" else "blind/recursion"
            session.blind.append(
                BlindSpot(rule, f"the function {name} calls itself", certain=certain, origin=self.place(node))
            )
            return
        if redirects:
            self.emit(node, None, (), (), redirects, None, state, certain, False)
        session.active.append(name)
        outer = state.positionals
        state.positionals = tuple(args)
        for key, value in assigned:
            state.variables[key] = value
        state.changed()
        session.depth += 1
        if session.depth > DEPTH_BUDGET:
            raise _StopError
        function.reader.statement(function.node, state, certain, None, (), piped)
        session.depth -= 1
        state.positionals = outer
        state.changed()
        session.active.pop()

    def inline(
        self,
        node: Node,
        name: str,
        words: list[Word],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        stdin: Source | UnknownInput | None,
        state: _State,
        certain: bool,
        piped: bool,
    ) -> bool:
        """Builtins that change the shell itself. False: nothing was done, treat it as a program."""
        args = words[1:]
        if name in ("cd", "chdir", "pushd"):
            self.change_directory(args, state)
        elif name == "popd":
            state.directory = _unknown("OLDPWD")
            state.changed()
        elif name == "eval":
            text = join(args)
            if text.text is None and text.holes and isinstance(text.parts[0], Hole) and not text.parts[0].quoted is None:
                lead = text.parts[0]
                if lead.why in (VARIABLE, COMMAND, PARAMETER, INPUT):
                    self.session.blind.append(
                        BlindSpot(
                            "blind/opaque-text",
                            f"eval runs {text.shown()[:80]}, which is only known when it runs",
                            certain=certain,
                            origin=self.place(node),
                        )
                    )
                    return True
            self.session.depth += 1
            if self.session.depth > DEPTH_BUDGET:
                raise _StopError
            self.session.run(text, state, self.place(node).inner("eval"), certain)
            self.session.depth -= 1
        elif name in ("read", "mapfile", "readarray", "getopts"):
            for word in args:
                if word.text is not None and _is_name(word.text):
                    state.assign(word.text, Word((Hole(INPUT, word.text),)))
            if name == "read":
                state.assign("REPLY", Word((Hole(INPUT, "REPLY"),)))
        elif name == "set":
            texts = [word.text for word in args]
            if "--" in texts:
                state.positionals = tuple(args[texts.index("--") + 1 :])
                state.changed()
            elif args and texts[0] is not None and texts[0][:1] not in ("-", "+"):
                state.positionals = tuple(args)
                state.changed()
        elif name == "shift":
            count = int(args[0].text) if args and args[0].text is not None and args[0].text.isdigit() else 1
            if state.positionals is not None:
                state.positionals = state.positionals[count:]
                state.changed()
        elif name == "alias":
            for word in args:
                key, equals, _value = word.prefix.partition("=")
                if equals:
                    state.aliases[key] = Word(word.text[len(key) + 1 :]) if word.text is not None else _unknown(key)
                    state.changed()
        elif name == "unalias":
            for word in args:
                state.aliases.pop(word.text or "", None)
            state.changed()
        elif name == "unset":
            return False
        elif name == "printf":
            if len(args) > 1 and args[0].text == "-v" and args[1].text is not None:
                printed = self.session.resolver.output(
                    Invocation(words[0], tuple(args[2:]), context=state.snapshot(), name="printf")
                )
                state.assign(args[1].text, printed if printed is not None else _unknown(args[1].text))
                return True
            return False
        elif name in ("builtin", "command"):
            rest = args
            while rest and rest[0].text in ("-p", "--"):
                rest = rest[1:]
            if name == "command" and rest and (rest[0].text or "").startswith("-"):
                return False
            if rest and rest[0].text in _INLINE and rest[0].text is not None:
                return self.inline(node, rest[0].text, rest, assigned, redirects, stdin, state, certain, piped)
            return False
        elif name == "time" and not assigned and not words[0].quoted:
            rest = args
            if rest and rest[0].text == "-p" and not rest[0].quoted:
                rest = rest[1:]
            if rest and rest[0].text == "--" and rest[0].quoted:
                return False
            if rest and rest[0].text == "--":
                rest = rest[1:]
            while rest and rest[0].text == "!" and not rest[0].quoted:
                rest = rest[1:]
            if rest and not (rest[0].text or "").startswith("-"):
                self.call(node, rest, (), redirects, stdin, state, certain, piped)
                return True
            return False
        elif name in ("export", "declare", "local", "readonly", "typeset"):
            for word in args:
                key, equals, value = (word.text or "").partition("=")
                if equals and _is_name(key):
                    state.assign(key, Word(value, quoted=True))
                    state.exported.add(key)
            return False
        elif name in ("let", "return", "exit"):
            return True
        else:
            return False
        if redirects:
            self.emit(node, None, (), (), redirects, None, state, certain, False)
        return True

    def change_directory(self, args: list[Word], state: _State) -> None:
        operands = [word for word in args if word.text is None or not word.text.startswith("-") or word.text == "-"]
        state.changed()
        if not operands:
            state.directory = Word(self.session.layout.home)
            return
        target = operands[0]
        if target.text is None or target.text == "-":
            state.directory = target if target.text is None and target.prefix.startswith("/") else _unknown("PWD")
            whys = {hole.why for hole in target.holes}
            if whys == {TEMPORARY}:
                state.directory = Word(self.session.layout.temporary[0] + "/unnamed")
            return
        if target.text == "":
            return
        if target.text.startswith("/"):
            state.directory = Word(_normal(target.text))
            return
        here = state.directory.text if state.directory is not None else self.session.layout.directory
        state.directory = _unknown("PWD") if here is None else Word(_normal(here + "/" + target.text))

    def emit(
        self,
        node: Node,
        program: Word | None,
        args: tuple[Word, ...],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        stdin: Source | UnknownInput | None,
        state: _State,
        certain: bool,
        piped: bool,
        name: str = "",
    ) -> None:
        if program is not None and program.text is not None:
            text = program.text
            name = base_name(text) if "/" in text or "\\" in text or "." in text else text
        self.session.calls.append(
            Invocation(
                program, args, assigned, redirects, stdin, state.snapshot(), certain, self.place(node), name, piped
            )
        )

    # -- words ----------------------------------------------------------------------------------------------

    def single(self, node: Node, state: _State, certain: bool) -> Word:
        """A node as exactly one word (assignments, redirections, here-strings): no splitting, no globbing."""
        parts, quoted = self.parts(node, state, certain, inside=False)
        merged = _merge([part for part in parts if part is not _BREAK])
        return Word(tuple(merged), quoted, node.start_byte, node.end_byte)

    def words(self, node: Node, state: _State, certain: bool) -> list[Word]:
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
        if _BREAK not in parts:
            merged = _merge(parts)
            if not merged and not quoted:
                return []
            return [Word(tuple(merged), quoted, start, end)]
        out: list[Word] = []
        run: list[str | Hole] = []
        for part in parts:
            if part is _BREAK:
                if run:
                    out.append(Word(tuple(_merge(run)), quoted, start, end))
                run = []
            else:
                run.append(part)
        if run:
            out.append(Word(tuple(_merge(run)), quoted, start, end))
        return out

    def rewritten(self, raws: list[str], state: _State, certain: bool) -> list[Word]:
        """Words that brace expansion wrote anew, read again."""
        out: list[Word] = []
        reader, _certain = self.session.parse(": " + " ".join(raw or "''" for raw in raws), self.holes, self.origin, certain)
        for command in reader.root.named_children[:1]:
            for child in command.named_children[1:]:
                out.extend(reader.words(child, state, certain))
        return out

    def spread(self, node: Node, state: _State) -> list[Word] | None:
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
            return list(state.positionals)
        if text.endswith(("[@]}", "[*]}")) and text.startswith("${") and _is_name(text[2:-4]):
            array = state.arrays.get(text[2:-4])
            if array is not None:
                return list(array)
            return [Word((Hole(VARIABLE, text[2:-4]),), quoted, node.start_byte, node.end_byte)]
        return None

    def parts(self, node: Node, state: _State, certain: bool, inside: bool) -> tuple[list[str | Hole], bool]:
        """A node's parts; `_BREAK` marks where field splitting cuts. `inside`: within double quotes."""
        self.spend()
        kind = node.type
        if kind in ("word", "number", "extglob_pattern", "regex", "variable_name", "special_variable_name", "test_operator"):
            return self.bare(self.slice(node), lead=True)
        if kind == "raw_string":
            return self.pieces(self.slice(node)[1:-1], quoted=True), True
        if kind == "ansi_c_string":
            return self.pieces(shell_text.escapes(self.slice(node)[2:-1]), quoted=True), True
        if kind in ("string", "translated_string"):
            return self.string(node, state, certain), True
        if kind == "concatenation":
            return self.concatenation(node, state, certain)
        if kind == "simple_expansion":
            return self.variable(self.slice(node)[1:], state, inside), inside
        if kind == "expansion":
            return self.expansion(node, state, certain, inside), inside
        if kind == "command_substitution":
            return self.captured(node, state, certain, inside), inside
        if kind == "process_substitution":
            self.substitution(node, state, certain)
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
                    out.append(run)
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
                    out.append(run)
                    run = ""
                out.append(Hole(GLOB, raw[index:end], may_be_empty=False))
                index = end
                continue
            run += char
            index += 1
        if run:
            out.extend(self.pieces(run, quoted=False))
        return out, quoted

    def concatenation(self, node: Node, state: _State, certain: bool) -> tuple[list[str | Hole], bool]:
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
                more, was = self.bare(self.data[run_start:run_end].decode("utf-8", "replace"), lead)
                out.extend(more)
                quoted = quoted or was
                run_start = -1
            lead = False
            more, was = self.parts(child, state, certain, inside=False)
            out.extend(more)
            quoted = quoted or was
        if run_start >= 0:
            more, was = self.bare(self.data[run_start:run_end].decode("utf-8", "replace"), lead)
            out.extend(more)
            quoted = quoted or was
        return out, quoted

    def string(self, node: Node, state: _State, certain: bool) -> list[str | Hole]:
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
                out.extend(self.pieces(_unquote(self.data[at : child.start_byte].decode("utf-8", "replace")), quoted=True))
            if child.is_named:
                more, _quoted = self.parts(child, state, certain, inside=True)
                out.extend(part for part in more if part is not _BREAK)
            else:
                out.extend(self.pieces(self.slice(child), quoted=True))
            at = child.end_byte
        if end > at:
            out.extend(self.pieces(_unquote(self.data[at:end].decode("utf-8", "replace")), quoted=True))
        return out

    def lookup(self, name: str, state: _State) -> Word | None:
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

    def variable(self, name: str, state: _State, inside: bool) -> list[str | Hole]:
        if name in ("@", "*"):
            if state.positionals is None:
                return [Hole(PARAMETER, name, quoted=inside)]
            return self.value(join(list(state.positionals)), inside)
        if name in ("?", "#", "$", "!", "-", "_"):
            return [Hole(ARITHMETIC if name != "_" else VARIABLE, name, quoted=True, may_be_empty=False)]
        value = self.lookup(name, state)
        if value is None:
            why = PARAMETER if name.isdigit() and name != "0" else VARIABLE
            return [Hole(why, name, quoted=inside)]
        return self.value(value, inside)

    def value(self, value: Word, inside: bool) -> list[str | Hole]:
        """A variable's value where it is used: whole inside quotes, split at blanks outside."""
        if inside:
            return [part if isinstance(part, str) or part.quoted else part.but(quoted=True) for part in value.parts]
        out: list[str | Hole] = []
        for part in value.parts:
            if isinstance(part, str):
                if any(char in part for char in " \t\n"):
                    fields = part.split()
                    if part[:1].isspace():
                        out.append(_BREAK)
                    for index, field in enumerate(fields):
                        if index:
                            out.append(_BREAK)
                        out.extend(_globbed(field))
                    if part[-1:].isspace() and fields:
                        out.append(_BREAK)
                else:
                    out.extend(_globbed(part))
            else:
                out.append(part.but(quoted=False) if part.quoted and part.why in (VARIABLE, COMMAND) else part)
        return out

    def expansion(self, node: Node, state: _State, certain: bool, inside: bool) -> list[str | Hole]:
        """`${…}` in all its forms; what cannot be computed is a hole."""
        raw = self.slice(node)
        body = raw[2:-1]
        self.inside(node, state, certain)
        if _is_name(body) or body.isdigit():
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
                return self.value(array[int(key)], inside)
            if array is not None and key in ("@", "*"):
                return self.value(join(list(array)), inside)
            return [Hole(VARIABLE, name, quoted=inside)]
        value = self.lookup(name, state) if name else None
        operator = rest[:2] if rest[:1] == ":" and rest[1:2] in ("-", "=", "?", "+") else rest[:1]
        if operator in (":-", "-", ":=", "="):
            if value is not None and (value.parts or operator in ("-", "=")):
                if value.text is not None or not (len(value.parts) == 1):
                    return self.value(value, inside)
            default = self.nested(rest[len(operator) :], state, certain)
            if operator in (":=", "="):
                state.assign(name, default)
            return self.value(default, inside)
        if operator in (":+", "+"):
            other = self.nested(rest[len(operator) :], state, certain)
            if value is not None and value.parts:
                return self.value(other, inside)
            return [Hole(VARIABLE, name, quoted=inside)] if value is None else []
        if operator in (":?", "?"):
            if value is not None and value.parts:
                return self.value(value, inside)
            return [Hole(VARIABLE, name, quoted=inside, may_be_empty=False)]
        if value is not None and value.text is not None:
            computed = _computed(value.text, rest)
            if computed is not None:
                return self.value(Word(computed), inside)
        if value is not None and value.holes and {hole.why for hole in value.holes} == {TEMPORARY}:
            return self.value(value, inside)
        return [Hole(VARIABLE, name or raw, quoted=inside)]

    def nested(self, raw: str, state: _State, certain: bool) -> Word:
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

    def substitution(self, node: Node, state: _State, certain: bool) -> list[Invocation]:
        """Run what stands inside `$(…)`, backticks or `<(…)` in a copy of the state; returns its calls."""
        session = self.session
        session.depth += 1
        if session.depth > DEPTH_BUDGET:
            raise _StopError
        begin = len(session.calls)
        text = self.slice(node)
        if text.startswith("`") and "\\`" in text:
            # nested backticks: the grammar loses the inner ones
            inner = text[1:-1].replace("\\`", "`").replace("\\\\", "\\").replace("\\$", "$")
            reader, certain = session.parse(inner, self.holes, self.place(node), certain)
            reader.statements(reader.root, state.copy(), certain)
        else:
            twin = state.copy()
            for child in node.children:
                if child.is_named:
                    self.statement(child, twin, certain)
        session.depth -= 1
        return session.calls[begin:]

    def captured(self, node: Node, state: _State, certain: bool, inside: bool) -> list[str | Hole]:
        """`$(…)` where its output is used."""
        blind = len(self.session.blind)
        calls = self.substitution(node, state, certain)
        shown = self.slice(node)
        shown = shown[2:-1] if shown.startswith("$(") else shown[1:-1]
        if len(calls) == 1 and calls[0].program is None and len(calls[0].redirects) == 1:
            pass
        elif calls and len(self.session.blind) == blind:
            if calls[-1].name == "mktemp":
                return [Hole(TEMPORARY, shown[:60], quoted=True, may_be_empty=False)]
            last = calls[-1:] if any(call.piped for call in calls[:-1]) else calls
            text = self.printed(last)
            if text is not None:
                return self.value(_stripped(text), inside)
        elif not calls and shown.strip() in ("", ":", "true"):
            return []
        return [Hole(COMMAND, shown[:120], quoted=inside)]


_BREAK = Hole("break")
_PLAIN = frozenset("\\*?[~{")


def _frozen(word: Word) -> Word:
    return word


def _globbed(text: str) -> list[str | Hole]:
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


def _merge(parts: list[str | Hole]) -> list[str | Hole]:
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


def _stripped(word: Word) -> Word:
    """Without trailing newlines, as command substitution does."""
    if word.text is not None:
        return Word(word.text.rstrip("\n"), quoted=False)
    if word.parts and isinstance(word.parts[-1], str):
        return Word((*word.parts[:-1], word.parts[-1].rstrip("\n")))
    return word


def _unquote(text: str) -> str:
    """A stretch inside double quotes: backslash keeps its meaning only before `$`, backtick, `"`, `\\` and newline."""
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


def _is_name(text: str) -> bool:
    return bool(text) and text.replace("_", "a").isalnum() and text.isascii() and not text[0].isdigit()


def _normal(path: str) -> str:
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


def _computed(value: str, rest: str) -> str | None:
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
