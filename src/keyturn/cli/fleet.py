"""`keyturn fleet`: scan many repositories, on all cores or on a scheduler, and go on where it was left."""

from __future__ import annotations

import os
import sys

from keyturn.errors import UsageError
from keyturn.model.text import safe
from keyturn.wiring.fleet import SECONDS, Request, needed, save, scan, summary

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--repositories FILE", "a file of paths, one a line; - for standard input"),
    ("--under DIRECTORY", "every repository below a directory; as often as needed"),
    ("--tree", "the tracked files of HEAD (the default without --history)"),
    ("--history RANGE", "every commit of a range on its own; HEAD for all"),
    ("--jobs N", "processes; default: one for each core"),
    ("--scheduler ADDRESS", "do the work on Dask's scheduler: tcp on this machine, tls elsewhere, or its file"),
    ("--timeout SECONDS", f"for one task, a part of a repository; default {SECONDS}"),
    ("--results DIRECTORY", "keep what is done there, and do not do it again"),
    ("--output FILE", "one row a finding, as .jsonl or .parquet; as often as needed"),
    ("--html FILE", "the summary as a page"),
    ("--json", "print the summary as JSON"),
    ("--fail-on LEVEL", "stop at low, medium (default), high or critical"),
    ("--exit-zero", "exit 0 whatever is found; what cannot be judged stays 3"),
)

HELP = """\
usage: keyturn fleet [REPOSITORY…] [--repositories FILE] [--under DIRECTORY] [OPTIONS]

Scans many repositories: the files of HEAD, a history, or both. Nothing from them is executed. A repository that
is missing, damaged or not finished in time is told as one that could not be judged.

options:
"""

_VALUED = (
    *("--repositories", "--under", "--history", "--jobs", "--scheduler", "--timeout", "--results"),
    *("--output", "-o", "--html", "--fail-on"),
)
_SEVERITIES = ("low", "medium", "high", "critical")
_FORMS = (".jsonl", ".parquet")


def run(args: list[str]) -> int:
    """0 clear, 1 something stops, 2 usage, 3 some repository could not be judged."""
    named: list[str] = []
    under: list[str] = []
    outputs: list[str] = []
    fields: dict[str, str] = {}
    flags: set[str] = set()
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            named.extend(rest)
            break
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {option:<23}{text}\n" for option, text in OPTIONS))
            return 0
        if name in _VALUED:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", "keyturn fleet --help lists the options")
                value = rest.pop(0)
            if name == "--under":
                under.append(value)
            elif name in ("--output", "-o"):
                outputs.append(value)
            else:
                fields[name[2:]] = value
        elif word in ("--tree", "--json", "--exit-zero"):
            flags.add(word[2:])
        elif word.startswith("-"):
            raise UsageError(f"fleet has no option {safe(word)}", "keyturn fleet --help lists the options")
        else:
            named.append(word)
    _check(outputs, fields)
    needed(outputs)
    if not named and not under and "repositories" not in fields:
        raise UsageError("fleet needs repositories", "keyturn fleet --under DIRECTORY, or name some")
    found = scan(
        Request(
            tuple(named),
            fields.get("repositories", ""),
            tuple(under),
            tree="tree" in flags or "history" not in fields,
            history=fields.get("history", ""),
            jobs=_number(fields, "jobs", 512),
            results=fields.get("results", ""),
            scheduler=fields.get("scheduler", ""),
            seconds=_number(fields, "timeout", 86_400) or SECONDS,
            fail_on=fields.get("fail-on", ""),
        )
    )
    save(found, outputs, fields.get("html", ""))
    sys.stdout.write(summary(found, as_json="json" in flags))
    code = found.exit_code
    if code == 1 and "exit-zero" in flags:
        return 3 if any(one.report.unread for one in found.outcomes) else 0
    return code


def _check(outputs: list[str], fields: dict[str, str]) -> None:
    """Whether the values make sense. Raises UsageError."""
    for file in outputs:
        if not file.endswith(_FORMS):
            raise UsageError(f"--output {safe(file)}: which form?", "name it …" + " or …".join(_FORMS))
    files = [*outputs, *([fields["html"]] if fields.get("html") else [])]
    for file in files:
        if os.path.isdir(file):
            raise UsageError(f"{safe(file)} is a directory", "name a file")
    if len({os.path.realpath(file) for file in files}) < len(files):
        raise UsageError("two outputs have the same name", "one file for each form")
    if fields.get("fail-on", "low") not in _SEVERITIES:
        raise UsageError(f"--fail-on {safe(fields['fail-on'])}: not a severity", "one of " + ", ".join(_SEVERITIES))
    if not fields.get("history", "HEAD").strip():
        raise UsageError("--history needs a range", "A..B, or HEAD for all")


def _number(fields: dict[str, str], name: str, most: int) -> int:
    """A number of an option, 0 when it was not given. Raises UsageError."""
    text = fields.get(name)
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most:
        raise UsageError(f"--{name} {safe(text)}: not a number from 1 to {most:,}", f"--{name} 4")
    return int(text)
