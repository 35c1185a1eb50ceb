"""A team's own rules by statement and by effect: about what would happen, whatever command or program does it.

Both look at the effects that built-in rules found, so they see what the corridor sees: statements in `psql -c`, in a
heredoc, behind an ORM's raw SQL, in a migration. What is not known (a table's name, how many rows) may be what the
rule is about: the effect is then possible, not certain.
"""

from __future__ import annotations

from keyturn.model.effect import GIVEN_EVIDENCE, NO, Effect
from keyturn.model.workspace import Layout
from keyturn.policy.classify import classify
from keyturn.policy.matching import glob
from keyturn.policy.matching import matches as target_matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.policy.layers import EffectShape, Layers, SqlShape

SURE = 2
MAYBE = 1
NOT = 0

_FULL = 20
"""So many names an effect on statements carries; with as many there may be more."""
_PREFIX = "sql/"

FAMILIES: dict[str, tuple[str, ...]] = {
    "delete": ("delete-without-where", "bounded-delete", "merge-delete"),
    "update": ("update-without-where", "bounded-update"),
    "grant": ("grant-all", "grant-public"),
    "replace": ("replace-table", "replace-rows"),
}
"""Statements that several built-in rules tell apart. `drop` is every `drop-…`."""


def statements(kinds: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Every statement that a rule may name → the built-in rules that find it, from the names of those rules."""
    out: dict[str, tuple[str, ...]] = {"drop": tuple(kind for kind in kinds if kind.startswith("drop-"))}
    out.update((name, tuple(one for one in members if one in kinds)) for name, members in FAMILIES.items())
    for kind in kinds:
        out.setdefault(kind.replace("-", " "), (kind,))
    return {name: members for name, members in out.items() if members}


def statement_met(shape: SqlShape, effect: Effect) -> int:
    """Whether an effect is the statement that a rule is about: NOT, MAYBE or SURE."""
    if not effect.rule.startswith(_PREFIX) or effect.rule[len(_PREFIX) :] not in shape.kinds:
        return NOT
    if not shape.objects:
        return SURE
    listed = next((target.facet("objects") for target in effect.targets if target.has("objects")), None)
    if not listed:
        return MAYBE
    names = listed.split(", ")
    if any(_named(name, pattern) for name in names for pattern in shape.objects):
        return SURE
    return MAYBE if len(names) >= _FULL or any(_unknown(name) for name in names) else NOT


def _unknown(name: str) -> bool:
    return not name or any(mark in name for mark in ("$", "{", "?", "…", "*", "%"))


def _named(name: str, pattern: str) -> bool:
    """Whether a name, or a part of it between dots (`shop.users.email`), is what a glob names. Case does not count."""
    wanted = pattern.lower()
    pieces = [piece.strip("\"'`[]") for piece in name.lower().split(".")]
    size = len(pieces)
    return any(glob(wanted, ".".join(pieces[at:end])) for at in range(size) for end in range(at + 1, size + 1))


def effect_met(shape: EffectShape, effect: Effect, layers: Layers, layout: Layout) -> int:
    """Whether an effect is what a rule is about. Every condition that is given must be met."""
    if shape.categories and effect.category not in shape.categories:
        return NOT
    if shape.rules and not any(glob(pattern, effect.rule) for pattern in shape.rules):
        return NOT
    if shape.reversible == NO and effect.reversible != NO:
        return NOT
    if shape.reversible == GIVEN_EVIDENCE and effect.reversible not in (NO, GIVEN_EVIDENCE):
        return NOT
    degree = SURE
    if shape.least:
        count = effect.extent.count
        if count is None or not effect.extent.closed:
            degree = MAYBE if count is None or count < shape.least else SURE
        elif count < shape.least:
            return NOT
    if shape.targets:
        answers = [target_matches(pattern, target) for target in effect.targets for pattern in shape.targets]
        if True not in answers:
            if None not in answers and effect.targets:
                return NOT
            degree = MAYBE
    if shape.environments:
        names = {
            name for target in effect.targets for name in classify(target, effect.category, layers, layout).environments
        }
        if not names.intersection(shape.environments):
            return NOT
    return degree
