"""Tool calls of Model Context Protocol servers, and of agents' own tools that nobody described.

The source is JSON: {"server", "tool", "arguments": [[path, text], …], "hints": {name: "true"}, "started": [word, …]}.
Text in an argument called `sql` is SQL, in one called `command` a command; a tool that stands for a program
(`kubectl_delete`, `git_reset`, `write_file`) is that program's call: read by the same readers as everywhere. For the
rest the tool's own name says what it does (`delete_project`), an argument that chooses an operation (`operation:
delete`), and what the server declares of it. What a server declares is its own word: it can make a call stricter, and
never harmless. Facts: the protocol's tool annotations
(https://modelcontextprotocol.io/specification/2025-06-18/server/tools), and the tools that public servers document.
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    BACKUP_DELETE,
    BOUNDED_WRITE,
    DATA_LOSS,
    OPEN,
    PROTECTION_OFF,
    SERVICE_DELETE,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.invocation import base_name
from keyturn.model.source import COMMAND_LINE, JAVASCRIPT, PYTHON, REDIS, SHELL, SQL, Source, SqlContext
from keyturn.model.target import DATABASE, SERVICE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool import mcp_programs as programs
from keyturn.tool.mcp_names import Arguments, names
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.view import View

_COMMANDS = frozenset(
    "command commands cmd cmds script shell bash commandline terminalcommand clicommand shellcommand argv program "
    "executable".split()
)
_CODE = frozenset("code python pythoncode source".split())
_WORDED = frozenset("name title description reason comment message".split())
_SHELLS = frozenset("shell terminal bash process console exec ssh".split())
_TYPED = frozenset("input keys chars text program executable".split())
_QUERIES = frozenset("query statement statements queries q ddl migration".split())

_DELETES = frozenset(
    "delete deletes remove rm del destroy drop purge wipe erase terminate truncate flush clear empty unpublish revoke "
    "uninstall discard nuke kill decommission deprovision teardown obliterate expunge prune flushall flushdb undeploy "
    "cancel refund deregister unlink".split()
)
_UNDOES = frozenset("reset rollback revert restore overwrite replace rebuild recreate reinitialize downgrade".split())
_UNDONE = frozenset(
    "database databases branch environment all backup snapshot table collection schema parent migrate migration "
    "migrations db cluster stack server vm volume data".split()
)
_STOPS = frozenset(
    "stop pause suspend shutdown restart reboot scale disable detach deactivate drain failover cordon evict".split()
)
_READS = frozenset(
    "get list read describe show search find fetch view count check explain preview plan dry query lookup inspect "
    "export download browse compare diff status suggest analyze validate history log logs".split()
)
_MAKES = frozenset(
    "create add insert append send post comment update edit set save upsert move rename copy upload import deploy "
    "publish invite assign label tag star follow merge push commit apply start resume run execute click navigate type "
    "fill press select complete transition link open put patch write generate build reply schedule".split()
)
_CHANGES = frozenset("update patch toggle set edit turn".split())
_JOINS = frozenset("and or then run execute".split())
_LOOKS = frozenset("search find grep explain docs documentation suggest preview lookup".split())
_BACKUPS = frozenset("backup backups snapshot snapshots recovery".split())
_GUARDS = frozenset("protection policy policies rls versioning retention firewall lock rule rules".split())
_SMALL = frozenset(
    "comment comments message messages reaction label labels draft drafts note notes reminder event events star like "
    "todo todos task tasks bookmark subscription notification notifications entry thread issue page attachment".split()
)
_OWN = frozenset(
    "tab tabs session cookie cookies breakpoint breakpoints highlight filter selection observation observations "
    "relation relations console memory memories thought thoughts process terminal run timer watch watcher".split()
)
_MEMORY = frozenset("memory knowledge graph".split())
_FILLING = frozenset("by id ids a the from all and of my one single browser mcp api data with".split())
_STORED = frozenset("table tables collection collections schema keyspace database databases".split())


def read_source(source: Source, view: View) -> list[Outcome]:
    """What the call would do."""
    found = _body(source.text.text)
    if found is None:
        return [BlindSpot("blind/unparsable", "a tool call that cannot be read", origin=source.origin)]
    server, tool, given, hints, started = found
    origin = source.origin.inner(f"{server}.{tool}" if server else tool)
    words = names(tool)
    chosen = given.choices()
    out, named = programs.read(server, words, given, chosen, origin)
    # looked up once something needs it: most calls are of no database
    targets = _targets(server, started, view) if _stores(words, given) else _targets("", (), view)
    for path, value in given:
        out.extend(_argument(path, value, words, given, targets, origin, server))
    out.extend(_store(words, given, targets, origin, server))
    if not named and (not out or set(words) & (_DELETES | _UNDOES)):
        out.extend(_named(server, tool, words, chosen, given, hints, targets, origin))
    return out


def _body(text: str | None) -> tuple[str, str, Arguments, dict[str, str], tuple[str, ...]] | None:
    import json

    try:
        found = json.loads(text or "")
        arguments = Arguments(tuple((str(path), str(value)) for path, value in found["arguments"]))
        started = tuple(str(word) for word in found.get("started", ()))
        return str(found["server"]), str(found["tool"]), arguments, dict(found["hints"]), started
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _stores(words: tuple[str, ...], given: Arguments) -> bool:
    """Whether a database may be what the call is about."""
    if (
        set(words) & _STORED
        or set(words) & {"many", "one", "sql", "query", "cypher", "redis", "key"}
        or words == ("delete",)
    ):
        return True
    plain = [given.plain(path) for path, _value in given]
    return any("sql" in name or name == "cql" or name in _QUERIES or name in _COMMANDS for name in plain)


def _targets(server: str, started: tuple[str, ...], view: View) -> tuple[Target, ...]:
    """What the server's statements run against: every database that its own words, or else its environment, name.

    Of a server that a client started only settings tell, and they add to what is not known.
    """
    from keyturn.tool.mcp_server import databases, told

    unknown = (Target(DATABASE, server or "a database", (Facet("server", None, "the tool's server"),)),)
    if started:
        return databases(started, view) or unknown
    return (*unknown, *told(server, view)) if server else unknown


def _argument(
    path: str,
    value: str,
    words: tuple[str, ...],
    given: Arguments,
    targets: tuple[Target, ...],
    origin: Origin,
    server: str,
) -> list[Outcome]:
    name = given.plain(path)
    if not value.strip():
        return []
    looks = bool(set(words) & _LOOKS) and not set(words) & _JOINS and given.get("analyze") != "true"
    runs_sql = bool(set(words) & {"sql", "psql", "mysql"})
    is_sql = (("sql" in name or name == "cql") and name not in ("mysql", "nosql")) or (
        (name in _QUERIES or (runs_sql and " " in value.strip() and name not in _WORDED)) and statement(value)
    )
    if is_sql:
        if looks:
            return []
        return [HandOff(Source(SQL, Word(value), origin, SqlContext(one, "")), "its statement") for one in targets]
    kept = set(words) | set(names(server))
    if name in _QUERIES and kept & {"cypher", "neo4j", "memgraph"}:
        return _cypher(value, targets, origin)
    if looks:
        return []
    if name in _COMMANDS and kept & {"redis", "valkey"} and not kept & {"shell", "terminal", "bash"}:
        return [HandOff(Source(REDIS, Word(value), origin, SqlContext(targets[0], "")), "its command")]
    if name in _TYPED and name not in _COMMANDS and (kept & _SHELLS or {"send", "keys"} <= set(words)):
        return [HandOff(Source(SHELL, Word(value), origin), "what it types")]
    if name in _COMMANDS and not given.is_operation(path):
        line = given.line(path)
        return [HandOff(Source(SHELL, Word(line), origin), "its command")] if line else []
    is_program = name in ("args", "arguments") and path.endswith("[0]") and module_of(base_name(value)) is not None
    if is_program and not any(given.plain(one) in _COMMANDS for one, _value in given):
        # the words of a program, without a name beside them that says so
        return [HandOff(Source(SHELL, Word(given.line(path)), origin), "its words")]
    if name in _CODE and _RUN & set(words):
        language = _language(words, given)
        if language == SQL:
            return [HandOff(Source(SQL, Word(value), origin, SqlContext(one, "")), "its code") for one in targets]
        return [HandOff(Source(language, Word(value), origin), "its code")]
    return []


_RUN = frozenset("python code execute run notebook cell eval repl js javascript node typescript jupyter".split())
_LANGUAGES = {
    **dict.fromkeys(("javascript", "js", "node", "nodejs", "typescript", "ts", "deno", "bun"), JAVASCRIPT),
    **dict.fromkeys(("bash", "sh", "shell", "zsh"), SHELL),
    **dict.fromkeys(("sql", "postgresql", "postgres", "mysql", "sqlite"), SQL),
    **{language: language for language in ("ruby", "php", "perl", "lua", "r", "go", "rust", "java", "kotlin")},
}


def _language(words: tuple[str, ...], given: Arguments) -> str:
    """What a tool's code is written in: as an argument says, else the tool's name, else Python."""
    said = given.get("language", "lang", "runtime", "kernel").lower()
    if said:
        return _LANGUAGES.get(said, PYTHON)
    return next((_LANGUAGES[word] for word in words if word in _LANGUAGES), PYTHON)


_FIRST = frozenset(
    "select insert update delete drop truncate alter create with merge replace begin start set grant revoke call do "
    "exec execute explain use vacuum reindex cluster copy load rename optimize comment show describe declare commit "
    "rollback abort end values table pragma attach detach analyze refresh import undrop lock savepoint release prepare "
    "if while print kill flush reset".split()
)


def statement(text: str) -> bool:
    """Whether a text begins like a statement: an argument called `query` is a search as often."""
    rest = text.lstrip(" \t\r\n;(")
    while rest.startswith(("--", "/*", "#")):
        ends = "*/" if rest.startswith("/*") else "\n"
        _comment, found, rest = rest.partition(ends)
        if not found:
            return False
        rest = rest.lstrip(" \t\r\n;(")
    word = ""
    for letter in rest[:20]:
        if not letter.isalpha():
            break
        word += letter
    return word.lower() in _FIRST


def _cypher(text: str, targets: tuple[Target, ...], origin: Origin) -> list[Outcome]:
    """Neo4j's language: DELETE and DROP; a WHERE or a pattern with properties bounds it."""
    upper = " ".join(text.upper().split())
    found = [word for word in ("DELETE", "DROP", "REMOVE") if f" {word} " in f" {upper} "]
    if not found:
        return []
    bounded = " WHERE " in upper or "{" in upper
    category = BOUNDED_WRITE if bounded and "DROP" not in found else DATA_LOSS
    extent = Extent(None, unit="nodes") if bounded else OPEN
    return [Effect("mcp/deletes-records", category, "deletes nodes of a graph", targets, extent, origin=origin)]


