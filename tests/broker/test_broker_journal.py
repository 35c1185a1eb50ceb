"""A broker's own journal: whose it is, how often it was opened, and what it remembers."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.broker_journal import BrokerJournal
from keyturn.broker.ports import Began
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = "d" * 64


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "own" / "journal.db")


@pytest.fixture
def journal(path: str) -> Iterator[BrokerJournal]:
    found = BrokerJournal(path, "one")
    yield found
    found.close()


def test_a_plan_begins_once_and_ends_once(journal: BrokerJournal) -> None:
    assert journal.began(PLAN) is None
    assert journal.start(PLAN, "p-1", 100)
    assert not journal.start(PLAN, "p-1", 101)
    assert journal.began(PLAN) == Began(PLAN, "p-1", 100, 1)
    assert journal.unfinished() == [Began(PLAN, "p-1", 100, 1)]
    journal.finish(PLAN, "SUCCEEDED", "")
    journal.finish(PLAN, "FAILED", "too late")
    assert journal.began(PLAN) == Began(PLAN, "p-1", 100, 1, "SUCCEEDED", "")
    assert journal.unfinished() == []
    assert not journal.start(PLAN, "p-1", 102)


def test_each_opening_is_another_epoch_and_nothing_is_forgotten(path: str) -> None:
    for epoch in (1, 2, 3):
        journal = BrokerJournal(path, "one")
        assert (journal.epoch, journal.broker) == (epoch, "one")
        assert journal.fact("f") == (f"value {epoch - 1}" if epoch > 1 else "")
        journal.set_fact("f", f"value {epoch}")
        assert journal.start(PLAN, "p-1", 100) == (epoch == 1)
        journal.close()


def test_what_was_noted_is_on_stable_storage(journal: BrokerJournal, path: str) -> None:
    with sqlite3.connect(path) as other:
        [mode] = other.execute("PRAGMA journal_mode").fetchone()
    other.close()
    [level] = journal._file.execute("PRAGMA synchronous").fetchone()
    assert (mode, level) == ("delete", 3)


def test_it_is_its_users_alone(journal: BrokerJournal, path: str) -> None:
    del journal
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path + ".lock").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700


@pytest.mark.parametrize("what", ["journal.db", ""])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_others_may_not_read_or_write_it(path: str, what: str, mode: int) -> None:
    BrokerJournal(path, "one").close()
    os.chmod(os.path.join(os.path.dirname(path), what), mode | 0o700 if not what else mode)
    with pytest.raises(CouldNotJudge, match="not the broker's alone"):
        BrokerJournal(path, "one")


@pytest.mark.parametrize("what", ["journal.db", ""])
def test_it_does_not_belong_to_another_user(path: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BrokerJournal(path, "one").close()
    if os.geteuid() == 0:
        os.chown(os.path.join(os.path.dirname(path), what), 12_345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    with pytest.raises(CouldNotJudge, match="not the broker's alone"):
        BrokerJournal(path, "one")


@pytest.mark.parametrize("name", ["journal.db", "journal.db.lock"])
def test_a_link_is_no_journal(path: str, tmp_path: Path, name: str) -> None:
    os.mkdir(os.path.dirname(path), 0o700)
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "elsewhere").chmod(0o600)
    os.symlink(tmp_path / "elsewhere", os.path.join(os.path.dirname(path), name))
    with pytest.raises(CouldNotJudge, match="journal"):
        BrokerJournal(path, "one")
    assert (tmp_path / "elsewhere").read_bytes() == b""


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CouldNotJudge, match="journal"):
        BrokerJournal(str(tmp_path / "file" / "journal.db"), "one")


def test_it_is_one_brokers(path: str) -> None:
    BrokerJournal(path, "one").close()
    with pytest.raises(CouldNotJudge, match="belongs to the broker 'one'"):
        BrokerJournal(path, "two")
    BrokerJournal(path, "one").close()


def test_two_processes_never_share_it(journal: BrokerJournal, path: str) -> None:
    words = f"from keyturn.adapter.broker_journal import BrokerJournal; BrokerJournal({path!r}, 'one')"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "another broker is running on this journal" in done.stderr
    with pytest.raises(CouldNotJudge, match="another broker is running"):
        BrokerJournal(path, "one")
    assert journal.start(PLAN, "p-1", 100)


def test_one_that_was_killed_holds_nothing(path: str) -> None:
    words = (
        "import os, signal; from keyturn.adapter.broker_journal import BrokerJournal;"
        f"j = BrokerJournal({path!r}, 'one'); j.start('d' * 64, 'p-1', 100); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=False, timeout=60)
    assert done.returncode == -9
    journal = BrokerJournal(path, "one")
    assert journal.epoch == 2
    assert [one.plan for one in journal.unfinished()] == [PLAN]
    journal.close()


@pytest.mark.parametrize(
    "data", [b"no database at all, whatever its name says" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_one_is_told(path: str, data: bytes) -> None:
    BrokerJournal(path, "one").close()
    Path(path).write_bytes(data)
    with pytest.raises(CouldNotJudge, match="damaged"):
        BrokerJournal(path, "one")


def test_a_full_disk_starts_nothing(journal: BrokerJournal) -> None:
    [pages] = journal._file.execute("PRAGMA page_count").fetchone()
    journal._file.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(CouldNotJudge, match="cannot be used"):
        journal.start("e" * 64, "p" * 100_000, 100)
    assert journal.began("e" * 64) is None


def test_several_threads(journal: BrokerJournal) -> None:
    won: list[int] = []

    def work(number: int) -> None:
        for plan in range(20):
            if journal.start(f"{plan:064}", "p", number):
                won.append(plan)
            journal.set_fact(f"{number}", str(plan))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(won) == list(range(20))
    assert [journal.fact(str(number)) for number in range(4)] == ["19"] * 4
