"""Patterns against targets: the strict question, the lax question, and the glob underneath."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.target import (
    CLOUD,
    CLUSTER,
    DATABASE,
    HOST,
    INFRASTRUCTURE,
    PATH,
    REF,
    Facet,
    Target,
)
from keyturn.policy.matching import glob, matches, problem_of, settles, unsettled


def target(kind, **facets):
    return Target(kind, "it", tuple(Facet(name, value) for name, value in facets.items()))


def database(server, **more):
    return target(DATABASE, engine="postgres", server=server, **more)


ALPHABET = "ab-]![*?z/.\\^"


@given(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=12))
def test_glob_agrees_with_fnmatch(pattern, text):
    assert glob(pattern, text) == fnmatchcase(text, pattern)


@given(st.text(max_size=20))
def test_every_text_is_covered_by_a_star_and_by_itself_in_brackets(text):
    assert glob("*", text)
    assert glob(
        "".join(f"[{character}]" for character in text if character not in "!]^"),
        text.translate({33: None, 93: None, 94: None}),
    )


def test_stars_in_a_row_end_in_bounded_time():
    assert not glob("*a" * 200 + "b", "a" * 5000)


@pytest.mark.parametrize(
    ("pattern", "hit"),
    [
        ("postgres://*.prod.example.com/*", database("db1.prod.example.com", database="app")),
        ("postgresql://*.prod.example.com/*", database("db1.prod.example.com", database="app")),
        ("postgres://*.prod.example.com", database("DB1.Prod.Example.Com", database="app")),
        ("postgres://*.prod.example.com/*", database("db1.prod.example.com.", database="app")),
        ("postgres://localhost/*", database("127.0.0.1", database="app")),
        ("postgres://localhost/*", database("/var/run/postgresql", database="app")),
        ("postgres://[::1]:5432/*", database("::1", port="5432")),
        ("postgres://admin@db/app", database("db", database="app", user="admin")),
        ("postgres://db:6432/app", database("db", database="app", port="6432")),
        ("*://db/*", target(DATABASE, engine="mysql", server="db")),
        ("sqlite:*", target(DATABASE, engine="sqlite", path="/w/dev.db")),
        ("sqlite:/srv/*", target(DATABASE, engine="sqlite", path="/srv/live.db")),
        ("terraform:workspace=prod", target(INFRASTRUCTURE, workspace="prod", backend=None)),
        ("aws:account=111122223333", target(CLOUD, provider="aws", account="111122223333")),
        ("kube:context=prod-*", target(CLUSTER, context="prod-eu")),
        ("kube:context=prod-*,namespace=pay", target(CLUSTER, context="prod-eu", namespace="pay")),
        ("git:branch=main", target(REF, remote="origin", branch="main")),
        ("path:/srv/*", target(PATH, path="/srv/app/file")),
        ("ssh:host=*", target(HOST, host=None)),
        ("cluster:*", target(CLUSTER, context=None)),
    ],
)
def test_hit(pattern, hit):
    assert problem_of(pattern) == ""
    assert matches(pattern, hit) is True


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        ("postgres://*.prod.example.com/*", database("db1.staging.example.com")),
        ("postgres://*.prod.example.com/*", target(DATABASE, engine="mysql", server="db1.prod.example.com")),
        ("postgres://*.prod.example.com/*", target(HOST, host="db1.prod.example.com")),
        ("postgres://*.prod.example.com/*", database("prod.example.com")),
        ("postgres://db:6432/app", database("db", port="5432", database="app")),
        ("*://*/*", target(DATABASE, engine="sqlite", path="/w/dev.db")),
        ("sqlite:*", database("db")),
        ("aws:account=111122223333", target(CLOUD, provider="gcp", account="111122223333")),
        ("kube:context=prod-*,namespace=pay", target(CLUSTER, context="prod-eu", namespace="web")),
        ("path:/srv/*", target(PATH, path="/srvx/a")),
        ("path:/srv/data/*", target(PATH, path="/srv/logs")),
        ("no pattern at all", database("db")),
    ],
)
def test_not_hit(pattern, other):
    assert matches(pattern, other) is False


@pytest.mark.parametrize(
    ("pattern", "hazy"),
    [
        ("postgres://*.prod.example.com/*", database(None)),
        ("postgres://db/app", database("db", database=None)),
        ("terraform:workspace=prod", target(INFRASTRUCTURE, workspace=None, backend="s3://state")),
        ("kube:context=prod-*", target(CLUSTER)),
        ("path:/srv/*", target(PATH, path=None)),
        ("postgres://db/*", target(DATABASE, engine=None, server="db")),
    ],
)
def test_an_unknown_facet_is_neither_yes_nor_no(pattern, hazy):
    assert matches(pattern, hazy) is None
    assert not settles(pattern, hazy)


def test_one_facet_that_differs_outweighs_another_that_is_unknown():
    assert matches("kube:context=prod,namespace=pay", target(CLUSTER, context="dev", namespace=None)) is False


@pytest.mark.parametrize("path", ["/", "/srv", "/srv/data"])
def test_deleting_the_parent_hits_what_lies_in_it(path):
    assert matches("path:/srv/data/*", target(PATH, path=path)) is True


def test_deleting_the_parent_of_something_throw_away_is_not_throw_away():
    assert not settles("path:/srv/scratch/*", target(PATH, path="/srv"))
    assert not settles("path:/srv/scratch/*", target(PATH, path="/srv/scratch/$X", hole="unset"))
    assert settles("path:/srv/scratch/*", target(PATH, path="/srv/scratch/a/b"))


def test_a_glob_is_judged_by_the_directory_it_stands_in():
    loose = target(PATH, path="/srv/data/*", hole="glob", under="/srv/data")
    assert matches("path:/srv/data/*", loose) is True
    assert not settles("path:/srv/d*a/x/*", target(PATH, path="/srv/*", hole="glob", under="/srv"))


class TestSettles:
    def test_a_workspace_called_dev_is_not_enough(self):
        assert not settles("terraform:workspace=dev", target(INFRASTRUCTURE, workspace="dev"))

    def test_a_workspace_called_dev_with_an_unknown_backend_is_not_enough(self):
        assert not settles("terraform:workspace=dev", target(INFRASTRUCTURE, workspace="dev", backend=None))
        assert not settles(
            "terraform:workspace=dev", target(INFRASTRUCTURE, workspace="dev", backend="local", lineage=None)
        )

    def test_a_workspace_in_a_known_backend_is(self):
        assert settles("terraform:workspace=dev", target(INFRASTRUCTURE, workspace="dev", backend="local"))

    def test_a_branch_called_dev_is_not_enough(self):
        assert not settles("git:branch=dev", target(REF, branch="dev"))
        assert not settles("git:branch=dev", target(REF, branch="dev", remote=None))

    def test_a_database_called_dev_is_not_enough(self):
        assert not settles("postgres://*/dev_*", database(None, database="dev_me"))
        assert not settles("postgres://*/dev_*", target(DATABASE, engine="postgres", database="dev_me", port="5432"))

    def test_something_unseen_could_change_the_server(self):
        shaky = Target(
            DATABASE,
            "db",
            (Facet("engine", "postgres"), Facet("server", "dev.example.com", "PGHOST", overridable=True)),
        )
        assert matches("postgres://dev.example.com/*", shaky) is True
        assert not settles("postgres://dev.example.com/*", shaky)
        assert "PGHOST" in unsettled(shaky)

    @pytest.mark.parametrize("server", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "/tmp/pg"])
    def test_a_tunnel_makes_production_look_local(self, server):
        assert not settles("postgres://*/*", database(server))
        assert "tunnel" in unsettled(database(server))

    def test_a_known_listener_or_a_pinned_server_is_local(self):
        assert settles("postgres://localhost/*", database("127.0.0.1", listener="postgres"))
        assert settles("postgres://localhost/*", database("localhost", system_identifier="7421"))

    def test_an_unknown_pin_is_worse_than_none(self):
        assert not settles("postgres://db/*", database("db", system_identifier=None))

    def test_an_sqlite_file_with_a_known_path(self):
        assert settles("sqlite:*", target(DATABASE, engine="sqlite", path="/w/dev.db"))
        assert not settles("sqlite:*", target(DATABASE, engine="sqlite", path=None))


FACETS = ["engine", "server", "port", "database", "workspace", "backend", "context", "account", "branch", "remote"]
KINDS = [DATABASE, INFRASTRUCTURE, CLUSTER, CLOUD, REF, PATH, HOST]
PATTERNS = [
    "postgres://*/*", "postgres://a/*", "terraform:workspace=a", "kube:context=a*", "aws:account=a", "git:branch=a",
    "path:/a/*", "ssh:host=a", "database:*", "cloud:*",
]  # fmt: skip


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FACETS), st.one_of(st.none(), st.sampled_from(["a", "b", "postgres"])), max_size=6),
)
def test_whatever_settles_also_matches_and_has_nothing_unknown(pattern, kind, facets):
    hit = target(kind, **facets)
    if settles(pattern, hit):
        assert matches(pattern, hit) is True
        assert unsettled(hit) == ""


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FACETS), st.sampled_from(["a", "b", "postgres"]), max_size=6),
    st.sampled_from(FACETS),
)
def test_forgetting_a_facet_never_settles_more_and_never_turns_yes_into_no(pattern, kind, facets, lost):
    before = target(kind, **facets)
    after = target(kind, **{**facets, lost: None})
    assert settles(pattern, before) or not settles(pattern, after)
    if matches(pattern, before) is True:
        assert matches(pattern, after) is not False


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "empty"),
        ("prod", "starts with"),
        ("terrafrom:workspace=prod", "terrafrom"),
        ("terraform:worksapce=prod", "worksapce"),
        ("terraform:prod", "needs a facet"),
        ("kube:context=", "no value"),
        (" sqlite:*", "spaces"),
        ("path:srv", "absolute"),
        ("postgres://", "no server"),
    ],
)
def test_a_wrong_pattern_is_named(pattern, words):
    assert words in problem_of(pattern)


def test_one_of_several_hosts_is_enough_to_be_production_and_not_enough_to_be_dev() -> None:
    for hosts in ("a.dev.example.com,b.prod.example.com", "b.prod.example.com,a.dev.example.com"):
        target = Target(
            DATABASE, "x", (Facet("engine", "postgres"), Facet("server", hosts), Facet("port", "5432,5433"))
        )
        assert matches("postgres://*.prod.example.com/*", target) is True
        assert matches("postgres://b.prod.example.com:5433/*", target) is not False
        assert not settles("postgres://*.dev.example.com/*", target)
    dev = Target(DATABASE, "x", (Facet("engine", "postgres"), Facet("server", "a.dev.example.com,b.dev.example.com")))
    assert settles("postgres://*.dev.example.com", dev)
