"""Whether an answer is what was expected. What cannot be verified is not passed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyturn.drill.definition import Question

PASSED = "passed"
FAILED = "failed"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with what came back. `value` None: there was no answer. `verdict` is passed, failed or unknown."""

    question: str
    asks: str
    value: str | None
    verdict: str
    why: str = ""


def number(text: str | None) -> Decimal | None:
    """An answer as a number, None when it is none."""
    try:
        found = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def judge(question: Question, value: str | None, against: str | None = None, why: str = "") -> Answer:
    """Compare an answer with everything the question expects. `against` is the live or last answer for `like`.

    No answer, no comparison or a missing number is UNKNOWN, and UNKNOWN never passes a drill.
    """

    def said(verdict: str, reason: str) -> Answer:
        return Answer(question.name, question.asks, value, verdict, reason)

    if value is None:
        return said(UNKNOWN, why or "there was no answer")
    measured = number(value)
    if question.equals is not None:
        wanted = number(question.equals)
        same = measured == wanted if measured is not None and wanted is not None else value == question.equals
        if not same:
            return said(FAILED, f"it is {value}, and {question.equals} was expected")
    if question.contains is not None and question.contains not in value:
        return said(FAILED, f"it does not contain {question.contains!r}")
    for bound, below, word in ((question.at_least, True, "at least"), (question.at_most, False, "at most")):
        if bound is None:
            continue
        if measured is None:
            return said(UNKNOWN, f"{value!r} is no number, and {word} {bound:g} was expected")
        if measured < Decimal(str(bound)) if below else measured > Decimal(str(bound)):
            return said(FAILED, f"it is {value}, and {word} {bound:g} was expected")
    if question.like:
        if against is None:
            return said(UNKNOWN, f"there is no {question.like} answer to compare with")
        other = number(against)
        if measured is None or other is None:
            if value != against:
                return said(FAILED, f"it is {value}, and the {question.like} one is {against}")
        else:
            allowed = Decimal(str(question.tolerance))
            if question.percent:
                allowed = abs(other) * allowed / 100
            if abs(measured - other) > allowed:
                return said(FAILED, f"it is {value}, and the {question.like} one is {against}")
    if question.within is not None and question.asks == "fresh":
        if measured is None:
            return said(UNKNOWN, "its age cannot be told")
        if measured < 0:
            return said(FAILED, f"it lies {-measured:.0f} seconds in the future")
        if measured > question.within:
            return said(FAILED, f"the newest is {measured:.0f} seconds old, and {question.within} are allowed")
    return said(PASSED, "")
