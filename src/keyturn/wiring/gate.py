"""The gate's door: an agent host's payload in, the bytes and the exit code that this host honours out.

The daemon and the cold path call the same `handle`. Whatever goes wrong in here ends as the host's own way to stop.
"""

from __future__ import annotations

import os
import time

from keyturn.gate import messages
from keyturn.gate.call import ASK, PASS, STOP, Answer, Reply
from keyturn.gate.ports import SERVER
from keyturn.gate.service import Gate, Ruling, answer
from keyturn.judge.corridor import DEFAULT_BUDGET, Judgement, follow
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.adapter.proof_key import SignedRecords
    from keyturn.adapter.undo_store import UndoStore
    from keyturn.gate.call import ToolCall
    from keyturn.gate.ports import Host, Judge, NotSaved, Save, Saved, Shown, Undo
    from keyturn.ledger.port import Value
    from keyturn.model.decision import Decision
    from keyturn.model.invocation import Invocation
    from keyturn.model.source import Source

LARGEST = 8_000_000
"""Bytes of a payload; a larger one is stopped unread."""


class Surroundings:
    """What a call brings along: the environment and directory it would run with, and where Keyturn keeps things.

    `root` is put before every absolute place of Keyturn's own, and `temporary` are other throw-away directories than
    the machine's (both for tests). `slow` is called right before an undo point is taken, and
    before the blast radius of a held call is counted.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        directory: str,
        *,
        root: str = "",
        clock: Callable[[], float] = time.time,
        temporary: tuple[str, ...] | None = None,
        slow: Callable[[], None] | None = None,
    ) -> None:
        self.environment = environment
        self.directory = directory
        self.root = root
        self.clock = clock
        self.temporary = temporary
        self.slow = slow


def here() -> Surroundings:
    """What a hook process inherits from its host."""
    return Surroundings(os.environ, os.getcwd())


class _Judge:
    """The corridor from one directory, with one look at the world; `gate.ports.Judge`."""

    def __init__(self, surroundings: Surroundings, directory: str) -> None:
        from keyturn.adapter.filesystem_workspace import FilesystemWorkspace
        from keyturn.wiring.check import Checker

        self._checker = Checker(
            directory,
            workspace=lambda: FilesystemWorkspace(surroundings.environment),
            root=surroundings.root or None,
            temporary=surroundings.temporary,
        )
        self._view, self._layers = self._checker.view()
        self._root = surroundings.root

    def follow(self, start: Source | Invocation, authored: frozenset[str]) -> Judgement:
        view = self._view.but(authored=authored) if authored else self._view
        return self._checker.completed(follow(start, view, DEFAULT_BUDGET), view, self._layers)

    def decide(self, judgement: Judgement) -> Decision:
        from keyturn.model.decision import RESTORE_PROOF, Obligation

        found = self._checker.decided(judgement, self._view, self._layers)
        if not any(not isinstance(one, Obligation) or one.kind == RESTORE_PROOF for one in found.obligations):
            return found
        from keyturn.wiring.proof import discharged

        return discharged(found, self._root, owner=os.getuid() if self._root else 0)

    def text(self, path: str) -> str | None:
        found = self._view.workspace.read(os.path.join(self._view.layout.directory, path))
        return found.data.decode("utf-8", "surrogateescape") if found.state == "present" else None

    def digests(self) -> tuple[tuple[str, str], ...]:
        return (*self._layers.digests, *self._view.workspace.digests())


def judge(surroundings: Surroundings, directory: str) -> Judge:
    """The corridor for calls that run in a directory."""
    return _Judge(surroundings, directory)


def stop(host: Host | None, why: str, call: ToolCall | None = None) -> Reply:
    """The answer to what cannot be judged: the host's own stop, or what stops most hosts when the host is unknown."""
    from keyturn.gate.call import HARMLESS, ToolCall

    ruling = Ruling(STOP, call or ToolCall("", "", HARMLESS), fault=why)
    words = Answer(STOP, messages.to_agent(ruling), messages.to_person(ruling))
    if host is None:
        return Reply(b"", words.to_agent.encode("utf-8", "replace") + b"\n", 2)
    return host.reply(words, call)


