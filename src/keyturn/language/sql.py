"""SQL text becomes acts: what each statement would destroy, with its exact place.

Read by tokens, so that fragments, templates and every dialect are read alike; the parsers in `sql_parser` are
asked only where the tokens leave a doubt. Nothing here knows a target or a policy: `tool.sql` turns acts into
effects. A text without a dangerous word is answered by one look at its letters.

Facts: PostgreSQL 17 manual part VI, MySQL 8.4 manual chapter 15, SQLite's language page, the T-SQL, BigQuery,
Snowflake and ClickHouse references.
"""

from __future__ import annotations

from keyturn.language.sql_condition import EVERY, NONE, SYNTAX, VALUE, evaluate
from keyturn.language.sql_lexer import (
    BIND,
    DOLLAR,
    GENERIC,
    HOLE,
    HOLE_MARK,
    META,
    MYSQL,
    NUMBER,
    POSTGRES,
    PUNCT,
    QUOTED,
    STRING,
    WORD,
    convention_of,
    cut,
    flatten,
    guess,
)
from keyturn.model.noun import Noun
from keyturn.model.word import COMMAND, INPUT, TEMPLATE, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.language.sql_lexer import Convention, Statement, Token

    Place = tuple[tuple[str, str | None], ...]


class Act(Noun):
    """One thing a statement does. `kind` is a rule's name after `sql/`; `start` and `end` are offsets into the text.

    `place` are facets of the target that the text itself changes (`USE x`, `\\c x`, ATTACH).
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
    """A command that the text has run: `\\! rm x`, COPY … PROGRAM, xp_cmdshell. `server`: on the database's machine."""

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

_DEEP = 10
_NAMES_SHOWN = 4

_DROP_KINDS = {
    "TABLE": "table", "DATABASE": "database", "KEYSPACE": "database", "SCHEMA": "schema", "VIEW": "view",
    "INDEX": "index", "ROLE": "role", "USER": "user", "LOGIN": "user", "GROUP": "role", "FUNCTION": "function",
    "PROCEDURE": "procedure", "PROC": "procedure", "ROUTINE": "function", "AGGREGATE": "function",
    "PACKAGE": "function", "TRIGGER": "trigger", "EXTENSION": "extension", "SEQUENCE": "sequence", "TYPE": "type",
    "DOMAIN": "type", "POLICY": "policy", "POLICIES": "policy", "OWNED": "owned", "RULE": "rule",
    "TABLESPACE": "tablespace", "SERVER": "server", "PUBLICATION": "publication", "SUBSCRIPTION": "subscription",
    "EVENT": "event", "WAREHOUSE": "warehouse", "STAGE": "stage", "STREAM": "stream", "TASK": "task", "PIPE": "pipe",
    "DICTIONARY": "dictionary", "SYNONYM": "synonym", "STATISTICS": "statistics", "CAST": "cast",
    "OPERATOR": "operator", "COLLATION": "collation", "CONVERSION": "conversion", "LANGUAGE": "language",
    "MAPPING": "user mapping", "WRAPPER": "foreign data wrapper", "ASSEMBLY": "assembly", "CERTIFICATE": "certificate",
    "CREDENTIAL": "credential", "KEY": "key", "SHARE": "share", "CATALOG": "database", "CLUSTER": "cluster",
    "INTEGRATION": "integration", "MODEL": "model", "CONNECTION": "connection", "BUCKET": "bucket",
    "PROFILE": "profile", "QUOTA": "quota", "COLLECTION": "table", "DATASET": "schema", "AUDIT": "audit",
    "METHOD": "access method", "TRANSFORM": "transform", "CONFIGURATION": "text search configuration",
    "PARSER": "text search parser", "TEMPLATE": "text search template", "LOGFILE": "logfile group",
    "SECURITY": "security policy", "TAG": "tag", "SECRET": "secret", "ALERT": "alert", "RESOURCE": "resource",
    "GRAPH": "graph", "CONSTRAINT": "constraint", "REPOSITORY": "repository", "BACKUP": "backup", "PARTITION": "partition",
}  # fmt: skip
_DROP_MODIFIERS = frozenset(
    "TEMPORARY TEMP MATERIALIZED FOREIGN EXTERNAL SNAPSHOT TEXT SEARCH ACCESS ALL ROW DATA PUBLIC FORCE GLOBAL LOCAL "
    "PLUGGABLE USER MASKING SESSION NETWORK PASSWORD AGGREGATION PROJECTION ONLINE OFFLINE DYNAMIC ICEBERG HYBRID "
    "TRANSIENT STORAGE API NOTIFICATION TRUSTED PROCEDURAL SHARD COLUMN FULLTEXT SPATIAL UNIQUE CLUSTERED "
    "SERVER EVENT RESOURCE APPLICATION DATABASE".split()
)
_REDEFINED = frozenset(
    ("view", "function", "procedure", "trigger", "policy", "rule", "index", "materialized view", "event")
)
_HARMLESS = frozenset(
    "SELECT SHOW DESCRIBE DESC ANALYZE VACUUM REINDEX CLUSTER COMMENT LISTEN NOTIFY UNLISTEN FETCH MOVE CLOSE DECLARE "
    "LOCK SAVEPOINT RELEASE CHECKPOINT DISCARD DEALLOCATE VALUES TABLE HELP PRINT USE UNDROP REFRESH INSERT HANDLER CHECK "
    "CHECKSUM BINLOG CACHE UNLOCK XA SIGNAL RESIGNAL GET RAISE RETURN ASSERT LIST WAITFOR RAISERROR THROW".split()
)
_MAIN = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE"))
_CONTROL = frozenset(("THEN", "ELSE", "LOOP", "BEGIN", "DO", "AS", "IS", "REPEAT", "ATOMIC", "INSTEAD", "ALSO"))
_UNSAFE_ENCODINGS = (
    "SJIS",
    "SHIFT",
    "BIG5",
    "GBK",
    "GB18030",
    "UHC",
    "JOHAB",
    "CP932",
    "EUCJPMS",
    "WIN932",
    "WIN949",
    "WIN936",
    "WIN950",
    "MSKANJI",
)
_QUERY_FUNCTIONS = frozenset(
    "DBLINK DBLINK_EXEC DBLINK_OPEN DBLINK_SEND_QUERY QUERY_TO_XML QUERY_TO_XMLSCHEMA QUERY_TO_XML_AND_XMLSCHEMA "
    "CROSSTAB CROSSTAB2 CROSSTAB3 CROSSTAB4 TS_STAT PG_BACKGROUND_LAUNCH OPENQUERY OPENROWSET SCHEDULE "
    "SCHEDULE_IN_DATABASE".split()
)
_PLAIN_FUNCTIONS = {
    "LO_UNLINK": ("lo-unlink", "deletes large objects"),
    "PG_TERMINATE_BACKEND": ("terminate-backend", "ends other sessions"),
    "PG_READ_FILE": ("read-server-file", "reads a file of the database server"),
    "PG_READ_BINARY_FILE": ("read-server-file", "reads a file of the database server"),
    "PG_LS_DIR": ("read-server-file", "lists a directory of the database server"),
    "LO_EXPORT": ("write-server-file", "writes a file on the database server"),
    "LOAD_FILE": ("read-server-file", "reads a file of the database server"),
    "WRITEFILE": ("write-server-file", "writes a file"),
    "PG_FILE_WRITE": ("write-server-file", "writes a file on the database server"),
    "PG_FILE_UNLINK": ("write-server-file", "deletes a file on the database server"),
    "PG_FILE_RENAME": ("write-server-file", "renames a file on the database server"),
    "PG_DROP_REPLICATION_SLOT": ("drop-replication-slot", "drops a replication slot"),
    "PG_PROMOTE": ("alter-system", "promotes a standby"),
    "PG_RESETWAL": ("alter-system", "resets the write-ahead log"),
}
_FUNCTIONS = (
    _QUERY_FUNCTIONS | frozenset(_PLAIN_FUNCTIONS) | frozenset(("SYS_EXEC", "SYS_EVAL", "SET_CONFIG", "LOAD_EXTENSION"))
)
_SUPER_ROLES = frozenset(
    "PG_EXECUTE_SERVER_PROGRAM PG_WRITE_SERVER_FILES PG_READ_SERVER_FILES PG_WRITE_ALL_DATA RDS_SUPERUSER "
    "CLOUDSQLSUPERUSER AZURE_PG_ADMIN ACCOUNTADMIN SYSADMIN SECURITYADMIN DB_OWNER DBA SUPER".split()
)
_NARROW = frozenset(
    "INT INTEGER SMALLINT TINYINT MEDIUMINT INT2 INT4 DATE BOOLEAN BOOL BIT REAL FLOAT4 YEAR TIME SMALLDATETIME".split()
)
_SIZED = frozenset("VARCHAR CHAR CHARACTER NVARCHAR NCHAR VARCHAR2 BPCHAR BINARY VARBINARY STRING".split())
_ROOMY = 255


def plain(text: str) -> bool:
    """Whether no reading of the text could find anything: none of `MARKS` stands in it."""
    lower = text.lower()
    return all(mark not in lower for mark in MARKS)


def read(
    word: Word, dialect: str = "", *, atomic: bool = False, sections: bool = False, depth: int = 0
) -> list[Finding]:
    """Everything that a SQL text would destroy or hides.

    `dialect` is a sqlglot name, "" when it is not known. `atomic`: the whole text is one transaction, so that a
    CREATE which fails keeps a later DROP from running. `sections`: a migration tool will read the text, so what
    stands behind `-- +goose Down` and its kin runs only when the migration is undone; a client runs all of it.
    """
    text, holes = flatten(word)
    if not holes and plain(text):
        return []
    dialect = dialect or guess(text)
    convention = convention_of(dialect)
    reader = _Reader(text, holes, dialect, convention, atomic=atomic, sections=sections, depth=depth)
    found = reader.run()
    for other in _other_readings(convention, reader.doubts, text):
        second = _Reader(text, holes, dialect, other, atomic=atomic, sections=sections, depth=depth)
        extra = _only_in(second.run(), found)
        if extra:
            found.append(
                Blind(
                    "ambiguous-sql",
                    "servers and settings differ in where this text's strings and comments end",
                    0,
                    len(text),
                )
            )
            found.extend(one.but(certain=False) if not isinstance(one, Remark) else one for one in extra)
    return found


def _other_readings(convention: Convention, doubts: set[str], text: str) -> list[Convention]:
    """How else the text may be cut by a server that is not known, or not known to be set up as usual."""
    if not doubts:
        return []
    if convention is GENERIC:
        return [MYSQL, POSTGRES.but(backslash="backslash" in doubts)]
    if "backslash" in doubts and convention.client == "psql":
        return [convention.but(backslash=True)]
    if "backslash" in doubts and convention is MYSQL and "no_backslash_escapes" in text.lower():
        return [convention.but(backslash=False)]
    return []


def _only_in(second: list[Finding], first: list[Finding]) -> list[Finding]:
    seen = {(type(one).__name__, one.start, getattr(one, "kind", "")) for one in first}
    return [
        one
        for one in second
        if not isinstance(one, Remark)
        and (type(one).__name__, one.start, getattr(one, "kind", "")) not in seen
        and getattr(one, "kind", "") not in ("bounded-delete", "bounded-update", "rename", "set-not-null")
    ]


def mentioned(names: tuple[str, ...] | list[str], one: str, many: str) -> str:
    """`table a`, `tables a, b and 3 more`."""
    if not names:
        return f"some {many}"
    if len(names) == 1:
        return f"{one} {names[0]}"
    if len(names) <= _NAMES_SHOWN:
        return f"{many} {', '.join(names[:-1])} and {names[-1]}"
    return f"{many} {', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"


class _Frame:
    """The text that tokens point into, and where it stands in the whole."""

    __slots__ = ("base", "holes", "text")

    def __init__(self, text: str, holes: Mapping[int, Hole], base: int) -> None:
        self.text = text
        self.holes = holes
        self.base = base


