"""Throw-away PostgreSQL servers: local programs, a private Unix socket, no network, nothing that outlives its user.

For rehearsals on a clone, for restore drills, and for the tests. fsync is off and WAL is minimal: what is in such a
server may be lost at any moment, which is its purpose. The superuser has a random password, so that a program that is
let to the socket cannot become one; every other role is trusted.

A server ends with whoever started it: on the way out of the `with`, and when the starter is killed, by the kernel's
parent-death signal. What a killed starter leaves on disk is found by its name (`sweep`).
"""

from __future__ import annotations

import glob
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PREFIX = "keyturn-postgres-"
SUPERUSER = "keyturn_super"
PORT = 5432
"""A Unix socket's name holds a port; there is no TCP."""
HOLDS = sys.platform.startswith("linux")
START_SECONDS = 60.0
STOP_SECONDS = 20.0
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "4GB",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "log_destination": "stderr",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL version. `version` is the major one."""

    directory: str
    version: int

    def path(self, name: str) -> str:
        """A program of this version. Raises CouldNotJudge when it is not there."""
        found = os.path.join(self.directory, name)
        if not os.access(found, os.X_OK):
            raise CouldNotJudge(f"there is no {name} in {self.directory}", "install the whole postgresql package")
        return found


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `socket` is the directory of its socket, `log` the file that it writes to."""

    programs: Programs
    socket: str
    data: str
    log: str
    pid: int
    password: str = field(repr=False)

    def address(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        """A connection string. It holds no password: `environment` has the superuser's."""
        return f"host={self.socket} port={PORT} dbname={_quoted(database)} user={_quoted(user)}"

    def url(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        """The same as an address for programs that take one: the socket's directory as a parameter."""
        from urllib.parse import quote

        return f"postgresql://{quote(user, '')}@/{quote(database, '')}?host={quote(self.socket, '')}&port={PORT}"

    def environment(self, database: str = "postgres", user: str = SUPERUSER) -> dict[str, str]:
        """What PostgreSQL's own programs read."""
        found = {"PGHOST": self.socket, "PGPORT": str(PORT), "PGDATABASE": database, "PGUSER": user}
        if user == SUPERUSER:
            found["PGPASSWORD"] = self.password
        return found

    def said(self, largest: int = 2_000) -> str:
        """The end of its log."""
        try:
            with open(self.log, "rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - largest))
                return file.read().decode("utf-8", "replace").strip()
        except OSError:
            return ""


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def installed(path: str = "") -> tuple[Programs, ...]:
    """Every version that is here, newest first. `path` is a PATH to look through as well."""
    places = [
        os.path.dirname(os.path.realpath(found)) for found in [shutil.which("initdb", path=path or None)] if found
    ]
    for pattern in _PLACES:
        places.extend(os.path.realpath(place) for place in glob.glob(pattern))
    found: dict[str, Programs] = {}
    for place in dict.fromkeys(places):
        if all(os.access(os.path.join(place, name), os.X_OK) for name in ("initdb", "postgres")):
            version = _version(os.path.join(place, "postgres"))
            if version:
                found[place] = Programs(place, version)
    return tuple(sorted(found.values(), key=lambda one: -one.version))


def _version(program: str) -> int:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    word = done.stdout.split("PostgreSQL) ")[-1].split(".")[0].split()[0] if "PostgreSQL)" in done.stdout else ""
    digits = "".join(char for char in word if char.isdigit())
    return int(digits) if digits else 0


def choose(at_least: int = 0, exactly: int = 0, *, path: str = "", among: Sequence[Programs] | None = None) -> Programs:
    """A version to use: exactly one, or the lowest that is at least so new. Raises CouldNotJudge when there is none."""
    here = installed(path) if among is None else tuple(among)
    fits = [one for one in here if (not exactly or one.version == exactly) and one.version >= at_least]
    if not fits:
        told = ", ".join(str(one.version) for one in here) or "none"
        wanted = f"PostgreSQL {exactly}" if exactly else f"PostgreSQL {at_least} or newer" if at_least else "PostgreSQL"
        raise CouldNotJudge(f"there is no {wanted} server here (installed: {told})", "apt-get install postgresql")
    return min(fits, key=lambda one: one.version)


def account() -> tuple[int, int] | None:
    """Whom a server runs as when we are root, which it refuses: postgres, else nobody. None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise CouldNotJudge("a PostgreSQL server does not run as root, and there is no other account", "adduser postgres")


def holding(words: Sequence[str], directory: str) -> list[str]:
    """The words that start a program of the server's account held in a directory (`server_inside`); Linux only."""
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    start = f"import sys; sys.path.append({source!r}); from keyturn.adapter.server_inside import main; main()"
    user, group = account() or (None, None)
    return [sys.executable, "-I", "-S", "-c", start, json.dumps([directory, user, group, list(words)])]


def run(
    words: Sequence[str], environment: Mapping[str, str], *, seconds: float, held: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs as the server's account, with nothing of our own environment.

    `held`: the directory of a server that it works on, when what it reads could make it do something else.
    """
    who = account()
    bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", **environment}
    more = {} if who is None else {"user": who[0], "group": who[1], "extra_groups": []}
    if held and HOLDS:
        words, more = holding(words, held), {}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        list(words),
        env=bare,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=seconds,
        cwd="/",
        **more,
    )


def own(path: str) -> None:
    """Give a directory and what is in it to the server's account."""
    who = account()
    if who is None:
        return
    for folder, names, files in os.walk(path):
        for name in (*names, *files):
            os.lchown(os.path.join(folder, name), *who)
    os.chown(path, *who)


def fill(programs: Programs, data: str, password: str, *, seconds: float = START_SECONDS) -> None:
    """initdb: an empty cluster in `data`. Raises CouldNotJudge."""
    handle, secret = tempfile.mkstemp(prefix="password-", dir=os.path.dirname(data))
    try:
        os.write(handle, password.encode() + b"\n")
        os.close(handle)
        own_file(secret)
        words = [programs.path("initdb"), "-D", data, "-U", SUPERUSER, "--pwfile", secret, "-A", "scram-sha-256"]
        done = run([*words, "-E", "UTF8", "--locale=C", "-N"], {}, seconds=seconds)
    finally:
        os.unlink(secret)
    if done.returncode != 0:
        raise CouldNotJudge(f"initdb failed: {done.stderr.decode('utf-8', 'replace').strip()[-500:]}")


def own_file(path: str) -> None:
    """Give one file to the server's account."""
    who = account()
    if who is not None:
        os.chown(path, *who)


def admit(data: str) -> None:
    """Who may log in: the superuser with its password, everybody else freely, all of it through the socket alone."""
    path = os.path.join(data, "pg_hba.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"local all {SUPERUSER} scram-sha-256\nlocal all all trust\n")
    own_file(path)


def _passable(path: str) -> bool:
    """Whether the server's account can come to a place: every directory above it lets others pass."""
    if account() is None:
        return True
    above = os.path.dirname(path)
    while above != "/":
        if not os.stat(above).st_mode & 0o001:
            return False
        above = os.path.dirname(above)
    return True


@contextmanager
def place(above: str = "") -> Iterator[str]:
    """A private directory for a server, short enough for a socket's name; removed at the end."""
    found = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=above or None)
    if len(found) > 80 or not _passable(found):
        os.rmdir(found)
        found = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
    own_file(found)
    try:
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


@contextmanager
def server(
    programs: Programs | None = None,
    *,
    above: str = "",
    settings: Mapping[str, str] | None = None,
    seconds: float = START_SECONDS,
    held: bool = False,
) -> Iterator[Server]:
    """A fresh, empty server. Raises CouldNotJudge when none can be started here."""
    sweep(above)
    programs = programs or choose()
    with place(above) as directory:
        data = os.path.join(directory, "data")
        password = secrets.token_urlsafe(24)
        fill(programs, data, password, seconds=seconds)
        admit(data)
        with started(programs, directory, data, password, settings=settings, seconds=seconds, held=held) as found:
            yield found


@contextmanager
def started(
    programs: Programs,
    directory: str,
    data: str,
    password: str,
    *,
    settings: Mapping[str, str] | None = None,
    seconds: float = START_SECONDS,
    held: bool = False,
) -> Iterator[Server]:
    """Run the cluster in `data`, its socket and log in `directory`. Raises CouldNotJudge with the end of its log.

    `held`: it writes below `directory` only and reaches no network and no socket of others, as far as the kernel
    gives that; for whatever holds data or SQL of somebody else's.
    """
    log = os.path.join(directory, "log")
    words = [programs.path("postgres"), "-D", data, "-k", directory, "-p", str(PORT)]
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        words += ["-c", f"{name}={value}"]
    setpriv = shutil.which("setpriv", path="/usr/bin:/bin")
    if setpriv is not None:
        # an immediate shutdown when whoever started it is gone
        words = [setpriv, "--pdeathsig", "QUIT", "--", *words]
    who = account()
    more = {} if who is None else {"user": who[0], "group": who[1], "extra_groups": []}
    if held and HOLDS:
        # shared memory in files of its own: /dev/shm is everybody's
        at = words.index("-D")
        words[at:at] = ["-c", "dynamic_shared_memory_type=mmap"]
        words, more = holding(words, directory), {}
    with open(log, "ab") as out:
        own_file(log)
        process = subprocess.Popen(  # type: ignore[call-overload]
            words,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": directory},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=directory,
            **more,
        )
    found = Server(programs, directory, data, log, process.pid, password)
    try:
        _wait(process, found, seconds)
        yield found
    finally:
        stop(process)


def _wait(process: subprocess.Popen[bytes], found: Server, seconds: float) -> None:
    until = time.monotonic() + seconds
    ready = os.path.join(found.data, "postmaster.pid")
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CouldNotJudge(f"the PostgreSQL server did not start: {found.said(600)}")
        try:
            with open(ready, encoding="ascii", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    raise CouldNotJudge(f"the PostgreSQL server was not ready in {seconds:.0f} seconds: {found.said(600)}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server: at once and in order, then without order, then by force."""
    for number, wait in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS), (signal.SIGKILL, 10.0)):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            continue


def sweep(above: str = "") -> tuple[str, ...]:
    """Remove directories of servers whose starter is gone. Returns them."""
    found: list[str] = []
    for folder in dict.fromkeys((above or tempfile.gettempdir(), "/tmp")):  # noqa: S108 - only names of ours
        try:
            entries = os.listdir(folder)
        except OSError:
            continue
        for entry in entries:
            pid = entry.removeprefix(PREFIX).partition("-")[0]
            path = os.path.join(folder, entry)
            if not entry.startswith(PREFIX) or not pid.isdigit() or os.path.exists(f"/proc/{pid}"):
                continue
            if os.path.islink(path) or os.lstat(path).st_uid not in _ours():
                continue
            _end(path)
            shutil.rmtree(path, ignore_errors=True)
            found.append(path)
    return tuple(found)


def _ours() -> tuple[int, ...]:
    who = account()
    return (os.geteuid(),) if who is None else (0, who[0])


def _end(path: str) -> None:
    """End a server that still works in a directory that nobody owns any more."""
    try:
        with open(os.path.join(path, "data", "postmaster.pid"), encoding="ascii") as file:
            lines = file.read().splitlines()
        pid = int(lines[0])
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read()
        if lines[1] == os.path.join(path, "data") and lines[1].encode() in words.split(b"\0"):
            os.kill(pid, signal.SIGQUIT)
    except (OSError, ValueError, IndexError):
        return
