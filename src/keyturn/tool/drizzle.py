"""drizzle-kit.

Grammar: https://orm.drizzle.team/docs/kit-overview. `push` was tried against a real PostgreSQL with 0.31: without a
terminal it stops at its questions and exits 0, with `--force` it drops every table the schema lacks, each statement
on its own, so that a later failure leaves the drops done.
"""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, MIGRATION_FORWARD, MIGRATION_LOSS, BlindSpot, Effect, Extent
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.locate import directory_of, path_target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import switched_on, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_GRAMMAR = Grammar(
    flags="--force --strict --verbose --explain --help -h --version -v",
    valued="--config --dialect --schema --out --url --host --port --user --password --database --ssl --auth-token "
    "--driver --tablesFilter --schemaFilters --extensionsFilters --casing --tables-filters --schema-filters "
    "--extensions-filters --init --output --hints",
    alias={"-h": "--help"},
    abbreviate=False,
)
_HARMLESS = frozenset("generate check studio up introspect pull export --help --version -h -v".split())


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one drizzle-kit call would do to the database."""
    args = call.args
    if not args or args[0].text in _HARMLESS:
        return []
    options = parse(args, _GRAMMAR)
    if options.has("--help") or not options.operands:
        return []
    command = options.operands[0]
    if command.text is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which drizzle-kit command runs is only known at run time ({command.shown()})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    # "push:pg" and its like are spellings of versions before 0.21
    name = command.text.partition(":")[0]
    if name == "push":
        return _push(call, view, options)
    if name == "migrate":
        return [
            Effect(
                "drizzle/migrate",
                MIGRATION_FORWARD,
                "applies the waiting migrations",
                (_database(call, view, options),),
                Extent(None, unit="migrations"),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if name == "drop":
        from keyturn.model.word import Word

        folder = options.value("--out") or Word("drizzle")
        return [
            Effect(
                "drizzle/drop",
                FILE_CHANGE,
                "deletes a migration's files",
                (path_target(folder, call, view),),
                Extent(1, True, "migrations"),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    return []


def _push(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if options.has("--explain"):
        return []
    forced = options.has("--force") and switched_on(options.seen["--force"][-1])
    if forced:
        summary = "drops every table and column that the schema file lacks, without asking"
    else:
        summary = "changes the schema to the schema file's, dropping what it lacks if the questions are answered so"
    return [
        Effect(
            "drizzle/push-force" if forced else "drizzle/push",
            MIGRATION_LOSS,
            summary,
            (_database(call, view, options),),
            Extent(None, False, "tables"),
            certain=call.certain and forced,
            origin=call.origin,
        )
    ]


def _database(call: Invocation, view: View, options: Options) -> Target:
    """--url or --host, else DATABASE_URL; drizzle.config.ts is code and is not run."""
    url = options.value("--url")
    directory = directory_of(call, view)
    if url is not None:
        return target_of(url, "--url", directory=directory)
    host = options.value("--host")
    if host is not None:
        if host.text is None:
            return UNKNOWN_DATABASE
        engine = options.text("--dialect") or "postgresql"
        database = options.text("--database") or ""
        port = options.text("--port") or ""
        return target_of(
            f"{engine}://{host.text}{':' + port if port else ''}/{database}", "--host", directory=directory
        )
    found = variable(call, view, "DATABASE_URL")
    if found is not None and found.text != "":
        return target_of(found, "DATABASE_URL", directory=directory, overridable=True)
    return UNKNOWN_DATABASE
