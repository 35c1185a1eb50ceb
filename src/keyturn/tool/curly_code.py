"""What Go, Rust, Java, Kotlin, Scala, Groovy, C#, Swift, Dart and Elixir texts would do, as far as their calls show.

Names are those of the languages' own libraries (os/exec, std::process, java.lang.ProcessBuilder, System.Diagnostics,
System.IO, dart:io, Foundation, Elixir's System and File) and of the common clients: database/sql, gorm, sqlx, diesel,
sea-orm, JDBC, Spring Data, Entity Framework, Ecto, the MongoDB and Redis drivers, the AWS SDKs and client-go.

A path that nothing in the text tells is a note, no effect: programs delete what they are handed all day.
"""

from __future__ import annotations

from keyturn.language import curly
from keyturn.model.effect import (
    BACKUP_DELETE,
    CONTAINER_DATA,
    MIGRATION_FORWARD,
    MIGRATION_LOSS,
    SERVICE_DELETE,
    UNNAMED,
    Extent,
)
from keyturn.model.target import CLUSTER, Facet, Target
from keyturn.model.word import GLOB, INPUT, TEMPORARY, Word
from keyturn.tool.code import Page, looks_like_sql, lost_from
from keyturn.tool.handoff import shorten, split_words, wholly_unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call, Value
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Source
    from keyturn.tool.view import View

