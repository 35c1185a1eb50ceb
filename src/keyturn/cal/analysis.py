"""The six-dimensional reading of entities: what FORAGE and DIVE give.

Scores, sums and rounding are worked out for every entity at once; the full document of an entity, in the reference's
shape, is only written when somebody asks for it. 200,000 entities take a second or two that way.
"""

import math
from collections.abc import Mapping, Sequence
from types import EllipsisType
from typing import Any, TypeGuard

from keyturn.cal import numbers
from keyturn.cal.data import Cascades, Entity
from keyturn.cal.problems import RunError
from keyturn.cal.result import METHODOLOGY
from keyturn.cal.tree import DIMENSIONS, EVERY

_ABOUT = {
    "D1": ("who uses what is made", "external"),
    "D2": ("who makes it", "internal"),
    "D3": ("the money that comes in", "financial"),
    "D4": ("rules, contracts and those who watch over them", "compliance"),
    "D5": ("how good what is made is", "product"),
    "D6": ("how work is done and what it runs on", "process"),
}
_NUMBERS = frozenset((int, float))
_MOST = 1e15
"""Larger numbers are no scores and no money; nor is what is no number at all."""
_KNOWN: dict[tuple[Any, Any, Any], float] = {}
"""Scores by signals: whole signals make a thousand combinations, met over and over."""
_MOST_KNOWN = 100_000


class Setting:
    """What all entities of one FORAGE or DIVE share: dimensions, depth and cascade map."""

    __slots__ = ("cascades", "depth", "dimensions", "multipliers", "paths", "steps")

    def __init__(self, dimensions: Sequence[str], depth: int, cascades: Cascades) -> None:
        self.dimensions = tuple(dict.fromkeys(dimensions))
        self.depth = depth
        self.cascades = cascades
        self.steps: dict[str, list[list[tuple[str, str]]]] = {}
        self.paths: dict[str, str] = {}
        self.multipliers: dict[int, dict[str, Any]] = {}

    def spread(self, origin: str) -> list[list[tuple[str, str]]]:
        """The levels of a cascade from `origin`; the same for every entity, so found once."""
        found = self.steps.get(origin)
        if found is None:
            found = self.steps[origin] = numbers.levels(origin, self.dimensions, self.cascades, self.depth)
        return found

    def path(self, origin: str) -> str:
        """The cascade from `origin` in one line."""
        found = self.paths.get(origin)
        if found is None:
            found = self.paths[origin] = numbers.path(origin, self.spread(origin))
        return found

    def multiplier(self, affected: int) -> dict[str, Any]:
        """What harm to so many dimensions costs in the end, as multiples."""
        found = self.multipliers.get(affected)
        if found is None:
            low, high, label = numbers.multiplier(affected, self.depth)
            found = self.multipliers[affected] = {"min": low, "max": high, "label": label}
        return found


def _signal(value: Any, entity: Entity, name: str) -> float:
    if isinstance(value, int | float) and -_MOST < value < _MOST:  # true counts as 1, as in the reference
        return value
    word = numbers.word_signal(value) if isinstance(value, str) else None
    if word is None:
        raise RunError(f"entity {title(entity)}: {name} is {value!r}, neither a number nor a word for one (1 to 10)")
    return word


def _score(key: tuple[Any, Any, Any], entity: Entity) -> float:
    """The score of three signals; keeps it when all three are plain numbers."""
    sound, space, time = (
        _signal(value, entity, name) for value, name in zip(key, ("sound", "space", "time"), strict=True)
    )
    found = numbers.lens(sound, space, time)
    if len(_KNOWN) < _MOST_KNOWN and type(key[0]) in _NUMBERS and type(key[1]) in _NUMBERS and type(key[2]) in _NUMBERS:
        _KNOWN[key] = found
    return found


def title(entity: Entity) -> str:
    """What to call an entity: its id, its name, or Unknown."""
    return str(entity.get("id") or entity.get("name") or "Unknown")


def _plain(scores: Entity) -> list[float]:
    """The numbers that stand under D1 to D6."""
    out: list[float] = []
    for name in EVERY:
        value = scores.get(name)
        if type(value) in _NUMBERS and -_MOST < value < _MOST:  # type: ignore[operator]  # a number, by its type
            out.append(value)  # type: ignore[arg-type]  # likewise
    return out


