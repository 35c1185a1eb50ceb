"""redis-cli and valkey-cli: commands on the command line, from stdin, and inside Lua.

Facts: https://redis.io/docs/latest/develop/tools/cli/ (options, `-x`, `--eval`, REDISCLI_AUTH) and the command
reference (flags "dangerous" and "write").
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    BOUNDED_WRITE,
    DATA_LOSS,
    EXPOSURE,
    NO,
    PROTECTION_OFF,
    YES,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.invocation import UnknownInput
from keyturn.model.source import REDIS, Source, SqlContext
from keyturn.model.target import DATABASE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.connection import flat, from_url, known, placed, server_target
from keyturn.tool.handoff import split_words
from keyturn.tool.options import Grammar, parse
from keyturn.tool.psql import follow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.source import Origin
    from keyturn.tool.connection import Parts
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

GRAMMAR = Grammar(
    flags=(
        "-c -x -e -2 -3 -v -4 -6 --raw --no-raw --quoted-input --csv --json --quoted-json --show-pushes --stat "
        "--latency "
        "--latency-history --latency-dist --replica --slave --pipe --bigkeys --memkeys --keystats --hotkeys "
        "--scan --tls "
        "--insecure --askpass --no-auth-warning --verbose --help --version --ldb --ldb-sync-mode --no-color"
    ),
    valued=(
        "-h -p -a -n -u -s -r -i -d -D -X -t --user --pass --sni --cacert --cacertdir --cert --key --tls-ciphers "
        "--tls-ciphersuites --lru-test --rdb --functions-rdb --pipe-timeout --memkeys-samples --pattern "
        "--quoted-pattern "
        "--count --cursor --intrinsic-latency --eval --name --top"
    ),
    alias={"--version": "-v"},
    style="posix",
    abbreviate=False,
)
CLUSTER = "--cluster"

# command → (rule, category, what it does)
_COMMANDS: dict[str, tuple[str, str, str]] = {
    "FLUSHALL": ("flush", DATA_LOSS, "deletes every key of every database"),
    "FLUSHDB": ("flush", DATA_LOSS, "deletes every key of a database"),
    "SHUTDOWN": ("shutdown", AVAILABILITY, "stops the server"),
    "SWAPDB": ("swap-database", DATA_LOSS, "swaps two databases under every client"),
    "REPLICAOF": ("replicate", DATA_LOSS, "replaces the data by another server's"),
    "SLAVEOF": ("replicate", DATA_LOSS, "replaces the data by another server's"),
    "FAILOVER": ("reconfigure", AVAILABILITY, "hands the work to a replica"),
    "RESTORE": ("overwrite", BOUNDED_WRITE, "writes a key"),
    "MIGRATE": ("move-keys", BOUNDED_WRITE, "moves keys to another server"),
    "LTRIM": ("delete-keys", BOUNDED_WRITE, "cuts a list"),
    "XTRIM": ("delete-keys", BOUNDED_WRITE, "cuts a stream"),
    "GETDEL": ("delete-keys", BOUNDED_WRITE, "deletes a key"),
    "RENAME": ("overwrite", BOUNDED_WRITE, "renames a key, over another if it is there"),
}
_DELETING = ("DEL", "UNLINK", "JSON.DEL", "JSON.FORGET", "FT.DROPINDEX", "FT.DROP")
_SCRIPTS = ("EVAL", "EVAL_RO", "EVALSHA", "EVALSHA_RO", "FCALL", "FCALL_RO")
_REPLICATION_OFF = ("NO", "ONE")
_NOTHING: list[Outcome] = []


def read(call: Invocation, view: View) -> list[Outcome]:
    """One command on the command line, a Lua file, or commands from stdin."""
    if any(word.text == CLUSTER for word in call.args[:12]):
        return _cluster(call, view)
    options = parse(call.args, GRAMMAR)
    seen = options.seen
    if "--help" in seen or ("-v" in seen and not options.operands):
        return _NOTHING
    target = placed(_target(options), call)
    if "--eval" in seen:
        return _script_file(call, options, target)
    operands = options.operands
    if operands:
        # the hot path: a reading command costs nothing more
        first = operands[0].text
        if first is not None and first.upper() in _READING:
            return _NOTHING
        added = "-x" in seen or "-X" in seen
        return command(operands, target, call.certain, call.origin, more=added)
    if any(name in seen for name in _OWN_MODES):
        return _NOTHING
    stdin = call.stdin
    if isinstance(stdin, Source):
        context = SqlContext(target, "redis")
        text = Source(
            REDIS, stdin.text, stdin.origin.inner(call.name), context, stdin.file, call.certain and stdin.certain
        )
        return [HandOff(text, f"{call.name} <")]
    redirect = next((one for one in call.redirects if one.fd == 0 and one.op == "<"), None)
    if redirect is not None:
        outcomes = follow(call, view, redirect.target, f"{call.name} <", SqlContext(target, "redis"))
        return [
            one.but(to=one.to.but(language=REDIS)) if isinstance(one, HandOff) and isinstance(one.to, Source) else one
            for one in outcomes
        ]
    if isinstance(stdin, UnknownInput):
        return [
            BlindSpot(
                "blind/unknown-sql-input",
                f"{call.name} runs what `{stdin.why}` prints",
                True,
                (target,),
                call.certain,
                call.origin,
            )
        ]
    return [
        BlindSpot(
            "blind/interactive-database",
            f"{call.name} opens a session at {target.name}, and what is typed there is not seen",
            True,
            (target,),
            call.certain,
            call.origin,
        )
    ]


_READING = frozenset(
    "GET MGET PING INFO KEYS SCAN TYPE TTL PTTL EXISTS LLEN LRANGE HGET HGETALL HKEYS HLEN HMGET SMEMBERS SCARD ZRANGE "
    "ZCARD ZSCORE DBSIZE MEMORY SLOWLOG LATENCY MONITOR TIME ECHO STRLEN GETRANGE XLEN XRANGE XINFO PUBSUB COMMAND "
    "SELECT AUTH HELLO LASTSAVE ROLE SSCAN HSCAN ZSCAN SET SETEX SETNX INCR DECR INCRBY APPEND LPUSH RPUSH SADD "
    "ZADD HSET "
    "HMSET EXPIRE PEXPIREAT PERSIST SUBSCRIBE PSUBSCRIBE PUBLISH BGSAVE SAVE WAIT OBJECT DUMP XADD XREAD GEOADD PFADD "
    "TOUCH RANDOMKEY LINDEX SISMEMBER HEXISTS ZRANK BITCOUNT GETBIT SINTER SUNION SDIFF ASKING READONLY QUIT".split()
)
_OWN_MODES = (
    "--stat", "--latency", "--latency-history", "--latency-dist", "--bigkeys", "--memkeys", "--hotkeys", "--keystats",
    "--scan", "--rdb", "--functions-rdb", "--intrinsic-latency", "--replica", "--slave", "--lru-test",
)  # fmt: skip


def _target(options: Options) -> Target:
    parts: Parts = {}
    url = options.value("-u")
    if url is not None:
        parts = from_url(flat(url), "-u")
        parts.pop("engine", None)
        if not parts:
            parts = {"server": (None, "-u")}
    for name, facet in (("-h", "server"), ("-p", "port"), ("-n", "database"), ("--user", "user")):
        word = options.value(name)
        if word is not None:
            parts[facet] = (known(flat(word)), name)
    if "-s" in options.seen and "server" not in parts:
        parts["server"] = ("localhost", "-s")
    if options.holes and "server" not in parts:
        parts["server"] = (None, "words that are only known at run time")
    target = server_target("redis", parts, client="redis-cli")
    if "server" in parts:
        return target
    # nothing of redis-cli's surroundings can name another server: it reads no host from them
    return target.but(
        facets=tuple(facet.but(overridable=False) if facet.name == "server" else facet for facet in target.facets)
    )


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Commands, one a line, as `redis-cli < file` reads them; Lua when the origin says --eval."""
    context = source.context
    target = context.target if isinstance(context, SqlContext) and context.target is not None else _UNKNOWN
    if isinstance(context, SqlContext) and context.dialect == "lua":
        return lua(source.text, target, source.certain, source.origin)
    outcomes: list[Outcome] = []
    for number, line in enumerate(_lines(source.text)):
        words = split_words(line)
        if words and (words[0].text or "")[:1] != "#":
            origin = source.origin
            if source.file:
                origin = origin.but(line=origin.line + number, end_line=origin.line + number)
            outcomes.extend(command(words, target, source.certain, origin))
    return outcomes


