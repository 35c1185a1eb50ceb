"""`keyturn approve`: turn a key: sign exactly the plan that is shown."""

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
usage: keyturn approve ID [--key FILE] [--note TEXT] [--json]

Shows the whole plan, made here from the very bytes whose digest is signed, then has ssh-keygen sign it: with a hardware
key, its PIN or fingerprint and a touch. The broker checks the signature against the roster; who proposed it, the owner
of the agent and whoever opened its session turn no key for it. There is nothing to approve without looking.

exit codes: 0 done, 1 refused, or nobody signed, 2 usage, 3 no broker answers

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("approve", args, OPTIONS)
    if len(given.words) != 1:
        raise UsageError("approve takes the id of one proposal", "keyturn proposal list shows them")
    from keyturn.cli.proposal import decided
    from keyturn.wiring import proposing

    return decided(given, proposing.socket_path(given.value("--socket")), given.words[0], "approve")
