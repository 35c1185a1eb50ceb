"""Bare patches: headers told from content by counts, fragments, and what a patch leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import CouldNotJudge
from keyturn.scan.findings import Report
from keyturn.scan.patch import fragments, sections
from keyturn.wiring.scan import PATCH, Request, scan
from tests.repositories import Repository


def judged(tmp_path: Path, text: str | bytes) -> Report:
    path = tmp_path / "x.patch"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return scan(Request(PATCH, str(path), directory=str(tmp_path)))


def rules(report: Report) -> list[str]:
    return [one.rule for one in report.stopping]


GIT = """\
diff --git a/deploy.sh b/deploy.sh
index 1..2 100644
--- a/deploy.sh
+++ b/deploy.sh
@@ -10,3 +10,4 @@ function
 echo a
-echo b
+rm -rf /srv/data
+echo c
 echo d
"""


def test_a_patch_is_read_by_fragments_and_says_so(tmp_path: Path) -> None:
    report = judged(tmp_path, GIT)
    assert rules(report) == ["filesystem/recursive-delete"]
    finding = report.stopping[0]
    assert (finding.place.file, finding.place.line, finding.confidence) == ("deploy.sh", 11, "low")
    assert "fragments" in report.remarks[0]


def test_removed_and_unchanged_lines_do_not_count(tmp_path: Path) -> None:
    text = (
        GIT.replace("+rm -rf /srv/data", "+echo x")
        .replace(" echo a", " rm -rf /srv/a")
        .replace("-echo b", "-rm -rf /b")
    )
    assert judged(tmp_path, text).exit_code == 0


def test_context_completes_a_command(tmp_path: Path) -> None:
    text = GIT.replace(" echo a", " terraform \\").replace("+rm -rf /srv/data", "+  destroy -auto-approve")
    assert "terraform/destroy" in rules(judged(tmp_path, text))


def test_an_added_line_that_looks_like_a_header(tmp_path: Path) -> None:
    """`++ b/notes.md` as content is `+++ b/notes.md` in a patch; with `--- a/…` before it, it looks like a file."""
    text = (
        "--- a/deploy.sh\n+++ b/deploy.sh\n@@ -1,3 +1,4 @@\n echo a\n--- a/notes.md\n+++ b/notes.md\n"
        "@@ -5,1 +5,2 @@\n echo\n+rm -rf /srv/data\n"
    )
    parts = sections(text.encode())
    assert [part.change.new for part in parts] == ["deploy.sh"]
    assert rules(judged(tmp_path, text)) == ["filesystem/recursive-delete"]


def test_plain_diffs_of_several_files(tmp_path: Path) -> None:
    text = (
        "--- old/a.sh\t2026-01-01 00:00:00\n+++ new/a.sh\t2026-01-02 00:00:00\n@@ -1 +1 @@\n-echo\n+echo 1\n"
        "--- old/b.sql\n+++ new/b.sql\n@@ -1 +1 @@\n-SELECT 1;\n+DROP TABLE users;\n"
    )
    assert rules(judged(tmp_path, text)) == ["sql/drop-table"]


def test_a_patch_from_several_mails(tmp_path: Path) -> None:
    mail = "From abc Mon Sep 17 00:00:00 2001\nSubject: one\n\n---\n deploy.sh | 2 +-\n\n" + GIT + "-- \n2.39.5\n\n"
    report = judged(tmp_path, mail + mail.replace("deploy.sh", "other.sh"))
    assert sorted(one.place.file for one in report.stopping) == ["deploy.sh", "other.sh"]


def test_new_files_are_read_whole(tmp_path: Path) -> None:
    text = "diff --git a/x.sh b/x.sh\nnew file mode 100755\n--- /dev/null\n+++ b/x.sh\n@@ -0,0 +1,2 @@\n+#!/bin/sh\n+rm -rf /srv/data\n"
    report = judged(tmp_path, text)
    assert report.stopping[0].confidence != "low"
    assert not report.remarks


def test_quoted_names_and_names_without_prefix(tmp_path: Path) -> None:
    text = GIT.replace("a/deploy.sh", '"a/caf\\303\\251 \\"x\\".sh"').replace(
        "b/deploy.sh", '"b/caf\\303\\251 \\"x\\".sh"'
    )
    assert judged(tmp_path, text).stopping[0].place.file == 'café "x".sh'
    bare = GIT.replace("a/deploy.sh", "deploy.sh").replace("b/deploy.sh", "deploy.sh")
    assert judged(tmp_path, bare).stopping[0].place.file == "deploy.sh"


def test_a_binary_part_of_a_script_is_a_finding(tmp_path: Path) -> None:
    text = "diff --git a/x.sh b/x.sh\nindex 1..2 100644\nBinary files a/x.sh and b/x.sh differ\n"
    assert rules(judged(tmp_path, text)) == ["blind/binary-script"]
    assert judged(tmp_path, text.replace("x.sh", "x.png")).exit_code == 0


def test_deletions_in_a_patch_are_counted(tmp_path: Path) -> None:
    text = "".join(
        f"diff --git a/f{n}.txt b/f{n}.txt\ndeleted file mode 100644\nindex 1..0\n--- a/f{n}.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        for n in range(30)
    )
    report = judged(tmp_path, text)
    assert rules(report) == ["change/mass-deletion"]
    assert "30 files" in report.stopping[0].message


def test_a_combined_diff_of_a_merge(tmp_path: Path) -> None:
    text = "diff --cc x.sh\nindex 1,2..3\n--- a/x.sh\n+++ b/x.sh\n@@@ -1,1 -1,1 +1,2 @@@\n  echo\n++rm -rf /srv/data\n"
    assert rules(judged(tmp_path, text)) == ["filesystem/recursive-delete"]


def test_carriage_returns_and_latin_1(tmp_path: Path) -> None:
    assert rules(judged(tmp_path, GIT.replace("\n", "\r\n"))) == ["filesystem/recursive-delete"]
    assert rules(judged(tmp_path, GIT.encode().replace(b"/data", b"/caf\xe9"))) == ["filesystem/recursive-delete"]


@pytest.mark.parametrize(
    "text", ["", "   \n", "hello\n", "rm -rf /\n", "\x1b[1mdiff --git a/x b/x\x1b[m\n", "x\n\x1b[32m+rm\x1b[m\n"]
)
def test_what_is_no_patch_is_never_clear(tmp_path: Path, text: str) -> None:
    with pytest.raises(CouldNotJudge):
        judged(tmp_path, text)


def test_a_patch_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CouldNotJudge):
        scan(Request(PATCH, str(tmp_path / "nowhere"), directory=str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        (".github/workflows/x.yml", "        run: rm -rf /srv/data", "filesystem/recursive-delete"),
        (".github/workflows/x.yml", "          rm -rf /srv/data", "filesystem/recursive-delete"),
        ("Makefile", "\trm -rf /srv/data", "filesystem/recursive-delete"),
        ("Dockerfile", "RUN git push --force origin main", "git/force-push"),
        ("package.json", '    "clean": "rm -rf /srv/data",', "filesystem/recursive-delete"),
        ("app/run.py", '        subprocess.run(["rm", "-rf", "/srv/data"])', "filesystem/recursive-delete"),
        ("x.sql", "DROP TABLE users;", "sql/drop-table"),
        ("main.tf", "  deletion_protection = false", "terraform/deletion-protection-off"),
    ],
)
def test_fragments_of_each_kind(tmp_path: Path, name: str, line: str, rule: str) -> None:
    text = GIT.replace("deploy.sh", name).replace("+rm -rf /srv/data", "+" + line).replace("echo", "x:")
    found = [one.rule for one in judged(tmp_path, text).findings]
    assert rule in found


def test_an_exception_that_a_patch_brings_does_not_count(tmp_path: Path) -> None:
    mark = '# keyturn: allow[filesystem/recursive-delete] reason="x" until=2199-01-01'
    assert judged(tmp_path, GIT.replace("+rm -rf /srv/data", f"+rm -rf /srv/data {mark}")).exit_code == 1
    before = GIT.replace(" echo a", " echo a " + mark)
    assert judged(tmp_path, before).exit_code == 0


def test_the_same_change_as_a_patch_and_in_its_repository(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.sh": "#!/bin/sh\necho 1\n", "b.sql": "SELECT 1;\n", "c.py": "import os\n"})
    repository.stage(
        {
            "a.sh": "#!/bin/sh\necho 1\nterraform destroy -auto-approve\n",
            "b.sql": "SELECT 1;\nTRUNCATE users;\n",
            "c.py": 'import os\nos.system("rm -rf /srv/data")\n',
        }
    )
    patch = repository.git("diff", "--cached")
    staged = repository.scan()
    bare = judged(tmp_path, patch + "\n")
    assert sorted((one.rule, one.place.file, one.place.line) for one in staged.stopping) == sorted(
        (one.rule, one.place.file, one.place.line) for one in bare.stopping
    )


LINES = st.lists(st.text(alphabet="+- @\\abc\n", max_size=12), max_size=20)


@given(LINES, LINES)
def test_any_bytes_behind_a_header_are_read_without_a_fault(first: list[str], second: list[str]) -> None:
    data = (
        "diff --git a/x.sh b/x.sh\n--- a/x.sh\n+++ b/x.sh\n@@ -1,3 +1,3 @@\n"
        + "\n".join(first)
        + "\n@@ -9 +9 @@\n"
        + "\n".join(second)
    ).encode()
    for part in sections(data):
        for fragment in fragments(data, part):
            assert len(fragment.after) == len(fragment.numbers)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_patch_or_could_not_be_judged(data: bytes) -> None:
    try:
        sections(data)
    except CouldNotJudge:
        return


@given(st.lists(st.text(alphabet="ab +-", min_size=1, max_size=8), min_size=1, max_size=30))
def test_added_lines_come_back_as_they_were(lines: list[str]) -> None:
    data = f"--- /dev/null\n+++ b/x.sh\n@@ -0,0 +1,{len(lines)} @@\n".encode() + b"".join(
        f"+{line}\n".encode() for line in lines
    )
    (part,) = sections(data)
    (fragment,) = fragments(data, part)
    assert list(fragment.after) == lines


WORDS = "diff --git a/a.sh b/a.sh\n--- a/a.sh\n+++ b/a.sh\n@@ -1,2 +1,2 @@\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WORDS + " set -e\nterraform [-plan-]{+destroy+}\n", "word diff"),
        (WORDS + " set -e\n terraform \n-plan\n+destroy\n~\n", "word diff"),
        (WORDS.replace("+1,2", "+1,3") + " set -e\n-terraform plan\n>terraform destroy\n", "other signs"),
        (WORDS.replace("+1,2", "+1,90") + " set -e\n+echo 1\n+echo 2\n", "fewer lines"),
        (WORDS.replace("@@ -1,2 +1,2 @@\n", "") + "+terraform destroy\n", "no hunk"),
        (WORDS.replace("-1,2 +1,2", "-1,2 +?") + "+terraform destroy\n", "header of a hunk"),
        ("diff --git a/a.txt b/a.sh\nsimilarity index 100%\nrename from a.txt\nrename to a.sh\n", "was a.txt"),
    ],
)
def test_what_a_patch_does_not_show_is_never_clear(tmp_path: Path, text: str, reason: str) -> None:
    report = judged(tmp_path, text)
    assert report.exit_code == 3
    assert reason in report.unread[0]


def test_context_lines_that_lost_their_space_in_a_mail(tmp_path: Path) -> None:
    text = WORDS.replace("-1,2 +1,2", "-1,5 +1,6") + " set -e\n\n\n\n echo\n+ls\n-- \n2.39.5\n\n"
    assert judged(tmp_path, text).exit_code == 0


def test_a_condition_that_a_patch_takes_away(tmp_path: Path) -> None:
    text = WORDS.replace("a.sh", "a.sql") + " DELETE FROM users\n-WHERE id = 3;\n+;\n"
    assert rules(judged(tmp_path, text)) == ["sql/delete-without-where"]
