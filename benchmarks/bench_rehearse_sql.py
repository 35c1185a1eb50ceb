"""Rehearsing one SQL statement in a rolled-back transaction, against the statement itself, on a real PostgreSQL."""

import statistics
import time
from pathlib import Path
from typing import Any

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_connect import Connection
from keyturn.adapter.rehearse_postgres import PostgresRehearser

TITLE = "Rehearsal of SQL"
TARGET = 50.0
TABLES = 40
ROWS = 2_000
STATEMENTS = {
    "delete with a cascade": "delete from t1 where id <= 500",
    "update": "update t2 set v = v + 1",
    "drop a table": "drop table t3 cascade",
    "a statement of half a second": "update t4 set v = 0 from pg_sleep(0.5)",
}
SCHEMA = """
create table t{n}(id int primary key, v int default 0, w text, check (v >= 0));
insert into t{n} select g, g, repeat('x', 100) from generate_series(1, {rows}) g;
create table c{n}(id serial primary key, t int references t{n} on delete cascade);
insert into c{n}(t) select g % {rows} + 1 from generate_series(1, {rows} * 3) g;
create index on c{n}(t);
create view v{n} as select * from t{n};
create function f{n}() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g after insert on t{n} for each row execute function f{n}();
"""


def run(place: Path, *, quick: bool = False) -> dict[str, Any]:
    """Rows, and whether a rehearsal adds no more than 50 ms to the least time of any of them."""
    import psycopg

    rounds = 3 if quick else 15
    rehearser = PostgresRehearser(lambda _action, _target: True)
    rows: list[dict[str, Any]] = []
    worst = 0.0
    with postgres_server.server(above=str(place)) as server:
        with psycopg.connect(server.address(), password=server.password, autocommit=True) as link:
            link.execute("create role dev login")
            link.execute("create database app owner dev")
        with psycopg.connect(server.address("app", "dev"), autocommit=True) as link:
            for number in range(TABLES // 2):
                link.execute(SCHEMA.format(n=number, rows=ROWS).encode())
            link.execute("analyze")
        own = Connection({"host": server.socket, "dbname": "app", "user": "dev"}, "benchmark")
        for name, text in STATEMENTS.items():
            plain: list[float] = []
            rehearsed: list[float] = []
            worked: dict[str, list[float]] = {"itself": [], "rehearsed": []}
            for _turn in range(rounds):
                began, work = time.perf_counter(), time.process_time()
                with psycopg.connect(server.address("app", "dev")) as link:
                    link.execute(text.encode())
                    link.rollback()
                plain.append(time.perf_counter() - began)
                worked["itself"].append(time.process_time() - work)
                began, work = time.perf_counter(), time.process_time()
                rehearser.one(text, text, own)
                rehearsed.append(time.perf_counter() - began)
                worked["rehearsed"].append(time.process_time() - work)
            for what, taken in (("itself", plain), ("rehearsed", rehearsed)):
                rows.append(
                    {
                        "name": f"{name}: {what}",
                        "min_ms": round(min(taken) * 1000, 1),
                        "median_ms": round(statistics.median(taken) * 1000, 1),
                        "processor_ms": round(min(worked[what]) * 1000, 1),
                        "runs": rounds,
                    }
                )
            worst = max(worst, min(rehearsed) - min(plain))
    return {
        "title": TITLE,
        "rows": rows,
        "notes": [f"{TABLES} tables with views, triggers and functions beside; each turn connects anew"],
        "targets": [
            {
                "what": f"a rehearsal adds ≤ {TARGET:g} ms to the statement's own time",
                "measured": f"at most {worst * 1000:+.1f} ms",
                "met": worst * 1000 <= TARGET,
            }
        ],
    }
