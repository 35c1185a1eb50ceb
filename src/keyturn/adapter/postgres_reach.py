"""Whether code that statements would run inside a database could leave their transaction.

A statement runs more than it says: triggers, defaults, checks, policies, rules and views call functions, and functions
call others. From what the statements name and from everything that may run by itself, all code that can be reached is
looked at, word by word: comments and strings count too, so a word too many costs a clone, and no word is too few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.rehearse import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

HARMLESS = (
    "citext", "hstore", "pgcrypto", "pg_trgm", "uuid-ossp", "ltree", "intarray", "btree_gin", "btree_gist", "cube",
    "earthdistance", "fuzzystrmatch", "isn", "seg", "unaccent", "dict_int", "dict_xsyn", "plpgsql", "vector",
    "postgis", "address_standardizer",
)  # fmt: skip
"""Extensions whose functions end with their transaction."""

_LEAVING = {
    "copy": "COPY can reach files and programs",
    "execute": "statements that it makes itself are not seen",
    "standard_conforming_strings": "it changes how the rest is read",
}
"""Words of code that are no functions."""
_SHAPING = frozenset(("create", "alter", "drop", "truncate", "refresh", "reassign", "import", "rename"))
_ROWS = frozenset(("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "select_stmt", "explain_stmt"))
_HIDDEN = 'u&"'
"""Begins a name whose letters are written as numbers."""
_NAMES = """
select 'r', c.oid::bigint, c.relname from pg_catalog.pg_class c
  where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f')
union all select 'f', p.oid::bigint, p.proname from pg_catalog.pg_proc p
  where p.oid >= 16384 and p.oid <> all (array(
    select d.objid from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
    join pg_catalog.pg_proc own on own.oid = d.objid
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.deptype = 'e'
      and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and e.extname = any(%s)
      and exists (select from pg_catalog.pg_roles r where r.oid = own.proowner and r.rolsuper)))
"""
# who owns an extension can add a function of his own to it; what a superuser installed is a superuser's
_FUNCTIONS = """
select p.proname,
  case when p.prokind = 'a' then (
    select pg_catalog.string_agg(q.proname, ' ') from pg_catalog.pg_aggregate a join pg_catalog.pg_proc q
      on q.oid in (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
    where a.aggfnoid = p.oid)
  when p.prosrc = '' then pg_catalog.pg_get_functiondef(p.oid) else p.prosrc end,
  case when p.prokind = 'a' then 'sql' else l.lanname end,
  coalesce(pg_catalog.array_to_string(p.proconfig, ' '), '')
from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang where p.oid = any(%s)
"""
_RELATIONS = """
with of(id) as (select pg_catalog.unnest(%s::pg_catalog.oid[]))
select pg_catalog.pg_get_viewdef(c.oid) from of join pg_catalog.pg_class c on c.oid = of.id
  where c.relkind in ('v', 'm')
  and not exists (select from pg_catalog.pg_depend d join pg_catalog.pg_roles r on r.oid = c.relowner and r.rolsuper
    where d.objid = c.oid and d.deptype = 'e')
union all select pg_catalog.pg_get_expr(a.adbin, a.adrelid) from of join pg_catalog.pg_attrdef a on a.adrelid = of.id
union all select pg_catalog.pg_get_constraintdef(k.oid) from of
  join pg_catalog.pg_constraint k on k.conrelid = of.id where k.contype = 'c'
union all select pg_catalog.pg_get_ruledef(r.oid) from of
  join pg_catalog.pg_rewrite r on r.ev_class = of.id where r.rulename <> '_RETURN'
union all select p.proname || ' ' || coalesce(pg_catalog.pg_get_expr(t.tgqual, t.tgrelid), '') from of
  join pg_catalog.pg_trigger t on t.tgrelid = of.id join pg_catalog.pg_proc p on p.oid = t.tgfoid
  where not t.tgisinternal
union all select coalesce(pg_catalog.pg_get_expr(q.polqual, q.polrelid), '') || ' ' ||
  coalesce(pg_catalog.pg_get_expr(q.polwithcheck, q.polrelid), '') from of
  join pg_catalog.pg_policy q on q.polrelid = of.id
union all select coalesce(pg_catalog.pg_get_expr(i.indexprs, i.indrelid), '') || ' ' ||
  coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), '') from of
  join pg_catalog.pg_index i on i.indrelid = of.id where i.indexprs is not null or i.indpred is not null
union all select c.relname from of join pg_catalog.pg_constraint k on k.confrelid = of.id
  join pg_catalog.pg_class c on c.oid = k.conrelid where k.contype = 'f'
union all select c.relname from of join pg_catalog.pg_inherits h on h.inhparent = of.id
  join pg_catalog.pg_class c on c.oid = h.inhrelid where c.relkind in ('r', 'p', 'f')
union all select c.relname from of join pg_catalog.pg_inherits h on h.inhrelid = of.id
  join pg_catalog.pg_class c on c.oid = h.inhparent where c.relkind = 'p'
union all select pg_catalog.pg_get_partkeydef(of.id) from of
  join pg_catalog.pg_partitioned_table t on t.partrelid = of.id where t.partexprs is not null
"""
"""What runs when these relations are used: expressions, names of functions, and of relations that follow."""
_ALWAYS = """
select p.proname from pg_catalog.pg_event_trigger e join pg_catalog.pg_proc p on p.oid = e.evtfoid
union all select pg_catalog.pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k
  where k.contype = 'c' and k.contypid >= 16384
