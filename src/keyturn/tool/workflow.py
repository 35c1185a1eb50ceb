"""GitHub Actions workflows and composite actions read as files: every `run:` step as the shell text it is."""

from __future__ import annotations

from keyturn.language.workflow import Step, read_workflow
from keyturn.model.effect import EXPOSURE, BlindSpot, Effect, HandOff
from keyturn.model.invocation import base_name
from keyturn.model.source import BATCH, POWERSHELL, PYTHON, SHELL, ShellContext, Source
from keyturn.model.target import SERVICE, Target
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
    outcomes: list[Outcome] = []
    for step in found.steps:
        outcomes.append(_step(source, step))
        outcomes.extend(_strangers_text(source, step))
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


# Contexts that whoever opens an issue, a pull request or a discussion writes. Numbers, ids and the like are not text.
_STRANGERS = ("title", "body", "message", "ref", "label", "name", "email", "page_name", "default_branch", "description")
_EVENTS = "issue pull_request comment review review_comment discussion head_commit commits pages workflow_run".split()


def _by_strangers(expression: str) -> bool:
    """Whether a `${{ … }}` yields text that a stranger may write, wherever in the expression it stands."""
    for raw in expression.lower().replace(".*", "").replace("(", " ").replace(")", " ").split():
        name = raw.strip(",'\"")
        if name == "github.head_ref":
            return True
        # `commits[0]` and `commits[*]` are `commits`
        pieces = [piece.partition("[")[0] for piece in name.split(".")]
        if pieces[:2] == ["github", "event"] and len(pieces) > 3 and pieces[2] in _EVENTS and pieces[-1] in _STRANGERS:
            # the base of a pull request is the repository's own
            return "base" not in pieces
    return False


def _strangers_text(source: Source, step: Step) -> list[Outcome]:
    out: list[Outcome] = []
    row = 0
    for part in step.text.parts:
        if isinstance(part, str):
            row += part.count("\n")
            continue
        if part.why != TEMPLATE or not _by_strangers(part.name):
            continue
        line = source.origin.line + step.line - 1 + row
        origin = source.origin.but(line=line, column=step.column, end_line=line, end_column=step.column)
        out.append(
            Effect(
                "github-actions/untrusted-text-in-command",
                EXPOSURE,
                f"puts {part.name} into a command, which is whatever a stranger wrote",
                (Target(SERVICE, "the workflow's token and secrets"),),
                certain=source.certain and step.certain,
                origin=origin,
            )
        )
    return out


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
