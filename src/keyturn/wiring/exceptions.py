"""Weighs the exceptions of a scan: where they are read from, who vouches for them, and where their use is recorded."""

from __future__ import annotations

import os
import time

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.noun import Noun
from keyturn.scan import approvals, exceptions, overrides
from keyturn.scan.exceptions import Terms
from keyturn.wiring import configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keyturn.adapter.git_evidence import GitEvidence
    from keyturn.adapter.git_repository import GitRepository
    from keyturn.ledger.port import Recorder
    from keyturn.policy.layers import Layers
    from keyturn.scan.approvals import Answer, Approvals, Approvers, Reviews, Signers
    from keyturn.scan.findings import Finding, Override, Report
    from keyturn.scan.overrides import Approving, Spoken
    from keyturn.scan.ports import Change

APPROVERS = "keyturn.approvers"
SIGNERS = "keyturn.signers"
RECORD = ".local/state/keyturn/record.jsonl"
_MESSAGE_BYTES = 1_000_000


class Wanted(Noun):
    """What the command line says of exceptions: (rule, reason, date) of each option, and two files ("" for none)."""

    options: tuple[tuple[str, str, str], ...] = ()
    message: str = ""
    approvals: str = ""
    directory: str = ""
    today: str = ""


class Span(Noun):
    """Commits that were scanned: those in `tip` and not in `base`. `settled` is the side that configures.

    `changes` are those from one end to the other. Both ends empty: there is no commit yet, only its message.
    """

    git: GitRepository
    base: str
    tip: str
    settled: str = ""
    changes: tuple[Change, ...] = ()


def record_file() -> str:
    """Where uses of exceptions are recorded: below the home directory of the password database, never $HOME."""
    return f"{configuration.home()}/{RECORD}"


def check(wanted: Wanted, mode: str) -> None:
    """Whether the options can count at all, before a long scan finds out. Raises UsageError."""
    for rule, reason, until in wanted.options:
        if not overrides.is_date(until):
            raise UsageError(f"--until {until}: no date", "Write it as YYYY-MM-DD, as in --until 2027-01-31.")
        if until < wanted.today:
            raise UsageError(f"--until {until} is past", f"Name a day from {wanted.today} on.")
        if not reason.strip() or overrides.hidden(reason):
            raise UsageError(f"--reason for {rule} is empty, or holds characters that cannot be seen", "Say why.")
    if wanted.message and mode != "staged":
        raise UsageError("--message is the message of what is staged", "Use it with --staged.")
    if wanted.approvals and mode not in ("range", "history"):
        raise UsageError("--approvals is about commits", "Use it with --range or --history.")


def settle(report: Report, layers: Layers, wanted: Wanted, mode: str, span: Span | None = None) -> Report:
    """The report with every exception weighed and the use of each recorded. Raises UsageError.

    `mode` is staged, range, patch, paths or history.
    """
    known = _known(layers) if wanted.options or wanted.message or span or _lists(layers) else ()
    spoken = [_option(one, known) for one in wanted.options]
    terms = Terms(
        layers.override,
        mode in ("staged", "paths"),
        mode in ("staged", "paths", "patch"),
        exceptions.latest(wanted.today, layers.override.max_days),
        mode == "history",
    )
    said = [one for one in _strangers(layers, known) if one not in report.remarks]
    if said:
        report = report.but(remarks=(*report.remarks, *said))
    if span is None:
        return _recorded(exceptions.weighed(report, tuple(spoken), terms))
    from keyturn.adapter.git_evidence import GitEvidence

    evidence = GitEvidence(span.git, span.base, span.tip, home=configuration.home())
    try:
        if mode == "staged":
            spoken.extend(_of_message(evidence, wanted, known))
            return _recorded(exceptions.weighed(report, tuple(spoken), terms))
        approving: list[Approving] = []
        for message in evidence.messages():
            lines = evidence.trailers(message.text)
            spoken.extend(overrides.trailers(lines, message.commit, wanted.today, known))
            approving.extend(overrides.approvings(lines, message.commit))
        court = _Court(evidence, span, layers, wanted, approving)
        report = exceptions.weighed(report, tuple(spoken), terms, court.of)
        return _recorded(report.but(remarks=tuple(dict.fromkeys((*report.remarks, *court.remarks)))))
    finally:
        evidence.close()


