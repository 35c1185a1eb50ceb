"""What the shell reader keeps while it reads: the shell's state, and the session with its budgets."""

from __future__ import annotations

from keyturn.language import shell_text
from keyturn.language.shell_text import HOLE_BASE, HOLE_LIMIT
from keyturn.model.effect import BlindSpot
from keyturn.model.noun import Noun
from keyturn.model.source import ShellContext
from keyturn.model.word import VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from tree_sitter import Node

    from keyturn.language.shell_words import Words
    from keyturn.model.invocation import Invocation
    from keyturn.model.source import Origin, Source
    from keyturn.model.workspace import Layout

    class Resolver(Protocol):
        """What the reader asks about the world outside the text. Both answers may be None: not known."""

        def output(self, call: Invocation, earlier: Sequence[Invocation] = ()) -> Word | None:
            """What a call prints, when that is static (`printf rm`, `echo x`, a known file through `cat`)."""

        def variable(self, name: str) -> Word | None:
            """An environment variable's value that holds whatever the environment (HOME, TMPDIR, SHELL)."""


NODE_BUDGET = 60_000
COPY_BUDGET = 500_000
"""Characters that expansions may copy out of variables: `b=$a$a; c=$b$b; …` doubles at every step."""
CALL_BUDGET = 6_000
DEPTH_BUDGET = 60
LOOP_BUDGET = 24
TEXT_BUDGET = 2_000_000


class Reading(Noun):
    """Everything one shell text would call, in order, and what could not be read in it."""

    calls: tuple[Invocation, ...]
    blind: tuple[BlindSpot, ...] = ()


class State:
    """What the shell knows at one point. Copied for subshells; `snapshot` is cached until something changes."""

    __slots__ = ("_snapshot", "aliases", "arrays", "directory", "exported", "functions", "positionals", "variables")

    def __init__(self, context: ShellContext | None) -> None:
        if context is None:
            context = EMPTY
        self.directory = context.directory
        self.variables: dict[str, Word] = dict(context.variables)
        self.exported: set[str] = set(context.exported)
        self.functions: dict[str, object] = dict(context.functions)
        self.aliases: dict[str, Word] = dict(context.aliases)
        self.arrays: dict[str, tuple[Word, ...]] = {}
        self.positionals = context.positionals
        self._snapshot: ShellContext | None = None

    def copy(self) -> State:
        """A copy for a subshell."""
        twin = State.__new__(State)
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
        """Forget the cached snapshot."""
        self._snapshot = None

    def assign(self, name: str, value: Word) -> None:
        """Set a variable."""
        self.variables[name] = value
        self.arrays.pop(name, None)
        self._snapshot = None

    def snapshot(self) -> ShellContext:
        """What an invocation made now would see."""
        if self._snapshot is None:
            if not (self.variables or self.functions or self.aliases or self.directory or self.positionals):
                self._snapshot = EMPTY if self.positionals is None else ShellContext(positionals=self.positionals)
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

    def merge(self, other: State) -> None:
        """After a branch that may or may not have run: what differs is no longer known."""
        if other.directory != self.directory:
            self.directory = Word((Hole(VARIABLE, "PWD", quoted=True),))
        for name in set(self.variables) | set(other.variables):
            mine, theirs = self.variables.get(name), other.variables.get(name)
            if mine != theirs:
                # one side's literal is kept as the better guess only when the other is unset: `X=${X:-a}`
                self.variables[name] = theirs if mine is None and theirs is not None else unknown(name)
        for name, array in other.arrays.items():
            if self.arrays.get(name) != array:
                self.arrays.pop(name, None)
                self.variables[name] = unknown(name)
        self.functions.update(other.functions)
        self.aliases.update(other.aliases)
        self.exported |= other.exported
        self._snapshot = None


EMPTY = ShellContext()


class Function(Noun):
    """A function's body: the node, and the text it belongs to."""

    node: Node
    reader: Words


def unknown(name: str) -> Word:
    """A word that is one unknown variable."""
    return Word((Hole(VARIABLE, name),))


class StopError(Exception):
    """A budget is spent."""


_LONG = 8192
_EXTGLOB = ("!(", "@(", "+(", "?(", "*(")


