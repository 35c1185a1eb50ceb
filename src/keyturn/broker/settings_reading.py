"""`broker.toml`: bytes in, `Settings` and the freezes it names out.

Unlike `keyturn.toml` there is no stricter reading of a broken file: a fault anywhere, and nothing is claimed until
somebody has mended it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os.path
from dataclasses import dataclass

import msgspec

from keyturn.broker.document import Document
from keyturn.broker.freezes import Rule, rule_problem
from keyturn.broker.plan import Documentation, Strict
from keyturn.broker.settings import Place, Regime, Secret, Settings, Wanted

CHECK_KINDS = ("command", "status-file", "scan", "drill")


class _Secret(Strict, frozen=True, kw_only=True):
    file: str = ""
    systemd: str = ""
    command: tuple[str, ...] = ()


class _Environment(Strict, frozen=True, kw_only=True):
    tier: int = 0
    secrets: dict[str, _Secret] = msgspec.field(default_factory=dict)
    planning: dict[str, _Secret] = msgspec.field(default_factory=dict)
    plain_keys: bool = False
    roles: dict[str, int] = msgspec.field(default_factory=dict)
    documentation: tuple[str, ...] = ()
    staged: bool = False
    senior_for_ai: int = 0
    promote_from: str = ""
    promoted_within: str = "7d"
    soak: str = "0s"


class _Check(Strict, frozen=True, kw_only=True):
    name: str
    kind: str
    command: tuple[str, ...] = ()
    file: str = ""
    system: str = ""
    within: str = "24h"
    environments: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    waivable: bool = True


class _Regime(Strict, frozen=True, kw_only=True, rename={"start": "from", "end": "until"}):
    name: str
    start: dt.datetime
    end: dt.datetime
    tiers: tuple[int, ...] = ()
    environments: tuple[str, ...] = ()
    keys: int = 0
    seniors: int = 0
    checks: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    staged: bool = False


class _Freeze(Strict, frozen=True, kw_only=True, rename={"start": "from", "end": "until"}):
    name: str
    start: dt.datetime
    end: dt.datetime | None = None
    lasts: str = ""
    repeat: str = ""
    zone: str = ""
    environments: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()


class _Glass(Strict, frozen=True, kw_only=True):
    role: str = "on-call"
    life: str = "1h"
    review_within: str = "24h"


class _Document(Strict, frozen=True, kw_only=True):
    store: str = ""
    directory: str = "/var/lib/keyturn/broker"
    socket: str = "/run/keyturn/broker.sock"
    roster: str = "/etc/keyturn/roster.toml"
    ledger: str = "/etc/keyturn/ledger.toml"
    name: str = ""
    expires: str = "24h"
    statement_life: str = "1h"
    skew: str = "30s"
    open_per_proposer: int = 20
    open_in_all: int = 2_000
    variables: tuple[str, ...] = ()
    path: str = Settings().path
    waiver_role: str = "senior"
    admin_keys: int = 2
    admin_seniors: int = 1
    calendars: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    environment: dict[str, _Environment] = msgspec.field(default_factory=dict)
    check: tuple[_Check, ...] = ()
    regime: tuple[_Regime, ...] = ()
    freeze: tuple[_Freeze, ...] = ()
    break_glass: _Glass = _Glass()


@dataclass(frozen=True, slots=True)
class Read:
    """The settings, and the freezes that stand among them."""

    settings: Settings
    freezes: tuple[Rule, ...]


def read(data: bytes, file: str = "broker.toml") -> Read:
    """The broker's settings. Raises ConfigurationError with file, line and key."""
    document = Document(data, file)
    found = document.read(_Document)
    for word in ("directory", "socket", "roster", "ledger"):
        if not os.path.isabs(getattr(found, word)):
            document.fail((word,), "this is no absolute path", "Write it from / on.")
    for piece in found.path.split(":"):
        if not os.path.isabs(piece):
            document.fail(("path",), f"{piece!r} is no absolute path", "Write each of them from / on.")
    for number, path in enumerate(found.calendars):
        if not os.path.isabs(path):
            document.fail(("calendars", number), "this is no absolute path", "Write it from / on.")
    for key, least in (("open_per_proposer", 1), ("open_in_all", 1), ("admin_keys", 1), ("admin_seniors", 0)):
        if not least <= getattr(found, key) <= 1_000_000:
            document.fail((key,), f"{getattr(found, key)} is too few or too many", f"Write {least} or more.")
    places = tuple(_place(document, name, one) for name, one in found.environment.items())
    known = {place.name for place in places}
    for place in places:
        if place.promote_from and place.promote_from not in known:
            document.fail(
                ("environment", place.name, "promote_from"),
                f"there is no [environment.{place.promote_from}]",
                "Write that environment too.",
            )
    checks = tuple(_check(document, number, one) for number, one in enumerate(found.check))
    if len({one.name for one in checks}) != len(checks):
        document.fail(("check",), "two checks have one name", "Give each a name of its own.")
    regimes = tuple(_regime(document, number, one, checks) for number, one in enumerate(found.regime))
    freezes = tuple(_freeze(document, number, one) for number, one in enumerate(found.freeze))
    settings = Settings(
        store=found.store,
        directory=found.directory,
        socket=found.socket,
        roster=found.roster,
        name=found.name,
        expires=_positive(document, ("expires",), found.expires),
        statement_life=_positive(document, ("statement_life",), found.statement_life),
        skew=_positive(document, ("skew",), found.skew),
        open_per_proposer=found.open_per_proposer,
        open_in_all=found.open_in_all,
        variables=found.variables,
        path=found.path,
        places=places,
        checks=checks,
        waiver_role=found.waiver_role,
        regimes=regimes,
        calendars=found.calendars,
        break_glass_role=found.break_glass.role,
        break_glass_life=_positive(document, ("break_glass", "life"), found.break_glass.life),
        review_within=_positive(document, ("break_glass", "review_within"), found.break_glass.review_within),
        admin_keys=found.admin_keys,
        admin_seniors=found.admin_seniors,
        ledger=found.ledger,
        notify=found.notify,
        digest=hashlib.sha256(b"keyturn broker settings 1\n" + data).hexdigest(),
    )
    return Read(settings, freezes)


