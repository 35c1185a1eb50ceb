"""What a Python text would do: processes, files, SQL, migrations, object-relational mappers and cloud clients.

Names are those of the libraries' documentation: subprocess, shutil, pathlib (docs.python.org), alembic.operations,
django.db.migrations, SQLAlchemy, boto3, pymongo, redis-py, paramiko, fabric and invoke.
"""

from __future__ import annotations

from keyturn.language import python
from keyturn.model.effect import (
    AVAILABILITY,
    BACKUP_DELETE,
    BOUNDED_WRITE,
    CONTAINER_DATA,
    MIGRATION_FORWARD,
    MIGRATION_LOSS,
    PROTECTION_OFF,
    SERVICE_DELETE,
    UNNAMED,
    Extent,
)
from keyturn.model.word import Word
from keyturn.tool import client_calls
from keyturn.tool.code import Page, database, lost_from, remote_host
from keyturn.tool.column_types import argument, widens
from keyturn.tool.handoff import shorten, wholly_unknown
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call, Value
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin, Source
    from keyturn.model.target import Target
    from keyturn.tool.view import View

_SHELL_TEXT = frozenset(
    "os.system posix.system os.popen os.popen2 os.popen3 os.popen4 popen2.popen2 popen2.popen3 subprocess.getoutput "
    "subprocess.getstatusoutput commands.getoutput commands.getstatusoutput asyncio.create_subprocess_shell "
    "asyncio.subprocess.create_subprocess_shell pexpect.run pexpect.runu fabric.api.local fabric.operations.local "
    "invoke.run invoke.sudo fabric.local platform.popen trio.run_process get_ipython.system".split()
)
_PROCESS = frozenset(
    "subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen anyio.run_process "
    "anyio.open_process trio.run_process sarge.run delegator.run eventlet.green.subprocess.Popen "
    "gevent.subprocess.Popen gevent.subprocess.call gevent.subprocess.check_output subprocess32.run".split()
)
_LIST_PROCESS = frozenset(
    "asyncio.create_subprocess_exec asyncio.subprocess.create_subprocess_exec pty.spawn distutils.spawn.spawn".split()
)
_REMOTE_TEXT = frozenset("fabric.api.run fabric.api.sudo fabric.operations.run fabric.operations.sudo".split())
_DELETE = frozenset(
    "os.remove os.unlink os.rmdir pathlib.Path.unlink pathlib.Path.rmdir posix.remove posix.unlink".split()
)
_DELETE_TREE = frozenset(
    "shutil.rmtree distutils.dir_util.remove_tree setuptools._distutils.dir_util.remove_tree os.removedirs "
    "pathlib.Path.rmtree anyio.Path.rmtree aioshutil.rmtree".split()
)
_OVERWRITE_SECOND = frozenset(
    "os.rename os.replace os.renames shutil.move shutil.copy shutil.copy2 shutil.copyfile".split()
)
_STATEMENTS = frozenset(
    "execute executemany executescript execute_sql exec_driver_sql raw raw_sql read_sql read_sql_query sql query "
    "run_query exec_sql fetch fetchrow fetchval fetch_all fetch_one execute_query execute_async execute_string "
    "copy_expert sql_query RunSQL run_sql command exec fetchall do execute_batch execute_values".split()
)
_SURELY_STATEMENTS = frozenset("execute executemany executescript exec_driver_sql RunSQL".split())
_DIALECTS = (
    ("psycopg", "postgres"),
    ("asyncpg", "postgres"),
    ("pg8000", "postgres"),
    ("aiopg", "postgres"),
    ("pymysql", "mysql"),
    ("MySQLdb", "mysql"),
    ("mysql.", "mysql"),
    ("aiomysql", "mysql"),
    ("sqlite3", "sqlite"),
    ("aiosqlite", "sqlite"),
    ("duckdb", "duckdb"),
    ("snowflake", "snowflake"),
    ("cx_Oracle", "oracle"),
    ("oracledb", "oracle"),
    ("pymssql", "tsql"),
    ("pyspark", "spark"),
    ("google.cloud.bigquery", "bigquery"),
    ("clickhouse", "clickhouse"),
    ("spark.", "spark"),
)

