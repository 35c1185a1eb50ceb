"""The second best, where there are no namespaces: which commands may use it, and what holds them."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from keyturn.adapter import sandbox, sandbox_copy
from keyturn.adapter.rehearse_files import FileRehearser
from keyturn.adapter.rehearse_git import GitWatch
from keyturn.errors import CouldNotJudge
from keyturn.rehearse import files
from keyturn.rehearse.service import Silence
from keyturn.wiring import rehearse
from tests.rehearse_watch import filled, untouched


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return filled(tmp_path / "here")


def run(command: str, directory: Path, seconds: float = 20.0) -> sandbox.Ran:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    return sandbox_copy.run(sandbox.Wish(("/bin/bash", "-c", command), str(directory), environment, seconds))


def _refusing(_wish: sandbox.Wish) -> sandbox.Ran:
    raise sandbox.SandboxUnavailableError("new namespaces: Operation not permitted", "switch them on")


def test_used_where_the_sandbox_is_refused_and_said(here: Path) -> None:
    action = rehearse.action("rm -rf deep; echo x > a.txt", (), str(here), 60.0)
    with untouched(here):
        report = FileRehearser(GitWatch, run=_refusing).rehearse(action, Silence())
    assert report.difference.files.deleted.paths == (f"{here}/deep/c.txt", f"{here}/deep/er/d.txt")
    assert report.difference.files.changed.paths == (f"{here}/a.txt",)
    assert report.how[0].startswith(f"a copy of {here}, held by Landlock")


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /srv/x",
        "rm -rf deep ../other",
        "rm -rf ~/x",
        'rm -rf "$X"',
        "rm -rf $(cat list)",
        "cd deep && rm -rf *",
        "make clean",
        "bash -c 'rm -rf deep'",
        "python3 -c 'import shutil; shutil.rmtree(\"deep\")'",
        "./rm -rf deep",
        "find . -name '*.txt' -delete -o -exec sh {} ;",
        "echo x > /tmp/y; rm a.txt",
        "git clean -fdx",
        "ls",
    ],
)
def test_refused_for_what_may_leave_the_directory(here: Path, command: str) -> None:
    action = rehearse.action(command, (), str(here), 60.0)
    assert not files.bounded(action.judgement, str(here))
    with untouched(here), pytest.raises(sandbox.SandboxUnavailableError):
        FileRehearser(run=_refusing).rehearse(action, Silence())


def test_measures_what_became_of_the_copy(here: Path) -> None:
    (here / "link").symlink_to("a.txt")
    with untouched(here):
        ran = run("rm -r deep; mkdir -p new/empty; echo more >> b.txt; ln -sfn b.txt link; mv a.txt c.txt", here)
    assert ran.changes.deleted.paths == (f"{here}/a.txt", f"{here}/deep/c.txt", f"{here}/deep/er/d.txt")
    assert ran.changes.created.paths == (f"{here}/c.txt", f"{here}/new/empty/")
    assert ran.changes.changed.paths == (f"{here}/b.txt", f"{here}/link")


def test_writing_elsewhere_is_refused(here: Path, tmp_path: Path) -> None:
    other = filled(tmp_path / "other")
    (here / "out").symlink_to(other)
    with untouched(here, other):
        ran = run(
            f"rm -rf {other}/*; rm -rf ../other/*; rm out/a.txt; echo x > out/new; : > {other}/b.txt; "
            f"truncate -s 0 {other}/a.txt; mv {other}/a.txt .; ln {other}/a.txt hard; chmod 0 {other}/a.txt; "
            f"touch {other}/a.txt; mkdir {other}/d; setfattr -n user.x -v y {other}/a.txt; true",
            here,
        )
    assert ran.changes.deleted.count == 0


def test_processes_and_sockets_are_out_of_reach(here: Path, tmp_path: Path) -> None:
    victim = subprocess.Popen(["sleep", "60"])
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "s"))
    server.listen()
    server.setblocking(False)
    try:
        ran = run(
            f"kill -9 {victim.pid}; /bin/kill -9 -1; python3 -c 'import socket; socket.socket(socket.AF_UNIX)"
            f'.connect("{tmp_path}/s"); print("REACHED")\'; exec 3<>/dev/tcp/127.0.0.1/22 && echo REACHED',
            here,
        )
        assert victim.poll() is None
        assert b"REACHED" not in ran.output
        with pytest.raises(BlockingIOError):
            server.accept()
    finally:
        server.close()
        victim.kill()
        victim.wait()


def test_what_is_left_running_is_ended(here: Path) -> None:
    marker = f"keyturn-test-copy-{os.getpid()}"
    run(f"(setsid bash -c 'exec -a {marker} sleep 100' >/dev/null 2>&1 &); exit 0", here)
    found = subprocess.run(["pgrep", "-f", f"^{marker}"], capture_output=True, check=False)
    assert found.stdout == b""


def test_time_is_bounded(here: Path) -> None:
    ran = run("trap '' TERM; rm a.txt; sleep 100", here, seconds=1)
    assert ran.stopped == "time"
    assert ran.changes.deleted.paths == (f"{here}/a.txt",)


def test_too_large_a_directory_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_copy, "FILES", 3)
    with pytest.raises(CouldNotJudge, match="too large"):
        run("rm a.txt", here)
