"""Sets a broker up on this machine: a system user, directories, documents to fill in, hardened units of systemd.

Everything is planned before anything is touched, what is there stays as it is, and a second time changes nothing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keyturn.errors import CouldNotJudge, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "keyturn-broker"
WITNESS = "keyturn-witness"
STATE = "/var/lib/keyturn/broker"
WITNESS_STATE = "/var/lib/keyturn-witness"

BROKER_TOML = """\
# The broker's settings. docs/broker-settings.md tells every key; `keyturn broker check` whether they are sound.
# Any change makes every plan that was keyed before it STALE.
directory = "/var/lib/keyturn/broker"
socket = "/run/keyturn/broker.sock"
roster = "/etc/keyturn/roster.toml"
ledger = "/etc/keyturn/ledger.toml"

# store = "postgresql+psycopg://keyturn@db.internal/keyturn"     # when several brokers share it
# variables = ["AWS_REGION"]                                      # plain variables that a proposal may set
# notify = ["mailto://…"]                                         # who hears everything (install keyturn[notify])

# [environment.prod]
# tier = 1
# documentation = ["why", "ticket", "rollback"]
# promote_from = "staging"
# soak = "30m"
# [environment.prod.secrets]                                      # to execute with: only the broker reads them
# DATABASE_URL = { file = "/etc/keyturn/credentials/prod-url" }   # 0600, of the broker's user
# [environment.prod.planning]                                     # to look with: read only
# DATABASE_URL = { file = "/etc/keyturn/credentials/prod-url-read-only" }
"""
ROSTER_TOML = """\
# Who turns keys, and who answers for which agent. `keyturn broker pin-roster` makes it count, once; from then on a
# change of it is a proposal: keyturn propose --roster FILE.

# [[person]]
# id = "alice"
# roles = ["senior", "on-call"]
# uids = [1001]
# keys = [{ public = "sk-ssh-ed25519@openssh.com AAAA… alice@desk" }]   # ssh-keygen -t ed25519-sk -O verify-required

# [[agent]]
# id = "coding-agent"
# owner = "alice"
# uids = [2001]
"""
LEDGER_KEY = f"{STATE}/ledger.key"
LEDGER_TOML = """\
# Whose signatures count for the ledger, and where its witnesses are. docs/ledger.md
store = "sqlite:////var/lib/keyturn/broker/broker.db"
key = "/var/lib/keyturn/broker/ledger.key"
log = ["{log}"]

# [[witness]]
# key = "…"                                   # the witness prints it
# address = "https://witness.example.com"
"""
_HARD = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
LimitCORE=0
UMask=0077
"""
BROKER_UNIT = """\
[Unit]
Description=Keyturn broker: executes what people keyed
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
User={user}
ExecStart={python} -I -m keyturn broker run
Restart=on-failure
RestartSec=5
TimeoutStopSec=3700
KillMode=mixed
RuntimeDirectory=keyturn
RuntimeDirectoryMode=0755
StateDirectory=keyturn/broker
StateDirectoryMode=0700
# Credentials that only systemd can read on disk: SECRET = {{ systemd = "prod-url" }} in broker.toml
# LoadCredential=prod-url:/etc/keyturn/credentials/prod-url
# A rehearsal makes namespaces and mounts of its own, so those stay allowed. ProtectKernelTunables and ProtectKernelLogs
# are left out: they lay something over parts of /proc, and the kernel then gives no namespace a /proc of its own. A
# user without capabilities cannot write there anyway.
SystemCallFilter=@system-service @mount seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
SystemCallErrorNumber=EPERM
# What is changed in place on this machine must be writable: ReadWritePaths=/srv/infra; below /home: ProtectHome=no
{hard}ReadWritePaths={state}

[Install]
WantedBy=multi-user.target
"""
WITNESS_UNIT = """\
[Unit]
Description=Keyturn witness: remembers how large the ledger was
After=network-online.target

[Service]
Type=simple
User={user}
ExecStart={python} -I -m keyturn ledger witness serve --state {state} --key {state}/key --listen 127.0.0.1:7791
Restart=on-failure
StateDirectory={name}
StateDirectoryMode=0700
RestrictNamespaces=yes
MemoryDenyWriteExecute=yes
ProtectKernelLogs=yes
ProtectKernelTunables=yes
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
{hard}
[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `text` is a file's content, None for a directory or a user. `there` says that it is done."""

    what: str
    path: str
    mode: int = 0o644
    owner: str = "root"
    text: str | None = None
    there: bool = False


