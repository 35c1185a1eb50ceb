"""Puts drills together: which file defines them, who restores what, where evidence is kept, and who is told."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.adapter.drill_record import DrillRecord, Kept
from keyturn.drill import definition as definitions
from keyturn.drill.evidence import Evidence
from keyturn.drill.questions import PASSED
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.wiring import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyturn.drill.definition import Definition
    from keyturn.drill.ports import Live, Progress, Restorer

FILE = "drills.toml"
ORGANISATION = "/etc/keyturn"
PREFIX = "keyturn-drill-"
"""How places of running drills are called, with the process behind it: what is left of a killed one is found by it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie. `root` is put before every absolute place, `owner` is whose signers count (tests)."""

    root: str = ""
    owner: int = 0
    record: str = ""

    @property
    def directory(self) -> str:
        """Of the record: root's own when it can be written or is there, else the user's."""
        if self.record:
            return self.record
        shared = f"{self.root}{places.LIBRARY}/drills"
        if os.path.isdir(shared) and (os.access(shared, os.W_OK) or os.path.exists(f"{shared}/drills.jsonl")):
            return shared
        return f"{places.state(self.root)}/drills"

    @property
    def key(self) -> str:
        """The signing key, "" when there is none that this user reads."""
        path = f"{self.root}{ORGANISATION}/drill.key"
        return path if os.access(path, os.R_OK) else ""

    @property
    def signers(self) -> str:
        """Whose signatures count, "" when nobody said so."""
        path = f"{self.root}{ORGANISATION}/drill.signers"
        return path if os.path.exists(path) else ""


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())


def record(where: Places) -> DrillRecord:
    """The evidence."""
    return DrillRecord(where.directory, key=where.key, signers=where.signers, owner=where.owner)


def find(given: str = "", root: str = "") -> str:
    """The file of drills: the given one, the nearest above the working directory, or the organisation's."""
    if given:
        if not os.path.isfile(given):
            raise UsageError(f"there is no file {given}", "keyturn drill --config drills.toml …")
        return given
    at = os.getcwd()
    while True:
        path = os.path.join(at, FILE)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(at)
        if above == at:
            break
        at = above
    path = f"{root}{ORGANISATION}/{FILE}"
    if os.path.isfile(path):
        return path
    raise UsageError(f"there is no {FILE} here, above, or in {ORGANISATION}", "docs/how-to/drill-a-backup.md has one")


def load(path: str) -> tuple[Definition, ...]:
    """The drills of a file. Raises ConfigurationError, or CouldNotJudge when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return definitions.read(file.read(definitions.MAX_BYTES + 1), path)
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}") from error


def restorer(kind: str) -> Restorer:
    """Who restores a kind of backup."""
    if kind == "archive":
        from keyturn.adapter.drill_files import ArchiveRestorer

        return ArchiveRestorer()
    if kind == "sqlite":
        from keyturn.adapter.drill_files import SqliteRestorer

        return SqliteRestorer()
    if kind == "pg_dump":
        from keyturn.adapter.drill_postgres import DumpRestorer

        return DumpRestorer()
    if kind in ("pg_basebackup", "pg_wal"):
        from keyturn.adapter.drill_postgres import BaseRestorer

        return BaseRestorer(kind)
    if kind == "pgbackrest":
        from keyturn.adapter.drill_pgbackrest import PgBackRestRestorer

        return PgBackRestRestorer()
    if kind == "s3-versions":
        from keyturn.adapter.drill_s3 import VersionsRestorer

        return VersionsRestorer()
    if kind == "mariadb":
        from keyturn.adapter.drill_mariadb import MariaDbRestorer

        return MariaDbRestorer()
    if kind == "restic":
        from keyturn.adapter.drill_restic import ResticRestorer

        return ResticRestorer()
    if kind == "terraform-state":
        from keyturn.adapter.drill_terraform import TerraformRestorer

        return TerraformRestorer()
    raise CouldNotJudge(f"nothing here restores {kind}", "keyturn drill run --help lists what is restored")


def live(definition: Definition) -> Live | None:
    """The live system of a drill, None when it names none. Raises CouldNotJudge when it cannot be had."""
    from keyturn.adapter import drill_live

    return drill_live.live(definition, os.environ)


class Sweeper:
    """Finds what killed drills left behind: directories whose process is gone. Servers end with their directory."""

    def __init__(self, above: str = "") -> None:
        """`above` is where places of drills lie, by default the directory for temporary files."""
        self._above = above or tempfile.gettempdir()

    def place(self, name: str) -> str:
        """A new private directory, named for the drill and this process."""
        return tempfile.mkdtemp(prefix=f"{PREFIX}{name}-{os.getpid()}-", dir=self._above)

    def left(self) -> Iterator[str]:
        """Directories of this user's drills that no process works in any more."""
        for entry in sorted(os.listdir(self._above)):
            path = os.path.join(self._above, entry)
            pid = entry.removeprefix(PREFIX).rpartition("-")[0].rpartition("-")[2]
            if not entry.startswith(PREFIX) or not pid.isdigit() or os.path.islink(path):
                continue
            try:
                ours = os.lstat(path).st_uid == os.getuid()
            except FileNotFoundError:
                continue  # another drill has just ended
            if ours and not os.path.exists(f"/proc/{pid}"):
                yield path

    def sweep(self) -> tuple[str, ...]:
        """Remove them, and say which."""
        found = tuple(self.left())
        for path in found:
            shutil.rmtree(path, ignore_errors=True)
        return found