def _is_mapping(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return value.__class__ is dict or isinstance(value, Mapping)  # the first is ten times as quick as the second


def _signals(entity: Entity, name: str) -> tuple[Any, Any, Any]:
    """A dimension's own signals, and the entity's for those it lacks."""
    of = entity.get("dimensions")
    own = of.get(name) if _is_mapping(of) else None
    sound = space = time = None
    if _is_mapping(own):
        get = own.get
        sound, space, time = get("sound"), get("space"), get("time")
    return (
        _common(entity, "sound") if sound is None else sound,
        _common(entity, "space") if space is None else space,
        _common(entity, "time") if time is None else time,
    )


def _common(entity: Entity, name: str) -> Any:
    """An entity's own signal, for a dimension that has none, or the middle."""
    value = entity.get(name)
    return numbers.MIDDLE if value is None else value


class Analysis:
    """One entity's scores, in the order of the setting's dimensions, and what is added up of them."""

    __slots__ = ("_entered", "affected", "average", "entity", "scores", "setting", "total")

    def __init__(
        self, entity: Entity, setting: Setting, scores: list[float], affected: int, total: float, average: float
    ) -> None:
        self.entity = entity
        self.setting = setting
        self.scores = scores
        self.affected = affected
        self.total = total
        self._entered: float | EllipsisType | None = ...  # not looked at yet
        self.average = average

    @property
    def cost(self) -> float:
        """What the harm costs at first, or 0."""
        value: Any = self.entity.get("baseCost")
        return value if type(value) in _NUMBERS and 0 < value < _MOST else 0

    @property
    def entered(self) -> float | None:
        """The mean of the scores D1 to D6 that were entered by hand, two decimals; None where there are none."""
        if self._entered is not ...:
            return self._entered
        entity = self.entity
        values = _plain(entity)
        if not values:
            own = entity.get("dimensions")
            values = _plain(own) if _is_mapping(own) else []
        found = self._entered = numbers.rounded(sum(values) / len(values), 2) if values else None
        return found

    @property
    def chirp(self) -> float:
        """How loud this is, 0 to 100: the entered scores' mean, else the mean of the affected dimensions' scores."""
        entered = self.entered
        return self.average if entered is None else entered

    @property
    def origin(self) -> str | None:
        """Where harm begins: what the entity says, else its highest affected dimension; None when none is affected."""
        if not self.affected:
            return None
        metadata = self.entity.get("metadata")
        told = metadata.get("origin") if _is_mapping(metadata) else None
        named = told.get("dimension") if _is_mapping(told) else None
        if named in self.setting.dimensions:
            return str(named)
        shown = [_shown(score) for score in self.scores]
        return self.setting.dimensions[shown.index(max(shown))]

    @property
    def path(self) -> str | None:
        """The cascade in one line, `D5→D6+D2→D1+D3→D4`; None when no dimension is affected."""
        origin = self.origin
        return None if origin is None else self.setting.path(origin)

    def impact(self) -> dict[str, Any]:
        """What the harm costs in the end."""
        cost = self.cost
        low, high = numbers.impact(cost, self.affected, self.setting.depth) if cost else (0, 0)
        return {"min": low, "max": high, "currency": str(self.entity.get("currency") or "USD")}

    def cascades(self) -> list[dict[str, Any]]:
        """The cascade as the reference writes it (a list of one, or of none), and its path."""
        origin = self.origin
        if origin is None:
            return []
        setting = self.setting
        shown = {name: _shown(score) for name, score in zip(setting.dimensions, self.scores, strict=True)}
        probability = numbers.spread(self.scores[setting.dimensions.index(origin)])[1]
        return [
            {
                "origin": _origin(origin, shown[origin]),
                "levels": [
                    {
                        "level": level,
                        "cascades": [
                            _link(source, target, shown[target], probability, level) for source, target in links
                        ],
                    }
                    for level, links in enumerate(setting.spread(origin), 1)
                ],
                "path": setting.path(origin),
            }
        ]

    def document(self) -> dict[str, Any]:
        """The whole reading, in the reference's shape. Equal parts of several documents are the same: read only."""
        entity = self.entity
        setting = self.setting
        entered = self.entered
        get = entity.get
        return {
            "entity": title(entity),
            "methodology": METHODOLOGY,
            "lens": _lens(
                get("sound") or numbers.MIDDLE, get("space") or numbers.MIDDLE, get("time") or numbers.MIDDLE
            ),
            "dimensions": {
                name: _dimension(name, _signals(entity, name), score)
                for name, score in zip(setting.dimensions, self.scores, strict=True)
            },
            "summary": {
                "dimensionsAffected": self.affected,
                "totalScore": numbers.exact(self.total),
                "averageScore": self.average,
                "chirp": self.average if entered is None else entered,
                "chirpFrom": "scores" if entered is None else "entered",
                "cascadeDepth": setting.depth,
                "baseCost": self.cost,
                "estimatedImpact": self.impact(),
                "multiplier": setting.multiplier(self.affected),
            },
            "cascades": self.cascades(),
        }


_PARTS: dict[tuple[Any, ...], dict[str, Any]] = {}
"""Parts of documents by what they are made of: whole signals make few, and most entities share them."""
_ROUNDED: dict[float, float] = {}


def _shown(score: float) -> float:
    """A score with one decimal."""
    found = _ROUNDED.get(score)
    if found is None:
        found = numbers.rounded(score, 1)
        if len(_ROUNDED) < _MOST_KNOWN:
            _ROUNDED[score] = found
    return found


def _kept(key: tuple[Any, ...], part: dict[str, Any]) -> dict[str, Any]:
    """Keep a part for the next document that has the same, unless there are too many."""
    if len(_PARTS) < _MOST_KNOWN:
        _PARTS[key] = part
    return part


def _lens(sound: Any, space: Any, time: Any) -> dict[str, Any]:
    part = {"sound": sound, "space": space, "time": time}
    if not type(sound) is type(space) is type(time) is int:
        return part
    key = ("lens", sound, space, time)
    return _PARTS.get(key) or _kept(key, part)


def _origin(name: str, score: float) -> dict[str, Any]:
    key = (name, score)
    return _PARTS.get(key) or _kept(key, {"dimension": name, "name": DIMENSIONS[name], "score": score, "level": 0})


def _link(source: str, target: str, score: float, probability: float, level: int) -> dict[str, Any]:
    key = (source, target, score, probability, level)
    return _PARTS.get(key) or _kept(
        key,
        {
            "from": source,
            "to": target,
            "name": DIMENSIONS[target],
            "score": score,
            "probability": numbers.link_probability(probability, level),
            "level": level,
        },
    )


def _dimension(name: str, signals: tuple[Any, Any, Any], score: float) -> dict[str, Any]:
    sound, space, time = signals
    # 5.0 and true are equal to 5 and 1 as keys, and are not written like them
    whole = type(sound) is type(space) is type(time) is int
    key = (name, sound, space, time)
    found = _PARTS.get(key) if whole else None
    if found is not None:
        return found
    level, probability, label = numbers.spread(score)
    description, domain = _ABOUT[name]
    part = {
        "id": name,
        "name": DIMENSIONS[name],
        "description": description,
        "domain": domain,
        "signals": {"sound": sound, "space": space, "time": time},
        "score": _shown(score),
        "cascade": {"level": level, "probability": probability, "label": label},
        "affected": score > numbers.AFFECTED,
    }
    return _kept(key, part) if whole else part


def _slow_score(entity: Entity, name: str) -> float:
    """The score of a dimension that lacks a signal, or whose signals were not met before."""
    key = _signals(entity, name)
    try:
        found = _KNOWN.get(key)
    except TypeError:  # a list or a mapping
        found = None
    return _score(key, entity) if found is None else found


def analyse(entities: Sequence[Entity], setting: Setting) -> list[Analysis]:
    """The reading of every entity. Raises RunError for a signal that is no number."""
    out: list[Analysis] = []
    known = _KNOWN
    names = setting.dimensions
    count = len(names)
    floor = math.floor
    for entity in entities:
        own = entity.get("dimensions")
        if own.__class__ is dict and own:
            scores = []
            affected = 0
            total = 0.0
            for name in names:
                try:
                    signals = own[name]
                    score = known[signals["sound"], signals["space"], signals["time"]]
                except (KeyError, TypeError):
                    score = _slow_score(entity, name)
                scores.append(score)
                if score > 20:
                    affected += 1
                    total += score
        elif own and _is_mapping(own):
            scores = [_slow_score(entity, name) for name in names]
            affected = sum(score > numbers.AFFECTED for score in scores)
            total = sum(score for score in scores if score > numbers.AFFECTED)
        else:  # one score for every dimension
            scores = [_slow_score(entity, name) for name in names[:1]] * count
            affected = count if scores and scores[0] > numbers.AFFECTED else 0
            total = sum(scores) if affected else 0.0
        average = floor(total / affected * 10 + 0.5) / 10 if affected else 0
        out.append(Analysis(entity, setting, scores, affected, total, average))
    return out


def mean_of_averages(analyses: Sequence[Analysis]) -> float:
    """The mean of the entities' average scores, one decimal; 0 for none."""
    return numbers.rounded(sum([one.average for one in analyses]) / len(analyses), 1) if analyses else 0


def total_impact(analyses: Sequence[Analysis]) -> dict[str, int]:
    """The money of all entities together."""
    low = high = 0
    for one in analyses:
        if one.cost:
            least, most = numbers.impact(one.cost, one.affected, one.setting.depth)
            low += least
            high += most
    return {"min": low, "max": high}
