"""A drill: find the backup, restore it where it cannot hurt, question the copy, keep what it showed.

Every way to end is evidence: a backup that is not there, one that breaks half-way, a question without an answer.
Only what was asked and answered as expected passes.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from keyturn.drill.evidence import Evidence, last_passed
from keyturn.drill.ports import DrillFault
from keyturn.drill.questions import FAILED, UNKNOWN, Answer, judge
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Live, Progress, Restored, Restorer


def run(
    definition: Definition,
    restorer: Restorer,
    place: str,
    *,
    before: Iterable[Evidence],
    live: Live | None,
    progress: Progress,
    clock: Callable[[], float],
    monotonic: Callable[[], float] = time.monotonic,
) -> Evidence:
    """Do it, and say what it showed. `before` is earlier evidence, `place` an empty private directory.

    Raises CouldNotJudge when this machine cannot drill it at all; that too is no pass, and callers keep it as a fault.
    """
    at = int(clock())
    evidence = Evidence(definition.name, definition.digest, at, proves=definition.proves)
    earlier = last_passed(before, definition.name)
    try:
        progress.step("finding the backup")
        backup = restorer.identify(definition)
        age = None if backup.taken_at is None else at - backup.taken_at
        evidence = replace(
            evidence,
            backup=backup.name,
            backup_digest=backup.digest,
            backup_size=backup.size,
            taken_at=backup.taken_at,
            age=age,
        )
        began = monotonic()
        with restorer.restore(definition, backup, place, progress) as copy:
            took = monotonic() - began
            asking = monotonic()
            answers = tuple(_ask(one, copy, live, earlier, progress) for one in definition.questions)
            evidence = replace(
                evidence,
                took=round(took * 1_000),
                asked=round((monotonic() - asking) * 1_000),
                restored_size=copy.size(),
                version=copy.version,
                answers=answers,
                tables=copy.tables(),
            )
    except DrillFault as fault:
        return replace(evidence, fault=str(fault))
    return replace(evidence, limits=_limits(definition, evidence))


def _limits(definition: Definition, evidence: Evidence) -> tuple[str, ...]:
    found: list[str] = []
    if definition.max_age is not None:
        if evidence.age is None:
            found.append("the backup does not say when it was taken")
        elif evidence.age > definition.max_age:
            found.append(f"the backup is {evidence.age} seconds old, and {definition.max_age} are allowed")
        elif evidence.age < -300:
            found.append(f"the backup says that it was taken {-evidence.age} seconds from now")
    if definition.max_time is not None and evidence.took > definition.max_time * 1_000:
        found.append(f"it took {evidence.took // 1_000} seconds, and {definition.max_time} are allowed")
    return tuple(found)


def _ask(question: Question, copy: Restored, live: Live | None, earlier: Evidence | None, progress: Progress) -> Answer:
    progress.step(f"asking: {question.name}")
    try:
        value = copy.ask(question)
    except DrillFault as fault:
        return Answer(question.name, question.asks, None, FAILED, str(fault))
    except CouldNotJudge as error:
        return Answer(question.name, question.asks, None, UNKNOWN, error.what)
    against: str | None = None
    if question.like == "last" and earlier is not None:
        against = next((one.value for one in earlier.answers if one.question == question.name), None)
    elif question.like == "last":
        # the first drill has nothing to be like: its other expectation, which the definition must have, decides
        return judge(replace(question, like=""), value)
    elif question.like == "live" and live is not None:
        try:
            against = live.ask(question)
        except CouldNotJudge as error:
            return Answer(question.name, question.asks, value, UNKNOWN, f"the live system: {error.what}")
    return judge(question, value, against)
