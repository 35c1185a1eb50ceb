"""2,229 files, and the photographs of fifteen years: gone without Keyturn, counted, bound and brought back with it."""

from __future__ import annotations

import os
import pty
import sys
from typing import TYPE_CHECKING

import pytest

from keyturn.rehearse.bound import Stale
from keyturn.wiring import gate
from keyturn.wiring.run import Run
from tests.guarded import RUNNER, Guarded

if TYPE_CHECKING:
    from pathlib import Path

MANY = 2_229
LAST = "sys.exit(main())"
PERSON = "from keyturn.wiring import run; run.agent_session = lambda _environment: ''; "
"""Whoever runs the tests may be an agent."""


class Quiet:
    def step(self, what: str) -> None:
        """Nothing is shown."""


def contents(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Guarded:
    machine = Guarded(tmp_path / "root", tmp_path / "project")
    machine.sh("git init -q -b main . ; echo x > README; git add . ; git commit -qm first")
    for number in range(MANY):
        place = machine.work / "data" / f"{number % 23:02}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.json").write_text(f'{{"n": {number}}}')
    return machine


@pytest.fixture
def photographs(tmp_path: Path) -> Guarded:
    machine = Guarded(tmp_path / "root", tmp_path / "tidying")
    family = tmp_path / "family"
    for year in range(2009, 2024):
        place = family / "photographs" / str(year)
        place.mkdir(parents=True)
        for number in range(20):
            (place / f"IMG_{number:04}.JPG").write_bytes(bytes([year % 256, number]) * 50)
    (family / "album").symlink_to("photographs/2009")
    return machine


def test_without_keyturn_the_files_are_gone(project: Guarded) -> None:
    project.sh("rm -rf data")
    assert not (project.work / "data").exists()


def test_the_files_are_stopped_counted_bound_and_restored(project: Guarded) -> None:
    before = contents(project.work / "data")
    assert len(before) == MANY
    assert project.check("rm -rf data").code == 1
    assert project.rehearse("rm -rf data")["difference"]["files"]["deleted"]["count"] == MANY
    assert contents(project.work / "data") == before
    done = project.approved("rm -rf data", "--rehearse")
    assert done.code == 0, done
    assert done.json["outcome"] == "SUCCEEDED"
    assert done.json["rehearsal"]["difference"]["files"]["deleted"]["count"] == MANY
    assert not (project.work / "data").exists()
    assert project.keyturn("undo", done.json["undo"]).code == 0
    assert contents(project.work / "data") == before


def test_without_keyturn_the_photographs_are_gone(photographs: Guarded) -> None:
    photographs.sh("rm -rf ../family/photographs")
    assert not (photographs.work.parent / "family" / "photographs").exists()


def test_photographs_outside_git_are_held_and_come_back(photographs: Guarded) -> None:
    place = photographs.work.parent / "family" / "photographs"
    before = contents(place)
    command = f"rm -rf {place}"
    assert photographs.check(command).code == 1
    assert photographs.rehearse(command)["difference"]["files"]["deleted"]["count"] == len(before) == 300
    assert contents(place) == before
    done = photographs.approved(command)
    assert done.code == 0, done
    assert not place.exists()
    assert done.json["undo"], "where an undo point is possible, it is taken although only a person was asked for"
    assert photographs.keyturn("undo", done.json["undo"]).code == 0
    assert contents(place) == before


@pytest.mark.parametrize("what", ["a file is added", "a file is changed", "a file is gone"])
def test_files_that_changed_since_the_rehearsal_are_not_touched(project: Guarded, what: str) -> None:
    where = gate.Surroundings(project.environment, str(project.work), root=str(project.root), temporary=())
    run = Run("rm -rf data", (), "", where, always=True, quiet=True)
    report = run.rehearse(Quiet())
    assert not run.unbound
    assert report.difference.files.deleted.count == MANY
    if what == "a file is added":
        (project.work / "data" / "00" / "new.json").write_text("{}")
    elif what == "a file is changed":
        (project.work / "data" / "00" / "0.json").write_text('{"n": "other"}')
    else:
        (project.work / "data" / "00" / "0.json").unlink()
    with pytest.raises(Stale, match="changed"):
        run.rule(asks=False)
    run.close()
    assert (project.work / "data" / "01").is_dir()


