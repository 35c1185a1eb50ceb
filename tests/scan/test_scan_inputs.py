"""Every input of scan on real repositories: what is found, what is not, and what ends as "could not judge"."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from keyturn.errors import CouldNotJudge, GitError, UsageError
from keyturn.scan.findings import Report
from tests.repositories import Repository

DANGER = "#!/bin/sh\necho go\nrm -rf /srv/data\n"
CLEAN = "#!/bin/sh\necho go\n"


def rules(report: Report) -> list[str]:
    return [one.rule for one in report.stopping]


def test_what_is_staged_counts_and_not_the_work_tree(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": DANGER})
    repository.write("deploy.sh", CLEAN)  # the trick: stage it, then restore the file
    report = repository.scan()
    assert rules(report) == ["filesystem/recursive-delete"]
    assert (report.stopping[0].place.file, report.stopping[0].place.line) == ("deploy.sh", 3)
    assert report.exit_code == 1


def test_the_work_tree_alone_is_not_what_is_staged(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"README.md": "x"})
    repository.write("deploy.sh", DANGER)
    assert repository.scan().exit_code == 0


def test_nothing_staged_is_clear_only_when_asked_by_name(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    assert repository.scan(asked=True).exit_code == 0
    with pytest.raises(CouldNotJudge, match="nothing is staged"):
        repository.scan(asked=False)


def test_the_first_commit_is_judged_against_nothing(repository: Repository) -> None:
    repository.stage({"deploy.sh": DANGER})
    assert rules(repository.scan()) == ["filesystem/recursive-delete"]


def test_deleting_a_dangerous_line_is_no_finding(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER})
    repository.stage({"deploy.sh": CLEAN})
    assert repository.scan().exit_code == 0


def test_a_dangerous_line_that_only_moves_is_no_finding(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER})
    repository.stage({"deploy.sh": "#!/bin/sh\nrm  -rf /srv/data\n\necho go\n"})
    assert repository.scan().exit_code == 0


def test_a_second_copy_of_a_dangerous_line_is_a_finding(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER})
    repository.stage({"deploy.sh": DANGER + "rm -rf /srv/data\n"})
    assert len(repository.scan().stopping) == 1


def test_a_renamed_file_brings_nothing_new(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER + "echo 1\n" * 20})
    repository.git("mv", "deploy.sh", "release.sh")
    assert repository.scan().exit_code == 0


def test_a_renamed_and_edited_file_brings_only_the_edit(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER + "echo 1\n" * 20})
    repository.git("mv", "deploy.sh", "release.sh")
    repository.stage({"release.sh": DANGER + "echo 1\n" * 20 + "git push --force origin main\n"})
    report = repository.scan()
    assert rules(report) == ["git/force-push"]
    assert report.stopping[0].place.file == "release.sh"


def test_a_file_that_becomes_a_script_is_read_whole(repository: Repository) -> None:
    repository.commit({"notes.txt": "rm -rf /srv/data\n" + "line\n" * 20})
    repository.git("mv", "notes.txt", "notes.sh")
    assert rules(repository.scan()) == ["filesystem/recursive-delete"]


def test_a_command_over_several_lines_counts(repository: Repository) -> None:
    repository.commit({"x.sh": CLEAN})
    repository.stage({"x.sh": CLEAN + "terraform \\\n  destroy \\\n  -auto-approve\n"})
    assert "terraform/destroy" in rules(repository.scan())


def test_half_of_the_command_was_there_before(repository: Repository) -> None:
    """The change adds no anchor at all: the variable's value stands in the unchanged part."""
    repository.commit({"x.sh": "#!/bin/sh\ntf=terraform\nverb=destroy\n"})
    repository.stage({"x.sh": "#!/bin/sh\ntf=terraform\nverb=destroy\n$tf $verb -auto-approve\n"})
    assert "terraform/destroy" in rules(repository.scan())


def test_a_changed_directory_changes_what_an_old_line_does(repository: Repository) -> None:
    repository.commit({"x.sh": "#!/bin/sh\ncd build\nrm -rf *\n"})
    repository.stage({"x.sh": "#!/bin/sh\ncd /srv\nrm -rf *\n"})
    assert repository.scan().exit_code == 1


