"""The laws of layering, on decisions: no layer makes any target laxer unless it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model import effect as e
from keyturn.model.decision import ALLOW, DENY, HOLD, KEYS
from keyturn.model.effect import Effect
from keyturn.model.target import CLUSTER, DATABASE, INFRASTRUCTURE, PATH, REF, Facet, Target
from keyturn.policy.configuration import read
from keyturn.policy.decide import decide
from keyturn.policy.layering import combine, may_loosen, wants_to_loosen
from keyturn.policy.layers import (
    PRODUCTION,
    SHARED,
    THROWAWAY,
    Environment,
    Freeze,
    Layer,
    Layers,
    OwnRule,
    ScanSettings,
)
from keyturn.policy.table import ROWS

RANK = {ALLOW: 0, HOLD: 1, DENY: 2}
NOW = 1_000


def layer(text, name, digest="d", file=""):
    return read(text.encode(), file=file or f"/{name}/keyturn.toml", name=name, digest=digest)


DEV = '[environment.dev]\nmatches = ["postgres://dev.example.com/*"]\n'
STAGING = '[environment.staging]\nmatches = ["postgres://dev.example.com/*"]\n'
PROD = '[environment.prod]\nmatches = ["postgres://*/*"]\nhold = { keys = 3, senior = 2 }\n'

DROP = Effect(
    "sql/drop-table",
    e.DATA_LOSS,
    "drops a table",
    (Target(DATABASE, "db", (Facet("engine", "postgres"), Facet("server", "dev.example.com"))),),
)


def cell(*layers, trusted=frozenset()):
    """The table's column that the dropped table is judged by."""
    (reason,) = decide([DROP], [], combine(layers, trusted)).reasons
    return {ROWS[e.DATA_LOSS].cells[0]: "T", ROWS[e.DATA_LOSS].cells[4]: "S", ROWS[e.DATA_LOSS].cells[5]: "P"}.get(
        reason.cell, "?"
    )


class TestWhoMayLoosen:
    def test_the_organisation(self):
        assert cell(layer(DEV, "organisation")) == "T"

    def test_a_file_with_a_fault_loosens_nothing(self):
        assert cell(layer(DEV + "matchez = 1", "organisation")) == "?"

    def test_a_repository_that_calls_production_dev(self):
        got = combine([layer(DEV, "repository")])
        assert cell(layer(DEV, "repository")) == "?"
        assert "postgres://dev.example.com/*" in got.problems[0]
        assert "keyturn config trust /repository/keyturn.toml" in got.problems[0]

    def test_a_user_without_a_persons_confirmation(self):
        assert cell(layer(DEV, "user")) == "?"

    @pytest.mark.parametrize("name", ["user", "repository"])
    def test_confirmed_bytes_at_the_confirmed_place(self, name):
        trusted = frozenset({(f"/{name}/keyturn.toml", "d")})
        assert cell(layer(DEV, name), trusted=trusted) == "T"
        assert cell(layer(DEV, name, digest="changed"), trusted=trusted) == "?"
        assert cell(layer(DEV, name, file="/elsewhere/keyturn.toml"), trusted=trusted) == "?"

    def test_bytes_without_a_digest_are_never_trusted(self):
        trusted = frozenset({("/user/keyturn.toml", "")})
        assert cell(layer(DEV, "user", digest=""), trusted=trusted) == "?"

    def test_where_there_is_an_organisation_nobody_else_loosens(self):
        trusted = frozenset({("/user/keyturn.toml", "d")})
        assert cell(layer("", "organisation"), layer(DEV, "user"), trusted=trusted) == "?"
        assert cell(layer("allow_trust = true", "organisation"), layer(DEV, "user"), trusted=trusted) == "T"
        assert cell(layer("allow_trust = true\nx = 1", "organisation"), layer(DEV, "user"), trusted=trusted) == "?"

    def test_the_strictest_match_wins_over_every_layer(self):
        assert cell(layer(DEV, "organisation"), layer(STAGING, "repository")) == "S"
        assert cell(layer(DEV, "organisation"), layer(STAGING, "user"), layer(PROD, "repository")) == "P"
        assert cell(layer(PROD, "organisation"), layer(DEV, "repository")) == "P"

    def test_naming_an_environment_again_makes_all_of_it_stricter(self):
        again = layer('[environment.dev]\nclass = "staging"', "repository")
        assert cell(layer(DEV, "organisation"), again) == "S"

    def test_a_lax_environment_in_a_repository_still_adds_its_hold(self):
        asked = layer(DEV + "hold = { keys = 2 }", "repository")
        got = combine([layer(DEV, "organisation"), asked])
        assert got.problems == ()
        assert dict(got.environments[0].hold)[KEYS]