# A program and its arguments, from which argument on.
_RUN: dict[str, int] = {
    "exec.Command": 0,
    "exec.CommandContext": 1,
    "syscall.Exec": 1,
    "unix.Exec": 1,
    "execabs.Command": 0,
    "ProcessBuilder": 0,
    "java.lang.ProcessBuilder": 0,
    "Process.run": 0,
    "Process.runSync": 0,
    "Process.start": 0,
    "System.cmd": 0,
    "System.cmd!": 0,
    "MuonTrap.cmd": 0,
    "sh.Command": 0,
    "script.Exec": 0,
}
_BUILDERS = frozenset(
    "Command::new std::process::Command::new process::Command::new tokio::process::Command::new Cli.Wrap "
    "async_process::Command::new CommandLine CommandLine.parse new".split()
) - {"new"}
# A whole line that a shell, or the library's own splitting, reads.
_LINE = frozenset("System.shell os.cmd Process Process.apply sh bash cmd! xshell::cmd! shell runCommand".split())
_SHARP = frozenset("Process.Start ProcessStartInfo System.Diagnostics.Process.Start".split())
_TREE = frozenset(
    "os.RemoveAll fs::remove_dir_all std::fs::remove_dir_all tokio::fs::remove_dir_all remove_dir_all "
    "async_std::fs::remove_dir_all fs_extra::dir::remove FileUtils.deleteDirectory FileUtils.cleanDirectory "
    "FileUtils.deleteQuietly FileUtils.forceDelete PathUtils.deleteDirectory PathUtils.cleanDirectory "
    "MoreFiles.deleteRecursively FileSystemUtils.deleteRecursively FileUtil.fullyDelete FileUtils.deleteRecursively "
    "File.rm_rf File.rm_rf! FileManager.default.removeItem os.removeAll".split()
)
_TREE_METHODS = frozenset("deleteRecursively RemoveAll deleteDir removeItem".split())
_ONE = frozenset(
    "os.Remove syscall.Unlink unix.Unlink os.Truncate fs::remove_file std::fs::remove_file fs::remove_dir "
    "tokio::fs::remove_file std::fs::remove_dir Files.delete Files.deleteIfExists File.Delete System.IO.File.Delete "
    "File.rm File.rm! File.rmdir os.remove".split()
)
_DELETE_METHODS = frozenset("delete Delete deleteSync deleteOnExit deleteIfExists".split())
_STATEMENTS = frozenset(
    "Exec ExecContext MustExec MustExecContext NamedExec NamedExecContext Query QueryContext QueryRow QueryRowContext "
    "Queryx Raw Prepare PrepareContext SendBatch execute executeUpdate executeQuery executeLargeUpdate addBatch "
    "createNativeQuery createSQLQuery createNativeMutationQuery createQuery nativeQuery createStatement "
    "prepareStatement update batchUpdate query sql execute_raw execute_unprepared batch_execute simple_query "
    "sql_query query_raw ExecuteSqlRaw ExecuteSqlRawAsync ExecuteSqlInterpolated ExecuteSqlInterpolatedAsync "
    "ExecuteSql ExecuteSqlAsync FromSqlRaw SqlCommand NpgsqlCommand MySqlCommand SqliteCommand OracleCommand "
    "Execute ExecuteAsync ExecuteScalar ExecuteScalarAsync query! query_as! sqlx::query! query_as execSQL rawQuery "
    "customStatement customUpdate rawDelete raw exec Sql from_string execSql runQuery statement execute_batch "
    "exec_drop query_drop exec_batch".split()
)
_HARM = (
    "drop",
    "truncate",
    "delete",
    "update",
    "alter",
    "revoke",
    "grant",
    "merge",
    "replace",
    "flush",
    "shutdown",
    "exec",
)
_STORES = ("redis", "valkey", "memcach", "keydb", "dragonfly", "lettuce", "rdb.")
_FLUSHES = frozenset(
    "flushall flushdb flushalldatabases flushdatabase flushallasync flushdbasync flushalldatabasesasync "
    "flushdatabaseasync flush_all flush_db".split()
)
_NARROW = frozenset(
    "Where where Filter filter find findById And Or FilterBy filter_by Limit limit eq_any Find Take First".split()
)
# AWS calls by their names without underscores and in lower case.
_AWS: dict[str, tuple[str, str]] = {
    "deletebucket": (SERVICE_DELETE, "deletes a bucket"),
    "deletedbinstance": (SERVICE_DELETE, "deletes a database instance"),
    "deletedbcluster": (SERVICE_DELETE, "deletes a database cluster"),
    "terminateinstances": (SERVICE_DELETE, "terminates machines"),
    "deletestack": (SERVICE_DELETE, "deletes a stack with its resources"),
    "deletefilesystem": (SERVICE_DELETE, "deletes a file system"),
    "deletetable": (SERVICE_DELETE, "deletes a table"),
    "deletevolume": (SERVICE_DELETE, "deletes a volume"),
    "deletehostedzone": (SERVICE_DELETE, "deletes a DNS zone"),
    "deleteuserpool": (SERVICE_DELETE, "deletes a user pool"),
    "deletesecret": (SERVICE_DELETE, "deletes a secret"),
    "schedulekeydeletion": (SERVICE_DELETE, "schedules an encryption key for deletion"),
    "deletereplicationgroup": (SERVICE_DELETE, "deletes a cache cluster"),
    "purgequeue": (SERVICE_DELETE, "empties a queue"),
    "deletequeue": (SERVICE_DELETE, "deletes a queue"),
    "deletefunction": (SERVICE_DELETE, "deletes a function"),
    "deletedbsnapshot": (BACKUP_DELETE, "deletes a database snapshot"),
    "deletedbclustersnapshot": (BACKUP_DELETE, "deletes a cluster snapshot"),
    "deletesnapshot": (BACKUP_DELETE, "deletes a snapshot"),
    "deleterecoverypoint": (BACKUP_DELETE, "deletes a recovery point"),
}
_AWS_SIGNS = ("aws-sdk", "aws_sdk", "amazonaws", "software.amazon", "amazon.", "aws.sdk")
_CLUSTER = frozenset("Namespaces PersistentVolumeClaims PersistentVolumes CustomResourceDefinitions".split())


def read_source(source: Source, view: View) -> list[Outcome]:
    """What the text would do."""
    page = Page(source, view)
    if wholly_unknown(source.text):
        page.blind(
            "blind/opaque-text",
            f"{source.language} runs text that is only known at run time ({shorten(source.text.shown())})",
            source.origin,
            source.certain,
        )
        return page.out
    reading = curly.read(source)
    reader = _Curly(page, source)
    for chain in reading.chains:
        reader.judge(chain)
    if not reading.complete:
        page.blind("blind/budget", f"more {source.language} than is read", source.origin, source.certain)
    return page.out


