"""The reader of verb tables: paths, aliases, conditions, names, facets, hand-offs; and the compiler's complaints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import follow
from keyturn.model.effect import BlindSpot, Effect, HandOff, Note
from keyturn.model.invocation import Invocation
from keyturn.model.source import SHELL, SQL, Source
from keyturn.model.word import COMMAND, Hole, Word
from keyturn.tool import verbs
from keyturn.tool.verbs import Hand, Program, Row, Verb
from keyturn.tool.verbs_index import PROGRAMS
from tests.support import DictWorkspace, view
from tools import build_verbs


def row(
    rule: str = "x/delete", *, name: int | str = 1, given: object = (), unless: object = (), wide: bool = False
) -> Row:
    return Row(rule, "service-delete" if rule else "", "deletes {name}", name, given, unless, "things", open=wide)  # type: ignore[arg-type]


ACME = Program(
    kind="service",
    provider="acme",
    flags="--force --yes -y",
    valued="--project -p --state --command",
    optional="",
    style="gnu",
    abbreviate=False,
    skip="beta",
    dry="--dry-run --help",
    alias={"rm": "delete"},
    facets=(("project", ("--project", "-p"), "ACME_PROJECT"),),
    rows={
        "db delete": (row(),),
        "db scale": (row("x/stop", given=(("--state=off",), ("--state=**",), ("zero",))),),
        "db size": (row("x/stop", given=(("*=0",),)),),
        "db eval": (row("x/eval", given=(("*drop*",), ("*.wipe",))),),
        "db wipe": (row("x/wipe", unless=(("--keep",),), wide=True),),
        "db token delete": (row(""),),
        "sql": (row("x/replace", given=(("--force",),)),),
        "": (row("x/all", given=(("--force", "--yes"),), name="--project"),),
    },
    verbs=(Verb(("delete", "destroy", "*-delete"), 2, 3, "x/any", "service-delete", "deletes {name}"),),
    hands={
        "run": (Hand("command", 1, "", away=False),),
        "ssh": (Hand("shell", "--command", "", away=True),),
        "sql": (
            Hand("sql", "--command", "postgres", away=False, unless=(("--explain",),)),
            Hand("shell", 1, "", away=False, given=(("--state=shell",),)),
            Hand("sql", "<", "postgres", away=False),
        ),
        "exec": (Hand("shell", 1, "", away=True),),
    },
)


def outcomes(*words: str | Word, workspace: DictWorkspace | None = None) -> list[object]:
    args = tuple(word if isinstance(word, Word) else Word(word) for word in words)
    return list(verbs.judge(Invocation(Word("acme"), args, name="acme"), view(workspace), ACME))


def met(*words: str | Word) -> list[str]:
    return [one.rule for one in outcomes(*words) if isinstance(one, Effect)]


@pytest.mark.parametrize(
    "words",
    [
        ("db", "delete", "users"),
        ("--project", "shop", "db", "delete", "users"),
        ("db", "--project=shop", "delete", "users", "--force"),
        ("beta", "db", "rm", "users"),
        ("db", "-y", "delete", "--dry-run=false", "users"),
    ],
)
def test_a_path_is_met_wherever_options_stand(words: tuple[str, ...]) -> None:
    assert met(*words) == ["x/delete"]


@pytest.mark.parametrize(
    "words", [("db", "delete", "users", "--dry-run"), ("db", "delete", "--help"), ("db", "list"), ()]
)
def test_what_does_nothing_is_nothing(words: tuple[str, ...]) -> None:
    assert outcomes(*words) == []


def test_conditions() -> None:
    assert met("db", "scale", "a", "--state=OFF") == ["x/stop"]
    assert met("db", "scale", "a", "--state=on") == []
    assert met("db", "scale", "a", "--state", "*") == ["x/stop"]
    assert met("db", "scale", "a", "zero") == ["x/stop"]
    assert met("db", "wipe", "--keep") == []
    assert met("db", "size", "web=0") == ["x/stop"]
    assert met("db", "size", "web=10") == []
    assert met("db", "eval", "a:drop(b)") == ["x/eval"]
    assert met("db", "eval", "a.WIPE") == ["x/eval"]
    assert met("db", "eval", "a.wipe.b") == []
    assert met("--force", "--yes") == ["x/all"]
    assert met("--force") == []


def test_an_unknown_value_is_judged_at_its_worst() -> None:
    hole = Word((Hole(COMMAND, "$(x)"),))
    assert met("db", "scale", "a", "--state", hole) == ["x/stop"]
    assert met("db", "wipe", hole) == ["x/wipe"]


def test_a_verb_counts_where_no_row_stands_and_mild_paths_lose_nothing() -> None:
    assert met("queue", "destroy", "q") == ["x/any"]
    assert met("queue", "deep", "delete", "q") == ["x/any"]
    assert met("queue", "a", "b", "delete") == []
    assert met("queue", "create", "delete") == []
    assert met("list", "delete", "l") == ["x/any"]
    assert met("db", "token", "delete", "t") == []
    assert met("queue", "item-delete", "t") == ["x/any"]
    assert met("queue", "undelete", "t") == []
    assert met("db", Word((Hole(COMMAND, "$KIND"),)), "delete", "t") == ["x/any"]


def test_names_extent_and_facets() -> None:
    (effect,) = outcomes("db", "delete", "a", "b", "-p", "shop")
    assert isinstance(effect, Effect)
    assert effect.summary == "deletes a, b"
    assert effect.extent.count == 2
    assert effect.targets[0].facet("project") == "shop"
    (effect,) = outcomes("db", "wipe", workspace=DictWorkspace(variables={"ACME_PROJECT": "live"}))
    assert isinstance(effect, Effect)
    assert effect.summary == "deletes something"
    assert not effect.extent.closed
    assert effect.targets[0].facet("project") == "live"


def test_what_is_carried_is_handed_on() -> None:
    (hand,) = outcomes("run", "rm", "-rf", "/data")
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Invocation)
    assert hand.to.name == "rm"
    assert [word.text for word in hand.to.args] == ["-rf", "/data"]
    (hand,) = outcomes("ssh", "--command", "rm -rf /data")
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Source)
    assert hand.to.language == SHELL
    (hand,) = outcomes("sql", "--command=DROP TABLE users")
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Source)
    assert hand.to.language == SQL
    hand, effect = outcomes("sql", "--command=SELECT 1", "--force")
    assert isinstance(hand, HandOff)
    assert isinstance(effect, Effect)
    assert effect.rule == "x/replace"
    assert outcomes("sql", "--explain", "--command=DROP TABLE users") == []
    (hand,) = outcomes("sql", "--state=shell", "rm -rf /data")
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Source)
    assert hand.to.language == SHELL
    (spot,) = outcomes("sql", "--command", Word((Hole(COMMAND, "$(x)"),)))
    assert isinstance(spot, BlindSpot)


def test_operands_that_a_shell_reads_are_one_text_and_stdin_is_carried() -> None:
    (hand,) = outcomes("exec", "rm", "-rf", "/data")
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Source)
    assert hand.to.text.text == "rm -rf /data"
    fed = Source(SQL, Word("DROP TABLE users"))
    call = Invocation(Word("acme"), (Word("sql"),), name="acme", stdin=fed)
    (hand,) = verbs.judge(call, view(), ACME)
    assert isinstance(hand, HandOff)
    assert isinstance(hand.to, Source)
    assert hand.to.text.text == "DROP TABLE users"


def test_a_command_word_that_is_not_known_is_noted() -> None:
    (note,) = outcomes(Word((Hole(COMMAND, "$(x)"),)), "users")
    assert isinstance(note, Note)


@given(st.sampled_from(sorted(PROGRAMS)), st.lists(st.text(max_size=12), max_size=6))
def test_no_arguments_make_a_reader_fail(name: str, words: list[str]) -> None:
    call = Invocation(Word(name), tuple(Word(word) for word in words), name=name)
    for outcome in verbs.read(call, view()):
        assert isinstance(outcome, Effect | BlindSpot | HandOff | Note)


@given(st.sampled_from(sorted(PROGRAMS)))
def test_a_bare_program_takes_nothing_away(name: str) -> None:
    """Without a word nothing can be named; a program that acts bare belongs into a module."""
    assert not follow(Source(SHELL, Word(f"{name} --help")), view()).effects


TABLE = """
family = "acme"
title = "Acme"
kind = "service"
provider = "acme"
[[program]]
names = ["acme"]
[[row]]
commands = ["acme delete"]
rule = "delete"
category = "service-delete"
what = "deletes {name}"
source = "https://example.com/"
[[rule]]
id = "delete"
summary = "s"
why = "w"
instead = "i"
severity = "high"
match = ["acme delete a", "acme delete b"]
no_match = ["acme list", "acme get a"]
"""


def test_a_table_compiles() -> None:
    assert "x" not in build_verbs.Family("acme", TABLE).rows
    compile(build_verbs.render("acme", TABLE), "acme", "exec")
    compile(build_verbs.render_rules("acme", TABLE), "acme", "exec")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('commands = ["acme delete"]', 'commands = ["other delete"]', "row 1: other delete begins with no"),
        ('commands = ["acme delete"]', 'commands = ["acme delete --all"]', "options belong into `with`"),
        ('category = "service-delete"', 'category = "gone"', "row 1: category gone is none of"),
        ('source = "https://example.com/"', 'source = "the manual"', "row 1: the source is no address"),
        ('rule = "delete"', 'rule = "erase"', "there is no [[rule]] with the id erase"),
        ('what = "deletes {name}"', 'waht = "deletes"', "what missing"),
        ('no_match = ["acme list", "acme get a"]', 'no_match = ["acme list"]', "rule 1 (delete): at least two"),
        ('severity = "high"', 'severity = "grave"', "severity is low, medium"),
        ('family = "acme"', 'family = "other"', "does not fit the file's name"),
        ('[[rule]]\nid = "delete"', '[[rule]]\nid = "idle"', "there is no [[rule]]"),
        ('commands = ["acme delete"]', "commands = []", "row 1: commands is a list in brackets, and not an empty one"),
        ('commands = ["acme delete"]', 'commands = "acme delete"', "row 1: commands is a list"),
        ('what = "deletes {name}"', 'what = "deletes {nmae}"', "row 1: the only thing that stands in"),
        ('what = "deletes {name}"', 'what = "deletes {name}"\nname = "1 --id"', "row 1: name is a number or options"),
        ('what = "deletes {name}"', 'what = "deletes {name}"\nname = "--id"', "row 1: --id stands in no `valued`"),
        ('names = ["acme"]', 'names = ["acme"]\nvalued = ["--id"]', "program 1: valued is one text"),
        ('names = ["acme"]', 'names = ["acme"]\nstyle = "posix"', "program 1: style posix is none of"),
        ('severity = "high"', 'severity = "high', "acme.toml: no TOML: "),
    ],
)
def test_a_wrong_table_says_where_and_what(old: str, new: str, said: str) -> None:
    assert old in TABLE
    with pytest.raises(build_verbs.TableError) as stopped:
        build_verbs.render("acme", TABLE.replace(old, new, 1))
    assert "acme.toml" in str(stopped.value)
    assert said in str(stopped.value)
