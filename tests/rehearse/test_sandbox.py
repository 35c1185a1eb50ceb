"""The file sandbox measures what a command would do to files, and leaves the real ones alone. Real kernel, no fakes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.adapter import sandbox
from keyturn.errors import CouldNotJudge
from tests.conftest import PACKAGE
from tests.rehearse_watch import filled, state, untouched


def run(command: str, directory: Path, **more: object) -> sandbox.Ran:
    wish = {"seconds": 20.0, **more}
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    return sandbox.run(sandbox.Wish(("/bin/bash", "-c", command), str(directory), environment, **wish))  # type: ignore[arg-type]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return filled(tmp_path / "here")


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="keyturn-test-", dir="/var/tmp"))
    yield filled(place)
    shutil.rmtree(place)


@pytest.fixture
def home() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="keyturn-test-", dir=os.environ["HOME"]))
    yield filled(place)
    shutil.rmtree(place)


def test_deleted_directory_is_counted_file_by_file(here: Path) -> None:
    sizes = {str(one): one.stat().st_size for one in here.rglob("*") if one.is_file()}
    with untouched(here):
        ran = run("rm -rf ../here", here)
    assert ran.exit_code == 0
    found = ran.changes.deleted
    assert found.count == 4
    assert dict(zip(found.paths, found.sizes, strict=True)) == sizes
    assert found.size == sum(sizes.values())


def test_deletions_outside_the_directory_are_measured_and_not_done(here: Path, elsewhere: Path, home: Path) -> None:
    (here / "link").symlink_to(elsewhere)
    with untouched(here, elsewhere, home):
        ran = run(
            f"rm {elsewhere}/a.txt; rm ~/{home.name}/a.txt; rm link/b.txt; rm ../here/../here/b.txt; "
            f"cd /; rm .{elsewhere}/deep/c.txt",
            here,
        )
    assert set(ran.changes.deleted.paths) == {
        f"{elsewhere}/a.txt",
        f"{elsewhere}/b.txt",
        f"{elsewhere}/deep/c.txt",
        f"{home}/a.txt",
        f"{here}/b.txt",
    }


def test_written_moved_linked_and_emptied_files(here: Path) -> None:
    (here / "other").symlink_to("a.txt")
    os.link(here / "a.txt", here / "twin")
    with untouched(here):
        ran = run(
            "echo more >> a.txt; : > b.txt; mv deep/c.txt c2.txt; ln -sf b.txt other; mkdir new new/empty; echo x > new/y",
            here,
        )
    assert ran.exit_code == 0
    assert set(ran.changes.changed.paths) == {f"{here}/a.txt", f"{here}/b.txt", f"{here}/other"}
    assert ran.changes.linked == (f"{here}/a.txt",)
    assert ran.changes.deleted.paths == (f"{here}/deep/c.txt",)
    assert set(ran.changes.created.paths) == {f"{here}/c2.txt", f"{here}/new/empty/", f"{here}/new/y"}


def test_only_the_mode_or_the_time(here: Path) -> None:
    with untouched(here):
        ran = run("chmod 600 a.txt; chmod 700 deep; touch -d 2001-01-01 b.txt; echo same > /dev/null", here)
    assert set(ran.changes.modes.paths) == {f"{here}/a.txt", f"{here}/b.txt", f"{here}/deep/"}
    assert ran.changes.changed.count == ran.changes.deleted.count == ran.changes.created.count == 0


def test_rewritten_with_the_same_content_is_no_change(here: Path) -> None:
    ran = run("cp -p a.txt /tmp/copy.$$; cat /tmp/copy.$$ > a.txt; touch -r /tmp/copy.$$ a.txt; rm /tmp/copy.$$", here)
    assert ran.exit_code == 0
    assert ran.changes.changed.count == ran.changes.modes.count == ran.changes.created.count == 0


def test_directory_replaced_by_another_of_the_same_name(here: Path) -> None:
    # the new directory hides the old one whole: the kernel marks it opaque
    with untouched(here):
        ran = run("rm -r deep; mkdir deep; echo x > deep/n; cp a.txt deep/c.txt", here)
    assert ran.changes.deleted.paths == (f"{here}/deep/er/d.txt",)
    assert ran.changes.changed.paths == (f"{here}/deep/c.txt",)
    assert ran.changes.created.paths == (f"{here}/deep/n",)


def test_file_becomes_directory_and_directory_becomes_file(here: Path) -> None:
    with untouched(here):
        ran = run("rm a.txt; mkdir a.txt; touch a.txt/x; rm -r deep; touch deep", here)
    assert set(ran.changes.deleted.paths) == {f"{here}/a.txt", f"{here}/deep/c.txt", f"{here}/deep/er/d.txt"}
    assert set(ran.changes.created.paths) == {f"{here}/a.txt/x", f"{here}/deep"}


def test_empty_directories_count_as_one(here: Path) -> None:
    (here / "hollow/inside").mkdir(parents=True)
    ran = run("rm -r hollow", here)
    assert ran.changes.deleted.paths == (f"{here}/hollow/inside/",)


def test_names_of_any_bytes(tmp_path: Path) -> None:
    strange = os.fsencode(tmp_path) + b"/\xff\n'\x1b[31m"
    Path(os.fsdecode(strange)).write_text("x", encoding="utf-8")
    ran = run("rm -f -- *", tmp_path)
    assert ran.changes.deleted.paths == (os.fsdecode(strange),)


def test_many_files_are_counted_whole_and_named_in_part(tmp_path: Path) -> None:
    place = tmp_path / "many"
    place.mkdir()
    for number in range(2_229):
        (place / f"{number:05}").touch()
    ran = run("rm -r many", tmp_path)
    assert ran.changes.deleted.count == 2_229
    assert len(ran.changes.deleted.paths) == 1_000
    assert ran.changes.deleted.paths[0].endswith("/00000")


def test_any_program_sees_its_own_writes(here: Path) -> None:
    ran = run("python3 -c 'import shutil; shutil.rmtree(\"deep\")'; ls; cat a.txt > z; cat z", here)
    assert ran.output.decode().split() == ["a.txt", "b.txt", "content", "of", "a.txt"]


def _in_namespace(script: str, *args: str) -> str:
    """Run Python as root of a user namespace of its own, where it may mount what it likes."""
    start = f"import sys; sys.path.append({str(PACKAGE.parent)!r})\n" + textwrap.dedent(script)
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-I", "-c", start, *args],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_MOUNTED = """
import os, subprocess, sys
from keyturn.adapter import sandbox
from keyturn.errors import CouldNotJudge
base, *mounts, command = sys.argv[1:]
for one in mounts:
    subprocess.run(["mount", *one.split()], check=True)