class _Curly:
    """One text's chains, judged one by one."""

    __slots__ = ("aws", "page", "source", "stores", "undoing")

    def __init__(self, page: Page, source: Source) -> None:
        self.page = page
        self.source = source
        text = (source.text.text or "")[:8_000].lower()
        self.aws = any(sign in text for sign in _AWS_SIGNS)
        self.stores: bool | None = None
        self.undoing: list[str] | None = None

    def judge(self, chain: tuple[Call, ...]) -> None:
        """What one chain comes to."""
        steps = frozenset(_last(call.name) for call in chain)
        for at, call in enumerate(chain):
            self.step(call, chain, at, steps)

    def step(self, call: Call, chain: tuple[Call, ...], at: int, steps: frozenset[str]) -> None:
        name = call.name.removeprefix("new ")
        last = _last(name)
        if self.command(call, name, last, chain, at) or self.files(call, name, last):
            return
        folded = last.replace("_", "").lower()
        if last in _STATEMENTS:
            self.statement(call, name, last)
        if (
            folded.removesuffix("async") in _FLUSHES
            or folded in _FLUSHES
            or (last in ("cmd", "command") and any(_flushes(one) for one in call.args))
        ) and self.store():
            self.flush(call)
        elif last in ("DropTable", "drop_table", "dropTable") and (at or "." in name):
            table = _given(call, "name") or _shown(call)
            self.schema(call, "migration/drop-table", "tables", f"drops table {table}", table)
        elif last in ("DropColumn", "drop_column", "dropColumn") and (at or "." in name):
            column, table = _given(call, "name") or _shown(call, 1), _given(call, "table")
            what = f"drops column {column}" + (f" of {table}" if table else "")
            self.schema(call, "migration/drop-column", "columns", what, f"{table}.{column}" if table else column)
        elif last in ("EnsureDeleted", "EnsureDeletedAsync", "dropDatabase", "DropDatabase", "DropDatabaseAsync"):
            self.lost("code/drop-database", "drops a database", call, "databases")
        elif last in ("DropCollection", "DropCollectionAsync", "dropCollection") or (
            last in ("Drop", "drop", "DropAsync") and steps & {"Collection", "getCollection", "collection"}
        ):
            self.lost("code/drop-collection", "drops a collection", call, "collections")
        elif last in ("Drop", "drop") and steps & {"Database", "getDatabase", "database"}:
            self.lost("code/drop-database", "drops a database", call, "databases")
        elif self.every_row(call, name, last, steps):
            self.lost("code/orm-delete-all", "deletes every row or document", call, "rows")
        elif last in ("Delete", "DeleteCollection") and steps & _CLUSTER:
            what = min(steps & _CLUSTER)
            target = Target(CLUSTER, "a cluster", (Facet("context", None, "not stated"),))
            self.page.effect(
                "code/cluster-delete", CONTAINER_DATA, f"deletes {what} of a cluster", (target,), call.origin,
                extent=Extent(1, unit="objects"), certain=call.certain,
            )  # fmt: skip
        elif folded.removesuffix("async") in _AWS and (at or "." in name) and self.aws:
            category, what = _AWS[folded.removesuffix("async")]
            rule = "code/backup-delete" if category == BACKUP_DELETE else "code/cloud-delete"
            self.page.service("aws", what, call.origin, rule=rule, category=category, certain=call.certain)

    # -- commands

    def command(self, call: Call, name: str, last: str, chain: tuple[Call, ...], at: int) -> bool:
        """Programs that are run; True when the call is one."""
        words: list[Word] = []
        if name in _RUN:
            if self.source.language == "swift" and name.startswith("Process"):
                return False
            for one in call.args[_RUN[name] :]:
                words.extend(one if isinstance(one, tuple) else [_word(one)])
            if name in ("syscall.Exec", "unix.Exec"):
                words = words[: len(call.args[1]) if len(call.args) > 1 and isinstance(call.args[1], tuple) else 1]
        elif name in _BUILDERS:
            words = [_word(one) for one in call.args[:1]]
            for following in chain[at + 1 :]:
                step = _last(following.name)
                if step in ("arg", "addArgument", "addArguments", "args", "WithArguments"):
                    for one in following.args[:1]:
                        words.extend(one if isinstance(one, tuple) else [_word(one)])
                        if step != "arg" and isinstance(one, Word) and one.text is not None and " " in one.text:
                            words[-1:] = split_words(one)
        elif name in _SHARP:
            words = [_word(one) for one in call.args[:1]]
            more = call.args[1] if len(call.args) > 1 else call.keyword("arguments")
            if isinstance(more, tuple):
                words.extend(more)
            elif isinstance(more, Word):
                words.extend(split_words(more) if more.text is not None else [more])
        elif last == "exec" and ("untime" in name or (at and "untime" in chain[0].name)):
            first = call.args[0] if call.args else None
            if isinstance(first, tuple):
                words = list(first)
            else:
                return self.line(call, first, "Runtime.exec")
        elif name in _LINE or (last == "execute" and self.source.language == "groovy" and not call.args):
            if name in ("Process", "Process.apply") and self.source.language != "scala":
                return False
            first = call.receiver if last == "execute" else call.args[-1] if name.endswith("cmd!") else _first(call)
            if last == "execute" and not (isinstance(first, Word) and first.quoted and first.prefix):
                return False
            if isinstance(first, tuple):
                words = list(first)
            else:
                return self.line(call, first, name)
        elif last == "cmd" and self.source.language == "elixir" and at and _last(chain[0].name) == "shell":
            return self.line(call, _first(call), "Mix.shell")
        else:
            return False
        if words and not wholly_unknown(words[0]):
            self.page.run(words, _how(name), call.origin, certain=call.certain)
        return True

    def line(self, call: Call, first: Value, how: str) -> bool:
        """A command line. One that is not known is what such a helper's own body looks like: a note."""
        if not isinstance(first, Word) or wholly_unknown(first) or not first.prefix.strip():
            if how in ("System.shell", "os.cmd", "Runtime.exec", "Mix.shell"):
                self.page.note(f"{how} runs text that is only known at run time", call.origin)
            return True
        self.page.shell(first, how, call.origin, certain=call.certain)
        return True

    # -- files

    def files(self, call: Call, name: str, last: str) -> bool:
        """Files and directories that go; True when the call is of that sort."""
        first = _first(call)
        if name in _TREE or (last in _TREE_METHODS and name not in _ONE and "." in name):
            if last in ("deleteRecursively", "deleteDir"):
                first = call.receiver if call.receiver is not None else first
            elif first is None and call.keywords:
                first = call.keywords[0][1]
            self.delete(call, first, recursive=True)
        elif name in ("Directory.Delete", "System.IO.Directory.Delete"):
            deep = (len(call.args) > 1 and _true(call.args[1])) or _true(call.keyword("recursive"))
            self.delete(call, first, recursive=deep)
        elif name in _ONE:
            self.delete(call, first, recursive=False)
        elif last in _DELETE_METHODS and isinstance(call.receiver, Word) and name.startswith("."):
            if call.receiver.prefix.startswith(("/", "~", ".")) or (call.receiver.quoted and call.receiver.text):
                deep = _true(call.keyword("recursive")) or (last == "Delete" and _true(first))
                self.delete(call, call.receiver, recursive=deep)
        else:
            return False
        return True

    def delete(self, call: Call, value: Value, *, recursive: bool) -> None:
        words = list(value) if isinstance(value, tuple) else [_word(value)]
        for word in words:
            known = any(hole.why in (GLOB, INPUT, TEMPORARY) for hole in word.holes)
            if not known and (wholly_unknown(word) or (self.source.file and not word.prefix)):
                self.page.note(f"{call.name} deletes what is only known at run time", call.origin)
                continue
            if word.text is not None and not word.quoted:
                continue
            self.page.delete([word], call.origin, recursive=recursive, certain=call.certain)

    # -- databases

    def statement(self, call: Call, name: str, last: str) -> None:
        for one in call.args:
            if not isinstance(one, Word) or not one.quoted or not looks_like_sql(one):
                continue
            lead = (one.text or one.prefix).lower()
            if not any(verb in lead for verb in _HARM):
                return
            if self.backwards(call):
                self.page.note(f"{call.within} runs {shorten(one.shown())} when it is undone", call.origin)
                return
            self.page.sql(one, last or name, call.origin, certain=call.certain)
            return

    def backwards(self, call: Call) -> bool:
        if not self.source.file or not call.within:
            return False
        return call.within.lower() in ("down", "revert", "undo", "rollback") or call.within in self.downs()

    def downs(self) -> list[str]:
        """The ways down that a Go migration registers: the second function of goose's AddMigration."""
        if self.undoing is not None:
            return self.undoing
        text = self.source.text.text or ""
        out = self.undoing = []
        at = text.find(".AddMigration")
        while at >= 0:
            both = text[text.find("(", at) + 1 : text.find(")", at)].split(",")
            if len(both) == 2:
                out.append(both[1].strip())
            at = text.find(".AddMigration", at + 1)
        return out

    def store(self) -> bool:
        """Whether the file speaks of a key-value store at all: buffers and tables are flushed by the same name."""
        if self.stores is None:
            text = "".join(part for part in self.source.text.parts if isinstance(part, str)).lower()
            self.stores = any(one in text for one in _STORES)
        return self.stores

    def flush(self, call: Call) -> None:
        self.page.data(
            "code/store-flush", "deletes every key of a Redis database", call.origin, engine="redis",
            extent=Extent(None, False, "keys"), certain=call.certain,
        )  # fmt: skip

    def lost(self, rule: str, what: str, call: Call, unit: str) -> None:
        if self.backwards(call):
            self.page.note(f"{call.within} {what} when it is undone", call.origin)
            return
        extent = Extent(None, False, "rows") if unit == "rows" else Extent(1, unit=unit)
        self.page.data(rule, what, call.origin, extent=extent, certain=call.certain)

    def every_row(self, call: Call, name: str, last: str, steps: frozenset[str]) -> bool:
        """Whether a mapper's deletion has nothing that narrows it."""
        if last in ("deleteAll", "deleteAllInBatch"):
            return not call.args and ("epo" in name or "ao" in name or "DAO" in name)
        if last in ("ExecuteDelete", "ExecuteDeleteAsync"):
            return not steps & _NARROW and ".Where" not in name
        if last in ("DeleteMany", "DeleteManyAsync", "deleteMany"):
            return any(_empty(one) for one in call.args)
        if last == "delete_many":
            return not call.args and not steps & _NARROW and self.source.language == "rust"
        if last == "delete_all" and self.source.language == "elixir":
            first = _first(call)
            shown = first.shown().lstrip("$") if isinstance(first, Word) else ""
            return shown[:1].isupper() and "." not in shown.replace(".", "", 3)
        if last == "RemoveRange":
            first = _first(call)
            held = first.holes[0].name if isinstance(first, Word) and first.holes else ""
            return "." in held and held.rpartition(".")[2][:1].isupper() and "(" not in held
        if last == "Delete" and "Where" in steps:
            return False
        return False

    def schema(self, call: Call, rule: str, unit: str, what: str, name: str) -> None:
        back = self.backwards(call)
        self.page.effect(
            rule, MIGRATION_FORWARD if back else MIGRATION_LOSS, what + (f" in {call.within}" if back else ""),
            (lost_from(self.page, (name,)),), call.origin, extent=Extent(1, unit=unit),
            certain=call.certain and not back,
        )  # fmt: skip


