"""Puts a broker together: its documents, store, journal, credentials, executors and the socket it answers at."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from keyturn.adapter import config_files, sandbox
from keyturn.adapter.broker_checks import CommandCheck, DrillCheck, FileCheck
from keyturn.adapter.broker_execute import (
    CommandExecutor,
    DocumentExecutor,
    SqlExecutor,
    TerraformExecutor,
)
from keyturn.adapter.broker_journal import BrokerJournal
from keyturn.adapter.broker_keys import SshScheme
from keyturn.adapter.broker_notify import PeopleNotifier
from keyturn.adapter.broker_rules import FileRules
from keyturn.adapter.broker_secrets import Secrets
from keyturn.adapter.broker_server import Server
from keyturn.adapter.broker_store import SqlStore
from keyturn.broker import roster as rosters
from keyturn.broker.api import Api
from keyturn.broker.freezes import Rule
from keyturn.broker.service import HALTED, Broker
from keyturn.errors import ConfigurationError, CouldNotJudge, KeyturnError, UsageError
from keyturn.model.text import safe
from keyturn.wiring import broker_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.adapter.run_postgres import SqlExecutor as Runner
    from keyturn.broker.plan import Check, Plan
    from keyturn.broker.ports import Witness
    from keyturn.broker.settings import Settings
    from keyturn.policy.layers import Layers
    from keyturn.tool.pins import Pin

CONFIGURATION = "/etc/keyturn/broker.toml"
SOCKET = "/run/keyturn/broker.sock"
PINNED = "roster.toml"
_TICK = 1.0
_SIGN = 15.0
"""Seconds between signatures of the ledger's head."""
_DUMPABLE = 4
"""PR_SET_DUMPABLE of prctl(2)."""


