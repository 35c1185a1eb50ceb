"""Data sets for CAL: JSON, YAML, CSV, Parquet files and SQL over files, read into plain entities.

The file that is given is the file that is read, whatever its name. Whatever is off in it is refused with file, line
and key: a key twice, an entity that is none, an id twice, a number that is no number. Nothing is guessed and nothing is
left out silently. CSV needs no extra; Parquet and SQL go through DuckDB (the extra `data`), which sees the files that
the query names, and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from dataclasses import dataclass, field
from typing import Any

from keyturn.adapter.config_files import read as read_file
from keyturn.cal.data import DataSet
from keyturn.errors import ConfigurationError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Entity = dict[str, Any]

LARGEST = 1 << 30
"""Bytes of one file."""
EXPANDED = 2_000_000
"""Values of a YAML document once its aliases are written out."""
DEEPEST = 60
_DIMENSIONS = ("D1", "D2", "D3", "D4", "D5", "D6")
_SQL_WORDS = ("select", "with", "from")
_UNSTEADY = frozenset(
    "now current_date current_time current_timestamp current_localtime current_localtimestamp get_current_time "
    "get_current_timestamp transaction_timestamp today localtime localtimestamp random setseed uuid gen_random_uuid "
    "uuidv4 uuidv7".split()
)
"""Functions, and words that stand for one, whose answer is another one tomorrow."""


@dataclass(frozen=True)
class Source:
    """Where a data set came from: the file (or "query"), its SHA-256, and how many entities it held."""

    name: str
    path: str
    digest: str
    entities: int


@dataclass(frozen=True)
class Figure:
    """A field of an entity that says where it comes from: the sources' marks, what they say, whether it is disputed."""

    entity: str
    field: str
    value: Any
    kind: str
    cites: tuple[str, ...]
    contested: bool
    says: str = ""
    note: str = ""

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {**self.__dict__, "cites": list(self.cites)}


