"""What `keyturn ci` stands on: the host's variables and event, the checkout, and the files GitHub gives to a step."""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge, GitError, KeyturnError, UsageError
from keyturn.model.noun import Noun
from keyturn.model.text import safe
from keyturn.policy import receive
from keyturn.scan import ci_events
from keyturn.scan.ci_events import CHANGE, DELETED, GITHUB, RUN, Told
from keyturn.scan.findings import Report
from keyturn.wiring import scan as scanning
from keyturn.wiring.directory import real
from keyturn.wiring.scan import PATHS, RANGE, Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keyturn.adapter.git_refs import ReferencedRepository

_EVENT_LIMIT = 30_000_000
"""GitHub's events are at most 25 MB."""
_TRACKING = "refs/remotes/origin/"
_VERDICTS = {0: "clear", 1: "stopped", 3: "unjudged"}


class Wanted(Noun):
    """What the command line says."""

    base: str = ""
    fail_on: str = ""
    approvals: str = ""
    directory: str = ""


def on_github(environ: Mapping[str, str] | None = None) -> bool:
    """Whether GitHub runs this, and reads annotations from the log."""
    return ci_events.host(os.environ if environ is None else environ) == GITHUB


def judge(wanted: Wanted) -> Report:
    """What the host says happened, judged. What cannot be is in the report, so that every form of it says so.

    Raises UsageError and ConfigurationError.
    """
    environ = os.environ
    told: Told | None = None
    try:
        told = ci_events.told(environ, _event(environ), wanted.base)
        from keyturn.adapter.git_refs import ReferencedRepository

        git = ReferencedRepository(real(wanted.directory), environ, remote="origin")
        try:
            return _judged(told, git, wanted)
        finally:
            git.close()
    except KeyturnError as problem:
        if not isinstance(problem, CouldNotJudge):
            raise
        subject = told.subject if told else "this pipeline"
        said = f"{safe(problem.what)}. {safe(problem.fix)}" if problem.fix else safe(problem.what)
        return Report(unread=(said,), subject=subject, fail_on=wanted.fail_on or "medium")


