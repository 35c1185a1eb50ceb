"""A home directory of its own for a test and for every process it starts: the password database is what tells."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_START = """\
import os
import pwd

_real = pwd.getpwuid


def _own(uid):
    entry = list(_real(uid))
    entry[5] = os.environ["HOME"]
    return pwd.struct_passwd(entry)


pwd.getpwuid = _own
"""


def own_home(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make one. Python processes that inherit the environment take it for the user's, too."""
    home = place / "home"
    start = place / "start"
    home.mkdir()
    start.mkdir()
    (start / "sitecustomize.py").write_text(_START)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(start))
    entry = list(pwd.getpwuid(os.getuid()))
    entry[5] = str(home)
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: pwd.struct_passwd(entry))
    return home
