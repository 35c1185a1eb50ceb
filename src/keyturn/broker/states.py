"""The states of a proposal and the moves between them: one table, and nothing moves that does not stand in it.

A freeze is no state but a guard at the claim. UNKNOWN is told honestly and never goes back to APPROVED.
"""

from __future__ import annotations

DRAFT = "DRAFT"
PLANNED = "PLANNED"
PENDING = "PENDING"
APPROVED = "APPROVED"
CLAIMED = "CLAIMED"
RUNNING = "RUNNING"
SUCCEEDED = "SUCCEEDED"
FAILED = "FAILED"
UNKNOWN = "UNKNOWN"
RECONCILED = "RECONCILED"
NOT_STARTED = "NOT_STARTED"
PLAN_FAILED = "PLAN_FAILED"
SUPERSEDED = "SUPERSEDED"
REJECTED = "REJECTED"
CANCELLED = "CANCELLED"
EXPIRED = "EXPIRED"
REVOKED = "REVOKED"
STALE = "STALE"

MOVES: dict[str, tuple[str, ...]] = {
    DRAFT: (PLANNED, PLAN_FAILED, CANCELLED, EXPIRED),
    PLANNED: (PENDING, SUPERSEDED, CANCELLED, EXPIRED),
    PENDING: (APPROVED, REJECTED, CANCELLED, EXPIRED, SUPERSEDED, STALE),
    APPROVED: (CLAIMED, REVOKED, CANCELLED, EXPIRED, STALE, SUPERSEDED, REJECTED),
    CLAIMED: (RUNNING, NOT_STARTED, STALE, UNKNOWN),
    RUNNING: (SUCCEEDED, FAILED, UNKNOWN),
    UNKNOWN: (RECONCILED,),
}
"""From → to. A state that does not stand here as a key is an end."""

STATES = tuple(dict.fromkeys((*MOVES, *(to for targets in MOVES.values() for to in targets))))
TERMINAL = tuple(state for state in STATES if state not in MOVES)
OPEN = (DRAFT, PLANNED, PENDING, APPROVED)
"""Before anything was claimed: these expire, and can be cancelled."""
BUSY = (CLAIMED, RUNNING, UNKNOWN)
"""Their targets are locked."""

NOT_APPLIED = "NOT_APPLIED"
PARTIAL = "PARTIAL"
APPLIED = "APPLIED"
RECONCILIATIONS = (APPLIED, NOT_APPLIED, PARTIAL)
"""What two people may find an UNKNOWN to have been."""


def may(before: str, after: str) -> bool:
    """Whether the table has this move."""
    return after in MOVES.get(before, ())
