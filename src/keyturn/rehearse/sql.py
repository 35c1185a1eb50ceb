"""Which SQL statements can be rehearsed in a transaction that is rolled back, and which cannot. Pure.

A statement reaches the server alone, parsed by PostgreSQL's own grammar, so that what is executed is what was looked
at. Whatever leaves the transaction (programs, files, other servers, other roles, commits) is refused.
Facts: https://www.postgresql.org/docs/current/sql-commands.html and the catalogue's volatility marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 2_000_000
"""Characters of a script that are still parsed."""

SKIPPED = "skipped"
REFUSED = "refused"
OUTSIDE = "outside"
"""It cannot run inside a transaction."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `fate` is "" (it is run), SKIPPED, REFUSED or OUTSIDE, with the reason in `why`.

    `functions` are names that it calls, as written, `code` that it runs or makes code of its own (DO, CALL, triggers),
    whose text then stands in `text`.
    """

    text: str
    node: str
    fate: str = ""
    why: str = ""
    functions: tuple[str, ...] = ()
    code: bool = False


_CONTROL = frozenset(("TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT"))
_REFUSED = {
    "alter_system_stmt": "it changes the server's settings",
    "load_stmt": "it loads a library into the server",
    "create_extension_stmt": "an extension may run anything",
    "alter_extension_stmt": "an extension may run anything",
    "create_fdw_stmt": "it reaches other servers",
    "create_foreign_server_stmt": "it reaches other servers",
    "create_foreign_table_stmt": "it reaches other servers",
    "import_foreign_schema_stmt": "it reaches other servers",
    "create_user_mapping_stmt": "it reaches other servers",
    "create_subscription_stmt": "it reaches other servers",
    "alter_subscription_stmt": "it reaches other servers",
    "drop_subscription_stmt": "it reaches other servers",
    "create_plang_stmt": "a language may run anything",
    "create_event_trig_stmt": "an event trigger runs with whatever comes next",
    "listen_stmt": "it is of no use in a rehearsal",
    "prepare_stmt": "what is prepared outlives the transaction",
    "execute_stmt": "what was prepared was not seen",
    "lock_stmt": "it would hold up others",
    "checkpoint_stmt": "it is the server's business",
    "discard_stmt": "it is the session's business",
    "sec_label_stmt": "it is the server's business",
}
_OUTSIDE = {
    "vacuum_stmt": "VACUUM",
    "createdb_stmt": "CREATE DATABASE",
    "dropdb_stmt": "DROP DATABASE",
    "alter_database_stmt": "ALTER DATABASE",
    "create_table_space_stmt": "CREATE TABLESPACE",
    "drop_table_space_stmt": "DROP TABLESPACE",
    "cluster_stmt": "CLUSTER",
}
_KNOWN = frozenset(
    "alter_default_privileges_stmt alter_domain_stmt alter_enum_stmt alter_function_stmt alter_object_depends_stmt "
    "alter_object_schema_stmt alter_owner_stmt alter_policy_stmt alter_role_stmt alter_seq_stmt alter_stats_stmt "
    "alter_table_move_all_stmt alter_table_stmt alter_type_stmt call_stmt close_portal_stmt comment_stmt "
    "composite_type_stmt constraints_set_stmt create_domain_stmt create_enum_stmt create_function_stmt "
    "create_policy_stmt create_role_stmt create_schema_stmt create_seq_stmt create_stats_stmt create_stmt "
    "create_table_as_stmt create_trig_stmt declare_cursor_stmt delete_stmt do_stmt drop_owned_stmt drop_role_stmt "
    "drop_stmt explain_stmt fetch_stmt grant_role_stmt grant_stmt index_stmt insert_stmt merge_stmt notify_stmt "
    "reassign_owned_stmt refresh_mat_view_stmt rename_stmt replica_identity_stmt rule_stmt select_stmt "
    "truncate_stmt update_stmt variable_show_stmt view_stmt".split()
)
"""Statements whose whole effect is known to end with the transaction. Any other (an operator, a cast or an aggregate
made of a function that does more, whatever a later PostgreSQL brings) is refused."""
_CODE = frozenset(("do_stmt", "call_stmt", "create_function_stmt", "create_trig_stmt", "rule_stmt"))
TRUSTED_LANGUAGES = ("sql", "plpgsql")
_WORD = re.compile(r"\w+")
_WORD_WITH_DOLLAR = re.compile(r"[\w$]*\w\$[\w$]*")

KNOWN_FUNCTIONS = frozenset(
    "now clock_timestamp statement_timestamp transaction_timestamp timeofday random gen_random_uuid uuid_generate_v4 "
    "uuidv7 nextval currval lastval pg_sleep age setseed random_normal pg_notify tsvector_update_trigger "
    "tsvector_update_trigger_column suppress_redundant_updates_trigger".split()
)
"""Volatile functions of PostgreSQL's own whose effects end with the transaction; nextval's does not, and is measured.
What setval() does would stay, so it is not run in place."""


# imported by name: the library's own type stubs do not parse


def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a script, each with its fate. Raises CouldNotJudge when PostgreSQL's grammar refuses it."""
    postgast: Any = __import__("postgast")

    if len(text) > LARGEST:
        raise CouldNotJudge(f"the script has {len(text)} characters, and {LARGEST} are parsed", "split it")
    if "\0" in text:
        raise CouldNotJudge("the script holds a zero byte")
    try:
        tree = postgast.parse(text)
    except postgast.PgQueryError as error:
        raise CouldNotJudge(
            f"PostgreSQL's grammar refuses the script: {error}", "psql's own commands cannot be rehearsed"
        ) from error
    data = text.encode()
    found: list[Statement] = []
    for raw in tree.stmts:
        start = raw.stmt_location
        end = start + raw.stmt_len if raw.stmt_len else len(data)
        found.append(_statement(data[start:end].decode().strip(), raw.stmt))
    return tuple(found)


