"""Dockerfiles: instructions with their line numbers, continuations, heredocs and the exec form."""

from __future__ import annotations

from keyturn.language.document import LIST, TEXT, read_json
from keyturn.model.noun import Noun


class Instruction(Noun):
    """One instruction.

    `name` is upper-case, `text` its arguments with continuation lines joined by blanks so that `line` and `column`
    hold for the first line; `words` the exec form's list, None for the shell form; `heredocs` (delimiter, body,
    line of the body, expands). `stage` counts FROM lines from 0.
    """

    name: str
    text: str
    line: int
    column: int = 1
    words: tuple[str, ...] | None = None
    heredocs: tuple[tuple[str, str, int, bool], ...] = ()
    stage: int = -1
    deferred: bool = False
    """Stands behind ONBUILD."""


class Dockerfile(Noun):
    """The instructions in order; `whole` False when a line was no instruction, the first at `line`."""

    instructions: tuple[Instruction, ...] = ()
    whole: bool = True
    line: int = 1


_NAMES = frozenset(
    "FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL "
    "HEALTHCHECK SHELL".split()
)
_HEREDOC_NAMES = ("RUN", "COPY", "ADD")


def read_dockerfile(text: str) -> Dockerfile:
    """Read a Dockerfile or Containerfile. Never raises; what is no instruction is left out and said so."""
    lines = text.replace("\r\n", "\n").split("\n")
    escape = _escape(lines)
    found: list[Instruction] = []
    whole = True
    bad = 1
    stage = -1
    index = 0
    while index < len(lines):
        line = lines[index]
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            index += 1
            continue
        start = index
        body, index = _logical(lines, index, escape)
        lead = len(line) - len(line.lstrip())
        word = body.split(None, 1)[0]
        name = word.upper()
        rest = body[lead + len(word) :]
        deferred = False
        if name == "ONBUILD":
            deferred = True
            inner = rest.split(None, 1)
            word = inner[0] if inner else ""
            name = word.upper()
            rest = inner[1] if len(inner) > 1 else ""
        if name not in _NAMES:
            whole, bad = (False, start + 1) if whole else (whole, bad)
            continue
        if name == "FROM":
            stage += 1
        heredocs: list[tuple[str, str, int, bool]] = []
        if name in _HEREDOC_NAMES and "<<" in rest:
            for mark, tabs, expands in _marks(rest):
                first = index + 1
                collected: list[str] = []
                while index < len(lines):
                    current = lines[index].lstrip("\t") if tabs else lines[index]
                    index += 1
                    if current == mark:
                        break
                    collected.append(current)
                else:
                    whole, bad = (False, start + 1) if whole else (whole, bad)
                heredocs.append((mark, "\n".join(collected) + "\n", first, expands))
        argument = rest.strip()
        column = line.find(argument[:12]) + 1 if argument and line.find(argument[:12]) >= 0 else 1
        found.append(
            Instruction(name, argument, start + 1, column, _exec_form(argument), tuple(heredocs), stage, deferred)
        )
    return Dockerfile(tuple(found), whole, bad)


def _escape(lines: list[str]) -> str:
    """The escape character: a backslash unless `# escape=` says a backtick."""
    for line in lines:
        stripped = line.strip()
        if not stripped.startswith("#"):
            break
        key, equals, value = stripped[1:].partition("=")
        if equals and key.strip().lower() == "escape" and value.strip() == "`":
            return "`"
    return "\\"


def _logical(lines: list[str], index: int, escape: str) -> tuple[str, int]:
    """The instruction that starts at a line, and the index after it. Comment and blank lines inside are dropped.

    A joined line break stays one backslash-newline, so that positions in the text still count lines.
    """
    parts: list[str] = []
    first = True
    while index < len(lines):
        line = lines[index]
        index += 1
        if not first and line.lstrip().startswith("#"):
            parts.append("\\\n")
            continue
        if not first and not line.strip():
            parts.append("\\\n")
            continue
        first = False
        bare = line.rstrip()
        if bare.endswith(escape):
            parts.append(bare[:-1] + "\\\n")
            continue
        parts.append(line)
        break
    return "".join(parts), index


def _marks(text: str) -> list[tuple[str, bool, bool]]:
    """(delimiter, strips tabs, expands) of every heredoc an instruction opens, outside quotes."""
    found: list[tuple[str, bool, bool]] = []
    index = 0
    quote = ""
    while index < len(text):
        char = text[index]
        if quote:
            if char == quote:
                quote = ""
            index += 1
            continue
        if char in "'\"":
            quote = char
            index += 1
            continue
        if text.startswith("<<", index) and text[index + 2 : index + 3] != "<":
            at = index + 2
            tabs = text[at : at + 1] == "-"
            at += tabs
            mark = text[at : at + 1]
            if mark in ("'", '"'):
                end = text.find(mark, at + 1)
                if end > 0:
                    found.append((text[at + 1 : end], tabs, False))
                    index = end + 1
                    continue
            end = at
            while end < len(text) and (text[end].isalnum() or text[end] in "_-."):
                end += 1
            if end > at:
                found.append((text[at:end], tabs, True))
            index = max(end, index + 2)
            continue
        index += 3 if text.startswith("<<<", index) else 1
    return found


def _exec_form(text: str) -> tuple[str, ...] | None:
    """`["a", "b"]` as words; None when it is not such a list, which Docker then gives to the shell."""
    at = text.find("[")
    if at < 0 or (at > 0 and not all(word.startswith("--") for word in text[:at].split())):
        return None
    document = read_json(text[at:].replace("\\\n", " "))
    root = document.root
    if not document.whole or root.kind != LIST or not all(item.kind == TEXT and item.quoted for item in root.items):
        return None
    return tuple(item.text for item in root.items)
