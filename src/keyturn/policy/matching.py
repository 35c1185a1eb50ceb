"""Patterns of `keyturn.toml` against the facets of a target.

Two questions that must not be mixed:

- `matches` answers "is (part of) what the pattern names hit?" It serves the strict side: True when it is,
  False when it is not, None when a facet the pattern asks about exists and is not known.
- `settles` answers "is it certain that the target is nothing but what the pattern names?" It serves the lax side:
  only a target whose every identifying facet is known, stated and not overridable by something unseen settles.
  A branch, workspace, database or project *called* dev says nothing by itself: the server, backend, account or
  remote it lives in must be known as well. A loopback address settles only with a fact about who listens there,
  since a tunnel makes production look local.

The pattern language (`*`, `?`, `[a-z]`, `[!a-z]` as in a shell; `*` crosses slashes)::

    postgres://*.prod.example.com/*    ENGINE://[USER@]HOST[:PORT][/DATABASE]
    sqlite:*                           sqlite:PATH
    path:/srv/*                        path:PATH, also met by whatever contains such a path
    terraform:workspace=prod           SCHEME:facet=glob[,facet=glob…]
    aws:account=111122223333           the schemes are in SCHEMES
    kube:context=prod-*,namespace=pay
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.target import (
    CLOUD,
    CLUSTER,
    CONTAINER,
    DATABASE,
    HOST,
    INFRASTRUCTURE,
    MACHINE,
    PATH,
    REF,
    REPOSITORY,
    SERVICE,
)
from keyturn.policy.layers import PRODUCTION, SHARED, THROWAWAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.target import Facet, Target
    from keyturn.policy.layers import Environment

    Parsed = tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]

# Scheme → (kinds of target it is about, facets it fixes by itself, facets a pattern may ask about).
SCHEMES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...], str]] = {
    "terraform": ((INFRASTRUCTURE,), (), "path workspace backend lineage"),
    "infrastructure": ((INFRASTRUCTURE,), (), "path workspace backend lineage"),
    "aws": ((CLOUD, SERVICE), (("provider", "aws"),), "account profile region project url"),
    "gcp": ((CLOUD, SERVICE), (("provider", "gcp"),), "account profile region project url"),
    "azure": ((CLOUD, SERVICE), (("provider", "azure"),), "account profile region project url"),
    "cloud": ((CLOUD,), (), "provider account profile region project"),
    "service": ((SERVICE,), (), "provider account project url"),
    "kube": ((CLUSTER,), (), "context namespace server"),
    "cluster": ((CLUSTER,), (), "context namespace server"),
    "git": ((REF,), (), "remote branch default"),
    "ssh": ((HOST,), (), "host user"),
    "docker": ((CONTAINER,), (), "host project context"),
    "container": ((CONTAINER,), (), "host project context"),
    "database": ((DATABASE,), (), "engine server port database path user"),
    "machine": ((MACHINE,), (), "host"),
}

ENGINES: dict[str, str] = {
    "postgresql": "postgres",
    "pg": "postgres",
    "psql": "postgres",
    "mariadb": "mysql",
    "mongodb": "mongo",
    "mongodb+srv": "mongo",
    "rediss": "redis",
    "valkey": "redis",
    "sqlserver": "mssql",
    "tsql": "mssql",
}
"""Spellings of one engine; everything else is taken as written, in lower case."""

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "localhost.localdomain")  # noqa: S104 - names, no bind

REMOTE = ("*://*", "infrastructure:*", "cluster:*", "cloud:*", "service:*", "ssh:*")
"""Every target that is not a file or ref of this machine; what unreadable configuration is judged to cover."""

# Facets that say *which one* it is: at least one must be known, and none unknown, before a target can be lax.
_IDENTITY: dict[str, tuple[str, ...]] = {
    DATABASE: ("server", "port", "path", "system_identifier"),
    INFRASTRUCTURE: ("backend", "lineage"),
    CLUSTER: ("context", "server"),
    CLOUD: ("account", "project"),
    SERVICE: ("account", "project", "url"),
    HOST: ("host",),
    REF: ("remote",),
    CONTAINER: ("host", "context"),
    PATH: ("path",),
    REPOSITORY: ("path",),
    MACHINE: ("host",),
}
_DEFAULTED = ("port",)
"""Stated without being enough: a port identifies nothing without its server."""

_FOLDED = ("server", "host", "engine", "provider", "url")
"""Facets whose case carries no meaning."""
_SEVERAL = ("server", "port")
"""Facets that may name several at once, with commas between, as libpq and MongoDB take them."""

_ABSENT = {(CONTAINER, "host"): "local", (INFRASTRUCTURE, "workspace"): "default", (REF, "default"): "no"}
"""What a facet is when the tool did not state it at all."""

_cache: dict[str, Parsed | None] = {}


def glob(pattern: str, text: str) -> bool:
    """Whether a shell glob covers the whole text. Case counts; time is at most the product of both lengths."""
    if "*" not in pattern and "?" not in pattern and "[" not in pattern:
        return pattern == text
    if pattern == "*":
        return True
    at = 0
    where = 0
    star = -1
    retry = 0
    end = len(pattern)
    while where < len(text):
        if at < end and pattern[at] == "*":
            star = at
            at += 1
            retry = where
            continue
        if at < end:
            step = _one(pattern, at, text[where])
            if step:
                at += step
                where += 1
                continue
        if star < 0:
            return False
        # the last star takes one character more; earlier stars never need to be tried again
        retry += 1
        where = retry
        at = star + 1
    while at < end and pattern[at] == "*":
        at += 1
    return at == end


def _one(pattern: str, at: int, character: str) -> int:
    """How long the pattern's element at `at` is when it covers the character, 0 when it does not."""
    element = pattern[at]
    if element == "?":
        return 1
    if element != "[":
        return 1 if element == character else 0
    close = at + 1
    if pattern[close : close + 1] == "!":
        close += 1
    if pattern[close : close + 1] == "]":
        close += 1
    close = pattern.find("]", close)
    if close < 0:  # no end: the bracket is itself
        return 1 if character == "[" else 0
    inside = pattern[at + 1 : close]
    negated = inside[0] == "!"
    if negated:
        inside = inside[1:]
    found = False
    index = 0
    while index < len(inside):
        if index + 2 < len(inside) and inside[index + 1] == "-":
            found = found or inside[index] <= character <= inside[index + 2]
            index += 3
        else:
            found = found or inside[index] == character
            index += 1
    return close + 1 - at if found != negated else 0


