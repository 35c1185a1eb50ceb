"""git's option parser and its configuration files."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.git_options import Spec, config_entries, config_key, parse, quoted_parameters, tail

SPEC = Spec(
    flags="-f|--force -n|--no-verify -q|--quiet --follow", valued="-s|--source --format", optional="-u|--unified"
)


def words(text: str) -> list[Word]:
    return [Word(word) for word in text.split()]


@pytest.mark.parametrize(
    ("text", "state", "operands"),
    [
        ("-qf x", {"-q": True, "-f": True}, ["x"]),
        ("x --forc y", {"-f": True}, ["x", "y"]),
        ("--force --no-force", {"-f": False}, []),
        ("--no-verify", {"-n": True}, []),
        ("--no-verify --verify", {"-n": False}, []),
        ("--no-verif", {"-n": True}, []),
        ("-- -f", {}, ["-f"]),
        ("--end-of-options -f", {}, ["-f"]),
        ("-s --force x", {"-s": True}, ["x"]),
        ("--source=a --sour b x", {"-s": True}, ["x"]),
        ("-sa x", {"-s": True}, ["x"]),
        ("-u3 x", {"-u": True}, ["x"]),
        ("-u 3", {"-u": True}, ["3"]),
        ("--unknown -z x", {}, ["x"]),
        ("--fo", {"-f": True, "--follow": True, "--format": True}, []),
        ("-", {}, ["-"]),
    ],
)
def test_options_as_git_reads_them(text: str, state: dict[str, bool], operands: list[str]) -> None:
    given_words = parse(words(text), SPEC)
    assert given_words.state == state
    assert [word.text for word in given_words.operands] == operands


def test_an_ambiguous_abbreviation_is_unsure() -> None:
    assert parse(words("--fo"), SPEC).unsure
    assert not parse(words("--forc"), SPEC).unsure


def test_help_is_told() -> None:
    assert parse(words("x -h"), SPEC).helped
    assert parse(words("--help"), SPEC).helped
    assert not parse(words("-- -h"), SPEC).helped


def test_values_keep_their_holes() -> None:
    hole = Hole(VARIABLE, "X")
    found = parse([Word(("--source=", hole))], SPEC)
    assert found.value("-s") == Word((hole,), quoted=True)
    assert tail(Word(("ab", hole, "c")), 1) == Word(("b", hole, "c"), quoted=True)


@given(st.text(st.sampled_from("-fnqsu=x"), max_size=12), st.text(st.sampled_from("-fnqsu=x"), max_size=12))
def test_no_words_are_lost(first: str, second: str) -> None:
    found = parse([Word(first), Word(second)], SPEC)
    assert len(found.operands) <= 2
    if not first.startswith("-") or first == "-":
        assert found.operands
        assert found.operands[0].text == first


CONFIGURATION = r"""
; a comment
[core]
TABbare = false   # trailing
TABsshCommand = "ssh -i \"my key\""  ; quoted
[alias] st = status
TABGone = \
TAB  reset --hard
TABquoted = "a # b"
[remote "Origin"]
TABurl = git@example.org:x.git
TABmirror
[includeIf "gitdir:~/w/"]
TABpath = more
""".replace("TAB", "\t")


def test_configuration_file(tmp_path: Path) -> None:
    found = config_entries(CONFIGURATION)
    path = tmp_path / "config"
    path.write_text(CONFIGURATION)
    listed = subprocess.run(
        ["git", "config", "--file", str(path), "--list", "-z"], capture_output=True, check=True, cwd=tmp_path
    ).stdout.decode()
    expected = []
    for entry in listed.split("\0")[:-1]:
        key, newline, value = entry.partition("\n")
        expected.append((key, value if newline else "true"))
    assert found == expected


@given(st.text(st.sampled_from('[]"=\\ \n#;ab.'), max_size=40))
def test_no_configuration_makes_it_fail(text: str) -> None:
    config_entries(text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("'alias.x=reset --hard'", [("alias.x", "reset --hard")]),
        ("'alias.x'='reset --hard'", [("alias.x", "reset --hard")]),
        ("'a.b'='it'\\''s' 'c.d'", [("a.b", "it's"), ("c.d", "true")]),
        ("'Remote.Up.URL'='x'", [("remote.Up.url", "x")]),
        ("'broken", [("broken", "true")]),
        ("", []),
    ],
)
def test_parameters_in_a_variable(text: str, pairs: list[tuple[str, str]]) -> None:
    assert quoted_parameters(text) == pairs


def test_keys_compare_as_git_compares_them() -> None:
    assert config_key("Core.SSHCommand") == "core.sshcommand"
    assert config_key("URL.https://Example.org.InsteadOf") == "url.https://Example.org.insteadof"
