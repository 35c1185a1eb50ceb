"""A team's own rules, by the shape of a command: program, subcommand words in order, options that are present.

Nothing is known of the program's option grammar, so a word behind an option may be its value or an operand, and
the reading that notices more is taken. An unknown word (`acmectl $WHAT reset`) may be the one that is meant: the
effect is then possible, not certain. An own rule only ever adds an effect.
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, NO, PUBLISH, SERVICE_DELETE, Effect
from keyturn.model.invocation import Invocation
from keyturn.model.rule import LOW, MEDIUM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from keyturn.model.word import Word
    from keyturn.policy.layers import Layers, OwnRule

    class Step(Protocol):
        """One thing that was read; `judge.corridor.Step` is one."""

        @property
        def item(self) -> object:
            """The invocation or source."""


CATEGORIES = {LOW: PUBLISH, MEDIUM: AVAILABILITY}
"""The row an own rule is judged by: low is noted, medium one person confirms, high and critical a proven human."""

_SURE = 2
_MAYBE = 1
_NOT = 0


def own_effects(trace: Iterable[Step], layers: Layers) -> list[Effect]:
    """The effects that own rules see in the invocations of a trace, in order."""
    rules = layers.rules
    if not rules:
        return []
    by_program: dict[str, list[OwnRule]] = {}
    for rule in rules:
        by_program.setdefault(_program(rule.program), []).append(rule)
    found: list[Effect] = []
    for step in trace:
        call = step.item
        if not isinstance(call, Invocation) or not call.name:
            continue
        for rule in by_program.get(_program(call.name), ()):
            degree = met(rule, call)
            if degree:
                found.append(
                    Effect(
                        rule.id,
                        CATEGORIES.get(rule.severity, SERVICE_DELETE),
                        rule.summary or f"is noticed by the rule {rule.id}",
                        (),
                        reversible=NO,
                        certain=call.certain and degree == _SURE,
                        origin=call.origin,
                    )
                )
    return found


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
