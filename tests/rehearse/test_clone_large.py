"""A large database is cloned in about the time that dumping and restoring it takes."""

from __future__ import annotations

import subprocess
import time

import pytest

from keyturn.adapter import postgres_server
from keyturn.adapter.postgres_clone import cloned
from keyturn.adapter.postgres_connect import Connection, of_text
from tests.production import PASSWORD, production

ROWS = 7_000_000
"""About one gigabyte with its key."""
STARTING = 4.0
"""Seconds for the server itself, which a small database does not make up for."""


@pytest.mark.soak
def test_a_gigabyte(soak: float) -> None:
    number = int(ROWS * soak)
    with production() as real:
        url = real.database(
            "large",
            "create table accounts(aid int, bid int, abalance int, filler char(84))",
            f"insert into accounts select g, g % 70, 0, 'x' from generate_series(1, {number}) g",
            "alter table accounts add primary key (aid)",
        )
        programs = real.server.programs
        with postgres_server.server(programs) as plain:
            environment = {"PATH": "/usr/bin:/bin", "PGPASSWORD": PASSWORD}
            began = time.monotonic()
            place = f"{plain.socket}/dump"
            dump = [programs.path("pg_dump"), "--format=custom", "-Z0", f"--file={place}", url]
            subprocess.run(dump, check=True, env=environment, timeout=900)
            restore = [programs.path("pg_restore"), "--no-owner", "--dbname=postgres", place]
            subprocess.run(restore, check=True, env=environment | plain.environment(), timeout=900)
            both = time.monotonic() - began
        began = time.monotonic()
        with cloned(Connection(of_text(url), "test"), lambda _here: True) as clone:
            took = time.monotonic() - began
            assert clone.counts == {"public.accounts": number}
    assert took <= 1.3 * both + STARTING, f"{took:.1f} s for the clone, {both:.1f} s to dump and restore"
