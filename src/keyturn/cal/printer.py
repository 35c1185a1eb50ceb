"""A tree as CAL text. `parse(show(tree))` is the tree again, for every tree that a text can give."""

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
    Test,
    Trace,
    Value,
    Wake,
    Watch,
    Word,
)

_SHORT = {"minutes": "m", "hours": "h", "days": "d", "weeks": "w", "months": "mo"}


def show(node: Program | Statement) -> str:
    """The text of a tree: a statement a paragraph, a clause a line."""
    if not isinstance(node, Program):
        return "\n".join(_lines(node))
    out = []
    for number, statement in enumerate(node.statements):
        text = "\n".join(_lines(statement))
        following = node.statements[number + 1] if number + 1 < len(node.statements) else None
        if following is not None and _would_take(_last(statement), following):
            text += ";"
        out.append(text + "\n")
    return "\n".join(out)


def show_test(test: Test) -> str:
    """A condition list on one line."""
    if isinstance(test, Condition):
        return f"{test.path} {test.operator} {_value(test.value)}"
    if isinstance(test, AnyOf):
        return " OR ".join(show_test(part) for part in test.parts)
    return " AND ".join(f"({show_test(part)})" if isinstance(part, AnyOf) else show_test(part) for part in test.parts)


def show_number(value: float) -> str:
    """A number without an exponent."""
    if isinstance(value, int):
        return str(value)
    plain = repr(value)
    return f"{value:.330f}".rstrip("0").rstrip(".") + ".0" * value.is_integer() if "e" in plain else plain


def _value(value: Value) -> str:
    if isinstance(value, Word):
        return value.name
    if isinstance(value, Duration):
        return _duration(value)
    return f'"{value}"' if isinstance(value, str) else show_number(value)


def _duration(value: Duration) -> str:
    return f"{value.value}{_SHORT[value.unit]}"


def _last(statement: Statement) -> Statement:
    """The innermost statement that a text ends in."""
    lines = _branches(statement)
    return _last(lines[-1][1]) if lines else statement


def _branches(statement: Statement) -> list[tuple[str, Statement]]:
    if isinstance(statement, Wake) and statement.then is not None:
        return [("THEN", statement.then)]
    if not isinstance(statement, Fetch):
        return []
    found = [
        (f"ON {level}", branch)
        for level in ("EXECUTE", "CONFIRM", "QUEUE", "WAIT")
        if (branch := statement.branch(level)) is not None
    ]
    # a branch that ends in a FETCH would take the ON … behind it, so it comes last
    return sorted(found, key=lambda pair: isinstance(_last(pair[1]), Fetch))


def _would_take(statement: Statement, following: Statement) -> bool:
    """Whether `following`, written behind `statement`, would be read as a part of it."""
    if isinstance(statement, Dive):
        return isinstance(following, Trace) and following.source is None
    if isinstance(statement, Perch):
        return isinstance(following, Listen | Chirp) or (isinstance(following, Wake) and following.then is None)
    if isinstance(statement, Recall):
        return isinstance(following, Surface) and following.date is None and statement.surface is None
    return False


def _test_lines(keyword: str, test: Test | None) -> list[str]:
    if test is None:
        return []
    if isinstance(test, AllOf):
        lines = [f"({show_test(part)})" if isinstance(part, AnyOf) else show_test(part) for part in test.parts]
        return [f"{keyword} {lines[0]}", *(f"  AND {line}" for line in lines[1:])]
    return [f"{keyword} {show_test(test)}"]


def _optional(**clauses: object) -> list[str]:
    return [f"{keyword} {value}" for keyword, value in clauses.items() if value is not None]


def _lines(one: Statement) -> list[str]:
    """A statement's lines; those of its clauses are indented."""
    head, clauses = _written(one)
    for keyword, branch in _branches(one):
        inner = _lines(branch)
        clauses += [f"{keyword} {inner[0]}", *inner[1:]]
    return [head, *(f"  {line}" for line in clauses)]


def _written(one: Statement) -> tuple[str, list[str]]:
    if isinstance(one, Forage):
        across = None if one.across is None else ", ".join(one.across)
        rest = _optional(ACROSS=across, DEPTH=one.depth, SURFACE=one.surface)
        return f"FORAGE {one.target}", _test_lines("WHERE", one.where) + rest
    if isinstance(one, Dive):
        return f"DIVE INTO {one.target}", _test_lines("WHEN", one.when) + _optional(TRACE=one.trace, EMIT=one.emit)
    if isinstance(one, Drift):
        methodology = None if one.methodology is None else show_number(one.methodology)
        performance = None if one.performance is None else show_number(one.performance)
        return f"DRIFT {one.target}", _optional(METHODOLOGY=methodology, PERFORMANCE=performance, GAP=one.gap)
    if isinstance(one, Fetch):
        threshold = None if one.threshold is None else show_number(one.threshold)
        confidence = None if one.confidence is None else show_number(one.confidence)
        return f"FETCH {one.target}", _optional(THRESHOLD=threshold, CONFIDENCE=confidence)
    if isinstance(one, Perch):
        key = one.target.key
        target = one.target.value if key is None else f'{key}:"{one.target.value}"'
        clauses = [] if one.listen is None else [f"LISTEN FOR {', '.join(one.listen)}"]
        if one.wake is not None:
            clauses.append(f"WAKE AFTER {_duration(one.wake)}")
        if one.chirp is not None:
            clauses.append(_chirp(one.chirp, one.message))
        return f"PERCH ON {target}", clauses
    if isinstance(one, Watch):
        clauses = [] if one.hold is None else [f"FOR {one.hold.value} {_SHORT.get(one.hold.unit, one.hold.unit)}"]
        return f"WATCH {one.target}", _test_lines("WHEN", one.when) + clauses
    if isinstance(one, Recall):
        return f'RECALL {one.target} ON "{one.date}"', _recall(one)
    if isinstance(one, Cascade):
        links = "; ".join(f"{origin} -> {', '.join(targets)}" for origin, targets in one.links)
        return f"CASCADE {links}", []
    return _short(one), []


def _short(one: Listen | Wake | Chirp | Trace | Surface) -> str:
    if isinstance(one, Listen):
        return f"LISTEN FOR {', '.join(one.signals)}"
    if isinstance(one, Wake):
        return f"WAKE AFTER {_duration(one.after)}"
    if isinstance(one, Chirp):
        return _chirp(one.alert, one.message)
    if isinstance(one, Trace):
        return f"TRACE {one.target}" + ("" if one.source is None else f" FROM {one.source}")
    return f"SURFACE {one.output} AS {one.format}" + ("" if one.date is None else f' ON "{one.date}"')


def _chirp(kind: str, message: str | None) -> str:
    return f"CHIRP {kind}" + ("" if message is None else f' "{message}"')


def _recall(one: Recall) -> list[str]:
    lines = []
    for each in one.triggers:
        line = f"WATCH {each.name} STATUS {each.status}"
        if each.fired_date is not None:
            line += f' FIRED_DATE "{each.fired_date}"'
        if each.evidence is not None:
            line += f' EVIDENCE "{each.evidence}"'
        lines.append(line)
    lines.append(f"TRIGGERS {one.fired}/{one.total}")
    lines.append(f"CONFIDENCE_STATED {show_number(one.stated)}")
    lines.append(f"CONFIDENCE_ACTUAL {show_number(one.actual)}")
    lines.append(f"CALIBRATION {one.calibration}")
    if one.drift_after is not None:
        lines.append(f"DRIFT_AFTER {show_number(one.drift_after)}")
    if one.surface is not None:
        lines.append(f"SURFACE {one.surface} AS {one.format}")
    return lines
