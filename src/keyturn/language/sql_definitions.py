"""Statements that drop, alter or create things."""

from __future__ import annotations

from keyturn.language.sql_found import Act, Remark
from keyturn.language.sql_lexer import BIND, DOLLAR, HOLE, META, NUMBER, PUNCT, QUOTED, STRING, WORD
from keyturn.language.sql_sessions import SUPER_ROLES, Sessions
from keyturn.language.sql_tokens import HEADS, after_group, balance, bare_name, mentioned, plural, rule_of, skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


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
    "GRAPH": "graph", "CONSTRAINT": "constraint", "REPOSITORY": "repository", "BACKUP": "backup",
    "PARTITION": "partition",
}  # fmt: skip
_DROP_MODIFIERS = frozenset(
    "TEMPORARY TEMP MATERIALIZED FOREIGN EXTERNAL SNAPSHOT TEXT SEARCH ACCESS ALL ROW DATA PUBLIC FORCE GLOBAL LOCAL "
    "PLUGGABLE USER MASKING SESSION NETWORK PASSWORD AGGREGATION PROJECTION ONLINE OFFLINE DYNAMIC ICEBERG HYBRID "
    "TRANSIENT STORAGE API NOTIFICATION TRUSTED PROCEDURAL SHARD COLUMN FULLTEXT SPATIAL UNIQUE CLUSTERED "
    "SERVER EVENT RESOURCE APPLICATION DATABASE".split()
)
# Prisma writes this above a table that it rebuilds without one of its columns.
_SAYS_LOST = "about to drop the column"
_REDEFINED = frozenset(
    ("view", "function", "procedure", "trigger", "policy", "rule", "index", "materialized view", "event")
)
_ALTER_VERBS = frozenset(
    "DROP ADD ALTER MODIFY CHANGE RENAME SET RESET DETACH ATTACH ENABLE DISABLE OWNER TRUNCATE CLEAR DELETE "
    "UPDATE ENGINE "
    "COMMENT CONVERT ORDER NO FORCE INHERIT VALIDATE CLUSTER REPLICA SWAP SWITCH EXCHANGE REPLACE MOVE FREEZE "
    "MATERIALIZE "
    "REMOVE COALESCE REORGANIZE OPTIMIZE REPAIR CHECK ANALYZE REBUILD DISCARD IMPORT AUTO_INCREMENT NOCHECK WITH "
    "TTL COLUMN "
    "DEFAULT CHARACTER COLLATE ROW_FORMAT ALGORITHM LOCK PARTITION WITHOUT OF OPTIONS REFRESH SUSPEND RESUME "
    "UNSET".split()
)
_NARROW = frozenset(
    "INT INTEGER SMALLINT TINYINT MEDIUMINT INT2 INT4 DATE BOOLEAN BOOL BIT REAL FLOAT4 YEAR TIME SMALLDATETIME".split()
)
_SIZED = frozenset("VARCHAR CHAR CHARACTER NVARCHAR NCHAR VARCHAR2 BPCHAR BINARY VARBINARY STRING".split())
_ROOMY = 255


