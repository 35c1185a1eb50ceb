"""One `[[rule]]` of a configuration file, and files of patterns: text in, rules out, faults to whoever reads.

A rule has exactly one shape. Where it has several, each counts until that is mended; where a shape cannot be read
(a pattern that the engine refuses), the fault is said and the rule is not there, since nothing stricter is known.
"""

from __future__ import annotations

from keyturn.errors import ConfigurationError, RuleError
from keyturn.model.rule import CRITICAL, HIGH
from keyturn.policy.layering import FAMILY
from keyturn.policy.layers import EffectShape, OwnRule, SqlShape, TextShape
from keyturn.policy.matching import problem_of
from keyturn.policy.own_rules_text import NO_ENGINE
from keyturn.policy.spelling import is_id, kebab, near, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from keyturn.policy.toml_lines import Path

    PatternProblem = Callable[[str, bool], str]
    Example = Callable[[OwnRule, str | tuple[str, str]], bool]

    class Reader(Protocol):
        """What reading a rule needs of the reader of its file."""

        name: str
        file: str
        rules: list[OwnRule]
        built_in: frozenset[str]
        noticed: Example | None
        pattern_problem: PatternProblem | None

        def fail(self, path: Path, what: str, fix: str, *, line: int = 0, kind: type[ConfigurationError] = ...) -> None:
            """Take note of a fault."""

        def unknown(self, path: Path, table: str, body: dict[str, Any]) -> bool:
            """Complain of keys that nobody knows."""

        def table(self, path: Path, name: str, around: dict[str, Any]) -> dict[str, Any]:
            """A table in a table, empty when there is none."""

        def boolean(self, path: Path, value: Any) -> bool:
            """True or false; True for anything else."""

        def number(self, path: Path, value: Any, least: int, most: int, strict: int) -> int:
            """A whole number in a range; `strict` for anything else."""

        def string(self, path: Path, value: Any) -> str:
            """Plain text."""

        def words(self, path: Path, value: Any) -> tuple[str, ...]:
            """An array of texts that are not empty."""

        def severity(self, path: Path, value: Any, strict: str) -> str:
            """One of four."""


SHAPES = ("command", "text", "sql", "effect")
"""What a rule may be about."""
LONGEST = 10_000
"""Characters of one pattern."""
PATTERNS_BYTES = 2_000_000
"""A larger file of patterns is refused whole."""
_REVERSIBLE = ("no", "given evidence")


def read_rule(reader: Reader, path: Path, body: Any) -> None:
    """One rule into `reader.rules`, its faults into the reader's."""
    if not isinstance(body, dict):
        reader.fail(path, f"{shown(body)} is no table", "Write [[rule]] and its keys below.", kind=RuleError)
        return
    reader.unknown(path, "rule[]", body)
    given = [name for name in SHAPES if name in body]
    if len(given) > 1:
        reader.fail(
            (*path, given[1]),
            f"a rule has one shape, and this one has {', '.join(given)}",
            "Write a rule for each, with an id of its own.",
            kind=RuleError,
        )
    shapes = [shape for name in given or ("command",) if (shape := _shape(reader, path, name, body)) is not None]
    if not shapes:
        return
    first = shapes[0]
    identity = _identity(reader, path, body, first)
    severity = reader.severity((*path, "severity"), body.get("severity", HIGH), CRITICAL)
    rule = OwnRule(
        identity,
        severity=severity,
        summary=reader.string((*path, "summary"), body.get("summary", "")),
        why=reader.string((*path, "why"), body.get("why", "")),
        instead=reader.string((*path, "instead"), body.get("instead", "")),
        match=_examples(reader, (*path, "match"), body.get("match", [])),
        no_match=_examples(reader, (*path, "no_match"), body.get("no_match", [])),
        layer=reader.name,
    )
    whole = [
        rule.but(
            program=shape.program,
            subcommand=shape.subcommand,
            options=shape.options,
            text=shape.text,
            sql=shape.sql,
            effect=shape.effect,
        )
        for shape in shapes
    ]
    reader.rules.extend(whole)
    _check(reader, path, whole)


