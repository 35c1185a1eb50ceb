"""Whether a WHERE restricts anything: a small evaluator over tokens, three-valued like SQL.

It answers what a person would answer by reading: `1=1`, `true`, `id = id`, `id > 0`, `NOT false`,
`a = 1 OR a <> 1`, `EXISTS (SELECT 1)` and `id IN (SELECT id FROM t)` restrict nothing; `1 = 0` lets nothing
through; anything that compares a column with a value restricts. A condition that names no column at all is
taken as restricting nothing, unless it is surely false.
"""

from __future__ import annotations

from keyturn.language.sql_lexer import BIND, DOLLAR, HOLE, HOLE_MARK, META, NUMBER, PUNCT, QUOTED, STRING, WORD
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token

    Constant = float | str | bool | None

# What a condition lets through.
EVERY = "every"
NONE = "none"
SOME = "some"

# What is not known about it.
VALUE = "value"  # a hole where a value stands
SYNTAX = "syntax"  # a hole that may add to the condition, or replace it


class Condition(Noun):
    """`lets` is EVERY, NONE or SOME; `hole` "", VALUE or SYNTAX; `sure` False when the evaluator gave up."""

    lets: str
    hole: str = ""
    sure: bool = True


_MANY = 1_000_000
_DEEP = 60
_COMPARING = frozenset(("=", "==", "<>", "!=", "<", ">", "<=", ">=", "<=>", "~", "~*", "!~", "!~*"))
_ARITHMETIC = frozenset("+ - * / % || | & ^ # -> ->> #>> @> <@ ?| ?& @ !".split())
_WORD_OPERATORS = frozenset(
    "LIKE ILIKE RLIKE REGEXP SIMILAR GLOB MATCH IN BETWEEN IS ISNULL NOTNULL NOT OVERLAPS DIV MOD COLLATE AT "
    "ESCAPE".split()
)
_CONSTANTS = frozenset(
    "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER USER SYSDATE "
    "SYSTIMESTAMP CURRENT_ROLE CURRENT_SCHEMA CURRENT_CATALOG DEFAULT UTC_TIMESTAMP".split()
)
_NOT_COLUMNS = _CONSTANTS | frozenset(
    "SELECT FROM WHERE AND OR NOT IN IS NULL TRUE FALSE EXISTS BETWEEN LIKE ILIKE CASE WHEN THEN ELSE END AS INTERVAL "
    "DATE TIME TIMESTAMP TIMESTAMPTZ CAST INT INTEGER BIGINT SMALLINT TEXT VARCHAR CHAR NUMERIC DECIMAL BOOLEAN BOOL "
    "FLOAT REAL DOUBLE PRECISION UNSIGNED SIGNED UUID JSON JSONB ANY ALL SOME ARRAY ROW DISTINCT DAY DAYS HOUR HOURS "
    "MINUTE MONTH YEAR SECOND WEEK LIMIT ORDER BY ASC DESC GROUP HAVING ESCAPE COLLATE UNKNOWN ZONE AT VALUES BINARY "
    "LIKE RLIKE REGEXP SIMILAR TO GLOB XOR DIV MOD".split()
)
_SIZES = frozenset("LENGTH CHAR_LENGTH CHARACTER_LENGTH OCTET_LENGTH LEN ABS CARDINALITY".split())
_KEYS = frozenset("ID _ID PK UUID GUID ROWID _ROWID_ OID CTID ROW_ID ROWNUM".split())
_OPPOSITES = {"=": ("<>", "!="), "<": (">=",), ">": ("<=",), "<=": (">",), ">=": ("<",), "<>": ("=",), "!=": ("=",)}


class _Node:
    """A sub-expression: what it lets through as a condition, its constant, its column, and whether it has columns."""

    __slots__ = ("column", "columns", "constant", "hole", "key", "known", "lets", "relation", "size")

    def __init__(self) -> None:
        self.lets = SOME
        self.known = False
        self.constant: Constant = None
        self.column = ""
        self.columns = False
        self.hole = ""
        self.key: tuple[str, ...] = ()
        self.relation: tuple[tuple[str, ...], str, tuple[str, ...]] | None = None
        self.size = False


class _Gave(Exception):  # a way out of deep recursion, never seen outside
    pass


