"""Drills of archives and SQLite files: good ones pass, damaged and hostile ones are named and harm nothing."""

from __future__ import annotations

import io
import os
import sqlite3
import stat
import tarfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.drill_files import ArchiveRestorer, SqliteRestorer, Tree
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run

if TYPE_CHECKING:
    from keyturn.drill.evidence import Evidence
    from keyturn.drill.ports import Restorer

ALL = Question("files", "files", "**/*.txt", equals="3")
THERE = Question("there", "tables", ("data/a.txt", "data/deep"))
ROWS = Question("rows", "sql", "select count(*) from orders", equals="1000")


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


def drilled(restorer: Restorer, backup: Path, place: Path, *questions: Question, **options: object) -> Evidence:
    definition = Definition(
        "d", restorer.kind, str(backup), 86_400, questions=questions, digest="d", options=dict(options)
    )
    place.mkdir(exist_ok=True)
    return run(definition, restorer, str(place), before=(), live=None, progress=Silent(), clock=time.time)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    (place / "deep").mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt", "deep/.hidden.txt"):
        (place / name).write_text(name * 1_000)
    return place


def packed(data: Path, name: str) -> Path:
    target = data.parent / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(data.rglob("*")):
                archive.write(path, path.relative_to(data.parent))
    else:
        form = name.rpartition(".")[2]
        with tarfile.open(target, "w" if form == "tar" else f"w:{form}") as tar:  # type: ignore[call-overload]
            tar.add(data, "data")
    return target


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz", "b.tar.bz2", "b.tar.xz", "b.zip"])
def test_a_good_archive_of_every_form(data: Path, tmp_path: Path, name: str) -> None:
    found = drilled(ArchiveRestorer(), packed(data, name), tmp_path / "place", ALL, THERE)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.tables == (("data", 3),)
    assert found.restored_size == sum(path.stat().st_size for path in data.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz", "b.tar.bz2", "b.tar.xz", "b.zip"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.95])
def test_a_truncated_archive_never_passes(data: Path, tmp_path: Path, name: str, share: float) -> None:
    path = packed(data, name)
    whole = path.read_bytes()
    # the padding behind a plain tar's end mark is nobody's loss
    path.write_bytes(whole[: int(min(len(whole), 8_000) * share)])
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", Question("any", "files", "**", at_least=0.0))
    assert found.verdict == "failed"
    assert found.fault


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_gzipped_archive_cut_anywhere(data: Path, share: float) -> None:
    path = packed(data, "b.tar.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    place = data.parent / "place"
    place.mkdir(exist_ok=True)
    for left in place.iterdir():
        import shutil

        shutil.rmtree(left)
    assert drilled(ArchiveRestorer(), path, place, Question("any", "files", "**", at_least=0.0)).verdict == "failed"


def test_a_tar_cut_between_two_members(data: Path, tmp_path: Path) -> None:
    """Such a file reads to its end without an error."""
    path = packed(data, "b.tar")
    with tarfile.open(path) as archive:
        cut = archive.getmembers()[2].offset
    path.write_bytes(path.read_bytes()[:cut])
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", THERE)
    assert "it is not whole" in found.fault


@pytest.mark.parametrize("name", ["b.tar.gz", "b.tar.bz2", "b.tar.xz", "b.zip"])
def test_a_flipped_byte(data: Path, tmp_path: Path, name: str) -> None:
    path = packed(data, name)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 0xFF
    path.write_bytes(bytes(whole))
    assert drilled(ArchiveRestorer(), path, tmp_path / "place", ALL).verdict == "failed"


def tar_with(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, link
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        [(member("../outside"), b"x")],
        [(member("a/../../outside"), b"x")],
        [(member("l", tarfile.SYMTYPE, "../.."), b""), (member("l/outside"), b"x")],
        [(member("l", tarfile.SYMTYPE, "/etc"), b"")],
        [(member("h", tarfile.LNKTYPE, "../../outside"), b"")],
        [(member("null", tarfile.CHRTYPE), b"")],
        [(member("pipe", tarfile.FIFOTYPE), b"")],
    ],
    ids=["dot dot", "inner dot dot", "through a link", "link to root", "hard link out", "device", "pipe"],
)
def test_a_tar_that_would_leave_its_directory(tmp_path: Path, hostile: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    path = tar_with(tmp_path / "hostile.tar", *hostile)
    place = tmp_path / "a" / "b" / "place"
    place.parent.mkdir(parents=True)
    found = drilled(ArchiveRestorer(), path, place, ALL)
    assert found.verdict == "failed"
    assert "cannot be unpacked" in found.fault
    assert not list(tmp_path.rglob("outside"))


def test_an_absolute_name_stays_inside(tmp_path: Path) -> None:
    path = tar_with(tmp_path / "absolute.tar", (member("/keyturn-outside/a.txt"), b"x"))
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", Question("a", "tables", ("keyturn-outside/a.txt",)))
    assert found.verdict == "passed", found.fault
    assert not os.path.exists("/keyturn-outside")


def test_a_restored_program_has_no_set_user_bit(tmp_path: Path) -> None:
    program = member("root-shell")
    program.mode = 0o4755
    drilled(ArchiveRestorer(), tar_with(tmp_path / "suid.tar", (program, b"x")), tmp_path / "place", ALL)
    assert not (tmp_path / "place" / "copy" / "root-shell").stat().st_mode & stat.S_ISUID


@pytest.mark.parametrize("name", ["../outside", "/tmp/keyturn-outside", "a/../../outside", "a\\..\\..\\outside"])
def test_a_zip_that_would_leave_its_directory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", "x")
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        archive.writestr(info, "x")
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", ALL)
    assert "would leave its directory" in found.fault
    assert not list(tmp_path.rglob("outside"))
    assert not os.path.exists("/tmp/keyturn-outside")


def test_a_zip_of_a_link_makes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    drilled(ArchiveRestorer(), path, tmp_path / "place", ALL)
    assert not (tmp_path / "place" / "copy" / "link").is_symlink()


@pytest.mark.parametrize("form", ["tar.gz", "zip"])
def test_a_bomb_is_bounded(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"bomb.{form}"
    big = 40_000_000
    if form == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", bytes(big))
    else:
        with tarfile.open(path, "w:gz") as tar:
            info = tarfile.TarInfo("zeros")
            info.size = big
            tar.addfile(info, io.BytesIO(bytes(big)))
    assert path.stat().st_size < 200_000
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", ALL, unpacked=5_000_000)
    assert "unpacks to more than 5000000 bytes" in found.fault
    written = sum(one.stat().st_size for one in (tmp_path / "place").rglob("*") if one.is_file())
    assert written <= 5_000_000


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(8_000_000))
    whole = path.read_bytes()
    path.write_bytes(whole.replace((8_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    found = drilled(ArchiveRestorer(), path, tmp_path / "place", ALL, unpacked=1_000)
    assert found.verdict == "failed"
    written = sum(one.stat().st_size for one in (tmp_path / "place").rglob("*") if one.is_file())
    assert written <= 1_000


def test_an_archive_with_nothing_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w"):
        pass
    with tarfile.open(tmp_path / "e.tar", "w"):
        pass
    for name in ("e.zip", "e.tar"):
        found = drilled(ArchiveRestorer(), tmp_path / name, tmp_path / f"{name}.d", Question("a", "files", "*"))
        assert found.fault == "the archive holds nothing"


def test_a_backup_that_is_not_there(tmp_path: Path) -> None:
    found = drilled(ArchiveRestorer(), tmp_path / "none-*.tar", tmp_path / "place", ALL)
    assert found.verdict == "failed"
    assert "there is no backup" in found.fault


def test_the_newest_of_several(data: Path, tmp_path: Path) -> None:
    old = packed(data, "b-1.tar")
    os.utime(old, (1, 1))
    new = packed(data, "b-0.tar")
    found = drilled(ArchiveRestorer(), tmp_path / "b-*.tar", tmp_path / "place", ALL)
    assert found.backup == str(new)


def test_a_question_that_leads_out_of_the_copy(data: Path, tmp_path: Path) -> None:
    out = (
        Question("passwd", "checksum", "../../../../../../etc/passwd", contains=""),
        Question("outside", "tables", ("../../../etc/passwd",)),
    )
    found = drilled(ArchiveRestorer(), packed(data, "b.tar"), tmp_path / "place", *out)
    assert [one.verdict for one in found.answers] == ["unknown", "unknown"]


def test_what_a_directory_cannot_be_asked_is_no_pass(data: Path, tmp_path: Path) -> None:
    found = drilled(ArchiveRestorer(), packed(data, "b.tar"), tmp_path / "place", ALL, ROWS)
    assert found.verdict == "unknown"


# -- SQLite


def database(path: Path, rows: int = 1_000) -> Path:
    with sqlite3.connect(path) as link:
        link.execute("create table customers(id integer primary key, name text)")
        link.execute("create table orders(id integer primary key, customer integer references customers, at text)")
        link.executemany("insert into customers values (?, ?)", [(n, f"c{n}" * 20) for n in range(50)])
        link.executemany(
            "insert into orders values (?, ?, datetime('now', '-1 minute'))", [(n, n % 50) for n in range(rows)]
        )
        link.execute("create index by_customer on orders(customer)")
    link.close()
    return path


def test_a_good_copy(tmp_path: Path) -> None:
    questions = (
        ROWS,
        Question("newest", "fresh", "orders.at", within=3_600),
        Question("there", "tables", ("orders", "customers")),
        Question("keys", "foreign_keys", True),
        Question("whole", "amcheck", True),
        Question("smoke", "command", ("/bin/sh", "-c", 'test -s "$KEYTURN_COPY"')),
    )
    found = drilled(SqliteRestorer(), database(tmp_path / "shop.db"), tmp_path / "place", *questions)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.tables == (("customers", 50), ("orders", 1_000))


def test_a_copy_with_its_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    link = sqlite3.connect(path)
    link.execute("pragma journal_mode = wal")
    link.execute("pragma wal_autocheckpoint = 0")
    link.execute("create table orders(id integer primary key)")
    link.executemany("insert into orders values (?)", [(n,) for n in range(1_000)])
    link.commit()
    try:
        found = drilled(SqliteRestorer(), path, tmp_path / "place", ROWS)
    finally:
        link.close()
    assert found.verdict == "passed", (found.fault, found.answers)


def test_a_broken_page(tmp_path: Path) -> None:
    path = database(tmp_path / "shop.db", 5_000)
    whole = bytearray(path.read_bytes())
    whole[5 * 4_096 : 5 * 4_096 + 200] = os.urandom(200)
    path.write_bytes(bytes(whole))
    found = drilled(SqliteRestorer(), path, tmp_path / "place", ROWS)
    assert found.verdict == "failed"
    assert "integrity_check" in found.fault or "malformed" in found.fault


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file(tmp_path: Path, share: float) -> None:
    path = database(tmp_path / "shop.db", 5_000)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert drilled(SqliteRestorer(), path, tmp_path / "place", ROWS).fault


def test_an_empty_file_which_sqlite_takes_for_a_database(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch()
    found = drilled(SqliteRestorer(), tmp_path / "shop.db", tmp_path / "place", ROWS)
    assert "empty file" in found.fault


def test_an_empty_but_valid_database(tmp_path: Path) -> None:
    found = drilled(SqliteRestorer(), database(tmp_path / "shop.db", 0), tmp_path / "place", ROWS)
    assert found.answers[0].why == "it is 0, and 1000 was expected"


def test_another_file_than_a_database(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("this is a page of HTML that says 404\n" * 100)
    assert "not a database" in drilled(SqliteRestorer(), tmp_path / "shop.db", tmp_path / "place", ROWS).fault


def test_a_row_that_points_nowhere(tmp_path: Path) -> None:
    path = database(tmp_path / "shop.db")
    with sqlite3.connect(path) as link:
        link.execute("delete from customers where id = 7")
    link.close()
    found = drilled(SqliteRestorer(), path, tmp_path / "place", Question("keys", "foreign_keys", True))
    assert "a row of orders points at a row of customers that is not there" in found.answers[0].why


@pytest.mark.parametrize("statement", ["attach '/etc/passwd' as x", "drop table orders", "delete from orders"])
def test_a_question_that_does_more_than_ask(tmp_path: Path, statement: str) -> None:
    path = database(tmp_path / "shop.db")
    found = drilled(SqliteRestorer(), path, tmp_path / "place", Question("q", "sql", statement, equals=""), ROWS)
    assert [one.verdict for one in found.answers] == ["failed", "passed"]


def test_checksums_tell_contents_apart(tmp_path: Path) -> None:
    path = database(tmp_path / "shop.db")
    asked = Question("sum", "checksum", "customers", contains="")
    first = drilled(SqliteRestorer(), path, tmp_path / "one", asked).answers[0].value
    with sqlite3.connect(path) as link:
        link.execute("update customers set name = 'other' where id = 3")
    link.close()
    second = drilled(SqliteRestorer(), path, tmp_path / "two", asked).answers[0].value
    assert first
    assert second
    assert first != second


def test_the_backup_itself_is_not_touched(tmp_path: Path) -> None:
    path = database(tmp_path / "shop.db")
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(os.listdir(tmp_path)))
    (tmp_path / "place").mkdir()
    drilled(SqliteRestorer(), path, tmp_path / "place", ROWS)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before[:2]
    assert sorted(os.listdir(tmp_path)) == sorted([*before[2], "place"])


def test_links_to_the_original_are_no_copy_of_it(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copy"
    (live / "data").mkdir(parents=True)
    for number in range(5):
        (live / "data" / f"{number}.txt").write_text("x")
    copy.mkdir()
    (copy / "data").symlink_to(live / "data")
    (copy / "one.txt").symlink_to(live / "data" / "0.txt")
    (copy / "real.txt").write_text("x")
    tree = Tree(str(copy))
    assert tree.ask(Question("files", "files", "**/*.txt")) == "1"
    assert dict(tree.tables()) == {"data": 1, "one.txt": 1, "real.txt": 1}
