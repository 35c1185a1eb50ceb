"""Answers, verdicts and what is kept: what could not be verified is never passed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.drill.definition import Definition, Question
from keyturn.drill.evidence import Evidence, from_body, last_passed, record
from keyturn.drill.ports import Backup, DrillFault
from keyturn.drill.questions import FAILED, PASSED, UNKNOWN, Answer, judge
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.drill.ports import Progress, Restored

COUNT = Question("rows", "sql", "select count(*) from t", at_least=10.0)

numbers = st.integers(-1_000, 1_000)
answers = st.builds(
    Answer,
    question=st.text(max_size=5),
    asks=st.just("sql"),
    value=st.none() | st.text(max_size=5),
    verdict=st.sampled_from([PASSED, FAILED, UNKNOWN]),
    why=st.text(max_size=5),
)
evidences = st.builds(
    Evidence,
    drill=st.just("orders"),
    definition=st.just("d"),
    at=st.integers(0, 10),
    fault=st.sampled_from(["", "broken"]),
    answers=st.lists(answers, max_size=4).map(tuple),
    tables=st.lists(st.tuples(st.text(max_size=4), st.integers(0, 9)), max_size=3).map(tuple),
    limits=st.sampled_from([(), ("too old",)]),
)


@pytest.mark.parametrize(
    ("value", "verdict"), [("10", PASSED), ("9", FAILED), ("ten", UNKNOWN), ("nan", UNKNOWN), (None, UNKNOWN)]
)
def test_at_least(value: str | None, verdict: str) -> None:
    assert judge(COUNT, value).verdict == verdict


def test_a_tolerance_is_a_share_of_the_other_answer() -> None:
    like = Question("rows", "sql", "…", at_least=0.0, like="last", tolerance=5.0, percent=True)
    assert judge(like, "95", "100").verdict == PASSED
    assert judge(like, "94", "100").verdict == FAILED
    assert judge(like, "106", "100").verdict == FAILED
    assert judge(like, "100", None).verdict == UNKNOWN


def test_freshness_also_refuses_the_future() -> None:
    fresh = Question("new", "fresh", "t.at", within=3_600)
    assert judge(fresh, "3600").verdict == PASSED
    assert judge(fresh, "3601").verdict == FAILED
    assert judge(fresh, "-90").verdict == FAILED
    assert judge(fresh, "").verdict == UNKNOWN


@given(numbers, numbers, numbers)
def test_a_stricter_bound_never_passes_more(value: int, low: int, more: int) -> None:
    loose = judge(Question("q", "sql", "…", at_least=float(low)), str(value)).verdict
    strict = judge(Question("q", "sql", "…", at_least=float(low + abs(more))), str(value)).verdict
    assert not (strict == PASSED and loose != PASSED)


@given(evidences)
def test_one_bad_answer_is_enough(evidence: Evidence) -> None:
    verdicts = {one.verdict for one in evidence.answers}
    if evidence.verdict == PASSED:
        assert verdicts == {PASSED}
        assert not evidence.fault
        assert not evidence.limits


@given(evidences)
def test_what_is_kept_is_what_is_read(evidence: Evidence) -> None:
    kept = json.loads(leaf(record(evidence, "2026-01-01T00:00:00Z")))
    assert from_body(kept["body"]) == evidence


@given(evidences)
def test_a_verdict_that_does_not_follow_is_refused(evidence: Evidence) -> None:
    body = json.loads(leaf(record(evidence, "2026-01-01T00:00:00Z")))["body"]
    body["verdict"] = PASSED if evidence.verdict != PASSED else FAILED
    with pytest.raises(ValueError, match="does not follow"):
        from_body(body)


def test_the_newest_pass_of_exactly_this_definition() -> None:
    good = Evidence("orders", "d1", 5, answers=(Answer("q", "sql", "1", PASSED),))
    bad = Evidence("orders", "d1", 9, fault="broken")
    other = Evidence("orders", "d2", 7, answers=(Answer("q", "sql", "1", PASSED),))
    assert last_passed([good, bad, other], "orders") == other
    assert last_passed([good, bad, other], "orders", "d1") == good
    assert last_passed([bad], "orders") is None


# -- the run, with copies that answer as they are told


class Copy:
    version = "15.4"

    def __init__(self, said: dict[str, str | Exception]) -> None:
        self.said = said

    def ask(self, question: Question) -> str | None:
        found = self.said.get(question.name)
        if isinstance(found, Exception):
            raise found
        return found

    def tables(self) -> tuple[tuple[str, int], ...]:
        return (("public.t", 12),)

    def size(self) -> int:
        return 4_096


class FromMemory:
    kind = "pg_dump"

    def __init__(self, copy: Copy, fault: Exception | None = None, taken_at: int | None = 900) -> None:
        self.copy, self.fault, self.taken_at = copy, fault, taken_at

    def identify(self, definition: Definition) -> Backup:
        return Backup(definition.kind, "b.dump", "00", 7, self.taken_at)

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Restored]:
        del definition, backup, place, progress
        if self.fault is not None:
            raise self.fault
        yield self.copy


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


def drilled(restorer: FromMemory, place: Path, *questions: Question, max_age: int | None = None) -> Evidence:
    definition = Definition("orders", "pg_dump", "b.dump", 60, questions=questions, max_age=max_age, digest="d")
    return run(definition, restorer, str(place), before=(), live=None, progress=Silent(), clock=lambda: 1_000.0)


def test_a_good_drill(tmp_path: Path) -> None:
    found = drilled(FromMemory(Copy({"rows": "12"})), tmp_path, COUNT)
    assert (found.verdict, found.age, found.version, found.tables) == (PASSED, 100, "15.4", (("public.t", 12),))


def test_a_backup_that_breaks_fails_and_says_how(tmp_path: Path) -> None:
    found = drilled(FromMemory(Copy({}), DrillFault("the dump ends in the middle")), tmp_path, COUNT)
    assert (found.verdict, found.fault) == (FAILED, "the dump ends in the middle")
    assert found.backup_digest == "00", "which backup it was is kept"


def test_a_question_that_cannot_be_asked_is_no_pass(tmp_path: Path) -> None:
    found = drilled(FromMemory(Copy({"rows": CouldNotJudge("timed out")})), tmp_path, COUNT)
    assert found.verdict == UNKNOWN


def test_a_question_that_is_not_answered_is_no_pass(tmp_path: Path) -> None:
    assert drilled(FromMemory(Copy({})), tmp_path, COUNT).verdict == UNKNOWN


@pytest.mark.parametrize(("taken", "passes"), [(950, True), (900, False), (None, False), (9_000, False)])
def test_a_backup_that_is_stale_or_says_nothing_of_its_age(tmp_path: Path, taken: int | None, passes: bool) -> None:
    found = drilled(FromMemory(Copy({"rows": "12"}), taken_at=taken), tmp_path, COUNT, max_age=60)
    assert (found.verdict == PASSED) is passes


def test_the_live_system_that_does_not_answer_is_no_pass(tmp_path: Path) -> None:
    like = Question("rows", "sql", "…", like="live")
    assert drilled(FromMemory(Copy({"rows": "12"})), tmp_path, like).verdict == UNKNOWN
