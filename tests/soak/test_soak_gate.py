"""The daemon over very many calls from several clients at once: every answer right, memory flat, nothing left open."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.wiring.gate import LARGEST
from tests.hook.hook_support import BENIGN, FATAL, Machine, Said, payload
from tests.hook.test_differential import commands, fresh, others

pytestmark = pytest.mark.soak

CALLS = 100_000
CLIENTS = 4
MOST_MIB = 60.0
GROWTH_MIB = 4.0
UNKNOWN = "no such host"


class Call:
    """One call, and the answer of a process that was never asked before."""

    def __init__(self, kind: str, host: str, data: bytes, expected: Said | None = None) -> None:
        self.kind = kind
        self.host = host
        self.data = data
        self.expected = expected


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    subprocess.run(["git", "init", "-q", str(made.work)], check=True)
    (made.work / "lib").mkdir()
    (made.work / "lib" / "a.txt").write_text("not committed\n")
    (made.work / "tidy.sh").write_text("#!/bin/sh\nrm -rf /\n")
    yield made
    made.close()


def pool(machine: Machine) -> list[Call]:
    """Calls whose answer is the same however often they are made, each in a conversation of its own.

    What takes an undo point or adds up is not among them: its answer is a different one every time, as it must be.
    """
    given = [("command", "claude", payload(text, f"c{number}")) for number, text in enumerate(commands()[::2])]
    for number, (host, data) in enumerate(others()):
        if host != UNKNOWN:
            given.append(("other", host, data.replace(b'"session_id": "s"', b'"session_id": "o%d"' % number)))
    deep = json.loads(payload("", "deep"))
    deep["tool_input"] = {"command": "$(" * 2_000 + "rm -rf /" + ")" * 2_000}
    given += [
        ("huge", "claude", payload("echo " + "x" * 300_000, "h1")),
        ("huge", "claude", payload("echo a; " * 8_000 + FATAL, "h2")),
        ("huge", "claude", payload("x" * (LARGEST + 1), "h3")),
        ("broken", "claude", json.dumps(deep).encode()),
        ("broken", "claude", payload(FATAL, "b1")[:-5]),
        ("broken", "claude", payload("echo \0 \x1b[2J \udc80", "b2")),
        ("broken", "claude", random.Random(3).randbytes(5_000)),
    ]
    calls = [(host, data) for _kind, host, data in given]
    once, again = fresh(machine, calls), fresh(machine, calls)
    found = [
        Call(kind, host, data, one)
        for (kind, host, data), one, two in zip(given, once, again, strict=True)
        if one == two and b"UNDO" not in one.out + one.errors
    ]
    assert len(found) > 150, f"{len(found)} of {len(given)} calls"
    return found


def resident(pid: int) -> float:
    """MiB that a process has in memory."""
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:")) / 1024


def handles(pid: int) -> int:
    """How many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


class Client(threading.Thread):
    """An agent that makes calls one after the other and compares every answer."""

    def __init__(self, machine: Machine, calls: list[Call], seed: int, count: int) -> None:
        super().__init__(daemon=True)
        self.machine = machine
        self.chance = random.Random(seed)
        self.rare = [call for call in calls if call.kind == "huge"]
        self.usual = [call for call in calls if call.kind != "huge"]
        self.count = count
        self.made: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.declined = 0

    def next(self, number: int) -> Call:
        if number % 500 == 7:
            return self.chance.choice(self.rare)
        if number % 3 == 0:
            return Call("harmless", "claude", payload(f"echo {number}", f"u{number % 50}"), Said(0, b"", b""))
        if number % 3 == 1:
            return Call("fatal" if number % 2 else "harmless", "claude", payload(FATAL if number % 2 else BENIGN, "s"))
        return self.chance.choice(self.usual)

    def run(self) -> None:
        for number in range(self.count):
            call = self.next(number)
            self.made[call.kind] += 1
            try:
                said = self.machine.exchange(self.machine.request(call.data, call.host))
            except OSError as fault:
                self.wrong.append(f"{call.kind}: {fault!r}")
                continue
            if said is None:
                self.declined += 1
            elif call.expected is not None and said != call.expected:
                self.wrong.append(f"{call.kind} {call.data[:200]!r}: {said!r} and not {call.expected!r}")
            elif (call.kind == "fatal" and not said.stops) or (call.kind == "harmless" and said.code):
                self.wrong.append(f"{call.kind}: {said!r}")
            if len(self.wrong) > 20:
                return


def test_every_answer_is_right_and_memory_is_flat(machine: Machine, soak: float) -> None:
    calls = pool(machine)
    process = machine.start()
    count = max(int(CALLS * soak), 1_000) // CLIENTS
    began = time.monotonic()
    figures = []
    clients: list[Client] = []
    # a quarter first: what is loaded by then is loaded for good
    for part, share in ((0, count // 4), (1, count - count // 4)):
        at_work = [Client(machine, calls, 10 * part + number, share) for number in range(CLIENTS)]
        for client in at_work:
            client.start()
        for client in at_work:
            client.join()
        clients += at_work
        for _ in range(30):  # the last one of the clients' may have been a huge one
            with contextlib.suppress(OSError):
                machine.exchange(machine.request(payload(BENIGN)))
        # it leaves by itself when a file of the package changes
        left = process.poll() is not None
        assert not left, f"the daemon left: {(machine.root / 'log').read_text()[-2000:]} {at_work[0].wrong[:1]}"
        if sys.platform == "linux":
            figures.append((resident(process.pid), handles(process.pid)))
    took = time.monotonic() - began
    wrong = [one for client in clients for one in client.wrong]
    assert wrong == []
    made = sum((client.made for client in clients), Counter())
    declined = sum(client.declined for client in clients)
    assert sum(made.values()) == count * CLIENTS
    assert machine.living() == [process.pid], "the daemon that was started is the one that answered"
    # a call that it declines is judged by the cold path: right, and slower
    assert declined <= sum(made.values()) // 100
    if figures:
        (early, _), (late, _) = figures
        open_files = [number for _, number in figures]
        report = {
            "calls": sum(made.values()),
            "distinct": len(calls),
            "seconds": round(took, 1),
            "declined": declined,
            "early_mib": round(early, 1),
            "late_mib": round(late, 1),
            "open": open_files,
        }
        print("\nsoak: " + json.dumps(report))
        assert late <= MOST_MIB
        assert late - early <= GROWTH_MIB
        assert open_files[1] <= open_files[0] + 2
