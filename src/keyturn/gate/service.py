"""An agent's tool call → what the gate says of it.

The corridor says what the call would do and policy what that asks for. The gate meets what it can meet without anyone
(an undo point), spends a ticket that a person gave for exactly this, asks where the host can ask, and stops otherwise.
Nothing here may raise into "allow": the door that calls this turns every fault into STOP.
"""

from __future__ import annotations

from keyturn.gate import discharge, files, messages
from keyturn.gate.call import ASK, FILES, HARMLESS, MCP, PASS, POWERSHELL, SETTINGS, SHELL, STOP, WRITE, Answer
from keyturn.gate.ports import DATABASE as SQLITE
from keyturn.gate.ports import NOTHING_SHOWN, SERVER, TREE, WORK_TREE, NotSaved, Request, Save, Saved
from keyturn.judge.corridor import Judgement
from keyturn.model import effect as e
from keyturn.model.decision import (
    ALLOW,
    CONFIRM,
    DENY,
    HUMAN,
    UNDO,
    Decision,
    Obligation,
)
from keyturn.model.effect import Effect, Extent
from keyturn.model.noun import Noun
from keyturn.model.source import Source
from keyturn.model.target import DATABASE, INFRASTRUCTURE, PATH, REPOSITORY
from keyturn.model.word import Word
from keyturn.policy import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.call import ToolCall
    from keyturn.gate.ports import Judge, Sessions, Shown, Tickets, Traits
    from keyturn.gate.ports import Undo as UndoStore
    from keyturn.model.decision import Reason
    from keyturn.model.effect import BlindSpot
    from keyturn.model.target import Target

FEW = 20
MANY = 500
"""Rows 3, 4 and 5 of the policy, counted over a session: single deletions add up to a mass deletion."""

_FILES = (e.FILE_CHANGE, e.RECURSIVE_DELETE, e.MASS_DELETE, e.REWRITE)
_GIT = (e.GIT_DISCARD, e.GIT_HISTORY)
_LEFT_OPEN = ("blind/interactive-interpreter", "blind/interactive-shell")
_NOTHING = Decision()
_PROVEN = Obligation(HUMAN)


class Ruling(Noun):
    """What the gate found, decided and did, for the answer and for the record."""

    verdict: str
    call: ToolCall
    decision: Decision = _NOTHING
    judgement: Judgement = Judgement()
    undo: Saved | None = None
    unsaved: str = ""
    """Why there is no undo point although one was wanted."""
    needs: tuple[str, ...] = ()
    """Kinds of obligations that are still not met."""
    request: str = ""
    ticket: str = ""
    """The strength of the ticket that let it pass, "" when none did."""
    fault: str = ""
    handed: bool = False
    """The ticket is not spent yet: `keyturn run` spends it."""
    drifted: tuple[tuple[str, str], ...] = ()
    """Settings files in which Keyturn's hook is not as it was put there, and what is wrong: why all is held."""
    swappable: tuple[str, ...] = ()
    """Files that the call reads its commands from, because of which a ticket does not count at this host."""
    radius: tuple[str, ...] = ()
    """What stands where a held call would strike, counted, in sentences for the person."""


