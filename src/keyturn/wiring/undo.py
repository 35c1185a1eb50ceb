"""What `keyturn undo` stands on: the user's store."""

from __future__ import annotations

import os
import time

from keyturn.wiring import places, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.undo_push import PushPoints
    from keyturn.adapter.undo_restore import Plan, Restored
    from keyturn.adapter.undo_store import UndoStore
    from keyturn.undo.point import Head


def store(root: str = "") -> UndoStore:
    """The store of whoever runs this."""
    from keyturn.adapter.undo_store import UndoStore as Store

    return Store(os.path.join(places.state(root), "undo"), time.time)


def pushes(root: str = "") -> PushPoints:
    """What pushes took from remotes."""
    from keyturn.adapter.undo_push import PushPoints as Points

    return Points(os.path.join(places.state(root), "undo", "pushes"), time.time)


def push_back(name: str, root: str = "") -> str:
    """Put back what a push took; returns what git said. Raises CouldNotJudge."""
    said = pushes(root).restore(name, os.environ)
    record.note("undo.restored", (("undo", name), ("below", ()), ("before", "")), root)
    return said


def heads(root: str = "") -> list[Head]:
    """Every point, newest first."""
    return store(root).heads()


def plan(name: str, below: tuple[str, ...], root: str = "") -> Plan:
    """What bringing a point back would do."""
    from keyturn.adapter import undo_restore

    return undo_restore.plan(store(root), name, _real(below))


def restore(name: str, below: tuple[str, ...], *, overwrite: bool, root: str = "") -> Restored:
    """Bring a point back."""
    from keyturn.adapter import undo_restore

    found = undo_restore.restore(store(root), name, _real(below), overwrite=overwrite)
    record.note("undo.restored", (("undo", name), ("below", below), ("before", found.before)), root)
    return found


def expire(days: int | None, root: str = "") -> tuple[int, int]:
    """Remove what is old; returns how many points went, and the bytes that are left."""
    found = store(root)
    kept = max(days if days is not None else 30, 7)
    gone = pushes(root).expire(time.time() - kept * 86_400)
    return found.expire(days) + gone, found.size()


def shown(size: int) -> str:
    """A number of bytes, for people."""
    from keyturn.adapter.undo_store import shown_size

    return shown_size(size)


def _real(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Paths as the store has them: directories on the way resolved, the last part as it stands."""
    out = []
    for path in paths:
        parent, name = os.path.split(os.path.abspath(path))
        out.append(os.path.join(os.path.realpath(parent), name))
    return tuple(out)