def handle(name: str, payload: bytes, surroundings: Surroundings) -> tuple[Reply, Callable[[], None]]:
    """The reply, and what is to be done after it was given: keeping the record is off the answer's path."""
    host: Host | None = None
    call: ToolCall | None = None
    try:
        from keyturn.adapter.hosts.table import host as find
        from keyturn.adapter.hosts.table import host_of

        host = find(name)
        if len(payload) > LARGEST:
            return stop(host, f"{len(payload)} bytes are more than a tool call has"), _nothing
        from keyturn.gate.json_text import read

        body = read(payload)
        if not isinstance(body, dict):
            return stop(host, "the payload is no JSON object"), _nothing
        host = host_of(name, body)
        call = host.read(body)
        ruling = rule(call, host, surroundings)
        reply = host.reply(answer(ruling, _runner(call) if ruling.handed else ""), call)
        return reply, lambda: record(ruling, surroundings)
    except Exception as fault:  # noqa: BLE001 - whatever goes wrong stops the call, in words that the host honours
        why = f"{type(fault).__name__}: {fault}"[:300]
        if host is None and isinstance(fault, KeyError):
            why = f"there is no host {name!r}"
        return stop(host, why, call), _nothing


def _nothing() -> None:
    """Nothing is left to do."""


def rule(call: ToolCall, host: Host, surroundings: Surroundings) -> Ruling:
    """What the gate finds of a call that was read."""
    from keyturn.gate.call import HARMLESS, SETTINGS

    if call.kind == HARMLESS and not call.several:
        return Ruling(PASS, call)
    if call.kind == SETTINGS:
        return settings(call, surroundings)
    if call.several:
        # each from its own directory; the strictest counts
        worst = Ruling(PASS, call)
        for one in call.several:
            found = rule(one.but(directory=one.directory or call.directory), host, surroundings)
            if (PASS, ASK, STOP).index(found.verdict) > (PASS, ASK, STOP).index(worst.verdict):
                worst = found
        return worst
    directory = call.directory or surroundings.directory
    return measured(gate(surroundings, directory).rule(call.but(directory=directory), host.traits), surroundings)


def _runner(call: ToolCall) -> str:
    """The command line of `keyturn run`, with the real interpreter's absolute path."""
    import sys

    from keyturn.language.shell_words import shell_quote
    from keyturn.model.word import Word

    words = (sys.executable, "-I", "-m", "keyturn", "run", "--ticket", "--tool", call.tool)
    return " ".join(shell_quote(Word(word)) for word in words)


def rule_now(
    command: str, tool: str, surroundings: Surroundings, *, asks: bool = False, shown: Shown | None = None
) -> Ruling:
    """Judge a command that this very process runs next, and spend the ticket that was given for it.

    `asks`: a person is at the terminal. `shown`: what was rehearsed, if the execution is bound to it.
    """
    from keyturn.gate.call import SHELL, ToolCall
    from keyturn.gate.ports import NOTHING_SHOWN, Traits

    call = ToolCall("run", "run", SHELL, tool, "", surroundings.directory, command)
    return measured(
        gate(surroundings, surroundings.directory).rule(
            call, Traits("run", immediate=True, asks=asks), shown or NOTHING_SHOWN
        ),
        surroundings,
    )


def measured(ruling: Ruling, surroundings: Surroundings) -> Ruling:
    """The ruling with the counted blast radius, where it waits for a person. A fault in counting changes nothing."""
    if ruling.verdict == PASS or ruling.fault or "never" in ruling.needs or not ruling.judgement.effects:
        return ruling
    try:
        from keyturn.adapter.blast_radius import counted
        from keyturn.gate.service import local_state

        found = counted(
            ruling.judgement,
            surroundings.environment,
            ruling.call.directory,
            state=local_state,
            begin=surroundings.slow,
        )
    except Exception:  # noqa: BLE001 - the call stops either way; its numbers are only for reading
        return ruling
    return ruling.but(radius=found)


