"""CAL text to a tree, or one error that points.

Every text gives a tree or a ParseError; nothing else is raised, and time grows with the length alone. The rules are in
grammar.py. On the way that succeeds each stretch is read by one compiled expression; only when that fails are its parts
walked, to say how far the text made sense and what could have come next.
"""

from collections.abc import Callable

from keyturn.cal import grammar
from keyturn.cal.problems import ParseError
from keyturn.cal.tree import (
    AllOf,
    AnyOf,
    Cascade,
    Chirp,
    Condition,
    Dive,
    Drift,
    Duration,
    Fetch,
    Forage,
    Listen,
    Perch,
    Program,
    Recall,
    Statement,
    Surface,
    Target,
    Test,
    Trace,
    Trigger,
    Value,
    Wake,
    Watch,
    Word,
)
from keyturn.model.text import safe

LONGEST = 8_000_000
"""Characters in a script; more is refused."""
DEEPEST = 64
"""Statements within statements, and parentheses within parentheses."""
MOST_DIGITS = 300
"""Digits in a number."""


def parse(text: str) -> Program:
    """The tree of a whole script. Raises ParseError with line, column and what was expected there."""
    if len(text) > LONGEST:
        raise ParseError(f"the script has {len(text):,} characters, more than {LONGEST:,}", text=text, at=LONGEST)
    return _Parser(text).program()


def parse_marked(text: str) -> tuple[Program, tuple[int, ...]]:
    """The tree, and the offsets at which clauses begin. Raises ParseError."""
    parser = _Parser(text)
    return parser.program(), tuple(parser.marks)


def parse_test(text: str) -> Test:
    """A condition list alone, as after WHERE. Raises ParseError."""
    parser = _Parser(text)
    found = grammar.SPACE(text, 0)
    test, at = parser.test(found.end() if found else 0)
    if at < len(text):
        raise parser.error(at, ("AND", "OR", "the end"))
    return test


