"""Which exceptions count: a report as the scan made it, and out of it one in which every exception was weighed.

The laws:

1. An exception from a rule that is forbidden never counts, whoever wrote it and wherever it stands; such a finding is
   not taken for known either.
2. One that the change itself wrote, a comment that covered something else before it, a trailer and an option count
   without more only where a change is made (`Terms.local`, `Terms.options`). Elsewhere somebody other than the author
   has to approve them; so too everywhere for the rules that want it.
3. Nothing here ever takes a finding away that no exception names, and whatever does not count is said.

Pure: what the evidence is and where uses are recorded comes from the caller.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.policy import overriding
from keyturn.policy.layers import Overriding
from keyturn.scan import overrides
from keyturn.scan.findings import INLINE, OPTION, Override, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.scan.approvals import Answer
    from keyturn.scan.findings import Finding
    from keyturn.scan.overrides import Spoken

    Approver = Callable[[Finding, Override], Answer]

_NOBODY = "the change itself wrote it. It has to be on the base side, approved by someone else"
_SPENT = (
    "it covered something else before this change. What is new has to be approved by someone else, or needs an "
    "exception of its own on the base side"
)
_NOT_HERE = "an exception for this rule has to be approved by somebody else, also before the commit ([override])"
_OPTION = "outside a change in the making somebody other than the author has to approve it"


class Terms(Noun):
    """What exceptions have to meet in one run.

    `local`: the change is still in the making, so what it wrote itself counts; `options`: so do those of the command
    line. `latest` is the last date that an exception may have, "" for any. `quiet` leaves unsaid which trailers nothing
    needs (histories are full of them).
    """

    settings: Overriding = Overriding()
    local: bool = False
    options: bool = False
    latest: str = ""
    quiet: bool = False


def latest(today: str, days: int) -> str:
    """The last date within some days of today, "" for no limit."""
    if not days:
        return ""
    from datetime import date, timedelta

    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()


def weighed(report: Report, spoken: tuple[Spoken, ...], terms: Terms, approver: Approver | None = None) -> Report:
    """The report with every exception decided.

    In `report` the overridden findings have an exception that the scan takes for good, and findings may have one that
    the change wrote itself. `spoken` are the trailers and options. `approver` is asked who approved; without one
    nobody did.
    """
    remarks = dict.fromkeys(report.remarks)
    findings: list[Finding] = []
    overridden: list[Finding] = []
    needed: set[int] = set()
    for finding in (*report.findings, *report.overridden):
        bare = finding.but(override=None)
        candidates: list[Override] = [] if finding.override is None else [finding.override]
        for number, one in enumerate(spoken):
            if overrides.about(one, finding):
                candidates.append(one)
                needed.add(number)
        chosen: Override | None = None
        pattern = overriding.forbids(terms.settings, finding.rule) if candidates else ""
        if pattern:
            remarks[f"{_where(bare)}: {finding.rule} is never excepted: [override] forbid has {pattern}"] = None
            candidates = []
        for candidate in candidates:
            answer, said = _decided(bare, candidate, terms, approver)
            for line in said:
                remarks[f"{_named(bare, candidate)} {line}"] = None
            if answer is not None:
                chosen = answer
                break
        if chosen is None:
            findings.append(bare)
        else:
            overridden.append(bare.but(override=chosen))
    baselined: list[Finding] = []
    for finding in report.baselined:
        pattern = overriding.forbids(terms.settings, finding.rule)
        if pattern:
            remarks[f"{_where(finding)}: {finding.rule} is never baselined: [override] forbid has {pattern}"] = None
            findings.append(finding.but(known=None, override=None))
        else:
            baselined.append(finding.but(override=None))
    for number, one in enumerate(spoken):
        if number not in needed and not (terms.quiet and one.source != OPTION):
            what = f"does not count: {one.problem}" if one.problem else "is not needed: nothing here meets it"
            remarks[f"{_named(None, one)} {what}"] = None
    return report.but(
        findings=ordered(findings), overridden=tuple(overridden), baselined=tuple(baselined), remarks=tuple(remarks)
    )


def kept(report: Report, keep: Callable[[Finding], str]) -> Report:
    """The report after each use of an exception was recorded; `keep` answers why one could not be, "" when it was.

    What is not on record does not count.
    """
    if not report.overridden:
        return report
    back: list[Finding] = []
    overridden: list[Finding] = []
    remarks = dict.fromkeys(report.remarks)
    for finding in report.overridden:
        why = keep(finding)
        if why:
            assert finding.override is not None
            remarks[f"{_named(finding, finding.override)} does not count: its use cannot be recorded: {why}"] = None
            back.append(finding.but(override=None))
        else:
            overridden.append(finding)
    if not back:
        return report
    findings = ordered([*report.findings, *back])
    return report.but(findings=findings, overridden=tuple(overridden), remarks=tuple(remarks))


def ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by place."""
    return tuple(
        sorted(findings, key=lambda one: (-one.rank, one.place.commit, one.place.file, one.place.line, one.rule))
    )


def _decided(
    finding: Finding, one: Override, terms: Terms, approver: Approver | None
) -> tuple[Override | None, tuple[str, ...]]:
    """The exception as it counts, None when it does not, with what has to be said."""
    problem = getattr(one, "problem", "")
    if not problem and terms.latest and one.until > terms.latest:
        problem = f"its date lies after {terms.latest}, the last that [override] max_days admits"
    if problem:
        return None, (f"does not count: {problem}",)
    spent = getattr(one, "spent", False)
    plain = Override(one.rules, one.reason, one.until, one.line, one.added, one.source, one.commit)
    if one.source == INLINE and not one.added:
        return plain, ()
    everywhere = overriding.wants_approval(terms.settings, finding.rule)
    free = terms.options if one.source == OPTION else terms.local
    if free and not everywhere:
        if one.source == OPTION:
            return plain, ()
        what = "covered something else before this change" if spent else "was written by this change"
        return plain, (f"{what}: it counts here, and will not in --range",)
    answer = approver(finding, plain) if approver is not None else None
    if answer is not None and answer.by:
        return plain.but(approved_by=answer.by), ()
    why = _NOT_HERE if free else _OPTION if one.source == OPTION else _SPENT if spent else _NOBODY
    said = [f"does not count: {why}"]
    if answer is not None:
        said.extend(f"is not approved: {line}" for line in answer.why)
    return None, tuple(said)


def _where(finding: Finding) -> str:
    place = finding.place
    text = place.file or "the change"
    return f"{place.commit[:12]} {text}" if place.commit else text


def _named(finding: Finding | None, one: Override) -> str:
    rules = ", ".join(one.rules) or "nothing"
    if one.source == OPTION:
        return f"--override {rules}"
    if one.source == INLINE:
        return f"{finding.place.file if finding else ''}:{one.line}: the exception for {rules}"
    return f"the trailer of {one.commit[:12] or 'the commit message'} for {rules}"
