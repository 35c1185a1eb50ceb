"""Drills of MariaDB dumps with real servers: good ones pass, and every fault is found and named."""

from __future__ import annotations

import gzip
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter import drill_mariadb, postgres_server
from keyturn.adapter.drill_mariadb import MariaDbRestorer
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.evidence import Evidence

SCHEMA = """
create database shop; use shop;
create table customers(id int primary key, name varchar(80) not null);
create table orders(id int primary key, customer int, total int, at datetime,
  constraint orders_customer foreign key (customer) references customers(id));
insert into customers select seq, concat('customer ', seq) from seq_1_to_50;
insert into orders select seq, seq % 50 + 1, seq, utc_timestamp() - interval 60 second from seq_1_to_1000;
create database empty; use empty; create table orders(id int primary key);
"""
COUNT = Question("orders", "sql", "select count(*) from orders", equals="1000")
QUESTIONS = (
    COUNT,
    Question("sum", "sql", "select sum(total) from orders", equals="500500"),
    Question("newest", "fresh", "orders.at", within=3_600),
    Question("there", "tables", ("orders", "customers")),
    Question("keys", "foreign_keys", True),
    Question("sound", "amcheck", True),
    Question("sums", "checksum", "orders", at_least=0.0),
    Question("smoke", "command", ("/bin/sh", "-c", 'test -S "$KEYTURN_SOCKET"')),
)


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@dataclass
class Made:
    whole: Path
    empty: Path
    all_of_it: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    parts.apt("mariadb-install-db", "mariadb-server")
    place = tmp_path_factory.mktemp("dumps")
    with drill_mariadb.server("/tmp") as live:
        done = postgres_server.run(live.client("--execute", SCHEMA), {}, seconds=60)
        assert done.returncode == 0, done.stderr
        found = Made(place / "shop.sql", place / "empty.sql", place / "named.sql")
        for path, words in (
            (found.whole, ["shop"]),
            (found.empty, ["empty"]),
            (found.all_of_it, ["--databases", "shop"]),
        ):
            dump = ["/usr/bin/mariadb-dump", "--no-defaults", f"--socket={live.socket}", "--user=root", *words]
            done = postgres_server.run(dump, {}, seconds=60)
            assert done.returncode == 0, done.stderr
            path.write_bytes(done.stdout)
        yield found


def places() -> set[str]:
    return {name for name in os.listdir("/tmp") if name.startswith(f"{postgres_server.PREFIX}{os.getpid()}")}


def drilled(backup: Path, place: Path, *questions: Question, **options: object) -> Evidence:
    definition = Definition(
        "shop", "mariadb", str(backup), 86_400, questions=questions or QUESTIONS, digest="d", options=dict(options)
    )
    place.mkdir(exist_ok=True)
    before = places()
    found = run(definition, MariaDbRestorer(), str(place), before=(), live=None, progress=Silent(), clock=time.time)
    left = places() - before
    assert not left, "nothing is left behind"
    return found


def test_a_good_dump(made: Made, tmp_path: Path) -> None:
    found = drilled(made.whole, tmp_path / "place")
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.tables == (("customers", 50), ("orders", 1_000))
    assert found.version.startswith("MariaDB ")


def test_one_by_gzip_and_one_that_names_its_database(made: Made, tmp_path: Path) -> None:
    packed = tmp_path / "shop.sql.gz"
    packed.write_bytes(gzip.compress(made.all_of_it.read_bytes()))
    assert drilled(packed, tmp_path / "place", COUNT).verdict == "passed"
    packed.write_bytes(packed.read_bytes()[:-200])
    assert "cannot be unpacked" in drilled(packed, tmp_path / "again", COUNT).fault


def test_a_truncated_dump(made: Made, tmp_path: Path) -> None:
    cut = tmp_path / "cut.sql"
    cut.write_bytes(made.whole.read_bytes()[:-900])
    assert "it is not whole" in drilled(cut, tmp_path / "place").fault


