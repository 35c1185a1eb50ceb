"""GitHub Actions workflows and composite actions read as files: every `run:` step as the shell text it is."""

from __future__ import annotations

from keyturn.language.document import TEXT, read_yaml
from keyturn.language.workflow import SCRIPT, Step, environment_of, steps_of, templated
from keyturn.model.effect import EXPOSURE, BlindSpot, Effect, HandOff
from keyturn.model.invocation import base_name
from keyturn.model.source import BATCH, JAVASCRIPT, POWERSHELL, PYTHON, SHELL, ShellContext, Source
from keyturn.model.target import SERVICE, Target
from keyturn.model.word import TEMPLATE, Hole, Word
from keyturn.tool.agent_steps import by_strangers
from keyturn.tool.agent_steps import outcomes as agent_outcomes
from keyturn.tool.ci_gates import APPROVAL, BY_HAND, triggers
from keyturn.tool.handoff import CONTAINER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node
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
    SCRIPT: JAVASCRIPT,
}


def read_source(source: Source, view: View) -> list[Outcome]:
    """Every step's text. A value spliced in by `${{ … }}` stays a hole; the runner's directory is not known here."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    document = read_yaml(text)
    found = steps_of(document)
    outcomes: list[Outcome] = []
    by_hand = bool(document.roots) and set(triggers(document.roots[0])) == {"workflow_dispatch"}
    for step in found.steps:
        outcomes.append(_step(source, step, by_hand=by_hand))
        if step.shell != SCRIPT:  # what reaches a script is told with the other inputs of actions
            outcomes.extend(_strangers_text(source, step))
    for root in document.roots:
        outcomes.extend(_destroyers(source, root))
        outcomes.extend(agent_outcomes(source, root, view))
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


# Actions that are a destroying command of Terraform's or Pulumi's: the words they stand for.
# https://github.com/pulumi/actions, https://github.com/dflook/terraform-github-actions
_DESTROYERS: dict[str, tuple[str, ...]] = {
    "dflook/terraform-destroy": ("terraform", "destroy", "-auto-approve"),
    "dflook/terraform-destroy-workspace": ("terraform", "destroy", "-auto-approve"),
    "dflook/tofu-destroy": ("tofu", "destroy", "-auto-approve"),
    "dflook/tofu-destroy-workspace": ("tofu", "destroy", "-auto-approve"),
}


def _destroyers(source: Source, root: Node) -> list[Outcome]:
    """The commands that steps leave to an action."""
    out: list[Outcome] = []
    by_hand = set(triggers(root)) == {"workflow_dispatch"}
    jobs = root.get("jobs")
    for key, job in jobs.pairs if jobs is not None else ():
        steps = job.get("steps")
        for step in steps.items if steps is not None else ():
            uses = step.get("uses")
            if uses is None or uses.kind != TEXT:
                continue
            name = uses.text.partition("@")[0].lower()
            words = _DESTROYERS.get(name)
            given = step.get("with")
            if words is not None:
                folder = given.scalar("path") if given is not None else None
                words = (words[0], f"-chdir={folder}", *words[1:]) if folder else words
            elif name == "pulumi/actions" and given is not None and given.scalar("command") == "destroy":
                stack = given.scalar("stack-name")
                words = ("pulumi", "destroy", "--yes", *(("--stack", stack) if stack else ()))
            if words is None:
                continue
            certain = job.get("if") is None and step.get("if") is None
            text = templated(" ".join(words))
            made = Step(key.text, name, text, uses.line, uses.column, certain=certain, environment=environment_of(job))
            out.append(_step(source, made, by_hand=by_hand))
    return out


def _strangers_text(source: Source, step: Step) -> list[Outcome]:
    out: list[Outcome] = []
    row = 0
    for part in step.text.parts:
        if isinstance(part, str):
            row += part.count("\n")
            continue
        if part.why != TEMPLATE or not by_strangers(part.name):
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


def _step(source: Source, step: Step, *, by_hand: bool) -> HandOff:
    words = step.shell.split()
    language = _LANGUAGES.get(base_name(words[0]).lower() if words else "", SHELL)
    how = f"workflow {step.job}: {step.name}"
    line = source.origin.line + step.line - 1
    gates = (f"{APPROVAL}: the environment {step.environment}",) if step.environment else ()
    if by_hand:
        gates = (*gates, BY_HAND)
    origin = source.origin.but(
        line=line,
        column=step.column,
        end_line=line,
        end_column=step.column,
        through=(*source.origin.through, *gates, how),
    )
    variables = dict(step.env)
    if step.container or (step.hosted and "/.github/" in f"/{source.origin.file}"):
        variables[CONTAINER_MARK] = Word("1")
    directory = step.directory
    if directory is None or (directory.text is not None and not directory.text.startswith("/")):
        inner = ("/" + directory.text,) if directory is not None and directory.text else ()
        directory = Word((*_CHECKOUT.parts, *inner))
    context = ShellContext(directory, variables, frozenset(variables), {}, {}, ())
    return HandOff(
        Source(language, step.text, origin, context, file=source.file, certain=source.certain and step.certain), how
    )
