"""`keyturn cal`: run diagnoses written in CAL, check and lay out scripts, look at what they left to be watched."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import Given, helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.cal.problems import CalError
    from keyturn.wiring.cal import Ran

_JSON = ("--json", "print the answer as JSON")
_DATA = ("--data FILE", "entities: JSON, YAML, CSV, Parquet, .sql, a query, or NAME=FILE; as often as needed")
_STATE = ("--state FILE", "where watches, perches and wakes are kept; by default the user's own place")
_OUTPUT = ("--output DIR", "write what surfaces, or the units of a schedule, into files there")
_AS = ("--as FORM", "show what surfaces as json, table, markdown or html, whatever the script says")
_NOW = ("--now TIME", "take this for the time (2026-03-31T12:00:00+00:00), for runs that can be repeated")
_DRY = ("--dry-run", "send nothing, keep nothing")

RUN: tuple[tuple[str, str], ...] = (
    _DATA,
    (
        "--alert WAY",
        "where CHIRP goes: console, file:PATH, apprise:URL, webhook:URL, or a file of URLs after the colon",
    ),
    _OUTPUT,
    _AS,
    _STATE,
    _NOW,
    _DRY,
    _JSON,
)
CHECK: tuple[tuple[str, str], ...] = (_DATA, _JSON)
FMT: tuple[tuple[str, str], ...] = (
    ("--check", "write nothing; exit 1 when a script is not laid out so"),
    ("--diff", "write nothing; show what would change"),
)
EXPLAIN: tuple[tuple[str, str], ...] = (_JSON,)
TICK: tuple[tuple[str, str], ...] = (_STATE, _NOW, _OUTPUT, _AS, _DRY, _JSON)
WATCHES: tuple[tuple[str, str], ...] = (_STATE, ("--forget ID", "drop what is kept under this id"), _JSON)
SCHEDULE: tuple[tuple[str, str], ...] = (
    ("--systemd", "a service and a timer (the default)"),
    ("--cron", "a line for crontab"),
    ("--every TIME", "5m, 15m, hourly (the default), daily or weekly"),
    _OUTPUT,
    _STATE,
)
OPTIONS: tuple[tuple[str, str], ...] = tuple(
    dict.fromkeys(RUN + CHECK + FMT + EXPLAIN + TICK + WATCHES + SCHEDULE)  # each once, in order
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("run", "carry a script out"),
    ("check", "find what is wrong with scripts, without acting"),
    ("fmt", "lay scripts out anew; comments stay"),
    ("explain", "say in words what each statement will do"),
    ("tick", "look once at what scripts left to be watched"),
    ("watches", "list what is watched, or forget some of it"),
    ("schedule", "write what calls tick: a systemd timer or a line for cron"),
)

HELP = """\
usage: keyturn cal run FILE [--data FILE]… [--alert WAY]… [--as FORM] [--output DIR] [--json]
       keyturn cal check FILE… [--data FILE]… [--json]
       keyturn cal fmt FILE… [--check] [--diff]
       keyturn cal explain FILE [--json]
       keyturn cal tick [--state FILE] [--now TIME] [--dry-run] [--json]
       keyturn cal watches [--forget ID] [--state FILE] [--json]
       keyturn cal schedule [--systemd | --cron] [--every TIME] [--output DIR] [--state FILE]

CAL writes a diagnosis down: which facts select what is looked at, how loud its six dimensions are, how wide the gap is
between what is prescribed and what is done, and what follows from it. docs/cal.md describes the language.
A FILE of - is read from a pipe. What surfaces goes to standard output, alerts of the console to standard error.

exit codes: 0 done, 1 an alert or a file did not arrive (fmt --check: not laid out so), 2 a script or data that somebody
has to mend, 3 could not judge (no confidence to go by, a state that cannot be read)

