"""What a JavaScript text would do: processes, files, SQL, migrations, object-relational mappers and cloud clients.

Names are those of Node's and the libraries' documentation: child_process, fs (nodejs.org/api), execa, zx, shelljs,
fs-extra, rimraf, knex, sequelize, prisma, typeorm, mongoose, ioredis, the AWS SDK, Deno and Bun.
"""

from __future__ import annotations

from keyturn.language import javascript
from keyturn.model.effect import BACKUP_DELETE, MIGRATION_FORWARD, MIGRATION_LOSS, SERVICE_DELETE, UNNAMED, Extent
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool import client_calls
from keyturn.tool.code import Page, database, looks_like_sql, lost_from
from keyturn.tool.handoff import shorten, wholly_unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call, Value
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Source
    from keyturn.tool.view import View

_SHELL_TEXT = frozenset(
    "child_process.exec child_process.execSync exec execSync shelljs.exec shell.exec execa.execaCommand "
    "execa.execaCommandSync execaCommand execaCommandSync execa.command execa.commandSync util.promisify.exec "
    "execSh.default".split()
)
_PROCESS = frozenset(
    "child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync spawn "
    "spawnSync execFile execFileSync execa execa.execa execa.execaSync execaSync execa.sync cross-spawn "
    "cross-spawn.sync cross-spawn.spawn execa.$ Deno.Command Deno.run Bun.spawn Bun.spawnSync tinyexec.x "
    "tinyexec.exec promisify-child-process.spawn nano-spawn node-pty.spawn pty.spawn".split()
)
# A program's line, and maybe its arguments behind it: https://github.com/actions/toolkit/tree/main/packages/exec
_ACTIONS = frozenset(
    "exec.exec exec.getExecOutput @actions/exec.exec @actions/exec.getExecOutput actions/exec.exec getExecOutput "
    "actions/exec.getExecOutput".split()
)
_TEMPLATES = ("$``", "zx.$``", "execa.$``", "Bun.$``", "bun.$``", "dax.$``", "shell``")
_DELETE = frozenset(
    "fs.unlink fs.unlinkSync fs.promises.unlink fs-extra.unlink fs-extra.unlinkSync fs.rmdir fs.rmdirSync "
    "fs.promises.rmdir fs.rm fs.rmSync fs.promises.rm fs-extra.rm fs-extra.rmSync Deno.remove Deno.removeSync "
    "fs.remove".split()
)
_DELETE_TREE = frozenset(
    "rimraf rimraf.sync rimraf.rimraf rimraf.rimrafSync rimrafSync rimraf.native rimraf.manual rimraf.windows "
    "fs-extra.remove fs-extra.removeSync fs-extra.emptyDir fs-extra.emptyDirSync fse.remove fse.removeSync "
    "fse.emptyDir fse.emptyDirSync del del.deleteSync del.deleteAsync del.sync deleteAsync deleteSync "
    "shelljs.rm shell.rm trash".split()
)
_WRITE = frozenset(
    "fs.writeFile fs.writeFileSync fs.promises.writeFile fs-extra.writeFile fs-extra.writeFileSync "
    "fs-extra.outputFile fs-extra.outputFileSync fs.createWriteStream fs.truncate fs.truncateSync "
    "fs.promises.truncate Deno.writeTextFile Deno.writeTextFileSync Deno.writeFile Deno.writeFileSync "
    "Bun.write".split()
)
_WRITE_SECOND = frozenset(
    "fs.rename fs.renameSync fs.promises.rename fs.copyFile fs.copyFileSync fs.promises.copyFile fs-extra.move "
    "fs-extra.moveSync fs-extra.copy fs-extra.copySync".split()
)
_STATEMENTS = frozenset(
    "query execute raw $executeRawUnsafe $queryRawUnsafe $executeRaw $queryRaw executeSql runSql sql exec run "
    "all each unsafe executeQuery batch literal createQueryRunner executeMultiple prepare whereRaw schema.raw "
    "$executeRaw`` $queryRaw`` sql`` raw`` query`` any none oneOrNone many manyOrNone multi one result addSql".split()
)
_SURELY_STATEMENTS = frozenset("query $executeRawUnsafe $queryRawUnsafe unsafe".split())
_DIALECTS = (
    ("pg", "postgres"), ("postgres", "postgres"), ("slonik", "postgres"), ("@neondatabase", "postgres"),
    ("@vercel/postgres", "postgres"), ("mysql", "mysql"), ("mariadb", "mysql"), ("better-sqlite3", "sqlite"),
    ("sqlite", "sqlite"), ("@libsql", "sqlite"), ("mssql", "tsql"), ("tedious", "tsql"), ("oracledb", "oracle"),
    ("snowflake", "snowflake"), ("@google-cloud/bigquery", "bigquery"), ("@clickhouse", "clickhouse"),
)  # fmt: skip
_STORES: dict[str, tuple[str, str, str, str]] = {
    "dropDatabase": ("code/drop-database", "drops a database", "", "databases"),
    "dropSchema": ("code/drop-database", "drops a schema", "", "schemas"),
    "dropAllSchemas": ("code/drop-database", "drops every schema", "", "schemas"),
    "dropCollection": ("code/drop-collection", "drops a collection", "mongo", "collections"),
    "dropAllTables": ("code/drop-all", "drops every table", "", "tables"),
    "flushall": ("code/store-flush", "deletes every key of every Redis database", "redis", "keys"),
    "flushAll": ("code/store-flush", "deletes every key of every Redis database", "redis", "keys"),
    "flushdb": ("code/store-flush", "deletes every key of a Redis database", "redis", "keys"),
    "flushDb": ("code/store-flush", "deletes every key of a Redis database", "redis", "keys"),
}
_TABLE_DROPS = frozenset("dropTable dropTableIfExists dropView dropMaterializedView".split())
_COLUMN_DROPS = frozenset("dropColumn dropColumns removeColumn dropTimestamps".split())
_EMPTIES = frozenset("clearTable bulkDelete".split())
_BACKWARDS = frozenset("down undo revert rollback".split())

