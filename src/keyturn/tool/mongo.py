"""mongosh, mongo and mongorestore: calls on `db` in scripts, and where they go.

The script is read for method calls by a small tolerant reader of its own: strings, comments and brackets are
understood, everything else is passed over.

Facts: https://www.mongodb.com/docs/mongodb-shell/reference/ (options and methods),
https://www.mongodb.com/docs/database-tools/mongorestore/ (--drop, --dryRun).
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    BOUNDED_WRITE,
    DATA_LOSS,
    NO,
    PROTECTION_OFF,
    YES,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.source import MONGO, Origin, Source, SqlContext
from keyturn.model.target import DATABASE, Facet, Target
from keyturn.tool.connection import flat, from_url, known, placed, server_target
from keyturn.tool.locate import absolute
from keyturn.tool.options import Grammar, parse
from keyturn.tool.psql import fed, follow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.connection import Parts
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

GRAMMAR = Grammar(
    flags=(
        "--help --version --quiet --shell --nodb --norc --verbose --tls --ssl --retryWrites --ipv6 "
        "--networkMessageCompressors "
        "--tlsAllowInvalidHostnames --tlsAllowInvalidCertificates --skipStartupWarnings --buildInfo -h -v "
        "--disableImplicitSessions"
    ),
    valued=(
        "--eval --file -f --host --port --username -u --password -p --authenticationDatabase --authenticationMechanism "
        "--apiVersion --tlsCertificateKeyFile --tlsCAFile --gssapiServiceName --awsIamSessionToken --awsAccessKeyId "
        "--awsSecretAccessKey --keyVaultNamespace --kmsURL --tlsCertificateKeyFilePassword --sslCAFile --sslPEMKeyFile"
    ),
    optional="--json",
    alias={"-f": "--file", "-u": "--username", "-p": "--password", "-h": "--help"},
    abbreviate=False,
)
IMPORT = Grammar(
    flags="--help --version --quiet -v --verbose --drop --jsonArray --headerline --ignoreBlanks --stopOnError "
    "--maintainInsertionOrder --bypassDocumentValidation --columnsHaveTypes --useArrayIndexFields --legacy --ssl",
    valued="-h --host --port -u --username -p --password --authenticationDatabase --authenticationMechanism --uri "
    "--config -d --db -c --collection -f --fields --fieldFile --file --parseGrace --type --mode --upsertFields "
    "--numInsertionWorkers -j --writeConcern",
)
RESTORE = Grammar(
    flags=(
        "--help --version --quiet --drop --dryRun --gzip --oplogReplay --stopOnError --noIndexRestore "
        "--noOptionsRestore "
        "--keepIndexVersion --maintainInsertionOrder --preserveUUID --objcheck --ssl --restoreDbUsersAndRoles "
        "--convertLegacyIndexes --bypassDocumentValidation --fixDottedHashIndex"
    ),
    valued=(
        "-h --host --port -u --username -p --password --authenticationDatabase --authenticationMechanism --uri "
        "--config -d --db -c "
        "--collection --nsInclude --nsExclude --nsFrom --nsTo --dir --oplogFile --oplogLimit --writeConcern "
        "--numParallelCollections --numInsertionWorkersPerCollection --excludeCollection --excludeCollectionsWithPrefix"
    ),
    optional="-v --verbose --archive",
    alias={"-h": "--host", "-u": "--username", "-p": "--password", "-d": "--db", "-c": "--collection"},
    abbreviate=False,
)
_NOTHING: list[Outcome] = []
_HOLE = "\ue000"

# method → (rule, category, what it does)
_METHODS: dict[str, tuple[str, str, str]] = {
    "dropDatabase": ("drop-database", DATA_LOSS, "drops the database"),
    "dropAllUsersFromDatabase": ("drop-user", DATA_LOSS, "drops every user"),
    "dropAllUsers": ("drop-user", DATA_LOSS, "drops every user"),
    "dropAllRoles": ("drop-user", DATA_LOSS, "drops every role"),
    "dropUser": ("drop-user", DATA_LOSS, "drops a user"),
    "removeUser": ("drop-user", DATA_LOSS, "drops a user"),
    "dropRole": ("drop-user", DATA_LOSS, "drops a role"),
    "dropIndexes": ("drop-index", BOUNDED_WRITE, "drops indexes"),
    "dropIndex": ("drop-index", BOUNDED_WRITE, "drops an index"),
    "renameCollection": ("rename", BOUNDED_WRITE, "renames a collection"),
    "convertToCapped": ("convert-to-capped", DATA_LOSS, "caps a collection, which drops its oldest documents"),
    "shutdownServer": ("shutdown", AVAILABILITY, "stops the server"),
    "removeShard": ("remove-shard", DATA_LOSS, "takes a shard away"),
    "reconfig": ("reconfigure", AVAILABILITY, "changes the replica set"),
    "stepDown": ("reconfigure", AVAILABILITY, "makes the primary step down"),
    "killOp": ("reconfigure", AVAILABILITY, "ends an operation"),
    "fsyncLock": ("reconfigure", AVAILABILITY, "blocks every write"),
    "deleteOne": ("delete", BOUNDED_WRITE, "deletes one document"),
    "findOneAndDelete": ("delete", BOUNDED_WRITE, "deletes one document"),
    "findAndModify": ("update", BOUNDED_WRITE, "changes or removes one document"),
    "replaceOne": ("update", BOUNDED_WRITE, "replaces one document"),
    "dropSearchIndex": ("drop-index", BOUNDED_WRITE, "drops a search index"),
    "grantRolesToUser": ("grant", PROTECTION_OFF, "gives a user more rights"),
}
# The marks that every text with something to find holds.
_MARKS = (
    "drop", "delete", "remove", "update", "renamecollection", "runcommand", "admincommand", "shutdown", "bulkwrite",
    "$out", "$merge", "eval", "load(", "load (", "converttocapped", "reconfig", "stepdown", "killop",
    "fsynclock", "findandmodify", "findoneand", "replaceone", "grantroles", "[", "exec",
)  # fmt: skip
_COMMANDS = {
    "dropDatabase": "dropDatabase",
    "drop": "drop",
    "delete": "deleteMany",
    "dropIndexes": "dropIndexes",
    "dropUser": "dropUser",
    "dropAllUsersFromDatabase": "dropAllUsersFromDatabase",
    "shutdown": "shutdownServer",
    "renameCollection": "renameCollection",
    "convertToCapped": "convertToCapped",
    "removeShard": "removeShard",
    "replSetReconfig": "reconfig",
    "replSetStepDown": "stepDown",
}


def read(call: Invocation, view: View) -> list[Outcome]:
    """By the program's name."""
    name = call.name.lower()
    if name in ("mongorestore", "mongoimport"):
        return _restore(call, name)
    options = parse(call.args, GRAMMAR)
    seen = options.seen
    if "--help" in seen or "--version" in seen or "--buildInfo" in seen:
        return _NOTHING
    target, files = _target(options)
    target = placed(target, call)
    context = SqlContext(target, "mongo", None, call.context.directory)
    outcomes: list[Outcome] = []
    spoken = False
    for word in options.values("--eval"):
        spoken = True
        how = f"{call.name} --eval"
        outcomes.append(HandOff(Source(MONGO, word, call.origin.inner(how), context, certain=call.certain), how))
    for word in [*options.values("--file"), *files]:
        spoken = True
        outcomes.extend(_as_mongo(follow(call, view, word, call.name, context)))
    if not spoken or "--shell" in seen:
        outcomes.extend(_as_mongo(fed(call, view, context, call.name, target, MONGO)))
    return outcomes


