"""What `keyturn backup take` takes, where it puts it, and what may go again. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

KINDS: dict[str, tuple[str, str]] = {
    "pg_dump": (".dump", "pg_dump"),
    "pg_basebackup": ("", "pg_basebackup"),
    "sqlite": (".db", "sqlite"),
    "files": (".tar.gz", "archive"),
}
"""What can be taken → (how its files end, the kind of drill that restores it)."""

MANIFEST = ".json"
"""Behind a backup's own name: when it was taken, and its digest."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A backup to take. `to` is an absolute directory, `keep_for` seconds; `source` a path, or where a URL stands."""

    name: str
    kind: str
    to: str
    source: dict[str, Any] = field(default_factory=dict)
    keep: int = 0
    keep_for: int = 0

    @property
    def pattern(self) -> str:
        """The pattern that its backups' names fit, and their manifests' do not."""
        return f"{self.to}/{self.name}-*Z{KINDS[self.kind][0]}"

    def file(self, stamp: str) -> str:
        """The name of the one that is taken at a time ("20260131T235959Z")."""
        return f"{self.name}-{stamp}{KINDS[self.kind][0]}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken. `taken_at` are seconds since the epoch, `digest` a SHA-256."""

    path: str
    kind: str
    digest: str
    size: int
    taken_at: int


def surplus(taken: Iterable[Taken], keep: int, keep_for: int, now: int, good: Collection[str]) -> tuple[Taken, ...]:
    """What may go, oldest first: what is neither among the newest `keep` nor younger than `keep_for` seconds.

    The newest stays always, and so does the newest whose digest is in `good`, which a drill restored: retention never
    takes the last one that is known to work. With neither limit everything stays.
    """
    if not keep and not keep_for:
        return ()
    newest = sorted(taken, key=lambda one: (-one.taken_at, one.path))
    proven = next((one for one in newest if one.digest in good), None)
    left = [
        one
        for number, one in enumerate(newest)
        if number >= max(keep, 1) and one is not proven and not (keep_for and now - one.taken_at <= keep_for)
    ]
    return tuple(reversed(left))
