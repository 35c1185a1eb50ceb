"""`keyturn session`: what an agent's session really did, from the record."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.cli.arguments import Given

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--store URL", "read the ledger there, not the records of this machine and user"),
    ("--json", "print the answer as JSON"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("list", "the sessions that are on record, the newest first"),
    ("show", "one session: its calls, what they hit, what was saved, run, approved and undone"),
)

HELP = """\
usage: keyturn session list
       keyturn session show ID | latest

What a session really did, to hold against what the agent says that it did. Put together from records that the gate,
people and the broker wrote; nothing in it is the agent's own word. Calls without an effect are not recorded, a call
that passed was let through and may still have failed, and one that was asked about ran only if somebody said yes to
the host.

With --store, what is shown comes from the ledger: keyturn ledger verify says what that is worth.

options:
"""

_WORDS = {"pass": "passed", "ask": "asked about", "stop": "stopped"}


def run(args: list[str]) -> int:
    """0 printed, 2 usage, 3 the record holds lines that cannot be read, or a file of it is missing."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("session", args, OPTIONS)
    words = given.words
    from keyturn.cli.log import Problems
    from keyturn.wiring import session

    problems = Problems()
    found = [one for one in session.leaves(_settings(given)) if not problems.met(one)]
    json_wanted = "--json" in given.flags
    if words == ["list"]:
        _list(session.listed(found), json_wanted=json_wanted)
    elif words[:1] == ["show"] and len(words) == 2:
        name = words[1]
        if name == "latest":
            known = session.listed(found)
            if not known:
                raise UsageError("no session is on record", "is an agent guarded here? keyturn doctor")
            name = known[0]["session"]
        body = session.shown(found, session.chosen(found, name), here=not given.value("--store"))
        if json_wanted:
            print_json(body)
        else:
            sys.stdout.write(told(body))
    else:
        raise UsageError("session takes list, or show and the session's ID", "keyturn session show latest")
    problems.tell()
    return problems.code


def _settings(given: Given) -> Any:
    if not given.value("--store"):
        return None
    from keyturn.wiring.ledger import Settings

    return Settings(store=given.value("--store"))


def _list(found: list[dict[str, Any]], *, json_wanted: bool) -> None:
    if json_wanted:
        print_json({"sessions": found})
        return
    for one in found:
        told_ = ", ".join(f"{one[name]} {_WORDS[name]}" for name in _WORDS if one[name])
        sys.stdout.write(f"{one['last']}  {safe(one['session'])}  {safe(one['host'])}  {told_}\n")
    if not found:
        sys.stdout.write("No session is on record.\n")


def told(body: dict[str, Any]) -> str:
    """A session for people."""
    totals = body["totals"]
    counts = ", ".join(f"{totals[name]} {_WORDS[name]}" for name in _WORDS)
    lines = [
        f"session {safe(body['session'])}  ({safe(', '.join(body['hosts'])) or 'no agent host'})",
        f"{body['first']} to {body['last']}: {totals['calls']} calls with an effect: {counts}",
    ]
    for one in body["calls"]:
        lines += _call(one)
    lines += _files(body["files"])
    if body["runs"]:
        lines.append("executed under guard (tied to the session by undo point, or by words, directory and time)")
        for one in body["runs"]:
            lines.append(f"  {one['at']}  {one['outcome'] or '?'}  {safe(one['command'])}")
            lines += [f"      {safe(fact['name'])}: {safe(fact['value'])}" for fact in one["facts"]]
    lines += [f"approved {one['at']}  by {one['by']}: {safe(one['command'])}" for one in body["approvals"]]
    lines += [f"paused {one['at']}  {safe(one['reason'])}" for one in body["pauses"]]
    lines += [f"undone {one['at']}  undo point {safe(one['undo'])}" for one in body["undone"]]
    for one in body["proposals"]:
        lines.append(f"proposal {safe(one['proposal'])}")
        for step in one["steps"]:
            words = (step[name] for name in ("state", "decision", "person", "outcome", "detail"))
            lines.append(
                f"  {step['at']}  {safe(step['kind'])}  {safe(' '.join(word for word in words if word))}".rstrip()
            )
    if body["files"]:
        lines.append(
            "from records that any program of this user can write; --store reads what the ledger took in of them"
        )
    overrides = body["meanwhile"]["overrides"]
    if overrides:
        lines.append(f"overrides used from its first call until an hour after its last, by whomever: {len(overrides)}")
        lines += [f"  {one['at']}  {safe(str(one['rule']))}  {safe(str(one['path']))}" for one in overrides[:10]]
    return "".join(f"{line}\n" for line in lines)


def _call(one: dict[str, Any]) -> list[str]:
    lines = [f"  {one['at']}  {_WORDS.get(one['verdict'], '?'):<11}  {safe(one['command'])}"]
    lines += [f"      {safe(effect['rule'])} in {safe(effect['environment'])}" for effect in one["effects"]]
    lines += [f"      {safe(line)}" for line in one["reach"]]
    marks = [f"{name} {safe(one[name])}" for name in ("undo", "request", "ticket", "unsaved") if one[name]]
    if one["drifted"]:
        marks.append(f"Keyturn's own files had changed: {safe(', '.join(one['drifted']))}")
    if marks:
        lines.append(f"      {', '.join(marks)}")
    return lines


def _files(files: dict[str, Any]) -> list[str]:
    if not files:
        return []
    lines: list[str] = []
    for one in files["saved"]:
        lines.append(
            f"saved before it went  {one['files']} files, {one['bytes']:,} bytes  (keyturn undo {safe(one['undo'])})"
        )
        lines += [f"  {safe(path)}" for path in one["paths"][:10]]
    if files["wrote"]:
        more = files["wrote_more"] + max(0, len(files["wrote"]) - 20)
        lines.append("wrote, and may have run since")
        lines += [f"  {safe(path)}" for path in files["wrote"][:20]]
        lines += [f"  and {more} more"] if more else []
    return lines
