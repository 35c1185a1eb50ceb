"""What a CAL run needs of the outside, as protocols: whoever delivers alerts, prints results and keeps watches.

A run without ports is a rehearsal: it says what it would have sent, shown and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

FORMATS = ("json", "table", "markdown", "html")
"""The formats that SURFACE … AS knows."""

LEVELS = ("info", "warning", "critical")
"""How urgent an alert is. CHIRP critical and error are critical, warning and warn are warning, all else is info."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an alert: whether it arrived, through which channel, and why not when it did not."""

    delivered: bool
    channel: str = ""
    error: str = ""


class Alerts(Protocol):
    """Delivers alerts."""

    def send(self, kind: str, level: str, message: str, data: Mapping[str, Any]) -> Delivery:
        """Deliver one alert: `kind` is the word after CHIRP, `level` one of LEVELS. Failures are answered."""
        ...


class Output(Protocol):
    """Shows what SURFACE brings up."""

    def surface(self, name: str, form: str, document: Any, date: str | None) -> None:
        """Show `document` (ready for JSON) in `form`, one of FORMATS. `date` is when to show it again."""
        ...


@dataclass(frozen=True, slots=True)
class Watching:
    """Something to be looked at later, kept in a state file between ticks.

    `kind` is `watch`, `perch`, `listen`, `wake` or `surface`. `text` is the statement in CAL, `setup` the statements
    whose results it needs, also in CAL. Times are ISO 8601 with an offset: `since` when it was first known (None until
    the first tick when the run had no clock), `due` when it ends or acts whatever the data say, `held_since` since when
    its condition has held without a break. `status` is `active`, `fired` or `expired`.
    """

    id: str
    kind: str
    name: str
    text: str
    setup: str = ""
    since: str | None = None
    due: str | None = None
    held_since: str | None = None
    status: str = "active"
    fired_at: str | None = None

    def document(self) -> dict[str, Any]:
        """Ready for JSON; `Watching.read` is the way back."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "text": self.text,
            "setup": self.setup,
            "since": self.since,
            "due": self.due,
            "heldSince": self.held_since,
            "status": self.status,
            "firedAt": self.fired_at,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Watching":
        """One record from what `document` wrote. Raises KeyError or TypeError for anything else."""

        def text(name: str) -> str | None:
            value = kept.get(name)
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} is no text")
            return value

        needed = [kept[name] for name in ("id", "kind", "name", "text")]
        if not all(isinstance(value, str) for value in needed):
            raise TypeError("id, kind, name and text are texts")
        identity, kind, name, source = needed
        return cls(
            identity,
            kind,
            name,
            source,
            text("setup") or "",
            text("since"),
            text("due"),
            text("heldSince"),
            text("status") or "active",
            text("firedAt"),
        )


class Store(Protocol):
    """Keeps what is to be looked at later."""

    def keep(self, record: Watching) -> None:
        """Remember one record. One with the same id that is there already stays as it is."""
        ...
