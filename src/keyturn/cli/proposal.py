"""`keyturn proposal`: look at proposals, wait for one, take one's own back; what two people decide afterwards."""

from __future__ import annotations

import base64
import sys
import time

from keyturn.cli.arguments import Given, helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.broker.api import Said

_SOCKET = ("--socket PATH", "where the broker answers")
_KEY = ("--key FILE", "the private key to sign with (default: the one in ~/.ssh that stands in the roster)")
_NOTE = ("--note TEXT", "a reason, kept with the signature")
_JSON = ("--json", "print the answer as JSON")

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--state NAME", "list: only in this state; repeatable"),
    ("--all", "list: those that have ended too"),
    ("--revision N", "show: an earlier revision"),
    ("--changes", "show: what differs from the revision before"),
    ("--seconds N", "wait: no longer than this (default: until it has ended)"),
    ("--check NAME", "waive: the check to do without"),
    ("--for TIME", "waive: how long the waiver holds: 2h (the default), 1d"),
    ("--as FINDING", "reconcile: APPLIED, NOT_APPLIED or PARTIAL"),
    _NOTE,
    _KEY,
    _SOCKET,
    _JSON,
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("list", "what waits for people, and what runs"),
    ("show", "everything that will run, exactly"),
    ("wait", "until it has ended; 0 when it succeeded"),
    ("cancel", "take one's own back"),
    ("waive", "do without a check, for a while, with a key"),
    ("reconcile", "say what an UNKNOWN was; two people"),
    ("review", "close a break-glass by having looked at it"),
)

HELP = """\
usage: keyturn proposal list [--state NAME]… [--all] [--json]
       keyturn proposal show ID [--revision N] [--changes] [--json]
       keyturn proposal wait ID [--seconds N] [--json]
       keyturn proposal cancel ID
       keyturn proposal waive ID --check NAME [--for TIME] [--note TEXT]
       keyturn proposal reconcile ID --as FINDING [--note TEXT]
       keyturn proposal review ID [--note TEXT]

The first four are anybody's; the others are a person's signature over the plan, as `keyturn approve` is.

exit codes: 0 done (wait: it succeeded), 1 refused, or it ended otherwise, 2 usage,
3 no broker answers, or it still waits

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("proposal", args, OPTIONS)
    verbs = [name for name, _text in SUBCOMMANDS]
    verb = given.words[0] if given.words else "list"
    if verb not in verbs:
        raise UsageError(f"there is no keyturn proposal {safe(verb)}", f"known are {', '.join(verbs)}")
    from keyturn.wiring import proposing

    path = proposing.socket_path(given.value("--socket"))
    if verb == "list":
        return _list(given, path)
    if len(given.words) != 2:
        raise UsageError(f"{verb} takes the id of one proposal", f"keyturn proposal {verb} p-…")
    proposal = given.words[1]
    wanted = "--json" in given.flags
    if verb == "show":
        return _show(given, path, proposal)
    if verb == "wait":
        return wait(path, proposal, _number(given.value("--seconds")), json_wanted=wanted)
    if verb == "cancel":
        from keyturn.broker.api import Ask

        return answered(proposing.ask(path, Ask(op="cancel", proposal=proposal)), "cancelled", json_wanted=wanted)
    from keyturn.broker import statement

    decision = {"waive": statement.WAIVE, "reconcile": statement.RECONCILE, "review": statement.REVIEW}[verb]
    subject = given.value("--check" if verb == "waive" else "--as") if verb != "review" else ""
    if verb != "review" and not subject:
        raise UsageError(
            f"{verb} needs {'--check NAME' if verb == 'waive' else '--as FINDING'}", HELP.split("\n", 1)[0]
        )
    life = _life(given.value("--for", "2h")) if verb == "waive" else 86_400
    return decided(given, path, proposal, decision, subject=subject, life=life)


def decided(given: Given, path: str, proposal: str, decision: str, *, subject: str = "", life: int = 86_400) -> int:
    """Show the plan, have the person sign, and bring it to the broker."""
    from keyturn.broker.api import Ask
    from keyturn.wiring import proposing

    wanted = "--json" in given.flags
    said = proposing.ask(path, Ask(op="show", proposal=proposal))
    if not said.ok:
        return answered(said, "", json_wanted=wanted)
    if not said.plan:
        raise UsageError(f"{proposal} has no plan", "keyturn proposal show tells why")
    plan, digest = proposing.plan_of(said)
    key, person = proposing.key_of(said, given.value("--key"))
    sys.stderr.write(proposing.shown(plan, digest, said.report, coloured=_colour()))
    sys.stderr.write(f"\n{person} signs: {decision} {proposal} revision {plan.revision} {subject}\n  plan {digest}\n")
    sys.stderr.flush()
    statement = proposing.statement(
        said, digest, person, decision, subject=subject, note=given.value("--note"), life=life
    )
    return answered(proposing.carried(path, statement, key), decision, json_wanted=wanted)


def answered(said: Said, done: str, *, json_wanted: bool) -> int:
    """Print the broker's answer to a decision."""
    from keyturn.wiring import proposing

    if not said.ok:
        if json_wanted:
            print_json({"done": False, "error": said.error})
        else:
            sys.stderr.write(f"keyturn: {proposing.told(said)}\n")
        return said.exit_code or 1
    if json_wanted:
        print_json({"done": True, "decision": done, **(said.row or {})})
        return 0
    row = said.row or {}
    sys.stdout.write(f"{row.get('proposal', '')} is {row.get('state', '')}{_detail(row)}\n".lstrip())
    return 0