def _as_mongo(outcomes: list[Outcome]) -> list[Outcome]:
    return [
        one.but(to=one.to.but(language=MONGO)) if isinstance(one, HandOff) and isinstance(one.to, Source) else one
        for one in outcomes
    ]


def _target(options: Options) -> tuple[Target, list[Word]]:
    """The target, and the operands that are script files."""
    parts: Parts = {}
    files: list[Word] = []
    for index, word in enumerate(options.operands):
        text = flat(word)
        if text.startswith(("mongodb://", "mongodb+srv://")):
            parts = from_url(text, "the connection string")
        elif text.endswith((".js", ".mongodb", ".mjs")) or index:
            files.append(word)
        elif "://" not in text and ("/" in text or ":" in text):
            place, _slash, database = text.partition("/")
            server, _colon, port = place.partition(":")
            parts = {"server": (known(server), "the command"), "database": (known(database), "the command")}
            if port:
                parts["port"] = (known(port), "the command")
        else:
            value = known(text)
            parts["database"] = (value, "the command")
            if value is None:
                parts["server"] = (None, "a word that may be a connection string")
    parts.pop("engine", None)
    for name, facet in (("--host", "server"), ("--port", "port"), ("--username", "user"), ("--db", "database")):
        word_of = options.value(name)
        if word_of is not None:
            parts[facet] = (known(flat(word_of).rpartition("/")[2]), name)
    uri = options.value("--uri")
    if uri is not None:
        parts.update(from_url(flat(uri), "--uri") or {"server": (None, "--uri")})
        parts.pop("engine", None)
    if options.has("--config") and "server" not in parts:
        parts["server"] = (None, "--config")
    target = server_target("mongo", parts, client="the shell")
    if "server" not in parts:
        target = target.but(
            facets=tuple(facet.but(overridable=False) if facet.name == "server" else facet for facet in target.facets)
        )
    return target, files


