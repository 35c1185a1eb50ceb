"""Whether enough people have turned a key: distinct humans, none of whom proposed it, as policy wants them.

Pure: signatures were checked by a scheme before they come here as `Counted`. Laws, each a property test: another
person's approval never makes a met quorum unmet; one rejection ends it; nothing but the plan's own words and the roster
as it is now says how many are needed, so no load, time or silence can lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.broker.plan import BREAK_GLASS, PERSON
from keyturn.broker.roster import SENIOR
from keyturn.broker.statement import APPROVE, REJECT, REVOKE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.broker.plan import Plan
    from keyturn.broker.roster import Roster

PLAIN = "plain"
PRESENT = "present"
VERIFIED = "verified"
STRENGTHS = (PLAIN, PRESENT, VERIFIED)
"""Of a signature: a key in a file; a touched authenticator; one that also made sure who touched it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One verified statement: who, which key, how strong, what they decided."""

    person: str
    key: str
    strength: str
    decision: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a plan is.

    `people` are those whose approval counts, `refused` others with why not, `missing` is what is still asked, in words.
    """

    people: tuple[str, ...]
    missing: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether it may be claimed, as far as keys go."""
        return not self.missing and not self.rejected


def barred(plan: Plan, person: str) -> str:
    """Why this person may not key this plan, "" when they may."""
    proposer = plan.proposer
    if plan.kind == BREAK_GLASS and proposer.principal == PERSON:
        return ""  # one person alone is what it is for; who reviews it afterwards must be another
    if proposer.principal == PERSON and proposer.name == person:
        return "who proposes a change does not approve it"
    if proposer.owner == person:
        return "the owner of an agent does not approve what it proposes"
    if proposer.launcher == person:
        return "who opened the agent's session does not approve what it proposes"
    return ""


def standing(plan: Plan, counted: Iterable[Counted], roster: Roster) -> Standing:
    """Count the approvals of one plan against the roster as it is now."""
    quorum = plan.quorum
    approving: dict[str, Counted] = {}
    refused: list[tuple[str, str]] = []
    rejected: list[str] = []
    used: set[str] = set()
    for one in counted:
        person = roster.person(one.person)
        if person is None:
            refused.append((one.person, "is not in the roster"))
            continue
        if one.decision in (REJECT, REVOKE):
            rejected.append(one.person)
            continue
        if one.decision != APPROVE:
            continue
        why = barred(plan, one.person)
        if not why and one.strength != VERIFIED and (plan.kind == BREAK_GLASS or not quorum.plain):
            why = "the key did not make sure who touched it"
        if not why and one.key in used and approving.get(one.person, one).key != one.key:
            why = "this key has been counted for somebody else"
        if why:
            refused.append((one.person, why))
            continue
        used.add(one.key)
        approving.setdefault(one.person, one)
    roles = {name: set(person.roles) for name in approving if (person := roster.person(name)) is not None}
    missing: list[str] = []
    _ask(missing, quorum.keys - len(approving), "key", "")
    _ask(missing, quorum.seniors - sum(SENIOR in held for held in roles.values()), "key", "of a senior")
    for role, number in quorum.roles:
        _ask(missing, number - sum(role in held for held in roles.values()), "key", f"of somebody with the role {role}")
    return Standing(tuple(approving), tuple(missing), tuple(refused), tuple(rejected))


def _ask(missing: list[str], number: int, what: str, whose: str) -> None:
    if number > 0:
        missing.append(f"{number} more {what}{'' if number == 1 else 's'}{' ' if whose else ''}{whose}")