def _store(
    words: tuple[str, ...], given: Arguments, targets: tuple[Target, ...], origin: Origin, server: str
) -> list[Outcome]:
    """Tools that delete or change the records of a store by a filter, as MongoDB's do, and Redis's `delete`."""
    found = set(words)
    verb = found & {"delete", "remove", "update", "replace"}
    if verb and found & {"many", "one"} and len(words) <= 3:
        bounded = "one" in found or given.filled("filter")
        does = "deletes" if verb & {"delete", "remove"} else "changes"
        category = BOUNDED_WRITE if bounded else DATA_LOSS
        extent = Extent(None, unit="documents") if bounded else OPEN
        what = "documents" if bounded else "every document of a collection"
        return [Effect("mcp/deletes-records", category, f"{does} {what}", targets, extent, origin=origin)]
    if words == ("delete",) and given.get("key") and set(names(server)) & {"redis", "valkey", "cache", "kv"}:
        summary = "deletes one key"
        return [Effect("mcp/deletes-records", BOUNDED_WRITE, summary, targets, origin=origin)]
    return []


def _named(
    server: str,
    tool: str,
    words: tuple[str, ...],
    chosen: list[tuple[str, ...]],
    given: Arguments,
    hints: dict[str, str],
    targets: tuple[Target, ...],
    origin: Origin,
) -> list[Outcome]:
    """By the verb in the tool's name or in the operation chosen; what is deleted decides how much it weighs."""
    if _bounded(words, given, server):
        return []
    own = set(words)
    if words and words[0] in _READS and not (own & _JOINS or (len(words) > 1 and words[1] in _DELETES)):
        own = set()
    picked = {word for choice in chosen if not choice or choice[0] not in _READS for word in choice}
    found = own | picked
    deletes = found & _DELETES or (found & _UNDOES and found & _UNDONE)
    if given.true("is_destroy", "destroy", "force_destroy", "delete", "purge"):
        deletes = deletes or {"destroy"}
    stops = found & _STOPS or {"maintenance", "on"} <= found or (found & _CHANGES and found & {"flag", "flags"})
    # what is deleted is told by the tool's name where the verb is; an argument beside it must not make it small
    told = set(words) if own & (_DELETES | _UNDOES) else set(words) | picked
    objects = told - _DELETES - _STOPS - _UNDOES - _FILLING
    shown = f"{server}: {tool}" if server else tool
    if picked & (_DELETES | _STOPS | _UNDOES):
        shown += f" ({', '.join(' '.join(choice) for choice in chosen)})"
    if deletes and objects and not objects - _OWN:
        return [Note(f"{shown}: forgets something of its own", origin)]
    if deletes and _MEMORY & set(names(server)) and not objects - _OWN - {"entities", "entity", "nodes"}:
        return [Note(f"{shown}: forgets something of its own", origin)]
    if deletes:
        category, what = SERVICE_DELETE, "deletes what it is given"
        if deletes <= {"cancel", "refund"}:
            category, what = AVAILABILITY, "calls off or pays back, which cannot be undone"
            if objects & {"run", "request", "order", "job", "workflow", "build", "timer"}:
                return [Note(f"{shown}: calls off something that runs", origin)]
        elif objects & _BACKUPS:
            category, what = BACKUP_DELETE, "deletes a backup or a snapshot"
        elif objects & _GUARDS:
            category, what = PROTECTION_OFF, "takes a protection away"
        elif objects & _STORED:
            return [Effect("mcp/destructive-tool", DATA_LOSS, f"{shown} {what}", targets, OPEN, origin=origin)]
        elif objects & _SMALL and not objects - _SMALL:
            category, what = AVAILABILITY, "deletes something small"
        return [_effect("mcp/destructive-tool", category, f"{shown} {what}", server, given, origin)]
    if stops:
        return [_effect("mcp/stops-service", AVAILABILITY, f"{shown} stops or turns off", server, given, origin)]
    return _claimed(shown, found | set(words), server, given, hints, origin)