def _first(call: Call) -> Value:
    return call.args[0] if call.args else None


def _last(name: str) -> str:
    return name.rpartition(".")[2].rpartition("::")[2]


def _how(name: str) -> str:
    return name.lstrip(".")


def _word(value: Value) -> Word:
    return value if isinstance(value, Word) else curly.unknown("")


def _true(value: Value) -> bool:
    return isinstance(value, Word) and value.text == "true"


def _shown(call: Call, at: int = 0) -> str:
    value = call.args[at] if len(call.args) > at else None
    return value.text if isinstance(value, Word) and value.quoted and value.text else UNNAMED


def _given(call: Call, name: str) -> str:
    """Entity Framework names its arguments: `DropColumn(name: "Mail", table: "Users")`."""
    value = call.keyword(name)
    return value.text if isinstance(value, Word) and value.quoted and value.text else ""


def _flushes(value: Value) -> bool:
    words = value if isinstance(value, tuple) else (value,)
    return any(isinstance(word, Word) and (word.text or "").upper() in ("FLUSHALL", "FLUSHDB") for word in words)


def _empty(value: Value) -> bool:
    """`bson.M{}`, `new Document()`, `Filter.Empty`: a filter that lets everything through."""
    if not isinstance(value, Word):
        return False
    if value.text is not None:
        return not value.quoted and value.text == "{}"
    return any(hole.name.endswith((".Empty", "Filters.empty")) for hole in value.holes)
