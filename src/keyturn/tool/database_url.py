"""Database addresses as tools write them in URLs and settings, turned into targets."""

from __future__ import annotations

from keyturn.model.target import DATABASE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.connection import ENGINE_OF_SCHEME, decoded

_ENGINES: dict[str, str] = {
    **ENGINE_OF_SCHEME, "pg": "postgres", "psql": "postgres", "postgis": "postgres", "libsql": "libsql",
    "redshift": "redshift", "prisma": "prisma", "prisma+postgres": "postgres",
}  # fmt: skip

UNKNOWN_DATABASE = Target(DATABASE, "an unknown database", (Facet("server", None, "not stated"),))


def target_of(url: Word | str, source: str, *, directory: str | None = None, overridable: bool = False) -> Target:
    """The target of `ENGINE[+driver]://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?host=…]`; the password is dropped.

    SQLite paths are made absolute against `directory`. Whatever is not wholly known is an unknown facet.
    """
    text = url if isinstance(url, str) else url.text
    if text is None:
        assert isinstance(url, Word)
        lead = url.prefix
        engine = _ENGINES.get(lead.partition("://")[0].partition("+")[0].lower(), "") if "://" in lead else ""
        facets = [Facet("engine", engine or None, source), Facet("server", None, source, overridable)]
        return Target(DATABASE, "a database that is only known at run time", tuple(facets))
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    engine = _ENGINES.get(scheme) or _ENGINES.get(scheme.partition("+")[0], scheme.partition("+")[0])
    if not colon:
        return Target(DATABASE, "an unknown database", (Facet("server", None, source, overridable),))
    if engine == "sqlite":
        path, _, _query = rest.partition("?")
        if path.startswith("///"):
            path = path[3:]
        elif path.startswith("//"):
            path = path[2:]
        if path in ("", ":memory:"):
            return Target(
                DATABASE, "sqlite in memory", (Facet("engine", "sqlite", source), Facet("path", ":memory:", source))
            )
        place: str | None = path if path.startswith("/") else None
        if place is None and directory is not None:
            place = directory + "/" + path.removeprefix("./")
        return Target(
            DATABASE, "sqlite " + path, (Facet("engine", "sqlite", source), Facet("path", place, source, overridable))
        )
    rest = rest.removeprefix("//")
    rest, _, query = rest.partition("?")
    place_, _, database = rest.partition("/")
    user = ""
    if "@" in place_:
        login, _, place_ = place_.rpartition("@")
        user = decoded(login.partition(":")[0])
    servers, ports = [], []
    for one in place_.split(","):  # several hosts stay one value, as written: any of them may be met
        if one.startswith("["):
            server, _, port = one[1:].partition("]")
            port = port.lstrip(":")
        else:
            server, _, port = one.partition(":")
        servers.append(server)
        ports.append(port)
    server, port = ",".join(servers), ",".join(port for port in ports if port)
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name == "host" and value:
            server = decoded(value)
        elif name == "port" and value:
            port = value
        elif name == "dbname" and value:
            database = decoded(value)
    server = decoded(server)
    found = [Facet("engine", engine, source)]
    if server:
        found.append(Facet("server", server, source, overridable))
    else:
        found.append(
            Facet("server", "localhost" if engine == "postgres" else None, "no host written", overridable=True)
        )
    if port:
        found.append(Facet("port", port, source, overridable))
    if database:
        found.append(Facet("database", decoded(database.partition("?")[0]), source, overridable))
    if user:
        found.append(Facet("user", user, source, overridable))
    name = f"{engine} {server or 'localhost'}{':' + port if port else ''}/{decoded(database)}"
    return Target(DATABASE, name, tuple(found))