class _Reader:
    """Statements in order, with what earlier ones say about later ones."""

    def __init__(
        self,
        text: str,
        holes: Mapping[int, Hole],
        dialect: str,
        convention: Convention,
        *,
        atomic: bool,
        sections: bool,
        depth: int,
    ) -> None:
        self.sections = sections
        self.frame = _Frame(text, holes, 0)
        self.dialect = dialect
        self.convention = convention
        self.atomic = atomic
        self.depth = depth
        self.doubts: set[str] = set()
        self.out: list[Finding] = []
        self.certain = True
        self.down = False
        self.body = False
        """In a routine or block, where control words stand before statements."""
        self.routine = ""
        self.level = 0
        self.batch = -1
        self.blocks = 0
        self.place: Place = ()
        self.created: dict[str, str] = {}
        self.renamed: set[str] = set()
        self.dropped: dict[tuple[str, str], int] = {}
        self.prepared: dict[str, tuple[int, int]] = {}
        self.routines: dict[str, tuple[int, int]] = {}
        self.assigned: dict[str, list[str | Hole]] = {}
        self.attached: dict[str, str | None] = {}
        self.transaction = -1
        self.untaken = 0
        self.switches: list[bool] = []
        self.tsql = dialect in ("tsql", "mssql", "fabric")
        self.ddl_commits = dialect in ("mysql", "mariadb", "oracle", "tidb", "", "snowflake", "bigquery", "clickhouse")
        self.mysql_like = dialect in ("mysql", "mariadb", "tidb", "singlestore", "doris", "starrocks")

    # -- the whole text

    def run(self) -> list[Finding]:
        """Read the frame's statements."""
        script = cut(self.frame.text, self.frame.holes, self.convention)
        self.doubts |= script.doubts
        for statement in script.statements:
            self.statement(statement)
        return self.out

    def statement(self, statement: Statement) -> None:
        """One statement, under what surrounds it."""
        outer = self.down
        self.down = outer or (self.sections and statement.section == "down")
        certain = self.certain
        if statement.broken or self.switches.count(False):
            self.certain = False
        if self.routine and self.batch not in (-1, statement.batch):
            self.routine = ""
            self.level = 0
        self.batch = statement.batch
        if self.routine:
            self.in_routine(statement.tokens)
        else:
            self.whole(statement.tokens)
        self.certain = certain
        self.down = outer

    def in_routine(self, tokens: list[Token]) -> None:
        """A statement inside `CREATE PROCEDURE … BEGIN … END`: it runs when the routine is called."""
        certain, body = self.certain, self.body
        self.certain, self.body = False, True
        first = len(self.out)
        self.whole(tokens)
        self.certain, self.body = certain, body
        begin, _last = self.routines.get(self.routine, (first, first))
        self.routines[self.routine] = (begin, len(self.out))
        self.level += _balance(tokens)
        if self.level <= 0 and not self.tsql:
            self.routine = ""

    def whole(self, tokens: list[Token]) -> None:
        """Split what has no semicolons between (T-SQL, control words), then read each part."""
        for part, conditional in self.parts(tokens):
            if conditional:
                certain = self.certain
                self.certain = False
                self.single(part)
                self.certain = certain
            else:
                self.single(part)

    def parts(self, tokens: list[Token]) -> list[tuple[list[Token], bool]]:
        """A statement's parts, each with whether it stands behind a condition."""
        head = tokens[0][1] if tokens[0][0] == WORD else ""
        if (
            len(tokens) < 3
            or head in ("MERGE", "WITH", "EXPLAIN")
            or not (
                self.body or self.tsql or not self.dialect or head in ("IF", "BEGIN", "DECLARE", "WHILE", "LOOP", "FOR")
            )
        ):
            return [(tokens, False)]
        text = self.frame.text
        cuts: list[tuple[int, bool]] = [(0, False)]
        depth = 0
        behind = head in ("IF", "WHILE", "ELSE", "ELSIF", "ELSEIF", "WHEN", "CASE")
        inside_alter = head == "ALTER"
        # a bracket that never closes is cut off, so it hides nothing
        cut_off = sum((value == "(") - (value == ")") for kind, value, *_rest in tokens if kind == PUNCT) > 0
        # a block's own words stand before its first statement
        for index, (kind, value, start, _end, _raw) in enumerate(tokens):
            if kind == PUNCT:
                depth += 1 if value == "(" else -1 if value == ")" else 0
                continue
            if kind != WORD or (depth > 0 and not cut_off) or not index:
                continue
            before = tokens[index - 1]
            if value in ("THEN", "ELSE", "EXCEPTION"):
                behind = behind or value != "ELSE" or self.body
            if value not in _HEADS:
                continue
            if (
                before[0] == WORD
                and before[1] in _CONTROL
                and (self.body or head in ("IF", "BEGIN", "DECLARE", "WHILE", "LOOP", "FOR"))
            ):
                if value == "UPDATE" and before[1] == "DO":
                    continue
                cuts.append((index, behind))
                inside_alter = value == "ALTER"
                continue
            if head in ("IF", "WHILE", "ELSE") and _shape(tokens, index, inside_alter):
                cuts.append((index, True))
                continue
            if not (self.tsql or not self.dialect) or (self.body and not self.tsql):
                continue
            if "\n" not in text[before[3] : start]:
                continue
            if before[0] == PUNCT and before[1] in (("=", "+") if cut_off else (",", "(", "=", "+")):
                continue
            started = tokens[cuts[-1][0]][1]
            if _shape(tokens, index, inside_alter) or (self.tsql and self.tsql_head(value, before, started)):
                if started == "CREATE" and before[1] in ("AS", "OR", "FOR", "AFTER", "BEFORE", "OF", "ON"):
                    continue
                cuts.append((index, behind and not self.tsql))
                inside_alter = value == "ALTER"
        if len(cuts) == 1:
            return [(tokens, behind and head != "CREATE" and not self.body)] if behind else [(tokens, False)]
        ends = [at for at, _behind in cuts[1:]] + [len(tokens)]
        return [(tokens[at:stop], conditional) for (at, conditional), stop in zip(cuts, ends, strict=True)]

    def tsql_head(self, value: str, before: Token, started: str) -> bool:
        """Whether a word at a line's start begins a new statement in T-SQL."""
        if value == "SET":
            return started not in ("UPDATE", "MERGE", "ALTER", "SET")
        if value in ("SELECT", "WITH"):
            return started not in ("INSERT", "CREATE", "WITH", "DECLARE") and before[1] not in (
                "UNION", "ALL", "EXCEPT", "INTERSECT", "AS", "IN", "EXISTS", "ANY",
            )  # fmt: skip
        if value in ("UPDATE", "DELETE", "INSERT"):
            return started not in ("WITH", "MERGE", "GRANT", "REVOKE") and before[1] not in (
                "THEN",
                "FOR",
                "AFTER",
                "ON",
                "OF",
                "OR",
            )
        return value in (
            "EXEC",
            "EXECUTE",
            "DECLARE",
            "IF",
            "WHILE",
            "BEGIN",
            "END",
            "COMMIT",
            "ROLLBACK",
            "CREATE",
            "PRINT",
            "RETURN",
        )

    # -- one statement

    def single(self, tokens: list[Token]) -> None:
        """Dispatch on the first word."""
        index = 0
        count = len(tokens)
        while index < count and (tokens[index][0] == PUNCT and tokens[index][1] in ("(", "<", ">", ")", ",", "}", "%")):
            index += 1
        if index:
            tokens = tokens[index:]
            count = len(tokens)
        if not tokens:
            return
        kind, verb, start, end, raw = tokens[0]
        if kind == META:
            self.meta(raw, start)
            return
        if kind in (HOLE, BIND):
            tokens = self.leading_hole(tokens)
            if not tokens:
                return
            kind, verb, start, end, raw = tokens[0]
        if tokens[-1][0] == META:
            self.sent(tokens)
        if kind != WORD:
            self.stray(tokens)
            return
        if count > 1 and tokens[1][0] == HOLE and tokens[1][2] == end:
            self.blind("dynamic-sql", "a statement's first word is put together at run time", tokens)
            return
        method = _METHODS.get(verb)
        if method is not None:
            method(self, tokens)
        elif verb not in _HARMLESS:
            self.stray(tokens)
        if self.frame.holes and verb in _HARMLESS:
            self.spliced(tokens)
        if count > 3:
            self.functions(tokens, verb)
        if self.body:
            self.body_extras(tokens, verb)

    def leading_hole(self, tokens: list[Token]) -> list[Token]:
        """A statement that begins with something unknown: the whole of it, its verb, or a template's macro."""
        first = tokens[0]
        hole = self.frame.holes.get(first[2]) if first[4] == HOLE_MARK else None
        template = hole.why == TEMPLATE if hole is not None else first[1] == TEMPLATE
        rest = tokens
        while rest and rest[0][0] in (HOLE, BIND):
            rest = rest[1:]
        if first[0] == BIND and (first[1].startswith("@") or first[1] == "?"):
            return rest if rest and rest[0][0] == WORD else []
        if template and first[0] == HOLE:
            if not rest:
                self.out.append(
                    Remark(
                        f"{first[4] if first[4] != HOLE_MARK else 'a template expression'} is filled in at run time",
                        *self.span(tokens),
                    )
                )
            return rest
        self.blind(
            "dynamic-sql",
            "a whole statement is only known at run time"
            if not rest
            else "the beginning of a statement is only known at run time",
            tokens,
        )
        return rest

    def spliced(self, tokens: list[Token]) -> None:
        """A command's output put bare into a statement may end it and begin another."""
        for number, one in enumerate(tokens):
            if one[0] != HOLE or one[4] != HOLE_MARK:
                continue
            hole = self.frame.holes.get(one[2])
            before = tokens[number - 1]
            valued = before[0] == PUNCT and before[1] not in (")", "]", "*", ".")
            if (
                hole is not None
                and hole.why in (COMMAND, INPUT)
                and not valued
                and before[1] not in ("LIMIT", "OFFSET", "LIKE")
            ):
                self.blind(
                    "dynamic-sql", f"the output of {hole.name or 'a command'} becomes part of a statement", tokens
                )
                return

    def stray(self, tokens: list[Token]) -> None:
        """Text that begins like no statement: half a statement, prose, or a dialect nobody here knows."""
        if not any(kind == WORD and value in _HARD for kind, value, _start, _end, _raw in tokens):
            return
        begin = self.span(tokens)[0]
        seen = {one.start for one in self.out if one.start >= begin}
        certain = self.certain
        self.certain = False
        for index, (kind, value, _start, _end, _raw) in enumerate(tokens):
            if index and kind == WORD and value in _HARD and _shape(tokens, index, tokens[0][1] == "ALTER"):
                here = self.span(tokens[index:])[0]
                if here not in seen and self.second_opinion(tokens):
                    _METHODS[value](self, tokens[index:])
                    break
        self.certain = certain

    def second_opinion(self, tokens: list[Token]) -> bool:
        """Whether a statement of an unknown kind stays suspicious: unless a parser reads it and finds nothing in it."""
        if self.frame.holes:
            return True
        from keyturn.language.sql_parser import opinion

        found = opinion(self.frame.text[tokens[0][2] : tokens[-1][3]], self.dialect)
        return found is None or bool(found)

    # -- writing down

    def span(self, tokens: list[Token]) -> tuple[int, int]:
        """Where tokens stand in the whole text."""
        base = self.frame.base
        return base + tokens[0][2], base + tokens[-1][3]

    def act(
        self,
        kind: str,
        summary: str,
        tokens: list[Token],
        *,
        objects: tuple[str, ...] | list[str] = (),
        count: int | None = None,
        closed: bool = True,
        unit: str = "",
        certain: bool = True,
    ) -> None:
        """Add an act at the place of some tokens."""
        start, end = self.span(tokens)
        if self.down:
            summary += ", when the migration is undone"
        place = self.place
        if self.attached and objects:
            alias = objects[0].partition(".")[0].strip('"`[]').lower()
            if "." in objects[0] and alias in self.attached:
                place = (("path", self.attached[alias]),)
        self.out.append(
            Act(
                kind,
                summary,
                start,
                end,
                self.certain and certain and not self.down,
                count,
                closed,
                unit,
                tuple(objects),
                place,
                self.down,
            )
        )

    def blind(self, kind: str, why: str, tokens: list[Token], *, opaque: bool = True, certain: bool = True) -> None:
        """Add a blind spot."""
        start, end = self.span(tokens)
        self.out.append(Blind(kind, why, start, end, self.certain and certain and not self.down, opaque, self.place))

    def nested(self, text: str, tokens: list[Token], base: int, *, certain: bool, body: bool) -> None:
        """Read SQL that stands inside a literal of this one. `base` is its offset in the frame."""
        if self.depth + 1 > _DEEP:
            self.blind("sql-nesting", "SQL inside SQL inside SQL, deeper than is read", tokens)
            return
        holes: dict[int, Hole] = {}
        if HOLE_MARK in text:
            within = [self.frame.holes[at] for at in sorted(self.frame.holes) if tokens[0][2] <= at < tokens[-1][3]]
            at = -1
            for number in range(text.count(HOLE_MARK)):
                at = text.find(HOLE_MARK, at + 1)
                holes[at] = within[number] if number < len(within) else Hole(VARIABLE)
        self.inner(text, holes, self.frame.base + base, certain=certain, body=body)

    def inner(self, text: str, holes: Mapping[int, Hole], base: int, *, certain: bool, body: bool) -> None:
        """Read a text with its own holes as a frame of its own."""
        frame, outer, inside = self.frame, self.certain, self.body
        batch, routine, level, transaction = self.batch, self.routine, self.level, self.transaction
        self.frame = _Frame(text, holes, base)
        self.certain = outer and certain
        self.body = body
        self.routine = ""
        self.depth += 1
        self.run()
        self.depth -= 1
        self.frame, self.certain, self.body = frame, outer, inside
        self.batch, self.routine, self.level, self.transaction = batch, routine, level, transaction

    # -- DROP, TRUNCATE

    def drop(self, tokens: list[Token]) -> None:
        """DROP of anything."""
        index = 1
        temporary = False
        before = ""
        kind = ""
        while index < len(tokens):
            token, word = tokens[index][0], tokens[index][1]
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            if (
                token == WORD
                and word in _DROP_MODIFIERS
                and after is not None
                and after[0] == WORD
                and (after[1] in _DROP_KINDS or after[1] in _DROP_MODIFIERS)
                and not (word in _DROP_KINDS and after[1] == "IF")
            ):
                temporary = temporary or word in ("TEMPORARY", "TEMP")
                before = word
                index += 1
                continue
            if token == WORD:
                kind = _DROP_KINDS.get(word, "")
            break
        if index >= len(tokens):
            return
        if not kind:
            if tokens[index][0] in (HOLE, BIND):
                self.act("drop-object", "drops something whose kind is only known at run time", tokens, closed=False)
            elif tokens[index][0] == WORD and tokens[index][1] == "PREPARE":
                return
            elif (
                len(tokens) > index + 1
                and tokens[index][0] == WORD
                and tokens[index + 1][0] in (WORD, QUOTED)
                and len(tokens) < 8
            ):
                self.act(
                    "drop-object", f"drops {tokens[index][4].lower()} {tokens[index + 1][4]}", tokens, certain=False
                )
            return
        if before == "MATERIALIZED":
            kind = "materialized view"
        elif before == "FOREIGN" and kind == "table":
            kind = "foreign table"
        elif before == "EXTERNAL" and kind == "table":
            kind = "external table"
        elif before == "EVENT" and kind == "trigger":
            kind = "event trigger"
        elif kind == "schema" and self.mysql_like:
            kind = "database"
        index += 1
        whole = tokens
        index = _skip(tokens, index, "CONCURRENTLY", "ONLINE")
        if kind == "owned":
            names, _last, _hole = self.names(tokens, _skip(tokens, index, "BY"))
            self.act(
                "drop-owned",
                f"drops everything that {', '.join(names) or 'a role'} owns",
                whole,
                objects=names,
                closed=False,
                unit="objects",
            )
            return
        names, last, hole = self.names(tokens, _skip(tokens, index, "IF", "EXISTS"))
        cascade = any(one[0] == WORD and one[1] in ("CASCADE", "CONSTRAINTS") for one in tokens[last:])
        if not names and not hole:
            # `DROP TABLE` with nothing after it: half a statement
            if len(tokens) > index and tokens[-1][0] != META:
                return
            self.act("drop-" + _rule_of(kind), f"drops a {kind}", whole, certain=False, closed=False, unit=_unit(kind))
            return
        summary = f"drops {mentioned(names, kind, _plural(kind))}" + (
            " and everything that depends on it" if cascade else ""
        )
        count = None if hole else len(names)
        rule = _rule_of(kind)
        if kind == "table" and (temporary or (names and all(self.temporary(name) for name in names))) and not hole:
            for name in names:
                self.created.pop(_bare(name), None)
            self.act(
                "drop-temporary",
                f"drops temporary {mentioned(names, kind, _plural(kind))}",
                whole,
                objects=names,
                count=count,
                unit="tables",
            )
            return
        certain = True
        if kind == "table" and names and not hole and all(self.created.get(_bare(name)) == "plain" for name in names):
            # CREATE without IF NOT EXISTS fails where the table exists; in one transaction the DROP then never runs
            for name in names:
                self.created.pop(_bare(name), None)
            if self.atomic or self.transaction >= 0:
                self.act(
                    "drop-temporary",
                    f"drops {mentioned(names, kind, _plural(kind))}, made in the same transaction",
                    whole,
                    objects=names,
                    count=count,
                    unit="tables",
                )
                return
            certain = False
        for name in names:
            if kind in _REDEFINED and not cascade:
                self.dropped[kind, _bare(name)] = len(self.out)
        self.act(
            "drop-" + rule,
            summary,
            whole,
            objects=names,
            count=count,
            closed=not hole and not cascade,
            unit=_unit(kind),
            certain=certain,
        )

    def truncate(self, tokens: list[Token]) -> None:
        """TRUNCATE [TABLE] a, b."""
        index = _skip(tokens, 1, "TABLE", "ONLY", "IF", "EXISTS")
        if index < len(tokens) and tokens[index][1] == "(":
            return  # the function
        database = (
            index < len(tokens) and tokens[index][0] == WORD and tokens[index][1] in ("DATABASE", "ALL", "SCHEMA")
        )
        if database:
            self.act("truncate", "empties every table of a database", tokens, closed=False, unit="tables")
            return
        names, _last, hole = self.names(tokens, index)
        if not names and not hole:
            if index == 1:
                return
            self.act("truncate", "empties a table", tokens, certain=False, closed=False, unit="tables")
            return
        if names and not hole and all(self.temporary(name) for name in names):
            self.act(
                "drop-temporary",
                f"empties temporary {mentioned(names, 'table', 'tables')}",
                tokens,
                objects=names,
                count=len(names),
                unit="tables",
            )
            return
        self.act(
            "truncate",
            f"empties {mentioned(names, 'table', 'tables')}",
            tokens,
            objects=names,
            count=None if hole else len(names),
            closed=not hole,
            unit="tables",
        )

    # -- DELETE, UPDATE, MERGE

    def delete(self, tokens: list[Token]) -> None:
        """DELETE in every dialect's shape."""
        index = _skip(tokens, 1, "LOW_PRIORITY", "QUICK", "IGNORE")
        limited = False
        if index < len(tokens) and tokens[index][1] == "TOP":
            limited = _small(tokens, index + 1)
            index = _after_group(tokens, index + 1)
        last = len(tokens)
        listed: list[str] = []
        if index < last and not (tokens[index][0] == WORD and tokens[index][1] == "FROM"):
            # `DELETE a, b FROM …` (MySQL), `DELETE t` (T-SQL, Oracle)
            listed, index, _hole = self.names(tokens, index)
            if not listed:
                return
        table = ""
        hole = False
        if index < last and tokens[index][0] == WORD and tokens[index][1] == "FROM":
            names, index, hole = self.names(tokens, _skip(tokens, index + 1, "ONLY"), one=True)
            if not names and not hole:
                return
            table = names[0] if names else "?"
        elif listed:
            table = listed[0]
            after = tokens[index] if index < last else None
            if after is not None and after[0] not in (WORD, META):
                return
            if (
                after is not None
                and after[0] == WORD
                and after[1] not in ("WHERE", "OUTPUT", "AS", "RETURNING", "OPTION", "LIMIT")
                and index + 1 < last
            ):
                return  # prose
        self.changed("delete", table, listed, tokens, index, hole=hole, limited=limited)

    def update(self, tokens: list[Token]) -> None:
        """UPDATE in every dialect's shape."""
        index = _skip(tokens, 1, "LOW_PRIORITY", "IGNORE", "ONLY", "OR", "ROLLBACK", "ABORT", "REPLACE", "FAIL")
        limited = False
        if index < len(tokens) and tokens[index][1] == "TOP":
            limited = _small(tokens, index + 1)
            index = _after_group(tokens, index + 1)
        if index < len(tokens) and tokens[index][0] == WORD and tokens[index][1] in ("STATISTICS", "SET"):
            return
        names, index, hole = self.names(tokens, index, one=True)
        where = _find(tokens, index, "SET")
        if where < 0:
            return
        self.changed("update", names[0] if names else "?", [], tokens, index, hole=hole or not names, limited=limited)

    def changed(
        self, verb: str, table: str, listed: list[str], tokens: list[Token], index: int, *, hole: bool, limited: bool
    ) -> None:
        """The rows that a DELETE or UPDATE reaches, by its WHERE and LIMIT."""
        shown = ", ".join(listed) if len(listed) > 1 else (listed[0] if listed and listed[0] != table else table)
        done = "deletes" if verb == "delete" else "changes"
        preposition = "of" if verb == "update" else "from"
        where = _find(tokens, index, "WHERE")
        limit = _find(tokens, index, "LIMIT")
        joined = any(_find(tokens, index, word) >= 0 for word in ("JOIN", "USING")) or (
            verb == "update" and _find(tokens, index, "FROM") >= 0
        )
        if limit >= 0 and (where < 0 or limit > where):
            limited = limited or _small(tokens, limit + 1)
        fetch = _find(tokens, index, "FETCH")
        limited = limited or (fetch >= 0 and _small(tokens, fetch + 2))
        objects = tuple(listed) or (table,)
        if not hole and all(self.temporary(name) for name in objects):
            self.act(
                "bounded-" + verb,
                f"{done} rows {preposition} temporary table {shown}",
                tokens,
                objects=objects,
                unit="rows",
            )
            return
        if where < 0:
            tail = (
                [one for one in tokens[index:] if one[0] in (HOLE, BIND)]
                if verb == "delete"
                else [one for one in tokens[-1:] if one[0] == HOLE]
            )
            if limited:
                self.act(
                    "bounded-" + verb,
                    f"{done} a limited number of rows {preposition} {shown}",
                    tokens,
                    objects=objects,
                    unit="rows",
                )
                return
            every = f"{done} every row {'of' if verb == 'update' else 'from'} {shown}"
            if tail:
                self.act(
                    f"{verb}-without-where",
                    f"{done} rows {preposition} {shown} by a condition that is only known at run time",
                    tokens,
                    objects=objects,
                    closed=False,
                    unit="rows",
                    certain=False,
                )
            elif joined:
                self.act(
                    f"{verb}-without-where",
                    f"{done} every row {preposition} {shown} that the join meets, without a WHERE",
                    tokens,
                    objects=objects,
                    closed=False,
                    unit="rows",
                    certain=False,
                )
            else:
                self.act(
                    f"{verb}-without-where",
                    every + ": it has no WHERE",
                    tokens,
                    objects=objects,
                    closed=False,
                    unit="rows",
                    certain=not hole,
                )
            return
        stop = len(tokens)
        for word in ("RETURNING", "ORDER", "LIMIT", "OPTION", "OUTPUT", "FETCH", "SETTINGS"):
            at = _find(tokens, where + 1, word)
            if 0 <= at < stop:
                stop = at
        if stop == len(tokens) and tokens[-1][0] == META:
            stop -= 1
        condition = evaluate(tokens[where + 1 : stop], _bare(table).upper(), self.mysql_like)
        trailing = any(one[0] == HOLE for one in tokens[stop:]) and not limited
        if where + 2 == stop and tokens[where + 1][0] == WORD and tokens[where + 1][1] == "CURRENT":
            condition = condition.but(lets="some", hole="")
        if (
            tokens[where + 1 : where + 3]
            and tokens[where + 1][1] == "CURRENT"
            and stop > where + 2
            and tokens[where + 2][1] == "OF"
        ):
            condition = condition.but(lets="some", hole="")
        if condition.lets == NONE and not condition.hole and condition.sure:
            return
        if condition.hole == SYNTAX or trailing:
            self.act(
                f"{verb}-without-where",
                f"{done} rows {preposition} {shown} by a condition that is only known at run time",
                tokens,
                objects=objects,
                closed=False,
                unit="rows",
                certain=False,
            )
        elif condition.lets == EVERY:
            if limited:
                self.act(
                    "bounded-" + verb,
                    f"{done} a limited number of rows {preposition} {shown}",
                    tokens,
                    objects=objects,
                    unit="rows",
                )
                return
            self.act(
                f"{verb}-without-where",
                f"{done} every row {preposition} {shown}: its WHERE lets every row through",
                tokens,
                objects=objects,
                closed=False,
                unit="rows",
                certain=condition.sure and not condition.hole and not hole,
            )
        elif hole:
            self.act(
                f"{verb}-without-where",
                f"{done} rows {preposition} a table that is only known at run time",
                tokens,
                objects=objects,
                closed=False,
                unit="rows",
                certain=False,
            )
        else:
            self.act(
                "bounded-" + verb,
                f"{done} rows {preposition} {shown} that its WHERE meets",
                tokens,
                objects=objects,
                closed=condition.hole != VALUE,
                unit="rows",
            )

    def merge(self, tokens: list[Token]) -> None:
        """MERGE … WHEN … THEN DELETE."""
        names, _last, _hole = self.names(tokens, _skip(tokens, 1, "INTO"), one=True)
        table = names[0] if names else "?"
        when = -1
        for index, (kind, value, _start, _end, _raw) in enumerate(tokens):
            if kind != WORD:
                continue
            if value == "WHEN":
                when = index
            elif value == "DELETE" and when >= 0 and tokens[index - 1][1] == "THEN":
                clause = [one[1] for one in tokens[when:index]]
                if "SOURCE" in clause and "AND" not in clause:
                    self.act(
                        "merge-delete",
                        f"deletes every row of {table} that the source does not have",
                        tokens[when:],
                        objects=names,
                        closed=False,
                        unit="rows",
                    )
                elif "AND" in clause:
                    self.act(
                        "bounded-delete",
                        f"deletes rows of {table} that a merge meets",
                        tokens[when:],
                        objects=names,
                        closed=False,
                        unit="rows",
                    )
                else:
                    self.act(
                        "merge-delete",
                        f"deletes every row of {table} that the source has",
                        tokens[when:],
                        objects=names,
                        closed=False,
                        unit="rows",
                        certain=False,
                    )

    def with_(self, tokens: list[Token]) -> None:
        """Common table expressions: data-changing ones inside, then the main statement."""
        depth = 0
        main = -1
        opened: list[int] = []
        for index, (kind, value, _start, _end, _raw) in enumerate(tokens):
            if kind == PUNCT and value == "(":
                depth += 1
                opened.append(index)
            elif kind == PUNCT and value == ")":
                if opened:
                    first = opened.pop() + 1
                    if first < index and tokens[first][0] == WORD and tokens[first][1] in ("DELETE", "UPDATE", "MERGE"):
                        _METHODS[tokens[first][1]](self, tokens[first:index])
                depth = max(depth - 1, 0)
            elif (
                depth == 0
                and main < 0
                and kind == WORD
                and value in _MAIN
                and index > 1
                and tokens[index - 1][1] != "AS"
            ):
                main = index
        for first in opened:
            # the closing bracket is cut off
            if first + 1 < len(tokens) and tokens[first + 1][1] in ("DELETE", "UPDATE"):
                _METHODS[tokens[first + 1][1]](self, tokens[first + 1 :])
        if main > 0 and tokens[main][1] in _METHODS and tokens[main][1] != "WITH":
            _METHODS[tokens[main][1]](self, tokens[main:])

    def explain(self, tokens: list[Token]) -> None:
        """EXPLAIN runs nothing, EXPLAIN ANALYZE runs the statement."""
        index = 1
        runs = False
        while index < len(tokens):
            kind, value, _start, _end, _raw = tokens[index]
            if kind == PUNCT and value == "(":
                stop = _after_group(tokens, index)
                inside = [one[1] for one in tokens[index:stop]]
                if "ANALYZE" in inside or "ANALYSE" in inside:
                    at = inside.index("ANALYZE" if "ANALYZE" in inside else "ANALYSE")
                    after = inside[at + 1] if at + 1 < len(inside) else ""
                    runs = after.upper() not in ("FALSE", "OFF", "0", "NO")
                index = stop
                continue
            if kind == WORD and value in ("ANALYZE", "ANALYSE"):
                runs = True
            elif kind == WORD and value in _METHODS and value != "EXPLAIN":
                break
            index += 1
        if runs and index < len(tokens):
            self.single(tokens[index:])

    def replace(self, tokens: list[Token]) -> None:
        """REPLACE INTO (MySQL, SQLite)."""
        index = _skip(tokens, 1, "LOW_PRIORITY", "DELAYED", "INTO")
        if index == 1 and not (
            len(tokens) > 2 and any(one[1] in ("VALUES", "SELECT", "SET") for one in tokens if one[0] == WORD)
        ):
            return
        names, _last, hole = self.names(tokens, index, one=True)
        if names or hole:
            self.act(
                "replace-rows",
                f"replaces rows of {names[0] if names else 'a table'}",
                tokens,
                objects=names,
                unit="rows",
            )

    def insert(self, tokens: list[Token]) -> None:
        """INSERT OVERWRITE (Hive, Spark) replaces a table's content; INSERT OR REPLACE its rows."""
        index = _skip(tokens, 1, "OVERWRITE")
        if index > 1 and self.dialect not in ("mysql", "postgres", "sqlite"):
            names, _last, hole = self.names(
                tokens, _skip(tokens, index, "TABLE", "INTO", "DIRECTORY", "LOCAL"), one=True
            )
            partition = any(one[1] == "PARTITION" for one in tokens[:40] if one[0] == WORD)
            self.act(
                "insert-overwrite",
                f"replaces {'a partition' if partition else 'everything'} in {names[0] if names else 'a table'}",
                tokens,
                objects=names,
                closed=not hole,
                unit="rows",
            )
        elif len(tokens) > 3 and tokens[1][1] == "OR" and tokens[2][1] == "REPLACE":
            names, _last, _hole = self.names(tokens, _skip(tokens, 3, "INTO"), one=True)
            self.act(
                "replace-rows",
                f"replaces rows of {names[0] if names else 'a table'}",
                tokens,
                objects=names,
                unit="rows",
            )

    def load(self, tokens: list[Token]) -> None:
        """LOAD DATA … REPLACE (MySQL), … OVERWRITE (Hive)."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "OVERWRITE" in words:
            self.act("insert-overwrite", "replaces everything in the table it loads", tokens, closed=False, unit="rows")
        elif "REPLACE" in words and "DATA" in words[:2]:
            self.act("replace-rows", "replaces rows of the table it loads", tokens, closed=False, unit="rows")
        elif len(tokens) == 2 and tokens[1][0] == STRING:
            self.blind("dynamic-sql", "loads native code into the server", tokens)

    # -- ALTER

    def alter(self, tokens: list[Token]) -> None:
        """ALTER of tables, roles, databases, systems."""
        if len(tokens) < 3:
            return
        index = _skip(tokens, 1, "FOREIGN", "EXTERNAL", "IGNORE", "ONLINE")
        what = tokens[index][1] if index < len(tokens) and tokens[index][0] == WORD else ""
        if what == "TABLE":
            self.alter_table(tokens, index + 1)
            return
        words = [one[1] for one in tokens if one[0] == WORD]
        if what == "SYSTEM":
            self.act("alter-system", f"changes the server's configuration ({self.shown(tokens[2:6])})", tokens)
        elif what in ("ROLE", "USER", "GROUP", "LOGIN"):
            name = tokens[index + 1][4] if index + 1 < len(tokens) else "?"
            if "SUPERUSER" in words or "BYPASSRLS" in words or any(one in _SUPER_ROLES for one in words[2:]):
                self.act("superuser", f"gives {name} rights above every check", tokens, objects=(name,))
            self.settings(tokens)
        elif what in ("DATABASE", "SCHEMA"):
            name = tokens[index + 1][4] if index + 1 < len(tokens) else "?"
            if "RENAME" in words or ("MODIFY" in words and "NAME" in words):
                self.act("rename-database", f"renames {what.lower()} {name}", tokens, objects=(name,))
            elif "OWNER" in words or "AUTHORIZATION" in words:
                self.act("change-owner", f"gives {what.lower()} {name} to another owner", tokens, objects=(name,))
            elif "OFFLINE" in words or "SINGLE_USER" in words or "RESTRICTED_USER" in words or "READ_ONLY" in words:
                self.act("alter-system", f"takes database {name} away from its users", tokens, objects=(name,))
            elif "DATA_RETENTION_TIME_IN_DAYS" in words and tokens[-1][1] == "0":
                self.act("retention-off", f"keeps no history of {name}", tokens, objects=(name,))
            self.settings(tokens)
        elif "OWNER" in words:
            self.act(
                "change-owner", f"gives {what.lower()} {tokens[2][4]} to another owner", tokens, objects=(tokens[2][4],)
            )
        elif what == "DEFAULT":
            at = next(
                (number for number, one in enumerate(tokens) if one[0] == WORD and one[1] in ("GRANT", "REVOKE")), -1
            )
            if at > 0 and tokens[at][1] == "GRANT":
                self.grant(tokens[at:])
        elif what in ("PUBLICATION", "TYPE") and "DROP" in words:
            self.act(
                "drop-object", f"takes something out of {what.lower()} {tokens[2][4]}", tokens, objects=(tokens[2][4],)
            )
        elif what == "POLICY":
            self.stray(tokens)
        elif what in ("EVENT", "TRIGGER") and "DISABLE" in words:
            self.act("disable-trigger", f"turns off {what.lower()} {tokens[-2][4]}", tokens)
        elif "RENAME" in words:
            self.act("rename", f"renames {what.lower()} {tokens[2][4]}", tokens, objects=(tokens[2][4],))

    def settings(self, tokens: list[Token]) -> None:
        """A role's or database's own settings that change how later text is read."""
        words = {one[1] for one in tokens if one[0] == WORD}
        if "STANDARD_CONFORMING_STRINGS" in words or "CLIENT_ENCODING" in words:
            self.blind("ambiguous-sql", "changes how the server reads every later string", tokens)

    def alter_table(self, tokens: list[Token], index: int) -> None:
        """Each action of an ALTER TABLE."""
        names, index, hole = self.names(tokens, _skip(tokens, index, "IF", "EXISTS", "ONLY"), one=True)
        table = names[0] if names else "?"
        if not names and not hole:
            return
        if index < len(tokens) and tokens[index][1] == "*":
            index += 1
        if index + 1 < len(tokens) and tokens[index][1] == "ON" and tokens[index + 1][1] == "CLUSTER":
            index += 3
        action: list[Token] = []
        depth = 0
        actions: list[list[Token]] = []
        for token in tokens[index:]:
            if token[0] == PUNCT:
                depth += 1 if token[1] == "(" else -1 if token[1] == ")" else 0
                if token[1] == "," and depth == 0:
                    actions.append(action)
                    action = []
                    continue
            action.append(token)
        actions.append(action)
        first = len(self.out)
        verb = ""
        for one in actions:
            if not one:
                continue
            if one[0][0] != WORD or (verb == "DROP" and one[0][1] not in _ALTER_VERBS):
                # `DROP a, b`: T-SQL goes on without the verb
                if verb == "DROP" and one[0][0] in (WORD, QUOTED):
                    self.act(
                        "drop-column",
                        f"drops column {one[0][4]} of {table}",
                        one,
                        objects=(f"{table}.{one[0][4]}",),
                        count=1,
                        unit="columns",
                    )
                continue
            verb = one[0][1]
            self.table_action(table, one, tokens)
        if self.temporary(table):
            for number in range(first, len(self.out)):
                found = self.out[number]
                if isinstance(found, Act):
                    self.out[number] = found.but(kind="drop-temporary")

    def table_action(self, table: str, action: list[Token], tokens: list[Token]) -> None:
        """One action of an ALTER TABLE."""
        verb = action[0][1]
        words = [one[1] if one[0] == WORD else "" for one in action]
        second = words[1] if len(words) > 1 else ""
        target = action[1][4] if len(action) > 1 else "?"
        if verb == "DROP":
            self.alter_drop(table, action, words, second)
        elif verb == "ALTER" or verb == "MODIFY" or verb == "CHANGE":
            self.alter_column(table, action, words)
        elif verb == "DETACH":
            self.act("detach-partition", f"detaches a partition of {table}", action, objects=(table,))
        elif verb == "TRUNCATE" and second in ("PARTITION", "SUBPARTITION"):
            self.act(
                "truncate",
                f"empties a partition of {table}",
                action,
                objects=(table,),
                closed="ALL" not in words,
                unit="partitions",
            )
        elif verb in ("DISCARD", "IMPORT") and second in ("TABLESPACE", "PARTITION"):
            if verb == "DISCARD":
                self.act("drop-partition", f"discards the data files of {table}", action, objects=(table,))
        elif verb == "REPLACE" and second == "PARTITION":
            self.act("insert-overwrite", f"replaces a partition of {table}", action, objects=(table,))
        elif verb == "DELETE":
            # ClickHouse: ALTER TABLE t DELETE WHERE …
            self.changed("delete", table, [], action, 1, hole=False, limited=False)
        elif verb == "UPDATE":
            self.changed("update", table, [], action, 1, hole=False, limited=False)
        elif verb == "CLEAR" and second == "COLUMN":
            self.act("drop-column", f"clears a column of {table}", action, objects=(table,))
        elif verb in ("DISABLE", "NO") and "SECURITY" in words:
            self.act(
                "disable-row-security",
                f"turns {'' if verb == 'DISABLE' else 'forced '}row security off on {table}",
                action,
                objects=(table,),
            )
        elif verb == "DISABLE" and second in ("TRIGGER", "RULE"):
            self.act(
                "disable-trigger",
                f"turns off {second.lower()} {words[2].lower() if len(words) > 2 and words[2] else 'of'} on {table}",
                action,
                objects=(table,),
            )
        elif verb == "NOCHECK" or (
            verb == "WITH"
            and "NOCHECK" in words
            and "CONSTRAINT" in words
            and words.index("NOCHECK") + 1 == words.index("CONSTRAINT")
        ):
            self.act("disable-trigger", f"stops checking constraints of {table}", action, objects=(table,))
        elif verb == "OWNER":
            self.act("change-owner", f"gives table {table} to another owner", action, objects=(table,))
        elif verb in ("RENAME", "SWAP", "SWITCH", "EXCHANGE"):
            self.act(
                "rename",
                f"renames or swaps {table}{' column ' + words[2].lower() if second == 'COLUMN' and len(words) > 2 else ''}",
                action,
                objects=(table,),
            )
            if second == "TO" and len(action) > 2:
                self.renamed.add(_bare(action[2][4]))
        elif verb == "SET":
            if "DATA_RETENTION_TIME_IN_DAYS" in words and action[-1][1] == "0":
                self.act("retention-off", f"keeps no history of {table}", action, objects=(table,))
            elif second == "UNUSED":
                self.act("drop-column", f"drops a column of {table}", action, objects=(table,), unit="columns")
            elif second == "SCHEMA":
                self.act("rename", f"moves {table} to another schema", action, objects=(table,))
        elif verb == "ENGINE" and any(one in ("BLACKHOLE", "MEMORY") for one in words):
            self.act(
                "drop-table",
                f"moves {table} to a storage engine that keeps nothing",
                action,
                objects=(table,),
                count=1,
                unit="tables",
            )
        elif verb in ("TTL",) and second == "":
            self.act(
                "delete-without-where",
                f"lets rows of {table} expire",
                action,
                objects=(table,),
                certain=False,
                unit="rows",
            )
        elif verb == "COLUMN":
            self.stray(tokens)
        elif not verb:
            return
        elif action[0][0] in (HOLE, BIND):
            self.blind("dynamic-sql", f"what is altered in {target} is only known at run time", tokens)

    def alter_drop(self, table: str, action: list[Token], words: list[str], second: str) -> None:
        """ALTER TABLE … DROP …"""
        index = 1
        if second in (
            "CONSTRAINT",
            "FOREIGN",
            "PRIMARY",
            "CHECK",
            "INDEX",
            "KEY",
            "STATISTICS",
            "PROJECTION",
            "CONNECTION",
        ):
            kind = "drop-index" if second in ("INDEX", "KEY", "STATISTICS", "PROJECTION") else "drop-constraint"
            names, _last, _hole = self.names(action, _skip(action, 2, "KEY", "IF", "EXISTS"), one=True)
            self.act(
                kind,
                f"drops {second.lower()} {names[0] if names else ''} of {table}".replace("  ", " "),
                action,
                objects=(table,),
                count=1,
            )
            return
        if (
            second in ("PARTITION", "SUBPARTITION", "PART", "RANGE")
            or (second == "DETACHED" and len(words) > 2)
            or (second == "IF" and "PARTITION" in words)
        ):
            if second != "PARTITION" or len(action) > 2:
                self.act(
                    "drop-partition",
                    f"drops a partition of {table} with its rows",
                    action,
                    objects=(table,),
                    unit="partitions",
                )
                return
        if second in ("DEFAULT", "NOT", "IDENTITY", "EXPRESSION"):
            return
        if (second == "ROW" and "POLICY" in words) or (second == "ALL" and "POLICIES" in words):
            self.act("drop-policy", f"drops row access rules of {table}", action, objects=(table,))
            return
        if second == "PERIOD":
            self.act("disable-trigger", f"stops keeping the history of {table}", action, objects=(table,))
            return
        index = _skip(action, 1, "COLUMN", "COLUMNS", "IF", "EXISTS")
        if index < len(action) and action[index][1] == "(":
            stop = _after_group(action, index)
            columns = [one[4] for one in action[index:stop] if one[0] in (WORD, QUOTED)]
            hole = any(one[0] in (HOLE, BIND) for one in action[index:stop])
        else:
            columns, _last, hole = self.names(action, index)
        if not columns and not hole:
            return
        self.act(
            "drop-column",
            f"drops {mentioned(columns, 'column', 'columns')} of {table}",
            action,
            objects=[f"{table}.{name}" for name in columns],
            count=None if hole else len(columns),
            unit="columns",
            closed=not hole,
        )

    def alter_column(self, table: str, action: list[Token], words: list[str]) -> None:
        """ALTER COLUMN, MODIFY, CHANGE: what the new type loses."""
        verb = words[0]
        if len(words) > 1 and words[1] in (
            "TTL",
            "SETTING",
            "COMMENT",
            "CONSTRAINT",
            "PARTITION",
            "ORDER",
            "INDEX",
            "CHECK",
        ):
            if words[1] == "TTL":
                self.act(
                    "delete-without-where",
                    f"lets rows of {table} expire",
                    action,
                    objects=(table,),
                    certain=False,
                    unit="rows",
                )
            return
        index = _skip(action, 1, "COLUMN", "IF", "EXISTS")
        names, index, _hole = self.names(action, index, one=True)
        column = names[0] if names else "?"
        if verb == "CHANGE":
            renamed, index, _hole = self.names(action, index, one=True)
            if renamed and names and renamed[0].strip('`"') != names[0].strip('`"'):
                self.act("rename", f"renames column {column} of {table}", action, objects=(f"{table}.{column}",))
        rest = action[index:]
        after = [one[1] if one[0] == WORD else "" for one in rest]
        if not rest:
            return
        if (
            "NOT" in after
            and after.index("NOT") + 1 < len(after)
            and after[after.index("NOT") + 1] == "NULL"
            and "DROP" not in after
        ):
            if verb == "ALTER" and after[0] == "SET":
                self.act(
                    "set-not-null", f"makes {column} of {table} refuse nulls", action, objects=(f"{table}.{column}",)
                )
                return
        if after[0] == "SET" and "TYPE" not in after[:4]:
            return
        if after[0] in ("DROP", "ADD", "RESTART", "RESET", "COMMENT"):
            return
        at = 0
        if "TYPE" in after[:3]:
            at = after.index("TYPE") + 1
        elif verb == "ALTER" and self.dialect in ("postgres", "redshift", "cockroachdb"):
            return
        kind = after[at] if at < len(after) else ""
        using = after.index("USING") if "USING" in after else -1
        if using > 0:
            expression = rest[using + 1 :]
            columns = any(
                one[0] in (WORD, QUOTED) and one[4].strip('"').lower() == column.strip('"').lower()
                for one in expression
            )
            if not columns:
                self.act(
                    "lossy-type-change",
                    f"replaces every value of {column} of {table} by a constant",
                    action,
                    objects=(f"{table}.{column}",),
                    unit="columns",
                    count=1,
                )
                return
        if not self.narrows(kind, rest, at, using > 0):
            return
        self.act(
            "lossy-type-change",
            f"changes {column} of {table} to {self.shown(rest[at : using if using > 0 else at + 4])}, which may cut its values",
            action,
            objects=(f"{table}.{column}",),
            unit="columns",
            count=1,
            certain=False,
        )

    def narrows(self, kind: str, rest: list[Token], at: int, using: bool) -> bool:
        """Whether a new type is one that other types lose something in."""
        if kind in _NARROW:
            return True
        size = -1
        if at + 2 < len(rest) and rest[at + 1][1] == "(" and rest[at + 2][0] == NUMBER and rest[at + 2][1].isdigit():
            size = int(rest[at + 2][1][:9])
        if kind in _SIZED:
            if kind == "CHARACTER" and at + 1 < len(rest) and rest[at + 1][1] == "VARYING":
                return self.narrows("VARCHAR", rest, at + 1, using)
            return (
                0 <= size < _ROOMY
                or (using and size >= 0)
                or (size < 0 and kind in ("CHAR", "CHARACTER", "NCHAR", "BPCHAR"))
            )
        return kind in ("NUMERIC", "DECIMAL", "NUMBER") and size >= 0

    # -- rights

    def grant(self, tokens: list[Token]) -> None:
        """GRANT of everything, of powerful roles, and with the right to pass it on."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "TO" not in words:
            return
        at = len(tokens) - 1
        while at > 0 and not (tokens[at][0] == WORD and tokens[at][1] == "TO"):
            at -= 1
        receiver = tokens[at + 1][4] if at + 1 < len(tokens) else "?"
        public = receiver.upper() == "PUBLIC" or receiver.strip("'").lower() in ("anon", "%")
        what = self.shown(tokens[1:at])
        if len(words) > 1 and words[1] == "ALL":
            if public:
                self.act("grant-public", f"lets everybody do everything ({what})", tokens, objects=(receiver,))
            else:
                self.act("grant-all", f"gives {receiver} every right ({what})", tokens, objects=(receiver,))
        elif (
            any(one in _SUPER_ROLES for one in words[1:])
            or "CONTROL" in words[1:2]
            or "TAKE" in words[1:2]
            or "OWNERSHIP" in words[1:2]
        ):
            self.act(
                "superuser" if "OWNERSHIP" not in words else "change-owner",
                f"gives {receiver} {what}",
                tokens,
                objects=(receiver,),
            )
        elif "OPTION" in words and ("GRANT" in words[1:] or "ADMIN" in words):
            self.act("grant-all", f"lets {receiver} pass on {what}", tokens, objects=(receiver,))
        elif public and any(one in words for one in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "CREATE")):
            self.act("grant-public", f"lets everybody write ({what})", tokens, objects=(receiver,))

    def revoke(self, tokens: list[Token]) -> None:
        """REVOKE from anybody but PUBLIC may stop a service."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "FROM" not in words:
            return
        after = [
            one[4].lower()
            for one in tokens
            if one[2] > tokens[[one[1] for one in tokens].index("FROM")][2] and one[0] in (WORD, QUOTED, STRING)
        ]
        if not after or any(one in ("public", "anon", "guest") for one in after[:1]):
            return
        self.act("revoke", f"takes rights away from {after[0]}", tokens, objects=(after[0],))

    def reassign(self, tokens: list[Token]) -> None:
        """REASSIGN OWNED BY a TO b."""
        self.act(
            "change-owner",
            f"gives everything that {tokens[3][4] if len(tokens) > 3 else 'a role'} owns to another",
            tokens,
        )

    def deny(self, tokens: list[Token]) -> None:
        """T-SQL's DENY."""
        if len(tokens) > 3 and any(one[1] == "TO" for one in tokens):
            self.act("revoke", "denies rights", tokens)

    def disable(self, tokens: list[Token]) -> None:
        """T-SQL: DISABLE TRIGGER x ON y."""
        if len(tokens) > 2 and tokens[1][1] == "TRIGGER":
            self.act("disable-trigger", f"turns off trigger {tokens[2][4]}", tokens)

    # -- CREATE

    def create(self, tokens: list[Token]) -> None:
        """CREATE: what it replaces, what its body would do, what it makes for a later DROP."""
        index = 1
        replaces = False
        temporary = False
        while index < len(tokens) and tokens[index][0] == WORD:
            word = tokens[index][1]
            if word == "OR" and index + 1 < len(tokens):
                replaces = tokens[index + 1][1] == "REPLACE"
                index += 2
                continue
            if word in ("TEMP", "TEMPORARY"):
                temporary = True
            elif word == "DEFINER" or word == "SQL":
                while index < len(tokens) and not (
                    tokens[index][0] == WORD
                    and tokens[index][1] in ("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "VIEW")
                ):
                    index += 1
                continue
            elif word not in (
                "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "MATERIALIZED", "RECURSIVE", "FOREIGN",
                "EXTERNAL", "TRANSIENT", "VIRTUAL", "CONSTRAINT", "SECURE", "ALGORITHM", "EDITIONABLE", "NONEDITIONABLE",
                "DYNAMIC", "FORCE", "AGGREGATE", "FULLTEXT", "SPATIAL", "EVENT",
            ) or (word == "EVENT" and not (index + 1 < len(tokens) and tokens[index + 1][1] == "TRIGGER")):  # fmt: skip
                break
            elif word == "ALGORITHM":
                index += 2
            index += 1
        if index >= len(tokens):
            return
        kind = tokens[index][1] if tokens[index][0] == WORD else ""
        words = [one[1] for one in tokens if one[0] == WORD]
        after = _skip(tokens, index + 1, "CONCURRENTLY")
        guarded = after < len(tokens) and tokens[after][1] == "IF"
        names, last, _hole = self.names(tokens, _skip(tokens, after, "IF", "NOT", "EXISTS"), one=True)
        name = names[0] if names else "?"
        bare = _bare(name)
        label = (
            "materialized view"
            if kind == "VIEW" and "MATERIALIZED" in words[:5]
            else _DROP_KINDS.get(kind, kind.lower())
        )
        was = self.dropped.pop((label, bare), None)
        if was is not None and was < len(self.out):
            found = self.out[was]
            if isinstance(found, Act) and len(found.objects) == 1:
                self.out[was] = found.but(kind="redefine", summary=f"replaces {label} {name}")
        if kind in ("TABLE", "DATABASE", "SCHEMA"):
            if replaces and not temporary and not self.temporary(name):
                self.act(
                    "replace-table" if kind == "TABLE" else "drop-" + kind.lower(),
                    f"replaces {kind.lower()} {name} and what it holds",
                    tokens,
                    objects=names,
                    count=1,
                    unit=_unit(label),
                )
            elif kind == "TABLE" and names:
                self.created[bare] = (
                    "temporary"
                    if temporary
                    else ("plain" if not guarded and not replaces else self.created.get(bare, ""))
                )
        elif kind in ("ROLE", "USER", "LOGIN"):
            if "SUPERUSER" in words or "BYPASSRLS" in words:
                self.act("superuser", f"makes {name} a role above every check", tokens, objects=names)
        elif kind in ("FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "EVENT", "PACKAGE", "RULE"):
            self.routine_of(tokens, last, kind, bare)
        elif kind == "EXTENSION" and bare in ("dblink", "adminpack", "plpython3u", "plperlu", "file_fdw"):
            self.out.append(Remark(f"extension {bare} can reach outside the database", *self.span(tokens)))

    def routine_of(self, tokens: list[Token], index: int, kind: str, name: str) -> None:
        """The body of a function, procedure, trigger, event or rule: possible, until something calls it."""
        first = len(self.out)
        bodies = [one for one in tokens[index:] if one[0] in (DOLLAR, STRING)]
        language = ""
        for number, one in enumerate(tokens):
            if one[0] == WORD and one[1] == "LANGUAGE" and number + 1 < len(tokens):
                language = tokens[number + 1][1].strip("'").lower()
        quoted = [
            tokens[number + 1]
            for number, one in enumerate(tokens[:-1])
            if number >= index and one[0] == WORD and one[1] == "AS" and tokens[number + 1][0] in (DOLLAR, STRING)
        ]
        if quoted or (bodies and bodies[-1][0] == DOLLAR):
            body = quoted[0] if quoted else bodies[-1]
            if language in ("", "sql", "plpgsql", "plpgsql_check", "snowflake"):
                self.nested(
                    body[1], [body], body[2] + len(body[4] if body[0] == DOLLAR else "'"), certain=False, body=True
                )
            elif language not in ("c", "internal", "javascript", "plv8", "js"):
                self.blind(
                    "dynamic-sql",
                    f"the body of {name} is written in {language}, which is not read",
                    [body],
                    opaque=False,
                    certain=False,
                )
            self.routines[name.upper()] = (first, len(self.out))
            return
        at = index
        opener = ""
        depth = 0
        while at < len(tokens):
            if tokens[at][0] == PUNCT:
                depth += 1 if tokens[at][1] == "(" else -1 if tokens[at][1] == ")" else 0
            elif depth == 0 and tokens[at][0] == WORD:
                word = tokens[at][1]
                if (
                    word == "BEGIN"
                    or (word in ("AS", "IS") and kind != "RULE")
                    or (word == "DO" and kind in ("RULE", "EVENT"))
                ):
                    opener = word
                    break
                if word == "ROW" and kind == "TRIGGER":
                    opener = word
                elif opener == "ROW" and word in _HEADS:
                    at -= 1
                    break
            at += 1
        if not opener or at + 1 > len(tokens):
            return
        self.routine = name.upper()
        self.routines[self.routine] = (first, first)
        inline = tokens[at + 1 :] if opener != "BEGIN" else tokens[at:]
        # declarations before BEGIN (Oracle), or one T-SQL statement after another up to GO
        waits = opener in ("AS", "IS") and (self.tsql or "BEGIN" not in [one[1] for one in inline])
        if inline:
            certain, inside = self.certain, self.body
            self.certain, self.body = False, True
            # a custom DELIMITER keeps the whole routine in one statement, its own semicolons inside
            piece: list[Token] = []
            for token in inline:
                if token[0] == PUNCT and token[1] == ";":
                    if piece:
                        self.whole(piece)
                    piece = []
                else:
                    piece.append(token)
            if piece:
                self.whole(piece)
            self.certain, self.body = certain, inside
        self.level = _balance(inline) + (1 if waits else 0)
        self.routines[self.routine] = (first, len(self.out))
        if self.level <= 0 and not self.tsql:
            self.routine = ""

    def flip(self, span: tuple[int, int]) -> None:
        """What a body or prepared statement does becomes certain: the text itself runs it."""
        if not self.certain:
            return
        for number in range(span[0], min(span[1], len(self.out))):
            found = self.out[number]
            if isinstance(found, (Act, Blind, Embedded)) and not found.certain and not getattr(found, "down", False):
                self.out[number] = found.but(certain=True)

    # -- text that is run

    def do(self, tokens: list[Token]) -> None:
        """PostgreSQL's anonymous block."""
        language = ""
        for number, one in enumerate(tokens):
            if one[0] == WORD and one[1] == "LANGUAGE" and number + 1 < len(tokens):
                language = tokens[number + 1][4].strip("'").lower()
        for one in tokens[1:]:
            if one[0] in (DOLLAR, STRING) and one[4].strip("'").lower() != language:
                if language in ("", "plpgsql", "sql"):
                    self.nested(
                        one[1], [one], one[2] + (len(one[4]) if one[0] == DOLLAR else 1), certain=True, body=True
                    )
                else:
                    self.blind("dynamic-sql", f"a block written in {language}, which is not read", tokens)
                return
        if len(tokens) > 1 and tokens[1][0] in (HOLE, BIND):
            self.blind("dynamic-sql", "a whole block is only known at run time", tokens)

    def execute(self, tokens: list[Token]) -> None:
        """EXEC, EXECUTE, EXECUTE IMMEDIATE in their many meanings."""
        if len(tokens) < 2:
            return
        index = 1
        first = tokens[1]
        if first[0] == BIND and len(tokens) > 3 and tokens[2][1] == "=":
            index = 3
            first = tokens[3]
        if first[0] == WORD and first[1] == "IMMEDIATE":
            self.dynamic(_until(tokens[2:], "USING", "INTO"), tokens)
            return
        if first[0] == PUNCT and first[1] == "(":
            self.dynamic(tokens[index + 1 : _after_group(tokens, index) - 1], tokens)
            return
        if first[0] in (STRING, DOLLAR) or (self.body and not self.tsql):
            if first[0] == WORD and first[1] in ("FUNCTION", "PROCEDURE"):
                return
            self.dynamic(_until(tokens[1:], "USING", "INTO", "LOOP"), tokens)
            return
        names, last, hole = self.names(tokens, index, one=True)
        name = _bare(names[0]) if names else ""
        if name == "sp_executesql":
            arguments = _until(tokens[last:], ",")
            if arguments and arguments[0][0] == BIND and len(arguments) > 2 and arguments[1][1] == "=":
                arguments = arguments[2:]
            self.dynamic(arguments, tokens)
        elif name == "xp_cmdshell":
            self.server_command("batch", tokens[last:], tokens, "xp_cmdshell")
        elif name in ("sp_msforeachtable", "sp_msforeachdb"):
            literal = next((one for one in tokens[last:] if one[0] == STRING), None)
            if literal is None:
                self.blind("dynamic-sql", f"{name} runs text that is only known at run time", tokens)
            else:
                text = literal[1].replace("?", HOLE_MARK)
                holes = {at: Hole(VARIABLE, "each table") for at, char in enumerate(text) if char == HOLE_MARK}
                self.inner(text, holes, self.frame.base + literal[2] + 1, certain=True, body=False)
        elif name in ("sp_rename", "sp_renamedb"):
            self.act("rename", f"renames {tokens[last][1] if last < len(tokens) else 'something'}", tokens)
        elif name in ("sp_detach_db", "sp_dbremove"):
            self.act("drop-database", "takes a database off the server", tokens, count=1, unit="databases")
        elif name in ("sp_configure", "sp_addsrvrolemember", "sp_addrolemember"):
            self.act("alter-system" if name == "sp_configure" else "superuser", f"runs {name}", tokens)
        elif name.startswith(("sp_drop", "sp_delete", "xp_regdelete", "sp_oacreate", "sp_oamethod")):
            self.act("drop-object", f"runs {name}", tokens)
        elif name.upper() in self.routines:
            self.flip(self.routines[name.upper()])
        elif name.upper() in self.prepared:
            self.flip(self.prepared[name.upper()])
        elif hole or first[0] in (HOLE, BIND):
            self.blind("dynamic-sql", "runs a statement that is only known at run time", tokens)
        elif self.tsql or tokens[0][1] == "EXEC" or self.dialect in ("snowflake", "bigquery"):
            self.out.append(
                Remark(
                    f"procedure {names[0] if names else '?'} is not in the text, so it was not read", *self.span(tokens)
                )
            )
        elif tokens[0][1] == "EXECUTE":
            self.blind(
                "dynamic-sql", f"runs prepared statement {names[0] if names else '?'}, which is not in the text", tokens
            )

    def body_extras(self, tokens: list[Token], verb: str) -> None:
        """In procedural code: EXECUTE inside other statements, and variables that hold text."""
        if len(tokens) > 2 and verb not in ("GRANT", "REVOKE", "CREATE", "EXECUTE", "EXEC"):
            for number, one in enumerate(tokens):
                if (
                    one[0] == WORD
                    and one[1] == "EXECUTE"
                    and number
                    and number + 1 < len(tokens)
                    and tokens[number + 1][1] not in ("FUNCTION", "PROCEDURE", "ON")
                ):
                    self.execute(tokens[number:])
                    break
        self.assign(tokens)

    def assign(self, tokens: list[Token]) -> None:
        """`q := 'DROP …'`, `q text := …`, `SET @q = …`, `SELECT @q = …`: text that a later EXECUTE runs."""
        for number, one in enumerate(tokens):
            if one[0] == PUNCT and one[1] in (":=", "=") and number and number < 6:
                left = tokens[number - 1]
                if one[1] == ":=" and number >= 2 and tokens[0][0] == WORD:
                    left = (
                        tokens[1] if tokens[0][1] == "DECLARE" else (tokens[1] if tokens[0][1] == "SET" else tokens[0])
                    )
                elif one[1] == "=" and not (left[0] == BIND or tokens[0][1] in ("SET", "DECLARE") or self.body):
                    return
                elif one[1] == "=" and tokens[0][1] == "DECLARE" and len(tokens) > 1:
                    left = tokens[1]
                if left[0] in (WORD, BIND, QUOTED):
                    name = left[4].lower()
                    parts = self.folded(tokens[number + 1 :])
                    known = any(isinstance(part, str) and part.strip() for part in parts)
                    if known:
                        self.assigned[name] = parts
                    else:
                        self.assigned.pop(name, None)
                return

    def folded(self, tokens: list[Token]) -> list[str | Hole]:
        """A text expression as literal runs and holes: `'a' || b`, concat(), format(), chr(), quote_ident()."""
        parts: list[str | Hole] = []
        index = 0
        count = len(tokens)
        while index < count:
            kind, value, _start, _end, raw = tokens[index]
            after = tokens[index + 1][1] if index + 1 < count else ""
            if kind in (STRING, DOLLAR):
                pieces = value.split(HOLE_MARK)
                for number, piece in enumerate(pieces):
                    if number:
                        parts.append(Hole(VARIABLE, may_be_syntax=True))
                    if piece:
                        parts.append(piece)
            elif kind == PUNCT and value in ("||", "+", ",", "(", ")", "::"):
                if value == "::":
                    index += 1
            elif kind == WORD and after == "(":
                stop = _after_group(tokens, index + 1)
                inside = tokens[index + 2 : stop - 1]
                if value == "FORMAT" and inside and inside[0][0] in (STRING, DOLLAR):
                    parts.extend(self.formatted(inside))
                elif value in ("QUOTE_IDENT", "QUOTE_LITERAL", "QUOTE_NULLABLE", "QUOTENAME"):
                    parts.append(Hole(VARIABLE, "quoted", quoted=True))
                elif value in ("CONCAT", "CONCAT_WS"):
                    parts.extend(self.folded(inside))
                elif (
                    value in ("CHR", "CHAR", "NCHAR")
                    and inside
                    and all(one[0] == NUMBER or one[1] == "," for one in inside)
                ):
                    parts.append(
                        "".join(
                            chr(int(one[1]))
                            for one in inside
                            if one[0] == NUMBER and one[1].isdigit() and int(one[1]) < 0x110000
                        )
                    )
                elif value in ("LOWER", "UPPER", "TRIM", "CAST", "COALESCE"):
                    parts.extend(self.folded(inside))
                else:
                    parts.append(Hole(VARIABLE, raw, may_be_syntax=True))
                index = stop
                continue
            elif kind == WORD and value in ("AS", "TEXT", "VARCHAR", "NVARCHAR", "MAX"):
                pass
            elif kind in (WORD, BIND, QUOTED) and raw.lower() in self.assigned:
                parts.extend(self.assigned[raw.lower()])
            elif kind == NUMBER:
                parts.append(value)
            else:
                parts.append(Hole(VARIABLE, raw, may_be_syntax=True))
            index += 1
            if len(parts) > 2000:
                break
        return parts

    def formatted(self, inside: list[Token]) -> list[str | Hole]:
        """format('… %I … %s', a, b)."""
        pattern = inside[0][1]
        arguments: list[list[Token]] = []
        current: list[Token] = []
        depth = 0
        for token in inside[1:]:
            if token[0] == PUNCT:
                depth += 1 if token[1] == "(" else -1 if token[1] == ")" else 0
                if token[1] == "," and depth == 0:
                    if current:
                        arguments.append(current)
                    current = []
                    continue
            current.append(token)
        if current:
            arguments.append(current)
        parts: list[str | Hole] = []
        at = 0
        number = 0
        while at < len(pattern):
            found = pattern.find("%", at)
            if found < 0 or found + 1 >= len(pattern):
                parts.append(pattern[at:])
                break
            if found > at:
                parts.append(pattern[at:found])
            stop = found + 1
            digits = ""
            while stop < len(pattern) and (pattern[stop].isdigit() or pattern[stop] in "$-*"):
                digits += pattern[stop]
                stop += 1
            letter = pattern[stop : stop + 1]
            at = stop + 1
            if letter == "%":
                parts.append("%")
                continue
            position = (
                int(digits[:-1]) - 1 if digits.endswith("$") and digits[:-1].isdigit() and len(digits) < 6 else number
            )
            number = position + 1
            argument = arguments[position] if 0 <= position < len(arguments) else []
            if len(argument) == 1 and argument[0][0] == STRING and HOLE_MARK not in argument[0][1]:
                literal = argument[0][1]
                parts.append(literal if letter == "s" else f'"{literal}"' if letter == "I" else f"'{literal}'")
            elif letter in ("I", "L"):
                parts.append(Hole(VARIABLE, "quoted", quoted=True))
            else:
                parts.append(Hole(VARIABLE, argument[0][4] if argument else "", may_be_syntax=True))
        return parts

    def dynamic(self, expression: list[Token], tokens: list[Token]) -> None:
        """Text that is run: read as far as it is static, opaque where a part could be anything."""
        parts = self.folded(expression)
        literal = any(isinstance(part, str) and part.strip() for part in parts)
        loose = any(isinstance(part, Hole) and part.may_be_syntax for part in parts)
        if literal:
            if self.depth + 1 > _DEEP:
                self.blind("sql-nesting", "SQL inside SQL inside SQL, deeper than is read", tokens)
                return
            text, holes = flatten(Word(tuple(parts)))
            self.inner(text, holes, self.frame.base + tokens[0][2], certain=True, body=False)
        if loose or not literal:
            self.blind("dynamic-sql", "runs a statement that is put together at run time", tokens)

    def prepare(self, tokens: list[Token]) -> None:
        """PREPARE p AS … (PostgreSQL), PREPARE p FROM … (MySQL)."""
        if len(tokens) < 4:
            return
        first = len(self.out)
        certain = self.certain
        name = tokens[1][1].upper()
        at = next((number for number, one in enumerate(tokens) if one[0] == WORD and one[1] in ("AS", "FROM")), -1)
        if at < 0:
            return
        self.certain = False
        if tokens[at][1] == "AS":
            self.single(tokens[at + 1 :])
        else:
            parts = self.folded(tokens[at + 1 :])
            if any(isinstance(part, str) and part.strip() for part in parts):
                text, holes = flatten(Word(tuple(parts)))
                self.inner(text, holes, self.frame.base + tokens[at][2], certain=True, body=False)
                if any(isinstance(part, Hole) and part.may_be_syntax for part in parts):
                    self.certain = certain
                    self.blind("dynamic-sql", "prepares a statement that is put together at run time", tokens)
            else:
                self.certain = certain
                self.blind("dynamic-sql", "prepares a statement that is only known at run time", tokens)
        self.certain = certain
        self.prepared[name] = (first, len(self.out))

    def copy(self, tokens: list[Token]) -> None:
        """COPY … FROM/TO PROGRAM."""
        for number, one in enumerate(tokens):
            if one[0] == WORD and one[1] == "PROGRAM" and number and tokens[number - 1][1] in ("FROM", "TO"):
                self.act("copy-program", "runs a command on the database server", tokens)
                self.server_command("shell", tokens[number + 1 :], tokens, "COPY … PROGRAM")
                return

    def server_command(self, language: str, expression: list[Token], tokens: list[Token], how: str) -> None:
        """A command in a literal that the server runs."""
        literal = next((one for one in expression if one[0] in (STRING, DOLLAR)), None)
        if how == "xp_cmdshell":
            self.act("copy-program", "runs a command on the database server", tokens)
        if literal is None:
            self.blind("dynamic-sql", f"{how} runs a command that is only known at run time", tokens)
            return
        start, end = self.span([literal])
        parts: list[str | Hole] = []
        for number, piece in enumerate(literal[1].split(HOLE_MARK)):
            if number:
                parts.append(Hole(VARIABLE))
            if piece:
                parts.append(piece)
        self.out.append(Embedded(language, Word(tuple(parts), quoted=True), how, start, end, self.certain, server=True))

    def functions(self, tokens: list[Token], verb: str) -> None:
        """Function calls that do something: dblink, lo_unlink, pg_read_file, and routines of this text."""
        for number in range(len(tokens) - 1):
            one = tokens[number]
            if one[0] != WORD or tokens[number + 1][1] != "(" or tokens[number + 1][0] != PUNCT:
                continue
            name = one[1]
            if name in self.routines and verb not in ("CREATE", "DROP", "ALTER", "GRANT", "REVOKE", "COMMENT"):
                self.flip(self.routines[name])
            if name not in _FUNCTIONS or verb in ("CREATE", "GRANT", "REVOKE", "DROP", "ALTER", "COMMENT"):
                continue
            stop = _after_group(tokens, number + 1)
            inside = tokens[number + 2 : stop - 1]
            if name in _PLAIN_FUNCTIONS:
                kind, summary = _PLAIN_FUNCTIONS[name]
                self.act(
                    kind,
                    summary,
                    tokens[number:stop],
                    closed=bool(inside) and all(item[0] in (NUMBER, STRING) for item in inside),
                )
            elif name in ("SYS_EXEC", "SYS_EVAL"):
                self.act("copy-program", "runs a command on the database server", tokens[number:stop])
                self.server_command("shell", inside, tokens[number:stop], name.lower())
            elif name == "SET_CONFIG":
                self.configured(inside, tokens)
            elif name == "LOAD_EXTENSION":
                self.blind("dynamic-sql", "loads native code into the database", tokens[number:stop])
            elif name.startswith("SCHEDULE") and not (
                number > 1 and tokens[number - 1][1] == "." and tokens[number - 2][1] == "CRON"
            ):
                continue
            else:
                self.remote(name, inside, tokens[number:stop])

    def remote(self, name: str, inside: list[Token], tokens: list[Token]) -> None:
        """Functions that run a text they are given, some of them elsewhere."""
        literals = [one for one in inside if one[0] in (STRING, DOLLAR)]
        texts = [
            one for one in literals if not ("=" in one[1] and " from " not in one[1].lower() and "dbname" in one[1])
        ]
        place = self.place
        if name.startswith(("DBLINK", "OPEN")):
            self.place = (("server", None),)
        for one in texts:
            self.nested(one[1], [one], one[2] + 1, certain=True, body=False)
        if not texts or any(one[0] in (WORD, BIND, HOLE, QUOTED) or one[1] == "||" for one in inside):
            wanted = name not in ("CROSSTAB", "TS_STAT") or not texts
            if wanted and not (
                texts and all(one[0] in (STRING, DOLLAR, NUMBER) or one[1] in (",", "TRUE", "FALSE") for one in inside)
            ):
                if not texts or any(one[1] == "||" for one in inside):
                    self.blind("dynamic-sql", f"{name.lower()} runs a statement that is only known at run time", tokens)
        self.place = place

    def configured(self, inside: list[Token], tokens: list[Token]) -> None:
        """set_config(…) of a setting that changes how text is read or what is checked."""
        literals = [one[1].lower() for one in inside if one[0] == STRING]
        if literals and literals[0] in ("standard_conforming_strings", "client_encoding"):
            self.blind(
                "ambiguous-sql", f"sets {literals[0]}, which changes how the server reads every later string", tokens
            )
        elif literals and literals[0] == "session_replication_role":
            self.act("disable-trigger", "turns off every trigger and foreign key of the session", tokens)
        elif not literals:
            self.blind("dynamic-sql", "sets a setting that is only known at run time", tokens, opaque=False)

    # -- settings, servers, sessions

    def set_(self, tokens: list[Token]) -> None:
        """SET."""
        if len(tokens) < 3:
            return
        index = _skip(tokens, 1, "SESSION", "LOCAL")
        word = tokens[index][1].upper() if index < len(tokens) else ""
        value = " ".join(one[1] for one in tokens[index + 1 :]).upper()
        if word == "STANDARD_CONFORMING_STRINGS":
            if value.split()[-1:] not in (["ON"], ["TRUE"], ["1"], ["DEFAULT"], ["YES"]):
                self.blind(
                    "ambiguous-sql",
                    "turns standard_conforming_strings off, so that strings end elsewhere than they seem to",
                    tokens,
                )
        elif word in ("CLIENT_ENCODING", "NAMES"):
            if any(name in value for name in _UNSAFE_ENCODINGS):
                self.blind("ambiguous-sql", "sets an encoding in which a quote may be half of a letter", tokens)
        elif word == "SESSION_REPLICATION_ROLE":
            if "REPLICA" in value:
                self.act("disable-trigger", "turns off every trigger and foreign key of the session", tokens)
        elif word in ("GLOBAL", "PERSIST", "PERSIST_ONLY") or word.startswith(("@@GLOBAL", "@@PERSIST")):
            setting = self.shown(tokens[index : index + 4])
            self.act("set-global", f"changes the server's configuration ({setting})", tokens)
        elif word == "PASSWORD":
            return
        else:
            self.assign(tokens)

    def select(self, tokens: list[Token]) -> None:
        """SELECT @q = '…' keeps a text."""
        if self.body or self.tsql:
            self.assign(tokens)

    def declare(self, tokens: list[Token]) -> None:
        """DECLARE @q nvarchar(max) = '…'."""
        for number, one in enumerate(tokens):
            if one[0] == PUNCT and one[1] in ("=", ":=") and len(tokens) > 1 and number + 1 < len(tokens):
                parts = self.folded(tokens[number + 1 :])
                if any(isinstance(part, str) and part.strip() for part in parts):
                    self.assigned[tokens[1][4].lower()] = parts
                return

    def pragma(self, tokens: list[Token]) -> None:
        """SQLite's PRAGMA."""
        words = [one[1].upper() for one in tokens]
        value = words[-2] if words[-1] == ")" else words[-1]
        if "WRITABLE_SCHEMA" in words and value not in ("OFF", "0", "FALSE", "WRITABLE_SCHEMA"):
            self.act("writable-schema", "lets the schema be rewritten by hand, which can ruin the file", tokens)

    def attach(self, tokens: list[Token]) -> None:
        """ATTACH: a second database file under an alias."""
        index = _skip(tokens, 1, "DATABASE")
        if index < len(tokens):
            file = (
                tokens[index][1] if tokens[index][0] in (STRING, QUOTED) and HOLE_MARK not in tokens[index][1] else None
            )
            at = _find(tokens, index, "AS")
            if at > 0 and at + 1 < len(tokens):
                self.attached[tokens[at + 1][1].lower()] = file

    def detach(self, tokens: list[Token]) -> None:
        """ClickHouse: DETACH TABLE t PERMANENTLY; SQLite's DETACH is harmless."""
        if any(one[1] == "PERMANENTLY" for one in tokens if one[0] == WORD):
            self.act("drop-table", f"detaches {tokens[-2][4]} for good", tokens, count=1, unit="tables", certain=False)

    def use(self, tokens: list[Token]) -> None:
        """USE x."""
        index = _skip(tokens, 1, "DATABASE", "SCHEMA", "CATALOG")
        if index < len(tokens) and tokens[index][0] in (WORD, QUOTED):
            self.place = (("database", tokens[index][1] if tokens[index][0] == QUOTED else tokens[index][4]),)
        elif index < len(tokens):
            self.place = (("database", None),)

    def flush(self, tokens: list[Token]) -> None:
        """FLUSH … WITH READ LOCK stops writes; other flushes are harmless."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "LOCK" in words:
            self.act("alter-system", "locks every table", tokens)

    def reset(self, tokens: list[Token]) -> None:
        """RESET MASTER, RESET BINARY LOGS, RESET SLAVE ALL."""
        word = tokens[1][1] if len(tokens) > 1 else ""
        if word in ("MASTER", "BINARY"):
            self.act(
                "purge-logs", "deletes every binary log, so that no point in time can be restored", tokens, closed=False
            )
        elif word in ("SLAVE", "REPLICA"):
            self.act("alter-system", "forgets the replication state", tokens)

    def purge(self, tokens: list[Token]) -> None:
        """PURGE BINARY LOGS (MySQL), PURGE TABLE / RECYCLEBIN (Oracle)."""
        word = tokens[1][1] if len(tokens) > 1 else ""
        if word in ("BINARY", "MASTER"):
            self.act(
                "purge-logs",
                "deletes binary logs, so that earlier points in time cannot be restored",
                tokens,
                closed=False,
            )
        elif word in ("TABLE", "RECYCLEBIN", "DBA_RECYCLEBIN", "TABLESPACE"):
            self.act("purge-logs", "empties the recycle bin", tokens, closed=False)

    def kill(self, tokens: list[Token]) -> None:
        """KILL 17."""
        if len(tokens) > 1 and tokens[1][0] in (NUMBER, BIND, HOLE, WORD) and len(tokens) < 5:
            self.act("terminate-backend", "ends another session", tokens)

    def shutdown(self, tokens: list[Token]) -> None:
        """SHUTDOWN."""
        if len(tokens) < 4:
            self.act("shutdown", "stops the database server", tokens)

    def system(self, tokens: list[Token]) -> None:
        """ClickHouse's SYSTEM."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "DROP" in words and "REPLICA" in words:
            self.act("drop-table", "drops a replica's data", tokens, unit="tables")
        elif words[1:2] in (["SHUTDOWN"], ["KILL"]):
            self.act("shutdown", "stops the database server", tokens)

    def rename_(self, tokens: list[Token]) -> None:
        """RENAME TABLE a TO b (MySQL)."""
        if len(tokens) > 3 and tokens[1][1] in ("TABLE", "USER", "DATABASE", "TABLES"):
            self.act("rename", f"renames {tokens[1][1].lower()} {tokens[2][4]}", tokens, objects=(tokens[2][4],))
            at = _find(tokens, 2, "TO")
            if 0 < at < len(tokens) - 1:
                self.renamed.add(_bare(tokens[at + 1][4]))

    def begin(self, tokens: list[Token]) -> None:
        """BEGIN of a transaction, or of a block with a statement behind it."""
        if self.body:
            if len(tokens) > 1:
                self.single(tokens[1:])
            return
        if len(tokens) == 1 or tokens[1][1] in (
            "TRANSACTION", "WORK", "TRAN", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT", "NOT",
        ):  # fmt: skip
            if self.transaction < 0:
                self.transaction = len(self.out)
            return
        self.blocks += 1
        self.single(tokens[1:])

    def start(self, tokens: list[Token]) -> None:
        """START TRANSACTION."""
        if len(tokens) > 1 and tokens[1][1] == "TRANSACTION" and self.transaction < 0:
            self.transaction = len(self.out)

    def end(self, tokens: list[Token]) -> None:
        """END of a block, or PostgreSQL's other word for COMMIT."""
        if self.body:
            return
        if self.blocks:
            self.blocks -= 1
        elif len(tokens) == 1 or tokens[1][1] in ("TRANSACTION", "WORK"):
            self.transaction = -1

    def commit(self, tokens: list[Token]) -> None:
        """COMMIT."""
        chain = any(one[1] == "CHAIN" for one in tokens)
        self.transaction = len(self.out) if chain and self.transaction >= 0 else -1

    def rollback(self, tokens: list[Token]) -> None:
        """ROLLBACK takes back what the transaction did."""
        words = [one[1] for one in tokens]
        if "TO" in words or self.transaction < 0 or self.body:
            return
        if "PREPARED" in words:
            return
        first = self.transaction
        for number in range(first, len(self.out)):
            found = self.out[number]
            if not isinstance(found, Act) or found.kind in _OUTSIDE:
                continue
            rows = found.unit == "rows"
            if self.ddl_commits and not rows:
                first = number + 1
        for number in range(first, len(self.out)):
            found = self.out[number]
            if isinstance(found, Act) and found.kind not in _OUTSIDE:
                self.out[number] = found.but(certain=False, summary=found.summary + ", and rolls back")
        self.transaction = len(self.out) if "CHAIN" in words else -1

    def call(self, tokens: list[Token]) -> None:
        """CALL p()."""
        names, _last, _hole = self.names(tokens, 1, one=True)
        if names and _bare(names[0]).upper() in self.routines:
            self.flip(self.routines[_bare(names[0]).upper()])

    # -- client commands

    def sent(self, tokens: list[Token]) -> None:
        """`SELECT … \\gexec` and its kin at the end of a statement."""
        meta = tokens[-1][1]
        if meta.startswith("\\gexec"):
            texts = [one for one in tokens if one[0] == STRING and not plain(one[1])]
            for one in texts:
                self.nested(one[1], [one], one[2] + 1, certain=True, body=False)
            self.blind("dynamic-sql", "runs the rows of a query as statements", tokens)
        elif meta.startswith("\\g") and "|" in meta:
            start, end = self.span(tokens[-1:])
            self.out.append(
                Embedded("shell", Word(meta.partition("|")[2].strip(), quoted=True), "\\g |", start, end, self.certain)
            )

    def meta(self, raw: str, at: int) -> None:
        """A client command on its own: psql's, mysql's, the SQLite shell's, sqlcmd's."""
        start = self.frame.base + at
        end = start + len(raw)
        first, _space, rest = raw.partition(" ")
        if raw[:2] in ("\\!", "!!") or (raw[:2] == "\\." and raw[2:3] != " "):
            first, rest = raw[:2], raw[2:]
        elif "\t" in first:
            first, _space, rest = raw.partition("\t")
        rest = rest.strip().removesuffix(";").strip() if self.convention.client == "mysql" else rest.strip()
        command = first.lower().lstrip(":") if not first.startswith("\\") else first
        holes = HOLE_MARK in rest
        if command in ("\\!", "!!", "system", ".shell", ".system", "\\!;"):
            if rest:
                self.out.append(
                    Embedded(
                        "batch" if command == "!!" else "shell",
                        self.word(rest, at + raw.find(rest)),
                        command,
                        start,
                        end,
                        self.certain,
                    )
                )
            else:
                self.out.append(Blind("interactive-database", f"{command} opens a shell", start, end, self.certain))
        elif command in ("\\i", "\\ir", "\\include", "\\include_relative", "source", "\\.", ".read", "r"):
            if rest.startswith("|"):
                self.out.append(
                    Embedded(
                        "shell",
                        self.word(rest[1:].strip(), at + raw.find(rest) + 1),
                        command + " |",
                        start,
                        end,
                        self.certain,
                    )
                )
                self.out.append(
                    Blind("unknown-sql-input", f"{command} runs what a command prints", start, end, self.certain)
                )
            elif rest:
                name = _unquoted(rest)
                word = (
                    self.word(rest, at + raw.find(rest)) if holes or name.startswith(":") else Word(name, quoted=True)
                )
                if name.startswith(":") and not holes:
                    word = Word((Hole(VARIABLE, name[1:]),))
                self.out.append(
                    Include(
                        word,
                        f"{command} {name if not holes else '…'}",
                        start,
                        end,
                        self.certain,
                        command in ("\\ir", "\\include_relative"),
                        self.place,
                    )
                )
        elif command in ("\\c", "\\connect", "connect", "\\r", ".open", "\\u"):
            self.connect(command, rest)
        elif command in ("\\copy",):
            lower = rest.lower()
            for mark in (" program ",):
                found = lower.find(mark)
                if found >= 0:
                    self.out.append(
                        Embedded(
                            "shell",
                            self.word(_unquoted(rest[found + len(mark) :].strip()), at + raw.find(rest) + found),
                            "\\copy … program",
                            start,
                            end,
                            self.certain,
                        )
                    )
        elif command in (
            "\\o",
            "\\out",
            "\\w",
            "\\write",
            ".output",
            ".once",
            "tee",
            "\\t",
            "\\g",
            "\\gx",
            "pager",
            "\\p",
            "\\P",
            "\\T",
        ):
            if rest.startswith("|") or (command in ("pager", "\\P") and rest):
                self.out.append(
                    Embedded(
                        "shell", self.word(rest.lstrip("| "), at + raw.find(rest)), command, start, end, self.certain
                    )
                )
            elif rest and command not in ("\\t", "\\g", "\\gx", "\\p", "\\P", "pager"):
                self.out.append(Remark(f"{command} writes to {_unquoted(rest)}", start, end))
        elif command in (".restore", "\\lo_unlink"):
            kind = "restore-over" if command == ".restore" else "lo-unlink"
            self.out.append(
                Act(
                    kind,
                    "replaces the database by a backup" if kind == "restore-over" else "deletes a large object",
                    start,
                    end,
                    self.certain,
                    place=self.place,
                )
            )
        elif command in (".save", ".backup", ".clone"):
            self.out.append(Remark(f"{command} writes a copy to {_unquoted(rest)}", start, end))
        elif command in (".import", "\\lo_import", ".load", "\\ef", "\\ev", "\\e", "\\edit", ".excel", "edit"):
            if command == ".load":
                self.out.append(Blind("dynamic-sql", "loads native code into the database", start, end, self.certain))
            elif command == ".import" and rest.lstrip().startswith('"|'):
                self.out.append(
                    Embedded(
                        "shell", Word(_unquoted(rest).lstrip("| "), quoted=True), ".import |", start, end, self.certain
                    )
                )
        elif command in (".archive", ".ar"):
            self.out.append(Remark("unpacks or packs an archive", start, end))
        elif command == "\\gexec":
            self.out.append(Blind("dynamic-sql", "runs the rows of a query as statements", start, end, self.certain))
        elif command in ("\\if", "\\elif", "\\else", "\\endif"):
            self.switch(command, rest)
        elif command == "\\q" or command == "\\quit":
            return
        if command in (
            "\\set",
            "\\setenv",
            "\\echo",
            "\\qecho",
            "\\prompt",
            "\\pset",
            "\\c",
            "\\connect",
            "\\i",
            "\\if",
            "\\o",
            "\\w",
            "\\warn",
            "\\cd",
        ):
            self.backticks(rest, start, end)

    def backticks(self, rest: str, start: int, end: int) -> None:
        """Psql runs what stands between backticks in a command's arguments."""
        pieces = rest.split("`")
        for number in range(1, len(pieces), 2):
            if number < len(pieces) and pieces[number].strip():
                self.out.append(
                    Embedded("shell", Word(pieces[number], quoted=True), "backticks in psql", start, end, self.certain)
                )

    def switch(self, command: str, rest: str) -> None:
        """Psql's \\if: what stands between is possible only."""
        if command == "\\if":
            self.switches.append(rest.lower() in ("true", "on", "1", "yes"))
        elif command == "\\endif":
            if self.switches:
                self.switches.pop()
        elif self.switches:
            self.switches[-1] = False

    def connect(self, command: str, rest: str) -> None:
        """Another target for what follows."""
        words = rest.split()
        if command == ".open":
            names = [one for one in words if not one.startswith("-")]
            self.place = (("path", _unquoted(names[-1]) if names and HOLE_MARK not in names[-1] else None),)
            return
        if not words:
            return
        if any("=" in one or "://" in one for one in words):
            self.place = (("conninfo", _unquoted(rest)),)
            return
        names = [_unquoted(one) for one in words if not one.startswith("-reuse")]
        slots = ("database", "user", "server", "port") if command in ("\\c", "\\connect") else ("database", "server")
        place: list[tuple[str, str | None]] = []
        for slot, value in zip(slots, names, strict=False):
            if value != "-":
                place.append((slot, None if HOLE_MARK in value or value.startswith(":") else value))
        self.place = tuple(place)

    # -- names

    def word(self, text: str, at: int) -> Word:
        """A stretch of the frame as a Word with its holes."""
        if HOLE_MARK not in text:
            return Word(text, quoted=True)
        within = [self.frame.holes[offset] for offset in sorted(self.frame.holes) if at <= offset < at + len(text) + 2]
        parts: list[str | Hole] = []
        for number, piece in enumerate(text.split(HOLE_MARK)):
            if number:
                parts.append(within[number - 1] if number - 1 < len(within) else Hole(VARIABLE))
            if piece:
                parts.append(piece)
        return Word(tuple(parts), quoted=True)

    def shown(self, tokens: list[Token]) -> str:
        """Tokens for people, one short line."""
        out = ""
        for number, one in enumerate(tokens[:8]):
            raw = one[4] if one[4] != HOLE_MARK else "…"
            glue = "" if not number or one[1] in (",", ")", ".", "(") or tokens[number - 1][1] in ("(", ".") else " "
            out += glue + raw
        return out[:60].replace("\n", " ")

    def names(self, tokens: list[Token], index: int, *, one: bool = False) -> tuple[list[str], int, bool]:
        """A comma-separated list of (qualified) names from `index`: the names, where it ends, whether one is unknown.

        A name with an unknown part is left out of the list and told by the last value.
        """
        found: list[str] = []
        hole = False
        count = len(tokens)
        while index < count:
            text = ""
            unknown = False
            while index < count and (
                tokens[index][0] in (HOLE, BIND) or (tokens[index][0] == WORD and tokens[index][1] in ("ONLY",))
            ):
                if tokens[index][0] in (HOLE, BIND):
                    unknown = True
                    text = text or "?"
                index += 1
                if index < count and tokens[index][2] != tokens[index - 1][3]:
                    break
            if (
                index < count
                and tokens[index][0] in (WORD, QUOTED, STRING, NUMBER)
                and not (unknown and tokens[index][2] != tokens[index - 1][3])
            ):
                if tokens[index][0] == WORD and tokens[index][1] in _NOT_NAMES and not text:
                    break
                if tokens[index][0] == STRING and HOLE_MARK in tokens[index][1]:
                    unknown = True
                text += tokens[index][4]
                index += 1
            elif not unknown:
                break
            while index < count:
                kind, value, start, _end, raw = tokens[index]
                if kind == PUNCT and value == ".":
                    text += "."
                    index += 1
                    if index < count and (
                        tokens[index][0] in (WORD, QUOTED, STRING, NUMBER) or tokens[index][1] == "*"
                    ):
                        text += tokens[index][4]
                        index += 1
                    elif index < count and tokens[index][0] in (HOLE, BIND):
                        unknown = True
                        index += 1
                    continue
                if start == tokens[index - 1][3] and kind in (HOLE, BIND, WORD, NUMBER):
                    unknown = unknown or kind in (HOLE, BIND)
                    text += raw if kind not in (HOLE, BIND) else "?"
                    index += 1
                    continue
                break
            if unknown:
                hole = True
            elif text:
                found.append(text)
            if one:
                break
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == "(":
                index = _after_group(tokens, index)
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == "*":
                index += 1
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == ",":
                index += 1
                continue
            break
        return found, index, hole

    def temporary(self, name: str) -> bool:
        """Whether a table's name says that it is temporary, or this text made it so."""
        if name.startswith(("#", "[#")):
            return True
        bare = _bare(name)
        if bare in self.renamed:
            return False
        qualified = name.lower().replace('"', "").replace("`", "").replace("[", "").replace("]", "")
        if qualified.startswith(("pg_temp.", "pg_temp_", "temp.", "tempdb..", "tempdb.")):
            return True
        if self.created.get(bare) == "temporary":
            return True
        return (
            bare.startswith(("tmp_", "temp_", "_tmp", "__tmp"))
            or bare.endswith(("_tmp", "_temp"))
            or bare in ("tmp", "temp")
        )


_OUTSIDE = frozenset(
    (
        "copy-program",
        "drop-database",
        "alter-system",
        "shutdown",
        "terminate-backend",
        "read-server-file",
        "write-server-file",
        "purge-logs",
        "set-global",
        "restore-over",
    )
)
_HARD = frozenset(("DROP", "TRUNCATE", "DELETE", "UPDATE", "ALTER", "MERGE"))
_NOT_NAMES = frozenset(
    "FROM WHERE SET TO ON USING CASCADE RESTRICT AS IF NOT EXISTS VALUES SELECT INTO RETURNING".split()
)
_ALTER_VERBS = frozenset(
    "DROP ADD ALTER MODIFY CHANGE RENAME SET RESET DETACH ATTACH ENABLE DISABLE OWNER TRUNCATE CLEAR DELETE UPDATE ENGINE "
    "COMMENT CONVERT ORDER NO FORCE INHERIT VALIDATE CLUSTER REPLICA SWAP SWITCH EXCHANGE REPLACE MOVE FREEZE MATERIALIZE "
    "REMOVE COALESCE REORGANIZE OPTIMIZE REPAIR CHECK ANALYZE REBUILD DISCARD IMPORT AUTO_INCREMENT NOCHECK WITH TTL COLUMN "
    "DEFAULT CHARACTER COLLATE ROW_FORMAT ALGORITHM LOCK PARTITION WITHOUT OF OPTIONS REFRESH SUSPEND RESUME UNSET".split()
)


def _bare(name: str) -> str:
    """A name without its schema and quotes, in lower case."""
    return name.rpartition(".")[2].strip('"`[]').lower()


def _rule_of(kind: str) -> str:
    return {
        "table": "table", "database": "database", "schema": "schema", "view": "view", "materialized view": "view",
        "index": "index", "role": "role", "user": "role", "function": "function", "procedure": "function",
        "trigger": "trigger", "event trigger": "trigger", "rule": "trigger", "extension": "extension",
        "sequence": "sequence", "type": "type", "policy": "policy", "security policy": "policy", "audit": "policy",
        "foreign table": "view", "external table": "view", "synonym": "view", "statistics": "index",
        "partition": "partition", "constraint": "constraint", "backup": "backup",
    }.get(kind, "object")  # fmt: skip


def _plural(kind: str) -> str:
    return kind[:-1] + "ies" if kind.endswith("y") else kind + ("es" if kind.endswith(("s", "x")) else "s")


def _unit(kind: str) -> str:
    return _plural(kind)


def _skip(tokens: list[Token], index: int, *words: str) -> int:
    """Step over any of some words."""
    while index < len(tokens) and tokens[index][0] == WORD and tokens[index][1] in words:
        index += 1
    return index


def _find(tokens: list[Token], index: int, word: str) -> int:
    """The next place of a word outside brackets, -1 when there is none."""
    depth = 0
    for number in range(index, len(tokens)):
        kind, value, _start, _end, _raw = tokens[number]
        if kind == PUNCT:
            if value == "(":
                depth += 1
            elif value == ")":
                depth -= 1
                if depth < 0:
                    return -1
        elif depth == 0 and kind == WORD and value == word:
            return number
    return -1


def _after_group(tokens: list[Token], index: int) -> int:
    """The index behind the bracketed group that opens at or after `index`."""
    depth = 0
    for number in range(index, len(tokens)):
        if tokens[number][0] == PUNCT:
            if tokens[number][1] == "(":
                depth += 1
            elif tokens[number][1] == ")":
                depth -= 1
                if depth <= 0:
                    return number + 1
        elif depth == 0:
            return number + 1
    return len(tokens)


def _until(tokens: list[Token], *words: str) -> list[Token]:
    """The tokens before the first of some words (or commas) outside brackets."""
    depth = 0
    for number, (kind, value, _start, _end, _raw) in enumerate(tokens):
        if kind == PUNCT:
            depth += 1 if value == "(" else -1 if value == ")" else 0
        if depth == 0 and value in words and kind in (WORD, PUNCT):
            return tokens[:number]
    return tokens


def _small(tokens: list[Token], index: int) -> bool:
    """Whether a LIMIT or TOP is a number that really limits."""
    while index < len(tokens) and tokens[index][1] == "(":
        index += 1
    if index >= len(tokens) or tokens[index][0] != NUMBER:
        return False
    value = tokens[index][1]
    last = index + 2 < len(tokens) and tokens[index + 1][1] == "," and tokens[index + 2][0] == NUMBER
    if last:
        value = tokens[index + 2][1]
    percent = (
        index + 1 < len(tokens)
        and tokens[index + 1][1] in ("PERCENT", ")")
        and any(one[1] == "PERCENT" for one in tokens[index + 1 : index + 3])
    )
    return value.isdigit() and len(value) <= 6 and not percent


def _balance(tokens: list[Token]) -> int:
    """BEGIN and CASE opened less END closed."""
    level = 0
    for number, (kind, value, _start, _end, _raw) in enumerate(tokens):
        if kind != WORD:
            continue
        after = tokens[number + 1][1] if number + 1 < len(tokens) else ""
        if (value == "BEGIN" and after not in ("TRAN", "TRANSACTION")) or (
            value == "CASE" and not (number and tokens[number - 1][1] == "END")
        ):
            level += 1
        elif value == "END" and after not in ("IF", "LOOP", "WHILE", "REPEAT", "FOR"):
            level -= 1
    return level


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]:
        return text[1:-1]
    return text


def _shape(tokens: list[Token], index: int, inside_alter: bool) -> bool:
    """Whether the words from here look like the whole head of a destructive statement, not a word in passing."""
    value = tokens[index][1]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    further = tokens[index + 2] if index + 2 < len(tokens) else None
    if after is None:
        return False
    if value == "DROP":
        if after[0] != WORD or further is None:
            return False
        if after[1] in (
            "TABLE",
            "DATABASE",
            "SCHEMA",
            "VIEW",
            "MATERIALIZED",
            "KEYSPACE",
            "OWNED",
            "EXTENSION",
            "TEMPORARY",
        ):
            return True
        return not inside_alter and after[1] in (
            "ROLE",
            "USER",
            "FUNCTION",
            "PROCEDURE",
            "TRIGGER",
            "SEQUENCE",
            "TYPE",
            "INDEX",
            "POLICY",
            "LOGIN",
        )
    if value == "TRUNCATE":
        return after[0] == WORD and after[1] == "TABLE" and further is not None
    if value == "DELETE":
        return after[0] == WORD and after[1] == "FROM" and further is not None and further[0] in (WORD, QUOTED, HOLE)
    if value == "UPDATE":
        return further is not None and further[1] == "SET" and after[0] in (WORD, QUOTED, HOLE)
    if value == "ALTER":
        return after[0] == WORD and after[1] in ("TABLE", "SYSTEM", "ROLE", "USER", "DATABASE") and further is not None
    if value == "MERGE":
        return after[1] == "INTO"
    return value in ("EXEC", "EXECUTE") and after[1] in ("(", "IMMEDIATE")


_METHODS = {
    "DROP": _Reader.drop,
    "TRUNCATE": _Reader.truncate,
    "DELETE": _Reader.delete,
    "UPDATE": _Reader.update,
    "MERGE": _Reader.merge,
    "WITH": _Reader.with_,
    "EXPLAIN": _Reader.explain,
    "REPLACE": _Reader.replace,
    "INSERT": _Reader.insert,
    "LOAD": _Reader.load,
    "ALTER": _Reader.alter,
    "GRANT": _Reader.grant,
    "REVOKE": _Reader.revoke,
    "REASSIGN": _Reader.reassign,
    "DENY": _Reader.deny,
    "DISABLE": _Reader.disable,
    "CREATE": _Reader.create,
    "DO": _Reader.do,
    "EXEC": _Reader.execute,
    "EXECUTE": _Reader.execute,
    "PREPARE": _Reader.prepare,
    "COPY": _Reader.copy,
    "SET": _Reader.set_,
    "SELECT": _Reader.select,
    "DECLARE": _Reader.declare,
    "PRAGMA": _Reader.pragma,
    "ATTACH": _Reader.attach,
    "DETACH": _Reader.detach,
    "USE": _Reader.use,
    "FLUSH": _Reader.flush,
    "RESET": _Reader.reset,
    "PURGE": _Reader.purge,
    "KILL": _Reader.kill,
    "SHUTDOWN": _Reader.shutdown,
    "SYSTEM": _Reader.system,
    "RENAME": _Reader.rename_,
    "BEGIN": _Reader.begin,
    "START": _Reader.start,
    "END": _Reader.end,
    "COMMIT": _Reader.commit,
    "ROLLBACK": _Reader.rollback,
    "ABORT": _Reader.rollback,
    "CALL": _Reader.call,
}
_HEADS = frozenset(_METHODS) - {"END", "USE", "START"} | {"RETURN", "PRINT", "IF", "WHILE", "PERFORM"}
