"""Turn src/keyturn/tool/tables/*.toml of the verb kind into src/keyturn/tool/compiled/, one module per family.

Reading TOML at start would cost many times a bare interpreter; a compiled constant costs almost nothing.
tools/build_tables.py calls this. docs/how-to/add-a-family.md explains the table to those who write one.
"""

from __future__ import annotations

import pprint
import tomllib
from collections.abc import Iterable
from typing import Any

HEAD = '"""Generated from tables/{name}.toml by tools/build_tables.py: edit the table, not this file."""\n\n'
DEEPEST = 6
STYLES = ("gnu", "go")
CATEGORIES = frozenset(
    "file-change recursive-delete mass-delete rewrite git-discard git-history git-remote bounded-write data-loss "
    "migration-loss migration-forward infra-apply infra-destroy identity container-change container-data "
    "service-delete availability protection-off backup-delete exposure publish opaque".split()
)
KINDS = frozenset("cloud service database cluster container machine infrastructure host".split())
_TOP = {"family", "title", "kind", "provider"}, {"program", "row", "verb", "mild", "hand", "rule"}
_PROGRAM = {"names"}, {"flags", "valued", "optional", "style", "abbreviate", "skip", "dry", "alias", "facet", "kind",
                       "provider"}  # fmt: skip
_FACET = {"name"}, {"options", "env"}
_ROW = {"commands", "rule", "category", "what", "source"}, {"name", "with", "unless", "unit", "open"}
_VERB = {"programs", "words", "at", "rule", "category", "what", "source"}, set[str]()
_MILD = {"commands", "why"}, set[str]()
_HAND = {"commands", "language"}, {"option", "operand", "dialect", "away", "with", "unless"}
_RULE = {"id", "summary", "why", "instead", "severity", "match", "no_match"}, {"confidence", "source", "anchors"}
_LISTS = frozenset("names commands programs words at with unless match no_match anchors".split())
_OWN_TYPES: dict[str, type | tuple[type, ...]] = {
    "abbreviate": bool, "open": bool, "away": bool, "operand": int, "alias": dict, "facet": list,
}  # fmt: skip


class TableError(SystemExit):
    """A table that cannot be compiled: which file, which part, what is wrong."""


def _check(where: str, part: dict[str, Any], keys: tuple[set[str], set[str]]) -> None:
    needed, free = keys
    missing = sorted(needed - part.keys())
    strange = sorted(part.keys() - needed - free)
    if missing:
        raise TableError(f"{where}: {', '.join(missing)} missing")
    if strange:
        raise TableError(f"{where}: unknown key {', '.join(strange)}; known are {', '.join(sorted(needed | free))}")
    for key, value in part.items():
        _typed(where, key, value)


def _typed(where: str, key: str, value: Any) -> None:
    """Refuse what a reader of the table would only trip over later, or read letter by letter."""
    if key in _TOP[1]:
        return
    if key in _LISTS:
        if not isinstance(value, list) or not value:
            raise TableError(f"{where}: {key} is a list in brackets, and not an empty one")
        if key != "at" and not all(isinstance(one, str) and one for one in value):
            raise TableError(f"{where}: {key} holds something that is no text")
    elif key == "name":
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise TableError(f"{where}: name is the number of an operand, or options in one text")
        if isinstance(value, str) and any(one.isdigit() for one in value.split()):
            raise TableError(f"{where}: name is a number or options, not both; write a second row for the other")
    elif not isinstance(value, _OWN_TYPES.get(key, str)):
        raise TableError(f"{where}: {key} is one text, its words separated by blanks" if key not in _OWN_TYPES
                         else f"{where}: {key} is no {_OWN_TYPES[key]}")  # fmt: skip


def _conditions(where: str, given: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one.split() for one in given):
        raise TableError(f"{where}: conditions are a list of texts, each words that must all hold")
    return tuple(tuple(one if one.startswith("-") and "=" not in one else _lowered(one) for one in every.split())
                 for every in given)  # fmt: skip


def _lowered(condition: str) -> str:
    name, equals, value = condition.partition("=")
    return name + equals + value.lower() if equals else condition.lower()


def _address(where: str, source: str) -> None:
    if not source.startswith("https://"):
        raise TableError(f"{where}: the source is no address")


