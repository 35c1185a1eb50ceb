"""Rehearses SQL on PostgreSQL in a transaction that is rolled back, and counts what it touched.

Only where that is safe: the target is the developer's own (a local socket, configured dev), every statement can run
in one transaction, and no code of the database's own could leave it. Each statement goes alone through the extended
protocol, so that the server runs what was parsed. Rows come from `pg_stat_xact_user_tables`, which counts what
cascades, triggers and functions do as well; what is dropped comes from the catalogue before and after.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keyturn.adapter.postgres_catalogue import Look, Relation, compare, count, look, tables
from keyturn.adapter.postgres_connect import Connection, of_psql, of_target
from keyturn.adapter.postgres_local import served_here
from keyturn.adapter.postgres_reach import Reach, reach
from keyturn.errors import CouldNotJudge
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.model.source import Source, SqlContext
from keyturn.model.target import DATABASE
from keyturn.rehearse import sql
from keyturn.rehearse.difference import Difference, NotRehearsed, Report, Table, together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.model.target import Target
    from keyturn.rehearse.ports import Action, Progress

STATEMENT_MS = 20_000
LOCK_MS = 2_000
COUNT_SECONDS = 5.0
_REACHING = (
    "dblink", "postgres_fdw", "file_fdw", "mysql_fdw", "oracle_fdw", "tds_fdw", "http", "pg_net", "pg_cron", "aws_s3",
    "aws_lambda", "plpython3u", "plpythonu", "plperlu", "pltclu", "plsh", "adminpack", "pg_background", "pgsql-http",
)  # fmt: skip
"""Extensions through which a statement could leave its transaction."""

_CODE = """
select count(*) from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
where not t.tgisinternal
union all select count(*) from pg_catalog.pg_event_trigger
union all select count(*) from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where r.rulename <> '_RETURN' and n.nspname not in ('pg_catalog', 'information_schema')
"""

TOUCHED = """
select s.schemaname || '.' || s.relname, s.n_tup_ins::bigint, s.n_tup_upd::bigint, s.n_tup_del::bigint
from pg_catalog.pg_stat_xact_user_tables s where s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0
"""

_SEQUENCES = """
select s.schemaname || '.' || s.sequencename, coalesce(s.last_value::text, 'unused') from pg_catalog.pg_sequences s
"""


_ROUNDS = 10
"""How often what waits for the end of a transaction may put off something more."""


def pinned(link: Any) -> str:
    """Make names mean the catalogue's own for what we ask; answers the search_path as it was.

    A path that leads elsewhere first makes `>` or `like` in our own questions somebody's operator, which may say no.
    """
    path = link.execute("select pg_catalog.current_setting('search_path')").fetchone()[0]
    link.execute("set local search_path = pg_catalog")
    return str(path)


def unpinned(link: Any, path: str) -> None:
    """Let names mean again what they did."""
    link.execute("select pg_catalog.set_config('search_path', %s, true)", (path,))


def touched(link: Any) -> dict[str, tuple[int, int, int]]:
    """(inserted, updated, deleted) by table in this transaction. The search_path should be pinned."""
    return {
        str(name): (int(made), int(changed), int(gone))
        for name, made, changed, gone in link.execute(TOUCHED).fetchall()
    }


def settled(link: Any) -> dict[str, tuple[int, int, int]]:
    """Let what waits for the end of the transaction happen, and what that puts off in turn; then what was touched.

    Leaves the search_path pinned. Raises Unsafe when there is no end to it.
    """
    was: dict[str, tuple[int, int, int]] | None = None
    for _round in range(_ROUNDS):
        link.execute("set constraints all immediate")
        path = pinned(link)
        found = touched(link)
        if found == was:
            return found
        was = found
        unpinned(link, path)
    raise Unsafe("code that runs at the end of the transaction puts off more, again and again")


def counting(link: Any) -> bool:
    """Whether the session counts what it touches; a superuser can have that switched off for it."""
    row = link.execute("select pg_catalog.current_setting('track_counts')").fetchone()
    return bool(row and row[0] == "on")


class Unsafe(Exception):
    """Why it is not rehearsed in place."""


class PostgresRehearser:
    """`rehearse.ports.Rehearser` for SQL texts that psql would send."""

    name = "postgres"

    def __init__(self, is_dev: Callable[[Action, Target], bool]) -> None:
        """`is_dev` says whether policy lets a target be taken for the developer's own, if it is served here."""
        self._is_dev = is_dev

    def texts(self, action: Action) -> list[tuple[Source, Target, Connection | None]]:
        """SQL that the action would send to PostgreSQL, with where it goes."""
        found: list[tuple[Source, Target, Connection | None]] = []
        client: Invocation | None = None
        for step in action.judgement.trace:
            item = step.item
            if isinstance(item, Invocation):
                client = item if item.name == "psql" else client
                continue
            context = item.context
            if item.language != "sql" or not isinstance(context, SqlContext) or context.target is None:
                continue
            if context.target.facet("engine") not in ("postgres", "postgresql"):
                continue
            found.append((item, context.target, self._connection(client, context.target, action)))
        return found

    @staticmethod
    def _connection(client: Invocation | None, target: Target, action: Action) -> Connection | None:
        if client is not None:
            words = [word.text for word in client.args]
            prefix = {name: word.text for name, word in client.env if word.text is not None}
            if all(word is not None for word in words):
                return of_psql([word for word in words if word is not None], {**action.environment, **prefix})
        return of_target(target, action.environment, action.directory)

    def _fitting(self, action: Action) -> list[Target]:
        return [
            target
            for source, target, connection in self.texts(action)
            if source.text.text is not None
            and connection is not None
            and connection.local
            and self._is_dev(action, target)
        ]

    def concerns(self, action: Action) -> bool:
        """Whether SQL would be sent, though nobody can tell from its words what it does."""
        return bool(self._fitting(action))

    def covers(self, action: Action) -> frozenset[int]:
        """Effects of SQL that was read whole, on a dev database that answers here."""
        fitting = self._fitting(action)
        if not fitting:
            return frozenset()
        return frozenset(
            number
            for number, effect in enumerate(action.judgement.effects)
            if any(one.kind == DATABASE and _same(one, target) for one in effect.targets for target in fitting)
        )

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Run each text and roll it back. Raises CouldNotJudge when none can be run in place."""
        began = time.monotonic()
        report = Report(action.command)
        why = ""
        ran = False
        for source, target, connection in self.texts(action):
            text = source.text.text
            if text is None or connection is None or not connection.local or not self._is_dev(action, target):
                continue
            progress.step(f"rehearsing SQL on {target.name}, to be rolled back")
            try:
                context = source.context
                whole = isinstance(context, SqlContext) and context.autocommit is False
                report = together(report, self.one(action.command, text, connection, together_or_not=whole))
                ran = True
            except Unsafe as unsafe:
                why = str(unsafe)
        if not ran:
            raise CouldNotJudge(f"it is not rehearsed in place: {why}", "it can be rehearsed on a clone")
        if why:
            report = replace(report, not_rehearsed=(*report.not_rehearsed, NotRehearsed("a part of the SQL", why)))
        return replace(report, seconds=time.monotonic() - began)

    def one(self, command: str, text: str, connection: Connection, *, together_or_not: bool = False) -> Report:
        """One script on one database; `together_or_not`: a failed statement undoes the whole, as in `psql -c`.

        Raises Unsafe when it must not run in place, CouldNotJudge when nothing answers.
        """
        import psycopg

        statements = sql.statements(text)
        left = [NotRehearsed(one.text[:200], one.why) for one in statements if one.fate == sql.OUTSIDE]
        refused = next((one for one in statements if one.fate == sql.REFUSED), None)
        if refused is not None:
            raise Unsafe(f"{refused.text[:120]}: {refused.why}")
        if not any(one.fate == "" for one in statements):
            return Report(command, ("nothing to run",), not_rehearsed=tuple(left))
        try:
            link = psycopg.connect(connection.conninfo(connect_timeout="3", application_name="keyturn rehearsal"))
        except psycopg.OperationalError as error:
            told = mask(str(error).strip().splitlines()[0])
            raise CouldNotJudge(f"the database does not answer: {told}", "is it up?") from error
        with link:
            try:
                if not served_here(link):
                    raise Unsafe("what listens here is no database server of this machine: it may be a tunnel")
                return self._rolled_back(command, link, statements, left, connection.database, whole=together_or_not)
            finally:
                link.rollback()

    def _rolled_back(
        self,
        command: str,
        link: Any,
        statements: tuple[sql.Statement, ...],
        left: list[NotRehearsed],
        database: str,
        *,
        whole: bool,
    ) -> Report:
        import psycopg

        found, path = self._guard(link, statements)
        rows_alone = found.rows_alone(statements)
        before = Look({}, {}, frozenset()) if rows_alone else look(link)
        numbers = _numbers(link)
        unpinned(link, path)
        failed: list[str] = []
        output = ""
        for one in statements:
            if one.fate:
                continue
            if not whole:
                link.execute("savepoint keyturn")
            result = link.pgconn.exec_params(one.text.encode(), None)
            status = psycopg.pq.ExecStatus(result.status)
            if status in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
                output = (result.command_status or b"").decode("ascii", "replace")
                continue
            told = mask(result.error_message.decode("utf-8", "replace").strip())
            failed.append(told)
            left.append(NotRehearsed(one.text[:200], f"the server refuses it: {told.splitlines()[0]}"))
            if whole:
                # the client sends all of it as one transaction: nothing of it would stay
                return Report(command, (HOW,), not_rehearsed=tuple(left), exit_code=1, output=told)
            # a client that sends one statement after the other goes on with the next
            link.execute("rollback to savepoint keyturn")
        told, changed = self._deferred(link)
        if told:
            failed.append(told)
            left.append(NotRehearsed("the end of the transaction", f"the server refuses it: {told.splitlines()[0]}"))
        if not counting(link):
            raise Unsafe("the session does not count the rows that it touches (track_counts)")
        remaining: dict[str, int] = {}
        if rows_alone:
            # nothing but rows can have changed: what they are in is all there is to know
            after = before = _of_names(changed)
        else:
            after = look(link)
            # TRUNCATE and what rewrites a table give it new storage; only its rows tell which of the two it was
            anew = stored_anew(before, after)
            remaining = count(link, sorted(anew), COUNT_SECONDS)
            left += [
                NotRehearsed(name, "it was emptied or written anew, and its rows could not be counted in time")
                for name in sorted(anew - remaining.keys())
            ]
        link.rollback()
        emptying = "truncate" in found.words
        tables_found = self._tables(link, before, after, changed, remaining, database, emptying=emptying)
        _tables, things = compare(before, after, database)
        for name, number in sorted(_numbers(link).items()):
            was = numbers.get(name, number)
            if was != number:
                why = f"a sequence moves on ({was} → {number}), and no rollback takes that back"
                left.append(NotRehearsed(f"sequence {name}", why))
        link.rollback()
        return Report(
            command,
            (HOW,),
            Difference(tables=tables_found, things=things),
            tuple(left),
            (),
            int(bool(failed)),
            failed[-1] if failed else output,
        )

    @staticmethod
    def _deferred(link: Any) -> tuple[str, dict[str, tuple[int, int, int]]]:
        """(the server's words when what waits for the end of the transaction fails, what was touched)."""
        import psycopg

        link.execute("savepoint keyturn_end")
        try:
            return "", settled(link)
        except psycopg.Error as error:
            link.execute("rollback to savepoint keyturn_end")
            pinned(link)
            return mask(str(error).strip()), touched(link)

    def _guard(self, link: Any, statements: tuple[sql.Statement, ...]) -> tuple[Reach, str]:
        """Make the session what law asks for, or raise Unsafe. Leaves the search_path pinned; answers what it was."""
        said = link.info.parameter_status("standard_conforming_strings")
        if said != "on" or link.info.parameter_status("client_encoding") not in ("UTF8", "UTF-8"):
            raise Unsafe("the session's strings or encoding are not the standard ones")
        link.execute(
            f"set local statement_timeout = {STATEMENT_MS}; set local lock_timeout = {LOCK_MS}; "
            "set local idle_in_transaction_session_timeout = 60000"
        )
        # a database may be set up so that `=` means somebody's operator: ours are the catalogue's
        path = pinned(link)
        if not counting(link):
            raise Unsafe("the session does not count the rows that it touches (track_counts)")
        row = link.execute("select rolsuper from pg_catalog.pg_roles where rolname = session_user").fetchone()
        there = {str(name) for (name,) in link.execute("select extname from pg_catalog.pg_extension").fetchall()}
        reaching = sorted(there & set(_REACHING))
        if reaching:
            raise Unsafe(f"the database has {', '.join(reaching)}, through which a statement can leave its transaction")
        superuser = bool(row and row[0])
        found = reach(link, statements, superuser=superuser)
        if found.why:
            raise Unsafe(found.why)
        if superuser:
            self._as_nobody(link, statements)
        return found, path

    @staticmethod
    def _as_nobody(link: Any, statements: tuple[sql.Statement, ...]) -> None:
        """A superuser rehearses as a role of this transaction alone, that has the owner's rights and no more."""
        import secrets

        from psycopg import sql as quoted

        own = sum(int(number) for (number,) in link.execute(_CODE).fetchall())
        if own or sql.runs_code(statements):
            raise Unsafe("the role is a superuser, and code of the database would run as one")
        role = quoted.Identifier(f"keyturn_rehearsal_{secrets.token_hex(6)}")
        link.execute(quoted.SQL("create role {} nologin inherit").format(role))
        owners = link.execute(
            "select distinct pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class "
            "where relkind in ('r', 'p', 'v', 'm', 'S') "
            "union select pg_catalog.pg_get_userbyid(nspowner) from pg_catalog.pg_namespace "
            "union select session_user::text"
        ).fetchall()
        for (owner,) in owners:
            if owner.startswith("pg_"):
                continue
            link.execute(quoted.SQL("grant {} to {}").format(quoted.Identifier(owner), role))
        link.execute(quoted.SQL("set local role {}").format(role))

    @staticmethod
    def _tables(
        link: Any,
        before: Look,
        after: Look,
        touched: Mapping[str, tuple[int, int, int]],
        remaining: Mapping[str, int],
        database: str,
        *,
        emptying: bool,
    ) -> tuple[Table, ...]:
        pinned(link)
        gone, _things = compare(before, after, database)
        anew = stored_anew(before, after)
        wanted = {table.name for table in gone} | set(touched) | anew
        there = before.named()
        rows = count(link, sorted(name for name in wanted if name in there), COUNT_SECONDS)
        link.rollback()
        found: dict[str, Table] = {}
        for table in gone:
            number = rows.get(table.name)
            if table.dropped:
                found[table.name] = replace(table, before=number, deleted=number or 0)
            elif table.columns or table.before is None:
                found[table.name] = replace(table, before=number, after=number if table.name in there else table.after)
        for name, (made, changed, lost) in touched.items():
            known = rows.get(name)
            old = found.get(name) or Table(name, known, known, database=database)
            if old.dropped:
                continue
            left = None if known is None else known - lost + made
            found[name] = replace(
                old,
                before=known if name in there else None,
                after=left if name in there else made,
                deleted=lost,
                updated=changed,
                inserted=made,
            )
        for name in sorted(anew):
            number = rows.get(name)
            made, _changed, lost = touched.get(name, (0, 0, 0))
            kept = remaining.get(name)
            if name in found and found[name].dropped:
                continue
            whole = kept is not None and number is not None and kept >= number - lost + made
            if whole and (kept or not emptying):
                # written anew with all of its rows
                continue
            found[name] = Table(
                name, number, kept, deleted=number or 0, inserted=kept or 0, truncated=True, database=database
            )
        return tuple(found[name] for name in sorted(found))


def _of_names(names: Mapping[str, object]) -> Look:
    """A look that knows of these tables, and that they are there."""
    return Look({place: Relation(place, name, "table", 0) for place, name in enumerate(names)}, {}, frozenset())


def _numbers(link: Any) -> dict[str, str]:
    """Where every sequence stands that we may look at."""
    return {str(name): str(number) for name, number in link.execute(_SEQUENCES).fetchall()}


HOW = "each statement in a transaction, rolled back"


def stored_anew(before: Look, after: Look) -> set[str]:
    """Tables that got new storage, as TRUNCATE gives it; their oid stays."""
    there = set(tables(before)) & set(tables(after))
    return {name for name in there if _filenode(before, name) != _filenode(after, name)}


def _filenode(one: Look, name: str) -> int:
    relation = one.named().get(name)
    return relation.storage if relation is not None else 0


def _same(one: Target, other: Target) -> bool:
    return all(one.facet(name) == other.facet(name) for name in ("server", "port", "database"))
