"""What would go if migrations were undone: their way down, read from the files beside the command.

Each tool keeps its migrations in a folder of its own, ordered by name. Undoing the newest one runs its `down`; where
a tool can turn a forward step around by itself (Rails' `change`), what the step added is what goes. The database's own
version is not known, so it is taken to be the newest: the most that can be lost.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.source import JAVASCRIPT, PHP, RUBY, Source
from keyturn.model.word import Word
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import parse
from keyturn.tool.surroundings import text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Grammar, Options
    from keyturn.tool.view import View

MAX_FILES = 200
"""Migration files that are read to count what goes."""
_LARGE = 300_000


class Lost(Noun):
    """What `steps` undone migrations drop: names of tables, and columns as table.column."""

    steps: int
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    folder: str

    def shown(self) -> str:
        """The sentence for people: counts and the first names."""
        parts = []
        if self.tables:
            noun = "table" if len(self.tables) == 1 else "tables"
            more = ", …" if len(self.tables) > 5 else ""
            parts.append(f"drops {len(self.tables)} {noun} ({', '.join(self.tables[:5])}{more})")
        if self.columns:
            noun = "column" if len(self.columns) == 1 else "columns"
            more = ", …" if len(self.columns) > 5 else ""
            named = f" ({', '.join(self.columns[:5])}{more})"
            parts.append(f"{'' if parts else 'drops '}{len(self.columns)} {noun}{named}")
        return " and ".join(parts) + f" over {self.steps} migration{'' if self.steps == 1 else 's'}"


# Program → folders where it looks, the options that name another, the endings of its files.
_PLACES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "rails": (("db/migrate",), "", (".rb",)),
    "rake": (("db/migrate",), "", (".rb",)),
    "knex": (
        ("migrations", "db/migrations", "src/migrations"),
        "--migrations-directory",
        (".js", ".ts", ".mjs", ".cjs"),
    ),
    "kysely": (("migrations", "src/migrations"), "", (".js", ".ts", ".mjs")),
    "sequelize": (("migrations", "db/migrations", "src/migrations"), "--migrations-path", (".js", ".ts", ".cjs")),
    "sequelize-cli": (("migrations", "db/migrations", "src/migrations"), "--migrations-path", (".js", ".ts", ".cjs")),
    "typeorm": (("migrations", "src/migrations", "src/migration", "db/migrations"), "", (".ts", ".js")),
    "typeorm-ts-node-commonjs": (("migrations", "src/migrations", "src/migration"), "", (".ts", ".js")),
    "typeorm-ts-node-esm": (("migrations", "src/migrations", "src/migration"), "", (".ts", ".js")),
    "mikro-orm": (("migrations", "src/migrations"), "", (".ts", ".js")),
    "node-pg-migrate": (("migrations",), "-m --migrations-dir", (".js", ".ts", ".cjs", ".sql")),
    "db-migrate": (("migrations",), "-m --migrations-dir", (".js", ".ts")),
    "migrate-mongo": (("migrations",), "", (".js", ".ts")),
    "goose": (("migrations", "db/migrations", "sql", "."), "-dir", (".sql",)),
    "dbmate": (("db/migrations",), "-d --migrations-dir", (".sql",)),
    "sql-migrate": (("migrations", "db/migrations"), "", (".sql",)),
    "migrate": (("migrations", "db/migrations", "db/migration"), "-path", (".down.sql",)),
    "sqlx": (("migrations",), "--source", (".down.sql",)),
    "flyway": (("sql", "db/migration", "migrations", "src/main/resources/db/migration"), "-locations", (".sql",)),
    "artisan": (("database/migrations",), "--path", (".php",)),
    "diesel": (("migrations",), "--migration-dir", ("/down.sql",)),
}
_COUNTS = ("--step", "-c", "--count", "-n", "--num", "--number", "-limit", "STEP")


def undone(call: Invocation, grammar: Grammar, view: View, *, everything: bool) -> Lost | None:
    """What the newest migrations' way down drops; None when the files are not seen or the number is not known."""
    known = _PLACES.get(call.name)
    if known is None:
        return None
    options = parse(call.args, grammar)
    folders, moved, endings = known
    directory = directory_of(call, view)
    for name in moved.split():
        value = options.text(name)
        if value:
            folders = (value.removeprefix("filesystem:").removeprefix("file://"),)
    source = options.text("-source")
    if source and source.startswith("file://"):
        folders = (source[7:],)
    for one in folders:
        folder = absolute(one, directory)
        if folder is None:
            return None
        files = _files(folder, endings, call.name, view)
        if files:
            return _lost(call, view, options, folder, files, everything)
    return None


def _files(folder: str, endings: tuple[str, ...], tool: str, view: View) -> list[str]:
    """Paths of the migrations, oldest first. Flyway's way back are files of their own (`U2__x.sql`)."""
    names = sorted(view.workspace.list(folder).names)
    if tool == "diesel":
        return [f"{folder}/{name}/down.sql" for name in names if name[:1].isdigit()]
    if tool == "flyway":
        undo = [name for name in names if name[:1] == "U" and name.endswith(".sql") and "__" in name]
        return [f"{folder}/{name}" for name in sorted(undo, key=_version)]
    found = [name for name in names if name.endswith(endings) and not name.endswith((".d.ts", ".up.sql"))]
    if tool not in ("typeorm", "mikro-orm", "flyway"):
        numbered = [name for name in found if name[:1].isdigit() or name[:1] == "V"]
        if tool in ("goose", "sql-migrate", "rails", "rake") or numbered:
            found = numbered
    return [f"{folder}/{name}" for name in sorted(found, key=_version)]


