"""What `keyturn undo` stands on: the user's store."""

from __future__ import annotations

import os
import time

from keyturn.wiring import places, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.adapter.undo_database import DatabasePoints
    from keyturn.adapter.undo_push import PushPoints
    from keyturn.adapter.undo_restore import Plan, Restored
    from keyturn.adapter.undo_store import UndoStore
    from keyturn.gate.ports import NotSaved, Saved
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


def databases(root: str = "") -> DatabasePoints:
    """What was saved of local databases."""
    from keyturn.adapter.undo_database import DatabasePoints as Points

    return Points(os.path.join(places.state(root), "undo", "databases"), time.time)


def database(
    address: str, environment: Mapping[str, str], directory: str, reason: str, root: str = ""
) -> Saved | NotSaved:
    """Save a whole local database; `address` is the path of a `Save` whose `how` is SERVER."""
    from keyturn.adapter.postgres_connect import of_target
    from keyturn.gate.ports import NotSaved as Refused
    from keyturn.model.target import DATABASE, Facet, Target

    server, port, name, user = address[1:].split("\n")
    facets = [Facet("engine", "postgres"), Facet("server", server), Facet("port", port), Facet("database", name)]
    if user:
        facets.append(Facet("user", user))
    found = of_target(Target(DATABASE, name, tuple(facets)), environment, directory)
    if found is None:
        # psql's own words, of which the facets hold all but a password
        from keyturn.adapter.postgres_connect import Connection, from_environment

        given = {**from_environment(environment), "port": port, "dbname": name}
        if server != "localhost" or "host" in given or "PGHOST" in environment:
            given["host"] = server
        if user:
            given["user"] = user
        found = Connection(given, "the command")
        if not found.local:
            return Refused("only databases of this machine are saved")
    return databases(root).take(found, reason)


def database_back(name: str, root: str = "") -> str:
    """Bring a database back; returns what the other one is called now. Raises CouldNotJudge."""
    from keyturn.adapter.postgres_connect import of_target
    from keyturn.model.target import DATABASE, Facet, Target

    points = databases(root)
    one = points.point(name)
    facets = [Facet("server", one.parameters.get("host") or "localhost"), Facet("database", one.parameters["dbname"])]
    facets.append(Facet("port", one.parameters.get("port", "5432")))
    found = of_target(Target(DATABASE, "", tuple(facets)), os.environ, os.getcwd())
    aside = points.restore(name, found.parameters.get("password", "") if found is not None else "")
    record.note("undo.restored", (("undo", name), ("below", ()), ("before", aside)), root)
    return aside


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
    older = time.time() - kept * 86_400
    gone = pushes(root).expire(older) + databases(root).expire(older)
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
