"""alembic, and Flask-Migrate's `flask db`, which is alembic behind another door.

Grammar: https://alembic.sqlalchemy.org/en/latest/api/commands.html and alembic/config.py (argparse: options of the
program before the command, abbreviations allowed). `--sql` prints statements and touches nothing.
"""

from __future__ import annotations

from keyturn.model.effect import BOUNDED_WRITE, MIGRATION_FORWARD, MIGRATION_LOSS, BlindSpot, Effect, Extent, HandOff
from keyturn.model.source import PYTHON, Source
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse, subcommand
from keyturn.tool.surroundings import ini, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.model.word import Word
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_GLOBAL = Grammar(
    flags="--raiseerr -q --quiet -h --help --version",
    valued="-c --config -n --name -x",
    alias={"--config": "-c", "--name": "-n", "--quiet": "-q", "--help": "-h"},
)
_COMMAND = Grammar(
    flags="--sql --purge -h --help --autogenerate -v --verbose -r --resolve-dependencies",
    valued="--tag -x --x-arg -d --directory",
    alias={"--help": "-h", "--x-arg": "-x", "--directory": "-d"},
)
_FLASK = Grammar(
    flags="--debug --no-debug --version --help",
    valued="-e --env-file -A --app",
    alias={"--app": "-A", "--env-file": "-e"},
)
_HARMLESS = frozenset(
    "branches check current edit ensure_version heads history init list_templates merge revision show".split()
)
_FLASK_HARMLESS = frozenset("run routes --version --help".split())
MAX_VERSIONS = 400
"""Migration files that are read to count what a downgrade drops."""


