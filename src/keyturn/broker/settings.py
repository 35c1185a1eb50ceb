"""The broker's own settings, `broker.toml`: root's file, beside the policy and not part of it."""

from __future__ import annotations

from dataclasses import dataclass, field

DAY = 86_400
HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Secret:
    """One credential of an environment: the variable that the execution sees, and where the broker finds its value.

    One of `file` (0600, the broker's own), `systemd` (a name below $CREDENTIALS_DIRECTORY) or `command` (its output).
    """

    variable: str
    file: str = ""
    systemd: str = ""
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A check that a change of these environments or tiers must have passed ("validation"); see `plan.Check`."""

    name: str
    kind: str
    parameters: tuple[tuple[str, str], ...] = ()
    within: int = DAY
    environments: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class Regime:
    """A stricter profile for tiers or environments, from `start` until `end` (exclusive); ends loudly."""

    name: str
    start: int
    end: int
    tiers: tuple[int, ...] = ()
    environments: tuple[str, ...] = ()
    keys: int = 0
    seniors: int = 0
    checks: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    staged: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What the broker knows of one environment beyond the policy."""

    name: str
    tier: int = 0
    secrets: tuple[Secret, ...] = ()
    """For the execution: may write."""
    planning: tuple[Secret, ...] = ()
    """For looking and rehearsing: read only."""
    plain_keys: bool = False
    roles: tuple[tuple[str, int], ...] = ()
    documentation: tuple[str, ...] = ()
    """Fields that may not be empty."""
    staged: bool = False
    """A change must be described in steps with a check each."""
    senior_for_ai: int = 0
    """So many seniors' keys when a program wrote the change."""
    promote_from: str = ""
    promoted_within: int = 7 * DAY
    soak: int = 0
    """Seconds that it must have run in `promote_from` first."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it, with what holds when the file says nothing."""

    store: str = ""
    """SQLAlchemy address; "" for a file in `directory`."""
    directory: str = "/var/lib/keyturn/broker"
    socket: str = "/run/keyturn/broker.sock"
    roster: str = "/etc/keyturn/roster.toml"
    name: str = ""
    """Of this broker among several; "" for the machine's name."""
    expires: int = DAY
    """Seconds that a proposal waits for keys at most."""
    statement_life: int = HOUR
    """Seconds that a signed statement may be old when it comes."""
    skew: int = 30
    """Seconds by which the broker's and the store's clocks may differ, and a clock may go back."""
    open_per_proposer: int = 20
    open_in_all: int = 2_000
    variables: tuple[str, ...] = ()
    """Names of plain variables that a request may set."""
    path: str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    """Where programs are looked for; the caller's own path says nothing here."""
    places: tuple[Place, ...] = ()
    checks: tuple[Wanted, ...] = ()
    waiver_role: str = "senior"
    regimes: tuple[Regime, ...] = ()
    calendars: tuple[str, ...] = ()
    """iCalendar files of freezes."""
    break_glass_role: str = "on-call"
    break_glass_life: int = HOUR
    review_within: int = DAY
    admin_keys: int = 2
    admin_seniors: int = 1
    ledger: str = "/etc/keyturn/ledger.toml"
    """Whose signatures count for the ledger, and where its witnesses are; the broker signs with the key it names."""
    notify: tuple[str, ...] = ()
    digest: str = ""
    problems: tuple[str, ...] = field(default=())

    def place(self, environment: str) -> Place:
        """What is known of an environment; an unknown one gets nothing."""
        return next((one for one in self.places if one.name == environment), Place(environment))