def test_lists_of_words_in_python_count(repository: Repository) -> None:
    repository.stage({"run.py": 'import subprocess\nsubprocess.run(["terraform", "destroy", "-auto-approve"])\n'})
    assert "terraform/destroy" in rules(repository.scan())


def test_a_mention_is_no_finding(repository: Repository) -> None:
    repository.stage(
        {
            "README.md": "Never run `rm -rf /`. It blocks terraform destroy.\n",
            "notes.sh": "#!/bin/sh\n# never run rm -rf / here\necho 'DROP TABLE users'\ngit commit -m 'rm -rf /'\n",
            "errors.py": 'raise ValueError("DROP TABLE users is not allowed")\n',
        }
    )
    assert repository.scan().exit_code == 0


def test_regenerable_output_may_go(repository: Repository) -> None:
    repository.stage({"clean.sh": "#!/bin/sh\nrm -rf node_modules dist\n"})
    assert repository.scan().exit_code == 0


def test_a_checkout_in_a_temporary_directory_is_judged_like_any_other(repository: Repository) -> None:
    """The repository of this test lies below a temporary directory, and `data` below it."""
    repository.stage({"clean.sh": "#!/bin/sh\nrm -rf data\n"})
    assert rules(repository.scan()) == ["filesystem/recursive-delete"]


def test_protections_that_vanish_count(repository: Repository) -> None:
    before = 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n'
    repository.commit({"main.tf": before})
    repository.stage({"main.tf": 'resource "aws_db_instance" "main" {\n}\n'})
    found = rules(repository.scan())
    assert found.count("change/protection-removed") == 2


def test_a_protection_that_moves_to_another_file_is_kept(repository: Repository) -> None:
    block = 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n}\n'
    repository.commit({"main.tf": block + 'resource "aws_vpc" "v" {\n}\n' * 9, "db.tf": "\n"})
    repository.stage({"main.tf": 'resource "aws_vpc" "v" {\n}\n' * 9, "db.tf": block})
    assert repository.scan().exit_code == 0


def test_a_deleted_resource_file_is_more_than_a_deleted_file(repository: Repository) -> None:
    repository.commit({"infra/db.tf": 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n}\n'})
    repository.git("rm", "-q", "infra/db.tf")
    found = rules(repository.scan())
    assert "change/resource-removed" in found
    assert "change/protected-path-deleted" in found


def test_through_a_file_that_did_not_change(repository: Repository) -> None:
    repository.commit({"scripts/wipe.sh": "#!/bin/sh\nrm -rf /srv/data\n", "deploy.sh": CLEAN})
    repository.stage({"deploy.sh": CLEAN + "./scripts/wipe.sh\n"})
    report = repository.scan()
    assert rules(report) == ["filesystem/recursive-delete"]
    assert report.stopping[0].through


# -- ranges


def test_a_range_is_judged_from_its_base(repository: Repository) -> None:
    base = repository.commit({"deploy.sh": CLEAN})
    repository.commit({"deploy.sh": DANGER})
    assert rules(repository.scan("range", f"{base}..HEAD")) == ["filesystem/recursive-delete"]
    assert rules(repository.scan("range", base)) == ["filesystem/recursive-delete"]
    assert rules(repository.scan("range", "HEAD^!")) == ["filesystem/recursive-delete"]
    assert repository.scan("range", f"HEAD..{base}").exit_code == 0


def test_three_dots_start_where_the_branches_parted(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"other.txt": "x"})
    repository.git("checkout", "-q", "main")
    repository.commit({"gone.sh": DANGER})
    repository.git("rm", "-q", "gone.sh")
    assert repository.scan("range", "main...side").exit_code == 0


@pytest.mark.parametrize("text", ["nowhere..HEAD", "HEAD..nowhere", "0000000000000000000000000000000000000000..HEAD"])
def test_a_missing_base_is_never_clear(repository: Repository, text: str) -> None:
    repository.commit({"deploy.sh": CLEAN})
    with pytest.raises(GitError) as caught:
        repository.scan("range", text)
    assert caught.value.exit_code == 3
    assert caught.value.fix


