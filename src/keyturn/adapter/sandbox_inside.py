"""The file sandbox from inside: a process of our own that makes the namespaces, runs the command, and measures.

Started by `sandbox.py` as `python -I -S`, with a request as JSON on its standard input and its answer as JSON on its
standard output. Four processes: the *mapper* stays outside and gives the new user namespace its users; the *keeper*
holds the uppers and the real directories, out of the command's sight; *init* is process 1 of the command's world, and
when it ends all of it ends; the *command*. Each dies with the one before. docs/adr/0018 says why it is built so.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import socket
import stat
import struct
import sys
import time
from typing import Any

from keyturn.adapter import sandbox_kernel as kernel
from keyturn.adapter import sandbox_measure as measure

_OWN = ("/proc", "/sys", "/dev", "/run")
"""What the command gets anew, empty or read-only, instead of the machine's."""
_NO_OVERLAY = frozenset(("autofs", "proc", "sysfs", "devpts", "devtmpfs", "cgroup", "cgroup2", "mqueue", "debugfs"))
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_ENTRIES = 4_000
"""Names in one directory that holds mounts and therefore is laid out by hand."""
_COPIED = 64_000_000
"""Bytes of files that are copied into such directories, together."""
_SCOPES = 6
"""The ABI of Landlock from which abstract sockets are held."""
_POLL = 0.05
_GRACE = 1.0


class RefusedError(Exception):
    """The sandbox cannot be made: what is missing."""


class _Place:
    """One directory of the new root: an overlay, or a skeleton laid out by hand."""

    def __init__(self, path: str, handle: int, *, overlaid: bool, read_only: bool = False) -> None:
        self.path = path
        self.handle = handle
        self.overlaid = overlaid
        self.read_only = read_only
        self.upper = ""
        self.put: dict[str, tuple[str, os.stat_result]] = {}

    @property
    def real(self) -> str:
        """The real directory, whatever is mounted over its name by now."""
        return f"/proc/self/fd/{self.handle}"


