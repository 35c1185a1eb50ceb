"""What an HTTP request asks a service to do, told by its method, the words of its path and its body.

Method and path verb carry most of it, whoever the vendor is: DELETE deletes, and so does a POST to
`…/_delete_by_query`, `…/doDelete`, `…:destroy` or a GraphQL mutation `volumeDelete`. Searching and
reading by POST is not held.
Facts: RFC 9110; the API references of Elasticsearch, GitHub, GitLab, Jenkins, Prometheus, Algolia, Solr and Stripe.
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    CONTAINER_CHANGE,
    CONTAINER_DATA,
    EXPOSURE,
    GIT_REMOTE,
    PROTECTION_OFF,
    SERVICE_DELETE,
    Effect,
    Extent,
    HandOff,
)
from keyturn.model.noun import Noun
from keyturn.model.source import SQL, Source, SqlContext
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.word import GLOB, Word
from keyturn.tool.handoff import shorten
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.surroundings import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_READS = frozenset(("", "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT"))
_HOLE = "…"
"""Stands for an unknown stretch of an address, so that it is no word of its path."""

# Verbs that a path segment may begin or end with: deleteUser, doDelete, chat.delete, _delete_by_query, x:destroy.
_DELETES = frozenset(
    "delete destroy purge truncate wipe erase expunge prune deleteall destroyall dodelete bulkdelete batchdelete "
    "batchremove drop dropall flushall flushdb deregister unregister uninstall obliterate deleterange".split()
)
_DELETES_ALONE = frozenset("remove clear revoke wipeout factoryreset removeall revokeall unload nuke".split())
_STOPS = frozenset(
    "cancel close archive disable deactivate suspend stop shutdown terminate kill rollback revert restart reboot pause "
    "drain decommission seal evict failover quit exit poweroff offline halt abort".split()
)
_STOPS_ALONE = frozenset(
    "safeexit saferestart quietdown quiesce unpublish dodisable transfer scaledown stepdown freeze muteall".split()
)
_MONEY = frozenset("refund refunds payout payouts reversals chargeback void".split())
# Words in front that turn the verb into its opposite or into a question.
_MILD = frozenset(
    "undo undelete cancel restore preview validate check can is simulate estimate deleted removed archived un "
    "pre before after on test list get count search find query".split()
)
_QUERY_VERBS = ("action", "_action", "_method", "op", "operation", "cmd", "command", "do")
_DRY = ("dry_run", "dryrun", "dry-run", "validate_only", "validateonly", "preview", "simulate")

_PROTECTIONS = frozenset(
    "deletionprotection deletionprotectionenabled deleteprotection terminationprotection preventdestroy protected "
    "enforceadmins requiredpullrequestreviews requiredstatuschecks destructiverequiresname versioningenabled "
    "softdelete backupsenabled backupenabled autobackup pointintimerecovery rowlevelsecurity requiremfa mfarequired "
    "twofactorrequired secretscanning vulnerabilityalerts blockpublicaccess requiresignatures".split()
)
_OFF = frozenset("false null none 0 off disabled no suspended".split())
_ON = frozenset("true 1 on yes enabled".split())
_COUNTS = frozenset("replicas numberofreplicas instances quantity desiredcapacity desiredcount machinecount".split())
_SWITCHED = ("flag", "feature", "toggle", "protection", "alert", "monitor", "webhook", "backup", "rule", "permissions",
             "firewall", "waf", "schedule", "service", "route", "policies", "policy")  # fmt: skip


class Request(Noun):
    """One request: the method in capitals, the address, the body's parts, and a file socket it goes through."""

    method: str
    url: Word
    bodies: tuple[Word, ...] = ()
    provider: str = "http"
    socket: str = ""


class Meaning(Noun):
    """What a request does: the rule, its category, and a sentence with `{path}` and `{host}` in it."""

    rule: str
    category: str
    what: str
    wide: bool = False


