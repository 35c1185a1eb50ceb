"""Putting Keyturn's hooks into real repositories and taking them out: nothing else changes, and nothing is left."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from keyturn.cli import init, uninstall
from keyturn.errors import UsageError
from keyturn.wiring import git_hooks, hook_scripts
from tests.repositories import Repository

CLIENT = hook_scripts.CLIENT


def picture(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file, link and directory below a folder: its mode and content."""
    found: dict[str, tuple[int, bytes]] = {}
    for place, directories, files in os.walk(folder):
        for name in [*directories, *files]:
            path = Path(place) / name
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                content = os.fsencode(os.readlink(path))
            else:
                content = path.read_bytes() if stat.S_ISREG(mode) else b""
            found[str(path.relative_to(folder))] = (mode, content)
    return found


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    found = Repository(tmp_path / "work")
    found.commit({"a.txt": "a\n"})
    monkeypatch.chdir(found.root)
    return found


def hooks(repository: Repository) -> Path:
    return repository.root / ".git" / "hooks"


def put(path: Path, content: bytes, mode: int = 0o755) -> None:
    path.write_bytes(content)
    path.chmod(mode)


def test_in_and_out_again_leaves_the_repository_byte_for_byte_as_it_was(repository: Repository) -> None:
    put(hooks(repository) / "pre-commit", b"#!/bin/sh\necho mine\n", 0o751)
    put(hooks(repository) / "commit-msg", b"echo no shebang\r\n", 0o644)
    (hooks(repository) / "team.sh").write_bytes(b"#!/bin/sh\n")
    (hooks(repository) / "pre-push").symlink_to("team.sh")
    before = picture(repository.root)
    assert init.run(["git", "--yes"]) == 0
    during = picture(repository.root)
    assert {path for path in during if during[path] != before.get(path)} == {
        *(f".git/hooks/{name}" for name in CLIENT),
        *(f".git/hooks/{name}.before-keyturn" for name in ("pre-commit", "commit-msg", "pre-push")),
    }
    assert during[".git/hooks/pre-push.before-keyturn"] == before[".git/hooks/pre-push"]
    assert uninstall.run(["git", "--yes"]) == 0
    assert picture(repository.root) == before


