"""The tree of a CAL script.

Frozen values; `at` is the offset of the first character in the text and does not count when two trees are compared.
`as_json` gives the view that the reference runtime's parser gives (`{"type": "Program", "language", "version",
"statements"}`), with keys of our own only where the language is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LANGUAGE = "Cormorant Agentic Language"
VERSION = "0.1.0"

DIMENSIONS = {
    "D1": "Customer",
    "D2": "Employee",
    "D3": "Revenue",
    "D4": "Regulatory",
    "D5": "Quality",
    "D6": "Operational",
}
ALL = "ALL"
EVERY = tuple(DIMENSIONS)


@dataclass(frozen=True, slots=True)
class Word:
    """An identifier as a value: `status = open`. `true` and `false` are booleans, and match the words too."""

    name: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of `minutes`, `hours`, `days`, `weeks`, `months`, `quarters` or `years`."""

    value: int
    unit: str


Value = int | float | str | Word | Duration
"""What a condition compares with; a `str` is a quoted string."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`path operator value`; the operator is one of `>= <= != = > <`. A path alone is `path = true`."""

    path: str
    operator: str
    value: Value
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Two or more tests that must all hold (AND). None of them is an AllOf."""

    parts: "tuple[Condition | AnyOf, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Two or more tests of which one must hold (OR). None of them is an AnyOf."""

    parts: "tuple[Condition | AllOf, ...]"


Test = Condition | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Forage:
    """FORAGE target [WHERE …] [ACROSS …] [DEPTH n] [SURFACE name]."""

    target: str
    where: Test | None = None
    across: tuple[str, ...] | None = None
    depth: int | None = None
    surface: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Dive:
    """DIVE INTO target [WHEN …] [TRACE name] [EMIT name]."""

    target: str
    when: Test | None = None
    trace: str | None = None
    emit: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Drift:
    """DRIFT target [METHODOLOGY n] [PERFORMANCE n] [GAP kind]."""

    target: str
    methodology: int | float | None = None
    performance: int | float | None = None
    gap: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fetch:
    """FETCH target [THRESHOLD n] [CONFIDENCE n] [ON EXECUTE|CONFIRM|QUEUE|WAIT statement]."""

    target: str
    threshold: int | float | None = None
    confidence: int | float | None = None
    on_execute: "Statement | None" = None
    on_confirm: "Statement | None" = None
    on_queue: "Statement | None" = None
    on_wait: "Statement | None" = None
    at: int = field(default=0, compare=False)

    def branch(self, level: str) -> "Statement | None":
        """The statement of one decision: EXECUTE, CONFIRM, QUEUE or WAIT."""
        found: Statement | None = getattr(self, f"on_{level.lower()}")
        return found


