"""What references lose, judged by row 11 of the policy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keyturn.errors import UsageError
from keyturn.model.decision import ALLOW, HOLD
from keyturn.policy.layers import BUILT_IN, PRODUCTION, Environment, Layers
from keyturn.scan.updates import Loss, Update, judged, parse, parse_push

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40
ME, YOU = "me@example.com", "you@example.com"


def branch(name: str = "topic", new: str = B) -> Update:
    return Update(f"refs/heads/{name}", A, new)


@pytest.mark.parametrize(
    ("loss", "rule", "verdict"),
    [
        (Loss(branch(), 2, (ME,), ME), "receive/branch-rewritten", ALLOW),
        (Loss(branch(), 2, (YOU,), ME), "receive/branch-rewritten", HOLD),
        (Loss(branch(), 2, (ME, YOU), ME), "receive/branch-rewritten", HOLD),
        (Loss(branch(), 0), "", ""),
        (Loss(branch("main"), 0, (), "", True), "receive/branch-rewritten", HOLD),
        (Loss(branch("x"), 1, (ME,), ME, None), "receive/branch-rewritten", ALLOW),
        (Loss(branch(new=""), 0), "", ""),
        (Loss(branch(new=""), 3, (ME,)), "receive/branch-deleted", HOLD),
        (Loss(branch(new=""), 3, (ME,), "", False, True), "", ""),
        (Loss(branch("main", ""), 0, (), "", True, True), "receive/branch-deleted", HOLD),
        (Loss(Update("refs/tags/v1", A, B), 0), "receive/tag-moved", HOLD),
        (Loss(Update("refs/tags/v1", A, B), 0, (), "", False, False, 0, True), "", ""),
        (Loss(Update("refs/tags/v1", A, ""), 0), "receive/tag-deleted", HOLD),
        (Loss(Update("refs/notes/commits", A, ""), 4, (ME,)), "receive/ref-lost", HOLD),
    ],
)
def test_verdicts(loss: Loss, rule: str, verdict: str) -> None:
    found = judged(loss, BUILT_IN)
    assert (found.rule, found.verdict) == (rule, verdict) if rule else found is None


def test_a_configured_branch_is_production() -> None:
    layers = Layers((Environment("live", PRODUCTION, ("git:branch=ship-*",)),))
    found = judged(Loss(branch("ship-it"), 1, (ME,), ME), layers)
    assert (found.verdict, found.severity) == (HOLD, "critical")


@given(
    some.booleans(),
    some.integers(0, 3),
    some.lists(some.sampled_from([ME, YOU]), max_size=2, unique=True),
    some.sampled_from(["refs/heads/topic", "refs/tags/v1", "refs/x/y"]),
)
def test_a_protected_reference_is_never_laxer(deleted: bool, lost: int, authors: list[str], ref: str) -> None:
    update = Update(ref, A, "" if deleted else B)
    free = judged(Loss(update, lost, tuple(authors), ME), BUILT_IN)
    held = judged(Loss(update, lost, tuple(authors), ME, True), BUILT_IN)
    assert held is not None
    assert held.verdict == HOLD
    assert held.severity == "critical"
    assert free is None or free.rule == held.rule


def test_lines_of_git() -> None:
    assert parse(f"{A} {ZERO} refs/heads/a b\n".encode()) == [Update("refs/heads/a b", A, "")]
    assert parse(b"") == []
    assert parse_push(f"refs/heads/x {A} refs/heads/y {ZERO}\n(delete) {ZERO} refs/heads/z {B}\n".encode()) == [
        Update("refs/heads/y", "", A, "refs/heads/x"),
        Update("refs/heads/z", B, "", "(delete)"),
    ]


@pytest.mark.parametrize("line", [b"x", b"--all b refs/heads/x", A.encode() + b" HEAD refs/heads/x", b"\xff\xfe"])
def test_other_lines_are_refused(line: bytes) -> None:
    with pytest.raises(UsageError, match="pre-receive"):
        parse(line)
    with pytest.raises(UsageError, match="pre-push"):
        parse_push(b"refs/heads/x " + line)
