"""Rehearses SQL on MariaDB and MySQL: on a clone in a throw-away server, with its rows compared one by one.

A transaction that is rolled back would not do here: DDL commits by itself, and tables of other engines keep what was
written. So the database is dumped as its own client would reach it, loaded into a server of our own with a private
socket, and the statements run there as a user who may do anything to that database and nothing else. Only where the
target is the developer's own and this machine serves it, since rows are copied.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from keyturn.adapter import drill_mariadb, postgres_local, postgres_server
from keyturn.errors import CouldNotJudge
from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.model.source import Source, SqlContext
from keyturn.model.target import DATABASE
from keyturn.rehearse.difference import Difference, NotRehearsed, Report, Table, Thing, together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keyturn.model.target import Target
    from keyturn.rehearse.ports import Action, Progress

ENGINES = ("mysql", "mariadb")
CLIENTS = ("mysql", "mariadb")
LARGEST = 1 << 30
"""Bytes of a database that is still copied."""
SECONDS = 600.0
HOW = "on a clone in a throw-away MariaDB server, with its rows"
_USER = "keyturn_rehearsal"
_BEFORE = "keyturn_before"
_VALUED = {"h": "host", "P": "port", "u": "user", "S": "socket", "D": "database"}
_VARIABLES = {"MYSQL_HOST": "host", "MYSQL_PWD": "password", "MYSQL_TCP_PORT": "port", "MYSQL_UNIX_PORT": "socket"}
_LEADING = ("--host", "--port", "--socket", "--database", "--init-command", "--user")
_LONG = frozenset(("host", "port", "user", "socket", "database", "password"))
_OTHERS = frozenset("execute default-character-set defaults-extra-file protocol init-command".split())
_DEFINER = re.compile(rb"DEFINER=`((?:[^`]|``)*)`@`((?:[^`]|``)*)`")
_SOCKETS = ("/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/tmp/mysql.sock")  # noqa: S108
_TABLES = """
select hex(table_name) from information_schema.tables
where table_schema = database() and table_type = 'BASE TABLE' order by table_name
"""
_COLUMNS = """
select hex(table_name), hex(column_name), hex(column_type) from information_schema.columns
where table_schema = database() order by table_name, ordinal_position
"""
_THINGS = """
select 'view', hex(table_name) from information_schema.views where table_schema = database()
union all select 'trigger', hex(trigger_name) from information_schema.triggers where trigger_schema = database()
union all select lower(routine_type), hex(routine_name) from information_schema.routines
  where routine_schema = database()
union all select 'index', hex(concat(table_name, '.', index_name)) from information_schema.statistics
  where table_schema = database() group by table_name, index_name
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """How the command's client reaches its server. The parameters hold the password: they are never shown."""

    parameters: dict[str, str] = field(repr=False)
    database: str

    @property
    def socket(self) -> str:
        """The socket's path, "" for TCP."""
        host = self.parameters.get("host", "localhost")
        if host != "localhost":
            return ""
        return self.parameters.get("socket") or next((one for one in _SOCKETS if os.path.exists(one)), "")

    def served_here(self) -> bool:
        """Whether a MariaDB or MySQL of this machine answers there."""
        if self.socket:
            return postgres_local.answers(self.socket, "mariadb")
        host, port = self.parameters.get("host", "localhost"), self.parameters.get("port", "3306")
        return host in ("127.0.0.1", "::1") and postgres_local.listens("mariadb", host, port)


def reached(words: Sequence[str], database: str, environment: Mapping[str, str]) -> Reached | None:
    """What a client's variables and words say; None for words that are not known."""
    found = {name: environment[variable] for variable, name in _VARIABLES.items() if environment.get(variable)}
    loose: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _LONG | _OTHERS and not equals and name != "password":
                value = words[at] if at < len(words) else ""
                at += 1
            if name in _LONG and name != "database":
                found[name] = value
            elif name == "database":
                loose.append(value)
            elif name.startswith(("defaults", "protocol", "ssl")):
                return None
        elif word.startswith("-p"):
            found["password"] = word[2:]
        elif word.startswith("-") and len(word) > 1:
            letter, value = word[1], word[2:]
            if (letter in _VALUED or letter == "e") and not value:
                value = words[at] if at < len(words) else ""
                at += 1
            if letter == "D":
                loose.append(value)
            elif letter in _VALUED:
                found[_VALUED[letter]] = value
        else:
            loose.append(word)
    if any("\n" in value or "\0" in value for value in found.values()):
        return None
    return Reached(found, loose[-1] if loose else database)


