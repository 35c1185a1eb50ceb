"""Which databases an MCP server was started for: by its own words first, and by its environment when those are silent.

For a server that Keyturn started itself words and environment are really its own. Of one that a client started, the
client's settings in the workspace tell (`told`): an agent can write those, so what they say may only make a call
stricter. Several addresses all count, and the strictest decides. Facts: the options and variables that the public
servers for PostgreSQL, MySQL, MongoDB, Redis and SQLite document.
"""

from __future__ import annotations

from keyturn.model.target import DATABASE, Facet, Target
from keyturn.model.workspace import PRESENT
from keyturn.tool.connection import looks_like_url
from keyturn.tool.database_url import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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
    return _once(_named(started, view.workspace.env, view.layout.directory))


def _named(started: tuple[str, ...], variable: Callable[[str], str | None], where: str) -> list[Target]:
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
        return found
    for name in URLS:
        value = variable(name) or ""
        if looks_like_url(value):
            found.append(target_of(value, f"${name}", directory=where))
    for engine, host, port, database in _HOSTS:
        server = variable(host)
        if server:
            facets = [Facet("engine", engine or None, "the environment"), Facet("server", server, f"${host}")]
            for facet, name in (("port", port), ("database", database)):
                value = variable(name) or ""
                if value:
                    facets.append(Facet(facet, value, f"${name}"))
            found.append(Target(DATABASE, f"{engine or 'a database'} {server}", tuple(facets)))
    return found


_SETTINGS = (".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json", ".gemini/settings.json", ".kiro/settings/mcp.json")
_LARGEST = 1_000_000


def told(server: str, view: View) -> tuple[Target, ...]:
    """What the settings in the workspace say of a server by this name, every facet as one that may be another."""
    import json

    where = view.layout.directory
    root = view.workspace.repository(where)
    found: list[Target] = []
    for directory in dict.fromkeys((where, root or where)):
        for name in _SETTINGS:
            answer = view.workspace.read(f"{directory.rstrip('/')}/{name}")
            if answer.state != PRESENT or len(answer.data) > _LARGEST:
                continue
            try:
                body = json.loads(answer.data)
            except (ValueError, RecursionError):
                continue
            for words, variables in _starts(body, server):
                found.extend(_named(words, variables.get, where))
    return _once([_doubtful(target) for target in found])


def _starts(body: object, server: str) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    out: list[tuple[tuple[str, ...], dict[str, str]]] = []
    for key in ("mcpServers", "servers"):
        listed = body.get(key) if isinstance(body, dict) else None
        one = listed.get(server) if isinstance(listed, dict) else None
        if not isinstance(one, dict):
            continue
        args = one.get("args")
        variables = one.get("env")
        words = (
            [str(one.get("command", "")), *(word for word in args if isinstance(word, str))]
            if isinstance(args, list)
            else [""]
        )
        pairs = variables.items() if isinstance(variables, dict) else ()
        out.append((tuple(words), {name: value for name, value in pairs if isinstance(value, str)}))
    return out


def _doubtful(target: Target) -> Target:
    return target.but(facets=tuple(facet.but(overridable=True) for facet in target.facets))


def _once(found: list[Target]) -> tuple[Target, ...]:
    return tuple(dict.fromkeys(found))