class Definitions(Sessions):
    """DROP, ALTER and CREATE."""

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
        index = skip(tokens, index, "CONCURRENTLY", "ONLINE")
        if kind == "owned":
            names, _last, _hole = self.names(tokens, skip(tokens, index, "BY"))
            self.act(
                "drop-owned",
                f"drops everything that {', '.join(names) or 'a role'} owns",
                whole,
                objects=names,
                closed=False,
                unit="objects",
            )
            return
        names, last, hole = self.names(tokens, skip(tokens, index, "IF", "EXISTS"))
        cascade = any(one[0] == WORD and one[1] in ("CASCADE", "CONSTRAINTS") for one in tokens[last:])
        if not names and not hole:
            # `DROP TABLE` with nothing after it: half a statement
            if len(tokens) > index and tokens[-1][0] != META:
                return
            self.act("drop-" + rule_of(kind), f"drops a {kind}", whole, certain=False, closed=False, unit=plural(kind))
            return
        summary = f"drops {mentioned(names, kind, plural(kind))}" + (
            " and everything that depends on it" if cascade else ""
        )
        count = None if hole else len(names)
        rule = rule_of(kind)
        if kind == "table" and (temporary or (names and all(self.temporary(name) for name in names))) and not hole:
            for name in names:
                self.created.pop(bare_name(name), None)
            self.act(
                "drop-temporary",
                f"drops temporary {mentioned(names, kind, plural(kind))}",
                whole,
                objects=names,
                count=count,
                unit="tables",
            )
            return
        certain = True
        if (
            kind == "table"
            and names
            and not hole
            and all(self.created.get(bare_name(name)) == "plain" for name in names)
        ):
            # CREATE without IF NOT EXISTS fails where the table exists; in one transaction the DROP then never runs
            for name in names:
                self.created.pop(bare_name(name), None)
            if self.atomic or self.transaction >= 0:
                self.act(
                    "drop-temporary",
                    f"drops {mentioned(names, kind, plural(kind))}, made in the same transaction",
                    whole,
                    objects=names,
                    count=count,
                    unit="tables",
                )
                return
            certain = False
        if (
            kind == "table"
            and len(names) == 1
            and not hole
            and bare_name(names[0]) in self.renamed
            and bare_name(names[0]) in self.copied.values()
            and _SAYS_LOST not in self.frame.text.lower()
        ):
            self.act(
                "redefine", f"drops {names[0]}, whose rows were copied", whole, objects=names, count=1, unit="tables"
            )
            return
        for name in names:
            if kind in _REDEFINED and not cascade:
                self.dropped[kind, bare_name(name)] = len(self.out)
        self.act(
            "drop-" + rule,
            summary,
            whole,
            objects=names,
            count=count,
            closed=not hole and not cascade,
            unit=plural(kind),
            certain=certain,
        )

    def alter(self, tokens: list[Token]) -> None:
        """ALTER of tables, roles, databases, systems."""
        if len(tokens) < 3:
            return
        index = skip(tokens, 1, "FOREIGN", "EXTERNAL", "IGNORE", "ONLINE")
        what = tokens[index][1] if index < len(tokens) and tokens[index][0] == WORD else ""
        if what == "TABLE":
            self.alter_table(tokens, index + 1)
            return
        words = [one[1] for one in tokens if one[0] == WORD]
        if what == "SYSTEM":
            self.act("alter-system", f"changes the server's configuration ({self.shown(tokens[2:6])})", tokens)
        elif what in ("ROLE", "USER", "GROUP", "LOGIN"):
            name = tokens[index + 1][4] if index + 1 < len(tokens) else "?"
            if "SUPERUSER" in words or "BYPASSRLS" in words or any(one in SUPER_ROLES for one in words[2:]):
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

    def alter_table(self, tokens: list[Token], index: int) -> None:
        """Each action of an ALTER TABLE."""
        names, index, hole = self.names(tokens, skip(tokens, index, "IF", "EXISTS", "ONLY"), one=True)
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

    def rebuilt(self, copy: str, name: str) -> None:
        """A copy that takes the place of the table whose rows it holds: what was dropped was not lost."""
        if self.copied.get(copy) != bare_name(name) or _SAYS_LOST in self.frame.text.lower():
            return
        for number, found in enumerate(self.out):
            if (
                isinstance(found, Act)
                and found.kind == "drop-table"
                and len(found.objects) == 1
                and bare_name(found.objects[0]) == bare_name(name)
            ):
                self.out[number] = found.but(kind="redefine", summary=f"rebuilds table {name} from a copy of its rows")

    def table_action(self, table: str, action: list[Token], tokens: list[Token]) -> None:
        """One action of an ALTER TABLE."""
        verb = action[0][1]
        words = [one[1] if one[0] == WORD else "" for one in action]
        second = words[1] if len(words) > 1 else ""
        target = action[1][4] if len(action) > 1 else "?"
        if verb == "DROP":
            self.alter_drop(table, action, words, second)
        elif verb in {"ALTER", "MODIFY", "CHANGE"}:
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
            part = f" column {words[2].lower()}" if second == "COLUMN" and len(words) > 2 else ""
            self.act(
                "rename",
                f"renames or swaps {table}{part}",
                action,
                objects=(table,),
            )
            if second == "TO" and len(action) > 2:
                self.rebuilt(bare_name(table), action[2][4])
                self.renamed.add(bare_name(action[2][4]))
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
        elif verb == "TTL" and second == "":
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
        """Read what ALTER TABLE … DROP takes away."""
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
            names, _last, _hole = self.names(action, skip(action, 2, "KEY", "IF", "EXISTS"), one=True)
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
        ) and (second != "PARTITION" or len(action) > 2):
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
        index = skip(action, 1, "COLUMN", "COLUMNS", "IF", "EXISTS")
        if index < len(action) and action[index][1] == "(":
            stop = after_group(action, index)
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
        index = skip(action, 1, "COLUMN", "IF", "EXISTS")
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
            (
                "NOT" in after
                and after.index("NOT") + 1 < len(after)
                and after[after.index("NOT") + 1] == "NULL"
                and "DROP" not in after
            )
            and verb == "ALTER"
            and after[0] == "SET"
        ):
            self.act("set-not-null", f"makes {column} of {table} refuse nulls", action, objects=(f"{table}.{column}",))
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
        new = self.shown(rest[at : using if using > 0 else at + 4])
        self.act(
            "lossy-type-change",
            f"changes {column} of {table} to {new}, which may cut its values",
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
            elif word in {"DEFINER", "SQL"}:
                while index < len(tokens) and not (
                    tokens[index][0] == WORD
                    and tokens[index][1] in ("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "VIEW")
                ):
                    index += 1
                continue
            elif word not in (
                "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "MATERIALIZED",
                "RECURSIVE", "FOREIGN",
                "EXTERNAL", "TRANSIENT", "VIRTUAL", "CONSTRAINT", "SECURE", "ALGORITHM", "EDITIONABLE",
                "NONEDITIONABLE",
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
        after = skip(tokens, index + 1, "CONCURRENTLY")
        guarded = after < len(tokens) and tokens[after][1] == "IF"
        names, last, _hole = self.names(tokens, skip(tokens, after, "IF", "NOT", "EXISTS"), one=True)
        name = names[0] if names else "?"
        bare = bare_name(name)
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
                    unit=plural(label),
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
                elif opener == "ROW" and word in HEADS:
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
        self.level = balance(inline) + (1 if waits else 0)
        self.routines[self.routine] = (first, len(self.out))
        if self.level <= 0 and not self.tsql:
            self.routine = ""
