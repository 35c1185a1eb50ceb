"""The file sandbox from outside: runs any program where nothing real can be written, and says what it wrote.

The command sees the whole machine's files, every directory of it as an overlay; what it writes goes to memory and is
gone with it. It has its own processes, network, IPC, /dev, /run and /proc, no capability, no descriptor and no socket
of ours. The inner half is `sandbox_inside.py`; why it is built so: docs/adr/0018.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keyturn.errors import CouldNotJudge
from keyturn.rehearse.difference import PATHS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

SCRATCH = "keyturn-rehearsal-"
"""How names of scratch directories begin; after it comes the id of the process that owns them."""
SPACE = 2_000_000_000
"""Bytes that a command may write, at most; less where memory is short."""
NAMES = 1_000_000
PROCESSES = 512
_TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108 - where everybody writes
_OWN = ("/proc/", "/sys/", "/dev/", "/run/")
_STALE = 86_400.0
_FIX = (
    "It needs Linux with unprivileged user namespaces and overlayfs in them (kernel 5.12 or newer; "
    "docs/how-to/rehearse-a-command.md says what to switch on)."
)


class SandboxUnavailableError(CouldNotJudge):
    """The machine does not give what the sandbox is made of."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A reading program of ours that is run in what the command left behind."""

    argv: tuple[str, ...]
    directory: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: counts are whole, paths are the first, `sizes` are theirs."""

    count: int = 0
    size: int = 0
    paths: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What was written in one part of the tree. `linked`: changed files whose content other names share."""

    deleted: Kind = Kind()
    created: Kind = Kind()
    changed: Kind = Kind()
    modes: Kind = Kind()
    linked: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command. `stopped`: "", "time", "processes", "memory" or "space"; `left`: still running."""

    exit_code: int | None
    output: bytes
    errors: bytes
    cut: bool
    stopped: str
    left: int
    changes: Changes
    apart: Mapping[str, Changes]
    skipped: tuple[tuple[str, str], ...]
    probes: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a command is to be run.

    `environment` is passed as it is: who calls leaves out what is secret. `keep` are real directories that the
    command writes for good (a scratch directory of the caller), `seen` those that it sees as they are, sockets in them
    too, and cannot write. `apart` are directories whose changes are counted by
    themselves. `network` leaves it in the machine's network. `disk` is where what is written goes instead of memory.
    """

    argv: Sequence[str]
    directory: str
    environment: Mapping[str, str]
    seconds: float = 600.0
    keep: Sequence[str] = ()
    seen: Sequence[str] = ()
    apart: Sequence[str] = ()
    focus: Sequence[str] = ()
    probes: Sequence[Probe] = ()
    network: bool = False
    output: int = 64_000
    space: int = SPACE
    processes: int = PROCESSES
    memory: int = 0
    disk: str = ""
    umask: int = field(default=0o022)


_HIDING: list[tuple[Callable[[], Collection[str]], str]] = []


def hide(paths: Callable[[], Collection[str]], apart: str) -> None:
    """From now on nothing that this process runs in a sandbox sees these files and directories.

    In the directory `apart` runs have places of their own: there a run sees its own, and what lies beside is hidden.
    """
    _HIDING.append((paths, apart))


def show(apart: str) -> None:
    """End what `hide` began for this directory."""
    _HIDING[:] = [one for one in _HIDING if one[1] != apart]


def hides() -> bool:
    """Whether this process keeps something from what it runs: then nothing runs without the sandbox."""
    return bool(_HIDING)


def hidden(path: str) -> bool:
    """Whether a path leads to what is kept from every run."""
    real = os.path.realpath(path) + "/"
    return any(real.startswith(os.path.realpath(one) + "/") for paths, _apart in _HIDING for one in paths())


def _hidden_from(wish: Wish) -> list[str]:
    needed = [os.path.realpath(one) + "/" for one in (wish.directory, *wish.keep, *wish.seen)]
    found: set[str] = set()
    for paths, apart in _HIDING:
        found.update(os.path.realpath(one) for one in paths())
        with contextlib.suppress(OSError):
            beside = (os.path.join(os.path.realpath(apart), name) for name in os.listdir(apart))
            found.update(one for one in beside if not any(there.startswith(one + "/") for there in needed))
    return sorted(one for one in found if os.path.lexists(one))


def _memory() -> int:
    try:
        with open("/proc/meminfo", encoding="ascii") as table:
            for line in table:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return 4_000_000_000
    return 4_000_000_000


def _kind(found: dict[str, Any]) -> Kind:
    return Kind(int(found["count"]), int(found["size"]), tuple(found["paths"]), tuple(found["sizes"]))


def changes(found: dict[str, Any]) -> Changes:
    """Changes as the measuring half writes them."""
    return Changes(
        _kind(found["deleted"]),
        _kind(found["created"]),
        _kind(found["changed"]),
        _kind(found["modes"]),
        tuple(found["linked"]),
        tuple(found["unread"]),
    )


