"""`keyturn mcp`: stand between an MCP client and a server that it starts."""

from __future__ import annotations

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--name NAME", "what the server is called in messages, records and patterns (default: from its words)"),
    ("--wrap FILE", "put the proxy before every server that FILE (.mcp.json) starts"),
    ("--unwrap FILE", "take it out again"),
    ("--dry-run", "with --wrap and --unwrap: only show what would change"),
    ("--json", "with --wrap and --unwrap: say as JSON what changed"),
)

HELP = """\
usage: keyturn mcp [--name NAME] -- SERVER [ARGUMENT...]
       keyturn mcp --wrap FILE [--dry-run]

Starts an MCP server and passes its messages on, byte for byte. A call of a tool is judged first, as the gate judges it;
one that is stopped never reaches the server, and the client gets a result that says why.

options:
"""


def run(args: list[str]) -> int:
    """The server's exit code; with --wrap 0 done, 1 with --dry-run when something would change; 2 usage."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("mcp", args, OPTIONS)
    files = [*given.values.get("--wrap", []), *given.values.get("--unwrap", [])]
    if files:
        if len(files) != 1 or given.words:
            raise UsageError("mcp wraps one file at a time", "keyturn mcp --wrap .mcp.json")
        return _wrap(
            files[0], take="--unwrap" in given.values, dry="--dry-run" in given.flags, as_json="--json" in given.flags
        )
    if not given.words or "--" not in args:
        raise UsageError(
            "mcp needs the server after --", "keyturn mcp -- npx -y @modelcontextprotocol/server-filesystem ."
        )
    if args.index("--") != len(args) - len(given.words) - 1:
        raise UsageError(f"{given.words[0]} stands before --", "the server and its arguments stand after it")
    from keyturn.wiring import mcp

    return mcp.serve(given.words, given.value("--name"))


def _wrap(file: str, *, take: bool, dry: bool, as_json: bool) -> int:
    import sys

    from keyturn.wiring import mcp_wrap

    found = mcp_wrap.wrap(file, take=take, dry=dry)
    if as_json:
        from keyturn.cli.arguments import print_json

        print_json({"file": file, "changed": list(found.changed), "left": dict(found.left), "written": found.written})
    else:
        did = ("would be unwrapped" if dry else "unwrapped") if take else ("would be wrapped" if dry else "wrapped")
        for name in found.changed:
            sys.stdout.write(f"{name}: {did}\n")
        for name, why in found.left:
            sys.stdout.write(f"{name}: left, {why}\n")
    return 1 if dry and found.changed else 0
