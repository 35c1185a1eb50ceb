"""What a drill is: a backup, the systems that it speaks for, how often, and the questions that its copy must answer.

Drills stand in a file of their own, `drills.toml`: a definition names commands and backups, which the file that every
judged command reads has no business with ([decision 19](docs/adr/0019-drills-have-their-own-file.md)).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from typing import Any

from keyturn.drill import taking
from keyturn.drill.taking import Taking
from keyturn.errors import ConfigurationError
from keyturn.policy.spelling import near, shown
from keyturn.policy.toml_lines import line_of, lines_of

MAX_BYTES = 1_000_000

KINDS: dict[str, str] = {
    "pg_dump": "a PostgreSQL dump in any format that pg_dump writes",
    "pg_basebackup": "a PostgreSQL base backup, plain or as tar files",
    "pg_wal": "a base backup and a WAL archive, to a point in time",
    "pgbackrest": "a stanza of a pgBackRest repository, with its WAL",
    "sqlite": "a copy of an SQLite file",
    "archive": "a tar or zip archive of a directory",
    "mariadb": "a dump of MariaDB or MySQL, plain or by gzip",
    "restic": "a restic repository",
    "terraform-state": "the versions of a Terraform state, in files or in a bucket",
    "s3-versions": "the kept versions of objects in a bucket of S3",
}
"""What is restored. Nothing else is taken for a drill: a kind that is not here is refused by name."""

ELSEWHERE = ("mongodb", "redis", "wal-g", "barman")
"""Kinds that people may well write, and that nothing here restores."""

TAKEN = "taken:"
"""How a drill's `backup` names what `keyturn backup take NAME` takes."""

LIVE = ("url_env", "url_file", "sqlite")

ASKS = ("sql", "fresh", "tables", "foreign_keys", "amcheck", "checksum", "command", "files", "json")
"""What a question may ask; each question asks exactly one of them."""

EXPECTS = ("equals", "at_least", "at_most", "like", "within", "contains")

