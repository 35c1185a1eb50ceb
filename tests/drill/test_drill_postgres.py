"""Drills of PostgreSQL backups with real servers: good ones pass, and every fault is found and named."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from keyturn.adapter import drill_files, drill_postgres, postgres_server
from keyturn.adapter.drill_postgres import BaseRestorer, DumpRestorer
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server
    from keyturn.drill.evidence import Evidence
    from keyturn.drill.ports import Restorer

SCHEMA = """
create table customers(id int primary key, name text not null);
create table orders(id int primary key, customer int references customers, total numeric, created_at timestamptz);
insert into customers select g, 'customer ' || g from generate_series(1, 50) g;
insert into orders select g, g % 50 + 1, g * 1.5, now() - g * interval '1 second' from generate_series(1, 2000) g;
create index on orders (customer);
"""
QUESTIONS = (
    Question("orders", "sql", "select count(*) from orders", equals="2000"),
    Question("sum", "sql", "select sum(total)::bigint from orders", equals="3001500"),
    Question("newest", "fresh", "orders.created_at", within=3_600),
    Question("there", "tables", ("orders", "public.customers")),
    Question("keys", "foreign_keys", True),
    Question("amcheck", "amcheck", True),
    Question("smoke", "command", ("/bin/sh", "-c", 'test -n "$DATABASE_URL"')),
)


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


@dataclass
class Made:
    """Backups of one database, in every form."""

    place: Path
    live: Server

    def dump(self, name: str, *words: str, database: str = "shop") -> Path:
        target = self.place / name
        programs = self.live.programs
        done = postgres_server.run(
            [programs.path("pg_dump"), *words, "-f", str(target), database],
            self.live.environment(database),
            seconds=120,
        )
        assert done.returncode == 0, done.stderr
        return target


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    settings = {"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on"}
    with postgres_server.place() as outside:
        place = Path(outside) / "backups"
        place.mkdir()
        archive = place / "archive"
        archive.mkdir()
        postgres_server.own(str(outside))
        settings["archive_command"] = f'cp "%p" "{archive}/%f"'
        with server(parts.postgresql(), settings=settings) as live:
            hba = Path(live.data) / "pg_hba.conf"
            hba.write_text(hba.read_text() + f"local replication {SUPERUSER} scram-sha-256\n")
            with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
                link.execute("create role shop_owner login")
                link.execute("create database shop owner shop_owner")
                link.execute("create database empty")
                link.execute("select pg_reload_conf()")
            with psycopg.connect(live.address("shop", "shop_owner"), autocommit=True) as link:
                link.execute(SCHEMA)
            yield Made(place, live)


def drilled(
    restorer: Restorer,
    backup: Path,
    place: Path,
    *questions: Question,
    max_age: int | None = None,
    **options: object,
) -> Evidence:
    definition = Definition(
        "shop", restorer.kind, str(backup), 86_400, questions=questions or QUESTIONS, max_age=max_age, digest="d",
        options=dict(options),
    )  # fmt: skip
    place.mkdir(exist_ok=True)
    before = set(os.listdir("/tmp"))
    found = run(definition, restorer, str(place), before=(), live=None, progress=Silent(), clock=time.time)
    left = {
        name for name in set(os.listdir("/tmp")) - before if name.startswith(f"{postgres_server.PREFIX}{os.getpid()}")
    }
    assert not left, "nothing is left behind"
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [("c.dump", ["-Fc"]), ("d.dir", ["-Fd", "-j2"]), ("t.tar", ["-Ft"]), ("p.sql", ["-Fp"])],
    ids=["custom", "directory", "tar", "plain"],
)
def test_a_good_dump_passes_in_every_format(made: Made, tmp_path: Path, name: str, words: list[str]) -> None:
    found = drilled(DumpRestorer(), made.dump(name, *words), tmp_path / "place")
    assert found.verdict == "passed", (found.fault, found.answers)
    assert dict(found.tables) == {"public.customers": 50, "public.orders": 2000}
    assert found.age is not None
    assert found.age < 600
    assert found.version.startswith("PostgreSQL ")
    assert found.took > 0


# -- faults, each named by what is wrong


def test_a_truncated_dump_though_its_listing_is_fine(made: Made, tmp_path: Path) -> None:
    whole = made.dump("whole.dump", "-Fc", "-Z0")
    cut = made.place / "cut.dump"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    listing = subprocess.run([made.live.programs.path("pg_restore"), "-l", str(cut)], capture_output=True, check=False)
    assert listing.returncode == 0, "the listing does not notice"
    found = drilled(DumpRestorer(), cut, tmp_path / "place")
    assert found.verdict == "failed"
    assert "end of file" in found.fault


def test_a_plain_dump_without_its_last_line(made: Made, tmp_path: Path) -> None:
    whole = made.dump("whole.sql", "-Fp")
    cut = made.place / "cut.sql"
    cut.write_bytes(whole.read_bytes()[:-400])
    found = drilled(DumpRestorer(), cut, tmp_path / "place")
    assert "not whole" in found.fault


def test_a_flipped_bit(made: Made, tmp_path: Path) -> None:
    whole = made.dump("flip.dump", "-Fc", "-Z6")
    data = bytearray(whole.read_bytes())
    data[-len(data) // 4] ^= 0x55
    whole.write_bytes(bytes(data))
    assert drilled(DumpRestorer(), whole, tmp_path / "place").verdict == "failed"


def test_the_wrong_database(made: Made, tmp_path: Path) -> None:
    found = drilled(DumpRestorer(), made.dump("wrong.dump", "-Fc", database="postgres"), tmp_path / "place")
    assert found.verdict == "failed"
    assert "does not exist" in found.answers[0].why


def test_an_empty_but_valid_one(made: Made, tmp_path: Path) -> None:
    found = drilled(DumpRestorer(), made.dump("schema.dump", "-Fc", "--schema-only"), tmp_path / "place")
    assert found.verdict == "failed"
    assert "it is 0, and 2000 was expected" in found.answers[0].why


def test_no_bytes_at_all(made: Made, tmp_path: Path) -> None:
    nothing = made.place / "nothing.dump"
    nothing.write_bytes(b"")
    assert "is empty" in drilled(DumpRestorer(), nothing, tmp_path / "place").fault


def test_a_stale_one(made: Made, tmp_path: Path) -> None:
    old = made.dump("old.sql", "-Fp")
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    found = drilled(DumpRestorer(), old, tmp_path / "place", max_age=86_400)
    assert found.verdict == "failed"
    assert "seconds old" in found.limits[0]


def test_none_at_all(made: Made, tmp_path: Path) -> None:
    assert "there is no backup" in drilled(DumpRestorer(), made.place / "never-*.dump", tmp_path / "place").fault


def test_one_that_is_encrypted_with_a_lost_key(made: Made, tmp_path: Path) -> None:
    whole = made.dump("plain.dump", "-Fc")
    secret = made.place / "secret.dump"
    words = ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:right", "-in", str(whole), "-out", str(secret)]
    subprocess.run(words, check=True)
    decrypt = ["openssl", "enc", "-d", "-aes-256-cbc", "-pbkdf2", "-pass"]
    lost = drilled(DumpRestorer(), secret, tmp_path / "place", decrypt=[*decrypt, "pass:lost"])
    assert lost.verdict == "failed"
    assert "cannot be decrypted" in lost.fault or "no dump" in lost.fault
    right = drilled(DumpRestorer(), secret, tmp_path / "again", QUESTIONS[0], decrypt=[*decrypt, "pass:right"])
    assert right.verdict == "passed", right.fault


def test_a_plain_dump_that_would_run_a_program(made: Made, tmp_path: Path) -> None:
    dump = made.dump("shell.sql", "-Fp")
    dump.write_bytes(b"\\! touch /tmp/keyturn-was-here\n" + dump.read_bytes())
    found = drilled(DumpRestorer(), dump, tmp_path / "place")
    assert "command for psql itself" in found.fault
    assert not os.path.exists("/tmp/keyturn-was-here")


def test_a_version_that_is_not_here_is_no_pass(made: Made, tmp_path: Path) -> None:
    here = parts.postgresql()
    older = (postgres_server.Programs(here.directory, here.version - 3),)
    with pytest.raises(CouldNotJudge, match=r"no PostgreSQL \d+ or newer server here"):
        drilled(DumpRestorer(older), made.dump("new.dump", "-Fc"), tmp_path / "place")


def test_a_row_that_points_nowhere(made: Made, tmp_path: Path) -> None:
    dump = made.dump("orphans.sql", "-Fp")
    text = dump.read_text()
    start = text.index("COPY public.customers")
    end = text.index("\\.", start)
    text = text[: text.index("\n", start) + 1] + "2\tcustomer 2\n" + text[end:]
    # and nothing that would notice while restoring
    dump.write_text(
        text.replace(
            "ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES public.customers(id)",
            "ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES public.customers(id) NOT VALID",
        )
    )
    found = drilled(DumpRestorer(), dump, tmp_path / "place", Question("keys", "foreign_keys", True))
    assert found.verdict == "failed"
    assert "not there" in found.answers[0].why


def test_a_restoration_that_does_not_end(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_postgres, "RESTORE_SECONDS", 1.5)
    dump = tmp_path / "hangs.sql"
    dump.write_text("select pg_sleep(600);\n--\n-- PostgreSQL database dump complete\n--\n")
    found = drilled(DumpRestorer(), dump, tmp_path / "place")
    assert found.fault == "psql did not end in 2 seconds"


def test_a_question_that_does_not_end(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_postgres, "STATEMENT_MS", 300)
    monkeypatch.setattr(drill_files, "COMMAND_SECONDS", 0.3)
    found = drilled(
        DumpRestorer(),
        made.dump("slow.dump", "-Fc"),
        tmp_path / "place",
        Question("slow", "sql", "select pg_sleep(600)", equals=""),
        Question("hangs", "command", ("/bin/sh", "-c", "sleep 600 & wait")),
        QUESTIONS[0],
    )
    assert [one.verdict for one in found.answers] == ["unknown", "failed", "passed"]
    assert found.verdict == "failed"
    assert "did not end" in found.answers[1].why


def test_one_that_took_too_long(made: Made, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    definition = Definition(
        "shop", "pg_dump", str(made.dump("late.dump", "-Fc")), 86_400, questions=QUESTIONS[:1], max_time=1, digest="d"
    )
    ticks = iter(range(0, 10_000, 100))
    found = run(
        definition, DumpRestorer(), str(place), before=(), live=None, progress=Silent(), clock=time.time,
        monotonic=lambda: float(next(ticks)),
    )  # fmt: skip
    assert found.verdict == "failed"
    assert found.limits == ("it took 100 seconds, and 1 are allowed",)


# -- base backups and WAL


@pytest.fixture(scope="module")
def base(made: Made) -> Path:
    target = made.place / "base"
    environment = made.live.environment()
    words = [made.live.programs.path("pg_basebackup"), "-D", str(target), "-X", "stream", "-c", "fast"]
    done = postgres_server.run(words, environment, seconds=120)
    assert done.returncode == 0, done.stderr
    return target


def test_a_good_base_backup(base: Path, tmp_path: Path) -> None:
    found = drilled(BaseRestorer(), base, tmp_path / "place", QUESTIONS[0], QUESTIONS[4], user=SUPERUSER)
    assert found.verdict == "passed", (found.fault, found.answers)


def test_a_base_backup_in_tar_files(made: Made, tmp_path: Path) -> None:
    target = made.place / "tars"
    words = [made.live.programs.path("pg_basebackup"), "-D", str(target), "-Ft", "-z", "-X", "fetch", "-c", "fast"]
    done = postgres_server.run(words, made.live.environment(), seconds=120)
    assert done.returncode == 0, done.stderr
    assert drilled(BaseRestorer(), target, tmp_path / "place", QUESTIONS[0]).verdict == "passed"


def test_a_base_backup_with_four_flipped_bytes(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "flipped"
    shutil.copytree(base, copy, symlinks=True)
    victim = max((path for path in (copy / "base").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[5_000:5_004] = b"\xff\x00\xff\x00"
    victim.write_bytes(bytes(data))
    found = drilled(BaseRestorer(), copy, tmp_path / "place", QUESTIONS[0])
    assert "checksum mismatch" in found.fault


def test_a_base_backup_without_its_control_file(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "broken"
    shutil.copytree(base, copy, symlinks=True)
    (copy / "global" / "pg_control").unlink()
    (copy / "backup_manifest").unlink()
    found = drilled(BaseRestorer(), copy, tmp_path / "place", QUESTIONS[0])
    assert "does not start" in found.fault


def test_recovery_to_a_point_in_time_and_a_missing_segment(made: Made, base: Path, tmp_path: Path) -> None:
    with psycopg.connect(made.live.address("shop"), password=made.live.password, autocommit=True) as link:
        link.execute("create table later(id int); insert into later select generate_series(1, 10)")
        row = link.execute("select now() + interval '50 milliseconds'").fetchone()
        assert row is not None
        time.sleep(0.2)
        link.execute("drop table later")
        link.execute("select pg_switch_wal()")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            done = link.execute(
                "select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) from pg_stat_archiver"
            )
            answer = done.fetchone()
            if answer is not None and answer[0]:
                break
            time.sleep(0.1)
    archive = made.place / "archive"
    there = Question("later", "sql", "select count(*) from later", equals="10")
    options: dict[str, Any] = {
        "archive": str(archive),
        "target_time": str(row[0]),
        "user": SUPERUSER,
        "database": "shop",
    }
    found = drilled(BaseRestorer("pg_wal"), base, tmp_path / "place", there, **options)
    assert found.verdict == "passed", (found.fault, found.answers)

    holes = tmp_path / "holes"
    holes.mkdir()
    found = drilled(BaseRestorer("pg_wal"), base, tmp_path / "again", there, **{**options, "archive": str(holes)})
    assert found.verdict == "failed"
    assert "recovery ended before configured recovery target" in found.fault or "does not start" in found.fault


# -- what a backup of somebody else's tries


def _with_settings(base: Path, place: Path, text: str) -> Path:
    """A copy of a base backup whose settings are somebody's; without the manifest that would tell."""
    copy = place / "hostile"
    shutil.copytree(base, copy, symlinks=True)
    (copy / "backup_manifest").unlink()
    with (copy / "postgresql.auto.conf").open("a") as file:
        file.write(text)
    return copy


