"""`keyturn drill` and `keyturn recoverable` as people and programs call them: real backups, real kills, real webhooks."""

from __future__ import annotations

import functools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from keyturn.adapter.drill_record import DrillRecord
from keyturn.cli import drill as command
from keyturn.cli import recoverable
from keyturn.drill.evidence import Evidence
from keyturn.drill.questions import PASSED, Answer
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.wiring import drill as wiring
from keyturn.wiring import proof
from tests import parts
from tests.cal_receiver import receiver
from tests.conftest import PACKAGE

FILE = """\
[drill.shop]
kind = "sqlite"
backup = "{place}/backups/shop-*.db"
every = "24h"
proves = ["sqlite:/srv/shop.db"]
{more}
[[drill.shop.question]]
name = "orders"
sql = "select count(*) from orders"
at_least = 100
"""


class Here:
    """A directory with a backup, a file of drills, and a place for evidence."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.record = place / "record"
        (place / "backups").mkdir()
        self.backup(120)
        self.define()

    def define(self, more: str = "", extra: str = "") -> None:
        (self.place / "drills.toml").write_text(FILE.format(place=self.place, more=more) + extra)

    def backup(self, rows: int) -> None:
        path = self.place / "backups" / "shop-1.db"
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as link:
            link.execute("create table orders(id integer primary key)")
            link.executemany("insert into orders values (?)", [(n,) for n in range(rows)])
        link.close()

    def words(self, *words: str) -> list[str]:
        return [*words, "--config", str(self.place / "drills.toml"), "--record", str(self.record)]

    def run(self, *words: str) -> int:
        return command.run(self.words(*words))

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The real program, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "keyturn", "drill", *self.words(*words)],
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def test_a_good_drill(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("run", "shop") == 0
    out = capsys.readouterr().out
    assert out.startswith("PASSED  shop\n")
    assert "ok        orders = 120" in out
    assert here.run("status") == 0
    assert capsys.readouterr().out.startswith("PROVEN   shop")
    assert here.run("history", "shop") == 0
    assert "passed" in capsys.readouterr().out


def test_json_for_programs(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("run", "shop", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is True
    (one,) = told["drills"]
    assert (one["verdict"], one["answers"][0]["value"], one["tables"]) == (
        "passed",
        "120",
        [{"name": "orders", "rows": 120}],
    )
    assert len(one["backup"]["sha256"]) == 64
    assert here.run("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["proven"] is True
    assert here.run("history", "shop", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 1


def test_a_backup_with_too_little_in_it(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    here.backup(3)
    assert here.run("run", "shop") == 1
    out = capsys.readouterr().out
    assert out.startswith("FAILED  shop\n")
    assert "FAILED    orders = 3: it is 3, and at least 100 was expected" in out
    assert here.run("status") == 1
    assert capsys.readouterr().out.startswith("OVERDUE  shop  it never passed as it is defined now; drill shop FAILED")


def test_a_failure_after_a_pass_is_no_proof(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("run", "shop") == 0
    here.backup(3)
    assert here.run("run", "shop") == 1
    capsys.readouterr()
    assert here.run("status") == 1
    assert capsys.readouterr().out.startswith("FAILED   shop")


def test_a_changed_definition_has_to_pass_anew(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("run", "shop") == 0
    here.define('max_age = "26h"')
    capsys.readouterr()
    assert here.run("status") == 1
    assert "it never passed as it is defined now" in capsys.readouterr().out


def test_silence_is_failure(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("status") == 1
    assert capsys.readouterr().out == "OVERDUE  shop  it was never drilled\n"


def test_overdue(here: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert here.run("run", "shop") == 0
    later = int(time.time()) + 30 * 3_600
    monkeypatch.setattr(wiring, "now", lambda: later)
    capsys.readouterr()
    assert here.run("status", "--metrics", str(here.place / "keyturn.prom")) == 1
    assert capsys.readouterr().out == "OVERDUE  shop  last proven 30h ago, and 24h are allowed\n"
    text = (here.place / "keyturn.prom").read_text()
    assert 'keyturn_drill_proven{drill="shop"} 0\n' in text
    assert 'keyturn_drill_overdue_seconds{drill="shop"} 216' in text
    assert "# TYPE keyturn_drill_restore_seconds gauge" in text
    assert sorted(os.listdir(here.place)) == ["backups", "drills.toml", "keyturn.prom", "record"]


def test_only_what_is_due(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("run", "--due") == 0
    assert capsys.readouterr().out.startswith("PASSED")
    assert here.run("run", "--due") == 0
    assert capsys.readouterr().out == "Nothing is due.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "drill needs run"),
        (("restore",), "there is no keyturn drill restore"),
        (("run",), "which drill?"),
        (("run", "nothing"), "there is no drill nothing"),
        (("history",), "history takes one drill"),
        (("run", "shop", "--faster"), "no option --faster"),
        (("schedule", "--cron", "--github"), "one form at a time"),
        (("schedule", "--kubernetes"), "which image"),
    ],
)
def test_what_cannot_be_understood(here: Here, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        here.run(*words)


def test_a_tampered_record_is_no_answer(here: Here) -> None:
    here.run("run", "shop")
    path = here.record / "drills.jsonl"
    path.write_text(path.read_text().replace('"120"', '"999"'))
    with pytest.raises(CouldNotJudge, match="is not what was kept"):
        here.run("status")


def test_control_characters_in_what_a_backup_says(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    here.define(
        extra='\n[[drill.shop.question]]\nname = "evil"\nsql = "select char(27)||\'[2J\'||char(8238)"\ncontains = "x"\n'
    )
    assert here.run("run", "shop") == 1
    assert not {"\x1b", "\u202e"} & set(capsys.readouterr().out)


# -- somebody is told


def test_a_real_webhook_is_told(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    with receiver() as hook:
        here.define(f'notify = ["webhook:http://{hook.address}/drills"]')
        here.backup(3)
        assert here.run("run", "shop") == 1
        here.backup(130)
        assert here.run("run", "shop") == 0
        bodies = [json.loads(body) for _path, _headers, body in hook.got]
    assert "critical" in json.dumps(bodies[0])
    assert "drill shop FAILED" in json.dumps(bodies[0])
    assert "drill shop passed" in json.dumps(bodies[1])
    assert capsys.readouterr().err == ""


def test_when_nobody_can_be_told_it_is_no_success(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    with receiver(status=500) as hook:
        here.define(f'notify = ["webhook:http://{hook.address}/secret-path"]')
        assert here.run("run", "shop") == 1
    captured = capsys.readouterr()
    assert "nobody was told" in captured.err
    assert "secret-path" not in captured.err + captured.out


# -- overlaps, and kills


SLOW = """
[[drill.shop.question]]
name = "slow"
command = ["/bin/sh", "-c", "echo $KEYTURN_COPY > {place}/started; exec sleep 61.{unique}"]
"""


def slowly(here: Here) -> tuple[subprocess.Popen[str], Path]:
    """A drill in the middle of its questions, and its copy."""
    here.define(extra=SLOW.format(place=here.place, unique=os.getpid()))
    running = here.start("run", "shop", TMPDIR=str(here.place))
    started = here.place / "started"
    until = time.monotonic() + 20
    while not (started.exists() and started.read_text().strip()):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)
    return running, Path(started.read_text().strip())


def test_two_runs_do_not_overlap(here: Here) -> None:
    running, _copy = slowly(here)
    try:
        second = here.start("run", "shop", TMPDIR=str(here.place))
        _out, err = second.communicate(timeout=30)
        assert second.returncode == 3
        assert "drill shop is already running" in err
    finally:
        running.kill()
        running.communicate(timeout=20)


def test_killed_in_the_middle_the_next_run_clears_up_and_says_so(
    here: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    running, copy = slowly(here)
    assert alive(f"61.{os.getpid()}")
    running.kill()
    running.communicate(timeout=20)
    assert copy.exists()
    until = time.monotonic() + 5
    while alive(f"61.{os.getpid()}") and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(f"61.{os.getpid()}"), "the question's command ended with its drill"

    here.define()
    monkeypatch.setattr(tempfile, "tempdir", str(here.place))
    assert here.run("run", "shop") == 0
    assert "removed what a killed drill left" in capsys.readouterr().err
    assert not copy.exists()
    assert [name for name in os.listdir(here.place) if name.startswith(wiring.PREFIX)] == []


def test_a_killed_drill_of_postgresql_leaves_no_server(
    here: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.postgresql()
    (here.place / "shop.sql").write_text("create table orders(id int);\n--\n-- PostgreSQL database dump complete\n--\n")
    text = FILE.format(place=here.place, more="") + SLOW.format(place=here.place, unique=os.getpid()).replace(
        "KEYTURN_COPY", "PGHOST"
    )
    text = text.replace('"sqlite"', '"pg_dump"').replace("backups/shop-*.db", "shop.sql").replace("= 100", "= 0")
    (here.place / "drills.toml").write_text(text)
    running = here.start("run", "shop")
    started = here.place / "started"
    until = time.monotonic() + 40
    while not (started.exists() and started.read_text().strip()):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)
    socket = started.read_text().strip()
    assert alive(socket)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=20)
    until = time.monotonic() + 10
    while alive(socket) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(socket), "the server ended with its drill"

    here.define()
    here.run("run", "shop")
    assert "removed what a killed drill left" in capsys.readouterr().err
    assert not os.path.exists(socket)


def alive(word: str) -> list[str]:
    """Processes that have a word in their command line, but for this one."""
    found: list[str] = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                words = file.read()
        except OSError:
            continue
        if word.encode() in words:
            found.append(entry)
    return found


# -- schedules


@pytest.mark.parametrize("form", ["--systemd", "--cron", "--github"])
def test_schedules_name_the_drill_and_its_file(here: Here, capsys: pytest.CaptureFixture[str], form: str) -> None:
    assert here.run("schedule", form) == 0
    out = capsys.readouterr().out
    assert "drill run shop" in out


def test_schedules_as_files(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert here.run("schedule", "--output", str(here.place / "units")) == 0
    assert sorted(os.listdir(here.place / "units")) == ["keyturn-drill-shop.service", "keyturn-drill-shop.timer"]
    assert capsys.readouterr().out.count("\n") == 2


# -- the picture


def test_a_picture_of_the_history_is_the_same_each_time(
    here: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here.define('max_age = "26h"')
    with pytest.raises(CouldNotJudge, match="never ran"):
        here.run("history", "shop", "--plot", str(here.place / "none.svg"))
    assert here.run("run", "shop") == 0
    here.backup(3)
    assert here.run("run", "shop") == 1
    for name in ("one.svg", "two.svg"):
        assert here.run("history", "shop", "--plot", str(here.place / name)) == 0
    capsys.readouterr()
    picture = (here.place / "one.svg").read_bytes()
    assert picture == (here.place / "two.svg").read_bytes()
    root = ET.fromstring(picture)
    words = "".join(root.itertext())
    for word in ("Restore drill shop", "RPO", "RTO", "size of the backup"):
        assert word in words
    assert b"<script" not in picture

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(CouldNotJudge, match="there is no matplotlib here"):
        here.run("history", "shop", "--plot", str(here.place / "three.svg"))


# -- a disk that is full half-way


def test_a_disk_that_is_full_half_way(here: Here) -> None:
    """A limit on the size of files stops the server's writing in the middle of a restoration, as a full disk does."""
    parts.postgresql()
    rows = "\n".join(f"{n}\t{'x' * 1_000}" for n in range(30_000))
    end = "\n\\.\n\n--\n-- PostgreSQL database dump complete\n--\n"
    (here.place / "shop.sql").write_text(
        f"create table orders(id int, note text);\nCOPY orders FROM stdin;\n{rows}{end}"
    )
    text = FILE.format(place=here.place, more="").replace('"sqlite"', '"pg_dump"')
    (here.place / "drills.toml").write_text(text.replace("backups/shop-*.db", "shop.sql"))
    limited = [
        *("prlimit", "--fsize=20000000", "--", sys.executable, "-m", "keyturn", "drill"),
        *here.words("run", "shop", "--json"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(limited, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    (told,) = json.loads(done.stdout)["drills"]
    assert told["verdict"] == "failed"
    assert "File too large" in told["fault"] or "could not extend" in told["fault"]


# -- recoverable


ORDERS = Evidence(
    "shop",
    "d",
    int(time.time()) - 3_600,
    "/backups/shop.dump",
    taken_at=int(time.time()) - 7_200,
    took=12_000,
    answers=(Answer("rows", "sql", "7", PASSED),),
    tables=(("public.orders", 7),),
    proves=("postgres://db.example.com/shop",),
)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DrillRecord:
    """A record whose key is vouched for by whoever runs the tests."""
    etc = tmp_path / "etc"
    etc.mkdir()
    program = parts.apt("ssh-keygen", "openssh-client")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-f", str(etc / "drill.key")], check=True)
    (etc / "drill.signers").write_text(f"keyturn-drill {(etc / 'drill.key.pub').read_text()}")
    (etc / "drill.signers").chmod(0o644)
    monkeypatch.setattr(wiring, "ORGANISATION", str(etc))
    monkeypatch.setattr(proof, "recoverable", functools.partial(proof.recoverable, owner=os.getuid()))
    return DrillRecord(str(tmp_path / "record"), key=str(etc / "drill.key"))


def asked(place: DrillRecord, *words: str) -> int:
    return recoverable.run([*words, "--record", os.path.dirname(place.path)])


def test_recoverable_says_how_old_and_how_long(trusted: DrillRecord, capsys: pytest.CaptureFixture[str]) -> None:
    trusted.append(ORDERS, "2026-01-01T00:00:00Z")
    assert asked(trusted, "postgres://app:hunter2@db.example.com/shop", "--table", "orders") == 0
    out = capsys.readouterr().out
    assert out.startswith("YES  ")
    assert "orders (7 rows)" in out
    assert "how old   2h" in out or "how old   120m" in out
    assert "how long  12s" in out
    assert "hunter2" not in out
    assert asked(trusted, "postgres://db.example.com/shop", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["recoverable"], told["restore_seconds"], told["evidence"]["drill"]) == (True, 12.0, "shop")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("postgres://db.example.com/other",), "no drill proves"),
        (("postgres://db.example.com/shop", "--table", "payments"), "restored no payments"),
        (("postgres://db.example.com/shop", "--within", "30m"), "last passed 1 hours ago"),
        (("/srv/shop",), "no drill proves /srv/shop"),
    ],
)
def test_recoverable_says_what_is_not_proven(
    trusted: DrillRecord, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    trusted.append(ORDERS, "2026-01-01T00:00:00Z")
    assert asked(trusted, *words) == 1
    out = capsys.readouterr().out
    assert out.startswith("NOT PROVEN  ")
    assert said in out


def test_recoverable_does_not_take_unsigned_words(trusted: DrillRecord, capsys: pytest.CaptureFixture[str]) -> None:
    DrillRecord(os.path.dirname(trusted.path)).append(ORDERS, "2026-01-01T00:00:00Z")
    assert asked(trusted, "postgres://db.example.com/shop") == 1
    assert "counts for nothing: it is not signed" in capsys.readouterr().out


def test_recoverable_of_a_tampered_record(trusted: DrillRecord) -> None:
    trusted.append(ORDERS, "2026-01-01T00:00:00Z")
    path = Path(trusted.path)
    path.write_text(path.read_text().replace("public.orders", "public.others"))
    with pytest.raises(CouldNotJudge):
        asked(trusted, "postgres://db.example.com/shop")


@pytest.mark.parametrize("words", [("shop",), (), ("/a", "/b"), ("/a", "--within", "soon")])
def test_recoverable_of_nothing_that_can_be_read(trusted: DrillRecord, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        asked(trusted, *words)


# -- several at once


def several(here: Here, count: int, wait: float = 0.0) -> list[str]:
    names = [f"d{number}" for number in range(count)]
    extra = ""
    for name in names:
        extra += f'[drill.{name}]\nkind = "sqlite"\nbackup = "{here.place}/backups/shop-*.db"\nevery = "24h"\n'
        extra += f'[[drill.{name}.question]]\nname = "orders"\nsql = "select count(*) from orders"\nat_least = 100\n'
        extra += f'[[drill.{name}.question]]\nname = "waits"\ncommand = ["sleep", "{wait}"]\n'
    here.define(extra=extra)
    return ["shop", *names]


def test_all_drills_run_at_once_and_are_kept_in_one_chain(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    names = several(here, 4, 0.5)
    began = time.monotonic()
    assert here.run("run", "--all", "--jobs", "4", "--json") == 0
    took = time.monotonic() - began
    assert took < 1.8, "four of half a second each, side by side"
    told = json.loads(capsys.readouterr().out)
    assert [one["drill"] for one in told["drills"]] == names, "in the order of the file, whichever ended first"
    kept = DrillRecord(str(here.record)).all()
    assert sorted(one.evidence.drill for one in kept) == sorted(names)
    assert here.run("status") == 0


def test_one_that_cannot_run_ends_no_other(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    import fcntl

    several(here, 2)
    here.record.mkdir()
    with open(here.record / "d0.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CouldNotJudge, match="d0 is already running"):
            here.run("run", "--all", "--json")
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert [one["drill"] for one in told["drills"]] == ["shop", "d1"]
    assert told["passed"] is False
    assert "d0: drill d0 is already running" in shown.err


def test_one_that_fails_fails_them_all(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    names = several(here, 2)
    here.backup(3)
    assert here.run("run", *names, "shop") == 1
    out = capsys.readouterr().out
    assert sum(line.startswith("FAILED  ") for line in out.splitlines()) == 3


@pytest.mark.parametrize("jobs", ["0", "many", "65"])
def test_no_number_of_drills(here: Here, jobs: str) -> None:
    with pytest.raises(UsageError, match="no number of drills"):
        here.run("run", "shop", "--jobs", jobs)


def test_progress_of_several_on_a_terminal(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    several(here, 2)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert here.run("run", "--all") == 0
    shown = terminal.getvalue()
    assert "0/3  " in shown
    assert "d1: finding the backup" in shown
    assert shown.endswith("\r\x1b[K"), "and nothing of it is left"


def test_an_interrupt_ends_them_all_at_once(here: Here) -> None:
    several(here, 2, 60.0)
    started = here.start("run", "d0", "d1", "--jobs", "2")
    until = time.monotonic() + 20
    while len(list(Path(tempfile.gettempdir()).glob(f"keyturn-drill-*-{started.pid}-*/copy.sqlite"))) != 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
    started.send_signal(signal.SIGINT)
    _out, err = started.communicate(timeout=10)
    assert started.returncode == 130
    assert "ended in the middle" in err
    assert here.run("run", "shop") == 0, "the next one removes what is left"
    assert not list(Path(tempfile.gettempdir()).glob(f"keyturn-drill-*-{started.pid}-*"))
