"""Small database programs: dropdb, dropuser, pg_restore, mysqladmin, pg_dropcluster … and clients with one SQL option.

Facts: PostgreSQL 17 reference (client and server applications), Debian's pg_dropcluster(1), MySQL 8.4 manual 6.5.2
(mysqladmin), sqlcmd, clickhouse-client, cqlsh, cockroach, snowsql and bq documentation.
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, NO, YES, BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.source import JAVASCRIPT, PYTHON, SQL, Source, SqlContext
from keyturn.model.target import Facet
from keyturn.tool import mysql, psql
from keyturn.tool.connection import flat, from_url, known, looks_like_url, placed, server_target
from keyturn.tool.locate import path_target
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.model.word import Word
    from keyturn.tool.connection import Parts
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_CONNECTING = {
    "--host": "-h",
    "--port": "-p",
    "--username": "-U",
    "--version": "-V",
    "--help": "-?",
}
_DROP = Grammar(
    flags="-e -f -i -w -W -V -? --echo --force --interactive --if-exists --no-password --password --version --help",
    valued="-h -p -U --host --port --username --maintenance-db",
    alias={**_CONNECTING, "--interactive": "-i"},
)
_RESTORE = Grammar(
    flags=(
        "-a -c -C -e -l -s -v -V -x -O -1 -w -W -? --data-only --clean --create --exit-on-error --list --schema-only "
        "--verbose --version --no-privileges --no-acl --no-owner --single-transaction --no-password --password --help "
        "--if-exists --disable-triggers --enable-row-security --no-comments --no-data-for-failed-tables "
        "--no-publications "
        "--no-security-labels --no-subscriptions --no-table-access-method --no-tablespaces --strict-names "
        "--use-set-session-authorization"
    ),
    valued=(
        "-d -f -F -h -I -j -L -n -N -p -P -S -t -T -U --dbname --file --format --host --index --jobs --use-list "
        "--schema "
        "--exclude-schema --port --function --superuser --table --trigger --username --role --section --filter "
        "--transaction-size"
    ),
    alias={
        **_CONNECTING,
        "--dbname": "-d",
        "--clean": "-c",
        "--create": "-C",
        "--list": "-l",
        "--file": "-f",
        "--data-only": "-a",
    },
)
_CLUSTER = Grammar(flags="--stop --stop-server", valued="")
_WAL = Grammar(
    flags="-f -n -V -? --force --dry-run --version --help",
    valued="-c -D -e -l -m -o -O -u -x --pgdata --wal-segsize --epoch --next-wal-file --next-transaction-id --next-oid",
    alias={"--pgdata": "-D", "--dry-run": "-n", "--version": "-V", "--help": "-?"},
)
_NOTHING: list[Outcome] = []

# Clients whose SQL stands in an option: program → (option names, host options, database options, engine).
_CLIENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]] = {
    "sqlcmd": (("-Q", "-q"), ("-S",), ("-d",), "mssql"),
    "osql": (("-Q", "-q"), ("-S",), ("-d",), "mssql"),
    "clickhouse-client": (("-q", "--query"), ("-h", "--host"), ("-d", "--database"), "clickhouse"),
    "cqlsh": (("-e", "--execute"), (), ("-k", "--keyspace"), "cassandra"),
    "snowsql": (("-q", "--query"), ("-a", "--accountname", "-h"), ("-d", "--dbname"), "snowflake"),
    "usql": (("-c", "--command"), (), (), ""),
    "clickhouse-local": (("-q", "--query"), (), (), "clickhouse"),
    "clickhouse": (("-q", "--query"), ("-h", "--host"), ("-d", "--database"), "clickhouse"),
    "snow": (("-q", "--query"), ("-c", "--connection"), ("--dbname", "--database"), "snowflake"),
    "trino": (("--execute",), ("--server",), ("--catalog", "--schema"), "trino"),
    "presto": (("--execute",), ("--server",), ("--catalog", "--schema"), "trino"),
    "beeline": (("-e",), ("-u",), (), "hive"),
    "hive": (("-e",), (), ("--database",), "hive"),
    "spark-sql": (("-e",), ("--master",), ("--database",), "hive"),
    "impala-shell": (("-q", "--query"), ("-i", "--impalad"), ("-d", "--database"), "hive"),
    "isql": (("-Q",), ("-S",), ("-d", "-D"), ""),
    "isql-fb": ((), (), (), ""),
    "sqlplus": ((), (), (), "oracle"),
    "vsql": (("-c", "--command"), ("-h", "--host"), ("-d", "--dbname"), "postgres"),
    "mysqlsh": (("-e", "--execute"), ("-h", "--host", "--uri"), ("-D", "--schema"), "mysql"),
    "ksql": (("-e", "--execute"), (), (), ""),
    "db2": ((), (), (), ""),
}
# Programs of which one subcommand is the client: the rest is not read here.
_SUBCOMMANDS = {"clickhouse": ("client", "local"), "snow": ("sql",)}
_FILES = ("-i", "-f", "--file", "--queries-file", "--query_file", "--filename")
_DIALECTS = {"mssql": "tsql", "clickhouse": "clickhouse", "snowflake": "snowflake"}
_client_grammar = Grammar(
    flags="-b -E -N -C -X -r -l -x -n -m -M --multiquery --multiline --insecure",
    valued=(
        "-Q -q -S -d -U -P -i -o -h -H -s -w -W -u -p -e -k -f -a -c -v -t -T --query --host --database "
        "--execute --keyspace "
        "--accountname --dbname --command --file --queries-file --port --user --password --url --username "
        "--server --catalog --schema --master --impalad --query_file --filename --connection --output-format -D"
    ),
    optional="--help --version",
    abbreviate=False,
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """By the program's name."""
    name = call.name.lower()
    if name in ("dropdb", "dropuser"):
        return _drop(call, view, name)
    if name == "pg_restore":
        return _restore(call, view)
    if name in {"mysqladmin", "mariadb-admin"}:
        return _mysqladmin(call, view)
    if name == "pg_dropcluster":
        return _dropcluster(call)
    if name == "pg_resetwal":
        return _resetwal(call, view)
    if name in _CLIENTS:
        return _client(call, view, name)
    return _NOTHING


