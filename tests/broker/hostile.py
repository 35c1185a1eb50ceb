"""What a hostile program tries under its own user's id. Needs the standard library alone; prints what it got as JSON.

It is given as text to whatever Python the other user can start: `python -c TEXT TRICK JSON`.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from typing import Any

_PTRACE_ATTACH = 16
_PTRACE_SEIZE = 0x4206
_GETFD = 438
"""pidfd_getfd(2)."""
_OPEN = 434
_KCMP = {"x86_64": 312, "aarch64": 272}


def attempt(what: Any, *words: Any) -> str:
    """ "" when it worked, else the error's name."""
    try:
        what(*words)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "OSError")
    except sqlite3.Error as error:
        return type(error).__name__
    return ""


def read_file(path: str) -> None:
    with open(path, "rb") as file:
        file.read(1)


def write_file(path: str) -> None:
    with open(path, "ab") as file:
        file.write(b"forged")


def files(paths: list[str], aside: str) -> dict[str, str]:
    """Every way to read or change these paths that works."""
    worked = {}
    ways = {
        "list": os.listdir,
        "read": read_file,
        "write": write_file,
        "truncate": lambda path: os.truncate(path, 0),
        "unlink": os.unlink,
        "chmod": lambda path: os.chmod(path, 0o777),
        "chown": lambda path: os.chown(path, os.getuid(), -1),
        "rename": lambda path: os.rename(path, path + ".old"),
        "take": lambda path: os.rename(path, os.path.join(aside, "taken")),
        "link": lambda path: os.link(path, os.path.join(aside, "linked")),
        "touch": lambda path: os.utime(path, (1, 1)),
        "beside": lambda path: os.mkdir(path + ".mine"),
        "inside": lambda path: os.mkdir(os.path.join(path, "mine")),
        "xattr": lambda path: os.setxattr(path, "user.mine", b"1"),
        "enter": os.chdir,
    }
    for path in paths:
        for name, way in ways.items():
            if not attempt(way, path):
                worked[f"{name} {path}"] = "worked"
    return worked


def proc(pid: int) -> dict[str, str]:
    """What /proc shows of the broker that only its own user should see."""
    worked = {}
    names = (
        "mem environ maps smaps pagemap auxv stack syscall personality io numa_maps map_files fd fdinfo ns cwd root exe"
    )
    base = f"/proc/{pid}"
    for thread in (base, f"{base}/task/{pid}"):
        for name in names.split():
            path = f"{thread}/{name}"
            if not os.path.lexists(path):
                continue
            for how, way in (("read", read_file), ("list", os.listdir), ("follow", os.readlink), ("write", write_file)):
                if not attempt(way, path):
                    worked[f"{how} {path}"] = "worked"
    for number in range(40):
        for way in (os.readlink, read_file):
            if not attempt(way, f"{base}/fd/{number}"):
                worked[f"fd {number}"] = "worked"
    shown = ""
    for name in ("cmdline", "status", "comm", "stat", "mountinfo"):
        try:
            with open(f"{base}/{name}", encoding="utf-8", errors="replace") as file:
                shown += file.read()
        except OSError:
            pass
    return {"worked": json.dumps(worked), "shown": shown}


