"""prisma, the command line of Prisma ORM.

Grammar: https://www.prisma.io/docs/orm/reference/prisma-cli-reference. What each command does to data was tried
against a real PostgreSQL with 6.19.
"""

from __future__ import annotations

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS, BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.source import Source, SqlContext
from keyturn.model.word import Word
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import switched_on, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_GRAMMAR = Grammar(
    flags="--accept-data-loss --force-reset --force -f --skip-generate --skip-seed --create-only --stdin --script "
    "--exit-code --help -h --from-empty --to-empty --preview-feature --print --from-local-d1 --to-local-d1 "
    "--from-config-datasource --to-config-datasource --version -v",
    valued="--schema --config --url --file --name -n --applied --rolled-back --from-url --to-url --shadow-database-url "
    "--from-migrations --to-migrations --from-schema-datamodel --to-schema-datamodel --from-schema-datasource "
    "--to-schema-datasource --from-schema --to-schema --output -o --telemetry-information",
    alias={"-f": "--force", "-h": "--help", "-n": "--name"},
    abbreviate=False,
)
_HARMLESS = frozenset(
    "generate studio validate format init version debug platform mcp dev login --version -v --help -h".split()
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one prisma call would do to the database."""
    args = call.args
    if not args or args[0].text in _HARMLESS:
        return []
    options = parse(args, _GRAMMAR)
    if options.has("--help") or not options.operands:
        return []
    first = options.operands[0]
    second = options.operands[1] if len(options.operands) > 1 else None
    if first.text is None or (second is not None and second.text is None and first.text in ("db", "migrate")):
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                "which prisma command runs is only known at run time",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    handler = _HANDLERS.get(f"{first.text} {second.text}" if second is not None else first.text)
    return handler(call, view, options) if handler is not None else []


def _on(options: Options, name: str) -> bool:
    return options.has(name) and switched_on(options.seen[name][-1])


def _database(call: Invocation, view: View, options: Options) -> Target:
    """--url, the variable that the schema's datasource names (DATABASE_URL), `.env`, or the schema's own URL."""
    directory = directory_of(call, view)
    given = options.value("--url")
    if given is not None:
        return target_of(given, "--url", directory=directory)
    name = "DATABASE_URL"
    schema = _schema(call, view, options, directory)
    literal = ""
    if schema is not None:
        block = schema.partition("datasource ")[2].partition("}")[0]
        for line in block.splitlines():
            key, _, value = line.strip().partition("=")
            if key.strip() == "url":
                value = value.strip()
                if value.startswith("env("):
                    name = value[4:].strip(" )\"'")
                elif value[:1] in ("'", '"'):
                    literal = value[1:].partition(value[0])[0]
    if literal:
        return target_of(literal, "schema.prisma", directory=directory)
    found = variable(call, view, name)
    if found is not None and found.text != "":
        return target_of(found, name, directory=directory)
    for place in (".env", "prisma/.env"):
        text = text_of(absolute(place, directory), view, 100_000)
        for line in (text or "").splitlines():
            key, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals and key.strip() == name:
                return target_of(value.strip().strip("'\""), place, directory=directory, overridable=True)
    return UNKNOWN_DATABASE


def _schema(call: Invocation, view: View, options: Options, directory: str | None) -> str | None:
    del call
    given = options.value("--schema")
    if given is not None:
        return text_of(absolute(given.text, directory), view) if given.text else None
    for place in ("prisma/schema.prisma", "schema.prisma", "prisma/schema/schema.prisma"):
        text = text_of(absolute(place, directory), view)
        if text is not None:
            return text
    return None


def _effect(
    call: Invocation, target: Target, rule: str, category: str, summary: str, extent: Extent, *, certain: bool = True
) -> list[Outcome]:
    return [Effect(rule, category, summary, (target,), extent, certain=call.certain and certain, origin=call.origin)]


_TABLES = Extent(None, False, "tables")


def _push(call: Invocation, view: View, options: Options) -> list[Outcome]:
    target = _database(call, view, options)
    if _on(options, "--force-reset"):
        return _effect(
            call,
            target,
            "prisma/force-reset",
            MIGRATION_LOSS,
            "drops the whole database schema and creates it empty",
            _TABLES,
        )
    if _on(options, "--accept-data-loss"):
        return _effect(
            call,
            target,
            "prisma/accept-data-loss",
            MIGRATION_LOSS,
            "drops every table and column that the schema file lacks, with their data",
            _TABLES,
        )
    return _effect(
        call,
        target,
        "prisma/push",
        MIGRATION_FORWARD,
        "changes the schema to the schema file's; refuses where data would be lost",
        Extent(None, unit="tables"),
    )


def _reset(call: Invocation, view: View, options: Options) -> list[Outcome]:
    asked = "" if _on(options, "--force") else ", after asking"
    return _effect(
        call,
        _database(call, view, options),
        "prisma/migrate-reset",
        MIGRATION_LOSS,
        f"drops the database and replays every migration on an empty one{asked}",
        _TABLES,
    )


def _deploy(call: Invocation, view: View, options: Options) -> list[Outcome]:
    return _effect(
        call,
        _database(call, view, options),
        "prisma/migrate-deploy",
        MIGRATION_FORWARD,
        "applies the waiting migrations",
        Extent(None, unit="migrations"),
    )


def _develop(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if _on(options, "--create-only"):
        return []
    return _effect(
        call,
        _database(call, view, options),
        "prisma/migrate-dev",
        MIGRATION_FORWARD,  # a reset is asked about at a terminal, and refused where there is none
        "applies migrations, and asks to reset the whole database when it has drifted from them",
        _TABLES,
        certain=False,
    )


def _difference(call: Invocation, view: View, options: Options) -> list[Outcome]:
    shadow = options.value("--shadow-database-url")
    if shadow is None:
        return []
    target = target_of(shadow, "--shadow-database-url", directory=directory_of(call, view))
    return _effect(
        call,
        target,
        "prisma/shadow-database",
        MIGRATION_LOSS,
        "empties the database given as shadow database before it compares",
        _TABLES,
    )


def _execute(call: Invocation, view: View, options: Options) -> list[Outcome]:
    target = _database(call, view, options)
    context = SqlContext(target, target.facet("engine") or "")
    how = "prisma db execute"
    if options.has("--stdin"):
        if isinstance(call.stdin, Source):
            given = call.stdin
            return [HandOff(Source("sql", given.text, given.origin.inner(how), context, given.file, call.certain), how)]
        return [
            BlindSpot(
                "blind/opaque-text",
                "statements for the database come from a program whose output is not known",
                targets=(target,),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    file = options.value("--file")
    if file is None:
        return []
    path = absolute(file.text, directory_of(call, view)) if file.text else None
    text = text_of(path, view, 5_000_000)
    if text is None:
        return [Note(f"{file.shown()} was not read", call.origin)]
    assert path is not None
    origin = call.origin.but(file=path, line=1, column=1, end_line=1, end_column=1, followed=True).inner(how)
    return [
        HandOff(
            Source("sql", Word(text, quoted=True), origin, context, True, call.certain), f"{how} --file {file.shown()}"
        )
    ]


def _seed(call: Invocation, view: View, options: Options) -> list[Outcome]:
    del view, options
    return [
        Note("the seed program that package.json names runs against the database; it was not followed", call.origin)
    ]


_HANDLERS = {
    "db push": _push,
    "migrate reset": _reset,
    "migrate deploy": _deploy,
    "migrate dev": _develop,
    "migrate diff": _difference,
    "db execute": _execute,
    "db seed": _seed,
}
