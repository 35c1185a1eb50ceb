"""The grammar of CAL as data: one compiled expression for each stretch that can be read without looking back.

CAL has no reserved words, needs no space between a keyword and a name, and decides by the first alternative that fits,
as parsing expression grammars do. Possessive quantifiers say exactly that: nothing given up once it was taken. Why no
parser library: docs/adr/0016.
"""

import re
from collections.abc import Callable

_SPACE = r"[ \t\n\r]*+(?:(?:--|//)[^\n]*+[ \t\n\r]*+)*+"
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
_PATH = rf"{_NAME}(?:\.{_NAME})*+"
_WHOLE = r"[0-9]++"
_NUMBER = r"[+-]?[0-9]++(?:\.[0-9]++)?+"
_STRING = r'"[^"]*+"'
# `6mo` is six months; `6mor a = 1` and `6mon …` stay minutes with OR and ON after them, as the reference reads them.
_UNIT = r"(?>mo(?![nNrR])|[dhmw])"
_HOLD_UNIT = r"(?:quarters?|years?|mo|[wdhm])"
_DIMENSION = r"(?:D[1-6]|ALL)"
_DIMENSIONS = rf"{_DIMENSION}(?:{_SPACE},{_SPACE}{_DIMENSION})*+"
_SIGNAL = rf"{_NAME}(?:{_SPACE}signals)?+"
_SIGNALS = rf"{_SIGNAL}(?:{_SPACE},{_SPACE}{_SIGNAL})*+"

UNITS = {
    "m": "minutes",
    "h": "hours",
    "d": "days",
    "w": "weeks",
    "mo": "months",
    "quarter": "quarters",
    "quarters": "quarters",
    "year": "years",
    "years": "years",
}
"""How units are written, and what they are called in the tree."""

Match = Callable[[str, int], "re.Match[str] | None"]


def _compiled(pattern: str) -> Match:
    return re.compile(pattern, re.ASCII).match  # ASCII: no other letter is a capital of these


class Part:
    """One step of a rule: its expression, what to call it in an error, and whether it may be missing."""

    __slots__ = ("called", "match", "optional", "pattern")

    def __init__(self, pattern: str, called: str, *, optional: bool = False) -> None:
        self.pattern = f"(?:{pattern}{_SPACE})?+" if optional else f"{pattern}{_SPACE}"
        self.called = called
        self.optional = optional
        self.match: Match = _compiled(f"{pattern}{_SPACE}")


class Rule:
    """Parts in a row: `match` reads them all and the space behind each, the parts say where a text goes wrong."""

    __slots__ = ("match", "name", "parts", "pattern")

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        self.name = parts[0].called
        self.pattern = "".join(part.pattern for part in parts)
        self.match: Match = _compiled(self.pattern)

    def falls_at(self, text: str, at: int) -> tuple[int, tuple[str, ...]]:
        """Where `text` stops following this rule from `at`, and what could have stood there."""
        missing: list[str] = []
        for part in self.parts:
            found = part.match(text, at)
            if found is not None:
                at = found.end()
                missing = []
            else:
                missing.append(part.called)
                if not part.optional:
                    break
        return at, tuple(missing)


def _key(word: str) -> Part:
    return Part(f"(?i:{word})", word)


NAME = Part(f"({_NAME})", "a name")
WHOLE = Part(f"({_WHOLE})", "a whole number")
NUMBER = Part(f"({_NUMBER})", "a number")
STRING = Part(f"({_STRING})", 'a text in double quotes ("…")')
DIMENSIONS = Part(f"({_DIMENSIONS})", "dimensions (D1 to D6, or ALL)")
SIGNALS = Part(f"({_SIGNALS})", "names of signals")
DURATION = Part(f"({_WHOLE})({_UNIT})", "a duration (30m, 12h, 5d, 2w, 6mo)")
STATEMENT = Part(r"(?=[A-Za-z])", "a statement")
CONDITION = Part(r"(?=[A-Za-z_(])", "a condition")

SPACE: Match = _compiled(_SPACE)
COMMENT = re.compile(r"(?:--|//)[^\n]*+")

