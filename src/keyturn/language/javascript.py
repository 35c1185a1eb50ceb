"""What a JavaScript text calls, read without running it.

tree-sitter parses; the walk keeps imports and their aliases, strings and arrays put together from literals, and the
text's own functions at each call. TypeScript is read with the same grammar: its types show as errors around which
the calls still stand. Nothing here knows which calls are dangerous.
"""

from __future__ import annotations

from keyturn.language import grammar
from keyturn.language.calls import (
    Page,
    Reading,
    as_word,
    glob_word,
    glue,
    join_path,
    parent_path,
    unescape,
    variable_word,
)
from keyturn.model.call import Call
from keyturn.model.source import JAVASCRIPT, Source
from keyturn.model.word import GLOB, PARAMETER, TEMPLATE, TEMPORARY, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

    from keyturn.model.call import Value

MAX_BYTES = 4_000_000
MAX_STEPS = 4_000_000
MAX_DEPTH = 150
MAX_CALLS = 50_000
MAX_INLINE = 5
MAX_TEXT = 100_000


class _Thing:
    """Something with a dotted name; `of` is its first known argument."""

    __slots__ = ("name", "of")

    def __init__(self, name: str, of: Value = None) -> None:
        self.name = name
        self.of = of


class _Function:
    """A function of the text itself."""

    __slots__ = ("called", "name", "node", "page", "scopes")

    def __init__(self, name: str, node: Node, page: Page, scopes: list[dict[str, Any]]) -> None:
        self.name = name
        self.node = node
        self.page = page
        self.scopes = scopes
        self.called = False


_ABSENT = object()
_FUNCTIONS = frozenset(
    "arrow_function function_expression function_declaration generator_function generator_function_declaration "
    "method_definition function".split()
)
_EACH = frozenset("forEach map filter some every find flatMap reduce".split())


# Type arguments of TypeScript that tear a function's head apart for a JavaScript grammar; as long as their spaces.
_TYPES = tuple((mark, b" " * len(mark)) for mark in (b"<any>", b"<void>", b"<unknown>", b"<DB>", b"<Database>"))

_RETURNS = (
    rb"(\))(:\s{0,20}(?:[A-Z][\w$.]{0,80}|void|string|number|boolean|any|unknown|never|object)"
    rb"(?:<[^<>(){};=]{0,200}(?:<[^<>(){};=]{0,100}>[^<>(){};=]{0,100})?>)?(?:\[\]){0,3})(?=\s{0,20}(?:\{|=>))"
)
_DECORATED = rb"([(,]\s{0,100})(@[A-Za-z][\w.]{0,60}(?:\([\w., '\"]{0,100}\))?)(?=\s)"
# A parameter's type that is spelled out. Only names of types stand in it, so that no object's value is taken for one.
_SHAPE = (
    rb"\??:\s{0,20}\{(?:\s{0,40}[\w$]{1,60}\??:\s{0,20}(?:string|number|boolean|bigint|any|unknown)(?:\[\])?[;,]?){1,30}"
    rb"\s{0,40}\}"
)
_MODIFIED = (b"public ", b"private ", b"protected ")
_MODIFIERS = (
    rb"((?:^|[\n(,])[ \t]{0,100})((?:(?:public|private|protected|readonly|override|abstract) ){1,4})(?=[\w$#\[*])"
)


def _without_types(data: bytes) -> bytes:
    """The same text with the commonest type arguments blanked, every offset kept."""
    for mark, blank in _TYPES:
        if mark in data:
            data = data.replace(mark, blank)
    if b"):" in data or any(mark in data for mark in _MODIFIED):
        # what a function takes and returns, and who may call it: a body after that would else be lost
        import re

        data = re.sub(_RETURNS, lambda found: found[1] + b" " * len(found[2]), data)
        data = re.sub(_DECORATED, lambda found: found[1] + b" " * len(found[2]), data)
        data = re.sub(_SHAPE, lambda found: b" " * len(found[0]), data)
        data = re.sub(_MODIFIERS, lambda found: found[1] + b" " * len(found[2]), data)
        data = re.sub(rb"(?<=[\w$])\?(?=:)", b" ", data)
    return data


