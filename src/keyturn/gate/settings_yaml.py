"""Settings in YAML: Keyturn's own lines go in or out as text, between two marks; all the rest stays byte for byte.

Only what is surely safe is edited: a document of plain blocks. Whether it means the same but for the hook is the
caller's to compare, before and after.
"""

from __future__ import annotations

import json

from keyturn.gate.settings_text import SettingsError, line_of

BEGIN = "# keyturn: begin (written by `keyturn init agents`)"
END = "# keyturn: end"


def put(text: str, path: tuple[str, str], entry: dict[str, object]) -> str:
    """The text with an entry at the end of the list at `path`, which is made where it is missing.

    Raises SettingsError where the list, or what holds it, is not written as plain blocks.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    place = block(text)
    if place is not None:
        text = text[: place[0]] + text[place[1] :]
        lines = text.splitlines(keepends=True)
    above = _key(lines, path[0], 0, 0, len(lines))
    if above is None:
        lead = newline if text.removeprefix("\ufeff") and not text.endswith("\n") else ""
        new = [BEGIN, f"{path[0]}:", f"  {path[1]}:", *_item(entry, 4), END]
        return text + lead + newline.join(new) + newline
    stop = _end(lines, above, 0)
    indent = _indent_below(lines, above, stop)
    list_at = _key(lines, path[1], indent, above + 1, stop)
    pad = " " * indent
    if list_at is None:
        new = [f"{pad}{BEGIN}", f"{pad}{path[1]}:", *_item(entry, indent + 2), f"{pad}{END}"]
        at = above + 1
    else:
        inner = _list_indent(lines, list_at, stop, indent)
        new = [f"{' ' * inner}{BEGIN}", *_item(entry, inner), f"{' ' * inner}{END}"]
        at = list_at + 1
    return "".join(lines[:at]) + newline.join(new) + newline + "".join(lines[at:])


def block(text: str) -> tuple[int, int] | None:
    """Where Keyturn's lines stand, whole lines. Raises SettingsError when half of them is there."""
    begin = text.find(BEGIN)
    if begin < 0:
        return None
    end = text.find(END, begin + len(BEGIN))
    if end < 0 or text.find(BEGIN, begin + 1) >= 0:
        raise SettingsError("the lines between Keyturn's marks were edited", line_of(text, begin))
    stop = text.find("\n", end)
    return text.rfind("\n", 0, begin) + 1, len(text) if stop < 0 else stop + 1


def _item(entry: dict[str, object], indent: int) -> list[str]:
    # a double-quoted scalar of YAML takes all of JSON's escapes
    rows = [f"{name}: {json.dumps(value)}" for name, value in entry.items()]
    return [f"{' ' * indent}{'- ' if number == 0 else '  '}{row}" for number, row in enumerate(rows)]


def _key(lines: list[str], name: str, indent: int, start: int, stop: int) -> int | None:
    """The line on which a key begins its block. Raises SettingsError when its value stands beside it."""
    for number in range(start, stop):
        line = lines[number].removeprefix("\ufeff") if number == 0 else lines[number]
        if _indent(line) != indent or not line.strip():
            continue
        key, colon, rest = line.strip().partition(":")
        if colon and key.strip("\"'") == name:
            if rest.strip() and not rest.strip().startswith("#"):
                raise SettingsError(f"{name} stands in one line, so no other can be added below it", number + 1)
            return number
    return None


def _end(lines: list[str], start: int, indent: int) -> int:
    """The first line behind a key's block."""
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.strip() and not line.lstrip().startswith("#") and _indent(line) <= indent:
            return number
    return len(lines)


def _indent_below(lines: list[str], start: int, stop: int) -> int:
    for line in lines[start + 1 : stop]:
        if line.strip() and not line.lstrip().startswith("#"):
            return _indent(line)
    raise SettingsError(f"{lines[start].strip()} holds nothing yet; take the line out, and run this again", start + 1)


def _list_indent(lines: list[str], start: int, stop: int, indent: int) -> int:
    for line in lines[start + 1 : stop]:
        if line.strip() and not line.lstrip().startswith("#"):
            if line.lstrip().startswith("- ") and _indent(line) >= indent:
                return _indent(line)
            break
    raise SettingsError(f"{lines[start].strip()} is no list of blocks", start + 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