class Daemon:
    """One broker in this process. `owner` is who may write its documents; `root` is put before places (tests)."""

    def __init__(self, path: str = CONFIGURATION, *, owner: int = 0, top: str = "/", root: str = "") -> None:
        """Raises ConfigurationError or CouldNotJudge when it cannot be put together."""
        self.path = path
        self._root = root
        self._sources = FileRules(path, self._pinned, self._pinned_bytes, self._policy, owner=owner, top=top)
        self._directory = ""
        settings = self._settings_at_start()
        self._directory = settings.directory
        self.settings = settings
        _private(settings.directory)
        name = settings.name or socket.gethostname()
        self.store = SqlStore(settings.store or f"sqlite:///{settings.directory}/broker.db", create=True)
        self.journal = BrokerJournal(os.path.join(settings.directory, "journal", "journal.db"), name)
        secrets = Secrets(self._settings, os.environ.get("CREDENTIALS_DIRECTORY", ""))
        above = os.path.join(settings.directory, "work")
        commands = CommandExecutor(self._settings, secrets, above)
        executors = (
            commands,
            SqlExecutor(secrets, commands, _sql_runner),
            TerraformExecutor(self._settings, secrets, commands, above, _identity),
            DocumentExecutor(self._install, self._pinned),
        )
        checkers = (
            CommandCheck(self._settings, self.store),
            FileCheck("status-file", owner, top),
            FileCheck("scan", owner, top),
            DrillCheck(self._proof),
        )
        self.broker = Broker(
            store=self.store,
            journal=self.journal,
            rules=self._sources,
            schemes={"ssh": SshScheme()},
            planner=broker_plan.WorldPlanner(self._sources, secrets, self._layers, above, root=root),
            executors={one.kind: one for one in executors},
            checkers={one.kind: one for one in checkers},
            notifier=PeopleNotifier(self._addresses, lambda: self._settings().notify),
            clock=time.time,
            monotonic=lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
            sleep=time.sleep,
            witness=self._witness(settings),
        )
        # what proposals bring along runs in the sandbox, as the broker's user, before anybody has keyed it
        self._above = above
        sandbox.hide(self._kept, above)
        self._owner = owner
        self._going = threading.Event()
        self._signed = 0.0
        self._told = ""
        self._accounts: tuple[float, frozenset[int]] = (-1e9, frozenset())

    # what the parts ask

    def _settings_at_start(self) -> Settings:
        rules = self._sources.rules()
        if not rules.settings.digest:
            raise ConfigurationError("; ".join(rules.problems) or "there are no settings", file=self.path)
        return rules.settings

    def _settings(self) -> Settings:
        return self._sources.rules().settings

    def _pinned_bytes(self) -> bytes:
        if not self._directory:
            return b""
        found = config_files.read(os.path.join(self._directory, PINNED), 2_000_000)
        return found.data or b"" if found is not None else b""

    def _pinned(self) -> str:
        data = self._pinned_bytes()
        try:
            return rosters.read(data).digest if data else ""
        except ConfigurationError:
            return ""

    def _kept(self) -> tuple[str, ...]:
        """What only the broker itself reads: its directory but for the places of runs, and every credential."""
        directory = self._directory
        found = [os.path.join(directory, name) for name in os.listdir(directory) if name != "work"]
        places = self._settings().places
        found += [one.file for place in places for one in (*place.secrets, *place.planning) if one.file]
        found += [os.environ.get("CREDENTIALS_DIRECTORY", ""), *self._ledger_key()]
        return tuple(one for one in found if one)

    def _ledger_key(self) -> tuple[str, ...]:
        from keyturn.wiring import ledger

        try:
            known = ledger.load(self.settings.ledger) if os.path.exists(self.settings.ledger) else None
        except KeyturnError:
            return ()
        return (known.key,) if known is not None and known.key else ()

    def _install(self, data: bytes) -> None:
        pin(self._directory, data)

    def _layers(self) -> Layers:
        from keyturn.wiring import configuration

        return configuration.load("/", root=self._root or None)

    def _policy(self) -> tuple[str, tuple[Rule, ...], tuple[str, ...]]:
        """(digest, freezes, problems) of the layers that hold for the whole machine."""
        import datetime as dt

        from keyturn.version import __version__

        layers = self._layers()
        freezes = tuple(
            Rule(
                freeze.name or environment.name,
                dt.datetime.fromtimestamp(freeze.start, dt.UTC),
                dt.datetime.fromtimestamp(min(freeze.end, 253_402_300_799), dt.UTC),
                environments=(environment.name,),
            )
            for environment in layers.environments
            for freeze in environment.freezes
        )
        text = f"{__version__} {sorted(layers.digests)}"
        return text, freezes, tuple(layers.problems)

    def _addresses(self, person: str) -> tuple[str, ...]:
        people = self._sources.rules().roster.people
        return tuple(address for one in people if person in ("", one.id) for address in one.notify)

    def _proof(self, check: Check, plan: Plan, now: int) -> tuple[bool, str]:
        del plan
        given = dict(check.parameters)
        if "system" in given:
            return _drilled(given["system"], check.within, now, self._root, self._owner)
        return broker_plan.proven(given.get("targets", "[]"), check.within, now, self._root, self._owner)

    def _witness(self, settings: Settings) -> Witness | None:
        if not os.path.exists(settings.ledger):
            return None
        from keyturn.wiring import ledger

        known = ledger.load(settings.ledger)
        if not known.addresses or not known.witnesses:
            return None
        return ledger.seen(known.addresses[0], known.witnesses[0].text(), known)

    # running

    def api(self) -> Api:
        """What answers questions."""
        return Api(
            self.broker,
            self.broker,
            lambda: self._sources.rules().roster,
            self._contents,
            self._halted,
            time.sleep,
            time.monotonic,
        )

    def _known(self, uid: int) -> bool:
        """Whether the roster knows this user; looked up no more than once a second, since floods ask it."""
        if time.monotonic() - self._accounts[0] > 1:
            roster = self._sources.rules().roster
            accounts = [*(one.uids for one in roster.people), *(one.uids for one in roster.agents)]
            found = frozenset(uid for uids in accounts for uid in uids)
            self._accounts = (time.monotonic(), found)
        return uid in self._accounts[1]

    def _contents(self, digest: str) -> bytes:
        with self.store.transaction() as tx:
            return tx.contents(digest)

    def _halted(self) -> str:
        with self.store.transaction() as tx:
            return tx.fact(HALTED)

    def run(self, *, once: bool = False) -> int:
        """Recover, then answer and work until told to stop."""
        hardened()
        for row in self.broker.recover():
            _say(f"{row.proposal} is {row.state}: {row.detail}")
        server = None if once else Server(self.settings.socket, self.api().answer, self._known)
        try:
            if server is not None:
                server.start()
                _say(f"answering at {self.settings.socket}, epoch {self.journal.epoch}")
            while True:
                self._tick()
                if once or self._going.wait(_TICK):
                    return 0
        finally:
            if server is not None:
                server.close()
            self.close()

    def _tick(self) -> None:
        try:
            # nobody waits at the socket for an execution: the broker's own store keeps the two apart
            for row in self.broker.tick():
                _say(f"{row.proposal} is {row.state}: {row.detail}")
            self._told = ""
        except KeyturnError as error:
            # a round a second, and the same each time: once is enough for a log
            if error.what != self._told:
                self._told = error.what
                _say(error.what)
        if time.monotonic() - self._signed > _SIGN:
            self._signed = time.monotonic()
            self._sign()

    def _sign(self) -> None:
        if not os.path.exists(self.settings.ledger):
            return
        from dataclasses import replace

        from keyturn.wiring import ledger

        try:
            known = ledger.load(self.settings.ledger)
            if known.key:
                address = self.settings.store or f"sqlite:///{self.settings.directory}/broker.db"
                for problem in ledger.sign(replace(known, store=address)).refused:
                    _say(problem)
        except KeyturnError as error:
            _say(f"the ledger's head was not signed: {error.what}")

    def stop(self, *_signal: object) -> None:
        """End after what runs now has ended."""
        self._going.set()

    def close(self) -> None:
        """Let go of the journal and the store."""
        sandbox.show(self._above)
        self.journal.close()
        self.store.close()

    def until_told(self, *, once: bool = False) -> int:
        """`run`, ended by SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        return self.run(once=once)


def _sql_runner() -> Runner:
    from keyturn.adapter.rehearse_postgres import PostgresRehearser
    from keyturn.adapter.run_postgres import SqlExecutor as Bounded

    return Bounded(PostgresRehearser(lambda _action, _target: False), quiet=True)


def _identity(directory: str, workspace: str, environment: Mapping[str, str], program: str) -> Pin:
    from keyturn.wiring import terraform

    return terraform.rehearser().identity(directory, workspace, environment, program)


def _drilled(system: str, within: int, now: int, root: str, owner: int) -> tuple[bool, str]:
    """Whether the newest run of a drill passed recently, with a signature that counts."""
    from keyturn.wiring.drill import Places, record

    for one in record(Places(root, owner)).latest():
        if one.evidence.drill == system:
            if not one.signed:
                return False, one.why
            if one.evidence.verdict != "passed":
                return False, f"the newest run of {system} failed"
            late = now - one.evidence.at
            return late <= within, f"{system} was proven {late // 3600:,} hours ago"
    return False, f"there is no evidence of a drill {system}"


def _private(directory: str) -> None:
    os.makedirs(directory, mode=0o700, exist_ok=True)
    facts = os.stat(directory)
    if facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise CouldNotJudge(f"{directory} is not the broker's alone", "It belongs to the broker's user, mode 0700.")


def hardened() -> None:
    """No core files, no readable memory, and files that nobody else reads."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_DUMPABLE, 0, 0, 0, 0)


