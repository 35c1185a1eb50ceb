"""Real parts for tests: found on the machine, or installed by the test itself, once. A missing one fails, never skips.

What is installed for the tests alone goes below build/parts/, named by the digest of its lock, and is pinned by it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.postgres_server import choose, installed
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyturn.adapter.postgres_server import Programs

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "tools" / "parts"
BUILD = ROOT / "build" / "parts"
OLDEST = 13
_APT_SECONDS = 600


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time, across the workers of a test run."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def apt(program: str, *packages: str) -> str:
    """A program of Debian's, installed when it is not there and we may; returns where it lies."""
    found = shutil.which(program)
    if found is not None:
        return found
    with _alone("apt"):
        found = shutil.which(program)
        if found is None:
            _install(*packages)
            found = shutil.which(program)
    if found is None:
        pytest.fail(f"the real {program} is not here: apt-get install {' '.join(packages)}")
    return found


def _install(*packages: str) -> None:
    """apt-get install. A package's own service is kept from starting: tests start what they need themselves."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.fail(f"needed for the tests: apt-get install {' '.join(packages)}")
    environment = {"PATH": os.environ["PATH"], "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", *words], env=environment, capture_output=True, text=True, check=False, timeout=_APT_SECONDS
            )
        if done.returncode != 0:
            pytest.fail(f"apt-get install {' '.join(packages)} failed: {done.stderr[-1500:]}")
    finally:
        if ours:
            policy.unlink()


def postgresql() -> Programs:
    """A real PostgreSQL's programs."""
    try:
        return choose(OLDEST)
    except CouldNotJudge:
        with _alone("apt"):
            if not installed():
                # the package would make a cluster of its own and run it
                settings = Path("/etc/postgresql-common/createcluster.conf")
                if os.geteuid() == 0 and not settings.exists():
                    settings.parent.mkdir(parents=True, exist_ok=True)
                    settings.write_text("create_main_cluster = false\n")
                _install("postgresql")
    try:
        return choose(OLDEST)
    except CouldNotJudge as error:
        pytest.fail(f"the real PostgreSQL is not here: {error}")


def _once(name: str, locks: tuple[Path, ...], make: Callable[[Path], None]) -> Path:
    """A directory that `make` fills, once for the same locks; never seen half-filled."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in locks)).hexdigest()[:12]
    place = BUILD / f"{name}-{digest}"
    if place.is_dir():
        return place
    with _alone(name):
        if not place.is_dir():
            fresh = Path(tempfile.mkdtemp(dir=BUILD, prefix=f".{name}-"))
            try:
                make(fresh)
                fresh.chmod(0o755)
                fresh.rename(place)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    return place


def npm(name: str) -> Path:
    """The directory that holds `node_modules` of tools/parts/NAME/, from its lock."""
    apt("npm", "nodejs", "npm")
    source = LOCKS / name
    locks = (source / "package.json", source / "package-lock.json")

    def make(place: Path) -> None:
        for path in source.iterdir():
            if path.is_file():
                shutil.copy(path, place)
        # no script of a package runs: what is needed comes as files
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode != 0:
            pytest.fail(f"npm ci of {name} failed: {done.stderr[-1500:]}")

    return _once(f"npm-{name}", locks, make)


def python(name: str) -> Path:
    """The interpreter of an environment that holds tools/parts/NAME.txt, which pins every file by its digest."""
    lock = LOCKS / f"{name}.txt"

    def make(place: Path) -> None:
        # built where it stays: an environment does not like to be moved, so the marker is what is renamed
        home = BUILD / f"env-{name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
        shutil.rmtree(home, ignore_errors=True)
        words = [sys.executable, "-m", "venv", "--without-pip", str(home)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode == 0:
            words = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet"]
            words += ["--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", str(lock)]
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)
        if done.returncode != 0:
            pytest.fail(f"the environment {name} cannot be made: {done.stderr[-1500:]}")
        (place / "home").write_text(str(home))

    place = _once(f"python-{name}", (lock,), make)
    return Path((place / "home").read_text()) / "bin" / "python"
