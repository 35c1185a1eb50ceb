"""A real PostgreSQL server, and a new database in it for whoever asks."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from keyturn.adapter.postgres_server import SUPERUSER, server
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """What gives the address of a new, empty database each time."""
    with server(parts.postgresql()) as live:
        numbers = itertools.count()

        def made() -> str:
            name = f"broker{next(numbers)}"
            with psycopg.connect(live.address(), password=live.password, autocommit=True) as link:
                link.execute(f"create database {name}".encode())
            url = sa.URL.create(
                "postgresql+psycopg", SUPERUSER, live.password, database=name, query={"host": live.socket}
            )
            return url.render_as_string(hide_password=False)

        yield made
