"""`keyturn scan`: find destructive changes in what is staged, in a range, a patch, files or a history."""

from __future__ import annotations

import os
import sys

from keyturn.errors import UsageError
from keyturn.model.text import safe
from keyturn.wiring.reports import ANNOTATIONS, FORMATS, render
from keyturn.wiring.scan import HISTORY, PATCH, PATHS, RANGE, STAGED, Request, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Report

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--staged", "what is staged against HEAD (the default; nothing staged is then clear)"),
    ("--range A..B", "from one commit to another; A...B from where they parted; A means A..HEAD"),
    ("--patch FILE", "a unified diff, - for standard input; read by fragments"),
    ("--history A..B", "every commit of a range on its own; HEAD for all"),
    ("--format FORM", "print the report as " + ", ".join(FORMATS)),
    ("--json", "the same as --format json"),
    ("--sarif", "the same as --format sarif"),
    ("--output FILE", "write the report to a file instead; FORM=FILE: as well, and as often as needed; - prints it"),
    ("--fail-on LEVEL", "stop at low, medium (default), high or critical"),
    ("--override RULE", "an exception for this run, with --reason and --until; as often as needed"),
    ("--reason TEXT", "why the exception before it is right"),
    ("--until DATE", "the last day of the exception before it, as YYYY-MM-DD"),
    ("--message FILE", "with --staged: the commit message to be, whose trailers may hold exceptions"),
    ("--approvals FILE", "with --range: the reviews of the change, as the code host's API gives them"),
    ("--baseline FILE", "known findings; default: keyturn.baseline.json of the side before the change"),
    ("--no-baseline", "no finding counts as known"),
    ("--patterns FILE", "regular expressions, one a line, that are findings too"),
    ("--exit-zero", "exit 0 whatever is found; what cannot be read stays 3"),
    ("--color WHEN", "auto (default), always or never"),
)

HELP = """\
usage: keyturn scan [--staged | --range A..B | --patch FILE | --history A..B | PATH…] [OPTIONS]

Finds what a change would destroy: commands in scripts, statements in migrations, protections that vanish,
files deleted by the hundred. Nothing from the repository is executed. Configuration and exceptions come from
the side before the change.

An exception stands in a comment on the line or the line above:
  keyturn: allow[sql/drop-table] reason="archived in March" until=2027-01-31

options:
"""

_EXCEPTION = '--override sql/drop-table --reason "archived in March" --until 2027-01-31'
_SEVERITIES = ("low", "medium", "high", "critical")
_VALUED = (
    *("--range", "--patch", "--history", "--output", "-o", "--format", "--fail-on", "--color", "--colour"),
    *("--override", "--reason", "--until", "--message", "--approvals", "--baseline", "--patterns"),
)


def run(args: list[str]) -> int:
    """0 nothing that stops, 1 findings, 2 usage or configuration, 3 something could not be judged."""
    modes: list[tuple[str, str]] = []
    paths: list[str] = []
    form = ""
    outputs: list[tuple[str, str]] = []
    fields: dict[str, str] = {}
    overrides: list[dict[str, str]] = []
    patterns: list[str] = []
    colour = "auto"
    exit_zero = False
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            paths.extend(rest)
            break
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {option:<18}{text}\n" for option, text in OPTIONS))
            return 0
        if name in _VALUED:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", "keyturn scan --help lists the options")
                value = rest.pop(0)
            if name in ("--range", "--patch", "--history"):
                modes.append((name[2:], value))
            elif name in ("--output", "-o"):
                outputs.append(output_of(value))
            elif name == "--format":
                form = value
            elif name == "--override":
                overrides.append({"override": value})
            elif name in ("--reason", "--until"):
                if not overrides or name[2:] in overrides[-1]:
                    raise UsageError(f"{name} belongs behind an --override", _EXCEPTION)
                overrides[-1][name[2:]] = value
            elif name == "--patterns":
                patterns.append(value)
            elif name in ("--fail-on", "--message", "--approvals", "--baseline"):
                fields[name[2:].replace("-", "_")] = value
            else:
                colour = value
        elif word == "--staged":
            modes.append((STAGED, ""))
        elif word in ("--json", "--sarif"):
            form = word[2:]
        elif word == "--no-baseline":
            fields["baseline"] = ""
        elif word == "--exit-zero":
            exit_zero = True
        elif word.startswith("-") and word != "-":
            known = [option.split(" ")[0] for option, _text in OPTIONS]
            close = [one for one in known if one.startswith(word[:4])]
            hint = f"did you mean {close[0]}?" if close else "keyturn scan --help lists the options"
            raise UsageError(f"scan has no option {word}", hint)
        else:
            paths.append(word)
    if form and form not in FORMATS:
        raise UsageError(f"--format {form}: not a form of the report", "one of " + ", ".join(FORMATS))
    check_outputs(outputs, form)
    if fields.get("fail_on", "low") not in _SEVERITIES:
        raise UsageError(f"--fail-on {fields['fail_on']}: not a severity", "one of " + ", ".join(_SEVERITIES))
    for one in overrides:
        if len(one) < 3:
            raise UsageError(f"--override {one['override']} lacks its --reason or --until", _EXCEPTION)
    if colour not in ("auto", "always", "never"):
        raise UsageError(f"--color {colour}", "one of auto, always, never")
    if len(modes) > 1 or (modes and paths):
        raise UsageError("scan looks at one thing at a time", "one of --staged, --range, --patch, --history, PATH…")
    request = _request(modes, paths).but(
        overrides=tuple((one["override"], one["reason"], one["until"]) for one in overrides),
        patterns=tuple(patterns),
        **fields,
    )
    report = scan(request)
    write_report(report, form or "text", outputs, colour)
    code = report.exit_code
    return 0 if exit_zero and code == 1 else code