def _unescaped(text: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text


def mounts(text: str) -> dict[str, tuple[str, bool]]:
    """Mount point → (kind of file system, read-only), of the text of mountinfo; the last one over a name counts."""
    found: dict[str, tuple[str, bool]] = {}
    for line in text.splitlines():
        left, _dash, right = line.partition(" - ")
        fields = left.split(" ")
        kind = right.split(" ", 1)[0]
        options = fields[5].split(",")
        super_options = right.rsplit(" ", 1)[-1].split(",")
        found[_unescaped(fields[4])] = (kind, "ro" in options or "ro" in super_options)
    return found


def _ranges(name: str) -> list[range]:
    with open(f"/proc/self/{name}", encoding="ascii") as table:
        rows = [line.split() for line in table]
    return [range(int(inside), int(inside) + int(count)) for inside, _outside, count in rows]


def _roots(chains: list[list[tuple[str, int, int]]]) -> list[str]:
    """Directories that must be overlays of their own, so that nothing above a place has to be copied.

    A directory of an owner whom our user namespace does not know cannot be copied, and an overlay copies every
    directory above what is written.
    """
    users, groups = _ranges("uid_map"), _ranges("gid_map")
    found = []
    for chain in chains:
        strange = [
            path
            for path, uid, gid in chain
            if path != "/" and not (any(uid in one for one in users) and any(gid in one for one in groups))
        ]
        found += strange[-1:]
    return found


def _chain(path: str) -> list[tuple[str, int, int]]:
    """The directories above a place and itself, with their real owners; seen from outside the user namespace."""
    here = os.path.realpath(path)
    found: list[tuple[str, int, int]] = []
    while True:
        with contextlib.suppress(OSError):
            there = os.stat(here)
            if stat.S_ISDIR(there.st_mode):
                found.append((here, there.st_uid, there.st_gid))
        if here == "/":
            return found[::-1]
        here = os.path.dirname(here)


class _Layout:
    """Decides for every directory how it comes into the new root."""

    def __init__(self, table: dict[str, tuple[str, bool]], scratch: str, roots: list[str]) -> None:
        self.table = table
        self.places: list[_Place] = []
        self.skipped: list[tuple[str, str]] = []
        self._held = set()
        for point in [*table, *roots, *([scratch] if scratch else [])]:
            while point != "/":
                point = os.path.dirname(point)  # noqa: PLW2901 - walking up
                self._held.add(point)
        self._scratch = scratch
        self.root = _Place("/", os.open("/", os.O_PATH | os.O_DIRECTORY), overlaid=False)
        self.places.append(self.root)
        self._lay(self.root, read_only=table.get("/", ("", False))[1])

    def _lay(self, place: _Place, *, read_only: bool) -> None:
        base = "" if place.path == "/" else place.path
        try:
            with os.scandir(place.real) as found:
                entries = sorted(found, key=lambda one: one.name)
        except OSError as error:
            self.skipped.append((place.path, f"it cannot be listed: {error.strerror}"))
            return
        if len(entries) > _ENTRIES:
            raise RefusedError(f"{place.path} holds a mount and more than {_ENTRIES} names")
        for entry in entries:
            path = f"{base}/{entry.name}"
            if path in _OWN or path == self._scratch:
                continue
            try:
                found_state = entry.stat(follow_symlinks=False)
                directory = stat.S_ISDIR(found_state.st_mode)
                handle = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW) if directory else -1
            except OSError as error:
                # another user's FUSE mount, say; the command would not get in either
                self.skipped.append((path, f"it cannot be looked at: {error.strerror}"))
                place.put[entry.name] = ("", os.stat("/"))
                continue
            kind, mounted_ro = self.table.get(path, ("", read_only))
            if not directory:
                place.put[entry.name] = (entry.path, found_state)
                continue
            place.put[entry.name] = ("", found_state)
            if kind in _NO_OVERLAY:
                os.close(handle)
                self.skipped.append((path, f"a mount of kind {kind} is left out of the rehearsal"))
                continue
            held = path in self._held
            below = _Place(path, handle, overlaid=not held, read_only=mounted_ro)
            self.places.append(below)
            if held:
                self._lay(below, read_only=mounted_ro)


def _readable(handles: list[int] | set[int], seconds: float) -> list[int]:
    """Which of them can be read, or have ended. poll, since select knows no descriptor above 1,023."""
    poll = select.poll()
    for handle in handles:
        poll.register(handle, select.POLLIN | select.POLLHUP)
    return [handle for handle, _what in poll.poll(int(seconds * 1_000))]


def _resolver() -> tuple[str, bytes] | None:
    """Where names are looked up, when that is said in /run, which the command sees none of."""
    path = os.path.realpath("/etc/resolv.conf")
    if not path.startswith("/run/"):
        return None
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return path, file.read(65_536)
    return None


