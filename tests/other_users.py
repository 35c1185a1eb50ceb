"""Programs as other users of this machine: the interpreter and the packages that such a user can read."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

BROKER = pwd.getpwnam("backup").pw_uid
"""A system user that every Debian has: ssh-keygen runs as nobody who has no name."""
AGENT, OTHER, PERSON = 61002, 61003, 61004
"""User ids that nobody has."""


def reachable(path: str | Path) -> bool:
    """Whether any user may read what lies there."""
    place = Path(path).resolve()
    return all(one.stat().st_mode & 0o001 for one in (place, *place.parents) if one.is_dir())


def interpreter() -> str:
    """A Python of this very version that any user may run."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for one in (os.path.realpath(sys.executable), f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if os.path.exists(one) and reachable(os.path.dirname(one)):
            return one
    raise AssertionError(f"no {name} here that another user may run: install Debian's {name}")


def library(folder: Path) -> str:
    """PYTHONPATH of Keyturn and its packages, linked below `folder` where other users cannot reach them."""
    import keyturn

    found = []
    for number, place in enumerate((Path(keyturn.__file__).parent.parent, Path(sysconfig.get_path("purelib")))):
        if reachable(place):
            found.append(str(place))
            continue
        own = folder / f"library-{number}"
        ignore = shutil.ignore_patterns("__pycache__", "*.dist-info") if not number else None
        shutil.copytree(place, own, symlinks=True, ignore=ignore, copy_function=_linked, dirs_exist_ok=True)
        found.append(str(own))
    return os.pathsep.join(found)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def run(uid: int, script: str, *words: str, folder: Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a script as a user with no group and no privilege of ours."""
    return subprocess.run(
        [interpreter(), "-c", script, *words],
        user=uid,
        group=uid,
        extra_groups=[],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": library(folder), "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def start(uid: int, script: str, *words: str, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start one that stays."""
    with open(log, "wb") as file:
        return subprocess.Popen(
            [interpreter(), "-c", script, *words],
            user=uid,
            group=uid,
            extra_groups=[],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": library(folder), "HOME": "/nonexistent"},
            stdout=file,
            stderr=file,
        )
