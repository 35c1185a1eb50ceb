"""A team's own rules by text, and files of patterns, in every way a change is looked at."""

import os
import time

import pytest

from keyturn.errors import ConfigurationError, UsageError
from keyturn.policy.own_rules_reading import pattern_id
from keyturn.wiring.scan import PATHS, RANGE, STAGED, Request, scan

RULES = """
[[rule]]
id = "acme/cutover"
text = { pattern = 'CUT ?OVER_NOW' }
summary = "the cutover is not run from the repository"
match = ["X=CUTOVER_NOW run"]

[[rule]]
id = "acme/ledger"
text = { pattern = '\\bledger_prod\\b', paths = ["db/**/*.txt"], not_paths = ["db/old/"], ignore_case = true }
match = ["ledger_prod"]
severity = "low"
"""
LINE = "X=CUTOVER_NOW\n"
DROP = pattern_id("drop table")


@pytest.fixture
def ruled(repository):
    repository.commit({"keyturn.toml": RULES, "note.md": "nothing\n"})
    return repository


def told(report):
    return [(one.rule, one.place.file, one.place.line) for one in report.findings]


def every_way(repository):
    """The findings of the staged change, seen as staged, a range, a history and a patch."""
    staged = repository.scan()
    repository.git("commit", "-q", "-m", "x")
    ranged = repository.scan("range", "HEAD^!")
    past = repository.scan("history", "HEAD~1..HEAD")
    (repository.root.parent / "a.patch").write_bytes(
        repository.git("show", "--format=", "HEAD").encode("utf-8", "surrogateescape") + b"\n"
    )
    patched = repository.scan("patch", str(repository.root.parent / "a.patch"))
    assert told(staged) == told(ranged) == told(past) == told(patched)
    return staged


@pytest.mark.parametrize(
    "path", ["note.md", "data/table.csv", "Makefile", "run.sh", "no-suffix", "a b/ü.xyz", "code.py"]
)
def test_every_text_file_counts(ruled, path):
    ruled.stage({path: "one\ntwo " + LINE})
    report = every_way(ruled)
    assert ("acme/cutover", path, 2) in told(report)
    assert report.exit_code == 1


def test_what_stood_there_before_does_not_count(ruled):
    ruled.commit({"note.md": "a\n" + LINE + "b\n"})
    ruled.stage({"note.md": "a\nmore\nb\n  " + LINE})
    assert told(every_way(ruled)) == []


def test_one_more_of_the_same_line_counts(ruled):
    ruled.commit({"note.md": LINE})
    ruled.stage({"note.md": LINE * 2})
    assert len(told(every_way(ruled))) == 1


def test_a_file_that_moved_with_its_line_brings_nothing(ruled):
    ruled.commit({"note.md": "a\n" * 30 + LINE})
    ruled.git("mv", "note.md", "other.md")
    assert told(every_way(ruled)) == []


def test_a_file_that_moves_to_where_a_rule_looks_does(ruled):
    ruled.commit({"x.txt": "a\n" * 30 + "LEDGER_PROD\n"})
    ruled.write("db/a/.keep", "")
    ruled.git("mv", "x.txt", "db/a/x.txt")
    assert told(ruled.scan()) == [("acme/ledger", "db/a/x.txt", 31)]


def test_paths_and_severity(ruled):
    files = dict.fromkeys(("db/a/x.txt", "db/x.txt", "db/old/x.txt", "x.txt", "db/x.md"), "select from Ledger_Prod\n")
    ruled.stage(files)
    report = ruled.scan()
    assert {one.place.file for one in report.findings} == {"db/a/x.txt", "db/x.txt"}
    assert {one.severity for one in report.findings} == {"low"}
    assert report.exit_code == 0


def test_a_file_by_name_counts_whole(ruled):
    ruled.commit({"note.md": LINE})
    report = ruled.scan("paths", "", "note.md")
    assert told(report) == [("acme/cutover", "note.md", 1)]
    assert report.remarks == ()


def test_in_tests_too(ruled):
    ruled.stage({"tests/test_x.txt": LINE})
    assert ruled.scan().findings[0].severity == "high"


# -- tricks with bytes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfeX=CUTOVER_NOW\n",
        b"\xff X=CUTOVER_NOW \xfe\n",
        b"\xef\xbb\xbfCUTOVER_NOW\n",
        b"CUT\0OVER_NOW\n",
        b"a\r\nCUTOVER_NOW\r\n",
        "CUTOVER_NOW\n".encode("utf-16"),
        b"CUTOVER_NOW",
        b"x" * 1_000_000 + b" CUTOVER_NOW\n",
    ],
    ids=["odd bytes first", "odd bytes around", "mark", "nul inside", "crlf", "utf-16", "no line end", "long line"],
)
def test_bytes_do_not_hide_it(ruled, data):
    ruled.stage({"note.md": data})
    assert [one.rule for one in ruled.scan().findings if one.rule.startswith("acme/")] == ["acme/cutover"]