# what a statement begins with
FORAGE = Rule(_key("FORAGE"), NAME)
DIVE = Rule(_key("DIVE"), _key("INTO"), NAME)
DRIFT = Rule(_key("DRIFT"), NAME)
FETCH = Rule(_key("FETCH"), NAME)
PERCH = Rule(
    _key("PERCH"), _key("ON"), Part(f'(?:({_NAME}):"([^"]*+)"|({_NAME}))', 'a name, or a name with a text (key:"…")')
)
LISTEN = Rule(_key("LISTEN"), _key("FOR"), SIGNALS)
WAKE = Rule(_key("WAKE"), _key("AFTER"), DURATION, Part("((?i:THEN))", "THEN", optional=True))
CHIRP = Rule(_key("CHIRP"), NAME, Part(f"({_STRING})", STRING.called, optional=True))
TRACE = Rule(_key("TRACE"), NAME, Part(f"(?i:FROM){_SPACE}({_NAME})", "FROM and a name", optional=True))
WATCH = Rule(_key("WATCH"), NAME, _key("WHEN"), CONDITION)
RECALL = Rule(_key("RECALL"), NAME, _key("ON"), STRING)
SURFACE = Rule(
    _key("SURFACE"),
    NAME,
    Part(f"(?i:AS){_SPACE}({_NAME})", "AS and a format", optional=True),
    Part(f"(?i:ON){_SPACE}({_STRING})", "ON and a date in double quotes", optional=True),
)
CASCADE = Rule(_key("CASCADE"), Part("(?=D[1-6])", "a dimension (D1 to D6)"))

STATEMENTS = (FORAGE, DIVE, DRIFT, FETCH, PERCH, LISTEN, WAKE, CHIRP, TRACE, RECALL, WATCH, SURFACE, CASCADE)
VERBS = tuple(rule.name for rule in STATEMENTS)

# what may follow, any number of times
FORAGE_CLAUSES = (
    Rule(_key("WHERE"), CONDITION),
    Rule(_key("ACROSS"), DIMENSIONS),
    Rule(_key("DEPTH"), WHOLE),
    # a SURFACE with AS or ON behind it is a statement of its own
    Rule(
        _key("SURFACE"),
        Part(
            f'({_NAME})(?!{_SPACE}(?:(?i:AS){_SPACE}[A-Za-z_]|(?i:ON){_SPACE}"))',
            "a name",
        ),
    ),
)
DIVE_CLAUSES = (
    Rule(_key("WHEN"), CONDITION),
    Rule(_key("TRACE"), Part(f"({_NAME})(?!{_SPACE}(?i:FROM){_SPACE}[A-Za-z_])", "a name")),
    Rule(_key("EMIT"), NAME),
)
DRIFT_CLAUSES = (
    Rule(_key("METHODOLOGY"), NUMBER),
    Rule(_key("PERFORMANCE"), NUMBER),
    Rule(_key("GAP"), NAME),
)
FETCH_CLAUSES = (
    Rule(_key("THRESHOLD"), NUMBER),
    Rule(_key("CONFIDENCE"), NUMBER),
    Rule(_key("ON"), Part("((?i:EXECUTE|CONFIRM|QUEUE|WAIT))", "EXECUTE, CONFIRM, QUEUE or WAIT"), STATEMENT),
)
PERCH_CLAUSES = (
    Rule(_key("LISTEN"), _key("FOR"), SIGNALS),
    # WAKE … THEN is a statement of its own
    Rule(_key("WAKE"), _key("AFTER"), Part(f"({_WHOLE})({_UNIT})(?!{_SPACE}(?i:THEN))", DURATION.called)),
    Rule(_key("CHIRP"), NAME, Part(f"({_STRING})", STRING.called, optional=True)),
)
WATCH_CLAUSES = (Rule(_key("FOR"), WHOLE, Part(f"({_HOLD_UNIT})", "a unit (m, h, d, w, mo, quarters, years)")),)


def _any(rules: tuple[Rule, ...]) -> Match:
    return _compiled("|".join(rule.pattern for rule in rules))


