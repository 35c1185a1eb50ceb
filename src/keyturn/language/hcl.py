"""HCL (Terraform, OpenTofu, Terragrunt) as nested blocks with their literal values and places.

Knows the language, no resource types. Values are words: `"a-${var.b}"` keeps its literal runs, an expression that is
not a literal is one hole. Heredocs keep their text as written, with interpolations as holes.
"""

from __future__ import annotations

from keyturn.language.grammar import parser
from keyturn.model.noun import Noun
from keyturn.model.source import Origin
from keyturn.model.word import TEMPLATE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from keyturn.language.document import Node as JsonNode
    from keyturn.model.source import Source

MAX_DEPTH = 40
"""Blocks nested deeper than this are not looked into; real configurations stay below ten."""

_MARK = "keyturn_hole_"


class Attribute(Noun):
    """`name = …`.

    `value` is the literal (true, 7 and "x" alike as text) or a word with holes, `items` are a list's members.
    """

    name: str
    value: Word
    items: tuple[Word, ...] | None = None
    fields: tuple[tuple[str, Word], ...] = ()
    """The members of an object value (`{ enabled = true }`)."""
    origin: Origin = Origin()

    @property
    def literal(self) -> str | None:
        """The value's text, None when it is not wholly known."""
        return self.value.text


class Block(Noun):
    """`type "label" … { … }`. The whole file is one block without a type."""

    type: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    origin: Origin

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name directly in this block."""
        for one in self.attributes:
            if one.name == name:
                return one
        return None

    def inner(self, name: str) -> Block | None:
        """The first block of that type directly in this one."""
        for one in self.blocks:
            if one.type == name:
                return one
        return None


class Document(Noun):
    """A file's blocks. `broken` tells that parts did not parse (a fragment, a template of HCL)."""

    root: Block
    broken: bool