class MariaDbRehearser:
    """`rehearse.ports.Rehearser` for SQL texts that the mysql or mariadb client would send."""

    name = "mariadb"

    def __init__(self, is_dev: Callable[[Action, Target], bool]) -> None:
        """`is_dev` says whether policy lets a target be taken for the developer's own, if it is served here."""
        self._is_dev = is_dev

    def texts(self, action: Action) -> list[tuple[str, Target, Reached]]:
        """SQL that was read whole, with where its client would send it."""
        found: list[tuple[str, Target, Reached]] = []
        client: Invocation | None = None
        for step in action.judgement.trace:
            item = step.item
            if isinstance(item, Invocation):
                client = item if item.name in CLIENTS else None
                continue
            if client is None or not isinstance(item, Source) or item.language != "sql" or item.text.text is None:
                continue
            target = item.context.target if isinstance(item.context, SqlContext) else None
            words = [word.text for word in client.args]
            if target is None or target.facet("engine") not in ENGINES or any(word is None for word in words):
                continue
            at = reached(
                [word for word in words if word is not None],
                target.facet("database") or "",
                {**action.environment, **{name: word.text for name, word in client.env if word.text is not None}},
            )
            if at is not None and at.database and self._is_dev(action, target):
                found.append((item.text.text, target, at))
        return found

    def concerns(self, action: Action) -> bool:
        """Whether SQL would be sent, though nobody can tell from its words what it does."""
        return bool(self.texts(action))

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on databases to which such a text goes."""
        targets = [target for _text, target, _at in self.texts(action)]
        return frozenset(
            number
            for number, effect in enumerate(action.judgement.effects)
            if any(one.kind == DATABASE and _same(one, target) for one in effect.targets for target in targets)
        )

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Clone, run, compare. Raises CouldNotJudge when it cannot be cloned."""
        began = time.monotonic()
        report = Report(action.command)
        for text, _target, at in self.texts(action):
            rest = max(5.0, action.budget - (time.monotonic() - began))
            report = together(report, _one(action, text, at, rest, progress))
        return replace(report, seconds=time.monotonic() - began)


def _same(one: Target, other: Target) -> bool:
    return all(one.facet(name) == other.facet(name) for name in ("server", "port", "database"))


def _one(action: Action, text: str, at: Reached, seconds: float, progress: Progress) -> Report:
    if not at.served_here():
        raise CouldNotJudge(
            "what answers there is no MariaDB or MySQL of this machine: it may be a tunnel, and rows are not copied",
            "rehearse on a database of your own",
        )
    progress.step(f"copying {at.database}")
    place = tempfile.mkdtemp(prefix=f"keyturn-rehearsal-{os.getpid()}-mariadb-")
    try:
        dump = _dumped(at, place, seconds)
        progress.step("starting a throw-away MariaDB server")
        with drill_mariadb.server("") as server:
            clone = _Clone(server, at.database)
            clone.load(dump)
            before = clone.look()
            clone.keep(before)
            progress.step("running it on the clone")
            code, said = clone.run(text, seconds)
            progress.step("comparing the clone with what it was")
            return _report(action.command, clone, before, code, said)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _client(name: str) -> str:
    for one in (name.replace("mysql", "mariadb"), name):
        path = shutil.which(one, path="/usr/local/bin:/usr/bin:/bin")
        if path is not None:
            return path
    raise CouldNotJudge(f"there is no {name} here", "apt-get install mariadb-client")