def _restore(call: Invocation, name: str) -> list[Outcome]:
    options = parse(call.args, RESTORE if name == "mongorestore" else IMPORT)
    if options.has("--help", "--version", "--dryRun"):
        return _NOTHING
    target, _files = _target(options.but(operands=()))
    target = placed(target, call)
    if not options.has("--drop"):
        return [Note(f"adds what the file holds to {target.name}", call.origin)]
    one = name == "mongoimport"
    return [
        Effect(
            "mongo/restore-drop",
            DATA_LOSS,
            "drops the collection, then imports it anew"
            if one
            else "drops each collection that the dump holds, then restores it",
            (target,),
            Extent(1, True, "collections") if one else Extent(None, False, "collections"),
            NO,
            call.certain,
            call.origin,
        )
    ]


_UNKNOWN = Target(DATABASE, "a MongoDB that nothing names", (Facet("engine", "mongo"), Facet("server", None)))


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a script's calls do."""
    text = "".join(part if isinstance(part, str) else _HOLE for part in source.text.parts)
    lower = text.lower()
    if _HOLE not in text and not any(mark in lower for mark in _MARKS):
        return _NOTHING
    context = source.context if isinstance(source.context, SqlContext) else None
    target = context.target if context is not None and context.target is not None else _UNKNOWN
    if not text.replace(_HOLE, "").strip(" ;\n"):
        return [
            BlindSpot(
                "blind/dynamic-sql",
                "a whole script is only known at run time",
                True,
                (target,),
                source.certain,
                source.origin,
            )
        ]
    reader = _Reader(text, source, target)
    reader.run()
    outcomes = reader.out
    for path in reader.loads:
        base = source.origin.file.rpartition("/")[0] if source.file else None
        place = absolute(path, base or view.layout.directory)
        if place is None:
            continue
        answer = view.workspace.read(place)
        if answer.state == "present":
            origin = Origin(place, 1, 1, 1, 1, (*source.origin.through, f"load {path}"), followed=True)
            word = type(source.text)(answer.data.decode("utf-8-sig", "replace"), quoted=True)
            outcomes.append(
                HandOff(Source(MONGO, word, origin, source.context, file=True, certain=source.certain), f"load {path}")
            )
        else:
            outcomes.append(Note(f"{path} was not read ({answer.state})", source.origin))
    return outcomes


