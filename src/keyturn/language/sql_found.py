"""What reading SQL finds, and the marks without which nothing is found."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.word import Word

    Place = tuple[tuple[str, str | None], ...]


class Act(Noun):
    r"""One thing a statement does. `kind` is a rule's name after `sql/`; `start` and `end` are offsets into the text.

    `place` are facets of the target that the text itself changes (`USE x`, `\c x`, ATTACH).
    `down` tells that it stands in the undo half of a migration.
    """

    kind: str
    summary: str
    start: int
    end: int
    certain: bool = True
    count: int | None = None
    closed: bool = True
    unit: str = ""
    objects: tuple[str, ...] = ()
    place: Place = ()
    down: bool = False


class Blind(Noun):
    """What the text does not show. `kind` is a rule's name after `blind/`."""

    kind: str
    why: str
    start: int
    end: int
    certain: bool = True
    opaque: bool = True
    place: Place = ()


class Embedded(Noun):
    r"""A command that the text has run: `\! rm x`, COPY … PROGRAM, xp_cmdshell.

    `server`: on the database's machine.
    """

    language: str
    text: Word
    how: str
    start: int
    end: int
    certain: bool = True
    server: bool = False


class Include(Noun):
    """Another SQL file that is read here. `beside`: relative to this file, not to the working directory."""

    path: Word
    how: str
    start: int
    end: int
    certain: bool = True
    beside: bool = False
    place: Place = ()


class Remark(Noun):
    """Worth saying, changes nothing."""

    text: str
    start: int
    end: int


if TYPE_CHECKING:
    Finding = Act | Blind | Embedded | Include | Remark

# At least one of these stands, in lower case, in every text that any reading below finds something in.
MARKS = (
    "drop", "trunc", "delete", "update", "alter", "grant", "revoke", "merge", "replace", "exec", "copy", "dblink",
    "lo_", "pg_", "xp_", "sp_", "load", "flush", "purge", "reset", "shutdown", "kill", "overwrite", "attach",
    "pragma", "\\", "source", "system", "conforming", "client_encoding", "set names", "global", "persist", "detach",
    "import", "rename", "swap", "prepare", "writefile", "sys_", "query_to", "cron", "ts_stat", "crosstab",
    "reassign", "openquery", "openrowset", "disable", "session_replication", "set_config", "superuser", "optimize",
    "clear", "!!", ".read", ".shell", ".restore", ".o", ".save", ".backup", ".clone", ".ar", ".excel", ".import",
)  # fmt: skip


def plain(text: str) -> bool:
    """Whether no reading of the text could find anything: none of `MARKS` stands in it."""
    lower = text.lower()
    return all(mark not in lower for mark in MARKS)
