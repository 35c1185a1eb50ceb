"""Migration tools of every language: typeorm, knex, rails, flyway, goose, artisan, doctrine, ecto, dotnet ef and so on.

Which command words lose something stands in tables/migrate.toml. What those tables cannot say is here: several tasks
on one line (rake, flyway), commands behind other words (`mix ecto.drop`, `dotnet ef`, `sail artisan`), symfony's
abbreviations, which database it is (an option, a variable, a file of the project), and what the migration files that
would be undone drop.
"""

from __future__ import annotations

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS, BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.source import RUBY, SQL, Source, SqlContext
from keyturn.model.target import Facet
from keyturn.model.word import Word, join
from keyturn.tool import verbs
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.handoff import child_context, follow_file, invoke, wholly_unknown
from keyturn.tool.locate import directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import variable
from keyturn.tool.verbs_index import PROGRAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.options import Options
    from keyturn.tool.verbs import Program
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_GO_DRIVERS = frozenset(
    "postgres mysql sqlite3 mssql redshift tidb clickhouse ydb turso vertica starrocks spanner azuresql pgx".split()
)
_MIX_OURS = ("ecto", "ash", "event_store")
# Symfony finds a command by the beginnings of its parts: `d:m:m` is doctrine:migrations:migrate.
_SYMFONY = (
    "doctrine:database:drop doctrine:database:create doctrine:schema:drop doctrine:schema:update "
    "doctrine:schema:create doctrine:schema:validate doctrine:migrations:migrate doctrine:migrations:execute "
    "doctrine:migrations:status doctrine:migrations:list doctrine:migrations:diff doctrine:migrations:version "
    "doctrine:migrations:generate doctrine:fixtures:load doctrine:query:sql doctrine:query:dql doctrine:mapping:info "
    "doctrine:mongodb:schema:drop dbal:run-sql"
).split()
# Tasks below a task that change nothing; any other ending names one of several databases.
_MILD_ENDS = frozenset("status dump cache check_protected_environments pending list".split())
_RUBY_RUNNERS = ("runner", "r")
_RUBY_CONSOLES = ("console", "c")
_RUBY_CLIENTS = ("dbconsole", "db")
# Programs of node's that pass the rest of the line on to prisma.
_PRISMA_FRONTS = ("rw", "redwood", "blitz", "keystone")
_FRONT = frozenset(("sail", "spring", *_PRISMA_FRONTS))
# Build tools whose migration plugins are these programs: `mvn flyway:clean`, `gradle flywayClean`.
_BUILDS = frozenset("mvn mvnw gradle gradlew".split())
_GRADLE = {
    "flywayclean": ("flyway", "clean"), "flywayundo": ("flyway", "undo"), "flywaymigrate": ("flyway", "migrate"),
    "flywayrepair": ("flyway", "repair"), "liquibasedropall": ("liquibase", "drop-all"),
    "dropall": ("liquibase", "drop-all"), "liquibaserollback": ("liquibase", "rollback"),
    "liquibaserollbackcount": ("liquibase", "rollback-count"), "rollbackcount": ("liquibase", "rollback-count"),
    "liquibaserollbacktodate": ("liquibase", "rollback-to-date"), "liquibaseupdate": ("liquibase", "update"),
}  # fmt: skip
_CARGO = {"sqlx": "sqlx", "diesel": "diesel"}
# What sea-orm's migration crate, which a project builds itself, is asked for.
_CRATE = frozenset("fresh refresh reset down".split())
_RAILS_OPTIONS = Grammar(valued="-e --environment -d --database --db", flags="-h --help -p --include-password --header")
_ALTER = Grammar(
    flags="--execute --dry-run --help --version --ask-pass --allow-on-master --verbose --debug --test-on-replica "
    "--initially-drop-old-table --initially-drop-ghost-table --ok-to-drop-table --no-drop-old-table "
    "--nodrop-old-table --drop-old-table --purge --no-delete --nodelete --bulk-delete --why-quit --statistics "
    "--commit-each --no-check-charset --print --quiet --no-version-check --assume-rbr --exact-rowcount "
    "--concurrent-rowcount --allow-master-master --switch-to-rbr --progress-only",
    valued="--alter --host -h --port -P --user -u --password -p --database -D --table --conf --defaults-file -F "
    "--source --dest --where --limit --file --txn-size --sleep --run-time --progress --chunk-size --max-load "
    "--critical-load --max-lag --set-vars --recursion-method --check-interval --config --charset --columns "
    "--alter-foreign-keys-method --new-table-name --statistics-interval --throttle-control-replicas "
    "--max-lag-millis --serve-socket-file --panic-flag-file --postpone-cut-over-flag-file --cut-over "
    "--default-retries --bulk-insert --optimize --analyze",
    alias={"-h": "--host", "-D": "--database"},
    abbreviate=False,
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one call of a migration tool would do to the database."""
    name = call.name
    args = call.args
    if name in ("rails", "rake", "hanami"):
        return _ruby(call, view)
    if name in ("console", "doctrine", "symfony", "doctrine-migrations"):
        return _symfony(call, view)
    if name == "dotnet":
        if args and args[0].text == "ef":
            return _dotnet(call.but(name="dotnet-ef", args=args[1:]), view)
        return verbs.read(call, view)
    if name == "dotnet-ef":
        return _dotnet(call, view)
    if name == "mix":
        return _mix(call, view)
    if name == "flyway":
        return _flyway(call, view)
    if name == "goose":
        return _goose(call, view)
    if name in _FRONT:
        return _front(call)
    if name in _BUILDS:
        return _build(call, view)
    if name in ("cargo", "go"):
        return _compiled(call, view)
    if name in ("pt-online-schema-change", "gh-ost", "pt-archiver"):
        return _online(call, view)
    return judged(call, view)


def judged(call: Invocation, view: View, target: Target | None = None, program: Program | None = None) -> list[Outcome]:
    """A call by the table, its effects on the database that is meant, with what the files tell."""
    if program is None:
        program = program_of(call.name)
    if program is None:
        return _NOTHING
    if not call.args and not program.rows.get(""):
        return _NOTHING
    found = verbs.judge(call, view, program)
    if not found:
        return found
    if target is None:
        target = _database(call, view, parse(call.args, program.grammar), program)
    out: list[Outcome] = []
    loses = any(isinstance(one, Effect) and one.category == MIGRATION_LOSS for one in found)
    for one in found:
        if isinstance(one, Effect):
            if loses and one.category == MIGRATION_FORWARD:
                # one command path with two rows: an option turns it round
                continue
            effect = one.but(targets=(target,))
            if effect.rule == "migrate/move":
                effect = effect.but(certain=False)
            if effect.category == MIGRATION_LOSS:
                effect = _with_files(effect, call, view)
            out.append(effect)
        elif isinstance(one, HandOff) and isinstance(one.to, Source) and one.to.language == SQL:
            context = SqlContext(target, target.facet("engine") or "")
            out.append(one.but(to=one.to.but(context=context)))
        else:
            out.append(one)
    return out


def program_of(name: str) -> Program | None:
    """The table's program of a name."""
    if PROGRAMS.get(name) != "migrate":
        return None
    module = __import__("keyturn.tool.compiled.migrate", None, None, ("PROGRAMS",))
    found: Program = module.PROGRAMS[name]
    return found


def _with_files(effect: Effect, call: Invocation, view: View) -> Effect:
    """The effect with the tables and columns that the migration files say would go, where they can be read."""
    if effect.rule not in ("migrate/undo", "migrate/undo-all"):
        return effect
    from keyturn.tool.undone import undone

    program = program_of(call.name)
    lost = undone(call, program.grammar, view, everything=effect.rule == "migrate/undo-all") if program else None
    if lost is None or not (lost.tables or lost.columns):
        return effect
    target = effect.targets[0]
    unit = "tables" if lost.tables else "columns"
    names = lost.tables or lost.columns
    facets = (*target.facets, Facet("objects", ", ".join(names[:20]), lost.folder))
    return effect.but(
        summary=f"{effect.summary.partition(':')[0]}: {lost.shown()}",
        targets=(target.but(facets=facets),),
        extent=Extent(len(names), True, unit),
    )


# -- which database --------------------------------------------------------------------------------------------------


def _database(call: Invocation, view: View, options: Options, program: Program) -> Target:
    """By option, by variable, by a file of the project; configuration that is code is not run."""
    directory = directory_of(call, view)
    names: tuple[str, ...] = ()
    environment = ""
    for facet, options_of, variable_of in program.facets:
        if facet == "url":
            names, environment = options_of, variable_of
    for option in names:
        value = options.value(option)
        if value is not None:
            return target_of(_plain(value), option, directory=directory)
    host = options.value("--host")
    if host is not None and host.text:
        return target_of(f"{_engine(call)}://{host.text}/{options.text('--database') or ''}", "--host")
    found = variable(call, view, environment) if environment else None
    if found is not None and found.text != "":
        return target_of(_plain(found), environment, directory=directory, overridable=True)
    from keyturn.tool.database_files import configured

    return configured(call, view, options) or UNKNOWN_DATABASE


def _plain(value: Word) -> Word:
    """A JDBC address without its lead: the rest is an address like any other."""
    if value.text is not None and value.text.startswith("jdbc:"):
        return Word(value.text[5:], quoted=True)
    return value


def _engine(call: Invocation) -> str:
    return "mysql" if call.name in ("skeema", "mysqldef", "gh-ost", "pt-online-schema-change") else "postgresql"


# -- rails, rake, hanami ---------------------------------------------------------------------------------------------


def _ruby(call: Invocation, view: View) -> list[Outcome]:
    """Every task of the line; `VERSION=0` and the like are settings, not tasks."""
    args = call.args
    if not args:
        return _NOTHING
    rails = call.name == "rails"
    first = args[0].text
    if rails and first in _RUBY_RUNNERS:
        return _runner(call, view)
    if rails and first in _RUBY_CONSOLES:
        return _console(call)
    if rails and first in _RUBY_CLIENTS:
        return _client(call, view)
    if call.name == "hanami":
        return judged(call, view)
    if not any((word.text or word.prefix).startswith(("db:", "data:", "app:db:")) for word in args):
        return _NOTHING
    program = program_of("rails")
    if program is None:
        return _NOTHING
    options = parse(args, program.grammar)
    settings = tuple(
        (word.prefix.partition("=")[0], _value(word)) for word in options.operands if "=" in (word.text or word.prefix)
    )
    env = (*call.env, *settings)
    tasks = {id(word) for word in options.operands}
    switches = tuple(word for word in args if id(word) not in tasks)
    out: list[Outcome] = []
    for word in options.operands:
        task = word.text
        if task is None or "=" in task or ":" not in task:
            continue
        task = task.partition("[")[0].removeprefix("app:")
        pieces = task.split(":")
        # `db:drop:primary`: one of several databases
        path = task
        if path not in program.rows and len(pieces) > 2 and pieces[-1] not in _MILD_ENDS:
            path = ":".join(pieces[:-1])
        if pieces[:2] == ["db", "test"]:
            continue
        one = call.but(args=(*switches, Word(path, quoted=True)), env=env)
        found = judged(one, view, program=program)
        if path == "db:migrate" and any(key == "VERSION" for key, _value in env):
            found = [_versioned(effect, env, one, view) if isinstance(effect, Effect) else effect for effect in found]
        out.extend(found)
    return out


def _value(word: Word) -> Word:
    if word.text is not None:
        return Word(word.text.partition("=")[2], quoted=True)
    lead = word.prefix
    rest = lead.partition("=")[2]
    return Word((rest, *word.parts[1:]) if rest else word.parts[1:], quoted=True)


def _versioned(effect: Effect, env: tuple[tuple[str, Word], ...], call: Invocation, view: View) -> Effect:
    """`db:migrate VERSION=…`: back to that version when the database is further on."""
    wanted = next((value for key, value in reversed(env) if key == "VERSION"), Word(""))
    if wanted.text == "0":
        return _with_files(
            effect.but(
                rule="migrate/undo-all",
                category=MIGRATION_LOSS,
                summary="undoes every migration, dropping every table they made",
                extent=Extent(None, False, "tables"),
            ),
            call,
            view,
        )
    from keyturn.tool.undone import undone

    program = program_of(call.name)
    lost = undone(call, program.grammar, view, everything=False) if program else None
    if lost is not None and not lost.steps:
        return effect
    return effect.but(
        rule="migrate/move",
        category=MIGRATION_LOSS,
        summary=f"migrates to {wanted.shown()}: if that is an older version, what the later ones added is dropped",
        extent=Extent(None, False, "tables"),
        certain=False,
    )


def _runner(call: Invocation, view: View) -> list[Outcome]:
    """`rails runner CODE|FILE`."""
    options = parse(call.args[1:], _RAILS_OPTIONS)
    if not options.operands:
        stdin = call.stdin
        if isinstance(stdin, Source):
            return [_code(call, stdin.text, "rails runner")]
        return _NOTHING
    word = options.operands[0]
    if word.text == "-":
        return [_code(call, call.stdin.text, "rails runner")] if isinstance(call.stdin, Source) else _NOTHING
    if word.text is not None and word.text.endswith((".rb", ".rake")):
        context = child_context(call, options.operands[1:])
        return follow_file(call, view, word, "rails runner", language=RUBY, context=context)
    return [_code(call, word, "rails runner")]


def _code(call: Invocation, text: Word, how: str) -> Outcome:
    if wholly_unknown(text):
        return BlindSpot(
            "blind/opaque-text",
            f"{how} runs code that is only known at run time",
            certain=call.certain,
            origin=call.origin,
        )
    return HandOff(Source(RUBY, text, call.origin.inner(how), child_context(call), certain=call.certain), how)


def _console(call: Invocation) -> list[Outcome]:
    if isinstance(call.stdin, Source):
        return [_code(call, call.stdin.text, "rails console")]
    return [Note("an interactive Ruby console with the application's database; what is typed is not seen", call.origin)]


def _client(call: Invocation, view: View) -> list[Outcome]:
    """`rails dbconsole`: the database's own client, by the application's credentials."""
    program = program_of("rails")
    options = parse(call.args[1:], _RAILS_OPTIONS)
    if program is None or options.has("-h", "--help"):
        return _NOTHING
    target = _database(call, view, options, program)
    if isinstance(call.stdin, Source):
        given = call.stdin
        how = "rails dbconsole"
        context = SqlContext(target, target.facet("engine") or "")
        return [HandOff(Source(SQL, given.text, given.origin.inner(how), context, given.file, call.certain), how)]
    return [
        BlindSpot(
            "blind/database-shell",
            "an interactive database shell: what is typed into it is not seen",
            targets=(target,),
            certain=call.certain,
            origin=call.origin,
        )
    ]


# -- programs with words of their own in front -----------------------------------------------------------------------


def _flyway(call: Invocation, view: View) -> list[Outcome]:
    """Several commands on one line run one after the other: `flyway clean migrate`."""
    program = program_of("flyway")
    if program is None:
        return _NOTHING
    options = parse(call.args, program.grammar)
    # words that flyway would take as options keep standing in front of each command
    words = {id(word) for word in options.operands}
    switches = tuple(word for word in call.args if id(word) not in words)
    out: list[Outcome] = []
    for word in options.operands:
        out.extend(judged(call.but(args=(*switches, word)), view, program=program))
    return out


def _goose(call: Invocation, view: View) -> list[Outcome]:
    """`goose [options] DRIVER DBSTRING COMMAND`, or the first two from the environment."""
    program = program_of("goose")
    if program is None:
        return _NOTHING
    options = parse(call.args, program.grammar)
    words = options.operands
    if len(words) > 1 and (words[0].text in _GO_DRIVERS or words[0].text is None):
        target = target_of(words[1], "command", directory=directory_of(call, view))
        if not target.has("database") and words[1].text is not None and "=" in words[1].text:
            target = _key_values(words[0].text or "", words[1].text) or target
        elif words[0].text == "sqlite3" and words[1].text:
            target = target_of("sqlite:///" + words[1].text, "command", directory=directory_of(call, view))
        named = {id(words[0]), id(words[1])}
        rest = tuple(word for word in call.args if id(word) not in named)
        return judged(call.but(args=rest), view, target, program)
    return judged(call, view, program=program)


def _key_values(driver: str, text: str) -> Target | None:
    """`host=db user=app dbname=shop`, as libpq writes it."""
    pairs = dict(piece.split("=", 1) for piece in text.split() if "=" in piece)
    host = pairs.get("host")
    if host is None:
        return None
    port = f":{pairs['port']}" if pairs.get("port") else ""
    return target_of(f"{driver}://{host}{port}/{pairs.get('dbname', '')}", "command")


def _mix(call: Invocation, view: View) -> list[Outcome]:
    """`mix ecto.drop`, `mix do ecto.drop, ecto.create`."""
    args = call.args
    first = args[0].text if args else None
    if first is None or not (first == "do" or first.startswith(_MIX_OURS)):
        return verbs.read(call, view)
    if first == "do":
        out: list[Outcome] = []
        step: list[Word] = []
        for word in args[1:]:
            text = word.text
            if text in ("+", ","):
                out.extend(_mix(call.but(args=tuple(step)), view) if step else _NOTHING)
                step = []
            elif text is not None and text.endswith(","):
                out.extend(_mix(call.but(args=(*step, Word(text[:-1], quoted=True))), view))
                step = []
            else:
                step.append(word)
        if step:
            out.extend(_mix(call.but(args=tuple(step)), view))
        return out
    task = first.removeprefix("ecto.")
    return judged(call.but(name="ecto", args=(Word(task, quoted=True), *args[1:])), view)


def _symfony(call: Invocation, view: View) -> list[Outcome]:
    """`bin/console d:m:m first`, `symfony console …`, and other people's programs that are called console."""
    args = call.args
    if call.name == "doctrine-migrations" and args and ":" not in (args[0].text or ":"):
        # the library's own program leaves its name out of its commands
        args = (Word("migrations:" + (args[0].text or ""), quoted=True), *args[1:])
    if call.name == "symfony":
        if args and args[0].text in ("console", "php", "composer"):
            words = args if args[0].text != "console" else (Word("console", quoted=True), *args[1:])
            return [invoke(call, words, "symfony " + (args[0].text or ""))]
        return _NOTHING
    at = next(
        (index for index, word in enumerate(args) if ":" in (word.text or "") and (word.text or "")[0] != "-"), -1
    )
    if at < 0:
        return _own(call, view)
    given = (args[at].text or "").split(":")
    near = [
        full
        for full in _SYMFONY
        if len(full.split(":")) == len(given)
        and all(whole.startswith(part) for whole, part in zip(full.split(":"), given, strict=True))
    ]
    if len(near) == 1:
        args = (*args[:at], Word(near[0], quoted=True), *args[at + 1 :])
    elif ":".join(given) not in near and given[0] not in ("orm", "migrations", "dbal"):
        return _own(call, view)
    return judged(call.but(args=args, name="console"), view)


def _own(call: Invocation, view: View) -> list[Outcome]:
    """A script of that name beside the command is read like any other."""
    if call.name == "console" and call.program is not None and "/" in (call.program.text or ""):
        from keyturn.tool.runners import follow_program

        return follow_program(call, view)
    return _NOTHING


def _dotnet(call: Invocation, view: View) -> list[Outcome]:
    """`dotnet ef database update NAME` goes to that migration, back or forth."""
    found = judged(call, view)
    program = program_of("dotnet-ef")
    if program is None or not found or not isinstance(found[0], Effect) or found[0].rule != "migrate/forward":
        return found
    words = [word for word in parse(call.args, program.grammar).operands if word.text != "ef"]
    if len(words) < 3:
        return found
    shown = words[2].shown()
    return [
        found[0].but(
            rule="migrate/move",
            category=MIGRATION_LOSS,
            summary=f"migrates to {shown}: if that is an older migration, what the later ones added is dropped",
            extent=Extent(None, False, "tables"),
            certain=False,
        )
    ]


def _front(call: Invocation) -> list[Outcome]:
    """`sail artisan …`, `yarn rw prisma …`: another program's words behind a front."""
    args = call.args
    if not args or args[0].text is None:
        return _NOTHING
    first = args[0].text
    if call.name == "sail":
        if first in ("artisan", "art", "a"):
            return [invoke(call, (Word("artisan", quoted=True), *args[1:]), "sail")]
        if first in ("php", "composer", "node", "npm", "npx", "yarn", "pnpm", "bash", "mysql", "psql", "redis"):
            first = "redis-cli" if first == "redis" else first
            return [invoke(call, (Word(first, quoted=True), *args[1:]), "sail")]
        if first in ("down", "up", "stop", "ps", "build", "restart", "exec", "rm"):
            return [invoke(call, (Word("docker"), Word("compose"), *args), "sail")]
        return _NOTHING
    if first == "prisma" or (call.name == "spring" and first in ("rails", "rake")):
        return [invoke(call, args, call.name)]
    return _NOTHING


def _build(call: Invocation, view: View) -> list[Outcome]:
    """Goals of Maven's and tasks of Gradle's migration plugins, `-Dflyway.url=…` and the like taken along."""
    out: list[Outcome] = []
    settings: list[Word] = []
    for word in call.args:
        lead = word.text or word.prefix
        for mark, option in (("-Dflyway.", "-"), ("-Pflyway.", "-"), ("-Dliquibase.", "--")):
            if lead.startswith(mark) and word.text is not None:
                settings.append(Word(option + word.text[len(mark) :], quoted=True))
    for word in call.args:
        text = word.text or ""
        if text[:1] == "-" or not text:
            continue
        pair: tuple[str, str] | None = None
        if ":" in text and call.name.startswith("mvn"):
            plugin, _colon, goal = text.rpartition(":")
            for tool in ("flyway", "liquibase"):
                if plugin == tool or tool + "-maven-plugin" in plugin:
                    pair = tool, goal
        elif not call.name.startswith("mvn"):
            pair = _GRADLE.get(text.rpartition(":")[2].lower())
        if pair is not None:
            out.append(invoke(call, (Word(pair[0]), *settings, Word(pair[1], quoted=True)), call.name))
    if out or call.program is None or "/" not in (call.program.text or ""):
        return out or verbs.read(call, view)
    from keyturn.tool.runners import follow_program

    return follow_program(call, view)


def _compiled(call: Invocation, view: View) -> list[Outcome]:
    """`cargo sqlx database drop`, `cargo run -p migration -- fresh`, `go run …/cmd/goose@latest … reset`."""
    args = call.args
    first = args[0].text if args else None
    if call.name == "cargo":
        if first in _CARGO:
            return [invoke(call, (Word(_CARGO[first]), *args[1:]), "cargo")]
        dashes = next((index for index, word in enumerate(args) if word.text == "--"), -1)
        if first in ("run", "r") and dashes > 0 and any("migrat" in (word.text or "") for word in args[1:]):
            rest = args[dashes + 1 :]
            if rest and rest[0].text == "migrate":
                rest = rest[1:]
            if rest and rest[0].text in _CRATE:
                return [invoke(call, (Word("sea-orm-cli"), Word("migrate"), *rest), "cargo run")]
        return verbs.read(call, view)
    if first == "run":
        for index, word in enumerate(args[1:], 1):
            text = word.text or ""
            name = text.partition("@")[0].rpartition("/")[2]
            if "/cmd/" in text and PROGRAMS.get(name) == "migrate":
                return [invoke(call, (Word(name), *args[index + 1 :]), "go run")]
    return verbs.read(call, view)


# -- changes of big tables that run beside the traffic ---------------------------------------------------------------


def _online(call: Invocation, view: View) -> list[Outcome]:
    """gh-ost, pt-online-schema-change and pt-archiver: the statement that their options come to."""
    options = parse(call.args, _ALTER)
    if options.has("--help", "--version", "--dry-run"):
        return _NOTHING
    archiver = call.name == "pt-archiver"
    if not archiver and not options.has("--execute"):
        return _NOTHING
    place: dict[str, str] = {}
    dsn = options.value("--source") if archiver else (options.operands[0] if options.operands else None)
    if dsn is not None and call.name != "gh-ost":
        place = dict(
            piece.split("=", 1)
            for piece in (dsn.text if dsn.text is not None else dsn.prefix).split(",")
            if "=" in piece
        )
    host = options.text("--host") or place.get("h", "")
    database = options.text("--database") or place.get("D", "")
    table = options.text("--table") or place.get("t", "") or "a_table"
    target = target_of(f"mysql://{host}/{database}", "command", directory=directory_of(call, view))
    if not host:
        target = UNKNOWN_DATABASE
    quoted = f"`{table}`"
    if archiver:
        if options.has("--no-delete", "--nodelete") or not options.has("--where"):
            return _NOTHING
        where = options.value("--where") or Word("")
        text = join([Word("DELETE FROM"), Word(quoted), Word("WHERE"), where])
    else:
        alter = options.value("--alter")
        if alter is None:
            return _NOTHING
        lead = alter.text or alter.prefix
        words = lead.split(None, 2)
        whole = len(words) > 1 and words[0].lower() == "alter" and words[1].lower() == "table"
        text = alter if whole else join([Word(f"ALTER TABLE {quoted}"), alter])
    context = SqlContext(target, "mysql")
    return [
        HandOff(Source(SQL, text, call.origin.inner(call.name), context, certain=call.certain), call.name),
    ]
