"""The broker under load: how long the last key waits for its end while a thousand other proposals are open."""

import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.harness import Timing
from keyturn.adapter.broker_keys import SshScheme
from keyturn.broker import statement as said
from keyturn.broker import states
from keyturn.broker.ports import Row
from keyturn.broker.roster import RosterKey
from tests.broker.broker_support import Bench
from tests.software_keys import SoftwareKey

TITLE = "The broker"
OPEN = 1_000
CLAIMS = 200
A_MINUTE = 200
SECONDS = 1.0
"""From the last key to the end on disk, for 95 of 100."""
KEYED = ("alice", "bob")


class Signing(Bench):
    """The real store, journal, ledger and SSH keys; planner and executor cost nothing, so that what is left is ours."""

    def signing(self, place: Path) -> None:
        """Give the people hardware keys, made of software."""
        self.keys: dict[str, SoftwareKey] = {}
        people = []
        for one in self.rules.roster.people:
            (place / one.id).mkdir()
            self.keys[one.id] = SoftwareKey(place / one.id)
            people.append(replace(one, keys=(RosterKey(self.keys[one.id].public),)))
        self.rules.roster = replace(self.rules.roster, people=tuple(people))
        self.broker.schemes = {"ssh": SshScheme()}

    def signed(self, row: Row, name: str) -> tuple[bytes, bytes]:
        """A person's approval."""
        data = said.canonical(self.said(row, name))
        return data, self.keys[name].sign(data, said.namespace(said.APPROVE))


def share(values: list[float], percent: int) -> float:
    """So many of a hundred took at most this long."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Proposals that stay open, then claims at a steady pace: a key, and the broker's next turn."""
    waiting, claims = (100, 20) if quick else (OPEN, CLAIMS)
    bench = Signing(place)
    bench.signing(place)
    proposing, keying, claiming, whole = (
        Timing(f"proposed, beside {waiting:,} open ones"),
        Timing("the last key taken"),
        Timing("claimed, executed and recorded"),
        Timing("from the last key to the end on disk"),
    )

    def timed(timing: Timing, began: tuple[float, float]) -> None:
        timing.wall.append(time.perf_counter() - began[0])
        timing.processor.append(time.process_time() - began[1])

    ready: list[tuple[Row, tuple[bytes, bytes]]] = []
    for number in range(waiting):
        began = time.perf_counter(), time.process_time()
        row = bench.propose()
        if number >= waiting - claims:
            timed(proposing, began)
            bench.broker.turn(*bench.signed(row, KEYED[0]))
            ready.append((row, bench.signed(row, KEYED[1])))
    for _more in range(claims):
        bench.propose()
    started = time.perf_counter()
    for number, (row, last) in enumerate(ready):
        due = started + number * 60 / A_MINUTE
        time.sleep(max(0.0, due - time.perf_counter()))
        begin = time.perf_counter(), time.process_time()
        if bench.broker.turn(*last).state != states.APPROVED:
            raise RuntimeError("two keys were not enough")
        timed(keying, begin)
        middle = time.perf_counter(), time.process_time()
        moved = bench.broker.tick()
        timed(claiming, middle)
        timed(whole, begin)
        if [(one.proposal, one.state) for one in moved] != [(row.proposal, states.SUCCEEDED)]:
            raise RuntimeError("a proposal with its keys was not executed")
    took = time.perf_counter() - started
    if len(bench.world.ran) != claims or set(bench.world.ran.values()) != {1}:
        raise RuntimeError("something ran twice, or not at all")
    left = len(bench.broker.rows((states.PENDING,), limit=10**6))
    bench.close()
    p95 = share(whole.wall, 95)
    words = "; ".join(
        f"{one.name}: {share(one.wall, 50) * 1000:,.0f} ms, {share(one.wall, 95) * 1000:,.0f} ms, "
        f"{max(one.wall) * 1000:,.0f} ms"
        for one in (proposing, keying, claiming, whole)
    )
    return {
        "rows": [one.figures() for one in (proposing, keying, claiming, whole)],
        "targets": [
            {
                "what": f"{A_MINUTE} claims a minute beside {waiting:,} open proposals: p95 from the last key to the "
                f"end on disk at most {SECONDS:g} s",
                "measured": f"{p95 * 1000:,.0f} ms, at {claims / took * 60:,.0f} a minute",
                "met": p95 <= SECONDS and claims / took * 60 >= A_MINUTE * 0.98,
            }
        ],
        "notes": [
            f"Median, p95 and worst. {words}.",
            (
                f"{left:,} proposals were still open at the end; one broker, one claim after the other, on SQLite. "
                "Each key is verified when it comes and again at the claim, by ssh-keygen."
            ),
        ],
    }