_UNKNOWN = Target(DATABASE, "a Redis that nothing names", (Facet("engine", "redis"), Facet("server", None)))


def _lines(text: Word) -> list[Word]:
    if text.text is not None:
        return [Word(line, quoted=True) for line in text.text.splitlines()]
    lines: list[Word] = []
    current: list[object] = []
    for part in text.parts:
        if not isinstance(part, str):
            current.append(part)
            continue
        pieces = part.split("\n")
        for index, piece in enumerate(pieces):
            if index:
                lines.append(Word(tuple(current), quoted=True))  # type: ignore[arg-type]  # str and Hole, as Word takes them
                current = []
            if piece:
                current.append(piece)
    lines.append(Word(tuple(current), quoted=True))  # type: ignore[arg-type]  # str and Hole, as Word takes them
    return lines


def command(
    words: tuple[Word, ...], target: Target, certain: bool, origin: Origin, *, more: bool = False
) -> list[Outcome]:
    """What one Redis command does. `more`: its last argument comes from stdin."""
    first = words[0].text
    if first is None:
        return [
            BlindSpot(
                "blind/dynamic-sql", "a Redis command is only known at run time", True, (target,), certain, origin
            )
        ]
    name = first.upper()
    if name.isdigit() and len(words) > 1:
        # `5 INCR x` repeats a command
        return command(words[1:], target, certain, origin, more=more)
    if name in _READING:
        return _NOTHING
    rest = words[1:]
    second = rest[0].text.upper() if rest and rest[0].text is not None else ""
    if name in _DELETING:
        return _deleting(name, rest, target, certain, origin, more)
    if name in _SCRIPTS:
        if name in ("EVAL", "EVAL_RO") and rest and rest[0].text is not None:
            return lua(rest[0], target, certain, origin)
        return [
            BlindSpot(
                "blind/dynamic-sql", f"{name} runs a script that is not in the text", True, (target,), certain, origin
            )
        ]
    if name == "CONFIG":
        return _config(rest, second, target, certain, origin)
    if name == "SCRIPT" and second == "FLUSH":
        return [_effect("script-flush", BOUNDED_WRITE, "forgets every cached script", target, certain, origin)]
    if name == "FUNCTION" and second in ("FLUSH", "DELETE", "RESTORE"):
        return [_effect("script-flush", DATA_LOSS, "deletes server-side functions", target, certain, origin)]
    if name == "DEBUG":
        harmful = second in (
            "FLUSHALL",
            "SEGFAULT",
            "RELOAD",
            "LOADAOF",
            "RESTART",
            "CRASH-AND-RECOVER",
            "PANIC",
            "OOM",
        )
        if harmful:
            return [_effect("debug", DATA_LOSS, f"runs DEBUG {second}", target, certain, origin)]
        return [_effect("debug", AVAILABILITY, f"runs DEBUG {second}".strip(), target, certain, origin)]
    if name == "CLUSTER" and second in ("RESET", "FLUSHSLOTS", "FORGET", "DELSLOTS", "FAILOVER", "DELSLOTSRANGE"):
        loses = second == "RESET"
        return [
            _effect(
                "reconfigure", DATA_LOSS if loses else AVAILABILITY, f"runs CLUSTER {second}", target, certain, origin
            )
        ]
    if name == "ACL" and second in ("SETUSER", "DELUSER", "LOAD"):
        wide = any((word.text or "").lower() in ("+@all", "allcommands", "allkeys", "nopass") for word in rest)
        if second == "SETUSER" and not wide:
            return _NOTHING
        return [_effect("acl", PROTECTION_OFF, f"changes who may do what (ACL {second})", target, certain, origin)]
    if name == "MODULE" and second.startswith("LOAD"):
        return [_effect("module-load", EXPOSURE, "loads native code into the server", target, certain, origin)]
    if name == "CLIENT" and second in ("KILL", "PAUSE"):
        return [_effect("reconfigure", AVAILABILITY, f"runs CLIENT {second}", target, certain, origin)]
    if name == "XGROUP" and second == "DESTROY":
        return [_effect("delete-keys", BOUNDED_WRITE, "deletes a consumer group", target, certain, origin)]
    if (
        name in ("REPLICAOF", "SLAVEOF")
        and tuple(word.text.upper() if word.text else "" for word in rest) == _REPLICATION_OFF
    ):
        return [_effect("reconfigure", AVAILABILITY, "stops being a replica", target, certain, origin)]
    known_command = _COMMANDS.get(name)
    if known_command is None:
        return _NOTHING
    rule, category, summary = known_command
    if name == "RESTORE" and not any((word.text or "").upper() == "REPLACE" for word in rest):
        return _NOTHING
    return [_effect(rule, category, summary, target, certain, origin, closed=category != DATA_LOSS)]