_TOP = {
    "kind": "text",
    "proves": "array of targets",
    "every": 'duration ("24h")',
    "backup": "path or pattern",
    "max_age": "duration",
    "max_time": "duration",
    "jobs": "whole number",
    "options": "table",
    "question": "array of tables",
    "live": "table",
    "notify": "array of texts",
    "metrics": "path",
}
_BACKUP = {
    "kind": "text",
    "to": "absolute directory",
    "url_env": "name of a variable",
    "url_file": "path",
    "path": "path",
    "keep": "whole number",
    "keep_for": "duration",
}
_QUESTION = {
    "name": "text",
    "tolerance": 'percentage ("5%") or number',
    "exit": "whole number",
    **dict.fromkeys(ASKS, ""),
    **dict.fromkeys(EXPECTS, ""),
}
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the restored copy is asked.

    `asks` is one of `ASKS` with its `subject` (the statement, `table.column`, table names, a command's words).
    Expectations that are None were not stated. `like` is "live" (the live system's own answer) or "last" (the last
    passed drill's), within `tolerance`: a share when `percent`, else an absolute amount. `within` are seconds.
    """

    name: str
    asks: str
    subject: Any
    equals: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    like: str = ""
    tolerance: float = 0.0
    percent: bool = False
    within: int | None = None
    contains: str | None = None
    exit: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """A drill as it is written. Durations in seconds. `digest` changes with any word of the definition."""

    name: str
    kind: str
    backup: str
    every: int
    proves: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    max_age: int | None = None
    max_time: int | None = None
    jobs: int = 2
    options: dict[str, Any] = field(default_factory=dict)
    live: dict[str, Any] = field(default_factory=dict)
    notify: tuple[str, ...] = ()
    metrics: str = ""
    file: str = ""
    digest: str = ""


def read(data: bytes, file: str) -> tuple[Definition, ...]:
    """Every drill of a file. Raises ConfigurationError naming file, line and key for the first fault."""
    return _reader(data, file).drills()


def read_takings(data: bytes, file: str) -> tuple[Taking, ...]:
    """Every backup that a file says how to take. Raises ConfigurationError likewise."""
    return _reader(data, file).takings()


def _reader(data: bytes, file: str) -> _Reader:
    if len(data) > MAX_BYTES:
        raise ConfigurationError(f"it is larger than {MAX_BYTES} bytes", "split the drills over files", file=file)
    try:
        text = data.decode("utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigurationError("it is not UTF-8", "save it as UTF-8", file=file) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"it is no TOML: {error}", "mend the line", file=file) from error
    return _Reader(document, text, file)


def seconds(text: object) -> int | None:
    """A duration such as "24h" in seconds, None for anything else."""
    if not isinstance(text, str) or text[-1:] not in _UNITS or not text[:-1].isascii() or not text[:-1].isdigit():
        return None
    amount = int(text[:-1])
    return amount * _UNITS[text[-1]] if 0 < amount <= 100_000 else None


class _Reader:
    def __init__(self, document: dict[str, Any], text: str, file: str) -> None:
        self._document = document
        self._lines = lines_of(text)
        self._file = file

    def fail(self, path: tuple[str | int, ...], what: str, fix: str) -> ConfigurationError:
        key = ".".join(str(piece) for piece in path)
        return ConfigurationError(what, fix, file=self._file, line=line_of(self._lines, path), key=key)

    def drills(self) -> tuple[Definition, ...]:
        for name in self._document:
            if name not in ("drill", "backup"):
                raise self.fail((name,), "there is no such table here", "write [drill.NAME] or [backup.NAME]")
        taken = {one.name: one for one in self.takings()}
        tables = self._document.get("drill", {})
        if not isinstance(tables, dict):
            raise self.fail(("drill",), "it is no table", "write [drill.NAME]")
        return tuple(self._drill(name, table, taken) for name, table in tables.items())

    def takings(self) -> tuple[Taking, ...]:
        tables = self._document.get("backup", {})
        if not isinstance(tables, dict):
            raise self.fail(("backup",), "it is no table", "write [backup.NAME]")
        return tuple(self._taking(name, table) for name, table in tables.items())

    def _taking(self, name: str, table: object) -> Taking:
        path: tuple[str | int, ...] = ("backup", name)
        if not isinstance(table, dict):
            raise self.fail(path, "it is no table", "write [backup.NAME]")
        self._named(path, name)
        self._known(path, table, _BACKUP)
        for needed in ("kind", "to"):
            if needed not in table:
                raise self.fail(path, f"it has no {needed}", f"write {needed} = …")
        kind = self._text((*path, "kind"), table["kind"])
        if kind not in taking.KINDS:
            raise self.fail((*path, "kind"), f"nothing here takes {kind!r}", f"known are {', '.join(taking.KINDS)}")
        to = self._text((*path, "to"), table["to"]).rstrip("/")
        if not to.startswith("/") or any(char in to for char in "*?["):
            raise self.fail((*path, "to"), f"{shown(to)} is no absolute directory", 'to = "/var/backups/shop"')
        wanted = ("path",) if kind in ("sqlite", "files") else ("url_env", "url_file")
        given = [one for one in ("path", "url_env", "url_file") if one in table]
        if len(given) != 1 or given[0] not in wanted:
            raise self.fail(path, "what it takes is not said, or twice", f"{kind} has {' or '.join(wanted)}")
        source = self._text((*path, given[0]), table[given[0]])
        if given[0] == "path" and not source.startswith("/"):
            raise self.fail((*path, "path"), f"{shown(source)} is no absolute path", 'path = "/srv/shop"')
        keep = table.get("keep", 0)
        if not isinstance(keep, int) or isinstance(keep, bool) or not 0 <= keep <= 100_000:
            raise self.fail((*path, "keep"), f"{shown(keep)} is no number of backups", "keep = 14")
        keep_for = self._seconds((*path, "keep_for"), table["keep_for"]) if "keep_for" in table else 0
        return Taking(name, kind, to, {given[0]: source}, keep, keep_for)

    def _named(self, path: tuple[str | int, ...], name: str) -> None:
        if not name or not all(piece.isalnum() or piece in "-_." for piece in name) or name.startswith((".", "-")):
            raise self.fail(path, f"{shown(name)} is no name", "letters, digits, - and _")

    def _backup(self, path: tuple[str | int, ...], value: object, kind: str, taken: dict[str, Taking]) -> str:
        """The pattern of a drill's backup: its own, or that of a backup which is taken here."""
        text = self._text(path, value)
        if not text.startswith(TAKEN):
            return text
        found = taken.get(text.removeprefix(TAKEN))
        if found is None:
            raise self.fail(path, f"no backup is called {shown(text.removeprefix(TAKEN))}", "write [backup.NAME]")
        if taking.KINDS[found.kind][1] != kind and not (found.kind == "pg_basebackup" and kind == "pg_wal"):
            fix = f'kind = "{taking.KINDS[found.kind][1]}"'
            raise self.fail(path, f"{found.name} is taken by {found.kind}, which a drill of {kind} cannot restore", fix)
        return found.pattern

    def _known(self, path: tuple[str | int, ...], table: dict[str, Any], known: dict[str, str]) -> None:
        for name in table:
            if name not in known:
                meant = near(name, tuple(known))
                fix = f"did you mean {meant}?" if meant else f"known are {', '.join(sorted(known))}"
                raise self.fail((*path, name), f"there is no key {name!r} here", fix)

    def _text(self, path: tuple[str | int, ...], value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(path, f"{shown(value)} is no text", "write it in quotes")
        return value

    def _seconds(self, path: tuple[str | int, ...], value: object) -> int:
        found = seconds(value)
        if found is None:
            raise self.fail(path, f"{shown(value)} is no duration", 'write "24h", "90m" or "7d"')
        return found

    def _texts(self, path: tuple[str | int, ...], value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self.fail(path, f"{shown(value)} is no list of texts", 'write ["…"]')
        return tuple(self._text((*path, number), one) for number, one in enumerate(value))

    def _drill(self, name: str, table: object, taken: dict[str, Taking]) -> Definition:
        path: tuple[str | int, ...] = ("drill", name)
        if not isinstance(table, dict):
            raise self.fail(path, "it is no table", "write [drill.NAME]")
        self._named(path, name)
        self._known(path, table, _TOP)
        for needed in ("kind", "backup", "every"):
            if needed not in table:
                raise self.fail(path, f"it has no {needed}", f"write {needed} = …")
        kind = self._text((*path, "kind"), table["kind"])
        if kind in ELSEWHERE:
            fix = f"restore it yourself into an archive, or drill what is restored: {', '.join(KINDS)}"
            raise self.fail((*path, "kind"), f"nothing here restores {kind}, so a drill of it would prove nothing", fix)
        if kind not in KINDS:
            meant = near(kind, tuple(KINDS))
            fix = f"did you mean {meant}?" if meant else f"known are {', '.join(KINDS)}"
            raise self.fail((*path, "kind"), f"there is no kind {kind!r}", fix)
        jobs = table.get("jobs", 2)
        if not isinstance(jobs, int) or isinstance(jobs, bool) or not 1 <= jobs <= 64:
            raise self.fail((*path, "jobs"), f"{shown(jobs)} is no number of jobs", "1 to 64")
        questions = table.get("question", [])
        if not isinstance(questions, list):
            raise self.fail((*path, "question"), "it is no list", "write [[drill.NAME.question]]")
        if not questions:
            raise self.fail(path, "it asks nothing, so it would prove nothing", "add a [[drill.NAME.question]]")
        for part in ("options", "live"):
            if not isinstance(table.get(part, {}), dict):
                raise self.fail((*path, part), "it is no table", f"write [drill.{name}.{part}]")
        live = table.get("live", {})
        self._known((*path, "live"), live, dict.fromkeys(LIVE, ""))
        for key, value in live.items():
            self._text((*path, "live", key), value)
        if len(live) > 1:
            raise self.fail((*path, "live"), "it names several places", f"one of {', '.join(LIVE)}")
        asked = tuple(self._question((*path, "question", at), one) for at, one in enumerate(questions))
        names = [one.name for one in asked]
        for at, called in enumerate(names):
            if called in names[:at]:
                what = f"another question is called {called!r}"
                raise self.fail((*path, "question", at), what, "give it its own name")
        for at, one in enumerate(asked):
            if one.like == "live" and not live:
                fix = f'write [drill.{name}.live] with url_env = "…"'
                raise self.fail((*path, "question", at, "like"), "no live system is named", fix)
        canonical = json.dumps({"name": name, **table}, sort_keys=True, default=str)
        return Definition(
            name,
            kind,
            self._backup((*path, "backup"), table["backup"], kind, taken),
            self._seconds((*path, "every"), table["every"]),
            self._texts((*path, "proves"), table["proves"]) if "proves" in table else (),
            asked,
            self._seconds((*path, "max_age"), table["max_age"]) if "max_age" in table else None,
            self._seconds((*path, "max_time"), table["max_time"]) if "max_time" in table else None,
            jobs,
            dict(table.get("options", {})),
            dict(table.get("live", {})),
            self._texts((*path, "notify"), table["notify"]) if "notify" in table else (),
            self._text((*path, "metrics"), table["metrics"]) if "metrics" in table else "",
            self._file,
            hashlib.sha256(canonical.encode()).hexdigest(),
        )

    def _question(self, path: tuple[str | int, ...], table: object) -> Question:
        if not isinstance(table, dict):
            raise self.fail(path, "it is no table", "write [[drill.NAME.question]]")
        self._known(path, table, _QUESTION)
        asks = [name for name in ASKS if name in table]
        if len(asks) != 1:
            told = "asks nothing" if not asks else f"asks {' and '.join(asks)}"
            raise self.fail(path, f"a question that {told}", f"exactly one of {', '.join(ASKS)}")
        asked = asks[0]
        subject = table[asked]
        if asked in ("sql", "checksum") or (asked in ("fresh", "files", "json")):
            subject = self._text((*path, asked), subject)
        elif asked in ("tables", "command"):
            subject = self._texts((*path, asked), subject)
        elif subject is not True:
            raise self.fail((*path, asked), f"{shown(subject)} is not true", f"write {asked} = true")
        if asked == "fresh" and ("." not in subject or "within" not in table):
            raise self.fail((*path, asked), "freshness needs a column and a time", 'fresh = "t.c", within = "26h"')
        stated = [name for name in EXPECTS if name in table]
        if asked in ("sql", "checksum", "json") and not stated:
            known = "equals, at_least, at_most, contains or like"
            raise self.fail(path, "it expects nothing, so any answer would pass", f"add {known}")
        like = str(table.get("like", ""))
        if like not in ("", "live", "last"):
            raise self.fail((*path, "like"), f"{shown(like)} is neither live nor last", 'like = "last"')
        if like == "last" and not {"at_least", "equals"} & set(stated):
            fix = "add at_least or equals, which the first drill is judged by"
            raise self.fail((*path, "like"), "the first drill has no last one to be like", fix)
        tolerance, percent = self._tolerance(path, table)
        equals = table.get("equals")
        contains = table.get("contains")
        exit_code = table.get("exit", 0)
        if not isinstance(exit_code, int) or isinstance(exit_code, bool):
            raise self.fail((*path, "exit"), f"{shown(exit_code)} is no exit code", "0 to 255")
        return Question(
            str(table.get("name") or (subject if isinstance(subject, str) else asked)),
            asked,
            subject,
            None if equals is None else _plain(equals),
            self._number(path, table, "at_least"),
            self._number(path, table, "at_most"),
            like,
            tolerance,
            percent,
            self._seconds((*path, "within"), table["within"]) if "within" in table else None,
            None if contains is None else self._text((*path, "contains"), contains),
            exit_code,
        )

    def _number(self, path: tuple[str | int, ...], table: dict[str, Any], name: str) -> float | None:
        value = table.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail((*path, name), f"{shown(value)} is no number", f"{name} = 1000")
        return float(value)

    def _tolerance(self, path: tuple[str | int, ...], table: dict[str, Any]) -> tuple[float, bool]:
        value = table.get("tolerance", 0)
        percent = isinstance(value, str) and value.endswith("%")
        try:
            found = float(value[:-1] if percent else value)
        except (TypeError, ValueError):
            found = -1.0
        if isinstance(value, bool) or found < 0 or found != found:  # noqa: PLR0124 - the last one is "not a number"
            raise self.fail((*path, "tolerance"), f"{shown(value)} is no tolerance", 'write "5%" or 10')
        return found, percent


def _plain(value: object) -> str:
    """A TOML value as an answer is compared: as text, numbers without a trailing .0."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
