"""A JSON Schema (2020-12) of `keyturn.toml`, made from the loader's own list of keys.

For editors: it knows names, types, ranges and which keys go together within one table. What only the loader can
tell (whether a regular expression is one, whether a rule notices its examples) stays with `keyturn config check`;
tests/policy/test_schema.py lists it all. TOML's dates are what validators for TOML make of them: text.
"""

from __future__ import annotations

from keyturn.model.rule import SEVERITIES
from keyturn.policy.configuration import CLASSES, KEYS_KNOWN, NAMED
from keyturn.policy.layers import PRODUCTION
from keyturn.policy.matching import SCHEMES
from keyturn.policy.own_rules_reading import LONGEST, SHAPES, categories, languages
from keyturn.policy.own_rules_sql import statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.policy.configuration import Key

    Node = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = "urn:keyturn:schema:configuration"
"""A name, not an address: the file is published beside the documentation and in the program itself."""

BOUNDS: dict[tuple[str, str], tuple[int, int]] = {
    ("environment.NAME.hold", "row_limit"): (0, 10**12),
    ("scan", "gutted_lines"): (1, 10**9),
    ("scan", "max_file_bytes"): (1, 200_000_000),
    ("receive", "max_commits"): (1, 10**9),
    ("rule[].effect", "min_count"): (1, 10**9),
}
"""Ranges of whole numbers whose shape does not say them; any other is from 0 to a thousand million."""

_WORD: Node = {"type": "string", "minLength": 1}
_WORDS: Node = {"type": "array", "items": _WORD}
_TEXT: Node = {"type": "string", "pattern": "^[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]*$"}
_KEBAB = "[a-z0-9]+(-[a-z0-9]+)*"
_MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
_TARGET = "^(" + "|".join(sorted(SCHEMES)) + "|path|sqlite|[A-Za-z0-9+._*-]+:/).*\\S$|^(path|sqlite):"


class _Shapes:
    """Shapes by the words in which `Key.shape` says them."""

    def __init__(self) -> None:
        from keyturn.tool.sql import CATEGORIES

        pattern: Node = {"type": "string", "pattern": _TARGET, "examples": ["terraform:workspace=prod", "path:/srv/*"]}
        self.known: dict[str, Node] = {
            "boolean": {"type": "boolean"},
            "absolute path": {"type": "string", "pattern": "^/[^\\x00-\\x1f\\x7f-\\x9f]*$"},
            "text": _TEXT,
            "environment's name": _TEXT,
            "severity": {"enum": list(SEVERITIES)},
            "family/problem": {"type": "string", "pattern": f"^{_KEBAB}/{_KEBAB}$"},
            'duration ("24h")': {"type": "string", "pattern": "^0*([1-9][0-9]{0,3}|10000)[mhd]$"},
            "date and time with its zone": {"type": "string", "format": "date-time", "pattern": _MOMENT},
            "array of patterns": {"type": "array", "items": pattern},
            "array of categories": {"type": "array", "items": {"enum": list(categories())}},
            "array of examples": {"type": "array", "items": {"anyOf": [_WORD, {"$ref": "#/$defs/example"}]}},
            "glob or array of globs": {"anyOf": [_WORD, _WORDS]},
            "language": {"enum": list(languages())},
            "statement": {"enum": sorted(statements(tuple(CATEGORIES)))},
            "regular expression": {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "examples": ["DROP +LEDGER"],
            },
        }

    def of(self, key: Key) -> Node:
        """The schema of one key's value; tables are filled in by the caller. Raises KeyError for unknown words."""
        shape = key.shape
        if shape in self.known:
            return dict(self.known[shape])
        if shape.startswith("whole number"):
            least, most = BOUNDS.get((key.table, key.name), (0, 10**9))
            if ", " in shape:
                first, _to, last = shape.partition(", ")[2].partition(" to ")
                least, most = int(first), int(last)
            return {"type": "integer", "minimum": least, "maximum": most}
        if shape.startswith('"'):
            return {"enum": [piece.strip('" ') for piece in shape.replace(" or ", ", ").split(", ")]}
        if shape.startswith("array of ") and shape != "array of tables":
            return {"type": "array", "items": dict(_WORD)}
        raise KeyError(shape)


