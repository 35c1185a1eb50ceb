"""Text from outside, made safe to show: control, bidi and zero-width characters escaped."""

from __future__ import annotations

# Bidirectional controls, zero-width characters, invisible separators and tags: all can make text look like other text.
_INVISIBLE = frozenset(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0x00AD,
        0x061C,
        0x180E,
        0x2028,
        0x2029,
    ]
)


def safe(text: str, keep_newlines: bool = False) -> str:
    r"""`text` with everything that could hide or fake something written out, as `\x1b` or `\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    for char in text:
        code = ord(char)
        if char == "\n" and keep_newlines:
            out.append(char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\t" if keep_newlines else "\\t")
        elif code < 0x20 or 0x7F <= code < 0xA0:
            out.append(f"\\x{code:02x}")
        elif code in _INVISIBLE or 0xD800 <= code < 0xE000 or 0xE000 <= code < 0xF900:
            out.append(f"\\u{code:04x}")
        elif 0xE0000 <= code < 0xE0080:
            out.append(f"\\U{code:08x}")
        else:
            out.append(char)
    return "".join(out)


def wrapped(text: str, indent: int, width: int = 100) -> str:
    """`text` in lines of at most `width` columns, all but the first indented; a longer word stays whole."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return ("\n" + " " * indent).join(lines)