@pytest.fixture
def marks() -> Iterator[Path]:
    """A directory in which everybody may write: what is in it afterwards was put there by the drill."""
    with tempfile.TemporaryDirectory(prefix="marks-", dir="/var/tmp") as name:
        place = Path(name)
        place.chmod(0o777)
        yield place


def test_settings_of_a_base_backup_that_are_programs(made: Made, base: Path, tmp_path: Path, marks: Path) -> None:
    names = ("restore_command", "archive_cleanup_command", "recovery_end_command", "archive_command")
    text = "".join(f"{name} = 'touch {marks}/{name}; false'\n" for name in names)
    text += "archive_mode = on\nlocal_preload_libraries = 'nothing'\nsession_preload_libraries = 'nothing'\n"
    text += "shared_preload_libraries = 'nothing'\njit_provider = '../../../tmp/evil'\nrecovery_target_xid = '3'\n"
    text += f"include_if_exists = '{marks}/more'\nlogging_collector = on\nlog_directory = '{marks}'\n"
    (marks / "more").write_text(f"recovery_end_command = 'touch {marks}/included'\n")
    hostile = _with_settings(base, tmp_path, text)
    assert drilled(BaseRestorer(), hostile, tmp_path / "place", QUESTIONS[0], user=SUPERUSER).verdict == "passed"
    found = drilled(
        BaseRestorer("pg_wal"), hostile, tmp_path / "place", QUESTIONS[0], user=SUPERUSER,
        archive=str(made.place / "archive"),
    )  # fmt: skip
    assert found.verdict == "passed", (found.fault, found.answers)
    assert os.listdir(marks) == ["more"]


