"""The kernel's calls that the file sandbox is made of, through libc, with the errors they give.

Our own calls instead of util-linux: `mount` and `unshare` differ between versions, hide which call failed, and do not
know how to hold an overlay's upper directory where the command cannot reach it (docs/adr/0018).
Numbers and structures: the kernel's headers; capabilities(7), mount(2), pivot_root(2), seccomp(2), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

NEW_TIME = 0x80
NEW_NS = 0x20000
NEW_CGROUP = 0x2000000
NEW_UTS = 0x4000000
NEW_IPC = 0x8000000
NEW_USER = 0x10000000
NEW_PID = 0x20000000
NEW_NET = 0x40000000
_NAMESPACES = NEW_TIME | NEW_NS | NEW_CGROUP | NEW_UTS | NEW_IPC | NEW_USER | NEW_PID | NEW_NET

READ_ONLY = 1
NO_SUID = 2
NO_DEV = 4
NO_EXEC = 8
REMOUNT = 32
BIND = 4096
RECURSIVE = 16384
PRIVATE = 1 << 18
DETACH = 2

_PDEATHSIG = 1
_DUMPABLE = 4
_SECCOMP = 22
_BOUNDING_DROP = 24
_NO_NEW_PRIVS = 38
_AMBIENT = 47

# what a real root's command needs to treat files as root does, and nothing beyond files and its own processes
_KEPT_OF_ROOT = (0, 1, 3, 4, 5, 6, 7, 10)  # chown, dac_override, fowner, fsetid, kill, setgid, setuid, net_bind_service

_REFUSED_X86 = (
    *(165, 166, 155, 161, 272, 308, 250, 248, 249, 321, 298, 323, 246, 320, 175, 313),
    *(176, 169, 167, 168, 164, 227, 159, 305, 304, 163, 179, 103, 172, 173, 153, 212),
)
_REFUSED_ARM = (
    *(40, 39, 41, 51, 97, 268, 219, 217, 218, 280, 241, 282, 104, 294, 105),
    *(273, 106, 142, 224, 225, 170, 112, 171, 266, 265, 89, 60, 116, 58, 18),
)
_ALSO_X86 = (
    *(41, 62, 200, 234, 424, 90, 91, 268, 452, 92, 93, 94, 260, 188, 189, 190, 197, 198, 199, 132, 235, 280, 261),
    *(101, 310, 311, 141, 203, 251, 29, 30, 68, 64, 240, 144, 142, 256, 279, 440),
)
_ALSO_ARM = (
    *(198, 129, 130, 131, 424, 52, 53, 452, 54, 55, 5, 6, 7, 14, 15, 16, 88, 117, 270, 271, 140, 122, 30, 194),
    *(196, 186, 190, 180, 119, 118, 238, 239, 440),
)
_MACHINES = {
    # audit's name of the architecture, pivot_root, clone, clone3, socket, ioctl, and what is refused
    "x86_64": (0xC000003E, 155, 56, 435, 41, 16, _REFUSED_X86),
    "aarch64": (0xC00000B7, 41, 220, 435, 198, 29, _REFUSED_ARM),
}
"""Refused are mount, umount, pivot_root, chroot, unshare, setns, keyrings, bpf, perf, userfaultfd, kexec, modules,
reboot, swap, clocks, open_by_handle_at, accounting, quotas, the kernel's log, I/O ports, vhangup, lookup_dcookie.
Without namespaces also (`_ALSO_…`): sockets, signals, tracing, System V IPC, priorities, and modes, owners, attributes
and times of files, which Landlock does not hold."""
# the same number everywhere: io_uring, the new mount calls, quotactl_fd
_REFUSED_EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443, 467)
_FAMILIES = (1, 2, 10, 16)  # Unix, IPv4, IPv6, netlink; the others have no namespace (vsock) or no use here
_TIOCSTI = 0x5412

_libc = ctypes.CDLL(None, use_errno=True)


class KernelRefusedError(OSError):
    """A call that the kernel refused: `what` says which."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(number, os.strerror(number))
        self.what = what


