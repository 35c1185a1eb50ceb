"""Plans as JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import Judgement
from keyturn.model.effect import IDENTITY, INFRA_DESTROY
from tests.support import judged, rules


def plan(*changes: tuple[str, ...], **more: object) -> str:
    listed = [
        {"address": address, "mode": "managed", "type": address.partition(".")[0], "change": {"actions": list(actions)}}
        for address, *actions in changes
    ]
    return json.dumps({"format_version": "1.2", "resource_changes": listed, **more})


def met(text: str) -> Judgement:
    return judged(text, language="terraform-plan")


def test_destroys_are_counted_with_what_holds_data_first() -> None:
    found = met(
        plan(
            ("aws_iam_policy.p", "delete"),
            ("aws_instance.w", "delete"),
            ("aws_db_instance.main", "delete"),
            ("a.b", "no-op"),
        )
    )
    (effect,) = found.effects
    assert (effect.rule, effect.category, effect.extent.count) == ("terraform/plan-destroys", INFRA_DESTROY, 3)
    assert effect.summary.index("aws_db_instance.main") < effect.summary.index("aws_instance")
    assert "75 %" in effect.summary


def test_a_replace_in_either_order() -> None:
    assert rules(plan(("a.b", "delete", "create")), language="terraform-plan") == ["terraform/plan-replaces"]
    assert rules(plan(("a.b", "create", "delete")), language="terraform-plan") == ["terraform/plan-replaces"]


def test_everything_new_with_nothing_known_is_a_lost_state() -> None:
    (effect,) = met(plan(*[(f"a.n{number}", "create") for number in range(12)])).effects
    assert (effect.rule, effect.category) == ("terraform/empty-state", IDENTITY)


def test_everything_new_beside_what_is_known_is_growth() -> None:
    known = {"values": {"root_module": {"child_modules": [{"resources": [{"mode": "managed"}]}]}}}
    found = met(plan(*[(f"a.n{number}", "create") for number in range(12)], prior_state=known))
    assert found.effects == ()
    assert found.notes


def test_updates_and_reads_are_no_loss() -> None:
    assert rules(plan(("a.b", "update"), ("a.c", "no-op"), ("a.d", "read")), language="terraform-plan") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"a": 1}',
        '{"format_version":"1.2","errored":true}',
        '{"format_version":"1.2","resource_changes":7}',
        '{"format_version":"1.2","resource_changes":[{"change":{}}]}',
        "[" * 60_000,
    ],
)
def test_what_is_no_whole_plan_is_never_called_clean(text: str) -> None:
    assert rules(text, language="terraform-plan") == ["blind/unparsable"]


ACTIONS = st.sampled_from(
    [("no-op",), ("create",), ("update",), ("delete",), ("delete", "create"), ("forget",), ("read",)]
)


@given(st.lists(ACTIONS, max_size=30))
def test_every_delete_is_counted_once(actions: list[tuple[str, ...]]) -> None:
    found = met(plan(*[(f"aws_instance.n{number}", *one) for number, one in enumerate(actions)]))
    counted = sum(one.extent.count or 0 for one in found.effects if one.category == INFRA_DESTROY)
    assert counted == sum("delete" in one or "forget" in one for one in actions)
