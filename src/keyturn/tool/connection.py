"""Where a database client connects: URLs, libpq keyword strings and environment variables become a Target's facets.

Secrets are dropped while reading and never kept: no facet, name or message holds a password.

Facts: PostgreSQL manual 34.1 (connection strings, parameters) and 34.15 (environment variables); MySQL manual
4.2.5 (URI-like strings) and 4.9; the Redis and MongoDB URI schemes.
"""

from __future__ import annotations

from keyturn.model.target import DATABASE, Facet, Target
from keyturn.model.word import GLOB
from keyturn.tool.handoff import CONTAINER_MARK, HOST_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

    Parts = dict[str, tuple[str | None, str]]
    """Facet name → (value or None for unknown, where it was read)."""

ENGINE_OF_SCHEME = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "mysql": "mysql",
    "mysqlx": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "file": "sqlite",
    "redis": "redis",
    "rediss": "redis",
    "valkey": "redis",
    "valkeys": "redis",
    "unix": "redis",
    "mongodb": "mongo",
    "mongodb+srv": "mongo",
    "sqlserver": "mssql",
    "mssql": "mssql",
    "oracle": "oracle",
    "cockroachdb": "postgres",
    "clickhouse": "clickhouse",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "duckdb": "duckdb",
}
PORTS = {"postgres": "5432", "mysql": "3306", "redis": "6379", "mongo": "27017", "mssql": "1433"}
IN_MEMORY = "in memory"
"""The source of a path facet that stands for a database which ends with its session."""
_UNKNOWN = "\ue001"
_KEYWORDS = {
    "host": "server",
    "hostaddr": "server",
    "port": "port",
    "dbname": "database",
    "database": "database",
    "user": "user",
    "service": "service",
}


def flat(word: Word) -> str:
    """A word as text, every unknown part one private character; what it touches becomes unknown."""
    if word.text is not None:
        return word.text
    # `?sslmode=require` without quotes is a glob that meets no file, so the shell leaves it as it stands
    return "".join(
        part if isinstance(part, str) else (part.name if part.why == GLOB else _UNKNOWN) for part in word.parts
    )


def known(text: str) -> str | None:
    """The text, or None when a part of it is unknown."""
    return None if _UNKNOWN in text else text


def looks_like_url(text: str) -> bool:
    """Whether a text is a connection URL of any database."""
    scheme, colon, _rest = text.partition("://")
    return bool(colon) and scheme.lower().removeprefix("jdbc:").partition("+")[0] in ENGINE_OF_SCHEME


def looks_like_conninfo(text: str) -> bool:
    """Whether a text is what libpq takes for more than a database name."""
    return "=" in text or text.startswith(("postgres://", "postgresql://"))


def decoded(text: str) -> str:
    """Percent-decoding; broken escapes stay as written."""
    if "%" not in text:
        return text
    out = bytearray()
    at = 0
    data = text.encode("utf-8", "surrogatepass")
    while at < len(data):
        if data[at] == 37 and at + 2 < len(data) + 0:
            digits = data[at + 1 : at + 3]
            if len(digits) == 2 and all(one in b"0123456789abcdefABCDEF" for one in digits):
                out.append(int(digits, 16))
                at += 3
                continue
        out.append(data[at])
        at += 1
    return out.decode("utf-8", "replace")


