"""What a call prints, when that is static."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from keyturn.tool.produce import Outputs
from tests.support import DictWorkspace, read, verdict, view


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("echo a b", "a b\n"),
        ("echo -n a", "a"),
        ("echo -e 'a\\tb'", "a\tb\n"),
        ("echo -x a", "-x a\n"),
        ("printf '%s-%s\\n' a b c", "a-b\nc-\n"),
        ("printf %b 'a\\x62'", "ab"),
        ("printf '%%'", "%"),
        ("printf -- x", "x"),
        ("printf '%.0srm;' a b", "rm;rm;"),
        ("printf '%.2s' rmdir", "rm"),
        ("printf '%-4s|%4s|%4.1s' a b cd", "a   |   b|   c"),
        ("printf '%03d %x %o %i' 5 255 8 -4", "005 ff 10 -4"),
        ("printf '%c%c' rx mx", "rm"),
        ("pwd", "/work/app\n"),
        ("dirname /a/b", "/a\n"),
        ("basename /a/b.sh .sh", "b\n"),
        ("whoami", "sam\n"),
        ("base64 -d <<< cm0=", "rm"),
        ("rev <<< abc", "cba\n"),
        ("which rm", "rm\n"),
        ("yes rm", "rm \n"),
        ("cat run.sh", "rm x\n"),
    ],
)
def test_static_output(text: str, printed: str) -> None:
    looked = view(DictWorkspace({"/work/app/run.sh": "rm x\n"}))
    answer = Outputs(looked).output(read(text).calls[-1])
    assert answer is not None
    assert answer.text == printed


@pytest.mark.parametrize("text", ["date", "cat nowhere", "cat $X", "printf $X", "base64 -d <<< '!!!!'", "curl x"])
def test_what_is_not_static_is_not_guessed(text: str) -> None:
    answer = Outputs(view()).output(read(text).calls[-1])
    assert answer is None or answer.text in (None, "")


@pytest.mark.parametrize(
    "text", ["printf '%*s' 3 rm", "printf '%2$s' a rm", "printf '%(%s)T' 1", "printf '%d' 0x72 '%q'"]
)
def test_a_format_that_is_not_worked_out_is_not_guessed(text: str) -> None:
    answer = Outputs(view()).output(read(text).calls[-1])
    assert answer is None or answer.text is None


def test_what_printf_repeats_and_cuts_is_what_the_shell_gets() -> None:
    assert verdict("printf '%.0srm -rf / ;' {1..2} | sh") == "deny"
    assert verdict("printf '%*s' 3 'rm -rf /' | sh") != "allow"
    assert verdict("printf '%.0srm -rf / ;' {1..5000} | sh") == "deny"
    assert verdict("printf 'rm -rf / ;%.1s' $X | sh") != "allow"
    assert verdict("printf '=%.0s' {1..60}") == "allow"
