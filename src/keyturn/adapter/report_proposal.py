"""A proposal as people see it: every field of the plan, everything from outside escaped, nothing folded away.

What is shown is made of the bytes whose digest is signed, in the program that signs; what the broker, the proposer or a
web page says of it beside that is shown as such.
"""

from __future__ import annotations

import difflib
import time
from typing import TYPE_CHECKING, Any

import msgspec

from keyturn.adapter.report_rehearsal import render as rehearsal
from keyturn.model.text import safe
from keyturn.rehearse.difference import Report

if TYPE_CHECKING:
    from keyturn.broker.plan import Plan, Quorum, Step

_BOLD, _DIM, _RED, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"


def when(seconds: int) -> str:
    """A moment for people, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))


def asked(quorum: Quorum) -> str:
    """The quorum in words."""
    keys = "1 person's key" if quorum.keys == 1 else f"keys of {quorum.keys} people"
    more = [f"{quorum.seniors} of them senior"] if quorum.seniors else []
    more += [f"{number} with the role {safe(role)}" for role, number in quorum.roles]
    return ", ".join((keys, *more, "plain keys count" if quorum.plain else "hardware keys that ask who it is"))


def render(plan: Plan, digest: str, report: bytes = b"", *, colour: bool = False) -> str:
    """The whole plan as text."""
    bold, dim, red, off = (_BOLD, _DIM, _RED, _OFF) if colour else ("", "", "", "")
    who = plan.proposer
    out = [
        f"{bold}{safe(plan.title)}{off}",
        f"  proposal     {safe(plan.proposal)}, revision {plan.revision} ({plan.kind})",
        f"  plan         {digest}",
        f"  environment  {safe(plan.environment) or '(none configured)'}"
        + (f", tier {plan.tier}" if plan.tier else ""),
        f"  proposed by  {safe(who.name)} ({who.principal}, uid {who.uid}), {when(plan.created)}",
    ]
    if who.owner or who.launcher:
        out.append(f"  answers      {safe(who.owner) or 'nobody'}; session opened by {safe(who.launcher) or 'unknown'}")
    if who.ai:
        out.append(f"  written      by a program: {', '.join(map(safe, who.marks)) or 'an agent'}")
    out += [
        f"  takes        {asked(plan.quorum)}",
        f"  until        {when(plan.expires)}" + (f", not before {when(plan.not_before)}" if plan.not_before else ""),
    ]
    for name in ("why", "ticket", "risk", "rollback", "on_call"):
        said = getattr(plan.documentation, name)
        if said:
            out.append(f"  {name.replace('_', ' '):<12} {safe(said)}")
    out.append("")
    for number, step in enumerate(plan.steps, 1):
        out += _step(number, len(plan.steps), step, bold, dim, off)
    if plan.targets:
        out += ["", f"{bold}Hits{off}"]
        for target in plan.targets:
            out.append(f"  {safe(target.kind)}: {safe(target.name)}")
            out += [f"    {dim}{safe(name)}{off} {safe(value)}" for name, value in target.identity]
    if plan.effects:
        out += ["", f"{bold}What it would do{off}", *(f"  {red}{safe(one)}{off}" for one in plan.effects)]
    if plan.shown is not None:
        out += ["", f"{bold}Rehearsed{off}: {safe(plan.shown.words)}"]
        out += [f"  not rehearsed: {safe(one)}" for one in plan.shown.not_rehearsed]
        if report:
            text = rehearsal(msgspec.json.decode(report, type=Report), colour=colour)
            out += ["  " + line for line in text.rstrip("\n").split("\n")]
    else:
        out += ["", f"{red}Nothing of it was rehearsed.{off}"]
    for head, lines in (
        ("Asked by policy", [_pairs(one.kind, one.parameters, one.subject) for one in plan.obligations]),
        ("Must have passed", [_pairs(f"{one.name} ({one.kind})", one.parameters, "") for one in plan.checks]),
        ("Must still be so", [f"step {one.step + 1}: {one.name} = {one.value}" for one in plan.preconditions]),
    ):
        if lines:
            out += ["", f"{bold}{head}{off}", *(f"  {safe(line)}" for line in lines)]
    limits = plan.limits
    rows = f"{limits.rows:,} rows, " if limits.rows >= 0 else ""
    out += [
        "",
        f"{bold}Limits{off}: {rows}{limits.seconds:,} s",
        f"  a statement {limits.statement_ms:,} ms, a lock {limits.lock_ms:,} ms",
        f"{dim}artifact {safe(plan.artifact)}{off}"
        + (f", promoted from {safe(plan.promoted_from)}" if plan.promoted_from else ""),
        f"{dim}policy {safe(plan.policy)}{off}",
        f"{dim}roster {safe(plan.roster)}{off}",
        f"{dim}calendar {safe(plan.calendar)}{off}",
    ]
    return "\n".join(out) + "\n"


def _step(number: int, of: int, step: Step, bold: str, dim: str, off: str) -> list[str]:
    out = [f"{bold}{f'Step {number} of {of}' if of > 1 else 'Runs'}{off}: {step.kind} {safe(step.title)}".rstrip()]
    if step.argv:
        out += [f"  [{place}] {safe(word)}" for place, word in enumerate(step.argv)]
    if step.program:
        out.append(f"  {dim}program{off} {safe(step.program)} {dim}{step.program_sha256}{off}")
    if step.content:
        out.append(f"  {dim}content{off} {step.content}")
    where = safe(step.directory) if step.in_place else "a directory of the broker's own, with these files alone"
    if step.argv:
        out.append(f"  {dim}in{off} {where}")
    out += [f"  {dim}file{off} {safe(one.path)} {one.size:,} B {dim}{one.sha256}{off}" for one in step.operands]
    out += [f"  {dim}sets{off} {safe(name)}={safe(value)}" for name, value in step.environment]
    if step.credentials:
        out.append(f"  {dim}with the credentials of{off} {safe(step.credentials)}")
    if step.check:
        after = f" after {step.wait} s" if step.wait else ""
        out.append(f"  {dim}then checks{after}{off} {safe(' '.join(step.check))}")
    if step.rollback:
        out.append(f"  {dim}takes back by{off} {safe(' '.join(step.rollback))}")
    return out


def _pairs(first: str, pairs: tuple[tuple[str, str], ...], last: str) -> str:
    said = ", ".join(f"{name} {value}" for name, value in pairs)
    return first + (f": {said}" if said else "") + (f" ({last})" if last else "")


def changed(before: Plan, after: Plan) -> str:
    """What differs between two revisions, as a diff of all their fields."""

    def lines(plan: Plan) -> list[str]:
        body: dict[str, Any] = msgspec.to_builtins(plan)
        for name in ("nonce", "revision", "created", "expires"):
            body.pop(name, None)
        return [safe(line, keep_newlines=True) for line in _flat(body)]

    return "".join(
        line + "\n" for line in difflib.unified_diff(lines(before), lines(after), "before", "after", "", "", 1, "")
    )


def _flat(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [line for name, one in value.items() for line in _flat(one, f"{path}.{name}" if path else str(name))]
    if isinstance(value, list | tuple):
        return [line for place, one in enumerate(value) for line in _flat(one, f"{path}[{place}]")]
    return [f"{path} = {value}".replace("\n", "\\n")]
