"""CAL put together: scripts, data, alerts, what surfaces, and what is kept for later ticks."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from typing import Any

from keyturn.adapter import cal_alerts, cal_data, cal_report, cal_report_html, cal_schedule
from keyturn.adapter.cal_state import Collected, Kept, StateFile
from keyturn.adapter.config_files import read as read_file
from keyturn.adapter.report_file import write
from keyturn.cal.evaluate import run as evaluate
from keyturn.cal.notices import notices
from keyturn.cal.parser import LONGEST, parse
from keyturn.cal.ports import Delivery
from keyturn.cal.problems import CalError, ParseError, RunError
from keyturn.cal.tick import tick as look
from keyturn.cal.tree import Listen, Perch, Program, Statement, Surface, Wake, Watch, nested
from keyturn.cal.when import moment
from keyturn.errors import KeyturnError, UsageError
from keyturn.model.text import safe
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keyturn.adapter.cal_alerts import Way
    from keyturn.adapter.cal_data import Loaded
    from keyturn.cal.data import DataSet
    from keyturn.cal.result import Result
    from keyturn.cal.tick import Fired

FORMS = ("json", "table", "markdown", "html")
_ENDINGS = {"json": ".json", "table": ".txt", "markdown": ".md", "html": ".html"}
_FORMAT: dict[str, Callable[[str, Any], str]] = {
    "json": cal_report.as_json,
    "table": cal_report.table,
    "markdown": cal_report.markdown,
    "html": cal_report_html.render,
}
INLINE = "-"
"""A script that came by the pipe."""


@dataclass(frozen=True)
class Script:
    """A script as it was read."""

    path: str
    text: str
    program: Program


def read_text(path: str) -> str:
    """A script's text. Raises UsageError for what cannot be read, ParseError for bytes that are no UTF-8."""
    if path == INLINE:
        data = sys.stdin.buffer.read(4 * LONGEST + 1)
    else:
        found = read_file(path, 4 * LONGEST)
        if found is None:
            raise UsageError(f"there is no script {safe(path)}", "keyturn cal run FILE; - reads it from a pipe")
        if found.data is None:
            raise UsageError(f"{safe(path)} cannot be read: {found.why}")
        data = found.data
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise ParseError("this is not UTF-8", "Save the script as UTF-8.", text=before, at=len(before)) from error


def read(path: str) -> Script:
    """A script, parsed. Raises UsageError, ParseError."""
    text = read_text(path)
    return Script(path if path == INLINE else os.path.abspath(path), text, parse(text))


class Alerts:
    """The ways that were given, as one: delivered when each of them took the alert."""

    def __init__(self, ways: Sequence[Way], script: str) -> None:
        self._ways = ways
        self._script = script

    def send(self, type: str, level: str, message: str, data: Mapping[str, Any]) -> Delivery:  # noqa: A002 - the port's word
        """Deliver one alert by every way."""
        alert = {"type": type, "level": level, "message": message, "data": data, "script": self._script}
        done: list[str] = []
        failed: list[str] = []
        for way in self._ways:
            try:
                way.send(alert)
            except cal_alerts.NotDelivered as error:
                failed.append(error.what)
            else:
                done.append(way.name)
        names = ", ".join(way.name for way in self._ways)
        told = f" (delivered by {', '.join(done)})" if failed and done else ""
        return Delivery(not failed, names, "; ".join(failed) + told)