def judge(call: Invocation, view: View, request: Request) -> list[Outcome]:
    """The effects of one request, or the statement it carries to a database."""
    url = request.url
    text = url.text if url.text is not None else _known(url)
    query = text.partition("?")[2].partition("#")[0]
    if request.method in _READS and not query:
        return _NOTHING
    body = _body(call, view, request.bodies) if request.bodies else ""
    statement = _statement(query, body) if query or body else ""
    if statement:
        where = _target(url, request.provider)
        source = Source(
            SQL, Word(statement, quoted=True), call.origin.inner(call.name), SqlContext(where, ""), certain=call.certain
        )
        return [HandOff(source, call.name)]
    meaning = meaning_of(request.method, text, body, request.socket)
    if meaning is None or (meaning.rule == "http/delete" and not meaning.wide and _own_record(text)):
        return _NOTHING
    shown = _open(url.shown())
    wide = meaning.wide or url.text is None or any(mark in text for mark in ("*", "_all", "by_query"))
    return [
        Effect(
            meaning.rule,
            meaning.category,
            meaning.what.replace("{path}", _path(shown)).replace("{host}", _host(shown)),
            (_target(url, request.provider),),
            Extent(None if wide else 1, not wide, "resources"),
            certain=call.certain,
            origin=call.origin,
        )
    ]


def meaning_of(method: str, url: str, body: str = "", socket: str = "") -> Meaning | None:
    """What a request does to the service, None when nothing is lost. Pure: method, address and body are texts."""
    path, _mark, query = url.partition("#")[0].partition("?")
    segments = [one for one in _path(path).split("/") if one]
    lower = [one.lower() for one in segments]
    last = segments[-1] if segments else ""
    pairs = _query(query) if query else []
    if any(name in _DRY and value not in ("false", "0", "no") for name, value in pairs):
        return None
    override = next((value for name, value in pairs if name == "_method"), "")
    if not override and body and method == "POST" and "_method" in body:
        override = next((value for name, value in _pairs(body) if name == "method"), "") if "_method" in body else ""
    if method.startswith(("DELETE", "DELE ", "RMD ", "EXPUNGE", "UNLINK")) or override == "delete":
        return _deleting(lower, socket)
    for name, value in pairs:
        verb = _verb(value) if name in _QUERY_VERBS and value else ""
        if verb == "delete" or (name == "delete" and not value and method == "POST"):
            return Meaning("http/delete-endpoint", SERVICE_DELETE, f"calls {{path}} at {{host}} with {name}={value}")
        if verb == "stop" and method not in _READS:
            return Meaning("http/stop", AVAILABILITY, f"calls {{path}} at {{host}} with {name}={value}")
    if method in _READS:
        return None
    # the version stands behind it at some: …/graphql/v2
    if any("graphql" in one for one in lower[-2:]):
        return _graphql(body)
    if lower:
        found = _by_path(method, segments, lower, last)
        if found is not None:
            return found
    return _by_body(method, lower, body) if body else None


def _deleting(lower: list[str], socket: str) -> Meaning | None:
    if "scroll" in lower[-2:] or "_pit" in lower[-1:] or "_async_search" in lower[-2:]:
        return None  # a search's own cursor
    if "docker" in socket or "podman" in socket:
        if "volumes" in lower:
            return Meaning("http/delete", CONTAINER_DATA, "asks the container engine to delete {path}")
        if "containers" in lower or "images" in lower or "networks" in lower:
            return Meaning("http/delete", CONTAINER_CHANGE, "asks the container engine to delete {path}")
    wide = not lower or lower[-1] in ("_all", "*", _HOLE)
    return Meaning("http/delete", SERVICE_DELETE, "asks {host} to delete {path}", wide)


