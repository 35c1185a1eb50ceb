"""`keyturn reject`: end a proposal; one rejection is enough."""

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
usage: keyturn reject ID [--key FILE] [--note TEXT] [--json]

Ends a proposal for good, as a person of the roster. What comes after it is another revision, without any key.

exit codes: 0 done, 1 refused, or nobody signed, 2 usage, 3 no broker answers

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("reject", args, OPTIONS)
    if len(given.words) != 1:
        raise UsageError("reject takes the id of one proposal", "keyturn proposal list shows them")
    from keyturn.cli.proposal import decided
    from keyturn.wiring import proposing

    return decided(given, proposing.socket_path(given.value("--socket")), given.words[0], "reject")