class _Court:
    """Who approved what; the files that say who may are read once somebody asks."""

    def __init__(
        self, evidence: GitEvidence, span: Span, layers: Layers, wanted: Wanted, approving: Iterable[Approving]
    ) -> None:
        self.remarks: list[str] = []
        self._evidence = evidence
        self._span = span
        self._settings = layers.override
        self._today = wanted.today
        self._approving = tuple(approving)
        self._told = _reviews(wanted)
        self._approvals: Approvals | None = None
        if self._told is not None:
            self.remarks.extend(self._told.faults)

    def of(self, finding: Finding, override: Override) -> Answer:
        """Who approved that an exception covers a finding."""
        if self._approvals is None:
            self._approvals = self._made()
        return self._approvals.of(finding, override)

    def _made(self) -> Approvals:
        span = self._span
        people: Approvers = approvals.approvers(*self._text(self._settings.approvers, APPROVERS))
        known: Signers = approvals.signers(*self._text(self._settings.signers, SIGNERS), self._today)
        self._evidence.signers = known.text
        self.remarks.extend((*people.faults, *known.faults))
        return approvals.Approvals(
            self._evidence,
            span.base,
            span.tip,
            people=people,
            known=known,
            trailers=self._approving,
            told=self._told,
            renamed={one.new: one.old for one in span.changes if one.new != one.old},
        )

    def _text(self, path: str, name: str) -> tuple[str, str]:
        """The text of a file of the organisation or of the side before the change, and what to call it."""
        if path:
            return self._organisations(path), path
        span = self._span
        if not span.settled:
            return "", name
        kind, blob = span.git.object(f"{span.settled}:{name}", approvals.MAX_BYTES)
        shown = f"{name} of {span.settled[:12]}"
        if kind == "blob" and blob.state != "read":
            self.remarks.append(f"{shown}: it is larger than {approvals.MAX_BYTES:,} bytes and does not count")
        return (blob.data.decode("utf-8", "replace") if kind == "blob" else ""), shown

    def _organisations(self, path: str) -> str:
        from keyturn.adapter import config_files

        found = config_files.read(path, approvals.MAX_BYTES)
        why = "there is no such file" if found is None else found.why
        if found is not None and found.data is not None:
            why = config_files.writable_by_others(path, 0)
            if len(found.data) > approvals.MAX_BYTES:
                why = "it is too large"
            if not why:
                return found.data.decode("utf-8", "replace")
        self.remarks.append(f"{path}: {why}, so that it names nobody")
        return ""


def _reviews(wanted: Wanted) -> Reviews | None:
    if not wanted.approvals:
        return None
    data = _file(wanted.directory, wanted.approvals, "--approvals", approvals.REVIEWS_BYTES)
    return approvals.reviews(data, wanted.approvals)


def _of_message(evidence: GitEvidence, wanted: Wanted, known: tuple[str, ...]) -> tuple[Spoken, ...]:
    data = _file(wanted.directory, wanted.message, "--message", _MESSAGE_BYTES)
    if b"eyturn-" not in data.lower():
        return ()
    return overrides.trailers(evidence.trailers(data), "", wanted.today, known)


def _file(directory: str, name: str, option: str, limit: int) -> bytes:
    from keyturn.adapter import config_files

    found = config_files.read(os.path.join(directory, name), limit)
    if found is None or found.data is None or len(found.data) > limit:
        why = "there is no such file" if found is None else found.why or "it is too large"
        raise UsageError(f"{option} {name}: {why}", "Name a readable file.")
    return found.data


def _known(layers: Layers) -> tuple[str, ...]:
    """The ids of all rules, the team's own included."""
    from keyturn.tool.rules.index import all_rules

    return tuple(dict.fromkeys((*(rule.id for rule in all_rules()), *(rule.id for rule in layers.rules))))


def _option(one: tuple[str, str, str], known: tuple[str, ...]) -> Spoken:
    rule, reason, until = one
    problem = overrides.stranger((rule,), known)
    if problem:
        what, _bracket, guess = problem.partition(" (")
        raise UsageError(f"--override: {what}", guess.rstrip(")") or "keyturn rules lists them")
    return overrides.option(rule, reason.strip(), until)


def _lists(layers: Layers) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = (("forbid", layers.override.forbid), ("require_approval", layers.override.require_approval))
    return tuple((name, patterns) for name, patterns in named if patterns)


def _strangers(layers: Layers, known: tuple[str, ...]) -> list[str]:
    """Patterns of `[override]` that name no rule, which is mostly a slip of the pen."""
    from keyturn.policy.matching import glob

    said: list[str] = []
    for name, patterns in _lists(layers):
        for pattern in patterns:
            if not any(glob(pattern, rule) for rule in known):
                said.append(f"[override] {name}: {overrides.stranger((pattern,), known)}")
    return said


def _recorded(report: Report) -> Report:
    if not report.overridden:
        return report
    from keyturn.wiring.record import recorder

    return exceptions.kept(report, _keeper(recorder(record_file()), report.subject))


def _keeper(recorder: Recorder, subject: str) -> Callable[[Finding], str]:
    """Records each use of an exception once; answers why one could not be, "" when it was."""
    from keyturn.ledger.port import Record
    from keyturn.model.text import safe

    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    answers: dict[tuple[tuple[str, str], ...], str] = {}

    def keep(finding: Finding) -> str:
        override = finding.override
        assert override is not None
        body = (
            ("rule", finding.rule),
            ("path", safe(finding.place.file)),
            ("reason", safe(override.reason)),
            ("until", override.until),
            ("source", override.source),
            ("approved_by", safe(override.approved_by)),
            ("subject", safe(subject)),
            ("commit", finding.place.commit or override.commit),
        )
        if body not in answers:
            try:
                recorder.append(Record("override.used", at, body))
                answers[body] = ""
            except CouldNotJudge as error:
                answers[body] = error.what
        return answers[body]

    return keep