def _deleting(
    name: str, rest: tuple[Word, ...], target: Target, certain: bool, origin: Origin, more: bool
) -> list[Outcome]:
    unknown = more or any(word.splits for word in rest)
    if name.startswith("FT.DROP"):
        return [_effect("delete-keys", BOUNDED_WRITE, "drops a search index", target, certain, origin)]
    if unknown:
        return [
            Effect(
                "redis/delete-many",
                DATA_LOSS,
                "deletes keys that are only known at run time",
                (target,),
                Extent(None, False, "keys"),
                NO,
                certain,
                origin,
            )
        ]
    if not rest:
        return _NOTHING
    shown = ", ".join(word.shown() for word in rest[:3])
    count = len(rest) if all(word.text is not None for word in rest) else None
    return [
        Effect(
            "redis/delete-keys",
            BOUNDED_WRITE,
            f"deletes keys {shown}",
            (target,),
            Extent(count, True, "keys"),
            NO,
            certain,
            origin,
        )
    ]


def _config(rest: tuple[Word, ...], second: str, target: Target, certain: bool, origin: Origin) -> list[Outcome]:
    if second in {"RESETSTAT", "GET"} or not second:
        return _NOTHING
    if second == "REWRITE":
        return [
            _effect(
                "reconfigure", AVAILABILITY, "writes its settings over its configuration file", target, certain, origin
            )
        ]
    setting = (rest[1].text or "").lower() if len(rest) > 1 else ""
    if setting in ("dir", "dbfilename", "appendfilename", "logfile"):
        summary = "makes the server write its data to another file, which may be any file it can write"
        return [_effect("config-write-path", EXPOSURE, summary, target, certain, origin)]
    value = (rest[2].text or "") if len(rest) > 2 else ""
    if (
        setting in ("requirepass", "protected-mode", "masterauth") and value.lower() in ("", "no")
    ) or setting == "bind":
        return [_effect("acl", PROTECTION_OFF, f"changes {setting}", target, certain, origin)]
    if setting in ("save", "appendonly") and value.lower() in ("", "no"):
        return [_effect("persistence-off", PROTECTION_OFF, f"turns saving off ({setting})", target, certain, origin)]
    if setting == "maxmemory-policy" and value.lower().startswith("allkeys"):
        return [_effect("persistence-off", PROTECTION_OFF, "lets the server evict any key", target, certain, origin)]
    if setting == "maxmemory":
        return [_effect("reconfigure", AVAILABILITY, "changes how much the server may hold", target, certain, origin)]
    return [
        _effect(
            "reconfigure",
            AVAILABILITY,
            f"changes the server's configuration ({setting or '?'})",
            target,
            certain,
            origin,
        )
    ]


