"""Whether a connection ends at a database server of this machine, or at something that only listens here: a tunnel.

A Unix socket tells whose process is at its other end. For TCP on loopback, the table of listening sockets tells
the owner, and the owner's processes tell whether one of them is PostgreSQL. What cannot be told counts as a tunnel.
"""

from __future__ import annotations

import os
import pwd
import socket
import struct
from typing import Any

_NAMES = ("postgres", "postmaster")
_LISTEN = "0A"
PROGRAMS: dict[str, tuple[str, ...]] = {
    "postgres": _NAMES,
    "postgresql": _NAMES,
    "mysql": ("mysqld", "mariadbd"),
    "mariadb": ("mysqld", "mariadbd"),
    "redis": ("redis-server", "valkey-server"),
    "mongo": ("mongod",),
}
"""The kernel's names of the servers of an engine."""


def listens(engine: str, server: str, port: str) -> bool:
    """Whether a server of this engine and this machine listens there. Nothing is sent to it."""
    names = PROGRAMS.get(engine, ())
    if not names:
        return False
    if server.startswith("/"):
        if engine not in ("postgres", "postgresql"):
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as own:
            own.settimeout(0.2)
            try:
                own.connect(f"{server.rstrip('/')}/.s.PGSQL.{port}")
            except OSError:
                return False
            return _peer(own, names)
    return port.isdigit() and _listener(int(port), names)


def answers(path: str, engine: str) -> bool:
    """Whether a server of this engine and machine is at the other end of a Unix socket. Nothing is sent to it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as own:
        own.settimeout(0.2)
        try:
            own.connect(path)
        except OSError:
            return False
        return _peer(own, PROGRAMS.get(engine, ()))


def served_here(link: Any) -> bool:
    """Whether a PostgreSQL of this machine answers a psycopg connection."""
    handle = link.pgconn.socket
    with socket.socket(fileno=os.dup(handle)) as own:
        if own.family == socket.AF_UNIX:
            return _peer(own, _NAMES)
        if own.family in (socket.AF_INET, socket.AF_INET6):
            peer = own.getpeername()
            return _loopback(str(peer[0])) and _listener(int(peer[1]), _NAMES)
    return False


def _peer(own: socket.socket, names: tuple[str, ...]) -> bool:
    credentials = getattr(socket, "SO_PEERCRED", None)
    if credentials is None:
        return False
    pid, _uid, _gid = struct.unpack("3i", own.getsockopt(socket.SOL_SOCKET, credentials, struct.calcsize("3i")))
    return _is_one(pid, names)


def _is_one(pid: int, names: tuple[str, ...]) -> bool:
    """By the kernel's name of the process. Anybody may call a program so; this tells a tunnel, not an enemy."""
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip() in names
    except OSError:
        return False


def _loopback(address: str) -> bool:
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")


def _listener(port: int, names: tuple[str, ...]) -> bool:
    inodes: set[str] = set()
    owners: set[int] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [line.split() for line in file][1:]
        except OSError:
            continue
        for row in rows:
            if len(row) > 9 and row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port:
                owners.add(int(row[7]))
                inodes.add(row[9])
    if not inodes:
        return False
    seen = _holders(inodes)
    if seen:
        return all(_is_one(pid, names) for pid in seen)
    # another user's process: its descriptors are not ours to read, but its account is the database's own
    return names is _NAMES and all(_account(uid) == "postgres" for uid in owners)


def _holders(inodes: set[str]) -> set[int]:
    """Processes that hold one of these sockets, as far as we may look."""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    found: set[int] = set()
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            for name in os.listdir(f"/proc/{entry}/fd"):
                if os.readlink(f"/proc/{entry}/fd/{name}") in wanted:
                    found.add(int(entry))
                    break
        except OSError:
            continue
    return found


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""
