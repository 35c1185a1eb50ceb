"""One file at both sides of a change, walked through the corridor, and what the change brings in.

Introduced are effects(after) − effects(before), matched as a multiset by rule, target and the line's text, so that
what was there before, and lines that only moved, do not count; and guards(before) − guards(after).
"""

from __future__ import annotations

from keyturn.errors import RuleError
from keyturn.judge.corridor import Budget, Judgement, follow
from keyturn.model.decision import ALLOW, DENY, HOLD
from keyturn.model.effect import (
    AVAILABILITY,
    BOUNDED_WRITE,
    CONTAINER_CHANGE,
    CONTAINER_DATA,
    DATA_LOSS,
    INFRA_DESTROY,
    MIGRATION_LOSS,
    PROTECTION_OFF,
    SERVICE_DELETE,
    UNNAMED,
    Effect,
    Extent,
)
from keyturn.model.noun import Noun
from keyturn.model.rule import LOW, MEDIUM, Rule
from keyturn.model.source import Origin, Source
from keyturn.model.target import INFRASTRUCTURE, Facet, Target
from keyturn.model.word import Word
from keyturn.model.workspace import Layout
from keyturn.policy.decide import decide
from keyturn.scan import texts
from keyturn.scan.findings import NEW, OLD, Finding, Place, lower
from keyturn.scan.own_output import made_by_itself
from keyturn.scan.rewritten import is_test
from keyturn.tool.agent_settings import covers
from keyturn.tool.ci_gates import GATE, waits_for
from keyturn.tool.rules.index import rule as rule_of
from keyturn.tool.terraform_state import FORGOTTEN, MOVED
from keyturn.tool.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import BlindSpot, Guard
    from keyturn.model.workspace import Workspace
    from keyturn.policy.layers import Layers, OwnRule

ROOT = "/repository"
"""Where the scanned tree stands for the corridor: a made-up place, so that the checkout's own place does not matter."""
LAYOUT = Layout(ROOT)
_BUDGET = Budget(items=40_000, characters=40_000_000)
_EMPTY = Judgement()

# Blind spots that mean "this file could not be read", as opposed to text that is computed when it runs.
_UNREADABLE = ("blind/unparsable", "blind/budget", "blind/fault")

# What runs comes from elsewhere or takes the machine down: more than a command that is put together at run time.
_FOREIGN = ("blind/pipe-to-shell", "blind/remote-script", "shell/fork-bomb")

# Run by a package manager on the machine of whoever installs: what no line of theirs calls is called as a hook.
_INSTALLERS = frozenset("setup.py extconf.rb build.rs preinstall.js install.js postinstall.js".split())

_REHEARSED = frozenset({DATA_LOSS, MIGRATION_LOSS, CONTAINER_CHANGE, CONTAINER_DATA, SERVICE_DELETE})
"""What tests do to things of their own."""

UNSEEN = ("blind/budget", "blind/fault")
"""Of those, the ones after which nothing more was read: told although it was so before."""


class Side(Noun):
    """One side of a file: what the corridor said of it, and its lines for matching and for snippets."""

    judgement: Judgement = _EMPTY
    lines: tuple[str, ...] = ()
    workspace: Workspace | None = None
    """The side's tree, None when there is none to look at."""


class Brought(Noun):
    """What one file's change brings: effects and blind spots."""

    effects: tuple[Effect, ...] = ()
    blind: tuple[BlindSpot, ...] = ()


def judge(language: str, path: str, text: str, workspace: Workspace, layers: Layers) -> Side:
    """Walk one file's text through the corridor, a team's own rules included."""
    origin = Origin(ROOT + "/" + path, 1, 1, followed=True)
    judgement = follow(Source(language, Word(text), origin, file=True), View(workspace, LAYOUT), _BUDGET)
    if layers.rules:
        from keyturn.policy.own_rules import own_effects

        judgement = judgement.but(effects=(*judgement.effects, *own_effects(judgement.trace, layers, LAYOUT)))
    return Side(judgement, tuple(text.split("\n")), workspace)


def _line(side: Side, origin: Origin, path: str) -> str:
    if origin.file == ROOT + "/" + path and 0 < origin.line <= len(side.lines):
        line = " ".join(side.lines[origin.line - 1].split())
        # a step that gets a name stands a line lower, without its dash
        return line.removeprefix("- ")
    return origin.file


def _key(effect: Effect, side: Side, path: str) -> tuple[object, ...]:
    targets = tuple(
        (target.kind, target.name, tuple((facet.name, facet.value) for facet in target.facets))
        for target in effect.targets
    )
    gates = waits_for(effect.origin.through)
    return effect.rule, effect.certain, gates, effect.extent.count, targets, _line(side, effect.origin, path)