def test_one_odd_byte_does_not_hide_a_letter_elsewhere(repository):
    repository.commit(
        {
            "keyturn.toml": "[[rule]]\nid = 'a/b'\ntext = { pattern = 'löschen', ignore_case = true }\nmatch = ['löschen']\n"
        }
    )
    repository.stage({"a.md": b"\xff\n" + "LÖSCHEN\n".encode(), "b.md": "löschen\n".encode("latin-1")})
    assert told(repository.scan()) == [("a/b", "a.md", 2), ("a/b", "b.md", 1)]


def test_a_binary_file_is_left_alone(ruled):
    ruled.stage({"a.bin": bytes(range(256)) * 50 + b"CUTOVER_NOW\n"})
    assert told(ruled.scan()) == []


def test_a_text_too_large_is_a_finding_and_not_silence(repository):
    repository.commit({"keyturn.toml": RULES + "[scan]\nmax_file_bytes = 5000000\n"})
    repository.stage({"a.log": b"clean line\n" * 500_000})
    assert [one.rule for one in repository.scan().findings] == ["blind/oversized"]


def test_patterns_over_lines_do_not_meet(ruled):
    ruled.stage({"note.md": "CUT\nOVER_NOW\n"})
    assert told(ruled.scan()) == []


def test_ten_thousand_lines_that_stood_there_hide_no_new_one(ruled):
    ruled.commit({"note.md": LINE * 10_000})
    ruled.stage({"note.md": LINE * 10_000 + "Y=CUTOVER_NOW\n"})
    assert told(ruled.scan()) == [("acme/cutover", "note.md", 10_001)]


# -- exceptions ------------------------------------------------------------------------------------------------------


def test_an_exception_in_a_comment_covers_its_line(ruled):
    allow = '# keyturn: allow[acme/cutover] reason="drill" until=2199-01-31\n'
    ruled.stage({"run.sh": allow + LINE + "\n\n" + LINE})
    report = ruled.scan()
    assert told(report) == [("acme/cutover", "run.sh", 5)]
    assert [(one.rule, one.place.line) for one in report.overridden] == [("acme/cutover", 2)]
    assert not any("not needed" in remark for remark in report.remarks)


# -- base side -------------------------------------------------------------------------------------------------------


def test_a_change_that_takes_the_rule_away_is_judged_by_it(ruled):
    base = ruled.git("rev-parse", "HEAD")
    ruled.commit({"keyturn.toml": "", "note.md": LINE})
    assert ("acme/cutover", "note.md", 1) in told(ruled.scan("range", f"{base}..HEAD"))


def test_a_pattern_file_of_the_base_side_counts(repository):
    repository.commit({"keyturn.toml": "[scan]\npatterns = ['ci/p.txt']\n", "ci/p.txt": "# ours\n\ndrop table\n"})
    repository.stage({"ci/p.txt": "# none\n", "a.md": "DROP TABLE x\n"})
    assert (DROP, "a.md", 1) in told(repository.scan())
    repository.git("commit", "-q", "-m", "x")
    report = repository.scan("range", "HEAD^!")
    assert (DROP, "a.md", 1) in told(report)
    assert "keyturn/guard-file-changed" in [one.rule for one in report.findings if one.place.file == "ci/p.txt"]
    # and by now it is gone
    assert told(repository.scan("paths", "", "a.md")) == []


def test_a_pattern_file_that_is_not_there_is_said(repository):
    repository.commit({"keyturn.toml": "[scan]\npatterns = ['p.txt']\n"})
    repository.stage({"p.txt": "drop table\n", "a.md": "DROP TABLE x\n"})
    report = repository.scan()
    assert any("p.txt" in remark and "no such file" in remark for remark in report.remarks)


@pytest.mark.parametrize("name", ["/etc/hosts", "../p.txt", "a/../../p.txt"])
def test_a_pattern_file_outside_the_repository_is_refused(repository, name):
    repository.commit({"keyturn.toml": f"[scan]\npatterns = ['{name}']\n"})
    repository.stage({"a.md": "x\n"})
    assert any("lies outside" in remark for remark in repository.scan().remarks)


# -- the command line's file of patterns -----------------------------------------------------------------------------


