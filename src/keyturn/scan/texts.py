"""Bytes of a file made text, and what was hidden in them."""

from __future__ import annotations

from keyturn.model.noun import Noun

LONE_RETURNS = "carriage returns"
_LOOK = 4096


class Text(Noun):
    """`text` with unix line ends; `oddity` says what had to be undone to read it ("" when nothing)."""

    text: str
    oddity: str = ""


def plain(data: bytes) -> tuple[bytes, str]:
    """The bytes as UTF-8-like text without byte order marks and NULs, and the oddity that was undone.

    UTF-32 with a mark is decoded, and UTF-16 (also without a mark, told by its NULs, and also when cut short);
    NULs are dropped as shells do.
    """
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return data.decode("utf-32", "replace").encode("utf-8", "replace"), "UTF-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace"), "UTF-16"
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    if b"\0" not in data:
        return data, ""
    head = data[:_LOOK]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return data.decode("utf-16-le", "replace").encode("utf-8", "replace"), "UTF-16"
    if half and head[0::2].count(0) > half * 0.7:
        return data.decode("utf-16-be", "replace").encode("utf-8", "replace"), "UTF-16"
    return data.replace(b"\0", b""), "NUL bytes"


def read(data: bytes) -> Text:
    """The text of a file. Bytes that are not UTF-8 are read as Latin-1, one character each: nothing is lost."""
    data, oddity = plain(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        oddity = oddity or "bytes that are not UTF-8"
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if not oddity and "\r" in text and any(_hides(line) for line in text.split("\n")):
            oddity = LONE_RETURNS
    return Text(text, oddity)


def _hides(line: str) -> bool:
    """Whether a carriage return inside a line may end a comment: in Python and PostgreSQL it does, elsewhere not."""
    before = line.rstrip("\r").rpartition("\r")[0]
    return bool(before) and any(opener in before for opener in ("#", "--", "//"))


def looks_binary(data: bytes) -> bool:
    """Whether a file is no text at all: NULs and control bytes throughout, and not UTF-16."""
    head = data[:_LOOK]
    if b"\0" not in head or plain(head)[1] in ("UTF-16", "UTF-32"):
        return False
    odd = len(head) - len(head.translate(None, bytes(range(9)) + bytes(range(14, 32)) + b"\x7f"))
    return odd > len(head) * 0.1
