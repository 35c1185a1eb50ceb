"""Programs under other users' ids: which interpreter they can start, and a copy of ours where they cannot reach ours."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_NOBODY = 65_534
_NEEDED = (
    *("msgspec", "sqlalchemy", "cryptography", "cffi", "_cffi_backend*", "pycparser", "icalendar", "dateutil", "six*"),
    *("tzdata", "typing_extensions*", "greenlet", "psycopg*", "tree_sitter*", "sqlglot*", "postgast", "re2", "_re2*"),
    *("google", "yaml", "_yaml", "lark", "x_wr_timezone"),
)
"""Packages of the environment that a broker imports."""


def as_root() -> None:
    """These tests change users. Without root they fail: nothing else shows that users are kept apart."""
    if os.geteuid() != 0:
        pytest.fail("the hostile user's tests run as root, since a broker and an agent are two users: sudo make test")


def _runs(program: str, code: str, path: str = "") -> bool:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **({"PYTHONPATH": path} if path else {})}
    try:
        done = subprocess.run(
            [program, "-c", code],
            user=_NOBODY,
            group=_NOBODY,
            extra_groups=[],
            env=environment,
            cwd="/",
            capture_output=True,
            check=False,
            timeout=60,
        )
    except OSError:
        return False
    return done.returncode == 0


def _candidates() -> tuple[str, ...]:
    same = f"python3.{sys.version_info.minor}"
    return (os.path.realpath(sys.executable), f"/usr/bin/{same}", f"/usr/local/bin/{same}")


@functools.cache
def python() -> str:
    """An interpreter that every user may start."""
    as_root()
    for one in (*_candidates(), "/usr/bin/python3"):
        if _runs(one, "import socket, json, ctypes, sqlite3"):
            return one
    pytest.fail("no Python here can be started by other users: apt-get install python3")


def broker_python(place: Path) -> tuple[str, str]:
    """(interpreter, PYTHONPATH) with which another user can run Keyturn; what is out of their reach is copied."""
    as_root()
    site = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    code = "import keyturn.wiring.broker, keyturn.adapter.broker_store, psycopg, icalendar"
    path = f"{ROOT / 'src'}:{site}"
    for one in _candidates():
        if _runs(one, code, path):
            return one, path
    copied = place / "python"
    shutil.copytree(ROOT / "src" / "keyturn", copied / "keyturn", ignore=shutil.ignore_patterns("__pycache__"))
    for pattern in _NEEDED:
        for found in site.glob(pattern):
            if found.is_dir():
                shutil.copytree(found, copied / found.name, dirs_exist_ok=True)
            else:
                shutil.copy(found, copied)
    for one in _candidates():
        if _runs(one, code, str(copied)):
            return one, str(copied)
    base = place / "base"
    leave = shutil.ignore_patterns("test", "site-packages", "__pycache__", "idlelib")
    shutil.copytree(sys.base_prefix, base, ignore=leave, symlinks=True)
    program = str(base / "bin" / f"python3.{sys.version_info.minor}")
    if not _runs(program, code, str(copied)):
        pytest.fail("no copy of this Python can be started by another user")
    return program, str(copied)