def known_machine() -> bool:
    """Whether the filter of system calls is written for this kind of machine."""
    return platform.machine() in _MACHINES and os.uname().sysname == "Linux"


def _checked(answer: int, what: str) -> None:
    if answer != 0:
        raise KernelRefusedError(ctypes.get_errno(), what)


def mount(source: str, target: str, kind: str, flags: int = 0, data: str = "") -> None:
    """Attach a file system, or change how one is attached; `flags` and `data` as the kernel takes them."""
    _checked(
        _libc.mount(
            os.fsencode(source),
            os.fsencode(target),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            os.fsencode(data) or None,
        ),
        f"mount {kind or 'bind'} {data.partition(',')[0]}".strip(),
    )


def read_only(target: str) -> None:
    """Make a mount and everything below it read-only: mount_setattr(2), kernel 5.12."""
    attributes = ctypes.create_string_buffer(struct.pack("=4Q", 0x1 | 0x2 | 0x4, 0, 0, 0))  # read-only, nosuid, nodev
    answer = _libc.syscall(
        ctypes.c_long(442),
        ctypes.c_int(-100),
        os.fsencode(target),
        ctypes.c_uint(0x8000),
        attributes,
        ctypes.c_size_t(32),
    )
    _checked(answer, f"read-only {os.path.basename(target)}")


def unmount(target: str) -> None:
    """umount2(2), lazily."""
    _checked(_libc.umount2(os.fsencode(target), DETACH), "umount")


def unshare(flags: int) -> None:
    """Leave the parent's namespaces for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "new namespaces")


def pivot_here() -> None:
    """Make the working directory the root, and let go of the old one."""
    number = _MACHINES[platform.machine()][1]
    _checked(_libc.syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    unmount(".")
    os.chdir("/")


def prctl(option: int, value: int = 0, what: str = "prctl") -> None:
    """Set something of this process that takes one value."""
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero), what)


def die_with_parent(parent: int) -> None:
    """SIGKILL for this process when its parent ends, also when it has ended already."""
    prctl(_PDEATHSIG, 9, "parent death signal")
    if parent and os.getppid() != parent:
        os._exit(1)


def undumpable() -> None:
    """Nobody without rights over us reads our memory, descriptors or root."""
    prctl(_DUMPABLE, 0, "dumpable")


def give_up_rights(*, root: bool) -> None:
    """No new privileges, and no capability but those over files and own processes for a real root."""
    kept = _KEPT_OF_ROOT if root else ()
    prctl(_NO_NEW_PRIVS, 1, "no new privileges")
    _libc.prctl(_AMBIENT, ctypes.c_ulong(4), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    for capability in range(64):
        if capability not in kept and _libc.prctl(_BOUNDING_DROP, ctypes.c_ulong(capability), 0, 0, 0) != 0:
            break  # the last one that this kernel knows
    mask = sum(1 << number for number in kept)
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(struct.pack("=6I", mask, mask, 0, 0, 0, 0))
    _checked(_libc.capset(header, data), "capset")


def _program(*, alone: bool) -> bytes:
    arch, _pivot, clone, clone3, socket, ioctl, refused = _MACHINES[platform.machine()]
    if not alone:
        refused += _ALSO_X86 if platform.machine() == "x86_64" else _ALSO_ARM
    allow, errno, kill = 0x7FFF0000, 0x00050000, 0x80000000
    lines: list[bytes] = []

    def line(code: int, value: int, yes: int = 0, no: int = 0) -> None:
        lines.append(struct.pack("=HBBI", code, yes, no, value))

    load, equal, more, bits, back = 0x20, 0x15, 0x35, 0x45, 0x06
    line(load, 4)
    line(equal, arch, 1, 0)
    line(back, kill)
    line(load, 0)
    line(more, 0x40000000, 0, 1)  # the x32 twins of the calls below
    line(back, errno | 38)
    for number in (*refused, *_REFUSED_EVERYWHERE):
        line(equal, number, 0, 1)
        line(back, errno | 1)
    line(equal, clone3, 0, 1)  # its flags are behind a pointer; libc falls back to clone
    line(back, errno | 38)
    line(equal, clone, 0, 4)
    line(load, 16)
    line(bits, _NAMESPACES & ~0xFF, 0, 1)  # the lowest byte is the signal at the end
    line(back, errno | 1)
    line(back, allow)
    line(equal, ioctl, 0, 4)
    line(load, 24)
    line(equal, _TIOCSTI, 0, 1)
    line(back, errno | 1)
    line(back, allow)
    line(equal, socket, 0, 2 + len(_FAMILIES) + 1)
    line(load, 16)
    for place, family in enumerate(_FAMILIES):
        line(equal, family, len(_FAMILIES) - place, 0)
    line(back, errno | 97)
    line(back, allow)
    line(back, allow)
    return b"".join(lines)


def filter_calls(*, alone: bool = True) -> None:
    """Refuse what could reach beyond the namespaces: mounts, namespaces, keyrings, io_uring, foreign sockets.

    With `alone` False there are no namespaces, and whatever reaches other processes or services is refused as well.
    """
    code = _program(alone=alone)
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))
    _checked(
        _libc.prctl(
            ctypes.c_int(_SECCOMP), ctypes.c_ulong(2), ctypes.c_ulong(ctypes.addressof(header)), ctypes.c_ulong(0), 0
        ),
        "seccomp",
    )


_LANDLOCK_WRITES = 0x2 | 0x10 | 0x20 | sum(1 << bit for bit in range(6, 13)) | 1 << 13 | 1 << 14
"""write_file, remove_dir, remove_file, every make_…, refer, truncate: what ABI 3 can hold."""
_LANDLOCK_SCOPES = 0x1 | 0x2
"""Abstract sockets, signals."""


def landlock_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none. Asked by the call itself: securityfs may not be mounted."""
    found = _libc.syscall(ctypes.c_long(444), None, ctypes.c_size_t(0), ctypes.c_uint(1))
    return max(0, int(found))