def _drop(call: Invocation, view: View, name: str) -> list[Outcome]:
    options = parse(call.args, _DROP)
    if options.has("-V", "-?"):
        return _NOTHING
    word = options.operands[0] if options.operands else None
    target, _parts = psql.connection(options.but(operands=()), call, view)
    shown = word.shown() if word is not None else "?"
    if name == "dropdb":
        database = Facet("database", word.text if word is not None else None, "the command")
        others = tuple(facet for facet in target.facets if facet.name != "database")
        target = target.but(
            facets=(*others, database),
            name=target.name.rpartition("/")[0] + "/" + shown if target.facet("database") else f"{target.name}/{shown}",
        )
    kind = "database" if name == "dropdb" else "role"
    extent = Extent(1 if word is None or word.text is not None else None, word is None or not word.splits, kind + "s")
    return [
        Effect(
            f"sql/drop-{kind}",
            DATA_LOSS,
            f"drops {kind} {shown}",
            (target.but(facets=(*target.facets, Facet("objects", shown))),),
            extent,
            NO,
            call.certain,
            call.origin,
        )
    ]


def _restore(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _RESTORE)
    if options.has("-V", "-?", "-l") or not options.has("-d"):
        # without a database it prints SQL
        return _NOTHING
    target, _parts = psql.connection(options.but(operands=()), call, view)
    if not options.has("-c"):
        return [Note(f"adds what the archive holds to {target.name}", call.origin)]
    what = "the database" if options.has("-C") else "what the archive holds"
    return [
        Effect(
            "sql/restore-clean",
            DATA_LOSS,
            f"drops {what} at {target.name}, then restores it from the archive",
            (target,),
            Extent(None, False, "objects"),
            NO,
            call.certain,
            call.origin,
        )
    ]


def _mysqladmin(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, mysql.ADMIN)
    if options.has("-V", "-?"):
        return _NOTHING
    target = mysql.connection(options, call, view, database=False)
    outcomes: list[Outcome] = []
    words = options.operands
    for index, word in enumerate(words):
        text = word.text
        after = words[index + 1] if index + 1 < len(words) else None
        if text == "drop":
            shown = after.shown() if after is not None else "?"
            facets = (*target.facets, Facet("database", after.text if after is not None else None, "the command"))
            outcomes.append(
                Effect(
                    "sql/drop-database",
                    DATA_LOSS,
                    f"drops database {shown}",
                    (target.but(facets=facets),),
                    Extent(1, True, "databases"),
                    NO,
                    call.certain,
                    call.origin,
                )
            )
        elif text == "shutdown":
            outcomes.append(
                Effect(
                    "sql/shutdown",
                    AVAILABILITY,
                    "stops the database server",
                    (target,),
                    reversible=YES,
                    certain=call.certain,
                    origin=call.origin,
                )
            )
        elif text == "kill":
            outcomes.append(
                Effect(
                    "sql/terminate-backend",
                    AVAILABILITY,
                    "ends other sessions",
                    (target,),
                    certain=call.certain,
                    origin=call.origin,
                )
            )
        elif text is None and index == 0:
            outcomes.append(
                BlindSpot(
                    "blind/dynamic-sql",
                    "what mysqladmin does is only known at run time",
                    True,
                    (target,),
                    call.certain,
                    call.origin,
                )
            )
    return outcomes


