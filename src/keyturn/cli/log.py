"""`keyturn log`: what was decided, and why."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--verdict V", "only pass, ask or stop"),
    ("--rule RULE", "only decisions in which this rule was met (a family: git/)"),
    ("--host HOST", "only calls of one agent host"),
    ("--session ID", "only one conversation"),
    ("--since DAYS", "only the last DAYS days"),
    ("--last N", "only the newest N (default 50; 0 for all)"),
    ("--why", "with every reason, its row of the policy and where it applies"),
    ("--follow", "go on with what is decided from now on"),
    ("--json", "print one JSON object a line"),
)

HELP = """\
usage: keyturn log [--verdict V] [--rule RULE] [--since DAYS] [--why] [--follow]

Every decision of the gate and every override, as they were recorded. Secrets were masked before they were written.

options:
"""


def run(args: list[str]) -> int:
    """0 printed, 2 usage, 3 the record holds lines that cannot be read."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("log", args, OPTIONS)
    if given.words:
        raise UsageError("log takes options only", "keyturn log --help lists them")
    verdict = given.value("--verdict")
    if verdict not in ("", "pass", "ask", "stop"):
        raise UsageError(f"--verdict {verdict}: not a verdict", "pass, ask or stop")
    from keyturn.wiring import record

    least = record.since(_number(given.value("--since", "0"))) if given.value("--since") else ""
    wanted = {name: given.value("--" + name) for name in ("verdict", "rule", "host", "session")}
    last = _number(given.value("--last", "50"))
    found = [one for one in record.leaves() if fits(one, wanted, least)]
    torn = sum(1 for one in found if "unreadable" in one)
    for one in found[-last:] if last else found:
        _print(one, why="--why" in given.flags, json_wanted="--json" in given.flags)
    if torn:
        sys.stderr.write(f"keyturn log: {torn} {'line' if torn == 1 else 'lines'} of the record cannot be read\n")
    if "--follow" in given.flags:
        for one in record.follow():
            if fits(one, wanted, ""):
                _print(one, why="--why" in given.flags, json_wanted="--json" in given.flags)
                sys.stdout.flush()
    return 3 if torn else 0


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"{text!r} is no whole number", "keyturn log --help lists the options")
    return int(text)


def fits(leaf: dict[str, Any], wanted: dict[str, str], least: str) -> bool:
    """Whether a record is one of those that were asked for. One that cannot be read is never left out."""
    if "unreadable" in leaf:
        return True
    body = leaf["body"]
    if least and leaf["at"] < least:
        return False
    for name in ("verdict", "host", "session"):
        if wanted[name] and body.get(name) != wanted[name]:
            return False
    if wanted["rule"]:
        rules = [one.get("rule", "") for one in body.get("reasons", []) if isinstance(one, dict)]
        rules.append(str(body.get("rule", "")))
        family = wanted["rule"].endswith("/")
        return any(rule == wanted["rule"] or (family and rule.startswith(wanted["rule"])) for rule in rules)
    return True


def _print(leaf: dict[str, Any], *, why: bool, json_wanted: bool) -> None:
    if json_wanted:
        import json

        sys.stdout.write(json.dumps(leaf, ensure_ascii=True) + "\n")
        return
    if "unreadable" in leaf:
        sys.stdout.write(f"(a line that cannot be read, at byte {leaf['unreadable']})\n")
        return
    body = leaf["body"]
    head = f"{leaf['at']}  {body.get('verdict', leaf['kind']):<5} "
    if body.get("host"):
        head += f"{safe(str(body['host']))} "
    sys.stdout.write(head + safe(str(body.get("command") or body.get("rule") or body.get("reason") or "")) + "\n")
    marks = [f"{name} {safe(str(body[name]))}" for name in ("undo", "request", "ticket", "unsaved") if body.get(name)]
    if marks:
        sys.stdout.write(f"    {', '.join(marks)}\n")
    if why:
        for one in body.get("reasons", []):
            if isinstance(one, dict):
                sys.stdout.write(
                    f"    {one.get('verdict', '')}: {one.get('rule', '')} in {one.get('environment', '')} "
                    f"(row {one.get('row', '')}: {one.get('cell', '')})\n"
                )


def counts(leaves: list[dict[str, Any]]) -> dict[str, Any]:
    """What a list of records comes to: calls by verdict, undo points, tickets, the rules met most, days."""
    verdicts = dict.fromkeys(("pass", "ask", "stop"), 0)
    rules: dict[str, int] = {}
    days: set[str] = set()
    undone = tickets = 0
    for leaf in leaves:
        if leaf.get("kind") != "gate.decision":
            continue
        body = leaf["body"]
        days.add(leaf["at"][:10])
        if body.get("verdict") in verdicts:
            verdicts[body["verdict"]] += 1
        undone += bool(body.get("undo"))
        tickets += bool(body.get("ticket"))
        if body.get("verdict") != "pass":
            for one in {reason.get("rule", "") for reason in body.get("reasons", []) if isinstance(reason, dict)}:
                rules[one] = rules.get(one, 0) + 1
    asked = verdicts["ask"] + verdicts["stop"]
    return {
        "decisions": sum(verdicts.values()),
        **verdicts,
        "undo_points": undone,
        "tickets": tickets,
        "days": len(days),
        "friction_a_day": round(asked / len(days), 2) if days else 0.0,
        "rules": dict(sorted(rules.items(), key=lambda one: (-one[1], one[0]))[:20]),
    }
