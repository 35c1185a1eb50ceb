"""`keyturn log`: what was decided, and why."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from keyturn.cli.arguments import Given

    Leaf = dict[str, Any]

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--verdict V", "only pass, ask or stop"),
    ("--rule RULE", "only decisions in which this rule was met (a family: git/)"),
    ("--host HOST", "only calls of one agent host"),
    ("--session ID", "only one conversation"),
    ("--since WHEN", "only from then on: 3 or 3d, 12h, 30m ago, or 2026-05-01, 2026-05-01T12:00:00Z"),
    ("--until WHEN", "only before then"),
    ("--last N", "only the newest N (default 50; 0 for all)"),
    ("--why", "with every reason, its row of the policy and where it applies"),
    ("--follow", "go on with what is decided from now on"),
    ("--json", "print one JSON object a line"),
)

HELP = """\
usage: keyturn log [--verdict V] [--rule RULE] [--since WHEN] [--until WHEN] [--why] [--follow]
       keyturn log why ID       (everything about one: the id in the list, a request, an undo point)
       keyturn log verify       (were files of the record changed or taken away after they were set aside?)

Every decision of the gate and every override, as they were recorded. Secrets were masked before they were written.

options:
"""

_VERDICTS = ("pass", "ask", "stop")
_FEWEST = 4


def run(args: list[str]) -> int:
    """0 printed, 2 usage, 3 the record holds lines that cannot be read, or a file of it is missing or was changed."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("log", args, OPTIONS)
    if given.words == ["verify"]:
        return _verify(json_wanted="--json" in given.flags)
    if given.words[:1] == ["why"]:
        if len(given.words) != 2:
            raise UsageError("log why takes one id", "keyturn log lists them")
        return _why(given.words[1], json_wanted="--json" in given.flags)
    if given.words:
        raise UsageError(f"log has no {given.words[0]!r}", "why ID, verify, or options only: keyturn log --help")
    return _list(given)


def _list(given: Given) -> int:
    from collections import deque

    from keyturn.wiring import record

    verdict = given.value("--verdict")
    if verdict not in ("", *_VERDICTS):
        raise UsageError(f"--verdict {verdict}: not a verdict", "pass, ask or stop")
    wanted = {name: given.value("--" + name) for name in ("verdict", "rule", "host", "session")}
    span = {name: record.moment(given.value("--" + name)) for name in ("since", "until") if given.value("--" + name)}
    last = given.value("--last", "50")
    if not last.isascii() or not last.isdigit():
        raise UsageError(f"--last {last}: no whole number", "keyturn log --last 100")
    why, json_wanted = "--why" in given.flags, "--json" in given.flags
    problems = Problems()
    kept: deque[Leaf] = deque(maxlen=int(last) or None)
    for one in record.leaves():
        if problems.met(one) or fits(one, wanted, span.get("since", ""), span.get("until", "")):
            kept.append(one)
    for one in kept:
        show(one, why=why, json_wanted=json_wanted)
    problems.tell()
    if "--follow" in given.flags:
        sys.stdout.flush()
        for one in record.follow():
            if fits(one, wanted, "", span.get("until", "")):
                show(one, why=why, json_wanted=json_wanted)
                sys.stdout.flush()
    return problems.code


class Problems:
    """Lines and files of the record that are not as they should be."""

    def __init__(self) -> None:
        self.lines = 0
        self.torn = 0
        self.missing: list[str] = []
        self.removed = ""

    @property
    def code(self) -> int:
        """The exit code that they come to."""
        return 3 if self.lines or self.torn or self.missing else 0

    def met(self, leaf: Leaf) -> bool:
        """Count a leaf that is none; whether it was one."""
        if "missing" in leaf:
            if leaf["oldest"]:
                self.removed = leaf["missing"]
            else:
                self.missing.append(leaf["missing"])
            return True
        if "unreadable" in leaf:
            self.torn += bool(leaf.get("torn"))
            self.lines += not leaf.get("torn")
            return True
        return False

    def tell(self) -> None:
        """Say it on standard error."""
        said: list[str] = []
        if self.lines:
            said.append(f"{self.lines} {'line' if self.lines == 1 else 'lines'} of the record cannot be read")
        if self.torn:
            said.append("the last line is not whole: it is being written, or its writer was stopped in the middle")
        said += [f"{name} is missing: the file after it goes on from it" for name in self.missing]
        if self.removed:
            said.append(f"the record begins after {self.removed}, which was removed")
        sys.stderr.write("".join(f"keyturn log: {line}\n" for line in said))


def _verify(*, json_wanted: bool) -> int:
    from keyturn.wiring import record

    wrong = record.verified()
    if json_wanted:
        import json

        sys.stdout.write(json.dumps({"intact": not wrong, "problems": wrong}) + "\n")
    else:
        sys.stdout.write("".join(f"{safe(line)}\n" for line in wrong) or "Every file of the record is as it was.\n")
    return 3 if wrong else 0


def _why(name: str, *, json_wanted: bool) -> int:
    from keyturn.wiring import record

    if len(name) < _FEWEST:
        raise UsageError(f"{name!r} is too short for an id", f"{_FEWEST} letters or more")
    problems = Problems()
    found = [one for one in record.leaves() if not problems.met(one) and _is(one, name)]
    if not found:
        problems.tell()
        raise UsageError(f"the record holds nothing by the id {name!r}", "keyturn log lists the ids")
    for one in found:
        if json_wanted:
            show(one, why=True, json_wanted=True)
        else:
            sys.stdout.write(told(one))
    problems.tell()
    return problems.code


def _is(leaf: Leaf, name: str) -> bool:
    body = leaf["body"]
    return leaf["id"].startswith(name) or any(body.get(one) == name for one in ("request", "undo"))


