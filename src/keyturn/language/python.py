"""What a Python text calls, read without running it.

tree-sitter parses; this module then walks the text in the order Python would, keeping what is static: imports and
their aliases, strings and lists put together from literals, parameters of the text's own functions at each call.
What is not static becomes a hole. Nothing here knows which calls are dangerous.
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
from keyturn.model.source import PYTHON, ShellContext, Source
from keyturn.model.word import GLOB, INPUT, PARAMETER, TEMPLATE, TEMPORARY, VARIABLE, Hole, Word

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
"""The longest string that is put together; what grows beyond is a hole."""


class _Thing:
    """Something with a dotted name: a module, a function, what a call answered. `of` is its first known argument."""

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


class _Many:
    """A value that is one of several; a loop walks its body for each."""

    __slots__ = ("values",)

    def __init__(self, values: list[Any]) -> None:
        self.values = values


_ABSENT = object()

# The functions that a migration tool calls to go up and down.
_DIRECTIONS = ("upgrade", "downgrade")

# Calls that hand their first argument through, as far as its text goes.
_TRANSPARENT = frozenset(
    "str bytes bytearray text sqlalchemy.text sqlalchemy.sql.text sqlalchemy.DDL sqlalchemy.schema.DDL DDL sa.text "
    "psycopg.sql.SQL psycopg2.sql.SQL sql.SQL psycopg.sql.Identifier psycopg2.sql.Identifier sql.Identifier "
    "textwrap.dedent dedent inspect.cleandoc cleandoc compile repr os.fspath os.fsencode os.fsdecode "
    "os.path.abspath os.path.realpath os.path.normpath shlex.quote pipes.quote sqlparse.format "
    "django.utils.safestring.mark_safe typing.cast".split()
)
_PATH_CLASSES = frozenset(
    "pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.PurePosixPath pathlib.WindowsPath Path path.Path "
    "anyio.Path aiopath.AsyncPath".split()
)
_TEMPORARY = frozenset(
    "tempfile.mkdtemp tempfile.mkstemp tempfile.mktemp tempfile.TemporaryDirectory tempfile.NamedTemporaryFile "
    "tempfile.TemporaryFile tempfile.mktemp tempfile.SpooledTemporaryFile".split()
)
_TEMPORARY_NAMES = frozenset("tmp_path tmpdir tmp_dir tmpdir_factory tmp_path_factory temp_dir tempdir".split())
_STRING_METHODS = frozenset(
    "lower upper strip lstrip rstrip replace encode decode title swapcase capitalize removeprefix removesuffix "
    "casefold expandtabs".split()
)
_SAME_PATH = frozenset("resolve absolute expanduser as_posix __str__ __fspath__".split())
_BUILTINS = frozenset(
    "open exec eval compile print len range str int list dict set tuple getattr setattr __import__ input sorted "
    "map filter zip enumerate globals locals vars type isinstance super bytes bytearray chr ord execfile".split()
)


def read(source: Source) -> Reading:
    """The calls of a Python text, in the order they would run, then those of functions nobody calls.

    Never raises for any text: what cannot be read shows in `errors` and `complete`.
    """
    page = Page(source)
    if len(page.data) > MAX_BYTES:
        return Reading((), errors=True, complete=False)
    reader = _Reader(page)
    tree = grammar.parser("python").parse(page.data)
    root = tree.root_node
    reader.certain = source.certain
    context = source.context
    if isinstance(context, ShellContext) and context.positionals and not source.file:
        reader.argv = (Word("-c"), *(Word(word.parts, quoted=True) for word in context.positionals))
    reader.file = source.origin.file if source.file else ""
    reader.block(root)
    reader.rest()
    return Reading(tuple(reader.calls), root.has_error or reader.broken, reader.complete)


class _Reader:
    """One walk through one text. `scopes` are the names seen so far, innermost last."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.calls: list[Call] = []
        self.scopes: list[dict[str, Any]] = [{}]
        self.functions: list[_Function] = []
        self.active: list[_Function] = []
        self.stars: list[str] = []
        self.returns: list[Any] = []
        self.within = ""
        self.certain = True
        self.argv: tuple[Word, ...] = ()
        self.file = ""
        self.depth = 0
        self.steps = 0
        self.broken = False
        self.complete = True
        self.inlined = 0
        self.looping = 0

    # -- statements

    def block(self, node: Node) -> None:
        """Every statement below a node, in order."""
        for child in node.named_children:
            self.statement(child)

    def rest(self) -> None:
        """Bodies of functions that nothing called: possible, never certain."""
        self.certain = False
        # a migration's helpers are met from the direction that calls them
        for function in [one for one in self.functions if one.name in _DIRECTIONS]:
            if not function.called:
                self.enter(function, [], [], known=False)
        at = 0
        while at < len(self.functions):
            function = self.functions[at]
            at += 1
            if not function.called:
                self.enter(function, [], [], known=False)

    def spent(self) -> bool:
        """Whether the budget is used up; says so in `complete`."""
        self.steps += 1
        if self.steps > MAX_STEPS or self.depth > MAX_DEPTH or len(self.calls) > MAX_CALLS:
            self.complete = False
            return True
        return False

    def statement(self, node: Node) -> None:
        """One statement."""
        if self.spent():
            return
        self.depth += 1
        handler = getattr(self, "on_" + node.type, None)
        if handler is not None:
            handler(node)
        elif node.type in ("comment", "pass_statement", "break_statement", "continue_statement"):
            pass
        elif node.type.endswith("_statement") or node.type in ("block", "ERROR", "else_clause", "finally_clause"):
            self.block(node)
        else:
            self.value(node)
        self.depth -= 1

    def maybe(self, node: Node | None, *, certain: bool = False) -> None:
        """A part that may not run; names it binds differently become unknown afterwards."""
        if node is None:
            return
        before, was = dict(self.scopes[-1]), self.certain
        self.certain = was and certain
        self.statement(node) if node.type != "block" else self.block(node)
        self.certain = was
        after = self.scopes[-1]
        if certain:
            return
        for name, value in list(after.items()):
            old = before.get(name, _ABSENT)
            if old is not _ABSENT and old is not value and old != value:
                after[name] = None

    def on_import_statement(self, node: Node) -> None:
        for name in node.children_by_field_name("name"):
            if name.type == "aliased_import":
                self.bind_text(self.field(name, "alias"), _Thing(self.field(name, "name")))
            else:
                whole = self.text(name)
                first = whole.partition(".")[0]
                self.bind_text(first, _Thing(first))

    def on_import_from_statement(self, node: Node) -> None:
        module = self.field(node, "module_name").lstrip(".")
        lead = module + "." if module else ""
        for name in node.children_by_field_name("name"):
            if name.type == "aliased_import":
                self.bind_text(self.field(name, "alias"), _Thing(lead + self.field(name, "name")))
            else:
                self.bind_text(self.text(name), _Thing(lead + self.text(name)))
        if any(child.type == "wildcard_import" for child in node.named_children) and module:
            self.stars.append(module)

    def on_if_statement(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        text = self.text(condition).strip("()")
        if condition is not None:
            self.value(condition)
        main = "__name__" in text and "__main__" in text and "==" in text
        always = main or text in ("True", "1")
        kept = self.narrow(condition)
        self.maybe(node.child_by_field_name("consequence"), certain=always)
        self.widen(kept)
        for other in node.children_by_field_name("alternative"):
            test = other.child_by_field_name("condition")
            if test is not None:
                self.value(test)
            self.maybe(other.child_by_field_name("consequence") or other.child_by_field_name("body"))

    def narrow(self, condition: Node | None) -> list[tuple[str, Word, Word]]:
        """What `if name.endswith(".pyc")` says of an unknown name: it is `*.pyc`. (name, before, now) for `widen`."""
        if condition is None:
            return []
        if condition.type == "parenthesized_expression" and condition.named_child_count == 1:
            return self.narrow(condition.named_children[0])
        if condition.type == "boolean_operator" and self.field(condition, "operator") == "and":
            left = self.narrow(condition.child_by_field_name("left"))
            return left or self.narrow(condition.child_by_field_name("right"))
        target, given = condition.child_by_field_name("function"), condition.child_by_field_name("arguments")
        if condition.type != "call" or target is None or given is None or target.type != "attribute":
            return []
        name = target.child_by_field_name("object")
        if name is None or name.type != "identifier" or self.field(target, "attribute") != "endswith":
            return []
        held = self.value(name)
        end = self.value(given.named_children[0]) if given.named_child_count == 1 else None
        if not isinstance(held, Word) or not isinstance(end, Word) or not end.text or "/" in end.text:
            return []
        last = held.parts[-1] if held.parts else None
        if not isinstance(last, Hole) or last.why != GLOB or last.name != "*":
            return []
        known = Word((*held.parts[:-1], Hole(GLOB, "*" + end.text, last.quoted)), quoted=True)
        self.bind_text(self.text(name), known)
        return [(self.text(name), held, known)]

    def widen(self, narrowed: list[tuple[str, Word, Word]]) -> None:
        """Behind the condition the names are what they were, unless they were bound anew."""
        for name, before, now in narrowed:
            if self.look(name) is now:
                self.bind_text(name, before)

    def on_while_statement(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        if condition is not None:
            self.value(condition)
        self.looping += 1
        self.maybe(node.child_by_field_name("body"), certain=self.text(condition) in ("True", "1"))
        self.looping -= 1
        self.maybe(node.child_by_field_name("alternative"))

    def on_for_statement(self, node: Node) -> None:
        right, left = node.child_by_field_name("right"), node.child_by_field_name("left")
        body = node.child_by_field_name("body")
        items = self.items(right)
        if body is not None and left is not None:
            self.loop(left, items, lambda: self.block(body))
        other = node.child_by_field_name("alternative")
        if other is not None:
            self.block(other)

    def loop(self, left: Node, items: list[Any] | None, run: Any) -> None:
        """Run a body for each known item, or once for an unknown one."""
        if items is not None and len(items) <= 12:
            for item in items:
                self.bind(left, item)
                run()
            return
        self.looping += 1
        self.bind(left, None)
        run()
        self.looping -= 1

    def items(self, node: Node | None) -> list[Any] | None:
        """What iterating an expression yields, None when unknown."""
        if node is None:
            return None
        if node.type in ("list", "tuple", "set", "expression_list"):
            children = [child for child in node.named_children if child.type != "comment"]
            if not any(child.type == "list_splat" for child in children):
                return [self.value(child) for child in children]
        value = self.value(node)
        if isinstance(value, tuple):
            return list(value)
        if isinstance(value, _Many):
            return value.values
        return None

    def on_try_statement(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.block(body)
        for child in node.named_children:
            if child.type in ("except_clause", "except_group_clause"):
                self.maybe(child)
            elif child.type in ("else_clause", "finally_clause"):
                self.block(child)

    def on_except_clause(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "block":
                self.block(child)

    on_except_group_clause = on_except_clause

    def on_with_statement(self, node: Node) -> None:
        for clause in node.named_children:
            if clause.type == "with_clause":
                for item in clause.named_children:
                    self.with_item(item)
        body = node.child_by_field_name("body")
        if body is not None:
            self.block(body)

    def with_item(self, item: Node) -> None:
        value = item.child_by_field_name("value") or item
        if value.type == "as_pattern":
            inner = value.named_children[0]
            found = self.value(inner)
            target = value.child_by_field_name("alias")
            if target is not None and target.named_children:
                self.bind(target.named_children[0], found)
        elif value is not item:
            self.value(value)
        else:
            self.block(item)

    def on_match_statement(self, node: Node) -> None:
        subject = node.child_by_field_name("subject")
        if subject is not None:
            self.value(subject)
        body = node.child_by_field_name("body")
        for case in body.named_children if body is not None else ():
            self.maybe(case.child_by_field_name("consequence"))

    def on_decorated_definition(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "decorator":
                for inner in child.named_children:
                    self.value(inner)
        definition = node.child_by_field_name("definition")
        if definition is not None:
            self.statement(definition)

    def on_function_definition(self, node: Node) -> None:
        name = self.field(node, "name")
        function = _Function(name, node, self.page, list(self.scopes))
        self.functions.append(function)
        self.bind_text(name, function)

    def on_class_definition(self, node: Node) -> None:
        name = self.field(node, "name")
        body = node.child_by_field_name("body")
        space: dict[str, Any] = {}
        self.scopes.append(space)
        if body is not None:
            self.block(body)
        self.scopes.pop()
        for _key, value in list(space.items()):
            if isinstance(value, _Function):
                value.scopes.append({("self." + other): found for other, found in space.items()})
        self.bind_text(name, _Thing("." + name))

    def on_return_statement(self, node: Node) -> None:
        for child in node.named_children:
            self.returns.append(self.value(child))

    def on_exec_statement(self, node: Node) -> None:
        code = node.child_by_field_name("code")
        if code is not None:
            value = self.value(code)
            self.emit("exec", [value], [], node, None)
            self.run_text(value)

    def on_expression_statement(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "assignment":
                self.assign(child)
            elif child.type == "augmented_assignment":
                self.augment(child)
            else:
                self.value(child)

    def on_delete_statement(self, node: Node) -> None:
        """`del x` calls nothing."""

    def assign(self, node: Node) -> Any:
        right = node.child_by_field_name("right")
        if right is None:
            return None
        value = self.assign(right) if right.type == "assignment" else self.value(right)
        left = node.child_by_field_name("left")
        if left is not None:
            if left.type in ("pattern_list", "tuple_pattern") and right.type in ("expression_list", "tuple"):
                kinds = [child for child in right.named_children if child.type != "comment"]
                names = left.named_children
                if len(kinds) == len(names) and isinstance(value, tuple) and len(value) == len(names):
                    for name, one in zip(names, value, strict=True):
                        self.bind(name, one)
                    return value
            self.bind(left, value)
        return value

    def augment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        old, new = self.value(left), self.value(right)
        made = self.plus(old, new) if self.text(node.child_by_field_name("operator")) == "+=" else None
        if self.looping and isinstance(made, Word):
            made = glue([made, Word((Hole(VARIABLE, self.text(left), True),), quoted=True)])
        self.bind(left, made)

    # -- names

    def bind(self, target: Node, value: Any) -> None:
        """Bind a pattern: what cannot be taken apart leaves its names unknown."""
        kind = target.type
        if kind in {"identifier", "attribute"}:
            self.bind_text(self.text(target), value)
        elif kind in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"):
            names = target.named_children
            parts = list(value) if isinstance(value, (tuple, list)) and len(value) == len(names) else None
            for at, name in enumerate(names):
                self.bind(name, parts[at] if parts is not None else None)
        elif kind in ("list_splat_pattern", "parenthesized_expression", "as_pattern_target"):
            for child in target.named_children:
                self.bind(child, None)

    def bind_text(self, name: str, value: Any) -> None:
        if value is not None and isinstance(value, Word) and len(value.text or "") > MAX_TEXT:
            value = None
        self.scopes[-1][name] = value

    def look(self, name: str) -> Any:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return _ABSENT

    def text(self, node: Node | None) -> str:
        """The text a node spans."""
        if node is None:
            return ""
        found = self.page.data[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if not found.isascii() and node.type in ("identifier", "dotted_name"):
            # Python itself normalises names, so that full-width letters spell `os` too
            import unicodedata

            return unicodedata.normalize("NFKC", found)
        return found

    def field(self, node: Node, name: str) -> str:
        """The text of a node's field, "" when it has none."""
        return self.text(node.child_by_field_name(name))

    # -- expressions

    def value(self, node: Node) -> Any:
        """What an expression is known to be: a Word, a tuple of Words, a thing with a name, or None."""
        if self.spent():
            return None
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

    def of_block(self, node: Node) -> None:
        self.block(node)

    def of_string(self, node: Node) -> Word:
        lead, parts = "", []
        for child in node.children:
            kind = child.type
            if kind == "string_start":
                lead = self.text(child).lower()
            elif kind == "string_content":
                raw = self.text(child)
                if ("f" in lead and "{" in raw) or ("f" in lead and "}" in raw):
                    raw = raw.replace("{{", "{").replace("}}", "}")
                parts.append(self.page.word(raw if "r" in lead else unescape(raw)))
            elif kind == "interpolation":
                inner = child.child_by_field_name("expression")
                parts.append(self.text_of(inner, TEMPLATE))
        first = node.start_byte
        made = glue(parts)
        return Word(made.parts, True, first, node.end_byte)

    def of_concatenated_string(self, node: Node) -> Word:
        made = glue([as_word(self.value(child)) for child in node.named_children if child.type != "comment"])
        return Word(made.parts, True, node.start_byte, node.end_byte)

    def text_of(self, node: Node | None, why: str = VARIABLE) -> Word:
        """An expression put into a text: its words, or a hole that bears its source as name."""
        if node is None:
            return Word((Hole(why, "", True),), quoted=True)
        value = self.value(node)
        if isinstance(value, Word):
            return value
        if isinstance(value, _Thing) and isinstance(value.of, Word) and value.name in _PATH_CLASSES:
            return value.of
        shown = self.text(node)
        return Word((Hole(why, shown if len(shown) <= 60 else "…", True),), quoted=True)

    def of_integer(self, node: Node) -> Word:
        return Word(self.text(node), start=node.start_byte, end=node.end_byte)

    of_float = of_true = of_false = of_none = of_integer

    def of_identifier(self, node: Node) -> Any:
        name = self.text(node)
        if self.page.is_hole(name):
            return self.page.word(name)
        found = self.look(name)
        if found is not _ABSENT:
            return found
        if name in ("__file__", "__doc__", "__name__"):
            return Word(self.file, quoted=True) if name == "__file__" and self.file else None
        if self.stars and name not in _BUILTINS:
            return _Thing(self.stars[-1] + "." + name)
        return _Thing(name) if name in _BUILTINS or name[:1].islower() or name == "Path" else None

    def of_attribute(self, node: Node) -> Any:
        whole = self.text(node)
        if len(whole) < 80:
            bound = self.look(whole)
            if bound is _ABSENT and whole.startswith("cls."):
                bound = self.look("self." + whole[4:])
            if bound is not _ABSENT:
                return bound
        holder = node.child_by_field_name("object")
        attribute = self.field(node, "attribute")
        thing = self.value(holder) if holder is not None else None
        if isinstance(thing, _Thing):
            if attribute == "parent" and thing.name in _PATH_CLASSES:
                return _Thing(thing.name, parent_path(thing.of))
            if attribute == "name" and thing.name in _TEMPORARY and isinstance(thing.of, Word):
                return thing.of
            return self.named(thing.name + "." + attribute, thing.of)
        if isinstance(thing, (Word, tuple)):
            return _Thing("." + attribute, thing)
        return _Thing("." + attribute)

    def named(self, name: str, of: Value) -> Any:
        """A dotted name, or the value it is known to stand for."""
        if name in {"os.sep", "os.path.sep"}:
            return Word("/", quoted=True)
        if name in ("os.name", "sys.platform"):
            return None
        if name == "sys.executable":
            return Word("python3", quoted=True)
        if name.endswith(".__dict__"):
            return _Thing(name[:-9], of)
        return _Thing(name, of)

    def of_subscript(self, node: Node) -> Any:
        holder = node.child_by_field_name("value")
        thing = self.value(holder) if holder is not None else None
        if self.argv and isinstance(thing, _Thing) and thing.name == "sys.argv":
            thing = self.argv
        inner = node.children_by_field_name("subscript")
        if len(inner) == 1 and inner[0].type == "slice":
            return self.sliced(thing, inner[0])
        keys = [self.value(child) for child in inner]
        key = keys[0] if len(keys) == 1 and isinstance(keys[0], Word) else None
        text = key.text if key is not None else None
        if isinstance(thing, _Thing):
            if thing.name == "os.environ":
                return variable_word(text)
            if thing.name == "sys.argv":
                return Word((Hole(PARAMETER, text or "", True),), quoted=True)
            if thing.name == "sys.modules" and text:
                return _Thing(text)
            if thing.name in {"globals", "locals"}:
                found = self.look(text or "")
                return found if found is not _ABSENT else _Thing(text or "")
            if thing.name == "vars" and text and isinstance(thing.of, str):
                return _Thing(thing.of + "." + text)
            if key is not None and key.quoted and text and text.isidentifier():
                return _Thing(thing.name + "." + text, thing.of)
            return _Thing(thing.name, thing.of)
        if text is not None and not (key and key.quoted) and isinstance(thing, (tuple, Word)):
            try:
                at = int(text, 0)
                if isinstance(thing, tuple):
                    return thing[at]
                return Word(thing.text[at], quoted=True) if thing.text is not None else None
            except (ValueError, IndexError):
                return None
        if isinstance(thing, dict) and text is not None:
            return thing.get(text)
        return None

    def sliced(self, thing: Any, node: Node) -> Any:
        bounds: list[int | None] = []
        current: int | None = None
        for child in node.children:
            if child.type == ":":
                bounds.append(current)
                current = None
            else:
                found = self.value(child)
                try:
                    current = int(found.text or "", 0) if isinstance(found, Word) else None
                except ValueError:
                    return None
                if current is None:
                    return None
        bounds.append(current)
        bounds += [None] * (3 - len(bounds))
        if bounds[2] == 0:
            return None
        if isinstance(thing, tuple):
            return thing[bounds[0] : bounds[1] : bounds[2]]
        if isinstance(thing, Word) and thing.text is not None:
            return Word(thing.text[bounds[0] : bounds[1] : bounds[2]], quoted=True)
        return None

    def of_unary_operator(self, node: Node) -> Any:
        inner = node.child_by_field_name("argument")
        value = self.value(inner) if inner is not None else None
        if isinstance(value, Word) and value.text is not None and not value.quoted and self.text(node)[:1] == "-":
            return Word("-" + value.text)
        return None

    def of_list(self, node: Node) -> tuple[Word, ...]:
        words: list[Word] = []
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "list_splat":
                inner = self.value(child.named_children[0]) if child.named_children else None
                if isinstance(inner, tuple):
                    words.extend(inner)
                else:
                    words.append(Word((Hole(VARIABLE, self.text(child).lstrip("*"), quoted=False),)))
                continue
            words.append(self.text_of(child))
        return tuple(words)

    of_tuple = of_set = of_expression_list = of_list

    def of_dictionary(self, node: Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = self.value(key) if key is not None else None
                found = self.value(value) if value is not None else None
                shown = name.text if isinstance(name, Word) and name.text is not None else self.text(key)
                made[shown] = found
            elif child.type == "dictionary_splat":
                inner = self.value(child.named_children[0]) if child.named_children else None
                if isinstance(inner, dict):
                    made.update(inner)
                else:
                    made["**"] = None
        return made

    def of_parenthesized_expression(self, node: Node) -> Any:
        value = None
        for child in node.named_children:
            if child.type != "comment":
                value = self.value(child)
        return value

    of_await = of_parenthesized_expression

    def of_named_expression(self, node: Node) -> Any:
        value, name = node.child_by_field_name("value"), node.child_by_field_name("name")
        found = self.value(value) if value is not None else None
        if name is not None:
            self.bind(name, found)
        return found

    def of_conditional_expression(self, node: Node) -> Any:
        parts = node.named_children
        was = self.certain
        if len(parts) != 3:
            return None
        self.value(parts[1])
        self.certain = False
        first, second = self.value(parts[0]), self.value(parts[2])
        self.certain = was
        return first if first == second else None

    def of_boolean_operator(self, node: Node) -> Any:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        first = self.value(left) if left is not None else None
        was = self.certain
        self.certain = False
        second = self.value(right) if right is not None else None
        self.certain = was
        if any(child.type == "or" for child in node.children):
            if isinstance(first, Word) and first.text:
                return first
            return second if isinstance(first, Word) and first.text == "" else None
        return None

    def of_lambda(self, node: Node) -> Any:
        body = node.child_by_field_name("body")
        was = self.certain
        self.certain = False
        if body is not None:
            self.value(body)
        self.certain = was
        return None

    def of_list_comprehension(self, node: Node) -> Any:
        body = node.child_by_field_name("body")
        clauses = [child for child in node.named_children if child.type in ("for_in_clause", "if_clause")]
        kept = dict(self.scopes[-1])
        made: list[Any] = []

        def run(at: int) -> None:
            if at == len(clauses):
                if body is not None:
                    made.append(self.value(body))
                return
            clause = clauses[at]
            if clause.type == "if_clause":
                before: list[tuple[str, Word, Word]] = []
                for child in clause.named_children:
                    self.value(child)
                    before += self.narrow(child)
                run(at + 1)
                self.widen(before)
                return
            left, right = clause.child_by_field_name("left"), clause.child_by_field_name("right")
            items = self.items(right)
            if left is not None:
                self.loop(left, items, lambda: run(at + 1))

        run(0)
        self.scopes[-1].clear()
        self.scopes[-1].update(kept)
        known = len(clauses) == 1 and made and all(isinstance(one, Word) for one in made)
        if known and self.items_known(clauses[0]):
            return tuple(made)
        return _Many([made[0]]) if made and made[0] is not None else None

    of_generator_expression = of_set_comprehension = of_dictionary_comprehension = of_list_comprehension

    def items_known(self, clause: Node) -> bool:
        """Whether a comprehension runs over a literal."""
        right = clause.child_by_field_name("right")
        return right is not None and right.type in ("list", "tuple", "set", "identifier", "string")

    def of_binary_operator(self, node: Node) -> Any:
        # long sums lean left: taken apart in a loop, not by recursion
        chain: list[tuple[str, Node | None]] = []
        current: Node | None = node
        while current is not None and current.type == "binary_operator":
            operator = self.text(current.child_by_field_name("operator"))
            chain.append((operator, current.child_by_field_name("right")))
            current = current.child_by_field_name("left")
        left = self.value(current) if current is not None else None
        holder = current
        for operator, right in reversed(chain):
            if operator == "%" and isinstance(left, Word) and left.quoted and right is not None:
                left = self.percent(left, right)
                continue
            other = self.value(right) if right is not None else None
            if operator == "+":
                if left is None and isinstance(other, Word) and holder is not None:
                    left = Word((Hole(TEMPLATE, self.text(holder)[:60], True),), quoted=True)
                elif isinstance(left, Word) and not isinstance(other, Word) and left.quoted:
                    other = self.plain(other, right)
                elif isinstance(left, _Thing) and isinstance(other, Word) and other.quoted:
                    left = Word((Hole(TEMPLATE, self.text(holder)[:60], True),), quoted=True)
                left = self.plus(left, other)
            elif operator == "*" and isinstance(left, Word) and isinstance(other, Word):
                left = _times(left, other)
            elif operator == "/":
                left = self.joined(left, other, right)
            else:
                left = None
        return left

    def plain(self, value: Any, node: Node | None) -> Word:
        if isinstance(value, Word):
            return value
        if isinstance(value, _Thing) and isinstance(value.of, Word) and value.name in _PATH_CLASSES:
            return value.of
        shown = self.text(node)
        return Word((Hole(TEMPLATE, shown if len(shown) <= 60 else "…", True),), quoted=True)

    def plus(self, left: Any, right: Any) -> Any:
        if isinstance(left, Word) and isinstance(right, Word):
            if not left.quoted and not right.quoted:
                return None
            if len(left.text or "") + len(right.text or "") > MAX_TEXT:
                return None
            return glue([left, right])
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
        if isinstance(left, tuple):
            return (*left, Word((Hole(VARIABLE, "", quoted=False),)))
        if isinstance(right, tuple):
            return (Word((Hole(VARIABLE, "", quoted=False),)), *right)
        return None

    def joined(self, left: Any, right: Any, node: Node | None) -> Any:
        """`Path / part`."""
        if isinstance(left, _Thing) and left.name in _PATH_CLASSES:
            return _Thing(left.name, join_path([as_word(left.of), self.plain(right, node)]))
        if isinstance(right, _Thing) and right.name in _PATH_CLASSES and isinstance(left, Word):
            return _Thing(right.name, join_path([left, as_word(right.of)]))
        if isinstance(right, Word) and right.quoted:
            # an unknown object with a text after the slash is a path by all likelihood
            return _Thing("pathlib.Path", join_path([Word((Hole(VARIABLE, "", True),)), right]))
        return None

    def percent(self, left: Word, right: Node) -> Word:
        """`"…%s…" % values`."""
        value = self.value(right)
        if right.type == "tuple":
            values: list[Word] = list(value) if isinstance(value, tuple) else []
        elif isinstance(value, dict):
            return _fill_named(left, value)
        else:
            values = [self.plain(value, right)]
        return _fill(left, values)

    # -- calls

    def of_call(self, node: Node) -> Any:
        target = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if target is None:
            return None
        callee: Any = self.value(target)
        name, of = "", None
        if isinstance(callee, _Function):
            name = callee.name
        elif isinstance(callee, _Thing):
            name, of = callee.name, callee.of
        elif target.type == "identifier":
            name = "." + self.text(target) if self.look(self.text(target)) is not _ABSENT else self.text(target)
        args: list[Any] = []
        keywords: list[tuple[str, Any]] = []
        nodes: list[Node] = []
        if given is not None and given.type == "generator_expression":
            args.append(self.value(given))
            nodes.append(given)
        elif given is not None:
            for child in given.named_children:
                self.argument(child, args, keywords, nodes)
        known = self.known_call(name, of, args, nodes, target, node)
        if known is not _ABSENT:
            return known
        self.emit(name, args, keywords, node, of)
        if isinstance(callee, _Function):
            return self.enter(callee, args, keywords)
        return self.answer(name, of, args)

    def argument(self, child: Node, args: list[Any], keywords: list[tuple[str, Any]], nodes: list[Node]) -> None:
        kind = child.type
        if kind == "comment":
            return
        if kind == "keyword_argument":
            value = child.child_by_field_name("value")
            keywords.append((self.field(child, "name"), self.value(value) if value is not None else None))
        elif kind == "dictionary_splat":
            inner = self.value(child.named_children[0]) if child.named_children else None
            keywords.extend(inner.items() if isinstance(inner, dict) else [("**", None)])
        elif kind == "list_splat":
            inner = self.value(child.named_children[0]) if child.named_children else None
            if isinstance(inner, tuple):
                args.extend(inner)
                nodes.extend([child] * len(inner))
            else:
                args.append(None)
                nodes.append(child)
        else:
            args.append(self.value(child))
            nodes.append(child)

    def emit(self, name: str, args: list[Any], keywords: list[tuple[str, Any]], node: Node, of: Any) -> None:
        """Keep a call."""
        self.calls.append(
            Call(
                name.replace("alembic.op.", "op.", 1) if name.startswith("alembic.op.") else name,
                tuple(_shown(one) for one in args),
                tuple((key, _shown(one)) for key, one in keywords),
                self.within,
                self.certain,
                self.page.origin(node.start_byte, node.end_byte),
                of if isinstance(of, (Word, tuple)) else None,
            )
        )

    def known_call(self, name: str, of: Any, args: list[Any], nodes: list[Node], target: Node, node: Node) -> Any:
        """The value of a call that only computes, _ABSENT for every other."""
        first = args[0] if args else None
        text = first.text if isinstance(first, Word) else None
        if name in _TRANSPARENT and args:
            if name == "str" and isinstance(first, _Thing) and isinstance(first.of, Word):
                return first.of if first.name in _PATH_CLASSES else None
            return first if isinstance(first, (Word, _Thing)) else None
        if name == "typing.cast" and len(args) > 1:
            return args[1]
        if name == "getattr" and len(args) > 1 and isinstance(args[1], Word) and args[1].text:
            lead = first.name if isinstance(first, _Thing) else ""
            return _Thing(lead + "." + args[1].text, first.of if isinstance(first, _Thing) else None)
        if name in ("__import__", "importlib.import_module", "importlib.__import__", "import_module") and text:
            return _Thing(text)
        if name in ("os.getenv", "os.environ.get", "environ.get", "os.environ.pop"):
            return variable_word(text)
        if name in ("globals", "locals"):
            return _Thing(name)
        if name == "vars" and isinstance(first, _Thing):
            return _Thing(first.name)
        if name in _PATH_CLASSES or name == "os.path.join":
            words = [self.plain(one, at) for one, at in zip(args, nodes, strict=False)]
            joined = join_path(words) if words else Word(".", quoted=True)
            return joined if name == "os.path.join" else _Thing("pathlib.Path", joined)
        if name in ("os.path.expanduser", "os.path.expandvars"):
            return _expand(first) if isinstance(first, Word) else None
        if name == "os.path.dirname":
            return parent_path(first)
        if name == "pathlib.Path.home":
            return _Thing("pathlib.Path", variable_word("HOME"))
        if name in ("os.getcwd", "pathlib.Path.cwd"):
            here = Word(".", quoted=True)
            return here if name == "os.getcwd" else _Thing("pathlib.Path", here)
        if name in _TEMPORARY:
            word = Word((Hole(TEMPORARY, name, True, False),), quoted=True)
            return _Thing(name, word) if name.endswith(("File", "Directory")) else word
        if name == "tempfile.gettempdir":
            return Word("/tmp", quoted=True)  # noqa: S108 - the name of the place, not a use
        if name in ("glob.glob", "glob.iglob"):
            return (glob_word(text),) if text is not None else self.open_tuple(first)
        if name == "os.listdir":
            return (Word((Hole(GLOB, "*", True),), quoted=True),)
        if name in ("input", "raw_input", "sys.stdin.read", "sys.stdin.readline"):
            return Word((Hole(INPUT, name, True),), quoted=True)
        if name == "os.walk" and isinstance(first, (Word, _Thing)):
            root = first if isinstance(first, Word) else as_word(first.of)
            inside = Word((*root.parts, "/", Hole(GLOB, "**", True)), quoted=True)
            every = (Word((Hole(GLOB, "*", True),), quoted=True),)
            return _Many([[inside, every, every]])
        if name == "chr" and text is not None:
            try:
                return Word(chr(int(text, 0)), quoted=True)
            except (ValueError, OverflowError):
                return None
        if name in ("list", "tuple", "sorted", "reversed", "set") and len(args) == 1:
            if isinstance(first, tuple):
                return first[::-1] if name == "reversed" else first
            return first if isinstance(first, _Many) else None
        if name == "shlex.split" and text is not None:
            return _split(text)
        if name == "shlex.join" and isinstance(first, tuple):
            return glue([piece for word in first for piece in (Word(" ", quoted=True), word)][1:]) if first else None
        decoded = _decoded(name, first, args)
        if decoded is not None:
            return decoded
        if name in ("exec", "eval", "execfile") and name != "execfile":
            self.emit(name, args, [], node, None)
            return self.run_text(first)
        if target.type == "attribute":
            return self.method(name, of, args, nodes, target)
        return _ABSENT

    def open_tuple(self, first: Any) -> tuple[Word, ...]:
        lead = first.parts if isinstance(first, Word) else ()
        return (Word((*lead, Hole(GLOB, "*", True)), quoted=True),)

    def method(self, name: str, of: Any, args: list[Any], nodes: list[Node], target: Node) -> Any:
        """A method of a known string, list or path."""
        method = name.rpartition(".")[2]
        holder = target.child_by_field_name("object")
        if isinstance(of, tuple) and holder is not None and name == "." + method:
            if method == "append" and args:
                self.bind(holder, (*of, self.plain(args[0], nodes[0])))
                return None
            if method == "extend" and args:
                self.bind(holder, self.plus(of, args[0]))
                return None
            if method == "insert" and len(args) == 2:
                at = args[0].text if isinstance(args[0], Word) else None
                spot = int(at) if at is not None and at.isdigit() else 0
                self.bind(holder, (*of[:spot], self.plain(args[1], nodes[1]), *of[spot:]))
                return None
        if isinstance(of, Word):
            if name == "." + method:
                return self.string_method(method, of, args, nodes)
            if name.startswith("pathlib.Path."):
                return self.path_method(method, of, args, nodes)
        return _ABSENT

    def string_method(self, method: str, of: Word, args: list[Any], nodes: list[Node]) -> Any:
        if method == "format":
            values = [self.plain(one, at) for one, at in zip(args, nodes, strict=False)]
            return _format(of, values)
        if method == "join" and args:
            items = args[0]
            if isinstance(items, tuple):
                pieces: list[Word] = []
                for at, one in enumerate(items):
                    if at:
                        pieces.append(of)
                    pieces.append(one)
                made = glue(pieces)
                return Word(made.parts, quoted=True)
            return Word((Hole(TEMPLATE, "join", True),), quoted=True)
        if method in ("split", "splitlines", "rsplit"):
            return _split_text(of, method, args)
        if of.text is None:
            return of if method in ("strip", "rstrip", "lstrip", "encode", "decode") else None
        if method in ("encode", "decode") and not (args and isinstance(args[0], Word) and _odd(args[0].text)):
            return of
        if method in _STRING_METHODS:
            texts = [one.text if isinstance(one, Word) else None for one in args]
            if None in texts:
                return None
            try:
                made_text = getattr(of.text, method)(*texts)
            except (TypeError, ValueError, LookupError, AttributeError):
                return None  # bytes have methods that text has not, and here both are text
            return Word(made_text, quoted=True) if isinstance(made_text, str) and len(made_text) <= MAX_TEXT else None
        return _ABSENT

    def path_method(self, method: str, of: Word, args: list[Any], nodes: list[Node]) -> Any:
        if method in _SAME_PATH:
            return _Thing("pathlib.Path", _expand(of))
        if method == "joinpath":
            more = [self.plain(one, at) for one, at in zip(args, nodes, strict=False)]
            return _Thing("pathlib.Path", join_path([of, *more]))
        if method in ("glob", "rglob", "iterdir"):
            text = args[0].text if args and isinstance(args[0], Word) else None
            hole = Hole(GLOB, ("**/" if method == "rglob" else "") + (text or "*"), True)
            return _Many([_Thing("pathlib.Path", Word((*of.parts, "/", hole), quoted=True))])
        return _ABSENT

    def answer(self, name: str, of: Any, args: list[Any]) -> Any:
        """What is known of a call's answer: its name, and what it was made for."""
        kept = of
        if kept is None:
            kept = next((one for one in args if isinstance(one, Word) and one.quoted), None)
        return _Thing(name, kept) if name else None

    def enter(
        self, function: _Function, args: list[Any], keywords: list[tuple[str, Any]], *, known: bool = True
    ) -> Any:
        """Walk a function's body with its parameters bound as far as they are known."""
        if function in self.active or len(self.active) >= MAX_INLINE or self.inlined > 300:
            return None
        function.called = True
        self.inlined += 1
        kept = (self.scopes, self.within, self.page, self.returns, self.looping)
        self.active.append(function)
        # what a migration's direction calls runs in that direction
        within = self.within if self.within in _DIRECTIONS else function.name
        self.page, self.within, self.returns, self.looping = function.page, within, [], 0
        self.scopes = [*function.scopes, self.parameters(function, args, dict(keywords))]
        body = function.node.child_by_field_name("body")
        if body is not None:
            self.block(body)
        answers = self.returns
        self.scopes, self.within, self.page, self.returns, self.looping = kept
        self.active.pop()
        if known and answers and all(one == answers[0] for one in answers):
            return answers[0]
        return None

    def parameters(self, function: _Function, args: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
        names: dict[str, Any] = {}
        listed = function.node.child_by_field_name("parameters")
        at = 0
        for child in listed.named_children if listed is not None else ():
            kind = child.type
            name = self.field(child, "name") if child.child_by_field_name("name") is not None else ""
            if not name:
                name = self.text(child if kind == "identifier" else (child.named_children or [child])[0]).lstrip("*")
            if kind in ("comment", "keyword_separator", "positional_separator"):
                continue
            if kind == "list_splat_pattern" or (kind == "typed_parameter" and self.text(child).startswith("*")):
                rest = args[at:]
                words = [one for one in rest if isinstance(one, Word)]
                names[name] = tuple(words) if rest and len(words) == len(rest) else None
                at = len(args)
                continue
            if name in ("self", "cls"):
                if at == 0 and len(args) > 0 and args[0] is None:
                    at += 0
                names[name] = None
                continue
            if name in keywords:
                names[name] = keywords[name]
            elif at < len(args):
                names[name] = args[at]
                at += 1
            else:
                default = child.child_by_field_name("value")
                names[name] = self.value(default) if default is not None and args else None
            if names[name] is None and name in _TEMPORARY_NAMES:
                names[name] = Word((Hole(TEMPORARY, name, True, False),), quoted=True)
        return names

    def run_text(self, value: Any) -> Any:
        """Code in a string (exec, eval), walked in place of the call."""
        if not isinstance(value, Word) or not value.parts or self.depth > MAX_DEPTH - 20:
            return None
        if value.text is None and not any(isinstance(part, str) and part.strip() for part in value.parts):
            return None
        kept = self.page
        start = max(value.start, 0)
        origin = kept.origin(start, max(value.end, start))
        page = Page(Source(PYTHON, value, origin))
        root = grammar.parser("python").parse(page.data).root_node
        self.page = page
        self.depth += 10
        found = None
        for child in root.named_children:
            if child.type == "expression_statement" and len(child.named_children) == 1:
                inner = child.named_children[0]
                if inner.type not in ("assignment", "augmented_assignment"):
                    found = self.value(inner)
                    continue
            self.statement(child)
            found = None
        self.depth -= 10
        self.page = kept
        return found


# -- values


def _shown(value: Any) -> Value:
    """A value as Call carries it."""
    if isinstance(value, Word):
        return value
    if isinstance(value, tuple):
        return value
    if isinstance(value, _Function):
        return Word(value.name)
    if isinstance(value, dict):
        return Word("{…}" if value else "{}")
    if isinstance(value, _Thing):
        return value.of if value.name in _PATH_CLASSES and isinstance(value.of, Word) else None
    if isinstance(value, _Many) and value.values and isinstance(value.values[0], Word):
        return (value.values[0],)
    return None


def _expand(word: Word) -> Word:
    """A leading `~` or `$HOME` as the home directory's variable."""
    lead = word.prefix
    if lead == "~" or lead.startswith("~/"):
        home: list[str | Hole] = [Hole(VARIABLE, "HOME", True)]
        if lead[1:]:
            home.append(lead[1:])
        return Word((*home, *word.parts[1:]), quoted=True)
    return word


def _times(left: Word, right: Word) -> Word | None:
    text, count = (left.text, right.text) if left.quoted else (right.text, left.text)
    if text is None or count is None or not count.isdigit() or len(text) * int(count) > MAX_TEXT:
        return None
    return Word(text * int(count), quoted=True)


def _fill(pattern: Word, values: list[Word]) -> Word:
    """`%s` and its like filled in order."""
    out: list[Word] = []
    at = 0
    for part in pattern.parts:
        if not isinstance(part, str):
            out.append(Word((part,), quoted=True))
            continue
        pieces = part.split("%")
        out.append(Word(pieces[0], quoted=True))
        index = 1
        while index < len(pieces):
            piece = pieces[index]
            if piece == "" and index + 1 < len(pieces):
                out.append(Word("%" + pieces[index + 1], quoted=True))
                index += 2
                continue
            rest = piece.lstrip("-+ #0123456789.*")
            if rest[:1] in "sdrifgxXoceuFGEa" and rest:
                out.append(values[at] if at < len(values) else Word((Hole(TEMPLATE, "", True),)))
                at += 1
                out.append(Word(rest[1:], quoted=True))
            elif piece.startswith("("):
                name, _, tail = piece[1:].partition(")")
                out.append(Word((Hole(TEMPLATE, name, True),)))
                out.append(Word(tail.lstrip("-+ #0123456789.")[1:], quoted=True))
            else:
                out.append(Word("%" + piece, quoted=True))
            index += 1
    made = glue([one for one in out if one.parts])
    return Word(made.parts, True, pattern.start, pattern.end)


def _fill_named(pattern: Word, values: dict[str, Any]) -> Word:
    filled = _fill(pattern, [])
    parts: list[str | Hole] = []
    for part in filled.parts:
        known = values.get(part.name) if isinstance(part, Hole) else None
        parts.extend(known.parts if isinstance(known, Word) else (part,))
    return Word(tuple(parts), True, pattern.start, pattern.end)


def _format(pattern: Word, values: list[Word]) -> Word:
    """`str.format` with positional values; named fields are holes."""
    out: list[Word] = []
    following = 0
    for part in pattern.parts:
        if not isinstance(part, str):
            out.append(Word((part,), quoted=True))
            continue
        at = 0
        while at < len(part):
            brace = part.find("{", at)
            if brace < 0:
                out.append(Word(part[at:].replace("}}", "}"), quoted=True))
                break
            out.append(Word(part[at:brace].replace("}}", "}"), quoted=True))
            if part[brace : brace + 2] == "{{":
                out.append(Word("{", quoted=True))
                at = brace + 2
                continue
            close = part.find("}", brace)
            if close < 0:
                out.append(Word(part[brace:], quoted=True))
                break
            field = part[brace + 1 : close].partition(":")[0].partition("!")[0]
            index = int(field) if field.isdigit() else (following if not field else -1)
            following += not field
            known = 0 <= index < len(values)
            out.append(values[index] if known else Word((Hole(TEMPLATE, field, True),), quoted=True))
            at = close + 1
    made = glue([one for one in out if one.parts])
    return Word(made.parts, True, pattern.start, pattern.end)


def _split_text(of: Word, method: str, args: list[Any]) -> Any:
    """`"a b c".split()` of a known text."""
    if of.text is None:
        return None
    separator = args[0].text if args and isinstance(args[0], Word) and args[0].quoted else None
    if (args and separator is None) or separator == "":
        return None
    pieces = of.text.splitlines() if method == "splitlines" else of.text.split(separator)
    return tuple(Word(piece, quoted=True) for piece in pieces[:2000])


def _split(text: str) -> tuple[Word, ...] | None:
    """shlex.split, by itself: importing shlex costs more than it is worth."""
    words: list[str] = []
    current, open_word, quote = "", False, ""
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        if quote:
            if letter == quote:
                quote = ""
            elif letter == "\\" and quote == '"' and text[at : at + 1] in ('"', "\\"):
                current += text[at]
                at += 1
            else:
                current += letter
        elif letter in "'\"":
            quote, open_word = letter, True
        elif letter == "\\":
            current += text[at : at + 1]
            at += 1
            open_word = True
        elif letter.isspace():
            if open_word or current:
                words.append(current)
            current, open_word = "", False
        else:
            current += letter
            open_word = True
    if quote:
        return None
    if open_word or current:
        words.append(current)
    return tuple(Word(word, quoted=True) for word in words)


def _odd(codec: str | None) -> bool:
    return codec is None or codec.lower().replace("-", "").replace("_", "") not in ("utf8", "ascii", "latin1", "utf16")


def _decoded(name: str, first: Any, args: list[Any]) -> Word | None:
    """Static text behind base64, hex or rot13."""
    last = name.rpartition(".")[2]
    text = first.text if isinstance(first, Word) else None
    if text is None or len(text) > MAX_TEXT:
        return None
    codec = args[1].text if len(args) > 1 and isinstance(args[1], Word) else None
    try:
        if last in ("b64decode", "decodebytes", "urlsafe_b64decode", "standard_b64decode", "a2b_base64"):
            import binascii

            plain = text.replace("-", "+").replace("_", "/") if last == "urlsafe_b64decode" else text
            return Word(binascii.a2b_base64(plain).decode("utf-8"), quoted=True)
        if last in ("fromhex", "unhexlify", "a2b_hex", "b16decode"):
            return Word(bytes.fromhex(text).decode("utf-8"), quoted=True)
        if name == "codecs.decode" and codec is not None:
            if codec.lower().replace("_", "").replace("-", "") == "rot13":
                return Word(text.translate(_ROT13), quoted=True)
            if codec.lower() in ("hex", "hex_codec"):
                return Word(bytes.fromhex(text).decode("utf-8"), quoted=True)
            if codec.lower() in ("base64", "base64_codec"):
                import binascii

                return Word(binascii.a2b_base64(text).decode("utf-8"), quoted=True)
    except ValueError:
        return None
    return None


_ROT13 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
)
