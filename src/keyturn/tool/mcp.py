"""Tool calls of Model Context Protocol servers, and of agents' own tools that nobody described.

The source is JSON: {"server", "tool", "arguments": [[path, text], …], "hints": {name: "true"}}. Text in an argument
called `sql` is SQL, in one called `command` a command: read by the same readers as everywhere. For the rest the tool's
own name says what it does (`delete_project`), and what the server declares of it. What a server declares is its own
word: it can make a call stricter, and never harmless. Facts: the protocol's tool annotations
(https://modelcontextprotocol.io/specification/2025-06-18/server/tools).
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    BACKUP_DELETE,
    FILE_CHANGE,
    PROTECTION_OFF,
    RECURSIVE_DELETE,
    SERVICE_DELETE,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.invocation import Invocation
from keyturn.model.source import PYTHON, SHELL, SQL, Source, SqlContext
from keyturn.model.target import DATABASE, SERVICE, Facet, Target
from keyturn.model.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.view import View

_SQL = frozenset("sql query statement statements queries q sql_query sqlquery sqltext ddl".split())
_COMMANDS = frozenset("command commands cmd script shell bash commandline command_line terminal_command".split())
_CODE = frozenset("code python python_code source".split())
_PATHS = frozenset(
    "path file file_path filepath filename target uri directory dir folder source destination paths".split()
)

_DELETES = frozenset(
    "delete deletes remove rm del destroy drop purge wipe erase terminate truncate flush clear empty unpublish revoke "
    "uninstall discard nuke kill decommission deprovision teardown obliterate expunge".split()
)
_UNDOES = frozenset("reset rollback revert restore overwrite replace rebuild recreate reinitialize downgrade".split())
_STOPS = frozenset("stop pause suspend shutdown restart reboot scale disable detach deactivate drain failover".split())
_READS = frozenset("get list read describe show search find fetch view count check explain preview plan dry".split())
_BACKUPS = frozenset("backup backups snapshot snapshots".split())
_GUARDS = frozenset("protection policy policies rls versioning retention firewall lock rule rules".split())
_SMALL = frozenset(
    "comment comments message messages reaction label labels draft drafts note notes reminder tab tabs event events "
    "todo todos task tasks bookmark subscription notification notifications session cookie cookies entry observation "
    "observations relation relations entities breakpoint highlight filter column_width thread selection".split()
)
_FILES = frozenset("file files directory directories folder folders dir path paths".split())


def read_source(source: Source, view: View) -> list[Outcome]:
    """What the call would do. `view` is asked for nothing: a server's world is not on this machine."""
    text = source.text.text
    body = _body(text)
    if body is None:
        return [BlindSpot("blind/unparsable", "a tool call that cannot be read", origin=source.origin)]
    server, tool, arguments, hints = body
    origin = source.origin.inner(f"{server}.{tool}" if server else tool)
    words = names(tool)
    out: list[Outcome] = []
    for path, value in arguments:
        out.extend(_argument(path, value, server, words, origin))
    if not out or any(word in _DELETES or word in _UNDOES for word in words):
        out.extend(_named(server, tool, words, arguments, hints, origin))
    del view
    return out


def _body(text: str | None) -> tuple[str, str, list[tuple[str, str]], dict[str, str]] | None:
    import json

    try:
        found = json.loads(text or "")
        arguments = [(str(path), str(value)) for path, value in found["arguments"]]
        return str(found["server"]), str(found["tool"]), arguments, dict(found["hints"])
    except (ValueError, KeyError, TypeError):
        return None


def names(tool: str) -> tuple[str, ...]:
    """The words of a tool's name: `deleteProject`, `delete-project` and `project.delete` alike."""
    out: list[str] = []
    word = ""
    for letter in tool:
        if not letter.isalnum() or (letter.isupper() and word and not word[-1].isupper()):
            if word:
                out.append(word.lower())
            word = letter if letter.isalnum() else ""
        else:
            word += letter
    if word:
        out.append(word.lower())
    return tuple(out)


