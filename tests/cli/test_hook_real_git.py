"""Real commits and real pushes through the hooks that `keyturn init git` writes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keyturn.cli import init
from keyturn.wiring import hook as wiring
from tests.repositories import Repository

DANGER = "#!/bin/sh\nrm -rf /srv/data\n"
MIGRATION = "DROP TABLE customers;\n"
ANOTHER = {"GIT_AUTHOR_EMAIL": "other@example.com", "GIT_AUTHOR_NAME": "Other"}


def git(place: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *args],
        cwd=place,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    found = Repository(tmp_path / "work")
    found.commit({"a.txt": "a\n", "db/V1__begin.sql": "CREATE TABLE customers (id int);\n"})
    monkeypatch.chdir(found.root)
    return found


@pytest.fixture
def guarded(repository: Repository) -> Repository:
    assert init.run(["git", "--yes"]) == 0
    return repository


@pytest.fixture
def server(repository: Repository, tmp_path: Path) -> Path:
    """A bare repository that holds main, judged by its pre-receive hook; the pushing side has no hooks."""
    place = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(place)], check=True)
    repository.git("remote", "add", "origin", f"file://{place}")
    repository.git("push", "-q", "origin", "main")
    assert init.run(["git", "--server", str(place), "--yes"]) == 0
    return place


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What the other side said, as one line."""
    return " ".join(" ".join(line.removeprefix("remote:") for line in done.stderr.splitlines()).split())


def says(place: Path) -> str:
    return git(place, "for-each-ref", "--format=%(refname) %(objectname)").stdout


# ---- a commit


def test_a_clear_commit_passes_in_silence(guarded: Repository) -> None:
    guarded.stage({"b.txt": "b\n"})
    done = git(guarded.root, "commit", "-q", "-m", "fine")
    assert done.returncode == 0
    assert done.stderr + done.stdout == ""


@pytest.mark.parametrize("editor", ["", "true"])
def test_a_destructive_commit_stops(guarded: Repository, editor: str) -> None:
    guarded.stage({"deploy.sh": DANGER})
    done = git(guarded.root, "commit", *(() if editor else ("-m", "x")), GIT_EDITOR=editor or "false")
    assert done.returncode == 1
    assert done.stderr.count("keyturn: this commit is refused, 1 finding") == 1
    assert "deploy.sh:2: high filesystem/recursive-delete" in done.stderr


def test_what_the_work_tree_says_does_not_count(guarded: Repository) -> None:
    guarded.stage({"deploy.sh": DANGER})
    guarded.write("deploy.sh", "#!/bin/sh\ntrue\n")
    assert git(guarded.root, "commit", "-m", "x").returncode == 1
    guarded.stage({"deploy.sh": "#!/bin/sh\ntrue\n"})
    guarded.write("deploy.sh", DANGER)
    assert git(guarded.root, "commit", "-m", "x").returncode == 0
    assert git(guarded.root, "commit", "-a", "-m", "x").returncode == 1


def test_a_commit_of_deletions_alone_is_judged(guarded: Repository) -> None:
    guarded.stage({f"f{number}": "x\n" for number in range(40)})
    assert git(guarded.root, "commit", "-m", "many").returncode == 0
    done = git(guarded.root, "rm", "-q", "f*")
    done = git(guarded.root, "commit", "-m", "gone")
    assert done.returncode == 1
    assert "change/mass-deletion" in done.stderr


def test_an_amended_commit_is_judged_for_what_it_adds(guarded: Repository) -> None:
    guarded.stage({"b.txt": "b\n"})
    assert git(guarded.root, "commit", "-m", "fine").returncode == 0
    guarded.stage({"deploy.sh": DANGER})
    assert git(guarded.root, "commit", "--amend", "--no-edit").returncode == 1