def _effect(
    rule: str, category: str, summary: str, target: Target, certain: bool, origin: Origin, *, closed: bool = True
) -> Effect:
    reversible = YES if category in (AVAILABILITY, PROTECTION_OFF) else NO
    return Effect(
        "redis/" + rule, category, summary, (target,), Extent(None, closed, "keys"), reversible, certain, origin
    )


def lua(text: Word, target: Target, certain: bool, origin: Origin) -> list[Outcome]:
    """A Lua script: its literal redis.call()s, opaque when a call's command is computed."""
    flat_text = "".join(part if isinstance(part, str) else "\ue000" for part in text.parts)
    outcomes: list[Outcome] = []
    opaque = text.text is None
    at = 0
    while True:
        found = min(
            (where for where in (flat_text.find("redis.call", at), flat_text.find("redis.pcall", at)) if where >= 0),
            default=-1,
        )
        if found < 0:
            break
        opening = flat_text.find("(", found, found + 40)
        at = found + 10
        if opening < 0:
            opaque = True
            continue
        start = opening + 1
        while start < len(flat_text) and flat_text[start] in " \t\n":
            start += 1
        quote = flat_text[start : start + 1]
        stop = flat_text.find(quote, start + 1) if quote and quote in "'\"" else -1
        if stop < 0:
            opaque = True
            continue
        name = flat_text[start + 1 : stop].upper()
        following = flat_text[stop + 1 : stop + 20].lstrip()
        if not following.startswith((",", ")")):
            opaque = True
        if name in _DELETING:
            outcomes.append(
                Effect(
                    "redis/delete-many",
                    DATA_LOSS,
                    f"a script deletes keys ({name})",
                    (target,),
                    Extent(None, False, "keys"),
                    NO,
                    certain,
                    origin,
                )
            )
        elif name not in _READING:
            closing = flat_text.find(")", stop)
            inside = flat_text[start : closing if closing > 0 else stop + 1].replace(",", " ")
            outcomes.extend(command(split_words(Word(inside, quoted=True)), target, certain, origin))
    if "loadstring" in flat_text or "load(" in flat_text:
        opaque = True
    if opaque:
        outcomes.append(
            BlindSpot(
                "blind/dynamic-sql",
                "a script runs commands that are only known at run time",
                True,
                (target,),
                certain,
                origin,
            )
        )
    return outcomes


