"""DELETE without WHERE, a dropped production database, and ORM tools that push: on a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.rehearse.bound import Stale
from keyturn.wiring import gate
from keyturn.wiring.run import Run
from tests.guarded import Guarded
from tests.production import production

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production import Production

SHOP = (
    "create table customers(id int primary key, name text)",
    "create table orders(id int primary key, customer int references customers on delete cascade)",
    "create table audit(what text)",
    "insert into customers select g, 'c' || g from generate_series(1, 100) g",
    "insert into orders select g, g % 100 + 1 from generate_series(1, 5000) g",
)
DELETE = "delete from customers"


class Quiet:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.fixture
def shop(real: Production, tmp_path: Path) -> Guarded:
    url = real.database("shop", *SHOP)
    return Guarded(tmp_path / "root", tmp_path / "shop", {"DATABASE_URL": url})


def psql(machine: Guarded, statement: str) -> str:
    return f'psql "{machine.environment["DATABASE_URL"]}" -q -c "{statement}"'


def rows(real: Production) -> tuple[int, int]:
    with psycopg.connect(real.url("shop")) as link:
        found = link.execute("select (select count(*) from customers), (select count(*) from orders)").fetchone()
    assert found is not None
    return found[0], found[1]


def test_without_keyturn_the_delete_takes_the_orders_along(real: Production, shop: Guarded) -> None:
    shop.sh(psql(shop, DELETE))
    assert rows(real) == (0, 0)


def test_the_delete_is_stopped_and_its_cascade_counted(real: Production, shop: Guarded) -> None:
    command = psql(shop, DELETE)
    assert shop.check(command).code == 1
    tables = {one["name"]: one["deleted"] for one in shop.rehearse(command)["difference"]["tables"]}
    assert tables == {"public.customers": 100, "public.orders": 5000}
    assert rows(real) == (100, 5000)


def test_approved_it_runs_in_one_transaction(real: Production, shop: Guarded) -> None:
    command = psql(shop, "delete from customers where id <= 10")
    done = shop.run(command, "--rehearse")
    assert done.code == 0, done
    assert "transaction" in done.json["bound"]
    assert rows(real) == (90, 4500)
    (record,) = shop.records("run.executed")
    assert {"name": "transaction", "value": "committed"} in record["facts"]


def test_more_rows_than_were_shown_are_rolled_back(real: Production, shop: Guarded) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "delete from customers where id <= 10"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    real.run("shop", "insert into orders values (9001, 1)")
    ruling = run.rule(asks=False)
    with pytest.raises(Stale, match="deletes 501 rows"):
        run.execute(ruling)
    run.close()
    assert rows(real) == (100, 5001)


def test_a_trigger_that_came_since_is_rolled_back(real: Production, shop: Guarded) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "delete from customers where id = 1"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    real.run(
        "shop",
        "create function more() returns trigger language plpgsql as $$ begin insert into audit values ('x'); "
        "return old; end $$",
        "create trigger more after delete on customers for each row execute function more()",
    )
    ruling = run.rule(asks=False)
    with pytest.raises(Stale, match="audit"):
        run.execute(ruling)
    run.close()
    assert rows(real) == (100, 5000)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (
            (
                "create function more() returns trigger language plpgsql as $$ begin truncate audit; return null; end $$",
                "create trigger more after delete on customers for each statement execute function more()",
            ),
            "empties or rewrites public.audit",
        ),
        (
            (
                "create schema lying",
                "create function lying.never(bigint, int) returns boolean language sql as $$ select false $$",
                "create operator lying.> (leftarg = bigint, rightarg = int, function = lying.never)",
                "alter database shop set search_path = lying, public, pg_catalog",
                "insert into orders select g, 1 from generate_series(9000, 9100) g",
            ),
            "deletes 151 rows",
        ),
    ],
    ids=["a trigger that empties", "an operator that says nothing was touched"],
)
def test_what_came_since_does_not_hide_what_it_does(
    real: Production, shop: Guarded, since: tuple[str, ...], said: str
) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "delete from customers where id = 1"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    real.run("shop", "insert into audit values ('kept')", *since)
    ruling = run.rule(asks=False)
    with pytest.raises(Stale, match=said):
        run.execute(ruling)
    run.close()
    with psycopg.connect(real.url("shop")) as link:
        assert link.execute("select count(*) from pg_catalog.pg_class where relname = 'audit'").fetchone() == (1,)
        assert link.execute("select what from public.audit").fetchone() == ("kept",)
        assert link.execute("select id from public.customers where id = 1").fetchone() == (1,)


def test_what_was_empty_already_may_be_emptied(real: Production, shop: Guarded) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "truncate orders, audit"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert run.execute(run.rule(asks=False)).code == 0
    run.close()
    assert rows(real) == (100, 0)


def test_what_was_empty_and_is_filled_since_is_not_emptied(real: Production, shop: Guarded) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "truncate orders, audit"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    real.run("shop", "insert into audit values ('new')")
    ruling = run.rule(asks=False)
    with pytest.raises(Stale, match="audit has 1 rows now"):
        run.execute(ruling)
    run.close()
    assert rows(real) == (100, 5000)


def test_a_table_that_grew_since_is_not_dropped(real: Production, shop: Guarded) -> None:
    where = gate.Surroundings(shop.environment, str(shop.work), root=str(shop.root), temporary=())
    run = Run(psql(shop, "drop table orders"), (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    real.run("shop", "insert into orders values (9001, 1)")
    held = run.rule(asks=False)
    with pytest.raises(Stale, match="5,001 rows now"):
        run.execute(held)
    run.close()
    assert rows(real) == (100, 5001)


def test_a_freeze_keeps_a_production_database_from_being_dropped(real: Production, tmp_path: Path) -> None:
    """A code freeze was on, it had been said eleven times, and the database went all the same."""
    url = real.database("live", *SHOP)
    machine = Guarded(tmp_path / "root", tmp_path / "app", {"DATABASE_URL": url})
    command = f'psql "{real.url("postgres")}" -c "drop database live"'
    machine.sh(command)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)

    real.database("live", *SHOP)
    machine.organisation(
        f'[environment.prod]\nmatches = ["postgres://127.0.0.1:{real.port}/*"]\n\n'
        '[[environment.prod.freeze]]\nname = "code freeze"\n'
        "from = 2020-01-01T00:00:00Z\nuntil = 2099-01-01T00:00:00Z\n"
    )
    assert machine.check(command).json["verdict"] == "deny"
    assert machine.keyturn("rehearse", "--", command).code in (1, 3)
    for options in ((), ("--rehearse",), ("--yes",)):
        done = machine.run(command, *options)
        assert done.code == 1, done
        assert done.json["needs"] == ["never"]
        assert done.json["request"] == "", "nobody can let it pass"
    with psycopg.connect(url) as link:
        assert link.execute("select count(*) from orders").fetchone() == (5000,)


def test_approved_a_delete_of_everything_takes_just_what_was_shown(real: Production, shop: Guarded) -> None:
    done = shop.approved(psql(shop, DELETE), "--rehearse")
    assert done.code == 0, done
    assert rows(real) == (0, 0)
    shown = {one["name"]: one["deleted"] for one in done.json["rehearsal"]["difference"]["tables"]}
    assert shown == {"public.customers": 100, "public.orders": 5000}


def test_an_organisations_row_limit_holds_what_touches_more(real: Production, shop: Guarded) -> None:
    shop.organisation(
        f'[environment.staging]\nmatches = ["postgres://127.0.0.1:{real.port}/*"]\nhold = {{ row_limit = 600 }}\n'
    )
    many = shop.run(psql(shop, "drop table orders"))
    assert many.json["needs"] == ["human", "row-limit"]
    assert "5,000 rows" in many.json["unbound"]
    # rows are not copied from what is shared, so how many a DELETE takes is not known beforehand, and nothing binds it
    unknown = shop.run(psql(shop, DELETE))
    assert "rehearse" in unknown.json["needs"]
    assert "not known" in unknown.json["unbound"]
    assert rows(real) == (100, 5000)
    done = shop.approved(psql(shop, "drop table audit"))
    assert done.code == 0, done
    assert "transaction" in done.json["bound"]
