"""What a clone tells beyond the number of rows: updates, work that outlives the program, what it has not got."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.production import PASSWORD, production, rehearsed, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production import Production

SCHEMA = (
    "create table a(id int primary key, v int)",
    "insert into a select g, g from generate_series(1, 100) g",
    "create table b(x int)",
    "insert into b values (1), (2)",
)


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("update a set v = 0 where id <= 7;", {"a": (100, 100, 0, 7, 0)}),
        ("delete from a; insert into a select g, 0 from generate_series(1, 100) g;", {"a": (100, 100, 0, 100, 0)}),
        (
            "delete from a where id <= 10; update a set v = 0 where id <= 20; insert into a values (500, 1);",
            {"a": (100, 91, 9, 11, 0)},
        ),
        ("insert into b values (3); begin; delete from a; rollback;", {"b": (2, 3, 0, 0, 1)}),
        ("begin; update a set v = 0; savepoint s; delete from a; rollback to s; commit;", {"a": (100, 100, 0, 100, 0)}),
        ("vacuum full freeze a; cluster a using a_pkey; analyze;", {}),
    ],
)
def test_rows_that_changed_are_counted(
    real: Production, tmp_path: Path, text: str, expected: dict[str, tuple[int, ...]]
) -> None:
    url = real.database("measured", *SCHEMA)
    (tmp_path / "x.sql").write_text(text + "\ndrop table if exists nothing;")
    with real.untouched("measured"):
        report = rehearsed('psql "$DATABASE_URL" -f x.sql', tmp_path, {"DATABASE_URL": url})
    found = {
        name: (one.before, one.after, one.deleted, one.updated, one.inserted) for name, one in tables(report).items()
    }
    assert found == expected


LEAVES = """
import os, psycopg
link = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
link.pgconn.send_query(b"do $$ begin perform pg_sleep(2); delete from a; end $$")
link.pgconn.flush()
print("the password is", "{password}", flush=True)
os._exit(0)
"""


def test_what_goes_on_when_the_program_has_left_is_waited_for(real: Production, tmp_path: Path) -> None:
    url = real.database("leaving", *SCHEMA)
    (tmp_path / "manage.py").write_text(
        f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "x")\n{LEAVES.format(password=PASSWORD)}'
    )
    with real.untouched("leaving"):
        report = rehearsed(f"{sys.executable} manage.py flush --noinput", tmp_path, {"DATABASE_URL": url})
    assert tables(report)["a"].deleted == 100
    # written into the program it may know it; the report does not pass it on
    assert "the password is" in report.output
    assert PASSWORD not in repr(report)


def test_large_objects_are_not_in_a_clone_and_that_is_said(real: Production, tmp_path: Path) -> None:
    url = real.database("large", *SCHEMA, "select lo_from_bytea(0, 'x'), lo_from_bytea(0, 'y')")
    (tmp_path / "x.sql").write_text("delete from a;")
    report = rehearsed('psql "$DATABASE_URL" -f x.sql', tmp_path, {"DATABASE_URL": url})
    assert tables(report)["a"].deleted == 100
    assert [one.what for one in report.not_rehearsed] == ["2 large objects"]


def test_the_role_that_looks_is_not_the_programs(real: Production, tmp_path: Path) -> None:
    url = real.database("looked", *SCHEMA)
    (tmp_path / "x.sql").write_text("delete from b;\n\\c - keyturn_look\ndelete from a;")
    report = rehearsed('psql "$DATABASE_URL" -f x.sql', tmp_path, {"DATABASE_URL": url})
    assert set(tables(report)) == {"b"}
    assert "keyturn_look" in report.output


def test_a_socket_that_we_stand_in_for_is_no_file_of_theirs(real: Production, tmp_path: Path) -> None:
    real.database("socketed", *SCHEMA)
    variables = {"PGHOST": real.server.socket, "PGPORT": str(real.port), "PGUSER": "app", "PGDATABASE": "socketed"}
    (tmp_path / "x.sql").write_text("delete from b;\n\\! rm -f x.sql")
    report = rehearsed("psql -f x.sql", tmp_path, variables)
    assert tables(report)["b"].deleted == 2
    assert report.difference.files.deleted.paths == (str(tmp_path / "x.sql"),)
    assert report.difference.files.deleted.count == 1
