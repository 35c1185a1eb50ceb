"""sqlite3, litecli and duckdb: a database that is a file.

Facts: https://sqlite.org/cli.html (options take one or two dashes; FILE, then SQL, then dot commands from stdin);
https://duckdb.org/docs/clients/cli/arguments (-c, -s, -f, -readonly).
"""

from __future__ import annotations

from keyturn.model.effect import HandOff
from keyturn.model.source import SQL, Source, SqlContext
from keyturn.model.target import DATABASE, Facet, Target
from keyturn.tool.connection import IN_MEMORY
from keyturn.tool.locate import path_target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.psql import fed, follow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

GRAMMAR = Grammar(
    flags=(
        "-A -append -ascii -bail -batch -box -column -csv -deserialize -echo -header -noheader -help -html "
        "-interactive "
        "-json -line -list -markdown -memtrace -no-rowid-in-view -nofollow -pcachetrace -quote -readonly -safe -stats "
        "-table -tabs -unsafe-testing -version -zip -unsigned -no-stdin -jsonlines -trash -latex"
    ),
    valued=(
        "-cmd -escape -heap -init -lookaside -maxsize -mmap -multiplex -newline -nonce -nullvalue -pagecache "
        "-separator -vfs -c -s -f -storage-version"
    ),
    style="go",
    anywhere=True,
)
_NOTHING: list[Outcome] = []
_OWN = ("path", "written", "hole", "under", "workspace", "tracked", "nested")


def file_target(word: Word | None, call: Invocation, view: View, engine: str = "sqlite") -> Target:
    """The target of a database file. No file, "" and :memory: are a database that ends with the session."""
    text = word.text if word is not None else ":memory:"
    if word is None or text in ("", ":memory:"):
        path = view.layout.temporary[0] + "/memory"
        return Target(DATABASE, "a database in memory", (Facet("engine", engine), Facet("path", path, IN_MEMORY)))
    if text is not None and text.startswith("file:"):
        text = text[5:].partition("?")[0].removeprefix("//")
        word = type(word)(text, quoted=True)
    place = path_target(word, call, view)
    facets = tuple(facet for facet in place.facets if facet.name in _OWN)
    return Target(DATABASE, place.name, (Facet("engine", engine), *facets))


def read(call: Invocation, view: View) -> list[Outcome]:
    """The SQL in the arguments, -cmd, -init and stdin, handed on with the file as target."""
    options = parse(call.args, GRAMMAR)
    seen = options.seen
    if "-help" in seen or "-version" in seen:
        return _NOTHING
    duck = call.name == "duckdb"
    operands = options.operands
    target = file_target(operands[0] if operands else None, call, view, "duckdb" if duck else "sqlite")
    context = SqlContext(target, "duckdb" if duck else "sqlite", None, call.context.directory)
    program = call.name or "sqlite3"
    outcomes: list[Outcome] = []
    for name in ("-init", "-f"):
        for word in options.values(name):
            outcomes.extend(follow(call, view, word, f"{program} {name}", context))
    texts = [*options.values("-cmd"), *options.values("-c"), *options.values("-s"), *operands[1:]]
    for word in texts:
        outcomes.append(HandOff(Source(SQL, word, call.origin.inner(program), context, certain=call.certain), program))
    if not texts or (len(operands) < 2 and "-c" not in seen and "-s" not in seen and call.stdin is not None):
        outcomes.extend(fed(call, view, context, program, target))
    return outcomes