@dataclass
class Loaded:
    """All `--data` together. `tables` maps a name to its entities; the rest is what a file says besides them."""

    tables: dict[str, list[Entity]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    cascade: dict[str, tuple[str, ...]] | None = None
    as_of: str | None = None
    title: str = ""
    citations: dict[str, Any] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    unnamed: int = 0

    def data_set(self) -> DataSet:
        """What a run takes. A single table that nobody named is read by whatever name the script has for it."""
        only = next(iter(self.tables)) if self.unnamed == len(self.tables) == 1 else None
        return DataSet(self.tables, self.cascade, self.as_of, only)


def settled(spec: str, place: str) -> str:
    """A `--data` that means the same from anywhere: its file by its absolute path."""
    name, path = _named(spec, place)
    if is_query(path, place):
        return spec
    return f"{name}={os.path.join(place, path)}" if name else os.path.join(place, path)


def load(given: Sequence[str], place: str = "") -> Loaded:
    """Read every `--data`: FILE, NAME=FILE, a query, or a file that holds one. Names count from `place`.

    Raises ConfigurationError (file, line, key) for bad data, UsageError for what cannot be meant.
    """
    out = Loaded()
    ids: dict[str, dict[str, str]] = {}
    for spec in given:
        name, path = _named(spec, place)
        if is_query(path, place):
            out.unnamed += not name
            _add(out, ids, name or "query", "query", path.encode(), _query(path, place or os.getcwd(), "the query"))
            continue
        path = os.path.join(place, path) if os.path.isabs(place) and place != os.getcwd() else path
        data = _bytes(path)
        kind = os.path.splitext(path)[1].lower()
        stem = name or os.path.splitext(os.path.basename(path))[0]
        out.unnamed += not name
        if kind == ".sql":
            text = _text(data, path)
            _add(out, ids, stem, path, data, _query(text, os.path.dirname(os.path.abspath(path)), path))
        elif kind == ".parquet":
            _add(out, ids, stem, path, data, _parquet(path))
        elif kind in (".csv", ".tsv"):
            _add(out, ids, stem, path, data, _csv(_text(data, path), path, "\t" if kind == ".tsv" else ","))
        elif kind in (".json", ".yaml", ".yml"):
            _document(out, ids, stem, path, data, named=bool(name))
        else:
            raise UsageError(
                f"{path}: no kind of data is known by this name",
                "name it .json, .yaml, .yml, .csv, .tsv, .parquet or .sql",
            )
    return out


def is_query(text: str, place: str = "") -> bool:
    """Whether a `--data` is SQL itself: it begins as a query does, and no file has this name."""
    first = text.lstrip().partition("\n")[0].split()
    return len(first) > 1 and first[0].lower() in _SQL_WORDS and not os.path.lexists(os.path.join(place, text))


def _named(spec: str, place: str = "") -> tuple[str, str]:
    """("", FILE) or (NAME, FILE). A file whose own name holds `=` is taken as it stands."""
    name, equals, rest = spec.partition("=")
    plain = name.replace("-", "_")
    if equals and rest and plain.isascii() and plain.isidentifier() and not os.path.lexists(os.path.join(place, spec)):
        return name, rest
    return "", spec


def _bytes(path: str) -> bytes:
    found = read_file(path, LARGEST)
    if found is None:
        raise UsageError(f"there is no file {path}", "--data takes a file, NAME=FILE or a query")
    if found.data is None:
        raise UsageError(f"{path} cannot be read: {found.why}")
    if len(found.data) > LARGEST:
        raise UsageError(
            f"{path} is larger than {LARGEST:,} bytes", "select what is needed with SQL: --data 'SELECT …'"
        )
    return found.data


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError("it is not UTF-8", "save it as UTF-8", file=path, line=line) from error


def _add(
    out: Loaded, ids: dict[str, dict[str, str]], name: str, path: str, data: bytes, found: Iterator[tuple[int, Entity]]
) -> None:
    """Put entities (line, entity) into the set `name`; an id stands once in a set."""
    known = ids.setdefault(name, {})
    kept = out.tables.setdefault(name, [])
    before = len(kept)
    for line, entity in found:
        same = entity.get("id")
        if same is not None:
            where = f"{path}:{line}" if line else f"{path}"
            first = known.setdefault(str(same), where)
            if first is not where:
                raise ConfigurationError(
                    f"the id {same!r} stands in {name} twice, first in {first}",
                    "an id names one entity",
                    file=path,
                    line=line,
                    key="id",
                )
        kept.append(entity)
    out.sources.append(Source(name, path, hashlib.sha256(data).hexdigest(), len(kept) - before))


# -- JSON and YAML ------------------------------------------------------------------------------------------------


class _Document:
    """A parsed file, and where in it something stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.body: Any = None

    def line(self, way: tuple[str | int, ...]) -> int:
        """The line of a value, by the way to it; 0 when it is not known."""
        raise AssertionError(way)  # both forms have their own

    def wrong(self, way: tuple[str | int, ...], what: str, fix: str = "") -> ConfigurationError:
        return ConfigurationError(what, fix, file=self.path, line=self.line(way), key=spelled(way))


def spelled(way: tuple[str | int, ...]) -> str:
    """A way through a document as people write it: `entities[3].D1`."""
    out = ""
    for step in way:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


def _document(out: Loaded, ids: dict[str, dict[str, str]], name: str, path: str, data: bytes, *, named: bool) -> None:
    text = _text(data, path)
    document = _Json(path, text) if path.lower().endswith(".json") else _Yaml(path, text)
    body = document.body
    if isinstance(body, list):
        _add(out, ids, name, path, data, _entities(document, body, (), out))
        return
    if not isinstance(body, dict):
        raise document.wrong((), "it holds neither a list of entities nor an object with `entities`")
    known = {"title", "note", "entities", "tables", "cascade", "asOf", "citations"}
    for key in body:
        if key not in known:
            raise document.wrong((key,), "this key means nothing here", f"known are {', '.join(sorted(known))}")
    if "entities" not in body and "tables" not in body:
        raise document.wrong((), "it holds neither `entities` nor `tables`")
    citations = body.get("citations", {})
    if not isinstance(citations, dict):
        raise document.wrong(("citations",), "it is no map from a mark to a source")
    for mark, cited in citations.items():
        if mark in out.citations and out.citations[mark] != cited:
            raise document.wrong(("citations", mark), "another file means something else by this mark")
        out.citations[mark] = cited
    if "entities" in body:
        if not isinstance(body["entities"], list):
            raise document.wrong(("entities",), "it is no list")
        _add(out, ids, name, path, data, _entities(document, body["entities"], ("entities",), out))
    sets = body.get("tables", {})
    if not isinstance(sets, dict):
        raise document.wrong(("tables",), "it is no map from a name to a list of entities")
    if named and sets:
        raise document.wrong(("tables",), f"a file with tables of its own cannot be called {name}", f"--data {path}")
    out.unnamed -= bool(sets)
    for called, entities in sets.items():
        if not isinstance(entities, list):
            raise document.wrong(("tables", called), "it is no list of entities")
        _add(out, ids, called, path, data, _entities(document, entities, ("tables", called), out))
    if "cascade" in body:
        declared = _cascade(document, body["cascade"])
        if out.cascade is not None and out.cascade != declared:
            raise document.wrong(("cascade",), "another file declared another cascade", "declare it once")
        out.cascade = declared
    as_of = body.get("asOf")
    if as_of is not None:
        day = _day(as_of)
        if day is None:
            raise document.wrong(("asOf",), f"{as_of!r} is no day", "the day that the figures stand for: 2026-03-31")
        if out.as_of not in (None, day):
            raise document.wrong(
                ("asOf",), f"another file stands for {out.as_of}", "figures of one run stand for one day"
            )
        out.as_of = day
    if body.get("title"):
        out.title = out.title or str(body["title"])


_FIGURE = frozenset(("value", "kind", "cites", "contested", "says", "note"))
_KINDS = ("measured", "reported", "estimated", "derived", "asserted")


def _entities(
    document: _Document, body: list[Any], lead: tuple[str | int, ...], out: Loaded
) -> Iterator[tuple[int, Entity]]:
    """Each entity of a list, its figures made plain fields; what they say of themselves goes to `out.figures`."""
    seen: dict[str, int] = {}
    for number, entity in enumerate(body):
        way = (*lead, number)
        if not isinstance(entity, dict):
            raise document.wrong(way, "an entity is a map of fields")
        same = entity.get("id")
        if same is not None:
            if not isinstance(same, str | int) or isinstance(same, bool):
                raise document.wrong((*way, "id"), "an id is a text or a whole number")
            first = seen.setdefault(str(same), number)
            if first != number:
                raise document.wrong((*way, "id"), f"the id {same!r} stands twice, first in {spelled((*lead, first))}")
        for name, value in entity.items():
            if value.__class__ is dict and "value" in value and ("cites" in value or "contested" in value):
                figure = _figure(document, (*way, name), str(same), value, out)
                entity[name] = figure.value
                out.figures.append(figure)
        yield 0, entity


def _figure(document: _Document, way: tuple[str | int, ...], entity: str, body: dict[str, Any], out: Loaded) -> Figure:
    for key in body:
        if key not in _FIGURE:
            raise document.wrong((*way, key), "this key means nothing in a figure", ", ".join(sorted(_FIGURE)))
    for key in ("kind", "cites", "contested"):
        if key not in body:
            raise document.wrong(way, f"a figure says its {key}", "value, kind, cites and contested")
    if isinstance(body["value"], dict | list):
        raise document.wrong((*way, "value"), "a figure is one value")
    if body["kind"] not in _KINDS:
        raise document.wrong((*way, "kind"), f"{body['kind']!r} is no kind of figure", ", ".join(_KINDS))
    if not isinstance(body["contested"], bool):
        raise document.wrong((*way, "contested"), "it is neither true nor false")
    if not isinstance(body["cites"], list):
        raise document.wrong((*way, "cites"), "it is no list of marks; [] for a figure that nobody backs")
    for number, mark in enumerate(body["cites"]):
        if str(mark) not in out.citations:
            raise document.wrong((*way, "cites", number), f"{mark!r} does not stand under `citations`")
    return Figure(
        entity,
        str(way[-1]),
        body["value"],
        body["kind"],
        tuple(str(mark) for mark in body["cites"]),
        body["contested"],
        str(body.get("says", "")),
        str(body.get("note", "")),
    )


def _cascade(document: _Document, body: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(body, dict):
        raise document.wrong(("cascade",), "it is no map from a dimension to those that it reaches")
    out: dict[str, tuple[str, ...]] = {}
    for origin, reached in body.items():
        way = ("cascade", origin)
        if origin not in _DIMENSIONS:
            raise document.wrong(way, "this is no dimension", "D1 to D6")
        if not isinstance(reached, list):
            raise document.wrong(way, "it is no list of dimensions")
        for number, one in enumerate(reached):
            if one not in _DIMENSIONS:
                raise document.wrong((*way, number), f"{one!r} is no dimension", "D1 to D6")
            if one == origin:
                raise document.wrong((*way, number), "a dimension does not reach itself")
        out[origin] = tuple(reached)
    return out


def _day(text: Any) -> str | None:
    """The day that an ISO date names, None for anything else."""
    import datetime as dt

    try:
        return dt.date.fromisoformat(text).isoformat() if isinstance(text, str) else None
    except ValueError:
        return None


class _Json(_Document):
    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        try:
            self.body = json.loads(text, object_pairs_hook=self._once, parse_constant=self._no_number)
        except json.JSONDecodeError as error:
            raise ConfigurationError(error.msg.lower(), file=path, line=error.lineno) from error
        except _TwiceError as error:
            line = _line_of_twice(text, error.key)
            raise ConfigurationError("this key stands twice", file=path, line=line, key=error.key) from error
        except _NumberError as error:
            line = text.count("\n", 0, max(text.find(str(error)), 0)) + 1
            raise ConfigurationError(f"{error} is no number here", file=path, line=line) from error
        except RecursionError as error:
            raise ConfigurationError("it is nested too deep", file=path) from error

    @staticmethod
    def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(pairs)
        if len(out) != len(pairs):
            names = [name for name, _value in pairs]
            raise _TwiceError(next(name for number, name in enumerate(names) if name in names[:number]))
        return out

    @staticmethod
    def _no_number(text: str) -> Any:
        raise _NumberError(text)

    def line(self, way: tuple[str | int, ...]) -> int:
        at = 0
        for step in way:
            at = self._child(at, step)
            if at < 0:
                return 0
        return self.text.count("\n", 0, self._skip(at)) + 1

    def _skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in " \t\r\n":
            at += 1
        return at

    def _child(self, at: int, step: str | int) -> int:
        """Where the value behind `step` begins, -1 for nowhere. The text is known to be JSON."""
        decode = json.JSONDecoder().raw_decode
        at = self._skip(at) + 1
        number = 0
        while True:
            at = self._skip(at)
            if self.text[at] in "]}":
                return -1
            if isinstance(step, str):
                name, at = decode(self.text, at)
                at = self._skip(self._skip(at) + 1)
                if name == step:
                    return at
            elif number == step:
                return at
            _value, at = decode(self.text, at)
            at = self._skip(at)
            at += self.text[at] == ","
            number += 1


class _TwiceError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _NumberError(Exception):
    """NaN or an infinity."""


def _line_of_twice(text: str, key: str) -> int:
    """The line of the second of two equal keys in one object: a walk with a stack of the keys seen."""
    seen: list[set[str]] = []
    at = 0
    previous = ""
    while at < len(text):
        char = text[at]
        if char == "{":
            seen.append(set())
        elif char == "}":
            seen.pop()
        elif char == '"':
            previous, end = json.JSONDecoder().raw_decode(text, at)
            rest = end
            while rest < len(text) and text[rest] in " \t\r\n":
                rest += 1
            if rest < len(text) and text[rest] == ":":
                if previous == key and key in seen[-1]:
                    return text.count("\n", 0, at) + 1
                seen[-1].add(previous)
            at = end
            continue
        at += 1
    return 0


class _Yaml(_Document):
    """YAML by its 1.2 core schema: `yes` and `no` are words, 010 is ten, dates are text. Only plain data, no tags."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._resolver = yaml.SafeLoader("")
        try:
            nodes = list(yaml.compose_all(text, Loader=loader))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            what = error.problem or "it cannot be read as YAML"
            raise ConfigurationError(what, file=path, line=mark.line + 1 if mark else 0) from error
        except yaml.YAMLError as error:
            raise ConfigurationError(f"it cannot be read as YAML: {error}", file=path) from error
        except RecursionError as error:
            raise ConfigurationError("it is nested too deep", file=path) from error
        if len(nodes) != 1 or nodes[0] is None:
            raise ConfigurationError(f"it holds {len(nodes)} documents, not one", file=path)
        self._root: Any = nodes[0]
        self._made: dict[int, tuple[Any, int]] = {}
        self.body, _size = self._value(self._root, (), frozenset())

    def _wrong_at(self, node: Any, way: tuple[str | int, ...], what: str, fix: str = "") -> ConfigurationError:
        return ConfigurationError(what, fix, file=self.path, line=node.start_mark.line + 1, key=spelled(way))

    def _value(self, node: Any, way: tuple[str | int, ...], open_: frozenset[int]) -> tuple[Any, int]:
        """(value, how many values it holds once aliases are written out)."""
        import yaml

        if id(node) in open_:
            raise self._wrong_at(node, way, "an alias that holds itself")
        if len(way) > DEEPEST:
            raise self._wrong_at(node, way, "it is nested too deep")
        if id(node) in self._made:
            return self._made[id(node)]
        size = 1
        value: Any
        if isinstance(node, yaml.ScalarNode):
            value = self._scalar(node, way)
        elif isinstance(node, yaml.SequenceNode):
            if node.tag != "tag:yaml.org,2002:seq":
                raise self._wrong_at(node, way, f"the tag {node.tag} is not taken", "plain data only")
            value = []
            for number, one in enumerate(node.value):
                item, more = self._value(one, (*way, number), open_ | {id(node)})
                value.append(item)
                size += more
        else:
            if node.tag != "tag:yaml.org,2002:map":
                raise self._wrong_at(node, way, f"the tag {node.tag} is not taken", "plain data only")
            value = {}
            for name, one in node.value:
                key = self._key(name, way)
                if key in value:
                    raise self._wrong_at(name, (*way, key), "this key stands twice")
                value[key], more = self._value(one, (*way, key), open_ | {id(node)})
                size += more
        if size > EXPANDED:
            raise self._wrong_at(node, way, f"its aliases come to more than {EXPANDED:,} values")
        self._made[id(node)] = (value, size)
        return value, size

    def _key(self, node: Any, way: tuple[str | int, ...]) -> str:
        import yaml

        if not isinstance(node, yaml.ScalarNode):
            raise self._wrong_at(node, way, "a key is a text")
        if node.tag == "tag:yaml.org,2002:merge":
            raise self._wrong_at(node, way, "merge keys (<<) are not taken", "write the fields out")
        return str(node.value)

    def _scalar(self, node: Any, way: tuple[str | int, ...]) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind not in ("str", "int", "float", "bool", "null", "timestamp", "value"):
            raise self._wrong_at(node, way, f"the tag {node.tag} is not taken", "plain data only")
        text: str = node.value
        quoted = node.style not in (None, "")
        if quoted or (kind == "str" and self._resolver.resolve(type(node), text, (True, False)) != node.tag):
            return text  # quoted, or !!str
        if text.lower() in (".nan", ".inf", "+.inf", "-.inf"):
            raise self._wrong_at(node, way, f"{text} is no number here")
        return plain_scalar(text)

    def line(self, way: tuple[str | int, ...]) -> int:
        import yaml

        node = self._root
        for step in way:
            if isinstance(step, int) and isinstance(node, yaml.SequenceNode):
                node = node.value[step]
                continue
            found = [pair for pair in node.value if pair[0].value == step] if isinstance(node, yaml.MappingNode) else []
            if not found:
                return 0
            name, node = found[0]
            if step == way[-1]:
                node = name if isinstance(node, yaml.ScalarNode) else node
        return int(node.start_mark.line) + 1


def plain_scalar(text: str) -> Any:
    """A bare word of YAML as its 1.2 core schema reads it; what is no number, truth or null is text."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    bare = text[1:] if text[0] in "+-" else text
    if (bare.isascii() and bare[:1].isdigit()) or bare[:1] == ".":
        if bare.isdigit():
            return int(text) if len(bare) < 400 else text
        if bare[:2] in ("0x", "0o"):
            try:
                return int(bare, 0)
            except ValueError:
                return text
        if not set(bare) - set("0123456789.eE+-"):
            try:
                number = float(text)
            except ValueError:
                return text
            return number if abs(number) < float("inf") else text
    return text


# -- CSV ----------------------------------------------------------------------------------------------------------


def _csv(text: str, path: str, delimiter: str) -> Iterator[tuple[int, Entity]]:
    """Rows as entities. A column is numbers or truths only when all its cells are; `a.b` is field b of a."""
    csv.field_size_limit(1 << 24)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heads = next(rows, [])
        if not heads:
            raise ConfigurationError("there is no line of column names", file=path, line=1)
        _check_heads(heads, path)
        body: list[tuple[int, list[str]]] = []
        for row in rows:
            if not row:
                continue
            if len(row) != len(heads):
                raise ConfigurationError(
                    f"this row has {len(row)} cells, the first line has {len(heads)}", file=path, line=rows.line_num
                )
            body.append((rows.line_num, row))
    except csv.Error as error:
        raise ConfigurationError(str(error), file=path, line=rows.line_num) from error
    readers = [_column([row[number] for _line, row in body]) for number in range(len(heads))]
    for line, row in body:
        yield (
            line,
            _nested(
                {head: read(cell) for head, read, cell in zip(heads, readers, row, strict=True) if cell != ""},
                path,
                line,
            ),
        )


def _check_heads(heads: list[str], path: str) -> None:
    for number, head in enumerate(heads):
        if not head.strip():
            raise ConfigurationError(f"column {number + 1} has no name", file=path, line=1)
        if head in heads[:number]:
            raise ConfigurationError("this column stands twice", file=path, line=1, key=head)


def _column(cells: list[str]) -> Any:
    """How the cells of a column are read."""
    filled = [cell for cell in cells if cell != ""]
    if filled and all(cell.lower() in ("true", "false") for cell in filled):
        return lambda cell: cell.lower() == "true"
    if filled and all(_is_number(cell) for cell in filled):
        return lambda cell: float(cell) if "." in cell else int(cell)
    return str


def _is_number(cell: str) -> bool:
    """Digits as people write a number; 007 and 1e5 are names rather than numbers."""
    whole, dot, part = cell.removeprefix("-").partition(".")
    if (
        not whole.isascii()
        or not whole.isdigit()
        or len(whole) > 300
        or (dot and not (part.isascii() and part.isdigit()))
    ):
        return False
    return whole == "0" or whole[0] != "0"


def _nested(row: dict[str, Any], path: str, line: int) -> Entity:
    out: Entity = {}
    for head, value in row.items():
        steps = head.split(".")
        place = out
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ConfigurationError(f"{step} is a value and holds fields, too", file=path, line=line, key=head)
            place = inner
        if isinstance(place.get(steps[-1]), dict):
            raise ConfigurationError("it is a value and holds fields, too", file=path, line=line, key=head)
        place[steps[-1]] = value
    return out


# -- Parquet and SQL ----------------------------------------------------------------------------------------------


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError(
            "Parquet and SQL are read by DuckDB, which is not installed", "install keyturn[data], or give JSON or CSV"
        ) from error
    return duckdb


def _parquet(path: str) -> Iterator[tuple[int, Entity]]:
    engine = _duckdb()
    full = os.path.abspath(path)
    query = f"SELECT * FROM read_parquet({_quoted(full)})"  # noqa: S608 - the name is quoted
    return _rows(engine, [full], [], query, path)


def _query(text: str, directory: str, path: str) -> Iterator[tuple[int, Entity]]:
    """Run one SELECT over the files that it names in FROM. Raises ConfigurationError for everything else."""
    engine = _duckdb()
    with engine.connect(":memory:") as reader:
        answer = json.loads(reader.execute("SELECT json_serialize_sql(?)", [text]).fetchone()[0])
    if answer["error"]:
        said = str(answer["error_message"])
        at = int(answer.get("position") or 0)
        fix = "one SELECT; nothing is written by it" if "Only SELECT" in said else ""
        raise ConfigurationError(said, fix, file=path, line=text.count("\n", 0, at) + 1 if at else 0)
    if len(answer["statements"]) != 1:
        raise ConfigurationError(f"there are {len(answer['statements'])} statements", "one SELECT", file=path)
    names, functions = _mentioned(answer)
    for function in sorted(functions):
        raise ConfigurationError(
            f"{function} would make the same run give another answer", "write the value itself", file=path
        )
    files: list[str] = []
    views: list[str] = []
    for name in sorted(names):
        kind = os.path.splitext(name)[1].lower()
        reads = {".csv": "read_csv", ".tsv": "read_csv", ".json": "read_json", ".parquet": "read_parquet"}.get(kind)
        if reads is None:
            continue  # a name of the query's own, or one that DuckDB will not know
        full = os.path.abspath(os.path.join(directory, name))
        if not os.path.isfile(full):
            raise ConfigurationError(f"there is no file {full}", "files in a query are named one by one", file=path)
        files.append(full)
        called = name.replace('"', '""')
        views.append(f'CREATE VIEW "{called}" AS SELECT * FROM {reads}({_quoted(full)})')  # noqa: S608 - both are quoted
    return _rows(engine, files, views, text, path)


def _mentioned(tree: Any) -> tuple[set[str], set[str]]:
    """(tables in FROM, names whose answer changes by itself) anywhere in a statement."""
    tables: set[str] = set()
    functions: set[str] = set()
    rest = [tree]
    while rest:
        one = rest.pop()
        if isinstance(one, list):
            rest.extend(one)
        elif isinstance(one, dict):
            if one.get("type") == "BASE_TABLE":
                tables.add(str(one.get("table_name", "")))
            if one.get("class") == "FUNCTION":
                functions.add(str(one.get("function_name", "")).lower())
            if one.get("class") == "COLUMN_REF" and len(one.get("column_names", ())) == 1:
                functions.add(str(one["column_names"][0]).lower())  # current_date comes without parentheses
            rest.extend(one.values())
    return tables, functions & _UNSTEADY


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rows(engine: Any, files: list[str], views: list[str], query: str, path: str) -> Iterator[tuple[int, Entity]]:
    allowed = ", ".join(_quoted(name) for name in files)
    with engine.connect(":memory:") as reader:
        try:
            for step in (
                f"SET allowed_paths=[{allowed}]" if allowed else "",
                "SET autoinstall_known_extensions=false",
                "SET autoload_known_extensions=false",
                "SET memory_limit='2GB'",
                "SET enable_external_access=false",
                *views,
                "SET lock_configuration=true",
            ):
                if step:
                    reader.execute(step)
            found = reader.execute(query)
            heads = [str(column[0]) for column in found.description]
            _check_heads(heads, path)
            while rows := found.fetchmany(10_000):
                for row in rows:
                    given = {
                        head: _plain(cell, path, head)
                        for head, cell in zip(heads, row, strict=True)
                        if cell is not None
                    }
                    yield 0, _nested(given, path, 0)
        except engine.Error as error:
            said = str(error).partition("\n")[0]
            raise ConfigurationError(said, file=path) from error


def _plain(cell: Any, path: str, key: str) -> Any:
    """A database's value as JSON knows it. Dates become text."""
    import datetime as dt
    import decimal
    import math

    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise ConfigurationError(f"{cell} is no number here", file=path, key=key)
        return cell
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return [_plain(one, path, key) for one in cell]
    if isinstance(cell, dict):
        return {str(name): _plain(one, path, key) for name, one in cell.items()}
    return str(cell)