def engine_of(name: str) -> str:
    """One spelling per database engine: "postgresql" → "postgres"."""
    name = name.lower()
    return ENGINES.get(name, name)


def problem_of(pattern: str) -> str:
    """What is wrong with a pattern, in words for its author; "" when it can be used."""
    if not pattern.strip():
        return "an empty pattern matches nothing"
    if pattern != pattern.strip():
        return "a pattern has no spaces around it"
    if not pattern.isprintable():
        return "a pattern has no control characters"
    if _parsed(pattern) is not None:
        return ""
    scheme, colon, rest = pattern.partition(":")
    if not colon:
        return f"a pattern starts with what it is about, as in path:{pattern} or terraform:workspace={pattern}"
    if rest.startswith("//"):
        return "no server is named; write * for any"
    if scheme == "path":
        return "a path is absolute, as in path:/srv/*"
    if scheme not in SCHEMES:
        return f"nothing is called {scheme!r}; known are path, sqlite, ENGINE://, {', '.join(sorted(SCHEMES))}"
    allowed = SCHEMES[scheme][2].split()
    for piece in rest.split(","):
        name, equals, value = piece.partition("=")
        if not equals:
            return f"{piece!r} needs a facet, as in {scheme}:{allowed[0]}={piece}"
        if name not in allowed:
            return f"{scheme} has no facet {name!r}; it has {', '.join(allowed)}"
        if not value:
            return f"{name} has no value"
    return "it cannot be read as a pattern"


def _parsed(pattern: str) -> Parsed | None:
    """(kinds, facets that must be equal, facets that are globbed), None when it is no pattern."""
    if pattern in _cache:
        return _cache[pattern]
    if len(_cache) > 4096:
        _cache.clear()
    found = _parse(pattern)
    _cache[pattern] = found
    return found


