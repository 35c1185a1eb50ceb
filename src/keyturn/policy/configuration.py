"""`keyturn.toml`: bytes in, a `Layer` out. Never raises for what a file says; every fault is in `Layer.errors`.

Two laws:

1. Every fault names file, line and key, says what is wrong and what to write instead.
2. A broken configuration never means "no guard". What can be read and tightens still counts, what loosens does
   not, and what cannot be read is taken at its stricter reading: a class nobody knows is production, a freeze
   without an end does not end, an environment that was lost covers every remote target. Where the text is not
   even TOML, each of its tables is read on its own.

`KEYS` is the one list of what may stand in the file; reading, "did you mean" and docs/configuration.md use it.
"""

from __future__ import annotations

from keyturn.errors import ConfigurationError
from keyturn.model.decision import (
    CHANGE_RECORD,
    CONFIRM,
    HUMAN,
    KEYS,
    NEVER,
    REHEARSE,
    RESTORE_PROOF,
    ROW_LIMIT,
    UNDO,
)
from keyturn.model.noun import Noun
from keyturn.model.rule import CRITICAL, SEVERITIES
from keyturn.policy import overriding, receive
from keyturn.policy.layers import (
    PRODUCTION,
    SHARED,
    THROWAWAY,
    Environment,
    Freeze,
    Layer,
    OwnRule,
)
from keyturn.policy.matching import REMOTE, SCHEMES, problem_of
from keyturn.policy.own_rules_reading import read_rule
from keyturn.policy.spelling import near, shown
from keyturn.policy.toml_lines import line_of, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.policy.own_rules_reading import Example, PatternProblem
    from keyturn.policy.toml_lines import Path

    Hold = tuple[str, tuple[tuple[str, str], ...]]

MAX_BYTES = 262_144
"""A larger file is refused whole: nobody writes one by hand, and reading must end."""

CLASSES: dict[str, str] = {
    "dev": THROWAWAY,
    "staging": SHARED,
    "production": PRODUCTION,
}
NAMED: dict[str, str] = {
    **dict.fromkeys("dev development local test tests testing sandbox".split(), THROWAWAY),
    **dict.fromkeys("staging stage shared preprod pre-prod qa uat integration".split(), SHARED),
    **dict.fromkeys("prod production live".split(), PRODUCTION),
}
"""The class that an environment's name says by itself; any other name states its class."""


MOST_KEPT = 100_000
"""Files that a record is continued from; a larger number is no limit that anybody means."""


ROWS_COPIED = ("dev", "copy", "schema")
"""What `rehearse_rows` may say."""


class Key(Noun):
    """One key that may stand in a table of the file."""

    table: str
    name: str
    shape: str
    text: str


