"""`keyturn run`: guarded execution. Judged, rehearsed where policy asks for it, and run only as it was shown.

An agent's host that lets a hook change a command runs this in its place, once a person allowed the call: between the
yes and the run nothing can be swapped but in the few milliseconds after the last look.
"""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import NoHumanProofError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.cli.arguments import Given
    from keyturn.gate.service import Ruling
    from keyturn.wiring.run import Run

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--rehearse", "rehearse first although policy does not ask for it"),
    ("--yes", "do not ask whether to go on after showing the difference; stands for nothing that policy asks for"),
    ("--budget SECONDS", "time for the rehearsal (default: 600)"),
    ("--ticket", "only when a person allowed exactly this with `keyturn allow`"),
    ("--tool NAME", "the agent's tool that the ticket was given for"),
    ("--json", "say as JSON what was decided, shown and done; the command's own output goes to standard error"),
)

HELP = """\
usage: keyturn run [--rehearse] [--yes] [--json] -- COMMAND…

Judges COMMAND as the gate does and takes the undo point that policy asks for. What policy wants rehearsed is rehearsed
first and shown, and then only what was shown can happen: the saved plan is applied, SQL is rolled back when it touches
more rows, a push carries the ids that were shown as its lease, other commands run only while the files and the database
are what they were. What nobody here can meet is held, and said. A confirmation is asked on the terminal, never in a
session of an agent; a proven human is asked as `keyturn allow` asks.

Exit codes: the command's own when it ran; 1 stopped, 2 usage, 3 it could not be judged or rehearsed.

options:
"""

_SHELLS = ("/bin/bash", "/usr/bin/bash", "/bin/sh")


def run(args: list[str]) -> int:
    """The command's own exit code; 1 held or denied, 2 usage, 3 there is no shell."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("run", args, OPTIONS)
    if not given.words or not given.words[0].strip():
        raise UsageError("there is no command to run", "keyturn run -- 'rm -rf build'")
    from keyturn.wiring import gate

    argv = tuple(given.words) if len(given.words) > 1 else ()
    command = _quoted(given.words) if argv else given.words[0]
    here = gate.here()
    from keyturn.wiring.run import Run

    one = Run(
        command,
        argv,
        given.value("--tool"),
        here,
        always="--rehearse" in given.flags,
        quiet="--json" in given.flags,
        budget=_seconds(given.value("--budget", "600")),
    )
    try:
        return _run(one, given, argv)
    finally:
        one.close()


def _run(one: Run, given: Given, argv: tuple[str, ...]) -> int:
    from keyturn.rehearse.bound import Stale
    from keyturn.wiring import run as wiring

    person = wiring.terminal() and not one.agent
    ruling: Ruling | None = None
    if one.rehearses:
        if not one.must:
            # another way may do: an undo point
            ruling = one.rule(asks=False)
        if ruling is None or ruling.verdict != "pass":
            ruling = None
            if _shown(one, given):
                return _stopped(one, given, None, "an alarm stops it, whoever says yes")
    try:
        if ruling is None:
            ruling = _ruled(one, person=person)
        if ruling.verdict == "ask":
            _say(one, ruling)
            if not wiring.ask("keyturn: run it?"):
                return _stopped(one, given, ruling, "nobody said yes")
        elif ruling.verdict != "pass" or ("--ticket" in given.flags and not ruling.ticket):
            return _stopped(one, given, ruling, "")
        elif one.report is not None and one.unbound:
            return _stopped(one, given, ruling, "what was rehearsed cannot be held to")
        elif (
            one.report is not None
            and person
            and "--yes" not in given.flags
            and not ruling.ticket
            and not wiring.ask("keyturn: run exactly this?")
        ):
            return _stopped(one, given, ruling, "nobody said yes")
        if ruling.undo is not None:
            sys.stderr.write(f"keyturn: undo point {ruling.undo.id} ({ruling.undo.what})\n")
        ruling = one.save(ruling)
        if one.report is None and "--json" not in given.flags and not one.judgement.effects:
            # nothing of it is worth a record
            return _become(one.call.command, argv)
        ran = one.execute(ruling)
    except Stale as why:
        return _stopped(one, given, ruling, str(why))
    if "--json" in given.flags:
        _json(one, ruling, {"ran": True, "exit_code": ran.code, "outcome": ran.outcome})
    elif ran.outcome == "UNKNOWN":
        sys.stderr.write("keyturn: how it ended is not known: look before you run anything again\n")
    return ran.code


def _shown(one: Run, given: Given) -> bool:
    """Rehearse and show; whether an alarm was found."""
    from keyturn.wiring import run as wiring
    from keyturn.wiring.rehearse import Steps
    from keyturn.wiring.terminal import colour_wanted

    steps = Steps()
    try:
        report = one.rehearse(steps)
    finally:
        steps.done()
    if "--json" not in given.flags:
        sys.stderr.write(wiring.render(report, colour=colour_wanted(sys.stderr)))
    return bool(report.alarms)


def _ruled(one: Run, *, person: bool) -> Ruling:
    """The gate's word; where a proven human is missing and one is there, that is asked for at once."""
    ruling = one.rule(asks=person)
    if ruling.verdict == "stop" and ruling.request and person:
        _say(one, ruling)
        try:
            if one.prove(ruling):
                return one.rule(asks=person)
        except NoHumanProofError as error:
            sys.stderr.write(f"keyturn: {error}\n")
    return ruling


