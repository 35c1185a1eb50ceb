"""Takes backups: dumps and base backups of PostgreSQL, SQLite files by SQLite's own way, directories as archives.

Whole or not at all: under a hidden name first, on stable storage, then renamed. For its owner's eyes alone. Beside each
lies a manifest with its digest, by which a drill knows later that it has not changed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_files import digest
from keyturn.adapter.drill_live import address
from keyturn.drill.ports import DrillFault
from keyturn.drill.taking import MANIFEST, Taken, Taking
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keyturn.drill.ports import Progress

SECONDS = 6 * 3_600.0
_WITHIN = (".git", ".terraform")


def take(one: Taking, at: float, environment: Mapping[str, str], progress: Progress) -> Taken:
    """Take it. Raises DrillFault when it cannot be taken whole, CouldNotJudge when this machine cannot take it.

    Its time is that of the beginning: nothing that came later is in it for certain.
    """
    _outside(one)
    with _alone(one):
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
        target = os.path.join(one.to, one.file(stamp))
        if os.path.lexists(target):
            raise CouldNotJudge(f"{target} is there already", "one backup in a second")
        part = os.path.join(one.to, f".{one.name}-{stamp}.part")
        progress.step(f"taking {one.name}")
        try:
            {"pg_dump": _dump, "pg_basebackup": _base, "sqlite": _sqlite, "files": _files}[one.kind](
                one, part, environment
            )
            found, size = digest(part)
            if not size:
                raise DrillFault("the backup is empty")
            progress.step("writing it to stable storage")
            _flushed(part)
            _manifest(one, target, found, size, int(at))
            os.rename(part, target)
            _flush(one.to)
        except OSError as error:
            raise DrillFault(f"{one.name} cannot be taken: {error.strerror or error}") from error
        finally:
            _gone(part)
    return Taken(target, one.kind, found, size, int(at))


def taken(one: Taking) -> tuple[Taken, ...]:
    """Every backup of that name which is there with its manifest, oldest first. Raises CouldNotJudge."""
    found: list[Taken] = []
    try:
        names = os.listdir(one.to)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CouldNotJudge(f"{one.to} cannot be read: {error.strerror}") from error
    for name in sorted(names):
        path = os.path.join(one.to, name.removesuffix(MANIFEST))
        if not name.endswith(MANIFEST) or not os.path.lexists(path):
            continue
        try:
            with open(os.path.join(one.to, name), encoding="utf-8") as file:
                body = json.loads(file.read(1_000_000))
            if body["backup"] == one.name and body["file"] == os.path.basename(path):
                found.append(
                    Taken(path, str(body["kind"]), str(body["sha256"]), int(body["bytes"]), int(body["taken_at"]))
                )
        except (OSError, ValueError, KeyError, TypeError):
            continue  # somebody else's file; it is not ours to judge or to remove
    return tuple(sorted(found, key=lambda it: it.taken_at))


def remove(one: Taken) -> None:
    """Remove a backup with its manifest. Raises CouldNotJudge."""
    try:
        if os.path.isdir(one.path) and not os.path.islink(one.path):
            shutil.rmtree(one.path)
        else:
            os.unlink(one.path)
        os.unlink(one.path + MANIFEST)
    except OSError as error:
        raise CouldNotJudge(f"{one.path} cannot be removed: {error.strerror}") from error


def _outside(one: Taking) -> None:
    """A backup must outlive what it is of: not inside its source, a git work tree or a Terraform directory."""
    to = os.path.realpath(one.to)
    source = one.source.get("path")
    if source is not None:
        place = os.path.realpath(str(source))
        if (to + "/").startswith(place + "/"):
            raise CouldNotJudge(f"{one.to} lies inside what is backed up", "put it elsewhere, best on another disk")
    at = to
    while at != "/":
        for name in _WITHIN:
            if os.path.exists(os.path.join(at, name)):
                what = "a git work tree" if name == ".git" else "a Terraform directory"
                raise CouldNotJudge(f"{one.to} lies inside {what}, and would go with it", "put it elsewhere")
        at = os.path.dirname(at)


@contextmanager
def _alone(one: Taking) -> Iterator[None]:
    """One at a time; what a killed one left is removed."""
    try:
        os.makedirs(one.to, mode=0o700, exist_ok=True)
        handle = os.open(os.path.join(one.to, f".{one.name}.lock"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CouldNotJudge(f"{one.to} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CouldNotJudge(f"{one.name} is being taken already", "wait for it") from error
        for name in os.listdir(one.to):
            if name.startswith(f".{one.name}-") and name.endswith(".part"):
                _gone(os.path.join(one.to, name))
        yield
    finally:
        os.close(handle)


def _gone(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.unlink(path)


def _flush(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flushed(path: str) -> None:
    if os.path.isdir(path):
        for folder, _names, files in os.walk(path):
            for name in files:
                _flush(os.path.join(folder, name))
            _flush(folder)
    else:
        _flush(path)


def _manifest(one: Taking, target: str, found: str, size: int, at: int) -> None:
    body = {
        "backup": one.name,
        "kind": one.kind,
        "file": os.path.basename(target),
        "sha256": found,
        "bytes": size,
        "taken_at": at,
    }
    handle = os.open(target + MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(body, file, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _fresh(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


# -- PostgreSQL


def _way_to(one: Taking, environment: Mapping[str, str]) -> dict[str, str]:
    """An address as the variables that PostgreSQL's programs read: a command line would show its password to all."""
    from psycopg import Error, pq

    try:
        options = pq.Conninfo.parse(address(one.source, environment).encode())
    except Error as error:
        raise CouldNotJudge("the database's address cannot be read", "postgresql://user@server/database") from error
    found: dict[str, str] = {}
    for option in options:
        if option.val is None:
            continue
        if option.envvar is None:
            name = option.keyword.decode("ascii", "replace")
            raise CouldNotJudge(f"the database's address has {name}, which pg_dump takes from no variable")
        found[option.envvar.decode()] = option.val.decode()
    return found