class TestScanSettings:
    def test_upper_layers_set_and_lower_ones_tighten(self):
        got = combine(
            [
                layer('[scan]\nfail_on = "high"\nmass_delete = 100', "organisation"),
                layer('[scan]\nfail_on = "low"\nmass_delete = 500\nprotected = ["a"]', "repository"),
                layer('[scan]\nprotected = ["b"]', "user"),
            ]
        )
        assert (got.scan.fail_on, got.scan.mass_delete, set(got.scan.protected)) == ("low", 100, {"a", "b"})
        assert "mass_delete" in got.problems[0]

    def test_a_repository_cannot_lower_its_guard(self):
        got = combine([layer('[scan]\nfail_on = "critical"\nblind = "low"\nmass_delete = 9999', "repository")])
        assert got.scan == ScanSettings()
        assert len(got.problems) == 3

    def test_trust_loosens_the_default_but_not_the_organisations_word(self):
        trusted = frozenset({("/user/keyturn.toml", "d")})
        user = layer("[scan]\nmass_delete = 50", "user")
        assert combine([user], trusted).scan.mass_delete == 50
        organisation = layer("allow_trust = true\n[scan]\nmass_delete = 10", "organisation")
        assert combine([organisation, user], trusted).scan.mass_delete == 10


SERVERS = ["a.prod", "b.prod", "a.dev", "localhost", None]
WORKSPACES = ["prod", "dev", None]
PATTERNS = [
    "postgres://*/*", "postgres://*.prod/*", "postgres://*.dev/*", "postgres://localhost/*", "sqlite:*", "sqlite:/w/*",
    "terraform:workspace=prod", "terraform:workspace=*", "kube:context=prod", "kube:context=*", "git:branch=*",
    "git:branch=main", "path:/*", "path:/w/*", "path:/srv/data/*", "database:*",
]  # fmt: skip


def facets(**named):
    return tuple(Facet(name, value) for name, value in named.items())


@st.composite
def targets(draw):
    kind = draw(st.sampled_from([DATABASE, INFRASTRUCTURE, CLUSTER, REF, PATH]))
    if kind == DATABASE:
        if draw(st.booleans()):
            found = facets(engine="sqlite", path=draw(st.sampled_from(["/w/dev.db", "/tmp/x.db", None])))
        else:
            found = facets(engine="postgres", server=draw(st.sampled_from(SERVERS)))
            if draw(st.booleans()):
                found += facets(listener="postgres")
    elif kind == INFRASTRUCTURE:
        found = facets(workspace=draw(st.sampled_from(WORKSPACES)), backend=draw(st.sampled_from(["local", None])))
    elif kind == CLUSTER:
        found = facets(context=draw(st.sampled_from(WORKSPACES)))
    elif kind == REF:
        found = facets(
            remote="origin", branch=draw(st.sampled_from(["main", "x"])), default=draw(st.sampled_from(["yes", "no"]))
        )
    else:
        path = draw(st.sampled_from(["/", "/w", "/w/a", "/w/node_modules", "/tmp/a", "/srv", "/srv/data/x", None]))
        found = facets(path=path, workspace="/w" if path and path.startswith("/w") else None)
    return Target(kind, "it", found)


EFFECTS = st.builds(
    lambda category, target, certain: Effect("a/b", category, "does it", (target,), certain=certain),
    st.sampled_from(sorted(set(ROWS) - {"none"})),
    targets(),
    st.booleans(),
)
HOLDS = st.sampled_from([(), ((KEYS, (("keys", "4"), ("senior", "4"))),), (("confirm", ()),)])
FREEZES = st.sampled_from([(), (Freeze("f", 0, 2_000),), (Freeze("past", 0, 10),)])