class Family:
    """One table, checked, with its parts per program. Raises TableError."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        file = f"{name}.toml"
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise TableError(f"{file}: no TOML: {error}") from None
        _check(file, self.table, _TOP)
        self.family = self.table["family"]
        if self.family.replace("-", "_") != name:
            raise TableError(f"{file}: family {self.family} does not fit the file's name")
        if self.table["kind"] not in KINDS:
            raise TableError(f"{file}: kind {self.table['kind']} is none of {', '.join(sorted(KINDS))}")
        self.programs: dict[str, dict[str, Any]] = {}
        for number, part in enumerate(self.table.get("program", []), 1):
            where = f"{file}, program {number}"
            _check(where, part, _PROGRAM)
            if part.get("style", "gnu") not in STYLES:
                raise TableError(f"{where}: style {part['style']} is none of {', '.join(STYLES)}")
            for facet in part.get("facet", []):
                _check(f"{where}, facet", facet, _FACET)
            self.programs[part["names"][0]] = part
        self.rules = self.table.get("rule", [])
        ids = set()
        for number, part in enumerate(self.rules, 1):
            where = f"{file}, rule {number}"
            _check(where, part, _RULE)
            if len(part["match"]) < 2 or len(part["no_match"]) < 2:
                raise TableError(f"{where} ({part['id']}): at least two examples of each kind")
            if part["severity"] not in ("low", "medium", "high", "critical"):
                raise TableError(f"{where} ({part['id']}): severity is low, medium, high or critical")
            ids.add(part["id"])
        self.used: dict[str, str] = {}
        self.rows: dict[str, dict[str, list[tuple[Any, ...]]]] = {one: {} for one in self.programs}
        self.hands: dict[str, dict[str, list[tuple[Any, ...]]]] = {one: {} for one in self.programs}
        self.verbs: dict[str, list[tuple[Any, ...]]] = {one: [] for one in self.programs}
        for number, part in enumerate(self.table.get("row", []), 1):
            self._row(f"{file}, row {number}", part, ids)
        for number, part in enumerate(self.table.get("mild", []), 1):
            where = f"{file}, mild {number}"
            _check(where, part, _MILD)
            for program, path in self._paths(where, part["commands"]):
                self.rows[program].setdefault(path, []).append(("", "", "", 1, (), (), "", False))
        for number, part in enumerate(self.table.get("hand", []), 1):
            where = f"{file}, hand {number}"
            _check(where, part, _HAND)
            if ("option" in part) == ("operand" in part):
                raise TableError(f"{where}: option or operand, one of them")
            for program, path in self._paths(where, part["commands"]):
                value = (part["language"], part.get("option", part.get("operand")), part.get("dialect", ""),
                         part.get("away", False), _conditions(where, part.get("with", [])),
                         _conditions(where, part.get("unless", [])))  # fmt: skip
                self.hands[program].setdefault(path, []).append(value)
            self._has_value(where, part.get("option", ""), part["commands"])
        for number, part in enumerate(self.table.get("verb", []), 1):
            self._verb(f"{file}, verb {number}", part, ids)
        idle = sorted(ids - self.used.keys())
        if idle:
            raise TableError(f"{file}: no row leads to the rule {', '.join(idle)}")

    def _rule(self, where: str, part: dict[str, Any], ids: set[str]) -> str:
        _address(where, part["source"])
        if part["category"] not in CATEGORIES:
            raise TableError(f"{where}: category {part['category']} is none of {', '.join(sorted(CATEGORIES))}")
        rule: str = part["rule"]
        if "/" not in rule:
            if rule not in ids:
                raise TableError(f"{where}: there is no [[rule]] with the id {rule}")
            self.used.setdefault(rule, part["category"])
            return f"{self.family}/{rule}"
        return rule

    def _row(self, where: str, part: dict[str, Any], ids: set[str]) -> None:
        _check(where, part, _ROW)
        value = (
            self._rule(where, part, ids),
            part["category"],
            part["what"],
            part.get("name", 1),
            _conditions(where, part.get("with", [])),
            _conditions(where, part.get("unless", [])),
            part.get("unit", "resources"),
            part.get("open", False),
        )
        for program, path in self._paths(where, part["commands"]):
            rows = self.rows[program].setdefault(path, [])
            if value in rows:
                raise TableError(f"{where}: {program} {path} stands twice")
            rows.append(value)
        if "{" in part["what"].replace("{name}", ""):
            raise TableError(f"{where}: the only thing that stands in for another in `what` is {{name}}")
        self._has_value(where, part.get("name", 1), part["commands"])

    def _has_value(self, where: str, options: object, commands: list[str]) -> None:
        """An option whose value is wanted must be one that takes a value, in one of the row's programs."""
        if not isinstance(options, str):
            return
        parts = [self.programs[command.split()[0]] for command in commands]
        taking = {one for part in parts for key in ("valued", "optional") for one in part.get(key, "").split()}
        for option in options.removeprefix("@").split():
            if option != "<" and option not in taking:
                raise TableError(f"{where}: {option} stands in no `valued` or `optional`: its value would be lost")

    def _verb(self, where: str, part: dict[str, Any], ids: set[str]) -> None:
        _check(where, part, _VERB)
        rule = self._rule(where, part, ids)
        first, last = part["at"]
        for program in part["programs"]:
            if program not in self.programs:
                raise TableError(f"{where}: {program} is no [[program]] of this table")
            self.verbs[program].append((tuple(part["words"]), first, last, rule, part["category"], part["what"]))

    def _paths(self, where: str, commands: list[str]) -> Iterable[tuple[str, str]]:
        for command in commands:
            program, *path = command.split()
            if program not in self.programs:
                raise TableError(
                    f"{where}: {command} begins with no [[program]] of this table: {', '.join(self.programs)}"
                )
            if len(path) > DEEPEST:
                raise TableError(f"{where}: {command} is longer than {DEEPEST} words")
            if any(word.startswith("-") for word in path):
                raise TableError(f"{where}: {command} holds an option; options belong into `with`")
            yield program, " ".join(path)


