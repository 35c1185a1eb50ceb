"""What git would lose: real git in the sandbox, real repositories watched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from keyturn.rehearse import git as pure
from keyturn.rehearse.difference import Report
from keyturn.rehearse.service import Silence
from keyturn.wiring import rehearse
from tests.rehearse_watch import untouched
from tests.repositories import Repository


def rehearsed(command: str, directory: Path, environment: dict[str, str] | None = None) -> Report:
    one = rehearse.action(command, (), str(directory), 60.0, environment)
    return rehearse.rehearse(one, Silence())[0]


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    """Four commits, two of them pushed to a bare repository beside it."""
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(tmp_path / "away.git")], check=True)
    one = Repository(tmp_path / "work")
    one.git("config", "user.email", "sam@example.com")
    one.git("config", "user.name", "Sam")
    one.git("remote", "add", "origin", "../away.git")
    for number in range(1, 5):
        one.write(f"file{number}", f"{number}\n")
        one.git("add", "--all")
        one.git("commit", "-q", "-m", f"commit {number}")
        if number == 2:
            one.git("push", "-q", "-u", "origin", "main")
    return one


def by_another(work: Repository, subject: str) -> str:
    """A colleague's commit on top."""
    work.git("commit", "-q", "--allow-empty", "--author=Ada <ada@example.com>", "-m", subject)
    return work.git("rev-parse", "HEAD")


def subjects(report: Report) -> list[str]:
    return [one.partition(" ")[2] for one in report.difference.commits.subjects]


def test_reset_hard_loses_what_was_not_pushed(work: Repository, tmp_path: Path) -> None:
    work.write("file1", "changed\n")
    with untouched(tmp_path):
        report = rehearsed("git reset --hard origin/main", work.root)
    assert report.exit_code == 0
    assert report.difference.commits.unreachable == 2
    assert subjects(report) == ["commit 4", "commit 3"]
    assert report.difference.files.deleted.paths == (f"{work.root}/file3", f"{work.root}/file4")
    assert report.difference.files.changed.paths == (f"{work.root}/file1",)


def test_reset_to_what_is_pushed_loses_no_commit(work: Repository, tmp_path: Path) -> None:
    work.git("push", "-q", "origin", "main")
    with untouched(tmp_path):
        report = rehearsed("git reset --hard HEAD~3", work.root)
    assert report.difference.commits.unreachable == 0
    assert [ref for ref, _old, _new in report.difference.commits.refs] == ["refs/heads/main"]


def test_push_force_over_a_colleague(work: Repository, tmp_path: Path) -> None:
    theirs = by_another(work, "a colleague's work")
    work.git("push", "-q", "origin", "main")
    work.git("reset", "-q", "--hard", "HEAD~1")
    work.write("own", "x")
    work.git("add", "--all")
    work.git("commit", "-q", "-m", "own work")
    with untouched(tmp_path):
        report = rehearsed("git push --force origin main", work.root)
    commits = report.difference.commits
    assert commits.unreachable == 1
    assert subjects(report) == ["a colleague's work"]
    assert commits.authors == ("Ada",)
    assert commits.refs == (("origin: refs/heads/main", theirs, work.git("rev-parse", "HEAD")),)


def test_push_force_to_a_remote_behind_a_network_is_never_sent(work: Repository, tmp_path: Path) -> None:
    theirs = by_another(work, "a colleague's work")
    work.git("remote", "add", "hub", "git@git.invalid:team/project.git")
    work.git("update-ref", "refs/remotes/hub/main", theirs)
    work.git("reset", "-q", "--hard", "HEAD~1")
    with untouched(tmp_path):
        report = rehearsed("git push --force hub main", work.root)
    assert report.exit_code == 0, report.output
    assert subjects(report) == ["a colleague's work"]
    assert any(one.what == "the remote hub itself" for one in report.not_rehearsed)
    assert not [one for one in os.listdir("/tmp") if one.startswith(f"keyturn-rehearsal-{os.getpid()}-")]


@pytest.mark.parametrize("command", ["git push origin --delete topic", "git push --mirror origin"])
def test_deleting_a_branch_of_the_remote(work: Repository, tmp_path: Path, command: str) -> None:
    work.git("checkout", "-q", "-b", "topic")
    by_another(work, "on the topic")
    work.git("push", "-q", "origin", "topic")
    work.git("checkout", "-q", "main")
    work.git("branch", "-q", "-D", "topic")
    if "mirror" in command:
        # a mirror would send the tracking ref along, and that would hold it
        work.git("update-ref", "-d", "refs/remotes/origin/topic")
    work.git("reflog", "expire", "--expire=now", "--all")
    with untouched(tmp_path):
        report = rehearsed(command, work.root)
    assert subjects(report) == ["on the topic"]


def test_branch_deleted(work: Repository, tmp_path: Path) -> None:
    work.git("checkout", "-q", "-b", "topic")
    by_another(work, "on the topic")
    work.git("checkout", "-q", "main")
    with untouched(tmp_path):
        report = rehearsed("git branch -D topic", work.root)
    assert subjects(report) == ["on the topic"]
    assert report.difference.commits.refs[0][0] == "refs/heads/topic"
    assert report.difference.files.deleted.count == 0


def test_rebase_counts_the_commits_it_replaces(work: Repository, tmp_path: Path) -> None:
    command = "git rebase -q origin/main --exec 'git commit -q --amend -m new' && git log --format=%s -2"
    with untouched(tmp_path):
        report = rehearsed(command, work.root)
    assert report.exit_code == 0, report.output
    assert subjects(report) == ["commit 4", "commit 3"]


