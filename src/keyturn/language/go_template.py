"""YAML with Go templates in it (Helm charts) made readable as YAML, every character in its place.

`{{ … }}` alone on a line steers what is rendered and becomes blank; inside a line it is a value and becomes a run of
one mark, as long as it was, so that lines and columns stay what they were. Both branches of an `if` are kept: what
either of them holds counts.
"""

from __future__ import annotations

from keyturn.model.word import TEMPLATE, Hole, Word

MARK = "\ue000"
"""Stands for each character of a value that a template fills in; a private-use letter, plain text for YAML."""


def plain(text: str) -> str:
    """The text without templates, its lines where they were and every one that is left as long as it was."""
    if "{{" not in text:
        return text
    out: list[str] = []
    at = 0
    while True:
        start = text.find("{{", at)
        if start < 0:
            out.append(text[at:])
            break
        end = text.find("}}", start)
        end = len(text) if end < 0 else end + 2
        out.append(text[at:start])
        inside = text[start:end]
        line = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        alone = not _rest(text[line:start]) and not _rest(text[end : stop if stop >= 0 else len(text)])
        if alone or "\n" in inside or _steers(inside):
            out.append("".join(letter if letter == "\n" else " " for letter in inside))
        else:
            out.append(MARK * len(inside))
        at = end
    # a blank line must not be deeper than the block it stands in
    return "\n".join(line if line.strip(" \t") else "" for line in "".join(out).split("\n"))


def _rest(text: str) -> str:
    """What a line holds beside templates and blanks."""
    while "{{" in text and "}}" in text[text.find("{{") :]:
        start = text.find("{{")
        text = text[:start] + text[text.find("}}", start) + 2 :]
    return text.strip()


def _steers(inside: str) -> bool:
    """Whether a template chooses, comments or gives whole lines, instead of one value."""
    body = inside[2:-2].strip("- \t")
    if "indent " in body or "toYaml" in body:
        return True  # lines of YAML, perhaps with more of the same map written below
    return body.startswith("/*") or body.partition(" ")[0] in ("if", "else", "end", "range", "with", "define", "block")


def word(text: str) -> Word:
    """A value with every run of marks as a hole."""
    if MARK not in text:
        return Word(text, quoted=True)
    parts: list[str | Hole] = []
    at = 0
    while at < len(text):
        if text[at] == MARK:
            end = at
            while end < len(text) and text[end] == MARK:
                end += 1
            parts.append(Hole(TEMPLATE, "a value of the chart", quoted=True))
        else:
            end = text.find(MARK, at)
            end = len(text) if end < 0 else end
            parts.append(text[at:end])
        at = end
    return Word(tuple(parts), quoted=True)
