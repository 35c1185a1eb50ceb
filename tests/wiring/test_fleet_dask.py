"""`keyturn fleet --scheduler` on a real scheduler with real workers, on loopback, each ended by its own id."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyturn.adapter.fleet_dask import DaskPool, address
from keyturn.cli.fleet import run
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.wiring.fleet import ENTRY
from tests.homes import own_home
from tests.repositories import Repository

DROP = "DROP TABLE users;\n"


class Cluster:
    """A scheduler and workers as processes; `file` names the scheduler."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.file = place / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *args: str, **environ: str) -> subprocess.Popen[bytes]:
        with (self.place / f"log{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *args, "--no-dashboard"],
                cwd=self.place,
                env={**os.environ, **environ},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def scheduler(self, *args: str) -> None:
        self.start("scheduler", "--scheduler-file", str(self.file), "--port", "0", *args)
        until = time.monotonic() + 30
        while not self.file.exists():
            assert time.monotonic() < until, (self.place / "log0").read_text()
            time.sleep(0.05)

    def worker(self, *args: str, **environ: str) -> subprocess.Popen[bytes]:
        own = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self.place))
        return self.start("worker", "--scheduler-file", str(self.file), *own, *args, **environ)

    def log(self, process: subprocess.Popen[bytes]) -> str:
        return (self.place / f"log{self.processes.index(process)}").read_text()

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(20)


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    own_home(tmp_path_factory.mktemp("own"), monkeypatch)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "cluster"
    place.mkdir()
    found = Cluster(place)
    try:
        yield found
    finally:
        found.stop()