def _bounded(words: tuple[str, ...], given: Arguments, server: str) -> bool:
    """Whether `_store` has said it."""
    return bool(_store(words, given, (), COMMAND_LINE, server))


def _claimed(
    shown: str, found: set[str], server: str, given: Arguments, hints: dict[str, str], origin: Origin
) -> list[Outcome]:
    """What the server says: taken only where it is stricter than what its tool's name and arguments say."""
    reads = hints.get("readOnlyHint") == "true"
    known = found & (_READS | _MAKES)
    if not reads and hints.get("destructiveHint") == "true" and not known:
        summary = f"{shown} says of itself that it destroys"
        return [_effect("mcp/says-destructive", AVAILABILITY, summary, server, given, origin)]
    if not known:
        for line in (*hints.get("title", "").split("\n"), *hints.get("description", "").split("\n")):
            first = names(line[:80])[:3]
            if any(word in _DELETES or (word.endswith("s") and word[:-1] in _DELETES) for word in first):
                summary = f"{shown} describes itself as one that deletes"
                return [_effect("mcp/says-destructive", SERVICE_DELETE, summary, server, given, origin)]
    if not reads and hints.get("destructiveByDefault") == "true" and not known:
        summary = f"{shown} says that it changes things, and not that it destroys nothing"
        return [_effect("mcp/says-destructive", AVAILABILITY, summary, server, given, origin)]
    return [Note(f"{shown}: nothing in its name or arguments destroys", origin)]


def _effect(rule: str, category: str, summary: str, server: str, given: Arguments, origin: Origin) -> Effect:
    facets = [Facet("provider", server or None, "the tool's server")]
    for facet in ("project", "account"):
        value = given.get(facet, f"{facet}_id", f"{facet}_ref", f"{facet}_name")
        if value:
            facets.append(Facet(facet, value, "its arguments"))
    ids = [value for path, value in given if given.plain(path).rstrip("s").endswith(("id", "name", "ref"))]
    if ids:
        facets.append(Facet("objects", ", ".join(ids[:5])[:200], "its arguments"))
    return Effect(rule, category, summary, (Target(SERVICE, server or "a service", tuple(facets)),), origin=origin)
