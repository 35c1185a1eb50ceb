"""The answer of `check` and `explain` as text for people."""

from __future__ import annotations

from keyturn.model.decision import ALLOW, DENY
from keyturn.model.effect import BlindSpot, Effect, Guard, HandOff
from keyturn.model.source import Source
from keyturn.model.text import safe, wrapped
from keyturn.policy.words import COLUMN_WORDS, needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.judge.corridor import Judgement, Step
    from keyturn.model.decision import Decision, Reason
    from keyturn.model.invocation import Invocation
    from keyturn.policy.layers import Layers

_COLOURS = {
    "deny": "\x1b[1;97;41m",
    "hold": "\x1b[1;30;43m",
    "allow": "\x1b[1;30;42m",
    "dim": "\x1b[2m",
    "bold": "\x1b[1m",
}


def paint(text: str, name: str, colour: bool) -> str:
    """`text` in a named colour, or plain."""
    return f"{_COLOURS[name]}{text}\x1b[0m" if colour else text


def headline(verdict: str, command: str, colour: bool) -> str:
    """The verdict and the command, without the secrets in it."""
    from keyturn.model.masking import mask

    shown = safe(mask(command), keep_newlines=False)
    if len(shown) > 200:
        shown = shown[:197] + "…"
    return f"{paint(f' {verdict.upper()} ', verdict, colour)}  {shown}\n"


def render(command: str, decision: Decision, judgement: Judgement, layers: Layers, *, colour: bool) -> str:
    """The verdict, and for everything that stops it: what, where, what it needs, why, and what to do instead."""
    verdict = decision.verdict
    out = headline(verdict, command, colour)
    shown: set[tuple[str, str]] = set()
    stopping = [reason for reason in decision.reasons if reason.verdict != ALLOW]
    stopping.sort(key=lambda reason: reason.verdict != DENY)
    for reason in stopping:
        subject = reason.subject
        text = subject.summary if isinstance(subject, Effect) else subject.why
        if (subject.rule, text) in shown:
            continue
        shown.add((subject.rule, text))
        if len(shown) > 8:
            break
        out += _reason(reason, text, colour)
        out += _advice(reason, layers)
    if len(stopping) > len(shown):
        out += paint(f"\n  and {len(stopping) - len(shown)} more like these\n", "dim", colour)
    if verdict != ALLOW:
        out += "\n  needs: " + wrapped("; ".join(needs(decision.obligations)), 9) + "\n"
    else:
        noted: dict[str, None] = {}  # one line for targets that say the same
        for reason in decision.reasons:
            subject = reason.subject
            text = subject.summary if isinstance(subject, Effect) else subject.why
            noted[f"  noted: {safe(text)} ({_environment(reason)})\n"] = None
        out += "".join(paint(line, "dim", colour) for line in noted)
    for note in judgement.notes[:5]:
        out += paint(f"  note: {safe(note.text)}\n", "dim", colour)
    for problem in layers.problems:
        out += f"  configuration: {safe(problem)}\n"
    return out


def _environment(reason: Reason) -> str:
    name = COLUMN_WORDS.get(reason.environment, reason.environment)
    return f"{name}: {reason.environment_why}"


def _reason(reason: Reason, text: str, colour: bool) -> str:
    subject = reason.subject
    possible = "" if subject.certain else " (possible, not certain)"
    out = f"\n  {paint(subject.rule, 'bold', colour)}  {wrapped(safe(text) + possible, 4)}\n"
    if isinstance(subject, Effect) and subject.extent.count is not None and subject.extent.count > 1:
        measured = "" if subject.extent.exact else " at least"
        out += f"    how much{measured}: {subject.extent.count} {subject.extent.unit}\n"
    if subject.origin.through:
        out += "    reached through: " + " → ".join(safe(link) for link in subject.origin.through) + "\n"
    return out + f"    where:   {wrapped(safe(_environment(reason)), 13)}\n"


def _advice(reason: Reason, layers: Layers) -> str:
    """Why it matters and what to do instead: of a rule that ships, or of the team's own."""
    from keyturn.errors import RuleError
    from keyturn.tool.rules.index import rule

    why = instead = ""
    own = next((one for one in layers.rules if one.id == reason.subject.rule), None)
    if own is not None:
        why, instead = safe(own.why), safe(own.instead)
    else:
        try:
            known = rule(reason.subject.rule)
        except RuleError:
            return ""
        why, instead = known.why, known.instead
    out = f"    why:     {wrapped(why, 13)}\n" if why else ""
    return out + (f"    instead: {wrapped(instead, 13)}\n" if instead else "")


def explain(command: str, decision: Decision, judgement: Judgement, layers: Layers, *, colour: bool) -> str:
    """The tree of what was read, each effect with its environment, and the obligations."""
    out = headline(decision.verdict, command, colour)
    out += "\nread as\n"
    for step in judgement.trace:
        out += _step(step, colour)
    if not judgement.trace:
        out += "  nothing that runs stands there\n" if not decision.reasons else "  statements\n"
    if decision.reasons:
        out += "\ndecided by\n"
    for reason in decision.reasons:
        subject = reason.subject
        text = subject.summary if isinstance(subject, Effect) else subject.why
        out += _reason(reason, text, colour)
        out += f"    row:     {reason.row}\n    cell:    {reason.cell} → {reason.verdict}\n"
        if isinstance(subject, Effect):
            for target in subject.targets:
                facets = ", ".join(
                    f"{facet.name}={'?' if facet.value is None else safe(facet.value)}" for facet in target.facets
                )
                out += f"    target:  {target.kind} {safe(target.name)} ({facets})\n"
    wanted = needs(decision.obligations)
    out += "\nneeds: " + ("; ".join(wanted) if wanted else "nothing") + "\n"
    for problem in layers.problems:
        out += f"configuration: {safe(problem)}\n"
    return out


def shown_call(call: Invocation) -> str:
    """An invocation as one line."""
    words = [f"{name}={value.shown()}" for name, value in call.env]
    if call.program is not None:
        words.append(call.program.shown())
    words += [word.shown() for word in call.args]
    words += [f"{redirect.op} {redirect.target.shown()}" for redirect in call.redirects]
    return " ".join(words) or "(nothing)"


def _step(step: Step, colour: bool) -> str:
    pad = "  " * (step.depth + 1)
    item = step.item
    if isinstance(item, Source):
        label = f"{item.language} text"
        if item.file:
            label += f" in {item.origin.file}"
    else:
        label = shown_call(item)
        if not item.certain:
            label += "  (possible)"
    label = safe(label)
    if len(label) > 160:
        label = label[:157] + "…"
    out = f"{pad}{safe(step.how) + ': ' if step.how else ''}{label}\n"
    for outcome in step.outcomes:
        if isinstance(outcome, Effect):
            out += f"{pad}  → {paint(outcome.rule, 'bold', colour)}: {safe(outcome.summary)}\n"
        elif isinstance(outcome, BlindSpot):
            out += f"{pad}  → {paint(outcome.rule, 'bold', colour)}: {safe(outcome.why)}\n"
        elif isinstance(outcome, Guard):
            out += f"{pad}  protected by {safe(outcome.name)}\n"
        elif not isinstance(outcome, HandOff):
            out += paint(f"{pad}  note: {safe(outcome.text)}\n", "dim", colour)
    return out