def schema() -> Node:
    """The whole schema."""
    shapes = _Shapes()

    def table(name: str) -> Node:
        properties: Node = {}
        for key in KEYS_KNOWN:
            if key.table != name:
                continue
            inner = f"{name}.{key.name}" if name else key.name
            if key.shape == "tables":
                node = _environments()
            elif key.shape == "array of tables":
                node = {"type": "array", "items": table(f"{inner}[]")}
            elif key.shape == "table":
                node = table(inner)
            else:
                node = shapes.of(key)
            node["description"] = key.text
            properties[key.name] = node
        if not properties:
            raise KeyError(name)
        return {"type": "object", "properties": properties, "additionalProperties": False, **_together(name)}

    whole = table("")
    return {
        "$schema": DIALECT,
        "$id": IDENTITY,
        "title": "keyturn.toml",
        "description": "What Keyturn guards, your own rules, and what a scan stops at.",
        **whole,
        "$defs": {"environment": table("environment.NAME"), "example": table("rule[].match[]")},
    }


def _together(table: str) -> Node:
    """Which keys a table needs, and which go together."""
    if table == "rule[]":
        return {
            "required": ["id", "match"],
            "oneOf": [{"required": [name]} for name in SHAPES],
            # an empty array is no example
            "allOf": [{"properties": {"match": {"minItems": 1}}}],
        }
    if table == "rule[].command":
        return {"required": ["program"], "allOf": [{"properties": {"program": {"pattern": "^[^\\s/]+$"}}}]}
    if table == "rule[].text":
        return {"required": ["pattern"]}
    if table == "rule[].sql":
        bare = {"properties": {"statement": {"enum": _with_where()}}}
        asked = {"properties": {"without_where": {"const": True}}, "required": ["without_where"]}
        return {"required": ["statement"], "if": asked, "then": bare}
    if table == "rule[].effect":
        lists = ("category", "rule", "target", "environment")
        return {"minProperties": 1, "allOf": [{"properties": {name: {"minItems": 1} for name in lists}}]}
    if table == "rule[].match[]":
        return {"required": ["language", "text"], "allOf": [{"properties": {"text": {"minLength": 1}}}]}
    if table == "environment.NAME.freeze[]":
        return {"required": ["from", "until"]}
    return {}


def _with_where() -> list[str]:
    from keyturn.tool.sql import CATEGORIES

    known = statements(tuple(CATEGORIES))
    return sorted(name for name, kinds in known.items() if any(kind.endswith("-without-where") for kind in kinds))


def _environments() -> Node:
    """Environments by name: some names say their class, and one that is called production cannot be anything else."""
    production = [name for name, column in NAMED.items() if column == PRODUCTION]
    others = [name for name, column in NAMED.items() if column != PRODUCTION]
    one: Node = {"$ref": "#/$defs/environment"}
    only = next(name for name, column in CLASSES.items() if column == PRODUCTION)
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[^\\x00-\\x1f\\x7f]*[^\\s\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*$"},
        "patternProperties": {
            _any_case(production): {"allOf": [one, {"properties": {"class": {"const": only}}}]},
            _any_case(others): one,
        },
        "additionalProperties": {"allOf": [one, {"required": ["class"]}]},
    }


def _any_case(names: list[str]) -> str:
    """A pattern for whole names in upper, lower or mixed case."""
    spelled = (
        "".join(f"[{char.upper()}{char}]" if char.isalpha() else char for char in name) for name in sorted(names)
    )
    return "^(" + "|".join(spelled) + ")$"


def text() -> str:
    """The schema as a file."""
    import json

    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
