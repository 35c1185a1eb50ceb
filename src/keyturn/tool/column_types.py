"""Whether a column's new type can hold all that the old one held.

Sizes as PostgreSQL, MySQL and SQLAlchemy document them: a text type without a length holds more than one with,
MEDIUMTEXT more than TEXT; https://dev.mysql.com/doc/refman/8.0/en/string-type-syntax.html,
https://docs.sqlalchemy.org/en/20/core/type_basics.html.
"""

from __future__ import annotations

# Families of types, each with what its members hold, smallest first. Lengths are told apart within one member.
_TEXTS = {
    "char": 0, "nchar": 0, "varchar": 0, "nvarchar": 0, "string": 0, "unicode": 0, "charactervarying": 0, "enum": 0,
    "tinytext": 1, "text": 2, "unicodetext": 2, "clob": 2, "mediumtext": 3, "longtext": 4,
}  # fmt: skip
_NUMBERS = {"tinyint": 0, "smallint": 1, "smallinteger": 1, "mediumint": 2, "int": 3, "integer": 3, "bigint": 4,
            "biginteger": 4}  # fmt: skip
_BYTES = {"binary": 0, "varbinary": 0, "tinyblob": 1, "blob": 2, "largebinary": 2, "bytea": 2, "mediumblob": 3,
          "longblob": 4}  # fmt: skip
_FAMILIES = (_TEXTS, _NUMBERS, _BYTES)


def widens(old: str, new: str) -> bool | None:
    """True when nothing can be cut off, False when something can, None when the two cannot be compared.

    Both as written: `sa.String(length=50)`, `VARCHAR(255)`, `mysql.LONGTEXT`, `Text`.
    """
    before, was = _type(old)
    after, now = _type(new)
    if not before or not after:
        return None
    if before == after and was == now:
        return True
    for family in _FAMILIES:
        if before in family and after in family:
            if family[before] != family[after]:
                return family[before] < family[after]
            if family is _NUMBERS:
                return True
            if now is None:  # no length: as long as the database allows
                return True
            return was is not None and was <= now
    if after in _TEXTS and before not in _TEXTS:
        return True if now is None or _TEXTS[after] else None
    return None


def _type(written: str) -> tuple[str, int | None]:
    """The bare name in lower case, and its first number: `sa.String(length=50)` is ("string", 50)."""
    # brackets around it, and what `.with_variant(…)` adds for other databases
    name, _open, inside = written.strip().lstrip("( \n").partition("(")
    name = name.rpartition(".")[2].strip().lower().replace("_", "").replace(" ", "")
    digits = ""
    for letter in inside:
        if letter.isdigit():
            digits += letter
        elif digits or letter == "(":
            break
    return name, int(digits) if digits else None


def argument(text: str, name: str) -> str:
    """What a keyword argument is given in the text of a call: "" when it is absent.

    Quotes and brackets are kept together; the text ends at the comma or bracket that ends the argument.
    """
    at = 0
    while True:
        at = text.find(name, at)
        if at < 0:
            return ""
        rest = text[at + len(name) :].lstrip()
        before = text[at - 1] if at else " "
        if rest[:1] == "=" and rest[1:2] != "=" and not (before.isalnum() or before == "_"):
            break
        at += len(name)
    depth = 0
    quote = ""
    rest = rest[1:]
    for index, letter in enumerate(rest):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                return rest[:index].strip()
            depth -= 1
        elif letter == "," and depth == 0:
            return rest[:index].strip()
    return rest.strip()
