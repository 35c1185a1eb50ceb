"""What a push does to references: effects with counted losses, judged by the policy table's row for remotes.

What the pushed commits bring is the scan's business; this is about what the references no longer hold.
"""

from __future__ import annotations

from keyturn.errors import UsageError
from keyturn.model.effect import GIT_REMOTE, Effect, Extent
from keyturn.model.noun import Noun
from keyturn.model.rule import CRITICAL
from keyturn.model.target import REF, Facet, Target
from keyturn.policy import table
from keyturn.policy.decide import decide
from keyturn.policy.layers import PRODUCTION
from keyturn.scan.findings import Finding, Place
from keyturn.tool.rules.index import rule as rule_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.policy.layers import Layers

HEADS = "refs/heads/"
TAGS = "refs/tags/"


class Update(Noun):
    """One line of what git tells the hook: a reference and its ids before and after, "" for none."""

    ref: str
    old: str
    new: str
    local: str = ""

    @property
    def short(self) -> str:
        """The name people use."""
        return self.ref.removeprefix(HEADS).removeprefix(TAGS)


class Loss(Noun):
    """What an update takes away.

    `lost` counts commits that no reference holds afterwards, `authors` wrote them (the first few), `by` wrote what
    takes their place. `protected` is None when it is not known whether the branch is the default. `merged` tells that
    the default branch has every file as the lost commits left it, as after a squash.
    """

    update: Update
    lost: int
    authors: tuple[str, ...] = ()
    by: str = ""
    protected: bool | None = False
    merged: bool = False
    taken: int = 0
    """Commits that a rewritten branch no longer holds, kept elsewhere or not."""
    same: bool = False
    """Both sides lead to one commit: a tag that was only signed anew."""


def parse(data: bytes) -> list[Update]:
    """The lines of pre-receive's standard input: `old new ref`. Raises UsageError for any other line."""
    found: list[Update] = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        if line:
            words = line.split(" ", 2)
            if len(words) < 3:
                raise _stranger("pre-receive")
            found.append(Update(words[2], _id(words[0], "pre-receive"), _id(words[1], "pre-receive")))
    return found


def parse_push(data: bytes) -> list[Update]:
    """The lines of pre-push's standard input: `local-ref local-id remote-ref remote-id`. Raises UsageError."""
    found: list[Update] = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        if line:
            words = line.split(" ", 2)
            ref, space, old = words[-1].rpartition(" ")
            if len(words) < 3 or not space:
                raise _stranger("pre-push")
            found.append(Update(ref, _id(old, "pre-push"), _id(words[1], "pre-push"), words[0]))
    return found


def _id(text: str, hook: str) -> str:
    if len(text) not in (40, 64) or any(letter not in "0123456789abcdef" for letter in text):
        raise _stranger(hook)
    return text if text.strip("0") else ""


def _stranger(hook: str) -> UsageError:
    return UsageError(f"standard input is not what git tells a {hook} hook", "git itself calls it: keyturn init git")


def effect_of(loss: Loss) -> Effect | None:
    """The effect of an update that takes something away, None when nothing is lost."""
    update = loss.update
    commits = f"{loss.lost:,} {'commit' if loss.lost == 1 else 'commits'}"
    who = f" by {', '.join(loss.authors)}" if loss.authors else ""
    facets = [Facet("branch", update.short), Facet("lease", "no")]
    if update.ref.startswith(TAGS) and loss.same:
        return None
    if update.ref.startswith(TAGS):
        rule = "receive/tag-moved" if update.new else "receive/tag-deleted"
        summary = f"{'moves' if update.new else 'deletes'} the tag {update.short}"
        facets.append(Facet("tag", "yes"))
    elif loss.protected is False and (not loss.lost or (loss.merged and not update.new)):
        return None
    else:
        branch = update.ref.startswith(HEADS)
        if not branch:
            rule = "receive/ref-lost"
        else:
            rule = "receive/branch-rewritten" if update.new else "receive/branch-deleted"
        kind = "the branch " if branch else ""
        summary = f"{'rewrites' if update.new else 'deletes'} {kind}{update.short}"
        if len(loss.authors) > 1 or (loss.by and any(one != loss.by for one in loss.authors)):
            facets.append(Facet("others", "yes"))
        elif loss.by and update.new:
            facets.append(Facet("own", "yes"))
    said = []
    if loss.taken:
        said.append(f"{loss.taken:,} {'commit leaves' if loss.taken == 1 else 'commits leave'} it")
    if loss.lost:
        said.append(f"{commits}{who} would be on no branch or tag any more")
    if said:
        summary += ": " + ", and ".join(said)
    facets.insert(1, Facet("default", None if loss.protected is None else "yes" if loss.protected else "no"))
    return Effect(
        rule,
        GIT_REMOTE,
        summary,
        (Target(REF, update.ref, tuple(facets)),),
        Extent(loss.lost, unit="commits", exact=True),
    )


def judged(loss: Loss, layers: Layers, now: int | None = None) -> Finding | None:
    """The finding of an update that takes something away; its verdict says whether the table lets it pass."""
    effect = effect_of(loss)
    if effect is None:
        return None
    decision = decide((effect,), (), layers, None, (), now)
    reason = decision.reasons[0]
    rule = rule_of(effect.rule)
    severity = CRITICAL if reason.cell == table.cell(GIT_REMOTE, PRODUCTION) else rule.severity
    why = f"{rule.why} Here: {reason.environment_why}."
    return Finding(
        effect.rule,
        severity,
        effect.summary,
        Place(loss.update.ref),
        decision.verdict,
        rule.confidence,
        "",
        why,
        rule.instead,
        reason.environment,
    )