def from_url(text: str, source: str) -> Parts:
    """The parts of `scheme://user:secret@host:port/database?parameters`; the secret is not among them.

    `jdbc:` in front and drivers behind a plus (`postgresql+psycopg://`) are understood. Several hosts stay one
    value, as written. `engine` is "" when the scheme is not known.
    """
    if text.lower().startswith("jdbc:"):
        text = text[5:]
    scheme, mark, rest = text.partition("://")
    if not mark:
        return {}
    engine = ENGINE_OF_SCHEME.get(scheme.lower(), "") or ENGINE_OF_SCHEME.get(scheme.lower().partition("+")[0], "")
    parts: Parts = {"engine": (engine or None, source)}
    rest = rest.partition("#")[0] if engine != "sqlite" else rest
    rest, _question, query = rest.partition("?")
    if engine in ("sqlite", "duckdb"):
        # sqlite:///relative, sqlite:////absolute
        path = rest[1:] if rest.startswith("/") and scheme.lower() != "file" else rest
        parts["path"] = (known(decoded(path)), source)
        return parts
    authority, slash, database = rest.partition("/")
    login, at, place = authority.rpartition("@")
    if at:
        user = login.partition(":")[0]
        if user:
            parts["user"] = (known(decoded(user)), source)
        elif _UNKNOWN in login:
            parts["user"] = (None, source)
    elif _UNKNOWN in authority and authority.count(_UNKNOWN) and ":" in authority.partition(_UNKNOWN)[0] + _UNKNOWN:
        place = authority
    hosts = place.split(",")
    servers: list[str] = []
    ports: list[str] = []
    for one in hosts:
        if one.startswith("["):
            server, _bracket, port = one[1:].partition("]")
            port = port.removeprefix(":")
        else:
            server, _colon, port = one.partition(":")
        servers.append(decoded(server))
        if port:
            ports.append(port)
    if scheme.lower() == "unix":
        parts["server"] = ("localhost", source)
    elif any(servers):
        parts["server"] = (known(",".join(servers)), source)
    elif _UNKNOWN in rest and not slash:
        parts["server"] = (None, source)
    if ports:
        parts["port"] = (known(",".join(ports)), source)
    elif any(servers) and engine in PORTS:
        parts["port"] = (PORTS[engine], "the usual port")
    if slash and database:
        name = decoded(database.partition(";")[0])
        if engine == "mssql":
            name = name or ""
        parts["database"] = (known(name), source)
    for pair in query.split("&") if query else ():
        key, equals, value = pair.partition("=")
        facet = _KEYWORDS.get(key.lower())
        if facet and equals:
            parts[facet] = (known(decoded(value)), source)
        elif key.lower() == "options" and equals:
            parts["options"] = (known(decoded(value.replace("+", " "))), source)
        elif _UNKNOWN in key or (key == "" and _UNKNOWN in pair):
            # anything may be overridden by it
            parts["server"] = (None, source)
    return parts


def from_conninfo(text: str, source: str) -> Parts:
    """The parts of libpq's `host=x port=5432 dbname='my db'`; everything secret is dropped."""
    if "://" in text.partition("=")[0] or text.startswith(("postgres://", "postgresql://")):
        return from_url(text, source)
    parts: Parts = {"engine": ("postgres", source)}
    at = 0
    end = len(text)
    while at < end:
        while at < end and text[at] in " \t\r\n":
            at += 1
        equals = text.find("=", at)
        if equals < 0:
            if _UNKNOWN in text[at:]:
                parts["server"] = (None, source)
            break
        key = text[at:equals].strip().lower()
        at = equals + 1
        while at < end and text[at] in " \t":
            at += 1
        value = ""
        if at < end and text[at] == "'":
            at += 1
            while at < end and text[at] != "'":
                if text[at] == "\\" and at + 1 < end:
                    at += 1
                value += text[at]
                at += 1
            at += 1
        else:
            while at < end and text[at] not in " \t\r\n":
                if text[at] == "\\" and at + 1 < end:
                    at += 1
                value += text[at]
                at += 1
        facet = _KEYWORDS.get(key)
        if facet is not None:
            if facet == "server" and key == "host" and "server" in parts:
                continue  # hostaddr is where it connects
            parts[facet] = (known(value), source)
        elif key == "options":
            parts["options"] = (known(value), source)
        elif _UNKNOWN in key:
            parts["server"] = (None, source)
    return parts


def variable(name: str, call: Invocation, view: View) -> tuple[str | None, bool]:
    """An environment variable as the program would see it: (value, set). (None, True): set, value not known."""
    for key, value in call.env:
        if key == name:
            return value.text, True
    held = call.context.variables.get(name)
    if held is not None and (name in call.context.exported or view.workspace.env(name) is not None):
        return held.text, True
    found = view.workspace.env(name)
    return found, found is not None


def from_libpq_environment(call: Invocation, view: View) -> Parts:
    """PGHOST, PGHOSTADDR, PGPORT, PGDATABASE, PGUSER, PGSERVICE."""
    parts: Parts = {}
    for name, facet in (
        ("PGHOST", "server"),
        ("PGHOSTADDR", "server"),
        ("PGPORT", "port"),
        ("PGDATABASE", "database"),
        ("PGUSER", "user"),
        ("PGSERVICE", "service"),
    ):
        value, present = variable(name, call, view)
        if present and value != "":
            parts[facet] = (value, name)
    return parts


def merged(*layers: Parts) -> Parts:
    """Later layers win."""
    out: Parts = {}
    for layer in layers:
        out.update(layer)
    return out


