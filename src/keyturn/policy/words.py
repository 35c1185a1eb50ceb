"""Obligations and verdicts in plain words, for people. One place, so that every door says the same."""

from __future__ import annotations

from keyturn.model import decision as d
from keyturn.model.decision import Choice, Obligation

OBLIGATION_WORDS: dict[str, str] = {
    d.UNDO_BEST_EFFORT: "an undo point if one can be taken",
    d.UNDO: "an undo point",
    d.REHEARSE: "a rehearsal, and only what it showed",
    d.CONFIRM: "a person's yes",
    d.HUMAN: "a proven human (passkey, hardware key, sudo password)",
    d.RESTORE_PROOF: "a restore proven within 24 hours",
    d.KEYS: "two keys, one of them a senior's",
    d.NEVER: "nothing unlocks this here",
    d.CHANGE_RECORD: "a change record",
    d.ROW_LIMIT: "a row limit",
    d.CONTAINED: "a contained environment",
    d.NOTED: "nothing (noted)",
}

COLUMN_WORDS: dict[str, str] = {
    "T": "throw-away",
    "G": "tracked",
    "W": "workspace",
    "H": "home",
    "S": "shared",
    "P": "production",
    "?": "unknown",
}


def words(one: Obligation | Choice) -> str:
    """One obligation, or "a, else b" for a choice."""
    if isinstance(one, Choice):
        return ", else ".join(" and ".join(sorted(words(it) for it in way)) for way in one.ways)
    text = OBLIGATION_WORDS[one.kind]
    if one.kind == d.NEVER and one.subject == "freeze":
        return "the end of the freeze"
    parameters = dict(one.parameters)
    if one.kind == d.KEYS and "keys" in parameters:
        senior = parameters.get("senior", "0")
        return f"{parameters['keys']} keys" + (f", {senior} of them a senior's" if senior != "0" else "")
    if one.kind == d.RESTORE_PROOF and "within" in parameters:
        text = f"a restore proven within {parameters['within']}"
    if one.kind == d.RESTORE_PROOF and one.subject:
        return f"{text} ({one.subject})"
    return text


def needs(wanted: frozenset[Obligation | Choice]) -> list[str]:
    """What must be met, sorted, without what changes nothing."""
    return sorted(
        {words(one) for one in wanted if isinstance(one, Choice) or one.kind not in (d.UNDO_BEST_EFFORT, d.NOTED)}
    )