def run(wish: Wish) -> Ran:
    """Run it, and measure.

    Raises SandboxUnavailableError when the kernel gives less than is needed (nothing ran then), CouldNotJudge when
    the measuring itself failed.
    """
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailableError("the file sandbox exists on Linux only", _FIX)
    from keyturn.adapter import sandbox_kernel

    if not sandbox_kernel.known_machine():
        raise SandboxUnavailableError("the file sandbox is not written for this kind of processor", _FIX)
    if any((wish.directory + "/").startswith(one) for one in _OWN):
        raise CouldNotJudge(
            f"a rehearsal has its own {wish.directory.split('/')[1]} and cannot begin in {wish.directory}",
            "Rehearse it from another directory: --cwd DIR",
        )
    if wish.disk:
        with scratch(wish.disk) as place:
            return _run(wish, place)
    try:
        return _run(wish, "")
    except SandboxUnavailableError as error:
        if "user attributes" not in error.what:
            raise
    # memory keeps no user attributes before kernel 6.6
    with scratch("/var/tmp") as place:  # noqa: S108 - a private directory is made in it
        return _run(wish, place)


def _run(wish: Wish, place: str) -> Ran:
    available = _memory()
    request = {
        "argv": list(wish.argv),
        "directory": wish.directory,
        "environment": dict(wish.environment),
        "seconds": wish.seconds,
        "space": max(16_000_000, min(wish.space, available // 2)),
        "names": NAMES,
        "processes": wish.processes,
        "memory": wish.memory or max(256_000_000, available // 2),
        "output": wish.output,
        "network": wish.network,
        "keep": list(wish.keep),
        "seen": list(wish.seen),
        "hidden": _hidden_from(wish),
        "apart": list(wish.apart),
        "probes": [
            {"argv": list(p.argv), "directory": p.directory, "environment": dict(p.environment)} for p in wish.probes
        ],
        "paths": PATHS,
        "parent": os.getpid(),
        "scratch": place,
        "focus": list(dict.fromkeys((wish.directory, wish.environment.get("HOME", "/"), *_TEMPORARY, *wish.focus))),
        "umask": wish.umask,
    }
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    start = f"import sys; sys.path.append({source!r}); from keyturn.adapter.sandbox_inside import main; main()"
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin"},
        cwd="/",
        start_new_session=True,
    ) as inner:
        try:
            out, problems = inner.communicate(json.dumps(request).encode(), timeout=wish.seconds + 120)
        except subprocess.TimeoutExpired:
            inner.kill()
            raise CouldNotJudge("the rehearsal did not end in its time", "Give it more: --budget SECONDS") from None
        except BaseException:
            inner.kill()
            raise
    try:
        answer = json.loads(out)
    except ValueError:
        said = problems.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise CouldNotJudge(f"the file sandbox gave no answer {said}".strip(), _FIX) from None
    if not answer["ok"]:
        raise SandboxUnavailableError(f"the file sandbox cannot be made here: {answer['what']}", _FIX)
    return _read(answer)


def _read(answer: dict[str, Any]) -> Ran:
    probes = []
    data = base64.b64decode(answer["probe"])
    at = 0
    for code, size in answer["probes"]:
        probes.append((int(code), data[at : at + size]))
        at += size
    files = answer["files"]
    stopped = answer["stopped"] or ("space" if files["full"] else "")
    return Ran(
        answer["exit"],
        base64.b64decode(answer["out"]),
        base64.b64decode(answer["err"]),
        bool(answer["cut"]),
        stopped,
        int(answer["left"]),
        changes(files["rest"]),
        {place: changes(found) for place, found in files["apart"].items()},
        tuple((what, why) for what, why in answer["skipped"]),
        tuple(probes),
    )


class scratch:  # noqa: N801 - read as a verb in `with scratch(place)`
    """A private directory that is gone afterwards; one that a killed process left is swept by the next run."""

    def __init__(self, place: str = "", what: str = "") -> None:
        """`place` holds it (default: the directory for temporary files)."""
        self._place = place or tempfile.gettempdir()
        self._what = what
        self.path = ""

    def __enter__(self) -> str:
        """Sweep, and make it."""
        sweep(self._place)
        self.path = tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-{self._what}", dir=self._place)
        return self.path

    def __exit__(self, *_problem: object) -> None:
        """Remove it."""
        remove(self.path)


def remove(path: str) -> None:
    """Remove a scratch directory with everything in it, closed directories too, and without following a link.

    An overlay's work directory has mode 000, and a command may have closed directories of its own.
    """
    folders = [path]
    for folder in folders:
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(os.lstat(folder).st_mode):
                return
            os.chmod(folder, 0o700)
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        os.unlink(entry.path)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def sweep(place: str, now: float | None = None) -> list[str]:
    """Remove what rehearsals of this user left in a directory after they were killed; answers what was removed."""
    swept = []
    try:
        names = [one for one in os.listdir(place) if one.startswith(SCRATCH)]
    except OSError:
        return []
    for name in names:
        path = os.path.join(place, name)
        owner, dash, _rest = name[len(SCRATCH) :].partition("-")
        try:
            found = os.lstat(path)
        except OSError:
            continue
        if found.st_uid != os.getuid() or os.path.islink(path):
            continue
        if dash and owner.isdigit():
            over = not _alive(int(owner))
        else:
            over = (time.time() if now is None else now) - found.st_mtime > _STALE
        if over:
            remove(path)
            swept.append(path)
    return swept


def ended_by(code: int | None) -> str:
    """How a command ended, for people."""
    if code is None:
        return "did not end"
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
    return f"exit {code}"