def process(pid: int) -> dict[str, str]:
    """System calls on the broker's process; the name of the error of each."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    libc.syscall.restype = ctypes.c_long

    def told(result: int) -> str:
        return errno.errorcode.get(ctypes.get_errno(), "?") if result < 0 else "worked"

    class Piece(ctypes.Structure):
        _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))

    here = ctypes.create_string_buffer(64)
    mine = Piece(ctypes.addressof(here), 64)
    theirs = Piece(0x400000, 64)
    one = ctypes.c_ulong(1)
    found = {
        "attach": told(libc.ptrace(_PTRACE_ATTACH, pid, None, None)),
        "seize": told(libc.ptrace(_PTRACE_SEIZE, pid, None, None)),
        "read": told(libc.process_vm_readv(pid, ctypes.byref(mine), one, ctypes.byref(theirs), one, ctypes.c_ulong(0))),
        "write": told(
            libc.process_vm_writev(pid, ctypes.byref(mine), one, ctypes.byref(theirs), one, ctypes.c_ulong(0))
        ),
    }
    handle = os.pidfd_open(pid)
    for number in range(3, 20):
        ctypes.set_errno(0)
        found[f"descriptor {number}"] = told(libc.syscall(_GETFD, handle, number, 0))
    for name in ("SIGTERM", "SIGSTOP", "SIGKILL", "SIGHUP", "SIGUSR1"):
        found[name] = attempt(os.kill, pid, getattr(signal, name)) or "worked"
        found[f"pidfd {name}"] = attempt(signal.pidfd_send_signal, handle, getattr(signal, name)) or "worked"
    found["slower"] = attempt(os.setpriority, os.PRIO_PROCESS, pid, 19) or "worked"
    found["pinned"] = attempt(os.sched_setaffinity, pid, {0}) or "worked"
    import resource

    found["limits"] = attempt(resource.prlimit, pid, resource.RLIMIT_NOFILE, (5, 5)) or "worked"
    return found


def database(path: str) -> dict[str, str]:
    """SQLite on the broker's file, in every mode."""
    found = {}
    for mode in ("ro", "rw", "rwc"):
        for more in ("", "&immutable=1", "&nolock=1"):
            try:
                with sqlite3.connect(f"file:{path}?mode={mode}{more}", uri=True) as link:
                    link.execute("UPDATE broker_proposal SET state = 'APPROVED'")
                found[mode + more] = "worked"
            except sqlite3.Error as error:
                found[mode + more] = type(error).__name__
    return found


def asked(path: str, question: Any, seconds: float = 60) -> Any:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(path)
        line.sendall(question.encode() if isinstance(question, str) else json.dumps(question).encode() + b"\n")
        data = b""
        while piece := line.recv(1 << 20):
            data += piece
        return json.loads(data) if data else None
    except OSError as error:
        return {"ok": False, "error": str(error)}
    finally:
        line.close()


def asking(path: str, questions: list[Any]) -> list[Any]:
    """The answers, one after the other."""
    return [asked(path, one) for one in questions]


def racing(path: str, question: Any, number: int) -> list[Any]:
    """The same question from many threads at the same moment."""
    found: list[Any] = []
    gate = threading.Barrier(number)

    def one() -> None:
        gate.wait()
        found.append(asked(path, question))

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def credentials(path: str, claimed: int) -> str:
    """Say to be somebody else by SCM_CREDENTIALS."""
    import struct

    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    body = struct.pack("3i", os.getpid(), claimed, claimed)
    said = attempt(
        line.sendmsg,
        [b'{"op":"list"}\n'],
        [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, body)],
    )
    line.close()
    return said


def standing_in(path: str, aside: str) -> dict[str, str]:
    """Put a socket of its own in the place of the broker's."""
    own = os.path.join(aside, "own.sock")
    line = socket.socket(socket.AF_UNIX)
    line.bind(own)
    line.listen()
    return {
        "unlink": attempt(os.unlink, path),
        "rename": attempt(os.rename, own, path),
        "link": attempt(os.link, own, path + ".2"),
        "symlink": attempt(os.symlink, own, path + ".3"),
        "bind": attempt(socket.socket(socket.AF_UNIX).bind, path),
        "bind beside": attempt(socket.socket(socket.AF_UNIX).bind, path + ".4"),
        "rename away": attempt(os.rename, path, own + ".taken"),
        "chmod": attempt(os.chmod, path, 0o600),
        "directory": attempt(os.rename, os.path.dirname(path), os.path.dirname(path) + ".old"),
    }


def filling(path: str, seconds: float, ready: str) -> int:
    """Hold every line that it can get, for a while, and knock without end."""
    end = time.monotonic() + seconds
    held: list[socket.socket] = []
    knocked = 0
    while time.monotonic() < end:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(0.05)
        try:
            line.connect(path)
            line.send(b'{"op":"propose","request":{"directory":"')
        except OSError:
            line.close()
        else:
            held.append(line)
        knocked += 1
        if knocked == 64:
            with open(ready, "w", encoding="ascii") as file:
                file.write("full")
        if len(held) > 400:
            held.pop(0).close()
    return knocked


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](**json.loads(sys.argv[2])), sys.stdout)
