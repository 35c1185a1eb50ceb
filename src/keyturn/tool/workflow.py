"""GitHub Actions workflows and composite actions read as files: every `run:` step as the shell text it is."""

from __future__ import annotations

from keyturn.language.workflow import Step, read_workflow
from keyturn.model.effect import BlindSpot, HandOff
from keyturn.model.invocation import base_name
from keyturn.model.source import BATCH, POWERSHELL, PYTHON, SHELL, ShellContext, Source
from keyturn.model.word import TEMPLATE, Hole, Word
from keyturn.tool.handoff import CONTAINER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_CHECKOUT = Word((Hole(TEMPLATE, "github.workspace"),))
_LANGUAGES = {
    "": SHELL,
    "bash": SHELL,
    "sh": SHELL,
    "zsh": SHELL,
    "python": PYTHON,
    "pwsh": POWERSHELL,
    "powershell": POWERSHELL,
    "cmd": BATCH,
}


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Every step's text. A value spliced in by `${{ … }}` stays a hole; the runner's directory is not known here."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    found = read_workflow(text)
    outcomes: list[Outcome] = [_step(source, step) for step in found.steps]
    if not found.whole:
        outcomes.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole YAML, so steps may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + found.line - 1),
            )
        )
    return outcomes


def _step(source: Source, step: Step) -> HandOff:
    words = step.shell.split()
    language = _LANGUAGES.get(base_name(words[0]).lower() if words else "", SHELL)
    how = f"workflow {step.job}: {step.name}"
    line = source.origin.line + step.line - 1
    origin = source.origin.but(
        line=line, column=step.column, end_line=line, end_column=step.column, through=(*source.origin.through, how)
    )
    variables = dict(step.env)
    if step.container:
        variables[CONTAINER_MARK] = Word("1")
    directory = step.directory
    if directory is None or (directory.text is not None and not directory.text.startswith("/")):
        inner = ("/" + directory.text,) if directory is not None and directory.text else ()
        directory = Word((*_CHECKOUT.parts, *inner))
    context = ShellContext(directory, variables, frozenset(variables), {}, {}, ())
    return HandOff(
        Source(language, step.text, origin, context, file=source.file, certain=source.certain and step.certain), how
    )
