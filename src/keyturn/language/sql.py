"""SQL text becomes acts: what each statement would destroy, with its exact place.

Read by tokens, so that fragments, templates and every dialect are read alike; the parsers in `sql_parser` are
asked only where the tokens leave a doubt. Nothing here knows a target or a policy: `tool.sql` turns acts into
effects. A text without a dangerous word is answered by one look at its letters.

Facts: PostgreSQL 17 manual part VI, MySQL 8.4 manual chapter 15, SQLite's language page, the T-SQL, BigQuery,
Snowflake and ClickHouse references.
"""

from __future__ import annotations

from keyturn.language.sql_client import Client
from keyturn.language.sql_found import Blind, Remark, plain
from keyturn.language.sql_lexer import (
    BIND,
    GENERIC,
    HOLE,
    HOLE_MARK,
    META,
    MYSQL,
    POSTGRES,
    PUNCT,
    WORD,
    convention_of,
    cut,
    flatten,
    guess,
)
from keyturn.language.sql_tokens import HARD, HEADS, balance, shape
from keyturn.model.word import COMMAND, INPUT, TEMPLATE, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_found import Finding
    from keyturn.language.sql_lexer import Convention, Statement, Token


_HARMLESS = frozenset(
    "SELECT SHOW DESCRIBE DESC ANALYZE VACUUM REINDEX CLUSTER COMMENT LISTEN NOTIFY UNLISTEN FETCH MOVE CLOSE DECLARE "
    "LOCK SAVEPOINT RELEASE CHECKPOINT DISCARD DEALLOCATE VALUES TABLE HELP PRINT USE UNDROP REFRESH INSERT "
    "HANDLER CHECK "
    "CHECKSUM BINLOG CACHE UNLOCK XA SIGNAL RESIGNAL GET RAISE RETURN ASSERT LIST WAITFOR RAISERROR THROW".split()
)
_CONTROL = frozenset(("THEN", "ELSE", "LOOP", "BEGIN", "DO", "AS", "IS", "REPEAT", "ATOMIC", "INSTEAD", "ALSO"))


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
    stated = dialect
    dialect = dialect or guess(text)
    convention = convention_of(dialect)
    if not stated and not convention.executable:
        # a guess must not hide what MySQL would execute
        convention = convention.but(executable=True)
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


class _Reader(Client):
    """Statements in order: cut, parted, and each handed to the method of its first word."""

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
        self.level += balance(tokens)
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
            if value not in HEADS:
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
            if head in ("IF", "WHILE", "ELSE") and shape(tokens, index, inside_alter):
                cuts.append((index, True))
                continue
            if not (self.tsql or not self.dialect) or (self.body and not self.tsql):
                continue
            if "\n" not in text[before[3] : start]:
                continue
            if before[0] == PUNCT and before[1] in (("=", "+") if cut_off else (",", "(", "=", "+")):
                continue
            started = tokens[cuts[-1][0]][1]
            if shape(tokens, index, inside_alter) or (self.tsql and self.tsql_head(value, before, started)):
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
            count = len(tokens)
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
        if not any(kind == WORD and value in HARD for kind, value, _start, _end, _raw in tokens):
            return
        begin = self.span(tokens)[0]
        seen = {one.start for one in self.out if one.start >= begin}
        certain = self.certain
        self.certain = False
        for index, (kind, value, _start, _end, _raw) in enumerate(tokens):
            if index and kind == WORD and value in HARD and shape(tokens, index, tokens[0][1] == "ALTER"):
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
