"""Host → module. A host's adapter is imported when its hook calls."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.ports import Host

HOSTS: dict[str, tuple[str, str]] = {
    "claude": ("claude", "Claude"),
}


def host(name: str) -> Host:
    """The adapter of a host. Raises KeyError for one that nobody wrote."""
    module, kind = HOSTS[name]
    found: Host = getattr(__import__(f"keyturn.adapter.hosts.{module}", None, None, (kind,)), kind)()
    return found
