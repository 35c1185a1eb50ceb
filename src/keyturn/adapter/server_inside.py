"""Holds a throw-away database server before it starts: what its data or its SQL brings along reaches nothing else.

A superuser's SQL can start programs, and a cluster that somebody else made can bring settings and libraries of its
own; both run as the server's account, which may be the very one of a real server beside it. So the server starts
without a network, without the sockets of others, and may write below its own directory only. Each part holds where
the kernel gives it: namespaces (as root, or where users may make them), Landlock from ABI 3 for writes, from ABI 6
for signals to processes outside of it.

Started as `python -I -S` with [directory, user id, group id, words] as JSON; becomes the words.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import struct
import sys

from keyturn.adapter import sandbox_kernel as kernel

_SOCKETS = 500
"""Sockets of others that are covered, at most."""
_RUN = "/run"


def _sockets(text: str, directory: str) -> list[str]:
    """Names of sockets in the file system outside of a directory, of the text of /proc/net/unix."""
    found = {line.split(None, 7)[7] for line in text.splitlines()[1:] if line.count(" ") >= 7 and " /" in line}
    own = directory.rstrip("/") + "/"
    return sorted(name for name in found if name.startswith("/") and not name.startswith((own, _RUN + "/")))


def apart(directory: str) -> None:
    """No network, no shared memory and no socket of anybody else. Raises OSError where the kernel does not give it."""
    with open("/proc/net/unix", encoding="utf-8", errors="surrogateescape") as table:
        others = _sockets(table.read(), directory)
    spaces = kernel.NEW_NS | kernel.NEW_NET | kernel.NEW_IPC
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        kernel.unshare(spaces)
    else:
        kernel.unshare(spaces | kernel.NEW_USER)
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as table:
                table.write(text)
    kernel.mount("none", "/", "", kernel.PRIVATE | kernel.RECURSIVE)
    if not (directory + "/").startswith(_RUN + "/"):
        kernel.mount("tmpfs", _RUN, "tmpfs", kernel.NO_SUID | kernel.NO_DEV, "mode=0755,size=64k")
    for name in others[:_SOCKETS]:
        with contextlib.suppress(OSError):
            kernel.mount("/dev/null", name, "", kernel.BIND)
    # a loopback of its own: servers before 15 keep their statistics through it
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x40))


def main() -> None:
    """Hold, then become the server. Never returns."""
    directory, user, group, words = json.loads(sys.argv[1])
    with contextlib.suppress(OSError):
        apart(directory)
    if user is not None:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    version = kernel.landlock_version() if kernel.known_machine() else 0
    if version >= 3:
        kernel.hold_writes(directory, signals=version >= 6)
    try:
        os.execv(words[0], words)  # noqa: S606 - the server's own program, found by us
    except OSError as error:
        sys.stderr.write(f"{words[0]}: {error.strerror}\n")
        sys.exit(127)
