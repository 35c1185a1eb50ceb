"""The arithmetic of CAL: scores, cascades, drift, fetch, money, calibration. Plain functions of plain numbers.

Rounding is JavaScript's, halves upwards, because figures have to agree with the reference to the last digit shown.
"""

import math
from collections.abc import Mapping, Sequence

EXECUTE, CONFIRM, QUEUE, WAIT = "EXECUTE", "CONFIRM", "QUEUE", "WAIT"
DECISIONS = (EXECUTE, CONFIRM, QUEUE, WAIT)
THRESHOLD = 1000
"""FETCH without THRESHOLD decides against this."""
AFFECTED = 20
"""A dimension is affected when its score is above this."""
MIDDLE = 5
"""What a signal counts as when the entity does not give it, as in the reference."""

_LEVELS = (
    (70, "critical", 0.9, "almost certain to spread"),
    (50, "high", 0.7, "likely to spread"),
    (30, "medium", 0.5, "may spread"),
    (15, "low", 0.3, "unlikely to spread"),
)
_LOWEST = ("minimal", 0.1, "hardly spreads")
_MULTIPLIERS = ((15, 10, 15, "Extreme"), (10, 6, 10, "Severe"), (6, 4, 6, "Significant"), (3, 2, 4, "Moderate"))
_WORDS = {
    "critical": 10,
    "high": 8,
    "medium": 5,
    "low": 3,
    "minimal": 1,
    "yes": 10,
    "no": 1,
    "true": 10,
    "false": 1,
}


def rounded(value: float, digits: int) -> float:
    """`value` rounded to `digits` decimals, halves upwards; a whole number when there is nothing behind the point."""
    scale = 10**digits
    out = math.floor(value * scale + 0.5) / scale
    return int(out) if out.is_integer() else out


def exact(value: float) -> float:
    """`value` without the dust of binary fractions (twelve significant digits); a whole number where it is one."""
    if type(value) is int:
        return value
    out = float(f"{value:.12g}")
    return int(out) if out.is_integer() else out


def lens(sound: float, space: float, time: float) -> float:
    """The 3D score of three signals, each taken as 1 to 10: 0.1 to 100."""
    return max(1, min(10, sound)) * max(1, min(10, space)) * max(1, min(10, time)) / 10


def signal(value: object, *, least: float = 0, most: float = 100, invert: bool = False) -> float:
    """Anything as a signal of 1 to 10: a number by its place between `least` and `most`, a boolean, a word.

    `invert` turns the scale round, for words too. What says nothing is 5.
    """
    found: float = MIDDLE
    if isinstance(value, bool):
        found = 10 if value else 1
    elif isinstance(value, int | float):
        found = max(1, min(10, (value - least) / (most - least) * 10)) if most != least else MIDDLE
    elif isinstance(value, str) and value.lower() in _WORDS:
        found = _WORDS[value.lower()]
    else:
        return MIDDLE
    return 11 - found if invert else found


def word_signal(word: str) -> int | None:
    """The signal that a word stands for (critical 10, high 8, medium 5, low 3, minimal 1, yes 10, no 1), or None."""
    return _WORDS.get(word.lower())


def spread(score: float) -> tuple[str, float, str]:
    """How likely harm with this score spreads: level, probability and the same in words."""
    for least, level, probability, label in _LEVELS:
        if score >= least:
            return level, probability, label
    return _LOWEST


def multiplier(affected: int, depth: int) -> tuple[float, float, str]:
    """What harm costs in the end, as multiples of its first cost: least, most and a word for it."""
    base = affected * depth
    for least, low, high, label in _MULTIPLIERS:
        if base >= least:
            return low, high, label
    return 1.5, 2, "Limited"


def impact(cost: float, affected: int, depth: int) -> tuple[int, int]:
    """The money lost in the end, least and most, for a first cost."""
    low, high, _ = multiplier(affected, depth)
    return math.floor(cost * low + 0.5), math.floor(cost * high + 0.5)


def drift(methodology: float, performance: float, gap: str = "auto") -> tuple[float, str, str, str]:
    """The gap between what should be and what is: the drift, its kind, its quality, and a sentence.

    `gap` is `teaching`, `curiosity`, or `auto` for what the sign says.
    """
    found = exact(methodology - performance)
    size = abs(found)
    kind = ("curiosity" if found < 0 else "teaching") if gap == "auto" else gap
    least, most = (11, 20) if kind == "curiosity" else (8, 15)
    if least <= size <= most:
        quality = "optimal"
    elif size > 25:
        quality = "extreme"
    elif size < 5:
        quality = "minimal"
    else:
        quality = "moderate"
    if found == 0:
        return found, kind, quality, "What is done is what is prescribed."
    less = "falls short of what is prescribed" if found > 0 else "goes beyond what is prescribed"
    return found, kind, quality, f"What is done {less}, by {size:g} points."


def confidence(value: float) -> float | None:
    """A confidence as a share: 0 < c ≤ 1 as it is, a whole 1 < c ≤ 100 as a percentage. None for anything else."""
    if 0 < value <= 1:
        return value
    if 1 < value <= 100 and float(value).is_integer():
        return value / 100
    return None


def fetch(chirp: float, size: float, sure: float) -> float:
    """The score by which FETCH decides: chirp × |drift| × confidence."""
    return exact(chirp * size * sure)


def decide(score: float, threshold: float) -> str:
    """The decision: EXECUTE from the threshold on, CONFIRM from three quarters of it, QUEUE from half, else WAIT."""
    if score >= threshold:
        return EXECUTE
    if score >= exact(0.75 * threshold):
        return CONFIRM
    if score >= exact(0.5 * threshold):
        return QUEUE
    return WAIT


def calibration(stated: float, actual: float) -> tuple[float, str]:
    """How far a stated confidence was from what came, and what that is called: aligned, over or under."""
    away = rounded(abs(stated - actual), 2)
    if away <= 0.10:
        return away, "aligned"
    return away, "over" if stated > actual else "under"


def levels(
    origin: str, scored: Sequence[str], cascades: Mapping[str, Sequence[str]], depth: int
) -> list[list[tuple[str, str]]]:
    """How harm spreads from `origin` over the scored dimensions: for each level the links (from, to), breadth first."""
    seen = {origin}
    known = frozenset(scored)
    current = [origin]
    out: list[list[tuple[str, str]]] = []
    while current and len(out) < depth:
        links: list[tuple[str, str]] = []
        for source in current:
            for target in cascades.get(source, ()):
                if target in known and target not in seen:
                    seen.add(target)
                    links.append((source, target))
        if not links:
            break
        out.append(links)
        current = [target for _, target in links]
    return out


def link_probability(origin: float, level: int) -> float:
    """The probability that harm arrives `level` steps from an origin that spreads with probability `origin`."""
    return max(0, rounded(origin * (1 - level * 0.2), 2))


def path(origin: str, spread_over: Sequence[Sequence[tuple[str, str]]]) -> str:
    """A cascade in one line: `D5→D6+D2→D1+D3→D4`."""
    return "→".join([origin, *("+".join(target for _, target in links) for links in spread_over)])