def fits(leaf: Leaf, wanted: dict[str, str], least: str, most: str = "") -> bool:
    """Whether a record is one of those that were asked for. One that cannot be read is never left out."""
    if "body" not in leaf:
        return True
    body = leaf["body"]
    if (least and leaf["at"] < least) or (most and leaf["at"] >= most):
        return False
    for name in ("verdict", "host", "session"):
        if wanted[name] and body.get(name) != wanted[name]:
            return False
    if wanted["rule"]:
        rules = _rules(body)
        family = wanted["rule"].endswith("/")
        return any(rule == wanted["rule"] or (family and rule.startswith(wanted["rule"])) for rule in rules)
    return True


def _reasons(body: Leaf) -> list[Leaf]:
    found = body.get("reasons", [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _rules(body: Leaf) -> list[str]:
    return [str(one.get("rule", "")) for one in _reasons(body)] + [str(body.get("rule", ""))]


def show(leaf: Leaf, *, why: bool, json_wanted: bool) -> None:
    """One record, in one line and what belongs to it."""
    if json_wanted:
        import json

        sys.stdout.write(json.dumps(leaf, ensure_ascii=True) + "\n")
        return
    if "missing" in leaf:
        sys.stdout.write(f"({safe(leaf['missing'])} is not here)\n")
        return
    if "unreadable" in leaf:
        sys.stdout.write(f"(a line that cannot be read, at byte {leaf['unreadable']} of {safe(leaf['file'])})\n")
        return
    body = leaf["body"]
    head = f"{safe(leaf['at'])}  {leaf['id']}  {safe(str(body.get('verdict', leaf['kind']))):<5} "
    if body.get("host"):
        head += f"{safe(str(body['host']))} "
    what = safe(str(body.get("command") or body.get("rule") or body.get("reason") or ""))
    sys.stdout.write((head + what).rstrip() + "\n")
    marks = [f"{name} {safe(str(body[name]))}" for name in ("undo", "request", "ticket", "unsaved") if body.get(name)]
    if marks:
        sys.stdout.write(f"    {', '.join(marks)}\n")
    if why:
        sys.stdout.write("".join(f"    {_reason(one)}\n" for one in _reasons(body)))


def _reason(one: Leaf) -> str:
    said = {name: safe(str(one.get(name, ""))) for name in ("verdict", "rule", "environment", "row", "cell")}
    return f"{said['verdict']}: {said['rule']} in {said['environment']} (row {said['row']}: {said['cell']})"


def told(leaf: Leaf) -> str:
    """Everything about one record, for people, with what its rules say."""
    from keyturn.errors import RuleError
    from keyturn.tool.rules.index import rule as find

    body = leaf["body"]
    out = [f"{safe(leaf['kind'])} {leaf['id']}  {safe(leaf['at'])}"]
    plain = [name for name in body if name not in ("reasons", "needs") and body[name] not in ("", None, [])]
    width = max((len(name) for name in plain), default=0)
    out += [f"  {safe(name):<{width}}  {safe(str(body[name]))}" for name in plain]
    if body.get("needs"):
        out.append(f"  {'needs':<{width}}  {safe(', '.join(map(str, body['needs'])))}")
    for one in _reasons(body):
        out.append(f"  {_reason(one)}")
        try:
            rule = find(str(one.get("rule", "")))
        except RuleError:  # a team's own, or one of an older version
            continue
        out.append(f"    why:     {rule.why}")
        if rule.instead:
            out.append(f"    instead: {rule.instead}")
    return "\n".join(out) + "\n"


def counts(leaves: Iterable[Leaf]) -> dict[str, Any]:
    """What records come to: calls by verdict, undo points, what was undone, tickets, the rules met most, days, hosts.

    Friction is calls that were asked about or stopped; a day is one on which there was any call with an effect.
    """
    verdicts = dict.fromkeys(_VERDICTS, 0)
    rules: dict[str, int] = {}
    days: dict[str, dict[str, int]] = {}
    hosts: dict[str, dict[str, int]] = {}
    host_days: dict[str, set[str]] = {}
    points = undone = tickets = 0
    for leaf in leaves:
        undone += leaf.get("kind") == "undo.restored"
        body = leaf.get("body", {})
        verdict = body.get("verdict")
        if leaf.get("kind") != "gate.decision" or verdict not in verdicts:
            continue
        host, day = str(body.get("host", "")), leaf["at"][:10]
        verdicts[verdict] += 1
        days.setdefault(day, dict.fromkeys(_VERDICTS, 0))[verdict] += 1
        hosts.setdefault(host, dict.fromkeys(_VERDICTS, 0))[verdict] += 1
        host_days.setdefault(host, set()).add(day)
        points += bool(body.get("undo"))
        tickets += bool(body.get("ticket"))
        if verdict != "pass":
            for one in {rule for rule in _rules(body) if rule}:
                rules[one] = rules.get(one, 0) + 1
    return {
        "decisions": sum(verdicts.values()),
        **verdicts,
        "undo_points": points,
        "undone": undone,
        "tickets": tickets,
        "days": len(days),
        "friction_a_day": _friction(verdicts, len(days)),
        "hosts": {
            name: {**found, "friction_a_day": _friction(found, len(host_days[name]))}
            for name, found in sorted(hosts.items())
        },
        "by_day": dict(sorted(days.items())),
        "rules": dict(sorted(rules.items(), key=lambda one: (-one[1], one[0]))[:20]),
    }


def _friction(verdicts: dict[str, int], days: int) -> float:
    return round((verdicts["ask"] + verdicts["stop"]) / days, 2) if days else 0.0
