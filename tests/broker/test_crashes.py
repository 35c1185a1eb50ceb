"""A broker is killed at each system call that writes, on the way from APPROVED to SUCCEEDED and while it recovers.

What must hold after another one has started: never two executions, never SUCCEEDED without one, UNKNOWN told where
nobody can know, a ledger that verifies, and a target that is locked exactly while nobody knows.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.ledger_sql import SqlLedger, read_leaf
from keyturn.broker import states
from keyturn.ledger import verdict
from tests import parts
from tests.broker.mortal import opened, work
from tests.conftest import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.soak

WRITING = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "fsync", "fdatasync", "ftruncate", "fallocate"),
    *("sync_file_range", "msync", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat"),
    *("mkdir", "mkdirat", "chmod", "fchmod", "fchmodat", "flock"),
)
EVERY = max(1, round(0.5 / SOAK))
"""Of the places to die, so many are passed over for each that is taken: none in full, four in the usual run."""


class Mortals:
    """Brokers that can be traced from their first system call on."""

    def __init__(self) -> None:
        self.strace = parts.apt("strace", "strace")
        program = str(Path(__file__).with_name("mortal.py"))
        self.source = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        self.source.communicate()

    def run(self, folder: Path, *inject: str) -> tuple[int, Counter[str]]:
        """(exit code, how often each writing call was made) of one broker in a folder."""
        assert self.source.stdin is not None
        assert self.source.stdout is not None
        os.mkfifo(folder / "go")
        self.source.stdin.write(f"{folder}\n")
        self.source.stdin.flush()
        child = self.source.stdout.readline().strip()
        words = [
            self.strace,
            "-f",
            "-o",
            str(folder / "calls"),
            "-e",
            f"trace={','.join('?' + one for one in WRITING)}",
        ]
        words += [word for one in inject for word in ("-e", f"inject={one}")]
        tracer = subprocess.Popen([*words, "-p", child], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        if "attached" not in said:
            os.kill(int(child), signal.SIGKILL)
            pytest.fail(f"strace cannot trace here: {said}")
        os.close(os.open(folder / "go", os.O_WRONLY))
        code = int(self.source.stdout.readline())
        tracer.communicate()
        (folder / "go").unlink()
        calls = re.findall(r"^\d+ +(\w+)\(", (folder / "calls").read_text(), re.MULTILINE)
        return code, Counter(calls)


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    made = Mortals()
    yield made
    made.close()


def ready(folder: Path) -> Path:
    """A folder with one proposal that has its keys."""
    folder.mkdir()
    bench = opened(folder)
    row = bench.propose()
    bench.turn(row, "alice")
    assert bench.turn(row, "bob").state == states.APPROVED
    bench.close()
    return folder


def runs(folder: Path) -> int:
    return len((folder / "ran").read_text().splitlines()) if (folder / "ran").exists() else 0


def judged(folder: Path) -> str:
    """Another broker starts here, and again; what came of it."""
    before = runs(folder)
    for _start in range(2):
        work(folder)
    bench = opened(folder)
    [row] = bench.broker.rows()
    assert runs(folder) <= 1, "never two executions"
    assert row.state in (states.SUCCEEDED, states.NOT_STARTED, states.UNKNOWN)
    if row.state == states.SUCCEEDED:
        assert runs(folder) == 1, "never SUCCEEDED without one"
    if before:
        assert row.state in (states.SUCCEEDED, states.UNKNOWN), "it ran, and nobody says that it did not"
    if row.state == states.NOT_STARTED:
        assert runs(folder) == 0
    with bench.store.transaction() as tx:
        _data, plan = bench.broker.plan_of(tx, row)
        assert bool(
            tx.lock(f"thing:{json.dumps([list(plan.targets[0].identity[0])], separators=(',', ':'))}", "x")
        ) == (row.state == states.UNKNOWN)
    ledger = SqlLedger()
    with bench.store.engine.connect() as link:
        size, root = ledger.size_and_root(link)
        leaves = list(ledger.leaves(link))
    walked = verdict.walk(leaves, {size}, read_leaf)
    assert (walked.size, walked.root, walked.problems) == (size, root, ())
    told = [body for one in leaves if (body := json.loads(one.data)["body"]).get("proposal") == row.proposal]
    assert told[-1]["state"] == row.state, "a move and its leaf are one"
    bench.close()
    return row.state


def places(calls: Counter[str]) -> list[str]:
    """Every place to die in: a call and which one of its kind."""
    return [f"{name}:signal=KILL:when={number}" for name in calls for number in range(1, calls[name] + 1)]


def test_killed_at_any_write(mortals: Mortals, tmp_path: Path) -> None:
    start = ready(tmp_path / "start")
    whole = shutil.copytree(start, tmp_path / "whole")
    code, calls = mortals.run(whole)
    assert (code, runs(whole)) == (0, 1)
    assert calls["pwrite64"] > 20
    assert calls["fdatasync"] + calls["fsync"] > 5
    ends: Counter[str] = Counter()
    for number, place in enumerate(places(calls)[::EVERY]):
        folder = shutil.copytree(start, tmp_path / f"killed-{number}")
        code, _calls = mortals.run(folder, place)
        assert code == -signal.SIGKILL, place
        ends[judged(folder)] += 1
        shutil.rmtree(folder)
    # each kind of end was seen, so the places lie before, in and after the execution
    assert set(ends) == {states.SUCCEEDED, states.NOT_STARTED, states.UNKNOWN}, ends


def test_killed_again_while_it_recovers(mortals: Mortals, tmp_path: Path) -> None:
    """From the two worst moments: right after the effect, and right after the end was noted in the journal."""
    start = ready(tmp_path / "start")
    whole = shutil.copytree(start, tmp_path / "whole")
    _code, calls = mortals.run(whole)
    written = (whole / "calls").read_text().splitlines()
    effect = next(number for number, line in enumerate(written) if '"p-' in line and " write(" in line)
    later = [line.split()[1].split("(")[0] for line in written]
    number = 0
    for at in (effect + 1, len(written) - 8):
        name = later[at]
        place = f"{name}:signal=KILL:when={later[: at + 1].count(name)}"
        dead = shutil.copytree(start, tmp_path / f"dead-{at}")
        assert mortals.run(dead, place)[0] == -signal.SIGKILL
        assert runs(dead) == 1
        again = shutil.copytree(dead, tmp_path / f"again-{at}")
        code, calls = mortals.run(again)
        assert code == 0
        for place in places(calls)[::EVERY]:
            number += 1
            folder = shutil.copytree(dead, tmp_path / f"killed-{number}")
            assert mortals.run(folder, place)[0] == -signal.SIGKILL
            assert runs(folder) == 1
            assert judged(folder) in (states.SUCCEEDED, states.UNKNOWN)
            shutil.rmtree(folder)