def hold_writes(place: str, *, signals: bool = False) -> None:
    """From now on this process and its children write below `place` and to /dev/null only. Landlock, ABI 3.

    `signals`: and reach no process or abstract socket but each other's (ABI 6).
    """
    described = struct.pack("=Q", _LANDLOCK_WRITES) + (struct.pack("=QQ", 0, _LANDLOCK_SCOPES) if signals else b"")
    rights = ctypes.create_string_buffer(described)
    rules = _libc.syscall(ctypes.c_long(444), rights, ctypes.c_size_t(len(described)), ctypes.c_uint(0))
    if rules < 0:
        raise KernelRefusedError(ctypes.get_errno(), "landlock")
    for path, allowed in ((place, _LANDLOCK_WRITES), ("/dev/null", 0x2)):
        handle = os.open(path, os.O_PATH)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, handle))
        answer = _libc.syscall(ctypes.c_long(445), ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0))
        os.close(handle)
        _checked(answer, "landlock rule")
    prctl(_NO_NEW_PRIVS, 1, "no new privileges")
    _checked(_libc.syscall(ctypes.c_long(446), ctypes.c_int(rules), ctypes.c_uint(0)), "landlock")
    os.close(rules)


def keep_apart() -> None:
    """From now on this process and its children reach no abstract socket and no process but each other's. ABI 6."""
    described = struct.pack("=QQQ", 0, 0, _LANDLOCK_SCOPES)
    rights = ctypes.create_string_buffer(described)
    rules = _libc.syscall(ctypes.c_long(444), rights, ctypes.c_size_t(len(described)), ctypes.c_uint(0))
    if rules < 0:
        raise KernelRefusedError(ctypes.get_errno(), "landlock")
    prctl(_NO_NEW_PRIVS, 1, "no new privileges")
    _checked(_libc.syscall(ctypes.c_long(446), ctypes.c_int(rules), ctypes.c_uint(0)), "landlock")
    os.close(rules)


def adopt_orphans() -> None:
    """Children whose parent ends become this process's."""
    prctl(36, 1, "subreaper")