def _script_file(call: Invocation, options: Options, target: Target) -> list[Outcome]:
    word = options.value("--eval")
    shown = word.shown() if word is not None else "?"
    return [
        BlindSpot(
            "blind/dynamic-sql",
            f"runs the Lua script {shown} on the server",
            True,
            (target,),
            call.certain,
            call.origin,
        )
    ]


def _cluster(call: Invocation, view: View) -> list[Outcome]:
    words = [word.text or "" for word in call.args]
    at = words.index(CLUSTER)
    verb = words[at + 1] if at + 1 < len(words) else ""
    rest = words[at + 2 :]
    server = next((word for word in rest if ":" in word), "")
    parts: Parts = {"server": (server.partition(":")[0] or None, CLUSTER)}
    target = server_target("redis", parts)
    if verb == "call":
        inner = tuple(word for word in call.args[at + 3 :] if not (word.text or "").startswith("--cluster"))
        return command(inner, target, call.certain, call.origin) if inner else _NOTHING
    if verb in ("del-node", "reshard", "fix", "import", "create"):
        loses = verb in ("del-node", "fix")
        return [
            _effect(
                "reconfigure",
                DATA_LOSS if loses else AVAILABILITY,
                f"changes the cluster ({verb})",
                target,
                call.certain,
                call.origin,
            )
        ]
    if not verb:
        return [Note("what is done to the cluster is not stated", call.origin)]
    del view
    return _NOTHING