def test_a_dump_with_a_broken_statement(made: Made, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sql"
    broken.write_bytes(
        made.whole.read_bytes().replace(b"INSERT INTO `orders` VALUES", b"INSERT INTO `orders` VALU\x00S")
    )
    found = drilled(broken, tmp_path / "place")
    assert "the dump cannot be loaded: ERROR" in found.fault


def test_an_empty_but_valid_one_and_no_bytes_at_all(made: Made, tmp_path: Path) -> None:
    found = drilled(made.empty, tmp_path / "place", COUNT)
    assert found.answers[0].why == "it is 0, and 1000 was expected"
    (tmp_path / "none.sql").touch()
    assert "is empty" in drilled(tmp_path / "none.sql", tmp_path / "again", COUNT).fault


@pytest.mark.soak
def test_the_wrong_database(made: Made, tmp_path: Path) -> None:
    found = drilled(made.whole, tmp_path / "place", Question("pay", "sql", "select count(*) from pay", equals="1"))
    assert "doesn't exist" in found.answers[0].why


def test_rows_that_point_nowhere(made: Made, tmp_path: Path) -> None:
    """A dump switches the checks off while it is loaded, so nothing else would notice."""
    dump = tmp_path / "orphans.sql"
    text = made.whole.read_text()
    dump.write_text(text.replace("(7,'customer 7'),", "").replace("(7,'customer 7'),\n", ""))
    assert dump.read_text() != text
    found = drilled(dump, tmp_path / "place", Question("keys", "foreign_keys", True))
    assert "orders_customer: 20 rows of orders point at rows of customers that are not there" in found.answers[0].why


@pytest.mark.parametrize(
    "line",
    [
        "\\! touch {there}\n",
        *(
            pytest.param(line, marks=pytest.mark.soak)  # a server for each
            for line in ("system touch {there}\n", "source {other}\n", "\\. {other}\n", "tee {there}\n")
        ),
    ],
)
def test_a_dump_that_would_run_a_program(made: Made, tmp_path: Path, line: str) -> None:
    there = Path(f"/tmp/keyturn-was-here-{os.getpid()}")
    other = tmp_path / "other.sql"
    other.write_text("select 1;")
    dump = tmp_path / "shell.sql"
    dump.write_bytes(line.format(there=there, other=other).encode() + made.whole.read_bytes())
    assert drilled(dump, tmp_path / "place", COUNT).verdict == "failed"
    assert not there.exists()


@pytest.mark.soak
def test_a_dump_that_reads_and_writes_files(made: Made, tmp_path: Path) -> None:
    there = f"/tmp/keyturn-was-here-{os.getpid()}"
    for statement in (f"select 1 into outfile '{there}';\n", "load data infile '/etc/passwd' into table x;\n"):
        dump = tmp_path / "files.sql"
        dump.write_bytes(b"create table x(t text);\n" + statement.encode() + made.whole.read_bytes())
        assert "secure-file-priv" in drilled(dump, tmp_path / "place", COUNT).fault
    assert not os.path.exists(there)


def test_a_dump_of_a_newer_server(made: Made, tmp_path: Path) -> None:
    dump = tmp_path / "newer.sql"
    dump.write_bytes(made.whole.read_bytes().replace(b"-- Server version\t10", b"-- Server version\t99"))
    with pytest.raises(CouldNotJudge, match=r"no MariaDB 99\.\d+ or newer server here"):
        drilled(dump, tmp_path / "place", COUNT)


def test_a_question_does_not_write(made: Made, tmp_path: Path) -> None:
    found = drilled(made.whole, tmp_path / "place", Question("q", "sql", "delete from orders", equals=""), COUNT)
    assert [one.verdict for one in found.answers] == ["failed", "passed"]


def test_a_server_of_somebody_elses_data_writes_nowhere_else(tmp_path: Path) -> None:
    parts.apt("mariadb-install-db", "mariadb-server")
    with drill_mariadb.server("/tmp") as found:
        status = Path(f"/proc/{_daemon(found.socket)}/status").read_text()
        assert "NoNewPrivs:\t1" in status, "Landlock holds it"
        own, mine = (os.readlink(f"/proc/{one}/ns/net") for one in (_daemon(found.socket), "self"))
        assert own != mine, "it has no network of ours"


def _daemon(address: str) -> str:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--socket={address}".encode() in words and words[0].endswith(b"mariadbd"):
                return entry.name
    raise AssertionError("no server")
