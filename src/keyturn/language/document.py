"""Structured documents with positions: YAML and JSON as one kind of tree.

Values keep the line and column at which their text begins, so that a command inside a workflow or a
package.json is found where it stands. Broken input gives what could be read, and says so.
"""

from __future__ import annotations

from keyturn.language.grammar import parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node as Tree

MAP = "map"
LIST = "list"
TEXT = "text"
NULL = "null"

_DEEPEST = 120
_MOST_NODES = 200_000


class Node:
    """One value. `kind` is MAP, LIST, TEXT (any scalar) or NULL.

    `text` is a scalar's value, `pairs` a map's entries in order, `items` a list's values; `line` and `column` are
    1-based and tell where the text begins, for a block scalar its first line of content.
    """

    __slots__ = ("column", "exact", "items", "kind", "line", "pairs", "quoted", "text")

    def __init__(self, kind: str, line: int = 1, column: int = 1, text: str = "") -> None:
        self.kind = kind
        self.line = line
        self.column = column
        self.text = text
        self.quoted = False
        self.exact = True
        """False when the text is not written line by line as it reads (folded, escaped)."""
        self.items: list[Node] = []
        self.pairs: list[tuple[Node, Node]] = []

    def get(self, key: str) -> Node | None:
        """A map's value, the last one written, or None."""
        for name, value in reversed(self.pairs):
            if name.text == key:
                return value
        return None

    def at(self, *keys: str) -> Node | None:
        """The value at a path of keys, or None."""
        node: Node | None = self
        for key in keys:
            if node is None:
                return None
            node = node.get(key)
        return node

    def scalar(self, key: str) -> str | None:
        """A map's value when it is a scalar."""
        value = self.get(key)
        return value.text if value is not None and value.kind == TEXT else None

    def texts(self) -> Iterator[Node]:
        """The scalars of a list, or the scalar itself."""
        if self.kind == TEXT:
            yield self
        for item in self.items:
            if item.kind == TEXT:
                yield item

    def __repr__(self) -> str:
        if self.kind == MAP:
            return "{" + ", ".join(f"{key.text}: {value!r}" for key, value in self.pairs) + "}"
        return repr(self.items) if self.kind == LIST else repr(self.text)


class Document:
    """What could be read: the top values (a YAML stream may hold several) and whether all of it was understood."""

    __slots__ = ("line", "roots", "whole")

    def __init__(self, roots: list[Node], *, whole: bool, line: int = 1) -> None:
        self.roots = roots
        self.whole = whole
        self.line = line
        """The first line that was not understood, when there is one."""

    @property
    def root(self) -> Node:
        """The first value; an empty NULL when there is none."""
        return self.roots[0] if self.roots else Node(NULL)


def read_yaml(text: str) -> Document:
    """Read YAML. An alias is the very node it names, and counts for all that is in it."""
    data = text.encode("utf-8", "replace")
    tree = parser("yaml").parse(data)
    reader = _Yaml(data)
    roots: list[Node] = []
    for document in tree.root_node.named_children:
        if document.type != "document":
            continue
        found = reader.first_value(document, 0)
        if found is not None:
            roots.append(found)
    whole = not tree.root_node.has_error and reader.left > 0
    return Document(roots, whole=whole, line=_first_error(tree.root_node))


def _first_error(node: Tree) -> int:
    """The line of the first thing the grammar stumbled over, 1 when there is none."""
    if not node.has_error:
        return 1
    current = node
    for _turn in range(_DEEPEST):
        if current.is_error or current.is_missing:
            break
        below = next((child for child in current.children if child.has_error or child.is_missing), None)
        if below is None:
            break
        current = below
    return int(current.start_point[0]) + 1


_VALUES = ("block_node", "flow_node")
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "\t": "\t",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


