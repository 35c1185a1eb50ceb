"""Drills of a real pgBackRest repository that a real server archives to: good ones, a point in time, and its faults."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_pgbackrest import PgBackRestRestorer
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server
    from keyturn.drill.evidence import Evidence

ORDERS = Question("orders", "sql", "select count(*) from orders", equals="2000")
LATER = Question("later", "sql", "select count(*) from later", equals="10")
SOUND = Question("sound", "amcheck", True)


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@dataclass
class Stanza:
    """A server, and the encrypted repository that holds its backup and its WAL up to `before` and beyond."""

    place: Path
    repository: Path
    config: Path
    live: Server
    before: str = ""

    def call(self, *words: str) -> None:
        program = parts.apt("pgbackrest", "pgbackrest")
        call = [program, f"--config={self.config}", "--stanza=shop", "--log-level-file=off", *words]
        environment = {"PGPASSWORD": self.live.password}
        done = postgres_server.run(call, environment, seconds=120)
        assert done.returncode == 0, (done.stdout, done.stderr)


@pytest.fixture(scope="module")
def stanza() -> Iterator[Stanza]:
    program = parts.apt("pgbackrest", "pgbackrest")
    with postgres_server.place() as outside:
        place = Path(outside)
        repository, config, spaces = place / "repository", place / "shop.conf", place / "spaces"
        for directory in (repository, spaces):
            directory.mkdir()
        push = f"{program} --config={config} --stanza=shop --log-level-file=off archive-push %p"
        settings = {"wal_level": "replica", "max_wal_senders": "2", "archive_mode": "on", "archive_command": push}
        config.write_text("")
        postgres_server.own(outside)
        with server(parts.postgresql(), settings=settings) as live:
            config.write_text(
                f"[global]\nrepo1-path={repository}\nlock-path={place}/lock\nspool-path={place}/spool\nstart-fast=y\n"
                "repo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass=correct-horse\ncompress-level=1\n"
                f"[shop]\npg1-path={live.data}\npg1-socket-path={live.socket}\npg1-port=5432\npg1-user={SUPERUSER}\n"
            )
            found = Stanza(place, repository, config, live)
            with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
                link.execute(f"create tablespace apart location '{spaces}'")
                link.execute("create table orders(id int primary key) tablespace apart")
                link.execute("insert into orders select generate_series(1, 2000)")
                found.call("stanza-create")
                found.call("backup", "--type=full")
                link.execute("create table later(id int)")
                link.execute("insert into later select generate_series(1, 10)")
                row = link.execute("select now() + interval '50 milliseconds'").fetchone()
                assert row is not None
                time.sleep(0.2)
                link.execute("drop table later")
                link.execute("select pg_switch_wal()")
                until = time.monotonic() + 20
                while time.monotonic() < until:
                    told = link.execute(
                        "select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) from pg_stat_archiver"
                    ).fetchone()
                    if told is not None and told[0]:
                        break
                    time.sleep(0.05)
            found.before = str(row[0])
            yield found


def drilled(made: Stanza, place: Path, *questions: Question, **options: object) -> Evidence:
    place.mkdir()
    repository = str(options.pop("repository", made.repository))
    options = {"stanza": "shop", "config": str(made.config), "user": SUPERUSER, "database": "postgres", **options}
    definition = Definition("shop", "pgbackrest", repository, 86_400, questions=questions, digest="d", options=options)
    restorer = PgBackRestRestorer()
    return run(definition, restorer, str(place), before=(), live=None, progress=Silent(), clock=time.time)


def _listing(place: Path) -> str:
    words = ["find", str(place), "-printf", "%p %s %T@\\n"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_good_stanza_with_a_tablespace_and_its_wal(stanza: Stanza, tmp_path: Path) -> None:
    gone = Question("gone", "sql", "select to_regclass('later') is null", equals="True")
    before = _listing(stanza.repository)
    found = drilled(stanza, tmp_path / "place", ORDERS, SOUND, gone)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert _listing(stanza.repository) == before, "nothing of the repository is changed"
    assert len(found.backup_digest) == 64
    assert found.backup.endswith("F")
    assert found.age is not None
    assert 0 <= found.age < 120


def test_a_point_in_time(stanza: Stanza, tmp_path: Path) -> None:
    found = drilled(stanza, tmp_path / "place", ORDERS, LATER, target_time=stanza.before)
    assert found.verdict == "passed", (found.fault, found.answers)


def _copy(stanza: Stanza, tmp_path: Path) -> Path:
    target = stanza.place / f"copy-{tmp_path.name}"
    shutil.copytree(stanza.repository, target, symlinks=True)
    postgres_server.own(str(target))
    return target


def test_flipped_bytes_in_a_file(stanza: Stanza, tmp_path: Path) -> None:
    copy = _copy(stanza, tmp_path)
    files = [path for path in (copy / "backup" / "shop").rglob("*") if path.is_file() and "pg_data" in str(path)]
    victim = max(files, key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 0x55
    victim.write_bytes(bytes(data))
    found = drilled(stanza, tmp_path / "place", ORDERS, repository=copy)
    assert found.verdict == "failed"
    assert found.fault.startswith("pgbackrest restore failed: "), found.fault


def test_a_missing_wal_segment(stanza: Stanza, tmp_path: Path) -> None:
    copy = _copy(stanza, tmp_path)
    for path in (copy / "archive" / "shop").rglob("*"):
        if path.is_file() and "-" in path.name and "backup" not in path.name:
            path.unlink()
    found = drilled(stanza, tmp_path / "place", ORDERS, repository=copy)
    assert found.fault.startswith("the restored server does not start: "), found.fault


def test_a_lost_key(stanza: Stanza, tmp_path: Path) -> None:
    lost = stanza.place / "lost.conf"
    lost.write_text(stanza.config.read_text().replace("correct-horse", "another"))
    postgres_server.own_file(str(lost))
    found = drilled(stanza, tmp_path / "place", ORDERS, config=str(lost))
    assert found.verdict == "failed"
    assert found.fault == "the repository cannot be decrypted with this key"


def test_no_repository_and_no_stanza(stanza: Stanza, tmp_path: Path) -> None:
    assert drilled(stanza, tmp_path / "a", ORDERS, repository=tmp_path / "none").fault.startswith("there is no repos")
    assert drilled(stanza, tmp_path / "b", ORDERS, set="20200101-000000F").fault.startswith(
        "there is no backup of shop"
    )
    with pytest.raises(CouldNotJudge, match="stanza is not set"):
        drilled(stanza, tmp_path / "c", ORDERS, stanza="")