def evaluate(tokens: list[Token], table: str, mysql: bool = False) -> Condition:
    """Judge the tokens after WHERE. `table` is the bare name of what they restrict, for `id IN (SELECT id FROM t)`."""
    if not tokens:
        return Condition(EVERY, SYNTAX)
    reader = _Reader(tokens, table.upper(), mysql)
    try:
        node = reader.disjunction(0)
    except _Gave:
        return Condition(EVERY, "", sure=False)
    hole = node.hole
    lets = node.lets
    sure = True
    if reader.at < len(tokens):
        rest = tokens[reader.at]
        if rest[0] in (HOLE, BIND):
            hole = SYNTAX
        elif not node.columns and not any(_column_like(tokens, index) for index in range(reader.at, len(tokens))):
            sure = False
        else:
            # not understood to its end: it names columns, so it restricts
            lets = SOME if lets != EVERY or rest[1] == "," else lets
    if lets == SOME and reader.bare_hole:
        hole = SYNTAX
    if lets == SOME and not node.columns and reader.at >= len(tokens):
        lets = EVERY
        sure = not hole
    return Condition(lets, hole, sure)


def _column_like(tokens: list[Token], index: int) -> bool:
    kind, value, _start, _end, _raw = tokens[index]
    if kind == QUOTED:
        return True
    if kind != WORD or value in _NOT_COLUMNS:
        return False
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return not (after is not None and after[1] == "(" and after[0] == PUNCT)