def read(call: Invocation, view: View) -> list[Outcome]:
    """What an alembic or `flask db` call would do to the database."""
    args = call.args
    if not args or args[0].text in _HARMLESS:
        return []
    flask = call.name == "flask"
    if flask:
        if args[0].text in _FLASK_HARMLESS:
            return []
        _before, group, args = subcommand(args, _FLASK)
        if group == "shell" and isinstance(call.stdin, Source):
            fed = call.stdin
            origin = fed.origin.inner("flask shell")
            return [HandOff(Source(PYTHON, fed.text, origin, call.context, fed.file, call.certain), "flask shell")]
        if group != "db":
            return []
    options, command, rest = subcommand(args, _GLOBAL)
    if options.has("-h", "--version") or not options.operands:
        return []
    if options.operands[0].text is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which alembic command runs is only known at run time ({options.operands[0].shown()})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if command not in ("downgrade", "upgrade", "stamp"):
        return []
    own = parse(_signed_numbers(rest), _COMMAND)
    if own.has("--sql", "-h"):
        return []
    revision = own.operands[0] if own.operands else None
    shown = revision.shown() if revision is not None else ("-1" if flask and command == "downgrade" else "")
    shown = shown.removeprefix(_NUMBER)
    folder, target = _place(call, view, options, own, flask)
    if command == "upgrade":
        return [
            Effect(
                "alembic/upgrade",
                MIGRATION_FORWARD,
                f"migrates the schema up to {shown or 'head'}",
                (target,),
                Extent(None, unit="revisions"),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if command == "stamp":
        return [
            Effect(
                "alembic/stamp",
                BOUNDED_WRITE,
                f"tells alembic that the schema is at {shown or 'head'} without changing it",
                (target,),
                Extent(1, True, "rows"),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    return _downgrade(call, view, shown, folder, target)


# `downgrade -1` is a revision, not an option: argparse lets digits pass because the program has no option like it.
_NUMBER = "relative:"


def _signed_numbers(words: tuple[Word, ...]) -> list[Word]:
    from keyturn.model.word import Word

    return [
        Word(_NUMBER + word.text) if word.text and word.text[0] == "-" and word.text[1:].isdigit() else word
        for word in words
    ]


def _downgrade(call: Invocation, view: View, shown: str, folder: str | None, target: Target) -> list[Outcome]:
    files = _versions(folder, view)
    steps = _path(files, shown) if files else None
    tables: list[str] = []
    columns = 0
    for one in steps or ():
        tables.extend(one.tables)
        columns += one.columns
    if steps is not None and (tables or columns):
        lost = f"drops {len(tables)} tables" if tables else ""
        if tables:
            lost += " (" + ", ".join(tables[:5]) + (", …)" if len(tables) > 5 else ")")
        if columns:
            lost += (" and " if lost else "drops ") + f"{columns} columns"
        summary = f"downgrades to {shown}: {lost} over {len(steps)} revisions"
        extent = Extent(len(tables) or columns, True, "tables" if tables else "columns")
    elif shown == "base":
        summary = "downgrades to base: undoes every migration, and so drops every table they made"
        extent = Extent(None, False, "tables")
    else:
        summary = f"downgrades to {shown or 'an earlier revision'}: whatever the undone migrations added is "
        "dropped with its data"
        extent = Extent(None, False, "tables")
    return [
        Effect(
            "alembic/downgrade", MIGRATION_LOSS, summary, (target,), extent, certain=call.certain, origin=call.origin
        )
    ]


def _place(call: Invocation, view: View, options: Options, own: Options, flask: bool) -> tuple[str | None, Target]:
    """The migrations' directory and the database, as far as alembic.ini, -x and the environment say."""
    directory = directory_of(call, view)
    given = options.value("-c")
    if given is None:
        given = variable(call, view, "ALEMBIC_CONFIG")
    config: str | None
    if given is not None:
        config = absolute(given.text, directory) if given.text else None
    elif flask:
        moved = own.value("-d")
        base = (
            absolute(moved.text, directory) if moved is not None and moved.text else absolute("migrations", directory)
        )
        config = base + "/alembic.ini" if base else None
    else:
        config = absolute("alembic.ini", directory)
    text = text_of(config, view, 200_000)
    sections = ini(text) if text is not None else {}
    named = options.text("-n") or "alembic"
    section = {**sections.get("DEFAULT", {}), **sections.get(named, {})}
    here = config.rpartition("/")[0] if config else None
    script = section.get("script_location", "")
    if flask and not script:
        folder = here
    else:
        script = script.replace("%(here)s", here or "").replace("%%", "%")
        folder = absolute(script, here) if script and ":" not in script else None
    arguments = options.values("-x") + own.values("-x")
    for one in arguments:
        lead = one.text if one.text is not None else one.prefix
        name, equals, value = lead.partition("=")
        if equals and ("url" in name.lower() or "dsn" in name.lower() or "://" in value):
            if one.text is None:
                return folder, target_of(one, "-x " + name, directory=directory)
            return folder, target_of(value, "-x " + name, directory=directory)
    for name in ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "SQLALCHEMY_URL", "DB_URL"):
        found = variable(call, view, name)
        if found is not None and found.text != "":
            # env.py, which is code, may or may not use it
            return folder, target_of(found, name, directory=directory, overridable=True)
    url = section.get("sqlalchemy.url", "")
    if url and "driver://user:pass@" not in url and "%(" not in url:
        return folder, target_of(url.replace("%%", "%"), config or "alembic.ini", directory=here, overridable=True)
    return folder, UNKNOWN_DATABASE


class _Revision:
    __slots__ = ("columns", "down", "name", "tables")

    def __init__(self, name: str, down: tuple[str, ...], tables: list[str], columns: int) -> None:
        self.name = name
        self.down = down
        self.tables = tables
        self.columns = columns


def _versions(folder: str | None, view: View) -> dict[str, _Revision]:
    if folder is None:
        return {}
    place = folder + "/versions"
    names = [name for name in view.workspace.list(place).names if name.endswith(".py")]
    found: dict[str, _Revision] = {}
    for name in names[:MAX_VERSIONS]:
        text = text_of(place + "/" + name, view, 300_000)
        if text is None:
            continue
        revision = _assigned(text, "revision")
        if revision:
            body = _function(text, "downgrade")
            found[revision[0]] = _Revision(
                revision[0], _assigned(text, "down_revision"), _dropped(body), body.count("drop_column(")
            )
    return found


def _assigned(text: str, name: str) -> tuple[str, ...]:
    """The strings in a module-level `name = …` or `name: type = …`."""
    for line in text.splitlines():
        if line.startswith(name) and line[len(name) : len(name) + 1] in (" ", "=", ":"):
            value = line.partition("=")[2].partition("#")[0]
            out: list[str] = []
            for mark in "'\"":
                pieces = value.split(mark)
                out.extend(pieces[1::2])
                if out:
                    break
            return tuple(out)
    return ()


def _function(text: str, name: str) -> str:
    """The indented body of a module-level function, "" when there is none."""
    start = text.find("\ndef " + name + "(")
    if start < 0:
        return ""
    lines = text[start + 1 :].splitlines()
    body: list[str] = []
    for line in lines[1:]:
        if line and line[0] not in " \t#)":
            break
        if not line.lstrip().startswith("#"):
            body.append(line)
    return "\n".join(body)


def _dropped(body: str) -> list[str]:
    out: list[str] = []
    at = body.find("drop_table(")
    while at >= 0:
        rest = body[at + len("drop_table(") : at + 200].lstrip()
        name = "?"
        if rest[:1] in ("'", '"'):
            name = rest[1:].partition(rest[0])[0]
        out.append(name)
        at = body.find("drop_table(", at + 1)
    return out


def _path(files: dict[str, _Revision], wanted: str) -> list[_Revision] | None:
    """The revisions a downgrade from the newest to `wanted` undoes; None when the files do not tell.

    The database's own revision is not known, so it is taken to be the newest: the most that can be lost.
    """
    wanted = wanted.rpartition(":")[2].rpartition("@")[2]
    below = {one for revision in files.values() for one in revision.down}
    heads = [name for name in files if name not in below]
    if wanted == "base":
        return list(files.values())
    if len(heads) != 1:
        return None
    steps: list[_Revision] = []
    back = int(wanted[1:]) if wanted[:1] == "-" and wanted[1:].isdigit() else None
    at = heads[0]
    while at in files and len(steps) < len(files):
        if back is not None and len(steps) == back:
            return steps
        if back is None and wanted and (at == wanted or (len(wanted) >= 4 and at.startswith(wanted))):
            return steps
        steps.append(files[at])
        if len(files[at].down) > 1:
            return None
        if not files[at].down:
            return steps if back is not None else None
        at = files[at].down[0]
    return None