class _World:
    """The keeper's: makes the new root, and measures it afterwards."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as table:
            found = mounts(table.read())
        self.layout = _Layout(found, request["scratch"], _roots(request["chains"]))
        self.skipped = self.layout.skipped
        self.copied = 0
        # our own file systems need a name to be mounted on; every directory was opened before it is hidden
        self.base = next(one for one in ("/mnt", "/media", "/opt", "/srv", "/tmp") if os.path.isdir(one))  # noqa: S108
        self._sys = os.open("/sys", os.O_PATH) if os.path.isdir("/sys") else -1
        self._devices = {
            name: os.open("/dev/" + name, os.O_PATH) for name in _DEVICES if os.path.exists("/dev/" + name)
        }
        self._keep = {path: os.open(path, os.O_PATH | os.O_DIRECTORY) for path in request["keep"]}
        self._seen = {path: os.open(path, os.O_PATH | os.O_DIRECTORY) for path in request["seen"]}
        scratch = request["scratch"]
        self._scratch = os.open(scratch, os.O_PATH | os.O_DIRECTORY) if scratch else -1
        self._resolver = _resolver() if request["network"] else None
        self._system = os.open("/run/current-system", os.O_PATH) if os.path.isdir("/run/current-system") else -1
        self.new = self.base + "/root"

    def build(self) -> None:
        """Mount everything below `self.new`. Raises RefusedError or KernelRefusedError."""
        kernel.mount("none", "/", "", kernel.PRIVATE | kernel.RECURSIVE)
        kernel.mount("tmpfs", self.base, "tmpfs", kernel.NO_SUID | kernel.NO_DEV, "mode=0700,size=64k")
        os.mkdir(self.new)
        os.mkdir(self.base + "/upper")
        if self.request["scratch"]:
            kernel.mount(f"/proc/self/fd/{self._scratch}", self.base + "/upper", "", kernel.BIND)
        else:
            limits = f"mode=0700,size={self.request['space']},nr_inodes={self.request['names']}"
            kernel.mount("tmpfs", self.base + "/upper", "tmpfs", kernel.NO_SUID | kernel.NO_DEV, limits)
        probe = self.base + "/upper"
        try:
            os.setxattr(probe, "user.keyturn", b"y")
            os.removexattr(probe, "user.keyturn")
        except OSError as error:
            raise RefusedError("the file system for what is written keeps no user attributes") from error
        skeleton = _COPIED + 16_000_000
        kernel.mount("tmpfs", self.new, "tmpfs", kernel.NO_SUID | kernel.NO_DEV, f"mode=0755,size={skeleton}")
        for number, place in enumerate(self.layout.places):
            self._mount(number, place)
        for name in _OWN:
            os.mkdir(self.new + name, 0o755)
        self._dev()
        if self._sys >= 0:
            # a new instance would show this network only; the machine's own, read-only, is what programs expect
            kernel.mount(f"/proc/self/fd/{self._sys}", self.new + "/sys", "", kernel.BIND | kernel.RECURSIVE)
            kernel.read_only(self.new + "/sys")
        kernel.mount("tmpfs", self.new + "/run", "tmpfs", kernel.NO_SUID | kernel.NO_DEV, "mode=0755,size=16m")
        user = f"/run/user/{os.getuid()}"
        os.makedirs(self.new + user, 0o700)
        os.makedirs(self.new + "/run/lock", 0o755)
        if self._resolver is not None:
            path, text = self._resolver
            os.makedirs(self.new + os.path.dirname(path), 0o755, exist_ok=True)
            with open(self.new + path, "wb") as copy:
                copy.write(text)
        if self._system >= 0:
            os.mkdir(self.new + "/run/current-system")
            kernel.mount(f"/proc/self/fd/{self._system}", self.new + "/run/current-system", "", kernel.BIND)
            kernel.read_only(self.new + "/run/current-system")
        for path, handle in self._seen.items():
            kernel.mount(f"/proc/self/fd/{handle}", self.new + path, "", kernel.BIND)
            kernel.read_only(self.new + path)
        for path, handle in self._keep.items():
            kernel.mount(f"/proc/self/fd/{handle}", self.new + path, "", kernel.BIND)
        for path in self.request["hidden"]:
            self._hide(self.new + path)

    def _hide(self, there: str) -> None:
        """Put nothing over what the command must not see."""
        try:
            mode = os.lstat(there).st_mode
        except OSError:
            return  # it does not see it as it is
        if stat.S_ISDIR(mode):
            kernel.mount("tmpfs", there, "tmpfs", kernel.NO_SUID | kernel.NO_DEV, "mode=0000,size=4k")
        elif stat.S_ISREG(mode):
            kernel.mount(f"/proc/self/fd/{self._devices['null']}", there, "", kernel.BIND)

    def _dev(self) -> None:
        there = self.new + "/dev"
        kernel.mount("tmpfs", there, "tmpfs", kernel.NO_SUID | kernel.NO_EXEC, "mode=0755,size=1m")
        for name, handle in self._devices.items():
            with open(f"{there}/{name}", "wb"):
                pass
            kernel.mount(f"/proc/self/fd/{handle}", f"{there}/{name}", "", kernel.BIND)
        for name, to in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
            os.symlink(to, f"{there}/{name}")
        os.mkdir(there + "/shm")
        space = min(self.request["space"], 256_000_000)
        kernel.mount("tmpfs", there + "/shm", "tmpfs", kernel.NO_SUID | kernel.NO_DEV, f"mode=1777,size={space}")
        os.mkdir(there + "/pts")
        kernel.mount("devpts", there + "/pts", "devpts", kernel.NO_SUID | kernel.NO_EXEC, "newinstance,ptmxmode=0666")
        os.symlink("pts/ptmx", there + "/ptmx")

    def _mode(self, place: _Place) -> int:
        found = stat.S_IMODE(os.stat(place.real).st_mode)
        # its owner is not ours to give it, so what we may not do there is closed by its mode
        for right, bits in ((os.R_OK, 0o444), (os.W_OK, 0o222), (os.X_OK, 0o111)):
            if not os.access(place.real, right):
                found &= ~bits
        return found

    def _own(self, path: str, place: _Place) -> None:
        real = os.stat(place.real)
        with contextlib.suppress(OSError):
            os.chown(path, real.st_uid, real.st_gid)
        os.chmod(path, self._mode(place))

    def _mount(self, number: int, place: _Place) -> None:
        there = self.new + place.path
        if place.path != "/":
            os.mkdir(there)
        if not place.overlaid:
            self._own(there, place)
            self._fill(place, there)
            return
        upper = f"{self.base}/upper/{number}"
        for name in ("", "/u", "/w", "/e"):
            os.mkdir(upper + name)
        self._own(upper + "/u", place)
        place.upper = upper + "/u"
        if place.read_only:
            data = f"userxattr,lowerdir={place.real}:{upper}/e"
        else:
            data = f"userxattr,lowerdir={place.real},upperdir={upper}/u,workdir={upper}/w"
        try:
            kernel.mount("overlay", there, "overlay", kernel.NO_SUID | kernel.NO_DEV, data)
        except kernel.KernelRefusedError as error:
            # it is not there at all for the command, which is safe, and the report says so
            place.upper = ""
            os.chmod(there, 0)
            if (self.request["directory"] + "/").startswith(place.path + "/"):
                raise
            self.skipped.append((place.path, f"it cannot be overlaid ({error.strerror}), so it is not seen"))

    def _fill(self, place: _Place, there: str) -> None:
        for name, (real, before) in place.put.items():
            if not real:
                continue
            real_now = f"{place.real}/{name}"
            place.put[name] = (real_now, before)
            if stat.S_ISLNK(before.st_mode):
                os.symlink(os.readlink(real_now), f"{there}/{name}")
            elif stat.S_ISREG(before.st_mode) and self._copied(real_now, f"{there}/{name}", before):
                continue
            else:
                place.put[name] = ("", before)

    def _copied(self, real: str, there: str, before: os.stat_result) -> bool:
        if self.copied + before.st_size > _COPIED:
            self.skipped.append((real, "it is too large to be copied beside a mount, so it is not seen"))
            return False
        try:
            with open(real, "rb") as source, open(there, "wb") as copy:
                while part := source.read(1 << 20):
                    self.copied += len(part)
                    copy.write(part)
        except OSError:
            return False
        with contextlib.suppress(OSError):
            os.chown(there, before.st_uid, before.st_gid)
        os.chmod(there, stat.S_IMODE(before.st_mode))
        os.utime(there, ns=(before.st_atime_ns, before.st_mtime_ns))
        return True

    def free(self) -> int:
        """Bytes that can still be written."""
        there = os.statvfs(self.base + "/upper")
        return there.f_bavail * there.f_frsize

    def measured(self) -> dict[str, Any]:
        """What differs, after everything of the command is dead."""
        sorter = measure.Sorter(self.request["apart"], self.request["paths"])
        for place in self.layout.places:
            if place.overlaid and place.upper and not place.read_only:
                measure.overlay(place.path, place.upper, place.real, sorter)
            elif not place.overlaid:
                known = place.put | {name[1:]: ("", os.stat("/")) for name in _OWN if place.path == "/"}
                measure.skeleton(place.path, self.new + place.path, known, sorter)
        upper = os.statvfs(self.base + "/upper")
        return {
            "rest": sorter.rest.plain(),
            "apart": {place: changes.plain() for place, changes in sorter.apart.items()},
            "full": upper.f_bavail == 0 or upper.f_favail == 0,
        }


def _loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x40))


def _limits(request: dict[str, Any]) -> None:
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, request["space"]),
        (resource.RLIMIT_NPROC, request["processes"] * 2),  # init looks at the real number, this is for its absence
        (resource.RLIMIT_MEMLOCK, 65_536),
        (resource.RLIMIT_MSGQUEUE, 819_200),
        (resource.RLIMIT_NOFILE, 4_096),
    ):
        _soft, hard = resource.getrlimit(which)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (bound, bound))


def _spawn(
    request: dict[str, Any], argv: list[str], directory: str, environment: dict[str, str], out: int, err: int
) -> int:
    """Start a program without rights, descriptors or a terminal; answers its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        nothing = os.open("/dev/null", os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 1 << 20)
        os.umask(request["umask"])
        _limits(request)
        for number in range(1, signal.NSIG):
            with contextlib.suppress(OSError, ValueError):
                signal.signal(number, signal.SIG_DFL)
        os.chdir(directory)
        if request["network"] and kernel.landlock_version() >= _SCOPES:
            # abstract sockets belong to the network, which is the machine's own here
            kernel.keep_apart()
        kernel.give_up_rights(root=os.getuid() == 0)
        kernel.filter_calls()
        os.execvpe(argv[0], argv, environment)  # noqa: S606 - an argument list, in the sandbox
    except FileNotFoundError:
        os.write(2, f"{argv[0]}: not found\n".encode(errors="surrogateescape"))
        os._exit(127)
    except BaseException as error:  # noqa: BLE001 - the child must never go on as its parent
        os.write(2, f"{argv[0]}: {error}\n".encode(errors="surrogateescape"))
        os._exit(126)
    os._exit(126)