def server_target(engine: str, parts: Parts, *, default_server: str = "localhost", client: str = "") -> Target:
    """The target of a server database.

    Facets: engine, server, port, database, user, each with where it was read. Without a host the client's default
    is taken and marked overridable, because an environment variable or a configuration file that was not seen could
    name another. A `service` makes the server unknown: it stands in a file elsewhere.
    """
    facets: list[Facet] = [Facet("engine", engine or None)]
    service = parts.get("service")
    server = parts.get("server")
    if server is None and service is not None:
        server = (None, f"service {service[0] or '?'}")
    if server is None:
        facets.append(Facet("server", default_server or None, f"{client or 'the client'}'s default", overridable=True))
        shown = default_server or "?"
    else:
        facets.append(Facet("server", server[0], server[1]))
        shown = server[0] if server[0] is not None else "?"
    port = parts.get("port")
    if port is not None:
        facets.append(Facet("port", port[0], port[1]))
    elif engine in PORTS:
        facets.append(Facet("port", PORTS[engine], "the usual port"))
    database = parts.get("database")
    name = ""
    if database is not None:
        facets.append(Facet("database", database[0], database[1]))
        name = "/" + (database[0] if database[0] is not None else "?")
    user = parts.get("user")
    if user is not None:
        facets.append(Facet("user", user[0], user[1]))
    return Target(DATABASE, f"{engine or 'database'}://{shown}{name}", tuple(facets))


def placed(target: Target, call: Invocation) -> Target:
    """The target as seen from this machine: what is local inside a container or on another host is not local here."""
    variables = call.context.variables
    if HOST_MARK not in variables and CONTAINER_MARK not in variables:
        return target
    server = target.facet("server")
    if server is not None and server not in ("localhost", "127.0.0.1", "::1") and not server.startswith("/"):
        return target
    host = variables.get(HOST_MARK)
    where = host.text if host is not None else None
    inside = CONTAINER_MARK in variables
    # a container has a name, and no server's name; a host that was logged in to has one
    known_host = where if where and not inside and " " not in where else None
    source = "the machine it runs on" if not inside else "inside a container"
    facets = tuple(
        Facet("server", known_host.rpartition("@")[2] if known_host else None, source)
        if facet.name == "server"
        else facet
        for facet in target.facets
    )
    return target.but(facets=facets, name=target.name.replace("localhost", where or "a container", 1))


def unknown_target(dialect: str = "") -> Target:
    """A database of which nothing is known but perhaps its dialect."""
    engine = {"postgres": "postgres", "mysql": "mysql", "sqlite": "sqlite", "tsql": "mssql"}.get(dialect)
    facets = (Facet("engine", engine), Facet("server", None, "nothing names it"), Facet("database", None))
    return Target(DATABASE, "a database that nothing names", facets)


def moved(target: Target | None, place: tuple[tuple[str, str | None], ...]) -> Target | None:
    r"""The target after the text itself went elsewhere (`USE x`, `\c x`, ATTACH)."""
    if not place or target is None:
        return target
    parts: Parts = {}
    engine = target.facet("engine") or ""
    for name, value in place:
        if name == "conninfo":
            parts.update(from_conninfo(value or "", "the text") if value else {"server": (None, "the text")})
            engine = parts.pop("engine", (engine, ""))[0] or engine
        else:
            parts[name] = (value, "the text")
    facets: list[Facet] = []
    for facet in target.facets:
        if facet.name in parts:
            value, source = parts.pop(facet.name)
            facets.append(Facet(facet.name, value, source))
        elif facet.name in ("written", "hole", "under", "workspace", "tracked", "nested") and any(
            name == "path" for name, _ in place
        ):
            continue
        else:
            facets.append(facet)
    for name, (value, source) in parts.items():
        facets.append(Facet(name, value, source))
    moved_target = Target(target.kind, "", tuple(facets))
    path = moved_target.facet("path")
    if path is not None or engine == "sqlite":
        return moved_target.but(name=path or "another file")
    shown = f"{engine or 'database'}://{moved_target.facet('server') or '?'}"
    database = moved_target.facet("database")
    return moved_target.but(name=shown + (f"/{database}" if database else ""))


def strings_reversed(options: str | None) -> bool:
    """Whether libpq `options` turn standard_conforming_strings off (or cannot be told)."""
    if options is None:
        return True
    lower = options.lower()
    return "standard_conforming_strings" in lower or "client_encoding" in lower
