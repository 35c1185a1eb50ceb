"""Rehearses any program that works on a PostgreSQL database: on a clone, in the file sandbox, with no way elsewhere.

For migration tools above all, whose own dry runs are missing or lie. The program has no network but a loopback of its
own, where nothing listens but a line to the clone; its address is put wherever the original's stood. What it missed
cannot be reached. Then the clone is compared with what it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keyturn.adapter import sandbox
from keyturn.adapter.postgres_catalogue import Look, compare
from keyturn.adapter.postgres_clone import LARGEST, SETTLE_SECONDS, Clone, cloned, databases, working
from keyturn.adapter.postgres_connect import Connection, of_psql, of_target, of_text
from keyturn.adapter.rehearse_files import command_line, files, shown
from keyturn.errors import CouldNotJudge
from keyturn.model import effect as kinds
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.model.source import Source, SqlContext
from keyturn.model.target import DATABASE
from keyturn.rehearse import redirect, sql
from keyturn.rehearse.difference import Difference, Files, NotRehearsed, Paths, Report, Table, Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from keyturn.model.target import Target
    from keyturn.rehearse.ports import Action, Progress

QUIET_SECONDS = 6.0
COUNT_SECONDS = 120.0
ROWS = "rows"
"""The option (`Action.options`) that says `copy` where the organisation lets rows be copied, `schema` where never."""
_CATEGORIES = frozenset((kinds.MIGRATION_LOSS, kinds.MIGRATION_FORWARD, kinds.DATA_LOSS, kinds.BOUNDED_WRITE))
_SETTINGS = re.compile(
    r"^(\.env(\..+)?|.+\.env|alembic\.ini|sqlalchemy\.ini|flyway\.(conf|toml)|liquibase\.properties)$"
)
_FOLDERS = ("", "prisma", "config", "db", "conf")
_LARGEST_SETTING = 200_000
_LOSING = re.compile(r"^\s*(?:/\*.*?\*/\s*)*(delete|update|merge|truncate|with)\b", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"^\s*(?:/\*.*?\*/\s*)*(do|call)\b", re.IGNORECASE | re.DOTALL)
_MAKING = re.compile(r"^\s*(?:/\*.*?\*/\s*)*(create|drop|alter|comment|grant|revoke)\b", re.IGNORECASE | re.DOTALL)
_INSERTING = re.compile(r"\b(insert|copy)\b", re.IGNORECASE)
_TOUCHING = re.compile(r"\b(delete|update|merge)\b", re.IGNORECASE)
_TOUCHED = re.compile(r"\b(?:delete\s+from|update|merge\s+into)\s+(?:only\s+)?([\w.\"]+)", re.IGNORECASE)
_SOCKETS = ("/tmp", "/run/postgresql", "/var/run/postgresql")  # noqa: S108 - inside the sandbox


class CloneRehearser:
    """`rehearse.ports.Rehearser` for programs whose database is a PostgreSQL that answers."""

    name = "clone"

    def __init__(
        self,
        is_dev: Callable[[Action, Target], bool],
        largest: int = LARGEST,
        above: str = "",
        quiet: float = QUIET_SECONDS,
    ) -> None:
        """`is_dev` says whether policy lets a target's rows be copied, if this machine serves it.

        `largest` bounds the database that is copied with its rows, `above` is where throw-away servers live. A
        program that has used the database and then does nothing for `quiet` seconds is ended.
        """
        self._quiet = quiet
        self._is_dev = is_dev
        self._largest = largest
        self._above = above

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on the first PostgreSQL that the action leads to."""
        return self._found(action)[1]

    def _found(self, action: Action) -> tuple[Connection | None, frozenset[int], Target | None]:
        chosen: Connection | None = None
        which: Target | None = None
        numbers: set[int] = set()
        for number, effect in enumerate(action.judgement.effects):
            if effect.category not in _CATEGORIES:
                continue
            for target in effect.targets:
                engine = target.facet("engine")
                if target.kind != DATABASE or engine not in (None, "postgres", "postgresql"):
                    continue
                connection = connection_of(target, action)
                if connection is None:
                    continue
                if chosen is None:
                    chosen, which = connection, target
                if _same(chosen, connection):
                    numbers.add(number)
        if chosen is None:
            # SQL whose words tell no effect: a function may do anything
            for step in action.judgement.trace:
                context = step.item.context if isinstance(step.item, Source) else None
                sent = context.target if isinstance(context, SqlContext) else None
                if sent is not None and sent.facet("engine") in ("postgres", "postgresql"):
                    chosen, which = connection_of(sent, action), sent
                    break
        return chosen, frozenset(numbers), which

    def concerns(self, action: Action) -> bool:
        """Whether SQL is sent to a PostgreSQL that calls something, though its words tell no effect."""
        calls = any(
            isinstance(step.item, Source) and step.item.language == "sql" and "(" in (step.item.text.text or "")
            for step in action.judgement.trace
        )
        return calls and self._found(action)[0] is not None

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Clone, run, compare. Raises CouldNotJudge when it cannot be cloned, or when the program never came to it."""
        began = time.monotonic()
        connection, _numbers, target = self._found(action)
        if connection is None or target is None:
            raise CouldNotJudge("the command's database is not known", "give it as DATABASE_URL")

        def may_copy(here: bool) -> bool:
            said = action.options.get(ROWS, "")
            return said == "copy" or (said != "schema" and here and self._is_dev(action, target))

        with cloned(
            connection,
            may_copy,
            largest=self._largest,
            seconds=action.budget,
            step=progress.step,
            above=self._above,
        ) as clone:
            progress.step(f"running it on a clone of {connection.database}")
            rest = max(5.0, action.budget - (time.monotonic() - began))
            way = _way(connection, clone.user)
            turned = _settings(action.directory, way)
            environment, kept_back = redirect.variables(action.environment, way)
            ran, said = self._run(action, clone, way, turned, environment, rest)
            progress.step("comparing the clone with what it was")
            busy = working(clone.server, min(SETTLE_SECONDS, max(1.0, action.budget - (time.monotonic() - began))))
            stood_in = [os.path.join(place, f".s.PGSQL.{way.port}") for place in _sockets(way)]
            report = _report(action, clone, ran, said, turned, kept_back, stood_in)
            if busy:
                why = "it left statements running in the database, which were not done when it was looked at"
                report = replace(report, not_rehearsed=(*report.not_rehearsed, NotRehearsed("the rest of it", why)))
            report = replace(report, output=way.quiet(report.output))
        return replace(report, seconds=time.monotonic() - began)

    def _run(
        self,
        action: Action,
        clone: Clone,
        way: redirect.Way,
        turned: Mapping[str, str],
        environment: Mapping[str, str],
        seconds: float,
    ) -> tuple[sandbox.Ran, Mapping[str, Any]]:
        request = os.path.join(clone.shared, "request")
        mark = f"keyturn-{secrets.token_hex(16)}:"
        with open(request, "w", encoding="utf-8") as file:
            json.dump(
                {
                    "argv": list(redirect.words(command_line(action), way)),
                    "socket": os.path.join(clone.shared, ".s.PGSQL.5432"),
                    "port": way.port,
                    "sockets": _sockets(way),
                    "files": dict(turned),
                    "quiet": self._quiet,
                    "mark": mark,
                },
                file,
            )
        os.chmod(request, 0o600)
        source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        start = f"import sys; sys.dont_write_bytecode = True; sys.path.append({source!r}); "
        start += "from keyturn.adapter.clone_inside import main; main()"
        with _bounded(clone, self._largest) as outgrown:
            ran = sandbox.run(
                sandbox.Wish(
                    (sys.executable, "-I", "-S", "-c", start, request),
                    action.directory,
                    {**environment, "PWD": action.directory},
                    seconds=seconds,
                    seen=(clone.shared,),
                )
            )
        if outgrown:
            raise CouldNotJudge(
                f"it wrote more than {self._largest / 1e9:.1f} GB into the clone, and was stopped",
                "a rehearsal does not write so much; try it on a smaller part",
            )
        errors, _mark, answer = ran.errors.rpartition(mark.encode())
        try:
            said = json.loads(answer)
        except ValueError:
            return ran, {}
        ran = replace(ran, errors=errors.removesuffix(b"\n"))
        return ran, said if isinstance(said, dict) else {}


@contextmanager
def _bounded(clone: Clone, most: int) -> Iterator[list[int]]:
    """Watch how large the clone's directory becomes; beyond the bound its server is ended, and the list is filled."""
    place = os.path.dirname(clone.server.data)
    bound = _size(place) + min(most, shutil.disk_usage(place).free // 2)
    over = threading.Event()
    outgrown: list[int] = []

    def watch() -> None:
        while not over.wait(1.0):
            size = _size(place)
            if size > bound:
                outgrown.append(size)
                with contextlib.suppress(OSError):
                    os.kill(clone.server.pid, signal.SIGQUIT)
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield outgrown
    finally:
        over.set()
        watcher.join()


def _size(place: str) -> int:
    total = 0
    for folder, _names, found in os.walk(place):
        for name in found:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return total


def connection_of(target: Target, action: Action) -> Connection | None:
    """Where the command would go: as psql reads its own words, else the one address that fits the target."""
    client = next(
        (
            step.item
            for step in action.judgement.trace
            if isinstance(step.item, Invocation) and step.item.name in ("psql", "pg_restore", "dropdb")
        ),
        None,
    )
    if client is not None and client.name == "psql":
        words = [_expanded(word.text, word.shown(), action.environment) for word in client.args]
        prefix = {name: word.text for name, word in client.env if word.text is not None}
        if all(word is not None for word in words):
            return of_psql([word for word in words if word is not None], {**action.environment, **prefix})
    found = of_target(target, action.environment, action.directory)
    if found is not None or target.facet("database") is not None:
        return found
    # the target is not known: only what leaves no choice is taken
    parameters = {}
    for name, value in action.environment.items():
        if name.endswith(("DATABASE_URL", "POSTGRES_URL", "DB_URL")) or name in ("FLYWAY_URL", "DATABASE_URI"):
            plain = value.removeprefix("jdbc:")
            if plain.startswith("postgres"):
                parameters[name] = plain
    if len(set(parameters.values())) != 1:
        return None
    name, value = next(iter(parameters.items()))
    return Connection(of_text(value), f"${name}")


def _expanded(text: str | None, shown: str, environment: Mapping[str, str]) -> str | None:
    """A word that is one variable, from the environment that the command would see."""
    if text is not None:
        return text
    name = shown.strip('"').removeprefix("$").strip("{}")
    return environment.get(name) if name.isidentifier() else None


def _same(one: Connection, other: Connection) -> bool:
    names = ("host", "hostaddr", "port")
    return one.database == other.database and all(one.parameters.get(x) == other.parameters.get(x) for x in names)


def _way(connection: Connection, user: str) -> redirect.Way:
    found = connection.parameters
    port = (found.get("port") or "5432").partition(",")[0]
    return redirect.Way(
        found.get("host") or found.get("hostaddr") or "",
        int(port) if port.isdigit() else 5432,
        connection.database,
        user,
        found.get("password") or "",
    )


def _settings(directory: str, way: redirect.Way) -> dict[str, str]:
    """Files of settings beside the command that lead to the original, and what they are to hold in the sandbox."""
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        place = os.path.join(directory, folder) if folder else directory
        try:
            names = os.listdir(place)
        except OSError:
            continue
        for name in names:
            path = os.path.join(place, name)
            if not _SETTINGS.match(name) or os.path.islink(path):
                continue
            try:
                with open(path, encoding="utf-8") as file:
                    text = file.read(_LARGEST_SETTING + 1)
            except (OSError, UnicodeDecodeError):
                continue
            other = redirect.configuration(name, text, way)
            if len(text) <= _LARGEST_SETTING and other != text:
                found[path] = other
    return found


def _report(
    action: Action,
    clone: Clone,
    ran: sandbox.Ran,
    said: Mapping[str, Any],
    turned: Mapping[str, str],
    kept_back: tuple[str, ...],
    stood_in: Sequence[str],
) -> Report:
    connections, statements = clone.statements()
    sent = statements[clone.restored[1] :]
    output = shown(ran)
    if connections <= clone.restored[0]:
        raise CouldNotJudge(
            f"it was not rehearsed: the program never came to the clone (it {sandbox.ended_by(ran.exit_code)}). "
            f"{_last(output)}",
            "let it take its database from DATABASE_URL or libpq's variables; kept from it were "
            + (", ".join(kept_back[:8]) or "none"),
        )
    after = clone.looked(COUNT_SECONDS)
    tables, things = _compared(clone, after, sent)
    gone = sorted(clone.others - databases(clone.server))
    things += tuple(Thing("database", name, "dropped") for name in gone)
    left = [NotRehearsed(what, why) for what, why in clone.missing]
    if not clone.rows:
        left += _unseen(sent, clone.copied, clone.before)
    if ran.stopped:
        left.append(NotRehearsed("the rest of the command", f"it was stopped: {ran.stopped}"))
    elif ran.exit_code not in (0, None):
        told = f"; not given to it: {', '.join(kept_back[:8])}" if kept_back else ""
        left.append(
            NotRehearsed("what comes after its failure", f"on the clone it {sandbox.ended_by(ran.exit_code)}{told}")
        )
    if said.get("ended") == "quiet":
        left.append(NotRehearsed("how it ends", "its work was done and it did not end by itself, so it was ended"))
    left += [NotRehearsed(path, "the clone's address could not be put there") for path in said.get("unwritten") or ()]
    others = [
        effect.summary
        for effect in action.judgement.effects
        if effect.category not in _CATEGORIES and any(target.kind == DATABASE for target in effect.targets)
    ]
    left += [NotRehearsed(summary, "a clone does not show it") for summary in others]
    how = "on a clone in a throw-away server, with its rows"
    if not clone.rows:
        how = "on a clone of the schema in a throw-away server; its rows were counted in the original, not copied"
    return Report(
        action.command,
        (how,),
        Difference(files=_without(files([ran.changes]), turned, stood_in), tables=tables, things=things),
        tuple(dict.fromkeys(left)),
        (),
        ran.exit_code,
        output,
        facts=(("clone.rows", "copied" if clone.rows else "schema"), ("clone.statements", str(len(sent)))),
    )


def _compared(clone: Clone, after: Look | None, sent: tuple[str, ...]) -> tuple[tuple[Table, ...], tuple[Thing, ...]]:
    if after is None:
        after = Look({}, {}, frozenset())
    tables, things = compare(clone.before, after, clone.database)
    # TRUNCATE gives a table new storage, and so does what rewrites one; a function that empties says neither
    rewriting = any(re.search(r"\b(alter|cluster|vacuum)\b", text, re.IGNORECASE) for text in sent)
    emptied = not rewriting or any(re.search(r"\btruncate\b", text, re.IGNORECASE) for text in sent)
    was, now = clone.before.named(), after.named()
    found = {table.name: table for table in tables}
    for name, old in was.items():
        new = now.get(name)
        anew = new is not None and new.oid != old.oid
        stored = new is not None and not anew and new.storage != old.storage and emptied
        if old.kind != "table" or not (anew or stored):
            continue
        if name in clone.copied and stored and not clone.before.rows.get(name):
            continue
        # made anew or emptied: what was in it is gone, whatever it is called
        rows = clone.counts.get(name)
        left = after.rows.get(name)
        known = found.get(name) or Table(name, rows, left, database=clone.database)
        found[name] = replace(known, before=rows, after=left, deleted=rows or 0, truncated=True)
    _changed(clone, after, found)
    if not clone.rows:
        for name, table in found.items():
            if name in was and name not in clone.copied and not table.truncated:
                rows = clone.counts.get(name)
                found[name] = replace(
                    table,
                    before=rows,
                    after=None if table.dropped or rows is None else rows + table.inserted,
                    deleted=(rows or 0) if table.dropped else 0,
                )
    fresh = sorted(name for name in found if name not in was)
    kept = _of_their_own(things, found) + tuple(Thing("table", name, "created") for name in fresh)
    for name in fresh:
        table = found.pop(name)
        if table.inserted:
            found[name] = replace(table, before=0)
    return tuple(found[name] for name in sorted(found)), kept


def _changed(clone: Clone, after: Look, found: dict[str, Table]) -> None:
    """Add what counts alone do not tell: rows that were updated, or deleted and made anew."""
    was, now = clone.before.named(), after.named()
    for name in sorted(clone.copied & was.keys() & now.keys()):
        old, new = clone.before.rows.get(name), after.rows.get(name)
        known = found.get(name)
        fresh = after.fresh.get(name, 0)
        if old is None or new is None or was[name].oid != now[name].oid or (known is not None and known.truncated):
            continue
        # of the rows that were there, as many as are still untouched; the others were changed, or are gone
        gone = old - (new - fresh)
        updated = min(fresh, gone)
        if fresh or gone:
            known = known or Table(name, old, new, database=clone.database)
            found[name] = replace(known, deleted=gone - updated, updated=updated, inserted=fresh - updated)


def _of_their_own(things: tuple[Thing, ...], found: Mapping[str, Table]) -> tuple[Thing, ...]:
    """Things without the constraints, triggers and keys of tables that are gone or new, which go and come with them."""
    whole = tuple(
        name + "." for name, table in found.items() if table.dropped or table.before is None or table.truncated
    )
    theirs = {thing for thing in things if thing.kind in ("constraint", "trigger") and thing.name.startswith(whole)}
    keys = {f"{thing.name.split('.', 1)[0]}.{thing.name.rpartition('.')[2]}" for thing in theirs}
    return tuple(
        thing for thing in things if thing not in theirs and not (thing.kind == "index" and thing.name in keys)
    )


def _unseen(sent: tuple[str, ...], copied: frozenset[str], before: Look) -> list[NotRehearsed]:
    """What cannot be measured without rows."""
    found = [
        NotRehearsed(
            "what depends on rows",
            "no rows were copied but the migration tool's own: a program that looks at them first may do otherwise",
        )
    ]
    own = {name.partition(".")[2] for name in copied}
    functions = {
        name.partition("(")[0].rpartition(".")[2].lower() for kind, name in before.others if kind == "function"
    }
    watched = {name.split(".")[1].lower() for kind, name in before.others if kind == "trigger" and name.count(".") > 1}
    for text in sent:
        said = sql.words(text)
        called = sorted(functions & said)
        if (called or _CODE.match(text) or (_INSERTING.search(text) and watched & said)) and not _MAKING.match(text):
            shown_text = mask(" ".join(text.split()))[:160]
            why = (
                f"it runs {called[0]}()" if called else "it runs code of its own" if _CODE.match(text) else "a trigger"
            )
            found.append(NotRehearsed(shown_text, f"what it does to rows is not known ({why}): none were copied"))
            continue
        begins = _LOSING.match(text)
        if not begins or begins.group(1).lower() == "truncate" or not _TOUCHING.search(text):
            continue
        if all(name.replace('"', "").rpartition(".")[2] in own for name in _TOUCHED.findall(text) or [""]):
            continue
        shown_text = mask(" ".join(text.split()))[:160]
        found.append(NotRehearsed(shown_text, "how many rows it touches is not known: none were copied"))
    return found[:50]


def _without(found: Files, turned: Mapping[str, str], sockets: Sequence[str]) -> Files:
    """Files without what we changed ourselves: settings that were turned, sockets that we stood in for."""
    sizes = dict(zip(found.deleted.paths, found.sizes, strict=False))
    deleted = _less(found.deleted, sockets, 0)
    return replace(
        found,
        changed=_less(found.changed, tuple(turned), None),
        deleted=deleted,
        created=_less(found.created, sockets, 0),
        sizes=tuple(sizes.get(path, 0) for path in deleted.paths) if found.sizes else (),
    )


def _less(found: Paths, ours: Collection[str], size: int | None) -> Paths:
    """Without these paths, each of which has that size; when that is not known, what is left has at most the whole."""
    kept = tuple(path for path in found.paths if path not in ours)
    less = len(found.paths) - len(kept)
    if not less:
        return found
    return Paths(found.count - less, found.size if kept or size is not None else 0, kept)


def _sockets(way: redirect.Way) -> list[str]:
    """Where clients look for a socket of this machine."""
    return list(dict.fromkeys((*_SOCKETS, *([way.host] if way.host.startswith("/") else []))))


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"It said: {lines[-1][:200]}" if lines else "It said nothing."