# Methods that empty or drop a store, by their own name: (rule, what it does, engine, unit).
_STORES: dict[str, tuple[str, str, str, str]] = {
    "drop_all": ("code/drop-all", "drops every table of the model", "", "tables"),
    "flushall": ("code/store-flush", "deletes every key of every Redis database", "redis", "keys"),
    "flush_all": ("code/store-flush", "empties the cache server", "memcached", "keys"),
    "flushdb": ("code/store-flush", "deletes every key of a Redis database", "redis", "keys"),
    "drop_database": ("code/drop-database", "drops a database", "", "databases"),
    "dropDatabase": ("code/drop-database", "drops a database", "mongo", "databases"),
    "drop_collection": ("code/drop-collection", "drops a collection", "mongo", "collections"),
    "truncate_table": ("code/truncate-table", "empties a table", "", "tables"),
    "drop_tables": ("code/drop-all", "drops tables", "", "tables"),
    "delete_collection": ("code/drop-collection", "deletes a collection", "", "collections"),
    "delete_index": ("code/drop-collection", "deletes an index with its documents", "", "collections"),
    "delete_keyspace": ("code/drop-database", "drops a keyspace", "", "databases"),
}

# AWS client methods (boto3): what they take away.
_AWS: dict[str, tuple[str, str]] = {
    "delete_bucket": (SERVICE_DELETE, "deletes a bucket"),
    "delete_objects": (SERVICE_DELETE, "deletes objects from a bucket"),
    "delete_db_instance": (SERVICE_DELETE, "deletes a database instance"),
    "delete_db_cluster": (SERVICE_DELETE, "deletes a database cluster"),
    "delete_global_cluster": (SERVICE_DELETE, "deletes a global database cluster"),
    "terminate_instances": (SERVICE_DELETE, "terminates machines"),
    "delete_stack": (SERVICE_DELETE, "deletes a stack with its resources"),
    "delete_file_system": (SERVICE_DELETE, "deletes a file system"),
    "delete_volume": (SERVICE_DELETE, "deletes a volume"),
    "delete_cluster": (SERVICE_DELETE, "deletes a cluster"),
    "delete_cache_cluster": (SERVICE_DELETE, "deletes a cache cluster"),
    "delete_replication_group": (SERVICE_DELETE, "deletes a cache cluster"),
    "delete_hosted_zone": (SERVICE_DELETE, "deletes a DNS zone"),
    "delete_user_pool": (SERVICE_DELETE, "deletes a user pool"),
    "delete_secret": (SERVICE_DELETE, "deletes a secret"),
    "schedule_key_deletion": (SERVICE_DELETE, "schedules an encryption key for deletion"),
    "delete_log_group": (SERVICE_DELETE, "deletes a log group"),
    "delete_queue": (SERVICE_DELETE, "deletes a queue"),
    "purge_queue": (SERVICE_DELETE, "empties a queue"),
    "delete_repository": (SERVICE_DELETE, "deletes a repository with its images"),
    "delete_domain": (SERVICE_DELETE, "deletes a domain"),
    "delete_stream": (SERVICE_DELETE, "deletes a stream"),
    "delete_dataset": (SERVICE_DELETE, "deletes a dataset"),
    "delete_database": (SERVICE_DELETE, "deletes a database"),
    "delete_keypair": (SERVICE_DELETE, "deletes a key pair"),
    "delete_function": (SERVICE_DELETE, "deletes a function"),
    "delete_snapshot": (BACKUP_DELETE, "deletes a snapshot"),
    "delete_db_snapshot": (BACKUP_DELETE, "deletes a database snapshot"),
    "delete_db_cluster_snapshot": (BACKUP_DELETE, "deletes a cluster snapshot"),
    "delete_backup": (BACKUP_DELETE, "deletes a backup"),
    "delete_recovery_point": (BACKUP_DELETE, "deletes a recovery point"),
    "delete_backup_vault": (BACKUP_DELETE, "deletes a backup vault"),
    "deregister_image": (BACKUP_DELETE, "deregisters a machine image"),
    "stop_instances": (AVAILABILITY, "stops machines"),
    "stop_db_instance": (AVAILABILITY, "stops a database instance"),
}
# What a variable that holds an AWS client is called, and the libraries that make one.
_AWS_RECEIVERS = frozenset("aws ec2 rds s3 efs kms route53 cognito backup docdb neptune redshift elasticache".split())
_AWS_LIBRARIES = ("boto3", "aioboto3", "botocore", "aiobotocore")
# Names so particular to AWS that they count on any object that may be one of its clients.
_AWS_ANYWHERE = frozenset(
    "delete_bucket delete_db_instance delete_db_cluster terminate_instances delete_db_snapshot delete_file_system "
    "delete_hosted_zone schedule_key_deletion delete_user_pool delete_db_cluster_snapshot delete_recovery_point "
    "delete_backup_vault delete_replication_group delete_global_cluster".split()
)
_KUBERNETES: dict[str, str] = {
    "delete_namespace": "deletes a namespace and everything in it",
    "delete_persistent_volume": "deletes a persistent volume",
    "delete_namespaced_persistent_volume_claim": "deletes a volume claim and its data",
    "delete_collection_namespaced_persistent_volume_claim": "deletes every volume claim of a namespace",
    "delete_namespaced_stateful_set": "deletes a stateful set",
    "delete_custom_resource_definition": "deletes a resource definition and every object of its kind",
}
_MIGRATION_SUFFIX = "migrations."
# What a migration's way back may do without a word: it takes away what the way forward put there.
_UNDOING = frozenset("delete update delete_many remove deleteMany drop_all".split())


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a Python text would do."""
    if wholly_unknown(source.text):
        page = Page(source, view)
        page.blind(
            "blind/opaque-text",
            f"Python runs text that is only known at run time ({shorten(source.text.shown())})",
            source.origin,
            source.certain,
        )
        return page.out
    reading = python.read(source)
    reader = _Python(source, view, reading.calls)
    for call in reading.calls:
        reader.judge(call)
    client_calls.judge(reader.page, reading.calls)
    if not reading.complete:
        reader.page.blind("blind/budget", "more Python than is read", source.origin, source.certain)
    elif reading.errors and not source.file:
        if not reading.calls:
            reader.page.blind(
                "blind/unparsable", "the text given to Python is not Python as read here", source.origin, source.certain
            )
        else:
            reader.page.note("some of the Python text could not be parsed", source.origin)
    return reader.page.out


class _Python:
    """One text's calls, judged one by one."""

    __slots__ = ("calls", "forward", "hosts", "narrowed", "page", "reverse", "source", "states", "target")

    def __init__(self, source: Source, view: View, calls: tuple[Call, ...]) -> None:
        self.page = Page(source, view)
        self.source = source
        self.calls = calls
        self.target: dict[str, Target] = {}
        self.hosts: Word | None = None
        # names of functions that only run when a migration is undone
        self.reverse = {"downgrade"} if source.file else set()
        # functions that Django calls when the migration is applied
        self.forward: set[str] = set()
        self.states: list[Origin] = []
        # where a `.where(…)` follows: those deletes are bounded
        self.narrowed = {
            (call.origin.line, call.origin.column)
            for call in calls
            if call.name.rpartition(".")[2] in ("where", "filter", "filter_by")
        }
        for call in calls:
            name = call.name
            if name.endswith(_MIGRATION_SUFFIX + "RunPython"):
                backwards = call.keyword("reverse_code") or (call.args[1] if len(call.args) > 1 else None)
                forwards = call.keyword("code") or (call.args[0] if call.args else None)
                if isinstance(forwards, Word) and forwards.text:
                    self.forward.add(forwards.text)
                if isinstance(backwards, Word) and backwards.text and backwards != forwards:
                    self.reverse.add(backwards.text)
            elif name.endswith("SeparateDatabaseAndState"):
                self.states.append(call.origin)
            elif name.endswith((".connect", ".create_engine", ".connection.Connection")):
                self.connection(call)

    # -- helpers

    def connection(self, call: Call) -> None:
        """Remember which database or machine a connection call names."""
        dialect = dialect_of(call.name)
        host = call.keyword("host") or call.keyword("hostname")
        name = call.keyword("database") or call.keyword("dbname") or call.keyword("db")
        if not dialect:
            first = call.args[0] if call.args else call.keyword("hostname")
            if call.name.endswith(".connect") and isinstance(first, Word):
                self.hosts = remote_host(first)
            return
        if isinstance(host, Word) and host.text:
            shown = name.text if isinstance(name, Word) and name.text else ""
            port = call.keyword("port")
            at = f":{port.text}" if isinstance(port, Word) and port.text else ""
            scheme = "postgresql" if dialect == "postgres" else dialect
            url = Word(f"{scheme}://{host.text}{at}/{shown}", quoted=True)
            self.target[call.name] = database(dialect, url, self.page.view)

    def first(self, call: Call, *names: str) -> Value:
        """The first positional argument, or the keyword that stands for it."""
        if call.args:
            return call.args[0]
        for name in names:
            found = call.keyword(name)
            if found is not None:
                return found
        return None

    def backwards(self, call: Call) -> bool:
        """Whether the call only runs when a migration is undone."""
        return call.within in self.reverse

    # -- one call

    def judge(self, call: Call) -> None:
        """What one call comes to."""
        name = call.name
        last = name.rpartition(".")[2]
        if name in _SHELL_TEXT:
            self.shell_text(call)
        elif name in _PROCESS:
            self.process(call)
        elif name in _LIST_PROCESS or (name.startswith("os.") and last.startswith(("exec", "spawn", "posix_spawn"))):
            self.listed(call, last)
        elif name in ("exec", "eval", "execfile"):
            code = call.args[0] if call.args else None
            if not isinstance(code, Word) or wholly_unknown(code):
                self.computed(call, name)
        elif name in _DELETE or name in _DELETE_TREE:
            self.delete(call, recursive=name in _DELETE_TREE)
        elif name in _OVERWRITE_SECOND:
            target = call.args[1] if len(call.args) > 1 else call.keyword("dst")
            if isinstance(target, Word):
                self.page.overwrite(target, call.origin, certain=call.certain, how=f"{name} writes over")
        elif name == "os.truncate":
            path = self.first(call, "path")
            if isinstance(path, Word):
                self.page.overwrite(path, call.origin, certain=call.certain, how="truncates")
        elif name in ("open", "io.open", "codecs.open", "pathlib.Path.open"):
            self.opened(call)
        elif last in ("write_text", "write_bytes") and isinstance(call.receiver, Word):
            self.page.overwrite(call.receiver, call.origin, certain=call.certain)
        elif name.startswith("op.") or (last.startswith("drop_") and call.within in ("upgrade", "downgrade")):
            self.alembic(call, last)
        elif _MIGRATION_SUFFIX in name and last in ("DeleteModel", "RemoveField", "RunSQL"):
            self.django(call, last)
        elif name.startswith(("sh.", "plumbum.cmd.", "plumbum.local.")) and last != "Command":
            words = [one for one in call.args if isinstance(one, Word)]
            self.page.run([Word(last.rstrip("_")), *words], name, call.origin, certain=call.certain)
        else:
            self.method(call, name, last)

    def method(self, call: Call, name: str, last: str) -> None:
        """Calls told by the method's own name."""
        if self.reverse and last in _UNDOING and self.backwards(call):
            self.page.note(f"{call.within}() {last}s rows when the migration is undone", call.origin)
            return
        if last in _STATEMENTS and name != "exec":
            self.statement(call, last)
        elif last in _STORES and (
            last not in ("delete_index", "delete_collection") or not name.startswith((".", "self.", "cls."))
        ):
            self.store(call, last)
        elif last in ("delete", "update") and ".objects." in "." + name:
            self.manager(call, name, last)
        elif name.endswith(("query.delete", "query.update")):
            rule = "code/orm-delete-all"
            what = "deletes" if last == "delete" else "updates"
            self.page.data(rule, f"{what} every row of a table", call.origin, certain=call.certain, extent=_rows())
        elif name in ("sqlalchemy.delete", "sqlalchemy.sql.delete", "sa.delete", "sqlalchemy.sql.expression.delete"):
            if (call.origin.line, call.origin.column) not in self.narrowed:
                self.page.data(
                    "code/orm-delete-all",
                    "deletes every row of a table",
                    call.origin,
                    certain=call.certain,
                    extent=_rows(),
                )
        elif last in ("delete_many", "remove", "deleteMany") and _empty(call):
            self.page.data(
                "code/orm-delete-all", "deletes every document of a collection", call.origin,
                engine="mongo", certain=call.certain, extent=Extent(None, False, "documents"),
            )  # fmt: skip
        elif last in _AWS and (name.startswith("boto3.") or (last in _AWS_ANYWHERE and self.speaks_to_aws(call, name))):
            self.aws(call, last)
        elif last == "modify_db_instance" and _off(call.keyword("DeletionProtection")):
            self.page.service(
                "aws", "turns a database's deletion protection off", call.origin,
                rule="code/protection-off", category=PROTECTION_OFF, certain=call.certain,
            )  # fmt: skip
        elif name.startswith("boto3.") and name.endswith(
            ("objects.all.delete", "object_versions.delete", "objects.delete")
        ):
            self.page.service(
                "aws", "deletes every object of a bucket", call.origin, extent=Extent(None, False, "objects"),
                certain=call.certain,
            )  # fmt: skip
        elif last in _KUBERNETES and (last != "delete_namespace" or self.speaks_to_cluster(name)):
            self.page.service(
                "kubernetes", _KUBERNETES[last], call.origin,
                rule="code/cluster-delete", category=CONTAINER_DATA, certain=call.certain,
            )  # fmt: skip
        elif last == "exec_command" or name in _REMOTE_TEXT:
            text = self.first(call, "command")
            if text is not None or not self.source.file:
                self.page.remote(self.hosts, _word(text), name.lstrip("."), call.origin, certain=call.certain)
        elif last in ("run", "sudo", "local", "system", "spawn", "sendline", "getoutput", "check_call"):
            self.runner(call, name, last)
        elif last == "rmtree":
            self.delete(call, recursive=True)
        elif name in ("requests.delete", "httpx.delete") and not self.source.file:
            url = self.first(call, "url")
            shown = shorten(url.shown()) if isinstance(url, Word) else "an address"
            self.page.service(
                "", f"sends DELETE to {shown}", call.origin, rule="code/http-delete", certain=call.certain
            )

    # -- processes

    def computed(self, call: Call, name: str) -> None:
        self.page.blind(
            "blind/opaque-text", f"{name}() runs code that is only known at run time", call.origin, call.certain
        )

    def shell_text(self, call: Call) -> None:
        text = self.first(call, "command", "cmd", "args")
        directory = _word(call.keyword("cwd"))
        if isinstance(text, tuple):
            self.page.run(text, call.name, call.origin, certain=call.certain, directory=directory)
            return
        self.page.shell(_word(text), call.name, call.origin, certain=call.certain, directory=directory)

    def process(self, call: Call) -> None:
        given = self.first(call, "args", "command")
        shell = call.keyword("shell")
        through = isinstance(shell, Word) and shell.text not in ("False", "0", "None")
        directory = _word(call.keyword("cwd"))
        fed = _word(call.keyword("input"))
        if isinstance(given, tuple):
            if through and given:
                self.page.shell(given[0], call.name, call.origin, certain=call.certain, directory=directory)
            else:
                self.page.run(given, call.name, call.origin, certain=call.certain, directory=directory, stdin=fed)
            return
        if through or (call.given("shell") and shell is None):
            sure = call.certain and through
            self.page.shell(_word(given), call.name, call.origin, certain=sure, directory=directory)
        elif isinstance(given, Word) and not wholly_unknown(given):
            if given.text is not None and not any(letter.isspace() for letter in given.text):
                self.page.run([given], call.name, call.origin, certain=call.certain, directory=directory, stdin=fed)
            else:
                # a whole command line as one name: fails on POSIX, runs on Windows
                self.page.shell(given, call.name, call.origin, certain=False, directory=directory)
        else:
            self.page.note(f"{call.name} runs a command that is only known at run time", call.origin)

    def listed(self, call: Call, last: str) -> None:
        """os.exec*, os.spawn* and asyncio: the words are arguments of the call, or one list."""
        args = list(call.args)
        if last.startswith("spawn") and call.name.startswith("os."):
            args = args[1:]
        words: list[Word] = []
        for one in args:
            if isinstance(one, tuple):
                words = [words[0], *one[1:]] if words and last != "spawn" else list(one)
                break
            if not isinstance(one, Word):
                break
            words.append(one)
        else:
            named_again = last.startswith(("execl", "spawnl"))
            if named_again and call.name.startswith("os.") and len(words) > 1:
                words = [words[0], *words[2:]]
        if words:
            self.page.run(words, call.name, call.origin, certain=call.certain)

    def runner(self, call: Call, name: str, last: str) -> None:
        """`c.run("…")` of invoke and fabric, `session.run("pytest", "-q")` of nox, `child.sendline("…")`."""
        words = [one for one in call.args if isinstance(one, Word)]
        if name == "pexpect.spawn" and len(words) == 1 and len(call.args) > 1 and isinstance(call.args[1], tuple):
            words.extend(call.args[1])
        if not words or (len(words) != len(call.args) and last != "spawn"):
            if call.args and isinstance(call.args[0], tuple) and name.startswith("."):
                self.page.run(call.args[0], name.lstrip("."), call.origin, certain=False)
            return
        first = words[0]
        lead = (first.text or first.prefix).split()
        program = lead[0].rpartition("/")[2] if lead else ""
        known = bool(program) and module_of(program) is not None
        if last == "sendline" and not known:
            return  # a line typed into some program, most often a test's own
        if name.startswith(("invoke.", "fabric.", "pexpect.")):
            if "Connection" in name and last in ("run", "sudo"):
                self.page.remote(remote_host(_word(call.receiver)), first, name, call.origin, certain=call.certain)
            elif len(words) == 1:
                self.page.shell(first, name, call.origin, certain=call.certain)
            else:
                self.page.run(words, name, call.origin, certain=call.certain)
        elif known and len(words) == 1:
            self.page.shell(first, name.lstrip("."), call.origin, certain=call.certain and last == "system")
        elif known:
            self.page.run(words, name.lstrip("."), call.origin, certain=False)

    # -- files

    def delete(self, call: Call, *, recursive: bool) -> None:
        path = call.receiver if call.name.startswith("pathlib.") or not call.args else self.first(call, "path")
        if path is None:
            path = self.first(call, "path", "name", "directory")
        if isinstance(path, tuple):
            self.page.delete(path, call.origin, recursive=recursive, certain=call.certain)
            return
        word = _word(path)
        if word is None or (wholly_unknown(word) and not any(hole.why in ("glob", "temporary") for hole in word.holes)):
            if not recursive:
                self.page.note(f"{call.name} deletes a file that is only known at run time", call.origin)
                return
            name = word if word is not None else _unknown()
            self.page.delete([name], call.origin, recursive=True, certain=False)
            return
        self.page.delete([word], call.origin, recursive=recursive, certain=call.certain)

    def opened(self, call: Call) -> None:
        mode: Value
        if call.name == "pathlib.Path.open":
            path, mode = call.receiver, self.first(call, "mode")
        else:
            path = self.first(call, "file", "filename")
            mode = call.args[1] if len(call.args) > 1 else call.keyword("mode")
        if isinstance(mode, Word) and mode.text and mode.text[:1] == "w" and isinstance(path, Word):
            self.page.overwrite(path, call.origin, certain=call.certain)

    # -- databases

    def statement(self, call: Call, last: str) -> None:
        text = self.first(call, "sql", "query", "statement", "operation")
        if text is None and last in ("execute", "execute_batch", "execute_values") and len(call.args) > 1:
            text = call.args[1]
        if last == "exec" and not isinstance(text, Word):
            return
        dialect = dialect_of(call.name)
        target = next((found for key, found in self.target.items() if call.name.startswith(key)), None)
        if target is None and dialect and isinstance(call.receiver, Word):
            target = database(dialect, call.receiver, self.page.view)
        if target is None and len(self.target) == 1:
            target = next(iter(self.target.values()))
        texts = text if isinstance(text, tuple) else (_word(text),)
        if last == "RunSQL" and isinstance(text, tuple):
            texts = tuple(_of_pair(one) for one in text)
        if self.backwards(call):
            for one in texts:
                if one is not None and one.parts:
                    self.page.note(
                        f"{call.within}() runs {shorten(one.shown())} when the migration is undone", call.origin
                    )
            return
        how = call.name.lstrip(".")
        certain = call.certain or (self.source.file and call.within == "upgrade")
        for one in texts:
            if (
                last not in _SURELY_STATEMENTS
                and one is not None
                and one.text is not None
                and " " not in one.text.strip()
            ):
                continue  # `@group.command("delete")`: a word alone is a name, no statement
            self.page.sql(
                one, how, call.origin, dialect=dialect, target=target, certain=certain and self.source.certain,
                surely=last in _SURELY_STATEMENTS,
            )  # fmt: skip

    def store(self, call: Call, last: str) -> None:
        rule, what, engine, unit = _STORES[last]
        first = self.first(call, "name", "name_or_database", "name_or_collection", "url")
        named = f" {shorten(first.shown())}" if isinstance(first, Word) and first.parts and last != "drop_all" else ""
        extent = Extent(1, unit=unit) if named else Extent(None, False, unit)
        url = call.receiver if isinstance(call.receiver, Word) else None
        if isinstance(first, Word) and "://" in (first.text or ""):
            url = first
        self.page.data(rule, what + named, call.origin, engine=engine, url=url, extent=extent, certain=call.certain)

    def manager(self, call: Call, name: str, last: str) -> None:
        """Django's `Model.objects…`: bounded only by what narrows it."""
        if name.startswith("boto3."):
            self.page.service("aws", "deletes every object of a bucket", call.origin, certain=call.certain)
            return
        chain = name[name.rindex("objects") + 8 :].split(".")
        what = "deletes" if last == "delete" else "updates"
        if any(step in ("filter", "exclude", "get", "first", "last", "earliest", "latest") for step in chain):
            if not self.source.file:
                self.page.data(
                    "code/orm-bounded-write", f"{what} the rows that a filter picks", call.origin,
                    extent=Extent(None, unit="rows"), certain=call.certain, category=BOUNDED_WRITE,
                )  # fmt: skip
            return
        if any(
            step not in ("all", "delete", "update", "order_by", "using", "select_related", "values") for step in chain
        ):
            return
        model = name[: name.rindex("objects")].rstrip(".").rpartition(".")[2]
        shown = f" of {model}" if model and model != "get_model" else ""
        certain = call.certain or (self.source.certain and call.within in self.forward)
        self.page.data("code/orm-delete-all", f"{what} every row{shown}", call.origin, extent=_rows(), certain=certain)

    def speaks_to_aws(self, call: Call, name: str) -> bool:
        """Whether a method with a name of AWS's own is called on an AWS client rather than on a project's own class.

        boto3's clients take keywords only, spelt `DBInstanceIdentifier`
        (https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html).
        """
        if call.args or not call.keywords:
            return False
        keys = [key for key, _value in call.keywords if key and key != "**"]
        if keys:
            return any(key[:1].isupper() for key in keys)
        receiver = name.rpartition(".")[0].rpartition(".")[2].lower()
        if receiver in _AWS_RECEIVERS or receiver.endswith(("client", "boto", "boto3")):
            return True
        text = self.source.text.shown()
        return any(library in text for library in _AWS_LIBRARIES)

    def speaks_to_cluster(self, name: str) -> bool:
        """Whether `delete_namespace`, which other libraries have too, is called on the Kubernetes client."""
        receiver = name.rpartition(".")[0].lower()
        if "kubernetes" in receiver or receiver.endswith(("v1", "k8s", "kube")):
            return True
        return "kubernetes" in self.source.text.shown()

    def aws(self, call: Call, last: str) -> None:
        category, what = _AWS[last]
        named = next(
            (value.text for _key, value in call.keywords if isinstance(value, Word) and value.quoted and value.text), ""
        )
        several = last in ("delete_objects", "terminate_instances", "purge_queue", "stop_instances")
        rule = {BACKUP_DELETE: "code/backup-delete", AVAILABILITY: "code/cloud-stop"}.get(category, "code/cloud-delete")
        self.page.service(
            "aws", what + (f" {named}" if named else ""), call.origin, rule=rule, category=category,
            extent=Extent(None, not several, "resources") if several else None, certain=call.certain,
        )  # fmt: skip

    # -- migrations

    def migration(self, call: Call, rule: str, what: str, unit: str, *, loss: bool = True, name: str = "") -> None:
        """An effect of a migration file: what it loses going up, noted only going down."""
        back = self.backwards(call)
        category = MIGRATION_LOSS if loss and not back else MIGRATION_FORWARD
        # upgrade() is called by alembic, not by the file
        certain = call.certain or (self.source.certain and call.within in ("upgrade", "upgrade_schema"))
        summary = f"{what} in {call.within}()" if back else what
        target = lost_from(self.page, (name,))
        self.page.effect(
            rule, category, summary, (target,), call.origin, extent=Extent(1, unit=unit), certain=certain and not back
        )

    def widening(self, call: Call) -> bool:
        """Whether the call says its old type too, and the new one holds all of it."""
        origin = call.origin
        text = self.source.text.text
        if text is None or not call.given("existing_type") or not origin.end_line:
            return False
        start = self.source.origin.line or 1
        written = "\n".join(text.split("\n")[origin.line - start : origin.end_line - start + 1])
        return widens(argument(written, "existing_type"), argument(written, "type_")) is True

    def alembic(self, call: Call, last: str) -> None:
        text = _shown(self.first(call, "table_name", "constraint_name", "column_name"))
        table = _shown(call.receiver) if call.receiver is not None else text
        batch = "batch_alter_table" in call.name or call.name.startswith(".")
        if last == "drop_table":
            self.migration(call, "migration/drop-table", f"drops table {text}", "tables", name=text)
        elif last == "drop_column":
            second = call.args[1] if len(call.args) > 1 else call.keyword("column_name")
            column = text if batch else _shown(second)
            owner = table if batch else text
            shown = "a table" if owner == UNNAMED else owner
            self.migration(
                call, "migration/drop-column", f"drops column {column} of {shown}", "columns",
                name=f"{owner}.{column}",
            )  # fmt: skip
        elif last == "alter_column":
            column = text if batch else _shown(call.args[1] if len(call.args) > 1 else call.keyword("column_name"))
            if call.given("type_") and not self.widening(call):
                self.migration(
                    call if call.given("existing_type") else call.but(certain=False, within=""),
                    "migration/change-type",
                    f"changes the type of column {column}, which can cut values off",
                    "columns",
                )
            elif _off(call.keyword("nullable")):
                self.migration(
                    call, "migration/set-not-null", f"makes column {column} NOT NULL, which fails where it is empty",
                    "columns", loss=False,
                )  # fmt: skip
        elif last == "drop_constraint":
            self.migration(call, "migration/drop-constraint", f"drops constraint {text}", "constraints", loss=False)
        elif last == "execute":
            self.statement(call, last)
        elif last == "bulk_insert":
            pass

    def django(self, call: Call, last: str) -> None:
        if self.state_only(call):
            return
        if last == "DeleteModel":
            name = _shown(self.first(call, "name"))
            self.migration(call, "migration/drop-table", f"drops the table of model {name}", "tables", name=name)
        elif last == "RemoveField":
            field = call.args[1] if len(call.args) > 1 else call.keyword("name")
            model = call.args[0] if call.args else call.keyword("model_name")
            self.migration(
                call, "migration/drop-column", f"drops column {_shown(field)} of model {_shown(model)}", "columns",
                name=f"{_shown(model)}.{_shown(field)}",
            )  # fmt: skip
        else:
            self.statement(call, last)

    def state_only(self, call: Call) -> bool:
        """Inside `SeparateDatabaseAndState(state_operations=[…])`: Django's own state, not the database."""
        if not self.states or self.source.text.text is None:
            return False
        lines = self.source.text.text.split("\n")
        base = self.source.origin.line
        for outer in self.states:
            if (
                not (outer.line, outer.column) <= (call.origin.line, call.origin.column)
                or outer.end_line < call.origin.line
            ):
                continue
            before = lines[outer.line - base : call.origin.line - base]
            before.append(lines[call.origin.line - base][: call.origin.column - 1])
            text = "\n".join(before)
            if text.rfind("state_operations") > text.rfind("database_operations"):
                return True
        return False


