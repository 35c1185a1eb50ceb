"""SQL as effects: what the text would destroy, in the database that its client named.

The reading is `language.sql`; here acts get their rule, their row of the policy table, their target and their
place in the file.
"""

from __future__ import annotations

from keyturn.language.sql import read
from keyturn.language.sql_found import Act, Blind, Embedded, Include, plain
from keyturn.model.effect import (
    AVAILABILITY,
    BOUNDED_WRITE,
    DATA_LOSS,
    EXPOSURE,
    GIVEN_EVIDENCE,
    MIGRATION_FORWARD,
    NO,
    PROTECTION_OFF,
    YES,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.source import SQL, Origin, ShellContext, Source, SqlContext
from keyturn.model.target import Facet, Target
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.model.workspace import ABSENT, PRESENT
from keyturn.tool.connection import IN_MEMORY, moved, unknown_target
from keyturn.tool.handoff import HOST_MARK, decode
from keyturn.tool.locate import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_found import Finding
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

CATEGORIES: dict[str, tuple[str, str]] = {
    "drop-table": (DATA_LOSS, NO),
    "drop-database": (DATA_LOSS, NO),
    "drop-schema": (DATA_LOSS, NO),
    "drop-view": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-index": (BOUNDED_WRITE, GIVEN_EVIDENCE),
    "drop-role": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-owned": (DATA_LOSS, NO),
    "drop-function": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-trigger": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-extension": (DATA_LOSS, NO),
    "drop-sequence": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-type": (DATA_LOSS, GIVEN_EVIDENCE),
    "drop-policy": (PROTECTION_OFF, GIVEN_EVIDENCE),
    "drop-object": (DATA_LOSS, NO),
    "drop-backup": (DATA_LOSS, NO),
    "drop-partition": (DATA_LOSS, NO),
    "drop-column": (DATA_LOSS, NO),
    "drop-constraint": (BOUNDED_WRITE, GIVEN_EVIDENCE),
    "drop-temporary": (BOUNDED_WRITE, NO),
    "drop-replication-slot": (PROTECTION_OFF, NO),
    "detach-partition": (BOUNDED_WRITE, YES),
    "redefine": (BOUNDED_WRITE, GIVEN_EVIDENCE),
    "replace-table": (DATA_LOSS, NO),
    "replace-rows": (BOUNDED_WRITE, NO),
    "insert-overwrite": (DATA_LOSS, NO),
    "restore-over": (DATA_LOSS, NO),
    "truncate": (DATA_LOSS, NO),
    "delete-without-where": (DATA_LOSS, NO),
    "update-without-where": (DATA_LOSS, NO),
    "bounded-delete": (BOUNDED_WRITE, NO),
    "bounded-update": (BOUNDED_WRITE, NO),
    "merge-delete": (DATA_LOSS, NO),
    "lossy-type-change": (DATA_LOSS, NO),
    "set-not-null": (BOUNDED_WRITE, YES),
    "rename": (BOUNDED_WRITE, YES),
    "rename-database": (AVAILABILITY, YES),
    "lo-unlink": (DATA_LOSS, NO),
    "purge-logs": (DATA_LOSS, NO),
    "writable-schema": (DATA_LOSS, GIVEN_EVIDENCE),
    "disable-row-security": (PROTECTION_OFF, YES),
    "disable-trigger": (PROTECTION_OFF, YES),
    "retention-off": (PROTECTION_OFF, NO),
    "grant-all": (PROTECTION_OFF, YES),
    "grant-public": (EXPOSURE, YES),
    "superuser": (PROTECTION_OFF, YES),
    "change-owner": (PROTECTION_OFF, YES),
    "revoke": (AVAILABILITY, YES),
    "alter-system": (AVAILABILITY, YES),
    "set-global": (AVAILABILITY, YES),
    "shutdown": (AVAILABILITY, YES),
    "terminate-backend": (AVAILABILITY, NO),
    "copy-program": (EXPOSURE, NO),
    "read-server-file": (EXPOSURE, NO),
    "write-server-file": (EXPOSURE, NO),
}
"""Every kind of act → its row of the policy table, and whether it can be undone."""

_UNDO_NAMES = (
    ".down.sql",
    "_down.sql",
    ".undo.sql",
    "-down.sql",
    ".rollback.sql",
    "_rollback.sql",
    "/down.sql",
    "/revert.sql",
)
_NOTHING: list[Outcome] = []


def undoes(file: str) -> bool:
    """Whether a file's name says that it holds the undo half of a migration (Flyway's `U3__x.sql`, `x.down.sql`)."""
    if not file or file[0] == "<":
        return False
    lower = file.lower()
    if lower.endswith(_UNDO_NAMES) or "/revert/" in lower or "/rollback/" in lower or "/rollbacks/" in lower:
        return True
    name = file[file.rfind("/") + 1 :]
    return name[:1] == "U" and name[1:2].isdigit() and "__" in name


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a SQL text would do to the database its context names."""
    text = source.text.text
    if text is not None and plain(text):
        return _NOTHING
    context = source.context if isinstance(source.context, SqlContext) else None
    dialect = context.dialect if context is not None else ""
    # a client runs a file whole; only a migration tool, which is who a file nobody runs waits for, knows an undo half
    waiting = source.file and context is None and not source.origin.through
    found = read(source.text, dialect, atomic=context is not None and context.autocommit is False, sections=waiting)
    if not found:
        return _NOTHING
    target = context.target if context is not None and context.target is not None else unknown_target(dialect)
    lines = _Lines(source)
    down = waiting and undoes(source.origin.file)
    outcomes: list[Outcome] = []
    for one in found:
        outcomes.extend(_outcome(one, source, context, target, lines, view, down))
    return outcomes


def _outcome(
    one: Finding, source: Source, context: SqlContext | None, target: Target, lines: _Lines, view: View, down: bool
) -> list[Outcome]:
    origin = lines.origin(one.start, one.end)
    if isinstance(one, Act):
        if not one.place and any(facet.source == IN_MEMORY for facet in target.facets):
            return []
        category, reversible = CATEGORIES[one.kind]
        where = moved(target, one.place) or target
        if one.objects:
            where = where.but(facets=(*where.facets, Facet("objects", ", ".join(one.objects[:20]))))
        summary = one.summary
        if down or one.down:
            category = MIGRATION_FORWARD
            if not one.down:
                summary += ", when the migration is undone"
        count = one.count
        return [
            Effect(
                "sql/" + one.kind,
                category,
                summary,
                (where,),
                Extent(count, one.closed, one.unit or "objects"),
                reversible,
                source.certain and one.certain and not down,
                origin,
            )
        ]
    if isinstance(one, Blind):
        return [
            BlindSpot(
                "blind/" + one.kind,
                one.why,
                one.opaque,
                (moved(target, one.place) or target,),
                source.certain and one.certain and not down,
                origin,
            )
        ]
    if isinstance(one, Embedded):
        directory = context.directory if context is not None else None
        shell = ShellContext(directory)
        if one.server:
            server = target.facet("server")
            machine = Word(server) if server else Word((Hole(VARIABLE, "database server"),))
            shell = ShellContext(Word((Hole(VARIABLE, "the server's directory"),)), {HOST_MARK: machine})
        return [
            HandOff(
                Source(
                    one.language,
                    one.text,
                    origin.inner(one.how),
                    shell,
                    file=source.file,
                    certain=source.certain and one.certain,
                ),
                one.how,
            )
        ]
    if isinstance(one, Include):
        return _include(one, source, context, origin, target, view)
    return [Note(one.text, origin)]


def _include(
    one: Include, source: Source, context: SqlContext | None, origin: Origin, target: Target, view: View
) -> list[Outcome]:
    name = one.path.text
    if name is None:
        return [Note(f"{one.path.shown()} is only known at run time, so it was not read", origin)]
    base: str | None = view.layout.directory
    if one.beside and source.file and "/" in source.origin.file:
        base = source.origin.file.rpartition("/")[0] or "/"
    elif context is not None and context.directory is not None:
        base = context.directory.text
        if base is not None and not base.startswith("/"):
            base = view.layout.directory + "/" + base
    path = absolute(name, base)
    if path is None:
        return [Note(f"{name} stands in a directory that is not known, so it was not read", origin)]
    follow = SqlContext(
        moved(target, one.place),
        context.dialect if context is not None else "",
        context.autocommit if context is not None else None,
        context.directory if context is not None else None,
    )
    return follow_sql(path, name, one.how, follow, origin, source.certain and one.certain, view)


def follow_sql(
    path: str, shown: str, how: str, context: SqlContext, origin: Origin, certain: bool, view: View
) -> list[Outcome]:
    """Hand on a SQL file, or say why it was not read."""
    answer = view.workspace.read(path)
    if answer.state == PRESENT:
        text = decode(answer.data)
        place = Origin(path, 1, 1, 1, 1, (*origin.through, how), followed=True)
        return [HandOff(Source(SQL, Word(text, quoted=True), place, context, file=True, certain=certain), how)]
    if answer.state == ABSENT:
        return [Note(f"{shown} was not found at {path}, so it was not read", origin)]
    targets = (context.target,) if context.target is not None else ()
    return [
        BlindSpot(
            "blind/unreadable-file", f"{shown} could not be read ({answer.state})", False, targets, certain, origin
        )
    ]


class _Lines:
    """Offsets of a text to lines and columns of its origin."""

    __slots__ = ("at", "columns", "line", "source", "text")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text: str | None = None
        self.at = 0
        self.line = 0
        self.columns = 0

    def origin(self, start: int, end: int) -> Origin:
        """Where a stretch stands. Text on a command line keeps the command's own place: its quoting is gone."""
        base = self.source.origin
        if not self.source.file and "heredoc" not in base.through:
            return base
        if self.text is None:
            self.text = "".join(part if isinstance(part, str) else "\ue000" for part in self.source.text.parts)
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return Origin(
            base.file,
            base.line + line,
            column + (base.column if line == 0 else 1),
            base.line + end_line,
            end_column + (base.column if end_line == 0 else 1),
            base.through,
            base.followed,
        )

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column from 0; going on from the last answer, so that many findings stay linear."""
        text = self.text or ""
        offset = min(offset, len(text))
        if offset < self.at:
            self.at = 0
            self.line = 0
            self.columns = 0
        breaks = text.count("\n", self.at, offset)
        if breaks:
            self.line += breaks
            self.columns = text.rfind("\n", self.at, offset) + 1
        self.at = offset
        return self.line, offset - self.columns
