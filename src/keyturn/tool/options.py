"""A program's option grammar, parsed the way the program itself does.

One `Grammar` per program or subcommand says which options exist and which take a value; `parse`
then handles flags anywhere, `--flag=value`, `--flag value`, abbreviations, combined short flags
(`-rfv`, `-n5`, `-fo FILE`), `--`, and single-dash long options (`-chdir=dir`, `-auto-approve`).
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.model.word import Hole


class Grammar:
    """`flags` take no value, `valued` take one, `optional` take one only when attached (`--color=auto`, `-U3`).

    Names are written as on the command line: "-r", "--recursive", "-auto-approve". `alias` maps spellings
    to one canonical name ("--recursive" → "-r"). `style`:

    - "gnu": short flags combine, long ones may be abbreviated, options anywhere;
    - "posix": like gnu but options end at the first operand (env, sudo, nice, timeout);
    - "go": single-dash long options (terraform), `-x=v` or `-x v`, no combining, options end at first operand
      unless `anywhere`.
    Unknown options are kept in `Options.unknown` and never swallow the next word.
    """

    __slots__ = ("_longs", "abbreviate", "alias", "anywhere", "flags", "optional", "style", "valued")

    def __init__(
        self,
        flags: str = "",
        valued: str = "",
        optional: str = "",
        alias: dict[str, str] | None = None,
        style: str = "gnu",
        anywhere: bool | None = None,
        abbreviate: bool = True,
    ) -> None:
        self.flags = frozenset(flags.split())
        self.valued = frozenset(valued.split())
        self.optional = frozenset(optional.split())
        self.alias = alias or {}
        self.style = style
        self.anywhere = (style == "gnu") if anywhere is None else anywhere
        self.abbreviate = abbreviate and style != "go"
        self._longs = tuple(
            name for name in (*self.flags, *self.valued, *self.optional, *self.alias) if name.startswith("--")
        )

    def knows(self, name: str) -> bool:
        """Whether an option of this exact spelling exists."""
        return name in self.flags or name in self.valued or name in self.optional or name in self.alias

    def resolve(self, name: str) -> str:
        """Abbreviation → full name → canonical name; unknown names come back unchanged."""
        if not self.knows(name) and self.abbreviate and name.startswith("--") and len(name) > 2:
            near = [full for full in self._longs if full.startswith(name)]
            canonical = {self.alias.get(full, full) for full in near}
            if len(canonical) == 1:
                name = near[0]
        return self.alias.get(name, name)


class Options(Noun):
    """`seen` maps a canonical option to its values in order (Word, or None for a flag)."""

    seen: dict[str, list[Word | None]]
    operands: tuple[Word, ...]
    unknown: tuple[Word, ...] = ()
    holes: tuple[Word, ...] = ()
    """Words whose beginning is unknown and unquoted: they could be options, operands or nothing."""
    after_dashes: int = -1
    """How many of `operands` stand before `--`; -1 when there was no `--`."""

    def has(self, *names: str) -> bool:
        """Whether any of the options was given."""
        return any(name in self.seen for name in names)

    def value(self, name: str) -> Word | None:
        """The last value of an option, or None."""
        values = self.seen.get(name)
        return values[-1] if values else None

    def text(self, name: str) -> str | None:
        """The last value's literal text, or None when absent or not wholly known."""
        value = self.value(name)
        return value.text if value is not None else None

    def values(self, name: str) -> list[Word]:
        """Every value of an option, in order."""
        return [value for value in self.seen.get(name, ()) if value is not None]


def _cut(word: Word, length: int) -> Word:
    """The word without its first `length` literal characters."""
    if word.text is not None:
        return Word(word.text[length:], quoted=True)
    parts: list[str | Hole] = []
    for part in word.parts:
        if length and isinstance(part, str):
            if len(part) <= length:
                length -= len(part)
                continue
            parts.append(part[length:])
            length = 0
        else:
            parts.append(part)
    return Word(tuple(parts), quoted=True)


def parse(args: Iterable[Word], grammar: Grammar) -> Options:
    """Split a program's arguments into options and operands as the program would."""
    seen: dict[str, list[Word | None]] = {}
    operands: list[Word] = []
    unknown: list[Word] = []
    holes: list[Word] = []
    after = -1
    words = tuple(args)
    count = len(words)
    index = 0
    go = grammar.style == "go"
    while index < count:
        word = words[index]
        index += 1
        lead = word.text if word.text is not None else word.prefix
        if len(lead) < 2 or lead[0] != "-":
            if not lead and word.text is None and not (word.parts and getattr(word.parts[0], "why", "") == "glob"):
                holes.append(word)
            operands.append(word)
            if not grammar.anywhere:
                operands.extend(words[index:])
                break
            continue
        if lead == "--" and word.text is not None:
            after = len(operands)
            operands.extend(words[index:])
            break
        if lead[1] == "-" or go or (grammar.knows(lead.partition("=")[0]) and len(lead) > 2):
            name, equals, _rest = lead.partition("=")
            full = grammar.resolve(name)
            if full not in grammar.flags and not equals and go and lead.startswith("--"):
                full = grammar.resolve(name[1:])
            elif go and lead.startswith("--"):
                full = grammar.resolve(name[1:]) if grammar.knows(name[1:]) else full
            if full in grammar.valued:
                if equals:
                    seen.setdefault(full, []).append(_cut(word, len(name) + 1))
                elif index < count:
                    seen.setdefault(full, []).append(words[index])
                    index += 1
                else:
                    seen.setdefault(full, []).append(None)
            elif full in grammar.flags or full in grammar.optional:
                seen.setdefault(full, []).append(_cut(word, len(name) + 1) if equals else None)
            else:
                unknown.append(word)
                seen.setdefault(name, []).append(_cut(word, len(name) + 1) if equals else None)
            continue
        at = 1
        while at < len(lead):
            name = "-" + lead[at]
            full = grammar.resolve(name)
            at += 1
            if full in grammar.valued:
                rest = _cut(word, at)
                if rest.parts:
                    seen.setdefault(full, []).append(rest)
                elif index < count:
                    seen.setdefault(full, []).append(words[index])
                    index += 1
                else:
                    seen.setdefault(full, []).append(None)
                break
            if full in grammar.optional:
                rest = _cut(word, at)
                seen.setdefault(full, []).append(rest if rest.parts else None)
                break
            if full not in grammar.flags:
                unknown.append(word)
            seen.setdefault(full, []).append(None)
    return Options(seen, tuple(operands), tuple(unknown), tuple(holes), after)


def subcommand(args: tuple[Word, ...], grammar: Grammar) -> tuple[Options, str, tuple[Word, ...]]:
    """Global options, the subcommand's name ("" when absent or not known), and the words after it."""
    options = parse(args, ending_at_operand(grammar))
    if not options.operands:
        return options, "", ()
    first = options.operands[0]
    return options, first.text or "", options.operands[1:]


def ending_at_operand(grammar: Grammar) -> Grammar:
    """The same grammar, ending at the first operand."""
    if not grammar.anywhere:
        return grammar
    twin = Grammar.__new__(Grammar)
    for slot in Grammar.__slots__:
        setattr(twin, slot, getattr(grammar, slot))
    twin.anywhere = False
    return twin
