"""Liquibase changelogs in XML, YAML and JSON: what their changes drop when they are applied.

Change types: https://docs.liquibase.com/change-types/home.html. What stands inside `rollback` runs when a change set is
undone. Formatted SQL changelogs are SQL, and their `--rollback` lines comments.
"""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, read_json, read_yaml
from keyturn.model.effect import DATA_LOSS, MIGRATION_LOSS, UNNAMED, Effect, Extent, HandOff
from keyturn.model.source import SQL, Origin, Source, SqlContext
from keyturn.model.word import Word
from keyturn.tool.code import Page, looks_like_sql, lost_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_MARK = "databaseChangeLog"
_MOST = 20_000
"""Tags of one file that are looked at."""


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a changelog loses on its way forward."""
    text = source.text.text
    if text is None or _MARK not in text:
        return []
    reader = _Changes(source, view)
    lead = text.lstrip("\ufeff \t\r\n")
    if lead.startswith("<"):
        reader.xml(text)
    else:
        document = read_json(text) if lead.startswith(("{", "[")) else read_yaml(text)
        for root in document.roots:
            reader.tree(root)
    return reader.out


class _Changes:
    """The changes of one file, one by one."""

    __slots__ = ("out", "page", "source")

    def __init__(self, source: Source, view: View) -> None:
        self.source = source
        self.page = Page(source, view)
        self.out: list[Outcome] = []

    def origin(self, line: int, column: int) -> Origin:
        """A place in the file, both from 1."""
        base = self.source.origin
        at = base.line + line - 1
        return Origin(base.file, at, column, at, column + 1, base.through, base.followed)

    def change(self, kind: str, values: dict[str, str], columns: list[str], origin: Origin) -> None:
        """One change by its type and attributes."""
        table = values.get("tableName", "")
        if kind == "dropTable":
            self.lost("migration/drop-table", f"drops table {table}", (table,), "tables", origin)
        elif kind == "dropColumn":
            names = [values["columnName"]] if values.get("columnName") else columns
            shown = ", ".join(names) or UNNAMED
            what = f"drops column{'s' if len(names) > 1 else ''} {shown} of {table}"
            self.lost("migration/drop-column", what, tuple(f"{table}.{one}" for one in names), "columns", origin)
        elif kind == "modifyDataType":
            what = f"changes the type of column {values.get('columnName', '')} of {table}, which can cut values off"
            self.lost("migration/change-type", what, (), "columns", origin, certain=False)
        elif kind == "delete":
            self.lost(
                "code/orm-delete-all", f"deletes every row of table {table}", (), "rows", origin, category=DATA_LOSS
            )

    def lost(
        self,
        rule: str,
        what: str,
        names: tuple[str, ...],
        unit: str,
        origin: Origin,
        *,
        category: str = MIGRATION_LOSS,
        certain: bool = True,
    ) -> None:
        """One effect."""
        extent = Extent(None, False, unit) if unit == "rows" else Extent(len(names) or 1, unit=unit)
        self.out.append(
            Effect(
                rule,
                category,
                what,
                (lost_from(self.page, names),),
                extent,
                certain=self.source.certain and certain,
                origin=origin,
            )
        )

    def sql(self, text: str, origin: Origin) -> None:
        """Statements of a `sql` change."""
        word = Word(text, quoted=True)
        if looks_like_sql(word):
            inner = Source(SQL, word, origin.inner("sql"), SqlContext(None, ""), certain=self.source.certain)
            self.out.append(HandOff(inner, "sql"))

    # -- YAML and JSON

    def tree(self, node: Node) -> None:
        """Every change below a node, `rollback` left out."""
        if node.kind == LIST:
            for item in node.items:
                self.tree(item)
            return
        if node.kind != MAP:
            return
        for key, value in node.pairs:
            name = key.text
            if name == "rollback":
                continue
            if name == "sql":
                given = value if value.kind == TEXT else value.get("sql")
                if given is not None and given.kind == TEXT:
                    self.sql(given.text, self.origin(given.line, given.column))
            elif name in ("dropTable", "dropColumn", "modifyDataType", "delete") and value.kind == MAP:
                values = {one.text: found.text for one, found in value.pairs if found.kind == TEXT}
                if name == "delete" and value.get("where") is not None:
                    continue
                listed = value.get("columns")
                columns = [
                    column.text
                    for item in (listed.items if listed is not None else [])
                    for column in (item.at("column", "name") or item.get("name"),)
                    if column is not None
                ]
                self.change(name, values, columns, self.origin(key.line, key.column))
            else:
                self.tree(value)

    # -- XML

    def xml(self, text: str) -> None:
        """Tags in order; comments skipped, `rollback` left out."""
        at, undone, seen = 0, 0, 0
        line, counted = 1, 0
        while seen < _MOST:
            at = text.find("<", at)
            if at < 0:
                return
            seen += 1
            if text.startswith("<!--", at):
                end = text.find("-->", at)
                if end < 0:
                    return
                at = end + 3
                continue
            if text.startswith("<![CDATA[", at):
                end = text.find("]]>", at)
                if end < 0:
                    return
                at = end + 3
                continue
            end = _tag_end(text, at)
            if end < 0:
                return
            body = text[at + 1 : end]
            closing, empty = body.startswith("/"), body.endswith("/")
            name, values = _attributes(body.strip("/"))
            if name == "rollback":
                undone += 0 if empty else -1 if closing else 1
            elif not closing and undone <= 0 and name in _TAGS:
                line += text.count("\n", counted, at)
                counted = at
                origin = self.origin(line, at - text.rfind("\n", 0, at))
                inside = ""
                if not empty:
                    stop = text.find("</", end)
                    while stop >= 0 and not _closes(text, stop, name):
                        stop = text.find("</", stop + 2)
                    inside = text[end + 1 : stop if stop >= 0 else end + 1]
                if name == "sql":
                    self.sql(_plain(inside), origin)
                elif name != "delete" or "where>" not in inside:
                    columns = [
                        _attributes(piece)[1].get("name", "")
                        for piece in inside.split("<")
                        if piece.partition(":")[2].startswith("column ") or piece.startswith("column ")
                    ]
                    self.change(name, values, [one for one in columns if one], origin)
            at = end + 1


_TAGS = frozenset(("dropTable", "dropColumn", "modifyDataType", "delete", "sql"))


def _closes(text: str, at: int, name: str) -> bool:
    end = text.find(">", at)
    return end > 0 and text[at + 2 : end].strip().rpartition(":")[2] == name


def _tag_end(text: str, at: int) -> int:
    """Where the tag's `>` stands, quoted values skipped; -1 for a tag that does not end."""
    quote = ""
    for index in range(at + 1, min(len(text), at + 20_000)):
        letter = text[index]
        if quote:
            if letter == quote:
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return index
    return -1


def _attributes(body: str) -> tuple[str, dict[str, str]]:
    """`ext:dropTable tableName="a"` → its name without a namespace, and its attributes."""
    head, _blank, rest = body.replace("\n", " ").replace("\t", " ").strip().partition(" ")
    values: dict[str, str] = {}
    while rest:
        name, equals, after = rest.partition("=")
        after = after.lstrip()
        if not equals or after[:1] not in ("'", '"'):
            break
        value, _quote, rest = after[1:].partition(after[0])
        values[name.strip()] = value
    return head.rpartition(":")[2], values


def _plain(text: str) -> str:
    """XML text as the parser gives it: CDATA unwrapped, the five entities undone."""
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text.strip()