class _Yaml:
    """Turns one tree into nodes."""

    __slots__ = ("anchors", "data", "left", "sizes")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.anchors: dict[str, Node] = {}
        self.left = _MOST_NODES
        self.sizes: dict[int, int] = {}

    def size(self, node: Node) -> int:
        """How many nodes whoever walks this one meets, those behind aliases each time."""
        known = self.sizes.get(id(node))
        if known is None:
            below = sum(map(self.size, node.items)) + sum(self.size(value) + 1 for _name, value in node.pairs)
            known = self.sizes[id(node)] = 1 + below
        return known

    def first_value(self, tree: Tree, depth: int) -> Node | None:
        for child in tree.named_children:
            if child.type in _VALUES:
                return self.value(child, depth)
        return None

    def place(self, tree: Tree, kind: str, skip: int = 0) -> Node:
        row, column = tree.start_point
        start = tree.start_byte
        lead = self.data[start - column : start].decode("utf-8", "replace")
        return Node(kind, int(row) + 1, len(lead) + 1 + skip)

    def value(self, tree: Tree, depth: int) -> Node:
        self.left -= 1
        if depth > _DEEPEST or self.left <= 0:
            self.left = min(self.left, 0)
            return self.place(tree, NULL)
        anchor = ""
        inner: Tree | None = None
        for child in tree.named_children:
            if child.type == "anchor":
                anchor = self.raw(child)[1:]
            elif child.type not in ("tag", "comment"):
                inner = child
        node = self.place(tree, NULL) if inner is None else self.inner(inner, depth)
        if anchor:
            self.anchors[anchor] = node
            self.size(node)
        return node

    def raw(self, tree: Tree) -> str:
        return self.data[tree.start_byte : tree.end_byte].decode("utf-8", "replace")

    def inner(self, tree: Tree, depth: int) -> Node:
        kind = tree.type
        if kind == "alias":
            node = self.anchors.get(self.raw(tree)[1:])
            if node is None:
                # nothing of that name, or a node inside itself, which is read where it stands
                return self.place(tree, NULL)
            self.left -= self.size(node)
            return node if self.left > 0 else self.place(tree, NULL)
        if kind in ("block_mapping", "flow_mapping"):
            node = self.place(tree, MAP)
            merges: list[Node] = []
            for pair in tree.named_children:
                if pair.type in ("block_mapping_pair", "flow_pair"):
                    key = pair.child_by_field_name("key")
                    found = pair.child_by_field_name("value")
                    name = self.value(key, depth + 1) if key is not None else Node(TEXT)
                    value = self.value(found, depth + 1) if found is not None else self.place(pair, NULL)
                    if name.text == "<<" and not name.quoted and value.kind in (MAP, LIST):
                        merges.extend(value.items if value.kind == LIST else [value])
                    else:
                        node.pairs.append((name, value))
            if merges:
                known = {name.text for name, _value in node.pairs}
                extra = [
                    (name, value)
                    for merge in merges[:8]
                    for name, value in merge.pairs
                    if name.text not in known and merge is not node
                ]
                self.left -= len(extra)
                node.pairs = extra + node.pairs if self.left > 0 else node.pairs
            return node
        if kind in ("block_sequence", "flow_sequence"):
            node = self.place(tree, LIST)
            for item in tree.named_children:
                if item.type == "block_sequence_item":
                    node.items.append(self.first_value(item, depth + 1) or self.place(item, NULL))
                elif item.type in _VALUES:
                    node.items.append(self.value(item, depth + 1))
                elif item.type == "flow_pair":
                    single = self.place(item, MAP)
                    key = item.child_by_field_name("key")
                    found = item.child_by_field_name("value")
                    if key is not None and found is not None:
                        single.pairs.append((self.value(key, depth + 1), self.value(found, depth + 1)))
                    node.items.append(single)
            return node
        return self.scalar(tree, kind)

    def scalar(self, tree: Tree, kind: str) -> Node:
        text = self.raw(tree)
        if kind == "block_scalar":
            return self.block(tree, text)
        if kind == "double_quote_scalar":
            node = self.place(tree, TEXT, 1)
            node.quoted = True
            node.text, node.exact = _unescape(text[1:-1])
            return node
        if kind == "single_quote_scalar":
            node = self.place(tree, TEXT, 1)
            node.quoted = True
            body = text[1:-1]
            node.text = _fold(body.replace("''", "'"))
            node.exact = "\n" not in body and "''" not in body
            return node
        node = self.place(tree, TEXT)
        node.text = _fold(text)
        node.exact = "\n" not in text
        if text in ("~", "null", "Null", "NULL", ""):
            node.kind = NULL
        return node

    def block(self, tree: Tree, text: str) -> Node:
        head, _newline, body = text.partition("\n")
        head = head.partition("#")[0].strip()
        lines = body.split("\n")
        indent = 0
        digits = [char for char in head if char.isdigit()]
        first = next((line for line in lines if line.strip(" ")), "")
        indent = len(first) - len(first.lstrip(" "))
        if digits:
            # an indicator counts from the parent's indentation, which the key's own column tells well enough
            shortest = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), default=0)
            indent = min(indent, max(shortest, int(digits[0])))
        cut = [line[indent:] if line[:indent].strip(" ") == "" else line for line in lines]
        while cut and not cut[-1]:
            cut.pop()
        node = Node(TEXT, int(tree.start_point[0]) + 2, indent + 1)
        node.quoted = True
        if head[:1] == ">":
            node.text = _folded(cut)
            node.exact = len(cut) < 2
        else:
            node.text = "\n".join(cut)
        if "-" not in head and node.text:
            node.text += "\n"
        return node


