"""The `[override]` table: findings that nobody excepts, exceptions that somebody else has to approve, and for how long.

Every file only tightens: rules are united, the shortest time counts. Who may approve is the organisation's to say, or
the base side's own files say it (`scan.approvals`); a file of the organisation that cannot be relied on names nobody.
"""

from __future__ import annotations

from keyturn.policy.layers import Overriding
from keyturn.policy.matching import glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.policy.layers import Layer

EVERYTHING = "*"
"""The stricter reading of a list of rules that cannot be read."""
NOBODY = "/dev/null"
"""Likewise of a file of approvers or signers: nobody is one."""
LISTS = ("forbid", "require_approval")
FILES = ("approvers", "signers")
LONGEST = 36_500
_ORGANISATION = "organisation"


def combined(layers: Iterable[Layer]) -> Overriding:
    """What all files say together."""
    found = Overriding()
    for layer in layers:
        for name, value in layer.override:
            if isinstance(value, tuple):
                found = found.but(**{name: tuple(dict.fromkeys((*getattr(found, name), *value)))})
            elif isinstance(value, int):
                found = found.but(max_days=min(found.max_days, value) if found.max_days else value)
            elif layer.name == _ORGANISATION:
                # a file that somebody else may have written must not choose who approves
                found = found.but(**{name: NOBODY if layer.errors else value})
    return found


def forbids(settings: Overriding, rule: str) -> str:
    """The pattern by which a rule's findings are never excepted and never baselined, "" when there is none."""
    return next((pattern for pattern in settings.forbid if glob(pattern, rule)), "")


def wants_approval(settings: Overriding, rule: str) -> bool:
    """Whether an exception from a rule needs somebody else's approval everywhere, also where it was just written."""
    return any(glob(pattern, rule) for pattern in settings.require_approval)
