"""Inline exceptions: what they need, what they cover, and that a change cannot grant itself one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.scan import overrides
from keyturn.scan.findings import Finding, Place
from tests.repositories import Repository

TODAY = "2026-07-11"
GOOD = 'keyturn: allow[filesystem/recursive-delete] reason="old data, archived" until=2199-01-31'


def script(comment: str, line: str = "rm -rf /srv/data") -> str:
    return f"#!/bin/sh\n{comment}\n{line}\n"


@pytest.mark.parametrize("opener", ["#", "--", "//", "/*", "<!--", ";", "REM "])
def test_any_comment_will_do(opener: str) -> None:
    found = overrides.read(f"x\n{opener} {GOOD} */", TODAY)
    assert [(one.rules, one.reason, one.until, one.line, one.problem) for one in found] == [
        (("filesystem/recursive-delete",), "old data, archived", "2199-01-31", 2, "")
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("keyturn: allow[a/b] until=2199-01-31", "reason"),
        ('keyturn: allow[a/b] reason="x"', "until"),
        ('keyturn: allow[a/b] reason="" until=2199-01-31', "reason"),
        ('keyturn: allow[a/b] reason="x" until=2199-13-31', "until"),
        ('keyturn: allow[a/b] reason="x" until=tomorrow', "until"),
        ('keyturn: allow[a/b] reason="x" until=2026-07-10', "expired"),
        ('keyturn: allow[*] reason="x" until=2199-01-31', "exactly"),
        ('keyturn: allow[] reason="x" until=2199-01-31', "exactly"),
    ],
)
def test_what_is_missing_makes_it_not_count(text: str, problem: str) -> None:
    assert problem in overrides.read("# " + text, TODAY)[0].problem


def test_the_last_day_counts() -> None:
    assert not overrides.read(f'# keyturn: allow[a/b] reason="x" until={TODAY}', TODAY)[0].problem


def test_text_in_code_is_no_exception() -> None:
    assert not overrides.read('print("keyturn: allow[a/b]")', TODAY)


def test_it_covers_its_line_and_the_next_only() -> None:
    inline = overrides.read('# keyturn: allow[a/b, c/d] reason="x" until=2199-01-31', TODAY)
    for line, covered in ((1, True), (2, True), (3, False)):
        assert (overrides.covering(Finding("c/d", "high", "", Place("f", line)), inline) is not None) is covered
    assert overrides.covering(Finding("e/f", "high", "", Place("f", 2)), inline) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    overrides.read("# keyturn: allow[" + text, TODAY)
    overrides.read(text, TODAY)


def test_one_that_was_there_before_counts_everywhere(repository: Repository) -> None:
    repository.commit({"x.sh": script("# " + GOOD, "echo")})
    repository.commit({"x.sh": script("# " + GOOD)})
    report = repository.scan("range", "HEAD^!")
    assert report.exit_code == 0
    assert len(report.overridden) == 1


LINES = ("rm -rf /srv/data", "true", "echo one", "echo two")


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("x.sh", ("# " + GOOD, "rm -rf /srv/data /srv/more", *LINES[1:])),
        ("x.sh", ("# " + GOOD, "rm -rf /srv/data; rm -rf /srv/more", *LINES[1:])),
        ("x.sh", (*LINES[:3], "# " + GOOD, "rm -rf /srv/more", LINES[3])),
        ("y.sh", ("# " + GOOD, "rm -rf /srv/more", *LINES[1:])),
    ],
    ids=["covered line edited", "one more on the line", "comment moved", "file renamed and edited"],
)
def test_an_old_exception_is_no_free_pass_for_what_comes_under_it(
    repository: Repository, path: str, lines: tuple[str, ...]
) -> None:
    repository.commit({"x.sh": "\n".join(("#!/bin/sh", "# " + GOOD, *LINES, ""))})
    repository.git("mv", "-k", "x.sh", path)
    repository.stage({path: "\n".join(("#!/bin/sh", *lines, ""))})
    local = repository.scan()
    assert local.exit_code == 0
    assert any("covered something else before this change" in line for line in local.remarks)
    repository.commit()
    report = repository.scan("range", "HEAD^!")
    assert report.exit_code == 1
    assert any("it covered something else before this change" in line for line in report.remarks)


def test_an_old_exception_stays_with_what_it_covers(repository: Repository) -> None:
    repository.commit({"x.sh": "\n".join(("#!/bin/sh", "# " + GOOD, *LINES, ""))})
    repository.commit({"x.sh": "\n".join(("#!/bin/sh", "set -e", "", "# " + GOOD, "rm  -rf   /srv/data", "true"))})
    assert repository.scan("range", "HEAD^!").exit_code == 0


def test_a_second_exception_in_the_same_words_is_not_spent_by_the_first(repository: Repository) -> None:
    repository.commit({"x.sh": "\n".join(("#!/bin/sh", "# " + GOOD, "rm -rf /srv/data", "", "# " + GOOD, "echo"))})
    repository.commit(
        {"x.sh": "\n".join(("#!/bin/sh", "# " + GOOD, "rm -rf /srv/data", "", "# " + GOOD, "rm -rf /srv/more"))}
    )
    report = repository.scan("range", "HEAD^!")
    assert (report.exit_code, len(report.overridden)) == (0, 1)


def test_one_that_the_change_wrote_counts_only_locally(repository: Repository) -> None:
    repository.commit({"x.sh": "#!/bin/sh\n"})
    repository.stage({"x.sh": script("# " + GOOD)})
    local = repository.scan()
    assert local.exit_code == 0
    assert len(local.overridden) == 1
    assert "written by this change" in local.remarks[0]
    repository.commit()
    for mode, value in (("range", "HEAD^!"), ("history", "HEAD")):
        report = repository.scan(mode, value)
        assert report.exit_code == 1
        assert any("does not count" in line for line in report.remarks)


def test_an_expired_one_does_not_count_and_is_said(repository: Repository) -> None:
    repository.stage({"x.sh": script('# keyturn: allow[filesystem/recursive-delete] reason="x" until=2020-01-01')})
    report = repository.scan()
    assert report.exit_code == 1
    assert "expired" in report.remarks[0]


def test_an_unused_one_is_said(repository: Repository) -> None:
    repository.stage({"x.sh": script("# " + GOOD, "echo nothing")})
    assert any("not needed" in line for line in repository.scan().remarks)


def test_one_that_an_old_line_needs_is_not_called_unused(repository: Repository) -> None:
    repository.commit({"x.sh": script("# " + GOOD)})
    repository.stage({"x.sh": script("# " + GOOD) + "echo more\n"})
    assert not repository.scan().remarks


def test_a_guard_file_cannot_excuse_its_own_change(repository: Repository) -> None:
    own = '# keyturn: allow[keyturn/guard-file-changed] reason="routine" until=2999-01-01\n'
    base = repository.commit({"keyturn.toml": "# empty\n"})
    repository.stage({"keyturn.toml": own})
    local = repository.scan()
    assert [one.rule for one in local.overridden] == ["keyturn/guard-file-changed"]
    assert "was written by this change" in local.remarks[0]
    tip = repository.commit()
    report = repository.scan("range", f"{base}..{tip}")
    assert report.exit_code == 1
    assert not report.overridden
    later = repository.commit({"keyturn.toml": own + "# more\n"})
    assert repository.scan("range", f"{tip}..{later}").exit_code == 0
