"""find and fd: actions are told from values, and what is found is judged where it lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import MASS_DELETE
from tests.support import judged, rules, verdict


@pytest.mark.parametrize(
    "text",
    ["find . -delete", "find -delete", "find src -type f -delete", "find . -empty -delete", "find . -mtime +30 -delete",
     "find -L . -name x -delete", "find . ( -name a -o -name b ) -delete", "find . -not -name keep -delete",
     "find -f src -- -delete", "find -E . -regex x -delete", "find -O3 . -delete", "find -D exec . -delete",
     "find . -name '*.bak' -print -delete", "find . -maxdepth 1 -delete", "busybox find . -delete", "find . -newermt 2020 -delete",
     "find . -fprintf out fmt -delete", "find . -exec echo {} + -delete", "find . -exec echo ; -delete"],
)  # fmt: skip
def test_delete_is_seen(text: str) -> None:
    text = text.replace("(", "\\(").replace(")", "\\)").replace("echo ;", "echo \\;")
    found = [effect for effect in judged(text).effects if effect.rule == "filesystem/mass-delete"]
    assert len(found) == 1
    assert (found[0].category, found[0].extent.closed) == (MASS_DELETE, False)
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "option",
    "-name -iname -path -regex -user -group -uid -gid -inum -samefile -newer -type -size -perm -printf -fstype -newermt".split(),
)
def test_a_value_is_not_an_action(option: str) -> None:
    assert rules(f"find . {option} -delete -print") == []


@pytest.mark.parametrize(
    "text",
    ["find . -name '*.py'", "find . -exec echo -delete \\; -print", "find . -exec echo -delete {} + -print", "find / -name core",
     "find . -type f -exec cat {} +", "find . --help -delete", "find . -print0 | sort -z", "find delete"],
)  # fmt: skip
def test_searches_pass(text: str) -> None:
    assert rules(text) == []
    assert verdict(text) == "allow"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("find / -exec rm -rf {} +", "deny"),
        ("find / -delete", "deny"),
        ("find ~ -type f -delete", "deny"),
        ("find /etc -name '*.conf' -exec rm {} \\;", "deny"),
        ("find . -exec rm -rf {} \\;", "hold"),
        ("find . -exec rm -rf {} ;", "hold"),
        ("find . -execdir rm -rf build +", "hold"),
        ("find . -ok rm {} \\;", "hold"),
        ("find . -exec sh -c 'git reset --hard' \\;", "hold"),
        ("find . -exec sudo rm -rf / \\;", "deny"),
        ("find . -exec sh -c 'rm -rf {}' \\;", "hold"),
        ('find "$X" -delete', "hold"),
        ("list | xargs -I{} find {} -delete", "hold"),
        ("find -files0-from list -delete", "hold"),
        ("find /tmp/x -exec rm -rf {} +", "allow"),
        ("find /tmp/a /tmp/b -depth -delete", "allow"),
        ("find /tmp/a src -delete", "hold"),
        ("find . -name __pycache__ -exec rm -rf {} +", "allow"),
        ("find . -type d -name node_modules -prune -exec rm -rf {} +", "allow"),
        ("find . -name '*.pyc' -delete", "allow"),
        ("find . -name '*.pyc' -o -name '*.py' -delete", "hold"),
        ("find . ! -name __pycache__ -delete", "hold"),
        ("find . -name __pycache__ -name x -delete", "hold"),
    ],
)
def test_judged_where_it_searches(text: str, expected: str) -> None:
    assert verdict(text) == expected


def test_without_a_filter_the_root_itself_goes() -> None:
    (whole,) = judged("find . -delete").effects
    assert whole.targets[0].facet("path") == "/work/app"
    (some,) = judged("find . -name x -delete").effects
    assert some.targets[0].facet("under") == "/work/app"


def test_every_root_is_judged() -> None:
    paths = {target.facet("under") for effect in judged("find a b -exec rm {} +").effects for target in effect.targets}
    assert paths == {"/work/app/a", "/work/app/b"}


def test_files_written_by_find() -> None:
    assert rules("find . -fprint /home/sam/list") == ["filesystem/overwrite"]
    assert rules("find . -fprint keyturn.toml") == ["keyturn/guard-file"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fd -e bak -x rm", "hold"),
        ("fd pattern /etc -X rm -rf {}", "deny"),
        ("fd -HIx rm -rf {} ';'", "hold"),
        ("fd . --exec=rm", "hold"),
        ("fd --base-directory /tmp/x . -x rm", "allow"),
        ("fd --base-directory /opt/x . -x rm", "hold"),
        ("fdfind . /tmp/x -x rm -rf", "allow"),
        ("fd pattern", "allow"),
        ("fd -e py -x wc -l", "allow"),
        ("fd -- -x rm", "allow"),
    ],
)
def test_fd(text: str, expected: str) -> None:
    assert verdict(text) == expected


_TESTS = st.sampled_from(
    [
        "-name x",
        "-type f",
        "-size +1k",
        "-mtime -1",
        "-print",
        "-empty",
        "-not",
        "-o",
        "-path -delete",
        "-printf -delete",
        "-prune",
    ]
)


@given(st.lists(_TESTS, max_size=6), st.lists(_TESTS, max_size=3))
def test_an_action_is_found_wherever_it_stands(before: list[str], after: list[str]) -> None:
    text = " ".join(["find . ", *before, "-delete", *after])
    assert rules(text).count("filesystem/mass-delete") == 1


@given(st.lists(_TESTS, max_size=8))
def test_no_action_no_effect(words: list[str]) -> None:
    assert rules(" ".join(["find .", *words])) == []


@pytest.mark.parametrize(
    "text",
    ["find . -name '*.pyc' | xargs rm -f", "find . -type d -name __pycache__ -print0 | xargs -0 rm -rf",
     "find . -name '*.pyc' | grep -v vendor | sort -u | head -n 20 | xargs -r rm -f",
     "find . -name node_modules -prune | xargs -I{} rm -rf {}", r"find . \( -name '*.pyc' -o -name '*.pyo' \) -delete",
     r"find . \( -name __pycache__ -o -name .pytest_cache \) -prune -exec rm -rf {} +",
     "find . -type d -name __pycache__ -not -path './.venv/*' -exec rm -rf {} +",
     "find . -name '*.ts' -not -path '*/node_modules/*' | xargs grep -l foo"],
)  # fmt: skip
def test_output_that_is_made_again_may_be_swept(text: str) -> None:
    assert verdict(text) == "allow"


@pytest.mark.parametrize(
    "text",
    ["find . -delete -name '*.pyc'", "find . -exec rm -rf {} + -name __pycache__",
     "find . -print -name '*.pyc' | xargs rm"],
)  # fmt: skip
def test_a_name_asked_for_after_the_deed_spares_nothing(text: str) -> None:
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    ["find . -name '*.pyc' -o -type f -delete", r"find . \( -name '*.pyc' -o -type f \) -delete",
     r"find . \( -name '*.pyc' -o -name '*.py' \) -delete", "find . -name '*.pyc' -print -o -delete",
     "find . -name '*.pyc' -o -type f | xargs rm", "find . ! -name '*.pyc' -delete", "find . -name '*.pyc' , -delete",
     r"find . -not \( -name '*.pyc' \) -delete"],
)  # fmt: skip
def test_an_alternative_or_a_negation_behind_a_harmless_name(text: str) -> None:
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    ["find . -name '*.pyc' | sed 's/pyc$/py/' | xargs rm", "find . -name '*.pyc' -printf '%h\\n' | xargs rm -rf",
     "find . -name '*.pyc' | xargs -I{} sh -c 'rm -rf $(dirname {})'", "find . -name '*.sh' | sh",
     "find . -name '*.pyc' | xargs dirname | xargs rm -rf", "find . -name '*.py' | grep -v test | xargs rm -f"],
)  # fmt: skip
def test_a_harmless_name_that_is_changed_on_its_way(text: str) -> None:
    assert verdict(text) == "hold"