def test_a_trailer_can_excuse_because_the_message_is_known(
    guarded: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyturn.wiring.exceptions.record_file", lambda: str(tmp_path / "record.jsonl"))
    guarded.stage({"deploy.sh": DANGER})
    message = tmp_path / "message"
    message.write_text('Empty it\n\nKeyturn-Allow: filesystem/recursive-delete reason="moved" until=2099-01-01\n')
    hook = str(guarded.root / ".git/hooks/pre-commit")
    assert wiring.commit("pre-commit", hook).exit_code == 1  # an editor comes: the message is not written yet
    monkeypatch.setenv("GIT_EDITOR", ":")
    assert wiring.commit("pre-commit", hook) is None
    assert wiring.commit("pre-commit").exit_code == 1  # called by somebody else: nobody judges later
    report = wiring.commit("commit-msg", hook, str(message))
    assert report is not None
    assert report.exit_code == 0
    assert "exception for filesystem/recursive-delete in deploy.sh:2: moved" in wiring.render(report, "commit", "text")
    message.write_text("Empty it\n")
    assert wiring.commit("commit-msg", hook, str(message)).exit_code == 1


def test_a_merge_is_judged(guarded: Repository) -> None:
    guarded.git("checkout", "-q", "-b", "side")
    guarded.stage({"deploy.sh": DANGER})
    assert git(guarded.root, "commit", "--no-verify", "-m", "bad").returncode == 0
    guarded.git("checkout", "-q", "main")
    guarded.stage({"c.txt": "c\n"})
    assert git(guarded.root, "commit", "-m", "c").returncode == 0
    done = git(guarded.root, "merge", "--no-edit", "side")
    assert done.returncode == 1
    assert "filesystem/recursive-delete" in done.stderr


def test_a_pre_commit_alone_judges_itself(guarded: Repository) -> None:
    (guarded.root / ".git/hooks/commit-msg").unlink()
    guarded.stage({"deploy.sh": DANGER})
    assert git(guarded.root, "commit", "-m", "x").returncode == 1


def test_commits_in_worktrees_and_by_path(guarded: Repository, tmp_path: Path) -> None:
    guarded.git("worktree", "add", "-q", "-b", "second", str(tmp_path / "second"))
    (tmp_path / "second" / "deploy.sh").write_text(DANGER)
    (tmp_path / "second" / "b.txt").write_text("b\n")
    git(tmp_path / "second", "add", ".")
    assert git(tmp_path / "second", "commit", "-m", "x", "--", "deploy.sh").returncode == 1
    assert git(tmp_path / "second", "commit", "-m", "x", "--", "b.txt").returncode == 0


# ---- hooks that were there


def test_the_hook_that_was_there_runs_first_with_everything_git_gives(repository: Repository, server: Path) -> None:
    (server / "hooks/pre-receive").unlink()
    folder = repository.root / ".git/hooks"
    for name in ("commit-msg", "pre-push"):
        # no shebang: git hands it to sh, and so must we
        (folder / name).write_text(
            f'echo "$@" >>"$PWD/{name}.args"; cat >>"$PWD/{name}.in"; echo added >>"$1" 2>/dev/null; :\n'
        )
        (folder / name).chmod(0o755)
    (folder / "pre-commit").write_text("exit 9\n")  # not executable: git does not run it
    assert init.run(["git", "--yes"]) == 0
    repository.stage({"b.txt": "b\n"})
    assert git(repository.root, "commit", "-m", "words").returncode == 0
    assert git(repository.root, "log", "-1", "--format=%B").stdout == "words\nadded\n\n"
    done = git(repository.root, "push", "origin", "main")
    assert done.returncode == 0, done.stderr
    assert (repository.root / "commit-msg.args").read_text() == ".git/COMMIT_EDITMSG\n"
    assert (repository.root / "pre-push.args").read_text() == f"origin file://{server}\n"
    head = repository.git("rev-parse", "HEAD")
    assert (repository.root / "pre-push.in").read_text().startswith(f"refs/heads/main {head} refs/heads/main ")


def test_the_exit_code_of_the_hook_that_was_there_stops_everything(repository: Repository) -> None:
    old = repository.root / ".git/hooks/pre-commit"
    old.write_text("#!/bin/sh\necho mine says no\nexit 7\n")
    old.chmod(0o755)
    assert init.run(["git", "--yes"]) == 0
    repository.stage({"deploy.sh": DANGER})
    done = git(repository.root, "commit", "-m", "x")
    assert done.returncode == 1
    assert done.stderr == "mine says no\n"
    hook = subprocess.run([".git/hooks/pre-commit"], cwd=repository.root, capture_output=True, check=False)
    assert hook.returncode == 7


def test_a_hook_with_carriage_returns_stops_as_it_did(repository: Repository) -> None:
    old = repository.root / ".git/hooks/pre-commit"
    old.write_bytes(b"#!/bin/sh\r\nexit 0\r\n")
    old.chmod(0o755)
    repository.stage({"b.txt": "b\n"})
    before = git(repository.root, "commit", "-m", "x").returncode
    assert init.run(["git", "--yes"]) == 0
    assert git(repository.root, "commit", "-m", "x").returncode == before == 1


@pytest.mark.parametrize("python", ["/gone/bin/python", "bare"])
def test_a_keyturn_that_is_gone_or_broken_stops_with_a_reason(guarded: Repository, tmp_path: Path, python: str) -> None:
    if python == "bare":
        # an interpreter without Keyturn
        python = str(tmp_path / "python")
        Path(python).write_text(f'#!/bin/sh\nshift\nexec {sys.executable} -I -S "$@"\n')
        Path(python).chmod(0o755)
    hook = guarded.root / ".git/hooks/commit-msg"
    hook.write_text(hook.read_text().replace(f"python='{sys.executable}'", f"python='{python}'"))
    guarded.stage({"b.txt": "b\n"})
    done = git(guarded.root, "commit", "-m", "x")
    assert done.returncode == 1
    assert "keyturn: " in done.stderr
    assert "Install Keyturn again, then: keyturn init git" in done.stderr


def test_a_hooks_path_of_its_own(repository: Repository) -> None:
    (repository.root / ".git/own hooks").mkdir()
    repository.git("config", "core.hooksPath", ".git/own hooks")
    assert init.run(["git", "--yes"]) == 0
    repository.stage({"deploy.sh": DANGER})
    assert git(repository.root, "commit", "-m", "x").returncode == 1


# ---- a push, where it leaves


def test_a_push_is_judged_where_it_leaves(repository: Repository, server: Path) -> None:
    (server / "hooks/pre-receive").unlink()
    assert init.run(["git", "--yes"]) == 0
    repository.commit({"b.txt": "b\n"})
    assert git(repository.root, "push", "origin", "main").returncode == 0
    repository.stage({"db/V2__drop.sql": MIGRATION})
    assert git(repository.root, "commit", "--no-verify", "-m", "bad").returncode == 0
    done = git(repository.root, "push", "origin", "main", "HEAD:refs/heads/topic")
    assert done.returncode == 1
    assert "db/V2__drop.sql:1" in done.stderr
    repository.git("reset", "-q", "--hard", "HEAD~2")
    done = git(repository.root, "push", "--force", "origin", "main")
    assert done.returncode == 1
    assert "receive/branch-rewritten" in done.stderr
    assert "1 commit by person@example.com" in told(done)
    assert git(repository.root, "push", "origin", ":main").returncode == 1
    assert git(repository.root, "push", "--force", "--no-verify", "origin", "main").returncode == 0


def test_a_push_over_what_was_never_fetched_is_not_judged(repository: Repository, server: Path, tmp_path: Path) -> None:
    (server / "hooks/pre-receive").unlink()
    assert init.run(["git", "--yes"]) == 0
    git(tmp_path, "clone", "-q", str(server), "other")
    (tmp_path / "other/z").write_text("z")
    git(tmp_path / "other", "add", ".")
    git(tmp_path / "other", "commit", "-q", "-m", "z")
    git(tmp_path / "other", "push", "-q", "origin", "main")
    done = git(repository.root, "push", "--force", "origin", "main")
    assert done.returncode == 1
    assert "never fetched here\n  git fetch origin" in done.stderr


# ---- a push, where it arrives


def test_clean_pushes_arrive_in_silence_and_in_time(repository: Repository, server: Path) -> None:
    repository.commit({"b.txt": "b\n"})
    begun = time.monotonic()
    done = git(repository.root, "push", "origin", "main")
    assert done.returncode == 0
    assert "remote:" not in done.stderr
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit({"c.txt": "c\n"})
    repository.git("tag", "-a", "-m", "one", "v1")
    assert git(repository.root, "push", "origin", "topic", "v1").returncode == 0
    assert time.monotonic() - begun < 4


def test_a_commit_made_with_no_verify_is_caught(repository: Repository, server: Path) -> None:
    assert init.run(["git", "--yes"]) == 0
    repository.stage({"db/V2__drop.sql": MIGRATION})
    assert git(repository.root, "commit", "-q", "-m", "bad").returncode == 1
    assert git(repository.root, "commit", "-q", "--no-verify", "-m", "bad").returncode == 0
    before = says(server)
    done = git(repository.root, "push", "--no-verify", "-o", "keyturn.skip", "origin", "main")
    done = git(repository.root, "push", "--no-verify", "origin", "main", "main:refs/heads/topic", "main:refs/tags/v2")
    assert done.returncode == 1
    assert "remote: keyturn: this push is refused, 1 finding" in done.stderr
    assert "remote:   db/V2__drop.sql:1: " in done.stderr
    assert max(len(line.rstrip()) for line in done.stderr.splitlines() if line.startswith("remote: ")) <= 88
    assert says(server) == before


def test_push_options_change_nothing(repository: Repository, server: Path) -> None:
    git(server, "config", "receive.advertisePushOptions", "true")
    repository.commit({"deploy.sh": DANGER})
    done = git(
        repository.root, "push", "-o", "breakglass", "-o", "keyturn.skip=true", "origin", "main", KEYTURN_OFF="1"
    )
    assert done.returncode == 1
    assert "filesystem/recursive-delete" in done.stderr


def test_an_exception_that_the_push_itself_brings_does_not_count(repository: Repository, server: Path) -> None:
    repository.commit(
        {
            "deploy.sh": '#!/bin/sh\nrm -rf /srv/data # keyturn: allow[filesystem/recursive-delete] reason="x" until=2099-01-01\n'
        }
    )
    assert git(repository.root, "push", "origin", "main").returncode == 1


def test_an_exception_sent_ahead_on_a_branch_does_not_count_later(repository: Repository, server: Path) -> None:
    allow = '# keyturn: allow[filesystem/recursive-delete] reason="x" until=2099-01-01\n'
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit({"deploy.sh": f"#!/bin/sh\n{allow}true\n"})
    assert git(repository.root, "push", "origin", "topic").returncode == 0
    repository.commit({"deploy.sh": f"#!/bin/sh\n{allow}rm -rf /srv/data\n"})
    assert git(repository.root, "push", "origin", "topic").returncode == 1


@pytest.mark.parametrize("head", ["a branch that nobody pushed", "a commit"])
def test_an_exception_sent_ahead_where_head_names_no_branch(repository: Repository, server: Path, head: str) -> None:
    """A server made with another name for its first branch has no default branch that is there."""
    if head == "a commit":
        (server / "HEAD").write_text(repository.git("rev-parse", "main") + "\n")
    else:
        git(server, "symbolic-ref", "HEAD", "refs/heads/never-pushed")
    comment = '-- keyturn: allow[sql/drop-table] reason="mine" until=2199-01-31\n'
    repository.commit({"db/V2.sql": comment})
    assert git(repository.root, "push", "origin", "HEAD:refs/heads/mine").returncode == 0
    repository.commit({"db/V2.sql": comment + MIGRATION})
    done = git(repository.root, "push", "origin", "HEAD:refs/heads/mine")
    assert done.returncode == 1
    assert "sql/drop-table" in told(done)


def test_references_that_would_lose_something(repository: Repository, server: Path) -> None:
    repository.commit({"b.txt": "b\n"})
    repository.git("tag", "v1", "HEAD~1")
    assert git(repository.root, "push", "origin", "main", "v1").returncode == 0
    before = says(server)
    repository.git("reset", "-q", "--hard", "HEAD~1")
    repository.commit({"c.txt": "c\n"})
    repository.git("tag", "-f", "v1")
    for args, rule, words in (
        (
            ("--force", "origin", "main"),
            "critical receive/branch-rewritten",
            "1 commit leaves it, and 1 commit by person@example.com",
        ),
        (("origin", ":main"), "critical receive/branch-deleted", "is the default or a protected"),
        (("--force", "origin", "v1"), "receive/tag-moved", "a published tag"),
        (("origin", ":v1"), "receive/tag-deleted", "deletes the tag v1"),
        (("--mirror", "origin"), "receive/branch-rewritten", "receive/tag-moved"),
    ):
        done = git(repository.root, "push", *args)
        assert done.returncode == 1, args
        assert rule in told(done), done.stderr
        assert words in told(done), done.stderr
        assert says(server) == before


def test_another_name_for_main_protects_it_no_less(repository: Repository, server: Path) -> None:
    git(server, "symbolic-ref", "refs/heads/trusty", "refs/heads/main")
    repository.commit({"b.txt": "b\n"})
    assert git(repository.root, "push", "origin", "main:trusty").returncode == 0
    done = git(repository.root, "push", "--force", "origin", "HEAD~1:trusty")
    assert done.returncode == 1
    assert "critical receive/branch-rewritten" in done.stderr


def test_a_branch_of_ones_own_may_be_rewritten_and_one_of_others_not(repository: Repository, server: Path) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit({"c.txt": "c\n"})
    assert git(repository.root, "push", "origin", "topic").returncode == 0
    repository.stage({"c.txt": "better\n"})
    repository.git("commit", "-q", "--amend", "--no-edit")
    done = git(repository.root, "push", "--force", "origin", "topic")
    assert done.returncode == 0, done.stderr
    assert "note: refs/heads/topic: rewrites the branch topic: 1 commit leaves it" in told(done)
    repository.stage({"d.txt": "d\n"})
    assert git(repository.root, "commit", "-q", "-m", "d", **ANOTHER).returncode == 0
    assert git(repository.root, "push", "origin", "topic").returncode == 0
    repository.git("reset", "-q", "--hard", "HEAD~1")
    done = git(repository.root, "push", "--force", "origin", "topic")
    assert done.returncode == 1
    assert "1 commit by other@example.com" in told(done)


def test_a_branch_goes_when_nothing_goes_with_it(repository: Repository, server: Path) -> None:
    for name in ("merged", "squashed", "open"):
        repository.git("checkout", "-q", "-b", name, "main")
        repository.commit({f"{name}.txt": "x\n"})
        repository.commit({f"{name}.txt": "y\n"})
        assert git(repository.root, "push", "-q", "origin", name).returncode == 0
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-edit", "merged")
    repository.git("merge", "-q", "--squash", "squashed")
    repository.commit()
    assert git(repository.root, "push", "-q", "origin", "main").returncode == 0
    assert git(repository.root, "push", "origin", ":merged").returncode == 0
    assert git(repository.root, "push", "origin", ":squashed").returncode == 0
    done = git(repository.root, "push", "origin", ":open")
    assert done.returncode == 1
    assert "2 commits by" in told(done)
    # kept under another name in the same push, nothing is lost
    assert git(repository.root, "push", "origin", ":open", "open:refs/tags/archive/open").returncode == 0


def test_what_main_has_already_is_not_judged_again_on_a_branch(repository: Repository, server: Path) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit({"c.txt": "c\n"})
    assert git(repository.root, "push", "-q", "origin", "topic").returncode == 0
    # accepted on main by somebody with access to the server
    repository.git("checkout", "-q", "main")
    repository.commit({"db/V2__drop.sql": MIGRATION})
    (server / "hooks/pre-receive").rename(server / "hooks/pre-receive.off")
    assert git(repository.root, "push", "-q", "origin", "main").returncode == 0
    (server / "hooks/pre-receive.off").rename(server / "hooks/pre-receive")
    repository.git("checkout", "-q", "topic")
    repository.git("merge", "-q", "--no-edit", "main")
    assert git(repository.root, "push", "origin", "topic").returncode == 0
    repository.commit({"deploy.sh": DANGER})
    assert git(repository.root, "push", "origin", "topic").returncode == 1


def test_a_merge_that_drops_what_main_has_is_seen(repository: Repository, server: Path) -> None:
    repository.commit({f"f{number}.txt": "x\n" for number in range(50)})
    assert git(repository.root, "push", "-q", "origin", "main").returncode == 0
    repository.git("checkout", "-q", "-b", "old", "HEAD~1")
    repository.commit({"c.txt": "c\n"})
    repository.git("merge", "-q", "--no-edit", "-s", "ours", "main")
    done = git(repository.root, "push", "origin", "old:main")
    assert done.returncode == 1
    assert "change/mass-deletion" in done.stderr


def test_a_first_push_and_a_root_of_its_own(repository: Repository, tmp_path: Path) -> None:
    place = tmp_path / "empty.git"
    subprocess.run(["git", "init", "-q", "--bare", str(place)], check=True)
    assert init.run(["git", "--server", str(place), "--yes"]) == 0
    assert git(repository.root, "push", str(place), "main").returncode == 0
    repository.git("checkout", "-q", "--orphan", "elsewhere")
    repository.git("rm", "-rqf", ".")
    repository.commit({"deploy.sh": DANGER})
    assert git(repository.root, "push", str(place), "elsewhere").returncode == 1


def test_a_tag_of_no_commit_is_not_judged(repository: Repository, server: Path) -> None:
    repository.git("tag", "thing", repository.git("rev-parse", "HEAD:a.txt"))
    done = git(repository.root, "push", "origin", "thing")
    assert done.returncode == 1
    assert "could not be judged" in done.stderr


def test_a_quarantine_elsewhere_is_refused(server: Path, tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "hook", "pre-receive"],
        cwd=server,
        input=b"%040d %s refs/heads/x\n" % (0, b"a" * 40),
        env={
            **os.environ,
            "GIT_QUARANTINE_PATH": str(tmp_path / "objects"),
            "GIT_OBJECT_DIRECTORY": str(tmp_path / "objects"),
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert b"does not lead into this repository" in b" ".join(done.stdout.split())


def organisation(root: Path, text: str) -> str:
    place = root / "machine/etc/keyturn"
    place.mkdir(parents=True)
    (place / "keyturn.toml").write_text(text)
    return str(root / "machine")


@pytest.mark.parametrize(("setting", "code"), [("", 3), ('on_deadline = "accept"\n', 0)])
def test_a_judgement_that_hangs_ends_in_time_with_what_it_started(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, code: int
) -> None:
    """A git that never answers stands for whatever may hang."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").write_text(f'#!/bin/sh\necho $$ >"{tmp_path}/pid"\nexec sleep 600\n')
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    root = organisation(tmp_path, "[receive]\ndeadline_seconds = 1\n" + setting)
    begun = time.monotonic()
    line = b"%040d %s refs/heads/x\n" % (0, b"a" * 40)
    found = wiring.receive(
        line,
        lambda report: bytes([report.exit_code]) + wiring.render(report, "push", "text").encode(),
        directory=str(server),
        root=root,
    )
    assert 1 <= time.monotonic() - begun < 3
    assert found[0] == code
    assert b"not judged within 1 s" in b" ".join(found.split())
    helper = int((tmp_path / "pid").read_text())
    assert not Path(f"/proc/{helper}").exists() or "Z" in Path(f"/proc/{helper}/stat").read_text().split()[2]


def with_root(server: Path, root: str) -> None:
    """A pre-receive hook that reads the organisation's file below a directory of the test's."""
    hook = server / "hooks/pre-receive"
    hook.write_text(
        f"#!{sys.executable}\nimport sys\nfrom keyturn.wiring import hook\n"
        "answer = lambda report: bytes([report.exit_code]) + hook.render(report, 'push', 'text').encode()\n"
        f"found = hook.receive(sys.stdin.buffer.read(), answer, root={root!r})\n"
        "sys.stdout.buffer.write(found[1:]); sys.stdout.flush(); sys.exit(found[0])\n"
    )


def test_a_huge_push_is_refused_in_time(repository: Repository, server: Path, tmp_path: Path) -> None:
    with_root(server, organisation(tmp_path, "[receive]\ndeadline_seconds = 1\n"))
    text = "".join(f"ALTER TABLE t DROP COLUMN c{number};\n" for number in range(1500))
    repository.commit({f"db/V{number}__x.sql": f"-- {number}\n{text}" for number in range(2, 150)})
    before = says(server)
    begun = time.monotonic()
    done = git(repository.root, "push", "origin", "main")
    assert time.monotonic() - begun < 10  # packing it takes its time too
    assert done.returncode == 1
    assert "not judged within 1 s, so it is refused" in told(done)
    assert says(server) == before


def test_the_organisation_protects_and_lets_move(repository: Repository, server: Path, tmp_path: Path) -> None:
    root = organisation(
        tmp_path, '[receive]\nprotected = ["refs/heads/team/*"]\nmoving = ["refs/tags/nightly"]\nmax_commits = 3\n'
    )
    with_root(server, root)
    repository.git("tag", "nightly")
    repository.git("branch", "team/one")
    assert git(repository.root, "push", "origin", "nightly", "team/one").returncode == 0
    repository.commit({"b.txt": "b\n"})
    repository.git("tag", "-f", "nightly")
    assert git(repository.root, "push", "--force", "origin", "nightly").returncode == 0
    done = git(repository.root, "push", "origin", ":team/one")
    assert done.returncode == 1
    assert "critical receive/branch-deleted" in done.stderr
    for number in range(4):
        repository.commit({"n.txt": str(number)})
    done = git(repository.root, "push", "origin", "main")
    assert done.returncode == 1
    assert "more than 3 new commits" in done.stderr