def _positive(document: Document, path: tuple[str | int, ...], text: str) -> int:
    seconds = document.seconds(path, text)
    if seconds <= 0:
        document.fail(path, "it is no time at all", 'Write "1h", or more.')
    return seconds


def _place(document: Document, name: str, one: _Environment) -> Place:
    at: tuple[str | int, ...] = ("environment", name)
    _documentation(document, (*at, "documentation"), one.documentation)
    if not 0 <= one.tier <= 9 or not 0 <= one.senior_for_ai <= 9:
        document.fail(at, "tier and senior_for_ai are numbers from 0 to 9")
    if any(not 1 <= number <= 9 for number in one.roles.values()):
        document.fail((*at, "roles"), "so many keys of a role: a number from 1 to 9")
    return Place(
        name,
        one.tier,
        tuple(_secret(document, (*at, "secrets", key), key, value) for key, value in one.secrets.items()),
        tuple(_secret(document, (*at, "planning", key), key, value) for key, value in one.planning.items()),
        one.plain_keys,
        tuple(sorted(one.roles.items())),
        one.documentation,
        one.staged,
        one.senior_for_ai,
        one.promote_from,
        _positive(document, (*at, "promoted_within"), one.promoted_within),
        document.seconds((*at, "soak"), one.soak),
    )