def _of_pair(word: Word) -> Word:
    """Django's `("DELETE FROM t WHERE id = %s", [3])`: the statement of a pair, which is only seen as its text."""
    if len(word.parts) != 1 or isinstance(word.parts[0], str):
        return word
    written = word.parts[0].name.lstrip("([ \n")
    quote = written[:1]
    close = written.find(quote, 1) if quote in ("'", '"') else -1
    return Word(written[1:close], quoted=True) if close > 1 and not written.startswith(quote * 3) else word


def dialect_of(name: str) -> str:
    """The SQL dialect of a connection by the library it came from, "" when that is not known."""
    for lead, dialect in _DIALECTS:
        if name.startswith(lead):
            return dialect
    return ""


def _word(value: Value) -> Word | None:
    return value if isinstance(value, Word) else None


def _unknown() -> Word:
    from keyturn.model.word import VARIABLE, Hole

    return Word((Hole(VARIABLE, "path", True),), quoted=True)


def _shown(value: Value) -> str:
    return value.shown() if isinstance(value, Word) and value.parts else UNNAMED


def _off(value: Value) -> bool:
    return isinstance(value, Word) and not value.quoted and value.text in ("False", "0")


def _empty(call: Call) -> bool:
    """An empty filter: `delete_many({})`."""
    first = call.args[0] if call.args else call.keyword("filter")
    return isinstance(first, Word) and not first.quoted and first.text == "{}"


def _rows() -> Extent:
    return Extent(None, False, "rows")