def _identity(reader: Reader, path: Path, body: dict[str, Any], shape: OwnRule) -> str:
    name = reader.string((*path, "id"), body.get("id", ""))
    if not is_id(name):
        reader.fail(
            (*path, "id"),
            f"{shown(name)} is no rule id",
            "Write family/problem in lower case with hyphens, as in acme/billing-reset.",
            kind=RuleError,
        )
        return f"own/{kebab(shape.program or 'rule')}-{path[-1]}"
    if name in reader.built_in:
        reader.fail((*path, "id"), f"{name} is a built-in rule", "Choose a family of your own.", kind=RuleError)
        return f"own/{name.replace('/', '-')}"
    if any(rule.id == name for rule in reader.rules):
        reader.fail((*path, "id"), f"{name} stands twice", "Give each rule its own id.", kind=RuleError)
    return name


# -- the shapes: each a rule with nothing but its shape, None when it cannot be read ---------------------------------


def _shape(reader: Reader, path: Path, name: str, body: dict[str, Any]) -> OwnRule | None:
    table = reader.table(path, name, body)
    place = (*path, name)
    if table:
        reader.unknown(place, f"rule[].{name}", table)
    if name == "text":
        return _text(reader, place, table)
    if name == "sql":
        return _sql(reader, place, table)
    if name == "effect":
        return _effect(reader, place, table)
    return _command(reader, place, table)


def _command(reader: Reader, path: Path, table: dict[str, Any]) -> OwnRule | None:
    program = reader.string((*path, "program"), table.get("program", ""))
    if not program or "/" in program or any(character.isspace() for character in program):
        reader.fail(
            path,
            "a rule notices a program by its base name",
            'Write command = { program = "acmectl", subcommand = ["billing", "reset"] }; text, sql and effect are '
            "the other shapes.",
            kind=RuleError,
        )
        return None
    return OwnRule(
        "",
        program,
        reader.words((*path, "subcommand"), table.get("subcommand", [])),
        reader.words((*path, "options"), table.get("options", [])),
    )


def _text(reader: Reader, path: Path, table: dict[str, Any]) -> OwnRule | None:
    pattern = table.get("pattern", "")
    if not isinstance(pattern, str) or not pattern:
        reader.fail(
            path,
            "a rule by text needs a regular expression",
            "Write text = { pattern = 'DROP +LEDGER' }.",
            kind=RuleError,
        )
        return None
    ignore_case = reader.boolean((*path, "ignore_case"), table.get("ignore_case", False))
    problem = _pattern_problem(reader, pattern, ignore_case)
    if problem:
        reader.fail((*path, "pattern"), f"{shown(pattern)}: {problem}", _mend(problem), kind=RuleError)
        if problem != NO_ENGINE:
            return None  # without an engine it stays, so that whoever searches says what was not searched
    return OwnRule(
        "",
        text=TextShape(
            pattern,
            reader.words((*path, "paths"), table.get("paths", [])),
            reader.words((*path, "not_paths"), table.get("not_paths", [])),
            ignore_case,
        ),
    )


def _pattern_problem(reader: Reader, pattern: str, ignore_case: bool) -> str:
    if len(pattern) > LONGEST:
        return f"{len(pattern):,} characters are more than the {LONGEST:,} that a pattern may have"
    return reader.pattern_problem(pattern, ignore_case) if reader.pattern_problem is not None else ""


def _mend(problem: str) -> str:
    if problem == NO_ENGINE:
        return "Install google-re2, or write the rule as command, sql or effect. Until then scan ends with exit 3."
    return "Mend the pattern (https://github.com/google/re2/wiki/Syntax). Until then the rule is not in force."


