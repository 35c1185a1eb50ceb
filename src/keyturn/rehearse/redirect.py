"""Points a command at another PostgreSQL: its address in words, variables and configuration files. Pure.

Whatever is missed here reaches nothing: the program has no network. So this only decides how much can be rehearsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from keyturn.model.masking import mask
from keyturn.rehearse.files import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STAND_IN = "rehearsal"
"""What stands where a password was: the clone asks for none, and some programs want one to be there."""
_URL = re.compile(r"(jdbc:)?(postgres(?:ql|is)?(?:\+[a-z0-9_]+)?)://[^\s\"'`<>\\]+", re.IGNORECASE)
_OURS = ("127.0.0.1", "localhost", "::1", "[::1]", "")
_DROPPED = frozenset(
    "host hostaddr port password user sslmode sslrootcert sslcert sslkey ssl sslaccept sslidentity channel_binding "
    "passfile service requiressl gssencmode target_session_attrs".split()
)
"""Parameters of an address that led to the original, or that the clone cannot fulfil."""
_TOOLS = ("PRISMA_", "DJANGO_", "ALEMBIC_", "FLYWAY_", "LIQUIBASE_", "DRIZZLE_", "RAILS_", "DB_", "DATABASE_")
_CONSENT = "PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION"
_SECRETS = ("SECRET_KEY", "SECRET_KEY_BASE", "DJANGO_SECRET_KEY", "APP_KEY", "FLASK_SECRET_KEY")
"""Variables without which some frameworks do not start; any value does."""


@dataclass(frozen=True, slots=True)
class Way:
    """From an original to its clone, which answers on loopback at the original's own port."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(default="", repr=False)

    def leads_here(self, url: str) -> bool:
        """Whether an address is the original's."""
        parts = urlsplit(url)
        try:
            port = parts.port or 5432
            more = dict(parse_qsl(parts.query))
        except ValueError:
            return False
        host = more.get("host") or unquote(parts.hostname or "")
        name = unquote(parts.path.lstrip("/")) or unquote(parts.username or "") or self.database
        same = host == self.host or (_local(host) and _local(self.host))
        return same and int(more.get("port") or port) == self.port and name == self.database

    def url(self, text: str) -> str:
        """An address of the original, as one of the clone. Others stay as they are, and lead nowhere."""
        jdbc = text[:5].lower() == "jdbc:"
        plain = text[5:] if jdbc else text
        if not self.leads_here(plain):
            return text
        parts = urlsplit(plain)
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _DROPPED]
        if jdbc:
            kept += [("user", self.user), ("password", STAND_IN)]
        who = "" if jdbc else f"{quote(self.user, '')}:{STAND_IN}@"
        query = f"?{urlencode(kept)}" if kept else ""
        return (
            f"{text[:5] if jdbc else ''}{parts.scheme}://{who}127.0.0.1:{self.port}/{quote(self.database, '')}{query}"
        )

    def text(self, text: str) -> str:
        """A text with every address of the original turned to the clone, and its password gone."""
        return self.quiet(_URL.sub(lambda found: self.url(found.group()), text))

    def quiet(self, text: str) -> str:
        """A text without the original's password."""
        return text.replace(self.password, STAND_IN) if len(self.password) >= 6 else text


def _local(host: str) -> bool:
    return host in _OURS or host.startswith("/")


def words(argv: Sequence[str], way: Way) -> tuple[str, ...]:
    """A command's words, or the one text of a shell, pointed at the clone."""
    return tuple(way.text(word) for word in argv)


def configuration(name: str, text: str, way: Way) -> str:
    """A file that holds settings, pointed at the clone: addresses, and `DB_HOST=…` lines. `.ini` doubles its `%`."""
    doubled = name.endswith((".ini", ".cfg"))
    found = way.text(text.replace("%%", "%") if doubled else text)
    if doubled and found != text.replace("%%", "%"):
        found = found.replace("%", "%%")
    elif doubled:
        return text
    if not name.rpartition("/")[2].startswith(".env") and not name.endswith(".env"):
        return found
    lines = []
    for line in found.split("\n"):
        key, equals, value = line.partition("=")
        bare = value.strip().strip("\"'")
        lines.append(f"{key}=127.0.0.1" if equals and _names_host(key) and _is_host(bare, way) else line)
    return "\n".join(lines)


def _names_host(name: str) -> bool:
    return name.removeprefix("export ").strip().rpartition("_")[2].upper() in ("HOST", "HOSTNAME", "PGHOST", "SERVER")


def _is_host(value: str, way: Way) -> bool:
    return bool(value) and (value == way.host or (_local(value) and _local(way.host)))


def variables(environment: Mapping[str, str], way: Way) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the program sees, and the names of variables that it is not given.

    Names that are known to hold no secret; addresses of the original, turned; settings of migration tools that look
    like none; libpq's own, which lead any libpq to the clone whatever host a program names (PGHOSTADDR). Nothing
    that tells an agent's session: a tool that refuses agents would show nothing.
    """
    found = harmless(environment)
    kept_back: list[str] = []
    for name, value in environment.items():
        if name in found or name.startswith("PG"):
            continue
        if _URL.fullmatch(value):
            turned = way.url(value)
            if turned != value:
                found[name] = turned
                continue
        elif name in _SECRETS:
            found[name] = STAND_IN
            continue
        elif name.startswith(_TOOLS) and name != _CONSENT:
            if _names_host(name) and _is_host(value, way):
                found[name] = "127.0.0.1"
                continue
            if name.endswith("PASSWORD"):
                found[name] = STAND_IN
                continue
            if way.quiet(value) == value and mask(f"{name}={value}") == f"{name}={value}":
                found[name] = value
                continue
        kept_back.append(name)
    found.update(
        PGHOST="127.0.0.1",
        PGHOSTADDR="127.0.0.1",
        PGPORT=str(way.port),
        PGDATABASE=way.database,
        PGUSER=way.user,
        PGPASSWORD=STAND_IN,
        PGSSLMODE="disable",
        PGCONNECT_TIMEOUT="10",
        PYTHONDONTWRITEBYTECODE="1",
        PRISMA_HIDE_UPDATE_MESSAGE="1",
        CHECKPOINT_DISABLE="1",
        DO_NOT_TRACK="1",
        npm_config_update_notifier="false",
        npm_config_logs_dir="/dev/shm/npm",  # noqa: S108
        # passing files that are gone after the run anyway: memory of the sandbox's own
        TMPDIR="/dev/shm",  # noqa: S108
    )
    return found, tuple(sorted(kept_back))
