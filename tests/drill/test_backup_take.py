"""Backups that Keyturn takes itself: whole or not at all, private, kept long enough, and restored by a drill."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import backup_take
from keyturn.adapter.postgres_server import SUPERUSER, server
from keyturn.cli import backup as command
from keyturn.cli import drill
from keyturn.drill.definition import read, read_takings
from keyturn.drill.ports import DrillFault
from keyturn.drill.taking import Taken, Taking, surplus
from keyturn.errors import ConfigurationError, CouldNotJudge, UsageError
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server

DAY = 86_400


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


def backed(digest: str, at: int) -> Taken:
    return Taken(f"/b/{digest}", "pg_dump", digest, 1, at)


TAKEN = st.lists(st.builds(backed, st.sampled_from("abcdef"), st.integers(0, 100 * DAY)), max_size=12)


@given(TAKEN, st.integers(0, 5), st.integers(0, 50 * DAY), st.sets(st.sampled_from("abcdef")))
def test_retention_never_takes_the_newest_or_the_last_good_one(
    taken: list[Taken], keep: int, keep_for: int, good: set[str]
) -> None:
    now = 100 * DAY
    gone = surplus(taken, keep, keep_for, now, good)
    left = list(taken)
    for one in gone:
        left.remove(one)
    assert len(left) >= min(len(taken), keep)
    if taken:
        assert max(taken, key=lambda one: one.taken_at).taken_at == max(one.taken_at for one in left)
    if any(one.digest in good for one in taken):
        assert max(one.taken_at for one in taken if one.digest in good) == max(
            one.taken_at for one in left if one.digest in good
        )
    if keep_for:
        assert all(now - one.taken_at > keep_for for one in gone)
    if not keep and not keep_for:
        assert gone == ()


def test_retention() -> None:
    five = [backed(name, at * DAY) for at, name in enumerate("abcde")]
    assert [one.digest for one in surplus(five, 2, 0, 5 * DAY, set())] == ["a", "b", "c"]
    assert [one.digest for one in surplus(five, 2, 0, 5 * DAY, {"a", "b"})] == ["a", "c"]
    assert [one.digest for one in surplus(five, 2, 3 * DAY, 5 * DAY, set())] == ["a", "b"]


# -- what a file says


def taking(place: Path, kind: str, **source: str) -> Taking:
    return Taking("shop", kind, str(place / "backups"), source)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "rsync"\nto = "/b"\npath = "/srv"', "nothing here takes 'rsync'"),
        ('kind = "files"\nto = "b"\npath = "/srv"', "no absolute directory"),
        ('kind = "files"\nto = "/b/*"\npath = "/srv"', "no absolute directory"),
        ('kind = "files"\nto = "/b"\npath = "srv"', "no absolute path"),
        ('kind = "files"\nto = "/b"', "what it takes is not said"),
        ('kind = "files"\nto = "/b"\nurl_env = "X"', "what it takes is not said"),
        ('kind = "pg_dump"\nto = "/b"\nurl_env = "X"\nurl_file = "/y"', "or twice"),
        ('kind = "pg_dump"\nto = "/b"\nurl = "postgres://x"', "there is no key 'url'"),
        ('kind = "files"\nto = "/b"\npath = "/srv"\nkeep = -1', "no number of backups"),
        ('kind = "files"\nto = "/b"\npath = "/srv"\nkeep_for = "long"', "no duration"),
    ],
)
def test_what_cannot_be_taken_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read_takings(f"[backup.shop]\n{text}\n".encode(), "drills.toml")


DRILL = """\
[backup.shop]
kind = "{kind}"
to = "/var/backups/shop"
{source}
[drill.shop]
kind = "{drill}"
backup = "taken:{name}"
every = "24h"
[[drill.shop.question]]
tables = ["orders"]
"""


def test_a_drill_names_what_is_taken() -> None:
    text = DRILL.format(kind="pg_dump", source='url_env = "X"', drill="pg_dump", name="shop")
    assert read(text.encode(), "f")[0].backup == "/var/backups/shop/shop-*Z.dump"
    with pytest.raises(ConfigurationError, match="no backup is called"):
        read(DRILL.format(kind="pg_dump", source='url_env = "X"', drill="pg_dump", name="x").encode(), "f")
    with pytest.raises(ConfigurationError, match="which a drill of sqlite cannot restore"):
        read(DRILL.format(kind="pg_dump", source='url_env = "X"', drill="sqlite", name="shop").encode(), "f")


# -- files


def filled(place: Path) -> Path:
    (place / "srv" / "deep").mkdir(parents=True)
    (place / "srv" / "a.txt").write_text("a" * 5_000)
    (place / "srv" / "deep" / "b.txt").write_text("b")
    return place / "srv"


def test_a_directory_whole_private_and_with_its_digest(tmp_path: Path) -> None:
    found = backup_take.take(taking(tmp_path, "files", path=str(filled(tmp_path))), 1_800_000_000, os.environ, Silent())
    path = Path(found.path)
    assert path.name == "shop-20270115T080000Z.tar.gz"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    manifest = json.loads(Path(found.path + ".json").read_text())
    assert (manifest["sha256"], manifest["taken_at"], manifest["bytes"]) == (found.digest, 1_800_000_000, found.size)
    assert stat.S_IMODE(Path(found.path + ".json").stat().st_mode) == 0o600
    assert backup_take.taken(taking(tmp_path, "files")) == (found,)
    assert sorted(os.listdir(path.parent)) == [".shop.lock", path.name, path.name + ".json"]


def test_what_cannot_be_read_whole_leaves_nothing(tmp_path: Path) -> None:
    one = taking(tmp_path, "files", path=str(tmp_path / "none"))
    with pytest.raises(DrillFault, match="there is no"):
        backup_take.take(one, 1_800_000_000, os.environ, Silent())
    assert os.listdir(one.to) == [".shop.lock"]


def test_a_second_one_in_the_same_second(tmp_path: Path) -> None:
    one = taking(tmp_path, "files", path=str(filled(tmp_path)))
    backup_take.take(one, 1_800_000_000, os.environ, Silent())
    with pytest.raises(CouldNotJudge, match="is there already"):
        backup_take.take(one, 1_800_000_000, os.environ, Silent())


@pytest.mark.parametrize("inside", ["source", "git", "terraform"])
def test_a_backup_outlives_what_it_is_of(tmp_path: Path, inside: str) -> None:
    source = filled(tmp_path)
    to = {"source": source / "backups", "git": tmp_path / "repo" / "b", "terraform": tmp_path / "infra" / "b"}[inside]
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "infra" / ".terraform").mkdir(parents=True)
    with pytest.raises(CouldNotJudge, match="lies inside"):
        backup_take.take(Taking("shop", "files", str(to), {"path": str(source)}), 1, os.environ, Silent())
    assert not to.exists()


def test_what_a_killed_one_left_goes_and_others_stay(tmp_path: Path) -> None:
    one = taking(tmp_path, "files", path=str(filled(tmp_path)))
    os.makedirs(one.to)
    (Path(one.to) / ".shop-20200101T000000Z.part").write_text("half")
    (Path(one.to) / "notes.json").write_text("{}")
    (Path(one.to) / "notes").write_text("mine")
    backup_take.take(one, 1_800_000_000, os.environ, Silent())
    assert "notes" in os.listdir(one.to)
    assert not [name for name in os.listdir(one.to) if name.endswith(".part")]


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A limit on the size of files stops the writing in the middle, as a full disk does."""
    source = filled(tmp_path)
    (source / "big").write_bytes(os.urandom(3_000_000))
    program = (
        "import os, resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
        "from keyturn.adapter import backup_take; from keyturn.drill.taking import Taking;"
        "S = type('S', (), {'step': lambda self, what: None});"
        f"backup_take.take(Taking('shop', 'files', {str(tmp_path / 'backups')!r}, {{'path': {str(source)!r}}}), 1, {{}}, S())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "DrillFault" in done.stderr
    assert "cannot be taken" in done.stderr
    assert os.listdir(tmp_path / "backups") == [".shop.lock"]


# -- SQLite


def test_a_database_that_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    link = sqlite3.connect(path)
    link.execute("pragma journal_mode = wal")
    link.execute("create table orders(id integer primary key)")
    link.executemany("insert into orders values (?)", [(n,) for n in range(500)])
    link.commit()
    link.execute("insert into orders values (9999)")  # not committed: not in the copy
    found = backup_take.take(taking(tmp_path, "sqlite", path=str(path)), 1_800_000_000, os.environ, Silent())
    link.close()
    with sqlite3.connect(found.path) as copy:
        assert copy.execute("select count(*) from orders").fetchone() == (500,)
    copy.close()


def test_no_database(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("<html>" * 1_000)
    with pytest.raises(DrillFault, match="not a database"):
        backup_take.take(taking(tmp_path, "sqlite", path=str(tmp_path / "shop.db")), 1, os.environ, Silent())
    assert os.listdir(tmp_path / "backups") == [".shop.lock"]


# -- PostgreSQL, and all of it through the commands


@pytest.fixture(scope="module")
def live() -> Iterator[Server]:
    with server(parts.postgresql(), settings={"wal_level": "replica", "max_wal_senders": "4"}) as found:
        hba = Path(found.data) / "pg_hba.conf"
        hba.write_text(hba.read_text() + f"local replication {SUPERUSER} scram-sha-256\n")
        with psycopg.connect(found.address(), password=found.password, autocommit=True) as link:
            link.execute("create database shop")
            link.execute("select pg_reload_conf()")
        with psycopg.connect(found.address("shop"), password=found.password, autocommit=True) as link:
            link.execute("create table orders(id int primary key)")
            link.execute("insert into orders select generate_series(1, 300)")
        yield found


def address(live: Server) -> str:
    return live.url("shop").replace("@", f":{live.password}@", 1)


FILE = """\
[backup.shop]
kind = "{kind}"
to = "{place}/backups"
url_env = "SHOP_URL"
keep = 2

[drill.shop]
kind = "{kind}"
backup = "taken:shop"
every = "24h"
[drill.shop.live]
url_env = "SHOP_URL"
[drill.shop.options]
user = "{user}"
database = "shop"
[[drill.shop.question]]
name = "orders as live"
sql = "select count(*) from orders"
like = "live"
"""


@pytest.mark.parametrize("kind", ["pg_dump", "pg_basebackup"])
def test_taken_restored_and_compared_with_the_live_server(
    live: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    (tmp_path / "drills.toml").write_text(FILE.format(kind=kind, place=tmp_path, user=SUPERUSER))
    monkeypatch.setenv("SHOP_URL", address(live))
    words = ["--config", str(tmp_path / "drills.toml"), "--record", str(tmp_path / "record")]
    assert command.run(["take", "shop", *words]) == 0
    assert "not yet restored by a drill" in capsys.readouterr().out
    assert drill.run(["run", "shop", *words]) == 0, capsys.readouterr().out
    assert "ok        orders as live = 300" in capsys.readouterr().out
    assert command.run(["list", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["backups"]["shop"]
    assert len(told) == 1
    assert abs(told[0]["taken_at"] - time.time()) < 60


def test_a_password_is_on_no_command_line(
    live: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[list[str]] = []
    real = subprocess.run

    def watched(words: list[str], **more: object) -> object:
        seen.append(list(words))
        return real(words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    backup_take.take(taking(tmp_path, "pg_dump", url_env="SHOP_URL"), 1, {"SHOP_URL": address(live)}, Silent())
    assert any(words[0].endswith("pg_dump") for words in seen)
    assert live.password not in json.dumps(seen)
    wrong = address(live).replace(live.password, "hunter2-hunter2")
    with pytest.raises(DrillFault, match="pg_dump failed") as caught:
        backup_take.take(taking(tmp_path, "pg_dump", url_env="SHOP_URL"), 2, {"SHOP_URL": wrong}, Silent())
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("change", ["a bit", "its end"])
def test_a_backup_that_changed_since_it_was_taken(
    live: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    (tmp_path / "drills.toml").write_text(FILE.format(kind="pg_dump", place=tmp_path, user=SUPERUSER))
    monkeypatch.setenv("SHOP_URL", address(live))
    words = ["--config", str(tmp_path / "drills.toml"), "--record", str(tmp_path / "record")]
    assert command.run(["take", "--all", *words]) == 0
    (path,) = (tmp_path / "backups").glob("*.dump")
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(bytes(data) if change == "a bit" else bytes(data[:-10]))
    assert drill.run(["run", "shop", *words]) == 1
    assert "is not what was taken" in capsys.readouterr().out


def test_a_live_server_that_does_not_answer_is_no_pass(
    live: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "drills.toml").write_text(FILE.format(kind="pg_dump", place=tmp_path, user=SUPERUSER))
    monkeypatch.setenv("SHOP_URL", address(live))
    words = ["--config", str(tmp_path / "drills.toml"), "--record", str(tmp_path / "record")]
    assert command.run(["take", "shop", *words]) == 0
    monkeypatch.setenv("SHOP_URL", f"postgresql://u:hunter2@/shop?host={tmp_path}")
    assert drill.run(["run", "shop", *words]) == 1
    out = capsys.readouterr().out
    assert out.partition("NOT PROVEN")[1]
    assert "the live system: it does not answer" in out
    assert "hunter2" not in out
    monkeypatch.delenv("SHOP_URL")
    assert drill.run(["run", "shop", *words]) == 1
    assert "$SHOP_URL is not set" in capsys.readouterr().out


def test_the_last_one_that_a_drill_restored_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filled(tmp_path)
    (tmp_path / "drills.toml").write_text(
        f'[backup.srv]\nkind = "files"\nto = "{tmp_path}/backups"\npath = "{source}"\nkeep = 1\n'
        '[drill.srv]\nkind = "archive"\nbackup = "taken:srv"\nevery = "24h"\n'
        '[[drill.srv.question]]\nfiles = "srv/**/*.txt"\n'
    )
    words = ["--config", str(tmp_path / "drills.toml"), "--record", str(tmp_path / "record")]
    assert command.run(["take", "srv", *words]) == 0
    (first,) = (tmp_path / "backups").glob("*.gz")
    assert drill.run(["run", "srv", *words]) == 0
    for number in range(2):
        time.sleep(1.05)
        (source / "a.txt").write_text(f"changed {number}")
        assert command.run(["take", "srv", *words]) == 0
    assert first.exists(), "it is the only one that is known to work"
    assert len(list((tmp_path / "backups").glob("*.gz"))) == 2
    assert "removed" in capsys.readouterr().out

    # evidence that cannot be read: nothing is removed
    path = tmp_path / "record" / "drills.jsonl"
    path.write_text(path.read_text().replace("srv", "SRV"))
    time.sleep(1.05)
    assert command.run(["take", "srv", *words]) == 0
    assert "nothing was removed" in capsys.readouterr().err
    assert len(list((tmp_path / "backups").glob("*.gz"))) == 3


def test_what_cannot_be_understood(tmp_path: Path) -> None:
    (tmp_path / "drills.toml").write_text("")
    words = ["--config", str(tmp_path / "drills.toml")]
    for wrong in ([], ["give"], ["take"], ["take", "none"]):
        with pytest.raises(UsageError):
            command.run([*wrong, *words])


def test_an_unknown_setting_of_an_address(tmp_path: Path) -> None:
    with pytest.raises(CouldNotJudge, match="cannot be read"):
        backup_take.take(taking(tmp_path, "pg_dump", url_env="U"), 1, {"U": "postgresql://h/d?nonsense=1"}, Silent())