# AWS SDK version 3 commands and the version 2 methods of the same names.
_AWS: dict[str, tuple[str, str]] = {
    "DeleteBucket": (SERVICE_DELETE, "deletes a bucket"),
    "DeleteObjects": (SERVICE_DELETE, "deletes objects from a bucket"),
    "DeleteDBInstance": (SERVICE_DELETE, "deletes a database instance"),
    "DeleteDBCluster": (SERVICE_DELETE, "deletes a database cluster"),
    "TerminateInstances": (SERVICE_DELETE, "terminates machines"),
    "DeleteStack": (SERVICE_DELETE, "deletes a stack with its resources"),
    "DeleteFileSystem": (SERVICE_DELETE, "deletes a file system"),
    "DeleteTable": (SERVICE_DELETE, "deletes a table"),
    "DeleteVolume": (SERVICE_DELETE, "deletes a volume"),
    "DeleteHostedZone": (SERVICE_DELETE, "deletes a DNS zone"),
    "DeleteUserPool": (SERVICE_DELETE, "deletes a user pool"),
    "DeleteSecret": (SERVICE_DELETE, "deletes a secret"),
    "ScheduleKeyDeletion": (SERVICE_DELETE, "schedules an encryption key for deletion"),
    "DeleteCluster": (SERVICE_DELETE, "deletes a cluster"),
    "DeleteReplicationGroup": (SERVICE_DELETE, "deletes a cache cluster"),
    "PurgeQueue": (SERVICE_DELETE, "empties a queue"),
    "DeleteQueue": (SERVICE_DELETE, "deletes a queue"),
    "DeleteDBSnapshot": (BACKUP_DELETE, "deletes a database snapshot"),
    "DeleteDBClusterSnapshot": (BACKUP_DELETE, "deletes a cluster snapshot"),
    "DeleteSnapshot": (BACKUP_DELETE, "deletes a snapshot"),
    "DeleteRecoveryPoint": (BACKUP_DELETE, "deletes a recovery point"),
}
_AWS_METHODS = {key[0].lower() + key[1:]: value for key, value in _AWS.items()}


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a JavaScript text would do."""
    page = Page(source, view)
    if wholly_unknown(source.text):
        shown = shorten(source.text.shown())
        page.blind(
            "blind/opaque-text",
            f"JavaScript runs text that is only known at run time ({shown})",
            source.origin,
            source.certain,
        )
        return page.out
    reading = javascript.read(source)
    reader = _JavaScript(page, source, reading.calls)
    for call in reading.calls:
        reader.judge(call)
    client_calls.judge(page, reading.calls)
    if not reading.complete:
        page.blind("blind/budget", "more JavaScript than is read", source.origin, source.certain)
    elif reading.errors and not source.file:
        if not reading.calls:
            page.blind(
                "blind/unparsable", "the text given is not JavaScript as read here", source.origin, source.certain
            )
        else:
            page.note("some of the JavaScript text could not be parsed", source.origin)
    return page.out


class _JavaScript:
    """One text's calls, judged one by one."""

    __slots__ = ("altered", "narrowed", "page", "source")

    def __init__(self, page: Page, source: Source, calls: tuple[Call, ...]) -> None:
        self.page = page
        self.source = source
        # knex: `alterTable("t", (t) => { t.dropColumn("c"); })` says outside which table the inside is about
        self.altered = [
            (call.origin, call.args[0].text or "")
            for call in calls
            if call.name.rpartition(".")[2] in ("alterTable", "table")
            and len(call.args) > 1
            and isinstance(call.args[0], Word)
        ]
        # query builders: a delete in a chain with a condition is bounded
        self.narrowed = {
            (call.origin.line, call.origin.column)
            for call in calls
            if call.name.rpartition(".")[2] in ("where", "whereIn", "andWhere", "filter", "whereNull", "limit")
        }

    def backwards(self, call: Call) -> bool:
        return self.source.file and call.within in _BACKWARDS

    def judge(self, call: Call) -> None:
        """What one call comes to."""
        name = call.name
        last = name.rpartition(".")[2]
        first = call.args[0] if call.args else None
        if name in _SHELL_TEXT or name.endswith((".child_process.exec", ".child_process.execSync")):
            if isinstance(first, tuple):
                self.page.run(first, name, call.origin, certain=call.certain)
            else:
                self.page.shell(
                    _word(first), name, call.origin, certain=call.certain, directory=_word(call.keyword("cwd"))
                )
        elif name in _TEMPLATES:
            self.page.shell(_word(first), name[:-2], call.origin, certain=call.certain)
        elif name in _ACTIONS:
            if len(call.args) > 1 and isinstance(call.args[1], tuple):
                self.process(call, first)
            else:
                self.page.shell(
                    _word(first), name, call.origin, certain=call.certain, directory=_word(call.keyword("cwd"))
                )
        elif name in _PROCESS:
            self.process(call, first)
        elif name in ("eval", "Function", "vm.runInThisContext", "vm.runInNewContext", "vm.runInContext", "vm.Script"):
            code = call.args[-1] if name == "Function" and call.args else first
            if not isinstance(code, Word) or wholly_unknown(code):
                self.page.blind(
                    "blind/opaque-text", f"{name}() runs code that is only known at run time", call.origin, call.certain
                )
        elif name in _DELETE or name in _DELETE_TREE:
            self.delete(call, first)
        elif name in _WRITE:
            flag = call.keyword("flag") or call.keyword("flags")
            if not (isinstance(flag, Word) and (flag.text or "").startswith("a")):
                self.page.overwrite(_word(first), call.origin, certain=call.certain)
        elif name in _WRITE_SECOND:
            self.page.overwrite(_word(call.args[1] if len(call.args) > 1 else None), call.origin, certain=call.certain)
        elif last in _TABLE_DROPS or last in _COLUMN_DROPS:
            self.schema(call, last)
        elif _true(call.keyword("dropSchema")):
            # typeorm's connection options, given to whatever makes the connection
            if not any(part in self.source.origin.file.lower() for part in ("test", "spec", "e2e")):
                self.page.data(
                    "code/drop-all", "drops every table whenever it connects (dropSchema)", call.origin,
                    certain=call.certain, extent=Extent(None, False, "tables"),
                )  # fmt: skip
        elif last in _EMPTIES:
            self.emptied(call, last, first)
        elif ".deleteFrom" in "." + name and last.startswith("execute"):
            # kysely: nothing runs before it is executed
            if ".where" not in name and (call.origin.line, call.origin.column) not in self.narrowed:
                self.all_rows(call, "deletes every row of a table")
        elif last in _STORES:
            rule, what, engine, unit = _STORES[last]
            named = f" {shorten(first.shown())}" if isinstance(first, Word) and first.quoted and first.parts else ""
            if self.backwards(call):
                self.page.note(f"{call.within}() {what} when the migration is undone", call.origin)
                return
            self.page.data(
                rule, what + named, call.origin, engine=engine, certain=self.sure(call),
                extent=Extent(1, unit=unit) if named else Extent(None, False, unit),
            )  # fmt: skip
        elif last == "drop" and any(part in name for part in ("sequelize", "Sequelize", "connection", "collection")):
            self.page.data(
                "code/drop-all", "drops every table of the model", call.origin, certain=call.certain,
                extent=Extent(None, False, "tables"),
            )  # fmt: skip
        elif last in ("sync", "synchronize") and (_true(call.keyword("force")) or _word(first) == Word("true")):
            self.page.data(
                "code/drop-all", f"{last}() with force drops every table of the model first", call.origin,
                certain=call.certain, extent=Extent(None, False, "tables"),
            )  # fmt: skip
        elif last in ("deleteMany", "destroy", "remove", "updateMany", "truncate", "clear"):
            self.rows(call, last, first)
        elif last in ("del", "delete") and any(
            part in name for part in ("knex", ".from", ".table", "db.delete", "drizzle")
        ):
            self.builder(call, name, last)
        elif last in _STATEMENTS or name in _STATEMENTS:
            self.statement(call, name, last, first)
        elif last.removesuffix("Command") in _AWS and last.endswith("Command") and self.speaks_to_aws(call, name):
            self.aws(call, *_AWS[last.removesuffix("Command")])
        elif last in _AWS_METHODS and self.speaks_to_aws(call, name):
            self.aws(call, *_AWS_METHODS[last])

    def speaks_to_aws(self, call: Call, name: str) -> bool:
        """Whether a name of AWS's is used on its SDK: a project's own class may have methods of the same name.

        The SDK's calls take one object whose keys begin with a capital (`{DBInstanceIdentifier: "shop"}`).
        """
        if name.startswith(("this.", "./", "../")):
            return False
        if any(key[:1].isupper() for key, _value in call.keywords):
            return True
        if call.keywords or (call.args and isinstance(call.args[0], Word) and call.args[0].quoted):
            return False
        return "aws-sdk" in name or "aws-sdk" in self.source.text.shown()

    def process(self, call: Call, first: Value) -> None:
        name = call.name
        directory = _word(call.keyword("cwd"))
        words: list[Word] = []
        if isinstance(first, tuple):
            words = list(first)
        elif isinstance(first, Word) and first.quoted:
            words = [first]
            more = call.args[1] if len(call.args) > 1 else call.keyword("args")
            if not isinstance(more, tuple):
                more = call.keyword("args")
            if isinstance(more, tuple):
                words.extend(more)
            elif len(call.args) > 1 and call.args[1] is None:
                words.append(Word((Hole(VARIABLE, "arguments", quoted=False),)))
        else:
            listed = call.keyword("cmd")
            words = list(listed) if isinstance(listed, tuple) else []
        if not words:
            self.page.note(f"{name} runs a program that is only known at run time", call.origin)
            return
        shell = call.keyword("shell")
        if isinstance(shell, Word) and shell.text not in ("false", None):
            from keyturn.model.word import join

            self.page.shell(join(words), name, call.origin, certain=call.certain, directory=directory)
            return
        if len(words) == 1 and words[0].text is not None and " " in words[0].text.strip():
            self.page.shell(words[0], name, call.origin, certain=False, directory=directory)
            return
        self.page.run(words, name, call.origin, certain=call.certain, directory=directory)

    def delete(self, call: Call, first: Value) -> None:
        recursive = call.name in _DELETE_TREE or _true(call.keyword("recursive"))
        if call.name in ("shelljs.rm", "shell.rm"):
            flags = first.text if isinstance(first, Word) and first.text else ""
            recursive = flags.startswith("-") and "r" in flags.lower()
            rest: list[Word] = []
            for one in call.args[1:] if flags.startswith("-") else call.args:
                rest.extend(one if isinstance(one, tuple) else [one] if isinstance(one, Word) else [])
            self.page.delete(rest, call.origin, recursive=recursive, certain=call.certain)
            return
        if isinstance(first, tuple):
            self.page.delete(first, call.origin, recursive=recursive, certain=call.certain)
            return
        word = _word(first)
        if word is None or (wholly_unknown(word) and not any(hole.why in ("glob", "temporary") for hole in word.holes)):
            if not recursive:
                self.page.note(f"{call.name} deletes a file that is only known at run time", call.origin)
                return
            word = word if word is not None else Word((Hole(VARIABLE, "path", True),), quoted=True)
            self.page.delete([word], call.origin, recursive=True, certain=False)
            return
        self.page.delete([word], call.origin, recursive=recursive, certain=call.certain)

    def sure(self, call: Call) -> bool:
        """Whether the call is made: `up` is called by the migration tool, not by the file."""
        return call.certain or (self.source.certain and self.source.file and call.within == "up")

    def all_rows(self, call: Call, what: str) -> None:
        """Every row of a table goes; on the way back a migration takes out what its way forward put in."""
        if self.backwards(call):
            self.page.note(f"{call.within}() {what} when the migration is undone", call.origin)
            return
        self.page.data(
            "code/orm-delete-all", what, call.origin, extent=Extent(None, False, "rows"), certain=self.sure(call)
        )

    def emptied(self, call: Call, last: str, first: Value) -> None:
        """Of typeorm `clearTable("t")`, of sequelize `bulkDelete("t", null)`."""
        if last == "bulkDelete":
            where = call.args[1] if len(call.args) > 1 else Word("null")
            if not isinstance(where, Word) or where.quoted or where.text not in ("null", "undefined", "{}"):
                return
            if call.keywords and where.text == "{}" and len(call.args) == 2:
                return
        self.all_rows(call, f"deletes every row of table {_shown(first)}")

    def columns(self, call: Call, last: str) -> tuple[str, tuple[str, ...]]:
        """The table, as far as the call tells, and the columns that a call drops."""
        first = call.args[0] if call.args else None
        second = call.args[1] if len(call.args) > 1 else None
        # kysely's alterTable("t").dropColumn("c")
        table = call.receiver.text or "" if isinstance(call.receiver, Word) and call.receiver.quoted else ""
        place = (call.origin.line, call.origin.column)
        for origin, name in self.altered:
            if (origin.line, origin.column) < place < (origin.end_line, origin.end_column):
                table = table or name
        if isinstance(second, tuple):
            return _shown(first), tuple(word.shown() for word in second)
        if last == "removeColumn" or (last == "dropColumn" and isinstance(second, Word) and second.quoted):
            return _shown(first), (_shown(second),)
        if isinstance(first, tuple):
            return table, tuple(word.shown() for word in first)
        return table, tuple(_shown(one) for one in call.args if isinstance(one, Word) and one.quoted) or (
            _shown(first),
        )

    def schema(self, call: Call, last: str) -> None:
        """knex, sequelize, typeorm, mikro-orm, kysely and node-pg-migrate migrations."""
        first = call.args[0] if call.args else None
        back = self.backwards(call)
        names: tuple[str, ...]
        if last in _TABLE_DROPS:
            rule, unit = "migration/drop-table", "tables"
            names = (_shown(first),)
            what = f"drops {'view' if 'View' in last else 'table'} {_shown(first)}"
        else:
            rule, unit = "migration/drop-column", "columns"
            table, names = self.columns(call, last)
            what = f"drops column{'s' if len(names) > 1 else ''} {', '.join(names)}" + (f" of {table}" if table else "")
            names = tuple(f"{table}.{name}" if table else name for name in names)
        certain = call.certain or (self.source.certain and call.within == "up")
        shown = f"{what} in {call.within}()" if back else what
        self.page.effect(
            rule, MIGRATION_FORWARD if back else MIGRATION_LOSS, shown, (lost_from(self.page, names),), call.origin,
            extent=Extent(len(names), unit=unit), certain=certain and not back,
        )  # fmt: skip

    def rows(self, call: Call, last: str, first: Value) -> None:
        """`deleteMany({})` and its like: every row when nothing narrows it."""
        given = isinstance(first, Word) and not first.quoted
        empty = given and isinstance(first, Word) and first.text == "{}"
        where = call.keyword("where")
        bare = isinstance(where, Word) and where.text == "{}"
        if last in ("truncate", "clear"):
            known = last == "truncate" and (not call.args or given)
        elif last == "deleteMany":
            # mongoose and prisma: no filter at all is every document
            known = not call.args or empty or (bare and len(call.keywords) == 1)
        elif last == "destroy":
            known = _true(call.keyword("truncate")) or (given and bare)
        elif last == "updateMany":
            known = empty or bare or (given and not call.given("where") and call.given("data"))
        else:
            known = empty
        if known:
            what = "changes" if last == "updateMany" else "deletes"
            self.all_rows(call, f"{what} every row or document of a collection")

    def builder(self, call: Call, name: str, last: str) -> None:
        """Knex and drizzle: `knex("users").del()` without a condition."""
        if (call.origin.line, call.origin.column) in self.narrowed or ".where" in name:
            return
        if last == "delete" and "drizzle" not in name and "db.delete" not in name and "knex" not in name:
            return
        named = f" {call.receiver.text}" if isinstance(call.receiver, Word) and call.receiver.text else ""
        self.all_rows(call, f"deletes every row of {'table' + named if named else 'a table'}")

    def statement(self, call: Call, name: str, last: str, first: Value) -> None:
        text = _word(first)
        if isinstance(first, Word) and not first.quoted and isinstance(call.keyword("text"), Word):
            text = _word(call.keyword("text"))
        if text is None:
            return
        if self.backwards(call):
            if looks_like_sql(text):
                self.page.note(
                    f"{call.within}() runs {shorten(text.shown())} when the migration is undone", call.origin
                )
            return
        dialect = next((dialect for lead, dialect in _DIALECTS if name.startswith(lead)), "")
        url = _word(call.receiver)
        target = database(dialect, url, self.page.view) if dialect else None
        certain = call.certain or (self.source.certain and self.source.file and call.within == "up")
        self.page.sql(
            text, name.lstrip("."), call.origin, dialect=dialect, target=target, certain=certain,
            surely=last in _SURELY_STATEMENTS,
        )  # fmt: skip

    def aws(self, call: Call, category: str, what: str) -> None:
        named = next(
            (value.text for _key, value in call.keywords if isinstance(value, Word) and value.quoted and value.text), ""
        )
        rule = "code/backup-delete" if category == BACKUP_DELETE else "code/cloud-delete"
        self.page.service(
            "aws",
            what + (f" {named}" if named else ""),
            call.origin,
            rule=rule,
            category=category,
            certain=call.certain,
        )


def _word(value: Value) -> Word | None:
    return value if isinstance(value, Word) else None


def _shown(value: Value) -> str:
    return value.shown() if isinstance(value, Word) and value.parts else UNNAMED


def _true(value: Value) -> bool:
    return isinstance(value, Word) and value.text == "true"
