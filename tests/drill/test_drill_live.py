"""What the live system is asked for comparison: read-only, one statement, no secret in a message."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest

from keyturn.adapter.drill_live import PostgresLive, SqliteLive, address, live
from keyturn.adapter.postgres_server import Server, server
from keyturn.drill.definition import Definition, Question, read
from keyturn.errors import ConfigurationError, CouldNotJudge
from tests import parts


def sql(statement: str) -> Question:
    return Question("q", "sql", statement, like="live")


def test_a_server_is_only_read() -> None:
    with server(parts.postgresql()) as found:
        with psycopg.connect(found.address(), password=found.password, autocommit=True) as link:
            link.execute(
                "create table orders as select g as id, now() - interval '1 minute' as at from generate_series(1, 9) g"
            )
        asked = PostgresLive(url(found))
        assert asked.ask(sql("select count(*) from orders")) == "9"
        assert asked.ask(Question("f", "fresh", "orders.at", within=60)) in ("60", "61", "62", "63", "64", "65")
        assert len(asked.ask(Question("c", "checksum", "orders")) or "") == 32
        for statement in (
            "delete from orders returning id",
            "with gone as (delete from orders returning id) select count(*) from gone",
            "select 1; delete from orders",
            "select 1; commit; delete from orders",
            "set transaction read write",
            "select pg_sleep(0) from no_such_table",
        ):
            with pytest.raises(CouldNotJudge, match="it does not answer"):
                asked.ask(sql(statement))
        with pytest.raises(CouldNotJudge, match="is not asked for amcheck"):
            asked.ask(Question("a", "amcheck", True))
        assert asked.ask(sql("select count(*) from orders")) == "9"


def url(found: Server) -> str:
    return found.url().replace("@", f":{found.password}@", 1)


def test_no_message_holds_a_password(tmp_path: Path) -> None:
    for text in (
        f"postgresql://u:hunter2@/d?host={tmp_path}",
        "postgresql://u:hunter2@[/d",
        "password=hunter2 host=/nowhere",
    ):
        with pytest.raises(CouldNotJudge) as caught:
            PostgresLive(text).ask(sql("select 1"))
        assert "hunter2" not in str(caught.value)


def test_an_sqlite_file_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as link:
        link.execute("create table orders(id)")
        link.execute("insert into orders values (1)")
    link.close()
    asked = SqliteLive(str(path))
    assert asked.ask(sql("select count(*) from orders")) == "1"
    for statement in ("delete from orders", f"attach '{tmp_path}/other' as o", "select * from none"):
        with pytest.raises(CouldNotJudge, match="it does not answer"):
            asked.ask(sql(statement))
    with pytest.raises(CouldNotJudge, match="there is no file"):
        SqliteLive(str(tmp_path / "none")).ask(sql("select 1"))
    assert not (tmp_path / "other").exists()


def test_where_an_address_comes_from(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://h/d\n")
    assert address({"url_file": str(tmp_path / "url")}, {}) == "postgresql://h/d"
    assert address({"url_env": "U"}, {"U": "postgresql://h/e"}) == "postgresql://h/e"
    (tmp_path / "url").write_text(" \n")
    for named in ({"url_file": str(tmp_path / "url")}, {"url_file": str(tmp_path / "none")}, {"url_env": "U"}, {}):
        with pytest.raises(CouldNotJudge):
            address(named, {})
    assert live(Definition("d", "sqlite", "b", 1), {}) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('url = "postgres://u:hunter2@h/d"', "there is no key 'url'"),
        ('url_env = "A"\nsqlite = "/x"', "it names several places"),
        ("url_env = 7", "is no text"),
    ],
)
def test_a_definition_holds_no_address(text: str, said: str) -> None:
    document = f"""\
[drill.x]
kind = "pg_dump"
backup = "/b"
every = "1d"
[drill.x.live]
{text}
[[drill.x.question]]
sql = "select 1"
like = "live"
"""
    with pytest.raises(ConfigurationError, match=said):
        read(document.encode(), "drills.toml")


def test_like_live_needs_a_live_system() -> None:
    text = '[drill.x]\nkind = "pg_dump"\nbackup = "/b"\nevery = "1d"\n[[drill.x.question]]\nsql = "s"\nlike = "live"\n'
    with pytest.raises(ConfigurationError, match="no live system is named"):
        read(text.encode(), "drills.toml")
