"""Own rules against commands, through the whole corridor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW, HOLD
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.policy.decide import decide
from keyturn.policy.layers import Layers, OwnRule
from keyturn.policy.own_rules import own_effects
from keyturn.tool.view import View

RULE = OwnRule("acme/billing-reset", "acmectl", ("billing", "reset"), ("--all",), summary="resets billing")


def effects(command, rule=RULE):
    return own_effects(follow(Source(SHELL, Word(command)), View()).trace, Layers(rules=(rule,)))


@pytest.mark.parametrize(
    "command",
    [
        "acmectl billing reset --all",
        "acmectl --all billing reset",
        "acmectl --profile live billing --region eu reset --all",
        "acmectl billing reset --all=true extra",
        "sudo -u ops acmectl billing reset --all",
        "cd /srv && /opt/bin/acmectl billing reset --all",
        "bash -c 'acmectl billing reset --all'",
        "ACMECTL.EXE billing reset --all",
        "x=reset; acmectl billing $x --all",
        "r''m -f a; ac''mectl billing reset --all",
    ],
)
def test_noticed(command):
    (effect,) = effects(command)
    assert effect.certain
    assert effect.rule == "acme/billing-reset"


@pytest.mark.parametrize(
    "command",
    [
        "acmectl billing show --all",
        "acmectl billing reset",
        "acmectl reset billing --all",
        "acmectl show billing reset --all",
        "other billing reset --all",
        "echo acmectl billing reset --all",
        "acmectl billing reset -- --all",
        "acmectl",
    ],
)
def test_left_alone(command):
    assert effects(command) == []


@pytest.mark.parametrize(
    "command",
    [
        "acmectl $WHAT",
        "acmectl billing $WHAT --all",
        'acmectl billing "$WHAT" --all',
        "acmectl billing reset $FLAGS",
        "acmectl billing reset --al",
    ],
)
def test_an_unknown_word_may_be_the_one(command):
    (effect,) = effects(command)
    assert not effect.certain


def test_an_unknown_word_that_is_known_to_begin_otherwise_is_not_the_one():
    assert effects("acmectl billing reset --only=$X") == []


def test_short_options_combine():
    rule = RULE.but(options=("-f",))
    assert effects("acmectl billing reset -vf", rule)
    assert not effects("acmectl billing reset --force", rule)


@pytest.mark.parametrize(
    ("severity", "verdict"), [("low", ALLOW), ("medium", HOLD), ("high", HOLD), ("critical", HOLD)]
)
def test_what_a_severity_asks_for(severity, verdict):
    assert decide(effects("acmectl billing reset --all", RULE.but(severity=severity)), []).verdict == verdict


WORDS = st.lists(st.sampled_from(["billing", "reset", "--all", "--x", "y", "$Z", "--"]), max_size=6)


@given(WORDS)
def test_a_rule_that_asks_for_less_notices_no_less(words):
    command = " ".join(["acmectl", *words])
    if effects(command):
        assert effects(command, RULE.but(options=()))
        assert effects(command, RULE.but(subcommand=("billing",)))