def keyturn(*args: str, **environ: str) -> tuple[int, Any, str]:
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "fleet", *args, "--json"],
        capture_output=True,
        text=True,
        timeout=90,
        env={**os.environ, **environ},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_worker_killed_in_the_middle_changes_no_result(cluster: Cluster, tmp_path: Path) -> None:
    names = [f"r{number}" for number in range(5)]
    for name in names:
        repository = Repository(tmp_path / name)
        repository.commit({"a.sql": "SELECT 1;\n", "run.sh": "rm -rf build\n"})
        repository.commit({"a.sql": DROP, name + ".sh": "rm -rf /\n"})
    Repository(tmp_path / "empty")
    args = (*names, "empty", "nowhere", "--tree", "--history", "HEAD")
    # the first worker's git stops until that worker is gone, so that it surely dies in the middle
    real = shutil.which("git")
    shim = tmp_path / "bin"
    shim.mkdir()
    (shim / "git").write_text(
        f'#!/bin/sh\ncase "$*" in *diff-tree*) touch {tmp_path}/reached; '
        f'while [ -e {tmp_path}/hold ]; do sleep 0.05; done;; esac\nexec {real} "$@"\n'
    )
    (shim / "git").chmod(0o755)
    (tmp_path / "hold").touch()
    cluster.scheduler("--host", "127.0.0.1")
    doomed = cluster.worker(PATH=f"{shim}:{os.environ['PATH']}")
    out = ("--output", "dask.jsonl")
    asked = subprocess.Popen(
        [sys.executable, "-m", "keyturn", "fleet", *args, "--scheduler", str(cluster.file), "--json", *out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 60
        while not (tmp_path / "reached").exists():
            assert time.monotonic() < until
            assert asked.poll() is None, asked.communicate()
            time.sleep(0.02)
        cluster.worker()  # not before: it might do all the work alone
        os.kill(doomed.pid, signal.SIGKILL)
        doomed.wait(20)
        (tmp_path / "hold").unlink()
        answer, errors = asked.communicate(timeout=60)
    finally:
        if asked.poll() is None:
            asked.kill()
            asked.wait(20)
    code, alone, _errors = keyturn(*args, "--output", "alone.jsonl")
    assert (asked.returncode, errors) == (code, "") == (1, "")
    assert json.loads(answer) == json.loads(alone)
    assert (tmp_path / "dask.jsonl").read_bytes() == (tmp_path / "alone.jsonl").read_bytes()
    # the same scheduler by its address, and a request that is none
    there = json.loads(cluster.file.read_text())["address"]
    assert there.startswith("tcp://127.0.0.1:")
    pool = DaskPool(there, ENTRY, 20)
    try:
        answers = dict(pool.run(["[]", '{"keyturn": "0"}'], str))
    finally:
        pool.close()
    assert "fault" in answers[0]
    assert "asked by 0" in answers[1]


def test_another_version_is_an_error_that_says_so(cluster: Cluster, tmp_path: Path) -> None:
    Repository(tmp_path / "one").commit({"a.sql": DROP})
    other = tmp_path / "other"
    other.mkdir()
    (other / "sitecustomize.py").write_text("import keyturn.version\nkeyturn.version.__version__ = '0.0.9'\n")
    cluster.scheduler("--host", "127.0.0.1")
    cluster.worker(PYTHONPATH=str(other))
    code, out, errors = keyturn("one", "--scheduler", str(cluster.file))
    assert (code, out) == (2, "")
    assert "has Keyturn 0.0.9; this is " in errors
    assert "Install the same version" in errors


def test_tls_reaches_a_scheduler_elsewhere(cluster: Cluster, tmp_path: Path) -> None:
    """A real certificate, handed to Dask by Dask's own configuration."""
    openssl = shutil.which("openssl")
    assert openssl, "openssl makes the certificate of this test"
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    made = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -keyout {key} -out {certificate}"
    subprocess.run(
        [openssl, *made.split(" "), "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    Repository(tmp_path / "one").commit({"a.sql": DROP})
    files = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    cluster.scheduler("--host", "tls://127.0.0.1", *files)
    cluster.worker(*files)
    there = json.loads(cluster.file.read_text())["address"]
    assert there.startswith("tls://")
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    environ = {f"{tls}CA_FILE": certificate, f"{tls}CLIENT__CERT": certificate, f"{tls}CLIENT__KEY": key}
    code, out, errors = keyturn("one", "--scheduler", there, **environ)
    assert (code, errors) == (1, "")
    assert json.loads(out)["counts"]["stopping"] == 1
    code, out, errors = keyturn("one", "--scheduler", there)
    assert (code, out) == (3, ""), "without certificates nobody gets in"


@pytest.mark.parametrize(
    "text",
    [
        "tcp://10.0.0.1:8786",
        "tcp://scheduler.example.com:8786",
        "10.0.0.1:8786",
        "scheduler:8786",
        "ws://example.com:80/x",
        "tcp://0.0.0.0:8786",
        "tcp://[2001:db8::1]:8786",
        "tcp://localhost.example.com:1",
        "tcp://127.0.0.1.example.com:1",
        "tcp://user@127.0.0.1@example.com:1",
        "inproc://1/2/3",
        "http://127.0.0.1:8786",
        "tcp://",
        "/nowhere/scheduler.json",
    ],
)
def test_what_must_not_be_spoken_to(text: str) -> None:
    with pytest.raises(UsageError):
        address(text)


@pytest.mark.parametrize(
    "text",
    [
        "tcp://127.0.0.1:8786",
        "127.0.0.1:8786",
        "tcp://localhost:8786",
        "tcp://[::1]:8786",
        "tls://scheduler.example.com:8786",
        "wss://scheduler.example.com/x",
    ],
)
def test_what_may_be(text: str) -> None:
    assert address(text) == text


@pytest.mark.parametrize("text", ['{"address": "tcp://10.0.0.1:8786"}', "{}", "[", '{"address": 7}', "[" * 100_000])
def test_a_schedulers_file_counts_as_its_address(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scheduler.json"
    path.write_text(text)
    with pytest.raises(UsageError):
        address(str(path))
    path.write_text('{"address": "tcp://127.0.0.1:8786"}')
    assert address(str(path)) == "tcp://127.0.0.1:8786"


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository(tmp_path / "one").commit({"a.sql": DROP})
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as caught:
        run([str(tmp_path / "one"), "--scheduler", "tcp://127.0.0.1:8786"])
    assert "keyturn[fleet]" in caught.value.fix


def test_nobody_there_is_no_judgement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from keyturn.adapter import fleet_dask

    monkeypatch.setattr(fleet_dask, "_WAIT", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = taken.getsockname()[1]
        with pytest.raises(CouldNotJudge, match="does not answer"):
            DaskPool(f"tcp://127.0.0.1:{port}", ENTRY, 20)