def pin(directory: str, data: bytes) -> str:
    """Make this document the roster that counts; its digest. Raises ConfigurationError."""
    found = rosters.read(data, "the roster")
    path = os.path.join(directory, PINNED)
    fresh = f"{path}.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
    os.rename(fresh, path)
    folder = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return found.digest


def pin_from(path: str, *, owner: int = 0, top: str = "/") -> tuple[str, str]:
    """Pin the roster that the settings name, once: (its path, its digest). A later change of it is a proposal.

    Raises UsageError when one is pinned already.
    """
    from keyturn.broker.settings_reading import read

    found = config_files.read(path, 2_000_000)
    if found is None or found.data is None:
        raise UsageError(f"there are no settings at {path}", "keyturn setup-broker writes them")
    settings = read(found.data, path).settings
    _private(settings.directory)
    if os.path.lexists(os.path.join(settings.directory, PINNED)):
        raise UsageError("a roster is pinned already", "Propose another one: keyturn propose --roster FILE")
    obstacle = config_files.writable_by_others(settings.roster, owner, top)
    if obstacle:
        raise UsageError(
            f"{settings.roster} does not count: {obstacle}", "It belongs to root, and nobody else writes it."
        )
    data = config_files.read(settings.roster, 2_000_000)
    if data is None or data.data is None:
        raise UsageError(f"there is no roster at {settings.roster}", "keyturn setup-broker writes an example")
    return settings.roster, pin(settings.directory, data.data)


def checked(path: str = CONFIGURATION, *, owner: int = 0, top: str = "/") -> tuple[list[str], str]:
    """(what is not sound, what strength is reached), without starting anything."""
    directory = ""

    def pinned_bytes() -> bytes:
        found = config_files.read(os.path.join(directory, PINNED), 2_000_000) if directory else None
        return found.data or b"" if found is not None else b""

    def pinned() -> str:
        try:
            return rosters.read(pinned_bytes()).digest if pinned_bytes() else ""
        except ConfigurationError:
            return ""

    source = FileRules(path, pinned, pinned_bytes, lambda: ("", (), ()), owner=owner, top=top)
    directory = source.rules().settings.directory
    rules = source.rules()
    problems = list(rules.problems)
    try:
        facts = os.stat(directory)
        if facts.st_mode & 0o077:
            problems.append(f"{directory} can be looked into by others: chmod 0700")
    except OSError as error:
        problems.append(f"{directory}: {error.strerror}")
    secrets = Secrets(lambda: rules.settings, os.environ.get("CREDENTIALS_DIRECTORY", ""))
    for place in rules.settings.places:
        for planning in (False, True):
            try:
                secrets.values(place.name, planning=planning)
            except CouldNotJudge as error:
                problems.append(error.what)
        if place.plain_keys:
            problems.append(f"{place.name}: plain keys count there, and any program of the person can use one")
    return problems, strength(rules.settings)


def strength(settings: Settings) -> str:
    """What separates the broker from the agents on this machine, said plainly."""
    if os.geteuid() == 0:
        return "enforced against other users; it runs as root, and a system user of its own would be better"
    agents = f"uid {os.geteuid()}"
    return f"enforced against every user but {agents} and root; agents must not run as {agents} ({settings.directory})"


def _say(text: str) -> None:
    sys.stderr.write(f"keyturn broker: {safe(text)}\n")
    sys.stderr.flush()