def _detail(row: dict[str, str | int]) -> str:
    return f": {safe(str(row['detail']))}" if row.get("detail") else ""


def _list(given: Given, path: str) -> int:
    from keyturn.broker import states
    from keyturn.broker.api import Ask
    from keyturn.wiring import proposing

    wanted = tuple(given.values.get("--state", ()))
    unknown = [one for one in wanted if one not in states.STATES]
    if unknown:
        raise UsageError(f"there is no state {safe(unknown[0])}", ", ".join(states.STATES))
    if not wanted and "--all" not in given.flags:
        wanted = (*states.OPEN, *states.BUSY)
    said = proposing.ask(path, Ask(op="list", states=wanted, limit=500))
    if not said.ok:
        return answered(said, "", json_wanted="--json" in given.flags)
    if "--json" in given.flags:
        print_json({"halted": said.halted, "proposals": list(said.rows)})
        return 0
    if said.halted:
        sys.stdout.write(f"All claims are halted {safe(said.halted)}\n")
    if not said.rows:
        sys.stdout.write("Nothing waits.\n")
    for row in said.rows:
        left = int(row["expires"]) - proposing.now()
        until = f", {left // 60:,} min left" if row["state"] in states.OPEN and left > 0 else ""
        review = ", review owed" if row["review"] == "owed" else ""
        sys.stdout.write(
            f"{row['proposal']}  {row['state']:<10} {safe(str(row['environment'])) or '-':<12} "
            f"{safe(str(row['title']))}  ({safe(str(row['proposer']))}{until}{review})\n"
        )
    return 0


def _show(given: Given, path: str, proposal: str) -> int:
    from keyturn.broker.api import Ask
    from keyturn.wiring import proposing

    said = proposing.ask(path, Ask(op="show", proposal=proposal, revision=_number(given.value("--revision"))))
    if not said.ok or said.row is None:
        return answered(said, "", json_wanted="--json" in given.flags)
    row = said.row
    if "--json" in given.flags:
        body: dict[str, object] = {
            **row,
            "missing": said.missing,
            "people": said.people,
            "waits": said.waits,
            "halted": said.halted,
        }
        body["keys"] = [
            {"person": one.person, "decision": one.decision, "subject": one.subject, "strength": one.strength}
            for one in said.turned
        ]
        body["plan_bytes"] = base64.b64encode(said.plan).decode()
        print_json(body)
        return 0
    if not said.plan:
        sys.stdout.write(f"{row['proposal']} is {row['state']}{_detail(row)}\n")
        return 0
    plan, digest = proposing.plan_of(said)
    if "--changes" in given.flags:
        if plan.revision < 2:
            raise UsageError(f"{proposal} has one revision", "--changes compares with the one before")
        before, _digest = proposing.plan_of(
            proposing.ask(path, Ask(op="show", proposal=proposal, revision=plan.revision - 1))
        )
        sys.stdout.write(proposing.changed(before, plan) or "Nothing differs.\n")
        return 0
    sys.stdout.write(proposing.shown(plan, digest, said.report, coloured=_colour(out=True)))
    sys.stdout.write(f"\n{row['proposal']} is {row['state']}{_detail(row)}\n")
    for one in said.turned:
        about = f" {safe(one.subject)}" if one.subject else ""
        sys.stdout.write(f"  {safe(one.person)}: {one.decision}{about}, {one.strength} key {one.key}\n")
    if said.missing:
        sys.stdout.write(f"  still asked: {safe(', '.join(said.missing))}\n")
    for why in (said.waits, said.halted and f"all claims are halted {said.halted}"):
        if why:
            sys.stdout.write(f"  waits: {safe(why)}\n")
    return 0


def wait(path: str, proposal: str, seconds: int, *, json_wanted: bool) -> int:
    """Wait for the end; 0 when it succeeded, 1 for another end, 3 while it still waits."""
    from keyturn.broker import states
    from keyturn.broker.api import LONGEST_WAIT, Ask
    from keyturn.wiring import proposing

    end = time.monotonic() + seconds if seconds else None
    while True:
        left = LONGEST_WAIT if end is None else max(0, min(LONGEST_WAIT, round(end - time.monotonic())))
        said = proposing.ask(path, Ask(op="wait", proposal=proposal, seconds=left))
        if not said.ok or not said.still or (end is not None and time.monotonic() >= end):
            break
    if not said.ok or said.row is None:
        return answered(said, "", json_wanted=json_wanted)
    if json_wanted:
        print_json({"ended": not said.still, **said.row, "missing": said.missing, "waits": said.waits})
    else:
        more = f" ({safe(', '.join(said.missing))})" if said.still and said.missing else ""
        sys.stdout.write(f"{proposal} is {said.row['state']}{_detail(said.row)}{more}\n")
    if said.still:
        return 3
    return 0 if said.row["state"] == states.SUCCEEDED else 1


def _colour(*, out: bool = False) -> bool:
    from keyturn.wiring import proposing

    return proposing.colour(sys.stdout if out else sys.stderr)


def _number(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"{text!r} is no whole number", "a number such as 30")
    return int(text)


def _life(text: str) -> int:
    units = {"m": 60, "h": 3_600, "d": 86_400}
    if text[-1:] not in units or not text[:-1].isdigit() or not int(text[:-1]):
        raise UsageError(f"{text!r} is no duration", "90m, 2h or 1d")
    return int(text[:-1]) * units[text[-1]]
