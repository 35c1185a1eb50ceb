"""Where Keyturn keeps its own things on a machine. `root` is put in front of every place (tests)."""

from __future__ import annotations

LIBRARY = "/var/lib/keyturn"
"""Root's own: trust, tickets and pauses, which a program of the same user must not be able to write."""


def home() -> str:
    """The home directory by the password database; $HOME is anybody's to set."""
    import os
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir.rstrip("/") or "/"
    except KeyError:
        return "/nonexistent"


def state(root: str = "") -> str:
    """The user's own directory for sessions, requests, records and undo points."""
    return f"{root}{home().rstrip('/')}/.local/state/keyturn"


def pauses(root: str = "") -> str:
    """The record of pauses that proven humans asked for."""
    return f"{root}{LIBRARY}/pauses.jsonl"


def tickets(root: str = "") -> str:
    """The record of tickets that proven humans gave."""
    return f"{root}{LIBRARY}/allowed.jsonl"


def signed(root: str = "") -> str:
    """What people confirmed with a hardware key: anybody's to write, since each line is proven by its signature."""
    return f"{state(root)}/signed.jsonl"


def vouched(root: str = "") -> str:
    """What people vouched for with a hardware key until it changes: configuration, Terraform states."""
    return f"{state(root)}/vouched.jsonl"


def keys(root: str = "") -> str:
    """The roster of hardware keys that belong to people; root's own."""
    return f"{root}/etc/keyturn/keys"


def pins(root: str = "") -> str:
    """The record of Terraform states that proven humans vouched for."""
    return f"{root}{LIBRARY}/pins.jsonl"
