"""Every example of the database families is noticed, or let pass, by its own rule."""

import pytest

from keyturn.tool.rules.mongo import RULES as MONGO
from keyturn.tool.rules.redis import RULES as REDIS
from keyturn.tool.rules.sql import RULES as SQL
from keyturn.tool.sql import CATEGORIES
from tests.support import rules

ALL = (*SQL, *REDIS, *MONGO)


def met(example: str | tuple[str, str]) -> list[str]:
    if isinstance(example, tuple):
        return rules(example[1], language=example[0])
    return rules(example)


def text_of(example: str | tuple[str, str]) -> str:
    return (example[1] if isinstance(example, tuple) else example).lower()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_examples(rule):
    assert len(rule.match) >= 2
    assert len(rule.no_match) >= 2
    for example in rule.match:
        assert rule.id in met(example), example
    for example in rule.no_match:
        assert rule.id not in met(example), example


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_an_anchor_stands_in_every_example(rule):
    assert rule.anchors
    for example in rule.match:
        assert any(anchor in text_of(example) for anchor in rule.anchors), example


def test_every_kind_of_act_has_its_rule():
    known = {rule.id for rule in SQL}
    assert {"sql/" + kind for kind in CATEGORIES} <= known
