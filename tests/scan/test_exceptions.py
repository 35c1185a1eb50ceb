"""Weighing exceptions: the laws, on reports made up at random."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.policy import overriding
from keyturn.policy.layering import combine
from keyturn.policy.layers import Layer, Overriding
from keyturn.scan import exceptions, overrides
from keyturn.scan.approvals import Answer
from keyturn.scan.exceptions import Terms
from keyturn.scan.findings import INLINE, OPTION, TRAILER, Finding, Known, Override, Place, Report
from keyturn.scan.overrides import Inline, Spoken

TODAY = "2026-07-11"
RULES = ("sql/drop-table", "sql/truncate", "git/force-push", "terraform/destroy")
FILES = ("a.sh", "db/b.sql", "db/c.sql")
PATTERNS = ("sql/*", "terraform/destroy", "*", "git/force-push", "nothing/here")

dates = st.sampled_from(["2026-07-11", "2026-08-01", "2199-01-31"])
rules = st.lists(st.sampled_from(RULES), min_size=1, max_size=2).map(tuple)
inlines = st.builds(
    Inline,
    rules=rules,
    reason=st.just("x"),
    until=dates,
    line=st.integers(1, 3),
    added=st.booleans(),
    source=st.just(INLINE),
    problem=st.sampled_from(["", "", "it expired"]),
)
spoken = st.builds(
    Spoken,
    rules=rules,
    reason=st.just("x"),
    until=dates,
    added=st.just(True),
    source=st.sampled_from([TRAILER, OPTION]),
    commit=st.sampled_from(["", "c1"]),
    path=st.sampled_from(["", "db/*", "*.sh"]),
    problem=st.sampled_from(["", "", "it expired"]),
)
bare = st.builds(
    Finding,
    rule=st.sampled_from(RULES),
    severity=st.sampled_from(["low", "high", "critical"]),
    message=st.integers(0, 10**6).map(str),
    place=st.builds(Place, file=st.sampled_from(FILES), line=st.integers(1, 3), commit=st.sampled_from(["", "c1"])),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """What a scan hands over: an exception on a finding names its rule."""
    found = draw(st.lists(bare, max_size=5))

    def covered(one: Finding, added: bool) -> Finding:
        inline = draw(inlines)
        return one.but(override=inline.but(rules=(one.rule,), added=added, problem=""))

    findings = [covered(one, True) if draw(st.booleans()) else one for one in found]
    overridden = [covered(one, draw(st.booleans())) for one in draw(st.lists(bare, max_size=3))]
    known = Known("f", "r", "p")
    baselined = [one.but(known=known) for one in draw(st.lists(bare, max_size=2))]
    return Report(tuple(findings), tuple(overridden), baselined=tuple(baselined))


settings = st.builds(
    Overriding,
    forbid=st.lists(st.sampled_from(PATTERNS), max_size=2).map(tuple),
    require_approval=st.lists(st.sampled_from(PATTERNS), max_size=2).map(tuple),
)
terms = st.builds(
    Terms,
    settings=settings,
    local=st.booleans(),
    options=st.booleans(),
    latest=st.sampled_from(["", "2026-07-20"]),
    quiet=st.booleans(),
)
approvers = st.sampled_from([None, lambda _finding, _override: Answer("bob"), lambda _finding, _override: Answer()])


def keys(findings: tuple[Finding, ...]) -> list[tuple[str, Place, str]]:
    return sorted(((one.rule, one.place, one.message) for one in findings), key=repr)


def everything(report: Report) -> list[tuple[str, Place, str]]:
    return keys((*report.findings, *report.overridden, *report.baselined))


@given(reports(), st.lists(spoken, max_size=4).map(tuple), terms, approvers)
def test_no_finding_is_lost_and_none_is_made(report, said, how, approver) -> None:
    after = exceptions.weighed(report, said, how, approver)
    assert everything(after) == everything(report)
    assert all(one.override is None for one in (*after.findings, *after.baselined))
    assert all(one.override is not None for one in after.overridden)


@given(reports(), st.lists(spoken, max_size=4).map(tuple), spoken, terms, approvers)
def test_one_more_exception_takes_away_only_what_it_covers(report, said, one, how, approver) -> None:
    without = exceptions.weighed(report, said, how, approver)
    more = exceptions.weighed(report, (*said, one), how, approver)
    gone = [key for key in keys(without.findings) if key not in keys(more.findings)]
    for rule, place, _message in gone:
        assert overrides.about(one, Finding(rule, "high", "", place))
        assert not one.problem
    assert all(key in keys(without.findings) for key in keys(more.findings))


@given(reports(), st.lists(spoken, max_size=4).map(tuple), terms, st.sampled_from(PATTERNS), approvers)
@pytest.mark.parametrize("name", overriding.LISTS)
def test_one_more_pattern_is_never_laxer(name, report, said, how, pattern, approver) -> None:
    stricter = how.but(settings=how.settings.but(**{name: (*getattr(how.settings, name), pattern)}))
    lax = keys(exceptions.weighed(report, said, how, approver).findings)
    strict = keys(exceptions.weighed(report, said, stricter, approver).findings)
    assert all(key in strict for key in lax)


@given(reports(), st.lists(spoken, max_size=4).map(tuple), terms, approvers)
def test_what_is_forbidden_is_in_force(report, said, how, approver) -> None:
    after = exceptions.weighed(report, said, how, approver)
    assert not any(overriding.forbids(how.settings, one.rule) for one in (*after.overridden, *after.baselined))


@given(reports(), st.lists(spoken, max_size=4).map(tuple), terms)
def test_where_nobody_approves_only_the_base_side_counts(report, said, how) -> None:
    after = exceptions.weighed(report, said, how.but(local=False, options=False), None)
    for one in after.overridden:
        assert one.override is not None
        assert one.override.source == INLINE
        assert not one.override.added


@given(reports(), st.lists(spoken, max_size=3).map(tuple))
def test_what_is_not_recorded_does_not_count(report, said) -> None:
    weighed = exceptions.weighed(report, said, Terms(local=True, options=True))
    after = exceptions.kept(weighed, lambda one: "full" if one.rule == RULES[0] else "")
    assert everything(after) == everything(weighed)
    assert all(one.rule != RULES[0] for one in after.overridden)
    assert exceptions.kept(weighed, lambda _one: "") == weighed


layers = st.lists(
    st.builds(
        Layer,
        name=st.sampled_from(["organisation", "user", "repository"]),
        file=st.just("f"),
        override=st.lists(
            st.one_of(
                st.tuples(st.sampled_from(overriding.LISTS), st.lists(st.sampled_from(PATTERNS)).map(tuple)),
                st.tuples(st.just("max_days"), st.integers(1, 400)),
                st.tuples(st.sampled_from(overriding.FILES), st.just("/etc/keyturn/x")),
            ),
            max_size=3,
        ).map(tuple),
    ),
    max_size=4,
)


@given(layers, st.integers(0, 3))
def test_every_layer_only_tightens(some, without) -> None:
    fewer = combine([one for at, one in enumerate(some) if at != without]).override
    more = combine(some).override
    assert set(fewer.forbid) <= set(more.forbid)
    assert set(fewer.require_approval) <= set(more.require_approval)
    assert not fewer.max_days or 0 < more.max_days <= fewer.max_days


def test_who_approves_is_the_organisations_to_say() -> None:
    for name in ("user", "repository"):
        assert not combine([Layer(name, "f", override=(("approvers", "/home/me/approvers"),))]).override.approvers
    assert combine([Layer("organisation", "f", override=(("approvers", "/etc/a"),))]).override.approvers == "/etc/a"


def test_the_last_date() -> None:
    assert exceptions.latest(TODAY, 0) == ""
    assert exceptions.latest(TODAY, 30) == "2026-08-10"


def test_an_exception_comes_out_as_a_plain_one() -> None:
    finding = Finding(RULES[0], "high", "", Place("a.sh", 1), override=Inline((RULES[0],), "x", "2199-01-31", 1))
    (one,) = exceptions.weighed(Report((), (finding,)), (), Terms()).overridden
    assert type(one.override) is Override
