"""`keyturn drill`: restore backups where it cannot hurt, question the copies, keep the evidence."""

from __future__ import annotations

import os
import sys
import threading
import time

from keyturn.cli.arguments import Given, helped, parse, print_json
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.definition import Definition
    from keyturn.drill.evidence import Evidence
    from keyturn.wiring.drill import Places, Ran, Standing

_CONFIG = ("--config FILE", "the file of drills (default: the nearest drills.toml, else /etc/keyturn/drills.toml)")
_RECORD = ("--record DIR", "where evidence is kept (default: /var/lib/keyturn/drills, else the user's own place)")
_JSON = ("--json", "print the answer as JSON")
_OUTPUT = ("--output DIR", "write the files there instead of showing them")

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--all", "every drill of the file"),
    ("--due", "only drills whose pass is overdue, or will be within a tenth of their period"),
    ("--jobs N", "run: so many drills at once (default: as many as there are cores)"),
    _CONFIG,
    _RECORD,
    ("--plot FILE", "history: write a picture (SVG) of the backups' age, time to restore and size"),
    ("--metrics FILE", "also write Prometheus metrics there, whole, by renaming"),
    ("--systemd", "schedule: a service and a timer for each drill (the default)"),
    ("--cron", "schedule: lines for crontab"),
    ("--kubernetes", "schedule: CronJobs"),
    ("--github", "schedule: GitHub Actions workflows"),
    ("--user NAME", "schedule: the system user that runs the drills"),
    ("--image NAME", "schedule --kubernetes: the container image that holds keyturn and the database's programs"),
    _OUTPUT,
    _JSON,
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("run", "restore, question, record; 1 when it did not pass"),
    ("status", "when each was last proven; 1 when one is overdue or failed"),
    ("history", "every run of a drill"),
    ("schedule", "write what runs them: systemd, cron, Kubernetes, GitHub Actions"),
)

