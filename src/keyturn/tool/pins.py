"""Pins: what a Terraform state was known to be, compared with what it is now.

The incident: a state was lost, its resources were made a second time, an old archive brought the first state back, and
`destroy` removed production. Terraform compares lineages only for saved plans and for `state push`; plain plan and
destroy take whatever state lies there. A pin is the memory that is missing: kept outside every repository, keyed by
repository, directory and workspace.
"""

from __future__ import annotations

from keyturn.model.effect import IDENTITY, Effect, Extent
from keyturn.model.noun import Noun
from keyturn.model.target import INFRASTRUCTURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keyturn.model.target import Target

SWAPPED = "terraform/state-swapped"
VANISHED = "terraform/state-vanished"
ROLLED_BACK = "terraform/state-rolled-back"
MOVED = "terraform/backend-changed"
ACCOUNT = "terraform/wrong-account"

PROVEN = "proven human"
RUN = "a run"


class Pin(Noun):
    """What a state was when it was last seen to be right. Unknown: "", -1 or ().

    `backend` is the type with its place ("s3:bucket/key"), `configuration` the digest of the backend's whole
    configuration, `resources` how many instances the state manages, `accounts` the cloud accounts that its resources
    name. `by` says who vouched for it: a proven human, or a run that nobody looked at.
    """

    backend: str = ""
    configuration: str = ""
    lineage: str = ""
    serial: int = -1
    resources: int = -1
    accounts: tuple[str, ...] = ()
    at: int = 0
    by: str = RUN


class Mismatch(Noun):
    """A way in which what is there is not what was pinned."""

    rule: str
    what: str


def compare(pin: Pin, now: Pin, *, absent: bool = False) -> list[Mismatch]:
    """How `now` contradicts the pin; parts that either side does not know say nothing.

    `absent`: there is no state at all. A serial that went back with the same lineage is an older copy of the state.
    """
    found: list[Mismatch] = []
    if pin.backend and now.backend and pin.backend != now.backend:
        found.append(Mismatch(MOVED, f"the backend is {now.backend}, and the pinned one is {pin.backend}"))
    elif pin.configuration and now.configuration and pin.configuration != now.configuration:
        found.append(Mismatch(MOVED, f"the {now.backend or 'backend'}'s configuration is not the pinned one"))
    wrong = [account for account in now.accounts if pin.accounts and account not in pin.accounts]
    if wrong:
        found.append(
            Mismatch(ACCOUNT, f"the account is {', '.join(wrong)}, and the pinned one is {', '.join(pin.accounts)}")
        )
    if absent or (not now.lineage and now.resources == 0):
        if pin.resources > 0 and pin.lineage:
            found.append(
                Mismatch(VANISHED, f"there is no state here, and the pinned one manages {_resources(pin.resources)}")
            )
        return found
    if pin.lineage and now.lineage and pin.lineage != now.lineage:
        told = f"the state's lineage is {now.lineage}, and the pinned one is {pin.lineage}"
        if now.resources >= 0:
            told += f"; this one manages {_resources(now.resources)}"
        found.append(Mismatch(SWAPPED, told))
    elif pin.lineage and now.lineage and 0 <= now.serial < pin.serial:
        found.append(
            Mismatch(
                ROLLED_BACK, f"the state's serial is {now.serial}, and {pin.serial} was already seen: an older copy"
            )
        )
    return found


def _resources(number: int) -> str:
    return "1 resource" if number == 1 else f"{number} resources"


def of_target(target: Target) -> Pin:
    """What a target's facets say of its state."""
    serial = target.facet("serial") or ""
    return Pin(
        backend=target.facet("backend") or "",
        lineage=target.facet("lineage") or "",
        serial=int(serial) if serial.isdigit() else -1,
    )


def effects(judged: Iterable[Effect], pin_of: Callable[[str, str], Pin | None]) -> list[Effect]:
    """What a pin adds to effects on infrastructure: an effect on identity for every mismatch.

    `pin_of` takes a directory and a workspace. That a local state is not there at all is told by the facets: an
    initialised local backend without a lineage.
    """
    found: list[Effect] = []
    seen: set[tuple[str, str]] = set()
    for effect in judged:
        if effect.category == IDENTITY:
            continue
        for target in effect.targets:
            path = target.facet("path")
            if target.kind != INFRASTRUCTURE or path is None:
                continue
            key = (path, target.facet("workspace") or "default")
            if key in seen:
                continue
            seen.add(key)
            pin = pin_of(*key)
            if pin is None:
                continue
            now = of_target(target)
            absent = now.backend == "local" and not now.lineage
            for one in compare(pin, now, absent=absent):
                extent = Extent(max(pin.resources, 0), True, "resources")
                found.append(
                    Effect(
                        one.rule, IDENTITY, one.what, (target,), extent, certain=effect.certain, origin=effect.origin
                    )
                )
    return found