def _by_path(method: str, segments: list[str], lower: list[str], last: str) -> Meaning | None:
    """A verb as the last word of the path (or before a last word that is an identifier)."""
    verb = _verb(last)
    if not verb and len(segments) > 2 and ":" not in last and _identifier(last):
        # …/delete/17 and …/_delete_by_query/all
        verb = "delete" if _verb(segments[-2]) == "delete" and lower[-2] in _DELETES else ""
    cached = any("cache" in one for one in lower[-3:])
    if not verb and lower[0] == "v1" and len(lower) > 3 and lower[2] in ("destroy", "delete"):
        verb = "delete"  # Vault: /v1/<mount>/destroy/<path>
    if lower[-1] == "_restore" and "_snapshot" in lower:
        return Meaning("http/stop", AVAILABILITY, "puts a snapshot over what is there, by {path} at {host}")
    if "agent" in lower and (lower[-1] == "leave" or "force-leave" in lower):
        return Meaning("http/stop", AVAILABILITY, "takes a member out of the cluster at {host}")
    if verb == "delete":
        if cached:
            if "purge" in lower[-1]:
                return Meaning("http/stop", AVAILABILITY, "calls {path} at {host}, which empties its cache")
            return None
        if "notification" in "/".join(lower) and "clear" in lower[-1]:
            return None
        if "revoke" in lower[-1] and any("oauth" in one or one == "connect" for one in lower):
            return None  # a client that signs itself out
        return Meaning("http/delete-endpoint", SERVICE_DELETE, "calls {path} at {host}, which deletes")
    if verb == "stop":
        return Meaning("http/stop", AVAILABILITY, "calls {path} at {host}, which stops or withdraws it")
    if lower[-1] in _MONEY and method == "POST":
        return Meaning("http/money", SERVICE_DELETE, "calls {path} at {host}, which gives money back or sends it away")
    return None


def _verb(segment: str) -> str:
    """Delete, stop or nothing for one word of a path: what it begins or ends with, cut at case and punctuation."""
    if ":" in segment:
        segment = segment.rpartition(":")[2]
    whole = segment.lower().strip("_")
    if len(whole) > 60:
        return ""
    if whole in _DELETES or whole in _DELETES_ALONE:
        return "delete"
    if whole in _STOPS or whole in _STOPS_ALONE:
        return "stop"
    parts = _cut(segment)
    if len(parts) < 2 or len(parts) > 5 or parts[0] in _MILD:
        return ""
    ends = (parts[0], parts[-1])
    if any(one in _DELETES for one in ends) or ("".join(parts) in _DELETES_ALONE):
        return "delete"
    if parts[0] in ("remove", "revoke") or parts[-1] in ("remove", "revoke"):
        return "delete"
    if parts[0] == "close":
        return ""  # close-dialog, closeModal: mostly a page's own doing
    if len(parts) <= 3 and any(one in _STOPS for one in ends) and parts[-1] not in ("reason", "at", "time", "list"):
        return "stop"
    return "stop" if "".join(parts) in _STOPS_ALONE else ""


def _cut(text: str) -> list[str]:
    """`doDelete` → do, delete; `_delete_by_query` → delete, by, query."""
    parts: list[str] = []
    word = ""
    for at, character in enumerate(text):
        if not character.isalnum():
            if word:
                parts.append(word.lower())
            word = ""
            continue
        if character.isupper() and at and text[at - 1].islower() and word:
            parts.append(word.lower())
            word = ""
        word += character
    if word:
        parts.append(word.lower())
    return parts


def _identifier(segment: str) -> bool:
    return any(one.isdigit() for one in segment) or segment.startswith(_HOLE) or segment in ("all", "*", "_all")


def _graphql(body: str) -> Meaning | None:
    """A mutation one of whose fields deletes or stops something."""
    at = body.find("mutation")
    if at < 0:
        return None
    text = body[at:].replace("\\n", " ").replace("\\t", " ")
    depth = 0
    word = ""
    fields: list[str] = []
    bracket = 0
    for character in text:
        if character.isalnum() or character == "_":
            word += character
            continue
        if word and depth == 1 and not bracket:
            fields.append(word)
        word = ""
        if character == "(":
            bracket += 1
        elif character == ")":
            bracket = max(0, bracket - 1)
        elif character == "{" and not bracket:
            depth += 1
        elif character == "}" and not bracket:
            depth -= 1
    # an alias stands in front of its field, so every word of the first level is looked at
    for field in fields:
        if _verb(field) == "delete":
            return Meaning("http/graphql-delete", SERVICE_DELETE, f"asks {{host}} for the mutation {shorten(field)}")
    for field in fields:
        if _verb(field) == "stop":
            return Meaning("http/stop", AVAILABILITY, f"asks {{host}} for the mutation {shorten(field)}")
    if "visibility" in text.lower() and "public" in text.lower() and "update" in text.lower():
        return Meaning("http/exposure", EXPOSURE, "asks {host} to make something public")
    return None


