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

from keyturn.language.printers import prints_shell
from keyturn.language.shell_state import (
    DEPTH_BUDGET,
    EMPTY,
    LOOP_BUDGET,
    Function,
    Reading,
    Session,
    State,
    StopError,
    unknown,
)
from keyturn.language.shell_text import HEREDOC_BASE
from keyturn.language.shell_words import Words, is_name, normal, shell_source
from keyturn.model.effect import BlindSpot
from keyturn.model.invocation import Invocation, Redirect, UnknownInput, base_name
from keyturn.model.source import UNKNOWN_LANGUAGE, ShellContext, Source
from keyturn.model.word import COMMAND, HOME, INPUT, PARAMETER, TEMPORARY, VARIABLE, Hole, Word, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from keyturn.language.shell_state import Resolver
    from keyturn.model.workspace import Layout

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


def read(source: Source, layout: Layout, resolver: Resolver) -> Reading:
    """Read a shell Source. Never raises on any text; what cannot be read is in `Reading.blind`."""
    text = source.text
    if text.text is not None:
        quick = fast(text.text, source)
        if quick is not None:
            return quick
    session = Session(source, layout, resolver, Reader)
    context = source.context if isinstance(source.context, ShellContext) else None
    state = State(context)
    try:
        session.run(text, state, source.origin, source.certain)
        if source.file:
            session.uncalled(state)
    except StopError:
        session.blind.append(
            BlindSpot("blind/budget", "the command is too large or too deep to read whole", origin=source.origin)
        )
    except RecursionError:
        session.blind.append(BlindSpot("blind/budget", "the command nests too deeply to read", origin=source.origin))
    return Reading(tuple(session.calls), tuple(session.blind))


def fast(text: str, source: Source) -> Reading | None:
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
    context = source.context if isinstance(source.context, ShellContext) else EMPTY
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


# Statements that pass trailing redirections on to a part of themselves.
_PASSING = frozenset(("list", "pipeline", "negated_command", "redirected_statement"))


