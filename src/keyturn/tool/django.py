"""Django's manage.py and django-admin.

Grammar: https://docs.djangoproject.com/en/stable/ref/django-admin/. Argparse: options anywhere after the command,
abbreviations allowed. `--plan`, `sqlflush`, `sqlmigrate` and `--check` only print.
"""

from __future__ import annotations

from keyturn.model.effect import (
    BOUNDED_WRITE,
    DATA_LOSS,
    MIGRATION_FORWARD,
    MIGRATION_LOSS,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.source import PYTHON, Source, SqlContext
from keyturn.model.target import Facet
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.locate import directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_GRAMMAR = Grammar(
    flags="--noinput --no-input --fake --fake-initial --plan --check --run-syncdb --prune --traceback --no-color "
    "--force-color --skip-checks --help -h --version --allow-cascade --include-stale-apps -c --close-sessions -D "
    "--no-utf8 --drop --autoclobber",
    valued="--database --settings --pythonpath -v --verbosity -R --router -U --user -P --password -O --owner "
    "--command --schema",
    alias={"--no-input": "--noinput", "-h": "--help", "--verbosity": "-v"},
)
_SHELL = Grammar(
    flags="--no-startup --no-imports --plain --ipython --bpython --help -h --quiet-load --print-sql",
    valued="-c --command -i --interface --settings --pythonpath -v --verbosity",
    alias={"--command": "-c", "-h": "--help"},
)
_MOST_FILES = 200
"""Migration files that are read for the models they made."""
_LOSSES: dict[str, tuple[str, str, str]] = {
    "flush": ("django/flush", DATA_LOSS, "deletes every row of every table"),
    "sqlclear": ("", "", ""),
    "reset_db": ("django/reset-db", DATA_LOSS, "drops the whole database and creates it empty"),
    "reset_schema": ("django/reset-db", DATA_LOSS, "drops the whole schema and creates it empty"),
    "drop_test_database": ("", "", ""),
    "remove_stale_contenttypes": (
        "django/remove-stale-contenttypes", DATA_LOSS,
        "deletes content types of removed models, and by cascade every row that refers to them",
    ),
    "clearsessions": ("", "", ""),
    "delete_squashed_migrations": ("", "", ""),
}  # fmt: skip


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one management command would do to the database."""
    args = call.args
    if not args:
        return []
    command = args[0].text
    if command is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which management command runs is only known at run time ({args[0].shown()})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if command == "migrate":
        return _migrate(call, view)
    if command in ("shell", "shell_plus"):
        return _shell(call)
    if command == "dbshell":
        return _dbshell(call, view)
    found = _LOSSES.get(command)
    if found is None or not found[0]:
        return []
    options = parse(args[1:], _GRAMMAR)
    if options.has("--help"):
        return []
    rule, category, summary = found
    return [_effect(call, view, options, rule, category, summary, Extent(None, False, "tables"))]


def _effect(
    call: Invocation,
    view: View,
    options: Options,
    rule: str,
    category: str,
    summary: str,
    extent: Extent,
    *,
    certain: bool = True,
    made: tuple[str, ...] = (),
) -> Effect:
    target = _database(call, view, options)
    if made:
        summary = f"{summary} ({', '.join(made[:5])}{', …' if len(made) > 5 else ''})"
        extent = Extent(len(made), True, "tables")
        target = target.but(facets=(*target.facets, Facet("objects", ", ".join(made[:20]), "migrations")))
    return Effect(
        rule,
        category,
        summary,
        (target,),
        extent,
        certain=call.certain and certain,
        origin=call.origin,
    )


def _database(call: Invocation, view: View, options: Options) -> Target:
    """DATABASE_URL where it is set; the settings module is code and is not run."""
    found = variable(call, view, "DATABASE_URL")
    if found is not None and found.text != "" and options.text("--database") in (None, "default"):
        return target_of(found, "DATABASE_URL", directory=directory_of(call, view), overridable=True)
    return UNKNOWN_DATABASE


def _migrate(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args[1:], _GRAMMAR)
    if options.has("--help", "--plan", "--check"):
        return []
    operands = options.operands
    shown = " ".join(word.shown() for word in operands[:2])
    if options.has("--fake"):
        return [
            _effect(
                call,
                view,
                options,
                "django/migrate-fake",
                BOUNDED_WRITE,
                f"records migrations {shown or 'of every app'} as done or undone without running them",
                Extent(None, unit="rows"),
            )
        ]
    if len(operands) >= 2:
        if operands[1].text == "zero":
            return [
                _effect(
                    call,
                    view,
                    options,
                    "django/migrate-zero",
                    MIGRATION_LOSS,
                    f"undoes every migration of {operands[0].shown()} and so drops all its tables",
                    Extent(None, False, "tables"),
                    made=_made(call, view, operands[0].text, "zero"),
                )
            ]
        newest = _newest(call, view, operands[0].text, operands[1].text)
        if newest is True:
            return [
                _effect(
                    call,
                    view,
                    options,
                    "django/migrate",
                    MIGRATION_FORWARD,
                    f"migrates {shown}",
                    Extent(None, unit="migrations"),
                )
            ]
        return [
            _effect(
                call,
                view,
                options,
                "django/migrate-back",
                MIGRATION_LOSS,
                f"migrates {operands[0].shown()} to {operands[1].shown()}: if that is an older one, what the "
                f"later ones added is dropped with its data",
                Extent(None, False, "tables"),
                certain=newest is False,
                made=_made(call, view, operands[0].text, operands[1].text) if newest is False else (),
            )
        ]
    return [
        _effect(
            call,
            view,
            options,
            "django/migrate",
            MIGRATION_FORWARD,
            "applies the waiting migrations " + (f"of {shown}" if shown else "of every app"),
            Extent(None, unit="migrations"),
        )
    ]


def _newest(call: Invocation, view: View, app: str | None, name: str | None) -> bool | None:
    """Whether the named migration is the app's newest by number; None when the files are not seen."""
    directory = directory_of(call, view)
    if directory is None or not app or not name:
        return None
    names = view.workspace.list(f"{directory}/{app}/migrations").names
    numbered = sorted(one[:-3] for one in names if one.endswith(".py") and one[:4].isdigit())
    matching = [one for one in numbered if one.startswith(name)]
    if len(matching) != 1:
        return None
    return matching[0] == numbered[-1]


def _made(call: Invocation, view: View, app: str | None, name: str | None) -> tuple[str, ...]:
    """The models whose tables go when the app is taken back to a migration: those that the later ones made."""
    directory = directory_of(call, view)
    if directory is None or not app or not name:
        return ()
    folder = f"{directory}/{app}/migrations"
    numbered = sorted(one for one in view.workspace.list(folder).names if one.endswith(".py") and one[:4].isdigit())
    later = numbered if name == "zero" else [one for one in numbered if one > name and not one.startswith(name)]
    models: list[str] = []
    for one in later[:_MOST_FILES]:
        text = text_of(f"{folder}/{one}", view, 300_000)
        if text is None:
            continue
        for piece in text.split("CreateModel(")[1:]:
            lead = piece[:200].lstrip().removeprefix("name").lstrip().removeprefix("=").lstrip()
            if lead[:1] in ("'", '"'):
                models.append(lead[1:].partition(lead[0])[0])
    return tuple(models)


def _shell(call: Invocation) -> list[Outcome]:
    options = parse(call.args[1:], _SHELL)
    if options.has("--help"):
        return []
    code = options.value("-c")
    if code is not None:
        how = f"{call.name or 'django'} {call.args[0].text} -c"
        return [HandOff(Source(PYTHON, code, call.origin.inner(how), call.context, certain=call.certain), how)]
    if isinstance(call.stdin, Source):
        how = f"{call.name or 'django'} {call.args[0].text}"
        given = call.stdin
        return [
            HandOff(Source(PYTHON, given.text, given.origin.inner(how), call.context, given.file, call.certain), how)
        ]
    return [Note("an interactive Python shell with the application's database; what is typed is not seen", call.origin)]


def _dbshell(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args[1:], _GRAMMAR)
    if options.has("--help"):
        return []
    target = _database(call, view, options)
    engine = target.facet("engine") or ""
    context = SqlContext(target, engine)
    out: list[Outcome] = []
    after = options.operands[options.after_dashes :] if options.after_dashes >= 0 else ()
    for index, word in enumerate(after):
        if word.text in ("-c", "--command", "-e", "--execute") and index + 1 < len(after):
            how = "manage.py dbshell -- " + word.text
            out.append(
                HandOff(Source("sql", after[index + 1], call.origin.inner(how), context, certain=call.certain), how)
            )
    if isinstance(call.stdin, Source):
        given = call.stdin
        how = "manage.py dbshell"
        out.append(HandOff(Source("sql", given.text, given.origin.inner(how), context, given.file, call.certain), how))
    elif not out:
        if call.stdin is not None:
            why = "statements for the database come from a program whose output is not known"
        else:
            why = "an interactive database shell: what is typed into it is not seen"
        out.append(BlindSpot("blind/database-shell", why, targets=(target,), certain=call.certain, origin=call.origin))
    return out