@dataclass
class Shown:
    """What SURFACE brought up: kept as text, or written into a directory. `form` wins over what the script says."""

    form: str = ""
    directory: str = ""
    loaded: Loaded | None = None
    texts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def surface(self, name: str, format: str, document: Any, date: str | None) -> None:  # noqa: A002, ARG002 - the port's
        """Show one document."""
        form = self.form or format
        text = cal_report_html.render(name, document, self.loaded) if form == "html" else _FORMAT[form](name, document)
        if not self.directory:
            self.texts.append(text)
            return
        path = os.path.join(self.directory, name + _ENDINGS[form])
        try:
            os.makedirs(self.directory, exist_ok=True)
            write(path, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            self.problems.append(f"{safe(path)} cannot be written: {error.strerror}")
        else:
            self.files.append(path)


def shown(form: str, name: str, document: Any) -> str:
    """A document in one of FORMS."""
    return _FORMAT[form](name, document)


@dataclass(frozen=True)
class Ran:
    """A run: its result, the data's sources, what it showed, how much is kept for ticks and where."""

    result: Result
    loaded: Loaded
    output: Shown
    kept: int = 0
    state: str = ""

    @property
    def exit_code(self) -> int:
        """The result's, or 1 when something that surfaced could not be written."""
        return self.result.exit_code or int(bool(self.output.problems))

    def document(self) -> dict[str, Any]:
        """The result as JSON, with where the data came from."""
        out = self.result.document()
        out["data"] = [
            {"name": one.name, "path": one.path, "sha256": one.digest, "entities": one.entities}
            for one in self.loaded.sources
        ]
        if self.loaded.figures:
            out["figures"] = [one.document() for one in self.loaded.figures]
        if self.loaded.citations:
            out["citations"] = self.loaded.citations
        if self.output.files:
            out["files"] = self.output.files
        return out


def now_or(given: str) -> str:
    """The time that was given, else the clock's. Raises RunError for what is no time."""
    if given:
        return moment(given).isoformat()
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds")


def state_path(given: str) -> str:
    """The state file that was named, else the user's own."""
    return os.path.abspath(given) if given else os.path.join(places.state(), "cal.json")


def lasting(program: Program) -> bool:
    """Whether a script leaves something to be looked at later."""
    rest: list[Statement] = list(program.statements)
    while rest:
        one = rest.pop()
        if isinstance(one, Listen | Perch | Wake | Watch) or (isinstance(one, Surface) and one.date is not None):
            return True
        rest.extend(nested(one))
    return False


def run(
    script: Script,
    data: Sequence[str],
    alerts: Sequence[str],
    *,
    state: str = "",
    output: str = "",
    form: str = "",
    now: str = "",
    dry: bool = False,
) -> Ran:
    """Carry a script out. `dry` says what it would do: nothing is sent and nothing kept.

    Raises UsageError, ConfigurationError, ParseError, CouldNotJudge; what is wrong with the run is in its result.
    """
    here = os.getcwd()
    loaded = cal_data.load(data, here)
    given = moment(now).isoformat() if now else None
    shows = Shown(form, output, loaded)
    if dry:
        return Ran(
            evaluate(script.program, loaded.data_set(), output=shows, now=given, text=script.text), loaded, shows
        )
    keeps = lasting(script.program)
    specs = tuple(alerts) or ("console",)
    if keeps:
        specs = tuple(_settled_alert(spec, here) for spec in specs)
    ways = [cal_alerts.way(spec) for spec in specs]
    store = Collected()
    result = evaluate(
        script.program,
        loaded.data_set(),
        alerts=Alerts(ways, script.path),
        output=shows,
        store=store,
        now=given,
        text=script.text,
    )
    if not store.records:
        return Ran(result, loaded, shows)
    path = state_path(state)
    kept = [
        Kept(
            replace(record, since=record.since or now_or(now)),
            script.path,
            tuple(cal_data.settled(spec, here) for spec in data),
            specs,
            here,
        )
        for record in store.records
    ]
    with StateFile(path).held() as held:
        held.add(kept)
        held.save()
    return Ran(result, loaded, shows, len(kept), path)


def look_over(script: Script, data: Sequence[str]) -> list[CalError]:
    """What in a script is likely not meant or cannot run; with data, also what a run that acts on nothing meets."""
    loaded = cal_data.load(data, os.getcwd()).data_set() if data else None
    known = frozenset(loaded.tables) if loaded is not None and loaded.unnamed is None else None
    found: list[CalError] = []
    for one in notices(script.program, script.text, data=known):
        before = script.text.split("\n")[: one.line - 1]
        at = sum(len(line) + 1 for line in before) + one.column - 1
        found.append(RunError(one.text, text=script.text, at=at))
    if not found and loaded is not None:
        problem = evaluate(script.program, loaded, text=script.text).problem
        found.extend([problem] if problem is not None else [])
    return found


def _settled_alert(spec: str, here: str) -> str:
    """A way as a tick can use it from anywhere: paths absolute, and no address itself."""
    kind, _colon, rest = spec.partition(":")
    if "://" in rest and kind in ("apprise", "webhook"):
        raise UsageError(
            "this script leaves something to be looked at later, and an address would have to be kept for that",
            f"write the address into a file that only you can read: --alert {kind}:FILE",
        )
    return f"{kind}:{os.path.join(here, rest)}" if rest else spec


@dataclass
class Tick:
    """A tick: what fired, what could not be looked at, what is still waiting."""

    now: str
    state: str
    fired: list[tuple[str, Fired]] = field(default_factory=list)
    problems: list[tuple[str, KeyturnError]] = field(default_factory=list)
    waiting: list[Kept] = field(default_factory=list)
    output: Shown = field(default_factory=Shown)

    @property
    def exit_code(self) -> int:
        """The worst of what fired and of what could not be looked at."""
        codes = [one.result.exit_code for _script, one in self.fired] + [
            error.exit_code for _what, error in self.problems
        ]
        return max([*codes, int(bool(self.output.problems))], default=0)

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "type": "Tick",
            "now": self.now,
            "state": self.state,
            "fired": [{"script": script, **one.document()} for script, one in self.fired],
            "problems": [{"script": script, "message": str(error)} for script, error in self.problems],
            "watching": [one.document() for one in self.waiting],
        }


