"""How a command reaches its PostgreSQL: the very parameters that its client would use, found the way it finds them.

Passwords stay in these parameters: they are handed to libpq, never to a command line, a log or an error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keyturn.model.target import Target

SCHEMES = ("postgres", "postgresql")
_ENVIRONMENT = {
    "PGHOST": "host",
    "PGHOSTADDR": "hostaddr",
    "PGPORT": "port",
    "PGDATABASE": "dbname",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGPASSFILE": "passfile",
    "PGSERVICE": "service",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
}
_SHORT = {"h": "host", "p": "port", "U": "user", "d": "dbname"}
_LONG = {"host": "host", "port": "port", "username": "user", "dbname": "dbname"}
_VALUED = frozenset("cdfhopvFLPRTU")
"""psql's short options that take a value."""
_LONG_VALUED = frozenset(
    "command dbname file host port username set variable log-file output pset table-attr field-separator "
    "record-separator".split()
)
_DOTENV = (".env", ".env.local", ".env.development", ".env.development.local", "config/database.env")
_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Connection:
    """libpq's parameters. `source` says where they were found, for people."""

    parameters: Mapping[str, str] = field(repr=False)
    source: str

    @property
    def database(self) -> str:
        """The database's name, as libpq takes it when none is given."""
        return self.parameters.get("dbname") or self.parameters.get("user") or _account()

    @property
    def local(self) -> bool:
        """Whether it is a Unix socket or this machine's loopback. A tunnel is local too: classify decides, not this."""
        host = self.parameters.get("hostaddr") or self.parameters.get("host") or ""
        return host == "" or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1", "[::1]")

    def conninfo(self, **other: str) -> str:
        """A connection string for psycopg. It holds the password: never show it."""
        from psycopg.conninfo import make_conninfo

        return str(make_conninfo("", **{**self.parameters, **other}))

    def environment(self) -> dict[str, str]:
        """The same for PostgreSQL's own programs."""
        names = {value: name for name, value in _ENVIRONMENT.items()}
        return {names[name]: value for name, value in self.parameters.items() if name in names and value}


def _account() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What variables give of libpq's parameters."""
    return {name: environment[variable] for variable, name in _ENVIRONMENT.items() if environment.get(variable)}


def of_text(text: str) -> dict[str, str]:
    """The parameters of an address or of `key=value` pairs. Raises CouldNotJudge when libpq would refuse it."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    if "+" in text.partition("://")[0]:
        # an ORM's own scheme, such as postgresql+psycopg
        scheme, _colon, rest = text.partition("://")
        text = f"{scheme.partition('+')[0]}://{rest}"
    try:
        found = conninfo_to_dict(_plain(text))
    except psycopg.ProgrammingError as error:
        raise CouldNotJudge(
            "the connection string cannot be read", "write it as postgresql://user@host/name"
        ) from error
    return {name: str(value) for name, value in found.items() if value is not None}


def _plain(text: str) -> str:
    """An address without the parameters that only an ORM knows (`?schema=public&connection_limit=5`)."""
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.query:
        return text
    known = ("host", "hostaddr", "port", "user", "password", "sslmode", "sslrootcert", "connect_timeout", "options")
    kept = "&".join(pair for pair in parts.query.split("&") if pair.partition("=")[0] in known)
    return parts._replace(query=kept).geturl()


def of_psql(words: Sequence[str], environment: Mapping[str, str]) -> Connection:
    """What psql would connect to, given its words (without its own name). Later parts win as they do in psql."""
    found = from_environment(environment)
    loose: list[str] = []
    named = False
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            loose.extend(words[at:])
            break
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _LONG_VALUED and not equals and at < len(words):
                value = words[at]
                at += 1
            if name in _LONG:
                found[_LONG[name]] = value
                named = named or name == "dbname"
        elif word.startswith("-") and len(word) > 1:
            for number, letter in enumerate(word[1:], 2):
                if letter in _VALUED:
                    value = word[number:]
                    if not value and at < len(words):
                        value = words[at]
                        at += 1
                    if letter in _SHORT:
                        found[_SHORT[letter]] = value
                        named = named or letter == "d"
                    break
        else:
            loose.append(word)
    if loose and not named:
        found["dbname"] = loose.pop(0)
    if loose:
        found["user"] = loose[0]
    name = found.get("dbname", "")
    if "=" in name or name.startswith(("postgres://", "postgresql://")):
        del found["dbname"]
        found.update(of_text(name))
    return Connection(found, "psql's own words")


def of_target(target: Target, environment: Mapping[str, str], directory: str) -> Connection | None:
    """A connection that leads to exactly this target: of all that the command could see, the first that fits.

    Looked at: values of variables, .env files beside the command, libpq's own variables. None when nothing fits.
    """
    for text, source in _addresses(environment, directory):
        try:
            found = of_text(text)
        except CouldNotJudge:
            continue
        if fits(found, target):
            return Connection(found, source)
    plain = from_environment(environment)
    if fits(plain, target):
        return Connection(plain, "libpq's variables")
    return None


def _addresses(environment: Mapping[str, str], directory: str) -> Iterator[tuple[str, str]]:
    for name, value in sorted(environment.items()):
        if value.partition("://")[0].partition("+")[0] in SCHEMES:
            yield value, f"${name}"
    for name in _DOTENV:
        path = os.path.join(directory, name)
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read(_LARGEST)
        except OSError:
            continue
        for line in text.splitlines():
            value = line.partition("=")[2].strip().strip("\"'")
            if value.partition("://")[0].partition("+")[0] in SCHEMES:
                yield value, name
    for name in ("alembic.ini", "prisma/.env", "sqlalchemy.ini"):
        try:
            with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as file:
                text = file.read(_LARGEST)
        except OSError:
            continue
        for line in text.splitlines():
            value = line.partition("=")[2].strip().strip("\"'")
            if value.partition("://")[0].partition("+")[0] in SCHEMES:
                yield value.replace("%%", "%"), name


def fits(parameters: Mapping[str, str], target: Target) -> bool:
    """Whether parameters lead to the target, by server, port and database. A user that is known must be the same."""
    server = target.facet("server")
    name = target.facet("database")
    if server is None or name is None:
        return False
    host = unquote(parameters.get("host") or parameters.get("hostaddr") or "")
    local = ("", "localhost", "127.0.0.1", "::1")
    same_host = host == server or (host in local and server in local) or (host.startswith("/") and server in local)
    port = target.facet("port") or "5432"
    user = target.facet("user")
    same_user = user is None or parameters.get("user", user) == user
    found = parameters.get("dbname") or parameters.get("user") or _account()
    return same_host and (parameters.get("port") or "5432") == port and found == name and same_user
