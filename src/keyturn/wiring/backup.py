"""Puts the taking of backups together: which file says what, and which of them must stay."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.adapter import backup_take
from keyturn.drill import definition as definitions
from keyturn.drill.questions import PASSED
from keyturn.drill.taking import surplus
from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.wiring.drill import Places, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.drill.ports import Progress
    from keyturn.drill.taking import Taken, Taking


@dataclass(frozen=True, slots=True)
class Done:
    """A backup that was taken, those that were removed, and why none was when that could not be told."""

    taken: Taken
    removed: tuple[str, ...] = ()
    kept_all: str = ""


def load(path: str) -> tuple[Taking, ...]:
    """The backups that a file says how to take. Raises ConfigurationError, or CouldNotJudge when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return definitions.read_takings(file.read(definitions.MAX_BYTES + 1), path)
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}") from error


def take(one: Taking, progress: Progress, where: Places, *, clock: Callable[[], float] = time.time) -> Done:
    """Take a backup, then remove what is not to be kept. Raises DrillFault, CouldNotJudge."""
    now = clock()
    found = backup_take.take(one, now, os.environ, progress)
    if not one.keep and not one.keep_for:
        return Done(found)
    try:
        # which of them are known to work is only known by evidence; without it nothing is removed
        good = {kept.evidence.backup_digest for kept in record(where).all() if kept.evidence.verdict == PASSED}
    except KeyturnError as error:
        return Done(found, (), error.what)
    removed: list[str] = []
    for old in surplus(backup_take.taken(one), one.keep, one.keep_for, int(now), good):
        backup_take.remove(old)
        removed.append(old.path)
    return Done(found, tuple(removed))


def listed(one: Taking) -> tuple[Taken, ...]:
    """What is there of a backup, oldest first."""
    return backup_take.taken(one)