def _secret(document: Document, path: tuple[str | int, ...], name: str, one: _Secret) -> Secret:
    if not (name.isascii() and name.replace("_", "a").isalnum() and not name[:1].isdigit()):
        document.fail(path, f"{name!r} is no name of a variable")
    given = [bool(one.file), bool(one.systemd), bool(one.command)]
    if sum(given) != 1:
        document.fail(path, "a secret has exactly one source", "file, systemd or command")
    absolute = one.file or (one.command[0] if one.command else "/")
    if not os.path.isabs(absolute):
        document.fail(path, "this is no absolute path", "Write it from / on.")
    if one.systemd and "/" in one.systemd:
        document.fail(path, "a credential of systemd is a name, not a path")
    return Secret(name, one.file, one.systemd, one.command)


def _check(document: Document, number: int, one: _Check) -> Wanted:
    at: tuple[str | int, ...] = ("check", number)
    if one.kind not in CHECK_KINDS:
        document.fail((*at, "kind"), f"{one.kind!r} is no kind of check", ", ".join(CHECK_KINDS))
    wanted = {"command": "command", "status-file": "file", "scan": "file", "drill": "system"}[one.kind]
    if not getattr(one, wanted):
        document.fail(at, f"a check of kind {one.kind} needs {wanted!r}")
    parameters = tuple((f"argv{place:03}", word) for place, word in enumerate(one.command))
    parameters += tuple((name, value) for name, value in (("file", one.file), ("system", one.system)) if value)
    within = _positive(document, (*at, "within"), one.within)
    return Wanted(one.name, one.kind, parameters, within, one.environments, one.tiers, one.waivable)


def _regime(document: Document, number: int, one: _Regime, checks: tuple[Wanted, ...]) -> Regime:
    at: tuple[str | int, ...] = ("regime", number)
    start, end = _moment(document, (*at, "from"), one.start), _moment(document, (*at, "until"), one.end)
    if end <= start:
        document.fail((*at, "until"), "it ends before it begins")
    if not one.tiers and not one.environments:
        document.fail(at, "it is about nothing", "Write tiers or environments.")
    for name in one.checks:
        if name not in {check.name for check in checks}:
            document.fail((*at, "checks"), f"there is no check {name!r}", "Write [[check]] with this name.")
    _documentation(document, (*at, "documentation"), one.documentation)
    return Regime(
        *(one.name, start, end, one.tiers, one.environments, one.keys, one.seniors, one.checks, one.documentation),
        one.staged,
    )


def _freeze(document: Document, number: int, one: _Freeze) -> Rule:
    at: tuple[str | int, ...] = ("freeze", number)
    if (one.end is None) == (not one.lasts):
        document.fail(at, "a freeze has an end or a length", 'Write until, or lasts = "8h".')
    if one.end is not None and one.repeat:
        document.fail(at, "what repeats has a length", 'Write lasts = "8h" in place of until.')
    if one.start.tzinfo is None and not one.zone:
        document.fail((*at, "from"), "the time has no zone", 'Write 2026-12-01T00:00:00Z, or zone = "Europe/Berlin".')
    if one.start.tzinfo is not None and one.zone:
        document.fail((*at, "zone"), "the time has a zone of its own", "Write one of the two.")
    if one.end is not None and (one.end.tzinfo is None) != (one.start.tzinfo is None):
        document.fail((*at, "until"), "its beginning and its end are told differently")
    lasts = _positive(document, (*at, "lasts"), one.lasts) if one.lasts else 0
    rule = Rule(one.name, one.start, one.end, lasts, one.repeat, one.zone, one.environments, one.tiers)
    problem = rule_problem(rule)
    if problem:
        document.fail(at, problem)
    return rule


def _moment(document: Document, path: tuple[str | int, ...], value: dt.datetime) -> int:
    if value.tzinfo is None:
        document.fail(path, "the time has no zone", "Write 2026-12-01T00:00:00Z.")
    return int(value.timestamp())


def _documentation(document: Document, path: tuple[str | int, ...], names: tuple[str, ...]) -> None:
    known = Documentation.__struct_fields__
    for name in names:
        if name not in known:
            document.fail(path, f"there is no field {name!r}", ", ".join(known))