def read(source: Source) -> Reading:
    """The calls of a JavaScript text, in the order they would run, then those of functions nobody calls.

    Never raises for any text: what cannot be read shows in `errors` and `complete`.
    """
    page = Page(source)
    if len(page.data) > MAX_BYTES:
        return Reading((), errors=True, complete=False)
    reader = _Reader(page)
    root = grammar.parser("javascript").parse(_without_types(page.data)).root_node
    reader.certain = source.certain
    reader.file = source.origin.file if source.file else ""
    reader.block(root)
    reader.rest()
    return Reading(tuple(reader.calls), root.has_error, reader.complete)


class _Reader:
    """One walk through one text. `scopes` are the names seen so far, innermost last."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.calls: list[Call] = []
        self.scopes: list[dict[str, Any]] = [{}]
        self.functions: list[_Function] = []
        self.active: list[_Function] = []
        self.returns: list[Any] = []
        self.within = ""
        self.certain = True
        self.file = ""
        self.depth = 0
        self.steps = 0
        self.complete = True
        self.inlined = 0

    # -- statements

    def block(self, node: Node) -> None:
        """Every statement below a node; function declarations are known before the first runs."""
        for child in node.named_children:
            if child.type in ("function_declaration", "generator_function_declaration"):
                self.declare(child)
        for child in node.named_children:
            self.statement(child)

    def rest(self) -> None:
        """Bodies of functions that nothing called: possible, never certain."""
        self.certain = False
        at = 0
        while at < len(self.functions):
            function = self.functions[at]
            at += 1
            if not function.called:
                self.enter(function, [], known=False)

    def spent(self) -> bool:
        """Whether the budget is used up; says so in `complete`."""
        self.steps += 1
        if self.steps > MAX_STEPS or self.depth > MAX_DEPTH or len(self.calls) > MAX_CALLS:
            self.complete = False
            return True
        return False

    def statement(self, node: Node) -> None:
        if self.spent():
            return
        self.depth += 1
        kind = node.type
        handler = getattr(self, "on_" + kind, None)
        if handler is not None:
            handler(node)
        elif kind.endswith(("_statement", "_block", "_clause", "_body", "_case", "_default")) or kind == "ERROR":
            self.block(node)
        else:
            self.value(node)
        self.depth -= 1

    def maybe(self, node: Node | None) -> None:
        """A part that may not run; names it binds differently become unknown afterwards."""
        if node is None:
            return
        before, was = dict(self.scopes[-1]), self.certain
        self.certain = False
        self.statement(node)
        self.certain = was
        after = self.scopes[-1]
        for name, value in list(after.items()):
            old = before.get(name, _ABSENT)
            if old is not _ABSENT and old is not value and old != value:
                after[name] = None

    def on_comment(self, node: Node) -> None:
        """Nothing."""

    def on_import_statement(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        word = self.value(source) if source is not None else None
        module = _module(word.text or "") if isinstance(word, Word) else ""
        for clause in node.named_children:
            if clause.type != "import_clause":
                continue
            for child in clause.named_children:
                if child.type == "identifier":
                    self.set(self.text(child), _Thing(module))
                elif child.type == "namespace_import" and child.named_children:
                    self.set(self.text(child.named_children[0]), _Thing(module))
                elif child.type == "named_imports":
                    for one in child.named_children:
                        name = self.field(one, "name")
                        bound = self.field(one, "alias") or name
                        self.set(bound, _Thing(module if name == "default" else f"{module}.{name}"))

    def on_export_statement(self, node: Node) -> None:
        for child in node.named_children:
            if child.type in _FUNCTIONS and not child.child_by_field_name("name"):
                self.declare(child, "default")
            else:
                self.statement(child)

    def on_lexical_declaration(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "variable_declarator":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                found = self.value(value, self.text(name)) if value is not None else None
                if name is not None:
                    self.bind(name, found)

    on_variable_declaration = on_lexical_declaration

    def declare(self, node: Node, name: str = "") -> _Function:
        """A function of the text. Once per place."""
        shown = self.field(node, "name") or name
        for known in self.functions:
            if known.node.start_byte == node.start_byte and known.page is self.page and known.node.type == node.type:
                self.bind_name(node, known)
                return known
        function = _Function(shown or self.within, node, self.page, list(self.scopes))
        self.functions.append(function)
        self.bind_name(node, function)
        return function

    def bind_name(self, node: Node, function: _Function) -> None:
        if node.type.endswith("_declaration") and function.name:
            self.set(function.name, function)

    def on_function_declaration(self, node: Node) -> None:
        self.declare(node)

    on_generator_function_declaration = on_function_declaration

    def on_class_declaration(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        for child in body.named_children if body is not None else ():
            if child.type == "method_definition":
                self.declare(child)
            else:
                value = child.child_by_field_name("value")
                if value is not None:
                    found = self.value(value, self.field(child, "property"))
                    self.set("this." + self.field(child, "property"), found)

    def on_if_statement(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        text = self.text(condition)
        if condition is not None:
            self.value(condition)
        consequence = node.child_by_field_name("consequence")
        if consequence is not None and (
            text in ("(true)", "(1)") or "require.main" in text or "import.meta.main" in text
        ):
            self.statement(consequence)
        else:
            self.maybe(consequence)
        self.maybe(node.child_by_field_name("alternative"))

    def on_for_in_statement(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        body = node.child_by_field_name("body")
        items = self.value(right) if right is not None else None
        if body is None or left is None:
            return
        if isinstance(items, tuple) and len(items) <= 12 and self.field(node, "operator") == "of":
            for item in items:
                self.bind(left, item)
                self.statement(body)
            return
        self.bind(left, items[0] if isinstance(items, tuple) and items else None)
        self.statement(body)

    def on_while_statement(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        if condition is not None:
            self.value(condition)
        self.maybe(node.child_by_field_name("body"))

    def on_try_statement(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.statement(body)
        handler = node.child_by_field_name("handler")
        if handler is not None:
            self.maybe(handler.child_by_field_name("body"))
        last = node.child_by_field_name("finalizer")
        if last is not None:
            self.block(last)

    def on_switch_case(self, node: Node) -> None:
        was = self.certain
        self.certain = False
        self.block(node)
        self.certain = was

    on_switch_default = on_switch_case

    def on_return_statement(self, node: Node) -> None:
        for child in node.named_children:
            self.returns.append(self.value(child))

    def on_ERROR(self, node: Node) -> None:  # noqa: N802 - the grammar's own name
        self.block(node)

    # -- names

    def set(self, name: str, value: Any) -> None:
        if isinstance(value, Word) and len(value.text or "") > MAX_TEXT:
            value = None
        self.scopes[-1][name] = value

    def change(self, name: str, value: Any) -> None:
        """An assignment without a declaration: the scope that has the name."""
        for scope in reversed(self.scopes):
            if name in scope:
                scope[name] = value
                return
        self.scopes[0][name] = value

    def look(self, name: str) -> Any:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return _ABSENT

    def bind(self, target: Node, value: Any) -> None:
        kind = target.type
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            self.set(self.text(target), value)
        elif kind == "object_pattern":
            for child in target.named_children:
                if child.type == "pair_pattern":
                    key, inner = self.field(child, "key"), child.child_by_field_name("value")
                    if inner is not None:
                        self.bind(inner, self.member(value, key.strip("'\"")))
                elif child.type == "shorthand_property_identifier_pattern":
                    self.set(self.text(child), self.member(value, self.text(child)))
                elif child.type == "object_assignment_pattern":
                    left = child.child_by_field_name("left")
                    if left is not None:
                        self.set(self.text(left), self.member(value, self.text(left)))
                else:
                    for name in child.named_children:
                        self.bind(name, None)
        elif kind == "array_pattern":
            names = target.named_children
            for at, name in enumerate(names):
                self.bind(name, value[at] if isinstance(value, tuple) and at < len(value) else None)
        elif kind == "assignment_pattern":
            left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
            default = self.value(right) if right is not None and value is None else value
            if left is not None:
                self.bind(left, default)
        elif kind in ("rest_pattern", "lexical_declaration", "variable_declaration", "variable_declarator"):
            for child in target.named_children:
                self.bind(child, value if kind.endswith(("declaration", "declarator")) else None)
        elif kind == "member_expression":
            self.set(self.text(target), value)

    def text(self, node: Node | None) -> str:
        if node is None:
            return ""
        return self.page.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def field(self, node: Node, name: str) -> str:
        return self.text(node.child_by_field_name(name))

    # -- expressions

    def value(self, node: Node, name: str = "") -> Any:
        """What an expression is known to be. `name`: what it is being called, for functions."""
        if self.spent():
            return None
        if node.type in _FUNCTIONS:
            return self.declare(node, name.rpartition(".")[2])
        self.depth += 1
        handler = getattr(self, "of_" + node.type, None)
        if handler is not None:
            found = handler(node)
        else:
            found = None
            for child in node.named_children:
                self.value(child)
        self.depth -= 1
        return found

    def of_comment(self, node: Node) -> None:
        """Nothing."""

    def of_statement_block(self, node: Node) -> None:
        self.block(node)

    def of_string(self, node: Node) -> Word:
        raw = "".join(self.text(child) for child in node.children[1:-1])
        return self.page.word(unescape(raw.replace("\\/", "/")), node.start_byte, node.end_byte)

    def of_template_string(self, node: Node) -> Word:
        words: list[Word] = []
        at = node.start_byte + 1
        for child in node.children:
            if child.type != "template_substitution":
                continue
            words.append(self.literal(at, child.start_byte))
            inner = next((one for one in child.named_children if one.type != "comment"), None)
            words.append(self.text_of(inner, TEMPLATE))
            at = child.end_byte
        words.append(self.literal(at, max(at, node.end_byte - 1)))
        made = glue([word for word in words if word.parts])
        return Word(made.parts, True, node.start_byte, node.end_byte)

    def literal(self, start: int, end: int) -> Word:
        raw = self.page.data[start:end].decode("utf-8", "replace")
        return self.page.word(unescape(raw.replace("\\`", "`").replace("\\$", "$")))

    def text_of(self, node: Node | None, why: str = VARIABLE) -> Word:
        """An expression put into a text: its words, or a hole that bears its source as name."""
        value = self.value(node) if node is not None else None
        if isinstance(value, Word):
            return value
        shown = self.text(node)
        return Word((Hole(why, shown if len(shown) <= 60 else "…", True),), quoted=True)

    def of_number(self, node: Node) -> Word:
        return Word(self.text(node))

    of_true = of_false = of_null = of_undefined = of_number

    def of_regex(self, node: Node) -> None:
        """Nothing known."""

    def of_identifier(self, node: Node) -> Any:
        name = self.text(node)
        if self.page.is_hole(name):
            return self.page.word(name)
        found = self.look(name)
        if found is not _ABSENT:
            return found
        if name == "__filename":
            return Word(self.file, quoted=True) if self.file else None
        if name == "__dirname":
            return parent_path(Word(self.file, quoted=True)) if self.file else Word(".", quoted=True)
        return _Thing(name)

    def of_this(self, node: Node) -> None:
        """Nothing known by itself."""

    def of_member_expression(self, node: Node) -> Any:
        whole = self.text(node)
        if len(whole) < 80:
            bound = self.look(whole)
            if bound is not _ABSENT:
                return bound
        holder = node.child_by_field_name("object")
        thing = self.value(holder) if holder is not None else None
        return self.member(thing, self.field(node, "property"))

    def member(self, thing: Any, name: str) -> Any:
        if isinstance(thing, _Thing):
            if thing.name in ("globalThis", "global", "window", "self"):
                found = self.look(name)
                return _Thing(name) if found is _ABSENT else found
            if thing.name == "process.env":
                return variable_word(name)
            if thing.name in ("Deno.env", "import.meta") and name == "dirname":
                return Word(".", quoted=True)
            if thing.name == "path" and name in ("posix", "win32"):
                return thing
            if thing.name == "path" and name == "sep":
                return Word("/", quoted=True)
            return _Thing(thing.name + "." + name, thing.of)
        if isinstance(thing, dict):
            return thing.get(name)
        if isinstance(thing, (Word, tuple)):
            return _Thing("." + name, thing)
        return _Thing("." + name)

    def of_subscript_expression(self, node: Node) -> Any:
        holder, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        thing = self.value(holder) if holder is not None else None
        key = self.value(index) if index is not None else None
        text = key.text if isinstance(key, Word) else None
        if text is None:
            return _Thing(thing.name, thing.of) if isinstance(thing, _Thing) else None
        if isinstance(thing, _Thing) and thing.name == "process.argv":
            return Word((Hole(PARAMETER, text, True),), quoted=True)
        if isinstance(thing, tuple) and text.isdigit():
            return thing[int(text)] if int(text) < len(thing) else None
        if isinstance(thing, Word) and text.isdigit() and thing.text is not None:
            return Word(thing.text[int(text) : int(text) + 1], quoted=True)
        return self.member(thing, text)

    def of_array(self, node: Node) -> tuple[Word, ...]:
        words: list[Word] = []
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "spread_element":
                inner = self.value(child.named_children[0]) if child.named_children else None
                if isinstance(inner, tuple):
                    words.extend(inner)
                else:
                    words.append(Word((Hole(VARIABLE, self.text(child).lstrip("."), quoted=False),)))
                continue
            words.append(self.text_of(child))
        return tuple(words)

    def of_object(self, node: Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = self.text(key).strip("'\"[]`")
                made[name] = self.value(value, name) if value is not None else None
            elif child.type == "shorthand_property_identifier":
                found = self.look(self.text(child))
                made[self.text(child)] = None if found is _ABSENT else found
            elif child.type == "method_definition":
                made[self.field(child, "name")] = self.declare(child)
            elif child.type == "spread_element":
                inner = self.value(child.named_children[0]) if child.named_children else None
                made.update(inner if isinstance(inner, dict) else {"...": None})
        return made

    def of_parenthesized_expression(self, node: Node) -> Any:
        value = None
        for child in node.named_children:
            if child.type != "comment":
                value = self.value(child)
        return value

    of_await_expression = of_sequence_expression = of_parenthesized_expression

    def of_as_expression(self, node: Node) -> Any:
        return self.value(node.named_children[0]) if node.named_children else None

    def of_ternary_expression(self, node: Node) -> Any:
        condition = node.child_by_field_name("condition")
        if condition is not None:
            self.value(condition)
        first, second = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        was = self.certain
        self.certain = False
        one = self.value(first) if first is not None else None
        other = self.value(second) if second is not None else None
        self.certain = was
        return one if one == other else None

    def of_assignment_expression(self, node: Node) -> Any:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = self.text(left)
        value = self.value(right, name) if right is not None else None
        if left is not None:
            if left.type == "identifier":
                self.change(name, value)
            else:
                self.bind(left, value)
        return value

    def of_augmented_assignment_expression(self, node: Node) -> Any:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return None
        made = self.plus(self.value(left), self.value(right), left, right)
        self.change(self.text(left), made)
        return made

    def of_binary_expression(self, node: Node) -> Any:
        chain: list[tuple[str, Node | None]] = []
        current: Node | None = node
        while current is not None and current.type == "binary_expression":
            chain.append((self.field(current, "operator"), current.child_by_field_name("right")))
            current = current.child_by_field_name("left")
        left = self.value(current) if current is not None else None
        was = self.certain
        for operator, right in reversed(chain):
            if operator in ("&&", "||", "??"):
                self.certain = False
            other = self.value(right) if right is not None else None
            self.certain = was
            if operator == "+":
                left = self.plus(left, other, current, right)
            elif operator in ("||", "??"):
                # a literal default stands for what is not known, but is not known itself
                left = left if isinstance(left, Word) else None
            else:
                left = None
        return left

    def plus(self, left: Any, right: Any, first: Node | None, second: Node | None) -> Any:
        if not isinstance(left, Word) and not isinstance(right, Word):
            return None
        words: list[Word] = []
        for value, node in ((left, first), (right, second)):
            shown = self.text(node)
            words.append(as_word(value, shown if len(shown) <= 60 else "…", TEMPLATE))
        if not any(word.quoted for word in words) or sum(len(word.text or "") for word in words) > MAX_TEXT:
            return None
        return glue(words)

    # -- calls

    def of_new_expression(self, node: Node) -> Any:
        return self.of_call_expression(node)

    def of_call_expression(self, node: Node) -> Any:
        target = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        given = node.child_by_field_name("arguments")
        if target is None:
            return None
        callee = self.value(target)
        name, of = "", None
        if isinstance(callee, _Function):
            name = callee.name
        elif isinstance(callee, _Thing):
            name, of = callee.name, callee.of
        elif target.type in ("identifier", "import"):
            name = "import" if target.type == "import" else "." + self.text(target)
        args: list[Any] = []
        nodes: list[Node] = []
        tagged = given is not None and given.type == "template_string"
        if tagged and given is not None:
            args.append(self.value(given))
            nodes.append(given)
        elif given is not None:
            for child in given.named_children:
                if child.type == "comment":
                    continue
                if child.type == "spread_element":
                    inner = self.value(child.named_children[0]) if child.named_children else None
                    spread = list(inner) if isinstance(inner, tuple) else [None]
                    args.extend(spread)
                    nodes.extend([child] * len(spread))
                    continue
                args.append(self.value(child))
                nodes.append(child)
        known = self.known_call(name, of, args, nodes, node)
        if known is not _ABSENT:
            return known
        self.emit(name, args, node, of, tagged=tagged)
        if isinstance(callee, _Function):
            return self.enter(callee, args)
        self.callbacks(name, of, args)
        kept = of if of is not None else next((one for one in args if isinstance(one, Word) and one.quoted), None)
        return _Thing(name, kept) if name else None

    def callbacks(self, name: str, of: Any, args: list[Any]) -> None:
        """Functions handed to a call are taken to be called by it."""
        last = name.rpartition(".")[2]
        for one in args:
            if not isinstance(one, _Function):
                continue
            if last == "then":
                # what a promise was made from is what its callback gets: import("fs").then(fs => …)
                self.enter(one, [_Thing(name.rpartition(".")[0], of)])
            elif last in _EACH and isinstance(of, tuple) and len(of) <= 12:
                for item in of:
                    self.enter(one, [item])
            else:
                self.enter(one, [])

    def emit(self, name: str, args: list[Any], node: Node, of: Any, *, tagged: bool = False) -> None:
        """Keep a call; the entries of object arguments are its keywords."""
        keywords: list[tuple[str, Value]] = []
        for one in args:
            if isinstance(one, dict):
                keywords.extend((key, _shown(value)) for key, value in one.items())
        self.calls.append(
            Call(
                name + "``" if tagged else name,
                tuple(_shown(one) for one in args),
                tuple(keywords),
                self.within,
                self.certain,
                self.page.origin(node.start_byte, node.end_byte),
                of if isinstance(of, (Word, tuple)) else None,
            )
        )

    def known_call(self, name: str, of: Any, args: list[Any], nodes: list[Node], node: Node) -> Any:
        """The value of a call that only computes, _ABSENT for every other."""
        first = args[0] if args else None
        text = first.text if isinstance(first, Word) else None
        if (name in ("require", "import") or name.endswith(".require")) and text is not None:
            return _Thing(_module(text))
        if name in ("path.join", "path.resolve"):
            words = [self.plain(one, at) for one, at in zip(args, nodes, strict=False)]
            return join_path(words) if words else Word(".", quoted=True)
        if name in (
            "path.normalize",
            "String",
            "Buffer.from",
            "fs.realpathSync",
            "path.toNamespacedPath",
            "url.fileURLToPath",
        ):
            codec = args[1].text if len(args) > 1 and isinstance(args[1], Word) else None
            if codec in ("base64", "hex", "base64url") and text is not None:
                return _decoded(text, codec)
            return first if isinstance(first, (Word, _Thing)) else None
        if name == "path.dirname":
            return parent_path(first)
        if name == "atob" and text is not None:
            return _decoded(text, "base64")
        if name in ("decodeURIComponent", "unescape", "decodeURI") and text is not None:
            return Word(_percent(text), quoted=True)
        if name == "String.fromCharCode":
            codes = [one.text if isinstance(one, Word) else None for one in args]
            if all(code is not None and code.isdigit() and int(code) < 0x110000 for code in codes):
                return Word("".join(chr(int(code or "0")) for code in codes), quoted=True)
            return None
        if name in ("os.homedir", "Deno.homeDir"):
            return variable_word("HOME")
        if name == "os.tmpdir":
            return Word("/tmp", quoted=True)  # noqa: S108 - the name of the place, not a use
        if name in ("fs.mkdtempSync", "fs.mkdtemp", "fs.promises.mkdtemp", "Deno.makeTempDir", "Deno.makeTempDirSync"):
            return Word((Hole(TEMPORARY, name, True, False),), quoted=True)
        if name in ("process.cwd", "Deno.cwd"):
            return Word(".", quoted=True)
        if name == "Deno.env.get":
            return variable_word(text)
        if name in ("fs.readdirSync", "fs.promises.readdir", "Deno.readDirSync"):
            return (Word((Hole(GLOB, "*", True),), quoted=True),)
        if name.rpartition(".")[2] in ("globSync", "sync", "glob") and name.startswith(
            ("glob", "fast-glob", "fg", "globby")
        ):
            return (glob_word(text),) if text is not None else None
        if name in (
            "eval",
            "Function",
            "vm.runInThisContext",
            "vm.runInNewContext",
            "vm.runInContext",
            "setTimeout",
            "vm.Script",
        ):
            code = args[-1] if name == "Function" and args else first
            if isinstance(code, _Function):
                self.emit(name, args, node, of)
                return self.enter(code, [])
            self.emit(name if name != "setTimeout" or isinstance(code, Word) else "." + name, args, node, of)
            return self.run_text(code)
        if name.startswith(".") and isinstance(of, (Word, tuple)):
            return self.method(name[1:], of, args, nodes)
        if name.endswith(".promisify") or name == "promisify":
            return first if isinstance(first, (_Thing, _Function)) else None
        return _ABSENT

    def plain(self, value: Any, node: Node | None) -> Word:
        shown = self.text(node)
        return as_word(value, shown if len(shown) <= 60 else "…")

    def method(self, method: str, of: Any, args: list[Any], nodes: list[Node]) -> Any:
        """A method of a known string or array."""
        texts = [one.text if isinstance(one, Word) else None for one in args]
        if isinstance(of, tuple):
            if method == "join":
                glue_word = args[0] if args and isinstance(args[0], Word) else Word(",", quoted=True)
                pieces: list[Word] = []
                for at, one in enumerate(of):
                    if at:
                        pieces.append(glue_word)
                    pieces.append(one)
                made = glue([piece for piece in pieces if piece.parts])
                return Word(made.parts, quoted=True)
            if method == "reverse":
                return of[::-1]
            if method == "concat":
                extra: list[Word] = []
                for one, at_node in zip(args, nodes, strict=False):
                    extra.extend(one if isinstance(one, tuple) else (self.plain(one, at_node),))
                return (*of, *extra)
            return of if method in ("flat", "slice", "filter", "sort") and not args else _ABSENT
        if method in ("toString", "trim", "trimEnd", "trimStart", "normalize", "valueOf"):
            return Word(of.text.strip(), quoted=True) if of.text is not None and method == "trim" else of
        if method == "concat":
            return glue([of, *(self.plain(one, at) for one, at in zip(args, nodes, strict=False))])
        if of.text is None:
            return _ABSENT
        if method in ("toLowerCase", "toUpperCase"):
            return Word(of.text.lower() if method == "toLowerCase" else of.text.upper(), quoted=True)
        if method == "split" and texts and texts[0] is not None:
            pieces_text = list(of.text) if texts[0] == "" else of.text.split(texts[0])
            return tuple(Word(piece, quoted=True) for piece in pieces_text[:2000])
        if method in ("replace", "replaceAll") and len(texts) == 2 and None not in texts:
            count = 1 if method == "replace" else -1
            return Word(of.text.replace(texts[0] or "", texts[1] or "", count)[:MAX_TEXT], quoted=True)
        if (
            method == "repeat"
            and texts
            and (texts[0] or "").isdigit()
            and len(of.text) * int(texts[0] or 0) <= MAX_TEXT
        ):
            return Word(of.text * int(texts[0] or 0), quoted=True)
        return _ABSENT

    def enter(self, function: _Function, args: list[Any], *, known: bool = True) -> Any:
        """Walk a function's body with its parameters bound as far as they are known."""
        if function in self.active or len(self.active) >= MAX_INLINE or self.inlined > 300:
            return None
        function.called = True
        self.inlined += 1
        kept = (self.scopes, self.within, self.page, self.returns)
        self.active.append(function)
        self.page, self.within, self.returns = function.page, function.name or self.within, []
        self.scopes = [*function.scopes, {}]
        node = function.node
        single = node.child_by_field_name("parameter")
        listed = node.child_by_field_name("parameters")
        names = [single] if single is not None else [
            child for child in (listed.named_children if listed is not None else ()) if child.type != "comment"
        ]  # fmt: skip
        for at, name in enumerate(names):
            if name.type == "rest_pattern":
                rest = args[at:]
                words = tuple(one for one in rest if isinstance(one, Word))
                if name.named_children:
                    self.bind(name.named_children[0], words if words and len(words) == len(rest) else None)
                continue
            given = args[at] if at < len(args) else None
            if name.type == "assignment_pattern" and not known:
                left = name.child_by_field_name("left")
                if left is not None:
                    self.bind(left, None)
                continue
            self.bind(name, given)
        body = node.child_by_field_name("body")
        if body is not None:
            if body.type == "statement_block":
                self.block(body)
            else:
                self.returns.append(self.value(body))
        answers = self.returns
        self.scopes, self.within, self.page, self.returns = kept
        self.active.pop()
        if known and answers and all(one == answers[0] for one in answers):
            return answers[0]
        return None

    def run_text(self, value: Any) -> Any:
        """Code in a string (eval, Function), walked in place of the call."""
        if not isinstance(value, Word) or not value.parts or self.depth > MAX_DEPTH - 20:
            return None
        if value.text is None and not any(isinstance(part, str) and part.strip() for part in value.parts):
            return None
        kept = self.page
        start = max(value.start, 0)
        page = Page(Source(JAVASCRIPT, value, kept.origin(start, max(value.end, start))))
        root = grammar.parser("javascript").parse(page.data).root_node
        self.page = page
        self.depth += 10
        found = None
        for child in root.named_children:
            if child.type == "expression_statement" and child.named_children:
                found = self.value(child.named_children[0])
            else:
                self.statement(child)
                found = None
        self.depth -= 10
        self.page = kept
        return found


