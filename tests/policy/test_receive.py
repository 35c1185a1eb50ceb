"""The `[receive]` table: only the organisation makes a push easier, and what cannot be read is read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keyturn.policy import configuration
from keyturn.policy.layering import combine
from keyturn.policy.layers import Layer, Receive
from keyturn.policy.receive import may_move, protects

TEXTS = some.builds(
    "[receive]\n{}{}{}{}{}".format,
    some.sampled_from(["", "deadline_seconds = 2\n", "deadline_seconds = 60\n"]),
    some.sampled_from(["", 'on_deadline = "accept"\n', 'on_deadline = "refuse"\n']),
    some.sampled_from(["", "max_commits = 5\n", "max_commits = 1000000\n"]),
    some.sampled_from(["", 'protected = ["refs/heads/x"]\n']),
    some.sampled_from(["", 'moving = ["refs/tags/*"]\n']),
)


def read(text: str, name: str) -> Layer:
    return configuration.read(text.encode(), file=f"/{name}/keyturn.toml", name=name, digest="d")


def strictness(found: Receive) -> tuple[bool, bool, bool, frozenset[str], frozenset[str]]:
    return (
        found.deadline_seconds <= Receive().deadline_seconds,
        found.on_deadline == "refuse",
        found.max_commits <= Receive().max_commits,
        frozenset(found.protected),
        frozenset(found.moving),
    )


@given(TEXTS, some.sampled_from(["user", "repository"]))
def test_no_other_file_makes_a_push_easier(text: str, name: str) -> None:
    layer = read(text, name)
    found = combine([layer], frozenset([(layer.file, layer.digest)])).receive
    assert strictness(found)[:3] == (True, True, True)
    assert not found.moving


@given(TEXTS, TEXTS)
def test_nor_takes_the_organisations_word_back(upper: str, lower: str) -> None:
    alone = combine([read(upper, "organisation")]).receive
    both = combine([read(upper, "organisation"), read(lower, "repository")]).receive
    assert both.deadline_seconds <= alone.deadline_seconds
    assert both.max_commits <= alone.max_commits
    assert both.on_deadline in (alone.on_deadline, "refuse")
    assert set(both.protected) >= set(alone.protected)
    assert both.moving == alone.moving


def test_the_organisation_may() -> None:
    found = combine([read('[receive]\non_deadline = "accept"\ndeadline_seconds = 60\n', "organisation")]).receive
    assert (found.on_deadline, found.deadline_seconds) == ("accept", 60)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('on_deadline = "maybe"', "neither refuse nor accept"),
        ("on_deadline = []", "neither refuse nor accept"),
        ("deadline_seconds = 0", "no whole number"),
        ('deadline_seconds = "4"', "no whole number"),
        ("max_commits = true", "no whole number"),
        ("deadline = 4", "no such key"),
        ('protected = "refs/heads/main"', "an array is needed"),
    ],
)
def test_faults_name_their_line_and_loosen_nothing(line: str, what: str) -> None:
    layer = read(f'[receive]\n{line}\nmoving = ["refs/tags/*"]\n', "organisation")
    assert [error.line for error in layer.errors] == [2]
    assert what in str(layer.errors[0])
    found = combine([layer]).receive
    assert strictness(found)[:3] == (True, True, True)
    assert not found.moving


def test_what_does_not_count_is_said() -> None:
    said = combine([read('[receive]\non_deadline = "accept"\n', "repository")]).problems
    assert len(said) == 1
    assert "keyturn.toml: receive.on_deadline = 'accept' is laxer than 'refuse' and does not count" in said[0]


def test_protection_wins_over_moving() -> None:
    settings = Receive(protected=("refs/tags/v*",), moving=("refs/tags/*",))
    assert protects(settings, "refs/tags/v1")
    assert not may_move(settings, "refs/tags/v1")
    assert may_move(settings, "refs/tags/nightly")
