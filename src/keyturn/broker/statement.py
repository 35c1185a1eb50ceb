"""What a person signs: one decision about one plan, in canonical bytes, under a namespace of that decision's own."""

from __future__ import annotations

import msgspec

from keyturn.broker.plan import PlanError, Strict
from keyturn.ledger.canonical import encode

APPROVE = "approve"
REJECT = "reject"
REVOKE = "revoke"
WAIVE = "waive"
"""Do without one check (`subject`), until `expires`."""
RECONCILE = "reconcile"
"""Say what an UNKNOWN was (`subject`: APPLIED, NOT_APPLIED or PARTIAL), on what evidence (`note`)."""
REVIEW = "review"
"""Close a break-glass by having looked at it afterwards."""
RESUME = "resume"
"""End a halt of all claims."""
DECISIONS = (APPROVE, REJECT, REVOKE, WAIVE, RECONCILE, REVIEW, RESUME)
LARGEST = 20_000


class Statement(Strict, frozen=True, kw_only=True):
    """`plan` is the digest of exactly the plan that the person was shown. Times are seconds since the epoch."""

    decision: str
    proposal: str
    revision: int
    plan: str
    person: str
    nonce: str
    at: int
    expires: int
    subject: str = ""
    note: str = ""
    v: int = 1


def namespace(decision: str) -> str:
    """For ssh-keygen's -n: a signature for one decision never counts for another."""
    return f"{decision}@keyturn"


def canonical(statement: Statement) -> bytes:
    """The bytes that are signed. Raises PlanError when it is not whole."""
    if statement.v != 1 or statement.decision not in DECISIONS:
        raise PlanError(f"{statement.decision!r} is no decision")
    if not statement.person or len(statement.nonce) < 32 or statement.expires <= statement.at:
        raise PlanError("the statement names nobody, has no nonce or no end")
    if statement.decision != RESUME and (not statement.proposal or len(statement.plan) != 64):
        raise PlanError("the statement is about no plan")
    data = encode(msgspec.to_builtins(statement))
    if len(data) > LARGEST:
        raise PlanError("the statement is too long")
    return data


def read(data: bytes) -> Statement:
    """A statement from its canonical bytes, and from no others. Raises PlanError."""
    if len(data) > LARGEST:
        raise PlanError("the statement is too long")
    try:
        found = msgspec.json.decode(data, type=Statement, strict=True)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise PlanError(f"these bytes are no statement: {error}") from error
    if canonical(found) != data:
        raise PlanError("these bytes are no statement in its canonical form")
    return found
