"""`keyturn revoke`: take back an approved proposal before it is claimed."""

from __future__ import annotations

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--key FILE", "the private key to sign with (default: the one in ~/.ssh that stands in the roster)"),
    ("--note TEXT", "a reason, kept with the signature"),
    ("--socket PATH", "where the broker answers"),
    ("--json", "print the answer as JSON"),
)

HELP = """\
usage: keyturn revoke ID [--key FILE] [--note TEXT] [--json]

Takes an approved proposal back before the broker claims it, as any person of the roster.

exit codes: 0 done, 1 refused, or nobody signed, 2 usage, 3 no broker answers

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("revoke", args, OPTIONS)
    if len(given.words) != 1:
        raise UsageError("revoke takes the id of one proposal", "keyturn proposal list shows them")
    from keyturn.cli.proposal import decided
    from keyturn.wiring import proposing

    return decided(given, proposing.socket_path(given.value("--socket")), given.words[0], "revoke")