KEYS_KNOWN: tuple[Key, ...] = (
    Key("", "environment", "tables", "The environments you have: `[environment.NAME]`."),
    Key("", "rule", "array of tables", "Your own rules: `[[rule]]`."),
    Key("", "scan", "table", "What `keyturn scan` stops at."),
    Key("", "receive", "table", "How a server judges what is pushed to it."),
    Key("", "override", "table", "Which findings nobody may except, and who approves the others' exceptions."),
    Key(
        "",
        "allow_trust",
        "boolean",
        "Organisation's file only. With `true`, a file that a person confirmed with `keyturn config trust` may "
        "loosen although an organisation's file exists. Default: false.",
    ),
    Key(
        "",
        "keep_record_files",
        "whole number, 1 to 100000",
        "Organisation's file only. How many files of 8 MiB each the record keeps beside the newest; older ones are "
        "removed. Default: all of them.",
    ),
    Key(
        "",
        "rehearse_rows",
        '"dev", "copy" or "schema"',
        "Organisation's file only. Whose rows a rehearsal on a clone copies: those of dev databases of this machine, "
        "of every database, or none; what is not copied is counted in the original. Default: dev.",
    ),
    Key(
        "environment.NAME",
        "matches",
        "array of patterns",
        "Which targets belong to it, see *Patterns*. The strictest matching environment wins.",
    ),
    Key(
        "environment.NAME",
        "class",
        '"dev", "staging" or "production"',
        "The column of docs/policy.md it is judged by. Names such as dev, staging and prod say it themselves; "
        "with any other name it is required.",
    ),
    Key(
        "environment.NAME",
        "hold",
        "table",
        "What must be met on top of what the built-in table asks for, wherever the table does not simply allow.",
    ),
    Key("environment.NAME", "undo", "boolean", "Take an undo point before every change, where one can be taken."),
    Key(
        "environment.NAME",
        "promote_from",
        "environment's name",
        "Where a change must have been before it comes here; shown, and for the doors that execute.",
    ),
    Key("environment.NAME", "tier", "whole number, 1 to 9", "How much hangs on it; 1 is the most. Shown with it."),
    Key(
        "environment.NAME",
        "freeze",
        "array of tables",
        "Windows in which nothing changes: `[[environment.NAME.freeze]]`.",
    ),
    Key("environment.NAME.hold", "keys", "whole number, 1 to 9", "So many people's keys."),
    Key("environment.NAME.hold", "senior", "whole number, 0 to 9", "At least so many of the keys from seniors."),
    Key("environment.NAME.hold", "confirm", "boolean", "One person confirms in the host's own prompt."),
    Key(
        "environment.NAME.hold", "human", "boolean", "A proven human: passkey, hardware key, or sudo with its password."
    ),
    Key("environment.NAME.hold", "rehearse", "boolean", "Rehearse first, and run only what was shown."),
    Key("environment.NAME.hold", "restore_within", 'duration ("24h")', "A restore proven so recently."),
    Key("environment.NAME.hold", "undo", "boolean", "An undo point is required, not only tried."),
    Key("environment.NAME.hold", "change_record", "boolean", "A change record exists."),
    Key("environment.NAME.hold", "row_limit", "whole number", "At most so many rows."),
    Key("environment.NAME.hold", "never", "boolean", "Not at all."),
    Key("environment.NAME.freeze[]", "name", "text", "Shown to whoever is held."),
    Key("environment.NAME.freeze[]", "from", "date and time with its zone", "Its first second."),
    Key("environment.NAME.freeze[]", "until", "date and time with its zone", "The first second after it."),
    Key("rule[]", "id", "family/problem", "In lower case with hyphens; never change it once used."),
    Key("rule[]", "command", "table", "The shape of a command. A rule has one shape: this, text, sql or effect."),
    Key("rule[]", "text", "table", "A line of text, by a regular expression."),
    Key("rule[]", "sql", "table", "A statement, wherever SQL is read: files, `psql -c`, heredocs, raw SQL of an ORM."),
    Key("rule[]", "effect", "table", "What would happen, whatever does it. Each condition given must be met."),
    Key("rule[]", "severity", "severity", "The loss if it is true. Default: high."),
    Key("rule[]", "summary", "text", "One sentence."),
    Key("rule[]", "why", "text", "What is lost."),
    Key("rule[]", "instead", "text", "What to do instead."),
    Key(
        "rule[]",
        "match",
        "array of examples",
        "Examples it must notice; at least one: a command, or `{ language, text }`. Checked when the file is read.",
    ),
    Key("rule[]", "no_match", "array of examples", "Examples it must leave alone. Checked when the file is read."),
    Key("rule[].match[]", "language", "language", "What the text is written in."),
    Key("rule[].match[]", "text", "text", "The text."),
    Key("rule[].command", "program", "text", "The program's base name."),
    Key("rule[].command", "subcommand", "array of words", "Words that follow it, in order, options aside."),
    Key("rule[].command", "options", "array of options", "Options that must all be present."),
    Key(
        "rule[].text",
        "pattern",
        "regular expression",
        "As RE2 reads it; met within one line.",
    ),
    Key("rule[].text", "paths", "array of globs", "Only in such files, and in no command. Default: everywhere."),
    Key("rule[].text", "not_paths", "array of globs", "Not in such files."),
    Key("rule[].text", "ignore_case", "boolean", "Whether case does not count. Default: false."),
    Key("rule[].sql", "statement", "statement", "See *Statements*."),
    Key("rule[].sql", "object", "glob or array of globs", "Names it is about, case aside; also a part between dots."),
    Key("rule[].sql", "without_where", "boolean", "Only without a WHERE that picks rows (delete, update)."),
    Key("rule[].effect", "category", "array of categories", "Rows of docs/policy.md; see *Categories*."),
    Key("rule[].effect", "rule", "array of globs", 'Built-in rules that found it, as in `["git/*"]`.'),
    Key(
        "rule[].effect",
        "reversible",
        '"no" or "given evidence"',
        "Only what cannot be undone, or only what can be undone when a backup or the like is there, and worse.",
    ),
    Key("rule[].effect", "min_count", "whole number", "At least so many things; an unknown number may be as many."),
    Key("rule[].effect", "target", "array of patterns", "What is hit, see *Patterns*."),
    Key("rule[].effect", "environment", "array of environments", "Environments that are hit, by their names here."),
    Key("scan", "fail_on", "severity", "Findings of this severity and above stop. Default: medium."),
    Key(
        "scan", "mass_delete", "whole number", "More deleted files than this in one change are a finding. Default: 20."
    ),
    Key("scan", "mass_delete_percent", "whole number, 1 to 100", "Likewise as a share of the tree. Default: 30."),
    Key(
        "scan",
        "mass_drop",
        "whole number",
        "More tables dropped, or resources destroyed, than this in one change are a finding. Default: 5.",
    ),
    Key("scan", "gutted_lines", "whole number", "Files of at least so many lines can count as gutted. Default: 50."),
    Key(
        "scan",
        "gutted_percent",
        "whole number, 1 to 100",
        "The share of lines that a gutted file lost. Default: 60.",
    ),
    Key("scan", "protected", "array of globs", "Paths whose deletion is always a finding."),
    Key("scan", "blind", "severity", "The severity of what could not be read. Default: medium."),
    Key("scan", "max_file_bytes", "whole number", "Larger files are not read and are a finding. Default: 5000000."),
    Key(
        "scan",
        "patterns",
        "array of paths",
        "Files of regular expressions, one a line, that are findings of `keyturn scan` too; beside this file.",
    ),
    Key(
        "receive",
        "protected",
        "array of globs",
        "References that a push never rewrites or deletes, by full name (`refs/heads/release/*`), beside the default "
        "branch.",
    ),
    Key(
        "receive",
        "moving",
        "array of globs",
        "Organisation's file only. References that may be moved and deleted freely, such as `refs/tags/nightly`.",
    ),
    Key(
        "receive",
        "deadline_seconds",
        "whole number, 1 to 3600",
        "After so long judging a push ends. Default: 4, since hosts end a hook after 5.",
    ),
    Key(
        "receive",
        "on_deadline",
        '"refuse" or "accept"',
        "What happens to a push that was not judged in time. Default: refuse; only the organisation's file may accept.",
    ),
    Key("receive", "max_commits", "whole number", "A push of more new commits is not judged. Default: 10000."),
    Key(
        "override",
        "forbid",
        "array of globs",
        'Rules whose findings are never excepted, from no source and on no side, and never baselined: `["sql/*"]`.',
    ),
    Key(
        "override",
        "require_approval",
        "array of globs",
        "Rules whose exceptions somebody other than the author has to approve everywhere, also before the commit.",
    ),
    Key(
        "override",
        "max_days",
        "whole number, 1 to 36500",
        "An exception whose date lies further ahead than so many days does not count. Default: no limit.",
    ),
    Key(
        "override",
        "approvers",
        "absolute path",
        "Organisation's file only. Who may approve exceptions, instead of `keyturn.approvers` of the base side.",
    ),
    Key(
        "override",
        "signers",
        "absolute path",
        "Organisation's file only. Whose signatures are known, instead of `keyturn.signers` of the base side.",
    ),
)