@st.composite
def files(draw, name):
    """Any file of a layer, as `configuration.read` could answer it."""
    found = tuple(
        Environment(
            draw(st.sampled_from(["prod", "dev", "staging", "other"])),
            draw(st.sampled_from([THROWAWAY, SHARED, PRODUCTION])),
            tuple(draw(st.lists(st.sampled_from(PATTERNS), max_size=3))),
            draw(HOLDS),
            draw(st.booleans()),
            freezes=draw(FREEZES),
            layer=name,
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    scan = tuple(
        (key, draw(values))
        for key, values in {
            "fail_on": st.sampled_from(["low", "medium", "critical"]),
            "mass_delete": st.integers(0, 50),
            "mass_delete_percent": st.integers(1, 100),
            "mass_drop": st.integers(0, 50),
            "gutted_lines": st.integers(1, 500),
            "gutted_percent": st.integers(1, 100),
            "protected": st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
            "blind": st.sampled_from(["low", "medium", "critical"]),
            "max_file_bytes": st.integers(1, 10**8),
        }.items()
        if draw(st.booleans())
    )
    return Layer(name, f"/{name}/keyturn.toml", "d", found, (), scan, draw(st.booleans()) and name == "organisation")


def severity(settings):
    order = ["low", "medium", "high", "critical"]
    return (
        -order.index(settings.fail_on),
        -settings.mass_delete,
        -settings.mass_delete_percent,
        -settings.mass_drop,
        -settings.gutted_lines,
        -settings.gutted_percent,
        order.index(settings.blind),
        settings.max_file_bytes,
    )


def no_laxer(before, after, effects):
    old = decide(effects, [], before, now=NOW)
    new = decide(effects, [], after, now=NOW)
    assert RANK[new.verdict] >= RANK[old.verdict], (old, new)


BELOW = st.lists(st.one_of(files("user"), files("repository")), min_size=1, max_size=2)
ABOVE = st.one_of(st.just([]), files("organisation").map(lambda one: [one]))


@given(ABOVE, BELOW, st.lists(EFFECTS, min_size=1, max_size=2))
def test_adding_a_layer_that_may_not_loosen_never_makes_any_target_laxer(above, below, effects):
    no_laxer(combine(above), combine([*above, *below]), effects)


@given(ABOVE, BELOW)
def test_adding_a_layer_that_may_not_loosen_never_loosens_the_scan(above, below):
    before = combine(above).scan
    after = combine([*above, *below]).scan
    assert all(new >= old for new, old in zip(severity(after), severity(before), strict=True))
    assert set(before.protected) <= set(after.protected)


@given(files("organisation"), files("user"), st.lists(EFFECTS, min_size=1, max_size=2))
def test_trust_never_beats_an_organisation_that_does_not_allow_it(above, below, effects):
    above = above.but(allow_trust=False)
    trusted = frozenset({(below.file, below.digest)})
    no_laxer(combine([above]), combine([above, below], trusted), effects)


@given(files("organisation"), files("repository"), st.lists(EFFECTS, min_size=1, max_size=2))
def test_a_broken_file_tightens_all_the_same(above, below, effects):
    broken = below.but(errors=(ValueError("broken"),))
    no_laxer(combine([above]), combine([above, broken]), effects)
    trusted = frozenset({(below.file, below.digest)})
    no_laxer(combine([above, below]), combine([above, broken], trusted), effects)


@given(files("organisation"), st.lists(EFFECTS, min_size=1, max_size=2))
def test_a_stricter_environment_more_is_never_laxer(above, effects):
    layers = combine([above])
    for column in (SHARED, PRODUCTION):
        more = Layers((*layers.environments, Environment("more", column, ("*://*", "path:/*", "kube:context=*"))))
        no_laxer(layers, more, effects)


@given(files("organisation"), st.lists(EFFECTS, min_size=1, max_size=2), EFFECTS)
def test_more_effects_are_never_laxer(above, effects, another):
    layers = combine([above])
    assert (
        RANK[decide([*effects, another], [], layers, now=NOW).verdict]
        >= RANK[decide(effects, [], layers, now=NOW).verdict]
    )


@given(files("organisation"), EFFECTS)
def test_a_hold_or_freeze_more_is_never_laxer(above, effect):
    layers = combine([above])
    eager = tuple(
        one.but(hold=(*one.hold, ("human", ())), freezes=(Freeze("f", 0, 5_000),)) for one in layers.environments
    )
    no_laxer(layers, layers.but(environments=eager), [effect])


@given(BELOW)
def test_wanting_to_loosen_is_never_overlooked(below):
    for one in below:
        if not wants_to_loosen(one):
            alone = combine([one])
            assert alone == combine([one], frozenset({(one.file, one.digest)}))
            assert alone.problems == ()


def test_rules_of_all_layers_are_united():
    rules = [Layer(name, name, rules=(OwnRule(f"{name}/x", "x"),)) for name in ("repository", "user", "organisation")]
    assert [rule.id for rule in combine(rules).rules] == ["organisation/x", "user/x", "repository/x"]


def test_the_organisation_is_trusted_by_where_it_lies_alone():
    organisation = Layer("organisation", "/etc/keyturn/keyturn.toml")
    assert may_loosen(organisation, (organisation,), frozenset())
