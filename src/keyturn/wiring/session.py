"""What a session of an agent really did, put together from records: not from what the agent says of it.

The gate's record knows every call that had an effect, by the session's own name. What came of it stands in other
records, and is tied to the session by what both name: an undo point, a request that a person answered, a proposal. A
guarded execution (`keyturn run`) knows no session; it is tied by its words, its directory and its time, and says so.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from keyturn.errors import UsageError
from keyturn.wiring import places, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keyturn.wiring.ledger import Settings

    Leaf = dict[str, Any]

VERDICTS = ("pass", "ask", "stop")
_FEWEST = 4
_RUN = "run.executed"
_AFTER = 3_600
"""Seconds after a session's last call in which what it started may still end."""
_MOST_PATHS = 200
_LARGEST = 64_000_000
UNPROVEN = "unproven: any program of the user could have written this"


def leaves(settings: Settings | None = None, root: str = "") -> list[Leaf]:
    """Every leaf: of a ledger when settings are given, else of the records on this machine, in the order of time.

    `proven` says by whom something is vouched for that any program of the user could have written: "" for nobody.
    """
    vouched = _Vouched(root)
    if settings is not None:
        return _of_ledger(settings, vouched)
    # the broker writes no file: what speaks for it in a user's own record is that user's word
    found = [one for one in record.leaves(root) if not str(one.get("kind", "")).startswith(("broker.", "ledger."))]
    for path in (places.tickets(root), places.pauses(root), places.signed(root)):
        found += _of_file(path, vouched)
    return sorted(found, key=lambda one: str(one.get("at", "")))