def settings(call: ToolCall, surroundings: Surroundings) -> Ruling:
    """Changed settings that a host is about to apply: they pass as long as Keyturn's hook is in them and hooks run."""
    from keyturn.wiring import agents

    machine = agents.Machine("", surroundings.environment, surroundings.root)
    files = tuple(change.path for change in call.changes) or agents.recorded(call.host, machine)
    for file in files:
        why = agents.intact(call.host, file, machine)
        if why:
            from keyturn.model.effect import GUARD_OFF, Effect
            from keyturn.model.target import GUARD, Facet, Target

            target = Target(GUARD, file, (Facet("path", file),))
            effect = Effect("keyturn/guard-file", GUARD_OFF, f"applies {file}: {why}", (target,))
            judgement = Judgement((effect,))
            decision = judge(surroundings, call.directory or surroundings.directory).decide(judgement)
            return Ruling(STOP, call, decision, judgement, needs=("never",))
    return Ruling(PASS, call)


def gate(surroundings: Surroundings, directory: str) -> Gate:
    """A gate for calls that run in a directory."""
    from keyturn.adapter.gate_sessions import SessionFiles
    from keyturn.adapter.gate_tickets import TicketFiles
    from keyturn.wiring import drift

    state = places.state(surroundings.root)
    return Gate(
        judge(surroundings, directory),
        undo(surroundings),
        SessionFiles(os.path.join(state, "sessions"), surroundings.clock),
        TicketFiles(
            state,
            places.tickets(surroundings.root),
            surroundings.clock,
            owner=os.getuid() if surroundings.root else 0,
            signed=signed(surroundings.root),
        ),
        paused=paused(surroundings),
        drift=drift.found(surroundings.root),
    )


def signed(root: str) -> Callable[[], SignedRecords] | None:
    """What people signed with hardware keys, None when nobody ever did; loaded when it is asked."""
    path = places.signed(root)
    if not os.path.lexists(path):
        return None

    def load() -> SignedRecords:
        from keyturn.adapter.proof_key import SignedRecords

        return SignedRecords(path, places.keys(root), owner=os.getuid() if root else 0, top=root or "/")

    return load


def undo(surroundings: Surroundings) -> Undo:
    """The user's store of undo points."""
    return _Undo(surroundings)


