"""The daemon over very many calls: every answer right, memory flat."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.tool.rules.index import all_rules
from tests.hook.hook_support import BENIGN, FATAL, Machine, payload

pytestmark = pytest.mark.soak

CALLS = 100_000
MOST_MIB = 60.0
GROWTH_MIB = 4.0


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


def resident(pid: int) -> float:
    """MiB that a process has in memory."""
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:")) / 1024


def test_memory_is_flat(machine: Machine, soak: float) -> None:
    process = machine.start()
    calls = max(int(CALLS * soak), 1_000)
    examples = [one for rule in all_rules() for one in (*rule.match, *rule.no_match) if isinstance(one, str)]
    chance = random.Random(7)
    early = 0.0
    for number in range(calls):
        command = (FATAL, BENIGN, "ls -la src", f"echo {number}", chance.choice(examples))[number % 5]
        said = machine.exchange(machine.request(payload(command, f"s{number % 50}")))
        assert said is not None
        if command == FATAL:
            assert said.stops
        if command == BENIGN:
            assert said.code == 0
        if number == calls // 4 and sys.platform == "linux":
            early = resident(process.pid)
    if sys.platform == "linux":
        late = resident(process.pid)
        print(f"{calls} calls: {early:.1f} MiB after a quarter, {late:.1f} MiB at the end")
        assert late <= MOST_MIB
        assert late - early <= GROWTH_MIB