def tick(*, state: str = "", now: str = "", output: str = "", form: str = "", dry: bool = False) -> Tick:
    """Look once at everything that is kept. An alert that does not arrive is tried again at the next tick.

    Raises CouldNotJudge for a state that cannot be read or is held elsewhere, RunError for a time that is none.
    """
    path = state_path(state)
    out = Tick(now_or(now), path, output=Shown(form, output))
    with StateFile(path).held() as held:
        groups: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[Kept]] = {}
        for one in held.kept:
            groups.setdefault((one.data, one.alerts, one.place), []).append(one)
        for (data, alerts, place), records in groups.items():
            try:
                loaded = cal_data.load(data, place)
                ways = [] if dry else [cal_alerts.way(spec) for spec in alerts]
            except KeyturnError as error:
                out.problems.append((records[0].script, error))
                continue
            out.output.loaded = loaded
            for kept in records:
                _look(kept, loaded.data_set(), ways, held, out, dry=dry)
        out.waiting = held.kept
    return out


def _look(kept: Kept, data: DataSet, ways: Sequence[Way], held: StateFile, out: Tick, *, dry: bool) -> None:
    """Look at one record; what became of it is on disk before the next is looked at."""
    before = kept.record
    store = Collected()
    port = None if dry else Alerts(ways, kept.script)
    found = look([before], data, out.now, alerts=port, output=None if dry else out.output, store=store)
    after = found.records[0]
    for one in found.fired:
        out.fired.append((kept.script, one))
        if not one.result.success:  # to be tried again
            after = replace(after, status=before.status, fired_at=before.fired_at)
    if dry or (after == before and not store.records):
        return
    held.put(kept, after)
    held.add([replace(kept, record=record) for record in store.records])
    held.save()


def watches(state: str = "") -> list[Kept]:
    """Everything that is kept."""
    path = state_path(state)
    if not os.path.lexists(path):
        return []
    with StateFile(path).held() as held:
        return held.kept


def forget(identity: str, state: str = "") -> int:
    """Drop what is kept under an id; returns how much that was."""
    path = state_path(state)
    if not os.path.lexists(path):
        return 0
    with StateFile(path).held() as held:
        gone = held.forget(identity)
        if gone:
            held.save()
    return gone


def schedule(kind: str, every: str, state: str = "") -> dict[str, str]:
    """File name → text of what calls `keyturn cal tick`: two units of systemd, or a line for cron."""
    command = [sys.executable, "-I", "-m", "keyturn", "cal", "tick", "--state", state_path(state)]
    if every not in cal_schedule.EVERY:
        raise UsageError(f"--every {safe(every)}: not known", ", ".join(cal_schedule.EVERY))
    if kind == "cron":
        return {"keyturn-cal.cron": cal_schedule.cron(command, every)}
    return cal_schedule.systemd(command, every)


def save(directory: str, texts: Mapping[str, str]) -> list[str]:
    """Write files into a directory; returns their paths. Raises UsageError."""
    out = []
    for name, text in texts.items():
        path = os.path.join(os.path.abspath(directory), name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write(path, text.encode())
        except OSError as error:
            raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from error
        out.append(path)
    return out


def rewrite(path: str, text: str) -> None:
    """Put a script's new text in its place, whole or not at all. Raises UsageError."""
    try:
        write(path, text.encode())
    except OSError as error:
        raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from error