def _parse(pattern: str) -> Parsed | None:
    scheme, colon, rest = pattern.partition(":")
    if not colon or not scheme:
        return None
    if rest.startswith("//"):
        return _parse_url(scheme, rest[2:])
    if not rest:
        return None
    if scheme == "path":
        return ((PATH, REPOSITORY), (), (("path", rest),)) if rest[0] in "/*" else None
    if scheme == "sqlite":
        return ((DATABASE,), (("engine", "sqlite"),), (("path", rest),))
    known = SCHEMES.get(scheme)
    if known is None:
        return None
    kinds, fixed, allowed = known
    if rest == "*":
        return kinds, fixed, ()
    names = allowed.split()
    asked: list[tuple[str, str]] = []
    for piece in rest.split(","):
        name, equals, value = piece.partition("=")
        if not equals or not value or name not in names:
            return None
        if name == "engine":
            value = engine_of(value)
        asked.append((name, value.lower() if name in _FOLDED else value))
    return kinds, fixed, tuple(asked)


def _parse_url(scheme: str, rest: str) -> Parsed | None:
    authority, slash, database = rest.partition("/")
    user, at, place = authority.rpartition("@")
    if not place:
        return None
    port = ""
    if place.startswith("["):
        close = place.find("]")
        if close < 0:
            return None
        host, tail = place[1:close], place[close + 1 :]
        if tail.startswith(":"):
            port = tail[1:]
        elif tail:
            host = place  # a character class, not an address
    elif place.count(":") == 1:
        host, _colon, port = place.partition(":")
    else:
        host = place
    asked: list[tuple[str, str]] = [("engine", engine_of(scheme)), ("server", host.lower())]
    if port:
        asked.append(("port", port))
    if slash and database:
        asked.append(("database", database))
    if at and user:
        asked.append(("user", user.partition(":")[0]))
    return (DATABASE,), (), tuple(asked)


def matches(pattern: str, target: Target) -> bool | None:
    """Whether the target is, contains or may be what the pattern names; None when that is not known.

    An unreadable pattern matches nothing (loading the configuration refuses it by name).
    """
    parsed = _parsed(pattern)
    if parsed is None or target.kind not in parsed[0]:
        return False
    answer: bool | None = True
    for name, wanted in (*parsed[1], *parsed[2]):
        found = _facet_matches(name, wanted, target)
        if found is False:
            return False
        if found is None:
            answer = None
    return answer


def _facet_matches(name: str, wanted: str, target: Target) -> bool | None:
    value = target.facet(name)
    if value is None and not target.has(name):
        value = _ABSENT.get((target.kind, name))
    if name == "engine":
        if value is None:
            return True if wanted == "*" else None
        engine = engine_of(value)
        if wanted == "*":  # `*://…` is about servers
            return engine != "sqlite"
        return glob(wanted, engine)
    if wanted == "*":
        return True
    if name == "path":
        return _path_matches(wanted, target)
    if value is None:
        return None
    if name in _FOLDED:
        value = value.lower()
    if name in _SEVERAL and "," in value:  # a client that is given several may meet any of them
        return any(_same(name, wanted, one) for one in value.split(","))
    return _same(name, wanted, value)


def _same(name: str, wanted: str, value: str) -> bool:
    if name == "server" and _loopback(wanted) and _loopback(value):
        return True
    if glob(wanted, value):
        return True
    # a name without its final dot, or without its port, is the same host
    return name in ("server", "host") and value.endswith(".") and glob(wanted, value[:-1])


def _loopback(server: str) -> bool:
    return server in LOOPBACK or server.startswith(("127.", "/")) or not server


def _path_matches(wanted: str, target: Target) -> bool | None:
    """A path is hit when it is covered, when it stands below something covered, or when it contains what is."""
    path = target.facet("path")
    under = target.facet("under")
    if path is None and under is None:
        return None
    for place in (path, under):
        if place is not None and (_covered(wanted, place) or _contains(place, wanted)):
            return True
    if target.facet("hole") == "unset":
        return None  # the unknown part may lead anywhere
    return False


def _covered(wanted: str, path: str) -> bool:
    if glob(wanted, path):
        return True
    # `path:/srv/data` covers what lies in it; `path:/srv/*` covers /srv itself when it is the thing hit
    return glob(wanted.rstrip("/") + "/*", path) or (wanted.endswith("/*") and glob(wanted[:-2], path))