ran = sandbox.run(sandbox.Wish(("/bin/sh", "-c", command), base, dict(os.environ), seconds=20))
print(sorted(ran.changes.deleted.paths + ran.changes.changed.paths + ran.changes.created.paths))
print(ran.skipped)
"""


def test_bind_mounted_and_nested_mounts(tmp_path: Path) -> None:
    project = filled(tmp_path / "project")
    data = filled(tmp_path / "data")
    (project / "bound").mkdir()
    with untouched(project, data):
        out = _in_namespace(
            _MOUNTED, str(project), f"--bind {data} {project}/bound", "rm -rf a.txt bound/a.txt deep bound/deep"
        )
    names = ("a.txt", "deep/c.txt", "deep/er/d.txt")
    assert out.splitlines()[0] == str(sorted(f"{project}/{lead}{one}" for lead in ("", "bound/") for one in names))


def test_a_mount_in_the_middle_of_what_is_deleted(tmp_path: Path) -> None:
    project = filled(tmp_path / "project")
    (project / "deep/mount").mkdir()
    # the files of the mount itself are counted too, and those beside it
    command = "echo x > deep/mount/kept; rm -rf deep; echo y >> a.txt; echo z > new"
    out = _in_namespace(_MOUNTED, str(project), f"-t tmpfs none {project}/deep/mount", command)
    assert f"'{project}/deep/c.txt', '{project}/deep/er/d.txt'" in out
    assert f"'{project}/a.txt'" in out
    assert f"'{project}/new'" in out
    assert not (project / "new").exists()


def test_read_only_mount_stays_read_only(tmp_path: Path) -> None:
    data = filled(tmp_path / "data")
    with untouched(data):
        out = _in_namespace(_MOUNTED, str(data), f"--bind -o ro {data} {data}", f"cd {data}; rm -rf *; true")
    assert out.splitlines()[0] == "[]"


def test_a_file_that_is_a_mount_itself(tmp_path: Path) -> None:
    data = filled(tmp_path / "data")
    with untouched(data):
        out = _in_namespace(_MOUNTED, str(data), f"--bind {data}/b.txt {data}/a.txt", "cat a.txt > copy; rm b.txt")
    assert out.splitlines()[0] == str([f"{data}/b.txt", f"{data}/copy"])


def test_what_is_written_can_go_to_a_disk(here: Path, elsewhere: Path) -> None:
    # kernels before 6.6 keep no user attributes in memory
    with untouched(here):
        ran = run("rm -rf deep; echo x > n; rm /var/tmp/nothing", here, disk=str(elsewhere))
    assert ran.changes.deleted.count == 2
    assert ran.changes.created.paths == (f"{here}/n",)
    assert not [one for one in elsewhere.iterdir() if one.name.startswith(sandbox.SCRATCH)]


def test_kept_directory_is_written_for_good(here: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    ran = run(f"echo plan > {kept}/out; rm -r deep", here, keep=(str(kept),))
    assert (kept / "out").read_text(encoding="utf-8") == "plan\n"
    assert ran.changes.created.count == 0
    assert ran.changes.deleted.count == 2
    assert (here / "deep").is_dir()


def test_nothing_is_left_after_success_and_failure(here: Path) -> None:
    before = state(here)
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert run("exit 7", here).exit_code == 7
    assert run("kill -9 $$", here).exit_code == -9
    assert Path("/proc/self/mountinfo").read_text(encoding="utf-8") == mounts
    assert state(here) == before


def test_output_is_bounded_and_its_end_kept(here: Path) -> None:
    ran = run("yes | head -c 3000000; echo the end", here, output=1000)
    assert ran.cut
    assert len(ran.output) == 1000
    assert ran.output.endswith(b"the end\n")


def test_program_that_is_not_there(here: Path) -> None:
    ran = sandbox.run(sandbox.Wish(("no-such-program",), str(here), {"PATH": "/usr/bin"}))
    assert ran.exit_code == 127
    assert ran.errors == b"no-such-program: not found\n"


@pytest.mark.parametrize("place", ["/proc/self", "/dev", "/run"])
def test_places_that_the_sandbox_has_its_own_of(place: str) -> None:
    with pytest.raises(CouldNotJudge, match="cannot begin"):
        run("true", Path(place))


def test_probe_reads_what_the_command_left(here: Path) -> None:
    probes = [
        sandbox.Probe(("/bin/cat", "a.txt"), str(here), {}),
        sandbox.Probe(("/bin/false",), str(here), {}),
        sandbox.Probe(("/bin/ls", "deep"), str(here), {}),
    ]
    ran = run("echo new > a.txt; rm -r deep", here, probes=probes)
    assert ran.probes == ((0, b"new\n"), (1, b""), (2, b""))


def test_refused_when_namespaces_are_switched_off(here: Path) -> None:
    # a namespace in which no further user namespace may be made, as some containers and systems are
    script = """
    import sys
    with open("/proc/sys/user/max_user_namespaces", "w") as most:
        most.write("0")
    from keyturn.adapter import sandbox
    try:
        sandbox.run(sandbox.Wish(("/bin/rm", "-rf", sys.argv[1]), "/", {}))
    except sandbox.SandboxUnavailableError as error:
        print(error)
    """
    with untouched(here):
        out = _in_namespace(script, str(here))
    assert "new namespaces" in out
    assert "unprivileged user namespaces" in out


def test_what_is_hidden_is_not_there_for_the_command(here: Path, tmp_path: Path) -> None:
    kept, runs = tmp_path / "kept", tmp_path / "runs"
    for folder in (kept, runs / "own", runs / "other"):
        folder.mkdir(parents=True)
        (folder / "secret").write_text("swordfish", encoding="utf-8")
    link = here / "link"
    link.symlink_to(kept)
    sandbox.hide(lambda: (str(kept), str(tmp_path / "never")), str(runs))
    try:
        ran = run(
            f"cat {kept}/secret link/secret {runs}/other/secret; ls {kept}; umount {kept}; cat {kept}/secret", here
        )
        assert b"swordfish" not in ran.output + ran.errors
        assert b"swordfish" in run(f"cat {runs}/own/secret", here, keep=(str(runs / "own"),)).output
        assert sandbox.hidden(str(link / "secret"))
        assert not sandbox.hidden(str(here))
    finally:
        sandbox.show(str(runs))
    assert not sandbox.hides()
    assert b"swordfish" in run(f"cat {kept}/secret", here).output