def _by_body(method: str, lower: list[str], body: str) -> Meaning | None:
    last = lower[-1] if lower else ""
    if last == "_aliases" and '"remove' in body:
        if '"remove_index"' in body:
            return Meaning("http/delete-endpoint", SERVICE_DELETE, "removes an index through {path} at {host}")
        return None if '"add"' in body else Meaning("http/stop", AVAILABILITY, "takes an alias away at {host}")
    if last in ("script", "scripttext") and "script=" in body and ("elete(" in body or "emove(" in body):
        return Meaning("http/delete-endpoint", SERVICE_DELETE, "runs a script that deletes at {host}", wide=True)
    if last == "_bulk" and '"delete"' in body:
        return Meaning("http/delete-endpoint", SERVICE_DELETE, "deletes documents through {path} at {host}")
    if "update" in lower[-2:] and ("<delete>" in body or '"delete"' in body):
        return Meaning("http/delete-endpoint", SERVICE_DELETE, "deletes documents through {path} at {host}", wide=True)
    if last == "_update_by_query" and "ctx.op" in body and "delete" in body:
        return Meaning("http/delete-endpoint", SERVICE_DELETE, "deletes documents through {path} at {host}", wide=True)
    if '"jsonrpc"' in body or '"method"' in body:
        name = next((value for key, value in _pairs(body) if key == "method"), "")
        if '"jsonrpc"' in body and _verb(name.rpartition("_")[2] if "_" in name else name) == "delete":
            return Meaning("http/delete-endpoint", SERVICE_DELETE, f"calls the method {shorten(name)} at {{host}}")
    if method not in ("PUT", "PATCH", "POST"):
        return None
    path = "/".join(lower)
    for name, value in _pairs(body):
        if name in _PROTECTIONS and value in _OFF:
            return Meaning("http/protection-off", PROTECTION_OFF, f"sets {name} to {value} on {{path}} at {{host}}")
        if name == "kind" and value in ("turnflagoff", "archiveflag", "deleteflag"):
            # LaunchDarkly's semantic patch
            return Meaning("http/stop", AVAILABILITY, "switches the flag {path} at {host} off")
        if name in ("allowforcepushes", "allowdeletions") and value in _ON:
            return Meaning("http/protection-off", PROTECTION_OFF, f"sets {name} on {{path}} at {{host}}")
        if name == "enforcement" and value in ("disabled", "evaluate"):
            return Meaning("http/protection-off", PROTECTION_OFF, "switches {path} at {host} off")
        if method == "POST":
            continue
        if (name == "private" and value in _OFF) or (name == "visibility" and value == "public"):
            return Meaning("http/exposure", EXPOSURE, "makes {path} at {host} public")
        if name in ("archived", "suspended", "paused", "maintenance") and value in _ON:
            return Meaning("http/stop", AVAILABILITY, f"sets {name} on {{path}} at {{host}}")
        if (name == "force" and value in _ON) and "git/refs" in path:
            return Meaning("http/force-ref", GIT_REMOTE, "moves the ref {path} at {host} by force")
        if name in _COUNTS and value == "0":
            return Meaning("http/stop", AVAILABILITY, f"sets {name} to 0 on {{path}} at {{host}}")
        if name in ("enabled", "active") and value in _OFF and any(one in path for one in _SWITCHED):
            return Meaning("http/stop", AVAILABILITY, "switches {path} at {host} off")
        if name.endswith("allocationenable") and value == "none":
            return Meaning("http/stop", AVAILABILITY, "stops shards from being placed at {host}")
    return None


def _pairs(body: str) -> list[tuple[str, str]]:
    """Names and plain values in JSON, form or `key=value` text; a name is folded to letters and digits."""
    import re

    found = re.findall(r"[\"']?([\w.\-\[\]]{2,60})\\?[\"']?\s*:?[:=]\s*\\?[\"']?([\w.\-]{1,80})", body[:100_000])
    out = []
    for name, value in found:
        folded = "".join(one for one in name.lower() if one.isalnum())
        out.append((folded, value.lower()))
        short = "".join(one for one in name.rpartition(".")[2].lower() if one.isalnum())
        if short != folded:
            out.append((short, value.lower()))
    return out


