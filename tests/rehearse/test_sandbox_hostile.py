"""Commands that mean harm to the machine, run in the file sandbox, while the real targets are watched.

Each as this user and, when that is root, as a user without rights too: the two get out by different doors.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyturn.adapter import sandbox, sandbox_kernel
from tests.conftest import PACKAGE
from tests.rehearse_watch import filled, untouched

USERS = ("self", "ordinary") if os.getuid() == 0 else ("self",)

ORDINARY = 61_234
"""Nobody's number: not `nobody`, as which a user namespace shows every user that it does not know."""

_RUN = """
import json, os, sys
sys.path.append(sys.argv[1])
from keyturn.adapter import sandbox
wish = json.loads(sys.argv[2])
os.set_inheritable(os.open(wish["directory"], os.O_RDONLY), True)
ran = sandbox.run(sandbox.Wish(**wish))
print(json.dumps({
    "code": ran.exit_code, "out": (ran.output + ran.errors).decode(errors="replace"), "stopped": ran.stopped,
    "left": ran.left, "deleted": ran.changes.deleted.count, "created": ran.changes.created.paths,
    "changed": ran.changes.changed.count,
}))
"""


class Box:
    """The sandbox as one of the users, in a directory of that user's."""

    def __init__(self, user: str, place: Path, source: str) -> None:
        self.place = place
        self.uid = os.getuid() if user == "self" else ORDINARY
        self.interpreter = sys.executable
        self.source = str(PACKAGE.parent)
        self.victims: list[subprocess.Popen[bytes]] = []
        self.me: dict[str, Any] = {}
        if self.uid != os.getuid():
            self.me = {"user": self.uid, "group": self.uid, "extra_groups": []}
            self.interpreter = next(one for one in (sys.executable, "/usr/bin/python3") if self._runs(one))
            self.source = source
        self.work = filled(place / "work")
        for one in (place, *place.rglob("*")):
            os.chown(one, self.uid, self.uid, follow_symlinks=False)
        place.chmod(0o755)

    def _runs(self, interpreter: str) -> bool:
        try:
            return subprocess.run([interpreter, "-c", ""], check=False, **self.me).returncode == 0
        except OSError:
            return False

    def victim(self) -> subprocess.Popen[bytes]:
        """A process outside, of the same user."""
        one = subprocess.Popen(["sleep", "60"], **self.me)
        self.victims.append(one)
        return one

    def run(self, command: str, **more: object) -> dict[str, Any]:
        wish = {
            "argv": ["/bin/bash", "-c", command],
            "directory": str(self.work),
            "environment": {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(self.place)},
            "seconds": 20,
            **more,
        }
        done = subprocess.run(
            [self.interpreter, "-I", "-S", "-c", _RUN, self.source, json.dumps(wish)],
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
            **self.me,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def python(self, script: str, **more: object) -> dict[str, Any]:
        (self.place / "script.py").write_text(textwrap.dedent(script), encoding="utf-8")
        return self.run(f"/usr/bin/env python3 -I {self.place}/script.py", **more)


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    """Our sources where another user can read them."""
    with tempfile.TemporaryDirectory(prefix="keyturn-test-", dir="/var/tmp") as place:
        shutil.copytree(PACKAGE, Path(place) / "keyturn", ignore=shutil.ignore_patterns("__pycache__"))
        Path(place).chmod(0o755)
        yield place


@pytest.fixture(params=USERS)
def box(request: pytest.FixtureRequest, source: str) -> Iterator[Box]:
    place = Path(tempfile.mkdtemp(prefix="keyturn-test-", dir="/var/tmp"))
    one = Box(request.param, place, source)
    yield one
    for victim in one.victims:
        victim.kill()
        victim.wait()
    shutil.rmtree(place)


def _alive(marker: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if marker.encode() in (entry / "cmdline").read_bytes():
                    found.append(entry.name)
            except OSError:
                continue
    return [one for one in found if int(one) != os.getpid()]


def test_killing_every_process(box: Box) -> None:
    victim = box.victim()
    ran = box.run(f"kill -9 {victim.pid}; kill -9 -1; kill -9 1; for i in $(seq 2 300); do kill -9 $i; done; rm a.txt")
    assert victim.poll() is None
    assert (box.work / "a.txt").read_text(encoding="utf-8") != ""
    assert ran["code"] is not None


def test_signals_to_process_one_do_not_end_the_measuring(box: Box) -> None:
    ran = box.run(
        "rm a.txt; for s in INT TERM HUP QUIT PIPE USR1 CHLD XFSZ STOP CONT SEGV; do kill -$s 1; done; sleep 0.2"
    )
    assert ran["deleted"] == 1
    assert ran["stopped"] == ""


def test_others_files_in_a_directory_that_everybody_writes(box: Box) -> None:
    mine = Path(f"/tmp/keyturn-test-{os.getpid()}-{box.uid}")  # the shared place is what this is about
    theirs = mine.with_suffix(".root")
    for one, owner in ((mine, box.uid), (theirs, 0 if os.getuid() == 0 else box.uid)):
        one.touch()
        if os.getuid() == 0:
            os.chown(one, owner, owner)
    try:
        ran = box.run(f"rm -f {mine} {theirs}")
        assert ran["deleted"] == (1 if box.uid != os.getuid() else 2)
        assert mine.exists()
        assert theirs.exists()
    finally:
        mine.unlink()
        theirs.unlink()


def test_fork_bomb(box: Box) -> None:
    began = time.monotonic()
    with untouched(box.work):
        ran = box.run("bomb() { bomb | bomb & }; bomb; sleep 15", processes=200)
    assert time.monotonic() - began < 14
    assert ran["stopped"] == "processes" or ran["code"] is not None


def test_memory_hog(box: Box) -> None:
    ran = box.python("x = []\nwhile True: x.append(bytearray(b'x' * 10_000_000))", memory=400_000_000)
    assert ran["stopped"] == "memory"


def test_writing_where_the_kernel_is_steered(box: Box) -> None:
    core = Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8")
    ran = box.run(
        "for f in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches /proc/self/uid_map "
        "/proc/self/oom_score_adj /proc/1/oom_score_adj /sys/power/state /sys/kernel/mm/transparent_hugepage/enabled; "
        'do [ -e $f ] && (echo b > $f) 2>/dev/null && echo "WROTE $f"; done; true'
    )
    assert "WROTE" not in ran["out"]
    assert Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8") == core


def test_mounting_and_unmounting(box: Box) -> None:
    with untouched(box.work):
        ran = box.run(
            "for c in 'mount -t tmpfs x /mnt' 'mount --bind / /mnt' 'umount -l /' 'umount /tmp' 'umount /proc' "
            "'mount -o remount,rw /proc' 'mount -o remount,rw /sys' 'pivot_root . .' 'unshare -Ur true' 'unshare -m true' "
            "'nsenter -t 1 -m true' 'nsenter -t 1 -a true' 'chroot / /bin/true'; do $c 2>/dev/null && echo \"DID $c\"; done; true"
        )
    assert "DID" not in ran["out"]


def test_following_the_root_of_process_one(box: Box) -> None:
    with untouched(box.work):
        ran = box.run(
            "for p in /proc/1 /proc/self /proc/[0-9]*; do for l in root cwd fd/0 fd/1 fd/3 fd/4 fd/5 fd/6; do "
            f"rm -rf $p/$l{box.work}/a.txt $p/$l/a.txt; done; done; ls -la /proc/1/fd/ /proc/1/root/ 2>&1; cat /proc/1/environ"
        )
    assert (box.work / "a.txt").exists()
    assert "/proc/self/fd" not in ran["out"]


def test_leaving_a_chroot(box: Box) -> None:
    with untouched(box.work):
        box.python(
            f"""
            import os
            try:
                os.mkdir("jail"); fd = os.open(".", os.O_RDONLY); os.chroot("jail"); os.fchdir(fd)
            except OSError as error:
                print(error)
            for _ in range(64):
                os.chdir("..")
            for one in ("{box.work}/a.txt", ".{box.work}/b.txt"):
                try:
                    os.unlink(one)
                except OSError as error:
                    print(error)
            """
        )


def test_tracing_a_process_outside(box: Box) -> None:
    victim = box.victim()
    ran = box.python(
        f"""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        for pid in (1, os.getppid(), {victim.pid}):
            if libc.ptrace(16, pid, 0, 0) == 0 and pid != os.getppid():
                print("TRACED", pid)
        try:
            open("/proc/{victim.pid}/mem", "r+b")
            print("TRACED memory")
        except OSError:
            pass
        """
    )
    assert "TRACED" not in ran["out"]
    assert victim.poll() is None


def test_calls_that_have_no_namespace(box: Box) -> None:
    ran = box.python(
        """
        import ctypes, os, platform, socket
        libc = ctypes.CDLL(None, use_errno=True)
        numbers = {"x86_64": (250, 321, 304, 425, 428, 430), "aarch64": (219, 280, 265, 425, 428, 430)}
        for number in numbers[platform.machine()]:
            if libc.syscall(number, 0, 0, 0, 0, 0, 0) >= 0:
                print("ALLOWED", number)
        for family in (40, 17, 38, 21):
            try:
                socket.socket(family, socket.SOCK_STREAM)
                print("ALLOWED family", family)
            except OSError:
                pass
        if libc.syscall({"x86_64": 56, "aarch64": 220}[platform.machine()], 0x10000000 | 17, 0, 0, 0, 0) > 0:
            print("ALLOWED clone")
        """
    )
    assert "ALLOWED" not in ran["out"]
    assert "Traceback" not in ran["out"]


def test_sockets_of_services(box: Box) -> None:
    places = [Path("/tmp") / f"keyturn-test-{os.getpid()}.sock", box.place / "agent.sock"]
    if os.access("/run", os.W_OK):
        places.append(Path(f"/run/keyturn-test-{os.getpid()}.sock"))
    servers: list[socket.socket] = []
    try:
        for one in places:
            server = socket.socket(socket.AF_UNIX)
            server.bind(str(one))
            one.chmod(0o777)
            servers.append(server)
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0keyturn-test-{os.getpid()}")
        web = socket.socket()
        web.bind(("127.0.0.1", 0))
        servers += [abstract, web]
        for server in servers:
            server.listen()
            server.setblocking(False)
        ran = box.python(
            f"""
            import socket
            for name in {[str(one) for one in places]!r} + [chr(0) + "keyturn-test-{os.getpid()}"]:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    try:
                        socket.socket(socket.AF_UNIX, kind).connect(name)
                        print("REACHED", name)
                    except OSError as error:
                        print(error)
            for host in ("127.0.0.1", "{_address()}"):
                try:
                    socket.create_connection((host, {web.getsockname()[1]}), timeout=2)
                    print("REACHED", host)
                except OSError as error:
                    print(error)
            """
        )
        assert "REACHED" not in ran["out"]
        for server in servers:
            with pytest.raises(BlockingIOError):
                server.accept()
    finally:
        for server in servers:
            server.close()
        for one in places:
            one.unlink(missing_ok=True)


def test_abstract_sockets_of_others_where_the_network_is_the_machines_own(box: Box) -> None:
    held = sandbox_kernel.landlock_version() >= 6
    name = f"keyturn-test-network-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0" + name)
        abstract.listen()
        abstract.setblocking(False)
        ran = box.python(
            f"""
            import socket
            own = socket.socket(socket.AF_UNIX)
            own.bind(chr(0) + "own-{os.getpid()}")
            own.listen()
            socket.socket(socket.AF_UNIX).connect(chr(0) + "own-{os.getpid()}")
            print("own reached")
            try:
                socket.socket(socket.AF_UNIX).connect(chr(0) + "{name}")
                print("REACHED")
            except OSError as error:
                print(error)
            """,
            network=True,
        )
        assert ran["out"].splitlines()[0] == "own reached"
        # older kernels hold none of them: the threat model says so
        assert ("REACHED" not in ran["out"]) is held
        if held:
            with pytest.raises(BlockingIOError):
                abstract.accept()


def _address() -> str:
    """This machine's own address, as others see it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(one.getsockname()[0])


def test_inherited_descriptors(box: Box) -> None:
    ran = box.run("ls /proc/self/fd | sort -n | tr '\\n' ' '")
    assert ran["out"].split() == ["0", "1", "2", "3"]  # 3 is what ls reads the directory with


def test_devices(box: Box) -> None:
    ran = box.run(
        "ls /dev | tr '\\n' ' '; for t in 'b 254 0' 'b 8 0' 'c 1 1' 'c 10 237' 'c 0 0'; do "
        'mknod node $t 2>/dev/null && (: > node) 2>/dev/null && echo "OPENED $t"; rm -f node; done; '
        "for d in /dev/vda /dev/sda /dev/nvme0n1 /dev/mem /dev/kmsg /dev/loop-control /dev/fuse; do "
        '[ -e $d ] && echo "OPENED $d"; done; true'
    )
    assert "OPENED" not in ran["out"]
    assert set(ran["out"].split()) == set(
        "fd full null ptmx pts random shm stderr stdin stdout tty urandom zero".split()
    ) & set(ran["out"].split())


def test_daemons_do_not_outlive_it(box: Box) -> None:
    marker = f"keyturn-test-daemon-{os.getpid()}-{box.uid}"
    ran = box.run(
        f"(setsid nohup bash -c 'exec -a {marker} sleep 300' >/dev/null 2>&1 &) ; "
        f'python3 -c \'import os\nif os.fork() == 0:\n os.setsid()\n if os.fork() == 0: os.execlp("sleep", "{marker}", "300")\''
    )
    assert ran["code"] == 0
    assert ran["left"] == 2
    assert _alive(marker) == []


def test_filling_the_disk(box: Box) -> None:
    # it would write 32 GB; what is kept may not be more than this
    command = "dd if=/dev/zero of=big bs=1M count=4000 2>/dev/null; for i in 1 2 3 4 5 6 7; do cat big >> b2; done"
    ran = box.run(f"{command}; du -cb big b2 | tail -1", space=64_000_000)
    assert ran["stopped"] == "space"
    assert int(ran["out"].rpartition("total")[0].split()[-1]) <= 64_000_000


def test_filling_a_disk_that_has_no_limit_of_its_own(box: Box) -> None:
    ran = box.run("for i in $(seq 200); do head -c 50M /dev/zero > big$i; done", space=400_000_000, disk=str(box.place))
    assert ran["stopped"] == "space"
    # nothing of it is left; what is free on the whole disk is others' business too
    assert not [one for one in box.place.iterdir() if one.name.startswith(sandbox.SCRATCH)]


def test_links_in_closed_directories_when_scratch_is_removed(box: Box) -> None:
    with untouched(box.work):
        ran = box.run(
            f"mkdir -p n/m/o; ln -s {box.work}/a.txt n/m/o/file; ln -s {box.work}/deep n/m/o/folder; touch n/m/o/x; "
            "chmod 000 n/m/o; chmod 555 n/m n",
            disk=str(box.place),
        )
    assert ran["code"] == 0
    assert not [one for one in box.place.iterdir() if one.name.startswith(sandbox.SCRATCH)]


def test_programs_with_rights_of_their_own(box: Box) -> None:
    program = box.place / "owned"
    shutil.copy(shutil.which("id") or "/usr/bin/id", program)
    if os.getuid() == 0:
        os.chown(program, 0, 0)
    program.chmod(0o4755)
    ran = box.run(f"{program} -u; {program} -ur; grep NoNewPrivs /proc/self/status; sudo -n id 2>&1; true")
    assert ran["out"].split()[:4] == [str(box.uid), str(box.uid), "NoNewPrivs:", "1"]
    if box.uid != 0:
        assert "uid=0" not in ran["out"]


def test_capabilities(box: Box) -> None:
    ran = box.run("grep -E 'Cap(Prm|Eff|Bnd)' /proc/self/status")
    kept = {int(line.split()[1], 16) for line in ran["out"].splitlines()}
    beyond_files = 1 << 21 | 1 << 12 | 1 << 16 | 1 << 17 | 1 << 18 | 1 << 19 | 1 << 22 | 1 << 2 | 1 << 8 | 1 << 27
    assert all(mask & beyond_files == 0 for mask in kept)
    if box.uid != 0:
        assert kept == {0}


def test_forged_marks_of_the_overlay(box: Box) -> None:
    with untouched(box.work):
        ran = box.python(
            """
            import os
            for name in ("user.overlay.opaque", "user.overlay.whiteout", "user.overlay.redirect"):
                try:
                    os.setxattr("deep", name, b"y")
                except OSError as error:
                    print(error)
            open("deep/new", "w").close()
            try:
                os.setxattr("deep/new", "user.overlay.whiteout", b"y")
            except OSError as error:
                print(error)
            try:
                os.mknod("deep/c.txt.gone", 0o20000, 0)
            except OSError as error:
                print(error)
            """
        )
    assert ran["deleted"] == 0
    assert "deep/new" in "".join(ran["created"])


def test_shared_memory_of_others(box: Box) -> None:
    name = Path("/dev/shm") / f"keyturn-test-{os.getpid()}"
    name.write_text("mine", encoding="utf-8")
    name.chmod(0o666)
    try:
        with untouched(name):
            ran = box.run(f"rm -f /dev/shm/*; ls /dev/shm; ipcs -m | wc -l; echo over > {name}")
    finally:
        name.unlink()
    assert "keyturn-test" not in ran["out"]


def test_time_is_bounded(box: Box) -> None:
    began = time.monotonic()
    ran = box.run("trap '' TERM INT HUP; rm a.txt; sleep 100", seconds=0.4)
    assert ran["stopped"] == "time"
    assert ran["deleted"] == 1
    assert time.monotonic() - began < 10


def _started(place: Path, marker: str, code: str) -> subprocess.Popen[bytes]:
    script = (
        f"import sys; sys.path.append({str(PACKAGE.parent)!r})\n"
        "from keyturn.adapter import sandbox\n"
        f"sandbox.run(sandbox.Wish(['/bin/bash', '-c', 'touch {place}/begun; exec -a {marker} sleep 100'], {str(place)!r}, "
        f"{{'PATH': '/usr/bin:/bin'}}, {code}))"
    )
    one = subprocess.Popen([sys.executable, "-I", "-c", script], start_new_session=True)
    until = time.monotonic() + 20
    while not _alive(marker + "\0"):
        assert time.monotonic() < until
        time.sleep(0.02)
    return one


def _dead(marker: str) -> bool:
    until = time.monotonic() + 5
    while _alive(marker):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_ended_in_the_middle_it_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    marker = f"keyturn-test-middle-{os.getpid()}-{int(how)}"
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    with untouched(tmp_path):
        one = _started(tmp_path, marker, "seconds=60")
        one.send_signal(how)
        one.wait()
        assert _dead(marker)
    assert Path("/proc/self/mountinfo").read_text(encoding="utf-8") == mounts


def test_scratch_of_a_killed_rehearsal_is_swept_by_the_next(tmp_path: Path) -> None:
    marker = f"keyturn-test-sweep-{os.getpid()}"
    disk = tmp_path / "disk"
    disk.mkdir()
    one = _started(tmp_path, marker, f"disk={str(disk)!r}")
    one.kill()
    one.wait()
    assert _dead(marker)
    left = list(disk.iterdir())
    assert [path.name.startswith(f"{sandbox.SCRATCH}{one.pid}-") for path in left] == [True]
    with sandbox.scratch(str(disk)) as mine:
        assert list(disk.iterdir()) == [Path(mine)]
    assert list(disk.iterdir()) == []


def test_removing_what_is_not_there_touches_nothing(tmp_path: Path) -> None:
    with untouched(tmp_path):
        sandbox.remove(str(tmp_path / "gone"))


def test_scratch_of_a_living_rehearsal_is_not_swept(tmp_path: Path) -> None:
    living = tmp_path / f"{sandbox.SCRATCH}{os.getpid()}-x"
    foreign = tmp_path / "keyturn-other"
    unowned = tmp_path / f"{sandbox.SCRATCH}99999999"
    unowned.mkdir()
    link = tmp_path / f"{sandbox.SCRATCH}999999999-link"
    living.mkdir()
    foreign.mkdir()
    link.symlink_to(foreign)
    assert sandbox.sweep(str(tmp_path)) == []
    assert sorted(tmp_path.iterdir()) == sorted([living, foreign, link, unowned])
    assert sandbox.sweep(str(tmp_path), time.time() + 100_000) == [str(unowned)]
