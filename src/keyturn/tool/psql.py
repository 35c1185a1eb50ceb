"""psql and pgcli: where they connect, and which SQL they run there.

Facts: PostgreSQL 17 reference page of psql (options, -c and -f in order, connection strings as database name).
"""

from __future__ import annotations

from keyturn.model.effect import BlindSpot, HandOff, Note
from keyturn.model.invocation import UnknownInput
from keyturn.model.source import SQL, Source, SqlContext
from keyturn.model.word import PROCESS
from keyturn.tool.connection import (
    flat,
    from_conninfo,
    from_libpq_environment,
    known,
    looks_like_conninfo,
    merged,
    placed,
    server_target,
    strings_reversed,
    variable,
)
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.sql import follow_sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.model.word import Word
    from keyturn.tool.connection import Parts
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

GRAMMAR = Grammar(
    flags=(
        "-a -A -b -e -E -H -l -n -q -s -S -t -w -W -x -X -z -0 -1 -V -? --echo-all --no-align --echo-errors "
        "--echo-queries --echo-hidden --html --list --no-readline --quiet --single-step --single-line --tuples-only "
        "--no-password --password --expanded --no-psqlrc --field-separator-zero --record-separator-zero "
        "--single-transaction --version --csv"
    ),
    valued=(
        "-c -d -f -F -h -L -o -p -P -R -T -U -v --command --dbname --file --field-separator --host --log-file --output "
        "--port --pset --record-separator --table-attr --username --set --variable"
    ),
    optional="--help",
    alias={
        "--command": "-c",
        "--dbname": "-d",
        "--file": "-f",
        "--host": "-h",
        "--port": "-p",
        "--username": "-U",
        "--set": "-v",
        "--variable": "-v",
        "--list": "-l",
        "--version": "-V",
        "--single-transaction": "-1",
        "--output": "-o",
    },
)
_NOTHING: list[Outcome] = []
_STDIN = ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


def connection(options: Options, call: Invocation, view: View) -> tuple[Target, Parts]:
    """The target of a libpq client, from its options, its operands and the environment."""
    own: Parts = {}
    operands = options.operands
    dbname = options.value("-d")
    user: Word | None = None
    if dbname is None and operands:
        dbname = operands[0]
        operands = operands[1:]
    if operands:
        user = operands[0]
    string: Parts = {}
    if dbname is not None:
        text = flat(dbname)
        if looks_like_conninfo(text):
            string = from_conninfo(text, "the connection string")
        else:
            value = known(text)
            own["database"] = (value, "the command")
            if value is None:
                # an unknown word may be a whole connection string
                string = {"server": (None, "a database name that may be a connection string")}
    for name, facet in (("-h", "server"), ("-p", "port"), ("-U", "user")):
        word = options.value(name)
        if word is not None:
            own[facet] = (known(flat(word)), name)
    if user is not None and "user" not in own:
        own["user"] = (known(flat(user)), "the command")
    if string.get("server", ("", ""))[0] is None and "server" in own:
        string.pop("server", None)
    parts = merged(from_libpq_environment(call, view), own, string)
    if options.holes and "server" not in own and not string:
        parts["server"] = (None, "words that are only known at run time")
    parts.pop("engine", None)
    return placed(server_target("postgres", parts, client="libpq"), call), parts


def read(call: Invocation, view: View) -> list[Outcome]:
    """The SQL of every -c, -f and of stdin, handed on with the target."""
    options = parse(call.args, GRAMMAR)
    seen = options.seen
    if "-V" in seen or "--help" in seen or "-?" in seen:
        return _NOTHING
    if "-l" in seen and "-c" not in seen and "-f" not in seen:
        return _NOTHING
    target, parts = connection(options, call, view)
    outcomes: list[Outcome] = []
    settings, given = variable("PGOPTIONS", call, view)
    string = parts.get("options")
    if (given and strings_reversed(settings)) or (string is not None and strings_reversed(string[0])):
        outcomes.append(
            BlindSpot(
                "blind/ambiguous-sql",
                "the connection's options may change how the server reads strings",
                True,
                (target,),
                call.certain,
                call.origin,
            )
        )
    together = "-1" in seen
    directory = call.context.directory
    spoken = False
    for word in options.values("-c"):
        spoken = True
        context = SqlContext(target, "postgres", False, directory)
        outcomes.append(
            HandOff(Source(SQL, word, call.origin.inner("psql -c"), context, certain=call.certain), "psql -c")
        )
    context = SqlContext(target, "postgres", False if together else None, directory)
    stdin = False
    for word in options.values("-f"):
        spoken = True
        if word.text in _STDIN:
            stdin = True
            continue
        outcomes.extend(follow(call, view, word, "psql -f", context))
    if stdin or not spoken:
        outcomes.extend(fed(call, view, context, "psql", target))
    return outcomes


def follow(call: Invocation, view: View, word: Word, how: str, context: SqlContext) -> list[Outcome]:
    """A file of SQL named on the command line."""
    targets = (context.target,) if context.target is not None else ()
    if word.text is None:
        if any(hole.why == PROCESS for hole in word.holes):
            return [
                BlindSpot(
                    "blind/unknown-sql-input",
                    f"runs what {word.shown()} prints as SQL",
                    True,
                    targets,
                    call.certain,
                    call.origin,
                )
            ]
        return [Note(f"{word.shown()} is only known at run time, so it was not read", call.origin)]
    path = absolute(word.text, directory_of(call, view))
    if path is None:
        return [Note(f"{word.text} stands in a directory that is not known, so it was not read", call.origin)]
    return follow_sql(path, word.text, f"{how} {word.text}", context, call.origin, call.certain, view)


def fed(
    call: Invocation, view: View, context: SqlContext, program: str, target: Target, language: str = SQL
) -> list[Outcome]:
    """What comes by stdin: a heredoc or static pipeline is read, a file is followed, nothing is a person's session."""
    stdin = call.stdin
    if isinstance(stdin, Source):
        source = Source(
            language, stdin.text, stdin.origin.inner(program), context, stdin.file, call.certain and stdin.certain
        )
        return [HandOff(source, f"{program} <")]
    redirect = next((one for one in call.redirects if one.fd == 0 and one.op == "<"), None)
    if redirect is not None:
        if redirect.target.text == "/dev/null":
            return []
        if redirect.target.text is not None or not any(hole.why == PROCESS for hole in redirect.target.holes):
            return follow(call, view, redirect.target, f"{program} <", context)
    if isinstance(stdin, UnknownInput) or redirect is not None:
        why = stdin.why if isinstance(stdin, UnknownInput) else redirect.target.shown() if redirect is not None else "?"
        return [
            BlindSpot(
                "blind/unknown-sql-input",
                f"{program} runs what `{why}` prints",
                True,
                (target,),
                call.certain,
                call.origin,
            )
        ]
    return [
        BlindSpot(
            "blind/interactive-database",
            f"{program} opens a session at {target.name}, and what is typed there is not seen",
            True,
            (target,),
            call.certain,
            call.origin,
        )
    ]
