"""What several configuration files say together.

The laws, lowest layer first: built-in < organisation < user < repository.

1. Tightening is defined on decisions: a layer counts only in so far as no target becomes less strict by it.
   Environments only ever add: a target that several match is judged by the strictest, and asked for everything
   that any of them asks for. Rules, freezes, holds and protected paths are united.
2. Only the organisation's file loosens (calls targets dev, raises a threshold of `scan`). Where there is none, or
   where it says `allow_trust = true`, a user's or repository's file does too, but only while a proven human's
   confirmation of exactly these bytes at exactly this place is on record. It lapses when the file changes.
3. A file with a fault loosens nothing.
4. What an upper layer set, no trusted lower one takes back: trust loosens the built-in default, never the
   organisation's word.

Whatever did not count is said in `Layers.problems`, with what to do.
"""

from __future__ import annotations

from keyturn.model.rule import SEVERITIES
from keyturn.policy import overriding, receive
from keyturn.policy.layers import (
    COLUMNS,
    THROWAWAY,
    Environment,
    Layer,
    Layers,
    ScanSettings,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from keyturn.policy.layers import OwnRule

    Setting = str | int | tuple[str, ...]

ORGANISATION = "organisation"
USER = "user"
REPOSITORY = "repository"

# How strictly a column judges, for environments: dev, then shared, then production. The workspace's own columns
# (G, W, H) and "?" are never an environment's.
_STRICTNESS = {column: rank for rank, column in enumerate((THROWAWAY, *(c for c in COLUMNS[4:6])))}

FAMILY = "patterns/"
"""Of rules that are lines of files of patterns: their id says the whole pattern."""
_UNITED = ("protected", "patterns")
"""Settings of `scan` that every file only adds to."""
_LOWER_IS_STRICTER = ("mass_delete", "mass_delete_percent", "mass_drop", "gutted_lines", "gutted_percent")


def loosens(layer: Layer) -> tuple[str, ...]:
    """What in the file could make something laxer, for people: what they would confirm."""
    defaults = ScanSettings()
    return (
        *(
            f"environment {environment.name} is dev: {', '.join(environment.matches)}"
            for environment in layer.environments
            if environment.column == THROWAWAY and environment.matches
        ),
        *(
            f"scan.{name} = {value!r} instead of {getattr(defaults, name)!r}"
            for name, value in layer.scan
            if name not in _UNITED and _strictest(name, value, getattr(defaults, name)) != value
        ),
    )


def wants_to_loosen(layer: Layer) -> bool:
    """Whether anything in the file could make something laxer (only then is the trust record worth reading)."""
    return bool(loosens(layer))


def may_loosen(layer: Layer, layers: tuple[Layer, ...], trusted: frozenset[tuple[str, str]]) -> bool:
    """Laws 2 and 3."""
    if layer.errors:
        return False
    if layer.name == ORGANISATION:
        return True
    organisation = [other for other in layers if other.name == ORGANISATION]
    if organisation and not all(other.allow_trust and not other.errors for other in organisation):
        return False
    return bool(layer.digest) and (layer.file, layer.digest) in trusted


def combine(
    layers: Iterable[Layer],
    trusted: frozenset[tuple[str, str]] = frozenset(),
    problems: Iterable[str] = (),
) -> Layers:
    """All files as one. `trusted` holds (file, digest) of what a proven human confirmed."""
    ordered = tuple(
        sorted(layers, key=lambda layer: (ORGANISATION, USER, REPOSITORY).index(layer.name))  # stable within a layer
    )
    said = list(problems)
    kept: list[Environment] = []
    for layer in ordered:
        said.extend(_line(error) for error in layer.errors)
        lax = may_loosen(layer, ordered, trusted)
        for environment in layer.environments:
            if environment.column == THROWAWAY and environment.matches and not lax:
                already = {pattern for other in kept if other.column == THROWAWAY for pattern in other.matches}
                refused = tuple(pattern for pattern in environment.matches if pattern not in already)
                if refused and not layer.errors:
                    said.append(_refused(layer, ordered, environment, refused))
                environment = environment.but(matches=())  # noqa: PLW2901 - its holds and freezes still count
            kept.append(environment)
    received = receive.combined(ordered, said)
    return Layers(
        _by_name(kept),
        united(*(layer.rules for layer in ordered)),
        _scan(ordered, trusted, said),
        tuple((layer.file, layer.digest) for layer in ordered),
        tuple(dict.fromkeys(said)),
        receive=received,
        override=overriding.combined(ordered),
        # whoever loosens nothing removes nothing either: a doubtful file's word on it does not count
        keep_record_files=max(
            (one.keep_record_files for one in ordered if one.name == ORGANISATION and not one.errors), default=0
        ),
        rehearse_rows=_rows_copied(ordered),
    )


def _rows_copied(layers: Sequence[Layer]) -> str:
    """The fewest rows that any of the organisation's files allows; a doubtful file allows none that are not dev's."""
    said = {layer.rehearse_rows for layer in layers if layer.name == ORGANISATION}
    if "schema" in said:
        return "schema"
    whole = all(not layer.errors for layer in layers if layer.name == ORGANISATION)
    return "copy" if "copy" in said and "dev" not in said and whole else ""


def united(*parts: tuple[OwnRule, ...]) -> tuple[OwnRule, ...]:
    """The rules of several files; a pattern that stands in several files of patterns once."""
    found: dict[object, OwnRule] = {}
    for rules in parts:
        for rule in rules:
            key = rule.id if rule.id.startswith(FAMILY) and not rule.match else (rule.id, len(found))
            found.setdefault(key, rule)
    return tuple(found.values())


def _line(error: Exception) -> str:
    return str(error).replace("\n  ", " ")


def _refused(layer: Layer, layers: tuple[Layer, ...], environment: Environment, patterns: tuple[str, ...]) -> str:
    what = f"{layer.file}: [environment.{environment.name}] would make {', '.join(patterns)} laxer and does not count"
    return f"{what}. {_way_out(layer, layers)}"


def _way_out(layer: Layer, layers: tuple[Layer, ...]) -> str:
    if any(other.name == ORGANISATION and not other.allow_trust for other in layers):
        return "Only the organisation's file may loosen (or say allow_trust = true)."
    return f"A person can confirm it: keyturn config trust {layer.file}"


def _by_name(environments: list[Environment]) -> tuple[Environment, ...]:
    """Environments of one name as one: everything united, the strictest class for all of it."""
    found: dict[str, Environment] = {}
    for new in environments:
        old = found.get(new.name)
        if old is None:
            found[new.name] = new
            continue
        found[new.name] = Environment(
            old.name,
            max(old.column, new.column, key=lambda column: _STRICTNESS.get(column, len(_STRICTNESS))),
            tuple(dict.fromkeys((*old.matches, *new.matches))),
            tuple(dict.fromkeys((*old.hold, *new.hold))),
            old.undo or new.undo,
            old.promote_from or new.promote_from,
            min(filter(None, (old.tier, new.tier)), default=0),
            tuple(dict.fromkeys((*old.freezes, *new.freezes))),
            old.layer if old.layer == new.layer or new.layer in old.layer.split("+") else f"{old.layer}+{new.layer}",
        )
    return tuple(found.values())


def _scan(layers: tuple[Layer, ...], trusted: frozenset[tuple[str, str]], said: list[str]) -> ScanSettings:
    settings: dict[str, Any] = dict(ScanSettings().__iter_fields__())
    settled: set[str] = set()
    for layer in layers:
        lax = may_loosen(layer, layers, trusted)
        for name, value in layer.scan:
            if lax and name not in settled and name not in _UNITED:
                settings[name] = value
                settled.add(name)
                continue
            settings[name] = _strictest(name, settings[name], value)
            if name not in _UNITED and settings[name] != value and not layer.errors:
                said.append(
                    f"{layer.file}: scan.{name} = {value!r} is laxer than {settings[name]!r} and does not count. "
                    + _way_out(layer, layers)
                )
    return ScanSettings(**settings)


def _strictest(name: str, one: Setting, other: Setting) -> Setting:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(dict.fromkeys((*one, *other)))
    if isinstance(one, int) and isinstance(other, int):
        # reading more is stricter than reading less
        return min(one, other) if name in _LOWER_IS_STRICTER else max(one, other)
    pair = (str(one), str(other))
    # stop at the lower severity, but take what could not be read for the higher
    return min(pair, key=SEVERITIES.index) if name == "fail_on" else max(pair, key=SEVERITIES.index)
