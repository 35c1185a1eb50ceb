"""What a CAL run gives: what each statement did, the named outputs, alerts, what surfaced, what is to be watched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from keyturn.cal.ports import Delivery, Watching
from keyturn.cal.problems import CalError

METHODOLOGY = "6D Foraging"


class Named(Protocol):
    """An output that later statements can name: what FORAGE, DIVE, DRIFT, FETCH, TRACE and RECALL give."""

    def document(self) -> dict[str, Any]:
        """Ready for JSON, in the reference's shape."""
        ...


@dataclass(frozen=True, slots=True)
class Action:
    """One statement carried out.

    `action` is the reference's word: query, analyze, drift, fetch, observe, monitor, schedule, watch, alert,
    traceCascade, output, recall; and cascade, which is ours.
    """

    action: str
    target: str
    success: bool
    line: int
    data: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "action": self.action,
            "target": self.target,
            "result": "success" if self.success else "failed",
            "line": self.line,
            "data": dict(self.data),
        }


@dataclass(frozen=True, slots=True)
class SentAlert:
    """One alert. `delivery` is None when the run had nobody to deliver it."""

    type: str
    level: str
    message: str
    data: Mapping[str, Any]
    delivery: Delivery | None = None

    def document(self) -> dict[str, Any]:
        """Ready for JSON; `delivered` is null for a rehearsal."""
        out: dict[str, Any] = {
            "type": self.type,
            "level": self.level,
            "message": self.message,
            "data": dict(self.data),
            "delivered": None if self.delivery is None else self.delivery.delivered,
        }
        if self.delivery is not None:
            out["channel"] = self.delivery.channel
            if self.delivery.error:
                out["error"] = self.delivery.error
        return out


@dataclass(frozen=True, slots=True)
class Surfaced:
    """One thing that SURFACE brought up; `data` is ready for JSON."""

    name: str
    format: str
    data: Any
    date: str | None = None

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"name": self.name, "format": self.format, "scheduledDate": self.date, "data": self.data}


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run. `problem` is what ended it early, if anything did; everything before it has been done."""

    actions: tuple[Action, ...] = ()
    outputs: Mapping[str, Named] = field(default_factory=dict)
    alerts: tuple[SentAlert, ...] = ()
    surfaced: tuple[Surfaced, ...] = ()
    watches: tuple[Watching, ...] = ()
    problem: CalError | None = None
    now: str | None = None

    @property
    def success(self) -> bool:
        """Whether every statement was carried out and every alert that was sent arrived."""
        return self.problem is None and all(one.success for one in self.actions)

    @property
    def exit_code(self) -> int:
        """0 done; 1 an alert did not arrive; otherwise the problem's own."""
        if self.problem is not None:
            return self.problem.exit_code
        return 0 if self.success else 1

    @property
    def decision(self) -> str | None:
        """The level of the last FETCH, or None."""
        found = [one.data["level"] for one in self.actions if one.action == "fetch" and one.success]
        return found[-1] if found else None

    def document(self) -> dict[str, Any]:
        """The run as JSON. Equal inputs give equal documents; `started` is there when the run was told the time."""
        out: dict[str, Any] = {"type": "ExecutionResult", "methodology": METHODOLOGY}
        if self.now is not None:
            out["started"] = self.now
        out |= {
            "actions": [one.document() for one in self.actions],
            "outputs": {name: output.document() for name, output in self.outputs.items()},
            "alerts": [one.document() for one in self.alerts],
            "surfaced": [one.document() for one in self.surfaced],
            "watchers": [one.document() for one in self.watches if one.kind in {"watch", "perch", "listen"}],
            "scheduledTasks": [one.document() for one in self.watches if one.kind in {"wake", "surface"}],
            "decision": self.decision,
            "success": self.success,
        }
        if self.problem is not None:
            out["error"] = self.problem.document()
        return out