def _query(query: str) -> list[tuple[str, str]]:
    out = []
    for pair in query.split("&"):
        name, _equals, value = pair.partition("=")
        out.append((name.lower(), value.lower() if len(value) < 80 else ""))
    return out


_STATEMENTS = ("drop ", "delete from ", "truncate ", "alter ", "delete ")


def _statement(query: str, body: str) -> str:
    """A statement of SQL (or its like) that an HTTP interface of a database is given, "" when there is none."""
    places = [body.strip()]
    for pair in (query + "&" + body).split("&") if "=" in query or "=" in body[:12] else ():
        name, _equals, value = pair.partition("=")
        if name.strip().lower() in ("q", "query", "sql", "stmt", "statement"):
            places.append(_decoded(value))
    for text in places:
        start = text[:40].lstrip("[\"' ").lower()
        if start.startswith(_STATEMENTS):
            return text.strip("[]\"' \n")
    for key in ('"sql"', '"query"', '"statement"', '"stmt"'):
        at = body.find(key)
        if at < 0:
            continue
        value = body[at + len(key) :].lstrip(" :\n")
        if value[:1] == '"' and value[1:].lstrip()[:13].lower().startswith(_STATEMENTS):
            end = value.find('"', 1)
            return value[1 : end if end > 0 else len(value)]
    return ""


def _decoded(value: str) -> str:
    text = value.replace("+", " ")
    if "%" not in text:
        return text
    first, *rest = text.split("%")
    out = first
    for part in rest:
        code = part[:2]
        if len(code) == 2 and all(one in "0123456789abcdefABCDEF" for one in code):
            out += chr(int(code, 16)) + part[2:]
        else:
            out += "%" + part
    return out


def _body(call: Invocation, view: View, words: tuple[Word, ...]) -> str:
    """The body as far as it is known; `@file` is read, `@-` is what is piped in."""
    texts = []
    for word in words:
        text = word.text if word.text is not None else _known(word)
        if text.startswith("@") and word.text is not None:
            if text in ("@-", "@/dev/stdin"):
                source = call.stdin
                inside = source.text if isinstance(source, Source) else None
                text = "" if inside is None else inside.text if inside.text is not None else _known(inside)
            else:
                text = text_of(absolute(text[1:], directory_of(call, view)), view) or ""
        texts.append(text)
    return "&".join(texts)


def _known(word: Word) -> str:
    """The word with a mark for every unknown stretch; a pattern in an address matches no file and is sent as it is."""
    return "".join(part if isinstance(part, str) else (part.name if part.why == GLOB else _HOLE) for part in word.parts)


def _target(url: Word, provider: str) -> Target:
    text = url.text
    if text is None and all(hole.why == GLOB for hole in url.holes):
        text = url.worst()
    return Target(
        SERVICE,
        _open(url.shown()),
        (
            Facet("provider", provider),
            Facet("url", _open(text) if text else None, "command"),
            Facet("host", _host(text) if text else None),
        ),
    )


def _open(url: str) -> str:
    """An address without the user and password in it."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


# Where data stores and consoles listen: there a DELETE takes an index, a queue or a volume, whatever its name.
_STORE_PORTS = frozenset(
    "2375 2376 2379 4001 4646 5000 5984 6333 6443 7474 7700 8001 8086 8108 8123 8200 8443 8500 8529 8888 8983 9000 "
    "9090 9091 9200 9201 15672 19530".split()
)


def _own_record(url: str) -> bool:
    """Whether a DELETE is for one numbered record of a service that somebody develops on this machine."""
    name, _colon, port = _host(url).rpartition(":")
    if name not in ("localhost", "127.0.0.1", "[::1]") or port in _STORE_PORTS or not port.isdigit():
        return False
    segments = _path(url).rstrip("/").split("/")
    return len(segments) > 2 and _identifier(segments[-1]) and not segments[-1].isalpha()


def _host(url: str) -> str:
    rest = url.partition("://")[2] or url
    return rest.partition("/")[0].partition("?")[0].rpartition("@")[2]


def _path(url: str) -> str:
    rest = url.partition("://")[2] or url
    return "/" + rest.partition("/")[2].partition("?")[0]
