"""Statements that delete, change or replace rows."""

from __future__ import annotations

from keyturn.language.sql_base import Base
from keyturn.language.sql_condition import EVERY, NONE, SYNTAX, VALUE, evaluate
from keyturn.language.sql_lexer import BIND, HOLE, META, PUNCT, STRING, WORD
from keyturn.language.sql_tokens import HEADS, after_group, bare_name, find, mentioned, skip, small

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


_MAIN = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE"))


class Rows(Base):
    """DELETE, UPDATE, MERGE, TRUNCATE and whatever else reaches rows."""

    def truncate(self, tokens: list[Token]) -> None:
        """TRUNCATE [TABLE] a, b."""
        index = skip(tokens, 1, "TABLE", "ONLY", "IF", "EXISTS")
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

    def delete(self, tokens: list[Token]) -> None:
        """DELETE in every dialect's shape."""
        index = skip(tokens, 1, "LOW_PRIORITY", "QUICK", "IGNORE")
        limited = False
        if index < len(tokens) and tokens[index][1] == "TOP":
            limited = small(tokens, index + 1)
            index = after_group(tokens, index + 1)
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
            names, index, hole = self.names(tokens, skip(tokens, index + 1, "ONLY"), one=True)
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
        index = skip(tokens, 1, "LOW_PRIORITY", "IGNORE", "ONLY", "OR", "ROLLBACK", "ABORT", "REPLACE", "FAIL")
        limited = False
        if index < len(tokens) and tokens[index][1] == "TOP":
            limited = small(tokens, index + 1)
            index = after_group(tokens, index + 1)
        if index < len(tokens) and tokens[index][0] == WORD and tokens[index][1] in ("STATISTICS", "SET"):
            return
        names, index, hole = self.names(tokens, index, one=True)
        where = find(tokens, index, "SET")
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
        where = find(tokens, index, "WHERE")
        limit = find(tokens, index, "LIMIT")
        joined = any(find(tokens, index, word) >= 0 for word in ("JOIN", "USING")) or (
            verb == "update" and find(tokens, index, "FROM") >= 0
        )
        if limit >= 0 and (where < 0 or limit > where):
            limited = limited or small(tokens, limit + 1)
        fetch = find(tokens, index, "FETCH")
        limited = limited or (fetch >= 0 and small(tokens, fetch + 2))
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
            at = find(tokens, where + 1, word)
            if 0 <= at < stop:
                stop = at
        if stop == len(tokens) and tokens[-1][0] == META:
            stop -= 1
        condition = evaluate(tokens[where + 1 : stop], bare_name(table).upper(), self.mysql_like)
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
        names, _last, _hole = self.names(tokens, skip(tokens, 1, "INTO"), one=True)
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
                        self.changing(tokens[first:index])
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
                self.changing(tokens[first + 1 :])
        if main > 0:
            self.changing(tokens[main:])

    def changing(self, tokens: list[Token]) -> None:
        """A statement inside another, by its first word."""
        verb = tokens[0][1]
        if verb == "DELETE":
            self.delete(tokens)
        elif verb == "UPDATE":
            self.update(tokens)
        elif verb == "MERGE":
            self.merge(tokens)
        elif verb == "REPLACE":
            self.replace(tokens)
        elif verb == "INSERT":
            self.insert(tokens)

    def explain(self, tokens: list[Token]) -> None:
        """EXPLAIN runs nothing, EXPLAIN ANALYZE runs the statement."""
        index = 1
        runs = False
        while index < len(tokens):
            kind, value, _start, _end, _raw = tokens[index]
            if kind == PUNCT and value == "(":
                stop = after_group(tokens, index)
                inside = [one[1] for one in tokens[index:stop]]
                if "ANALYZE" in inside or "ANALYSE" in inside:
                    at = inside.index("ANALYZE" if "ANALYZE" in inside else "ANALYSE")
                    after = inside[at + 1] if at + 1 < len(inside) else ""
                    runs = after.upper() not in ("FALSE", "OFF", "0", "NO")
                index = stop
                continue
            if kind == WORD and value in ("ANALYZE", "ANALYSE"):
                runs = True
            elif kind == WORD and value in HEADS and value != "EXPLAIN":
                break
            index += 1
        if runs and index < len(tokens):
            self.single(tokens[index:])

    def replace(self, tokens: list[Token]) -> None:
        """REPLACE INTO (MySQL, SQLite)."""
        index = skip(tokens, 1, "LOW_PRIORITY", "DELAYED", "INTO")
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
        index = skip(tokens, 1, "OVERWRITE")
        if index > 1 and self.dialect not in ("mysql", "postgres", "sqlite"):
            names, _last, hole = self.names(
                tokens, skip(tokens, index, "TABLE", "INTO", "DIRECTORY", "LOCAL"), one=True
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
        elif len(tokens) > 3 and tokens[1][1] == "INTO":
            self.copies(tokens)
        elif len(tokens) > 3 and tokens[1][1] == "OR" and tokens[2][1] == "REPLACE":
            names, _last, _hole = self.names(tokens, skip(tokens, 3, "INTO"), one=True)
            self.act(
                "replace-rows",
                f"replaces rows of {names[0] if names else 'a table'}",
                tokens,
                objects=names,
                unit="rows",
            )

    def copies(self, tokens: list[Token]) -> None:
        """INSERT INTO … SELECT … FROM one table, and of every row."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if words.count("SELECT") != 1 or words.count("FROM") != 1 or "DISTINCT" in words or "TOP" in words:
            return
        start = find(tokens, 2, "FROM")
        into, _last, hole = self.names(tokens, 2, one=True)
        source, last, unknown = self.names(tokens, start + 1, one=True)
        # anything behind the table's name may leave rows out
        if into and source and not hole and not unknown and last >= len(tokens):
            self.copied[bare_name(into[0])] = bare_name(source[0])

    def load(self, tokens: list[Token]) -> None:
        """LOAD DATA … REPLACE (MySQL), … OVERWRITE (Hive)."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "OVERWRITE" in words:
            self.act("insert-overwrite", "replaces everything in the table it loads", tokens, closed=False, unit="rows")
        elif "REPLACE" in words and "DATA" in words[:2]:
            self.act("replace-rows", "replaces rows of the table it loads", tokens, closed=False, unit="rows")
        elif len(tokens) == 2 and tokens[1][0] == STRING:
            self.blind("dynamic-sql", "loads native code into the server", tokens)