class _Reader:
    """One pass over a script, for calls of methods by name."""

    def __init__(self, text: str, source: Source, target: Target) -> None:
        self.text = text
        self.source = source
        self.target = target
        self.out: list[Outcome] = []
        self.loads: list[str] = []
        self.line = 0
        self.counted = 0

    def run(self) -> None:
        """Find every `name(` outside strings and comments."""
        text = self.text
        at = 0
        end = len(text)
        while at < end:
            char = text[at]
            if char in "'\"`":
                at = _string_end(text, at)
                continue
            if char == "/" and text[at : at + 2] in ("//", "/*"):
                at = _comment_end(text, at)
                continue
            if char == "[" and at and (text[at - 1].isalnum() or text[at - 1] in "_)]$"):
                self.computed(at)
                at += 1
                continue
            if char.isalpha() or char in "_$":
                stop = at + 1
                while stop < end and (text[stop].isalnum() or text[stop] in "_$") and text[stop] != _HOLE:
                    stop += 1
                name = text[at:stop]
                opening = stop
                while opening < end and text[opening] in " \t\n\r":
                    opening += 1
                if text[opening : opening + 1] == "(" and (name in _CALLED or name in _METHODS):
                    self.call(name, at, opening)
                at = stop
                continue
            if char == _HOLE and text[at - 1 : at] == "." and text[at + 1 : at + 2] in ("(", ""):
                self.blind("a method is only known at run time", at)
            at += 1

    def origin(self, at: int) -> Origin:
        """The place of an offset."""
        base = self.source.origin
        if not self.source.file:
            return base
        self.line += self.text.count("\n", self.counted, at)
        self.counted = at
        return base.but(line=base.line + self.line, end_line=base.line + self.line)

    def computed(self, at: int) -> None:
        """`db["drop" + x]()`: a member name that is put together; a literal one is read like a plain one."""
        close = _group_end(self.text, at)
        after = close
        while after < len(self.text) and self.text[after] in " \t\n":
            after += 1
        if self.text[after : after + 1] != "(":
            return
        inside = self.text[at + 1 : close - 1].strip()
        name = _literal(inside)
        if name is None:
            if inside and not inside.isdigit():
                self.blind("a method's name is put together at run time", at)
        elif name in _CALLED or name in _METHODS:
            self.call(name, at, after, member=True)

    def call(self, name: str, at: int, opening: int, *, member: bool = False) -> None:
        """One call of a known method."""
        close = _group_end(self.text, opening)
        inside = self.text[opening + 1 : close - 1] if close > opening + 1 else ""
        arguments = _arguments(inside)
        member = member or self.text[max(at - 200, 0) : at].rstrip(" \t\r\n").endswith(".")
        if name == "load":
            path = _literal(arguments[0]) if arguments else None
            if path is not None:
                self.loads.append(path)
            else:
                self.blind("a script is loaded whose name is only known at run time", at)
            return
        if name in ("eval", "Function", "execSync", "exec", "spawnSync"):
            if name == "exec" and not self.text[max(at - 200, 0) : at].rstrip().endswith(
                ("child_process.", "process')", 'process").', ").")
            ):
                return
            self.blind(f"{name}() runs text that is put together at run time", at)
            return
        if not member:
            return
        self.method(name, arguments, at)

    def method(self, name: str, arguments: list[str], at: int) -> None:
        """What a method does, by its name and arguments."""
        if name == "drop":
            if not arguments or arguments[0].startswith("{"):
                self.effect(
                    "drop-collection", DATA_LOSS, f"drops collection {self.collection(at)}", at, "collections", count=1
                )
            return
        if name in ("deleteMany", "remove"):
            self.filtered(
                "delete",
                arguments,
                at,
                one=name == "remove" and len(arguments) > 1 and ("true" in arguments[1] or "justOne" in arguments[1]),
            )
            return
        if name in ("updateMany", "update"):
            if name == "update" and not (len(arguments) > 2 and "multi" in arguments[2]):
                self.effect("update", BOUNDED_WRITE, f"changes a document of {self.collection(at)}", at, "documents")
                return
            self.filtered("update", arguments, at)
            return
        if name == "bulkWrite":
            self.bulk(arguments, at)
            return
        if name == "aggregate":
            if any("$out" in one for one in arguments):
                self.effect(
                    "replace-collection",
                    DATA_LOSS,
                    "replaces a collection by the result of an aggregation",
                    at,
                    "collections",
                    count=1,
                )
            return
        if name in ("runCommand", "adminCommand"):
            self.command(arguments, at)
            return
        rule, category, summary = _METHODS[name]
        if name == "renameCollection" and len(arguments) > 1 and "true" in arguments[1]:
            self.effect(
                "drop-collection",
                DATA_LOSS,
                "drops the collection of the new name, if there is one",
                at,
                "collections",
                count=1,
            )
        if name == "dropIndexes" and arguments and arguments[0].strip("'\"") != "*":
            summary = "drops an index"
        self.effect(rule, category, summary, at, "documents" if rule in ("delete", "update") else "objects")

    def command(self, arguments: list[str], at: int) -> None:
        """`db.runCommand({dropDatabase: 1})`."""
        if not arguments:
            return
        first = arguments[0]
        literal = _literal(first)
        if literal is not None:
            name = literal
        elif first.startswith("{"):
            name = first[1:].lstrip().partition(":")[0].strip().strip("'\"")
        else:
            if first != "":
                self.blind("a database command is only known at run time", at)
            return
        method = _COMMANDS.get(name)
        if name == "delete" and "limit:1" in first.replace(" ", ""):
            self.effect("delete", BOUNDED_WRITE, "deletes one document", at, "documents")
        elif method == "drop":
            self.effect("drop-collection", DATA_LOSS, "drops a collection", at, "collections", count=1)
        elif method == "deleteMany":
            query = first.replace(" ", "")
            if "q:{}" in query or '"q":{}' in query or "'q':{}" in query:
                self.effect("delete-all", DATA_LOSS, "deletes every document of a collection", at, "documents")
            else:
                self.effect("delete", BOUNDED_WRITE, "deletes documents that a filter meets", at, "documents")
        elif method is not None:
            rule, category, summary = _METHODS[method]
            if method == "renameCollection" and "dropTarget:true" in first.replace(" ", "").replace('"', ""):
                self.effect(
                    "drop-collection", DATA_LOSS, "drops the collection of the new name", at, "collections", count=1
                )
            self.effect(rule, category, summary, at, "objects")

    def bulk(self, arguments: list[str], at: int) -> None:
        """`bulkWrite([{deleteMany: {filter: {}}}])`."""
        text = arguments[0].replace(" ", "").replace("\n", "").replace('"', "").replace("'", "") if arguments else ""
        if "deleteMany:{filter:{}}" in text or "deleteMany:{filter:{}," in text:
            self.effect("delete-all", DATA_LOSS, "deletes every document of a collection", at, "documents")
        elif "deleteMany" in text or "deleteOne" in text:
            self.effect("delete", BOUNDED_WRITE, "deletes documents that filters meet", at, "documents")
        elif "updateMany:{filter:{}" in text:
            self.effect("update-all", DATA_LOSS, "changes every document of a collection", at, "documents")

    def filtered(self, verb: str, arguments: list[str], at: int, *, one: bool = False) -> None:
        """A delete or update by its filter."""
        where = self.collection(at)
        done = "deletes" if verb == "delete" else "changes"
        query = arguments[0] if arguments else ""
        if one:
            self.effect(verb, BOUNDED_WRITE, f"{done} one document of {where}", at, "documents")
        elif every(query):
            self.effect(f"{verb}-all", DATA_LOSS, f"{done} every document of {where}", at, "documents")
        elif (query.startswith("{") and not query.strip("{} \t\n" + _HOLE)) or not query.startswith("{"):
            self.effect(
                f"{verb}-all",
                DATA_LOSS,
                f"{done} documents of {where} by a filter that is only known at run time",
                at,
                "documents",
                certain=False,
                closed=False,
            )
        else:
            self.effect(
                verb,
                BOUNDED_WRITE,
                f"{done} documents of {where} that its filter meets",
                at,
                "documents",
                closed=_HOLE not in query,
            )

    def collection(self, at: int) -> str:
        """The expression a method is called on, for people."""
        begin = at - 1
        text = self.text
        depth = 0
        while begin > 0 and at - begin < 80:
            char = text[begin - 1]
            if char in ")]":
                depth += 1
            elif char in "([":
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and not (char.isalnum() or char in "_$."):
                break
            begin -= 1
        shown = text[begin : at - 1].removeprefix("db.").replace(_HOLE, "…")
        return shown or "a collection"

    def effect(
        self,
        rule: str,
        category: str,
        summary: str,
        at: int,
        unit: str,
        *,
        count: int | None = None,
        certain: bool = True,
        closed: bool = True,
    ) -> None:
        """Add an effect."""
        target = self.target
        other = _other_database(self.text, at)
        if other is not None:
            facets = tuple(facet for facet in target.facets if facet.name != "database")
            target = target.but(facets=(*facets, Facet("database", other or None, "the script")))
        reversible = YES if category in (AVAILABILITY, PROTECTION_OFF) else NO
        self.out.append(
            Effect(
                "mongo/" + rule,
                category,
                summary,
                (target,),
                Extent(count, closed, unit),
                reversible,
                self.source.certain and certain,
                self.origin(at),
            )
        )

    def blind(self, why: str, at: int) -> None:
        """Add a blind spot."""
        self.out.append(BlindSpot("blind/dynamic-sql", why, True, (self.target,), self.source.certain, self.origin(at)))


