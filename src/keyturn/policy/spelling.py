"""Names and values as messages have them: what was meant, how a value is shown, what an id looks like."""

from __future__ import annotations


def near(word: str, known: tuple[str, ...]) -> str:
    """A known word that the given one may have been meant to be, "" when none is near."""
    import difflib

    found = difflib.get_close_matches(word.lower()[:80], known, 1, 0.6)
    return found[0] if found else ""


def shown(value: object) -> str:
    """A value as a message shows it."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def is_id(name: str) -> bool:
    """Whether a name has the form of a rule's id."""
    family, slash, problem = name.partition("/")
    return bool(slash) and _is_kebab(family) and _is_kebab(problem)


def _is_kebab(name: str) -> bool:
    pieces = name.split("-")
    return all(piece.isascii() and piece.isalnum() and piece == piece.lower() for piece in pieces)


def kebab(name: str) -> str:
    """Words in lower case with hyphens, "unnamed" when there are none."""
    out = "".join(character if character.isascii() and character.isalnum() else "-" for character in name.lower())
    return "-".join(piece for piece in out.split("-") if piece) or "unnamed"
