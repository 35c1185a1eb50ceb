"""Small questions about a run of SQL tokens, shared by the readers of statements."""

from __future__ import annotations

from keyturn.language.sql_lexer import HOLE, NUMBER, PUNCT, QUOTED, WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


_NAMES_SHOWN = 4
HARD = frozenset(("DROP", "TRUNCATE", "DELETE", "UPDATE", "ALTER", "MERGE"))

HEADS = frozenset(
    "DROP TRUNCATE DELETE UPDATE MERGE WITH EXPLAIN REPLACE INSERT LOAD ALTER GRANT REVOKE REASSIGN DENY DISABLE "
    "CREATE DO "
    "EXEC EXECUTE PREPARE COPY SET SELECT DECLARE PRAGMA ATTACH DETACH FLUSH RESET PURGE KILL SHUTDOWN SYSTEM "
    "RENAME BEGIN "
    "COMMIT ROLLBACK ABORT CALL RETURN PRINT IF WHILE PERFORM".split()
)
"""Words that begin a statement, and so end the one before where no semicolon does."""


def mentioned(names: tuple[str, ...] | list[str], one: str, many: str) -> str:
    """`table a`, `tables a, b and 3 more`."""
    if not names:
        return f"some {many}"
    if len(names) == 1:
        return f"{one} {names[0]}"
    if len(names) <= _NAMES_SHOWN:
        return f"{many} {', '.join(names[:-1])} and {names[-1]}"
    return f"{many} {', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"


def bare_name(name: str) -> str:
    """A name without its schema and quotes, in lower case."""
    return name.rpartition(".")[2].strip('"`[]').lower()


def rule_of(kind: str) -> str:
    """The rule about dropping a kind of thing: several kinds share one."""
    return {
        "table": "table", "database": "database", "schema": "schema", "view": "view", "materialized view": "view",
        "index": "index", "role": "role", "user": "role", "function": "function", "procedure": "function",
        "trigger": "trigger", "event trigger": "trigger", "rule": "trigger", "extension": "extension",
        "sequence": "sequence", "type": "type", "policy": "policy", "security policy": "policy", "audit": "policy",
        "foreign table": "view", "external table": "view", "synonym": "view", "statistics": "index",
        "partition": "partition", "constraint": "constraint", "backup": "backup",
    }.get(kind, "object")  # fmt: skip


def plural(kind: str) -> str:
    """`table` → `tables`, `policy` → `policies`."""
    return kind[:-1] + "ies" if kind.endswith("y") else kind + ("es" if kind.endswith(("s", "x")) else "s")


def skip(tokens: list[Token], index: int, *words: str) -> int:
    """Step over any of some words."""
    while index < len(tokens) and tokens[index][0] == WORD and tokens[index][1] in words:
        index += 1
    return index


def find(tokens: list[Token], index: int, word: str) -> int:
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


def after_group(tokens: list[Token], index: int) -> int:
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


def until(tokens: list[Token], *words: str) -> list[Token]:
    """The tokens before the first of some words (or commas) outside brackets."""
    depth = 0
    for number, (kind, value, _start, _end, _raw) in enumerate(tokens):
        if kind == PUNCT:
            depth += 1 if value == "(" else -1 if value == ")" else 0
        if depth == 0 and value in words and kind in (WORD, PUNCT):
            return tokens[:number]
    return tokens


def small(tokens: list[Token], index: int) -> bool:
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


def balance(tokens: list[Token]) -> int:
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


def unquoted(text: str) -> str:
    """A client command's argument without the quotes around it."""
    text = text.strip()
    if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]:
        return text[1:-1]
    return text


def shape(tokens: list[Token], index: int, inside_alter: bool) -> bool:
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
