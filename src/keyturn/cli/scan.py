"""`keyturn scan`: find destructive changes in what is staged, in a range, a patch, files or a history."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError
from keyturn.wiring.scan import HISTORY, PATCH, PATHS, RANGE, STAGED, Request, render, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Report

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--staged", "what is staged against HEAD (the default; nothing staged is then clear)"),
    ("--range A..B", "from one commit to another; A...B from where they parted; A means A..HEAD"),
    ("--patch FILE", "a unified diff, - for standard input; read by fragments"),
    ("--history A..B", "every commit of a range on its own; HEAD for all"),
    ("--json", "print the report as JSON"),
    ("--sarif", "print the report as SARIF 2.1.0"),
    ("--output FILE", "write the report to a file instead"),
    ("--fail-on LEVEL", "stop at low, medium (default), high or critical"),
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

_SEVERITIES = ("low", "medium", "high", "critical")
_VALUED = ("--range", "--patch", "--history", "--output", "--fail-on", "--color", "--colour", "-o")


def run(args: list[str]) -> int:
    """0 nothing that stops, 1 findings, 2 usage or configuration, 3 something could not be judged."""
    modes: list[tuple[str, str]] = []
    paths: list[str] = []
    form = "text"
    output = fail_on = ""
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
            sys.stdout.write(HELP + "".join(f"  {option:<16}{text}\n" for option, text in OPTIONS))
            return 0
        if name in _VALUED:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", "keyturn scan --help lists the options")
                value = rest.pop(0)
            if name in ("--range", "--patch", "--history"):
                modes.append((name[2:], value))
            elif name in ("--output", "-o"):
                output = value
            elif name == "--fail-on":
                fail_on = value
            else:
                colour = value
        elif word == "--staged":
            modes.append((STAGED, ""))
        elif word in ("--json", "--sarif"):
            form = word[2:]
        elif word == "--exit-zero":
            exit_zero = True
        elif word.startswith("-") and word != "-":
            known = [option.split(" ")[0] for option, _text in OPTIONS]
            close = [one for one in known if one.startswith(word[:4])]
            hint = f"did you mean {close[0]}?" if close else "keyturn scan --help lists the options"
            raise UsageError(f"scan has no option {word}", hint)
        else:
            paths.append(word)
    if fail_on and fail_on not in _SEVERITIES:
        raise UsageError(f"--fail-on {fail_on}: not a severity", "one of " + ", ".join(_SEVERITIES))
    if colour not in ("auto", "always", "never"):
        raise UsageError(f"--color {colour}", "one of auto, always, never")
    if len(modes) > 1 or (modes and paths):
        raise UsageError("scan looks at one thing at a time", "one of --staged, --range, --patch, --history, PATH…")
    report = scan(_request(modes, paths, fail_on))
    _write(report, form, output, colour)
    code = report.exit_code
    return 0 if exit_zero and code == 1 else code


def _request(modes: list[tuple[str, str]], paths: list[str], fail_on: str) -> Request:
    if paths:
        return Request(PATHS, paths=tuple(paths), fail_on=fail_on)
    if not modes:
        return Request(STAGED, fail_on=fail_on)
    mode, value = modes[0]
    if mode == STAGED:
        return Request(STAGED, asked=True, fail_on=fail_on)
    kind = {"range": RANGE, "patch": PATCH, "history": HISTORY}[mode]
    return Request(kind, value, fail_on=fail_on)


def _write(report: Report, form: str, output: str, colour: str) -> None:
    from keyturn.wiring.terminal import colour_wanted

    coloured = colour == "always" or (colour == "auto" and not output and colour_wanted(sys.stdout))
    text = render(report, form, coloured=coloured)
    data = text.encode("utf-8", "replace")
    if output:
        try:
            with open(output, "wb") as handle:
                handle.write(data)
        except OSError as problem:
            raise UsageError(f"--output {output}: {problem.strerror}", "name a file that can be written") from problem
        stopping = len(report.stopping)
        sys.stderr.write(f"keyturn scan: {stopping} stopping, {len(report.findings)} in all; written to {output}\n")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