class _Reader:
    __slots__ = ("at", "bare_hole", "bound", "mysql", "table", "tokens")

    def __init__(self, tokens: list[Token], table: str, mysql: bool) -> None:
        self.tokens = tokens
        self.at = 0
        self.table = table
        self.mysql = mysql
        self.bare_hole = False
        self.bound = False
        """Reading BETWEEN's upper bound: a hole there is a value, though AND stands before it."""

    def peek(self) -> str:
        """The value of a word or operator here, "" at the end or at anything else."""
        if self.at < len(self.tokens):
            kind, value, _start, _end, _raw = self.tokens[self.at]
            if kind in (WORD, PUNCT):
                return value
        return ""

    def take(self, *values: str) -> bool:
        """Step over one of the words or operators."""
        if self.peek() in values:
            self.at += 1
            return True
        return False

    def disjunction(self, depth: int) -> _Node:
        """OR, XOR and (MySQL) ||."""
        if depth > _DEEP:
            raise _Gave
        left = self.conjunction(depth)
        parts = [left]
        while True:
            if self.take("OR") or (self.mysql and self.take("||")):
                parts.append(self.conjunction(depth))
            elif self.take("XOR"):
                right = self.conjunction(depth)
                both = _Node()
                both.columns = left.columns or right.columns
                both.hole = _worse(left.hole, right.hole)
                if EVERY in (left.lets, right.lets) and NONE in (left.lets, right.lets):
                    both.lets = EVERY
                parts[-1] = both
            else:
                break
        if len(parts) == 1:
            return left
        node = _Node()
        for part in parts:
            node.columns = node.columns or part.columns
            node.hole = _worse(node.hole, part.hole)
        if any(part.lets == EVERY for part in parts) or _complementary(parts):
            node.lets = EVERY
        elif all(part.lets == NONE for part in parts):
            node.lets = NONE
        return node

    def conjunction(self, depth: int) -> _Node:
        """AND."""
        left = self.negation(depth)
        parts = [left]
        while self.take("AND") or (self.peek() == "&&" and self.take("&&")):
            parts.append(self.negation(depth))
        if len(parts) == 1:
            return left
        node = _Node()
        for part in parts:
            node.columns = node.columns or part.columns
            # a hole ANDed on still only restricts
            node.hole = _worse(node.hole, part.hole)
        if any(part.lets == NONE for part in parts):
            node.lets = NONE
        elif all(part.lets == EVERY for part in parts):
            node.lets = EVERY
        return node

    def negation(self, depth: int) -> _Node:
        """NOT, and MySQL's !."""
        turns = 0
        while self.peek() == "NOT" or (self.peek() == "!" and self.at + 1 < len(self.tokens)):
            self.at += 1
            turns += 1
        node = self.comparison(depth)
        if not turns:
            return node
        turned = _Node()
        turned.columns = node.columns
        turned.hole = node.hole
        turned.lets = node.lets
        if turns % 2:
            if node.known and node.constant is None:
                turned.lets = NONE
            elif node.lets == EVERY:
                # `id > 0` is every row only as far as names tell, so its opposite is not surely none
                turned.lets = SOME if node.columns else NONE
            elif node.lets == NONE:
                turned.lets = EVERY
        return turned

    def comparison(self, depth: int) -> _Node:
        """One comparison (or a chain of them), IS, IN, BETWEEN, LIKE."""
        left = self.arithmetic(depth)
        while True:
            word = self.peek()
            if word in _COMPARING:
                self.at += 1
                if self.peek() in ("ANY", "ALL", "SOME"):
                    self.at += 1
                right = self.arithmetic(depth)
                left = self.compare(left, word, right)
                continue
            negated = False
            mark = self.at
            if word == "NOT" and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] in _WORD_OPERATORS:
                negated = True
                self.at += 1
                word = self.peek()
            if word in ("IS", "ISNULL", "NOTNULL"):
                self.at += 1
                left = self.test(left, word)
            elif word in ("LIKE", "ILIKE", "RLIKE", "REGEXP", "SIMILAR", "GLOB", "MATCH"):
                self.at += 1
                self.take("TO")
                right = self.arithmetic(depth)
                if self.take("ESCAPE"):
                    self.arithmetic(depth)
                left = self.pattern(left, word, right, negated)
            elif word == "BETWEEN":
                self.at += 1
                self.take("SYMMETRIC")
                low = self.arithmetic(depth)
                self.take("AND")
                self.bound = True
                high = self.arithmetic(depth)
                self.bound = False
                left = self.between(left, low, high, negated)
            elif word == "IN":
                self.at += 1
                left = self.member(left, negated, depth)
            elif word == "COLLATE":
                self.at += 2
            else:
                self.at = mark
                return left

    def arithmetic(self, depth: int) -> _Node:
        """Operands joined by operators that give a value."""
        node = self.primary(depth)
        while True:
            word = self.peek()
            if (
                word == "&&"
                or (self.mysql and word == "||")
                or (word not in _ARITHMETIC and word not in ("DIV", "MOD"))
            ):
                return node
            self.at += 1
            right = self.primary(depth)
            whole = _Node()
            whole.columns = node.columns or right.columns
            whole.hole = _worse(node.hole, right.hole)
            whole.key = (*node.key, word, *right.key)
            if node.known and right.known:
                folded = _fold(node.constant, word, right.constant)
                if folded is not None:
                    whole.known = True
                    whole.constant = folded
                    whole.lets = _truth(folded)
            node = whole

    def primary(self, depth: int) -> _Node:
        """A value, column, call, subquery or bracketed condition."""
        if depth > _DEEP:
            raise _Gave
        node = _Node()
        if self.at >= len(self.tokens):
            node.hole = SYNTAX
            return node
        kind, value, _start, stop, _raw = self.tokens[self.at]
        if kind == PUNCT and value in ("-", "+", "~", "@"):
            self.at += 1
            inner = self.primary(depth + 1)
            if inner.known and value in ("-", "+") and isinstance(inner.constant, float):
                inner.constant = -inner.constant if value == "-" else inner.constant
                inner.lets = _truth(inner.constant)
            elif value != "+":
                inner.known = False
                inner.column = ""
            inner.key = (value, *inner.key)
            return inner
        self.at += 1
        if kind == NUMBER:
            number = _number(value)
            node.key = (value,)
            if number is not None:
                node.known = True
                node.constant = number
                node.lets = _truth(number)
        elif kind in (STRING, DOLLAR):
            node.key = ("'", value)
            if HOLE_MARK in value:
                node.hole = VALUE
            else:
                node.known = True
                node.constant = value
                node.lets = EVERY if value.lower() in ("t", "true", "yes", "on", "1", "y") else SOME
                while self.at < len(self.tokens) and self.tokens[self.at][0] == STRING:
                    self.at += 1
                    node.known = False
        elif kind in (HOLE, BIND):
            node.hole = VALUE
            node.key = ("?", str(self.at))
            while self.at < len(self.tokens):
                after = self.tokens[self.at]
                if after[2] != stop or after[0] == PUNCT:
                    break
                stop = after[3]
                self.at += 1
            if kind == HOLE and not self.operand():
                self.bare_hole = True
        elif kind == PUNCT and value == "(":
            node = self.bracketed(depth)
        elif kind == QUOTED or (kind == WORD and value not in ("SELECT", "AND", "OR", "FROM", "WHERE")):
            node = self.named(kind, value)
        elif kind == META:
            node.hole = SYNTAX
        else:
            self.at -= 1
            if not (kind == PUNCT and value in (")", ",", ";")) and kind != WORD:
                self.at += 1
            node.hole = SYNTAX if kind != WORD else ""
        self.suffix(node)
        return node

    def operand(self) -> bool:
        """Whether the hole just read stands where only a value can: next to a comparison, in a list, after a sign."""
        if self.bound:
            return True
        before = self.tokens[self.at - 2] if self.at >= 2 else None
        while before is not None and before[0] in (HOLE, BIND) and self.at >= 3:
            before = self.tokens[self.at - 3]
            break
        after = self.tokens[self.at] if self.at < len(self.tokens) else None
        if before is not None and (
            before[1] in _COMPARING or before[1] in _ARITHMETIC or before[1] in (",", "LIKE", "ILIKE", "BETWEEN", "ANY")
        ):
            return True
        if before is not None and before[1] in ("(", "AND") and after is not None and after[1] in (",", ")"):
            # IN ($X), BETWEEN 1 AND $X, f($X); `AND $X` at the end may be anything
            return before[1] == "(" or after[1] == ")"
        return (
            after is not None
            and after[0] in (WORD, PUNCT)
            and (after[1] in _COMPARING or after[1] in _ARITHMETIC or after[1] in ("IS", "IN", "LIKE", "BETWEEN"))
        )

    def suffix(self, node: _Node) -> None:
        """`::type`, `[1]`, `AT TIME ZONE x`, Oracle's `(+)`."""
        while self.at < len(self.tokens):
            kind, value, _start, _end, _raw = self.tokens[self.at]
            if kind == PUNCT and value == "::":
                self.at += 2
                if self.peek() in ("PRECISION", "VARYING"):
                    self.at += 1
                if self.peek() == "(":
                    self.skip()
                if node.known and isinstance(node.constant, str) and node.lets != EVERY:
                    # 'false'::bool is false; other casts keep an unknown constant
                    node.known = node.constant.lower() in ("f", "false", "no", "off", "0", "n")
                    node.constant = False
                    if node.known:
                        node.lets = NONE
            elif kind == PUNCT and value == "[":
                self.skip()
                node.column = ""
            elif kind == WORD and value == "AT" and self.at + 3 <= len(self.tokens):
                self.at += 3
                if self.at < len(self.tokens) and self.tokens[self.at][0] in (STRING, BIND, HOLE):
                    self.at += 1
            else:
                return

    def skip(self) -> tuple[int, int]:
        """Step over a bracketed group; its inside as (first, last + 1)."""
        first = self.at + 1
        depth = 0
        while self.at < len(self.tokens):
            kind, value, _start, _end, _raw = self.tokens[self.at]
            self.at += 1
            if kind == PUNCT:
                if value in ("(", "["):
                    depth += 1
                elif value in (")", "]"):
                    depth -= 1
                    if depth <= 0:
                        return first, self.at - 1
        return first, self.at

    def bracketed(self, depth: int) -> _Node:
        """`( … )`: a subquery, a row or a condition."""
        self.at -= 1
        open_at = self.at
        if self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] in ("SELECT", "WITH", "VALUES", "TABLE"):
            first, last = self.skip()
            return self.subquery(first, last)
        self.at += 1
        node = self.disjunction(depth + 1)
        row = False
        while self.take(","):
            row = True
            other = self.disjunction(depth + 1)
            node.columns = node.columns or other.columns
            node.hole = _worse(node.hole, other.hole)
        if row:
            node.known = False
            node.column = ""
            node.lets = SOME
        if not self.take(")"):
            # something inside was not understood: go to the bracket's end
            self.at = open_at
            first, last = self.skip()
            broken = _Node()
            broken.columns = any(_column_like(self.tokens, index) for index in range(first, last))
            if any(self.tokens[index][0] in (HOLE, BIND) for index in range(first, last)):
                broken.hole = SYNTAX
            return broken
        if row or not node.key:
            node.key = tuple(one[1] for one in self.tokens[open_at : self.at])
        return node

    def subquery(self, first: int, last: int) -> _Node:
        """A scalar subquery; it restricts when it looks at a table under a WHERE."""
        node = _Node()
        words = [one[1] for one in self.tokens[first:last] if one[0] == WORD]
        node.columns = "FROM" in words
        node.key = tuple(one[1] for one in self.tokens[first:last])
        if any(one[0] in (HOLE, BIND) or HOLE_MARK in one[1] for one in self.tokens[first:last]):
            node.hole = VALUE
        return node

    def named(self, kind: int, value: str) -> _Node:
        """A column, constant, function call, EXISTS, CASE, CAST or typed literal."""
        node = _Node()
        begin = self.at - 1
        if kind == WORD:
            if value in ("TRUE", "FALSE", "NULL", "UNKNOWN"):
                node.known = True
                node.constant = True if value == "TRUE" else False if value == "FALSE" else None
                node.lets = EVERY if value == "TRUE" else NONE
                node.key = (value,)
                return node
            if value == "EXISTS" and self.peek() == "(":
                return self.exists()
            if value == "CASE":
                return self.case(begin)
            if value in (
                "INTERVAL",
                "DATE",
                "TIME",
                "TIMESTAMP",
                "TIMESTAMPTZ",
                "BINARY",
                "ROW",
                "ARRAY",
                "ANY",
                "ALL",
            ):
                if self.at < len(self.tokens) and self.tokens[self.at][0] in (STRING, BIND, HOLE, NUMBER):
                    if self.tokens[self.at][0] != NUMBER and (
                        self.tokens[self.at][0] != STRING or HOLE_MARK in self.tokens[self.at][1]
                    ):
                        node.hole = VALUE
                    if value.startswith(("DATE", "TIME")):
                        node.known = not node.hole
                        node.constant = self.tokens[self.at][1]
                    self.at += 1
                    if (
                        value == "INTERVAL"
                        and self.peek() in _NOT_COLUMNS
                        and self.peek() not in ("AND", "OR", "NOT", "ORDER", "LIMIT")
                    ):
                        self.at += 1
                    node.key = tuple(one[1] for one in self.tokens[begin : self.at])
                    return node
                if self.peek() in ("(", "["):
                    first, last = self.skip()
                    node.columns = any(_column_like(self.tokens, index) for index in range(first, last))
                    node.key = tuple(one[1] for one in self.tokens[begin : self.at])
                    node.hole = self.inside(first, last)
                    return node
        if (
            kind == WORD
            and self.at < len(self.tokens)
            and self.tokens[self.at][0] == STRING
            and self.tokens[self.at][2] == self.tokens[self.at - 1][3]
        ):
            # x'41', _utf8'a': a literal whose value is not worked out
            node.hole = VALUE if HOLE_MARK in self.tokens[self.at][1] else ""
            self.at += 1
            return node
        path = [value.upper()]
        while (
            self.peek() == "."
            and self.at + 1 < len(self.tokens)
            and (self.tokens[self.at + 1][0] in (WORD, QUOTED, HOLE, BIND) or self.tokens[self.at + 1][1] == "*")
        ):
            self.at += 1
            kind, value = self.tokens[self.at][0], self.tokens[self.at][1]
            path.append(value.upper())
            self.at += 1
        if len(path) > 1 and path[-2] == self.table:
            path = path[-1:]
        if self.peek() == "(" and kind in (WORD, QUOTED):
            first, last = self.skip()
            node.columns = any(_column_like(self.tokens, index) for index in range(first, last))
            node.hole = self.inside(first, last)
            node.size = value in _SIZES
            while self.peek() in ("OVER", "FILTER") and self.at + 1 < len(self.tokens):
                self.at += 1
                if self.peek() == "(":
                    self.skip()
            node.key = tuple(one[1] for one in self.tokens[begin : self.at])
            return node
        node.key = tuple(path)
        if kind in (HOLE, BIND):
            node.hole = VALUE
            node.columns = True
        elif kind == WORD and value in _CONSTANTS and self.at - begin == 1:
            node.columns = False
        else:
            node.columns = True
            node.column = value.upper()
            if self.key_like(node.column):
                # a bare key as a condition is true for every row (MySQL, SQLite)
                node.lets = EVERY
            if (
                self.at < len(self.tokens)
                and self.tokens[self.at][0] in (HOLE, BIND)
                and self.tokens[self.at][2] == self.tokens[self.at - 1][3]
            ):
                self.at += 1
                node.hole = VALUE
                node.lets = SOME
        return node

    def inside(self, first: int, last: int) -> str:
        """Whether a group holds holes."""
        for index in range(first, last):
            one = self.tokens[index]
            if one[0] in (HOLE, BIND) or (one[0] == STRING and HOLE_MARK in one[1]):
                return VALUE
        return ""

    def case(self, begin: int) -> _Node:
        """`CASE … END`, not evaluated."""
        node = _Node()
        depth = 1
        while self.at < len(self.tokens) and depth:
            word = self.tokens[self.at]
            if word[0] == WORD:
                depth += 1 if word[1] == "CASE" else -1 if word[1] == "END" else 0
            if _column_like(self.tokens, self.at):
                node.columns = True
            self.at += 1
        node.key = tuple(one[1] for one in self.tokens[begin : self.at])
        node.hole = self.inside(begin, self.at)
        return node

    def exists(self) -> _Node:
        """EXISTS over a subquery that always, never or sometimes has rows."""
        node = _Node()
        first, last = self.skip()
        node.hole = self.inside(first, last)
        where = _top(self.tokens, first, last, "WHERE")
        source = _top(self.tokens, first, last, "FROM")
        narrowed = any(
            _top(self.tokens, first, last, word) >= 0 for word in ("HAVING", "JOIN", "LIMIT", "INTERSECT", "EXCEPT")
        )
        if where < 0:
            if not narrowed:
                node.lets = EVERY
            node.columns = source >= 0
            return node
        inner = evaluate(self.tokens[where + 1 : last], "", self.mysql)
        node.columns = source >= 0
        if inner.hole == SYNTAX:
            node.hole = SYNTAX
        if inner.lets == EVERY and not narrowed:
            node.lets = EVERY
        elif inner.lets == NONE and inner.sure:
            node.lets = NONE
        return node

    def member(self, left: _Node, negated: bool, depth: int) -> _Node:
        """`x IN ( … )`."""
        node = _Node()
        node.columns = left.columns
        node.hole = left.hole
        if self.peek() != "(":
            if self.at < len(self.tokens) and self.tokens[self.at][0] in (HOLE, BIND):
                self.at += 1
                node.hole = VALUE
            return node
        first = self.at + 1
        if first < len(self.tokens) and self.tokens[first][1] in ("SELECT", "WITH", "VALUES"):
            first, last = self.skip()
            inner = self.tokens[first:last]
            node.columns = True
            node.hole = _worse(node.hole, self.inside(first, last))
            words = {one[1] for one in inner if one[0] == WORD}
            if not negated and left.column and self.table and not words & {
                "LIMIT", "JOIN", "HAVING", "GROUP", "TOP", "UNION", "EXCEPT", "INTERSECT", "FETCH",
            }:  # fmt: skip
                source = _top(self.tokens, first, last, "FROM")
                where = _top(self.tokens, first, last, "WHERE")
                chosen = [one[1].upper() for one in self.tokens[first + 1 : source]] if source > 0 else []
                name = _last_name(self.tokens, source + 1, where if where > 0 else last) if source > 0 else ""
                whole = where < 0 or evaluate(self.tokens[where + 1 : last], self.table, self.mysql).lets == EVERY
                if whole and name == self.table and chosen and chosen[-1] == left.column:
                    node.lets = EVERY
            return node
        self.at += 1
        values: list[_Node] = []
        while self.at < len(self.tokens) and self.peek() != ")":
            before = self.at
            values.append(self.disjunction(depth + 1))
            self.take(",")
            if self.at == before:
                break
        if not self.take(")"):
            self.at = first - 1
            first, last = self.skip()
            node.columns = True
            node.hole = _worse(node.hole, self.inside(first, last))
            return node
        for value in values:
            node.columns = node.columns or value.columns
            node.hole = _worse(node.hole, value.hole)
        if left.known and values and all(value.known for value in values):
            same = [_compare(left.constant, "=", value.constant) for value in values]
            if True in same:
                node.lets = NONE if negated else EVERY
            elif all(one is False for one in same):
                node.lets = EVERY if negated else NONE
        elif (not negated and left.key and any(value.key == left.key for value in values)) or (
            negated
            and self.key_like(left.column)
            and all(
                value.known
                and (value.constant in ("", None) or (isinstance(value.constant, float) and value.constant <= 0))
                for value in values
            )
        ):
            node.lets = EVERY
        return node

    def test(self, left: _Node, word: str) -> _Node:
        """IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM x."""
        node = _Node()
        node.columns = left.columns
        node.hole = left.hole
        negated = word == "NOTNULL"
        what = "NULL"
        if word == "IS":
            negated = self.take("NOT")
            what = self.peek()
            self.at += 1
            if what == "DISTINCT":
                self.take("FROM")
                right = self.arithmetic(0)
                node.columns = node.columns or right.columns
                node.hole = _worse(node.hole, right.hole)
                if left.key == right.key and left.key and (negated or left.column):
                    node.lets = EVERY if negated else NONE
                elif negated is False and self.key_like(left.column) and right.known and right.constant is None:
                    node.lets = EVERY
                return node
        if what == "NULL":
            node.relation = (left.key, "null" if not negated else "not null", ())
            if left.known:
                node.lets = EVERY if (left.constant is None) != negated else NONE
            elif self.key_like(left.column):
                node.lets = EVERY if negated else SOME
        elif what in ("TRUE", "FALSE") and left.known and isinstance(left.constant, bool):
            node.lets = EVERY if (left.constant is (what == "TRUE")) != negated else NONE
        elif what == "TRUE" and left.lets in (EVERY, NONE) and not left.columns:
            node.lets = left.lets if not negated else (NONE if left.lets == EVERY else EVERY)
        elif what == "FALSE" and left.lets == NONE and not negated:
            node.lets = EVERY
        return node

    def pattern(self, left: _Node, word: str, right: _Node, negated: bool) -> _Node:
        """LIKE and its kin; a pattern that takes anything restricts nothing."""
        node = _Node()
        node.columns = left.columns or right.columns
        node.hole = _worse(left.hole, right.hole)
        if right.known and isinstance(right.constant, str) and not negated:
            text = right.constant
            if word in ("RLIKE", "REGEXP", "SIMILAR"):
                every = text in ("", ".*", "^.*$", "^", ".", "%", "^.*", ".*$", ".+")
            elif word == "GLOB":
                every = bool(text) and not text.strip("*")
            else:
                every = bool(text) and not text.strip("%")
            if every:
                node.lets = EVERY
        elif left.key == right.key and left.key and not negated:
            node.lets = EVERY
        return node

    def between(self, left: _Node, low: _Node, high: _Node, negated: bool) -> _Node:
        """`x BETWEEN a AND b`."""
        node = _Node()
        node.columns = left.columns or low.columns or high.columns
        node.hole = _worse(left.hole, _worse(low.hole, high.hole))
        if left.known and low.known and high.known:
            above = _compare(left.constant, ">=", low.constant)
            below = _compare(left.constant, "<=", high.constant)
            if above is True and below is True:
                node.lets = NONE if negated else EVERY
        elif (
            (
                self.key_like(left.column)
                and not negated
                and isinstance(low.constant, float)
                and isinstance(high.constant, float)
            )
            and low.constant <= 1
            and high.constant >= _MANY
        ):
            node.lets = EVERY
        return node

    def compare(self, left: _Node, operator: str, right: _Node) -> _Node:
        """`a OP b`."""
        node = _Node()
        node.columns = left.columns or right.columns
        node.hole = _worse(left.hole, right.hole)
        node.relation = (left.key, operator, right.key)
        if left.known and right.known:
            answer = _compare(left.constant, operator, right.constant)
            if answer is not None:
                node.known = True
                node.constant = answer
                node.lets = EVERY if answer else NONE
            elif left.constant is None or right.constant is None:
                node.lets = NONE if operator != "<=>" else SOME
            return node
        if left.key and left.key == right.key and not left.hole:
            if operator in ("=", "==", "<=", ">=", "<=>", "~", "~*"):
                node.lets = EVERY
            elif operator in ("<>", "!=", "<", ">") and left.column:
                node.lets = NONE
            return node
        if (
            operator in ("~", "~*")
            and isinstance(right.constant, str)
            and right.constant in ("", ".*", ".", "^", "^.*$")
        ):
            node.lets = EVERY
            return node
        # `1 = id` reads like `id = 1`
        if left.known and not right.known:
            left, right = right, left
            operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
        if right.known and isinstance(right.constant, float):
            number = right.constant
            if left.size and ((operator == ">=" and number <= 0) or (operator == ">" and number < 0)):
                node.lets = EVERY
            elif self.key_like(left.column):
                high = operator in ("<", "<=") and number >= _MANY
                low = (operator == ">" and number <= 0) or (operator == ">=" and number <= 1)
                never = operator in ("<>", "!=") and number <= 0
                if high or low or never:
                    node.lets = EVERY
        elif right.known and isinstance(right.constant, str) and self.key_like(left.column):
            if operator in ("<>", "!=", ">", ">=") and right.constant.strip() in ("", "0", "-1"):
                node.lets = EVERY
        elif (
            right.known
            and isinstance(right.constant, bool)
            and left.lets in (EVERY, NONE)
            and not left.columns
            and operator in ("=", "==", "<=>")
        ):
            node.lets = left.lets if right.constant else (NONE if left.lets == EVERY else EVERY)
        if (
            right.known
            and isinstance(right.constant, str)
            and operator in (">", ">=")
            and right.constant[:4] in ("1970", "1900", "0001", "0000", "1753", "1969")
        ):
            node.lets = EVERY
        return node

    def key_like(self, column: str) -> bool:
        """Whether a column is a row's own key by its name, so that `> 0` and `IS NOT NULL` hold for every row."""
        if column in _KEYS:
            return True
        table = self.table
        if not table or not column:
            return False
        stems = (table, table.removesuffix("S"), table.removesuffix("ES"))
        return any(column in (stem + "_ID", stem + "ID") for stem in stems)