def _others() -> tuple[int, int]:
    """How many processes there are beside init, and their resident pages."""
    count = pages = 0
    for name in os.listdir("/proc"):
        if not name.isdigit() or name == "1":
            continue
        try:
            with open(f"/proc/{name}/statm", "rb") as numbers:
                size, resident, *_rest = numbers.read().split()
        except OSError:
            continue
        if size != b"0":  # a zombie has no memory
            count += 1
            pages += int(resident)
    return count, pages


def _init(request: dict[str, Any], new: str, pipes: dict[str, int], parent: int) -> None:
    """Process 1: mounts /proc, moves into the new root, runs the command and then the probes. Never returns."""
    said: dict[str, Any] = {"exit": None, "stopped": "", "left": 0, "probes": []}
    try:
        kernel.die_with_parent(0)
        for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
            # the kernel keeps from process 1 whatever it has no handler for; Python has put some in place
            signal.signal(number, signal.SIG_DFL)
        if os.read(parent, 1) != b"g":
            os._exit(1)
        kernel.undumpable()
        kernel.unshare(kernel.NEW_NS)
        kernel.mount("none", "/", "", kernel.PRIVATE | kernel.RECURSIVE)
        flags = kernel.NO_SUID | kernel.NO_DEV | kernel.NO_EXEC
        kernel.mount("proc", new + "/proc", "proc", flags)
        with contextlib.suppress(OSError), open(new + "/proc/sys/kernel/pid_max", "w", encoding="ascii") as most:
            most.write(str(max(512, request["processes"] * 2)))
        with open(new + "/proc/sys/user/max_user_namespaces", "w", encoding="ascii") as most:
            most.write("0")
        kernel.mount("none", new + "/proc", "", flags | kernel.BIND | kernel.REMOUNT | kernel.READ_ONLY)
        os.chdir(new)
        kernel.pivot_here()
        if not request["network"]:
            _loopback()
        start = 3
        for handle in [*sorted(pipes.values()), 1 << 20]:
            os.closerange(start, handle)
            start = handle + 1
        command = _spawn(
            request, request["argv"], request["directory"], request["environment"], pipes["out"], pipes["err"]
        )
        os.close(pipes["out"])
        os.close(pipes["err"])
        _watch(request, command, said)
        for probe in request["probes"]:
            said["probes"].append(_probe(request, probe, pipes["probe"]))
    except BaseException as error:  # noqa: BLE001 - told to the keeper, which decides
        said["failed"] = f"{getattr(error, 'what', type(error).__name__)}: {error}"
    os.write(pipes["status"], json.dumps(said).encode())
    os._exit(0)