def _argument(path: str, value: str, server: str, words: tuple[str, ...], origin: Origin) -> list[Outcome]:
    name = path.rpartition(".")[2].partition("[")[0].lower()
    if not value.strip():
        return []
    if name in _COMMANDS and not set(words) & {"search", "find", "grep", "explain"}:
        return [HandOff(Source(SHELL, Word(value), origin), "its command")]
    if name in _SQL and _is_sql(value):
        target = Target(DATABASE, server or "a database", (Facet("server", None, "the tool's server"),))
        return [HandOff(Source(SQL, Word(value), origin, SqlContext(target, "")), "its statement")]
    if name in _CODE and {"python", "code", "execute", "run", "notebook", "cell", "eval"} & set(words):
        return [HandOff(Source(PYTHON, Word(value), origin), "its code")]
    return []


_FIRST = frozenset(
    "select insert update delete drop truncate alter create with merge replace begin start set grant revoke call do "
    "exec execute explain use vacuum reindex cluster copy load rename optimize comment show describe declare".split()
)


def _is_sql(text: str) -> bool:
    """Whether a text begins like a statement: an argument called `query` is a search as often."""
    rest = text.lstrip(" \t\r\n;(")
    while rest.startswith(("--", "/*")):
        ends = "\n" if rest.startswith("--") else "*/"
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


def _named(
    server: str,
    tool: str,
    words: tuple[str, ...],
    arguments: list[tuple[str, str]],
    hints: dict[str, str],
    origin: Origin,
) -> list[Outcome]:
    """By the verb in the tool's name; what is deleted decides how much it weighs."""
    found = set(words)
    deletes = found & _DELETES or (found & _UNDOES and found & {"project", "database", "branch", "environment", "all"})
    stops = found & _STOPS
    objects = found - _DELETES - _STOPS - _UNDOES
    if words and words[0] in _READS and not (len(words) > 1 and words[1] in _DELETES):
        deletes, stops = set(), set()
    shown = f"{server}: {tool}" if server else tool
    if deletes and objects & _FILES:
        return _file_calls(words, arguments, origin)
    if deletes:
        category, what = SERVICE_DELETE, "deletes what it is given"
        if objects & _BACKUPS:
            category, what = BACKUP_DELETE, "deletes a backup or a snapshot"
        elif objects & _GUARDS:
            category, what = PROTECTION_OFF, "takes a protection away"
        elif objects & _SMALL and not objects - _SMALL - {"by", "id", "a", "the", "from", "all"}:
            category, what = AVAILABILITY, "deletes something small"
        return [_effect("mcp/destructive-tool", category, f"{shown} {what}", server, arguments, origin)]
    if stops:
        return [_effect("mcp/stops-service", AVAILABILITY, f"{shown} stops or turns off", server, arguments, origin)]
    if hints.get("destructiveHint") == "true" and hints.get("readOnlyHint") != "true":
        summary = f"{shown} says of itself that it destroys"
        return [_effect("mcp/says-destructive", AVAILABILITY, summary, server, arguments, origin)]
    return [Note(f"{shown}: nothing in its name or arguments destroys", origin)]


def _effect(
    rule: str, category: str, summary: str, server: str, arguments: list[tuple[str, str]], origin: Origin
) -> Effect:
    target = Target(SERVICE, server or "a service", (Facet("provider", server or None, "the tool's server"),))
    ids = [
        value
        for path, value in arguments
        if path.rpartition(".")[2].lower().rstrip("s").endswith(("id", "name", "ref"))
    ]
    if ids:
        target = target.but(facets=(*target.facets, Facet("objects", ", ".join(ids[:5])[:200], "its arguments")))
    return Effect(rule, category, summary, (target,), Extent(1), origin=origin)


def _file_calls(words: tuple[str, ...], arguments: list[tuple[str, str]], origin: Origin) -> list[Outcome]:
    """A tool that deletes files is `rm` of its paths; one that names none deletes what nobody can tell."""
    paths = [value for path, value in arguments if path.rpartition(".")[2].partition("[")[0].lower() in _PATHS]
    if not paths:
        category = RECURSIVE_DELETE if set(words) & {"directory", "folder", "dir"} else FILE_CHANGE
        target = Target(SERVICE, "files", (Facet("provider", None, "the tool's server"),))
        return [
            Effect("mcp/destructive-tool", category, "deletes files that it does not name", (target,), origin=origin)
        ]
    deep = (Word("-rf"),) if set(words) & {"directory", "directories", "folder", "folders", "dir", "recursive"} else ()
    call = Invocation(
        Word("rm", quoted=True),
        (*deep, Word("--"), *(Word(path.removeprefix("file://"), quoted=True) for path in paths)),
        origin=origin,
        name="rm",
    )
    return [HandOff(call, "what it deletes")]