_NAMES: dict[str, tuple[str, ...]] = {}
for _key in KEYS_KNOWN:
    _NAMES[_key.table] = (*_NAMES.get(_key.table, ()), _key.name)

_HOLDS: dict[str, str] = {
    "confirm": CONFIRM,
    "human": HUMAN,
    "rehearse": REHEARSE,
    "undo": UNDO,
    "change_record": CHANGE_RECORD,
    "never": NEVER,
}
_DEFAULT_WITHIN = "24h"
_NO_END = 2**62


def read(
    data: bytes,
    *,
    file: str,
    name: str,
    digest: str = "",
    noticed: Example | None = None,
    built_in: frozenset[str] = frozenset(),
    pattern_problem: PatternProblem | None = None,
) -> Layer:
    """What a file says, at its stricter reading wherever it cannot count as written.

    `noticed(rule, example)` tells whether a rule notices an example; None leaves examples unchecked.
    `built_in` are ids that are taken. `pattern_problem(pattern, ignore_case)` says why a regular expression cannot be
    searched for, "" when it can; None leaves patterns unchecked.
    """
    reader = _Reader(file, name, noticed, built_in, pattern_problem)
    if len(data) > MAX_BYTES:
        reader.fail((), f"{len(data)} bytes are more than the {MAX_BYTES} that are read", "Split or shorten it.")
        reader.lost("")
        reader.override.append(("forbid", (overriding.EVERYTHING,)))
        return reader.layer(digest)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reader.fail((), "not UTF-8", "Save it as UTF-8.", line=line)
        text = data.decode("utf-8-sig", "replace")
    reader.text(text)
    return reader.layer(digest)