class _Parser:
    """One text being read.

    `depth` counts what is open. The rest is for errors alone: `tails` are the clauses that could have gone on at
    `tails_at`, `tested_at` is where a condition list ended, `began` where the last statement began. `marks` are the
    offsets where clauses begin, for the formatter.
    """

    __slots__ = ("began", "depth", "marks", "tails", "tails_at", "tested_at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        self.marks: list[int] = []
        self.tails: list[tuple[grammar.Rule, ...]] = []
        self.tails_at = self.tested_at = self.began = -1

    def program(self) -> Program:
        text = self.text
        readers = _READERS
        end = len(text)
        space = grammar.SPACE(text, 0)
        at = space.end() if space else 0
        out: list[Statement] = []
        while at < end:
            reader = readers.get(text[at : at + 3].upper())
            if reader is None:
                raise self.no_statement(at)
            self.began = at
            statement, at = reader(self, at)
            out.append(statement)
            if text.startswith(";", at):
                stop = grammar.END(text, at)
                at = stop.end() if stop else at
        return Program(tuple(out))

    def statement(self, at: int) -> tuple[Statement, int]:
        """A statement within a statement."""
        reader = _READERS.get(self.text[at : at + 3].upper())
        if reader is None:
            raise self.no_statement(at)
        self.began = at
        self.depth += 1
        if self.depth > DEEPEST:
            raise ParseError(f"more than {DEEPEST} statements within each other", text=self.text, at=at)
        found = reader(self, at)
        self.depth -= 1
        return found

    # errors

    def error(self, at: int, expected: tuple[str, ...]) -> ParseError:
        text = self.text
        token = grammar.FOUND(text, at)
        found = "the end of the script" if token is None else safe(token.group()[:40])
        if token is not None and not found.startswith('"'):
            found = f"`{found}`"
        wanted = expected[0] if len(expected) == 1 else f"{', '.join(expected[:-1])} or {expected[-1]}"
        return ParseError(
            f"expected {wanted}, found {found}", _hint(text, at), text=text, at=at, expected=tuple(expected)
        )

    def furthest(self, at: int, rules: tuple[grammar.Rule, ...]) -> tuple[int, tuple[str, ...]]:
        """How far any of the rules follows the text from `at`, and what the furthest of them wanted next."""
        best = at
        wanted: tuple[str, ...] = ()
        for rule in rules:
            fell, expected = rule.falls_at(self.text, at)
            if fell > best or (fell == best and not wanted):
                best, wanted = fell, expected
            elif fell == best > at:
                wanted += tuple(one for one in expected if one not in wanted)
        return best, wanted

    def no_statement(self, at: int) -> ParseError:
        open_rules: tuple[grammar.Rule, ...] = ()
        if self.tails_at == at:
            for rules in self.tails:
                open_rules += tuple(rule for rule in rules if rule not in open_rules)
        best, wanted = self.furthest(at, open_rules + grammar.STATEMENTS)
        if best > at:
            return self.error(best, wanted)
        names = [rule.name for rule in open_rules]
        if self.tested_at == at:
            names[:0] = ["AND", "OR"]
        for rule in grammar.STATEMENTS if self.began >= 0 else ():
            fell, missing = rule.falls_at(self.text, self.began)
            if fell == at:
                names[:0] = missing
        return self.error(at, tuple(dict.fromkeys([*names, *grammar.VERBS])))

    def fail(self, rule: grammar.Rule, at: int) -> ParseError:
        """`rule` does not match at `at`, where nothing else could."""
        if self.tails_at == at or rule in grammar.STATEMENTS:
            best, wanted = rule.falls_at(self.text, at)
            if best == at:
                return self.no_statement(at)
            return self.error(best, wanted)
        return self.error(*rule.falls_at(self.text, at))

    def tail(self, at: int, rules: tuple[grammar.Rule, ...]) -> None:
        """Remember that `rules` could have gone on at `at`."""
        if self.tails_at == at:
            self.tails.append(rules)
        else:
            self.tails_at = at
            self.tails = [rules]

    def number(self, digits: str, at: int) -> int | float:
        if len(digits) > MOST_DIGITS:
            raise ParseError(f"a number of more than {MOST_DIGITS} digits", text=self.text, at=at)
        return float(digits) if "." in digits else int(digits)

    # statements

    def forage(self, at: int) -> tuple[Forage, int]:
        text = self.text
        found = grammar.FORAGE.match(text, at)
        if found is None:
            raise self.fail(grammar.FORAGE, at)
        start = at
        target = found[1]
        where: Test | None = None
        across: tuple[str, ...] | None = None
        depth: int | None = None
        surface: str | None = None
        at = found.end()
        clause = grammar.FORAGE_CLAUSE
        mark = self.marks.append
        while found := clause(text, at):
            mark(at)
            which = found.lastindex
            if which is None:
                where, at = self.test(found.end())
                continue
            if which == 1:
                across = _dimensions(found[1])
            elif which == 2:
                depth = int(self.number(found[2], at))
            else:
                surface = found[3]
            at = found.end()
        self.tail(at, grammar.FORAGE_CLAUSES)
        return Forage(target, where, across, depth, surface, start), at

    def dive(self, at: int) -> tuple[Dive, int]:
        text = self.text
        found = grammar.DIVE.match(text, at)
        if found is None:
            raise self.fail(grammar.DIVE, at)
        start = at
        target = found[1]
        when: Test | None = None
        trace: str | None = None
        emit: str | None = None
        at = found.end()
        while found := grammar.DIVE_CLAUSE(text, at):
            self.marks.append(at)
            which = found.lastindex
            if which is None:
                when, at = self.test(found.end())
                continue
            if which == 1:
                trace = found[1]
            else:
                emit = found[2]
            at = found.end()
        self.tail(at, grammar.DIVE_CLAUSES)
        return Dive(target, when, trace, emit, start), at

    def drift(self, at: int) -> tuple[Drift, int]:
        text = self.text
        found = grammar.DRIFT.match(text, at)
        if found is None:
            raise self.fail(grammar.DRIFT, at)
        start = at
        target = found[1]
        methodology: int | float | None = None
        performance: int | float | None = None
        gap: str | None = None
        at = first = found.end()
        clause = grammar.DRIFT_CLAUSE
        mark = self.marks.append
        while found := clause(text, at):
            mark(at)
            which = found.lastindex
            if which == 1:
                methodology = self.number(found[1], at)
            elif which == 2:
                performance = self.number(found[2], at)
            else:
                gap = found[3]
            at = found.end()
        if at == first:
            raise self.no_clause(at, grammar.DRIFT_CLAUSES)
        self.tail(at, grammar.DRIFT_CLAUSES)
        return Drift(target, methodology, performance, gap, start), at

    def no_clause(self, at: int, rules: tuple[grammar.Rule, ...]) -> ParseError:
        best, wanted = self.furthest(at, rules)
        return self.error(best, wanted if best > at else tuple(rule.name for rule in rules))

    def fetch(self, at: int) -> tuple[Fetch, int]:
        text = self.text
        found = grammar.FETCH.match(text, at)
        if found is None:
            raise self.fail(grammar.FETCH, at)
        start = at
        target = found[1]
        threshold: int | float | None = None
        confidence: int | float | None = None
        branches: dict[str, Statement] = {}
        at = first = found.end()
        clause = grammar.FETCH_CLAUSE
        mark = self.marks.append
        while found := clause(text, at):
            mark(at)
            which = found.lastindex
            if which == 3:
                branches[found[3].upper()], at = self.statement(found.end())
                continue
            if which == 1:
                threshold = self.number(found[1], at)
            else:
                confidence = self.number(found[2], at)
            at = found.end()
        if at == first:
            raise self.no_clause(at, grammar.FETCH_CLAUSES)
        self.tail(at, grammar.FETCH_CLAUSES)
        if not branches:
            return Fetch(target, threshold, confidence, None, None, None, None, start), at
        get = branches.get
        read = Fetch(target, threshold, confidence, get("EXECUTE"), get("CONFIRM"), get("QUEUE"), get("WAIT"), start)
        return read, at

    def perch(self, at: int) -> tuple[Perch, int]:
        text = self.text
        found = grammar.PERCH.match(text, at)
        if found is None:
            raise self.fail(grammar.PERCH, at)
        start = at
        target = Target(found[1], found[2]) if found[1] is not None else Target(None, found[3])
        listen: tuple[str, ...] | None = None
        wake: Duration | None = None
        chirp: str | None = None
        message: str | None = None
        at = found.end()
        while found := grammar.PERCH_CLAUSE(text, at):
            self.marks.append(at)
            if found[1] is not None:
                listen = self.signals(found.start(1))
            elif found[2] is not None:
                wake = self.duration(found[2], found[3], at)
            else:
                chirp = found[4]
                message = None if found[5] is None else found[5][1:-1]
            at = found.end()
        self.tail(at, grammar.PERCH_CLAUSES)
        return Perch(target, listen, wake, chirp, message, start), at

    def signals(self, at: int) -> tuple[str, ...]:
        """The names of a list that was read as a whole before."""
        out = []
        more = True
        while more and (found := grammar.SIGNAL(self.text, at)):
            out.append(found[1])
            more = found[2] is not None
            at = found.end()
        return tuple(out)

    def duration(self, value: str, unit: str, at: int) -> Duration:
        return Duration(int(self.number(value, at)), grammar.UNITS[unit])

    def listen(self, at: int) -> tuple[Listen, int]:
        found = grammar.LISTEN.match(self.text, at)
        if found is None:
            raise self.fail(grammar.LISTEN, at)
        return Listen(self.signals(found.start(1)), at), found.end()

    def wake(self, at: int) -> tuple[Wake, int]:
        found = grammar.WAKE.match(self.text, at)
        if found is None:
            raise self.fail(grammar.WAKE, at)
        start = at
        after = self.duration(found[1], found[2], at)
        at = found.end()
        then: Statement | None = None
        if found[3] is not None:
            then, at = self.statement(at)
        return Wake(after, then, start), at

    def chirp(self, at: int) -> tuple[Chirp, int]:
        found = grammar.CHIRP.match(self.text, at)
        if found is None:
            raise self.fail(grammar.CHIRP, at)
        message = found[2]
        return Chirp(found[1], None if message is None else message[1:-1], at), found.end()

    def trace(self, at: int) -> tuple[Trace, int]:
        found = grammar.TRACE.match(self.text, at)
        if found is None:
            raise self.fail(grammar.TRACE, at)
        return Trace(found[1], found[2], at), found.end()

    def watch(self, at: int) -> tuple[Watch, int]:
        text = self.text
        found = grammar.WATCH.match(text, at)
        if found is None:
            raise self.fail(grammar.WATCH, at)
        start = at
        target = found[1]
        when, at = self.test(found.end())
        hold: Duration | None = None
        if found := grammar.WATCH_CLAUSE(text, at):
            hold = self.duration(found[1], found[2], at)
            self.marks.append(at)
            at = found.end()
        else:
            self.tail(at, grammar.WATCH_CLAUSES)
        return Watch(target, when, hold, start), at

    def recall(self, at: int) -> tuple[Recall, int]:
        text = self.text
        found = grammar.RECALL.match(text, at)
        if found is None:
            raise self.fail(grammar.RECALL, at)
        start = at
        target, date = found[1], found[2][1:-1]
        at = found.end()
        triggers: list[Trigger] = []
        while found := grammar.RECALL_WATCH.match(text, at):
            self.marks.append(at)
            fired, evidence = found[3], found[4]
            triggers.append(
                Trigger(
                    found[1],
                    found[2].lower(),
                    None if fired is None else fired[1:-1],
                    None if evidence is None else evidence[1:-1],
                )
            )
            at = found.end()
        if not triggers:
            raise self.fail(grammar.RECALL_WATCH, at)
        found = grammar.RECALL_REST.match(text, at)
        if found is None:
            raise self.no_clause(at, (grammar.RECALL_WATCH, grammar.RECALL_REST))
        self.marks.append(at)
        drift = found[6]
        read = Recall(
            target,
            date,
            tuple(triggers),
            int(self.number(found[1], at)),
            int(self.number(found[2], at)),
            self.number(found[3], at),
            self.number(found[4], at),
            found[5].lower(),
            None if drift is None else self.number(drift, at),
            found[7],
            found[8],
            start,
        )
        return read, found.end()

    def surface(self, at: int) -> tuple[Surface, int]:
        found = grammar.SURFACE.match(self.text, at)
        if found is None:
            raise self.fail(grammar.SURFACE, at)
        date = found[3]
        return Surface(found[1], found[2] or "json", None if date is None else date[1:-1], at), found.end()

    def cascade(self, at: int) -> tuple[Cascade, int]:
        text = self.text
        found = grammar.CASCADE.match(text, at)
        if found is None:
            raise self.fail(grammar.CASCADE, at)
        start = at
        at = found.end()
        links: dict[str, tuple[str, ...]] = {}
        more = True
        while more:
            found = grammar.LINK.match(text, at)
            if found is None:
                raise self.fail(grammar.LINK, at)
            links[found[1]] = _dimensions(found[2])
            more = found[3] is not None
            at = found.end()
        return Cascade(tuple(links.items()), start), at

    # conditions

    def test(self, at: int) -> tuple[Test, int]:
        """A condition list. Conditions joined by AND alone are read here, all else by `either`."""
        text = self.text
        start = at
        parts: list[Condition] = []
        match = grammar.TEST_JOINED
        while found := match(text, at):
            path, operator, span, unit, quoted, digits, word, joined = found.groups()
            value: Value
            if digits is not None:
                value = float(digits) if "." in digits else int(digits) if len(digits) < 18 else self.number(digits, at)
            elif word is not None:
                value = Word(word)
            elif quoted is not None:
                value = quoted
            else:
                value = self.duration(span, unit, at)
            if operator not in _OPERATORS:
                operator = "!=" if operator[-1] in "tT" else "="
            parts.append(Condition(path, operator, value, at))
            at = found.end()
            if joined is None:
                self.tested_at = at
                return (parts[0] if len(parts) == 1 else AllOf(tuple(parts))), at
            if joined[0] in "oO":
                break
        test, at, _ = self.either(start)
        self.tested_at = at
        return test, at

    def either(self, at: int) -> tuple[Test, int, str | None]:
        """Conditions joined by OR, each of conditions joined by AND; and what joins them to what follows."""
        some: list[Condition | AllOf] = []
        while True:
            every: list[Condition | AnyOf] = []
            joined: str | None = "AND"
            while joined == "AND":
                part, at, joined = self.part(at)
                if isinstance(part, AllOf):
                    every.extend(part.parts)
                else:
                    every.append(part)
            if len(every) > 1:
                some.append(AllOf(tuple(every)))
            elif isinstance(every[0], AnyOf):
                some.extend(every[0].parts)
            else:
                some.append(every[0])
            if joined is None:
                return (some[0] if len(some) == 1 else AnyOf(tuple(some))), at, None

    def part(self, at: int) -> tuple[Test, int, str | None]:
        """One condition, or a condition list in parentheses; and the AND or OR behind it."""
        text = self.text
        found = grammar.OPEN(text, at)
        if found is not None:
            self.depth += 1
            if self.depth > DEEPEST:
                raise ParseError(f"more than {DEEPEST} parentheses within each other", text=text, at=at)
            test, at, _ = self.either(found.end())
            found = grammar.CLOSE_JOINED(text, at)
            if found is None:
                raise self.error(at, ("AND", "OR", "`)`"))
            self.depth -= 1
            return test, found.end(), found[1] and found[1].upper()
        found = grammar.TEST_JOINED(text, at)
        if found is not None:
            path, operator, span, unit, quoted, digits, word, joined = found.groups()
            value: Value
            if digits is not None:
                value = self.number(digits, at)
            elif word is not None:
                value = Word(word)
            elif quoted is not None:
                value = quoted
            else:
                value = self.duration(span, unit, at)
            if operator not in _OPERATORS:
                operator = "!=" if operator[-1] in "tT" else "="
            return Condition(path, operator, value, at), found.end(), joined and joined.upper()
        found = grammar.BARE_JOINED(text, at)
        if found is None or grammar.OPERATOR_AHEAD(text, found.end()):
            raise self.fail(grammar.TEST, at)
        return Condition(found[1], "=", Word("true"), at), found.end(), found[2] and found[2].upper()


_OPERATORS = frozenset((">=", "<=", "!=", "=", ">", "<"))


def _dimensions(written: str) -> tuple[str, ...]:
    if "-" in written or "/" in written:
        written = grammar.COMMENT.sub("", written)
    return tuple(one.strip(" \t\r\n") for one in written.split(","))


def _hint(text: str, at: int) -> str:
    """What to do about the mistakes that are made most."""
    rest = text[at : at + 3]
    if rest.startswith("\ufeff"):
        return "The text begins with a byte order mark: save it without one."
    if rest.startswith(("#", "/*")):
        return "Comments begin with -- or //."
    if rest.startswith("'"):
        return "Texts stand in double quotes."
    if rest.startswith('"') and '"' not in text[at + 1 :]:
        return "This text is not closed."
    if rest.startswith("=") and text[max(0, at - 1) : at] == "=":
        return "Equal is written `=`, once."
    return ""


_READERS: dict[str, Callable[[_Parser, int], tuple[Statement, int]]] = {
    "FOR": _Parser.forage,
    "DIV": _Parser.dive,
    "DRI": _Parser.drift,
    "FET": _Parser.fetch,
    "PER": _Parser.perch,
    "LIS": _Parser.listen,
    "WAK": _Parser.wake,
    "CHI": _Parser.chirp,
    "TRA": _Parser.trace,
    "WAT": _Parser.watch,
    "REC": _Parser.recall,
    "SUR": _Parser.surface,
    "CAS": _Parser.cascade,
}
