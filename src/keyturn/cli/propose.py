"""`keyturn propose`: put a change to people; who proposes it does not execute it."""

from __future__ import annotations

import os
import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--environment NAME", "where it is meant to happen; checked, and needed for --sql"),
    ("--sql FILE", "propose the SQL of a file"),
    ("--terraform-plan FILE", "propose to apply a saved plan of Terraform, with the configuration in this directory"),
    ("--change FILE", "propose a described change: [[step]] tables with run or sql, check, rollback, wait"),
    ("--roster FILE", "propose another roster"),
    ("--with PATH", "a file or directory that it reads besides; repeatable"),
    ("--title TEXT", "one line for people"),
    ("--why TEXT", "the reason"),
    ("--ticket TEXT", "where it is written down"),
    ("--risk TEXT", "what can go wrong"),
    ("--rollback TEXT", "how it is taken back"),
    ("--on-call TEXT", "who is there while it runs"),
    ("--artifact DIGEST", "the sha-256 of what was tested before it comes here"),
    ("--promoted-from ID", "the proposal that did this in the environment before"),
    ("--not-before TIME", "begin no earlier (2026-12-01T02:00:00Z)"),
    ("--expires TIME", "wait for keys no longer than this: 90m, 24h"),
    ("--revise ID", "take the place of an earlier proposal of yours; its keys do not carry over"),
    ("--break-glass", "an emergency: a person's, in their own account, reviewed afterwards"),
    ("--wait", "wait until it has ended"),
    ("--socket PATH", "where the broker answers"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn propose [OPTIONS] -- COMMAND…
       keyturn propose --sql FILE --environment NAME [OPTIONS]
       keyturn propose --terraform-plan FILE | --change FILE | --roster FILE [OPTIONS]

The broker judges it, rehearses it and fixes a plan of exactly what will run: words, files, target, limits. People look
at the plan and turn their keys (keyturn approve); the broker executes it, once, with credentials that only it has.
Nothing that looks like a secret leaves this environment.

exit codes: 0 proposed (with --wait: it succeeded), 1 refused, or it ended otherwise, 2 usage, 3 no broker answers

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("propose", args, OPTIONS)
    from keyturn.broker.plan import ADMINISTRATION, BREAK_GLASS, CHANGE, Documentation
    from keyturn.broker.request import Part, Request
    from keyturn.wiring import proposing

    directory = os.getcwd()
    title = given.value("--title")
    kind = BREAK_GLASS if "--break-glass" in given.flags else CHANGE
    document, words = b"", tuple(given.words)
    more = tuple(given.values.get("--with", ()))
    files = [name for name in ("--sql", "--terraform-plan", "--change", "--roster") if given.value(name)]
    if len(files) + bool(words) != 1:
        raise UsageError("propose takes one thing: a command after --, or one file", "keyturn propose -- COMMAND")
    parts: tuple[Part, ...] = (Part(run=words),)
    if given.value("--sql"):
        parts = (Part(sql=_read(given.value("--sql")).decode("utf-8", "surrogateescape")),)
        title = title or f"SQL of {given.value('--sql')}"
    elif given.value("--terraform-plan"):
        words = ("terraform", "apply", given.value("--terraform-plan"))
        parts = (Part(run=words),)
    elif given.value("--change"):
        said, parts = proposing.described(given.value("--change"))
        title = title or said
        words = tuple(word for one in parts for word in one.run)
    elif given.value("--roster"):
        kind, parts, document = ADMINISTRATION, (), _read(given.value("--roster"))
    request = Request(
        kind=kind,
        parts=parts,
        document=document,
        directory=directory,
        environment=proposing.plain_variables(),
        files=_files(parts, directory, more),
        target=given.value("--environment"),
        documentation=Documentation(
            why=given.value("--why"),
            ticket=given.value("--ticket"),
            risk=given.value("--risk"),
            rollback=given.value("--rollback"),
            on_call=given.value("--on-call"),
        ),
        title=title,
        artifact=given.value("--artifact"),
        promoted_from=given.value("--promoted-from"),
        supersedes=given.value("--revise"),
        not_before=_moment(given.value("--not-before")),
        seconds=_seconds(given.value("--expires")),
        session=proposing.session(),
        marks=proposing.marks(directory),
    )
    path = proposing.socket_path(given.value("--socket"))
    said_ = proposing.propose(path, request)
    wanted = "--json" in given.flags
    if not said_.ok or said_.row is None:
        if wanted:
            print_json({"proposed": False, "error": said_.error})
        else:
            sys.stderr.write(f"keyturn propose: {proposing.told(said_)}\n")
        return said_.exit_code or 1
    if "--wait" in given.flags:
        from keyturn.cli.proposal import wait

        return wait(path, str(said_.row["proposal"]), 0, json_wanted=wanted)
    if wanted:
        print_json({"proposed": True, **said_.row})
    else:
        row = said_.row
        sys.stdout.write(
            f"{row['proposal']} waits for people: {safe(str(row['title']))}\n"
            f"  keyturn proposal show {row['proposal']}   what will run, exactly\n"
            f"  keyturn proposal wait {row['proposal']}   until it has ended\n"
        )
    return 0


def _files(parts: tuple, directory: str, more: tuple[str, ...]) -> tuple:  # type: ignore[type-arg]
    from keyturn.wiring import proposing

    found = {}
    for number, part in enumerate(parts or (None,)):
        words = part.run if part is not None else ()
        for one in proposing.gathered(words, directory, more if number == 0 else ()):
            found[one.path] = one
        for extra in (part.check, part.rollback) if part is not None else ():
            for one in proposing.gathered(extra, directory):
                found[one.path] = one
    return tuple(found[name] for name in sorted(found))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(20_000_000)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "Name a file that is there.") from error


def _moment(text: str) -> int:
    import datetime as dt

    if not text:
        return 0
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no time", "2026-12-01T02:00:00Z") from error
    if found.tzinfo is None:
        raise UsageError(f"{text!r} has no zone", "2026-12-01T02:00:00Z")
    return int(found.timestamp())


def _seconds(text: str) -> int:
    units = {"m": 60, "h": 3_600, "d": 86_400}
    if not text:
        return 0
    if text[-1:] not in units or not text[:-1].isascii() or not text[:-1].isdigit() or not int(text[:-1]):
        raise UsageError(f"{text!r} is no duration", "90m, 24h or 7d")
    return int(text[:-1]) * units[text[-1]]
