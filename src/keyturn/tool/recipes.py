"""Justfiles and Taskfiles read as files of their own: every recipe's commands where they stand.

What a recipe depends on is not followed: it stands in the same file and is read there. A parameter without a default
and what the command line adds stay holes. Sources: https://just.systems/man/en/ and https://taskfile.dev/reference/schema
"""

from __future__ import annotations

from keyturn.language.taskfiles import just_commands, read_justfile, read_taskfile, task_commands
from keyturn.model.effect import BlindSpot, HandOff
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.word import PARAMETER, Hole, Word
from keyturn.tool.handoff import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.taskfiles import Command
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View


def read_source(source: Source, view: View) -> list[Outcome]:
    """The commands of every recipe, each once."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    outcomes: list[Outcome] = []
    seen: set[tuple[int, int, str]] = set()
    for command in _just(text) if source.language == "justfile" else _task(text, source, view, outcomes):
        key = (command.line, command.column, command.text.shown())
        if key not in seen:
            seen.add(key)
            outcomes.append(_hand(source, command))
    return outcomes


def _just(text: str) -> list[Command]:
    file = read_justfile(text)
    out: list[Command] = []
    for recipe in file.recipes:
        alone = file.but(recipes=(recipe.but(before=(), after=()),), aliases={})
        out.extend(just_commands(alone, recipe.name, (), {})[0])
    return out


def _task(text: str, source: Source, view: View, outcomes: list[Outcome]) -> list[Command]:
    file = read_taskfile(text)
    out: list[Command] = []
    for name in file.names():
        # what a task calls with values of its own is read with them too
        found, _known = task_commands(file, name, {}, Word((Hole(PARAMETER, "CLI_ARGS"),)), view.workspace.env)
        out.extend(found)
    if not file.whole:
        outcomes.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole, so commands in it may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin,
            )
        )
    return out


def _hand(source: Source, command: Command) -> HandOff:
    line = source.origin.line + command.line - 1
    how = f"{source.origin.file[source.origin.file.rfind('/') + 1 :]}:{command.line} {command.task}"
    origin = source.origin.but(
        line=line,
        column=command.column,
        end_line=line,
        end_column=command.column,
        through=(*source.origin.through, how),
    )
    language = SHELL
    if command.script:
        language = language_of("", command.text.text or command.text.prefix) or SHELL
    context = source.context if isinstance(source.context, ShellContext) else ShellContext()
    if command.directory and command.directory != ".":
        context = context.but(directory=Word(command.directory))
    return HandOff(
        Source(language, command.text, origin, context, file=source.file, certain=source.certain and command.certain),
        how,
    )