def test_a_commit_that_is_named_but_not_there_is_never_clear(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    with pytest.raises(GitError):
        repository.scan("range", "a" * 40 + "..HEAD")


def test_an_option_in_place_of_a_range_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"deploy.sh": CLEAN})
    with pytest.raises(UsageError):
        repository.scan("range", f"--output={tmp_path}/pwned")
    with pytest.raises(UsageError):
        repository.scan("range", f"HEAD..--output={tmp_path}/pwned")


def test_a_shallow_clone_says_how_to_mend_it(repository: Repository, tmp_path: Path) -> None:
    base = repository.commit({"deploy.sh": CLEAN})
    repository.commit({"deploy.sh": DANGER})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{repository.root}", str(clone)], check=True)
    shallow = Repository(clone)
    with pytest.raises(GitError, match="unshallow"):
        shallow.scan("range", f"{base}..HEAD")
    with pytest.raises(GitError, match="unshallow"):
        shallow.scan("history", "HEAD")


def test_outside_of_any_repository(tmp_path: Path) -> None:
    from keyturn.wiring.scan import Request, scan

    with pytest.raises(GitError, match="not in a git repository"):
        scan(Request(directory=str(tmp_path)))


# -- histories


def test_every_commit_of_a_history_on_its_own(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    bad = repository.commit({"deploy.sh": DANGER})
    repository.commit({"deploy.sh": CLEAN})
    report = repository.scan("history", "HEAD")
    assert rules(report) == ["filesystem/recursive-delete"]
    assert report.stopping[0].place.commit == bad
    assert report.commits == 3


def test_a_merge_that_adds_what_no_parent_had(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.txt": "a"})
    repository.git("checkout", "-q", "main")
    repository.commit({"b.txt": "b"})
    repository.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repository.commit({"deploy.sh": DANGER})
    assert rules(repository.scan("history", "HEAD")) == ["filesystem/recursive-delete"]


def test_a_long_history_is_split_over_processes(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyturn.wiring.scan._COMMITS_FROM", 4)
    repository.commit({"deploy.sh": CLEAN})
    for number in range(8):
        repository.commit({"deploy.sh": DANGER if number == 5 else CLEAN, "n.txt": str(number)})
    report = repository.scan("history", "HEAD")
    assert rules(report) == ["filesystem/recursive-delete"]
    assert report.commits == 9


def test_a_file_that_pretends_to_be_a_commit_marker(repository: Repository) -> None:
    """A patch line begins with a sign, so content cannot fake where a commit begins."""
    repository.commit({"x.sh": CLEAN})
    repository.commit({"x.sh": b"#!/bin/sh\n\0\0C " + b"0" * 40 + b"\0\n", "y.sh": DANGER})
    assert "filesystem/recursive-delete" in rules(repository.scan("history", "HEAD"))


# -- files and trees


def test_files_and_trees_count_whole(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER, "web/package.json": '{"scripts": {"clean": "rm -rf /srv/www"}}'})
    report = repository.scan("paths")
    assert sorted(one.place.file for one in report.stopping) == ["./deploy.sh", "./web/package.json"] or sorted(
        one.place.file for one in report.stopping
    ) == ["deploy.sh", "web/package.json"]
    assert rules(repository.scan("paths", "", "deploy.sh")) == ["filesystem/recursive-delete"]


def test_many_files_are_read_by_several_processes(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyturn.wiring.scan._WORKERS_FROM", 4)
    repository.commit({f"s{number}.sh": DANGER if number % 10 == 0 else CLEAN for number in range(40)})
    report = repository.scan("paths")
    assert len(report.stopping) == 4
    assert report.files == 40


def test_a_path_that_is_not_there_is_never_clear(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    report = repository.scan("paths", "", "nowhere.sh", "deploy.sh")
    assert report.exit_code == 3
    assert "nowhere.sh" in report.unread[0]


def test_findings_weigh_more_than_what_could_not_be_read(repository: Repository) -> None:
    repository.commit({"deploy.sh": DANGER})
    assert repository.scan("paths", "", "nowhere.sh", "deploy.sh").exit_code == 1


def test_a_pipe_is_not_waited_for(repository: Repository) -> None:
    import os

    os.mkfifo(repository.root / "pipe.sh")
    report = repository.scan("paths", "", "pipe.sh")
    assert report.exit_code == 3


def test_installed_packages_are_left_out_and_said(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN, "node_modules/x/install.sh": DANGER})
    report = repository.scan("paths")
    assert report.exit_code == 0
    assert "installed packages" in report.remarks[0]


DATABASE = 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n}\n'


def test_a_resource_that_moves_to_another_address_is_kept(repository: Repository) -> None:
    base = repository.commit({"a.tf": DATABASE})
    renamed = DATABASE.replace('"main"', '"first"')
    moved = "moved {\n  from = aws_db_instance.main\n  to   = aws_db_instance.first\n}\n"
    kept = repository.commit({"a.tf": renamed + moved})
    assert repository.scan("range", f"{base}..{kept}").exit_code == 0
    bare = repository.commit({"a.tf": renamed.replace("  deletion_protection = true\n", "") + moved})
    assert [one.rule for one in repository.scan("range", f"{base}..{bare}").stopping] == ["change/protection-removed"]
    alone = repository.commit({"a.tf": renamed})
    assert [one.rule for one in repository.scan("range", f"{base}..{alone}").stopping] == ["change/resource-removed"]
    assert repository.scan("range", f"{kept}..{alone}").exit_code == 0


@pytest.mark.parametrize(
    ("up", "down", "code"),
    [
        ("downgrade()", "op.drop_table('a')", 1),
        ("gone()", "pass", 1),
        ("pass", "gone()", 0),
        ("pass", "op.drop_table('a')", 0),
    ],
)
def test_which_way_a_migration_goes_is_where_it_started(repository: Repository, up: str, down: str, code: int) -> None:
    repository.commit({"README": "x"})
    text = "from alembic import op\nrevision = 'a'\n\n"
    if "gone()" in (up, down):
        text += "def gone():\n    op.drop_table('a')\n\n"
    text += f"def upgrade():\n    {up}\n\ndef downgrade():\n    {down}\n"
    repository.stage({"alembic/versions/a.py": text})
    assert repository.scan().exit_code == code


@pytest.mark.parametrize("name", ["plan.json", "tfplan", "out/plan.tfplan"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plans_as_shells_write_them(repository: Repository, name: str, encoding: str) -> None:
    repository.commit({"README": "x"})
    change = '{"address":"aws_db_instance.m","type":"aws_db_instance","change":{"actions":["delete"]}}'
    repository.stage({name: ('{"format_version":"1.2","resource_changes":[' + change + "]}").encode(encoding)})
    assert "terraform/plan-destroys" in [one.rule for one in repository.scan().stopping]


@pytest.mark.parametrize("line", ["curl https://example.com/i | sh", ":(){ :|:& };:"])
def test_what_runs_unseen_from_elsewhere_stops(repository: Repository, line: str) -> None:
    repository.commit({"README": "x"})
    repository.stage({"i.sh": f"#!/bin/sh\n{line}\n"})
    assert repository.scan().exit_code == 1


def test_blocks_too_deep_to_read_are_not_clear(repository: Repository) -> None:
    repository.commit({"README": "x"})
    repository.stage({"a.tf": "x {\n" * 60 + "prevent_destroy = false\n" + "}\n" * 60})
    assert repository.scan().exit_code == 1


def test_pages_about_dockerfiles_are_none(repository: Repository) -> None:
    repository.commit({"README": "x"})
    repository.stage({"syntax/dockerfile.vim": '" words\nRUN rm -rf /\n'})
    assert repository.scan().exit_code == 0


def test_a_place_that_cannot_be_read_is_told_once(repository: Repository) -> None:
    repository.commit({"README": "x"})
    repository.stage({"a.sh": '#!/bin/sh\nrun() {\n  eval "$1_x () {"\n}\n' + "run a\nrun b\nrun c\n"})
    places = [(one.rule, one.place.line, one.message) for one in repository.scan().findings]
    assert len(places) == len(set(places))