def _reaped(command: int, said: dict[str, Any]) -> bool:
    """Collect the dead; whether any child is left."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True
        if pid == command:
            said["exit"] = os.waitstatus_to_exitcode(status)


def _watch(request: dict[str, Any], command: int, said: dict[str, Any]) -> None:
    until = time.monotonic() + request["seconds"]
    page = os.sysconf("SC_PAGE_SIZE")
    grace = 0.0
    wait = 0.001
    looked = 0.0
    while True:
        alive = _reaped(command, said)
        now = time.monotonic()
        if said["exit"] is not None:
            if not alive:
                break
            grace = grace or now + _GRACE
            if now > grace:
                said["left"] = _others()[0]
                break
        if now > until:
            said["stopped"] = "time"
            break
        if now - looked > _POLL:
            looked = now
            count, pages = _others()
            if count >= request["processes"] or pages * page > request["memory"]:
                said["stopped"] = "processes" if count >= request["processes"] else "memory"
                break
        time.sleep(wait)
        wait = min(_POLL, wait * 2)
    _end_all(command, said)


def _end_all(command: int, said: dict[str, Any]) -> None:
    """Everything but us. New ones may be born while the old ones die, so until none is left."""
    for _again in range(1000):
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        if not _reaped(command, said) and _others()[0] == 0:
            return
        time.sleep(0.002)


def _probe(request: dict[str, Any], probe: dict[str, Any], out: int) -> list[int]:
    """Run one reading program of ours in what the command left; answers its exit code and how much it wrote."""
    said: dict[str, Any] = {"exit": None}
    read, write = os.pipe()
    nothing = os.open("/dev/null", os.O_WRONLY)
    child = _spawn(request, probe["argv"], probe["directory"], probe["environment"], write, nothing)
    os.close(write)
    os.close(nothing)
    until = time.monotonic() + 30
    total = 0
    while total < request["output"]:
        ready = _readable([read], max(0.0, until - time.monotonic()))
        part = os.read(read, 65_536) if ready else b""
        if not part:
            break
        os.write(out, part)
        total += len(part)
    os.close(read)
    while said["exit"] is None and time.monotonic() < until and _reaped(child, said):
        time.sleep(0.001)
    _end_all(child, said)
    return [-1 if said["exit"] is None else said["exit"], total]


class _Tail:
    """The last part of a stream, and whether more was there."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts = bytearray()
        self.cut = False

    def add(self, part: bytes) -> None:
        self._parts += part
        if len(self._parts) > 2 * self._most:
            del self._parts[: -self._most]
            self.cut = True

    def text(self) -> str:
        if len(self._parts) > self._most:
            self.cut = True
        return base64.b64encode(bytes(self._parts[-self._most :])).decode()