class Session:
    """One reading: its budget, its calls and its blind spots, shared by every nested text."""

    __slots__ = (
        "active",
        "blind",
        "called",
        "calls",
        "copied",
        "depth",
        "layout",
        "nodes",
        "reader",
        "resolver",
        "source",
        "swallowed",
    )

    def __init__(self, source: Source, layout: Layout, resolver: Resolver, reader: type[Words]) -> None:
        self.reader = reader
        self.source = source
        self.layout = layout
        self.resolver = resolver
        self.calls: list[Invocation] = []
        self.blind: list[BlindSpot] = []
        self.nodes = 0
        self.copied = 0
        self.depth = 0
        self.active: list[str] = []
        self.called: set[str] = set()
        self.swallowed: set[int] = set()

    def run(self, text: Word, state: State, origin: Origin, certain: bool) -> list[Invocation]:
        """Read a text in `state`; returns the calls it made (they are in `calls` too)."""
        begin = len(self.calls)
        literal, holes = encode(text)
        if any(hole.may_be_syntax for hole in holes):
            self.blind.append(
                BlindSpot(
                    "blind/opaque-text",
                    f"text from {holes[0].why} becomes part of a command",
                    certain=certain,
                    origin=origin,
                )
            )
        if len(literal) > TEXT_BUDGET:
            self.blind.append(BlindSpot("blind/budget", "the text is too long to read", certain=certain, origin=origin))
            return []
        reader, certain = self.parse(literal, holes, origin, certain)
        reader.statements(reader.root, state, certain)
        return self.calls[begin:]

    def parse(self, literal: str, holes: tuple[Hole, ...], origin: Origin, certain: bool) -> tuple[Words, bool]:
        """A text as a reader, repaired where the grammar needs it; and whether it is still certain."""
        from keyturn.language.grammar import parser

        grammar = parser("bash")
        if "\0" in literal:
            literal = literal.replace("\0", "")
        if "\r\n" in literal:
            literal = literal.replace("\r\n", "\n")
        tail = literal.rstrip(" \t\n")
        if tail.endswith("\\") and literal[len(tail) : len(tail) + 1] == "\n" and not tail.endswith("\\\\"):
            literal = tail[:-1]  # a continuation with nothing to continue, which the grammar does not take
        prepared = shell_text.prepare(literal)
        if len(prepared.text) > _LONG and any(mark in prepared.text for mark in _EXTGLOB):
            # the grammar's recovery costs the square of their number, so long texts are repaired beforehand
            repaired = shell_text.repairs(prepared.text)
            if repaired:
                prepared = prepared.but(text=repaired[0])
        data, table = shell_text.armour(prepared.text)
        tree = grammar.parse(data)
        if tree.root_node.has_error:
            readings = shell_text.repairs(prepared.text)
            expanded = brace_command(prepared.text)
            if expanded is not None:
                readings.append(expanded)
            # the grammar trips over program names such as `a@b` and `50%`, where these are ordinary letters
            if len(prepared.text) <= _LONG:
                readings += [shell_text.letters(text) for text in (prepared.text, *readings)]
            for text in readings:
                other_data, other_table = shell_text.armour(text)
                other = grammar.parse(other_data)
                if not other.root_node.has_error:
                    return self.reader(self, other_data, other_table, other, prepared.heredocs, holes, origin), certain
            if not harmless_error(tree.root_node):
                self.blind.append(
                    BlindSpot(
                        "blind/unparsable", "this is not shell that can be parsed", certain=certain, origin=origin
                    )
                )
                certain = False
        return self.reader(self, data, table, tree, prepared.heredocs, holes, origin), certain

    def uncalled(self, state: State) -> None:
        """In a file, bodies of functions nobody called here may still run: read them as possible."""
        for name, function in list(state.functions.items()):
            if name not in self.called and isinstance(function, Function):
                inner = state.copy()
                inner.positionals = None
                inner.changed()
                self.active.append(name)
                function.reader.statement(function.node, inner, certain=False)
                self.active.pop()


def harmless_error(root: Node) -> bool:
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


def brace_command(text: str) -> str | None:
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


def encode(text: Word) -> tuple[str, tuple[Hole, ...]]:
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
