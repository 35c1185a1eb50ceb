"""`keyturn rehearse`: run a command where it cannot hurt, and show what it would have done."""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import CouldNotJudge, UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--json", "print the difference as JSON"),
    ("--html FILE", "also write a page with a picture of the blast radius"),
    ("--budget SECONDS", "time for the whole rehearsal (default: 600)"),
    ("--cwd DIR", "rehearse as if run in DIR"),
)

HELP = """\
usage: keyturn rehearse [--json] [--html FILE] [--budget SECONDS] [--cwd DIR] -- COMMAND…

Runs COMMAND where it cannot hurt and shows what it would delete, change and create. COMMAND is one shell text, or the
words of one program call. Files: any program, in a sandbox that sees this machine's files and keeps what is written
to itself, without network, services or credentials. What could not be rehearsed is said.

A rehearsal decides nothing: what must be met before COMMAND may run stays as `keyturn check` says.
Exit codes: 0 rehearsed, 1 an alarm or policy says never, 2 usage, 3 it could not be rehearsed.

options:
"""


def run(args: list[str]) -> int:
    """0 rehearsed, 1 an alarm or policy says never, 2 usage, 3 it could not be rehearsed."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("rehearse", args, OPTIONS)
    if not given.words or not given.words[0].strip():
        raise UsageError("there is no command to rehearse", "keyturn rehearse -- 'rm -rf build; make'")
    budget = _seconds(given.value("--budget", "600"))
    directory = given.value("--cwd") or None
    if directory is not None and not os.path.isdir(directory):
        raise UsageError(f"there is no directory {directory}", "keyturn rehearse --cwd DIR -- COMMAND")
    from keyturn.wiring import rehearse

    argv = tuple(given.words) if len(given.words) > 1 else ()
    command = _quoted(given.words) if argv else given.words[0]
    steps = rehearse.Steps()
    try:
        report, decision = rehearse.rehearse(rehearse.action(command, argv, directory, budget), steps)
    finally:
        steps.done()
    refused = rehearse.refused(decision)
    page = given.value("--html")
    if page:
        _write(page, rehearse.page(report))
    if "--json" in given.flags:
        print_json(rehearse.data(report, decision))
    else:
        from keyturn.wiring.terminal import colour_wanted

        sys.stdout.write(rehearse.render(report, decision, colour=colour_wanted(sys.stdout)))
    return 1 if report.alarms or refused else 0


def _seconds(text: str) -> float:
    try:
        budget = float(text)
    except ValueError:
        budget = -1.0
    if not 0 < budget <= 86_400:
        raise UsageError("--budget takes seconds, at most a day", "keyturn rehearse --budget 60 -- make clean")
    return budget


def _quoted(words: list[str]) -> str:
    from keyturn.language.shell_words import shell_quote
    from keyturn.model.word import Word

    return " ".join(shell_quote(Word(word)) for word in words)


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as page:
            page.write(text)
    except OSError as error:
        raise CouldNotJudge(
            f"{path} cannot be written: {error.strerror}", "Name a file in a directory of yours."
        ) from error
