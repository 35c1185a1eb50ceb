"""git by plumbing: records, objects and trees as they are stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keyturn.adapter.git_repository import GitRepository, find_root, parse_raw
from keyturn.errors import GitError
from keyturn.model.workspace import ABSENT, DIRECTORY, FILE, LINK, PRESENT, REFUSED
from keyturn.scan.ports import MISSING, OVERSIZED, READ
from tests.repositories import Repository


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repository = Repository(tmp_path / "work")
    repository.write("a/b/c.sh", "echo c\n")
    repository.write("top.txt", b"\0\n\xff")
    os.symlink("a/b/c.sh", repository.root / "link")
    os.symlink("../../etc/passwd", repository.root / "out")
    repository.commit()
    return repository


def opened(work: Repository) -> GitRepository:
    return GitRepository(str(work.root), os.environ)


def test_contents_come_back_in_order_and_byte_by_byte(work: Repository) -> None:
    git = opened(work)
    ids = [work.git("rev-parse", "HEAD:top.txt"), "f" * 40, work.git("rev-parse", "HEAD:a/b/c.sh")] * 200
    states = [(blob.state, blob.data) for blob in git.blobs(ids, 100)]
    assert states == [(READ, b"\0\n\xff"), (MISSING, b""), (READ, b"echo c\n")] * 200
    assert [blob.state for blob in git.blobs(ids[2:3], 3)] == [OVERSIZED]
    assert [blob.state for blob in git.blobs(ids[2:3], 30)] == [READ]
    git.close()


@pytest.mark.parametrize("side", ["commit", "index"])
def test_a_side_as_a_workspace(work: Repository, side: str) -> None:
    git = opened(work)
    workspace = git.index_side() if side == "index" else git.commit_side("HEAD")
    assert workspace.read("/repository/a/b/c.sh").data == b"echo c\n"
    assert workspace.read("/repository/link").data == b"echo c\n"
    assert workspace.read("/repository/out").state == ABSENT
    assert workspace.read("/repository/a").state == ABSENT
    assert workspace.read("/etc/passwd").state == REFUSED
    assert workspace.stat("/repository/link").kind == LINK
    assert workspace.stat("/repository/a").kind == DIRECTORY
    assert workspace.stat("/repository/top.txt").kind == FILE
    assert workspace.list("/repository").names == ("a", "link", "out", "top.txt")
    assert workspace.list("/repository/none").state == ABSENT
    assert workspace.list("/repository/a").state == PRESENT
    assert workspace.tracked("/repository/a/b") is True
    assert workspace.tracked("/repository/x") is False
    assert workspace.env("HOME") is None
    assert workspace.digests()
    git.close()


def test_a_side_before_the_first_commit_is_empty(work: Repository) -> None:
    git = opened(work)
    assert git.commit_side("").read("/repository/top.txt").state == ABSENT
    assert git.commit_side("").list("/repository").state == ABSENT
    git.close()


def test_where_a_repository_begins(work: Repository, tmp_path: Path) -> None:
    assert find_root(str(work.root / "a" / "b")) == (str(work.root), str(work.root / ".git"))
    work.git("worktree", "add", "-q", str(tmp_path / "second"))
    found = find_root(str(tmp_path / "second"))
    assert found is not None
    assert found[1] == str(work.root / ".git" / "worktrees" / "second")
    work.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert find_root(str(tmp_path / "bare.git")) == (str(tmp_path / "bare.git"), str(tmp_path / "bare.git"))
    assert find_root("/") is None


def test_a_linked_work_tree_and_its_hooks_variables(work: Repository, tmp_path: Path) -> None:
    second = Repository.__new__(Repository)
    second.root = tmp_path / "second"
    work.git("worktree", "add", "-q", str(second.root))
    (second.root / "new.sh").write_text("rm -rf /srv/data\n")
    second.git("add", "new.sh")
    directory = work.root / ".git" / "worktrees" / "second"
    environment = {**os.environ, "GIT_DIR": str(directory), "GIT_INDEX_FILE": str(directory / "index")}
    git = GitRepository(str(second.root), environment)
    assert [change.new for change in git.staged()] == ["new.sh"]
    git.close()


def test_sha_256_repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")
    repository = Repository(tmp_path / "work")
    monkeypatch.delenv("GIT_DEFAULT_HASH")
    repository.stage({"d/x.sh": "echo\n"})
    git = opened(repository)
    assert [change.status for change in git.staged()] == ["A"]
    repository.commit()
    assert git.commit_side("HEAD").read("/repository/d/x.sh").data == b"echo\n"
    git.close()


def test_no_git_on_the_path(work: Repository) -> None:
    with pytest.raises(GitError, match="not found"):
        GitRepository(str(work.root), {"PATH": "/nowhere"})
    with pytest.raises(GitError, match="not found"):
        GitRepository(str(work.root), {"PATH": "bin:."})


def test_records_that_git_never_writes_are_not_passed_over() -> None:
    with pytest.raises(GitError):
        parse_raw(b"nonsense\0x\0")
    assert parse_raw(b"") == []
