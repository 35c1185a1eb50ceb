"""`keyturn explain`: how a command, or a line of a file, was read and why it was decided so."""

from __future__ import annotations

import sys

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.decision import ALLOW
from keyturn.model.effect import BlindSpot, Effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.judge.corridor import Judgement, Step
    from keyturn.model.decision import Decision
    from keyturn.model.source import Origin
    from keyturn.policy.layers import Layers
    from keyturn.wiring.check import Checker

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--json", "print the tree and the decision as JSON"),
    ("--cwd DIR", "explain as if run in DIR"),
)

HELP = """\
usage: keyturn explain [--json] [--cwd DIR] 'COMMAND'
       keyturn explain [--json] FILE:LINE

Shows the tree that was read, what was unwrapped, each effect, the environment of each target and why,
the row of the policy, and the obligations.

options:
"""


def run(args: list[str]) -> int:
    """0 allowed, 1 held or denied, 2 usage, 3 a file that cannot be read."""
    json_wanted = False
    directory: str | None = None
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {name:<12}{text}\n" for name, text in OPTIONS))
            return 0
        if word == "--json":
            json_wanted = True
        elif word == "--cwd" and rest:
            directory = rest.pop(0)
        elif word == "--" and rest:
            operands.extend(rest)
            break
        elif word.startswith("--"):
            raise UsageError(f"explain has no option {word}", "`keyturn explain --help` lists them")
        else:
            operands.append(word)
    if len(operands) != 1:
        raise UsageError("explain takes one command or one FILE:LINE", "quote it: keyturn explain 'rm -rf build'")
    subject = operands[0]
    from keyturn.wiring.check import Checker

    checker = Checker(directory)
    name, colon, line = subject.rpartition(":")
    if colon and line.isdigit() and name and "\n" not in name:
        import os

        path = os.path.normpath(os.path.join(checker.directory, name))
        if os.path.exists(path) or " " not in subject:
            decision, judgement, layers = _file(checker, path, int(line))
        else:
            decision, judgement, layers = checker.check(subject)
    else:
        decision, judgement, layers = checker.check(subject)
    if json_wanted:
        import json

        from keyturn.cli.check import answer_of

        answer = {"subject": subject, **answer_of(decision, judgement, layers, checker.digests())}
        answer["tree"] = [_node(step) for step in judgement.trace]
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        from keyturn.wiring.check import render_explanation
        from keyturn.wiring.terminal import colour_wanted

        sys.stdout.write(render_explanation(subject, decision, judgement, layers, colour=colour_wanted(sys.stdout)))
    return 0 if decision.verdict == ALLOW else 1


def _node(step: Step) -> dict[str, object]:
    from keyturn.model.source import Source
    from keyturn.wiring.check import render_call

    item = step.item
    return {
        "depth": step.depth,
        "how": step.how,
        "what": f"{item.language} text" if isinstance(item, Source) else render_call(item),
        "file": item.origin.file,
        "line": item.origin.line,
        "outcomes": [getattr(outcome, "rule", type(outcome).__name__.lower()) for outcome in step.outcomes],
    }


def _file(checker: Checker, path: str, line: int) -> tuple[Decision, Judgement, Layers]:
    """What the corridor finds in a file, kept to one line."""
    from keyturn.judge.corridor import follow
    from keyturn.model.source import Origin, Source
    from keyturn.model.word import Word
    from keyturn.model.workspace import PRESENT
    from keyturn.scan.documents import language_of

    view, layers = checker.view()
    answer = view.workspace.read(path)
    if answer.state != PRESENT:
        raise CouldNotJudge(f"{path} is {answer.state}", "give a file that can be read, as FILE:LINE")
    language = language_of(path, answer.data[:4096])
    if language is None:
        raise CouldNotJudge(f"{path} is in no language that Keyturn reads", "`keyturn scan --help` lists them")
    text = answer.data.decode("utf-8", "replace")
    lines = len(text.splitlines())
    if not 1 <= line <= max(1, lines):
        raise UsageError(f"{path} has no line {line}", f"its lines are 1 to {lines}")
    source = Source(language, Word(text), Origin(path), file=True)
    return checker.judge(_on_line(follow(source, view), path, line), view, layers)


def _on_line(judgement: Judgement, path: str, line: int) -> Judgement:
    """What stands on one line of a file, and everything that was reached through it, in other files as well."""
    steps: list[Step] = []
    effects: list[Effect] = []
    blind: list[BlindSpot] = []
    everywhere = list(judgement.blind)
    held = -1  # the depth of the step on the line that the walk is below; -1: below none

    def there(origin: Origin) -> bool:
        return origin.file == path and origin.line <= line <= max(origin.end_line, origin.line)

    for step in judgement.trace:
        if step.depth <= held:
            held = -1
        below = held >= 0
        here = below or (step.depth > 0 and there(step.item.origin))
        if here and not below:
            held = step.depth
        for outcome in step.outcomes:
            if isinstance(outcome, BlindSpot):
                everywhere = [one for one in everywhere if one is not outcome]
            if isinstance(outcome, Effect | BlindSpot) and (here or there(outcome.origin)):
                if isinstance(outcome, Effect):
                    effects.append(outcome)
                else:
                    blind.append(outcome)
        if here:
            steps.append(step)
    # what no step names is about the reading as a whole: beyond a budget nothing was looked at
    return judgement.but(effects=tuple(effects), blind=(*blind, *everywhere), guards=(), notes=(), trace=tuple(steps))
