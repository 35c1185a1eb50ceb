"""How git reads what it is given: option tables as its parse-options does, and its configuration files.

Sources: git's `parse-options.c` (abbreviations, `--no-` forms, the last one wins), git(1), git-config(1).
"""

from __future__ import annotations

from keyturn.model.word import GLOB, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.word import Hole

_FLAG, _VALUED, _OPTIONAL = 0, 1, 2


class Spec:
    """A command's options. Spellings of one option are joined by `|`, the first is its canonical name.

    `flags` take no value, `valued` take one (attached or the next word), `optional` only an attached one.
    """

    __slots__ = ("longs", "names")

    def __init__(self, flags: str = "", valued: str = "", optional: str = "") -> None:
        names: dict[str, tuple[str, int]] = {}
        for text, kind in ((flags, _FLAG), (valued, _VALUED), (optional, _OPTIONAL)):
            for group in text.split():
                spellings = group.split("|")
                for spelling in spellings:
                    names[spelling] = (spellings[0], kind)
        self.names = names
        self.longs = tuple(name for name in names if name.startswith("--"))


class Given:
    """What was given: `state` holds each switch's last value, `values` the values in order, `operands` the rest."""

    __slots__ = ("dashes", "helped", "operands", "state", "unsure", "values")

    def __init__(self) -> None:
        self.state: dict[str, bool] = {}
        self.values: dict[str, list[Word]] = {}
        self.operands: list[Word] = []
        self.dashes = -1
        """How many operands stand before `--`; -1 when there was none."""
        self.helped = False
        """`-h` or `--help`: git explains itself and does nothing."""
        self.unsure = False
        """An ambiguous abbreviation was read as all that it may mean; this git refuses it, another may not."""

    def on(self, *names: str) -> bool:
        """Whether any of the switches ends up on."""
        return any(self.state.get(name, False) for name in names)

    def value(self, name: str) -> Word | None:
        """The last value, None when absent."""
        found = self.values.get(name)
        return found[-1] if found else None

    def text(self, name: str) -> str | None:
        """The last value's text, None when absent or not wholly known."""
        word = self.value(name)
        return word.text if word is not None else None


def tail(word: Word, length: int) -> Word:
    """The word without its first `length` literal characters."""
    parts: list[str | Hole] = []
    for part in word.parts:
        if length and isinstance(part, str):
            if len(part) > length:
                parts.append(part[length:])
            length = max(0, length - len(part))
        else:
            parts.append(part)
    return Word(tuple(parts), quoted=True)


def _resolve(name: str, spec: Spec) -> list[tuple[str, int, bool]]:
    """(canonical, kind, on) of a long option; several when the abbreviation is ambiguous, none when unknown."""
    found = spec.names.get(name)
    if found is not None:
        return [(*found, True)]
    if name.startswith("--no-"):
        found = spec.names.get("--" + name[5:])
        if found is not None:
            return [(*found, False)]
    else:
        found = spec.names.get("--no-" + name[2:])
        if found is not None:
            return [(*found, False)]
    if len(name) < 3:
        return []
    near: dict[tuple[str, bool], int] = {}
    for full in spec.longs:
        canonical, kind = spec.names[full]
        if full.startswith(name):
            near[canonical, True] = kind
        elif name.startswith("--no-") and full.startswith("--" + name[5:]) and len(name) > 5:
            near[canonical, False] = kind
    return [(canonical, kind, on) for (canonical, on), kind in near.items()]


def parse(args: tuple[Word, ...] | list[Word], spec: Spec) -> Given:
    """Split a git command's arguments as git does. Unknown options are passed over and swallow nothing."""
    given = Given()
    index = 0
    count = len(args)
    while index < count:
        word = args[index]
        index += 1
        text = word.text
        lead = text if text is not None else word.prefix
        if len(lead) < 2 or lead[0] != "-":
            given.operands.append(word)
            continue
        if lead == "--" and text is not None:
            given.dashes = len(given.operands)
            given.operands.extend(args[index:])
            break
        if lead == "--end-of-options":
            given.operands.extend(args[index:])
            break
        if lead[1] == "-":
            name, equals, _rest = lead.partition("=")
            if name in ("--help", "--version") and name not in spec.names:
                given.helped = True
                continue
            meanings = _resolve(name, spec)
            given.unsure = given.unsure or len(meanings) > 1
            for canonical, kind, on in meanings:
                given.state[canonical] = on
                if not on:
                    given.values.pop(canonical, None)
                elif equals:
                    given.values.setdefault(canonical, []).append(tail(word, len(name) + 1))
                elif kind == _VALUED and len(meanings) == 1 and index < count:
                    given.values.setdefault(canonical, []).append(args[index])
                    index += 1
            continue
        at = 1
        while at < len(lead):
            found = spec.names.get("-" + lead[at])
            if found is None and lead[at] == "h":
                given.helped = True
            at += 1
            if found is None:
                continue
            canonical, kind = found
            given.state[canonical] = True
            if kind == _FLAG:
                continue
            rest = tail(word, at)
            if rest.parts:
                given.values.setdefault(canonical, []).append(rest)
            elif kind == _VALUED and index < count:
                given.values.setdefault(canonical, []).append(args[index])
                index += 1
            break
    return given