def _dropcluster(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _CLUSTER)
    shown = " ".join(word.shown() for word in options.operands) or "?"
    target = server_target("postgres", {}, client="pg_dropcluster")
    return [
        Effect(
            "sql/drop-cluster",
            DATA_LOSS,
            f"deletes the whole PostgreSQL cluster {shown}, its data directory, logs and configuration",
            (target,),
            Extent(None, False, "databases"),
            NO,
            call.certain,
            call.origin,
        )
    ]


def _resetwal(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _WAL)
    if options.has("-n", "-V", "-?"):
        return _NOTHING
    word = options.value("-D") or (options.operands[0] if options.operands else None)
    target = path_target(word, call, view) if word is not None else server_target("postgres", {}, client="pg_resetwal")
    return [
        Effect(
            "sql/reset-wal",
            DATA_LOSS,
            "throws away the write-ahead log, and with it the last transactions",
            (target,),
            Extent(None, False, "transactions"),
            NO,
            call.certain,
            call.origin,
        )
    ]


def _client(call: Invocation, view: View, name: str) -> list[Outcome]:
    queries, hosts, databases, engine = _CLIENTS[name]
    options = parse(call.args, _client_grammar)
    wanted = _SUBCOMMANDS.get(name)
    if wanted is not None:
        if not options.operands or options.operands[0].text not in wanted:
            return _NOTHING
        options = options.but(operands=options.operands[1:])
    if options.has("--help", "--version", "-?"):
        return _NOTHING
    if name == "mysqlsh" and not any((word.text or "").startswith("--sql") for word in call.args):
        return _mysqlsh(call, options)
    target = placed(_client_target(options.seen, options.operands, hosts, databases, engine), call)
    dialect = _DIALECTS.get(engine, "")
    context = SqlContext(target, dialect, None, call.context.directory)
    outcomes: list[Outcome] = []
    spoken = False
    for option in queries:
        for word in options.values(option):
            spoken = True
            how = f"{name} {option}"
            outcomes.append(HandOff(Source(SQL, word, call.origin.inner(how), context, certain=call.certain), how))
    for option in _FILES:
        if option in queries or (name == "sqlcmd" and option == "-f"):
            continue
        for word in options.values(option):
            spoken = True
            outcomes.extend(psql.follow(call, view, word, f"{name} {option}", context))
    if name == "sqlplus":
        for word in options.operands:
            if word.prefix[:1] == "@" and word.text is not None:
                spoken = True
                script = type(word)(word.text.lstrip("@"), quoted=True)
                outcomes.extend(psql.follow(call, view, script, "sqlplus @", context))
    elif name == "db2" and options.operands and not spoken:
        spoken = True
        text = " ".join(word.shown() for word in options.operands)
        statement = type(options.operands[0])(text, quoted=True)
        outcomes.append(HandOff(Source(SQL, statement, call.origin.inner(name), context, certain=call.certain), name))
    if not spoken:
        outcomes.extend(psql.fed(call, view, context, name, target))
    return outcomes


def _mysqlsh(call: Invocation, options: Options) -> list[Outcome]:
    """JavaScript, or Python with --py, against mysqlsh's own library: `session.dropSchema("app")`."""
    texts = [word.text for word in call.args]
    language = PYTHON if "--py" in texts or "--python" in texts else JAVASCRIPT
    given = [(word, call.origin) for name in ("-e", "--execute") for word in options.values(name)]
    if not given and isinstance(call.stdin, Source):
        given = [(call.stdin.text, call.stdin.origin)]
    return [
        HandOff(Source(language, word, origin.inner("mysqlsh"), call.context, certain=call.certain), "mysqlsh")
        for word, origin in given
    ]


def _client_target(
    seen: dict[str, list[Word | None]],
    operands: tuple[Word, ...],
    hosts: tuple[str, ...],
    databases: tuple[str, ...],
    engine: str,
) -> Target:
    parts: Parts = {}
    for names, facet in ((hosts, "server"), (databases, "database")):
        for option in names:
            values = seen.get(option)
            last = values[-1] if values else None
            if last is not None:
                parts[facet] = (known(flat(last)), option)
    first = operands[0] if operands else None
    if first is not None:
        text = flat(first)
        if looks_like_url(text):
            parts = from_url(text, "the connection string")
            found = parts.pop("engine", (None, ""))[0]
            engine = found or engine
        elif "server" not in parts and not hosts:
            parts["server"] = (known(text), "the command")
    return server_target(engine, parts)
