"""The base of every noun that the cold path reaches: frozen, slotted, cheap to define.

Thirty frozen dataclasses cost six times a bare interpreter's start; this base costs a
tenth more. mypy treats subclasses as dataclasses through `dataclass_transform`, which
is only named for the type checker because importing typing is what we avoid.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_options):  # noqa: ANN003, ANN201 - typing is not imported at run time
        """Nothing, at run time."""
        return lambda cls: cls


class _NounMeta(type):
    """Turns annotated names into slots and remembers their defaults."""

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _NounMeta:
        own = tuple(field for field in space.get("__annotations__", ()) if not field.startswith("__"))
        inherited: tuple[str, ...] = ()
        defaults: dict[str, Any] = {}
        for base in bases:
            inherited += getattr(base, "_fields", ())
            defaults.update(getattr(base, "_defaults", {}))
        for field in own:
            if field in space:
                defaults[field] = space.pop(field)
        space["__slots__"] = own
        cls = super().__new__(mcs, name, bases, space)
        fields = inherited + own
        cls._fields = fields  # type: ignore[attr-defined]  # declared on Noun
        cls._defaults = defaults  # type: ignore[attr-defined]  # declared on Noun
        cls._setters = tuple(getattr(cls, field).__set__ for field in fields)  # type: ignore[attr-defined]  # declared on Noun
        rest = tuple((field, getattr(cls, field).__set__, field in defaults, defaults.get(field)) for field in fields)
        cls._plan = rest  # type: ignore[attr-defined]  # declared on Noun
        return cls


@dataclass_transform(frozen_default=True)
class Noun(metaclass=_NounMeta):
    """A frozen value with named fields, equality by value and a readable repr.

    Defaults are shared between instances, so they must be immutable.
    Raises TypeError for a missing or unknown field, AttributeError on assignment.
    """

    if TYPE_CHECKING:
        _fields: tuple[str, ...]
        _defaults: dict[str, Any]
        _setters: tuple[Any, ...]
        _plan: tuple[tuple[str, Any, bool, Any], ...]

    def __init__(self, *args: Any, **named: Any) -> None:
        given = len(args)
        setters = self._setters
        if given > len(setters):
            raise TypeError(f"{type(self).__name__} takes {len(setters)} fields, {given} given")
        for setter, value in zip(setters, args, strict=False):
            setter(self, value)
        if given == len(setters):
            if named:
                raise TypeError(f"{type(self).__name__}: field given twice: {next(iter(named))}")
            return
        used = 0
        for field, setter, has_default, default in self._plan[given:]:
            if field in named:
                setter(self, named[field])
                used += 1
            elif has_default:
                setter(self, default)
            else:
                raise TypeError(f"{type(self).__name__} needs {field}")
        if used != len(named):
            unknown = [field for field in named if field not in self._fields[given:]]
            raise TypeError(f"{type(self).__name__} has no field {unknown[0]}, or it is given twice")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field) for field in self._fields)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self._values(), strict=True))
        return f"{type(self).__name__}({shown})"

    def __iter_fields__(self) -> Iterator[tuple[str, Any]]:
        yield from zip(self._fields, self._values(), strict=True)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._values()

    def but(self, **changed: Any) -> Self:
        """A copy with some fields replaced."""
        fields = dict(zip(self._fields, self._values(), strict=True))
        fields.update(changed)
        return type(self)(**fields)