def _worse(left: str, right: str) -> str:
    if SYNTAX in (left, right):
        return SYNTAX
    return left or right


def _truth(value: Constant) -> str:
    if value is None:
        return NONE
    if isinstance(value, str):
        return SOME
    return EVERY if value else NONE


def _number(text: str) -> float | None:
    if len(text) > 300:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    # beyond these a float is not the number that the server sees
    if abs(number) >= 2**53 or (number == 0 and text.strip("0.")) or len(text) > 16:
        return None
    return number


def _fold(left: Constant, operator: str, right: Constant) -> Constant:
    if operator == "||" and isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < 10_000 else None
    if not isinstance(left, float) or not isinstance(right, float):
        return None
    if left != int(left) or right != int(right) or abs(left) > 1e7 or abs(right) > 1e7:
        return None
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "/" and right:
        return left / right if left % right == 0 else None
    return None


def _compare(left: Constant, operator: str, right: Constant) -> bool | None:
    """A comparison of constants that every server answers alike; None otherwise."""
    if left is None or right is None:
        return True if operator == "<=>" and left is right else None
    if isinstance(left, bool) != isinstance(right, bool) or isinstance(left, str) != isinstance(right, str):
        return None
    if isinstance(left, str) and isinstance(right, str):
        # case and padding count in some servers only, order by collation: only plain equality is told
        same = left == right
        if not same and (left.strip().lower() == right.strip().lower() or not (left.isascii() and right.isascii())):
            return None
        if operator in ("=", "==", "<=>"):
            return same
        if operator in ("<>", "!="):
            return not same
        return True if same and operator in ("<=", ">=") else None
    assert not isinstance(left, str)
    assert not isinstance(right, str)
    if operator in ("=", "==", "<=>"):
        return left == right
    if operator in ("<>", "!="):
        return left != right
    if operator == "<":
        return left < right
    if operator == ">":
        return left > right
    if operator == "<=":
        return left <= right
    if operator == ">=":
        return left >= right
    return None


