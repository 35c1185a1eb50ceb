"""Compose files read as files: the commands that services start with, inside their containers."""

from __future__ import annotations

from keyturn.language.workflow import Service, read_compose
from keyturn.model.effect import BlindSpot, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import ShellContext, Source
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.handoff import CONTAINER_MARK, ELSEWHERE, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_CONTEXT = ShellContext(ELSEWHERE, {CONTAINER_MARK: Word("1")}, frozenset(), {}, {}, ())


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Every service's command, entry point, health check and hook. A container has files of its own."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    found = read_compose(text)
    outcomes: list[Outcome] = []
    for service in found.commands:
        handed = _service(source, service)
        if handed is not None:
            outcomes.append(handed)
    if not found.whole:
        outcomes.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole YAML, so services may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + found.line - 1),
            )
        )
    return outcomes


def _service(source: Source, service: Service) -> HandOff | None:
    how = f"compose {service.service}: {service.key}"
    line = source.origin.line + service.line - 1
    origin = source.origin.but(
        line=line,
        column=service.column,
        end_line=line,
        end_column=service.column,
        through=(*source.origin.through, how),
    )
    if service.key == "healthcheck" and service.words is None:
        return HandOff(
            Source("shell", _filled(service.text), origin, _CONTEXT, file=source.file, certain=source.certain), how
        )
    # compose cuts a text into words by itself; no shell reads it
    words = (
        tuple(_filled(word) for word in service.words)
        if service.words is not None
        else split_words(_filled(service.text))
    )
    if not words:
        return None
    name = words[0].text
    call = Invocation(
        words[0],
        words[1:],
        context=_CONTEXT,
        certain=source.certain,
        origin=origin,
        name=base_name(name) if name else "",
    )
    return HandOff(call, how)


def _filled(text: str) -> Word:
    """`${NAME}` is filled in by compose before anything runs; `$$` is a dollar for the container's shell."""
    if "$" not in text:
        return Word(text, quoted=True)
    parts: list[str | Hole] = []
    current = ""
    index = 0
    while index < len(text):
        char = text[index]
        following = text[index + 1 : index + 2]
        if char == "$" and following == "$":
            current += "$"
            index += 2
            continue
        if char == "$" and following == "{":
            end = text.find("}", index)
            end = len(text) if end < 0 else end
            inside = text[index + 2 : end]
            name, dash, default = inside.partition(":-")
            if dash and default:
                current += default
            else:
                if current:
                    parts.append(current)
                current = ""
                parts.append(Hole(VARIABLE, name, quoted=True))
            index = end + 1
            continue
        if char == "$" and (following.isalpha() or following == "_"):
            end = index + 1
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            if current:
                parts.append(current)
            current = ""
            parts.append(Hole(VARIABLE, text[index + 1 : end], quoted=True))
            index = end
            continue
        current += char
        index += 1
    if current:
        parts.append(current)
    return Word(tuple(parts), quoted=True)
