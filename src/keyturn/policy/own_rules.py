"""A team's own rules: what they see in what was read.

By the shape of a command (program, subcommand words in order, options that are present): nothing is known of the
program's option grammar, so a word behind an option may be its value or an operand, and the reading that notices more
is taken. An unknown word (`acmectl $WHAT reset`) may be the one that is meant: the effect is then possible, not
certain. By statement and by effect: `own_rules_sql`. By text: `own_rules_text`.

An own rule only ever adds an effect.
"""

from __future__ import annotations

from keyturn.model.effect import NO, Effect
from keyturn.model.invocation import Invocation
from keyturn.model.workspace import Layout
from keyturn.policy.own_rules_text import category_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from keyturn.model.source import Origin
    from keyturn.model.word import Word
    from keyturn.policy.layers import Layers, OwnRule

    class Step(Protocol):
        """One thing that was read; `judge.corridor.Step` is one."""

        @property
        def item(self) -> object:
            """The invocation or source."""

        @property
        def outcomes(self) -> Sequence[object]:
            """What came of it."""


_SURE = 2
_MAYBE = 1
_NOT = 0
_SOMEWHERE = Layout()


def own_effects(trace: Iterable[Step], layers: Layers, layout: Layout = _SOMEWHERE) -> list[Effect]:
    """The effects that own rules see in a trace, in order; rules by text are not among them."""
    by_program: dict[str, list[OwnRule]] = {}
    by_effect: list[OwnRule] = []
    for rule in layers.rules:
        if rule.program:
            by_program.setdefault(_program(rule.program), []).append(rule)
        elif rule.text is None:
            by_effect.append(rule)
    found: list[Effect] = []
    if not by_program and not by_effect:
        return found
    for step in trace:
        call = step.item
        if by_program and isinstance(call, Invocation) and call.name:
            for rule in by_program.get(_program(call.name), ()):
                degree = met(rule, call)
                if degree:
                    found.append(_effect(rule, "", call.certain and degree == _SURE, call.origin))
        if by_effect and step.outcomes:
            for outcome in step.outcomes:
                if isinstance(outcome, Effect):
                    found.extend(_of_effect(outcome, by_effect, layers, layout))
    return found


def _of_effect(effect: Effect, rules: list[OwnRule], layers: Layers, layout: Layout) -> list[Effect]:
    from keyturn.policy.own_rules_sql import effect_met, statement_met

    found: list[Effect] = []
    for rule in rules:
        if rule.sql is not None:
            degree = statement_met(rule.sql, effect)
        elif rule.effect is not None:
            degree = effect_met(rule.effect, effect, layers, layout)
        else:
            continue
        if degree:
            found.append(_effect(rule, effect.summary, effect.certain and degree == _SURE, effect.origin))
    return found


def _effect(rule: OwnRule, what: str, certain: bool, origin: Origin) -> Effect:
    summary = f"{what}: {rule.summary}" if what and rule.summary else rule.summary or what
    return Effect(
        rule.id,
        category_of(rule),
        summary or f"is noticed by the rule {rule.id}",
        (),
        reversible=NO,
        certain=certain,
        origin=origin,
    )


def _program(name: str) -> str:
    name = name.lower()
    return name[:-4] if name.endswith((".exe", ".cmd", ".bat")) else name


def met(rule: OwnRule, call: Invocation) -> int:
    """0 not met, 1 possibly (an unknown word), 2 certainly."""
    words = _subcommand(rule.subcommand, call.args)
    return min(words, _options(rule.options, call.args)) if words else _NOT


def _subcommand(wanted: tuple[str, ...], args: tuple[Word, ...]) -> int:
    at = 0
    degree = _SURE
    after_option = False
    ended = False
    for word in args:
        if at == len(wanted):
            break
        text = word.text
        if text is None:
            if not ended and word.prefix.startswith("-"):
                after_option = False
                continue
            if word.splits:
                return _MAYBE  # it may be all the words that are still missing
            degree = _MAYBE
            at += 1
            continue
        if not ended and text == "--":
            ended = True
        elif not ended and text.startswith("-") and len(text) > 1:
            after_option = "=" not in text
        elif text == wanted[at]:
            at += 1
            after_option = False
        elif after_option:
            after_option = False  # the option's value
        else:
            return _NOT
    return degree if at == len(wanted) else _NOT


def _options(wanted: tuple[str, ...], args: tuple[Word, ...]) -> int:
    degree = _SURE
    for option in wanted:
        found = _NOT
        for word in args:
            text = word.text
            if text is None:
                lead = word.prefix.partition("=")
                if (lead[1] and lead[0] == option) or not word.prefix:
                    found = max(found, _SURE if lead[1] else _MAYBE)
                continue
            if text == "--":
                break
            found = max(found, _option(option, text))
        if not found:
            return _NOT
        degree = min(degree, found)
    return degree


def _option(option: str, text: str) -> int:
    name = text.partition("=")[0]
    if name == option:
        return _SURE
    if len(option) == 2 and option[0] == "-" and text[:1] == "-" and text[1:2] != "-":
        return _SURE if option[1] in text[1:] else _NOT  # combined short options
    if option.startswith("--") and len(name) > 3 and option.startswith(name):
        return _MAYBE  # many programs take an abbreviation
    return _NOT
