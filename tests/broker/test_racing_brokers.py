"""Six brokers, each a process of its own, on one store: every proposal runs once, and no target is hit by two at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.broker import states
from tests.broker.broker_support import Bench
from tests.broker.databases import databases
from tests.conftest import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.soak

BROKERS = 6
PROPOSALS = max(60, int(1000 * SOAK))
SHARING = 4
"""So many proposals have the same target."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/broker.db"
        return
    with databases() as made:
        yield made()


def test_every_proposal_is_executed_once(url: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, url)
    wanted = set()
    for number in range(PROPOSALS):
        bench.planner.target = f"target-{number // SHARING}"
        row = bench.propose()
        bench.turn(row, "alice")
        assert bench.turn(row, "bob").state == states.APPROVED
        wanted.add(row.proposal)
    record = tmp_path / "record"
    record.touch()
    racer = str(Path(__file__).with_name("racer.py"))
    racers = [
        subprocess.Popen(
            [sys.executable, racer, url, str(tmp_path), f"racer-{number}", str(record)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(BROKERS)
    ]
    try:
        for one in racers:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in racers:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [json.loads(one.communicate(timeout=900)[0]) for one in racers]
    finally:
        for one in racers:
            one.kill()
            one.wait()
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    begun = Counter(line[1] for line in lines if line[0] == "begins")
    assert set(begun) == wanted
    assert set(begun.values()) == {1}, "zero double executions"
    assert [one["failed"] for one in said] == [[]] * BROKERS
    assert sum(one["ended"].get(states.SUCCEEDED, 0) for one in said) == PROPOSALS
    assert sum(1 for one in said if one["ended"].get(states.SUCCEEDED)) > 1, "it was a race"
    # on one target one after the other
    running: dict[str, str] = {}
    for what, proposal, _revision, target, _at in sorted(lines, key=lambda line: line[4]):
        if what == "begins":
            assert target not in running, f"{proposal} began while {running.get(target)} ran"
            running[target] = proposal
        else:
            assert running.pop(target) == proposal
    with bench.store.transaction() as tx:
        assert tx.count((states.SUCCEEDED,)) == PROPOSALS
        assert tx.count((states.APPROVED, *states.BUSY)) == 0
    kinds = Counter(bench.kinds())
    assert kinds["broker.claimed"] == kinds["broker.started"] == kinds["broker.finished"] == PROPOSALS
    bench.close()