def test_two_in_a_row_change_nothing_the_second_time(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init.run(["git", "--yes"]) == 0
    once = picture(repository.root)
    capsys.readouterr()
    assert init.run(["git", "--yes"]) == 0
    assert picture(repository.root) == once
    assert "Nothing to do." in capsys.readouterr().out


def test_a_dry_run_shows_a_diff_and_touches_nothing(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    put(hooks(repository) / "pre-commit", b"#!/bin/sh\n")
    before = picture(repository.root)
    assert init.run(["git", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "pre-commit.before-keyturn: kept, runs first" in shown
    assert f"+python='{sys.executable}'" in shown
    assert picture(repository.root) == before


def test_without_a_person_to_ask_nothing_is_done(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(repository.root)
    with open(os.devnull, encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        with pytest.raises(UsageError, match="nobody is there"):
            init.run(["git"])
    assert picture(repository.root) == before


def test_json_tells_the_changes(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert init.run(["git", "--json", "--yes"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["done"] is True
    assert [one["action"] for one in told["changes"]] == ["create"] * 4
    assert init.run(["git", "--json"]) == 0
    assert [one["action"] for one in json.loads(capsys.readouterr().out)["changes"]] == ["keep"] * 4


def test_an_edited_hook_is_left_and_said(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    put(hooks(repository) / "pre-push", b"#!/bin/sh\nexit 0\n")
    init.run(["git", "--yes"])
    edited = hooks(repository) / "pre-push"
    edited.write_bytes(edited.read_bytes() + b"make lint\n")
    kept = edited.read_bytes()
    assert uninstall.run(["git", "--yes"]) == 1
    assert "pre-push was edited since" in capsys.readouterr().err
    assert edited.read_bytes() == kept
    assert (hooks(repository) / "pre-push.before-keyturn").read_bytes() == b"#!/bin/sh\nexit 0\n"
    assert not (hooks(repository) / "pre-commit").exists()
    assert init.run(["git", "--yes"]) == 1
    assert edited.read_bytes() == kept


def test_another_tools_hook_in_place_of_ours_is_never_lost(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    put(hooks(repository) / "pre-commit", b"first\n")
    init.run(["git", "--yes"])
    put(hooks(repository) / "pre-commit", b"second\n")
    before = picture(hooks(repository))
    assert init.run(["git", "--yes"]) == 1
    assert "in the way" in capsys.readouterr().err
    assert picture(hooks(repository)) == before
    assert uninstall.run(["git", "--yes"]) == 0
    assert (hooks(repository) / "pre-commit").read_bytes() == b"second\n"
    assert (hooks(repository) / "pre-commit.before-keyturn").read_bytes() == b"first\n"


def test_an_interpreter_that_moved_is_written_anew(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    put(hooks(repository) / "pre-commit", hook_scripts.script("pre-commit", "/gone/bin/python"))
    assert init.run(["git", "--yes"]) == 0
    assert hook_scripts.quoted(sys.executable).encode() in (hooks(repository) / "pre-commit").read_bytes()
    assert not (hooks(repository) / "pre-commit.before-keyturn").exists()


def test_a_hook_directory_that_was_made_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", "--template=", str(tmp_path / "bare-bones")], check=True)
    monkeypatch.chdir(tmp_path / "bare-bones")
    before = picture(tmp_path)
    assert init.run(["git", "--yes"]) == 0
    assert uninstall.run(["git", "--yes"]) == 0
    assert picture(tmp_path) == before


def test_a_failure_half_way_takes_everything_back(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    put(hooks(repository) / "pre-commit", b"#!/bin/sh\n")
    plan = git_hooks.install("")
    # between planning and doing, something takes the place that pre-push's new file is written to
    (hooks(repository) / f"pre-push.{os.getpid()}.keyturn-new").mkdir()
    before = picture(repository.root)
    with pytest.raises(UsageError, match="Nothing was changed"):
        git_hooks.perform(plan)
    assert picture(repository.root) == before


def test_a_read_only_directory_is_said_and_nothing_changes(repository: Repository, tmp_path: Path) -> None:
    """As a user whom the directory's mode holds: root is held by none."""
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == os.getuid() and len(place.parts) > 2:
            place.chmod(place.stat().st_mode | 0o055)
    folder = hooks(repository)
    folder.chmod(0o555)
    before = picture(folder)
    code = (
        "import os, sys; from keyturn.cli import main; from keyturn.wiring import git_hooks\n"
        "plan = git_hooks.install('')\n"
        "os.getuid() or os.seteuid(65534)\n"
        "try:\n    git_hooks.perform(plan)\n"
        "except Exception as problem:\n    sys.exit(str(problem))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=repository.root, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Permission denied\n  Nothing was changed. Make the directory writable" in done.stderr
    assert picture(folder) == before
    folder.chmod(0o755)


def test_hooks_that_the_repository_keeps_are_only_explained(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("githooks/pre-commit", "#!/bin/sh\nmake lint\n", 0o755)
    repository.commit()
    repository.git("config", "core.hooksPath", "githooks")
    before = picture(repository.root)
    assert init.run(["git", "--yes"]) == 1
    told = capsys.readouterr().err
    assert 'githooks/pre-commit:  keyturn hook pre-commit -- "$@" || exit $?' in told
    assert picture(repository.root) == before


def test_told_so_tracked_hooks_get_a_block_that_goes_again(repository: Repository) -> None:
    repository.write("githooks/pre-commit", "#!/usr/bin/env bash\nmake lint\n", 0o755)
    repository.write("githooks/pre-push", "#!/usr/bin/env python3\nprint('hi')\n", 0o755)
    repository.commit()
    repository.git("config", "core.hooksPath", "githooks")
    before = picture(repository.root)
    assert init.run(["git", "--yes", "--tracked"]) == 0
    text = (repository.root / "githooks/pre-commit").read_text()
    assert text.startswith("#!/usr/bin/env bash\n# keyturn: begin")
    assert text.endswith("make lint\n")
    assert (repository.root / "githooks/pre-push").read_text() == "#!/usr/bin/env python3\nprint('hi')\n"
    assert init.run(["git", "--yes", "--tracked"]) == 0
    assert (repository.root / "githooks/pre-commit").read_text() == text
    assert uninstall.run(["git", "--yes"]) == 0
    assert picture(repository.root) == before


def test_husky_is_changed_where_a_team_changes_it(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.write(".husky/_/.gitignore", "*\n")
    repository.write(".husky/_/pre-commit", '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n', 0o755)
    repository.write(".husky/pre-commit", "npm test\n")
    repository.commit()
    repository.git("config", "core.hooksPath", ".husky/_")
    assert init.run(["git", "--yes"]) == 1
    assert ".husky/pre-commit:  keyturn hook" in capsys.readouterr().err
    assert init.run(["git", "--yes", "--tracked"]) == 0
    assert (repository.root / ".husky/pre-commit").read_text().endswith("npm test\n")
    assert "keyturn" not in (repository.root / ".husky/_/pre-commit").read_text()
    assert uninstall.run(["git", "--yes"]) == 0
    assert (repository.root / ".husky/pre-commit").read_text() == "npm test\n"


@pytest.mark.parametrize("scope", ["global", "local"])
def test_a_directory_that_others_use_too_needs_a_word(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scope: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    everybody = tmp_path / "all hooks"
    everybody.mkdir()
    put(everybody / "pre-commit", b"#!/bin/sh\nexit 0\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    repository.git("config", f"--{scope}", "core.hooksPath", str(everybody))
    before = picture(tmp_path)
    assert init.run(["git", "--yes"]) == 1
    assert "init git --shared" in capsys.readouterr().err
    assert picture(tmp_path) == before
    assert init.run(["git", "--yes", "--shared"]) == 0
    assert (everybody / "commit-msg").exists()
    capsys.readouterr()
    assert uninstall.run(["git", "--yes"]) == 0
    assert "judged no longer" in "".join(capsys.readouterr())
    assert picture(tmp_path) == before


def test_a_relative_untracked_hooks_path_is_where_the_hooks_go(repository: Repository) -> None:
    (repository.root / "mine").mkdir()
    repository.git("config", "core.hooksPath", "mine")
    assert init.run(["git", "--yes"]) == 0
    assert (repository.root / "mine" / "pre-commit").exists()
    assert not (hooks(repository) / "pre-commit").exists()


def test_worktrees_share_and_submodules_have_their_own(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "second"))
    monkeypatch.chdir(tmp_path / "second")
    assert init.run(["git", "--yes"]) == 0
    assert (hooks(repository) / "pre-commit").exists()
    part = Repository(tmp_path / "part")
    part.commit({"x": "x"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part.root), "part")
    monkeypatch.chdir(repository.root / "part")
    assert init.run(["git", "--yes"]) == 0
    assert (repository.root / ".git/modules/part/hooks/pre-commit").exists()


def test_the_frameworks_own_way_of_keeping_a_hook_is_undone_too(repository: Repository) -> None:
    assert init.run(["git", "--yes"]) == 0
    (hooks(repository) / "pre-commit").rename(hooks(repository) / "pre-commit.legacy")
    put(hooks(repository) / "pre-commit", b"#!/usr/bin/env bash\n# File generated by pre-commit\n")
    assert init.run(["git", "--yes"]) == 0
    assert not (hooks(repository) / "pre-commit.before-keyturn").exists()
    assert uninstall.run(["git", "--yes"]) == 0
    assert not (hooks(repository) / "pre-commit.legacy").exists()
    assert (hooks(repository) / "pre-commit").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["agent"],
        ["git", "agents"],
        ["git", "--host", "claude"],
        ["--tracked"],
        ["git", "git"],
        ["git", "--no"],
        ["git", "--server"],
        ["git", "--yes=1"],
        ["git", "--server", "."],
    ],
)
def test_usage(repository: Repository, args: list[str]) -> None:
    with pytest.raises(UsageError):
        init.run(args)


def test_a_script_is_known_again_only_as_it_was_written() -> None:
    text = hook_scripts.script("pre-push", "/opt/a'b/python", made_directory=True)
    assert hook_scripts.is_untouched(text)
    assert hook_scripts.made_directory(text)
    assert b"python='/opt/a'\\''b/python'" in text
    assert not hook_scripts.is_untouched(text.replace(b" made:directory", b""))
    assert not hook_scripts.is_untouched(text + b"\n")
    assert hook_scripts.is_ours(text + b"\n")
    assert not hook_scripts.is_ours(b"#!/bin/sh\n")


@pytest.mark.parametrize("name", [*CLIENT, *hook_scripts.SERVER])
def test_a_script_is_plain_shell(name: str) -> None:
    subprocess.run(["sh", "-n"], input=hook_scripts.script(name, "/x"), check=True)