@dataclass(frozen=True, slots=True)
class Ran:
    """A drill that was run: what it showed, whether that is signed, what an earlier one had left behind."""

    evidence: Evidence
    leaf: str
    swept: tuple[str, ...] = ()


def drill(
    one: Definition,
    progress: Progress,
    where: Places,
    *,
    clock: Callable[[], float] = time.time,
    above: str = "",
) -> Ran:
    """Run one drill and keep its evidence.

    What this machine cannot do is kept as a fault too: silence would look like "not yet". Raises CouldNotJudge when
    another run of the same drill is on, or when the evidence cannot be kept.
    """
    import fcntl

    kept = record(where)
    sweeper = Sweeper(above)
    os.makedirs(where.directory, mode=0o755, exist_ok=True)
    with open(os.path.join(where.directory, f"{one.name}.lock"), "a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CouldNotJudge(f"drill {one.name} is already running", "wait for it") from error
        swept = sweeper.sweep()
        place = sweeper.place(one.name)
        try:
            before = [found.evidence for found in kept.all()]
            try:
                evidence = run(
                    one, restorer(one.kind), place, before=before, live=live(one), progress=progress, clock=clock
                )
            except CouldNotJudge as error:
                evidence = Evidence(one.name, one.digest, int(clock()), fault=f"it could not be drilled: {error.what}")
        finally:
            shutil.rmtree(place, ignore_errors=True)
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock()))
        receipt = kept.append(evidence, now)
    return Ran(evidence, receipt.leaf_hash, swept)


FORMS = ("systemd", "cron", "kubernetes", "github")


def schedule(
    form: str, drills: tuple[Definition, ...], program: str, kept: str = "", user: str = "", image: str = ""
) -> dict[str, str]:
    """File name → text of what runs drills. `program` is keyturn's absolute path. Raises UsageError."""
    from keyturn.adapter import drill_schedule

    files: dict[str, str] = {}
    for one in drills:
        words = [program, "drill", "run", one.name, "--config", os.path.abspath(one.file)]
        if kept:
            words += ["--record", os.path.abspath(kept)]
        if form == "systemd":
            files.update(drill_schedule.systemd(one.name, words, one.every, user))
        elif form == "cron":
            line = drill_schedule.cron(one.name, words, one.every)
            files["keyturn-drills.cron"] = files.get("keyturn-drills.cron", "") + line
        elif form == "kubernetes":
            files[f"keyturn-drill-{one.name}.yaml"] = drill_schedule.kubernetes(one.name, one.every, image)
        else:
            files[f"keyturn-drill-{one.name}.yml"] = drill_schedule.github(one.name, one.every)
    return files