_CALLED = frozenset(
    "drop deleteMany remove updateMany update bulkWrite aggregate runCommand adminCommand load eval Function "
    "exec execSync spawnSync".split()
)


def every(query: str) -> bool:
    """Whether a filter meets every document: {}, {_id: {$exists: true}}, {$or: [{}]}, nothing at all."""
    text = "".join(query.split()).replace('"', "").replace("'", "").rstrip(",")
    if text in ("", "{}", "null", "undefined"):
        return True
    for wrong in (
        "{_id:{$exists:true}}",
        "{_id:{$exists:1}}",
        "{_id:{$ne:null}}",
        "{_id:{$gt:0}}",
        "{_id:{$exists:true,}}",
        "{$expr:true}",
        "{$where:true}",
        "{$where:1}",
        "{$comment:",
    ):
        if text == wrong or (wrong.endswith(":") and text.startswith(wrong) and text.count(":") == 1):
            return True
    for opener in ("{$or:[", "{$and:[", "{$nor:["):
        if text.startswith(opener) and text.endswith("]}"):
            inner = text[len(opener) : -2]
            branches = _arguments(inner)
            if opener == "{$or:[":
                return any(every(one) for one in branches)
            if opener == "{$and:[":
                return all(every(one) for one in branches)
    if text.startswith(("{_id:{$nin:[]", "{_id:{$not:{$in:[]")):
        return True
    return text.startswith("{_id:/") and text.strip("{}")[4:] in ("/.*/", "//", "/^/", "/./")


