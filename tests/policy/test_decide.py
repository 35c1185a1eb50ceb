"""The laws of deciding."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from keyturn.model import effect as e
from keyturn.model import target as t
from keyturn.model.decision import ALLOW, DENY, HOLD, HUMAN, NEVER, Choice, Obligation, verdict_of
from keyturn.model.effect import BlindSpot, Effect, Extent
from keyturn.model.source import Origin
from keyturn.model.target import Facet, Target
from keyturn.policy import table
from keyturn.policy.classify import classify
from keyturn.policy.decide import decide
from keyturn.policy.layers import BUILT_IN, COLUMNS, Environment, Freeze, Layers
from tests.support import LAYOUT

ORDER = {ALLOW: 0, HOLD: 1, DENY: 2}


def path(where: str, **facets: str) -> Target:
    found = [Facet("path", where), *(Facet(name, value) for name, value in facets.items())]
    return Target(t.PATH, where, tuple(found))


PATHS = st.sampled_from(
    [
        "/",
        "/home/sam",
        "/work/app",
        "/work/app/src",
        "/work/app/node_modules",
        "/tmp/x",
        "/tmp",
        "/etc",
        "/etc/x",
        "/srv/a",
        "/home/sam/p",
    ]
)
TARGETS = st.one_of(
    PATHS.map(path),
    st.sampled_from(
        [
            Target(t.DATABASE, "shop", (Facet("server", "db.prod.example.com"), Facet("database", "shop"))),
            Target(t.DATABASE, "?", (Facet("server", None),)),
            Target(t.CLOUD, "aws", (Facet("account", "111122223333"),)),
            Target(t.REF, "main", (Facet("branch", "main"), Facet("default", "yes"))),
            Target(t.CONTAINER, "web"),
        ]
    ),
)
EFFECTS = st.builds(
    Effect,
    rule=st.just("test/rule"),
    category=st.sampled_from(sorted(set(table.ROWS) - {table.NONE, e.OPAQUE})),
    summary=st.just("does it"),
    targets=st.lists(TARGETS, max_size=3).map(tuple),
    extent=st.builds(Extent, st.one_of(st.none(), st.integers(0, 5000)), st.booleans()),
    certain=st.booleans(),
)
SPOTS = st.builds(BlindSpot, rule=st.just("blind/test"), why=st.just("not read"), opaque=st.booleans())


@given(st.lists(EFFECTS, max_size=4), st.lists(EFFECTS, max_size=2), st.lists(SPOTS, max_size=2))
def test_more_effects_are_never_laxer(some: list[Effect], more: list[Effect], blind: list[BlindSpot]) -> None:
    """Union: adding effects or blind spots only adds obligations."""
    fewer = decide(some, [], BUILT_IN, LAYOUT)
    all_of_them = decide([*some, *more], blind, BUILT_IN, LAYOUT)
    assert fewer.obligations <= all_of_them.obligations
    assert ORDER[fewer.verdict] <= ORDER[all_of_them.verdict]


@given(st.lists(EFFECTS, min_size=1, max_size=4))
def test_the_strictest_verdict_wins(effects: list[Effect]) -> None:
    alone = [ORDER[decide([effect], [], BUILT_IN, LAYOUT).verdict] for effect in effects]
    assert ORDER[decide(effects, [], BUILT_IN, LAYOUT).verdict] == max(alone)


@given(EFFECTS)
def test_only_certainty_denies(effect: Effect) -> None:
    """The same effect, only possible, is never denied and never allowed where the certain one is not."""
    certain = decide([effect.but(certain=True)], [], BUILT_IN, LAYOUT).verdict
    possible = decide([effect.but(certain=False)], [], BUILT_IN, LAYOUT).verdict
    assert possible != DENY
    assert (possible == ALLOW) == (certain == ALLOW)


@given(EFFECTS, st.integers(0, 100_000))
def test_a_larger_extent_is_never_laxer(effect: Effect, count: int) -> None:
    smaller = effect.but(extent=Extent(count, closed=True))
    larger = effect.but(extent=Extent(count * 10 + 600, closed=True))
    opened = effect.but(extent=Extent(None, closed=False))
    verdicts = [ORDER[decide([one], [], BUILT_IN, LAYOUT).verdict] for one in (smaller, larger, opened)]
    assert verdicts[0] <= verdicts[1]
    assert verdicts[0] <= verdicts[2]


def test_opaque_in_a_followed_file_is_noted() -> None:
    spot = BlindSpot("blind/test", "not read")
    assert decide([], [spot], BUILT_IN, LAYOUT).verdict == HOLD
    followed = spot.but(origin=Origin("deploy.sh", followed=True))
    assert decide([], [followed], BUILT_IN, LAYOUT).verdict == ALLOW
    assert decide([], [spot.but(opaque=False)], BUILT_IN, LAYOUT).verdict == ALLOW


def test_nothing_is_allowed() -> None:
    assert decide([], [], BUILT_IN, LAYOUT).verdict == ALLOW


@pytest.mark.parametrize(
    ("where", "category", "expected"),
    [
        ("/", e.RECURSIVE_DELETE, DENY),
        ("/etc", e.RECURSIVE_DELETE, DENY),
        ("/usr/lib/python3", e.RECURSIVE_DELETE, DENY),
        ("/home/sam", e.RECURSIVE_DELETE, DENY),
        ("/home/eve", e.RECURSIVE_DELETE, DENY),
        ("/var/lib", e.RECURSIVE_DELETE, DENY),
        ("/var/lib/postgresql", e.RECURSIVE_DELETE, HOLD),
        ("/home/sam/photos", e.RECURSIVE_DELETE, HOLD),
        ("/work/app", e.RECURSIVE_DELETE, HOLD),
        ("/work", e.RECURSIVE_DELETE, HOLD),
        ("/work/app/.git", e.RECURSIVE_DELETE, HOLD),
        ("/work/app/src", e.RECURSIVE_DELETE, HOLD),
        ("/work/app/dist", e.RECURSIVE_DELETE, ALLOW),
        ("/work/app/a/node_modules/b", e.RECURSIVE_DELETE, ALLOW),
        ("/work/app/main.py", e.FILE_CHANGE, ALLOW),
        ("/etc/hosts", e.FILE_CHANGE, HOLD),
        ("/home/sam/.cache/pip", e.RECURSIVE_DELETE, ALLOW),
        ("/home/sam/.cache", e.RECURSIVE_DELETE, ALLOW),
        ("/tmp/build", e.RECURSIVE_DELETE, ALLOW),
        ("/tmp", e.RECURSIVE_DELETE, HOLD),
        ("/srv/data", e.RECURSIVE_DELETE, HOLD),
    ],
)
def test_places(where: str, category: str, expected: str) -> None:
    target = path(where, **({"workspace": "/work/app"} if where.startswith("/work/app") else {}))
    if where == "/work/app":
        target = path(where, workspace="/work/app", nested="yes")
    assert decide([Effect("test/rule", category, "x", (target,))], [], BUILT_IN, LAYOUT).verdict == expected


def test_a_repository_in_a_temporary_directory_is_a_workspace() -> None:
    layout = LAYOUT.but(directory="/tmp/clone")
    inside = path("/tmp/clone/src", workspace="/tmp/clone")
    assert decide([Effect("t/r", e.RECURSIVE_DELETE, "x", (inside,))], [], BUILT_IN, layout).verdict == HOLD


def test_tracked_output_is_not_regenerable() -> None:
    kept = path("/work/app/dist", workspace="/work/app", tracked="yes")
    assert decide([Effect("t/r", e.RECURSIVE_DELETE, "x", (kept,))], [], BUILT_IN, LAYOUT).verdict == HOLD


def test_loopback_is_not_dev() -> None:
    local = Target(t.DATABASE, "app", (Facet("server", "localhost"), Facet("database", "app_dev")))
    assert classify(local, e.DATA_LOSS, BUILT_IN, LAYOUT).column == "?"


PROD = Environment("prod", "P", ("postgres://*.prod.example.com/*",), hold=(("keys", (("keys", "3"),)),))


def test_a_configured_environment_adds_its_own_conditions() -> None:
    shop = Target(
        t.DATABASE,
        "shop",
        (Facet("engine", "postgres"), Facet("server", "db.prod.example.com"), Facet("database", "shop")),
    )
    decision = decide([Effect("t/r", e.DATA_LOSS, "x", (shop,))], [], Layers((PROD,)), LAYOUT)
    assert decision.verdict == HOLD
    assert Obligation("keys", (("keys", "3"),)) in decision.obligations
    assert decision.reasons[0].environment == "prod"


def test_a_freeze_denies_production() -> None:
    shop = Target(
        t.DATABASE,
        "shop",
        (Facet("engine", "postgres"), Facet("server", "db.prod.example.com"), Facet("database", "shop")),
    )
    frozen = Layers((PROD.but(freezes=(Freeze("launch", 100, 200),)),))
    drop = Effect("sql/drop-database", e.DATA_LOSS, "x", (shop,))
    assert decide([drop], [], frozen, LAYOUT, now=150).verdict == DENY
    assert decide([drop], [], frozen, LAYOUT, now=200).verdict == HOLD
    assert decide([drop], [], frozen, LAYOUT).verdict == HOLD


def test_a_choice_is_met_by_its_laxest_way() -> None:
    human, never = Obligation(HUMAN), Obligation(NEVER)
    assert verdict_of(frozenset((Choice((frozenset((never,)), frozenset((human,)))),))) == HOLD
    assert verdict_of(frozenset((Choice((frozenset((never,)),)),))) == DENY


def test_every_cell_reads() -> None:
    for row in table.ROWS.values():
        assert len(row.cells) == len(COLUMNS)
        for cell in row.cells:
            if cell != "–":
                table.obligations(cell)


def test_the_guard_is_never_let_go() -> None:
    for column in COLUMNS:
        assert verdict_of(table.obligations(table.cell(e.GUARD_OFF, column))) == DENY


def test_a_lock_that_git_left_behind_is_one_file() -> None:
    lock = path("/work/app/.git/index.lock", workspace="/work/app", nested="yes")
    kept = path("/work/app/.git/config", workspace="/work/app", nested="yes")
    assert decide([Effect("t/r", e.FILE_CHANGE, "x", (lock,))], [], BUILT_IN, LAYOUT).verdict == ALLOW
    assert decide([Effect("t/r", e.FILE_CHANGE, "x", (kept,))], [], BUILT_IN, LAYOUT).verdict == HOLD