def _keeper(request: dict[str, Any], answer: int) -> dict[str, Any]:
    """In the new user and mount namespace: build, start init, listen to it, and measure."""
    world = _World(request)
    world.build()
    names = ("status", "out", "err", "probe")
    pairs = {name: os.pipe() for name in names}
    go_read, go = os.pipe()
    init = os.fork()
    if init == 0:
        os.close(answer)
        os.close(go)
        for read, _write in pairs.values():
            os.close(read)
        _init(request, world.new, {name: write for name, (_read, write) in pairs.items()}, go_read)
    for _read, write in pairs.values():
        os.close(write)
    os.write(go, b"g")
    streams = {
        pairs[name][0]: (name, _Tail(request["output"] if name != "probe" else request["output"] * 4)) for name in names
    }
    deadline = time.monotonic() + request["seconds"] + 60
    free = world.free()
    ended = ""
    open_ones = set(streams)
    while open_ones:
        ready = _readable(open_ones, 0.5)
        for one in ready:
            part = os.read(one, 65_536)
            if part:
                streams[one][1].add(part)
            else:
                open_ones.discard(one)
        if time.monotonic() > deadline:
            ended = "time"
        elif request["scratch"] and free - world.free() > request["space"]:
            ended = "space"  # memory has a limit of its own, a directory on disk has none
        if ended:
            os.kill(init, signal.SIGKILL)
            break
    os.waitpid(init, 0)
    texts = {name: tail.text() for name, tail in streams.values()}
    cut = [name for name, tail in streams.values() if tail.cut]
    status = base64.b64decode(texts.pop("status"))
    if ended and not status:
        status = json.dumps({"exit": None, "stopped": ended, "left": 0, "probes": []}).encode()
    try:
        said = json.loads(status)
    except ValueError:
        raise RefusedError("the command's world ended without a word") from None
    if "failed" in said:
        raise RefusedError(str(said["failed"]))
    return {**said, **texts, "cut": cut, "files": world.measured(), "skipped": world.skipped}