def _folded(lines: list[str]) -> str:
    """A `>` block: neighbouring lines become one, blank and further indented lines stay."""
    out = ""
    previous = ""
    for index, line in enumerate(lines):
        if index == 0:
            out = line
        elif not line:
            out += "\n"
        elif line[0] in " \t" or previous[:1] in (" ", "\t") or not previous:
            out += line if not previous and out.endswith("\n") else "\n" + line
        else:
            out += " " + line
        previous = line
    return out


def _fold(text: str) -> str:
    """A flow scalar over several lines: each break a blank, an empty line a newline."""
    if "\n" not in text:
        return text
    lines = [line.strip(" \t\r") for line in text.split("\n")]
    out = lines[0]
    breaks = 0
    for line in lines[1:]:
        if not line:
            breaks += 1
            continue
        out += "\n" * breaks if breaks else " "
        breaks = 0
        out += line
    return out


def _unescape(body: str) -> tuple[str, bool]:
    """A double-quoted scalar's value, and whether it is written as it reads."""
    if "\\" not in body:
        return _fold(body), "\n" not in body
    out: list[str] = []
    index = 0
    while index < len(body):
        char = body[index]
        index += 1
        if char == "\n":
            while out and out[-1] in (" ", "\t"):
                out.pop()
            out.append(" ")
            while index < len(body) and body[index] in " \t":
                index += 1
            continue
        if char != "\\" or index >= len(body):
            out.append(char)
            continue
        code = body[index]
        index += 1
        if code in "xuU":
            width = {"x": 2, "u": 4, "U": 8}[code]
            digits = body[index : index + width]
            index += width
            out.append(_character(digits))
        elif code == "\n":
            while index < len(body) and body[index] in " \t":
                index += 1
        else:
            out.append(_ESCAPES.get(code, code))
    return "".join(out), False


def _character(digits: str) -> str:
    try:
        point = int(digits, 16)
        return chr(point) if not 0xD800 <= point <= 0xDFFF else "\ufffd"
    except (ValueError, OverflowError):
        return "\ufffd"


# JSON


def read_json(text: str) -> Document:
    """Read JSON, with comments and trailing commas as tsconfig and the like allow. Never raises."""
    reader = _Json(text)
    value = reader.value(0)
    reader.blank()
    whole = reader.whole and reader.index >= len(text)
    line = 1 if whole else reader.line
    return Document([value] if value is not None else [], whole=whole, line=line)


