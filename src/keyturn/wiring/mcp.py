"""The proxy in front of an MCP server: the gate judges its calls as it judges every agent's."""

from __future__ import annotations

import os

from keyturn.gate import messages
from keyturn.gate.call import MCP, PASS, STOP, ToolCall
from keyturn.gate.ports import STOPS, Traits
from keyturn.gate.service import Ruling
from keyturn.wiring import gate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from keyturn.adapter.mcp_proxy import Judged
    from keyturn.wiring.gate import Surroundings

TRAITS = Traits(
    "mcp",
    asks=False,
    fails_open=False,
    source="docs/how-to/guard-an-mcp-server.md",
    title="any MCP client",
    events=("tools/call",),
    ask=STOPS,
    silence=STOPS,
    failure=STOPS,
    timeout=STOPS,
    garbage=STOPS,
    exit_two=STOPS,
)
_RUNNERS = frozenset(
    "npx bunx pnpx uvx pipx node bun deno python python3 uv docker podman sh bash env dlx run exec".split()
)
_FILLERS = frozenset("mcp server modelcontextprotocol main index js py stdio latest dist build".split())


def name_of(argv: Sequence[str]) -> str:
    """What a server is called when nobody says: `npx -y @acme/mcp-server-postgres@1.2` is postgres."""
    for word in argv:
        if word.startswith("-") or "://" in word or "=" in word or os.path.basename(word) in _RUNNERS:
            continue
        for step in reversed(word.split("/")):
            plain = step[:1].replace("@", "") + step[1:].partition("@")[0]
            parts = [one for one in plain.replace("_", "-").replace(".", "-").split("-") if one.lower() not in _FILLERS]
            if any(parts):
                return "-".join(one for one in parts if one).lower()[:60]
    return "mcp"


class Judging:
    """Judges the calls of one server with a fresh look at the world each time; `adapter.mcp_proxy.Judge`."""

    def __init__(self, name: str, argv: Sequence[str], surroundings: Surroundings) -> None:
        self._name = name
        self._argv = tuple(argv)
        self._around = surroundings
        # a conversation ends with its client, and so does this process
        self._session = f"mcp {name} {os.getpid()} {int(surroundings.clock() * 1000)}"

    def __call__(self, tool: str, arguments: dict[str, Any], hints: tuple[tuple[str, str], ...]) -> Judged:
        """The ruling, in the words that a hook's host gets for the same call."""
        from keyturn.adapter.hosts.shapes import said, strings
        from keyturn.adapter.mcp_proxy import Judged

        call = ToolCall(
            "mcp",
            "tools/call",
            MCP,
            tool,
            self._session,
            self._around.directory,
            server=self._name,
            hints=hints,
            started=self._argv,
        )
        try:
            call = call.but(arguments=tuple(strings(arguments)))
            ruling = gate.gate(self._around, self._around.directory).rule(call, TRAITS)
        except Exception as fault:  # noqa: BLE001 - whatever goes wrong stops the call
            ruling = Ruling(STOP, call, fault=f"{type(fault).__name__}: {fault}"[:300])
        stop = "" if ruling.verdict == PASS else said(messages.to_agent(ruling))
        return Judged(stop, messages.to_person(ruling), lambda: gate.record(ruling, self._around))


def serve(argv: Sequence[str], name: str = "", surroundings: Surroundings | None = None) -> int:
    """Start the server and stand before it until it has left; its exit code. Raises UsageError when it cannot start."""
    from keyturn.adapter.mcp_proxy import Proxy

    around = surroundings or gate.here()
    return Proxy(argv, around.environment, Judging(name or name_of(argv), argv, around)).run()