class Gate:
    """Rules on calls, one after the other. Everything that lasts is behind the ports."""

    def __init__(
        self,
        judge: Judge,
        undo: UndoStore,
        sessions: Sessions,
        tickets: Tickets,
        *,
        paused: bool,
        drift: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._judge = judge
        self._undo = undo
        self._sessions = sessions
        self._tickets = tickets
        self._paused = paused
        self._drift = drift

    def rule(self, call: ToolCall, traits: Traits, shown: Shown = NOTHING_SHOWN) -> Ruling:
        """One call. A host that asks for several at once gets the strictest of them.

        `shown` is a rehearsal that the caller made and binds the execution to.
        """
        if call.several:
            worst = Ruling(PASS, call)
            for one in call.several:
                found = self.rule(one, traits)
                if (PASS, ASK, STOP).index(found.verdict) > (PASS, ASK, STOP).index(worst.verdict):
                    worst = found
            return worst
        if call.kind == HARMLESS:
            return Ruling(PASS, call)
        judgement = self._read(call)
        if shown.destroys:
            judgement = _destroying(judgement)
        if traits.types_unseen and judgement.blind:
            judgement = judgement.but(blind=tuple(_opened(one) for one in judgement.blind))
        files_lost, judgement = self._added_up(call, judgement)
        decision = self._judge.decide(judgement)
        return self._settle(call, traits, judgement, decision, files_lost, shown)

    def _read(self, call: ToolCall) -> Judgement:
        authored = self._sessions.authored(call.session, call.directory)
        if call.kind in (SHELL, POWERSHELL):
            return self._judge.follow(Source(call.kind, Word(call.command)), authored)
        if call.kind == MCP:
            from keyturn.gate import mcp

            return mcp.judgement(call, self._judge, authored)
        if call.kind in (FILES, SETTINGS):
            found = Judgement()
            for change in call.changes:
                found = _joined(found, self._judge.follow(files.invocation(change, call.tool), authored))
                before = self._judge.text(change.path) if change.kind == WRITE else None
                if files.gutted(change, before):
                    found = _gutted(found, change.path)
            return found
        from keyturn.gate import mcp

        return mcp.judgement(call, self._judge, authored)

    def _added_up(self, call: ToolCall, judgement: Judgement) -> tuple[int, Judgement]:
        """How many files this call takes, and the judgement with what the session's calls come to together."""
        taking = [effect for effect in judgement.effects if effect.category in _FILES and effect.extent.count != 0]
        if not taking:
            return 0, judgement
        decision = self._judge.decide(judgement.but(effects=tuple(taking), blind=()))
        counted = {id(reason.subject): reason for reason in decision.reasons if reason.environment != "T"}
        taking = [effect for effect in taking if id(effect) in counted]
        now = sum(effect.extent.count or 1 for effect in taking)
        if not now:
            return 0, judgement
        total = self._sessions.deleted(call.session, call.directory) + now
        if total <= FEW:
            return now, judgement
        category = e.RECURSIVE_DELETE if total <= MANY else e.MASS_DELETE
        together = taking[0].but(
            rule="filesystem/session-deletes",
            category=category,
            summary=f"deletes or overwrites file number {total:,} of this session",
            extent=Extent(total, closed=True, exact=True),
        )
        return now, judgement.but(effects=(*judgement.effects, together))

    def _settle(
        self,
        call: ToolCall,
        traits: Traits,
        judgement: Judgement,
        decision: Decision,
        files_lost: int,
        shown: Shown,
    ) -> Ruling:
        wanted = discharge.without(decision.obligations, shown.meets)
        ruling = Ruling(PASS, call, decision, judgement)
        if decision.verdict == DENY:
            return ruling.but(verdict=STOP, needs=("never",))
        if self._paused and decision.verdict != ALLOW:
            # a proven human lifted everything but row D for a while; undo is still taken where it can be
            saved = self._save(call, decision, judgement)
            return ruling.but(undo=saved if isinstance(saved, Saved) else None, ticket="pause")
        if self._drift and decision.reasons and not self._paused:
            # somebody took a hook out somewhere: whatever has an effect now waits for a proven human
            wanted = wanted | {_PROVEN}
            ruling = ruling.but(drifted=self._drift)
        undo: Saved | None = None
        unsaved = ""
        if discharge.wants_undo(wanted) and discharge.enough(wanted, (UNDO, CONFIRM, HUMAN)):
            saved = self._save(call, decision, judgement)
            if isinstance(saved, Saved):
                undo = saved
                wanted = discharge.without(wanted, (UNDO,))
            else:
                unsaved = saved.why
        kinds = discharge.kinds(wanted)
        ruling = ruling.but(undo=undo, unsaved=unsaved)
        if kinds and discharge.enough(wanted, (CONFIRM, HUMAN)):
            ruling = self._with_ticket(ruling, traits, shown)
            if ruling.ticket:
                kinds = frozenset()
        if not kinds:
            if ruling.handed:
                return ruling
            self._sessions.passed(call.session, call.directory, files=files_lost, wrote=_written(call, judgement))
            return ruling
        needs = tuple(sorted(kinds))
        if traits.asks and discharge.enough(wanted, (CONFIRM,)):
            return ruling.but(verdict=ASK, needs=needs)
        held = ruling.but(verdict=STOP, needs=needs)
        if not discharge.enough(wanted, (CONFIRM, HUMAN)):
            return held  # keys, a rehearsal or a restore proof: no single person's yes is enough
        return held.but(
            request=self._tickets.hold(
                Request(
                    "",
                    self.binding(call, shown),
                    messages.shown(call),
                    call.directory,
                    messages.summary(ruling) + (f"; rehearsed: {shown.words}" if shown.words else ""),
                    needs,
                )
            )
        )

    def _with_ticket(self, ruling: Ruling, traits: Traits, shown: Shown) -> Ruling:
        """The ruling with a ticket spent, where there is one and what would run cannot be changed after the yes.

        A host that runs what we hand back runs `keyturn run`, which spends the ticket itself, right before it executes.
        Elsewhere the host runs the command some time after our answer; then a script of this user's, which could be
        another one by then, is not let through by anybody's yes.
        """
        binding = self.binding(ruling.call, shown)
        if not self._tickets.waits(binding):
            return ruling
        if traits.rewrites and ruling.call.kind == SHELL and ruling.call.input:
            return ruling.but(ticket="proven", handed=True)
        followed = tuple(
            dict.fromkeys(
                step.item.origin.file
                for step in ruling.judgement.trace
                if isinstance(step.item, Source) and step.item.file
            )
        )
        if followed and not traits.immediate:
            return ruling.but(swappable=followed[:3])
        return ruling.but(ticket=self._tickets.redeem(binding))

    def _save(self, call: ToolCall, decision: Decision, judgement: Judgement) -> Saved | NotSaved:
        wanted = saves(decision.reasons)
        if not isinstance(wanted, NotSaved):
            from keyturn.gate.moved import with_what_is_moved_there

            wanted = with_what_is_moved_there(wanted, decision.reasons, judgement, call.directory)
        if isinstance(wanted, NotSaved):
            return wanted
        reason = messages.summary(Ruling(PASS, call, decision, judgement))
        return self._undo.take(wanted, reason=reason, session=call.session)

    def binding(self, call: ToolCall, shown: Shown = NOTHING_SHOWN) -> str:
        """The digest that a ticket is bound to: what would run, where, what was looked at, what was shown."""
        from keyturn.ledger.canonical import encode

        data = encode(
            {
                "kind": call.kind,
                "tool": call.tool,
                "server": call.server,
                "started": [_safe(word) for word in call.started],
                "command": _safe(call.command),
                "directory": _safe(call.directory),
                "arguments": [[_safe(name), _safe(text)] for name, text in call.arguments],
                "changes": [
                    [one.kind, *(_safe(text) for text in (one.path, one.text or "", one.old, one.new, one.to))]
                    for one in call.changes
                ],
                "seen": [[_safe(question), digest] for question, digest in sorted(self._judge.digests())],
                **({"shown": shown.digest} if shown.digest else {}),
            }
        )
        from keyturn.model.digest import sha256

        return sha256(b"keyturn ticket 1\n" + data)


def _safe(text: str) -> str:
    """Text that has a canonical form: half a surrogate pair is written as its code."""
    return text.encode("utf-8", "backslashreplace").decode()


def _joined(one: Judgement, other: Judgement) -> Judgement:
    return Judgement(
        (*one.effects, *other.effects),
        (*one.guards, *other.guards),
        (*one.blind, *other.blind),
        (*one.notes, *other.notes),
        (*one.trace, *other.trace),
    )


def _opened(blind: BlindSpot) -> BlindSpot:
    """A shell or an interpreter that is left open, at a host where what is typed into it is judged by nobody."""
    return blind.but(opaque=True) if blind.rule in _LEFT_OPEN else blind


def _destroying(judgement: Judgement) -> Judgement:
    """The same with every apply as what its plan was shown to be: rows 16 and 17 of the policy."""
    effects = tuple(
        one.but(category=e.INFRA_DESTROY, summary=f"{one.summary}; it was shown to delete or replace")
        if one.category == e.INFRA_APPLY
        else one
        for one in judgement.effects
    )
    return judgement.but(effects=effects)


def _gutted(judgement: Judgement, path: str) -> Judgement:
    """The overwriting of a file that loses most of its text asks for an undo point, not only for a try."""
    effects = tuple(
        one.but(category=e.REWRITE, summary=f"{one.summary}; most of its text would be gone")
        if one.category == e.FILE_CHANGE
        else one
        for one in judgement.effects
    )
    if not any(one.category == e.REWRITE for one in effects):
        from keyturn.model.target import Facet, Target

        facets = (Facet("written", path), Facet("path", path)) if path.startswith("/") else (Facet("path", None),)
        effects = (
            *effects,
            Effect(
                "filesystem/overwrite",
                e.REWRITE,
                f"takes most of the text out of {path}",
                (Target(PATH, path, facets),),
            ),
        )
    return judgement.but(effects=effects)


def _written(call: ToolCall, judgement: Judgement) -> tuple[str, ...]:
    """Absolute paths that this call writes: text that the session's agent chose."""
    from keyturn.gate.written import paths

    return paths(call, judgement)


def saves(reasons: tuple[Reason, ...], *, unasked: bool = False) -> tuple[Save, ...] | NotSaved:
    """What an undo point must hold for everything that is not throw-away.

    `unasked`: also for what policy asks something else for, where an undo point is taken as a try.
    """
    out: dict[tuple[str, str], Save] = {}
    for reason in reasons:
        subject = reason.subject
        if not isinstance(subject, Effect):
            continue
        if not (unasked and reason.verdict != ALLOW) and not discharge.wants_undo(table.obligations(reason.cell)):
            continue
        if not subject.targets:
            return NotSaved(f"it is not known what {subject.summary} hits")
        for target in subject.targets:
            path = target.facet("under") if target.facet("hole") == "glob" else target.facet("path")
            if target.kind == PATH and subject.category in _FILES and path and target.facet("hole") != "unset":
                found = Save(path, TREE)
            elif target.kind == REPOSITORY and path:
                found = Save(path, WORK_TREE if subject.category in _GIT else TREE)
            elif target.kind == PATH and subject.category in _GIT and path:
                found = Save(path, TREE)
            elif target.kind == DATABASE and target.facet("engine") == "sqlite" and path:
                found = Save(path, SQLITE)
            elif target.kind == DATABASE and (address := local_database(target)):
                found = Save(address, SERVER)
            elif target.kind == INFRASTRUCTURE and (state := local_state(target)):
                # the backup, and which backend and workspace the directory is set to, go along
                for beside in (state + ".backup", f"{target.facet('path')}/.terraform/terraform.tfstate"):
                    out[(beside, TREE)] = Save(beside, TREE)
                found = Save(state, TREE)
            else:
                return NotSaved(f"there is no undo for {target.name or target.kind}")
            out[(found.path, found.how)] = found
    if not out:
        return NotSaved("there is nothing that an undo point could hold")
    return tuple(out.values())


def local_database(target: Target) -> str:
    """A PostgreSQL database that may be of this machine, as the path of a Save; "" for any other.

    Whether a server of this machine answers there is looked at before anything is saved.
    """
    server, name = target.facet("server"), target.facet("database")
    here = server in ("localhost", "127.0.0.1", "::1") or (server or "").startswith("/")
    if target.facet("engine") not in ("postgres", "postgresql") or not here or not name:
        return ""
    parts = (server or "", target.facet("port") or "5432", name, target.facet("user") or "")
    if any("\n" in part for part in parts):
        return ""
    return "/" + "\n".join(parts)


def local_state(target: Target) -> str:
    """The file that holds a Terraform state, "" where a backend elsewhere does.

    Bringing it back brings back what is known of resources, never the resources.
    """
    path, workspace = target.facet("path"), target.facet("workspace")
    if target.facet("backend") != "local" or not path or not workspace:
        return ""
    place = "" if workspace == "default" else f"/terraform.tfstate.d/{workspace}"
    return f"{path}{place}/terraform.tfstate"


def answer(ruling: Ruling, runner: str = "") -> Answer:
    """What the host's adapter puts into its dialect. `runner` is `keyturn run` with its options."""
    from keyturn.language.shell_words import shell_quote

    rewritten = f"{runner} -- {shell_quote(Word(ruling.call.command))}" if ruling.handed and runner else None
    return Answer(
        ruling.verdict,
        messages.to_agent(ruling),
        messages.to_person(ruling),
        ruling.request,
        rewritten,
    )