def is_glob(word: Word) -> bool:
    """Whether the unknown parts of a word are wildcards only."""
    return word.text is None and all(hole.why == GLOB for hole in word.holes)


def config_entries(text: str) -> list[tuple[str, str]]:
    """(key, value) pairs of a git configuration file, in order; section and name in lower case, subsections kept.

    A key without `=` is "true". Malformed lines are passed over: git would refuse the file, and then do nothing.
    """
    out: list[tuple[str, str]] = []
    section = ""
    lines = iter(text.split("\n"))
    for raw in lines:
        line = raw.strip()
        while line.startswith("["):
            close = _section_end(line)
            if close < 0:
                line = ""
                break
            section = _section(line[1:close])
            line = line[close + 1 :].strip()
        if not line or line[0] in "#;" or not section:
            continue
        name, equals, value = line.partition("=")
        while value.endswith("\\") and not value.endswith("\\\\"):
            value = value[:-1] + next(lines, "").rstrip("\r")
        out.append((f"{section}.{name.strip().lower()}", _value(value) if equals else "true"))
    return out


def _section_end(line: str) -> int:
    quoted = False
    index = 1
    while index < len(line):
        letter = line[index]
        if letter == "\\" and quoted:
            index += 1
        elif letter == '"':
            quoted = not quoted
        elif letter == "]" and not quoted:
            return index
        index += 1
    return -1


def _section(inner: str) -> str:
    name, quote, rest = inner.partition('"')
    if not quote:
        return name.strip().lower()
    subsection = rest.rpartition('"')[0].replace('\\"', '"').replace("\\\\", "\\")
    return f"{name.strip().lower()}.{subsection}"


_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


def _value(raw: str) -> str:
    out = ""
    quoted = False
    index = 0
    text = raw.strip()
    while index < len(text):
        letter = text[index]
        index += 1
        if letter == "\\" and index < len(text):
            out += _ESCAPES.get(text[index], text[index])
            index += 1
        elif letter == '"':
            quoted = not quoted
        elif letter in "#;" and not quoted:
            break
        else:
            out += letter
    return out if quoted else out.rstrip() if not text.endswith('"') else out


def config_key(key: str) -> str:
    """A key as git compares it: section and name in lower case, the subsection as written."""
    first = key.find(".")
    last = key.rfind(".")
    if first < 0:
        return key.lower()
    return key[:first].lower() + key[first:last] + key[last:].lower()


def quoted_parameters(text: str) -> list[tuple[str, str]]:
    """The pairs of GIT_CONFIG_PARAMETERS: `'key=value'` (old) and `'key'='value'` (since git 2.31), space-separated."""
    out: list[tuple[str, str]] = []
    index = 0
    count = len(text)

    def piece(start: int) -> tuple[str, int]:
        value = ""
        at = start
        while at < count:
            if text[at] == "'":
                end = text.find("'", at + 1)
                if end < 0:
                    return value + text[at + 1 :], count
                value += text[at + 1 : end]
                at = end + 1
            elif text[at] == "\\" and at + 1 < count:
                value += text[at + 1]
                at += 2
            elif text[at] in " \t\n=":
                break
            else:
                value += text[at]
                at += 1
        return value, at

    while index < count:
        if text[index] in " \t\n":
            index += 1
            continue
        key, index = piece(index)
        if index < count and text[index] == "=":
            value, index = piece(index + 1)
            out.append((config_key(key), value))
        else:
            name, equals, value = key.partition("=")
            out.append((config_key(name), value if equals else "true"))
    return out
