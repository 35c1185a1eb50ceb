"""`keyturn.toml`: what it says, what is wrong with it, and the stricter reading that stays in force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.decision import CONFIRM, HUMAN, KEYS, REHEARSE, RESTORE_PROOF, ROW_LIMIT
from keyturn.policy.configuration import CLASSES, KEYS_KNOWN, MAX_BYTES, NAMED, read
from keyturn.policy.layers import PRODUCTION, SHARED, THROWAWAY, Freeze
from keyturn.policy.matching import REMOTE, problem_of

WHOLE = """
[environment.prod]
matches = ["postgres://*.prod.example.com/*", "terraform:workspace=prod", "git:branch=main"]
hold = { keys = 2, senior = 1, rehearse = true, restore_within = "1d", row_limit = 100 }
promote_from = "staging"
tier = 1

[[environment.prod.freeze]]
name = "launch week"
from = 2026-12-01T00:00:00Z
until = 2026-12-08T02:00:00+02:00

[environment.acme]
class = "staging"
matches = ["kube:context=acme"]

[environment.dev]
matches = ["sqlite:*"]
undo = true

[[rule]]
id = "acme/billing-reset"
command = { program = "acmectl", subcommand = ["billing", "reset"], options = ["--all"] }
severity = "critical"
match = ["acmectl billing reset --all"]
no_match = ["acmectl billing show"]

