"""What the agent and the person read. Plain, short, and never holding what would satisfy the gate."""

from __future__ import annotations

from keyturn.gate.call import ASK, PASS, POWERSHELL, SHELL
from keyturn.model.decision import ALLOW, RESTORE_PROOF, Choice
from keyturn.model.effect import Effect
from keyturn.model.masking import mask
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.call import ToolCall
    from keyturn.gate.service import Ruling
    from keyturn.model.decision import Reason

LONGEST = 400
_MOST = 4
_PLACES = {
    "P": "production",
    "S": "shared",
    "?": "a target that is not known",
    "H": "the home directory",
    "W": "the workspace",
    "G": "the workspace",
    "T": "throw-away files",
}


def shown(call: ToolCall) -> str:
    """The call in one line, safe to show, without secrets."""
    if call.kind in (SHELL, POWERSHELL):
        text = call.command
    elif call.changes:
        text = ", ".join(f"{one.kind} {one.path}" for one in call.changes[:_MOST])
        if len(call.changes) > _MOST:
            text += f" and {len(call.changes) - _MOST} more"
    else:
        text = f"{call.server} {call.tool}".strip()
    line = safe(mask(" ".join(text.split())))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _stopping(ruling: Ruling) -> list[Reason]:
    found = [reason for reason in ruling.decision.reasons if reason.verdict != ALLOW]
    return found or list(ruling.decision.reasons)


def _what(reason: Reason) -> str:
    subject = reason.subject
    text = subject.summary if isinstance(subject, Effect) else subject.why
    place = _PLACES.get(reason.environment, reason.environment)
    return safe(mask(f"{text} ({subject.rule}; {place})"))


def summary(ruling: Ruling) -> str:
    """What it would do, in one line: the first few reasons, each once."""
    lines = list(dict.fromkeys(_what(reason) for reason in _stopping(ruling)))
    rest = f" and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
    return "; ".join(lines[:_MOST]) + rest


_NEEDS = {
    "confirm": "a person's yes",
    "human": "a proven human (passkey, hardware key, or sudo with its password)",
    "undo": "an undo point",
    "rehearse": "a rehearsal, and only what it showed",
    "keys": "keys of people who may give them",
    "restore-proof": "a proven restore",
    "change-record": "a change record",
    "row-limit": "a row limit",
    "contained": "a contained environment",
}


def missing(ruling: Ruling) -> str:
    """What is not met, in words; empty when nothing that could be is."""
    words = dict(_NEEDS)
    why = _unproven(ruling)
    if why:
        words[RESTORE_PROOF] += f" ({safe(mask(why))})"
    return ", ".join(words.get(kind, kind) for kind in ruling.needs if kind != "never")


def _unproven(ruling: Ruling) -> str:
    """What is missing for a restore proof, "" when nobody said."""
    for one in ruling.decision.obligations:
        ways = one.ways if isinstance(one, Choice) else (frozenset({one}),)
        for obligation in (it for way in ways for it in way):
            if obligation.kind == RESTORE_PROOF and obligation.subject:
                return obligation.subject
    return ""


def _ways(ruling: Ruling) -> list[str]:
    """Other ways to the same end, from the rules that were met."""
    from keyturn.errors import RuleError
    from keyturn.tool.rules.index import rule as find

    out: list[str] = []
    for reason in _stopping(ruling):
        try:
            rule = find(reason.subject.rule)
        except RuleError:  # a team's own rule, whose summary says it
            continue
        if rule.instead:
            out.append(safe(rule.instead))
    return list(dict.fromkeys(out))[:2]


def _drifted(ruling: Ruling) -> list[str]:
    """Why every call with an effect waits, when a hook was taken out somewhere."""
    if not ruling.drifted:
        return []
    found = "; ".join(f"{safe(path)}: {safe(why)}" for path, why in ruling.drifted[:_MOST])
    line = f"Every call with an effect waits, since Keyturn's own hook is not as it was put there ({found})."
    return [
        line + " A person puts it back with `keyturn init agents`, or takes it out with `keyturn uninstall agents`."
    ]


def to_agent(ruling: Ruling) -> str:
    """For the model: what would happen, what is missing, what it may do next. Empty when there is nothing to say."""
    if ruling.fault:
        return f"Keyturn could not judge this call, so it stops: {safe(ruling.fault)}. Tell the person."
    if ruling.verdict == PASS:
        if ruling.undo is not None:
            return f"Keyturn took undo point {ruling.undo.id} first ({safe(ruling.undo.what)})."
        return ""
    lines = [f"Keyturn stops this call: it {summary(ruling)}."]
    lines.extend(_drifted(ruling))
    if "never" in ruling.needs:
        lines.append("Nothing unlocks this here. Do not try another way to the same effect; tell the person.")
    else:
        lines.append(f"Missing: {missing(ruling)}.")
        if "rehearse" in ruling.needs and ruling.call.kind == SHELL:
            lines.append("`keyturn run -- COMMAND` rehearses it, shows the difference, and runs only what was shown.")
        if "keys" in ruling.needs and ruling.call.kind == SHELL:
            lines.append("`keyturn propose -- COMMAND` puts it to people; a broker runs what they keyed.")
    if ruling.unsaved:
        lines.append(f"No undo point could be taken: {safe(ruling.unsaved)}.")
    lines.extend(f"Instead: {way}" for way in _ways(ruling))
    if ruling.swappable:
        lines.append(
            f"A person allowed it, but what it runs stands in {safe(', '.join(ruling.swappable))}, which could be "
            "changed before this host runs it: a person runs it in a terminal of their own."
        )
    if ruling.request:
        lines.append(
            f"A person can let exactly this call pass once, from a terminal of their own: "
            f"`keyturn allow {ruling.request}`. Show them this; then make the very same call again."
        )
    return "\n".join(lines)


def to_person(ruling: Ruling) -> str:
    """For the person at the host's prompt or in its log."""
    if ruling.fault:
        return f"Keyturn could not judge: {safe(ruling.fault)}"
    if ruling.verdict == PASS:
        if ruling.undo is not None:
            return f"Keyturn: undo point {ruling.undo.id} ({safe(ruling.undo.what)}); `keyturn undo {ruling.undo.id}`"
        return ""
    head = "Keyturn asks" if ruling.verdict == ASK else "Keyturn stopped a call"
    text = f"{head}: {shown(ruling.call)}\n  {summary(ruling)}"
    text += "".join(f"\n  counted: {safe(mask(line))}" for line in ruling.radius)
    text += "".join(f"\n  {line}" for line in _drifted(ruling))
    if ruling.verdict == ASK and ruling.undo is not None:
        text += f"\n  undo point {ruling.undo.id} is taken ({safe(ruling.undo.what)})"
    if ruling.unsaved:
        text += f"\n  no undo point: {safe(ruling.unsaved)}"
    if ruling.request:
        text += f"\n  to let exactly this pass once: keyturn allow {ruling.request}"
    return text