def unreadable(why: str, *, file: str, name: str) -> Layer:
    """The layer of a file that is there and cannot be read at all."""
    reader = _Reader(file, name, None, frozenset())
    reader.fail((), f"it cannot be read: {why}", "Make it a readable file, or remove it.")
    reader.lost("")
    reader.override.append(("forbid", (overriding.EVERYTHING,)))
    return reader.layer("")


class _Reader:
    """Reads one file; collects instead of raising."""

    def __init__(
        self,
        file: str,
        name: str,
        noticed: Example | None,
        built_in: frozenset[str],
        pattern_problem: PatternProblem | None = None,
    ) -> None:
        self.file = file
        self.name = name
        self.noticed = noticed
        self.built_in = built_in
        self.pattern_problem = pattern_problem
        self.lines: dict[Path, int] = {}
        self.errors: list[ConfigurationError] = []
        self.environments: list[Environment] = []
        self.rules: list[OwnRule] = []
        self.scan: list[tuple[str, str | int | tuple[str, ...]]] = []
        self.receive: list[tuple[str, str | int | tuple[str, ...]]] = []
        self.override: list[tuple[str, str | int | tuple[str, ...]]] = []
        self.allow_trust = False
        self.keep_record_files = 0
        self.rehearse_rows = ""

    def layer(self, digest: str) -> Layer:
        return Layer(
            self.name,
            self.file,
            digest,
            tuple(self.environments),
            tuple(self.rules),
            tuple(self.scan),
            self.allow_trust,
            tuple(self.errors),
            tuple(self.receive),
            tuple(self.override),
            self.keep_record_files,
            self.rehearse_rows,
        )

    def fail(
        self, path: Path, what: str, fix: str, *, line: int = 0, kind: type[ConfigurationError] = ConfigurationError
    ) -> None:
        place = line or line_of(self.lines, path)
        self.errors.append(kind(what, fix, file=self.file, line=place, key=_dotted(path)))

    # the text

    def text(self, text: str) -> None:
        import tomllib

        try:
            document = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.broken(text, error)
            return
        self.lines = lines_of(text)
        self.document(document)

    def broken(self, text: str, error: Exception) -> None:
        """The text is not TOML: say where, then read each table on its own for what it tightens."""
        import tomllib

        line, what = _syntax(error, text)
        self.fail((), f"not TOML: {what}", "Mend the line; until then nothing in this file loosens.", line=line)
        said = len(self.errors)
        for start, chunk in _tables(text):
            try:
                document = tomllib.loads(chunk)
            except (tomllib.TOMLDecodeError, RecursionError):
                self.lost(chunk)
                continue
            self.lines = {path: line + start for path, line in lines_of(chunk).items()}
            self.document(document)
        # what follows from the first fault is not the author's to mend
        del self.errors[said:]

    def lost(self, chunk: str) -> None:
        """A table that cannot be read: if it may have named production, every remote target may be production."""
        head = chunk.lstrip().partition("\n")[0]
        if head.startswith("[") and "]" in head:
            words = head.strip("[] \t\r").split("]")[0].replace('"', "").split(".")
            if words[0].strip() == "override":
                self.override.append(("forbid", (overriding.EVERYTHING,)))
            if words[0].strip() != "environment":
                return
            if len(words) > 1 and NAMED.get(words[1].strip().lower()) == THROWAWAY:
                return
        elif head.startswith("#") and not any(
            line.strip() and not line.lstrip().startswith("#") for line in chunk.split("\n")
        ):
            return
        self.environments.append(Environment("unreadable configuration", PRODUCTION, matches=REMOTE, layer=self.name))

    # the document

    def document(self, document: dict[str, Any]) -> None:
        self.unknown((), "", document)
        trust = document.get("allow_trust")
        if trust is not None:
            if not isinstance(trust, bool):
                self.fail(("allow_trust",), f"{shown(trust)} is neither true nor false", "Write true or false.")
            elif self.name != "organisation":
                self.fail(
                    ("allow_trust",), "only the organisation's file decides who may be trusted", "Remove the line."
                )
            else:
                self.allow_trust = trust
        if "keep_record_files" in document:
            kept = self.number(("keep_record_files",), document["keep_record_files"], 1, MOST_KEPT, 0)
            if self.name != "organisation":
                self.fail(
                    ("keep_record_files",), "only the organisation's file decides what is removed", "Remove the line."
                )
            else:
                self.keep_record_files = kept
        if "rehearse_rows" in document:
            rows = document["rehearse_rows"]
            if rows not in ROWS_COPIED:
                self.fail(
                    ("rehearse_rows",), f"{shown(rows)} says not which rows are copied", "Write dev, copy or schema."
                )
            elif self.name != "organisation":
                self.fail(
                    ("rehearse_rows",), "only the organisation's file decides whose rows are copied", "Remove the line."
                )
            else:
                self.rehearse_rows = rows
        environments = self.table((), "environment", document)
        for name, body in environments.items():
            self.environment(name, body)
        rules = document.get("rule", [])
        if not isinstance(rules, list):
            self.fail(("rule",), "rules are an array of tables", "Write [[rule]] with two brackets.")
            rules = [rules]
        for index, body in enumerate(rules):
            read_rule(self, ("rule", index), body)
        self.scan_settings(self.table((), "scan", document))
        self.receive_settings(self.table((), "receive", document))
        self.override_settings(document.get("override", {}))

    def table(self, path: Path, name: str, around: dict[str, Any]) -> dict[str, Any]:
        value = around.get(name, {})
        if isinstance(value, dict):
            return value
        self.fail((*path, name), f"{shown(value)} is no table", f"Write [{_dotted((*path, name))}] and its keys below.")
        return {}

    def unknown(self, path: Path, table: str, body: dict[str, Any]) -> bool:
        """Complain of keys that nobody knows; True when there are any."""
        known = _NAMES[table]
        strangers = [name for name in body if name not in known]
        for name in strangers:
            guess = near(name, known)
            fix = f"Did you mean {guess}?" if guess else f"Known here: {', '.join(known)}."
            self.fail((*path, name), "no such key", fix)
        return bool(strangers)

    def environment(self, name: str, body: Any) -> None:
        path: Path = ("environment", name)
        if not isinstance(body, dict):
            self.fail(path, f"{shown(body)} is no table", f"Write [environment.{name}] and its keys below.")
            self.lost("")
            return
        if not name.strip() or not name.isprintable():
            self.fail(path, "an environment needs a name of printable characters", "Rename it.")
            name = name.encode("unicode_escape").decode() or "unnamed"
        self.unknown(path, "environment.NAME", body)
        column = self.column(path, name, body)
        hold = self.hold((*path, "hold"), body.get("hold", {}))
        self.environments.append(
            Environment(
                name,
                column,
                self.patterns((*path, "matches"), body.get("matches", []), column),
                hold,
                self.boolean((*path, "undo"), body.get("undo", False)),
                self.string((*path, "promote_from"), body.get("promote_from", "")),
                self.number((*path, "tier"), body.get("tier", 0), 1, 9, 1) if "tier" in body else 0,
                self.freezes((*path, "freeze"), body.get("freeze", [])),
                self.name,
            )
        )

    def column(self, path: Path, name: str, body: dict[str, Any]) -> str:
        by_name = NAMED.get(name.lower())
        stated = body.get("class")
        if stated is None:
            if by_name is None:
                self.fail(
                    path,
                    f"the name {name!r} does not say what class of environment it is",
                    'Add class = "dev", "staging" or "production"; until then it is production.',
                )
            return by_name or PRODUCTION
        found = CLASSES.get(stated) if isinstance(stated, str) else None
        if found is None:
            guess = near(stated, tuple(CLASSES)) if isinstance(stated, str) else ""
            hint = f"Did you mean {guess!r}? " if guess else ""
            self.fail(
                (*path, "class"),
                f"{shown(stated)} is no class of environment",
                hint + 'Write "dev", "staging" or "production"; until then it is production.',
            )
            return PRODUCTION
        if by_name == PRODUCTION and found != PRODUCTION:
            self.fail(
                (*path, "class"),
                f"an environment called {name!r} is production",
                "Rename the environment or remove the class.",
            )
            return PRODUCTION
        return found

    def patterns(self, path: Path, value: Any, column: str) -> tuple[str, ...]:
        if isinstance(value, str) and value:
            self.fail(path, "patterns are an array", f"Write [{shown(value)}].")
            value = [value]
        if not isinstance(value, list):
            self.fail(path, f"{shown(value)} is no array of patterns", 'Write ["kube:context=prod-*"] or the like.')
            return () if column == THROWAWAY else REMOTE
        found: list[str] = []
        for index, pattern in enumerate(value):
            what = "a pattern is text" if not isinstance(pattern, str) else problem_of(pattern)
            if not what:
                found.append(pattern)
                continue
            guess = ""
            if isinstance(pattern, str) and ":" in pattern:
                guess = near(pattern.partition(":")[0], (*SCHEMES, "path", "sqlite", "postgres", "mysql"))
            self.fail(
                (*path, index),
                f"{shown(pattern)}: {what}",
                (f"Did you mean {guess}:…? " if guess else "") + "docs/configuration.md lists the patterns.",
            )
            if column != THROWAWAY:
                # what it was meant to cover is not known, so it covers whatever it may have been about
                scheme = pattern.partition(":")[0] if isinstance(pattern, str) else ""
                found.extend((f"{scheme}:*",) if scheme in SCHEMES else REMOTE)
        return tuple(dict.fromkeys(found))

    def hold(self, path: Path, value: Any) -> tuple[Hold, ...]:
        if not isinstance(value, dict):
            self.fail(path, f"{shown(value)} is no table", "Write { keys = 2, senior = 1 } or the like.")
            return ((HUMAN, ()),)
        found: list[Hold] = []
        if self.unknown(path, "environment.NAME.hold", value):
            # something was asked for; a person's yes is the least it can have been
            found.append((CONFIRM, ()))
        if "keys" in value or "senior" in value:
            keys = self.number((*path, "keys"), value.get("keys", 2), 1, 9, 2)
            senior = self.number((*path, "senior"), value.get("senior", 0), 0, 9, 1)
            if senior > keys:
                self.fail((*path, "senior"), f"{senior} of {keys} keys cannot be seniors'", "Ask for as many keys.")
                keys = senior
            found.append((KEYS, (("keys", str(keys)), ("senior", str(senior)))))
        for name, kind in _HOLDS.items():
            if name in value and self.boolean((*path, name), value[name]):
                found.append((kind, ()))
        if "restore_within" in value:
            found.append(
                (RESTORE_PROOF, (("within", self.duration((*path, "restore_within"), value["restore_within"])),))
            )
        if "row_limit" in value:
            rows = self.number((*path, "row_limit"), value["row_limit"], 0, 10**12, 0)
            found.append((ROW_LIMIT, (("rows", str(rows)),)))
        return tuple(found)

    def freezes(self, path: Path, value: Any) -> tuple[Freeze, ...]:
        if not isinstance(value, list):
            self.fail(path, "freezes are an array of tables", f"Write [[{_dotted(path)}]] with two brackets.")
            value = [value]
        return tuple(self.freeze((*path, index), body) for index, body in enumerate(value))

    def freeze(self, path: Path, body: Any) -> Freeze:
        if not isinstance(body, dict):
            self.fail(path, f"{shown(body)} is no table", "Write name, from and until; until then it does not end.")
            return Freeze("unreadable", 0, _NO_END)
        self.unknown(path, "environment.NAME.freeze[]", body)
        name = self.string((*path, "name"), body.get("name", "")) or "freeze"
        start = self.moment(path, "from", body, 0, -14)
        end = self.moment(path, "until", body, _NO_END, 14)
        if end <= start:
            self.fail(path, "it ends before it begins", "Swap from and until; until then it covers what lies between.")
            start, end = end, start
        return Freeze(name, start, end)

    def moment(self, path: Path, name: str, body: dict[str, Any], missing: int, slack_hours: int) -> int:
        """Seconds since the epoch. Unknown: `missing`. Without a zone: so many hours wider, whatever the zone."""
        import datetime as dt

        value = body.get(name)
        example = "2026-12-01T00:00:00Z"
        if isinstance(value, dt.datetime):
            if value.tzinfo is not None:
                return int(value.timestamp())
            self.fail((*path, name), f"{value} has no time zone", f"Add it, as in {example}.")
            return int(value.replace(tzinfo=dt.UTC).timestamp()) + slack_hours * 3600
        if isinstance(value, dt.date):
            self.fail((*path, name), f"{value} has no time and zone", f"Add them, as in {example}.")
            day = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
            return int(day.timestamp()) + (slack_hours + (24 if slack_hours > 0 else 0)) * 3600
        what = f"{shown(value)} is no date and time" if name in body else f"it has no {name}"
        hint = " (without quotes)" if isinstance(value, str) else ""
        self.fail((*path, name) if name in body else path, what, f"Write {name} = {example}{hint}.")
        return missing

    def scan_settings(self, body: dict[str, Any]) -> None:
        self.unknown(("scan",), "scan", body)
        for name, value in body.items():
            path: Path = ("scan", name)
            if name == "fail_on":
                self.scan.append((name, self.severity(path, value, "low")))
            elif name == "blind":
                self.scan.append((name, self.severity(path, value, CRITICAL)))
            elif name in ("mass_delete", "mass_drop"):
                self.scan.append((name, self.number(path, value, 0, 10**9, 0)))
            elif name == "gutted_lines":
                self.scan.append((name, self.number(path, value, 1, 10**9, 1)))
            elif name in ("mass_delete_percent", "gutted_percent"):
                self.scan.append((name, self.number(path, value, 1, 100, 1)))
            elif name == "max_file_bytes":
                found = self.number(path, value, 1, 200_000_000, 0)
                if found:
                    self.scan.append((name, found))
            elif name in ("protected", "patterns"):
                self.scan.append((name, self.words(path, value)))

    def receive_settings(self, body: dict[str, Any]) -> None:
        self.unknown(("receive",), "receive", body)
        for name, value in body.items():
            path: Path = ("receive", name)
            if name in ("protected", "moving"):
                self.receive.append((name, self.words(path, value)))
            elif name in receive.NUMBERS:
                least, most, strict = receive.NUMBERS[name]
                self.receive.append((name, self.number(path, value, least, most, strict)))
            elif name == "on_deadline":
                if value not in (receive.REFUSE, receive.ACCEPT):
                    self.fail(path, f"{shown(value)} is neither refuse nor accept", 'Write "refuse" or "accept".')
                self.receive.append((name, receive.ACCEPT if value == receive.ACCEPT else receive.REFUSE))

    def override_settings(self, body: Any) -> None:
        if not isinstance(body, dict):
            self.fail(("override",), f"{shown(body)} is no table", "Write [override] and its keys below.")
            body = {"forbid": [overriding.EVERYTHING]}
        if self.unknown(("override",), "override", body):
            # something was meant to be kept from being excepted; a second person's yes is the least of it
            self.override.append(("require_approval", (overriding.EVERYTHING,)))
        for name, value in body.items():
            path: Path = ("override", name)
            if name in overriding.LISTS:
                said = len(self.errors)
                found = self.words(path, value)
                broken = len(self.errors) > said and not isinstance(value, str)
                self.override.append((name, (*found, overriding.EVERYTHING) if broken else found))
            elif name == "max_days":
                self.override.append((name, self.number(path, value, 1, overriding.LONGEST, 1)))
            elif name in overriding.FILES:
                self.override_file(path, name, value)

    def override_file(self, path: Path, name: str, value: Any) -> None:
        if self.name != "organisation":
            self.fail(path, f"only the organisation's file says where its {name} are", f"Use keyturn.{name} instead.")
        elif isinstance(value, str) and value.startswith("/") and all(ord(character) >= 32 for character in value):
            self.override.append((name, value))
        else:
            self.fail(path, f"{shown(value)} is no absolute path", "Write it from / on; until then nobody is one.")
            self.override.append((name, overriding.NOBODY))

    # values: each complains and answers with its stricter reading

    def boolean(self, path: Path, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        self.fail(path, f"{shown(value)} is neither true nor false", "Write true or false, without quotes.")
        return True

    def number(self, path: Path, value: Any, least: int, most: int, strict: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fail(
            path, f"{shown(value)} is no whole number from {least} to {most}", f"Write {strict or least} or more."
        )
        return strict

    def string(self, path: Path, value: Any) -> str:
        if isinstance(value, str) and all(character.isprintable() or character in "\n\t" for character in value):
            return value
        self.fail(path, f"{shown(value)} is no plain text", "Write text in quotes, without control characters.")
        return ""

    def words(self, path: Path, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            self.fail(path, "an array is needed", f"Write [{shown(value)}].")
            return (value,)
        if not isinstance(value, list):
            self.fail(path, f"{shown(value)} is no array", 'Write ["one", "two"].')
            return ()
        found: list[str] = []
        for index, item in enumerate(value):
            if isinstance(item, str) and item:
                found.append(item)
            else:
                self.fail((*path, index), f"{shown(item)} is no text", "Write it in quotes.")
        return tuple(found)

    def severity(self, path: Path, value: Any, strict: str) -> str:
        if isinstance(value, str) and value in SEVERITIES:
            return value
        guess = near(value, SEVERITIES) if isinstance(value, str) else ""
        self.fail(
            path,
            f"{shown(value)} is no severity",
            (f"Did you mean {guess!r}? " if guess else "") + f"Write one of {', '.join(SEVERITIES)}.",
        )
        return strict

    def duration(self, path: Path, value: Any) -> str:
        if isinstance(value, str) and value[-1:] in ("m", "h", "d") and value[:-1].isascii() and value[:-1].isdigit():
            amount = int(value[:-1])
            if 0 < amount <= 10_000:
                return f"{amount * 24}h" if value[-1] == "d" else f"{amount}{value[-1]}"
        self.fail(path, f"{shown(value)} is no duration", 'Write "24h", "90m" or "7d".')
        return _DEFAULT_WITHIN


def _dotted(path: Path) -> str:
    out = ""
    for piece in path:
        if isinstance(piece, int):
            out += f"[{piece}]"
        else:
            plain = piece.replace("-", "").replace("_", "").isalnum() and piece.isascii()
            out += ("." if out else "") + (piece if plain else repr(piece))
    return out


def _syntax(error: Exception, text: str) -> tuple[int, str]:
    """The line and the words of a TOML reader's complaint."""
    if isinstance(error, RecursionError):
        return 1, "nested too deep"
    what, mark, place = str(error).rpartition(" (at ")
    if not mark:
        return 1, str(error)
    if place.startswith("line "):
        digits = place[5:].partition(",")[0]
        if digits.isdigit():
            return int(digits), what
    return text.count("\n") + (not text.endswith("\n")), what


def _tables(text: str) -> list[tuple[int, str]]:
    """(lines before it, text) of everything from one header line to the next."""
    found: list[tuple[int, list[str]]] = [(0, [])]
    for number, line in enumerate(text.split("\n")):
        if line.lstrip().startswith("["):
            found.append((number, []))
        found[-1][1].append(line)
    return [(start, "\n".join(lines)) for start, lines in found if any(line.strip() for line in lines)]
