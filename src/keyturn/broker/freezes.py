"""Freezes: windows in which no claim is made, once or recurring, in people's own time zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Window:
    """One freeze as it holds now: its name and its first second and the first one after it."""

    name: str
    start: int
    end: int


class Calendar(Protocol):
    """All freezes, by the digest of everything they come from."""

    digest: str

    def active(self, now: int, environment: str, tier: int) -> tuple[Window, ...]:
        """Which hold now for an environment."""