class Reader(Words):
    """Walks one parsed text's statements."""

    __slots__ = ()

    # -- statements -----------------------------------------------------------------------------------------

    def statements(self, node: Node, state: State, certain: bool) -> None:
        """Run a node's statements one after the other."""
        for child in node.children:
            if child.is_named:
                self.statement(child, state, certain)

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
        """Run one statement node in `state`.

        `trailing` are redirections that the grammar hangs on a whole list or pipeline: they belong to its last command.
        """
        self.spend()
        kind = node.type
        if trailing and kind not in _PASSING:
            self.applied(node, trailing, state, certain, stdin, redirects, piped)
            return
        if kind == "command":
            self.command(node, state, certain, stdin, redirects, piped)
        elif kind == "redirected_statement":
            self.redirected(node, state, certain, stdin, redirects, piped, trailing)
        elif kind == "list":
            self.chain(node, state, certain, stdin, piped, trailing)
        elif kind == "pipeline":
            self.pipeline(node, state, certain, stdin, piped, trailing)
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
        elif kind in ("compound_statement", "do_group"):
            self.compound(node, state, certain, stdin, piped)
        elif kind == "negated_command":
            for child in node.named_children:
                self.statement(child, state, certain, stdin, redirects, piped, trailing)
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
        self, node: Node, state: State, certain: bool, stdin: Source | UnknownInput | None, piped: bool
    ) -> None:
        """Run the statements of `{ … }`, `( … )` or `do … done`."""
        deeper = self.session.depth = self.session.depth + 1
        if deeper > DEPTH_BUDGET:
            raise StopError
        children = [child for child in node.children if child.is_named]
        for child in children:
            self.statement(child, state, certain, stdin, (), piped)
            stdin = None if isinstance(stdin, Source) else stdin
        self.session.depth -= 1

    def inside(self, node: Node, state: State, certain: bool) -> None:
        """Expressions are not commands, but the substitutions inside them run."""
        for child in node.children:
            if child.type in ("command_substitution", "process_substitution"):
                self.substitution(child, state, certain)
            elif child.child_count:
                self.inside(child, state, certain)

    def chain(
        self,
        node: Node,
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        piped: bool,
        trailing: tuple[Node, ...] = (),
    ) -> None:
        """`a && b || c`: what stands behind `||` is possible only."""
        operator = ""
        children = node.children
        for child in children:
            if not child.is_named:
                operator = child.type
                continue
            rest = trailing if child == children[-1] else ()
            if operator == "||":
                before = state.copy()
                self.statement(child, state, False, stdin, (), piped, rest)
                # the right side ran or did not; what it changed is not known, unless it leaves (`cd x || exit`)
                state.merge(before)
            else:
                self.statement(child, state, certain, stdin, (), piped, rest)

    def pipeline(
        self,
        node: Node,
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        piped: bool,
        trailing: tuple[Node, ...] = (),
    ) -> None:
        """`a | b`: each stage in a copy of the state, fed by the one before."""
        stages = [child for child in node.children if child.is_named and child.type != "comment"]
        session = self.session
        feed = stdin
        for index, stage in enumerate(stages):
            last = index == len(stages) - 1
            begin = len(session.calls)
            blind = len(session.blind)
            self.statement(stage, state.copy(), certain, feed, (), piped or not last, trailing if last else ())
            if not last:
                feed = self.feed(begin, len(session.blind) > blind, stage)

    def feed(self, begin: int, blinded: bool, stage: Node) -> Source | UnknownInput:
        """What a pipeline stage (the calls since `begin`) prints, as the next stage's stdin."""
        shown = "".join(char for char in self.slice(stage)[:80] if not "\ue000" <= char <= "\uf8ff")
        session = self.session
        text = None if blinded else self.printed(begin)
        printing = [index for index in range(begin, len(session.calls)) if index not in session.swallowed]
        session.swallowed.update(range(begin, len(session.calls)))
        if text is None:
            alone = len(printing) == 1 and not blinded and stage.type == "command"
            return UnknownInput(shown, session.calls[printing[0]] if alone else None)
        return Source(UNKNOWN_LANGUAGE, text, self.place(stage).inner("pipe"), session.source.context)

    def printed(self, begin: int) -> Word | None:
        """What the calls since `begin` print one after the other, None when any of it is not static.

        Calls whose output already went into a pipe or a word do not print.
        """
        session = self.session
        out: list[Word] = []
        for index in range(begin, len(session.calls)):
            call = session.calls[index]
            if index in session.swallowed or call.program is None:
                continue
            if any(redirect.fd in (1, -1) and redirect.op != "<" for redirect in call.redirects):
                continue
            text = session.resolver.output(call, session.calls[:index])
            if text is None:
                return None
            out.append(text)
        return join(out, "") if out else None

    def branches(self, node: Node, state: State, certain: bool) -> None:
        """`if`: the arms are possible, and what they change is merged."""
        before = state.copy()
        arms: list[State] = []
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

    def case(self, node: Node, state: State, certain: bool) -> None:
        """`case`: likewise for every arm."""
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

    def inside_word(self, node: Node, state: State, certain: bool) -> None:
        """The substitutions in one word that is not run itself."""
        if node.type in ("command_substitution", "process_substitution"):
            self.substitution(node, state, certain)
        else:
            self.inside(node, state, certain)

    def loop(self, node: Node, state: State, certain: bool, stdin: Source | UnknownInput | None) -> None:
        """`while`, `until`, `for ((…))`: the body is possible, unless the loop is endless."""
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

    def each(self, node: Node, state: State, certain: bool) -> None:
        """`for x in …` and `select`: the body once for each known value, within a budget."""
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
            state.assign(name, value)
            self.statement(body, state, sure)
        if len(values) > LOOP_BUDGET:
            state.assign(name, unknown(name))
            self.statement(body, state, certain=False)

    def function(self, node: Node, state: State) -> None:
        """Remember a function's body; it is read when it is called."""
        name = node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        if name is not None and body is not None:
            state.functions[self.slice(name)] = Function(body, self)
            state.changed()

    def declaration(self, node: Node, state: State, certain: bool) -> None:
        """`export`, `declare`, `local`, `readonly`: assignments, and an invocation for what is exported."""
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

    def assignment(self, node: Node, state: State, certain: bool) -> str:
        """`name=value`, `name+=value`, `name=(…)`; returns the name."""
        name_node = node.child_by_field_name("name")
        value_node = node.child_by_field_name("value")
        name = self.slice(name_node) if name_node is not None else ""
        appended = any(child.type == "+=" for child in node.children)
        if name_node is not None and name_node.type == "subscript":
            # a[$(command)]=x runs the command
            self.inside(name_node, state, certain)
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
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        outer: tuple[Redirect, ...],
        piped: bool,
        trailing: tuple[Node, ...] = (),
    ) -> None:
        """A statement with redirections."""
        body = node.child_by_field_name("body")
        if node.type.endswith("_redirect"):
            nodes = (node, *trailing)
        else:
            nodes = (*(child for child in node.children if child.type.endswith("_redirect")), *trailing)
        if body is not None:
            self.statement(body, state, certain, stdin, outer, piped, nodes)
            return
        found: list[Redirect] = list(outer)
        extra: list[Node] = []
        for child in nodes:
            stdin = self.redirect(child, state, certain, stdin, found, extra)
        if extra:
            words = [word for child in extra for word in self.words(child, state, certain)]
            self.call(node, words, (), tuple(found), stdin, state, certain, piped)
        else:
            self.emit(node, None, (), (), tuple(found), stdin, state, certain, piped)

    def applied(
        self,
        body: Node,
        nodes: tuple[Node, ...],
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        outer: tuple[Redirect, ...],
        piped: bool,
    ) -> None:
        """Redirections on one command or compound, after `redirected` found which one they belong to."""
        found: list[Redirect] = list(outer)
        extra: list[Node] = []
        for child in nodes:
            stdin = self.redirect(child, state, certain, stdin, found, extra)
        if body.type == "command":
            self.command(body, state, certain, stdin, tuple(found), piped, extra)
            return
        if any(redirect.op != "<" for redirect in found):
            # not a bare redirection: the compound writes what it prints
            self.emit(body, Word("{"), (), (), tuple(found), None, state, certain, False)
        self.statement(body, state, certain, stdin, (), piped)

    def redirect(
        self,
        node: Node,
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        found: list[Redirect],
        extra: list[Node],
    ) -> Source | UnknownInput | None:
        """Add one redirection to `found`; returns stdin, replaced when it is a heredoc, here-string or file.

        The grammar takes the words behind a redirection for more destinations (`rm > log x`): they go to `extra`.
        """
        if node.type == "herestring_redirect":
            values = [child for child in node.children if child.is_named]
            text = self.single(values[-1], state, certain) if values else Word("")
            return Source(
                UNKNOWN_LANGUAGE, join([text, Word("\n")], ""), self.place(node).inner("here-string"), state.snapshot()
            )
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
            elif child.is_named and child.type != "ERROR":
                extra.append(child)
            elif child.is_named:
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

    def command(
        self,
        node: Node,
        state: State,
        certain: bool,
        stdin: Source | UnknownInput | None,
        redirects: tuple[Redirect, ...],
        piped: bool,
        extra: list[Node] | None = None,
    ) -> None:
        """A simple command node: assignments, words, redirections."""
        words: list[Word] = []
        assigned: list[tuple[str, Word]] = []
        found: list[Redirect] | None = None
        local: State | None = None
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
                trailing: list[Node] = []
                stdin = self.redirect(child, state, certain, stdin, found, trailing)
                for more in trailing:
                    words.extend(self.words(more, state, certain))
            elif kind == "$" and not child.is_named:
                dollar = True  # `$"…"`: a translated string, its text is what it says
                continue
            elif child.is_named and kind != "comment":
                words.extend(self.words(child, state, certain))
            dollar = False
        if found is not None:
            redirects = tuple(found)
        for more in extra or ():
            words.extend(self.words(more, state, certain))
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
        state: State,
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
            text = join([alias, *[shell_source(word) for word in words[1:]]])
            self.session.run(text, state, self.place(node).inner(f"alias {name}"), certain)
            self.session.active.pop()
            return
        function = state.functions.get(name) if state.functions else None
        if isinstance(function, Function):
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
        state: State,
        certain: bool,
        piped: bool,
    ) -> None:
        """A command whose first word is not known."""
        first = words[0]
        hole = first.holes[0]
        rest = words[1:]
        if len(first.parts) == 1 and not hole.quoted and hole.why in (VARIABLE, PARAMETER) and rest:
            # unset and unquoted, it vanishes and the next word is the program
            self.call(node, rest, assigned, redirects, stdin, state, False, piped)
            if hole.name in _PREFIXES:
                return
        if hole.why == PARAMETER and state.positionals is None and first.shown() in ("$@", "$*"):
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
        function: Function,
        args: list[Word],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        state: State,
        certain: bool,
        piped: bool,
    ) -> None:
        """Run a function's body with its arguments."""
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
            raise StopError
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
        state: State,
        certain: bool,
        piped: bool,
    ) -> bool:
        """Builtins that change the shell itself. False: nothing was done, treat it as a program."""
        args = words[1:]
        if name in ("cd", "chdir", "pushd"):
            self.change_directory(args, state)
        elif name == "popd":
            state.directory = unknown("OLDPWD")
            state.changed()
        elif name == "eval":
            text = join(args)
            if (
                text.text is None
                and text.holes
                and isinstance(text.parts[0], Hole)
                and text.parts[0].quoted is not None
            ):
                lead = text.parts[0]
                if lead.why in (VARIABLE, COMMAND, PARAMETER, INPUT):
                    self.session.blind.append(
                        BlindSpot(
                            "blind/opaque-text",
                            f"eval runs {text.shown()[:80]}, which is only known when it runs",
                            # what a program prints to be evaluated (`ssh-agent -s`) is that program's own doing
                            opaque=lead.why != COMMAND or len(text.parts) > 1 or not prints_shell(lead.name),
                            certain=certain,
                            origin=self.place(node),
                        )
                    )
                    return True
            self.session.depth += 1
            if self.session.depth > DEPTH_BUDGET:
                raise StopError
            self.session.run(text, state, self.place(node).inner("eval"), certain)
            self.session.depth -= 1
        elif name in ("read", "mapfile", "readarray", "getopts"):
            for word in args:
                if word.text is not None and is_name(word.text):
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
                    state.aliases[key] = Word(word.text[len(key) + 1 :]) if word.text is not None else unknown(key)
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
                state.assign(args[1].text, printed if printed is not None else unknown(args[1].text))
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
                if equals and is_name(key):
                    state.assign(key, Word(value, quoted=True))
                    state.exported.add(key)
            return False
        else:
            return name in ("let", "return", "exit")
        if redirects:
            self.emit(node, None, (), (), redirects, None, state, certain, False)
        return True

    def change_directory(self, args: list[Word], state: State) -> None:
        """`cd`, `pushd`: where relative paths point from here on.

        The directory's word is marked quoted when the command wrote it in full: what lies there was meant.
        """
        operands = [word for word in args if word.text is None or not word.text.startswith("-") or word.text == "-"]
        state.changed()
        if not operands:
            state.directory = Word(self.session.layout.home)
            return
        target = operands[0]
        if target.text is None or target.text == "-":
            state.directory = target if target.text is None and target.prefix.startswith("/") else unknown("PWD")
            whys = {hole.why for hole in target.holes}
            if whys == {TEMPORARY}:
                state.directory = Word(self.session.layout.temporary[0] + "/unnamed")
            elif target.prefix.startswith("/") and all(
                hole.why == VARIABLE and hole.name == "$" for hole in target.holes
            ):
                # `/tmp/work.$$`: a process's number, never a way out
                shown = "".join(part if isinstance(part, str) else "0" for part in target.parts)
                state.directory = Word(normal(shown), quoted=True)
            return
        if target.text == "":
            return
        if target.text.startswith("/"):
            state.directory = Word(normal(target.text), quoted=True)
            return
        before = state.directory
        here = before.text if before is not None else self.session.layout.directory
        full = before is not None and before.quoted and ".." not in target.text
        state.directory = unknown("PWD") if here is None else Word(normal(here + "/" + target.text), quoted=full)

    def emit(
        self,
        node: Node,
        program: Word | None,
        args: tuple[Word, ...],
        assigned: tuple[tuple[str, Word], ...],
        redirects: tuple[Redirect, ...],
        stdin: Source | UnknownInput | None,
        state: State,
        certain: bool,
        piped: bool,
        name: str = "",
    ) -> None:
        """Add one invocation to the reading."""
        if program is not None and program.text is not None:
            text = program.text
            name = base_name(text) if "/" in text or "\\" in text or "." in text else text
        self.session.calls.append(
            Invocation(
                program, args, assigned, redirects, stdin, state.snapshot(), certain, self.place(node), name, piped
            )
        )