def _contains(path: str, wanted: str) -> bool:
    """Whether hitting `path` hits what the pattern names: its literal directories start with the path."""
    literal = wanted
    for mark in "*?[":
        literal = literal.partition(mark)[0]
    root = path.rstrip("/") + "/"
    return literal.startswith(root)


def unsettled(target: Target) -> str:
    """Why it is not certain which one the target is, in words; "" when it is.

    An identifying facet that is unknown or overridable outweighs whatever the other facets say.
    """
    identity = _IDENTITY.get(target.kind)
    if identity is None:
        return f"nothing identifies a {target.kind}"
    known = False
    for facet in target.facets:
        if facet.name not in identity:
            continue
        if facet.value is None:
            return f"its {facet.name} is not known"
        if facet.overridable:
            return f"its {facet.name} could be changed by {_changer(facet)}"
        if facet.name not in _DEFAULTED:
            known = True
    if not known:
        return f"its {identity[0]} is not stated"
    if target.kind in (PATH, REPOSITORY) and target.facet("hole") == "unset":
        return "part of its path is not known"
    if target.kind == DATABASE:
        server = target.facet("server")
        if (
            server is not None
            and any(_loopback(one) for one in server.lower().split(","))
            and not (target.facet("listener") or target.facet("system_identifier"))
        ):
            return "it is on this machine's loopback, and what listens there is not known (a tunnel looks the same)"
    return ""


def _changer(facet: Facet) -> str:
    return "something that was not seen" + (f" ({facet.source})" if facet.source else "")


def settles(pattern: str, target: Target) -> bool:
    """Whether the pattern may make the target *laxer*: it is certainly that one, wholly, and nothing else."""
    if matches(pattern, target) is not True or unsettled(target):
        return False
    parsed = _parsed(pattern)
    assert parsed is not None
    if target.kind in (PATH, REPOSITORY):
        path = target.facet("path") or ""
        wanted = dict(parsed[2])["path"]
        place = target.facet("under") if target.facet("hole") == "glob" else path
        # containing something throw-away does not make a directory throw-away
        return place is not None and (glob(wanted, place) or glob(wanted.rstrip("/") + "/*", place))
    for name, wanted in parsed[2]:
        value = target.facet(name) or ""
        if name in _SEVERAL and "," in value and wanted != "*":
            each = value.lower().split(",")
            if not all(_same(name, wanted, one) for one in each):
                return False
    return True


class Standing(Noun):
    """What the configured environments say of a target.

    `column` is PRODUCTION or SHARED (at least so strict), THROWAWAY (certainly dev), "?" (one of the strict ones may
    be meant) or "" (nothing), `name` the environment that says so. `names` are the environments whose holds and
    freezes apply: every one that is hit.
    """

    column: str = ""
    why: str = ""
    name: str = ""
    names: tuple[str, ...] = ()


_SILENT = Standing()


def standing(target: Target, environments: tuple[Environment, ...]) -> Standing:
    """The strictest environment wins; doubt about a strict one outweighs certainty about a lax one."""
    strict: Environment | None = None
    doubtful: Environment | None = None
    lax: Environment | None = None
    almost: Environment | None = None
    names: list[str] = []
    for environment in environments:
        answers = [matches(pattern, target) for pattern in environment.matches]
        hit = True in answers
        if hit:
            names.append(environment.name)
        if environment.column in (PRODUCTION, SHARED):
            if hit:
                if strict is None or environment.column == PRODUCTION:
                    strict = environment
            elif None in answers:
                doubtful = environment
        elif environment.column == THROWAWAY and hit:
            if any(settles(pattern, target) for pattern in environment.matches):
                lax = environment
            else:
                almost = environment
    if strict is not None:
        return Standing(strict.column, f"matches environment {strict.name} ({strict.layer})", strict.name, tuple(names))
    if doubtful is not None:
        why = f"it may belong to environment {doubtful.name}: not enough is known"
        return Standing("?", why, "", tuple(names))
    if lax is not None:
        return Standing(THROWAWAY, f"matches environment {lax.name} ({lax.layer})", lax.name, tuple(names))
    if almost is not None:
        why = unsettled(target) or "more than what the environment covers is hit"
        return Standing("", f"it looks like environment {almost.name}, but {why}", "", tuple(names))
    return _SILENT