def _sql(reader: Reader, path: Path, table: dict[str, Any]) -> OwnRule | None:
    from keyturn.policy.own_rules_sql import statements
    from keyturn.tool.sql import CATEGORIES

    known = statements(tuple(CATEGORIES))
    written = table.get("statement", "")
    wanted = " ".join(written.lower().split()) if isinstance(written, str) else ""
    kinds = known.get(wanted, ())
    if not kinds:
        guess = near(wanted, tuple(known)) if wanted else ""
        reader.fail(
            (*path, "statement") if "statement" in table else path,
            f"{shown(written)} is no statement that is looked for",
            (f"Did you mean {guess!r}? " if guess else "") + f"One of: {', '.join(sorted(known))}.",
            kind=RuleError,
        )
        return None
    if reader.boolean((*path, "without_where"), table.get("without_where", False)):
        bare = tuple(kind for kind in kinds if kind.endswith("-without-where"))
        if not bare:
            reader.fail(
                (*path, "without_where"),
                f"{wanted} has no WHERE",
                'Remove the line, or write statement = "delete" or "update".',
                kind=RuleError,
            )
        kinds = bare or kinds
    value = table.get("object", [])
    objects = (value,) if isinstance(value, str) and value else reader.words((*path, "object"), value)
    return OwnRule("", sql=SqlShape(kinds, objects))


def _effect(reader: Reader, path: Path, table: dict[str, Any]) -> OwnRule | None:
    known = categories()
    wanted = reader.words((*path, "category"), table.get("category", []))
    for index, name in enumerate(wanted):
        if name not in known:
            guess = near(name, known)
            reader.fail(
                (*path, "category", index),
                f"{shown(name)} is no category",
                (f"Did you mean {guess!r}? " if guess else "") + f"One of: {', '.join(known)}.",
                kind=RuleError,
            )
    targets = reader.words((*path, "target"), table.get("target", []))
    for index, pattern in enumerate(targets):
        what = problem_of(pattern)
        if what:
            reader.fail(
                (*path, "target", index),
                f"{shown(pattern)}: {what}",
                "docs/configuration.md lists the patterns.",
                kind=RuleError,
            )
    reversible = table.get("reversible", "")
    if "reversible" in table and reversible not in _REVERSIBLE:
        reader.fail(
            (*path, "reversible"),
            f"{shown(reversible)} says nothing of what can be undone",
            'Write "no" or "given evidence".',
            kind=RuleError,
        )
        reversible = ""
    shape = EffectShape(
        tuple(name for name in wanted if name in known),
        reader.words((*path, "rule"), table.get("rule", [])),
        reversible,
        reader.number((*path, "min_count"), table["min_count"], 1, 10**9, 1) if "min_count" in table else 0,
        tuple(pattern for pattern in targets if not problem_of(pattern)),
        reader.words((*path, "environment"), table.get("environment", [])),
    )
    if shape == EffectShape():
        reader.fail(
            path,
            "a rule by effect needs a condition",
            'Write effect = { category = ["infra-destroy"] } or the like.',
            kind=RuleError,
        )
        return None
    return OwnRule("", effect=shape)


def categories() -> tuple[str, ...]:
    """The categories that a rule may name: the rows of the policy table that an effect can be in."""
    from keyturn.model.effect import GUARD_OFF, OPAQUE
    from keyturn.policy.table import NONE, ROWS

    return tuple(name for name in ROWS if name not in (NONE, OPAQUE, GUARD_OFF))


# -- examples --------------------------------------------------------------------------------------------------------


def _examples(reader: Reader, path: Path, value: Any) -> tuple[str | tuple[str, str], ...]:
    """Commands, or tables of language and text."""
    if not isinstance(value, list):
        return reader.words(path, value)
    found: list[str | tuple[str, str]] = []
    for index, item in enumerate(value):
        place = (*path, index)
        if isinstance(item, str) and item:
            found.append(item)
        elif isinstance(item, dict):
            reader.unknown(place, "rule[].match[]", item)
            language, text = item.get("language"), item.get("text")
            if isinstance(language, str) and language in languages() and isinstance(text, str) and text:
                found.append((language, text))
                continue
            reader.fail(
                place,
                "an example is a command, or a text and the language that it is in",
                f'Write {{ language = "sql", text = "…" }}; languages: {", ".join(languages())}.',
                kind=RuleError,
            )
        else:
            reader.fail(place, f"{shown(item)} is no example", "Write a command in quotes.", kind=RuleError)
    return tuple(found)


