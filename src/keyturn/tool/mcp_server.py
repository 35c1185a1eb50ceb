"""Which databases an MCP server was started for: by its own words first, and by its environment when those are silent.

Only for a server that Keyturn started itself, so that words and environment are really its own. Several addresses all
count, and the strictest decides. Facts: the options and variables that the public servers for PostgreSQL, MySQL,
MongoDB, Redis and SQLite document.
"""

from __future__ import annotations

from keyturn.model.target import DATABASE, Facet, Target
from keyturn.tool.connection import looks_like_url
from keyturn.tool.database_url import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.tool.view import View

URLS = (
    *("DATABASE_URL", "DATABASE_URI", "POSTGRES_URL", "POSTGRES_CONNECTION_STRING", "POSTGRESQL_URL", "PG_URL"),
    *("DB_URL", "DSN", "MYSQL_URL", "MONGODB_URI", "MDB_MCP_CONNECTION_STRING", "REDIS_URL", "CONNECTION_STRING"),
)
_HOSTS = (
    ("postgres", "PGHOST", "PGPORT", "PGDATABASE"),
    ("postgres", "POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB"),
    ("mysql", "MYSQL_HOST", "MYSQL_PORT", "MYSQL_DATABASE"),
    ("redis", "REDIS_HOST", "REDIS_PORT", "REDIS_DB"),
    ("", "DB_HOST", "DB_PORT", "DB_NAME"),
)
_FILES = (".db", ".sqlite", ".sqlite3", ".db3")


def databases(started: tuple[str, ...], view: View) -> tuple[Target, ...]:
    """The targets, () when nothing tells."""
    where = view.layout.directory
    found: list[Target] = []
    for word in started[1:]:
        value = word.partition("=")[2] if word.startswith("-") and "=" in word else word
        if looks_like_url(value):
            found.append(target_of(value, "the server's words", directory=where))
        elif value.endswith(_FILES) and not value.startswith("-"):
            path = value if value.startswith("/") else f"{where}/{value.removeprefix('./')}"
            file = (Facet("engine", "sqlite", "the server's words"), Facet("path", path, "the server's words"))
            found.append(Target(DATABASE, "sqlite " + value, file))
    if found:
        return _once(found)
    for name in URLS:
        value = view.workspace.env(name) or ""
        if looks_like_url(value):
            found.append(target_of(value, f"${name}", directory=where))
    for engine, host, port, database in _HOSTS:
        server = view.workspace.env(host)
        if server:
            facets = [Facet("engine", engine or None, "the environment"), Facet("server", server, f"${host}")]
            for facet, name in (("port", port), ("database", database)):
                value = view.workspace.env(name) or ""
                if value:
                    facets.append(Facet(facet, value, f"${name}"))
            found.append(Target(DATABASE, f"{engine or 'a database'} {server}", tuple(facets)))
    return _once(found)


def _once(found: list[Target]) -> tuple[Target, ...]:
    return tuple(dict.fromkeys(found))
