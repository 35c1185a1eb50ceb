"""Restores what is files: tar and zip archives of directories, and copies of SQLite databases."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import time
import zipfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from keyturn.drill.ports import Backup, DrillFault
from keyturn.drill.taking import MANIFEST
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Progress

_BLOCK = 1 << 20
LARGEST = 1 << 40
"""Bytes that an archive may unpack to, when its definition does not say `options.unpacked`."""
SPARE = 256 << 20
"""Bytes that stay free on the disk that an archive is unpacked on."""
ENTRIES = 5_000_000
COMMAND_SECONDS = 600
STATEMENT_SECONDS = 300


def newest(definition: Definition) -> str:
    """The newest file or directory that a definition's `backup` names. Raises DrillFault when there is none."""
    found = [path for path in glob.glob(definition.backup) if os.path.exists(path)]
    if not found:
        raise DrillFault(f"there is no backup {definition.backup}")
    return max(found, key=lambda path: (os.stat(path).st_mtime_ns, path))


def digest(path: str) -> tuple[str, int]:
    """(SHA-256, bytes) of a file, or of a listing with the digests of everything below a directory."""
    if not os.path.isdir(path):
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), os.path.getsize(path)
    total = 0
    whole = hashlib.sha256()
    for folder, names, files in os.walk(path):
        names.sort()
        for name in sorted(files):
            at = os.path.join(folder, name)
            if not os.path.isfile(at):
                continue
            with open(at, "rb") as file:
                one = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.path.getsize(at)
            total += size
            whole.update(f"{os.path.relpath(at, path)}\0{size}\0{one}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest(), total


def as_taken(path: str, found: str) -> int | None:
    """When a backup was taken, if `keyturn backup take` took it, else None. `found` is the digest that it has now.

    Raises DrillFault when that is not the digest that it was taken with.
    """
    try:
        with open(path + MANIFEST, encoding="utf-8") as file:
            manifest = json.loads(file.read(1_000_000))
        taken, wanted = int(manifest["taken_at"]), str(manifest["sha256"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DrillFault(f"{path}{MANIFEST} cannot be read: {error}") from error
    if wanted != found:
        raise DrillFault(f"{path} is not what was taken: its digest is {found[:16]}…, and {wanted[:16]}… was kept")
    return taken


def identify(definition: Definition, kind: str) -> Backup:
    """The newest backup and what it is. Its time is its manifest's, else its file's: nothing inside says one."""
    path = newest(definition)
    try:
        found, size = digest(path)
        taken = as_taken(path, found)
        if taken is None:
            taken = int(os.stat(path).st_mtime)
    except OSError as error:
        raise DrillFault(f"{path} cannot be read: {error.strerror}") from error
    return Backup(kind, path, found, size, taken)


def tied() -> list[str]:
    """What stands before a command so that it is killed together with whoever started it."""
    setpriv = shutil.which("setpriv", path="/usr/bin:/bin")
    return [] if setpriv is None else [setpriv, "--pdeathsig", "KILL", "--"]


def smoke(words: tuple[str, ...], environment: dict[str, str], directory: str, wanted: int) -> str:
    """Run a question's command against the copy. Raises DrillFault when it ends otherwise than it should."""
    path = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
    program = shutil.which(words[0], path=path["PATH"])
    if program is None:
        raise CouldNotJudge(f"{words[0]} cannot be run: there is no such program")
    try:
        process = subprocess.Popen(
            [*tied(), program, *words[1:]],
            cwd=directory,
            env={**path, "HOME": directory, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise CouldNotJudge(f"{words[0]} cannot be run: {error.strerror}") from error
    try:
        out, err = process.communicate(timeout=COMMAND_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DrillFault(f"{words[0]} did not end in {COMMAND_SECONDS} seconds") from error
    finally:
        # whatever it has started is of its session
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    if process.returncode != wanted:
        told = (err or out).decode("utf-8", "replace").strip()[-300:]
        raise DrillFault(f"{words[0]} ended with {process.returncode}, and {wanted} was expected: {told}")
    return out.decode("utf-8", "replace").strip()[-1_000:]


def _below(path: str, place: str) -> bool:
    """Whether a path lies in a place, or is it, when every link is followed."""
    return (os.path.realpath(path) + "/").startswith(os.path.realpath(place) + "/")


class Tree:
    """A restored directory, with its files as its tables."""

    version = ""

    def __init__(self, place: str) -> None:
        """`place` holds the files."""
        self.place = place

    def ask(self, question: Question) -> str | None:
        """`files`: how many match a pattern; `checksum` of a file; `command`; `tables`: that paths are there."""
        if question.asks == "files":
            # a link to where the original lies is no copy of it, and neither is what lies behind one
            return str(
                sum(
                    os.path.isfile(path) and not os.path.islink(path) and _below(path, self.place)
                    for path in self._glob(str(question.subject))
                )
            )
        if question.asks == "checksum":
            path = self._inside(str(question.subject))
            if os.path.islink(path) or not os.path.isfile(path):
                raise DrillFault(f"there is no file {question.subject} in the copy")
            return digest(path)[0]
        if question.asks == "tables":
            missing = [name for name in question.subject if not os.path.lexists(self._inside(name))]
            if missing:
                raise DrillFault(f"not in the copy: {', '.join(missing[:5])}")
            return ""
        if question.asks == "command":
            return smoke(question.subject, {"KEYTURN_COPY": self.place}, self.place, question.exit)
        raise CouldNotJudge(f"a directory cannot be asked for {question.asks}", "files, checksum, tables or command")

    def _inside(self, name: str) -> str:
        path = os.path.normpath(os.path.join(self.place, name.lstrip("/")))
        if not _below(os.path.dirname(path) if path != self.place else path, self.place):
            raise CouldNotJudge(f"{name} leads out of the copy")
        return path

    def _glob(self, pattern: str) -> list[str]:
        return glob.glob(self._inside(pattern), recursive=True, include_hidden=True)

    def tables(self) -> tuple[tuple[str, int], ...]:
        """The copy's top entries, with how many files each holds."""
        found: list[tuple[str, int]] = []
        for entry in sorted(os.listdir(self.place)):
            path = os.path.join(self.place, entry)
            whole = os.path.isdir(path) and not os.path.islink(path)
            inside = sum(len(files) for _folder, _names, files in os.walk(path)) if whole else 1
            found.append((entry, inside))
        return tuple(found)

    def size(self) -> int:
        """Bytes of all its files."""
        return sum(
            os.lstat(os.path.join(folder, name)).st_size
            for folder, _names, files in os.walk(self.place)
            for name in files
        )


class Bounds:
    """How much an archive may unpack to: what is said of its size is not believed, what comes out is counted."""

    def __init__(self, definition: Definition, place: str) -> None:
        """`options.unpacked` of the definition are the bytes that are allowed; the disk's own room bounds them."""
        allowed = definition.options.get("unpacked", LARGEST)
        if isinstance(allowed, bool) or not isinstance(allowed, int) or allowed < 1:
            raise CouldNotJudge("options.unpacked is no number of bytes", "unpacked = 50_000_000_000")
        room = max(0, shutil.disk_usage(place).free - SPARE)
        self._allowed = min(allowed, room)
        self._why = f"{allowed} bytes are allowed" if allowed <= room else f"the disk has {room} bytes to spare"
        self._bytes = 0
        self._entries = 0

    def more(self, size: int) -> None:
        """Count bytes before they are written. Raises DrillFault when they are too many."""
        self._bytes += size
        if self._bytes > self._allowed:
            raise DrillFault(f"it unpacks to more than {self._allowed} bytes: {self._why}")

    def entry(self) -> None:
        """Count an entry. Raises DrillFault when they are too many."""
        self._entries += 1
        if self._entries > ENTRIES:
            raise DrillFault(f"it holds more than {ENTRIES} entries")


def unpack(path: str, target: str, bounds: Bounds, *, keep_links: bool = False) -> None:
    """Unpack a tar (plain, gz, bz2, xz) or zip archive whole. Raises DrillFault when it is damaged or hostile.

    What would leave the directory, and devices, are refused; what comes out is bounded. With `keep_links` symbolic
    links of a tar that lead elsewhere are made, when everything else is there, instead of refused.
    """
    try:
        if zipfile.is_zipfile(path):
            _unzip(path, target, bounds)
        else:
            _untar(path, target, bounds, keep_links)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError) as error:
        raise DrillFault(f"the archive cannot be unpacked: {error}") from error
    except Exception as error:
        # zlib.error and lzma.LZMAError have no common root
        if type(error).__name__ not in ("error", "LZMAError"):
            raise
        raise DrillFault(f"the archive is damaged: {error}") from error


def _untar(path: str, target: str, bounds: Bounds, keep_links: bool) -> None:
    with tarfile.open(path) as archive:
        found = False
        later: list[tarfile.TarInfo] = []
        for member in archive:
            found = True
            bounds.entry()
            if member.isfile():
                # a sparse file says more than it holds, and fills the copy with it all the same
                bounds.more(member.size)
            if member.issym() and keep_links:
                later.append(member)
                continue
            archive.extract(member, target, filter="data")
        if not found:
            raise DrillFault("the archive holds nothing")
        for member in later:
            # last, so that nothing is written through one; wherever it leads, no question follows it out of the copy
            place = os.path.join(target, os.path.normpath("/" + member.name).lstrip("/"))
            if not _below(os.path.dirname(place), target):
                raise DrillFault(f"{member.name} would leave its directory")
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.symlink(member.linkname, place)
        _to_the_end(archive, path)


def _to_the_end(archive: tarfile.TarFile, path: str) -> None:
    """An archive that was cut between two members reads as a whole one: only its end mark tells."""
    # the reader stops at the first block of zeros, or where the file ends
    source = archive.fileobj
    assert source is not None
    source.seek(archive.offset)
    last = source.read(tarfile.BLOCKSIZE)
    if last.strip(b"\0") or len(last) < tarfile.BLOCKSIZE:
        raise DrillFault(f"{os.path.basename(path)} ends before the end of the archive: it is not whole")
    while source.read(_BLOCK):
        # the rest is read for its check sum
        continue


def _unzip(path: str, target: str, bounds: Bounds) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if not entries:
            raise DrillFault("the archive holds nothing")
        for one in entries:
            bounds.entry()
            if one.filename.startswith("/") or ".." in one.filename.replace("\\", "/").split("/"):
                raise DrillFault(f"the archive names {one.filename!r}, which would leave its directory")
            place = os.path.join(target, one.filename)
            if one.is_dir():
                os.makedirs(place, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with archive.open(one) as source, open(place, "xb") as out:
                while block := source.read(_BLOCK):
                    bounds.more(len(block))
                    out.write(block)


class ArchiveRestorer:
    """tar (plain, gz, bz2, xz) and zip archives of a directory."""

    kind = "archive"

    def identify(self, definition: Definition) -> Backup:
        """The newest archive that the definition names."""
        return identify(definition, self.kind)

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Tree]:
        """Unpack it whole."""
        progress.step(f"unpacking {os.path.basename(backup.name)}")
        target = os.path.join(place, "copy")
        os.mkdir(target, 0o700)
        unpack(backup.name, target, Bounds(definition, target), keep_links=definition.options.get("links") == "keep")
        yield Tree(target)


class Sqlite:
    """A copy of an SQLite file, open read-only."""

    def __init__(self, path: str) -> None:
        """Open it. Raises DrillFault when it is no database."""
        self._path = path
        self.version = sqlite3.sqlite_version
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        # no ATTACH and no extension: a question reaches the copy and nothing else
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._until = 0.0
        self._connection.set_progress_handler(lambda: int(time.monotonic() > self._until), 100_000)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _one(self, statement: str) -> str | None:
        self._until = time.monotonic() + STATEMENT_SECONDS
        try:
            row = self._connection.execute(statement).fetchone()
        except sqlite3.DatabaseError as error:
            raise DrillFault(f"{error}") from error
        return None if row is None or row[0] is None else str(row[0])

    def check(self) -> None:
        """SQLite's own check of the whole file. Raises DrillFault with what it says."""
        said = self._one("PRAGMA integrity_check")
        if said != "ok":
            raise DrillFault(f"integrity_check: {said}")

    def ask(self, question: Question) -> str | None:
        """See the port."""
        if question.asks == "sql":
            return self._one(str(question.subject))
        if question.asks == "fresh":
            table, _dot, column = str(question.subject).rpartition(".")
            return self._one(
                f"SELECT CAST(strftime('%s', 'now') - strftime('%s', max({_quoted(column)})) AS INTEGER) "  # noqa: S608
                f"FROM {_quoted(table)}"
            )
        if question.asks == "tables":
            there = {name for name, _rows in self.tables()}
            missing = [name for name in question.subject if name not in there]
            if missing:
                raise DrillFault(f"not in the copy: {', '.join(missing[:5])}")
            return ""
        if question.asks == "foreign_keys":
            try:
                row = self._connection.execute("PRAGMA foreign_key_check").fetchone()
            except sqlite3.DatabaseError as error:
                raise DrillFault(f"{error}") from error
            if row is not None:
                raise DrillFault(f"a row of {row[0]} points at a row of {row[2]} that is not there")
            return ""
        if question.asks == "amcheck":
            self.check()
            return ""
        if question.asks == "checksum":
            return self._sum(str(question.subject))
        if question.asks == "command":
            return smoke(question.subject, {"KEYTURN_COPY": self._path}, os.path.dirname(self._path), question.exit)
        raise CouldNotJudge(f"an SQLite file cannot be asked for {question.asks}")

    def _sum(self, table: str) -> str:
        """The SHA-256 of a table's rows, in the order of all their columns."""
        whole = hashlib.sha256()
        self._until = time.monotonic() + STATEMENT_SECONDS
        try:
            width = len(self._connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0").description)  # noqa: S608
            order = ",".join(str(number + 1) for number in range(width))
            for row in self._connection.execute(f"SELECT * FROM {_quoted(table)} ORDER BY {order}"):  # noqa: S608
                whole.update(repr(row).encode("utf-8", "surrogateescape") + b"\n")
        except sqlite3.DatabaseError as error:
            raise DrillFault(f"{error}") from error
        return whole.hexdigest()

    def tables(self) -> tuple[tuple[str, int], ...]:
        """(name, rows) of every table."""
        try:
            names = [
                str(row[0])
                for row in self._connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                )
            ]
        except sqlite3.DatabaseError as error:
            raise DrillFault(f"{error}") from error
        return tuple((name, int(self._one(f"SELECT count(*) FROM {_quoted(name)}") or 0)) for name in names)  # noqa: S608

    def size(self) -> int:
        """Bytes of the file."""
        return os.path.getsize(self._path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class SqliteRestorer:
    """Copies of SQLite files, with their write-ahead log when it lies beside them."""

    kind = "sqlite"

    def identify(self, definition: Definition) -> Backup:
        """The newest copy that the definition names."""
        return identify(definition, self.kind)

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Sqlite]:
        """Copy it, open it, and have SQLite check all of it."""
        del definition
        progress.step(f"copying {os.path.basename(backup.name)}")
        target = os.path.join(place, "copy.sqlite")
        try:
            shutil.copyfile(backup.name, target)
            for more in ("-wal", "-journal"):
                if os.path.exists(backup.name + more):
                    shutil.copyfile(backup.name + more, target + more)
        except OSError as error:
            raise DrillFault(f"{backup.name} cannot be copied: {error.strerror}") from error
        if os.path.getsize(target) == 0:
            raise DrillFault("the backup is an empty file, which SQLite would take for an empty database")
        copy = Sqlite(target)
        try:
            progress.step("checking the whole file")
            copy.check()
            yield copy
        finally:
            copy.close()