def _unique(effects: tuple[Effect, ...]) -> list[Effect]:
    seen: set[tuple[object, ...]] = set()
    out: list[Effect] = []
    for effect in effects:
        origin = effect.origin
        key = (effect.rule, origin.file, origin.line, origin.column, effect.targets)
        if key not in seen:
            seen.add(key)
            out.append(effect)
    return out


def brought(before: Side, after: Side, old_path: str, new_path: str) -> Brought:
    """What stands after and did not before."""
    known: dict[tuple[object, ...], list[Effect]] = {}
    for effect in _unique(before.judgement.effects):
        known.setdefault(_key(effect, before, old_path), []).append(effect)
    effects: list[Effect] = []
    for effect in _unique(after.judgement.effects):
        same = known.get(_key(effect, after, new_path))
        if same:
            same.pop()
        else:
            effects.append(effect)
    if effects and before.lines:
        # what now stands behind a condition and ran without one before was not brought by this change
        effects = [
            effect
            for effect in effects
            if (effect.certain and not waits_for(effect.origin.through))
            or not (same := _less_guarded(effect, known, after, new_path))
            or not same.pop()
        ]
        gone: dict[tuple[str, ...], list[Effect]] = {}
        for left in known.values():
            for effect in left:
                gone.setdefault(_names(effect), []).append(effect)
        vanished = _vanished(before.lines, after.lines)
        effects = [_worsened(effect, gone.get(_names(effect), []), vanished, after, new_path) for effect in effects]
    blinds: dict[tuple[str, str], int] = {}
    for spot in before.judgement.blind:
        name = (spot.rule, _line(before, spot.origin, old_path) if spot.rule not in _UNREADABLE else "")
        blinds[name] = blinds.get(name, 0) + 1
    blind: list[BlindSpot] = []
    told: set[tuple[object, ...]] = set()
    for spot in after.judgement.blind:
        # a function that is called ten times is one place that cannot be read
        place = (spot.rule, spot.why, spot.opaque, spot.origin.file, spot.origin.line, spot.origin.column)
        if place in told:
            continue
        told.add(place)
        name = (spot.rule, _line(after, spot.origin, new_path) if spot.rule not in _UNREADABLE else "")
        if blinds.get(name, 0) and spot.rule not in UNSEEN:
            blinds[name] -= 1
        else:
            blind.append(spot)
    return Brought(tuple(effects), tuple(blind))


def _less_guarded(
    effect: Effect, known: dict[tuple[object, ...], list[Effect]], side: Side, path: str
) -> list[Effect] | None:
    """The same effect as it stood before without the condition, or without the approval, that it has now."""
    gates = waits_for(effect.origin.through)
    for certain in {effect.certain, True}:
        for kept in ((), *((gate,) for gate in gates), tuple(gates)):
            if certain == effect.certain and len(kept) == len(gates):
                continue
            through = tuple(
                step for step in effect.origin.through if not step.startswith(GATE) or step.partition(":")[0] in kept
            )
            bare = effect.but(certain=certain, origin=effect.origin.but(through=through))
            if same := known.get(_key(bare, side, path)):
                return same
    return None