class _Vouched:
    """By whom a record of a person's word is vouched for: by root's own file, or by a hardware key of the roster."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._keys: Any = None

    def owner(self, uid: int) -> str:
        return "a person, by sudo" if uid == (os.getuid() if self._root else 0) else ""

    def signature(self, data: bytes, kind: str, text: str) -> str:
        from keyturn.adapter import proof_key, ssh_signatures
        from keyturn.ledger.sshsig import SignatureError, read
        from keyturn.wiring import human

        if self._keys is None:
            self._keys = human.roster(self._root)
        try:
            signature = read(text.encode("utf-8", "replace"))
        except SignatureError:
            return ""
        who, _why = ssh_signatures.verify(signature, data, proof_key.namespace(kind), self._keys)
        return f"{who.name}, with a hardware key" if who is not None else ""


def _of_ledger(settings: Settings, vouched: _Vouched) -> list[Leaf]:
    from keyturn.wiring.ledger import Store

    store = Store(settings)
    found: list[Leaf] = []
    try:
        with store.reading() as connection:
            for kept in store.ledger.leaves(connection):
                outer = _body(kept.data)
                body = outer.get("body")
                if kept.kind == "ledger.collected" and isinstance(body, dict):
                    _owned(found, body, vouched)
                    continue
                if kept.kind == "ledger.signed" and isinstance(body, dict):
                    one = _signed(body, vouched)
                else:
                    one = _leaf(outer, kept.digest.hex())
                if one is not None:
                    found.append({**one, "position": kept.position})
    finally:
        store.close()
    return found


def _owned(found: list[Leaf], body: Leaf, vouched: _Vouched) -> None:
    """Leaves that were taken in from a file are worth what its owner is."""
    first, owner = body.get("first"), body.get("owner")
    if not isinstance(first, int) or not isinstance(owner, int):
        return
    for one in reversed(found):
        if one["position"] < first:
            return
        one["proven"] = one.get("proven") or vouched.owner(owner)


def _signed(outer: Leaf, vouched: _Vouched) -> Leaf | None:
    """A leaf that came with a signature."""
    from keyturn.ledger.canonical import leaf_hash

    data = str(outer.get("leaf", "")).encode("utf-8", "replace")
    one = _leaf(_body(data), leaf_hash(data).hex())
    if one is None or one["kind"].startswith(("broker.", "ledger.")):
        return None
    return {**one, "proven": vouched.signature(data, one["kind"], str(outer.get("signature", "")))}


def _of_file(path: str, vouched: _Vouched) -> Iterator[Leaf]:
    from keyturn.ledger.canonical import leaf_hash

    try:
        with open(path, "rb") as file:
            owner = os.fstat(file.fileno()).st_uid
            lines = file.read(_LARGEST).splitlines()
    except OSError:
        return
    for line in lines:
        outer = _body(line)
        if "leaf" in outer:
            one = _signed(outer, vouched)
        else:
            one = _leaf(outer, leaf_hash(line).hex())
            one = {**one, "proven": vouched.owner(owner)} if one is not None else None
        if one is not None and not one["kind"].startswith(("broker.", "ledger.")):
            yield one


def _body(data: bytes) -> Leaf:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _leaf(found: Leaf, digest: str) -> Leaf | None:
    if not isinstance(found.get("body"), dict) or not isinstance(found.get("kind"), str):
        return None
    return {"kind": found["kind"], "at": str(found.get("at", "")), "body": found["body"], "id": digest[:12]}


def _calls(found: Iterable[Leaf]) -> Iterator[Leaf]:
    for one in found:
        if one.get("kind") == "gate.decision" and one["body"].get("session"):
            yield one


def listed(found: list[Leaf]) -> list[dict[str, Any]]:
    """The sessions that are on record, the newest first."""
    known: dict[str, dict[str, Any]] = {}
    for one in _calls(found):
        body = one["body"]
        kept = known.setdefault(
            str(body["session"]),
            {
                "session": str(body["session"]),
                "host": str(body.get("host", "")),
                "first": one["at"],
                "last": one["at"],
                "calls": 0,
                **dict.fromkeys(VERDICTS, 0),
            },
        )
        kept["first"], kept["last"] = min(kept["first"], one["at"]), max(kept["last"], one["at"])
        kept["calls"] += 1
        if body.get("verdict") in VERDICTS:
            kept[body["verdict"]] += 1
    return sorted(known.values(), key=lambda one: str(one["last"]), reverse=True)


def chosen(found: list[Leaf], name: str) -> str:
    """The session of that name, or whose name begins so. Raises UsageError."""
    names = {str(one["body"]["session"]) for one in _calls(found)}
    names |= {str(one["body"]["session"]) for one in found if "body" in one and one["body"].get("session")}
    if name in names:
        return name
    fits = sorted(one for one in names if len(name) >= _FEWEST and one.startswith(name))
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise UsageError(f"{len(fits)} sessions begin with {name!r}", "give more of it: keyturn session list")
    raise UsageError(f"no session {name!r} is on record", "keyturn session list")


def shown(found: list[Leaf], session: str, root: str = "", *, here: bool = True) -> dict[str, Any]:
    """All that is on record of one session. `here` adds what this machine's own state knows of its files."""
    own = [one for one in _calls(found) if one["body"]["session"] == session]
    calls = [_call(one) for one in own]
    first, last = (own[0]["at"], own[-1]["at"]) if own else ("", "")
    points = {one["undo"] for one in calls if one["undo"]}
    requests = {one["request"] for one in calls if one["request"]}
    runs = [_run(one) for one in found if _belongs(one, own, points)]
    points |= {one["undo"] for one in runs if one["undo"]}
    body: dict[str, Any] = {
        "session": session,
        "hosts": sorted({str(one["body"].get("host", "")) for one in own}),
        "first": first,
        "last": last,
        "directories": sorted({one["directory"] for one in calls if one["directory"]}),
        "calls": calls,
        "totals": {"calls": len(calls), **{name: sum(one["verdict"] == name for one in calls) for name in VERDICTS}},
        "runs": runs,
        "approvals": [
            {
                "id": one["id"],
                "at": one["at"],
                "kind": one["kind"],
                "request": str(one["body"].get("request", "")),
                "command": str(one["body"].get("command", "")),
                "by": one.get("proven") or UNPROVEN,
            }
            for one in found
            if one.get("kind") == "gate.allow" and one["body"].get("request") in requests
        ],
        "pauses": [
            {"id": one["id"], "at": one["at"], "reason": str(one["body"].get("reason", ""))}
            for one in found
            if one.get("kind") == "gate.pause" and _overlaps(one["body"], first, last)
        ],
        "undone": [
            {"id": one["id"], "at": one["at"], "undo": one["body"]["undo"], "below": one["body"].get("below", [])}
            for one in found
            if one.get("kind") == "undo.restored" and one["body"].get("undo") in points
        ],
        "proposals": _proposals(found, session),
        "meanwhile": {
            "overrides": [
                {
                    "id": one["id"],
                    "at": one["at"],
                    "rule": one["body"].get("rule", ""),
                    "path": one["body"].get("path", ""),
                }
                for one in found
                if one.get("kind") == "override.used" and first and first <= one["at"] <= _later(last)
            ]
        },
    }
    body["files"] = _files(session, body["directories"], points, root) if here else {}
    return body


