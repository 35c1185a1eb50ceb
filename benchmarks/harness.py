"""Timing of whole processes, so that figures can be compared.

Commands are run in turns (a b c a b c …), each after the other and alone, so that a busy moment hits all of them. Time
is taken from spawn to exit, processor time and peak memory come from the kernel's own account of the child. The
*minimum* says what the work costs, the *median* what a person waits; ratios are of minima against a named baseline that
ran in the same turns. A child's account of memory begins with the process that spawned it, so a peak that is not above
this program's own is not known and not given.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYTURN = Path(sys.executable).parent / "keyturn"


def real_python() -> str:
    """The interpreter itself, not a version manager's shim nor a virtual environment's link."""
    return os.path.realpath(sys.executable)


@dataclass(frozen=True)
class Case:
    """One command to time."""

    name: str
    argv: Sequence[str]
    stdin: Path | None = None
    cwd: Path | None = None
    environment: Mapping[str, str] | None = None
    accepts: Sequence[int] = (0,)
    """Exit codes that count as having done the work."""


@dataclass
class Timing:
    """What the runs of one case took: seconds and MiB."""

    name: str
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def least(self) -> float:
        """The quickest run."""
        return min(self.wall)

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.wall)

    def figures(self, baseline: "Timing | None" = None) -> dict[str, float | str]:
        """Ready for JSON, rounded to what can be told apart."""
        out: dict[str, float | str] = {
            "name": self.name,
            "min_ms": round(self.least * 1000, 1),
            "median_ms": round(self.median * 1000, 1),
            "processor_ms": round(min(self.processor) * 1000, 1),
            "runs": len(self.wall),
        }
        if self.memory > own_peak() * 1.05:
            out["peak_mib"] = round(self.memory, 1)
        if baseline is not None:
            out["ratio"] = round(self.least / baseline.least, 2)
        return out


def _mib(account: int) -> float:
    return account / (1024 * 1024 if sys.platform == "darwin" else 1024)  # macOS counts bytes, Linux KiB


def own_peak() -> float:
    """The most memory this program itself has had, in MiB."""
    return _mib(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def spawn(case: Case) -> tuple[float, float, float]:
    """Run one case once: wall seconds, processor seconds, peak MiB.

    Raises RuntimeError when it ends with an exit code that it should not end with: a crash is quick, and would look
    like a good figure.
    """
    with open(case.stdin or os.devnull, "rb") as source:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(case.argv),
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=case.cwd,
            env=dict(case.environment) if case.environment is not None else None,
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in case.accepts:
        raise RuntimeError(f"{case.name}: exit {process.returncode}, not one of {tuple(case.accepts)}")
    return took, usage.ru_utime + usage.ru_stime, _mib(usage.ru_maxrss)


def measure(cases: Sequence[Case], rounds: int, *, warm: int = 1) -> dict[str, Timing]:
    """Run all cases in turns, `warm` rounds uncounted."""
    timings = {case.name: Timing(case.name) for case in cases}
    for turn in range(warm + rounds):
        for case in cases:
            took, processor, memory = spawn(case)
            if turn < warm:
                continue
            timing = timings[case.name]
            timing.wall.append(took)
            timing.processor.append(processor)
            timing.memory = max(timing.memory, memory)
    return timings


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    except OSError:  # not Linux
        pass
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
