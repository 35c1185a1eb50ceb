"""A broker that is killed at a system call: `mortal.py` forks one for each folder that it is told on its input.

Everything is imported once. A child says its number and waits at FOLDER/go until somebody traces it; then it opens the
store and the journal in the folder, recovers, and executes what is ready. An execution is a line in FOLDER/ran.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from keyturn.broker import states
from keyturn.broker.ports import Ran
from tests.broker.broker_support import Bench, ToyExecutor

if TYPE_CHECKING:
    from keyturn.broker.plan import Plan, Step
    from keyturn.broker.ports import Store

_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)


class Writing(ToyExecutor):
    path = ""

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        del step, store
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, f"{plan.proposal}\n".encode())
        os.close(handle)
        return Ran(states.SUCCEEDED, output=b"done")


def opened(folder: Path) -> Bench:
    """The broker of a folder."""
    bench = Bench(folder)
    bench.executor = writing = Writing(bench.world)
    writing.path = str(folder / "ran")
    bench.broker = bench.made()
    return bench


def work(folder: Path) -> None:
    """What a broker does from its start."""
    bench = opened(folder)
    bench.broker.recover()
    bench.broker.tick()
    bench.close()


def main() -> None:
    # whoever runs the tests may trace us, where the kernel asks for leave
    ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
    for line in sys.stdin:
        folder = Path(line.strip())
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
            os.close(os.open(folder / "go", os.O_RDONLY))
            work(folder)
            os._exit(0)
        print(child, flush=True)
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
