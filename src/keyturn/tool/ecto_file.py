"""Ecto migrations inside Elixir text, beside what any Elixir text does.

`drop table(:users)` and `remove :mail` are calls without brackets in blocks of `def up`, `def down` and `def change`
(https://hexdocs.pm/ecto_sql/Ecto.Migration.html), so they are read line by line, as the formatter writes them.
"""

from __future__ import annotations

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS, UNNAMED, Effect, Extent, HandOff
from keyturn.model.source import SQL, Origin, Source, SqlContext
from keyturn.model.word import Word
from keyturn.tool import curly_code
from keyturn.tool.code import Page, looks_like_sql, lost_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_DIRECTIONS = ("up", "down", "change")


def read_source(source: Source, view: View) -> list[Outcome]:
    """What an Elixir text would do, its migration's statements included."""
    found = curly_code.read_source(source, view)
    text = source.text.text
    if text is None or "Ecto.Migration" not in text:
        return found
    return [*found, *_migration(text, source, view)]


def _migration(text: str, source: Source, view: View) -> list[Outcome]:
    page = Page(source, view)
    out: list[Outcome] = []
    within = ""
    table = ""
    heredoc: list[str] | None = None
    start = 0
    for number, raw in enumerate(text.split("\n")):
        line = raw.strip()
        if heredoc is not None:
            if line.startswith('"""'):
                out.extend(_statement("\n".join(heredoc), source, start, within))
                heredoc = None
            else:
                heredoc.append(raw)
            continue
        if not line or line[0] == "#":
            continue
        words = line.replace("(", " ", 1).split(None, 1)
        verb, rest = words[0], words[1] if len(words) > 1 else ""
        if verb in ("def", "defp"):
            name = rest.partition(" ")[0].partition(",")[0].partition("(")[0]
            within = name if name in _DIRECTIONS else ""
        elif not within:
            continue
        elif verb in ("drop", "drop_if_exists") and rest.lstrip("(").startswith("table"):
            name = _name(rest.partition("table")[2])
            out.append(_lost(page, source, number, raw, "migration/drop-table", "tables", f"drops table {name}",
                             name, within))  # fmt: skip
        elif verb == "alter" and rest.startswith("table"):
            table = _name(rest.partition("table")[2])
        elif verb in ("remove", "remove_if_exists") and rest[:1] in (":", '"'):
            column = _name(rest)
            out.append(_lost(page, source, number, raw, "migration/drop-column", "columns",
                             f"drops column {column} of {table}", f"{table}.{column}", within))  # fmt: skip
        elif verb == "execute" and rest.startswith('"""'):
            heredoc, start = [], number + 1
        elif verb == "execute" and rest[:1] == '"' and "(" not in line[: line.find('"')]:
            out.extend(_statement(rest[1:].partition('"')[0], source, number, within))
    return out


def _name(rest: str) -> str:
    """`(:users, prefix: "x")` or `"users")` → users."""
    name = ""
    for letter in rest.lstrip('( :"'):
        if not (letter.isalnum() or letter in "_?!@"):
            break
        name += letter
    return name or UNNAMED


def _origin(source: Source, number: int, width: int) -> Origin:
    base = source.origin
    line = base.line + number
    return Origin(base.file, line, 1, line, width + 1, base.through, base.followed)


def _lost(
    page: Page, source: Source, number: int, raw: str, rule: str, unit: str, what: str, name: str, within: str
) -> Effect:
    back = within == "down" and source.file
    return Effect(
        rule,
        MIGRATION_FORWARD if back else MIGRATION_LOSS,
        what + (" in down" if back else ""),
        (lost_from(page, (name,)),),
        Extent(1, unit=unit),
        certain=source.certain and not back,
        origin=_origin(source, number, len(raw)),
    )


def _statement(text: str, source: Source, number: int, within: str) -> list[Outcome]:
    word = Word(text, quoted=True)
    if (within == "down" and source.file) or not looks_like_sql(word):
        return []
    origin = _origin(source, number, len(text.partition("\n")[0])).inner("execute")
    return [HandOff(Source(SQL, word, origin, SqlContext(None, "postgres"), certain=source.certain), "execute")]