def _say(one: Run, ruling: Ruling) -> None:
    from keyturn.gate import messages

    sys.stderr.write(messages.to_person(ruling) + "\n")
    if one.how:
        sys.stderr.write(f"  bound: {one.how}\n")


def _stopped(one: Run, given: Given, ruling: Ruling | None, why: str) -> int:
    """Say what is missing. Nothing was run."""
    from keyturn.gate import messages
    from keyturn.model.text import safe

    if ruling is not None and ruling.verdict == "stop":
        sys.stderr.write(messages.to_person(ruling) + "\n")
        missing = messages.missing(ruling)
        if missing:
            sys.stderr.write(f"  missing: {missing}\n")
    if one.unbound and one.report is not None:
        sys.stderr.write(f"  the rehearsal does not count: {safe(one.unbound)}\n")
    if why:
        sys.stderr.write(f"keyturn: stopped, nothing of it was kept: {safe(why)}\n")
    if "--json" in given.flags:
        _json(one, ruling, {"ran": False, "stopped": why or "held"})
    return 1


def _json(one: Run, ruling: Ruling | None, body: dict[str, object]) -> None:
    from keyturn.cli.arguments import print_json
    from keyturn.wiring import run as wiring

    if ruling is not None:
        body |= {
            "needs": list(ruling.needs) if not body["ran"] else [],
            "request": ruling.request,
            "undo": ruling.undo.id if ruling.undo is not None else one.undo,
        }
    if one.report is not None:
        body |= {
            "bound": one.how,
            "unbound": one.unbound,
            "rehearsal": wiring.data(one.report, one.decision.verdict),
        }
    print_json(body)


def _become(command: str, argv: tuple[str, ...]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    if argv:
        try:
            os.execvp(argv[0], argv)  # noqa: S606 - the words that were judged above
        except OSError as error:
            sys.stderr.write(f"keyturn run: {argv[0]} cannot be started: {error.strerror}\n")
            return 3
    for shell in _SHELLS:
        if os.access(shell, os.X_OK):
            # the command is a person's or an agent's own, judged above: this is the one door that runs such text
            os.execv(shell, [os.path.basename(shell), "-c", command])  # noqa: S606 - likewise
    sys.stderr.write("keyturn run: there is no shell here\n")
    return 3


def _seconds(text: str) -> float:
    try:
        budget = float(text)
    except ValueError:
        budget = -1.0
    if not 0 < budget <= 86_400:
        raise UsageError("--budget takes seconds, at most a day", "keyturn run --budget 60 -- make clean")
    return budget


def _quoted(words: list[str]) -> str:
    from keyturn.language.shell_words import shell_quote
    from keyturn.model.word import Word

    return " ".join(shell_quote(Word(word)) for word in words)