def _module(name: str) -> str:
    """A module's name as calls bear it: `node:fs/promises` → `fs.promises`."""
    if name.startswith(("node:", "npm:", "jsr:")):
        name = name.partition(":")[2]
    return name if name.startswith(("@", ".")) else name.replace("/", ".")


def _shown(value: Any) -> Value:
    """A value as Call carries it."""
    if isinstance(value, (Word, tuple)):
        return value
    if isinstance(value, dict):
        return Word("{…}" if value else "{}")
    if isinstance(value, _Function):
        return Word(value.name or "function")
    return None


def _decoded(text: str, codec: str) -> Word | None:
    """Static text behind base64 or hex."""
    if len(text) > MAX_TEXT:
        return None
    try:
        if codec == "hex":
            return Word(bytes.fromhex(text).decode("utf-8"), quoted=True)
        import binascii

        plain = text.replace("-", "+").replace("_", "/")
        return Word(binascii.a2b_base64(plain + "=" * (-len(plain) % 4)).decode("utf-8"), quoted=True)
    except ValueError:
        return None


def _percent(text: str) -> str:
    """Percent escapes decoded; bad ones stay."""
    pieces = text.split("%")
    out = pieces[0].encode()
    for piece in pieces[1:]:
        try:
            out += bytes((int(piece[:2], 16),)) + piece[2:].encode()
        except ValueError:
            out += b"%" + piece.encode()
    return out.decode("utf-8", "replace")