class _Reader:
    __slots__ = ("data", "deep", "holes", "lines", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.deep = False  # blocks beyond MAX_DEPTH were left unread
        self.holes: list[Hole] = []
        text = ""
        for part in source.text.parts:
            if isinstance(part, str):
                text += part
            else:
                text += _MARK + str(len(self.holes)) + "_"
                self.holes.append(part)
        self.data = text.encode("utf-8", "surrogatepass")
        self.lines = self.data.split(b"\n")

    def origin(self, node: Node) -> Origin:
        base = self.source.origin
        (row, column), (end_row, end_column) = node.start_point, node.end_point
        return Origin(
            base.file,
            base.line + row,
            self._column(row, column) + (base.column - 1 if row == 0 else 0),
            base.line + end_row,
            self._column(end_row, end_column) + (base.column - 1 if end_row == 0 else 0),
            base.through,
            base.followed,
        )

    def _column(self, row: int, column: int) -> int:
        line = self.lines[row][:column] if row < len(self.lines) else b""
        return (column if line.isascii() else len(line.decode("utf-8", "replace"))) + 1

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def word(self, text: str) -> Word:
        """Literal text with the source's own holes put back."""
        if _MARK not in text or not self.holes:
            return Word(text, quoted=True)
        parts: list[str | Hole] = []
        head, *rest = text.split(_MARK)
        if head:
            parts.append(head)
        for piece in rest:
            number, _, tail = piece.partition("_")
            if number.isdigit() and int(number) < len(self.holes):
                parts.append(self.holes[int(number)])
                if tail:
                    parts.append(tail)
            else:
                parts.append(_MARK + piece)
        return Word(tuple(parts), quoted=True)

    def block(self, node: Node, depth: int) -> Block:
        labels: list[str] = []
        kind = ""
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        for child in node.children:
            if child.type == "identifier":
                if kind:
                    labels.append(self.text(child))
                else:
                    kind = self.text(child)
            elif child.type == "string_lit":
                labels.append(self.string(child).shown())
            elif child.type == "body" and depth < MAX_DEPTH:
                self.body(child, attributes, blocks, depth)
            elif child.type == "body":
                self.deep = True
        return Block(kind, tuple(labels), tuple(attributes), tuple(blocks), self.origin(node))

    def body(self, node: Node, attributes: list[Attribute], blocks: list[Block], depth: int) -> None:
        for child in node.children:
            if child.type == "attribute":
                found = self.attribute(child)
                if found is not None:
                    attributes.append(found)
            elif child.type == "block":
                blocks.append(self.block(child, depth + 1))
            elif child.type in ("ERROR", "body") and depth < MAX_DEPTH:
                # a broken stretch still holds whole attributes and blocks
                self.body(child, attributes, blocks, depth + 1)

    def attribute(self, node: Node) -> Attribute | None:
        name = value = None
        for child in node.children:
            if child.type == "identifier" and name is None:
                name = self.text(child)
            elif child.type == "expression":
                value = child
        if name is None or value is None:
            return None
        inner = value.children[0] if value.child_count == 1 else None
        items: tuple[Word, ...] | None = None
        fields: tuple[tuple[str, Word], ...] = ()
        if inner is not None and inner.type == "collection_value" and inner.child_count:
            held = inner.children[0]
            if held.type == "tuple":
                items = tuple(self.value(one) for one in held.children if one.type == "expression")
            elif held.type == "object":
                fields = tuple(
                    (self.value(pair[0]).shown(), self.value(pair[1]))
                    for pair in (
                        [one for one in element.children if one.type == "expression"]
                        for element in held.children
                        if element.type == "object_elem"
                    )
                    if len(pair) == 2
                )
        return Attribute(name, self.value(value), items, fields, self.origin(node))

    def value(self, node: Node) -> Word:
        """A literal's text, a template's runs and holes, otherwise one hole named by what was written."""
        at = node
        while at.type in ("expression", "literal_value", "template_expr", "string_lit") and at.child_count == 1:
            at = at.children[0]
        kind = at.type
        if kind in ("true", "false", "numeric_lit", "bool_lit", "null_lit"):
            return self.word(self.text(at))
        if kind in ("string_lit", "quoted_template"):
            return self.string(at)
        if kind == "heredoc_template":
            return self.heredoc(at)
        if kind == "variable_expr" and at.parent is not None and at.parent.child_count == 1:
            # a bare name: an object's key, or `when = destroy`
            return self.word(self.text(at))
        return Word((Hole(TEMPLATE, self.text(node)[:80], quoted=True),))

    def string(self, node: Node) -> Word:
        return self._template(node, node.start_byte + 1, node.end_byte - 1, escapes=True)

    def heredoc(self, node: Node) -> Word:
        names = [child for child in node.children if child.type == "heredoc_identifier"]
        if not names:
            return Word((Hole(TEMPLATE, "heredoc", quoted=True),))
        first = self.data.find(b"\n", names[0].start_byte) + 1
        last = names[-1].start_byte if len(names) > 1 else node.end_byte
        return self._template(node, first, last, escapes=False)

    def _template(self, node: Node, begin: int, end: int, *, escapes: bool) -> Word:
        parts: list[str | Hole] = []
        at = begin
        for child in node.children:
            if child.type in ("template_interpolation", "template_directive"):
                self._run(parts, at, child.start_byte, escapes)
                parts.append(Hole(TEMPLATE, self.text(child)[:80], quoted=True))
                at = child.end_byte
        self._run(parts, at, end, escapes)
        return Word(tuple(parts), quoted=True)

    def _run(self, parts: list[str | Hole], begin: int, end: int, escapes: bool) -> None:
        if end <= begin:
            return
        text = self.data[begin:end].decode("utf-8", "replace").replace("$${", "${").replace("%%{", "%{")
        if escapes and "\\" in text:
            text = _unescape(text)
        parts.extend(self.word(text).parts)


def _unescape(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter != "\\" or at + 1 >= len(text):
            out.append(letter)
            at += 1
            continue
        mark = text[at + 1]
        at += 2
        if mark in "uU":
            size = 4 if mark == "u" else 8
            digits = text[at : at + size]
            try:
                out.append(chr(int(digits, 16)))
                at += size
            except (ValueError, OverflowError):
                out.append("\\" + mark)
        else:
            out.append({"n": "\n", "t": "\t", "r": "\r"}.get(mark, mark))
    return "".join(out)


def _pieces(data: bytes) -> list[tuple[int, bytes]]:
    """A broken text cut where a line begins with a letter, which is where a top-level block begins: (row, bytes)."""
    out: list[tuple[int, list[bytes]]] = [(0, [])]
    for row, line in enumerate(data.split(b"\n")):
        if line[:1].isalpha() and out[-1][1]:
            out.append((row, []))
        out[-1][1].append(line)
    return [(row, b"\n".join(lines) + b"\n") for row, lines in out]


class _Open:
    """A block whose end was not met yet, while a broken stretch is read line by line."""

    __slots__ = ("attributes", "blocks", "labels", "row", "type")

    def __init__(self, kind: str, labels: tuple[str, ...], row: int) -> None:
        self.type = kind
        self.labels = labels
        self.row = row
        self.attributes: list[Attribute] = []
        self.blocks: list[Block] = []


def _name(text: str) -> str:
    """The identifier a text begins with."""
    at = 0
    while at < len(text) and (text[at].isalnum() or text[at] in "_-"):
        at += 1
    return text[:at] if text[:1].isalpha() or text[:1] == "_" else ""


def _by_lines(reader: _Reader, data: bytes, row: int, attributes: list[Attribute], blocks: list[Block]) -> None:
    """Blocks and one-line attributes of a stretch that no grammar takes; brackets and heredocs are stepped over."""
    stack = [_Open("", (), row)]
    base = reader.source.origin
    heredoc = ""

    def close() -> None:
        done = stack.pop()
        place = base.but(line=base.line + done.row, column=1, end_line=base.line + done.row, end_column=1)
        stack[-1].blocks.append(Block(done.type, done.labels, tuple(done.attributes), tuple(done.blocks), place))

    for offset, raw in enumerate(data.decode("utf-8", "replace").split("\n")):
        line = raw.strip()
        if heredoc:
            heredoc = "" if line == heredoc else heredoc
            continue
        if not line or line.startswith(("#", "//", "/*", "*")):
            continue
        while line.startswith("}"):
            if len(stack) > 1:
                close()
            line = line[1:].strip()
        name = _name(line)
        rest = line[len(name) :].strip()
        if name and rest.endswith("{") and not rest.startswith("="):
            labels = tuple(piece.strip('"') for piece in rest[:-1].split())
            if len(stack) <= MAX_DEPTH:
                stack.append(_Open(name, labels, row + offset))
            continue
        if not name or not rest.startswith("=") or rest.startswith("=="):
            continue
        text = rest[1:].partition(" #")[0].partition(" //")[0].strip()
        if text.startswith("<<"):
            heredoc = text.lstrip("<-").strip()
            continue
        column = raw.find(name) + 1
        place = base.but(
            line=base.line + row + offset,
            column=column,
            end_line=base.line + row + offset,
            end_column=len(raw.rstrip()) + 1,
        )
        plain = text in ("true", "false", "null") or text.replace(".", "", 1).isdigit()
        if len(text) >= 2 and text[0] == text[-1] == '"' and "${" not in text and '"' not in text[1:-1]:
            text, plain = _unescape(text[1:-1]), True
        value = reader.word(text) if plain else Word((Hole(TEMPLATE, text[:80], quoted=True),))
        stack[-1].attributes.append(Attribute(name, value, None, (), place))
    while len(stack) > 1:
        close()
    attributes.extend(stack[0].attributes)
    blocks.extend(stack[0].blocks)


def read(source: Source) -> Document:
    """A source's blocks. Never fails on text: what does not parse is read as far as it goes and `broken` is set.

    The grammar's own recovery can swallow the rest of a file behind one wrong character, so a broken text is cut
    into its top-level pieces, and a piece that is broken itself is read line by line.
    """
    reader = _Reader(source)
    engine = parser("hcl")
    root = engine.parse(reader.data).root_node
    attributes: list[Attribute] = []
    blocks: list[Block] = []
    broken = root.has_error or _swallows(root)
    if not broken:
        reader.body(root, attributes, blocks, 0)
        return Document(Block("", (), tuple(attributes), tuple(blocks), reader.origin(root)), reader.deep)
    whole = reader.origin(root)
    for row, data in _pieces(reader.data):
        part = engine.parse(data).root_node
        if part.has_error or _swallows(part):
            _by_lines(reader, data, row, attributes, blocks)
        else:
            inner = _Reader(source)
            inner.data, inner.lines, inner.holes = data, data.split(b"\n"), reader.holes
            inner.source = source.but(origin=source.origin.but(line=source.origin.line + row))
            inner.body(part, attributes, blocks, 0)
    return Document(Block("", (), tuple(attributes), tuple(blocks), whole), True)


def read_json(source: Source) -> Document:
    """The JSON spelling of the language (`*.tf.json`): an object under a block's name is a block, labels first.

    https://developer.hashicorp.com/terraform/language/syntax/json
    """
    from keyturn.language.document import read_json as parse

    document = parse(source.text.text or "")
    blocks: list[Block] = []
    attributes: list[Attribute] = []
    for key, value in document.root.pairs:
        depth = _LABELS.get(key.text)
        if depth is None:
            _json_member(source, key, value, attributes, blocks)
        else:
            _json_blocks(source, key.text, (), value, depth, blocks)
    return Document(Block("", (), tuple(attributes), tuple(blocks), source.origin), not document.whole)


# Labels in front of a top-level block's body.
_LABELS = {
    "resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "terraform": 0,
    "locals": 0, "moved": 0, "removed": 0, "import": 0, "check": 1,
}  # fmt: skip
_INNER_LABELS = {"backend": 1, "provisioner": 1}


def _json_blocks(
    source: Source, kind: str, labels: tuple[str, ...], node: JsonNode, depth: int, out: list[Block]
) -> None:
    for one in node.items or [node]:
        if depth:
            for key, value in one.pairs:
                _json_blocks(source, kind, (*labels, key.text), value, depth - 1, out)
            continue
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        for key, value in one.pairs:
            _json_member(source, key, value, attributes, blocks)
        out.append(Block(kind, labels, tuple(attributes), tuple(blocks), _json_origin(source, one)))


def _json_member(
    source: Source, key: JsonNode, value: JsonNode, attributes: list[Attribute], blocks: list[Block]
) -> None:
    if value.pairs or any(item.pairs for item in value.items):
        _json_blocks(source, key.text, (), value, _INNER_LABELS.get(key.text, 0), blocks)
    items = tuple(_json_word(item) for item in value.items) if value.kind == "list" else None
    fields = tuple((name.text, _json_word(inner)) for name, inner in value.pairs)
    attributes.append(Attribute(key.text, _json_word(value), items, fields, _json_origin(source, value)))


def _json_word(node: JsonNode) -> Word:
    """A JSON value; a text with `${…}` keeps its literal runs."""
    if node.kind not in ("text", "null"):
        return Word((Hole(TEMPLATE, "an object", quoted=True),))
    if node.kind == "null":
        return Word("null", quoted=True)
    parts: list[str | Hole] = []
    rest = node.text
    while rest:
        before, mark, after = rest.partition("${")
        if before:
            parts.append(before)
        if not mark:
            break
        inside, _end, rest = after.partition("}")
        parts.append(Hole(TEMPLATE, inside[:80], quoted=True))
    return Word(tuple(parts), quoted=True)


def _json_origin(source: Source, node: JsonNode) -> Origin:
    base = source.origin
    line = base.line + node.line - 1
    return base.but(line=line, column=node.column, end_line=line, end_column=node.column + max(1, len(node.text)))


def _swallows(root: Node) -> bool:
    """Whether a heredoc was made up by the grammar's recovery, or never ends: nothing marks such a node as wrong."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "heredoc_template":
            names = [child for child in node.children if child.type == "heredoc_identifier"]
            if len(names) < 2 or names[0].start_byte == names[0].end_byte or names[0].text != names[-1].text:
                return True
        elif node.type not in ("quoted_template", "literal_value"):
            waiting.extend(node.children)
    return False
