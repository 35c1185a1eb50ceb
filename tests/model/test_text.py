"""Text from outside is shown with what could hide or fake something written out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.text import safe


def test_control_bidi_and_zero_width_are_written_out() -> None:
    assert safe("a\x1b[31mb") == "a\\x1b[31mb"
    assert safe("a\u202eb\u200bc\ufeff") == "a\\u202eb\\u200bc\\ufeff"
    assert safe("a\nb") == "a\\nb"
    assert safe("a\nb", keep_newlines=True) == "a\nb"
    assert safe("naïve ✓ 日本") == "naïve ✓ 日本"
    assert safe("\U000e0041") == "\\U000e0041"


@given(st.text())
def test_what_comes_out_cannot_move_the_cursor(text: str) -> None:
    out = safe(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in out)
    assert not any(0x202A <= ord(char) <= 0x202E or 0x200B <= ord(char) <= 0x200F for char in out)