def test_what_runs_without_a_rehearsal_leaves_its_record(project: Guarded) -> None:
    done = project.keyturn("run", "--", "rm README; exit 3")
    assert done.code == 3, done
    (record,) = project.records("run.executed")
    assert (record["command"], record["code"], record["bound"]) == ("rm README; exit 3", 3, "")
    assert project.keyturn("run", "--", "ls").code == 0
    assert len(project.records("run.executed")) == 1, "what has no effect is only counted"


@pytest.mark.parametrize("what", ["the script", "what the script calls", "a program put in front of it"])
def test_what_is_run_is_swapped_while_a_person_reads(project: Guarded, what: str) -> None:
    programs = project.work.parent / "programs"
    programs.mkdir()
    (project.work / "clean.sh").write_text("#!/bin/sh\nsh ./inner.sh\nrm -rf data\n")
    (project.work / "inner.sh").write_text("true\n")
    environment = {**project.environment, "PATH": f"{programs}:{project.environment['PATH']}"}
    where = gate.Surroundings(environment, str(project.work), root=str(project.root), temporary=())
    run = Run("sh clean.sh", (), "", where, always=True, quiet=True)
    run.rehearse(Quiet())
    assert not run.unbound
    ruling = run.rule(asks=False)
    worse = "rm -rf data README\n"
    if what == "the script":
        script = project.work / "clean.sh"
        before = script.stat()
        # as long as it was, and with its times
        script.write_text("#!/bin/sh\nrm -rf data README #\n".ljust(before.st_size - 1) + "\n")
        os.utime(script, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert script.stat().st_size == before.st_size
    elif what == "what the script calls":
        (project.work / "inner.sh").write_text(worse)
    else:
        (programs / "sh").write_text("#!/bin/bash\n" + worse)
        (programs / "sh").chmod(0o755)
    with pytest.raises(Stale, match="have changed"):
        run.execute(ruling)
    run.close()
    assert (project.work / "README").exists()
    assert (project.work / "data" / "01").is_dir()


def on_a_terminal(machine: Guarded, answer: bytes, *words: str, **more: str) -> tuple[int, bytes]:
    """`keyturn` with a terminal of its own on which somebody types."""
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(machine.work)
        argv = [sys.executable, "-c", RUNNER, str(machine.root), *words]
        os.execve(sys.executable, argv, {**machine.environment, **more})
    os.write(handle, answer)
    said = b""
    while True:
        try:
            piece = os.read(handle, 65_536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    _pid, status = os.waitpid(pid, 0)
    os.close(handle)
    return os.waitstatus_to_exitcode(status), said


def test_an_agent_answers_no_question(project: Guarded) -> None:
    """A pseudo-terminal is one line of Python: whoever opens one inside an agent's session is not asked."""
    code, said = on_a_terminal(project, b"y\ny\n", "run", "--rehearse", "--", "rm -rf data", CLAUDECODE="1")
    assert code == 1, said
    assert b"run it?" not in said
    assert len(contents(project.work / "data")) == MANY


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1), (b"\n", 1), (b"maybe\n", 1)])
def test_a_person_is_asked_after_what_was_shown(
    project: Guarded, monkeypatch: pytest.MonkeyPatch, answer: bytes, code: int
) -> None:
    monkeypatch.setattr("tests.incidents.test_incident_files.RUNNER", RUNNER.replace(LAST, PERSON + LAST))
    found, said = on_a_terminal(project, answer, "run", "--rehearse", "--yes", "--", "rm -rf data")
    assert b"2,229 files deleted" in said
    assert b"run it? [y/N]" in said, said
    assert found == code, said
    assert (project.work / "data").exists() == (code != 0)