HELP = """\
usage: keyturn drill run NAME… | --all | --due [--jobs N] [--json]
       keyturn drill status [NAME…] [--metrics FILE] [--json]
       keyturn drill history NAME [--plot FILE] [--json]
       keyturn drill schedule [NAME…] [--systemd | --cron | --kubernetes | --github] [--output DIR]

A drill restores a backup into a disposable copy, asks it the questions of its definition, and keeps what it showed. A
question without an answer, a skipped one and a missing expectation are no pass. Silence is failure: status exits with 1
when a drill did not pass within its period.

exit codes: 0 all passed, 1 one failed, is overdue or could not be verified, 2 a definition somebody has to mend,
3 the evidence cannot be read or kept

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("drill", args, OPTIONS)
    if not given.words:
        raise UsageError("drill needs run, status, history or schedule", "keyturn drill run NAME")
    verb, names = given.words[0], given.words[1:]
    verbs = {"run": _run, "status": _status, "history": _history, "schedule": _schedule}
    if verb not in verbs:
        raise UsageError(f"there is no keyturn drill {safe(verb)}", f"known are {', '.join(verbs)}")
    from keyturn.wiring import drill

    path = drill.find(given.value("--config") or "")
    known = drill.load(path)
    return verbs[verb](given, names, known, drill.Places(record=given.value("--record") or ""))


def _chosen(names: list[str], known: tuple[Definition, ...]) -> tuple[Definition, ...]:
    if not names:
        return known
    found: list[Definition] = []
    for name in names:
        one = next((one for one in known if one.name == name), None)
        if one is None:
            told = ", ".join(one.name for one in known) or "none"
            raise UsageError(f"there is no drill {safe(name)}", f"the file has {told}")
        found.append(one)
    return tuple(found)


class _Board:
    """Says on a terminal what drills are doing, each by its last step; silent in a pipe."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._ended = 0
        self._now: dict[str, str] = {}
        self._lock = threading.Lock()
        self._shown = sys.stderr.isatty()

    def step(self, name: str, what: str) -> None:
        with self._lock:
            self._now[name] = what
            self._show()

    def done(self, name: str) -> None:
        with self._lock:
            self._now.pop(name, None)
            self._ended += 1
            if self._shown:
                sys.stderr.write("\r\x1b[K")
                if self._now:
                    self._show()
                sys.stderr.flush()

    def _show(self) -> None:
        if self._shown:
            count = f"{self._ended}/{self._total}  " if self._total > 1 else ""
            each = max(20, 110 // len(self._now))
            told = "  ".join(f"{name}: {safe(what)}"[:each] for name, what in self._now.items())
            sys.stderr.write(f"\r\x1b[K{count}{told}")
            sys.stderr.flush()


class _Steps:
    """The steps of one drill."""

    def __init__(self, name: str, board: _Board) -> None:
        self._name = name
        self._board = board

    def step(self, what: str) -> None:
        self._board.step(self._name, what)


def _jobs(given: Given) -> int:
    text = given.value("--jobs")
    if not text:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise UsageError(f"--jobs {safe(text)} is no number of drills", "--jobs 4")
    return int(text)


def _each(chosen: tuple[Definition, ...], where: Places, jobs: int) -> Iterator[tuple[Definition, Ran | CouldNotJudge]]:
    """Run them, so many at once, each answered as it ends. One that cannot be run or kept does not end the others."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from keyturn.wiring import drill

    board = _Board(len(chosen))

    def one_of(one: Definition) -> Ran | CouldNotJudge:
        try:
            return drill.drill(one, _Steps(one.name, board), where)
        except CouldNotJudge as problem:
            return problem
        finally:
            board.done(one.name)

    if jobs == 1 or len(chosen) < 2:
        for one in chosen:
            yield one, one_of(one)
        return
    # threads: the work is in programs. Their starter's thread lives until the last has ended, as their death
    # signal asks.
    pool = ThreadPoolExecutor(min(jobs, len(chosen)), thread_name_prefix="drill")
    try:
        waiting = {pool.submit(one_of, one): one for one in chosen}
        for ended in as_completed(waiting):
            yield waiting[ended], ended.result()
    except KeyboardInterrupt:
        # nothing waits for a drill that nobody wants any more: servers and commands end with this process, and the
        # next run removes their directories and says so
        pool.shutdown(wait=False, cancel_futures=True)
        sys.stderr.write("\nkeyturn drill: ended in the middle; the next run removes what is left\n")
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(130)
    finally:
        pool.shutdown(cancel_futures=True)


def _run(given: Given, names: list[str], known: tuple[Definition, ...], where: Places) -> int:
    from keyturn.wiring import drill

    chosen = tuple({one.name: one for one in _chosen(names, known)}.values())
    if not names and "--all" not in given.flags and "--due" not in given.flags:
        raise UsageError("which drill?", "keyturn drill run NAME, --all or --due")
    if "--due" in given.flags:
        kept = drill.record(where).all()
        now = drill.now()
        chosen = tuple(one for one in chosen if not drill.standing(one, kept, now + one.every // 10).proven)
    told: dict[str, dict[str, object]] = {}
    good = True
    problems: list[CouldNotJudge] = []
    for one, ran in _each(chosen, where, _jobs(given)):
        if isinstance(ran, CouldNotJudge):
            problems.append(ran)
            if len(chosen) > 1:
                sys.stderr.write(f"keyturn drill: {safe(one.name)}: {safe(ran.what)}\n")
            continue
        passed = ran.evidence.verdict == "passed"
        good = good and passed
        for path in ran.swept:
            sys.stderr.write(f"keyturn drill: removed what a killed drill left: {safe(path)}\n")
        for failed in drill.tell(one, summary(ran.evidence), good=passed):
            sys.stderr.write(f"keyturn drill: nobody was told: {safe(failed)}\n")
            good = False
        if one.metrics:
            standing = drill.standing(one, drill.record(where).all(), drill.now())
            drill.write_metrics(one.metrics, drill.metrics((standing,), drill.now()))
        told[one.name] = {**as_json(ran.evidence), "leaf": ran.leaf}
        if "--json" not in given.flags:
            sys.stdout.write(shown(ran.evidence))
            sys.stdout.flush()
    if problems and len(chosen) == 1:
        raise problems[0]
    if "--json" in given.flags:
        # in the order of the file, whichever ended first
        print_json({"drills": [told[one.name] for one in chosen if one.name in told], "passed": good and not problems})
    elif not chosen:
        sys.stdout.write("Nothing is due.\n")
    if problems:
        raise problems[0]
    return 0 if good else 1


def summary(evidence: Evidence) -> str:
    """One sentence: what it came to, and why."""
    if evidence.verdict == "passed":
        return (
            f"drill {evidence.drill} passed: {evidence.backup} was restored in {seconds_shown(evidence.took / 1_000)} "
            f"and answered {len(evidence.answers)} questions as expected"
        )
    why = evidence.fault or "; ".join(
        [*evidence.limits, *(f"{one.question}: {one.why}" for one in evidence.answers if one.verdict != "passed")]
    )
    word = "FAILED" if evidence.verdict == "failed" else "PROVED NOTHING"
    return f"drill {evidence.drill} {word}: {why}"


def shown(evidence: Evidence) -> str:
    """A run for people."""
    word = {"passed": "PASSED", "failed": "FAILED"}.get(evidence.verdict, "NOT PROVEN")
    lines = [f"{word}  {safe(evidence.drill)}"]
    if evidence.backup:
        age = "of unknown age" if evidence.age is None else f"{seconds_shown(evidence.age)} old"
        lines.append(f"  backup    {safe(evidence.backup)}, {size_shown(evidence.backup_size)}, {age}")
        lines.append(f"            sha256 {evidence.backup_digest[:16]}…")
    if evidence.fault:
        lines.append(f"  fault     {safe('; '.join(evidence.fault.split(chr(10))))}")
    else:
        version = f", into {safe(evidence.version)}" if evidence.version else ""
        lines.append(
            f"  restored  in {seconds_shown(evidence.took / 1_000)}, {size_shown(evidence.restored_size)}{version}, "
            f"{len(evidence.tables)} tables"
        )
    lines.extend(f"  limit     {safe(one)}" for one in evidence.limits)
    for one in evidence.answers:
        mark = {"passed": "ok", "failed": "FAILED"}.get(one.verdict, "UNKNOWN")
        value = "" if one.value in (None, "") else f" = {safe(str(one.value))[:60]}"
        why = f": {safe(one.why)}" if one.why else ""
        lines.append(f"  {mark:<9} {safe(one.question)}{value}{why}")
    return "\n".join(lines) + "\n"


def as_json(evidence: Evidence) -> dict[str, object]:
    """A run for programs."""
    return {
        "drill": evidence.drill,
        "verdict": evidence.verdict,
        "at": evidence.at,
        "definition": evidence.definition,
        "backup": {
            "name": evidence.backup,
            "sha256": evidence.backup_digest,
            "bytes": evidence.backup_size,
            "taken_at": evidence.taken_at,
            "age_seconds": evidence.age,
        },
        "restore_ms": evidence.took,
        "questions_ms": evidence.asked,
        "restored_bytes": evidence.restored_size,
        "version": evidence.version,
        "fault": evidence.fault,
        "limits": list(evidence.limits),
        "proves": list(evidence.proves),
        "answers": [
            {"question": one.question, "asks": one.asks, "value": one.value, "verdict": one.verdict, "why": one.why}
            for one in evidence.answers
        ],
        "tables": [{"name": name, "rows": rows} for name, rows in evidence.tables],
    }


def _status(given: Given, names: list[str], known: tuple[Definition, ...], where: Places) -> int:
    from keyturn.wiring import drill

    now = drill.now()
    kept = drill.record(where).all()
    standings = tuple(drill.standing(one, kept, now) for one in _chosen(names, known))
    if given.value("--metrics"):
        drill.write_metrics(given.value("--metrics") or "", drill.metrics(standings, now))
    good = all(one.proven for one in standings) and bool(standings)
    if "--json" in given.flags:
        print_json({"proven": good, "drills": [_standing_json(one) for one in standings]})
        return 0 if good else 1
    for one in standings:
        sys.stdout.write(_standing_shown(one, now))
    if not standings:
        sys.stdout.write("No drill is defined: nothing is proven.\n")
    return 0 if good else 1


def _standing_json(one: Standing) -> dict[str, object]:
    return {
        "drill": one.definition.name,
        "proven": one.proven,
        "overdue_seconds": one.overdue,
        "signed": one.signed,
        "why": one.why,
        "last": None if one.last is None else as_json(one.last),
        "last_passed_at": None if one.passed is None else one.passed.at,
    }


def _standing_shown(one: Standing, now: int) -> str:
    name = safe(one.definition.name)
    if one.proven:
        assert one.passed is not None
        ago = seconds_shown(now - one.passed.at)
        signed = "signed" if one.signed else f"not counted for policy: {safe(one.why)}"
        return f"PROVEN   {name}  {ago} ago, restored in {seconds_shown(one.passed.took / 1_000)}  ({signed})\n"
    if one.passed is None:
        told = one.why + ("" if one.last is None else f"; {summary(one.last)}")
        return f"OVERDUE  {name}  {safe(told)}\n"
    if one.overdue:
        ago = seconds_shown(now - one.passed.at)
        return f"OVERDUE  {name}  last proven {ago} ago, and {seconds_shown(one.definition.every)} are allowed\n"
    assert one.last is not None
    return f"FAILED   {name}  {safe(summary(one.last))}\n"


def _history(given: Given, names: list[str], known: tuple[Definition, ...], where: Places) -> int:
    from keyturn.wiring import drill

    if len(names) != 1:
        raise UsageError("history takes one drill", "keyturn drill history NAME")
    (one,) = _chosen(names, known)
    kept = drill.record(where).all()
    mine = [found for found in kept if found.evidence.drill == one.name]
    if given.value("--plot"):
        drill.plot(one, kept, given.value("--plot"))
    if "--json" in given.flags:
        print_json({"runs": [{**as_json(found.evidence), "signed": found.signed} for found in mine]})
        return 0
    if not mine:
        sys.stdout.write("It was never drilled.\n")
    for found in mine:
        evidence = found.evidence
        at = time.strftime("%Y-%m-%d %H:%M", time.gmtime(evidence.at))
        age = "?" if evidence.age is None else seconds_shown(evidence.age)
        sys.stdout.write(
            f"{at}  {evidence.verdict:<8}  age {age:<8} restore {seconds_shown(evidence.took / 1_000):<8} "
            f"{size_shown(evidence.backup_size)}\n"
        )
    return 0


def _schedule(given: Given, names: list[str], known: tuple[Definition, ...], where: Places) -> int:
    from keyturn.wiring import drill

    del where
    forms = [form for form in drill.FORMS if f"--{form}" in given.flags] or ["systemd"]
    if len(forms) != 1:
        raise UsageError("one form at a time", "keyturn drill schedule --cron")
    image = given.value("--image")
    if forms[0] == "kubernetes" and not image:
        raise UsageError("which image holds keyturn?", "--image registry.example.com/keyturn:1")
    command = (os.path.abspath(sys.argv[0]), given.value("--record"), given.value("--user"), image)
    files = drill.schedule(forms[0], _chosen(names, known), *command)
    output = given.value("--output")
    if output:
        os.makedirs(output, exist_ok=True)
        for name, text in files.items():
            with open(os.path.join(output, name), "w", encoding="utf-8") as file:
                file.write(text)
            sys.stdout.write(f"{os.path.join(output, name)}\n")
        return 0
    for name, text in files.items():
        sys.stdout.write(f"# {name}\n{text}\n" if len(files) > 1 else text)
    return 0


def seconds_shown(number: float) -> str:
    """A duration for people."""
    if number < 0:
        return f"-{seconds_shown(-number)}"
    if number < 120:
        return f"{number:.1f}s" if number < 10 else f"{number:.0f}s"
    if number < 7_200:
        return f"{number / 60:.0f}m"
    return f"{number / 3_600:.0f}h" if number < 72 * 3_600 else f"{number / 86_400:.0f}d"


def size_shown(number: int) -> str:
    """Bytes for people."""
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1_000
    return ""
