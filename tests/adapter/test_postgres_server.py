"""Throw-away PostgreSQL servers: real ones, private, and gone with whoever started them."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_server import PREFIX, SUPERUSER, Programs, choose, server, sweep
from keyturn.errors import CouldNotJudge
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.postgres_server import Server


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server(parts.postgresql()) as found:
        yield found


def test_it_answers_and_says_its_version(running: Server) -> None:
    with psycopg.connect(running.address(), password=running.password) as link:
        row = link.execute("show server_version").fetchone()
    assert row is not None
    assert int(str(row[0]).split(".")[0]) == running.programs.version


def test_its_superuser_has_a_password_and_other_roles_need_none(running: Server) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(running.address())
    with psycopg.connect(running.address(), password=running.password) as link:
        link.execute("create role tool login")
    with psycopg.connect(running.address(user="tool")) as link:
        row = link.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    assert row == (False,)


def test_there_is_no_network(running: Server) -> None:
    with psycopg.connect(running.address(), password=running.password) as link:
        row = link.execute("show listen_addresses").fetchone()
    assert row == ("",)


def test_nobody_else_reaches_the_socket(running: Server) -> None:
    mode = os.stat(running.socket).st_mode & 0o777
    assert mode == 0o700
    assert SUPERUSER in running.url()
    assert running.password not in running.url() + running.address() + repr(running)


def test_nothing_is_left() -> None:
    with server(parts.postgresql()) as found:
        place, pid = found.socket, found.pid
        assert os.path.isdir(place)
    assert not os.path.exists(place)
    assert not os.path.exists(f"/proc/{pid}")


def test_a_server_ends_with_a_starter_that_is_killed(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys, time
        from keyturn.adapter import postgres_server
        with postgres_server.server() as found:
            print(found.pid, found.socket, flush=True)
            time.sleep(600)
        """
    )
    source = str(Path(postgres_server.__file__).parent.parent.parent)
    starter = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source}
    )
    assert starter.stdout is not None
    pid, place = starter.stdout.readline().split()
    starter.kill()
    starter.wait()
    starter.stdout.close()
    until = time.monotonic() + 20
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{pid}"), "the server outlived its starter"
    # whichever server is started next sweeps it, also one of another test's
    sweep()
    assert not os.path.exists(place)
    del tmp_path


def test_the_sweep_leaves_what_is_in_use_and_what_only_looks_like_ours(tmp_path: Path) -> None:
    living = tmp_path / f"{PREFIX}{os.getpid()}-abc"
    living.mkdir()
    other = tmp_path / f"{PREFIX}notes"
    other.mkdir()
    link = tmp_path / f"{PREFIX}999999999-link"
    link.symlink_to(other)
    dead = tmp_path / f"{PREFIX}999999998-abc"
    dead.mkdir()
    assert str(dead) in sweep(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([living.name, other.name, link.name])


def test_a_version_that_is_not_here_is_said() -> None:
    here = (Programs("/a", 15), Programs("/b", 17))
    assert choose(14, among=here).version == 15
    assert choose(16, among=here).version == 17
    assert choose(exactly=17, among=here).directory == "/b"
    with pytest.raises(CouldNotJudge, match=r"PostgreSQL 16 server here \(installed: 15, 17\)"):
        choose(exactly=16, among=here)


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(CouldNotJudge, match="no_such_setting"), server(settings={"no_such_setting": "1"}):
        pytest.fail("it started")
