"""`keyturn ci`: judge what a pipeline was started for, wherever it runs."""

from __future__ import annotations

import sys

from keyturn.cli.scan import check_outputs, output_of, write_report
from keyturn.errors import CouldNotJudge, KeyturnError, UsageError
from keyturn.model.rule import SEVERITIES
from keyturn.wiring import ci as wiring
from keyturn.wiring.reports import ANNOTATIONS, FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Report

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--base REF", "where the change goes, for instance origin/main; default: what the host tells"),
    ("--output FILE", "write the report to a file instead; FORM=FILE: as well, and as often as needed; - prints it"),
    ("--format FORM", "print the report as " + ", ".join(FORMATS)),
    ("--json", "the same as --format json"),
    ("--fail-on LEVEL", "stop at low, medium (default), high or critical"),
    ("--approvals FILE", "the reviews of the change, as the code host's API gives them"),
)

HELP = """\
usage: keyturn ci [OPTIONS]

Finds out what the pipeline is for, and judges just that: what a pull or merge request adds, what was pushed, what
waits in a merge queue; for a schedule every tracked file. Knows GitHub Actions, GitLab, CircleCI, Azure Pipelines,
Buildkite and Jenkins; everywhere else, and where the host does not tell, say --base. What cannot be found out ends
in 3 with what to do. On GitHub it also writes annotations, the step's summary and its outputs.

options:
"""

_VALUED = ("--base", "--output", "-o", "--format", "--fail-on", "--approvals")


def run(args: list[str]) -> int:
    """0 nothing that stops, 1 findings, 2 usage or configuration, 3 something could not be judged."""
    if "--help" in args or "-h" in args:
        sys.stdout.write(HELP + "".join(f"  {option:<18}{text}\n" for option, text in OPTIONS))
        return 0
    outputs: list[tuple[str, str]] = []
    try:
        wanted, form = _read(args, outputs)
        check_outputs(outputs, form)
        wiring.check_places(outputs)
        report = wiring.judge(wanted)
    except KeyturnError as problem:
        _publish(None, problem.exit_code, [])
        raise
    code = report.exit_code
    shown = list(outputs)
    if wiring.on_github() and not form and all(named and file != "-" for named, file in outputs):
        shown.append((ANNOTATIONS, "-"))
    try:
        write_report(report, form or "text", shown, "auto")
    except KeyturnError as problem:
        _publish(report, problem.exit_code, [])
        raise
    return _publish(report, code, outputs)


def _read(args: list[str], outputs: list[tuple[str, str]]) -> tuple[wiring.Wanted, str]:
    """What the options say, and the form to print. Raises UsageError."""
    fields: dict[str, str] = {}
    form = ""
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUED:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", "keyturn ci --help lists the options")
                value = rest.pop(0)
            if name in ("--output", "-o"):
                outputs.append(output_of(value))
            elif not value:
                # an empty one is a variable that the pipeline does not have, and must not be taken for no option
                raise UsageError(f"{name} is empty", "Check the variable that it comes from.")
            elif name == "--format":
                form = value
            else:
                fields[name[2:].replace("-", "_")] = value
        elif word == "--json":
            form = "json"
        else:
            raise UsageError(f"ci has no option or operand {word}", "keyturn ci --help lists the options")
    if form and form not in FORMATS:
        raise UsageError(f"--format {form}: not a form of the report", "one of " + ", ".join(FORMATS))
    if fields.get("fail_on", "low") not in SEVERITIES:
        raise UsageError(f"--fail-on {fields['fail_on']}: not a severity", "one of " + ", ".join(SEVERITIES))
    return wiring.Wanted(**fields), form


def _publish(report: Report | None, code: int, outputs: list[tuple[str, str]]) -> int:
    """Tell the host; the exit code, which is 3 when a clear verdict could not be told."""
    try:
        wiring.publish(report, code, outputs)
    except CouldNotJudge as problem:
        sys.stderr.write(f"keyturn ci: {problem}\n")
        return code or problem.exit_code
    return code
