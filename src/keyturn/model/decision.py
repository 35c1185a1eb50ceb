"""Decisions: a set of obligations, from which the verdict follows."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import BlindSpot, Effect

ALLOW = "allow"
HOLD = "hold"
DENY = "deny"

# Obligation kinds, in the letters of the policy table.
UNDO_BEST_EFFORT = "undo-best-effort"  # u, never changes the verdict
UNDO = "undo"  # U
REHEARSE = "rehearse"  # R
CONFIRM = "confirm"  # C
HUMAN = "human"  # V
RESTORE_PROOF = "restore-proof"  # B
KEYS = "keys"  # K
NEVER = "never"  # D
CHANGE_RECORD = "change-record"
ROW_LIMIT = "row-limit"
CONTAINED = "contained"
NOTED = "noted"  # shown, changes nothing


class Obligation(Noun):
    """Something that must be met before the action runs. `parameters` are sorted (name, value) pairs."""

    kind: str
    parameters: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    """What it is about, when it is about one thing (a database to prove, a path to save)."""


class Choice(Noun):
    """Alternatives: meeting every obligation of one of them is enough ("U, else C")."""

    ways: tuple[frozenset[Obligation], ...]


class Reason(Noun):
    """Why one effect asked for what it asked: the effect or blind spot, its environment and the table's row."""

    subject: Effect | BlindSpot
    environment: str
    environment_why: str
    row: str
    cell: str
    verdict: str


class Decision(Noun):
    """Obligations, reasons, and the digests of everything that was looked at. The verdict is derived, never set."""

    obligations: frozenset[Obligation | Choice] = frozenset()
    reasons: tuple[Reason, ...] = ()
    digests: tuple[tuple[str, str], ...] = ()

    @property
    def verdict(self) -> str:
        """`never` → deny, any unmet → hold, else allow."""
        return verdict_of(self.obligations)


_HARMLESS = (UNDO_BEST_EFFORT, NOTED)


def verdict_of(obligations: frozenset[Obligation | Choice]) -> str:
    """The verdict of a set of unmet obligations."""
    worst = ALLOW
    for one in obligations:
        if isinstance(one, Choice):
            # the laxest way decides, since any one of them is enough
            ways = [verdict_of(way) for way in one.ways]
            found = ALLOW if ALLOW in ways else (HOLD if HOLD in ways else DENY)
        elif one.kind == NEVER:
            found = DENY
        elif one.kind in _HARMLESS:
            found = ALLOW
        else:
            found = HOLD
        if found == DENY:
            return DENY
        if found == HOLD:
            worst = HOLD
    return worst