def steps(root: str = "", *, python: str = "") -> list[Step]:
    """Everything that a set-up is made of, and what of it is there. `root` is put before every place (images)."""
    python = python or sys.executable
    found = [
        Step("system user", USER, there=_known(USER)),
        Step("system user", WITNESS, there=_known(WITNESS)),
        Step("directory", "/etc/keyturn", 0o755),
        Step("directory", "/etc/keyturn/credentials", 0o700, USER),
        Step("directory", "/var/lib/keyturn", 0o755),
        Step("directory", STATE, 0o700, USER),
        Step("file", "/etc/keyturn/broker.toml", text=BROKER_TOML),
        Step("file", "/etc/keyturn/roster.toml", text=ROSTER_TOML),
        Step("key", LEDGER_KEY, 0o600, USER),
        Step("file", "/etc/keyturn/ledger.toml", text=LEDGER_TOML),
        Step(
            "file",
            "/etc/systemd/system/keyturn-broker.service",
            text=BROKER_UNIT.format(user=USER, python=python, hard=_HARD, state=STATE),
        ),
        Step(
            "file",
            "/etc/systemd/system/keyturn-witness.service",
            text=WITNESS_UNIT.format(
                user=WITNESS, python=python, hard=_HARD, state=WITNESS_STATE, name=os.path.basename(WITNESS_STATE)
            ),
        ),
    ]
    return [_looked(one, root) for one in found]


def _looked(one: Step, root: str) -> Step:
    if one.what == "system user":
        return one
    # what somebody has filled in is theirs: a document or a unit that is there stays
    return replace(one, there=os.path.lexists(root + one.path))


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def apply(root: str = "", *, python: str = "") -> Iterator[Step]:
    """Do what is not done, one step after the other. Raises UsageError without root, CouldNotJudge when one fails."""
    if not root and os.geteuid() != 0:
        raise UsageError("a broker's set-up makes a system user and writes below /etc", "sudo keyturn setup-broker")
    public = ""
    for one in steps(root, python=python):
        if one.there:
            continue
        if one.text is LEDGER_TOML:
            if not public:
                what = f"{LEDGER_KEY} is there and {one.path} is not"
                raise CouldNotJudge(what, "Write its public half there (log), or move the key away.")
            _file(replace(one, text=LEDGER_TOML.format(log=public)), root)
        elif one.what == "key":
            public = _key(root + one.path)
            _given(root + one.path, one.owner, root)
        elif one.what == "system user":
            _user(one.path, root)
        elif one.text is None:
            _directory(one, root)
        else:
            _file(one, root)
        yield one


def _key(path: str) -> str:
    """A new key of the ledger's; its public half."""
    import socket

    from keyturn.wiring.ledger import make_key

    return make_key(f"{socket.gethostname() or 'localhost'}/keyturn", path, witness=False).text()


def _user(name: str, root: str) -> None:
    tool = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if root:
        return  # an image gets its users when it is booted: systemd-sysusers, or its own way
    if tool is None:
        raise CouldNotJudge("there is no useradd here", f"make the system user {name} by hand")
    words = [tool, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CouldNotJudge(f"the system user {name} could not be made: {done.stderr.strip()}")


def _directory(one: Step, root: str) -> None:
    os.makedirs(root + one.path, exist_ok=True)
    os.chmod(root + one.path, one.mode)
    _given(root + one.path, one.owner, root)


def _file(one: Step, root: str) -> None:
    path = root + one.path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, one.mode)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(one.text or "")
    os.chmod(path, one.mode)
    _given(path, one.owner, root)


def _given(path: str, owner: str, root: str) -> None:
    if root or os.geteuid() != 0:
        return
    entry = pwd.getpwnam(owner)
    os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def strength() -> tuple[str, ...]:
    """What is reached by it, said plainly."""
    return (
        "agents and people as users of their own, the broker as keyturn-broker: enforced against all of them, not root",
        "an agent that runs as root, or as keyturn-broker: advisory",
        "the broker, its store and the witness on another machine: enforced against this machine's root, too",
    )


NEXT = (
    "fill in /etc/keyturn/roster.toml and /etc/keyturn/broker.toml, and the environments in /etc/keyturn/keyturn.toml",
    "put credentials below /etc/keyturn/credentials, 0600, of keyturn-broker",
    "sudo -u keyturn-broker keyturn broker pin-roster",
    "sudo -u keyturn-broker keyturn broker check",
    "systemctl enable --now keyturn-broker",
    "a witness, best on another machine: docs/ledger.md",
)