def _map(child: int) -> None:
    """Give the new user namespace its users: everyone we know ourselves when we may, else just us."""
    uid, gid = os.getuid(), os.getgid()
    wanted = {"uid_map": f"{uid} {uid} 1\n", "gid_map": f"{gid} {gid} 1\n"}
    whole = {}
    for name in wanted:
        with open(f"/proc/self/{name}", encoding="ascii") as table:
            rows = [line.split() for line in table]
        whole[name] = "".join(f"{inside} {inside} {count}\n" for inside, _outside, count in rows)
    for tables in (whole, wanted):
        try:
            if tables is wanted:
                with open(f"/proc/{child}/setgroups", "w", encoding="ascii") as groups:
                    groups.write("deny")
            for name, text in tables.items():
                with open(f"/proc/{child}/{name}", "w", encoding="ascii") as table:
                    table.write(text)
        except OSError:
            if tables is wanted:
                raise
            continue
        return


def _inner(request: dict[str, Any], ready: int, mapped: int, answer: int, parent: int) -> None:
    """The keeper's whole life. Never returns."""
    said: dict[str, Any]
    try:
        flags = kernel.NEW_USER | kernel.NEW_NS | kernel.NEW_PID | kernel.NEW_IPC | kernel.NEW_UTS | kernel.NEW_CGROUP
        kernel.unshare(flags | (0 if request["network"] else kernel.NEW_NET))
        kernel.die_with_parent(parent)
        os.write(ready, b"r")
        if os.read(mapped, 1) != b"m":
            os._exit(1)
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        os.umask(0)
        said = _keeper(request, answer)
        said["ok"] = True
    except kernel.KernelRefusedError as error:
        said = {"ok": False, "what": f"{error.what}: {error.strerror}"}
    except (RefusedError, OSError) as error:
        said = {"ok": False, "what": str(error)}
    except BaseException as error:  # noqa: BLE001 - the last boundary of this process; told, never "nothing changed"
        said = {"ok": False, "what": f"{type(error).__name__}: {error}"}
    with os.fdopen(answer, "w", encoding="ascii") as out:
        json.dump(said, out)
    os._exit(0)


def main() -> None:
    """The mapper: reads the request, makes the keeper, gives it its users, and waits for it."""
    request = json.load(sys.stdin.buffer)
    kernel.die_with_parent(request["parent"])
    request["chains"] = [_chain(path) for path in request["focus"]]
    ready_read, ready = os.pipe()
    mapped_read, mapped = os.pipe()
    me = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(ready_read)
        os.close(mapped)
        _inner(request, ready, mapped_read, 1, me)
    os.close(ready)
    os.close(mapped_read)
    if os.read(ready_read, 1) == b"r":
        try:
            _map(child)
            os.write(mapped, b"m")
        except OSError as error:
            os.kill(child, signal.SIGKILL)
            sys.stdout.write(json.dumps({"ok": False, "what": f"the user namespace got no users: {error.strerror}"}))
            sys.stdout.flush()
    os.waitpid(child, 0)
    os._exit(0)
