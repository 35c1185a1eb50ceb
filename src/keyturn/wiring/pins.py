"""Pins for the doors: where they lie, what names one, and what they add to a judgement."""

from __future__ import annotations

import os

from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.judge.corridor import Judgement
    from keyturn.ledger.port import HumanProof, Receipt
    from keyturn.tool.pins import Pin

    Key = tuple[str, str, str]


def place(root: str = "") -> str:
    """The file of what runs of this user saw."""
    return places.state(root) + "/pins.json"


def key(directory: str) -> tuple[str, str]:
    """(the repository's root or the directory itself, the directory within it), both as they really are on disk."""
    real = os.path.realpath(directory)
    at = real
    while True:
        if os.path.exists(os.path.join(at, ".git")):
            return at, os.path.relpath(real, at)
        above = os.path.dirname(at)
        if above == at:
            return real, "."
        at = above


def selected(directory: str) -> str:
    """The workspace that terraform would take in a directory: the variable's, the selected one, or `default`."""
    named = os.environ.get("TF_WORKSPACE", "")
    if named:
        return named
    try:
        with open(os.path.join(directory, ".terraform", "environment"), encoding="utf-8") as file:
            return file.read(4_096).strip() or "default"
    except OSError:
        return "default"


class Pins:
    """What runs saw, and above it what proven humans vouched for."""

    def __init__(self, root: str = "", *, owner: int = 0) -> None:
        """`root` is put before Keyturn's places, `owner` is whose vouching counts (both for tests)."""
        from keyturn.adapter.pins_file import PinsFile, ProvenPins

        self._seen = PinsFile(place(root))
        from keyturn.adapter.proof_key import VOUCHED, SignedRecords

        records = SignedRecords(places.vouched(root), places.keys(root), owner=owner, top=root or "/", most=VOUCHED)
        self._proven = ProvenPins(places.pins(root), owner=owner, signed=records)

    def get(self, directory: str, workspace: str) -> Pin | None:
        """The pin of a directory and workspace: a proven one, brought up to date by runs of the same state."""
        where = (*key(directory), workspace)
        seen, proven = self._seen.get(*where), self._proven.get(*where)
        return _newest(proven, seen)

    def keep(self, directory: str, workspace: str, pin: Pin) -> None:
        """Remember what a run saw."""
        from keyturn.tool.pins import RUN

        self._seen.put(*key(directory), workspace, pin.but(by=RUN))

    def forget(self, directory: str, workspace: str) -> bool:
        """Forget what runs saw; what people vouched for stays. Returns whether there was anything."""
        where = (*key(directory), workspace)
        there = self._seen.get(*where) is not None
        self._seen.put(*where, None)
        return there

    def __iter__(self) -> Iterator[tuple[Key, Pin]]:
        """((root, directory, workspace), pin), sorted."""
        proven = dict(self._proven)
        seen = dict(self._seen)
        for where in sorted({*proven, *seen}):
            pin = _newest(proven.get(where), seen.get(where))
            assert pin is not None
            yield where, pin

    def accept(self, directory: str, workspace: str, pin: Pin, who: HumanProof) -> Receipt:
        """Have a proven human vouch for a state. Raises NoHumanProofError without proof."""
        import time

        from keyturn.adapter.pins_file import KIND
        from keyturn.ledger.port import Record

        root, inside = key(directory)
        statement = (
            f"Is this the right Terraform state for {os.path.join(root, inside)} (workspace {workspace})?\n\n"
            f"  backend {pin.backend}, lineage {pin.lineage}, serial {pin.serial}, {pin.resources} resources"
            + (f", account {', '.join(pin.accounts)}" if pin.accounts else "")
            + "\n\nAnother state in its place stops every destructive command from then on."
        )
        body = (
            ("user", os.getuid()),
            ("root", root),
            ("directory", inside),
            ("workspace", workspace),
            ("backend", pin.backend),
            ("configuration", pin.configuration),
            ("lineage", pin.lineage),
            ("serial", pin.serial),
            ("resources", pin.resources),
            ("accounts", pin.accounts),
            ("time", pin.at),
        )
        receipt = who.confirm(statement, Record(KIND, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), body))
        self.keep(directory, workspace, pin)
        return receipt


def _newest(proven: Pin | None, seen: Pin | None) -> Pin | None:
    """A proven pin wins; a run that saw the same state later only brings its serial and size up to date.

    That file is the user's own: what it says may raise an alarm, and takes none away. So a serial only grows, and
    "it manages nothing any more" does not count, which would make a vanished state look right.
    """
    if proven is None or seen is None:
        return proven or seen
    if seen.lineage == proven.lineage and seen.serial >= proven.serial:
        return proven.but(serial=seen.serial, resources=seen.resources or proven.resources, at=seen.at)
    return proven


def added(judgement: Judgement, root: str = "") -> Judgement:
    """The judgement, with what the pins say about the infrastructure in it."""
    if not any(os.path.exists(one) for one in (place(root), places.pins(root), places.vouched(root))):
        return judgement
    from keyturn.tool.pins import effects

    more = effects(judgement.effects, Pins(root).get)
    return judgement.but(effects=(*judgement.effects, *more)) if more else judgement