def _request(modes: list[tuple[str, str]], paths: list[str]) -> Request:
    if paths:
        return Request(PATHS, paths=tuple(paths))
    if not modes:
        return Request(STAGED)
    mode, value = modes[0]
    if mode == STAGED:
        return Request(STAGED, asked=True)
    kind = {"range": RANGE, "patch": PATCH, "history": HISTORY}[mode]
    return Request(kind, value)


def output_of(value: str) -> tuple[str, str]:
    """`FORM=FILE` or `FILE` as (form, file), form "" for the second. Raises UsageError for what may be a slip."""
    form, sign, file = value.partition("=")
    if not value or (form in FORMATS and sign and not file):
        raise UsageError(f"--output {value}: no file", f"--output {form or 'json'}=report")
    if form in FORMATS and sign:
        return form, file
    if value in FORMATS and value != "text":
        raise UsageError(f"--output {value} names a form and no file", f"--output {value}=FILE, or ./{value}")
    if sign and form.replace("-", "").replace("_", "").isalnum():
        known = ", ".join(FORMATS)
        raise UsageError(f"--output {form}=…: {form} is no form of the report", f"one of {known}; a file: ./{value}")
    return "", value


def check_outputs(outputs: list[tuple[str, str]], form: str) -> None:
    """Whether the files can all be written, before a long scan finds out. Raises UsageError."""
    taken: set[str] = set()
    for _named, file in outputs:
        if file != "-" and os.path.isdir(file):
            raise UsageError(f"--output {safe(file)} is a directory", f"name a file: {safe(file.rstrip('/'))}/report")
        real = file if file == "-" else os.path.realpath(file)
        if real in taken:
            raise UsageError(f"--output {safe(file)} is given twice", "one file for each form")
        taken.add(real)
    printed = [named for named, file in outputs if named and file == "-"]
    if printed and form not in ("", "text" if printed == [ANNOTATIONS] else printed[0]):
        raise UsageError("two forms on standard output", "leave --format away, or write one of them to a file")


def write_report(report: Report, form: str, outputs: list[tuple[str, str]], colour: str) -> None:
    """The report to every place that was asked for; to standard output unless a file takes its place."""
    from keyturn.wiring.reports import save
    from keyturn.wiring.terminal import colour_wanted

    printed = [] if any(not named for named, _file in outputs) else [form]
    texts: list[tuple[str, str]] = []
    for named, file in outputs:
        if file == "-":
            # annotations are lines of a log, so they may stand below the text; nothing else shares the stream
            printed = [*printed, named] if named == ANNOTATIONS else [named or form]
        else:
            one = named or form
            texts.append((file, render(report, one, coloured=colour == "always" and one == "text")))
    for file, text in texts:
        try:
            save(file, text)
        except OSError as problem:
            raise UsageError(
                f"--output {safe(file)}: {problem.strerror}", "name a file that can be written"
            ) from problem
    if not printed:
        stopping = len(report.stopping)
        written = ", ".join(safe(file) for file, _text in texts)
        sys.stderr.write(f"keyturn scan: {stopping} stopping, {len(report.findings)} in all; written to {written}\n")
        return
    coloured = colour == "always" or (colour == "auto" and colour_wanted(sys.stdout))
    sys.stdout.flush()
    for one in printed:
        sys.stdout.buffer.write(render(report, one, coloured=coloured).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
