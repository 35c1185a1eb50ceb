"""One of several brokers that race: a process of its own, `racer.py URL FOLDER NAME RECORD`.

Waits for a line, then claims and executes until nothing is left. Each execution adds its beginning and its end to
RECORD, a line each, which the kernel keeps apart.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from keyturn.broker import states
from keyturn.broker.ports import Ran
from keyturn.errors import CouldNotJudge
from tests.broker.broker_support import Bench, ToyExecutor

if TYPE_CHECKING:
    from keyturn.broker.plan import Plan, Step
    from keyturn.broker.ports import Store


class Recording(ToyExecutor):
    record = -1

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        del step, store
        self.note("begins", plan)
        time.sleep(0.001)
        self.note("ends", plan)
        return Ran(states.SUCCEEDED)

    def note(self, what: str, plan: Plan) -> None:
        target = plan.targets[0].identity[0][1]
        line = json.dumps([what, plan.proposal, plan.revision, target, time.monotonic_ns()]) + "\n"
        os.write(self.record, line.encode())


def main() -> None:
    url, folder, name, record = sys.argv[1:]
    Path(folder, name).mkdir(mode=0o700)
    bench = Bench(Path(folder, name), url, name=name)
    recording = Recording(bench.world)
    recording.record = os.open(record, os.O_WRONLY | os.O_APPEND)
    bench.executor = recording
    bench.broker = bench.made()
    print("ready", flush=True)
    sys.stdin.readline()
    ended: dict[str, int] = {}
    failed: list[str] = []
    while bench.broker.rows((states.APPROVED,), limit=1):
        try:
            for row in bench.broker.tick():
                ended[row.state] = ended.get(row.state, 0) + 1
        except CouldNotJudge as error:
            failed.append(str(error))
        # what waited for its target is asked again at once
        bench.broker.waits.clear()
    bench.close()
    print(json.dumps({"ended": ended, "failed": failed}), flush=True)


main()
