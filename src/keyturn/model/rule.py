"""Rules: named kinds of effect, as data with examples that are checked."""

from __future__ import annotations

from keyturn.model.noun import Noun

LOW = "low"
MEDIUM = "medium"
HIGH = "high"
CRITICAL = "critical"
SEVERITIES = (LOW, MEDIUM, HIGH, CRITICAL)


class Rule(Noun):
    """A named kind of effect.

    `severity` is the loss if it is true, `confidence` ("low", "medium", "high") how often it is.
    `why` says what was lost and cites it, `instead` what to do. `match`/`no_match` are examples: shell commands,
    or `(language, text)` pairs ("sql", "python", "hcl", "dockerfile", "makefile", "package.json", "workflow", …).
    `anchors` are lower-case byte strings, at least one of which stands in every text the rule can match;
    () means structural: met from the raw diff or both sides, never from text.
    """

    id: str
    summary: str
    why: str
    instead: str
    severity: str
    confidence: str
    category: str
    anchors: tuple[str, ...]
    match: tuple[str | tuple[str, str], ...] = ()
    no_match: tuple[str | tuple[str, str], ...] = ()
    source: str = ""
    """The incident or reference, with its address where there is one."""