def _event(environ: Mapping[str, str]) -> object:
    """GitHub's event, None when there is none. Raises CouldNotJudge when it cannot be read."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    if not path or not on_github(environ):
        return None
    import json

    from keyturn.adapter.file_tree import read

    data = read(path, _EVENT_LIMIT)
    if isinstance(data, str):
        raise CouldNotJudge(f"the event cannot be read: {data}", "Run keyturn in the job that the event started.")
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise CouldNotJudge(
            "the event is no JSON that can be read", "Run keyturn in the job that the event started."
        ) from problem
    return found


def _judged(told: Told, git: ReferencedRepository, wanted: Wanted) -> Report:
    if told.kind == DELETED:
        return _deleted(told, wanted)
    head = git.head()
    if not head:
        raise GitError("this repository has no commit yet", "Check out the commit that the pipeline is for.")
    tip = git.commit_of(told.tip) if told.tip else head
    if not tip:
        raise git.missing(told.tip)
    if head != tip and head not in told.checkout and tip not in git.parents(head):
        raise CouldNotJudge(
            f"{told.event} is about {tip[:12]}, but {head[:12]} is checked out",
            "Check out the commit that the pipeline is for, or say what the change starts from with --base.",
        )
    if told.kind == CHANGE:
        return _change(told, git, wanted, tip)
    default = told.default or git.default()[0].removeprefix("refs/heads/")
    if told.kind == RUN and told.branch and told.branch == default:
        return _tree(told, git, wanted, head, "no change started this")
    return _moved(told, git, wanted, tip, default)


def _request(told: Told, wanted: Wanted, base: str, tip: str) -> Request:
    """A range, called by what it is for."""
    subject = f"{told.subject}: {base[:12] or 'nothing'}..{tip[:12]}"
    return Request(RANGE, subject, fail_on=wanted.fail_on, approvals=wanted.approvals, directory=wanted.directory)


def _change(told: Told, git: ReferencedRepository, wanted: Wanted, tip: str) -> Report:
    base = git.commit_of(told.base)
    if not base:
        raise git.missing(told.base.removeprefix("refs/remotes/"))
    start = git.parting(base, tip)
    if not start:
        raise GitError(
            f"{base[:12]} and {tip[:12]} have no common ancestor here",
            "Fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0), or name another --base.",
        )
    if told.straight and start != base:
        raise CouldNotJudge(
            f"{told.event} starts at {base[:12]}, which {tip[:12]} does not come from",
            "Start the pipeline anew; if that does not help, name the start with --base.",
        )
    if start == tip:
        raise CouldNotJudge(
            f"{told.event}: {tip[:12]} brings no commit that {base[:12]} lacks, so there is nothing to judge",
            "Check that the base is where the change goes, and not the change itself.",
        )
    # The configuration of where it goes, not of where it left: an old start may have had a laxer one.
    settled = next((found for found in map(git.commit_of, told.settled) if found), base)
    return scanning.between(_request(told, wanted, start, tip), git, start, tip, git.between(start, tip), settled)


def _moved(told: Told, git: ReferencedRepository, wanted: Wanted, tip: str, default: str) -> Report:
    """A branch or tag that was pushed."""
    if not default:
        raise CouldNotJudge(
            f"{told.event}: the default branch is not known here",
            "Say what the change starts from (keyturn ci --base origin/main), or: git remote set-head origin --auto",
        )
    main = git.commit_of(_TRACKING + default)
    if told.branch and (told.branch == default or _everybodys(told, git, wanted, main)):
        return _onward(told, git, wanted, tip)
    if not main:
        raise git.missing(f"origin/{default}")
    start = git.parting(main, tip)
    remarks = _forced(told, git, tip)
    if start == tip:
        said = f"{told.event}: {tip[:12]} brings no commit that {safe(default)} lacks"
        return _quiet(told, wanted, (*remarks, said))
    # Whole, not only what this push added: a branch that was red once must not turn green by a second push.
    said = f"judged whole, from where it left {safe(default)} ({start[:12] or 'never'})"
    report = scanning.between(_request(told, wanted, start, tip), git, start, tip, git.between(start, tip), main)
    return report.but(remarks=(*remarks, said, *report.remarks))


def _everybodys(told: Told, git: ReferencedRepository, wanted: Wanted, main: str) -> bool:
    """Whether the default branch's configuration protects the branch, so that what was on it has been judged."""
    if not main:
        return False
    settings = scanning.based(Request(directory=wanted.directory), git, main).receive
    return receive.protects(settings, f"refs/heads/{told.branch}")


def _onward(told: Told, git: ReferencedRepository, wanted: Wanted, tip: str) -> Report:
    """A branch that everybody builds on: from where it was."""
    if not told.told:
        raise CouldNotJudge(
            f"{told.host} does not tell where {safe(told.branch)} was before",
            "Say what the change starts from with --base; docs/how-to/scan-in-ci.md has the value for each host.",
        )
    if not told.base:
        return _tree(told, git, wanted, tip, "nothing was there before")
    start = git.commit_of(told.base)
    if not start:
        raise git.missing(told.base)
    if start == tip:
        raise CouldNotJudge(f"{told.event} starts and ends at {tip[:12]}", "Say what the change starts from: --base.")
    remarks = _forced(told, git, tip)
    report = scanning.between(_request(told, wanted, start, tip), git, start, tip, git.between(start, tip), start)
    return report.but(remarks=(*remarks, *report.remarks))


