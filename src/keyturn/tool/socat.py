"""socat: commands that are sent to the control socket of a load balancer.

Facts: https://docs.haproxy.org/2.9/management.html#9.3 (the runtime API).
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, Effect, Extent
from keyturn.model.source import Source
from keyturn.model.target import SERVICE, Facet, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_STOPS = ("disable ", "shutdown ", "del ", "clear table", "clear map", "clear acl", "clear server")
_SETS = (" state maint", " state drain", " weight 0", " addr ", " maxconn frontend 0")


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What is piped into a control socket of HAProxy."""
    fed = call.stdin
    if not isinstance(fed, Source) or not any("haproxy" in word.shown().lower() or ".sock" in word.shown() or
                                              "tcp" in word.shown().lower() for word in call.args):  # fmt: skip
        return _NOTHING
    found: list[Outcome] = []
    for line in fed.text.shown().replace(";", "\n").splitlines():
        command = line.strip().lower()
        if command.startswith(_STOPS) or (command.startswith("set ") and (command + " ").find(" server ") >= 0
                                          and any(one in command for one in _SETS)):  # fmt: skip
            where = call.args[-1].shown()
            found.append(
                Effect(
                    "http/load-balancer",
                    AVAILABILITY,
                    f"tells the load balancer to {line.strip()}",
                    (Target(SERVICE, line.strip(), (Facet("provider", "haproxy"), Facet("url", where, "command"))),),
                    Extent(1, True, "servers"),
                    certain=call.certain,
                    origin=call.origin,
                )
            )
    return found