options:
"""


def run(args: list[str]) -> int:
    """See HELP for the exit codes."""
    if helped(args, HELP, OPTIONS):
        return 0
    if not args or args[0] not in _DOES:
        names = ", ".join(name for name, _said in SUBCOMMANDS)
        raise UsageError(f"cal takes one of {names}", "keyturn cal --help")
    table = {
        "run": RUN,
        "check": CHECK,
        "fmt": FMT,
        "explain": EXPLAIN,
        "tick": TICK,
        "watches": WATCHES,
        "schedule": SCHEDULE,
    }[args[0]]
    return _DOES[args[0]](parse(f"cal {args[0]}", args[1:], table))


def _one(given: Given, command: str) -> str:
    if len(given.words) != 1:
        raise UsageError(f"cal {command} takes one script", f"keyturn cal {command} FILE; - reads it from a pipe")
    return given.words[0]


def _none(given: Given, command: str) -> None:
    if given.words:
        raise UsageError(f"cal {command} takes no {safe(given.words[0])}", "keyturn cal --help")


def _form(given: Given) -> str:
    from keyturn.wiring.cal import FORMS

    form = given.value("--as")
    if form and form not in FORMS:
        raise UsageError(f"--as {safe(form)}: not known", ", ".join(FORMS))
    return form


# -- run ----------------------------------------------------------------------------------------------------------


def _run(given: Given) -> int:
    import gc

    # a run makes millions of small values and no circles of them: looking for circles would take half of its time
    looking = gc.isenabled()
    gc.disable()
    try:
        return _carried_out(given)
    finally:
        if looking:
            gc.enable()


def _carried_out(given: Given) -> int:
    from keyturn.cal.problems import ParseError
    from keyturn.wiring import cal

    path = _one(given, "run")
    form = _form(given)
    try:
        script = cal.read(path)
    except ParseError as problem:
        return _unread(path, problem, json_wanted="--json" in given.flags)
    done = cal.run(
        script,
        given.values.get("--data", ()),
        given.values.get("--alert", ()),
        state=given.value("--state"),
        output=given.value("--output"),
        form=form,
        now=given.value("--now"),
        dry="--dry-run" in given.flags,
    )
    if "--json" in given.flags:
        sys.stdout.write(cal.shown("json", "run", done.document()))
    else:
        for text in done.output.texts:
            sys.stdout.write(text)
        if not done.result.surfaced and done.result.problem is None:
            sys.stdout.write(cal.shown(form or "table", "analysis", done.result.document()))
    sys.stdout.flush()
    _told(path, done)
    return done.exit_code


def _told(path: str, done: Ran) -> None:
    """What happened, for people, on the error stream."""
    result = done.result
    for one in result.actions:
        if one.action == "fetch" and one.success:
            sys.stderr.write(f"{safe(one.target)}: {safe(str(one.data['recommendation']))}\n")
    for alert in result.alerts:
        if alert.delivery is None:
            sys.stderr.write(f"would alert ({alert.level}): {safe(alert.message)}\n")
        elif alert.delivery.delivered:
            sys.stderr.write(f"alert delivered: {safe(alert.delivery.channel)}\n")
        else:
            sys.stderr.write(f"alert NOT delivered: {safe(alert.delivery.error)}\n")
    if done.kept:
        sys.stderr.write(f"kept for `keyturn cal tick`: {done.kept} in {safe(done.state)}\n")
    for name in done.output.files:
        sys.stderr.write(f"wrote {safe(name)}\n")
    for said in done.output.problems:
        sys.stderr.write(f"{said}\n")
    if result.problem is not None:
        _say(path, result.problem)


def _say(path: str, problem: CalError) -> None:
    """A problem as compilers say it: FILE:LINE:COLUMN, the line, a caret."""
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    sys.stderr.write(f"{safe(path)}{place}: {safe(problem.bare, keep_newlines=True)}\n")
    if problem.shown:
        sys.stderr.write(problem.shown + "\n")
    if problem.fix:
        sys.stderr.write(f"  {safe(problem.fix, keep_newlines=True)}\n")


def _unread(path: str, problem: CalError, *, json_wanted: bool) -> int:
    if json_wanted:
        print_json({"type": "ExecutionResult", "success": False, "script": path, "error": problem.document()})
    _say(path, problem)
    return problem.exit_code


# -- check, fmt, explain ------------------------------------------------------------------------------------------


def _check(given: Given) -> int:
    from keyturn.cal.problems import ParseError
    from keyturn.wiring import cal

    if not given.words:
        raise UsageError("cal check takes scripts", "keyturn cal check FILE…")
    answers: list[dict[str, object]] = []
    code = 0
    for path in given.words:
        statements = 0
        try:
            script = cal.read(path)
            statements = len(script.program.statements)
            problems = cal.look_over(script, given.values.get("--data", ()))
        except ParseError as unread:
            problems = [unread]
        answers.append(
            {
                "script": path,
                "ok": not problems,
                "statements": statements,
                "problems": [problem.document() for problem in problems],
            }
        )
        code = max([code, *(problem.exit_code for problem in problems)])
        if "--json" in given.flags:
            continue
        for problem in problems:
            _say(path, problem)
        if not problems:
            what = "1 statement" if statements == 1 else f"{statements} statements"
            sys.stdout.write(f"{safe(path)}: {what}, nothing wrong\n")
    if "--json" in given.flags:
        print_json({"scripts": answers})
    return code


def _fmt(given: Given) -> int:
    from keyturn.cal.layout import laid_out
    from keyturn.cal.problems import ParseError
    from keyturn.wiring import cal

    if not given.words:
        raise UsageError("cal fmt takes scripts", "keyturn cal fmt FILE…")
    looking = bool(given.flags & {"--check", "--diff"})
    code = 0
    for path in given.words:
        text = cal.read_text(path)
        try:
            fresh = laid_out(text)
        except ParseError as problem:
            _say(path, problem)
            code = 2
            continue
        if path == cal.INLINE and not looking:
            sys.stdout.write(fresh)
            continue
        if fresh == text:
            continue
        if "--diff" in given.flags:
            sys.stdout.write(_difference(path, text, fresh))
        if not looking:
            cal.rewrite(path, fresh)
            sys.stdout.write(f"{safe(path)}: laid out anew\n")
        elif "--check" in given.flags:
            sys.stderr.write(f"{safe(path)}: not laid out so\n")
            code = code or 1
    return code


def _difference(path: str, old: str, new: str) -> str:
    import difflib

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), safe(path), safe(path), lineterm="")
    return "".join(f"{safe(line)}\n" for line in lines)


def _explain(given: Given) -> int:
    from keyturn.cal.problems import ParseError
    from keyturn.cal.words import explained
    from keyturn.wiring import cal

    path = _one(given, "explain")
    try:
        script = cal.read(path)
    except ParseError as problem:
        _say(path, problem)
        return problem.exit_code
    found = explained(script.program, script.text)
    if "--json" in given.flags:
        print_json({"script": path, "statements": [{"line": line, "does": said} for line, said in found]})
        return 0
    for line, said in found:
        for number, sentence in enumerate(said):
            lead = f"{line:>4}  " if number == 0 else " " * 8
            sys.stdout.write(f"{lead}{wrapped(safe(sentence), len(lead))}\n")
    return 0


# -- later --------------------------------------------------------------------------------------------------------


def _tick(given: Given) -> int:
    from keyturn.wiring import cal

    _none(given, "tick")
    done = cal.tick(
        state=given.value("--state"),
        now=given.value("--now"),
        output=given.value("--output"),
        form=_form(given),
        dry="--dry-run" in given.flags,
    )
    if "--json" in given.flags:
        print_json(done.document())
    else:
        for text in done.output.texts:
            sys.stdout.write(text)
        for script, one in done.fired:
            sys.stdout.write(f"{one.record.kind} {safe(one.record.name)}: {safe(one.what)}  ({safe(script)})\n")
        waiting = sum(one.record.status == "active" for one in done.waiting)
        sys.stdout.write(f"{len(done.fired)} fired or ended, {waiting} waiting\n")
    sys.stdout.flush()
    for script, one in done.fired:
        for alert in one.result.alerts:
            if alert.delivery is None:
                sys.stderr.write(f"{safe(script)}: would alert ({alert.level}): {safe(alert.message)}\n")
            elif alert.delivery.delivered:
                sys.stderr.write(f"{safe(script)}: alert delivered: {safe(alert.delivery.channel)}\n")
            else:
                sys.stderr.write(f"{safe(script)}: alert NOT delivered: {safe(alert.delivery.error)}\n")
        if one.result.problem is not None:
            _say(script, one.result.problem)
    for script, error in done.problems:
        sys.stderr.write(f"{safe(script)}: {safe(str(error), keep_newlines=True)}\n")
    for said in done.output.problems:
        sys.stderr.write(f"{said}\n")
    return done.exit_code


def _watches(given: Given) -> int:
    from keyturn.wiring import cal

    _none(given, "watches")
    identity = given.value("--forget")
    if identity:
        gone = cal.forget(identity, given.value("--state"))
        if not gone:
            raise UsageError(f"nothing is kept under {safe(identity)}", "keyturn cal watches lists the ids")
        if "--json" in given.flags:
            print_json({"forgotten": gone})
        else:
            sys.stdout.write(f"forgotten: {gone}\n")
        return 0
    found = cal.watches(given.value("--state"))
    if "--json" in given.flags:
        print_json({"watching": [one.document() for one in found]})
        return 0
    if not found:
        sys.stdout.write("Nothing is watched.\n")
    for one in found:
        record = one.record
        due = f", due {record.due}" if record.due else ""
        sys.stdout.write(
            f"{record.id}  {record.kind} {safe(record.name)}: {record.status}{due}  ({safe(one.script)})\n"
        )
    return 0


def _schedule(given: Given) -> int:
    from keyturn.wiring import cal

    _none(given, "schedule")
    if {"--cron", "--systemd"} <= given.flags:
        raise UsageError("--cron and --systemd are two ways; take one", "keyturn cal schedule --cron")
    kind = "cron" if "--cron" in given.flags else "systemd"
    texts = cal.schedule(kind, given.value("--every", "hourly"), given.value("--state"))
    directory = given.value("--output")
    if not directory:
        for name, text in texts.items():
            sys.stdout.write(text if kind == "cron" else f"# {name}\n{text}\n")
        return 0
    for path in cal.save(directory, texts):
        sys.stdout.write(f"wrote {safe(path)}\n")
    if kind == "cron":
        sys.stderr.write("add the line to what `crontab -e` shows\n")
    else:
        sys.stderr.write("in ~/.config/systemd/user, start it with: systemctl --user enable --now keyturn-cal.timer\n")
    return 0


_DOES = {
    "run": _run,
    "check": _check,
    "fmt": _fmt,
    "explain": _explain,
    "tick": _tick,
    "watches": _watches,
    "schedule": _schedule,
}