def _forced(told: Told, git: ReferencedRepository, tip: str) -> tuple[str, ...]:
    """What a push took away from the branch, said: it has happened, and no job can undo it."""
    start = git.commit_of(told.base) if told.base else ""
    if start and not git.is_ancestor(start, tip):
        count = git.taken(start, tip)
        return (f"the push was forced: {count:,} {'commit' if count == 1 else 'commits'} left {safe(told.branch)}",)
    if told.forced:
        return (f"the push was forced: {safe(told.branch)} was at {told.base[:12]}, which is not in this clone",)
    return ()


def _tree(told: Told, git: ReferencedRepository, wanted: Wanted, tip: str, why: str) -> Report:
    subject = f"{told.subject}: every file of {tip[:12]}"
    request = Request(PATHS, subject, fail_on=wanted.fail_on, directory=wanted.directory)
    report = scanning.tracked(request, git)
    said = [f"{why}, so every tracked file was judged as it is"]
    if wanted.approvals:
        said.append("--approvals was not needed: exceptions of files that are there already count")
    return report.but(remarks=(*said, *report.remarks))


def _deleted(told: Told, wanted: Wanted) -> Report:
    was = f", which was at {told.base[:12]}" if told.base else ""
    said = f"{told.event}{was}: nothing is left to look at, and no job can bring it back"
    return _quiet(told, wanted, (said, "a pre-receive hook can refuse it: keyturn hook pre-receive"))


def _quiet(told: Told, wanted: Wanted, remarks: tuple[str, ...]) -> Report:
    return Report(remarks=remarks, subject=told.subject, fail_on=wanted.fail_on or "medium")


# ---- where it is written ------------------------------------------------------------------------------------------


def check_places(outputs: Sequence[tuple[str, str]], directory: str = "") -> None:
    """Raise UsageError for a report that would be written through a link of the checkout: the change may hold it."""
    from keyturn.adapter.git_repository import find_root

    found = find_root(real(directory))
    if found is None:
        return
    root = os.path.realpath(found[0])
    for _form, file in outputs:
        full = os.path.join(os.path.realpath(directory or "."), file)
        plain = os.path.normpath(full)
        if file != "-" and plain.startswith(root + "/") and os.path.realpath(plain) != plain:
            raise UsageError(
                f"--output {safe(file)} leads through a link of the checkout",
                "Write reports where no change can put a link, such as $RUNNER_TEMP.",
            )


def publish(report: Report | None, code: int, outputs: Sequence[tuple[str, str]]) -> None:
    """Tell GitHub's files the summary and the outputs. Raises CouldNotJudge when they cannot be written.

    `report` is None when a mistake in the call or the configuration let nothing be judged.
    """
    environ = os.environ
    if not on_github(environ):
        return
    from keyturn.wiring.reports import render

    texts = []
    if report is not None and environ.get("GITHUB_STEP_SUMMARY"):
        texts.append((environ["GITHUB_STEP_SUMMARY"], render(report, "summary")))
    if environ.get("GITHUB_OUTPUT"):
        texts.append((environ["GITHUB_OUTPUT"], _outputs(report, code, outputs)))
    try:
        for path, text in texts:
            with open(path, "ab") as handle:
                handle.write(text.encode("utf-8", "replace"))
    except OSError as problem:
        raise CouldNotJudge(
            f"what GitHub reads cannot be written: {problem}", "Give the step a GITHUB_OUTPUT that can be written."
        ) from problem


def _outputs(report: Report | None, code: int, outputs: Sequence[tuple[str, str]]) -> str:
    """Names and values as GITHUB_OUTPUT wants them, each between marks that nobody can guess."""
    from keyturn.adapter.report_words import counts

    values = {"verdict": _VERDICTS.get(code, "error")}
    if report is not None:
        sums = counts(report)
        values["findings"] = str(len(report.findings))
        values.update((name, str(sums[name])) for name in ("stopping", "overridden", "baselined", "unread"))
    for form, file in outputs:
        if form == "sarif" and file != "-":
            values.setdefault("sarif", os.path.abspath(file))
    mark = "keyturn-" + os.urandom(16).hex()
    return "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in values.items())