FORAGE_CLAUSE = _any(FORAGE_CLAUSES)  # groups: 1 dimensions, 2 depth, 3 surface; none for WHERE
DIVE_CLAUSE = _any(DIVE_CLAUSES)  # 1 trace, 2 emit; none for WHEN
DRIFT_CLAUSE = _any(DRIFT_CLAUSES)  # 1 methodology, 2 performance, 3 gap
FETCH_CLAUSE = _any(FETCH_CLAUSES)  # 1 threshold, 2 confidence, 3 level
PERCH_CLAUSE = _any(PERCH_CLAUSES)  # 1 signals, 2 and 3 duration, 4 type, 5 message
WATCH_CLAUSE = _any(WATCH_CLAUSES)  # 1 number, 2 unit

RECALL_WATCH = Rule(
    _key("WATCH"),
    NAME,
    _key("STATUS"),
    Part("((?i:fired|not_fired|partial))", "fired, not_fired or partial"),
    Part(f"(?i:FIRED_DATE){_SPACE}({_STRING})", "FIRED_DATE and a date in double quotes", optional=True),
    Part(f"(?i:EVIDENCE){_SPACE}({_STRING})", "EVIDENCE and a text in double quotes", optional=True),
)
RECALL_REST = Rule(
    _key("TRIGGERS"),
    Part(f"({_WHOLE})/({_WHOLE})", "how many of how many (2/3)"),
    _key("CONFIDENCE_STATED"),
    NUMBER,
    _key("CONFIDENCE_ACTUAL"),
    NUMBER,
    _key("CALIBRATION"),
    Part("((?i:aligned|over|under))", "aligned, over or under"),
    Part(f"(?i:DRIFT_AFTER){_SPACE}({_NUMBER})", "DRIFT_AFTER and a number", optional=True),
    Part(
        # with ON and a date behind it, it is a statement of its own
        f'(?i:SURFACE){_SPACE}({_NAME}){_SPACE}(?i:AS){_SPACE}({_NAME})(?!{_SPACE}(?i:ON){_SPACE}")',
        "SURFACE, a name, AS and a format",
        optional=True,
    ),
)

_OPERATOR = f"(>=|<=|!=|=|>|<|(?i:IS){_SPACE}(?i:NOT)|(?i:IS))"
_VALUE = f'(?:({_WHOLE})({_UNIT})|"([^"]*+)"|({_NUMBER})|({_NAME}))'
_JOINED = f"(?:((?i:AND|OR)){_SPACE})?+"

TEST = Rule(
    Part(f"({_PATH})", "a name"),
    Part(_OPERATOR, "an operator (=, !=, >, <, >=, <=, IS, IS NOT)"),
    Part(_VALUE, "a number, a duration, a text in double quotes or a word"),
)
TEST_JOINED: Match = _compiled(f"{TEST.pattern}{_JOINED}")
"""`path operator value` and the AND or OR behind it: 1 path, 2 operator, 3 and 4 duration, 5 string, 6 number, 7 word,
8 AND or OR."""
BARE_JOINED: Match = _compiled(f"({_PATH}){_SPACE}{_JOINED}")
"""A path alone, and the AND or OR behind it."""
OPERATOR_AHEAD: Match = _compiled(r"[<>=!]|(?i:IS)(?![A-Za-z0-9_-])")
OPEN: Match = _compiled(rf"\({_SPACE}")
CLOSE_JOINED: Match = _compiled(rf"\){_SPACE}{_JOINED}")
"""A closing parenthesis, and the AND or OR behind it."""

SIGNAL: Match = _compiled(rf"({_NAME})(?:{_SPACE}signals)?+{_SPACE}(?:(,){_SPACE})?+")
LINK = Rule(
    Part("(D[1-6])", "a dimension (D1 to D6)"),
    Part("->", "->"),
    Part(rf"(D[1-6](?:{_SPACE},{_SPACE}D[1-6])*+)", "dimensions (D1 to D6)"),
    Part(rf"(;)(?={_SPACE}D[1-6]{_SPACE}->)", "; and another link", optional=True),
)
END: Match = _compiled(rf";{_SPACE}")
FOUND: Match = _compiled(rf"(?s:{_NAME}|{_NUMBER}|{_STRING}|[<>=!]+|.)")
"""One token, for errors."""