union all select pg_catalog.pg_get_expr(t.typdefaultbin, 0) from pg_catalog.pg_type t
  where t.oid >= 16384 and t.typdefaultbin is not null
union all select p.proname from pg_catalog.pg_range g join pg_catalog.pg_proc p
  on p.oid in (g.rngcanonical::pg_catalog.oid, g.rngsubdiff::pg_catalog.oid) where g.rngtypid >= 16384
union all select p.proname from pg_catalog.pg_amproc a join pg_catalog.pg_proc p on p.oid = a.amproc::pg_catalog.oid
  where a.oid >= 16384 and p.oid >= 16384 and not (select installed from own where own.id = p.oid)
union all select p.proname from pg_catalog.pg_operator o join pg_catalog.pg_proc p on p.oid = o.oprcode
  where o.oid >= 16384 and (p.oid < 16384 or not (select installed from own where own.id = p.oid))
union all select p.proname from pg_catalog.pg_cast c join pg_catalog.pg_proc p on p.oid = c.castfunc
  where c.oid >= 16384 and (p.oid < 16384 or not (select installed from own where own.id = p.oid))
"""
_ALWAYS = f"""
with own(id, installed) as (
  select p.oid, r.rolsuper and exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e'
    and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
  from pg_catalog.pg_proc p join pg_catalog.pg_roles r on r.oid = p.proowner where p.oid >= 16384)
{_ALWAYS}"""  # noqa: S608 - constants of this module
"""What may run whatever is used."""
_VOLATILE = "select distinct p.proname from pg_catalog.pg_proc p where p.oid < 16384 and p.provolatile = 'v'"


@dataclass(frozen=True, slots=True)
class Reach:
    """Why what statements run could leave their transaction, empty when it cannot; else every word of it."""

    why: str
    words: frozenset[str] = frozenset()

    def rows_alone(self, statements: Sequence[sql.Statement]) -> bool:
        """Whether nothing of it makes, changes or drops anything but rows."""
        running = [one for one in statements if not one.fate]
        # SELECT … INTO makes a table
        made = any(one.node == "select_stmt" and "into" in sql.words(one.text) for one in running)
        return not made and not self.words & _SHAPING and all(one.node in _ROWS for one in running)


def reach(link: Any, statements: Sequence[sql.Statement], *, superuser: bool) -> Reach:
    """What the statements would run.

    `link` is a psycopg connection on which nothing of the database's own has run yet. Its search_path should be the
    catalogue alone: a database may be set up so that `=` means an operator of somebody's.
    """
    running = [one for one in statements if not one.fate]
    doing_more = {str(name) for (name,) in link.execute(_VOLATILE).fetchall()} - sql.KNOWN_FUNCTIONS
    reached: set[str] = set()
    for one in running:
        said = sorted({call.rpartition(".")[2] for call in one.functions} & doing_more)
        if said:
            return Reach(f"{said[0]}() may do what no rollback takes back")
        why = _risk(one.text, doing_more, one.node) if one.code else ""
        if why or _HIDDEN in one.text.lower():
            return Reach(why or "it holds a name whose letters are written as numbers")
        # every word: `row.name` calls a function too
        reached |= sql.words(one.text)
    why = _closure(link, reached, doing_more, superuser=superuser)
    return Reach(why, frozenset(reached))


def _closure(link: Any, reached: set[str], doing_more: set[str], *, superuser: bool) -> str:
    """Add to `reached` what all of the database's own reach whose names stand there; why that could leave, or ""."""
    waiting = [(kind, oid, sql.words(name)) for kind, oid, name in link.execute(_NAMES, (list(HARMLESS),)).fetchall()]
    texts = [str(text) for (text,) in link.execute(_ALWAYS).fetchall()]
    while True:
        for text in texts:
            found = sql.words(text)
            said = sorted(found & doing_more)
            if said:
                return f"{said[0]}() runs by itself here, and may do what no rollback takes back"
            reached |= found
        met = [(kind, oid) for kind, oid, name in waiting if name <= reached]
        if not met:
            return ""
        waiting = [one for one in waiting if not one[2] <= reached]
        functions = [oid for kind, oid in met if kind == "f"]
        for name, body, language, settings in link.execute(_FUNCTIONS, (functions,)).fetchall() if functions else ():
            if superuser:
                return f"the role is a superuser, and {name}() would run as one"
            if language not in sql.TRUSTED_LANGUAGES:
                return f"{name}() is written in {language}"
            why = _risk(f"{body} {settings}", doing_more, f"{name}()")
            if why:
                return why
            reached |= sql.words(body)
        relations = [oid for kind, oid in met if kind == "r"]
        texts = [str(text or "") for (text,) in link.execute(_RELATIONS, (relations,)).fetchall()] if relations else []


def _risk(text: str, doing_more: set[str], where: str) -> str:
    """What stands in code that could leave its transaction."""
    found = sql.words(text)
    for word, why in _LEAVING.items():
        # CREATE TRIGGER … EXECUTE FUNCTION
        if word in found and not (word == "execute" and where in ("create_trig_stmt", "rule_stmt")):
            return f"{where} holds {word.upper()}: {why}"
    if _HIDDEN in text.lower():
        return f"{where} holds a name whose letters are written as numbers"
    said = sorted(found & doing_more)
    return f"{where} calls {said[0]}(), which may do what no rollback takes back" if said else ""