@pytest.mark.parametrize("where", ["base/link", "pg_xact/link", "global/link"])
def test_a_base_backup_with_a_link_out_of_it(base: Path, tmp_path: Path, marks: Path, where: str) -> None:
    hostile = _with_settings(base, tmp_path, "")
    (hostile / where).symlink_to(marks)
    found = drilled(BaseRestorer(), hostile, tmp_path / "place", QUESTIONS[0], user=SUPERUSER)
    assert where in found.fault
    assert os.listdir(marks) == []


def test_the_tablespace_of_the_original_beside_it_is_not_touched(tmp_path: Path) -> None:
    settings = {"wal_level": "replica", "max_wal_senders": "4"}
    with postgres_server.place() as outside, server(parts.postgresql(), settings=settings) as live:
        space, copy, tars = (Path(outside) / name for name in ("space", "copy", "tars"))
        space.mkdir()
        postgres_server.own(outside)
        hba = Path(live.data) / "pg_hba.conf"
        hba.write_text(hba.read_text() + f"local replication {SUPERUSER} scram-sha-256\n")
        with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
            link.execute(f"create tablespace apart location '{space}'")
            link.execute("create database shop")
            link.execute("select pg_reload_conf()")
        with psycopg.connect(live.address("shop"), password=live.password, autocommit=True) as link:
            link.execute("create table far(id int) tablespace apart; insert into far select generate_series(1, 500)")
        words = [live.programs.path("pg_basebackup"), "-c", "fast", "-X", "fetch"]
        mapped = f"--tablespace-mapping={space}={outside}/copied"
        for more in (["-D", str(copy), mapped], ["-D", str(tars), "-Ft"]):
            done = postgres_server.run([*words, *more], live.environment(), seconds=120)
            assert done.returncode == 0, done.stderr
        kept = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path(outside).rglob("*")}
        asked = Question("far", "sql", "select count(*) from far", equals="500")
        for backup in (copy, tars):
            found = drilled(BaseRestorer(), backup, tmp_path / "place", asked, user=SUPERUSER, database="shop")
            assert found.verdict == "passed", (found.fault, found.answers)
        assert kept == {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path(outside).rglob("*")}