class _Undo:
    """The store, loaded when a point is taken; `gate.ports.Undo`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def take(self, wanted: tuple[Save, ...], *, reason: str, session: str) -> Saved | NotSaved:
        from keyturn.adapter.undo_store import UndoStore

        if self._surroundings.slow is not None:
            self._surroundings.slow()
        place = os.path.join(places.state(self._surroundings.root), "undo")
        store = UndoStore(place, self._surroundings.clock)
        if not any(save.how == SERVER for save in wanted):
            return store.take(wanted, reason=reason, session=session)
        return self._with_databases(store, wanted, reason, session)

    def _with_databases(
        self, store: UndoStore, wanted: tuple[Save, ...], reason: str, session: str
    ) -> Saved | NotSaved:
        """A point for each database, and one for the files; whatever cannot be saved is why there is none."""
        from keyturn.gate.ports import NotSaved as Refused
        from keyturn.gate.ports import Saved as Kept
        from keyturn.wiring import undo as wiring

        files = tuple(save for save in wanted if save.how != SERVER)
        taken: list[Saved] = []
        for save in wanted:
            if save.how != SERVER:
                continue
            found = wiring.database(
                save.path, self._surroundings.environment, self._surroundings.directory, reason, self._surroundings.root
            )
            if isinstance(found, Refused):
                return found
            taken.append(found)
        if files:
            kept = store.take(files, reason=reason, session=session)
            if isinstance(kept, Refused):
                return kept
            taken.append(kept)
        what = "; ".join(f"{one.what} ({one.id})" if len(taken) > 1 else one.what for one in taken)
        return Kept(taken[-1].id, what, sum(one.files for one in taken), sum(one.size for one in taken))


def paused(surroundings: Surroundings) -> bool:
    """Whether a proven human paused the gate just now."""
    path = places.pauses(surroundings.root)
    by_key = signed(surroundings.root)
    if by_key is None and not os.path.lexists(path):
        return False
    from keyturn.adapter.gate_pause import Pauses

    owner = os.getuid() if surroundings.root else 0
    return Pauses(path, surroundings.clock, owner=owner, signed=by_key).on()


def record(ruling: Ruling, surroundings: Surroundings) -> None:
    """Keep the decision with its reasons and digests. What passes without an effect is only counted."""
    if ruling.verdict == PASS and not ruling.decision.reasons:
        return
    if ruling.decision.reasons and all(one.subject.rule == "keyturn/canary" for one in ruling.decision.reasons):
        return  # `keyturn doctor` asked whether the hook is alive
    from keyturn.ledger.port import Record
    from keyturn.model.masking import mask
    from keyturn.wiring.record import recorder

    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(surroundings.clock()))
    call = ruling.call
    body: tuple[tuple[str, Value], ...] = (
        ("verdict", ruling.verdict),
        ("host", call.host),
        ("session", call.session),
        ("tool", call.tool),
        ("command", messages.shown(call)),
        ("directory", call.directory),
        (
            "reasons",
            tuple(
                {
                    "rule": reason.subject.rule,
                    "row": reason.row,
                    "cell": reason.cell,
                    "environment": reason.environment,
                    "verdict": reason.verdict,
                }
                for reason in ruling.decision.reasons[:50]
            ),
        ),
        ("needs", ruling.needs),
        *((("radius", tuple(mask(line) for line in ruling.radius)),) if ruling.radius else ()),
        ("undo", ruling.undo.id if ruling.undo is not None else ""),
        ("unsaved", ruling.unsaved),
        ("request", ruling.request),
        ("ticket", ruling.ticket),
        *((("drifted", tuple(path for path, _why in ruling.drifted)),) if ruling.drifted else ()),
    )
    recorder(root=surroundings.root).append(Record("gate.decision", at, body))
    sweep(surroundings)


def sweep(surroundings: Surroundings) -> bool:
    """Once a day, take away what sessions and requests left behind that counts no more; whether it was done."""
    from keyturn.adapter.gate_sessions import SessionFiles
    from keyturn.adapter.gate_tickets import TicketFiles

    state = places.state(surroundings.root)
    mark = os.path.join(state, "swept")
    try:
        if os.stat(mark).st_mtime > surroundings.clock() - 86_400:
            return False
    except OSError:
        pass  # never yet
    try:
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        os.utime(mark)
    except OSError:
        return False
    SessionFiles(os.path.join(state, "sessions"), surroundings.clock).expire()
    TicketFiles(state, places.tickets(surroundings.root), surroundings.clock).expire()
    return True


def hosts() -> tuple[str, ...]:
    """The hosts that have an adapter, by name."""
    from keyturn.adapter.hosts.table import HOSTS

    return tuple(sorted(HOSTS))


def explained(name: str, payload: bytes, surroundings: Surroundings) -> dict[str, object]:
    """What the gate finds of a payload, for people and programs that look into it. Nothing is recorded."""
    import json

    from keyturn.adapter.hosts.table import host_of

    try:
        body = json.loads(payload)
        host = host_of(name, body)
        call = host.read(body)
    except (ValueError, TypeError, AttributeError) as error:
        return {"verdict": "unread", "fault": str(error)}
    ruling = rule(call, host, surroundings)
    said = answer(ruling)
    return {
        "verdict": ruling.verdict,
        "command": messages.shown(call),
        "directory": call.directory,
        "rules": [reason.subject.rule for reason in ruling.decision.reasons],
        "needs": list(ruling.needs),
        "undo": ruling.undo.id if ruling.undo is not None else "",
        "request": ruling.request,
        "to_agent": said.to_agent,
        "to_person": said.to_person,
    }
