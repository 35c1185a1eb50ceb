"""Files of approvers and signers, and what a code host tells: read without a fault, at the stricter reading."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.policy.configuration import read
from keyturn.policy.overriding import NOBODY
from keyturn.scan import approvals, overrides
from keyturn.wiring.scan import RANGE, Request, scan
from tests.repositories import Repository

TODAY = "2026-07-11"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBY"


@pytest.mark.parametrize(
    ("pattern", "path", "named"),
    [
        ("*", "a/b/c.sql", True),
        ("*.sql", "a/b/c.sql", True),
        ("/*.sql", "a/c.sql", False),
        ("/*.sql", "c.sql", True),
        ("db/", "db/a/b.sql", True),
        ("db/", "x/db/a.sql", True),
        ("/db/", "x/db/a.sql", False),
        ("db/", "db", False),
        ("db/*", "db/a.sql", True),
        ("db/*", "db/a/b.sql", False),
        ("db/**", "db/a/b.sql", True),
        ("/db", "db/a/b.sql", True),
        ("**/logs", "x/logs/y", True),
        ("a/**/b", "a/b", True),
        ("with\\ space/", "with space/x", True),
        ("db", "dbx/a", False),
    ],
)
def test_patterns_are_those_of_a_codeowners_file(pattern: str, path: str, named: bool) -> None:
    found = approvals.approvers(f"{pattern} bob@example.com", "f")
    assert not found.faults
    assert found.of(path) == ({"bob@example.com"} if named else set())


def test_the_last_line_that_names_a_file_decides() -> None:
    text = "* a@example.com\n# words\n*.sql @B # and c\n/legacy/\n"
    found = approvals.approvers(text, "f")
    assert found.of("x") == {"a@example.com"}
    assert found.of("x.sql") == {"@b"}
    assert found.of("legacy/x.sql") == set()


@pytest.mark.parametrize("pattern", ["!db/", "[ab].sql", "a\\b"])
def test_a_pattern_that_cannot_be_read_may_have_meant_any_file(pattern: str) -> None:
    found = approvals.approvers(f"* a@example.com\n{pattern} b@example.com\n*.md c@example.com\n", "f")
    assert found.faults[0].startswith("f:2: ")
    assert found.of("x.sql") == set()
    assert found.of("x.md") == {"c@example.com"}


@pytest.mark.parametrize("one", ["@org/team", "bob", "*@example.com", "a@b@c", "@"])
def test_who_is_no_single_person_approves_nothing(one: str) -> None:
    found = approvals.approvers(f"\n* {one} a@example.com", "f")
    assert found.of("x") == {"a@example.com"}
    assert found.faults[0].startswith(f"f:2: {one} ")


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_read(text: str, path: str) -> None:
    approvals.approvers(text, "f").of(path)
    approvals.signers(text, "f", TODAY)
    overrides.approvings([text], "c")
    overrides.trailers([f"Keyturn-Allow: {text}"], "c", TODAY, ("a/b",))


@given(st.binary(max_size=300))
def test_any_bytes_are_no_approval(data: bytes) -> None:
    assert not approvals.reviews(data, "f").approved


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["user", "state", "login"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["author", "reviews", "commit", "approvals", "approved_by"]), json_values))
def test_any_document_is_read(document: dict[str, object]) -> None:
    found = approvals.reviews(json.dumps(document).encode(), "f")
    assert found.author or not found.approved


def test_verdicts_are_put_in_their_order_by_date() -> None:
    def one(state: str, at: str) -> dict[str, object]:
        return {"user": {"login": "bob"}, "state": state, "commit_id": "c", "submitted_at": at}

    later = [one("CHANGES_REQUESTED", "2026-02-01T00:00:00Z"), one("APPROVED", "2026-01-01T00:00:00Z")]
    assert not approvals.reviews(json.dumps({"author": "a", "reviews": later}).encode(), "f").approved


@pytest.mark.parametrize(
    "line",
    [
        f"*@example.com {KEY}",
        f"bob? {KEY}",
        f"!bob@example.com {KEY}",
        f"bob@example.com cert-authority {KEY}",
        f'bob@example.com namespaces="git",valid-before="20260711" {KEY}',
        f'bob@example.com valid-before="202601010000Z" {KEY}',
        f'bob@example.com valid-after="20270101" {KEY}',
        f'bob@example.com valid-before="soon" {KEY}',
        f"bob@example.com no-such-option {KEY}",
        "bob@example.com",
        "bob@example.com ssh-ed25519",
        f"a,,b {KEY}",
    ],
)
def test_signers_that_name_nobody_now_are_left_out(line: str) -> None:
    found = approvals.signers(line, "f", TODAY)
    assert not found.text
    assert found.faults[0].startswith("f:1: ")


def test_names_of_one_key_are_one_person() -> None:
    found = approvals.signers(f"a@x,b@x {KEY}\nc@x {KEY} comment\nd@x {KEY}ZZ\n", "f", TODAY)
    assert found.aliases("B@x") == {"a@x", "b@x", "c@x"}
    assert found.aliases("d@x") == {"d@x"}
    assert found.text.count("\n") == 4


@pytest.mark.parametrize(
    ("body", "setting"),
    [
        ("forbid = 5", ("forbid", ("*",))),
        ("forbid = ['sql/*', 7]", ("forbid", ("sql/*", "*"))),
        ("forbid = 'sql/*'", ("forbid", ("sql/*",))),
        ("max_days = 0", ("max_days", 1)),
        ("forbidden = ['sql/*']", ("require_approval", ("*",))),
        ("approvers = 'relative'", ("approvers", NOBODY)),
    ],
)
def test_what_cannot_be_read_in_the_table_is_taken_strictly(body: str, setting: tuple[str, object]) -> None:
    layer = read(f"[override]\n{body}\n".encode(), file="f", name="organisation")
    assert layer.errors
    assert setting in layer.override


def test_a_broken_table_forbids_everything() -> None:
    layer = read(b"[override]\nforbid = [\n[scan]\nblind = 'high'\n", file="f", name="repository")
    assert ("forbid", ("*",)) in layer.override
    assert not read(b"[scan\nblind = 1\n", file="f", name="repository").override


def test_a_repository_does_not_say_where_approvers_are() -> None:
    layer = read(b"[override]\napprovers = '/tmp/mine'\n", file="f", name="repository")
    assert layer.errors
    assert not layer.override


@pytest.mark.parametrize(("name", "severity"), [("keyturn.approvers", "medium"), ("keyturn.toml", "low")])
def test_a_change_that_names_the_first_approvers_is_looked_at(repository: Repository, name: str, severity: str) -> None:
    repository.commit({"a.txt": "a"})
    repository.commit({name: ""})
    report = scan(Request(RANGE, "HEAD~1..HEAD", directory=str(repository.root)))
    assert [(one.rule, one.severity) for one in report.findings] == [("keyturn/guard-file-changed", severity)]
