"""socat and nc: what is sent, as text, to a control socket, a cache or a web service.

Facts: https://docs.haproxy.org/2.9/management.html#9.3 (the runtime API of HAProxy),
https://github.com/memcached/memcached/blob/master/doc/protocol.txt, RFC 9112 (a request line).
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, GUARD_OFF, Effect, Extent
from keyturn.model.source import Source
from keyturn.model.target import GUARD, SERVICE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.http_request import Request, judge
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.places import guard_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_STOPS = ("disable ", "shutdown ", "del ", "clear table", "clear map", "clear acl", "clear server")
_SETS = (" state maint", " state drain", " weight 0", " addr ", " maxconn frontend 0")


def read(call: Invocation, view: View) -> list[Outcome]:
    """What is piped into a socket, line by line."""
    guard = _listens(call, view)
    if guard:
        return guard
    fed = call.stdin
    if not isinstance(fed, Source) or not call.args:
        return _NOTHING
    found: list[Outcome] = []
    lines = fed.text.shown().replace("\\r", "").replace("\\n", "\n").splitlines()
    operands = [word.shown() for word in call.args if not word.shown().startswith("-")]
    where = ":".join(operands[-2:]) if operands else "a socket"
    for line in lines[:200]:
        if " HTTP/" in line:
            method, _blank, path = line.split(" HTTP/")[0].partition(" ")
            url = Word(f"http://{where}{path}", quoted=True)
            found.extend(judge(call, view, Request(method.upper(), url)))
            continue
        for piece in line.split(";"):
            command = piece.strip().lower()
            if command == "flush_all" or command.startswith("flush_all "):
                found.append(_effect(call, "http/cache-flush", DATA_LOSS, "empties the cache", where))
            elif command.startswith(_STOPS) or (
                command.startswith("set server ") and any(one in command + " " for one in _SETS)
            ):
                what = f"tells the load balancer to {piece.strip()}"
                found.append(_effect(call, "http/load-balancer", AVAILABILITY, what, where))
    return found


def _listens(call: Invocation, view: View) -> list[Outcome]:
    """Somebody else at the daemon's socket would answer in its place."""
    for word in call.args:
        text = word.shown()
        if "keyturn" not in text:
            continue
        directory = directory_of(call, view)
        for piece in text.replace(",", ":").split(":"):
            path = absolute(piece, directory) if "/" in piece else None
            guard = guard_file(path, view.layout)
            if guard:
                target = Target(GUARD, piece, (Facet("path", path),))
                what = f"stands at {piece}: {guard}"
                return [
                    Effect("keyturn/guard-file", GUARD_OFF, what, (target,), certain=call.certain, origin=call.origin)
                ]
    return _NOTHING


def _effect(call: Invocation, rule: str, category: str, what: str, where: str) -> Effect:
    return Effect(
        rule,
        category,
        what,
        (Target(SERVICE, where, (Facet("provider", "socket"), Facet("url", where, "command"))),),
        Extent(1, True, "services"),
        certain=call.certain,
        origin=call.origin,
    )