def languages() -> tuple[str, ...]:
    """The languages that an example may be in."""
    from keyturn.model.source import SHELL
    from keyturn.tool.registry import SOURCES

    return tuple(sorted({SHELL, *SOURCES}))


def _check(reader: Reader, path: Path, rules: list[OwnRule]) -> None:
    rule = rules[0]
    if not rule.match:
        reader.fail(path, f"{rule.id} has no example", 'Add match = ["a command it must notice"].', kind=RuleError)
    if reader.noticed is None or (rule.text is not None and _pattern_problem(reader, rule.text.pattern, False)):
        return
    for wanted, name, examples in ((True, "match", rule.match), (False, "no_match", rule.no_match)):
        for index, example in enumerate(examples):
            if any(reader.noticed(one, example) for one in rules) == wanted:
                continue
            what = "does not notice its own example" if wanted else "notices what it must leave alone"
            reader.fail(
                (*path, name, index),
                f"{rule.id} {what}: {shown(example if isinstance(example, str) else example[1])}",
                "Mend the rule's shape or the example; until then the rule stands as written.",
                kind=RuleError,
            )


# -- files of patterns -----------------------------------------------------------------------------------------------


def read_patterns(
    data: bytes, *, file: str, name: str, layer: str, problem: PatternProblem
) -> tuple[tuple[OwnRule, ...], tuple[ConfigurationError, ...]]:
    """A file of regular expressions, one a line: its rules, and what is wrong with its lines.

    A line is taken as it stands, spaces at either end included; only its end is removed. Empty lines and lines that
    begin with `#` are comments. Case does not count, as with `grep -iE`; `(?-i)` in front makes it count. `name` is
    what people are shown. A rule's id comes from its pattern, so it stays when lines move.
    """
    errors: list[ConfigurationError] = []
    if len(data) > PATTERNS_BYTES:
        fault = f"{len(data):,} bytes are more than the {PATTERNS_BYTES:,} that are read"
        return (), (ConfigurationError(fault, "Split or shorten it.", file=file),)
    found: dict[str, OwnRule] = {}
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = raw.removesuffix(b"\r")
        if not line or line.startswith(b"#"):
            continue
        try:
            pattern = line.decode("utf-8")
        except UnicodeDecodeError:
            errors.append(ConfigurationError("not UTF-8", "Save it as UTF-8.", file=file, line=number))
            continue
        what = _line_problem(pattern, problem)
        if what == NO_ENGINE:
            errors = errors or [RuleError(what, _mend(what), file=file)]
        elif what:
            fix = _mend(what).replace("the rule is", "this line is")
            errors.append(RuleError(f"{shown(pattern)}: {what}", fix, file=file, line=number))
            continue
        identity = pattern_id(pattern)
        if identity not in found:
            found[identity] = OwnRule(
                identity,
                severity=HIGH,
                summary=f"the line meets the pattern {shown(pattern)} ({name}:{number})",
                why=f"{name} lists it.",
                instead=f"Take it out of the change, or have an exception for {identity} approved.",
                layer=layer,
                text=TextShape(pattern, ignore_case=True),
            )
    return tuple(found.values()), tuple(errors)


def _line_problem(pattern: str, problem: PatternProblem) -> str:
    if len(pattern) > LONGEST:
        return f"{len(pattern):,} characters are more than the {LONGEST:,} that a pattern may have"
    if _has_gnu_edge(pattern):
        return "\\< and \\> are words' edges to grep and plain signs here: write \\b"
    return problem(pattern, True)


def _has_gnu_edge(pattern: str) -> bool:
    at = pattern.find("\\")
    while 0 <= at < len(pattern) - 1:
        if pattern[at + 1] in "<>":
            return True
        at = pattern.find("\\", at + 2)
    return False


def pattern_id(pattern: str) -> str:
    """A rule's id from its pattern: readable words and a digest, so that no two patterns share one."""
    from hashlib import sha256

    words = kebab(pattern)[:40].strip("-")
    return f"{FAMILY}{words}-{sha256(pattern.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