def test_sql_of_a_dump_that_starts_a_program_reaches_nothing(made: Made, tmp_path: Path, marks: Path) -> None:
    plain = made.dump("program.sql", "-Fp")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{marks}/service")
    (marks / "service").chmod(0o777)
    listening.listen()
    abroad = socket.create_server(("127.0.0.1", 0))
    script = (
        "import socket, os\n"
        f"def tried(what):\n  try:\n    what()\n  except OSError as error:\n    return type(error).__name__\n"
        "  return 'done'\n"
        f"print(tried(lambda: open('{marks}/written', 'w')), "
        f"tried(lambda: socket.socket(socket.AF_UNIX).connect('{marks}/service')), "
        f"tried(lambda: socket.create_connection(('127.0.0.1', {abroad.getsockname()[1]}), 2)), "
        f"tried(lambda: os.kill({os.getpid()}, 0)))\n"
    )
    (marks / "tries.py").write_text(script)
    plain.write_text(
        plain.read_text().replace(
            "-- PostgreSQL database dump complete",
            f"create table public.told(what text);\n"
            f"do $$ begin copy public.told from program 'python3 {marks}/tries.py'; end $$;\n"
            "-- PostgreSQL database dump complete",
        )
    )
    asked = Question("told", "sql", "select what from told", equals="?")
    with listening, abroad:
        found = drilled(DumpRestorer(), plain, tmp_path / "place", asked)
    assert found.answers, found.fault
    (answer,) = found.answers
    assert answer.value is not None
    assert "done" not in answer.value, answer.value
    assert len(answer.value.split()) == 4
    assert sorted(os.listdir(marks)) == ["service", "tries.py"]


