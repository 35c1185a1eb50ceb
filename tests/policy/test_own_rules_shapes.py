"""Own rules by text, statement and effect: what they see, what is refused, and that they only ever tighten."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.text_search import LARGEST, TextSearch, problem_of
from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW, DENY, HOLD
from keyturn.model.source import SHELL, Origin, Source
from keyturn.model.word import Word
from keyturn.policy.configuration import read
from keyturn.policy.decide import decide
from keyturn.policy.layers import EffectShape, Environment, Layers, OwnRule, SqlShape, TextShape
from keyturn.policy.own_rules import own_effects
from keyturn.policy.own_rules_sql import statements
from keyturn.policy.own_rules_text import command_effects, spelled
from keyturn.policy.path_globs import covers, matches
from keyturn.tool.sql import CATEGORIES
from keyturn.tool.view import View
from keyturn.wiring.configuration import noticed

KINDS = statements(tuple(CATEGORIES))


def trace(text, language=SHELL):
    if language == SHELL:
        return follow(Source(SHELL, Word(text)), View())
    return follow(Source(language, Word(text), Origin("f"), file=True), View())


def seen(rule, text, language=SHELL, **more):
    return own_effects(trace(text, language).trace, Layers(rules=(rule,), **more))


def text_seen(pattern, command, **more):
    rule = OwnRule("a/b", text=TextShape(pattern, **more))
    search = TextSearch(((pattern, rule.text.ignore_case),))
    return command_effects(trace(command).trace, Layers(rules=(rule,)), search)


# -- statements ------------------------------------------------------------------------------------------------------

LEDGER = OwnRule("acme/ledger", sql=SqlShape(KINDS["drop"], ("ledger*",)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (SHELL, "psql -c 'drop table ledger'"),
        (SHELL, "mysql -e 'DROP TABLE `ledger_2024`' shop"),
        (SHELL, "bash -c \"psql <<'E'\ndrop table shop.LEDGER;\nE\""),
        (SHELL, "sudo sh -c 'sqlite3 a.db \"drop table if exists ledger\"'"),
        (SHELL, "cat <<A | psql\nselect 1;\ndrop table users, ledger cascade;\nA"),
        (SHELL, "ssh db 'psql -c \"alter table ledger drop column amount\"'"),
        ("sql", "DROP TABLE IF EXISTS [ledger];"),
        ("sql", "begin; drop view ledger_view; commit;"),
        ("python", 'cursor.execute("DROP TABLE ledger")'),
        ("python", 'from django.db import migrations\nmigrations.RunSQL("drop table ledger")'),
    ],
)
def test_a_statement_wherever_it_stands(language, text):
    (effect,) = seen(LEDGER, text, language)
    assert effect.rule == "acme/ledger"
    assert effect.certain


@pytest.mark.parametrize(
    "text", ["drop table users;", "select * from ledger;", "-- drop table ledger", "drop table lledger"]
)
def test_another_statement_is_left_alone(text):
    assert seen(LEDGER, text, "sql") == []


def test_a_name_that_is_not_known_may_be_the_one():
    (effect,) = seen(LEDGER, 'psql -c "drop table $T"')
    assert not effect.certain


def test_the_twenty_first_name_may_be_the_one():
    names = ", ".join(f"t{number}" for number in range(25)) + ", ledger"
    assert len(seen(LEDGER, f"drop table {names};", "sql")) == 1


def test_without_where():
    rule = OwnRule("acme/x", sql=SqlShape(("delete-without-where",)))
    assert seen(rule, "psql -c 'delete from users'")
    assert not seen(rule, "psql -c 'delete from users where id = 3'")
    assert seen(OwnRule("acme/x", sql=SqlShape(KINDS["delete"])), "psql -c 'delete from users where id = 3'")


def test_every_statement_is_one_that_is_found():
    assert all(kind in CATEGORIES for kinds in KINDS.values() for kind in kinds)
    assert set(CATEGORIES) <= {kind for kinds in KINDS.values() for kind in kinds}


# -- effects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "meets", "leaves"),
    [
        (EffectShape(("infra-destroy",)), "terraform destroy", "terraform plan"),
        (EffectShape(("infra-destroy",)), "bash -c 'cd x && pulumi destroy'", "pulumi preview"),
        (EffectShape(rules=("git/*",)), "git push --force origin main", "rm -rf x"),
        (EffectShape(("recursive-delete",), targets=("path:/srv/*",)), "rm -rf /srv/data", "rm -rf /home/x/y"),
        (EffectShape(rules=("filesystem/*",), least=3), "rm /srv/a /srv/b /srv/c", "rm /srv/a"),
        (
            EffectShape(rules=("sql/*",), reversible="no"),
            "psql -c 'drop table x'",
            "psql -c 'alter table a rename to b'",
        ),
    ],
)
def test_effects(shape, meets, leaves):
    rule = OwnRule("acme/x", effect=shape)
    assert seen(rule, meets)
    assert not seen(rule, leaves)


def test_an_unknown_count_may_be_as_many():
    rule = OwnRule("acme/x", effect=EffectShape(rules=("sql/delete-without-where",), least=1000))
    (effect,) = seen(rule, "psql -c 'delete from users'")
    assert not effect.certain


def test_an_environment():
    rule = OwnRule("acme/x", effect=EffectShape(("data-loss",), environments=("prod",)))
    prod = Environment("prod", "P", ("postgres://db.example.com/*",))
    command = "psql -h {} -c 'drop table x' shop"
    assert seen(rule, command.format("db.example.com"), environments=(prod,))
    assert not seen(rule, command.format("other.example.com"), environments=(prod,))


def test_it_holds_what_the_built_in_table_lets_pass():
    rule = OwnRule("acme/x", effect=EffectShape(("recursive-delete",)))
    found = trace("rm -rf /tmp/x")
    assert decide(found.effects, found.blind).verdict == ALLOW
    own = own_effects(found.trace, Layers(rules=(rule,)))
    assert decide((*found.effects, *own), found.blind).verdict == HOLD


# -- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "run SECRET_STEP",
        "bash -c 'run SECRET_STEP'",
        "cat <<A | bash\nbash <<B\nrun SECRET_STEP\nB\nA",
        "echo " + base64.b64encode(b"run SECRET_STEP").decode() + " | base64 -d | sh",
        "a\nb # SECRET_STEP",
    ],
)
def test_text_of_a_command(command):
    (effect,) = text_seen("SECRET_STEP", command)
    assert effect.certain


def test_a_rule_about_files_leaves_commands_alone():
    assert not text_seen("SECRET_STEP", "run SECRET_STEP", paths=("*.md",))
    assert text_seen("SECRET_STEP", "run SECRET_STEP", not_paths=("*.md",))


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [
        ("drop", "DROP", True),
        ("kill", "\u212aill", True),
        ("sudo", "\u017fudo", True),
        ("i", "\u0130", False),
        ("\u0131", "I", False),
        ("straße", "STRASSE", False),
        ("straße", "STRAßE", True),
        ("löschen", "LÖSCHEN", True),
        ("(?-i)drop", "DROP", False),
    ],
)
def test_case_folds_letter_by_letter_as_unicode_says(pattern, text, met):
    assert bool(text_seen(pattern, f"echo {text}", ignore_case=True)) == met


@pytest.mark.parametrize(
    "pattern", ["", "a*", "^", "$", "^$", "\\b", "a|", "(b?)", "\\B", "x{0,3}", "(?i)", "^ *$", "()"]
)
def test_a_pattern_that_nothing_meets_is_refused(pattern):
    assert problem_of(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?=a)", "(?<!a)b", "(a)\\1", "a\0b", "a\nb", "(", "a{2000}", "\\Qx", "\\pL{50}", "*"]
)
def test_a_pattern_that_cannot_be_searched_safely_is_refused(pattern):
    assert problem_of(pattern)


@given(st.text(max_size=20))
def test_any_pattern_is_refused_in_words_or_compiles(pattern):
    problem = problem_of(pattern)
    if not problem:
        search = TextSearch(((pattern, True), ("zzz", False)))
        assert not search.missing
        assert not search.find(b"", frozenset((0, 1))).hits


@given(
    st.lists(st.sampled_from(["a+", "b c", "^x", "y$", "[0-9]{2}", "(?i)q"]), min_size=1, max_size=4),
    st.text("abc xyq09\n", max_size=60),
)
def test_many_at_once_are_as_each_alone(patterns, text):
    data = text.encode()
    together = TextSearch(tuple((one, False) for one in patterns)).find(data, frozenset(range(len(patterns))))
    alone = [
        (index, start, end)
        for index, one in enumerate(patterns)
        for _zero, start, end in TextSearch(((one, False),)).find(data, frozenset((0,))).hits
    ]
    assert sorted(together.hits) == sorted(alone)


def test_a_search_that_takes_too_long_is_given_up_aloud(monkeypatch):
    monkeypatch.setattr("keyturn.adapter.text_search.SECONDS", 0.0)
    met = TextSearch((("a", False),)).find(b"b\n" * 100, frozenset((0,)))
    assert "too long" in met.why


def test_bytes_that_are_no_utf8_are_latin1_each_for_itself():
    assert spelled(b"\xff l\xc3\xb6 \xe9\r\n") == "ÿ lö é\n"


@given(st.text("ab/*?.", max_size=8), st.text("ab/.", max_size=10))
def test_globs_agree_with_a_slow_reading(pattern, path):
    import re

    spelled_out = (
        re.escape(pattern)
        .replace(r"\*\*/", "(?:.*/|.*)")
        .replace(r"\*\*", ".*")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]")
    )
    assert covers(pattern, path) == bool(re.fullmatch(spelled_out, path))


def test_globs_come_back_to_an_earlier_star():
    assert matches("xa/xby", "**/x*y")
    assert matches("db/a/b.sql", "db")
    assert not matches("a/db.sql", "db")


# -- reading ---------------------------------------------------------------------------------------------------------


def rules_of(text):
    layer = read(text.encode(), file="k.toml", name="repository", noticed=noticed, pattern_problem=problem_of)
    return layer.rules, layer.errors


FAULTS = [
    ("text = { pattern = '(?=x)' }", "text.pattern", "RE2 says: invalid perl operator"),
    ("text = { pattern = 'a*' }", "text.pattern", "nothing at all"),
    ('text = { pattern = "a\\u0000b" }', "text.pattern", "NUL"),
    ("text = { pattern = '\\pL{50}' }", "text.pattern", f"more than {LARGEST}"),
    ("text = { patern = 'x' }", "text.patern", "no such key"),
    ("text = { ignore_case = true }", "text", "needs a regular expression"),
    ("sql = { statement = 'drop tabel' }", "sql.statement", "no statement"),
    ("sql = { statement = 'truncate', without_where = true }", "sql.without_where", "has no WHERE"),
    ("sql = { object = 'x' }", "sql", "no statement"),
    ("effect = {}", "effect", "needs a condition"),
    ("effect = { category = ['infra-destory'] }", "effect.category[0]", "no category"),
    ("effect = { rule = ['x/*'], target = ['nothing'] }", "effect.target[0]", "a pattern starts with"),
    ("effect = { rule = ['x/*'], reversible = 'maybe' }", "effect.reversible", "undone"),
    ("effect = { rule = ['x/*'], min_count = 0 }", "effect.min_count", "whole number"),
    ("text = { pattern = 'x' }\ncommand = { program = 'x' }", "text", "one shape"),
]


@pytest.mark.parametrize(("shape", "key", "words"), FAULTS)
def test_a_fault_names_its_key_and_line(shape, key, words):
    _rules, errors = rules_of(f"[[rule]]\nid = 'a/b'\n{shape}\nmatch = ['x']\n")
    (error,) = [one for one in errors if one.key == f"rule[0].{key}"]
    assert words in str(error)
    assert error.line >= 3
    assert error.fix


def test_the_rules_of_the_how_to_page_are_right():
    page = (Path(__file__).resolve().parents[2] / "docs/how-to/write-your-own-rule.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in page.split("```toml\n")[1:]]
    rules, errors = rules_of("\n".join(block for block in blocks if block.startswith("[[rule]]")))
    assert errors == ()
    assert len(rules) == 4


def test_with_two_shapes_each_counts():
    rules, errors = rules_of(
        "[[rule]]\nid = 'a/b'\ntext = { pattern = 'x' }\ncommand = { program = 'y' }\nmatch = ['x', 'y']\n"
    )
    assert len(errors) == 1
    assert {(rule.id, bool(rule.text), rule.program) for rule in rules} == {("a/b", True, ""), ("a/b", False, "y")}


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ("text = { pattern = 'a+b', paths = ['*.md'] }", "xaab", "xb"),
        ("sql = { statement = 'drop', object = 'ledger' }", "psql -c 'drop table ledger'", "psql -c 'drop table x'"),
        ("effect = { category = ['infra-destroy'], environment = ['prod'] }", "terraform destroy", "terraform plan"),
    ],
)
def test_examples_are_checked(shape, good, bad):
    def faults(match, no_match):
        return rules_of(f'[[rule]]\nid = "a/b"\n{shape}\nmatch = ["{match}"]\nno_match = ["{no_match}"]\n')[1]

    assert faults(good, bad) == ()
    assert [one.key for one in faults(bad, good)] == ["rule[0].match[0]", "rule[0].no_match[0]"]


def test_an_example_in_a_language():
    text = "[[rule]]\nid = 'a/b'\nsql = {{ statement = 'truncate' }}\nmatch = [{{ language = '{}', text = 'truncate t' }}]\n"
    assert rules_of(text.format("sql"))[1] == ()
    assert [one.key for one in rules_of(text.format("klingon"))[1]] == ["rule[0].match[0]", "rule[0]"]


def test_without_the_engine_the_rule_is_an_error_and_stays(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "re2", None)
    rules, errors = rules_of("[[rule]]\nid = 'a/b'\ntext = { pattern = 'x' }\nmatch = ['x']\n")
    assert len(rules) == len(errors) == 1
    assert "not installed" in str(errors[0])


# -- only ever tighter -----------------------------------------------------------------------------------------------

COMMANDS = [
    "ls", "rm -rf /", "rm -rf node_modules", "git push --force origin main", "terraform destroy", "eval $X",
    "psql -c 'drop table ledger'", "psql -c 'delete from a where id = 1'", "bash -c 'rm -rf $X'", "acmectl reset",
]  # fmt: skip
GLOBS = st.lists(st.sampled_from(["*", "git/*", "sql/*", "x"]), max_size=2).map(tuple)
OWN = st.one_of(
    st.builds(TextShape, st.sampled_from(["rm", "[a-z]+", "^git", "drop"]), ignore_case=st.booleans()).map(
        lambda shape: OwnRule("own/t", text=shape)
    ),
    st.builds(SqlShape, st.sampled_from(sorted(KINDS.values())), GLOBS).map(lambda shape: OwnRule("own/s", sql=shape)),
    st.builds(
        EffectShape,
        st.lists(st.sampled_from(["infra-destroy", "recursive-delete", "data-loss"]), max_size=2).map(tuple),
        GLOBS,
        st.sampled_from(["", "no", "given evidence"]),
        st.integers(0, 30),
    ).map(lambda shape: OwnRule("own/e", effect=shape)),
    st.sampled_from(["rm", "git", "acmectl"]).map(lambda program: OwnRule("own/c", program)),
)
ORDER = {ALLOW: 0, HOLD: 1, DENY: 2}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(COMMANDS), st.lists(OWN, max_size=4), st.sampled_from(["low", "medium", "high", "critical"]))
def test_no_own_rule_makes_any_decision_laxer(command, rules, severity):
    found = trace(command)
    layers = Layers(rules=tuple(rule.but(severity=severity) for rule in rules))
    search = TextSearch(tuple((one.text.pattern, one.text.ignore_case) for one in layers.rules if one.text))
    own = [*own_effects(found.trace, layers), *command_effects(found.trace, layers, search)]
    before = decide(found.effects, found.blind)
    after = decide((*found.effects, *own), found.blind, layers)
    assert ORDER[after.verdict] >= ORDER[before.verdict]
    assert before.obligations <= after.obligations
