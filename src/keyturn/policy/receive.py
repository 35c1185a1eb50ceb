"""The `[receive]` table: what a server that receives pushes protects, and how long it may think.

Any file may add protected references and ask for a shorter time. Whatever makes a push easier counts from the
organisation's file alone, and only while that file has no fault: on a server, whoever pushes is who is judged.
"""

from __future__ import annotations

from keyturn.policy.layers import Receive
from keyturn.policy.matching import glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.policy.layers import Layer

REFUSE = "refuse"
ACCEPT = "accept"
NUMBERS: dict[str, tuple[int, int, int]] = {"deadline_seconds": (1, 3600, 1), "max_commits": (1, 10**9, 1)}
"""Least, most, and the stricter reading of what cannot be read."""
_ORGANISATION = "organisation"


def combined(layers: Iterable[Layer], said: list[str]) -> Receive:
    """What all files say together; what does not count is added to `said`."""
    found = Receive()
    for layer in layers:
        lax = layer.name == _ORGANISATION and not layer.errors
        for name, value in layer.receive:
            now = getattr(found, name)
            if isinstance(value, tuple):
                if name == "protected" or lax:
                    found = found.but(**{name: tuple(dict.fromkeys((*now, *value)))})
                    continue
                kept = now
            elif lax:
                kept = value
            elif isinstance(value, int):
                kept = min(now, value)
            else:
                kept = REFUSE if REFUSE in (now, value) else ACCEPT
            found = found.but(**{name: kept})
            if kept != value and not layer.errors:
                said.append(
                    f"{layer.file}: receive.{name} = {value!r} is laxer than {kept!r} and does not count. "
                    "Only the organisation's file may say it."
                )
    return found


def protects(settings: Receive, ref: str) -> bool:
    """Whether a reference is one of those that are never rewritten or deleted."""
    return any(glob(pattern, ref) for pattern in settings.protected)


def may_move(settings: Receive, ref: str) -> bool:
    """Whether the organisation lets a reference be moved and deleted, such as a tag for the latest build."""
    return not protects(settings, ref) and any(glob(pattern, ref) for pattern in settings.moving)