def _dumped(at: Reached, place: str, seconds: float) -> bytes:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": os.environ.get("HOME", "/nonexistent")}
    _by_words_alone(at, environment)
    settings = os.path.join(place, "client.cnf")
    with open(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("[client]\n")
        for name in ("user", "password"):
            if name in at.parameters:
                quoted = at.parameters[name].replace("\\", "\\\\").replace('"', '\\"')
                file.write(f'{name}="{quoted}"\n')
    # a password of the user's own settings counts where the command gives none
    read = "--defaults-file" if "password" in at.parameters else "--defaults-extra-file"
    if at.socket:
        where = ["--protocol=socket", f"--socket={at.socket}"]
    else:
        where = ["--protocol=tcp", f"--host={at.parameters['host']}", f"--port={at.parameters.get('port', '3306')}"]
    size = _asked(
        [_client("mysql"), f"{read}={settings}", *where, "-N", "-B", "-e",
         "select coalesce(sum(data_length), 0) from information_schema.tables where table_schema = database()",
         "--", at.database],
        environment, seconds,
    )  # fmt: skip
    if int(size.strip().partition(b".")[0] or b"0") > LARGEST:
        raise CouldNotJudge(f"{at.database} is larger than {LARGEST >> 30} GB", "rehearse on a smaller copy of it")
    return _asked(
        [_client("mysqldump"), f"{read}={settings}", *where, "--single-transaction", "--skip-lock-tables",
         "--routines", "--triggers", "--skip-events", "--no-tablespaces", "--", at.database],
        environment, seconds,
    )  # fmt: skip


def _by_words_alone(at: Reached, environment: Mapping[str, str]) -> None:
    """Raises CouldNotJudge when settings of the user's own lead the client elsewhere than its words say."""
    program = shutil.which("my_print_defaults", path="/usr/local/bin:/usr/bin:/bin")
    if program is None:
        if "host" in at.parameters or "socket" in at.parameters:
            return
        raise CouldNotJudge("where the client goes by itself is not known", "name the server: --host, --socket")
    words = [program, "client", "client-server", "client-mariadb", "mysql", "mariadb", "mariadb-client"]
    said = _asked(words, dict(environment), 20.0).decode("utf-8", "replace").splitlines()
    for line in said:
        name = line.partition("=")[0].replace("_", "-")
        if name.startswith(_LEADING) and name[2:] not in at.parameters:
            raise CouldNotJudge(
                f"the user's own settings of the client have {name}", "name server, user and database in the command"
            )


def _asked(words: Sequence[str], environment: dict[str, str], seconds: float) -> bytes:
    try:
        done = subprocess.run(
            list(words), env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotJudge("the database was not copied in time", "Give it more: --budget SECONDS") from error
    if done.returncode != 0:
        told = mask(done.stderr.decode("utf-8", "replace").strip()[:300])
        raise CouldNotJudge(f"the database cannot be copied: {told}", "is it up?")
    return done.stdout


@dataclass(frozen=True, slots=True)
class _Look:
    rows: dict[str, int]
    columns: dict[str, dict[str, str]]
    things: frozenset[tuple[str, str]]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"


class _Clone:
    """The database in a server of our own."""

    def __init__(self, server: drill_mariadb.Server, database: str) -> None:
        self._server = server
        self.database = database

    def _ask(self, statement: str, database: str = "") -> list[list[str]]:
        words = self._server.client("--skip-column-names", "--batch", "--execute", statement)
        done = postgres_server.run([*words, *([database] if database else [])], {}, seconds=SECONDS)
        if done.returncode != 0:
            raise CouldNotJudge(f"the clone cannot be asked: {mask(done.stderr.decode('utf-8', 'replace')[:300])}")
        return [line.split("\t") for line in done.stdout.decode("utf-8", "replace").splitlines()]

    def load(self, dump: bytes) -> None:
        """Make the database and those who own its code, with rights to it and nothing else."""
        users = {(_USER, "localhost")}
        for name, host in _DEFINER.findall(dump):
            users.add((name.decode("utf-8", "replace"), host.decode("utf-8", "replace")))
        whole = _quoted(self.database)
        made = [f"create database {whole}", f"create database {_BEFORE}"]
        for name, host in sorted(users - {("root", "localhost")}):
            who = f"{_text(name.replace('``', '`'))}@{_text(host.replace('``', '`'))}"
            # _ and % stand for any letter in the database of a grant
            granted = whole.replace("_", "\\_").replace("%", "\\%")
            made += [f"create user if not exists {who}", f"grant all on {granted}.* to {who}"]
        self._ask("; ".join(made))
        account = postgres_server.account()
        words = self._server.client(self.database)
        if account is not None:
            words = ["setpriv", f"--reuid={account[0]}", f"--regid={account[1]}", "--clear-groups", "--", *words]
        done = subprocess.run(
            words,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
            input=dump,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            cwd="/",
        )
        if done.returncode != 0:
            told = done.stderr.decode("utf-8", "replace")
            raise CouldNotJudge(f"the clone cannot be made: {mask(told[max(0, told.find('ERROR ')) :].strip()[:300])}")

    def _names(self, statement: str) -> list[list[str]]:
        found = self._ask(statement, self.database)
        return [
            [
                bytes.fromhex(one).decode("utf-8", "replace") if one.strip("0123456789ABCDEF") == "" else one
                for one in row
            ]
            for row in found
        ]

    def look(self) -> _Look:
        """Tables with their rows, columns, other things. Empty when the database is gone."""
        if not self._ask(
            f"select 1 from information_schema.schemata where schema_name = {_text(self.database)}"  # noqa: S608
        ):
            return _Look({}, {}, frozenset())
        names = [row[0] for row in self._names(_TABLES)]
        rows = {one: int(self._ask(f"select count(*) from {_quoted(one)}", self.database)[0][0]) for one in names}  # noqa: S608
        columns: dict[str, dict[str, str]] = {}
        for table, column, kind in self._names(_COLUMNS):
            columns.setdefault(table, {})[column] = kind
        things = frozenset((kind, name) for kind, name in self._names(_THINGS))
        return _Look(rows, columns, things)

    def keep(self, before: _Look) -> None:
        """Remember every row."""
        for name in before.rows:
            here = _quoted(name)
            self._ask(f"create table {_BEFORE}.{here} as select * from {_quoted(self.database)}.{here}")  # noqa: S608

    def moved(self, name: str) -> tuple[int, int]:
        """(rows that are not as they were or gone, rows that were not there so) of a table with the same columns."""
        old, new = f"{_BEFORE}.{_quoted(name)}", f"{_quoted(self.database)}.{_quoted(name)}"
        counted = "select count(*) from (select * from {} except all select * from {}) x"
        less = self._ask(counted.format(old, new))[0][0]
        more = self._ask(counted.format(new, old))[0][0]
        return int(less), int(more)

    def run(self, text: str, seconds: float) -> tuple[int, str]:
        """The statements, by a client that takes no command of its own; as the user who owns nothing else."""
        words = [f"--user={_USER}" if word == "--user=root" else word for word in self._server.client("--batch")]
        try:
            done = postgres_server.run([*words, "--execute", text, self.database], {}, seconds=seconds)
        except subprocess.TimeoutExpired as error:
            raise CouldNotJudge("it did not end in time on the clone", "Give it more: --budget SECONDS") from error
        return done.returncode, mask((done.stdout + done.stderr).decode("utf-8", "replace").strip()[-4_000:])


def _report(command: str, clone: _Clone, before: _Look, code: int, said: str) -> Report:
    after = clone.look()
    tables: list[Table] = []
    for name in sorted(before.rows.keys() | after.rows.keys()):
        old, new = before.rows.get(name), after.rows.get(name)
        whole = f"{clone.database}.{name}"
        if new is None:
            tables.append(Table(whole, old, None, dropped=True, deleted=old or 0, database=clone.database))
        elif old is None:
            tables.append(Table(whole, None, new, inserted=new, database=clone.database))
        elif before.columns.get(name) != after.columns.get(name):
            own, its = before.columns.get(name, {}), after.columns.get(name, {})
            lost = tuple(sorted(one for one, kind in own.items() if its.get(one) != kind))
            gone = max(0, old - new)
            tables.append(Table(whole, old, new, deleted=gone, columns=lost, database=clone.database))
        else:
            less, more = clone.moved(name)
            updated = min(less, more)
            if less or more:
                tables.append(
                    Table(
                        whole, old, new, deleted=less - updated, updated=updated, inserted=more - updated,
                        truncated=bool(old) and new == 0, database=clone.database,
                    )
                )  # fmt: skip
    whole_gone = tuple(f"{name}." for name in before.rows.keys() ^ after.rows.keys())
    things = tuple(
        Thing(kind, f"{clone.database}.{name}", "dropped" if (kind, name) in before.things else "created")
        for kind, name in sorted(before.things ^ after.things)
        if not name.startswith(whole_gone or ("\0",))
    )
    left = [NotRehearsed("events and other databases of that server", "the clone has one database, and no schedule")]
    if code != 0:
        left.append(NotRehearsed("what comes after its failure", f"the clone refuses it: {said[-300:]}"))
    return Report(command, (HOW,), Difference(tables=tuple(tables), things=things), tuple(left), (), code, said)
