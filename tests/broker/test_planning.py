"""What is asked of people: the strictest of everything that asks, and never less for naming an environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.broker import planning
from keyturn.broker.plan import ADMINISTRATION, BREAK_GLASS, CHANGE, Asked, Documentation, Proposer
from keyturn.broker.request import Refused
from keyturn.broker.settings import Place, Regime, Settings, Wanted
from keyturn.model import effect as e
from keyturn.model.decision import (
    CHANGE_RECORD,
    KEYS,
    NEVER,
    NOTED,
    RESTORE_PROOF,
    ROW_LIMIT,
    UNDO,
    Choice,
    Decision,
    Obligation,
    Reason,
)
from keyturn.model.effect import Effect
from keyturn.policy.decide import decide, decide_in
from keyturn.policy.layers import BUILT_IN, Environment
from tests.policy.test_decide import EFFECTS, ORDER, SPOTS
from tests.support import LAYOUT

ROBOT = Proposer(principal="agent", name="bot", uid=2001, ai=True)
HUMAN = Proposer(principal="person", name="bob", uid=1002)
SMALL = st.integers(0, 5)
ROLES = st.dictionaries(st.sampled_from(["dba", "security"]), st.integers(1, 5))
REGIMES = st.lists(
    st.builds(
        Regime,
        name=st.just("peak"),
        start=st.integers(0, 100),
        end=st.integers(0, 100),
        tiers=st.sampled_from([(), (1,), (1, 2)]),
        environments=st.sampled_from([(), ("prod",), ("dev",)]),
        keys=SMALL,
        seniors=SMALL,
    ),
    max_size=3,
)


def keyed(keys: int, senior: int) -> Asked:
    return Asked(kind=KEYS, parameters=(("keys", str(keys)), ("senior", str(senior))))


def found(*obligations: Asked) -> planning.Judged:
    return planning.Judged("prod", "P", obligations, ())


@given(
    st.sampled_from([CHANGE, ADMINISTRATION]),
    st.lists(st.builds(keyed, SMALL, SMALL), max_size=3),
    ROLES,
    SMALL,
    REGIMES,
    st.sampled_from([ROBOT, HUMAN]),
)
def test_a_quorum_is_never_lower_than_anything_that_asks(
    kind: str, asked: list[Asked], roles: dict[str, int], for_ai: int, holding: list[Regime], who: Proposer
) -> None:
    place = Place("prod", roles=tuple(roles.items()), senior_for_ai=for_ai)
    settings = Settings(admin_keys=3, admin_seniors=2)
    quorum = planning.quorum(kind, found(*asked), place, settings, holding, who)
    assert quorum.keys >= 1
    assert quorum.keys >= quorum.seniors
    assert not quorum.plain
    for one in asked:
        given_ = dict(one.parameters)
        assert quorum.keys >= int(given_["keys"])
        assert quorum.seniors >= int(given_["senior"])
    for regime in holding:
        assert (quorum.keys >= regime.keys, quorum.seniors >= regime.seniors) == (True, True)
    for role, number in roles.items():
        assert dict(quorum.roles)[role] >= number
        assert quorum.keys >= number
    if who.ai:
        assert quorum.seniors >= for_ai
    if kind == ADMINISTRATION:
        assert (quorum.keys >= 3, quorum.seniors >= 2) == (True, True)


def test_break_glass_takes_one_person_on_call_and_no_plain_key() -> None:
    place = Place("prod", plain_keys=True)
    quorum = planning.quorum(BREAK_GLASS, found(keyed(3, 2)), place, Settings(), (), HUMAN)
    assert (quorum.keys, quorum.roles, quorum.plain) == (1, (("on-call", 1),), False)


@given(REGIMES, st.integers(0, 100), st.integers(1, 100), st.sampled_from(["prod", "dev", ""]), st.integers(0, 3))
def test_a_regime_holds_at_every_moment_at_which_it_could_run(
    known: list[Regime], begin: int, lasts: int, environment: str, tier: int
) -> None:
    settings = Settings(regimes=tuple(known))
    holding = planning.regimes(settings, environment, tier, begin, begin + lasts)
    for one in known:
        about = environment in one.environments or (tier != 0 and tier in one.tiers)
        at_once = any(one.start <= moment < one.end for moment in range(begin, begin + lasts))
        assert (one in holding) == (about and at_once) or (one in holding and one.end <= one.start)


def test_papers_of_the_place_the_regime_and_a_change_record() -> None:
    place = Place("prod", documentation=("risk",))
    regime = Regime("peak", 0, 9, documentation=("on_call",))
    record = found(Asked(kind=CHANGE_RECORD))
    with pytest.raises(Refused, match="on_call, risk, ticket, why"):
        planning.papers(CHANGE, record, place, [regime], Documentation(why=" \n"))
    with pytest.raises(Refused, match="ticket, why"):
        planning.papers(BREAK_GLASS, found(), Place("prod"), (), Documentation())
    planning.papers(CHANGE, record, place, [regime], Documentation(why="a", risk="b", on_call="c", ticket="d"))
    planning.papers(CHANGE, found(), Place("prod"), (), Documentation())


CHECKS = (
    Wanted("everywhere", "command"),
    Wanted("in prod", "command", environments=("prod",)),
    Wanted("in dev", "command", environments=("dev",)),
    Wanted("of tier 1", "scan", tiers=(1,)),
    Wanted("at the peak", "scan", environments=("nowhere",)),
)


def names(environment: str, tier: int, *regimes: Regime) -> list[str]:
    return [one.name for one in planning.checks(found(), environment, tier, Settings(checks=CHECKS), regimes, "")]


def test_checks_by_environment_tier_and_regime() -> None:
    assert names("prod", 0) == ["everywhere", "in prod"]
    assert names("dev", 1) == ["everywhere", "in dev", "of tier 1"]
    assert names("", 0) == ["everywhere"]
    assert names("dev", 0, Regime("peak", 0, 9, checks=("at the peak",))) == ["everywhere", "in dev", "at the peak"]


@given(st.lists(st.sampled_from(["30m", "90m", "1h", "24h", "168h"]), min_size=1, max_size=4))
def test_of_several_restore_proofs_the_freshest_is_asked(within: list[str]) -> None:
    asked = [Asked(kind=RESTORE_PROOF, parameters=(("within", one),)) for one in within]
    (one,) = planning.checks(found(*asked), "prod", 0, Settings(), (), "[]")
    assert one.kind == "drill"
    assert one.within == min(int(it[:-1]) * (3_600 if it[-1] == "h" else 60) for it in within)


@given(st.lists(st.integers(0, 10_000), max_size=4))
def test_the_lowest_row_limit_holds(limits: list[int]) -> None:
    asked = [Asked(kind=ROW_LIMIT, parameters=(("rows", str(one)),)) for one in limits]
    assert planning.row_limit(found(*asked)) == min(limits, default=-1)


# what the policy's decisions become


def decision(*obligations: Obligation | Choice, environment: str = "prod", verdict: str = "hold") -> Decision:
    effect = Effect(rule="test/rule", category=e.FILE_CHANGE, summary="does it")
    reason = Reason(effect, environment, "why", "row", "cell", verdict)
    return Decision(frozenset(obligations), (reason,))


COLUMNS = {"prod": "P", "other": "P", "staging": "S", "dev": "T"}


def test_never_is_refused_and_a_freeze_alone_is_not() -> None:
    with pytest.raises(Refused, match="never"):
        planning.judged([decision(Obligation(NEVER))], COLUMNS)
    with pytest.raises(Refused, match="never"):
        planning.judged([decision(Obligation(NEVER, (), "freeze"), Obligation(NEVER))], COLUMNS)
    frozen = planning.judged([decision(Obligation(NEVER, (), "freeze"), Obligation(KEYS))], COLUMNS)
    assert [one.kind for one in frozen.obligations] == [KEYS]


def test_of_alternatives_all_are_asked_and_none_that_never_happens() -> None:
    ways = (
        frozenset({Obligation(UNDO)}),
        frozenset({Obligation(KEYS)}),
        frozenset({Obligation(NEVER), Obligation(NOTED)}),
    )
    both = planning.judged([decision(Choice(ways))], COLUMNS)
    assert [one.kind for one in both.obligations] == [KEYS, UNDO]
    with pytest.raises(Refused, match="never"):
        planning.judged([decision(Choice((frozenset({Obligation(NEVER)}),)))], COLUMNS)


def test_the_strictest_environment_names_it_and_several_are_refused() -> None:
    calm = decision(environment="dev", verdict="allow")
    assert planning.judged([calm, decision()], COLUMNS).environment == "prod"
    assert planning.judged([decision(), calm], COLUMNS).column == "P"
    assert planning.judged([decision(environment="?")], COLUMNS) == planning.Judged(
        "", "?", (), ("test/rule: does it",)
    )
    for others in ("other", "staging"):
        with pytest.raises(Refused, match=f"several environments: {', '.join(sorted(('prod', others)))}"):
            planning.judged([decision(), decision(environment=others)], COLUMNS)


@given(
    st.lists(EFFECTS, max_size=3),
    st.lists(SPOTS, max_size=2),
    st.sampled_from(["P", "S", "T"]),
    st.sampled_from([(), ((KEYS, (("keys", "3"), ("senior", "2"))),)]),
)
def test_naming_an_environment_never_makes_anything_laxer(
    effects: list[Effect],
    blind: list[e.BlindSpot],
    column: str,
    hold: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
) -> None:
    """The planner joins what is asked where the target lies with what is asked where the caller says that it lies."""
    named = Environment("named", column, hold=hold)
    layers = BUILT_IN.but(environments=(named,))
    plain = decide(effects, blind, layers, LAYOUT)
    also = decide_in(named, effects, blind, layers)
    assert ORDER[Decision(plain.obligations | also.obligations).verdict] >= ORDER[plain.verdict]
    columns = {"named": column}
    try:
        alone = planning.judged([plain], columns)
    except Refused:
        with pytest.raises(Refused):
            planning.judged([plain, also], columns)
        return
    try:
        both = planning.judged([plain, also], columns)
    except Refused:
        return
    assert set(alone.obligations) <= set(both.obligations)
    assert planning._ORDER.index(both.column or "T") >= planning._ORDER.index(alone.column or "T")
    settings, place = Settings(), Place("named")
    before, after = (planning.quorum(CHANGE, one, place, settings, (), HUMAN) for one in (alone, both))
    assert (after.keys >= before.keys, after.seniors >= before.seniors) == (True, True)
    if planning.row_limit(alone) >= 0:
        assert 0 <= planning.row_limit(both) <= planning.row_limit(alone)