class _Json:
    """A small reader: position, text, and whether everything so far was JSON."""

    __slots__ = ("index", "left", "line", "start", "text", "whole")

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.line = 1
        self.start = 0
        self.whole = True
        self.left = _MOST_NODES

    def blank(self) -> None:
        text = self.text
        size = len(text)
        while self.index < size:
            char = text[self.index]
            if char == "\n":
                self.line += 1
                self.index += 1
                self.start = self.index
            elif char in " \t\r\ufeff":
                self.index += 1
            elif text.startswith("//", self.index):
                end = text.find("\n", self.index)
                self.index = size if end < 0 else end
            elif text.startswith("/*", self.index):
                end = text.find("*/", self.index)
                end = size if end < 0 else end + 2
                for at in range(self.index, end):
                    if text[at] == "\n":
                        self.line += 1
                        self.start = at + 1
                self.index = end
            else:
                return

    def value(self, depth: int) -> Node | None:
        self.blank()
        self.left -= 1
        if self.index >= len(self.text) or depth > _DEEPEST or self.left <= 0:
            # too deep or too much: give up the rest, so that no caller waits for progress
            self.whole = False
            self.left = 0
            self.index = len(self.text)
            return None
        char = self.text[self.index]
        node = Node(TEXT, self.line, self.index - self.start + 1)
        if char == '"':
            return self.string(node)
        if char == "{":
            return self.mapping(node, depth)
        if char == "[":
            return self.sequence(node, depth)
        end = self.index
        while end < len(self.text) and self.text[end] not in ",]}: \t\r\n":
            end += 1
        node.text = self.text[self.index : end]
        if node.text == "null":
            node.kind = NULL
        if end == self.index:
            self.whole = False
            self.index += 1
            return None
        self.index = end
        return node

    def string(self, node: Node) -> Node:
        text = self.text
        node.column += 1
        node.quoted = True
        self.index += 1
        begin = self.index
        end = begin
        while end < len(text) and text[end] not in '"\n':
            end += 2 if text[end] == "\\" else 1
        end = min(end, len(text))
        if end >= len(text) or text[end] != '"':
            self.whole = False
        body = text[begin:end]
        self.index = min(end + 1, len(text)) if end < len(text) and text[end] == '"' else end
        node.text, node.exact = (body, True) if "\\" not in body else (_json_text(body), False)
        return node

    def mapping(self, node: Node, depth: int) -> Node:
        node.kind = MAP
        self.index += 1
        while True:
            self.blank()
            if self.index >= len(self.text):
                self.whole = False
                return node
            char = self.text[self.index]
            if char == "}":
                self.index += 1
                return node
            if char == ",":
                self.index += 1
                continue
            if char != '"':
                self.whole = False
                self.index += 1
                continue
            key = self.string(Node(TEXT, self.line, self.index - self.start + 1))
            self.blank()
            if self.index < len(self.text) and self.text[self.index] == ":":
                self.index += 1
            else:
                self.whole = False
                continue
            value = self.value(depth + 1)
            if value is not None:
                node.pairs.append((key, value))

    def sequence(self, node: Node, depth: int) -> Node:
        node.kind = LIST
        self.index += 1
        while True:
            self.blank()
            if self.index >= len(self.text):
                self.whole = False
                return node
            char = self.text[self.index]
            if char == "]":
                self.index += 1
                return node
            if char in ",}":
                self.whole = self.whole and char == ","
                self.index += 1
                continue
            value = self.value(depth + 1)
            if value is not None:
                node.items.append(value)


def _json_text(body: str) -> str:
    out: list[str] = []
    index = 0
    while index < len(body):
        char = body[index]
        index += 1
        if char != "\\" or index >= len(body):
            out.append(char)
            continue
        code = body[index]
        index += 1
        if code == "u":
            first = body[index : index + 4]
            index += 4
            second = body[index + 2 : index + 6] if body[index : index + 2] == "\\u" else ""
            if first[:1] in "dD" and first[1:2] in tuple("89abAB") and second[:1] in tuple("dD"):
                try:
                    point = 0x10000 + ((int(first, 16) - 0xD800) << 10) + (int(second, 16) - 0xDC00)
                    out.append(chr(point))
                    index += 6
                    continue
                except (ValueError, OverflowError):
                    pass
            out.append(_character(first))
        else:
            out.append({"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(code, code))
    return "".join(out)