def with_patterns(repository, data, mode=STAGED, value=""):
    file = repository.root.parent / "patterns.txt"
    file.write_bytes(data)
    return scan(Request(mode, value, asked=True, directory=str(repository.root), patterns=(str(file),)))


def test_spaces_at_the_ends_are_part_of_a_pattern(repository):
    repository.commit({})
    repository.stage({"a.md": "xrm y\n", "b.md": " rm y\n"})
    assert [one.place.file for one in with_patterns(repository, b" rm \n").findings] == ["b.md"]
    assert [one.place.file for one in with_patterns(repository, b"# no\r\n\r\n rm \r\n").findings] == ["b.md"]


def test_a_hash_behind_something_is_part_of_a_pattern(repository):
    repository.commit({})
    repository.stage({"a.md": "x # boom\n"})
    assert len(with_patterns(repository, b" # boom\n").findings) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"(?=x)", "invalid perl operator"),
        (b"(a)\\1", "invalid escape sequence"),
        (b"a*", "nothing at all"),
        (b"\\<rm\\>", "write \\\\b"),
        (b"\xff", "not UTF-8"),
        (b"a\0b", "NUL"),
        (b"(", "missing )"),
        (b"\\pL{50}", "instructions"),
        (b"\\Qabc", "RE2"),
        (b"x" * 20_000, "characters"),
    ],
)
def test_a_line_that_is_no_pattern_stops_with_its_place(repository, line, why):
    repository.commit({})
    repository.stage({"a.md": "x\n"})
    with pytest.raises(ConfigurationError, match=r"patterns\.txt:3") as caught:
        with_patterns(repository, b"ok\n\n" + line + b"\n")
    assert why.replace("\\\\", "\\") in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_of_patterns_that_is_not_there(repository):
    repository.commit({})
    repository.stage({"a.md": "x\n"})
    with pytest.raises(UsageError, match="no such file"):
        scan(Request(STAGED, asked=True, directory=str(repository.root), patterns=("nowhere.txt",)))


def test_patterns_only_add(repository):
    repository.commit({})
    repository.stage({"run.sh": "rm -rf /srv/data\n"})
    plain = {one.rule for one in repository.scan().findings}
    assert plain < {one.rule for one in with_patterns(repository, b"rm -rf\n").findings}


def test_a_rule_keeps_its_id_when_lines_move():
    assert pattern_id("drop table") == DROP
    assert pattern_id("drop  table") != DROP
    assert pattern_id("***") != pattern_id("###")


# -- hostile patterns and texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [b"(a+)+$", b"(a|a)*b", b"(.*a){20}", b"(a?){50}b"])
def test_patterns_that_backtrack_forever_elsewhere_finish(repository, pattern):
    repository.commit({})
    repository.stage({"a.md": b"a" * 300_000 + b"!\n"})
    begun = time.monotonic()
    with_patterns(repository, pattern + b"\n")
    assert time.monotonic() - begun < 10


def test_ten_thousand_patterns_finish(repository):
    repository.commit({})
    repository.stage({"a.md": "word here\n" * 5_000 + "name-9999-x\n"})
    begun = time.monotonic()
    report = with_patterns(repository, b"\n".join(b"name-%d-x" % number for number in range(10_000)))
    assert [one.place.line for one in report.findings] == [5_001]
    assert time.monotonic() - begun < 15


def test_more_matches_than_are_told_is_a_finding(repository):
    repository.commit({})
    repository.stage({"a.md": b"x\n" * 150_000})
    report = with_patterns(repository, b"x\ny")
    assert "blind/budget" in [one.rule for one in report.findings]


def test_without_the_engine_nothing_is_found_clear(ruled, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "re2", None)
    ruled.stage({"other.md": LINE})
    report = ruled.scan()
    assert report.exit_code == 3
    assert any("google-re2 is not installed" in one for one in report.unread)


def test_paths_in_several_processes_agree(ruled):
    ruled.commit({f"d/{number}.md": LINE for number in range(80)})
    report = ruled.scan("paths", "", "d")
    assert len(report.findings) == 80
    assert not report.unread


def test_range_of_the_request_reads_patterns_too(repository):
    repository.commit({})
    repository.commit({"a.md": "DROP TABLE x\n"})
    assert told(with_patterns(repository, b"drop table\n", RANGE, "HEAD^!")) == [(DROP, "a.md", 1)]
    os.chdir(repository.root)
    file = str(repository.root.parent / "patterns.txt")
    assert told(scan(Request(PATHS, paths=("a.md",), patterns=(file,)))) == [(DROP, "a.md", 1)]