def _version(name: str) -> tuple[int, str]:
    digits = ""
    for letter in name:
        if letter.isdigit():
            digits += letter
        elif digits:
            break
    return int(digits or 0), name


def _lost(
    call: Invocation, view: View, options: Options, folder: str, files: list[str], everything: bool
) -> Lost | None:
    chosen = files if everything else _newest(call, view, options, files)
    if chosen is None:
        return None
    tables: list[str] = []
    columns: list[str] = []
    for path in chosen[-MAX_FILES:]:
        text = text_of(path, view, _LARGE)
        if text is None:
            continue
        gone, cut = dropped(text, path)
        tables.extend(gone)
        columns.extend(cut)
    return Lost(len(chosen), tuple(dict.fromkeys(tables)), tuple(dict.fromkeys(columns)), folder)


def _newest(call: Invocation, view: View, options: Options, files: list[str]) -> list[str] | None:
    """The files that a step back undoes; None when how many is not known."""
    version = variable(call, view, "VERSION") if call.name in ("rails", "rake") else None
    target = options.text("-target") or options.text("--to")
    words = [word.text for word in options.operands]
    if version is not None:
        if version.text is None:
            return None
        if words and words[0] == "db:migrate:down":
            return [path for path in files if _version(_name(path))[0] == _version(version.text)[0]] or None
        if version.text.isdigit():
            return [path for path in files if _version(_name(path))[0] > int(version.text)]
        return None
    if words[:1] == ["down-to"] and len(words) > 1:
        target = words[1]
    if target is not None:
        wanted = _version(target)[0]
        return [path for path in files if _version(_name(path))[0] > wanted]
    if call.name == "migrate" and words[:1] == ["down"]:
        if len(words) < 2:
            return files
        steps = words[1] or ""
        return files[-int(steps) :] if steps.isdigit() else None
    count = 1
    for name in _COUNTS:
        given = options.value(name) if name != "STEP" else variable(call, view, name)
        if given is not None:
            value = given.text
            if value is None or not value.isdigit():
                return None
            count = int(value)
    if call.name == "node-pg-migrate" and len(words) > 1 and (words[1] or "").isdigit():
        count = int(words[1] or "1")
    return files[-count:] if count else []


def _name(path: str) -> str:
    return path.removesuffix("/down.sql").rpartition("/")[2]


# -- what one file's way down drops ----------------------------------------------------------------------------------


def dropped(text: str, path: str) -> tuple[list[str], list[str]]:
    """Tables and columns that undoing one migration file drops."""
    if path.endswith(".sql"):
        return _sql(text, path)
    if path.endswith((".rb", ".php")):
        return _script(text, RUBY if path.endswith(".rb") else PHP)
    return _javascript(text)


def _sql(text: str, path: str) -> tuple[list[str], list[str]]:
    from keyturn.language.sql import read
    from keyturn.language.sql_found import Act
    from keyturn.tool.sql import undoes

    whole = undoes(path)
    tables: list[str] = []
    columns: list[str] = []
    for one in read(Word(text, quoted=True), "", atomic=False, sections=not whole):
        if not isinstance(one, Act) or not (whole or one.down):
            continue
        if one.kind == "drop-table":
            tables.extend(one.objects or ("?",))
        elif one.kind == "drop-column":
            columns.extend(one.objects or ("?",))
    return tables, columns


_RUBY_MAKES = {"create_table": "drop_table", "add_column": "remove_column", "create_join_table": "drop_join_table",
               "add_reference": "remove_reference", "add_belongs_to": "remove_reference"}  # fmt: skip


def _script(text: str, language: str) -> tuple[list[str], list[str]]:
    from keyturn.language.calls import read_calls

    tables: list[str] = []
    columns: list[str] = []
    for call in read_calls(Source(language, Word(text, quoted=True), file=True)).calls:
        last = call.name.rpartition(".")[2].rpartition("::")[2]
        if call.within == "change":
            last = _RUBY_MAKES.get(last, "")
        elif call.within != "down":
            continue
        if last in ("drop_table", "drop_join_table", "dropIfExists", "drop") and call.name != "Schema::dropColumns":
            tables.append(_text(call, 0))
        elif last in ("remove_column", "remove_columns", "remove_reference", "remove_belongs_to"):
            columns.append(f"{_text(call, 0)}.{_text(call, 1)}")
        elif last in ("dropColumn", "dropColumns"):
            columns.append(_text(call, 0))
    return tables, columns


def _javascript(text: str) -> tuple[list[str], list[str]]:
    from keyturn.language import javascript

    tables: list[str] = []
    columns: list[str] = []
    for call in javascript.read(Source(JAVASCRIPT, Word(text, quoted=True), file=True)).calls:
        if call.within != "down":
            continue
        last = call.name.rpartition(".")[2]
        if last in ("dropTable", "dropTableIfExists"):
            tables.append(_text(call, 0))
        elif last == "removeColumn":
            columns.append(f"{_text(call, 0)}.{_text(call, 1)}")
        elif last in ("dropColumn", "dropColumns"):
            columns.append(_text(call, len(call.args) - 1 if call.args else 0))
        elif last in ("query", "raw", "addSql", "sql", "runSql", "execute"):
            found, cut = _sql(_text(call, 0), "/down.sql")
            tables.extend(found)
            columns.extend(cut)
    return tables, columns


def _text(call: Call, at: int) -> str:
    value = call.args[at] if len(call.args) > at else None
    if isinstance(value, Word):
        return value.shown() or "?"
    if isinstance(value, tuple) and value:
        return ", ".join(word.shown() for word in value)
    return "?"