def _vanished(before: tuple[str, ...], after: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The lines that were only a dry run and are gone, as words without those that made them one."""
    have = {line.strip() for line in after}
    found: set[tuple[str, ...]] = set()
    for line in before:
        words = line.split()
        less = tuple(word for word in words if word.lower() not in _DRY)
        if len(less) < len(words) <= len(less) + 2 and line.strip() not in have:
            found.add(less)
    return found


_DRY = frozenset(
    "--dry-run --dryrun --dry_run --dry-run=client --dry-run=server --dry-run=true --what-if --whatif -whatif --noop "
    "--no-op --simulate --just-print --check --preview --print-only --test echo printf : #".split()
)


def _worsened(effect: Effect, gone: list[Effect], vanished: set[tuple[str, ...]], side: Side, path: str) -> Effect:
    """The effect, and in its sentence what held it back before the change: a condition, a WHERE, a dry run."""
    gates = waits_for(effect.origin.through)
    for old in gone:
        if old.rule != effect.rule or old.targets != effect.targets:
            continue
        lost = next(
            (step for step in old.origin.through if step.startswith(GATE) and step.partition(":")[0] not in gates),
            "",
        )
        if lost:
            return effect.but(summary=f"{effect.summary} ({lost.removeprefix(GATE)} before it is gone)")
    if effect.certain and any(
        old.rule == effect.rule and old.targets == effect.targets and not old.certain for old in gone
    ):
        return effect.but(summary=f"{effect.summary} (the condition before it is gone)")
    if effect.category == DATA_LOSS and any(
        old.category == BOUNDED_WRITE and old.targets == effect.targets and _verb(old) == _verb(effect) for old in gone
    ):
        return effect.but(summary=f"{effect.summary} (the condition that picked its rows is gone)")
    if tuple(_line(side, effect.origin, path).split()) in vanished:
        return effect.but(summary=f"{effect.summary} (before, it was only a dry run)")
    return effect


def was_worsened(effect: Effect, came: list[Effect]) -> bool:
    """Whether a change's new effects hold this one with a remark on what held it back before."""
    return any(
        one.origin == effect.origin and one.rule == effect.rule and one.summary.startswith(effect.summary)
        for one in came
    )


def _names(effect: Effect) -> tuple[str, ...]:
    return tuple(target.name for target in effect.targets)


def _verb(effect: Effect) -> str:
    return effect.summary.partition(" ")[0]


def describe(
    rule_id: str, severity: str, message: str, place: Place, verdict: str = HOLD, snippet: str = ""
) -> Finding:
    """A finding with its rule's why and instead."""
    rule = rule_of(rule_id)
    return Finding(rule_id, severity, message, place, verdict, rule.confidence, snippet, rule.why, rule.instead)


def _place(origin: Origin, commit: str, side: str = NEW) -> Place:
    file = origin.file.removeprefix(ROOT + "/")
    return Place(file, origin.line, origin.column, origin.end_line, origin.end_column, side, commit)


def _snippet(side: Side, origin: Origin, path: str) -> str:
    if origin.file == ROOT + "/" + path and 0 < origin.line <= len(side.lines):
        return side.lines[origin.line - 1]
    return ""


def _backwards(origin: Origin) -> bool:
    return any("downgrade" in step or step in ("down", "revert", "undo") for step in origin.through)


def _own(rule_id: str, layers: Layers) -> OwnRule | None:
    for own in layers.rules:
        if own.id == rule_id:
            return own
    return None


def _rule(rule_id: str, layers: Layers) -> Rule:
    own = _own(rule_id, layers)
    if own is not None:
        return Rule(own.id, own.summary, own.why, own.instead, own.severity, "high", "", (own.program.lower(),))
    try:
        return rule_of(rule_id)
    except RuleError:
        # a finding must never be lost for want of its prose
        return Rule(rule_id, rule_id, "", "", MEDIUM, "medium", "", ())


_NAMELESS = (UNNAMED, " of ?", " from ?", "…", "only known at run time")
_KINDS = frozenset("tables databases schemas collections columns indexes types views".split())


def _only_a_tool(effect: Effect) -> bool:
    """Whether a function drops or changes whatever it is given: the code that calls it says what, and when."""
    kinds = (MIGRATION_LOSS, DATA_LOSS, PROTECTION_OFF)
    if effect.certain or effect.category not in kinds or effect.rule == "code/drop-all":
        return False
    nameless = effect.extent.count is None and effect.extent.unit in _KINDS
    return nameless or any(mark in effect.summary for mark in _NAMELESS)


def _of_its_own(effect: Effect) -> bool:
    """Whether a unit stops its own service, or a script writes a loop device that it was just given for an image."""
    if effect.category == AVAILABILITY:
        return any(step.startswith(("unit ExecStop", "unit ExecReload")) for step in effect.origin.through)
    return effect.rule == "filesystem/format-device" and all(
        target.name.startswith("$(losetup") and "/dev/" not in target.name for target in effect.targets
    )


def of_effect(effect: Effect, side: Side, path: str, layers: Layers, commit: str) -> Finding | None:
    """A finding for an effect, None when policy lets it pass."""
    decision = decide((effect,), (), layers, LAYOUT)
    verdict = decision.verdict
    own = _own(effect.rule, layers) if layers.rules else None
    if verdict == ALLOW:
        if effect.category != PROTECTION_OFF and own is None:
            return None
        verdict = HOLD  # row 22, and what a team asked to see: a command may, but scan finds
    rule = _rule(effect.rule, layers)
    steps = (not effect.certain) + (rule.confidence == "low")
    severity = LOW if _backwards(effect.origin) else lower(rule.severity, steps)
    if (own is None or own.text is None) and (
        made_by_itself(effect, path, ROOT, side.workspace)
        or _only_a_tool(effect)
        or _of_its_own(effect)
        or (verdict != DENY and effect.category in _REHEARSED and is_test(path))
    ):
        severity = LOW
    return Finding(
        effect.rule,
        severity,
        effect.summary,
        _place(effect.origin, commit),
        verdict,
        rule.confidence if effect.certain else "low",
        _snippet(side, effect.origin, path),
        rule.why,
        rule.instead,
        decision.reasons[0].environment if decision.reasons else "",
        effect.origin.through,
    )


def _installs(path: str) -> bool:
    return path.rpartition("/")[2] in _INSTALLERS


def of_blind(spot: BlindSpot, side: Side, path: str, layers: Layers, commit: str) -> Finding | None:
    """A finding for what could not be read; None for a program that was simply not seen."""
    whole = spot.rule in _UNREADABLE
    if not whole and not spot.opaque:
        return None
    rule = _rule(spot.rule, layers)
    inside = spot.origin.file == ROOT + "/" + path
    if is_test(path) and spot.origin.through:
        whole = False  # a text in a test that no shell takes, not a file
    return Finding(
        spot.rule,
        layers.scan.blind
        if whole and inside
        else MEDIUM
        if spot.rule in _FOREIGN and (spot.certain or _installs(path))
        else LOW,
        spot.why,
        _place(spot.origin, commit),
        HOLD,
        rule.confidence,
        _snippet(side, spot.origin, path),
        rule.why,
        rule.instead,
        "",
        spot.origin.through,
    )


def _moved(guard: Guard, moves: dict[str, str]) -> str:
    """A guard's key under the address that a `moved` block gives its resource."""
    for old, new in moves.items():
        if guard.key == old or guard.key.startswith(old + "."):
            return new + guard.key[len(old) :]
    return guard.key


def lost_guards(
    before: list[tuple[str, Guard, Side]],
    after: list[tuple[str, Guard]],
    effects: list[Effect],
    layers: Layers,
    commit: str,
) -> list[Finding]:
    """Protections of one directory that stood before a change and are gone after it.

    A guard that only moved to another file of the directory is kept; a danger that was written in its place is
    already a finding of its own; with a whole resource gone, its single protections are not told one by one.
    """
    kept: dict[tuple[str, str], int] = {}
    for _path, guard in after:
        kept[guard.kind, guard.key] = kept.get((guard.kind, guard.key), 0) + 1
    moves = {guard.key: guard.name for _path, guard in after if guard.kind == MOVED}
    forgotten = [guard.key for _path, guard in after if guard.kind == FORGOTTEN]
    lost: list[tuple[str, Guard, Side]] = []
    for path, guard, side in before:
        key = _moved(guard, moves)
        if kept.get((guard.kind, key), 0):
            kept[guard.kind, key] -= 1
        elif (
            guard.kind in (MOVED, FORGOTTEN)
            or (key != guard.key and guard.kind == "resource")
            or any(guard.key == one or guard.key.startswith(one + ".") for one in forgotten)
            or any(covers(one, guard) for _path, one in after)
        ):
            continue
        else:
            lost.append((path, guard, side))
    gone = {guard.key for _path, guard, _side in lost if guard.kind == "resource"}
    told = [(effect.rule, target.facet("address")) for effect in effects for target in effect.targets]
    out: list[Finding] = []
    for path, guard, side in lost:
        address = guard.key.rpartition(".")[0]
        resource = guard.kind == "resource"
        if not resource and (
            address in gone or any(guard.kind in rule_id and where == address for rule_id, where in told)
        ):
            continue
        rule_id = "change/resource-removed" if resource else "change/protection-removed"
        rule = rule_of(rule_id)
        effect = Effect(
            rule_id,
            INFRA_DESTROY if resource else PROTECTION_OFF,
            f"{guard.name} is no longer in the configuration" if resource else f"{guard.name} no longer protects",
            (Target(INFRASTRUCTURE, guard.name, (Facet("address", address or guard.key, path),)),),
            Extent(1, unit="resources" if resource else "protections"),
            origin=guard.origin,
        )
        decision = decide((effect,), (), layers, LAYOUT)
        out.append(
            Finding(
                rule_id,
                rule.severity,
                effect.summary,
                _place(guard.origin, commit, OLD),
                HOLD if decision.verdict == ALLOW else decision.verdict,
                rule.confidence,
                _snippet(side, guard.origin, path),
                rule.why,
                rule.instead,
                decision.reasons[0].environment if decision.reasons else "",
            )
        )
    return out


def odd_text(oddity: str, path: str, commit: str, *, script: bool) -> Finding | None:
    """A finding for text that was hidden in its bytes; None for a harmless other encoding."""
    if oddity == "NUL bytes":
        message = f"{path} holds NUL bytes, which hide its text from diffs; it was read without them"
        return describe("blind/hidden-text", MEDIUM, message, Place(path, side=NEW, commit=commit))
    if oddity == texts.LONE_RETURNS and script:
        message = f"{path} holds carriage returns inside comments: some readers run what follows, others do not"
        return describe("blind/hidden-text", MEDIUM, message, Place(path, side=NEW, commit=commit))
    if oddity in ("UTF-16", "UTF-32") and script:
        message = f"{path} is {oddity}, which diffs show as binary; it was decoded"
        return describe("blind/hidden-text", LOW, message, Place(path, side=NEW, commit=commit))
    return None