def tell(one: Definition, message: str, *, good: bool) -> tuple[str, ...]:
    """Tell whoever the definition names. Returns what could not be delivered, and why."""
    from keyturn.adapter.cal_alerts import way
    from keyturn.errors import KeyturnError

    failed: list[str] = []
    for spec in one.notify:
        try:
            level = "info" if good else "critical"
            way(spec).send({"type": "drill", "level": level, "message": message, "drill": one.name})
        except KeyturnError as error:
            failed.append(error.what)
    return tuple(failed)


def write_metrics(path: str, text: str) -> None:
    """Write a metrics file as a collector must find it: whole, by renaming. Raises CouldNotJudge."""
    try:
        with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(f"{path}.{os.getpid()}", path)
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be written: {error.strerror}") from error


def plot(one: Definition, kept: tuple[Kept, ...], path: str) -> None:
    """Write a drill's history as an SVG picture. Raises CouldNotJudge."""
    from keyturn.adapter.drill_plot import svg

    picture = svg(one, [found.evidence for found in kept if found.evidence.drill == one.name])
    try:
        with open(path, "wb") as file:
            file.write(picture)
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be written: {error.strerror}") from error


# -- how things stand


@dataclass(frozen=True, slots=True)
class Standing:
    """How one drill stands: its newest run, its newest pass, and whether a pass is overdue."""

    definition: Definition
    last: Evidence | None
    passed: Evidence | None
    signed: bool
    overdue: int
    """Seconds beyond what the definition allows; 0 when it is in time."""
    why: str = ""

    @property
    def proven(self) -> bool:
        """Whether exactly this definition passed, recently enough, and has not failed since."""
        return self.passed is not None and not self.overdue and self.last is self.passed


def standing(one: Definition, kept: tuple[Kept, ...], now: int) -> Standing:
    """How a drill stands at `now`. A pass of another definition of that name proves nothing."""
    mine = [found for found in kept if found.evidence.drill == one.name]
    last = mine[-1].evidence if mine else None
    passed: Kept | None = None
    for found in mine:
        if found.evidence.verdict == PASSED and found.evidence.definition == one.digest:
            passed = found
    if passed is None:
        told = "it was never drilled" if last is None else "it never passed as it is defined now"
        return Standing(one, last, None, False, one.every, told)
    late = max(0, now - passed.evidence.at - one.every)
    why = passed.why if not passed.signed else ""
    return Standing(one, last, passed.evidence, passed.signed, late, why)


def metrics(all_of_them: tuple[Standing, ...], now: int) -> str:
    """The standings as Prometheus' text format, for a textfile collector."""
    lines: list[str] = []

    def family(name: str, told: str, values: list[tuple[str, float]]) -> None:
        lines.append(f"# HELP {name} {told}")
        lines.append(f"# TYPE {name} gauge")
        for drill_name, value in values:
            label = drill_name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            lines.append(f'{name}{{drill="{label}"}} {value:g}')

    passed = [(one.definition.name, one.passed) for one in all_of_them if one.passed is not None]
    family(
        "keyturn_drill_proven",
        "1 when a fresh drill passed",
        [(o.definition.name, float(o.proven)) for o in all_of_them],
    )
    family(
        "keyturn_drill_overdue_seconds",
        "how long a pass is overdue",
        [(o.definition.name, o.overdue) for o in all_of_them],
    )
    family("keyturn_drill_last_passed_timestamp_seconds", "when it last passed", [(n, float(e.at)) for n, e in passed])
    family(
        "keyturn_drill_backup_age_seconds",
        "age of the backup then (RPO)",
        [(n, float(e.age)) for n, e in passed if e.age is not None],
    )
    family("keyturn_drill_restore_seconds", "time to restore then (RTO)", [(n, e.took / 1_000) for n, e in passed])
    family("keyturn_drill_backup_bytes", "size of the backup then", [(n, float(e.backup_size)) for n, e in passed])
    family("keyturn_drill_checked_timestamp_seconds", "when this file was written", [("", float(now))])
    return "\n".join(lines) + "\n"