def _program(name: str) -> str:
    here = postgres_server.installed()
    if here:
        return max(here, key=lambda one: one.version).path(name)
    found = shutil.which(name)
    if found is None:
        raise CouldNotJudge(f"there is no {name} here", "apt-get install postgresql-client")
    return found


def _ran(words: list[str], environment: dict[str, str], out: int) -> None:
    bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": os.path.expanduser("~"), **environment}
    try:
        done = subprocess.run(
            words,
            env=bare,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise DrillFault(f"{os.path.basename(words[0])} did not end") from error
    if done.returncode != 0:
        told = mask(done.stderr.decode("utf-8", "replace").strip()[-400:])
        raise DrillFault(f"{os.path.basename(words[0])} failed: {told}")


def _dump(one: Taking, part: str, environment: Mapping[str, str]) -> None:
    out = _fresh(part)
    try:
        _ran([_program("pg_dump"), "--format=custom", "--no-password"], _way_to(one, environment), out)
    finally:
        os.close(out)


def _base(one: Taking, part: str, environment: Mapping[str, str]) -> None:
    os.mkdir(part, 0o700)
    words = [_program("pg_basebackup"), "-D", part, "-X", "stream", "-c", "fast", "--no-password"]
    way = _way_to(one, environment)
    way.pop("PGDATABASE", None)
    _ran(words, way, subprocess.DEVNULL)


# -- files


def _sqlite(one: Taking, part: str, environment: Mapping[str, str]) -> None:
    del environment
    path = str(one.source["path"])
    if not os.path.isfile(path) or os.path.getsize(path) == 0:
        raise DrillFault(f"{path} is no database")
    os.close(_fresh(part))
    try:
        source = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        try:
            copy = sqlite3.connect(part)
            try:
                # page by page under SQLite's own locks: whoever writes meanwhile makes it begin anew, not go wrong
                source.backup(copy, pages=4_096, sleep=0.01)
            finally:
                copy.close()
        finally:
            source.close()
    except sqlite3.DatabaseError as error:
        raise DrillFault(f"{path}: {error}") from error


def _files(one: Taking, part: str, environment: Mapping[str, str]) -> None:
    del environment
    path = str(one.source["path"]).rstrip("/") or "/"
    if not os.path.lexists(path):
        raise DrillFault(f"there is no {path}")
    try:
        with open(_fresh(part), "wb") as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
            archive.add(path, os.path.basename(path) or ".")
    except tarfile.TarError as error:
        raise DrillFault(f"{path}: {error}") from error
