"""Puts rehearsals together: the corridor's judgement of a command, and the ways to rehearse it.

A new way is one line in `_special`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from keyturn.adapter.rehearse_files import FileRehearser
from keyturn.adapter.rehearse_git import GitWatch
from keyturn.rehearse.ports import Action
from keyturn.rehearse.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.model.decision import Decision
    from keyturn.model.target import Target
    from keyturn.policy.layers import Layers
    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Progress, Rehearser


def _terraform() -> Rehearser:
    from keyturn.wiring import terraform

    return terraform.rehearser()


def _postgres() -> Rehearser:
    from keyturn.adapter.rehearse_clone import CloneRehearser
    from keyturn.adapter.rehearse_postgres import PostgresRehearser
    from keyturn.rehearse.either import Either

    return Either(PostgresRehearser(_is_dev), CloneRehearser(_is_dev))


def _sqlite() -> Rehearser:
    from keyturn.adapter.rehearse_sqlite import SqliteRehearser

    return SqliteRehearser()


def _mariadb() -> Rehearser:
    from keyturn.adapter.rehearse_mariadb import MariaDbRehearser

    return MariaDbRehearser(_is_dev)


def _clouds() -> Rehearser:
    from keyturn.adapter.rehearse_clouds import CloudRehearser

    return CloudRehearser()


def _is_dev(one: Action, target: Target) -> bool:
    """Configured dev, or loopback that no configuration calls anything else; who listens there is looked at later."""
    from keyturn.policy.layers import THROWAWAY, UNKNOWN

    columns = {
        reason.environment
        for reason in one.decision.reasons
        if any(_same(known, target) for known in getattr(reason.subject, "targets", ()))
    }
    return columns <= {THROWAWAY, UNKNOWN}


def _same(one: Target, other: Target) -> bool:
    names = ("engine", "server", "port", "database")
    return one.kind == other.kind and all(one.facet(name) == other.facet(name) for name in names)


_SPECIAL: tuple[Callable[[], Rehearser], ...] = (_terraform, _postgres, _sqlite, _mariadb, _clouds)
"""Ways that know a kind of target, asked in this order."""


def service() -> Service:
    """Every way there is."""
    return Service([make() for make in _SPECIAL], FileRehearser(GitWatch))


def action(
    command: str,
    argv: tuple[str, ...],
    directory: str | None,
    budget: float,
    environment: Mapping[str, str] | None = None,
) -> Action:
    """What is to be rehearsed, judged by the corridor as `keyturn check` judges it."""
    from keyturn.wiring.check import Checker

    checker = Checker(directory)
    decision, judgement, layers = checker.check(command)
    given = dict(os.environ if environment is None else environment)
    return Action(command, checker.directory, given, judgement, decision, argv, budget, copied_rows(layers))


def copied_rows(layers: Layers) -> dict[str, str]:
    """What the organisation says of rows on clones, as an action's options."""
    from keyturn.adapter.rehearse_clone import ROWS

    return {ROWS: layers.rehearse_rows} if layers.rehearse_rows else {}


def rehearse(one: Action, progress: Progress) -> tuple[Report, Decision]:
    """Rehearse it by every way that applies. Raises CouldNotJudge when it cannot be rehearsed.

    What rehearsals that were killed have left is swept first.
    """
    import tempfile

    from keyturn.adapter import sandbox

    for place in {tempfile.gettempdir(), "/var/tmp"}:  # noqa: S108 - where they are
        sandbox.sweep(place)
    return service().rehearse(one, progress), one.decision


class Steps:
    """Progress on a terminal: one line that is written over; nothing in a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._width = 0

    def step(self, what: str) -> None:
        """Show the step that begins."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._width + f"\rkeyturn: {what} …")
            sys.stderr.flush()
            self._width = len(what) + 12

    def done(self) -> None:
        """Take the line away."""
        if self._shown and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


def refused(decision: Decision) -> bool:
    """Whether policy says never."""
    from keyturn.rehearse import service as rooms

    return rooms.refused(decision)


def data(report: Report, decision: Decision) -> dict[str, Any]:
    """The report as JSON-ready data."""
    from keyturn.adapter import report_rehearsal

    return report_rehearsal.data(report, decision.verdict)


def render(report: Report, decision: Decision, *, colour: bool) -> str:
    """The report as text for people."""
    from keyturn.adapter import report_rehearsal

    return report_rehearsal.render(report, colour=colour, refused=refused(decision))


def page(report: Report) -> str:
    """The report as a web page that stands alone."""
    from keyturn.adapter import report_rehearsal_html

    return report_rehearsal_html.render(report)