[scan]
fail_on = "low"
mass_delete = 5
protected = ["migrations/*"]
"""


def layer(text, name="organisation", **more):
    return read(text.encode() if isinstance(text, str) else text, file="keyturn.toml", name=name, **more)


def test_a_whole_file():
    got = layer(WHOLE, digest="d")
    assert got.errors == ()
    prod, acme, dev = got.environments
    assert (prod.column, acme.column, dev.column) == (PRODUCTION, SHARED, THROWAWAY)
    assert dict(prod.hold) == {
        KEYS: (("keys", "2"), ("senior", "1")),
        REHEARSE: (),
        RESTORE_PROOF: (("within", "24h"),),
        ROW_LIMIT: (("rows", "100"),),
    }
    assert prod.freezes == (Freeze("launch week", 1796083200, 1796688000),)
    assert prod.tier == 1
    assert prod.promote_from == "staging"
    assert dev.undo
    (rule,) = got.rules
    assert (rule.program, rule.subcommand, rule.options) == ("acmectl", ("billing", "reset"), ("--all",))
    assert dict(got.scan) == {"fail_on": "low", "mass_delete": 5, "protected": ("migrations/*",)}


FAULTS = [
    # text, line, key, words in the message, words in the fix
    ("[environment.prod]\nmatchs = []", 2, "environment.prod.matchs", "no such key", "mean matches?"),
    ("[enviroment.prod]\n", 1, "enviroment", "no such key", "mean environment?"),
    ("\n\n[scan]\nfail-on = 'low'", 4, "scan.fail-on", "no such key", "mean fail_on?"),
    ("[environment.prod]\nmatches = [\n 'git:branch=main',\n 'kub:context=x',\n]", 4, "environment.prod.matches[1]", "kub", "mean kube"),
    ("[environment.prod]\nmatches = 'git:branch=main'", 2, "environment.prod.matches", "array", "['git:branch=main']"),
    ("[environment.blue]\nmatches = []", 1, "environment.blue", "class", "class ="),
    ("[environment.blue]\nclass = 'prod'", 2, "environment.blue.class", "no class", "production"),
    ("[environment.prod]\nclass = 'dev'", 2, "environment.prod.class", "is production", "Rename"),
    ("[environment.prod]\nhold = { keys = true }", 2, "environment.prod.hold.keys", "True", "2"),
    ("[environment.prod]\nhold = { keys = 0 }", 2, "environment.prod.hold.keys", "0", "2"),
    ("[environment.prod]\nhold = { kays = 2 }", 2, "environment.prod.hold.kays", "no such key", "mean keys?"),
    ("[environment.prod]\nhold = { restore_within = 24 }", 2, "environment.prod.hold.restore_within", "24", '"24h"'),
    ("[environment.prod]\nhold = { keys = 1, senior = 3 }", 2, "environment.prod.hold.senior", "3 of 1", "keys"),
    ("[environment.prod]\nundo = 'yes'", 2, "environment.prod.undo", "yes", "true"),
    ("[environment.prod]\ntier = 0", 2, "environment.prod.tier", "0", "1"),
    ("[[environment.prod.freeze]]\nfrom = '2026-12-01'\nuntil = 2026-12-08T00:00:00Z", 2, "environment.prod.freeze[0].from", "no date", "quotes"),
    ("[[environment.prod.freeze]]\nfrom = 2026-12-01T00:00:00\nuntil = 2026-12-08T00:00:00Z", 2, "environment.prod.freeze[0].from", "zone", "Z"),
    ("[[environment.prod.freeze]]\nfrom = 2026-12-09T00:00:00Z\nuntil = 2026-12-08T00:00:00Z", 1, "environment.prod.freeze[0]", "ends before", "Swap"),
    ("[environment.prod.freeze]\nfrom = 2026-12-01T00:00:00Z\nuntil = 2026-12-08T00:00:00Z", 1, "environment.prod.freeze", "array", "[["),
    ("[[rule]]\nid = 'x'\nmatch = ['a']\ncommand = { program = 'a' }", 2, "rule[0].id", "no rule id", "family/problem"),
    ("[[rule]]\nid = 'a/b'\nmatch = ['a']\n", 1, "rule[0].command", "base name", "program"),
    ("[[rule]]\nid = 'a/b'\ncommand = { program = 'a' }", 1, "rule[0]", "no example", "match"),
    ("[[rule]]\nid = 'git/force-push'\nmatch = ['a']\ncommand = { program = 'a' }", 2, "rule[0].id", "built-in", "family"),
    ("[[rule]]\nid = 'a/b'\nseverity = 'critcal'\nmatch = ['a']\ncommand = { program = 'a' }", 3, "rule[0].severity", "no severity", "mean 'critical'"),
    ("[scan]\nmass_delete = 2.5", 2, "scan.mass_delete", "2.5", "more"),
    ("scan = 3", 1, "scan", "no table", "[scan]"),
    ("[environment.prod]\nmatches = [\n", 2, "", "not TOML", "Mend"),
    ("a = 1\na = 2", 2, "", "not TOML", "Mend"),
    ("allow_trust = 1", 1, "allow_trust", "neither", "true"),
    ("keep_record_files = 0", 1, "keep_record_files", "whole number", "1 or more"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "what", "fix"), FAULTS)
def test_a_fault_names_file_line_key_and_what_to_do(text, line, key, what, fix):
    errors = layer(text, built_in=frozenset({"git/force-push"})).errors
    error = errors[0]
    assert (error.file, error.line, error.key) == ("keyturn.toml", line, key)
    assert what in error.what
    assert fix in error.fix
    assert str(error).startswith(f"keyturn.toml:{line}")


def test_what_of_the_record_is_removed_is_the_organisations_alone():
    assert layer("keep_record_files = 12").keep_record_files == 12
    got = layer("keep_record_files = 12", name="repository")
    assert not got.keep_record_files
    assert "organisation" in got.errors[0].what


def test_whose_rows_are_copied_is_the_organisations_word_alone():
    assert layer('rehearse_rows = "copy"').rehearse_rows == "copy"
    assert not layer('rehearse_rows = "all"').rehearse_rows
    for name in ("repository", "user"):
        got = layer('rehearse_rows = "copy"', name=name)
        assert got.errors
        assert not got.rehearse_rows


def test_allow_trust_is_the_organisations_alone():
    assert layer("allow_trust = true").allow_trust
    got = layer("allow_trust = true", name="repository")
    assert not got.allow_trust
    assert "organisation" in got.errors[0].what


class TestTheStricterReading:
    def test_an_unknown_class_is_production(self):
        assert layer("[environment.blue]\nclass = 'devel'").environments[0].column == PRODUCTION

    def test_production_cannot_be_called_dev(self):
        assert layer("[environment.prod]\nclass = 'dev'").environments[0].column == PRODUCTION

    def test_a_pattern_that_cannot_be_read_covers_what_it_may_have_meant(self):
        got = layer("[environment.prod]\nmatches = ['kube:contxt=prod', 'postgress', 'git:branch=main']")
        assert got.environments[0].matches == ("kube:*", *REMOTE, "git:branch=main")

    def test_a_lax_pattern_that_cannot_be_read_covers_nothing(self):
        assert layer("[environment.dev]\nmatches = ['kube:contxt=dev', 3]").environments[0].matches == ()

    def test_a_freeze_without_an_end_does_not_end(self):
        (freeze,) = layer("[[environment.prod.freeze]]\nfrom = 2026-12-01T00:00:00Z").environments[0].freezes
        assert freeze.start == 1796083200
        assert freeze.end > 2**60

    def test_a_freeze_without_a_zone_holds_in_every_zone(self):
        text = "[[environment.prod.freeze]]\nfrom = 2026-12-01T00:00:00\nuntil = 2026-12-02"
        (freeze,) = layer(text).environments[0].freezes
        assert freeze.start == 1796083200 - 14 * 3600
        assert freeze.end == 1796083200 + (24 + 24 + 14) * 3600

    def test_a_freeze_that_is_no_table_always_holds(self):
        assert layer("[environment.prod]\nfreeze = ['december']").environments[0].freezes == (
            Freeze("unreadable", 0, 2**62),
        )

    @pytest.mark.parametrize(
        ("hold", "kind"),
        [("{ keys = 'two' }", KEYS), ("{ rehearse = 'no' }", REHEARSE), ("{ humen = false }", CONFIRM), ("2", HUMAN)],
    )
    def test_a_hold_that_cannot_be_read_holds(self, hold, kind):
        assert kind in dict(layer(f"[environment.prod]\nhold = {hold}").environments[0].hold)

    def test_thresholds(self):
        got = dict(layer("[scan]\nfail_on = 'never'\nmass_delete = 'many'\nblind = 0\nmax_file_bytes = -1").scan)
        assert got == {"fail_on": "low", "mass_delete": 0, "blind": "critical"}

    def test_a_rule_whose_example_fails_stands_as_written(self):
        got = layer(WHOLE, noticed=lambda _rule, command: "show" in command)
        assert [rule.id for rule in got.rules] == ["acme/billing-reset"]
        assert [error.key for error in got.errors] == ["rule[0].match[0]", "rule[0].no_match[0]"]
        assert got.errors[0].line == 25

    def test_a_rule_that_takes_a_built_in_id_still_notices(self):
        text = "[[rule]]\nid = 'git/force-push'\nmatch = ['a']\ncommand = { program = 'a' }"
        (rule,) = layer(text, built_in=frozenset({"git/force-push"})).rules
        assert rule.id == "own/git-force-push"


class TestTextThatIsNoToml:
    BROKEN = WHOLE.replace("tier = 1", "<<<<<<< HEAD\ntier = 1")

    def test_other_tables_still_tighten(self):
        got = layer(self.BROKEN)
        assert [error.line for error in got.errors] == [6]
        assert got.rules[0].id == "acme/billing-reset"
        assert [environment.name for environment in got.environments if environment.freezes] == ["prod"]

    def test_an_environment_that_was_lost_covers_every_remote_target(self):
        lost = [one for one in layer(self.BROKEN).environments if one.matches == REMOTE]
        assert [one.column for one in lost] == [PRODUCTION]

    def test_a_lost_dev_environment_or_scan_table_covers_nothing(self):
        assert layer("[environment.dev]\nmatches = [").environments == ()
        assert layer("[scan]\nfail_on =").environments == ()

    def test_nothing_but_noise_covers_every_remote_target(self):
        assert layer(b"\x00\x01\xff").environments[0].matches == REMOTE

    def test_too_large_a_file(self):
        got = layer(b"# " + b"x" * MAX_BYTES)
        assert got.errors
        assert got.environments[0].matches == REMOTE

    def test_nesting_without_end(self):
        assert layer("a = " + "[" * 50_000).errors

    def test_a_byte_order_mark_and_dos_line_ends_are_fine(self):
        got = layer(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
        assert got.errors == ()

    def test_one_wrong_byte_names_its_line(self):
        assert layer(b"# fine\n# \xff\n[scan]\nfail_on = 'low'\n").errors[0].line == 2


def test_every_pattern_for_remote_targets_can_be_read():
    assert [problem_of(pattern) for pattern in REMOTE] == [""] * len(REMOTE)


def test_the_key_list_is_complete_and_without_doubles():
    places = [(key.table, key.name) for key in KEYS_KNOWN]
    assert len(set(places)) == len(places)
    assert set(CLASSES.values()) == set(NAMED.values()) == {THROWAWAY, SHARED, PRODUCTION}


ANYTHING = st.sampled_from(
    ["true", "0", "-1", "1.5", "'x'", "[]", "{}", "['x', 1]", "{ a = 1 }", "2026-01-01", "2026-01-01T00:00:00Z", "nan"]
)
PLACES = st.sampled_from(
    [
        "environment",
        "environment.prod",
        "environment.prod.hold",
        "environment.dev",
        "scan",
        "rule",
        "environment.x.freeze",
    ]
)


@given(PLACES, st.sampled_from([key.name for key in KEYS_KNOWN]), ANYTHING)
def test_no_value_anywhere_is_too_odd_to_be_read(place, name, value):
    for text in (f"[{place}]\n{name} = {value}\n", f"[[{place}]]\n{name} = {value}\n", f"{place} = {value}\n"):
        got = layer(text)
        for error in got.errors:
            assert error.fix


@given(st.binary(max_size=80))
def test_no_bytes_are_too_odd_to_be_read(data):
    layer(data)


JUNK = ["<<<<<<< HEAD", "=======", '"""', "[[[", "matches = [", "environment = 1", "x = {", "\x00"]


@given(st.integers(0, WHOLE.count("\n")), st.sampled_from(JUNK))
def test_a_junk_line_anywhere_never_turns_production_off(place, junk):
    lines = WHOLE.split("\n")
    damaged = layer("\n".join([*lines[:place], junk, *lines[place:]]))
    patterns = {pattern for one in damaged.environments if one.column == PRODUCTION for pattern in one.matches}
    assert damaged.errors
    assert "postgres://*.prod.example.com/*" in patterns or set(REMOTE) <= patterns