@dataclass(frozen=True, slots=True)
class Target:
    """What PERCH watches: a name (`key` is None), or `key:"value"`."""

    key: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Perch:
    """PERCH ON target [LISTEN FOR signals] [WAKE AFTER duration] [CHIRP type ["message"]]."""

    target: Target
    listen: tuple[str, ...] | None = None
    wake: Duration | None = None
    chirp: str | None = None
    message: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Listen:
    """LISTEN FOR signals."""

    signals: tuple[str, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Wake:
    """WAKE AFTER duration [THEN statement]."""

    after: Duration
    then: "Statement | None" = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Chirp:
    """CHIRP type ["message"]."""

    alert: str
    message: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Trace:
    """TRACE name [FROM output]."""

    target: str
    source: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Watch:
    """WATCH name WHEN … [FOR n unit]."""

    target: str
    when: Test
    hold: Duration | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One WATCH of a RECALL: what became of a trigger (`fired`, `not_fired` or `partial`)."""

    name: str
    status: str
    fired_date: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """RECALL target ON date …: a past diagnosis held against what came."""

    target: str
    date: str
    triggers: tuple[Trigger, ...]
    fired: int
    total: int
    stated: int | float
    actual: int | float
    calibration: str
    drift_after: int | float | None = None
    surface: str | None = None
    format: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Surface:
    """SURFACE name [AS format] [ON date]; the format is `json` when none is given."""

    output: str
    format: str = "json"
    date: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cascade:
    """CASCADE D5 -> D6, D2; D6 -> D1, D3: how harm spreads, for the statements after it (ours)."""

    links: tuple[tuple[str, tuple[str, ...]], ...]
    at: int = field(default=0, compare=False)


Statement = Forage | Dive | Drift | Fetch | Perch | Listen | Wake | Chirp | Trace | Watch | Recall | Surface | Cascade


@dataclass(frozen=True, slots=True)
class Program:
    """A whole script."""

    statements: tuple[Statement, ...]


def conditions(test: Test | None) -> Iterator[Condition]:
    """The conditions of a test in the order in which they are written."""
    if test is None:
        return
    if isinstance(test, Condition):
        yield test
        return
    for part in test.parts:
        yield from conditions(part)


def nested(statement: Statement) -> tuple[Statement, ...]:
    """The statements directly inside one: the branches of FETCH, what WAKE does THEN."""
    if isinstance(statement, Fetch):
        branches = (statement.on_execute, statement.on_confirm, statement.on_queue, statement.on_wait)
        return tuple(branch for branch in branches if branch is not None)
    if isinstance(statement, Wake) and statement.then is not None:
        return (statement.then,)
    return ()


def _number(value: float) -> float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _value(value: Value) -> Any:
    if isinstance(value, Word):
        return value.name
    if isinstance(value, Duration):
        return {"value": value.value, "unit": value.unit}
    return value if isinstance(value, str) else _number(value)


def _condition(test: Condition) -> dict[str, Any]:
    return {"left": test.path, "operator": test.operator, "right": _value(test.value)}


def _logic(test: Test) -> dict[str, Any]:
    if isinstance(test, Condition):
        return _condition(test)
    return {"all" if isinstance(test, AllOf) else "any": [_logic(part) for part in test.parts]}


def _tests(name: str, test: Test | None) -> dict[str, Any]:
    if test is None:
        return {}
    out: dict[str, Any] = {name: [_condition(one) for one in conditions(test)]}
    if isinstance(test, AnyOf) or (isinstance(test, AllOf) and any(isinstance(one, AnyOf) for one in test.parts)):
        out[f"{name}Logic"] = _logic(test)
    return out


def _given(**pairs: Any) -> dict[str, Any]:
    return {name: value for name, value in pairs.items() if value is not None}


def _duration(value: Duration | None) -> Any:
    return None if value is None else _value(value)


def _signals(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"type": "signal", "name": name} for name in names]


def _dimension(name: str) -> dict[str, str]:
    return {"id": name, "name": DIMENSIONS.get(name, "All Dimensions")}


def _forage(one: Forage) -> dict[str, Any]:
    out = {"target": one.target, **_tests("where", one.where)}
    if one.across is not None:
        out["across"] = [_dimension(name) for name in one.across]
    return out | _given(depth=one.depth, surface=one.surface)


def _dive(one: Dive) -> dict[str, Any]:
    return {"target": one.target, **_tests("when", one.when), **_given(trace=one.trace, emit=one.emit)}


def _drift(one: Drift) -> dict[str, Any]:
    methodology = None if one.methodology is None else _number(one.methodology)
    performance = None if one.performance is None else _number(one.performance)
    return {"target": one.target, **_given(methodology=methodology, performance=performance, gap=one.gap)}


def _fetch(one: Fetch) -> dict[str, Any]:
    out: dict[str, Any] = {"target": one.target}
    if one.threshold is not None:
        out["threshold"] = _number(one.threshold)
    if one.confidence is not None:
        out["confidence"] = _number(one.confidence)
    for level in ("Execute", "Confirm", "Queue", "Wait"):
        branch = one.branch(level)
        if branch is not None:
            out[f"on{level}"] = as_json(branch)
    return out


def _perch(one: Perch) -> dict[str, Any]:
    target: dict[str, Any] = {"type": "simple", "name": one.target.value}
    if one.target.key is not None:
        target = {"type": "keyed", "key": one.target.key, "value": one.target.value}
    listen = None if one.listen is None else _signals(one.listen)
    given = _given(listen=listen, wake=_duration(one.wake), chirp=one.chirp, message=one.message)
    return {"target": target, **given}


def _recall(one: Recall) -> dict[str, Any]:
    out: dict[str, Any] = {
        "target": one.target,
        "date": one.date,
        "watches": [
            {
                "triggerId": trigger.name,
                "status": trigger.status,
                "firedDate": trigger.fired_date or None,
                "evidence": trigger.evidence or None,
            }
            for trigger in one.triggers
        ],
        "triggersFired": one.fired,
        "triggersTotal": one.total,
        "confidenceStated": _number(one.stated),
        "confidenceActual": _number(one.actual),
        "calibration": one.calibration,
    }
    if one.drift_after:
        out["driftAfter"] = _number(one.drift_after)
    return out | _given(surfaceOutput=one.surface, surfaceFormat=one.format)


_VIEWS: dict[type, Any] = {
    Forage: _forage,
    Dive: _dive,
    Drift: _drift,
    Fetch: _fetch,
    Perch: _perch,
    Listen: lambda one: {"signals": _signals(one.signals)},
    Wake: lambda one: {"after": _value(one.after), "action": None if one.then is None else as_json(one.then)},
    Chirp: lambda one: {"alert": one.alert, "message": one.message or None},
    Trace: lambda one: {"target": one.target, "from": one.source},
    Watch: lambda one: {"target": one.target, **_tests("when", one.when), "for": _duration(one.hold)},
    Recall: _recall,
    Surface: lambda one: {"output": one.output, "format": one.format, "scheduledDate": one.date or None},
    Cascade: lambda one: {"links": {origin: list(targets) for origin, targets in one.links}},
}


def as_json(node: Program | Statement) -> dict[str, Any]:
    """The reference's view of a tree, ready for JSON. Positions are no part of it."""
    if isinstance(node, Program):
        return {
            "type": "Program",
            "language": LANGUAGE,
            "version": VERSION,
            "statements": [as_json(one) for one in node.statements],
        }
    return {"type": type(node).__name__, **_VIEWS[type(node)](node)}