def _shown(value: object, depth: int = 4) -> str:
    text = pprint.pformat(value, width=112, compact=True, sort_dicts=True)
    return text.replace("\n", "\n" + " " * depth)


def render(name: str, text: str) -> str:
    """The data module of one family. Raises TableError."""
    family = Family(name, text)
    table = family.table
    lines = [
        HEAD.format(name=name),
        "from __future__ import annotations\n\nfrom keyturn.tool.verbs import Hand, Program, Row, Verb\n\n",
    ]
    for number, (first, part) in enumerate(family.programs.items()):
        facets = tuple(
            (one["name"], tuple(one.get("options", "").split()), one.get("env", "")) for one in part.get("facet", [])
        )
        lines.append(f"_P{number} = Program(\n")
        for key, value in (
            ("kind", part.get("kind", table["kind"])),
            ("provider", part.get("provider", table["provider"])),
            ("flags", " ".join(part.get("flags", "").split())),
            ("valued", " ".join(part.get("valued", "").split())),
            ("optional", " ".join(part.get("optional", "").split())),
            ("style", part.get("style", "gnu")),
            ("abbreviate", part.get("abbreviate", False)),
            ("skip", part.get("skip", "")),
            ("dry", part.get("dry", "--help --dry-run")),
            ("alias", part.get("alias", {})),
            ("facets", facets),
        ):
            lines.append(f"    {key}={_shown(value)},\n")
        lines.append("    rows={\n")
        for path, rows in sorted(family.rows[first].items()):
            lines.append(f"        {path!r}: (\n")
            lines += [_made("Row", row[:-1], f"open={row[-1]}") for row in rows]
            lines.append("        ),\n")
        lines.append("    },\n    verbs=(\n")
        lines += [_made("Verb", verb) for verb in family.verbs[first]]
        lines.append("    ),\n    hands={\n")
        for path, hands in sorted(family.hands[first].items()):
            lines.append(f"        {path!r}: (\n")
            lines += [
                _made("Hand", hand[:3], f"away={hand[3]}, given={hand[4]!r}, unless={hand[5]!r}") for hand in hands
            ]
            lines.append("        ),\n")
        lines.append("    },\n)\n")
    lines.append("\nPROGRAMS: dict[str, Program] = {\n")
    for number, part in enumerate(family.programs.values()):
        lines += [f"    {one!r}: _P{number},\n" for one in part["names"]]
    return "".join(lines) + "}\n"


def _made(what: str, values: tuple[Any, ...], last: str = "") -> str:
    inside = ", ".join([*(repr(value) for value in values), *([last] if last else [])])
    return f"            {what}({inside}),\n"


def render_rules(name: str, text: str) -> str:
    """The module of one family's rules. Raises TableError."""
    family = Family(name, text)
    names = tuple(one.lower() for part in family.programs.values() for one in part["names"])
    lines = [
        HEAD.format(name=name),
        "from __future__ import annotations\n\nfrom keyturn.model.rule import Rule\n\nRULES: tuple[Rule, ...] = (\n",
    ]
    for part in family.rules:
        lines.append("    Rule(\n")
        for key, value in (
            ("id", f"{family.family}/{part['id']}"),
            ("summary", part["summary"]),
            ("why", part["why"]),
            ("instead", part["instead"]),
            ("severity", part["severity"]),
            ("confidence", part.get("confidence", "high")),
            ("category", family.used[part["id"]]),
            ("anchors", tuple(part["anchors"]) if "anchors" in part else names),
            ("match", tuple(part["match"])),
            ("no_match", tuple(part["no_match"])),
            ("source", part.get("source", "") or _source(family, part["id"])),
        ):
            lines.append(f"        {key}={_shown(value, 8)},\n")
        lines.append("    ),\n")
    return "".join(lines) + ")\n"


def _source(family: Family, rule: str) -> str:
    """The address of the first row that leads to the rule."""
    for part in (*family.table.get("row", []), *family.table.get("verb", [])):
        if part["rule"] == rule:
            return str(part["source"])
    return ""


def render_index(texts: dict[str, str]) -> str:
    """Which family knows which program. Raises TableError when two claim one."""
    owners: dict[str, str] = {}
    for name, text in sorted(texts.items()):
        for part in Family(name, text).programs.values():
            for program in part["names"]:
                if program in owners:
                    raise TableError(f"{name}.toml: {program} stands in {owners[program]}.toml too")
                owners[program] = name
    lines = [HEAD.format(name="*"), "from __future__ import annotations\n\nPROGRAMS: dict[str, str] = {\n"]
    lines += [f"    {program!r}: {owner!r},\n" for program, owner in sorted(owners.items())]
    lines.append("}\n\nFAMILIES: tuple[str, ...] = (\n")
    lines += [f"    {name!r},\n" for name in sorted(texts)]
    return "".join(lines) + ")\n"
