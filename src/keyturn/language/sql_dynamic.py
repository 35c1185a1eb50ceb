"""Text that a statement runs: blocks, dynamic SQL, functions that take statements, server commands."""

from __future__ import annotations

from keyturn.language.sql_base import DEEP
from keyturn.language.sql_found import Embedded, Remark
from keyturn.language.sql_lexer import BIND, DOLLAR, HOLE, HOLE_MARK, NUMBER, PUNCT, QUOTED, STRING, WORD, flatten
from keyturn.language.sql_rows import Rows
from keyturn.language.sql_tokens import after_group, bare_name, until
from keyturn.model.word import VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


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


class Dynamic(Rows):
    """DO, EXECUTE, PREPARE, functions that run text, and the variables that hold it."""

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
            self.dynamic(until(tokens[2:], "USING", "INTO"), tokens)
            return
        if first[0] == PUNCT and first[1] == "(":
            self.dynamic(tokens[index + 1 : after_group(tokens, index) - 1], tokens)
            return
        if first[0] in (STRING, DOLLAR) or (self.body and not self.tsql):
            if first[0] == WORD and first[1] in ("FUNCTION", "PROCEDURE"):
                return
            self.dynamic(until(tokens[1:], "USING", "INTO", "LOOP"), tokens)
            return
        names, last, hole = self.names(tokens, index, one=True)
        name = bare_name(names[0]) if names else ""
        if name == "sp_executesql":
            arguments = until(tokens[last:], ",")
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
                stop = after_group(tokens, index + 1)
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
            if self.depth + 1 > DEEP:
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
        """COPY … FROM/TO PROGRAM, and the file that DuckDB's COPY … TO writes on this machine."""
        if self.dialect == "duckdb":
            at = next((number for number, one in enumerate(tokens) if one[1] == "TO"), len(tokens))
            place = tokens[at + 1] if at + 1 < len(tokens) else None
            if place is not None and place[0] == STRING and HOLE_MARK not in place[1] and "://" not in place[1]:
                start, end = self.span([place])
                quoted = "'" + place[1].replace("'", "'\\''") + "'"
                self.out.append(Embedded("shell", Word(f"tee -- {quoted}"), "COPY … TO", start, end, self.certain))
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
            stop = after_group(tokens, number + 1)
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
            if (
                wanted
                and not (
                    texts
                    and all(one[0] in (STRING, DOLLAR, NUMBER) or one[1] in (",", "TRUE", "FALSE") for one in inside)
                )
                and (not texts or any(one[1] == "||" for one in inside))
            ):
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

    def call(self, tokens: list[Token]) -> None:
        """CALL p()."""
        names, _last, _hole = self.names(tokens, 1, one=True)
        if names and bare_name(names[0]).upper() in self.routines:
            self.flip(self.routines[bare_name(names[0]).upper()])