def _string_end(text: str, at: int) -> int:
    quote = text[at]
    at += 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == quote:
            return at + 1
        if text[at] == "\n" and quote != "`":
            return at
        at += 1
    return len(text)


def _comment_end(text: str, at: int) -> int:
    if text[at + 1] == "/":
        found = text.find("\n", at)
        return len(text) if found < 0 else found
    found = text.find("*/", at + 2)
    return len(text) if found < 0 else found + 2


def _group_end(text: str, at: int) -> int:
    """The offset behind the bracket that closes the one at `at`; bounded, so that odd brackets stay linear."""
    depth = 0
    limit = min(len(text), at + 20_000)
    while at < limit:
        char = text[at]
        if char in "'\"`":
            at = _string_end(text, at)
            continue
        if char == "/" and text[at : at + 2] in ("//", "/*"):
            at = _comment_end(text, at)
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth <= 0:
                return at + 1
        at += 1
    return limit


def _arguments(text: str) -> list[str]:
    """Split at commas outside brackets and strings; comments are dropped."""
    out: list[str] = []
    current = ""
    depth = 0
    at = 0
    begin = 0
    while at < len(text):
        char = text[at]
        if char in "'\"`":
            at = _string_end(text, at)
            continue
        if char == "/" and text[at : at + 2] in ("//", "/*"):
            current += text[begin:at]
            at = _comment_end(text, at)
            begin = at
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            out.append((current + text[begin:at]).strip())
            current = ""
            begin = at + 1
        at += 1
    last = (current + text[begin:]).strip()
    if last:
        out.append(last)
    return out


def _literal(text: str) -> str | None:
    """A string literal, or literals joined by plus; None for anything computed."""
    out = ""
    for part in text.split("+"):
        piece = part.strip()
        if len(piece) < 2 or piece[0] not in "'\"`" or piece[-1] != piece[0] or "${" in piece or _HOLE in piece:
            return None
        inner = piece[1:-1]
        if piece[0] in inner:
            return None
        out += inner
    return out


def _other_database(text: str, at: int) -> str | None:
    """The database of `db.getSiblingDB('x').` before a call, "" when it is computed, None when it is the session's."""
    begin = max(text.rfind(";", 0, at), text.rfind("\n", 0, at)) + 1
    chain = text[max(begin, at - 400) : at]
    for mark in ("getSiblingDB(", "getSisterDB(", "getDB("):
        found = chain.rfind(mark)
        if found >= 0:
            inside = chain[found + len(mark) :].partition(")")[0].strip()
            return _literal(inside) or ""
    before = text[max(0, at - 2000) : at]
    use = max(before.rfind("\nuse "), before.rfind(";use "))
    if use < 0 and before.startswith("use "):
        use = -1
        return before[4:].splitlines()[0].strip(" ;")
    if use >= 0:
        return before[use + 5 :].splitlines()[0].strip(" ;")
    return None