TRICKS = {
    "in the middle of a line": "select 1 \\! touch {marks}/x\n",
    "after a comment that speaks of rows": "/*\nCOPY a FROM stdin;\n*/\n\\! touch {marks}/x\n\\.\n",
    "after a comment in a comment": "/* /* */ ' */ \\! touch {marks}/x\n-- '\n",
    "in a string that speaks of rows": "select '\nCOPY a FROM stdin;\n';\n\\! touch {marks}/x\n\\.\n",
    "in a body that speaks of rows": "select $$\nCOPY a FROM stdin;\n$$;\n\\! touch {marks}/x\n\\.\n",
    "in parentheses": "select (1; COPY a FROM stdin;\n\\! touch {marks}/x\n\\.\n",
    "in a function's body": (
        "create function f() returns int begin atomic select 1; COPY a FROM stdin;\n\\! touch {marks}/x\n\\.\n"
    ),
    "after rows of another form": (
        "create table r(t text);\ncopy r from stdin with (format text);\n'\n\\.\n\\! touch {marks}/x\n'\n"
    ),
    "after a string that ends with a backslash": "select '\\'; \\! touch {marks}/x\n--'\n",
    "behind other strings": "set standard_conforming_strings = off;\nselect '\\'; \\! touch {marks}/x\n--';\n",
    "behind other strings, by a function": (
        "select set_config('standard_conforming_strings', 'off', false);\nselect '\\'' \\! touch {marks}/x\n"
    ),
    "in an escape string": "select E'\\'' \\! touch {marks}/x\n;\n",
    "behind a number that is a word": "create function g() returns int 1begin; COPY a FROM stdin;\n\\! touch {marks}/x\n\\.\n",
    "a semicolon of psql's": "select 1 \\; select 2;\n",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_command_for_psql(made: Made, tmp_path: Path, marks: Path, trick: str) -> None:
    text = TRICKS[trick].format(marks=marks)
    plain = made.dump(f"{len(trick)}-trick.sql", "-Fp")
    plain.write_text(
        plain.read_text().replace(
            "-- PostgreSQL database dump complete", text + "\n-- PostgreSQL database dump complete"
        )
    )
    found = drilled(DumpRestorer(), plain, tmp_path / "place", QUESTIONS[0])
    assert "a command for psql" in found.fault, found.fault
    assert os.listdir(marks) == []


def test_a_plain_dump_with_everything_that_looks_like_a_command(made: Made, tmp_path: Path) -> None:
    with psycopg.connect(made.live.address(), password=made.live.password, autocommit=True) as link:
        link.execute("create database looks owner shop_owner")
    with psycopg.connect(made.live.address("looks", "shop_owner"), autocommit=True) as link:
        link.execute(r"""
            create table looks(id int primary key, t text default '\! x', "a\b" numeric default 1.5e-7);
            insert into looks values (1, E'\\! touch\n\\.\n COPY a FROM stdin;', 2), (2, E'\'', 1), (3, E'C:\\', 1);
            create function body() returns int begin atomic select 1; select case when 1 > 0 then 2 end; end;
            create function plain() returns text language sql as $_$ select '\.' $_$;
            create rule more as on delete to looks do also (select 1; select 2);
            comment on table looks is 'a \ and a ; and (';
        """)
    asked = Question("rows", "sql", "select count(*) from looks", equals="3")
    for number, words in enumerate((["-Fp"], ["-Fp", "--inserts"])):
        plain = made.dump(f"looks-{number}.sql", *words, database="looks")
        found = drilled(DumpRestorer(), plain, tmp_path / "place", asked)
        assert found.verdict == "passed", (found.fault, found.answers)
