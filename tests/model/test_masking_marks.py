"""The quick look before masking never lets a secret by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model import masking

PIECES = (
    "ghp_" + "a" * 20,
    "glpat-" + "b" * 20,
    "xoxb-" + "1" * 12,
    "sk-" + "c" * 20,
    "sk_live_" + "d" * 12,
    "AKIA" + "E" * 16,
    "AIza" + "f" * 32,
    "eyJ" + "g" * 9 + "." + "h" * 9 + ".i",
    "hvs." + "j" * 20,
    "AGE-SECRET-KEY-1" + "K" * 20,
    "Bearer abcdefgh",
    "basic abcdefgh",
    "PASSWORD=hunter2",
    "--api-key x1",
    "apikey: y",
    "pwd=z",
    "credentials=q",
    "auth: w",
    "paſſword=long-s",
    "toKen=kelvin",
    "mysql -u root -psecret",
    "redis-cli -a secret",
    "postgres://app:pw@db/prod",
    "-----BEGIN RSA PRIVATE KEY-----\nabc",
    "git status",
    "rm -rf /",
    " ",
    "=",
    ":",
    "@",
    "://",
    "é",
)


def slowly(text: str) -> str:
    for pattern, put in masking._compiled():
        text = pattern.sub(put, text)
    return text


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=6).map(" ".join))
def test_it_masks_what_the_patterns_mask(text: str) -> None:
    assert masking.mask(text) == slowly(text)


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_alone(piece: str) -> None:
    assert masking.mask(piece) == slowly(piece)


def test_harmless_text_loads_no_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_compiled", lambda: pytest.fail("the patterns were loaded"))
    assert masking.mask("git push --force origin main (git/force-push; shared)")