def _statement(text: str, wrapped: Any) -> Statement:
    node = str(wrapped.WhichOneof("node"))
    body = getattr(wrapped, node)
    fate, why = _fate(node, body)
    code = node in _CODE or (node == "alter_table_stmt" and "TRIGGER" in text.upper())
    return Statement(text, node, fate, why, _functions(wrapped), code)


def _fate(node: str, body: Any) -> tuple[str, str]:
    postgast: Any = __import__("postgast")

    if node == "transaction_stmt":
        kind = postgast.pg_query_pb2.TransactionStmtKind.Name(body.kind)
        if kind in _CONTROL:
            return SKIPPED, "the rehearsal has a transaction of its own"
        return REFUSED, "it ends or divides a transaction"
    if node in _REFUSED:
        return REFUSED, _REFUSED[node]
    if node in _OUTSIDE:
        return OUTSIDE, f"{_OUTSIDE[node]} cannot run inside a transaction"
    if node == "copy_stmt":
        if body.is_program:
            return REFUSED, "COPY … PROGRAM runs a program on the server"
        if body.filename:
            return REFUSED, "COPY reads or writes a file on the server"
        if body.is_from:
            return REFUSED, "COPY FROM STDIN brings its rows apart"
        if body.HasField("query") and not _only_reads(body.query):
            return REFUSED, "COPY of a statement that may do more than read"
        return SKIPPED, "it only reads"
    if node == "variable_set_stmt":
        if body.name.lower() in ("search_path", "client_min_messages", "check_function_bodies", "row_security"):
            return "", ""
        if body.name.lower() in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            return SKIPPED, "the rehearsal has time-outs of its own"
        return REFUSED, f"it changes {body.name or 'a setting'}, which may change how the rest is read"
    if node == "index_stmt" and body.concurrent:
        return OUTSIDE, "CREATE INDEX CONCURRENTLY cannot run inside a transaction"
    if node == "drop_stmt" and body.concurrent:
        return OUTSIDE, "DROP INDEX CONCURRENTLY cannot run inside a transaction"
    if node == "reindex_stmt":
        return OUTSIDE, "REINDEX changes no rows, and may not run inside a transaction"
    if node in ("do_stmt", "create_function_stmt"):
        language = _language(node, body)
        if language not in TRUSTED_LANGUAGES:
            return REFUSED, f"code in {language} may do anything"
    if node not in _KNOWN:
        return REFUSED, "it is not known to end with its transaction"
    return "", ""


def _only_reads(wrapped: Any) -> bool:
    """A SELECT that changes no rows and calls nothing."""
    postgast: Any = __import__("postgast")

    kinds = postgast.pg_query_pb2
    if wrapped.WhichOneof("node") != "select_stmt":
        return False
    changing = (kinds.InsertStmt, kinds.UpdateStmt, kinds.DeleteStmt, kinds.MergeStmt, kinds.FuncCall)
    return not any(True for kind in changing for _found in postgast.find_nodes(wrapped, kind))


def _language(node: str, body: Any) -> str:
    options = body.args if node == "do_stmt" else body.options
    for one in options:
        if one.def_elem.defname == "language":
            return str(one.def_elem.arg.string.sval).lower()
    return "plpgsql" if node == "do_stmt" else "sql"


def _functions(wrapped: Any) -> tuple[str, ...]:
    postgast: Any = __import__("postgast")

    names: set[str] = set()
    for call in postgast.find_nodes(wrapped, postgast.pg_query_pb2.FuncCall):
        names.add(".".join(part.string.sval for part in call.funcname).lower())
    return tuple(sorted(names))


def words(text: str) -> frozenset[str]:
    """Every word of a text that may be a name, in lower case: of code too, without regard to comments and strings."""
    # each by itself: how a sigma is made small depends on what stands around it
    return frozenset(word.lower() for word in (*_WORD.findall(text), *_WORD_WITH_DOLLAR.findall(text)))


def runs_code(all_of_them: Iterable[Statement]) -> bool:
    """Whether any of the statements runs or makes code of its own."""
    return any(one.code for one in all_of_them)


def whole(all_of_them: Iterable[Statement]) -> bool:
    """Whether every statement can run, in order, in one transaction that is rolled back."""
    return all(one.fate in ("", SKIPPED) for one in all_of_them)