def test_filter_branch(work: Repository, tmp_path: Path) -> None:
    command = "FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --msg-filter 'sed s/commit/changed/' HEAD; git update-ref -d refs/original/refs/heads/main"
    with untouched(tmp_path):
        report = rehearsed(command, work.root)
    # the two that were pushed are still held by the remote
    assert subjects(report) == ["commit 4", "commit 3"]


@pytest.mark.parametrize(("command", "lost"), [("git stash drop", 1), ("git stash clear", 2), ("git stash pop -q", 1)])
def test_stashes(work: Repository, tmp_path: Path, command: str, lost: int) -> None:
    for number in (1, 2):
        work.write("file1", f"stashed {number}\n")
        work.git("stash", "push", "-q", "-m", f"stash {number}")
    with untouched(tmp_path):
        report = rehearsed(command, work.root)
    assert report.difference.commits.unreachable == lost
    assert subjects(report)[0] == "On main: stash 2"


def test_reflog_expired_and_pruned(work: Repository, tmp_path: Path) -> None:
    by_another(work, "only in the reflog")
    work.git("reset", "-q", "--hard", "HEAD~1")
    work.git("config", "gc.reflogExpire", "never")
    work.git("config", "gc.reflogExpireUnreachable", "never")
    with untouched(tmp_path):
        kept = rehearsed("git gc -q", work.root)
        report = rehearsed("git reflog expire --expire=now --all; git gc -q --prune=now", work.root)
    assert kept.difference.commits.unreachable == 0
    assert subjects(report) == ["only in the reflog"]


def test_clean_says_what_no_commit_holds(work: Repository, tmp_path: Path) -> None:
    work.write(".gitignore", "*.o\n")
    work.write("notes/a", "a")
    work.write("x.o", "o")
    with untouched(tmp_path):
        report = rehearsed("git clean -fdx", work.root)
    assert set(report.difference.files.deleted.paths) == {
        f"{work.root}/{one}" for one in (".gitignore", "notes/a", "x.o")
    }
    assert dict(report.facts)["git.untracked"] == "3"


def test_checkout_forced(work: Repository, tmp_path: Path) -> None:
    work.write("file1", "changed\n")
    with untouched(tmp_path):
        report = rehearsed("git checkout -f -- .", work.root)
    assert report.difference.files.changed.paths == (f"{work.root}/file1",)
    assert report.difference.commits.unreachable == 0


def test_repository_deleted_whole(work: Repository, tmp_path: Path) -> None:
    with untouched(tmp_path):
        report = rehearsed("rm -rf .git", work.root)
    assert f"{work.root}/.git/HEAD" in report.difference.files.deleted.paths
    # the pushed ones are held by the remote
    assert subjects(report) == ["commit 4", "commit 3"]


def test_remote_deleted_whole(work: Repository, tmp_path: Path) -> None:
    work.git("push", "-q", "origin", "main")
    work.git("reset", "-q", "--hard", "HEAD~3")
    work.git("update-ref", "-d", "refs/remotes/origin/main")
    work.git("reflog", "expire", "--expire=now", "--all")
    with untouched(tmp_path):
        report = rehearsed("rm -rf ../away.git", work.root)
    assert subjects(report) == ["commit 4", "commit 3", "commit 2"]


def test_programs_that_call_git_are_seen_too(work: Repository, tmp_path: Path) -> None:
    work.write("tidy.py", "import subprocess\nsubprocess.run(['git', 'reset', '-q', '--hard', 'HEAD~2'], check=True)\n")
    with untouched(tmp_path):
        report = rehearsed("python3 tidy.py", work.root)
    assert subjects(report) == ["commit 4", "commit 3"]


def test_repository_elsewhere(work: Repository, tmp_path: Path) -> None:
    with untouched(tmp_path):
        report = rehearsed(f"git -C {work.root} update-ref refs/heads/main HEAD~1", tmp_path)
    assert subjects(report) == ["commit 4"]


def test_nothing_of_the_repository_runs_in_our_own_calls(work: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho ran >> {tmp_path}/proof\nexit 1\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in ("post-checkout", "pre-push", "reference-transaction", "post-index-change", "pre-commit"):
        (work.root / ".git/hooks" / name).symlink_to(trap)
    work.write(".gitattributes", "* filter=trap diff=trap\n")
    for key, value in (
        ("core.fsmonitor", str(trap)),
        ("filter.trap.clean", str(trap)),
        ("filter.trap.smudge", str(trap)),
        ("diff.trap.textconv", str(trap)),
        ("core.pager", str(trap)),
        ("core.sshCommand", str(trap)),
        ("alias.log", f"!{trap}"),
    ):
        work.git("config", key, value)
    with untouched(tmp_path):
        rehearsed("rm file1", work.root)
    assert not (tmp_path / "proof").exists()


def test_repository_that_git_refuses_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    (broken / ".git").mkdir(parents=True)
    report = rehearsed("rm -f x", broken)
    assert [one.what for one in report.not_rehearsed] == [f"the repository {broken}"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/srv/git/x.git", "/srv/git/x.git"),
        ("file:///srv/git/x.git", "/srv/git/x.git"),
        ("../x.git", "/work/here/../x.git"),
        ("git@host:x.git", None),
        ("host:x.git", None),
        ("./odd:name", "/work/here/./odd:name"),
        ("https://host/x.git", None),
        ("ext::sh -c x", None),
    ],
)
def test_where_a_remote_lies(url: str, path: str | None) -> None:
    assert pure.local_path(url, "/work/here") == path
