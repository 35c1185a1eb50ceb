"""Conditions made into functions of an entity.

Values compare as in the reference: `=` and `!=` without conversion, `<` and its like with numbers read out of text. A
field that an entity does not have equals nothing and is less and more than nothing. The words `true` and `false` match
the booleans, and the texts written the same way. A duration is compared with a text like `5d`, or with a number, which
then counts in the duration's own unit.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keyturn.cal.data import Entity
from keyturn.cal.grammar import DURATION, UNITS
from keyturn.cal.tree import AllOf, Condition, Duration, Test, Word

Predicate = Callable[[Entity], bool]

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_MINUTES = {
    "minutes": 1,
    "hours": 60,
    "days": 1440,
    "weeks": 10080,
    "months": 43200,
    "quarters": 129600,
    "years": 525600,
}
"""A month counts as thirty days where two durations are compared; dates are counted by the calendar."""


def predicate(test: Test) -> Predicate:
    """A function that says whether an entity passes."""
    if isinstance(test, Condition):
        return _condition(test)
    return _joined([predicate(part) for part in test.parts], every=isinstance(test, AllOf))


def _joined(parts: Sequence[Predicate], *, every: bool) -> Predicate:
    """All of `parts`, or any of them, halved until two are left: long lists nest no deeper than their logarithm."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    first, second = _joined(parts[:middle], every=every), _joined(parts[middle:], every=every)
    if every:
        return lambda entity: first(entity) and second(entity)
    return lambda entity: first(entity) or second(entity)


def lookup(entity: Entity, path: str) -> Any:
    """What an entity says under a dotted path; None when it says nothing. A key with dots in it is found too."""
    if path in entity:
        return entity[path]
    value: Any = entity
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
        if value is None:
            return None
    return value


def _condition(one: Condition) -> Predicate:
    path, wanted = one.path, one.value
    dotted = "." in path
    if one.operator in _ORDERS:
        order = _ORDERS[one.operator]
        if isinstance(wanted, int | float) and not dotted:

            def number(entity: Entity) -> bool:
                value = entity.get(path)
                kind = type(value)
                if kind is int or kind is float:
                    return order(value, wanted)
                return _ordered(value, order, wanted)

            return number
        return lambda entity: _ordered(lookup(entity, path), order, wanted)
    same = _same(wanted)
    if one.operator == "=":
        if dotted:
            return lambda entity: same(lookup(entity, path))
        return lambda entity: same(entity.get(path))
    return lambda entity: not same(lookup(entity, path))


def _same(wanted: Any) -> Callable[[Any], bool]:
    if isinstance(wanted, Word):
        name = wanted.name
        lower = name.lower()
        if lower in {"true", "false"}:
            truth = lower == "true"
            return lambda value: value is truth or value == name
        return lambda value: bool(value == name)
    if isinstance(wanted, Duration):
        minutes = _MINUTES[wanted.unit] * wanted.value
        return lambda value: _minutes(value, wanted.unit) == minutes
    if isinstance(wanted, str):
        return lambda value: bool(value == wanted)
    return lambda value: value == wanted and type(value) is not bool


def _minutes(value: Any, unit: str) -> float | None:
    """A duration in an entity in minutes: `"5d"`, `{"value": 5, "unit": "days"}`, or a number of `unit`s."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value * _MINUTES[unit]
    if isinstance(value, str):
        found = DURATION.match(value, 0)
        if found is not None and found.end() == len(value):
            return float(found[1]) * _MINUTES[UNITS[found[2]]]
        return None
    if isinstance(value, Mapping) and value.get("unit") in _MINUTES and isinstance(value.get("value"), int | float):
        return float(value["value"]) * _MINUTES[value["unit"]]
    return None


def _as_number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return None


def _ordered(value: Any, order: Callable[[Any, Any], bool], wanted: Any) -> bool:
    if isinstance(wanted, Duration):
        minutes = _minutes(value, wanted.unit)
        return minutes is not None and order(minutes, _MINUTES[wanted.unit] * wanted.value)
    other = wanted.name if isinstance(wanted, Word) else wanted
    if isinstance(value, str) and isinstance(other, str):
        return order(value, other)
    left, right = _as_number(value), _as_number(other)
    return left is not None and right is not None and order(left, right)