def _complementary(parts: list[_Node]) -> bool:
    """Whether two branches of an OR cover everything: `a = 1 OR a <> 1`, `a IS NULL OR a IS NOT NULL`."""
    seen = {part.relation for part in parts if part.relation is not None}
    for left, operator, right in seen:
        if operator == "null" and (left, "not null", right) in seen:
            return True
        for other in _OPPOSITES.get(operator, ()):
            if (left, other, right) in seen:
                return True
    return False


def _top(tokens: list[Token], first: int, last: int, word: str) -> int:
    """The index of a word outside brackets between two indices, -1 when it is not there."""
    depth = 0
    for index in range(first, last):
        kind, value, _start, _end, _raw = tokens[index]
        if kind == PUNCT:
            depth += 1 if value == "(" else -1 if value == ")" else 0
        elif depth == 0 and kind == WORD and value == word:
            return index
    return -1


def _last_name(tokens: list[Token], first: int, last: int) -> str:
    """The bare name of the one table between two indices, "" when there is more than a name and its alias."""
    names = tokens[first:last]
    if not names or any(one[1] == "," or one[1] == "(" for one in names if one[0] == PUNCT):
        return ""
    at = 0
    while at + 2 < len(names) and names[at + 1][1] == ".":
        at += 2
    return names[at][1].upper()