def _call(one: Leaf) -> dict[str, Any]:
    body = one["body"]
    reasons = [reason for reason in body.get("reasons", []) if isinstance(reason, dict)]
    return {
        "id": one["id"],
        "at": one["at"],
        "tool": str(body.get("tool", "")),
        "command": str(body.get("command", "")),
        "directory": str(body.get("directory", "")),
        "verdict": str(body.get("verdict", "")),
        "effects": [
            {name: str(reason.get(name, "")) for name in ("rule", "environment", "row", "verdict")}
            for reason in reasons
        ],
        "reach": [str(line) for line in body.get("radius", [])],
        "undo": str(body.get("undo", "")),
        "unsaved": str(body.get("unsaved", "")),
        "request": str(body.get("request", "")),
        "ticket": str(body.get("ticket", "")),
        "drifted": [str(line) for line in body.get("drifted", [])],
    }


def _run(one: Leaf) -> dict[str, Any]:
    body = one["body"]
    facts = [fact for fact in body.get("facts", []) if isinstance(fact, dict)]
    return {
        "id": one["id"],
        "at": one["at"],
        "command": str(body.get("command", "")),
        "directory": str(body.get("directory", "")),
        "outcome": str(body.get("outcome", "")),
        "code": body.get("code"),
        "bound": str(body.get("bound", "")),
        "facts": [{"name": str(fact.get("name", "")), "value": str(fact.get("value", ""))} for fact in facts],
        "undo": str(body.get("undo", "")),
    }


def _belongs(one: Leaf, own: list[Leaf], points: set[str]) -> bool:
    """Whether a guarded execution was this session's: by its undo point, or by its words, directory and time."""
    if one.get("kind") != _RUN:
        return False
    body = one["body"]
    if body.get("undo") and body["undo"] in points:
        return True
    command = str(body.get("command", ""))
    return any(
        command
        and command in str(call["body"].get("command", ""))
        and "keyturn" in str(call["body"].get("command", ""))
        and body.get("directory") == call["body"].get("directory")
        and call["at"] <= one["at"] <= _later(call["at"])
        for call in own
    )


def _later(at: str) -> str:
    import calendar

    try:
        moment = calendar.timegm(time.strptime(at, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        return at
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment + _AFTER))


def _overlaps(body: Leaf, first: str, last: str) -> bool:
    begin, end = body.get("begin"), body.get("end")
    if not isinstance(begin, int) or not isinstance(end, int) or not first:
        return False
    said = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)) for moment in (begin, end)]
    return said[0] <= last and first <= said[1]


def _proposals(found: list[Leaf], session: str) -> list[dict[str, Any]]:
    """What the session proposed to the broker, with every step that was taken and every key that was turned."""
    own: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        body = one.get("body", {})
        name = str(body.get("proposal", ""))
        if not name or not one["kind"].startswith("broker."):
            continue
        if body.get("session") == session:
            own.setdefault(name, [])
        if name not in own:
            continue
        own[name].append(
            {
                "id": one["id"],
                "at": one["at"],
                "kind": one["kind"],
                "state": str(body.get("state", "")),
                "person": str(body.get("person", "")),
                "decision": str(body.get("decision", "")),
                "outcome": str(body.get("outcome", "")),
                "detail": str(body.get("detail", "")),
                "facts": [fact for fact in body.get("facts", []) if isinstance(fact, dict)],
            }
        )
    return [{"proposal": name, "steps": steps} for name, steps in own.items()]


def _files(session: str, directories: list[str], points: set[str], root: str) -> dict[str, Any]:
    """Files that were saved before its calls took them, and paths that it wrote: both from this machine's state."""
    from keyturn.adapter.gate_sessions import SessionFiles
    from keyturn.wiring import undo

    saved = [one for one in undo.heads(root) if one.session == session or one.id in points]
    sessions = SessionFiles(os.path.join(places.state(root), "sessions"), time.time)
    wrote = sorted({path for directory in directories for path in sessions.authored(session, directory)})
    return {
        "saved": [
            {"undo": one.id, "files": one.files, "bytes": one.size, "paths": list(one.roots), "reason": one.reason}
            for one in reversed(saved)
        ],
        "wrote": wrote[:_MOST_PATHS],
        "wrote_more": max(0, len(wrote) - _MOST_PATHS),
    }
